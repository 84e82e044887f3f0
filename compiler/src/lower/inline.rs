//! Calls that become instructions of the caller.
//!
//! Which calls the analysis of what escapes has replaced by their callees' bodies, it says
//! ([`Facts::expansion`](crate::escape::Facts::expansion)); lowering follows in every case,
//! because what lives in the frame depends on it. The body is lowered like that of any
//! function: what belongs to a function's activation is exchanged for as long
//! ([`Activation`]), parameters are registers of the caller, and `return` jumps
//! ([`Leave`]). The line table says which code is whose, for traces.

use minigo_syntax::ast::{
    BinaryOp, Block, Call, Expr, ExprKind, FuncDecl, Param, Stmt, StmtKind, UnaryOp,
};
use minigo_syntax::source::FileId;
use minigo_syntax::symbol::Symbol;

use super::builder::{Label, Reg};
use super::call::{Arg, Plan};
use super::func::{Activation, FuncCx, Leave, Var};
use crate::escape::{self, CopyId, Expansion};
use crate::instance::Target;
use crate::typed::{Mode, Program};
use crate::types::constant::Const;
use crate::types::object::{Builtin, ObjId, ObjKind, VarKind};
use crate::types::ty::{Basic, Ty};

/// Nodes that an expression may have to be looked at.
const MAX_NODES: u32 = 40;

/// What an argument is bound to.
enum Bound {
    /// The parameter is not used.
    Nothing,
    Var(ObjId, Var),
    /// The value, for a parameter that lives in memory or in a region.
    Value(ObjId, Ty, Reg),
}

impl FuncCx<'_, '_> {
    /// Lowers a call without calling, if its callee is inlined here or has an instruction. The
    /// values are in the registers given back, `dst` if there are some.
    pub fn inlined(&mut self, x: &Expr, call: &Call, dst: Option<Reg>) -> Option<Reg> {
        if let Some(func) = self.named_object(&call.fun)
            && let Some(reg) = self.intrinsic(x, call, func, dst)
        {
            return Some(reg);
        }
        let expansion = self.lw.facts.expansion(self.act.copy, x.id)?;
        let types = self.tuple(self.ty(x));
        let words: u16 = types.iter().map(|&ty| self.words(ty)).sum();
        let results = dst.unwrap_or_else(|| self.b.alloc(words));
        let next = self.b.next();
        self.expand(x, call, &expansion, |cx, decl, body| {
            let end = cx.b.label();
            cx.act.leave = Leave::Jump { results, end };
            let (_, types) = cx.lw.program.decl_types(expansion.func, &cx.act.subst);
            cx.bind_results(&decl.sig.results, &types, false);
            cx.stmts(&body.stmts);
            if cx.b.falls_through() && types.is_empty() {
                cx.b.jmp(end);
            }
            cx.b.bind(end);
        });
        self.b.set_next(next);
        Some(results)
    }

    /// Jumps to `target` if an inlined call that is nothing but a condition is `want`.
    pub fn branch_inlined(&mut self, x: &Expr, call: &Call, want: bool, target: Label) -> bool {
        let Some(expansion) = self.lw.facts.expansion(self.act.copy, x.id) else { return false };
        let body = self.lw.program.body(expansion.func);
        let [Stmt { kind: StmtKind::Return(list), .. }] = body.map_or(&[][..], |body| &body.stmts)
        else {
            return false;
        };
        let [condition] = &list[..] else { return false };
        let decl = self.lw.program.func_decl(expansion.func);
        if decl.is_none_or(|decl| decl.sig.results[0].name.is_some()) {
            return false;
        }
        self.expand(x, call, &expansion, |cx, _, _| {
            cx.at(condition.pos);
            cx.order(&[condition]);
            cx.branch(condition, want, target);
        });
        true
    }

    /// Evaluates the arguments and lowers the body by `lower`.
    fn expand(
        &mut self,
        x: &Expr,
        call: &Call,
        expansion: &Expansion,
        lower: impl FnOnce(&mut Self, &FuncDecl, &Block),
    ) {
        let program = self.lw.program;
        let (Some(decl), Some(body)) =
            (program.func_decl(expansion.func), program.body(expansion.func))
        else {
            return;
        };
        self.open_window = None;
        self.move_slices(x.pos);
        let operands: Vec<&Expr> = std::iter::once(&call.fun).chain(&call.args).collect();
        self.order(&operands);
        let plan = self.plan(call);
        let params: Vec<&Param> = decl.recv.iter().flatten().chain(&decl.sig.params).collect();
        let bound = self.bind_arguments(x, call, &plan, &params, expansion);
        self.at(x.pos);
        let subst = program.type_args_map(expansion.func, &expansion.args).into();
        let name = self.lw.func_name(expansion.func);
        let file = self.lw.sources.file_of(decl.pos).unwrap_or(FileId(0));
        let caller = self.b.enter_call(name.clone());
        let inner = Activation {
            leave: self.act.leave,
            ..Activation::new(name, file, subst, expansion.copy)
        };
        let outer = std::mem::replace(&mut self.act, inner);
        self.inline_depth += 1;
        self.scope(|cx| {
            for bound in bound {
                match bound {
                    Bound::Nothing => {}
                    Bound::Var(obj, var) => {
                        cx.act.vars.insert(obj, var);
                    }
                    Bound::Value(obj, ty, reg) => {
                        let var = cx.new_var(Some(obj), ty);
                        let place = cx.var_place(&var);
                        cx.store_words(&place, ty, reg);
                    }
                }
            }
            lower(cx, decl, body);
            cx.free_temps(0);
        });
        self.inline_depth -= 1;
        self.act = outer;
        self.b.leave_call(caller);
        self.at(x.pos);
    }

