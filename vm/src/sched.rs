//! Switching goroutines, and the instructions and natives of the scheduler.
//!
//! The scheduler is the runtime's ([`minigo_runtime::sched`]). Here is what only the engine
//! can do: save and load registers, and end an operation whose goroutine was parked in the
//! middle of it ([`Resume`]). A switch never leaves the interpreter's loop: the cold
//! function that parks one goroutine returns the registers of the next.

use minigo_runtime::gc::barrier;
use minigo_runtime::gc::callers::{self, Calls};
use minigo_runtime::gc::workers;
use minigo_runtime::native::Words;
use minigo_runtime::sched::g::Resume;
use minigo_runtime::sched::preempt::Safepoint;

use crate::frame::{Step, load_64};
use crate::{chan, goroutine, grow, interp, netpoll, sema, trace};

/// `go`: a new goroutine that calls the closure.
pub fn go(step: &mut Step) {
    let closure = step.addr(step.a());
    if closure.is_nil() {
        trace::fatal(step, "go of nil func value");
    }
    // The new stack is not scanned in this cycle.
    barrier::show(step.cx().runtime().mcache(), closure);
    let m = step.cx().m();
    let g = m.new_g();
    let state = g.state_mut();
    goroutine::set_start(state, load_64(closure) as *const u64, closure);
    state.created_at = step.pc;
    m.start(g);
}

/// Saves the registers of the running goroutine, and what it does when it runs again.
#[inline(always)]
pub fn save(step: &Step, resume: Resume) {
    let state = step.cx().g();
    (state.pc, state.fp, state.resume) = (step.pc, step.fp, resume);
}

/// Goes on with the next goroutine; the one that ran is parked, queued or gone.
pub fn run_next(step: &mut Step) {
    let cx = step.cx();
    loop {
        let Some(g) = cx.m().schedule() else { return step.leave_interpreter() };
        cx.adopt_p();
        let state = g.state_mut();
        (step.pc, step.fp) = (state.pc, state.fp);
        let resume = std::mem::take(&mut state.resume);
        cx.m().set_limit(goroutine::stack_limit(state));
        let goes_on = match resume {
            Resume::Next => true,
            Resume::Repeat => {
                repeat(step);
                true
            }
            Resume::Send => chan::finish_send(step),
            Resume::Receive => chan::finish_receive(step),
            Resume::Select => chan::finish_select(step),
            Resume::ReflectSelect => chan::finish_reflect_select(step),
            Resume::Acquired => sema::finish(step),
            Resume::Polled => netpoll::finish(step),
            Resume::WorkerReady { repeats } => {
                workers::finish_wait(cx.m());
                cx.reset_limit();
                if repeats {
                    repeat(step);
                }
                true
            }
        };
        if goes_on {
            return;
        }
    }
}

/// The running goroutine was asked to stop at a call, and stands at the callee's entry.
pub fn preempt(step: &mut Step) {
    save(step, Resume::Next);
    match step.cx().m().at_safepoint() {
        Safepoint::GoOn => go_on(step),
        Safepoint::Switch => run_next(step),
    }
}

/// The same at an instruction that polls. It is executed again when the goroutine goes on.
pub fn poll(step: &mut Step) {
    grow::move_at_poll(step);
    save(step, Resume::Repeat);
    match step.cx().m().at_safepoint() {
        Safepoint::GoOn => {
            go_on(step);
            repeat(step);
        }
        Safepoint::Switch => run_next(step),
    }
}

/// An instruction is about to allocate, and has done nothing yet: if the goroutine was asked to
/// stop, it does, and the result is `true`. The instruction is executed again later. Otherwise
/// a recursion that allocates on its way back would not stop before it has ended.
pub fn stops_to_allocate(step: &mut Step) -> bool {
    if step.cx().take_has_stopped() || step.fp as usize <= step.cx().limit() {
        return false;
    }
    poll(step);
    true
}

/// The goroutine keeps running after a safepoint; its M may hold another P than before.
fn go_on(step: &Step) {
    step.cx().adopt_p();
    step.cx().reset_limit();
}

/// Executes the instruction before `pc`, which stopped at its poll.
fn repeat(step: &mut Step) {
    let limit = goroutine::stack_limit(step.cx().g());
    step.pc = step.pc.wrapping_sub(1);
    let start = step.pc;
    if interp::allocates(step) {
        return step.cx().set_has_stopped();
    }
    while interp::execute(step, limit).is_some() {
        // Asked to stop once more; it has just done so.
        step.pc = start;
    }
}

/// Lets the others run first (`runtime.Gosched`).
pub fn yield_now(step: &mut Step) {
    save(step, Resume::Next);
    step.cx().m().yield_g();
    run_next(step);
}

/// `func Sleep(d Duration)`
pub fn sleep(step: &mut Step) {
    let ns = step.int(step.a());
    if ns > 0 {
        save(step, Resume::Next);
        step.cx().m().sleep_g(ns);
        run_next(step);
    }
}

/// The running goroutine has come to its end.
pub fn end(step: &mut Step) {
    if step.cx().g().id == 1 {
        return step.exit(0);
    }
    end_by_goexit(step);
}

/// The running goroutine has run all its deferred calls after `runtime.Goexit`.
pub fn end_by_goexit(step: &mut Step) {
    step.cx().m().end_g();
    run_next(step);
}

/// `func NumGoroutine() int`
pub fn num_goroutine(step: &mut Step) {
    let n = step.cx().m().sched().ngoroutines();
    Words::new(step.window(step.a(), 1)).set_int(0, n as i64);
}

/// `func GOMAXPROCS(n int) int`
pub fn gomaxprocs(step: &mut Step) {
    save(step, Resume::Next);
    let mut args = Words::new(step.window(step.a(), 1));
    let before = step.cx().m().set_maxprocs(args.int(0));
    step.cx().adopt_p();
    args.set_int(0, before as i64);
}

/// `func SetDefaultGOMAXPROCS()`
pub fn set_default_gomaxprocs(step: &mut Step) {
    save(step, Resume::Next);
    step.cx().m().set_default_maxprocs();
    step.cx().adopt_p();
}

/// `func LockOSThread()`
pub fn lock_os_thread(step: &mut Step) {
    step.cx().m().lock_g();
}

/// `func UnlockOSThread()`
pub fn unlock_os_thread(step: &mut Step) {
    step.cx().m().unlock_g();
}

/// `func becomeSystem()`
pub fn become_system(step: &mut Step) {
    step.cx().m().become_system();
}

/// `func waitForCalls(cleanups bool)`
pub fn wait_for_calls(step: &mut Step) {
    let cleanups = Words::new(step.window(step.a(), 1)).bool(0);
    save(step, Resume::Next);
    let calls = if cleanups { Calls::Cleanups } else { Calls::Finalizers };
    if callers::wait(step.cx().m(), calls) {
        run_next(step);
    }
}
