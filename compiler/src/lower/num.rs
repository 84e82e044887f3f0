//! Arithmetic kinds and their ops.

use minigo_bytecode::ops::Op;

use crate::types::ty::Basic;

/// How numbers of a type are computed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Num {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
}

impl Num {
    /// The kind of a basic type, if it is a real number.
    pub fn of(basic: Basic) -> Option<Num> {
        Some(match basic {
            Basic::Int8 => Num::I8,
            Basic::Int16 => Num::I16,
            Basic::Int32 | Basic::UntypedRune => Num::I32,
            Basic::Int | Basic::Int64 | Basic::UntypedInt => Num::I64,
            Basic::Uint8 => Num::U8,
            Basic::Uint16 => Num::U16,
            Basic::Uint32 => Num::U32,
            Basic::Uint | Basic::Uint64 | Basic::Uintptr => Num::U64,
            Basic::Float32 => Num::F32,
            Basic::Float64 | Basic::UntypedFloat => Num::F64,
            _ => return None,
        })
    }

    /// An integer kind.
    pub fn is_int(self) -> bool {
        !self.is_float()
    }

    /// A floating-point kind.
    pub fn is_float(self) -> bool {
        matches!(self, Num::F32 | Num::F64)
    }

    /// A signed integer kind.
    pub fn is_signed(self) -> bool {
        matches!(self, Num::I8 | Num::I16 | Num::I32 | Num::I64)
    }

    /// Size in bits.
    pub fn bits(self) -> u32 {
        match self {
            Num::I8 | Num::U8 => 8,
            Num::I16 | Num::U16 => 16,
            Num::I32 | Num::U32 | Num::F32 => 32,
            Num::I64 | Num::U64 | Num::F64 => 64,
        }
    }

    fn pick(self, ops: [Op; 10]) -> Op {
        ops[self as usize]
    }

    pub fn add(self) -> Op {
        use Op::*;
        self.pick([AddI8, AddI16, AddI32, AddI64, AddU8, AddU16, AddU32, AddI64, AddF32, AddF64])
    }

    pub fn sub(self) -> Op {
        use Op::*;
        self.pick([SubI8, SubI16, SubI32, SubI64, SubU8, SubU16, SubU32, SubI64, SubF32, SubF64])
    }

    pub fn mul(self) -> Op {
        use Op::*;
        self.pick([MulI8, MulI16, MulI32, MulI64, MulU8, MulU16, MulU32, MulI64, MulF32, MulF64])
    }

    pub fn div(self) -> Op {
        use Op::*;
        self.pick([DivI8, DivI16, DivI32, DivI64, DivU8, DivU16, DivU32, DivU64, DivF32, DivF64])
    }

    /// Integers only.
    pub fn rem(self) -> Op {
        use Op::*;
        self.pick([RemI8, RemI16, RemI32, RemI64, RemU8, RemU16, RemU32, RemU64, RemI64, RemI64])
    }

    pub fn neg(self) -> Op {
        use Op::*;
        self.pick([NegI8, NegI16, NegI32, NegI64, NegU8, NegU16, NegU32, NegI64, NegF32, NegF64])
    }

    /// `^x`, integers only.
    pub fn not(self) -> Op {
        use Op::*;
        self.pick([NotS, NotS, NotS, NotS, NotU8, NotU16, NotU32, NotS, NotS, NotS])
    }

    /// `x + imm`, integers only.
    pub fn addi(self) -> Op {
        use Op::*;
        self.pick([
            AddiI8, AddiI16, AddiI32, AddiI64, AddiU8, AddiU16, AddiU32, AddiI64, AddiI64, AddiI64,
        ])
    }

    pub fn shl(self) -> Op {
        use Op::*;
        self.pick([ShlI8, ShlI16, ShlI32, ShlI64, ShlU8, ShlU16, ShlU32, ShlI64, ShlI64, ShlI64])
    }

    pub fn shli(self) -> Op {
        use Op::*;
        self.pick([
            ShliI8, ShliI16, ShliI32, ShliI64, ShliU8, ShliU16, ShliU32, ShliI64, ShliI64, ShliI64,
        ])
    }

    /// `x >> y` and its form with an immediate.
    pub fn shr(self) -> (Op, Op) {
        if self.is_signed() { (Op::ShrS, Op::ShriS) } else { (Op::ShrU, Op::ShriU) }
    }

    /// The op that brings a 64-bit integer into the kind's range; none for 64 bits.
    pub fn truncate(self) -> Option<Op> {
        Some(match self {
            Num::I8 => Op::ExtI8,
            Num::I16 => Op::ExtI16,
            Num::I32 => Op::ExtI32,
            Num::U8 => Op::ExtU8,
            Num::U16 => Op::ExtU16,
            Num::U32 => Op::ExtU32,
            Num::I64 | Num::U64 | Num::F32 | Num::F64 => return None,
        })
    }

    /// A 64-bit integer brought into the kind's range, as its register holds it.
    pub fn wrap(self, bits: u64) -> u64 {
        match self {
            Num::I8 => i64::from(bits as i8) as u64,
            Num::I16 => i64::from(bits as i16) as u64,
            Num::I32 => i64::from(bits as i32) as u64,
            Num::U8 => u64::from(bits as u8),
            Num::U16 => u64::from(bits as u16),
            Num::U32 => u64::from(bits as u32),
            Num::I64 | Num::U64 | Num::F32 | Num::F64 => bits,
        }
    }

    /// Whether all values of integer kind `other` are values of this one, so that a
    /// conversion from it changes no bits.
    pub fn includes(self, other: Num) -> bool {
        if self == other || self.bits() == 64 {
            return true;
        }
        match (self.is_signed(), other.is_signed()) {
            (true, true) | (false, false) => other.bits() <= self.bits(),
            (true, false) => other.bits() < self.bits(),
            (false, true) => false,
        }
    }
}
