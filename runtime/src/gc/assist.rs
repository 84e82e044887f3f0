//! Assists: who allocates while the collector marks pays for it.
//!
//! Each goroutine has a *balance* in bytes, 0 when a cycle begins. Slots that it claims are
//! subtracted ([`MCache`]); below 0 it owes, and pays at its next safepoint ([`at_safepoint`]):
//!
//! 1. The debt in bytes becomes scan work, by the pacer's ratio, at least 64 KiB of it: better
//!    to pay in advance than often.
//! 2. Markers in the background put what they do to a common *credit*; as much as is there
//!    pays at once.
//! 3. For the rest the goroutine scans grey objects.
//! 4. Who still owes finds nothing more to scan: what is left is in other hands. It parks
//!    ("GC assist wait"), first come, first served, until the background's credit has paid
//!    for it, or marking ends ([`give_credit`], [`Assists::take_all`]).
//!
//! While a goroutine runs, its balance is in the mcache of its P, where allocation finds it;
//! otherwise in the goroutine ([`Balance`]).
//!
//! Between a goroutine that parks and a marker that gives credit nothing is lost: the one
//! counts itself, then looks for credit; the other gives it, then looks whether anybody waits
//! (both sequentially consistent).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering};

use crate::gc::concurrent::{self, Marker, mcache_of};
use crate::gc::state::Phase;
use crate::mem::mcache::MCache;
use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// An assist does at least so much work.
const MIN_ASSIST_BYTES: i64 = 64 << 10;

/// What assists of a heap's cycle have in common.
pub struct Assists {
    /// Scan work that was done in the background and that nobody has spent. May be negative
    /// for a moment.
    credit: AtomicI64,
    /// Who owes and waits, in order of arrival.
    queue: Lock<VecDeque<&'static G>>,
    /// Length of `queue`; written under its lock.
    nwaiting: AtomicUsize,
    /// Balances that were saved in another epoch count as 0. Changed while the world is
    /// stopped, when marking begins and when it ends.
    epoch: AtomicU32,
}

/// The balance of a goroutine that does not run: written by its M when it stops, by who holds
/// the queue's lock while it waits there.
#[derive(Default)]
pub struct Balance {
    bytes: AtomicI64,
    epoch: AtomicU32,
}

impl Assists {
    /// Nobody owes.
    pub fn new() -> Assists {
        Assists {
            credit: AtomicI64::new(0),
            queue: Lock::new(Rank::Assists, VecDeque::new()),
            nwaiting: AtomicUsize::new(0),
            epoch: AtomicU32::new(0),
        }
    }

    /// Forgets all balances but those in mcaches. The world is stopped.
    pub fn begin_epoch(&self) {
        self.epoch.fetch_add(1, Ordering::Relaxed);
        self.credit.store(0, Ordering::Relaxed);
    }

    /// The goroutines that wait; nobody owes any more. The world is stopped.
    pub fn take_all(&self) -> VecDeque<&'static G> {
        let waiting = std::mem::take(&mut *self.queue.lock());
        self.nwaiting.store(0, Ordering::SeqCst);
        waiting
    }

    /// Takes up to `work` of the credit.
    fn take_credit(&self, work: i64) -> i64 {
        let spare = self.credit.load(Ordering::SeqCst);
        if spare <= 0 {
            return 0;
        }
        // Others may take the same: then it is negative until markers have made up for it.
        let taken = spare.min(work);
        self.credit.fetch_sub(taken, Ordering::SeqCst);
        taken
    }
}

impl Default for Assists {
    fn default() -> Assists {
        Assists::new()
    }
}

impl MCache {
    /// The goroutine begins to run on this P.
    #[inline]
    pub fn load_balance(&mut self, of: &Balance) {
        let epoch = self.heap().gc.assists.epoch.load(Ordering::Relaxed);
        *self.balance() = match of.epoch.load(Ordering::Relaxed) == epoch {
            true => of.bytes.load(Ordering::Relaxed),
            false => 0,
        };
    }

    /// The goroutine that runs on this P stops.
    #[inline]
    pub fn save_balance(&mut self, of: &Balance) {
        let epoch = self.heap().gc.assists.epoch.load(Ordering::Relaxed);
        of.bytes.store(*self.balance(), Ordering::Relaxed);
        of.epoch.store(epoch, Ordering::Relaxed);
    }
}

