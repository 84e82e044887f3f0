//! The page heap: spans from pages, pages from the system.
//!
//! A span is made in four steps: pages (from the P's cache, or the allocator under the heap
//! lock, growing the heap if it has none), a descriptor, its entry in the page table, and
//! the metadata at the end of its pages. Only then does anybody learn of it. Freeing goes
//! the other way round; the entry stays and the descriptor says `Dead`, so that a lookup
//! of a stale address finds an answer at any time.
//!
//! There is one [`Heap`] per running program; it is never freed. The heap lock protects
//! the page allocator and the free descriptors. A P avoids it for small spans: its
//! [`PageSource`] holds pages and descriptors taken in advance.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use crate::addr::{Addr, ObjRef};
use crate::debug;
use crate::gc::baseline;
use crate::gc::scavenge::Scavenger;
use crate::gc::state::Collector;
use crate::gc::work::WorkPool;
use crate::mem::arena::{AddressSpace, CHUNK_PAGES, PageIdx};
use crate::mem::bitmap::{self, BitArenas};
use crate::mem::mcache::MCache;
use crate::mem::mcentral::MCentral;
use crate::mem::os;
use crate::mem::pages::{PageAlloc, PageCache, Pages};
use crate::mem::sizeclass::{NSPAN_CLASSES, PAGE_BYTES, SpanClass};
use crate::mem::span::{Slot, Span, SpanState};
use crate::mem::special::SpecialQueues;
use crate::mem::stacks::StackPools;
use crate::mem::stats::HeapStats;
use crate::mem::sweep::SweepState;
use crate::sync::lock::{Guard, Lock};
use crate::sync::rank::Rank;
use crate::throw;

/// Spans of at least this many pages do not come from the page cache: a quarter of its
/// block.
const PAGE_CACHE_LIMIT: usize = 16;
/// Descriptors made or taken at a time.
const DESCRIPTOR_BATCH: usize = 64;

/// The heap of a program.
pub struct Heap {
    space: AddressSpace,
    locked: Lock<Locked>,
    centrals: [MCentral; NSPAN_CLASSES],
    bits: Lock<BitArenas>,
    /// The `h` of the module `span`; grows by 2 per cycle while the world is stopped.
    sweepgen: AtomicU32,
    /// Live bytes at which a collection is due; `u64::MAX` for never.
    trigger_bytes: AtomicU64,
    /// A mark phase runs: new objects are born black. Changes while the world is stopped.
    marking: AtomicBool,
    /// Freed memory is overwritten (`GODEBUG=clobberfree=1`).
    clobbers_free: bool,
    /// The collector.
    pub gc: Collector,
    /// What gives memory back.
    pub scavenger: Scavenger,
    /// The memory limit, as the pacer has it.
    limit_bytes: AtomicU64,
    /// Work buffers of the collector that belong to no P.
    pub work: WorkPool,
    /// How far sweeping is.
    pub sweep: SweepState,
    /// What happens when objects become unreachable.
    pub specials: SpecialQueues,
    /// Every mcache there is.
    mcaches: Lock<Vec<MCachePtr>>,
    /// Counters.
    pub stats: HeapStats,
    /// Free stack memory.
    pub stack_pools: StackPools,
}

/// The address of an mcache.
struct MCachePtr(*mut MCache);

// SAFETY: mcaches are never freed, and `for_each_mcache` alone looks at them from other
// threads, while the world is stopped.
unsafe impl Send for MCachePtr {}

/// What the heap lock protects.
struct Locked {
    pages: PageAlloc,
    free_descriptors: Vec<&'static Span>,
}

/// Pages and descriptors that a P has taken in advance.
#[derive(Default)]
pub struct PageSource {
    pages: PageCache,
    descriptors: Vec<&'static Span>,
}

