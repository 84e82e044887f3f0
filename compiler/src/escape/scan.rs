//! One walk over a function: which variables are addressed, assigned, captured.

use minigo_syntax::ast::{
    Block, CaseClause, Decl, Expr, ExprKind, FuncDecl, FuncLit, FuncSig, Ident, NodeId, Param,
    Range, Stmt, StmtKind, UnaryOp, VarSpec,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::is_array;
use crate::typed::{Mode, Program, RangeFunc, SelectionKind};
use crate::types::object::{ObjId, ObjKind, VarKind};
use crate::types::ty::TyKind;

/// What the walk found.
#[derive(Default)]
pub struct Scan {
    /// Variables whose address is taken.
    pub addressed: FxHashSet<ObjId>,
    /// Variables assigned after their declaration.
    pub reassigned: FxHashSet<ObjId>,
    /// Variables that each literal takes from enclosing functions, in order of first use.
    pub captures: FxHashMap<NodeId, Vec<ObjId>>,
}

struct Scanner<'p> {
    program: &'p Program,
    scan: Scan,
    /// The function literals being walked, outermost first.
    lits: Vec<NodeId>,
    /// How many literals surround each variable's declaration.
    depth: FxHashMap<ObjId, usize>,
    /// The results of the function being walked.
    results: Vec<ObjId>,
    /// The innermost loop over a function in it whose body is being walked.
    range: Option<&'p RangeFunc>,
}

/// Walks a declared function.
pub fn scan_func(program: &Program, decl: &FuncDecl, body: &Block) -> Scan {
    let mut scanner = Scanner::new(program);
    scanner.params(decl.recv.as_deref().unwrap_or(&[]));
    scanner.signature(&decl.sig);
    scanner.block(body);
    scanner.scan
}

/// Walks the initialiser of a package-level variable.
pub fn scan_expr(program: &Program, expr: &Expr) -> Scan {
    let mut scanner = Scanner::new(program);
    scanner.expr(expr);
    scanner.scan
}

impl<'p> Scanner<'p> {
    fn new(program: &'p Program) -> Scanner<'p> {
        Scanner {
            program,
            scan: Scan::default(),
            lits: Vec::new(),
            depth: FxHashMap::default(),
            results: Vec::new(),
            range: None,
        }
    }

    fn declare(&mut self, var: Option<ObjId>) {
        if let Some(var) = var {
            self.depth.insert(var, self.lits.len());
        }
    }

    fn declare_ident(&mut self, ident: &Ident) {
        self.declare(self.program.object_of(ident.id));
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.declare(self.program.param_object(param));
        }
    }

    fn signature(&mut self, sig: &FuncSig) {
        self.params(&sig.params);
        self.params(&sig.results);
        self.results = self.program.results_of(sig);
        for result in &sig.results {
            if let Some(var) = result.name.and_then(|name| self.program.object_of(name.id)) {
                self.scan.reassigned.insert(var);
            }
        }
    }

    fn func_lit(&mut self, id: NodeId, lit: &FuncLit) {
        let results = std::mem::take(&mut self.results);
        let range = self.range.take();
        self.lits.push(id);
        self.scan.captures.insert(id, Vec::new());
        self.signature(&lit.sig);
        self.block(&lit.body);
        self.lits.pop();
        (self.results, self.range) = (results, range);
    }

    /// A loop over a function: its body is a literal.
    fn range_func(&mut self, id: NodeId, node: &Range, range: &'p RangeFunc) {
        let hidden = [Some(range.state), range.next, range.defers];
        let own = if range.depth == 0 { &hidden[..] } else { &hidden[..1] };
        for &var in own.iter().flatten() {
            self.declare(Some(var));
            self.scan.reassigned.insert(var);
        }
        let outer = self.range.replace(range);
        self.lits.push(id);
        self.scan.captures.insert(id, Vec::new());
        self.used_var(range.state);
        for x in node.key.iter().chain(&node.value) {
            if node.define { self.defined(x) } else { self.assigned(x) }
        }
        self.block(&node.body);
        self.lits.pop();
        self.range = outer;
        if !range.exits.is_empty() {
            range.next.iter().for_each(|&var| self.used_var(var));
        }
    }

