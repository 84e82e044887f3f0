//! `defer` and `go`.
//!
//! Function and arguments are evaluated now, into a closure without parameters that makes
//! the call later. A call of a parameterless closure without results needs no wrapper.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program as bc;
use minigo_syntax::ast::{Call, Expr, ExprKind};
use minigo_syntax::source::Pos;

use super::builder::Reg;
use super::call::{Callee, Plan};
use super::func::FuncCx;
use super::place::Place;
use crate::escape::SiteKind;
use crate::typed::Mode;
use crate::types::ty::Ty;

impl FuncCx<'_, '_> {
    pub fn defer_stmt(&mut self, x: &Expr) {
        let closure = self.later(x, "deferwrap");
        self.at(x.pos);
        match self.act.range_body.as_ref().and_then(|body| body.defers) {
            Some(list) => self.defer_in_range_body(list, closure),
            None => self.b.a(Op::Defer, closure),
        }
    }

    /// `go x` at `pos`, which traces show as the place where the goroutine was created.
    pub fn go_stmt(&mut self, pos: Pos, x: &Expr) {
        let closure = self.later(x, "gowrap");
        self.at(pos);
        self.b.a(Op::Go, closure);
    }

    /// A closure that makes the call `x`.
    fn later(&mut self, x: &Expr, kind: &str) -> Reg {
        let x = x.unparen();
        let dst = self.b.alloc(1);
        // Go's closures of deferred calls evaluate some operands when the call is made; here
        // all are evaluated now, and what they allocate lives as long as the closure.
        self.defers_in_frame = self.lw.facts.site(self.act.copy, x.id, SiteKind::Wrapper).is_some();
        let ExprKind::Call(call) = &x.kind else {
            self.b.zero(dst, 1);
            return dst;
        };
        match self.info(&call.fun).map(|tv| tv.mode) {
            Some(Mode::Type | Mode::Builtin(_)) => self.later_expr(x, call, kind, dst),
            _ => self.later_call(x, call, kind, dst),
        }
        self.defers_in_frame = false;
        dst
    }

    fn wrapper_name(&mut self, kind: &str) -> String {
        self.act.nwrappers += 1;
        format!("{}.{kind}{}", self.act.name, self.act.nwrappers)
    }

    fn later_call(&mut self, x: &Expr, call: &Call, kind: &str, dst: Reg) {
        let args: Vec<&Expr> = std::iter::once(&call.fun).chain(&call.args).collect();
        self.order(&args);
        let kept = self.kept_pointers(call);
        let mut plan = self.plan(call);
        if let Callee::Decl(obj, args) = &plan.callee {
            plan.callee = self.decl_callee(*obj, args);
        }
        if plan.params.is_empty() && plan.results.is_empty() && plan.recv.is_none() {
            match plan.callee {
                Callee::Closure(reg) => {
                    // A nil function panics when the deferred call is made, but with `go`
                    // at once, as the op does.
                    return self.b.mov(dst, reg, 1);
                }
                Callee::Func(idx) => return self.b.ai(Op::Ldfunc, dst.0, idx.0),
                Callee::Decl(..) | Callee::Native(_) | Callee::Interface { .. } => {}
            }
        }
        if let Callee::Interface { value, .. } = plan.callee {
            self.check_interface(x, value);
        }
        // As for a call: arguments that are calls themselves may be made right there.
        let window = Reg(self.b.next() + 2);
        self.arguments(x, call, &plan, window);
        self.wrap(x, &plan, window, &kept, kind, dst);
    }

    /// Makes the closure for a call whose arguments are in registers from `args` on; it
    /// also holds the pointers `kept`, and is alive until the call is over.
    fn wrap(&mut self, x: &Expr, plan: &Plan, args: Reg, kept: &[Reg], kind: &str, dst: Reg) {
        let name = self.wrapper_name(kind);
        // The callee, if it is a value, then the arguments.
        let mut captures: Vec<(Ty, Reg)> = Vec::new();
        match plan.callee {
            Callee::Closure(reg) => captures.push((Ty::UNSAFE_POINTER, reg)),
            Callee::Interface { value, .. } => {
                captures.push((Ty::UINTPTR, value));
                captures.push((Ty::UNSAFE_POINTER, value.at(1)));
            }
            Callee::Func(_) | Callee::Decl(..) | Callee::Native(_) => {}
        }
        let head = captures.len();
        let mut reg = args;
        for (i, &ty) in plan.params.iter().enumerate() {
            // The data word of an interface is captured with the interface.
            if !(i == 0 && matches!(plan.callee, Callee::Interface { .. })) {
                captures.push((ty, reg));
            }
            reg = reg.at(self.words(ty));
        }
        captures.extend(kept.iter().map(|&reg| (Ty::UNSAFE_POINTER, reg)));
        let types: Vec<Ty> = captures.iter().map(|&(ty, _)| ty).collect();
        let idx = self.lw.reserve_func();
        let func = self.wrapper_func(name, plan, &types, head, !kept.is_empty());
        self.lw.out.funcs[idx.0 as usize] = func;
        self.at(x.pos);
        if captures.is_empty() {
            return self.b.ai(Op::Ldfunc, dst.0, idx.0);
        }
        let keep = self.site(x.id, SiteKind::Wrapper);
        let places = self.new_closure(idx, &types, keep, dst);
        for ((ty, reg), place) in captures.into_iter().zip(places) {
            self.store_words(&place, ty, reg);
        }
    }

