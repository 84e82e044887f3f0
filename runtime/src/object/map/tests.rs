//! Maps against a model, and their allocations against Go's.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::mem::mheap::Heap;
use crate::typedesc::Kind;
use crate::typedesc::testing::{basic, map as map_type, pointers, scalar, string};
use iter::MAP_ITER_WORDS;

fn mcache() -> &'static mut MCache {
    MCache::new(Heap::new())
}

fn int_map() -> &'static TypeDesc {
    map_type(basic(Kind::Int, 8), basic(Kind::Int, 8))
}

fn set(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: u64, value: u64) {
    assign64(mcache, ty, map, key).expect("a map").store64(value);
}

fn get(ty: &'static TypeDesc, map: Addr, key: u64) -> Option<u64> {
    let elem = find64(ty, map, key).expect("a map");
    (!elem.is_nil()).then(|| elem.load64())
}

/// Mallocs and bytes of an operation, as Go's test measured them.
fn counted(mcache: &mut MCache, run: impl FnOnce(&mut MCache)) -> (u64, u64) {
    mcache.flush();
    let before = mcache.heap().stats.read();
    run(mcache);
    mcache.flush();
    let after = mcache.heap().stats.read();
    (after.mallocs - before.mallocs, after.total_alloc - before.total_alloc)
}

#[test]
fn allocations_are_gos() {
    let mcache = mcache();
    let ty = int_map();
    for (hint, inserted, want) in [
        (0, 0, (1, 48)),
        (8, 0, (1, 48)),
        (9, 0, (4, 376)),
        (0, 1, (2, 192)),
        (0, 8, (2, 192)),
        (0, 9, (5, 520)),
        (0, 15, (7, 1128)),
        (0, 100, (11, 4648)),
        (100, 100, (4, 2392)),
        (1000, 1000, (6, 36992)),
        (0, 1000, (22, 74456)),
        (0, 2000, (31, 148_344)),
    ] {
        let got = counted(mcache, |mcache| {
            let map = make(mcache, ty, hint);
            for key in 0..inserted {
                set(mcache, ty, map, key, 1);
            }
        });
        assert_eq!(got, want, "hint {hint}, {inserted} insertions");
    }
}

#[test]
fn nil_and_empty_maps_read_as_empty() {
    let mcache = mcache();
    let ty = int_map();
    assert_eq!(get(ty, Addr::NIL, 1), None);
    assert_eq!(len(Addr::NIL), 0);
    assert!(delete64(mcache, ty, Addr::NIL, 1).is_ok());
    assert!(clear(mcache, ty, Addr::NIL).is_ok());
    let error = assign64(mcache, ty, Addr::NIL, 1).expect_err("nil");
    assert_eq!(error.text(), b"assignment to entry in nil map");
    let empty = make(mcache, ty, 0);
    assert_eq!(get(ty, empty, 1), None);
}

#[test]
fn fast_and_slow_keys_are_the_same_keys() {
    let mcache = mcache();
    let ty = int_map();
    let map = make(mcache, ty, 0);
    for key in 0..500u64 {
        set(mcache, ty, map, key, key + 1);
    }
    for key in 0..500u64 {
        let elem = find(mcache, ty, map, Addr::of(&raw const key)).expect("a map");
        assert_eq!(elem.load64(), key + 1);
    }
    let texts: Vec<String> = (0..300).map(|i| "x".repeat(i)).collect();
    let ty = map_type(string(), basic(Kind::Int, 8));
    let map = make(mcache, ty, 0);
    let text = |i: usize| GoStr { ptr: texts[i].as_ptr(), len: i };
    for i in 0..300 {
        let elem = assign_str(mcache, ty, map, text(i)).expect("a map");
        elem.store64(i as u64);
    }
    for i in 0..300 {
        let key = text(i);
        let elem = find(mcache, ty, map, Addr::of(&raw const key)).expect("a map");
        assert_eq!(elem.load64(), i as u64);
    }
}

#[test]
fn nans_are_entries_that_only_clear_removes() {
    let mcache = mcache();
    let ty = map_type(basic(Kind::Float64, 8), basic(Kind::Int, 8));
    let map = make(mcache, ty, 0);
    let nan = f64::NAN;
    let key = Addr::of(&raw const nan);
    for i in 0..100u64 {
        assign(mcache, ty, map, key).expect("a map").store64(i);
    }
    assert_eq!(len(map), 100);
    assert_eq!(find(mcache, ty, map, key), Ok(Addr::NIL));
    delete(mcache, ty, map, key).expect("a map");
    assert_eq!(visited(mcache, ty, map, |_, _, _| ()).len(), 100);
    clear(mcache, ty, map).expect("a map");
    assert_eq!(len(map), 0);
}

