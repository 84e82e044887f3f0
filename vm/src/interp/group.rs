//! Groups: instructions that often follow each other run with one dispatch.
//!
//! What bounds the interpreter is the number of loads: of the next opcode, its handler's
//! address, operands, registers. So sequences that are frequent have a handler of their
//! own, which is the handlers of its members one after the other. It saves the dispatches
//! between them, and where a member reads the register that the one before has set (a
//! *link*), the optimiser sees that and keeps the value in a machine register.
//!
//! A group is no instruction: bytecode has none, and neither the compiler, the verifier
//! nor the disassembler knows of them. [`choose`] puts the code of a group in the place of
//! the opcode of its *first* member when the program is linked. All words stay where they
//! are with their operands, and the other members keep their opcodes (or begin groups of
//! their own), so
//!
//! * G1: a jump, a return or a resumed goroutine may enter a group at any member;
//! * G2: positions are the same: line tables, stack maps and return addresses hold;
//! * G3: each member sees `pc` behind its first word, as if it had been dispatched; one that
//!   ends in a cold function leaves the group, which goes on by ordinary dispatch;
//! * G4: links are looked at when the group is chosen, and operands never change.
//!
//! A member that may jump leaves the group if it does. A member before the last is never a
//! call nor has a stack map: whoever looks for the map of a stopped goroutine reads the opcode
//! there. (A poll repeats its instruction, so that is none.)
//!
//! The loop engine takes every group for its first member, so it is the model that groups
//! are compared with.
//!
//! Rejected: new ops for sequences. They save the word between the members as well, but each
//! needs a row, a rule in the lowering for when that word is dead, and has its own positions.

use std::sync::LazyLock;

use minigo_bytecode::ops::{OPS, Op, Word};

use super::{Cx, Entry, go_on, handlers, next};
use crate::frame::{Flow, NEXT, Step};

