//! Giving memory that is not needed back to the system.
//!
//! Free pages are kept as long as the heap is likely to need them again, and given back
//! (the address space stays) so far as the heap retains
//!
//! * more than 10 % over what was in use when the last cycle ended, scaled by how the goal
//!   has changed since; or
//! * more than 95 % of the memory limit.
//!
//! The background scavenger is a goroutine of the runtime, made before the program begins
//! ([`start`]). It is parked until goals are set or a sweep has ended and there is something to
//! do; then the monitor wakes it ([`wake`]). It works in small steps, with sleeps in between
//! ([`take_turn`]), and takes about 1 % of one CPU, also while the program waits. Its sleep does
//! not keep a dead program from being reported. When an allocation would exceed the limit, it
//! scavenges first.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::clock::nanotime;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::PAGE_BYTES;
use crate::mem::stats::Counter;
use crate::sched::Sched;
use crate::sched::g::{G, Status, WaitReason};
use crate::sched::m::M;

/// What is retained beyond what was in use, in per cent.
const RETAIN_EXTRA_PERCENT: u64 = 10;
/// How far below the memory limit the scavenger keeps the process, in per cent.
const REDUCE_EXTRA_PERCENT: f64 = 5.0;
/// Given back at a time, so that nobody waits long for the heap lock.
pub const QUANTUM_BYTES: usize = 64 << 10;
/// The background scavenger works one in so many nanoseconds,
const TIME_SHARE: i64 = 100;
/// and for so long at a time.
const WORK_NS: i64 = 100_000;

/// The scavenger's goals and figures.
pub struct Scavenger {
    /// Heap memory to retain at most, by GOGC; `u64::MAX` if it is fine as it is.
    percent_goal: AtomicU64,
    /// Memory of the process to retain at most, by the limit; likewise.
    limit_goal: AtomicU64,
    /// The background scavenger; none if the program has no package runtime.
    g: OnceLock<&'static G>,
    /// It is parked until it is woken.
    is_parked: AtomicBool,
    /// It shall look for something to do.
    is_asked: AtomicBool,
    /// Bytes given back in the background, and for allocations, since the last report.
    pub background_bytes: Counter,
    /// See above.
    pub eager_bytes: Counter,
}

impl Scavenger {
    /// No goals.
    pub fn new() -> Scavenger {
        Scavenger {
            percent_goal: AtomicU64::new(u64::MAX),
            limit_goal: AtomicU64::new(u64::MAX),
            g: OnceLock::new(),
            is_parked: AtomicBool::new(false),
            is_asked: AtomicBool::new(false),
            background_bytes: Counter::default(),
            eager_bytes: Counter::default(),
        }
    }

    /// Whether the monitor has to wake the background scavenger, now or when it is parked.
    pub fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed)
    }

    /// Whether the background scavenger sleeps between two turns.
    pub(crate) fn sleeps(&self) -> bool {
        self.g
            .get()
            .is_some_and(|g| g.status() == Status::Waiting && g.wait_reason() == WaitReason::Sleep)
    }
}

impl Default for Scavenger {
    fn default() -> Scavenger {
        Scavenger::new()
    }
}

/// Makes the background scavenger, which is parked before it begins.
pub fn start(m: &'static M) {
    let sched = m.sched();
    let closure = sched.host.scavenger();
    if closure.is_nil() {
        return;
    }
    let g = m.new_system_call(closure);
    // Not when it sleeps for the first time: that is none of the program's objects.
    g.sleep_timer(m.p().own_mut().mcache);
    g.set_wait_reason(WaitReason::GcScavengeWait);
    g.change_status(Status::Idle, Status::Waiting);
    let scavenger = &sched.heap.scavenger;
    scavenger.g.get_or_init(|| g);
    scavenger.is_parked.store(true, Ordering::Release);
}

/// The monitor: wakes the background scavenger if it was asked to work.
pub fn wake(sched: &'static Sched) {
    let scavenger = &sched.heap.scavenger;
    if scavenger.is_asked()
        && scavenger.is_parked.swap(false, Ordering::AcqRel)
        && let Some(&g) = scavenger.g.get()
    {
        g.change_status(Status::Waiting, Status::Runnable);
        sched.put_global(g);
    }
}

