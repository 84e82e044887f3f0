//! The reference page of the instruction set, `OPS.md`, made from the table.

use std::fmt::Write;

use crate::operand::Operand;
use crate::ops::{OPS, Op, OpInfo};

/// Where a part of the table begins, and its heading.
const SECTIONS: &[(Op, &str)] = &[
    (Op::Nop, "Moves and constants"),
    (Op::AddI8, "Integers"),
    (Op::AddF64, "Floating point"),
    (Op::Eq, "Comparisons"),
    (Op::Jmp, "Jumps"),
    (Op::Call, "Calls, defer, panic"),
    (Op::LdI8, "Memory"),
    (Op::LdgI8, "Globals"),
    (Op::LdfI8, "Regions of the frame"),
    (Op::LdxI8, "Indexing"),
    (Op::Concat, "Strings"),
    (Op::SliceSlice, "Slices"),
    (Op::New, "Allocation"),
    (Op::Makemap, "Maps"),
    (Op::Box8, "Interfaces"),
    (Op::Makechan, "Channels"),
    (Op::StubEnd, "Stubs"),
];

const HEAD: &str = "# Instruction set

Made from `src/ops.rs` by `cargo test -p minigo-bytecode` (set `UPDATE_OPS_MD=1` to write it).

An instruction is a 64-bit word: opcode and three 16-bit operands `a b c`, or opcode, `a` and a
32-bit operand. What stands behind `+` is in a second word, as four 16-bit or two 32-bit operands
`x0 x1 x2 x3` or `x y`. Operands by what they do:

| operand | meaning |
|---|---|
";

const TAIL: &str = "
Effects: P may panic; S safepoint, so it has a stack map; A allocates; B write barrier;
C enters a function; T control does not reach the next instruction.
";

/// What operand roles mean, for readers of the page.
const ROLES: &[(&[Operand], &str)] = {
    use Operand::*;
    &[
        (&[R, R2, R3], "reads one, two, three registers of any kind"),
        (&[Rs, Rp, Rps, Rpss, Rsp], "reads registers of these kinds: p pointer, s scalar"),
        (&[RN, RNps], "reads as many registers, strings as the count says"),
        (&[RType], "reads a value of the type in memory layout"),
        (&[Ropt], "reads a register, or none if 0xffff"),
        (&[Buf], "region words that may hold the result, or none if 0xffff"),
        (&[Ws, Wp, Wps, Wss, Wpp, Wsp, Wsps, Wpss], "writes registers of these kinds"),
        (&[Wm, Wm2, Wm3, WmN], "writes copies, of the kinds of the source"),
        (&[WzN], "writes zeros"),
        (&[WType], "writes a value of the type in memory layout"),
        (&[RWs], "reads and writes a scalar"),
        (&[Slot], "a word inside a region of the frame"),
        (&[Win], "first word of a call window"),
        (&[I16, U16, I32, U32], "immediate"),
        (&[Count, CountI32], "number of words or strings"),
        (&[Off16, Off32], "jump distance in words from the next instruction"),
        (
            &[Func, Type, Sig, Const, Str, Native, Itab, Table],
            "index of a function, type, signature, …",
        ),
        (&[Global], "byte offset in the data segment"),
    ]
};

/// The reference page.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    write_page(&mut out).expect("writing to a string succeeds");
    out
}

fn write_page(out: &mut String) -> std::fmt::Result {
    for (roles, meaning) in ROLES {
        writeln!(out, "| {} | {meaning} |", role_names(roles))?;
    }
    out.push_str(TAIL);
    for info in OPS {
        if let Some((_, title)) = SECTIONS.iter().find(|(first, _)| *first == info.op) {
            writeln!(
                out,
                "\n## {title}\n\n| op | operands | effects | meaning |\n|---|---|---|---|"
            )?;
        }
        let (operands, effects) = (operands(info), effects(info));
        let doc = info.doc.replace('|', "\\|");
        writeln!(out, "| `{}` | {operands} | {effects} | {doc} |", info.name)?;
    }
    Ok(())
}

fn role_names(roles: &[Operand]) -> String {
    let names: Vec<String> = roles.iter().map(|role| format!("`{role:?}`")).collect();
    names.join(" ")
}

fn operands(info: &OpInfo) -> String {
    let used: Vec<Operand> =
        info.operands.iter().copied().filter(|role| *role != Operand::None).collect();
    match info.ext {
        [] => role_names(&used),
        ext => format!("{} + {}", role_names(&used), role_names(ext)).trim_start().into(),
    }
}

fn effects(info: &OpInfo) -> String {
    use crate::operand::Effect::*;
    let letters = [
        (PANICS, 'P'),
        (SAFEPOINT, 'S'),
        (ALLOC, 'A'),
        (BARRIER, 'B'),
        (CALLS, 'C'),
        (TERMINATES, 'T'),
    ];
    letters.iter().filter(|(effect, _)| info.op.has(*effect)).map(|(_, letter)| letter).collect()
}
