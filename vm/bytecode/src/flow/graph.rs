//! Blocks and the order in which they are visited.

use crate::decode::{Decoded, Event, NO_TARGET};
use crate::operand::Effect;
use crate::ops::Op;
use crate::program::Func;

/// Straight-line instructions that are entered at the first only.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// First instruction. Here and below, the block's things end where the next block's
    /// start.
    start: u32,
    /// First of its instructions with a stack map, in [`Decoded::mapped`].
    mapped: u32,
    /// First of its successors in [`Graph::succ_list`].
    succs: u32,
    /// First of its predecessors in [`Graph::pred_list`].
    preds: u32,
}

/// The function's blocks, in the order of the code.
#[derive(Debug, Default)]
pub struct Graph {
    /// The blocks, and one more that ends the lists.
    blocks: Vec<Block>,
    succ_list: Vec<u32>,
    pred_list: Vec<u32>,
    /// Reachable blocks in reverse postorder: each before its successors except along
    /// back-edges.
    pub order: Vec<u32>,
    /// Place of each block in `order`; of unreachable ones `u32::MAX`.
    pub ranks: Vec<u32>,
    /// The block that starts at the recovery point.
    pub recovery: Option<u32>,
    /// Instructions at which a block starts.
    leads: Worklist,
    stack: Vec<(u32, u32)>,
}

impl Graph {
    /// Finds the blocks of a function.
    pub fn build(&mut self, func: &Func, code: &Decoded) {
        self.find_blocks(func, code);
        self.find_succs(func, code);
        self.find_preds();
        self.recovery = func.recover_pc.map(|pc| self.block_of(code, pc));
        self.find_order();
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.blocks.len() - 1
    }

    /// Blocks that control goes to from the end of the block.
    pub fn succs(&self, block: u32) -> &[u32] {
        let range = self.blocks[block as usize].succs..self.blocks[block as usize + 1].succs;
        &self.succ_list[range.start as usize..range.end as usize]
    }

    /// Blocks from whose end control goes to the block.
    pub fn preds(&self, block: u32) -> &[u32] {
        let range = self.blocks[block as usize].preds..self.blocks[block as usize + 1].preds;
        &self.pred_list[range.start as usize..range.end as usize]
    }

    /// The instructions of a block.
    pub fn instrs(&self, block: u32) -> std::ops::Range<usize> {
        let (start, end) = (&self.blocks[block as usize], &self.blocks[block as usize + 1]);
        start.start as usize..end.start as usize
    }

    /// The places in [`Decoded::mapped`] of a block's instructions.
    pub fn mapped(&self, block: u32) -> std::ops::Range<usize> {
        let (start, end) = (&self.blocks[block as usize], &self.blocks[block as usize + 1]);
        start.mapped as usize..end.mapped as usize
    }

