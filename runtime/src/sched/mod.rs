//! The scheduler: goroutines on threads.
//!
//! * **G** ([`g`]): a goroutine. **M** ([`m`]): an OS thread. **P** ([`p`]): the right to run
//!   Go code, with everything that running it needs: allocator, run queue, timers. There
//!   are GOMAXPROCS Ps, so at most that many goroutines run at a time; there are as many
//!   Ms as it takes, since those that block in the system hold no P.
//! * Every P has a queue of runnable goroutines ([`runq`]); there is a global queue for what
//!   does not belong to any P. An M looks for work ([`find`]) in its P's queue, in the
//!   global one, in other Ps' queues (*stealing*), then gives the P up and sleeps.
//! * A goroutine *parks* ([`park`]) when it must wait; who lets it go on makes it *ready*. The
//!   M goes straight to the next goroutine without leaving the interpreter's loop.
//! * *Safepoints* ([`preempt`]): at calls and loop back-edges a goroutine compares its frame
//!   with the M's limit. Storing 0 there makes it come to the scheduler. So goroutines are
//!   preempted after 10 ms, the world is stopped, one goroutine is suspended ([`stw`]).
//! * The *monitor* ([`sysmon`]) is a thread without P that looks at all Ps: takes those of Ms
//!   that block, preempts what runs for long.
//! * When the last M goes idle and nothing can wake any, the program is dead ([`deadlock`]).
//!
//! This is Go's design with Go's constants; what differs is said where it differs.
//!
//! # Invariants
//!
//! * C1: a G is in at most one run queue, and in one exactly if its status is Runnable (but
//!   for the moments in which its owner moves it).
//! * C2: everything that a parking goroutine does to make itself findable (sudog in a
//!   channel's queue, timer in a heap) is done under that structure's lock, its registers are
//!   saved and its status is Waiting before that lock is released. After that it may run
//!   elsewhere at any time, and its former M touches nothing of it.
//! * C3: no lost wake-up. Who makes work visible (a G in a queue) then looks whether an M
//!   spins or a P is idle; who stops spinning or idles its P then looks at all queues once
//!   more. With sequentially consistent accesses one of the two sees the other.
//! * C4: at most half of the busy Ps' number of Ms spin, so looking for work costs less than
//!   the work.
//! * C5: who stops the world waits only for Ms that run Go code, and those reach a safepoint
//!   within a bounded number of instructions; natives that may take long are *blocking*
//!   and have their P taken away.
//! * C6: the scheduler's lock is held for list operations only: never while waiting, never
//!   while calling the engine.
//!
//! # Rejected
//!
//! * A context per P instead of per M: handlers hold its address in a machine register, and
//!   a switch of P inside a blocking native could not change that.
//! * Leaving the interpreter to switch goroutines: 5 to 10 ns more for nothing.
//! * Signals for preemption: every loop polls anyway, in one compare.
//! * Our own 256-slot ring for the run queues: crossbeam's deque does the same and is proven;
//!   its length limit is kept in [`runq`].
//! * A fence between setting the limit and looking for requests: 20 cycles per switch to save
//!   a repetition that who asks does anyway.

pub mod cgroup;
pub mod deadlock;
pub mod find;
pub mod g;
mod idle;
pub mod m;
pub mod p;
pub mod park;
pub mod preempt;
pub mod procs;
pub mod quit;
pub mod registry;
pub mod runq;
#[cfg(test)]
mod runq_tests;
pub mod status;
pub mod stw;
pub mod sysmon;
pub mod timer;
mod trace;

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU64, AtomicUsize};
use std::sync::atomic::{Ordering, fence};

use crossbeam_deque::Injector;

use crate::addr::Addr;
use crate::debug;
use crate::host::Host;
use crate::mem::mheap::Heap;
use crate::netpoll::NetPoll;
use crate::object::sudog::SudogPool;
use crate::sync::lock::{Guard, Lock};
use crate::sync::note::Note;
use crate::sync::rank::Rank;
use crate::sync::sema::SemaTable;
use g::G;
use idle::IdleCounts;
use m::M;
use p::{P, PStatus};
use procs::MaxProcs;
use registry::Registry;
use trace::Tracer;

