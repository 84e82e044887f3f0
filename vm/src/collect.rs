//! Where goroutines meet the collector: what of a goroutine is a root, and `runtime.GC`.

use minigo_runtime::addr::Addr;
use minigo_runtime::gc::roots::Globals;
use minigo_runtime::gc::{concurrent, forced};
use minigo_runtime::gc::{scavenge, workers};
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::native::Words;
use minigo_runtime::sched::g::{GState, Resume, WaitReason};

use crate::frame::Step;
use crate::image::Image;
use crate::regions::Regions;
use crate::sched;
use crate::unwind::Frames;

/// Spans that `gcSweep` sweeps before others may run.
const SPANS_PER_STEP: usize = 100;

/// Makes the program's globals known to the collector.
pub fn register(heap: &Heap, image: &'static Image) {
    heap.gc.roots.add_globals(Globals {
        base: Addr(image.data.as_ptr() as usize),
        nwords: image.data.len(),
        mask: &image.data_pointers,
    });
}

/// `func gcTarget() uint32`: the number of the cycle that `runtime.GC` waits for.
pub fn target(step: &mut Step) {
    let target = forced::target(step.cx().m().sched().heap);
    Words::new(step.window(step.a(), 1)).set(0, target.into());
}

/// `func gcStep(target uint32) bool`: a step towards that cycle's end; whether it has ended.
pub fn step(step: &mut Step) {
    sched::save(step, Resume::Next);
    let target = Words::new(step.window(step.a(), 1)).u32(0);
    Words::new(step.window(step.a(), 1)).set_bool(0, false);
    let taken = forced::step(step.cx().m(), target);
    if taken == forced::Step::Parked {
        return sched::run_next(step);
    }
    step.cx().adopt_p();
    Words::new(step.window(step.a(), 1)).set_bool(0, taken == forced::Step::Ended);
}

/// `func gcBgMarkRest(node *gcBgMarkWorkerNode)`: parks the mark worker until it shall mark.
pub fn rest(step: &mut Step) {
    sched::save(step, Resume::Next);
    let node = Words::new(step.window(step.a(), 1)).addr(0);
    workers::rest(step.cx().m(), node);
    sched::run_next(step);
}

/// `func gcBgMarkWork(node *gcBgMarkWorkerNode)`: marks as the worker was told to.
pub fn work(step: &mut Step) {
    sched::save(step, Resume::Next);
    let node = Words::new(step.window(step.a(), 1)).addr(0);
    concurrent::work(step.cx().m(), node);
    step.cx().adopt_p();
}

/// `func scavengeTurn()`: gives memory back for a while, then parks the scavenger.
pub fn scavenge_turn(step: &mut Step) {
    sched::save(step, Resume::Next);
    scavenge::take_turn(step.cx().m());
    sched::run_next(step);
}

/// `func gcSweep() bool`: sweeps a little; whether anything was left, or others sweep still.
pub fn sweep(step: &mut Step) {
    let heap = step.cx().m().sched().heap;
    let nswept = (0..SPANS_PER_STEP).take_while(|_| heap.sweep_one().is_some()).count();
    Words::new(step.window(step.a(), 1)).set_bool(0, nswept != 0 || !heap.sweep.is_done());
}

/// Does something with the heap while the world is stopped.
pub fn stopped<T>(step: &mut Step, work: impl FnOnce(&'static Heap) -> T) -> T {
    sched::save(step, Resume::Next);
    let cx = step.cx();
    let world = cx.m().stop_the_world(WaitReason::StoppingTheWorld);
    let result = work(cx.m().sched().heap);
    drop(world);
    cx.adopt_p();
    result
}

/// Shows every pointer that a stopped goroutine holds; returns the bytes of its stack in
/// use.
pub fn scan_goroutine(image: &Image, state: &GState, visit: &mut dyn FnMut(Addr)) -> u64 {
    let mut regions = Regions::new(state.stack_bounds());
    for frame in Frames::new(image, state.pc, state.fp) {
        regions.add_frame(&frame, visit);
    }
    state.for_each_root(|word| regions.add_word(word, visit));
    regions.finish(visit);
    (state.fp as usize - state.stack_bounds().0) as u64
}