#[test]
fn zeros_of_both_signs_are_one_key_and_the_last_is_kept() {
    let mcache = mcache();
    let ty = map_type(basic(Kind::Float64, 8), basic(Kind::Int, 8));
    let map = make(mcache, ty, 0);
    for zero in [0.0f64, -0.0] {
        assign(mcache, ty, map, Addr::of(&raw const zero)).expect("a map");
    }
    assert_eq!(len(map), 1);
    let keys = visited(mcache, ty, map, |_, _, _| ());
    assert_eq!(keys[0].0, (-0.0f64).to_bits());
}

#[test]
fn large_keys_and_elements_are_indirect() {
    let mcache = mcache();
    let big = scalar(136);
    let ty = map_type(big, big);
    let map = make(mcache, ty, 0);
    let key = |i: u64| [i; 17];
    for i in 0..200 {
        let key = key(i);
        let elem = assign(mcache, ty, map, Addr::of(key.as_ptr())).expect("a map");
        assert_eq!(elem.load64(), 0);
        elem.store64(i);
    }
    let copy = super::clone(mcache, ty, map).expect("a map");
    for i in 0..200 {
        let key = key(i);
        let at = Addr::of(key.as_ptr());
        let elem = find(mcache, ty, map, at).expect("a map");
        assert_eq!(elem.load64(), i);
        let other = find(mcache, ty, copy, at).expect("a map");
        assert_eq!(other.load64(), i);
        assert_ne!(elem, other);
    }
}

#[test]
fn unhashable_keys_fail_even_in_empty_maps() {
    let mcache = mcache();
    let any = Box::leak(Box::new(TypeDesc {
        kind: Kind::Interface as u8,
        tflag: crate::typedesc::tflag::COMPARABLE,
        size: 16,
        ptr_bytes: 16,
        gc_mask: [0b11u8].as_ptr(),
        mask_period: 16,
        align: 8,
        ..crate::typedesc::testing::blank()
    }));
    let slice: &'static TypeDesc = Box::leak(Box::new(TypeDesc {
        kind: Kind::Slice as u8,
        tflag: 0,
        string: GoStr { ptr: b"[]int".as_ptr(), len: 5 },
        ..crate::typedesc::testing::blank()
    }));
    let ty = map_type(any, basic(Kind::Int, 8));
    let map = make(mcache, ty, 0);
    let key = [Addr::of(slice), Addr::of(&raw const *slice)];
    let at = Addr::of(key.as_ptr());
    let text = b"hash of unhashable type []int";
    let in_empty = b"hash of unhashable type: []int";
    assert_eq!(find(mcache, ty, map, at).expect_err("unhashable").text(), in_empty);
    assert_eq!(assign(mcache, ty, map, at).expect_err("unhashable").text(), text);
    assert_eq!(find(mcache, ty, Addr::NIL, at).expect_err("unhashable").text(), in_empty);
    let nil = [Addr::NIL; 2];
    assign(mcache, ty, map, Addr::of(nil.as_ptr())).expect("nil is a key");
    assert_eq!(len(map), 1);
    assert_eq!(find(mcache, ty, map, at).expect_err("unhashable").text(), text);
}

#[test]
fn deleting_and_inserting_does_not_grow_forever() {
    let mcache = mcache();
    let ty = int_map();
    let map = make(mcache, ty, 0);
    for i in 0..1000 {
        set(mcache, ty, map, i, i);
    }
    let got = counted(mcache, |mcache| {
        for i in 0..100_000 {
            delete64(mcache, ty, map, i).expect("a map");
            set(mcache, ty, map, i + 1000, i);
        }
    });
    assert_eq!(len(map), 1000);
    assert!(got.1 < 600_000, "{got:?}");
}

/// All keys and elements an iteration visits, while `change` runs between its steps.
fn visited(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    mut change: impl FnMut(&mut MCache, usize, u64),
) -> Vec<(u64, u64)> {
    let mut state = [0u64; MAP_ITER_WORDS];
    let at = Addr::of(state.as_mut_ptr());
    iter::start(mcache, ty, map, at);
    let mut seen = Vec::new();
    loop {
        let key = iter::next(mcache, at).expect("no race");
        if key.is_nil() {
            return seen;
        }
        let key = key.load64();
        let elem = at.offset(8).load_addr().load64();
        seen.push((key, elem));
        change(mcache, seen.len(), key);
    }
}

