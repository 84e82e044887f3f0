//! Statements and package-level initialisers.

use minigo_syntax::ast::{
    self, BinaryOp, Block, CaseClause, Decl, Expr, ExprKind, NodeId, StmtKind as Ast, UnaryOp,
    VarSpec,
};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::Cx;
use crate::escape::tree::{
    AssignKind, Case, Comm, Kind, Node, Range, Stmt, StmtKind, TypeCase, VarId,
};
use crate::typed::Mode;
use crate::types::constant::Const;
use crate::types::object::{Builtin, ObjId};
use crate::types::ty::{Ty, TyKind};

/// Whether an operand is the blank identifier.
pub fn is_blank(x: &Expr) -> bool {
    x.unparen().as_ident().is_some_and(|ident| ident.name.is_blank())
}

impl Cx<'_, '_> {
    pub fn block(&mut self, block: &Block) -> Vec<Stmt> {
        self.stmts(&block.stmts)
    }

    fn stmts(&mut self, list: &[ast::Stmt]) -> Vec<Stmt> {
        let mut out = Vec::new();
        let is_label = |stmt: &ast::Stmt| matches!(stmt.kind, Ast::Labeled(..));
        let last_label = list.iter().rposition(is_label);
        let mut is_dead = false;
        for (i, stmt) in list.iter().enumerate() {
            // Messages are not about what is never reached; lowering meets it nevertheless.
            if is_dead && self.b.spells && last_label.is_none_or(|last| i > last) {
                continue;
            }
            self.stmt(stmt, &mut out);
            is_dead = self.terminates(stmt);
        }
        out
    }

    /// Whether what stands behind a statement is never reached, as far as Go's compiler looks.
    pub fn terminates(&self, stmt: &ast::Stmt) -> bool {
        let info = &self.program().info;
        let ends = |list: &[ast::Stmt]| list.last().is_some_and(|stmt| self.terminates(stmt));
        match &stmt.kind {
            Ast::Return(_) | Ast::Goto(_) => true,
            Ast::Break(_) | Ast::Continue(_) => {
                info.exits.contains_key(&stmt.id) || info.own_exits.contains(&stmt.id)
            }
            Ast::Expr(x) => match &x.unparen().kind {
                ExprKind::Call(call) => {
                    let mode = self.program().type_and_value(call.fun.id).map(|tv| tv.mode);
                    mode == Some(Mode::Builtin(Builtin::Panic))
                }
                _ => false,
            },
            Ast::Block(block) => ends(&block.stmts),
            Ast::If(node) => {
                let value = self.program().type_and_value(node.cond.id);
                let value = value.and_then(|tv| tv.value.as_ref()).map(|value| value.bool_value());
                let els = node.els.as_ref().is_some_and(|stmt| self.terminates(stmt));
                (value == Some(false) || ends(&node.then.stmts)) && (value == Some(true) || els)
            }
            _ => false,
        }
    }

    fn stmt_list(&mut self, stmt: &ast::Stmt) -> Vec<Stmt> {
        let mut out = Vec::new();
        self.stmt(stmt, &mut out);
        out
    }

    fn optional(&mut self, stmt: &Option<ast::Stmt>) -> Vec<Stmt> {
        stmt.as_ref().map(|stmt| self.stmt_list(stmt)).unwrap_or_default()
    }

    fn stmt(&mut self, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        self.labeled_stmt(stmt, None, out);
    }

