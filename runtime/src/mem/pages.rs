//! The page allocator: which pages of the grown heap are free.
//!
//! Allocation is *address-ordered first fit*: the lowest run of enough free pages. That
//! keeps the heap dense at the bottom, so that what lies above can be given back.
//!
//! # Structure
//!
//! Per chunk of 512 pages two bitmaps: *used*, and *released* (free or fresh pages without
//! physical memory). Over the chunks stands a radix tree of *summaries*, five levels, each
//! node over eight below (the root level has 64 entries of 16 GiB each). A summary is three
//! numbers about its range: the free pages at its start, at its end, and the longest free
//! run in it. Zero summaries, and so all of the address space that is not grown yet, say
//! "nothing free".
//!
//! # Finding n pages
//!
//! 1. Scan the entries of the root level from the one with the lowest free page on.
//! 2. Keep the length of the free run that reaches up to the current entry. If it and the
//!    entry's start make n, the run begins there: done, no bitmap is read.
//! 3. If the entry's longest run is n or more, the first fit lies inside: go to step 2
//!    with its eight children; at a chunk, search its bitmap.
//! 4. Otherwise go on with the free pages at the entry's end.
//!
//! # Page cache
//!
//! Most spans are one page. A P takes the free pages of an aligned block of 64 at once
//! ([`PageCache`]) and then allocates small spans without the heap lock.

use std::ops::Range;

use crate::mem::arena::{CHUNK_PAGES, PageIdx, WINDOW_BYTES};
use crate::mem::os::{ZeroIsValid, map_table};
use crate::mem::sizeclass::PAGE_BYTES;
use crate::throw;

/// Chunks of the window.
const NCHUNKS: usize = WINDOW_BYTES / (CHUNK_PAGES * PAGE_BYTES);
/// Levels of the summary tree.
const NLEVELS: usize = 5;
/// log2 of the children of a node.
const FANOUT_SHIFT: usize = 3;
/// log2 of the pages under an entry of each level, root first.
const LEVEL_SHIFT: [usize; NLEVELS] = [21, 18, 15, 12, 9];
/// log2 of the pages of a chunk.
const CHUNK_SHIFT: usize = LEVEL_SHIFT[NLEVELS - 1];
const _: () = assert!(1 << CHUNK_SHIFT == CHUNK_PAGES);

/// Free runs of a range of pages, packed: start, longest, end in 21 bits each. A root
/// entry that is free as a whole needs 2^21, one too many: then bit 63 is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(transparent)]
struct Summary(u64);

/// Bitmaps of a chunk.
#[repr(C)]
struct Chunk {
    /// Pages in use, or in a page cache.
    used: Bits,
    /// Pages without physical memory.
    released: Bits,
}

/// One bit per page of a chunk.
#[derive(Clone, Copy, Default)]
#[repr(transparent)]
struct Bits([u64; CHUNK_PAGES / 64]);

/// The page allocator. The heap lock protects it.
pub struct PageAlloc {
    /// Entries per level; all zero at first.
    levels: [&'static mut [Summary]; NLEVELS],
    /// Indexed by chunk; only grown ones are meaningful.
    chunks: &'static mut [Chunk],
    /// No page below is free.
    lowest: usize,
    /// First page that is not grown.
    end: usize,
}

/// Free pages of an aligned block of 64 that a P has taken for itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageCache {
    /// First page of the block.
    base: usize,
    /// Pages that are free.
    free: u64,
    /// Free pages without physical memory; a subset of `free`.
    released: u64,
}

/// Pages just allocated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pages {
    /// First of them.
    pub first: PageIdx,
    /// How many of them had no physical memory.
    pub nreleased: usize,
}

impl PageAlloc {
    /// A page allocator without pages.
    pub fn new() -> PageAlloc {
        PageAlloc {
            levels: std::array::from_fn(|level| {
                map_table((NCHUNKS << CHUNK_SHIFT) >> LEVEL_SHIFT[level])
            }),
            chunks: map_table(NCHUNKS),
            lowest: 0,
            end: 0,
        }
    }

