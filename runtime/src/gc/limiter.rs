//! The limit on the collector's CPU time: at most about half, whatever the memory limit asks.
//!
//! A bucket that holds one CPU second per P. Collection fills it, the program drains it. When
//! it is full, the limiter is on: assists do nothing and nothing is scavenged for the memory
//! limit's sake, so the heap may exceed the limit rather than the program stand still.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use crate::gc::pacer::BACKGROUND_UTILIZATION;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Bucket size per P.
const CAPACITY_PER_PROC_NS: i64 = 1_000_000_000;
/// The bucket is brought up to date at least this often.
const UPDATE_PERIOD_NS: i64 = 10_000_000;

/// The limiter.
pub struct Limiter {
    enabled: AtomicBool,
    /// Time of assists since the last update.
    assist_ns: AtomicI64,
    /// Time in which Ps idled, or marked for want of anything else.
    idle_ns: AtomicI64,
    last_update_ns: AtomicI64,
    /// Cycle in which it was last switched on; 0 for never.
    last_enabled_cycle: AtomicU32,
    bucket: Lock<Bucket>,
}

/// The bucket itself.
#[derive(Debug, Default)]
struct Bucket {
    fill: i64,
    nprocs: i64,
    /// A mark phase runs.
    marking: bool,
}

impl Limiter {
    /// An empty bucket for one P.
    pub fn new() -> Limiter {
        Limiter {
            enabled: AtomicBool::new(false),
            assist_ns: AtomicI64::new(0),
            idle_ns: AtomicI64::new(0),
            last_update_ns: AtomicI64::new(0),
            last_enabled_cycle: AtomicU32::new(0),
            bucket: Lock::new(Rank::Limiter, Bucket { nprocs: 1, ..Bucket::default() }),
        }
    }

    /// Whether collection must take less CPU time.
    pub fn is_limiting(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    /// Cycle in which it was last switched on; 0 for never.
    pub fn last_enabled_cycle(&self) -> u32 {
        self.last_enabled_cycle.load(Ordering::Relaxed)
    }

    /// Adds time of an assist.
    pub fn add_assist(&self, ns: i64) {
        self.assist_ns.fetch_add(ns, Ordering::Relaxed);
    }

    /// Adds time in which a P had nothing else to do.
    pub fn add_idle(&self, ns: i64) {
        self.idle_ns.fetch_add(ns, Ordering::Relaxed);
    }

    /// Whether the last update is long ago.
    pub fn needs_update(&self, now_ns: i64) -> bool {
        now_ns - self.last_update_ns.load(Ordering::Relaxed) > UPDATE_PERIOD_NS
    }

    /// Brings the bucket up to date; `cycle` is the number of the cycle that runs or comes.
    pub fn update(&self, now_ns: i64, cycle: u32) {
        let mut bucket = self.bucket.lock();
        self.advance(&mut bucket, now_ns, cycle);
    }

    /// Sets the number of Ps. The world is stopped.
    pub fn set_nprocs(&self, now_ns: i64, nprocs: usize, cycle: u32) {
        let mut bucket = self.bucket.lock();
        self.advance(&mut bucket, now_ns, cycle);
        bucket.nprocs = nprocs as i64;
        let capacity = bucket.capacity();
        self.enabled.store(bucket.fill > capacity, Ordering::Relaxed);
        bucket.fill = bucket.fill.min(capacity);
    }

    /// A pause ends in which marking began or ended; it lasted from `from_ns` to `now_ns` and
    /// counts as collection on all Ps.
    pub fn end_pause(&self, from_ns: i64, now_ns: i64, marking: bool, cycle: u32) {
        let mut bucket = self.bucket.lock();
        self.advance(&mut bucket, from_ns, cycle);
        bucket.marking = marking;
        let pause_ns = (now_ns - from_ns).max(0) * bucket.nprocs;
        self.accumulate(&mut bucket, 0, pause_ns, cycle);
        self.last_update_ns.store(now_ns, Ordering::Relaxed);
    }

    fn advance(&self, bucket: &mut Bucket, now_ns: i64, cycle: u32) {
        let last = self.last_update_ns.load(Ordering::Relaxed);
        if now_ns < last {
            return;
        }
        self.last_update_ns.store(now_ns, Ordering::Relaxed);
        let window = (now_ns - last) * bucket.nprocs;
        let mut gc_ns = self.assist_ns.swap(0, Ordering::Relaxed);
        if bucket.marking {
            gc_ns += (window as f64 * BACKGROUND_UTILIZATION) as i64;
        }
        let program_ns = window - self.idle_ns.swap(0, Ordering::Relaxed) - gc_ns;
        self.accumulate(bucket, program_ns, gc_ns, cycle);
    }

    fn accumulate(&self, bucket: &mut Bucket, program_ns: i64, gc_ns: i64, cycle: u32) {
        let was_full = bucket.fill == bucket.capacity();
        let change = gc_ns - program_ns;
        bucket.fill = (bucket.fill + change).clamp(0, bucket.capacity());
        if bucket.fill == bucket.capacity() && change > 0 {
            if !was_full {
                self.enabled.store(true, Ordering::Relaxed);
                self.last_enabled_cycle.store(cycle, Ordering::Relaxed);
            }
        } else if change != 0 && was_full {
            self.enabled.store(false, Ordering::Relaxed);
        }
    }
}

impl Default for Limiter {
    fn default() -> Limiter {
        Limiter::new()
    }
}

impl Bucket {
    fn capacity(&self) -> i64 {
        self.nprocs * CAPACITY_PER_PROC_NS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_bucket_limits_until_the_program_drains_it() {
        let limiter = Limiter::new();
        let second = CAPACITY_PER_PROC_NS;
        limiter.set_nprocs(0, 2, 1);
        limiter.end_pause(0, 0, true, 1);
        // A quarter against three: the bucket stays empty.
        limiter.update(second, 1);
        assert!(!limiter.is_limiting());
        // Assists for all of the rest.
        limiter.add_assist(3 * second);
        limiter.update(3 * second, 1);
        assert!(limiter.is_limiting());
        assert_eq!(limiter.last_enabled_cycle(), 1);
        limiter.end_pause(3 * second, 3 * second + 1, false, 1);
        limiter.update(3 * second + 1000, 1);
        assert!(!limiter.is_limiting());
    }
}
