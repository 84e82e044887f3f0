//! From instruction words to what each does to the frame.
//!
//! [`decode`] walks a function's code once. It checks everything about an instruction
//! that does not depend on what words hold (rules V1 to V7, and of V10 to V13 what
//! concerns operands) and leaves, per instruction, a list of [`Event`]s: which frame
//! words it reads, demanding which kind, and which it writes, with which kind. The
//! analyses in [`crate::flow`] see only events; roles, calls and types are expanded here
//! and nowhere else.

use crate::operand::{Effect, Operand, Word};
use crate::ops::Op;
use crate::program::{Func, Program, Region, Sig, TypeDef};
use crate::rule::{Rule, VerifyError};

mod checks;
mod shape;

pub use shape::acts_of;
use shape::{SHAPES, Shape};

/// What happens to frame words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Read, of any one kind.
    Use,
    /// Read as pointers.
    UsePtr,
    /// Read as scalars.
    UseScalar,
    /// Set to scalars.
    DefScalar,
    /// Set to pointers.
    DefPtr,
    /// Set to zero, which is both.
    DefZero,
    /// Set to copies of as many words from `src` on.
    Copy,
    /// Lost, together with all words above: a callee's frame was there.
    Clobber,
}

/// One thing that an instruction does to a range of frame words. Within an instruction
/// reads stand before writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// What happens.
    pub act: Act,
    /// First word.
    pub word: u16,
    /// Number of words.
    pub count: u16,
    /// First source word of a copy.
    pub src: u16,
}

/// An instruction.
#[derive(Clone, Copy, Debug)]
pub struct Instr {
    /// Index of its first word.
    pub pc: u32,
    /// Its op.
    pub op: Op,
    /// End of its events in [`Decoded::events`]; they start where the previous ones end.
    pub events_end: u32,
    /// Target of its jump as a word index, or [`NO_TARGET`].
    pub target: u32,
}

/// The largest frame; operands have 16 bits, and 0xffff stands for none.
pub const MAX_FRAME_WORDS: u64 = 0xffff;

/// No jump.
pub const NO_TARGET: u32 = u32::MAX;

/// A function's code, taken apart.
#[derive(Debug, Default)]
pub struct Decoded {
    /// Instructions in order.
    pub instrs: Vec<Instr>,
    /// Their events.
    pub events: Vec<Event>,
    /// Per code word: index of the instruction that starts there, or `u32::MAX`.
    pub instr_at: Vec<u32>,
    /// Instructions after which control may go elsewhere than to the next.
    pub block_ends: Vec<u32>,
    /// Instructions that have a stack map, if they are reached.
    pub mapped: Vec<u32>,
}

impl Decoded {
    /// The events of instruction `index`.
    pub fn events_of(&self, index: usize) -> &[Event] {
        &self.events[self.events_before(index)..self.instrs[index].events_end as usize]
    }

    /// Number of events before those of instruction `index`.
    pub fn events_before(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |index| self.instrs[index].events_end as usize)
    }

    /// The instruction that starts at word `pc`.
    pub fn instr_starting(&self, pc: u32) -> Option<usize> {
        self.instr_at.get(pc as usize).filter(|&&at| at != u32::MAX).map(|&at| at as usize)
    }
}

/// Whether word `index` of a value of the type in memory layout holds a pointer.
pub fn is_pointer_word(ty: &TypeDef, index: u64) -> bool {
    if index * 8 >= ty.ptr_bytes || ty.mask_period == 0 {
        return false;
    }
    let in_period = index * 8 % ty.mask_period / 8;
    ty.mask.get(in_period as usize).copied().unwrap_or(false)
}

/// Number of frame words that a value of the type takes in memory layout.
pub fn frame_words_of(ty: &TypeDef) -> u64 {
    ty.size.div_ceil(8)
}

/// Takes the function's code apart and checks its instructions one by one.
///
/// # Errors
/// The first rule among V1 to V7 and V10 to V13 that an instruction breaks.
pub fn decode(program: &Program, func: &Func) -> Result<Decoded, VerifyError> {
    let mut out = Decoded::default();
    Decoder::new(program, func)?.decode(&mut out)?;
    Ok(out)
}

fn region_end(region: &Region) -> u64 {
    region.slot as u64 + region.words as u64
}

