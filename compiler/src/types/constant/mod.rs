//! Exact constant values.
//!
//! The arithmetic of untyped constants, with the representations and limits of Go's own
//! compiler (package `go/constant`), because they can be observed: integers are exact,
//! floating-point values are exact fractions while numerator and denominator stay below
//! [`MAX_RATIO_BITS`] bits and 512-bit binary numbers from then on. A value never goes
//! back from the inexact form to the exact one.
//!
//! A result that cannot be represented is [`Const::Unknown`], which every operation
//! passes on; so is the result of an operation that is not defined for its operands.
//! The checker reports where an `Unknown` first appears and stays silent afterwards.
//!
//! Integers are not limited here: the checker reports untyped results longer than
//! [`MAX_INT_BITS`] (see [`Const::overflows_untyped`]), so no operand it passes on is
//! longer than twice that.

mod bigfloat;
mod format;
mod literal;
#[cfg(test)]
mod tests;
mod text;

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use minigo_syntax::ast::{BinaryOp, LitKind, UnaryOp};
use minigo_syntax::literal::{rune_value, string_value};
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use self::bigfloat::BigFloat;
pub use self::text::Text;
use super::ty::Basic;

/// Numerators and denominators of exact fractions have fewer bits than this.
const MAX_RATIO_BITS: u64 = 4096;

/// Untyped integer constants longer than this are an error.
pub const MAX_INT_BITS: u64 = 512;

/// String constants longer than this (in bytes) are an error.
pub const MAX_STRING_LEN: u64 = 2_000_000_000;

/// Literals of numbers longer than this are an error.
const MAX_LITERAL_CHARS: usize = 10_000;

/// Left shifts beyond this give `Unknown`; the checker limits counts far below.
const MAX_SHIFT: u64 = 1 << 20;

/// A constant value. Cheap to clone.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    /// Of a constant expression that was already reported.
    Unknown,
    Bool(bool),
    /// Bytes: escapes can make strings that are not UTF-8.
    String(Text),
    Int(Int),
    Float(Float),
    /// Real and imaginary part, each `Int` or `Float`.
    Complex(Rc<(Const, Const)>),
}

/// An integer of any size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Int(IntRepr);

/// The forms of integers. `Big` only for values outside of i64's range.
#[derive(Clone, PartialEq, Eq, Debug)]
enum IntRepr {
    Small(i64),
    Big(Rc<BigInt>),
}

/// A floating-point value: exact fraction or 512-bit number.
#[derive(Clone, PartialEq, Debug)]
pub struct Float(FloatRepr);

/// The forms of floating-point values.
#[derive(Clone, PartialEq, Debug)]
enum FloatRepr {
    Ratio(Rc<BigRational>),
    Big(Rc<BigFloat>),
}

/// The kinds of constants, in the order in which mixed numeric operands are matched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ConstKind {
    Unknown,
    Bool,
    String,
    Int,
    Float,
    Complex,
}

/// Two operands brought to one kind.
enum Matched {
    Unknown,
    Bool(bool, bool),
    String(Text, Text),
    Int(Int, Int),
    Ratio(Rc<BigRational>, Rc<BigRational>),
    Big(Rc<BigFloat>, Rc<BigFloat>),
    Complex(Rc<(Const, Const)>, Rc<(Const, Const)>),
}

impl Int {
    fn big(&self) -> BigInt {
        match &self.0 {
            IntRepr::Small(value) => BigInt::from(*value),
            IntRepr::Big(value) => BigInt::clone(value),
        }
    }
}

impl Float {
    fn zero() -> Float {
        Float(FloatRepr::Ratio(Rc::new(BigRational::zero())))
    }

    /// The fraction, whatever its size.
    fn exact(value: BigRational) -> Float {
        Float(FloatRepr::Ratio(Rc::new(value)))
    }
}

impl Const {
    /// The boolean constant.
    pub fn from_bool(value: bool) -> Const {
        Const::Bool(value)
    }

    /// The string constant.
    pub fn from_bytes(value: &[u8]) -> Const {
        Const::String(Text::new(value))
    }

