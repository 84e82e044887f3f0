//! Values of numeric literals.
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
    // The digit in front stands in for what `.0` leaves out.
    let all = format!("0{whole}{fraction}");
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
