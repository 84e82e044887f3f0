#![forbid(unsafe_code)]
//! The instruction set.
