//! Binary floating-point numbers of 512 bits, rounded to nearest even.
//!
//! A [`BigFloat`] is `mant · 2^exp` with an odd mantissa of at most [`PREC`] bits (or
//! zero), so equal values have equal representations. Infinities and NaNs do not exist:
//! an operation whose result is too large gives `None`, one whose result is too small
//! gives zero. The exponent range is that of Go's `big.Float`.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Bits of a mantissa; the precision of Go's compiler.
pub(super) const PREC: u64 = 512;

/// Extra bits for the powers of ten of a decimal literal.
const GUARD: u64 = 64;

/// A number `mant · 2^exp`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct BigFloat {
    /// Odd, or zero.
    mant: BigInt,
    /// 0 if `mant` is zero.
    exp: i64,
}

impl BigFloat {
    /// Zero.
    pub(super) fn zero() -> BigFloat {
        BigFloat { mant: BigInt::zero(), exp: 0 }
    }

    /// `mant · 2^exp`, rounded.
    pub(super) fn new(mant: BigInt, exp: i64) -> Option<BigFloat> {
        BigFloat::rounded(mant, exp, false, PREC)
    }

    /// The value of an integer, rounded.
    pub(super) fn from_int(value: &BigInt) -> Option<BigFloat> {
        BigFloat::new(value.clone(), 0)
    }

    /// The value of a fraction, rounded.
    pub(super) fn from_ratio(value: &BigRational) -> Option<BigFloat> {
        let (mag, exp, sticky) = divide_bits(value.numer(), value.denom(), PREC + 2);
        BigFloat::rounded(mag, exp, sticky, PREC)
    }

    /// `mant · 2^exp2 · 10^exp10`, rounded as Go rounds literals: the power of ten has
    /// 64 bits more than the result.
    pub(super) fn from_decimal(mant: &BigInt, exp2: i64, exp10: i64) -> Option<BigFloat> {
        let prec = PREC + GUARD;
        let mant = BigFloat::rounded(mant.clone(), exp2, false, prec)?;
        if mant.is_zero() {
            return Some(mant);
        }
        if exp10 < 0 {
            // A power too large to hold means a quotient too small to hold.
            let Some(power) = power_of_five(exp10.unsigned_abs(), prec) else {
                return Some(BigFloat::zero());
            };
            let power = power.scaled(-exp10)?;
            mant.div_to(&power, PREC)
        } else {
            let power = power_of_five(exp10.unsigned_abs(), prec)?.scaled(exp10)?;
            mant.mul_to(&power, PREC)
        }
    }

    /// Rounds `mant · 2^exp` to `prec` bits; `sticky` says that the exact value is a
    /// little larger in magnitude (then `mant` must have more than `prec` bits).
    fn rounded(mant: BigInt, exp: i64, sticky: bool, prec: u64) -> Option<BigFloat> {
        if mant.is_zero() {
            return Some(BigFloat::zero());
        }
        let (sign, mut mag) = mant.into_parts();
        let mut exp = exp;
        let drop = mag.bits().saturating_sub(prec);
        if drop > 0 {
            mag = round_away(mag, drop, sticky);
            exp += drop as i64;
        }
        let zeros = mag.trailing_zeros().unwrap_or(0);
        if zeros > 0 {
            mag >>= zeros;
            exp += zeros as i64;
        }
        let top = exp + mag.bits() as i64;
        if top > i64::from(i32::MAX) {
            return None;
        }
        if top < i64::from(i32::MIN) {
            return Some(BigFloat::zero());
        }
        Some(BigFloat { mant: BigInt::from_biguint(sign, mag), exp })
    }

    /// `self · 2^n`.
    fn scaled(&self, n: i64) -> Option<BigFloat> {
        if self.is_zero() {
            return Some(self.clone());
        }
        BigFloat::rounded(self.mant.clone(), self.exp.checked_add(n)?, false, u64::MAX)
    }

    /// Whether the value is zero.
    pub(super) fn is_zero(&self) -> bool {
        self.mant.is_zero()
    }

    /// Whether the value has no fraction.
    pub(super) fn is_int(&self) -> bool {
        self.exp >= 0
    }

