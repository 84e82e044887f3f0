//! Links and interprets minigo bytecode.
//!
//! [`image`] and [`link`] turn a verified program into code with addresses; [`machine`]
//! runs it. A Go call pushes a frame on the goroutine's own stack and never recurses
//! natively, so a goroutine is (G, frame, pc) and nothing else.
//!
//! `unsafe` stands only in `frame` (registers and memory), `cx` (tables indexed by
//! verified operands) and the linker.

#![deny(unsafe_code)]

mod barrier;
mod chan;
mod collect;
#[allow(unsafe_code, reason = "tables indexed by verified operands")]
mod cx;
mod defer;
#[allow(unsafe_code, reason = "static memory that this module fills")]
mod descriptor;
#[allow(unsafe_code, reason = "the register and memory access")]
mod frame;
mod goroutine;
mod grow;
pub mod image;
pub mod interp;
#[allow(unsafe_code, reason = "descriptors and itabs in static memory")]
pub mod itab;
pub mod link;
pub mod machine;
mod memory;
pub mod native;
mod netpoll;
mod panic;
mod raise;
mod regions;
mod scan;
mod sched;
mod sema;
mod statics;
mod stub;
mod trace;
mod unwind;
