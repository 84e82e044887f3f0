//! Calling a function for every expression of a tree, in source order, parents first.

use minigo_syntax::ast::{Block, CaseClause, Decl, Expr, ExprKind, Stmt, StmtKind};

/// Visits the expressions of a block, function literals included.
pub fn block<'a>(block: &'a Block, visit: &mut dyn FnMut(&'a Expr)) {
    stmts(&block.stmts, visit);
}

/// Visits the expressions of statements.
pub fn stmts<'a>(list: &'a [Stmt], visit: &mut dyn FnMut(&'a Expr)) {
    for s in list {
        stmt(s, visit);
    }
}

fn exprs<'a>(list: &'a [Expr], visit: &mut dyn FnMut(&'a Expr)) {
    for x in list {
        expr(x, visit);
    }
}

fn cases<'a>(list: &'a [CaseClause], visit: &mut dyn FnMut(&'a Expr)) {
    for case in list {
        exprs(case.exprs.as_deref().unwrap_or(&[]), visit);
        stmts(&case.body, visit);
    }
}

/// Visits the expressions of a statement.
pub fn stmt<'a>(node: &'a Stmt, visit: &mut dyn FnMut(&'a Expr)) {
    match &node.kind {
        StmtKind::Bad
        | StmtKind::Empty
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Goto(_)
        | StmtKind::Fallthrough => {}
        StmtKind::Expr(x) | StmtKind::Go(x) | StmtKind::Defer(x) | StmtKind::IncDec(x, _) => {
            expr(x, visit);
        }
        StmtKind::Send(x, y) => {
            expr(x, visit);
            expr(y, visit);
        }
        StmtKind::Assign(lhs, rhs) | StmtKind::Define(lhs, rhs) => {
            exprs(lhs, visit);
            exprs(rhs, visit);
        }
        StmtKind::OpAssign(_, x, y) => {
            expr(x, visit);
            expr(y, visit);
        }
        StmtKind::Decl(decl) => {
            if let Decl::Var(specs) = decl {
                for spec in specs {
                    spec.ty.iter().for_each(|x| expr(x, visit));
                    exprs(&spec.values, visit);
                }
            }
        }
        StmtKind::Labeled(_, s) => stmt(s, visit),
        StmtKind::Return(list) => exprs(list, visit),
        StmtKind::Block(b) => block(b, visit),
        StmtKind::If(node) => {
            node.init.iter().for_each(|s| stmt(s, visit));
            expr(&node.cond, visit);
            block(&node.then, visit);
            node.els.iter().for_each(|s| stmt(s, visit));
        }
        StmtKind::For(node) => {
            node.init.iter().for_each(|s| stmt(s, visit));
            node.cond.iter().for_each(|x| expr(x, visit));
            node.post.iter().for_each(|s| stmt(s, visit));
            block(&node.body, visit);
        }
        StmtKind::Range(node) => {
            node.key.iter().chain(&node.value).for_each(|x| expr(x, visit));
            expr(&node.x, visit);
            block(&node.body, visit);
        }
        StmtKind::Switch(node) => {
            node.init.iter().for_each(|s| stmt(s, visit));
            node.tag.iter().for_each(|x| expr(x, visit));
            cases(&node.cases, visit);
        }
        StmtKind::TypeSwitch(node) => {
            node.init.iter().for_each(|s| stmt(s, visit));
            expr(&node.x, visit);
            cases(&node.cases, visit);
        }
        StmtKind::Select(clauses) => {
            for clause in clauses {
                clause.comm.iter().for_each(|s| stmt(s, visit));
                stmts(&clause.body, visit);
            }
        }
    }
}

/// Visits an expression and those in it.
pub fn expr<'a>(x: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(x);
    match &x.kind {
        ExprKind::CompositeLit { ty, elems } => {
            ty.iter().for_each(|x| expr(x, visit));
            for elem in elems {
                elem.key.iter().for_each(|x| expr(x, visit));
                expr(&elem.value, visit);
            }
        }
        ExprKind::FuncLit(lit) => block(&lit.body, visit),
        ExprKind::Paren(inner)
        | ExprKind::Star(inner)
        | ExprKind::Unary(_, inner)
        | ExprKind::Selector(inner, _) => expr(inner, visit),
        ExprKind::Index(inner, indices) => {
            expr(inner, visit);
            exprs(indices, visit);
        }
        ExprKind::Slice { x, lo, hi, max } => {
            expr(x, visit);
            [lo, hi, max].into_iter().flatten().for_each(|x| expr(x, visit));
        }
        ExprKind::TypeAssert(inner, ty) => {
            expr(inner, visit);
            ty.iter().for_each(|x| expr(x, visit));
        }
        ExprKind::Call(call) => {
            expr(&call.fun, visit);
            exprs(&call.args, visit);
        }
        ExprKind::Binary(_, a, b) => {
            expr(a, visit);
            expr(b, visit);
        }
        ExprKind::Bad
        | ExprKind::Ident(_)
        | ExprKind::Lit(..)
        | ExprKind::ArrayType(..)
        | ExprKind::SliceType(_)
        | ExprKind::StructType(_)
        | ExprKind::FuncType(_)
        | ExprKind::InterfaceType(_)
        | ExprKind::MapType(..)
        | ExprKind::ChanType(..) => {}
    }
}
