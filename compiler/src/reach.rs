//! Which functions a program may run.
//!
//! Bodies of library functions are checked only if something reaches them. The walk starts
//! at the initialisation of the program's own packages, `main.main`, and the functions
//! that the VM calls by itself, and follows every mention of a function. A method is
//! reached if it is mentioned, or if its type occurs in reached code and a method of its
//! name is called through an interface (or a type parameter) somewhere in reached code.
//! That is more than what runs; lowering emits code only for what it meets itself, and
//! finds every body it needs here.

use minigo_bytecode::roots::ROOTS;
use minigo_syntax::ast::{self, Decl, Expr, ExprKind};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::typed::{Initializer, Program, SelectionKind};
use crate::types::check::Checker;
use crate::types::initorder::InitPlace;
use crate::types::object::{ObjId, ObjKind, PkgId, VarKind};
use crate::types::ty::{StructField, Ty, TyKind};
use crate::walk;

/// Go functions of package runtime that lowering calls by itself.
const HELPERS: &[&str] = &[
    "runtime.complex128div",
    "runtime.fmin64",
    "runtime.fmax64",
    "runtime.fmin32",
    "runtime.fmax32",
    "runtime.panicwrap",
    "runtime.unsafeslice",
    "runtime.unsafestring",
];

/// What loops over functions call besides.
const RANGE_HELPERS: &[&str] =
    &["runtime.panicrangestate", "runtime.newDeferList", "runtime.deferat"];

/// What the walk found.
#[derive(Debug, Default)]
pub struct Reach {
    /// Functions and methods, in the order found.
    pub funcs: Vec<ObjId>,
    /// Package-level variables.
    pub globals: FxHashSet<ObjId>,
    /// The program finds methods by reflection: exported ones count as called.
    pub finds_methods: bool,
    /// The program makes pointer types by reflection: where a type has a descriptor with
    /// methods, the pointer to it has one too.
    pub makes_pointers: bool,
    /// Names of the methods of interface types that occur. Only methods of these names
    /// decide what implements what while the program runs.
    pub interface_names: FxHashSet<Symbol>,
}

/// What package reflect calls where it finds methods.
const FINDS_METHODS: (&str, &str) = ("reflect", "findsMethods");

/// What makes a pointer type by reflection.
const MAKES_POINTERS: (&str, &str) = ("internal/abi", "PointerTo");

impl Reach {
    /// Whether type descriptors list methods of the name.
    pub fn is_listed(&self, name: Symbol) -> bool {
        self.interface_names.contains(&name) || self.finds_methods && name.is_exported()
    }

    /// The initialisers that run, in order: package, index in its `init_order`.
    pub fn inits(&self, program: &Program) -> Vec<(PkgId, usize)> {
        let mut inits = Vec::new();
        for &pkg in &program.package_order {
            let package = program.pkg(pkg);
            for (index, init) in package.init_order.iter().enumerate() {
                let reached = init.lhs.iter().any(|var| self.globals.contains(var));
                if !package.is_library || reached {
                    inits.push((pkg, index));
                }
            }
        }
        inits
    }
}

/// The value of an initialiser.
pub fn initializer_value<'p>(
    program: &'p Program,
    pkg: PkgId,
    init: &Initializer,
) -> Option<&'p Expr> {
    let file = program.pkg(pkg).files.get(init.file as usize)?;
    let Decl::Var(specs) = file.decls.get(init.decl as usize)? else { return None };
    specs.get(init.spec as usize)?.values.get(init.value as usize)
}

struct Walk<'c, 's> {
    checker: &'c mut Checker<'s>,
    reach: Reach,
    diagnostics: Vec<Diagnostic>,
    known_funcs: FxHashSet<ObjId>,
    pending: Vec<ObjId>,
    pending_inits: Vec<InitPlace>,
    known_inits: FxHashSet<InitPlace>,
    /// Packages whose `init` functions are reached.
    known_packages: FxHashSet<PkgId>,
    /// All functions of the program's own packages are asked for.
    everything: bool,
    known_types: FxHashSet<Ty>,
    /// Methods of the types seen, by name, that no call through an interface reaches yet.
    dormant: FxHashMap<Symbol, Vec<ObjId>>,
    /// Method names called through interfaces.
    names: FxHashSet<Symbol>,
    /// Methods of the types seen, by name, that no descriptor lists yet: their types are
    /// not asked for, which may spare whole packages.
    unlisted: FxHashMap<Symbol, Vec<ObjId>>,
    has_range_helpers: bool,
}

/// What one tree mentions, taken down before it is acted upon.
#[derive(Default)]
struct Mentions {
    objects: Vec<ObjId>,
    names: Vec<Symbol>,
    types: Vec<Ty>,
}

