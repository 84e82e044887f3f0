//! How objects of one type are allocated, worked out once.
//!
//! `new(T)` in a loop asks the same questions every time: which size class, which pointer
//! mask, header or not. The linker answers them once per type; the engine keeps the
//! [`AllocPlan`] beside the type and allocates through
//! [`MCache::new_planned`](crate::mem::mcache::MCache::new_planned).

use crate::mem::bitmap;
use crate::mem::sizeclass::{self, MAX_INLINE_MASK_BYTES, SpanClass, TINY_BYTES};
use crate::typedesc::TypeDesc;

/// How to allocate one value of a type.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AllocPlan {
    /// Bytes of the slot; on the slow path, anything that does not fit in an empty run.
    pub(crate) slot_bytes: usize,
    /// What a run's slots must be prepared for, to be used as they are: the pointer mask,
    /// 0 for pointer-free types.
    pub(crate) prepared: u64,
    /// Bytes that the collector will scan.
    pub(crate) scan_bytes: usize,
    /// Index of the span class whose run may be used as it is; 0, the class whose run is
    /// always empty, if the type always takes the slow path (no size, tiny, header, large).
    pub(crate) fast_class: usize,
    /// The type.
    pub(crate) ty: &'static TypeDesc,
}

impl AllocPlan {
    /// The plan for a type.
    pub fn of(ty: &'static TypeDesc) -> AllocPlan {
        let slow = AllocPlan { slot_bytes: 1, prepared: 0, scan_bytes: 0, fast_class: 0, ty };
        let noscan = ty.ptr_bytes == 0;
        let fits = if noscan {
            TINY_BYTES..=sizeclass::MAX_SMALL_BYTES
        } else {
            8..=MAX_INLINE_MASK_BYTES
        };
        if !fits.contains(&ty.size) {
            return slow;
        }
        let class = SpanClass::new(sizeclass::class_of(ty.size), noscan);
        AllocPlan {
            slot_bytes: class.slot_bytes(),
            prepared: if noscan { 0 } else { bitmap::type_mask(ty, ty.size) },
            scan_bytes: ty.ptr_bytes,
            fast_class: class.index(),
            ty,
        }
    }
}
