//! Timers: when something is due, one ordered list per P.
//!
//! A timer is started on the P of its goroutine. The M that holds the P runs what is due
//! whenever it looks for work; others do in their last round of stealing, so a P whose M is
//! busy does not delay them by much. If all Ms sleep, one of them sleeps until the earliest
//! timer (`find`).
//!
//! An entry is known by its time and number, by which it can be taken out at any time; so
//! a list holds no entries of stopped timers. Go's heap leaves them in it and sweeps it now
//! and then.
//!
//! What a timer of package time does when it is due, and its locks, are the business of
//! [`crate::object::timer`].

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::addr::Addr;
use crate::clock::nanotime;
use crate::gc::barrier;
use crate::object::timer::TimerObject;
use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// The timers of a P.
pub struct Timers {
    entries: Lock<BTreeMap<Key, Action>>,
    /// When the earliest is due; 0 if there is none. Written under the lock.
    next_when: AtomicI64,
}

/// When an entry is due, and a number that keeps the order of equal times and tells apart
/// what was started at different times.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key {
    /// In monotonic nanoseconds.
    pub when: i64,
    /// Never 0.
    pub number: u64,
}

/// What happens when an entry is due.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// A sleeping goroutine is ready.
    Wake(&'static G),
    /// A timer of package time has expired.
    Expire(TimerObject),
}

/// What [`Timers::check`] found.
pub(crate) struct Checked {
    /// When the next one is due; 0 if there is none.
    pub next_when: i64,
    /// Some were due and ran.
    pub has_run: bool,
}

impl Key {
    /// A key for something that is due at `when`.
    pub(crate) fn new(when: i64) -> Key {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        Key { when, number: NUMBER.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Default for Timers {
    fn default() -> Self {
        Timers { entries: Lock::new(Rank::Timers, BTreeMap::new()), next_when: AtomicI64::new(0) }
    }
}

impl Timers {
    /// When the earliest is due, in monotonic nanoseconds; 0 if there is none.
    pub fn next_when(&self) -> i64 {
        self.next_when.load(Ordering::SeqCst)
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> usize {
        self.entries.lock().len()
    }

    /// Adds an entry; whether it is the earliest now.
    fn add(&self, key: Key, action: Action) -> bool {
        let mut entries = self.entries.lock();
        entries.insert(key, action);
        self.note_next(&entries) == key.when
    }

    /// Takes an entry out, if it is still there.
    pub(crate) fn remove(&self, key: Key) {
        let mut entries = self.entries.lock();
        entries.remove(&key);
        self.note_next(&entries);
    }

    fn note_next(&self, entries: &BTreeMap<Key, Action>) -> i64 {
        let when = entries.first_key_value().map_or(0, |(key, _)| key.when);
        self.next_when.store(when, Ordering::SeqCst);
        when
    }

    /// Takes the first entry that is due at `now`.
    fn take_due(&self, now: i64) -> Option<(Key, Action)> {
        let mut entries = self.entries.lock();
        let first = entries.first_entry().filter(|first| first.key().when <= now)?;
        let due = first.remove_entry();
        self.note_next(&entries);
        Some(due)
    }

    /// Runs what is due. The M holds a P.
    pub(crate) fn check(&self, m: &'static M) -> Checked {
        let next_when = self.next_when();
        if next_when == 0 {
            return Checked { next_when, has_run: false };
        }
        let now = nanotime();
        let mut has_run = false;
        while let Some((key, action)) = self.take_due(now) {
            has_run = true;
            match action {
                Action::Wake(g) => m.ready_at(g, false),
                Action::Expire(timer) => timer.expire(m, key, now),
            }
        }
        Checked { next_when: self.next_when(), has_run }
    }

    /// Moves all timers to the P with this number. The world is stopped.
    pub(crate) fn move_to(&self, other: &Timers, home: usize) {
        let moved = std::mem::take(&mut *self.entries.lock());
        self.next_when.store(0, Ordering::SeqCst);
        for action in moved.values() {
            if let Action::Expire(timer) = action {
                timer.set_home(home);
            }
        }
        let mut entries = other.entries.lock();
        entries.extend(moved);
        other.note_next(&entries);
    }

    pub(super) fn for_each_root(&self, visit: &mut dyn FnMut(Addr)) {
        for action in self.entries.lock().values() {
            if let Action::Expire(timer) = action {
                visit(timer.addr());
            }
        }
    }
}

impl M {
    /// Starts a timer on this M's P.
    pub(crate) fn add_timer(&'static self, key: Key, action: Action) {
        if let Action::Expire(timer) = action {
            // The lists were scanned when marking began.
            barrier::show(self.p().own_mut().mcache, timer.addr());
        }
        if self.p().timers.add(key, action) {
            self.sched().wake_sleeper(key.when);
        }
        self.sched().start_sysmon();
    }

    /// `time.Sleep`: parks the running goroutine for that long. Its registers are saved.
    pub fn sleep_g(&'static self, ns: i64) {
        let when = nanotime().saturating_add(ns);
        let g = self.park(WaitReason::Sleep);
        self.add_timer(Key::new(when), Action::Wake(g));
    }
}
