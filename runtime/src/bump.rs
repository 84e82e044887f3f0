//! The allocator of the command: fast while one thread compiles, the system's afterwards.
//!
//! Compiling makes some hundred thousand small objects, few of which die before the
//! program starts, on one thread and another that helps it. Between [`begin`] and [`end`]
//! the one gets its memory from a region of address space:
//!
//! 1. a block comes from the list of free blocks of its size, or is cut off the region's
//!    front;
//! 2. a block that is freed goes to that list; the last block cut off can grow in place;
//! 3. the region is made resident some pages ahead of the front, in steps, since one
//!    system call is cheaper than a fault for each page;
//! 4. [`Ahead`] lets another thread do that further ahead: clearing the memory that
//!    compiling takes is a tenth of the time of a small program;
//! 5. what the other thread does to help has a part of the region too ([`Ahead::within`]),
//!    and each of the two keeps in its lists what it frees, wherever that comes from;
//! 6. [`give_back`] returns all of it to the system before the program runs.
//!
//! All other threads, requests for large blocks or alignments, and everything after `end`
//! or when the region is full are served by the system's allocator. Blocks of the region
//! that are freed by someone else, or later, are lost: that is what was left of compiling.
//!
//! *Rejected.* An arena for trees alone: half of the objects are the checker's tables and
//! the parser's stack. A general allocator with per-thread caches (mimalloc): slower than
//! this at the start and of no use afterwards, since Go objects live in the heap of
//! [`crate::mem`].

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::mem::os;

/// Address space of the thread that compiles: 1 GiB, enough for programs of a million lines.
const OWN_BYTES: usize = 1 << 30;
/// Address space of the thread that helps, behind that; it never has more than parts of the
/// standard library.
const HELPER_BYTES: usize = 128 << 20;
/// The region.
const REGION_BYTES: usize = OWN_BYTES + HELPER_BYTES;
/// How far the region is made resident ahead: little, for the program may come from the
/// cache.
const STEP_BYTES: usize = 64 << 10;
/// Size and alignment of a huge page, and alignment of the region.
const HUGE_BYTES: usize = 2 << 20;
/// What [`Ahead`] makes resident: what small programs take.
const PREPARED_BYTES: usize = (2 << 20) + (512 << 10);
/// Small sizes are rounded up to a multiple of this, which is also the alignment of all
/// blocks.
const GRAIN: usize = 16;
/// Sizes above this, which only growing vectors and tables have, are rounded up to one of
/// `STEPS` sizes between each two powers of two: tables are a little larger than a power.
const MAX_SMALL: usize = 1024;
/// Sizes from one power of two to the next.
const STEPS: usize = 4;
/// Lists of free blocks: one for each size up to `LARGE`.
const NLISTS: usize = MAX_SMALL / GRAIN + 1 + STEPS * (LARGE / MAX_SMALL).ilog2() as usize;
/// Blocks above half of this size are the system's, which moves them by remapping. They are
/// not given back with the region, so only gigantic programs have any.
const LARGE: usize = 16 << 20;

/// In place of the region's start while there is none: further from any address of a process
/// than the region is long, also from the low ones of a command that is linked statically.
const NONE: usize = 1 << 63;

/// Start of the region, or [`NONE`].
static BASE: AtomicUsize = AtomicUsize::new(NONE);
/// End of what [`Ahead`] has made resident. Orders nothing: the system sees to it that
/// both threads find the same pages.
static AHEAD: AtomicUsize = AtomicUsize::new(0);

/// What a compiling thread knows; all zero on other threads, so that the fast paths end
/// where nothing is free and nothing ready.
#[derive(Debug)]
struct Front {
    /// The region's first byte not yet handed out.
    next: Cell<usize>,
    /// End of what is resident, at least `next`.
    ready: Cell<usize>,
    /// End of the region; 0 while the thread does not compile.
    end: Cell<usize>,
    /// Free blocks by [`list_of`] their size, each holding the address of the next, 0 at
    /// the end.
    free: [Cell<usize>; NLISTS],
}

