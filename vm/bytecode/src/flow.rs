//! What the words of a frame hold at each instruction, and which are still needed.
//!
//! The result is the stack maps: at every safepoint, the frame words that hold live
//! pointers. Lowering asks for them, the verifier recomputes them.
//!
//! 1. [`decode`] turns the code into events (reads and writes of frame words) and checks
//!    whatever needs no analysis.
//! 2. Instructions are grouped into blocks; blocks are visited in reverse postorder from
//!    the entry, so unreachable code is never looked at.
//! 3. *Kinds*, forward. A word's state is a set of possibilities: it may be undefined
//!    (U), may hold a scalar (S), may hold a pointer (P). The empty set is zero, which is
//!    both nil and 0. Where paths meet, sets unite; so a state is three bit planes and
//!    meeting is `or`. A read of a word that may be undefined, or that may be either kind,
//!    breaks a rule. Sets only grow, so an error seen on the way is an error at the end.
//! 4. *Liveness*, backward, with the usual read-before-write and write sets per block.
//! 5. The map at a safepoint is live ∩ P. For a call that is the state *during* the call:
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

use crate::decode::{Act, Decoded, Event, NO_TARGET, decode};
use crate::operand::Effect;
use crate::ops::Op;
use crate::program::{Func, FuncIdx, Program, StackMap};
use crate::rule::{Rule, VerifyError};

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
    analyse(program, &program.funcs[func.0 as usize]).map_err(|err| err.within(program, func))
}

fn analyse(program: &Program, func: &Func) -> Result<Vec<StackMap>, VerifyError> {
    let code = decode(program, func)?;
    let mut graph = Graph::new(func, &code);
    let nwords = (func.frame_words as usize).div_ceil(64);
    let frame = Frame::new(program, func, nwords);
    let kinds = infer_kinds(&code, &graph, &frame)?;
    graph.keep(&kinds.reached);
    let live = find_live(&code, &graph, nwords);
    Ok(make_maps(func, &code, &graph, &frame, &kinds, &live))
}

/// Bit `word` of a plane.
fn bit(plane: &[u64], word: u16) -> bool {
    plane[word as usize / 64] >> (word % 64) & 1 != 0
}

fn set_range(plane: &mut [u64], word: u16, count: u16) {
    for word in word..word + count {
        plane[word as usize / 64] |= 1 << (word % 64);
    }
}

fn clear_range(plane: &mut [u64], word: u16, count: u16) {
    for word in word..word + count {
        plane[word as usize / 64] &= !(1 << (word % 64));
    }
}

/// Applies `change` to the plane's words from `word` on, with the bits that it covers.
fn change_from(plane: &mut [u64], word: u16, change: impl Fn(&mut u64, u64)) {
    let first = word as usize / 64;
    change(&mut plane[first], u64::MAX << (word % 64));
    for bits in &mut plane[first + 1..] {
        change(bits, u64::MAX);
    }
}

/// `into |= from`; whether that changed it.
fn unite(into: &mut [u64], from: &[u64]) -> bool {
    let mut changed = 0;
    for (into, from) in into.iter_mut().zip(from) {
        changed |= from & !*into;
        *into |= from;
    }
    changed != 0
}

/// Straight-line instructions that are entered at the first only.
struct Block {
    /// First instruction.
    start: u32,
    /// End of its instructions.
    end: u32,
    /// Where its successors stand in [`Graph::succs`].
    succs: std::ops::Range<u32>,
}

/// The function's blocks.
struct Graph {
    blocks: Vec<Block>,
    succs: Vec<u32>,
    /// Reachable blocks in reverse postorder.
    order: Vec<u32>,
    /// The block that starts at the recovery point.
    recovery: Option<u32>,
}