    /// -1, 0 or 1.
    pub(super) fn signum(&self) -> i32 {
        match self.mant.sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        }
    }

    /// The `e` with `2^(e-1) <= |self| < 2^e`; 0 for zero.
    pub(super) fn exponent(&self) -> i64 {
        if self.is_zero() { 0 } else { self.exp + self.mant.bits() as i64 }
    }

    /// `-self`.
    pub(super) fn neg(&self) -> BigFloat {
        BigFloat { mant: -&self.mant, exp: self.exp }
    }

    /// `self + other`.
    pub(super) fn add(&self, other: &BigFloat) -> Option<BigFloat> {
        if self.is_zero() {
            return Some(other.clone());
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let (large, small) =
            if self.exponent() >= other.exponent() { (self, other) } else { (other, self) };
        // A summand far below the other's last bit only decides which way to round:
        // any number of its sign will do, and one that is near keeps the shift short.
        let floor = large.exponent() - 2 * PREC as i64 - 8;
        let stand_in;
        let small = if small.exponent() < floor {
            stand_in = BigFloat { mant: small.mant.signum(), exp: floor };
            &stand_in
        } else {
            small
        };
        let exp = large.exp.min(small.exp);
        let sum =
            (&large.mant << (large.exp - exp) as u64) + (&small.mant << (small.exp - exp) as u64);
        BigFloat::new(sum, exp)
    }

    /// `self - other`.
    pub(super) fn sub(&self, other: &BigFloat) -> Option<BigFloat> {
        self.add(&other.neg())
    }

    /// `self · other`.
    pub(super) fn mul(&self, other: &BigFloat) -> Option<BigFloat> {
        self.mul_to(other, PREC)
    }

    fn mul_to(&self, other: &BigFloat, prec: u64) -> Option<BigFloat> {
        BigFloat::rounded(&self.mant * &other.mant, self.exp + other.exp, false, prec)
    }

    /// `self / other`; `None` also for a zero divisor.
    pub(super) fn div(&self, other: &BigFloat) -> Option<BigFloat> {
        self.div_to(other, PREC)
    }

    fn div_to(&self, other: &BigFloat, prec: u64) -> Option<BigFloat> {
        if other.is_zero() {
            return None;
        }
        let (mag, exp, sticky) = divide_bits(&self.mant, &other.mant, prec + 2);
        BigFloat::rounded(mag, exp + self.exp - other.exp, sticky, prec)
    }

    /// Which is larger.
    pub(super) fn compare(&self, other: &BigFloat) -> Ordering {
        let by_sign = self.signum().cmp(&other.signum());
        if by_sign != Ordering::Equal || self.is_zero() {
            return by_sign;
        }
        let by_exponent = self.exponent().cmp(&other.exponent());
        if by_exponent != Ordering::Equal {
            return if self.signum() > 0 { by_exponent } else { by_exponent.reverse() };
        }
        // Equal exponents: the mantissas' lengths differ by less than PREC bits.
        let exp = self.exp.min(other.exp);
        (&self.mant << (self.exp - exp) as u64).cmp(&(&other.mant << (other.exp - exp) as u64))
    }

    /// The integer of the same value; `None` if there is a fraction. The caller bounds
    /// the exponent.
    pub(super) fn to_int(&self) -> Option<BigInt> {
        if self.is_int() { Some(&self.mant << self.exp as u64) } else { None }
    }

    /// The value cut (or, with `up`, rounded away from zero) to `prec` bits.
    pub(super) fn truncated(&self, prec: u64, up: bool) -> BigFloat {
        let drop = self.mant.bits().saturating_sub(prec);
        if drop == 0 {
            return self.clone();
        }
        // An odd mantissa always loses something here.
        let (sign, mag) = (self.mant.sign(), self.mant.magnitude() >> drop);
        let mag = if up { mag + BigUint::one() } else { mag };
        let mant = BigInt::from_biguint(sign, mag);
        BigFloat::rounded(mant, self.exp + drop as i64, false, PREC).unwrap_or_else(|| self.clone())
    }

    /// The nearest float64, an infinity if too large.
    pub(super) fn to_f64(&self) -> f64 {
        round_ieee(&self.mant, self.exp, false, 53, -1074)
    }

    /// The nearest float32, an infinity if too large.
    pub(super) fn to_f32(&self) -> f32 {
        // Already rounded to 24 bits, so the conversion is exact or overflows.
        round_ieee(&self.mant, self.exp, false, 24, -149) as f32
    }

    /// The mantissa as a float64 in [0.5, 1) (signed) and the exponent that goes with it.
    pub(super) fn to_mantissa_exponent(&self) -> (f64, i64) {
        let exponent = self.exponent();
        (round_ieee(&self.mant, self.exp - exponent, false, 53, -1074), exponent)
    }
}

