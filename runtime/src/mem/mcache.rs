//! The allocator of one P.
//!
//! An mcache holds one span per span class and allocates from it without locks. It hands
//! out slots not one by one but from the current *run*, a stretch of neighbouring free
//! slots that was claimed and prepared at once: the fast path is compare, add, store.
//!
//! Preparing a run means, for slots with pointers: zeroing them, and writing the pointer
//! mask of the type that is being allocated for all of them, on the guess that the next
//! allocations of the class are of the same type. An allocation whose mask differs from
//! what the run is prepared for (`Run::prepared`) rewrites the mask of its slot alone.
//!
//! When runs are used up, the span is asked for its next stretch of free slots; when it has
//! none, it goes back to the mcentral and another takes its place. Statistics are counted
//! then, by span, never per object; only bytes to scan are summed as they are allocated,
//! since they depend on the type.
//!
//! While the collector marks, the slots of a run are marked when it is claimed, so objects
//! are born black and the fast path never knows. When marking begins and ends, all runs are
//! closed ([`MCache::close_runs`]): the next allocation of each class takes the slow path,
//! which finds out what has changed. In particular, an mcache gives its spans back before
//! its first allocation in a new sweep generation.
//!
//! Allocation never collects. What the collector has to do on this P's behalf (start a
//! cycle, assist) waits for the next safepoint, which [`MCache::call_for_attention`] brings
//! about.
//!
//! # Invariants
//!
//! * M1: a run's slots are claimed in the span (`take_run`): its free index is at the run's
//!   end, and its count includes them. A flush returns the rest.
//! * M2: the runs of the large span classes (indices 0 and 1) are always empty.
//! * M3: slots of a run with pointers read as zero; those of a run without do unless it is
//!   `DIRTY`.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::debug;
use crate::gc::mark;
use crate::gc::work::GcWork;
use crate::mem::bitmap;
use crate::mem::mheap::{Heap, PageSource};
use crate::mem::plan::AllocPlan;
use crate::mem::rand::Rand;
use crate::mem::sizeclass::{
    self, MALLOC_HEADER_BYTES, MAX_INLINE_MASK_BYTES, MAX_SMALL_BYTES, NSPAN_CLASSES, PAGE_BYTES,
    SpanClass, TINY_BYTES,
};
use crate::mem::span::Span;
use crate::mem::tiny::TinyAlloc;
use crate::typedesc::TypeDesc;

/// Where pointers to objects without size point. Not in the heap.
static ZERO_BASE: u64 = 0;

/// [`Run::prepared`] of pointer-free slots that may hold old contents.
const DIRTY: u64 = u64::MAX;
/// Larger allocations end the process: no machine has them, and sums cannot overflow.
const MAX_BYTES: usize = 1 << 47;

/// A stretch of free slots.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The next slot.
    next: usize,
    /// End of the last slot.
    end: usize,
    /// Bytes of a slot.
    slot_bytes: usize,
    /// With pointers: the mask that is written for the slots. Without: 0, or `DIRTY`.
    prepared: u64,
}

