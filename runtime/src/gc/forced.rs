//! `runtime.GC`: waiting for a whole cycle.
//!
//! The caller starts the cycle that it wants, unless another is marking, which it waits for
//! first, and is parked while workers mark: on the time that they have anyway. If others run,
//! that is a quarter; if nobody does, the Ps that are idle mark. So a goroutine that calls
//! `runtime.GC` over and over takes no more from the others than a program that allocates much.

use std::collections::VecDeque;

use crate::gc::concurrent::{self, Started};
use crate::gc::state::{Collector, Phase, Trigger};
use crate::mem::mheap::Heap;
use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// The goroutines that wait until marking ends. They come only while the phase is Mark and
/// leave while the world is stopped, so none comes too late.
pub struct Waiters(Lock<Vec<&'static G>>);

/// What became of a step towards a cycle's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// It was the last one: the cycle's marking has ended.
    Ended,
    /// There are others.
    Taken,
    /// The running goroutine is parked; the next step comes when it goes on.
    Parked,
}

impl Waiters {
    /// Nobody waits.
    pub fn new() -> Waiters {
        Waiters(Lock::new(Rank::CycleWaiters, Vec::new()))
    }

    /// Marking has ended: all that wait, after `others`. The world is stopped.
    pub(super) fn take_after(&self, mut others: VecDeque<&'static G>) -> VecDeque<&'static G> {
        others.extend(self.0.lock().drain(..));
        others
    }

    /// Parks the running goroutine until marking ends.
    fn park(&self, m: &'static M) {
        let mut waiting = self.0.lock();
        waiting.push(m.park(WaitReason::WaitForGcCycle));
    }
}

impl Default for Waiters {
    fn default() -> Waiters {
        Waiters::new()
    }
}

/// The number of the cycle for whose end `runtime.GC` waits.
pub fn target(heap: &Heap) -> u32 {
    heap.gc.cycle.lock().number + 1
}

/// A step towards the end of that cycle. The running goroutine has its registers saved; the M
/// may hold another P afterwards.
pub fn step(m: &'static M, target: u32) -> Step {
    let gc = &m.sched().heap.gc;
    if !has_ended(gc, target)
        && gc.phase() != Phase::Mark
        && concurrent::start(m, Trigger::Cycle(target - 1)) == Started::Parked
    {
        return Step::Parked;
    }
    if has_ended(gc, target) {
        return Step::Ended;
    }
    if gc.phase() != Phase::Mark {
        return Step::Taken;
    }
    gc.waiters.park(m);
    Step::Parked
}

fn has_ended(gc: &Collector, target: u32) -> bool {
    gc.log.lock().ncycles >= target
}
