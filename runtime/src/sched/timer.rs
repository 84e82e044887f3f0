//! Timers: when something is due, one heap per P.
//!
//! A timer is started on the P of its goroutine. The M that holds the P runs what is due
//! whenever it looks for work; others do in their last round of stealing, so a P whose M is
//! busy does not delay them by much. If all Ms sleep, one of them sleeps until the earliest
//! timer (`find`).
//!
//! The heap is Go's: one of four children per node, in a slice whose array is an object of the
//! collected heap and grows as by append. An entry is a timer and its time. A timer knows the
//! index of its entry and so can be taken out at any time: a heap holds no stopped timers.
//! Go's leaves them in it and sweeps it now and then.
//!
//! What a timer does when it is due, and its locks, are the business of
//! [`crate::object::timer`].

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::clock::nanotime;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::native::SliceWords;
use crate::object::slice;
use crate::object::timer::TimerObject;
use crate::sched::g::WaitReason;
use crate::sched::m::M;
use crate::sync::lock::{Guard, Lock};
use crate::sync::rank::Rank;
use crate::typedesc::TypeDesc;

/// An entry: the timer, and when it is due.
static ENTRY: TypeDesc = TypeDesc::internal(16, 8, &[0b1]);
/// Offset of the time in an entry.
const WHEN: usize = 8;
/// Children of a node.
const ARITY: usize = 4;

/// The timers of a P.
pub struct Timers {
    heap: Lock<SliceWords>,
    /// When the earliest is due; 0 if there is none. Written under the lock.
    next_when: AtomicI64,
    /// Number of entries. Written under the lock.
    len: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Entry {
    timer: TimerObject,
    /// In monotonic nanoseconds.
    when: i64,
}

/// The heap of a P, locked by an M with this mcache.
struct Heap<'a> {
    entries: Guard<'a, SliceWords>,
    mcache: &'a mut MCache,
}

impl Heap<'_> {
    fn at(&self, index: usize) -> Addr {
        self.entries.ptr.offset(index * ENTRY.size)
    }

    fn get(&self, index: usize) -> Entry {
        let at = self.at(index);
        let when = at.offset(WHEN).load64().cast_signed();
        Entry { timer: TimerObject::at(at.load_addr()), when }
    }

    fn set(&mut self, index: usize, entry: Entry) {
        let at = self.at(index);
        barrier::store_pointer(self.mcache, at, entry.timer.addr());
        at.offset(WHEN).store64(entry.when.cast_unsigned());
        entry.timer.set_index(Some(index));
    }

    fn push(&mut self, entry: Entry) {
        let index = self.entries.len;
        let Ok(grown) = slice::grow(self.mcache, *self.entries, 1, &ENTRY) else {
            crate::throw!("too many timers");
        };
        *self.entries = grown;
        self.sift_up(index, entry);
    }

    fn remove(&mut self, index: usize) -> Entry {
        let gone = self.get(index);
        let last = self.entries.len - 1;
        let moved = self.get(last);
        barrier::store_pointer(self.mcache, self.at(last), Addr::NIL);
        self.entries.len = last;
        if index != last {
            let is_early = index > 0 && moved.when < self.get((index - 1) / ARITY).when;
            if is_early { self.sift_up(index, moved) } else { self.sift_down(index, moved) }
        }
        gone.timer.set_index(None);
        gone
    }

    /// Puts an entry here, or further up where it belongs.
    fn sift_up(&mut self, mut index: usize, entry: Entry) {
        while index > 0 {
            let parent = (index - 1) / ARITY;
            let above = self.get(parent);
            if above.when <= entry.when {
                break;
            }
            self.set(index, above);
            index = parent;
        }
        self.set(index, entry);
    }

    /// Puts an entry here, or further down where it belongs.
    fn sift_down(&mut self, mut index: usize, entry: Entry) {
        loop {
            let first = index * ARITY + 1;
            let children = first..self.entries.len.min(first + ARITY);
            let Some(child) = children.min_by_key(|&child| self.get(child).when) else { break };
            let below = self.get(child);
            if below.when >= entry.when {
                break;
            }
            self.set(index, below);
            index = child;
        }
        self.set(index, entry);
    }
}

impl Default for Timers {
    fn default() -> Self {
        let none = SliceWords { ptr: Addr::NIL, len: 0, cap: 0 };
        Timers {
            heap: Lock::new(Rank::Timers, none),
            next_when: AtomicI64::new(0),
            len: AtomicUsize::new(0),
        }
    }
}

impl Timers {
    /// When the earliest is due, in monotonic nanoseconds; 0 if there is none.
    pub fn next_when(&self) -> i64 {
        self.next_when.load(Ordering::SeqCst)
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// The heap's array, a root.
    pub(super) fn array(&self) -> Addr {
        self.heap.lock().ptr
    }

    /// Works on the heap. The M holds a P.
    fn locked<T>(&self, m: &'static M, work: impl FnOnce(&mut Heap) -> T) -> T {
        let mut heap = Heap { entries: self.heap.lock(), mcache: m.p().own_mut().mcache };
        let result = work(&mut heap);
        let len = heap.entries.len;
        let when = if len == 0 { 0 } else { heap.get(0).when };
        self.next_when.store(when, Ordering::SeqCst);
        self.len.store(len, Ordering::Relaxed);
        result
    }

    /// Takes a timer out, if it is still there; it is in no other heap.
    pub(crate) fn remove(&self, m: &'static M, timer: TimerObject) {
        self.locked(m, |heap| {
            if let Some(index) = timer.index() {
                heap.remove(index);
            }
        });
    }

    /// Takes the first timer if it is due at `now`; and its number.
    fn take_due(&self, m: &'static M, now: i64) -> Option<(TimerObject, u64)> {
        self.locked(m, |heap| {
            if heap.entries.len == 0 || heap.get(0).when > now {
                return None;
            }
            let timer = heap.remove(0).timer;
            Some((timer, timer.number()))
        })
    }

    /// Runs what is due; whether there was anything. The M holds a P.
    pub(crate) fn check(&self, m: &'static M) -> bool {
        if self.next_when() == 0 {
            return false;
        }
        let now = nanotime();
        let mut has_run = false;
        while self.next_when() != 0
            && let Some((timer, number)) = self.take_due(m, now)
        {
            has_run = true;
            match timer.sleeper() {
                Some(g) => m.ready_at(g, false),
                None => timer.expire(m, number, now),
            }
        }
        has_run
    }

    /// Moves all timers to the M's P. The world is stopped.
    pub(crate) fn move_to(&self, m: &'static M) {
        let home = m.p();
        while self.len() != 0 {
            let entry = self.locked(m, |heap| heap.remove(heap.entries.len - 1));
            entry.timer.set_home(home.id);
            home.timers.locked(m, |heap| heap.push(entry));
        }
        *self.heap.lock() = SliceWords { ptr: Addr::NIL, len: 0, cap: 0 };
    }
}

impl M {
    /// Starts a timer on this M's P.
    pub(crate) fn add_timer(&'static self, timer: TimerObject, when: i64) {
        let timers = &self.p().timers;
        timers.locked(self, |heap| heap.push(Entry { timer, when }));
        if timers.next_when() == when {
            self.sched().wake_sleeper(when);
        }
        self.sched().start_sysmon();
    }

    /// `time.Sleep`: parks the running goroutine for that long. Its registers are saved.
    pub fn sleep_g(&'static self, ns: i64) {
        let when = nanotime().saturating_add(ns);
        let timer = self.running().sleep_timer(self.p().own_mut().mcache);
        self.park(WaitReason::Sleep);
        self.add_timer(timer, when);
    }
}