/// The allocator of one P.
pub struct MCache {
    runs: [Run; NSPAN_CLASSES],
    /// Bytes allocated that the collector must scan, since the last flush.
    scan_bytes: usize,
    tiny: TinyAlloc,
    /// The span of each class; `None` before the first allocation.
    spans: [Option<&'static Span>; NSPAN_CLASSES],
    source: PageSource,
    heap: &'static Heap,
    /// Sweep generation in which the spans were taken.
    flush_gen: u32,
    /// Where storing 0 makes the running goroutine stop at its next safepoint.
    attention: Option<&'static AtomicUsize>,
    /// A collection became due at a refill or large allocation.
    collection_due: bool,
    /// The switch `gcstress`.
    stress_period: u64,
    /// Allocations so far, under that switch.
    nstressed: u64,
    /// Stores of pointers must be shown to the collector. Written while the P is stopped.
    barrier_on: bool,
    /// What the barrier recorded, for the collector to grey.
    shaded: Vec<Addr>,
    /// Length at which `shaded` is flushed.
    max_shaded: usize,
    /// Bytes of slots allocated black.
    black_bytes: u64,
    /// While marking: bytes that the running goroutine may allocate before it has to assist.
    balance_bytes: i64,
    /// Grey objects that this P has found.
    work: GcWork,
    rand: Rand,
}

/// Entries of the write barrier's buffer, as in Go.
const BARRIER_ENTRIES: usize = 512;
/// The same with the switch `smallbarrier`, to meet its edges often.
const SMALL_BARRIER_ENTRIES: usize = 9;

impl MCache {
    /// An mcache without spans. It is never freed; a P may hand it to the next M.
    pub fn new(heap: &'static Heap) -> &'static mut MCache {
        let small = debug::get("smallbarrier") == Some(1);
        heap.add_mcache(Box::leak(Box::new(MCache {
            runs: std::array::from_fn(|index| Run {
                next: 0,
                end: 0,
                slot_bytes: SpanClass::from_index(index).slot_bytes(),
                prepared: 0,
            }),
            scan_bytes: 0,
            tiny: TinyAlloc::default(),
            spans: [None; NSPAN_CLASSES],
            source: PageSource::default(),
            heap,
            flush_gen: heap.sweepgen(),
            attention: None,
            collection_due: false,
            stress_period: heap.gc.switches.stress,
            nstressed: 0,
            // GOMAXPROCS may grow while the collector marks.
            barrier_on: heap.is_marking(),
            shaded: Vec::new(),
            max_shaded: if small { SMALL_BARRIER_ENTRIES } else { BARRIER_ENTRIES },
            black_bytes: 0,
            balance_bytes: 0,
            work: GcWork::default(),
            rand: Rand::new(),
        })))
    }

    /// The heap it allocates from.
    pub fn heap(&self) -> &'static Heap {
        self.heap
    }

    /// A new zeroed value of the type.
    pub fn new_object(&mut self, ty: &'static TypeDesc) -> Addr {
        self.mallocgc(ty.size, Some(ty), true)
    }

    /// A new zeroed value of the plan's type.
    #[inline(always)]
    pub fn new_planned(&mut self, plan: &AllocPlan) -> Addr {
        match self.try_planned(plan) {
            Some(slot) => slot,
            None => self.new_planned_slow(plan),
        }
    }

    /// The same if the run of its class has a slot that is ready. Must not lock or call:
    /// the interpreter has it inside a handler.
    #[inline(always)]
    pub fn try_planned(&mut self, plan: &AllocPlan) -> Option<Addr> {
        // SAFETY: `AllocPlan::of` alone makes plans, and their classes are in the table.
        let run = unsafe { self.runs.get_unchecked_mut(plan.fast_class) };
        let slot = run.next;
        let next = slot.wrapping_add(plan.slot_bytes);
        if next <= run.end && run.prepared == plan.prepared {
            run.next = next;
            self.scan_bytes = self.scan_bytes.wrapping_add(plan.scan_bytes);
            return Some(Addr(slot));
        }
        None
    }

    /// The same if it has none.
    #[cold]
    #[inline(never)]
    pub fn new_planned_slow(&mut self, plan: &AllocPlan) -> Addr {
        self.mallocgc(plan.ty.size, Some(plan.ty), true)
    }

    /// A new object of `size_bytes`, zeroed if `needzero` or if it has pointers. `ty` gives
    /// the layout of its pointers, which repeats for every element if it is an array's
    /// memory; `None` if it has none.
    #[inline]
    pub fn mallocgc(
        &mut self,
        size_bytes: usize,
        ty: Option<&'static TypeDesc>,
        needzero: bool,
    ) -> Addr {
        match ty {
            Some(ty) if ty.ptr_bytes != 0 => self.mallocgc_scan(size_bytes, ty),
            _ => self.mallocgc_noscan(size_bytes, needzero),
        }
    }

    /// A new pointer-free object.
    #[inline]
    pub fn mallocgc_noscan(&mut self, size_bytes: usize, needzero: bool) -> Addr {
        if size_bytes < TINY_BYTES {
            return self.mallocgc_tiny(size_bytes);
        }
        if size_bytes > MAX_SMALL_BYTES {
            return self.mallocgc_large(size_bytes, None, needzero);
        }
        let class = SpanClass::new(sizeclass::class_of(size_bytes), true);
        let slot = self.take_slot(class, 0);
        let run = &self.runs[class.index()];
        if needzero && run.prepared == DIRTY {
            zero(slot, slot.offset(run.slot_bytes));
        }
        slot
    }

