//! Constants against i128, f64 and what real Go prints.

use minigo_syntax::ast::{BinaryOp, LitKind, UnaryOp};
use proptest::prelude::*;

use super::{Const, ConstKind, MAX_STRING_LEN};
use crate::types::ty::Basic;

fn int(text: &str) -> Const {
    Const::from_literal(LitKind::Int, text).expect("a literal")
}

fn float(text: &str) -> Const {
    Const::from_literal(LitKind::Float, text).expect("a literal")
}

fn big(value: i128) -> Const {
    let magnitude = int(&value.unsigned_abs().to_string());
    if value < 0 { magnitude.unary_op(UnaryOp::Neg, None) } else { magnitude }
}

const INT_OPS: [BinaryOp; 9] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::Rem,
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::Xor,
    BinaryOp::AndNot,
];

fn model(x: i128, op: BinaryOp, y: i128) -> Option<i128> {
    match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Div => x.checked_div(y),
        BinaryOp::Rem => x.checked_rem(y),
        BinaryOp::And => Some(x & y),
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::AndNot => Some(x & !y),
        _ => None,
    }
}

/// Values near the edges of i64 as well as any.
fn interesting() -> impl Strategy<Value = i128> {
    prop_oneof![
        -20i128..20,
        any::<i64>().prop_map(i128::from),
        any::<i128>().prop_map(|x| x >> 2),
        (0u32..126, -2i128..3).prop_map(|(shift, delta)| (1i128 << shift) + delta),
        (0u32..126, -2i128..3).prop_map(|(shift, delta)| -(1i128 << shift) + delta),
    ]
}

proptest! {
    #[test]
    fn integer_operations_agree_with_i128(x in interesting(), y in interesting()) {
        for op in INT_OPS {
            if let Some(expected) = model(x, op, y) {
                prop_assert_eq!(big(x).binary_op(op, &big(y), true), big(expected), "{:?}", op);
            }
        }
        for (op, expected) in [
            (BinaryOp::Eq, x == y), (BinaryOp::Ne, x != y), (BinaryOp::Lt, x < y),
            (BinaryOp::Le, x <= y), (BinaryOp::Gt, x > y), (BinaryOp::Ge, x >= y),
        ] {
            prop_assert_eq!(big(x).compare(op, &big(y)), expected);
        }
        prop_assert_eq!(big(x).to_string(), x.to_string());
        prop_assert_eq!(big(x).unary_op(UnaryOp::BitNot, None), big(!x));
        prop_assert_eq!(big(x).low_bits(), x as u64);
        prop_assert_eq!(big(x).to_i64(), i64::try_from(x).ok());
        prop_assert_eq!(big(x).to_u64(), u64::try_from(x).ok());
        prop_assert_eq!(big(x).sign(), x.signum() as i32);
        prop_assert_eq!(big(x).bit_len(), u64::from(128 - x.unsigned_abs().leading_zeros()));
        prop_assert_eq!(big(x).to_f64(), x as f64);
        prop_assert_eq!(big(x).to_f32(), x as f32);
    }

    #[test]
    fn shifts_agree_with_i128(x in any::<i64>(), count in 0u64..63) {
        let wide = i128::from(x);
        prop_assert_eq!(big(wide).shift(BinaryOp::Shl, count), big(wide << count));
        prop_assert_eq!(big(wide << 60).shift(BinaryOp::Shr, count), big((wide << 60) >> count));
    }

    #[test]
    fn f64_values_survive(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let constant = Const::from_f64(value);
        prop_assert_eq!(constant.to_f64(), value);
        prop_assert_eq!(constant.to_f32(), value as f32);
        let text = format!("{:e}", value.abs());
        prop_assert_eq!(float(&text).to_f64(), value.abs());
        prop_assert_eq!(float(&text).to_f32(), text.parse::<f32>().expect("a float"));
    }

    #[test]
    fn one_operation_then_rounding_is_ieee(x in any::<f64>(), y in any::<f64>()) {
        prop_assume!(x.is_finite() && y.is_finite());
        let (a, b) = (Const::from_f64(x), Const::from_f64(y));
        let op = |op| a.binary_op(op, &b, false).to_f64();
        prop_assert_eq!(op(BinaryOp::Add), x + y);
        prop_assert_eq!(op(BinaryOp::Sub), x - y);
        prop_assert_eq!(op(BinaryOp::Mul), x * y);
        if y != 0.0 {
            prop_assert_eq!(op(BinaryOp::Div), x / y);
        }
        prop_assert_eq!(a.compare(BinaryOp::Lt, &b), x < y);
    }

    #[test]
    fn inexact_values_round_like_exact_ones(x in any::<f64>(), y in any::<f64>()) {
        prop_assume!(x.is_finite() && y.is_finite());
        // Far from the fractions' range, then back: 512 bits stay.
        let far = float("1e5000");
        let up = |v: f64| Const::from_f64(v).binary_op(BinaryOp::Mul, &far, false);
        let sum = up(x).binary_op(BinaryOp::Add, &up(y), false);
        let sum = sum.binary_op(BinaryOp::Div, &far, false);
        let (sum, direct) = (sum.to_f64(), x + y);
        prop_assert!(sum == direct || ((sum - direct) / direct).abs() < 1e-15);
        prop_assert_eq!(up(x).compare(BinaryOp::Le, &up(y)), x <= y);
    }

    #[test]
    fn literals_never_panic(text in "\\PC{0,12}", digits in "[0-9a-fxXobBpPeE+_.i-]{0,12}") {
        for text in [&text, &digits] {
            for kind in
                [LitKind::Int, LitKind::Float, LitKind::Imag, LitKind::Char, LitKind::String]
            {
                let _ = Const::from_literal(kind, text);
                let _ = Const::from_literal(kind, &format!("'{text}'"));
                let _ = Const::from_literal(kind, &format!("\"{text}\""));
            }
        }
    }
}

