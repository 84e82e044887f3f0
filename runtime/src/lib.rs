//! Heap, scheduler and objects of the minigo VM.

pub mod typedesc;
