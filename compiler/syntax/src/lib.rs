#![forbid(unsafe_code)]
//! Lexer, parser and syntax tree of Go.

mod actions;
pub mod ast;
pub mod diag;
pub mod dump;
mod explain;
pub mod exprstring;
pub mod lexer;
pub mod literal;
pub mod parse;
mod recover;
pub mod render;
pub mod scan;
pub mod semicolons;
pub mod skip;
pub mod source;
pub mod symbol;
pub mod token;

pub use parse::{Bodies, NodeIds, parse_body, parse_file};
