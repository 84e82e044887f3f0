//! Where goroutines meet the collector: collection at safepoints, and what of a goroutine
//! is a root.

use minigo_runtime::addr::Addr;
use minigo_runtime::clock;
use minigo_runtime::gc::cycle;
use minigo_runtime::gc::roots::Globals;
use minigo_runtime::gc::state::Trigger;

use crate::cx::Cx;
use crate::frame::{Step, read_word};
use crate::goroutine::G;
use crate::scan;
use crate::unwind::Frames;

/// Makes the machine and its globals known to the collector.
pub fn register(cx: &'static Cx) {
    let mcache = cx.runtime().mcache();
    mcache.set_attention(cx.attention());
    let image = cx.image();
    mcache.heap().gc.roots.add_globals(Globals {
        base: Addr(image.data.as_ptr() as usize),
        nwords: image.data.len(),
        mask: &image.data_pointers,
    });
}

/// The running goroutine stands at a safepoint: collects if it is time to.
pub fn at_safepoint(step: &mut Step) {
    let mcache = step.cx().runtime().mcache();
    if mcache.take_collection_due() && mcache.heap().is_cycle_due() {
        collect(step, Trigger::Heap);
    }
}

/// `runtime.GC()`.
pub fn forced(step: &mut Step) {
    collect(step, Trigger::Cycle(0));
    step.cx().runtime().mcache().heap().sweep_all();
}

/// A whole cycle while nothing else runs.
fn collect(step: &mut Step, trigger: Trigger) {
    let cx = step.cx();
    let heap = cx.runtime().mcache().heap();
    let since = clock::nanotime();
    let (others, channels) = cx.sched().others();
    cycle::begin(heap, trigger, 1, 0, since);
    let running: *mut G = cx.g();
    let mut scan_stacks = |visit: &mut dyn FnMut(Addr)| {
        channels.iter().for_each(|&chan| visit(Addr(chan)));
        let mut bytes = scan_goroutine(cx, cx.g(), step.pc, step.fp, visit);
        for &g in &others {
            cx.set_g(g);
            bytes += scan_goroutine(cx, cx.g(), cx.g().pc, cx.g().fp, visit);
        }
        cx.set_g(running);
        bytes
    };
    cycle::mark_stopped(heap, cx.runtime().mcache(), &mut scan_stacks);
    cycle::finish(heap, clock::nanotime());
    cycle::report(heap);
}

/// Shows every pointer that a stopped goroutine holds; returns the bytes of its stack in
/// use.
fn scan_goroutine(
    cx: &Cx,
    g: &G,
    pc: *const u64,
    fp: *mut u64,
    visit: &mut dyn FnMut(Addr),
) -> u64 {
    for frame in Frames::new(cx.image(), pc, fp) {
        scan::pointers(&frame, |word| visit(Addr(read_word(word) as usize)));
    }
    for deferred in &g.defers {
        visit(deferred.closure);
    }
    for panicking in &g.panics {
        panicking.value.iter().for_each(|&word| visit(Addr(word as usize)));
    }
    (fp as usize - g.stack_bounds().0) as u64
}
