//! Grey objects that wait to be scanned.
//!
//! A P keeps two *work buffers* of its own and uses them like a stack, so that it takes
//! objects where it put them, without locks. The second buffer is there so that a P that
//! goes back and forth over a buffer's edge does not bother anybody. Full buffers go to the
//! pool, from where a P that has run out takes one; and a P that sees the pool without
//! full buffers gives half of what it has ([`GcWork::balance`]).
//!
//! An object in a buffer is marked. It stands there once per cycle, unless it is large: then
//! it is scanned in pieces, which stand there by the address where they begin.
//!
//! This file is also compiled over shuttle's locks and atomics, in `tests/marking.rs`.

use crate::addr::Addr;
use crate::mem::sizeclass::{NCLASSES, PAGE_BYTES, mask_offset};
use crate::sync::lock::Lock;
use crate::sync::primitive::{AtomicUsize, Ordering};
use crate::sync::rank::Rank;

/// Objects of a buffer: with its length, 2 KiB in Go's.
const BUFFER_LEN: usize = 253;
/// A buffer with at most this many objects is not divided.
const MIN_SHARED: usize = 4;

/// A buffer of grey objects.
pub struct WorkBuf {
    len: usize,
    objects: [usize; BUFFER_LEN],
}

/// Buffers that belong to no P.
#[expect(clippy::vec_box, reason = "buffers go from hand to hand without being copied")]
pub struct WorkPool {
    full: Lock<Vec<Box<WorkBuf>>>,
    empty: Lock<Vec<Box<WorkBuf>>>,
    /// Length of `full`, to be read without its lock.
    nfull: AtomicUsize,
    /// Buffers ever made.
    nbuffers: AtomicUsize,
}

/// The grey objects of a P, and what it has done to find them.
#[derive(Default)]
pub struct GcWork {
    /// Where objects are put and taken.
    first: Option<Box<WorkBuf>>,
    second: Option<Box<WorkBuf>>,
    /// Bytes of objects marked.
    pub bytes_marked: u64,
    /// Bytes scanned and not yet reported.
    pub scan_work: i64,
    /// With `gctrace=2`: objects scanned, by size class.
    pub counts: Option<Box<[u64; NCLASSES]>>,
    /// A buffer went to the pool since the last ragged barrier.
    pub has_published: bool,
}

impl WorkPool {
    /// No buffers.
    pub fn new() -> WorkPool {
        WorkPool {
            full: Lock::new(Rank::WorkBufs, Vec::new()),
            empty: Lock::new(Rank::WorkBufs, Vec::new()),
            nfull: AtomicUsize::new(0),
            nbuffers: AtomicUsize::new(0),
        }
    }

    /// Whether the pool has objects to scan.
    #[inline(always)]
    pub fn has_work(&self) -> bool {
        self.nfull.load(Ordering::Acquire) != 0
    }

    /// Bytes of all buffers.
    pub fn bytes(&self) -> usize {
        self.nbuffers.load(Ordering::Relaxed) * size_of::<WorkBuf>()
    }

    /// Frees the buffers that nobody uses.
    pub fn free_empty(&self) {
        let mut empty = self.empty.lock();
        self.nbuffers.fetch_sub(empty.len(), Ordering::Relaxed);
        *empty = Vec::new();
    }

    fn take_empty(&self) -> Box<WorkBuf> {
        self.empty.lock().pop().unwrap_or_else(|| {
            self.nbuffers.fetch_add(1, Ordering::Relaxed);
            Box::new(WorkBuf { len: 0, objects: [0; BUFFER_LEN] })
        })
    }

    fn put_empty(&self, buffer: Box<WorkBuf>) {
        debug_assert_eq!(buffer.len, 0);
        self.empty.lock().push(buffer);
    }

    fn put_full(&self, buffer: Box<WorkBuf>) {
        debug_assert_ne!(buffer.len, 0);
        let mut full = self.full.lock();
        full.push(buffer);
        self.nfull.store(full.len(), Ordering::Release);
    }

    fn take_full(&self) -> Option<Box<WorkBuf>> {
        if !self.has_work() {
            return None;
        }
        let mut full = self.full.lock();
        let buffer = full.pop();
        self.nfull.store(full.len(), Ordering::Release);
        buffer
    }
}

impl Default for WorkPool {
    fn default() -> WorkPool {
        WorkPool::new()
    }
}

impl GcWork {
    /// Adds a grey object.
    #[inline(always)]
    pub fn put(&mut self, pool: &WorkPool, object: Addr) {
        if let Some(buffer) = &mut self.first
            && buffer.len < BUFFER_LEN
        {
            buffer.objects[buffer.len] = object.0;
            buffer.len += 1;
            return;
        }
        self.put_slow(pool, object);
    }

