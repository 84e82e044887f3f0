//! `for` statements with a condition.
//!
//! Loops are rotated: the condition stands at the bottom, where it is the back-edge, and
//! once more (or behind a jump) at the top. A counting loop `i < n; i++` ends in one
//! instruction that increments, compares, polls and jumps.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, For, StmtKind};

use super::builder::{Label, Reg};
use super::func::{FuncCx, Target, Var};
use super::num::Num;
use super::place::Place;
use crate::escape;
use crate::types::object::ObjId;
use crate::types::ty::Ty;
use crate::walk;

/// Conditions of more nodes are not written twice.
const MAX_GUARD_NODES: u32 = 16;

/// The end of a counting loop.
struct Count {
    counter: Reg,
    op: Op,
    limit: Limit,
}

enum Limit {
    Imm(i16),
    Reg(Reg),
}

impl FuncCx<'_, '_> {
    pub fn for_stmt(&mut self, node: &For) {
        let label = self.act.pending_label.take();
        self.scope(|cx| {
            if let Some(init) = &node.init {
                cx.stmt(init);
            }
            let shared = cx.per_iteration_vars(node);
            let (body, next, exit) = (cx.b.label(), cx.b.label(), cx.b.label());
            let bottom = cx.b.label();
            match &node.cond {
                Some(cond) if cx.is_cheap(cond) => cx.condition(cond, false, exit),
                Some(_) => cx.b.jmp(bottom),
                None => {}
            }
            cx.b.bind(body);
            cx.act.targets.push(Target { label, break_to: exit, continue_to: Some(next) });
            cx.scope(|cx| cx.stmts(&node.body.stmts));
            cx.act.targets.pop();
            cx.b.bind(next);
            cx.renew(&shared);
            let at = cx.b.next();
            let counting = match &node.cond {
                Some(cond) if shared.is_empty() && cx.is_cheap(cond) => cx.counting(node, cond),
                _ => None,
            };
            match counting {
                Some(count) => cx.count(&count, body),
                None => {
                    if let Some(post) = &node.post {
                        cx.stmt(post);
                    }
                    cx.b.bind(bottom);
                    match &node.cond {
                        Some(cond) => {
                            cx.at(cond.pos);
                            cx.condition(cond, true, body);
                        }
                        None => cx.b.jmp(body),
                    }
                }
            }
            cx.end_statement(at);
            cx.b.bind(exit);
        });
    }

    /// Whether a condition may be written twice.
    fn is_cheap(&self, cond: &Expr) -> bool {
        let mut nodes = 0;
        let mut plain = true;
        walk::expr(cond, &mut |x| {
            nodes += 1;
            plain &= match &x.kind {
                ExprKind::Call(_) => self.length_operand(x),
                ExprKind::FuncLit(_) | ExprKind::CompositeLit { .. } => false,
                _ => true,
            };
        });
        plain && nodes <= MAX_GUARD_NODES
    }

    fn length_operand(&self, x: &Expr) -> bool {
        !self.is_call(x)
    }

    /// The loop's variables that live on the heap: each iteration has its own. Whatever has
    /// the address of one in the frame is gone at the end of the iteration.
    fn per_iteration_vars(&self, node: &For) -> Vec<(ObjId, Reg, Ty)> {
        let Some(init) = &node.init else { return Vec::new() };
        let StmtKind::Define(lhs, _) = &init.kind else { return Vec::new() };
        let mut vars = Vec::new();
        for x in lhs {
            let Some(obj) =
                x.unparen().as_ident().and_then(|ident| self.lw.program.object_of(ident.id))
            else {
                continue;
            };
            if let Some(Var::Memory(ptr)) = self.act.vars.get(&obj)
                && self.place_of(obj) == escape::Place::Heap
            {
                vars.push((obj, *ptr, self.sub(self.lw.program.obj(obj).ty)));
            }
        }
        vars
    }

    /// Gives each variable a new object with the old value.
    fn renew(&mut self, vars: &[(ObjId, Reg, Ty)]) {
        for &(_, ptr, ty) in vars {
            let next = self.b.next();
            let fresh = self.b.alloc(1);
            let idx = self.lw.type_idx(ty);
            self.b.ai(Op::New, fresh.0, idx.0);
            let (to, from) = (Place::Mem { ptr: fresh, offset: 0 }, Place::Mem { ptr, offset: 0 });
            self.copy(&to, &from, ty);
            self.b.mov(ptr, fresh, 1);
            self.b.set_next(next);
        }
    }

    /// Recognises `i < limit; i++` and its kin.
    fn counting(&mut self, node: &For, cond: &Expr) -> Option<Count> {
        let StmtKind::IncDec(x, up) = &node.post.as_ref()?.kind else { return None };
        let obj = self.lw.program.object_of(x.unparen().as_ident()?.id)?;
        let Some(Var::Reg(counter)) = self.act.vars.get(&obj).cloned() else { return None };
        if self.num(self.ty(x)) != Some(Num::I64) {
            return None;
        }
        let ExprKind::Binary(op, a, b) = &cond.unparen().kind else { return None };
        let same = a
            .unparen()
            .as_ident()
            .is_some_and(|ident| self.lw.program.object_of(ident.id) == Some(obj));
        let mut mentioned = false;
        walk::expr(b, &mut |x| {
            if let ExprKind::Ident(ident) = &x.kind {
                mentioned |= self.lw.program.object_of(ident.id) == Some(obj);
            }
        });
        if !same || mentioned {
            return None;
        }
        let imm = self.imm16(b);
        let (op, limit) = match (op, up, imm) {
            (BinaryOp::Lt, true, Some(imm)) => (Op::IncjltiB, Limit::Imm(imm)),
            (BinaryOp::Le, true, Some(imm)) if imm < i16::MAX => {
                (Op::IncjltiB, Limit::Imm(imm + 1))
            }
            (BinaryOp::Ge, false, Some(imm)) => (Op::DecjgeiB, Limit::Imm(imm)),
            (BinaryOp::Gt, false, Some(imm)) if imm < i16::MAX => {
                (Op::DecjgeiB, Limit::Imm(imm + 1))
            }
            (BinaryOp::Lt, true, None) => (Op::IncjltB, Limit::Reg(self.value(b))),
            (BinaryOp::Le, true, None) => (Op::IncjleB, Limit::Reg(self.value(b))),
            _ => return None,
        };
        Some(Count { counter, op, limit })
    }

    fn count(&mut self, count: &Count, body: Label) {
        let limit = match count.limit {
            Limit::Imm(imm) => imm as u16,
            Limit::Reg(reg) => reg.0,
        };
        self.b.jump_ab(count.op, count.counter.0, limit, body);
    }
}