/// Rare events that switches of `MINIGODEBUG` make constant.
#[derive(Clone, Copy, Debug)]
pub struct Stress {
    /// Goroutines yield at every safepoint.
    pub preempts: bool,
    /// Goroutines yield before every channel operation.
    pub yields: bool,
    /// Ms steal before they look at their own queue.
    pub steals: bool,
    /// Every safepoint goes through the slow path, for one of these or stack moves.
    pub stops_always: bool,
}

/// The scheduler of a program; never freed.
pub struct Sched {
    /// The engine.
    pub host: &'static dyn Host,
    /// The heap.
    pub heap: &'static Heap,
    /// All goroutines.
    pub gs: Registry,
    /// Semaphores by address.
    pub semas: SemaTable,
    /// Goroutines that wait for descriptors.
    pub netpoll: NetPoll,
    /// Sudogs that no P keeps.
    pub(crate) sudogs: SudogPool,
    /// All Ps, in use or not. Replaced only while the world is stopped; old lists stay.
    all_ps: AtomicPtr<Vec<&'static P>>,
    /// Number of Ps in use. Changed while the world is stopped.
    nps: AtomicUsize,
    /// Runnable goroutines of no P.
    pub(crate) global: Injector<&'static G>,
    pub(crate) locked: Lock<Locked>,
    /// How many Ps are idle, the length of `Locked::idle_ps`, and how many Ms look for work.
    pub(crate) idle: IdleCounts,
    /// The world shall stop, or is stopped. Changed under the lock.
    stopping: AtomicBool,
    /// Who stops the world sleeps here until all have stopped.
    pub(crate) stop_note: Note,
    /// Held by who stops the world or runs `try_for_each_p`.
    pub(crate) world: Lock<()>,
    /// What `try_for_each_p` runs; null if nothing.
    pub(crate) safepoint_fn: AtomicPtr<stw::SafepointFn>,
    pub(crate) safepoint_note: Note,
    /// An M sleeps until a timer is due or, once there is a network poller, an event comes.
    pub(crate) has_sleeper: AtomicBool,
    /// Where it sleeps while there is no network poller.
    pub(crate) sleep_note: Note,
    /// Until when, in monotonic nanoseconds; 0 if that is not known yet or only events count.
    pub(crate) sleep_until: AtomicI64,
    /// The monitor runs.
    has_sysmon: AtomicBool,
    /// It sleeps until some P is busy.
    pub(crate) sysmon_sleeps: AtomicBool,
    pub(crate) sysmon_note: Note,
    next_id: AtomicU64,
    /// Goroutines that have not ended.
    pub(crate) ngs: AtomicUsize,
    /// Exit status of the program, once it ended.
    exit_status: AtomicI32,
    has_ended: AtomicBool,
    /// Prints the scheduler's state now and then.
    tracer: Tracer,
    /// Where GOMAXPROCS comes from.
    pub(crate) procs: MaxProcs,
    /// What `MINIGODEBUG` makes constant.
    pub stress: Stress,
    start_ns: i64,
}

/// What the scheduler's lock protects.
pub(crate) struct Locked {
    /// Ms that sleep for want of work.
    pub idle_ms: Vec<&'static M>,
    /// Ps that no M holds.
    pub idle_ps: Vec<&'static P>,
    /// Ms that have begun to run.
    pub all_ms: Vec<&'static M>,
    /// Number of Ms.
    pub nms: usize,
    /// Ms that sleep until their locked goroutine can run.
    /// Below 0 for a moment if one is woken before it has counted itself.
    pub nidle_locked: isize,
    /// Ps that have not stopped yet.
    pub stop_wait: usize,
    /// Ps that have not run the safepoint function yet.
    pub safepoint_wait: usize,
}

/// Goroutine numbers are handed to Ps so many at a time, as in Go.
const IDS: u64 = 16;

