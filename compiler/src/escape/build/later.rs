//! `go` and `defer`.
//!
//! A call with arguments or results becomes a closure that makes it: operands are kept in
//! temporaries, evaluated now, which the closure captures; constants, functions and the
//! frames of literals stay in the call.

use minigo_syntax::ast::Expr;
use minigo_syntax::source::Pos;

use super::Cx;
use crate::escape::tree::{AssignKind, Callee, Kind, Node, Stmt, StmtKind, VarId};
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Ty, TyKind};

impl Cx<'_, '_> {
    pub fn later(&mut self, stmt: Pos, x: &Expr, is_go: bool, out: &mut Vec<Stmt>) {
        let pos = x.pos;
        let mut call = self.expr(x.unparen());
        if let Kind::Inlined(inlined) = call.kind {
            // Statements that the call's operands need come first.
            out.extend(inlined.body);
            call.kind = Kind::Nil;
        }
        let fun = match self.direct(&mut call) {
            Some(fun) => fun,
            None => self.wrap(call, is_go, (stmt, pos), out),
        };
        let kind = match is_go {
            true => StmtKind::Go(fun),
            false => StmtKind::Defer { fun, in_yield: !self.yields.is_empty() },
        };
        out.push(self.stmt_node(pos, kind));
    }

    /// The function value of a call without receiver, arguments and results.
    fn direct(&mut self, call: &mut Node) -> Option<Node> {
        let pos = call.pos;
        let id = call.id;
        let Kind::Call(node) = &mut call.kind else { return None };
        if !node.args.is_empty() || !node.result_types.is_empty() {
            return None;
        }
        match &node.callee {
            Callee::Static(func) => {
                let func = *func;
                Some(self.node(id, pos, Ty::UNSAFE_POINTER, Kind::Func(func)))
            }
            Callee::Value(value) => Some(value.clone()),
            Callee::Interface(..) => None,
        }
    }

    fn wrap(
        &mut self,
        mut call: Node,
        is_go: bool,
        (stmt, pos): (Pos, Pos),
        out: &mut Vec<Stmt>,
    ) -> Node {
        let mut operands: Vec<(VarId, Node)> = Vec::new();
        self.operands(&mut call, &mut operands);
        let kind = if is_go { "gowrap" } else { "deferwrap" };
        let (func, outer) = self.open_func(kind, stmt);
        self.b.trees.func_mut(func).is_wrapper = true;
        // The closure captures the temporaries; the call inside is where they are used.
        for &(var, _) in &operands {
            self.b.trees.func_mut(func).capture(var, pos);
        }
        self.adopt(&call, outer, func);
        let id = call.id;
        let body = vec![self.stmt_node(pos, StmtKind::Expr(call))];
        self.b.trees.func_mut(func).body = Some(body);
        self.func = outer;
        if !operands.is_empty() {
            let define: Vec<VarId> = operands.iter().map(|&(var, _)| var).collect();
            for &var in &define {
                out.push(self.stmt_node(pos, StmtKind::Declare(var)));
            }
            let lhs = define.iter().map(|&var| Some(self.use_var(var, id, pos))).collect();
            let rhs = operands.into_iter().map(|(_, node)| Some(node)).collect();
            let kind = AssignKind::Pair;
            out.push(self.stmt_node(stmt, StmtKind::Assign { kind, lhs, rhs, define }));
        }
        self.node(id, stmt, Ty::UNSAFE_POINTER, Kind::Closure(func))
    }

    /// Literals in a call that moves into a wrapper stand in the wrapper from then on.
    fn adopt(&mut self, call: &Node, outer: super::FuncId, wrapper: super::FuncId) {
        let mut moved = Vec::new();
        crate::escape::visit::expr(call, &mut |node| {
            if let Kind::Closure(func) = node.kind {
                moved.push(func);
            }
        });
        for func in moved {
            if self.b.trees.func(func).outer == Some(outer) {
                self.b.trees.func_mut(func).outer = Some(wrapper);
            }
        }
    }

    /// Replaces the operands of a call by temporaries.
    fn operands(&mut self, call: &mut Node, out: &mut Vec<(VarId, Node)>) {
        match &mut call.kind {
            Kind::Call(node) => {
                node.is_deferred = true;
                if let Callee::Value(value) = &mut node.callee {
                    self.operand(value, out);
                }
                for arg in &mut node.args {
                    self.operand(arg, out);
                }
            }
            Kind::Builtin(builtin, args, _) => {
                let all = !matches!(builtin, Builtin::Recover);
                for arg in args.iter_mut().filter(|_| all) {
                    self.operand(arg, out);
                }
            }
            _ => {}
        }
    }

    fn operand(&mut self, x: &mut Node, out: &mut Vec<(VarId, Node)>) {
        let is_uintptr = |cx: &Self, ty: Ty, basic: Basic| matches!(cx.under(ty), TyKind::Basic(found) if found == basic);
        match &mut x.kind {
            Kind::Const(_) | Kind::Nil | Kind::Func(_) | Kind::Opaque(_) | Kind::New(_) => return,
            Kind::Conv(inner, _)
                if is_uintptr(self, x.ty, Basic::Uintptr)
                    && is_uintptr(self, inner.ty, Basic::UnsafePointer) =>
            {
                return self.operand(inner, out);
            }
            Kind::ArrayLit(list) | Kind::StructLit(list) | Kind::SliceLit(list, ..) => {
                for x in list {
                    self.operand(x, out);
                }
                return;
            }
            _ => {}
        }
        let var = self.temp(x.ty, x.pos);
        let (id, pos, ty) = (x.id, x.pos, x.ty);
        let use_ = self.node(id, pos, ty, Kind::Var(var));
        out.push((var, std::mem::replace(x, use_)));
    }
}
