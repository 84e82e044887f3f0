#![forbid(unsafe_code)]
//! From Go source to bytecode.

pub mod codes;
pub mod package;
pub mod typed;
pub mod types;
