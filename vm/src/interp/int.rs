//! Integer arithmetic. Results are kept sign- or zero-extended to 64 bits, so each kind
//! has its own ops only where the upper bits could go wrong.

use crate::frame::NEXT;
use crate::raise;

/// `a = b op c`, wrapping at the kind's width.
macro_rules! wrapping {
    ($($name:ident $int:ty, $via:ty, $method:ident;)*) => { ops! { s: $(
        $name {
            let (b, c) = s.bc();
            let value = (s.get(b) as $int).$method(s.get(c) as $int);
            s.set(s.a(), value as $via as u64);
        }
    )* } };
}

wrapping! {
    AddI8 i8, i64, wrapping_add;
    AddI16 i16, i64, wrapping_add;
    AddI32 i32, i64, wrapping_add;
    AddI64 i64, i64, wrapping_add;
    AddU8 u8, u64, wrapping_add;
    AddU16 u16, u64, wrapping_add;
    AddU32 u32, u64, wrapping_add;
    SubI8 i8, i64, wrapping_sub;
    SubI16 i16, i64, wrapping_sub;
    SubI32 i32, i64, wrapping_sub;
    SubI64 i64, i64, wrapping_sub;
    SubU8 u8, u64, wrapping_sub;
    SubU16 u16, u64, wrapping_sub;
    SubU32 u32, u64, wrapping_sub;
    MulI8 i8, i64, wrapping_mul;
    MulI16 i16, i64, wrapping_mul;
    MulI32 i32, i64, wrapping_mul;
    MulI64 i64, i64, wrapping_mul;
    MulU8 u8, u64, wrapping_mul;
    MulU16 u16, u64, wrapping_mul;
    MulU32 u32, u64, wrapping_mul;
}

/// `a = b op c`; c = 0 panics, and the smallest value by -1 wraps.
macro_rules! dividing {
    ($($name:ident $int:ty, $via:ty, $method:ident;)*) => { ops! { s: $(
        $name {
            let divisor = s.get(s.c()) as $int;
            if divisor == 0 {
                return raise::divide();
            }
            let value = (s.get(s.b()) as $int).$method(divisor);
            s.set(s.a(), value as $via as u64);
        }
    )* } };
}

dividing! {
    DivI8 i8, i64, wrapping_div;
    DivI16 i16, i64, wrapping_div;
    DivI32 i32, i64, wrapping_div;
    DivI64 i64, i64, wrapping_div;
    DivU8 u8, u64, wrapping_div;
    DivU16 u16, u64, wrapping_div;
    DivU32 u32, u64, wrapping_div;
    DivU64 u64, u64, wrapping_div;
    RemI8 i8, i64, wrapping_rem;
    RemI16 i16, i64, wrapping_rem;
    RemI32 i32, i64, wrapping_rem;
    RemI64 i64, i64, wrapping_rem;
    RemU8 u8, u64, wrapping_rem;
    RemU16 u16, u64, wrapping_rem;
    RemU32 u32, u64, wrapping_rem;
    RemU64 u64, u64, wrapping_rem;
}

/// `a = op b` at the kind's width.
macro_rules! unary {
    ($($name:ident |$x:ident: $int:ty| $value:expr, $via:ty;)*) => { ops! { s: $(
        $name {
            let $x = s.get(s.b()) as $int;
            s.set(s.a(), $value as $via as u64);
        }
    )* } };
}

unary! {
    NegI8 |x: i8| x.wrapping_neg(), i64;
    NegI16 |x: i16| x.wrapping_neg(), i64;
    NegI32 |x: i32| x.wrapping_neg(), i64;
    NegI64 |x: i64| x.wrapping_neg(), i64;
    NegU8 |x: u8| x.wrapping_neg(), u64;
    NegU16 |x: u16| x.wrapping_neg(), u64;
    NegU32 |x: u32| x.wrapping_neg(), u64;
    NotS |x: u64| !x, u64;
    NotU8 |x: u8| !x, u64;
    NotU16 |x: u16| !x, u64;
    NotU32 |x: u32| !x, u64;
    ExtI8 |x: i8| x, i64;
    ExtI16 |x: i16| x, i64;
    ExtI32 |x: i32| x, i64;
    ExtU8 |x: u8| x, u64;
    ExtU16 |x: u16| x, u64;
    ExtU32 |x: u32| x, u64;
    Clz |x: u64| x.leading_zeros(), u64;
    Ctz |x: u64| x.trailing_zeros(), u64;
    Popcnt |x: u64| x.count_ones(), u64;
    BswapU64 |x: u64| x.swap_bytes(), u64;
    BswapU32 |x: u32| x.swap_bytes(), u64;
}

