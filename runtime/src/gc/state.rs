//! What the collector knows: one [`Collector`] per heap.
//!
//! | field | written by | while |
//! |---|---|---|
//! | phase | who stopped the world | stopped |
//! | pacer, cycle, log | anybody, locked | |
//! | counters of work and time | markers | a mark phase; reset while stopped |

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, AtomicU64, AtomicUsize, Ordering};

use crate::clock;
use crate::gc::assist::Assists;
use crate::gc::forced::Waiters;
use crate::gc::limiter::Limiter;
use crate::gc::pacer::{AssistRatio, HeapFigures, MarkTime, Pacer, ScanWork, Workers};
use crate::gc::pools::Pools;
use crate::gc::roots::Roots;
use crate::gc::settings::{self, Switches};
use crate::gc::workers::Workers as GcWorkers;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::NCLASSES;
use crate::mem::stats::Counter;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Where a cycle stands.
///
/// | phase | barrier | markers |
/// |---|---|---|
/// | Off | off | none |
/// | Mark | on | workers and assists |
/// | MarkTermination | on | none; the world is stopped |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Phase {
    /// No cycle, or one that sweeps.
    Off = 0,
    /// Marking.
    Mark = 1,
    /// The second pause.
    MarkTermination = 2,
}

/// Why a cycle starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trigger {
    /// So much is live.
    Heap,
    /// The last cycle is long ago.
    Time,
    /// `runtime.GC` waits for cycle n + 1, if n is the number of the last that began.
    Cycle(u32),
}

/// The collector of a heap.
pub struct Collector {
    phase: AtomicU8,
    /// When the program started, in monotonic nanoseconds.
    pub start_ns: i64,
    /// Switches of the environment.
    pub switches: Switches,
    /// Goals, triggers, ratios.
    pub pacer: Lock<Pacer>,
    /// The limit on CPU time.
    pub limiter: Limiter,
    /// Scan work of this cycle: objects, stacks, globals.
    pub work: WorkCounters,
    /// Who owes scan work, and work that is there to pay for it.
    pub assists: Assists,
    /// CPU time of this cycle's marking.
    pub times: MarkTimes,
    /// Who scans grey objects now.
    pub nmarkers: AtomicUsize,
    /// Somebody tries to end the cycle.
    pub is_finishing: AtomicBool,
    /// The last cycle is so long ago that another is due.
    pub is_time_due: AtomicBool,
    /// What this cycle's workers may still take. Written while the world is stopped, then
    /// by those who begin or end to work.
    slots: Slots,
    /// Bytes of objects that this cycle has marked.
    pub bytes_marked: AtomicU64,
    /// The goroutines that wait for the end of marking.
    pub waiters: Waiters,
    /// The goroutines that mark in the background.
    pub workers: GcWorkers,
    /// What is marked first.
    pub roots: Roots,
    /// What a cycle empties.
    pub pools: Pools,
    /// The running or last cycle.
    pub cycle: Lock<Cycle>,
    /// What past cycles were like.
    pub log: Lock<Log>,
}

/// Scan work in bytes.
#[derive(Default)]
pub struct WorkCounters {
    /// Objects.
    pub heap: Counter,
    /// Stacks.
    pub stack: Counter,
    /// Global variables.
    pub globals: Counter,
}

/// CPU time in nanoseconds.
#[derive(Default)]
pub struct MarkTimes {
    /// Assists.
    pub assist: AtomicI64,
    /// Dedicated workers.
    pub dedicated: AtomicI64,
    /// Fractional workers.
    pub fractional: AtomicI64,
    /// Idle workers.
    pub idle: AtomicI64,
}

/// Work that waits for a P to take it on.
#[derive(Default)]
struct Slots {
    /// Dedicated workers.
    dedicated: AtomicI64,
    /// Idle workers.
    idle: AtomicI64,
    /// Share of the time that fractional workers get: bits of an f64.
    fractional: AtomicU64,
    /// When marking began.
    mark_ns: AtomicI64,
}

impl Slots {
    fn take(slots: &AtomicI64) -> bool {
        let taken = slots.fetch_sub(1, Ordering::AcqRel) > 0;
        if !taken {
            slots.fetch_add(1, Ordering::AcqRel);
        }
        taken
    }
}

/// A cycle.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// Number of the last cycle that began; grows in the first pause.
    pub number: u32,
    /// Asked for by `runtime.GC`.
    pub forced: bool,
    /// GOMAXPROCS meanwhile.
    pub nprocs: usize,
    /// Its workers.
    pub workers: Workers,
    /// When the first pause began, marking, the second pause, and when that ended.
    pub sweep_term_ns: i64,
    /// See above.
    pub mark_ns: i64,
    /// See above.
    pub mark_term_ns: i64,
    /// See above.
    pub end_ns: i64,
    /// Live bytes when it began, when marking ended, and marked.
    pub heap_bytes: [u64; 3],
    /// The goal it aimed at.
    pub goal_bytes: u64,
}

