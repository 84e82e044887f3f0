//! Natives of packages runtime and runtime/debug that ask for figures or set limits.

use std::sync::atomic::{AtomicI64, Ordering};

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::iface;
use minigo_runtime::typedesc::TypeDesc;

use crate::abi::type_arg;
use minigo_runtime::sched::procs;

/// `func getenv(key string) string`.
fn getenv(cx: &mut NativeCx, mut args: Words) {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let key = std::ffi::OsStr::from_bytes(args.str(0));
    let value = std::env::var_os(key).map(|v| v.into_vec()).unwrap_or_default();
    let value = cx.new_string(&value);
    args.set_str(0, value);
}

fn num_cpu(_: &mut NativeCx, mut args: Words) {
    let count = procs::affinity().unwrap_or(1);
    args.set(0, count as u64);
}

fn string_of(ty: &TypeDesc) -> String {
    String::from_utf8_lossy(ty.string()).into_owned()
}

/// `func assertionText(iface, concrete, asserted *abi.Type, missingMethod string) string`:
/// what `*runtime.TypeAssertionError` says.
fn assertion_text(cx: &mut NativeCx, mut args: Words) {
    let inter = args.type_desc(0).map_or_else(|| "interface".to_string(), string_of);
    let asserted = type_arg(&args, 2);
    let want = string_of(asserted);
    let missing = String::from_utf8_lossy(args.str(3));
    let text = match args.type_desc(1) {
        None => format!("interface conversion: {inter} is nil, not {want}"),
        Some(concrete) if !missing.is_empty() => {
            let have = string_of(concrete);
            format!("interface conversion: {have} is not {want}: missing method {missing}")
        }
        Some(concrete) => {
            let have = string_of(concrete);
            let differ = match (have == want, concrete.pkg_path() == asserted.pkg_path()) {
                (false, _) => "",
                (true, false) => " (types from different packages)",
                (true, true) => " (types from different scopes)",
            };
            format!("interface conversion: {inter} is {have}, not {want}{differ}")
        }
    };
    let text = cx.new_string(text.as_bytes());
    args.set_str(0, text);
}

/// `func boundsText(code uint8, x int64, signed bool, y int) string`: what a bounds error
/// says. The codes are those of runtime/error.go.
fn bounds_text(cx: &mut NativeCx, mut args: Words) {
    let (x, y) = (args.int(1), args.int(3));
    let negative = args.bool(2) && x < 0;
    let x = if args.bool(2) { x.to_string() } else { x.cast_unsigned().to_string() };
    let what = match args.word(0) {
        0 if negative => format!("index out of range [{x}]"),
        0 => format!("index out of range [{x}] with length {y}"),
        8 => {
            let text = "cannot convert slice with length";
            format!("{text} {x} to array or pointer to array with length {y}")
        }
        code => {
            let bounds = match (code, negative) {
                (1 | 2, true) => format!("[:{x}]"),
                (1, false) => format!("[:{x}] with length {y}"),
                (2, false) => format!("[:{x}] with capacity {y}"),
                (3, true) => format!("[{x}:]"),
                (3, false) => format!("[{x}:{y}]"),
                (4 | 5, true) => format!("[::{x}]"),
                (4, false) => format!("[::{x}] with length {y}"),
                (5, false) => format!("[::{x}] with capacity {y}"),
                (6, true) => format!("[:{x}:]"),
                (6, false) => format!("[:{x}:{y}]"),
                (_, true) => format!("[{x}::]"),
                (_, false) => format!("[{x}:{y}:]"),
            };
            format!("slice bounds out of range {bounds}")
        }
    };
    let text = cx.new_string(format!("runtime error: {what}").as_bytes());
    args.set_str(0, text);
}

/// `func missingMethod(have, want *abi.Type) string`
fn missing_method(cx: &mut NativeCx, mut args: Words) {
    let (have, want) = (type_arg(&args, 0), type_arg(&args, 1));
    let name = match iface::missing_method(want, have) {
        Some(method) => cx.new_string(method.name()),
        None => cx.new_string(b""),
    };
    args.set_str(0, name);
}

/// Nothing is collected yet.
fn gc(_: &mut NativeCx, _: Words) {}

