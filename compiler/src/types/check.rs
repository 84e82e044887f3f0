//! The checker: its state, the environment of what is being checked, errors and delayed
//! work.
//!
//! How a program is checked:
//!
//! 1. `resolve` parses the files and declares the package-level names (of imported
//!    packages only once something refers to them);
//! 2. `decl` gives each entity its type when it is first needed; declarations that refer
//!    to each other are followed on the object path, which `cycle` examines when an
//!    entity is met again;
//! 3. what needs complete types (map keys, embedded fields, instances, bodies) waits as
//!    [`Delayed`] work until the declaration or statement is done;
//! 4. expressions are checked top down; untyped ones are remembered and get their final
//!    type when their context is known (`expr`, `record`).
//!
//! *Libraries.* Of packages that [`PackageSource`] calls libraries only what is used is
//! looked at ([`super::library`]): declarations are parsed at the first reference, entities
//! typed at the first use, bodies checked when [`Checker::check_body`] asks.

use std::rc::Rc;
use std::sync::Arc;

use minigo_outline::Entry;
use minigo_syntax::NodeIds;
use minigo_syntax::ast::{FuncLit, NodeId};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::{Pos, SourceMap, Span};
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use super::constant::Const;
use super::generic::mono::Mono;
use super::library::Library;
use super::object::{ObjId, ObjKind, Object, PkgId};
use super::operand::{Mode, Operand, expr_span};
use super::scope::{ScopeId, Scopes};
use super::ty::{NamedId, Ty, TypeParamId};
use crate::ahead::Asking;
use crate::codes;
use crate::package::PackageSource;
use crate::typed::{Info, Program};
use minigo_syntax::exprstring::expr_string;

/// Expressions and types nested deeper than this are refused.
const MAX_DEPTH: u32 = 1000;

/// Facts about an entity that only the checker needs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extra {
    /// The type is known (perhaps as invalid).
    pub typed: bool,
    /// A variable that is read or a package name that is referred to.
    pub used: bool,
}

/// Index of a package-level declaration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct DeclId(pub u32);

/// A package-level declaration of an entity, or of several by `var a, b = f()`.
#[derive(Clone, Debug)]
pub(super) struct DeclInfo {
    pub pkg: PkgId,
    /// Index of the file in the package.
    pub file: u32,
    pub scope: ScopeId,
    pub kind: DeclKind,
    /// All variables of an n:1 declaration, else empty.
    pub lhs: Vec<ObjId>,
    /// Package-level entities mentioned, in the order of the first mention.
    pub deps: Vec<ObjId>,
}

/// Where the parts of a declaration stand: declaration of the file, specification of the
/// declaration, value of the specification.
#[derive(Clone, Debug)]
pub(super) enum DeclKind {
    Const {
        decl: u32,
        spec: Option<u32>,
        value: u32,
        iota: u32,
        inherited: bool,
    },
    Var {
        decl: u32,
        spec: u32,
        value: Option<u32>,
    },
    Type {
        decl: u32,
        spec: u32,
    },
    Func {
        decl: u32,
    },
    /// A function or method of a library package that is not parsed yet.
    Outlined(Entry),
}

/// What the checker keeps about a package beyond [`crate::typed::Package`].
#[derive(Debug)]
pub(super) struct PkgState {
    pub scope: ScopeId,
    /// The files are parsed and the names declared; of a library package the outline is
    /// known.
    pub loaded: bool,
    /// Not found: look-ups in it fail silently.
    pub fake: bool,
    pub is_library: bool,
    /// Of a library package that is loaded.
    pub library: Option<Library>,
    /// Package name objects of the imports with their path and position.
    pub imports: Vec<(ObjId, Span)>,
    /// Methods by the type name object of their receiver, until that type is declared.
    pub methods: FxHashMap<ObjId, Vec<ObjId>>,
    /// Package-level entities, in source order but for library packages.
    pub order: Vec<ObjId>,
}

