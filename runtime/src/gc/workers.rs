//! The goroutines that mark in the background.
//!
//! As in Go there is one per P, started before the first cycle that finds too few
//! ([`ensure`]): who begins a cycle makes a channel, starts a goroutine with it, and waits
//! until that says that it is ready; then the next. The goroutine is Go code
//! (`runtime.gcBgMarkWorker`), so it has a stack, a number and a place in traces as others
//! have. It makes itself a *node*, the entry under which it is known while it rests, and then
//! for ever
//!
//! 1. parks in the pool of those that rest ([`rest`]);
//! 2. marks, once the scheduler has taken it out and told it on whose account
//!    ([`super::concurrent::find_worker`], [`super::concurrent::work`]).
//!
//! They are *system* goroutines: they are not counted, and a program whose other goroutines
//! all wait for each other is dead in spite of them. They never end, also if GOMAXPROCS shrinks.
//!
//! # Memory
//!
//! Goroutine, channel, closure and node are objects of the heap, of Go's sizes. The node
//! lives because its worker's frame refers to it; the pool, which links nodes through their
//! first word, is no root.

use crate::addr::Addr;
use crate::gc::concurrent::{Marker, mcache_of};
use crate::object::chan::{self, Outcome};
use crate::sched::g::{G, Resume, Status, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;
use crate::typedesc::TypeDesc;

/// Offsets in a node, `gcBgMarkWorkerNode` of package runtime.
mod node {
    /// The next node in the pool.
    pub const NEXT: usize = 0;
    /// The worker's goroutine.
    pub const G: usize = 8;
    /// A [`super::Marker`], as its number.
    pub const MODE: usize = 16;
}

/// A worker's closure, `gcBgMarkWorkerStart` of package runtime: code, channel.
static CLOSURE: TypeDesc = TypeDesc::internal(16, 16, &[0b10]);
/// Elements of the channel on which a worker says that it is ready.
static EMPTY: TypeDesc = TypeDesc::internal(0, 0, &[]);

/// The mark workers of a heap.
pub struct Workers(Lock<State>);

struct State {
    /// Workers that are ready, or have been.
    count: usize,
    /// On which those that are started say that they are ready, one by one; nil when all
    /// are. A root, if a cycle begins meanwhile because GOMAXPROCS has shrunk.
    ready: Addr,
    /// One has been started and is not ready yet.
    is_starting: bool,
    /// A goroutine waits for that.
    is_awaited: bool,
    /// The first node of those that rest.
    resting: Addr,
}

/// Whether there are workers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ensured {
    /// As many as Ps.
    Ready,
    /// The running goroutine is parked until another one is ready; the collection is due
    /// again when it goes on.
    Parked,
    /// One is being started: ask again later.
    NotYet,
    /// There can be none: the program has no package runtime.
    Never,
}

impl Workers {
    /// None yet.
    pub fn new() -> Workers {
        let state = State {
            count: 0,
            ready: Addr::NIL,
            is_starting: false,
            is_awaited: false,
            resting: Addr::NIL,
        };
        Workers(Lock::new(Rank::Workers, state))
    }

    /// The channel on which a worker will say that it is ready; nil if none is started.
    pub(super) fn root(&self) -> Addr {
        self.0.lock().ready
    }

    /// Takes a worker that rests, to mark on this account. It is runnable, and in no queue.
    pub(super) fn take(&self, marker: Marker) -> Option<&'static G> {
        let mut state = self.0.lock();
        let first = state.resting;
        if first.is_nil() {
            return None;
        }
        state.resting = first.offset(node::NEXT).load_addr();
        drop(state);
        first.offset(node::MODE).store64(marker.number());
        // SAFETY: `rest` has stored a G, which is never freed.
        let g = unsafe { &*first.offset(node::G).load_addr().as_ptr::<G>() };
        g.change_status(Status::Waiting, Status::Runnable);
        Some(g)
    }
}

impl Default for Workers {
    fn default() -> Workers {
        Workers::new()
    }
}

impl State {
    /// One more worker is ready.
    fn note_ready(&mut self, nps: usize) {
        self.count += 1;
        self.is_awaited = false;
        self.is_starting = false;
        if self.count >= nps {
            self.ready = Addr::NIL;
        }
    }
}

/// On whose account the worker of this node was told to mark.
pub(super) fn marker_of(node: Addr) -> Marker {
    Marker::from_number(node.offset(node::MODE).load64())
}

/// Parks the running goroutine, the worker of this node, in the pool. Its registers are saved.
pub fn rest(m: &'static M, node: Addr) {
    let mut state = m.sched().heap.gc.workers.0.lock();
    node.offset(node::G).store_addr(Addr::of(m.park(WaitReason::GcWorkerIdle)));
    node.offset(node::NEXT).store_addr(state.resting);
    state.resting = node;
}

/// Makes sure that there are as many workers as Ps. The M holds a P; a running goroutine has
/// its registers saved.
pub(super) fn ensure(m: &'static M) -> Ensured {
    let sched = m.sched();
    let mut state = sched.heap.gc.workers.0.lock();
    while state.count < sched.nps() {
        if state.is_awaited {
            return Ensured::NotYet;
        }
        if !state.is_starting {
            let code = sched.host.mark_worker();
            if code.is_nil() {
                return Ensured::Never;
            }
            if state.ready.is_nil() {
                let made = chan::make(mcache_of(m.p()), &EMPTY, 1);
                let Ok(ready) = made else { crate::throw!("no channel for mark workers") };
                state.ready = ready;
            }
            start_one(m, code, state.ready);
            state.is_starting = true;
        }
        match wait(m, state.ready) {
            Outcome::Parked => {
                state.is_awaited = true;
                return Ensured::Parked;
            }
            Outcome::Done(_) => state.note_ready(sched.nps()),
            Outcome::WouldBlock | Outcome::Closed => return Ensured::NotYet,
        }
    }
    Ensured::Ready
}

/// The running goroutine goes on after [`Ensured::Parked`]; what it was about to do is due.
pub fn finish_wait(m: &'static M) {
    chan::finish(m);
    let sched = m.sched();
    sched.heap.gc.workers.0.lock().note_ready(sched.nps());
    mcache_of(m.p()).ask_for_collection();
}

/// Starts a worker.
fn start_one(m: &'static M, code: Addr, ready: Addr) {
    let closure = mcache_of(m.p()).new_object(&CLOSURE);
    closure.store_addr(code);
    closure.offset(8).store_addr(ready);
    m.start_system_call(closure);
}

/// Receives from the channel; only a running goroutine can wait for it.
fn wait(m: &'static M, ready: Addr) -> Outcome {
    let Some(g) = m.g() else { return chan::receive(m, ready, Addr::NIL, false) };
    // When it goes on it may run elsewhere at once, so this comes first.
    let resume = g.state_mut().resume;
    g.state_mut().resume = Resume::WorkerReady { repeats: resume == Resume::Repeat };
    let outcome = chan::receive(m, ready, Addr::NIL, true);
    if outcome != Outcome::Parked {
        g.state_mut().resume = resume;
    }
    outcome
}
