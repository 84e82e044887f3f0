//! The instruction set: one table from which everything about an op expands.
//!
//! A row gives an op's meaning, its Rust name, its mnemonic, its operands, the operands
//! of its extension word, and its effects. The encoder, the assembler and disassembler,
//! the verifier, the liveness analysis and the interpreter's dispatch tables all come
//! from these rows: a new op is one row, one handler in the interpreter, one test.
//!
//! # Encoding
//!
//! An instruction is one 64-bit word, for some ops followed by one extension word:
//!
//! ```text
//!  bits  0..16   16..32   32..48   48..64
//!        opcode  a        b        c          three 16-bit operands
//!        opcode  a        imm32               one operand and a 32-bit immediate
//!        x0      x1       x2       x3         extension: four 16-bit operands, or
//!        x                y                   two 32-bit operands
//! ```
//!
//! One 32-bit operand makes an instruction of the second form and an extension of two
//! halves; without one an extension has four quarters.
//!
//! A register operand is the index of an 8-byte word of the current frame. Operands of
//! several words name the first: a string is (pointer, length), a slice (pointer,
//! length, capacity), an interface (type or itab, data).
//!
//! # What a word holds
//!
//! Registers are untagged. The verifier follows, along the code, which words are heap
//! (or stack) pointers and which are scalars; that is what stack maps are made of, and why
//! there are `ld.ptr` and `ld.64` with the same machine behaviour. A word of value 0
//! is both a scalar and a nil pointer.
//!
//! The 64-bit words of a region are registers too (`mov`, `ldstr`, `add.i64` …), each of
//! the kind that the region declares for it; narrower parts need `ldf` and `stf`.
//!
//! An op that panics or stops at a safepoint has not yet written its results.
//!
//! Ops that make strings and slices may be given a *buffer*: words of a region that hold the
//! result if it is small, because the compiler knows that it does not outlive the frame.

pub use crate::operand::{Effect, Operand, Word};

