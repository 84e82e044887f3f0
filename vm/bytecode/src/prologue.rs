//! The start of a function, where regions get their pointers set.
//!
//! Who moves a stack, and who finds an address of a region, takes the region's pointer words
//! for pointers wherever the frame stops, so they must hold some before that can first
//! happen. Nobody clears frames at calls: the function
//! does it itself, in its *prologue*, the leading instructions that neither stop nor panic
//! nor jump. The lowering adds what [`unset_words`] finds missing; the verifier demands that
//! it find nothing (rule V10).

use crate::decode::{Act, acts_of};
use crate::operand::{Effect, Operand, Word};
use crate::ops::Op;
use crate::program::Region;

/// Ranges (first word, number) of frame words that hold every pointer word of the regions
/// that the prologue leaves unset.
pub fn unset_words(code: &[Word], regions: &[Region]) -> Vec<(u16, u16)> {
    if regions.iter().all(|region| region.pointers.is_empty()) {
        return Vec::new();
    }
    let set = set_words(code);
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for region in regions {
        let words = region.pointers.iter().map(|&word| u32::from(region.slot) + word);
        let mut unset = words.filter(|&word| {
            !set.iter().any(|&(first, count)| (first..first.saturating_add(count)).contains(&word))
        });
        let Some(first) = unset.next() else { continue };
        let last = unset.next_back().unwrap_or(first);
        ranges.push((first as u16, (last - first + 1) as u16));
    }
    ranges.sort_unstable();
    ranges
}

/// Ranges of words that the prologue sets.
fn set_words(code: &[Word]) -> Vec<(u32, u32)> {
    let mut set = Vec::new();
    let mut at = 0;
    while let Some(op) = code.get(at).and_then(|word| word.op()) {
        let info = op.info();
        let leaves = [Effect::SAFEPOINT, Effect::PANICS, Effect::TERMINATES];
        let jumps =
            info.operands.iter().any(|role| matches!(role, Operand::Off16 | Operand::Off32));
        if jumps || op == Op::Jtab || leaves.iter().any(|&effect| op.has(effect)) {
            break;
        }
        let word = code[at];
        match info.operands.first() {
            Some(Operand::WzN) => set.push((word.a() as u32, word.imm())),
            Some(&role) => {
                let writes = acts_of(role).unwrap_or(&[]).iter().filter(|(act, ..)| {
                    matches!(act, Act::DefScalar | Act::DefPtr | Act::DefZero | Act::Copy)
                });
                let first = word.a() as u32;
                set.extend(writes.map(|&(_, offset, count)| (first + offset as u32, count as u32)));
            }
            None => {}
        }
        at += 1 + op.has_ext() as usize;
    }
    set
}
