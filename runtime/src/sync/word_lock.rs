//! A lock of four bytes, for objects whose layout is Go's.
//!
//! 0 is free, so zeroed memory is an unlocked lock; 1 is held; 2 is held and somebody
//! may sleep. Critical sections are a few hundred instructions, so waiters spin a while
//! before they sleep.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::sync::note::{futex_wait, futex_wake};

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
        for i in 0..SPINS {
            if self.0.load(Ordering::Relaxed) == FREE
                && self.0.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
            {
                return;
            }
            if i % 32 == 31 { std::thread::yield_now() } else { std::hint::spin_loop() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn only_one_holds_it() {
        let (lock, counter) = (WordLock::default(), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        lock.lock();
                        counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                        lock.unlock();
                    }
                });
            }
        });
        assert_eq!(counter.into_inner(), 80_000);
    }
}
