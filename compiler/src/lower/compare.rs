//! Comparisons and conditions.
//!
//! A condition is lowered as a jump: [`FuncCx::branch`] goes to a label if an expression
//! has the wanted value and falls through otherwise. `&&`, `||` and `!` cost nothing.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

use super::builder::{Label, Reg};
use super::func::FuncCx;
use super::num::Num;
use super::place::Place;
use crate::types::ty::{Basic, Ty, TyKind};

/// How two values are compared by one instruction.
enum Compare {
    /// A jump and a value-producing op on two registers, possibly exchanged, possibly with
    /// the opposite outcome.
    Registers { jump: Op, value: Op, a: Reg, b: Reg },
    /// The same with an immediate.
    Immediate { jump: Op, value: Op, a: Reg, imm: i16 },
    /// A register that holds the outcome.
    Value(Reg),
}

impl FuncCx<'_, '_> {
    /// Jumps to `target` if `x` is `want`, else goes on.
    pub fn branch(&mut self, x: &Expr, want: bool, target: Label) {
        if let Some(&reg) = self.act.ready.get(&x.id) {
            return self.branch_on(reg, want, target);
        }
        if let Some(value) = self.const_of(x) {
            if value.bool_value() == want {
                self.b.jmp(target);
            }
            return;
        }
        let next = self.b.next();
        match &x.kind {
            ExprKind::Paren(inner) => self.branch(inner, want, target),
            ExprKind::Call(call) if self.branch_inlined(x, call, want, target) => {
                self.b.set_next(next);
            }
            ExprKind::Unary(UnaryOp::Not, inner) => self.branch(inner, !want, target),
            ExprKind::Binary(BinaryOp::LogAnd, a, b) if want => {
                let no = self.b.label();
                self.branch(a, false, no);
                self.branch(b, true, target);
                self.b.bind(no);
            }
            ExprKind::Binary(BinaryOp::LogAnd, a, b) => {
                self.branch(a, false, target);
                self.branch(b, false, target);
            }
            ExprKind::Binary(BinaryOp::LogOr, a, b) if want => {
                self.branch(a, true, target);
                self.branch(b, true, target);
            }
            ExprKind::Binary(BinaryOp::LogOr, a, b) => {
                let yes = self.b.label();
                self.branch(a, true, yes);
                self.branch(b, false, target);
                self.b.bind(yes);
            }
            ExprKind::Binary(op, a, b) if op.is_comparison() => {
                let op = *op;
                self.at(x.pos);
                let compare = self.compare(x, op, a, b, want);
                self.at(x.pos);
                match compare {
                    Compare::Registers { jump, a, b, .. } => {
                        self.b.jump_ab(jump, a.0, b.0, target);
                    }
                    Compare::Immediate { jump, a, imm, .. } => {
                        self.b.jump_ab(jump, a.0, imm as u16, target);
                    }
                    Compare::Value(reg) => self.branch_on(reg, true, target),
                }
            }
            _ => {
                let reg = self.value(x);
                self.branch_on(reg, want, target);
            }
        }
        self.b.set_next(next);
    }

    /// Jumps if a tag equals a case's value.
    pub fn branch_equal(&mut self, tag: &Expr, case: &Expr, target: Label) {
        match self.compare(case, BinaryOp::Eq, tag, case, true) {
            Compare::Registers { jump, a, b, .. } => self.b.jump_ab(jump, a.0, b.0, target),
            Compare::Immediate { jump, a, imm, .. } => {
                self.b.jump_ab(jump, a.0, imm as u16, target);
            }
            Compare::Value(reg) => self.branch_on(reg, true, target),
        }
    }

    /// Jumps if a boolean register is `want`.
    pub fn branch_on(&mut self, reg: Reg, want: bool, target: Label) {
        self.b.jump_a(if want { Op::Jt } else { Op::Jf }, reg, target);
    }

    /// A comparison's value.
    pub fn compare_into(&mut self, x: &Expr, op: BinaryOp, a: &Expr, b: &Expr, dst: Reg) {
        let next = self.b.next();
        let compare = self.compare(x, op, a, b, true);
        self.at(x.pos);
        match compare {
            Compare::Registers { value: Op::Nop, jump, a, b } => {
                let (end, yes) = (self.b.label(), self.b.label());
                self.b.jump_ab(jump, a.0, b.0, yes);
                self.b.ai(Op::Ldi, dst.0, 0);
                self.b.jmp(end);
                self.b.bind(yes);
                self.b.ai(Op::Ldi, dst.0, 1);
                self.b.bind(end);
            }
            Compare::Registers { value, a, b, .. } => self.b.rrr(value, dst, a, b),
            Compare::Immediate { value, a, imm, .. } => self.b.abc(value, dst.0, a.0, imm as u16),
            Compare::Value(reg) => self.b.mov(dst, reg, 1),
        }
        self.b.set_next(next);
    }

