//! `for … range f` over an iterator function.
//!
//! The body becomes a function that `f` calls. A variable tells how far the loop is, so that
//! a body which is called when it must not be panics; another one tells on which way out of
//! the loop the body has been left, if it leads further than the loop's end
//! ([`Exit`](crate::typed::Exit)).

use minigo_bytecode::ops::Op;
use minigo_bytecode::program as bc;
use minigo_syntax::ast::{Range, Stmt};
use minigo_syntax::symbol::Symbol;

use super::assign::is_blank;
use super::builder::{Label, Reg};
use super::call::Callee;
use super::closure::Captures;
use super::func::{FuncCx, Target};
use crate::typed::{ExitKind, RangeFunc, RangeState};
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};

/// What is known in the body of such a loop.
#[derive(Clone, Copy)]
pub struct RangeBody {
    next: Option<ObjId>,
    /// The variable with the list of deferred calls.
    pub defers: Option<ObjId>,
    /// The way out that `return` takes.
    pub return_number: Option<i64>,
    /// Ends the loop.
    stop: Label,
}

impl FuncCx<'_, '_> {
    pub fn range_func(&mut self, stmt: &Stmt, node: &Range, label: Option<Symbol>) {
        let Some(range) = self.lw.program.info.range_funcs.get(&stmt.id) else { return };
        let TyKind::Func(sig) = self.under(&node.x) else { return };
        let yield_ty = sig.params[0];
        let iterator = self.value(&node.x);
        self.act.ready.clear();
        if range.depth == 0 {
            if let Some(next) = range.next {
                self.new_var(Some(next), Ty::INT);
                self.set_hidden(next, 0);
            }
            if let Some(defers) = range.defers {
                self.begin_defers(defers);
            }
        }
        self.new_var(Some(range.state), Ty::INT);
        self.set_state(range, RangeState::Ready);
        self.act.nranges += 1;
        let name = format!("{}-range{}", self.act.name, self.act.nranges);
        let body = self.b.alloc(1);
        self.closure(stmt.id, stmt.pos, body, |cx, captures| {
            cx.range_body((stmt, node, range), label, yield_ty, name, captures)
        });
        let window = Reg(self.b.next() + 2);
        self.b.set_next(window.0 + 1);
        self.b.mov(window, body, 1);
        self.at(stmt.pos);
        self.emit_call(&Callee::Closure(iterator), &[yield_ty], &[], window);
        self.at_end(node);
        let has_returned = self.b.label();
        let state = self.hidden(range.state);
        self.b.jump_ab(Op::Jnei, state.0, RangeState::Panic as u16, has_returned);
        self.bad_state(RangeState::MissingPanic);
        self.b.bind(has_returned);
        self.set_state(range, RangeState::Exhausted);
        self.go_on(range);
    }

    /// Goes where the body has been left for, if that is not the end of the loop.
    fn go_on(&mut self, range: &RangeFunc) {
        let Some(next) = range.next.filter(|_| !range.exits.is_empty()) else { return };
        let number = self.hidden(next);
        let end = self.b.label();
        self.b.jump_ab(Op::Jeqi, number.0, 0, end);
        let (here, further): (Vec<_>, Vec<_>) =
            range.exits.iter().partition(|exit| exit.depth == range.depth);
        for exit in here {
            let other = self.b.label();
            self.b.jump_ab(Op::Jnei, number.0, exit.number as u16, other);
            self.set_hidden(next, 0);
            let target = match exit.kind {
                ExitKind::Return => None,
                ExitKind::Break(label) => self.break_target(label),
                ExitKind::Continue(label) => self.continue_target(label),
                ExitKind::Goto(label) => Some(self.goto_label(label)),
            };
            match target {
                Some(target) => self.b.jmp(target),
                None => self.return_results(),
            }
            self.b.bind(other);
        }
        if let (Some(body), false) = (self.act.range_body, further.is_empty()) {
            self.b.jmp(body.stop);
        }
        self.b.bind(end);
    }

    /// The function that the body is.
    fn range_body(
        &mut self,
        (stmt, node, range): (&Stmt, &Range, &RangeFunc),
        label: Option<Symbol>,
        yield_ty: Ty,
        name: String,
        captures: &Captures,
    ) -> bc::Func {
        let (params, results, _) = self.signature(yield_ty);
        let words: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        let fixed = (words, self.lw.words_of(&results));
        let (line, line_file) = self.lw.line_and_file(stmt.pos);
        let mut outer_results = self.act.results.clone();
        let mut cx = self.nested(name, fixed, captures);
        cx.at(stmt.pos);
        cx.bind_captures(words, captures);
        for result in &mut outer_results {
            let var = result.obj.and_then(|obj| cx.act.vars.get(&obj));
            result.place = var.map(|var| cx.var_place(var));
        }
        cx.act.results = outer_results;
        let (stop, go_on) = (cx.b.label(), cx.b.label());
        let is_return = |exit: &&crate::typed::Exit| exit.kind == ExitKind::Return;
        let return_number = range.exits.iter().find(is_return).map(|exit| exit.number);
        let (next, defers) = (range.next, range.defers);
        cx.act.range_body = Some(RangeBody { next, defers, return_number, stop });
        cx.check_state(range);
        cx.scope(|cx| {
            cx.bind_iteration(node, &params);
            cx.act.targets.push(Target { label, break_to: stop, continue_to: Some(go_on) });
            cx.scope(|cx| cx.stmts(&node.body.stmts));
            cx.act.targets.pop();
        });
        cx.at_end(node);
        cx.b.bind(go_on);
        cx.give(range, RangeState::Ready);
        cx.b.bind(stop);
        cx.give(range, RangeState::Done);
        let mut func = cx.finish(&params, &results);
        (func.line, func.file) = (line, line_file);
        func
    }

