//! Stores of pointers, and the write barrier's hook.
//!
//! While the collector marks, a store of a pointer to the heap must show it the value that
//! is overwritten and the value that is written. Every such store goes through here, or
//! through the engine's inlined form of [`store_pointer`]: test the P's flag, call
//! [`MCache::shade`](crate::mem::mcache::MCache::shade) on the cold side, store. Stores
//! to frames need no barrier. Stores to objects that nobody knows yet do: such an object is
//! black, and the stack that the value comes from may be scanned after it has lost it.
//!
//! Bulk stores shade the whole destination first, then copy word by word.

use crate::addr::Addr;
use crate::mem::access::{copy_bytes, copy_words, zero_bytes, zero_words};
use crate::mem::bitmap;
use crate::mem::mcache::MCache;
use crate::typedesc::TypeDesc;

/// `*slot = value` for a pointer.
#[inline(always)]
pub fn store_pointer(mcache: &mut MCache, slot: Addr, value: Addr) {
    if mcache.is_barrier_on() {
        shade_store(mcache, slot, value);
    }
    slot.store_addr(value);
}

/// `*to = *from` for a value of the type; they may be the same or overlap.
#[inline]
pub fn copy_value(mcache: &mut MCache, to: Addr, from: Addr, ty: &TypeDesc) {
    copy_array(mcache, to, from, ty, ty.size);
}

/// Copies `len_bytes` of elements of the type; the ranges may overlap.
pub fn copy_array(mcache: &mut MCache, to: Addr, from: Addr, ty: &TypeDesc, len_bytes: usize) {
    if to == from || len_bytes == 0 {
        return;
    }
    if ty.ptr_bytes == 0 {
        return copy_bytes(to, from, len_bytes);
    }
    if mcache.is_barrier_on() {
        shade_range(mcache, to, Some(from), ty, len_bytes);
    }
    copy_words(to, from, len_bytes / 8);
}

/// `*at` = zero value of the type.
#[inline]
pub fn zero_value(mcache: &mut MCache, at: Addr, ty: &TypeDesc) {
    zero_array(mcache, at, ty, ty.size);
}

/// Zeroes `len_bytes` of elements of the type.
pub fn zero_array(mcache: &mut MCache, at: Addr, ty: &TypeDesc, len_bytes: usize) {
    if len_bytes == 0 {
        return;
    }
    if ty.ptr_bytes == 0 {
        return zero_bytes(at, len_bytes);
    }
    if mcache.is_barrier_on() {
        shade_range(mcache, at, None, ty, len_bytes);
    }
    zero_words(at, len_bytes / 8);
}

#[cold]
#[inline(never)]
fn shade_store(mcache: &mut MCache, slot: Addr, value: Addr) {
    mcache.shade(slot.load_addr());
    mcache.shade(value);
}

/// Shows a pointer to the collector if it marks: one that is stored to new memory, or leaves
/// memory that only the runtime knows.
#[inline(always)]
pub fn show(mcache: &mut MCache, pointer: Addr) {
    if mcache.is_barrier_on() {
        mcache.shade(pointer);
    }
}

/// Shades the pointers in memory that is about to be overwritten, and those that will be
/// copied there.
#[cold]
#[inline(never)]
fn shade_range(mcache: &mut MCache, to: Addr, from: Option<Addr>, ty: &TypeDesc, len_bytes: usize) {
    // What stood on a stack is shown when the stack is scanned; besides, words of a frame that
    // are not in use may hold anything.
    let overwrites = !mcache.heap().is_stack(to);
    for word in 0..len_bytes / 8 {
        let i = word % (ty.mask_period / 8);
        if bitmap::mask_word(ty, i / 64) >> (i % 64) & 1 == 0 {
            continue;
        }
        if overwrites {
            mcache.shade(to.offset(word * 8).load_addr());
        }
        if let Some(from) = from {
            mcache.shade(from.offset(word * 8).load_addr());
        }
    }
}
