//! Stopping: the world, each P once, one goroutine.
//!
//! * [`M::stop_the_world`]: all Ps stop at safepoints, and stay so until the guard is
//!   dropped. Go code runs nowhere, nor does anything that holds a P.
//! * [`M::try_for_each_p`], the *ragged barrier*: a function runs once on behalf of each P, at
//!   a moment when that P is at a safepoint; the Ps do not wait for each other.
//! * [`M::suspend_g`]: one goroutine is stopped and claimed, so that its stack may be read.
//!
//! All are called by an M on behalf of the goroutine that it runs, registers saved. That
//! goroutine counts as waiting for the time, so others may claim it. Requests of several Ms
//! wait for each other in `Sched::world`; who waits has no P.
//!
//! A request for preemption may be lost (see `M::stop_at_safepoint`), so it is repeated every
//! 100 µs until everybody has come.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::sched::g::{G, Status, WaitReason};
use crate::sched::m::M;
use crate::sched::p::{P, PStatus};
use crate::sched::{Locked, Sched};
use crate::sync::lock::Guard;

/// How often stragglers are asked again.
const REPEAT: Duration = Duration::from_micros(100);

/// What `try_for_each_p` runs.
pub(crate) struct SafepointFn(&'static (dyn Fn(&'static P) + Sync));

/// The world is stopped until this is dropped, and the caller owns all Ps.
pub struct StoppedWorld {
    m: &'static M,
    /// GOMAXPROCS from the restart on.
    pub(crate) nps: usize,
    waiting: WaitingG,
    world: Option<Guard<'static, ()>>,
}

/// A goroutine that [`M::suspend_g`] claimed; dropped, it goes on.
pub struct SuspendedG {
    m: &'static M,
    /// The goroutine: the holder owns its [`GState`](crate::sched::g::GState).
    pub g: &'static G,
    /// What it was found doing; if it stopped itself, it must be made ready.
    claimed: Status,
}

