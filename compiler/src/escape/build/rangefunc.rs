//! `for … range f` over an iterator function.
//!
//! The body becomes a literal that the iterator calls. `return` in it sets variables of
//! the function around the loop, which returns them when the iterator is done.

use minigo_syntax::ast::{self, Expr};
use minigo_syntax::symbol::Symbol;

use super::Cx;
use crate::escape::tree::{
    AssignKind, Call, Callee, Class, FuncId, Kind, Node, Param, Stmt, StmtKind, VarId,
};
use crate::types::constant::Const;
use crate::types::ty::{Ty, TyKind};

/// How a loop body that is a literal returns from the function around it.
pub struct Yield {
    /// The function with the outermost such loop.
    pub func: FuncId,
    /// Its variables for what is returned.
    pub results: Vec<VarId>,
    /// A `return` was met.
    pub returns: bool,
}

impl Cx<'_, '_> {
    pub fn range_func(&mut self, stmt: &ast::Stmt, node: &ast::Range, out: &mut Vec<Stmt>) {
        let pos = stmt.pos;
        let iterator = self.expr(&node.x);
        let TyKind::Func(sig) = self.under(iterator.ty) else { return };
        let Some(&yield_ty) = sig.params.first() else { return };
        let TyKind::Func(body_sig) = self.under(yield_ty) else { return };
        let is_outermost = self.yields.is_empty();
        if is_outermost {
            let types: Vec<Ty> = self.result_types();
            let results = types.iter().map(|&ty| self.temp(ty, pos)).collect();
            self.yields.push(Yield { func: self.func, results, returns: false });
        }
        let results = self.yields[0].results.clone();
        if is_outermost {
            out.extend(
                results
                    .iter()
                    .map(|&var| self.stmt_node(pos, StmtKind::Declare(var)))
                    .collect::<Vec<_>>(),
            );
        }
        let (func, outer) = self.open_func("-range", pos);
        self.b.trees.func_mut(func).lit = Some(stmt.id);
        let mut body = Vec::new();
        let vars = [node.key.as_ref(), node.value.as_ref()];
        for (i, (&ty, x)) in body_sig.params.iter().zip(vars).enumerate() {
            self.yield_param(i, ty, x, node.define, pos, &mut body);
        }
        let ok = self.new_var(Symbol::new("#r1"), Ty::BOOL, pos, Class::Result, None);
        self.b.trees.func_mut(func).results.push(ok);
        body.extend(self.block(&node.body));
        self.b.trees.func_mut(func).body = Some(body);
        self.func = outer;
        let lit = self.node(stmt.id, pos, yield_ty, Kind::Closure(func));
        let callee = match iterator.kind {
            Kind::Func(func) => Callee::Static(func),
            _ => Callee::Value(iterator),
        };
        let call = Call {
            callee,
            args: vec![lit],
            spread: false,
            result_types: Vec::new(),
            is_deferred: false,
            is_plain: false,
        };
        let call = self.node(stmt.id, pos, Ty::INVALID, Kind::Call(Box::new(call)));
        out.push(self.stmt_node(pos, StmtKind::Expr(call)));
        if is_outermost
            && let Some(done) = self.yields.pop()
            && done.returns
        {
            let values = results.iter().map(|&var| self.use_var(var, stmt.id, pos)).collect();
            self.leave(values, stmt.id, pos, out);
        }
    }

    fn result_types(&self) -> Vec<Ty> {
        let trees = &self.b.trees;
        self.result_vars().iter().map(|&var| trees.var(var).ty).collect()
    }

    fn yield_param(
        &mut self,
        index: usize,
        ty: Ty,
        x: Option<&Expr>,
        define: bool,
        pos: minigo_syntax::source::Pos,
        body: &mut Vec<Stmt>,
    ) {
        let ident = x.and_then(|x| x.unparen().as_ident());
        let named = ident.filter(|ident| define && !ident.name.is_blank());
        let (name, at) = match named {
            Some(ident) => (ident.name, ident.pos),
            None => (Symbol::new(&format!("#p{}", index + 1)), pos),
        };
        let obj = named.and_then(|ident| self.program().object_of(ident.id));
        let var = self.new_var(name, ty, at, Class::Param, obj);
        self.b.trees.func_mut(self.func).params.push(Param {
            var: Some(var),
            name: Some(name),
            ty,
            pos: at,
            variadic: false,
        });
        if let Some(x) = x.filter(|x| !define && !super::stmt::is_blank(x)) {
            let target = self.expr(x);
            let value = self.use_var(var, x.id, pos);
            let value = self.assign_conv(value, target.ty);
            let kind = AssignKind::Plain;
            let (lhs, rhs) = (vec![Some(target)], vec![Some(value)]);
            body.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define: vec![] }));
        }
    }

    /// `return` inside such a body.
    pub fn yield_return(&mut self, values: Vec<Node>, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        self.yields[0].returns = true;
        let results = self.yields[0].results.clone();
        for (value, var) in values.into_iter().zip(results) {
            let target = self.use_var(var, stmt.id, stmt.pos);
            let kind = AssignKind::Plain;
            let (lhs, rhs) = (vec![Some(target)], vec![Some(value)]);
            let assign = StmtKind::Assign { kind, lhs, rhs, define: vec![] };
            out.push(self.stmt_node(stmt.pos, assign));
        }
        let stop = Kind::Const(Const::from_bool(false));
        let stop = self.node(stmt.id, stmt.pos, Ty::BOOL, stop);
        out.push(self.stmt_node(stmt.pos, StmtKind::Return(vec![Some(stop)])));
    }
}