    /// Adds freshly grown pages: free, without physical memory. They follow the pages
    /// grown before and are whole chunks.
    pub fn grow(&mut self, first: PageIdx, npages: usize) {
        debug_assert_eq!((first.0, npages % CHUNK_PAGES), (self.end, 0));
        for page in (first.0..first.0 + npages).step_by(CHUNK_PAGES) {
            let chunk = &mut self.chunks[page >> CHUNK_SHIFT];
            chunk.used = Bits::default();
            chunk.released.set(0..CHUNK_PAGES);
        }
        self.end = first.0 + npages;
        self.lowest = self.lowest.min(first.0);
        self.update(first.0..self.end);
    }

    /// Allocates the lowest run of `npages` free pages; `None`: the heap must grow.
    pub fn allocate(&mut self, npages: usize) -> Option<Pages> {
        debug_assert!(npages > 0);
        let first = self.find(npages)?;
        let nreleased = self.set_used(first..first + npages);
        if npages == 1 || first == self.lowest {
            // For one page, the first fit is the lowest free page.
            self.lowest = first + npages;
        }
        Some(Pages { first: PageIdx(first), nreleased })
    }

    /// Frees pages. They were allocated and nothing in them is in use.
    pub fn free(&mut self, first: PageIdx, npages: usize) {
        let range = first.0..first.0 + npages;
        for (chunk, part) in chunk_parts(range.clone()) {
            debug_assert_eq!(self.chunks[chunk].used.count(part.clone()), part.len());
            self.chunks[chunk].used.clear(part);
        }
        self.lowest = self.lowest.min(first.0);
        self.update(range);
    }

    /// Fills an empty page cache from the block with the lowest free page; `None`: the
    /// heap must grow.
    pub fn fill_cache(&mut self) -> Option<PageCache> {
        let first = self.find(1)?;
        let base = first & !63;
        let chunk = &mut self.chunks[first >> CHUNK_SHIFT];
        let word = (base % CHUNK_PAGES) / 64;
        let free = !chunk.used.0[word];
        let cache = PageCache { base, free, released: chunk.released.0[word] & free };
        chunk.used.0[word] = u64::MAX;
        chunk.released.0[word] &= !free;
        self.lowest = base + 64;
        self.update(base..base + 64);
        Some(cache)
    }

    /// Takes a page cache's pages back.
    pub fn drain_cache(&mut self, cache: &mut PageCache) {
        if cache.free != 0 {
            let chunk = &mut self.chunks[cache.base >> CHUNK_SHIFT];
            let word = (cache.base % CHUNK_PAGES) / 64;
            chunk.used.0[word] &= !cache.free;
            chunk.released.0[word] |= cache.released;
            self.lowest = self.lowest.min(cache.base);
            self.update(cache.base..cache.base + 64);
        }
        *cache = PageCache::default();
    }

    /// Marks up to `npages` free pages released, from the highest addresses down, and calls
    /// `release` for each run of them; returns how many. Pages in page caches count as used.
    pub fn release_free(
        &mut self,
        npages: usize,
        mut release: impl FnMut(PageIdx, usize),
    ) -> usize {
        let mut ndone = 0;
        for chunk_idx in (0..self.end >> CHUNK_SHIFT).rev() {
            let chunk = &mut self.chunks[chunk_idx];
            // What may not be released, as the clear bits of `find_clear` are looked for.
            let mut taken = Bits(std::array::from_fn(|i| chunk.used.0[i] | chunk.released.0[i]));
            while ndone < npages
                && let Some(first) = taken.find_clear(1)
            {
                let len = (first..CHUNK_PAGES.min(first + npages - ndone))
                    .take_while(|&page| taken.0[page / 64] >> (page % 64) & 1 == 0)
                    .count();
                taken.set(first..first + len);
                chunk.released.set(first..first + len);
                release(PageIdx((chunk_idx << CHUNK_SHIFT) + first), len);
                ndone += len;
            }
        }
        ndone
    }

