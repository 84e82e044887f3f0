//! When the next cycle starts, how large the heap should be when it ends, and how much
//! marking allocation has to pay for.
//!
//! All of it is arithmetic over figures that the caller passes in, so it is tested without
//! a heap. The formulas are Go's (`runtime/mgcpacer.go`), because the same figures must
//! lead to the same cycles.
//!
//! * The **goal** is the heap size at which marking should end: marked bytes plus GOGC per
//!   cent of what had to be scanned (marked bytes, stacks, globals), at least 4 MiB times
//!   GOGC per cent; or less, if a memory limit leaves less ([`Pacer::limit_goal`]).
//! * The **trigger** is the size at which a cycle starts: so far below the goal (the
//!   *runway*) that marking at a quarter of the CPU ends just when the goal is reached. How
//!   many bytes are allocated per byte that is scanned is measured in each cycle
//!   (*cons/mark*); the largest of the last five counts.
//! * The **assist ratio** makes sure of the goal whatever happens: scan work that is left,
//!   over bytes that are left to the goal, is what each allocated byte has to pay while
//!   marking. If there turns out to be more to scan than last time, the goal is extended,
//!   at most to what a heap of live objects only would need.

/// Share of the CPUs that marking in the background gets, and which the pacer aims at.
pub const BACKGROUND_UTILIZATION: f64 = 0.25;
/// Smallest goal at GOGC=100.
const HEAP_MINIMUM_BYTES: u64 = 4 << 20;
/// How far a heap grows at least before it is all swept.
const SWEEP_MIN_DISTANCE_BYTES: u64 = 1 << 20;
/// Least distance of a running cycle's goal from its trigger.
const MIN_RUNWAY_BYTES: u64 = 64 << 10;
/// Per cent of the memory limit's room that are left free.
const LIMIT_HEADROOM_PERCENT: u64 = 3;
/// At least this much of it.
const LIMIT_MIN_HEADROOM_BYTES: u64 = 1 << 20;
/// GOGC=off where a figure is needed.
const PERCENT_WHEN_OFF: i64 = 100_000;
/// No goal.
const NEVER: u64 = u64::MAX;

/// What the pacer needs to know of the heap at some moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapFigures {
    /// Bytes taken to be live.
    pub live: u64,
    /// Of those, bytes to scan.
    pub scan: u64,
    /// Memory of the process that has or may have physical pages, the heap's and all other.
    pub mapped_ready: u64,
    /// Of those, free pages of the heap.
    pub free: u64,
    /// Bytes ever allocated in objects.
    pub total_alloc: u64,
    /// Bytes of freed objects.
    pub total_free: u64,
}

/// Scan work of a cycle so far, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanWork {
    /// Of objects.
    pub heap: u64,
    /// Of stacks.
    pub stack: u64,
    /// Of global variables.
    pub globals: u64,
}

/// CPU time of a cycle's marking, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarkTime {
    /// From start to end, wall time.
    pub duration_ns: i64,
    /// Of assists.
    pub assist_ns: i64,
    /// Of workers that ran for want of anything else.
    pub idle_ns: i64,
}

/// How many workers a cycle has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Workers {
    /// Ps that do nothing else.
    pub dedicated: usize,
    /// Share of its time that each other P spends.
    pub fractional: f64,
    /// Ps without work that may mark.
    pub max_idle: usize,
}

/// What allocation pays while marking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AssistRatio {
    /// Scan work per allocated byte.
    pub work_per_byte: f64,
    /// The inverse.
    pub bytes_per_work: f64,
}