/// The running goroutine is at a safepoint, registers saved: pays what it owes. Whether it is
/// parked because it could not.
pub fn at_safepoint(m: &'static M) -> bool {
    let gc = &m.sched().heap.gc;
    gc.phase() == Phase::Mark && *mcache_of(m.p()).balance() < 0 && assist(m)
}

#[cold]
fn assist(m: &'static M) -> bool {
    let sched = m.sched();
    while sched.heap.gc.phase() == Phase::Mark && !pay(m) {
        // Who lets others run first comes back here before it goes on.
        if sched.is_stopping() || m.p().must_yield() || sched.has_ended() {
            return false;
        }
        if park(m) {
            return true;
        }
    }
    false
}

/// Pays as much as can be paid now; whether that was all.
fn pay(m: &'static M) -> bool {
    let heap = m.sched().heap;
    let gc = &heap.gc;
    let balance = || mcache_of(m.p()).balance();
    let debt = -*balance();
    if debt <= 0 {
        return true;
    }
    if gc.limiter.is_limiting() {
        *balance() = 0;
        return true;
    }
    let ratio = heap.assist_ratio();
    let work = ((ratio.work_per_byte * debt as f64) as i64).max(MIN_ASSIST_BYTES);
    let bytes = |work: i64| 1 + (ratio.bytes_per_work * work as f64) as i64;
    let stolen = gc.assists.take_credit(work);
    if stolen > 0 {
        *balance() += bytes(stolen);
    }
    if stolen < work {
        let done = concurrent::mark_for(m, Marker::Assist(work - stolen));
        *balance() += bytes(done);
    }
    *balance() >= 0
}

/// Parks the running goroutine until its debt is paid; `false` if it should look once more.
fn park(m: &'static M) -> bool {
    let gc = &m.sched().heap.gc;
    let assists = &gc.assists;
    let mut queue = assists.queue.lock();
    assists.nwaiting.store(queue.len() + 1, Ordering::SeqCst);
    if gc.phase() != Phase::Mark || assists.credit.load(Ordering::SeqCst) > 0 {
        assists.nwaiting.store(queue.len(), Ordering::SeqCst);
        return false;
    }
    queue.push_back(m.park(WaitReason::GcAssistWait));
    true
}

/// So much was scanned in the background: pays for those who wait. The M holds a P.
pub fn give_credit(m: &'static M, work: i64) {
    let assists = &m.sched().heap.gc.assists;
    assists.credit.fetch_add(work, Ordering::SeqCst);
    if assists.nwaiting.load(Ordering::SeqCst) != 0 {
        pay_for_waiting(m);
    }
}

#[cold]
fn pay_for_waiting(m: &'static M) {
    let heap = m.sched().heap;
    let assists = &heap.gc.assists;
    let ratio = heap.assist_ratio();
    let mut queue = assists.queue.lock();
    let mut bytes = (ratio.bytes_per_work * assists.take_credit(i64::MAX) as f64) as i64;
    while bytes > 0
        && let Some(g) = queue.pop_front()
    {
        let balance = &g.balance().bytes;
        bytes += balance.load(Ordering::Relaxed);
        if bytes < 0 {
            // Not enough for this one. It goes to the end, so that a large debt does not keep
            // small ones waiting.
            balance.store(bytes, Ordering::Relaxed);
            queue.push_back(g);
            break;
        }
        balance.store(0, Ordering::Relaxed);
        // Behind those that can run already: markers come first, and who owes must not get the
        // same right through them.
        m.ready_at(g, false);
    }
    assists.nwaiting.store(queue.len(), Ordering::SeqCst);
    if bytes > 0 {
        assists.credit.fetch_add((ratio.work_per_byte * bytes as f64) as i64, Ordering::SeqCst);
    }
}

/// The running goroutine ends: what it has paid in advance is for others.
pub fn at_end(m: &'static M) {
    let heap = m.sched().heap;
    let bytes = std::mem::take(mcache_of(m.p()).balance());
    if bytes > 0 && heap.gc.phase() == Phase::Mark {
        give_credit(m, (heap.assist_ratio().work_per_byte * bytes as f64) as i64);
    }
}
