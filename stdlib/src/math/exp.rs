//! Exponentials, logarithms, powers, hyperbolic functions.

use super::{BIAS, NAN, SHIFT, exponent_bits, frexp, horner, ldexp};
use std::f64::consts::LN_2;

const LN2_HI: f64 = 6.931_471_803_691_238_164_90e-01;

const LN2_LO: f64 = 1.908_214_929_270_587_700_02e-10;

/// Taylor series of degree nine at x/16, squared four times: the algorithm of amd64 Go
/// with fused multiply-add.
pub fn exp(x: f64) -> f64 {
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

pub fn exp2(x: f64) -> f64 {
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

pub fn expm1(argument: f64) -> f64 {
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

pub fn log(x: f64) -> f64 {
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

pub fn log2(x: f64) -> f64 {
    let (fraction, exponent) = frexp(x);
    if fraction == 0.5 {
        return (exponent - 1) as f64;
    }
    log(fraction) * std::f64::consts::LOG2_E + exponent as f64
}

pub fn log1p(x: f64) -> f64 {
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

fn is_odd_integer(x: f64) -> bool {
    x.abs() < (1u64 << 53) as f64 && x.trunc() == x && (x as i64) & 1 == 1
}

pub fn pow(x: f64, y: f64) -> f64 {
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

pub fn sinh(x: f64) -> f64 {
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

pub fn cosh(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude > 21.0 {
        return exp(magnitude) * 0.5;
    }
    let e = exp(magnitude);
    (e + 1.0 / e) * 0.5
}

pub fn tanh(x: f64) -> f64 {
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

pub fn asinh(x: f64) -> f64 {
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

pub fn acosh(x: f64) -> f64 {
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

pub fn atanh(x: f64) -> f64 {
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
