//! Floats to text and back, as package strconv does it. Digits come from Rust's own
//! formatting, which is exact; the layout around them is Go's.

use std::io::Write as _;

/// No float has more digits after the point or significant digits than this; the rest of
/// a longer precision is zeros.
const MAX_PRECISION: usize = 1100;

/// A positive decimal number 0.d1d2d3… × 10^point; no digits for zero.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

/// Appends f as `strconv.AppendFloat` does. `precision` is -1 for the shortest digits
/// that read back as f; a float32 is the f64 of the same value and `bits` 32.
pub fn append_float(out: &mut Vec<u8>, f: f64, format: u8, precision: i64, bits: u32) {
    let f = if bits == 32 { f64::from(f as f32) } else { f };
    if f.is_nan() {
        return out.extend_from_slice(b"NaN");
    }
    if f.is_infinite() {
        return out.extend_from_slice(if f > 0.0 { b"+Inf" } else { b"-Inf" });
    }
    let negative = f.is_sign_negative();
    match format {
        b'b' | b'x' | b'X' => {
            if negative {
                out.push(b'-');
            }
            let (mantissa, exponent, mantissa_bits) = parts(f, bits);
            if format == b'b' {
                let exponent = exponent - i64::from(mantissa_bits);
                write!(out, "{mantissa}p{exponent:+}").expect("a Vec takes all");
            } else {
                append_hex(out, precision, format, mantissa << (60 - mantissa_bits), exponent);
            }
        }
        b'e' | b'E' | b'f' | b'g' | b'G' => {
            if negative {
                out.push(b'-');
            }
            append_decimal(out, f.abs(), format, precision, bits);
        }
        _ => out.extend_from_slice(&[b'%', format]),
    }
}

/// Mantissa, exponent of its leading bit if it is normal, and number of bits below that.
fn parts(f: f64, bits: u32) -> (u64, i64, u32) {
    let (raw, mantissa_bits, exponent_bits) =
        if bits == 32 { (u64::from((f as f32).to_bits()), 23, 8) } else { (f.to_bits(), 52, 11) };
    let fraction = raw & ((1 << mantissa_bits) - 1);
    let biased = raw >> mantissa_bits & ((1 << exponent_bits) - 1);
    let bias = (1 << (exponent_bits - 1)) - 1;
    if biased == 0 {
        return (fraction, 1 - bias, mantissa_bits);
    }
    (fraction | 1 << mantissa_bits, biased as i64 - bias, mantissa_bits)
}

