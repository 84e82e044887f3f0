//! A lock of four bytes, for objects whose layout is Go's.
//!
//! 0 is free, so zeroed memory is an unlocked lock; 1 is held; 2 is held and somebody
//! may sleep. Critical sections are a few hundred instructions, so waiters spin a while
//! before they sleep.

use crate::sync::primitive::{AtomicU32, Ordering, futex_wait, futex_wake, pause};

const FREE: u32 = 0;
const HELD: u32 = 1;
const SLEEPERS: u32 = 2;

/// Attempts before a waiter sleeps.
const SPINS: u32 = 100;

/// A mutual-exclusion lock.
#[repr(transparent)]
#[derive(Debug, Default)]
pub struct WordLock(AtomicU32);

impl WordLock {
    /// Waits for the lock and takes it.
    #[inline(always)]
    pub fn lock(&self) {
        if self.0.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.lock_slow();
        }
    }

    #[cold]
    #[inline(never)]
    fn lock_slow(&self) {
        let mut nspins = 0;
        while nspins < SPINS {
            if self.0.load(Ordering::Relaxed) == FREE
                && self.0.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
            {
                return;
            }
            pause(&mut nspins, 32);
        }
        while self.0.swap(SLEEPERS, Ordering::Acquire) != FREE {
            futex_wait(&self.0, SLEEPERS, None);
        }
    }

    /// Releases the lock, which the caller holds.
    #[inline(always)]
    pub fn unlock(&self) {
        if self.0.swap(FREE, Ordering::Release) == SLEEPERS {
            futex_wake(&self.0);
        }
    }
}