    /// What a statement in the body of a loop over a function uses besides its operands.
    fn leaves_body(&mut self, stmt: &Stmt) {
        let Some(range) = self.range else { return };
        if self.program.info.exits.contains_key(&stmt.id) {
            range.next.iter().for_each(|&var| self.used_var(var));
        }
        match &stmt.kind {
            StmtKind::Return(list) if !list.is_empty() => {
                for result in self.results.clone() {
                    self.scan.reassigned.insert(result);
                    self.used_var(result);
                }
            }
            StmtKind::Defer(_) => range.defers.iter().for_each(|&var| self.used_var(var)),
            _ => {}
        }
    }

    fn local_var(&self, id: NodeId) -> Option<ObjId> {
        let object = self.program.object_of(id)?;
        match self.program.obj(object).kind {
            ObjKind::Var(VarKind::Local | VarKind::Param | VarKind::Result | VarKind::Receiver) => {
                Some(object)
            }
            _ => None,
        }
    }

    fn used(&mut self, id: NodeId) {
        if let Some(var) = self.local_var(id) {
            self.used_var(var);
        }
    }

    fn used_var(&mut self, var: ObjId) {
        let Some(&depth) = self.depth.get(&var) else { return };
        for lit in &self.lits[depth.min(self.lits.len())..] {
            let list = self.scan.captures.entry(*lit).or_default();
            if !list.contains(&var) {
                list.push(var);
            }
        }
    }

    // Statements.

    fn block(&mut self, block: &Block) {
        self.stmts(&block.stmts);
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        self.leaves_body(stmt);
        match &stmt.kind {
            StmtKind::Bad
            | StmtKind::Empty
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Goto(_)
            | StmtKind::Fallthrough => {}
            StmtKind::Expr(x) | StmtKind::Go(x) | StmtKind::Defer(x) => self.expr(x),
            StmtKind::Send(x, y) => {
                self.expr(x);
                self.expr(y);
            }
            StmtKind::IncDec(x, _) => self.assigned(x),
            StmtKind::Assign(lhs, rhs) => {
                lhs.iter().for_each(|x| self.assigned(x));
                self.exprs(rhs);
            }
            StmtKind::Define(lhs, rhs) => {
                self.exprs(rhs);
                lhs.iter().for_each(|x| self.defined(x));
            }
            StmtKind::OpAssign(_, x, y) => {
                self.assigned(x);
                self.expr(y);
            }
            StmtKind::Decl(decl) => self.decl(decl),
            StmtKind::Labeled(_, stmt) => self.stmt(stmt),
            StmtKind::Return(list) => self.exprs(list),
            StmtKind::Block(block) => self.block(block),
            StmtKind::If(node) => {
                node.init.iter().for_each(|stmt| self.stmt(stmt));
                self.expr(&node.cond);
                self.block(&node.then);
                node.els.iter().for_each(|stmt| self.stmt(stmt));
            }
            StmtKind::For(node) => {
                node.init.iter().for_each(|stmt| self.stmt(stmt));
                node.cond.iter().for_each(|x| self.expr(x));
                node.post.iter().for_each(|stmt| self.stmt(stmt));
                self.block(&node.body);
            }
            StmtKind::Range(node) => {
                self.expr(&node.x);
                if let Some(range) = self.program.info.range_funcs.get(&stmt.id) {
                    return self.range_func(stmt.id, node, range);
                }
                for x in node.key.iter().chain(&node.value) {
                    if node.define { self.defined(x) } else { self.assigned(x) }
                }
                self.block(&node.body);
            }
            StmtKind::Switch(node) => {
                node.init.iter().for_each(|stmt| self.stmt(stmt));
                node.tag.iter().for_each(|x| self.expr(x));
                node.cases.iter().for_each(|case| self.case(case));
            }
            StmtKind::TypeSwitch(node) => {
                node.init.iter().for_each(|stmt| self.stmt(stmt));
                self.expr(&node.x);
                node.cases.iter().for_each(|case| self.case(case));
            }
            StmtKind::Select(clauses) => {
                for clause in clauses {
                    clause.comm.iter().for_each(|stmt| self.stmt(stmt));
                    self.stmts(&clause.body);
                }
            }
        }
    }

    fn case(&mut self, case: &CaseClause) {
        self.declare(self.program.info.implicits.get(&case.id).copied());
        self.exprs(case.exprs.as_deref().unwrap_or(&[]));
        self.stmts(&case.body);
    }

    fn decl(&mut self, decl: &Decl) {
        if let Decl::Var(specs) = decl {
            for VarSpec { names, values, .. } in specs {
                self.exprs(values);
                names.iter().for_each(|name| self.declare_ident(name));
            }
        }
    }

