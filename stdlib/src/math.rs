//! Natives of package math.
//!
//! Results equal those of Go on amd64 to the last bit, so each function follows the
//! algorithm Go uses there: the FreeBSD msun and Cephes ones, and for `Exp`, `Log` and
//! `Hypot` the variants of Go's amd64 assembly. No expression here may be contracted or
//! reordered.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

const LN2_HI: f64 = 6.931_471_803_691_238_164_90e-01;
const LN2_LO: f64 = 1.908_214_929_270_587_700_02e-10;
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
    NativeDef { name: "math.Sqrt", func: native_sqrt },
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

/// Taylor series of degree nine at x/16, squared four times: the algorithm of amd64 Go
/// with fused multiply-add.
fn exp(x: f64) -> f64 {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { 0.0 } else { x };
    }
    if x > 7.097_827_128_933_84e+02 {
        return f64::INFINITY;
    }
    // The conversion rounds to nearest and gives the smallest integer out of range.
    let rounded = (std::f64::consts::LOG2_E * x).round_ties_even();
    let k = if rounded.abs() < 2_147_483_648.0 { rounded as i32 } else { i32::MIN };
    let kf = f64::from(k);
    let mut r = (-kf).mul_add(0.693_147_180_559_662_956_511_601_805_686_950_683_593_75, x);
    r = (-kf).mul_add(0.282_352_905_630_315_771_225_884_481_750_134_360_255_254_120_68e-12, r);
    r *= 0.0625;
    let mut sum = 2.480_158_730_158_730_158_7e-5f64;
    for coefficient in [
        1.984_126_984_126_984_127_0e-4,
        1.388_888_888_888_888_888_9e-3,
        8.333_333_333_333_333_333_3e-3,
        4.166_666_666_666_666_666_7e-2,
        1.666_666_666_666_666_666_7e-1,
        0.5,
        1.0,
    ] {
        sum = sum.mul_add(r, coefficient);
    }
    r *= sum;
    for _ in 0..3 {
        r *= r + 2.0;
    }
    let result = r.mul_add(r + 2.0, 1.0);
    let biased = k.wrapping_add(1023);
    if biased <= 0 {
        if biased < -52 {
            return 0.0;
        }
        return result * power_of_two(biased + 1022) * power_of_two(1);
    }
    if biased >= 0x7FF { f64::INFINITY } else { result * power_of_two(biased) }
}

/// The float with these exponent bits and an empty mantissa.
fn power_of_two(exponent_bits: i32) -> f64 {
    f64::from_bits((exponent_bits as u64) << SHIFT)
}

fn exp2(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 1.023_999_999_999_999_9e+03 {
        return f64::INFINITY;
    }
    if x < -1.0740e+03 {
        return 0.0;
    }
    let k = if x > 0.0 { (x + 0.5) as i64 } else { (x - 0.5) as i64 };
    let t = x - k as f64;
    exp_reduced(t * LN2_HI, -t * LN2_LO, k)
}

/// e^(hi - lo) × 2^k for |hi - lo| ≤ ln2 / 2.
fn exp_reduced(hi: f64, lo: f64, k: i64) -> f64 {
    const P1: f64 = 1.666_666_666_666_666_574_15e-01;
    const P2: f64 = -2.777_777_777_701_559_338_42e-03;
    const P3: f64 = 6.613_756_321_437_934_361_17e-05;
    const P4: f64 = -1.653_390_220_546_525_153_90e-06;
    const P5: f64 = 4.138_136_797_057_238_460_39e-08;
    let r = hi - lo;
    let t = r * r;
    let c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    let y = 1.0 - ((lo - (r * c) / (2.0 - c)) - hi);
    ldexp(y, k)
}

