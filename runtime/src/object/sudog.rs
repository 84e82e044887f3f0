//! Sudogs: a goroutine's places in queues.
//!
//! A goroutine that waits for a channel, or by a select for several, or for a semaphore,
//! stands in each queue with a *sudog*. They are not heap objects: the collector finds what
//! they refer to through the waiting goroutine
//! ([`GState::for_each_root`](crate::sched::g::GState::for_each_root)).
//!
//! A sudog belongs to the goroutine that took it; while it is in a queue, its links and
//! results are written under the queue's lock.

use crate::addr::Addr;
use crate::sched::g::G;
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// A P keeps so many.
const MAX_CACHED: usize = 128;

/// A goroutine's place in a queue.
#[repr(C)]
pub struct Sudog {
    /// The goroutine.
    pub(crate) g: Option<&'static G>,
    /// Neighbours in the queue.
    pub(crate) next: *mut Sudog,
    pub(crate) prev: *mut Sudog,
    /// The value to send, or where to put the received one (nil: nowhere). May lie on the
    /// goroutine's stack. For semaphores: their address.
    pub(crate) elem: Addr,
    /// The channel; nil for semaphores.
    pub(crate) chan: Addr,
    /// The goroutine's next sudog, in lock order.
    pub(crate) wait_link: *mut Sudog,
    /// Part of a select: `select_done` decides who serves it.
    pub(crate) is_select: bool,
    /// Woken by a value, not by closing. For semaphores: given its unit directly.
    pub(crate) success: bool,
    /// For selects: the case. For notification lists: the ticket.
    pub(crate) ticket: u32,
}

/// Sudogs that no P keeps.
pub(crate) struct SudogPool(Lock<Vec<*mut Sudog>>);

// SAFETY: a sudog in the pool belongs to nobody; who takes it owns it.
unsafe impl Sync for SudogPool {}
// SAFETY: likewise.
unsafe impl Send for SudogPool {}

impl SudogPool {
    pub(crate) fn new() -> SudogPool {
        SudogPool(Lock::new(Rank::Sudogs, Vec::new()))
    }

    /// Takes from the list until `keep` are left.
    pub(crate) fn put(&self, list: &mut Vec<*mut Sudog>, keep: usize) {
        self.0.lock().extend(list.drain(keep.min(list.len())..));
    }

    fn fill(&self, list: &mut Vec<*mut Sudog>) {
        let mut pool = self.0.lock();
        let from = pool.len().saturating_sub(MAX_CACHED / 2);
        list.extend(pool.drain(from..));
        drop(pool);
        if list.is_empty() {
            let slab: &'static mut [Sudog] =
                (0..16).map(|_| Sudog::new()).collect::<Vec<_>>().leak();
            list.extend(slab.iter_mut().map(|sudog| &raw mut *sudog));
        }
    }
}

impl Sudog {
    fn new() -> Sudog {
        Sudog {
            g: None,
            next: std::ptr::null_mut(),
            prev: std::ptr::null_mut(),
            elem: Addr::NIL,
            chan: Addr::NIL,
            wait_link: std::ptr::null_mut(),
            is_select: false,
            success: false,
            ticket: 0,
        }
    }

    /// What a waiting goroutine's sudog refers to: channel, value, the next sudog.
    pub(crate) fn roots(sudog: *const Sudog) -> Option<(Addr, Addr, *mut Sudog)> {
        // SAFETY: null or a sudog of a goroutine that the caller owns; never freed.
        let sudog = unsafe { sudog.as_ref() }?;
        Some((sudog.chan, sudog.elem, sudog.wait_link))
    }
}