/// Calls the macro `$m` with the groups, in the order of their members' opcodes.
///
/// They are the sequences of two to five instructions that save most in the programs of
/// `benches/programs`, each program counted alike.
macro_rules! with_groups {
    ($m:ident) => {
        $m! {
            [Mov, _ Mov]
            [Mov, _ Mov, _ Mov, _ AddU32]
            [Mov, _ Ldi]
            [Mov, _ AddiI32, _ ExtI32, c AddI32, b RemiS]
            [Mov, _ IncjltB]
            [Mov, _ Call]
            [Mov, _ CallClosure]
            [Mov, _ LdStr, _ LdStr, b JeqStr]
            [Mov, _ LdStr, _ LdStr, b JeqStr, _ LdStr]
            [Mov, _ Leaf]
            [Mov, _ Leaf, _ Ldi, _ LdPtr]
            [Mov, _ Leaf, _ Ldi, _ LdPtr, b Mov]
            [Mov, a MuladdF64]
            [Mov, a MuladdF64, b Mov]
            [Mov, a MuladdF64, b Mov, a MuladdF64]
            [Mov, a MuladdF64, b Mov, a MuladdF64, b SqrtF64]
            [Mov, a MuladdF64, b SqrtF64, c MulF64]
            [Mov, a MuladdF64, b SqrtF64, c MulF64, c DivF64]
            [Mov, a Jt]
            [Mov, b AddiI64]
            [Mov, b AddiI64, b Mov]
            [Mov, b AddiI64, b Mov, _ Leaf]
            [Mov, c AddI64]
            [Mov, c AddI64, _ IncjltB]
            [Ldi, _ Ldi, _ Atomcas32, a Jt]
            [Ldi, _ LdPtr, b Mov]
            [Ldi, a Ret1]
            [Ldi, c AddU32]
            [Ldi, c AddU32, b ShriU]
            [Ldi, c AddU32, b ShriU, _ Ldi]
            [Ldi, c AddU32, b ShriU, _ Ldi, c RemI64]
            [Ldi, c AddU32, c St32, _ LdU32]
            [Ldi, c AddU32, c St32, _ LdU32, b ShriU]
            [Ldi, c MulU32]
            [Ldi, c MulU32, _ Ldi]
            [Ldi, c MulU32, _ Ldi, c AddU32]
            [Ldi, c RemI64]
            [Ldi, c Ldx64, b Andi]
            [Ldi, c Ldx64, b Andi, c AddI64]
            [Ldi, c Ldx64, b Andi, c AddI64, _ IncjltB]
            [Ldi, c Stx8, _ AddI64]
            [Ldi, c Stx8, _ AddI64, a JleSB]
            [Ldglobal, b LdxaU32, c AddU32]
            [Ldglobal, b LdxaU32, c AddU32, _ LdxfU32]
            [Ldglobal, b LdxaU32, c AddU32, _ LdxfU32, c AddU32]
            [Zeron, _ Ret]
            [Zeron, _ Leaf, _ Ldcode, c St64]
            [Zeron, _ Leaf, _ Ldcode, c St64, _ StPtr]
            [AddI32, b RemiS, b AddiI32, _ Call]
            [AddI64, _ Andi, _ CallIface]
            [AddI64, _ IncjltB]
            [AddI64, a Ret1]
            [AddI64, b RemiS]
            [AddI64, b RemiS, a Jeqi]
            [AddI64, c St64]
            [AddU32, _ Mov, _ Mov, _ Mov]
            [AddU32, _ Mov, _ Mov, _ Mov, _ AddU32]
            [AddU32, _ Ldglobal, b LdxaU32, c AddU32]
            [AddU32, _ Ldglobal, b LdxaU32, c AddU32, _ LdxfU32]
            [AddU32, _ And, _ NotU32, b And]
            [AddU32, _ AddiI64, c LdxfU32, c AddU32, b AddU32]
            [AddU32, _ LdxfU32, c AddU32, _ RotliU32]
            [AddU32, _ LdxfU32, c AddU32, _ RotliU32, _ RotliU32]
            [AddU32, b AddU32, c Stxf32, _ IncjltiB]
            [AddU32, b ShriU, _ Ldi]
            [AddU32, b ShriU, _ Ldi, c RemI64]
            [AddU32, b ShriU, _ Ldi, c RemI64, _ Andi]
            [AddU32, c St32, _ LdU32]
            [AddU32, c St32, _ LdU32, b ShriU]
            [MulU32, _ Ldi, c AddU32]
            [MulU32, _ Ldi, c AddU32, b ShriU, _ Ldi]
            [And, _ And, c Xor, _ And, c Xor]
            [And, c Xor]
            [And, c Xor, c AddU32]
            [Xor, _ AddiI64, c LdxfU32, b ShriU]
            [Xor, _ RotliU32, c Xor, c AddU32, _ And]
            [Xor, b RemI64]
            [Xor, b ShliU32]
            [Xor, b ShliU32, c Xor]
            [Xor, b ShliU32, c Xor, b RemI64]
            [Xor, b ShriU]
            [Xor, b ShriU, c Xor]
            [Xor, b ShriU, c Xor, b ShliU32]
            [Xor, b ShriU, c Xor, b ShliU32, c Xor]
            [Xor, c AddU32]
            [Xor, c AddU32, _ Ldglobal, b LdxaU32, c AddU32]
            [Xor, c AddU32, _ And, _ NotU32, b And]
            [AddiI32, _ ExtI32, c AddI32, b RemiS]
            [AddiI32, _ ExtI32, c AddI32, b RemiS, b AddiI32]
            [AddiI64, _ AddiI64]
            [AddiI64, _ JneiB]
            [AddiI64, _ Call]
            [AddiI64, b Mov]
            [AddiI64, b Mov, _ Leaf]
            [AddiI64, b JleS]
            [AddiI64, b JleS, _ AddiI64, b JleS, _ LdPtr]
            [AddiI64, c St64]
            [AddiI64, c LdxU8, b ShliU32, c Or, _ AddiI64]
            [AddiI64, c Ldx64]
            [AddiI64, c LdxfU32]
            [AddiI64, c LdxfU32, b ShriU, c Xor, _ AddiI64]
            [AddiI64, c LdxfU32, b RotliU32]
            [AddiI64, c LdxfU32, b RotliU32, c Xor, _ AddiI64]
            [AddiI64, c LdxfU32, c AddU32, b AddU32, c Stxf32]
            [MuliI64, b AddiI64]
            [MuliI64, b AddiI64, _ AddiI64]
            [MuliI64, b AddiI64, _ AddiI64, _ JneiB]
            [RemiS, b AddiI64]
            [RemiS, b AddiI64, c St64]
            [RemiS, b AddiI64, c St64, _ Ret]
            [Divp2, _ Jmp]
            [Andi, _ Andi, c Eq, a Ret1]
            [Andi, a Jnei]
            [Andi, a Jnei, _ Divp2]
            [Andi, a Jnei, _ Divp2, _ Jmp]
            [Andi, c AddI64]
            [Andi, c Eq, a Ret1]
            [ShliI64, _ Atomadd64, b ShriU]
            [ShliI64, _ Atomadd64, b ShriU, b ExtI32]
            [ShliI64, _ Atomadd64, b ShriU, b ExtI32, _ ExtU32]
            [ShliI64, b AddiI64, b JleS, _ AddiI64, b JleS]
            [ShliI64, b IncjltB]
            [ShliU32, c Xor]
            [ShliU32, c Xor, b RemI64]
            [ShliU32, c Xor, b ShriU]
            [ShliU32, c Xor, b ShriU, c Xor]
            [ShliU32, c Xor, b ShriU, c Xor, b ShliU32]
            [ShriU, _ Ldi, c RemI64, _ Andi]
            [ShriU, _ Ldi, c RemI64, _ Andi, a Jnei]
            [ShriU, b ExtI32]
            [ShriU, b ExtI32, _ ExtU32]
            [ShriU, b ExtI32, _ ExtU32, _ Jgei]
            [ShriU, c Xor]
            [ShriU, c Xor, b ShliU32]
            [ShriU, c Xor, b ShliU32, c Xor]
            [ShriU, c Xor, b ShliU32, c Xor, b RemI64]
            [ExtI32, c AddI32, b RemiS, b AddiI32]
            [ExtI32, c AddI32, b RemiS, b AddiI32, _ Call]
            [RotliU32, _ AddiI64, c LdxfU32, b RotliU32, c Xor]
            [RotliU32, _ RotliU32, c Xor, _ RotliU32]
            [RotliU32, _ RotliU32, c Xor, _ RotliU32, c Xor]
            [RotliU32, c Xor]
            [RotliU32, c Xor, _ AddiI64, c LdxfU32, b ShriU]
            [RotliU32, c Xor, c AddU32, _ And, _ NotU32]
            [SubF64, _ MulF64, b Mov, a MuladdF64]
            [SubF64, _ MulF64, b Mov, a MuladdF64, b Mov]
            [SubF64, _ Ld64, _ Ld64, c SubF64]
            [MulF64, b Mov, a MuladdF64]
            [MulF64, b Mov, a MuladdF64, b Mov]
            [MulF64, b Mov, a MuladdF64, b Mov, a MuladdF64]
            [MulF64, b MuladdF64]
            [MulF64, b MuladdF64, c St64]
            [MulF64, b MulsubF64]
            [MulF64, b MulsubF64, c St64]
            [MulF64, b MulsubF64, c St64, _ Ld64]
            [MulF64, b MulsubF64, c St64, _ Ld64, _ Ld64]
            [MuladdF64, b Mov, a MuladdF64, b SqrtF64]
            [MuladdF64, b Mov, a MuladdF64, b SqrtF64, c MulF64]
            [MuladdF64, b SqrtF64, c MulF64]
            [MuladdF64, b SqrtF64, c MulF64, c DivF64]
            [MuladdF64, b SqrtF64, c MulF64, c DivF64, _ Ld64]
            [MuladdF64, c St64]
            [MuladdF64, c Stx64]
            [MuladdF64, c Stx64, _ IncjltB]
            [MulsubF64, c St64]
            [MulsubF64, c St64, _ Ld64]
            [MulsubF64, c St64, _ Ld64, _ Ld64]
            [SqrtF64, c MulF64, c DivF64]
            [SqrtF64, c MulF64, c DivF64, _ Ld64]
            [SqrtF64, c MulF64, c DivF64, _ Ld64, _ Ld64]
            [LtS, a Ret1]
            [LtStr, b Mov, a Ret1]
            [Jf, _ Mov, b AddiI64]
            [Jf, _ Mov, b AddiI64, b Mov]
            [Jf, _ Mov, b AddiI64, b Mov, _ Leaf]
            [JleS, _ LdPtr, _ LdSlice, _ AddiI64, c Index]
            [JleS, _ LdPtr, b Lea, b Mov]
            [JleS, _ LdPtr, b Lea, b Mov, _ Jmp]
            [Jnei, _ Ldi, a Ret1]
            [Jnei, _ Divp2]
            [Jnei, _ Divp2, _ Jmp]
            [Jgei, _ Ret]
            [JeqStr, _ LdStr, _ LdStr, c LtStr]
            [JeqStr, _ LdStr, _ LdStr, c LtStr, b Mov]
            [Ld64, _ Mov, a Jf]
            [Ld64, _ Andi, _ Andi, c Eq]
            [Ld64, _ Andi, _ Andi, c Eq, a Ret1]
            [Ld64, _ Andi, c AddI64, c St64, _ Mov]
            [Ld64, _ Ld64]
            [Ld64, _ Ld64, c MulI64, a Ret1]
            [Ld64, _ Ld64, c MulI64, b Divp2, a Ret1]
            [Ld64, _ Ld64, c Xor, _ Ld64, b MuliI64]
            [Ld64, _ Ld64, c SubF64]
            [Ld64, _ Ld64, c MulF64]
            [Ld64, _ Ld64, c MulF64, b MuladdF64]
            [Ld64, _ Ld64, c MulF64, b MuladdF64, c St64]
            [Ld64, _ Ld64, c MulF64, b MulsubF64]
            [Ld64, _ Ld64, c MulF64, b MulsubF64, c St64]
            [Ld64, _ LdStr]
            [Ld64, a JleS]
            [Ld64, b AddI64]
            [Ld64, b AddI64, c St64]
            [Ld64, b MulI64]
            [Ld64, b MulI64, b RemiS]
            [Ld64, b MulI64, b RemiS, b AddiI64]
            [Ld64, b AddiI64]
            [Ld64, b AddiI64, c St64]
            [Ld64, c MulI64]
            [Ld64, c Xor, _ Ld64, b MuliI64]
            [Ld64, c Xor, _ Ld64, b MuliI64, _ Ld64]
            [Ld64, c SubF64]
            [Ld64, c SubF64, _ MulF64, b Mov, a MuladdF64]
            [Ld64, c SubF64, _ Ld64, _ Ld64, c SubF64]
            [Ld64, c MulF64]
            [Ld64, c MulF64, b MuladdF64]
            [Ld64, c MulF64, b MuladdF64, c St64]
            [Ld64, c MulF64, b MulsubF64]
            [Ld64, c MulF64, b MulsubF64, c St64]
            [Ld64, c MulF64, b MulsubF64, c St64, _ Ld64]
            [Ld64, c LdxU8]
            [LdPtr, _ Mov]
            [LdPtr, _ Call]
            [LdPtr, _ Ld64, c AddI64, _ CallClosure]
            [LdPtr, _ LdPtr]
            [LdPtr, a Jeq]
            [LdPtr, a Jnei]
            [LdPtr, a Jnei, _ Ldi, a Ret1]
            [LdPtr, a JneiB]
            [LdPtr, a StPtr]
            [LdPtr, a StPtr, _ LdPtr]
            [LdPtr, a StPtr, _ LdSlice, a Jnei]
            [LdPtr, b Mov]
            [LdPtr, b Mov, _ Leaf]
            [LdPtr, b Mov, _ Leaf, _ Ldi]
            [LdPtr, b Mov, _ Leaf, _ Ldi, _ LdPtr]
            [LdPtr, b Ld64, b JleS, _ LdPtr, b Lea]
            [LdPtr, b LdPtr]
            [LdPtr, b LdPtr, a StPtr, _ LdPtr, a StPtr]
            [LdPtr, b LdPtr, c StPtr, _ LdPtr, c StPtr]
            [LdPtr, b Lea, b Mov]
            [LdPtr, b Lea, b Mov, _ Jmp]
            [LdPtr, c StPtr]
            [LdPtr, c StPtr, _ LdPtr]
            [LdPtr, c StPtr, _ LdPtr, c StPtr, _ LdPtr]
            [LdStr, _ Ld64]
            [LdStr, _ Ld64, c LdxU8]
            [LdStr, _ LdStr, b JeqStr, _ LdStr]
            [LdStr, _ LdStr, b JeqStr, _ LdStr, _ LdStr]
            [LdStr, _ LdStr, c LtStr, b Mov]
            [LdStr, _ LdStr, c LtStr, b Mov, a Ret1]
            [LdStr, b JeqStr, _ LdStr, _ LdStr]
            [LdStr, b JeqStr, _ LdStr, _ LdStr, c LtStr]
            [LdStr, c LtStr, b Mov]
            [LdStr, c LtStr, b Mov, a Ret1]
            [LdSlice, _ Mov, _ LdSlice, _ Mov]
            [LdSlice, _ Mov, _ LdSlice, _ Mov, _ Call]
            [LdSlice, _ Ldi, _ Jlei, _ LdxPtr]
            [LdSlice, _ Ldi, _ Jlei, _ LdxPtr, _ Mov]
            [LdSlice, b Index]
            [LdSlice, b Index, b Ld64]
            [LdSlice, b Index, b Ld64, _ LdStr]
            [St32, _ LdU32, b ShriU, b RemI64]
            [St64, _ Mov, _ Ldi, _ AtomaddI32, a Jeqi]
            [St64, _ Ret]
            [St64, _ Ld64]
            [St64, _ Ld64, _ Ld64]
            [St64, _ Ld64, _ Ld64, c MulF64]
            [StPtr, _ LdPtr]
            [StPtr, _ LdPtr, a StPtr, _ LdSlice, a Jnei]
            [StPtr, _ LdPtr, b LdPtr]
            [StPtr, _ LdSlice, a Jnei]
            [StPtr, _ StPtr]
            [StPtr, _ StPtr, _ StPtr]
            [StPtr, _ StPtr, _ StPtr, _ StPtr]
            [StSlice, _ LdSlice, _ SubI64, _ Zeron]
            [StSlice, _ LdSlice, _ SubI64, _ Zeron, _ Ret]
            [Lea, b Mov, _ Jmp]
            [Nilcheck, _ Mov]
            [Nilcheck, _ Mov, _ LdStr, _ LdStr, b JeqStr]
            [Atomadd64, b ShriU]
            [Atomadd64, b ShriU, b ExtI32]
            [Atomadd64, b ShriU, b ExtI32, _ ExtU32]
            [Atomadd64, b ShriU, b ExtI32, _ ExtU32, _ Jgei]
            [Leaf, _ Ldi, _ LdPtr]
            [Leaf, _ Ldi, _ LdPtr, b Mov]
            [Leaf, _ Ldcode, c St64, _ StPtr]
            [LdxU8, b ShliU32, c Or, _ AddiI64, c LdxU8]
            [LdxU8, c Xor, _ Ldi, c MulU32, _ IncjltB]
            [Ldx64, _ Ldx64]
            [Ldx64, _ Ldx64, c MuladdF64]
            [Ldx64, _ Ldx64, c MuladdF64, c Stx64]
            [Ldx64, _ Ldx64, c MuladdF64, c Stx64, _ IncjltB]
            [Ldx64, b Mov]
            [Ldx64, b Andi, c AddI64, _ IncjltB]
            [Ldx64, c MuladdF64]
            [Ldx64, c MuladdF64, c Stx64]
            [Ldx64, c MuladdF64, c Stx64, _ IncjltB]
            [LdxPtr, _ Mov]
            [LdxStr, _ AddI64, b RemiS, a Jeqi]
            [LdxIface, b CallIface]
            [Stx8, _ AddI64, a JleSB]
            [Stx64, _ IncjltB]
            [LdxaU32, c AddU32, _ LdxfU32, c AddU32]
            [LdxaU32, c AddU32, _ LdxfU32, c AddU32, _ RotliU32]
            [LdxfU32, b AddU32, _ AddiI64, c LdxfU32, c AddU32]
            [LdxfU32, b ShriU, c Xor, _ AddiI64]
            [LdxfU32, b ShriU, c Xor, _ AddiI64, c LdxfU32]
            [LdxfU32, b RotliU32]
            [LdxfU32, b RotliU32, _ AddiI64, c LdxfU32, b RotliU32]
            [LdxfU32, b RotliU32, c Xor, _ AddiI64]
            [LdxfU32, b RotliU32, c Xor, _ AddiI64, c LdxfU32]
            [LdxfU32, c AddU32]
            [LdxfU32, c AddU32, _ RotliU32, _ RotliU32]
            [LdxfU32, c AddU32, _ RotliU32, _ RotliU32, c Xor]
            [LdxfU32, c AddU32, b AddU32, c Stxf32]
            [LdxfU32, c AddU32, b AddU32, c Stxf32, _ IncjltiB]
            [Index, a Nilcheck]
            [Index, a Nilcheck, _ Mov]
            [Index, b Ld64]
            [Index, b Ld64, _ LdStr]
        }
    };
}

