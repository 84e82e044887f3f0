//! Natives of package strconv.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::float::{NumError, append_float, parse_float, underscores_ok};
use crate::unicode;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

fn native_parse_float(_: &mut NativeCx, mut args: Words) {
    let bits = if args.int(2) == 32 { 32 } else { 64 };
    let (value, error) = parse_float(args.str(0), bits);
    args.set_f64(0, value);
    args.set(1, error.map_or(0, |e| e as u64));
}

fn format_float(cx: &mut NativeCx, mut args: Words) {
    let mut text = Vec::with_capacity(32);
    append_float(&mut text, args.f64(0), args.u8(1), args.int(2), args.u32(3));
    let text = cx.new_string(&text);
    args.set_str(0, text);
}

/// Writes to the buffer and returns the length; -1 if it has no room.
fn put_float(_: &mut NativeCx, mut args: Words) {
    let mut text = Vec::with_capacity(32);
    append_float(&mut text, args.f64(3), args.u8(4), args.int(5), args.u32(6));
    let length = match args.bytes_mut(0).get_mut(..text.len()) {
        Some(to) => {
            to.copy_from_slice(&text);
            text.len() as i64
        }
        None => -1,
    };
    args.set_int(0, length);
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

/// Text of the value in base; negative tells that a minus sign comes first.
fn format_bits(cx: &mut NativeCx, mut args: Words) {
    let mut buffer = [0; 65];
    let mut start = digits(&mut buffer, args.word(0), args.word(1));
    if args.bool(2) {
        start -= 1;
        buffer[start] = b'-';
    }
    let text = cx.new_string(&buffer[start..]);
    args.set_str(0, text);
}

fn count_digits(_: &mut NativeCx, mut args: Words) {
    let (value, base) = (args.word(0), args.word(1));
    let count = if value == 0 { 1 } else { value.ilog(base) + 1 };
    args.set(0, u64::from(count));
}

/// Writes the digits, which fill the buffer.
fn put_digits(_: &mut NativeCx, mut args: Words) {
    let (mut value, base) = (args.word(3), args.word(4));
    for to in args.bytes_mut(0).iter_mut().rev() {
        *to = DIGITS[(value % base) as usize];
        value /= base;
    }
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
    NativeDef { name: "strconv.formatFloat", func: format_float },
    NativeDef { name: "strconv.putFloat", func: put_float },
    NativeDef { name: "strconv.formatBits", func: format_bits },
    NativeDef { name: "strconv.countDigits", func: count_digits },
    NativeDef { name: "strconv.putDigits", func: put_digits },
    NativeDef { name: "strconv.parseUint", func: parse_uint },
    NativeDef { name: "strconv.parseInt", func: parse_int },
    NativeDef { name: "strconv.IsPrint", func: is_print },
    NativeDef { name: "strconv.IsGraphic", func: is_graphic },
];
