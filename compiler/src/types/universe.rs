//! The universe: predeclared types, constants, functions and `nil`; and package `unsafe`.

use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::check::Checker;
use super::constant::Const;
use super::object::{Builtin, ObjId, ObjKind, Object, PkgId};
use super::scope::ScopeId;
use super::ty::Ty;

/// How a call of a built-in may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ExprKindOf {
    Conversion,
    Expression,
    Statement,
}

/// Name, number of arguments, whether more are allowed, and use of the built-ins.
const BUILTINS: [(Builtin, &str, usize, bool, ExprKindOf); 26] = {
    use ExprKindOf::{Expression, Statement};
    [
        (Builtin::Append, "append", 1, true, Expression),
        (Builtin::Cap, "cap", 1, false, Expression),
        (Builtin::Clear, "clear", 1, false, Statement),
        (Builtin::Close, "close", 1, false, Statement),
        (Builtin::Complex, "complex", 2, false, Expression),
        (Builtin::Copy, "copy", 2, false, Statement),
        (Builtin::Delete, "delete", 2, false, Statement),
        (Builtin::Imag, "imag", 1, false, Expression),
        (Builtin::Len, "len", 1, false, Expression),
        (Builtin::Make, "make", 1, true, Expression),
        (Builtin::Max, "max", 1, true, Expression),
        (Builtin::Min, "min", 1, true, Expression),
        (Builtin::New, "new", 1, false, Expression),
        (Builtin::Panic, "panic", 1, false, Statement),
        (Builtin::Print, "print", 0, true, Statement),
        (Builtin::Println, "println", 0, true, Statement),
        (Builtin::Real, "real", 1, false, Expression),
        (Builtin::Recover, "recover", 0, false, Statement),
        (Builtin::UnsafeAdd, "Add", 2, false, Expression),
        (Builtin::UnsafeAlignof, "Alignof", 1, false, Expression),
        (Builtin::UnsafeOffsetof, "Offsetof", 1, false, Expression),
        (Builtin::UnsafeSizeof, "Sizeof", 1, false, Expression),
        (Builtin::UnsafeSlice, "Slice", 2, false, Expression),
        (Builtin::UnsafeSliceData, "SliceData", 1, false, Expression),
        (Builtin::UnsafeString, "String", 2, false, Expression),
        (Builtin::UnsafeStringData, "StringData", 1, false, Expression),
    ]
};

impl Builtin {
    fn row(self) -> &'static (Builtin, &'static str, usize, bool, ExprKindOf) {
        // The table has a row for each built-in, tested below.
        BUILTINS.iter().find(|row| row.0 == self).unwrap_or(&BUILTINS[0])
    }

    /// The name, without `unsafe.`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Least number of arguments.
    pub(super) fn nargs(self) -> usize {
        self.row().2
    }

    pub(super) fn is_variadic(self) -> bool {
        self.row().3
    }

    pub(super) fn kind(self) -> ExprKindOf {
        self.row().4
    }

    /// Whether the function belongs to package `unsafe`.
    pub fn is_unsafe(self) -> bool {
        matches!(
            self,
            Builtin::UnsafeAdd
                | Builtin::UnsafeAlignof
                | Builtin::UnsafeOffsetof
                | Builtin::UnsafeSizeof
                | Builtin::UnsafeSlice
                | Builtin::UnsafeSliceData
                | Builtin::UnsafeString
                | Builtin::UnsafeStringData
        )
    }
}

impl Checker<'_> {
    /// Fills the universe. `error` and `comparable` come first: the store of types counts
    /// on their ids.
    pub(super) fn declare_universe(&mut self) {
        let types = [
            ("error", Ty::ERROR),
            ("comparable", Ty::COMPARABLE),
            ("bool", Ty::BOOL),
            ("int", Ty::INT),
            ("int8", Ty::INT8),
            ("int16", Ty::INT16),
            ("int32", Ty::INT32),
            ("int64", Ty::INT64),
            ("uint", Ty::UINT),
            ("uint8", Ty::UINT8),
            ("uint16", Ty::UINT16),
            ("uint32", Ty::UINT32),
            ("uint64", Ty::UINT64),
            ("uintptr", Ty::UINTPTR),
            ("float32", Ty::FLOAT32),
            ("float64", Ty::FLOAT64),
            ("complex64", Ty::COMPLEX64),
            ("complex128", Ty::COMPLEX128),
            ("string", Ty::STRING),
            ("byte", Ty::BYTE),
            ("rune", Ty::RUNE),
            ("any", Ty::ANY),
        ];
        let universe = self.universe;
        for (name, ty) in types {
            let is_alias = matches!(ty, Ty::BYTE | Ty::RUNE | Ty::ANY);
            self.predeclare(universe, None, name, ty, ObjKind::TypeName { is_alias });
        }
        for (name, value) in [("true", true), ("false", false)] {
            let kind = ObjKind::Const(Const::from_bool(value));
            self.predeclare(universe, None, name, Ty::UNTYPED_BOOL, kind);
        }
        let iota = ObjKind::Const(Const::from_i64(0));
        self.predeclare(universe, None, "iota", Ty::UNTYPED_INT, iota);
        self.predeclare(universe, None, "nil", Ty::UNTYPED_NIL, ObjKind::Nil);
        for &(builtin, name, ..) in &BUILTINS {
            if !builtin.is_unsafe() {
                let kind = ObjKind::Builtin(builtin);
                self.predeclare(universe, None, name, Ty::INVALID, kind);
            }
        }
    }

    /// Fills the scope of package `unsafe`.
    pub(super) fn declare_unsafe(&mut self, pkg: PkgId, scope: ScopeId) {
        let kind = ObjKind::TypeName { is_alias: false };
        self.predeclare(scope, Some(pkg), "Pointer", Ty::UNSAFE_POINTER, kind);
        for &(builtin, name, ..) in &BUILTINS {
            if builtin.is_unsafe() {
                self.predeclare(scope, Some(pkg), name, Ty::INVALID, ObjKind::Builtin(builtin));
            }
        }
    }

    fn predeclare(
        &mut self,
        scope: ScopeId,
        pkg: Option<PkgId>,
        name: &str,
        ty: Ty,
        kind: ObjKind,
    ) -> ObjId {
        let name = Symbol::new(name);
        let object = Object { name, pkg, pos: Pos::NONE, ty, kind };
        let id = self.new_object(object, true);
        self.scopes.insert(scope, name, id);
        id
    }

    /// Whether the entity is the predeclared `iota`.
    pub(super) fn is_iota(&self, obj: ObjId) -> bool {
        let object = self.obj(obj);
        object.pkg.is_none() && matches!(object.kind, ObjKind::Const(_)) && &*object.name == "iota"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_builtin_finds_its_own_row() {
        for row in &BUILTINS {
            assert_eq!(row.0.name(), row.1);
        }
    }
}
