//! M: an OS thread. How it gets a P, gives it up, sleeps and blocks.
//!
//! The engine runs one interpreter loop per M and keeps the [`M`] inside its own context of
//! that thread, so that the poll of every loop reads [`M::limit`] without a detour. A
//! goroutine switch happens inside the loop; the loop is left only when the program ends.
//!
//! An M without work sleeps on its [`Note`] in the idle list; who wants it running puts a P
//! in `next_p` and wakes it. An M in a blocking native keeps its P in status Syscall, and
//! finds it there when the native is short; sysmon hands the P to another M when it is long.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

use crate::sched::Sched;
use crate::sched::g::{G, Status};
use crate::sched::p::{P, PStatus};
use crate::sync::note::Note;

/// What a new M is told.
pub struct NewM {
    /// Its scheduler.
    pub sched: &'static Sched,
    /// Its number.
    pub id: usize,
    /// The P it starts with.
    p: &'static P,
    /// Whether it counts as looking for work.
    is_spinning: bool,
}

/// An OS thread that runs goroutines.
#[repr(C)]
pub struct M {
    /// A frame may end here at most. 0 asks the goroutine to stop at its next safepoint; any
    /// thread may store that, only the M itself stores other values.
    limit: AtomicUsize,
    /// Its number; the main thread's is 0.
    pub id: usize,
    sched: &'static Sched,
    /// The P it holds. The M itself.
    p: Cell<Option<&'static P>>,
    /// The P it gets when it is woken. Written by the waker before the wake-up.
    next_p: AtomicPtr<P>,
    /// The goroutine it runs. Written by the M; read by sysmon and traces.
    g: AtomicPtr<G>,
    /// The goroutine that only it may run. Written by the M.
    locked_g: AtomicPtr<G>,
    /// It looks for work and is counted in `Sched::idle`. Written by the M, or while it sleeps
    /// by its waker.
    pub(crate) is_spinning: AtomicBool,
    /// It sleeps here.
    pub(crate) note: Note,
    /// Limits are not set: goroutines stop at every safepoint.
    is_stressed: bool,
}

// SAFETY: the cells are the M's own; everything else is atomic, immutable or a note.
unsafe impl Sync for M {}

impl NewM {
    /// The M's half that lives in the engine's context. Where it is stored it stays for ever.
    pub fn make(&self) -> M {
        M::new(self.sched, self.id)
    }

    /// Takes the P; then [`M::schedule`] gives the first goroutine. On the M's own thread.
    pub fn begin(self, m: &'static M) {
        m.is_spinning.store(self.is_spinning, Ordering::Relaxed);
        m.sched.locked.lock().all_ms.push(m);
        m.acquire_p(self.p);
    }
}

impl M {
    /// An M without a P.
    pub(crate) fn new(sched: &'static Sched, id: usize) -> M {
        M {
            limit: AtomicUsize::new(0),
            id,
            sched,
            p: Cell::new(None),
            next_p: AtomicPtr::default(),
            g: AtomicPtr::default(),
            locked_g: AtomicPtr::default(),
            is_spinning: AtomicBool::new(false),
            note: Note::new(),
            is_stressed: sched.stress.stops_always,
        }
    }

    /// What the frames of the running goroutine are checked against; 0 asks it to stop.
    #[inline(always)]
    pub fn limit(&self) -> usize {
        self.limit.load(Ordering::Relaxed)
    }

    /// Sets the limit of the running goroutine's stack, unless it must stop at its next
    /// safepoint. The M itself.
    #[inline]
    pub fn set_limit(&self, limit: usize) {
        self.limit.store(limit, Ordering::Relaxed);
        if self.is_stressed || self.has_request() {
            self.limit.store(0, Ordering::Relaxed);
        }
    }

    /// Does something under a limit that is not 0.
    pub fn with_limit<T>(&self, limit: usize, work: impl FnOnce() -> T) -> T {
        let outer = self.limit.swap(limit, Ordering::Relaxed);
        let result = work();
        self.limit.store(outer, Ordering::Relaxed);
        result
    }

    /// Asks the running goroutine to stop at its next safepoint. Any thread. Lost if the M
    /// sets the limit at the same moment and does not see the reason yet.
    pub fn stop_at_safepoint(&self) {
        self.limit.store(0, Ordering::Relaxed);
    }

    /// Whether there is a reason to stop.
    fn has_request(&self) -> bool {
        self.sched.is_stopping()
            || self.p.get().is_some_and(|p| p.must_yield() || p.own_mut().mcache.wants_safepoint())
            || self.g().is_some_and(G::must_stop)
    }

