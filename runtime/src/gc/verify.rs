//! Verification: is everything that is reachable marked, and does every pointer lead to an
//! allocated slot?
//!
//! With `GODEBUG=gccheckmark=1` (or `MINIGODEBUG=gcverify=1`) each cycle ends with a second,
//! slow and simple marking in the last pause: from all roots, with a set instead of mark
//! bits, by one thread. It finds what the write barrier missed.
//!
//! With `gcverify` it also looks for pointers to goroutines' stacks in objects and globals.
//! There must not be any: stacks move and shrink, and only pointers in frames move along. The
//! escape analysis sees to it; programs that use package unsafe may break it and live, so this
//! is no part of `gccheckmark`.

use std::collections::HashSet;

use crate::addr::Addr;
use crate::mem::bitmap;
use crate::mem::mheap::Heap;
use crate::sched::Sched;
use crate::sched::g::Status;

/// The second marking.
struct Checker<'a> {
    heap: &'a Heap,
    seen: HashSet<usize>,
    /// Objects to look into, each with the object that refers to it (nil for roots).
    grey: Vec<Addr>,
    /// A pointer to a stack is an error.
    forbids_stacks: bool,
}

impl Checker<'_> {
    /// The same for a pointer that is not in a frame.
    fn visit_outside(&mut self, word: Addr, holder: &str, at: Addr) {
        if self.forbids_stacks && self.heap.contains(word) && self.heap.is_stack(word) {
            fail(
                self.heap,
                "found pointer to a goroutine's stack outside of frames",
                word,
                holder,
                at,
            );
        }
        self.visit(word, holder, at);
    }

    /// `word` is a pointer, or any other word of a root, that stands in `holder` at `at`.
    fn visit(&mut self, word: Addr, holder: &str, at: Addr) {
        if !self.heap.contains(word) {
            return;
        }
        let Some((span, slot)) = self.heap.find_object(word) else { return };
        let object = slot.object.addr();
        if span.is_free(slot.index) {
            fail(self.heap, "checkmark found pointer to free object", word, holder, at);
        }
        if !span.is_marked(slot.index) {
            fail(self.heap, "checkmark found unmarked object", word, holder, at);
        }
        if self.seen.insert(object.0) {
            self.grey.push(object);
        }
    }
}

/// Verifies the marks. The world is stopped, marking has ended, mark bits are still there.
pub fn check_marks(sched: &'static Sched) {
    let heap = sched.heap;
    heap.for_each_mcache(|mcache| mcache.close_runs(false));
    let forbids_stacks = heap.gc.switches.verify;
    let mut checker = Checker { heap, seen: HashSet::new(), grey: Vec::new(), forbids_stacks };
    heap.gc.roots.for_each_root(heap, &mut |at, word| checker.visit_outside(word, "root", at));
    sched.for_each_root(&mut |word| checker.visit(word, "scheduler", Addr::NIL));
    sched.gs.for_each(|g| {
        if !matches!(g.status(), Status::Dead | Status::Idle) {
            let at = Addr(g.state_mut().id as usize);
            sched.host.scan_goroutine(g.state_mut(), &mut |word| {
                checker.visit(word, "stack of goroutine", at);
            });
        }
    });
    while let Some(object) = checker.grey.pop() {
        let Some((span, slot)) = heap.find_object(object) else { continue };
        bitmap::for_each_pointer(heap, span, slot, |at| {
            checker.visit_outside(at.load_addr(), "object", object);
        });
    }
}

#[cold]
fn fail(heap: &Heap, text: &str, word: Addr, holder: &str, at: Addr) -> ! {
    eprintln!("runtime: found {word:?} in {holder} {at:?}");
    for (what, addr) in [("pointer", word), (holder, at)] {
        if let Some((span, slot)) = heap.find_object(addr) {
            eprintln!(
                "runtime: {what}: object {:?} of {} bytes, slot {} of {}, marked {}",
                slot.object.addr(),
                span.slot_bytes(),
                slot.index,
                span.nslots(),
                span.is_marked(slot.index),
            );
        }
    }
    crate::throw::fatal(text)
}