    /// The integer constant.
    pub fn from_i64(value: i64) -> Const {
        Const::Int(Int(IntRepr::Small(value)))
    }

    /// The integer constant.
    pub fn from_u64(value: u64) -> Const {
        Const::from_big(BigInt::from(value))
    }

    /// The floating-point constant; `Unknown` for infinities and NaN, and without the
    /// sign of a negative zero.
    pub fn from_f64(value: f64) -> Const {
        if !value.is_finite() {
            return Const::Unknown;
        }
        // Exponents of float64 are below MAX_RATIO_BITS, so fractions do.
        BigRational::from_float(value)
            .map_or(Const::Unknown, |ratio| Const::Float(Float::exact(ratio)))
    }

    fn from_big(value: BigInt) -> Const {
        Const::Int(Int(match value.to_i64() {
            Some(small) => IntRepr::Small(small),
            None => IntRepr::Big(Rc::new(value)),
        }))
    }

    fn from_ratio(value: BigRational) -> Const {
        if value.numer().bits() < MAX_RATIO_BITS && value.denom().bits() < MAX_RATIO_BITS {
            Const::Float(Float::exact(value))
        } else {
            BigFloat::from_ratio(&value).map_or(Const::Unknown, Const::from_bigfloat)
        }
    }

    fn from_bigfloat(value: BigFloat) -> Const {
        Const::Float(Float(FloatRepr::Big(Rc::new(value))))
    }

