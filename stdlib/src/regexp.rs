//! The automaton of package regexp.
//!
//! `run(code string, text string, pos int, caps []byte, longest bool) bool` looks for the
//! leftmost match at or behind `pos`. Two methods find the same match, each in time
//! linear in program and text:
//!
//! 1. Backtracking, where a set of visited (instruction, position) pairs fits a fixed
//!    size: no pair is tried twice.
//! 2. Else Pike's simulation: all threads step together, in the order of their preference.
//!
//! The program is a string of little-endian 32-bit words, made by `encode` in the Go part:
//!
//! | words | meaning |
//! |---|---|
//! | 0 | the first instruction |
//! | 1 | number of instructions |
//! | 2 | 1: a match can begin only at the beginning of the text |
//! | 3..11 | set of the bytes that a match can begin with; all, if it may be empty |
//! | 11.. | instructions of 5 words: op, out, arg, first range, number of ranges |
//! | then | ranges of two words |

use std::cell::RefCell;

use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::utf8;

const HEADER_WORDS: usize = 11;
const INST_WORDS: usize = 5;

// Ops, as in regexp/syntax.
const ALT: u32 = 0;
const ALT_MATCH: u32 = 1;
const CAPTURE: u32 = 2;
const EMPTY_WIDTH: u32 = 3;
const MATCH: u32 = 4;
const NOP: u32 = 6;
const RUNE: u32 = 7;
const RUNE1: u32 = 8;
const RUNE_ANY: u32 = 9;
const RUNE_ANY_NOT_NL: u32 = 10;

// Conditions on a place.
const BEGIN_LINE: u32 = 1;
const END_LINE: u32 = 2;
const BEGIN_TEXT: u32 = 4;
const END_TEXT: u32 = 8;
const WORD_BOUNDARY: u32 = 16;
const NO_WORD_BOUNDARY: u32 = 32;

/// Bits of the visited set: what is cleared for each call should stay in the cache.
const MAX_VISITED_BITS: usize = 256 << 10;

/// A position that a group has not.
const NONE: i64 = -1;

/// An instruction.
#[derive(Clone, Copy)]
struct Inst {
    op: u32,
    out: u32,
    arg: u32,
    ranges: u32,
    nranges: u32,
}

/// The program.
#[derive(Clone, Copy)]
struct Program<'a> {
    words: &'a [[u8; 4]],
}