impl Sched {
    /// A scheduler with this many Ps, and the M of the calling thread, which the engine keeps
    /// in its context (`place`) and which holds the first P.
    pub fn new(
        heap: &'static Heap,
        host: &'static dyn Host,
        (procs, nps): (MaxProcs, usize),
    ) -> &'static Sched {
        let is_on = |name| debug::get(name) == Some(1);
        let stress = Stress {
            preempts: is_on("preempt"),
            yields: is_on("chanyield"),
            steals: is_on("steal"),
            stops_always: is_on("preempt") || is_on("stackmove"),
        };
        let sched: &'static Sched = Box::leak(Box::new(Sched {
            host,
            heap,
            gs: Registry::new(),
            semas: SemaTable::new(),
            netpoll: NetPoll::new(),
            sudogs: SudogPool::new(),
            all_ps: AtomicPtr::new(Box::leak(Box::default())),
            nps: AtomicUsize::new(0),
            global: Injector::new(),
            locked: Lock::new(
                Rank::Sched,
                Locked {
                    idle_ms: Vec::new(),
                    idle_ps: Vec::new(),
                    all_ms: Vec::new(),
                    nms: 1,
                    nidle_locked: 0,
                    stop_wait: 0,
                    safepoint_wait: 0,
                },
            ),
            idle: IdleCounts::default(),
            stopping: AtomicBool::new(false),
            stop_note: Note::new(),
            world: Lock::new(Rank::World, ()),
            safepoint_fn: AtomicPtr::default(),
            safepoint_note: Note::new(),
            has_sleeper: AtomicBool::new(false),
            sleep_note: Note::new(),
            sleep_until: AtomicI64::new(0),
            has_sysmon: AtomicBool::new(false),
            sysmon_sleeps: AtomicBool::new(false),
            sysmon_note: Note::new(),
            next_id: AtomicU64::new(1),
            ngs: AtomicUsize::new(0),
            exit_status: AtomicI32::new(0),
            has_ended: AtomicBool::new(false),
            tracer: Tracer::from_environment(),
            procs,
            stress,
            start_ns: crate::clock::nanotime(),
        }));
        sched.set_nps(nps);
        sched
    }

    /// The M of the thread that made the scheduler.
    pub fn main_m(&'static self) -> M {
        M::new(self, 0)
    }

    /// Gives the main M its P; it stays where it is for ever.
    pub fn begin(&'static self, m: &'static M) {
        let p = {
            let mut locked = self.locked.lock();
            locked.all_ms.push(m);
            self.take_idle_p(&mut locked)
        };
        m.acquire_p(p.expect("nobody else runs yet"));
        // Go's start waits in channels itself, which leaves a sudog to who waits first.
        let own = m.p().own_mut();
        self.sudogs.fill(own.mcache, &mut own.sudogs);
        if self.tracer.is_on() {
            self.start_sysmon();
        }
    }

    /// The Ps in use.
    #[inline]
    pub fn ps(&self) -> &'static [&'static P] {
        let all = self.all_ps();
        &all[..self.nps().min(all.len())]
    }

    /// All Ps, those not in use included: they may hold caches to flush.
    pub fn all_ps(&self) -> &'static [&'static P] {
        // SAFETY: points to a vector that is never changed or freed.
        unsafe { &*self.all_ps.load(Ordering::Acquire) }
    }

    /// Number of Ps in use: GOMAXPROCS.
    pub fn nps(&self) -> usize {
        self.nps.load(Ordering::Acquire)
    }

    /// Whether the world shall stop or is stopped.
    #[inline(always)]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Lets nobody run Go code any more: the process ends.
    fn stop_for_good(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Whether the monitor's thread runs.
    fn has_monitor(&self) -> bool {
        self.has_sysmon.load(Ordering::Acquire)
    }

    /// Number of goroutines (`runtime.NumGoroutine`).
    pub fn ngoroutines(&self) -> usize {
        self.ngs.load(Ordering::Relaxed)
    }

    /// Nanoseconds since the scheduler was made.
    pub fn uptime_ns(&self) -> i64 {
        crate::clock::nanotime() - self.start_ns
    }

    /// A batch of goroutine numbers: first, end.
    pub(crate) fn take_ids(&self) -> (u64, u64) {
        // The first batch begins with 1, for main.
        let first = self.next_id.fetch_add(IDS, Ordering::Relaxed);
        (first, first + IDS)
    }

    /// Whether some P has nothing to do.
    pub fn has_idle_p(&self) -> bool {
        self.idle.nps() != 0
    }

    /// Whether goroutines wait that the P could run.
    pub fn has_runnable(&self, p: &P) -> bool {
        !p.runq.is_empty() || !self.global.is_empty()
    }

    /// Calls `visit` for every heap pointer that the scheduler keeps outside of goroutines:
    /// the array of all Gs, free sudogs, timers. The world is stopped.
    pub fn for_each_root(&self, visit: &mut dyn FnMut(Addr)) {
        visit(self.gs.array());
        self.sudogs.for_each_root(visit);
        for p in self.all_ps() {
            p.own_mut().sudogs.iter().for_each(|&sudog| visit(Addr(sudog as usize)));
            visit(p.timers.array());
        }
    }

    // The program's end.

    /// Notes that the program has ended; all Ms stop at their next safepoint for good.
    pub fn end(&self, status: i32) {
        self.exit_status.store(status, Ordering::Relaxed);
        self.has_ended.store(true, Ordering::Release);
    }

    /// Whether the program has ended.
    pub fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
    }

    /// The status with which it ended.
    pub fn exit_status(&self) -> i32 {
        self.exit_status.load(Ordering::Relaxed)
    }

    // Idle lists.

    /// Puts a P that nobody holds on the idle list.
    pub(crate) fn put_idle_p(&self, locked: &mut Guard<'_, Locked>, p: &'static P) {
        p.set_status(PStatus::Idle);
        locked.idle_ps.push(p);
        self.idle.set_nps(locked.idle_ps.len());
    }

    /// Takes an idle P.
    pub(crate) fn take_idle_p(&self, locked: &mut Guard<'_, Locked>) -> Option<&'static P> {
        let p = locked.idle_ps.pop()?;
        self.idle.set_nps(locked.idle_ps.len());
        if self.sysmon_sleeps.load(Ordering::SeqCst) {
            self.sysmon_sleeps.store(false, Ordering::SeqCst);
            self.sysmon_note.wake();
        }
        Some(p)
    }

    /// Puts an M on the idle list, and looks whether the program is dead.
    pub(crate) fn put_idle_m(&'static self, m: &'static M) {
        let mut locked = self.locked.lock();
        locked.idle_ms.push(m);
        self.check_dead(locked);
    }

    /// An M begins to sleep until its locked goroutine can run.
    pub(crate) fn note_idle_locked(&'static self) {
        let mut locked = self.locked.lock();
        locked.nidle_locked += 1;
        self.check_dead(locked);
    }

    /// Such an M is about to be woken.
    pub(crate) fn note_busy_locked(&self) {
        self.locked.lock().nidle_locked -= 1;
    }

    /// Adds a goroutine to the global queue; an M will look there (C3).
    pub(crate) fn put_global(&'static self, g: &'static G) {
        self.global.push(g);
        self.wake_p();
    }

    /// Goroutines that became Runnable where nobody holds a P.
    pub(crate) fn inject(&'static self, runnable: Vec<&'static G>) {
        runnable.into_iter().for_each(|g| self.put_global(g));
    }

    /// Starts an M to look for work, if a P is idle and nobody looks already. Called after
    /// making work visible.
    #[inline]
    pub fn wake_p(&'static self) {
        if self.idle.begin_wake() {
            self.wake_p_slow();
        }
    }

    /// Gives an idle P to an M that counts as looking for work already.
    #[cold]
    fn wake_p_slow(&'static self) {
        let mut locked = self.locked.lock();
        let p = self.take_idle_p(&mut locked);
        drop(locked);
        match p {
            Some(p) => self.start_m(p, true),
            None => self.idle.stop_looking(),
        }
    }

    /// After a P went idle outside of `find`: work that came at the same time is not lost.
    pub(crate) fn recheck_after_idle(&'static self) {
        fence(Ordering::SeqCst);
        if !self.global.is_empty() || self.ps().iter().any(|p| !p.runq.is_empty()) {
            self.wake_p();
        }
    }
}
