//! Natives of package strconv.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::typedesc::GoStr;

use crate::float::{NumError, append_float, parse_float, underscores_ok};
use crate::quote::{Keep, append_quoted, append_quoted_rune, can_backquote};
use crate::text::{append_bytes, append_with};
use crate::unicode;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

fn native_parse_float(_: &mut NativeCx, mut args: Words) {
    let bits = if args.int(2) == 32 { 32 } else { 64 };
    let (value, error) = parse_float(args.str(0), bits);
    args.set_f64(0, value);
    args.set(1, error.map_or(0, |e| e as u64));
}

fn format_float(cx: &mut NativeCx, mut args: Words) {
    let bits = args.u32(3);
    if bits != 32 && bits != 64 {
        return cx.panic_string("strconv: illegal FormatFloat bitSize");
    }
    let mut text = Vec::with_capacity(32);
    append_float(&mut text, args.f64(0), args.u8(1), args.int(2), bits);
    let text = cx.new_string(&text);
    args.set_str(0, text);
}

fn native_append_float(cx: &mut NativeCx, args: Words) {
    let bits = args.u32(6);
    if bits != 32 && bits != 64 {
        return cx.panic_string("strconv: illegal AppendFloat bitSize");
    }
    append_with(cx, args, |args, out| {
        append_float(out, args.f64(3), args.u8(4), args.int(5), bits);
    });
}

/// Digits of the value at the end of the buffer; the index of the first.
fn digits(buffer: &mut [u8; 65], mut value: u64, base: u64) -> usize {
    let mut i = buffer.len();
    loop {
        i -= 1;
        if base == 10 {
            buffer[i] = b'0' + (value % 10) as u8;
            value /= 10;
        } else {
            buffer[i] = DIGITS[(value % base) as usize];
            value /= base;
        }
        if value == 0 {
            return i;
        }
    }
}

/// Text of the value with its sign, at the end of the buffer; the index of its start.
fn number(buffer: &mut [u8; 65], value: u64, base: u64, signed: bool) -> usize {
    let negative = signed && value.cast_signed() < 0;
    let magnitude = if negative { value.wrapping_neg() } else { value };
    let mut start = digits(buffer, magnitude, base);
    if negative {
        start -= 1;
        buffer[start] = b'-';
    }
    start
}

/// Whether there are digits for the base; if not, that is a panic.
fn check_base(cx: &mut NativeCx, base: u64) -> bool {
    let known = (2..=36).contains(&base);
    if !known {
        cx.panic_string("strconv: illegal AppendInt/FormatInt base");
    }
    known
}

/// Decimal numbers below 100, for strings that need no memory of their own.
static SMALL: [u8; 200] = {
    let mut all = [b'0'; 200];
    let mut i = 0;
    while i < 100 {
        all[2 * i] = b'0' + i as u8 / 10;
        all[2 * i + 1] = b'0' + i as u8 % 10;
        i += 1;
    }
    all
};

fn format(cx: &mut NativeCx, args: &mut Words, base: u64, signed: bool) {
    let value = args.word(0);
    if base == 10 && value < 100 {
        let start = 2 * value as usize + usize::from(value < 10);
        let text = &SMALL[start..2 * value as usize + 2];
        return args.set_str(0, GoStr { ptr: text.as_ptr(), len: text.len() });
    }
    let mut buffer = [0; 65];
    let start = number(&mut buffer, value, base, signed);
    let text = cx.new_string(&buffer[start..]);
    args.set_str(0, text);
}

fn format_int<const SIGNED: bool>(cx: &mut NativeCx, mut args: Words) {
    let base = args.word(1);
    if check_base(cx, base) {
        format(cx, &mut args, base, SIGNED);
    }
}

fn append_int<const SIGNED: bool>(cx: &mut NativeCx, mut args: Words) {
    let (value, base) = (args.word(3), args.word(4));
    if !check_base(cx, base) {
        return;
    }
    let mut buffer = [0; 65];
    let start = number(&mut buffer, value, base, SIGNED);
    if let Some(grown) = append_bytes(cx, args.slice(0), &buffer[start..]) {
        args.set_slice(0, grown);
    }
}

/// `func appendQuote(dst []byte, s string, keep int) []byte`
fn native_append_quote(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        append_quoted(out, args.str(3), Keep::from_number(args.word(5)));
    });
}

/// `func appendQuoteRune(dst []byte, r rune, keep int) []byte`
fn native_append_quote_rune(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        append_quoted_rune(out, args.u32(3), Keep::from_number(args.word(4)));
    });
}