/// Rule V6. Returns the function's signature.
fn check_frame<'p>(program: &'p Program, func: &Func) -> Result<&'p Sig, VerifyError> {
    let fail = |detail: String| Err(VerifyError::new(Rule::Frame, detail));
    let Some(sig) = program.sigs.get(func.sig.0 as usize) else {
        return Err(VerifyError::new(Rule::Operand, "the function's signature does not exist"));
    };
    let frame = func.frame_words as u64;
    if frame > MAX_FRAME_WORDS {
        return fail(format!("a frame of {frame} words; operands reach {MAX_FRAME_WORDS}"));
    }
    let needed = (sig.params.len() + func.is_closure as usize).max(sig.results.len());
    if needed as u64 > frame {
        return fail(format!("{needed} words of parameters or results in a frame of {frame}"));
    }
    let params_end = (sig.params.len() + func.is_closure as usize) as u64;
    let mut end = 0;
    let mut by_slot: Vec<&Region> = func.regions.iter().collect();
    by_slot.sort_by_key(|region| region.slot);
    for region in by_slot {
        let slot = region.slot as u64;
        if slot < end || slot < params_end || region_end(region) > frame {
            return fail(format!(
                "the region at r{slot} overlaps another, the parameters or the frame's end"
            ));
        }
        let ascending = region.pointers.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || region.pointers.last().is_some_and(|&last| last >= region.words) {
            return fail(format!(
                "the region at r{slot} has unordered pointers or some outside it"
            ));
        }
        end = region_end(region);
    }
    Ok(sig)
}

/// What the decoding of one function needs.
pub struct Decoder<'p> {
    program: &'p Program,
    func: &'p Func,
    sig: &'p Sig,
    /// End of the highest region.
    regions_end: u64,
    out: Decoded,
    /// The instruction at hand.
    pc: u32,
}

/// An instruction with its extension word.
#[derive(Clone, Copy)]
struct Words {
    op: Op,
    word: Word,
    ext: Word,
}

