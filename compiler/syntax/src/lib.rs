#![forbid(unsafe_code)]
//! Lexer, parser and syntax tree of Go.
//!
//! ```text
//! text ─ lexer (token, scan, semicolons, skip) → tokens ─ grammar (actions) → ast
//!                                        errors: explain, recover → diag ─ render → text
//! ```
//!
//! [`parse_file`] and [`parse_body`] are the way in. A tree is at most
//! [`lexer::MAX_DEPTH`] levels deep; parsing and dropping one of that depth takes less than
//! 2 MiB of native stack.

mod actions;
pub mod ast;
pub mod diag;
pub mod directive;
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

pub use parse::{Bodies, NodeIds, parse_body, parse_decls, parse_file, parse_header};