/// What a body needs to know of its function.
#[derive(Debug)]
pub(super) struct FuncCtx {
    pub scope: ScopeId,
    pub results: Vec<ObjId>,
    /// Type parameters in scope, those of enclosing generic declarations included.
    pub type_params: Vec<TypeParamId>,
}

/// What is being checked.
#[derive(Clone, Debug)]
pub(super) struct Env {
    pub pkg: PkgId,
    /// The package-level declaration around, for initialisation order.
    pub decl: Option<DeclId>,
    pub scope: ScopeId,
    /// Value of `iota` inside constant declarations.
    pub iota: Option<Const>,
    /// Where errors in a repeated constant initialiser are reported.
    pub errpos: Option<Pos>,
    pub in_type_params: bool,
    /// The function around, if any.
    pub func: Option<Rc<FuncCtx>>,
    /// Calls of the predeclared `panic`, for the analysis of terminating statements.
    pub panics: FxHashSet<NodeId>,
    pub has_label: bool,
    /// Loops over functions in the function.
    pub range_funcs: u32,
    /// The expression has a call or a receive, so that `len` of it is not constant.
    pub has_call_or_recv: bool,
}

/// Work that waits for complete types.
#[derive(Clone, Debug)]
pub(super) enum Work {
    VarType(Span, Ty),
    MapKey(Span, Ty),
    ChanElem(Span, Ty),
    EmbeddedField(Pos, Ty),
    UnionTerms(Vec<(Span, bool, Ty, String)>),
    InterfaceMethods {
        span: Span,
        ty: Ty,
        methods: Vec<(Symbol, Span)>,
        embeds: Vec<Span>,
    },
    Instance {
        span: Span,
        name: Symbol,
        params: Vec<TypeParamId>,
        args: Vec<Ty>,
        arg_spans: Vec<Span>,
    },
    ValidType(NamedId),
    FieldUniqueness(NamedId, Vec<(Symbol, Pos)>),
    Receiver(Span, Ty),
    Body(ObjId),
    FuncLit {
        lit: Arc<FuncLit>,
        ctx: Rc<FuncCtx>,
        decl: Option<DeclId>,
        iota: Option<Const>,
    },
}

/// Delayed work and the package it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Delayed {
    pub pkg: PkgId,
    pub work: Work,
}

/// An expression whose final type is not known yet.
#[derive(Clone, Debug)]
pub(super) struct Untyped {
    /// Left operand of a shift whose check is put off.
    pub is_shifted: bool,
    pub mode: Mode,
    pub ty: Ty,
    pub val: Option<Const>,
}

