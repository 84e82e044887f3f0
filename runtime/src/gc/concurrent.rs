//! Marking while the program runs.
//!
//! A cycle, from the moment in which some goroutine comes to a safepoint and the trigger is
//! passed:
//!
//! 1. [`start`]: what is unswept is swept; the world is stopped; [`cycle::begin`]; the world
//!    goes on.
//! 2. Roots and grey objects are scanned, bit by bit ([`drain`]), goroutines' stacks among
//!    them: each goroutine stops for its own stack's scan only. This is done by
//!    * *dedicated* workers: as many Ps as make a quarter of all run nothing else;
//!    * *fractional* workers, if that does not divide: each P for its share of the time;
//!    * *idle* workers: Ps that have nothing else to do;
//!    * *assists*: goroutines that have allocated more than the pacer grants
//!      ([`super::assist`]).
//! 3. Who finds nothing to scan while nobody else scans tries to end the cycle
//!    ([`try_finish`]): a *ragged barrier* makes every P hand over what its write barrier has
//!    recorded and its grey objects; if there are none, the world is stopped, and if there
//!    still are none, [`cycle::finish`] ends the cycle. Otherwise marking goes on.
//!
//! Workers are goroutines ([`super::workers`]). Which one runs when, on whose account, is the
//! scheduler's business: it calls [`find_worker`] before it looks for another goroutine and
//! [`run_idle`] when there is none.
//!
//! # Why nothing is lost
//!
//! A stack is grey until it is scanned, and *black* from then on: what it refers to is grey or
//! black. New goroutines begin black. Objects are born black. A pointer can be lost to the
//! marker in two ways only:
//!
//! * A black stack reads it from the heap, and the place that it was read from is overwritten
//!   before it is scanned. The write barrier shows what is overwritten.
//! * A grey stack hands it to something black (an object, another stack, the runtime), and
//!   forgets it before it is scanned. The write barrier shows what is written; handing over
//!   without a store (a new goroutine's closure, a timer, a pool) shows it, too.
//!
//! The end needs no counting: with the world stopped no object is being scanned, and grey
//! objects are in the pool, in the buffers of a P, or unclaimed roots; all are looked at.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;

use crate::addr::Addr;
use crate::clock::nanotime;
use crate::gc::assist;
use crate::gc::baseline;
use crate::gc::cycle;
use crate::gc::roots::Job;
use crate::gc::scavenge;
use crate::gc::state::{Phase, Trigger};
use crate::gc::verify;
use crate::gc::work::Upcoming;
use crate::gc::workers::{self, Ensured};
use crate::mem::mcache::MCache;
use crate::mem::mheap::Heap;
use crate::mem::stacks::is_too_large;
use crate::sched::Sched;
use crate::sched::g::{G, Status, WaitReason};
use crate::sched::m::M;
use crate::sched::p::P;
use crate::sched::registry::Snapshot;

/// Scan work after which a marker reports what it has done, and looks whether it shall stop.
const BATCH_BYTES: i64 = 2000;
/// Objects without pointers do not count as work; so many end a batch, too.
const BATCH_OBJECTS: usize = 200;
/// How much longer than its share a fractional worker may take.
const FRACTIONAL_SLACK: f64 = 1.2;
/// An idle P sweeps so many spans at a time.
const SWEEP_BATCH: usize = 10;

/// On whose account marking goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marker {
    /// A dedicated worker.
    Dedicated,
    /// A fractional one.
    Fractional,
    /// An idle one.
    Idle,
    /// An assist that does so much at most.
    Assist(i64),
}

impl Marker {
    /// The number of a worker's kind, as its node tells it.
    pub(super) fn number(self) -> u64 {
        match self {
            Marker::Dedicated => 0,
            Marker::Fractional => 1,
            Marker::Idle => 2,
            Marker::Assist(_) => crate::throw!("no worker's kind of marking"),
        }
    }

    /// The kind with this number.
    pub(super) fn from_number(number: u64) -> Marker {
        match number {
            0 => Marker::Dedicated,
            1 => Marker::Fractional,
            _ => Marker::Idle,
        }
    }

