//! Statements, the simple ones.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Decl, Expr, ExprKind, If, Stmt, StmtKind};

use super::builder::{Label, Reg};
use super::func::{FuncCx, Leave};
use super::place::Place;
use crate::types::ty::{Ty, TyKind};

/// Words of a received element that are cleared before the next receive.
const MAX_CLEARED_WORDS: u16 = 8;

impl FuncCx<'_, '_> {
    pub fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    /// Lowers a statement. Registers that it declares stay in use.
    pub fn stmt(&mut self, stmt: &Stmt) {
        let next = self.b.next();
        self.at(stmt.span.lo);
        self.move_slices(stmt.pos);
        if let Some(number) = self.exit_number(stmt)
            && !matches!(stmt.kind, StmtKind::Return(_))
        {
            return self.leave_range_body(number);
        }
        match &stmt.kind {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Expr(x) => self.expr_stmt(x),
            StmtKind::Send(chan, value) => self.send(stmt, chan, value),
            StmtKind::IncDec(x, up) => self.inc_dec(x, *up),
            StmtKind::Assign(lhs, rhs) => self.assign(lhs, rhs),
            StmtKind::OpAssign(op, x, y) => self.op_assign(*op, x, y, stmt.pos),
            StmtKind::Define(lhs, rhs) => return self.define(lhs, rhs),
            StmtKind::Decl(decl) => {
                if let Decl::Var(specs) = decl {
                    specs.iter().for_each(|spec| self.var_spec(spec));
                }
                return;
            }
            StmtKind::Labeled(label, inner) => {
                let at = self.goto_label(label.name);
                self.b.bind(at);
                self.act.pending_label = Some(label.name);
                self.stmt(inner);
                self.act.pending_label = None;
                return;
            }
            StmtKind::Go(x) => self.go_stmt(stmt.span.lo, x),
            StmtKind::Defer(x) => self.defer_stmt(x),
            StmtKind::Return(list) => self.return_stmt(list),
            StmtKind::Break(label) => {
                if let Some(target) = self.break_target(label.map(|label| label.name)) {
                    self.b.jmp(target);
                }
            }
            StmtKind::Continue(label) => {
                if let Some(target) = self.continue_target(label.map(|label| label.name)) {
                    self.b.jmp(target);
                }
            }
            StmtKind::Goto(label) => {
                let target = self.goto_label(label.name);
                self.b.jmp(target);
            }
            StmtKind::Fallthrough => {
                if let Some(target) = self.act.fallthrough_to {
                    self.b.jmp(target);
                }
            }
            StmtKind::Block(block) => self.scope(|cx| cx.stmts(&block.stmts)),
            StmtKind::If(node) => self.if_stmt(node),
            StmtKind::For(node) => self.for_stmt(node),
            StmtKind::Range(node) => self.range_stmt(stmt, node),
            StmtKind::Switch(node) => self.switch_stmt(node),
            StmtKind::TypeSwitch(node) => self.type_switch(node),
            StmtKind::Select(clauses) => self.select_stmt(stmt, clauses),
        }
        self.end_statement(next);
    }

    /// Frees what the statement used beyond `next`.
    pub fn end_statement(&mut self, next: u16) {
        self.b.set_next(next);
        self.free_temps(0);
        self.act.ready.clear();
    }

    /// Keeps temporary regions until the scope ends.
    pub fn keep_temps(&mut self) {
        let regions = std::mem::take(&mut self.act.temp_regions);
        self.scope_regions.extend(regions);
    }

    pub fn goto_label(&mut self, name: minigo_syntax::symbol::Symbol) -> Label {
        if let Some(&known) = self.act.goto_labels.get(&name) {
            return known;
        }
        let label = self.b.label();
        self.act.goto_labels.insert(name, label);
        label
    }

    pub fn break_target(&self, label: Option<minigo_syntax::symbol::Symbol>) -> Option<Label> {
        let target = match label {
            Some(_) => self.act.targets.iter().rev().find(|target| target.label == label),
            None => self.act.targets.last(),
        };
        target.map(|target| target.break_to)
    }

