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

/// Per block, the states at its start.
#[derive(Debug, Default)]
pub struct Kinds {
    states: Vec<u8>,
    nwords: usize,
    /// Blocks that control reaches.
    pub reached: Vec<bool>,
    scratch: Vec<u8>,
    worklist: Worklist,
}

impl Kinds {
    /// The states at the start of a block.
    pub fn at(&self, block: u32) -> &[u8] {
        &self.states[block as usize * self.nwords..][..self.nwords]
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
        self.nwords = func.frame_words as usize;
        self.states.clear();
        self.states.resize(graph.len() * self.nwords, 0);
        self.reached.clear();
        self.reached.resize(graph.len(), false);
        self.worklist.reset(graph.order.len());
        enter(func, sig, &mut self.states[..self.nwords]);
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
        state.extend_from_slice(self.at(block));
        for index in graph.instrs(block) {
            let events = code.events_of(index);
            if let Some(recovery) = graph.recovery
                && code.instrs[index].op.has(Effect::PANICS)
            {
                self.flow_panic(recovery, &state, events, graph);
            }
            for event in events {
                if let Err(fault) = apply(&mut state, event) {
                    return Err(fault.at(code.instrs[index].pc));
                }
            }
        }
        for &succ in graph.succs(block) {
            self.flow(succ, &state, graph);
        }
        self.scratch = state;
        Ok(())
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
        let into = &mut self.states[to as usize * self.nwords..][..self.nwords];
        let mut more = 0;
        for (into, from) in into.iter_mut().zip(state) {
            more |= from & !*into;
            *into |= from;
        }
        if more != 0 || !std::mem::replace(&mut self.reached[to as usize], true) {
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

/// Checks and applies one event.
#[inline]
pub fn apply(state: &mut [u8], event: &Event) -> Result<(), Fault> {
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
