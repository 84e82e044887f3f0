//! Spans of one span class that no P holds.
//!
//! Spans are in four sets: *partial* (some slot is free) or *full*, and swept or not.
//! Swept and unswept swap roles when the sweep generation grows by 2, so a new cycle makes
//! all spans unswept without touching any of them: the set with index `h / 2 % 2` is the
//! swept one.
//!
//! An mcache that needs a span first sweeps what it owes, and then gets, in this order: a
//! partial swept one; a partial unswept one; a full unswept one in which sweeping frees
//! something; a new one from the page heap. At most 100 spans are swept in the search, so
//! that it ends soon; heap growth for that reason is bounded by one span in a hundred.

use std::sync::atomic::Ordering;

use crate::mem::mheap::Heap;
use crate::mem::span::Span;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Spans that a search may sweep.
const SWEEP_BUDGET: usize = 100;

/// The spans of one span class that no mcache holds.
pub struct MCentral {
    sets: Lock<Sets>,
}

#[derive(Default)]
struct Sets {
    partial: [Vec<&'static Span>; 2],
    full: [Vec<&'static Span>; 2],
}

impl MCentral {
    /// No spans.
    pub fn new() -> MCentral {
        MCentral { sets: Lock::new(Rank::SpanSet, Sets::default()) }
    }

    /// Takes a span with a free slot, if there is one. Its sweep generation says that it is
    /// cached. `span_bytes` is the size of the class's spans.
    pub fn cache_span(&self, heap: &Heap, span_bytes: usize) -> Option<&'static Span> {
        heap.pay_sweep_debt(span_bytes, 0);
        let sweepgen = heap.sweepgen();
        let span = self.take_partial(sweepgen).or_else(|| self.sweep_for_span(heap, sweepgen))?;
        span.sweepgen().store(sweepgen + 3, Ordering::Release);
        Some(span)
    }

    fn take_partial(&self, sweepgen: u32) -> Option<&'static Span> {
        self.sets.lock().partial[swept(sweepgen)].pop()
    }

    fn sweep_for_span(&self, heap: &Heap, sweepgen: u32) -> Option<&'static Span> {
        let _sweeping = heap.sweep.begin()?;
        let mut budget = SWEEP_BUDGET;
        for full in [false, true] {
            while budget > 0 {
                let Some(span) = self.take_unswept(sweepgen, full) else { break };
                // Otherwise somebody else sweeps it, and puts it in a set.
                if span.try_own_sweep(sweepgen) {
                    heap.sweep_span(span, true);
                    if span.alloc_count() < span.nslots() {
                        return Some(span);
                    }
                    self.push_swept(sweepgen, span);
                }
                budget -= 1;
            }
        }
        None
    }

    /// Takes any unswept span, full or partial; it may be swept by somebody already.
    pub fn take_unswept(&self, sweepgen: u32, full: bool) -> Option<&'static Span> {
        let mut sets = self.sets.lock();
        let sets = if full { &mut sets.full } else { &mut sets.partial };
        sets[1 - swept(sweepgen)].pop()
    }

    /// Takes a span back from an mcache. If it was cached before the current sweep
    /// generation it is swept now.
    pub fn uncache_span(&self, heap: &Heap, span: &'static Span) {
        let sweepgen = heap.sweepgen();
        if span.sweepgen().load(Ordering::Relaxed) == sweepgen + 1 {
            span.sweepgen().store(sweepgen - 1, Ordering::Relaxed);
            heap.sweep_span(span, false);
            return;
        }
        debug_assert_eq!(span.sweepgen().load(Ordering::Relaxed), sweepgen + 3);
        span.sweepgen().store(sweepgen, Ordering::Release);
        self.push_swept(sweepgen, span);
    }

    /// Adds a swept span that no mcache holds.
    pub fn push_swept(&self, sweepgen: u32, span: &'static Span) {
        let mut sets = self.sets.lock();
        let set =
            if span.alloc_count() == span.nslots() { &mut sets.full } else { &mut sets.partial };
        set[swept(sweepgen)].push(span);
    }
}

impl Default for MCentral {
    fn default() -> Self {
        MCentral::new()
    }
}

fn swept(sweepgen: u32) -> usize {
    (sweepgen / 2 % 2) as usize
}
