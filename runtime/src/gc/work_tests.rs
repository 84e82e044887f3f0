//! The queue between the buffers of grey objects and the scan.

use super::work::{GcWork, Upcoming, WorkPool};
use crate::addr::Addr;

#[test]
fn what_comes_in_goes_out_once() {
    for n in [0, 1, 7, 8, 9, 1000] {
        let (pool, mut work) = (WorkPool::new(), GcWork::default());
        for i in 1..=n {
            work.put(&pool, Addr(i * 16));
        }
        let mut upcoming = Upcoming::default();
        let taken = std::iter::from_fn(|| upcoming.take(&pool, &mut work));
        let mut taken: Vec<usize> = taken.map(|object| object.0 / 16).collect();
        taken.sort_unstable();
        assert_eq!(taken, (1..=n).collect::<Vec<_>>());
        assert!(work.is_empty());
    }
}

#[test]
fn what_is_found_meanwhile_comes_in() {
    let (pool, mut work) = (WorkPool::new(), GcWork::default());
    let mut upcoming = Upcoming::default();
    work.put(&pool, Addr(16));
    let mut taken = Vec::new();
    while let Some(object) = upcoming.take(&pool, &mut work) {
        taken.push(object.0);
        for next in [2 * object.0, 2 * object.0 + 16] {
            if next < 16 << 10 {
                work.put(&pool, Addr(next));
            }
        }
    }
    taken.sort_unstable();
    assert_eq!(taken, (1..1 << 10).map(|i| i * 16).collect::<Vec<_>>());
}

#[test]
fn a_marker_that_stops_gives_back() {
    let (pool, mut work) = (WorkPool::new(), GcWork::default());
    for i in 1..=20 {
        work.put(&pool, Addr(i * 16));
    }
    let mut upcoming = Upcoming::default();
    let mut all: Vec<usize> =
        (0..5).filter_map(|_| upcoming.take(&pool, &mut work)).map(|object| object.0).collect();
    assert_eq!(all.len(), 5);
    upcoming.give_back(&pool, &mut work);
    all.extend(std::iter::from_fn(|| work.take(&pool)).map(|object| object.0));
    all.sort_unstable();
    assert_eq!(all, (1..=20).map(|i| i * 16).collect::<Vec<_>>());
}
