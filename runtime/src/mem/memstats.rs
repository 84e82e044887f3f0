//! `runtime.MemStats`: how the figures lie in memory, and where they come from.
//!
//! | figure | here |
//! |---|---|
//! | Heap*, Stack* | address space grown: spans with objects, with stacks, free pages |
//! | MSpan* | span descriptors |
//! | MCache* | the Ps' allocators |
//! | GCSys | mark bits, work buffers |
//! | OtherSys | page tables |
//! | BuckHashSys, Lookups | 0: there is no heap profile |
//!
//! What the process needs beside (the program's code, the compiler that made it, native
//! stacks of threads) is not memory of the Go program and counts nowhere; so the memory limit
//! means the same as in Go, where code and data of the binary do not count either.

use crate::addr::Addr;
use crate::clock;
use crate::mem::mheap::Heap;
use crate::mem::stacks::MIN_STACK_BYTES;

/// Word indices of the fields of `runtime.MemStats`.
mod word {
    pub const ALLOC: usize = 0;
    pub const TOTAL_ALLOC: usize = 1;
    pub const SYS: usize = 2;
    pub const MALLOCS: usize = 4;
    pub const FREES: usize = 5;
    pub const HEAP_ALLOC: usize = 6;
    pub const HEAP_SYS: usize = 7;
    pub const HEAP_IDLE: usize = 8;
    pub const HEAP_INUSE: usize = 9;
    pub const HEAP_RELEASED: usize = 10;
    pub const HEAP_OBJECTS: usize = 11;
    pub const STACK_INUSE: usize = 12;
    pub const STACK_SYS: usize = 13;
    pub const MSPAN_INUSE: usize = 14;
    pub const MSPAN_SYS: usize = 15;
    pub const MCACHE_INUSE: usize = 16;
    pub const MCACHE_SYS: usize = 17;
    pub const GC_SYS: usize = 19;
    pub const OTHER_SYS: usize = 20;
    pub const NEXT_GC: usize = 21;
    pub const LAST_GC: usize = 22;
    pub const PAUSE_TOTAL_NS: usize = 23;
    pub const PAUSE_NS: usize = 24;
    pub const PAUSE_END: usize = PAUSE_NS + 256;
    /// `NumGC` and, in the upper half, `NumForcedGC`.
    pub const NUM_GC: usize = PAUSE_END + 256;
    pub const GC_CPU_FRACTION: usize = NUM_GC + 1;
    /// `EnableGC`; the byte behind it is `DebugGC`.
    pub const ENABLE_GC: usize = GC_CPU_FRACTION + 1;
    pub const BY_SIZE: usize = ENABLE_GC + 1;
}

/// Entries of `BySize`: class 0 and the classes up to 18 KiB.
const BY_SIZE_LEN: usize = 61;

/// Bytes of memory beside the heap's pages, by use.
#[derive(Clone, Copy, Debug, Default)]
pub struct OffHeap {
    /// Span descriptors in use.
    pub mspan_inuse: u64,
    /// All of them.
    pub mspan_sys: u64,
    /// Allocators of Ps.
    pub mcache_inuse: u64,
    /// Mark bits and work buffers.
    pub gc: u64,
    /// Page tables.
    pub other: u64,
}

impl OffHeap {
    /// The sum.
    pub fn total(&self) -> u64 {
        self.mspan_sys + self.mcache_inuse + self.gc + self.other
    }
}

impl Heap {
    /// Memory beside the heap's pages.
    pub fn off_heap(&self) -> OffHeap {
        let stats = &self.stats;
        let mspan_sys = stats.span_bytes.get();
        OffHeap {
            mspan_inuse: mspan_sys - self.free_descriptor_bytes(),
            mspan_sys,
            mcache_inuse: stats.mcache_bytes.get(),
            gc: stats.bits_bytes.get() + self.work.bytes() as u64,
            other: self.page_table_bytes(),
        }
    }

