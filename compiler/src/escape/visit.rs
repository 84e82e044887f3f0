//! Walking a [`tree`](super::tree): every node, parents first.
//!
//! Bodies of literals are functions of their own and not part of the walk.

use super::tree::{AssignKind, Callee, Kind, Node, Stmt, StmtKind};
use crate::types::ty::Ty;

/// Visits a node and the nodes in it.
pub fn expr<'t>(x: &'t Node, visit: &mut dyn FnMut(&'t Node)) {
    deep(x, visit, &mut |_| {});
}

/// Visits the nodes of statements.
pub fn stmts<'t>(
    list: &'t [Stmt],
    visit: &mut dyn FnMut(&'t Node),
    on_stmt: &mut dyn FnMut(&'t Stmt),
) {
    for s in list {
        stmt(s, visit, on_stmt);
    }
}

fn deep<'t>(x: &'t Node, visit: &mut dyn FnMut(&'t Node), on_stmt: &mut dyn FnMut(&'t Stmt)) {
    visit(x);
    children(x, &mut |part| descend(part, visit, on_stmt));
}

/// Visits the nodes of a statement; `on_stmt` sees every statement, outer ones first.
pub fn stmt<'t>(s: &'t Stmt, visit: &mut dyn FnMut(&'t Node), on_stmt: &mut dyn FnMut(&'t Stmt)) {
    on_stmt(s);
    parts(s, &mut |part| descend(part, visit, on_stmt));
}

fn descend<'t>(part: Part<'t>, visit: &mut dyn FnMut(&'t Node), on_stmt: &mut dyn FnMut(&'t Stmt)) {
    match part {
        Part::Expr(x) => deep(x, visit, on_stmt),
        Part::Stmts(list) => stmts(list, visit, on_stmt),
    }
}