    fn mallocgc_tiny(&mut self, size_bytes: usize) -> Addr {
        if size_bytes == 0 {
            return Addr::of(&raw const ZERO_BASE);
        }
        if let Some(object) = self.tiny.allocate(size_bytes) {
            return object;
        }
        let block = self.take_slot(SpanClass::TINY, 0);
        if self.runs[SpanClass::TINY.index()].prepared == DIRTY {
            zero(block, block.offset(TINY_BYTES));
        }
        self.tiny.offer(block, size_bytes);
        block
    }

    fn mallocgc_scan(&mut self, size_bytes: usize, ty: &'static TypeDesc) -> Addr {
        if size_bytes == 0 {
            return Addr::of(&raw const ZERO_BASE);
        }
        if size_bytes <= MAX_INLINE_MASK_BYTES {
            let class = SpanClass::new(sizeclass::class_of(size_bytes), false);
            let mask = bitmap::type_mask(ty, size_bytes);
            let slot = self.take_slot(class, mask);
            if self.runs[class.index()].prepared != mask {
                bitmap::write_mask(slot, class, mask);
            }
            self.scan_bytes += scannable(size_bytes, ty);
            return slot;
        }
        if size_bytes > MAX_SMALL_BYTES {
            return self.mallocgc_large(size_bytes, Some(ty), true);
        }
        let class = sizeclass::class_of(size_bytes + MALLOC_HEADER_BYTES);
        let class = SpanClass::new(class, false);
        let slot = self.take_slot(class, 0);
        self.scan_bytes += class.slot_bytes();
        bitmap::write_header(slot, ty)
    }

    /// An object in a span of its own.
    #[cold]
    fn mallocgc_large(
        &mut self,
        size_bytes: usize,
        ty: Option<&'static TypeDesc>,
        needzero: bool,
    ) -> Addr {
        if size_bytes > MAX_BYTES {
            crate::throw::fatal("out of memory");
        }
        let class = if ty.is_some() { SpanClass::LARGE_SCAN } else { SpanClass::LARGE_NOSCAN };
        let npages = size_bytes.div_ceil(PAGE_BYTES);
        let heap = self.heap;
        let span = heap.allocate_span(&mut self.source, npages, class);
        span.take_large();
        heap.stats.large_allocs.add(1);
        heap.stats.large_alloc_bytes.add(span.bytes());
        heap.stats.heap_live.add(span.bytes());
        if heap.is_marking() {
            span.try_mark(0);
            self.account_black(span.bytes());
        }
        heap.central(class).push_swept(heap.sweepgen(), span);
        self.check_trigger();
        let base = span.base();
        if needzero && span.needs_zero() {
            zero(base, base.offset(span.bytes()));
        }
        if let Some(ty) = ty {
            let ty = std::ptr::from_ref(ty).cast_mut();
            span.large_type().store(ty, Ordering::Release);
            self.scan_bytes += span.bytes();
        }
        base
    }

    /// A free slot of the class. A run that must be claimed for it is prepared for `mask`.
    #[inline(always)]
    fn take_slot(&mut self, class: SpanClass, mask: u64) -> Addr {
        let run = &mut self.runs[class.index()];
        let slot = run.next;
        if slot != run.end {
            run.next = slot + run.slot_bytes;
            return Addr(slot);
        }
        self.take_slot_slow(class, mask)
    }

    #[cold]
    #[inline(never)]
    fn take_slot_slow(&mut self, class: SpanClass, mask: u64) -> Addr {
        self.prepare_for_sweep();
        if self.stress_period != 0 {
            self.note_stressed();
        }
        let run = loop {
            if let Some(span) = self.spans[class.index()]
                && let Some((from, mut to)) = span.take_run()
            {
                if self.stress_period != 0 && to > from + 1 {
                    // The next allocation shall come here, too.
                    span.return_run(from + 1, to);
                    to = from + 1;
                }
                if self.heap.is_marking() {
                    span.set_marks(from, to, true);
                    self.account_black((to - from) * span.slot_bytes());
                }
                break prepare_run(span, from, to, mask);
            }
            self.refill(class);
        };
        let slot = run.next;
        self.runs[class.index()] = Run { next: slot + run.slot_bytes, ..run };
        Addr(slot)
    }

