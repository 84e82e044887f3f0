//! The heap's address space and what is recorded per page of it.
//!
//! At start the heap reserves one *window* of address space, 1 TiB if the system allows,
//! and grows through it from the bottom: by 4 MiB *chunks*, which are made accessible, and
//! by 64 MiB *arenas*, whose share of the page tables is made accessible when their first
//! chunk is. The window makes the two questions of the collector's inner loop cheap: is
//! this word a heap address (one subtraction and compare), and which span is it in (one
//! load). Go spreads arenas over the whole address space and pays a two-level table for
//! it; it cannot know that no other code wants the range in between, we can.
//!
//! # Invariants
//!
//! * A1: memory below `grown` is accessible, nothing at or above it is.
//! * A2: a page's entry in the span table is null or the span that last covered it. Whoever
//!   allocated the pages writes it (release) before any object in them is known; it is
//!   read without a lock (acquire).

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::mem::os;
use crate::mem::sizeclass::{PAGE_BYTES, PAGE_SHIFT};
use crate::mem::span::Span;
use crate::throw;

/// Bytes by which page-table memory grows.
pub const ARENA_BYTES: usize = 64 << 20;
/// Bytes by which the heap grows.
pub const CHUNK_BYTES: usize = 4 << 20;
/// Pages of a chunk.
pub const CHUNK_PAGES: usize = CHUNK_BYTES / PAGE_BYTES;
/// Address space wanted, and so the limit on the heap. 2^18 chunks are what the page
/// allocator's summary tree covers.
pub const WINDOW_BYTES: usize = 1 << 40;
/// Address space of the second and later heaps of a process (tests, embedders), so that
/// thousands fit.
const FURTHER_WINDOW_BYTES: usize = 16 << 30;

/// Bytes of an arena's share of the span table.
const ARENA_SPAN_TABLE_BYTES: usize = ARENA_BYTES / PAGE_BYTES * size_of::<AtomicPtr<Span>>();

/// Index of a page, counted from the window's start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(transparent)]
pub struct PageIdx(pub usize);

/// The window, and the tables beside it. Fields without atomics never change.
pub struct AddressSpace {
    /// First address; a multiple of [`ARENA_BYTES`].
    base: usize,
    /// Size of the window.
    len_bytes: usize,
    /// Bytes from `base` on that are accessible; written under the heap lock.
    grown_bytes: AtomicUsize,
    /// Span of each page: `len_bytes / PAGE_BYTES` entries, accessible up to the arena of
    /// the last grown page.
    span_table: usize,
    /// Per arena, the offset in it below which pages have been handed out before, so that
    /// memory from above needs no zeroing.
    zeroed_bytes: &'static [AtomicUsize],
}

impl AddressSpace {
    /// Reserves the window, smaller if address space is limited.
    pub fn reserve() -> AddressSpace {
        static FIRST: AtomicBool = AtomicBool::new(true);
        let limit = os::address_space_limit();
        let mut len_bytes =
            if FIRST.swap(false, Ordering::Relaxed) { WINDOW_BYTES } else { FURTHER_WINDOW_BYTES };
        if len_bytes > limit {
            // Leave a quarter to stacks, libraries and our own tables.
            len_bytes = (limit / 4 * 3).next_multiple_of(ARENA_BYTES);
        }
        loop {
            // Window and span table in one reservation.
            let table_bytes = len_bytes / ARENA_BYTES * ARENA_SPAN_TABLE_BYTES;
            if let Some(base) = os::reserve(len_bytes + table_bytes, ARENA_BYTES) {
                return AddressSpace {
                    base,
                    len_bytes,
                    grown_bytes: AtomicUsize::new(0),
                    span_table: base + len_bytes,
                    zeroed_bytes: os::map_table(len_bytes / ARENA_BYTES),
                };
            }
            if len_bytes <= ARENA_BYTES {
                throw::fatal("runtime: cannot reserve address space for the heap");
            }
            len_bytes = (len_bytes / 2).next_multiple_of(ARENA_BYTES);
        }
    }

    /// Whether the address lies in accessible heap memory.
    #[inline(always)]
    pub fn contains(&self, addr: Addr) -> bool {
        addr.0.wrapping_sub(self.base) < self.grown_bytes.load(Ordering::Relaxed)
    }

    /// Number of pages that are accessible.
    pub fn grown_pages(&self) -> usize {
        self.grown_bytes.load(Ordering::Acquire) >> PAGE_SHIFT
    }

