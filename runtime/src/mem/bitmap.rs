//! Where the pointers of an object are: pointer masks, and mark bits.
//!
//! | object | its pointer mask |
//! |---|---|
//! | noscan | none |
//! | slot of at most 512 B | one bit per word, in 128 B at the end of the span's page |
//! | small, larger slot | the slot's first word is its type's descriptor; that type's mask repeats over the rest |
//! | large | the span's `large_type`; likewise |
//!
//! A page whose slots are 16 to 512 B ends with 128 B for the marker: 63 B of "scanned"
//! bits, the owner byte, 63 B of mark bits, and the span class, so that marking an object
//! needs nothing but its page:
//!
//! ```text
//! [ slots … | mask, 128 B (scan only) | scans 63 B, owner, marks 63 B, span class ]
//! ```
//!
//! Mask words are written by the P that owns the span and read by markers, so they are
//! atomics; a marker that sees an object's address sees its mask too, because the address
//! was published after it.

use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use crate::addr::Addr;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::{
    INLINE_MASK_BYTES, MALLOC_HEADER_BYTES, MAX_INLINE_MASK_BYTES, PAGE_BYTES, SpanClass,
    mask_offset,
};
use crate::mem::span::{Slot, Span};
use crate::typedesc::TypeDesc;

/// Bytes of a bit arena.
const ARENA_WORDS: usize = 64 * 1024 / 8;

/// The mask of the first `size_bytes`, at most 512, of an object whose elements have the
/// type: bit i is word i.
pub fn type_mask(ty: &TypeDesc, size_bytes: usize) -> u64 {
    debug_assert!(ty.ptr_bytes != 0 && size_bytes <= MAX_INLINE_MASK_BYTES);
    let period_words = ty.mask_period / 8;
    let size_words = size_bytes / 8;
    let keep = u64::MAX >> (64 - size_words.clamp(1, 64));
    if period_words == 1 {
        return keep;
    }
    let mut mask = mask_word(ty, 0);
    // Doubling: the first `have` bits are right.
    let mut have = period_words;
    while have < size_words {
        mask |= mask << have;
        have *= 2;
    }
    mask & keep
}

/// Word i of a type's mask: bits of the words from 64 i on within its period.
pub fn mask_word(ty: &TypeDesc, i: usize) -> u64 {
    let period_words = ty.mask_period / 8;
    let bits = (period_words - i * 64).min(64);
    let mut word = [0; 8];
    let mask = ty.gc_mask.wrapping_add(i * 8);
    // SAFETY: a type with pointers has a mask of one bit per word of its period (the
    // linker makes it), and no more than those bits are read.
    let bytes = unsafe { std::slice::from_raw_parts(mask, bits.div_ceil(8)) };
    word[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(word) & (u64::MAX >> (64 - bits))
}

/// Writes the masks of a run of slots of a span with an inline mask: `nslots` slots from
/// index `first` on, all with the same mask. The caller owns the span.
pub fn fill_masks(span: &Span, first: usize, nslots: usize, mask: u64) {
    let slot_words = span.slot_bytes() / 8;
    let words = mask_of_page(span.base(), span.class());
    let first_bit = first * slot_words;
    let mut at = first_bit / 64;
    let mut bit = first_bit % 64;
    // `word` holds the new bits below `bit`; what is above belongs to other slots.
    let below = |bit: usize| (1u64 << bit) - 1;
    let mut word = words[at].load(Ordering::Relaxed) & below(bit);
    for _ in 0..nslots {
        word |= mask << bit;
        let next = bit + slot_words;
        if next >= 64 {
            words[at].store(word, Ordering::Relaxed);
            at += 1;
            word = if bit == 0 { 0 } else { mask >> (64 - bit) };
        }
        bit = next % 64;
    }
    if bit != 0 {
        let rest = words[at].load(Ordering::Relaxed) & !below(bit);
        words[at].store(rest | word, Ordering::Relaxed);
    }
}

/// Writes the mask of one slot, found by its address alone. The caller owns the span.
#[inline]
pub fn write_mask(slot: Addr, class: SpanClass, mask: u64) {
    let base = slot.0 & !(PAGE_BYTES - 1);
    let words = mask_of_page(Addr(base), class);
    let slot_words = class.slot_bytes() / 8;
    let first_bit = (slot.0 - base) / 8;
    let (at, bit) = (first_bit / 64, first_bit % 64);
    let all = u64::MAX >> (64 - slot_words);
    let low = words[at].load(Ordering::Relaxed) & !(all << bit);
    words[at].store(low | mask << bit, Ordering::Relaxed);
    if bit + slot_words > 64 {
        let shift = 64 - bit;
        let high = words[at + 1].load(Ordering::Relaxed) & !(all >> shift);
        words[at + 1].store(high | mask >> shift, Ordering::Relaxed);
    }
}

/// Prepares the metadata at the end of a new span's page. Nobody knows the span.
pub fn init_inline(span: &Span, page_is_dirty: bool) {
    let class = span.class();
    let bytes = class.inline_bytes();
    if bytes == 0 {
        return;
    }
    let end = span.base().offset(PAGE_BYTES);
    if page_is_dirty {
        let tail = Addr(end.0 - bytes).as_mut_ptr::<u8>();
        // SAFETY: the span is one page (slots of at most 512 B) that nobody else knows;
        // its last `bytes` are metadata.
        unsafe { tail.write_bytes(0, bytes) };
    }
    if class.has_inline_marks() {
        let class_byte = Addr(end.0 - 1).as_mut_ptr::<u8>();
        // SAFETY: as above; the page's last byte.
        unsafe { class_byte.write(class.index() as u8) };
    } else if class.has_inline_mask() {
        // 8-byte slots with pointers: each is one.
        for word in mask_of_page(span.base(), class) {
            word.store(u64::MAX, Ordering::Relaxed);
        }
    }
}

/// Calls `visit` with the address of every word of the slot that may hold a pointer. The
/// slot is allocated.
pub fn for_each_pointer(heap: &Heap, span: &Span, slot: Slot, mut visit: impl FnMut(Addr)) {
    let class = span.class();
    let base = slot.object.addr();
    if class.is_noscan() {
        return;
    }
    debug_assert!(heap.contains(base));
    if class.has_inline_mask() {
        let words = mask_of_page(span.base(), class);
        let first = (base.0 - span.base().0) / 8;
        for i in first..first + span.slot_bytes() / 8 {
            if words[i / 64].load(Ordering::Relaxed) >> (i % 64) & 1 != 0 {
                visit(span.base().offset(i * 8));
            }
        }
        return;
    }
    let (data, ty) = if class.class() == 0 {
        (base, span.large_type().load(Ordering::Acquire).cast_const())
    } else {
        (base.offset(MALLOC_HEADER_BYTES), header_of(base))
    };
    // SAFETY: the header or large type of an allocated object is null or a descriptor.
    let Some(ty) = (unsafe { ty.as_ref() }) else {
        return;
    };
    let end = base.offset(span.slot_bytes());
    let mut element = data;
    while element.0 + ty.mask_period <= end.0 {
        for i in 0..ty.mask_period / 8 {
            if mask_word(ty, i / 64) >> (i % 64) & 1 != 0 {
                visit(element.offset(i * 8));
            }
        }
        element = element.offset(ty.mask_period);
    }
}

/// The type word of a slot with a header; null if it is not yet written.
fn header_of(slot: Addr) -> *const TypeDesc {
    // SAFETY: the caller has an allocated slot of a class with headers: its first word is
    // aligned, mapped, and only accessed atomically once the slot is known.
    let header = unsafe { &*slot.as_ptr::<AtomicPtr<TypeDesc>>() };
    header.load(Ordering::Acquire)
}

/// Writes the type word of a new slot with a header and returns where the object begins.
/// The caller allocated the slot and it is zeroed.
pub fn write_header(slot: Addr, ty: &'static TypeDesc) -> Addr {
    // SAFETY: the slot is the caller's; see `header_of`.
    let header = unsafe { &*slot.as_ptr::<AtomicPtr<TypeDesc>>() };
    header.store(std::ptr::from_ref(ty).cast_mut(), Ordering::Release);
    slot.offset(MALLOC_HEADER_BYTES)
}

/// The mask words of a page of a class with inline masks.
#[inline(always)]
fn mask_of_page(page: Addr, class: SpanClass) -> &'static [AtomicU64] {
    debug_assert!(class.has_inline_mask() && page.0.is_multiple_of(PAGE_BYTES));
    let words = page.offset(mask_offset(class.has_inline_marks())).as_ptr::<AtomicU64>();
    // SAFETY: the page is a span's of that class (callers), so these 128 bytes are its mask:
    // heap memory that is never unmapped, aligned, and only accessed through here.
    unsafe { std::slice::from_raw_parts(words, INLINE_MASK_BYTES / 8) }
}