    /// The value of a literal, as written.
    ///
    /// # Errors
    /// Go's message if the literal is too long, out of range or malformed.
    pub fn from_literal(kind: LitKind, text: &str) -> Result<Const, String> {
        let is_number = matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag);
        if is_number && text.len() > MAX_LITERAL_CHARS {
            let start: String = text.chars().take(10).collect();
            return Err(format!("excessively long constant: {start}... ({} chars)", text.len()));
        }
        let value = match kind {
            LitKind::Int => literal::int(text),
            LitKind::Float => literal::float(text),
            LitKind::Imag => {
                text.strip_suffix('i').and_then(literal::float).map(|im| im.make_imag())
            }
            LitKind::Char => rune_value(text).map(|c| Const::from_i64(c.into())),
            LitKind::String => string_value(text).map(|bytes| Const::String(Text::new(&bytes))),
        };
        match value {
            Some(Const::Unknown) | None => Err(format!("malformed constant: {text}")),
            Some(value) => Ok(value),
        }
    }

    /// What kind of value it is.
    pub fn kind(&self) -> ConstKind {
        match self {
            Const::Unknown => ConstKind::Unknown,
            Const::Bool(_) => ConstKind::Bool,
            Const::String(_) => ConstKind::String,
            Const::Int(_) => ConstKind::Int,
            Const::Float(_) => ConstKind::Float,
            Const::Complex(_) => ConstKind::Complex,
        }
    }

    /// Whether the value was already reported.
    pub fn is_unknown(&self) -> bool {
        self.kind() == ConstKind::Unknown
    }

    /// Whether the value is an integer, floating-point or complex number.
    pub fn is_numeric(&self) -> bool {
        self.kind() >= ConstKind::Int
    }

    /// A `Bool`'s value, false for other kinds.
    pub fn bool_value(&self) -> bool {
        matches!(self, Const::Bool(true))
    }

    /// A `String`'s bytes, none for other kinds.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Const::String(text) => text.bytes(),
            Const::Unknown
            | Const::Bool(_)
            | Const::Int(_)
            | Const::Float(_)
            | Const::Complex(_) => &[],
        }
    }

    /// An `Int`'s value if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => Some(*value),
            _ => None,
        }
    }

    /// An `Int`'s value if it fits.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => u64::try_from(*value).ok(),
            Const::Int(Int(IntRepr::Big(value))) => value.to_u64(),
            _ => None,
        }
    }

    /// An `Int`'s low 64 bits in two's complement, 0 for other kinds.
    pub fn low_bits(&self) -> u64 {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => *value as u64,
            Const::Int(Int(IntRepr::Big(value))) => {
                let low = value.magnitude().iter_u64_digits().next().unwrap_or(0);
                if value.is_negative() { low.wrapping_neg() } else { low }
            }
            _ => 0,
        }
    }

    /// The nearest float64 to an `Int` or `Float`: an infinity if too large, 0 for other
    /// kinds.
    pub fn to_f64(&self) -> f64 {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => *value as f64,
            Const::Int(Int(IntRepr::Big(value))) => {
                BigFloat::from_int(value).map_or(f64::INFINITY, |big| big.to_f64())
            }
            Const::Float(Float(FloatRepr::Ratio(value))) => bigfloat::ratio_to_f64(value),
            Const::Float(Float(FloatRepr::Big(value))) => value.to_f64(),
            _ => 0.0,
        }
    }

    /// The nearest float32 to an `Int` or `Float`: an infinity if too large, 0 for other
    /// kinds.
    pub fn to_f32(&self) -> f32 {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => *value as f32,
            Const::Int(Int(IntRepr::Big(value))) => {
                BigFloat::from_int(value).map_or(f32::INFINITY, |big| big.to_f32())
            }
            Const::Float(Float(FloatRepr::Ratio(value))) => bigfloat::ratio_to_f32(value),
            Const::Float(Float(FloatRepr::Big(value))) => value.to_f32(),
            _ => 0.0,
        }
    }

    /// Rounded to float64; `None` if too large.
    pub fn round_f64(&self) -> Option<Const> {
        let value = self.to_f64();
        value.is_finite().then(|| Const::from_f64(value))
    }

    /// Rounded to float32; `None` if too large.
    pub fn round_f32(&self) -> Option<Const> {
        let value = f64::from(self.to_f32());
        value.is_finite().then(|| Const::from_f64(value))
    }

    /// Bits of an `Int`'s magnitude, 0 for other kinds.
    pub fn bit_len(&self) -> u64 {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => {
                u64::from(64 - value.unsigned_abs().leading_zeros())
            }
            Const::Int(Int(IntRepr::Big(value))) => value.bits(),
            _ => 0,
        }
    }

    /// A `String`'s length in bytes, 0 for other kinds. Unlike [`bytes`](Const::bytes)
    /// this does not put a concatenation together; check it against [`MAX_STRING_LEN`]
    /// before the bytes are asked for.
    pub fn string_len(&self) -> u64 {
        match self {
            Const::String(text) => text.len(),
            _ => 0,
        }
    }

    /// Whether an untyped integer grew beyond what Go allows (`constant … overflow`).
    pub fn overflows_untyped(&self) -> bool {
        self.bit_len() > MAX_INT_BITS
    }

    /// -1, 0 or 1; for complex numbers 0 only for zero; 1 for what is not a number (so
    /// that no division by zero is reported).
    pub fn sign(&self) -> i32 {
        match self {
            Const::Int(Int(IntRepr::Small(value))) => value.signum() as i32,
            Const::Int(Int(IntRepr::Big(value))) => {
                if value.sign() == Sign::Minus {
                    -1
                } else {
                    1
                }
            }
            Const::Float(Float(FloatRepr::Ratio(value))) => match value.numer().sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
            Const::Float(Float(FloatRepr::Big(value))) => value.signum(),
            Const::Complex(parts) => parts.0.sign() | parts.1.sign(),
            Const::Unknown | Const::Bool(_) | Const::String(_) => 1,
        }
    }

    /// The real part of a number.
    pub fn real(&self) -> Const {
        match self {
            Const::Int(_) | Const::Float(_) => self.clone(),
            Const::Complex(parts) => parts.0.clone(),
            Const::Unknown | Const::Bool(_) | Const::String(_) => Const::Unknown,
        }
    }

    /// The imaginary part of a number.
    pub fn imag(&self) -> Const {
        match self {
            Const::Int(_) | Const::Float(_) => Const::from_i64(0),
            Const::Complex(parts) => parts.1.clone(),
            Const::Unknown | Const::Bool(_) | Const::String(_) => Const::Unknown,
        }
    }

    /// `self · i` for an `Int` or `Float`.
    pub fn make_imag(&self) -> Const {
        Const::complex(&Const::from_i64(0), self)
    }

    /// `re + im · i` for `Int`s and `Float`s.
    pub fn complex(re: &Const, im: &Const) -> Const {
        let is_part = |part: &Const| matches!(part, Const::Int(_) | Const::Float(_));
        if is_part(re) && is_part(im) {
            Const::Complex(Rc::new((re.clone(), im.clone())))
        } else {
            Const::Unknown
        }
    }

    /// The `Int` of the same value, `Unknown` if there is none. A 512-bit number within
    /// its last four bits of an integer counts as that integer.
    pub fn to_int(&self) -> Const {
        match self {
            Const::Int(_) => self.clone(),
            Const::Float(Float(FloatRepr::Ratio(value))) => {
                if value.is_integer() {
                    Const::from_big(value.numer().clone())
                } else {
                    Const::Unknown
                }
            }
            Const::Float(Float(FloatRepr::Big(value))) => {
                if value.exponent().abs() >= MAX_RATIO_BITS as i64 {
                    return Const::Unknown;
                }
                let near = bigfloat::PREC - 4;
                value
                    .to_int()
                    .or_else(|| value.truncated(near, false).to_int())
                    .or_else(|| value.truncated(near, true).to_int())
                    .map_or(Const::Unknown, Const::from_big)
            }
            Const::Complex(parts) if parts.1.sign() == 0 => parts.0.to_int(),
            Const::Complex(_) | Const::Unknown | Const::Bool(_) | Const::String(_) => {
                Const::Unknown
            }
        }
    }

    /// The `Float` of the same value (rounded if huge), `Unknown` if there is none.
    pub fn to_float(&self) -> Const {
        match self {
            Const::Int(int) => {
                let value = int.big();
                if value.bits() < MAX_RATIO_BITS {
                    Const::Float(Float::exact(BigRational::from_integer(value)))
                } else {
                    BigFloat::from_int(&value).map_or(Const::Unknown, Const::from_bigfloat)
                }
            }
            Const::Float(_) => self.clone(),
            Const::Complex(parts) if parts.1.sign() == 0 => parts.0.to_float(),
            Const::Complex(_) | Const::Unknown | Const::Bool(_) | Const::String(_) => {
                Const::Unknown
            }
        }
    }

    /// The `Complex` of the same value, `Unknown` if there is none.
    pub fn to_complex(&self) -> Const {
        match self {
            Const::Int(_) | Const::Float(_) => Const::complex(self, &Const::from_i64(0)),
            Const::Complex(_) => self.clone(),
            Const::Unknown | Const::Bool(_) | Const::String(_) => Const::Unknown,
        }
    }

    /// `op self` for `+`, `-`, `^` and `!`. For an operand of an unsigned type
    /// `unsigned_bits` is the type's width, which limits the result of `^`; else `None`.
    pub fn unary_op(&self, op: UnaryOp, unsigned_bits: Option<u32>) -> Const {
        match (op, self) {
            (UnaryOp::Plus, Const::Int(_) | Const::Float(_) | Const::Complex(_)) => self.clone(),
            (UnaryOp::Neg, Const::Int(int)) => match &int.0 {
                IntRepr::Small(value) if *value != i64::MIN => Const::from_i64(-value),
                IntRepr::Small(_) | IntRepr::Big(_) => Const::from_big(-int.big()),
            },
            (UnaryOp::Neg, Const::Float(Float(FloatRepr::Ratio(value)))) => {
                Const::Float(Float::exact(-BigRational::clone(value)))
            }
            (UnaryOp::Neg, Const::Float(Float(FloatRepr::Big(value)))) => {
                Const::from_bigfloat(value.neg())
            }
            (UnaryOp::Neg, Const::Complex(parts)) => {
                Const::complex(&parts.0.unary_op(op, None), &parts.1.unary_op(op, None))
            }
            (UnaryOp::BitNot, Const::Int(int)) => {
                let mut value = !int.big();
                if let Some(bits) = unsigned_bits {
                    value &= (BigInt::one() << bits) - 1;
                }
                Const::from_big(value)
            }
            (UnaryOp::Not, Const::Bool(value)) => Const::Bool(!value),
            _ => Const::Unknown,
        }
    }

    /// `self op other` for operators other than comparisons and shifts. `int_division`
    /// says that `/` of two `Int`s truncates; otherwise their quotient is a `Float`.
    /// Division by zero gives `Unknown`; the checker reports it before.
    pub fn binary_op(&self, op: BinaryOp, other: &Const, int_division: bool) -> Const {
        match match_operands(self, other) {
            Matched::Unknown => Const::Unknown,
            Matched::Bool(x, y) => match op {
                BinaryOp::LogAnd => Const::Bool(x && y),
                BinaryOp::LogOr => Const::Bool(x || y),
                _ => Const::Unknown,
            },
            Matched::String(x, y) if op == BinaryOp::Add => Const::String(x.concat(&y)),
            Matched::String(..) => Const::Unknown,
            Matched::Int(x, y) => int_op(&x, op, &y, int_division),
            Matched::Ratio(x, y) => ratio_op(&x, op, &y),
            Matched::Big(x, y) => {
                let result = match op {
                    BinaryOp::Add => x.add(&y),
                    BinaryOp::Sub => x.sub(&y),
                    BinaryOp::Mul => x.mul(&y),
                    BinaryOp::Div => x.div(&y),
                    _ => None,
                };
                result.map_or(Const::Unknown, Const::from_bigfloat)
            }
            Matched::Complex(x, y) => complex_op(&x, op, &y),
        }
    }

    /// `self << count` or `self >> count` for an `Int`.
    pub fn shift(&self, op: BinaryOp, count: u64) -> Const {
        let Const::Int(int) = self else { return Const::Unknown };
        match (op, &int.0) {
            (BinaryOp::Shr, IntRepr::Small(value)) => Const::from_i64(value >> count.min(63)),
            (BinaryOp::Shr, IntRepr::Big(value)) => Const::from_big(BigInt::clone(value) >> count),
            (BinaryOp::Shl, IntRepr::Small(0)) => self.clone(),
            (BinaryOp::Shl, _) if count <= MAX_SHIFT => Const::from_big(int.big() << count),
            _ => Const::Unknown,
        }
    }

    /// `self op other` for the comparisons; false if an operand is `Unknown` or they
    /// cannot be compared.
    pub fn compare(&self, op: BinaryOp, other: &Const) -> bool {
        let ordering = match match_operands(self, other) {
            Matched::Unknown => return false,
            Matched::Bool(x, y) => x.cmp(&y),
            Matched::String(x, y) => x.bytes().cmp(y.bytes()),
            Matched::Int(x, y) => match (&x.0, &y.0) {
                (IntRepr::Small(x), IntRepr::Small(y)) => x.cmp(y),
                _ => x.big().cmp(&y.big()),
            },
            // Cross-multiplied: the library's comparison recurses.
            Matched::Ratio(x, y) => (x.numer() * y.denom()).cmp(&(y.numer() * x.denom())),
            Matched::Big(x, y) => x.compare(&y),
            Matched::Complex(x, y) => {
                let equal = x.0.compare(BinaryOp::Eq, &y.0) && x.1.compare(BinaryOp::Eq, &y.1);
                return match op {
                    BinaryOp::Eq => equal,
                    BinaryOp::Ne => !equal,
                    _ => false,
                };
            }
        };
        match op {
            BinaryOp::Eq => ordering == Ordering::Equal,
            BinaryOp::Ne => ordering != Ordering::Equal,
            BinaryOp::Lt => ordering == Ordering::Less,
            BinaryOp::Le => ordering != Ordering::Greater,
            BinaryOp::Gt => ordering == Ordering::Greater,
            BinaryOp::Ge => ordering != Ordering::Less,
            _ => false,
        }
    }

    /// The value as a constant of the predeclared type `basic`: rounded to a
    /// floating-point type, an `Int` for an integer type. `None` if it is not
    /// representable. An `Unknown` is representable everywhere.
    pub fn represent(&self, basic: Basic) -> Option<Const> {
        if self.is_unknown() {
            return Some(Const::Unknown);
        }
        match basic {
            Basic::Bool | Basic::UntypedBool => {
                matches!(self, Const::Bool(_)).then(|| self.clone())
            }
            Basic::String | Basic::UntypedString => {
                matches!(self, Const::String(_)).then(|| self.clone())
            }
            Basic::Float32 => self.to_float().known()?.round_f32(),
            Basic::Float64 => self.to_float().known()?.round_f64(),
            // Untyped values keep the kind they have.
            Basic::UntypedFloat => self.to_float().known().map(|_| self.clone()),
            Basic::UntypedComplex => self.to_complex().known().map(|_| self.clone()),
            Basic::Complex64 | Basic::Complex128 => {
                let value = self.to_complex().known()?;
                let round = |part: Const| match basic {
                    Basic::Complex64 => part.round_f32(),
                    _ => part.round_f64(),
                };
                Some(Const::complex(&round(value.real())?, &round(value.imag())?))
            }
            Basic::UntypedInt | Basic::UntypedRune => self.to_int().known(),
            Basic::Int | Basic::Int64 => self.int_in_range(true, 64),
            Basic::Int8 => self.int_in_range(true, 8),
            Basic::Int16 => self.int_in_range(true, 16),
            Basic::Int32 => self.int_in_range(true, 32),
            Basic::Uint | Basic::Uint64 | Basic::Uintptr => self.int_in_range(false, 64),
            Basic::Uint8 => self.int_in_range(false, 8),
            Basic::Uint16 => self.int_in_range(false, 16),
            Basic::Uint32 => self.int_in_range(false, 32),
            Basic::UnsafePointer | Basic::UntypedNil | Basic::Invalid => None,
        }
    }

    fn int_in_range(&self, signed: bool, bits: u32) -> Option<Const> {
        let value = self.to_int().known()?;
        let fits = if signed {
            value.to_i64().is_some_and(|v| v >> (bits - 1) == 0 || v >> (bits - 1) == -1)
        } else {
            value.to_u64().is_some_and(|v| bits == 64 || v >> bits == 0)
        };
        fits.then_some(value)
    }

    /// `None` for `Unknown`.
    fn known(self) -> Option<Const> {
        if self.is_unknown() { None } else { Some(self) }
    }
}

