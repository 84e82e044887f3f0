//! Calls of natives, and those natives that see the goroutine: its frames, its panics.
//!
//! The library's natives work on a window of words and on the runtime. The *machine
//! natives* here are bound like them, but work on the whole state of the goroutine, so
//! they can leave the current frame.

use minigo_bytecode::roots::Root;
use std::fmt::Write as _;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::{NativeCall, Words};
use minigo_runtime::object::chan;
use minigo_runtime::typedesc::TypeDesc;

use crate::frame::{Step, bytes, copy_bytes, store_8, store_64, type_at};
use crate::image::{LinkedFunc, NativeCode, SourceCall};
use crate::unwind::{Frame, Frames};
use crate::{collect, memory, netpoll, panic, raise, sched, sema, trace};

/// A native that works on the goroutine.
pub type MachineNative = fn(&mut Step);

/// The machine natives by full name.
pub static MACHINE_NATIVES: &[(&str, MachineNative)] = &[
    ("internal/abi.GetItab", get_itab),
    ("internal/abi.ProgramType", program_type),
    ("reflect.chanclose", crate::chan::close),
    ("reflect.chanrecv", crate::chan::reflect_receive),
    ("reflect.chansend", crate::chan::reflect_send),
    ("internal/poll.runtimeNano", netpoll::nanotime),
    ("internal/poll.runtime_isPollServerDescriptor", netpoll::owns),
    ("internal/poll.runtime_pollClose", netpoll::close),
    ("internal/poll.runtime_pollOpen", netpoll::open),
    ("internal/poll.runtime_pollReset", netpoll::reset),
    ("internal/poll.runtime_pollSetDeadline", netpoll::set_deadline),
    ("internal/poll.runtime_pollUnblock", netpoll::unblock),
    ("internal/poll.runtime_pollWait", netpoll::wait),
    ("internal/poll.semacquire", sema::acquire),
    ("internal/poll.semrelease", sema::release),
    ("reflect.makeChan", make_chan),
    ("reflect.selectCases", crate::chan::reflect_select),
    ("runtime.Callers", callers),
    ("runtime.GOMAXPROCS", sched::gomaxprocs),
    ("runtime.Goexit", panic::goexit),
    ("runtime.Gosched", sched::yield_now),
    ("runtime.LockOSThread", sched::lock_os_thread),
    ("runtime.NumGoroutine", sched::num_goroutine),
    ("runtime.ReadMemStats", memory::read_mem_stats),
    ("runtime.SetDefaultGOMAXPROCS", sched::set_default_gomaxprocs),
    ("runtime.Stack", stack),
    ("runtime.UnlockOSThread", sched::unlock_os_thread),
    ("runtime.becomeSystem", sched::become_system),
    ("runtime.dopanic", dopanic),
    ("runtime.waitForCalls", sched::wait_for_calls),
    ("runtime/debug.scavenge", memory::scavenge),
    ("runtime/debug.SetGCPercent", memory::set_gc_percent),
    ("runtime/debug.SetMaxStack", memory::set_max_stack),
    ("runtime/debug.SetMemoryLimit", memory::set_memory_limit),
    ("runtime/debug.readGCStats", memory::read_gc_stats),
    ("runtime/metrics.readFigures", memory::read_figures),
    ("runtime.fatal", fatal),
    ("runtime.funcentry", func_entry),
    ("runtime.funcline", func_line),
    ("runtime.funcname", func_name),
    ("runtime.panicrecords", panic_records),
    ("runtime.gcBgMarkRest", collect::rest),
    ("runtime.gcBgMarkWork", collect::work),
    ("runtime.gcStep", collect::step),
    ("runtime.scavengeTurn", collect::scavenge_turn),
    ("runtime.gcSweep", collect::sweep),
    ("runtime.gcTarget", collect::target),
    ("runtime.throw", fatal),
    ("sync.fatal", fatal),
    ("sync.nanotime", sema::nanotime),
    ("sync.semacquire", sema::acquire),
    ("sync.semrelease", sema::release),
    ("time.Sleep", sched::sleep),
];

/// Bytes of a `panicrecord`: the value, then recovered, goexit, repanicked.
const PANIC_RECORD_BYTES: usize = 24;

/// `call.native`.
pub fn call(step: &mut Step) {
    let native = step.cx().native(step.index());
    match native.code {
        NativeCode::Library(func) => {
            let runtime = step.cx().runtime();
            let window = step.window(step.a(), native.words);
            let nwords = native.words;
            let (pc, fp) = (step.pc, step.fp);
            runtime.set_call(NativeCall { pc, fp, window: window.as_mut_ptr(), nwords });
            func(runtime, Words::new(window));
            if runtime.take_has_moved() {
                step.cx().adopt_p();
            }
            if runtime.has_request()
                && let Some(request) = runtime.take_request()
            {
                raise::request(step, request);
            }
        }
        NativeCode::Machine(func) => func(step),
    }
}

/// The window of the call; as many words as the native's declaration gives it.
fn window(step: &mut Step, words: usize) -> Words<'static> {
    Words::new(step.window(step.a(), words))
}

/// The frames of the program's functions, the caller's first.
fn frames(step: &Step) -> impl Iterator<Item = Frame<'static>> {
    let frames = Frames::new(step.cx().image(), step.pc, step.fp);
    frames.filter(|frame| !frame.func.func.is_wrapper)
}

/// `func GetItab(inter, typ *Type) *Itab`; nil if the type lacks a method.
fn get_itab(step: &mut Step) {
    let mut args = window(step, 2);
    let itab = match (args.type_desc(0), args.type_desc(1)) {
        (Some(inter), Some(ty)) => step.cx().image().itab_cache.find(inter, ty).ok(),
        _ => None,
    };
    args.set_addr(0, itab.map_or(Addr::NIL, |itab| Addr::of(itab)));
}

