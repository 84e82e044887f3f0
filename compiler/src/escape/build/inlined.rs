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
    AssignKind, Callee, Class, CopyId, FuncId, Inlined, Kind, Node, Stmt, StmtKind, VarId,
};
use crate::escape::visit;
use crate::types::ty::{Ty, TyKind};
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

/// A call that is being replaced.
struct Opened {
    id: ast::NodeId,
    pos: Pos,
    /// The copy that it stands in, and that of the body.
    outer: CopyId,
    copy: CopyId,
    callee: FuncId,
    delayed: bool,
    args: Vec<Node>,
    /// What comes before the body.
    body: Vec<Stmt>,
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
        let mut cx = Cx::new(self, caller, subst);
        if let Some(source) = cx.source(callee, root) {
            return cx.replace_call(x, callee, delayed, |cx, opened| {
                let params: Vec<Option<VarId>> = source
                    .recv
                    .iter()
                    .chain(&source.sig.params)
                    .zip(&source.params)
                    .map(|(param, &ty)| cx.inlined_param(param, ty))
                    .collect();
                let results = source.sig.results.iter().enumerate().zip(&source.results);
                let results = results
                    .map(|((index, param), &ty)| cx.result_var(index, param, ty, Class::Local))
                    .collect();
                cx.begin_inlined(opened, &params, results);
                cx.block(source.body)
            });
        }
        let Some(stmt) = cx.yield_source(callee, root) else { return false };
        let ast::StmtKind::Range(node) = &stmt.kind else { return false };
        let TyKind::Func(sig) = cx.under(cx.ty(&node.x)) else { return false };
        cx.replace_call(x, callee, delayed, |cx, opened| {
            let vars = cx.yield_vars(node, sig.params[0], stmt.pos, Class::Local);
            let params: Vec<Option<VarId>> = vars.iter().copied().map(Some).collect();
            let ok = Symbol::new("#r1");
            let ok = cx.new_var(ok, Ty::BOOL, stmt.pos, Class::Local, None);
            cx.begin_inlined(opened, &params, vec![ok]);
            let mut body = Vec::new();
            if let Some(state) = cx.enter_yield(callee) {
                cx.assign_yielded(node, &vars, stmt.pos, &mut body);
                cx.yield_body(node, state, stmt.pos, &mut body);
            }
            body
        })
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
    /// Puts what `make` makes in place of a call.
    fn replace_call(
        &mut self,
        x: &mut Node,
        callee: FuncId,
        delayed: bool,
        make: impl FnOnce(&mut Self, &mut Opened) -> Vec<Stmt>,
    ) -> bool {
        let (id, pos, outer, ty) = (x.id, x.pos, x.copy, x.ty);
        let Kind::Call(call) = std::mem::replace(&mut x.kind, Kind::Nil) else { return false };
        let mut body = Vec::new();
        if let Callee::Value(Node { kind: Kind::Inlined(inlined), .. }) = call.callee {
            body.extend(inlined.body);
        }
        self.pkg = self.b.trees.func(callee).pkg;
        // What a literal captures is at hand in the function around it.
        for &var in &self.b.trees.func(callee).captures {
            if let Some(obj) = self.b.trees.var(var).obj {
                self.vars.insert(obj, var);
            }
        }
        let copy = self.b.trees.new_copy(callee, Some((outer, pos)));
        self.b.trees.expansions.insert((outer, id), copy);
        self.copy = copy;
        let args = call.args;
        let mut opened = Opened { id, pos, outer, copy, callee, delayed, args, body };
        let made = make(self, &mut opened);
        let mut body = opened.body;
        body.extend(made);
        let Some(inlined) = self.inlined.take() else { return false };
        self.copy = outer;
        body.push(self.stmt_node(pos, StmtKind::Label(inlined.label)));
        let inlined = Inlined { body, results: inlined.results };
        *x = self.node(id, pos, ty, Kind::Inlined(Box::new(inlined)));
        true
    }

    /// The parameters get their values, and the body begins.
    fn begin_inlined(
        &mut self,
        opened: &mut Opened,
        params: &[Option<VarId>],
        results: Vec<VarId>,
    ) {
        let &mut Opened { id, pos, outer, copy, callee, delayed, .. } = opened;
        self.copy = outer;
        let args = std::mem::take(&mut opened.args);
        self.enter(params, args, id, pos, &mut opened.body);
        if !delayed {
            for &var in &results {
                opened.body.push(self.stmt_node(pos, StmtKind::Declare(var)));
                opened.body.push(self.set_var(var, None, id, pos));
            }
        }
        let label = Symbol::new(&format!(".i{}", copy.0));
        self.copy = copy;
        let name = self.b.trees.func(callee).name.clone();
        let (nlits, nranges) = (0, 0);
        self.inlined = Some(Return { results, delayed, label, name, nlits, nranges });
    }

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
        if let Some(outermost) = self.yields.first() {
            return outermost.results();
        }
        if let Some(inlined) = &self.inlined {
            return &inlined.results;
        }
        &self.b.trees.func(self.func).results
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
