#![forbid(unsafe_code)]
//! From Go source to bytecode.

pub mod codes;
pub mod escape;
pub mod lower;
pub mod package;
pub mod reach;
pub mod typed;
pub mod types;
mod walk;