/// As in Go's messages: strings quoted and cut, floating-point values approximate.
impl fmt::Display for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Const::Unknown => f.write_str("unknown"),
            Const::Bool(value) => write!(f, "{value}"),
            Const::String(text) => f.write_str(&format::quote_short(text.bytes())),
            Const::Int(Int(IntRepr::Small(value))) => write!(f, "{value}"),
            Const::Int(Int(IntRepr::Big(value))) => write!(f, "{value}"),
            Const::Float(Float(FloatRepr::Ratio(value))) => match BigFloat::from_ratio(value) {
                Some(value) => f.write_str(&format::float(&value)),
                None => f.write_str("unknown"),
            },
            Const::Float(Float(FloatRepr::Big(value))) => f.write_str(&format::float(value)),
            Const::Complex(parts) => write!(f, "({} + {}i)", parts.0, parts.1),
        }
    }
}

/// Brings two operands to the larger of their kinds.
fn match_operands(x: &Const, y: &Const) -> Matched {
    match (x, y) {
        (Const::Bool(x), Const::Bool(y)) => Matched::Bool(*x, *y),
        (Const::String(x), Const::String(y)) => Matched::String(x.clone(), y.clone()),
        (Const::Int(x), Const::Int(y)) => Matched::Int(x.clone(), y.clone()),
        (Const::Int(_) | Const::Float(_), Const::Int(_) | Const::Float(_)) => {
            match (float_repr(x), float_repr(y)) {
                (Some(FloatRepr::Ratio(x)), Some(FloatRepr::Ratio(y))) => Matched::Ratio(x, y),
                (Some(x), Some(y)) => match (to_big(x), to_big(y)) {
                    (Some(x), Some(y)) => Matched::Big(x, y),
                    _ => Matched::Unknown,
                },
                _ => Matched::Unknown,
            }
        }
        (
            Const::Int(_) | Const::Float(_) | Const::Complex(_),
            Const::Int(_) | Const::Float(_) | Const::Complex(_),
        ) => match (x.to_complex(), y.to_complex()) {
            (Const::Complex(x), Const::Complex(y)) => Matched::Complex(x, y),
            _ => Matched::Unknown,
        },
        _ => Matched::Unknown,
    }
}

