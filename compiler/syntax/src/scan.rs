//! Scanning of literals and comments.
//!
//! The callbacks that logos runs after the first bytes of a comment or literal. Each
//! consumes the rest as Go's scanner does, also of a malformed one, and records what is
//! wrong with it, so that lexing always goes on behind it.

use logos::Lexer;

use crate::token::Tok;

/// Errors found while scanning: byte offset and message.
pub type LexErrors = Vec<(u32, String)>;

/// Kinds of number literals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberKind {
    /// An integer.
    Int,
    /// A floating-point number.
    Float,
    /// An imaginary number.
    Imag,
}

/// Bytes of the token so far and what follows, as a cursor with Go's view of errors.
struct Cursor<'a> {
    bytes: &'a [u8],
    /// Where the token starts in the file.
    start: usize,
    /// Next byte, relative to `start`.
    at: usize,
    errors: &'a mut LexErrors,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The character at the cursor.
    fn peek_char(&self) -> Option<char> {
        let rest = &self.bytes[self.at..];
        match rest.first() {
            Some(&b) if b < 0x80 => Some(char::from(b)),
            _ => {
                let text = &rest[..rest.len().min(4)];
                let valid = match std::str::from_utf8(text) {
                    Ok(text) => text,
                    Err(error) => {
                        std::str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default()
                    }
                };
                valid.chars().next()
            }
        }
    }

    fn error_here(&mut self, message: impl Into<String>) {
        self.error_at(self.at, message);
    }

    fn error_at(&mut self, at: usize, message: impl Into<String>) {
        self.errors.push(((self.start + at) as u32, message.into()));
    }

    /// Consumes digits and `_`. In bases up to 10 every decimal digit is taken, and
    /// the first that is too large is noted in `invalid`.
    fn digits(&mut self, base: u8, invalid: &mut Option<usize>) -> Digits {
        let mut seen = Digits::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'_' => seen.separator = true,
                b'0'..=b'9' => {
                    if base <= 10 && byte >= b'0' + base && invalid.is_none() {
                        *invalid = Some(self.at);
                    }
                    seen.digit = true;
                }
                b'a'..=b'f' | b'A'..=b'F' if base == 16 => seen.digit = true,
                _ => break,
            }
            self.at += 1;
        }
        seen
    }
}

/// What [`Cursor::digits`] met.
#[derive(Clone, Copy, Default)]
struct Digits {
    digit: bool,
    separator: bool,
}

/// Runs `scan` over the token that logos has begun and tells logos where it ends.
fn with_cursor<R>(lexer: &mut Lexer<'_, Tok>, scan: impl FnOnce(&mut Cursor<'_>) -> R) -> R {
    let span = lexer.span();
    let mut errors = std::mem::take(&mut lexer.extras);
    let mut cursor = Cursor {
        bytes: &lexer.source().as_bytes()[span.start..],
        start: span.start,
        at: span.len(),
        errors: &mut errors,
    };
    let result = scan(&mut cursor);
    // Malformed literals may end in the middle of a character only if it is the
    // text's end that stopped them; logos wants a character boundary.
    let mut end = cursor.at.min(cursor.bytes.len());
    while !lexer.source().is_char_boundary(span.start + end) {
        end += 1;
    }
    lexer.bump(end - span.len());
    lexer.extras = errors;
    result
}

/// `/* … */`; the opening has been consumed.
pub(crate) fn block_comment(lexer: &mut Lexer<'_, Tok>) {
    with_cursor(lexer, |cursor| {
        let rest = &cursor.bytes[cursor.at..];
        match rest.windows(2).position(|pair| pair == b"*/") {
            Some(end) => cursor.at += end + 2,
            None => {
                cursor.at = cursor.bytes.len();
                cursor.error_at(0, "comment not terminated");
            }
        }
    });
}

/// A number that starts with a digit.
pub(crate) fn number(lexer: &mut Lexer<'_, Tok>) -> NumberKind {
    with_cursor(lexer, |cursor| {
        cursor.at = 0;
        scan_number(cursor, false)
    })
}

/// A number that starts with a point.
pub(crate) fn fraction(lexer: &mut Lexer<'_, Tok>) -> NumberKind {
    with_cursor(lexer, |cursor| {
        cursor.at = 1;
        scan_number(cursor, true)
    })
}

fn base_name(base: u8) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