    fn wrapper_func(
        &mut self,
        name: String,
        plan: &Plan,
        captures: &[Ty],
        head: usize,
        keeps_closure: bool,
    ) -> bc::Func {
        let closure_ty = self.closure_type(captures);
        let is_closure = !captures.is_empty();
        let (file, subst, copy) = (self.act.file, self.act.subst.clone(), self.act.copy);
        let position = self.b.position();
        let fixed = (u16::from(is_closure), 0);
        let mut cx = FuncCx::new(&mut *self.lw, name, file, subst, fixed);
        cx.act.copy = copy;
        cx.b.set_position(position);
        let closure = Reg(0);
        if is_closure {
            cx.closure = Some(closure);
        }
        let offsets = cx.layout(closure_ty).offsets.clone();
        let place = |i: usize| Place::Mem { ptr: closure, offset: offsets[i + 1] as u32 };
        let callee = match &plan.callee {
            Callee::Closure(_) => {
                let reg = cx.b.alloc(1);
                cx.load_words(&place(0), Ty::UNSAFE_POINTER, reg);
                Callee::Closure(reg)
            }
            Callee::Interface { method, .. } => {
                let value = cx.b.alloc(2);
                cx.load_words(&place(0), Ty::UINTPTR, value);
                cx.load_words(&place(1), Ty::UNSAFE_POINTER, value.at(1));
                Callee::Interface { value, method: *method }
            }
            other => other.clone(),
        };
        let window = Reg(cx.b.next() + 2);
        let words: u16 = plan.params.iter().map(|&ty| cx.words(ty)).sum();
        cx.b.set_next(window.0 + words.max(1));
        let mut at = window;
        let mut index = head;
        for (i, &ty) in plan.params.iter().enumerate() {
            if !(i == 0 && matches!(plan.callee, Callee::Interface { .. })) {
                cx.load_words(&place(index), ty, at);
                index += 1;
            }
            at = at.at(cx.words(ty));
        }
        cx.emit_call(&callee, &plan.params, &plan.results, window);
        if keeps_closure {
            cx.release_pointers(&[closure]);
        }
        cx.b.abc(Op::Ret, 0, 0, 0);
        let mut func = cx.finish(&[], &[]);
        func.is_wrapper = true;
        func
    }

    /// A closure that evaluates the call expression with its operands' values of now.
    fn later_expr(&mut self, x: &Expr, call: &Call, kind: &str, dst: Reg) {
        let args: Vec<&Expr> = call.args.iter().collect();
        self.order(&args);
        let name = self.wrapper_name(kind);
        let mut captured: Vec<(&Expr, Ty, Reg)> = Vec::new();
        for arg in &call.args {
            let is_type = self.info(arg).is_some_and(|tv| tv.mode == Mode::Type);
            if is_type || self.const_of(arg).is_some() || self.is_nil(arg) {
                continue;
            }
            let ty = self.ty(arg);
            let reg = self.aside(arg, ty);
            captured.push((arg, ty, reg));
        }
        let types: Vec<Ty> = captured.iter().map(|&(_, ty, _)| ty).collect();
        let idx = self.lw.reserve_func();
        let func = {
            let closure_ty = self.closure_type(&types);
            let is_closure = !types.is_empty();
            let (file, subst, copy) = (self.act.file, self.act.subst.clone(), self.act.copy);
            let mut cx = FuncCx::new(&mut *self.lw, name, file, subst, (u16::from(is_closure), 0));
            cx.act.copy = copy;
            let closure = Reg(0);
            if is_closure {
                cx.closure = Some(closure);
            }
            let offsets = cx.layout(closure_ty).offsets.clone();
            for (i, &(arg, ty, _)) in captured.iter().enumerate() {
                let reg = cx.temp(ty);
                let place = Place::Mem { ptr: closure, offset: offsets[i + 1] as u32 };
                cx.load_words(&place, ty, reg);
                cx.act.ready.insert(arg.id, reg);
                cx.act.ready.insert(arg.unparen().id, reg);
            }
            cx.at(x.pos);
            cx.call_stmt(x, call);
            if cx.b.falls_through() {
                cx.b.abc(Op::Ret, 0, 0, 0);
            }
            let mut func = cx.finish(&[], &[]);
            func.is_wrapper = true;
            func
        };
        self.lw.out.funcs[idx.0 as usize] = func;
        self.at(x.pos);
        if captured.is_empty() {
            return self.b.ai(Op::Ldfunc, dst.0, idx.0);
        }
        let keep = self.site(x.id, SiteKind::Wrapper);
        let places = self.new_closure(idx, &types, keep, dst);
        for ((_, ty, reg), place) in captured.into_iter().zip(places) {
            self.store_words(&place, ty, reg);
        }
    }
}
