//! Go string and rune literals, for packages strconv and fmt.

use crate::unicode::{is_graphic, is_print};
use crate::utf8::{RUNE_ERROR, decode, encode};

/// What is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Printable characters stay.
    Printable,
    /// Only ASCII stays.
    Ascii,
    /// Graphic characters stay.
    Graphic,
}

impl Keep {
    /// The mode with the number that Go code uses.
    pub fn from_number(n: u64) -> Keep {
        match n {
            1 => Keep::Ascii,
            2 => Keep::Graphic,
            _ => Keep::Printable,
        }
    }
}

/// Appends the string as a literal in double quotes.
pub fn append_quoted(out: &mut Vec<u8>, text: &[u8], keep: Keep) {
    out.push(b'"');
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let (rune, width) = decode(rest);
        if width == 1 && first >= 0x80 {
            append_hex(out, b'x', u32::from(first), 2);
        } else {
            append_escaped(out, rune, b'"', keep);
        }
        rest = &rest[width..];
    }
    out.push(b'"');
}

/// Appends the rune as a literal.
pub fn append_quoted_rune(out: &mut Vec<u8>, rune: u32, keep: Keep) {
    let rune = if char::from_u32(rune).is_some() { rune } else { RUNE_ERROR };
    out.push(b'\'');
    append_escaped(out, rune, b'\'', keep);
    out.push(b'\'');
}

fn append_hex(out: &mut Vec<u8>, letter: u8, value: u32, digits: u32) {
    out.extend_from_slice(&[b'\\', letter]);
    for i in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(value >> (4 * i) & 15) as usize]);
    }
}

fn append_escaped(out: &mut Vec<u8>, rune: u32, quote: u8, keep: Keep) {
    if rune == u32::from(quote) || rune == u32::from(b'\\') {
        return out.extend_from_slice(&[b'\\', rune as u8]);
    }
    let stays = match keep {
        Keep::Ascii => rune < 0x80 && is_print(rune),
        Keep::Printable => is_print(rune),
        Keep::Graphic => is_graphic(rune),
    };
    if stays {
        return encode(out, rune);
    }
    let letter = match rune {
        0x07 => b'a',
        0x08 => b'b',
        0x0c => b'f',
        0x0a => b'n',
        0x0d => b'r',
        0x09 => b't',
        0x0b => b'v',
        _ if rune < 0x80 => return append_hex(out, b'x', rune, 2),
        _ if rune < 0x10000 => return append_hex(out, b'u', rune, 4),
        _ => return append_hex(out, b'U', rune, 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
}

/// Whether the string can stand unchanged between back quotes on one line.
pub fn can_backquote(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    !text.chars().any(|c| c == '\u{feff}' || c == '`' || c == '\x7f' || c < ' ' && c != '\t')
}
