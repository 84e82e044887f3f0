//! Questions about types.
//!
//! `is_x` looks at the underlying type; `all_x` also holds for a type parameter if it
//! holds for each type of its type set.

use super::intern::Types;
use super::ty::{Basic, Ty, TyKind};

/// Why a type is not comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomparable {
    /// Nothing more to say than that it is not.
    Plain,
    /// A struct with a field of this type.
    Field(Ty),
    /// This array type.
    Array(Ty),
    /// A type parameter without types.
    EmptySet,
    /// A type parameter whose set has such types.
    InSet,
}

impl Basic {
    /// A boolean type, untyped included.
    pub fn is_boolean(self) -> bool {
        matches!(self, Basic::Bool | Basic::UntypedBool)
    }

    /// An integer type, untyped integers and runes included.
    pub fn is_integer(self) -> bool {
        (Basic::Int..=Basic::Uintptr).contains(&self)
            || matches!(self, Basic::UntypedInt | Basic::UntypedRune)
    }

    /// An unsigned integer type.
    pub fn is_unsigned(self) -> bool {
        (Basic::Uint..=Basic::Uintptr).contains(&self)
    }

    /// A floating-point type, untyped included.
    pub fn is_float(self) -> bool {
        matches!(self, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
    }

    /// A complex type, untyped included.
    pub fn is_complex(self) -> bool {
        matches!(self, Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex)
    }

    /// A string type, untyped included.
    pub fn is_string(self) -> bool {
        matches!(self, Basic::String | Basic::UntypedString)
    }

    /// Integer, floating-point or complex.
    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    /// A type with an order.
    pub fn is_ordered(self) -> bool {
        self.is_integer() || self.is_float() || self.is_string()
    }

    /// A type that constants may have.
    pub fn is_const_type(self) -> bool {
        self.is_boolean() || self.is_numeric() || self.is_string()
    }

    /// Untyped, `nil` included.
    pub fn is_untyped(self) -> bool {
        self >= Basic::UntypedBool
    }
}

impl Types {
    fn basic_is(&self, ty: Ty, pred: impl Fn(Basic) -> bool) -> bool {
        self.as_basic(self.underlying(ty)).is_some_and(pred)
    }

    fn all_basic(&self, ty: Ty, pred: impl Fn(Basic) -> bool) -> bool {
        if self.as_type_param(ty).is_some() {
            return self
                .specific_types(ty)
                .is_some_and(|terms| terms.iter().all(|t| self.basic_is(t.ty, &pred)));
        }
        self.basic_is(ty, pred)
    }

    pub fn is_boolean(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_boolean)
    }

