//! Spans of one span class that no P holds.
//!
//! Spans are in four sets: *partial* (some slot is free) or *full*, and swept or not.
//! Swept and unswept swap roles when the sweep generation grows by 2, so a new cycle makes
//! all spans unswept without touching any of them: the set with index `h / 2 % 2` is the
//! swept one.
//!
//! An mcache that needs a span gets, in this order: a partial swept one; an unswept one,
//! after sweeping it; a new one from the page heap.

use crate::mem::mheap::Heap;
use crate::mem::span::Span;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;
use std::sync::atomic::Ordering;

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

    /// Takes a swept span with a free slot, if there is one. Its sweep generation says
    /// that it is cached.
    pub fn cache_span(&self, heap: &Heap) -> Option<&'static Span> {
        let sweepgen = heap.sweepgen();
        let span = self.sets.lock().partial[swept(sweepgen)].pop()?;
        span.sweepgen().store(sweepgen + 3, Ordering::Release);
        Some(span)
    }

    /// Takes a span back from an mcache. It was cached in this sweep generation.
    pub fn uncache_span(&self, heap: &Heap, span: &'static Span) {
        let sweepgen = heap.sweepgen();
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
