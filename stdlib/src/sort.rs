//! Natives of package sort: orders in which equal elements cannot be told apart.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// Sorts the 8-byte elements of the slice in words 0 to 2 by the key.
fn sort_by<K: Ord>(mut args: Words, key: impl Fn([u8; 8]) -> K) {
    let len = args.usize(1) * 8;
    args.set(1, len as u64);
    let (elements, _) = args.bytes_mut(0).as_chunks_mut::<8>();
    elements.sort_unstable_by_key(|&bytes| key(bytes));
}

fn ints(_: &mut NativeCx, args: Words) {
    sort_by(args, i64::from_le_bytes);
}

/// Ascending, NaNs first; -0 equals 0 in Go, and the two may stand in either order.
fn float64s(_: &mut NativeCx, args: Words) {
    sort_by(args, |bytes| {
        let value = f64::from_le_bytes(bytes);
        let bits = value.to_bits().cast_signed();
        if value.is_nan() {
            i64::MIN
        } else {
            bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
        }
    });
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "sort.Float64s", func: float64s },
    NativeDef { name: "sort.Ints", func: ints },
];
