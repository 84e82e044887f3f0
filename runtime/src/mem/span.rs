//! The span descriptor.
//!
//! A span is a run of pages that holds slots of one size, or one large object, or memory
//! that the runtime manages by hand (stacks, work buffers). Its descriptor lies outside the
//! heap, is never freed, and is used again for other spans.
//!
//! Every field is an atomic, because the collector reads descriptors of spans that a P is
//! allocating from. None is ordered by itself: who may write when is the protocol below,
//! and the accesses are plain moves.
//!
//! | fields | written by | while |
//! |---|---|---|
//! | shape (base … class, state) | who allocated the pages | nobody knows the span |
//! | free index, counts, zeroing | the mcache that caches it, or its sweeper | cached, or being swept |
//! | sweepgen | the sweeper (compare-exchange from h-2), the mcache | |
//! | mark bits | any marker | a mark phase |
//! | allocation bits | the sweeper | being swept |
//! | large type | the allocating P | after the object is zeroed |
//!
//! # Sweep generation
//!
//! Relative to the heap's `h`, which grows by 2 per cycle: `h-2` needs sweeping, `h-1` is
//! being swept, `h` is swept, `h+1` was cached before the sweep began and is stale, `h+3`
//! is cached and swept.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize};
use std::sync::atomic::{AtomicU16, Ordering};

use crate::addr::{Addr, ObjRef};
use crate::mem::sizeclass::{PAGE_BYTES, SpanClass};
use crate::typedesc::TypeDesc;

/// What a span's memory is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SpanState {
    /// Pages not allocated; the descriptor is free.
    Dead = 0,
    /// Heap objects.
    InUse = 1,
    /// Managed by hand; never looked into by the collector.
    Manual = 2,
}

/// A span's descriptor.
#[derive(Default)]
pub struct Span {
    base: AtomicUsize,
    npages: AtomicUsize,
    slot_bytes: AtomicUsize,
    nslots: AtomicU32,
    magic: AtomicU32,
    class: AtomicU8,
    state: AtomicU8,
    needs_zero: AtomicBool,
    /// Slots below are allocated or were found taken; the search goes on here.
    free_index: AtomicU16,
    alloc_count: AtomicU16,
    /// `alloc_count` when an mcache took the span, for the statistics.
    count_when_cached: AtomicU16,
    sweepgen: AtomicU32,
    /// One bit per slot: taken as of the last sweep. Slots at or above `free_index` with
    /// a clear bit are free.
    alloc_bits: AtomicPtr<AtomicU64>,
    /// One bit per slot; null for spans with inline mark bits.
    mark_bits: AtomicPtr<AtomicU64>,
    large_type: AtomicPtr<TypeDesc>,
}

/// A slot of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its first byte.
    pub object: ObjRef,
    /// Its index.
    pub index: usize,
}

/// Allocation bits of spans that were never swept: nothing is taken. Wide enough for any
/// span.
static NO_BITS: [AtomicU64; 16] = [const { AtomicU64::new(0) }; 16];

impl Span {
    /// Describes freshly allocated pages. Nobody knows the span.
    pub fn init(&self, base: Addr, npages: usize, state: SpanState, class: SpanClass) {
        debug_assert_eq!(self.state(), SpanState::Dead);
        let is_small = state == SpanState::InUse && class.class() != 0;
        let (slot_bytes, nslots) =
            if is_small { (class.slot_bytes(), class.nslots()) } else { (npages * PAGE_BYTES, 1) };
        self.base.store(base.0, Ordering::Relaxed);
        self.npages.store(npages, Ordering::Relaxed);
        self.slot_bytes.store(slot_bytes, Ordering::Relaxed);
        self.nslots.store(nslots as u32, Ordering::Relaxed);
        self.magic.store(class.magic(), Ordering::Relaxed);
        self.class.store(class.index() as u8, Ordering::Relaxed);
        self.free_index.store(0, Ordering::Relaxed);
        self.alloc_count.store(0, Ordering::Relaxed);
        self.count_when_cached.store(0, Ordering::Relaxed);
        self.alloc_bits.store(NO_BITS.as_ptr().cast_mut(), Ordering::Relaxed);
        self.mark_bits.store(std::ptr::null_mut(), Ordering::Relaxed);
        self.large_type.store(std::ptr::null_mut(), Ordering::Relaxed);
        self.state.store(state as u8, Ordering::Release);
    }