/// The nearest float64 to a fraction.
pub(super) fn ratio_to_f64(value: &BigRational) -> f64 {
    let (mant, exp, sticky) = divide_bits(value.numer(), value.denom(), 66);
    round_ieee(&mant, exp, sticky, 53, -1074)
}

/// The nearest float32 to a fraction.
pub(super) fn ratio_to_f32(value: &BigRational) -> f32 {
    let (mant, exp, sticky) = divide_bits(value.numer(), value.denom(), 66);
    round_ieee(&mant, exp, sticky, 24, -149) as f32
}

/// `5^n` to `prec` bits.
fn power_of_five(n: u64, prec: u64) -> Option<BigFloat> {
    let mut result = BigFloat { mant: BigInt::one(), exp: 0 };
    let mut square = BigFloat { mant: BigInt::from(5), exp: 0 };
    let mut n = n;
    while n > 0 {
        if n & 1 == 1 {
            result = result.mul_to(&square, prec)?;
        }
        n >>= 1;
        if n > 0 {
            square = square.mul_to(&square, prec)?;
        }
    }
    Some(result)
}

/// `(q, e, sticky)` such that `a / b` is `q · 2^e`, or (sticky) a little more in
/// magnitude; `q` has at least `bits` bits unless the quotient is exact zero.
fn divide_bits(a: &BigInt, b: &BigInt, bits: u64) -> (BigInt, i64, bool) {
    let shift = (bits + b.bits() + 1).saturating_sub(a.bits());
    let numerator = a.magnitude() << shift;
    let quotient = &numerator / b.magnitude();
    let sticky = &quotient * b.magnitude() != numerator;
    let sign = if a.is_negative() == b.is_negative() { Sign::Plus } else { Sign::Minus };
    (BigInt::from_biguint(sign, quotient), -(shift as i64), sticky)
}

/// `mag / 2^drop` rounded to nearest even; `sticky` stands for bits below `mag`.
/// `drop` is at least 1.
fn round_away(mag: BigUint, drop: u64, sticky: bool) -> BigUint {
    let half = mag.bit(drop - 1);
    let rest = sticky || mag.trailing_zeros().is_some_and(|zeros| zeros < drop - 1);
    let quotient = mag >> drop;
    if half && (rest || quotient.bit(0)) { quotient + BigUint::one() } else { quotient }
}

/// The nearest number with `prec` bits whose last bit is worth at least `2^min_exp`.
fn round_ieee(mant: &BigInt, exp: i64, sticky: bool, prec: i64, min_exp: i64) -> f64 {
    if mant.is_zero() {
        return 0.0;
    }
    let sign = if mant.is_negative() { -1.0 } else { 1.0 };
    let bits = mant.bits() as i64;
    // Worth of the result's last bit.
    let unit = (bits + exp - prec).max(min_exp);
    if unit > 1024 {
        return sign * f64::INFINITY;
    }
    let drop = unit - exp;
    if drop > bits + 1 {
        return sign * 0.0;
    }
    let mag = mant.magnitude();
    let rounded = if drop > 0 {
        round_away(mag.clone(), drop as u64, sticky)
    } else {
        mag << drop.unsigned_abs()
    };
    let digits = rounded.iter_u64_digits().next().unwrap_or(0);
    // At most 2^prec, so exact; the product rounds to an infinity or not at all.
    let value = digits as f64;
    let value = if unit >= -1022 {
        // In two steps, as 2^unit itself may be out of range where the product is not.
        let half = unit / 2;
        value * pow2(half) * pow2(unit - half)
    } else {
        value * f64::from_bits(1 << (unit + 1074))
    };
    let max = if prec == 24 { f64::from(f32::MAX) } else { f64::MAX };
    if value > max { sign * f64::INFINITY } else { sign * value }
}

/// `2^n` for `-1022 <= n <= 1023`.
fn pow2(n: i64) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}
