//! Natives of package math/big: natural numbers as little-endian words, without zero
//! words at the end. They come and go as `[]byte`s of a multiple of eight bytes; the Go
//! part sees the same memory as words.
//!
//! What is quadratic or worse is done by num-bigint. Adding and shifting are loops here:
//! converting would cost more than they do.

use std::cmp::Ordering;

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use num_bigint::BigUint;

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.as_chunks().0.iter().map(|chunk| u64::from_le_bytes(*chunk))
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_le(bytes)
}

/// Sets a result of three words.
fn set(cx: &mut NativeCx, args: &mut Words, at: usize, number: &BigUint) {
    let mut bytes = number.to_bytes_le();
    if bytes == [0] {
        bytes.clear();
    }
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    let slice = cx.new_bytes(&bytes);
    args.set_slice(at, slice);
}

/// Sets a result of three words; `bytes` may end with zero words.
fn set_bytes(cx: &mut NativeCx, args: &mut Words, bytes: &[u8]) {
    let mut end = bytes.len();
    while end > 0 && bytes[end - 8..end] == [0; 8] {
        end -= 8;
    }
    let slice = cx.new_bytes(&bytes[..end]);
    args.set_slice(0, slice);
}

/// `add(x, y []byte) []byte`
fn add(cx: &mut NativeCx, mut args: Words) {
    let (mut long, mut short) = (args.bytes(0), args.bytes(3));
    if long.len() < short.len() {
        (long, short) = (short, long);
    }
    let mut sum = Vec::with_capacity(long.len() + 8);
    let mut carry = false;
    for (x, y) in words(long).zip(words(short).chain(std::iter::repeat(0))) {
        let (z, first) = x.overflowing_add(y);
        let (z, second) = z.overflowing_add(carry.into());
        carry = first || second;
        sum.extend_from_slice(&z.to_le_bytes());
    }
    sum.extend_from_slice(&u64::from(carry).to_le_bytes());
    set_bytes(cx, &mut args, &sum);
}

/// `sub(x, y []byte) []byte`; x is not less than y.
fn sub(cx: &mut NativeCx, mut args: Words) {
    let mut difference = Vec::with_capacity(args.bytes(0).len());
    let mut borrow = false;
    for (x, y) in words(args.bytes(0)).zip(words(args.bytes(3)).chain(std::iter::repeat(0))) {
        let (z, first) = x.overflowing_sub(y);
        let (z, second) = z.overflowing_sub(borrow.into());
        borrow = first || second;
        difference.extend_from_slice(&z.to_le_bytes());
    }
    set_bytes(cx, &mut args, &difference);
}

/// `cmp(x, y []byte) int`
fn cmp(_: &mut NativeCx, mut args: Words) {
    let (x, y) = (args.bytes(0), args.bytes(3));
    let order = x.len().cmp(&y.len()).then_with(|| {
        let differing = words(x).zip(words(y)).filter(|(x, y)| x != y).last();
        differing.map_or(Ordering::Equal, |(x, y)| x.cmp(&y))
    });
    args.set_int(0, order as i64);
}

/// `mul(x, y []byte) []byte`
fn mul(cx: &mut NativeCx, mut args: Words) {
    if let (&[a, b, c, d, e, f, g, h], &[i, j, k, l, m, n, o, p]) = (args.bytes(0), args.bytes(3)) {
        let x = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        let y = u64::from_le_bytes([i, j, k, l, m, n, o, p]);
        let product = u128::from(x) * u128::from(y);
        return set_bytes(cx, &mut args, &product.to_le_bytes());
    }
    let product = number(args.bytes(0)) * number(args.bytes(3));
    set(cx, &mut args, 0, &product);
}

/// `div(x, y []byte) (q, r []byte)`; y is not zero.
fn div(cx: &mut NativeCx, mut args: Words) {
    let (x, y) = (number(args.bytes(0)), number(args.bytes(3)));
    let quotient = &x / &y;
    let remainder = x - &quotient * y;
    set(cx, &mut args, 0, &quotient);
    set(cx, &mut args, 3, &remainder);
}

/// `exp(x, y, m []byte) []byte`: x to the power y modulo m, which is not zero.
fn exp(cx: &mut NativeCx, mut args: Words) {
    let power = number(args.bytes(0)).modpow(&number(args.bytes(3)), &number(args.bytes(6)));
    set(cx, &mut args, 0, &power);
}

/// `pow(x []byte, n int) []byte`
fn pow(cx: &mut NativeCx, mut args: Words) {
    let power = number(args.bytes(0)).pow(args.u32(3));
    set(cx, &mut args, 0, &power);
}

/// `sqrt(x []byte) []byte`
fn sqrt(cx: &mut NativeCx, mut args: Words) {
    let root = number(args.bytes(0)).sqrt();
    set(cx, &mut args, 0, &root);
}

/// `gcd(x, y []byte) []byte`
fn gcd(cx: &mut NativeCx, mut args: Words) {
    let (mut x, mut y) = (number(args.bytes(0)), number(args.bytes(3)));
    while y != BigUint::ZERO {
        let rest = x % &y;
        (x, y) = (y, rest);
    }
    set(cx, &mut args, 0, &x);
}

/// `shl(x []byte, n uint) []byte`
fn shl(cx: &mut NativeCx, mut args: Words) {
    let shifted = number(args.bytes(0)) << args.usize(3);
    set(cx, &mut args, 0, &shifted);
}

/// `shr(x []byte, n uint) []byte`
fn shr(cx: &mut NativeCx, mut args: Words) {
    let shifted = number(args.bytes(0)) >> args.usize(3);
    set(cx, &mut args, 0, &shifted);
}

/// The digits of all bases.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `digits(x []byte, base int) string`; base is 2 to 62.
fn digits(cx: &mut NativeCx, mut args: Words) {
    let values = number(args.bytes(0)).to_radix_be(args.u32(3));
    let text: Vec<u8> = values.iter().map(|&value| DIGITS[value as usize]).collect();
    let text = cx.new_string(&text);
    args.set_str(0, text);
}

/// `parse(digits []byte, base int) []byte`: the values of the digits, all below base.
fn parse(cx: &mut NativeCx, mut args: Words) {
    let number = BigUint::from_radix_be(args.bytes(0), args.u32(3)).unwrap_or_default();
    set(cx, &mut args, 0, &number);
}

/// The natives of package math/big.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "math/big.add", func: add },
    NativeDef { name: "math/big.cmp", func: cmp },
    NativeDef { name: "math/big.digits", func: digits },
    NativeDef { name: "math/big.div", func: div },
    NativeDef { name: "math/big.exp", func: exp },
    NativeDef { name: "math/big.gcd", func: gcd },
    NativeDef { name: "math/big.mul", func: mul },
    NativeDef { name: "math/big.parse", func: parse },
    NativeDef { name: "math/big.pow", func: pow },
    NativeDef { name: "math/big.shl", func: shl },
    NativeDef { name: "math/big.shr", func: shr },
    NativeDef { name: "math/big.sqrt", func: sqrt },
    NativeDef { name: "math/big.sub", func: sub },
];