/// Whether an extension word follows the op's first.
const fn has_ext(op: Op) -> bool {
    !OPS[op as usize].ext.is_empty()
}

/// An operand of a member.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    None,
    A,
    B,
    C,
}

/// A sequence of instructions that has a handler.
struct Group {
    /// The op of the first.
    first: Op,
    /// The ops of the others, and which of their operands is operand a of the one before.
    rest: &'static [(Link, Op)],
}

/// The link that a group is written with.
macro_rules! link {
    (_) => {
        Link::None
    };
    (a) => {
        Link::A
    };
    (b) => {
        Link::B
    };
    (c) => {
        Link::C
    };
}

/// Makes the link known where the member is about to run. G4: [`choose`] looked.
macro_rules! assume {
    ($s:ident $to:ident _) => {
        let _ = $to;
    };
    ($s:ident $to:ident $operand:ident) => {
        $s.same($s.$operand(), $to)
    };
}

/// Runs the members one after the other in a function that returns [`Flow`].
macro_rules! members {
    ($s:ident: $last:ident) => { handlers::$last($s) };
    ($s:ident: $first:ident, $link:tt $next:ident $($rest:tt)*) => {{
        let to = $s.a();
        let behind = $s.pc.wrapping_add(const { has_ext(Op::$first) as usize });
        match handlers::$first($s) {
            NEXT if $s.pc == behind => {
                $s.pc = behind.wrapping_add(1);
                assume!($s to $link);
                members!($s: $next $($rest)*)
            }
            flow => flow,
        }
    }};
}

