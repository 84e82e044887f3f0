//! From text to the tokens that the parser reads.
//!
//! One pass: logos cuts the text, and this loop drops comments, inserts semicolons at
//! line ends ([`semicolons`]), collects `//go:` directives, skips the bodies of top-level
//! functions if they are not wanted ([`skip`]) and bounds how deeply the tree of the
//! tokens can nest. A second, short pass marks the brackets of type parameters.
//!
//! Errors are Go's (`invalid character U+0040 '@'`, `string not terminated`); lexing goes
//! on behind them.

use logos::{Lexer, Logos};

use crate::ast::Directive;
use crate::diag::Diagnostic;
use crate::parse::Bodies;
use crate::scan::unicode_name;
use crate::semicolons;
use crate::skip;
use crate::source::{LineBase, Pos, SourceFile, Span};
use crate::token::{Tok, Token};

/// How deep a tree may be. Every phase walks the tree recursively, so this bounds the
/// native stack that compiling needs; programs people write stay below 100.
pub const MAX_DEPTH: u32 = 10_000;

/// Lines and columns that directives may set.
const MAX_LINE: u32 = 1 << 30;

/// Tokens and what was met between them.
#[derive(Debug, Default)]
pub struct Lexed {
    /// The tokens, semicolons inserted, comments dropped.
    pub tokens: Vec<Token>,
    /// `//go:` lines, in source order.
    pub directives: Vec<Directive>,
    /// What `//line` directives say, in source order.
    pub line_bases: Vec<LineBase>,
    /// Lexical errors.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text nests deeper than [`MAX_DEPTH`]; the tokens end there and must
    /// not be parsed.
    pub too_deep: bool,
}

/// Lexes the part `range` of a file. If bodies are deferred, the body of each top-level
/// function becomes one token.
pub fn lex(file: &SourceFile, range: std::ops::Range<usize>, bodies: Bodies) -> Lexed {
    let mut pass = Pass {
        text: &file.text[..range.end],
        name: &file.name,
        invalid_bytes: &file.invalid_bytes,
        base: file.base,
        out: Lexed {
            tokens: Vec::with_capacity(range.len() / if bodies == Bodies::Parse { 3 } else { 16 }),
            ..Lexed::default()
        },
        last: Tok::Semi,
        levels: Levels::default(),
        bodies,
        in_func_head: false,
    };
    pass.run(range.start);
    semicolons::mark_type_params(&mut pass.out.tokens);
    pass.out
}

/// The state of lexing one text.
struct Pass<'a> {
    text: &'a str,
    name: &'a str,
    /// Where the text's NULs stand for bytes that were not UTF-8.
    invalid_bytes: &'a [u32],
    base: Pos,
    out: Lexed,
    /// The token before, comments and line ends not counted.
    last: Tok,
    levels: Levels,
    bodies: Bodies,
    /// Inside the head of a top-level function declaration.
    in_func_head: bool,
}

impl<'a> Pass<'a> {
    fn run(&mut self, start: usize) {
        self.source_errors(start);
        let mut lexer = self.lexer_at(skip_shebang(self.text, start));
        while let Some(result) = lexer.next() {
            match result {
                Ok(tok) => self.token(tok, &mut lexer),
                Err(()) => lexer = self.invalid_character(lexer),
            }
            if self.out.too_deep {
                return;
            }
        }
        for (offset, message) in std::mem::take(&mut lexer.extras) {
            self.error(offset as usize, message);
        }
        if semicolons::ends_statement(self.last) {
            let end = self.pos(self.text.len());
            self.out.tokens.push(Token { tok: Tok::Semi, lo: end, hi: end });
        }
    }

