//! The status word of a goroutine: its state, a claim on it and a request to stop, in one.
//!
//! | bits | meaning | set by | cleared by |
//! |---|---|---|---|
//! | [`Status`] | the state | see the table of `sched::g` | |
//! | [`SCAN`] | somebody else has *claimed* the stack; the state stays | the claimer | the claimer |
//! | [`STOP`] | `suspend_g` asks it to stop at the next safepoint | the suspender, only beside Running | every change of the state |
//!
//! The request stands beside the state because Gs are used again: whoever asks may find that
//! the goroutine has ended meanwhile, and the next one of the same G must not stop for
//! somebody who no longer waits. As it is, a request cannot outlive the stretch of running
//! for which it was made, and who made it waits as long as it stands, for only a change of the
//! state lets the suspender go on.

use crate::sync::primitive::{AtomicU32, Ordering, pause};

/// State of a goroutine; the numbers are Go's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Status {
    /// Just made.
    Idle = 0,
    /// In a run queue.
    Runnable = 1,
    /// Runs Go code on an M with a P.
    Running = 2,
    /// In a blocking native; its M may have lost its P.
    Syscall = 3,
    /// Parked.
    Waiting = 4,
    /// Ended.
    Dead = 6,
    /// Stopped itself at a safepoint because `suspend_g` asked.
    Preempted = 9,
}

/// Added to a status by the thread that claims the goroutine's stack.
const SCAN: u32 = 0x1000;
/// Added to Running by the thread that wants to claim the stack.
const STOP: u32 = 0x2000;

impl Status {
    fn from_bits(bits: u32) -> Status {
        match bits & !(SCAN | STOP) {
            0 => Status::Idle,
            1 => Status::Runnable,
            2 => Status::Running,
            3 => Status::Syscall,
            4 => Status::Waiting,
            6 => Status::Dead,
            9 => Status::Preempted,
            _ => crate::throw!("a goroutine with an unknown status"),
        }
    }

    /// As traces print it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Idle => "idle",
            Status::Runnable => "runnable",
            Status::Running => "running",
            Status::Syscall => "syscall",
            Status::Waiting => "waiting",
            Status::Dead => "dead",
            Status::Preempted => "preempted",
        }
    }
}

/// The status of a goroutine. Changing it releases what was done under the old one; reading
/// it acquires.
pub struct StatusWord(AtomicU32);

impl Default for StatusWord {
    /// The status of a new goroutine: Idle.
    fn default() -> StatusWord {
        StatusWord(AtomicU32::new(Status::Idle as u32))
    }
}

impl StatusWord {
    /// The state.
    pub fn get(&self) -> Status {
        Status::from_bits(self.0.load(Ordering::Acquire))
    }

    /// Moves from one state to another; waits while it is claimed; a request to stop ends. The
    /// caller is the one that the table of `sched::g` names.
    #[inline]
    pub fn change(&self, from: Status, to: Status) {
        let (from, to) = (from as u32, to as u32);
        if self.0.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_err() {
            self.change_slow(from, to);
        }
    }

    #[cold]
    fn change_slow(&self, from: u32, to: u32) {
        let mut nspins = 0;
        let mut expected = from;
        while let Err(found) =
            self.0.compare_exchange(expected, to, Ordering::AcqRel, Ordering::Acquire)
        {
            if found & !(SCAN | STOP) != from {
                crate::throw!("a goroutine changed its status behind the scheduler's back");
            }
            expected = found & !SCAN;
            if found != expected {
                pause(&mut nspins, 64);
            }
        }
    }

    fn try_claim(&self, status: Status) -> bool {
        let from = status as u32;
        self.0.compare_exchange(from, from | SCAN, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Claims the stack as soon as it is at rest, and says in which state; `None` if the
    /// goroutine has ended. `interrupt` makes it look whether it must stop, and may be lost.
    pub fn claim(&self, mut interrupt: impl FnMut()) -> Option<Status> {
        let mut nspins = 0;
        loop {
            match self.get() {
                Status::Dead => return None,
                status @ (Status::Runnable
                | Status::Waiting
                | Status::Syscall
                | Status::Preempted) => {
                    if self.try_claim(status) {
                        return Some(status);
                    }
                }
                Status::Running => {
                    self.ask_to_stop();
                    interrupt();
                }
                // Its creator is about to start it.
                Status::Idle => {}
            }
            pause(&mut nspins, 16);
        }
    }

    fn ask_to_stop(&self) {
        let running = Status::Running as u32;
        // If it does not run any more, or was asked, there is nothing to do.
        let _ =
            self.0.compare_exchange(running, running | STOP, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Whether the goroutine, which runs, shall become Preempted: who asked waits for that, and
    /// readies it.
    #[inline(always)]
    pub fn must_stop(&self) -> bool {
        self.0.load(Ordering::Acquire) & STOP != 0
    }

    /// Gives a claim up: the state goes on from `claimed`, what [`StatusWord::claim`] returned.
    /// A goroutine that had stopped for it waits afterwards: the caller readies it.
    pub fn release(&self, claimed: Status) {
        let to = match claimed {
            Status::Preempted => Status::Waiting,
            other => other,
        };
        let before = self.0.swap(to as u32, Ordering::AcqRel);
        debug_assert_eq!(before, claimed as u32 | SCAN, "it was claimed");
    }
}