    /// How to compare, for an outcome that is true if `a op b` is `want`.
    fn compare(&mut self, x: &Expr, op: BinaryOp, a: &Expr, b: &Expr, want: bool) -> Compare {
        if self.is_nil(b) {
            return self.compare_nil(a, op, want);
        }
        if self.is_nil(a) {
            return self.compare_nil(b, op, want);
        }
        let (ta, tb) = (self.ty(a), self.ty(b));
        let types = &self.lw.program.types;
        let is_interface = |ty: Ty| matches!(types.under(ty), TyKind::Interface(_));
        if is_interface(ta) || is_interface(tb) {
            let ty = if is_interface(ta) { ta } else { tb };
            return self.compare_interfaces(x, op, a, b, ty, want);
        }
        let basic = self.basic(ta);
        if let Some(num) = self.num(ta) {
            if num.is_float() {
                return self.compare_floats(op, a, b, num, want);
            }
            return self.compare_words(op, a, b, num, want);
        }
        if basic.is_some_and(Basic::is_string) {
            return self.compare_strings(op, a, b, want);
        }
        if basic.is_some_and(Basic::is_boolean) {
            return self.compare_bools(op, a, b, want);
        }
        match self.layout(ta).single() {
            Some(part) if part.words() == 1 => self.compare_words(op, a, b, Num::U64, want),
            _ => self.compare_values(x, op, a, b, ta, want),
        }
    }

    /// Integers, pointers, channels: one word each.
    fn compare_words(&mut self, op: BinaryOp, a: &Expr, b: &Expr, num: Num, want: bool) -> Compare {
        let op = if want { op } else { negate(op) };
        // Narrow unsigned values are not negative, so the signed ops order them too.
        let signed = num.is_signed() || num.bits() < 64;
        let ordered = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        if let Some(imm) = self.imm16(b)
            && (signed || !ordered)
        {
            if let Some(compare) = self.compare_remainder(op, a, imm) {
                return compare;
            }
            let a = self.value(a);
            let (jump, value) = immediate_ops(op);
            return Compare::Immediate { jump, value, a, imm };
        }
        if let Some(imm) = self.imm16(a)
            && (signed || !ordered)
        {
            let b = self.value(b);
            let (jump, value) = immediate_ops(mirror(op));
            return Compare::Immediate { jump, value, a: b, imm };
        }
        let (a, b) = self.operands(a, b);
        let (a, b, op) = match op {
            BinaryOp::Gt | BinaryOp::Ge => (b, a, mirror(op)),
            _ => (a, b, op),
        };
        let (jump, value) = match (op, signed) {
            (BinaryOp::Eq, _) => (Op::Jeq, Op::Eq),
            (BinaryOp::Ne, _) => (Op::Jne, Op::Ne),
            (BinaryOp::Lt, true) => (Op::JltS, Op::LtS),
            (BinaryOp::Lt, false) => (Op::JltU, Op::LtU),
            (_, true) => (Op::JleS, Op::LeS),
            (_, false) => (Op::JleU, Op::LeU),
        };
        Compare::Registers { jump, value, a, b }
    }

