//! `for … range f` over an iterator function.
//!
//! The body becomes a literal that the iterator calls. It is written as Go rewrites such a
//! loop, since what it costs to inline and the messages show its statements:
//!
//! ```text
//! #state := ready
//! #yield := func(x T) bool {
//!     #tmpState := #state; #state = panicked; if #tmpState != ready { panicrangestate(#tmpState) }
//!     …
//!     #state = ready; return true
//! }
//! f(#yield)
//! if #state == panicked { panicrangestate(missing panic) }
//! #state = exhausted
//! if #next == … { … }
//! ```
//!
//! A statement that leaves the body for more than the loop says in `#next` for what: -1 for a
//! return, 2n for a break out of the nth loop, 2n-1 for its next iteration, less than -1 for
//! labels of other statements. Each loop on the way looks at it when its iterator has returned.

use minigo_syntax::ast::{self, BinaryOp, Expr, ExprKind, NodeId, StmtKind as Ast};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::Cx;
use crate::escape::tree::{
    AssignKind, Call, Callee, Class, FuncId, Kind, NOWHERE, Node, Param, Stmt, StmtKind, VarId,
};
use crate::reach::find_object;
use crate::typed::{ExitKind, RangeFunc, RangeState};
use crate::types::constant::Const;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};
use crate::walk;

/// What `#next` is for a return.
const RETURN: i64 = -1;
/// What it is for the last of the ways to the first label.
const FIRST_LABEL: i64 = -2;
/// Nodes made up here stand for none of the source.
const NO_ID: NodeId = NodeId(u32::MAX);

/// A loop over a function around the statement that is being made.
#[derive(Clone)]
pub struct Yield {
    label: Option<Symbol>,
    state: VarId,
    /// `#next`; the same for all loops in a loop.
    next: VarId,
    /// `#next` is used.
    leaves: bool,
    /// The results of the function around the outermost such loop.
    results: Vec<VarId>,
    /// The body stands where it is called, and is no function.
    is_inlined: bool,
    checks: Checks,
}

/// What is looked at behind the loop.
#[derive(Clone, Default)]
struct Checks {
    returns: bool,
    breaks: bool,
    continues: bool,
    /// Ways to labels of other statements.
    branches: Vec<ExitKind>,
}

/// Which comparison of `#next` decides, and what follows.
struct Check {
    op: BinaryOp,
    next: i64,
    /// The way ends here.
    resets: bool,
}

impl Yield {
    /// The variables that `return` sets.
    pub fn results(&self) -> &[VarId] {
        &self.results
    }
}

