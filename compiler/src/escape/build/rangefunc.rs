//! `for … range f` over an iterator function.
//!
//! The body becomes a literal that the iterator calls. `return` in it sets variables of
//! the function around the loop, which returns them when the iterator is done.

use minigo_syntax::ast::{self, Expr};
use minigo_syntax::symbol::Symbol;

use super::Cx;
use crate::escape::tree::{Call, Callee, Class, FuncId, Kind, Node, Param, Stmt, StmtKind};
use crate::typed::RangeState;
use crate::types::constant::Const;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};

/// How a loop body that is a literal returns from the function around it.
pub struct Yield {
    /// The function with the outermost such loop.
    pub func: FuncId,
    /// A `return` was met.
    pub returns: bool,
}

impl Cx<'_, '_> {
    pub fn range_func(&mut self, stmt: &ast::Stmt, node: &ast::Range, out: &mut Vec<Stmt>) {
        let pos = stmt.pos;
        let Some(range) = self.program().info.range_funcs.get(&stmt.id) else { return };
        let iterator = self.expr(&node.x);
        let TyKind::Func(sig) = self.under(iterator.ty) else { return };
        let Some(&yield_ty) = sig.params.first() else { return };
        let TyKind::Func(body_sig) = self.under(yield_ty) else { return };
        let is_outermost = self.yields.is_empty();
        if is_outermost {
            self.yields.push(Yield { func: self.func, returns: false });
            for var in [range.next, range.defers].into_iter().flatten() {
                self.hidden_var(var, out);
            }
            if range.defers.is_some() {
                // The list of the calls that bodies defer.
                let fun = self.node(stmt.id, pos, Ty::UNSAFE_POINTER, Kind::Nil);
                out.push(self.stmt_node(pos, StmtKind::Defer { fun, in_yield: true }));
            }
        }
        self.hidden_var(range.state, out);
        self.set_hidden(range.state, RangeState::Ready as i64, stmt, out);
        let (func, outer) = self.open_func("-range", pos);
        self.b.trees.func_mut(func).lit = Some(stmt.id);
        let mut body = Vec::new();
        let vars = [node.key.as_ref(), node.value.as_ref()];
        for (i, (&ty, x)) in body_sig.params.iter().zip(vars).enumerate() {
            self.yield_param(i, ty, x, node.define, pos, &mut body);
        }
        let ok = self.new_var(Symbol::new("#r1"), Ty::BOOL, pos, Class::Result, None);
        self.b.trees.func_mut(func).results.push(ok);
        self.set_hidden(range.state, RangeState::Panic as i64, stmt, &mut body);
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
        if !range.exits.is_empty()
            && let Some(next) = range.next
        {
            self.set_hidden(next, 0, stmt, out);
        }
        if is_outermost
            && let Some(done) = self.yields.pop()
            && done.returns
        {
            self.leave(Vec::new(), stmt.id, pos, out);
        }
    }

    /// Declares a variable that the checker made up for the loop.
    fn hidden_var(&mut self, obj: ObjId, out: &mut Vec<Stmt>) {
        let object = self.program().obj(obj);
        let (name, ty, pos) = (object.name, object.ty, object.pos);
        let var = self.new_var(name, ty, pos, Class::Local, Some(obj));
        out.push(self.stmt_node(pos, StmtKind::Declare(var)));
    }

    fn set_hidden(&mut self, obj: ObjId, value: i64, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        let Some(&var) = self.vars.get(&obj) else { return };
        let target = self.use_var(var, stmt.id, stmt.pos);
        let value = Kind::Const(Const::from_i64(value));
        let value = self.node(stmt.id, stmt.pos, target.ty, value);
        out.push(self.assign_one(stmt.pos, target, value));
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
            body.push(self.assign_one(pos, target, value));
        }
    }

    /// `return` inside such a body.
    pub fn yield_return(&mut self, values: Vec<Node>, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        self.yields[0].returns = true;
        let results = self.result_vars().to_vec();
        for (value, var) in values.into_iter().zip(results) {
            let target = self.use_var(var, stmt.id, stmt.pos);
            out.push(self.assign_one(stmt.pos, target, value));
        }
        self.leave_body(stmt, out);
    }

    /// Leaves the body of such a loop for more than the loop, if the statement does.
    pub fn leave_body(&mut self, stmt: &ast::Stmt, out: &mut Vec<Stmt>) -> bool {
        let info = &self.program().info;
        let Some(&number) = info.exits.get(&stmt.id) else { return false };
        let lit = self.b.trees.func(self.func).lit;
        let range = lit.and_then(|lit| info.range_funcs.get(&lit));
        if let Some(next) = range.and_then(|range| range.next) {
            self.set_hidden(next, number, stmt, out);
        }
        let stop = Kind::Const(Const::from_bool(false));
        let stop = self.node(stmt.id, stmt.pos, Ty::BOOL, stop);
        out.push(self.stmt_node(stmt.pos, StmtKind::Return(vec![Some(stop)])));
        true
    }
}