thread_local! {
    static FRONT: Front = const { Front::of(0, 0) };
}

/// The allocator; see the module.
#[derive(Debug)]
pub struct CommandHeap;

/// From now on this thread allocates from the region. One thread does this, once.
pub fn begin() {
    assert_eq!(BASE.load(Ordering::Relaxed), NONE, "a second compilation");
    let Some(base) = os::reserve(REGION_BYTES, HUGE_BYTES) else { return };
    if os::commit(base, REGION_BYTES).is_err() {
        return os::unmap(base, REGION_BYTES);
    }
    BASE.store(base, Ordering::Relaxed);
    FRONT.with(|front| front.swap(&Front::of(base, OWN_BYTES)));
}

/// Memory of the thread that compiles, for another that helps it.
#[derive(Debug)]
pub struct Ahead {
    /// From here on nothing is resident of what will be needed soon.
    ready: usize,
    end: usize,
    /// What the helper has for itself.
    front: Front,
}

impl Ahead {
    /// More than the first step of the region will be needed by this thread, which is the
    /// one that compiles: what another should do meanwhile. `None` if there is no region.
    pub fn here() -> Option<Ahead> {
        FRONT.with(|front| {
            let (ready, helper) = (front.ready.get(), front.end.get());
            front.is_active().then(|| Ahead {
                ready,
                end: ready + PREPARED_BYTES,
                front: Front::of(helper, HELPER_BYTES),
            })
        })
    }

    /// Does `work` with memory of the region.
    ///
    /// The region is not given back yet, and nothing of what `work` allocates is used once
    /// it is. That includes what it makes this thread keep for later, as some parts of the
    /// standard library do.
    pub fn within<R>(&mut self, work: impl FnOnce() -> R) -> R {
        FRONT.with(|front| front.swap(&self.front));
        let result = work();
        FRONT.with(|front| front.swap(&self.front));
        result
    }

    /// Makes the next piece resident; false if there is none.
    pub fn populate(&mut self) -> bool {
        let at = self.ready;
        if at >= self.end {
            return false;
        }
        os::populate(at, STEP_BYTES);
        self.ready += STEP_BYTES;
        AHEAD.store(self.ready, Ordering::Relaxed);
        true
    }
}

/// From now on this thread allocates as all others do.
pub fn end() {
    FRONT.with(|front| front.swap(&Front::of(0, 0)));
}

/// Gives the region back to the system, and the compiler's code, so that what compiling took
/// does not add to what the program takes.
///
/// # Safety
/// The thread that called [`begin`] has ended, and nobody uses what it allocated, nor what
/// others did [within](Ahead::within) the region.
pub unsafe fn give_back() {
    let base = BASE.swap(NONE, Ordering::Relaxed);
    if base != NONE {
        os::unmap(base, REGION_BYTES);
    }
    os::release_code();
}

/// Gives back the pages of the command's code, most of which has done its work. What is used
/// again is there again.
pub fn release_code() {
    os::release_code();
}

fn is_in_region(block: *mut u8) -> bool {
    (block as usize).wrapping_sub(BASE.load(Ordering::Relaxed)) < REGION_BYTES
}

#[inline]
fn rounded(bytes: usize) -> usize {
    if bytes <= MAX_SMALL {
        // An allocation has at least one byte.
        bytes.next_multiple_of(GRAIN)
    } else {
        bytes.next_multiple_of(step_of(bytes))
    }
}

/// Distance of the sizes above the last power of two below a size above `MAX_SMALL`.
#[inline]
fn step_of(bytes: usize) -> usize {
    (1 << (bytes - 1).ilog2()) / STEPS
}

/// Index of the list of free blocks of a rounded size up to `LARGE`.
fn list_of(size: usize) -> usize {
    if size <= MAX_SMALL {
        size / GRAIN
    } else {
        let power = (size - 1).ilog2();
        let above = size - (1 << power);
        let doublings = (power - MAX_SMALL.ilog2()) as usize;
        MAX_SMALL / GRAIN + STEPS * doublings + above / step_of(size)
    }
}

