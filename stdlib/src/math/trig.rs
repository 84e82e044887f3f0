//! Trigonometric functions and their inverses (Cephes).

use super::{BIAS, NAN, SHIFT, exponent_bits, horner};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

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

pub fn sin(x: f64) -> f64 {
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

pub fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    let (octant, z) = reduce_octant(x.abs());
    let y = if octant & 3 == 2 { sin_series(z) } else { cos_series(z) };
    if octant == 2 || octant == 4 { -y } else { y }
}

pub fn tan(x: f64) -> f64 {
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

pub fn atan(x: f64) -> f64 {
    if x == 0.0 {
        x
    } else if x > 0.0 {
        atan_positive(x)
    } else {
        -atan_positive(-x)
    }
}

pub fn asin(x: f64) -> f64 {
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

pub fn atan2(y: f64, x: f64) -> f64 {
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
