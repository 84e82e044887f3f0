//! Library functions that are single instructions.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Call, Expr};

use super::builder::Reg;
use super::func::FuncCx;
use crate::types::object::ObjId;

/// Packages that have such functions.
pub const PACKAGES: &[&str] = &["math", "math/bits"];

/// How the instruction is made.
#[derive(Clone, Copy)]
enum Form {
    /// One operand, one result.
    Unary(Op),
    /// Two operands, two results.
    Wide(Op),
    /// Three operands; the third in the extension.
    Ternary(Op),
    /// The value itself.
    Same,
    /// 64 minus leading zeros.
    Len64,
    /// Rotation by a possibly constant count.
    Rotate(Op, Op),
}

const FUNCTIONS: &[(&str, &str, Form)] = &[
    ("math", "Sqrt", Form::Unary(Op::SqrtF64)),
    ("math", "sqrt", Form::Unary(Op::SqrtF64)),
    ("math", "Abs", Form::Unary(Op::AbsF64)),
    ("math", "Floor", Form::Unary(Op::FloorF64)),
    ("math", "Ceil", Form::Unary(Op::CeilF64)),
    ("math", "Trunc", Form::Unary(Op::TruncF64)),
    ("math", "FMA", Form::Ternary(Op::FmaF64)),
    ("math", "Float64bits", Form::Same),
    ("math", "Float64frombits", Form::Same),
    ("math", "Float32bits", Form::Same),
    ("math", "Float32frombits", Form::Same),
    ("math/bits", "LeadingZeros64", Form::Unary(Op::Clz)),
    ("math/bits", "LeadingZeros", Form::Unary(Op::Clz)),
    ("math/bits", "TrailingZeros64", Form::Unary(Op::Ctz)),
    ("math/bits", "TrailingZeros", Form::Unary(Op::Ctz)),
    ("math/bits", "OnesCount64", Form::Unary(Op::Popcnt)),
    ("math/bits", "OnesCount32", Form::Unary(Op::Popcnt)),
    ("math/bits", "OnesCount16", Form::Unary(Op::Popcnt)),
    ("math/bits", "OnesCount8", Form::Unary(Op::Popcnt)),
    ("math/bits", "OnesCount", Form::Unary(Op::Popcnt)),
    ("math/bits", "ReverseBytes64", Form::Unary(Op::BswapU64)),
    ("math/bits", "ReverseBytes32", Form::Unary(Op::BswapU32)),
    ("math/bits", "Len64", Form::Len64),
    ("math/bits", "Len32", Form::Len64),
    ("math/bits", "Len", Form::Len64),
    ("math/bits", "RotateLeft64", Form::Rotate(Op::RotlU64, Op::RotliU64)),
    ("math/bits", "RotateLeft32", Form::Rotate(Op::RotlU32, Op::RotliU32)),
    ("math/bits", "RotateLeft", Form::Rotate(Op::RotlU64, Op::RotliU64)),
    ("math/bits", "Mul64", Form::Wide(Op::MulwideU64)),
    ("math/bits", "Mul", Form::Wide(Op::MulwideU64)),
    ("math/bits", "Add64", Form::Ternary(Op::AddcU64)),
    ("math/bits", "Add", Form::Ternary(Op::AddcU64)),
    ("math/bits", "Sub64", Form::Ternary(Op::SubbU64)),
    ("math/bits", "Sub", Form::Ternary(Op::SubbU64)),
];

/// Whether the function has an instruction.
pub fn is_known(pkg: &str, name: &str) -> bool {
    FUNCTIONS.iter().any(|&(p, n, _)| p == pkg && n == name)
}

impl FuncCx<'_, '_> {
    /// Lowers a call of such a function.
    pub fn intrinsic(
        &mut self,
        x: &Expr,
        call: &Call,
        func: ObjId,
        dst: Option<Reg>,
    ) -> Option<Reg> {
        let _ = func;
        let (pkg, name) = self.intrinsic_name(&call.fun)?;
        let &(_, _, form) = FUNCTIONS.iter().find(|&&(p, n, _)| p == pkg && *n == *name)?;
        self.open_window = None;
        if call.args.len() == 1
            && matches!(form, Form::Wide(_) | Form::Ternary(_) | Form::Rotate(..))
        {
            // f(g()) with several results.
            return None;
        }
        let args: Vec<&Expr> = call.args.iter().collect();
        self.order(&args);
        let words: u16 = self.tuple(self.ty(x)).iter().map(|&ty| self.words(ty)).sum();
        let out = dst.unwrap_or_else(|| self.b.alloc(words));
        match form {
            Form::Same => {
                let value = self.value(args[0]);
                self.b.mov(out, value, 1);
            }
            Form::Unary(op) => {
                let value = self.value(args[0]);
                self.b.ab(op, out, value);
            }
            Form::Len64 => {
                let value = self.value(args[0]);
                self.b.ab(Op::Clz, out, value);
                self.b.ab(Op::NegI64, out, out);
                self.b.abc(Op::AddiI64, out.0, out.0, 64);
            }
            Form::Rotate(register, immediate) => {
                let value = self.value(args[0]);
                if let Some(count) = self.bits_of(args[1]) {
                    let width = if immediate == Op::RotliU32 { 31 } else { 63 };
                    self.b.abc(immediate, out.0, value.0, (count & width) as u16);
                } else {
                    let count = self.value(args[1]);
                    self.b.rrr(register, out, value, count);
                }
            }
            Form::Wide(op) => {
                let (a, b) = self.operands(args[0], args[1]);
                self.b.rrr(op, out, a, b);
            }
            Form::Ternary(op) => {
                let (a, b) = self.operands(args[0], args[1]);
                let c = self.value(args[2]);
                self.b.rrr(op, out, a, b);
                self.b.x4(c.0, 0, 0, 0);
            }
        }
        Some(out)
    }
}