    /// First page of the lowest run of `npages` free pages.
    fn find(&self, npages: usize) -> Option<usize> {
        let root = &self.levels[0];
        let mut entries = (self.lowest >> LEVEL_SHIFT[0])..root.len();
        let mut level = 0;
        loop {
            match self.scan(level, entries, npages) {
                Scan::Run(first) => return Some(first),
                Scan::Inside(entry) if level == NLEVELS - 1 => {
                    let first = self.chunks[entry].used.find_clear(npages);
                    let Some(first) = first else {
                        throw!("a chunk has fewer free pages than its summary says");
                    };
                    return Some((entry << CHUNK_SHIFT) + first);
                }
                Scan::Inside(entry) => {
                    level += 1;
                    entries = entry << FANOUT_SHIFT..(entry + 1) << FANOUT_SHIFT;
                }
                Scan::Nothing => {
                    debug_assert_eq!(level, 0, "a summary promises what its children lack");
                    return None;
                }
            }
        }
    }

    /// Steps 2 to 4 of the module's algorithm over some entries of a level.
    fn scan(&self, level: usize, entries: Range<usize>, npages: usize) -> Scan {
        let entry_pages = 1 << LEVEL_SHIFT[level];
        let mut run = 0;
        for entry in entries {
            let summary = self.levels[level][entry];
            let (start, longest, end) = summary.unpack();
            if run + start >= npages {
                return Scan::Run((entry << LEVEL_SHIFT[level]) - run);
            }
            if longest >= npages {
                return Scan::Inside(entry);
            }
            run = if start == entry_pages { run + start } else { end };
        }
        Scan::Nothing
    }

    /// Marks free pages used; returns how many had no physical memory.
    fn set_used(&mut self, pages: Range<usize>) -> usize {
        let mut nreleased = 0;
        for (chunk, part) in chunk_parts(pages.clone()) {
            let chunk = &mut self.chunks[chunk];
            debug_assert_eq!(chunk.used.count(part.clone()), 0);
            nreleased += chunk.released.count(part.clone());
            chunk.released.clear(part.clone());
            chunk.used.set(part);
        }
        self.update(pages);
        nreleased
    }

    /// Recomputes the summaries over changed pages, up to where nothing changes.
    fn update(&mut self, pages: Range<usize>) {
        let mut first = pages.start >> CHUNK_SHIFT;
        let mut last = (pages.end - 1) >> CHUNK_SHIFT;
        let mut changed = false;
        for chunk in first..=last {
            let summary = self.chunks[chunk].used.summarize();
            changed |= self.levels[NLEVELS - 1][chunk] != summary;
            self.levels[NLEVELS - 1][chunk] = summary;
        }
        for level in (0..NLEVELS - 1).rev() {
            if !changed {
                return;
            }
            changed = false;
            first >>= FANOUT_SHIFT;
            last >>= FANOUT_SHIFT;
            for entry in first..=last {
                let below = entry << FANOUT_SHIFT..(entry + 1) << FANOUT_SHIFT;
                let summary =
                    Summary::merge(&self.levels[level + 1][below], 1 << LEVEL_SHIFT[level + 1]);
                changed |= self.levels[level][entry] != summary;
                self.levels[level][entry] = summary;
            }
        }
    }
}

impl Default for PageAlloc {
    fn default() -> Self {
        PageAlloc::new()
    }
}

/// Where a scan of one level leads.
enum Scan {
    /// The run begins at this page.
    Run(usize),
    /// The first fit is inside this entry.
    Inside(usize),
    /// No run in these entries.
    Nothing,
}

impl PageCache {
    /// Whether no page is left.
    pub fn is_empty(&self) -> bool {
        self.free == 0
    }

    /// Allocates a run of pages from the cache, if it has one.
    pub fn allocate(&mut self, npages: usize) -> Option<Pages> {
        let at = find_clear_run(!self.free, npages)?;
        let mask = run_mask(at, npages);
        let nreleased = (self.released & mask).count_ones() as usize;
        self.free &= !mask;
        self.released &= !mask;
        Some(Pages { first: PageIdx(self.base + at), nreleased })
    }
}

impl Summary {
    const FIELD: u64 = (1 << 21) - 1;
    const ALL: u64 = 1 << 63;

    fn pack(start: usize, longest: usize, end: usize) -> Summary {
        if longest == 1 << LEVEL_SHIFT[0] {
            return Summary(Summary::ALL);
        }
        Summary(start as u64 | (longest as u64) << 21 | (end as u64) << 42)
    }

