//! Heap, scheduler and objects of the minigo VM.

pub mod addr;
pub mod host;
pub mod mem;
pub mod native;
pub mod panics;
pub mod sync;
pub mod throw;
pub mod typedesc;