impl M {
    /// A free sudog, blank but for the goroutine. Give it back with [`M::free_sudog`].
    #[inline]
    #[allow(clippy::mut_from_ref, reason = "the sudog was nobody's")]
    pub(crate) fn new_sudog(&'static self, g: &'static G) -> &'static mut Sudog {
        let own = self.p().own_mut();
        if own.sudogs.is_empty() {
            self.sched().sudogs.fill(&mut own.sudogs);
        }
        let Some(sudog) = own.sudogs.pop() else { crate::throw!("no sudog could be made") };
        // SAFETY: sudogs on the list are valid, never freed, and belong to nobody else.
        let sudog = unsafe { &mut *sudog };
        *sudog = Sudog { g: Some(g), ..Sudog::new() };
        sudog
    }

    /// Takes a sudog back that is in no queue any more.
    #[inline]
    pub(crate) fn free_sudog(&'static self, sudog: *mut Sudog) {
        let own = self.p().own_mut();
        own.sudogs.push(sudog);
        if own.sudogs.len() >= MAX_CACHED {
            self.sched().sudogs.put(&mut own.sudogs, MAX_CACHED / 2);
        }
    }
}

/// A queue of sudogs, linked both ways. Its lock is the caller's business. The layout is
/// that of the two words in Go's `hchan`.
#[repr(C)]
pub(crate) struct Queue {
    pub(crate) first: *mut Sudog,
    pub(crate) last: *mut Sudog,
}

impl Default for Queue {
    fn default() -> Self {
        Queue { first: std::ptr::null_mut(), last: std::ptr::null_mut() }
    }
}

// SAFETY: its users hold the lock that protects it and the sudogs in it.
unsafe impl Send for Queue {}

impl Queue {
    /// Adds a sudog at the end.
    pub(crate) fn push(&mut self, sudog: &mut Sudog) {
        sudog.next = std::ptr::null_mut();
        sudog.prev = self.last;
        let added = &raw mut *sudog;
        // SAFETY: null or a queued sudog, under the queue's lock.
        match unsafe { self.last.as_mut() } {
            Some(last) => last.next = added,
            None => self.first = added,
        }
        self.last = added;
    }

    /// Adds a sudog at the front.
    pub(crate) fn push_front(&mut self, sudog: &mut Sudog) {
        sudog.prev = std::ptr::null_mut();
        sudog.next = self.first;
        let added = &raw mut *sudog;
        // SAFETY: as in `push`.
        match unsafe { self.first.as_mut() } {
            Some(first) => first.prev = added,
            None => self.last = added,
        }
        self.first = added;
    }

    /// Takes the first.
    pub(crate) fn pop(&mut self) -> Option<&'static mut Sudog> {
        // SAFETY: as in `push`; the sudog is never freed, and the caller takes it over.
        let first = unsafe { self.first.as_mut() }?;
        self.remove(first);
        Some(first)
    }

    /// Takes the first of those that no other case of its select has served.
    pub(crate) fn pop_unserved(&mut self) -> Option<&'static mut Sudog> {
        loop {
            let sudog = self.pop()?;
            if !sudog.is_select {
                return Some(sudog);
            }
            let Some(g) = sudog.g else { continue };
            use std::sync::atomic::Ordering;
            let won = g.select_done.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Acquire);
            if won.is_ok() {
                return Some(sudog);
            }
        }
    }

    /// Takes a sudog out, wherever it is; nothing if it is not in.
    pub(crate) fn remove(&mut self, sudog: &mut Sudog) {
        let (prev, next) = (sudog.prev, sudog.next);
        let this = &raw mut *sudog;
        if prev.is_null() && next.is_null() && self.first != this {
            return;
        }
        // SAFETY: as in `push`.
        match unsafe { prev.as_mut() } {
            Some(prev) => prev.next = next,
            None => self.first = next,
        }
        // SAFETY: as in `push`.
        match unsafe { next.as_mut() } {
            Some(next) => next.prev = prev,
            None => self.last = prev,
        }
        sudog.prev = std::ptr::null_mut();
        sudog.next = std::ptr::null_mut();
    }

    /// Whether nobody is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_null()
    }
}