impl Graph {
    fn new(func: &Func, code: &Decoded) -> Graph {
        let index_of = |pc: u32| code.instr_at[pc as usize];
        let mut leads = vec![false; code.instrs.len() + 1];
        leads[0] = true;
        for (index, instr) in code.instrs.iter().enumerate() {
            if instr.target != NO_TARGET {
                leads[index_of(instr.target) as usize] = true;
                leads[index + 1] = true;
            } else if instr.op == Op::Jtab || instr.op.has(Effect::TERMINATES) {
                leads[index + 1] = true;
            }
        }
        for &target in func.tables.iter().flatten().chain(&func.recover_pc) {
            leads[index_of(target) as usize] = true;
        }
        let mut blocks: Vec<Block> = Vec::new();
        let mut block_at = vec![0u32; code.instrs.len()];
        for index in 0..code.instrs.len() {
            if leads[index] {
                blocks.push(Block { start: index as u32, end: 0, succs: 0..0 });
            }
            let current = blocks.len() - 1;
            block_at[index] = current as u32;
            blocks[current].end = index as u32 + 1;
        }
        let block_of = |pc: u32| block_at[index_of(pc) as usize];
        let mut succs = Vec::with_capacity(blocks.len() * 2);
        for (index, block) in blocks.iter_mut().enumerate() {
            let first = succs.len() as u32;
            let last = &code.instrs[block.end as usize - 1];
            if !last.op.has(Effect::TERMINATES) {
                succs.push(index as u32 + 1);
            }
            if last.target != NO_TARGET {
                succs.push(block_of(last.target));
            }
            if last.op == Op::Jtab {
                let table = func.code[last.pc as usize].imm() as usize;
                succs.extend(func.tables[table].iter().map(|&target| block_of(target)));
            }
            block.succs = first..succs.len() as u32;
        }
        let recovery = func.recover_pc.map(block_of);
        let order = reverse_postorder(&blocks, &succs, recovery);
        Graph { blocks, succs, order, recovery }
    }

    /// Forgets blocks that are not reached: the recovery point, if nothing can panic.
    fn keep(&mut self, reached: &[bool]) {
        self.order.retain(|&block| reached[block as usize]);
        self.recovery = self.recovery.filter(|&block| reached[block as usize]);
    }

    fn succs(&self, block: u32) -> &[u32] {
        let succs = &self.blocks[block as usize].succs;
        &self.succs[succs.start as usize..succs.end as usize]
    }
}

/// Reachable blocks, each before its successors except along back-edges.
fn reverse_postorder(blocks: &[Block], succs: &[u32], recovery: Option<u32>) -> Vec<u32> {
    let mut order = Vec::with_capacity(blocks.len());
    let mut seen = vec![false; blocks.len()];
    let mut stack: Vec<(u32, u32)> = Vec::new();
    // The recovery point is finished first and so comes last.
    for root in recovery.into_iter().chain([0]) {
        if std::mem::replace(&mut seen[root as usize], true) {
            continue;
        }
        stack.push((root, blocks[root as usize].succs.start));
        while let Some((block, next)) = stack.last_mut() {
            if *next == blocks[*block as usize].succs.end {
                order.push(*block);
                stack.pop();
                continue;
            }
            let succ = succs[*next as usize];
            *next += 1;
            if !std::mem::replace(&mut seen[succ as usize], true) {
                stack.push((succ, blocks[succ as usize].succs.start));
            }
        }
    }
    order.reverse();
    order
}

/// What is fixed about the frame.
struct Frame {
    /// Words of a plane.
    nwords: usize,
    /// State at entry.
    entry: Planes,
    /// Words that belong to regions, and which of them hold pointers. Empty without regions.
    regions: Vec<u64>,
    region_pointers: Vec<u64>,
}

/// The states of all words: planes U, S, P, one after the other.
type Planes = Vec<u64>;

impl Frame {
    fn new(program: &Program, func: &Func, nwords: usize) -> Frame {
        let mut frame = Frame {
            nwords,
            entry: vec![0; 3 * nwords],
            regions: Vec::new(),
            region_pointers: Vec::new(),
        };
        let mut state = State { planes: &mut frame.entry, nwords };
        state.plane(0).fill(u64::MAX);
        for (&pointer, word) in program.sigs[func.sig.0 as usize].params.iter().zip(0..) {
            state.define(word, 1, if pointer { Act::DefPtr } else { Act::DefScalar });
        }
        if func.is_closure {
            let word = program.sigs[func.sig.0 as usize].params.len() as u16;
            state.define(word, 1, Act::DefPtr);
        }
        if func.regions.is_empty() {
            return frame;
        }
        frame.regions = vec![0; nwords];
        frame.region_pointers = vec![0; nwords];
        for region in &func.regions {
            state.define(region.slot, region.words as u16, Act::DefScalar);
            set_range(&mut frame.regions, region.slot, region.words as u16);
            for &word in &region.pointers {
                state.define(region.slot + word as u16, 1, Act::DefPtr);
                set_range(&mut frame.region_pointers, region.slot + word as u16, 1);
            }
        }
        frame
    }