    /// Its scheduler.
    pub fn sched(&self) -> &'static Sched {
        self.sched
    }

    /// The P it holds. It holds one.
    #[inline(always)]
    pub fn p(&self) -> &'static P {
        match self.p.get() {
            Some(p) => p,
            None => crate::throw!("an M without a P does what needs one"),
        }
    }

    /// The P it holds, if any.
    pub fn p_if_any(&self) -> Option<&'static P> {
        self.p.get()
    }

    /// The goroutine it runs.
    #[inline(always)]
    pub fn g(&self) -> Option<&'static G> {
        // SAFETY: null or a G, which is never freed.
        unsafe { self.g.load(Ordering::Relaxed).as_ref() }
    }

    pub(crate) fn set_g(&self, g: Option<&'static G>) {
        let g = g.map_or(std::ptr::null_mut(), |g| std::ptr::from_ref(g).cast_mut());
        self.g.store(g, Ordering::Relaxed);
    }

    /// The goroutine that only it may run.
    pub fn locked_g(&self) -> Option<&'static G> {
        // SAFETY: as for `g`.
        unsafe { self.locked_g.load(Ordering::Relaxed).as_ref() }
    }

    pub(crate) fn set_locked_g(&self, g: Option<&'static G>) {
        let g = g.map_or(std::ptr::null_mut(), |g| std::ptr::from_ref(g).cast_mut());
        self.locked_g.store(g, Ordering::Relaxed);
    }

    /// Takes a P that nobody holds.
    pub(crate) fn acquire_p(&'static self, p: &'static P) {
        debug_assert!(self.p.get().is_none());
        p.set_m(Some(self));
        p.set_status(PStatus::Running);
        self.p.set(Some(p));
        let mcache = &mut *p.own_mut().mcache;
        mcache.set_attention(&self.limit);
        if let Some(g) = self.g() {
            mcache.load_balance(g.balance());
        }
    }

    /// Gives its P up; the caller decides what becomes of it.
    pub(crate) fn release_p(&self) -> &'static P {
        let p = self.p();
        if let Some(g) = self.g() {
            p.own_mut().mcache.save_balance(g.balance());
        }
        self.p.set(None);
        p.set_m(None);
        p.set_status(PStatus::Idle);
        p
    }

    /// Sleeps in the idle list until it gets a P. It holds none.
    pub(crate) fn stop(&'static self) {
        self.sched.put_idle_m(self);
        self.sleep();
    }

    /// Sleeps until it gets a P.
    pub(crate) fn sleep(&'static self) {
        self.note.sleep();
        self.note.clear();
        let p = self.next_p.swap(std::ptr::null_mut(), Ordering::Acquire);
        // SAFETY: null or a P, which is never freed.
        match unsafe { p.as_ref() } {
            Some(p) => self.acquire_p(p),
            None => crate::throw!("an M was woken without a P"),
        }
    }

    /// Wakes it with a P. It sleeps, and is in no list any more.
    pub(crate) fn wake_with(&self, p: &'static P) {
        self.next_p.store(std::ptr::from_ref(p).cast_mut(), Ordering::Release);
        self.note.wake();
    }

    // Locked goroutines.

    /// Ties the running goroutine to this M (`LockOSThread`); calls nest.
    pub fn lock_g(&'static self) {
        let g = self.running();
        g.state_mut().locks += 1;
        g.set_locked_m(Some(self));
        self.set_locked_g(Some(g));
    }

    /// Undoes one [`M::lock_g`].
    pub fn unlock_g(&'static self) {
        let g = self.running();
        let state = g.state_mut();
        if state.locks == 0 {
            return;
        }
        state.locks -= 1;
        if state.locks == 0 {
            g.set_locked_m(None);
            self.set_locked_g(None);
        }
    }

    /// Waits until the goroutine that is locked to this M can run; then holds a P.
    pub(crate) fn stop_locked(&'static self) {
        if self.p.get().is_some() {
            let p = self.release_p();
            self.sched.hand_off(p);
        }
        self.sched.note_idle_locked();
        self.sleep();
    }

    /// Gives its P to the M that the goroutine is locked to, and sleeps.
    pub(crate) fn start_locked(&'static self, owner: &'static M) {
        self.sched.note_busy_locked();
        let p = self.release_p();
        owner.wake_with(p);
        self.stop();
    }

    // Blocking natives.

    /// The running goroutine enters a native that may block. Its registers are saved. Until
    /// [`M::exit_blocking`] the M may lose its P, so nothing of the P may be used.
    pub fn enter_blocking(&'static self) {
        let (g, p) = (self.running(), self.p());
        p.syscalltick.fetch_add(1, Ordering::Relaxed);
        p.own_mut().mcache.save_balance(g.balance());
        g.change_status(Status::Running, Status::Syscall);
        p.set_status(PStatus::Syscall);
        if self.sched.is_stopping() {
            self.sched.stop_p_in_native(p);
        }
    }

    /// The native is over: the M holds a P again, perhaps another one.
    pub fn exit_blocking(&'static self) {
        let g = self.running();
        let old = self.p();
        if old.try_change(PStatus::Syscall, PStatus::Running) {
            g.change_status(Status::Syscall, Status::Running);
            return;
        }
        self.p.set(None);
        if let Some(p) = self.sched.take_idle_p_for_native() {
            self.acquire_p(p);
            g.change_status(Status::Syscall, Status::Running);
            p.schedtick.fetch_add(1, Ordering::Relaxed);
            return;
        }
        // No P is free: the goroutine queues like any other. Native frames of it are on this
        // thread, so it comes back here.
        let was_locked = self.locked_g().is_some();
        g.set_locked_m(Some(self));
        self.set_locked_g(Some(g));
        g.change_status(Status::Syscall, Status::Runnable);
        self.set_g(None);
        g.set_m(None);
        self.sched.put_global(g);
        self.stop_locked();
        if !was_locked {
            g.set_locked_m(None);
            self.set_locked_g(None);
        }
        g.change_status(Status::Runnable, Status::Running);
        g.set_m(Some(self));
        self.set_g(Some(g));
        self.p().own_mut().mcache.load_balance(g.balance());
        self.p().schedtick.fetch_add(1, Ordering::Relaxed);
    }

    /// The goroutine that it runs. It runs one.
    #[inline(always)]
    pub fn running(&self) -> &'static G {
        match self.g() {
            Some(g) => g,
            None => crate::throw!("an M without a goroutine does what needs one"),
        }
    }
}