    // Arguments.

    fn bind_arguments(
        &mut self,
        x: &Expr,
        call: &Call,
        plan: &Plan,
        params: &[&Param],
        expansion: &Expansion,
    ) -> Vec<Bound> {
        let copy = expansion.copy;
        // In arithmetic that cannot panic a constant may stand for a parameter.
        let is_pure = self.is_pure(expansion.func);
        let mut bound = Vec::new();
        let mut list = params.iter().copied().zip(plan.params.iter().copied());
        if let Some((inner, found)) = &plan.recv
            && let Some((param, ty)) = list.next()
        {
            let is_itself = found.path.is_empty()
                && self.ty(inner) == ty
                && matches!(found.target, Target::Declared { .. });
            bound.push(match self.param_object(param) {
                Some(obj) if is_itself => self.bind_argument(inner, obj, ty, copy, is_pure),
                obj => {
                    let words = self.words(ty);
                    let reg = self.b.alloc(words);
                    self.receiver_into(inner, found, reg);
                    self.b.set_next(reg.0 + words);
                    obj.map_or(Bound::Nothing, |obj| self.bind_value(obj, ty, reg, copy))
                }
            });
        }
        let mut args = &call.args[..];
        for (param, ty) in list {
            let is_packed = plan.variadic && call.ellipsis.is_none() && param.ellipsis.is_some();
            let obj = self.param_object(param);
            if is_packed {
                let rest: Vec<Arg> = std::mem::take(&mut args).iter().map(Arg::Expr).collect();
                let reg = self.b.alloc(3);
                self.pack(x, &rest, ty, reg);
                self.b.set_next(reg.0 + 3);
                bound.extend(obj.map(|obj| self.bind_value(obj, ty, reg, copy)));
                continue;
            }
            let Some((arg, rest)) = args.split_first() else { break };
            args = rest;
            match obj {
                Some(obj) => bound.push(self.bind_argument(arg, obj, ty, copy, is_pure)),
                None => self.discard(arg, ty),
            }
        }
        bound
    }

    /// The variable that a parameter declares, if it has a name.
    fn param_object(&self, param: &Param) -> Option<ObjId> {
        let name = param.name.filter(|name| !name.name.is_blank())?;
        self.lw.program.object_of(name.id)
    }

    fn bind_argument(
        &mut self,
        arg: &Expr,
        obj: ObjId,
        ty: Ty,
        copy: CopyId,
        is_pure: bool,
    ) -> Bound {
        let in_place = self.lw.facts.var(copy, obj) == escape::Place::Frame;
        let is_fixed = !self.lw.facts.is_reassigned(obj);
        if is_pure
            && in_place
            && is_fixed
            && self.num(ty).is_some()
            && let Some(value) = self.const_of(arg)
        {
            return Bound::Var(obj, Var::Const(value));
        }
        let words = self.words(ty);
        let next = self.b.next();
        if !self.layout(ty).is_split() {
            let reg = self.b.alloc(words);
            self.convert_into(arg, ty, reg);
            self.b.set_next(reg.0 + words);
            return Bound::Value(obj, ty, reg);
        }
        let value = self.convert_value(arg, ty);
        if value.0 >= next && !value.is_region() {
            self.b.set_next(value.0 + words);
            return self.bind_value(obj, ty, value, copy);
        }
        // A variable in registers stands for the parameter: nothing in the body can change it,
        // and results are written last.
        if in_place && is_fixed {
            return Bound::Var(obj, Var::Reg(value));
        }
        let own = self.b.alloc(words);
        self.b.mov(own, value, words);
        self.b.set_next(own.0 + words);
        self.bind_value(obj, ty, own, copy)
    }

    fn bind_value(&mut self, obj: ObjId, ty: Ty, reg: Reg, copy: CopyId) -> Bound {
        let in_place = self.lw.facts.var(copy, obj) == escape::Place::Frame;
        if in_place && self.layout(ty).is_split() {
            Bound::Var(obj, Var::Reg(reg))
        } else {
            Bound::Value(obj, ty, reg)
        }
    }

    /// Whether a call changes nothing that an expression around it may read.
    pub fn is_harmless(&self, call: &Call) -> bool {
        self.named_object(&call.fun).is_some_and(|func| self.is_pure(func))
            || self.intrinsic_name(&call.fun).is_some()
    }

    /// Whether a function is arithmetic of its parameters that cannot panic.
    fn is_pure(&self, func: ObjId) -> bool {
        if let Some(&known) = self.lw.pure.borrow().get(&func) {
            return known;
        }
        // Recursion ends here.
        self.lw.pure.borrow_mut().insert(func, false);
        let answer = self.compute_pure(func).is_some();
        self.lw.pure.borrow_mut().insert(func, answer);
        answer
    }

    fn compute_pure(&self, func: ObjId) -> Option<()> {
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
                callee.is_some_and(|callee| cx.is_pure(callee))
                    && call.args.iter().all(|arg| simple(cx, arg, nodes))
            }
        },
        _ => false,
    }
}
