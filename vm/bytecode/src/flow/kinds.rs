//! Which kinds words may hold, forward along the paths.
//!
//! The state of a word is a byte: a set of possibilities, and what a region fixes.

use super::graph::{Graph, Worklist};
use crate::decode::{Act, Decoded, Event};
use crate::operand::Effect;
use crate::program::{Func, Sig};
use crate::rule::{Rule, VerifyError};

/// May be undefined.
pub const UNDEFINED: u8 = 1;
/// May be a scalar.
pub const SCALAR: u8 = 2;
/// May be a pointer.
pub const POINTER: u8 = 4;
/// Belongs to a region, so the kind never changes.
pub const FIXED: u8 = 8;
/// The possibilities; none of them means zero.
const KINDS: u8 = UNDEFINED | SCALAR | POINTER;

/// What a read finds wrong, for each set of possibilities: bit i belongs to set i.
const BAD_USE: u8 = {
    let mut bad = 0;
    let mut set = 0;
    while set < 8 {
        if set & UNDEFINED != 0 || set & (SCALAR | POINTER) == SCALAR | POINTER {
            bad |= 1 << set;
        }
        set += 1;
    }
    bad
};
/// Likewise where a pointer is demanded.
const BAD_POINTER: u8 = BAD_USE | 1 << SCALAR;
/// Likewise where a scalar is demanded.
const BAD_SCALAR: u8 = BAD_USE | 1 << POINTER;

/// An event that breaks a rule.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    word: u16,
    act: Act,
    state: u8,
}

impl Fault {
    #[cold]
    fn at(self, pc: u32) -> VerifyError {
        let Fault { word, act, state } = self;
        let (rule, what) = match act {
            Act::Use | Act::UsePtr | Act::UseScalar if state & UNDEFINED != 0 => {
                (Rule::Undefined, "is read but not set on every path")
            }
            Act::Use | Act::UsePtr | Act::UseScalar if state & SCALAR == 0 => {
                (Rule::Kind, "is a pointer where a scalar must be")
            }
            Act::Use | Act::UsePtr | Act::UseScalar if state & POINTER == 0 => {
                (Rule::Kind, "is a scalar where a pointer must be")
            }
            Act::Use | Act::UsePtr | Act::UseScalar => {
                (Rule::Kind, "is a pointer on one path and a scalar on another")
            }
            Act::DefScalar | Act::DefPtr | Act::DefZero | Act::Copy | Act::Clobber => {
                (Rule::Region, "gets another kind than its region declares")
            }
        };
        VerifyError::at(rule, pc, format!("r{word} {what}"))
    }
}

/// What the analysis finds.
#[derive(Debug, Default)]
pub struct Kinds {
    /// Per block, the states at its start: `stride` bytes.
    states: Vec<u8>,
    /// Frame words, rounded up to what [`pointer_bits`] takes at a time.
    stride: usize,
    /// Blocks that control reaches.
    pub reached: Vec<bool>,
    /// Per instruction with a stack map, the words that are pointers before it, as bits.
    pointers: Vec<u64>,
    scratch: Vec<u8>,
    worklist: Worklist,
}

impl Kinds {
    /// The words that are pointers before instruction `place` of
    /// [`Decoded::mapped`]. Its block is reached.
    pub fn pointers(&self, place: usize) -> &[u64] {
        let nbits = self.stride.div_ceil(64);
        &self.pointers[place * nbits..][..nbits]
    }

    /// Follows the kinds until nothing changes.
    ///
    /// # Errors
    /// Rules V8, V9 and what V10 says of region words as registers.
    pub fn infer(
        &mut self,
        func: &Func,
        sig: &Sig,
        code: &Decoded,
        graph: &Graph,
    ) -> Result<(), VerifyError> {
        self.stride = (func.frame_words as usize).next_multiple_of(8);
        self.states.clear();
        self.states.resize(graph.len() * self.stride, 0);
        self.reached.clear();
        self.reached.resize(graph.len(), false);
        self.pointers.clear();
        self.pointers.resize(code.mapped.len() * self.stride.div_ceil(64), 0);
        self.worklist.reset(graph.order.len());
        enter(func, sig, &mut self.states[..self.stride]);
        self.reached[0] = true;
        self.worklist.add(graph.ranks[0] as usize);
        while let Some(rank) = self.worklist.take() {
            self.visit(graph.order[rank], code, graph)?;
        }
        Ok(())
    }

    fn visit(&mut self, block: u32, code: &Decoded, graph: &Graph) -> Result<(), VerifyError> {
        let mut state = std::mem::take(&mut self.scratch);
        state.clear();
        state.extend_from_slice(&self.states[block as usize * self.stride..][..self.stride]);
        let instrs = graph.instrs(block);
        let mut mapped = graph.mapped(block);
        let mut at = code.events_before(instrs.start);
        if let Some(recovery) = graph.recovery {
            for index in instrs.clone() {
                let end = code.events_before(index);
                run(&mut state, code, at..end)?;
                at = end;
                if code.instrs[index].op.has(Effect::PANICS) {
                    self.flow_panic(recovery, &state, code.events_of(index), graph);
                }
                if mapped.start < mapped.end && code.mapped[mapped.start] as usize == index {
                    self.save_pointers(mapped.start, &state);
                    mapped.start += 1;
                }
            }
        } else {
            for place in mapped {
                let end = code.events_before(code.mapped[place] as usize);
                run(&mut state, code, at..end)?;
                at = end;
                self.save_pointers(place, &state);
            }
        }
        run(&mut state, code, at..code.events_before(instrs.end))?;
        for &succ in graph.succs(block) {
            self.flow(succ, &state, graph);
        }
        self.scratch = state;
        Ok(())
    }