impl<'p> Cx<'_, 'p> {
    pub fn range_func(
        &mut self,
        stmt: &ast::Stmt,
        node: &ast::Range,
        label: Option<Symbol>,
        out: &mut Vec<Stmt>,
    ) {
        let pos = stmt.pos;
        let Some(range) = self.program().info.range_funcs.get(&stmt.id) else { return };
        let iterator = self.expr(&node.x);
        let TyKind::Func(sig) = self.under(iterator.ty) else { return };
        let Some(&yield_ty) = sig.params.first() else { return };
        let begin = out.len();
        if self.yields.is_empty()
            && let Some(defers) = range.defers
        {
            self.hidden_var(defers, out);
            // The list of the calls that bodies defer.
            let fun = self.node(stmt.id, pos, Ty::UNSAFE_POINTER, Kind::Nil);
            out.push(self.stmt_node(pos, StmtKind::Defer { fun, in_yield: true }));
        }
        let (next, results) = match self.yields.first() {
            Some(outermost) => (outermost.next, outermost.results.clone()),
            None => {
                let name = Symbol::new("#next");
                let next = self.new_var(name, Ty::INT, NOWHERE, Class::Local, range.next);
                (next, self.result_vars().to_vec())
            }
        };
        let state = self.hidden_var(range.state, out);
        let ready = self.int(RangeState::Ready as i64, pos);
        out.push(self.set_var(state, Some(ready), NO_ID, pos));
        let (leaves, is_inlined, checks) = (false, false, Checks::default());
        self.yields.push(Yield { label, state, next, leaves, results, is_inlined, checks });
        let (func, outer) = self.open_func("-range", pos);
        self.b.trees.func_mut(func).lit = Some(stmt.id);
        self.b.yields.insert(func, self.yields.clone());
        let mut body = Vec::new();
        let params = self.yield_params(node, yield_ty, pos, &mut body);
        self.b.trees.func_mut(func).params = params;
        let ok = self.new_var(Symbol::new("#r1"), Ty::BOOL, pos, Class::Result, None);
        self.b.trees.func_mut(func).results.push(ok);
        self.yield_body(node, state, pos, &mut body);
        self.b.trees.func_mut(func).body = Some(body);
        self.func = outer;
        let lit = self.node(stmt.id, pos, yield_ty, Kind::Closure(func));
        let mut outermost = outer;
        while self.b.yields.contains_key(&outermost)
            && let Some(around) = self.b.trees.func(outermost).outer
        {
            outermost = around;
        }
        self.b.trees.func_mut(outermost).nyields += 1;
        let name = format!("#yield{}", self.b.trees.func(outermost).nyields);
        let var = self.new_var(Symbol::new(&name), yield_ty, pos, Class::Local, None);
        self.define_one(var, lit, pos, out);
        let lit = self.use_var(var, NO_ID, pos);
        let callee = match iterator.kind {
            Kind::Func(func) => Callee::Static(func),
            _ => Callee::Value(iterator),
        };
        out.push(self.call_stmt(callee, lit, stmt.id, pos));
        let end = Pos(node.body.span.hi.0.saturating_sub(1));
        let panicked = self.compare(BinaryOp::Eq, state, RangeState::Panic as i64, end);
        let missing = self.int(RangeState::MissingPanic as i64, end);
        let missing = self.bad_state(missing, pos);
        out.push(self.if_stmt(panicked, missing, end));
        self.set(state, RangeState::Exhausted as i64, end, out);
        self.finish_loop(range, begin, end, out);
    }

    /// The statements of the body as a function, behind the assignments to its variables.
    pub fn yield_body(&mut self, node: &ast::Range, state: VarId, pos: Pos, body: &mut Vec<Stmt>) {
        let before = self.new_var(Symbol::new("#tmpState"), Ty::INT, pos, Class::Local, None);
        let value = self.use_var(state, NO_ID, pos);
        self.define_one(before, value, pos, body);
        self.set(state, RangeState::Panic as i64, pos, body);
        let is_bad = self.compare(BinaryOp::Ne, before, RangeState::Ready as i64, pos);
        let given = self.use_var(before, NO_ID, pos);
        let given = self.bad_state(given, pos);
        body.push(self.if_stmt(is_bad, given, pos));
        body.extend(self.block(&node.body));
        if !node.body.stmts.iter().any(|stmt| self.terminates(stmt)) {
            let end = Pos(node.body.span.hi.0.saturating_sub(1));
            self.set(state, RangeState::Ready as i64, end, body);
            self.return_to_iterator(true, end, body);
        }
    }

    /// Ends the loop: looks at why its body was left.
    fn finish_loop(&mut self, range: &RangeFunc, begin: usize, pos: Pos, out: &mut Vec<Stmt>) {
        let Some(done) = self.yields.pop() else { return };
        let depth = self.yields.len();
        for &kind in &done.checks.branches {
            let next = self.label_number(kind);
            let mut then = Vec::new();
            let kind = match kind {
                ExitKind::Goto(label) => StmtKind::Goto(self.label(label)),
                _ => StmtKind::Branch,
            };
            then.push(self.stmt_node(pos, kind));
            let check = Check { op: BinaryOp::Eq, next, resets: true };
            self.check(&done, check, then, pos, out);
        }
        let Some(outer) = self.yields.last_mut() else {
            if done.checks.returns {
                let mut then = Vec::new();
                self.leave(Vec::new(), NO_ID, pos, &mut then);
                let check = Check { op: BinaryOp::Eq, next: RETURN, resets: false };
                self.check(&done, check, then, pos, out);
            }
            if done.leaves || range.next.is_some() {
                let zero = self.set_var(done.next, None, NO_ID, pos);
                let declare = self.stmt_node(pos, StmtKind::Declare(done.next));
                out.splice(begin..begin, [declare, zero]);
            }
            return;
        };
        outer.leaves = true;
        let state = outer.state;
        let step = 2 * depth as i64;
        let Checks { returns, breaks, continues, .. } = done.checks;
        let stop = |cx: &mut Self, goes_on: bool| {
            let mut then = Vec::new();
            cx.give(state, goes_on, pos, &mut then);
            then
        };
        if returns {
            let then = stop(self, false);
            let check = Check { op: BinaryOp::Lt, next: 0, resets: false };
            self.check(&done, check, then, pos, out);
        }
        let unknown = self.int(RangeState::Done as i64, pos);
        let then = self.bad_state(unknown, pos);
        let check = Check { op: BinaryOp::Gt, next: step, resets: false };
        self.check(&done, check, then, pos, out);
        if continues {
            let then = stop(self, true);
            let check = Check { op: BinaryOp::Eq, next: step - 1, resets: true };
            self.check(&done, check, then, pos, out);
        }
        if breaks {
            let then = stop(self, false);
            let check = Check { op: BinaryOp::Eq, next: step, resets: true };
            self.check(&done, check, then, pos, out);
        }
        if continues || breaks {
            let then = stop(self, false);
            let check = Check { op: BinaryOp::Gt, next: 0, resets: false };
            self.check(&done, check, then, pos, out);
        }
    }

    fn check(
        &mut self,
        done: &Yield,
        check: Check,
        then: Vec<Stmt>,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        let cond = self.compare(check.op, done.next, check.next, pos);
        let mut list = Vec::new();
        if check.resets {
            self.set(done.next, 0, pos, &mut list);
        }
        list.extend(then);
        out.push(self.if_stmt(cond, list, pos));
    }

    // Ways out.

    /// `return` inside such a body.
    pub fn yield_return(&mut self, values: Vec<Node>, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        if !values.is_empty() {
            let results = self.result_vars().to_vec();
            for (i, var) in results.iter().enumerate() {
                let name = &mut self.b.trees.vars[var.0 as usize].name;
                if name.as_str().starts_with('~') {
                    *name = Symbol::new(&format!("#rv{}", i + 1));
                }
            }
            let lhs = results.iter().map(|&var| Some(self.use_var(var, stmt.id, stmt.pos)));
            let lhs = lhs.collect();
            let (kind, rhs) = (AssignKind::Pair, values.into_iter().map(Some).collect());
            let define = Vec::new();
            out.push(self.stmt_node(stmt.pos, StmtKind::Assign { kind, lhs, rhs, define }));
        }
        self.yields.iter_mut().for_each(|around| around.checks.returns = true);
        self.leave_for(RETURN, stmt.pos, out);
    }

    /// Leaves the body of such a loop, if the statement does.
    pub fn leave_body(&mut self, stmt: &ast::Stmt, out: &mut Vec<Stmt>) -> bool {
        let info = &self.program().info;
        let Some(innermost) = self.yields.last() else { return false };
        if info.own_exits.contains(&stmt.id) {
            let goes_on = matches!(stmt.kind, Ast::Continue(_));
            self.give(innermost.state, goes_on, stmt.pos, out);
            return true;
        }
        let Some(number) = info.exits.get(&stmt.id) else { return false };
        let exits = info.range_funcs.values().flat_map(|range| &range.exits);
        let (kind, label) = match &stmt.kind {
            Ast::Break(label) => (ExitKind::Break(label.map(|label| label.name)), *label),
            Ast::Continue(label) => (ExitKind::Continue(label.map(|label| label.name)), *label),
            Ast::Goto(label) => (ExitKind::Goto(label.name), Some(*label)),
            _ => return false,
        };
        let is_goto = matches!(kind, ExitKind::Goto(_));
        let label = label.map(|label| label.name);
        let target = self.yields.iter().position(|around| around.label == label && !is_goto);
        let next = match target {
            Some(target) => {
                let from = match kind {
                    ExitKind::Continue(_) => {
                        self.yields[target + 1].checks.continues = true;
                        target + 1
                    }
                    _ => {
                        self.yields[target].checks.breaks = true;
                        target
                    }
                };
                self.yields[from + 1..].iter_mut().for_each(|around| around.checks.breaks = true);
                2 * (target as i64 + 1) - i64::from(matches!(kind, ExitKind::Continue(_)))
            }
            None => {
                let mut exits = exits.filter(|exit| exit.number == *number && exit.kind == kind);
                let from = exits.next().map_or(0, |exit| exit.depth);
                let Some(first) = self.yields.get_mut(from) else { return false };
                if !first.checks.branches.contains(&kind) {
                    first.checks.branches.push(kind);
                }
                self.yields[from + 1..].iter_mut().for_each(|around| around.checks.returns = true);
                self.label_number(kind)
            }
        };
        self.leave_for(next, stmt.pos, out);
        true
    }

    fn leave_for(&mut self, number: i64, pos: Pos, out: &mut Vec<Stmt>) {
        let Some(innermost) = self.yields.last_mut() else { return };
        innermost.leaves = true;
        let (state, next) = (innermost.state, innermost.next);
        self.set(next, number, pos, out);
        self.give(state, false, pos, out);
    }

    /// Returns from the body, for the next iteration or none.
    fn give(&mut self, state: VarId, goes_on: bool, pos: Pos, out: &mut Vec<Stmt>) {
        let to = if goes_on { RangeState::Ready } else { RangeState::Done };
        self.set(state, to as i64, pos, out);
        self.return_to_iterator(goes_on, pos, out);
    }

    fn return_to_iterator(&mut self, goes_on: bool, pos: Pos, out: &mut Vec<Stmt>) {
        let value = self.node(NO_ID, pos, Ty::BOOL, Kind::Const(Const::from_bool(goes_on)));
        if self.yields.last().is_some_and(|innermost| innermost.is_inlined) {
            return self.leave(vec![value], NO_ID, pos, out);
        }
        out.push(self.stmt_node(pos, StmtKind::Return(vec![Some(value)])));
    }

    /// What `#next` is on the way to a label of another statement: Go numbers all labels of a
    /// function; here the first stands for all.
    fn label_number(&self, kind: ExitKind) -> i64 {
        match kind {
            ExitKind::Return => RETURN,
            ExitKind::Goto(_) => FIRST_LABEL,
            ExitKind::Continue(_) => FIRST_LABEL - 1,
            ExitKind::Break(_) => FIRST_LABEL - 2,
        }
    }

    // Inlining.

    /// The loop whose body a function is; it stands in the declaration of `root`.
    pub fn yield_source(&self, func: FuncId, root: FuncId) -> Option<&'p ast::Stmt> {
        let program = self.program();
        let id = self.b.trees.func(func).lit?;
        let body = program.body(self.b.trees.func(root).decl?)?;
        let mut found = find_stmt(&body.stmts, id);
        walk::block(body, &mut |x| {
            if let (None, ExprKind::FuncLit(lit)) = (found, &x.kind) {
                found = find_stmt(&lit.body.stmts, id);
            }
        });
        found
    }

    /// Begins the body of a loop that is put in place of a call. What is around the loop is as
    /// it was for the function; the variable is the loop's state.
    pub fn enter_yield(&mut self, func: FuncId) -> Option<VarId> {
        self.yields = self.b.yields.get(&func)?.clone();
        let innermost = self.yields.last_mut()?;
        innermost.is_inlined = true;
        Some(innermost.state)
    }

    // Parts of statements.

    /// Declares a variable that the checker made up for the loop.
    fn hidden_var(&mut self, obj: ObjId, out: &mut Vec<Stmt>) -> VarId {
        let object = self.program().obj(obj);
        let (name, ty, pos) = (object.name, object.ty, object.pos);
        let var = self.new_var(name, ty, pos, Class::Local, Some(obj));
        out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        var
    }

    fn int(&self, value: i64, pos: Pos) -> Node {
        self.node(NO_ID, pos, Ty::INT, Kind::Const(Const::from_i64(value)))
    }

    /// `var = value`
    fn set(&mut self, var: VarId, value: i64, pos: Pos, out: &mut Vec<Stmt>) {
        let target = self.use_var(var, NO_ID, pos);
        out.push(self.assign_one(pos, target, self.int(value, pos)));
    }

    /// Declares a variable and sets it.
    fn define_one(&mut self, var: VarId, value: Node, pos: Pos, out: &mut Vec<Stmt>) {
        out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        out.push(self.set_var(var, Some(value), NO_ID, pos));
    }

    fn compare(&mut self, op: BinaryOp, var: VarId, value: i64, pos: Pos) -> Node {
        let (var, value) = (self.use_var(var, NO_ID, pos), self.int(value, pos));
        self.node(NO_ID, pos, Ty::BOOL, Kind::Binary(op, Box::new(var), Box::new(value)))
    }

    fn if_stmt(&self, cond: Node, then: Vec<Stmt>, pos: Pos) -> Stmt {
        self.stmt_node(pos, StmtKind::If { init: Vec::new(), cond, then, els: Vec::new() })
    }

    /// `runtime.panicrangestate(state)`
    fn bad_state(&mut self, state: Node, pos: Pos) -> Vec<Stmt> {
        let Some(panics) = find_object(self.program(), "runtime.panicrangestate") else {
            return Vec::new();
        };
        let callee = Callee::Static(self.b.func(panics, &[]));
        vec![self.call_stmt(callee, state, NO_ID, pos)]
    }

    fn call_stmt(&self, callee: Callee, arg: Node, id: NodeId, pos: Pos) -> Stmt {
        let call = Call {
            callee,
            args: vec![arg],
            spread: false,
            result_types: Vec::new(),
            is_deferred: false,
            is_plain: false,
        };
        let call = self.node(id, pos, Ty::INVALID, Kind::Call(Box::new(call)));
        self.stmt_node(pos, StmtKind::Expr(call))
    }

    // Parameters.

    /// The body's parameters, and assignments to variables that it does not declare.
    fn yield_params(
        &mut self,
        node: &ast::Range,
        yield_ty: Ty,
        pos: Pos,
        body: &mut Vec<Stmt>,
    ) -> Vec<Param> {
        let vars = self.yield_vars(node, yield_ty, pos, Class::Param);
        self.assign_yielded(node, &vars, pos, body);
        let param = |&var: &VarId| {
            let of = self.b.trees.var(var);
            Param {
                var: Some(var),
                name: Some(of.name),
                ty: of.ty,
                spelled: None,
                pos: of.pos,
                variadic: false,
            }
        };
        vars.iter().map(param).collect()
    }

    /// The variables that the body is called with.
    pub fn yield_vars(
        &mut self,
        node: &ast::Range,
        yield_ty: Ty,
        pos: Pos,
        class: Class,
    ) -> Vec<VarId> {
        let (params, _) = self.signature(yield_ty);
        let operands = [node.key.as_ref(), node.value.as_ref()].into_iter();
        let operands = operands.chain(std::iter::repeat(None));
        let mut vars = Vec::new();
        for (i, (&ty, x)) in params.iter().zip(operands).enumerate() {
            let ident = x.and_then(|x| x.unparen().as_ident());
            let named = ident.filter(|ident| node.define && !ident.name.is_blank());
            let (name, at) = match named {
                Some(ident) => (ident.name, ident.pos),
                None => (Symbol::new(&format!("#p{}", i + 1)), pos),
            };
            let obj = named.and_then(|ident| self.program().object_of(ident.id));
            vars.push(self.new_var(name, ty, at, class, obj));
        }
        vars
    }

    /// Assigns what the body is called with to variables that the loop does not declare.
    pub fn assign_yielded(
        &mut self,
        node: &ast::Range,
        vars: &[VarId],
        pos: Pos,
        body: &mut Vec<Stmt>,
    ) {
        if node.define {
            return;
        }
        let is_operand = |x: &&Expr| !super::stmt::is_blank(x);
        for (&var, x) in vars.iter().zip([node.key.as_ref(), node.value.as_ref()]) {
            if let Some(x) = x.filter(is_operand) {
                let target = self.expr(x);
                let value = self.use_var(var, x.id, pos);
                let value = self.assign_conv(value, target.ty);
                body.push(self.assign_one(pos, target, value));
            }
        }
    }
}

/// The statement with this id, unless it is in a function literal.
fn find_stmt(list: &[ast::Stmt], id: NodeId) -> Option<&ast::Stmt> {
    list.iter().find_map(|stmt| {
        if stmt.id == id {
            return Some(stmt);
        }
        let within = |list| find_stmt(list, id);
        match &stmt.kind {
            Ast::Labeled(_, inner) => find_stmt(std::slice::from_ref(inner), id),
            Ast::Block(block) => within(&block.stmts),
            Ast::If(node) => {
                let els = node.els.as_ref();
                within(&node.then.stmts).or_else(|| within(std::slice::from_ref(els?)))
            }
            Ast::For(node) => within(&node.body.stmts),
            Ast::Range(node) => within(&node.body.stmts),
            Ast::Switch(node) => node.cases.iter().find_map(|case| within(&case.body)),
            Ast::TypeSwitch(node) => node.cases.iter().find_map(|case| within(&case.body)),
            Ast::Select(clauses) => clauses.iter().find_map(|clause| within(&clause.body)),
            _ => None,
        }
    })
}