ops! { s:
    And {
        let (b, c) = s.bc();
        s.set(s.a(), s.get(b) & s.get(c));
    }

    Or {
        let (b, c) = s.bc();
        s.set(s.a(), s.get(b) | s.get(c));
    }

    Xor {
        let (b, c) = s.bc();
        s.set(s.a(), s.get(b) ^ s.get(c));
    }

    Andnot {
        let (b, c) = s.bc();
        s.set(s.a(), s.get(b) & !s.get(c));
    }

    ShrS {
        let count = s.get(s.c()).min(63);
        s.set(s.a(), (s.int(s.b()) >> count) as u64);
    }

    ShrU {
        let count = s.get(s.c());
        let value = if count < 64 { s.get(s.b()) >> count } else { 0 };
        s.set(s.a(), value);
    }

    Chkshift {
        if s.int(s.a()) < 0 {
            return raise::shift();
        }
    }

    MuliI64 {
        s.set(s.a(), s.int(s.b()).wrapping_mul(s.ic()) as u64);
    }

    // The immediates of divisions are neither 0 nor -1 (rule V2), so none of them traps;
    // the compiler cannot know and checks.
    DiviS {
        s.set(s.a(), s.int(s.b()).checked_div(s.ic()).unwrap_or(0) as u64);
    }

    DiviU {
        s.set(s.a(), s.get(s.b()).checked_div(s.ic() as u64).unwrap_or(0));
    }

    RemiS {
        s.set(s.a(), s.int(s.b()).checked_rem(s.ic()).unwrap_or(0) as u64);
    }

    RemiU {
        s.set(s.a(), s.get(s.b()).checked_rem(s.ic() as u64).unwrap_or(0));
    }

    Divp2 {
        let (value, shift) = (s.int(s.b()), s.uc() & 63);
        let bias = (value >> 63) & ((1 << shift) - 1);
        s.set(s.a(), (value.wrapping_add(bias) >> shift) as u64);
    }

    Remp2 {
        let (value, shift) = (s.int(s.b()), s.uc() & 63);
        let mask = (1 << shift) - 1;
        let bias = (value >> 63) & mask;
        s.set(s.a(), ((value.wrapping_add(bias) & mask) - bias) as u64);
    }

    Andi {
        s.set(s.a(), s.get(s.b()) & s.ic() as u64);
    }

    Ori {
        s.set(s.a(), s.get(s.b()) | s.ic() as u64);
    }

    Xori {
        s.set(s.a(), s.get(s.b()) ^ s.ic() as u64);
    }

    ShriS {
        s.set(s.a(), (s.int(s.b()) >> (s.uc() & 63)) as u64);
    }

    ShriU {
        s.set(s.a(), s.get(s.b()) >> (s.uc() & 63));
    }

    RotlU64 {
        s.set(s.a(), s.get(s.b()).rotate_left(s.get(s.c()) as u32 & 63));
    }

    RotlU32 {
        let value = (s.get(s.b()) as u32).rotate_left(s.get(s.c()) as u32 & 31);
        s.set(s.a(), value as u64);
    }

    RotliU64 {
        s.set(s.a(), s.get(s.b()).rotate_left(s.uc() as u32 & 63));
    }

    RotliU32 {
        let value = (s.get(s.b()) as u32).rotate_left(s.uc() as u32 & 31);
        s.set(s.a(), value as u64);
    }

    MulwideU64 {
        let product = s.get(s.b()) as u128 * s.get(s.c()) as u128;
        let to = s.a();
        s.set(to, (product >> 64) as u64);
        s.set(to.plus(1), product as u64);
    }

    AddcU64 {
        let (x, y, carry) = (s.get(s.b()), s.get(s.c()), s.get(s.xreg(0)));
        let to = s.a();
        s.skip();
        let (sum, over0) = x.overflowing_add(y);
        let (sum, over1) = sum.overflowing_add(carry);
        s.set(to, sum);
        s.set(to.plus(1), (over0 | over1) as u64);
    }

    SubbU64 {
        let (x, y, borrow) = (s.get(s.b()), s.get(s.c()), s.get(s.xreg(0)));
        let to = s.a();
        s.skip();
        let (difference, over0) = x.overflowing_sub(y);
        let (difference, over1) = difference.overflowing_sub(borrow);
        s.set(to, difference);
        s.set(to.plus(1), (over0 | over1) as u64);
    }
}

/// `a = b << c`; counts of 64 and more give 0, and so do those from the kind's width on.
macro_rules! shifting {
    ($($name:ident $immediate:ident $int:ty, $via:ty;)*) => { ops! { s: $(
        $name {
            let count = s.get(s.c());
            let value = if count < 64 { s.get(s.b()) << count } else { 0 };
            s.set(s.a(), value as $int as $via as u64);
        }

        $immediate {
            let value = s.get(s.b()) << (s.uc() & 63);
            s.set(s.a(), value as $int as $via as u64);
        }
    )* } };
}

shifting! {
    ShlI8 ShliI8 i8, i64;
    ShlI16 ShliI16 i16, i64;
    ShlI32 ShliI32 i32, i64;
    ShlI64 ShliI64 i64, i64;
    ShlU8 ShliU8 u8, u64;
    ShlU16 ShliU16 u16, u64;
    ShlU32 ShliU32 u32, u64;
}

/// `a = b + imm`, wrapping at the kind's width.
macro_rules! adding_immediate {
    ($($name:ident $int:ty, $via:ty;)*) => { ops! { s: $(
        $name {
            let value = (s.get(s.b()) as $int).wrapping_add(s.ic() as $int);
            s.set(s.a(), value as $via as u64);
        }
    )* } };
}

adding_immediate! {
    AddiI8 i8, i64;
    AddiI16 i16, i64;
    AddiI32 i32, i64;
    AddiI64 i64, i64;
    AddiU8 u8, u64;
    AddiU16 u16, u64;
    AddiU32 u32, u64;
}
