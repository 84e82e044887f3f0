//! What is too large for the frame, and what else the analysis asks of types.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::tree::{Class, Kind, Node, Var};
use crate::typed::Program;
use crate::types::intern::Types;
use crate::types::ty::{Ty, TyKind};

/// Variables that the source declares may be this large.
const MAX_EXPLICIT_BYTES: u64 = 128 << 10;
/// `new(T)`, `&T{}`, `make` and other values without a name may be this large.
const MAX_IMPLICIT_BYTES: u64 = 64 << 10;
/// Larger variables are captured by reference, as Go does.
pub const CAPTURE_BY_VALUE_BYTES: u64 = 128;

/// Larger values that an interface holds are copied to the heap, as in Go.
pub const MAX_FRAME_BOX_BYTES: u64 = 1024;

/// Larger elements do not fit the buffer of an `append`.
pub const MAX_BUFFERED_BYTES: u64 = 32;

/// Facts about a type.
#[derive(Clone, Copy)]
pub struct Info {
    pub size: u64,
    pub has_pointers: bool,
    pub is_interface: bool,
    /// An interface holds the value itself, not a pointer to it.
    pub is_direct: bool,
}

/// Facts about types, remembered.
pub struct Sizes<'p> {
    pub program: &'p Program,
    pub types: &'p Types,
    known: RefCell<FxHashMap<Ty, Info>>,
}

impl<'p> Sizes<'p> {
    pub fn new(program: &'p Program) -> Sizes<'p> {
        Sizes { program, types: &program.types, known: RefCell::default() }
    }

    pub fn of(&self, ty: Ty) -> Info {
        if let Some(&known) = self.known.borrow().get(&ty) {
            return known;
        }
        let info = self.compute(ty);
        self.known.borrow_mut().insert(ty, info);
        info
    }

    fn compute(&self, ty: Ty) -> Info {
        let is_interface = matches!(self.types.under(ty), TyKind::Interface(_));
        match self.types.layout(ty) {
            Some(layout) => Info {
                size: layout.size,
                has_pointers: layout.ptr_bytes > 0,
                is_interface,
                is_direct: layout.size == 8 && layout.ptr_bytes == 8 && !is_interface,
            },
            // Tuples, and types too large to lay out.
            None => {
                let size = if matches!(self.types.kind(ty), TyKind::Tuple(_)) || !ty.is_valid() {
                    0
                } else {
                    u64::MAX
                };
                Info { size, has_pointers: true, is_interface, is_direct: false }
            }
        }
    }
}

/// Why a variable cannot be in the frame, whatever its address does.
pub fn heap_reason_var(sizes: &Sizes, var: &Var) -> Option<&'static str> {
    let is_param = matches!(var.class, Class::Param | Class::Result);
    (!is_param && sizes.of(var.ty).size > MAX_EXPLICIT_BYTES).then_some("too large for stack")
}

/// The same for an expression that allocates. `len` is the constant length of a `make`.
pub fn heap_reason(sizes: &Sizes, x: &Node, len: Option<i64>) -> Option<&'static str> {
    let too_large = Some("too large for stack");
    if sizes.of(x.ty).size > MAX_EXPLICIT_BYTES {
        return too_large;
    }
    match &x.kind {
        Kind::New(base) if sizes.of(*base).size > MAX_IMPLICIT_BYTES => too_large,
        Kind::PtrLit(lit) if sizes.of(lit.ty).size > MAX_IMPLICIT_BYTES => too_large,
        Kind::MethodValue(recv, ..) if 8 + sizes.of(recv.ty).size > MAX_IMPLICIT_BYTES => too_large,
        Kind::MakeSlice(..) => {
            let TyKind::Slice(elem) = sizes.types.under(x.ty) else { return None };
            let elem = sizes.of(elem).size;
            if elem == 0 {
                return Some("zero-sized element");
            }
            let len = len?;
            (len < 0 || len as u64 > MAX_IMPLICIT_BYTES / elem).then_some("too large for stack")
        }
        _ => None,
    }
}