/// The checker. See the module documentation.
pub struct Checker<'s> {
    pub(super) sources: &'s mut SourceMap,
    pub(super) loader: &'s dyn PackageSource,
    /// The program so far.
    pub(super) p: Program,
    pub(super) extra: Vec<Extra>,
    pub(super) decls: Vec<DeclInfo>,
    pub(super) decl_of: FxHashMap<ObjId, DeclId>,
    pub(super) pkgs: Vec<PkgState>,
    pub(super) pkg_by_path: FxHashMap<String, PkgId>,
    pub(super) scopes: Scopes,
    pub(super) universe: ScopeId,
    pub(super) env: Env,
    pub(super) delayed: Vec<Delayed>,
    /// The interface types that the program's files write, in the order of checking.
    pub(super) interfaces: Vec<(Span, Ty)>,
    /// Entities being declared, outermost first.
    pub(super) obj_path: Vec<ObjId>,
    /// Aliases evaluated anew because they are met while being declared.
    pub(super) alias_retry: Vec<ObjId>,
    pub(super) untyped: FxHashMap<NodeId, Untyped>,
    pub(super) func_ctx: FxHashMap<ObjId, Rc<FuncCtx>>,
    /// Generic aliases by their type's handle: name and parameters.
    pub(super) generic_aliases: FxHashMap<Ty, (ObjId, Vec<TypeParamId>)>,
    /// Where instances of generic types are written first.
    pub(super) instance_places: FxHashMap<NamedId, Span>,
    /// Signatures of generic methods of instances, so that each has one set of type
    /// parameters.
    pub(super) method_types: FxHashMap<(ObjId, NamedId), Ty>,
    /// Names imported by `import . "p"`: the import they came by.
    pub(super) dot_imports: FxHashMap<(ScopeId, Symbol), ObjId>,
    /// Local types so far, for numbering.
    pub(super) local_types: FxHashMap<PkgId, u32>,
    /// Which instances lead to which others.
    pub(super) mono: Mono,
    pub(super) diags: Vec<Diagnostic>,
    /// Line and text of the last error reported.
    pub(super) last_error: Option<(u32, String)>,
    pub(super) depth: u32,
    pub(super) ids: NodeIds,
    /// Who parses bodies meanwhile, if anybody.
    pub(super) ahead: Option<Asking>,
    /// The language version of the program and of files that declare another.
    pub(super) lang: u32,
    pub(super) file_versions: FxHashMap<minigo_syntax::source::FileId, u32>,
    /// Functions without body are errors.
    pub(super) needs_bodies: bool,
    /// A main package without function `main` is an error.
    pub(super) needs_main: bool,
    /// Where functions without body stand; reported if nothing else is wrong.
    pub(super) missing_bodies: Vec<Pos>,
    /// Places of the program's functions with a body that `//go:noescape` is for.
    pub(super) noescape_bodies: Vec<Pos>,
}