fn scan_number(cursor: &mut Cursor<'_>, seen_point: bool) -> NumberKind {
    let mut seen_point = seen_point;
    let mut kind = NumberKind::Int;
    let mut base = 10;
    let mut prefix = 0;
    let mut invalid = None;
    let mut seen = Digits::default();
    let mut ok = true;

    if !seen_point {
        if cursor.peek() == Some(b'0') {
            cursor.at += 1;
            prefix = cursor.peek().map_or(0, |byte| byte.to_ascii_lowercase());
            base = match prefix {
                b'x' => 16,
                b'o' => 8,
                b'b' => 2,
                _ => {
                    prefix = b'0';
                    seen.digit = true;
                    8
                }
            };
            if prefix != b'0' {
                cursor.at += 1;
            }
        }
        let digits = cursor.digits(base, &mut invalid);
        seen.digit |= digits.digit;
        seen.separator |= digits.separator;
        if cursor.peek() == Some(b'.') {
            if matches!(prefix, b'o' | b'b') {
                cursor.error_here(format!("invalid radix point in {} literal", base_name(base)));
                ok = false;
            }
            cursor.at += 1;
            seen_point = true;
        }
    }
    if seen_point {
        kind = NumberKind::Float;
        let digits = cursor.digits(base, &mut invalid);
        seen.digit |= digits.digit;
        seen.separator |= digits.separator;
    }
    if !seen.digit && ok {
        cursor.error_here(format!("{} literal has no digits", base_name(base)));
        ok = false;
    }

    let exponent = cursor.peek().unwrap_or(0);
    if matches!(exponent, b'e' | b'E' | b'p' | b'P') {
        let is_e = exponent.eq_ignore_ascii_case(&b'e');
        if ok && is_e && !matches!(prefix, 0 | b'0') {
            let what = char::from(exponent);
            cursor.error_here(format!("'{what}' exponent requires decimal mantissa"));
            ok = false;
        } else if ok && !is_e && prefix != b'x' {
            let what = char::from(exponent);
            cursor.error_here(format!("'{what}' exponent requires hexadecimal mantissa"));
            ok = false;
        }
        cursor.at += 1;
        kind = NumberKind::Float;
        if matches!(cursor.peek(), Some(b'+' | b'-')) {
            cursor.at += 1;
        }
        let digits = cursor.digits(10, &mut Some(0));
        seen.separator |= digits.separator;
        if !digits.digit && ok {
            cursor.error_here("exponent has no digits");
            ok = false;
        }
    } else if prefix == b'x' && kind == NumberKind::Float && ok {
        cursor.error_here("hexadecimal mantissa requires a 'p' exponent");
        ok = false;
    }

    if cursor.peek() == Some(b'i') {
        kind = NumberKind::Imag;
        cursor.at += 1;
    }
    if let (NumberKind::Int, Some(at), true) = (kind, invalid, ok) {
        let digit = char::from(cursor.bytes[at]);
        cursor.error_at(at, format!("invalid digit '{digit}' in {} literal", base_name(base)));
        ok = false;
    }
    if seen.separator
        && ok
        && let Some(at) = invalid_separator(&cursor.bytes[..cursor.at])
    {
        cursor.error_at(at, "'_' must separate successive digits");
    }
    kind
}

/// The index of the first `_` that does not stand between digits. The prefix `0x`
/// counts as a digit.
fn invalid_separator(text: &[u8]) -> Option<usize> {
    let prefix = match text {
        [b'0', p, ..] => p.to_ascii_lowercase(),
        _ => 0,
    };
    let has_prefix = matches!(prefix, b'x' | b'o' | b'b');
    let mut before = if has_prefix { b'0' } else { b'.' };
    let first = if has_prefix { 2 } else { 0 };
    for (i, &byte) in text.iter().enumerate().skip(first) {
        if byte == b'_' {
            if before != b'0' {
                return Some(i);
            }
            before = b'_';
        } else if byte.is_ascii_digit() || prefix == b'x' && byte.is_ascii_hexdigit() {
            before = b'0';
        } else {
            if before == b'_' {
                return Some(i - 1);
            }
            before = b'.';
        }
    }
    (before == b'_').then(|| text.len() - 1)
}

