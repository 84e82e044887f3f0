//! Finding the goroutine to run next.
//!
//! 1. Stop if the world stops; run what `try_for_each_p` wants. Run due timers.
//! 2. A mark worker that is due.
//! 3. Every 61st time the global queue first, so that two goroutines that keep readying
//!    each other do not starve it.
//! 4. The P's own queue; the global queue.
//! 5. Goroutines whose descriptors are ready ([`crate::netpoll`]), if nobody waits for those.
//! 6. *Spin*: steal from the others, four rounds in random order; in the last one also run
//!    their timers and take what they were about to run.
//! 7. Idle collector work.
//! 8. Give the P up. Look once more at everything (C3), then sleep: until the next timer or
//!    event, if nobody else does that already; otherwise until woken.

use std::sync::atomic::{Ordering, fence};
use std::time::Duration;

use crate::clock::nanotime;
use crate::gc::concurrent::Found;
use crate::gc::hooks;
use crate::sched::Sched;
use crate::sched::g::{G, Status};
use crate::sched::m::M;
use crate::sched::p::{P, PStatus};

/// The global queue comes first every so many goroutines.
const GLOBAL_TICKS: u32 = 61;
/// Rounds of stealing.
const ROUNDS: usize = 4;
/// At most so many goroutines come from the global queue at once.
const MAX_BATCH: usize = 128;

