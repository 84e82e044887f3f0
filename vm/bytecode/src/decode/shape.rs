//! Per op, the part of decoding that the roles fix: computed once from the table.
//!
//! Most ops only read and write single registers of fixed kinds. For those a [`Shape`]
//! lists the events ready-made but for the register numbers, and decoding is one short
//! loop. What needs tables, counts or immediates goes the long way, operand by operand.

use std::sync::LazyLock;

use super::Act;
use crate::operand::{Effect, Operand};
use crate::ops::{OPS, Op, OpInfo};

/// An event of an op, up to the register.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Which word holds the operand: 0 the instruction, 1 the extension.
    pub source: u8,
    /// Bit at which the operand starts.
    pub shift: u8,
    /// Words from the register on.
    pub offset: u8,
    /// Number of words.
    pub count: u8,
    /// What happens to them.
    pub act: Act,
}

/// How to decode an op.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The events, reads first.
    parts: [Part; MAX_PARTS],
    nparts: u8,
    /// Whether the parts say everything.
    pub is_simple: bool,
    /// Whether an extension word follows.
    pub has_ext: bool,
    /// The role of the jump distance, if the op jumps.
    pub jump: Option<Operand>,
    /// Whether control may go elsewhere than to the next instruction.
    pub ends_block: bool,
}

/// The most parts that a simple op has.
const MAX_PARTS: usize = 6;

impl Shape {
    /// The events in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts[..self.nparts as usize]
    }
}

/// The shapes by opcode.
pub static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| OPS.iter().map(shape_of).collect());

fn shape_of(info: &OpInfo) -> Shape {
    let part = Part { source: 0, shift: 0, offset: 0, count: 0, act: Act::Use };
    let is_jump = |role: &Operand| matches!(role, Operand::Off16 | Operand::Off32);
    let jump = info.operands.iter().copied().find(is_jump);
    let mut shape = Shape {
        parts: [part; MAX_PARTS],
        nparts: 0,
        // A loaded 0 is also nil.
        is_simple: !matches!(info.op, Op::Ldi | Op::Ldk),
        has_ext: !info.ext.is_empty(),
        jump,
        ends_block: jump.is_some() || info.op == Op::Jtab || info.op.has(Effect::TERMINATES),
    };
    // A copy reads its source itself.
    let copies = matches!(info.operands.first(), Some(Operand::Wm | Operand::Wm2 | Operand::Wm3));
    let operands = info.operands.iter().enumerate().skip(if copies { 2 } else { 1 });
    let ext = info.ext.iter().enumerate();
    // Operand a comes last: it is the one that may be written.
    let places = operands
        .map(|(index, role)| (0, 16 * (index + 1), role))
        .chain(ext.map(|(index, role)| (1, 16 * index, role)))
        .chain(info.operands.first().map(|role| (0, 16, role)));
    for (source, shift, &role) in places {
        let Some(acts) = acts_of(role) else {
            shape.is_simple = false;
            break;
        };
        for &(act, offset, count) in acts {
            let part = Part { source, shift: shift as u8, offset, count, act };
            shape.parts[shape.nparts as usize] = part;
            shape.nparts += 1;
        }
    }
    shape
}

/// What a role does to registers: (act, offset, count). `None` if that takes more than the
/// register number to know.
pub fn acts_of(role: Operand) -> Option<&'static [(Act, u8, u8)]> {
    use Act::*;
    Some(match role {
        Operand::None | Operand::I16 | Operand::U16 | Operand::I32 | Operand::U32 => &[],
        Operand::Off16 | Operand::Off32 => &[],
        Operand::R => &[(Use, 0, 1)],
        Operand::R2 => &[(Use, 0, 2)],
        Operand::R3 => &[(Use, 0, 3)],
        Operand::Rs => &[(UseScalar, 0, 1)],
        Operand::Rp => &[(UsePtr, 0, 1)],
        Operand::Rps => &[(UsePtr, 0, 1), (UseScalar, 1, 1)],
        Operand::Rpss => &[(UsePtr, 0, 1), (UseScalar, 1, 2)],
        Operand::Rsp => &[(UseScalar, 0, 1), (UsePtr, 1, 1)],
        Operand::Ws => &[(DefScalar, 0, 1)],
        Operand::Wp => &[(DefPtr, 0, 1)],
        Operand::Wps => &[(DefPtr, 0, 1), (DefScalar, 1, 1)],
        Operand::Wss => &[(DefScalar, 0, 2)],
        Operand::Wpp => &[(DefPtr, 0, 2)],
        Operand::Wsp => &[(DefScalar, 0, 1), (DefPtr, 1, 1)],
        Operand::Wsps => &[(DefScalar, 0, 1), (DefPtr, 1, 1), (DefScalar, 2, 1)],
        Operand::Wpss => &[(DefPtr, 0, 1), (DefScalar, 1, 2)],
        Operand::Wm => &[(Copy, 0, 1)],
        Operand::Wm2 => &[(Copy, 0, 2)],
        Operand::Wm3 => &[(Copy, 0, 3)],
        Operand::RWs => &[(UseScalar, 0, 1), (DefScalar, 0, 1)],
        Operand::RN
        | Operand::RNps
        | Operand::RType
        | Operand::Ropt
        | Operand::Buf
        | Operand::WmN
        | Operand::WzN
        | Operand::WType
        | Operand::Slot
        | Operand::Win
        | Operand::Count
        | Operand::CountI32
        | Operand::Func
        | Operand::Type
        | Operand::Sig
        | Operand::Const
        | Operand::Str
        | Operand::Native
        | Operand::Itab
        | Operand::Table
        | Operand::Global => return None,
    })
}