/// `'…'`; the quote has been consumed.
pub(crate) fn rune(lexer: &mut Lexer<'_, Tok>) {
    with_cursor(lexer, |cursor| {
        let mut ok = true;
        let mut nchars = 0;
        loop {
            match cursor.peek() {
                Some(b'\'') => {
                    if ok && nchars == 0 {
                        cursor.error_here("empty rune literal or unescaped '");
                    } else if ok && nchars != 1 {
                        cursor.error_at(0, "more than one character in rune literal");
                    }
                    cursor.at += 1;
                    return;
                }
                Some(b'\\') => {
                    cursor.at += 1;
                    ok &= escape(cursor, b'\'');
                }
                Some(b'\n') => {
                    if ok {
                        cursor.error_here("newline in rune literal");
                    }
                    return;
                }
                Some(_) => cursor.at += cursor.peek_char().map_or(1, char::len_utf8),
                None => {
                    if ok {
                        cursor.error_at(0, "rune literal not terminated");
                    }
                    return;
                }
            }
            nchars += 1;
        }
    });
}

/// `"…"`; the quote has been consumed.
pub(crate) fn string(lexer: &mut Lexer<'_, Tok>) {
    with_cursor(lexer, |cursor| {
        loop {
            match cursor.peek() {
                Some(b'"') => {
                    cursor.at += 1;
                    return;
                }
                Some(b'\\') => {
                    cursor.at += 1;
                    escape(cursor, b'"');
                }
                Some(b'\n') => {
                    cursor.error_here("newline in string");
                    return;
                }
                Some(_) => cursor.at += 1,
                None => {
                    cursor.error_at(0, "string not terminated");
                    return;
                }
            }
        }
    });
}

/// `` `…` ``; the quote has been consumed.
pub(crate) fn raw_string(lexer: &mut Lexer<'_, Tok>) {
    with_cursor(lexer, |cursor| {
        match cursor.bytes[cursor.at..].iter().position(|&byte| byte == b'`') {
            Some(end) => cursor.at += end + 1,
            None => {
                cursor.at = cursor.bytes.len();
                cursor.error_at(0, "string not terminated");
            }
        }
    });
}

/// Consumes an escape after its backslash. Whether it is right; at the end of the text
/// it is, because the caller complains about that.
fn escape(cursor: &mut Cursor<'_>, quote: u8) -> bool {
    let (ndigits, base, max) = match cursor.peek() {
        Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => {
            cursor.at += 1;
            return true;
        }
        Some(byte) if byte == quote => {
            cursor.at += 1;
            return true;
        }
        Some(b'0'..=b'7') => (3, 8, 255),
        Some(b'x') => (2, 16, 255),
        Some(b'u') => (4, 16, 0x10_ffff),
        Some(b'U') => (8, 16, 0x10_ffff),
        Some(_) => {
            cursor.error_here("unknown escape");
            return false;
        }
        None => return true,
    };
    if base == 16 {
        cursor.at += 1;
    }
    let mut value: u32 = 0;
    for _ in 0..ndigits {
        let Some(char) = cursor.peek_char() else { return true };
        let Some(digit) = char.to_digit(base) else {
            let shown = quote_char(char);
            let kind = base_name(base as u8);
            cursor.error_here(format!("invalid character {shown} in {kind} escape"));
            return false;
        };
        value = value.wrapping_mul(base).wrapping_add(digit);
        cursor.at += 1;
    }
    if value > max && base == 8 {
        cursor.error_here(format!("octal escape value {value} > 255"));
        return false;
    }
    if value > max || (0xd800..0xe000).contains(&value) {
        let shown = unicode_name(value);
        cursor.error_here(format!("escape is invalid Unicode code point {shown}"));
        return false;
    }
    true
}

/// A character as Go's `%q` shows it.
fn quote_char(char: char) -> String {
    match char {
        '\u{7}' => "'\\a'".to_owned(),
        '\u{8}' => "'\\b'".to_owned(),
        '\u{c}' => "'\\f'".to_owned(),
        '\n' => "'\\n'".to_owned(),
        '\r' => "'\\r'".to_owned(),
        '\t' => "'\\t'".to_owned(),
        '\u{b}' => "'\\v'".to_owned(),
        '\\' => "'\\\\'".to_owned(),
        '\'' => "'\\''".to_owned(),
        c if c < ' ' || c == '\u{7f}' => format!("'\\x{:02x}'", c as u32),
        c => format!("'{c}'"),
    }
}

/// A code point as Go's `%#U` shows it: `U+0040 '@'`, without the character where it
/// cannot be printed.
pub(crate) fn unicode_name(value: u32) -> String {
    match char::from_u32(value) {
        Some(c) if !c.is_control() => format!("U+{value:04X} '{c}'"),
        _ => format!("U+{value:04X}"),
    }
}