impl M {
    /// The next goroutine to run, which is Running from now on; sleeps until there is one.
    /// The M holds a P and runs no goroutine, or one that it has parked. `None` if the
    /// program has ended.
    pub fn schedule(&'static self) -> Option<&'static G> {
        if let Some(g) = self.locked_g() {
            self.stop_locked();
            return self.execute(g, false);
        }
        loop {
            self.p().preempt.store(false, Ordering::Relaxed);
            let (g, inherits_time) = self.find_runnable()?;
            if self.is_spinning.load(Ordering::Relaxed) {
                self.stop_spinning();
            }
            match g.locked_m() {
                Some(owner) => self.start_locked(owner),
                None => return self.execute(g, inherits_time),
            }
        }
    }

    fn execute(&'static self, g: &'static G, inherits_time: bool) -> Option<&'static G> {
        g.change_status(Status::Runnable, Status::Running);
        g.wait_since.store(0, Ordering::Relaxed);
        g.set_m(Some(self));
        self.set_g(Some(g));
        self.p().own_mut().mcache.load_balance(g.balance());
        if !inherits_time {
            let tick = &self.p().schedtick;
            tick.store(tick.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        }
        Some(g)
    }

    /// It found work for the collector: another M shall look for goroutines.
    pub(crate) fn stop_spinning_to_work(&'static self) {
        if self.is_spinning.load(Ordering::Relaxed) {
            self.stop_spinning();
        }
    }

    /// It found work: another M shall look for more.
    fn stop_spinning(&'static self) {
        self.is_spinning.store(false, Ordering::Relaxed);
        self.sched().idle.stop_looking();
        self.sched().wake_p();
    }

    fn start_spinning(&self) {
        if !self.is_spinning.swap(true, Ordering::Relaxed) {
            self.sched().idle.start_looking();
        }
    }

    fn find_runnable(&'static self) -> Option<(&'static G, bool)> {
        let sched = self.sched();
        loop {
            let p = self.p();
            if sched.has_ended() {
                return None;
            }
            if sched.is_stopping() {
                self.stop_for_world();
                continue;
            }
            if p.run_safepoint_fn.load(Ordering::Acquire) {
                sched.run_safepoint_fn_of(p);
            }
            sched.netpoll.check_deadlines(self);
            p.timers.check(self);
            match hooks::find_worker(self) {
                Found::Worker(g) => return Some((g, false)),
                Found::Progress => continue,
                Found::Nothing => {}
            }
            if let Some(found) = self.take_queued(p) {
                return Some(found);
            }
            if self.take_events() {
                continue;
            }
            // C4.
            let nbusy = sched.nps() - sched.idle.nps();
            if self.is_spinning.load(Ordering::Relaxed) || 2 * sched.idle.nspinning() < nbusy {
                self.start_spinning();
                match self.steal(p) {
                    Stolen::Goroutine(g) => return Some((g, false)),
                    Stolen::Restart => continue,
                    Stolen::Nothing => {}
                }
            }
            match hooks::run_idle(self) {
                Found::Worker(g) => return Some((g, false)),
                Found::Progress => continue,
                Found::Nothing => {}
            }
            if !self.go_idle(p) {
                continue;
            }
            // Here the M has no P.
            if self.found_after_idle() {
                continue;
            }
            self.sleep_until_work();
        }
    }

    /// A goroutine of the P's queue or the global one.
    #[inline]
    fn take_queued(&'static self, p: &'static P) -> Option<(&'static G, bool)> {
        let global = &self.sched().global;
        if p.schedtick.load(Ordering::Relaxed).is_multiple_of(GLOBAL_TICKS)
            && !global.is_empty()
            && let Some(g) = p.runq.take_global(global, 1)
        {
            return Some((g, false));
        }
        if self.sched().stress.steals
            && let Some(g) = self.sched().ps().iter().find_map(|&victim| {
                let is_other = !std::ptr::eq(victim, p);
                is_other.then(|| p.runq.steal_from(&victim.runq)).flatten()
            })
        {
            return Some((g, false));
        }
        if let Some(found) = p.runq.get() {
            return Some(found);
        }
        if global.is_empty() {
            return None;
        }
        let share = global.len() / self.sched().nps() + 1;
        p.runq.take_global(global, share.min(MAX_BATCH)).map(|g| (g, false))
    }

    /// Makes those ready whose descriptors are; whether there are any.
    #[inline]
    fn take_events(&'static self) -> bool {
        let sched = self.sched();
        if !sched.netpoll.has_waiters() || sched.has_sleeper.load(Ordering::SeqCst) {
            return false;
        }
        self.enqueue(sched.netpoll.poll())
    }

    /// Puts Runnable goroutines into the P's queue; whether there are any.
    fn enqueue(&'static self, runnable: Vec<&'static G>) -> bool {
        let sched = self.sched();
        let has_any = !runnable.is_empty();
        for g in runnable {
            self.p().runq.put(g, false, &sched.global);
            sched.wake_p();
        }
        has_any
    }

    fn steal(&'static self, p: &'static P) -> Stolen {
        let sched = self.sched();
        let ps = sched.ps();
        for round in 0..ROUNDS {
            let is_last = round == ROUNDS - 1;
            let start = p.own_mut().mcache.random() as usize;
            for i in 0..ps.len() {
                if sched.is_stopping() || sched.has_ended() {
                    return Stolen::Restart;
                }
                let victim = ps[(start.wrapping_add(i)) % ps.len()];
                if std::ptr::eq(victim, p) {
                    continue;
                }
                if is_last
                    && victim.timers.check(self)
                    && let Some((g, _)) = p.runq.get()
                {
                    return Stolen::Goroutine(g);
                }
                if victim.status() == PStatus::Idle {
                    continue;
                }
                if let Some(g) = p.runq.steal_from(&victim.runq) {
                    return Stolen::Goroutine(g);
                }
                if is_last && let Some(g) = steal_next(victim) {
                    return Stolen::Goroutine(g);
                }
            }
        }
        if sched.global.is_empty() { Stolen::Nothing } else { Stolen::Restart }
    }

    /// Gives the P up, unless something came up.
    fn go_idle(&'static self, p: &'static P) -> bool {
        let sched = self.sched();
        let mut locked = sched.locked.lock();
        if sched.is_stopping()
            || p.run_safepoint_fn.load(Ordering::Acquire)
            || !sched.global.is_empty()
        {
            return false;
        }
        self.release_p();
        sched.put_idle_p(&mut locked, p);
        true
    }

    /// C3: looks at all queues after the P is idle. If there is something, holds a P again
    /// and spins.
    fn found_after_idle(&'static self) -> bool {
        let sched = self.sched();
        if self.is_spinning.swap(false, Ordering::Relaxed) {
            sched.idle.stop_looking();
        }
        fence(Ordering::SeqCst);
        let now = nanotime();
        let has_work = || {
            !sched.global.is_empty()
                || sched.ps().iter().any(|p| !p.runq.is_empty())
                || sched.earliest_timer().is_some_and(|when| when <= now)
        };
        if sched.has_ended() || sched.is_stopping() || !has_work() {
            return false;
        }
        let p = {
            let mut locked = sched.locked.lock();
            sched.take_idle_p(&mut locked)
        };
        let Some(p) = p else { return false };
        self.acquire_p(p);
        self.start_spinning();
        true
    }

    /// Sleeps without a P: until a timer is due or an event comes, if nobody else sees to that.
    fn sleep_until_work(&'static self) {
        let sched = self.sched();
        let until = sched.earliest_timer();
        // N3: if this M has parked the last goroutine that waits for an event, it sees that.
        let is_needed = until.is_some() || sched.netpoll.has_waiters();
        if !is_needed || sched.has_sleeper.swap(true, Ordering::SeqCst) {
            if let Some(until) = until {
                let sleeping = sched.sleep_until.load(Ordering::SeqCst);
                if sleeping == 0 || until < sleeping {
                    sched.end_sleep();
                }
            }
            return self.stop();
        }
        sched.sleep_until.store(until.unwrap_or(0), Ordering::SeqCst);
        // A timer that was started before `sleep_until` was visible is seen here.
        let until = sched.earliest_timer();
        // Nobody may be left who could change anything but the scavenger, which sleeps.
        sched.check_dead(sched.locked.lock());
        let runnable = sched.sleep(until);
        sched.sleep_until.store(0, Ordering::SeqCst);
        sched.sleep_note.clear();
        sched.has_sleeper.store(false, Ordering::SeqCst);
        let p = {
            let mut locked = sched.locked.lock();
            sched.take_idle_p(&mut locked)
        };
        match p {
            Some(p) => {
                self.acquire_p(p);
                self.start_spinning();
                self.enqueue(runnable);
            }
            None => {
                sched.inject(runnable);
                self.stop();
            }
        }
    }
}

impl Sched {
    /// When the next timer or deadline is due, in monotonic nanoseconds.
    pub(crate) fn earliest_timer(&self) -> Option<i64> {
        let timers = self.ps().iter().map(|p| p.timers.next_when());
        timers.chain([self.netpoll.next_when()]).filter(|&when| when != 0).min()
    }