/// The floating-point form of an `Int` or `Float`.
fn float_repr(x: &Const) -> Option<FloatRepr> {
    match x.to_float() {
        Const::Float(value) => Some(value.0),
        _ => None,
    }
}

fn to_big(x: FloatRepr) -> Option<Rc<BigFloat>> {
    match x {
        FloatRepr::Ratio(value) => BigFloat::from_ratio(&value).map(Rc::new),
        FloatRepr::Big(value) => Some(value),
    }
}

fn int_op(x: &Int, op: BinaryOp, y: &Int, int_division: bool) -> Const {
    if let (IntRepr::Small(a), IntRepr::Small(b)) = (&x.0, &y.0)
        && let Some(result) = small_int_op(*a, op, *b, int_division)
    {
        return Const::from_i64(result);
    }
    let (a, b) = (x.big(), y.big());
    match op {
        BinaryOp::Add => Const::from_big(a + b),
        BinaryOp::Sub => Const::from_big(a - b),
        BinaryOp::Mul => Const::from_big(a * b),
        BinaryOp::Div | BinaryOp::Rem if b.is_zero() => Const::Unknown,
        BinaryOp::Div if int_division => Const::from_big(a / b),
        BinaryOp::Div => Const::from_ratio(BigRational::new(a, b)),
        BinaryOp::Rem => Const::from_big(a % b),
        BinaryOp::And => Const::from_big(a & b),
        BinaryOp::Or => Const::from_big(a | b),
        BinaryOp::Xor => Const::from_big(a ^ b),
        BinaryOp::AndNot => Const::from_big(a & !b),
        _ => Const::Unknown,
    }
}