impl<'a> Program<'a> {
    fn new(code: &'a [u8]) -> Program<'a> {
        Program { words: code.as_chunks().0 }
    }

    fn word(self, i: usize) -> u32 {
        u32::from_le_bytes(self.words[i])
    }

    fn start(self) -> u32 {
        self.word(0)
    }

    fn len(self) -> usize {
        self.word(1) as usize
    }

    fn is_anchored(self) -> bool {
        self.word(2) & 1 != 0
    }

    fn inst(self, pc: u32) -> Inst {
        let at = HEADER_WORDS + pc as usize * INST_WORDS;
        let [op, out, arg, ranges, nranges] = self.words[at..at + INST_WORDS] else {
            unreachable!("a slice of that length")
        };
        let word = u32::from_le_bytes;
        Inst {
            op: word(op),
            out: word(out),
            arg: word(arg),
            ranges: word(ranges),
            nranges: word(nranges),
        }
    }

    /// Whether a match may begin with the byte.
    fn may_begin(self, byte: u8) -> bool {
        self.word(3 + byte as usize / 32) >> (byte % 32) & 1 != 0
    }

    /// The first position from `pos` on where a match may begin.
    fn next_start(self, text: &[u8], pos: usize) -> Option<usize> {
        if self.is_anchored() {
            return (pos == 0).then_some(0);
        }
        let found = text[pos..].iter().position(|&byte| self.may_begin(byte));
        match found {
            Some(n) => Some(pos + n),
            // An empty match at the end is possible if all bytes are.
            None => (self.may_begin(0xFF) && self.may_begin(0)).then_some(text.len()),
        }
    }

    /// Whether the instruction, which takes a character, takes this one.
    fn takes(self, inst: Inst, rune: u32) -> bool {
        match inst.op {
            RUNE1 => rune == inst.arg,
            RUNE_ANY => true,
            RUNE_ANY_NOT_NL => rune != u32::from(b'\n'),
            RUNE => {
                let (mut lo, mut hi) = (0, inst.nranges as usize);
                while lo < hi {
                    let middle = usize::midpoint(lo, hi);
                    let at = inst.ranges as usize + 2 * middle;
                    if rune < self.word(at) {
                        hi = middle;
                    } else if rune > self.word(at + 1) {
                        lo = middle + 1;
                    } else {
                        return true;
                    }
                }
                false
            }
            _ => false,
        }
    }
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The conditions that hold at a position.
fn conditions(text: &[u8], pos: usize) -> u32 {
    let before = pos.checked_sub(1).and_then(|i| text.get(i));
    let after = text.get(pos);
    let mut found = match before {
        None => BEGIN_TEXT | BEGIN_LINE,
        Some(b'\n') => BEGIN_LINE,
        Some(_) => 0,
    };
    found |= match after {
        None => END_TEXT | END_LINE,
        Some(b'\n') => END_LINE,
        Some(_) => 0,
    };
    found | if is_word(before) == is_word(after) { NO_WORD_BOUNDARY } else { WORD_BOUNDARY }
}

/// The character at a position, and its width.
fn decode(text: &[u8], pos: usize) -> (u32, usize) {
    match text[pos] {
        byte @ 0..0x80 => (u32::from(byte), 1),
        _ => utf8::decode(&text[pos..]),
    }
}

/// What the methods need, kept from call to call.
#[derive(Default)]
struct Scratch {
    visited: Vec<u64>,
    jobs: Vec<Job>,
    caps: Vec<i64>,
    best: Vec<i64>,
    now: Threads,
    next: Threads,
}

/// Something that backtracking has yet to do.
enum Job {
    /// Go on at an instruction and a position.
    Run(u32, usize),
    /// Give a captured position its earlier value.
    Restore(u32, i64),
}

impl Scratch {
    fn backtrack(&mut self, program: Program, text: &[u8], mut pos: usize, longest: bool) -> bool {
        let (base, width) = (pos, text.len() - pos + 1);
        self.visited.clear();
        self.visited.resize((program.len() * width).div_ceil(64), 0);
        while let Some(start) = program.next_start(text, pos) {
            self.caps.fill(NONE);
            if let Some(first) = self.caps.first_mut() {
                *first = start as i64;
            }
            if self.backtrack_from(program, text, (start, base), longest) {
                return true;
            }
            if start >= text.len() {
                return false;
            }
            pos = start + decode(text, start).1;
        }
        false
    }

    /// Looks for a match that begins at a position; the visited set begins at `base`.
    fn backtrack_from(
        &mut self,
        program: Program,
        text: &[u8],
        (start, base): (usize, usize),
        longest: bool,
    ) -> bool {
        let width = text.len() - base + 1;
        let mut best_end = None;
        self.jobs.clear();
        self.jobs.push(Job::Run(program.start(), start));
        while let Some(job) = self.jobs.pop() {
            let (mut pc, mut pos) = match job {
                Job::Run(pc, pos) => (pc, pos),
                Job::Restore(slot, value) => {
                    self.caps[slot as usize] = value;
                    continue;
                }
            };
            loop {
                let bit = pc as usize * width + (pos - base);
                let (word, mask) = (&mut self.visited[bit / 64], 1 << (bit % 64));
                if *word & mask != 0 {
                    break;
                }
                *word |= mask;
                let inst = program.inst(pc);
                match inst.op {
                    ALT | ALT_MATCH => self.jobs.push(Job::Run(inst.arg, pos)),
                    NOP => {}
                    CAPTURE => {
                        if let Some(slot) = self.caps.get_mut(inst.arg as usize) {
                            self.jobs.push(Job::Restore(inst.arg, *slot));
                            *slot = pos as i64;
                        }
                    }
                    EMPTY_WIDTH => {
                        if inst.arg & !conditions(text, pos) != 0 {
                            break;
                        }
                    }
                    MATCH => {
                        if best_end.is_none_or(|end| end < pos) {
                            best_end = Some(pos);
                            if let Some(end) = self.caps.get_mut(1) {
                                *end = pos as i64;
                            }
                            self.best.clone_from(&self.caps);
                        }
                        if !longest || pos == text.len() {
                            return true;
                        }
                        break;
                    }
                    _ => {
                        if pos >= text.len() {
                            break;
                        }
                        let (rune, n) = decode(text, pos);
                        if !program.takes(inst, rune) {
                            break;
                        }
                        pos += n;
                    }
                }
                pc = inst.out;
            }
        }
        best_end.is_some()
    }

    fn simulate(&mut self, program: Program, text: &[u8], mut pos: usize, longest: bool) -> bool {
        let ncaps = self.caps.len();
        self.now.reset(program.len(), ncaps);
        self.next.reset(program.len(), ncaps);
        let mut matched = false;
        let mut best_start = 0;
        loop {
            if self.now.dense.is_empty() {
                if matched {
                    return true;
                }
                match program.next_start(text, pos) {
                    Some(start) => pos = start,
                    None => return false,
                }
            }
            if !matched && (!program.is_anchored() || pos == 0) {
                self.caps.fill(NONE);
                if let Some(first) = self.caps.first_mut() {
                    *first = pos as i64;
                }
                self.now.add(program, text, (program.start(), pos), &mut self.caps);
            }
            let (rune, n) = if pos < text.len() { decode(text, pos) } else { (u32::MAX, 0) };
            for i in 0..self.now.dense.len() {
                let pc = self.now.dense[i];
                let inst = program.inst(pc);
                let caps = &mut self.now.caps[pc as usize * ncaps..(pc as usize + 1) * ncaps];
                // A thread that began later than a match found cannot win any more.
                if longest && matched && ncaps > 0 && caps[0] > best_start {
                    continue;
                }
                if inst.op == MATCH {
                    if ncaps == 0 {
                        return true;
                    }
                    if !longest || !matched || caps[0] < best_start || self.best[1] < pos as i64 {
                        caps[1] = pos as i64;
                        best_start = caps[0];
                        self.best.clear();
                        self.best.extend_from_slice(caps);
                    }
                    matched = true;
                    if !longest {
                        // What comes behind is preferred less.
                        break;
                    }
                } else if n > 0 && program.takes(inst, rune) {
                    self.caps.copy_from_slice(caps);
                    self.next.add(program, text, (inst.out, pos + n), &mut self.caps);
                }
            }
            std::mem::swap(&mut self.now, &mut self.next);
            self.next.dense.clear();
            if n == 0 {
                return matched;
            }
            pos += n;
        }
    }
}

/// A set of instructions in the order of their preference, with the captures of each.
#[derive(Default)]
struct Threads {
    sparse: Vec<u32>,
    dense: Vec<u32>,
    caps: Vec<i64>,
    jobs: Vec<Job>,
}

impl Threads {
    fn reset(&mut self, ninsts: usize, ncaps: usize) {
        self.dense.clear();
        self.sparse.resize(ninsts, 0);
        self.caps.resize(ninsts * ncaps, NONE);
    }

    fn insert(&mut self, pc: u32) -> bool {
        let at = self.sparse[pc as usize] as usize;
        if self.dense.get(at) == Some(&pc) {
            return false;
        }
        self.sparse[pc as usize] = self.dense.len() as u32;
        self.dense.push(pc);
        true
    }

    /// Adds an instruction and what it leads to without taking a character.
    fn add(&mut self, program: Program, text: &[u8], (pc, pos): (u32, usize), caps: &mut [i64]) {
        let ncaps = caps.len();
        self.jobs.clear();
        self.jobs.push(Job::Run(pc, pos));
        while let Some(job) = self.jobs.pop() {
            let mut pc = match job {
                Job::Run(pc, _) => pc,
                Job::Restore(slot, value) => {
                    caps[slot as usize] = value;
                    continue;
                }
            };
            while self.insert(pc) {
                let inst = program.inst(pc);
                match inst.op {
                    ALT | ALT_MATCH => self.jobs.push(Job::Run(inst.arg, pos)),
                    NOP => {}
                    CAPTURE => {
                        if let Some(slot) = caps.get_mut(inst.arg as usize) {
                            self.jobs.push(Job::Restore(inst.arg, *slot));
                            *slot = pos as i64;
                        }
                    }
                    EMPTY_WIDTH => {
                        if inst.arg & !conditions(text, pos) != 0 {
                            break;
                        }
                    }
                    _ => {
                        let at = pc as usize * ncaps;
                        self.caps[at..at + ncaps].copy_from_slice(caps);
                        break;
                    }
                }
                pc = inst.out;
            }
        }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

fn run(_: &mut NativeCx, mut args: Words) {
    let program = Program::new(args.str(0));
    let text = args.str(2);
    let pos = args.usize(4);
    let result = args.bytes_mut(5);
    let longest = args.bool(8);
    let found = SCRATCH.with_borrow_mut(|scratch| {
        // A longest match is told by its end.
        let ncaps = result.len() / 8;
        scratch.caps.clear();
        scratch.caps.resize(if longest { ncaps.max(2) } else { ncaps }, NONE);
        let found = if program.len() * (text.len() - pos + 1) <= MAX_VISITED_BITS {
            scratch.backtrack(program, text, pos, longest)
        } else {
            scratch.simulate(program, text, pos, longest)
        };
        if found {
            for (bytes, value) in result.chunks_exact_mut(8).zip(&scratch.best) {
                bytes.copy_from_slice(&value.to_le_bytes());
            }
        }
        found
    });
    args.set_bool(0, found);
}

/// The natives of package regexp.
pub const NATIVES: &[NativeDef] = &[NativeDef { name: "regexp.run", func: run }];
