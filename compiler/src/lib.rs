#![forbid(unsafe_code)]
//! From Go source to bytecode.
