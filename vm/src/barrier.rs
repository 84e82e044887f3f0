//! Stores of pointers to memory while the collector marks.
//!
//! Such a store must show the collector the pointer it overwrites and the one it writes.
//! The flag is tested in the handler; this is the rare half. Bulk operations test it in
//! the runtime ([`minigo_runtime::gc::barrier`]).

use minigo_runtime::addr::Addr;

use crate::frame::{Flow, Reg, Step, cold, load_64, store_64};

/// Ends a handler whose `N` registers from `from` on go to memory at `to`. Words that are
/// not pointers are shown too: the collector ignores what is not in the heap.
#[inline(always)]
pub fn store<const N: usize>(step: &Step, to: Addr, from: Reg) -> Flow {
    step.cx().set_scratch(0, to.0 as u64);
    step.cx().set_scratch(1, step.place(from).0 as u64);
    cold(|step| {
        let to = Addr(step.cx().scratch(0) as usize);
        let from = Addr(step.cx().scratch(1) as usize);
        let mcache = step.cx().runtime().mcache();
        for i in 0..N {
            let (old, new) = (load_64(to.offset(8 * i)), load_64(from.offset(8 * i)));
            mcache.shade(Addr(old as usize));
            mcache.shade(Addr(new as usize));
            store_64(to.offset(8 * i), new);
        }
    })
}
