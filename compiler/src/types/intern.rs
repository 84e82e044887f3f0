//! The store of types.
//!
//! [`Types`] owns every type of a compilation and hands out [`Ty`] handles; equal forms
//! get equal handles. All methods take `&self`: lowering interns types while it reads the
//! checked program.
//!
//! Public interface, in short (further files of this folder add to it):
//!
//! * handles known in advance: `Ty::INVALID`, `Ty::BOOL` … `Ty::UNTYPED_NIL`, `Ty::BYTE`,
//!   `Ty::RUNE`, `Ty::ERROR`, `Ty::COMPARABLE`, `Ty::ANY`, `Ty::EMPTY_INTERFACE`,
//!   `Ty::EMPTY_TUPLE`;
//! * forms: `kind`, `intern`, `pointer`, `slice`, `array`, `map`, `chan`, `func`, `tuple`,
//!   `struct_`, `interface`, `union`;
//! * spellings: `alias`, `named_signature`, `plain`;
//! * declared types: `new_named`, `named`, `named_ty`, `set_rhs`, `add_method`,
//!   `find_method`, `instantiate`, `underlying`;
//! * type parameters: `new_type_param`, `type_param`, `set_constraint`;
//! * identity: `identical`, `canonical`; packages for printing: `add_package`, `package`;
//! * `predicates.rs`: `is_integer` …, `comparable`, `has_nil`, `default_type`;
//!   `typeset.rs`: `type_set`; `subst.rs`: `subst`; `print.rs`: `describe`, `runtime_name`.
//!
//! *Spellings.* Messages must print a type as the program spells it: `byte` not `uint8`,
//! an alias's name, parameter names. A handle may therefore stand for the same type as
//! another one and only print differently; each entry knows its *plain* handle, free of
//! spellings. `kind` sees through aliases. Identity compares plain handles.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use minigo_syntax::ast::ChanDir;
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::object::{ObjId, PkgId};
use super::sizes::Layout;
use super::ty::{
    Basic, InterfaceMethod, InterfaceType, Named, NamedId, Signature, StructField, StructType, Ty,
    TyKind, TypeParam, TypeParamId, UnionTerm,
};
use super::typeset::TypeSet;

/// How a handle prints when it differs from its plain form.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Spelling {
    /// An alias's name and, if generic, its arguments.
    Alias { name: Symbol, pkg: Option<PkgId>, args: Rc<[Ty]> },
    /// A generic alias, not instantiated.
    GenericAlias { name: Symbol, pkg: Option<PkgId>, params: Rc<[TypeParamId]> },
    /// An instance: its arguments as spelled.
    Args(Rc<[Ty]>),
    /// Names of a signature's parameters, then of its results (empty where unnamed).
    Params(Rc<[Symbol]>),
}

/// One type of the store.
struct Entry {
    kind: TyKind,
    /// The handle of the same type without spellings.
    plain: Ty,
    spelling: Option<Spelling>,
}

/// Path and name of a package, for printing.
#[derive(Clone, Debug)]
pub struct PackageName {
    pub path: Rc<str>,
    pub name: Symbol,
}

/// A generic type and its canonical arguments.
type InstanceKey = (NamedId, Rc<[Ty]>);

/// The store. See the module documentation.
pub struct Types {
    entries: RefCell<Vec<Entry>>,
    by_kind: RefCell<FxHashMap<TyKind, Ty>>,
    by_spelling: RefCell<FxHashMap<(TyKind, Spelling), Ty>>,
    named: RefCell<Vec<Named>>,
    instances: RefCell<FxHashMap<InstanceKey, Ty>>,
    params: RefCell<Vec<TypeParam>>,
    packages: RefCell<Vec<PackageName>>,
    canonical: RefCell<FxHashMap<Ty, Ty>>,
    pub(super) type_sets: RefCell<FxHashMap<Ty, Rc<TypeSet>>>,
    pub(super) layouts: RefCell<FxHashMap<Ty, Option<Rc<Layout>>>>,
    /// Types whose canonical form is being computed: interfaces can mention themselves
    /// in their methods without a declared type in between that would end the recursion.
    canonical_active: RefCell<Vec<Ty>>,
    /// The form being computed met one that is not final: an active type or an interface
    /// whose declaration is not complete.
    canonical_open: Cell<bool>,
    /// How deep the computation of layouts nests.
    pub(super) layout_depth: Cell<u32>,
    /// How deep instantiation nests; bounds infinite expansion.
    depth: Cell<u32>,
}

