//! Calls that become instructions of the caller.
//!
//! A function whose body is `return` and an arithmetic expression of its parameters is
//! computed in place. Only what cannot panic and calls nothing else is inlined, so that no
//! trace could show the difference.

use minigo_syntax::ast::{BinaryOp, Call, Expr, ExprKind, StmtKind, UnaryOp};
use minigo_syntax::symbol::Symbol;

use super::builder::Reg;
use super::func::{FuncCx, Var};
use crate::escape;
use crate::typed::{Mode, Program};
use crate::types::constant::Const;
use crate::types::object::{Builtin, ObjId, ObjKind, VarKind};
use crate::types::ty::Basic;

/// Nodes that an inlined body may have.
const MAX_NODES: u32 = 40;
/// Depth of calls inlined in each other.
const MAX_DEPTH: u32 = 4;

impl FuncCx<'_, '_> {
    /// Lowers a call without calling, if its function allows it. The value is in the
    /// register given back, `dst` if there is one.
    pub fn inlined(&mut self, x: &Expr, call: &Call, dst: Option<Reg>) -> Option<Reg> {
        let func = self.named_object(&call.fun)?;
        let ObjKind::Func(info) = &self.lw.program.obj(func).kind else { return None };
        if info.recv.is_some() {
            return None;
        }
        if let Some(reg) = self.intrinsic(x, call, func, dst) {
            return Some(reg);
        }
        if !info.type_params.is_empty()
            || self.inline_depth >= MAX_DEPTH
            || call.ellipsis.is_some()
            || !self.is_inlinable(func)
        {
            return None;
        }
        let program = self.lw.program;
        let decl = program.func_decl(func)?;
        let body = program.body(func)?;
        let StmtKind::Return(list) = &body.stmts.first()?.kind else { return None };
        let value = list.first()?;
        if call.args.len() != decl.sig.params.len()
            || call.args.iter().any(|arg| self.is_interface(self.ty(arg)))
        {
            return None;
        }
        self.open_window = None;
        let args: Vec<&Expr> = call.args.iter().collect();
        self.order(&args);
        let mut bound = Vec::new();
        for (param, arg) in decl.sig.params.iter().zip(&call.args) {
            let Some(obj) = param.name.and_then(|name| program.object_of(name.id)) else {
                self.evaluate(arg);
                continue;
            };
            let ty = program.obj(obj).ty;
            let var = match self.const_of(arg) {
                Some(value) if self.num(ty).is_some() => Var::Const(value),
                _ => Var::Reg(self.convert_value(arg, ty)),
            };
            bound.push((obj, var));
        }
        let saved: Vec<(ObjId, Option<Var>)> =
            bound.into_iter().map(|(obj, var)| (obj, self.vars.insert(obj, var))).collect();
        let subst = std::mem::replace(&mut self.subst, std::rc::Rc::from([]));
        self.inline_depth += 1;
        let reg = match dst {
            Some(dst) => {
                self.expr_into(value, dst);
                dst
            }
            None => self.value(value),
        };
        self.inline_depth -= 1;
        self.subst = subst;
        for (obj, var) in saved {
            match var {
                Some(var) => self.vars.insert(obj, var),
                None => self.vars.remove(&obj),
            };
        }
        self.at(x.pos);
        Some(reg)
    }

    /// Whether a call changes nothing that an expression around it may read.
    pub fn is_harmless(&self, call: &Call) -> bool {
        self.named_object(&call.fun).is_some_and(|func| self.is_inlinable(func))
            || self.intrinsic_name(&call.fun).is_some()
    }

    fn is_inlinable(&self, func: ObjId) -> bool {
        if let Some(&known) = self.lw.inlinable.borrow().get(&func) {
            return known;
        }
        // Recursion ends here.
        self.lw.inlinable.borrow_mut().insert(func, false);
        let answer = self.compute_inlinable(func).is_some();
        self.lw.inlinable.borrow_mut().insert(func, answer);
        answer
    }

    fn compute_inlinable(&self, func: ObjId) -> Option<()> {
        let program = self.lw.program;
        let ObjKind::Func(info) = &program.obj(func).kind else { return None };
        if info.recv.is_some() || !info.type_params.is_empty() {
            return None;
        }
        let decl = program.func_decl(func)?;
        if decl.directives.iter().any(|d| d.text == "go:noinline") {
            return None;
        }
        let body = program.body(func)?;
        let ([stmt], [result]) = (&body.stmts[..], &decl.sig.results[..]) else { return None };
        let StmtKind::Return(list) = &stmt.kind else { return None };
        let [value] = &list[..] else { return None };
        if result.name.is_some() {
            return None;
        }
        for param in &decl.sig.params {
            let obj = param.name.and_then(|name| program.object_of(name.id));
            if param.ellipsis.is_some()
                || obj.is_some_and(|obj| {
                    self.place_of(obj) != escape::Place::Frame
                        || self.lw.facts.is_reassigned(obj)
                        || !self.lw.layout(program.obj(obj).ty).is_split()
                        || self.is_interface(program.obj(obj).ty)
                })
            {
                return None;
            }
        }
        let ty = program.type_and_value(value.id)?.ty;
        let result_ty = program.type_and_value(result.ty.id).map(|tv| tv.ty)?;
        let same = program.types.identical(ty, result_ty);
        let mut nodes = 0;
        (same && self.basic(ty).is_some() && simple(self, value, &mut nodes)).then_some(())
    }