fn is_ours(layout: &Layout) -> bool {
    layout.align() <= GRAIN && layout.size() <= LARGE / 2
}

/// A block of the region if this thread compiles; else, and if there is none, null.
#[inline]
fn take(layout: &Layout) -> *mut u8 {
    FRONT.with(|front| {
        if layout.size() <= MAX_SMALL && layout.align() <= GRAIN {
            let size = layout.size().next_multiple_of(GRAIN);
            let list = &front.free[size / GRAIN];
            if list.get() != 0 {
                return pop(list);
            }
            let block = front.next.get();
            if size <= front.ready.get() - block {
                front.next.set(block + size);
                return block as *mut u8;
            }
        }
        if front.is_active() && is_ours(layout) {
            front.take_slow(layout.size())
        } else {
            ptr::null_mut()
        }
    })
}

/// Takes a block from a list that has one.
fn pop(list: &Cell<usize>) -> *mut u8 {
    let block = list.get() as *mut usize;
    // SAFETY: blocks in the lists were given back and hold the next one's address.
    list.set(unsafe { block.read() });
    block.cast()
}

impl Front {
    /// Nothing handed out yet of the memory from `start` on.
    const fn of(start: usize, bytes: usize) -> Front {
        Front {
            next: Cell::new(start),
            ready: Cell::new(start),
            end: Cell::new(start + bytes),
            free: [const { Cell::new(0) }; NLISTS],
        }
    }

    fn swap(&self, other: &Front) {
        self.next.swap(&other.next);
        self.ready.swap(&other.ready);
        self.end.swap(&other.end);
        for (own, other) in self.free.iter().zip(&other.free) {
            own.swap(other);
        }
    }

    fn is_active(&self) -> bool {
        self.end.get() != 0
    }

    /// A block for that many bytes, null if the region is full. The thread compiles.
    #[cold]
    fn take_slow(&self, bytes: usize) -> *mut u8 {
        let size = rounded(bytes);
        let list = &self.free[list_of(size)];
        if list.get() != 0 {
            return pop(list);
        }
        let block = self.next.get();
        if !self.extend_to(block + size) {
            return ptr::null_mut();
        }
        block as *mut u8
    }

    /// Moves the front of the region; false if that is beyond its end.
    fn extend_to(&self, next: usize) -> bool {
        if next > self.ready.get() && !self.make_ready(next) {
            return false;
        }
        self.next.set(next);
        true
    }

    #[cold]
    fn make_ready(&self, next: usize) -> bool {
        if next > self.end.get() {
            return false;
        }
        let ahead = AHEAD.load(Ordering::Relaxed);
        if next <= ahead {
            self.ready.set(ahead);
            return true;
        }
        let start = self.ready.get();
        let bytes = (next - start).next_multiple_of(STEP_BYTES).min(self.end.get() - start);
        os::populate(start, bytes);
        self.ready.set(start + bytes);
        true
    }

    /// Takes back a block of a rounded size. The thread compiles.
    fn give_back(&self, block: *mut u8, size: usize) {
        if block as usize + size == self.next.get() {
            return self.next.set(block as usize);
        }
        let list = &self.free[list_of(size)];
        // SAFETY: the block is free, of at least 16 bytes and aligned to 16 (GRAIN).
        unsafe { block.cast::<usize>().write(list.get()) };
        list.set(block as usize);
    }
}

