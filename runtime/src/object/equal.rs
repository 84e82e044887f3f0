//! `==` on values in memory.
//!
//! Most types compare as bytes, and their descriptors say so (`PLAIN_EQUAL`). The others
//! are walked in the order of their source: floats compare as numbers, strings by content,
//! interfaces by type and then value. The order shows: a comparison stops at the first
//! difference, and an uncomparable value behind it does not panic.

use crate::addr::Addr;
use crate::mem::access::equal_bytes;
use crate::object::iface;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::{FieldDesc, Itab, Kind, TypeDesc, tflag};

/// `*a == *b` for values of the type.
///
/// # Errors
/// An interface inside holds a value of an uncomparable type.
pub fn equal(ty: &TypeDesc, a: Addr, b: Addr) -> GoResult<bool> {
    if ty.tflag & tflag::PLAIN_EQUAL != 0 {
        return Ok(match (ty.size, ty.align) {
            (8, 8) => a.load64() == b.load64(),
            (4, 4) => a.load32() == b.load32(),
            (size, _) => equal_bytes(a, b, size),
        });
    }
    match ty.kind() {
        Kind::Float32 => Ok(f32::from_bits(a.load32()) == f32::from_bits(b.load32())),
        Kind::Float64 => Ok(float_at(a) == float_at(b)),
        Kind::Complex64 => {
            let part =
                |at: Addr| (f32::from_bits(at.load32()), f32::from_bits(at.offset(4).load32()));
            Ok(part(a) == part(b))
        }
        Kind::Complex128 => {
            Ok(float_at(a) == float_at(b) && float_at(a.offset(8)) == float_at(b.offset(8)))
        }
        Kind::String => {
            let len = a.offset(8).load64();
            Ok(len == b.offset(8).load64()
                && equal_bytes(a.load_addr(), b.load_addr(), len as usize))
        }
        Kind::Interface => {
            let (word, other) = (a.load_addr(), b.load_addr());
            let (data, other_data) = (a.offset(8).load_addr(), b.offset(8).load_addr());
            if ty.imethods.len == 0 {
                iface::eface_equal(word, data, other, other_data)
            } else {
                iface::iface_equal(word, data, other, other_data)
            }
        }
        Kind::Array => {
            let Some(elem) = ty.elem() else {
                return Ok(true);
            };
            for i in 0..ty.len {
                let at = i * elem.size;
                if !equal(elem, a.offset(at), b.offset(at))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Kind::Struct => {
            for field in ty.fields() {
                if is_blank(field) {
                    continue;
                }
                let (x, y) = (a.offset(field.offset), b.offset(field.offset));
                if !equal(field.ty(), x, y)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Kind::Slice | Kind::Map | Kind::Func => fail(RuntimeError::Uncomparable(ty)),
        Kind::Invalid
        | Kind::Bool
        | Kind::Int
        | Kind::Int8
        | Kind::Int16
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint
        | Kind::Uint8
        | Kind::Uint16
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Uintptr
        | Kind::Chan
        | Kind::Pointer
        | Kind::UnsafePointer => Ok(equal_bytes(a, b, ty.size)),
    }
}

/// Whether the field is named `_` and so takes no part in comparison and hashing.
pub fn is_blank(field: &FieldDesc) -> bool {
    field.name() == b"_"
}

/// The dynamic type behind the first word of an interface with methods; `None` for nil.
pub fn itab_type(word: Addr) -> Option<&'static TypeDesc> {
    // SAFETY: by O1 the word is nil or an itab; itabs are static.
    let itab = unsafe { word.as_ptr::<Itab>().as_ref() }?;
    // SAFETY: an itab's type is a descriptor.
    Some(unsafe { &*itab.ty })
}

fn float_at(at: Addr) -> f64 {
    f64::from_bits(at.load64())
}
