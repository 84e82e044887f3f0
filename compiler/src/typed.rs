//! What checking yields: the program with every name resolved and every expression typed.
//!
//! The trees stay as parsed; facts stand in side tables keyed by [`NodeId`]. Lowering
//! and escape analysis read this and nothing else of the checker.

use std::rc::Rc;

use minigo_syntax::ast::{self, NodeId};
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::nodetable::NodeTable;
use crate::types::constant::Const;
use crate::types::intern::Types;
use crate::types::object::{Builtin, ObjId, ObjKind, Object, PkgId};
use crate::types::ty::Ty;

/// A checked program.
#[derive(Debug)]
pub struct Program {
    /// The type store (interior mutability: lowering may intern further types).
    pub types: Types,
    /// All entities.
    pub objects: Vec<Object>,
    /// Packages by [`PkgId`], in the order in which they were met.
    pub packages: Vec<Package>,
    /// Packages in the order in which they are initialised: imported before importing;
    /// the main package is last. Packages that nothing refers to are left out.
    pub package_order: Vec<PkgId>,
    /// Facts about nodes.
    pub info: Info,
    /// Bodies that are checked, by function object. A function of a library package is
    /// here only if something asked for it (`Checker::check_body`).
    pub bodies: FxHashMap<ObjId, Body>,
}

/// A checked body: where its tree is.
#[derive(Clone, Debug)]
pub enum Body {
    /// In its file, as [`ast::FuncBody::Parsed`].
    InFile,
    /// Parsed on demand.
    Parsed(Rc<ast::Block>),
}

/// One package.
#[derive(Debug)]
pub struct Package {
    /// Import path, `main` for the program itself.
    pub path: String,
    /// Name of the package clause.
    pub name: Symbol,
    /// Its files; of a library package the parts of them that were parsed, each a tree.
    pub files: Vec<Rc<ast::File>>,
    /// Package-level entities by name.
    pub scope: FxHashMap<Symbol, ObjId>,
    /// Packages imported directly, in order of first import.
    pub imports: Vec<PkgId>,
    /// `init` functions in source order.
    pub inits: Vec<ObjId>,
    /// Package-level variables with initialisers, in the order they run.
    pub init_order: Vec<Initializer>,
    /// Part of the standard library (bodies on demand, unreachable initialisers dropped).
    pub is_library: bool,
}

/// `lhs = rhs` run before `init` functions.
#[derive(Clone, Debug)]
pub struct Initializer {
    /// Variables set; several for `var a, b = f()`. Blank ones are objects too.
    pub lhs: Vec<ObjId>,
    /// File of the package, declaration of the file, specification, value.
    pub file: u32,
    pub decl: u32,
    pub spec: u32,
    pub value: u32,
}

/// Facts about nodes.
#[derive(Debug, Default)]
pub struct Info {
    /// Expressions: what they denote. Index: [`NodeId`]. Untyped expressions carry the
    /// type they are converted to in the end; constants their value.
    pub types: NodeTable<TypeAndValue>,
    /// Identifiers (by the ident's id): the entity declared or used there.
    pub objects: NodeTable<ObjId>,
    /// Selector expressions other than qualified names.
    pub selections: FxHashMap<NodeId, Selection>,
    /// Generic functions used here (by the id of the identifier, or of the selector's
    /// identifier): type arguments.
    pub instances: FxHashMap<NodeId, Rc<[Ty]>>,
    /// Entities without an identifier of their own: the variable of a type-switch clause
    /// (by clause id), unnamed parameters (by param id), package names (by import id).
    pub implicits: FxHashMap<NodeId, ObjId>,
    /// Loops over functions, by statement.
    pub range_funcs: FxHashMap<NodeId, RangeFunc>,
    /// Statements in the bodies of loops over functions that lead out of such a body, other
    /// than `break` and `continue` of its own loop: the numbers of the ways they take.
    pub exits: FxHashMap<NodeId, i64>,
    /// The `break` and `continue` statements that lead to the end of such a body, or of its
    /// loop.
    pub own_exits: FxHashSet<NodeId>,
    /// Package-level functions and variables each package-level function or variable
    /// mentions, for initialisation order.
    pub deps: FxHashMap<ObjId, Vec<ObjId>>,
}

/// A loop over a function. Its body is a function too, which the function that is ranged over
/// calls.
#[derive(Clone, Debug)]
pub struct RangeFunc {
    /// The variable (int) with the loop's [`RangeState`].
    pub state: ObjId,
    /// The variable (int) with the number of the way on which the body is being left, 0 if on
    /// none. All loops in a loop share it; `None` if nothing leads out of them.
    pub next: Option<ObjId>,
    /// The variable (unsafe.Pointer) with the list of calls that bodies defer; shared likewise.
    pub defers: Option<ObjId>,
    /// Loops over functions around it.
    pub depth: usize,
    /// The ways out of the body that lead further than the end of the loop.
    pub exits: Vec<Exit>,
}

