//! Semaphores, on which package sync builds its locks.
//!
//! A semaphore is a `uint32` in Go memory. Acquiring takes 1 from it, waiting while it is 0.
//! Waiters stand in a table beside it, hashed by address, one lock per bucket.
//!
//! Releasing adds 1 and wakes the first waiter, which competes for it with whoever comes;
//! with *handoff* the waiter gets it for sure and runs at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::object::sudog::{Queue, Sudog};
use crate::sched::g::WaitReason;
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Number of buckets; prime, so that addresses spread.
const NBUCKETS: usize = 251;

/// Who waits for which semaphore.
pub struct SemaTable {
    buckets: Box<[Bucket]>,
}

struct Bucket {
    /// Number of waiters, to be seen without the lock. A waiter counts itself before it looks
    /// at the semaphore for the last time; a releaser adds before it looks here.
    nwaiters: AtomicUsize,
    queues: Lock<HashMap<usize, Queue>>,
}

/// What came of an attempt to acquire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Acquired {
    /// Done.
    Now,
    /// The goroutine is parked; see [`finish`].
    Parked,
}

impl SemaTable {
    pub(crate) fn new() -> SemaTable {
        let bucket = || Bucket {
            nwaiters: AtomicUsize::new(0),
            queues: Lock::new(Rank::Sema, HashMap::new()),
        };
        SemaTable { buckets: (0..NBUCKETS).map(|_| bucket()).collect() }
    }

    fn bucket(&self, at: Addr) -> &Bucket {
        &self.buckets[at.0 / 8 % NBUCKETS]
    }
}

fn counter(at: Addr) -> &'static AtomicU32 {
    // SAFETY: natives pass the address of a live, aligned uint32 of the program, which only
    // these functions and package sync/atomic touch.
    unsafe { &*at.as_ptr::<AtomicU32>() }
}

/// Takes 1 if there is any.
fn try_acquire(at: Addr) -> bool {
    let counter = counter(at);
    let mut count = counter.load(Ordering::SeqCst);
    while count > 0 {
        match counter.compare_exchange(count, count - 1, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => return true,
            Err(now) => count = now,
        }
    }
    false
}

/// The running goroutine takes 1, waiting for it if need be; `lifo`: before all others. Its
/// registers are saved.
pub fn acquire(m: &'static M, at: Addr, lifo: bool, reason: WaitReason) -> Acquired {
    if try_acquire(at) {
        return Acquired::Now;
    }
    let g = m.running();
    let sudog = m.new_sudog(g);
    let bucket = m.sched().semas.bucket(at);
    let mut queues = bucket.queues.lock();
    bucket.nwaiters.fetch_add(1, Ordering::SeqCst);
    if try_acquire(at) {
        bucket.nwaiters.fetch_sub(1, Ordering::SeqCst);
        drop(queues);
        m.free_sudog(sudog);
        return Acquired::Now;
    }
    sudog.elem = at;
    g.state_mut().waiting = &raw mut *sudog;
    let queue = queues.entry(at.0).or_default();
    if lifo {
        queue.push_front(sudog);
    } else {
        queue.push(sudog);
    }
    m.park(reason);
    drop(queues);
    Acquired::Parked
}

/// The running goroutine was woken after [`Acquired::Parked`]: whether it has its unit;
/// otherwise it must try again.
pub fn finish(m: &'static M) -> bool {
    let g = m.running();
    let sudog = std::mem::replace(&mut g.state_mut().waiting, std::ptr::null_mut());
    // SAFETY: a goroutine that was woken has the sudog it waited with.
    let Sudog { elem, success, .. } = unsafe { &*sudog };
    let (at, was_given) = (*elem, *success);
    m.free_sudog(sudog);
    was_given || try_acquire(at)
}

/// Adds 1, and wakes a waiter. Returns whether the running goroutine should yield at once
/// (`handoff`): the waiter has its unit and runs next.
pub fn release(m: &'static M, at: Addr, handoff: bool) -> bool {
    counter(at).fetch_add(1, Ordering::SeqCst);
    let bucket = m.sched().semas.bucket(at);
    if bucket.nwaiters.load(Ordering::SeqCst) == 0 {
        return false;
    }
    let mut queues = bucket.queues.lock();
    let Some(queue) = queues.get_mut(&at.0) else { return false };
    let sudog = queue.pop();
    if queue.is_empty() {
        queues.remove(&at.0);
    }
    let Some(sudog) = sudog else { return false };
    bucket.nwaiters.fetch_sub(1, Ordering::SeqCst);
    drop(queues);
    sudog.success = handoff && try_acquire(at);
    let was_given = sudog.success;
    if let Some(g) = sudog.g {
        m.ready(g);
    }
    was_given
}