fn append_hex(out: &mut Vec<u8>, precision: i64, format: u8, mut mantissa: u64, mut exponent: i64) {
    if mantissa == 0 {
        exponent = 0;
    } else {
        let shift = mantissa.leading_zeros() - 3;
        mantissa <<= shift;
        exponent -= i64::from(shift);
    }
    if (0..15).contains(&precision) {
        let shift = precision as u32 * 4;
        let extra = mantissa << shift & ((1 << 60) - 1);
        mantissa >>= 60 - shift;
        if extra | (mantissa & 1) > 1 << 59 {
            mantissa += 1;
        }
        mantissa <<= 60 - shift;
        if mantissa & 1 << 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits: &[u8; 16] = if format == b'X' { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    out.extend_from_slice(&[b'0', format, b'0' + (mantissa >> 60 & 1) as u8]);
    mantissa <<= 4;
    if precision > 0 || precision < 0 && mantissa != 0 {
        out.push(b'.');
    }
    let mut written = 0;
    while if precision < 0 { mantissa != 0 } else { written < precision } {
        out.push(digits[(mantissa >> 60) as usize]);
        mantissa <<= 4;
        written += 1;
    }
    out.push(if format == b'X' { b'P' } else { b'p' });
    append_exponent(out, exponent);
}

/// Sign and at least two digits.
fn append_exponent(out: &mut Vec<u8>, exponent: i64) {
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{sign}{:02}", exponent.unsigned_abs()).expect("a Vec takes all");
}

fn append_decimal(out: &mut Vec<u8>, f: f64, format: u8, precision: i64, bits: u32) {
    let shortest = precision < 0;
    if shortest {
        let text = if bits == 32 { format!("{:e}", f as f32) } else { format!("{f:e}") };
        let mut decimal = parse_scientific(&text);
        if may_tie(f, bits) {
            prefer_even(&mut decimal, f, bits);
        }
        let count = decimal.digits.len() as i64;
        let precision = match format {
            b'e' | b'E' => (count - 1).max(0),
            b'f' => (count - decimal.point).max(0),
            _ => count,
        };
        return append_digits(out, &decimal, format, precision, true);
    }
    let exact = precision.min(MAX_PRECISION as i64) as usize;
    match format {
        b'f' => {
            write!(out, "{f:.exact$}").expect("a Vec takes all");
            out.extend(std::iter::repeat_n(b'0', precision as usize - exact));
        }
        b'e' | b'E' => {
            let decimal = parse_scientific(&format!("{f:.exact$e}"));
            append_digits(out, &decimal, format, precision, false);
        }
        _ => {
            let precision = precision.max(1);
            let decimal = parse_scientific(&format!("{f:.*e}", exact.max(1) - 1));
            append_digits(out, &decimal, format, precision, false);
        }
    }
}

/// Whether f could lie in the middle between two decimal numbers of its shortest length.
/// It needs an exact value of one digit more: at most 18 digits.
fn may_tie(f: f64, bits: u32) -> bool {
    let (mantissa, exponent, mantissa_bits) = parts(f, bits);
    let unit = exponent - i64::from(mantissa_bits) + i64::from(mantissa.trailing_zeros());
    // A small integer is its own shortest form.
    -25 <= unit && (unit < 0 || exponent > i64::from(mantissa_bits))
}

/// Of two shortest forms equally near to f, Go takes the one with an even last digit and
/// Rust the larger one.
fn prefer_even(decimal: &mut Decimal, f: f64, bits: u32) {
    let digits = decimal.digits.len();
    if digits == 0 {
        return;
    }
    let nearest = format!("{f:.*e}", digits - 1);
    let same = if bits == 32 { nearest.parse() == Ok(f as f32) } else { nearest.parse() == Ok(f) };
    if same {
        *decimal = parse_scientific(&nearest);
    }
}

/// Reads `d.ddde-dd`, without trailing zeros.
fn parse_scientific(text: &str) -> Decimal {
    let (mantissa, exponent) = text.split_once('e').expect("{:e} writes an exponent");
    let exponent: i64 = exponent.parse().expect("{:e} writes a number");
    let mut digits: Vec<u8> = mantissa.bytes().filter(|&b| b != b'.').collect();
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    let point = if digits.is_empty() { 0 } else { exponent + 1 };
    Decimal { digits, point }
}

fn append_digits(out: &mut Vec<u8>, d: &Decimal, format: u8, precision: i64, shortest: bool) {
    let count = d.digits.len() as i64;
    match format {
        b'g' | b'G' => {
            let mut threshold = precision;
            if threshold > count && count >= d.point {
                threshold = count;
            }
            if shortest {
                threshold = 6;
            }
            let exponent = d.point - 1;
            if exponent < -4 || exponent >= threshold {
                append_scientific(out, d, format - 2, precision.min(count) - 1);
            } else {
                let precision = if precision > d.point { count } else { precision };
                append_plain(out, d, (precision - d.point).max(0));
            }
        }
        b'f' => append_plain(out, d, precision),
        _ => append_scientific(out, d, format, precision),
    }
}

fn append_scientific(out: &mut Vec<u8>, d: &Decimal, letter: u8, precision: i64) {
    out.push(d.digits.first().copied().unwrap_or(b'0'));
    if precision > 0 {
        out.push(b'.');
        let end = (precision as usize + 1).min(d.digits.len());
        let fraction = d.digits.get(1..end).unwrap_or(&[]);
        out.extend_from_slice(fraction);
        out.extend(std::iter::repeat_n(b'0', precision as usize - fraction.len()));
    }
    out.push(letter);
    append_exponent(out, if d.digits.is_empty() { 0 } else { d.point - 1 });
}

fn append_plain(out: &mut Vec<u8>, d: &Decimal, precision: i64) {
    let digit =
        |i: i64| usize::try_from(i).ok().and_then(|i| d.digits.get(i)).copied().unwrap_or(b'0');
    if d.point > 0 {
        out.extend((0..d.point).map(digit));
    } else {
        out.push(b'0');
    }
    if precision > 0 {
        out.push(b'.');
        out.extend((0..precision).map(|i| digit(d.point + i)));
    }
}

/// Why a text is not a number; the numbers are known to the Go side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumError {
    /// Out of range; the result is the nearest value or an infinity.
    Range = 1,
    /// Not a number.
    Syntax = 2,
    /// No such base.
    Base = 3,
    /// No such size.
    BitSize = 4,
}

/// `strconv.ParseFloat`: a value also with `NumError::Range`.
pub fn parse_float(text: &[u8], bits: u32) -> (f64, Option<NumError>) {
    let (negative, body) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if body.eq_ignore_ascii_case(b"inf") || body.eq_ignore_ascii_case(b"infinity") {
        return (if negative { f64::NEG_INFINITY } else { f64::INFINITY }, None);
    }
    if text.eq_ignore_ascii_case(b"nan") {
        let quiet = 0x7FF8_0000_0000_0000;
        return (f64::from_bits(if bits == 32 { quiet } else { quiet + 1 }), None);
    }
    let value = if body.len() > 2 && body[0] == b'0' && body[1] | 0x20 == b'x' {
        parse_hex(text, &body[2..], bits)
    } else {
        parse_decimal(text, body, bits)
    };
    let Some(value) = value else { return (0.0, Some(NumError::Syntax)) };
    let error = value.is_infinite().then_some(NumError::Range);
    (if negative { -value } else { value }, error)
}

fn parse_decimal(text: &[u8], body: &[u8], bits: u32) -> Option<f64> {
    // Rust also reads words such as `inf`; Go's grammar is digits, points, exponents.
    if !body.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' | b'_')) {
        return None;
    }
    if matches!(body.first(), None | Some(b'+' | b'-')) {
        return None;
    }
    let plain: String;
    let number = if body.contains(&b'_') {
        if !underscores_ok(text) {
            return None;
        }
        plain = body.iter().filter(|&&b| b != b'_').map(|&b| char::from(b)).collect();
        &plain
    } else {
        std::str::from_utf8(body).ok()?
    };
    if bits == 32 { number.parse::<f32>().ok().map(f64::from) } else { number.parse().ok() }
}

