//! Constants as messages show them.

use minigo_syntax::literal::quote;

use super::bigfloat::BigFloat;

/// Runes that a quoted string may have before it is cut.
const MAX_QUOTED_RUNES: usize = 72;

/// As [`quote`], shortened to 72 characters with `...`.
pub(super) fn quote_short(bytes: &[u8]) -> String {
    // Every byte gives at least a quarter of a rune, so this prefix decides.
    let quoted = quote(&bytes[..bytes.len().min(4 * MAX_QUOTED_RUNES)]);
    if quoted.chars().count() <= MAX_QUOTED_RUNES {
        return quoted;
    }
    let mut short: String = quoted.chars().take(MAX_QUOTED_RUNES - 3).collect();
    short.push_str("...");
    short
}

/// A decimal approximation, six digits where that tells an integer from a fraction.
pub(super) fn float(value: &BigFloat) -> String {
    let approx = value.to_f64();
    if value.is_zero() == (approx == 0.0) && approx.is_finite() {
        let short = general(approx, Some(6));
        if !value.is_int() && !short.contains('.') {
            // The rounded text hides the fraction: show all digits.
            return general(approx, None);
        }
        return short;
    }
    // Out of float64's range: an approximate decimal mantissa and exponent.
    let (mant, exponent) = value.to_mantissa_exponent();
    let decimal = exponent as f64 * std::f64::consts::LOG10_2;
    let mut decimal_exponent = decimal.trunc() as i64;
    let mut mant = mant * 10f64.powf(decimal - decimal_exponent as f64);
    if mant.abs() < 1.0 - 0.5e-6 {
        // Six digits of the product stay below ten even when rounded up.
        mant *= 10.0;
        decimal_exponent -= 1;
    } else if mant.abs() >= 10.0 {
        mant /= 10.0;
        decimal_exponent += 1;
    }
    format!("{}e{decimal_exponent:+}", general(mant, Some(6)))
}

/// `%g` (shortest) or `%.Ng` of C and Go. `value` is finite.
fn general(value: f64, digits: Option<usize>) -> String {
    let scientific = match digits {
        Some(digits) => format!("{value:.*e}", digits.saturating_sub(1)),
        None => format!("{value:e}"),
    };
    let Some((mant, exp)) = scientific.split_once('e') else { return scientific };
    let exp: i32 = exp.parse().unwrap_or(0);
    let (sign, mant) = match mant.strip_prefix('-') {
        Some(mant) => ("-", mant),
        None => ("", mant),
    };
    let mut all: String = mant.chars().filter(|&c| c != '.').collect();
    while all.len() > 1 && all.ends_with('0') {
        all.pop();
    }
    // Where the exponent form starts: the digits asked for, 6 if all are.
    let limit = digits.map_or(6, |digits| digits as i32);
    if exp < -4 || exp >= limit {
        let (first, rest) = all.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exp_sign = if exp < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}e{exp_sign}{:02}", exp.abs());
    }
    if exp < 0 {
        return format!("{sign}0.{}{all}", "0".repeat((-exp - 1) as usize));
    }
    let whole = exp as usize + 1;
    if all.len() <= whole {
        return format!("{sign}{all}{}", "0".repeat(whole - all.len()));
    }
    let (int, fraction) = all.split_at(whole);
    format!("{sign}{int}.{fraction}")
}
