//! Run queues on real threads. (The file is also compiled for shuttle's, in
//! `tests/interleavings.rs`.)

use std::sync::atomic::Ordering;

use crossbeam_deque::Injector;

use crate::mem::mcache::MCache;
use crate::mem::mheap::Heap;
use crate::sched::g::G;
use crate::sched::registry::Registry;
use crate::sched::runq::{MAX_LEN, RunQueue};

fn gs(n: usize) -> Vec<&'static G> {
    let registry = Registry::new();
    let mcache = MCache::new(Heap::new());
    let mut one = Vec::new();
    let mut list = Vec::new();
    while list.len() < n {
        registry.fill(mcache, &mut one);
        list.append(&mut one);
    }
    let mut listed = Vec::new();
    registry.for_each(|g| listed.push(g));
    assert!(listed.iter().zip(&list).all(|(a, b)| std::ptr::eq(*a, *b)));
    assert_eq!(listed.len(), n);
    list
}

#[test]
fn the_goroutine_made_ready_last_runs_first_then_in_order() {
    let (queue, global) = (RunQueue::default(), Injector::new());
    let gs = gs(4);
    for &g in &gs {
        queue.put(g, true, &global);
    }
    let order: Vec<*const G> =
        std::iter::from_fn(|| queue.get()).map(|(g, _)| &raw const *g).collect();
    let wanted = [3, 0, 1, 2].map(|i| &raw const *gs[i]);
    assert_eq!(order, wanted);
}

#[test]
fn a_long_queue_overflows_to_the_global_one() {
    let (queue, global) = (RunQueue::default(), Injector::new());
    let gs = gs(600);
    for &g in &gs {
        queue.put(g, false, &global);
    }
    assert!(queue.len() <= MAX_LEN);
    assert_eq!(queue.len() + global.len(), 600);
}

#[test]
fn every_goroutine_is_taken_once_however_many_thieves_there_are() {
    use std::collections::HashMap;
    use std::sync::Mutex;
    let (victim, global) = (RunQueue::default(), Injector::new());
    let gs = gs(2000);
    let taken: Mutex<HashMap<usize, usize>> = Mutex::default();
    let note = |g: &'static G| {
        *taken.lock().expect("no panics").entry(&raw const *g as usize).or_default() += 1;
    };
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let own = RunQueue::default();
                loop {
                    let was_done = done.load(Ordering::Acquire);
                    let stolen = own.steal_from(&victim).or_else(|| victim.steal_next());
                    let found = stolen.or_else(|| own.take_global(&global, 8));
                    match found {
                        Some(g) => note(g),
                        None if was_done => break,
                        None => std::hint::spin_loop(),
                    }
                    while let Some((g, _)) = own.get() {
                        note(g);
                    }
                }
            });
        }
        for (i, &g) in gs.iter().enumerate() {
            victim.put(g, i % 3 == 0, &global);
            if i % 5 == 0
                && let Some((g, _)) = victim.get()
            {
                note(g);
            }
        }
        done.store(true, Ordering::Release);
    });
    while let Some((g, _)) = victim.get() {
        note(g);
    }
    let taken = taken.into_inner().expect("no panics");
    assert_eq!(taken.len(), 2000);
    assert!(taken.values().all(|&n| n == 1));
}
