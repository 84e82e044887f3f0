//! Natives of package math.
//!
//! Results equal those of Go on amd64 to the last bit, so each function follows the
//! algorithm Go uses there: the FreeBSD msun and Cephes ones, and for `Exp`, `Log` and
//! `Hypot` the variants of Go's amd64 assembly. No expression here may be contracted or
//! reordered.

// The constants stand as the algorithms' authors print them.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use std::f64::consts::FRAC_PI_2;

mod bessel;
mod exp;
mod special;
mod trig;

use bessel::{j0, j1, jn, y0, y1, yn};
use exp::{acosh, asinh, atanh, cosh, exp, exp2, expm1, log, log1p, log2, pow, sinh, tanh};
use special::{erf, erfc, erfinv, gamma, lgamma};
use trig::{asin, atan, atan2, cos, sin, tan};

const BIAS: i64 = 1023;
const SHIFT: u32 = 52;
/// The NaN that Go's functions return.
const NAN: f64 = f64::from_bits(0x7FF8_0000_0000_0001);

macro_rules! unary {
    ($($native:ident = $function:expr;)*) => {
        $(fn $native(_: &mut NativeCx, mut args: Words) {
            let x = args.f64(0);
            let function: fn(f64) -> f64 = $function;
            args.set_f64(0, function(x));
        })*
    };
}

unary! {
    native_sqrt = f64::sqrt;
    native_abs = f64::abs;
    native_floor = f64::floor;
    native_ceil = f64::ceil;
    native_trunc = f64::trunc;
    native_round = f64::round;
    native_round_to_even = f64::round_ties_even;
    native_exp = exp;
    native_exp2 = exp2;
    native_expm1 = expm1;
    native_log = log;
    native_log2 = log2;
    native_log10 = |x| log(x) * std::f64::consts::LOG10_E;
    native_log1p = log1p;
    native_sin = sin;
    native_cos = cos;
    native_tan = tan;
    native_asin = asin;
    native_acos = |x| FRAC_PI_2 - asin(x);
    native_atan = atan;
    native_sinh = sinh;
    native_cosh = cosh;
    native_tanh = tanh;
    native_asinh = asinh;
    native_acosh = acosh;
    native_atanh = atanh;
    native_cbrt = cbrt;
    native_erf = erf;
    native_erfc = erfc;
    native_erfinv = erfinv;
    native_erfcinv = |x| erfinv(1.0 - x);
    native_gamma = gamma;
    native_j0 = j0;
    native_j1 = j1;
    native_y0 = y0;
    native_y1 = y1;
}

macro_rules! binary {
    ($($native:ident = $function:expr;)*) => {
        $(fn $native(_: &mut NativeCx, mut args: Words) {
            let (x, y) = (args.f64(0), args.f64(1));
            let function: fn(f64, f64) -> f64 = $function;
            args.set_f64(0, function(x, y));
        })*
    };
}

binary! {
    native_pow = pow;
    native_mod = modulo;
    native_hypot = hypot;
    native_atan2 = atan2;
    native_max = max;
    native_min = min;
    native_copysign = f64::copysign;
    native_remainder = remainder;
}

fn native_fma(_: &mut NativeCx, mut args: Words) {
    let value = args.f64(0).mul_add(args.f64(1), args.f64(2));
    args.set_f64(0, value);
}

fn native_bits(_: &mut NativeCx, _: Words) {
    // A float's register holds its bits.
}

fn native_frexp(_: &mut NativeCx, mut args: Words) {
    let (fraction, exponent) = frexp(args.f64(0));
    args.set_f64(0, fraction);
    args.set_int(1, exponent);
}

fn native_ldexp(_: &mut NativeCx, mut args: Words) {
    let value = ldexp(args.f64(0), args.int(1));
    args.set_f64(0, value);
}

fn native_modf(_: &mut NativeCx, mut args: Words) {
    let x = args.f64(0);
    let integer = x.trunc();
    args.set_f64(0, integer);
    args.set_f64(1, (x - integer).copysign(x));
}

fn native_sincos(_: &mut NativeCx, mut args: Words) {
    let x = args.f64(0);
    args.set_f64(0, sin(x));
    args.set_f64(1, cos(x));
}

fn native_lgamma(_: &mut NativeCx, mut args: Words) {
    let (value, sign) = lgamma(args.f64(0));
    args.set_f64(0, value);
    args.set_int(1, sign);
}

fn native_jn(_: &mut NativeCx, mut args: Words) {
    let value = jn(args.int(0), args.f64(1));
    args.set_f64(0, value);
}

fn native_yn(_: &mut NativeCx, mut args: Words) {
    let value = yn(args.int(0), args.f64(1));
    args.set_f64(0, value);
}