/// Reads the digits and the binary exponent after `0x`, rounding to nearest even.
fn parse_hex(text: &[u8], body: &[u8], bits: u32) -> Option<f64> {
    let split = body.iter().position(|b| b | 0x20 == b'p')?;
    let (digits, exponent) = (&body[..split], &body[split + 1..]);
    if text.contains(&b'_') && !underscores_ok(text) {
        return None;
    }
    let mut mantissa = 0u64;
    let mut scale = 0i64;
    let mut sticky = false;
    let (mut saw_dot, mut saw_digit) = (false, false);
    for &b in digits {
        match b {
            b'_' => continue,
            b'.' if !saw_dot => saw_dot = true,
            _ => {
                let digit = char::from(b).to_digit(16)?;
                saw_digit = true;
                if mantissa >> 58 == 0 {
                    mantissa = mantissa << 4 | u64::from(digit);
                    scale -= if saw_dot { 4 } else { 0 };
                } else {
                    sticky |= digit != 0;
                    scale += if saw_dot { 0 } else { 4 };
                }
            }
        }
    }
    if !saw_digit {
        return None;
    }
    let (sign, exponent) = match exponent {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, exponent),
    };
    if !exponent.first()?.is_ascii_digit() {
        return None;
    }
    let mut power = 0i64;
    for &b in exponent.iter().filter(|&&b| b != b'_') {
        let digit = char::from(b).to_digit(10)?;
        power = (power * 10 + i64::from(digit)).min(100_000);
    }
    Some(round_binary(mantissa, sticky, scale + sign * power, bits))
}

/// mantissa × 2^exponent to the nearest float of the size; `sticky`: and a bit more.
fn round_binary(mantissa: u64, sticky: bool, exponent: i64, bits: u32) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let (mantissa_bits, min_exponent, max_exponent) =
        if bits == 32 { (23, -126, 127) } else { (52, -1022, 1023) };
    let top = i64::from(63 - mantissa.leading_zeros()) + exponent;
    // The unit in the last place of the result has this exponent.
    let unit = (top - mantissa_bits).max(min_exponent - mantissa_bits);
    let shift = unit - exponent;
    let rounded = if shift <= 0 {
        mantissa << -shift
    } else if shift > 64 {
        0
    } else {
        let wide = u128::from(mantissa) << 1 | u128::from(sticky);
        let shift = shift + 1;
        let kept = wide >> shift;
        let rest = wide & ((1 << shift) - 1);
        let half = 1u128 << (shift - 1);
        (kept + u128::from(rest > half || rest == half && kept & 1 == 1)) as u64
    };
    if rounded == 0 {
        return 0.0;
    }
    if i64::from(63 - rounded.leading_zeros()) + unit > max_exponent {
        return f64::INFINITY;
    }
    // Exact in two steps: both factors and the product are representable.
    let half = unit / 2;
    rounded as f64 * 2f64.powi(half as i32) * 2f64.powi((unit - half) as i32)
}

/// Whether underscores stand only between digits or after a base prefix.
pub fn underscores_ok(text: &[u8]) -> bool {
    let mut body = match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    };
    let mut last = b'^';
    let mut hex = false;
    if let [b'0', letter, rest @ ..] = body
        && matches!(letter | 0x20, b'b' | b'o' | b'x')
    {
        hex = letter | 0x20 == b'x';
        last = b'0';
        body = rest;
    }
    for &b in body {
        if b.is_ascii_digit() || hex && b.is_ascii_hexdigit() {
            last = b'0';
        } else if b == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else {
            if last == b'_' {
                return false;
            }
            last = b'!';
        }
    }
    last != b'_'
}