fn expm1(argument: f64) -> f64 {
    const Q1: f64 = -3.333_333_333_333_313_164_28e-02;
    const Q2: f64 = 1.587_301_587_254_814_601_65e-03;
    const Q3: f64 = -7.936_507_578_674_879_424_73e-05;
    const Q4: f64 = 4.008_217_827_329_362_395_52e-06;
    const Q5: f64 = -2.010_992_181_836_243_713_26e-07;
    let mut x = argument;
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x == f64::NEG_INFINITY {
        return -1.0;
    }
    let negative = x < 0.0;
    let magnitude = x.abs();
    if magnitude >= 3.881_624_211_135_693_732_74e+01 {
        if negative {
            return -1.0;
        }
        if magnitude >= 7.097_827_128_933_839_730_96e+02 {
            return f64::INFINITY;
        }
    }
    let mut c = 0.0;
    let mut k = 0i64;
    if magnitude > 3.465_735_902_799_726_547_09e-01 {
        let (hi, lo);
        if magnitude < 1.039_720_770_839_917_964_13e+00 {
            let sign = if negative { -1.0 } else { 1.0 };
            k = if negative { -1 } else { 1 };
            hi = x - sign * LN2_HI;
            lo = sign * LN2_LO;
        } else {
            let half = if negative { -0.5 } else { 0.5 };
            k = (1.442_695_040_888_963_387_00e+00 * x + half) as i64;
            let t = k as f64;
            hi = x - t * LN2_HI;
            lo = t * LN2_LO;
        }
        x = hi - lo;
        c = (hi - x) - lo;
    } else if magnitude < 1.0 / (1u64 << 54) as f64 {
        return x;
    }
    let hfx = 0.5 * x;
    let hxs = x * hfx;
    let r1 = 1.0 + hxs * (Q1 + hxs * (Q2 + hxs * (Q3 + hxs * (Q4 + hxs * Q5))));
    let t = 3.0 - r1 * hfx;
    let mut e = hxs * ((r1 - t) / (6.0 - x * t));
    if k == 0 {
        return x - (x * e - hxs);
    }
    e = x * (e - c) - c;
    e -= hxs;
    let scaled = |y: f64| f64::from_bits(y.to_bits().wrapping_add((k as u64) << SHIFT));
    if k == -1 {
        return 0.5 * (x - e) - 0.5;
    }
    if k == 1 {
        return if x < -0.25 { -2.0 * (e - (x + 0.5)) } else { 1.0 + 2.0 * (x - e) };
    }
    if !(-1..=56).contains(&k) {
        return scaled(1.0 - (e - x)) - 1.0;
    }
    if k < 20 {
        let t = f64::from_bits(0x3ff0_0000_0000_0000 - (0x0020_0000_0000_0000 >> k));
        return scaled(t - (e - x));
    }
    let t = f64::from_bits(((0x3ff - k) as u64) << SHIFT);
    scaled(x - (e + t) + 1.0)
}

fn log(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x < 0.0 || x.to_bits() > 1 << 63 {
        return NAN;
    }
    if !x.is_finite() {
        return x;
    }
    // As the assembly: the bits are taken apart without normalizing denormals.
    let bits = x.to_bits();
    let mut f1 = f64::from_bits(bits & 0x000F_FFFF_FFFF_FFFF | 0x3FE0_0000_0000_0000);
    let mut k = (exponent_bits(bits) - 0x3FE) as f64;
    if f1 < 7.071_067_811_865_475_244_01e-01 {
        k -= 1.0;
        f1 *= 2.0;
    }
    let f = f1 - 1.0;
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let t1 = s2
        * (6.666_666_666_666_735_130e-01
            + s4 * (2.857_142_874_366_239_149e-01
                + s4 * (1.818_357_216_161_805_012e-01 + s4 * 1.479_819_860_511_658_591e-01)));
    let t2 = s4
        * (3.999_999_999_940_941_908e-01
            + s4 * (2.222_219_843_214_978_396e-01 + s4 * 1.531_383_769_920_937_332e-01));
    let r = t1 + t2;
    let hfsq = 0.5 * f * f;
    k * LN2_HI - ((hfsq - (s * (hfsq + r) + k * LN2_LO)) - f)
}

fn log2(x: f64) -> f64 {
    let (fraction, exponent) = frexp(x);
    if fraction == 0.5 {
        return (exponent - 1) as f64;
    }
    log(fraction) * std::f64::consts::LOG2_E + exponent as f64
}