/// 10^n for n in -323..=308, as Go computes it: a product or quotient of two powers, each
/// correctly rounded.
fn native_pow10(_: &mut NativeCx, mut args: Words) {
    let power = |n: u64| -> f64 {
        let text = if args.int(0) < 0 && n >= 32 { format!("1e-{n}") } else { format!("1e{n}") };
        text.parse().expect("a number")
    };
    let magnitude = args.int(0).unsigned_abs();
    let (large, small) = (power(magnitude / 32 * 32), power(magnitude % 32));
    let value = if args.int(0) < 0 { large / small } else { large * small };
    args.set_f64(0, value);
}

/// The natives of package math.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "math.sqrt", func: native_sqrt },
    NativeDef { name: "math.Abs", func: native_abs },
    NativeDef { name: "math.Floor", func: native_floor },
    NativeDef { name: "math.Ceil", func: native_ceil },
    NativeDef { name: "math.Trunc", func: native_trunc },
    NativeDef { name: "math.Round", func: native_round },
    NativeDef { name: "math.RoundToEven", func: native_round_to_even },
    NativeDef { name: "math.Exp", func: native_exp },
    NativeDef { name: "math.Exp2", func: native_exp2 },
    NativeDef { name: "math.Expm1", func: native_expm1 },
    NativeDef { name: "math.Log", func: native_log },
    NativeDef { name: "math.Log2", func: native_log2 },
    NativeDef { name: "math.Log10", func: native_log10 },
    NativeDef { name: "math.Log1p", func: native_log1p },
    NativeDef { name: "math.Sin", func: native_sin },
    NativeDef { name: "math.Cos", func: native_cos },
    NativeDef { name: "math.Tan", func: native_tan },
    NativeDef { name: "math.Sincos", func: native_sincos },
    NativeDef { name: "math.Asin", func: native_asin },
    NativeDef { name: "math.Acos", func: native_acos },
    NativeDef { name: "math.Atan", func: native_atan },
    NativeDef { name: "math.Atan2", func: native_atan2 },
    NativeDef { name: "math.Sinh", func: native_sinh },
    NativeDef { name: "math.Cosh", func: native_cosh },
    NativeDef { name: "math.Tanh", func: native_tanh },
    NativeDef { name: "math.Asinh", func: native_asinh },
    NativeDef { name: "math.Acosh", func: native_acosh },
    NativeDef { name: "math.Atanh", func: native_atanh },
    NativeDef { name: "math.Cbrt", func: native_cbrt },
    NativeDef { name: "math.Pow", func: native_pow },
    NativeDef { name: "math.Mod", func: native_mod },
    NativeDef { name: "math.Modf", func: native_modf },
    NativeDef { name: "math.Hypot", func: native_hypot },
    NativeDef { name: "math.Max", func: native_max },
    NativeDef { name: "math.Min", func: native_min },
    NativeDef { name: "math.Copysign", func: native_copysign },
    NativeDef { name: "math.Remainder", func: native_remainder },
    NativeDef { name: "math.FMA", func: native_fma },
    NativeDef { name: "math.Frexp", func: native_frexp },
    NativeDef { name: "math.Ldexp", func: native_ldexp },
    NativeDef { name: "math.Erf", func: native_erf },
    NativeDef { name: "math.Erfc", func: native_erfc },
    NativeDef { name: "math.Erfinv", func: native_erfinv },
    NativeDef { name: "math.Erfcinv", func: native_erfcinv },
    NativeDef { name: "math.Gamma", func: native_gamma },
    NativeDef { name: "math.Lgamma", func: native_lgamma },
    NativeDef { name: "math.J0", func: native_j0 },
    NativeDef { name: "math.J1", func: native_j1 },
    NativeDef { name: "math.Jn", func: native_jn },
    NativeDef { name: "math.Y0", func: native_y0 },
    NativeDef { name: "math.Y1", func: native_y1 },
    NativeDef { name: "math.Yn", func: native_yn },
    NativeDef { name: "math.pow10", func: native_pow10 },
    NativeDef { name: "math.Float64bits", func: native_bits },
    NativeDef { name: "math.Float64frombits", func: native_bits },
    NativeDef { name: "math.Float32bits", func: native_bits },
    NativeDef { name: "math.Float32frombits", func: native_bits },
];

/// Splits f into a fraction of magnitude in [½, 1) and a power of two.
fn frexp(f: f64) -> (f64, i64) {
    if f == 0.0 || !f.is_finite() {
        return (f, 0);
    }
    let (f, mut exponent) = normalize(f);
    let bits = f.to_bits();
    exponent += exponent_bits(bits) - BIAS + 1;
    (f64::from_bits(bits & !(0x7FF << SHIFT) | 1022 << SHIFT), exponent)
}

