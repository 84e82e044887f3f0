//! Values of literals.
//!
//! The lexer has checked the syntax; what is malformed nonetheless yields `None` (or
//! `Unknown` for numbers out of range), never a panic.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::bigfloat::BigFloat;
use super::{Const, Float, MAX_RATIO_BITS};

/// An integer literal, with base prefix and underscores.
pub(super) fn int(text: &str) -> Option<Const> {
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    let (radix, digits) = split_radix(&digits);
    let (radix, digits) = match digits.strip_prefix('0') {
        // A leading zero alone means octal.
        Some(rest) if radix == 10 && !rest.is_empty() => (8, rest),
        _ => (radix, digits),
    };
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Some(Const::from_i64(small));
    }
    Some(Const::from_big(BigInt::parse_bytes(digits.as_bytes(), radix)?))
}

fn split_radix(text: &str) -> (u32, &str) {
    let mut chars = text.chars();
    if chars.next() == Some('0') {
        let rest = text.get(2..).unwrap_or("");
        match chars.next() {
            Some('x' | 'X') => return (16, rest),
            Some('o' | 'O') => return (8, rest),
            Some('b' | 'B') => return (2, rest),
            _ => {}
        }
    }
    (10, text)
}

/// A floating-point literal (or the number before `i`): decimal, or with a prefix.
/// `Unknown` if too large.
pub(super) fn float(text: &str) -> Option<Const> {
    let text: String = text.chars().filter(|&c| c != '_').collect();
    let (radix, digits) = split_radix(&text);
    let exponent_at = match radix {
        16 => digits.find(['p', 'P']),
        10 => digits.find(['e', 'E']),
        _ => None,
    };
    let (mant, exponent) = match exponent_at {
        Some(at) => (&digits[..at], parse_exponent(&digits[at + 1..])?),
        None => (digits, 0),
    };
    let (whole, fraction) = mant.split_once('.').unwrap_or((mant, ""));
    let fraction = fraction.trim_end_matches('0');
    let all = format!("{whole}{fraction}");
    let mant = BigInt::parse_bytes(all.as_bytes(), radix)?;
    let places = fraction.len() as i64;
    Some(match radix {
        10 => decimal(&mant, exponent.saturating_sub(places)),
        _ => binary(mant, exponent.saturating_sub(4 * places)),
    })
}

/// The exponent's value, saturated far outside of every range that matters.
fn parse_exponent(text: &str) -> Option<i64> {
    const LIMIT: i64 = 1 << 40;
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let mut value: i64 = 0;
    for c in digits.chars() {
        value = (value * 10 + i64::from(c.to_digit(10)?)).min(LIMIT);
    }
    Some(if negative { -value } else { value })
}

fn decimal(mant: &BigInt, exp10: i64) -> Const {
    // Go's parser keeps powers of two and ten in 32-bit exponents.
    if mant.is_zero() || exp10 < i64::from(i32::MIN) {
        return Const::Float(Float::zero());
    }
    if exp10 > i64::from(i32::MAX) {
        return Const::Unknown;
    }
    let Some(approx) = BigFloat::from_decimal(mant, 0, exp10) else { return Const::Unknown };
    if approx.is_zero() {
        return Const::Float(Float::zero());
    }
    if approx.exponent().abs() >= MAX_RATIO_BITS as i64 {
        return Const::from_bigfloat(approx);
    }
    let power = BigInt::from(10).pow(exp10.unsigned_abs() as u32);
    Const::Float(Float::exact(if exp10 < 0 {
        BigRational::new(mant.clone(), power)
    } else {
        BigRational::from_integer(mant * power)
    }))
}

fn binary(mant: BigInt, exp2: i64) -> Const {
    let Some(value) = BigFloat::new(mant.clone(), exp2) else { return Const::Unknown };
    if value.is_zero() {
        return Const::Float(Float::zero());
    }
    if value.exponent().abs() >= MAX_RATIO_BITS as i64 {
        return Const::from_bigfloat(value);
    }
    let power = BigInt::one() << exp2.unsigned_abs();
    Const::Float(Float::exact(if exp2 < 0 {
        BigRational::new(mant, power)
    } else {
        BigRational::from_integer(mant * power)
    }))
}

/// The code point of a rune literal, quotes included.
pub(super) fn rune(text: &str) -> Option<i64> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut out = Vec::new();
    match unquote_one(inner, &mut out)? {
        (Piece::Rune(code), "") => Some(i64::from(code)),
        (Piece::Byte(byte), "") => Some(i64::from(byte)),
        (Piece::Rune(_) | Piece::Byte(_), _) => None,
    }
}

/// The bytes of a string literal, quotes included.
pub(super) fn string(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`') {
        let raw = raw.strip_suffix('`')?;
        return Some(raw.bytes().filter(|&byte| byte != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        // Plain stretches in one go.
        let plain = rest.find('\\').unwrap_or(rest.len());
        out.extend_from_slice(&rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        if !rest.is_empty() {
            let (_, after) = unquote_one(rest, &mut out)?;
            rest = after;
        }
    }
    Some(out)
}

/// What one character of a literal stands for.
enum Piece {
    Rune(u32),
    Byte(u8),
}

/// Reads a character or escape, appends its bytes, and gives what follows.
fn unquote_one<'a>(text: &'a str, out: &mut Vec<u8>) -> Option<(Piece, &'a str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first != '\\' {
        out.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
        return Some((Piece::Rune(u32::from(first)), chars.as_str()));
    }
    let simple = |byte: u8, rest: &'a str| Some((byte, Piece::Rune(u32::from(byte)), rest));
    let escape = chars.next()?;
    let rest = chars.as_str();
    let (byte, piece, rest) = match escape {
        'a' => simple(7, rest)?,
        'b' => simple(8, rest)?,
        'f' => simple(12, rest)?,
        'n' => simple(10, rest)?,
        'r' => simple(13, rest)?,
        't' => simple(9, rest)?,
        'v' => simple(11, rest)?,
        '\\' | '\'' | '"' => simple(escape as u8, rest)?,
        'x' => {
            let byte = u8::from_str_radix(rest.get(..2)?, 16).ok()?;
            (byte, Piece::Byte(byte), &rest[2..])
        }
        '0'..='7' => {
            let byte = u8::from_str_radix(text.get(1..4)?, 8).ok()?;
            (byte, Piece::Byte(byte), &text[4..])
        }
        'u' | 'U' => {
            let len = if escape == 'u' { 4 } else { 8 };
            let code = u32::from_str_radix(rest.get(..len)?, 16).ok()?;
            let c = char::from_u32(code)?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Some((Piece::Rune(code), &rest[len..]));
        }
        _ => return None,
    };
    out.push(byte);
    Some((piece, rest))
}
