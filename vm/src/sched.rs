//! Which goroutine runs: a queue of those that can, on one M.
//!
//! TODO: the real scheduler (Ps, work stealing, preemption, timers) comes with its own
//! issue; it takes over these entry points.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use minigo_runtime::addr::Addr;
use minigo_runtime::mem::rand::Rand;

use crate::chan::{self, Queues};
use crate::frame::{Step, load_64};
use crate::goroutine::G;
use crate::{collect, grow, interp, trace};

/// How long a goroutine runs while others can; as in Go.
const TIME_SLICE: Duration = Duration::from_millis(10);

/// The goroutines of the machine.
pub struct Sched {
    /// Can run, next first.
    ready: VecDeque<*mut G>,
    /// Wait for something; by id.
    waiting: BTreeMap<u64, *mut G>,
    /// Sleep until a time; the number keeps the order of equal times.
    sleeping: BinaryHeap<Reverse<(Instant, u64, *mut G)>>,
    /// Who waits for which channel, by its address.
    pub channels: HashMap<usize, Queues>,
    /// Number of the next goroutine.
    next_id: u64,
    /// Of the waiting ones, those that wait for a semaphore, with its address; in the
    /// order in which they will be served.
    pub semaphores: Vec<(Addr, *mut G)>,
    /// Number of the next sleep.
    next_sleep: u64,
    /// Whether the thread that preempts runs.
    preempts: bool,
    /// State of the random numbers.
    random: Rand,
}

impl Default for Sched {
    fn default() -> Sched {
        Sched {
            ready: VecDeque::new(),
            waiting: BTreeMap::new(),
            sleeping: BinaryHeap::new(),
            channels: HashMap::new(),
            next_id: 1,
            semaphores: Vec::new(),
            next_sleep: 0,
            preempts: false,
            random: Rand::new(),
        }
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
        self.ready.len() + self.waiting.len() + self.sleeping.len()
    }

    /// The goroutines besides the running one, and the channels for which some wait.
    pub fn others(&self) -> (Vec<*mut G>, Vec<usize>) {
        let waiting = self.waiting.values().copied();
        let sleeping = self.sleeping.iter().map(|Reverse((_, _, g))| *g);
        let gs = self.ready.iter().copied().chain(waiting).chain(sleeping).collect();
        (gs, self.channels.keys().copied().collect())
    }

    /// A random number below `n`.
    pub fn random(&mut self, n: usize) -> usize {
        (self.random.next() % n as u64) as usize
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
    start_preempting(step);
}

/// Starts the thread that asks the running goroutine to stop every now and then.
fn start_preempting(step: &Step) {
    let cx = step.cx();
    if !std::mem::replace(&mut cx.sched().preempts, true) {
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(TIME_SLICE);
                cx.request_preemption();
            }
        });
    }
}

/// The running goroutine was asked to stop at a call, and stands at the callee's entry:
/// others run first, if there are any.
pub fn preempt(step: &mut Step) {
    collect::at_safepoint(step);
    if others_are_ready(step) {
        yield_now(step);
    }
}

/// The same at an instruction that polls. It is executed again when the goroutine goes on.
pub fn poll(step: &mut Step) {
    grow::move_if_stressed(step);
    collect::at_safepoint(step);
    if others_are_ready(step) {
        step.cx().g().repeats = true;
        yield_now(step);
    } else {
        repeat(step);
    }
}

/// Executes the instruction before `pc`, which stopped at its poll.
fn repeat(step: &mut Step) {
    let limit = step.cx().g().stack_limit();
    step.pc = step.pc.wrapping_sub(1);
    let start = step.pc;
    while interp::execute(step, limit).is_some() {
        // Asked to stop once more; it has just done so.
        step.pc = start;
    }
}

fn others_are_ready(step: &Step) -> bool {
    let cx = step.cx();
    cx.set_limit(cx.g().stack_limit());
    wake_sleepers(cx.sched());
    !cx.sched().ready.is_empty()
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
    step.cx().sched().waiting.insert(step.cx().g().id, g);
    run_next(step);
}

/// A waiting goroutine can run again.
pub fn ready(step: &mut Step, g: *mut G) {
    let sched = step.cx().sched();
    sched.waiting.remove(&crate::frame::id_of(g));
    sched.ready.push_back(g);
}

/// A goroutine that waits to send can run again, and panics.
pub fn ready_to_panic(step: &mut Step, g: *mut G) {
    let running: *mut G = step.cx().g();
    step.cx().set_g(g);
    step.cx().g().send_failed = true;
    step.cx().set_g(running);
    ready(step, g);
}

/// `time.Sleep(d)`, a native.
pub fn sleep(step: &mut Step) {
    let ns = step.int(step.a());
    let Ok(ns @ 1..) = u64::try_from(ns) else { return yield_now(step) };
    let g = save(step);
    let sched = step.cx().sched();
    let until = Instant::now() + Duration::from_nanos(ns);
    sched.sleeping.push(Reverse((until, sched.next_sleep, g)));
    sched.next_sleep += 1;
    run_next(step);
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
    let ended: *mut G = step.cx().g();
    run_next(step);
    crate::frame::drop_goroutine(ended);
}

fn save(step: &mut Step) -> *mut G {
    let g = step.cx().g();
    (g.pc, g.fp) = (step.pc, step.fp);
    g
}

fn run_next(step: &mut Step) {
    let cx = step.cx();
    let sched = cx.sched();
    if let (true, Some(&Reverse((until, ..)))) = (sched.ready.is_empty(), sched.sleeping.peek()) {
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
    }
    wake_sleepers(sched);
    let Some(next) = cx.sched().ready.pop_front() else {
        let waiting: Vec<*mut G> = cx.sched().waiting.values().copied().collect();
        if waiting.is_empty() {
            trace::fatal_bare("no goroutines (main called runtime.Goexit) - deadlock!");
        }
        trace::deadlock(step, &waiting);
    };
    cx.set_g(next);
    let g = cx.g();
    (step.pc, step.fp) = (g.pc, g.fp);
    if std::mem::take(&mut g.repeats) {
        repeat(step);
    }
    if std::mem::take(&mut g.send_failed) {
        chan::closed(step);
    }
}

/// Makes those ready whose time has come.
fn wake_sleepers(sched: &mut Sched) {
    while let Some(&Reverse((until, _, g))) = sched.sleeping.peek()
        && until <= Instant::now()
    {
        sched.sleeping.pop();
        sched.ready.push_back(g);
    }
}