    fn lexer_at(&self, offset: usize) -> Lexer<'a, Tok> {
        let mut lexer = Tok::lexer(self.text);
        lexer.bump(offset);
        lexer
    }

    fn pos(&self, offset: usize) -> Pos {
        Pos(self.base.0 + offset as u32)
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        let span = Span::at(self.pos(offset));
        self.out.diagnostics.push(Diagnostic::error("", span, message));
    }

    /// What no Go text may hold anywhere, not even in comments and strings.
    fn source_errors(&mut self, start: usize) {
        let text = self.text;
        if text.as_bytes()[start..].contains(&0) {
            for (offset, _) in text.match_indices('\0').filter(|&(offset, _)| offset >= start) {
                let message = match self.invalid_bytes.binary_search(&(offset as u32)) {
                    Ok(_) => "invalid UTF-8 encoding",
                    Err(_) => "invalid NUL character",
                };
                self.error(offset, message);
            }
        }
        if text[start..].is_ascii() {
            return;
        }
        for (offset, _) in text[start..].match_indices('\u{feff}') {
            if start + offset > 0 {
                self.error(start + offset, "invalid BOM in the middle of the file");
            }
        }
    }

    fn token(&mut self, tok: Tok, lexer: &mut Lexer<'a, Tok>) {
        let span = lexer.span();
        match tok {
            Tok::Newline => {
                if semicolons::ends_statement(self.last) {
                    self.push(Tok::Semi, span.start, span.end);
                }
            }
            Tok::LineComment => {
                self.line_directive(span.start, span.end, lexer.slice());
                if let Some(text) = lexer.slice().strip_prefix("//")
                    && text.starts_with("go:")
                {
                    let text = text.trim_end_matches('\r').to_owned();
                    let pos = self.pos(span.start);
                    self.out.directives.push(Directive { pos, text });
                }
            }
            Tok::BlockComment => {
                self.line_directive(span.start, span.end, lexer.slice());
                // A comment that spans lines acts as a line end.
                if semicolons::ends_statement(self.last) && lexer.slice().contains('\n') {
                    self.push(Tok::Semi, span.start, span.end);
                }
            }
            Tok::LBrace if self.in_func_head && self.opens_body() => {
                self.in_func_head = false;
                match skip::block_end(self.text.as_bytes(), span.start) {
                    Some(end) => {
                        lexer.bump(end - span.end);
                        self.push(Tok::DeferredBody, span.start, end);
                    }
                    // Unbalanced: the parser will say where.
                    None => self.push(tok, span.start, span.end),
                }
            }
            _ => self.push(tok, span.start, span.end),
        }
    }

    /// Notes the comment if it is a line directive: `//line file:line:col` at the start of a
    /// line, for the lines behind it, or `/*line file:line:col*/`, for the text behind it.
    fn line_directive(&mut self, start: usize, end: usize, comment: &str) {
        let (text, offset) = if let Some(text) = comment.strip_prefix("//line ") {
            if start > 0 && self.text.as_bytes()[start - 1] != b'\n' {
                return;
            }
            (text.trim_end_matches('\r'), (end + 1).min(self.text.len()))
        } else if let Some(text) = comment.strip_prefix("/*line ") {
            (text.strip_suffix("*/").unwrap_or(text), end)
        } else {
            return;
        };
        // What stands behind the last colon, and whether that is a number.
        let number = |text: &str| {
            let (rest, digits) = text.rsplit_once(':')?;
            let value = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>());
            Some((rest.len(), value.and_then(Result::ok)))
        };
        let at = |index: usize| start + "//line ".len() + index;
        let is_valid = |number: u32| (1..=MAX_LINE).contains(&number);
        let Some((colon, last)) = number(text) else { return };
        let Some(last) = last else {
            let message = format!("invalid line number: {}", &text[colon + 1..]);
            return self.error(at(colon + 1), message);
        };
        let (colon, line, column) = match number(&text[..colon]) {
            Some((first_colon, Some(line))) if is_valid(last) => (first_colon, line, last),
            Some((_, Some(_))) => {
                let message = format!("invalid column number: {}", &text[colon + 1..]);
                return self.error(at(colon + 1), message);
            }
            _ => (colon, last, 0),
        };
        if !is_valid(line) {
            let message = format!("invalid line number: {}", &text[colon + 1..]);
            return self.error(at(colon + 1), message);
        }
        let name = &text[..colon];
        let file = match self.out.line_bases.last() {
            _ if !name.is_empty() => name.to_owned(),
            _ if column == 0 => String::new(),
            Some(before) => before.file.clone(),
            None => self.name.to_owned(),
        };
        self.out.line_bases.push(LineBase { offset: offset as u32, file, line, column });
    }

    /// Whether the `{` at hand, in a function's head, opens the body and not a struct or
    /// interface type.
    fn opens_body(&self) -> bool {
        self.levels.open.is_empty() && !matches!(self.last, Tok::Struct | Tok::Interface)
    }

    fn push(&mut self, tok: Tok, lo: usize, hi: usize) {
        if self.bodies != Bodies::Parse && self.levels.open.is_empty() {
            match tok {
                Tok::Func if self.last == Tok::Semi => self.in_func_head = true,
                Tok::Semi => self.in_func_head = false,
                _ => {}
            }
        }
        if self.levels.enter(tok) > MAX_DEPTH {
            self.error(lo, "exceeded max nesting depth");
            self.out.too_deep = true;
        }
        let (lo, hi) = (self.pos(lo), self.pos(hi));
        self.out.tokens.push(Token { tok, lo, hi });
        self.last = tok;
    }

    /// Reports the character that starts no token and gives a lexer behind it. Outside
    /// ASCII it counts as part of an identifier, as in Go.
    fn invalid_character(&mut self, lexer: Lexer<'a, Tok>) -> Lexer<'a, Tok> {
        let start = lexer.span().start;
        let errors = lexer.extras;
        let mut chars = self.text[start..].char_indices();
        let first = chars.next().map_or('\0', |(_, char)| char);
        let mut end = start + first.len_utf8();
        let shown = unicode_name(first as u32);
        if first.is_ascii() {
            self.error(start, format!("invalid character {shown}"));
        } else {
            let after_name = self
                .out
                .tokens
                .last()
                .is_some_and(|last| last.tok == Tok::Name && last.hi == self.pos(start));
            if first.is_numeric() && !after_name {
                self.error(start, format!("identifier cannot begin with digit {shown}"));
            } else {
                self.error(start, format!("invalid character {shown} in identifier"));
            }
            for (offset, char) in chars {
                if !char.is_alphanumeric() && char != '_' {
                    if char.is_ascii() {
                        break;
                    }
                    let shown = unicode_name(char as u32);
                    self.error(start + offset, format!("invalid character {shown} in identifier"));
                }
                end = start + offset + char.len_utf8();
            }
            match self.out.tokens.last_mut() {
                Some(last) if after_name => last.hi = Pos(self.base.0 + end as u32),
                _ => self.push(Tok::Name, start, end),
            }
        }
        let mut lexer = self.lexer_at(end);
        lexer.extras = errors;
        lexer
    }
}

