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
//! Words of regions have the kinds that the region declares, always. Their liveness is found
//! like that of any other word, as far as instructions name them. Nothing is known of what
//! happens through the address of a region: taking it counts as reading the region, so what
//! will be reached through an address taken later is live; what is reached through one that
//! was taken before is the business of who scans the frame and finds the address.
//!
//! # Cost
//!
//! A start of a program analyses tens of thousands of instructions, so time counts: one
//! pass decodes, and the others look at flat arrays of events. An [`Analyser`] keeps its
//! tables between functions.

mod graph;
mod kinds;
mod live;

use crate::decode::{Act, Decoded, Decoder, Instr};
use crate::program::{Func, FuncIdx, Program, StackMap};
use crate::prologue::unset_words;
use crate::rule::{Rule, VerifyError};
use graph::Graph;
use kinds::Kinds;
use live::{Live, step_back};

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
    /// Live words while maps are made.
    current: Vec<u64>,
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
        if let Some(&(word, _)) = unset_words(&func.code, &func.regions).first() {
            return Err(VerifyError::new(
                Rule::Region,
                format!("the prologue does not set r{word}, a pointer in a region"),
            ));
        }
        self.graph.build(func, &self.code);
        self.kinds.infer(func, sig, &self.code, &self.graph)?;
        self.graph.keep(&self.kinds.reached);
        self.live.find(&self.code, &self.graph, func.frame_words);
        Ok(self.make_maps())
    }

    /// Step 5.
    fn make_maps(&mut self) -> Vec<StackMap> {
        let mut maps = Vec::with_capacity(self.code.mapped.len());
        for block in 0..self.graph.len() as u32 {
            if self.graph.ranks[block as usize] == u32::MAX || self.graph.mapped(block).is_empty() {
                continue;
            }
            let first = maps.len();
            self.add_maps(block, &mut maps);
            maps[first..].reverse();
        }
        maps
    }

    /// Adds the maps of a block, last first.
    fn add_maps(&mut self, block: u32, maps: &mut Vec<StackMap>) {
        let (code, live) = (&self.code, &mut self.current);
        live.clear();
        live.extend_from_slice(self.live.out(block));
        let mut end = code.events_before(self.graph.instrs(block).end);
        for place in self.graph.mapped(block).rev() {
            let index = code.mapped[place] as usize;
            let Instr { pc, events_end, .. } = code.instrs[index];
            let step = |live: &mut [u64], events: std::ops::Range<usize>| {
                code.events[events].iter().rev().for_each(|event| step_back(live, event));
            };
            step(live, events_end as usize..end);
            let start = code.events_before(index);
            let clobber = code.events_of(index).iter().position(|event| event.act == Act::Clobber);
            // During a call the arguments are the callee's; before another instruction its
            // operands count.
            let stop = clobber.map_or(start, |position| start + position);
            step(live, stop..events_end as usize);
            let window = clobber.map_or(u16::MAX, |position| code.events_of(index)[position].word);
            let pointers =
                pointers_of(live, self.live.always(), self.kinds.pointers(place), window);
            maps.push(StackMap { pc, pointers });
            end = stop;
        }
    }
}

/// Live words below `window` that hold pointers.
fn pointers_of(live: &[u64], always: &[u64], pointers: &[u64], window: u16) -> Vec<u16> {
    let bits = |index: usize| (live[index] | always[index]) & pointers[index];
    let count: u32 = (0..pointers.len()).map(|index| bits(index).count_ones()).sum();
    let mut words = Vec::with_capacity(count as usize);
    for index in 0..pointers.len() {
        let mut bits = bits(index);
        while bits != 0 {
            words.push((index * 64) as u16 + bits.trailing_zeros() as u16);
            bits &= bits - 1;
        }
    }
    words.truncate(words.partition_point(|&word| word < window));
    words
}