/// Word indices in Go's `runtime.MemStats`.
mod word {
    pub const ALLOC: usize = 0;
    pub const TOTAL_ALLOC: usize = 1;
    pub const SYS: usize = 2;
    pub const MALLOCS: usize = 4;
    pub const FREES: usize = 5;
    pub const HEAP_ALLOC: usize = 6;
    pub const HEAP_SYS: usize = 7;
    pub const HEAP_IDLE: usize = 8;
    pub const HEAP_INUSE: usize = 9;
    pub const HEAP_RELEASED: usize = 10;
    pub const HEAP_OBJECTS: usize = 11;
    pub const STACK_INUSE: usize = 12;
    pub const STACK_SYS: usize = 13;
    /// `EnableGC`, after two arrays of 256 words, the counts and the CPU fraction.
    pub const ENABLE_GC: usize = 24 + 512 + 2;
    /// `BySize`: 61 entries of three words.
    pub const BY_SIZE: usize = ENABLE_GC + 1;
}
const BY_SIZE_LEN: usize = 61;

fn read_mem_stats(cx: &mut NativeCx, args: Words) {
    cx.mcache().flush();
    let stats = cx.mcache().heap().stats.read();
    let to = args.addr(0);
    let set = |index: usize, value: u64| to.offset(index * 8).store64(value);
    set(word::ALLOC, stats.alloc);
    set(word::TOTAL_ALLOC, stats.total_alloc);
    set(word::SYS, stats.heap_sys + stats.stack_inuse);
    set(word::MALLOCS, stats.mallocs);
    set(word::FREES, stats.frees);
    set(word::HEAP_ALLOC, stats.alloc);
    set(word::HEAP_SYS, stats.heap_sys);
    set(word::HEAP_IDLE, stats.heap_idle);
    set(word::HEAP_INUSE, stats.heap_inuse);
    set(word::HEAP_RELEASED, stats.heap_released);
    set(word::HEAP_OBJECTS, stats.mallocs - stats.frees);
    set(word::STACK_INUSE, stats.stack_inuse);
    set(word::STACK_SYS, stats.stack_inuse);
    set(word::ENABLE_GC, 1);
    for (i, &(size, mallocs, frees)) in stats.by_size.iter().take(BY_SIZE_LEN).enumerate() {
        let entry = word::BY_SIZE + 3 * i;
        set(entry, size);
        set(entry + 1, mallocs);
        set(entry + 2, frees);
    }
}

/// A limit that is kept but has no effect yet; the native returns the previous setting.
fn exchange(setting: &AtomicI64, args: &mut Words) {
    args.set_int(0, setting.swap(args.int(0), Ordering::Relaxed));
}

fn set_gc_percent(_: &mut NativeCx, mut args: Words) {
    static PERCENT: AtomicI64 = AtomicI64::new(100);
    exchange(&PERCENT, &mut args);
}

/// A negative limit only asks.
fn set_memory_limit(_: &mut NativeCx, mut args: Words) {
    static LIMIT: AtomicI64 = AtomicI64::new(i64::MAX);
    if args.int(0) < 0 {
        args.set_int(0, LIMIT.load(Ordering::Relaxed));
    } else {
        exchange(&LIMIT, &mut args);
    }
}

fn set_max_stack(_: &mut NativeCx, mut args: Words) {
    static LIMIT: AtomicI64 = AtomicI64::new(1_000_000_000);
    exchange(&LIMIT, &mut args);
}

/// The natives of packages runtime and runtime/debug that need nothing of the VM.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "runtime.getenv", func: getenv },
    NativeDef { name: "runtime.assertionText", func: assertion_text },
    NativeDef { name: "runtime.boundsText", func: bounds_text },
    NativeDef { name: "runtime.missingMethod", func: missing_method },
    NativeDef { name: "runtime.NumCPU", func: num_cpu },
    NativeDef { name: "runtime.GC", func: gc },
    NativeDef { name: "runtime.ReadMemStats", func: read_mem_stats },
    NativeDef { name: "runtime/debug.FreeOSMemory", func: gc },
    NativeDef { name: "runtime/debug.SetGCPercent", func: set_gc_percent },
    NativeDef { name: "runtime/debug.SetMaxStack", func: set_max_stack },
    NativeDef { name: "runtime/debug.SetMemoryLimit", func: set_memory_limit },
];