    /// Makes a statement behind its label.
    fn labeled_stmt(&mut self, stmt: &ast::Stmt, label: Option<Symbol>, out: &mut Vec<Stmt>) {
        let pos = stmt.pos;
        let kind = match &stmt.kind {
            Ast::Bad | Ast::Empty => return,
            Ast::Expr(x) => StmtKind::Expr(self.expr(x)),
            Ast::Send(chan, value) => {
                let chan = self.expr(chan);
                let elem = match self.under(chan.ty) {
                    TyKind::Chan(_, elem) => elem,
                    _ => Ty::INVALID,
                };
                let value = self.value(value, elem);
                StmtKind::Send(chan, value)
            }
            Ast::IncDec(x, _) => {
                let x = self.expr(x);
                let one = self.node(x.id, pos, x.ty, Kind::Const(Const::from_i64(1)));
                StmtKind::OpAssign(BinaryOp::Add, x, one, true)
            }
            Ast::OpAssign(op, x, y) => {
                let (x, y) = (self.expr(x), self.expr(y));
                StmtKind::OpAssign(*op, x, y, false)
            }
            Ast::Assign(lhs, rhs) => return self.assign(lhs, rhs, pos, out),
            Ast::Define(lhs, rhs) => return self.define(lhs, rhs, pos, out),
            Ast::Decl(Decl::Var(specs)) => {
                for spec in specs {
                    self.var_spec(spec, out);
                }
                return;
            }
            Ast::Decl(_) => return,
            Ast::Labeled(label, inner) => {
                out.push(self.stmt_node(pos, StmtKind::Label(self.label(label.name))));
                return self.labeled_stmt(inner, Some(label.name), out);
            }
            Ast::Go(x) => return self.later(pos, x, true, out),
            Ast::Defer(x) => return self.later(pos, x, false, out),
            Ast::Return(list) => return self.return_stmt(stmt, list, out),
            Ast::Break(_) | Ast::Continue(_) | Ast::Goto(_) if self.leave_body(stmt, out) => return,
            Ast::Break(_) | Ast::Continue(_) => StmtKind::Branch,
            Ast::Goto(label) => StmtKind::Goto(self.label(label.name)),
            Ast::Fallthrough => StmtKind::Fallthrough,
            Ast::Block(block) => StmtKind::Block(self.block(block)),
            Ast::If(node) => {
                let init = self.optional(&node.init);
                let cond = self.expr(&node.cond);
                let mut then = self.block(&node.then);
                let mut els = self.optional(&node.els);
                // What a constant condition excludes is not looked at.
                if let Kind::Const(value) = &cond.kind {
                    let dead = if value.bool_value() { &mut els } else { &mut then };
                    dead.clear();
                }
                StmtKind::If { init, cond, then, els }
            }
            Ast::For(node) => {
                let init = self.optional(&node.init);
                let mut vars = Vec::new();
                for stmt in &init {
                    if let StmtKind::Assign { define, .. } | StmtKind::AssignCall { define, .. } =
                        &stmt.kind
                    {
                        vars.extend(define.iter().copied());
                    }
                }
                let cond = node.cond.as_ref().map(|x| self.expr(x));
                let post = self.optional(&node.post);
                let body = self.block(&node.body);
                StmtKind::For { vars, init, cond, post, body }
            }
            Ast::Range(node) => return self.range(stmt, node, label, out),
            Ast::Switch(node) => {
                let init = self.optional(&node.init);
                let (tag, cases) = self.switch(node.tag.as_ref(), &node.cases);
                StmtKind::Switch { init, tag, cases }
            }
            Ast::TypeSwitch(node) => {
                let init = self.optional(&node.init);
                let x = self.expr(&node.x);
                let cases = node.cases.iter().map(|case| self.type_case(case)).collect();
                StmtKind::TypeSwitch { init, x, cases }
            }
            Ast::Select(clauses) => {
                let clause = |clause: &ast::CommClause| Comm {
                    comm: self.optional(&clause.comm),
                    body: self.stmts(&clause.body),
                };
                StmtKind::Select(clauses.iter().map(clause).collect())
            }
        };
        out.push(self.stmt_node(pos, kind));
    }

    // Switches.

