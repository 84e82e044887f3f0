//! Which values in memory layout are live on a stack.
//!
//! A frame region is live where the stack map says so (the function will name it again), or
//! while something live holds an address inside it: a register, another live region, a
//! deferred call, what the goroutine waits with. Stack maps cannot tell that, since the address
//! may be in any frame, so whoever scans a stack follows such addresses, as the collector
//! follows those of objects:
//!
//! 1. Live words of all frames are shown, but addresses of the stack itself are noted
//!    ([`Regions::add_frame`], [`Regions::add_word`]).
//! 2. Each leads to a region, whose pointers are shown or noted in turn ([`Regions::finish`]).
//! 3. What no address led to is dead but for the words of the map. Its dead words are set to
//!    nil. So an address that is taken of it later never leads to what the collector has freed
//!    meanwhile: pointer words of regions are nil, or were live at the last scan, or were set
//!    since.

use minigo_bytecode::program::StackMap;
use minigo_runtime::addr::Addr;

use crate::frame::{read_word, write_word};
use crate::scan;
use crate::unwind::Frame;

/// The regions of a stack that is being scanned.
pub struct Regions<'a> {
    /// First byte and byte after the last of the stack.
    bounds: (usize, usize),
    all: Vec<Found<'a>>,
    /// Addresses inside the stack that are live and were not followed yet.
    addresses: Vec<usize>,
}

/// A region with pointers, in a frame.
struct Found<'a> {
    /// Its first word.
    base: *mut u64,
    nwords: usize,
    /// Its words that are pointers.
    pointers: &'a [u32],
    /// Word of the frame that is its first.
    slot: u32,
    /// The words of the frame that are live anyway.
    map: Option<&'a StackMap>,
    /// An address led here.
    is_reached: bool,
}

impl<'a> Regions<'a> {
    /// The regions of a stack with these bounds; none so far.
    pub fn new(bounds: (usize, usize)) -> Regions<'a> {
        Regions { bounds, all: Vec::new(), addresses: Vec::new() }
    }

    /// Shows what is live in a frame but the regions that addresses lead to.
    pub fn add_frame(&mut self, frame: &Frame<'a>, visit: &mut dyn FnMut(Addr)) {
        let map = scan::live_pointers(frame, |word| {
            self.add_word(Addr(read_word(word) as usize), visit);
        });
        if frame.is_at_entry() {
            return;
        }
        for region in frame.func.func.regions.iter().filter(|region| !region.pointers.is_empty()) {
            self.all.push(Found {
                base: frame.fp.wrapping_add(usize::from(region.slot)),
                nwords: region.words as usize,
                pointers: &region.pointers,
                slot: u32::from(region.slot),
                map,
                is_reached: false,
            });
        }
    }

    /// Shows a live word, or notes that it is an address inside the stack.
    pub fn add_word(&mut self, word: Addr, visit: &mut dyn FnMut(Addr)) {
        if (self.bounds.0..self.bounds.1).contains(&word.0) {
            self.addresses.push(word.0);
        } else {
            visit(word);
        }
    }

    /// Shows what the addresses lead to, and clears the rest. All frames were added.
    pub fn finish(mut self, visit: &mut dyn FnMut(Addr)) {
        self.all.sort_unstable_by_key(|found| found.base);
        while let Some(address) = self.addresses.pop() {
            let after = self.all.partition_point(|found| found.base as usize <= address);
            let Some(found) = after.checked_sub(1).map(|index| &mut self.all[index]) else {
                continue;
            };
            if address >= found.base as usize + found.nwords * 8 || found.is_reached {
                continue;
            }
            found.is_reached = true;
            let (base, pointers) = (found.base, found.pointers);
            for &word in pointers {
                self.add_word(Addr(read_word(base.wrapping_add(word as usize)) as usize), visit);
            }
        }
        self.all.iter().filter(|found| !found.is_reached).for_each(Found::clear);
    }
}

impl Found<'_> {
    /// Sets the dead pointers of a region that no address leads to to nil.
    fn clear(&self) {
        for &word in self.pointers {
            let is_live = self.map.is_some_and(|map| {
                u16::try_from(self.slot + word)
                    .is_ok_and(|word| map.pointers.binary_search(&word).is_ok())
            });
            let at = self.base.wrapping_add(word as usize);
            if !is_live && read_word(at) != 0 {
                write_word(at, 0);
            }
        }
    }
}