    /// A variable on the left of `:=`: new, or assigned if it was declared before.
    fn defined(&mut self, x: &Expr) {
        let Some(ident) = x.unparen().as_ident() else { return self.expr(x) };
        match self.local_var(ident.id) {
            Some(var) if self.depth.contains_key(&var) => {
                self.scan.reassigned.insert(var);
                self.used(ident.id);
            }
            Some(var) => self.declare(Some(var)),
            None => {}
        }
    }

    /// An assigned operand: the variable it is part of is reassigned.
    fn assigned(&mut self, x: &Expr) {
        if let Some(var) = self.root(x) {
            self.scan.reassigned.insert(var);
        }
        self.expr(x);
    }

    /// The variable that `x` is, or is a field or array element of.
    fn root(&self, x: &Expr) -> Option<ObjId> {
        match &x.unparen().kind {
            ExprKind::Ident(ident) => self.local_var(ident.id),
            ExprKind::Selector(inner, _) => {
                let selection = self.program.info.selections.get(&x.unparen().id)?;
                if selection.indirect || self.is_pointer(inner) {
                    return None;
                }
                self.root(inner)
            }
            ExprKind::Index(inner, _) => {
                let ty = self.program.type_and_value(inner.id)?.ty;
                if is_array(self.program, ty) { self.root(inner) } else { None }
            }
            _ => None,
        }
    }

    fn is_pointer(&self, x: &Expr) -> bool {
        self.program
            .type_and_value(x.id)
            .is_some_and(|tv| matches!(self.program.types.under(tv.ty), TyKind::Pointer(_)))
    }

    fn addressed(&mut self, x: &Expr) {
        if let Some(var) = self.root(x) {
            self.scan.addressed.insert(var);
        }
    }

    // Expressions.

    fn exprs(&mut self, list: &[Expr]) {
        list.iter().for_each(|x| self.expr(x));
    }

    fn expr(&mut self, x: &Expr) {
        if self.program.type_and_value(x.id).is_some_and(|tv| tv.mode == Mode::Type) {
            return;
        }
        match &x.kind {
            ExprKind::Ident(ident) => self.used(ident.id),
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.expr(inner),
            ExprKind::FuncLit(lit) => self.func_lit(x.id, lit),
            ExprKind::CompositeLit { elems, .. } => {
                for elem in elems {
                    // A field name is an identifier without a variable.
                    elem.key.iter().for_each(|key| self.expr(key));
                    self.expr(&elem.value);
                }
            }
            ExprKind::Selector(inner, _) => {
                self.selector(x, inner);
                self.expr(inner);
            }
            ExprKind::Index(inner, indices) => {
                self.expr(inner);
                self.exprs(indices);
            }
            ExprKind::Slice { x: inner, lo, hi, max } => {
                let ty = self.program.type_and_value(inner.id).map(|tv| tv.ty);
                if ty.is_some_and(|ty| is_array(self.program, ty)) {
                    self.addressed(inner);
                }
                self.expr(inner);
                [lo, hi, max].into_iter().flatten().for_each(|x| self.expr(x));
            }
            ExprKind::TypeAssert(inner, _) => self.expr(inner),
            ExprKind::Call(call) => {
                self.expr(&call.fun);
                self.exprs(&call.args);
            }
            ExprKind::Unary(op, inner) => {
                if *op == UnaryOp::Addr {
                    self.addressed(inner);
                }
                self.expr(inner);
            }
            ExprKind::Binary(_, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Bad
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

    /// `x.m` with a pointer receiver on an addressable `x` takes its address. A method of a
    /// type parameter may have one.
    fn selector(&mut self, x: &Expr, inner: &Expr) {
        let Some(selection) = self.program.info.selections.get(&x.id) else { return };
        if selection.indirect || self.is_pointer(inner) {
            return;
        }
        let takes_address = match selection.kind {
            SelectionKind::Method => selection.obj.is_some_and(|method| {
                matches!(&self.program.obj(method).kind, ObjKind::Func(info) if info.ptr_recv)
            }),
            // A type argument has the method in the method set of values, too.
            SelectionKind::InterfaceMethod
            | SelectionKind::Field
            | SelectionKind::MethodExpr => false,
        };
        if takes_address {
            self.addressed(inner);
        }
    }
}
