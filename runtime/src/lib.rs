//! Heap, scheduler and objects of the minigo VM.
//!
//! This crate is what Go calls its runtime, less the engine that executes code: memory
//! ([`mem`], [`gc`]), the scheduler ([`sched`]), the language's objects ([`object`]), type
//! descriptors ([`typedesc`]), and the way natives written in Rust meet Go code ([`native`]). It knows
//! nothing of bytecode; what it needs from the engine it asks through [`host`].
//! `HACKING.md` says what is different here from ordinary Rust, and what to read first.

pub mod addr;
pub mod bump;
pub mod clock;
pub mod cpus;
pub mod debug;
pub mod fault;
pub mod gc;
pub mod host;
pub mod mem;
pub mod native;
pub mod netpoll;
pub mod object;
pub mod panics;
pub mod poll;
pub mod process;
pub mod sched;
pub mod signal;
pub mod socket;
pub mod spawn;
pub mod sync;
pub mod throw;
pub mod typedesc;
