//! Arithmetic: binary operations, shifts, complex numbers, concatenation.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{BinaryOp, Expr, ExprKind};
use minigo_syntax::source::Pos;

use super::buffer::NO_BUFFER;
use super::builder::Reg;
use super::func::FuncCx;
use super::num::Num;
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    /// `a op b` for arithmetic and bit operators and for concatenation.
    pub fn arith(&mut self, pos: Pos, ty: Ty, op: BinaryOp, (a, b): (&Expr, &Expr), dst: Reg) {
        if self.basic(ty).is_some_and(Basic::is_string) {
            return self.concat(pos, a, b, NO_BUFFER, dst);
        }
        let Some(num) = self.num(ty) else {
            return self.complex_binary(op, a, b, ty, dst);
        };
        if let Some(()) = self.rotate(op, a, b, num, dst) {
            return;
        }
        if let Some(()) = self.mul_add(op, a, b, num, dst) {
            return;
        }
        if num.is_int()
            && let Some(()) = self.with_immediate(op, a, b, num, dst)
        {
            return;
        }
        let (a, b) = self.operands(a, b);
        self.at(pos);
        self.op(op, num, a, b, dst);
    }

    /// The values of two operands, in order.
    pub fn operands(&mut self, a: &Expr, b: &Expr) -> (Reg, Reg) {
        let left = self.value(a);
        let right = self.value(b);
        (left, right)
    }

    /// Emits an arithmetic instruction on registers.
    pub fn op(&mut self, op: BinaryOp, num: Num, a: Reg, b: Reg, dst: Reg) {
        let op = match op {
            BinaryOp::Add => num.add(),
            BinaryOp::Sub => num.sub(),
            BinaryOp::Mul => num.mul(),
            BinaryOp::Div => num.div(),
            BinaryOp::Rem => num.rem(),
            BinaryOp::And => Op::And,
            BinaryOp::Or => Op::Or,
            BinaryOp::Xor => Op::Xor,
            BinaryOp::AndNot => Op::Andnot,
            BinaryOp::Shl => num.shl(),
            BinaryOp::Shr => num.shr().0,
            BinaryOp::LogOr
            | BinaryOp::LogAnd
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => unreachable!("not arithmetic"),
        };
        self.b.rrr(op, dst, a, b);
    }

    /// An operation of a value and a small constant.
    fn with_immediate(
        &mut self,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        num: Num,
        dst: Reg,
    ) -> Option<()> {
        let commutes = matches!(
            op,
            BinaryOp::Add | BinaryOp::Mul | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor
        );
        let (x, imm, bits) = match (self.imm16(b), self.imm16(a)) {
            (Some(imm), _) => (a, imm, self.bits_of(b)?),
            (None, Some(imm)) if commutes => (b, imm, self.bits_of(a)?),
            _ => {
                let bits = self.bits_of(b)?;
                return self.by_power_of_two(op, a, bits, num, dst);
            }
        };
        let emit = |cx: &mut Self, op: Op, imm: i16| {
            let value = cx.value(x);
            cx.b.abc(op, dst.0, value.0, imm as u16);
            Some(())
        };
        match op {
            BinaryOp::Add => emit(self, num.addi(), imm),
            BinaryOp::Sub if imm != i16::MIN => emit(self, num.addi(), -imm),
            BinaryOp::Mul if bits.is_power_of_two() => {
                emit(self, num.shli(), bits.trailing_zeros() as i16)
            }
            BinaryOp::Mul if num.bits() == 64 => emit(self, Op::MuliI64, imm),
            BinaryOp::And => emit(self, Op::Andi, imm),
            // A negative immediate would set bits above an unsigned value.
            BinaryOp::Or if imm >= 0 || num.is_signed() => emit(self, Op::Ori, imm),
            BinaryOp::Xor if imm >= 0 || num.is_signed() => emit(self, Op::Xori, imm),
            BinaryOp::AndNot => emit(self, Op::Andi, !imm),
            BinaryOp::Div | BinaryOp::Rem => {
                self.by_power_of_two(op, x, bits, num, dst).or_else(|| {
                    let signed = num.is_signed();
                    if imm == 0 || imm == -1 || !signed && imm < 0 {
                        return None;
                    }
                    let op = match (op, signed) {
                        (BinaryOp::Div, true) => Op::DiviS,
                        (BinaryOp::Div, false) => Op::DiviU,
                        (_, true) => Op::RemiS,
                        (_, false) => Op::RemiU,
                    };
                    emit(self, op, imm)
                })
            }
            _ => None,
        }
    }

    /// Division and remainder by a power of two.
    fn by_power_of_two(
        &mut self,
        op: BinaryOp,
        x: &Expr,
        bits: u64,
        num: Num,
        dst: Reg,
    ) -> Option<()> {
        if !bits.is_power_of_two() || num.is_signed() && bits >> (num.bits() - 1) != 0 {
            return None;
        }
        let shift = bits.trailing_zeros() as u16;
        let op = match (op, num.is_signed()) {
            (BinaryOp::Div, true) => Op::Divp2,
            (BinaryOp::Div, false) => Op::ShriU,
            (BinaryOp::Rem, true) => Op::Remp2,
            (BinaryOp::Rem, false) if bits <= 0x8000 => {
                let value = self.value(x);
                self.b.abc(Op::Andi, dst.0, value.0, (bits - 1) as u16);
                return Some(());
            }
            _ => return None,
        };
        let value = self.value(x);
        self.b.abc(op, dst.0, value.0, shift);
        Some(())
    }

    /// `a + b*c` and `a - b*c` in float64.
    fn mul_add(&mut self, op: BinaryOp, a: &Expr, b: &Expr, num: Num, dst: Reg) -> Option<()> {
        if num != Num::F64 {
            return None;
        }
        let product = |x: &Expr| match &x.unparen().kind {
            ExprKind::Binary(BinaryOp::Mul, ..) => self.const_of(x).is_none(),
            _ => false,
        };
        let (sum, factors, muladd) = match op {
            BinaryOp::Add if product(b) => (a, b, Op::MuladdF64),
            BinaryOp::Add if product(a) => (b, a, Op::MuladdF64),
            BinaryOp::Sub if product(b) => (a, b, Op::MulsubF64),
            _ => return None,
        };
        let ExprKind::Binary(_, f, g) = &factors.unparen().kind else { return None };
        let (acc, f, g) = if std::ptr::eq(sum, a) {
            let acc = self.value(sum);
            let (f, g) = self.operands(f, g);
            (acc, f, g)
        } else {
            let (f, g) = self.operands(f, g);
            (self.value(sum), f, g)
        };
        let target = if f == dst || g == dst { self.b.alloc(1) } else { dst };
        self.b.mov(target, acc, 1);
        self.b.rrr(muladd, target, f, g);
        self.b.mov(dst, target, 1);
        Some(())
    }

    /// `x<<n | x>>(w-n)`: a rotation.
    fn rotate(&mut self, op: BinaryOp, a: &Expr, b: &Expr, num: Num, dst: Reg) -> Option<()> {
        if !matches!(op, BinaryOp::Or | BinaryOp::Xor | BinaryOp::Add)
            || !matches!(num, Num::U32 | Num::U64)
        {
            return None;
        }
        let shift = |x: &Expr, want: BinaryOp| match &x.unparen().kind {
            ExprKind::Binary(op, value, count) if *op == want => {
                let obj = self.named_object(value)?;
                Some((obj, self.bits_of(count)?))
            }
            _ => None,
        };
        let ((left, n), (right, m)) = match (shift(a, BinaryOp::Shl), shift(b, BinaryOp::Shr)) {
            (Some(l), Some(r)) => (l, r),
            _ => (shift(b, BinaryOp::Shl)?, shift(a, BinaryOp::Shr)?),
        };
        if left != right || n + m != u64::from(num.bits()) || n == 0 || m == 0 {
            return None;
        }
        let ExprKind::Binary(_, value, _) = &a.unparen().kind else { return None };
        let value = self.value(value);
        let op = if num == Num::U32 { Op::RotliU32 } else { Op::RotliU64 };
        self.b.abc(op, dst.0, value.0, n as u16);
        Some(())
    }

    // Shifts.

    /// `a << b`, `a >> b` of the given type.
    pub fn shift(&mut self, op: BinaryOp, a: &Expr, b: &Expr, ty: Ty, dst: Reg) {
        let Some(num) = self.num(ty) else { return };
        let value = self.value(a);
        self.shift_by(op, value, b, num, dst);
    }

    /// Shifts a register by an expression.
    pub fn shift_by(&mut self, op: BinaryOp, value: Reg, b: &Expr, num: Num, dst: Reg) {
        let (register, immediate) = match op {
            BinaryOp::Shl => (num.shl(), num.shli()),
            _ => num.shr(),
        };
        if let Some(count) = self.const_of(b) {
            let count = count.to_int().to_u64().unwrap_or(u64::MAX);
            if count < 64 {
                self.b.abc(immediate, dst.0, value.0, count as u16);
            } else if op == BinaryOp::Shr && num.is_signed() {
                self.b.abc(Op::ShriS, dst.0, value.0, 63);
            } else {
                self.b.zero(dst, 1);
            }
            return;
        }
        let count = self.value(b);
        if self.num(self.ty(b)).is_some_and(Num::is_signed) {
            self.at(b.pos);
            self.b.a(Op::Chkshift, count);
        }
        self.b.rrr(register, dst, value, count);
    }

    // Strings.

    /// Concatenates all operands of a chain of `+` at once.
    pub fn concat(&mut self, pos: Pos, a: &Expr, b: &Expr, buffer: u16, dst: Reg) {
        let mut operands = Vec::new();
        self.flatten_concat(a, &mut operands);
        self.flatten_concat(b, &mut operands);
        let n = operands.len() as u16;
        let base = self.b.alloc(2 * n);
        for (i, operand) in operands.iter().enumerate() {
            let next = self.b.next();
            self.expr_into(operand, base.at(2 * i as u16));
            self.b.set_next(next);
        }
        self.at(pos);
        self.b.abc(Op::Concat, dst.0, base.0, n);
        self.b.x4(buffer, 0, 0, 0);
    }

    fn flatten_concat<'e>(&self, x: &'e Expr, out: &mut Vec<&'e Expr>) {
        match &x.unparen().kind {
            ExprKind::Binary(BinaryOp::Add, a, b)
                if self.const_of(x).is_none()
                    && !self.act.ready.contains_key(&x.id)
                    && !self.act.ready.contains_key(&x.unparen().id) =>
            {
                self.flatten_concat(a, out);
                self.flatten_concat(b, out);
            }
            _ => out.push(x),
        }
    }

    // Complex numbers: two registers, of float64 or float32.

    fn part(&self, ty: Ty) -> Num {
        if self.basic(ty) == Some(Basic::Complex64) { Num::F32 } else { Num::F64 }
    }

    /// `-value`
    pub fn complex_neg(&mut self, ty: Ty, value: Reg, dst: Reg) {
        let neg = self.part(ty).neg();
        self.b.ab(neg, dst, value);
        self.b.ab(neg, dst.at(1), value.at(1));
    }

    fn complex_binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr, ty: Ty, dst: Reg) {
        if !matches!(self.under_ty(ty), TyKind::Basic(_)) {
            return self.not_yet(a, "this operation");
        }
        let (a, b) = self.operands(a, b);
        self.complex_op(op, ty, a, b, dst);
    }

    /// `a op b` on complex registers. `dst` is distinct from the operands.
    pub fn complex_op(&mut self, op: BinaryOp, ty: Ty, a: Reg, b: Reg, dst: Reg) {
        let num = self.part(ty);
        match op {
            BinaryOp::Add | BinaryOp::Sub => {
                self.op(op, num, a, b, dst);
                self.op(op, num, a.at(1), b.at(1), dst.at(1));
            }
            BinaryOp::Mul => {
                // complex64 is computed in float64, against cancellation.
                let (a, b) = (self.widened(num, a), self.widened(num, b));
                let t = self.b.alloc(4);
                self.b.rrr(Op::MulF64, t, a, b);
                self.b.rrr(Op::MulF64, t.at(1), a.at(1), b.at(1));
                self.b.rrr(Op::MulF64, t.at(2), a, b.at(1));
                self.b.rrr(Op::MulF64, t.at(3), a.at(1), b);
                self.b.rrr(Op::SubF64, t, t, t.at(1));
                self.b.rrr(Op::AddF64, t.at(1), t.at(2), t.at(3));
                self.narrowed(num, t, dst);
            }
            _ => {
                // Division as the runtime does it, always in float64.
                let (wide_a, wide_b) = (self.widened(num, a), self.widened(num, b));
                let window = Reg(self.b.next() + 2);
                self.b.set_next(window.0 + 4);
                self.b.mov(window, wide_a, 2);
                self.b.mov(window.at(2), wide_b, 2);
                let complex = [Ty::COMPLEX128, Ty::COMPLEX128];
                self.call_runtime("complex128div", &complex, &[Ty::COMPLEX128], window);
                self.narrowed(num, window, dst);
            }
        }
    }

    /// Complex registers as complex128.
    fn widened(&mut self, num: Num, value: Reg) -> Reg {
        if num != Num::F32 {
            return value;
        }
        let wide = self.b.alloc(2);
        self.b.ab(Op::CvtF32F64, wide, value);
        self.b.ab(Op::CvtF32F64, wide.at(1), value.at(1));
        wide
    }

    /// Moves complex128 registers to `dst`, as complex64 if `num` says so.
    fn narrowed(&mut self, num: Num, wide: Reg, dst: Reg) {
        if num == Num::F32 {
            self.b.ab(Op::CvtF64F32, dst, wide);
            self.b.ab(Op::CvtF64F32, dst.at(1), wide.at(1));
        } else {
            self.b.mov(dst, wide, 2);
        }
    }
}
