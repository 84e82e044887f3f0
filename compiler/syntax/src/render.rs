//! Diagnostics as text.
//!
//! Two forms: lines as Go prints them (`file:line:col: message`, further places on lines
//! that start with a tab) for editors, tests and pipes, and source excerpts (ariadne) for
//! people at a terminal. Both show the same diagnostics: Go's selection and order.

use ariadne::{Cache, Config, IndexType, Label, Report, ReportKind, Source};

use crate::diag::{Diagnostic, Severity};
use crate::source::{FileId, Pos, SourceMap, Span};

/// How many errors Go prints before it gives up.
const ERROR_LIMIT: usize = 10;

/// How to show diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One line each, as Go.
    Lines,
    /// Source excerpts.
    Excerpts {
        /// With terminal colors.
        color: bool,
    },
}

/// Renders diagnostics, which are in the order of their discovery, line ends included.
/// Unless `all_errors` (Go's `-e`), the tenth error is the last.
pub fn render(map: &SourceMap, diagnostics: &[Diagnostic], form: Form, all_errors: bool) -> String {
    let selection = select(map, diagnostics, all_errors);
    let mut out = String::new();
    match form {
        Form::Lines => {
            for diagnostic in &selection.shown {
                line(map, diagnostic, &mut out);
            }
        }
        Form::Excerpts { color } => {
            let mut sources = Sources::new(map);
            for diagnostic in &selection.shown {
                excerpt(map, diagnostic, color, &mut sources, &mut out);
            }
        }
    }
    if let Some(pos) = selection.gave_up {
        out.push_str(&located(map, pos, "too many errors"));
        out.push('\n');
    }
    out
}

/// What is shown, in order.
struct Selection<'a> {
    shown: Vec<&'a Diagnostic>,
    /// Position of the error at which the limit was reached.
    gave_up: Option<Pos>,
}

/// Go's rules: one syntax error per line; of equal messages in a row on one line the
/// first; then, sorted by position, no line twice.
fn select<'a>(map: &SourceMap, diagnostics: &'a [Diagnostic], all_errors: bool) -> Selection<'a> {
    let line_of = |diagnostic: &Diagnostic| {
        map.locate(diagnostic.span.lo).map(|location| (location.file, location.line))
    };
    let mut shown: Vec<&Diagnostic> = Vec::new();
    let mut nerrors = 0;
    let mut gave_up = None;
    let mut last_syntax = None;
    let mut last_other = None;
    for diagnostic in diagnostics {
        let line = line_of(diagnostic);
        if diagnostic.message.starts_with("syntax error") {
            if line.is_some() && last_syntax == line {
                continue;
            }
            last_syntax = line;
        } else {
            let other = Some((line, &diagnostic.message));
            if last_other == other {
                continue;
            }
            last_other = other;
        }
        shown.push(diagnostic);
        if diagnostic.severity == Severity::Error {
            nerrors += 1;
            if nerrors == ERROR_LIMIT && !all_errors {
                gave_up = Some(diagnostic.span.lo);
                break;
            }
        }
    }
    shown.sort_by_key(|diagnostic| diagnostic.span.lo);
    shown.dedup_by(|b, a| a.span.lo == b.span.lo && a.message == b.message);
    Selection { shown, gave_up }
}

/// `file:line:col: message`; only the message where there is no position.
fn located(map: &SourceMap, pos: Pos, message: &str) -> String {
    match map.locate(pos) {
        Some(location) => format!("{location}: {message}"),
        None => message.to_owned(),
    }
}

fn line(map: &SourceMap, diagnostic: &Diagnostic, out: &mut String) {
    out.push_str(&located(map, diagnostic.span.lo, &diagnostic.message));
    out.push('\n');
    for (pos, message) in &diagnostic.notes {
        out.push('\t');
        out.push_str(&located(map, *pos, message));
        out.push('\n');
    }
}

/// Where ariadne finds the texts.
struct Sources<'a> {
    map: &'a SourceMap,
    /// By file; made when first needed.
    sources: Vec<Option<Source<&'a str>>>,
}

