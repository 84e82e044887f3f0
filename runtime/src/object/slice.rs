//! Slices: making, growing, clearing.
//!
//! Growth follows Go to the element, because programs print capacities: if more than twice
//! the old capacity is needed, exactly that; else double up to 256 elements, then by a
//! quarter plus 192 until it is enough; and then as many elements as the slot of that size
//! has room for. Small pointer-free memory is not zeroed where it is written at once.

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::access::{copy_bytes, copy_words, zero_bytes};
use crate::mem::mcache::MCache;
use crate::mem::sizeclass::round_up_size;
use crate::native::SliceWords;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::TypeDesc;

/// Below this capacity growth doubles; above, it approaches a factor of 1.25.
const DOUBLING_LIMIT: usize = 256;
/// No object is larger: the size of the address space.
const MAX_OBJECT_BYTES: usize = 1 << 48;

/// `make([]T, len, cap)`.
///
/// # Errors
/// A length or capacity that is negative, too large, or out of order.
#[inline]
pub fn make(
    mcache: &mut MCache,
    elem: &'static TypeDesc,
    len: i64,
    cap: i64,
) -> GoResult<SliceWords> {
    let bytes = |n: i64| {
        let n = usize::try_from(n).ok()?;
        n.checked_mul(elem.size).filter(|bytes| *bytes <= MAX_OBJECT_BYTES)
    };
    match bytes(cap) {
        Some(cap_bytes) if (0..=cap).contains(&len) => Ok(SliceWords {
            ptr: mcache.mallocgc(cap_bytes, Some(elem), true),
            len: len as usize,
            cap: cap as usize,
        }),
        // Whose fault it is: `make([]int, n)` has one operand for both.
        _ if bytes(len).is_none() => fail(RuntimeError::Error("makeslice: len out of range")),
        _ => fail(RuntimeError::Error("makeslice: cap out of range")),
    }
}

/// The slice with its length raised by `count`, in new memory if its capacity is too
/// small. The new elements are what the memory holds: zero in new memory, if they have
/// pointers; the caller sets them.
///
/// # Errors
/// The new length is too large.
#[inline]
pub fn grow(
    mcache: &mut MCache,
    slice: SliceWords,
    count: usize,
    elem: &'static TypeDesc,
) -> GoResult<SliceWords> {
    let len = slice.len.wrapping_add(count);
    if len <= slice.cap && len >= slice.len {
        return Ok(SliceWords { len, ..slice });
    }
    grow_slow(mcache, slice, count, elem)
}

/// The part of [`grow`] that takes new memory: Go's `growslice`.
#[cold]
#[inline(never)]
pub fn grow_slow(
    mcache: &mut MCache,
    slice: SliceWords,
    count: usize,
    elem: &'static TypeDesc,
) -> GoResult<SliceWords> {
    let out_of_range = || fail(RuntimeError::Error("growslice: len out of range"));
    let len = match slice.len.checked_add(count) {
        Some(len) if len <= isize::MAX as usize => len,
        _ => return out_of_range(),
    };
    if elem.size == 0 {
        let ptr = mcache.mallocgc(0, None, false);
        return Ok(SliceWords { ptr, len, cap: len });
    }
    let noscan = elem.ptr_bytes == 0;
    let wanted = next_cap(len, slice.cap).checked_mul(elem.size);
    let Some(wanted_bytes) = wanted.filter(|bytes| *bytes <= MAX_OBJECT_BYTES) else {
        return out_of_range();
    };
    let cap = round_up_size(wanted_bytes, noscan) / elem.size;
    let (old_bytes, new_bytes) = (slice.len * elem.size, len * elem.size);
    let cap_bytes = cap * elem.size;
    let ptr = if noscan {
        let ptr = mcache.mallocgc_noscan(cap_bytes, false);
        // Up to `new_bytes` the caller writes.
        zero_bytes(ptr.offset(new_bytes), cap_bytes - new_bytes);
        copy_bytes(ptr, slice.ptr, old_bytes);
        ptr
    } else {
        let ptr = mcache.mallocgc(cap_bytes, Some(elem), true);
        if mcache.is_barrier_on() {
            barrier::copy_array(mcache, ptr, slice.ptr, elem, old_bytes);
        } else {
            copy_words(ptr, slice.ptr, old_bytes / 8);
        }
        ptr
    };
    Ok(SliceWords { ptr, len, cap })
}

/// The slice with its elements copied to the heap. The capacity stays, or becomes what the
/// slot has room for.
#[cold]
pub fn to_heap(
    mcache: &mut MCache,
    slice: SliceWords,
    keeps_cap: bool,
    elem: &'static TypeDesc,
) -> SliceWords {
    let noscan = elem.ptr_bytes == 0;
    let used_bytes = if keeps_cap { slice.cap } else { slice.len } * elem.size;
    if used_bytes == 0 {
        return SliceWords { ptr: mcache.mallocgc(0, None, false), len: 0, cap: 0 };
    }
    let slot_bytes = round_up_size(used_bytes, noscan);
    let cap = if keeps_cap { slice.cap } else { slot_bytes / elem.size };
    let bytes = if keeps_cap || !noscan { cap * elem.size } else { slot_bytes };
    let ptr = mcache.mallocgc(bytes, Some(elem), true);
    barrier::copy_array(mcache, ptr, slice.ptr, elem, used_bytes);
    SliceWords { ptr, len: slice.len, cap }
}