fn log1p(x: f64) -> f64 {
    const LP: [f64; 7] = [
        6.666_666_666_666_735_130e-01,
        3.999_999_999_940_941_908e-01,
        2.857_142_874_366_239_149e-01,
        2.222_219_843_214_978_396e-01,
        1.818_357_216_161_805_012e-01,
        1.531_383_769_920_937_332e-01,
        1.479_819_860_511_658_591e-01,
    ];
    if x < -1.0 || x.is_nan() {
        return NAN;
    }
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    let magnitude = x.abs();
    let mut f = 0.0;
    let mut mantissa = 0u64;
    let mut k = 1i64;
    let mut c = 0.0;
    if magnitude < 4.142_135_623_730_950_488_017e-01 {
        if magnitude < 1.0 / (1u64 << 29) as f64 {
            if magnitude < 1.0 / (1u64 << 54) as f64 {
                return x;
            }
            return x - x * x * 0.5;
        }
        if x > -2.928_932_188_134_524_755_992e-01 {
            k = 0;
            f = x;
            mantissa = 1;
        }
    }
    if k != 0 {
        let mut u;
        if magnitude < (1u64 << 53) as f64 {
            u = 1.0 + x;
            k = (u.to_bits() >> SHIFT) as i64 - BIAS;
            c = if k > 0 { 1.0 - (u - x) } else { x - (u - 1.0) };
            c /= u;
        } else {
            u = x;
            k = (u.to_bits() >> SHIFT) as i64 - BIAS;
        }
        mantissa = u.to_bits() & 0x000f_ffff_ffff_ffff;
        if mantissa < 0x0006_a09e_667f_3bcd {
            u = f64::from_bits(mantissa | 0x3ff0_0000_0000_0000);
        } else {
            k += 1;
            u = f64::from_bits(mantissa | 0x3fe0_0000_0000_0000);
            mantissa = (0x0010_0000_0000_0000 - mantissa) >> 2;
        }
        f = u - 1.0;
    }
    let kf = k as f64;
    let hfsq = 0.5 * f * f;
    if mantissa == 0 {
        if f == 0.0 {
            if k == 0 {
                return 0.0;
            }
            c += kf * LN2_LO;
            return kf * LN2_HI + c;
        }
        let r = hfsq * (1.0 - 0.666_666_666_666_666_66 * f);
        if k == 0 {
            return f - r;
        }
        return kf * LN2_HI - ((r - (kf * LN2_LO + c)) - f);
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z
        * (LP[0] + z * (LP[1] + z * (LP[2] + z * (LP[3] + z * (LP[4] + z * (LP[5] + z * LP[6]))))));
    if k == 0 {
        return f - (hfsq - s * (hfsq + r));
    }
    kf * LN2_HI - ((hfsq - (s * (hfsq + r) + (kf * LN2_LO + c))) - f)
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

fn is_odd_integer(x: f64) -> bool {
    x.abs() < (1u64 << 53) as f64 && x.trunc() == x && (x as i64) & 1 == 1
}

fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if y == 1.0 {
        return x;
    }
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    if x == 0.0 {
        let odd = x.is_sign_negative() && is_odd_integer(y);
        if y < 0.0 {
            return if odd { f64::NEG_INFINITY } else { f64::INFINITY };
        }
        return if odd { x } else { 0.0 };
    }
    if y.is_infinite() {
        return infinite_power(x, y > 0.0);
    }
    if x.is_infinite() {
        if x < 0.0 {
            return pow(1.0 / x, -y);
        }
        return if y < 0.0 { 0.0 } else { f64::INFINITY };
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if y == -0.5 {
        return 1.0 / x.sqrt();
    }
    let mut whole = y.abs().trunc();
    let mut part = y.abs() - whole;
    if part != 0.0 && x < 0.0 {
        return NAN;
    }
    if whole >= 9.223_372_036_854_775_808e18 {
        return infinite_power(x, y > 0.0);
    }
    let mut result = 1.0;
    let mut exponent = 0i64;
    if part != 0.0 {
        if part > 0.5 {
            part -= 1.0;
            whole += 1.0;
        }
        result = exp(part * log(x));
    }
    let (mut square, mut square_exponent) = frexp(x);
    let mut i = whole as i64;
    while i != 0 {
        if !(-(1 << 12)..=1 << 12).contains(&square_exponent) {
            exponent += square_exponent;
            break;
        }
        if i & 1 == 1 {
            result *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent <<= 1;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        i >>= 1;
    }
    if y < 0.0 {
        result = 1.0 / result;
        exponent = -exponent;
    }
    ldexp(result, exponent)
}

/// x to the power +Inf, or -Inf.
fn infinite_power(x: f64, positive: bool) -> f64 {
    if x == -1.0 {
        1.0
    } else if (x.abs() < 1.0) == positive {
        0.0
    } else {
        f64::INFINITY
    }
}

const SIN: [f64; 6] = [
    1.589_623_015_765_465_680_60e-10,
    -2.505_074_776_285_780_728_66e-8,
    2.755_731_362_138_572_452_13e-6,
    -1.984_126_982_958_953_859_96e-4,
    8.333_333_333_322_118_588_78e-3,
    -1.666_666_666_666_663_072_95e-1,
];
const COS: [f64; 6] = [
    -1.135_853_652_138_768_173_00e-11,
    2.087_570_084_197_473_167_78e-9,
    -2.755_731_417_929_673_881_12e-7,
    2.480_158_728_885_170_453_48e-5,
    -1.388_888_888_887_305_641_16e-3,
    4.166_666_666_666_659_292_18e-2,
];

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients[1..].iter().fold(coefficients[0], |sum, c| sum * x + c)
}

/// z - j × π/4 for x ≥ 0, with the octant j (even).
fn reduce_octant(x: f64) -> (u64, f64) {
    const PI4A: f64 = 7.853_981_256_484_985_351_56e-1;
    const PI4B: f64 = 3.774_894_707_930_798_176_68e-8;
    const PI4C: f64 = 2.695_151_429_079_059_526_45e-15;
    if x >= (1 << 29) as f64 {
        return reduce_large(x);
    }
    let mut octant = (x * (4.0 / PI)) as u64;
    let mut y = octant as f64;
    if octant & 1 == 1 {
        octant += 1;
        y += 1.0;
    }
    (octant & 7, ((x - y * PI4A) - y * PI4B) - y * PI4C)
}

/// Payne-Hanek reduction: multiplies by the bits of 4/π that matter.
fn reduce_large(x: f64) -> (u64, f64) {
    const FOUR_OVER_PI: [u64; 20] = [
        0x0000_0000_0000_0001,
        0x45f3_06dc_9c88_2a53,
        0xf84e_afa3_ea69_bb81,
        0xb6c5_2b32_7887_2083,
        0xfca2_c757_bd77_8ac3,
        0x6e48_dc74_849b_a5c0,
        0x0c92_5dd4_13a3_2439,
        0xfc3b_d639_6253_4e7d,
        0xd104_6bea_5d76_8909,
        0xd338_e04d_68be_fc82,
        0x7323_ac73_06a6_73e9,
        0x3908_bf17_7bf2_5076,
        0x3ff1_2fff_bc0b_301f,
        0xde5e_2316_b414_da3e,
        0xda6c_fd9e_4f96_136e,
        0x9e8c_7ecd_3cbf_d45a,
        0xea4f_758f_d7cb_e2f6,
        0x7a0e_73ef_14a5_25d4,
        0xd7f6_bf62_3f1a_ba10,
        0xac06_608d_f8f6_d757,
    ];
    let bits = x.to_bits();
    let exponent = exponent_bits(bits) - BIAS - i64::from(SHIFT);
    let mantissa = bits & !(0x7FF << SHIFT) | 1 << SHIFT;
    let position = (exponent + 61) as u32;
    let (digit, shift) = ((position / 64) as usize, position % 64);
    let word = |i: usize| {
        let low = if shift == 0 { 0 } else { FOUR_OVER_PI[i + 1] >> (64 - shift) };
        FOUR_OVER_PI[i] << shift | low
    };
    let product = |w: u64| u128::from(w) * u128::from(mantissa);
    let low = product(word(digit + 2)) >> 64;
    let middle = product(word(digit + 1)) + low;
    let mut high = word(digit).wrapping_mul(mantissa).wrapping_add((middle >> 64) as u64);
    let middle = middle as u64;
    let mut octant = high >> 61;
    high = high << 3 | middle >> 61;
    let zeros = high.leading_zeros();
    let shl = |v: u64, n: u32| v.checked_shl(n).unwrap_or(0);
    let shr = |v: u64, n: u32| v.checked_shr(n).unwrap_or(0);
    let fraction = shl(high, zeros + 1) | shr(middle, 64 - (zeros + 1));
    let biased = (BIAS as u64).wrapping_sub(u64::from(zeros + 1));
    let mut z = f64::from_bits(fraction >> (64 - SHIFT) | biased << SHIFT);
    if octant & 1 == 1 {
        octant = (octant + 1) & 7;
        z -= 1.0;
    }
    (octant, z * FRAC_PI_4)
}

fn sin_series(z: f64) -> f64 {
    let zz = z * z;
    z + z * zz * horner(&SIN, zz)
}

fn cos_series(z: f64) -> f64 {
    let zz = z * z;
    1.0 - 0.5 * zz + zz * zz * horner(&COS, zz)
}

fn sin(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return NAN;
    }
    let (octant, z) = reduce_octant(x.abs());
    let y = if octant & 3 == 2 { cos_series(z) } else { sin_series(z) };
    if (x < 0.0) != (octant > 3) { -y } else { y }
}

fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    let (octant, z) = reduce_octant(x.abs());
    let y = if octant & 3 == 2 { sin_series(z) } else { cos_series(z) };
    if octant == 2 || octant == 4 { -y } else { y }
}