/// What a statement or expression consists of.
pub enum Part<'t> {
    Expr(&'t Node),
    Stmts(&'t [Stmt]),
}

/// Visits the parts of a statement in the order of the source, and nothing in them.
pub fn parts<'t>(s: &'t Stmt, visit: &mut dyn FnMut(Part<'t>)) {
    use Part::{Expr, Stmts};
    match &s.kind {
        StmtKind::Declare(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Branch
        | StmtKind::Fallthrough => {}
        StmtKind::Assign { lhs, rhs, .. } => {
            lhs.iter().chain(rhs).flatten().for_each(|x| visit(Expr(x)));
        }
        StmtKind::AssignCall { lhs, call, .. } => {
            lhs.iter().flatten().for_each(|x| visit(Expr(x)));
            visit(Expr(call));
        }
        StmtKind::OpAssign(_, x, y, _) | StmtKind::Send(x, y) => {
            visit(Expr(x));
            visit(Expr(y));
        }
        StmtKind::Expr(x) | StmtKind::Go(x) | StmtKind::Defer { fun: x, .. } => visit(Expr(x)),
        StmtKind::If { init, cond, then, els } => {
            visit(Stmts(init));
            visit(Expr(cond));
            visit(Stmts(then));
            visit(Stmts(els));
        }
        StmtKind::For { init, cond, post, body, .. } => {
            visit(Stmts(init));
            cond.iter().for_each(|x| visit(Expr(x)));
            visit(Stmts(post));
            visit(Stmts(body));
        }
        StmtKind::Range(range) => {
            visit(Expr(&range.x));
            range.key.iter().chain(&range.value).for_each(|x| visit(Expr(x)));
            visit(Stmts(&range.body));
        }
        StmtKind::Switch { init, tag, cases } => {
            visit(Stmts(init));
            tag.iter().for_each(|x| visit(Expr(x)));
            for case in cases {
                case.list.iter().for_each(|x| visit(Expr(x)));
                visit(Stmts(&case.body));
            }
        }
        StmtKind::TypeSwitch { init, x, cases } => {
            visit(Stmts(init));
            visit(Expr(x));
            cases.iter().for_each(|case| visit(Stmts(&case.body)));
        }
        StmtKind::Select(clauses) => {
            for clause in clauses {
                visit(Stmts(&clause.comm));
                visit(Stmts(&clause.body));
            }
        }
        StmtKind::Block(body) => visit(Stmts(body)),
        StmtKind::Return(values) => values.iter().flatten().for_each(|x| visit(Expr(x))),
    }
}

/// Visits the operands of a node, or the statements of an inlined call, and nothing in them.
pub fn children<'t>(x: &'t Node, on_part: &mut dyn FnMut(Part<'t>)) {
    if let Kind::Inlined(inlined) = &x.kind {
        return on_part(Part::Stmts(&inlined.body));
    }
    let mut visit = |x| on_part(Part::Expr(x));
    match &x.kind {
        Kind::Const(_)
        | Kind::Nil
        | Kind::Func(_)
        | Kind::Opaque(_)
        | Kind::Global(_)
        | Kind::Var(_)
        | Kind::Closure(_)
        | Kind::New(_)
        | Kind::Inlined(_) => {}
        Kind::Unary(_, x)
        | Kind::Addr(x, _)
        | Kind::Deref(x, _)
        | Kind::Dot(x, _)
        | Kind::DotPtr(x, _)
        | Kind::MethodValue(x, ..)
        | Kind::Assert(x)
        | Kind::Conv(x, _)
        | Kind::ConvIface(x, _)
        | Kind::StrConv(_, x)
        | Kind::SliceToArray(x)
        | Kind::SliceToArrayPtr(x)
        | Kind::Recv(x)
        | Kind::PtrLit(x) => visit(x),
        Kind::Binary(_, x, y)
        | Kind::Logical(_, x, y)
        | Kind::Index(x, y, _)
        | Kind::IndexMap(x, y) => {
            visit(x);
            visit(y);
        }
        Kind::Concat(list)
        | Kind::Builtin(_, list, _)
        | Kind::ArrayLit(list)
        | Kind::SliceLit(list, ..)
        | Kind::StructLit(list) => list.iter().for_each(visit),
        Kind::Slice(args) => {
            visit(&args.x);
            [&args.lo, &args.hi, &args.max].into_iter().flatten().for_each(visit);
        }
        Kind::Call(call) => {
            if let Callee::Value(value) = &call.callee {
                visit(value);
            }
            call.args.iter().for_each(visit);
        }
        Kind::MakeSlice(len, cap) => {
            visit(len);
            cap.iter().for_each(|x| visit(x));
        }
        Kind::MakeMap(size) | Kind::MakeChan(size) => size.iter().for_each(|x| visit(x)),
        Kind::MapLit(list) => list.iter().for_each(|(key, value)| {
            visit(key);
            visit(value);
        }),
    }
}

/// Visits the nodes of statements to change them, operands first.
pub fn stmts_mut(list: &mut [Stmt], visit: &mut dyn FnMut(&mut Node)) {
    for s in list {
        stmt_mut(s, visit);
    }
}

fn stmt_mut(s: &mut Stmt, visit: &mut dyn FnMut(&mut Node)) {
    match &mut s.kind {
        StmtKind::Declare(_)
        | StmtKind::Label(_)
        | StmtKind::Goto(_)
        | StmtKind::Branch
        | StmtKind::Fallthrough => {}
        StmtKind::Assign { lhs, rhs, .. } => {
            lhs.iter_mut().chain(rhs).flatten().for_each(|x| expr_mut(x, visit));
        }
        StmtKind::AssignCall { lhs, call, define } => {
            lhs.iter_mut().flatten().for_each(|x| expr_mut(x, visit));
            expr_mut(call, visit);
            if let Some(rhs) = inlined_results(lhs, call) {
                let (lhs, define) = (std::mem::take(lhs), std::mem::take(define));
                s.kind = StmtKind::Assign { kind: AssignKind::Pair, lhs, rhs, define };
            }
        }
        StmtKind::OpAssign(_, x, y, _) | StmtKind::Send(x, y) => {
            expr_mut(x, visit);
            expr_mut(y, visit);
        }
        StmtKind::Expr(x) | StmtKind::Go(x) | StmtKind::Defer { fun: x, .. } => {
            expr_mut(x, visit);
        }
        StmtKind::If { init, cond, then, els } => {
            stmts_mut(init, visit);
            expr_mut(cond, visit);
            stmts_mut(then, visit);
            stmts_mut(els, visit);
        }
        StmtKind::For { init, cond, post, body, .. } => {
            stmts_mut(init, visit);
            cond.iter_mut().for_each(|x| expr_mut(x, visit));
            stmts_mut(post, visit);
            stmts_mut(body, visit);
        }
        StmtKind::Range(range) => {
            expr_mut(&mut range.x, visit);
            let vars = range.key.iter_mut().chain(&mut range.value);
            vars.for_each(|x| expr_mut(x, visit));
            stmts_mut(&mut range.body, visit);
        }
        StmtKind::Switch { init, tag, cases } => {
            stmts_mut(init, visit);
            tag.iter_mut().for_each(|x| expr_mut(x, visit));
            for case in cases {
                case.list.iter_mut().for_each(|x| expr_mut(x, visit));
                stmts_mut(&mut case.body, visit);
            }
        }
        StmtKind::TypeSwitch { init, x, cases } => {
            stmts_mut(init, visit);
            expr_mut(x, visit);
            cases.iter_mut().for_each(|case| stmts_mut(&mut case.body, visit));
        }
        StmtKind::Select(clauses) => {
            for clause in clauses {
                stmts_mut(&mut clause.comm, visit);
                stmts_mut(&mut clause.body, visit);
            }
        }
        StmtKind::Block(body) => stmts_mut(body, visit),
        StmtKind::Return(values) => {
            values.iter_mut().flatten().for_each(|x| expr_mut(x, visit));
        }
    }
}

/// The results of a call that was inlined, one by one; the first comes with the body.
fn inlined_results(lhs: &[Option<Node>], call: &mut Node) -> Option<Vec<Option<Node>>> {
    let Kind::Inlined(inlined) = &mut call.kind else { return None };
    let rest = inlined.results.split_off(1.min(inlined.results.len()));
    let (id, pos, copy) = (call.id, call.pos, call.copy);
    let ty = |i: usize| lhs.get(i).and_then(|x| x.as_ref()).map_or(Ty::INVALID, |x| x.ty);
    let result = |(i, var)| Some(Node { id, pos, copy, ty: ty(i + 1), kind: Kind::Var(var) });
    let rest: Vec<Option<Node>> = rest.into_iter().enumerate().map(result).collect();
    let mut first = std::mem::replace(call, Node { id, pos, copy, ty: ty(0), kind: Kind::Nil });
    first.ty = ty(0);
    Some(std::iter::once(Some(first)).chain(rest).collect())
}

/// Visits a node to change it after the nodes in it.
pub fn expr_mut(x: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
    match &mut x.kind {
        Kind::Const(_)
        | Kind::Nil
        | Kind::Func(_)
        | Kind::Opaque(_)
        | Kind::Global(_)
        | Kind::Var(_)
        | Kind::Closure(_)
        | Kind::New(_) => {}
        Kind::Unary(_, x)
        | Kind::Addr(x, _)
        | Kind::Deref(x, _)
        | Kind::Dot(x, _)
        | Kind::DotPtr(x, _)
        | Kind::MethodValue(x, ..)
        | Kind::Assert(x)
        | Kind::Conv(x, _)
        | Kind::ConvIface(x, _)
        | Kind::StrConv(_, x)
        | Kind::SliceToArray(x)
        | Kind::SliceToArrayPtr(x)
        | Kind::Recv(x)
        | Kind::PtrLit(x) => expr_mut(x, visit),
        Kind::Binary(_, x, y)
        | Kind::Logical(_, x, y)
        | Kind::Index(x, y, _)
        | Kind::IndexMap(x, y) => {
            expr_mut(x, visit);
            expr_mut(y, visit);
        }
        Kind::Concat(list)
        | Kind::Builtin(_, list, _)
        | Kind::ArrayLit(list)
        | Kind::SliceLit(list, ..)
        | Kind::StructLit(list) => list.iter_mut().for_each(|x| expr_mut(x, visit)),
        Kind::Slice(args) => {
            expr_mut(&mut args.x, visit);
            let bounds = [&mut args.lo, &mut args.hi, &mut args.max];
            bounds.into_iter().flatten().for_each(|x| expr_mut(x, visit));
        }
        Kind::Call(call) => {
            if let Callee::Value(value) = &mut call.callee {
                expr_mut(value, visit);
            }
            call.args.iter_mut().for_each(|x| expr_mut(x, visit));
        }
        Kind::MakeSlice(len, cap) => {
            expr_mut(len, visit);
            cap.iter_mut().for_each(|x| expr_mut(x, visit));
        }
        Kind::MakeMap(size) | Kind::MakeChan(size) => {
            size.iter_mut().for_each(|x| expr_mut(x, visit));
        }
        Kind::MapLit(list) => list.iter_mut().for_each(|(key, value)| {
            expr_mut(key, visit);
            expr_mut(value, visit);
        }),
        Kind::Inlined(inlined) => stmts_mut(&mut inlined.body, visit),
    }
    visit(x);
}
