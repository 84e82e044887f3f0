//! Where goroutines meet the collector: collection at safepoints, and what of a goroutine
//! is a root.

use minigo_runtime::addr::Addr;
use minigo_runtime::clock;
use minigo_runtime::gc::cycle;
use minigo_runtime::gc::roots::Globals;
use minigo_runtime::gc::state::Trigger;
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::sched::g::{GState, Resume, Status, WaitReason};

use crate::cx::Cx;
use crate::frame::{Step, read_word};
use crate::image::Image;
use crate::scan;
use crate::sched;
use crate::unwind::Frames;

/// Makes the program's globals known to the collector.
pub fn register(heap: &Heap, image: &'static Image) {
    heap.gc.roots.add_globals(Globals {
        base: Addr(image.data.as_ptr() as usize),
        nwords: image.data.len(),
        mask: &image.data_pointers,
    });
}

/// The running goroutine stands at a safepoint, its registers saved: collects if it is time
/// to.
pub fn at_safepoint(cx: &'static Cx) {
    let mcache = cx.runtime().mcache();
    if mcache.take_collection_due() && mcache.heap().is_cycle_due() {
        collect(cx, Trigger::Heap);
    }
}

/// `runtime.GC()`.
pub fn forced(step: &mut Step) {
    sched::save(step, Resume::Next);
    let cx = step.cx();
    collect(cx, Trigger::Cycle(0));
    cx.runtime().mcache().heap().sweep_all();
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

/// A whole cycle while nothing else runs. The running goroutine's registers are saved.
fn collect(cx: &'static Cx, trigger: Trigger) {
    let since = clock::nanotime();
    let world = cx.m().stop_the_world(WaitReason::GarbageCollection);
    cx.adopt_p();
    let sched = cx.m().sched();
    let heap = sched.heap;
    // Others may have collected while this M waited for its turn.
    if trigger == Trigger::Heap && !heap.is_cycle_due() {
        return;
    }
    cycle::begin(heap, trigger, sched.nps(), 0, since);
    let mut scan_stacks = |visit: &mut dyn FnMut(Addr)| {
        let mut bytes = 0;
        sched.for_each_timer(visit);
        sched.gs.for_each(|g| {
            if !matches!(g.status(), Status::Dead | Status::Idle) {
                bytes += scan_goroutine(cx.image(), g.state_mut(), visit);
            }
        });
        bytes
    };
    cycle::mark_stopped(heap, cx.runtime().mcache(), &mut scan_stacks);
    cycle::finish(heap, clock::nanotime());
    drop(world);
    cx.adopt_p();
    cycle::report(heap);
}

/// Shows every pointer that a stopped goroutine holds; returns the bytes of its stack in
/// use.
fn scan_goroutine(image: &Image, state: &GState, visit: &mut dyn FnMut(Addr)) -> u64 {
    for frame in Frames::new(image, state.pc, state.fp) {
        scan::pointers(&frame, |word| visit(Addr(read_word(word) as usize)));
    }
    state.for_each_root(visit);
    (state.fp as usize - state.stack_bounds().0) as u64
}
