//! Marking: from a word to the objects it leads to.
//!
//! *White* is an object without mark bit, *grey* one that has it and stands in a work
//! buffer, *black* one that was scanned. To grey a word that may be a pointer: find its
//! span and slot ([`Heap::find_object`]; interior pointers count as pointers), set the mark
//! bit, and, if the object has pointers, put it in a buffer. To scan an object: grey every
//! pointer in it, as its mask tells.
//!
//! Large objects are scanned in *oblets* of 128 KiB, so that several Ps can share one, and
//! so that nobody is busy with it for long.
//!
//! Memory is read here while goroutines write to it. A word that is read torn by the
//! program's own race is either way a word that stood there; what matters is rule G2 of the
//! module [`super`]: whatever is overwritten while we look is shown by the write barrier.

use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use crate::addr::Addr;
use crate::gc::work::GcWork;
use crate::mem::bitmap;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::{MALLOC_HEADER_BYTES, MIN_INLINE_MARK_BYTES, mask_offset};
use crate::mem::span::Span;
use crate::typedesc::TypeDesc;

/// Bytes of a large object that are scanned at a time.
pub const OBLET_BYTES: usize = 128 << 10;

/// Greys the object that a word points to, if it is a pointer to a white one.
#[inline(always)]
pub fn grey(heap: &Heap, work: &mut GcWork, word: Addr) {
    if heap.contains(word)
        && let Some((span, slot)) = heap.find_object(word)
        && span.try_mark(slot.index)
    {
        if span.class().is_noscan() {
            work.bytes_marked += span.slot_bytes() as u64;
        } else {
            work.put(&heap.work, slot.object.addr());
        }
    }
}

/// Scans a grey object, or the oblet of one that begins at `at`.
#[inline]
pub fn scan(heap: &Heap, work: &mut GcWork, at: Addr) {
    let Some(span) = heap.span_in_use(at) else {
        crate::throw!("a grey object is not in the heap");
    };
    let class = span.class();
    let slot_bytes = span.slot_bytes();
    if let Some(counts) = &mut work.counts {
        counts[usize::from(class.class())] += 1;
    }
    if class.has_inline_mask() {
        work.bytes_marked += slot_bytes as u64;
        return scan_small(heap, work, span, at, slot_bytes);
    }
    let Some(slot) = span.slot_of(at) else {
        crate::throw!("a grey object is behind its span's last slot");
    };
    let base = slot.object.addr();
    let end = base.offset(slot_bytes);
    let (data, ty) = if class.class() == 0 {
        (base, span.large_type().load(Ordering::Acquire).cast_const())
    } else {
        (base.offset(MALLOC_HEADER_BYTES), header_of(base))
    };
    if at == base {
        work.bytes_marked += slot_bytes as u64;
        for oblet in (OBLET_BYTES..slot_bytes).step_by(OBLET_BYTES) {
            work.put(&heap.work, base.offset(oblet));
        }
    }
    // SAFETY: the type word of an allocated object is null (not zeroed yet, so without
    // pointers) or the address of a static descriptor.
    let Some(ty) = (unsafe { ty.as_ref() }) else { return };
    let from = if at == base { data } else { at };
    let to = Addr(end.0.min(at.0 + OBLET_BYTES));
    scan_tiled(heap, work, ty, data, from, to);
    work.scan_work += (to.0 - at.0) as i64;
}

/// An object with its mask at the end of its page.
#[inline(always)]
fn scan_small(heap: &Heap, work: &mut GcWork, span: &Span, at: Addr, slot_bytes: usize) {
    let page = span.base();
    let mask = page.offset(mask_offset(slot_bytes >= MIN_INLINE_MARK_BYTES));
    let first = (at.0 - page.0) / 8;
    let nwords = slot_bytes / 8;
    let word = |i: usize| {
        // SAFETY: the mask of the page: aligned words of heap memory that are written
        // atomically; callers pass slots inside the page, so `i` is inside the mask.
        unsafe { &*mask.offset(i * 8).as_ptr::<AtomicU64>() }.load(Ordering::Relaxed)
    };
    let (at_word, at_bit) = (first / 64, first % 64);
    let mut bits = word(at_word) >> at_bit;
    if at_bit + nwords > 64 {
        bits |= word(at_word + 1) << (64 - at_bit);
    }
    bits &= u64::MAX >> (64 - nwords);
    if bits != 0 {
        work.scan_work += (64 - bits.leading_zeros() as i64) * 8;
    }
    while bits != 0 {
        let i = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        grey(heap, work, at.offset(i * 8).load_addr());
    }
}

/// Words `from..to` of an object whose elements of the type begin at `data`.
fn scan_tiled(heap: &Heap, work: &mut GcWork, ty: &TypeDesc, data: Addr, from: Addr, to: Addr) {
    let period_words = ty.mask_period / 8;
    if period_words == 1 {
        for at in (from.0..to.0).step_by(8) {
            grey(heap, work, Addr(at).load_addr());
        }
        return;
    }
    let mut i = (from.0 - data.0) / 8 % period_words;
    let mut at = from;
    while at < to {
        // Up to 64 words of the mask at once, but not beyond the element's or our end.
        let n = (64 - i % 64).min(period_words - i).min((to.0 - at.0) / 8);
        let mut bits = (bitmap::mask_word(ty, i / 64) >> (i % 64)) & (u64::MAX >> (64 - n));
        while bits != 0 {
            let word = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            grey(heap, work, at.offset(word * 8).load_addr());
        }
        at = at.offset(n * 8);
        i = (i + n) % period_words;
    }
}

/// The type word of a slot with a header.
fn header_of(slot: Addr) -> *const TypeDesc {
    // SAFETY: a slot of a class with headers; its first word is only accessed atomically
    // once anybody knows the slot.
    unsafe { &*slot.as_ptr::<AtomicPtr<TypeDesc>>() }.load(Ordering::Acquire)
}

/// Scans what a root object refers to, without marking it: the object of a finalizer.
pub fn scan_contents(heap: &Heap, work: &mut GcWork, object: Addr) {
    if let Some((span, slot)) = heap.find_object(object) {
        bitmap::for_each_pointer(heap, span, slot, |at| grey(heap, work, at.load_addr()));
    }
}
