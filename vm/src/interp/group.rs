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

#[macro_use]
mod list;

use std::sync::LazyLock;

use minigo_bytecode::ops::{OPS, Op, Word};

use super::{Cx, Entry, go_on, handlers, next};
use crate::frame::{Flow, NEXT, Step};

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

/// The groups' indices by their first op, then their second: for each op, where its part of the
/// second vector begins.
static BY_FIRST: LazyLock<(Vec<u16>, Vec<u16>)> = LazyLock::new(|| {
    let mut groups: Vec<u16> = (0..GROUPS.len() as u16).collect();
    groups.sort_by_key(|&index| (GROUPS[index as usize].first, second_of(index)));
    let begin = |op| groups.partition_point(|&index| (GROUPS[index as usize].first as u16) < op);
    let begins = (0..=Op::COUNT as u16).map(|op| begin(op) as u16).collect();
    (begins, groups)
});

/// The second op of the group with an index.
fn second_of(index: u16) -> u16 {
    GROUPS[index as usize].rest[0].1 as u16
}

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
        let Some(&behind) = at.get(i + 1) else { continue };
        let (op, second) = (code[at[i] as usize] as u16 as usize, code[behind as usize] as u16);
        let groups = &groups[begins[op] as usize..begins[op + 1] as usize];
        let from = groups.partition_point(|&index| second_of(index) < second);
        for &index in groups[from..].iter().take_while(|&&index| second_of(index) == second) {
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