    /// Fills the `runtime.MemStats` at `to`, whose memory nobody else uses. The world is
    /// stopped and every mcache is flushed.
    pub fn write_mem_stats(&self, to: Addr) {
        let set = |index: usize, value: u64| to.offset(index * 8).store64(value);
        let stats = self.stats.read();
        let off_heap = self.off_heap();
        set(word::ALLOC, stats.alloc);
        set(word::TOTAL_ALLOC, stats.total_alloc);
        set(word::SYS, stats.heap_sys + stats.stack_inuse + off_heap.total());
        set(word::MALLOCS, stats.mallocs);
        set(word::FREES, stats.frees);
        set(word::HEAP_ALLOC, stats.alloc);
        set(word::HEAP_SYS, stats.heap_sys);
        set(word::HEAP_IDLE, stats.heap_idle);
        set(word::HEAP_INUSE, stats.heap_inuse);
        set(word::HEAP_RELEASED, stats.heap_released);
        set(word::HEAP_OBJECTS, stats.mallocs - stats.frees);
        set(word::STACK_INUSE, stats.stack_inuse);
        set(word::STACK_SYS, stats.stack_inuse);
        set(word::MSPAN_INUSE, off_heap.mspan_inuse);
        set(word::MSPAN_SYS, off_heap.mspan_sys);
        set(word::MCACHE_INUSE, off_heap.mcache_inuse);
        set(word::MCACHE_SYS, off_heap.mcache_inuse);
        set(word::GC_SYS, off_heap.gc);
        set(word::OTHER_SYS, off_heap.other);
        set(word::ENABLE_GC, 1);
        for (i, &(size, mallocs, frees)) in stats.by_size.iter().take(BY_SIZE_LEN).enumerate() {
            let entry = word::BY_SIZE + 3 * i;
            set(entry, size);
            set(entry + 1, mallocs);
            set(entry + 2, frees);
        }
        self.write_cycles(set);
    }

    fn write_cycles(&self, set: impl Fn(usize, u64)) {
        let figures = self.figures();
        set(word::NEXT_GC, self.gc.pacer.lock().goal(&figures));
        let nprocs = self.gc.cycle.lock().nprocs;
        let log = self.gc.log.lock();
        set(word::LAST_GC, log.last_unix_ns);
        set(word::PAUSE_TOTAL_NS, log.pause_total_ns);
        for (i, &(pause_ns, end_ns)) in log.pauses.iter().enumerate() {
            set(word::PAUSE_NS + i, pause_ns);
            set(word::PAUSE_END + i, end_ns);
        }
        set(word::NUM_GC, u64::from(log.ncycles) | u64::from(log.nforced) << 32);
        let elapsed_ns = clock::nanotime() - self.gc.start_ns;
        let fraction = log.cpu.percent(elapsed_ns, nprocs) / 100.0;
        set(word::GC_CPU_FRACTION, fraction.to_bits());
    }

    /// Fills what `runtime/metrics` shows beyond `MemStats`, in the order of its type
    /// `figures`.
    pub fn write_metrics(&self, to: Addr, nprocs: usize) {
        let figures = self.figures();
        let (goal, marked, percent, globals) = {
            let pacer = self.gc.pacer.lock();
            let (goal, marked) = (pacer.goal(&figures), pacer.marked());
            (goal, marked, i64::from(pacer.percent()), pacer.last_scan().globals)
        };
        let (cpu, scan) = {
            let log = self.gc.log.lock();
            (log.cpu, log.last_scan)
        };
        let elapsed_ns = (clock::nanotime() - self.gc.start_ns) * nprocs as i64;
        let (finalizers, cleanups) = self.specials.counts();
        let words = [
            cpu.assist_ns.cast_unsigned(),
            cpu.dedicated_ns.cast_unsigned(),
            cpu.idle_ns.cast_unsigned(),
            cpu.pause_ns.cast_unsigned(),
            elapsed_ns.cast_unsigned(),
            percent.cast_unsigned(),
            self.memory_limit(),
            goal,
            marked,
            self.stats.heap_scan.get(),
            scan.stack,
            globals,
            self.gc.limiter.last_enabled_cycle().into(),
            self.stats.tiny_allocs.get(),
            finalizers,
            cleanups,
            MIN_STACK_BYTES as u64,
            nprocs as u64,
        ];
        for (i, word) in words.into_iter().enumerate() {
            to.offset(i * 8).store64(word);
        }
    }

    /// What `debug.ReadGCStats` shows, in the order in which it asks for it: the pauses from
    /// the last one on, when they ended, the end of the last cycle, the number of cycles,
    /// the sum of all pauses. At most `limit` words; returns how many.
    pub fn write_gc_stats(&self, to: Addr, limit: usize) -> usize {
        let log = self.gc.log.lock();
        let n = log.pauses.len();
        let recent = || (1..=n).map(|back| log.pauses[(log.ncycles as usize - back) % 256]);
        let words = recent()
            .map(|(pause_ns, _)| pause_ns)
            .chain(recent().map(|(_, end_ns)| end_ns))
            .chain([log.last_unix_ns, u64::from(log.ncycles), log.pause_total_ns]);
        let mut written = 0;
        for word in words.take(limit) {
            to.offset(written * 8).store64(word);
            written += 1;
        }
        written
    }
}