    /// The kind a region declares for the word, if it belongs to one.
    fn region_kind(&self, word: u16) -> Option<Act> {
        if self.regions.is_empty() || !bit(&self.regions, word) {
            return None;
        }
        Some(if bit(&self.region_pointers, word) { Act::DefPtr } else { Act::DefScalar })
    }
}

/// The state of all words at one place.
struct State<'a> {
    planes: &'a mut [u64],
    nwords: usize,
}

impl State<'_> {
    /// 0: may be undefined, 1: may be a scalar, 2: may be a pointer.
    fn plane(&mut self, which: usize) -> &mut [u64] {
        &mut self.planes[which * self.nwords..(which + 1) * self.nwords]
    }

    /// Whether the word may be (undefined, scalar, pointer).
    fn get(&self, word: u16) -> (bool, bool, bool) {
        let (index, shift) = (word as usize / 64, word % 64);
        let at = |which: usize| self.planes[which * self.nwords + index] >> shift & 1 != 0;
        (at(0), at(1), at(2))
    }

    fn set(&mut self, word: u16, state: (bool, bool, bool)) {
        let (index, shift) = (word as usize / 64, word % 64);
        for (which, value) in [state.0, state.1, state.2].into_iter().enumerate() {
            let bits = &mut self.planes[which * self.nwords + index];
            *bits = *bits & !(1 << shift) | (value as u64) << shift;
        }
    }

    fn define(&mut self, word: u16, count: u16, act: Act) {
        for word in word..word + count {
            self.set(word, (false, act == Act::DefScalar, act == Act::DefPtr));
        }
    }

    /// Checks and applies one event.
    fn apply(&mut self, event: &Event, frame: &Frame) -> Result<(), (Rule, String)> {
        let words = event.word..event.word + event.count;
        match event.act {
            Act::Use | Act::UsePtr | Act::UseScalar => {
                for word in words {
                    self.check_read(word, event.act)?;
                }
            }
            Act::DefScalar | Act::DefPtr | Act::DefZero if frame.regions.is_empty() => {
                self.define(event.word, event.count, event.act);
            }
            Act::DefScalar | Act::DefPtr | Act::DefZero => {
                for word in words {
                    match frame.region_kind(word) {
                        Some(kind) if event.act != Act::DefZero && event.act != kind => {
                            return Err(region_error(word));
                        }
                        Some(_) => {}
                        None => self.define(word, 1, event.act),
                    }
                }
            }
            Act::Copy => self.copy(event, frame)?,
            Act::Clobber => {
                change_from(self.plane(0), event.word, |bits, mask| *bits |= mask);
                change_from(self.plane(1), event.word, |bits, mask| *bits &= !mask);
                change_from(self.plane(2), event.word, |bits, mask| *bits &= !mask);
            }
        }
        Ok(())
    }

    fn check_read(&self, word: u16, act: Act) -> Result<(), (Rule, String)> {
        let (undefined, scalar, pointer) = self.get(word);
        let wrong = |what| Err((Rule::Kind, format!("r{word} {what}")));
        if undefined {
            return Err((Rule::Undefined, format!("r{word} is read but not set on every path")));
        }
        match (scalar, pointer) {
            (true, true) => wrong("is a pointer on one path and a scalar on another"),
            (true, false) if act == Act::UsePtr => wrong("is a scalar where a pointer must be"),
            (false, true) if act == Act::UseScalar => wrong("is a pointer where a scalar must be"),
            _ => Ok(()),
        }
    }

    fn copy(&mut self, event: &Event, frame: &Frame) -> Result<(), (Rule, String)> {
        // In the direction in which no source is overwritten before it is read.
        let step =
            |index: u16| if event.word <= event.src { index } else { event.count - 1 - index };
        for index in (0..event.count).map(step) {
            let (src, word) = (event.src + index, event.word + index);
            self.check_read(src, Act::Use)?;
            let state = self.get(src);
            match frame.region_kind(word) {
                None => self.set(word, state),
                Some(Act::DefPtr) if state.1 => return Err(region_error(word)),
                Some(Act::DefScalar) if state.2 => return Err(region_error(word)),
                Some(_) => {}
            }
        }
        Ok(())
    }
}

fn region_error(word: u16) -> (Rule, String) {
    (Rule::Region, format!("r{word} gets another kind than its region declares"))
}

/// Per block, the planes at its start.
struct Kinds {
    planes: Planes,
    /// Blocks that control reaches.
    reached: Vec<bool>,
    nwords: usize,
}