impl std::fmt::Debug for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Types({} types)", self.entries.borrow().len())
    }
}

/// The predeclared types in the order of their handles.
const BASICS: [Basic; 26] = [
    Basic::Invalid,
    Basic::Bool,
    Basic::Int,
    Basic::Int8,
    Basic::Int16,
    Basic::Int32,
    Basic::Int64,
    Basic::Uint,
    Basic::Uint8,
    Basic::Uint16,
    Basic::Uint32,
    Basic::Uint64,
    Basic::Uintptr,
    Basic::Float32,
    Basic::Float64,
    Basic::Complex64,
    Basic::Complex128,
    Basic::String,
    Basic::UnsafePointer,
    Basic::UntypedBool,
    Basic::UntypedInt,
    Basic::UntypedRune,
    Basic::UntypedFloat,
    Basic::UntypedComplex,
    Basic::UntypedString,
    Basic::UntypedNil,
];

impl Ty {
    pub const INVALID: Ty = Ty(0);
    pub const BOOL: Ty = Ty(1);
    pub const INT: Ty = Ty(2);
    pub const INT8: Ty = Ty(3);
    pub const INT16: Ty = Ty(4);
    pub const INT32: Ty = Ty(5);
    pub const INT64: Ty = Ty(6);
    pub const UINT: Ty = Ty(7);
    pub const UINT8: Ty = Ty(8);
    pub const UINT16: Ty = Ty(9);
    pub const UINT32: Ty = Ty(10);
    pub const UINT64: Ty = Ty(11);
    pub const UINTPTR: Ty = Ty(12);
    pub const FLOAT32: Ty = Ty(13);
    pub const FLOAT64: Ty = Ty(14);
    pub const COMPLEX64: Ty = Ty(15);
    pub const COMPLEX128: Ty = Ty(16);
    pub const STRING: Ty = Ty(17);
    pub const UNSAFE_POINTER: Ty = Ty(18);
    pub const UNTYPED_BOOL: Ty = Ty(19);
    pub const UNTYPED_INT: Ty = Ty(20);
    pub const UNTYPED_RUNE: Ty = Ty(21);
    pub const UNTYPED_FLOAT: Ty = Ty(22);
    pub const UNTYPED_COMPLEX: Ty = Ty(23);
    pub const UNTYPED_STRING: Ty = Ty(24);
    pub const UNTYPED_NIL: Ty = Ty(25);
    /// The results of a call that has none.
    pub const EMPTY_TUPLE: Ty = Ty(26);
    /// `interface{}`.
    pub const EMPTY_INTERFACE: Ty = Ty(27);
    /// `byte`: `UINT8` spelled so.
    pub const BYTE: Ty = Ty(28);
    /// `rune`: `INT32` spelled so.
    pub const RUNE: Ty = Ty(29);
    /// `any`: `EMPTY_INTERFACE` spelled so.
    pub const ANY: Ty = Ty(30);
    /// The predeclared type `error`.
    pub const ERROR: Ty = Ty(31);
    /// The predeclared constraint `comparable`.
    pub const COMPARABLE: Ty = Ty(32);

    /// Whether the type is not the one of erroneous code.
    pub fn is_valid(self) -> bool {
        self != Ty::INVALID
    }
}

impl Default for Types {
    fn default() -> Types {
        Types::new()
    }
}

impl Types {
    /// A store with the predeclared types. The objects of `error` and `comparable` are
    /// `ObjId(0)` and `ObjId(1)` by convention of the universe.
    pub fn new() -> Types {
        let types = Types {
            entries: RefCell::default(),
            by_kind: RefCell::default(),
            by_spelling: RefCell::default(),
            named: RefCell::default(),
            instances: RefCell::default(),
            params: RefCell::default(),
            packages: RefCell::default(),
            canonical: RefCell::default(),
            type_sets: RefCell::default(),
            canonical_active: RefCell::default(),
            canonical_open: Cell::new(false),
            layouts: RefCell::default(),
            layout_depth: Cell::new(0),
            depth: Cell::new(0),
        };
        for basic in BASICS {
            types.intern(TyKind::Basic(basic));
        }
        types.tuple(&[]);
        types.interface(Vec::new(), Vec::new());
        types.alias(Symbol::new("byte"), None, &[], Ty::UINT8);
        types.alias(Symbol::new("rune"), None, &[], Ty::INT32);
        types.alias(Symbol::new("any"), None, &[], Ty::EMPTY_INTERFACE);
        let (error, _) = types.new_named(ObjId(0), Symbol::new("error"), None);
        let (comparable, _) = types.new_named(ObjId(1), Symbol::new("comparable"), None);
        let method = InterfaceMethod {
            name: Symbol::new("Error"),
            pkg: None,
            ty: types.func(&[], &[Ty::STRING], false),
        };
        types.set_rhs(error, types.interface(vec![method], Vec::new()));
        let constraint = InterfaceType {
            methods: Vec::new(),
            embeds: Vec::new(),
            comparable: true,
            implicit: false,
        };
        types.set_rhs(comparable, types.intern(TyKind::Interface(Rc::new(constraint))));
        types
    }

