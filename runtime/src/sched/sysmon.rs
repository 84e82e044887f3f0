//! The monitor: a thread without a P that looks after those with one.
//!
//! It wakes every 20 µs at first; after 50 rounds in which it found nothing to do it sleeps
//! twice as long each time, up to 10 ms. It sleeps for good while all Ps are idle and the
//! scavenger need not be woken. In each round it
//!
//! * takes the P of an M that has been in a native for a whole round, if there is other work
//!   for it;
//! * asks a goroutine that has run for 10 ms to yield;
//! * asks the system for events of descriptors if nobody has done so for 10 ms;
//! * starts an M for a timer or a deadline that nobody ran in time;
//! * looks whether the limits that GOMAXPROCS follows have changed;
//! * lets the collector look at its clock, wakes its scavenger if that is asked to work, and
//!   prints the scheduler's state if `GODEBUG=schedtrace` asks for it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::clock::nanotime;
use crate::gc::hooks;
use crate::sched::Sched;
use crate::sched::p::{P, PStatus};

/// How long a goroutine runs while others wait; Go's.
const TIME_SLICE_NS: i64 = 10_000_000;
/// The longest that nobody asks for events while goroutines wait for some; Go's.
const POLL_PERIOD_NS: i64 = 10_000_000;
/// The shortest pause between rounds.
const MIN_PAUSE: Duration = Duration::from_micros(20);
/// The longest.
const MAX_PAUSE: Duration = Duration::from_millis(10);
/// Rounds without work before the pauses grow.
const EAGER_ROUNDS: u32 = 50;
/// The longest sleep while all Ps are idle: half of the collector's period of two minutes.
const DEEP_SLEEP: Duration = Duration::from_secs(60);

impl Sched {
    /// Starts the monitor, once; nothing needs it before there is a second goroutine.
    #[inline]
    pub fn start_sysmon(&'static self) {
        if !self.has_sysmon.load(Ordering::Relaxed) && !self.has_sysmon.swap(true, Ordering::AcqRel)
        {
            let thread = std::thread::Builder::new().name("sysmon".to_owned());
            if thread.spawn(move || self.monitor()).is_err() {
                crate::throw::fatal("runtime: failed to create new OS thread");
            }
        }
    }

    /// Wakes the monitor if it sleeps for good.
    pub(crate) fn wake_sysmon(&self) {
        if self.sysmon_sleeps.swap(false, Ordering::SeqCst) {
            self.sysmon_note.wake();
        }
    }

    fn monitor(&'static self) {
        let mut nidle_rounds = 0;
        let mut pause = MIN_PAUSE;
        while !self.has_ended() {
            if nidle_rounds == 0 {
                pause = MIN_PAUSE;
            } else if nidle_rounds > EAGER_ROUNDS {
                pause = (pause * 2).min(MAX_PAUSE);
            }
            std::thread::sleep(pause);
            let is_needed = self.tracer.is_on() || self.heap.scavenger.is_asked();
            if !is_needed && self.all_idle() && self.sleep_deeply() {
                nidle_rounds = 0;
            }
            self.quit_if_asked();
            let now = nanotime();
            if self.netpoll.is_overdue(now, POLL_PERIOD_NS) {
                self.inject(self.netpoll.poll());
            }
            if self.earliest_timer().is_some_and(|when| when < now) {
                self.wake_p();
            }
            if self.retake(now) {
                nidle_rounds = 0;
            } else {
                nidle_rounds += 1;
            }
            hooks::sysmon_tick(self, now);
            self.follow_limits(now);
            self.trace_if_due(now);
        }
    }

    fn all_idle(&self) -> bool {
        self.is_stopping() || self.idle.nps() == self.nps()
    }

    /// Sleeps until some P is busy; whether it slept.
    fn sleep_deeply(&self) -> bool {
        let locked = self.locked.lock();
        if !self.all_idle() {
            return false;
        }
        self.sysmon_note.clear();
        self.sysmon_sleeps.store(true, Ordering::SeqCst);
        drop(locked);
        self.sysmon_note.sleep_for(DEEP_SLEEP);
        self.sysmon_sleeps.store(false, Ordering::SeqCst);
        true
    }

    /// Takes Ps from Ms that block, preempts what runs for long; whether it took any.
    fn retake(&'static self, now: i64) -> bool {
        let mut has_taken = false;
        for &p in self.ps() {
            let status = p.status();
            if !matches!(status, PStatus::Running | PStatus::Syscall) {
                continue;
            }
            let seen = &p.seen;
            let tick = p.schedtick.load(Ordering::Relaxed);
            if seen.schedtick.swap(tick, Ordering::Relaxed) != tick {
                seen.schedwhen.store(now, Ordering::Relaxed);
            } else if seen.schedwhen.load(Ordering::Relaxed) + TIME_SLICE_NS <= now {
                p.request_preemption();
            }
            if status == PStatus::Syscall {
                has_taken |= self.retake_from_native(p, now);
            }
        }
        has_taken
    }

    fn retake_from_native(&'static self, p: &'static P, now: i64) -> bool {
        let seen = &p.seen;
        let tick = p.syscalltick.load(Ordering::Relaxed);
        if seen.syscalltick.swap(tick, Ordering::Relaxed) != tick {
            seen.syscallwhen.store(now, Ordering::Relaxed);
            return false;
        }
        let others_look = self.idle.nspinning() > 0 || self.idle.nps() > 0;
        let is_recent = seen.syscallwhen.load(Ordering::Relaxed) + TIME_SLICE_NS > now;
        if p.runq.is_empty() && others_look && is_recent {
            return false;
        }
        if !p.try_change(PStatus::Syscall, PStatus::Idle) {
            return false;
        }
        p.syscalltick.fetch_add(1, Ordering::Relaxed);
        p.set_m(None);
        self.hand_off(p);
        true
    }
}
