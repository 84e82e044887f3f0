//! `select`.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{Region, SELECT_CASE_WORDS, SELECT_RECV, SELECT_SEND};
use minigo_syntax::ast::{CommClause, Expr, ExprKind, Stmt, StmtKind, UnaryOp};

use super::assign::is_blank;
use super::builder::{Label, Reg};
use super::func::{FuncCx, Target};
use super::place::Place;
use crate::types::ty::{Ty, TyKind};

/// What a receiving clause does with the value.
struct Received<'e> {
    slot: Option<Reg>,
    elem: Ty,
    lhs: &'e [Expr],
    define: bool,
}

impl FuncCx<'_, '_> {
    pub fn select_stmt(&mut self, stmt: &Stmt, clauses: &[CommClause]) {
        let label = self.act.pending_label.take();
        self.scope(|cx| {
            let comms: Vec<&CommClause> =
                clauses.iter().filter(|clause| clause.comm.is_some()).collect();
            let n = comms.len() as u32;
            let has_default = comms.len() < clauses.len();
            let region = Region::for_select(0, n.max(1));
            let slot = cx.b.alloc_region(region.words, region.pointers);
            cx.scope_regions.push(slot);
            let mut received = Vec::new();
            for (i, clause) in comms.iter().enumerate() {
                let at = slot.at((i as u32 * SELECT_CASE_WORDS) as u16);
                received.push(cx.comm(clause, at));
            }
            let chosen = cx.b.alloc(2);
            cx.at(stmt.pos);
            cx.b.ab(Op::Select, chosen, slot);
            cx.b.x2(n, u32::from(has_default));
            cx.act.ready.clear();
            cx.keep_temps();
            let exit = cx.b.label();
            let bodies: Vec<Label> = clauses.iter().map(|_| cx.b.label()).collect();
            let mut default = exit;
            let mut index = 0;
            for (clause, &body) in clauses.iter().zip(&bodies) {
                if clause.comm.is_none() {
                    default = body;
                } else {
                    cx.b.jump_ab(Op::Jeqi, chosen.0, index, body);
                    index += 1;
                }
            }
            if has_default {
                cx.b.jmp(default);
            } else {
                cx.b.abc(Op::Unreachable, 0, 0, 0);
            }
            cx.act.targets.push(Target { label, break_to: exit, continue_to: None });
            let mut received = received.into_iter();
            for (clause, &body) in clauses.iter().zip(&bodies) {
                let values = clause.comm.as_ref().and_then(|_| received.next()).flatten();
                cx.b.bind(body);
                cx.scope(|cx| {
                    if let Some(values) = values {
                        cx.take_received(&values, chosen.at(1));
                    }
                    cx.stmts(&clause.body);
                });
                if cx.b.falls_through() {
                    cx.b.jmp(exit);
                }
            }
            cx.act.targets.pop();
            cx.b.bind(exit);
        });
    }

    /// Fills in one case; for a receive, gives what becomes of the value.
    fn comm<'e>(&mut self, clause: &'e CommClause, at: Reg) -> Option<Received<'e>> {
        let stmt = clause.comm.as_ref()?;
        let next = self.b.next();
        let (x, lhs, define): (&Expr, &[Expr], bool) = match &stmt.kind {
            StmtKind::Send(chan, value) => {
                self.order(&[chan, value]);
                let TyKind::Chan(_, elem) = self.under(chan) else { return None };
                let chan = self.value(chan);
                let ptr = self.value_pointer(value, elem);
                self.b.mov(at, chan, 1);
                self.b.mov(at.at(1), ptr, 1);
                self.load_bits(SELECT_SEND, at.at(2));
                self.act.ready.clear();
                self.keep_temps();
                self.b.set_next(next);
                return None;
            }
            StmtKind::Assign(lhs, rhs) => (&rhs[0], lhs, false),
            StmtKind::Define(lhs, rhs) => (&rhs[0], lhs, true),
            StmtKind::Expr(x) => (x, &[], false),
            _ => return None,
        };
        let ExprKind::Unary(UnaryOp::Recv, chan) = &x.unparen().kind else { return None };
        let TyKind::Chan(_, elem) = self.under(chan) else { return None };
        self.order(&[chan]);
        let chan = self.value(chan);
        self.b.mov(at, chan, 1);
        let layout = self.layout(elem);
        let slot = (layout.size > 0).then(|| {
            let words = layout.size.div_ceil(8) as u32;
            let slot = self.b.alloc_region(words, layout.pointers.to_vec());
            self.scope_regions.push(slot);
            slot
        });
        self.receive_address(at.at(1), slot, elem);
        self.load_bits(SELECT_RECV, at.at(2));
        self.act.ready.clear();
        self.keep_temps();
        self.b.set_next(next);
        Some(Received { slot, elem, lhs, define })
    }

    /// Assigns what a receive gave.
    fn take_received(&mut self, received: &Received, ok: Reg) {
        let from = match received.slot {
            Some(slot) => Place::Frame { slot, offset: 0 },
            None => Place::Reg(ok),
        };
        let sources = [(from, received.elem), (Place::Reg(ok), Ty::BOOL)];
        for (x, (from, ty)) in received.lhs.iter().zip(sources) {
            if is_blank(x) {
                continue;
            }
            let obj = x.unparen().as_ident().and_then(|id| self.lw.program.object_of(id.id));
            if let (true, Some(obj)) = (received.define, obj) {
                let own = self.sub(self.lw.program.obj(obj).ty);
                let var = self.new_var(Some(obj), own);
                let next = self.b.next();
                let place = self.var_place(&var);
                self.copy(&place, &from, own);
                self.b.set_next(next);
                continue;
            }
            let next = self.b.next();
            let want = self.ty(x);
            let place = self.target_place(x);
            if self.layout(ty).is_split() {
                let value = self.load(&from, ty);
                self.assign_value(&place, want, value, ty);
            } else {
                self.copy(&place, &from, want);
            }
            self.end_statement(next);
        }
    }
}
