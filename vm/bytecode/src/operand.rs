//! What the op table's rows are written in: operand roles, effects, instruction words.

use crate::ops::Op;

/// Role of an operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Unused 16 bits.
    None,
    /// Reads one register of any kind.
    R,
    /// Reads two registers of any kinds.
    R2,
    /// Reads three registers of any kinds.
    R3,
    /// Reads as many registers of any kinds as `Count` says.
    RN,
    /// Reads a scalar.
    Rs,
    /// Reads a pointer, which may be nil.
    Rp,
    /// Reads pointer, scalar (a string, or the first two words of a slice).
    Rps,
    /// Reads pointer, scalar, scalar (a slice).
    Rpss,
    /// Reads scalar, pointer (an interface).
    Rsp,
    /// Reads as many strings as `Count` says.
    RNps,
    /// Reads the words of a value of the type in the extension, in memory layout.
    RType,
    /// Writes a scalar.
    Ws,
    /// Writes a pointer.
    Wp,
    /// Writes pointer, scalar (a string; or a pointer and a bool).
    Wps,
    /// Writes two scalars.
    Wss,
    /// Writes two pointers.
    Wpp,
    /// Writes scalar, pointer (an interface).
    Wsp,
    /// Writes scalar, pointer, scalar (an interface and a bool).
    Wsps,
    /// Writes pointer, scalar, scalar (a slice).
    Wpss,
    /// Writes one word of the kind of the source operand.
    Wm,
    /// Writes two words of the kinds of the source.
    Wm2,
    /// Writes three words of the kinds of the source.
    Wm3,
    /// Writes `Count` words of the kinds of the source.
    WmN,
    /// Writes zero words, as many as `CountI32` says.
    WzN,
    /// Writes the words of a value of the type in the extension.
    WType,
    /// Reads and writes a scalar.
    RWs,
    /// A word inside a region: a value in memory layout that stays in the frame.
    Slot,
    /// First word of a call window.
    Win,
    /// Signed 16-bit immediate.
    I16,
    /// Unsigned 16-bit immediate.
    U16,
    /// A number of words or elements, 16 bits.
    Count,
    /// Jump distance in words from the following instruction, signed 16 bits.
    Off16,
    /// Signed 32-bit immediate.
    I32,
    /// A number of words, 32 bits.
    CountI32,
    /// Jump distance, signed 32 bits.
    Off32,
    /// Unsigned 32-bit immediate.
    U32,
    /// Index of a function.
    Func,
    /// Index of a type.
    Type,
    /// Index of a signature.
    Sig,
    /// Index of a 64-bit constant.
    Const,
    /// Index of a constant string.
    Str,
    /// Byte offset in the data segment.
    Global,
    /// Index of a native.
    Native,
    /// Index of an itab.
    Itab,
    /// Index of a jump table of the function.
    Table,
    /// Reads one register, or none if 0xffff.
    Ropt,
    /// First word of a part of a region that the op may use instead of memory on the heap
    /// ([`BUFFER_BYTES`](crate::program::BUFFER_BYTES)), or none if 0xffff. Takes the low
    /// half of a 32-bit place.
    Buf,
}

/// What an op may do besides writing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// May raise a Go panic.
    PANICS,
    /// The goroutine may stop here with every pointer known: it has a stack map.
    SAFEPOINT,
    /// May allocate on the heap.
    ALLOC,
    /// Stores pointers to memory: runs the write barrier.
    BARRIER,
    /// Enters another function; the words from the window on are dead afterwards except
    /// for the results.
    CALLS,
    /// Control does not reach the next instruction.
    TERMINATES,
}

impl Operand {
    /// Whether the operand takes 32 bits.
    pub fn is_wide(self) -> bool {
        use Operand::*;
        matches!(
            self,
            I32 | CountI32
                | Off32
                | U32
                | Func
                | Type
                | Sig
                | Const
                | Str
                | Global
                | Native
                | Itab
                | Table
        )
    }
}

/// One instruction or extension word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[repr(transparent)]
pub struct Word(pub u64);

impl Word {
    /// An instruction with three 16-bit operands.
    pub fn abc(op: Op, a: u16, b: u16, c: u16) -> Word {
        Word(op as u64 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48)
    }

    /// An instruction with one 16-bit and one 32-bit operand.
    pub fn ai(op: Op, a: u16, imm: u32) -> Word {
        Word(op as u64 | (a as u64) << 16 | (imm as u64) << 32)
    }

    /// An extension of four 16-bit operands.
    pub fn x4(x0: u16, x1: u16, x2: u16, x3: u16) -> Word {
        Word(x0 as u64 | (x1 as u64) << 16 | (x2 as u64) << 32 | (x3 as u64) << 48)
    }

    /// An extension of two 32-bit operands.
    pub fn x2(x: u32, y: u32) -> Word {
        Word(x as u64 | (y as u64) << 32)
    }

    /// The opcode, if the word is an instruction with a known one.
    pub fn op(self) -> Option<Op> {
        Op::from_code(self.0 as u16)
    }

    /// Operand a.
    pub fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Operand b.
    pub fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Operand c.
    pub fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// The 32-bit immediate.
    pub fn imm(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// 16-bit operand `index` of an extension word.
    pub fn x16(self, index: usize) -> u16 {
        (self.0 >> (16 * index)) as u16
    }

    /// 32-bit operand `index` of an extension word.
    pub fn x32(self, index: usize) -> u32 {
        (self.0 >> (32 * index)) as u32
    }
}
