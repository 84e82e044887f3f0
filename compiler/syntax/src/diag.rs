//! Diagnostics: what every phase reports and how it is shown.
//!
//! A phase collects [`Diagnostic`]s and goes on; the command renders them: with source
//! excerpts on a terminal, as `file:line:col: message` lines when piped, as Go prints
//! them. The wording is Go's.

use crate::source::{Pos, Span};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// The program is wrong.
    Error,
    /// Worth knowing; the program runs.
    Warning,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A name from the table of codes, for example `UnusedVar`; empty for syntax errors.
    pub code: &'static str,
    /// Where; `span.lo` gives the printed line and column.
    pub span: Span,
    /// The message in Go's words; further lines start with a tab.
    pub message: String,
    /// Further places with their own messages (`other declaration of x`).
    pub notes: Vec<(Pos, String)>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            span,
            message: message.into(),
            notes: Vec::new(),
        }
    }
}
