//! The goroutines that call finalizers and cleanups.
//!
//! They are Go code (package runtime) and wait here while nothing is queued. A sweeper, which
//! may stand in the middle of an allocation, only queues; whoever comes to the scheduler next
//! wakes them ([`wake`]). They are *system* goroutines: they are not counted, and a program
//! whose other goroutines all wait for each other is dead in spite of them.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// What is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Calls {
    /// Finalizers, in the order in which their objects were found.
    Finalizers = 0,
    /// Cleanups.
    Cleanups = 1,
}

/// Who waits for something to call.
pub struct Callers {
    waiting: Lock<[Option<&'static G>; 2]>,
    /// Something was queued and nobody woken yet.
    is_due: AtomicBool,
}

impl Callers {
    /// Nobody waits.
    pub fn new() -> Callers {
        Callers { waiting: Lock::new(Rank::Callers, [None; 2]), is_due: AtomicBool::new(false) }
    }

    /// Something was queued.
    pub fn note_queued(&self) {
        self.is_due.store(true, Ordering::Release);
    }
}

impl Default for Callers {
    fn default() -> Callers {
        Callers::new()
    }
}

/// Parks the running goroutine until something is queued; `false` if something is already.
/// Its registers are saved.
pub fn wait(m: &'static M, calls: Calls) -> bool {
    let specials = &m.sched().heap.specials;
    let mut waiting = specials.callers.waiting.lock();
    if specials.has_queued(calls) {
        return false;
    }
    let reason = match calls {
        Calls::Finalizers => WaitReason::FinalizerWait,
        Calls::Cleanups => WaitReason::CleanupWait,
    };
    waiting[calls as usize] = Some(m.park(reason));
    true
}

/// Wakes those for whom something is queued. The M holds a P.
#[inline]
pub fn wake(m: &'static M) {
    if m.sched().heap.specials.callers.is_due.load(Ordering::Relaxed) {
        wake_slow(m);
    }
}

#[cold]
fn wake_slow(m: &'static M) {
    let specials = &m.sched().heap.specials;
    let callers = &specials.callers;
    if !callers.is_due.swap(false, Ordering::AcqRel) {
        return;
    }
    let mut waiting = callers.waiting.lock();
    for calls in [Calls::Finalizers, Calls::Cleanups] {
        if specials.has_queued(calls)
            && let Some(g) = waiting[calls as usize].take()
        {
            m.ready_at(g, false);
        }
    }
}