    fn switch(&mut self, tag: Option<&Expr>, clauses: &[CaseClause]) -> (Option<Node>, Vec<Case>) {
        let mut tag = tag.map(|tag| self.expr(tag));
        if let Some(taken) = self.taken_clause(tag.as_ref(), clauses) {
            // Only the clause that is always taken is looked at.
            let body = taken.map(|clause| self.stmts(&clause.body));
            return (None, body.map(|body| Case { list: Vec::new(), body }).into_iter().collect());
        }
        let mut cases: Vec<Case> = Vec::new();
        for clause in clauses {
            let list = self.exprs(clause.exprs.as_deref().unwrap_or(&[]));
            cases.push(Case { list, body: self.stmts(&clause.body) });
        }
        if let Some(value) = &tag {
            // Interface and other operands mixed: all are compared as interfaces.
            let is_interface = self.is_interface(value.ty);
            let is_mixed = cases
                .iter()
                .flat_map(|case| &case.list)
                .any(|x| !matches!(x.kind, Kind::Nil) && self.is_interface(x.ty) != is_interface);
            if is_mixed {
                let any = self.program().types.interface(Vec::new(), Vec::new());
                tag = tag.map(|tag| self.assign_conv(tag, any));
                for case in &mut cases {
                    let list = std::mem::take(&mut case.list);
                    case.list = list.into_iter().map(|x| self.assign_conv(x, any)).collect();
                }
            }
        }
        (tag, cases)
    }