// SAFETY: blocks of the region do not overlap: the two threads cut them off parts of their
// own, each once, and a block is in a list only while it is free, of the thread that freed
// it; front and lists are of a thread. Everything else is the system's allocator's.
unsafe impl GlobalAlloc for CommandHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = take(&layout);
        if !block.is_null() {
            return block;
        }
        // SAFETY: as for this function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let block = take(&layout);
        if !block.is_null() {
            // SAFETY: the block has that many bytes; it may have been used before.
            unsafe { block.write_bytes(0, layout.size()) };
            return block;
        }
        // SAFETY: as for this function.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_in_region(block) {
            return FRONT.with(|front| {
                if front.is_active() {
                    front.give_back(block, rounded(layout.size()));
                }
            });
        }
        // SAFETY: as for this function; blocks outside the region are the system's.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if !is_in_region(block) {
            // SAFETY: as for this function; blocks outside the region are the system's.
            return unsafe { System.realloc(block, layout, new_size) };
        }
        let (old, new) = (rounded(layout.size()), rounded(new_size));
        let start = block as usize;
        let stays = FRONT.with(|front| {
            new == old
                || new_size <= LARGE / 2
                    && front.is_active()
                    && start + old == front.next.get()
                    && front.extend_to(start + new)
        });
        if stays {
            return block;
        }
        // SAFETY: the caller sees to it that the size does not overflow.
        let layout_new = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: the new size is not 0 (precondition of realloc).
        let moved = unsafe { self.alloc(layout_new) };
        if !moved.is_null() {
            // SAFETY: both blocks have that many bytes, and the new one is fresh.
            unsafe { ptr::copy_nonoverlapping(block, moved, layout.size().min(new_size)) };
            // SAFETY: the block was allocated with this layout and is not used any more.
            unsafe { self.dealloc(block, layout) };
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block and the byte it is filled with.
    struct Filled {
        block: *mut u8,
        layout: Layout,
        byte: u8,
    }

    impl Filled {
        fn new(size: usize, byte: u8) -> Filled {
            let layout = Layout::from_size_align(size, 8).expect("small");
            // SAFETY: the size is not 0.
            let block = unsafe { CommandHeap.alloc(layout) };
            assert!(!block.is_null() && (block as usize).is_multiple_of(8));
            // SAFETY: the block has that many bytes.
            unsafe { block.write_bytes(byte, size) };
            Filled { block, layout, byte }
        }

        fn resize(&mut self, size: usize) {
            // SAFETY: the block has this layout and the new size is not 0.
            self.block = unsafe { CommandHeap.realloc(self.block, self.layout, size) };
            self.verify(size.min(self.layout.size()));
            // SAFETY: the block has that many bytes now.
            unsafe { self.block.write_bytes(self.byte, size) };
            self.layout = Layout::from_size_align(size, 8).expect("small");
        }

        fn verify(&self, len: usize) {
            // SAFETY: the block has at least that many bytes, all written.
            let bytes = unsafe { std::slice::from_raw_parts(self.block, len) };
            assert!(bytes.iter().all(|&byte| byte == self.byte));
        }

        fn free(self) {
            self.verify(self.layout.size());
            // SAFETY: the block has this layout and is not used any more.
            unsafe { CommandHeap.dealloc(self.block, self.layout) };
        }
    }

    #[test]
    fn other_addresses_are_not_of_the_region() {
        let is_other = |address: usize| !is_in_region(address as *mut u8);
        assert!([1 << 12, 1 << 24, 1 << 30, (1 << 47) - 16].into_iter().all(is_other));
    }

    #[test]
    fn blocks_keep_their_contents() {
        begin();
        let mut blocks: Vec<Filled> = Vec::new();
        let mut state = 1u64;
        let mut random = |n: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % n
        };
        let mut in_region = 0;
        for i in 0..20_000 {
            let limit = [40, 600, 9_000, 2 << 20][random(40).saturating_sub(36)];
            match random(4) {
                0 if !blocks.is_empty() => blocks.swap_remove(random(blocks.len())).free(),
                1 if !blocks.is_empty() => {
                    let at = random(blocks.len());
                    blocks[at].resize(1 + random(limit));
                }
                _ if blocks.len() < 300 => blocks.push(Filled::new(1 + random(limit), i as u8)),
                _ => blocks.swap_remove(random(blocks.len())).free(),
            }
            in_region += blocks.last().map_or(0, |last| usize::from(is_in_region(last.block)));
        }
        assert!(in_region > 10_000);
        let large = Filled::new(LARGE, 1);
        assert!(!is_in_region(large.block));
        large.free();
        end();
        let after = Filled::new(64, 1);
        assert!(!is_in_region(after.block));
        after.free();
        for mut block in blocks {
            block.resize(100);
            block.free();
        }
    }
}