    /// Sets the loop's variables to the parameters.
    fn bind_iteration(&mut self, node: &Range, params: &[Ty]) {
        let mut reg = Reg(0);
        for (x, &ty) in [&node.key, &node.value].into_iter().zip(params) {
            if let Some(x) = x.as_ref().filter(|x| !is_blank(x)) {
                let ident = x.unparen().as_ident().filter(|_| node.define);
                match ident.and_then(|ident| self.lw.program.object_of(ident.id)) {
                    Some(obj) => self.bind_param(obj, ty, reg),
                    None => self.assign_param(x, reg, ty),
                }
            }
            reg = reg.at(self.words(ty));
        }
    }

    /// Panics unless the body may be called.
    fn check_state(&mut self, range: &RangeFunc) {
        let next = self.b.next();
        let state = self.hidden(range.state);
        self.set_state(range, RangeState::Panic);
        let is_ready = self.b.label();
        self.b.jump_ab(Op::Jeqi, state.0, RangeState::Ready as u16, is_ready);
        self.call_bad_state(state);
        self.b.bind(is_ready);
        self.b.set_next(next);
    }

    /// Returns from the body; in state `Ready`, for the next iteration.
    fn give(&mut self, range: &RangeFunc, state: RangeState) {
        self.set_state(range, state);
        let next = self.b.next();
        let goes_on = self.b.alloc(1);
        self.load_bits(u64::from(state == RangeState::Ready), goes_on);
        self.b.a(Op::Ret1, goes_on);
        self.b.set_next(next);
    }

    fn bad_state(&mut self, state: RangeState) {
        let next = self.b.next();
        let value = self.b.alloc(1);
        self.load_bits(state as u64, value);
        self.call_bad_state(value);
        self.b.set_next(next);
    }

    fn call_bad_state(&mut self, state: Reg) {
        let window = Reg(self.b.next() + 2);
        self.b.set_next(window.0 + 1);
        self.b.mov(window, state, 1);
        self.call_runtime("panicrangestate", &[Ty::INT], &[], window);
    }

    /// The position of what comes after the body.
    fn at_end(&mut self, node: &Range) {
        self.at(minigo_syntax::source::Pos(node.body.span.hi.0.saturating_sub(1)));
    }

    // Ways out.

    /// The way on which a statement leaves the body that is being lowered.
    pub fn exit_number(&self, stmt: &Stmt) -> Option<i64> {
        self.act.range_body.and_then(|_| self.lw.program.info.exits.get(&stmt.id).copied())
    }

    pub fn leave_range_body(&mut self, number: i64) {
        let Some(body) = self.act.range_body else { return };
        if let Some(next) = body.next {
            self.set_hidden(next, number);
        }
        self.b.jmp(body.stop);
    }

    // Deferred calls.

    /// Opens the list of calls that bodies defer for this function.
    fn begin_defers(&mut self, defers: ObjId) {
        let next = self.b.next();
        let window = Reg(next + 2);
        self.b.set_next(window.0 + 1);
        self.call_runtime("newDeferList", &[], &[Ty::UNSAFE_POINTER], window);
        self.b.a(Op::Deferlist, window);
        let list = self.b.alloc(1);
        self.b.mov(list, window, 1);
        self.b.set_next(next);
        let var = self.new_var(Some(defers), Ty::UNSAFE_POINTER);
        let place = self.var_place(&var);
        self.store_words(&place, Ty::UNSAFE_POINTER, list);
    }

    /// `defer` in a body.
    pub fn defer_in_range_body(&mut self, defers: ObjId, closure: Reg) {
        let var = self.act.vars[&defers].clone();
        let place = self.var_place(&var);
        let window = Reg(self.b.next() + 2);
        self.b.set_next(window.0 + 2);
        self.load_words(&place, Ty::UNSAFE_POINTER, window);
        self.b.mov(window.at(1), closure, 1);
        self.call_runtime("deferat", &[Ty::UNSAFE_POINTER; 2], &[], window);
    }

    // The variables that the checker made up.

    fn hidden(&mut self, obj: ObjId) -> Reg {
        let var = self.act.vars[&obj].clone();
        let place = self.var_place(&var);
        self.load(&place, Ty::INT)
    }

    fn set_hidden(&mut self, obj: ObjId, value: i64) {
        let next = self.b.next();
        let var = self.act.vars[&obj].clone();
        let place = self.var_place(&var);
        let reg = self.b.alloc(1);
        self.load_bits(value as u64, reg);
        self.store_words(&place, Ty::INT, reg);
        self.b.set_next(next);
    }

    fn set_state(&mut self, range: &RangeFunc, state: RangeState) {
        self.set_hidden(range.state, state as i64);
    }
}