/// Where mark and allocation bits of spans come from.
///
/// Bits are carved from arenas of 64 KiB and never freed one by one. At the start of a
/// mark phase the arenas move on one epoch: what was carved during the last cycle (*next*)
/// becomes *current*, *current* (in use as allocation bits until those spans are swept)
/// becomes *previous*, and *previous*, to which no span refers any more, is free again.
#[derive(Default)]
pub struct BitArenas {
    free: Vec<&'static [AtomicU64]>,
    next: Vec<&'static [AtomicU64]>,
    current: Vec<&'static [AtomicU64]>,
    previous: Vec<&'static [AtomicU64]>,
    /// Words used of the last arena of `next`.
    used_words: usize,
}

impl BitArenas {
    /// No arenas.
    pub const fn new() -> BitArenas {
        BitArenas {
            free: Vec::new(),
            next: Vec::new(),
            current: Vec::new(),
            previous: Vec::new(),
            used_words: 0,
        }
    }

    /// Zeroed bits, at least `nbits`.
    pub fn carve(&mut self, nbits: usize) -> &'static [AtomicU64] {
        let nwords = nbits.div_ceil(64);
        debug_assert!(nwords <= ARENA_WORDS);
        if self.next.is_empty() || self.used_words + nwords > ARENA_WORDS {
            let arena = match self.free.pop() {
                Some(arena) => {
                    for word in arena {
                        word.store(0, Ordering::Relaxed);
                    }
                    arena
                }
                None => (0..ARENA_WORDS).map(|_| AtomicU64::new(0)).collect::<Vec<_>>().leak(),
            };
            self.next.push(arena);
            self.used_words = 0;
        }
        let arena = self.next[self.next.len() - 1];
        let bits = &arena[self.used_words..self.used_words + nwords];
        self.used_words += nwords;
        bits
    }

    /// Bytes of all arenas.
    pub fn bytes(&self) -> u64 {
        let arenas = [&self.free, &self.next, &self.current, &self.previous];
        arenas.iter().map(|arenas| arenas.len()).sum::<usize>() as u64 * ARENA_WORDS as u64 * 8
    }

    /// Moves on one epoch. The world is stopped and every span is swept.
    pub fn advance(&mut self) {
        self.free.append(&mut self.previous);
        self.previous = std::mem::take(&mut self.current);
        self.current = std::mem::take(&mut self.next);
        self.used_words = 0;
    }
}