    pub fn is_integer(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_integer)
    }

    pub fn is_unsigned(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_unsigned)
    }

    pub fn is_float(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_float)
    }

    pub fn is_complex(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_complex)
    }

    pub fn is_numeric(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_numeric)
    }

    pub fn is_string(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_string)
    }

    /// Integer or floating-point.
    pub fn is_integer_or_float(&self, ty: Ty) -> bool {
        self.basic_is(ty, |b| b.is_integer() || b.is_float())
    }

    /// Whether constants may have the type.
    pub fn is_const_type(&self, ty: Ty) -> bool {
        self.basic_is(ty, Basic::is_const_type)
    }

    pub fn all_boolean(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_boolean)
    }

    pub fn all_integer(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_integer)
    }

    pub fn all_unsigned(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_unsigned)
    }

    pub fn all_numeric(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_numeric)
    }

    pub fn all_string(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_string)
    }

    pub fn all_ordered(&self, ty: Ty) -> bool {
        self.all_basic(ty, Basic::is_ordered)
    }

    pub fn all_numeric_or_string(&self, ty: Ty) -> bool {
        self.all_basic(ty, |b| b.is_numeric() || b.is_string())
    }

    /// Whether the type has a name: predeclared, declared, or a type parameter.
    pub fn has_name(&self, ty: Ty) -> bool {
        matches!(self.kind(ty), TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_))
    }

    /// Whether the type is the type of an untyped value.
    pub fn is_untyped(&self, ty: Ty) -> bool {
        self.as_basic(ty).is_some_and(Basic::is_untyped)
    }

    /// Whether the type is not untyped.
    pub fn is_typed(&self, ty: Ty) -> bool {
        !self.is_untyped(ty)
    }

    /// Whether the type is that of an untyped number.
    pub fn is_untyped_numeric(&self, ty: Ty) -> bool {
        self.as_basic(ty).is_some_and(|b| b.is_untyped() && b.is_numeric())
    }

    /// Whether the underlying type is an interface, type parameters included.
    pub fn is_interface(&self, ty: Ty) -> bool {
        matches!(self.under(ty), TyKind::Interface(_))
    }

    /// Whether values of the type are interface values.
    pub fn is_non_type_param_interface(&self, ty: Ty) -> bool {
        !self.is_type_param(ty) && self.is_interface(ty)
    }

    /// Whether the type is a type parameter.
    pub fn is_type_param(&self, ty: Ty) -> bool {
        self.as_type_param(ty).is_some()
    }

    /// Whether `nil` is a value of the type.
    pub fn has_nil(&self, ty: Ty) -> bool {
        match self.under(ty) {
            TyKind::Basic(basic) => matches!(basic, Basic::UnsafePointer | Basic::UntypedNil),
            TyKind::Slice(_)
            | TyKind::Pointer(_)
            | TyKind::Func(_)
            | TyKind::Map(..)
            | TyKind::Chan(..) => true,
            TyKind::Interface(_) => {
                !self.is_type_param(ty)
                    || self
                        .specific_types(ty)
                        .is_some_and(|terms| terms.iter().all(|t| self.has_nil(t.ty)))
            }
            _ => false,
        }
    }

    /// Whether values of the type can be compared with `==`; interfaces count as
    /// comparable if `dynamic`.
    pub fn comparable(&self, ty: Ty, dynamic: bool) -> Result<(), Incomparable> {
        self.comparable_seen(ty, dynamic, &mut Vec::new())
    }

    fn comparable_seen(
        &self,
        ty: Ty,
        dynamic: bool,
        seen: &mut Vec<Ty>,
    ) -> Result<(), Incomparable> {
        let under = self.under(ty);
        if let TyKind::Struct(_) | TyKind::Array(..) | TyKind::Interface(_) = under {
            // Types contain themselves only through these.
            if seen.contains(&ty) {
                return Ok(());
            }
            seen.push(ty);
        }
        match under {
            TyKind::Basic(Basic::UntypedNil) => Err(Incomparable::Plain),
            TyKind::Basic(_) | TyKind::Pointer(_) | TyKind::Chan(..) => Ok(()),
            TyKind::Struct(s) => {
                for field in &s.fields {
                    if self.comparable_seen(field.ty, dynamic, seen).is_err() {
                        return Err(Incomparable::Field(field.ty));
                    }
                }
                Ok(())
            }
            TyKind::Array(elem, _) => {
                self.comparable_seen(elem, dynamic, seen).map_err(|_| Incomparable::Array(ty))
            }
            TyKind::Interface(_) => {
                if dynamic && !self.is_type_param(ty) {
                    return Ok(());
                }
                let set = self.type_set(ty);
                match &set.terms {
                    None if set.comparable => Ok(()),
                    None => Err(Incomparable::InSet),
                    Some(terms) if terms.is_empty() => Err(Incomparable::EmptySet),
                    Some(terms) => {
                        let all =
                            terms.iter().all(|t| self.comparable_seen(t.ty, false, seen).is_ok());
                        if all { Ok(()) } else { Err(Incomparable::InSet) }
                    }
                }
            }
            _ => Err(Incomparable::Plain),
        }
    }

    /// The type that an untyped value takes by itself.
    pub fn default_type(&self, ty: Ty) -> Ty {
        match self.as_basic(ty) {
            Some(Basic::UntypedBool) => Ty::BOOL,
            Some(Basic::UntypedInt) => Ty::INT,
            Some(Basic::UntypedRune) => Ty::RUNE,
            Some(Basic::UntypedFloat) => Ty::FLOAT64,
            Some(Basic::UntypedComplex) => Ty::COMPLEX128,
            Some(Basic::UntypedString) => Ty::STRING,
            _ => ty,
        }
    }

    /// The larger of two untyped numeric types, the type itself if both are the same.
    pub fn max_type(&self, x: Ty, y: Ty) -> Option<Ty> {
        if x == y {
            return Some(x);
        }
        (self.is_untyped_numeric(x) && self.is_untyped_numeric(y)).then(|| x.max(y))
    }
}