/// The offset of the first line that is Go: a leading byte order mark and a `#!` line
/// are skipped, so that a program can be a script.
fn skip_shebang(text: &str, start: usize) -> usize {
    if start > 0 || !text.starts_with("#!") {
        return start;
    }
    text.find('\n').unwrap_or(text.len())
}

/// An upper bound of the depth of the tree that the tokens so far make: each open
/// bracket counts, and each operator, dot or keyword since the last separator at the
/// same level.
#[derive(Default)]
struct Levels {
    /// For each open bracket, `base` and `depth` outside it.
    open: Vec<(u32, u32)>,
    /// The depth at the last separator of this level.
    base: u32,
    depth: u32,
}

impl Levels {
    /// The bound after `tok`.
    fn enter(&mut self, tok: Tok) -> u32 {
        match tok {
            Tok::Name | Tok::Number(_) | Tok::Char | Tok::String => {}
            Tok::DeferredBody => {}
            Tok::Comma | Tok::Semi | Tok::Case | Tok::Default => self.depth = self.base,
            Tok::LParen | Tok::LBrack | Tok::LBrace => {
                self.depth += 1;
                self.open.push((self.base, self.depth));
                self.base = self.depth;
            }
            Tok::RParen | Tok::RBrack | Tok::RBrace => {
                (self.base, self.depth) = self.open.pop().unwrap_or_default();
            }
            _ => self.depth += 1,
        }
        self.depth
    }
}
