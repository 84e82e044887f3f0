//! `switch` on values and on types.
//!
//! The cases are tested first, one after the other or by a table; the bodies follow in
//! source order.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{CaseClause, Expr, ExprKind, Switch, TypeSwitch};

use super::builder::{Label, Reg};
use super::func::{FuncCx, Target, Var};
use super::place::Place;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};

/// From this many integer cases on, a table or a search is used.
const MIN_TABLE: usize = 5;
/// A table may have this many entries per case.
const MAX_SPARSE: i64 = 4;

impl FuncCx<'_, '_> {
    pub fn switch_stmt(&mut self, node: &Switch) {
        let label = self.act.pending_label.take();
        self.scope(|cx| {
            if let Some(init) = &node.init {
                cx.stmt(init);
            }
            let exit = cx.b.label();
            let bodies: Vec<Label> = node.cases.iter().map(|_| cx.b.label()).collect();
            let default = node.cases.iter().position(|case| case.exprs.is_none());
            let otherwise = default.map_or(exit, |index| bodies[index]);
            match &node.tag {
                Some(tag) => cx.test_tag(tag, node, &bodies),
                None => {
                    for (case, &body) in node.cases.iter().zip(&bodies) {
                        for x in case.exprs.as_deref().unwrap_or(&[]) {
                            cx.at(x.pos);
                            cx.condition(x, true, body);
                        }
                    }
                }
            }
            cx.b.jmp(otherwise);
            cx.clauses(&node.cases, &bodies, label, exit, |_, _| {});
        });
    }

    /// Lowers the bodies of the clauses.
    fn clauses(
        &mut self,
        cases: &[CaseClause],
        bodies: &[Label],
        label: Option<minigo_syntax::symbol::Symbol>,
        exit: Label,
        mut enter: impl FnMut(&mut Self, usize),
    ) {
        self.act.targets.push(Target { label, break_to: exit, continue_to: None });
        let outer = self.act.fallthrough_to;
        for (index, case) in cases.iter().enumerate() {
            self.b.bind(bodies[index]);
            self.act.fallthrough_to = bodies.get(index + 1).copied();
            self.scope(|cx| {
                enter(cx, index);
                cx.stmts(&case.body);
            });
            if index + 1 < cases.len() && self.b.falls_through() {
                self.b.jmp(exit);
            }
        }
        self.act.fallthrough_to = outer;
        self.act.targets.pop();
        self.b.bind(exit);
    }

    fn test_tag(&mut self, tag: &Expr, node: &Switch, bodies: &[Label]) {
        self.order(&[tag]);
        let ty = self.ty(tag);
        let next = self.b.next();
        let value = if self.layout(ty).is_split() {
            self.value(tag)
        } else {
            let place = self.place(tag);
            self.load(&place, ty)
        };
        let cases: Vec<(&Expr, Label)> = node
            .cases
            .iter()
            .zip(bodies)
            .flat_map(|(case, &body)| {
                case.exprs.as_deref().unwrap_or(&[]).iter().map(move |x| (x, body))
            })
            .collect();
        if self.test_integers(value, ty, &cases).is_none() {
            self.act.ready.insert(tag.id, value);
            self.act.ready.insert(tag.unparen().id, value);
            for (x, body) in cases {
                let at = self.b.next();
                self.at(x.pos);
                self.branch_equal(tag, x, body);
                self.b.set_next(at);
            }
        }
        self.end_statement(next);
    }

    /// Tests constant integer cases by a table or a binary search.
    fn test_integers(&mut self, value: Reg, ty: Ty, cases: &[(&Expr, Label)]) -> Option<()> {
        let num = self.num(ty).filter(|num| num.is_int())?;
        if cases.len() < MIN_TABLE {
            return None;
        }
        let mut values: Vec<(i64, Label)> = Vec::new();
        for &(x, body) in cases {
            let value = self.const_of(x)?;
            let bits = self.const_bits(&value, ty)? as i64;
            if num.bits() == 64 && !num.is_signed() && bits < 0 {
                return None;
            }
            values.push((bits, body));
        }
        values.sort_by_key(|&(value, _)| value);
        values.dedup_by_key(|&mut (value, _)| value);
        let (min, max) = (values.first()?.0, values.last()?.0);
        let span = max.checked_sub(min)?.checked_add(1)?;
        if span <= MAX_SPARSE * values.len() as i64 {
            let mut index = value;
            if min != 0 {
                index = self.b.alloc(1);
                match i16::try_from(min.checked_neg()?) {
                    Ok(imm) => self.b.abc(Op::AddiI64, index.0, value.0, imm as u16),
                    Err(_) => {
                        let base = self.b.alloc(1);
                        self.load_bits(min as u64, base);
                        self.b.rrr(Op::SubI64, index, value, base);
                    }
                }
            }
            let other = self.b.label();
            let mut targets = vec![other; span as usize];
            for (value, body) in values {
                targets[(value - min) as usize] = body;
            }
            self.b.jump_table(index, targets);
            self.b.bind(other);
            return Some(());
        }
        let other = self.b.label();
        // A value of an unsigned 64-bit type beyond the signed range is none of the cases
        // but must not be searched as negative.
        if num.bits() == 64 && !num.is_signed() {
            self.b.jump_ab(Op::Jlti, value.0, 0, other);
        }
        self.search(value, &values, other);
        self.b.bind(other);
        Some(())
    }