    // Forms.

    /// What the type is; aliases are seen through.
    pub fn kind(&self, ty: Ty) -> TyKind {
        self.entries.borrow()[ty.0 as usize].kind.clone()
    }

    /// The basic type `ty` is, not looking through declared types.
    pub fn as_basic(&self, ty: Ty) -> Option<Basic> {
        match self.entries.borrow()[ty.0 as usize].kind {
            TyKind::Basic(basic) => Some(basic),
            _ => None,
        }
    }

    /// The declared type `ty` is.
    pub fn as_named(&self, ty: Ty) -> Option<NamedId> {
        match self.entries.borrow()[ty.0 as usize].kind {
            TyKind::Named(id) => Some(id),
            _ => None,
        }
    }

    /// The type parameter `ty` is.
    pub fn as_type_param(&self, ty: Ty) -> Option<TypeParamId> {
        match self.entries.borrow()[ty.0 as usize].kind {
            TyKind::TypeParam(id) => Some(id),
            _ => None,
        }
    }

    /// The base type of a pointer type (not of a declared pointer type).
    pub fn as_pointer(&self, ty: Ty) -> Option<Ty> {
        match self.entries.borrow()[ty.0 as usize].kind {
            TyKind::Pointer(base) => Some(base),
            _ => None,
        }
    }

    /// How the handle prints if not as its form.
    pub fn spelling(&self, ty: Ty) -> Option<Spelling> {
        self.entries.borrow()[ty.0 as usize].spelling.clone()
    }

    /// The handle of a form; the same for equal forms.
    pub fn intern(&self, kind: TyKind) -> Ty {
        if let Some(&known) = self.by_kind.borrow().get(&kind) {
            return known;
        }
        let plain_kind = self.plain_kind(&kind);
        let plain = plain_kind.map(|plain_kind| self.intern(plain_kind));
        let ty = self.push(kind.clone(), plain, None);
        self.by_kind.borrow_mut().insert(kind, ty);
        ty
    }

    fn push(&self, kind: TyKind, plain: Option<Ty>, spelling: Option<Spelling>) -> Ty {
        let mut entries = self.entries.borrow_mut();
        let ty = Ty(entries.len() as u32);
        entries.push(Entry { kind, plain: plain.unwrap_or(ty), spelling });
        ty
    }

    fn intern_spelled(&self, kind: TyKind, plain: Ty, spelling: Spelling) -> Ty {
        let key = (kind, spelling);
        if let Some(&known) = self.by_spelling.borrow().get(&key) {
            return known;
        }
        let ty = self.push(key.0.clone(), Some(plain), Some(key.1.clone()));
        self.by_spelling.borrow_mut().insert(key, ty);
        ty
    }

    /// `kind` with plain components; `None` if they are plain already.
    fn plain_kind(&self, kind: &TyKind) -> Option<TyKind> {
        self.map_kind(kind, &mut |ty| self.plain(ty))
    }