/// fraction × 2^exponent, rounding once.
fn ldexp(fraction: f64, exponent: i64) -> f64 {
    if fraction == 0.0 || !fraction.is_finite() {
        return fraction;
    }
    let (fraction, extra) = normalize(fraction);
    let bits = fraction.to_bits();
    let mut exponent = exponent.wrapping_add(extra).wrapping_add(exponent_bits(bits) - BIAS);
    if exponent < -1075 {
        return 0f64.copysign(fraction);
    }
    if exponent > 1023 {
        return f64::INFINITY.copysign(fraction);
    }
    let mut scale = 1.0;
    if exponent < -1022 {
        exponent += 53;
        scale = 1.0 / (1u64 << 53) as f64;
    }
    scale * f64::from_bits(bits & !(0x7FF << SHIFT) | ((exponent + BIAS) as u64) << SHIFT)
}

/// A normal number y and exponent e with x = y × 2^e, for a finite x.
fn normalize(x: f64) -> (f64, i64) {
    if x.abs() < f64::MIN_POSITIVE { (x * (1u64 << 52) as f64, -52) } else { (x, 0) }
}

fn exponent_bits(bits: u64) -> i64 {
    (bits >> SHIFT & 0x7FF) as i64
}

fn hypot(p: f64, q: f64) -> f64 {
    let (p, q) = (p.abs(), q.abs());
    if p.is_infinite() || q.is_infinite() {
        return f64::INFINITY;
    }
    if p.is_nan() || q.is_nan() {
        return NAN;
    }
    let (large, small) = if p > q { (p, q) } else { (q, p) };
    if large == 0.0 {
        return 0.0;
    }
    let ratio = small / large;
    large * (ratio * ratio + 1.0).sqrt()
}

fn max(x: f64, y: f64) -> f64 {
    if x == f64::INFINITY || y == f64::INFINITY {
        return f64::INFINITY;
    }
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    if x == 0.0 && x == y {
        return if x.is_sign_negative() { y } else { x };
    }
    if x > y { x } else { y }
}

fn min(x: f64, y: f64) -> f64 {
    if x == f64::NEG_INFINITY || y == f64::NEG_INFINITY {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    if x == 0.0 && x == y {
        return if x.is_sign_negative() { x } else { y };
    }
    if x < y { x } else { y }
}

fn modulo(x: f64, y: f64) -> f64 {
    if y == 0.0 || x.is_infinite() || x.is_nan() || y.is_nan() {
        return NAN;
    }
    // Both Go's loop and Rust's operator are exact.
    let r = x.abs() % y.abs();
    if x < 0.0 {
        -r
    } else if x == 0.0 {
        x
    } else {
        r
    }
}

fn remainder(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() || x.is_infinite() || y == 0.0 {
        return NAN;
    }
    if y.is_infinite() {
        return x;
    }
    let negative = x < 0.0;
    let (mut r, y) = (if negative { -x } else { x }, y.abs());
    if r == y {
        return if negative { -0.0 } else { 0.0 };
    }
    if y <= f64::MAX / 2.0 {
        r = modulo(r, y + y);
    }
    if y < 4.450_147_717_014_402_766_18e-308 {
        if r + r > y {
            r -= y;
            if r + r >= y {
                r -= y;
            }
        }
    } else {
        let half = 0.5 * y;
        if r > half {
            r -= y;
            if r >= half {
                r -= y;
            }
        }
    }
    if negative { -r } else { r }
}

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients[1..].iter().fold(coefficients[0], |sum, c| sum * x + c)
}

fn cbrt(x: f64) -> f64 {
    const C: f64 = 5.428_571_428_571_428_159_06e-01;
    const D: f64 = -7.053_061_224_489_796_110_50e-01;
    const E: f64 = 1.414_285_714_285_714_368_19e+00;
    const F: f64 = 1.607_142_857_142_857_206_30e+00;
    const G: f64 = 3.571_428_571_428_571_507_87e-01;
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let magnitude = x.abs();
    let mut t = f64::from_bits(magnitude.to_bits() / 3 + (715_094_163 << 32));
    if magnitude < f64::MIN_POSITIVE {
        t = (1u64 << 54) as f64 * magnitude;
        t = f64::from_bits(t.to_bits() / 3 + (696_219_795 << 32));
    }
    let r = t * t / magnitude;
    let s = C + r * t;
    t *= G + F / (s + E + D / s);
    // Chopped to 22 bits and rounded up, so that t × t is exact.
    t = f64::from_bits((t.to_bits() & (0xF_FFFF_FFFC << 28)) + (1 << 30));
    let s = t * t;
    let r = magnitude / s;
    let w = t + t;
    let r = (r - t) / (w + r);
    t += t * r;
    if x < 0.0 { -t } else { t }
}
