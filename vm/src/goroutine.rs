//! How a goroutine begins: what stands on its new stack.

use minigo_runtime::addr::Addr;
use minigo_runtime::sched::g::GState;

use crate::frame::{RECORD_WORDS, write_word};
use crate::stub;

/// Bytes between the limit that frames are checked against and the end of the stack: room
/// for the records of calls that the VM itself makes.
pub const GUARD_BYTES: usize = 256;

/// Lets a new goroutine begin with a call of `closure`'s function, or of the function at
/// `entry` if it captures nothing.
pub fn set_start(state: &mut GState, entry: *const u64, closure: Addr) {
    state.pc = entry;
    state.fp = state.word(RECORD_WORDS);
    write_word(state.word(0), 0);
    write_word(state.word(1), stub::end() as u64);
    write_word(state.word(RECORD_WORDS), closure.0 as u64);
}

/// What frames on the goroutine's stack are checked against.
pub fn stack_limit(state: &GState) -> usize {
    state.stack.hi.0 - GUARD_BYTES
}