    /// Marks the descriptor free; its pages are being freed.
    pub fn retire(&self) {
        self.state.store(SpanState::Dead as u8, Ordering::Relaxed);
    }

    /// First byte.
    #[inline(always)]
    pub fn base(&self) -> Addr {
        Addr(self.base.load(Ordering::Relaxed))
    }

    /// Length in pages.
    pub fn npages(&self) -> usize {
        self.npages.load(Ordering::Relaxed)
    }

    /// Length in bytes.
    pub fn bytes(&self) -> usize {
        self.npages() * PAGE_BYTES
    }

    /// Bytes of a slot; all bytes for a large object.
    #[inline(always)]
    pub fn slot_bytes(&self) -> usize {
        self.slot_bytes.load(Ordering::Relaxed)
    }

    /// Number of slots.
    pub fn nslots(&self) -> usize {
        self.nslots.load(Ordering::Relaxed) as usize
    }

    /// Its span class.
    #[inline(always)]
    pub fn class(&self) -> SpanClass {
        SpanClass::from_index(self.class.load(Ordering::Relaxed).into())
    }

    /// What it holds. A caller that found the span through the page table may rely on the
    /// shape if this is not `Dead`.
    pub fn state(&self) -> SpanState {
        match self.state.load(Ordering::Acquire) {
            0 => SpanState::Dead,
            1 => SpanState::InUse,
            _ => SpanState::Manual,
        }
    }

    /// The slot that an address in the span belongs to; `None` if it is behind the last.
    #[inline(always)]
    pub fn slot_of(&self, addr: Addr) -> Option<Slot> {
        let offset = addr.0 - self.base().0;
        let magic = self.magic.load(Ordering::Relaxed);
        // A large object's magic is 0, and so is its index.
        let index = ((offset as u64 * u64::from(magic)) >> 32) as usize;
        if index >= self.nslots() {
            return None;
        }
        let object = ObjRef::new(self.slot(index))?;
        Some(Slot { object, index })
    }

    /// First byte of a slot.
    #[inline(always)]
    pub fn slot(&self, index: usize) -> Addr {
        self.base().offset(index * self.slot_bytes())
    }

    /// Whether free slots may hold old contents.
    pub fn needs_zero(&self) -> bool {
        self.needs_zero.load(Ordering::Relaxed)
    }

    /// Sets whether free slots may hold old contents.
    pub fn set_needs_zero(&self, needs_zero: bool) {
        self.needs_zero.store(needs_zero, Ordering::Relaxed);
    }

    /// Sweep generation; see the module's table.
    pub fn sweepgen(&self) -> &AtomicU32 {
        &self.sweepgen
    }

    /// Type of the elements of a large object with pointers; null until it is zeroed.
    pub fn large_type(&self) -> &AtomicPtr<TypeDesc> {
        &self.large_type
    }

    /// Slots allocated, counting those handed to an mcache as a run.
    pub fn alloc_count(&self) -> usize {
        self.alloc_count.load(Ordering::Relaxed).into()
    }

    /// Notes that an mcache takes the span.
    pub fn note_cached(&self) {
        let count = self.alloc_count.load(Ordering::Relaxed);
        self.count_when_cached.store(count, Ordering::Relaxed);
    }

    /// Slots allocated since an mcache took the span.
    pub fn slots_since_cached(&self) -> usize {
        let before = self.count_when_cached.load(Ordering::Relaxed);
        self.alloc_count() - usize::from(before)
    }

    /// Allocates the next run of free slots: indices from, to. The caller owns the span.
    pub fn take_run(&self) -> Option<(usize, usize)> {
        let from = self.find_bit(self.free_index.load(Ordering::Relaxed).into(), false)?;
        let to = self.find_bit(from, true).unwrap_or(self.nslots());
        self.free_index.store(to as u16, Ordering::Relaxed);
        self.alloc_count.store((self.alloc_count() + to - from) as u16, Ordering::Relaxed);
        Some((from, to))
    }

