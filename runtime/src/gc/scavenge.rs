//! Giving memory that is not needed back to the system.
//!
//! Free pages are kept as long as the heap is likely to need them again, and given back
//! (the address space stays) so far as the heap retains
//!
//! * more than 10 % over what was in use when the last cycle ended, scaled by how the goal
//!   has changed since; or
//! * more than 95 % of the memory limit.
//!
//! The background scavenger is the monitor's. It works in small steps and takes about 1 % of
//! one CPU, also while the program waits. When an allocation would exceed the limit, it
//! scavenges first.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::clock::nanotime;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::PAGE_BYTES;
use crate::mem::stats::Counter;

/// What is retained beyond what was in use, in per cent.
const RETAIN_EXTRA_PERCENT: u64 = 10;
/// How far below the memory limit the scavenger keeps the process, in per cent.
const REDUCE_EXTRA_PERCENT: f64 = 5.0;
/// Given back at a time, so that nobody waits long for the heap lock.
pub const QUANTUM_BYTES: usize = 64 << 10;
/// The background scavenger works one in so many nanoseconds,
const TIME_SHARE: i64 = 100;
/// but not for less than this at a time,
const MIN_WORK_NS: i64 = 10_000;
/// nor for more.
const MAX_WORK_NS: i64 = 100_000;

/// The scavenger's goals and figures.
pub struct Scavenger {
    /// Heap memory to retain at most, by GOGC; `u64::MAX` if it is fine as it is.
    percent_goal: AtomicU64,
    /// Memory of the process to retain at most, by the limit; likewise.
    limit_goal: AtomicU64,
    /// When the background scavenger worked last, in monotonic nanoseconds. The monitor's.
    last_ns: AtomicI64,
    /// Bytes given back in the background, and for allocations, since the last report.
    pub background_bytes: Counter,
    /// See above.
    pub eager_bytes: Counter,
}

impl Scavenger {
    /// No goals.
    pub fn new() -> Scavenger {
        Scavenger {
            percent_goal: AtomicU64::new(u64::MAX),
            limit_goal: AtomicU64::new(u64::MAX),
            last_ns: AtomicI64::new(0),
            background_bytes: Counter::default(),
            eager_bytes: Counter::default(),
        }
    }
}

impl Default for Scavenger {
    fn default() -> Scavenger {
        Scavenger::new()
    }
}

impl Heap {
    /// Heap memory that has physical pages.
    fn retained(&self) -> u64 {
        self.stats
            .grown_bytes
            .get()
            .saturating_sub(self.stats.released_bytes.get())
            .saturating_sub(self.stats.stack_bytes.get())
    }

    /// Sets the scavenger's goals, when goals of the heap change.
    pub fn pace_scavenger(&self, limit_bytes: i64, goal: u64, last_goal: u64) {
        let scavenger = &self.scavenger;
        let limit_goal = (limit_bytes as f64 * (1.0 - REDUCE_EXTRA_PERCENT / 100.0)) as u64;
        let over = self.mapped_ready() > limit_goal;
        scavenger.limit_goal.store(if over { limit_goal } else { u64::MAX }, Ordering::Relaxed);
        if last_goal == 0 {
            return scavenger.percent_goal.store(u64::MAX, Ordering::Relaxed);
        }
        let last_heap_inuse = self.gc.log.lock().last_heap_inuse;
        let mut keep = (last_heap_inuse as f64 * (goal as f64 / last_goal as f64)) as u64;
        keep = keep.saturating_add(keep / (100 / RETAIN_EXTRA_PERCENT));
        keep = keep.checked_next_multiple_of(4096).unwrap_or(u64::MAX);
        let over = self.retained() > keep;
        scavenger.percent_goal.store(if over { keep } else { u64::MAX }, Ordering::Relaxed);
    }

    /// Whether the background scavenger has something to do.
    pub fn should_scavenge(&self) -> bool {
        let scavenger = &self.scavenger;
        self.retained() > scavenger.percent_goal.load(Ordering::Relaxed)
            || (self.mapped_ready() > scavenger.limit_goal.load(Ordering::Relaxed)
                && !self.gc.limiter.is_limiting())
    }

    /// The background scavenger: gives memory back for its share of the time since it did so
    /// last.
    pub fn scavenge_in_background(&self, now_ns: i64) {
        let scavenger = &self.scavenger;
        let share_ns = (now_ns - scavenger.last_ns.load(Ordering::Relaxed)) / TIME_SHARE;
        if share_ns < MIN_WORK_NS || !self.should_scavenge() {
            return;
        }
        let end_ns = nanotime() + share_ns.min(MAX_WORK_NS);
        while self.should_scavenge() && nanotime() < end_ns {
            let bytes = self.scavenge(QUANTUM_BYTES);
            scavenger.background_bytes.add(bytes);
            if bytes == 0 {
                // All that is free was given back.
                scavenger.percent_goal.store(u64::MAX, Ordering::Relaxed);
                scavenger.limit_goal.store(u64::MAX, Ordering::Relaxed);
            }
        }
        scavenger.last_ns.store(nanotime(), Ordering::Relaxed);
    }

    /// Before `npages` come into use of which so many have no physical memory: keeps the
    /// process below its limit.
    pub fn scavenge_for(&self, nreleased: usize) {
        let limit = self.memory_limit();
        if limit == i64::MAX as u64 || nreleased == 0 || self.gc.limiter.is_limiting() {
            return;
        }
        let after = self.mapped_ready() + (nreleased * PAGE_BYTES) as u64;
        if after > limit {
            let bytes = self.scavenge((after - limit) as usize);
            self.scavenger.eager_bytes.add(bytes);
        }
    }

    /// The line of `GODEBUG=scavtrace=1`: what was given back since the last one.
    pub fn report_scavenger(&self) {
        let (scavenger, stats) = (&self.scavenger, &self.stats);
        let [background, eager] =
            [&scavenger.background_bytes, &scavenger.eager_bytes].map(|counter| {
                let bytes = counter.get();
                counter.subtract(bytes as usize);
                bytes >> 10
            });
        eprintln!(
            "scav {background} KiB work (bg), {eager} KiB work (eager), {} KiB now, {}% util",
            stats.released_bytes.get() >> 10,
            stats.in_use_bytes.get() * 100 / self.retained().max(1),
        );
    }

    /// Gives everything back that can be: `debug.FreeOSMemory`.
    pub fn scavenge_all(&self) {
        let bytes = self.scavenge(usize::MAX);
        self.scavenger.eager_bytes.add(bytes);
    }
}
