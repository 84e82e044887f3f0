//! The CPUs that the process may run on, and which thread runs where.

use std::mem::size_of;

/// A set of CPUs, one bit each; more than Linux supports.
#[derive(Clone, Debug)]
struct Set([u64; 128]);

impl Set {
    /// The CPUs of a thread, the calling one if 0.
    fn of(thread: i32) -> Option<Set> {
        let mut set = Set([0; 128]);
        // SAFETY: the system writes at most that many bytes to the set.
        let result =
            unsafe { libc::sched_getaffinity(thread, size_of::<Set>(), set.0.as_mut_ptr().cast()) };
        (result == 0).then_some(set)
    }

    /// Makes these the CPUs of a thread. It is a wish: without it the thread runs too.
    fn assign(&self, thread: i32) {
        // SAFETY: the system reads that many bytes of the set.
        unsafe { libc::sched_setaffinity(thread, size_of::<Set>(), self.0.as_ptr().cast()) };
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

/// Number of CPUs that the process may run on (`runtime.NumCPU`).
pub fn count() -> usize {
    Set::of(0).map_or(1, |set| set.count().max(1))
}

/// As long as this lives, the process's first thread runs on other CPUs than the one on
/// which the calling thread, another, was when it made this.
///
/// The system tends to let a thread run where the one was that woke it, and takes
/// milliseconds to see that another CPU has nothing to do. For threads that work together
/// for no longer than that, it matters.
#[derive(Debug)]
pub struct Apart {
    first_thread: i32,
    all: Set,
}

impl Apart {
    /// `None` if there is no other CPU.
    pub fn from_here() -> Option<Apart> {
        // The first thread has the process's number.
        let first_thread = std::process::id() as i32;
        let all = Set::of(first_thread)?;
        let mut others = all.clone();
        // SAFETY: it only returns a number.
        let here = usize::try_from(unsafe { libc::sched_getcpu() }).ok()?;
        *others.0.get_mut(here / 64)? &= !(1 << (here % 64));
        if others.count() == 0 {
            return None;
        }
        others.assign(first_thread);
        Some(Apart { first_thread, all })
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.all.assign(self.first_thread);
    }
}
