//! Goroutines: a G owns its stack, its deferred calls and its panics.

use minigo_runtime::addr::Addr;

use crate::frame::{RECORD_WORDS, write_word};
use crate::stub;

/// Bytes of a new goroutine's stack.
pub const MIN_STACK_BYTES: usize = 2048;
/// A stack may not grow beyond this; Go's limit on 64-bit machines.
pub const MAX_STACK_BYTES: usize = 1_000_000_000;
/// Bytes between the limit that frames are checked against and the end of the stack: room
/// for the records of calls that the VM itself makes.
pub const GUARD_BYTES: usize = 256;

/// A goroutine.
pub struct G {
    /// As traces print it; main is 1.
    pub id: u64,
    /// Words of the stack.
    stack: Box<[u64]>,
    /// Next instruction, while it does not run.
    pub pc: *const u64,
    /// Frame, while it does not run.
    pub fp: *mut u64,
    /// Deferred calls, oldest first.
    pub defers: Vec<Deferred>,
    /// Panics and Goexits in progress, oldest first.
    pub panics: Vec<Panicking>,
    /// Why it waits, as traces print it.
    pub wait_reason: &'static str,
    /// It stopped at a poll: the instruction before `pc` is executed again.
    pub repeats: bool,
    /// Its send ended because the channel was closed: it panics when it runs.
    pub send_failed: bool,
    /// Where it was created: address after the `go` instruction; null for main.
    pub created_at: *const u64,
    /// The goroutine that created it.
    pub parent: u64,
}

/// A deferred call.
pub struct Deferred {
    /// A closure without parameters and results.
    pub closure: Addr,
    /// The deferring frame, in words from the stack's start.
    pub frame: usize,
    /// Behind the `defer` instruction: tells the deferring function.
    pub pc: *const u64,
}

/// A panic (or Goexit) in progress.
pub struct Panicking {
    /// The interface value.
    pub value: [u64; 2],
    /// The frame that panicked, in words from the stack's start.
    pub frame: usize,
    /// Behind the instruction that panicked.
    pub pc: *const u64,
    /// The frame whose deferred call runs.
    pub defer_frame: usize,
    /// Tells the function of that frame.
    pub defer_pc: *const u64,
    /// A deferred call has recovered it and has not returned yet.
    pub recovered: bool,
    /// A later panic runs deferred calls of frames below this one's.
    pub aborted: bool,
    /// runtime.Goexit, not a panic.
    pub goexit: bool,
}

impl G {
    /// A goroutine that will call `closure`'s function, or the function at `entry` if it
    /// captures nothing.
    pub fn new(id: u64, entry: *const u64, closure: Addr) -> Box<G> {
        let mut g = Box::new(G {
            id,
            stack: vec![0; MIN_STACK_BYTES / 8].into_boxed_slice(),
            pc: entry,
            fp: std::ptr::null_mut(),
            defers: Vec::new(),
            panics: Vec::new(),
            wait_reason: "",
            repeats: false,
            send_failed: false,
            created_at: std::ptr::null(),
            parent: 0,
        });
        g.fp = g.word(RECORD_WORDS);
        write_word(g.word(1), stub::end() as u64);
        write_word(g.word(RECORD_WORDS), closure.0 as u64);
        g
    }

    /// The stack word at an index.
    pub fn word(&mut self, index: usize) -> *mut u64 {
        self.stack.as_mut_ptr().wrapping_add(index)
    }

    /// The index of a stack word.
    pub fn index(&self, word: *const u64) -> usize {
        (word as usize - self.stack.as_ptr() as usize) / 8
    }

    /// First byte and byte after the last of the stack.
    pub fn stack_bounds(&self) -> (usize, usize) {
        let low = self.stack.as_ptr() as usize;
        (low, low + self.stack.len() * 8)
    }

    /// What frames are checked against.
    pub fn stack_limit(&self) -> usize {
        self.stack_bounds().1 - GUARD_BYTES
    }

    /// Replaces the stack and returns the old one.
    pub fn replace_stack(&mut self, stack: Box<[u64]>) -> Box<[u64]> {
        std::mem::replace(&mut self.stack, stack)
    }
}