    pub fn continue_target(&self, label: Option<minigo_syntax::symbol::Symbol>) -> Option<Label> {
        let mut loops = self.act.targets.iter().rev().filter(|target| target.continue_to.is_some());
        let target = match label {
            Some(_) => loops.find(|target| target.label == label),
            None => loops.next(),
        };
        target.and_then(|target| target.continue_to)
    }

    fn expr_stmt(&mut self, x: &Expr) {
        match &x.unparen().kind {
            ExprKind::Call(call) => self.call_stmt(x.unparen(), call),
            _ => {
                self.order(&[x]);
                self.evaluate(x);
            }
        }
    }

    fn if_stmt(&mut self, node: &If) {
        self.scope(|cx| {
            node.init.iter().for_each(|stmt| cx.stmt(stmt));
            // `if c { break }` is one jump.
            if node.els.is_none()
                && let [only] = &node.then.stmts[..]
                && let Some(target) = cx.jump_target(only)
            {
                return cx.condition(&node.cond, true, target);
            }
            let no = cx.b.label();
            cx.condition(&node.cond, false, no);
            cx.scope(|cx| cx.stmts(&node.then.stmts));
            match &node.els {
                None => cx.b.bind(no),
                Some(els) => {
                    let end = cx.b.label();
                    if cx.b.falls_through() {
                        cx.b.jmp(end);
                    }
                    cx.b.bind(no);
                    cx.stmt(els);
                    cx.b.bind(end);
                }
            }
        });
    }

    /// Where a statement that only jumps leads.
    fn jump_target(&mut self, stmt: &Stmt) -> Option<Label> {
        match &stmt.kind {
            _ if self.exit_number(stmt).is_some() => None,
            StmtKind::Break(label) => self.break_target(label.map(|label| label.name)),
            StmtKind::Continue(label) => self.continue_target(label.map(|label| label.name)),
            StmtKind::Goto(label) => Some(self.goto_label(label.name)),
            _ => None,
        }
    }

    /// Jumps to `target` if a condition is `want`; its temporaries are free afterwards.
    pub fn condition(&mut self, x: &Expr, want: bool, target: Label) {
        let next = self.b.next();
        self.order(&[x]);
        self.branch(x, want, target);
        self.end_statement(next);
    }

    // Several values.

    /// Registers that hold the several values of a call or comma-ok form.
    pub fn multi_value(&mut self, x: &Expr) -> Reg {
        let x = x.unparen();
        if let ExprKind::Call(_) = &x.kind {
            return self.value(x);
        }
        let types = self.tuple(self.ty(x));
        let words: u16 = types.iter().map(|&ty| self.words(ty)).sum();
        let dst = self.b.alloc(words);
        match &x.kind {
            ExprKind::Index(inner, indices) => {
                if let TyKind::Map(key, elem) = self.under(inner) {
                    self.map_get(x, inner, &indices[0], (key, elem), dst, true);
                }
            }
            ExprKind::TypeAssert(inner, _) => self.type_assert(x, inner, dst),
            ExprKind::Unary(_, inner) => {
                let ok = dst.at(self.words(types[0]));
                self.receive(x, inner, Some(dst), Some(ok));
            }
            _ => self.not_yet(x, "this form of several values"),
        }
        dst
    }

    // Channels.

    fn send(&mut self, stmt: &Stmt, chan: &Expr, value: &Expr) {
        self.order(&[chan, value]);
        let TyKind::Chan(_, elem) = self.under(chan) else { return };
        let chan = self.value(chan);
        let ptr = self.value_pointer(value, elem);
        self.at(stmt.pos);
        self.b.ab(Op::Send, chan, ptr);
    }

    /// A pointer to an expression's value as a value of the type.
    pub fn value_pointer(&mut self, x: &Expr, ty: Ty) -> Reg {
        if self.layout(ty).is_split() {
            let value = self.convert_value(x, ty);
            return self.pointer_to(&Place::Reg(value), ty);
        }
        let place = self.place(x);
        self.pointer_to(&place, ty)
    }