/// The running goroutine, the background scavenger, works and is parked: for its share of the
/// time, or until it is woken if there is nothing to do. Its registers are saved.
pub fn take_turn(m: &'static M) {
    let heap = m.sched().heap;
    let scavenger = &heap.scavenger;
    scavenger.is_asked.store(false, Ordering::Relaxed);
    match heap.scavenge_in_background() {
        Some(worked_ns) => m.sleep_g(worked_ns * (TIME_SHARE - 1)),
        None => {
            m.park(WaitReason::GcScavengeWait);
            scavenger.is_parked.store(true, Ordering::Release);
        }
    }
}

impl Heap {
    /// Heap memory that has physical pages.
    fn retained(&self) -> u64 {
        self.stats
            .grown_bytes
            .get()
            .saturating_sub(self.stats.released_bytes.get())
            .saturating_sub(self.stats.stack_bytes.get())
    }

    /// Sets the scavenger's goals, when goals of the heap change.
    pub fn pace_scavenger(&self, limit_bytes: i64, goal: u64, last_goal: u64) {
        let scavenger = &self.scavenger;
        let limit_goal = (limit_bytes as f64 * (1.0 - REDUCE_EXTRA_PERCENT / 100.0)) as u64;
        let over = self.mapped_ready() > limit_goal;
        scavenger.limit_goal.store(if over { limit_goal } else { u64::MAX }, Ordering::Relaxed);
        if last_goal == 0 {
            return scavenger.percent_goal.store(u64::MAX, Ordering::Relaxed);
        }
        let last_heap_inuse = self.gc.log.lock().last_heap_inuse;
        let mut keep = (last_heap_inuse as f64 * (goal as f64 / last_goal as f64)) as u64;
        keep = keep.saturating_add(keep / (100 / RETAIN_EXTRA_PERCENT));
        keep = keep.checked_next_multiple_of(4096).unwrap_or(u64::MAX);
        let over = self.retained() > keep;
        scavenger.percent_goal.store(if over { keep } else { u64::MAX }, Ordering::Relaxed);
        self.ask_scavenger();
    }

    /// Goals were set, or memory has come free.
    pub fn ask_scavenger(&self) {
        if self.scavenger.g.get().is_some() && self.should_scavenge() {
            self.scavenger.is_asked.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the background scavenger has something to do.
    fn should_scavenge(&self) -> bool {
        let scavenger = &self.scavenger;
        self.retained() > scavenger.percent_goal.load(Ordering::Relaxed)
            || (self.mapped_ready() > scavenger.limit_goal.load(Ordering::Relaxed)
                && !self.gc.limiter.is_limiting())
    }

    /// A turn of the background scavenger: how long it has worked, `None` if nothing could be
    /// given back.
    fn scavenge_in_background(&self) -> Option<i64> {
        let start_ns = nanotime();
        let mut given_back = 0;
        let mut worked_ns = 0;
        while self.should_scavenge() && worked_ns < WORK_NS {
            let bytes = self.scavenge(QUANTUM_BYTES);
            if bytes == 0 {
                break;
            }
            given_back += bytes;
            worked_ns = nanotime() - start_ns;
        }
        self.scavenger.background_bytes.add(given_back);
        (given_back != 0).then_some(worked_ns)
    }

    /// Before `npages` come into use of which so many have no physical memory: keeps the
    /// process below its limit.
    pub fn scavenge_for(&self, nreleased: usize) {
        let limit = self.memory_limit();
        if limit == i64::MAX as u64 || nreleased == 0 || self.gc.limiter.is_limiting() {
            return;
        }
        let after = self.mapped_ready() + (nreleased * PAGE_BYTES) as u64;
        if after > limit {
            let bytes = self.scavenge((after - limit) as usize);
            self.scavenger.eager_bytes.add(bytes);
        }
    }

    /// The line of `GODEBUG=scavtrace=1`: what was given back since the last one.
    pub fn report_scavenger(&self) {
        let (scavenger, stats) = (&self.scavenger, &self.stats);
        let [background, eager] =
            [&scavenger.background_bytes, &scavenger.eager_bytes].map(|counter| {
                let bytes = counter.get();
                counter.subtract(bytes as usize);
                bytes >> 10
            });
        eprintln!(
            "scav {background} KiB work (bg), {eager} KiB work (eager), {} KiB now, {}% util",
            stats.released_bytes.get() >> 10,
            stats.in_use_bytes.get() * 100 / self.retained().max(1),
        );
    }

    /// Gives everything back that can be: `debug.FreeOSMemory`.
    pub fn scavenge_all(&self) {
        let bytes = self.scavenge(usize::MAX);
        self.scavenger.eager_bytes.add(bytes);
    }
}
