//! Where the scheduler calls the collector.

use crate::gc::callers;
use crate::sched::Sched;
use crate::sched::m::M;

/// Runs a mark worker that is due on the M's P, before its run queue is looked at. The M holds
/// a P and runs no goroutine. A worker polls [`P::must_yield`](crate::sched::p::P::must_yield)
/// and returns when it holds. Returns whether it did anything.
pub fn find_worker(m: &'static M) -> bool {
    callers::wake(m);
    false
}

/// Runs collector work with a P that has nothing else to do; likewise.
pub fn run_idle(_m: &'static M) -> bool {
    false
}

/// Called by the monitor thread, which holds no P, at least every 10 ms while any P runs.
pub fn sysmon_tick(_sched: &'static Sched, _now_ns: i64) {}

/// Called at a safepoint that a goroutine came to because it was asked to stop, or because
/// the stack limit was poisoned; its registers are saved. The M holds a P.
pub fn safepoint(m: &'static M) {
    callers::wake(m);
}