fn native_can_backquote(_: &mut NativeCx, mut args: Words) {
    let can = can_backquote(args.str(0));
    args.set_bool(0, can);
}

fn parse_magnitude(text: &[u8], base: u64, bits: i64) -> Result<u64, (u64, NumError)> {
    let syntax = Err((0, NumError::Syntax));
    if text.is_empty() {
        return syntax;
    }
    let mut digits = text;
    let mut radix = base;
    if base == 0 {
        radix = 10;
        if let [b'0', rest @ ..] = text {
            (radix, digits) = match rest {
                [letter, rest @ ..] if !rest.is_empty() && letter | 0x20 == b'b' => (2, rest),
                [letter, rest @ ..] if !rest.is_empty() && letter | 0x20 == b'o' => (8, rest),
                [letter, rest @ ..] if !rest.is_empty() && letter | 0x20 == b'x' => (16, rest),
                _ => (8, rest),
            };
        }
    } else if !(2..=36).contains(&base) {
        return Err((0, NumError::Base));
    }
    let bits = if bits == 0 { 64 } else { bits };
    if !(0..=64).contains(&bits) {
        return Err((0, NumError::BitSize));
    }
    let max = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
    let mut value = 0u64;
    let mut underscores = false;
    for &b in digits {
        if b == b'_' && base == 0 {
            underscores = true;
            continue;
        }
        let digit = match b {
            b'0'..=b'9' => b - b'0',
            b'a'..=b'z' => b - b'a' + 10,
            b'A'..=b'Z' => b - b'A' + 10,
            _ => return syntax,
        };
        if u64::from(digit) >= radix {
            return syntax;
        }
        match value.checked_mul(radix).and_then(|v| v.checked_add(u64::from(digit))) {
            Some(next) if next <= max => value = next,
            _ => return Err((max, NumError::Range)),
        }
    }
    if underscores && !underscores_ok(text) {
        return syntax;
    }
    Ok(value)
}

fn parse_uint(_: &mut NativeCx, mut args: Words) {
    let result = parse_magnitude(args.str(0), args.word(2), args.int(3));
    match result {
        Ok(value) => {
            args.set(0, value);
            args.set(1, 0);
        }
        Err((value, error)) => {
            args.set(0, value);
            args.set(1, error as u64);
        }
    }
}

fn parse_int(_: &mut NativeCx, mut args: Words) {
    let text = args.str(0);
    let (negative, body) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let bits = args.int(3);
    let (magnitude, error) = match parse_magnitude(body, args.word(2), bits) {
        Ok(value) => (value, None),
        Err((value, NumError::Range)) => (value, Some(NumError::Range)),
        Err((_, error)) => {
            args.set(0, 0);
            return args.set(1, error as u64);
        }
    };
    let cutoff = 1u64 << (if bits == 0 { 64 } else { bits } - 1);
    let (value, error) = if !negative && magnitude >= cutoff {
        (cutoff - 1, Some(NumError::Range))
    } else if negative && magnitude > cutoff {
        (cutoff.wrapping_neg(), Some(NumError::Range))
    } else if negative {
        (magnitude.wrapping_neg(), error)
    } else {
        (magnitude, error)
    };
    args.set(0, value);
    args.set(1, error.map_or(0, |e| e as u64));
}

fn is_print(_: &mut NativeCx, mut args: Words) {
    let printable = unicode::is_print(args.u32(0));
    args.set_bool(0, printable);
}

fn is_graphic(_: &mut NativeCx, mut args: Words) {
    let graphic = unicode::is_graphic(args.u32(0));
    args.set_bool(0, graphic);
}

/// The natives of package strconv.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "strconv.parseFloat", func: native_parse_float },
    NativeDef { name: "strconv.FormatFloat", func: format_float },
    NativeDef { name: "strconv.AppendFloat", func: native_append_float },
    NativeDef { name: "strconv.FormatInt", func: format_int::<true> },
    NativeDef { name: "strconv.FormatUint", func: format_int::<false> },
    NativeDef { name: "strconv.AppendInt", func: append_int::<true> },
    NativeDef { name: "strconv.AppendUint", func: append_int::<false> },
    NativeDef { name: "strconv.appendQuote", func: native_append_quote },
    NativeDef { name: "strconv.appendQuoteRune", func: native_append_quote_rune },
    NativeDef { name: "strconv.CanBackquote", func: native_can_backquote },
    NativeDef { name: "strconv.parseUint", func: parse_uint },
    NativeDef { name: "strconv.parseInt", func: parse_int },
    NativeDef { name: "strconv.IsPrint", func: is_print },
    NativeDef { name: "strconv.IsGraphic", func: is_graphic },
];