/// How far a loop over a function is: the values that runtime.panicrangestate knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RangeState {
    /// The body must not be called again: it has returned false.
    Done,
    /// The body may be called.
    Ready,
    /// The body runs, or has panicked.
    Panic,
    /// The function ranged over has returned.
    Exhausted,
    /// It has returned though the body panicked.
    MissingPanic,
}

/// A way out of the bodies of loops over functions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exit {
    /// From 1.
    pub number: i64,
    pub kind: ExitKind,
    /// How many bodies of loops over functions remain: where it is `kind` that goes on.
    pub depth: usize,
}

/// The statement that leads out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExitKind {
    Return,
    Break(Option<Symbol>),
    Continue(Option<Symbol>),
    Goto(Symbol),
}

/// What an expression denotes.
#[derive(Clone, Debug)]
pub struct TypeAndValue {
    pub mode: Mode,
    pub ty: Ty,
    /// Present iff `mode` is `Constant`. In a box, for most expressions have none.
    pub value: Option<Box<Const>>,
}

/// Modes of operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A call without results.
    NoValue,
    Builtin(Builtin),
    Type,
    Constant,
    /// Addressable.
    Variable,
    /// `m[k]`: assignable, not addressable; comma-ok allowed.
    MapIndex,
    /// Type assertions and receives: comma-ok allowed. Where the second value is used,
    /// the type of the node is the tuple (T, bool).
    CommaOk,
    Value,
    Nil,
}

/// How `x.f` finds `f`.
#[derive(Clone, Debug)]
pub struct Selection {
    pub kind: SelectionKind,
    /// Type of `x` (or `T` in `T.f`).
    pub recv: Ty,
    /// The field or method object; fields of struct types have none (`None`).
    pub obj: Option<ObjId>,
    /// The method's name or the field's.
    pub name: Symbol,
    /// Field indices from `recv` to the field, or to the embedded value that has the
    /// method (then the last is the method's index: in the named type's list, or in the
    /// sorted method set of the interface).
    pub path: Vec<u32>,
    /// Whether a pointer was followed on the path.
    pub indirect: bool,
    /// Type of the selector: the field's, or the signature (with the receiver first for
    /// method expressions).
    pub ty: Ty,
}

/// The kinds of selections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    Field,
    /// `x.m`, called or not; a concrete method.
    Method,
    /// `x.m` through an interface (perhaps one embedded in a struct at `path`).
    InterfaceMethod,
    /// `T.m`.
    MethodExpr,
}

impl Program {
    /// The entity with the given id.
    pub fn obj(&self, id: ObjId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// The package with the given id.
    pub fn pkg(&self, id: PkgId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// Packages that are not part of the library.
    pub fn own_packages(&self) -> FxHashSet<PkgId> {
        let packages = self.packages.iter().enumerate();
        packages
            .filter(|(_, package)| !package.is_library && !package.files.is_empty())
            .map(|(index, _)| PkgId(index as u32))
            .collect()
    }

    /// What the checker found for an expression.
    pub fn type_and_value(&self, id: NodeId) -> Option<&TypeAndValue> {
        self.info.types.get(id)
    }

    /// The entity an identifier declares or uses.
    pub fn object_of(&self, id: NodeId) -> Option<ObjId> {
        self.info.objects.get(id).copied()
    }

    /// The variable of a parameter or result, also if it has no name.
    pub fn param_object(&self, param: &ast::Param) -> Option<ObjId> {
        match &param.name {
            Some(name) => self.object_of(name.id),
            None => self.info.implicits.get(&param.id).copied(),
        }
    }

    /// The variables of a function's results.
    pub fn results_of(&self, sig: &ast::FuncSig) -> Vec<ObjId> {
        sig.results.iter().filter_map(|result| self.param_object(result)).collect()
    }

    /// Whether a function is declared without body: a native.
    pub fn is_native(&self, func: ObjId) -> bool {
        self.func_decl(func).is_some_and(|decl| decl.body.is_none())
    }

    /// The declaration of a function object, `None` for interface methods and for library
    /// functions without type.
    pub fn func_decl(&self, func: ObjId) -> Option<&ast::FuncDecl> {
        let object = self.obj(func);
        let ObjKind::Func(info) = &object.kind else { return None };
        let (file, decl) = info.decl?;
        match &self.pkg(object.pkg?).files[file as usize].decls[decl as usize] {
            ast::Decl::Func(decl) => Some(decl),
            ast::Decl::Const(_) | ast::Decl::Var(_) | ast::Decl::Type(_) => None,
        }
    }

    /// The checked body of a function, `None` if it has none or was not asked for.
    pub fn body(&self, func: ObjId) -> Option<&ast::Block> {
        match self.bodies.get(&func)? {
            Body::Parsed(block) => Some(block),
            Body::InFile => match self.func_decl(func)?.body.as_ref()? {
                ast::FuncBody::Parsed(block) => Some(block),
                ast::FuncBody::Deferred(_) => None,
            },
        }
    }
}
