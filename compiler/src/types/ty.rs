//! What a type is.
//!
//! A [`Ty`] is a handle to an interned [`TyKind`] in the [`Types`](super::intern::Types)
//! store: structurally equal types have equal handles, so identity is handle equality
//! except between interface types that reach the same type set in different words
//! (`Types::identical` decides there; `Types::canonical` gives one handle for all of
//! them, which is what lowering keys its tables by). While checking, handles may also
//! carry a spelling (an alias such as `byte`, parameter names) that only printing sees;
//! what checking yields is free of spellings. Recursion always passes through a
//! [`Named`] or a type parameter, which are identities of their own; that keeps
//! interning finite.

use std::rc::Rc;

use minigo_syntax::ast::ChanDir;
use minigo_syntax::symbol::Symbol;

use super::object::{ObjId, PkgId};

/// Handle of an interned type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ty(pub u32);

/// Index of a declared (or instantiated) type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NamedId(pub u32);

/// Index of a declared type parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeParamId(pub u32);

/// The forms of types. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TyKind {
    /// Predeclared types, untyped kinds, `unsafe.Pointer`, and `Invalid`.
    Basic(Basic),
    /// A declared type (origin or instance); facts in the store's [`Named`].
    Named(NamedId),
    Pointer(Ty),
    Slice(Ty),
    /// Length in elements.
    Array(Ty, i64),
    /// Key, element.
    Map(Ty, Ty),
    Chan(ChanDir, Ty),
    Struct(Rc<StructType>),
    Func(Rc<Signature>),
    Interface(Rc<InterfaceType>),
    /// Results of a call with none or several results.
    Tuple(Rc<[Ty]>),
    TypeParam(TypeParamId),
    /// Only inside constraint interfaces.
    Union(Rc<[UnionTerm]>),
}

/// Predeclared and untyped types. `byte`, `rune` and `any` are aliases and print as
/// `uint8`, `int32`, `interface {}` where Go does so.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Basic {
    /// The type of what was already reported; silences follow-up errors.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

/// A struct type. Identity takes names, types, tags, embedding, and for unexported
/// names the package.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StructType {
    pub fields: Vec<StructField>,
}

/// A field.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StructField {
    pub name: Symbol,
    /// The declaring package; part of identity only where the name is not exported,
    /// and `None` there is reserved for exported names so that derived equality is right.
    pub pkg: Option<PkgId>,
    pub ty: Ty,
    pub embedded: bool,
    /// Unquoted; empty if none.
    pub tag: Symbol,
}

/// A function type, without receiver and names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Parameter types; the last is a slice if `variadic`.
    pub params: Rc<[Ty]>,
    pub results: Rc<[Ty]>,
    pub variadic: bool,
    /// Type parameters of a generic function; empty for all others, also for methods
    /// of generic types (their receiver's parameters are the type's).
    pub type_params: Vec<TypeParamId>,
}

/// An interface type as written; the type set is computed on demand by the store.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InterfaceType {
    /// Explicit methods, sorted by (name, package of unexported names).
    pub methods: Vec<InterfaceMethod>,
    /// Embedded interfaces, unions and other constraint elements.
    pub embeds: Vec<Ty>,
    /// The predeclared `comparable`.
    pub comparable: bool,
    /// Made for a constraint written without `interface{}`; only printing asks.
    pub implicit: bool,
}

/// A method of an interface.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InterfaceMethod {
    pub name: Symbol,
    /// As for [`StructField::pkg`].
    pub pkg: Option<PkgId>,
    /// A `Func` type.
    pub ty: Ty,
}

/// `T` or `~T` in a union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnionTerm {
    pub tilde: bool,
    pub ty: Ty,
}

/// Facts about a declared type.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its type name object (the origin's for an instance).
    pub obj: ObjId,
    /// Its name and package, so that types print without the objects.
    pub name: Symbol,
    /// `None` for predeclared types (`error`, `comparable`).
    pub pkg: Option<PkgId>,
    /// The right-hand side of the declaration, perhaps a declared type itself; set when
    /// the declaration is complete, for an instance on demand.
    pub rhs: Option<Ty>,
    /// The underlying type as far as it is known: ask `Types::underlying`.
    pub underlying: Option<Ty>,
    /// Declared methods in source order, `Func` objects of the origin.
    pub methods: Vec<ObjId>,
    /// Names of `methods`.
    pub method_names: Vec<Symbol>,
    /// Type parameters of a generic origin.
    pub type_params: Vec<TypeParamId>,
    /// How many of `type_params`, from the front, belong to the generic function that
    /// encloses the declaration: a local type depends on them without saying so.
    pub nimplicit: u32,
    /// For an instance: the generic type and its arguments.
    pub instance_of: Option<(NamedId, Rc<[Ty]>)>,
    /// Declared inside a function: 1-based number among the local types of the package
    /// in source order (Go tells `T·1` from `T·2`), 0 at package level.
    pub local: u32,
}

/// Facts about a type parameter.
#[derive(Clone, Debug)]
pub struct TypeParam {
    pub obj: ObjId,
    pub name: Symbol,
    /// What messages add where the name is that of a predeclared entity.
    pub note: Option<Rc<str>>,
    /// Position in its parameter list.
    pub index: u32,
    /// The constraint, an interface (or wrapped into one).
    pub constraint: Option<Ty>,
}