fn tan(x: f64) -> f64 {
    const P: [f64; 3] = [
        -1.309_369_391_813_837_776_46e4,
        1.153_516_648_385_874_161_40e6,
        -1.795_652_519_764_848_779_88e7,
    ];
    const Q: [f64; 5] = [
        1.0,
        1.368_129_634_706_929_546_78e4,
        -1.320_892_344_402_109_674_47e6,
        2.500_838_018_233_579_158_39e7,
        -5.386_957_559_294_546_298_81e7,
    ];
    if x == 0.0 || x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return NAN;
    }
    let (octant, z) = reduce_octant(x.abs());
    let zz = z * z;
    let mut y = if zz > 1e-14 { z + z * (zz * horner(&P, zz) / horner(&Q, zz)) } else { z };
    if octant & 2 == 2 {
        y = -1.0 / y;
    }
    if x < 0.0 { -y } else { y }
}

fn atan_series(x: f64) -> f64 {
    const P: [f64; 5] = [
        -8.750_608_600_031_904_122_785e-01,
        -1.615_753_718_733_365_076_637e+01,
        -7.500_855_792_314_704_667_340e+01,
        -1.228_866_684_490_136_173_410e+02,
        -6.485_021_904_942_025_371_773e+01,
    ];
    const Q: [f64; 6] = [
        1.0,
        2.485_846_490_142_306_297_962e+01,
        1.650_270_098_316_988_542_046e+02,
        4.328_810_604_912_902_668_951e+02,
        4.853_903_996_359_136_964_868e+02,
        1.945_506_571_482_613_964_425e+02,
    ];
    let z = x * x;
    let ratio = z * horner(&P, z) / horner(&Q, z);
    x * ratio + x
}

