//! How many Ps are idle, and how many Ms look for work: the two numbers behind C3 and C4.
//!
//! Who makes work visible calls [`IdleCounts::begin_wake`] afterwards; who stops looking calls
//! [`IdleCounts::stop_looking`] and then looks at all queues once more. Both are sequentially
//! consistent, so either the one sees a P to wake, or the other sees the work.

use crate::sync::primitive::{AtomicUsize, Ordering, fence};

/// The numbers.
#[derive(Default)]
pub struct IdleCounts {
    /// Ps that no M holds. Changed under the scheduler's lock.
    nps: AtomicUsize,
    /// Ms that look for work, *spinning*.
    nspinning: AtomicUsize,
}

impl IdleCounts {
    /// Number of idle Ps.
    #[inline]
    pub fn nps(&self) -> usize {
        self.nps.load(Ordering::SeqCst)
    }

    /// Sets the number of idle Ps. The caller holds the scheduler's lock.
    pub fn set_nps(&self, nps: usize) {
        self.nps.store(nps, Ordering::SeqCst);
    }

    /// Number of Ms that look for work.
    #[inline]
    pub fn nspinning(&self) -> usize {
        self.nspinning.load(Ordering::SeqCst)
    }

    /// Whether an M must be woken for work that has just been made visible: a P is idle, and
    /// nobody looks. If so, the M to be woken counts as looking already.
    #[inline]
    pub fn begin_wake(&self) -> bool {
        fence(Ordering::SeqCst);
        self.nps() != 0 && self.nspinning() == 0 && self.be_only_one()
    }

    /// Counts an M as looking, unless another does.
    pub fn be_only_one(&self) -> bool {
        self.nspinning.compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// An M begins to look.
    pub fn start_looking(&self) {
        self.nspinning.fetch_add(1, Ordering::SeqCst);
    }

    /// An M that was counted looks no longer. If it has not found anything, it looks at all
    /// queues once more after this; if it has, it wakes another one.
    pub fn stop_looking(&self) {
        self.nspinning.fetch_sub(1, Ordering::SeqCst);
    }
}
