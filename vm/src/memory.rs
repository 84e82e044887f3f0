//! Natives of packages runtime and runtime/debug that look at the heap as a whole, or set
//! its goals.

use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::mem::stacks;
use minigo_runtime::native::Words;

use crate::collect;
use crate::frame::Step;

fn window(step: &mut Step, words: usize) -> Words<'static> {
    Words::new(step.window(step.a(), words))
}

/// `func ReadMemStats(m *MemStats)`
pub fn read_mem_stats(step: &mut Step) {
    let to = window(step, 1).addr(0);
    collect::stopped(step, |heap| {
        flush_all(heap);
        heap.write_mem_stats(to);
    });
}

/// `func readGCStats(words []uint64) int`
pub fn read_gc_stats(step: &mut Step) {
    let mut args = window(step, 3);
    let to = args.slice(0);
    let n = step.cx().m().sched().heap.write_gc_stats(to.ptr, to.len);
    args.set_int(0, n as i64);
}

/// `func readFigures(f *figures)`
pub fn read_figures(step: &mut Step) {
    let to = window(step, 1).addr(0);
    let sched = step.cx().m().sched();
    sched.heap.write_metrics(to, sched.nps());
}

/// `func SetGCPercent(percent int) int`
pub fn set_gc_percent(step: &mut Step) {
    let mut args = window(step, 1);
    let percent = args.int(0).clamp(-1, i32::MAX.into()) as i32;
    let before = collect::stopped(step, |heap| heap.set_gc_percent(percent));
    args.set_int(0, before.into());
}

/// `func SetMemoryLimit(limit int64) int64`
pub fn set_memory_limit(step: &mut Step) {
    let mut args = window(step, 1);
    let limit = args.int(0);
    let before = collect::stopped(step, |heap| heap.exchange_memory_limit(limit));
    args.set_int(0, before);
}

/// `func SetMaxStack(bytes int) int`
pub fn set_max_stack(step: &mut Step) {
    let mut args = window(step, 1);
    let before = stacks::exchange_limit(args.usize(0));
    args.set_int(0, before as i64);
}

/// `func scavenge()`
pub fn scavenge(step: &mut Step) {
    step.cx().m().sched().heap.scavenge_all();
}

/// Gives all Ps' spans back, so that the statistics are exact. The world is stopped.
fn flush_all(heap: &Heap) {
    heap.for_each_mcache(|mcache| mcache.flush());
}
