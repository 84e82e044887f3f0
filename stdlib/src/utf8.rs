//! Natives of package unicode/utf8.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// Number of runes as Go counts them: each byte that starts no valid encoding is one.
pub fn rune_count(bytes: &[u8]) -> usize {
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
