//! A cycle from beginning to end.
//!
//! The steps that need the world stopped are here; how marking is shared out between them
//! is in [`super::concurrent`].
//!
//! 1. [`begin`] (stopped): what is left of the last sweep; runs are closed; the barrier goes
//!    on; objects are born black; root jobs are made.
//! 2. Marking.
//! 3. [`finish`] (stopped): the barrier goes off; what was marked becomes the live heap; a new
//!    sweep generation begins; the pacer learns.
//! 4. [`report`]: statistics and trace lines, while the program runs again.

use std::sync::atomic::Ordering;

use crate::clock;
use crate::gc::baseline;
use crate::gc::mark;
use crate::gc::state::{Phase, Trigger};
use crate::gc::trace::{CycleLine, format_float, format_scans};
use crate::mem::mcache::MCache;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::NCLASSES;
use crate::sched::registry::Snapshot;

/// Starts a cycle. `since_ns` is when the pause began. The world is stopped.
/// `live` is what was live when it became due; the stacks of the goroutines `stacks` are
/// scanned while the program runs.
pub fn begin(
    heap: &Heap,
    trigger: Trigger,
    nprocs: usize,
    live: u64,
    stacks: Snapshot,
    since_ns: i64,
) {
    let gc = &heap.gc;
    debug_assert_eq!(gc.phase(), Phase::Off);
    heap.sweep_all();
    heap.for_each_mcache(|mcache| {
        mcache.prepare_for_sweep();
        mcache.close_runs(false);
    });
    debug_assert!(heap.sweep.is_done());
    heap.advance_bits();
    gc.pools.age();
    gc.reset_counters();
    let stopped = gc.switches.stop_the_world > 0;
    let globals_bytes = gc.roots.globals_bytes();
    let workers = {
        let mut pacer = gc.pacer.lock();
        pacer.set_globals(globals_bytes);
        pacer.start_cycle(live, nprocs, stopped, trigger == Trigger::Time)
    };
    {
        let mut cycle = gc.cycle.lock();
        cycle.number += 1;
        cycle.forced = matches!(trigger, Trigger::Cycle(_));
        cycle.nprocs = nprocs;
        cycle.workers = workers;
        cycle.sweep_term_ns = since_ns;
        cycle.heap_bytes[0] = live;
    }
    if gc.switches.trace_pacer {
        trace_start(heap);
    }
    gc.set_phase(Phase::Mark);
    heap.set_marking(true);
    gc.roots.prepare(heap, stacks);
    gc.assists.begin_epoch();
    heap.for_each_mcache(|mcache| {
        mcache.set_barrier(true);
        *mcache.balance() = 0;
        mcache.work().counts = (gc.switches.trace >= 2).then(|| Box::new([0; NCLASSES]));
        let tiny = mcache.tiny_block();
        mark::grey(heap, mcache.work(), tiny);
    });
}

/// The first pause ends, marking begins; returns when. The world is stopped.
pub fn note_marking(heap: &Heap) -> i64 {
    let now = clock::nanotime();
    let mut cycle = heap.gc.cycle.lock();
    cycle.mark_ns = now;
    heap.gc.begin_marking(cycle.workers, now);
    now
}

/// Marks everything reachable, with the world stopped. Stacks are scanned.
pub fn mark_stopped(heap: &Heap, mcache: &mut MCache) {
    let from = clock::nanotime();
    while let Some(job) = heap.gc.roots.claim() {
        heap.gc.roots.run(heap, mcache.work(), job);
    }
    heap.for_each_mcache(MCache::flush_shaded);
    heap.for_each_mcache(|mcache| mcache.work().dispose(&heap.work));
    let work = mcache.work();
    while let Some(object) = work.take(&heap.work) {
        mark::scan(heap, work, object);
    }
    work.dispose(&heap.work);
    flush_work(heap, mcache);
    let ns = clock::nanotime() - from;
    heap.gc.times.dedicated.fetch_add(ns, Ordering::Relaxed);
}

/// Reports what a P has marked and scanned; returns its scan work since the last report.
pub fn flush_work(heap: &Heap, mcache: &mut MCache) -> i64 {
    let work = mcache.work();
    let marked = std::mem::take(&mut work.bytes_marked);
    heap.gc.bytes_marked.fetch_add(marked, Ordering::Relaxed);
    let done = std::mem::take(&mut work.scan_work);
    heap.gc.work.heap.add(done as usize);
    done
}