    /// The constant that an expression of an inlined body has for these arguments.
    pub fn inlined_const(&self, x: &Expr) -> Option<Const> {
        match &x.kind {
            ExprKind::Paren(inner) => self.const_of(inner),
            ExprKind::Ident(ident) => self.bound_const(self.lw.program.object_of(ident.id)?),
            ExprKind::Binary(op, a, b)
                if matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) =>
            {
                let ty = self.ty(x);
                let num = self.num(ty).filter(|num| num.is_int())?;
                let (a, b) = (self.bits_of(a)?, self.bits_of(b)?);
                let bits = num.wrap(match op {
                    BinaryOp::Add => a.wrapping_add(b),
                    BinaryOp::Sub => a.wrapping_sub(b),
                    _ => a.wrapping_mul(b),
                });
                Some(if num.is_signed() {
                    Const::from_i64(bits as i64)
                } else {
                    Const::from_u64(bits)
                })
            }
            _ => None,
        }
    }

    /// The full name of a function that has an instruction of its own.
    pub fn intrinsic_name(&self, fun: &Expr) -> Option<(&'static str, Symbol)> {
        let func = self.named_object(fun)?;
        let object = self.lw.program.obj(func);
        if !matches!(object.kind, ObjKind::Func(_)) {
            return None;
        }
        let path = &self.lw.program.pkg(object.pkg?).path;
        let pkg = super::intrinsic::PACKAGES.iter().find(|&&pkg| pkg == path)?;
        super::intrinsic::is_known(pkg, &object.name).then_some((*pkg, object.name))
    }
}

/// Whether an expression is arithmetic that cannot panic.
fn simple(cx: &FuncCx, x: &Expr, nodes: &mut u32) -> bool {
    *nodes += 1;
    if *nodes > MAX_NODES {
        return false;
    }
    let program: &Program = cx.lw.program;
    let Some(tv) = program.type_and_value(x.id) else { return false };
    if tv.value.is_some() {
        return true;
    }
    let numeric = |x: &Expr| {
        program.type_and_value(x.id).and_then(|tv| cx.basic(tv.ty)).is_some_and(|basic| {
            !basic.is_complex() && !basic.is_string() && basic != Basic::UnsafePointer
        })
    };
    match &x.kind {
        ExprKind::Paren(inner) => simple(cx, inner, nodes),
        ExprKind::Ident(ident) => program
            .object_of(ident.id)
            .is_some_and(|obj| matches!(program.obj(obj).kind, ObjKind::Var(VarKind::Param))),
        ExprKind::Unary(op, inner) => {
            matches!(op, UnaryOp::Plus | UnaryOp::Neg | UnaryOp::Not | UnaryOp::BitNot)
                && numeric(inner)
                && simple(cx, inner, nodes)
        }
        ExprKind::Binary(op, a, b) => {
            let constant =
                |x: &Expr| program.type_and_value(x.id).is_some_and(|tv| tv.value.is_some());
            let safe = match op {
                BinaryOp::Div | BinaryOp::Rem => {
                    constant(b)
                        || program
                            .type_and_value(a.id)
                            .and_then(|tv| cx.num(tv.ty))
                            .is_some_and(|num| num.is_float())
                }
                BinaryOp::Shl | BinaryOp::Shr => {
                    constant(b)
                        || program
                            .type_and_value(b.id)
                            .and_then(|tv| cx.num(tv.ty))
                            .is_some_and(|num| !num.is_signed())
                }
                _ => true,
            };
            safe && numeric(a) && numeric(b) && simple(cx, a, nodes) && simple(cx, b, nodes)
        }
        ExprKind::Call(call) => match program.type_and_value(call.fun.id).map(|tv| tv.mode) {
            Some(Mode::Type) => {
                let [arg] = &call.args[..] else { return false };
                numeric(x) && numeric(arg) && simple(cx, arg, nodes)
            }
            Some(Mode::Builtin(Builtin::Len)) => {
                let [arg] = &call.args[..] else { return false };
                arg.as_ident().is_some() && simple(cx, arg, nodes)
            }
            Some(Mode::Builtin(_)) | None => false,
            Some(_) => {
                let callee = cx.named_object(&call.fun);
                callee.is_some_and(|callee| cx.is_inlinable(callee))
                    && call.args.iter().all(|arg| simple(cx, arg, nodes))
            }
        },
        _ => false,
    }
}
