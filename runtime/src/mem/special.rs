//! What happens when an object becomes unreachable: finalizers, cleanups, weak pointers.
//!
//! A *special* is recorded with the span of its object. The sweeper looks at the specials
//! of unmarked objects, per object:
//!
//! * With a finalizer: the object is marked after all, so it and what it refers to live for
//!   one more cycle; the finalizer is removed and queued; weak pointers become nil. The
//!   cleanups stay.
//! * Without: weak pointers become nil, cleanups are queued, and the slot is free.
//!
//! So an object that has both is finalized in cycle N and cleaned up in N+1 at the
//! earliest, and nobody gets hold of a finalized object through a weak pointer.
//!
//! What specials hold is reachable through them alone, so specials are roots: a finalizer
//! keeps its closure and what its object refers to, though not the object itself; a cleanup
//! keeps its closure; a weak pointer keeps its handle.
//!
//! A weak pointer refers to a *handle*, an 8-byte object without pointers that holds the
//! target's address. All weak pointers to one address share the handle, so that they are
//! equal exactly if their targets are, even after those are gone.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::addr::Addr;
use crate::gc::callers::{Callers, Calls};
use crate::mem::span::Span;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Something that happens when an object becomes unreachable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// Call a finalizer with the object.
    Finalizer(Finalizer),
    /// Call this closure without arguments. The number identifies it for `Stop`.
    Cleanup {
        /// Number, unique in the process.
        id: u64,
        /// The closure.
        closure: Addr,
    },
    /// Make weak pointers nil.
    Weak {
        /// The address that they stand for: of the object, or inside it.
        target: Addr,
        /// Their handle.
        handle: Addr,
    },
}

/// A finalizer and its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finalizer {
    /// The closure: a function of one parameter.
    pub closure: Addr,
    /// The object's address, as it was given to `SetFinalizer`.
    pub object: Addr,
    /// Type of the pointer that is passed.
    pub object_type: Addr,
    /// Type of the parameter: of a pointer or interface.
    pub param_type: Addr,
}

/// The specials of a span's objects.
pub struct Specials(Lock<Vec<(u32, Special)>>);

impl Default for Specials {
    fn default() -> Specials {
        Specials(Lock::new(Rank::Specials, Vec::new()))
    }
}

/// What waits to be called, and which spans have specials.
pub struct SpecialQueues {
    /// Spans that have had specials since the last [`SpecialQueues::spans`].
    spans: Lock<Vec<&'static Span>>,
    queued: Lock<Queued>,
    next_id: AtomicU64,
    /// Who calls what is queued.
    pub callers: Callers,
    /// Finalizers ever queued, and cleanups.
    nqueued: [AtomicU64; 2],
}

/// Calls that wait.
#[derive(Default)]
struct Queued {
    finalizers: VecDeque<Finalizer>,
    cleanups: VecDeque<Addr>,
}

impl Specials {
    /// Adds a special of the object in slot `index`.
    pub fn add(&self, span: &'static Span, queues: &SpecialQueues, index: usize, new: Special) {
        let mut list = self.0.lock();
        list.push((index as u32, new));
        if !span.has_specials() {
            span.set_has_specials(true);
            drop(list);
            queues.spans.lock().push(span);
        }
    }

    /// Removes the first special of a slot that `is_it`; returns it.
    pub fn remove(
        &self,
        span: &Span,
        index: usize,
        mut is_it: impl FnMut(&Special) -> bool,
    ) -> Option<Special> {
        let mut list = self.0.lock();
        let at = list.iter().position(|(slot, it)| *slot as usize == index && is_it(it))?;
        let (_, removed) = list.remove(at);
        span.set_has_specials(!list.is_empty());
        Some(removed)
    }

    /// The first special of a slot for which `found` has an answer.
    pub fn find<T>(&self, index: usize, mut found: impl FnMut(&Special) -> Option<T>) -> Option<T> {
        let list = self.0.lock();
        list.iter().filter(|(slot, _)| *slot as usize == index).find_map(|(_, it)| found(it))
    }