fn atan_positive(x: f64) -> f64 {
    const MORE_BITS: f64 = 6.123_233_995_736_765_886_130e-17;
    if x <= 0.66 {
        return atan_series(x);
    }
    if x > 2.414_213_562_373_095_048_80 {
        return FRAC_PI_2 - atan_series(1.0 / x) + MORE_BITS;
    }
    FRAC_PI_4 + atan_series((x - 1.0) / (x + 1.0)) + 0.5 * MORE_BITS
}

fn atan(x: f64) -> f64 {
    if x == 0.0 {
        x
    } else if x > 0.0 {
        atan_positive(x)
    } else {
        -atan_positive(-x)
    }
}

fn asin(x: f64) -> f64 {
    if x == 0.0 {
        return x;
    }
    let magnitude = if x < 0.0 { -x } else { x };
    if magnitude > 1.0 {
        return NAN;
    }
    let root = (1.0 - magnitude * magnitude).sqrt();
    let angle = if magnitude > 0.7 {
        FRAC_PI_2 - atan_positive(root / magnitude)
    } else {
        atan_positive(magnitude / root)
    };
    if x < 0.0 { -angle } else { angle }
}

fn atan2(y: f64, x: f64) -> f64 {
    if y.is_nan() || x.is_nan() {
        return NAN;
    }
    if y == 0.0 {
        let angle: f64 = if x >= 0.0 && !x.is_sign_negative() { 0.0 } else { PI };
        return angle.copysign(y);
    }
    if x == 0.0 {
        return FRAC_PI_2.copysign(y);
    }
    if x.is_infinite() {
        let angle = match (x > 0.0, y.is_infinite()) {
            (true, true) => FRAC_PI_4,
            (true, false) => 0.0,
            (false, true) => 3.0 * PI / 4.0,
            (false, false) => PI,
        };
        return angle.copysign(y);
    }
    if y.is_infinite() {
        return FRAC_PI_2.copysign(y);
    }
    let q = atan(y / x);
    if x >= 0.0 {
        q
    } else if q <= 0.0 {
        q + PI
    } else {
        q - PI
    }
}

