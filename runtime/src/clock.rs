//! Clocks: monotonic time, and the CPU time of the process for measurements and the
//! collector's account of its share.

use std::io;
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
        let usage = usage_of(libc::RUSAGE_SELF).expect("the argument is valid");
        let ns = |time: libc::timeval| (time.tv_sec * 1_000_000 + time.tv_usec) * 1000;
        CpuTime { user_ns: ns(usage.ru_utime), system_ns: ns(usage.ru_stime) }
    }
}

/// The fields of `struct rusage` in order, all words.
pub fn resource_usage(who: i32) -> io::Result<[i64; 18]> {
    Ok(usage_fields(&usage_of(who)?))
}

/// The fields of a `struct rusage` in order.
pub fn usage_fields(u: &libc::rusage) -> [i64; 18] {
    let times = [u.ru_utime.tv_sec, u.ru_utime.tv_usec, u.ru_stime.tv_sec, u.ru_stime.tv_usec];
    let counts = [
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ];
    let mut fields = [0; 18];
    fields[..4].copy_from_slice(&times);
    fields[4..].copy_from_slice(&counts);
    fields
}

fn usage_of(who: i32) -> io::Result<libc::rusage> {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the call writes one `rusage` through the pointer, which is valid for it.
    if unsafe { libc::getrusage(who, usage.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded, so the value is written.
    Ok(unsafe { usage.assume_init() })
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