impl<'a> Sources<'a> {
    fn new(map: &'a SourceMap) -> Sources<'a> {
        Sources { map, sources: map.files().iter().map(|_| None).collect() }
    }
}

impl<'a> Cache<FileId> for &mut Sources<'a> {
    type Storage = &'a str;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<&'a str>, impl std::fmt::Debug> {
        let map = self.map;
        match self.sources.get_mut(id.0 as usize) {
            Some(source) => Ok(&*source.get_or_insert_with(|| Source::from(&*map.file(*id).text))),
            None => Err("no such file"),
        }
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        self.map.files().get(id.0 as usize).map(|file| file.name.clone())
    }
}

/// A span as ariadne wants it: file and byte offsets, at least one character long where
/// the line has one.
fn label_span(map: &SourceMap, span: Span) -> Option<(FileId, std::ops::Range<usize>)> {
    let id = map.file_of(span.lo)?;
    let file = map.file(id);
    let lo = ((span.lo.0 - file.base.0) as usize).min(file.text.len());
    let hi = (span.hi.0.saturating_sub(file.base.0) as usize).min(file.text.len());
    if hi > lo {
        return Some((id, lo..hi));
    }
    let width = file.text[lo..].chars().next().filter(|&char| char != '\n');
    Some((id, lo..lo + width.map_or(0, char::len_utf8)))
}

fn excerpt(
    map: &SourceMap,
    diagnostic: &Diagnostic,
    color: bool,
    sources: &mut Sources<'_>,
    out: &mut String,
) {
    let Some(span) = label_span(map, diagnostic.span) else {
        return line(map, diagnostic, out);
    };
    let kind = match diagnostic.severity {
        Severity::Error => ReportKind::Error,
        Severity::Warning => ReportKind::Warning,
    };
    let config = Config::default().with_color(color).with_index_type(IndexType::Byte);
    // The first line is the message; the rest explains the place.
    let (head, rest) = match diagnostic.message.split_once('\n') {
        Some((head, rest)) => (head, rest.trim()),
        None => (diagnostic.message.as_str(), ""),
    };
    let mut report = Report::build(kind, span.clone())
        .with_config(config)
        .with_message(head)
        .with_label(Label::new(span).with_message("here"));
    if !rest.is_empty() {
        report.set_note(rest.replace('\t', ""));
    }
    for (pos, message) in &diagnostic.notes {
        if let Some(span) = label_span(map, Span::at(*pos)) {
            report.add_label(Label::new(span).with_message(message));
        }
    }
    let mut bytes = Vec::new();
    match report.finish().write(sources, &mut bytes) {
        Ok(()) => out.push_str(&String::from_utf8_lossy(&bytes)),
        Err(_) => line(map, diagnostic, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (SourceMap, Pos) {
        let mut map = SourceMap::new();
        let id = map.add("a.go", "package a\n\nvar x = é + y\n");
        let base = map.file(id).base;
        (map, base)
    }

    fn error(base: Pos, offset: u32, message: &str) -> Diagnostic {
        Diagnostic::error("", Span::at(Pos(base.0 + offset)), message)
    }

    #[test]
    fn lines_are_sorted_and_columns_count_bytes() {
        let (map, base) = sample();
        let mut second = error(base, 24, "undefined: y");
        second.notes.push((base, "package a".to_owned()));
        let diagnostics = [second, error(base, 19, "undefined: é")];
        assert_eq!(
            render(&map, &diagnostics, Form::Lines, false),
            "a.go:3:9: undefined: é\na.go:3:14: undefined: y\n\ta.go:1:1: package a\n"
        );
    }

    #[test]
    fn a_line_has_one_syntax_error_and_no_message_twice() {
        let (map, base) = sample();
        let diagnostics = [
            error(base, 11, "syntax error: a"),
            error(base, 12, "syntax error: b"),
            error(base, 13, "c"),
            error(base, 14, "c"),
            error(base, 15, "d"),
        ];
        assert_eq!(
            render(&map, &diagnostics, Form::Lines, false),
            "a.go:3:1: syntax error: a\na.go:3:3: c\na.go:3:5: d\n"
        );
    }

    #[test]
    fn the_tenth_error_is_the_last() {
        let (map, base) = sample();
        let diagnostics: Vec<_> =
            (0..12).rev().map(|i| error(base, i, &format!("error {i}"))).collect();
        let text = render(&map, &diagnostics, Form::Lines, false);
        assert_eq!(text.lines().count(), 11);
        assert!(text.ends_with("a.go:1:3: too many errors\n"), "{text}");
        assert_eq!(render(&map, &diagnostics, Form::Lines, true).lines().count(), 12);
    }

    #[test]
    fn excerpts_point_at_the_text() {
        let (map, base) = sample();
        let span = Span::new(Pos(base.0 + 19), Pos(base.0 + 21));
        let diagnostics =
            [Diagnostic::error("", span, "undefined: é"), error(base, 25, "at the line's end")];
        insta::assert_snapshot!(render(&map, &diagnostics, Form::Excerpts { color: false }, false));
    }
}
