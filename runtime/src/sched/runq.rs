//! The run queue of one P.
//!
//! A FIFO work-stealing deque (crossbeam's) with one slot in front, `runnext`: the goroutine
//! that was just made ready, which most likely works on what the running one just
//! produced. It runs next and inherits the time slice, so that two goroutines that hand
//! work to each other are one unit to the scheduler: they run back to back, and are
//! preempted together.
//!
//! The owner pushes and pops; thieves steal batches from the head. crossbeam's deque grows
//! without bound; Go's ring has 256 places and moves half of them to the global queue when it
//! is full, which is what spreads a burst of new goroutines over all Ps. So do we.

use crossbeam_deque::{Injector, Steal, Stealer, Worker};

use crate::sched::g::G;
use crate::sync::primitive::{AtomicPtr, Ordering};

/// A longer queue gives half of itself to the global one.
pub const MAX_LEN: usize = 256;

/// The run queue of one P.
pub struct RunQueue {
    /// The owner's end.
    worker: Worker<&'static G>,
    /// Everybody's end.
    stealer: Stealer<&'static G>,
    /// Runs before the queue; null if none. The owner exchanges it, thieves take it.
    runnext: AtomicPtr<G>,
}

// SAFETY: `worker` alone is not `Sync`; it is used only by methods that say "owner only",
// which the M that holds the P calls.
unsafe impl Sync for RunQueue {}

impl Default for RunQueue {
    fn default() -> Self {
        let worker = Worker::new_fifo();
        RunQueue { stealer: worker.stealer(), worker, runnext: AtomicPtr::default() }
    }
}

impl RunQueue {
    /// Adds a goroutine, in front if `next`. Owner only.
    #[inline]
    pub fn put(&self, g: &'static G, next: bool, global: &Injector<&'static G>) {
        if !next {
            return self.put_last(g, global);
        }
        let g = std::ptr::from_ref(g).cast_mut();
        let kicked = self.runnext.swap(g, Ordering::AcqRel);
        if let Some(kicked) = as_g(kicked) {
            self.put_last(kicked, global);
        }
    }

    fn put_last(&self, g: &'static G, global: &Injector<&'static G>) {
        if self.worker.len() >= MAX_LEN {
            for _ in 0..MAX_LEN / 2 {
                match self.worker.pop() {
                    Some(first) => global.push(first),
                    None => break,
                }
            }
            return global.push(g);
        }
        self.worker.push(g);
    }

    /// Takes the next goroutine, and whether it inherits the time slice. Owner only.
    #[inline]
    pub fn get(&self) -> Option<(&'static G, bool)> {
        if !self.runnext.load(Ordering::Relaxed).is_null()
            && let Some(next) = as_g(self.runnext.swap(std::ptr::null_mut(), Ordering::AcqRel))
        {
            return Some((next, true));
        }
        self.worker.pop().map(|g| (g, false))
    }

    /// Whether nothing is in it; a guess, unless nobody adds to it.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.stealer.is_empty() && self.runnext.load(Ordering::Acquire).is_null()
    }

    /// Number of goroutines, `runnext` included; a guess.
    pub fn len(&self) -> usize {
        self.stealer.len() + usize::from(!self.runnext.load(Ordering::Acquire).is_null())
    }

    /// Takes a batch from the global queue: one to run, at most `limit` in all. Owner only.
    pub fn take_global(&self, global: &Injector<&'static G>, limit: usize) -> Option<&'static G> {
        loop {
            match global.steal_batch_with_limit_and_pop(&self.worker, limit) {
                Steal::Success(g) => return Some(g),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }

    /// Steals up to half of the victim's queue: one to run, the rest into this queue. Owner
    /// of this queue only.
    pub fn steal_from(&self, victim: &RunQueue) -> Option<&'static G> {
        loop {
            match victim.stealer.steal_batch_and_pop(&self.worker) {
                Steal::Success(g) => return Some(g),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }

    /// Takes the goroutine in front, which its P was to run next. Any thread.
    pub fn steal_next(&self) -> Option<&'static G> {
        as_g(self.runnext.swap(std::ptr::null_mut(), Ordering::AcqRel))
    }

    /// Whether there is one in front.
    pub fn has_next(&self) -> bool {
        !self.runnext.load(Ordering::Relaxed).is_null()
    }

    /// Moves everything to the global queue. Owner only.
    pub fn drain_to(&self, global: &Injector<&'static G>) {
        while let Some((g, _)) = self.get() {
            global.push(g);
        }
    }
}

fn as_g(g: *mut G) -> Option<&'static G> {
    // SAFETY: null or a G, which is never freed.
    unsafe { g.as_ref() }
}
