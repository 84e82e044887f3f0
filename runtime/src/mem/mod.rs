//! The heap.

pub mod mcache;
