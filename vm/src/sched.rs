//! Which goroutine runs: a queue of those that can, on one M.
//!
//! TODO: the real scheduler (Ps, work stealing, preemption, timers) comes with its own
//! issue; it takes over these entry points.

use std::collections::VecDeque;

use minigo_runtime::addr::Addr;

use crate::frame::{Step, load_64};
use crate::goroutine::G;
use crate::trace;

/// The goroutines of the machine.
pub struct Sched {
    /// Can run, next first.
    ready: VecDeque<*mut G>,
    /// Wait for something, in the order of their ids.
    waiting: Vec<*mut G>,
    /// Number of the next goroutine.
    next_id: u64,
    /// Of the waiting ones, those that wait for a semaphore, with its address; in the
    /// order in which they will be served.
    pub semaphores: Vec<(Addr, *mut G)>,
}

impl Default for Sched {
    fn default() -> Sched {
        Sched { ready: VecDeque::new(), waiting: Vec::new(), next_id: 1, semaphores: Vec::new() }
    }
}

impl Sched {
    /// The number for a new goroutine.
    pub fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Number of goroutines besides the running one.
    pub fn count(&self) -> usize {
        self.ready.len() + self.waiting.len()
    }
}

/// `go`: a new goroutine that calls the closure.
pub fn go(step: &mut Step) {
    let closure = step.addr(step.a());
    if closure.is_nil() {
        trace::fatal(step, "go of nil func value");
    }
    let cx = step.cx();
    let mut g = G::new(cx.sched().new_id(), load_64(closure) as *const u64, closure);
    g.created_at = step.pc;
    g.parent = cx.g().id;
    cx.sched().ready.push_back(Box::into_raw(g));
}

/// Lets the others run first (`runtime.Gosched`).
pub fn yield_now(step: &mut Step) {
    let g = save(step);
    step.cx().sched().ready.push_back(g);
    run_next(step);
}

/// The running goroutine waits until [`ready`]; it goes on behind the current instruction.
pub fn park(step: &mut Step, reason: &'static str) {
    let g = save(step);
    step.cx().g().wait_reason = reason;
    step.cx().sched().waiting.push(g);
    run_next(step);
}

/// A waiting goroutine can run again.
pub fn ready(step: &mut Step, g: *mut G) {
    let sched = step.cx().sched();
    sched.waiting.retain(|&other| other != g);
    sched.ready.push_back(g);
}

/// The running goroutine has come to its end.
pub fn end(step: &mut Step) {
    let g = step.cx().g();
    if g.id == 1 {
        return step.exit(0);
    }
    let ended: *mut G = g;
    run_next(step);
    crate::frame::drop_goroutine(ended);
}

/// The running goroutine has run all its deferred calls after `runtime.Goexit`.
pub fn end_by_goexit(step: &mut Step) {
    let sched = step.cx().sched();
    if step.cx().g().id == 1 && sched.ready.is_empty() {
        trace::fatal_bare("no goroutines (main called runtime.Goexit) - deadlock!");
    }
    run_next(step);
}

fn save(step: &mut Step) -> *mut G {
    let g = step.cx().g();
    (g.pc, g.fp) = (step.pc, step.fp);
    g
}

fn run_next(step: &mut Step) {
    let cx = step.cx();
    let Some(next) = cx.sched().ready.pop_front() else {
        let waiting = std::mem::take(&mut cx.sched().waiting);
        trace::deadlock(step, &waiting);
    };
    cx.set_g(next);
    let g = cx.g();
    (step.pc, step.fp) = (g.pc, g.fp);
}