/// The pacer. The collector's lock protects it.
#[derive(Clone, Debug)]
pub struct Pacer {
    /// GOGC; negative is off.
    percent: i32,
    /// GOMEMLIMIT; `i64::MAX` is off.
    limit_bytes: i64,
    heap_minimum: u64,
    /// The goal by GOGC alone.
    percent_goal: u64,
    /// No trigger below this while a sweep is under way.
    sweep_min_trigger: u64,
    runway: u64,
    /// Bytes allocated per byte scanned, each weighed by its share of the CPUs.
    cons_mark: f64,
    /// The last measured values, oldest first.
    history: [f64; 4],
    /// Bytes marked in the last cycle.
    marked: u64,
    /// `live` when the running cycle started; `u64::MAX` if none runs.
    triggered: u64,
    last_scan: ScanWork,
    /// Bytes of global variables with pointers.
    globals: u64,
    last_goal: u64,
}

impl Pacer {
    /// A pacer with these settings, before the first cycle.
    pub fn new(percent: i32, limit_bytes: i64) -> Pacer {
        let mut pacer = Pacer {
            percent,
            limit_bytes,
            heap_minimum: HEAP_MINIMUM_BYTES,
            percent_goal: NEVER,
            sweep_min_trigger: 0,
            runway: 0,
            cons_mark: 0.0,
            history: [0.0; 4],
            marked: 0,
            triggered: u64::MAX,
            last_scan: ScanWork::default(),
            globals: 0,
            last_goal: 0,
        };
        pacer.set_percent(percent);
        pacer.commit(&HeapFigures::default(), true);
        pacer
    }

    /// Sets GOGC; [`Pacer::commit`] makes it count. Returns the previous value.
    pub fn set_percent(&mut self, percent: i32) -> i32 {
        let percent = percent.max(-1);
        // As in Go, where a negative setting gives a minimum that is never used.
        self.heap_minimum = HEAP_MINIMUM_BYTES * u64::from(percent.max(0).unsigned_abs()) / 100;
        std::mem::replace(&mut self.percent, percent)
    }

    /// Sets the memory limit; [`Pacer::commit`] makes it count. Returns the previous value.
    pub fn set_limit(&mut self, bytes: i64) -> i64 {
        std::mem::replace(&mut self.limit_bytes, bytes)
    }

    /// GOGC.
    pub fn percent(&self) -> i32 {
        self.percent
    }

    /// The memory limit.
    pub fn limit(&self) -> i64 {
        self.limit_bytes
    }

    /// Sets the bytes of global variables with pointers.
    pub fn set_globals(&mut self, bytes: u64) {
        self.globals = bytes;
    }

    /// Bytes marked in the last cycle.
    pub fn marked(&self) -> u64 {
        self.marked
    }

    /// `live` when the running cycle started.
    pub fn triggered(&self) -> u64 {
        self.triggered
    }

    /// The goal that the last cycle aimed at; 0 before the first.
    pub fn last_goal(&self) -> u64 {
        self.last_goal
    }

    /// cons/mark as it counts for the next trigger.
    pub fn cons_mark(&self) -> f64 {
        self.cons_mark
    }

    /// Scan work of the last cycle; its globals are those there are.
    pub fn last_scan(&self) -> ScanWork {
        ScanWork { globals: self.globals, ..self.last_scan }
    }

    /// A cycle starts with so much live. Returns its workers for `nprocs` Ps; `stopped` if
    /// the program does not run meanwhile, `timed` if it runs for its age.
    pub fn start_cycle(&mut self, live: u64, nprocs: usize, stopped: bool, timed: bool) -> Workers {
        self.triggered = live;
        let wanted = nprocs as f64 * BACKGROUND_UTILIZATION;
        let mut dedicated = (wanted + 0.5) as usize;
        let error = dedicated as f64 / wanted - 1.0;
        let mut fractional = 0.0;
        if error.abs() > 0.3 {
            // Too far off: one less, and the rest by sharing.
            if dedicated as f64 > wanted {
                dedicated -= 1;
            }
            fractional = (wanted - dedicated as f64) / nprocs as f64;
        }
        if stopped {
            (dedicated, fractional) = (nprocs, 0.0);
        }
        let max_idle = if timed { usize::from(dedicated == 0) } else { nprocs - dedicated };
        Workers { dedicated, fractional, max_idle }
    }

