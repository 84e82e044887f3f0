//! Actions for statements.

use super::Builder;
use crate::ast::*;
use crate::exprstring::expr_string;
use crate::source::{Pos, Span};

/// A clause of a switch or select.
#[derive(Debug)]
pub struct Clause {
    /// What stands before the colon.
    pub head: ClauseHead,
    /// The statements.
    pub body: Vec<Stmt>,
    /// The whole clause.
    pub span: Span,
}

/// The head of a clause.
#[derive(Debug)]
pub enum ClauseHead {
    /// `case` of a switch.
    Case(Vec<Expr>),
    /// `case` of a select.
    Comm(Box<Stmt>),
    /// `default`.
    Default,
}

impl Builder<'_, '_> {
    /// A braced statement list.
    pub fn block(&mut self, lo: Pos, stmts: Vec<Stmt>, hi: Pos) -> Block {
        Block { id: self.id(), stmts, span: Span::new(lo, hi) }
    }

    /// A block as a statement.
    pub fn block_stmt(&mut self, block: Block) -> Stmt {
        let Span { lo, hi } = block.span;
        self.stmt(lo, lo, hi, StmtKind::Block(block))
    }

    /// `label: stmt`.
    pub fn labeled(&mut self, label: Ident, colon: Pos, stmt: Option<Stmt>, hi: Pos) -> Stmt {
        let stmt = match stmt {
            Some(stmt) => stmt,
            None => self.stmt(hi, hi, hi, StmtKind::Empty),
        };
        let end = stmt.span.hi;
        self.stmt(colon, label.pos, end, StmtKind::Labeled(label, Box::new(stmt)))
    }

    /// An expression as a statement.
    pub fn expr_stmt(&mut self, x: Expr) -> Stmt {
        let (pos, span) = (x.pos, x.span);
        self.stmt(pos, span.lo, span.hi, StmtKind::Expr(x))
    }

    /// `ch <- value`.
    pub fn send(&mut self, ch: Expr, at: Pos, value: Expr) -> Stmt {
        let (lo, hi) = (ch.span.lo, value.span.hi);
        self.stmt(at, lo, hi, StmtKind::Send(Box::new(ch), Box::new(value)))
    }

    /// `x++` or `x--`.
    pub fn inc_dec(&mut self, x: Expr, at: Pos, is_inc: bool, hi: Pos) -> Stmt {
        let lo = x.span.lo;
        self.stmt(at, lo, hi, StmtKind::IncDec(x, is_inc))
    }

    /// `x op= value`.
    pub fn op_assign(&mut self, x: Expr, at: Pos, op: BinaryOp, value: Expr) -> Stmt {
        let (lo, hi) = (x.span.lo, value.span.hi);
        self.stmt(at, lo, hi, StmtKind::OpAssign(op, Box::new(x), Box::new(value)))
    }

    /// `left = right` or `left := right`.
    pub fn assign(&mut self, left: Vec<Expr>, at: Pos, define: bool, right: Vec<Expr>) -> Stmt {
        let lo = left.first().map_or(at, |x| x.span.lo);
        let hi = right.last().map_or(at, |x| x.span.hi);
        let kind =
            if define { StmtKind::Define(left, right) } else { StmtKind::Assign(left, right) };
        self.stmt(at, lo, hi, kind)
    }

    /// `go x`.
    pub fn go_stmt(&mut self, lo: Pos, x: Expr, hi: Pos) -> Stmt {
        let x = self.call_operand("go", x);
        self.stmt(lo, lo, hi, StmtKind::Go(x))
    }

    /// `defer x`.
    pub fn defer_stmt(&mut self, lo: Pos, x: Expr, hi: Pos) -> Stmt {
        let x = self.call_operand("defer", x);
        self.stmt(lo, lo, hi, StmtKind::Defer(x))
    }

    fn call_operand(&mut self, keyword: &str, x: Expr) -> Expr {
        if matches!(x.kind, ExprKind::Paren(_)) {
            self.error(x.pos, format!("expression in {keyword} must not be parenthesized"));
        }
        x
    }

    /// The expression that a header's statement must be.
    fn condition(&mut self, stmt: Stmt) -> Expr {
        let Stmt { pos, span, kind, .. } = stmt;
        let shown = match kind {
            StmtKind::Expr(x) => return x,
            StmtKind::Assign(left, right) => {
                format!("assignment {} = {}", emphasized(&left), emphasized(&right))
            }
            StmtKind::Define(left, right) => {
                format!("{} := {}", exprs_string(&left), exprs_string(&right))
            }
            StmtKind::OpAssign(op, x, y) => {
                format!("{} {}= {}", expr_string(&x), op.as_str(), expr_string(&y))
            }
            StmtKind::Send(x, y) => format!("{} <- {}", expr_string(&x), expr_string(&y)),
            _ => self.text(span.lo, span.hi).to_owned(),
        };
        self.syntax_error(pos, &format!("cannot use {shown} as value"));
        self.expr(pos, span.lo, span.hi, ExprKind::Bad)
    }

    /// An `if` statement.
    pub fn if_stmt(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        cond: Stmt,
        then: Block,
        els: Option<Stmt>,
        hi: Pos,
    ) -> Stmt {
        let cond = self.condition(cond);
        self.stmt(lo, lo, hi, StmtKind::If(Box::new(If { init, cond, then, els })))
    }