    /// The clause that a switch on constants always takes, if any; `None` if that is not
    /// known.
    fn taken_clause<'c>(
        &self,
        tag: Option<&Node>,
        clauses: &'c [CaseClause],
    ) -> Option<Option<&'c CaseClause>> {
        let tag = match tag.map(|tag| &tag.kind) {
            Some(Kind::Const(value)) => value.clone(),
            Some(_) => return None,
            None => Const::from_bool(true),
        };
        let mut taken = None;
        'clauses: for clause in clauses {
            let Some(list) = &clause.exprs else {
                taken = Some(clause);
                continue;
            };
            for x in list {
                let value = self.program().type_and_value(x.id)?.value.as_ref()?;
                if tag.compare(BinaryOp::Eq, value) {
                    taken = Some(clause);
                    break 'clauses;
                }
            }
        }
        let last = taken.and_then(|clause| clause.body.last());
        (!last.is_some_and(|stmt| matches!(stmt.kind, Ast::Fallthrough))).then_some(taken)
    }

    fn type_case(&mut self, clause: &CaseClause) -> TypeCase {
        let obj = self.program().info.implicits.get(&clause.id).copied();
        let var = obj.map(|obj| {
            let object = self.program().obj(obj);
            let ty = self.sub(object.ty);
            let class = crate::escape::tree::Class::Local;
            // Each clause has a variable of its own.
            let first = clause.exprs.as_ref().and_then(|list| list.first());
            let pos = first.map_or(clause.pos, |x| x.pos);
            self.new_var(object.name, ty, pos, class, Some(obj))
        });
        let is_nil = |x: &&Expr| {
            self.program().type_and_value(x.id).is_some_and(|tv| tv.ty == Ty::UNTYPED_NIL)
        };
        let nils = clause.exprs.iter().flatten().filter(is_nil).count() as u32;
        TypeCase { var, nils, body: self.stmts(&clause.body) }
    }

    // Loops.

    fn range(
        &mut self,
        stmt: &ast::Stmt,
        node: &ast::Range,
        label: Option<Symbol>,
        out: &mut Vec<Stmt>,
    ) {
        let ty = self.ty(&node.x);
        let under = self.under(ty);
        if matches!(under, TyKind::Func(_)) {
            return self.range_func(stmt, node, label, out);
        }
        let x = self.expr(&node.x);
        let mut define = Vec::new();
        let mut operand = |cx: &mut Self, x: Option<&Expr>| {
            let x = x.filter(|x| !is_blank(x))?;
            if !node.define {
                return Some(cx.expr(x));
            }
            let ident = x.unparen().as_ident()?;
            let var = cx.declare(ident)?;
            define.push(var);
            Some(cx.use_var(var, ident.id, ident.pos))
        };
        let key = operand(self, node.key.as_ref());
        let value = operand(self, node.value.as_ref());
        let body = self.block(&node.body);
        let of_array = matches!(under, TyKind::Array(..));
        let range = Range { x, key, value, define, of_array, body };
        out.push(self.stmt_node(stmt.pos, StmtKind::Range(Box::new(range))));
    }

    // Assignments.

    fn target(&mut self, x: &Expr) -> Option<Node> {
        if is_blank(x) { None } else { Some(self.expr(x)) }
    }

    fn assign(&mut self, lhs: &[Expr], rhs: &[Expr], pos: Pos, out: &mut Vec<Stmt>) {
        let targets: Vec<Option<Node>> = lhs.iter().map(|x| self.target(x)).collect();
        self.assign_to(targets, rhs, Vec::new(), pos, out);
    }

    fn define(&mut self, lhs: &[Expr], rhs: &[Expr], pos: Pos, out: &mut Vec<Stmt>) {
        // The values are made before the names are in scope.
        let mut values = Vec::new();
        self.assign_values(rhs, lhs.len(), &mut values);
        let mut define = Vec::new();
        let mut targets = Vec::new();
        for x in lhs {
            let Some(ident) = x.unparen().as_ident().filter(|ident| !ident.name.is_blank()) else {
                targets.push(None);
                continue;
            };
            let obj = self.program().object_of(ident.id);
            let known = obj.and_then(|obj| self.vars.get(&obj).copied());
            let var = match known {
                Some(var) => Some(var),
                None => {
                    let var = self.declare(ident);
                    define.extend(var);
                    var
                }
            };
            targets.push(var.map(|var| self.use_var(var, ident.id, ident.pos)));
        }
        for &var in &define {
            out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        }
        self.finish_assign(targets, values, define, pos, out);
    }

    fn var_spec(&mut self, spec: &VarSpec, out: &mut Vec<Stmt>) {
        let pos = spec.names.first().map_or(Pos(0), |name| name.pos);
        let mut values = Vec::new();
        self.assign_values(&spec.values, spec.names.len(), &mut values);
        let mut define = Vec::new();
        let mut targets = Vec::new();
        for name in &spec.names {
            let var = self.declare(name);
            define.extend(var);
            targets.push(var.map(|var| self.use_var(var, name.id, name.pos)));
        }
        for &var in &define {
            out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        }
        if !spec.values.is_empty() {
            return self.finish_assign(targets, values, define, pos, out);
        }
        for (target, var) in targets.into_iter().flatten().zip(define) {
            let kind = AssignKind::Plain;
            let (lhs, rhs, define) = (vec![Some(target)], vec![None], vec![var]);
            out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define }));
        }
    }

    fn assign_to(
        &mut self,
        targets: Vec<Option<Node>>,
        rhs: &[Expr],
        define: Vec<VarId>,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        let mut values = Vec::new();
        self.assign_values(rhs, targets.len(), &mut values);
        self.finish_assign(targets, values, define, pos, out);
    }

    /// The values with their types, and how several come from one expression.
    fn assign_values(&mut self, rhs: &[Expr], want: usize, out: &mut Vec<(Node, Source)>) {
        if let [x] = rhs
            && want > 1
        {
            let source = match &x.unparen().kind {
                ExprKind::Call(_) => Source::Call(self.tuple_types(x)),
                ExprKind::Index(..) => Source::Kind(AssignKind::MapRead),
                ExprKind::Unary(UnaryOp::Recv, _) => Source::Kind(AssignKind::Receive),
                _ => Source::Kind(AssignKind::DotType),
            };
            out.push((self.expr(x), source));
            return;
        }
        let kind = if rhs.len() > 1 { AssignKind::Pair } else { AssignKind::Plain };
        for x in rhs {
            out.push((self.expr(x), Source::Kind(kind)));
        }
    }

    fn finish_assign(
        &mut self,
        targets: Vec<Option<Node>>,
        mut values: Vec<(Node, Source)>,
        define: Vec<VarId>,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        if values.len() == 1 && targets.len() > 1 {
            let Some((value, source)) = values.pop() else { return };
            return match source {
                Source::Call(types) => self.assign_call(targets, value, &types, define, pos, out),
                Source::Kind(kind) => {
                    self.assign_comma_ok(targets, value, kind, define, pos, out);
                }
            };
        }
        let kind = if targets.len() > 1 { AssignKind::Pair } else { AssignKind::Plain };
        let rhs = values
            .into_iter()
            .zip(&targets)
            .map(|((value, _), target)| {
                let ty = target.as_ref().map_or(value.ty, |target| target.ty);
                Some(self.assign_conv(value, ty))
            })
            .collect();
        out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs: targets, rhs, define }));
    }

    fn assign_call(
        &mut self,
        targets: Vec<Option<Node>>,
        call: Node,
        types: &[Ty],
        define: Vec<VarId>,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        let same = targets.iter().zip(types).all(|(target, &ty)| {
            let types = &self.program().types;
            target.as_ref().is_none_or(|target| types.identical(target.ty, ty))
        });
        if same {
            let kind = StmtKind::AssignCall { lhs: targets, call, define };
            return out.push(self.stmt_node(pos, kind));
        }
        let id = call.id;
        let temps: Vec<VarId> = types.iter().map(|&ty| self.temp(ty, pos)).collect();
        for &var in &temps {
            out.push(self.stmt_node(pos, StmtKind::Declare(var)));
        }
        let lhs = temps.iter().map(|&var| Some(self.use_var(var, id, pos))).collect();
        let made = temps.clone();
        out.push(self.stmt_node(pos, StmtKind::AssignCall { lhs, call, define: made }));
        let rhs = temps
            .iter()
            .zip(&targets)
            .map(|(&var, target)| {
                let value = self.use_var(var, id, pos);
                let ty = target.as_ref().map_or(value.ty, |target| target.ty);
                Some(self.assign_conv(value, ty))
            })
            .collect();
        let kind = AssignKind::Pair;
        out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs: targets, rhs, define }));
    }

    fn assign_comma_ok(
        &mut self,
        mut targets: Vec<Option<Node>>,
        value: Node,
        kind: AssignKind,
        define: Vec<VarId>,
        pos: Pos,
        out: &mut Vec<Stmt>,
    ) {
        let types = [value.ty, Ty::BOOL];
        let differs = |cx: &Self, target: &Node, ty: Ty| {
            !cx.program().types.identical(target.ty, ty)
                && (ty != Ty::BOOL || cx.is_interface(target.ty))
        };
        let id = value.id;
        // What is converted goes by way of temporaries.
        let mut converted = Vec::new();
        let mut define = define;
        for (target, ty) in targets.iter_mut().zip(types) {
            if target.as_ref().is_some_and(|target| differs(self, target, ty)) {
                let temp = self.temp(ty, pos);
                out.push(self.stmt_node(pos, StmtKind::Declare(temp)));
                let made = self.use_var(temp, id, pos);
                converted.extend(target.replace(made).map(|target| (target, temp)));
                define.push(temp);
            }
        }
        let rhs = vec![Some(value), None];
        let made = define.clone();
        out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs: targets, rhs, define: made }));
        for (target, temp) in converted {
            let value = self.use_var(temp, id, pos);
            let rhs = vec![Some(self.assign_conv(value, target.ty))];
            let (kind, lhs, define) = (AssignKind::Plain, vec![Some(target)], define.clone());
            out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define }));
        }
    }

    /// A variable that has just been declared gets its value, or is cleared.
    pub fn set_var(&mut self, var: VarId, value: Option<Node>, id: NodeId, pos: Pos) -> Stmt {
        let define = if value.is_some() { vec![var] } else { Vec::new() };
        let (kind, lhs) = (AssignKind::Plain, vec![Some(self.use_var(var, id, pos))]);
        self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs: vec![value], define })
    }

    /// One value is assigned to one operand that is there already.
    pub fn assign_one(&self, pos: Pos, target: Node, value: Node) -> Stmt {
        let (kind, define) = (AssignKind::Plain, Vec::new());
        let (lhs, rhs) = (vec![Some(target)], vec![Some(value)]);
        self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define })
    }

    fn return_stmt(&mut self, stmt: &ast::Stmt, list: &[Expr], out: &mut Vec<Stmt>) {
        let in_yield = !self.yields.is_empty();
        let trees = &self.b.trees;
        let types: Vec<Ty> = self.result_vars().iter().map(|&var| trees.var(var).ty).collect();
        let values = match list {
            [x] if self.is_tuple(x) => self.spread_call(x),
            list => self.exprs(list),
        };
        let values: Vec<Node> =
            values.into_iter().zip(types).map(|(value, ty)| self.assign_conv(value, ty)).collect();
        if in_yield {
            return self.yield_return(values, stmt, out);
        }
        self.leave(values, stmt.id, stmt.pos, out);
    }

    /// `var x = …` of a package. What needs no code leaves nothing.
    pub fn global_init(&mut self, value: &Expr, lhs: &[ObjId], out: &mut Vec<Stmt>) {
        let mut node = self.expr(value);
        if let [obj] = lhs {
            node = self.assign_conv(node, self.program().obj(*obj).ty);
        }
        if is_static(&node) {
            return;
        }
        if is_laid_out(&node) {
            // The linker lays out all of a literal but the parts that need code.
            let mut parts = Vec::new();
            dynamic_parts(node, &mut parts);
            for part in parts {
                let (pos, ty) = (part.pos, part.ty);
                let target = lhs.first().map(|&obj| self.node(part.id, pos, ty, Kind::Global(obj)));
                let kind = AssignKind::Plain;
                let (lhs, rhs, define) = (vec![target], vec![Some(part)], Vec::new());
                out.push(self.stmt_node(pos, StmtKind::Assign { kind, lhs, rhs, define }));
            }
            return;
        }
        let pos = node.pos;
        let id = node.id;
        let target = |cx: &Self, &obj: &ObjId| {
            let object = cx.program().obj(obj);
            (!object.name.is_blank()).then(|| cx.node(id, object.pos, object.ty, Kind::Global(obj)))
        };
        let targets: Vec<Option<Node>> = lhs.iter().map(|obj| target(self, obj)).collect();
        let source = match &node.kind {
            Kind::Call(_) | Kind::Inlined(_) => Source::Call(self.tuple_types(value)),
            Kind::IndexMap(..) => Source::Kind(AssignKind::MapRead),
            Kind::Recv(_) => Source::Kind(AssignKind::Receive),
            _ => Source::Kind(AssignKind::DotType),
        };
        self.finish_assign(targets, vec![(node, source)], Vec::new(), pos, out);
    }
}

