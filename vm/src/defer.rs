//! Deferred calls on the normal way out of a function.

use minigo_runtime::sched::g::Deferred;

use crate::frame::Step;

use crate::{raise, stub};

/// `defer`: notes the closure for this frame.
pub fn push(step: &mut Step) {
    let closure = step.addr(step.a());
    let g = step.cx().g();
    let frame = g.index(step.fp);
    g.defers.push(Deferred { closure, frame, pc: step.pc });
}

/// `rundefers`: calls the newest deferred closure of this frame, after which the
/// instruction is executed again; goes on if there is none.
pub fn run(step: &mut Step) {
    let g = step.cx().g();
    let frame = g.index(step.fp);
    let Some(deferred) = g.defers.pop_if(|deferred| deferred.frame == frame) else {
        return;
    };
    if deferred.closure.is_nil() {
        return raise::nil_now(step);
    }
    let window = step.place(step.a()).0 - step.fp as usize;
    // The window has two free words below it; the record needs four.
    stub::call_closure(step, deferred.closure, window / 8 + 2, stub::deferred());
}

/// A deferred call has returned to its stub; `fp` is where its frame was.
pub fn returned(step: &mut Step) {
    let (pc, fp) = stub::below(step.fp);
    step.fp = fp;
    // `rundefers` has no extension word: execute it again.
    step.pc = pc.wrapping_sub(1);
}
