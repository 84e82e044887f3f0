#![forbid(unsafe_code)]
//! Go's standard library for minigo: Go source (`go/`) and the functions of it that are
//! written in Rust.
//!
//! A Go function without a body is a native. It has a row in [`natives`], one module per
//! package, or stands in [`VM_NATIVES`] and is defined by the VM, because it looks at the
//! running goroutines, their stacks or the heap as a whole.

use minigo_outline::{Entry, Outline, Range, What::*};
use minigo_runtime::native::NativeDef;

mod abi;
mod atomic;
mod big;
mod bits;
mod bytealg;
mod cipher;
mod curve25519;
mod digest;
mod flate;
mod float;
mod fmt;
mod inittrace;
mod math;
mod mmap;
mod open_files;
mod print;
mod processes;
mod quote;
mod rand;
mod reflect;
mod regexp;
mod runtime;
mod sha3;
mod signal;
mod sockets;
mod sort;
mod special;
mod strconv;
mod syscall;
mod syscall_files;
mod text;
mod time;
mod unicode;
#[rustfmt::skip]
mod unicode_tables;
mod utf8;

/// A package of the library.
#[derive(Debug)]
pub struct Package {
    /// Import path.
    pub path: &'static str,
    /// Its files by name.
    pub files: &'static [File],
    /// Where its declarations stand.
    pub outline: Outline,
}

/// A Go file.
#[derive(Debug)]
pub struct File {
    /// Name without folder.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All packages by ascending import path. The build script has written this, and what its
/// entries are parts of.
pub static SOURCES: &[Package] = include!(concat!(env!("OUT_DIR"), "/packages.rs"));

static PATHS: &str = include_str!(concat!(env!("OUT_DIR"), "/paths.txt"));
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.txt"));
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/text.txt"));
static ENTRIES: &[Entry] = include!(concat!(env!("OUT_DIR"), "/entries.rs"));
static HEADER_ENDS: &[u32] = include!(concat!(env!("OUT_DIR"), "/header_ends.rs"));

const fn part(all: &'static str, at: usize, len: usize) -> &'static str {
    all.split_at(at).1.split_at(len).0
}

const fn entries(at: usize, len: usize) -> &'static [Entry] {
    ENTRIES.split_at(at).1.split_at(len).0
}

const fn header_ends(at: usize, len: usize) -> &'static [u32] {
    HEADER_ENDS.split_at(at).1.split_at(len).0
}

/// The package with the import path.
pub fn package(path: &str) -> Option<&'static Package> {
    let index = SOURCES.binary_search_by_key(&path, |package| package.path).ok()?;
    SOURCES.get(index)
}

const TABLES: &[&[NativeDef]] = &[
    abi::NATIVES,
    atomic::NATIVES,
    big::NATIVES,
    bits::NATIVES,
    bytealg::NATIVES,
    cipher::NATIVES,
    curve25519::NATIVES,
    digest::NATIVES,
    flate::NATIVES,
    fmt::NATIVES,
    inittrace::NATIVES,
    math::NATIVES,
    mmap::NATIVES,
    print::NATIVES,
    processes::NATIVES,
    rand::NATIVES,
    reflect::NATIVES,
    regexp::NATIVES,
    runtime::NATIVES,
    sha3::NATIVES,
    signal::NATIVES,
    sockets::NATIVES,
    sort::NATIVES,
    special::NATIVES,
    strconv::NATIVES,
    syscall::NATIVES,
    syscall_files::NATIVES,
    time::NATIVES,
    unicode::NATIVES,
    utf8::NATIVES,
];

const fn count() -> usize {
    let mut sum = 0;
    let mut i = 0;
    while i < TABLES.len() {
        sum += TABLES[i].len();
        i += 1;
    }
    sum
}

const fn concat<const N: usize>() -> [NativeDef; N] {
    let mut all = [TABLES[0][0]; N];
    let (mut table, mut row, mut i) = (0, 0, 0);
    while i < N {
        if row == TABLES[table].len() {
            table += 1;
            row = 0;
        } else {
            all[i] = TABLES[table][row];
            row += 1;
            i += 1;
        }
    }
    all
}

/// The natives that this crate defines.
pub static NATIVES: &[NativeDef] = &concat::<{ count() }>();

/// Natives that the VM defines.
pub const VM_NATIVES: &[&str] = &[
    "internal/abi.GetItab",
    "internal/abi.ProgramType",
    "internal/poll.runtimeNano",
    "internal/poll.runtime_isPollServerDescriptor",
    "internal/poll.runtime_pollClose",
    "internal/poll.runtime_pollOpen",
    "internal/poll.runtime_pollReset",
    "internal/poll.runtime_pollSetDeadline",
    "internal/poll.runtime_pollUnblock",
    "internal/poll.runtime_pollWait",
    "internal/poll.semacquire",
    "internal/poll.semrelease",
    "reflect.chanclose",
    "reflect.chanrecv",
    "reflect.chansend",
    "reflect.makeChan",
    "reflect.selectCases",
    "runtime.Callers",
    "runtime.GOMAXPROCS",
    "runtime.Goexit",
    "runtime.Gosched",
    "runtime.LockOSThread",
    "runtime.NumGoroutine",
    "runtime.ReadMemStats",
    "runtime.SetDefaultGOMAXPROCS",
    "runtime.Stack",
    "runtime.UnlockOSThread",
    "runtime.becomeSystem",
    "runtime.dopanic",
    "runtime.fatal",
    "runtime.funcentry",
    "runtime.funcline",
    "runtime.funcname",
    "runtime.panicrecords",
    "runtime.gcBgMarkRest",
    "runtime.gcBgMarkWork",
    "runtime.gcStep",
    "runtime.scavengeTurn",
    "runtime.gcSweep",
    "runtime.gcTarget",
    "runtime.throw",
    "runtime.waitForCalls",
    "runtime/debug.SetGCPercent",
    "runtime/debug.SetMaxStack",
    "runtime/debug.SetMemoryLimit",
    "runtime/debug.readGCStats",
    "runtime/debug.scavenge",
    "runtime/metrics.readFigures",
    "sync.fatal",
    "sync.nanotime",
    "sync.semacquire",
    "sync.semrelease",
    "time.Sleep",
];

#[cfg(test)]
mod tests;