    /// `<-inner`
    pub fn receive(&mut self, x: &Expr, inner: &Expr, dst: Option<Reg>, ok: Option<Reg>) {
        let TyKind::Chan(_, elem) = self.under(inner) else { return };
        let ok = match (self.lw.program.types.kind(self.ty(x)), ok) {
            (TyKind::Tuple(_), None) => dst.map(|dst| dst.at(self.words(elem))),
            _ => ok,
        };
        let chan = self.value(inner);
        let flag = self.b.alloc(1);
        let ptr = self.b.alloc(1);
        let size = self.layout(elem).size;
        let slot = (size > 0).then(|| self.temp_region(elem));
        self.receive_address(ptr, slot, elem);
        self.at(x.pos);
        self.b.rrr(Op::Recv, flag, ptr, chan);
        if let (Some(dst), Some(slot)) = (dst, slot) {
            self.load_words(&Place::Frame { slot, offset: 0 }, elem, dst);
        }
        if let Some(ok) = ok {
            self.b.mov(ok, flag, 1);
        }
    }

    /// Sets `ptr` to where a receive shall put an element: a region, none if it has no size.
    ///
    /// A pointer that the region still holds from an earlier receive is cleared, so that it
    /// keeps nothing alive: the stack map cannot tell that the receive will overwrite it.
    pub fn receive_address(&mut self, ptr: Reg, slot: Option<Reg>, elem: Ty) {
        let Some(slot) = slot else { return self.b.zero(ptr, 1) };
        let layout = self.layout(elem);
        let words = layout.size.div_ceil(8) as u16;
        if !layout.pointers.is_empty() && words <= MAX_CLEARED_WORDS {
            self.b.zero(slot, words);
        }
        self.b.abc(Op::Leaf, ptr.0, slot.0, 0);
    }

    // Return.

    fn return_stmt(&mut self, list: &[Expr]) {
        if list.is_empty() {
            return self.return_results();
        }
        let exprs: Vec<&Expr> = list.iter().collect();
        self.order(&exprs);
        let results = self.act.results.clone();
        if results.len() != list.len() {
            // return f() with several results.
            let types = self.tuple(self.ty(&list[0]));
            let from = self.multi_value(&list[0]);
            let same = types.iter().zip(&results).all(|(&ty, result)| ty == result.ty);
            if self.act.epilogue.is_none() && self.act.range_body.is_none() && same {
                let words = self.result_words();
                return self.return_words(from, words);
            }
            return self.return_values(&types, from);
        }
        if self.act.epilogue.is_some()
            || self.act.range_body.is_some()
            || self.act.results.iter().any(|r| self.is_heap_result(r.place))
        {
            return self.return_through_variables(list);
        }
        if let ([x], [result]) = (list, &results[..]) {
            let words = self.words(result.ty);
            if let Leave::Jump { results: to, end } = self.act.leave
                && self.layout(result.ty).is_split()
                && self.writes_last(x)
            {
                self.convert_into(x, result.ty, to);
                return self.b.jmp(end);
            }
            if self.layout(result.ty).is_split() && words <= 2 {
                let value = self.convert_value(x, result.ty);
                return self.return_words(value, words);
            }
        }
        self.return_list(list);
    }

    fn is_heap_result(&self, place: Option<Place>) -> bool {
        matches!(place, Some(Place::Mem { .. }))
    }