macro_rules! declare_groups {
    ($([$first:ident $(, $link:tt $next:ident)+])*) => {
        /// The groups; the code of each is [`Op::COUNT`] more than its index.
        static GROUPS: &[Group] = &[$(
            Group { first: Op::$first, rest: &[$((link!($link), Op::$next)),+] }
        ),*];

        /// The groups' handlers.
        const HANDLERS: &[Entry] = &[$({
            extern "sysv64" fn group(
                pc: *const u64,
                fp: *mut u64,
                cx: *mut Cx,
                table: *const Entry,
            ) {
                #[inline(always)]
                fn run(s: &mut Step) -> Flow {
                    members!(s: $first $(, $link $next)+)
                }
                let mut step = Step::new(pc, fp, cx);
                match run(&mut step) {
                    NEXT => next(step, table),
                    Some(cold) => go_on(step.pc, step.fp, cx, table, cold),
                }
            }
            Entry(group)
        }),*];
    };
}

with_groups!(declare_groups);

/// Number of codes: ops and groups.
pub const CODES: usize = Op::COUNT + GROUPS.len();

/// The op of the instruction whose word has this code.
pub fn first_member(code: u16) -> u16 {
    match GROUPS.get((code as usize).wrapping_sub(Op::COUNT)) {
        Some(group) => group.first as u16,
        None => code,
    }
}

