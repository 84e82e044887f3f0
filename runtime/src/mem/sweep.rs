//! Sweeping: after a mark phase, what is not marked is free.
//!
//! Nothing is swept in a pause. Raising the heap's sweep generation by 2 makes every span
//! unswept; from then on each is swept once, by whoever comes first:
//!
//! * **lazily** by an mcache that needs a span of its class ([`super::mcentral`]);
//! * **in proportion**: before an mcache gets a span, it sweeps others until as large a share
//!   of the heap is swept as of the room below the next trigger is used up, so that
//!   sweeping is over when the next cycle starts ([`Heap::pay_sweep_debt`]);
//! * **in the background** ([`Heap::sweep_one`] in a loop);
//! * before a large allocation, to free as many pages as it needs ([`Heap::reclaim`]).
//!
//! Sweeping a span: its specials fire; the mark bits become its allocation bits; fresh mark
//! bits take their place; a span without marks gives its pages back.
//!
//! # Invariants
//!
//! * W1: a span is swept by the one who moved its sweepgen from h-2 to h-1, or who took it
//!   from its mcache with h+1.
//! * W2: between cycles every span in use has clear mark bits. So a mark phase starts
//!   without touching any, once all spans are swept.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use crate::gc::trace::format_float;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::{NSPAN_CLASSES, PAGE_BYTES, SpanClass};
use crate::mem::span::Span;
use crate::mem::stats::Counter;

/// Bit of [`SweepState::sweepers`]: no unswept span is left in the sets.
const DRAINED: u32 = 1 << 31;
/// Pattern of freed memory under `GODEBUG=clobberfree=1`.
const CLOBBER: u64 = 0xdead_beef_dead_beef;

/// How far sweeping is.
pub struct SweepState {
    /// Who sweeps now, and [`DRAINED`].
    sweepers: AtomicU32,
    /// Where the search goes on: span class, full spans before partial ones.
    next_class: AtomicU32,
    /// Pages of spans in use.
    pub pages_in_use: Counter,
    /// Pages swept in this cycle.
    pub pages_swept: Counter,
    /// `pages_swept` when the ratio was set.
    swept_basis: AtomicU64,
    /// `heap_live` when the ratio was set.
    live_basis: AtomicU64,
    /// Pages to sweep per byte allocated: bits of an f64; 0 if there is no debt.
    pages_per_byte: AtomicU64,
    /// The end of this sweep was noticed.
    is_reported: AtomicBool,
}

impl SweepState {
    /// Nothing to sweep.
    pub fn new() -> SweepState {
        SweepState {
            sweepers: AtomicU32::new(DRAINED),
            next_class: AtomicU32::new(0),
            pages_in_use: Counter::default(),
            pages_swept: Counter::default(),
            swept_basis: AtomicU64::new(0),
            live_basis: AtomicU64::new(0),
            pages_per_byte: AtomicU64::new(0),
            is_reported: AtomicBool::new(true),
        }
    }

    /// Whether every span is swept.
    pub fn is_done(&self) -> bool {
        self.sweepers.load(Ordering::Acquire) == DRAINED
    }

    /// Takes part in sweeping; `None` if no span is left. Ends when dropped.
    pub fn begin(&self) -> Option<Sweeping<'_>> {
        let mut now = self.sweepers.load(Ordering::Relaxed);
        loop {
            if now & DRAINED != 0 {
                return None;
            }
            match self.sweepers.compare_exchange_weak(
                now,
                now + 1,
                Ordering::AcqRel,
                Ordering::Relaxed,
            ) {
                Ok(_) => return Some(Sweeping(self)),
                Err(seen) => now = seen,
            }
        }
    }

    /// A mark phase has ended: everything is to be swept. The world is stopped.
    pub fn restart(&self) {
        self.is_reported.store(false, Ordering::Relaxed);
        self.sweepers.store(0, Ordering::Release);
        self.next_class.store(0, Ordering::Relaxed);
        self.pages_swept.set(0);
        self.pages_per_byte.store(0, Ordering::Relaxed);
    }

    /// Sets how fast allocation has to sweep: all pages, by the time the heap has grown to
    /// the trigger (less a margin of 1 MiB).
    pub fn set_pace(&self, heap_live: u64, trigger: u64) {
        if self.is_done() {
            return self.pages_per_byte.store(0, Ordering::Relaxed);
        }
        let distance = trigger.saturating_sub(heap_live).saturating_sub(1 << 20);
        let distance = distance.max(PAGE_BYTES as u64);
        let swept = self.pages_swept.get();
        let pages = self.pages_in_use.get().saturating_sub(swept);
        let ratio = if pages == 0 { 0.0 } else { pages as f64 / distance as f64 };
        self.live_basis.store(heap_live, Ordering::Relaxed);
        self.pages_per_byte.store(ratio.to_bits(), Ordering::Relaxed);
        // Written last: who sees the new basis starts its sum anew.
        self.swept_basis.store(swept, Ordering::Release);
    }

    /// Pages to sweep per byte allocated.
    pub fn pages_per_byte(&self) -> f64 {
        f64::from_bits(self.pages_per_byte.load(Ordering::Relaxed))
    }
}

