//! One-shot wake-ups: how an M sleeps.
//!
//! A note is cleared, then one thread sleeps on it and another wakes it, once. A wake-up
//! that comes before the sleep is not lost. On Linux it is one futex word, so waking a
//! thread that does not sleep yet is a single store.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

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

/// Sleeps while the word has the value; may return at any time.
pub(crate) fn futex_wait(word: &AtomicU32, value: u32, time: Option<Duration>) {
    let time = time.map(|time| libc::timespec {
        tv_sec: time.as_secs().min(i64::MAX as u64) as libc::time_t,
        tv_nsec: time.subsec_nanos().into(),
    });
    let time = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    let op = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the word lives during the call, the time is null or valid.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), op, value, time) };
}

/// Wakes one sleeper.
pub(crate) fn futex_wake(word: &AtomicU32) {
    let op = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the call only compares the address.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), op, 1) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_wake_up_before_the_sleep_counts() {
        let note = Note::new();
        note.wake();
        note.sleep();
        note.clear();
        assert!(!note.sleep_for(Duration::from_millis(1)));
    }

    #[test]
    fn a_sleeper_is_woken() {
        let note = Arc::new(Note::new());
        let other = Arc::clone(&note);
        let sleeper = std::thread::spawn(move || other.sleep());
        std::thread::sleep(Duration::from_millis(5));
        note.wake();
        sleeper.join().expect("it ends");
    }
}