impl Kinds {
    fn at(&self, block: u32) -> &[u64] {
        &self.planes[block as usize * 3 * self.nwords..][..3 * self.nwords]
    }

    fn at_mut(&mut self, block: u32) -> &mut [u64] {
        &mut self.planes[block as usize * 3 * self.nwords..][..3 * self.nwords]
    }
}

/// Step 3. Rules V8, V9 and what V10 says of region words as registers.
fn infer_kinds(code: &Decoded, graph: &Graph, frame: &Frame) -> Result<Kinds, VerifyError> {
    let nwords = frame.nwords;
    let nblocks = graph.blocks.len();
    let mut kinds =
        Kinds { planes: vec![0; nblocks * 3 * nwords], reached: vec![false; nblocks], nwords };
    kinds.at_mut(0).copy_from_slice(&frame.entry);
    let mut dirty = vec![false; nblocks];
    (kinds.reached[0], dirty[0]) = (true, true);
    let mut ranks = vec![0; graph.blocks.len()];
    for (rank, &block) in graph.order.iter().enumerate() {
        ranks[block as usize] = rank as u32;
    }
    let mut scratch = vec![0; 3 * nwords];
    let mut again = true;
    while std::mem::take(&mut again) {
        for (rank, &block) in graph.order.iter().enumerate() {
            if !std::mem::take(&mut dirty[block as usize]) {
                continue;
            }
            scratch.copy_from_slice(kinds.at(block));
            let mut flow = |to: u32, planes: &[u64]| {
                let is_new = !std::mem::replace(&mut kinds.reached[to as usize], true);
                if unite(kinds.at_mut(to), planes) || is_new {
                    dirty[to as usize] = true;
                    // A block that this round has passed.
                    again |= ranks[to as usize] <= rank as u32;
                }
            };
            let mut state = State { planes: &mut scratch, nwords };
            let Block { start, end, .. } = graph.blocks[block as usize];
            for index in start as usize..end as usize {
                let instr = &code.instrs[index];
                let events = code.events_of(index);
                if let Some(recovery) = graph.recovery
                    && instr.op.has(Effect::PANICS)
                {
                    flow(recovery, &panicked(state.planes, events, frame));
                }
                for event in events {
                    state
                        .apply(event, frame)
                        .map_err(|(rule, detail)| VerifyError::at(rule, instr.pc, detail))?;
                }
            }
            for &succ in graph.succs(block) {
                flow(succ, &scratch);
            }
        }
    }
    Ok(kinds)
}

/// The state that a panic leaves: a call's window is lost.
fn panicked(planes: &[u64], events: &[Event], frame: &Frame) -> Planes {
    let mut planes = planes.to_vec();
    let mut state = State { planes: &mut planes, nwords: frame.nwords };
    for event in events.iter().filter(|event| event.act == Act::Clobber) {
        state.apply(event, frame).expect("a clobber reads nothing");
    }
    planes
}

/// Per block, the words that are live at its end.
struct Live {
    out: Vec<u64>,
    nwords: usize,
}

impl Live {
    fn out(&self, block: u32) -> &[u64] {
        &self.out[block as usize * self.nwords..][..self.nwords]
    }
}

/// Removes what the event writes and adds what it reads.
fn step_back(live: &mut [u64], event: &Event) {
    match event.act {
        Act::Use | Act::UsePtr | Act::UseScalar => set_range(live, event.word, event.count),
        Act::DefScalar | Act::DefPtr | Act::DefZero => clear_range(live, event.word, event.count),
        Act::Copy => {
            clear_range(live, event.word, event.count);
            set_range(live, event.src, event.count);
        }
        Act::Clobber => change_from(live, event.word, |bits, mask| *bits &= !mask),
    }
}