/// The handlers of all codes.
pub const fn with_handlers(ops: &[Entry]) -> [Entry; CODES] {
    let mut all = [ops[0]; CODES];
    let mut code = 0;
    while code < CODES {
        all[code] = if code < Op::COUNT { ops[code] } else { HANDLERS[code - Op::COUNT] };
        code += 1;
    }
    all
}

/// What a dispatch costs in loads, which are what interpretation is bound by.
const DISPATCH: u32 = 2;
/// Loads that a link saves: of the operand, and of the register.
const LINK: u32 = 2;

/// The groups' indices by their first op: for each op, where its part of the second vector
/// begins.
static BY_FIRST: LazyLock<(Vec<u16>, Vec<u16>)> = LazyLock::new(|| {
    let mut groups: Vec<u16> = (0..GROUPS.len() as u16).collect();
    groups.sort_by_key(|&index| GROUPS[index as usize].first);
    let begin = |op| groups.partition_point(|&index| (GROUPS[index as usize].first as u16) < op);
    let begins = (0..=Op::COUNT as u16).map(|op| begin(op) as u16).collect();
    (begins, groups)
});

impl Group {
    /// What running the instructions at the words `at` as this group saves; `None` if they are
    /// others.
    fn saves(&self, code: &[u64], at: &[u32]) -> Option<u32> {
        let mut saved = 0;
        for (n, &(link, op)) in self.rest.iter().enumerate() {
            let (before, member) =
                (Word(code[at[n] as usize]), Word(code[*at.get(n + 1)? as usize]));
            let operand = match link {
                Link::None => None,
                Link::A => Some(member.a()),
                Link::B => Some(member.b()),
                Link::C => Some(member.c()),
            };
            if member.0 as u16 != op as u16 || operand.is_some_and(|operand| operand != before.a())
            {
                return None;
            }
            saved += DISPATCH + if operand.is_some() { LINK } else { 0 };
        }
        Some(saved)
    }
}

