//! Parking, readying, starting and ending goroutines.
//!
//! The pattern of everything that waits (C2):
//!
//! 1. the engine saves the registers of the running goroutine and says what it does when it
//!    goes on ([`Resume`](crate::sched::g::Resume));
//! 2. under the lock of what it waits for, it is made findable there;
//! 3. [`M::park`] makes it Waiting; then the lock is released, and from then on it may run on
//!    another M;
//! 4. the engine asks [`M::schedule`] for another goroutine.

use std::sync::atomic::Ordering;

use crate::addr::Addr;
use crate::gc::{assist, barrier};
use crate::mem::stacks::MIN_STACK_BYTES;
use crate::sched::g::{G, Resume, Status, WaitReason};
use crate::sched::m::M;

/// A P keeps so many ended goroutines.
const MAX_FREE_GS: usize = 64;

impl M {
    /// Makes the running goroutine Waiting. Its registers are saved. Then the caller
    /// releases the lock under which others find it, and asks for the next one.
    #[inline]
    pub fn park(&'static self, reason: WaitReason) -> &'static G {
        let g = self.running();
        g.set_wait_reason(reason);
        self.drop_g(g);
        g.change_status(Status::Running, Status::Waiting);
        g
    }

    /// A waiting goroutine can run: next on this M's P.
    #[inline]
    pub fn ready(&'static self, g: &'static G) {
        self.ready_at(g, true);
    }

    /// A waiting goroutine can run: next, or after those that can run already.
    #[inline]
    pub fn ready_at(&'static self, g: &'static G, next: bool) {
        g.change_status(Status::Waiting, Status::Runnable);
        self.p().runq.put(g, next, &self.sched().global);
        self.sched().wake_p();
    }

    /// The running goroutine lets others run first (`Gosched`, end of a time slice, the
    /// world stops). Its registers are saved.
    pub fn yield_g(&'static self) {
        let g = self.running();
        self.drop_g(g);
        g.change_status(Status::Running, Status::Runnable);
        self.sched().put_global(g);
    }

    /// The running goroutine lets those of this P run first, after what was just made ready
    /// (a lock handed over). Its registers are saved.
    pub fn yield_locally(&'static self) {
        let g = self.running();
        self.drop_g(g);
        g.change_status(Status::Running, Status::Runnable);
        self.p().runq.put(g, false, &self.sched().global);
    }

    /// The running goroutine stops because `suspend_g` asked; who asked readies it.
    pub fn yield_suspended(&'static self) {
        let g = self.running();
        g.set_wait_reason(WaitReason::Preempted);
        self.drop_g(g);
        g.change_status(Status::Running, Status::Preempted);
    }

    #[inline]
    fn drop_g(&self, g: &'static G) {
        self.p().own_mut().mcache.save_balance(g.balance());
        g.set_m(None);
        self.set_g(None);
    }

    /// A new goroutine with a small stack of arbitrary contents. The caller sets where it
    /// begins and passes it to [`M::start`].
    pub fn new_g(&'static self) -> &'static G {
        let own = self.p().own_mut();
        if own.free_gs.is_empty() {
            self.sched().gs.fill(own.mcache, &mut own.free_gs);
        }
        let g = match own.free_gs.pop() {
            Some(g) => g,
            None => crate::throw!("no goroutine could be made"),
        };
        g.change_status(Status::Dead, Status::Idle);
        let state = g.state_mut();
        if state.stack.lo.is_nil() {
            state.stack = own.stacks.allocate(MIN_STACK_BYTES);
        }
        if own.ids.0 == own.ids.1 {
            own.ids = self.sched().take_ids();
        }
        state.resume = Resume::Next;
        state.parent = self.g().map_or(0, G::id);
        g.set_id(own.ids.0);
        own.ids.0 += 1;
        self.p().note_free_gs();
        g
    }

    /// Starts a new goroutine.
    pub fn start(&'static self, g: &'static G) {
        self.start_main(g);
        self.sched().wake_p();
        self.sched().start_sysmon();
    }

    /// Starts a goroutine that calls the closure on behalf of the runtime: no other one is
    /// its creator.
    pub(crate) fn start_call(&'static self, closure: Addr) {
        let g = self.new_call(closure);
        self.start(g);
    }

    /// The same for a goroutine that belongs to the runtime.
    pub(crate) fn start_system_call(&'static self, closure: Addr) {
        let g = self.new_system_call(closure);
        self.start(g);
        self.sched().ngs.fetch_sub(1, Ordering::Relaxed);
    }

    /// One that is not started yet.
    pub(crate) fn new_system_call(&'static self, closure: Addr) -> &'static G {
        let g = self.new_call(closure);
        g.set_is_system();
        g
    }

    fn new_call(&'static self, closure: Addr) -> &'static G {
        // The new stack is not scanned in this cycle.
        barrier::show(self.p().own_mut().mcache, closure);
        let g = self.new_g();
        let state = g.state_mut();
        state.parent = 0;
        state.created_at = std::ptr::null();
        self.sched().host.set_start(state, closure);
        g
    }

    /// Starts the first goroutine: nobody has to be told.
    pub fn start_main(&'static self, g: &'static G) {
        self.sched().ngs.fetch_add(1, Ordering::Relaxed);
        g.change_status(Status::Idle, Status::Runnable);
        self.p().runq.put(g, true, &self.sched().global);
    }

    /// The running goroutine belongs to the runtime from now on, and never ends.
    pub fn become_system(&self) {
        self.running().set_is_system();
        self.sched().ngs.fetch_sub(1, Ordering::Relaxed);
    }

    /// The running goroutine has ended. Its deferred calls have run.
    pub fn end_g(&'static self) {
        let g = self.running();
        let own = self.p().own_mut();
        let state = g.state_mut();
        state.created_at = std::ptr::null();
        state.defers.clear();
        state.panics.clear();
        state.native_window = (Addr::NIL, 0);
        state.timer = Addr::NIL;
        if state.locks != 0 {
            // Go ends the thread; nothing of ours depends on its state, so it is kept.
            state.locks = 0;
            g.set_locked_m(None);
            self.set_locked_g(None);
        }
        if state.stack.bytes() != MIN_STACK_BYTES {
            own.stacks.free(state.stack);
            state.stack = Default::default();
        }
        assist::at_end(self);
        self.drop_g(g);
        g.change_status(Status::Running, Status::Dead);
        self.sched().ngs.fetch_sub(1, Ordering::Relaxed);
        own.free_gs.push(g);
        self.p().note_free_gs();
        if own.free_gs.len() >= MAX_FREE_GS {
            self.sched().gs.spill(&mut own.free_gs, MAX_FREE_GS / 2);
        }
    }
}