/// Finds all functions that the program may run, checking their bodies; with `everything`
/// also the functions of its own packages that nothing calls. There are findings only if
/// the library is wrong.
pub fn reach(checker: &mut Checker, everything: bool) -> (Reach, Vec<Diagnostic>) {
    let mut walk = Walk {
        checker,
        reach: Reach::default(),
        diagnostics: Vec::new(),
        known_funcs: FxHashSet::default(),
        pending: Vec::new(),
        pending_inits: Vec::new(),
        known_inits: FxHashSet::default(),
        known_packages: FxHashSet::default(),
        everything,
        known_types: FxHashSet::default(),
        dormant: FxHashMap::default(),
        names: FxHashSet::default(),
        unlisted: FxHashMap::default(),
        has_range_helpers: false,
    };
    walk.start();
    walk.run();
    (walk.reach, walk.diagnostics)
}

/// The package-level entity with the given full name (`runtime.panicIndex`).
pub fn find_object(program: &Program, full_name: &str) -> Option<ObjId> {
    let (path, name) = full_name.rsplit_once('.')?;
    let pkg = program.packages.iter().find(|pkg| pkg.path == path)?;
    pkg.scope.get(&Symbol::new(name)).copied()
}

impl Walk<'_, '_> {
    fn start(&mut self) {
        let names = ROOTS.iter().map(|&(_, name)| name).chain(HELPERS.iter().copied());
        names.for_each(|name| self.helper(name));
        if let Some(main) = find_object(self.checker.program(), "main.main") {
            self.func(main);
        }
        self.names.insert(Symbol::new("Error"));
    }

    /// Reaches a function that lowering calls.
    fn helper(&mut self, name: &str) {
        if let Some((path, name)) = name.rsplit_once('.')
            && let Some(func) = self.checker.find_object(path, name)
        {
            self.func(func);
        }
    }

    fn run(&mut self) {
        loop {
            self.packages();
            let mentions = if let Some(func) = self.pending.pop() {
                self.diagnostics.extend(self.checker.check_body(func));
                self.func_mentions(func)
            } else if let Some(place) = self.pending_inits.pop() {
                self.init_mentions(place)
            } else if self.needs_range_helpers() {
                RANGE_HELPERS.iter().for_each(|name| self.helper(name));
                continue;
            } else {
                return;
            };
            for object in mentions.objects {
                self.object(object);
            }
            for name in mentions.names {
                self.called(name);
            }
            for ty in mentions.types {
                self.ty(ty);
            }
        }
    }

    /// Whether a loop over a function has been met, and what it calls not yet.
    fn needs_range_helpers(&mut self) -> bool {
        let has_loop = !self.checker.program().info.range_funcs.is_empty();
        has_loop && !std::mem::replace(&mut self.has_range_helpers, true)
    }

    /// Takes note of packages that were loaded since.
    fn packages(&mut self) {
        let program = self.checker.program();
        let mut funcs = Vec::new();
        let mut inits = Vec::new();
        for (index, package) in program.packages.iter().enumerate() {
            let pkg = PkgId(index as u32);
            if package.files.is_empty() || !self.known_packages.insert(pkg) {
                continue;
            }
            funcs.extend(package.inits.iter().copied());
            if self.everything && !package.is_library {
                let decls = package.files.iter().flat_map(|file| &file.decls);
                funcs.extend(decls.filter_map(|decl| match decl {
                    Decl::Func(decl) => program.object_of(decl.name.id),
                    _ => None,
                }));
            }
            if package.is_library {
                continue;
            }
            for (file, tree) in package.files.iter().enumerate() {
                for (decl, node) in tree.decls.iter().enumerate() {
                    let Decl::Var(specs) = node else { continue };
                    for (spec, node) in specs.iter().enumerate() {
                        for i in 0..node.names.len() {
                            if node.values.is_empty() {
                                continue;
                            }
                            let value = if node.values.len() == 1 { 0 } else { i };
                            inits.push((pkg, file, decl, spec, value));
                        }
                    }
                }
            }
        }
        for func in funcs {
            self.func(func);
        }
        for place in inits {
            self.init(place);
        }
    }

    fn func(&mut self, func: ObjId) {
        if self.known_funcs.insert(func) {
            self.reach.funcs.push(func);
            self.pending.push(func);
            let program = self.checker.program();
            let object = program.obj(func);
            let path = object.pkg.map_or("", |pkg| &program.pkg(pkg).path);
            match (path, object.name.as_str()) {
                FINDS_METHODS => self.find_methods(),
                MAKES_POINTERS => self.reach.makes_pointers = true,
                _ => {}
            }
        }
    }

    /// Reaches the exported methods of all types, those still to come included.
    fn find_methods(&mut self) {
        self.reach.finds_methods = true;
        let names: Vec<Symbol> =
            self.unlisted.keys().copied().filter(|name| name.is_exported()).collect();
        for name in names {
            self.list(name);
        }
        let names: Vec<Symbol> =
            self.dormant.keys().copied().filter(|name| name.is_exported()).collect();
        for name in names {
            for method in self.dormant.remove(&name).unwrap_or_default() {
                self.func(method);
            }
        }
    }

    fn init(&mut self, place: InitPlace) {
        if self.known_inits.insert(place) {
            self.pending_inits.push(place);
        }
    }