    /// `kind` with `f` applied to its components; `None` if nothing changes. Arguments of
    /// declared types are not components.
    pub(super) fn map_kind(&self, kind: &TyKind, f: &mut dyn FnMut(Ty) -> Ty) -> Option<TyKind> {
        let mut changed = false;
        let mut map = |ty: Ty| {
            let new = f(ty);
            changed |= new != ty;
            new
        };
        let new = match kind {
            TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_) => return None,
            TyKind::Pointer(base) => TyKind::Pointer(map(*base)),
            TyKind::Slice(elem) => TyKind::Slice(map(*elem)),
            TyKind::Array(elem, len) => TyKind::Array(map(*elem), *len),
            TyKind::Map(key, elem) => TyKind::Map(map(*key), map(*elem)),
            TyKind::Chan(dir, elem) => TyKind::Chan(*dir, map(*elem)),
            TyKind::Struct(old) => {
                let field =
                    |field: &StructField| StructField { ty: map(field.ty), ..field.clone() };
                TyKind::Struct(Rc::new(StructType {
                    fields: old.fields.iter().map(field).collect(),
                }))
            }
            TyKind::Func(old) => TyKind::Func(Rc::new(Signature {
                params: old.params.iter().map(|&ty| map(ty)).collect(),
                results: old.results.iter().map(|&ty| map(ty)).collect(),
                variadic: old.variadic,
                type_params: old.type_params.clone(),
            })),
            TyKind::Interface(old) => {
                let method = |m: &InterfaceMethod| InterfaceMethod { ty: map(m.ty), ..m.clone() };
                let methods = old.methods.iter().map(method).collect();
                TyKind::Interface(Rc::new(InterfaceType {
                    methods,
                    embeds: old.embeds.iter().map(|&ty| map(ty)).collect(),
                    comparable: old.comparable,
                    implicit: old.implicit,
                }))
            }
            TyKind::Tuple(old) => TyKind::Tuple(old.iter().map(|&ty| map(ty)).collect()),
            TyKind::Union(old) => {
                let term = |t: &UnionTerm| UnionTerm { tilde: t.tilde, ty: map(t.ty) };
                TyKind::Union(old.iter().map(term).collect())
            }
        };
        changed.then_some(new)
    }

    /// `*base`
    pub fn pointer(&self, base: Ty) -> Ty {
        self.intern(TyKind::Pointer(base))
    }

    /// `[]elem`
    pub fn slice(&self, elem: Ty) -> Ty {
        self.intern(TyKind::Slice(elem))
    }

    /// `[len]elem`
    pub fn array(&self, elem: Ty, len: i64) -> Ty {
        self.intern(TyKind::Array(elem, len))
    }

    /// `map[key]elem`
    pub fn map(&self, key: Ty, elem: Ty) -> Ty {
        self.intern(TyKind::Map(key, elem))
    }

    /// A channel type.
    pub fn chan(&self, dir: ChanDir, elem: Ty) -> Ty {
        self.intern(TyKind::Chan(dir, elem))
    }

    /// A function type; the last parameter is a slice if `variadic`.
    pub fn func(&self, params: &[Ty], results: &[Ty], variadic: bool) -> Ty {
        self.intern(TyKind::Func(Rc::new(Signature {
            params: params.into(),
            results: results.into(),
            variadic,
            type_params: Vec::new(),
        })))
    }

    /// Several results. One result is the type itself, not a tuple.
    pub fn tuple(&self, types: &[Ty]) -> Ty {
        self.intern(TyKind::Tuple(types.into()))
    }

    /// `struct{…}`
    pub fn struct_(&self, fields: Vec<StructField>) -> Ty {
        self.intern(TyKind::Struct(Rc::new(StructType { fields })))
    }

    /// `interface{…}`; the methods need not be sorted.
    pub fn interface(&self, mut methods: Vec<InterfaceMethod>, embeds: Vec<Ty>) -> Ty {
        methods.sort_by(|a, b| self.compare_methods(a, b));
        self.intern(TyKind::Interface(Rc::new(InterfaceType {
            methods,
            embeds,
            comparable: false,
            implicit: false,
        })))
    }

    /// `A | ~B | …`, only for constraint interfaces.
    pub fn union(&self, terms: &[UnionTerm]) -> Ty {
        self.intern(TyKind::Union(terms.into()))
    }

    /// Order of methods in method sets: exported ones first, by name, then by package path.
    pub(super) fn compare_methods(
        &self,
        a: &InterfaceMethod,
        b: &InterfaceMethod,
    ) -> std::cmp::Ordering {
        let exported = |m: &InterfaceMethod| !m.name.is_exported();
        let path = |m: &InterfaceMethod| m.pkg.map(|pkg| self.package(pkg).path);
        exported(a)
            .cmp(&exported(b))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| path(a).cmp(&path(b)))
    }

    // Spellings.

    /// `target` printed as the alias `name[args]`.
    pub fn alias(&self, name: Symbol, pkg: Option<PkgId>, args: &[Ty], target: Ty) -> Ty {
        let spelling = Spelling::Alias { name, pkg, args: args.into() };
        self.intern_spelled(self.kind(target), self.plain(target), spelling)
    }

    /// `target` printed as the generic alias `name[params]`.
    pub fn generic_alias(
        &self,
        name: Symbol,
        pkg: Option<PkgId>,
        params: &[TypeParamId],
        target: Ty,
    ) -> Ty {
        let spelling = Spelling::GenericAlias { name, pkg, params: params.into() };
        self.intern_spelled(self.kind(target), self.plain(target), spelling)
    }

    /// A function type printed with parameter and result names.
    pub fn named_signature(&self, signature: Ty, names: Vec<Symbol>) -> Ty {
        let empty = Symbol::new("");
        if names.iter().all(|&name| name == empty) {
            return signature;
        }
        let spelling = Spelling::Params(names.into());
        self.intern_spelled(self.kind(signature), self.plain(signature), spelling)
    }

    /// Several results printed with the names they have in the signature `from`.
    pub fn named_results(&self, from: Ty, results: &[Ty]) -> Ty {
        let tuple = self.tuple(results);
        match self.spelling(from) {
            Some(Spelling::Params(names)) if names.len() >= results.len() => {
                let names = &names[names.len() - results.len()..];
                self.named_signature(tuple, names.to_vec())
            }
            Some(_) | None => tuple,
        }
    }

    /// The signature of a method expression printed with the names of the method's
    /// parameters, if it names them, and of its receiver (`_` if that has none).
    pub fn with_receiver_name(&self, ty: Ty, method: Ty, receiver: Option<Symbol>) -> Ty {
        match self.spelling(method) {
            Some(Spelling::Params(names)) if names.first().is_some_and(|n| !n.is_empty()) => {
                let receiver = receiver.unwrap_or(Symbol::new("_"));
                let names = std::iter::once(receiver).chain(names.iter().copied()).collect();
                self.named_signature(ty, names)
            }
            Some(_) | None => ty,
        }
    }

    /// Whether the handle is spelled as an alias.
    pub fn is_alias(&self, ty: Ty) -> bool {
        matches!(
            self.entries.borrow()[ty.0 as usize].spelling,
            Some(Spelling::Alias { .. } | Spelling::GenericAlias { .. })
        )
    }

    /// What an alias stands for, its own spelling kept. `byte` and `rune` count as types.
    pub fn unalias(&self, ty: Ty) -> Ty {
        if self.is_alias(ty) && ty != Ty::BYTE && ty != Ty::RUNE {
            self.intern(self.kind(ty))
        } else {
            ty
        }
    }

    /// The type free of spellings.
    pub fn plain(&self, ty: Ty) -> Ty {
        self.entries.borrow()[ty.0 as usize].plain
    }

    // Packages.

    /// Registers the next package; ids are dense from 0.
    pub fn add_package(&self, path: &str, name: Symbol) -> PkgId {
        let mut packages = self.packages.borrow_mut();
        packages.push(PackageName { path: path.into(), name });
        PkgId(packages.len() as u32 - 1)
    }

    /// Path and name of a package.
    pub fn package(&self, pkg: PkgId) -> PackageName {
        self.packages.borrow()[pkg.0 as usize].clone()
    }

    /// Whether another package has the same name, so that messages must tell the path.
    pub fn is_ambiguous(&self, pkg: PkgId) -> bool {
        let packages = self.packages.borrow();
        let package = &packages[pkg.0 as usize];
        // Go's own library has further packages `sync` and `atomic` behind these.
        matches!(&*package.path, "sync" | "sync/atomic")
            || packages.iter().any(|p| p.name == package.name && p.path != package.path)
    }

    /// Corrects the name of a package once its clause is read.
    pub fn set_package_name(&self, pkg: PkgId, name: Symbol) {
        self.packages.borrow_mut()[pkg.0 as usize].name = name;
    }

    // Declared types.

    /// A new declared type without right-hand side.
    pub fn new_named(&self, obj: ObjId, name: Symbol, pkg: Option<PkgId>) -> (NamedId, Ty) {
        let id = NamedId(self.named.borrow().len() as u32);
        self.named.borrow_mut().push(Named {
            obj,
            name,
            pkg,
            rhs: None,
            underlying: None,
            methods: Vec::new(),
            method_names: Vec::new(),
            type_params: Vec::new(),
            nimplicit: 0,
            instance_of: None,
            local: 0,
        });
        (id, self.intern(TyKind::Named(id)))
    }

    /// Facts about a declared type (a copy; the narrower questions are cheaper).
    pub fn named(&self, id: NamedId) -> Named {
        self.named.borrow()[id.0 as usize].clone()
    }

    /// Reads one fact about a declared type. `read` must not ask the store.
    pub fn with_named<R>(&self, id: NamedId, read: impl FnOnce(&Named) -> R) -> R {
        read(&self.named.borrow()[id.0 as usize])
    }

    /// Changes facts about a declared type. `change` must not ask the store.
    pub fn update_named(&self, id: NamedId, change: impl FnOnce(&mut Named)) {
        change(&mut self.named.borrow_mut()[id.0 as usize]);
    }

    /// The type with the given id.
    pub fn named_ty(&self, id: NamedId) -> Ty {
        self.intern(TyKind::Named(id))
    }

    /// Completes a declaration: `type T rhs`.
    pub fn set_rhs(&self, id: NamedId, rhs: Ty) {
        self.update_named(id, |named| {
            named.rhs = Some(rhs);
            named.underlying = None;
        });
    }

    /// Adds a method to an origin type.
    pub fn add_method(&self, id: NamedId, name: Symbol, method: ObjId) {
        self.update_named(id, |named| {
            named.methods.push(method);
            named.method_names.push(name);
        });
    }

    /// Numbers the local types of a package in source order; `pos` tells where an entity
    /// is declared.
    pub fn number_local_types(&self, pkg: PkgId, pos: &dyn Fn(ObjId) -> Pos) {
        let mut all = self.named.borrow_mut();
        let is_local = |named: &&Named| named.local > 0 && named.pkg == Some(pkg);
        let mut places: Vec<Pos> = all.iter().filter(is_local).map(|n| pos(n.obj)).collect();
        places.sort();
        places.dedup();
        for named in all.iter_mut().filter(|named| is_local(&&**named)) {
            let index = places.binary_search(&pos(named.obj)).unwrap_or_default();
            named.local = index as u32 + 1;
        }
    }

    /// The generic type an instance comes from, else the type itself.
    pub fn origin(&self, id: NamedId) -> NamedId {
        self.with_named(id, |named| named.instance_of.as_ref().map_or(id, |&(origin, _)| origin))
    }

    /// Type arguments of an instance; empty for other types.
    pub fn type_args(&self, id: NamedId) -> Rc<[Ty]> {
        self.with_named(id, |named| match &named.instance_of {
            Some((_, args)) => args.clone(),
            None => Rc::from([]),
        })
    }

    /// Index and object of the method with that name declared for a type (the origin's).
    /// An unexported name is found only from its package; `pkg` is the asking one.
    pub fn find_method(
        &self,
        id: NamedId,
        name: Symbol,
        pkg: Option<PkgId>,
    ) -> Option<(u32, ObjId)> {
        let origin = self.origin(id);
        self.with_named(origin, |named| {
            if !name.is_exported() && named.pkg != pkg || name.is_blank() {
                return None;
            }
            let index = named.method_names.iter().position(|&n| n == name)?;
            Some((index as u32, named.methods[index]))
        })
    }

    /// Whether the type is generic and not instantiated.
    pub fn is_generic(&self, ty: Ty) -> bool {
        self.as_named(ty).is_some_and(|id| {
            self.with_named(id, |named| {
                named.instance_of.is_none() && named.type_params.len() > named.nimplicit as usize
            })
        })
    }

    /// The instance of a generic type; equal arguments give equal handles, up to spelling.
    pub fn instantiate(&self, origin: NamedId, args: &[Ty]) -> Ty {
        let canonical: Rc<[Ty]> = args.iter().map(|&ty| self.canonical(ty)).collect();
        if canonical[..] == *args {
            return self.instance(origin, canonical);
        }
        let ty = self.instance(origin, canonical);
        self.intern_spelled(self.kind(ty), ty, Spelling::Args(args.into()))
    }

    /// The instance with the given canonical arguments.
    fn instance(&self, origin: NamedId, args: Rc<[Ty]>) -> Ty {
        let key = (origin, args.clone());
        if let Some(&known) = self.instances.borrow().get(&key) {
            return known;
        }
        let from = self.named(origin);
        let (id, ty) = self.new_named(from.obj, from.name, from.pkg);
        self.update_named(id, |named| {
            named.instance_of = Some((origin, args));
            named.local = from.local;
            named.nimplicit = from.nimplicit;
        });
        self.instances.borrow_mut().insert(key, ty);
        ty
    }

    /// The underlying type; a type parameter's is its constraint interface. `INVALID` for
    /// declarations that are not complete yet or that never end.
    pub fn underlying(&self, ty: Ty) -> Ty {
        // Asked all the time, so the form is looked at where it lies.
        let entries = self.entries.borrow();
        match entries[ty.0 as usize].kind {
            TyKind::Named(id) => {
                drop(entries);
                self.named_underlying(id)
            }
            TyKind::TypeParam(id) => {
                drop(entries);
                self.constraint_interface(id)
            }
            TyKind::Basic(_)
            | TyKind::Pointer(_)
            | TyKind::Slice(_)
            | TyKind::Array(..)
            | TyKind::Map(..)
            | TyKind::Chan(..)
            | TyKind::Struct(_)
            | TyKind::Func(_)
            | TyKind::Interface(_)
            | TyKind::Tuple(_)
            | TyKind::Union(_) => ty,
        }
    }

    /// The form of the underlying type.
    pub fn under(&self, ty: Ty) -> TyKind {
        self.kind(self.underlying(ty))
    }

    /// The right-hand side of a declaration, substituted for instances.
    pub fn rhs(&self, id: NamedId) -> Option<Ty> {
        let (rhs, instance) = self.with_named(id, |named| (named.rhs, named.instance_of.clone()));
        if rhs.is_some() {
            return rhs;
        }
        let (origin, args) = instance?;
        let (rhs, params) = self.with_named(origin, |named| (named.rhs, named.type_params.clone()));
        let rhs = rhs?;
        if params.len() != args.len() {
            return Some(Ty::INVALID);
        }
        if self.depth.get() > 100 {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let map: Vec<_> = params.into_iter().zip(args.iter().copied()).collect();
        let rhs = self.subst(rhs, &map);
        self.depth.set(self.depth.get() - 1);
        self.update_named(id, |named| named.rhs = Some(rhs));
        Some(rhs)
    }

    fn named_underlying(&self, id: NamedId) -> Ty {
        if let Some(known) = self.with_named(id, |named| named.underlying) {
            return known;
        }
        let mut at = id;
        // A chain `type A B; type B C; …` is no longer than there are types.
        let ntypes = self.named.borrow().len();
        for _ in 0..ntypes + 1 {
            let Some(rhs) = self.rhs(at) else { return Ty::INVALID };
            match self.kind(rhs) {
                TyKind::Named(next) => {
                    if let Some(known) = self.with_named(next, |named| named.underlying) {
                        self.update_named(id, |named| named.underlying = Some(known));
                        return known;
                    }
                    at = next;
                }
                TyKind::TypeParam(_) => return Ty::INVALID,
                _ => {
                    self.update_named(id, |named| named.underlying = Some(rhs));
                    return rhs;
                }
            }
        }
        Ty::INVALID
    }

    // Type parameters.

    /// A new type parameter without constraint.
    pub fn new_type_param(&self, obj: ObjId, name: Symbol, index: u32) -> (TypeParamId, Ty) {
        let mut params = self.params.borrow_mut();
        let id = TypeParamId(params.len() as u32);
        params.push(TypeParam { obj, name, note: None, index, constraint: None });
        drop(params);
        (id, self.intern(TyKind::TypeParam(id)))
    }

    /// Sets what messages add to the parameter's name.
    pub fn set_note(&self, id: TypeParamId, note: &str) {
        self.params.borrow_mut()[id.0 as usize].note = Some(note.into());
    }

    /// Facts about a type parameter.
    pub fn type_param(&self, id: TypeParamId) -> TypeParam {
        self.params.borrow()[id.0 as usize].clone()
    }

    /// The type that the parameter is.
    pub fn type_param_ty(&self, id: TypeParamId) -> Ty {
        self.intern(TyKind::TypeParam(id))
    }

    /// Sets the constraint as written (an interface, or any type for an implicit one).
    pub fn set_constraint(&self, id: TypeParamId, constraint: Ty) {
        self.params.borrow_mut()[id.0 as usize].constraint = Some(constraint);
    }

    /// The constraint as an interface type.
    pub fn constraint_interface(&self, id: TypeParamId) -> Ty {
        let Some(constraint) = self.type_param(id).constraint else {
            return Ty::EMPTY_INTERFACE;
        };
        if self.as_type_param(constraint).is_some() {
            return Ty::EMPTY_INTERFACE;
        }
        let underlying = self.underlying(constraint);
        match self.kind(underlying) {
            TyKind::Interface(_) => underlying,
            TyKind::Basic(Basic::Invalid) => Ty::EMPTY_INTERFACE,
            _ => self.intern(TyKind::Interface(Rc::new(InterfaceType {
                methods: Vec::new(),
                embeds: vec![constraint],
                comparable: false,
                implicit: true,
            }))),
        }
    }

    // Identity.

    /// Whether two types are identical in the sense of the specification.
    pub fn identical(&self, x: Ty, y: Ty) -> bool {
        if x == y {
            return true;
        }
        let (x, y) = (self.plain(x), self.plain(y));
        x == y
            || self.canonical(x) == self.canonical(y)
            || self.identical_deep(x, y, &mut Vec::new())
    }

    /// The one handle that stands for all types identical to `ty`.
    pub fn canonical(&self, ty: Ty) -> Ty {
        let ty = self.plain(ty);
        if let Some(&known) = self.canonical.borrow().get(&ty) {
            return known;
        }
        if self.canonical_active.borrow().contains(&ty) {
            self.canonical_open.set(true);
            return ty;
        }
        self.canonical_active.borrow_mut().push(ty);
        let outer = self.canonical_open.replace(false);
        let canonical = self.compute_canonical(ty);
        self.canonical_active.borrow_mut().pop();
        if !self.canonical_open.get() {
            let mut known = self.canonical.borrow_mut();
            known.insert(ty, canonical);
            known.insert(canonical, canonical);
        }
        self.canonical_open.set(outer || self.canonical_open.get());
        canonical
    }

    fn compute_canonical(&self, ty: Ty) -> Ty {
        let kind = self.kind(ty);
        match &kind {
            TyKind::Basic(_) | TyKind::TypeParam(_) => ty,
            TyKind::Named(id) => match self.with_named(*id, |named| named.instance_of.clone()) {
                Some((origin, args)) => {
                    let same = args.iter().all(|&arg| self.canonical(arg) == arg);
                    if same { ty } else { self.instantiate(origin, &args) }
                }
                None => ty,
            },
            TyKind::Interface(interface) => self.canonical_interface(ty, interface),
            TyKind::Pointer(_)
            | TyKind::Slice(_)
            | TyKind::Array(..)
            | TyKind::Map(..)
            | TyKind::Chan(..)
            | TyKind::Struct(_)
            | TyKind::Func(_)
            | TyKind::Tuple(_)
            | TyKind::Union(_) => match self.map_kind(&kind, &mut |ty| self.canonical(ty)) {
                Some(new) => self.intern(new),
                None => ty,
            },
        }
    }

    /// Canonical form of an interface: all methods, the terms as one union.
    fn canonical_interface(&self, ty: Ty, interface: &InterfaceType) -> Ty {
        let canonical_methods = |methods: &[InterfaceMethod]| {
            let method =
                |m: &InterfaceMethod| InterfaceMethod { ty: self.canonical(m.ty), ..m.clone() };
            methods.iter().map(method).collect::<Vec<_>>()
        };
        if interface.embeds.is_empty() && !interface.implicit {
            let methods = canonical_methods(&interface.methods);
            let canonical = InterfaceType { methods, ..interface.clone() };
            return self.intern(TyKind::Interface(Rc::new(canonical)));
        }
        let Some(set) = self.type_set_if_complete(ty) else {
            self.canonical_open.set(true);
            return ty;
        };
        let methods = canonical_methods(&set.methods);
        let embeds = match &set.terms {
            None => Vec::new(),
            Some(terms) => {
                let mut terms: Vec<UnionTerm> = terms
                    .iter()
                    .map(|t| UnionTerm { tilde: t.tilde, ty: self.canonical(t.ty) })
                    .collect();
                terms.sort_by_key(|t| (t.ty, t.tilde));
                vec![self.union(&terms)]
            }
        };
        let canonical =
            InterfaceType { methods, embeds, comparable: set.comparable, implicit: false };
        self.intern(TyKind::Interface(Rc::new(canonical)))
    }
}