    /// Replaces the class's span, which is full or missing.
    fn refill(&mut self, class: SpanClass) {
        self.release(class);
        let heap = self.heap;
        let span_bytes = class.npages() * PAGE_BYTES;
        let span = heap.central(class).cache_span(heap, span_bytes).unwrap_or_else(|| {
            let span = heap.allocate_span(&mut self.source, class.npages(), class);
            span.sweepgen().store(heap.sweepgen() + 3, Ordering::Release);
            span
        });
        span.note_cached();
        let used = span.alloc_count() * span.slot_bytes();
        heap.stats.heap_live.add(span.bytes() - used);
        self.flush_counts();
        self.check_trigger();
        self.spans[class.index()] = Some(span);
    }

    /// Gives the class's span back, with what is left of its run.
    fn release(&mut self, class: SpanClass) {
        self.close_run(class);
        let Some(span) = self.spans[class.index()].take() else {
            return;
        };
        let heap = self.heap;
        heap.stats.small_allocs[usize::from(class.class())].add(span.slots_since_cached());
        span.note_cached();
        // A span from before this sweep generation is not in the live bytes any more.
        if span.sweepgen().load(Ordering::Relaxed) != heap.sweepgen() + 1 {
            let unused = span.nslots() - span.alloc_count();
            heap.stats.heap_live.subtract(unused * span.slot_bytes());
        }
        heap.central(class).uncache_span(heap, span);
    }

    /// Gives the rest of the class's run back to its span.
    fn close_run(&mut self, class: SpanClass) {
        let run = &mut self.runs[class.index()];
        if run.next == run.end {
            return;
        }
        let span = self.spans[class.index()].expect("a run is of a cached span");
        let index = |at: usize| (at - span.base().0) / run.slot_bytes;
        let (from, to) = (index(run.next), index(run.end));
        let unused_bytes = run.end - run.next;
        (run.next, run.end) = (0, 0);
        span.return_run(from, to);
        if self.heap.is_marking() {
            span.set_marks(from, to, false);
            self.black_bytes -= unused_bytes as u64;
        }
    }

    /// Closes all runs, because objects will be born in another colour. With `drop_tiny`
    /// the current tiny block is given up as well. The P is stopped.
    pub fn close_runs(&mut self, drop_tiny: bool) {
        for index in 0..NSPAN_CLASSES {
            self.close_run(SpanClass::from_index(index));
        }
        if drop_tiny {
            self.tiny.drop_block();
        }
    }

    /// Gives all spans back if they were taken before the current sweep generation.
    pub fn prepare_for_sweep(&mut self) {
        let sweepgen = self.heap.sweepgen();
        if self.flush_gen != sweepgen {
            self.flush_gen = sweepgen;
            self.flush();
        }
    }

    fn flush_counts(&mut self) {
        let stats = &self.heap.stats;
        stats.tiny_allocs.add(self.tiny.take_nshared());
        let scan_bytes = std::mem::take(&mut self.scan_bytes);
        // What is allocated while marking is black and counts for the next cycle.
        if !self.heap.is_marking() {
            stats.heap_scan.add(scan_bytes);
        }
    }

    /// Gives all spans back, so that they can be swept and the statistics are exact. The
    /// collector calls it at the end of a cycle, `ReadMemStats` before it reads.
    pub fn flush(&mut self) {
        for index in 0..NSPAN_CLASSES {
            self.release(SpanClass::from_index(index));
        }
        self.tiny.drop_block();
        self.flush_counts();
        self.heap.give_back(&mut self.source);
    }

    /// New objects of so many bytes are black.
    fn account_black(&mut self, bytes: usize) {
        self.black_bytes += bytes as u64;
        self.balance_bytes -= bytes as i64;
        if self.balance_bytes < 0 {
            self.call_for_attention();
        }
    }

    /// Bytes of slots allocated black since the last call.
    pub fn take_black_bytes(&mut self) -> u64 {
        std::mem::take(&mut self.black_bytes)
    }