    fn unpack(self) -> (usize, usize, usize) {
        if self.0 & Summary::ALL != 0 {
            let all = 1 << LEVEL_SHIFT[0];
            return (all, all, all);
        }
        let field = |shift: u32| (self.0 >> shift & Summary::FIELD) as usize;
        (field(0), field(21), field(42))
    }

    /// The summary of a range from those of its parts, each of `part_pages`.
    fn merge(parts: &[Summary], part_pages: usize) -> Summary {
        let mut start = 0;
        let mut longest = 0;
        let mut run = 0;
        for (i, part) in parts.iter().enumerate() {
            let (part_start, part_longest, part_end) = part.unpack();
            if start == i * part_pages {
                start += part_start;
            }
            longest = longest.max(part_longest).max(run + part_start);
            run = if part_start == part_pages { run + part_pages } else { part_end };
        }
        Summary::pack(start, longest, run)
    }
}

impl Bits {
    fn set(&mut self, range: Range<usize>) {
        self.for_words(range, |word, mask| *word |= mask);
    }

    fn clear(&mut self, range: Range<usize>) {
        self.for_words(range, |word, mask| *word &= !mask);
    }

    fn count(&mut self, range: Range<usize>) -> usize {
        let mut count = 0;
        self.for_words(range, |word, mask| {
            count += (*word & mask).count_ones() as usize;
        });
        count
    }

    fn for_words(&mut self, range: Range<usize>, mut visit: impl FnMut(&mut u64, u64)) {
        let mut at = range.start;
        while at < range.end {
            let offset = at % 64;
            let len = (64 - offset).min(range.end - at);
            visit(&mut self.0[at / 64], run_mask(offset, len));
            at += len;
        }
    }

    /// Index of the first run of `len` clear bits.
    fn find_clear(&self, len: usize) -> Option<usize> {
        let mut run = 0;
        for (i, word) in self.0.iter().enumerate() {
            if run + word.trailing_zeros() as usize >= len {
                return Some(i * 64 - run);
            }
            if len < 64
                && let Some(at) = find_clear_run(*word, len)
            {
                return Some(i * 64 + at);
            }
            run = if *word == 0 { run + 64 } else { word.leading_zeros() as usize };
        }
        None
    }

    /// The summary of the clear bits.
    fn summarize(&self) -> Summary {
        let mut start = None;
        let mut longest = 0;
        let mut run = 0;
        for word in self.0 {
            if word == 0 {
                run += 64;
                continue;
            }
            run += word.trailing_zeros() as usize;
            start.get_or_insert(run);
            longest = longest.max(run).max(longest_clear_inside(word));
            run = word.leading_zeros() as usize;
        }
        Summary::pack(start.unwrap_or(run), longest.max(run), run)
    }
}

/// Index of the first run of `len` clear bits in a word, 1 ≤ len ≤ 64.
fn find_clear_run(word: u64, len: usize) -> Option<usize> {
    // After the loop, bit i is set iff bits i..i+len of `free` are. Doubling: a run of 5
    // is found by shifts of 1, 2, 1 (runs of 2, 4, 5).
    let mut free = !word;
    let mut have = 1;
    while have < len && free != 0 {
        let step = have.min(len - have);
        free &= free >> step;
        have += step;
    }
    (free != 0).then(|| free.trailing_zeros() as usize)
}

/// Length of the longest run of clear bits between two set bits of a word.
fn longest_clear_inside(word: u64) -> usize {
    let mut longest = 0;
    let mut rest = word >> word.trailing_zeros();
    loop {
        // Bit 0 of `rest` is set.
        let ones = (!rest).trailing_zeros();
        rest = rest.checked_shr(ones).unwrap_or(0);
        if rest == 0 {
            return longest;
        }
        let zeros = rest.trailing_zeros();
        longest = longest.max(zeros as usize);
        rest >>= zeros;
    }
}

/// The bits `at..at + len` of a word.
fn run_mask(at: usize, len: usize) -> u64 {
    debug_assert!(len > 0 && at + len <= 64);
    (u64::MAX >> (64 - len)) << at
}

/// Splits a range of pages by chunk: chunk index, pages within it.
fn chunk_parts(pages: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
    let chunks = pages.start >> CHUNK_SHIFT..=(pages.end - 1) >> CHUNK_SHIFT;
    chunks.map(move |chunk| {
        let base = chunk << CHUNK_SHIFT;
        let from = pages.start.max(base) - base;
        let to = pages.end.min(base + CHUNK_PAGES) - base;
        (chunk, from..to)
    })
}

