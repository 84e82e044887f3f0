//! Natives of package fmt: how values of basic kinds look, given a directive's flags,
//! width and precision. Each appends to the printer's buffer, which is its first argument.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::float::append_float;
use crate::quote::{Keep, append_quoted, append_quoted_rune, can_backquote};
use crate::text::{Spec, append_with, flag};
use crate::unicode::is_print;
use crate::utf8::encode;

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const MAX_RUNE: u64 = 0x10FFFF;

/// `func padString(buf []byte, flags, width, prec int, s string) []byte`
fn pad_string(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| Spec::of(args, 3).pad(out, args.str(6)));
}

/// `func appendString(buf []byte, flags, width, prec int, s string) []byte`
fn append_string(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        spec.pad(out, spec.truncate(args.str(6)));
    });
}

/// `func appendQuoted(buf []byte, flags, width, prec int, s string) []byte`
fn native_append_quoted(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let text = spec.truncate(args.str(6));
        let mut quoted = Vec::with_capacity(text.len() + 2);
        if spec.has(flag::SHARP) && can_backquote(text) {
            quoted.push(b'`');
            quoted.extend_from_slice(text);
            quoted.push(b'`');
        } else {
            append_quoted(&mut quoted, text, kept(spec));
        }
        spec.pad(out, &quoted);
    });
}

/// What a quoting verb leaves unescaped.
fn kept(spec: Spec) -> Keep {
    if spec.has(flag::PLUS) { Keep::Ascii } else { Keep::Printable }
}

/// `func appendHex(buf []byte, flags, width, prec int, s string, verb rune) []byte`
fn append_hex(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let text = args.str(6);
        let text = &text[..spec.precision().map_or(text.len(), |prec| prec.min(text.len()))];
        if text.is_empty() {
            return spec.fill(out, spec.width);
        }
        let verb = args.u8(8);
        let digits = if verb == b'X' { UPPER } else { LOWER };
        let (sharp, space) = (spec.has(flag::SHARP), spec.has(flag::SPACE));
        let mut hex = Vec::with_capacity(2 * text.len());
        for (i, &b) in text.iter().enumerate() {
            if space && i > 0 {
                hex.push(b' ');
            }
            if sharp && (space || i == 0) {
                hex.extend_from_slice(&[b'0', verb]);
            }
            hex.extend_from_slice(&[digits[usize::from(b >> 4)], digits[usize::from(b & 15)]]);
        }
        spec.pad(out, &hex);
    });
}

/// `func appendInt(buf []byte, flags, width, prec int, v uint64, base int, signed bool,
/// verb rune) []byte`
fn append_int(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let (value, base) = (args.word(6), args.word(7));
        integer(out, Spec::of(args, 3), value, base, args.bool(8), args.u8(9));
    });
}

fn integer(out: &mut Vec<u8>, spec: Spec, value: u64, base: u64, signed: bool, verb: u8) {
    let negative = signed && value.cast_signed() < 0;
    let mut rest = if negative { value.wrapping_neg() } else { value };
    let sign = if negative {
        Some(b'-')
    } else if spec.has(flag::PLUS) {
        Some(b'+')
    } else {
        spec.has(flag::SPACE).then_some(b' ')
    };
    let blank = spec.without(flag::ZERO);
    // Digits to write, with leading zeros.
    let mut least = 1;
    if let Some(prec) = spec.precision() {
        if prec == 0 && rest == 0 {
            return blank.fill(out, spec.width);
        }
        least = prec;
    } else if spec.has(flag::ZERO) && !spec.has(flag::MINUS) {
        least = spec.width.saturating_sub(usize::from(sign.is_some()));
    }
    let digits = if verb == b'X' { UPPER } else { LOWER };
    // In reverse.
    let mut text = Vec::with_capacity(24);
    loop {
        text.push(if base == 10 {
            b'0' + (rest % 10) as u8
        } else {
            digits[(rest % base) as usize]
        });
        rest /= base;
        if rest == 0 {
            break;
        }
    }
    while text.len() < least {
        text.push(b'0');
    }
    if spec.has(flag::SHARP) {
        match base {
            2 => text.extend_from_slice(b"b0"),
            8 if text.last() != Some(&b'0') => text.push(b'0'),
            16 => text.extend_from_slice(&[if verb == b'X' { b'X' } else { b'x' }, b'0']),
            _ => {}
        }
    }
    if verb == b'O' {
        text.extend_from_slice(b"o0");
    }
    text.extend(sign);
    text.reverse();
    blank.pad(out, &text);
}

