//! Values of string and rune literals, and literals for values.
//!
//! A Go string is a sequence of bytes: `"\xff"` is not UTF-8, so values are byte vectors.
//! What is wrong with a literal the lexer has reported already ([`crate::scan`]); here it
//! only declines.

use std::fmt::Write as _;

/// The value of a string literal, quotes included; `None` if it is malformed. Carriage
/// returns in raw strings are dropped.
pub fn string_value(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`') {
        let raw = raw.strip_suffix('`')?;
        return Some(raw.bytes().filter(|&byte| byte != b'\r').collect());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.as_bytes().to_vec());
    }
    let mut value = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        value.extend_from_slice(&rest.as_bytes()[..at]);
        let (unit, after) = escape(&rest[at + 1..], '"')?;
        match unit {
            Unit::Byte(byte) => value.push(byte),
            Unit::Char(char) => value.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after;
    }
    value.extend_from_slice(rest.as_bytes());
    Some(value)
}

/// The value of a rune literal, quotes included; `None` if it is malformed.
pub fn rune_value(text: &str) -> Option<u32> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let (value, rest) = match inner.strip_prefix('\\') {
        Some(rest) => match escape(rest, '\'')? {
            (Unit::Byte(byte), rest) => (u32::from(byte), rest),
            (Unit::Char(char), rest) => (char as u32, rest),
        },
        None => {
            let mut chars = inner.chars();
            (chars.next()? as u32, chars.as_str())
        }
    };
    rest.is_empty().then_some(value)
}

/// What an escape stands for.
enum Unit {
    /// `\x41`, `\101`: one byte of a string.
    Byte(u8),
    /// Any other: a character.
    Char(char),
}

/// Decodes the escape at the start of `text`, its backslash gone, and gives what follows.
fn escape(text: &str, quote: char) -> Option<(Unit, &str)> {
    let first = text.chars().next()?;
    let simple = match first {
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\u{b}'),
        '\\' => Some('\\'),
        c if c == quote => Some(c),
        _ => None,
    };
    if let Some(char) = simple {
        return Some((Unit::Char(char), &text[1..]));
    }
    let (skip, ndigits, base) = match first {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        '0'..='7' => (0, 3, 8),
        _ => return None,
    };
    let digits = text.get(skip..skip + ndigits)?;
    if !digits.chars().all(|char| char.is_digit(base)) {
        return None;
    }
    let value = u32::from_str_radix(digits, base).ok()?;
    let unit = match first {
        'u' | 'U' => Unit::Char(char::from_u32(value)?),
        _ => Unit::Byte(u8::try_from(value).ok()?),
    };
    Some((unit, &text[skip + ndigits..]))
}

/// A double-quoted Go literal for `bytes`; invalid UTF-8 shows as `\x…`.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            quote_char(&mut out, c);
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
    out
}

/// A rune literal.
pub fn quote_rune(c: char) -> String {
    let mut out = String::from("'");
    match c {
        '\'' => out.push_str("\\'"),
        '"' => out.push('"'),
        _ => quote_char(&mut out, c),
    }
    out.push('\'');
    out
}

fn quote_char(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        _ if is_print(c) => out.push(c),
        '\0'..='\x1f' | '\x7f' => {
            let _ = write!(out, "\\x{:02x}", u32::from(c));
        }
        '\x20'..='\u{ffff}' => {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        }
        '\u{10000}'.. => {
            let _ = write!(out, "\\U{:08x}", u32::from(c));
        }
    }
}

/// Whether Go's `strconv.IsPrint` holds. Rust's debug escaping uses the same notion,
/// except that combining marks at the start of a text are escaped; hence the `a`.
fn is_print(c: char) -> bool {
    let mut text = String::from("a");
    text.push(c);
    c == '\'' || text.escape_debug().eq(text.chars())
}

/// A JSON string literal.
pub fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{rune_value, string_value};

    #[test]
    fn strings_are_bytes() {
        assert_eq!(string_value(r#""a\n\x41\101é\u00e9""#), Some("a\nAAéé".as_bytes().to_vec()));
        assert_eq!(string_value(r#""\xff\"'""#), Some(b"\xff\"'".to_vec()));
        assert_eq!(string_value("`a\r\n\\n`"), Some(b"a\n\\n".to_vec()));
        assert_eq!(string_value(r#""""#), Some(vec![]));
    }

    #[test]
    fn runes_are_code_points() {
        assert_eq!(rune_value("'a'"), Some(97));
        assert_eq!(rune_value(r"'\''"), Some(39));
        assert_eq!(rune_value(r"'\377'"), Some(255));
        assert_eq!(rune_value(r"'\U0010ffff'"), Some(0x10_ffff));
        assert_eq!(rune_value("'世'"), Some(0x4e16));
    }

    #[test]
    fn malformed_literals_are_declined() {
        for text in [r#""\q""#, r#""\x4""#, r#""\400""#, r#""\ud800""#, r#""\'""#, "\"a", "`a"] {
            assert_eq!(string_value(text), None, "{text}");
        }
        for text in ["''", "'ab'", r"'\u12'", r#"'\"'"#, "'a"] {
            assert_eq!(rune_value(text), None, "{text}");
        }
    }
}