// SAFETY: a zero word is the summary of a range without free pages.
unsafe impl ZeroIsValid for Summary {}
// SAFETY: arrays of words.
unsafe impl ZeroIsValid for Chunk {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grown(nchunks: usize) -> PageAlloc {
        let mut pages = PageAlloc::new();
        pages.grow(PageIdx(0), nchunks * CHUNK_PAGES);
        pages
    }

    #[test]
    fn pages_come_lowest_first() {
        let mut pages = grown(3);
        let first = |pages: &mut PageAlloc, n| pages.allocate(n).map(|pages| pages.first.0);
        assert_eq!(first(&mut pages, 10), Some(0));
        assert_eq!(first(&mut pages, 600), Some(10));
        assert_eq!(first(&mut pages, 1), Some(610));
        pages.free(PageIdx(3), 4);
        assert_eq!(first(&mut pages, 5), Some(611));
        assert_eq!(first(&mut pages, 4), Some(3));
        assert_eq!(first(&mut pages, 3 * CHUNK_PAGES), None);
    }

    #[test]
    fn fresh_pages_are_released_once() {
        let mut pages = grown(1);
        assert_eq!(pages.allocate(8).map(|p| p.nreleased), Some(8));
        pages.free(PageIdx(0), 8);
        assert_eq!(pages.allocate(9).map(|p| p.nreleased), Some(1));
    }

    #[test]
    fn free_pages_are_released_from_the_top() {
        let mut pages = grown(2);
        assert!(pages.allocate(2 * CHUNK_PAGES).is_some());
        for first in [10, 100, CHUNK_PAGES + 7] {
            pages.free(PageIdx(first), 5);
        }
        let mut runs = Vec::new();
        let ndone = pages.release_free(12, |first, len| runs.push((first.0, len)));
        assert_eq!((ndone, runs), (12, vec![(CHUNK_PAGES + 7, 5), (10, 5), (100, 2)]));
        assert_eq!(pages.release_free(100, |_, _| ()), 3);
        assert_eq!(pages.allocate(5).map(|pages| pages.nreleased), Some(5));
    }

    #[test]
    fn a_cache_takes_a_block_and_gives_the_rest_back() {
        let mut pages = grown(1);
        assert!(pages.allocate(3).is_some());
        let mut cache = pages.fill_cache().expect("free pages");
        assert_eq!(cache.allocate(2).map(|p| p.first.0), Some(3));
        assert_eq!(pages.allocate(1).map(|p| p.first.0), Some(64));
        pages.drain_cache(&mut cache);
        assert_eq!(pages.allocate(1).map(|p| p.first.0), Some(5));
    }

    proptest! {
        #[test]
        fn allocation_agrees_with_a_plain_bitmap(ops in prop::collection::vec(
            (any::<bool>(), 1usize..700, any::<prop::sample::Index>()), 1..200))
        {
            const NCHUNKS: usize = 9;
            let mut pages = grown(NCHUNKS);
            let mut model = vec![false; NCHUNKS * CHUNK_PAGES];
            let mut live: Vec<(usize, usize)> = Vec::new();
            for (is_free, npages, pick) in ops {
                if is_free && !live.is_empty() {
                    let (first, npages) = live.swap_remove(pick.index(live.len()));
                    pages.free(PageIdx(first), npages);
                    model[first..first + npages].fill(false);
                    continue;
                }
                let want = model.windows(npages).position(|w| w.iter().all(|used| !used));
                let got = pages.allocate(npages).map(|pages| pages.first.0);
                prop_assert_eq!(got, want);
                if let Some(first) = got {
                    model[first..first + npages].fill(true);
                    live.push((first, npages));
                }
            }
        }

        #[test]
        fn runs_in_a_word_agree_with_counting(word: u64, len in 1usize..65) {
            let clear = |i: usize| i < 64 && word >> i & 1 == 0;
            let want = (0..64).find(|&i| (i..i + len).all(clear));
            prop_assert_eq!(find_clear_run(word, len), want);
        }
    }
}