    /// `a%n == 0` for a power of two: only the low bits count.
    fn compare_remainder(&mut self, op: BinaryOp, a: &Expr, imm: i16) -> Option<Compare> {
        if imm != 0 || !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            return None;
        }
        let ExprKind::Binary(BinaryOp::Rem, value, divisor) = &a.unparen().kind else {
            return None;
        };
        let bits = self.bits_of(divisor)?;
        if self.const_of(a).is_some() || !bits.is_power_of_two() || bits > 0x8000 {
            return None;
        }
        let value = self.value(value);
        let low = self.b.alloc(1);
        self.b.abc(Op::Andi, low.0, value.0, (bits - 1) as u16);
        let (jump, value) = immediate_ops(op);
        Some(Compare::Immediate { jump, value, a: low, imm: 0 })
    }

    fn compare_floats(
        &mut self,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        num: Num,
        want: bool,
    ) -> Compare {
        let (a, b) = self.operands(a, b);
        let (a, b, op) = match op {
            BinaryOp::Gt | BinaryOp::Ge => (b, a, mirror(op)),
            _ => (a, b, op),
        };
        if num == Num::F64 {
            let (jump, value) = match (op, want) {
                (BinaryOp::Eq, true) | (BinaryOp::Ne, false) => (Op::JeqF64, Op::EqF64),
                (BinaryOp::Eq, false) | (BinaryOp::Ne, true) => (Op::JneF64, Op::NeF64),
                (BinaryOp::Lt, true) => (Op::JltF64, Op::LtF64),
                (BinaryOp::Lt, false) => (Op::JnltF64, Op::Nop),
                (_, true) => (Op::JleF64, Op::LeF64),
                (_, false) => (Op::JnleF64, Op::Nop),
            };
            return Compare::Registers { jump, value, a, b };
        }
        let value = match op {
            BinaryOp::Eq => Op::EqF32,
            BinaryOp::Ne => Op::NeF32,
            BinaryOp::Lt => Op::LtF32,
            _ => Op::LeF32,
        };
        let dst = self.b.alloc(1);
        self.b.rrr(value, dst, a, b);
        self.wanted(dst, want)
    }

    /// The outcome `reg == want`.
    fn wanted(&mut self, reg: Reg, want: bool) -> Compare {
        if want {
            Compare::Value(reg)
        } else {
            Compare::Immediate { jump: Op::Jeqi, value: Op::Eqi, a: reg, imm: 0 }
        }
    }

    fn compare_strings(&mut self, op: BinaryOp, a: &Expr, b: &Expr, want: bool) -> Compare {
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        let op = if want { op } else { negate(op) };
        for (x, y) in [(a, b), (b, a)] {
            // Against "" the length decides.
            if equality && self.const_of(y).is_some_and(|value| value.bytes().is_empty()) {
                let value = self.value(x);
                let (jump, op) = immediate_ops(op);
                return Compare::Immediate { jump, value: op, a: value.at(1), imm: 0 };
            }
        }
        let (a, b) = (self.passing_string(a), self.passing_string(b));
        let (jump, value, a, b) = match op {
            BinaryOp::Eq => (Op::JeqStr, Op::EqStr, a, b),
            BinaryOp::Ne => (Op::JneStr, Op::NeStr, a, b),
            _ => {
                let (value, a, b) = match op {
                    BinaryOp::Lt => (Op::LtStr, a, b),
                    BinaryOp::Le => (Op::LeStr, a, b),
                    BinaryOp::Gt => (Op::LtStr, b, a),
                    _ => (Op::LeStr, b, a),
                };
                let dst = self.b.alloc(1);
                self.b.rrr(value, dst, a, b);
                return Compare::Value(dst);
            }
        };
        Compare::Registers { jump, value, a, b }
    }

    fn compare_bools(&mut self, op: BinaryOp, a: &Expr, b: &Expr, want: bool) -> Compare {
        let equal = (op == BinaryOp::Eq) == want;
        for (x, y) in [(a, b), (b, a)] {
            if let Some(value) = self.const_of(y) {
                let reg = self.value(x);
                return self.wanted(reg, value.bool_value() == equal);
            }
        }
        let (a, b) = self.operands(a, b);
        let (jump, value) = if equal { (Op::Jeq, Op::Eq) } else { (Op::Jne, Op::Ne) };
        Compare::Registers { jump, value, a, b }
    }

    fn compare_nil(&mut self, x: &Expr, op: BinaryOp, want: bool) -> Compare {
        let op = if want { op } else { negate(op) };
        if self.is_nil(x) {
            let zero = self.b.alloc(1);
            self.b.zero(zero, 1);
            let (jump, value) = immediate_ops(op);
            return Compare::Immediate { jump, value, a: zero, imm: 0 };
        }
        // The first word of a nil slice, map, function, pointer, interface is 0. An empty
        // slice that is not nil has a pointer.
        let value = self.value(x);
        let (jump, op) = immediate_ops(op);
        Compare::Immediate { jump, value: op, a: value, imm: 0 }
    }

    /// Values of which at least one is an interface, of type `ty`.
    fn compare_interfaces(
        &mut self,
        x: &Expr,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        ty: Ty,
        want: bool,
    ) -> Compare {
        let types = &self.lw.program.types;
        let (ta, tb) = (self.ty(a), self.ty(b));
        let both = matches!(types.under(ta), TyKind::Interface(_))
            && matches!(types.under(tb), TyKind::Interface(_));
        let target = if both && !types.identical(types.underlying(ta), types.underlying(tb)) {
            Ty::EMPTY_INTERFACE
        } else {
            ty
        };
        let a = self.convert_value(a, target);
        let b = self.convert_value(b, target);
        let dst = self.b.alloc(1);
        self.at(x.pos);
        self.equal(target, &Place::Reg(a), &Place::Reg(b), dst);
        self.wanted(dst, (op == BinaryOp::Eq) == want)
    }

    /// Structs, arrays, complex numbers.
    fn compare_values(
        &mut self,
        x: &Expr,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        ty: Ty,
        want: bool,
    ) -> Compare {
        let dst = self.b.alloc(1);
        let (pa, pb) = if self.layout(ty).is_split() {
            (Place::Reg(self.value(a)), Place::Reg(self.value(b)))
        } else {
            (self.place(a), self.place(b))
        };
        self.at(x.pos);
        self.equal(ty, &pa, &pb, dst);
        self.wanted(dst, (op == BinaryOp::Eq) == want)
    }

    /// `dst = (*a == *b)` for values of a comparable type.
    pub fn equal(&mut self, ty: Ty, a: &Place, b: &Place, dst: Reg) {
        let layout = self.layout(ty);
        if !layout.is_split() {
            let a = self.pointer_to(a, ty);
            let b = self.pointer_to(b, ty);
            let idx = self.lw.type_idx(ty);
            self.b.rrr(Op::EqMem, dst, a, b);
            self.b.x2(idx.0, 0);
            return;
        }
        match self.under_ty(ty) {
            TyKind::Struct(s) => {
                let end = self.b.label();
                let mut any = false;
                for (index, field) in s.fields.iter().enumerate() {
                    if field.name.is_blank() || self.words(field.ty) == 0 {
                        continue;
                    }
                    if any {
                        self.branch_on(dst, false, end);
                    }
                    any = true;
                    let (fa, _) = self.walk_fields(*a, ty, &[index as u32]);
                    let (fb, _) = self.walk_fields(*b, ty, &[index as u32]);
                    self.equal(field.ty, &fa, &fb, dst);
                }
                if !any {
                    self.b.ai(Op::Ldi, dst.0, 1);
                }
                self.b.bind(end);
            }
            TyKind::Interface(_) => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                let empty = self.lw.interface_methods(ty).is_empty();
                self.b.rrr(if empty { Op::EqEface } else { Op::EqIface }, dst, a, b);
            }
            TyKind::Basic(basic) if basic.is_complex() => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                let op = if basic == Basic::Complex64 { Op::EqF32 } else { Op::EqF64 };
                let second = self.b.alloc(1);
                self.b.rrr(op, dst, a, b);
                self.b.rrr(op, second, a.at(1), b.at(1));
                self.b.rrr(Op::And, dst, dst, second);
            }
            TyKind::Basic(basic) if basic.is_string() => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                self.b.rrr(Op::EqStr, dst, a, b);
            }
            TyKind::Basic(Basic::Float64) => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                self.b.rrr(Op::EqF64, dst, a, b);
            }
            TyKind::Basic(Basic::Float32) => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                self.b.rrr(Op::EqF32, dst, a, b);
            }
            _ if layout.words == 0 => self.b.ai(Op::Ldi, dst.0, 1),
            _ => {
                let (a, b) = (self.load(a, ty), self.load(b, ty));
                self.b.rrr(Op::Eq, dst, a, b);
            }
        }
    }
}

/// The operator that holds exactly if the given one does not (on ordered values).
fn negate(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Le => BinaryOp::Gt,
        other => other,
    }
}

/// The operator for exchanged operands.
fn mirror(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}

/// Jump and value ops that compare with an immediate.
fn immediate_ops(op: BinaryOp) -> (Op, Op) {
    match op {
        BinaryOp::Eq => (Op::Jeqi, Op::Eqi),
        BinaryOp::Ne => (Op::Jnei, Op::Nei),
        BinaryOp::Lt => (Op::Jlti, Op::Lti),
        BinaryOp::Le => (Op::Jlei, Op::Lei),
        BinaryOp::Gt => (Op::Jgti, Op::Gti),
        _ => (Op::Jgei, Op::Gei),
    }
}
