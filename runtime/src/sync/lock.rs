//! A lock with a rank.
//!
//! `parking_lot`'s mutex, and in debug builds a per-thread list of the ranks held, which
//! must grow. The critical sections of the runtime are short and never block on anything
//! but a lock of higher rank, so a thread that waits here keeps its P.

use std::ops::{Deref, DerefMut};

use parking_lot::{Mutex, MutexGuard};

use crate::sync::rank::Rank;

/// A mutual-exclusion lock around `T`.
pub struct Lock<T> {
    rank: Rank,
    inner: Mutex<T>,
}

/// Access to what a [`Lock`] protects, until dropped.
pub struct Guard<'a, T> {
    inner: MutexGuard<'a, T>,
    _held: Held,
}

impl<T> Lock<T> {
    /// An unlocked lock.
    pub const fn new(rank: Rank, value: T) -> Lock<T> {
        Lock { rank, inner: Mutex::new(value) }
    }

    /// Waits for the lock and takes it. The thread holds no lock of this rank or above.
    pub fn lock(&self) -> Guard<'_, T> {
        let held = Held::new(self.rank);
        Guard { inner: self.inner.lock(), _held: held }
    }

    /// Takes the lock if nobody holds it. The thread holds no lock of this rank or above.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        let inner = self.inner.try_lock()?;
        Some(Guard { inner, _held: Held::new(self.rank) })
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

#[cfg(debug_assertions)]
mod held {
    use super::Rank;
    use std::cell::RefCell;

    thread_local! {
        /// Ranks this thread holds, in the order taken.
        static HELD: RefCell<Vec<Rank>> = const { RefCell::new(Vec::new()) };
    }

    /// One entry of the thread's list.
    pub struct Held(Rank);

    impl Held {
        pub fn new(rank: Rank) -> Held {
            HELD.with_borrow_mut(|held| {
                if let Some(top) = held.last() {
                    assert!(*top < rank, "lock order: {rank:?} while holding {top:?}");
                }
                held.push(rank);
            });
            Held(rank)
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            HELD.with_borrow_mut(|held| {
                let last = held.iter().rposition(|rank| *rank == self.0);
                held.remove(last.expect("a guard is on its thread's list"));
            });
        }
    }
}

#[cfg(not(debug_assertions))]
mod held {
    use super::Rank;

    /// Nothing in release builds.
    pub struct Held;

    impl Held {
        pub fn new(_: Rank) -> Held {
            Held
        }
    }
}

use held::Held;

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn locks_are_taken_in_rank_order() {
        let low = Lock::new(Rank::SpanSet, 1);
        let high = Lock::new(Rank::Heap, 2);
        let first = low.lock();
        let second = high.lock();
        assert_eq!(*first + *second, 3);
    }

    #[test]
    #[should_panic(expected = "lock order")]
    fn the_wrong_order_is_found() {
        let low = Lock::new(Rank::SpanSet, 1);
        let high = Lock::new(Rank::Heap, 2);
        let _first = high.lock();
        let _second = low.lock();
    }
}