/// What past cycles were like.
#[derive(Clone, Debug)]
pub struct Log {
    /// Number of cycles that have finished marking.
    pub ncycles: u32,
    /// Of those, asked for by `runtime.GC`.
    pub nforced: u32,
    /// End of the last cycle's marking, in ns since 1970.
    pub last_unix_ns: u64,
    /// The same on the monotonic clock.
    pub last_ns: i64,
    /// Sum of all pauses.
    pub pause_total_ns: u64,
    /// The last 256 cycles' pauses and when they ended (ns since 1970), at `n % 256`.
    pub pauses: Vec<(u64, u64)>,
    /// CPU time since the start of the program.
    pub cpu: CpuTotals,
    /// Bytes in spans when the last marking ended.
    pub last_heap_inuse: u64,
    /// Scan work of the last cycle.
    pub last_scan: ScanWork,
    /// With `gctrace=2`: objects that it scanned, by size class.
    pub last_scanned: [u64; NCLASSES],
}

/// CPU time of collection since the start of the program, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct CpuTotals {
    /// Assists.
    pub assist_ns: i64,
    /// Dedicated and fractional workers.
    pub dedicated_ns: i64,
    /// Idle workers.
    pub idle_ns: i64,
    /// Pauses, on all Ps.
    pub pause_ns: i64,
}

impl Collector {
    /// A collector with the environment's settings, before the first cycle.
    pub fn new() -> Collector {
        Collector {
            start_ns: clock::nanotime(),
            phase: AtomicU8::new(Phase::Off as u8),
            switches: Switches::from_environment(),
            pacer: Lock::new(
                Rank::Pacer,
                Pacer::new(settings::percent(), settings::memory_limit()),
            ),
            limiter: Limiter::new(),
            work: WorkCounters::default(),
            assists: Assists::new(),
            times: MarkTimes::default(),
            nmarkers: AtomicUsize::new(0),
            is_finishing: AtomicBool::new(false),
            is_time_due: AtomicBool::new(false),
            slots: Slots::default(),
            bytes_marked: AtomicU64::new(0),
            waiters: Waiters::new(),
            workers: GcWorkers::new(),
            roots: Roots::new(),
            pools: Pools::new(),
            cycle: Lock::new(Rank::Cycle, Cycle::none()),
            log: Lock::new(Rank::Log, Log::empty()),
        }
    }

    /// The phase.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Off,
            1 => Phase::Mark,
            _ => Phase::MarkTermination,
        }
    }

    /// Sets the phase. The world is stopped.
    pub fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
    }

    /// Marking begins with so many workers. The world is stopped.
    pub fn begin_marking(&self, workers: Workers, now_ns: i64) {
        self.slots.dedicated.store(workers.dedicated as i64, Ordering::Relaxed);
        self.slots.idle.store(workers.max_idle as i64, Ordering::Relaxed);
        self.slots.fractional.store(workers.fractional.to_bits(), Ordering::Relaxed);
        self.slots.mark_ns.store(now_ns, Ordering::Relaxed);
    }

    /// Takes a place of a dedicated worker, if one is free.
    pub fn take_dedicated(&self) -> bool {
        Slots::take(&self.slots.dedicated)
    }

    /// Gives it back.
    pub fn give_dedicated(&self) {
        self.slots.dedicated.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether one more idle worker may mark.
    pub fn has_idle_place(&self) -> bool {
        self.slots.idle.load(Ordering::Relaxed) > 0
    }

    /// Takes a place of an idle worker, if one is free.
    pub fn take_idle(&self) -> bool {
        Slots::take(&self.slots.idle)
    }

    /// Gives it back.
    pub fn give_idle(&self) {
        self.slots.idle.fetch_add(1, Ordering::AcqRel);
    }

    /// The share of its time that a P spends in a fractional worker.
    pub fn fractional_share(&self) -> f64 {
        f64::from_bits(self.slots.fractional.load(Ordering::Relaxed))
    }

    /// How long marking has been going on.
    pub fn marking_ns(&self, now_ns: i64) -> f64 {
        (now_ns - self.slots.mark_ns.load(Ordering::Relaxed)) as f64
    }

    /// Whether somebody tries to end the cycle.
    pub fn is_finishing(&self) -> bool {
        self.is_finishing.load(Ordering::SeqCst)
    }

    /// Whether the last cycle ended so long ago that another is due, and collection is on.
    pub fn is_overdue(&self, now_ns: i64) -> bool {
        self.phase() == Phase::Off
            && self.pacer.lock().percent() >= 0
            && now_ns - self.log.lock().last_ns.max(self.start_ns) > self.switches.period_ns
    }

    /// Scan work of this cycle so far.
    pub fn scan_work(&self) -> ScanWork {
        let work = &self.work;
        ScanWork { heap: work.heap.get(), stack: work.stack.get(), globals: work.globals.get() }
    }

    /// CPU time of this cycle's marking so far.
    pub fn mark_time(&self, now_ns: i64) -> MarkTime {
        MarkTime {
            duration_ns: now_ns - self.cycle.lock().mark_ns,
            assist_ns: self.times.assist.load(Ordering::Relaxed),
            idle_ns: self.times.idle.load(Ordering::Relaxed),
        }
    }

    /// Forgets the last cycle's work. The world is stopped.
    pub fn reset_counters(&self) {
        for counter in [&self.work.heap, &self.work.stack, &self.work.globals] {
            counter.set(0);
        }
        let times = &self.times;
        for time in [&times.assist, &times.dedicated, &times.fractional, &times.idle] {
            time.store(0, Ordering::Relaxed);
        }
        self.bytes_marked.store(0, Ordering::Relaxed);
    }
}

