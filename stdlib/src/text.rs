//! Appending to Go byte slices, and padding, for the natives that make text.

use std::cell::RefCell;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::{NativeCx, SliceWords, Words};
use minigo_runtime::object::slice;
use minigo_runtime::typedesc::TypeDesc;

use crate::abi::or_raise;
use crate::utf8::rune_count;

/// What the allocator needs to know of bytes.
static BYTE: TypeDesc = TypeDesc::internal(1, 0, &[0]);

/// `append(to, bytes...)`; `None` if that is too long, which is raised.
pub fn append_bytes(cx: &mut NativeCx, to: SliceWords, bytes: &[u8]) -> Option<SliceWords> {
    let from = Addr::of(bytes.as_ptr());
    let grown = slice::append(cx.mcache(), to, from, bytes.len(), &BYTE);
    or_raise(cx, grown)
}

/// Appends to the slice in words 0..3 what `write` makes, which then stands there.
pub fn append_with(cx: &mut NativeCx, mut args: Words, write: impl FnOnce(&Words, &mut Vec<u8>)) {
    thread_local! {
        static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.clear();
        write(&args, scratch);
        if let Some(grown) = append_bytes(cx, args.slice(0), scratch) {
            args.set_slice(0, grown);
        }
    });
}

/// Flags, width and precision of a formatting directive.
#[derive(Clone, Copy)]
pub struct Spec {
    /// Bits of [`flag`].
    pub flags: u64,
    /// Width, 0 if it has none.
    pub width: usize,
    /// Precision, meaningful with [`flag::PREC`].
    pub prec: usize,
}

/// Flags of package fmt's printer; they stand in fmt/print.go, too.
pub mod flag {
    /// `-`
    pub const MINUS: u64 = 1;
    /// `+`
    pub const PLUS: u64 = 2;
    /// `#`
    pub const SHARP: u64 = 4;
    /// Blank.
    pub const SPACE: u64 = 8;
    /// `0`
    pub const ZERO: u64 = 16;
    /// The directive has a width.
    pub const WIDTH: u64 = 32;
    /// The directive has a precision.
    pub const PREC: u64 = 64;
}

impl Spec {
    /// The directive in the three words from `i` on.
    pub fn of(args: &Words, i: usize) -> Spec {
        let flags = args.word(i);
        let width = if flags & flag::WIDTH != 0 { args.usize(i + 1) } else { 0 };
        Spec { flags, width, prec: args.usize(i + 2) }
    }

    /// Whether a flag is set.
    pub fn has(&self, flag: u64) -> bool {
        self.flags & flag != 0
    }

    /// The precision, if there is one.
    pub fn precision(&self) -> Option<usize> {
        self.has(flag::PREC).then_some(self.prec)
    }

    /// The same without a flag.
    pub fn without(self, flag: u64) -> Spec {
        Spec { flags: self.flags & !flag, ..self }
    }

    /// Writes `n` times what fills the width: zeros only on the left.
    pub fn fill(&self, out: &mut Vec<u8>, n: usize) {
        let zero = self.has(flag::ZERO) && !self.has(flag::MINUS);
        out.extend(std::iter::repeat_n(if zero { b'0' } else { b' ' }, n));
    }

    /// Writes the text, filled up to the width.
    pub fn pad(&self, out: &mut Vec<u8>, text: &[u8]) {
        if self.width == 0 {
            return out.extend_from_slice(text);
        }
        let missing = self.width.saturating_sub(rune_count(text));
        if self.has(flag::MINUS) {
            out.extend_from_slice(text);
            self.fill(out, missing);
        } else {
            self.fill(out, missing);
            out.extend_from_slice(text);
        }
    }

    /// As many characters of the text as the precision says.
    pub fn truncate<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let Some(n) = self.precision() else { return text };
        if n >= text.len() {
            return text;
        }
        let mut end = 0;
        for _ in 0..n {
            if end == text.len() {
                break;
            }
            end += crate::utf8::decode(&text[end..]).1;
        }
        &text[..end]
    }
}
