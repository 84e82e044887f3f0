//! Natives of package runtime for finalizers, cleanups and weak pointers, and of package
//! sync for pools.

use minigo_runtime::addr::Addr;
use minigo_runtime::gc::attach;
use minigo_runtime::mem::special::Finalizer;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// `func findObject(p unsafe.Pointer) (base, size uintptr)`; 0 if it is not in the heap.
fn find_object(cx: &mut NativeCx, mut args: Words) {
    let (base, size) = attach::object_of(cx.mcache(), args.addr(0)).unwrap_or((Addr::NIL, 0));
    args.set_addr(0, base);
    args.set(1, size as u64);
}

/// `func addFinalizer(closure, object unsafe.Pointer, objectType, paramType *abi.Type) bool`
fn add_finalizer(cx: &mut NativeCx, mut args: Words) {
    let [closure, object, object_type, param_type] = [0, 1, 2, 3].map(|word| args.addr(word));
    let finalizer = Finalizer { closure, object, object_type, param_type };
    let added = attach::add_finalizer(cx.mcache(), finalizer);
    args.set_bool(0, added);
}

/// `func removeFinalizer(p unsafe.Pointer)`
fn remove_finalizer(cx: &mut NativeCx, args: Words) {
    attach::remove_finalizer(cx.mcache(), args.addr(0));
}

/// `func nextFinalizer(f *finalizer) bool`
fn next_finalizer(cx: &mut NativeCx, mut args: Words) {
    let taken = attach::take_finalizer(cx.mcache(), args.addr(0));
    args.set_bool(0, taken);
}

/// `func addCleanup(p unsafe.Pointer, call func()) uint64`
fn add_cleanup(cx: &mut NativeCx, mut args: Words) {
    let id = attach::add_cleanup(cx.mcache(), args.addr(0), args.addr(1));
    args.set(0, id);
}

/// `func removeCleanup(p uintptr, id uint64)`
fn remove_cleanup(cx: &mut NativeCx, args: Words) {
    attach::remove_cleanup(cx.mcache(), args.addr(0), args.word(1));
}

/// `func refersInto(p, other unsafe.Pointer) bool`
fn refers_into(cx: &mut NativeCx, mut args: Words) {
    let refers = attach::refers_into(cx.mcache(), args.addr(0), args.addr(1));
    args.set_bool(0, refers);
}

/// `func nextCleanup() func()`
fn next_cleanup(cx: &mut NativeCx, mut args: Words) {
    let closure = attach::take_cleanup(cx.mcache());
    args.set_addr(0, closure);
}

/// `func handleOf(p unsafe.Pointer) unsafe.Pointer`
fn handle_of(cx: &mut NativeCx, mut args: Words) {
    let handle = attach::weak_handle(cx.mcache(), args.addr(0));
    args.set_addr(0, handle);
}

/// `func strong(handle unsafe.Pointer) unsafe.Pointer`
fn strong(cx: &mut NativeCx, mut args: Words) {
    let target = attach::strong(cx.mcache(), args.addr(0));
    args.set_addr(0, target);
}

/// `func procID() int`
fn proc_id(cx: &mut NativeCx, mut args: Words) {
    args.set(0, cx.m().p().id as u64);
}

/// `func maxProcs() int`
fn max_procs(cx: &mut NativeCx, mut args: Words) {
    args.set(0, cx.m().sched().nps() as u64);
}

/// `func listPools(values, victims *[]*Pool)`
fn list_pools(cx: &mut NativeCx, args: Words) {
    cx.mcache().heap().gc.pools.set_lists(args.addr(0), args.addr(1));
}

/// The natives.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "runtime.addCleanup", func: add_cleanup },
    NativeDef { name: "runtime.addFinalizer", func: add_finalizer },
    NativeDef { name: "runtime.findObject", func: find_object },
    NativeDef { name: "runtime.nextCleanup", func: next_cleanup },
    NativeDef { name: "runtime.nextFinalizer", func: next_finalizer },
    NativeDef { name: "runtime.refersInto", func: refers_into },
    NativeDef { name: "runtime.removeCleanup", func: remove_cleanup },
    NativeDef { name: "runtime.removeFinalizer", func: remove_finalizer },
    NativeDef { name: "sync.listPools", func: list_pools },
    NativeDef { name: "sync.maxProcs", func: max_procs },
    NativeDef { name: "sync.procID", func: proc_id },
    NativeDef { name: "weak.handleOf", func: handle_of },
    NativeDef { name: "weak.strong", func: strong },
];
