//! Deferred calls: noting them, and making them on the normal way out of a function.

use minigo_runtime::sched::g::{Deferred, GState};

use crate::frame::Step;

use crate::{raise, stub};

/// `defer`: notes the closure for this frame.
pub fn push(step: &mut Step) {
    let closure = step.addr(step.a());
    let g = step.cx().g();
    let frame = g.index(step.fp);
    g.defers.push(Deferred { closure, frame, pc: step.pc, is_list: false });
}

/// `deferlist`: notes the list of calls that bodies of loops over functions will defer.
pub fn push_list(step: &mut Step) {
    let closure = step.addr(step.a());
    let g = step.cx().g();
    let frame = g.index(step.fp);
    g.defers.push(Deferred { closure, frame, pc: step.pc, is_list: true });
}

/// Takes the newest deferred call, if `of_frame` says that it is wanted.
pub fn pop(g: &mut GState, of_frame: impl Fn(usize) -> bool) -> Option<Deferred> {
    loop {
        let deferred = g.defers.pop_if(|deferred| of_frame(deferred.frame))?;
        if !deferred.is_list {
            return Some(deferred);
        }
        // The lists' types are deferList and deferNode of runtime/rangefunc.go. They keep their
        // nodes, so a mark phase that has met the list finds the closures.
        let (mut node, first) = (deferred.closure.load_addr(), g.defers.len());
        while !node.is_nil() {
            let closure = node.load_addr();
            g.defers.push(Deferred { closure, is_list: false, ..deferred });
            node = node.offset(8).load_addr();
        }
        g.defers[first..].reverse();
    }
}

/// `rundefers`: calls the newest deferred closure of this frame, after which the
/// instruction is executed again; goes on if there is none.
pub fn run(step: &mut Step) {
    let g = step.cx().g();
    let frame = g.index(step.fp);
    let Some(deferred) = pop(g, |of| of == frame) else { return };
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