/// The capacity that growth aims at, before it is rounded up to a slot.
fn next_cap(len: usize, old_cap: usize) -> usize {
    if len > old_cap.saturating_mul(2) {
        return len;
    }
    if old_cap < DOUBLING_LIMIT {
        return old_cap * 2;
    }
    let mut cap = old_cap;
    while cap < len {
        // From a factor of 2 for small slices to 1.25 for large ones, smoothly.
        cap += (cap + 3 * DOUBLING_LIMIT) >> 2;
    }
    cap
}

/// `append(slice, more...)`.
///
/// # Errors
/// As [`grow`].
pub fn append(
    mcache: &mut MCache,
    slice: SliceWords,
    more: Addr,
    count: usize,
    elem: &'static TypeDesc,
) -> GoResult<SliceWords> {
    if count == 0 {
        return Ok(slice);
    }
    let grown = grow(mcache, slice, count, elem)?;
    let to = grown.ptr.offset(slice.len * elem.size);
    barrier::copy_array(mcache, to, more, elem, count * elem.size);
    Ok(grown)
}

/// `copy(to, from)` for up to `from_len` elements; returns how many were copied.
#[inline]
pub fn copy(
    mcache: &mut MCache,
    to: SliceWords,
    from: Addr,
    from_len: usize,
    elem: &TypeDesc,
) -> usize {
    let count = to.len.min(from_len);
    barrier::copy_array(mcache, to.ptr, from, elem, count * elem.size);
    count
}

/// `clear(slice)`.
pub fn clear(mcache: &mut MCache, slice: SliceWords, elem: &TypeDesc) {
    barrier::zero_array(mcache, slice.ptr, elem, slice.len * elem.size);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mem::mheap::Heap;
    use crate::typedesc::testing::{pointers, scalar};
    use proptest::prelude::*;

    fn caps(elem: &'static TypeDesc, upto: usize) -> Vec<usize> {
        let mcache = MCache::new(Heap::new());
        let mut slice = SliceWords::default();
        let mut caps = Vec::new();
        for _ in 0..upto {
            slice = grow(mcache, slice, 1, elem).expect("small");
            if caps.last() != Some(&slice.cap) {
                caps.push(slice.cap);
            }
        }
        caps
    }

    /// Capacities printed by Go for `s = append(s, x)` in a loop.
    #[test]
    fn capacities_are_gos() {
        assert_eq!(
            caps(scalar(8), 3000),
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848, 1280, 1792, 2560, 3408]
        );
        assert_eq!(caps(scalar(1), 600), [8, 16, 32, 64, 128, 256, 512, 896]);
        assert_eq!(caps(scalar(24), 100), [1, 2, 4, 8, 16, 32, 64, 128]);
    }

    #[test]
    fn bad_lengths_are_refused() {
        let mcache = MCache::new(Heap::new());
        let mut text = |len, cap| {
            let error = make(mcache, scalar(8), len, cap).err()?;
            String::from_utf8(error.text()).ok()
        };
        let len = Some("makeslice: len out of range".to_owned());
        let cap = Some("makeslice: cap out of range".to_owned());
        assert_eq!(text(-1, -1), len);
        assert_eq!(text(1 << 50, 1 << 50), len);
        assert_eq!(text(5, 4), cap);
        assert_eq!(text(5, -1), cap);
        assert_eq!(text(1, 1 << 62), cap);
        assert_eq!(text(0, 3), None);
    }

    proptest! {
        #[test]
        fn append_agrees_with_a_vec(
            is_pointers: bool, words in 1usize..5, counts in prop::collection::vec(0usize..40, 1..40))
        {
            let elem = if is_pointers { pointers(&vec![true; words]) } else { scalar(words * 8) };
            let mcache = MCache::new(Heap::new());
            let mut slice = SliceWords::default();
            let mut model: Vec<u64> = Vec::new();
            for count in counts {
                let more: Vec<u64> = (0..count * words).map(|i| (model.len() + i) as u64).collect();
                let cap = slice.cap;
                slice = append(mcache, slice, Addr::of(more.as_ptr()), count, elem).expect("small");
                model.extend(more);
                prop_assert_eq!(slice.len * words, model.len());
                prop_assert!(slice.cap >= slice.len && slice.cap >= cap);
            }
            for (i, want) in model.iter().enumerate() {
                prop_assert_eq!(slice.ptr.offset(i * 8).load64(), *want);
            }
            for i in slice.len * words..slice.cap * words {
                prop_assert_eq!(slice.ptr.offset(i * 8).load64(), 0);
            }
        }
    }
}
