//! Where the scheduler calls the collector.

use crate::gc::callers;
use crate::gc::concurrent::{self, Found};
use crate::sched::Sched;
use crate::sched::m::M;

/// Looks for a mark worker that is due on the M's P, before its run queue is looked at. The M
/// holds a P and runs no goroutine. A worker polls
/// [`P::must_yield`](crate::sched::p::P::must_yield) and rests when it holds.
pub fn find_worker(m: &'static M) -> Found {
    callers::wake(m);
    concurrent::find_worker(m)
}

/// Looks for collector work for a P that has nothing else to do; likewise.
pub fn run_idle(m: &'static M) -> Found {
    concurrent::run_idle(m)
}

/// Called by the monitor thread, which holds no P, at least every 10 ms while any P runs.
pub fn sysmon_tick(sched: &'static Sched, now_ns: i64) {
    concurrent::tick(sched, now_ns);
}

/// Called at a safepoint that a goroutine came to because it was asked to stop, or because
/// the stack limit was poisoned; its registers are saved. The M holds a P, perhaps another
/// one afterwards.
/// Returns whether the goroutine is parked.
pub fn safepoint(m: &'static M) -> bool {
    callers::wake(m);
    concurrent::at_safepoint(m)
}
