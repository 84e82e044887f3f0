#![forbid(unsafe_code)]
//! From Go source to bytecode.

pub mod typed;
pub mod types;