fn sinh(x: f64) -> f64 {
    const P: [f64; 4] = [
        -0.263_056_321_339_749_706_281_948_9e+2,
        -0.289_421_135_598_956_380_728_466_036_6e+4,
        -0.899_127_202_203_950_935_539_801_351_1e+5,
        -0.630_767_364_049_771_699_118_478_725_1e+6,
    ];
    const Q: [f64; 4] = [
        1.0,
        -0.173_678_953_558_233_699_533_450_911e+3,
        0.152_151_737_879_001_907_069_648_517_6e+5,
        -0.630_767_364_049_771_699_121_207_727_7e+6,
    ];
    let magnitude = if x < 0.0 { -x } else { x };
    let value = if magnitude > 21.0 {
        exp(magnitude) * 0.5
    } else if magnitude > 0.5 {
        let e = exp(magnitude);
        (e - 1.0 / e) * 0.5
    } else {
        let square = magnitude * magnitude;
        horner(&P, square) * magnitude / horner(&Q, square)
    };
    if x < 0.0 { -value } else { value }
}

fn cosh(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude > 21.0 {
        return exp(magnitude) * 0.5;
    }
    let e = exp(magnitude);
    (e + 1.0 / e) * 0.5
}

fn tanh(x: f64) -> f64 {
    const P: [f64; 3] = [
        -9.643_991_794_250_522_386_28e-1,
        -9.928_772_310_019_185_865_64e1,
        -1.614_687_684_417_084_479_52e3,
    ];
    const Q: [f64; 4] = [
        1.0,
        1.128_116_784_916_329_314_02e2,
        2.235_488_390_601_004_485_83e3,
        4.844_063_053_251_254_860_48e3,
    ];
    let magnitude = x.abs();
    if magnitude > 0.5 * 8.802_969_193_111_305_429_598_8e+01 {
        return if x < 0.0 { -1.0 } else { 1.0 };
    }
    if magnitude >= 0.625 {
        let s = exp(2.0 * magnitude);
        let value = 1.0 - 2.0 / (s + 1.0);
        return if x < 0.0 { -value } else { value };
    }
    if x == 0.0 {
        return x;
    }
    let s = x * x;
    x + x * s * horner(&P, s) / horner(&Q, s)
}

fn asinh(x: f64) -> f64 {
    const LARGE: f64 = (1 << 28) as f64;
    if !x.is_finite() {
        return x;
    }
    let magnitude = if x < 0.0 { -x } else { x };
    let value = if magnitude > LARGE {
        log(magnitude) + LN_2
    } else if magnitude > 2.0 {
        log(2.0 * magnitude + 1.0 / ((magnitude * magnitude + 1.0).sqrt() + magnitude))
    } else if magnitude < 1.0 / LARGE {
        magnitude
    } else {
        let square = magnitude * magnitude;
        log1p(magnitude + square / (1.0 + (1.0 + square).sqrt()))
    };
    if x < 0.0 { -value } else { value }
}

fn acosh(x: f64) -> f64 {
    if x < 1.0 || x.is_nan() {
        return NAN;
    }
    if x == 1.0 {
        return 0.0;
    }
    if x >= (1 << 28) as f64 {
        return log(x) + LN_2;
    }
    if x > 2.0 {
        return log(2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt()));
    }
    let t = x - 1.0;
    log1p(t + (2.0 * t + t * t).sqrt())
}

fn atanh(x: f64) -> f64 {
    if x.is_nan() || !(-1.0..=1.0).contains(&x) {
        return NAN;
    }
    if x.abs() == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    let magnitude = if x < 0.0 { -x } else { x };
    let value = if magnitude < 1.0 / (1 << 28) as f64 {
        magnitude
    } else if magnitude < 0.5 {
        let twice = magnitude + magnitude;
        0.5 * log1p(twice + twice * magnitude / (1.0 - magnitude))
    } else {
        0.5 * log1p((magnitude + magnitude) / (1.0 - magnitude))
    };
    if x < 0.0 { -value } else { value }
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
