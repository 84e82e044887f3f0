//! Panics, recover and Goexit.
//!
//! 1. A panic is noted on its goroutine, newest last.
//! 2. It takes deferred calls off the goroutine's list, newest first, of whatever frame,
//!    and runs each on top of the frame that panicked, which stays where it is.
//! 3. A deferred call that returns after recovering ends the panic: all frames above the
//!    deferring one are dropped and that one goes on at its recovery point, which runs the
//!    rest of its deferred calls and returns.
//! 4. Without deferred calls left, `runtime.fatalpanic` reports and ends the process; a
//!    Goexit ends the goroutine.
//!
//! A deferred call may panic in turn. The new panic *aborts* an older one when it comes to
//! deferred calls of frames that the older one was unwinding: when the new one is
//! recovered there, the older ones are gone with the frames. An aborted Goexit however
//! resumes: the goroutine must end.
//!
//! `recover` counts only in a function that a panic called directly; functions that the
//! compiler put in between (wrappers) do not matter.

use minigo_bytecode::roots::Root;
use minigo_runtime::sched::g::Panicking;

use crate::frame::{Step, read_word};
use crate::{defer, raise, sched, stub};

/// `panic(v)`.
pub fn panic(step: &mut Step) {
    let value = [step.get(step.a()), step.get(step.a().plus(1))];
    if value[0] == 0 {
        return raise::call(step, Root::PanicNil, &[]);
    }
    start(step, value);
}

/// Panics with an interface value at the current instruction.
pub fn start(step: &mut Step, value: [u64; 2]) {
    begin(step, value, false);
}

/// `runtime.Goexit`.
pub fn goexit(step: &mut Step) {
    begin(step, [0, 0], true);
}

fn begin(step: &mut Step, value: [u64; 2], goexit: bool) {
    let g = step.cx().g();
    let frame = g.index(step.fp);
    g.panics.push(Panicking {
        value,
        frame,
        pc: step.pc,
        defer_frame: 0,
        defer_pc: std::ptr::null(),
        recovered: false,
        aborted: false,
        goexit,
    });
    run_next(step);
}

/// Runs the next deferred call of the newest panic, or ends it. The current frame is the
/// one that panicked.
fn run_next(step: &mut Step) {
    let g = step.cx().g();
    let next = defer::pop(g, |_| true);
    let (panicking, older) = g.panics.split_last_mut().expect("a panic is in progress");
    let Some(deferred) = next else {
        if panicking.goexit {
            g.panics.clear();
            return sched::end_by_goexit(step);
        }
        return raise::call(step, Root::FatalPanic, &[]);
    };
    panicking.defer_frame = deferred.frame;
    panicking.defer_pc = deferred.pc;
    for old in older {
        old.aborted |= deferred.frame <= old.frame;
    }
    if deferred.closure.is_nil() {
        return raise::nil_now(step);
    }
    let start = stub::frame_end(step) + stub::STUB_RECORD_WORDS;
    stub::call_closure(step, deferred.closure, start, stub::panicking());
}

/// A deferred call that a panic made has returned to its stub.
pub fn returned(step: &mut Step) {
    (step.pc, step.fp) = stub::below(step.fp);
    let g = step.cx().g();
    if !g.panics.last().expect("a panic is in progress").recovered {
        return run_next(step);
    }
    let recovered = g.panics.pop().expect("a panic is in progress");
    let func = step.cx().image().func_at(recovered.defer_pc.wrapping_sub(1));
    let func = func.expect("a defer instruction is in a function");
    let recover_pc = func.func.recover_pc.expect("a function that defers has a recovery point");
    step.fp = g.word(recovered.defer_frame);
    step.pc = func.entry.wrapping_add(recover_pc as usize);
    while let Some(old) = g.panics.pop_if(|old| old.aborted) {
        if old.goexit {
            let (frame, pc) = (recovered.defer_frame, step.pc.wrapping_add(1));
            g.panics.push(Panicking { frame, pc, aborted: false, ..old });
            step.pc = pc;
            return run_next(step);
        }
    }
}

/// `recover()`.
pub fn recover(step: &mut Step) {
    let mut value = [0, 0];
    if is_called_by_panic(step)
        && let Some(panicking) = step.cx().g().panics.last_mut()
    {
        panicking.recovered = true;
        value = panicking.value;
    }
    step.set(step.a(), value[0]);
    step.set(step.a().plus(1), value[1]);
}

/// Whether the current function was called directly by the newest panic, which can be
/// recovered.
fn is_called_by_panic(step: &Step) -> bool {
    let g = step.cx().g();
    let Some(panicking) = g.panics.last() else { return false };
    if panicking.goexit || panicking.recovered {
        return false;
    }
    let image = step.cx().image();
    let is_wrapper =
        |pc: *const u64| image.func_at(pc.wrapping_sub(1)).is_some_and(|func| func.func.is_wrapper);
    let mut fp = step.fp;
    if is_wrapper(step.pc) {
        // `defer recover()` counts as a call by the function that runs its deferred calls.
        if read_word(fp.wrapping_sub(1)) as *const u64 != stub::deferred() {
            return false;
        }
        fp = stub::below(fp).1;
    }
    loop {
        let back = read_word(fp.wrapping_sub(1)) as *const u64;
        if back == stub::panicking() {
            return g.index(stub::below(fp).1) == panicking.frame;
        }
        if !is_wrapper(back) {
            return false;
        }
        fp = read_word(fp.wrapping_sub(2)) as *mut u64;
    }
}
