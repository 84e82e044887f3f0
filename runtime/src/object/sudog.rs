//! Sudogs: a goroutine's places in queues.
//!
//! A goroutine that waits for a channel, or by a select for several, or for a semaphore,
//! stands in each queue with a *sudog*. Sudogs are objects of the collected heap, of Go's size
//! class. The collector finds them, and what they refer to, through the waiting goroutine
//! ([`GState::for_each_root`](crate::sched::g::GState::for_each_root)); free ones that a P
//! keeps are roots. Those that no P keeps are in a pool, where they die after two cycles in
//! which nobody took them, as values of a `sync.Pool` do: after a time in which many
//! goroutines waited their memory comes back. (Go drops its pool at every cycle. Then chance
//! decides how often sudogs are made anew.)
//!
//! A sudog belongs to the goroutine that took it; while it is in a queue, its links and
//! results are written under the queue's lock.

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::sched::g::G;
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;
use crate::typedesc::TypeDesc;

/// A sudog is as large as Go's and counts as scanned up to Go's last pointer. The collector
/// follows `g` and, for the pool, `next`; the other words may be old, or lead to a stack.
static LAYOUT: TypeDesc = TypeDesc::internal(SUDOG_BYTES, 96, &[0b11, 0]);
/// Size of Go's.
const SUDOG_BYTES: usize = 104;
const _: () = assert!(size_of::<Sudog>() <= SUDOG_BYTES && align_of::<Sudog>() <= 8);

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
pub(crate) struct SudogPool(Lock<Lists>);

/// The first of two lists, linked by `next`.
struct Lists {
    /// Put here since the last cycle began.
    fresh: *mut Sudog,
    /// Put here in the cycle before.
    old: *mut Sudog,
}

// SAFETY: a sudog in the pool belongs to nobody; who takes it owns it.
unsafe impl Sync for SudogPool {}
// SAFETY: likewise.
unsafe impl Send for SudogPool {}

impl SudogPool {
    pub(crate) fn new() -> SudogPool {
        let none = std::ptr::null_mut();
        SudogPool(Lock::new(Rank::Sudogs, Lists { fresh: none, old: none }))
    }

    /// Takes from the list until `keep` are left.
    pub(crate) fn put(&self, list: &mut Vec<*mut Sudog>, keep: usize) {
        let mut lists = self.0.lock();
        for sudog in list.drain(keep.min(list.len())..) {
            // SAFETY: sudogs on the list belong to nobody else.
            unsafe { (*sudog).next = lists.fresh };
            lists.fresh = sudog;
        }
    }

    /// Old sudogs are dropped, the others become old. A cycle is about to begin, the world is
    /// stopped.
    pub(crate) fn age(&self) {
        let mut lists = self.0.lock();
        lists.old = std::mem::replace(&mut lists.fresh, std::ptr::null_mut());
    }

    /// Calls `visit` for the lists' first sudogs: the collector's roots.
    pub(crate) fn for_each_root(&self, visit: &mut dyn FnMut(Addr)) {
        let lists = self.0.lock();
        visit(Addr(lists.fresh as usize));
        visit(Addr(lists.old as usize));
    }

    /// Fills a P's list; makes a sudog if there are none.
    pub(crate) fn fill(&self, mcache: &mut MCache, list: &mut Vec<*mut Sudog>) {
        self.take(mcache, list);
        if list.is_empty() {
            list.push(mcache.new_object(&LAYOUT).as_mut_ptr());
        }
    }

    /// Moves sudogs to a P's list until it is half full.
    fn take(&self, mcache: &mut MCache, list: &mut Vec<*mut Sudog>) {
        let mut lists = self.0.lock();
        let Lists { fresh, old } = &mut *lists;
        for first in [fresh, old] {
            // SAFETY: null or a sudog of the pool, which belongs to nobody else.
            while let Some(sudog) = unsafe { first.as_mut() }
                && list.len() < MAX_CACHED / 2
            {
                *first = sudog.next;
                list.push(sudog);
                // The list may not have been scanned up to here.
                barrier::show(mcache, Addr(std::ptr::from_ref(sudog) as usize));
            }
            barrier::show(mcache, Addr(*first as usize));
        }
    }
}

impl Sudog {
    fn new(g: &'static G) -> Sudog {
        Sudog {
            g: Some(g),
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
        // SAFETY: null or a sudog of a goroutine that the caller owns.
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
            self.sched().sudogs.fill(own.mcache, &mut own.sudogs);
        }
        let Some(sudog) = own.sudogs.pop() else { crate::throw!("no sudog could be made") };
        // SAFETY: the object is large enough and aligned (see LAYOUT).
        unsafe { sudog.write(Sudog::new(g)) };
        // SAFETY: sudogs on the list are roots, and belong to nobody else.
        unsafe { &mut *sudog }
    }

    /// Takes a sudog back that is in no queue any more.
    #[inline]
    pub(crate) fn free_sudog(&'static self, sudog: *mut Sudog) {
        let own = self.p().own_mut();
        if own.sudogs.len() == MAX_CACHED {
            self.sched().sudogs.put(&mut own.sudogs, MAX_CACHED / 2);
        }
        // The P's sudogs were scanned when marking began.
        barrier::show(own.mcache, Addr(sudog as usize));
        own.sudogs.push(sudog);
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
        // SAFETY: as in `push`; the sudog is a root of its goroutine's, and the caller takes it over.
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