#[derive(Clone, Debug)]
enum Op {
    Set(u64, u64),
    Delete(u64),
    Clear,
}

fn ops(keys: u64, len: usize) -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        8 => (0..keys, any::<u64>()).prop_map(|(key, value)| Op::Set(key, value)),
        3 => (0..keys).prop_map(Op::Delete),
        1 => prop::bool::weighted(0.1).prop_map(|is_clear| if is_clear { Op::Clear } else { Op::Delete(0) }),
    ];
    prop::collection::vec(op, 1..len)
}

fn apply(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    model: &mut HashMap<u64, u64>,
    op: &Op,
) {
    match *op {
        Op::Set(key, value) => {
            set(mcache, ty, map, key, value);
            model.insert(key, value);
        }
        Op::Delete(key) => {
            delete64(mcache, ty, map, key).expect("a map");
            model.remove(&key);
        }
        Op::Clear => {
            clear(mcache, ty, map).expect("a map");
            model.clear();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn operations_agree_with_a_hash_map(hint in 0i64..3000, ops in ops(2500, 6000)) {
        let mcache = mcache();
        let ty = int_map();
        let map = make(mcache, ty, hint);
        let mut model = HashMap::new();
        for op in &ops {
            apply(mcache, ty, map, &mut model, op);
            prop_assert_eq!(len(map), model.len());
        }
        for key in 0..2500 {
            prop_assert_eq!(get(ty, map, key), model.get(&key).copied());
        }
        let mut seen = visited(mcache, ty, map, |_, _, _| ());
        seen.sort_unstable();
        let mut want: Vec<_> = model.into_iter().collect();
        want.sort_unstable();
        prop_assert_eq!(seen, want);
    }

    #[test]
    fn iteration_keeps_its_promises(
        before in ops(1500, 2500),
        during in prop::collection::vec(ops(4000, 40), 1..200),
    ) {
        let mcache = mcache();
        let ty = int_map();
        let map = make(mcache, ty, 0);
        let mut model = HashMap::new();
        for op in &before {
            apply(mcache, ty, map, &mut model, op);
        }
        // Keys that were in the map all the time, with any value.
        let mut stable: HashSet<u64> = model.keys().copied().collect();
        let mut broken = None;
        // Entries visited; one that is deleted and inserted again is another entry.
        let mut once = HashSet::new();
        let mut now = model.clone();
        let seen = visited(mcache, ty, map, |mcache, step, key| {
            if !now.contains_key(&key) || !once.insert(key) {
                broken = Some(key);
            }
            for op in during.get(step - 1).into_iter().flatten() {
                apply(mcache, ty, map, &mut now, op);
                stable.retain(|key| now.contains_key(key));
                once.retain(|key| now.contains_key(key));
            }
        });
        prop_assert_eq!(broken, None);
        let keys: HashSet<u64> = seen.iter().map(|(key, _)| *key).collect();
        prop_assert!(stable.is_subset(&keys));
    }

    #[test]
    fn pointer_elements_are_found_by_the_collector(n in 1u64..3000) {
        let mcache = mcache();
        let ty = map_type(string(), pointers(&[false, true]));
        let map = make(mcache, ty, 0);
        let texts: Vec<String> = (0..n).map(|i| i.to_string()).collect();
        for (i, text) in texts.iter().enumerate() {
            let key = GoStr { ptr: text.as_ptr(), len: text.len() };
            let elem = assign_str(mcache, ty, map, key).expect("a map");
            elem.offset(8).store64(i as u64 + 1);
        }
        // Walk the map as a marker would: everything an object's mask shows.
        let heap = mcache.heap();
        let mut found = HashSet::new();
        let mut grey = vec![map];
        let mut black = HashSet::new();
        while let Some(at) = grey.pop() {
            let Some((span, slot)) = heap.find_object(at) else {
                found.insert(at.0 as u64);
                continue;
            };
            if black.insert(slot.object) {
                crate::mem::bitmap::for_each_pointer(heap, span, slot, |at| {
                    if !at.load_addr().is_nil() {
                        grey.push(at.load_addr());
                    }
                });
            }
        }
        for (i, text) in texts.iter().enumerate() {
            prop_assert!(found.contains(&(i as u64 + 1)));
            prop_assert!(found.contains(&(text.as_ptr() as u64)));
        }
    }
}
