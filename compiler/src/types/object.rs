//! Language entities: what a name can stand for.

use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::constant::Const;
use super::ty::Ty;

/// Index of an [`Object`] in the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ObjId(pub u32);

/// Index of a package in the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PkgId(pub u32);

/// A named entity.
#[derive(Clone, Debug)]
pub struct Object {
    pub name: Symbol,
    /// The declaring package; `None` for predeclared names.
    pub pkg: Option<PkgId>,
    /// Where the name was declared.
    pub pos: Pos,
    /// Its type; for a type name the type itself; `Invalid` for packages, labels, built-ins.
    pub ty: Ty,
    pub kind: ObjKind,
}

/// The kinds of entities.
#[derive(Clone, Debug)]
pub enum ObjKind {
    /// An imported package's name in a file.
    PkgName(PkgId),
    Const(Const),
    TypeName {
        is_alias: bool,
    },
    Var(VarKind),
    Func(FuncInfo),
    Label,
    Builtin(Builtin),
    Nil,
}

/// Where a variable lives in the source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    Global,
    Local,
    Param,
    Result,
    Receiver,
    Field { embedded: bool },
}

/// Facts about a declared function or method.
#[derive(Clone, Debug)]
pub struct FuncInfo {
    /// Where the declaration stands: (file of the package, declaration of the file).
    /// `None` for interface methods.
    pub decl: Option<(u32, u32)>,
    /// The receiver's base type for a method (`T` of `func (t *T)`), `None` for functions.
    pub recv: Option<Ty>,
    /// Whether the receiver is a pointer.
    pub ptr_recv: bool,
    /// Type parameters: for a method of a generic type the type's, then its own.
    pub type_params: Vec<super::ty::TypeParamId>,
}

/// Built-in functions, `unsafe`'s included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}