#[test]
fn literals() {
    for (text, expected) in [
        ("0", "0"),
        ("0x_ff", "255"),
        ("0b101", "5"),
        ("0o17", "15"),
        ("017", "15"),
        ("1_000_000", "1000000"),
        ("0xFFFF_FFFF_FFFF_FFFF", "18446744073709551615"),
        ("100000000000000000000000000", "100000000000000000000000000"),
    ] {
        assert_eq!(int(text).to_string(), expected);
    }
    for (text, expected) in [
        (".5", "0.5"),
        (".0e-1", "0"),
        ("1.", "1"),
        ("1e3", "1000"),
        ("0x1p-2", "0.25"),
        ("0x1.8p1", "3"),
        ("1_0.2_5", "10.25"),
        ("01.5", "1.5"),
        ("1e-6000000000000", "0"),
    ] {
        assert_eq!(float(text).to_string(), expected);
    }
    let imag = |text| Const::from_literal(LitKind::Imag, text).expect("a literal").to_string();
    assert_eq!(imag("0123i"), "(0 + 123i)");
    assert_eq!(imag("0x10i"), "(0 + 16i)");
    assert_eq!(imag("1.5e1i"), "(0 + 15i)");
    let rune = |text| Const::from_literal(LitKind::Char, text).expect("a literal").to_i64();
    assert_eq!(rune("'a'"), Some(97));
    assert_eq!(rune(r"'\''"), Some(39));
    assert_eq!(rune(r"'\xff'"), Some(255));
    assert_eq!(rune(r"'\377'"), Some(255));
    assert_eq!(rune(r"'\u65e5'"), Some(0x65e5));
    assert_eq!(rune("'語'"), Some(0x8a9e));
    let string = |text| Const::from_literal(LitKind::String, text).expect("a literal");
    assert_eq!(string(r#""a\xff\u00e9\n""#).bytes(), b"a\xff\xc3\xa9\n");
    assert_eq!(string("`a\\n\r`").bytes(), b"a\\n");
    assert_eq!(string(r#""a\xff\té""#).to_string(), r#""a\xff\té""#);
    assert_eq!(string(&format!("\"{}\"", "x".repeat(71))).to_string().len(), 72);
}

/// The texts are those of `constant.Value.String` of real Go.
#[test]
fn display_is_gos() {
    for (text, expected) in [
        ("1.1", "1.1"),
        ("3.14159265358979323846", "3.14159"),
        ("1000000.0", "1e+06"),
        ("123456.7", "123456.7"),
        ("1234567.5", "1.23457e+06"),
        ("1e100", "1e+100"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("1e400", "1e+400"),
        ("1e1000", "1e+1000"),
        ("1.5e-1000", "1.5e-1000"),
        ("1e100000000", "1e+100000000"),
    ] {
        assert_eq!(float(text).to_string(), expected, "{text}");
    }
}

#[test]
fn limits() {
    let message = |kind, text: &str| Const::from_literal(kind, text).expect_err("an error");
    assert_eq!(
        message(LitKind::Int, &"9".repeat(10_001)),
        "excessively long constant: 9999999999... (10001 chars)"
    );
    assert_eq!(message(LitKind::Float, "1e1000000000"), "malformed constant: 1e1000000000");
    let huge = float("1e600000000");
    assert!(huge.binary_op(BinaryOp::Mul, &huge, false).is_unknown());
    let max = int("1").shift(BinaryOp::Shl, 511);
    assert!(!max.overflows_untyped());
    assert!(max.shift(BinaryOp::Shl, 1).overflows_untyped());
    assert!(int("1").shift(BinaryOp::Shl, 1 << 40).is_unknown());
    assert!(int("1").binary_op(BinaryOp::Div, &int("0"), true).is_unknown());
    assert!(float("1.0").binary_op(BinaryOp::Div, &float("0.0"), false).is_unknown());
}

#[test]
fn representability() {
    let fits = |value: &Const, basic| value.represent(basic).is_some();
    assert!(fits(&int("255"), Basic::Uint8) && !fits(&int("256"), Basic::Uint8));
    assert!(fits(&big(-128), Basic::Int8) && !fits(&big(-129), Basic::Int8));
    assert!(fits(&big(i128::from(i64::MIN)), Basic::Int));
    assert!(!fits(&big(i128::from(i64::MAX) + 1), Basic::Int));
    assert!(fits(&big(i128::from(u64::MAX)), Basic::Uint64) && !fits(&big(-1), Basic::Uint));
    assert_eq!(float("3.0").represent(Basic::Int), Some(int("3")));
    assert!(!fits(&float("3.5"), Basic::Int));
    assert!(fits(&float("1e38"), Basic::Float32) && !fits(&float("1e39"), Basic::Float32));
    assert!(!fits(&float("1e309"), Basic::Float64));
    assert_eq!(float("1e-400").represent(Basic::Float64).map(|v| v.sign()), Some(0));
    assert_eq!(int("16777217").represent(Basic::Float32).map(|v| v.to_f64()), Some(16777216.0));
    let one = int("1").to_complex();
    assert_eq!(one.represent(Basic::Int), Some(int("1")));
    assert!(fits(&int("1"), Basic::Complex64) && !fits(&int("1"), Basic::String));
    assert_eq!(int("1").unary_op(UnaryOp::BitNot, Some(8)), int("254"));
}

#[test]
fn arithmetic_keeps_kinds_apart() {
    let half = int("1").binary_op(BinaryOp::Div, &int("2"), false);
    assert_eq!(half.kind(), ConstKind::Float);
    assert_eq!(half.to_string(), "0.5");
    assert!(half.to_int().is_unknown());
    assert_eq!(half.binary_op(BinaryOp::Mul, &int("4"), false).to_int(), int("2"));
    let i = int("1").make_imag();
    let minus_one = i.binary_op(BinaryOp::Mul, &i, false);
    assert_eq!(minus_one.to_int(), big(-1));
    let quotient = Const::complex(&int("3"), &int("4")).binary_op(
        BinaryOp::Div,
        &Const::complex(&int("1"), &int("2")),
        false,
    );
    assert_eq!(quotient.to_string(), "(2.2 + -0.4i)");
    // A third is not exact beyond the fractions' range, but three of them are one.
    let third = float("1e-2000").binary_op(BinaryOp::Div, &float("3e3000"), false);
    let whole = third.binary_op(BinaryOp::Mul, &float("3e5000"), false);
    assert_eq!(whole.to_int(), int("1"));
}

#[test]
fn long_concatenations_are_cheap() {
    let piece = Const::from_bytes(b"0123456789");
    let mut sum = Const::from_bytes(b"");
    let mut partial = Vec::new();
    for _ in 0..200_000 {
        sum = sum.binary_op(BinaryOp::Add, &piece, false);
        partial.push(sum.clone());
    }
    assert_eq!(sum.string_len(), 2_000_000);
    assert_eq!(&sum.bytes()[1_999_995..], b"56789");
    drop(partial);
    let mut double = piece.clone();
    for _ in 0..70 {
        double = double.binary_op(BinaryOp::Add, &double, false);
    }
    assert!(double.string_len() > MAX_STRING_LEN);
    let ab = Const::from_bytes(b"a").binary_op(BinaryOp::Add, &Const::from_bytes(b"b"), false);
    assert_eq!(ab, Const::from_bytes(b"ab"));
    assert!(ab.compare(BinaryOp::Lt, &Const::from_bytes(b"b")));
}