    /// Why the goroutine that marks counts as waiting.
    fn reason(self) -> WaitReason {
        match self {
            Marker::Dedicated | Marker::Fractional | Marker::Idle => WaitReason::GcWorkerActive,
            Marker::Assist(_) => WaitReason::GcAssistMarking,
        }
    }
}

/// What the collector has for a P.
pub enum Found {
    /// A mark worker, to be run: it is runnable, and in no queue.
    Worker(&'static G),
    /// Something was done, and there may be goroutines to run now.
    Progress,
    /// Nothing.
    Nothing,
}

/// What became of an attempt to start a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Started {
    /// It runs, or was not due.
    Over,
    /// The running goroutine is parked and will try again.
    Parked,
    /// Try again later.
    NotYet,
}

/// What came of [`drain`].
struct Drained {
    /// Scan work done.
    bytes: i64,
    /// Nothing was left to scan.
    is_exhausted: bool,
}

pub(super) fn mcache_of(p: &'static P) -> &'static mut MCache {
    p.own_mut().mcache
}

/// Whether a cycle is due for this reason.
fn is_due(heap: &Heap, trigger: Trigger) -> bool {
    if heap.gc.phase() != Phase::Off {
        return false;
    }
    match trigger {
        Trigger::Heap => heap.is_cycle_due(),
        Trigger::Time => heap.gc.is_overdue(nanotime()),
        Trigger::Cycle(number) => heap.gc.cycle.lock().number == number,
    }
}

/// Starts a cycle if it is due. The M holds a P (afterwards perhaps another one); a running
/// goroutine has its registers saved.
pub fn start(m: &'static M, trigger: Trigger) -> Started {
    let heap = m.sched().heap;
    if !is_due(heap, trigger) {
        return Started::Over;
    }
    match workers::ensure(m) {
        Ensured::Ready => start_with_workers(m, trigger),
        Ensured::Parked => return Started::Parked,
        Ensured::NotYet => return Started::NotYet,
        // A program made by hand: it is not collected.
        Ensured::Never => {}
    }
    Started::Over
}

fn start_with_workers(m: &'static M, trigger: Trigger) {
    let sched = m.sched();
    let heap = sched.heap;
    heap.sweep_all();
    sched.start_sysmon();
    let live = heap.stats.heap_live.get();
    let since = nanotime();
    let world = if m.g().is_some() {
        m.stop_the_world(WaitReason::GarbageCollection)
    } else {
        let Some(world) = m.try_stop_the_world(WaitReason::GarbageCollection) else { return };
        world
    };
    // Others may have been faster.
    if !is_due(heap, trigger) {
        return;
    }
    let is_stopped = heap.gc.switches.stop_the_world != 0;
    let stacks = if is_stopped { Snapshot::EMPTY } else { sched.gs.snapshot() };
    sched.sudogs.age();
    cycle::begin(heap, trigger, sched.nps(), live, stacks, since);
    let mcache = mcache_of(m.p());
    if is_stopped {
        sched.gs.for_each(|g| {
            if g.status() != Status::Dead {
                scan_stack(sched, mcache, g);
            }
        });
    }
    scan_scheduler(sched, mcache);
    let now = cycle::note_marking(heap);
    heap.gc.limiter.end_pause(since, now, true, heap.gc.cycle.lock().number);
    if !is_stopped {
        for p in sched.ps() {
            p.own_mut().gc.begin_cycle();
        }
        drop(world);
        sched.wake_p();
        return;
    }
    cycle::mark_stopped(heap, mcache);
    end(m, nanotime());
    drop(world);
    mcache_of(m.p()).prepare_for_sweep();
    cycle::report(heap);
}

/// Greys what a goroutine refers to. The caller has claimed it or stopped the world.
fn scan_stack(sched: &'static Sched, mcache: &mut MCache, g: &'static G) {
    let heap = sched.heap;
    let (state, work) = (g.state_mut(), mcache.work());
    let mut visit = |word| super::mark::grey(heap, work, word);
    let used = sched.host.scan_goroutine(state, &mut visit) as usize;
    let may_shrink = !heap.gc.switches.keep_stacks;
    state.is_too_large = may_shrink && is_too_large(state.stack.bytes(), used);
    let is_waiting = g.status() == Status::Waiting;
    let waits = if is_waiting { baseline::wait_bytes(g.wait_reason()) } else { 0 };
    heap.gc.work.stack.add(used + waits);
}

/// Greys what the scheduler refers to. The world is stopped.
fn scan_scheduler(sched: &'static Sched, mcache: &mut MCache) {
    let work = mcache.work();
    sched.for_each_root(&mut |word| super::mark::grey(sched.heap, work, word));
    super::mark::grey(sched.heap, work, sched.heap.gc.workers.root());
    work.dispose(&sched.heap.work);
}

/// The end of a cycle. Nothing is grey, the world is stopped. Returns the goroutines that
/// waited because they owed, and those that waited for it.
fn end(m: &'static M, since: i64) -> VecDeque<&'static G> {
    let sched = m.sched();
    let heap = sched.heap;
    if heap.gc.switches.check_mark || heap.gc.switches.verify {
        verify::check_marks(sched);
    }
    cycle::finish(heap, since);
    // Nobody else may sweep what an mcache holds, and that of an idle P would keep it for
    // long: finalizers would not be found. Our own can wait until the world runs.
    for p in sched.all_ps().iter().filter(|&&p| !std::ptr::eq(p, m.p())) {
        p.own_mut().mcache.prepare_for_sweep();
    }
    heap.gc.limiter.end_pause(since, nanotime(), false, heap.gc.cycle.lock().number);
    heap.gc.waiters.take_after(heap.gc.assists.take_all())
}

/// Whether something to scan is visible to all.
fn has_work(heap: &Heap) -> bool {
    heap.work.has_work() || heap.gc.roots.has_jobs()
}

/// Scans grey objects until the marker must stop or finds none. A running goroutine counts as
/// waiting meanwhile: its stack may be among what is scanned.
fn drain(m: &'static M, marker: Marker) -> Drained {
    m.while_waiting(marker.reason(), || drain_waiting(m, marker))
}

fn drain_waiting(m: &'static M, marker: Marker) -> Drained {
    let sched = m.sched();
    let heap = sched.heap;
    let gc = &heap.gc;
    let p = m.p();
    let mcache = mcache_of(p);
    let from = nanotime();
    gc.nmarkers.fetch_add(1, Ordering::SeqCst);
    m.stop_spinning_to_work();
    let mut drained = Drained { bytes: 0, is_exhausted: false };
    let mut upcoming = Upcoming::default();
    while !drained.is_exhausted && !must_stop(sched, p, marker, from, drained.bytes) {
        let batch_ns = if gc.switches.slow_mark != 0 { nanotime() } else { 0 };
        let work = mcache.work();
        let mut nobjects = 0;
        let mut is_empty = false;
        while work.scan_work < BATCH_BYTES && nobjects < BATCH_OBJECTS {
            let Some(object) = upcoming.take(&heap.work, work) else {
                is_empty = true;
                break;
            };
            super::mark::scan(heap, work, object);
            nobjects += 1;
        }
        if gc.switches.slow_mark != 0 {
            linger(gc.switches.slow_mark, batch_ns);
        }
        let done = cycle::flush_work(heap, mcache);
        drained.bytes += done;
        if !matches!(marker, Marker::Assist(_)) {
            assist::give_credit(m, done);
        }
        if is_empty {
            drained.is_exhausted = !find_more(m, mcache);
        }
        share(sched, mcache);
    }
    upcoming.give_back(&heap.work, mcache.work());
    let ns = nanotime() - from;
    gc.nmarkers.fetch_sub(1, Ordering::SeqCst);
    account(heap, p, marker, ns);
    drained
}

/// Under the switch `slowmark`: what began at `from` takes so many per cent longer.
#[cold]
fn linger(percent: u64, from: i64) {
    let now = nanotime();
    let until = now + (now - from) * percent as i64 / 100;
    while nanotime() < until {
        std::hint::spin_loop();
    }
}

/// The P is out of grey objects: gets more from its write barrier or from a root. Whether
/// there may be some now.
fn find_more(m: &'static M, mcache: &mut MCache) -> bool {
    let heap = m.sched().heap;
    mcache.flush_shaded();
    if !mcache.work().is_empty() {
        return true;
    }
    match heap.gc.roots.claim() {
        Some(Job::Stack(g)) => {
            // What a goroutine knew that has ended it has handed on, or nobody knows it.
            if let Some(_claimed) = m.suspend_g(g) {
                scan_stack(m.sched(), mcache, g);
            }
            true
        }
        Some(job) => {
            heap.gc.roots.run(heap, mcache.work(), job);
            true
        }
        None => heap.work.has_work(),
    }
}

/// Keeps work in the pool: a P that looks whether a worker is due must see some. One that
/// slept before there was any is woken; it may have looked a moment too early, so this is not
/// left to whoever put the first there.
fn share(sched: &'static Sched, mcache: &mut MCache) {
    let heap = sched.heap;
    if !heap.work.has_work() {
        mcache.work().balance(&heap.work);
    }
    if sched.has_idle_p() && heap.work.has_work() && heap.gc.has_idle_place() {
        sched.wake_p();
    }
}

fn must_stop(sched: &Sched, p: &'static P, marker: Marker, from: i64, done: i64) -> bool {
    if sched.is_stopping() || p.owes_safepoint() || sched.has_ended() {
        return true;
    }
    match marker {
        Marker::Dedicated => false,
        Marker::Idle => p.must_yield() || sched.has_runnable(p),
        Marker::Assist(limit) => done >= limit,
        Marker::Fractional => {
            p.must_yield() || {
                let gc = &sched.heap.gc;
                let now = nanotime();
                let spent = p.own_mut().gc.fractional_ns + now - from;
                spent as f64 > FRACTIONAL_SLACK * gc.fractional_share() * gc.marking_ns(now)
            }
        }
    }
}

fn account(heap: &Heap, p: &'static P, marker: Marker, ns: i64) {
    let times = &heap.gc.times;
    let sum = match marker {
        Marker::Dedicated => &times.dedicated,
        Marker::Fractional => {
            p.own_mut().gc.fractional_ns += ns;
            &times.fractional
        }
        Marker::Idle => {
            heap.gc.limiter.add_idle(ns);
            &times.idle
        }
        Marker::Assist(_) => {
            heap.gc.limiter.add_assist(ns);
            &times.assist
        }
    };
    sum.fetch_add(ns, Ordering::Relaxed);
}

/// Ends the cycle if nothing is grey any more and nobody else stops the world; who asks
/// next tries again. The M holds a P; a running goroutine has its registers saved.
fn try_finish(m: &'static M) {
    let sched = m.sched();
    let heap = sched.heap;
    let gc = &heap.gc;
    let is_open =
        || gc.phase() == Phase::Mark && gc.nmarkers.load(Ordering::SeqCst) == 0 && !has_work(heap);
    if !is_open() || gc.is_finishing.swap(true, Ordering::SeqCst) {
        return;
    }
    if is_open() && hand_over(m) && !has_work(heap) {
        stop_and_finish(m);
    }
    gc.is_finishing.store(false, Ordering::SeqCst);
}

/// The last pause, unless something grey turns up.
fn stop_and_finish(m: &'static M) {
    let heap = m.sched().heap;
    let since = nanotime();
    let Some(world) = m.try_stop_the_world(WaitReason::GarbageCollection) else { return };
    heap.for_each_mcache(|mcache| give_work(heap, mcache));
    if has_work(heap) {
        return;
    }
    let waiting = end(m, since);
    drop(world);
    waiting.into_iter().for_each(|g| m.ready_at(g, false));
    mcache_of(m.p()).prepare_for_sweep();
    cycle::report(heap);
}

/// The ragged barrier: every P hands over its grey objects. Whether there were none.
fn hand_over(m: &'static M) -> bool {
    let heap = m.sched().heap;
    m.try_for_each_p(WaitReason::GarbageCollection, &|p| give_work(heap, p.own_mut().mcache))
        && !heap.work.has_work()
}

fn give_work(heap: &Heap, mcache: &mut MCache) {
    mcache.flush_shaded();
    mcache.work().dispose(&heap.work);
    cycle::flush_work(heap, mcache);
}

/// The scheduler looks for something to run on the M's P: a worker that is due comes first.
pub fn find_worker(m: &'static M) -> Found {
    let heap = m.sched().heap;
    let gc = &heap.gc;
    if gc.phase() != Phase::Mark {
        if gc.is_time_due.load(Ordering::Relaxed) {
            if start(m, Trigger::Time) == Started::NotYet {
                return Found::Nothing;
            }
            gc.is_time_due.store(false, Ordering::Relaxed);
            return Found::Progress;
        }
        return Found::Nothing;
    }
    if !may_find(m) {
        return Found::Nothing;
    }
    let marker = if gc.take_dedicated() {
        Marker::Dedicated
    } else if is_fractional_due(gc, m.p()) {
        Marker::Fractional
    } else {
        return Found::Nothing;
    };
    take_worker(heap, marker)
}

/// A worker to mark on this account; the place is taken.
fn take_worker(heap: &Heap, marker: Marker) -> Found {
    if let Some(g) = heap.gc.workers.take(marker) {
        return Found::Worker(g);
    }
    // All are about to rest.
    give_place(heap, marker);
    Found::Nothing
}

/// A worker's place is free again.
fn give_place(heap: &Heap, marker: Marker) {
    match marker {
        Marker::Dedicated => heap.gc.give_dedicated(),
        Marker::Idle => heap.gc.give_idle(),
        Marker::Fractional | Marker::Assist(_) => {}
    }
}

/// The running goroutine, a worker, marks as its node says. Its registers are saved; the M may
/// hold another P afterwards.
pub fn work(m: &'static M, node: Addr) {
    let marker = workers::marker_of(node);
    run(m, marker, || give_place(m.sched().heap, marker));
}

/// The P has nothing else to do: marks, or sweeps.
pub fn run_idle(m: &'static M) -> Found {
    let heap = m.sched().heap;
    if heap.gc.phase() == Phase::Mark {
        if !may_find(m) || !heap.gc.take_idle() {
            return Found::Nothing;
        }
        return take_worker(heap, Marker::Idle);
    }
    let mut nswept = 0;
    while nswept < SWEEP_BATCH && heap.sweep_one().is_some() {
        nswept += 1;
    }
    if nswept != 0 { Found::Progress } else { Found::Nothing }
}

/// Whether a marker would find something to do, be it to end the cycle.
fn may_find(m: &'static M) -> bool {
    let heap = m.sched().heap;
    has_work(heap)
        || !mcache_of(m.p()).work().is_empty()
        || heap.gc.nmarkers.load(Ordering::SeqCst) == 0 && !heap.gc.is_finishing()
}

/// Marks, and ends the cycle if nothing is left to do; `before_end` comes between.
fn run(m: &'static M, marker: Marker, before_end: impl FnOnce()) {
    let drained = drain(m, marker);
    m.p().preempt.store(false, Ordering::Relaxed);
    before_end();
    if drained.is_exhausted {
        try_finish(m);
    }
}

fn is_fractional_due(gc: &super::state::Collector, p: &'static P) -> bool {
    let share = gc.fractional_share();
    share > 0.0 && p.own_mut().gc.fractional_ns as f64 <= share * gc.marking_ns(nanotime())
}

/// The running goroutine is at a safepoint, registers saved: starts a cycle that is due, or
/// pays what it owes. Whether it is parked.
pub fn at_safepoint(m: &'static M) -> bool {
    if mcache_of(m.p()).take_collection_due() && start(m, Trigger::Heap) == Started::Parked {
        return true;
    }
    assist::at_safepoint(m)
}

/// Marks on behalf of the running goroutine, registers saved; the scan work done.
pub fn mark_for(m: &'static M, marker: Marker) -> i64 {
    let drained = drain(m, marker);
    if drained.is_exhausted {
        try_finish(m);
    }
    drained.bytes
}

/// The monitor looks at the clock; it holds no P.
pub fn tick(sched: &'static Sched, now: i64) {
    let heap = sched.heap;
    let gc = &heap.gc;
    if gc.limiter.needs_update(now) {
        gc.limiter.update(now, gc.cycle.lock().number);
    }
    if gc.is_overdue(now) && !gc.is_time_due.swap(true, Ordering::Relaxed) {
        sched.wake_p();
    }
    scavenge::wake(sched);
}
