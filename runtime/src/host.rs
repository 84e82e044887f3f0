//! The way up: what the runtime asks of the engine that runs Go code.
//!
//! Imports point down from the VM to the runtime; what the runtime needs from above comes
//! through [`Host`], which the VM implements.

use crate::addr::Addr;
use crate::sched::g::{G, GState};
use crate::sched::m::NewM;

/// The engine and the process around it.
pub trait Host: Sync {
    /// The program's arguments, `os.Args`: its name first.
    fn program_args(&self) -> &[Vec<u8>];

    /// Runs goroutines on this new thread until the program ends: makes the M's context with
    /// [`NewM::make`], calls [`NewM::begin`], and schedules.
    fn run_m(&'static self, new: NewM);

    /// Lets a new goroutine begin with a call of the closure.
    fn set_start(&self, state: &mut GState, closure: Addr);

    /// Code of `runtime.gcBgMarkWorker`; nil if the program has no package runtime.
    fn mark_worker(&self) -> Addr;

    /// A closure of `runtime.bgscavenge`; nil if the program has no package runtime.
    fn scavenger(&self) -> Addr;

    /// Ends the process: nothing can ever run again. These goroutines wait; if there are none,
    /// `main` called `runtime.Goexit`.
    fn deadlock(&self, waiting: &mut [&'static G]) -> !;

    /// Calls `visit` with every word of the goroutine that may be a pointer: of its frames, of
    /// what it waits for. Returns the bytes of its stack in use. The caller owns the goroutine.
    fn scan_goroutine(&self, state: &GState, visit: &mut dyn FnMut(Addr)) -> u64;

    /// Ends the process because of SIGQUIT, which interrupted code at `pc`: shows these
    /// goroutines. Those that are Running could not be stopped.
    fn quit(&self, pc: usize, gs: &mut [&'static G]) -> !;

    /// Where a code address lies, for traces; `None` if it is not code.
    fn locate(&self, pc: *const u64) -> Option<Location>;
}

/// A place in the source, as traces print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Function name: `main.f`, `main.(*T).M`.
    pub function: String,
    /// File name.
    pub file: String,
    /// 1-based line.
    pub line: u32,
}