    fn save_pointers(&mut self, place: usize, state: &[u8]) {
        let nbits = self.stride.div_ceil(64);
        let bits = &mut self.pointers[place * nbits..][..nbits];
        for (bits, state) in bits.iter_mut().zip(state.chunks(64)) {
            *bits = pointer_bits(state);
        }
    }

    /// A panic leaves everything but the window of a call.
    fn flow_panic(&mut self, recovery: u32, state: &[u8], events: &[Event], graph: &Graph) {
        match events.iter().find(|event| event.act == Act::Clobber) {
            None => self.flow(recovery, state, graph),
            Some(event) => {
                let mut state = state.to_vec();
                state[event.word as usize..].fill(UNDEFINED);
                self.flow(recovery, &state, graph);
            }
        }
    }

    /// Adds the state's possibilities to those at the start of a block.
    fn flow(&mut self, to: u32, state: &[u8], graph: &Graph) {
        let into = &mut self.states[to as usize * self.stride..][..self.stride];
        let mut more = 0;
        for (into, from) in into.iter_mut().zip(state) {
            more |= from & !*into;
            *into |= from;
        }
        let is_new = !std::mem::replace(&mut self.reached[to as usize], true);
        if is_new || more != 0 {
            self.worklist.add(graph.ranks[to as usize] as usize);
        }
    }
}

/// The state at the function's entry.
fn enter(func: &Func, sig: &Sig, state: &mut [u8]) {
    state.fill(UNDEFINED);
    for (state, &pointer) in state.iter_mut().zip(&sig.params) {
        *state = if pointer { POINTER } else { SCALAR };
    }
    if func.is_closure {
        state[sig.params.len()] = POINTER;
    }
    for region in &func.regions {
        let words = &mut state[region.slot as usize..][..region.words as usize];
        words.fill(SCALAR | FIXED);
        for &word in &region.pointers {
            words[word as usize] = POINTER | FIXED;
        }
    }
}

/// Which of up to 64 words, a multiple of 8, have the state [`POINTER`], in a region or not.
fn pointer_bits(state: &[u8]) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const KINDS_OF_8: u64 = KINDS as u64 * 0x0101_0101_0101_0101;
    let mut bits = 0;
    for (index, word) in state.as_chunks::<8>().0.iter().enumerate() {
        let kinds = u64::from_le_bytes(*word) & KINDS_OF_8;
        let differs = kinds ^ (POINTER as u64 * 0x0101_0101_0101_0101);
        // The high bit of each byte that is zero, then those eight bits together.
        let equal = !(((differs & LOW) + LOW) | differs | LOW);
        bits |= ((equal >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * index);
    }
    bits
}

/// Checks and applies the events with these numbers.
fn run(
    state: &mut [u8],
    code: &Decoded,
    events: std::ops::Range<usize>,
) -> Result<(), VerifyError> {
    for (event, index) in code.events[events.clone()].iter().zip(events) {
        if let Err(fault) = apply(state, event) {
            let instr = code.instrs.partition_point(|instr| instr.events_end as usize <= index);
            return Err(fault.at(code.instrs[instr].pc));
        }
    }
    Ok(())
}

/// Checks and applies one event.
#[inline]
fn apply(state: &mut [u8], event: &Event) -> Result<(), Fault> {
    let (start, end) = (event.word as usize, event.word as usize + event.count as usize);
    match event.act {
        Act::Use => read(state, event, BAD_USE),
        Act::UsePtr => read(state, event, BAD_POINTER),
        Act::UseScalar => read(state, event, BAD_SCALAR),
        Act::DefScalar => write(state, event, SCALAR),
        Act::DefPtr => write(state, event, POINTER),
        Act::DefZero => write(state, event, 0),
        Act::Copy => copy(state, event),
        Act::Clobber => {
            debug_assert!(start < end, "rule V7: regions are below");
            state[start..].fill(UNDEFINED);
            Ok(())
        }
    }
}

#[inline]
fn read(state: &[u8], event: &Event, bad: u8) -> Result<(), Fault> {
    for word in event.word..event.word + event.count {
        let state = state[word as usize];
        if bad >> (state & KINDS) & 1 != 0 {
            return Err(Fault { word, act: event.act, state });
        }
    }
    Ok(())
}

#[inline]
fn write(state: &mut [u8], event: &Event, kind: u8) -> Result<(), Fault> {
    (event.word..event.word + event.count).try_for_each(|word| write_word(state, event, word, kind))
}

#[inline]
fn write_word(state: &mut [u8], event: &Event, word: u16, kind: u8) -> Result<(), Fault> {
    let state = &mut state[word as usize];
    if *state & FIXED == 0 {
        *state = kind;
    } else if kind & !*state != 0 {
        return Err(Fault { word, act: event.act, state: *state });
    }
    Ok(())
}

fn copy(state: &mut [u8], event: &Event) -> Result<(), Fault> {
    read(state, &Event { act: Act::Use, word: event.src, ..*event }, BAD_USE)?;
    // In the direction in which no source is overwritten before it is read.
    let forward = event.word <= event.src;
    for index in 0..event.count {
        let index = if forward { index } else { event.count - 1 - index };
        let kind = state[(event.src + index) as usize] & KINDS;
        write_word(state, event, event.word + index, kind)?;
    }
    Ok(())
}
