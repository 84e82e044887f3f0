#![forbid(unsafe_code)]
//! Lexer, parser and syntax tree of Go.

pub mod ast;
pub mod diag;
pub mod source;
pub mod symbol;