    /// Gives the rest of the last run back: slots from `from` to the run's end `to`.
    pub fn return_run(&self, from: usize, to: usize) {
        debug_assert_eq!(to, self.free_index.load(Ordering::Relaxed).into());
        self.free_index.store(from as u16, Ordering::Relaxed);
        self.alloc_count.store((self.alloc_count() - (to - from)) as u16, Ordering::Relaxed);
    }

    /// Allocates the only slot of a large object's span.
    pub fn take_large(&self) {
        self.free_index.store(1, Ordering::Relaxed);
        self.alloc_count.store(1, Ordering::Relaxed);
    }

    /// The mark bits, unless they are inline.
    pub fn mark_bits(&self) -> Option<&'static [AtomicU64]> {
        self.bits(&self.mark_bits)
    }

    /// Sets fresh mark bits: one per slot.
    pub fn set_mark_bits(&self, bits: &'static [AtomicU64]) {
        debug_assert!(bits.len() * 64 >= self.nslots());
        self.mark_bits.store(bits.as_ptr().cast_mut(), Ordering::Release);
    }

    /// Sets the allocation bits that a sweep found.
    pub fn set_alloc_bits(&self, bits: &'static [AtomicU64]) {
        debug_assert!(bits.len() * 64 >= self.nslots());
        self.alloc_bits.store(bits.as_ptr().cast_mut(), Ordering::Relaxed);
    }

    /// Index of the first allocation bit from `from` on that has the value.
    fn find_bit(&self, from: usize, value: bool) -> Option<usize> {
        let nslots = self.nslots();
        let bits = self.bits(&self.alloc_bits)?;
        let flip = if value { 0 } else { u64::MAX };
        let mut at = from;
        while at < nslots {
            let word = (bits[at / 64].load(Ordering::Relaxed) ^ flip) >> (at % 64);
            if word != 0 {
                let found = at + word.trailing_zeros() as usize;
                return (found < nslots).then_some(found);
            }
            at = (at | 63) + 1;
        }
        None
    }

    fn bits(&self, field: &AtomicPtr<AtomicU64>) -> Option<&'static [AtomicU64]> {
        let bits = field.load(Ordering::Acquire);
        if bits.is_null() {
            return None;
        }
        // SAFETY: a non-null field comes from `init`, `set_mark_bits` or `set_alloc_bits`:
        // a static slice with a bit for every slot. Bit arenas are recycled only when no
        // span refers to them (see `bits`).
        Some(unsafe { std::slice::from_raw_parts(bits, self.nslots().div_ceil(64)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(class: u8) -> Span {
        let span = Span::default();
        span.init(Addr(1 << 26), 1, SpanState::InUse, SpanClass::new(class, true));
        span
    }

    #[test]
    fn a_fresh_span_is_one_run() {
        let span = span(5);
        assert_eq!(span.take_run(), Some((0, 168)));
        assert_eq!(span.take_run(), None);
        span.return_run(100, 168);
        assert_eq!(span.alloc_count(), 100);
        assert_eq!(span.take_run(), Some((100, 168)));
    }

    #[test]
    fn runs_lie_between_taken_slots() {
        let span = span(5);
        let taken: &'static [AtomicU64] = Box::leak(Box::new([
            AtomicU64::new(0b1001),
            AtomicU64::new(u64::MAX),
            AtomicU64::new(1 << 39),
        ]));
        span.set_alloc_bits(taken);
        assert_eq!(span.take_run(), Some((1, 3)));
        assert_eq!(span.take_run(), Some((4, 64)));
        assert_eq!(span.take_run(), Some((128, 167)));
        assert_eq!(span.take_run(), None);
    }

    #[test]
    fn interior_addresses_find_their_slot() {
        let span = span(5);
        let slot = span.slot_of(span.base().offset(48 * 7 + 47));
        assert_eq!(slot.map(|slot| slot.index), Some(7));
        assert_eq!(span.slot_of(span.base().offset(48 * 168)), None);
    }
}