/// The running goroutine, made Waiting for a time.
struct WaitingG(Option<&'static G>);

impl WaitingG {
    fn new(m: &'static M, reason: WaitReason) -> WaitingG {
        let g = m.g().filter(|g| g.status() == Status::Running);
        if let Some(g) = g {
            g.set_wait_reason(reason);
            g.change_status(Status::Running, Status::Waiting);
        }
        WaitingG(g)
    }

    fn end(&mut self) {
        if let Some(g) = self.0.take() {
            g.change_status(Status::Waiting, Status::Running);
        }
    }
}

impl M {
    /// The right to stop the world or run a ragged barrier. If another M has it, this one
    /// waits as in a blocking native, so the running goroutine takes part in what the
    /// other does; the M may hold another P afterwards.
    fn take_world(&'static self) -> Guard<'static, ()> {
        let world = &self.sched().world;
        loop {
            if let Some(guard) = world.try_lock() {
                return guard;
            }
            // Not kept while it waits for a P: markers that cannot end the cycle because the
            // right is taken may hold them all.
            self.enter_blocking();
            drop(world.lock());
            self.exit_blocking();
        }
    }

    /// Stops the world. The M runs a goroutine, which has its registers saved. The M may hold
    /// another P afterwards, so pointers to parts of the P are stale.
    pub fn stop_the_world(&'static self, reason: WaitReason) -> StoppedWorld {
        let world = self.take_world();
        self.stop_the_world_with(world, reason)
    }

    /// Stops the world, unless another M does so or runs a ragged barrier. The M holds a P, and
    /// keeps it; a goroutine that it runs has its registers saved.
    pub fn try_stop_the_world(&'static self, reason: WaitReason) -> Option<StoppedWorld> {
        let world = self.sched().world.try_lock()?;
        Some(self.stop_the_world_with(world, reason))
    }

    fn stop_the_world_with(
        &'static self,
        world: Guard<'static, ()>,
        reason: WaitReason,
    ) -> StoppedWorld {
        let waiting = WaitingG::new(self, reason);
        let sched = self.sched();
        let mut locked = sched.locked.lock();
        sched.stop_note.clear();
        locked.stop_wait = sched.nps();
        sched.stopping.store(true, Ordering::SeqCst);
        self.p().set_status(PStatus::Stopped);
        locked.stop_wait -= 1;
        for &p in sched.ps() {
            if p.try_change(PStatus::Syscall, PStatus::Stopped) {
                p.syscalltick.fetch_add(1, Ordering::Relaxed);
                p.set_m(None);
                locked.stop_wait -= 1;
            }
        }
        while let Some(p) = sched.take_idle_p(&mut locked) {
            p.set_status(PStatus::Stopped);
            locked.stop_wait -= 1;
        }
        let must_wait = locked.stop_wait > 0;
        drop(locked);
        if must_wait {
            sched.preempt_all(self);
            while !sched.stop_note.sleep_for(REPEAT) {
                sched.preempt_all(self);
            }
        }
        debug_assert!(sched.ps().iter().all(|p| p.status() == PStatus::Stopped));
        StoppedWorld { m: self, nps: sched.nps(), waiting, world: Some(world) }
    }

    /// This M's P stops, as the world shall; returns when the M holds a P again.
    pub(crate) fn stop_for_world(&'static self) {
        let sched = self.sched();
        if self.is_spinning.swap(false, Ordering::Relaxed) {
            sched.idle.stop_looking();
        }
        let mut locked = sched.locked.lock();
        if !sched.is_stopping() {
            return;
        }
        let p = self.release_p();
        sched.stop_p(&mut locked, p);
        drop(locked);
        self.stop();
    }

    /// Runs `f` once for every P: for those that run at their next safepoint, on their own
    /// M; for the others here. Returns when all have; `false` at once if another M stops the
    /// world or does the same. The M holds a P, and keeps it; a goroutine that it runs has its
    /// registers saved. `f` must not park, nor stop anything.
    pub fn try_for_each_p(
        &'static self,
        reason: WaitReason,
        f: &(dyn Fn(&'static P) + Sync),
    ) -> bool {
        let Some(world) = self.sched().world.try_lock() else { return false };
        let mut waiting = WaitingG::new(self, reason);
        let sched = self.sched();
        // SAFETY: the reference is used only until this function returns: it waits for all
        // Ps, and then takes it back.
        let f: &'static (dyn Fn(&'static P) + Sync) = unsafe { std::mem::transmute(f) };
        let mut shared = SafepointFn(f);
        let own = self.p();
        let mut locked = sched.locked.lock();
        sched.safepoint_note.clear();
        sched.safepoint_fn.store(&raw mut shared, Ordering::SeqCst);
        locked.safepoint_wait = sched.nps() - 1;
        for &p in sched.ps() {
            p.run_safepoint_fn.store(!std::ptr::eq(p, own), Ordering::SeqCst);
        }
        for i in 0..locked.idle_ps.len() {
            let p = locked.idle_ps[i];
            if p.run_safepoint_fn.swap(false, Ordering::SeqCst) {
                f(p);
                locked.safepoint_wait -= 1;
            }
        }
        let must_wait = locked.safepoint_wait > 0;
        drop(locked);
        f(own);
        if must_wait {
            loop {
                sched.take_ps_in_natives();
                sched.preempt_all(self);
                if sched.safepoint_note.sleep_for(REPEAT) {
                    break;
                }
            }
        }
        sched.safepoint_fn.store(std::ptr::null_mut(), Ordering::SeqCst);
        drop(world);
        waiting.end();
        true
    }

    /// Does something while the running goroutine counts as waiting, so that its stack may be
    /// looked at. Its registers are saved; `work` does not touch it.
    pub fn while_waiting<T>(&'static self, reason: WaitReason, work: impl FnOnce() -> T) -> T {
        let mut waiting = WaitingG::new(self, reason);
        let result = work();
        waiting.end();
        result
    }

    /// Stops and claims a goroutine; `None` if it has ended. The M holds a P, and the
    /// goroutine is not the one it runs, unless that waits.
    pub fn suspend_g(&'static self, g: &'static G) -> Option<SuspendedG> {
        let claimed = g.status.claim(|| {
            if let Some(m) = g.m() {
                m.stop_at_safepoint();
            }
        })?;
        Some(SuspendedG { m: self, g, claimed })
    }
}

impl Drop for SuspendedG {
    fn drop(&mut self) {
        self.g.status.release(self.claimed);
        if self.claimed == Status::Preempted {
            self.m.ready(self.g);
        }
    }
}

impl StoppedWorld {
    /// The M that stopped the world.
    pub fn m(&self) -> &'static M {
        self.m
    }
}

impl Drop for StoppedWorld {
    /// Starts the world again.
    fn drop(&mut self) {
        let (m, sched) = (self.m, self.m.sched());
        if self.nps != sched.nps() {
            sched.set_nps_from(m, self.nps);
        }
        let own = m.p();
        let mut locked = sched.locked.lock();
        let mut busy = Vec::new();
        for &p in sched.ps().iter().rev() {
            if std::ptr::eq(p, own) {
                p.set_status(PStatus::Running);
            } else if p.runq.is_empty() {
                sched.put_idle_p(&mut locked, p);
            } else {
                p.set_status(PStatus::Idle);
                busy.push(p);
            }
        }
        sched.stopping.store(false, Ordering::SeqCst);
        drop(locked);
        for p in busy {
            sched.start_m(p, false);
        }
        sched.wake_sysmon();
        self.world = None;
        self.waiting.end();
        // Work of Ps that are idle now, and their timers.
        sched.wake_p();
    }
}

impl Sched {
    /// A P that nobody holds stops.
    pub(crate) fn stop_p(&self, locked: &mut Guard<'_, Locked>, p: &'static P) {
        p.set_status(PStatus::Stopped);
        locked.stop_wait -= 1;
        if locked.stop_wait == 0 {
            self.stop_note.wake();
        }
    }

    /// Asks all Ms that hold a P to come to the scheduler.
    fn preempt_all(&self, but: &'static M) {
        for p in self.ps() {
            if let Some(m) = p.m()
                && !std::ptr::eq(m, but)
            {
                m.stop_at_safepoint();
            }
        }
    }

    /// The same for all, when the caller is no M.
    pub(crate) fn preempt_everybody(&self) {
        for m in self.ps().iter().filter_map(|p| p.m()) {
            m.stop_at_safepoint();
        }
    }

    /// Ps in natives that still owe the ragged barrier their turn.
    fn take_ps_in_natives(&'static self) {
        for &p in self.ps() {
            if p.run_safepoint_fn.load(Ordering::SeqCst)
                && p.try_change(PStatus::Syscall, PStatus::Idle)
            {
                p.syscalltick.fetch_add(1, Ordering::Relaxed);
                p.set_m(None);
                self.hand_off(p);
            }
        }
    }

    /// Runs the ragged barrier's function for a P that the caller's M holds, if it is due.
    pub(crate) fn run_safepoint_fn_of(&self, p: &'static P) {
        if p.run_safepoint_fn.swap(false, Ordering::SeqCst) {
            self.call_safepoint_fn(p);
            let mut locked = self.locked.lock();
            self.note_safepoint(&mut locked);
        }
    }

    /// The same for a P that nobody holds, whose turn was taken.
    pub(crate) fn run_safepoint_fn(&self, locked: &mut Guard<'_, Locked>, p: &'static P) {
        self.call_safepoint_fn(p);
        self.note_safepoint(locked);
    }

    fn call_safepoint_fn(&self, p: &'static P) {
        // SAFETY: `try_for_each_p` waits for the P whose turn this is, so its function is there.
        let f = unsafe { &*self.safepoint_fn.load(Ordering::SeqCst) };
        (f.0)(p);
    }

    fn note_safepoint(&self, locked: &mut Guard<'_, Locked>) {
        locked.safepoint_wait -= 1;
        if locked.safepoint_wait == 0 {
            self.safepoint_note.wake();
        }
    }
}
