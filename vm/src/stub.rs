//! Return addresses inside the VM, and the frames that the VM itself calls.
//!
//! A deferred call returns to a *stub*, an instruction outside of any function. Its frame
//! has a longer record:
//!
//! ```text
//!   fp[-4]  fp of the frame below
//!   fp[-3]  address behind the instruction at which that frame stands
//!   fp[-2]  fp itself, so that the stub's handler finds this record
//!   fp[-1]  the stub
//! ```
//!
//! So everything needed to go on, to walk the stack and to copy it is on the stack.

use minigo_bytecode::ops::Op;
use minigo_runtime::addr::Addr;

use crate::frame::{Reg, Step, load_64, read_word, write_word};
use crate::grow;

/// Words of the record of a frame that the VM called.
pub const STUB_RECORD_WORDS: usize = 4;

static STUBS: [u64; 3] = [Op::StubEnd as u64, Op::StubDefer as u64, Op::StubPanic as u64];

/// Where the first function of a goroutine returns to.
pub fn end() -> *const u64 {
    &raw const STUBS[0]
}

/// Where deferred calls made by `rundefers` return to.
pub fn deferred() -> *const u64 {
    &raw const STUBS[1]
}

/// Where deferred calls made by a panic return to.
pub fn panicking() -> *const u64 {
    &raw const STUBS[2]
}

/// Whether a return address is a stub other than [`end`].
pub fn is_call(pc: *const u64) -> bool {
    STUBS[1..].as_ptr_range().contains(&pc)
}

/// The frame below one that the VM called, and the address behind its instruction.
pub fn below(fp: *const u64) -> (*const u64, *mut u64) {
    let pc = read_word(fp.wrapping_sub(3)) as *const u64;
    (pc, read_word(fp.wrapping_sub(4)) as *mut u64)
}

/// Calls a closure without parameters. The frame starts at word `start` of the current
/// one, which stands behind the instruction before `step.pc`; the record takes the
/// [`STUB_RECORD_WORDS`] words below.
pub fn call_closure(step: &mut Step, closure: Addr, start: usize, stub: *const u64) {
    let target = load_64(closure) as *const u64;
    let moved = grow::make_room(step, start + 1);
    let callee = step.fp.wrapping_add(start);
    write_word(callee.wrapping_sub(4), step.fp as u64);
    write_word(callee.wrapping_sub(3), step.pc as u64);
    write_word(callee.wrapping_sub(2), callee as u64);
    write_word(callee.wrapping_sub(1), stub as u64);
    write_word(callee, moved.word(closure.0 as u64));
    step.fp = callee;
    step.pc = target;
    grow::enter(step);
}

/// Calls a function of the image with these argument words, above the current frame. It
/// returns to the instruction at `step.pc`, which is behind the current one.
pub fn call_above(step: &mut Step, target: *const u64, args: &[u64]) {
    let start = frame_end(step) + crate::frame::RECORD_WORDS;
    let moved = grow::make_room(step, start + args.len() + 1);
    for (i, &arg) in args.iter().enumerate() {
        step.set(Reg::new(start + i), moved.word(arg));
    }
    step.enter(Reg::new(start), target);
    grow::enter(step);
}

/// Words of the current frame.
pub fn frame_end(step: &Step) -> usize {
    let image = step.cx().image();
    let here = image.func_at(step.pc.wrapping_sub(1));
    here.map_or(0, |func| func.func.frame_words as usize)
}