impl Heap {
    /// An empty heap, with its address space reserved. It lives as long as the process,
    /// because descriptors and tables that refer to each other are simplest to reason
    /// about when none is ever freed.
    pub fn new() -> &'static Heap {
        let heap: &'static Heap = Box::leak(Box::new(Heap {
            space: AddressSpace::reserve(),
            locked: Lock::new(
                Rank::Heap,
                Locked { pages: PageAlloc::new(), free_descriptors: Vec::new() },
            ),
            centrals: std::array::from_fn(|_| MCentral::new()),
            bits: Lock::new(Rank::BitArenas, BitArenas::new()),
            // Above the generations of zeroed descriptors, so that none looks swept.
            sweepgen: AtomicU32::new(4),
            trigger_bytes: AtomicU64::new(u64::MAX),
            marking: AtomicBool::new(false),
            clobbers_free: debug::get("clobberfree") == Some(1),
            gc: Collector::new(),
            scavenger: Scavenger::new(),
            limit_bytes: AtomicU64::new(i64::MAX as u64),
            work: WorkPool::new(),
            sweep: SweepState::new(),
            specials: SpecialQueues::new(),
            mcaches: Lock::new(Rank::MCaches, Vec::new()),
            stats: HeapStats::default(),
            stack_pools: StackPools::new(),
        }));
        let limit = heap.gc.pacer.lock().limit();
        heap.set_memory_limit(limit.max(0).unsigned_abs());
        heap.stats.heap_live.add(baseline::SPAN_BYTES);
        heap.commit_pacing();
        heap
    }

    /// Whether the address lies in heap memory, whatever it is used for.
    #[inline(always)]
    pub fn contains(&self, addr: Addr) -> bool {
        self.space.contains(addr)
    }

    /// The object that an address belongs to, which may point anywhere inside it; `None`
    /// for addresses that are not of heap objects.
    #[inline]
    pub fn find_object(&self, addr: Addr) -> Option<(&'static Span, Slot)> {
        let span = self.span_in_use(addr)?;
        Some((span, span.slot_of(addr)?))
    }

    /// The span of heap objects that an address lies in.
    #[inline]
    pub fn span_in_use(&self, addr: Addr) -> Option<&'static Span> {
        self.space.span_of(addr).filter(|span| span.state() == SpanState::InUse)
    }

    /// Whether the address is of a goroutine's stack.
    pub fn is_stack(&self, addr: Addr) -> bool {
        self.space.span_of(addr).is_some_and(|span| span.state() == SpanState::Manual)
    }

    /// The spans of a class that no P holds.
    pub fn central(&self, class: SpanClass) -> &MCentral {
        &self.centrals[class.index()]
    }

    /// The sweep generation.
    pub fn sweepgen(&self) -> u32 {
        self.sweepgen.load(Ordering::Acquire)
    }

    /// Whether so much is live that a collection is due.
    pub fn is_collection_due(&self) -> bool {
        self.stats.heap_live.get() >= self.trigger_bytes.load(Ordering::Relaxed)
    }

    /// Sets the live bytes at which a collection is due.
    pub fn set_trigger(&self, bytes: u64) {
        self.trigger_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Whether new objects must be born black.
    #[inline(always)]
    pub fn is_marking(&self) -> bool {
        self.marking.load(Ordering::Relaxed)
    }

    /// Starts or ends allocation of black objects. The world is stopped.
    pub fn set_marking(&self, is_on: bool) {
        self.marking.store(is_on, Ordering::Release);
    }

    /// Whether freed memory is to be overwritten.
    pub fn clobbers_free(&self) -> bool {
        self.clobbers_free
    }

    /// Makes all spans unswept: what is not marked in them is free. The world is stopped and
    /// every mcache has closed its runs.
    pub fn start_sweep(&self) {
        self.sweepgen.fetch_add(2, Ordering::AcqRel);
        self.sweep.restart();
    }

    /// Before a mark phase: bit arenas that nobody uses any more become free. The world is
    /// stopped and every span is swept.
    pub fn advance_bits(&self) {
        self.bits.lock().advance();
    }

    /// Zeroed bits for a span.
    pub fn carve_bits(&self, nbits: usize) -> &'static [AtomicU64] {
        let mut bits = self.bits.lock();
        let carved = bits.carve(nbits);
        self.stats.bits_bytes.set(bits.bytes());
        carved
    }

    /// Registers a new mcache.
    pub fn add_mcache(&self, mcache: &'static mut MCache) -> &'static mut MCache {
        self.stats.mcache_bytes.add(size_of::<MCache>());
        self.mcaches.lock().push(MCachePtr(mcache));
        mcache
    }

    /// Calls `visit` with every mcache. The world is stopped: no M uses its mcache meanwhile,
    /// the caller's own included.
    pub fn for_each_mcache(&self, mut visit: impl FnMut(&mut MCache)) {
        let mcaches: Vec<*mut MCache> = self.mcaches.lock().iter().map(|ptr| ptr.0).collect();
        for mcache in mcaches {
            // SAFETY: mcaches are never freed; no other reference is in use by the
            // precondition.
            visit(unsafe { &mut *mcache });
        }
    }

    /// Calls `visit` with every span in use. The world is stopped, or the caller can bear to
    /// see spans come and go.
    pub fn for_each_span(&self, mut visit: impl FnMut(&'static Span)) {
        let mut page = PageIdx(0);
        while page.0 < self.space.grown_pages() {
            let at = self.space.page_addr(page);
            page.0 += match self.space.span_of(at) {
                Some(span) if span.state() != SpanState::Dead && span.base() == at => {
                    if span.state() == SpanState::InUse {
                        visit(span);
                    }
                    span.npages()
                }
                _ => 1,
            };
        }
    }

    /// A new span for objects, empty and swept.
    pub fn allocate_span(
        &self,
        source: &mut PageSource,
        npages: usize,
        class: SpanClass,
    ) -> &'static Span {
        if npages >= PAGE_CACHE_LIMIT || class.class() == 0 {
            self.reclaim(npages);
        }
        let span = self.allocate_pages(source, npages, SpanState::InUse, class);
        self.stats.in_use_bytes.add(span.bytes());
        self.stats.span_baseline_bytes.add(baseline::span_bytes(span.nslots()));
        self.sweep.pages_in_use.add(npages);
        bitmap::init_inline(span, span.needs_zero());
        span.init_marks((!class.has_inline_marks()).then(|| self.carve_bits(span.nslots())));
        span.sweepgen().store(self.sweepgen(), Ordering::Release);
        span
    }

    /// A new span for the runtime's own use (goroutine stacks); its contents are not
    /// zeroed.
    pub fn allocate_manual(&self, npages: usize) -> &'static Span {
        let mut source = PageSource::default();
        let class = SpanClass::LARGE_NOSCAN;
        let span = self.allocate_pages(&mut source, npages, SpanState::Manual, class);
        self.give_back(&mut source);
        span
    }

    /// Frees a span's pages and its descriptor. Nothing refers to its memory, and no set
    /// holds it.
    pub fn free_span(&self, span: &'static Span) {
        if span.state() == SpanState::InUse {
            self.stats.in_use_bytes.subtract(span.bytes());
            self.stats.span_baseline_bytes.subtract(baseline::span_bytes(span.nslots()));
            self.sweep.pages_in_use.subtract(span.npages());
        } else {
            self.stats.stack_bytes.subtract(span.bytes());
        }
        let first = self.space.page_of(span.base());
        let npages = span.npages();
        let mut locked = self.locked.lock();
        span.retire();
        locked.pages.free(first, npages);
        locked.free_descriptors.push(span);
    }

    /// Takes a P's pages and descriptors back.
    pub fn give_back(&self, source: &mut PageSource) {
        let mut locked = self.locked.lock();
        locked.pages.drain_cache(&mut source.pages);
        locked.free_descriptors.append(&mut source.descriptors);
    }

    /// Gives the memory of free pages back to the system, at most `limit_bytes`, highest
    /// addresses first; returns how many bytes. The heap stays locked meanwhile, so a
    /// background scavenger asks for little at a time.
    pub fn scavenge(&self, limit_bytes: usize) -> usize {
        let mut locked = self.locked.lock();
        let npages = locked.pages.release_free(limit_bytes / PAGE_BYTES, |first, npages| {
            os::release(self.space.page_addr(first).0, npages * PAGE_BYTES);
        });
        self.stats.released_bytes.add(npages * PAGE_BYTES);
        npages * PAGE_BYTES
    }

    /// The memory limit in bytes.
    pub fn memory_limit(&self) -> u64 {
        self.limit_bytes.load(Ordering::Relaxed)
    }

    /// Tells the memory limit.
    pub fn set_memory_limit(&self, bytes: u64) {
        self.limit_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Bytes of memory that has or may have physical pages, which a limit on memory limits:
    /// the heap's and all other.
    pub fn mapped_ready(&self) -> u64 {
        let stats = &self.stats;
        let heap = stats.grown_bytes.get() - stats.released_bytes.get();
        // Each P that there ever was has an mcache.
        let nprocs = stats.mcache_bytes.get() / size_of::<MCache>() as u64;
        let baseline = baseline::other_bytes(nprocs) + stats.span_baseline_bytes.get();
        heap + self.metadata_bytes() + baseline
    }

    /// Bytes of what the heap needs beside itself: descriptors, allocators, bits, work
    /// buffers, page tables.
    pub fn metadata_bytes(&self) -> u64 {
        let stats = &self.stats;
        stats.span_bytes.get()
            + stats.mcache_bytes.get()
            + stats.bits_bytes.get()
            + self.work.bytes() as u64
            + self.page_table_bytes()
    }

    /// Bytes of the span table: one entry per page.
    pub fn page_table_bytes(&self) -> u64 {
        self.stats.grown_bytes.get() / PAGE_BYTES as u64 * 8
    }

    /// Bytes of span descriptors that no span uses, those in mcaches not counted.
    pub fn free_descriptor_bytes(&self) -> u64 {
        (self.locked.lock().free_descriptors.len() * size_of::<Span>()) as u64
    }

    /// Address and object at once, for assertions and natives: the first byte of the
    /// object that the address belongs to.
    pub fn object_of(&self, addr: Addr) -> Option<ObjRef> {
        self.find_object(addr).map(|(_, slot)| slot.object)
    }

    fn allocate_pages(
        &self,
        source: &mut PageSource,
        npages: usize,
        state: SpanState,
        class: SpanClass,
    ) -> &'static Span {
        let pages = if npages < PAGE_CACHE_LIMIT {
            self.allocate_cached(source, npages)
        } else {
            let mut locked = self.locked.lock();
            locked
                .pages
                .allocate(npages)
                .or_else(|| {
                    self.grow(&mut locked, npages);
                    locked.pages.allocate(npages)
                })
                .unwrap_or_else(|| self.out_of_memory(npages))
        };
        self.scavenge_for(pages.nreleased);
        self.stats.released_bytes.subtract(pages.nreleased * PAGE_BYTES);
        let span = self.descriptor(source);
        let base = self.space.page_addr(pages.first);
        span.init(base, npages, state, class);
        // Released pages read as zero, whatever they were used for.
        let was_used = self.space.take_needs_zero(pages.first, npages);
        span.set_needs_zero(was_used && pages.nreleased != npages);
        self.space.set_span(pages.first, npages, span);
        span
    }

    /// Fewer than [`PAGE_CACHE_LIMIT`] pages, from the P's cache if possible.
    fn allocate_cached(&self, source: &mut PageSource, npages: usize) -> Pages {
        if let Some(pages) = source.pages.allocate(npages) {
            return pages;
        }
        let mut locked = self.locked.lock();
        if source.pages.is_empty() {
            let filled = locked.pages.fill_cache().or_else(|| {
                self.grow(&mut locked, npages);
                locked.pages.fill_cache()
            });
            source.pages = filled.unwrap_or_else(|| self.out_of_memory(npages));
            if let Some(pages) = source.pages.allocate(npages) {
                return pages;
            }
        }
        // What is left in the cache is too scattered.
        locked
            .pages
            .allocate(npages)
            .or_else(|| {
                self.grow(&mut locked, npages);
                locked.pages.allocate(npages)
            })
            .unwrap_or_else(|| self.out_of_memory(npages))
    }

    fn grow(&self, locked: &mut Guard<'_, Locked>, npages: usize) {
        let nchunks = npages.div_ceil(CHUNK_PAGES);
        if let Some(first) = self.space.grow(nchunks) {
            let grown = nchunks * CHUNK_PAGES;
            locked.pages.grow(PageIdx(first.0), grown);
            self.stats.grown_bytes.add(grown * PAGE_BYTES);
            self.stats.released_bytes.add(grown * PAGE_BYTES);
        }
    }

    fn descriptor(&self, source: &mut PageSource) -> &'static Span {
        if let Some(span) = source.descriptors.pop() {
            return span;
        }
        let mut locked = self.locked.lock();
        let from = locked.free_descriptors.len().saturating_sub(DESCRIPTOR_BATCH);
        source.descriptors.extend(locked.free_descriptors.drain(from..));
        drop(locked);
        if let Some(span) = source.descriptors.pop() {
            return span;
        }
        let fresh: &'static [Span] =
            (0..DESCRIPTOR_BATCH).map(|_| Span::default()).collect::<Vec<_>>().leak();
        self.stats.span_bytes.add(size_of_val(fresh));
        source.descriptors.extend(&fresh[1..]);
        &fresh[0]
    }

    #[cold]
    fn out_of_memory(&self, npages: usize) -> ! {
        eprintln!(
            "runtime: out of memory: cannot allocate {}-byte block ({} in use)",
            npages * PAGE_BYTES,
            self.stats.grown_bytes.get()
        );
        throw::fatal("out of memory")
    }
}