    /// Marking has ended: measures cons/mark. Returns the utilization.
    pub fn end_cycle(
        &mut self,
        figures: &HeapFigures,
        work: ScanWork,
        time: MarkTime,
        nprocs: usize,
    ) -> f64 {
        self.last_goal = self.goal(figures);
        let share = |ns: i64| match time.duration_ns {
            ..=0 => 0.0,
            duration => ns as f64 / (duration as f64 * nprocs as f64),
        };
        let utilization = BACKGROUND_UTILIZATION + share(time.assist_ns);
        if figures.live <= self.triggered {
            // Nothing was allocated, so nothing can be learnt.
            return utilization;
        }
        let allocated = (figures.live - self.triggered) as f64;
        let current = allocated * (utilization + share(time.idle_ns))
            / (work.total() as f64 * (1.0 - utilization));
        self.cons_mark = self.history.iter().fold(current, |max, &past| max.max(past));
        self.history.rotate_left(1);
        self.history[3] = current;
        utilization
    }

    /// The cycle's marking found so many live bytes.
    pub fn reset_live(&mut self, bytes_marked: u64, work: ScanWork) {
        self.marked = bytes_marked;
        self.last_scan = work;
        self.triggered = u64::MAX;
    }

    /// Computes goal and runway anew, from the last cycle's figures and the settings.
    pub fn commit(&mut self, figures: &HeapFigures, sweep_is_done: bool) {
        self.sweep_min_trigger =
            if sweep_is_done { 0 } else { figures.live + SWEEP_MIN_DISTANCE_BYTES };
        let last = self.last_scan();
        let mut goal = NEVER;
        if self.percent >= 0 {
            let grown = u128::from(self.marked + last.stack + last.globals)
                * u128::from(self.percent.unsigned_abs())
                / 100;
            goal = self.marked.saturating_add(u64::try_from(grown).unwrap_or(NEVER));
            goal = goal.max(self.heap_minimum);
        }
        self.percent_goal = goal;
        self.runway = (self.cons_mark * (1.0 - BACKGROUND_UTILIZATION) / BACKGROUND_UTILIZATION
            * last.total() as f64) as u64;
    }

    /// The goal now.
    pub fn goal(&self, figures: &HeapFigures) -> u64 {
        self.goal_and_min_trigger(figures).0
    }

    fn goal_and_min_trigger(&self, figures: &HeapFigures) -> (u64, u64) {
        let limit_goal = self.limit_goal(figures);
        if limit_goal < self.percent_goal {
            return (limit_goal, 0);
        }
        let mut goal = self.percent_goal.max(self.sweep_min_trigger);
        if self.triggered != u64::MAX && goal < self.triggered + MIN_RUNWAY_BYTES {
            goal = self.triggered + MIN_RUNWAY_BYTES;
        }
        (goal, self.sweep_min_trigger)
    }

    /// The goal by the memory limit: the limit, less all memory that is not live objects',
    /// less what the process has too much already, less some headroom.
    pub fn limit_goal(&self, figures: &HeapFigures) -> u64 {
        if self.limit_bytes == i64::MAX {
            return NEVER;
        }
        let limit = self.limit_bytes.max(0).unsigned_abs();
        let objects = figures.total_alloc - figures.total_free;
        let other = figures.mapped_ready.saturating_sub(figures.free).saturating_sub(objects);
        let overage = figures.mapped_ready.saturating_sub(limit);
        if other + overage >= limit {
            return self.marked;
        }
        let goal = limit - (other + overage);
        let headroom = (goal / 100 * LIMIT_HEADROOM_PERCENT).max(LIMIT_MIN_HEADROOM_BYTES);
        let goal =
            if goal < headroom || goal - headroom < headroom { headroom } else { goal - headroom };
        goal.max(self.marked)
    }