    #[cold]
    #[inline(never)]
    fn put_slow(&mut self, pool: &WorkPool, object: Addr) {
        std::mem::swap(&mut self.first, &mut self.second);
        if let Some(full) = self.first.take_if(|buffer| buffer.len == BUFFER_LEN) {
            pool.put_full(full);
            self.has_published = true;
        }
        let buffer = self.first.get_or_insert_with(|| pool.take_empty());
        buffer.objects[buffer.len] = object.0;
        buffer.len += 1;
    }

    /// Takes a grey object: an own one, or one of the pool's.
    #[inline(always)]
    pub fn take(&mut self, pool: &WorkPool) -> Option<Addr> {
        if let Some(buffer) = &mut self.first
            && buffer.len != 0
        {
            buffer.len -= 1;
            return Some(Addr(buffer.objects[buffer.len]));
        }
        self.take_slow(pool)
    }

    #[cold]
    #[inline(never)]
    fn take_slow(&mut self, pool: &WorkPool) -> Option<Addr> {
        std::mem::swap(&mut self.first, &mut self.second);
        if self.first.as_ref().is_none_or(|buffer| buffer.len == 0) {
            let full = pool.take_full()?;
            if let Some(empty) = self.first.replace(full) {
                pool.put_empty(empty);
            }
        }
        let buffer = self.first.as_mut().expect("just put there");
        buffer.len -= 1;
        Some(Addr(buffer.objects[buffer.len]))
    }

    /// Gives something away, because nobody else finds work.
    pub fn balance(&mut self, pool: &WorkPool) {
        if let Some(second) = self.second.take_if(|buffer| buffer.len != 0) {
            pool.put_full(second);
            self.has_published = true;
        } else if let Some(first) = self.first.as_mut().filter(|buffer| buffer.len > MIN_SHARED) {
            let mut half = pool.take_empty();
            let keep = first.len / 2;
            half.len = first.len - keep;
            let len = half.len;
            half.objects[..len].copy_from_slice(&first.objects[keep..first.len]);
            first.len = keep;
            pool.put_full(half);
            self.has_published = true;
        }
    }

    /// Gives all buffers to the pool.
    pub fn dispose(&mut self, pool: &WorkPool) {
        for buffer in [self.first.take(), self.second.take()].into_iter().flatten() {
            if buffer.len == 0 {
                pool.put_empty(buffer);
            } else {
                pool.put_full(buffer);
                self.has_published = true;
            }
        }
    }

    /// Whether it holds no object.
    pub fn is_empty(&self) -> bool {
        [&self.first, &self.second].into_iter().flatten().all(|buffer| buffer.len == 0)
    }
}

/// Objects that a marker scans next: a short queue between the buffers, which are stacks, and
/// the scan. An object's memory and its mask's are asked for when it comes in, and have come
/// when it goes out; scanned right from the stack, nearly each would be waited for.
#[derive(Default)]
pub struct Upcoming {
    objects: [Addr; UPCOMING_LEN],
    next: usize,
}

/// Objects of the queue: enough for a memory's latency.
const UPCOMING_LEN: usize = 8;

impl Upcoming {
    /// The object to scan now; what follows comes in from the buffers.
    #[inline(always)]
    pub fn take(&mut self, pool: &WorkPool, work: &mut GcWork) -> Option<Addr> {
        while let Some(object) = work.take(pool) {
            prefetch(object);
            prefetch(mask_byte(object));
            let oldest = std::mem::replace(&mut self.objects[self.next], object);
            self.next = (self.next + 1) % UPCOMING_LEN;
            if !oldest.is_nil() {
                return Some(oldest);
            }
        }
        self.take_rest()
    }

    /// The oldest, nothing comes in.
    #[cold]
    #[inline(never)]
    fn take_rest(&mut self) -> Option<Addr> {
        for _ in 0..UPCOMING_LEN {
            let oldest = std::mem::take(&mut self.objects[self.next]);
            self.next = (self.next + 1) % UPCOMING_LEN;
            if !oldest.is_nil() {
                return Some(oldest);
            }
        }
        None
    }

    /// The marker stops: all go back to the buffers.
    pub fn give_back(self, pool: &WorkPool, work: &mut GcWork) {
        for object in self.objects.into_iter().filter(|object| !object.is_nil()) {
            work.put(pool, object);
        }
    }
}

/// Where the pointer mask of a small object is, at the end of its page.
#[inline(always)]
fn mask_byte(object: Addr) -> Addr {
    let offset = object.0 % PAGE_BYTES;
    // Which classes have no marks there is not worth asking: they have 8-byte slots.
    Addr(object.0 - offset + mask_offset(true) + offset / 64)
}

/// Asks for the memory at an address.
#[inline(always)]
fn prefetch(at: Addr) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch has no effect but on caches, at any address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.as_ptr());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}