impl<'p> Decoder<'p> {
    /// For a function of the program.
    ///
    /// # Errors
    /// Rule V6.
    pub fn new(program: &'p Program, func: &'p Func) -> Result<Decoder<'p>, VerifyError> {
        Ok(Decoder {
            program,
            func,
            sig: check_frame(program, func)?,
            regions_end: func.regions.iter().map(region_end).max().unwrap_or(0),
            out: Decoded::default(),
            pc: 0,
        })
    }

    /// Fills `out`, whose memory is used again; returns the function's signature.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn decode(mut self, out: &mut Decoded) -> Result<&'p Sig, VerifyError> {
        self.out = std::mem::take(out);
        self.out.instrs.clear();
        self.out.events.clear();
        self.out.instr_at.clear();
        self.out.instr_at.resize(self.func.code.len(), u32::MAX);
        self.out.block_ends.clear();
        self.out.mapped.clear();
        let shapes = &**SHAPES;
        let mut pc = 0;
        while pc < self.func.code.len() {
            pc = self.instruction(pc, shapes)?;
        }
        self.check_targets()?;
        *out = self.out;
        Ok(self.sig)
    }

    fn fail<T>(&self, rule: Rule, detail: impl Into<String>) -> Result<T, VerifyError> {
        Err(VerifyError::at(rule, self.pc, detail))
    }

    /// Decodes the instruction at `pc`; returns where the next one starts.
    fn instruction(&mut self, pc: usize, shapes: &[Shape]) -> Result<usize, VerifyError> {
        self.pc = pc as u32;
        let word = self.func.code[pc];
        let Some(op) = word.op() else {
            return self.fail(Rule::KnownOp, format!("{:#018x} is not an instruction", word.0));
        };
        let shape = &shapes[op as usize];
        let mut next = pc + 1;
        let mut ext = Word(0);
        if shape.has_ext {
            let Some(&found) = self.func.code.get(next) else {
                return self.fail(Rule::KnownOp, format!("{} lacks its extension", op.info().name));
            };
            ext = found;
            next += 1;
        }
        let index = self.out.instrs.len() as u32;
        self.out.instr_at[pc] = index;
        let instr = Words { op, word, ext };
        if shape.is_simple {
            self.simple(shape, instr)?;
        } else {
            self.operands(instr)?;
        }
        self.special(instr)?;
        let target = match shape.jump {
            None => NO_TARGET,
            Some(role) => {
                let is_short = role == Operand::Off16;
                let distance =
                    if is_short { word.c() as i16 as i64 } else { word.imm() as i32 as i64 };
                u32::try_from(next as i64 + distance).unwrap_or(NO_TARGET - 1)
            }
        };
        if shape.ends_block {
            self.out.block_ends.push(index);
        }
        if op.has(Effect::SAFEPOINT) || self.func.recover_pc == Some(self.pc) {
            self.out.mapped.push(index);
        }
        let events_end = self.out.events.len() as u32;
        self.out.instrs.push(Instr { pc: self.pc, op, events_end, target });
        Ok(next)
    }

    /// The events of an op whose shape says everything.
    fn simple(&mut self, shape: &Shape, instr: Words) -> Result<(), VerifyError> {
        let sources = [instr.word.0, instr.ext.0];
        for part in shape.parts() {
            let register = (sources[part.source as usize] >> part.shift) as u16 as u32;
            let (word, count) = (register + part.offset as u32, part.count as u32);
            if part.act == Act::Copy {
                self.push_copy(word, count, instr.word.b() as u32)?;
            } else {
                self.push(part.act, word, count)?;
            }
        }
        Ok(())
    }

    /// The events of any op, operand by operand.
    fn operands(&mut self, instr: Words) -> Result<(), VerifyError> {
        let info = instr.op.info();
        for (index, &role) in info.operands.iter().enumerate().skip(1) {
            let value =
                if role.is_wide() { instr.word.imm() } else { instr.word.x16(index + 1) as u32 };
            self.operand(role, value, instr)?;
        }
        let wide = info.ext.iter().any(|role| role.is_wide());
        for (index, &role) in info.ext.iter().enumerate() {
            let value = if wide { instr.ext.x32(index) } else { instr.ext.x16(index) as u32 };
            self.operand(role, value, instr)?;
        }
        // Operand a is the only one that may be written: last, so that reads come first.
        match info.operands.first() {
            Some(&role) => self.operand(role, instr.word.a() as u32, instr),
            None => Ok(()),
        }
    }

    /// Adds an event after checking rule V3 for its words.
    #[inline]
    fn push(&mut self, act: Act, word: u32, count: u32) -> Result<(), VerifyError> {
        self.check_words(word, count)?;
        self.out.events.push(Event { act, word: word as u16, count: count as u16, src: 0 });
        Ok(())
    }

    /// Likewise for a copy.
    fn push_copy(&mut self, word: u32, count: u32, src: u32) -> Result<(), VerifyError> {
        self.check_words(word, count)?;
        self.check_words(src, count)?;
        let (word, count, src) = (word as u16, count as u16, src as u16);
        self.out.events.push(Event { act: Act::Copy, word, count, src });
        Ok(())
    }

    #[inline]
    fn check_words(&self, word: u32, count: u32) -> Result<(), VerifyError> {
        // Both are below 2^32, the frame has at most 2^16 words.
        if word as u64 + count as u64 <= self.func.frame_words as u64 {
            return Ok(());
        }
        self.fail(
            Rule::Register,
            format!(
                "r{word} and {count} words are not all in the frame of {}",
                self.func.frame_words
            ),
        )
    }

    fn operand(&mut self, role: Operand, value: u32, instr: Words) -> Result<(), VerifyError> {
        use Act::*;
        let count = instr.word.c() as u32;
        match role {
            // Read together with the operand that they count.
            Operand::Count | Operand::CountI32 => Ok(()),
            Operand::RN => match instr.op.info().operands[0] {
                Operand::WmN => Ok(()), // The copy reads them.
                _ => self.push(Use, value, count),
            },
            Operand::Ropt if value == 0xffff => Ok(()),
            Operand::Ropt => self.push(Use, value, 1),
            Operand::Buf if value as u16 == 0xffff => Ok(()),
            Operand::Buf => self.buffer(value & 0xffff, instr),
            Operand::RNps => {
                (0..count).try_for_each(|index| self.words(&[UsePtr, UseScalar], value + 2 * index))
            }
            Operand::RType => self.value(value, instr.ext.x32(0), UsePtr, UseScalar),
            Operand::Ws => self.push(self.constant_act(instr), value, 1),
            Operand::WmN => self.push_copy(value, count, instr.word.b() as u32),
            Operand::WzN => self.push(DefZero, value, instr.word.imm()),
            Operand::WType => self.value(value, instr.ext.x32(0), DefPtr, DefScalar),
            Operand::Slot => self.slot(value, instr),
            Operand::Win => self.window(value, instr),
            Operand::Func => self.index("function", value, self.program.funcs.len()),
            Operand::Type => self.index("type", value, self.program.types.len()),
            Operand::Sig => self.index("signature", value, self.program.sigs.len()),
            Operand::Const => self.index("constant", value, self.program.consts.len()),
            Operand::Str => self.index("string", value, self.program.strings.len()),
            Operand::Native => self.index("native", value, self.program.natives.len()),
            Operand::Itab => self.index("itab", value, self.program.itabs.len()),
            Operand::Table => self.index("jump table", value, self.func.tables.len()),
            Operand::Global => self.global(value, instr.op),
            role => {
                let acts = acts_of(role).expect("the roles above are those without");
                acts.iter().try_for_each(|&(act, offset, count)| {
                    self.push(act, value + offset as u32, count as u32)
                })
            }
        }
    }

    fn words(&mut self, acts: &[Act], first: u32) -> Result<(), VerifyError> {
        acts.iter().zip(first..).try_for_each(|(&act, word)| self.push(act, word, 1))
    }

    /// The words of a value of the type in memory layout.
    fn value(&mut self, first: u32, ty: u32, pointer: Act, scalar: Act) -> Result<(), VerifyError> {
        let Some(ty) = self.program.types.get(ty as usize) else {
            return self.fail(Rule::Operand, format!("type {ty} does not exist"));
        };
        let words = frame_words_of(ty).min(1 << 16) as u32;
        let act_of = |index: u32| if is_pointer_word(ty, index as u64) { pointer } else { scalar };
        let mut start = 0;
        while start < words {
            let act = act_of(start);
            let end = (start + 1..words).find(|&index| act_of(index) != act).unwrap_or(words);
            self.push(act, first + start, end - start)?;
            start = end;
        }
        Ok(())
    }

    /// A loaded constant 0 is also nil.
    fn constant_act(&self, instr: Words) -> Act {
        let is_zero = match instr.op {
            Op::Ldi => instr.word.imm() == 0,
            Op::Ldk => self.program.consts.get(instr.word.imm() as usize) == Some(&0),
            _ => false,
        };
        if is_zero { Act::DefZero } else { Act::DefScalar }
    }

    fn index(&self, what: &str, value: u32, len: usize) -> Result<(), VerifyError> {
        if (value as usize) < len {
            return Ok(());
        }
        self.fail(Rule::Operand, format!("{what} {value} does not exist"))
    }

    fn sig_of(&self, index: u32) -> Result<&'p Sig, VerifyError> {
        match self.program.sigs.get(index as usize) {
            Some(sig) => Ok(sig),
            None => self.fail(Rule::Operand, format!("signature {index} does not exist")),
        }
    }

    /// Rules V4 and V5.
    fn check_targets(&mut self) -> Result<(), VerifyError> {
        let out = &self.out;
        let Some(last) = out.instrs.last() else {
            return Err(VerifyError::new(Rule::FallsOff, "the function has no code"));
        };
        if !last.op.has(Effect::TERMINATES) {
            return Err(VerifyError::at(
                Rule::FallsOff,
                last.pc,
                "goes on behind the function's end",
            ));
        }
        let stray = |target: u32| out.instr_starting(target).is_none();
        let fail = |pc, what: &str, target| {
            let detail = format!("the {what} {target} is no instruction of the function");
            Err(VerifyError { pc, ..VerifyError::new(Rule::Target, detail) })
        };
        for &end in &out.block_ends {
            let instr = out.instrs[end as usize];
            if instr.target != NO_TARGET && stray(instr.target) {
                return fail(Some(instr.pc), "jump target", instr.target);
            }
        }
        for &target in self.func.tables.iter().flatten() {
            if stray(target) {
                return fail(None, "jump table entry", target);
            }
        }
        match self.func.recover_pc {
            Some(target) if stray(target) => fail(None, "recovery point", target),
            _ => Ok(()),
        }
    }
}