    /// Moves the results of the expressions to words 0.. and returns.
    fn return_list(&mut self, list: &[Expr]) {
        let results = self.act.results.clone();
        let constant = |cx: &Self, x: &Expr| cx.const_of(x).is_some() || cx.is_nil(x);
        let computed: Vec<usize> = (0..list.len()).filter(|&i| !constant(self, &list[i])).collect();
        let mut values: Vec<(usize, Reg)> = Vec::new();
        match computed[..] {
            // A single computed result goes straight to its place.
            [only]
                if self.layout(results[only].ty).is_split()
                    && self.words(results[only].ty) == 1
                    && self.writes_last(&list[only])
                    && !self.needs_conversion(&list[only], results[only].ty) =>
            {
                let to = self.result_reg(results[only].word);
                self.expr_into(&list[only], to);
            }
            _ => {
                for &i in &computed {
                    let ty = results[i].ty;
                    let value = if self.layout(ty).is_split() {
                        self.convert_value(&list[i], ty)
                    } else {
                        let place = self.place(&list[i]);
                        self.load(&place, ty)
                    };
                    values.push((i, value));
                }
            }
        }
        self.move_to_results(values);
        for (x, result) in list.iter().zip(&results) {
            if constant(self, x) {
                let to = self.result_reg(result.word);
                self.convert_into(x, result.ty, to);
            }
        }
        self.leave();
    }

    /// Moves values to their result words. A value that lies in words written before it is
    /// moved is put aside first.
    fn move_to_results(&mut self, mut values: Vec<(usize, Reg)>) {
        for i in 0..values.len() {
            let (index, value) = values[i];
            let result = self.act.results[index].clone();
            let words = self.words(result.ty);
            for later in &mut values[i + 1..] {
                let (later_index, later_value) = *later;
                let later_words = self.words(self.act.results[later_index].ty);
                let to = self.result_reg(result.word);
                let overlaps = later_value.0 < to.0 + words && to.0 < later_value.0 + later_words;
                if overlaps {
                    let aside = self.b.alloc(later_words);
                    self.b.mov(aside, later_value, later_words);
                    later.1 = aside;
                }
            }
            let to = self.result_reg(result.word);
            self.b.mov(to, value, words);
        }
    }

    /// Assigns the results to their variables and leaves.
    fn return_through_variables(&mut self, list: &[Expr]) {
        let results = self.act.results.clone();
        if let ([x], [result]) = (list, &results[..]) {
            if let Some(place) = result.place {
                let value = self.aside(x, result.ty);
                self.store_words(&place, result.ty, value);
            }
            return self.return_results();
        }
        let values: Vec<Reg> =
            list.iter().zip(&results).map(|(x, result)| self.aside(x, result.ty)).collect();
        // Values may be result variables themselves.
        let copies: Vec<Reg> = values
            .iter()
            .zip(&results)
            .map(|(&value, result)| {
                let in_variable = results.iter().any(|other| {
                    other.place == Some(Place::Reg(value))
                        || matches!(other.place, Some(Place::Frame { slot, .. }) if slot == value)
                });
                if !in_variable {
                    return value;
                }
                let copy = self.temp(result.ty);
                self.b.mov(copy, value, self.words(result.ty));
                copy
            })
            .collect();
        for (value, result) in copies.into_iter().zip(&results) {
            if let Some(place) = result.place {
                self.store_words(&place, result.ty, value);
            }
        }
        self.return_results();
    }

    /// An expression's value in registers or a region.
    pub fn aside(&mut self, x: &Expr, ty: Ty) -> Reg {
        if self.layout(ty).is_split() {
            self.convert_value(x, ty)
        } else {
            let place = self.place(x);
            self.load(&place, ty)
        }
    }

    /// Returns several values that lie in registers one after the other.
    fn return_values(&mut self, types: &[Ty], from: Reg) {
        let results = self.act.results.clone();
        let mut word = 0;
        let mut converted = Vec::new();
        for (&ty, result) in types.iter().zip(&results) {
            let value = Reg(from.0 + word);
            word += self.words(ty);
            let reg = if ty == result.ty {
                value
            } else {
                let dst = self.temp(result.ty);
                self.arg_into(super::call::Arg::Value(value, ty), result.ty, dst);
                dst
            };
            converted.push(reg);
        }
        if results.iter().all(|result| result.place.is_some()) {
            for (value, result) in converted.into_iter().zip(&results) {
                if let Some(place) = result.place {
                    self.store_words(&place, result.ty, value);
                }
            }
            return self.return_results();
        }
        self.move_to_results(converted.into_iter().enumerate().collect());
        self.leave();
    }
}
