//! Stores of pointers to memory that the collector may have to learn of.
//!
//! While the collector marks, a store must shade the pointer it overwrites and the one it
//! writes. The flag is tested in the handler; everything here is the rare half.
//! TODO: nothing sets the flag until there is a collector; it brings `shade`.

use minigo_runtime::addr::Addr;
use minigo_runtime::typedesc::TypeDesc;

use crate::cx::Cx;
use crate::frame::{Flow, Reg, Step, cold, copy_bytes, load_64};

/// Ends a handler whose `N` registers from `from` on go to memory at `to`.
#[inline(always)]
pub fn store<const N: usize>(step: &Step, to: Addr, from: Reg) -> Flow {
    step.cx().set_scratch(0, to.0 as u64);
    step.cx().set_scratch(1, step.place(from).0 as u64);
    cold(|step| {
        let to = Addr(step.cx().scratch(0) as usize);
        let from = Addr(step.cx().scratch(1) as usize);
        for i in 0..N {
            shade(load_64(to.offset(8 * i)));
            shade(load_64(from.offset(8 * i)));
        }
        copy_bytes(to, from, 8 * N);
    })
}

/// Copies a value of the type; the places may overlap.
pub fn copy_typed(cx: &Cx, ty: &'static TypeDesc, to: Addr, from: Addr) {
    if cx.barrier_is_on() && ty.ptr_bytes != 0 {
        for offset in (0..ty.ptr_bytes).step_by(8) {
            shade(load_64(to.offset(offset)));
            shade(load_64(from.offset(offset)));
        }
    }
    copy_bytes(to, from, ty.size);
}

/// Prepares memory of the type for being zeroed.
pub fn before_clear(cx: &Cx, ty: &'static TypeDesc, at: Addr) {
    if cx.barrier_is_on() && ty.ptr_bytes != 0 {
        for offset in (0..ty.ptr_bytes).step_by(8) {
            shade(load_64(at.offset(offset)));
        }
    }
}

fn shade(_pointer: u64) {
    minigo_runtime::throw!("the write barrier is on without a collector");
}
