//! What threads share at the lowest level: atomics, futexes, a pause.
//!
//! `tests/interleavings.rs` and `tests/marking.rs` include the files that get these from here,
//! and have modules of the same name over shuttle's threads, which switches at every access.
//! So what it explores is the code that runs, not a copy of it.

pub use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence};
use std::time::Duration;

/// Lets another thread do what this one waits for; counts the attempts, and gives up the
/// CPU after every so many.
#[inline]
pub(crate) fn pause(nspins: &mut u32, every: u32) {
    *nspins += 1;
    if nspins.is_multiple_of(every) { std::thread::yield_now() } else { std::hint::spin_loop() }
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