/// Step 4.
fn find_live(code: &Decoded, graph: &Graph, nwords: usize) -> Live {
    let size = graph.blocks.len() * nwords;
    let mut live_in = vec![0u64; size];
    let mut kept = vec![0u64; size];
    let mut live = Live { out: vec![0u64; size], nwords };
    let range = |block: u32| block as usize * nwords..(block as usize + 1) * nwords;
    // Reads before writes come from stepping back from nothing, words that are never
    // written from stepping back from everything.
    for &block in &graph.order {
        let Block { start, end, .. } = graph.blocks[block as usize];
        let events_start = if start == 0 { 0 } else { code.instrs[start as usize - 1].events_end };
        let events_end = code.instrs[end as usize - 1].events_end;
        let kept = &mut kept[range(block)];
        kept.fill(u64::MAX);
        for event in code.events[events_start as usize..events_end as usize].iter().rev() {
            step_back(&mut live_in[range(block)], event);
            match event.act {
                Act::Use | Act::UsePtr | Act::UseScalar => {}
                Act::Clobber => change_from(kept, event.word, |bits, mask| *bits &= !mask),
                Act::DefScalar | Act::DefPtr | Act::DefZero | Act::Copy => {
                    clear_range(kept, event.word, event.count);
                }
            }
        }
    }
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for &block in graph.order.iter().rev() {
            for &succ in graph.succs(block) {
                let grew = unite(&mut live.out[range(block)], &live_in[range(succ)]);
                if !grew {
                    continue;
                }
                for index in range(block) {
                    let more = live.out[index] & kept[index] & !live_in[index];
                    live_in[index] |= more;
                    changed |= more != 0;
                }
            }
        }
    }
    if let Some(recovery) = graph.recovery {
        let at_recovery = live_in[range(recovery)].to_vec();
        for &block in &graph.order {
            unite(&mut live.out[range(block)], &at_recovery);
        }
    }
    live
}

/// Step 5.
fn make_maps(
    func: &Func,
    code: &Decoded,
    graph: &Graph,
    frame: &Frame,
    kinds: &Kinds,
    live: &Live,
) -> Vec<StackMap> {
    let nwords = frame.nwords;
    let mut maps = Vec::new();
    let mut order = graph.order.clone();
    order.sort_unstable();
    let always = match graph.recovery {
        Some(_) => live_at_recovery(code, graph, live),
        None => vec![0; nwords],
    };
    // Live words at the block's safepoints, last first.
    let mut saved: Vec<u64> = Vec::new();
    let mut current = vec![0; nwords];
    let mut planes = vec![0; 3 * nwords];
    for block in order {
        let Block { start, end, .. } = graph.blocks[block as usize];
        let needs_map = |index: usize| {
            let instr = &code.instrs[index];
            instr.op.has(Effect::SAFEPOINT) || func.recover_pc == Some(instr.pc)
        };
        let Some(last) = (start as usize..end as usize).rev().find(|&index| needs_map(index))
        else {
            continue;
        };
        saved.clear();
        current.copy_from_slice(live.out(block));
        for index in (start as usize..end as usize).rev() {
            let is_call = code.instrs[index].op.has(Effect::CALLS);
            for event in code.events_of(index).iter().rev() {
                step_back(&mut current, event);
                if event.act == Act::Clobber && is_call {
                    unite(&mut current, &always);
                    change_from(&mut current, event.word, |bits, mask| *bits &= !mask);
                    saved.extend_from_slice(&current);
                }
            }
            unite(&mut current, &always);
            if needs_map(index) && !is_call {
                saved.extend_from_slice(&current);
            }
        }
        planes.copy_from_slice(kinds.at(block));
        let mut state = State { planes: &mut planes, nwords };
        for index in start as usize..=last {
            if needs_map(index) {
                let live = &saved[saved.len() - nwords..];
                let pointers = pointers_of(live, &state, frame);
                maps.push(StackMap { pc: code.instrs[index].pc, pointers });
                saved.truncate(saved.len() - nwords);
            }
            for event in code.events_of(index) {
                state.apply(event, frame).expect("step 3 has applied it");
            }
        }
    }
    maps
}

/// The words that are live at the recovery point.
fn live_at_recovery(code: &Decoded, graph: &Graph, live: &Live) -> Vec<u64> {
    let recovery = graph.recovery.expect("the caller checked");
    let mut current = live.out(recovery).to_vec();
    let Block { start, end, .. } = graph.blocks[recovery as usize];
    for index in (start as usize..end as usize).rev() {
        code.events_of(index).iter().rev().for_each(|event| step_back(&mut current, event));
    }
    current
}

/// Live words that hold pointers and stand outside regions.
fn pointers_of(live: &[u64], state: &State, frame: &Frame) -> Vec<u16> {
    let mut pointers = Vec::new();
    for (index, &live) in live.iter().enumerate() {
        let plane = |which: usize| state.planes[which * frame.nwords + index];
        let region = frame.regions.get(index).copied().unwrap_or(0);
        let mut bits = live & plane(2) & !plane(1) & !plane(0) & !region;
        while bits != 0 {
            pointers.push((index * 64) as u16 + bits.trailing_zeros() as u16);
            bits &= bits - 1;
        }
    }
    pointers
}
