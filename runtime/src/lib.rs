//! Heap, scheduler and objects of the minigo VM.

pub mod addr;
pub mod debug;
pub mod gc;
pub mod host;
pub mod mem;
pub mod native;
pub mod object;
pub mod panics;
pub mod sync;
pub mod throw;
pub mod typedesc;
