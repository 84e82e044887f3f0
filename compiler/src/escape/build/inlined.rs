//! Inlined calls: the callee's body made again, in the function that calls.
//!
//! Parameters and results become variables of the caller, `return` assigns to the results
//! and jumps behind the body. The body is made from the syntax tree like any other, so
//! nothing of it is shared with the function itself or with other calls of it.

use minigo_syntax::ast::{self, Block, ExprKind, FuncSig, Param as AstParam};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::{Builder, Cx};
use crate::escape::tree::{
    AssignKind, Callee, Class, FuncId, Inlined, Kind, Node, Stmt, StmtKind, VarId,
};
use crate::escape::visit;
use crate::types::ty::Ty;
use crate::walk;

/// What `return` does in an inlined body.
pub struct Return {
    /// The variables of the results.
    pub results: Vec<VarId>,
    /// The results come into being at the only `return`.
    pub delayed: bool,
    /// Stands behind the body.
    pub label: Symbol,
    /// The callee's name: literals are named after it.
    pub name: std::rc::Rc<str>,
    /// Literals and loop bodies met so far.
    pub nlits: u32,
    pub nranges: u32,
}

/// A function's source.
struct Source<'p> {
    recv: &'p [AstParam],
    sig: &'p FuncSig,
    body: &'p Block,
    params: Vec<Ty>,
    results: Vec<Ty>,
}

impl<'p> Builder<'p> {
    /// Replaces a call by the body of the function that it calls. Nothing changes if the
    /// body is not known.
    pub fn inline_call(&mut self, caller: FuncId, x: &mut Node, callee: FuncId) -> bool {
        let delayed = self.delays_results(callee);
        let Some(root) = self.declared(callee) else { return false };
        let subst = match self.trees.func(root).decl {
            Some(obj) => self.program.type_args_map(obj, &self.trees.func(root).args),
            None => Vec::new(),
        };
        let (id, pos, outer, ty) = (x.id, x.pos, x.copy, x.ty);
        let mut cx = Cx::new(self, caller, subst);
        let Some(source) = cx.source(callee, root) else { return false };
        let Kind::Call(call) = std::mem::replace(&mut x.kind, Kind::Nil) else { return false };
        let mut body = Vec::new();
        if let Callee::Value(Node { kind: Kind::Inlined(inlined), .. }) = call.callee {
            body.extend(inlined.body);
        }
        cx.pkg = cx.b.trees.func(callee).pkg;
        // What a literal captures is at hand in the function around it.
        for &var in &cx.b.trees.func(callee).captures {
            if let Some(obj) = cx.b.trees.var(var).obj {
                cx.vars.insert(obj, var);
            }
        }
        let copy = cx.b.trees.new_copy(callee, Some((outer, pos)));
        cx.b.trees.expansions.insert((outer, id), copy);
        cx.copy = copy;
        let params: Vec<Option<VarId>> = source
            .recv
            .iter()
            .chain(&source.sig.params)
            .zip(&source.params)
            .map(|(param, &ty)| cx.inlined_param(param, ty))
            .collect();
        let results: Vec<VarId> = source
            .sig
            .results
            .iter()
            .enumerate()
            .zip(&source.results)
            .map(|((index, param), &ty)| cx.result_var(index, param, ty, Class::Local))
            .collect();
        cx.copy = outer;
        cx.enter(&params, call.args, id, pos, &mut body);
        if !delayed {
            for &var in &results {
                body.push(cx.stmt_node(pos, StmtKind::Declare(var)));
                let target = Some(cx.use_var(var, id, pos));
                let (kind, lhs, rhs) = (AssignKind::Plain, vec![target], vec![None]);
                body.push(cx.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define: vec![] }));
            }
        }
        let label = Symbol::new(&format!(".i{}", copy.0));
        cx.copy = copy;
        let name = cx.b.trees.func(callee).name.clone();
        let (nlits, nranges) = (0, 0);
        let results_of_call = results.clone();
        cx.inlined = Some(Return { results, delayed, label, name, nlits, nranges });
        body.extend(cx.block(source.body));
        cx.copy = outer;
        body.push(cx.stmt_node(pos, StmtKind::Label(label)));
        let inlined = Inlined { body, results: results_of_call };
        *x = cx.node(id, pos, ty, Kind::Inlined(Box::new(inlined)));
        true
    }

    /// Whether an inlined call can leave its results until its only `return`.
    fn delays_results(&self, callee: FuncId) -> bool {
        let func = self.trees.func(callee);
        let Some(body) = &func.body else { return false };
        let mut nreturns = 0;
        visit::stmts(body, &mut |_| {}, &mut |stmt| {
            if let StmtKind::Return(values) = &stmt.kind {
                nreturns += if values.is_empty() { 2 } else { 1 };
            }
        });
        let is_named = |&var: &VarId| !self.trees.var(var).name.as_str().starts_with('~');
        nreturns == 1 && !func.results.iter().any(is_named)
    }

    /// The declared function that a function's source is part of.
    fn declared(&self, mut func: FuncId) -> Option<FuncId> {
        loop {
            let node = self.trees.func(func);
            if node.decl.is_some() {
                return Some(func);
            }
            func = match self.trees.copied(node.copy) {
                Some(copied) => copied.func,
                None => node.outer?,
            };
        }
    }
}