/// `func ProgramType(i int) *Type`; nil behind the last.
fn program_type(step: &mut Step) {
    let mut args = window(step, 1);
    let ty = step.cx().image().types.get(args.usize(0));
    args.set_addr(0, ty.map_or(Addr::NIL, |&ty| Addr::of(ty)));
}

/// `func Callers(skip int, pc []uintptr) int`; 0 skips nothing, and `Callers` itself counts.
fn callers(step: &mut Step) {
    let mut args = window(step, 4);
    let skip = args.usize(0).saturating_sub(1);
    let to = args.slice(1);
    let mut n = 0;
    let gopanic = step.cx().image().roots[Root::GoPanic as usize].wrapping_add(1);
    let pcs = frames(step).flat_map(|frame| {
        let calls =
            (0..frame.calls().len().min(MAX_LEVELS)).map(move |i| frame.pc as u64 + i as u64);
        frame.below_panic.then_some(gopanic as u64).into_iter().chain(calls)
    });
    for pc in pcs.skip(skip).take(to.len) {
        store_64(to.ptr.offset(8 * n), pc);
        n += 1;
    }
    args.set_int(0, n as i64);
}

/// `func Stack(buf []byte, all bool) int`.
fn stack(step: &mut Step) {
    let mut args = window(step, 4);
    let to = args.slice(0);
    let mut text = String::new();
    let _ = writeln!(text, "goroutine {} [running]:", step.cx().g().id);
    trace::frames(&mut text, step.cx().image(), step.cx().g(), (step.pc, step.fp));
    let n = text.len().min(to.len);
    copy_bytes(to.ptr, Addr::of(text.as_ptr()), n);
    args.set_int(0, n as i64);
}

/// `func throw(s string)`, `func fatal(s string)`.
fn fatal(step: &mut Step) {
    let args = window(step, 2);
    let text = String::from_utf8_lossy(bytes(args.addr(0), args.usize(1))).into_owned();
    trace::fatal(step, &text);
}

/// `func dopanic()`: the panics are reported; the trace, and the end.
fn dopanic(step: &mut Step) {
    trace::panicked(step);
}

/// `func panicrecords(buf []panicrecord) int`: the goroutine's panics, newest first.
fn panic_records(step: &mut Step) {
    let mut args = window(step, 3);
    let to = args.slice(0);
    let panics = &step.cx().g().panics;
    let n = panics.len().min(to.len);
    for (i, panicking) in panics.iter().rev().take(n).enumerate() {
        let at = to.ptr.offset(i * PANIC_RECORD_BYTES);
        store_64(at, panicking.value[0]);
        store_64(at.offset(8), panicking.value[1]);
        store_8(at.offset(16), panicking.recovered as u64);
        store_8(at.offset(17), panicking.goexit as u64);
        store_8(at.offset(18), 0);
    }
    args.set_int(0, n as i64);
}

/// As many calls at one instruction have an address of their own: the lowest bits of a program
/// counter say how many inlined calls to go outwards.
const MAX_LEVELS: usize = 8;

/// The call that a program counter from [`callers`] stands for.
fn call_of(step: &Step, pc: usize) -> Option<SourceCall<'static>> {
    let level = pc % MAX_LEVELS;
    let at = (pc - level) as *const u64;
    let func = func_of(step, pc)?;
    if func.entry == at {
        let (name, file, line) = (&*func.func.name, func.func.file, func.func.line);
        return Some(SourceCall { name, file, line, is_inlined: false });
    }
    let calls: Vec<SourceCall> = func.calls_at(func.offset(at.wrapping_sub(1))).collect();
    calls.get(level).or(calls.first()).copied()
}

/// The function that contains a return address.
fn func_of(step: &Step, pc: usize) -> Option<&'static LinkedFunc> {
    let pc = (pc - pc % MAX_LEVELS) as *const u64;
    let image = step.cx().image();
    let at_entry = image.func_at(pc).filter(|func| func.entry == pc);
    at_entry.or_else(|| image.func_at(pc.wrapping_sub(1)))
}

/// `func funcname(pc uintptr) string`.
fn func_name(step: &mut Step) {
    let mut args = window(step, 2);
    let name = call_of(step, args.usize(0)).map_or("", |call| call.name);
    args.set_str(0, step.cx().runtime().new_string(name.as_bytes()));
}

/// `func funcentry(pc uintptr) uintptr`; 0 if no function contains it.
fn func_entry(step: &mut Step) {
    let mut args = window(step, 1);
    let entry = func_of(step, args.usize(0)).map_or(0, |func| func.entry as usize);
    args.set_addr(0, Addr(entry));
}

/// `func funcline(pc uintptr) (file string, line int)`.
fn func_line(step: &mut Step) {
    let mut args = window(step, 3);
    let files = &step.cx().image().files;
    let (file, line) = match call_of(step, args.usize(0)) {
        Some(call) => (files.get(call.file as usize).cloned().unwrap_or_default(), call.line),
        None => (String::new(), 0),
    };
    args.set_str(0, step.cx().runtime().new_string(file.as_bytes()));
    args.set_int(2, line as i64);
}

/// `func makeChan(t *abi.Type, size int) unsafe.Pointer`.
fn make_chan(step: &mut Step) {
    let mut args = window(step, 2);
    let elem = type_at(args.addr(0)).and_then(TypeDesc::elem);
    let elem = elem.expect("package reflect passes a channel type");
    let made = chan::make(step.cx().runtime().mcache(), elem, args.int(1));
    if let Some(made) = raise::checked(step, made) {
        args.set_addr(0, made);
    }
}