/// Where a value comes from.
enum Source {
    Kind(AssignKind),
    /// One of several results, with their types.
    Call(Vec<Ty>),
}

/// Whether the linker lays out a value, except for parts of it.
fn is_laid_out(x: &Node) -> bool {
    match &x.kind {
        Kind::ArrayLit(_) | Kind::StructLit(_) | Kind::SliceLit(_, false, _) => true,
        Kind::PtrLit(inner) | Kind::Conv(inner, _) => is_laid_out(inner),
        _ => false,
    }
}

/// The parts that need code.
fn dynamic_parts(x: Node, out: &mut Vec<Node>) {
    match x.kind {
        _ if is_static(&x) => {}
        Kind::ArrayLit(list) | Kind::StructLit(list) | Kind::SliceLit(list, false, _) => {
            list.into_iter().for_each(|part| dynamic_parts(part, out));
        }
        Kind::PtrLit(inner) | Kind::Conv(inner, _) if is_laid_out(&inner) => {
            dynamic_parts(*inner, out);
        }
        _ => out.push(x),
    }
}

/// Whether the linker can lay out a value: constants, addresses and literals of them.
fn is_static(x: &Node) -> bool {
    match &x.kind {
        Kind::Const(_) | Kind::Nil | Kind::Func(_) | Kind::Opaque(_) | Kind::Closure(_) => true,
        Kind::Addr(inner, _) => matches!(inner.kind, Kind::Global(_)),
        Kind::PtrLit(inner) | Kind::Conv(inner, _) | Kind::ConvIface(inner, _) => is_static(inner),
        Kind::ArrayLit(list) | Kind::StructLit(list) | Kind::SliceLit(list, ..) => {
            list.iter().all(is_static)
        }
        _ => false,
    }
}