    /// The live bytes at which a cycle starts, and the goal.
    pub fn trigger(&self, figures: &HeapFigures) -> (u64, u64) {
        let (goal, min_trigger) = self.goal_and_min_trigger(figures);
        if self.marked >= goal {
            return (goal, goal);
        }
        let room = goal - self.marked;
        // 45/64 and 61/64: about 70 % and 95 % of the room.
        let least = min_trigger.max(self.marked).max(self.marked + room / 64 * 45);
        let mut most = self.marked + room / 64 * 61;
        if goal > HEAP_MINIMUM_BYTES && goal - HEAP_MINIMUM_BYTES > most {
            most = goal - HEAP_MINIMUM_BYTES;
        }
        let most = most.max(least);
        let trigger = goal.checked_sub(self.runway).unwrap_or(least);
        (trigger.clamp(least, most), goal)
    }

    /// What allocation has to pay now. `max_stack` is the bytes of all stacks.
    pub fn assist_ratio(
        &self,
        figures: &HeapFigures,
        work: ScanWork,
        max_stack: u64,
    ) -> AssistRatio {
        let percent = if self.percent < 0 { PERCENT_WHEN_OFF } else { i64::from(self.percent) };
        let mut goal = i64::try_from(self.goal(figures)).unwrap_or(i64::MAX);
        let live = figures.live as i64;
        let done = work.total() as i64;
        let most = (figures.scan + max_stack + self.globals) as i64;
        let mut expected = self.last_scan().total() as i64;
        if done > expected {
            // More to scan than last time: assume that all of it is live, and extend the
            // goal as far as such a heap's would lie.
            let extended = (goal as f64 - self.triggered as f64) / expected as f64 * most as f64
                + self.triggered as f64;
            let hard = (1.0 + percent as f64 / 100.0) * goal as f64;
            goal = if extended < hard { extended as i64 } else { hard as i64 };
            expected = most;
        }
        if live > goal {
            // Beyond the goal. Aim at 10 % more, assuming the worst.
            goal = (goal as f64 * 1.1) as i64;
            expected = most;
        }
        let work_left = (expected - done).max(1000) as f64;
        let bytes_left = (goal - live).max(1) as f64;
        AssistRatio {
            work_per_byte: work_left / bytes_left,
            bytes_per_work: bytes_left / work_left,
        }
    }
}

impl ScanWork {
    /// All of it.
    pub fn total(self) -> u64 {
        self.heap + self.stack + self.globals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn the_first_trigger_depends_on_gogc() {
        let first = |percent| Pacer::new(percent, i64::MAX).trigger(&HeapFigures::default()).0;
        for (percent, mib) in [(100, 3.8125), (50, 1.906), (200, 7.625), (400, 15.25)] {
            let trigger = first(percent) as f64 / MIB as f64;
            assert!((trigger - mib).abs() < 0.001, "GOGC={percent}: {trigger}");
        }
        assert!(first(-1) > 1 << 62);
    }

    #[test]
    fn workers_are_a_quarter() {
        let workers = |nprocs| Pacer::new(100, i64::MAX).start_cycle(0, nprocs, false, false);
        let rows = [
            (1, 0, 0.25, 1),
            (2, 0, 0.25, 2),
            (3, 0, 0.25, 3),
            (4, 1, 0.0, 3),
            (5, 1, 0.0, 4),
            (6, 1, 0.5 / 6.0, 5),
            (7, 2, 0.0, 5),
            (8, 2, 0.0, 6),
            (16, 4, 0.0, 12),
        ];
        for (nprocs, dedicated, fractional, max_idle) in rows {
            assert_eq!(workers(nprocs), Workers { dedicated, fractional, max_idle });
        }
    }

    #[test]
    fn without_gogc_the_limit_is_the_goal() {
        let mut pacer = Pacer::new(-1, 512 << 20);
        let figures = HeapFigures { mapped_ready: 8 * MIB, free: MIB, ..HeapFigures::default() };
        pacer.commit(&figures, true);
        let goal = pacer.goal(&figures);
        assert_eq!(goal, 505 * MIB - 505 * MIB / 100 * 3);
        assert!(pacer.trigger(&figures).0 < goal);
    }
}