    /// The page an address lies in. The address is in the window.
    #[inline(always)]
    pub fn page_of(&self, addr: Addr) -> PageIdx {
        debug_assert!(addr.0.wrapping_sub(self.base) < self.len_bytes);
        PageIdx((addr.0 - self.base) >> PAGE_SHIFT)
    }

    /// First address of a page.
    pub fn page_addr(&self, page: PageIdx) -> Addr {
        Addr(self.base + (page.0 << PAGE_SHIFT))
    }

    /// The span that last covered the address, which may be any word at all.
    #[inline(always)]
    pub fn span_of(&self, addr: Addr) -> Option<&'static Span> {
        if !self.contains(addr) {
            return None;
        }
        let span = self.entry(self.page_of(addr)).load(Ordering::Acquire);
        // SAFETY: by A2 the entry is null or a span descriptor, and descriptors are
        // never freed.
        unsafe { span.as_ref() }
    }

    /// Records that the pages belong to the span. The caller allocated them.
    pub fn set_span(&self, first: PageIdx, npages: usize, span: &'static Span) {
        for page in first.0..first.0 + npages {
            self.entry(PageIdx(page)).store(std::ptr::from_ref(span).cast_mut(), Ordering::Release);
        }
    }

    /// Makes the next `nchunks` chunks accessible and returns the first page of them;
    /// `None` if the window is at its end or memory is short. The heap is locked.
    pub fn grow(&self, nchunks: usize) -> Option<PageIdx> {
        let from = self.grown_bytes.load(Ordering::Relaxed);
        let to = from.checked_add(nchunks.checked_mul(CHUNK_BYTES)?)?;
        if to > self.len_bytes {
            return None;
        }
        let arenas = from.div_ceil(ARENA_BYTES)..to.div_ceil(ARENA_BYTES);
        if !arenas.is_empty() {
            let start = self.span_table + arenas.start * ARENA_SPAN_TABLE_BYTES;
            os::commit(start, arenas.len() * ARENA_SPAN_TABLE_BYTES).ok()?;
        }
        os::commit(self.base + from, to - from).ok()?;
        self.grown_bytes.store(to, Ordering::Release);
        Some(PageIdx(from >> PAGE_SHIFT))
    }

    /// Whether the pages may hold old contents, and from now on they may: they are being
    /// handed out. The caller allocated them.
    pub fn take_needs_zero(&self, first: PageIdx, npages: usize) -> bool {
        let mut needs_zero = false;
        let mut at = first.0 << PAGE_SHIFT;
        let end = (first.0 + npages) << PAGE_SHIFT;
        while at < end {
            let mark = &self.zeroed_bytes[at / ARENA_BYTES];
            let from = at % ARENA_BYTES;
            let to = (end - (at - from)).min(ARENA_BYTES);
            needs_zero |= from < mark.fetch_max(to, Ordering::Relaxed);
            at += to - from;
        }
        needs_zero
    }

    #[inline(always)]
    fn entry(&self, page: PageIdx) -> &AtomicPtr<Span> {
        debug_assert!(page.0 << PAGE_SHIFT < self.grown_bytes.load(Ordering::Relaxed));
        let entry = (self.span_table as *const AtomicPtr<Span>).wrapping_add(page.0);
        // SAFETY: the page is grown (callers check or hold the heap lock), so its entry is
        // accessible (`grow` commits it first); a zero word is a null `AtomicPtr`, and
        // the table is never unmapped.
        unsafe { &*entry }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_grows_from_the_bottom_and_is_fresh_once() {
        let space = AddressSpace::reserve();
        let first = space.grow(1).expect("memory");
        let second = space.grow(20).expect("memory");
        assert_eq!(second.0, first.0 + CHUNK_PAGES);
        assert!(space.contains(space.page_addr(second)));
        assert!(space.span_of(space.page_addr(second)).is_none());
        assert!(space.span_of(Addr(4096)).is_none());
        assert!(!space.take_needs_zero(PageIdx(2), 3));
        assert!(space.take_needs_zero(PageIdx(4), 1));
        // Across an arena boundary.
        let boundary = ARENA_BYTES / PAGE_BYTES;
        assert!(!space.take_needs_zero(PageIdx(boundary - 1), 2));
        assert!(space.take_needs_zero(PageIdx(boundary), 1));
        assert!(!space.take_needs_zero(PageIdx(boundary + 1), 1));
    }
}
