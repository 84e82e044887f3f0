//! One-shot wake-ups: how an M sleeps.
//!
//! A note is cleared, then one thread sleeps on it and another wakes it, once. A wake-up
//! that comes before the sleep is not lost. On Linux it is one futex word, so waking a
//! thread that does not sleep yet is a single store.

use std::time::Duration;

use crate::sync::primitive::{AtomicU32, Ordering, futex_wait, futex_wake};

const CLEAR: u32 = 0;
const WOKEN: u32 = 1;

/// A one-shot wake-up.
#[derive(Debug, Default)]
pub struct Note {
    /// Release on waking pairs with Acquire after sleeping.
    state: AtomicU32,
}

impl Note {
    /// A cleared note.
    pub const fn new() -> Note {
        Note { state: AtomicU32::new(CLEAR) }
    }

    /// Forgets a wake-up. Nobody sleeps on it.
    pub fn clear(&self) {
        self.state.store(CLEAR, Ordering::Relaxed);
    }

    /// Wakes the sleeper, or the next one that would sleep.
    pub fn wake(&self) {
        self.state.store(WOKEN, Ordering::Release);
        futex_wake(&self.state);
    }

    /// Sleeps until [`Note::wake`]. The M holds no P.
    pub fn sleep(&self) {
        while self.state.load(Ordering::Acquire) == CLEAR {
            futex_wait(&self.state, CLEAR, None);
        }
    }

    /// Sleeps until [`Note::wake`] or for that long; whether it was woken.
    pub fn sleep_for(&self, time: Duration) -> bool {
        let start = std::time::Instant::now();
        while self.state.load(Ordering::Acquire) == CLEAR {
            let Some(left) = time.checked_sub(start.elapsed()).filter(|left| !left.is_zero())
            else {
                return false;
            };
            futex_wait(&self.state, CLEAR, Some(left));
        }
        true
    }
}
