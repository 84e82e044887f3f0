//! Walking the frames of a stack.

use crate::frame::read_word;
use crate::image::{Image, LinkedFunc, SourceCall};
use crate::stub;

/// A frame of a stack.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Its function.
    pub func: &'a LinkedFunc,
    /// Word 0.
    pub fp: *mut u64,
    /// Behind the first word of the instruction at which it stands (for calls with an
    /// extension word: behind that); the function's entry if it has not begun.
    pub pc: *const u64,
    /// The frame above is a deferred call that a panic of this one made.
    pub below_panic: bool,
}

/// The frames from the newest on.
pub struct Frames<'a> {
    image: &'a Image,
    pc: *const u64,
    fp: *mut u64,
    below_panic: bool,
    /// The function of the last frame: deep recursions look it up once.
    last: Option<&'a LinkedFunc>,
}

impl<'a> Frames<'a> {
    /// The frames from the one at `fp`, which stands at `pc`.
    pub fn new(image: &'a Image, pc: *const u64, fp: *mut u64) -> Frames<'a> {
        Frames { image, pc, fp, below_panic: false, last: None }
    }

    fn func_at(&self, pc: *const u64) -> Option<&'a LinkedFunc> {
        self.last
            .filter(|func| (func.entry..func.end).contains(&pc))
            .or_else(|| self.image.func_at(pc))
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Frame<'a>> {
        if self.pc == stub::end() {
            return None;
        }
        let fp = self.fp;
        // Before an entry stands a header word, which belongs to no function.
        let func = self.func_at(self.pc.wrapping_sub(1)).or_else(|| self.func_at(self.pc))?;
        self.last = Some(func);
        let frame = Frame { func, fp, pc: self.pc, below_panic: self.below_panic };
        let back = read_word(fp.wrapping_sub(1)) as *const u64;
        self.below_panic = back == stub::panicking();
        (self.pc, self.fp) = if stub::is_call(back) {
            stub::below(fp)
        } else {
            (back, read_word(fp.wrapping_sub(2)) as *mut u64)
        };
        Some(frame)
    }
}

impl Frame<'_> {
    /// Whether the function has not executed anything yet.
    pub fn is_at_entry(&self) -> bool {
        self.pc == self.func.entry
    }

    /// Word index of the last word of the instruction at which the frame stands.
    pub fn offset(&self) -> u32 {
        self.func.offset(self.pc.wrapping_sub(1))
    }

    /// The calls that the frame stands for, the innermost first: the function's own is the
    /// last.
    pub fn calls(&self) -> Vec<SourceCall<'_>> {
        if !self.is_at_entry() {
            return self.func.calls_at(self.offset()).collect();
        }
        let func = &self.func.func;
        let (name, file, line) = (&*func.name, func.file, func.line);
        vec![SourceCall { name, file, line, is_inlined: false }]
    }
}