impl Default for SweepState {
    fn default() -> SweepState {
        SweepState::new()
    }
}

/// Takes part in sweeping until dropped.
pub struct Sweeping<'a>(&'a SweepState);

impl Sweeping<'_> {
    /// No unswept span is left in any set.
    fn drained(&self) {
        self.0.sweepers.fetch_or(DRAINED, Ordering::AcqRel);
    }
}

impl Drop for Sweeping<'_> {
    fn drop(&mut self) {
        self.0.sweepers.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Span {
    /// Takes the right to sweep the span, if it needs sweeping.
    pub fn try_own_sweep(&self, sweepgen: u32) -> bool {
        self.sweepgen()
            .compare_exchange(sweepgen - 2, sweepgen - 1, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }
}

impl Heap {
    /// Sweeps one span; how many pages that gave back. `None`: no unswept span is left.
    pub fn sweep_one(&self) -> Option<usize> {
        let swept = self.try_sweep_one();
        if swept.is_none() && self.sweep.is_done() {
            self.note_swept();
        }
        swept
    }

    /// All spans are swept: the scavenger may find more, and the lines of the pacer and the
    /// scavenger are printed, once.
    fn note_swept(&self) {
        if self.sweep.is_reported.swap(true, Ordering::Relaxed) {
            return;
        }
        self.ask_scavenger();
        let switches = &self.gc.switches;
        if switches.trace_pacer {
            let live = self.stats.heap_live.get();
            eprintln!(
                "pacer: sweep done at heap size {}MB; allocated {}MB during sweep; swept {} pages \
                 at {} pages/byte",
                live >> 20,
                live.saturating_sub(self.sweep.live_basis.load(Ordering::Relaxed)) >> 20,
                self.sweep.pages_swept.get(),
                format_float(self.sweep.pages_per_byte()),
            );
        }
        if switches.trace_scavenger {
            self.report_scavenger();
        }
    }

    fn try_sweep_one(&self) -> Option<usize> {
        let sweeping = self.sweep.begin()?;
        let sweepgen = self.sweepgen();
        loop {
            let Some(span) = self.next_unswept() else {
                sweeping.drained();
                return None;
            };
            let npages = span.npages();
            if span.try_own_sweep(sweepgen) {
                return Some(if self.sweep_span(span, false) { npages } else { 0 });
            }
        }
    }

    /// Sweeps all that is left. Others may still be at their last span.
    pub fn sweep_all(&self) {
        while self.sweep_one().is_some() {}
    }

    fn next_unswept(&self) -> Option<&'static Span> {
        let sweepgen = self.sweepgen();
        loop {
            let at = self.sweep.next_class.load(Ordering::Relaxed);
            if at as usize >= NSPAN_CLASSES * 2 {
                return None;
            }
            let class = SpanClass::from_index(at as usize / 2);
            if let Some(span) = self.central(class).take_unswept(sweepgen, at.is_multiple_of(2)) {
                return Some(span);
            }
            // The set stays empty: unswept sets are filled in the pause only.
            let _ = self.sweep.next_class.compare_exchange(
                at,
                at + 1,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
        }
    }

    /// Sweeps until allocation of `bytes` more does not outrun sweeping; `npages_swept` is
    /// what the caller sweeps anyway.
    pub fn pay_sweep_debt(&self, bytes: usize, npages_swept: usize) {
        let sweep = &self.sweep;
        if sweep.pages_per_byte.load(Ordering::Relaxed) == 0 {
            return;
        }
        'basis: loop {
            let swept_basis = sweep.swept_basis.load(Ordering::Acquire);
            let live_basis = sweep.live_basis.load(Ordering::Relaxed);
            let grown = self.stats.heap_live.get().saturating_sub(live_basis) + bytes as u64;
            let due = (sweep.pages_per_byte() * grown as f64) as i64 - npages_swept as i64;
            while due > sweep.pages_swept.get().wrapping_sub(swept_basis) as i64 {
                if self.sweep_one().is_none() {
                    sweep.pages_per_byte.store(0, Ordering::Relaxed);
                    return;
                }
                if sweep.swept_basis.load(Ordering::Acquire) != swept_basis {
                    continue 'basis;
                }
            }
            return;
        }
    }

    /// Before the heap grows for `npages`: sweeps until that many pages were given back.
    pub fn reclaim(&self, npages: usize) {
        let mut freed = 0;
        while freed < npages
            && let Some(given_back) = self.sweep_one()
        {
            freed += given_back;
        }
    }

    /// Makes sure that the span is swept, waiting if somebody is at it, or if it is in an mcache
    /// that its P will hand over before it does anything else. If nothing keeps the span alive,
    /// it may have been freed afterwards.
    pub fn ensure_swept(&self, span: &'static Span) {
        let sweepgen = self.sweepgen();
        let now = || span.sweepgen().load(Ordering::Acquire);
        if now() == sweepgen || now() == sweepgen + 3 {
            return;
        }
        if let Some(_sweeping) = self.sweep.begin()
            && span.try_own_sweep(sweepgen)
        {
            self.sweep_span(span, false);
            return;
        }
        while now() != sweepgen && now() != sweepgen + 3 {
            std::thread::yield_now();
        }
    }

    /// Sweeps a span that the caller owns (W1). Returns whether its pages went back to the
    /// page heap. With `keep` the caller takes the span; otherwise it goes to a set.
    pub fn sweep_span(&self, span: &'static Span, keep: bool) -> bool {
        let sweepgen = self.sweepgen();
        let class = span.class();
        debug_assert_eq!(span.sweepgen().load(Ordering::Relaxed), sweepgen - 1);
        self.sweep.pages_swept.add(span.npages());
        if span.has_specials() {
            span.specials().sweep(span, &self.specials);
        }
        let nwords = span.nslots().div_ceil(64);
        let marked: usize = (0..nwords).map(|i| span.mark_word(i).count_ones() as usize).sum();
        self.check_free_slots(span);
        let nfreed = span.alloc_count() - marked;
        if self.clobbers_free() && nfreed != 0 {
            clobber(span);
        }
        if nfreed != 0 {
            span.set_needs_zero(true);
        }
        let stats = &self.stats;
        // Who waits for the sweep goes on, also if the span is given back.
        let end = || span.sweepgen().store(sweepgen, Ordering::Release);
        if class.class() == 0 {
            if nfreed != 0 {
                end();
                stats.large_frees.add(1);
                stats.large_free_bytes.add(span.bytes());
                self.free_span(span);
                return true;
            }
        } else {
            stats.small_frees[usize::from(class.class())].add(nfreed);
            if marked == 0 && !keep {
                end();
                self.free_span(span);
                return true;
            }
        }
        self.turn_marks(span, marked);
        end();
        if !keep {
            self.central(class).push_swept(sweepgen, span);
        }
        false
    }

    /// Mark bits become allocation bits, and fresh ones take their place.
    fn turn_marks(&self, span: &Span, marked: usize) {
        let fresh = self.carve_bits(span.nslots());
        if span.class().has_inline_marks() {
            for (i, word) in fresh.iter().enumerate() {
                word.store(span.mark_word(i), Ordering::Relaxed);
            }
            span.clear_marks();
            span.set_swept(marked, fresh);
        } else {
            span.set_swept(marked, span.replace_marks(fresh));
        }
    }

    /// A mark on a free slot means that a pointer to a freed object was found.
    fn check_free_slots(&self, span: &Span) {
        for i in 0..span.nslots().div_ceil(64) {
            if span.mark_word(i) & !span.taken_word(i) != 0 {
                self.report_zombies(span);
            }
        }
    }

    #[cold]
    fn report_zombies(&self, span: &Span) -> ! {
        eprintln!(
            "runtime: marked free object in span {:?}, elemsize={} freeindex={} (bad use of \
             unsafe.Pointer or having race conditions? try -d=checkptr or -race)",
            span.base(),
            span.slot_bytes(),
            span.alloc_count(),
        );
        for index in 0..span.nslots() {
            let state = if span.is_free(index) { "free " } else { "alloc" };
            let mark = match (span.is_marked(index), span.is_free(index)) {
                (true, true) => "marked   zombie",
                (true, false) => "marked  ",
                (false, _) => "unmarked",
            };
            eprintln!("{:?} {state} {mark}", span.slot(index));
        }
        crate::throw::fatal("found pointer to free object")
    }
}

/// Overwrites what is about to become free.
fn clobber(span: &Span) {
    for index in (0..span.nslots()).filter(|&index| !span.is_marked(index)) {
        if !span.is_free(index) {
            let slot = span.slot(index);
            for offset in (0..span.slot_bytes()).step_by(8) {
                slot.offset(offset).store64(CLOBBER);
            }
        }
    }
}
