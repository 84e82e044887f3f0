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
use crate::mem::sizeclass::{INLINE_MARK_BYTES, PAGE_BYTES, SpanClass};
use crate::mem::special::Specials;
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

/// A span's descriptor. What a marker reads comes first, in one cache line.
#[derive(Default)]
#[repr(C, align(64))]
pub struct Span {
    base: AtomicUsize,
    slot_bytes: AtomicUsize,
    /// One bit per slot: reachable, as far as the current mark phase knows.
    mark_bits: AtomicPtr<AtomicU8>,
    large_type: AtomicPtr<TypeDesc>,
    nslots: AtomicU32,
    magic: AtomicU32,
    class: AtomicU8,
    state: AtomicU8,
    needs_zero: AtomicBool,
    /// Whether `specials` has entries.
    has_specials: AtomicBool,
    npages: AtomicUsize,
    /// Slots below are allocated or were found taken; the search goes on here.
    free_index: AtomicU16,
    alloc_count: AtomicU16,
    /// `alloc_count` when an mcache took the span, for the statistics.
    count_when_cached: AtomicU16,
    sweepgen: AtomicU32,
    /// One bit per slot: taken as of the last sweep. Slots at or above `free_index` with
    /// a clear bit are free.
    alloc_bits: AtomicPtr<AtomicU64>,
    /// What happens when objects of the span become unreachable.
    specials: Specials,
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

    /// Sets the slot's mark bit; tells whether it was clear.
    #[inline(always)]
    pub fn try_mark(&self, index: usize) -> bool {
        let byte = self.mark_byte(index);
        let bit = 1u8 << (index % 8);
        byte.load(Ordering::Relaxed) & bit == 0 && byte.fetch_or(bit, Ordering::Relaxed) & bit == 0
    }

    /// Whether the slot's mark bit is set.
    #[inline(always)]
    pub fn is_marked(&self, index: usize) -> bool {
        self.mark_byte(index).load(Ordering::Relaxed) >> (index % 8) & 1 != 0
    }

    /// Sets or clears the mark bits of slots `from..to`, which the caller owns.
    pub fn set_marks(&self, from: usize, to: usize, marked: bool) {
        let mut at = from;
        while at < to {
            let offset = at % 8;
            let len = (8 - offset).min(to - at);
            let bits = (0xff >> (8 - len)) << offset;
            let byte = self.mark_byte(at);
            if marked {
                byte.fetch_or(bits, Ordering::Relaxed);
            } else {
                byte.fetch_and(!bits, Ordering::Relaxed);
            }
            at += len;
        }
    }

    #[inline(always)]
    fn mark_byte(&self, index: usize) -> &AtomicU8 {
        debug_assert!(index < self.nslots());
        let byte = self.mark_bits.load(Ordering::Relaxed).wrapping_add(index / 8);
        // SAFETY: a span in use has mark bits for all its slots (`init_marks`), in its page
        // or in a bit arena; both stay mapped.
        unsafe { &*byte }
    }

    /// Sets fresh mark bits, one per slot; `None`: the page has room for them.
    pub fn init_marks(&self, bits: Option<&'static [AtomicU64]>) {
        let marks = match bits {
            Some(bits) => {
                debug_assert!(bits.len() * 64 >= self.nslots());
                bits.as_ptr().cast::<AtomicU8>().cast_mut()
            }
            None => self.base().offset(PAGE_BYTES - INLINE_MARK_BYTES / 2).as_mut_ptr(),
        };
        self.mark_bits.store(marks, Ordering::Release);
    }

    /// Word i of the mark bits: slots from 64 i on. Bits of slots that do not exist are
    /// clear.
    pub fn mark_word(&self, i: usize) -> u64 {
        let nbytes = (self.nslots() - i * 64).div_ceil(8).min(8);
        let mut word = 0;
        for byte in (0..nbytes).rev() {
            let bits = self.mark_byte(i * 64 + byte * 8).load(Ordering::Relaxed);
            word = word << 8 | u64::from(bits);
        }
        let nbits = (self.nslots() - i * 64).min(64);
        word & (u64::MAX >> (64 - nbits))
    }

    /// Clears all mark bits. The sweeper owns the span.
    pub fn clear_marks(&self) {
        for index in (0..self.nslots()).step_by(8) {
            self.mark_byte(index).store(0, Ordering::Relaxed);
        }
    }

    /// Whether the slot is not allocated. The span's owner asks, or the world is stopped.
    pub fn is_free(&self, index: usize) -> bool {
        self.taken_word(index / 64) >> (index % 64) & 1 == 0
    }

    /// Which of the slots from 64 i on are allocated, as bits. The span's owner asks, or the
    /// world is stopped.
    pub fn taken_word(&self, i: usize) -> u64 {
        let bits = self.bits(&self.alloc_bits).expect("a span in use has allocation bits");
        let below = usize::from(self.free_index.load(Ordering::Relaxed)).saturating_sub(i * 64);
        let below = if below >= 64 { u64::MAX } else { (1 << below) - 1 };
        bits[i].load(Ordering::Relaxed) | below
    }

    /// Sets fresh mark bits of a span that has them in a bit arena; returns the old ones.
    pub fn replace_marks(&self, fresh: &'static [AtomicU64]) -> &'static [AtomicU64] {
        debug_assert!(!self.class().has_inline_marks() && fresh.len() * 64 >= self.nslots());
        let fresh = fresh.as_ptr().cast::<AtomicU8>().cast_mut();
        let old = self.mark_bits.swap(fresh, Ordering::AcqRel).cast::<AtomicU64>();
        // SAFETY: without marks in the page they are a slice of words from `init_marks` or
        // this function, one bit per slot.
        unsafe { std::slice::from_raw_parts(old, self.nslots().div_ceil(64)) }
    }

    /// What a sweep found: `nalloc` slots are taken, those in `bits`. All others are free.
    pub fn set_swept(&self, nalloc: usize, bits: &'static [AtomicU64]) {
        self.set_alloc_bits(bits);
        self.alloc_count.store(nalloc as u16, Ordering::Relaxed);
        self.count_when_cached.store(nalloc as u16, Ordering::Relaxed);
        self.free_index.store(0, Ordering::Relaxed);
    }

    /// What happens when objects of the span become unreachable.
    pub fn specials(&self) -> &Specials {
        &self.specials
    }

    /// Whether there are any; cheaper than to look.
    pub fn has_specials(&self) -> bool {
        self.has_specials.load(Ordering::Relaxed)
    }

    /// Notes whether there are any, with the list locked.
    pub fn set_has_specials(&self, has: bool) {
        self.has_specials.store(has, Ordering::Relaxed);
    }

    fn set_alloc_bits(&self, bits: &'static [AtomicU64]) {
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
        // SAFETY: a non-null field comes from `init` or `set_alloc_bits`:
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