    /// Sleeps until then, or an event; the goroutines that can go on, in no queue. The M is the
    /// sleeper.
    fn sleep(&self, until: Option<i64>) -> Vec<&'static G> {
        let time = until.map(|until| Duration::from_nanos((until - nanotime()).max(0) as u64));
        if self.has_ended() {
            return Vec::new();
        }
        if self.netpoll.is_open() {
            return self.netpoll.poll_for(time);
        }
        match time {
            Some(time) if time.is_zero() => {}
            Some(time) => _ = self.sleep_note.sleep_for(time),
            // Goroutines wait for events, but the poller is not visible yet.
            None => {}
        }
        Vec::new()
    }

    /// Wakes the sleeper. If a poller is made meanwhile, who makes it wakes the sleeper too.
    fn end_sleep(&self) {
        if self.netpoll.is_open() {
            self.netpoll.wake();
        } else {
            self.sleep_note.wake();
        }
    }

    /// A timer that is due at `when` was started: who sleeps until a later one shall wake.
    pub(crate) fn wake_sleeper(&'static self, when: i64) {
        fence(Ordering::SeqCst);
        if !self.has_sleeper.load(Ordering::SeqCst) {
            return self.wake_p();
        }
        let until = self.sleep_until.load(Ordering::SeqCst);
        if until == 0 || when < until {
            self.end_sleep();
        }
    }
}

enum Stolen {
    Goroutine(&'static G),
    /// Something changed: begin again.
    Restart,
    Nothing,
}

/// What the victim was about to run. If the victim runs something, that is about to park
/// most likely and will run its next itself; it gets a moment for it.
fn steal_next(victim: &'static P) -> Option<&'static G> {
    if !victim.runq.has_next() {
        return None;
    }
    if victim.status() == PStatus::Running {
        std::thread::sleep(Duration::from_micros(3));
    }
    victim.runq.steal_next()
}
