//! Which words of a frame are pointers, and which of them are live.
//!
//! 1. A frame that has not begun: its parameters that are pointers, and the closure.
//! 2. A frame at a safepoint: what the stack map of the instruction says. Regions that are
//!    not in it may be live as well ([`crate::regions`]).
//! 3. A frame at another instruction: it panics there, so it will never go on, except at
//!    its recovery point if a deferred call recovers. So the map of the recovery point
//!    counts (the compiler's liveness has an edge from every op that may panic to it);
//!    without one nothing is live.

use minigo_bytecode::ops::{Op, Word};
use minigo_bytecode::program::StackMap;

use crate::frame::read_word;
use crate::unwind::Frame;

/// Calls `visit` for every word of the frame that is a live pointer (or nil), except what
/// is live in regions only because of an address. Returns the stack map that says so, if the
/// frame has begun.
pub fn live_pointers<'a>(
    frame: &Frame<'a>,
    mut visit: impl FnMut(*mut u64),
) -> Option<&'a StackMap> {
    if frame.is_at_entry() {
        for (i, _) in frame.func.params.iter().enumerate().filter(|&(_, &pointer)| pointer) {
            visit(frame.fp.wrapping_add(i));
        }
        if frame.func.func.is_closure {
            visit(frame.fp.wrapping_add(frame.func.params.len()));
        }
        return None;
    }
    let map = live_map(frame)?;
    for &word in &map.pointers {
        visit(frame.fp.wrapping_add(word as usize));
    }
    Some(map)
}

/// Calls `visit` for every word of the frame that is a live pointer or a pointer of a region,
/// live or not; for some twice.
pub fn pointers(frame: &Frame<'_>, mut visit: impl FnMut(*mut u64)) {
    live_pointers(frame, &mut visit);
    if frame.is_at_entry() {
        return;
    }
    for region in &frame.func.func.regions {
        for &word in &region.pointers {
            visit(frame.fp.wrapping_add(region.slot as usize + word as usize));
        }
    }
}

/// Words of the frame in use, from word 0.
pub fn used_words(frame: &Frame<'_>) -> usize {
    if frame.is_at_entry() {
        frame.func.params.len() + 1
    } else {
        frame.func.func.frame_words as usize
    }
}

fn live_map<'a>(frame: &Frame<'a>) -> Option<&'a StackMap> {
    let last = frame.offset();
    map_at(frame, last)
        .or_else(|| {
            // The instruction may be two words long, and this the second.
            let first = last.checked_sub(1)?;
            let word = read_word(frame.func.entry.wrapping_add(first as usize));
            if !Word(word).op().is_some_and(Op::has_ext) {
                return None;
            }
            map_at(frame, first)
        })
        .or_else(|| map_at(frame, frame.func.func.recover_pc?))
}

fn map_at<'a>(frame: &Frame<'a>, offset: u32) -> Option<&'a StackMap> {
    let maps = &frame.func.func.maps;
    maps.binary_search_by_key(&offset, |map| map.pc).ok().map(|i| &maps[i])
}
