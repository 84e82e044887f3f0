//! The allocator of one P.

use crate::addr::Addr;
use crate::typedesc::TypeDesc;

/// The allocator of one P.
#[derive(Debug, Default)]
pub struct MCache {}

impl MCache {
    /// A new object of `size_bytes`, zeroed if `needzero`. `ty` gives the layout of its
    /// pointers (of one element, if it is an array); `None` if it has none.
    pub fn mallocgc(
        &mut self,
        size_bytes: usize,
        ty: Option<&'static TypeDesc>,
        needzero: bool,
    ) -> Addr {
        let _ = (ty, needzero);
        Addr::of(vec![0u64; size_bytes.div_ceil(8)].leak().as_ptr())
    }

    /// A new pointer-free object.
    pub fn mallocgc_noscan(&mut self, size_bytes: usize, needzero: bool) -> Addr {
        self.mallocgc(size_bytes, None, needzero)
    }

    /// A new zeroed value of the type.
    pub fn new_object(&mut self, ty: &'static TypeDesc) -> Addr {
        self.mallocgc(ty.size, Some(ty), true)
    }
}
