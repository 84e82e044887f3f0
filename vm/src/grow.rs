//! Growing a goroutine's stack.
//!
//! A stack is one run of memory. When a call does not fit, twice as much is allocated, the
//! words in use are copied, and every pointer into the stack is moved by the same
//! distance: the saved frame pointers, and those words that point to frame regions, among the
//! live ones (by the stack maps) and in regions. No heap object points into a stack.

use minigo_runtime::mem::stacks;

use crate::frame::{Cold, Reg, Step, cold, frame_words, read_word, write_word};
use crate::goroutine::GUARD_BYTES;
use crate::stub;
use crate::trace;
use crate::unwind::Frames;
use crate::{frame, goroutine, scan, sched};

/// What a stack is filled with before it is freed, if stacks move for testing.
const STALE: u64 = 0xdead_dead_dead_dead;

/// Stacks with at most so many words in use move at every safepoint for testing; of larger ones
/// so many words on the average, or deep recursions would take the square of their time.
const MOVED_WORDS: usize = 128;

/// Ends a call that does not fit, or at which the goroutine shall stop.
#[inline(always)]
pub fn call_slow(step: &Step, window: Reg, target: *const u64) -> Option<Cold> {
    step.cx().set_scratch(0, step.place(window).0 as u64);
    step.cx().set_scratch(1, target as u64);
    cold(|step| {
        let callee = step.cx().scratch(0) as *mut u64;
        let window = (callee as usize - step.fp as usize) / 8;
        step.enter(Reg::new(window), step.cx().scratch(1) as *const u64);
        enter(step);
    })
}

/// Completes a call: the callee's record and arguments are in place, `step.pc` is its
/// first instruction.
pub fn enter(step: &mut Step) {
    let end = step.fp as usize + frame_words(step.pc) * 8;
    let limit = goroutine::stack_limit(step.cx().g());
    if end > limit {
        grow(step, end - limit);
    }
    if step.cx().is_preempted() {
        move_if_wanted(step, frame_words(step.pc));
        sched::preempt(step);
    }
}

/// Moves the stack, which stands at a safepoint, to half the room if the collector found it
/// too large, or elsewhere if the switch `stackmove` asks for it: the more of it is in use, the
/// less often. The current frame needs `words` words.
pub fn move_if_wanted(step: &mut Step, words: usize) {
    let cx = step.cx();
    let (low, high) = cx.g().stack_bounds();
    let used_bytes = step.fp as usize - low + words * 8;
    if std::mem::take(&mut cx.g().is_too_large) && stacks::is_too_large(high - low, used_bytes) {
        move_to(step, (high - low) / 2);
    } else if cx.moves_stacks() {
        let used = used_bytes / 8;
        let random = cx.m().p().own_mut().mcache.random() as usize;
        if random % used.max(1) < MOVED_WORDS {
            move_to(step, high - low);
        }
    }
}

/// The same for a goroutine that stands at an instruction that polls.
pub fn move_at_poll(step: &mut Step) {
    let frame = Frames::new(step.cx().image(), step.pc, step.fp).next();
    move_if_wanted(step, frame.map_or(0, |frame| scan::used_words(&frame)));
}

/// Where a stack was and how far it has moved.
pub struct Moved {
    bounds: (usize, usize),
    distance: usize,
}

impl Moved {
    /// A word that may be an address inside the stack, as it is now.
    pub fn word(&self, word: u64) -> u64 {
        match (self.bounds.0..self.bounds.1).contains(&(word as usize)) {
            true => word.wrapping_add(self.distance as u64),
            false => word,
        }
    }
}

/// Makes sure that `words` words of the current frame, which stands behind an
/// instruction, are inside the stack. Words that the caller holds may be addresses of the old
/// one: the result tells where they point now.
pub fn make_room(step: &mut Step, words: usize) -> Moved {
    let bounds = step.cx().g().stack_bounds();
    let end = step.fp as usize + words * 8;
    let limit = goroutine::stack_limit(step.cx().g());
    if end > limit {
        grow(step, end - limit);
    }
    let low = step.cx().g().stack_bounds().0;
    Moved { bounds, distance: low.wrapping_sub(bounds.0) }
}

/// Gives the goroutine a stack that has at least `missing_bytes` more.
fn grow(step: &mut Step, missing_bytes: usize) {
    let cx = step.cx();
    let g = cx.g();
    let (low, high) = g.stack_bounds();
    let mut size_bytes = (high - low) * 2;
    while size_bytes < high - low + missing_bytes + GUARD_BYTES {
        size_bytes *= 2;
    }
    if size_bytes > stacks::limit() {
        trace::stack_overflow(step);
    }
    move_to(step, size_bytes);
}

/// Gives the goroutine a new stack of this size with the same frames.
fn move_to(step: &mut Step, size_bytes: usize) {
    let cx = step.cx();
    let g = cx.g();
    let (low, high) = g.stack_bounds();
    let stacks = &mut cx.m().p().own_mut().stacks;
    let stack = stacks.allocate(size_bytes);
    let distance = stack.lo.0.wrapping_sub(low);
    let moved = |address: u64| address.wrapping_add(distance as u64);
    let frames = || Frames::new(cx.image(), step.pc, step.fp);

    let top = frames().next().map_or(0, |frame| scan::used_words(&frame));
    let used = (step.fp as usize - low) / 8 + top;
    frame::copy_bytes(stack.lo, g.stack.lo, (used * 8).min(high - low));
    let in_new = |word: *mut u64| moved(word as u64) as *mut u64;
    let relocate = |word: *mut u64| {
        let value = read_word(word);
        if (low..high).contains(&(value as usize)) {
            write_word(in_new(word), moved(value));
        }
    };
    for frame in frames() {
        scan::pointers(&frame, relocate);
        relocate(frame.fp.wrapping_sub(2));
        if stub::is_call(read_word(frame.fp.wrapping_sub(1)) as *const u64) {
            relocate(frame.fp.wrapping_sub(4));
        }
    }
    for deferred in &mut g.defers {
        if (low..high).contains(&deferred.closure.0) {
            deferred.closure.0 = moved(deferred.closure.0 as u64) as usize;
        }
    }
    for word in g.panics.iter_mut().flat_map(|panicking| &mut panicking.value) {
        if (low..high).contains(&(*word as usize)) {
            *word = moved(*word);
        }
    }
    step.fp = in_new(step.fp);
    let old = std::mem::replace(&mut g.stack, stack);
    if cx.moves_stacks() {
        // Whoever still uses an address of the old stack shall notice. Nobody has one of what
        // was not in use.
        for word in 0..used.min(old.bytes() / 8) {
            old.lo.offset(word * 8).store64(STALE);
        }
    }
    stacks.free(old);
    if !cx.is_preempted() {
        cx.reset_limit();
    }
}