    /// The events of a block.
    pub fn events<'c>(&self, block: u32, code: &'c Decoded) -> &'c [Event] {
        let instrs = self.instrs(block);
        &code.events[code.events_before(instrs.start)..code.events_before(instrs.end)]
    }

    /// The block that starts at an instruction.
    fn block_of(&self, code: &Decoded, pc: u32) -> u32 {
        let start = code.instr_at[pc as usize];
        self.blocks.partition_point(|block| block.start < start) as u32
    }

    fn find_blocks(&mut self, func: &Func, code: &Decoded) {
        let leads = &mut self.leads;
        leads.reset(code.instrs.len() + 1);
        leads.add(0);
        for &end in &code.block_ends {
            leads.add(end as usize + 1);
            let target = code.instrs[end as usize].target;
            if target != NO_TARGET {
                leads.add(code.instr_at[target as usize] as usize);
            }
        }
        for &target in func.tables.iter().flatten().chain(&func.recover_pc) {
            leads.add(code.instr_at[target as usize] as usize);
        }
        // The last lead is the end of the code, which a terminator precedes.
        self.blocks.clear();
        let mut mapped = 0;
        while let Some(start) = leads.take() {
            while code.mapped.get(mapped).is_some_and(|&index| (index as usize) < start) {
                mapped += 1;
            }
            let start = start as u32;
            self.blocks.push(Block { start, mapped: mapped as u32, succs: 0, preds: 0 });
        }
    }

    fn find_succs(&mut self, func: &Func, code: &Decoded) {
        self.succ_list.clear();
        for block in 0..self.len() {
            self.blocks[block].succs = self.succ_list.len() as u32;
            let last = &code.instrs[self.blocks[block + 1].start as usize - 1];
            if !last.op.has(Effect::TERMINATES) {
                self.succ_list.push(block as u32 + 1);
            }
            if last.target != NO_TARGET {
                self.succ_list.push(self.block_of(code, last.target));
            }
            if last.op == Op::Jtab {
                let table = func.code[last.pc as usize].imm() as usize;
                for &target in &func.tables[table] {
                    self.succ_list.push(self.block_of(code, target));
                }
            }
        }
        let nblocks = self.len();
        self.blocks[nblocks].succs = self.succ_list.len() as u32;
    }

    /// Turns the successor lists round, by counting.
    fn find_preds(&mut self) {
        for &succ in &self.succ_list {
            self.blocks[succ as usize].preds += 1;
        }
        let mut end = 0;
        for block in &mut self.blocks {
            end += block.preds;
            block.preds = end;
        }
        self.pred_list.clear();
        self.pred_list.resize(self.succ_list.len(), 0);
        for block in (0..self.len() as u32).rev() {
            let range = self.blocks[block as usize].succs..self.blocks[block as usize + 1].succs;
            for index in range {
                let preds = &mut self.blocks[self.succ_list[index as usize] as usize].preds;
                *preds -= 1;
                self.pred_list[*preds as usize] = block;
            }
        }
    }

    fn find_order(&mut self) {
        let Graph { order, ranks, stack, .. } = self;
        order.clear();
        stack.clear();
        ranks.clear();
        ranks.resize(self.blocks.len() - 1, u32::MAX);
        // The recovery point is finished first and so comes last.
        for root in self.recovery.into_iter().chain([0]) {
            if std::mem::replace(&mut ranks[root as usize], 0) == 0 {
                continue;
            }
            stack.push((root, self.blocks[root as usize].succs));
            while let Some((block, next)) = stack.last_mut() {
                if *next == self.blocks[*block as usize + 1].succs {
                    order.push(*block);
                    stack.pop();
                    continue;
                }
                let succ = self.succ_list[*next as usize] as usize;
                *next += 1;
                if std::mem::replace(&mut ranks[succ], 0) != 0 {
                    stack.push((succ as u32, self.blocks[succ].succs));
                }
            }
        }
        order.reverse();
        for (rank, &block) in order.iter().enumerate() {
            ranks[block as usize] = rank as u32;
        }
    }

    /// Forgets blocks that are not reached: the recovery point, if nothing can panic.
    pub fn keep(&mut self, reached: &[bool]) {
        if self.recovery.is_some_and(|block| !reached[block as usize]) {
            self.recovery = None;
            self.order.retain(|&block| reached[block as usize]);
            self.ranks.fill(u32::MAX);
            for (rank, &block) in self.order.iter().enumerate() {
                self.ranks[block as usize] = rank as u32;
            }
        }
    }
}

/// Places in an order that are to be visited (again). They are taken in rounds, each in
/// ascending order: a place that is added behind the current one waits for the next round,
/// so that what flows into it is complete when it is visited.
#[derive(Debug, Default)]
pub struct Worklist {
    bits: Vec<u64>,
    /// The round goes on here.
    at: usize,
}

impl Worklist {
    /// Empties the list; it will hold places below `len`.
    pub fn reset(&mut self, len: usize) {
        self.bits.clear();
        self.bits.resize(len.div_ceil(64), 0);
        self.at = 0;
    }

    /// Adds a place.
    pub fn add(&mut self, place: usize) {
        self.bits[place / 64] |= 1 << (place % 64);
    }

    /// Takes the next place of the round, or the first of another one.
    pub fn take(&mut self) -> Option<usize> {
        let found = self.first_from(self.at).or_else(|| self.first_from(0))?;
        self.bits[found / 64] &= !(1 << (found % 64));
        self.at = found + 1;
        Some(found)
    }

    fn first_from(&self, at: usize) -> Option<usize> {
        let mut index = at / 64;
        let mut bits = self.bits.get(index)? & u64::MAX << (at % 64);
        while bits == 0 {
            index += 1;
            bits = *self.bits.get(index)?;
        }
        Some(index * 64 + bits.trailing_zeros() as usize)
    }
}