impl<'p> Cx<'_, 'p> {
    /// The source of a function, which stands in the declaration of `root`.
    fn source(&self, func: FuncId, root: FuncId) -> Option<Source<'p>> {
        let program = self.program();
        let obj = self.b.trees.func(root).decl?;
        let decl = program.func_decl(obj)?;
        let body = program.body(obj)?;
        if func == root {
            let (params, results) = program.decl_types(obj, &self.subst);
            let recv = decl.recv.as_deref().unwrap_or(&[]);
            return Some(Source { recv, sig: &decl.sig, body, params, results });
        }
        let id = self.b.trees.func(func).lit?;
        let mut found = None;
        walk::block(body, &mut |x| {
            if x.id == id
                && let ExprKind::FuncLit(lit) = &x.kind
            {
                found = Some((x, &**lit));
            }
        });
        let (x, lit) = found?;
        let (params, results) = self.signature(self.ty(x));
        Some(Source { recv: &[], sig: &lit.sig, body: &lit.body, params, results })
    }

    fn inlined_param(&mut self, param: &AstParam, ty: Ty) -> Option<VarId> {
        let ident = param.name.as_ref().filter(|ident| !ident.name.is_blank())?;
        let obj = self.program().object_of(ident.id);
        Some(self.new_var(ident.name, ty, ident.pos, Class::Local, obj))
    }

    /// Assigns the arguments to the parameters.
    fn enter(
        &mut self,
        params: &[Option<VarId>],
        args: Vec<Node>,
        id: ast::NodeId,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        if args.is_empty() {
            return;
        }
        let define: Vec<VarId> = params.iter().copied().flatten().collect();
        for &var in &define {
            out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        }
        let lhs = params.iter().map(|var| var.map(|var| self.use_var(var, id, pos))).collect();
        let rhs = args.into_iter().map(Some).collect();
        let kind = AssignKind::Pair;
        out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define }));
    }

    /// The variables that `return` sets.
    pub fn result_vars(&self) -> &[VarId] {
        if let Some(inlined) = &self.inlined {
            return &inlined.results;
        }
        let func = self.yields.first().map_or(self.func, |yields| yields.func);
        &self.b.trees.func(func).results
    }

    /// Leaves the function, or the inlined call.
    pub fn leave(&mut self, values: Vec<Node>, id: ast::NodeId, pos: Pos, out: &mut Vec<Stmt>) {
        let values: Vec<Option<Node>> = values.into_iter().map(Some).collect();
        let Some(inlined) = &self.inlined else {
            return out.push(self.stmt_node(pos, StmtKind::Return(values)));
        };
        let (label, delayed, results) = (inlined.label, inlined.delayed, inlined.results.clone());
        if !values.is_empty() {
            let define = if delayed { results.clone() } else { Vec::new() };
            for &var in &define {
                out.push(self.stmt_node(pos, StmtKind::Declare(var)));
            }
            let lhs = results.iter().map(|&var| Some(self.use_var(var, id, pos))).collect();
            let kind = AssignKind::Pair;
            out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs: values, define }));
        }
        out.push(self.stmt_node(pos, StmtKind::Goto(label)));
    }

    /// A label of this copy.
    pub fn label(&self, name: Symbol) -> Symbol {
        match self.inlined {
            Some(_) => Symbol::new(&format!("{name}·{}", self.copy.0)),
            None => name,
        }
    }
}
