//! Safepoints: what a goroutine does that was asked to stop.
//!
//! The engine's poll found the limit 0. The registers are saved, every pointer of the stack
//! is known to the stack maps. There may be several reasons at once; each is looked at.

use std::sync::atomic::Ordering;

use crate::gc::hooks;
use crate::sched::m::M;

/// What the engine does at a safepoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safepoint {
    /// Goes on with the goroutine.
    GoOn,
    /// The goroutine has been put aside; asks for the next one.
    Switch,
}

impl M {
    /// The running goroutine is at a safepoint, registers saved.
    pub fn at_safepoint(&'static self) -> Safepoint {
        if hooks::safepoint(self) {
            return Safepoint::Switch;
        }
        let sched = self.sched();
        if sched.procs.has_request() {
            self.follow_limits();
        }
        let (g, p) = (self.running(), self.p());
        if p.run_safepoint_fn.load(Ordering::Acquire) {
            sched.run_safepoint_fn_of(p);
        }
        if g.must_stop() {
            self.yield_suspended();
            return Safepoint::Switch;
        }
        let others_wait = || !p.runq.is_empty() || !sched.global.is_empty();
        // Who stops because the world does has lost its turn, as in Go.
        if sched.is_stopping()
            || p.preempt.load(Ordering::Relaxed)
            || sched.has_ended()
            || sched.stress.preempts && others_wait()
        {
            self.yield_g();
            return Safepoint::Switch;
        }
        Safepoint::GoOn
    }
}