    fn search(&mut self, value: Reg, cases: &[(i64, Label)], other: Label) {
        if cases.len() <= 3 {
            for &(case, body) in cases {
                self.jump_if(Op::Jeqi, Op::Jeq, value, case, body);
            }
            return self.b.jmp(other);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let upper = self.b.label();
        self.jump_if(Op::Jgei, Op::JleS, value, high[0].0, upper);
        self.search(value, low, other);
        self.b.bind(upper);
        self.search(value, high, other);
    }

    /// A jump on a comparison with a constant; the register form of `>=` has exchanged
    /// operands.
    fn jump_if(&mut self, immediate: Op, register: Op, value: Reg, with: i64, target: Label) {
        if let Ok(imm) = i16::try_from(with) {
            return self.b.jump_ab(immediate, value.0, imm as u16, target);
        }
        let at = self.b.next();
        let reg = self.b.alloc(1);
        self.load_bits(with as u64, reg);
        let (a, b) = if register == Op::JleS { (reg, value) } else { (value, reg) };
        self.b.jump_ab(register, a.0, b.0, target);
        self.b.set_next(at);
    }

    // Type switches.

    pub fn type_switch(&mut self, node: &TypeSwitch) {
        let label = self.act.pending_label.take();
        self.scope(|cx| {
            if let Some(init) = &node.init {
                cx.stmt(init);
            }
            let x = match &node.x.unparen().kind {
                ExprKind::TypeAssert(inner, None) => inner,
                _ => &node.x,
            };
            cx.order(&[x]);
            let from = cx.ty(x);
            let value = cx.b.alloc(2);
            cx.expr_into(x, value);
            let ty = cx.dynamic_type(value, from);
            cx.act.ready.clear();
            cx.keep_temps();
            let exit = cx.b.label();
            let bodies: Vec<Label> = node.cases.iter().map(|_| cx.b.label()).collect();
            let default = node.cases.iter().position(|case| case.exprs.is_none());
            let otherwise = default.map_or(exit, |index| bodies[index]);
            // The converted interface of each clause with one interface type.
            let mut converted: Vec<Option<Reg>> = vec![None; node.cases.len()];
            for (index, case) in node.cases.iter().enumerate() {
                let list = case.exprs.as_deref().unwrap_or(&[]);
                for x in list {
                    let kept = cx.test_type(value, ty, x, bodies[index], list.len() == 1);
                    converted[index] = kept;
                }
            }
            cx.b.jmp(otherwise);
            cx.clauses(&node.cases, &bodies, label, exit, |cx, index| {
                let case = &node.cases[index];
                let Some(&obj) = cx.lw.program.info.implicits.get(&case.id) else { return };
                cx.bind_clause(obj, case, (value, from), converted[index]);
            });
        });
    }

    /// Jumps to a clause if the dynamic type fits. Gives the registers of the converted
    /// interface if the clause keeps it.
    fn test_type(
        &mut self,
        value: Reg,
        ty: Reg,
        x: &Expr,
        body: Label,
        single: bool,
    ) -> Option<Reg> {
        if self.is_nil(x) {
            self.b.jump_ab(Op::Jeqi, ty.0, 0, body);
            return None;
        }
        let target = self.ty(x);
        let want = self.lw.type_idx(target);
        let next = self.b.next();
        if !self.is_interface(target) {
            let same = self.b.alloc(1);
            self.b.ab(Op::Istype, same, ty);
            self.b.x2(want.0, 0);
            self.branch_on(same, true, body);
            self.b.set_next(next);
            return None;
        }
        let triple = self.b.alloc(3);
        self.b.rrr(Op::Assertiface2, triple, ty, value.at(1));
        self.b.x2(want.0, 0);
        if self.is_empty_interface(target) {
            self.b.ab(Op::Mov, triple, ty);
        }
        self.branch_on(triple.at(2), true, body);
        if single {
            self.b.set_next(next + 2);
            return Some(triple);
        }
        self.b.set_next(next);
        None
    }

    /// The variable of a clause.
    fn bind_clause(
        &mut self,
        obj: ObjId,
        case: &CaseClause,
        (value, from): (Reg, Ty),
        converted: Option<Reg>,
    ) {
        let ty = self.sub(self.lw.program.obj(obj).ty);
        let single = case.exprs.as_deref().is_some_and(|list| list.len() == 1);
        let var = self.new_var(Some(obj), ty);
        let next = self.b.next();
        let place = self.var_place(&var);
        let is_nil_case =
            case.exprs.as_deref().is_some_and(|list| list.len() == 1 && self.is_nil(&list[0]));
        if !single || is_nil_case || matches!(self.under_ty(ty), TyKind::Interface(_)) {
            let value = converted.unwrap_or(value);
            let _ = from;
            self.store_words(&place, ty, value);
            return self.b.set_next(next);
        }
        let layout = self.layout(ty);
        if let (true, Var::Reg(reg)) = (layout.is_split(), &var) {
            self.unbox(value.at(1), ty, *reg);
        } else if layout.is_direct() {
            self.store_words(&place, ty, value.at(1));
        } else if layout.size > 0 {
            self.copy(&place, &Place::Mem { ptr: value.at(1), offset: 0 }, ty);
        }
        self.b.set_next(next);
    }
}