/// `func appendRune(buf []byte, flags, width, prec int, v uint64, verb rune) []byte`: verbs
/// c, q and U.
fn append_rune(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let value = args.word(6);
        let rune = if value > MAX_RUNE { crate::utf8::RUNE_ERROR } else { value as u32 };
        let mut text = Vec::with_capacity(16);
        match args.u8(7) {
            b'c' => encode(&mut text, rune),
            b'q' => append_quoted_rune(&mut text, rune, kept(spec)),
            _ => {
                let least = spec.precision().map_or(4, |prec| prec.max(4));
                text.extend_from_slice(format!("U+{value:0least$X}").as_bytes());
                if spec.has(flag::SHARP) && value <= MAX_RUNE && is_print(rune) {
                    text.extend_from_slice(b" '");
                    encode(&mut text, rune);
                    text.push(b'\'');
                }
                return spec.without(flag::ZERO).pad(out, &text);
            }
        }
        spec.pad(out, &text);
    });
}

/// `func appendFloat(buf []byte, flags, width, prec int, v float64, size int, verb rune,
/// defaultPrec int) []byte`
fn native_append_float(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let prec = spec.precision().map_or(args.int(9), |prec| prec as i64);
        let verb = args.u8(8);
        let mut text = vec![b'+'];
        append_float(&mut text, args.f64(6), verb, prec, args.u32(7));
        if matches!(text.get(1), Some(b'-' | b'+')) {
            text.remove(0);
        }
        float(out, spec, text, verb, prec);
    });
}

/// Writes a number whose sign stands in front.
fn float(out: &mut Vec<u8>, spec: Spec, mut text: Vec<u8>, verb: u8, prec: i64) {
    let signed = spec.has(flag::PLUS) || text[0] != b'+';
    if spec.has(flag::SPACE) && text[0] == b'+' && !spec.has(flag::PLUS) {
        text[0] = b' ';
    }
    if matches!(text[1], b'I' | b'N') {
        let bare = text[1] == b'N' && !spec.has(flag::SPACE | flag::PLUS);
        return spec.without(flag::ZERO).pad(out, &text[usize::from(bare)..]);
    }
    if spec.has(flag::SHARP) && verb != b'b' {
        add_point(&mut text, verb, prec);
    }
    if !signed && text[0] == b'+' {
        return spec.pad(out, &text[1..]);
    }
    if spec.has(flag::ZERO) && !spec.has(flag::MINUS) && spec.width > text.len() {
        out.push(text[0]);
        spec.fill(out, spec.width - text.len());
        return out.extend_from_slice(&text[1..]);
    }
    spec.pad(out, &text);
}

/// Gives the number a point and, for %g, the trailing zeros that its precision has.
fn add_point(text: &mut Vec<u8>, verb: u8, prec: i64) {
    let mut missing = match verb {
        b'g' | b'G' | b'x' if prec == -1 => 6,
        b'g' | b'G' | b'x' => prec,
        _ => 0,
    };
    let is_exponent = |b: &u8| match b {
        b'p' | b'P' => true,
        b'e' | b'E' => verb | 0x20 != b'x',
        _ => false,
    };
    let end = text.iter().skip(1).position(is_exponent).map_or(text.len(), |i| i + 1);
    let tail = text.split_off(end);
    let significant = text[1..].iter().filter(|&&b| b != b'.').skip_while(|&&b| b == b'0').count();
    missing -= significant as i64;
    if !text.contains(&b'.') {
        if text[1..] == *b"0" {
            missing -= 1;
        }
        text.push(b'.');
    }
    text.extend((0..missing).map(|_| b'0'));
    text.extend_from_slice(&tail);
}

/// The natives of package fmt.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "fmt.padString", func: pad_string },
    NativeDef { name: "fmt.appendString", func: append_string },
    NativeDef { name: "fmt.appendQuoted", func: native_append_quoted },
    NativeDef { name: "fmt.appendHex", func: append_hex },
    NativeDef { name: "fmt.appendInt", func: append_int },
    NativeDef { name: "fmt.appendRune", func: append_rune },
    NativeDef { name: "fmt.appendFloat", func: native_append_float },
];
