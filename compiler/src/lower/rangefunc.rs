//! `for … range f` over an iterator function.

use minigo_syntax::ast::{Expr, Range, Stmt};
use minigo_syntax::symbol::Symbol;

use super::func::FuncCx;

/// The body of such a loop, lowered as a function.
pub struct YieldBody;

impl FuncCx<'_, '_> {
    pub fn range_func(&mut self, stmt: &Stmt, _node: &Range, _label: Option<Symbol>) {
        self.lw.unsupported(stmt.pos, "range over a function");
    }

    /// `return` inside the body.
    pub fn yield_return(&mut self, _list: &[Expr]) {}
}