/// The result if it is an i64.
fn small_int_op(a: i64, op: BinaryOp, b: i64, int_division: bool) -> Option<i64> {
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div if int_division => a.checked_div(b),
        BinaryOp::Rem => a.checked_rem(b),
        BinaryOp::And => Some(a & b),
        BinaryOp::Or => Some(a | b),
        BinaryOp::Xor => Some(a ^ b),
        BinaryOp::AndNot => Some(a & !b),
        _ => None,
    }
}

fn ratio_op(x: &BigRational, op: BinaryOp, y: &BigRational) -> Const {
    match op {
        BinaryOp::Add => Const::from_ratio(x + y),
        BinaryOp::Sub => Const::from_ratio(x - y),
        BinaryOp::Mul => Const::from_ratio(x * y),
        BinaryOp::Div if y.is_zero() => Const::Unknown,
        BinaryOp::Div => Const::from_ratio(x / y),
        _ => Const::Unknown,
    }
}

fn complex_op(x: &(Const, Const), op: BinaryOp, y: &(Const, Const)) -> Const {
    let add = |x: &Const, y: &Const| x.binary_op(BinaryOp::Add, y, false);
    let sub = |x: &Const, y: &Const| x.binary_op(BinaryOp::Sub, y, false);
    let mul = |x: &Const, y: &Const| x.binary_op(BinaryOp::Mul, y, false);
    let div = |x: &Const, y: &Const| x.binary_op(BinaryOp::Div, y, false);
    let ((a, b), (c, d)) = (x, y);
    match op {
        BinaryOp::Add => Const::complex(&add(a, c), &add(b, d)),
        BinaryOp::Sub => Const::complex(&sub(a, c), &sub(b, d)),
        BinaryOp::Mul => Const::complex(&sub(&mul(a, c), &mul(b, d)), &add(&mul(b, c), &mul(a, d))),
        BinaryOp::Div => {
            // (ac+bd)/s + i(bc-ad)/s, with s = cc + dd.
            let s = add(&mul(c, c), &mul(d, d));
            Const::complex(
                &div(&add(&mul(a, c), &mul(b, d)), &s),
                &div(&sub(&mul(b, c), &mul(a, d)), &s),
            )
        }
        _ => Const::Unknown,
    }
}