/// Puts groups into the linked code of a function where they save most, as far as control
/// flows through without jumps.
///
/// `at` are the words where instructions begin, ascending.
pub fn choose(code: &mut [u64], at: &[u32]) {
    let (begins, groups) = &*BY_FIRST;
    // What is saved from instruction i on, at best.
    let mut saved = vec![0u32; at.len() + 1];
    let mut chosen = vec![None; at.len()];
    for i in (0..at.len()).rev() {
        saved[i] = saved[i + 1];
        let op = code[at[i] as usize] as u16 as usize;
        for &index in &groups[begins[op] as usize..begins[op + 1] as usize] {
            let group = &GROUPS[index as usize];
            let Some(own) = group.saves(code, &at[i..]) else { continue };
            let total = own + saved[i + 1 + group.rest.len()];
            if total > saved[i] {
                saved[i] = total;
                chosen[i] = Some(Op::COUNT as u64 + u64::from(index));
            }
        }
    }
    for (&word, group) in at.iter().zip(&chosen) {
        if let Some(group) = group {
            let word = &mut code[word as usize];
            *word = *word & !0xffff | group;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minigo_bytecode::ops::Effect;

    /// The ops of the instructions, groups shown by their members.
    fn chosen(code: &[Word]) -> Vec<usize> {
        let at: Vec<u32> = (0..code.len() as u32).collect();
        let mut code: Vec<u64> = code.iter().map(|word| word.0).collect();
        choose(&mut code, &at);
        let members = |word: &u64| match GROUPS.get((*word as u16 as usize).wrapping_sub(Op::COUNT))
        {
            Some(group) => 1 + group.rest.len(),
            None => 1,
        };
        code.iter().map(members).collect()
    }

    #[test]
    fn members_before_the_last_go_on_to_the_next() {
        const { assert!(CODES <= 1 << 16) };
        for group in GROUPS {
            let last = group.rest.len() - 1;
            let rest = group.rest[..last].iter().map(|&(_, op)| op);
            for op in std::iter::once(group.first).chain(rest) {
                for effect in [Effect::SAFEPOINT, Effect::CALLS, Effect::TERMINATES] {
                    assert!(!op.has(effect), "{op:?}");
                }
            }
        }
    }

    #[test]
    fn a_group_needs_its_links() {
        let ret = Word::abc(Op::Ret1, 7, 0, 0);
        assert_eq!(chosen(&[Word::abc(Op::AddI64, 7, 1, 2), ret]), [2, 1]);
        assert_eq!(chosen(&[Word::abc(Op::AddI64, 6, 1, 2), ret]), [1, 1]);
    }

    #[test]
    fn members_keep_their_words() {
        let words = [Word::abc(Op::AddI64, 7, 1, 2), Word::abc(Op::Ret1, 7, 0, 0)];
        let mut code = words.map(|word| word.0);
        choose(&mut code, &[0, 1]);
        assert_eq!(first_member(code[0] as u16), Op::AddI64 as u16);
        assert_eq!(code[0] >> 16, words[0].0 >> 16);
        assert_eq!(code[1], words[1].0);
    }
}
