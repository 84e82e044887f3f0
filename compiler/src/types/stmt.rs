//! Statements and function bodies.

use std::rc::Rc;

use minigo_syntax::ast::{
    Block, CommClause, Decl, Expr, ExprKind, FuncBody, If, Stmt, StmtKind, UnaryOp,
};
use minigo_syntax::source::{Pos, Span};

use super::check::{Checker, DeclId, Env, FuncCtx};
use super::constant::Const;
use super::object::{ObjId, PkgId};
use super::operand::{Mode, Operand, expr_span};
use super::scope::ScopeId;
use super::universe::ExprKindOf;
use crate::codes;
use crate::typed::Body;
use minigo_syntax::exprstring::expr_string;

impl Checker<'_> {
    /// Checks a declared function's body; of a library function it is parsed here.
    pub(super) fn check_func_body(&mut self, func: ObjId) {
        let Some(ctx) = self.func_ctx.get(&func).cloned() else { return };
        let Some(&decl_id) = self.decl_of.get(&func) else { return };
        let info = &self.decls[decl_id.0 as usize];
        let (pkg, file_index) = (info.pkg, info.file);
        let super::check::DeclKind::Func { decl } = info.kind else { return };
        let file = self.p.packages[pkg.0 as usize].files[file_index as usize].clone();
        let Decl::Func(decl) = &file.decls[decl as usize] else { return };
        match &decl.body {
            None => {}
            Some(FuncBody::Parsed(block)) => {
                self.p.bodies.insert(func, Body::InFile);
                self.check_block_body(block, ctx, Some(decl_id), None, pkg);
            }
            Some(FuncBody::Deferred(span)) => {
                let made = self.ahead.as_mut().and_then(|ahead| ahead.answer(*span));
                let (block, diags) = made.unwrap_or_else(|| {
                    let source = self.sources.file(file.file);
                    minigo_syntax::parse_body(source, *span, &mut self.ids)
                });
                self.diags.extend(diags);
                let block = Rc::new(block);
                self.p.bodies.insert(func, Body::Parsed(block.clone()));
                self.check_block_body(&block, ctx, Some(decl_id), None, pkg);
            }
        }
    }

    /// Checks the body of a function or function literal.
    pub(super) fn check_block_body(
        &mut self,
        body: &Block,
        ctx: Rc<FuncCtx>,
        decl: Option<DeclId>,
        iota: Option<Const>,
        pkg: PkgId,
    ) {
        let scope = ctx.scope;
        let has_results = !ctx.results.is_empty();
        let mut env = Env::new(pkg, scope);
        env.decl = decl;
        env.iota = iota;
        env.func = Some(ctx);
        let saved = std::mem::replace(&mut self.env, env);
        self.stmt_list(&body.stmts);
        if self.env.has_label || !self.in_library() {
            self.check_branches(body);
        }
        if self.env.range_funcs > 0 {
            self.range_func_exits(body);
        }
        if has_results && !self.is_terminating_list(&body.stmts) {
            let brace = Span::at(Pos(body.span.hi.0.saturating_sub(1)));
            self.error(brace, codes::MISSING_RETURN, "missing return");
        }
        self.check_unused(scope);
        self.env = saved;
    }

    pub(super) fn stmt_list(&mut self, list: &[Stmt]) {
        for stmt in list {
            self.stmt(stmt);
        }
    }

    fn simple_stmt(&mut self, stmt: Option<&Stmt>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        if !self.enter(stmt.span) {
            return;
        }
        let top = self.delayed.len();
        self.stmt_unguarded(stmt);
        self.process_delayed(top);
        self.leave();
    }

    fn stmt_unguarded(&mut self, stmt: &Stmt) {
        let scope = self.env.scope;
        match &stmt.kind {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Decl(decl) => self.decl_stmt(decl),
            StmtKind::Labeled(_, labeled) => {
                self.env.has_label = true;
                self.stmt(labeled);
            }
            StmtKind::Expr(expr) => self.expr_stmt(expr),
            StmtKind::Send(chan, value) => self.send(stmt, chan, value),
            StmtKind::IncDec(expr, is_inc) => self.inc_dec(expr, *is_inc),
            StmtKind::Assign(lhs, rhs) => self.assign_vars(lhs, rhs),
            StmtKind::Define(lhs, rhs) => self.short_var_decl(stmt, lhs, rhs),
            StmtKind::OpAssign(op, lhs, rhs) => self.op_assign(*op, lhs, rhs),
            StmtKind::Go(call) => self.suspended_call("go", call),
            StmtKind::Defer(call) => self.suspended_call("defer", call),
            StmtKind::Return(values) => self.return_stmt(stmt, values),
            StmtKind::Break(label) | StmtKind::Continue(label) => {
                self.env.has_label |= label.is_some();
            }
            StmtKind::Goto(_) => self.env.has_label = true,
            // Misplaced ones are found with the labels.
            StmtKind::Fallthrough => {}
            StmtKind::Block(block) => {
                self.open_scope(false);
                self.stmt_list(&block.stmts);
            }
            StmtKind::If(stmt) => self.if_stmt(stmt),
            StmtKind::Switch(switch) => {
                self.open_scope(false);
                self.simple_stmt(switch.init.as_ref());
                self.switch_stmt(stmt, switch);
            }
            StmtKind::TypeSwitch(switch) => {
                self.open_scope(false);
                self.simple_stmt(switch.init.as_ref());
                self.type_switch_stmt(switch);
            }
            StmtKind::Select(clauses) => {
                self.select_stmt(clauses);
            }
            StmtKind::For(stmt) => {
                self.open_scope(false);
                self.simple_stmt(stmt.init.as_ref());
                if let Some(cond) = &stmt.cond {
                    self.condition(cond, "for");
                }
                if let Some(post) = &stmt.post {
                    if let StmtKind::Define(lhs, _) = &post.kind {
                        let message = "cannot declare in post statement of for loop";
                        self.error(Span::at(post.pos), codes::INVALID_POST_DECL, message);
                        self.stmt(post);
                        // No follow-up errors about the variables.
                        self.use_exprs(lhs);
                    } else {
                        self.stmt(post);
                    }
                }
                self.block(&stmt.body);
            }
            StmtKind::Range(range) => {
                self.range_stmt(stmt, range);
            }
        }
        self.restore_scope(scope);
    }

    /// Leaves the scopes that a statement opened.
    fn restore_scope(&mut self, scope: ScopeId) {
        self.env.scope = scope;
    }

    /// A block with its own scope.
    pub(super) fn block(&mut self, block: &Block) {
        self.open_scope(false);
        self.stmt_list(&block.stmts);
        self.close_scope();
    }

    fn if_stmt(&mut self, stmt: &If) {
        self.open_scope(false);
        self.simple_stmt(stmt.init.as_ref());
        self.condition(&stmt.cond, "if");
        self.block(&stmt.then);
        if let Some(els) = &stmt.els {
            self.stmt(els);
        }
    }

    fn condition(&mut self, cond: &Expr, what: &str) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, cond);
        if x.is_valid() && !self.p.types.all_boolean(x.ty) {
            let message = format!("non-boolean condition in {what} statement");
            self.error_expr(cond, codes::INVALID_COND, message);
        } else if x.is_valid() && self.p.types.is_untyped(x.ty) {
            self.update_expr_type(cond, super::ty::Ty::BOOL, true);
        }
    }

    fn expr_stmt(&mut self, expr: &Expr) {
        let mut x = Operand::invalid();
        let kind = self.raw_expr(None, &mut x, expr, None, false);
        let (problem, code) = match x.mode {
            Mode::Builtin => ("must be called", codes::UNCALLED_BUILTIN),
            Mode::Type => ("is not an expression", codes::NOT_AN_EXPR),
            _ if kind == ExprKindOf::Statement => return,
            Mode::Invalid => return,
            _ => ("is not used", codes::UNUSED_EXPR),
        };
        let message = format!("{} {problem}", self.os(&x));
        self.error(x.span(), code, message);
    }

    fn send(&mut self, stmt: &Stmt, chan: &Expr, value: &Expr) {
        let (mut ch, mut x) = (Operand::invalid(), Operand::invalid());
        self.expr(None, &mut ch, chan);
        self.generic_expr(&mut x, value, None);
        if !ch.is_valid() || !x.is_valid() {
            return;
        }
        let at = Span::new(expr_span(chan).lo, stmt.span.hi);
        if let Some(elem) = self.chan_elem(at, &ch, false) {
            self.assignment(&mut x, Some(elem), "send");
        }
    }

    fn inc_dec(&mut self, expr: &Expr, is_inc: bool) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, expr);
        if !x.is_valid() {
            return;
        }
        if !self.p.types.all_numeric(x.ty) {
            let op = if is_inc { "++" } else { "--" };
            let message = format!(
                "invalid operation: {}{op} (non-numeric type {})",
                expr_string(expr),
                self.ty_string(x.ty)
            );
            self.error_expr(expr, codes::NON_NUMERIC_INC_DEC, message);
            return;
        }
        self.assign_operand(expr, &mut x, "assignment");
    }

    fn suspended_call(&mut self, keyword: &str, call: &Expr) {
        let code = if keyword == "go" { codes::INVALID_GO } else { codes::INVALID_DEFER };
        // The parser reports parentheses.
        let call = call.unparen();
        if !matches!(call.kind, ExprKind::Call(_)) {
            let message = format!("expression in {keyword} must be function call");
            self.error_expr(call, code, message);
            self.use_exprs(std::slice::from_ref(call));
            return;
        }
        let mut x = Operand::invalid();
        let (problem, code) = match self.raw_expr(None, &mut x, call, None, false) {
            ExprKindOf::Statement => return,
            ExprKindOf::Conversion => ("requires function call, not conversion", code),
            ExprKindOf::Expression => ("discards result of", codes::UNUSED_RESULTS),
        };
        if !x.is_valid() {
            return;
        }
        let message = format!("{keyword} {problem} {}", self.os(&x));
        self.error(x.span(), code, message);
    }

    fn return_stmt(&mut self, stmt: &Stmt, values: &[Expr]) {
        let results = self.env.func.as_ref().map_or_else(Vec::new, |func| func.results.clone());
        let named = results.first().is_some_and(|&obj| !self.obj(obj).name.is_empty());
        if !values.is_empty() || results.is_empty() || !named {
            if results.is_empty() && values.is_empty() {
                return;
            }
            if results.is_empty() {
                self.no_result_expected(values);
                return;
            }
            self.init_vars(&results, values, Some(stmt));
            return;
        }
        for obj in results {
            let name = self.obj(obj).name;
            let Some(other) = self.lookup(name).filter(|&other| other != obj) else { continue };
            if name.is_blank() {
                continue;
            }
            let message = format!("result parameter {name} not in scope at return");
            let shown = self.object_string(obj);
            let notes = vec![(self.obj(other).pos, format!("inner declaration of {shown}"))];
            self.report(stmt.span, codes::OUT_OF_SCOPE_RESULT, message, notes);
        }
    }

    fn no_result_expected(&mut self, values: &[Expr]) {
        if !self.use_exprs(values) {
            return;
        }
        let operands = self.expr_list(values);
        let have: Vec<_> = operands.iter().map(|x| x.ty).collect();
        let Some(first) = operands.first() else { return };
        if !first.is_valid() {
            return;
        }
        let message = format!(
            "too many return values\n\thave {}\n\twant ()",
            self.types_summary(&have, false, false)
        );
        self.error(first.span(), codes::WRONG_RESULT_COUNT, message);
    }

    /// `var x int`
    fn object_string(&self, obj: ObjId) -> String {
        let object = self.obj(obj);
        format!("var {} {}", object.name, self.ty_string(object.ty))
    }

    fn select_stmt(&mut self, clauses: &[CommClause]) {
        let mut first: Option<Pos> = None;
        for clause in clauses {
            if clause.comm.is_some() {
                continue;
            }
            match first {
                None => first = Some(clause.pos),
                Some(first) => {
                    let place = self.pos_string(first);
                    let message = format!("multiple defaults (first at {place})");
                    self.error(Span::at(clause.pos), codes::DUPLICATE_DEFAULT, message);
                }
            }
        }
        for clause in clauses {
            if let Some(comm) = &clause.comm
                && !is_comm(comm)
            {
                let message = "select case must be send or receive (possibly with assignment)";
                self.error(Self::stmt_span(comm), codes::INVALID_SELECT_CASE, message);
                continue;
            }
            self.open_scope(false);
            if let Some(comm) = &clause.comm {
                self.stmt(comm);
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }

    /// Where messages about a statement point.
    pub(super) fn stmt_span(stmt: &Stmt) -> Span {
        match &stmt.kind {
            StmtKind::Assign(lhs, _) | StmtKind::Define(lhs, _) => {
                let lo = lhs.first().map_or(stmt.span.lo, |lhs| expr_span(lhs).lo);
                Span::new(lo, stmt.span.hi)
            }
            StmtKind::Expr(expr) => Span::new(expr.pos, stmt.span.hi.max(expr.pos)),
            _ => stmt.span,
        }
    }
}

/// Whether a statement is a send or receive.
fn is_comm(stmt: &Stmt) -> bool {
    let receive = |expr: &Expr| matches!(expr.unparen().kind, ExprKind::Unary(UnaryOp::Recv, _));
    match &stmt.kind {
        StmtKind::Send(..) => true,
        StmtKind::Assign(_, rhs) | StmtKind::Define(_, rhs) => {
            matches!(&rhs[..], [single] if receive(single))
        }
        StmtKind::Expr(expr) => receive(expr),
        _ => false,
    }
}
