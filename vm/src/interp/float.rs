//! Floating point. A float32 is held as its 32 bits, zero-extended.

//!
//! Conversions to integers behave as amd64 Go's: out of range and NaN give the smallest
//! signed value of the conversion's width, and Go converts to int32 and narrower (uint16
//! and uint8 included) with 32 bits, to uint32 with 64.

use crate::frame::{NEXT, cold};

/// 2^63, from which on an unsigned value does not fit a signed conversion.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;

/// cvttsd2si with 64 bits.
#[inline(always)]
fn to_i64(x: f64) -> i64 {
    if (-TWO_63..TWO_63).contains(&x) { x as i64 } else { i64::MIN }
}

/// cvttsd2si with 32 bits.
#[inline(always)]
fn to_i32(x: f64) -> i32 {
    if x > -2_147_483_649.0 && x < 2_147_483_648.0 { x as i32 } else { i32::MIN }
}

/// `x` without its fraction, moved by `adjust` if that went the wrong way.
#[inline(always)]
fn round(x: f64, adjust: impl Fn(f64) -> f64) -> f64 {
    /// From here on every value is whole (and NaN and infinities stay).
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    if x.abs() < TWO_52 { adjust(to_i64(x) as f64).copysign(x) } else { x }
}

/// What Go's two conversions make of an unsigned target: the second takes over where the
/// first overflows.
#[inline(always)]
fn to_u64(x: f64) -> u64 {
    let low = to_i64(x);
    let high = to_i64(x - TWO_63);
    (low | (high & (low >> 63))) as u64
}

macro_rules! binary {
    ($($f64:ident $f32:ident $op:tt;)*) => { ops! { s: $(
        $f64 {
            s.set(s.a(), (s.f64(s.b()) $op s.f64(s.c())).to_bits());
        }

        $f32 {
            s.set(s.a(), (s.f32(s.b()) $op s.f32(s.c())).to_bits() as u64);
        }
    )* } };
}

binary! {
    AddF64 AddF32 +;
    SubF64 SubF32 -;
    MulF64 MulF32 *;
    DivF64 DivF32 /;
}

ops! { s:
    NegF64 {
        s.set(s.a(), (-s.f64(s.b())).to_bits());
    }

    NegF32 {
        s.set(s.a(), (-s.f32(s.b())).to_bits() as u64);
    }

    MuladdF64 {
        let to = s.a();
        s.set(to, (s.f64(to) + s.f64(s.b()) * s.f64(s.c())).to_bits());
    }

    MulsubF64 {
        let to = s.a();
        s.set(to, (s.f64(to) - s.f64(s.b()) * s.f64(s.c())).to_bits());
    }

    FmaF64 {
        return cold(|s| {
            let value = s.f64(s.b()).mul_add(s.f64(s.c()), s.f64(s.xreg(0)));
            s.set(s.a(), value.to_bits());
            s.skip();
        });
    }

    SqrtF64 {
        s.set(s.a(), s.f64(s.b()).sqrt().to_bits());
    }

    AbsF64 {
        s.set(s.a(), s.f64(s.b()).abs().to_bits());
    }

    FloorF64 {
        s.set(s.a(), round(s.f64(s.b()), |whole| whole - (whole > s.f64(s.b())) as u8 as f64).to_bits());
    }

    CeilF64 {
        s.set(s.a(), round(s.f64(s.b()), |whole| whole + (whole < s.f64(s.b())) as u8 as f64).to_bits());
    }

    TruncF64 {
        s.set(s.a(), round(s.f64(s.b()), |whole| whole).to_bits());
    }

    SqrtF32 {
        s.set(s.a(), s.f32(s.b()).sqrt().to_bits() as u64);
    }

    CvtI64F64 {
        s.set(s.a(), (s.int(s.b()) as f64).to_bits());
    }

    CvtU64F64 {
        s.set(s.a(), (s.get(s.b()) as f64).to_bits());
    }

    CvtI64F32 {
        s.set(s.a(), (s.int(s.b()) as f32).to_bits() as u64);
    }

    CvtU64F32 {
        s.set(s.a(), (s.get(s.b()) as f32).to_bits() as u64);
    }

    CvtF64I64 {
        s.set(s.a(), to_i64(s.f64(s.b())) as u64);
    }

    CvtF64U64 {
        s.set(s.a(), to_u64(s.f64(s.b())));
    }

    CvtF64I32 {
        s.set(s.a(), to_i32(s.f64(s.b())) as i64 as u64);
    }

    CvtF32I64 {
        s.set(s.a(), to_i64(s.f32(s.b()) as f64) as u64);
    }

    CvtF32U64 {
        s.set(s.a(), to_u64(s.f32(s.b()) as f64));
    }

    CvtF32I32 {
        s.set(s.a(), to_i32(s.f32(s.b()) as f64) as i64 as u64);
    }

    CvtF32F64 {
        s.set(s.a(), (s.f32(s.b()) as f64).to_bits());
    }

    CvtF64F32 {
        s.set(s.a(), (s.f64(s.b()) as f32).to_bits() as u64);
    }
}