impl Default for Collector {
    fn default() -> Collector {
        Collector::new()
    }
}

impl Cycle {
    fn none() -> Cycle {
        Cycle {
            number: 0,
            forced: false,
            nprocs: 1,
            workers: Workers { dedicated: 0, fractional: 0.0, max_idle: 0 },
            sweep_term_ns: 0,
            mark_ns: 0,
            mark_term_ns: 0,
            end_ns: 0,
            heap_bytes: [0; 3],
            goal_bytes: 0,
        }
    }
}

impl Log {
    fn empty() -> Log {
        Log {
            ncycles: 0,
            nforced: 0,
            last_unix_ns: 0,
            last_ns: 0,
            pause_total_ns: 0,
            pauses: Vec::new(),
            cpu: CpuTotals::default(),
            last_heap_inuse: 0,
            last_scan: ScanWork::default(),
            last_scanned: [0; NCLASSES],
        }
    }
}

impl CpuTotals {
    /// All but idle marking, in per cent of the CPU time that `nprocs` Ps had in `elapsed_ns`.
    pub fn percent(&self, elapsed_ns: i64, nprocs: usize) -> f64 {
        let busy = self.assist_ns + self.dedicated_ns + self.pause_ns;
        100.0 * busy as f64 / (elapsed_ns.max(1) as f64 * nprocs as f64)
    }
}

impl Heap {
    /// The heap's figures for the pacer.
    pub fn figures(&self) -> HeapFigures {
        let stats = &self.stats;
        let (total_alloc, total_free) = stats.total_bytes();
        HeapFigures {
            live: stats.heap_live.get(),
            scan: stats.heap_scan.get(),
            mapped_ready: self.mapped_ready(),
            free: stats.free_bytes(),
            total_alloc,
            total_free,
        }
    }

    /// What allocation has to pay while marking.
    pub fn assist_ratio(&self) -> AssistRatio {
        let figures = self.figures();
        let work = self.gc.scan_work();
        self.gc.pacer.lock().assist_ratio(&figures, work, self.stats.stack_bytes.get())
    }

    /// Makes the settings and the last cycle's figures count: goal, trigger, pace of the
    /// sweep.
    pub fn commit_pacing(&self) {
        let figures = self.figures();
        let mut pacer = self.gc.pacer.lock();
        pacer.commit(&figures, self.sweep.is_done());
        let (trigger, goal) = pacer.trigger(&figures);
        // The limit's goal moves with all of the process's memory: then the exact test is
        // made whenever one could be due.
        let limited = pacer.limit() != i64::MAX;
        self.set_trigger(if limited { pacer.marked().min(trigger) } else { trigger });
        self.sweep.set_pace(figures.live, trigger);
        let last_goal = pacer.last_goal();
        let limit = pacer.limit();
        drop(pacer);
        self.pace_scavenger(limit, goal, last_goal);
    }

    /// Sets GOGC; returns the previous setting. The world is stopped.
    pub fn set_gc_percent(&self, percent: i32) -> i32 {
        let before = self.gc.pacer.lock().set_percent(percent);
        self.commit_pacing();
        before
    }

    /// Sets the memory limit, if it is not negative; returns the previous one. The world is
    /// stopped.
    pub fn exchange_memory_limit(&self, bytes: i64) -> i64 {
        let mut pacer = self.gc.pacer.lock();
        let before = pacer.limit();
        if bytes < 0 || bytes == before {
            return before;
        }
        pacer.set_limit(bytes);
        drop(pacer);
        self.set_memory_limit(bytes.unsigned_abs());
        self.commit_pacing();
        before
    }

    /// Whether so much is live that a cycle is due, or the switch `gcstress` wants one.
    pub fn is_cycle_due(&self) -> bool {
        if self.gc.switches.stress > 0 {
            return true;
        }
        let figures = self.figures();
        let (trigger, _) = self.gc.pacer.lock().trigger(&figures);
        figures.live >= trigger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_due_after_two_minutes_unless_collection_is_off() {
        let gc = Collector::new();
        let minute = 60_000_000_000;
        assert!(!gc.is_overdue(gc.start_ns + 2 * minute));
        assert!(gc.is_overdue(gc.start_ns + 2 * minute + 1));
        gc.log.lock().last_ns = gc.start_ns + minute;
        assert!(!gc.is_overdue(gc.start_ns + 3 * minute));
        assert!(gc.is_overdue(gc.start_ns + 3 * minute + 1));
        gc.pacer.lock().set_percent(-1);
        assert!(!gc.is_overdue(gc.start_ns + 9 * minute));
    }
}