/// Calls the macro `$m` with the table's rows:
/// `doc Name mnemonic [operands] [extension] [effects];`
#[macro_export]
macro_rules! with_ops {
    ($m:path) => { $m! {

        // Moves and constants.
        "Does nothing."
        Nop "nop" [] [] [];
        "a = b, one word."
        Mov "mov" [Wm R] [] [];
        "a.. = b.., two words; the ranges may overlap."
        Mov2 "mov2" [Wm2 R2] [] [];
        "a.. = b.., three words; the ranges may overlap."
        Mov3 "mov3" [Wm3 R3] [] [];
        "a.. = b.., c words; the ranges may overlap."
        Movn "movn" [WmN RN Count] [] [];
        "a = the sign-extended immediate. 0 is also nil."
        Ldi "ldi" [Ws I32] [] [];
        "a = 64-bit constant."
        Ldk "ldk" [Ws Const] [] [];
        "a, a+1 = pointer and length of a constant string."
        Ldstr "ldstr" [Wps Str] [] [];
        "a = address of a 64-bit constant (static; its low bytes are the narrower constants)."
        LdkAddr "ldk.addr" [Wp Const] [] [];
        "a = address of the two words of a constant string (static)."
        LdstrAddr "ldstr.addr" [Wp Str] [] [];
        "a = address of a type descriptor (static, not a heap pointer)."
        Ldtype "ldtype" [Ws Type] [] [];
        "a = address of an itab (static)."
        Lditab "lditab" [Ws Itab] [] [];
        "a = the static closure of a function that captures nothing."
        Ldfunc "ldfunc" [Wp Func] [] [];
        "a = code address of a function, for a closure object that lies in the frame."
        Ldcode "ldcode" [Ws Func] [] [];
        "a = address of the global at this byte offset of the data segment."
        Ldglobal "ldglobal" [Wp Global] [] [];
        "a.. = 0, imm words."
        Zeron "zeron" [WzN CountI32] [] [];

        // Integer arithmetic; results are kept sign- or zero-extended to 64 bits.
        "a = b + c, wrapping (int8)."
        AddI8 "add.i8" [Ws R R] [] [];
        "a = b + c, wrapping (int16)."
        AddI16 "add.i16" [Ws R R] [] [];
        "a = b + c, wrapping (int32)."
        AddI32 "add.i32" [Ws R R] [] [];
        "a = b + c, wrapping (int64 and uint64)."
        AddI64 "add.i64" [Ws R R] [] [];
        "a = b + c, wrapping (uint8)."
        AddU8 "add.u8" [Ws R R] [] [];
        "a = b + c, wrapping (uint16)."
        AddU16 "add.u16" [Ws R R] [] [];
        "a = b + c, wrapping (uint32)."
        AddU32 "add.u32" [Ws R R] [] [];
        "a = b - c, wrapping (int8)."
        SubI8 "sub.i8" [Ws R R] [] [];
        "a = b - c, wrapping (int16)."
        SubI16 "sub.i16" [Ws R R] [] [];
        "a = b - c, wrapping (int32)."
        SubI32 "sub.i32" [Ws R R] [] [];
        "a = b - c, wrapping (int64 and uint64)."
        SubI64 "sub.i64" [Ws R R] [] [];
        "a = b - c, wrapping (uint8)."
        SubU8 "sub.u8" [Ws R R] [] [];
        "a = b - c, wrapping (uint16)."
        SubU16 "sub.u16" [Ws R R] [] [];
        "a = b - c, wrapping (uint32)."
        SubU32 "sub.u32" [Ws R R] [] [];
        "a = b * c, wrapping (int8)."
        MulI8 "mul.i8" [Ws R R] [] [];
        "a = b * c, wrapping (int16)."
        MulI16 "mul.i16" [Ws R R] [] [];
        "a = b * c, wrapping (int32)."
        MulI32 "mul.i32" [Ws R R] [] [];
        "a = b * c, wrapping (int64 and uint64)."
        MulI64 "mul.i64" [Ws R R] [] [];
        "a = b * c, wrapping (uint8)."
        MulU8 "mul.u8" [Ws R R] [] [];
        "a = b * c, wrapping (uint16)."
        MulU16 "mul.u16" [Ws R R] [] [];
        "a = b * c, wrapping (uint32)."
        MulU32 "mul.u32" [Ws R R] [] [];
        "a = b / c, truncated (i8). The smallest signed value by -1 wraps."
        DivI8 "div.i8" [Ws R R] [] [PANICS];
        "a = b / c, truncated (i16). The smallest signed value by -1 wraps."
        DivI16 "div.i16" [Ws R R] [] [PANICS];
        "a = b / c, truncated (i32). The smallest signed value by -1 wraps."
        DivI32 "div.i32" [Ws R R] [] [PANICS];
        "a = b / c, truncated (i64). The smallest signed value by -1 wraps."
        DivI64 "div.i64" [Ws R R] [] [PANICS];
        "a = b / c, truncated (u8). The smallest signed value by -1 wraps."
        DivU8 "div.u8" [Ws R R] [] [PANICS];
        "a = b / c, truncated (u16). The smallest signed value by -1 wraps."
        DivU16 "div.u16" [Ws R R] [] [PANICS];
        "a = b / c, truncated (u32). The smallest signed value by -1 wraps."
        DivU32 "div.u32" [Ws R R] [] [PANICS];
        "a = b / c, truncated (u64). The smallest signed value by -1 wraps."
        DivU64 "div.u64" [Ws R R] [] [PANICS];
        "a = b % c, truncated (i8). The smallest signed value by -1 wraps."
        RemI8 "rem.i8" [Ws R R] [] [PANICS];
        "a = b % c, truncated (i16). The smallest signed value by -1 wraps."
        RemI16 "rem.i16" [Ws R R] [] [PANICS];
        "a = b % c, truncated (i32). The smallest signed value by -1 wraps."
        RemI32 "rem.i32" [Ws R R] [] [PANICS];
        "a = b % c, truncated (i64). The smallest signed value by -1 wraps."
        RemI64 "rem.i64" [Ws R R] [] [PANICS];
        "a = b % c, truncated (u8). The smallest signed value by -1 wraps."
        RemU8 "rem.u8" [Ws R R] [] [PANICS];
        "a = b % c, truncated (u16). The smallest signed value by -1 wraps."
        RemU16 "rem.u16" [Ws R R] [] [PANICS];
        "a = b % c, truncated (u32). The smallest signed value by -1 wraps."
        RemU32 "rem.u32" [Ws R R] [] [PANICS];
        "a = b % c, truncated (u64). The smallest signed value by -1 wraps."
        RemU64 "rem.u64" [Ws R R] [] [PANICS];
        "a = -b (int8)."
        NegI8 "neg.i8" [Ws R] [] [];
        "a = -b (int16)."
        NegI16 "neg.i16" [Ws R] [] [];
        "a = -b (int32)."
        NegI32 "neg.i32" [Ws R] [] [];
        "a = -b (int64 and uint64)."
        NegI64 "neg.i64" [Ws R] [] [];
        "a = -b (uint8)."
        NegU8 "neg.u8" [Ws R] [] [];
        "a = -b (uint16)."
        NegU16 "neg.u16" [Ws R] [] [];
        "a = -b (uint32)."
        NegU32 "neg.u32" [Ws R] [] [];
        "a = ^b (signed kinds and uint64)."
        NotS "not.s" [Ws R] [] [];
        "a = ^b (u8)."
        NotU8 "not.u8" [Ws R] [] [];
        "a = ^b (u16)."
        NotU16 "not.u16" [Ws R] [] [];
        "a = ^b (u32)."
        NotU32 "not.u32" [Ws R] [] [];
        "a = b & c."
        And "and" [Ws R R] [] [];
        "a = b | c."
        Or "or" [Ws R R] [] [];
        "a = b ^ c."
        Xor "xor" [Ws R R] [] [];
        "a = b &^ c."
        Andnot "andnot" [Ws R R] [] [];
        "a = b << c (int8); c is unsigned, 64 and more give 0."
        ShlI8 "shl.i8" [Ws R R] [] [];
        "a = b << c (int16); c is unsigned, 64 and more give 0."
        ShlI16 "shl.i16" [Ws R R] [] [];
        "a = b << c (int32); c is unsigned, 64 and more give 0."
        ShlI32 "shl.i32" [Ws R R] [] [];
        "a = b << c (int64 and uint64); c is unsigned, 64 and more give 0."
        ShlI64 "shl.i64" [Ws R R] [] [];
        "a = b << c (uint8); c is unsigned, 64 and more give 0."
        ShlU8 "shl.u8" [Ws R R] [] [];
        "a = b << c (uint16); c is unsigned, 64 and more give 0."
        ShlU16 "shl.u16" [Ws R R] [] [];
        "a = b << c (uint32); c is unsigned, 64 and more give 0."
        ShlU32 "shl.u32" [Ws R R] [] [];
        "a = b >> c, arithmetic; c is unsigned, 64 and more act as 63."
        ShrS "shr.s" [Ws R R] [] [];
        "a = b >> c, logical on a zero-extended value; c is unsigned, 64 and more give 0."
        ShrU "shr.u" [Ws R R] [] [];
        "Panics with `negative shift amount` if a < 0."
        Chkshift "chkshift" [R] [] [PANICS];
        "a = b + imm, wrapping (int8)."
        AddiI8 "addi.i8" [Ws R I16] [] [];
        "a = b + imm, wrapping (int16)."
        AddiI16 "addi.i16" [Ws R I16] [] [];
        "a = b + imm, wrapping (int32)."
        AddiI32 "addi.i32" [Ws R I16] [] [];
        "a = b + imm, wrapping (int64 and uint64)."
        AddiI64 "addi.i64" [Ws R I16] [] [];
        "a = b + imm, wrapping (uint8)."
        AddiU8 "addi.u8" [Ws R I16] [] [];
        "a = b + imm, wrapping (uint16)."
        AddiU16 "addi.u16" [Ws R I16] [] [];
        "a = b + imm, wrapping (uint32)."
        AddiU32 "addi.u32" [Ws R I16] [] [];
        "a = b * imm (64 bits)."
        MuliI64 "muli.i64" [Ws R I16] [] [];
        "a = b / imm, truncated, signed; imm is neither 0 nor -1."
        DiviS "divi.s" [Ws R I16] [] [];
        "a = b / imm, unsigned; imm > 0."
        DiviU "divi.u" [Ws R I16] [] [];
        "a = b % imm, signed; imm is neither 0 nor -1."
        RemiS "remi.s" [Ws R I16] [] [];
        "a = b % imm, unsigned; imm > 0."
        RemiU "remi.u" [Ws R I16] [] [];
        "a = b / 2^imm, truncated, signed, imm in 0..63."
        Divp2 "divp2" [Ws R U16] [] [];
        "a = b % 2^imm, signed, imm in 0..63."
        Remp2 "remp2" [Ws R U16] [] [];
        "a = b & imm (sign-extended)."
        Andi "andi" [Ws R I16] [] [];
        "a = b | imm."
        Ori "ori" [Ws R I16] [] [];
        "a = b ^ imm."
        Xori "xori" [Ws R I16] [] [];
        "a = b << imm (int8), imm in 0..64."
        ShliI8 "shli.i8" [Ws R U16] [] [];
        "a = b << imm (int16), imm in 0..64."
        ShliI16 "shli.i16" [Ws R U16] [] [];
        "a = b << imm (int32), imm in 0..64."
        ShliI32 "shli.i32" [Ws R U16] [] [];
        "a = b << imm (int64 and uint64), imm in 0..64."
        ShliI64 "shli.i64" [Ws R U16] [] [];
        "a = b << imm (uint8), imm in 0..64."
        ShliU8 "shli.u8" [Ws R U16] [] [];
        "a = b << imm (uint16), imm in 0..64."
        ShliU16 "shli.u16" [Ws R U16] [] [];
        "a = b << imm (uint32), imm in 0..64."
        ShliU32 "shli.u32" [Ws R U16] [] [];
        "a = b >> imm, arithmetic, imm in 0..64."
        ShriS "shri.s" [Ws R U16] [] [];
        "a = b >> imm, logical, imm in 0..64."
        ShriU "shri.u" [Ws R U16] [] [];
        "a = b truncated to i8 and extended."
        ExtI8 "ext.i8" [Ws R] [] [];
        "a = b truncated to i16 and extended."
        ExtI16 "ext.i16" [Ws R] [] [];
        "a = b truncated to i32 and extended."
        ExtI32 "ext.i32" [Ws R] [] [];
        "a = b truncated to u8 and extended."
        ExtU8 "ext.u8" [Ws R] [] [];
        "a = b truncated to u16 and extended."
        ExtU16 "ext.u16" [Ws R] [] [];
        "a = b truncated to u32 and extended."
        ExtU32 "ext.u32" [Ws R] [] [];
        "a = leading zeros of the 64-bit b (64 for 0)."
        Clz "clz" [Ws R] [] [];
        "a = trailing zeros of the 64-bit b (64 for 0)."
        Ctz "ctz" [Ws R] [] [];
        "a = number of ones of b."
        Popcnt "popcnt" [Ws R] [] [];
        "a = bytes of b reversed (64 bits)."
        BswapU64 "bswap.u64" [Ws R] [] [];
        "a = bytes of b reversed (32 bits)."
        BswapU32 "bswap.u32" [Ws R] [] [];
        "a = b rotated left by c mod 64."
        RotlU64 "rotl.u64" [Ws R R] [] [];
        "a = b rotated left by c mod 32 (uint32)."
        RotlU32 "rotl.u32" [Ws R R] [] [];
        "a = b rotated left by imm mod 64."
        RotliU64 "rotli.u64" [Ws R U16] [] [];
        "a = b rotated left by imm mod 32 (uint32)."
        RotliU32 "rotli.u32" [Ws R U16] [] [];
        "a = high, a+1 = low word of the 128-bit product b * c (unsigned)."
        MulwideU64 "mulwide.u64" [Wss R R] [] [];
        "a = sum, a+1 = carry out of b + c + carry x0."
        AddcU64 "addc.u64" [Wss R R] [R] [];
        "a = difference, a+1 = borrow out of b - c - borrow x0."
        SubbU64 "subb.u64" [Wss R R] [R] [];

        // Floating point; a float32 is held as its 32 bits, zero-extended.
        "a = b + c (f64)."
        AddF64 "add.f64" [Ws R R] [] [];
        "a = b - c (f64)."
        SubF64 "sub.f64" [Ws R R] [] [];
        "a = b * c (f64)."
        MulF64 "mul.f64" [Ws R R] [] [];
        "a = b / c (f64)."
        DivF64 "div.f64" [Ws R R] [] [];
        "a = -b (f64)."
        NegF64 "neg.f64" [Ws R] [] [];
        "a = b + c (f32)."
        AddF32 "add.f32" [Ws R R] [] [];
        "a = b - c (f32)."
        SubF32 "sub.f32" [Ws R R] [] [];
        "a = b * c (f32)."
        MulF32 "mul.f32" [Ws R R] [] [];
        "a = b / c (f32)."
        DivF32 "div.f32" [Ws R R] [] [];
        "a = -b (f32)."
        NegF32 "neg.f32" [Ws R] [] [];
        "a = a + b * c, rounded twice (f64)."
        MuladdF64 "muladd.f64" [RWs R R] [] [];
        "a = a - b * c, rounded twice (f64)."
        MulsubF64 "mulsub.f64" [RWs R R] [] [];
        "a = b * c + x0, rounded once (f64)."
        FmaF64 "fma.f64" [Ws R R] [R] [];
        "a = sqrt(b) (f64)."
        SqrtF64 "sqrt.f64" [Ws R] [] [];
        "a = abs(b) (f64)."
        AbsF64 "abs.f64" [Ws R] [] [];
        "a = floor(b) (f64)."
        FloorF64 "floor.f64" [Ws R] [] [];
        "a = ceil(b) (f64)."
        CeilF64 "ceil.f64" [Ws R] [] [];
        "a = trunc(b) (f64)."
        TruncF64 "trunc.f64" [Ws R] [] [];
        "a = sqrt(b) (f32)."
        SqrtF32 "sqrt.f32" [Ws R] [] [];
        "a = b converted from i64 to f64, as amd64 Go does out of range."
        CvtI64F64 "cvt.i64.f64" [Ws R] [] [];
        "a = b converted from u64 to f64, as amd64 Go does out of range."
        CvtU64F64 "cvt.u64.f64" [Ws R] [] [];
        "a = b converted from i64 to f32, as amd64 Go does out of range."
        CvtI64F32 "cvt.i64.f32" [Ws R] [] [];
        "a = b converted from u64 to f32, as amd64 Go does out of range."
        CvtU64F32 "cvt.u64.f32" [Ws R] [] [];
        "a = b converted from f64 to i64, as amd64 Go does out of range."
        CvtF64I64 "cvt.f64.i64" [Ws R] [] [];
        "a = b converted from f64 to u64, as amd64 Go does out of range."
        CvtF64U64 "cvt.f64.u64" [Ws R] [] [];
        "a = b converted from f64 to i32, as amd64 Go does out of range; narrower ints follow by ext."
        CvtF64I32 "cvt.f64.i32" [Ws R] [] [];
        "a = b converted from f32 to i32, likewise."
        CvtF32I32 "cvt.f32.i32" [Ws R] [] [];
        "a = b converted from f32 to i64, as amd64 Go does out of range."
        CvtF32I64 "cvt.f32.i64" [Ws R] [] [];
        "a = b converted from f32 to u64, as amd64 Go does out of range."
        CvtF32U64 "cvt.f32.u64" [Ws R] [] [];
        "a = b converted from f32 to f64, as amd64 Go does out of range."
        CvtF32F64 "cvt.f32.f64" [Ws R] [] [];
        "a = b converted from f64 to f32, as amd64 Go does out of range."
        CvtF64F32 "cvt.f64.f32" [Ws R] [] [];

        // Comparisons to a bool (0 or 1).
        "a = b == c (words)."
        Eq "eq" [Ws R R] [] [];
        "a = b != c (words)."
        Ne "ne" [Ws R R] [] [];
        "a = b < c (signed)."
        LtS "lt.s" [Ws R R] [] [];
        "a = b < c (unsigned)."
        LtU "lt.u" [Ws R R] [] [];
        "a = b <= c (signed)."
        LeS "le.s" [Ws R R] [] [];
        "a = b <= c (unsigned)."
        LeU "le.u" [Ws R R] [] [];
        "a = b == imm (signed)."
        Eqi "eqi" [Ws R I16] [] [];
        "a = b != imm (signed)."
        Nei "nei" [Ws R I16] [] [];
        "a = b < imm (signed)."
        Lti "lti" [Ws R I16] [] [];
        "a = b <= imm (signed)."
        Lei "lei" [Ws R I16] [] [];
        "a = b > imm (signed)."
        Gti "gti" [Ws R I16] [] [];
        "a = b >= imm (signed)."
        Gei "gei" [Ws R I16] [] [];
        "a = b == c (f64)."
        EqF64 "eq.f64" [Ws R R] [] [];
        "a = b != c (f64)."
        NeF64 "ne.f64" [Ws R R] [] [];
        "a = b < c (f64)."
        LtF64 "lt.f64" [Ws R R] [] [];
        "a = b <= c (f64)."
        LeF64 "le.f64" [Ws R R] [] [];
        "a = b == c (f32)."
        EqF32 "eq.f32" [Ws R R] [] [];
        "a = b != c (f32)."
        NeF32 "ne.f32" [Ws R R] [] [];
        "a = b < c (f32)."
        LtF32 "lt.f32" [Ws R R] [] [];
        "a = b <= c (f32)."
        LeF32 "le.f32" [Ws R R] [] [];
        "a = b == c (strings)."
        EqStr "eq.str" [Ws Rps Rps] [] [];
        "a = b != c (strings)."
        NeStr "ne.str" [Ws Rps Rps] [] [];
        "a = b < c (strings)."
        LtStr "lt.str" [Ws Rps Rps] [] [];
        "a = b <= c (strings)."
        LeStr "le.str" [Ws Rps Rps] [] [];
        "a = b == c (empty interfaces). Panics on an uncomparable dynamic type."
        EqEface "eq.eface" [Ws Rsp Rsp] [] [PANICS];
        "a = b == c (interfaces with methods, word 0 an itab). Panics likewise."
        EqIface "eq.iface" [Ws Rsp Rsp] [] [PANICS];
        "a = *b == *c for values of the type. Panics if an interface inside holds an uncomparable type."
        EqMem "eq.mem" [Ws Rp Rp] [Type] [PANICS];

        // Jumps. Offsets count words from the following instruction. `.b` forms are loop back-edges and poll.
        "Jumps."
        Jmp "jmp" [_ Off32] [] [TERMINATES];
        "Jumps back; polls."
        JmpB "jmp.b" [_ Off32] [] [TERMINATES SAFEPOINT];
        "Jumps if a is true."
        Jt "jt" [R Off32] [] [];
        "Jumps if a is false."
        Jf "jf" [R Off32] [] [];
        "Jumps back if a is true; polls."
        JtB "jt.b" [R Off32] [] [SAFEPOINT];
        "Jumps back if a is false; polls."
        JfB "jf.b" [R Off32] [] [SAFEPOINT];
        "Jumps if a == b (words)."
        Jeq "jeq" [R R Off16] [] [];
        "Jumps if a != b (words)."
        Jne "jne" [R R Off16] [] [];
        "Jumps if a < b (signed)."
        JltS "jlt.s" [R R Off16] [] [];
        "Jumps if a < b (unsigned)."
        JltU "jlt.u" [R R Off16] [] [];
        "Jumps if a <= b (signed)."
        JleS "jle.s" [R R Off16] [] [];
        "Jumps if a <= b (unsigned)."
        JleU "jle.u" [R R Off16] [] [];
        "Jumps if a == imm (signed)."
        Jeqi "jeqi" [R I16 Off16] [] [];
        "Jumps if a != imm (signed)."
        Jnei "jnei" [R I16 Off16] [] [];
        "Jumps if a < imm (signed)."
        Jlti "jlti" [R I16 Off16] [] [];
        "Jumps if a <= imm (signed)."
        Jlei "jlei" [R I16 Off16] [] [];
        "Jumps if a > imm (signed)."
        Jgti "jgti" [R I16 Off16] [] [];
        "Jumps if a >= imm (signed)."
        Jgei "jgei" [R I16 Off16] [] [];
        "Jumps if a < b (f64)."
        JltF64 "jlt.f64" [R R Off16] [] [];
        "Jumps if a <= b (f64)."
        JleF64 "jle.f64" [R R Off16] [] [];
        "Jumps if !(a < b) (f64)."
        JnltF64 "jnlt.f64" [R R Off16] [] [];
        "Jumps if !(a <= b) (f64)."
        JnleF64 "jnle.f64" [R R Off16] [] [];
        "Jumps if a == b (f64)."
        JeqF64 "jeq.f64" [R R Off16] [] [];
        "Jumps if a != b (f64)."
        JneF64 "jne.f64" [R R Off16] [] [];
        "Jumps if a == b (words). Back-edge."
        JeqB "jeq.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a != b (words). Back-edge."
        JneB "jne.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a < b (signed). Back-edge."
        JltSB "jlt.s.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a < b (unsigned). Back-edge."
        JltUB "jlt.u.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a <= b (signed). Back-edge."
        JleSB "jle.s.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a <= b (unsigned). Back-edge."
        JleUB "jle.u.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a == imm (signed). Back-edge."
        JeqiB "jeqi.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a != imm (signed). Back-edge."
        JneiB "jnei.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a < imm (signed). Back-edge."
        JltiB "jlti.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a <= imm (signed). Back-edge."
        JleiB "jlei.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a > imm (signed). Back-edge."
        JgtiB "jgti.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a >= imm (signed). Back-edge."
        JgeiB "jgei.b" [R I16 Off16] [] [SAFEPOINT];
        "Jumps if a < b (f64). Back-edge."
        JltF64B "jlt.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a <= b (f64). Back-edge."
        JleF64B "jle.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if !(a < b) (f64). Back-edge."
        JnltF64B "jnlt.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if !(a <= b) (f64). Back-edge."
        JnleF64B "jnle.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a == b (f64). Back-edge."
        JeqF64B "jeq.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a != b (f64). Back-edge."
        JneF64B "jne.f64.b" [R R Off16] [] [SAFEPOINT];
        "Jumps if a == b (strings)."
        JeqStr "jeq.str" [Rps Rps Off16] [] [];
        "Jumps if a != b (strings)."
        JneStr "jne.str" [Rps Rps Off16] [] [];
        "a += 1, then jumps back if a < b (int); polls."
        IncjltB "incjlt.b" [RWs R Off16] [] [SAFEPOINT];
        "a += 1, then jumps back if a <= b (int); polls."
        IncjleB "incjle.b" [RWs R Off16] [] [SAFEPOINT];
        "a += 1, then jumps back if a < imm (int); polls."
        IncjltiB "incjlti.b" [RWs I16 Off16] [] [SAFEPOINT];
        "a -= 1, then jumps back if a >= imm (int); polls."
        DecjgeiB "decjgei.b" [RWs I16 Off16] [] [SAFEPOINT];
        "Jumps by entry a of the function's jump table; falls through if a is out of range (unsigned)."
        Jtab "jtab" [R Table] [] [];
        "A safepoint by itself."
        Poll "poll" [] [] [SAFEPOINT];

        // Calls. Arguments stand in the window from a on, results replace them; a-1 and a-2 are the return record.
        "Calls a function."
        Call "call" [Win Func] [] [CALLS SAFEPOINT PANICS];
        "Calls the closure in b; the callee finds it in the word after its parameters."
        CallClosure "call.closure" [Win Rp] [Sig] [CALLS SAFEPOINT PANICS];
        "Calls method number c of the interface in b, b+1; its data word becomes argument 0, which the signature counts and the lowering leaves room for."
        CallIface "call.iface" [Win Rsp U16] [Sig] [CALLS SAFEPOINT PANICS];
        "Calls a native. It may allocate and may panic."
        CallNative "call.native" [Win Native] [] [CALLS SAFEPOINT PANICS];
        "Returns; results are in words 0..."
        Ret "ret" [] [] [TERMINATES];
        "word 0 = a; returns."
        Ret1 "ret1" [R] [] [TERMINATES];
        "words 0, 1 = a, a+1; returns."
        Ret2 "ret2" [R2] [] [TERMINATES];
        "Starts a goroutine that calls the closure in a, which has no parameters and no results."
        Go "go" [Rp] [] [SAFEPOINT PANICS];
        "Pushes the closure in a (no parameters, no results) onto the goroutine's deferred calls for this frame."
        Defer "defer" [Rp] [] [SAFEPOINT];
        "Pushes the list in a, whose calls are yet to come, onto the goroutine's deferred calls for this frame."
        Deferlist "deferlist" [Rp] [] [SAFEPOINT];
        "Runs the deferred calls of this frame, last first, in the window a."
        Rundefers "rundefers" [Win] [] [CALLS SAFEPOINT PANICS];
        "Panics with the interface value in a, a+1."
        Panic "panic" [Rsp] [] [PANICS TERMINATES SAFEPOINT];
        "a, a+1 = recover()."
        Recover "recover" [Wsp] [] [SAFEPOINT];
        "The lowering proved this unreachable; a throw."
        Unreachable "unreachable" [] [] [TERMINATES];

        // Memory through a pointer: nil panics; the offset is in bytes.
        "a = *(b + imm) (i8)."
        LdI8 "ld.i8" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (u8)."
        LdU8 "ld.u8" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (i16)."
        LdI16 "ld.i16" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (u16)."
        LdU16 "ld.u16" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (i32)."
        LdI32 "ld.i32" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (u32)."
        LdU32 "ld.u32" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (64)."
        Ld64 "ld.64" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm) (ptr)."
        LdPtr "ld.ptr" [Wp Rp I16] [] [PANICS];
        "a = *(b + imm) (str)."
        LdStr "ld.str" [Wps Rp I16] [] [PANICS];
        "a = *(b + imm) (iface)."
        LdIface "ld.iface" [Wsp Rp I16] [] [PANICS];
        "a = *(b + imm) (slice)."
        LdSlice "ld.slice" [Wpss Rp I16] [] [PANICS];
        "*(a + imm) = c (8)."
        St8 "st.8" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c (16)."
        St16 "st.16" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c (32)."
        St32 "st.32" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c (64)."
        St64 "st.64" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c (ptr)."
        StPtr "st.ptr" [Rp I16 Rp] [] [PANICS BARRIER];
        "*(a + imm) = c (str)."
        StStr "st.str" [Rp I16 Rps] [] [PANICS BARRIER];
        "*(a + imm) = c (iface)."
        StIface "st.iface" [Rp I16 Rsp] [] [PANICS BARRIER];
        "*(a + imm) = c (slice)."
        StSlice "st.slice" [Rp I16 Rpss] [] [PANICS BARRIER];
        "Frame words a.. = the value of the type at b + imm, in memory layout."
        LdN "ld.n" [WType Rp I16] [Type] [PANICS];
        "*(a + imm) = the value of the type in frame words c.., in memory layout."
        StN "st.n" [Rp I16 RType] [Type] [PANICS BARRIER];
        "*a = *b for values of the type; they may overlap."
        Copymem "copymem" [Rp Rp] [Type] [PANICS BARRIER];
        "*a = zero value of the type."
        Zeromem "zeromem" [Rp] [Type] [PANICS BARRIER];
        "a = b + imm, for the address of a field; nil panics."
        Lea "lea" [Wp Rp I16] [] [PANICS];
        "a = b + x (uint32); nil panics."
        LeaFar "lea.far" [Wp Rp] [U32] [PANICS];
        "a = address b as a uintptr."
        CvtPtrInt "cvt.ptr.int" [Ws R] [] [];
        "a = unsafe.Pointer(b), b a uintptr."
        CvtIntPtr "cvt.int.ptr" [Wp R] [] [];
        "Panics if a is nil."
        Nilcheck "nilcheck" [Rp] [] [PANICS];
        "Does nothing: what a points to is alive up to here."
        Keep "keep" [Rp] [] [];

        // Atomic operations on memory, sequentially consistent, at b (stores: a) + imm; nil panics.
        "a = *(b + imm), at once (i32)."
        AtomldI32 "atomld.i32" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm), at once (u32)."
        AtomldU32 "atomld.u32" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm), at once (64)."
        Atomld64 "atomld.64" [Ws Rp I16] [] [PANICS];
        "a = *(b + imm), at once (ptr)."
        AtomldPtr "atomld.ptr" [Wp Rp I16] [] [PANICS];
        "*(a + imm) = c, at once (32)."
        Atomst32 "atomst.32" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c, at once (64)."
        Atomst64 "atomst.64" [Rp I16 Rs] [] [PANICS];
        "*(a + imm) = c, at once (ptr)."
        AtomstPtr "atomst.ptr" [Rp I16 Rp] [] [PANICS BARRIER];
        "a = *(b + imm) += x0, at once (i32)."
        AtomaddI32 "atomadd.i32" [Ws Rp I16] [Rs] [PANICS];
        "a = *(b + imm) += x0, at once (u32)."
        AtomaddU32 "atomadd.u32" [Ws Rp I16] [Rs] [PANICS];
        "a = *(b + imm) += x0, at once (64)."
        Atomadd64 "atomadd.64" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) &= x0, a = the old value, at once (i32)."
        AtomandI32 "atomand.i32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) &= x0, a = the old value, at once (u32)."
        AtomandU32 "atomand.u32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) &= x0, a = the old value, at once (64)."
        Atomand64 "atomand.64" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) |= x0, a = the old value, at once (i32)."
        AtomorI32 "atomor.i32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) |= x0, a = the old value, at once (u32)."
        AtomorU32 "atomor.u32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) |= x0, a = the old value, at once (64)."
        Atomor64 "atomor.64" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) = x0, a = the old value, at once (i32)."
        AtomswapI32 "atomswap.i32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) = x0, a = the old value, at once (u32)."
        AtomswapU32 "atomswap.u32" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) = x0, a = the old value, at once (64)."
        Atomswap64 "atomswap.64" [Ws Rp I16] [Rs] [PANICS];
        "*(b + imm) = x0, a = the old value, at once (ptr)."
        AtomswapPtr "atomswap.ptr" [Wp Rp I16] [Rp] [PANICS BARRIER];
        "a = whether *(b + imm) was x0 and is now x1, at once (32)."
        Atomcas32 "atomcas.32" [Ws Rp I16] [Rs Rs] [PANICS];
        "a = whether *(b + imm) was x0 and is now x1, at once (64)."
        Atomcas64 "atomcas.64" [Ws Rp I16] [Rs Rs] [PANICS];
        "a = whether *(b + imm) was x0 and is now x1, at once (ptr)."
        AtomcasPtr "atomcas.ptr" [Ws Rp I16] [Rp Rp] [PANICS BARRIER];

        // Globals, at a byte offset of the data segment.
        "a = global (i8)."
        LdgI8 "ldg.i8" [Ws Global] [] [];
        "a = global (u8)."
        LdgU8 "ldg.u8" [Ws Global] [] [];
        "a = global (i16)."
        LdgI16 "ldg.i16" [Ws Global] [] [];
        "a = global (u16)."
        LdgU16 "ldg.u16" [Ws Global] [] [];
        "a = global (i32)."
        LdgI32 "ldg.i32" [Ws Global] [] [];
        "a = global (u32)."
        LdgU32 "ldg.u32" [Ws Global] [] [];
        "a = global (64)."
        Ldg64 "ldg.64" [Ws Global] [] [];
        "a = global (ptr)."
        LdgPtr "ldg.ptr" [Wp Global] [] [];
        "a = global (str)."
        LdgStr "ldg.str" [Wps Global] [] [];
        "a = global (iface)."
        LdgIface "ldg.iface" [Wsp Global] [] [];
        "a = global (slice)."
        LdgSlice "ldg.slice" [Wpss Global] [] [];
        "global = a (8)."
        Stg8 "stg.8" [Rs Global] [] [];
        "global = a (16)."
        Stg16 "stg.16" [Rs Global] [] [];
        "global = a (32)."
        Stg32 "stg.32" [Rs Global] [] [];
        "global = a (64)."
        Stg64 "stg.64" [Rs Global] [] [];
        "global = a (ptr)."
        StgPtr "stg.ptr" [Rp Global] [] [BARRIER];
        "global = a (str)."
        StgStr "stg.str" [Rps Global] [] [BARRIER];
        "global = a (iface)."
        StgIface "stg.iface" [Rsp Global] [] [BARRIER];
        "global = a (slice)."
        StgSlice "stg.slice" [Rpss Global] [] [BARRIER];

        // Values in the frame in memory layout (regions). Their 64-bit words are also registers.
        "a = byte offset c of the region b (i8)."
        LdfI8 "ldf.i8" [Ws Slot U16] [] [];
        "a = byte offset c of the region b (u8)."
        LdfU8 "ldf.u8" [Ws Slot U16] [] [];
        "a = byte offset c of the region b (i16)."
        LdfI16 "ldf.i16" [Ws Slot U16] [] [];
        "a = byte offset c of the region b (u16)."
        LdfU16 "ldf.u16" [Ws Slot U16] [] [];
        "a = byte offset c of the region b (i32)."
        LdfI32 "ldf.i32" [Ws Slot U16] [] [];
        "a = byte offset c of the region b (u32)."
        LdfU32 "ldf.u32" [Ws Slot U16] [] [];
        "Byte offset b of the region a = c (8)."
        Stf8 "stf.8" [Slot U16 Rs] [] [];
        "Byte offset b of the region a = c (16)."
        Stf16 "stf.16" [Slot U16 Rs] [] [];
        "Byte offset b of the region a = c (32)."
        Stf32 "stf.32" [Slot U16 Rs] [] [];
        "a = address of byte offset c of the region b. The pointer moves with the stack."
        Leaf "leaf" [Wp Slot U16] [] [];

        // Indexing: slices (and strings for ldx.u8), arrays through a pointer, arrays in the frame. Out of range panics.
        "a = b[c] (i8)."
        LdxI8 "ldx.i8" [Ws Rps R] [] [PANICS];
        "a = b[c] (u8)."
        LdxU8 "ldx.u8" [Ws Rps R] [] [PANICS];
        "a = b[c] (i16)."
        LdxI16 "ldx.i16" [Ws Rps R] [] [PANICS];
        "a = b[c] (u16)."
        LdxU16 "ldx.u16" [Ws Rps R] [] [PANICS];
        "a = b[c] (i32)."
        LdxI32 "ldx.i32" [Ws Rps R] [] [PANICS];
        "a = b[c] (u32)."
        LdxU32 "ldx.u32" [Ws Rps R] [] [PANICS];
        "a = b[c] (64)."
        Ldx64 "ldx.64" [Ws Rps R] [] [PANICS];
        "a = b[c] (ptr)."
        LdxPtr "ldx.ptr" [Wp Rps R] [] [PANICS];
        "a = b[c] (str)."
        LdxStr "ldx.str" [Wps Rps R] [] [PANICS];
        "a = b[c] (iface)."
        LdxIface "ldx.iface" [Wsp Rps R] [] [PANICS];
        "a = b[c] (slice)."
        LdxSlice "ldx.slice" [Wpss Rps R] [] [PANICS];
        "a[b] = c (8)."
        Stx8 "stx.8" [Rps R Rs] [] [PANICS];
        "a[b] = c (16)."
        Stx16 "stx.16" [Rps R Rs] [] [PANICS];
        "a[b] = c (32)."
        Stx32 "stx.32" [Rps R Rs] [] [PANICS];
        "a[b] = c (64)."
        Stx64 "stx.64" [Rps R Rs] [] [PANICS];
        "a[b] = c (ptr)."
        StxPtr "stx.ptr" [Rps R Rp] [] [PANICS BARRIER];
        "a[b] = c (str)."
        StxStr "stx.str" [Rps R Rps] [] [PANICS BARRIER];
        "a[b] = c (iface)."
        StxIface "stx.iface" [Rps R Rsp] [] [PANICS BARRIER];
        "a[b] = c (slice)."
        StxSlice "stx.slice" [Rps R Rpss] [] [PANICS BARRIER];
        "a = (*b)[c], an array of x elements (i8)."
        LdxaI8 "ldxa.i8" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (u8)."
        LdxaU8 "ldxa.u8" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (i16)."
        LdxaI16 "ldxa.i16" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (u16)."
        LdxaU16 "ldxa.u16" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (i32)."
        LdxaI32 "ldxa.i32" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (u32)."
        LdxaU32 "ldxa.u32" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (64)."
        Ldxa64 "ldxa.64" [Ws Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (ptr)."
        LdxaPtr "ldxa.ptr" [Wp Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (str)."
        LdxaStr "ldxa.str" [Wps Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (iface)."
        LdxaIface "ldxa.iface" [Wsp Rp R] [U32] [PANICS];
        "a = (*b)[c], an array of x elements (slice)."
        LdxaSlice "ldxa.slice" [Wpss Rp R] [U32] [PANICS];
        "(*a)[b] = c, an array of x elements (8)."
        Stxa8 "stxa.8" [Rp R Rs] [U32] [PANICS];
        "(*a)[b] = c, an array of x elements (16)."
        Stxa16 "stxa.16" [Rp R Rs] [U32] [PANICS];
        "(*a)[b] = c, an array of x elements (32)."
        Stxa32 "stxa.32" [Rp R Rs] [U32] [PANICS];
        "(*a)[b] = c, an array of x elements (64)."
        Stxa64 "stxa.64" [Rp R Rs] [U32] [PANICS];
        "(*a)[b] = c, an array of x elements (ptr)."
        StxaPtr "stxa.ptr" [Rp R Rp] [U32] [PANICS BARRIER];
        "(*a)[b] = c, an array of x elements (str)."
        StxaStr "stxa.str" [Rp R Rps] [U32] [PANICS BARRIER];
        "(*a)[b] = c, an array of x elements (iface)."
        StxaIface "stxa.iface" [Rp R Rsp] [U32] [PANICS BARRIER];
        "(*a)[b] = c, an array of x elements (slice)."
        StxaSlice "stxa.slice" [Rp R Rpss] [U32] [PANICS BARRIER];
        "a = element c of the array of x elements in the region b (i8)."
        LdxfI8 "ldxf.i8" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (u8)."
        LdxfU8 "ldxf.u8" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (i16)."
        LdxfI16 "ldxf.i16" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (u16)."
        LdxfU16 "ldxf.u16" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (i32)."
        LdxfI32 "ldxf.i32" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (u32)."
        LdxfU32 "ldxf.u32" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (64)."
        Ldxf64 "ldxf.64" [Ws Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (ptr)."
        LdxfPtr "ldxf.ptr" [Wp Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (str)."
        LdxfStr "ldxf.str" [Wps Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (iface)."
        LdxfIface "ldxf.iface" [Wsp Slot R] [U32] [PANICS];
        "a = element c of the array of x elements in the region b (slice)."
        LdxfSlice "ldxf.slice" [Wpss Slot R] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (8)."
        Stxf8 "stxf.8" [Slot R Rs] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (16)."
        Stxf16 "stxf.16" [Slot R Rs] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (32)."
        Stxf32 "stxf.32" [Slot R Rs] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (64)."
        Stxf64 "stxf.64" [Slot R Rs] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (ptr)."
        StxfPtr "stxf.ptr" [Slot R Rp] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (str)."
        StxfStr "stxf.str" [Slot R Rps] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (iface)."
        StxfIface "stxf.iface" [Slot R Rsp] [U32] [PANICS];
        "Element b of the array of x elements in the region a = c (slice)."
        StxfSlice "stxf.slice" [Slot R Rpss] [U32] [PANICS];
        "a = &b[c] in a slice with elements of x bytes."
        Index "index" [Wp Rps R] [U32] [PANICS];
        "a = &(*b)[c] in an array with elements of x bytes, y elements."
        Indexa "indexa" [Wp Rp R] [U32 U32] [PANICS];
        "Panics unless 0 <= a < b (index out of range)."
        Bounds "bounds" [R R] [] [PANICS];
        "a = b[c][x0] for a slice of slices (64)."
        Ldxx64 "ldxx.64" [Ws Rps R] [R] [PANICS];
        "a = b[c][x0] for a slice of slices (u8)."
        LdxxU8 "ldxx.u8" [Ws Rps R] [R] [PANICS];
        "a = b[c][x0] for a slice of slices (i32)."
        LdxxI32 "ldxx.i32" [Ws Rps R] [R] [PANICS];
        "a = b[c][x0] for a slice of slices (u32)."
        LdxxU32 "ldxx.u32" [Ws Rps R] [R] [PANICS];
        "a[b][x0] = c for a slice of slices (64)."
        Stxx64 "stxx.64" [Rps R Rs] [R] [PANICS];
        "a[b][x0] = c for a slice of slices (8)."
        Stxx8 "stxx.8" [Rps R Rs] [R] [PANICS];
        "a[b][x0] = c for a slice of slices (32)."
        Stxx32 "stxx.32" [Rps R Rs] [R] [PANICS];

        // Strings.
        "a, a+1 = concatenation of the c strings from b on."
        Concat "concat" [Wps RNps Count] [Buf] [SAFEPOINT ALLOC PANICS];
        "a = rune at byte c of the string b, a+1 = index after it (range over a string)."
        Strnext "strnext" [Wss Rps R] [] [];
        "a.. = string(b), b a []byte."
        StrBytes "str.bytes" [Wps Rpss] [Buf] [SAFEPOINT ALLOC];
        "a.. = []byte(b), b a string."
        BytesStr "bytes.str" [Wpss Rps] [Buf] [SAFEPOINT ALLOC];
        "a.. = string(b), b a []rune."
        StrRunes "str.runes" [Wps Rpss] [Buf] [SAFEPOINT ALLOC];
        "a.. = []rune(b), b a string."
        RunesStr "runes.str" [Wpss Rps] [Buf] [SAFEPOINT ALLOC];
        "a.. = string(rune b)."
        StrRune "str.rune" [Wps R] [Buf] [SAFEPOINT ALLOC];
        "a.. = b[x0:x1], b a string; 0xffff where absent."
        SliceStr "slice.str" [Wps Rps] [Ropt Ropt] [PANICS];

        // Slices; types are element types.
        "a.. = b[x0:x1:x2]; c + x3<<16 is the element size, 0xffff an absent bound."
        SliceSlice "slice.slice" [Wpss Rpss U16] [Ropt Ropt Ropt U16] [PANICS];
        "As slice.slice for an array: b is its pointer, b+1 and b+2 its length; other panic text."
        SliceArray "slice.array" [Wpss Rpss U16] [Ropt Ropt Ropt U16] [PANICS];
        "a.. = make([]T, b, c)."
        Makeslice "makeslice" [Wpss R R] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = b with its length raised by c, grown as append grows; the new elements are not yet set (pointers are zero)."
        Grow "grow" [Wpss Rpss R] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = b, its elements copied to the heap if they are in this frame; c: 1 if the capacity stays."
        Sliceheap "sliceheap" [Wpss Rpss U16] [Type] [SAFEPOINT ALLOC];
        "a.. = append(b, c) (8)."
        Append8 "append.8" [Wpss Rpss Rs] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = append(b, c) (16)."
        Append16 "append.16" [Wpss Rpss Rs] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = append(b, c) (32)."
        Append32 "append.32" [Wpss Rpss Rs] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = append(b, c) (64)."
        Append64 "append.64" [Wpss Rpss Rs] [Type Buf] [SAFEPOINT ALLOC PANICS];
        "a.. = append(b, c) (ptr)."
        AppendPtr "append.ptr" [Wpss Rpss Rp] [Type Buf] [SAFEPOINT ALLOC PANICS BARRIER];
        "a.. = append(b, c) (str)."
        AppendStr "append.str" [Wpss Rpss Rps] [Type Buf] [SAFEPOINT ALLOC PANICS BARRIER];
        "a.. = append(b, c) (iface)."
        AppendIface "append.iface" [Wpss Rpss Rsp] [Type Buf] [SAFEPOINT ALLOC PANICS BARRIER];
        "a.. = append(b, c) (slice)."
        AppendSlice "append.slice" [Wpss Rpss Rpss] [Type Buf] [SAFEPOINT ALLOC PANICS BARRIER];
        "a.. = append(b, c...)."
        AppendSlices "append.slices" [Wpss Rpss Rpss] [Type] [SAFEPOINT ALLOC PANICS BARRIER];
        "a.. = append(b, c...), b a []byte, c a string."
        AppendBytes "append.bytes" [Wpss Rpss Rps] [] [SAFEPOINT ALLOC PANICS];
        "a = copy(b, c)."
        Copy "copy" [Ws Rpss Rpss] [Type] [BARRIER];
        "a = copy(b, c), c a string."
        CopyStr "copy.str" [Ws Rpss Rps] [] [];
        "clear(a), a slice."
        ClearSlice "clear.slice" [Rpss] [Type] [BARRIER];
        "a = pointer to the first of x elements of the slice b; panics if it is shorter (slice to array conversion)."
        Slicetoarray "slicetoarray" [Wp Rpss] [U32] [PANICS];

        // Allocation.
        "a = address of a new zeroed value of the type on the heap."
        New "new" [Wp Type] [] [SAFEPOINT ALLOC];
        "a = new closure of the function; the type is that of {code, captures…}; captures are stored after."
        Newclosure "newclosure" [Wp] [Func Type] [SAFEPOINT ALLOC];

        // Maps; types are map types. The .mem forms take the key's address in c.
        "a = make(map, hint b)."
        Makemap "makemap" [Wp R] [Type] [SAFEPOINT ALLOC];
        "As makemap with the header in the region c, followed by a group if x1 is 1."
        Makemapf "makemap.frame" [Wp R Slot] [Type U32] [SAFEPOINT ALLOC];
        "a = len(b)."
        Maplen "maplen" [Ws Rp] [] [];
        "a = address of the element for key c of map b, or of a zero value (32-bit keys)."
        Mapget32 "mapget.32" [Wp Rp R] [Type] [PANICS];
        "a = address of the element for key c of map b, or of a zero value (64-bit keys)."
        Mapget64 "mapget.64" [Wp Rp R] [Type] [PANICS];
        "a = address of the element for key c of map b, or of a zero value (string keys)."
        MapgetStr "mapget.str" [Wp Rp Rps] [Type] [PANICS];
        "a = address of the element for key c of map b, or of a zero value (any key)."
        MapgetMem "mapget.mem" [Wp Rp Rp] [Type] [PANICS];
        "As mapget.32, and a+1 = whether the key is there."
        Mapget232 "mapget2.32" [Wps Rp R] [Type] [PANICS];
        "As mapget.64, and a+1 = whether the key is there."
        Mapget264 "mapget2.64" [Wps Rp R] [Type] [PANICS];
        "As mapget.str, and a+1 = whether the key is there."
        Mapget2Str "mapget2.str" [Wps Rp Rps] [Type] [PANICS];
        "As mapget.mem, and a+1 = whether the key is there."
        Mapget2Mem "mapget2.mem" [Wps Rp Rp] [Type] [PANICS];
        "a = address of the element for key c of map b, inserted if missing (32-bit keys)."
        Mapset32 "mapset.32" [Wp Rp R] [Type] [SAFEPOINT ALLOC PANICS BARRIER];
        "a = address of the element for key c of map b, inserted if missing (64-bit keys)."
        Mapset64 "mapset.64" [Wp Rp R] [Type] [SAFEPOINT ALLOC PANICS BARRIER];
        "a = address of the element for key c of map b, inserted if missing (string keys)."
        MapsetStr "mapset.str" [Wp Rp Rps] [Type] [SAFEPOINT ALLOC PANICS BARRIER];
        "a = address of the element for key c of map b, inserted if missing (any key)."
        MapsetMem "mapset.mem" [Wp Rp Rp] [Type] [SAFEPOINT ALLOC PANICS BARRIER];
        "delete(a, b) (32-bit keys)."
        Mapdelete32 "mapdelete.32" [Rp R] [Type] [PANICS BARRIER];
        "delete(a, b) (64-bit keys)."
        Mapdelete64 "mapdelete.64" [Rp R] [Type] [PANICS BARRIER];
        "delete(a, b) (string keys)."
        MapdeleteStr "mapdelete.str" [Rp Rps] [Type] [PANICS BARRIER];
        "delete(a, b) (any key)."
        MapdeleteMem "mapdelete.mem" [Rp Rp] [Type] [PANICS BARRIER];
        "clear(a), a map."
        Mapclear "mapclear" [Rp] [Type] [BARRIER];
        "Starts an iteration over map b in the region a (MAP_ITER_WORDS words)."
        Mapiter "mapiter" [Slot Rp] [Type] [];
        "a = address of the next key or nil at the end, a+1 = address of its element; region b."
        Mapnext "mapnext" [Wpp Slot] [] [SAFEPOINT];

        // Interfaces.
        "a = data word of an interface that holds b (8) as the type; allocates where Go does."
        Box8 "box.8" [Wp Rs] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds b (16) as the type; allocates where Go does."
        Box16 "box.16" [Wp Rs] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds b (32) as the type; allocates where Go does."
        Box32 "box.32" [Wp Rs] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds b (64) as the type; allocates where Go does."
        Box64 "box.64" [Wp Rs] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds b (str) as the type; allocates where Go does."
        BoxStr "box.str" [Wp Rps] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds b (slice) as the type; allocates where Go does."
        BoxSlice "box.slice" [Wp Rpss] [Type] [SAFEPOINT ALLOC];
        "a = data word of an interface that holds a copy of *b."
        BoxMem "box.mem" [Wp Rp] [Type] [SAFEPOINT ALLOC];
        "a = dynamic type of an interface with methods whose word 0 is b; 0 for nil."
        Itabtype "itabtype" [Ws Rs] [] [];
        "a = whether the type word b is the type."
        Istype "istype" [Ws Rs] [Type] [];
        "Panics as a failed assertion does unless the type word a is the type x; y is the static type."
        Asserttype "asserttype" [Rs] [Type Type] [PANICS];
        "a.. = interface type x from type word b and data word c (converted or asserted); panics if the type lacks a method or b is nil; y is the static type."
        Assertiface "assertiface" [Wsp Rs Rp] [Type Type] [PANICS SAFEPOINT];
        "As assertiface, but a+2 = success; on failure a.. are zero."
        Assertiface2 "assertiface2" [Wsps Rs Rp] [Type] [SAFEPOINT];
        "As assertiface, for an assignment that cannot fail; nil gives nil."
        Conviface "conviface" [Wsp Rs Rp] [Type] [SAFEPOINT];

        // Channels.
        "a = make(chan, b)."
        Makechan "makechan" [Wp R] [Type] [SAFEPOINT ALLOC PANICS];
        "a <- the value at address b."
        Send "send" [Rp Rp] [] [SAFEPOINT PANICS];
        "*b = <-c, a = whether a value was sent; b may be nil."
        Recv "recv" [Ws Rp Rp] [] [SAFEPOINT PANICS BARRIER];
        "close(a)."
        Close "close" [Rp] [] [SAFEPOINT PANICS];
        "a = len(b), b a channel."
        Chanlen "chanlen" [Ws Rp] [] [];
        "a = cap(b), b a channel."
        Chancap "chancap" [Ws Rp] [] [];
        "Select over x cases in the region b (SELECT_CASE_WORDS words each: channel, address of the value, 2 to send and 1 to receive as in reflect.ChanDir); y is 1 with a default; a = case chosen or -1, a+1 = received ok."
        Select "select" [Wss Slot] [U32 U32] [SAFEPOINT PANICS BARRIER];

        // Stubs: return addresses inside the VM. The verifier refuses them in functions.
        "The goroutine's first function returned."
        StubEnd "stub.end" [] [] [TERMINATES];
        "A deferred call that rundefers made returned."
        StubDefer "stub.defer" [] [] [TERMINATES];
        "A deferred call that a panic or Goexit made returned."
        StubPanic "stub.panic" [] [] [TERMINATES];
    } };
}

/// Everything the table says about one op.
#[derive(Debug)]
pub struct OpInfo {
    /// The op.
    pub op: Op,
    /// Its mnemonic.
    pub name: &'static str,
    /// One sentence on what it does.
    pub doc: &'static str,
    /// Operands a, b, c; a 32-bit one takes the places of b and c.
    pub operands: &'static [Operand],
    /// Operands of the extension word; empty if there is none.
    pub ext: &'static [Operand],
    /// What else it does.
    pub effects: &'static [Effect],
    /// The same as bits: `1 << effect`.
    pub effect_bits: u8,
}

macro_rules! declare_ops {
    ($($doc:literal $name:ident $mnemonic:literal [$($operand:tt)*] [$($ext:ident)*] [$($effect:ident)*];)*) => {
        /// An opcode.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u16)]
        pub enum Op { $(#[doc = $doc] $name),* }

        /// The table's rows in opcode order.
        pub static OPS: &[OpInfo] = &[
            $(OpInfo {
                op: Op::$name,
                name: $mnemonic,
                doc: $doc,
                operands: &[$(operand!($operand)),*],
                ext: &[$(Operand::$ext),*],
                effects: &[$(Effect::$effect),*],
                effect_bits: 0 $(| 1 << Effect::$effect as u8)*,
            }),*
        ];
    };
}

macro_rules! operand {
    (_) => {
        Operand::None
    };
    ($name:ident) => {
        Operand::$name
    };
}

with_ops!(declare_ops);

impl Op {
    /// Number of ops.
    pub const COUNT: usize = OPS.len();

    /// The row of the op.
    pub fn info(self) -> &'static OpInfo {
        &OPS[self as usize]
    }

    /// The op with the given code, if there is one.
    pub fn from_code(code: u16) -> Option<Op> {
        OPS.get(code as usize).map(|info| info.op)
    }

    /// Whether an extension word follows.
    pub fn has_ext(self) -> bool {
        !self.info().ext.is_empty()
    }

    /// Whether the table gives the op the effect.
    pub fn has(self, effect: Effect) -> bool {
        self.info().effect_bits & 1 << effect as u8 != 0
    }
}