    fn object(&mut self, object: ObjId) {
        match self.checker.program().obj(object).kind {
            ObjKind::Func(_) => self.func(object),
            ObjKind::Var(VarKind::Global) if self.reach.globals.insert(object) => {
                self.checker.resolve_object(object);
                self.packages();
                if let Some(place) = self.checker.initializer_place(object) {
                    self.init(place);
                }
            }
            _ => {}
        }
    }

    /// Asks for the types of the methods of a name, which descriptors list.
    fn list(&mut self, name: Symbol) {
        for method in self.unlisted.remove(&name).unwrap_or_default() {
            self.checker.resolve_object(method);
        }
    }

    fn called(&mut self, name: Symbol) {
        if self.names.insert(name) {
            for method in self.dormant.remove(&name).unwrap_or_default() {
                self.func(method);
            }
        }
    }

    fn func_mentions(&self, func: ObjId) -> Mentions {
        let program = self.checker.program();
        let mut mentions = Mentions::default();
        mentions.types.push(program.obj(func).ty);
        if let Some(body) = program.body(func) {
            walk::block(body, &mut |x| mentions.note(program, x));
        }
        mentions
    }

    fn init_mentions(&self, (pkg, file, decl, spec, value): InitPlace) -> Mentions {
        let program = self.checker.program();
        let mut mentions = Mentions::default();
        if let Decl::Var(specs) = &program.pkg(pkg).files[file].decls[decl]
            && let Some(value) = specs[spec].values.get(value)
        {
            // A value is converted to its variable's type.
            let vars = specs[spec].names.iter().filter_map(|name| program.object_of(name.id));
            mentions.types.extend(vars.map(|var| program.obj(var).ty));
            walk::expr(value, &mut |x| mentions.note(program, x));
        }
        mentions
    }

    /// Takes down the methods of a type and of the types in it.
    fn ty(&mut self, ty: Ty) {
        if !self.known_types.insert(ty) {
            return;
        }
        let program = self.checker.program();
        let types = &program.types;
        let mut inner = Vec::new();
        let mut methods = Vec::new();
        match types.kind(ty) {
            TyKind::Basic(_) | TyKind::TypeParam(_) => {}
            TyKind::Named(id) => {
                inner.push(types.underlying(ty));
                inner.extend(types.type_args(id).iter().copied());
                types.with_named(types.origin(id), |named| {
                    methods.extend(
                        named.method_names.iter().copied().zip(named.methods.iter().copied()),
                    );
                });
            }
            TyKind::Pointer(elem)
            | TyKind::Slice(elem)
            | TyKind::Array(elem, _)
            | TyKind::Chan(_, elem) => inner.push(elem),
            TyKind::Map(key, elem) => inner.extend([key, elem]),
            TyKind::Struct(s) => {
                // Reflection gives no methods of what an unexported field holds, so those
                // count where code mentions them. Programs may make new values of the
                // types of their own fields; nobody does of the library's. (Interface types
                // count: a literal converts to them and mentions no more than the field.)
                let is_hidden = |field: &&StructField| {
                    !field.name.is_exported()
                        && !matches!(types.under(field.ty), TyKind::Interface(_))
                        && !field.embedded
                        && field.pkg.is_some_and(|pkg| program.pkg(pkg).is_library)
                };
                let fields = s.fields.iter().filter(|field| !is_hidden(field));
                inner.extend(fields.map(|field| field.ty));
            }
            TyKind::Func(sig) => inner.extend(sig.params.iter().chain(sig.results.iter()).copied()),
            TyKind::Tuple(list) => inner.extend(list.iter().copied()),
            TyKind::Interface(_) => {
                let set = types.type_set(ty);
                let names: Vec<Symbol> = set.methods.iter().map(|method| method.name).collect();
                for name in names {
                    if self.reach.interface_names.insert(name) {
                        self.list(name);
                    }
                }
            }
            TyKind::Union(_) => {}
        }
        for (name, method) in methods {
            if self.reach.is_listed(name) {
                self.checker.resolve_object(method);
            } else {
                self.unlisted.entry(name).or_default().push(method);
            }
            if self.names.contains(&name) || self.reach.finds_methods && name.is_exported() {
                self.func(method);
            } else {
                self.dormant.entry(name).or_default().push(method);
            }
        }
        for ty in inner {
            self.ty(ty);
        }
    }
}

impl Mentions {
    fn note(&mut self, program: &Program, x: &Expr) {
        if let Some(tv) = program.type_and_value(x.id) {
            self.types.push(tv.ty);
        }
        match &x.kind {
            ExprKind::Ident(ident) => {
                self.objects.extend(program.object_of(ident.id));
                self.args(program, ident.id);
            }
            ExprKind::Selector(_, ident) => {
                self.args(program, ident.id);
                match program.info.selections.get(&x.id) {
                    None => self.objects.extend(program.object_of(ident.id)),
                    Some(selection) => {
                        self.objects.extend(selection.obj);
                        if selection.kind != SelectionKind::Field
                            && (selection.kind != SelectionKind::Method || selection.obj.is_none())
                        {
                            self.names.push(selection.name);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn args(&mut self, program: &Program, id: ast::NodeId) {
        if let Some(args) = program.info.instances.get(&id) {
            self.types.extend(args.iter().copied());
        }
    }
}
