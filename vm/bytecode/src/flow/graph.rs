//! Blocks and the order in which they are visited.

use crate::decode::{Decoded, NO_TARGET};
use crate::operand::Effect;
use crate::ops::Op;
use crate::program::Func;

/// Straight-line instructions that are entered at the first only.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// First instruction.
    pub start: u32,
    /// End of its instructions.
    pub end: u32,
    /// Its successors: start in [`Graph::succ_list`]; they end where the next block's start.
    succs: u32,
    /// Likewise its predecessors.
    preds: u32,
}

/// The function's blocks, in the order of the code.
#[derive(Debug, Default)]
pub struct Graph {
    /// The blocks, and one more that ends the lists.
    pub blocks: Vec<Block>,
    succ_list: Vec<u32>,
    pred_list: Vec<u32>,
    /// Reachable blocks in reverse postorder: each before its successors except along
    /// back-edges.
    pub order: Vec<u32>,
    /// Place of each block in `order`; of unreachable ones `u32::MAX`.
    pub ranks: Vec<u32>,
    /// The block that starts at the recovery point.
    pub recovery: Option<u32>,
    /// Per instruction: whether a block starts there; then, which block it is in.
    block_at: Vec<u32>,
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
        let Block { start, end, .. } = self.blocks[block as usize];
        start as usize..end as usize
    }

    fn block_of(&self, code: &Decoded, pc: u32) -> u32 {
        self.block_at[code.instr_at[pc as usize] as usize]
    }

    fn find_blocks(&mut self, func: &Func, code: &Decoded) {
        let index_of = |pc: u32| code.instr_at[pc as usize] as usize;
        self.block_at.clear();
        self.block_at.resize(code.instrs.len() + 1, 0);
        let leads = &mut self.block_at;
        leads[0] = 1;
        for (index, instr) in code.instrs.iter().enumerate() {
            if instr.target != NO_TARGET {
                leads[index_of(instr.target)] = 1;
                leads[index + 1] = 1;
            } else if instr.op == Op::Jtab || instr.op.has(Effect::TERMINATES) {
                leads[index + 1] = 1;
            }
        }
        for &target in func.tables.iter().flatten().chain(&func.recover_pc) {
            leads[index_of(target)] = 1;
        }
        self.blocks.clear();
        for index in 0..code.instrs.len() {
            if self.block_at[index] != 0 {
                let start = index as u32;
                if let Some(last) = self.blocks.last_mut() {
                    last.end = start;
                }
                self.blocks.push(Block { start, end: 0, succs: 0, preds: 0 });
            }
            self.block_at[index] = self.blocks.len() as u32 - 1;
        }
        let end = code.instrs.len() as u32;
        self.blocks.last_mut().expect("rule V5: there is code").end = end;
        self.blocks.push(Block { start: end, end, succs: 0, preds: 0 });
    }

    fn find_succs(&mut self, func: &Func, code: &Decoded) {
        self.succ_list.clear();
        for block in 0..self.len() {
            self.blocks[block].succs = self.succ_list.len() as u32;
            let last = &code.instrs[self.blocks[block].end as usize - 1];
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

/// Places in an order that are to be visited (again), taken in ascending rounds.
#[derive(Debug, Default)]
pub struct Worklist {
    bits: Vec<u64>,
    /// Where the round stands.
    word: usize,
}

impl Worklist {
    /// Empties the list; it will hold places below `len`.
    pub fn reset(&mut self, len: usize) {
        self.bits.clear();
        self.bits.resize(len.div_ceil(64), 0);
        self.word = 0;
    }

    /// Adds a place.
    pub fn add(&mut self, place: usize) {
        self.bits[place / 64] |= 1 << (place % 64);
    }

    /// Takes the next place of the round, or the first of another one.
    pub fn take(&mut self) -> Option<usize> {
        for _ in 0..=self.bits.len() {
            if self.word == self.bits.len() {
                self.word = 0;
            }
            let bits = self.bits.get_mut(self.word)?;
            if *bits != 0 {
                let bit = bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                return Some(self.word * 64 + bit);
            }
            self.word += 1;
        }
        None
    }
}
