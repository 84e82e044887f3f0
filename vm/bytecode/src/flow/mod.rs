//! What the words of a frame hold at each instruction, and which are still needed.
//!
//! The result is the stack maps: at every safepoint, the frame words that hold live
//! pointers. Lowering asks for them, the verifier recomputes them.
//!
//! 1. [`decode`] turns the code into events (reads and writes of frame words) and checks
//!    whatever needs no analysis.
//! 2. Instructions are grouped into blocks; blocks are visited in reverse postorder from
//!    the entry, so unreachable code is never looked at.
//! 3. *Kinds*, forward. A word's state is a set of possibilities: it may be undefined, may
//!    hold a scalar, may hold a pointer. The empty set is zero, which is both nil and 0.
//!    Where paths meet, sets unite. A read of a word that may be undefined, or that may be
//!    either kind, breaks a rule. Sets only grow, so an error seen on the way is an error
//!    at the end.
//! 4. *Liveness*, backward, with the usual read-before-write and write sets per block.
//! 5. The map at a safepoint is the live words that are pointers. For a call that is the state *during* the call:
//!    what is read after it, below the return record. For other instructions it is the
//!    state *before*: operands included, results not.
//!
//! # Panics and the recovery point
//!
//! A panic may end at the function's `recover_pc`, from any instruction that can panic.
//! So the state before each of those flows into the recovery point, and the words that
//! are live there count as live in the whole function. The map at `recover_pc` serves
//! every frame that panicked: it always exists, safepoint or not. In a function without
//! a recovery point nothing is live in a frame that panicked.
//!
//! # Regions
//!
//! Words of regions have the kinds that the region declares, always; the collector scans
//! them in any case, so they are not in the maps.
//!
//! # Cost
//!
//! A start of a program analyses tens of thousands of instructions, so time counts: one
//! pass decodes, and the others look at flat arrays of events. An [`Analyser`] keeps its
//! tables between functions.

mod graph;
mod kinds;
mod live;

use crate::decode::{Act, Decoded, Decoder};
use crate::operand::Effect;
use crate::program::{Func, FuncIdx, Program, StackMap};
use crate::rule::VerifyError;
use graph::Graph;
use kinds::{Kinds, POINTER};
use live::{Live, remove_from, step_back};

/// Pointer words at the entry of a function: its pointer parameters and its closure.
pub fn entry_map(program: &Program, func: &Func) -> Vec<u16> {
    let params = &program.sigs[func.sig.0 as usize].params;
    let closure = func.is_closure.then_some(params.len() as u16);
    let pointers = params.iter().zip(0u16..).filter(|(pointer, _)| **pointer);
    pointers.map(|(_, word)| word).chain(closure).collect()
}

/// The stack maps of a function, by ascending pc.
///
/// # Errors
/// The first of rules V1 to V13 that it breaks, as far as they concern code.
pub fn stack_maps(program: &Program, func: FuncIdx) -> Result<Vec<StackMap>, VerifyError> {
    Analyser::default().stack_maps(program, func)
}

/// Analyses functions one after the other.
#[derive(Debug, Default)]
pub struct Analyser {
    code: Decoded,
    graph: Graph,
    kinds: Kinds,
    live: Live,
    /// The state while maps are made.
    state: Vec<u8>,
    /// Live words while maps are made.
    current: Vec<u64>,
    /// Live words at the safepoints of a block, last first.
    saved: Vec<u64>,
}

impl Analyser {
    /// As the function [`stack_maps`].
    ///
    /// # Errors
    /// As there.
    pub fn stack_maps(
        &mut self,
        program: &Program,
        func: FuncIdx,
    ) -> Result<Vec<StackMap>, VerifyError> {
        let code = &program.funcs[func.0 as usize];
        self.analyse(program, code).map_err(|err| err.within(program, func))
    }

    fn analyse(&mut self, program: &Program, func: &Func) -> Result<Vec<StackMap>, VerifyError> {
        let sig = Decoder::new(program, func)?.decode(&mut self.code)?;
        self.graph.build(func, &self.code);
        self.kinds.infer(func, sig, &self.code, &self.graph)?;
        self.graph.keep(&self.kinds.reached);
        self.live.find(&self.code, &self.graph, func.frame_words);
        Ok(self.make_maps(func))
    }

    /// Step 5.
    fn make_maps(&mut self, func: &Func) -> Vec<StackMap> {
        let mut maps = Vec::new();
        for block in 0..self.graph.len() as u32 {
            if self.graph.ranks[block as usize] == u32::MAX {
                continue;
            }
            let instrs = self.graph.instrs(block);
            let Some(last) = instrs.rev().find(|&index| needs_map(func, &self.code, index)) else {
                continue;
            };
            self.save_live(func, block);
            self.state.clear();
            self.state.extend_from_slice(self.kinds.at(block));
            for index in self.graph.instrs(block).start..=last {
                if needs_map(func, &self.code, index) {
                    let live = self.saved.len() - self.current.len();
                    let pointers = pointers_of(&self.saved[live..], &self.state);
                    maps.push(StackMap { pc: self.code.instrs[index].pc, pointers });
                    self.saved.truncate(live);
                }
                for event in self.code.events_of(index) {
                    kinds::apply(&mut self.state, event).expect("step 3 has applied it");
                }
            }
        }
        maps
    }

    /// Finds the live words at the safepoints of a block.
    fn save_live(&mut self, func: &Func, block: u32) {
        self.saved.clear();
        self.current.clear();
        self.current.extend_from_slice(self.live.out(block));
        for index in self.graph.instrs(block).rev() {
            let is_call = self.code.instrs[index].op.has(Effect::CALLS);
            for event in self.code.events_of(index).iter().rev() {
                step_back(&mut self.current, event);
                if event.act == Act::Clobber {
                    let first = self.saved.len();
                    let live = self.current.iter().zip(self.live.always());
                    self.saved.extend(live.map(|(live, always)| live | always));
                    remove_from(&mut self.saved[first..], event.word);
                }
            }
            if !is_call && needs_map(func, &self.code, index) {
                let live = self.current.iter().zip(self.live.always());
                self.saved.extend(live.map(|(live, always)| live | always));
            }
        }
    }
}

/// Whether the instruction gets a map.
fn needs_map(func: &Func, code: &Decoded, index: usize) -> bool {
    let instr = &code.instrs[index];
    instr.op.has(Effect::SAFEPOINT) || func.recover_pc == Some(instr.pc)
}

/// Live words that hold pointers and stand outside regions.
fn pointers_of(live: &[u64], state: &[u8]) -> Vec<u16> {
    let mut pointers = Vec::new();
    for (index, &live) in live.iter().enumerate() {
        let mut bits = live;
        while bits != 0 {
            let word = index * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if state[word] == POINTER {
                pointers.push(word as u16);
            }
        }
    }
    pointers
}
