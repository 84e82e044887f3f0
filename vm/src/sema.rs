//! Semaphores, on which package sync builds its locks.
//!
//! A semaphore is a `uint32` in Go memory. Acquiring takes 1 from it, waiting while it is 0;
//! releasing gives the 1 straight to the first waiter, or adds it if nobody waits.
//!
//! TODO: with several Ms the table needs its lock; it comes with the scheduler.

use std::sync::OnceLock;
use std::time::Instant;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::Words;

use crate::frame::{Step, bytes, load_u32, store_32};
use crate::sched;

/// The wait reasons that package sync gives.
const REASONS: &[&str] = &[
    "sync.Mutex.Lock",
    "sync.RWMutex.RLock",
    "sync.RWMutex.Lock",
    "sync.WaitGroup.Wait",
    "sync.Cond.Wait",
];

/// `func semacquire(s *uint32, lifo bool, reason string)`
pub fn acquire(step: &mut Step) {
    let args = Words::new(step.window(step.a(), 4));
    let (at, lifo) = (args.addr(0), args.bool(1));
    let count = load_u32(at);
    if count > 0 {
        return store_32(at, count - 1);
    }
    let text = bytes(args.addr(2), args.usize(3));
    let reason = REASONS.iter().find(|reason| reason.as_bytes() == text).copied();
    let cx = step.cx();
    let waiter = (at, &raw mut *cx.g());
    let queue = &mut cx.sched().semaphores;
    queue.insert(if lifo { 0 } else { queue.len() }, waiter);
    sched::park(step, reason.unwrap_or("semacquire"));
}

/// `func semrelease(s *uint32, handoff bool)`
pub fn release(step: &mut Step) {
    let at: Addr = Words::new(step.window(step.a(), 2)).addr(0);
    let queue = &mut step.cx().sched().semaphores;
    match queue.iter().position(|&(other, _)| other == at) {
        Some(index) => {
            let (_, g) = queue.remove(index);
            sched::ready(step, g);
        }
        None => store_32(at, load_u32(at) + 1),
    }
}

/// `func nanotime() int64`
pub fn nanotime(step: &mut Step) {
    static START: OnceLock<Instant> = OnceLock::new();
    let nanos = START.get_or_init(Instant::now).elapsed().as_nanos() as u64;
    Words::new(step.window(step.a(), 1)).set(0, nanos);
}