    /// Bytes that the running goroutine may allocate before it has to assist; negative: its
    /// debt. 0 unless the collector marks.
    #[inline(always)]
    pub fn balance(&mut self) -> &mut i64 {
        &mut self.balance_bytes
    }

    /// After a refill or large allocation: is a collection due?
    fn check_trigger(&mut self) {
        if !self.heap.is_marking() && self.heap.is_collection_due() {
            self.ask_for_collection();
        }
    }

    /// Under the switch `gcstress`: every Nth allocation makes a collection due.
    #[cold]
    fn note_stressed(&mut self) {
        self.nstressed += 1;
        if self.nstressed.is_multiple_of(self.stress_period) && !self.heap.is_marking() {
            self.ask_for_collection();
        }
    }

    /// Where storing 0 makes the running goroutine stop at its next safepoint.
    pub fn set_attention(&mut self, cell: &'static AtomicUsize) {
        self.attention = Some(cell);
    }

    /// Makes the running goroutine stop at its next safepoint.
    pub fn call_for_attention(&self) {
        if let Some(cell) = self.attention {
            cell.store(0, Ordering::Relaxed);
        }
    }

    /// The current tiny block, a root of the collector.
    pub fn tiny_block(&self) -> Addr {
        self.tiny.block()
    }

    /// Whether stores of pointers must be shown to the collector.
    #[inline(always)]
    pub fn is_barrier_on(&self) -> bool {
        self.barrier_on
    }

    /// Switches the write barrier. The P is stopped.
    pub fn set_barrier(&mut self, is_on: bool) {
        self.barrier_on = is_on;
    }

    /// Records a pointer for the collector: the write barrier's cold side.
    #[cold]
    pub fn shade(&mut self, pointer: Addr) {
        if self.heap.contains(pointer) {
            self.shaded.push(pointer);
            if self.shaded.len() >= self.max_shaded {
                self.flush_shaded();
            }
        }
    }

    /// Greys what the barrier recorded.
    pub fn flush_shaded(&mut self) {
        for pointer in self.shaded.drain(..) {
            mark::grey(self.heap, &mut self.work, pointer);
        }
    }

    /// Grey objects that this P has found.
    pub fn work(&mut self) -> &mut GcWork {
        &mut self.work
    }

    /// A random number, good enough to shuffle with.
    #[inline]
    pub fn random(&mut self) -> u64 {
        self.rand.next()
    }

    /// Whether the running goroutine should come to a safepoint: a collection became due since
    /// the last call of [`MCache::take_collection_due`], or it owes scan work.
    #[inline]
    pub fn wants_safepoint(&self) -> bool {
        self.collection_due || self.balance_bytes < 0
    }

    /// A collection is due at the next safepoint.
    pub fn ask_for_collection(&mut self) {
        self.collection_due = true;
        self.call_for_attention();
    }

    /// Whether a collection became due since the last call; asked at safepoints.
    pub fn take_collection_due(&mut self) -> bool {
        std::mem::take(&mut self.collection_due)
    }
}

/// Prepares the slots `from..to` of a span, just claimed, for objects with the mask.
fn prepare_run(span: &'static Span, from: usize, to: usize, mask: u64) -> Run {
    let class = span.class();
    let (next, end) = (span.slot(from), span.slot(to));
    let mut prepared = mask;
    if class.is_noscan() {
        prepared = if span.needs_zero() { DIRTY } else { 0 };
    } else {
        if span.needs_zero() {
            zero(next, end);
        }
        // The mask of 8-byte slots is all ones from the start.
        if class.has_inline_mask() && class.slot_bytes() > 8 {
            bitmap::fill_masks(span, from, to - from, mask);
        }
    }
    Run { next: next.0, end: end.0, slot_bytes: class.slot_bytes(), prepared }
}

/// Bytes up to the last pointer word of an object whose elements have the type.
fn scannable(size_bytes: usize, ty: &TypeDesc) -> usize {
    if size_bytes == ty.size { ty.ptr_bytes } else { size_bytes }
}

/// Zeroes memory of free slots or a new large object.
fn zero(from: Addr, to: Addr) {
    // SAFETY: the callers just allocated `from..to` and have told nobody.
    unsafe { from.as_mut_ptr::<u8>().write_bytes(0, to.0 - from.0) };
}