    /// Calls `visit` with every special and the slot of its object.
    pub fn for_each(&self, mut visit: impl FnMut(usize, &Special)) {
        for (slot, special) in self.0.lock().iter() {
            visit(*slot as usize, special);
        }
    }

    /// Fires the specials of unmarked objects, as the module describes. The caller sweeps
    /// the span; allocated slots only have specials.
    pub fn sweep(&self, span: &Span, queues: &SpecialQueues) {
        let mut list = self.0.lock();
        let is_dead = |slot: u32| !span.is_marked(slot as usize);
        let mut revived: Vec<u32> = Vec::new();
        for &(slot, special) in list.iter().filter(|&&(slot, _)| is_dead(slot)) {
            if let Special::Finalizer(finalizer) = special {
                revived.push(slot);
                queues.queue_finalizer(finalizer);
            }
        }
        list.retain(|&(slot, special)| {
            if !is_dead(slot) {
                return true;
            }
            match special {
                Special::Finalizer(_) => false,
                Special::Weak { handle, .. } => {
                    handle.store64(0);
                    false
                }
                Special::Cleanup { closure, .. } => {
                    let stays = revived.contains(&slot);
                    if !stays {
                        queues.queue_cleanup(closure);
                    }
                    stays
                }
            }
        });
        for slot in revived {
            span.try_mark(slot as usize);
        }
        span.set_has_specials(!list.is_empty());
    }
}

impl SpecialQueues {
    /// Nothing queued.
    pub fn new() -> SpecialQueues {
        SpecialQueues {
            spans: Lock::new(Rank::SpecialSpans, Vec::new()),
            queued: Lock::new(Rank::SpecialQueue, Queued::default()),
            next_id: AtomicU64::new(0),
            callers: Callers::new(),
            nqueued: [const { AtomicU64::new(0) }; 2],
        }
    }

    /// A number for a new cleanup.
    pub fn new_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The spans that have specials now. No span is being freed.
    pub fn spans(&self) -> Vec<&'static Span> {
        let mut spans = self.spans.lock();
        spans.retain(|span| span.has_specials());
        spans.sort_by_key(|span| span.base());
        spans.dedup_by_key(|span| span.base());
        spans.clone()
    }

    fn queue_finalizer(&self, finalizer: Finalizer) {
        self.queued.lock().finalizers.push_back(finalizer);
        self.callers.note_queued();
        self.nqueued[0].fetch_add(1, Ordering::Relaxed);
    }

    fn queue_cleanup(&self, closure: Addr) {
        self.queued.lock().cleanups.push_back(closure);
        self.callers.note_queued();
        self.nqueued[1].fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the finalizer that waits longest.
    pub fn take_finalizer(&self) -> Option<Finalizer> {
        self.queued.lock().finalizers.pop_front()
    }

    /// Takes the cleanup that waits longest.
    pub fn take_cleanup(&self) -> Option<Addr> {
        self.queued.lock().cleanups.pop_front()
    }

    /// Whether any wait to be called.
    pub fn has_queued(&self, calls: Calls) -> bool {
        let queued = self.queued.lock();
        match calls {
            Calls::Finalizers => !queued.finalizers.is_empty(),
            Calls::Cleanups => !queued.cleanups.is_empty(),
        }
    }

    /// Finalizers and cleanups ever queued.
    pub fn counts(&self) -> (u64, u64) {
        let [finalizers, cleanups] = &self.nqueued;
        (finalizers.load(Ordering::Relaxed), cleanups.load(Ordering::Relaxed))
    }

    /// Calls `visit` with every pointer that queued calls hold: roots.
    pub fn for_each_root(&self, mut visit: impl FnMut(Addr)) {
        let queued = self.queued.lock();
        for finalizer in &queued.finalizers {
            visit(finalizer.closure);
            visit(finalizer.object);
        }
        queued.cleanups.iter().for_each(|&closure| visit(closure));
    }
}

impl Default for SpecialQueues {
    fn default() -> SpecialQueues {
        SpecialQueues::new()
    }
}
