//! Clocks: monotonic time, and the CPU time of the process for measurements and the
//! collector's account of its share.

use std::mem::MaybeUninit;
use std::time::{SystemTime, UNIX_EPOCH};

/// Nanoseconds of the monotonic clock, from some moment before the process began; never 0.
#[inline]
pub fn nanotime() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one `timespec` through the pointer, which is valid for it.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    (time.tv_sec * 1_000_000_000 + time.tv_nsec).max(1)
}

/// Nanoseconds since 1970.
pub fn unix_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}

/// CPU time used so far, all threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuTime {
    /// Running the program, in nanoseconds.
    pub user_ns: i64,
    /// In the system on its behalf, in nanoseconds.
    pub system_ns: i64,
}

impl CpuTime {
    /// What the process has used.
    pub fn now() -> CpuTime {
        let mut usage = MaybeUninit::<libc::rusage>::uninit();
        // SAFETY: the call writes one `rusage` through the pointer, which is valid for it.
        let failed = unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) };
        debug_assert_eq!(failed, 0, "the arguments are always valid");
        // SAFETY: the call cannot fail with these arguments, so the value is written.
        let usage = unsafe { usage.assume_init() };
        let ns = |time: libc::timeval| (time.tv_sec * 1_000_000 + time.tv_usec) * 1000;
        CpuTime { user_ns: ns(usage.ru_utime), system_ns: ns(usage.ru_stime) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_does_not_go_back() {
        let before = CpuTime::now();
        let after = CpuTime::now();
        assert!(after.user_ns >= before.user_ns && after.system_ns >= before.system_ns);
    }
}
