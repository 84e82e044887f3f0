//! The ladder as a whole.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::bitmap::for_each_pointer;
use super::mcache::MCache;
use super::mheap::Heap;
use super::plan::AllocPlan;
use super::sizeclass::round_up_size;
use crate::addr::Addr;
use crate::typedesc::TypeDesc;
use crate::typedesc::testing::{pointers, scalar};

fn fixture() -> (&'static Heap, &'static mut MCache) {
    let heap = Heap::new();
    (heap, MCache::new(heap))
}

/// Slot size, count, and tiny objects as Go counts them.
fn counted(heap: &Heap, mcache: &mut MCache, allocate: impl FnOnce(&mut MCache)) -> (u64, u64) {
    mcache.flush();
    let before = heap.stats.read();
    allocate(mcache);
    mcache.flush();
    let after = heap.stats.read();
    (after.mallocs - before.mallocs, after.total_alloc - before.total_alloc)
}

#[test]
fn objects_count_as_in_go() {
    let (heap, mcache) = fixture();
    let eight = pointers(&[true]);
    for (size, ty, bytes) in [
        (520, Some(eight), 576),
        (576, Some(eight), 640),
        (512, None, 512),
        (512, Some(eight), 512),
        (1024, Some(eight), 1152),
        (1016, Some(eight), 1024),
        (32760, Some(eight), 32768),
        (32768, Some(eight), 32768),
        (32761, None, 32768),
        (32769, None, 40960),
        (16, None, 16),
        (15, None, 16),
    ] {
        let got = counted(heap, mcache, |mcache| {
            mcache.mallocgc(size, ty, true);
        });
        assert_eq!(got, (1, bytes), "{size} {}", ty.is_some());
    }
    let ints = counted(heap, mcache, |mcache| {
        for _ in 0..1000 {
            mcache.mallocgc(8, None, true);
        }
    });
    assert_eq!(ints, (1000, 8000));
    let bytes = counted(heap, mcache, |mcache| {
        for _ in 0..1600 {
            mcache.mallocgc(1, None, true);
        }
    });
    assert_eq!(bytes, (1600, 1600));
    let nothing = counted(heap, mcache, |mcache| {
        mcache.mallocgc(0, None, true);
    });
    assert_eq!(nothing, (0, 0));
}

#[test]
fn a_plan_allocates_like_mallocgc() {
    let (heap, mcache) = fixture();
    for ty in [
        scalar(8),
        scalar(24),
        scalar(40000),
        pointers(&[true]),
        pointers(&[false, true, false]),
        pointers(&[true; 100]),
    ] {
        let plan = AllocPlan::of(ty);
        let direct = counted(heap, mcache, |mcache| {
            for _ in 0..3000 {
                mcache.new_object(ty);
            }
        });
        let planned = counted(heap, mcache, |mcache| {
            for _ in 0..3000 {
                let object = mcache.new_planned(&plan);
                check_pointers(heap, object, ty, ty.size);
            }
        });
        assert_eq!(direct, planned);
    }
}

/// The collector sees exactly the type's pointers in the object.
fn check_pointers(heap: &Heap, object: Addr, ty: &TypeDesc, size: usize) {
    let (span, slot) = heap.find_object(object.offset(size - 1)).expect("an object");
    let mut got = Vec::new();
    for_each_pointer(heap, span, slot, |at| got.push(at.0 - object.0));
    let mut want = Vec::new();
    if ty.ptr_bytes != 0 {
        for element in (0..size).step_by(ty.size) {
            for word in (0..ty.size).step_by(8) {
                let i = word % ty.mask_period / 8;
                // SAFETY: test types have a mask bit for every word of the period.
                let byte = unsafe { ty.gc_mask.wrapping_add(i / 8).read() };
                if byte >> (i % 8) & 1 != 0 {
                    want.push(element + word);
                }
            }
        }
        got.retain(|&offset| offset < size);
    }
    assert_eq!(got, want, "size {size}");
}

#[test]
fn large_objects_are_zero_and_found() {
    let (heap, mcache) = fixture();
    let ty = pointers(&[true, false, true]);
    let size = 24 * 10_000;
    let object = mcache.mallocgc(size, Some(ty), true);
    check_pointers(heap, object, ty, size);
    assert_eq!(heap.object_of(object.offset(5)).map(|o| o.addr()), Some(object));
}

#[test]
fn freed_spans_are_released_and_used_again() {
    let (heap, mcache) = fixture();
    let size = 1 << 20;
    let object = mcache.mallocgc(size, None, true);
    // SAFETY: the object is ours and has that size.
    unsafe { object.as_mut_ptr::<u8>().write_bytes(0xff, size) };
    let (span, _) = heap.find_object(object).expect("an object");
    heap.free_span(span);
    assert!(heap.find_object(object).is_none());
    let before = heap.stats.read();
    assert_eq!(heap.scavenge(size), size);
    assert_eq!(heap.stats.read().heap_released - before.heap_released, size as u64);
    let again = mcache.mallocgc(size, None, true);
    assert_eq!(again, object);
    assert_eq!(again.offset(size - 8).load64(), 0);
    assert_eq!(heap.stats.read().heap_released, before.heap_released);
}

#[test]
fn ps_allocate_at_the_same_time() {
    let heap = Heap::new();
    let ty = pointers(&[true, false]);
    let objects: Vec<Vec<usize>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mcache = MCache::new(heap);
                    let objects = (0..20_000)
                        .map(|i| {
                            let object = mcache.mallocgc(16 << (i % 8), Some(ty), true);
                            // SAFETY: the object is ours and has at least 16 bytes.
                            let word = unsafe { object.as_mut_ptr::<usize>().replace(object.0) };
                            assert_eq!(word, 0);
                            object.0
                        })
                        .collect();
                    mcache.flush();
                    objects
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let mut all: Vec<usize> = objects.concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 80_000);
    assert_eq!(heap.stats.read().mallocs, 80_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn objects_do_not_overlap_and_keep_their_masks(
        requests in prop::collection::vec((1usize..60, prop::collection::vec(any::<bool>(), 1..12)), 1..300))
    {
        let (heap, mcache) = fixture();
        let mut live: BTreeMap<usize, (usize, usize, &'static TypeDesc)> = BTreeMap::new();
        for (n, mask) in requests {
            let ty = if mask.contains(&true) { pointers(&mask) } else { scalar(mask.len() * 8) };
            let size = n * ty.size;
            let object = mcache.mallocgc(size, Some(ty), true);
            let noscan = ty.ptr_bytes == 0;
            let usable = if size < 16 && noscan { size } else { round_up_size(size, noscan) };
            // SAFETY: the object has that many bytes.
            let bytes = unsafe {
                std::slice::from_raw_parts_mut(object.as_mut_ptr::<u8>(), usable)
            };
            prop_assert!(bytes.iter().all(|&byte| byte == 0));
            bytes.fill(0xff);
            live.insert(object.0, (usable, size, ty));
            prop_assert!(live.range(..object.0).next_back()
                .is_none_or(|(start, (len, ..))| start + len <= object.0));
            prop_assert!(live.range(object.0 + 1..).next()
                .is_none_or(|(start, _)| object.0 + usable <= *start));
        }
        for (object, (_, size, ty)) in live {
            if ty.ptr_bytes != 0 {
                check_pointers(heap, Addr(object), ty, size);
            }
        }
    }
}

#[test]
fn an_mcache_that_comes_while_marking_has_its_barrier_on() {
    let heap = Heap::new();
    assert!(!MCache::new(heap).is_barrier_on());
    heap.set_marking(true);
    assert!(MCache::new(heap).is_barrier_on());
}