impl Sched {
    /// Starts or wakes an M to run the P, which nobody holds.
    pub(crate) fn start_m(&'static self, p: &'static P, is_spinning: bool) {
        let mut locked = self.locked.lock();
        if let Some(m) = locked.idle_ms.pop() {
            drop(locked);
            m.is_spinning.store(is_spinning, Ordering::Relaxed);
            return m.wake_with(p);
        }
        let id = locked.nms;
        locked.nms += 1;
        drop(locked);
        if id > MAX_MS {
            eprintln!("runtime: program exceeds {MAX_MS}-thread limit");
            crate::throw::fatal("thread exhaustion");
        }
        let new = NewM { sched: self, id, p, is_spinning };
        let host = self.host;
        let thread = std::thread::Builder::new().name(format!("M{id}")).stack_size(STACK_BYTES);
        if thread.spawn(move || host.run_m(new)).is_err() {
            crate::throw::fatal("runtime: failed to create new OS thread");
        }
    }

    /// Finds something for a P that its M gave up because it blocks.
    pub(crate) fn hand_off(&'static self, p: &'static P) {
        if !p.runq.is_empty() || !self.global.is_empty() {
            return self.start_m(p, false);
        }
        if self.idle.nspinning() + self.idle.nps() == 0 && self.idle.be_only_one() {
            return self.start_m(p, true);
        }
        let mut locked = self.locked.lock();
        if self.is_stopping() {
            return self.stop_p(&mut locked, p);
        }
        if p.run_safepoint_fn.swap(false, Ordering::SeqCst) {
            self.run_safepoint_fn(&mut locked, p);
        }
        if !self.global.is_empty() {
            drop(locked);
            return self.start_m(p, false);
        }
        let when = p.timers.next_when();
        // The last one: somebody must wait for events.
        if self.idle.nps() + 1 == self.nps()
            && self.netpoll.has_waiters()
            && !self.has_sleeper.load(Ordering::SeqCst)
        {
            drop(locked);
            return self.start_m(p, false);
        }
        self.put_idle_p(&mut locked, p);
        drop(locked);
        self.recheck_after_idle();
        if when != 0 {
            self.wake_sleeper(when);
        }
    }

    /// An idle P for an M that returns from a native and has lost its own.
    fn take_idle_p_for_native(&self) -> Option<&'static P> {
        if self.idle.nps() == 0 {
            return None;
        }
        let mut locked = self.locked.lock();
        self.take_idle_p(&mut locked)
    }

    /// A native is entered while the world is being stopped: its P stops.
    fn stop_p_in_native(&'static self, p: &'static P) {
        let mut locked = self.locked.lock();
        if self.is_stopping() && p.try_change(PStatus::Syscall, PStatus::Idle) {
            p.syscalltick.fetch_add(1, Ordering::Relaxed);
            p.set_m(None);
            self.stop_p(&mut locked, p);
        }
    }
}

/// More threads than this end the program, as in Go.
const MAX_MS: usize = 10_000;
/// Native stack of an M: natives, the collector and traces run on it.
const STACK_BYTES: usize = 256 << 10;