/// Ends marking: nothing grey is left. `since_ns` is when the pause began. The world is
/// stopped.
pub fn finish(heap: &Heap, since_ns: i64) {
    let gc = &heap.gc;
    gc.set_phase(Phase::MarkTermination);
    let nprocs = {
        let mut cycle = gc.cycle.lock();
        cycle.mark_term_ns = since_ns;
        cycle.heap_bytes[1] = heap.stats.heap_live.get();
        cycle.nprocs
    };
    let figures = heap.figures();
    let work = gc.scan_work();
    let time = gc.mark_time(since_ns);
    let goal = {
        let mut pacer = gc.pacer.lock();
        let expected = pacer.last_scan().total();
        let (triggered, cons_mark) = (pacer.triggered(), pacer.cons_mark());
        let utilization = pacer.end_cycle(&figures, work, time, nprocs);
        if gc.switches.trace_pacer && figures.live > triggered {
            eprintln!(
                "pacer: {}% CPU (25 exp.) for {}+{}+{} B work ({} B exp.) in {} B -> {} B \
                 (∆goal {}, cons/mark {})",
                (utilization * 100.0) as i64,
                work.heap,
                work.stack,
                work.globals,
                expected,
                triggered,
                figures.live,
                figures.live as i64 - pacer.last_goal() as i64,
                format_float(cons_mark),
            );
        }
        pacer.last_goal()
    };
    let mut black_bytes = 0;
    let mut scanned = [0; NCLASSES];
    heap.for_each_mcache(|mcache| {
        mcache.close_runs(true);
        black_bytes += mcache.take_black_bytes();
        if let Some(counts) = mcache.work().counts.take() {
            scanned.iter_mut().zip(*counts).for_each(|(sum, count)| *sum += count);
        }
        mcache.set_barrier(false);
        *mcache.balance() = 0;
        debug_assert!(mcache.work().is_empty());
    });
    let marked = gc.bytes_marked.load(Ordering::Relaxed) + black_bytes + baseline::OBJECT_BYTES;
    gc.pacer.lock().reset_live(marked, work);
    heap.stats.heap_live.set(marked);
    heap.stats.heap_scan.set(work.heap);
    heap.set_marking(false);
    {
        let mut cycle = gc.cycle.lock();
        cycle.heap_bytes[2] = marked;
        cycle.goal_bytes = goal;
    }
    {
        let mut log = gc.log.lock();
        log.last_heap_inuse = heap.stats.in_use_bytes.get();
        log.last_scan = work;
        log.last_scanned = scanned;
    }
    gc.assists.begin_epoch();
    gc.set_phase(Phase::Off);
    heap.start_sweep();
    heap.commit_pacing();
    if gc.switches.stop_the_world > 1 {
        heap.for_each_mcache(MCache::prepare_for_sweep);
        heap.sweep_all();
        heap.commit_pacing();
    }
    account(heap);
}

/// The end of the second pause: statistics.
fn account(heap: &Heap) {
    let gc = &heap.gc;
    let now = clock::nanotime();
    let cycle = {
        let mut cycle = gc.cycle.lock();
        cycle.end_ns = now;
        cycle.clone()
    };
    let pauses = [cycle.mark_ns - cycle.sweep_term_ns, cycle.end_ns - cycle.mark_term_ns];
    let time = |time: &std::sync::atomic::AtomicI64| time.load(Ordering::Relaxed);
    let mut log = gc.log.lock();
    log.cpu.assist_ns += time(&gc.times.assist);
    log.cpu.dedicated_ns += time(&gc.times.dedicated) + time(&gc.times.fractional);
    log.cpu.idle_ns += time(&gc.times.idle);
    log.cpu.pause_ns += (pauses[0] + pauses[1]) * cycle.nprocs as i64;
    let pause = (pauses[0] + pauses[1]).max(0) as u64;
    log.pause_total_ns += pause;
    log.last_unix_ns = clock::unix_ns();
    log.last_ns = now;
    let entry = (pause, log.last_unix_ns);
    if log.pauses.len() < 256 {
        log.pauses.push(entry);
    } else {
        let at = log.ncycles as usize % 256;
        log.pauses[at] = entry;
    }
    log.ncycles += 1;
    log.nforced += u32::from(cycle.forced);
}

/// Prints the cycle's line, if asked for.
pub fn report(heap: &Heap) {
    heap.work.free_empty();
    if heap.gc.switches.trace == 0 {
        return;
    }
    let cycle = heap.gc.cycle.lock().clone();
    let (cpu, scan, scanned, ncycles) = {
        let log = heap.gc.log.lock();
        (log.cpu, log.last_scan, log.last_scanned, log.ncycles)
    };
    let nprocs = cycle.nprocs as i64;
    let times = &heap.gc.times;
    let time = |time: &std::sync::atomic::AtomicI64| time.load(Ordering::Relaxed);
    let pauses = [cycle.mark_ns - cycle.sweep_term_ns, cycle.end_ns - cycle.mark_term_ns];
    let line = CycleLine {
        number: ncycles,
        start_ns: cycle.sweep_term_ns - heap.gc.start_ns,
        percent: cpu.percent(cycle.end_ns - heap.gc.start_ns, cycle.nprocs) as u64,
        clock_ns: [pauses[0], cycle.mark_term_ns - cycle.mark_ns, pauses[1]],
        cpu_ns: [
            pauses[0] * nprocs,
            time(&times.assist),
            time(&times.dedicated) + time(&times.fractional),
            time(&times.idle),
            pauses[1] * nprocs,
        ],
        heap_bytes: cycle.heap_bytes,
        goal_bytes: cycle.goal_bytes,
        stack_bytes: scan.stack,
        globals_bytes: scan.globals,
        nprocs: cycle.nprocs,
        forced: cycle.forced,
    };
    eprint!("{}", line.format());
    if heap.gc.switches.trace >= 2 {
        eprint!("{}", format_scans(&scanned));
    }
}

fn trace_start(heap: &Heap) {
    let figures = heap.figures();
    let ratio = heap.assist_ratio();
    let goal = heap.gc.pacer.lock().goal(&figures);
    let cycle = heap.gc.cycle.lock();
    eprintln!(
        "pacer: assist ratio={} (scan {} MB in {}->{} MB) workers={}+{}",
        format_float(ratio.work_per_byte),
        figures.scan >> 20,
        cycle.heap_bytes[0] >> 20,
        goal >> 20,
        cycle.workers.dedicated,
        format_float(cycle.workers.fractional),
    );
}
