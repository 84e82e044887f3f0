//! What has been allocated and what memory it took, by Go's accounting.
//!
//! Objects count with the size of their slot, header included. Tiny objects count as
//! allocated *and* freed, so that the live count counts their blocks. A P counts nothing
//! per object: the slots of a run are counted when the run is used up, so the figures are
//! exact only after each mcache was flushed ([`crate::mem::mcache::MCache::flush`]).
//!
//! `heap_live`, which the pacer compares with the trigger, is coarser still, as in Go:
//! when an mcache takes a span, all its free slots count at once; a flush takes the unused
//! ones back.
//!
//! Every counter is a relaxed atomic: each is a sum of its own, nothing is ordered by it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::mem::sizeclass::{NCLASSES, SpanClass};

/// A sum that many threads add to.
#[derive(Default)]
pub struct Counter(AtomicU64);

/// The heap's counters.
pub struct HeapStats {
    /// Bytes of heap address space grown so far.
    pub grown_bytes: Counter,
    /// Of those, bytes without physical memory.
    pub released_bytes: Counter,
    /// Bytes of spans with objects.
    pub in_use_bytes: Counter,
    /// Bytes of spans with goroutine stacks.
    pub stack_bytes: Counter,
    /// Bytes of span descriptors.
    pub span_bytes: Counter,
    /// What spans in use take more of such memory in Go ([`crate::gc::baseline::span_bytes`]).
    pub span_baseline_bytes: Counter,
    /// Bytes of mcaches.
    pub mcache_bytes: Counter,
    /// Bytes of the arenas of mark and allocation bits.
    pub bits_bytes: Counter,
    /// Slots allocated per size class.
    pub small_allocs: [Counter; NCLASSES],
    /// Slots freed per size class.
    pub small_frees: [Counter; NCLASSES],
    /// Tiny objects that shared a block.
    pub tiny_allocs: Counter,
    /// Large objects allocated, their bytes, and the same for freed ones.
    pub large_allocs: Counter,
    /// Bytes of large objects allocated.
    pub large_alloc_bytes: Counter,
    /// Large objects freed.
    pub large_frees: Counter,
    /// Bytes of large objects freed.
    pub large_free_bytes: Counter,
    /// Bytes taken to be live: marked ones and everything handed to mcaches since.
    pub heap_live: Counter,
    /// Of those, bytes the collector must scan.
    pub heap_scan: Counter,
}

/// Go's `runtime.MemStats`, as far as the allocator knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemStats {
    /// Bytes of allocated objects that are not freed.
    pub alloc: u64,
    /// Bytes of all objects ever allocated.
    pub total_alloc: u64,
    /// Objects ever allocated.
    pub mallocs: u64,
    /// Objects freed.
    pub frees: u64,
    /// Bytes of address space grown, less what is not the heap's.
    pub heap_sys: u64,
    /// Bytes in spans with objects.
    pub heap_inuse: u64,
    /// Bytes in free pages.
    pub heap_idle: u64,
    /// Bytes given back to the system, or never taken.
    pub heap_released: u64,
    /// Bytes in stack spans.
    pub stack_inuse: u64,
    /// Per size class: slot size, allocated, freed. Entry 0 is empty.
    pub by_size: Vec<(u64, u64, u64)>,
}

impl Counter {
    /// Adds.
    pub fn add(&self, amount: usize) {
        self.0.fetch_add(amount as u64, Ordering::Relaxed);
    }

    /// Subtracts.
    pub fn subtract(&self, amount: usize) {
        self.0.fetch_sub(amount as u64, Ordering::Relaxed);
    }

    /// The sum now.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets the sum; the world is stopped.
    pub fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }
}

impl Default for HeapStats {
    fn default() -> Self {
        HeapStats {
            grown_bytes: Counter::default(),
            released_bytes: Counter::default(),
            in_use_bytes: Counter::default(),
            stack_bytes: Counter::default(),
            span_bytes: Counter::default(),
            span_baseline_bytes: Counter::default(),
            mcache_bytes: Counter::default(),
            bits_bytes: Counter::default(),
            small_allocs: std::array::from_fn(|_| Counter::default()),
            small_frees: std::array::from_fn(|_| Counter::default()),
            tiny_allocs: Counter::default(),
            large_allocs: Counter::default(),
            large_alloc_bytes: Counter::default(),
            large_frees: Counter::default(),
            large_free_bytes: Counter::default(),
            heap_live: Counter::default(),
            heap_scan: Counter::default(),
        }
    }
}

impl HeapStats {
    /// Bytes of all objects ever allocated, and of those freed, as far as mcaches have
    /// reported.
    pub fn total_bytes(&self) -> (u64, u64) {
        let mut total = (self.large_alloc_bytes.get(), self.large_free_bytes.get());
        for class in 1..NCLASSES {
            let bytes = SpanClass::new(class as u8, true).slot_bytes() as u64;
            total.0 += self.small_allocs[class].get() * bytes;
            total.1 += self.small_frees[class].get() * bytes;
        }
        total
    }

    /// Bytes of free heap pages that have physical memory.
    pub fn free_bytes(&self) -> u64 {
        (self.grown_bytes.get() - self.released_bytes.get())
            .saturating_sub(self.in_use_bytes.get() + self.stack_bytes.get())
    }

    /// The figures of `runtime.ReadMemStats`. Every mcache was flushed.
    pub fn read(&self) -> MemStats {
        let mut by_size = vec![(0, 0, 0); NCLASSES];
        let mut total_alloc = self.large_alloc_bytes.get();
        let mut total_free = self.large_free_bytes.get();
        let tiny = self.tiny_allocs.get();
        let mut mallocs = self.large_allocs.get() + tiny;
        let mut frees = self.large_frees.get() + tiny;
        for (class, entry) in by_size.iter_mut().enumerate().skip(1) {
            let bytes = SpanClass::new(class as u8, true).slot_bytes() as u64;
            let (nalloc, nfree) = (self.small_allocs[class].get(), self.small_frees[class].get());
            *entry = (bytes, nalloc, nfree);
            total_alloc += nalloc * bytes;
            total_free += nfree * bytes;
            mallocs += nalloc;
            frees += nfree;
        }
        let heap_sys = self.grown_bytes.get() - self.stack_bytes.get();
        MemStats {
            alloc: total_alloc - total_free,
            total_alloc,
            mallocs,
            frees,
            heap_sys,
            heap_inuse: self.in_use_bytes.get(),
            heap_idle: heap_sys - self.in_use_bytes.get(),
            heap_released: self.released_bytes.get(),
            stack_inuse: self.stack_bytes.get(),
            by_size,
        }
    }
}
