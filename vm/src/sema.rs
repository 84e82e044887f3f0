//! The natives behind package sync that park goroutines.

use minigo_runtime::clock;
use minigo_runtime::native::Words;
use minigo_runtime::sched::g::{Resume, WaitReason};
use minigo_runtime::sync::sema::{self, Acquired};

use crate::frame::{Step, bytes};
use crate::sched;

/// The wait reasons that package sync gives.
const REASONS: &[WaitReason] = &[
    WaitReason::SyncMutexLock,
    WaitReason::SyncRwMutexRLock,
    WaitReason::SyncRwMutexLock,
    WaitReason::SyncWaitGroupWait,
    WaitReason::SyncCondWait,
];

/// `func semacquire(s *uint32, lifo bool, reason string)`
pub fn acquire(step: &mut Step) {
    if try_acquire(step) == Acquired::Parked {
        sched::run_next(step);
    }
}

fn try_acquire(step: &mut Step) -> Acquired {
    sched::save(step, Resume::Acquired);
    let args = Words::new(step.window(step.a(), 4));
    let text = bytes(args.addr(2), args.usize(3));
    let reason = REASONS.iter().find(|reason| reason.text().as_bytes() == text).copied();
    let reason = reason.unwrap_or(WaitReason::Semacquire);
    sema::acquire(step.cx().m(), args.addr(0), args.bool(1), reason)
}

/// A goroutine that waited was woken: whether it goes on; otherwise it waits again.
pub fn finish(step: &mut Step) -> bool {
    sema::finish(step.cx().m()) || try_acquire(step) == Acquired::Now
}

/// `func semrelease(s *uint32, handoff bool)`
pub fn release(step: &mut Step) {
    let args = Words::new(step.window(step.a(), 2));
    if sema::release(step.cx().m(), args.addr(0), args.bool(1)) {
        sched::save(step, Resume::Next);
        step.cx().m().yield_locally();
        sched::run_next(step);
    }
}

/// `func nanotime() int64`
pub fn nanotime(step: &mut Step) {
    Words::new(step.window(step.a(), 1)).set_int(0, clock::nanotime());
}
