//! The heap: where Go objects live. This is Go's allocator, ladder by ladder.
//!
//! ```text
//!   tiny         16-byte blocks shared by pointer-free objects below 16 bytes   ┐ per P,
//!   mcache       one span per span class, a run of prepared slots from each     ┘ no locks
//!   mcentral     per span class: spans with free slots, full spans               locks
//!   mheap        spans out of pages; pages, descriptors                          heap lock
//!   pages        which pages are free: bitmaps and a summary tree                heap lock
//!   arena, os    address space, page tables; the system
//! ```
//!
//! An allocation of up to 32,760 bytes is rounded up to one of 67 size classes and takes a
//! *slot* of a *span*: a run of 8 KiB pages cut into equal slots, all with pointers or all
//! without. Larger objects get a span of their own. Going down one rung happens once per
//! run, span, chunk, so what is written on a rung costs a hundredth of what stands above
//! it.
//!
//! # Why everything is where Go has it
//!
//! The same program must allocate the same slots as under real Go, so that heap sizes, and
//! with them the collector's cycles, can be compared line by line. So the classes, the
//! metadata that takes room in spans (pointer masks and mark bits at the end of pages,
//! type words in front of objects), the tiny blocks and the accounting are Go's. Where the
//! figures do not show it, we differ: runs instead of a bitmap search per object (4 to 11
//! ns against 21 to 28), one window of address space instead of scattered arenas.
//!
//! # What the collector finds
//!
//! * Any word can be looked up: `Heap::find_object` gives span and slot of an interior
//!   address without a lock.
//! * Every object tells its pointers: `bitmap::for_each_pointer`.
//! * Mark bits have their place: in the page, or in `Span::mark_bits`. What a sweep leaves
//!   as allocation bits is what `Span::take_run` searches.
//! * Sweep generations are kept by mcache and mcentral; the unswept sets are where a sweep
//!   will look.
//! * Allocation during a mark phase must be black. Runs make that cheap: the slots of a run
//!   that is claimed while marking, and of the runs that are open when marking begins (the
//!   world is stopped then), are marked in advance; flushing returns unused slots and
//!   clears their marks. The fast path never knows.
//! * `MCache::take_collection_due` says at a safepoint that the trigger was reached;
//!   allocation itself never collects.
//!
//! # Invariants
//!
//! Each file numbers its own: A (`arena`), M (`mcache`). Across files:
//!
//! * H1: memory handed out for an object with pointers reads as zero, apart from its header.
//! * H2: an object's pointer mask is written before the object's address is stored
//!   anywhere.
//! * H3: descriptors and page tables are never freed, so a lookup that races with anything
//!   reads valid memory; whether it reads a span that is in use is `Span::state`'s answer.

pub mod access;
pub mod arena;
pub mod bitmap;
pub mod mapping;
pub mod mcache;
pub mod mcentral;
pub mod memstats;
pub mod mheap;
pub mod os;
pub mod pages;
pub mod plan;
pub mod rand;
pub mod sizeclass;
pub mod span;
pub mod special;
pub mod stacks;
pub mod stats;
pub mod sweep;
pub mod tiny;

#[cfg(test)]
mod tests;
