//! Timers: one heap per P.
//!
//! A timer is started on the P of its goroutine. The M that holds the P runs what is due
//! whenever it looks for work; others do in their last round of stealing, so a P whose M is
//! busy does not delay them by much. If all Ms sleep, one of them sleeps until the earliest
//! timer (`find`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::clock::nanotime;
use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// The timers of a P.
pub struct Timers {
    heap: Lock<BinaryHeap<Reverse<Entry>>>,
    /// When the earliest is due; 0 if there is none. Written under the lock.
    next_when: AtomicI64,
}

/// A running timer. Earlier ones compare less; the number keeps the order of equal times.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    when: i64,
    number: u64,
    what: Action,
}

/// What happens when it is due.
enum Action {
    /// A sleeping goroutine is ready.
    Wake(&'static G),
}

// Entries are ordered by time and number alone.
impl PartialEq for Action {
    fn eq(&self, _: &Action) -> bool {
        true
    }
}
impl Eq for Action {}
impl PartialOrd for Action {
    fn partial_cmp(&self, other: &Action) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Action {
    fn cmp(&self, _: &Action) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// What [`Timers::check`] found.
pub(crate) struct Checked {
    /// When the next one is due; 0 if there is none.
    pub next_when: i64,
    /// Some were due and ran.
    pub has_run: bool,
}

impl Default for Timers {
    fn default() -> Self {
        Timers { heap: Lock::new(Rank::Timers, BinaryHeap::new()), next_when: AtomicI64::new(0) }
    }
}

impl Timers {
    /// When the earliest is due, in monotonic nanoseconds; 0 if there is none.
    pub fn next_when(&self) -> i64 {
        self.next_when.load(Ordering::SeqCst)
    }

    fn add(&self, when: i64, what: Action) {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut heap = self.heap.lock();
        heap.push(Reverse(Entry { when, number, what }));
        self.note_next(&heap);
    }

    fn note_next(&self, heap: &BinaryHeap<Reverse<Entry>>) {
        let when = heap.peek().map_or(0, |first| first.0.when);
        self.next_when.store(when, Ordering::SeqCst);
    }

    /// Runs what is due at `now` (0: ask the clock). The M holds a P.
    pub(crate) fn check(&self, m: &'static M, now: i64) -> Checked {
        let next_when = self.next_when();
        if next_when == 0 {
            return Checked { next_when, has_run: false };
        }
        let now = if now == 0 { nanotime() } else { now };
        if next_when > now {
            return Checked { next_when, has_run: false };
        }
        let mut heap = self.heap.lock();
        let mut due = Vec::new();
        while heap.peek().is_some_and(|first| first.0.when <= now) {
            due.extend(heap.pop());
        }
        self.note_next(&heap);
        drop(heap);
        let has_run = !due.is_empty();
        for Reverse(entry) in due {
            match entry.what {
                Action::Wake(g) => m.ready_at(g, false),
            }
        }
        Checked { next_when: self.next_when(), has_run }
    }

    /// Moves all timers. The world is stopped.
    pub(crate) fn move_to(&self, other: &Timers) {
        let entries = std::mem::take(&mut *self.heap.lock());
        self.next_when.store(0, Ordering::SeqCst);
        let mut heap = other.heap.lock();
        heap.extend(entries);
        other.note_next(&heap);
    }
}

impl M {
    /// `time.Sleep`: parks the running goroutine for that long. Its registers are saved.
    pub fn sleep_g(&'static self, ns: i64) {
        let when = nanotime().saturating_add(ns);
        let g = self.park(WaitReason::Sleep);
        self.p().timers.add(when, Action::Wake(g));
        // This M looks at the heap before it sleeps; others may have to be told.
        self.sched().start_sysmon();
    }
}
