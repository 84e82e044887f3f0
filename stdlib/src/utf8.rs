//! UTF-8 as Go reads and writes it, and the natives of package unicode/utf8.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// What an invalid encoding reads as.
pub const RUNE_ERROR: u32 = 0xFFFD;

/// The first rune and its width. An invalid encoding is [`RUNE_ERROR`] of width 1; the
/// text is not empty.
pub fn decode(text: &[u8]) -> (u32, usize) {
    if text[0] < 0x80 {
        return (u32::from(text[0]), 1);
    }
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next().map_or((RUNE_ERROR, 1), |c| (c.into(), c.len_utf8()))
}

/// Appends a rune; an invalid one as [`RUNE_ERROR`].
pub fn encode(out: &mut Vec<u8>, rune: u32) {
    let c = char::from_u32(rune).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Number of runes as Go counts them: each byte that starts no valid encoding is one.
pub fn rune_count(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        count += chunk.valid().bytes().filter(|b| b & 0xC0 != 0x80).count();
        count += chunk.invalid().len();
    }
    count
}

fn native_rune_count(_: &mut NativeCx, mut args: Words) {
    let count = rune_count(args.str(0));
    args.set(0, count as u64);
}

fn native_valid(_: &mut NativeCx, mut args: Words) {
    let valid = std::str::from_utf8(args.str(0)).is_ok();
    args.set_bool(0, valid);
}

/// The natives of package unicode/utf8.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "unicode/utf8.RuneCount", func: native_rune_count },
    NativeDef { name: "unicode/utf8.RuneCountInString", func: native_rune_count },
    NativeDef { name: "unicode/utf8.Valid", func: native_valid },
    NativeDef { name: "unicode/utf8.ValidString", func: native_valid },
];
