//! Which words are still needed, backward.

use super::graph::{Graph, Worklist};
use crate::decode::{Act, Decoded, Event};

/// A set of frame words.
pub type Words = [u64];

/// Per block, the words that are live at its end.
#[derive(Debug, Default)]
pub struct Live {
    /// Bits per block: `nwords` words each.
    live_in: Vec<u64>,
    live_out: Vec<u64>,
    /// Words that the block does not write.
    kept: Vec<u64>,
    nwords: usize,
    worklist: Worklist,
    /// The words that are live at the recovery point: live everywhere.
    always: Vec<u64>,
}

impl Live {
    /// The words that are live at the end of a block.
    pub fn out(&self, block: u32) -> &Words {
        &self.live_out[block as usize * self.nwords..][..self.nwords]
    }

    /// The words that count as live in the whole function.
    pub fn always(&self) -> &Words {
        &self.always
    }

    /// Follows reads back to writes, in the reachable blocks.
    pub fn find(&mut self, code: &Decoded, graph: &Graph, frame_words: u32) {
        self.nwords = (frame_words as usize).div_ceil(64);
        let size = graph.len() * self.nwords;
        for (sets, fill) in
            [(&mut self.live_in, 0), (&mut self.live_out, 0), (&mut self.kept, u64::MAX)]
        {
            sets.clear();
            sets.resize(size, fill);
        }
        // Places in the worklist are ranks from the end.
        let last = graph.order.len().wrapping_sub(1);
        self.worklist.reset(graph.order.len());
        for (rank, &block) in graph.order.iter().enumerate() {
            self.summarise(block, code, graph);
            self.worklist.add(last - rank);
        }
        while let Some(place) = self.worklist.take() {
            let block = graph.order[last - place];
            if self.visit(block, graph) {
                for &pred in graph.preds(block) {
                    let rank = graph.ranks[pred as usize];
                    if rank != u32::MAX {
                        self.worklist.add(last - rank as usize);
                    }
                }
            }
        }
        self.always.clear();
        match graph.recovery {
            Some(block) => {
                let range = block as usize * self.nwords..(block as usize + 1) * self.nwords;
                self.always.extend_from_slice(&self.live_in[range]);
            }
            None => self.always.resize(self.nwords, 0),
        }
    }

    /// What the block reads before it writes it, and what it does not write.
    fn summarise(&mut self, block: u32, code: &Decoded, graph: &Graph) {
        let range = block as usize * self.nwords..(block as usize + 1) * self.nwords;
        let (read, kept) = (&mut self.live_in[range.clone()], &mut self.kept[range]);
        for event in graph.events(block, code).iter().rev() {
            step_back(read, event);
            match event.act {
                Act::Use | Act::UsePtr | Act::UseScalar => {}
                Act::Clobber => remove_from(kept, event.word),
                Act::DefScalar | Act::DefPtr | Act::DefZero | Act::Copy => {
                    remove(kept, event.word, event.count);
                }
            }
        }
    }

    /// Takes over what is live in the successors; whether more became live in the block.
    fn visit(&mut self, block: u32, graph: &Graph) -> bool {
        let mut grew = 0;
        for index in 0..self.nwords {
            let at = block as usize * self.nwords + index;
            let succs = graph.succs(block).iter();
            let out =
                succs.fold(0, |out, &succ| out | self.live_in[succ as usize * self.nwords + index]);
            let more = out & self.kept[at] & !self.live_in[at];
            self.live_out[at] = out;
            self.live_in[at] |= more;
            grew |= more;
        }
        grew != 0
    }
}

/// Removes what the event writes and adds what it reads.
#[inline]
pub fn step_back(live: &mut Words, event: &Event) {
    match event.act {
        Act::Use | Act::UsePtr | Act::UseScalar => add(live, event.word, event.count),
        Act::DefScalar | Act::DefPtr | Act::DefZero => remove(live, event.word, event.count),
        Act::Copy => {
            remove(live, event.word, event.count);
            add(live, event.src, event.count);
        }
        Act::Clobber => remove_from(live, event.word),
    }
}

#[inline]
fn add(set: &mut Words, word: u16, count: u16) {
    if count == 1 {
        set[word as usize / 64] |= 1 << (word % 64);
    } else {
        each_part(word, count, |index, bits| set[index] |= bits);
    }
}

#[inline]
fn remove(set: &mut Words, word: u16, count: u16) {
    if count == 1 {
        set[word as usize / 64] &= !(1 << (word % 64));
    } else {
        each_part(word, count, |index, bits| set[index] &= !bits);
    }
}

/// The bits of a range of words, element by element of a set.
#[inline]
fn each_part(word: u16, count: u16, mut visit: impl FnMut(usize, u64)) {
    let (mut at, end) = (usize::from(word), usize::from(word) + usize::from(count));
    while at < end {
        let n = (64 - at % 64).min(end - at);
        visit(at / 64, (u64::MAX >> (64 - n)) << (at % 64));
        at += n;
    }
}

/// Removes a word and all above.
pub fn remove_from(set: &mut Words, word: u16) {
    let first = word as usize / 64;
    set[first] &= !(u64::MAX << (word % 64));
    set[first + 1..].fill(0);
}