impl<'s> Checker<'s> {
    /// A checker that reads packages through `loader` and adds their texts to `sources`.
    pub fn new(sources: &'s mut SourceMap, loader: &'s dyn PackageSource) -> Checker<'s> {
        let mut scopes = Scopes::default();
        let universe = scopes.open(None, false);
        let mut checker = Checker {
            sources,
            loader,
            p: Program {
                types: super::intern::Types::new(),
                objects: Vec::new(),
                packages: Vec::new(),
                package_order: Vec::new(),
                info: Info::default(),
                bodies: Default::default(),
            },
            extra: Vec::new(),
            decls: Vec::new(),
            decl_of: FxHashMap::default(),
            pkgs: Vec::new(),
            pkg_by_path: FxHashMap::default(),
            scopes,
            universe,
            env: Env::new(PkgId(0), universe),
            delayed: Vec::new(),
            interfaces: Vec::new(),
            obj_path: Vec::new(),
            alias_retry: Vec::new(),
            untyped: FxHashMap::default(),
            func_ctx: FxHashMap::default(),
            generic_aliases: FxHashMap::default(),
            instance_places: FxHashMap::default(),
            method_types: FxHashMap::default(),
            dot_imports: FxHashMap::default(),
            local_types: FxHashMap::default(),
            mono: Mono::default(),
            diags: Vec::new(),
            last_error: None,
            depth: 0,
            ids: NodeIds::new(),
            ahead: None,
            lang: super::version::CURRENT,
            file_versions: FxHashMap::default(),
            needs_bodies: true,
            needs_main: true,
            missing_bodies: Vec::new(),
            noescape_bodies: Vec::new(),
        };
        checker.declare_universe();
        checker
    }

    /// Lets another thread parse function bodies of the library.
    pub fn parse_ahead(&mut self, asking: Asking) {
        self.ahead = Some(asking);
    }

    /// Accepts functions without body: they are written in another language.
    pub fn allow_missing_bodies(&mut self) {
        self.needs_bodies = false;
    }

    /// Accepts a main package without function `main`: it is not to be run.
    pub fn allow_missing_main(&mut self) {
        self.needs_main = false;
    }

    /// The program as checked so far. Types of objects may carry spellings: key tables
    /// by `Types::canonical`.
    pub fn program(&self) -> &Program {
        &self.p
    }

    /// All texts read so far.
    pub fn sources(&self) -> &SourceMap {
        self.sources
    }

    // Entities.

    pub(super) fn new_object(&mut self, object: Object, typed: bool) -> ObjId {
        let id = ObjId(self.p.objects.len() as u32);
        self.p.objects.push(object);
        self.extra.push(Extra { typed, used: false });
        id
    }

    pub(super) fn obj(&self, id: ObjId) -> &Object {
        &self.p.objects[id.0 as usize]
    }

    pub(super) fn obj_mut(&mut self, id: ObjId) -> &mut Object {
        &mut self.p.objects[id.0 as usize]
    }

    pub(super) fn is_typed_obj(&self, id: ObjId) -> bool {
        self.extra[id.0 as usize].typed
    }

    pub(super) fn set_obj_type(&mut self, id: ObjId, ty: Ty) {
        self.p.objects[id.0 as usize].ty = ty;
        self.extra[id.0 as usize].typed = true;
    }

    pub(super) fn is_used(&self, id: ObjId) -> bool {
        self.extra[id.0 as usize].used
    }

    pub(super) fn set_used(&mut self, id: ObjId, used: bool) {
        self.extra[id.0 as usize].used = used;
    }

    pub(super) fn is_var(&self, id: ObjId) -> bool {
        matches!(self.obj(id).kind, ObjKind::Var(_))
    }

    /// The entity a name stands for here.
    pub(super) fn lookup(&mut self, name: Symbol) -> Option<ObjId> {
        self.lookup_with_scope(name).map(|(_, obj)| obj)
    }

    /// The entity a name stands for here, and the scope that declares it.
    pub(super) fn lookup_with_scope(&mut self, name: Symbol) -> Option<(ScopeId, ObjId)> {
        let found = self.scopes.lookup(self.env.scope, name);
        // What a library package declares may have to be declared first.
        if !self.in_library() || found.is_some_and(|(scope, _)| scope != self.universe) {
            return found;
        }
        let pkg = self.env.pkg;
        let own = self.find_in_package(pkg, name);
        own.map(|obj| (self.pkgs[pkg.0 as usize].scope, obj)).or(found)
    }

    /// A variable of the current package that a name stands for here.
    pub(super) fn lookup_own_var(&mut self, name: Symbol) -> Option<ObjId> {
        let obj = self.lookup(name)?;
        (self.is_var(obj) && self.obj(obj).pkg == Some(self.env.pkg)).then_some(obj)
    }

    pub(super) fn in_library(&self) -> bool {
        self.pkgs.get(self.env.pkg.0 as usize).is_some_and(|pkg| pkg.is_library)
    }

    pub(super) fn open_scope(&mut self, is_func: bool) -> ScopeId {
        let scope = self.scopes.open(Some(self.env.scope), is_func);
        self.env.scope = scope;
        scope
    }

    pub(super) fn close_scope(&mut self) {
        if let Some(parent) = self.scopes.get(self.env.scope).parent {
            self.env.scope = parent;
        }
    }

    /// Notes that the declaration being checked mentions a package-level entity.
    pub(super) fn add_dep(&mut self, to: ObjId) {
        let Some(from) = self.env.decl else { return };
        if !self.decl_of.contains_key(&to) {
            return;
        }
        let deps = &mut self.decls[from.0 as usize].deps;
        if deps.last() != Some(&to) && !deps.contains(&to) {
            deps.push(to);
        }
    }

    // Texts for messages.

    pub(super) fn ty_string(&self, ty: Ty) -> String {
        self.p.types.describe(ty, Some(self.env.pkg))
    }

    pub(super) fn package_prefix(&self, pkg: Option<PkgId>) -> String {
        match pkg {
            Some(pkg) if pkg != self.env.pkg => format!("{}.", self.p.types.package(pkg).name),
            Some(_) | None => String::new(),
        }
    }

    /// `file:line:col` of a position.
    pub(super) fn pos_string(&self, pos: Pos) -> String {
        self.sources.locate(pos).map_or_else(|| "-".into(), |location| location.to_string())
    }

    // Errors.

    /// Reports an error at a place of the program.
    pub(super) fn error(&mut self, at: Span, code: &'static str, message: impl Into<String>) {
        self.report(at, code, message.into(), Vec::new());
    }

    /// Reports an error at an expression.
    pub(super) fn error_expr(
        &mut self,
        at: &minigo_syntax::ast::Expr,
        code: &'static str,
        message: impl Into<String>,
    ) {
        self.report(expr_span(at), code, message.into(), Vec::new());
    }

    /// Reports an error at a declared entity's name.
    pub(super) fn error_obj(&mut self, obj: ObjId, code: &'static str, message: impl Into<String>) {
        let span = self.obj_span(obj);
        self.report(span, code, message.into(), Vec::new());
    }

    pub(super) fn obj_span(&self, obj: ObjId) -> Span {
        let object = self.obj(obj);
        Span::new(object.pos, Pos(object.pos.0 + object.name.len() as u32))
    }

    /// Reports `x redeclared…`-like errors that point at another declaration.
    pub(super) fn error_other(
        &mut self,
        at: Span,
        code: &'static str,
        message: impl Into<String>,
        other: ObjId,
    ) {
        let object = self.obj(other);
        let notes = if object.pos.is_known() {
            vec![(object.pos, format!("other declaration of {}", object.name))]
        } else {
            Vec::new()
        };
        self.report(at, code, message.into(), notes);
    }

    /// Reports an error with notes. Follow-up errors (those that mention what is known to
    /// be invalid) are dropped once there is an error.
    pub(super) fn report(
        &mut self,
        at: Span,
        code: &'static str,
        message: String,
        notes: Vec<(Pos, String)>,
    ) {
        let mentions_invalid =
            ["invalid operand", "invalid type"].iter().any(|s| message.find(s) > Some(0));
        if !self.diags.is_empty() && mentions_invalid {
            return;
        }
        let span = self.env.errpos.map_or(at, Span::at);
        // Of equal messages for one line only the first of a run is told.
        let line = self.sources.locate(span.lo).map_or(0, |at| at.line);
        let last = Some((line, message.clone()));
        if last == self.last_error {
            return;
        }
        self.last_error = last;
        let mut diagnostic = Diagnostic::error(code, span, message);
        diagnostic.notes = notes;
        self.diags.push(diagnostic);
    }

    /// Takes the findings so far, in source order.
    pub(super) fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut diags = std::mem::take(&mut self.diags);
        diags.sort_by_key(|d| d.span.lo);
        diags.dedup_by(|b, a| a.message == b.message && a.span.lo == b.span.lo);
        diags
    }

    /// Counts nesting; false, with an error, when the program nests too deep.
    pub(super) fn enter(&mut self, at: Span) -> bool {
        if self.depth >= MAX_DEPTH {
            self.error(at, codes::TOO_DEEP, "nested too deeply");
            return false;
        }
        self.depth += 1;
        true
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    // Delayed work.

    /// Puts work off. What only finds errors is not done for libraries.
    pub(super) fn later(&mut self, work: Work) {
        let keep = match work {
            Work::Body(_) | Work::FuncLit { .. } => true,
            Work::VarType(..)
            | Work::MapKey(..)
            | Work::ChanElem(..)
            | Work::EmbeddedField(..)
            | Work::UnionTerms(_)
            | Work::InterfaceMethods { .. }
            | Work::Instance { .. }
            | Work::ValidType(_)
            | Work::FieldUniqueness(..)
            | Work::Receiver(..) => !self.in_library(),
        };
        if keep {
            self.delayed.push(Delayed { pkg: self.env.pkg, work });
        }
    }

    /// Does the work put off since there were `top` pieces of it.
    pub(super) fn process_delayed(&mut self, top: usize) {
        let mut next = top;
        while next < self.delayed.len() {
            let Delayed { pkg, work } = self.delayed[next].clone();
            next += 1;
            let saved = self.env.pkg;
            self.env.pkg = pkg;
            self.do_work(work);
            self.env.pkg = saved;
        }
        self.delayed.truncate(top);
    }

    fn do_work(&mut self, work: Work) {
        match work {
            Work::VarType(span, ty) => self.check_var_type(span, ty),
            Work::MapKey(span, key) => self.check_map_key(span, key),
            Work::ChanElem(span, elem) => self.check_chan_elem(span, elem),
            Work::EmbeddedField(pos, ty) => self.check_embedded_field(pos, ty),
            Work::UnionTerms(terms) => self.check_union_terms(&terms),
            Work::InterfaceMethods { span, ty, methods, embeds } => {
                self.check_interface_methods(span, ty, &methods, &embeds);
            }
            Work::Instance { span, name, params, args, arg_spans } => {
                self.check_instance(span, name, &params, &args, &arg_spans);
            }
            Work::ValidType(id) => self.check_valid_type(id),
            Work::FieldUniqueness(id, fields) => self.check_field_uniqueness(id, &fields),
            Work::Receiver(span, ty) => self.check_receiver(span, ty),
            Work::Body(func) => self.check_func_body(func),
            Work::FuncLit { lit, ctx, decl, iota } => {
                self.check_block_body(&lit.body, ctx, decl, iota, self.env.pkg);
            }
        }
    }

    /// Text of an operand's type for `have (…)`/`want (…)` lines.
    pub(super) fn types_summary(&self, list: &[Ty], variadic: bool, has_dots: bool) -> String {
        let types = &self.p.types;
        let mut out = String::from("(");
        for (i, &ty) in list.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            let last = i + 1 == list.len();
            let text = match types.as_basic(ty) {
                Some(super::ty::Basic::Invalid) => "unknown type".to_string(),
                Some(basic) if basic.is_untyped() && basic.is_numeric() => "number".into(),
                Some(basic) if basic.is_untyped() => basic.name().replace("untyped ", ""),
                _ if last && variadic => match types.kind(ty) {
                    super::ty::TyKind::Slice(elem) => self.ty_string(elem),
                    _ => self.ty_string(ty),
                },
                _ => self.ty_string(ty),
            };
            if last && variadic {
                out.push_str("...");
            }
            out.push_str(&text);
            if last && has_dots {
                out.push_str("...");
            }
        }
        out.push(')');
        out
    }

    /// Whether the type is one whose declaration is complete; reports the cycle if not.
    pub(super) fn is_complete(&mut self, ty: Ty) -> bool {
        let mut at = ty;
        for _ in 0..1000 {
            let Some(id) = self.p.types.as_named(at) else { return true };
            let (obj, instance, rhs) = self
                .p
                .types
                .with_named(id, |named| (named.obj, named.instance_of.is_some(), named.rhs));
            if !instance && let Some(start) = self.obj_path.iter().position(|&o| o == obj) {
                let cycle = self.obj_path[start..].to_vec();
                self.report_cycle(&cycle);
                return false;
            }
            match rhs {
                Some(rhs) => at = rhs,
                None => return true,
            }
        }
        true
    }

    pub(super) fn text(expr: &minigo_syntax::ast::Expr) -> String {
        expr_string(expr)
    }

    /// Shorthand for the text of an operand.
    pub(super) fn os(&self, x: &Operand<'_>) -> String {
        self.operand_string(x)
    }
}

impl Env {
    /// The environment of package-level declarations.
    pub(super) fn new(pkg: PkgId, scope: ScopeId) -> Env {
        Env {
            pkg,
            decl: None,
            scope,
            iota: None,
            errpos: None,
            in_type_params: false,
            func: None,
            panics: FxHashSet::default(),
            has_label: false,
            range_funcs: 0,
            has_call_or_recv: false,
        }
    }
}
