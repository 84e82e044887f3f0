//! Natives of package math/bits.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::panics::RuntimeError;

fn trailing_zeros(_: &mut NativeCx, mut args: Words) {
    args.set(0, u64::from(args.word(0).trailing_zeros()));
}

fn ones_count(_: &mut NativeCx, mut args: Words) {
    args.set(0, u64::from(args.word(0).count_ones()));
}

fn len(_: &mut NativeCx, mut args: Words) {
    args.set(0, u64::from(64 - args.word(0).leading_zeros()));
}

fn reverse(_: &mut NativeCx, mut args: Words) {
    args.set(0, args.word(0).reverse_bits());
}

fn reverse_bytes(_: &mut NativeCx, mut args: Words) {
    args.set(0, args.word(0).swap_bytes());
}

fn mul(_: &mut NativeCx, mut args: Words) {
    let product = u128::from(args.word(0)) * u128::from(args.word(1));
    args.set(0, (product >> 64) as u64);
    args.set(1, product as u64);
}

/// The caller has checked that the quotient fits.
fn div(_: &mut NativeCx, mut args: Words) {
    let dividend = u128::from(args.word(0)) << 64 | u128::from(args.word(1));
    let divisor = u128::from(args.word(2));
    args.set(0, (dividend / divisor) as u64);
    args.set(1, (dividend % divisor) as u64);
}

fn overflow(cx: &mut NativeCx, _: Words) {
    cx.raise(RuntimeError::Error("integer overflow"));
}

fn divide(cx: &mut NativeCx, _: Words) {
    cx.raise(RuntimeError::Error("integer divide by zero"));
}

/// The natives of package math/bits.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "math/bits.TrailingZeros64", func: trailing_zeros },
    NativeDef { name: "math/bits.OnesCount64", func: ones_count },
    NativeDef { name: "math/bits.Len64", func: len },
    NativeDef { name: "math/bits.Reverse64", func: reverse },
    NativeDef { name: "math/bits.ReverseBytes64", func: reverse_bytes },
    NativeDef { name: "math/bits.Mul64", func: mul },
    NativeDef { name: "math/bits.div64", func: div },
    NativeDef { name: "math/bits.overflow", func: overflow },
    NativeDef { name: "math/bits.divide", func: divide },
];