    /// An `if` with nothing where the condition belongs; `at` is the `{` or the `;`.
    pub fn if_without_condition(
        &mut self,
        lo: Pos,
        at: Pos,
        then: Block,
        els: Option<Stmt>,
        hi: Pos,
    ) -> Stmt {
        if self.text(at, Pos(at.0 + 1)) == "\n" {
            self.syntax_error(at, "unexpected newline, expected { after if clause");
        } else {
            self.syntax_error(at, "missing condition in if statement");
        }
        let cond = self.expr(at, at, at, ExprKind::Bad);
        self.stmt(lo, lo, hi, StmtKind::If(Box::new(If { init: None, cond, then, els })))
    }

    /// A `for` statement without `range`.
    pub fn for_stmt(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        cond: Option<Stmt>,
        post: Option<Stmt>,
        body: Block,
    ) -> Stmt {
        let cond = cond.map(|stmt| self.condition(stmt));
        if let Some(Stmt { pos, kind: StmtKind::Define(..), .. }) = &post {
            self.syntax_error(*pos, "cannot declare in post statement of for loop");
        }
        let hi = body.span.hi;
        self.stmt(lo, lo, hi, StmtKind::For(Box::new(For { init, cond, post, body })))
    }

    /// A `for` statement with `range`.
    pub fn range_stmt(
        &mut self,
        lo: Pos,
        left: Vec<Expr>,
        define: bool,
        x: Expr,
        body: Block,
    ) -> Stmt {
        let hi = body.span.hi;
        let mut left = left.into_iter();
        let (key, value) = (left.next(), left.next());
        let range = Range { key, value, extra: left.collect(), define, x, body };
        self.stmt(lo, lo, hi, StmtKind::Range(Box::new(range)))
    }

    /// A switch or, if the tag says so, a type switch.
    pub fn switch(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        tag: Option<Stmt>,
        clauses: Vec<Clause>,
        hi: Pos,
    ) -> Stmt {
        let cases = self.case_clauses(clauses);
        let kind = match tag.map(|tag| self.type_guard(tag)) {
            Some(Ok((bind, x))) => {
                StmtKind::TypeSwitch(Box::new(TypeSwitch { init, bind, x, cases }))
            }
            Some(Err(tag)) => {
                let tag = Some(self.condition(*tag));
                StmtKind::Switch(Box::new(Switch { init, tag, cases }))
            }
            None => StmtKind::Switch(Box::new(Switch { init, tag: None, cases })),
        };
        self.stmt(lo, lo, hi, kind)
    }

    /// Takes `v := x.(type)` or `x.(type)` apart; gives any other tag back.
    fn type_guard(&mut self, tag: Stmt) -> Result<(Option<Ident>, Expr), Box<Stmt>> {
        let mut tag = tag;
        let (bind, guard) = match &mut tag.kind {
            StmtKind::Expr(x) => (None, x),
            StmtKind::Define(left, right) => match (&left[..], &mut right[..]) {
                ([left], [right]) if left.as_ident().is_some() => (left.as_ident().copied(), right),
                _ => return Err(Box::new(tag)),
            },
            _ => return Err(Box::new(tag)),
        };
        let ExprKind::TypeAssert(_, None) = &guard.kind else { return Err(Box::new(tag)) };
        self.type_guards.retain(|&(id, _)| id != guard.id);
        match std::mem::replace(&mut guard.kind, ExprKind::Bad) {
            ExprKind::TypeAssert(x, None) => Ok((bind, *x)),
            _ => Err(Box::new(tag)),
        }
    }

    fn case_clauses(&mut self, clauses: Vec<Clause>) -> Vec<CaseClause> {
        let clause = |clause: Clause| CaseClause {
            id: self.id(),
            pos: clause.span.lo,
            exprs: match clause.head {
                ClauseHead::Case(exprs) => Some(exprs),
                ClauseHead::Comm(_) | ClauseHead::Default => None,
            },
            body: clause.body,
            span: clause.span,
        };
        clauses.into_iter().map(clause).collect()
    }

    /// A select.
    pub fn select(&mut self, lo: Pos, clauses: Vec<Clause>, hi: Pos) -> Stmt {
        let clause = |clause: Clause| CommClause {
            id: self.id(),
            pos: clause.span.lo,
            comm: match clause.head {
                ClauseHead::Comm(comm) => Some(*comm),
                ClauseHead::Case(_) | ClauseHead::Default => None,
            },
            body: clause.body,
            span: clause.span,
        };
        let clauses = clauses.into_iter().map(clause).collect();
        self.stmt(lo, lo, hi, StmtKind::Select(clauses))
    }
}

/// Expressions separated by commas.
fn exprs_string(exprs: &[Expr]) -> String {
    exprs.iter().map(expr_string).collect::<Vec<_>>().join(", ")
}

/// One side of an assignment, a binary expression in parentheses to let the `=` stand out.
fn emphasized(side: &[Expr]) -> String {
    match side {
        [x] if matches!(x.kind, ExprKind::Binary(..)) => format!("({})", expr_string(x)),
        _ => exprs_string(side),
    }
}
