//! From a function's body to edges: statements, expressions and assignments.

use rustc_hash::FxHashMap;

use minigo_syntax::symbol::Symbol;

use super::batch::Batch;
use super::dead;
use super::graph::{BLANK, CALLEE, HEAP, Hole, LocId, MUTATOR, Of, Place};
use super::text::Text;
use super::tree::{AssignKind, FuncId, Kind, Node, Range, Stmt, StmtKind, VarId};
use super::{selfassign, visit};
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Ty, TyKind};

/// State of the walk through one function.
pub struct Walk<'b, 't, 'a> {
    pub b: &'b mut Batch<'t, 'a>,
    pub func: FuncId,
    /// 1 outside of loops. Grows with every loop, and at labels that a later `goto`
    /// jumps back to.
    pub loop_depth: i32,
    /// Labels not yet passed, and whether they head a loop.
    labels: FxHashMap<Symbol, bool>,
}

impl<'t, 'a> Batch<'t, 'a> {
    pub fn walk_func(&mut self, func: FuncId) {
        let trees = self.trees;
        let Some(body) = &trees.func(func).body else { return };
        let mut labels = FxHashMap::default();
        visit::stmts(body, &mut |_| {}, &mut |stmt| match stmt.kind {
            StmtKind::Label(name) => {
                labels.insert(name, false);
            }
            StmtKind::Goto(name) => {
                // The label was met already: the jump goes back.
                if let Some(looping) = labels.get_mut(&name) {
                    *looping = true;
                }
            }
            _ => {}
        });
        let mut walk = Walk { b: self, func, loop_depth: 1, labels };
        walk.block(body);
    }
}

impl<'t> Walk<'_, 't, '_> {
    // Statements.

    pub fn stmts(&mut self, list: &'t [Stmt]) {
        for stmt in list {
            self.stmt(stmt);
        }
    }

    /// Statements after which the loop depth is what it was.
    fn block(&mut self, list: &'t [Stmt]) {
        let depth = self.loop_depth;
        self.stmts(list);
        self.loop_depth = depth;
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        match &stmt.kind {
            StmtKind::Goto(_) | StmtKind::Branch | StmtKind::Fallthrough => {}
            StmtKind::Declare(var) => {
                self.declare(*var);
            }
            StmtKind::Label(name) => {
                if self.labels.remove(name) == Some(true) {
                    self.loop_depth += 1;
                }
            }
            StmtKind::Expr(x) => self.expr_stmt(x),
            StmtKind::Send(chan, value) => {
                self.discard(chan);
                let hole = self.b.graph.note(Hole::to(HEAP), Place::Stmt(stmt), "send");
                self.expr(hole, value);
            }
            StmtKind::Assign { kind, lhs, rhs, define } => {
                self.assign(stmt, *kind, lhs, rhs, define);
            }
            StmtKind::AssignCall { lhs, call, define } => {
                let holes: Vec<Hole> = lhs.iter().map(|x| self.addr(x.as_ref())).collect();
                let dsts: Vec<LocId> = holes.iter().map(|hole| hole.dst).collect();
                self.call(Some(&holes), call);
                self.reassigned(&dsts, define);
            }
            StmtKind::OpAssign(_, x, y, _) => {
                let hole = self.addr(Some(x));
                let dst = hole.dst;
                let hole = self.b.graph.note(hole, Place::Stmt(stmt), "assign");
                self.expr(hole, y);
                self.reassigned(&[dst], &[]);
            }
            StmtKind::Block(body) => self.block(body),
            StmtKind::If { init, cond, then, els } => {
                self.stmts(init);
                self.discard(cond);
                self.block(then);
                self.block(els);
            }
            StmtKind::For { vars, init, cond, post, body } => {
                self.for_stmt(vars, init, cond.as_ref(), post, body);
            }
            StmtKind::Range(range) => self.range(stmt, range),
            StmtKind::Switch { init, tag, cases } => {
                self.stmts(init);
                tag.iter().for_each(|tag| self.discard(tag));
                for case in cases {
                    for x in &case.list {
                        self.discard(x);
                    }
                    self.block(&case.body);
                }
            }
            StmtKind::TypeSwitch { init, x, cases } => {
                self.stmts(init);
                let mut holes = Vec::new();
                for case in cases {
                    let Some(var) = case.var else { continue };
                    let dst = self.declare(var);
                    let ty = self.b.trees.var(var).ty;
                    if self.b.sizes.of(ty).has_pointers {
                        let hole = self.dot_type(Hole::to(dst), ty);
                        holes.push(self.b.graph.note(hole, Place::Stmt(stmt), "switch case"));
                    }
                }
                let hole = self.tee(holes);
                self.expr(hole, x);
                for case in cases {
                    self.block(&case.body);
                }
            }
            StmtKind::Select(clauses) => {
                for clause in clauses {
                    self.stmts(&clause.comm);
                    self.block(&clause.body);
                }
            }
            StmtKind::Return(values) => self.return_stmt(stmt, values),
            StmtKind::Go(fun) => self.expr(Hole::to(HEAP), fun),
            StmtKind::Defer { fun, in_yield } => {
                let hole = if self.loop_depth == 1 && !in_yield {
                    // The record is in the frame, and lives until the call is made.
                    self.later(Hole::to(BLANK))
                } else {
                    Hole::to(HEAP)
                };
                self.expr(hole, fun);
            }
        }
    }

    fn expr_stmt(&mut self, x: &'t Node) {
        match x.kind {
            Kind::Call(_) | Kind::Builtin(..) | Kind::Inlined(_) => self.call(None, x),
            _ => self.discard(x),
        }
    }

    fn declare(&mut self, var: VarId) -> LocId {
        let loc = self.b.var_loc(var);
        if loc != BLANK {
            self.b.graph.at_mut(loc).loop_depth = self.loop_depth;
        }
        loc
    }

    /// Variables of a loop that are captured or addressed are new in each iteration: a
    /// second location stands for the value that goes from one to the next.
    fn for_stmt(
        &mut self,
        vars: &[VarId],
        init: &'t [Stmt],
        cond: Option<&'t Node>,
        post: &'t [Stmt],
        body: &'t [Stmt],
    ) {
        self.stmts(init);
        self.loop_depth += 1;
        for &var in vars {
            if self.is_shared(var) {
                let loc = self.b.var_loc(var);
                let depth = self.loop_depth;
                self.b.graph.at_mut(loc).loop_depth = depth;
                let carried = self.b.graph.add(Of::Nothing, self.func, depth - 1, true);
                self.b.flow(Hole::to(carried), loc);
                self.b.flow(Hole::to(loc), carried);
            }
        }
        if let Some(cond) = cond {
            self.discard(cond);
        }
        self.stmts(post);
        self.block(body);
        self.loop_depth -= 1;
    }

    /// Whether a variable's address is taken or a literal captures it.
    fn is_shared(&mut self, var: VarId) -> bool {
        self.b.trees.var(var).addrtaken || self.b.out.is_captured(var)
    }

    fn range(&mut self, stmt: &'t Stmt, range: &'t Range) {
        // The operand is evaluated once and kept until the loop ends.
        let operand = self.b.graph.add(Of::Nothing, self.func, self.loop_depth, true);
        for &var in &range.define {
            if !self.is_shared(var) {
                self.declare(var);
            }
        }
        self.expr(Hole::to(operand), &range.x);
        self.loop_depth += 1;
        for &var in &range.define {
            if self.is_shared(var) {
                self.declare(var);
            }
        }
        let key = self.addr(range.key.as_ref());
        let value = self.addr(range.value.as_ref());
        let dsts = [key.dst, value.dst];
        let value = match range.of_array {
            true => self.b.graph.note(value, Place::Stmt(stmt), "range"),
            false => self.b.graph.note(value.shift(1), Place::Stmt(stmt), "range-deref"),
        };
        self.b.flow(value, operand);
        self.reassigned(&dsts, &[]);
        self.block(&range.body);
        self.loop_depth -= 1;
    }

    fn return_stmt(&mut self, stmt: &'t Stmt, values: &'t [Option<Node>]) {
        let trees = self.b.trees;
        let results = &trees.func(self.func).results;
        for (value, &result) in values.iter().zip(results) {
            let loc = self.b.var_loc(result);
            let hole = self.b.graph.note(Hole::to(loc), Place::Stmt(stmt), "return");
            if let Some(value) = value {
                self.expr(hole, value);
            }
        }
        for &result in results {
            let loc = self.b.var_loc(result);
            self.b.graph.at_mut(loc).reassigned = true;
        }
    }

    // Assignments.

    fn assign(
        &mut self,
        stmt: &'t Stmt,
        kind: AssignKind,
        lhs: &'t [Option<Node>],
        rhs: &'t [Option<Node>],
        define: &[VarId],
    ) {
        let holes: Vec<Hole> = lhs.iter().map(|x| self.addr(x.as_ref())).collect();
        let dsts: Vec<LocId> = holes.iter().map(|hole| hole.dst).collect();
        for (i, mut hole) in holes.into_iter().enumerate() {
            let Some(value) = rhs.get(i).and_then(|x| x.as_ref()) else { continue };
            if dead::is_dropped(self.b.trees, lhs[i].as_ref(), Some(value)) {
                continue;
            }
            if let Some(dst) = &lhs[i]
                && selfassign::is_self_assign(dst, value)
            {
                let trees = self.b.trees;
                let text = Text::new(trees, self.b.sizes.program, trees.func(self.func).pkg);
                self.b.out.self_assignment(trees, self.func, stmt, &text, (dst, value));
                hole = Hole::to(BLANK);
            }
            let hole = self.b.graph.note(hole, Place::Stmt(stmt), kind.why());
            if let Some(dst) = &lhs[i]
                && self.is_header_data(dst)
            {
                let hole = self.b.graph.note(Hole::to(HEAP), Place::Stmt(stmt), kind.why());
                self.unsafe_value(hole, value);
                continue;
            }
            self.expr(hole, value);
        }
        self.reassigned(&dsts, define);
    }

    /// Notes an assignment to variables, except where it declares them.
    fn reassigned(&mut self, dsts: &[LocId], define: &[VarId]) {
        for &dst in dsts {
            let loc = self.b.graph.at_mut(dst);
            if let Of::Var(var) = loc.of
                && define.contains(&var)
            {
                continue;
            }
            loc.reassigned = true;
        }
    }

    /// The hole of an assigned operand.
    pub fn addr(&mut self, x: Option<&'t Node>) -> Hole<'t> {
        let Some(x) = x else { return Hole::to(BLANK) };
        match &x.kind {
            Kind::Var(var) => Hole::to(self.b.var_loc(*var)),
            Kind::Dot(inner, _) => self.addr(Some(inner)),
            Kind::Index(inner, index, by_pointer) => {
                self.discard(index);
                if !by_pointer {
                    return self.addr(Some(inner));
                }
                self.mutate(inner);
                Hole::to(HEAP)
            }
            Kind::Deref(inner, _) | Kind::DotPtr(inner, _) => {
                self.mutate(inner);
                Hole::to(HEAP)
            }
            Kind::IndexMap(map, key) => {
                self.discard(map);
                // Keys that are put into a map must not move.
                let hole = self.b.note(Hole::to(HEAP), x, "key of map put");
                self.expr(hole, key);
                Hole::to(HEAP)
            }
            _ => Hole::to(HEAP),
        }
    }

    fn mutate(&mut self, x: &'t Node) {
        self.expr(Hole::to(MUTATOR), x);
    }

    // Expressions.

    pub fn discard(&mut self, x: &'t Node) {
        self.expr(Hole::to(BLANK), x);
    }

    fn discards(&mut self, list: &'t [Node]) {
        for x in list {
            self.discard(x);
        }
    }

    fn deref(&self, hole: Hole<'t>, x: &'t Node, why: &'static str) -> Hole<'t> {
        self.b.note(hole.shift(1), x, why)
    }

    /// A value taken out of an interface is behind a pointer, unless it is one.
    fn dot_type(&self, hole: Hole<'t>, ty: Ty) -> Hole<'t> {
        let info = self.b.sizes.of(ty);
        if info.is_interface || info.is_direct { hole } else { hole.shift(1) }
    }

    /// A location for what the expression allocates, whose address flows to the hole.
    pub fn spill(&mut self, hole: Hole<'t>, x: &'t Node) -> Hole<'t> {
        let loc = self.b.graph.add(Of::Site(x), self.func, self.loop_depth, false);
        let hole = self.b.note(hole.shift(-1), x, "spill");
        self.b.flow(hole, loc);
        Hole::to(loc)
    }

    /// A hole that flows into all of the holes.
    pub fn tee(&mut self, mut holes: Vec<Hole<'t>>) -> Hole<'t> {
        match holes.len() {
            0 => return Hole::to(BLANK),
            1 => return holes.remove(0),
            _ => {}
        }
        let loc = self.b.graph.add(Of::Nothing, self.func, self.loop_depth, false);
        for hole in holes {
            self.b.flow(hole, loc);
        }
        Hole::to(loc)
    }

    /// A hole that flows into the hole some time later.
    fn later(&mut self, hole: Hole<'t>) -> Hole<'t> {
        let loc = self.b.graph.add(Of::Nothing, self.func, self.loop_depth, true);
        self.b.flow(hole, loc);
        Hole::to(loc)
    }

    /// The expression's value flows into the hole.
    pub fn expr(&mut self, mut hole: Hole<'t>, x: &'t Node) {
        if hole.derefs >= 0 && x.ty.is_valid() && !self.b.sizes.of(x.ty).has_pointers {
            hole.dst = BLANK;
        }
        match &x.kind {
            Kind::Const(_) | Kind::Nil | Kind::Func(_) | Kind::Opaque(_) | Kind::Global(_) => {}
            Kind::Var(var) => {
                let loc = self.b.var_loc(*var);
                if loc != BLANK {
                    self.b.flow(hole, loc);
                }
            }
            Kind::Unary(_, inner) => self.discard(inner),
            Kind::Binary(_, a, b) | Kind::Logical(_, a, b) => {
                self.discard(a);
                self.discard(b);
            }
            Kind::Addr(inner, _) => {
                let hole = self.b.note(hole.shift(-1), x, "address-of");
                self.expr(hole, inner);
            }
            Kind::Deref(inner, _) => self.expr(self.deref(hole, x, "indirection"), inner),
            Kind::Dot(inner, _) => self.expr(self.b.note(hole, x, "dot"), inner),
            Kind::DotPtr(inner, _) => self.expr(self.deref(hole, x, "dot of pointer"), inner),
            Kind::Assert(inner) => {
                let hole = self.dot_type(hole, x.ty);
                self.expr(self.b.note(hole, x, "dot"), inner);
            }
            Kind::Index(inner, index, by_pointer) => {
                let hole = match by_pointer {
                    false => self.b.note(hole, x, "fixed-array-index-of"),
                    true => self.deref(hole, x, "dot of pointer"),
                };
                self.expr(hole, inner);
                self.discard(index);
            }
            Kind::IndexMap(map, key) => {
                self.discard(map);
                self.discard(key);
            }
            Kind::Slice(args) => {
                self.expr(self.b.note(hole, x, "slice"), &args.x);
                for bound in [&args.lo, &args.hi, &args.max].into_iter().flatten() {
                    self.discard(bound);
                }
            }
            Kind::Conv(inner, _) => {
                let types = self.b.sizes.types;
                let is = |ty, basic| types.under(ty) == TyKind::Basic(basic);
                if is(x.ty, Basic::UnsafePointer) && is(inner.ty, Basic::Uintptr) {
                    self.unsafe_value(hole, inner);
                } else {
                    self.expr(hole, inner);
                }
            }
            Kind::ConvIface(inner, _) => {
                let info = self.b.sizes.of(inner.ty);
                if !info.is_interface && !info.is_direct {
                    hole = self.spill(hole, x);
                }
                self.expr(self.b.note(hole, x, "interface-converted"), inner);
            }
            Kind::SliceToArray(inner) => self.expr(self.deref(hole, x, "slice-to-array"), inner),
            Kind::SliceToArrayPtr(inner) => self.expr(hole, inner),
            Kind::Recv(inner) => self.discard(inner),
            Kind::Call(_) | Kind::Builtin(..) | Kind::Inlined(_) => {
                self.call(Some(&[hole]), x);
            }
            Kind::New(_) => {
                self.spill(hole, x);
            }
            Kind::MakeSlice(len, cap) => {
                self.spill(hole, x);
                self.discard(len);
                cap.iter().for_each(|cap| self.discard(cap));
            }
            Kind::MakeMap(size) => {
                self.spill(hole, x);
                size.iter().for_each(|size| self.discard(size));
            }
            Kind::MakeChan(size) => size.iter().for_each(|size| self.discard(size)),
            Kind::MethodValue(recv, _, func) => self.method_value(hole, x, recv, *func),
            Kind::PtrLit(lit) => {
                let hole = self.spill(hole, x);
                self.expr(hole, lit);
            }
            Kind::ArrayLit(list) => self.elements(hole, x, list, "array literal element"),
            Kind::SliceLit(list, ..) => {
                let hole = self.spill(hole, x);
                self.elements(hole, x, list, "slice-literal-element");
            }
            Kind::StructLit(list) => self.elements(hole, x, list, "struct literal element"),
            Kind::MapLit(list) => {
                self.spill(hole, x);
                for (key, value) in list {
                    self.expr(self.b.note(Hole::to(HEAP), x, "map literal key"), key);
                    self.expr(self.b.note(Hole::to(HEAP), x, "map literal value"), value);
                }
            }
            Kind::Closure(func) => self.closure(hole, x, *func),
            Kind::StrConv(_, inner) => {
                self.spill(hole, x);
                self.discard(inner);
            }
            Kind::Concat(list) => {
                self.spill(hole, x);
                // The operands are copied.
                self.discards(list);
            }
        }
    }

    fn elements(&mut self, hole: Hole<'t>, x: &'t Node, list: &'t [Node], why: &'static str) {
        for elem in list {
            self.expr(self.b.note(hole.clone(), x, why), elem);
        }
    }

    fn closure(&mut self, hole: Hole<'t>, x: &'t Node, func: FuncId) {
        let hole = self.spill(hole, x);
        self.b.closures.push((hole, func));
        let trees = self.b.trees;
        if !trees.is_closure(func) {
            return;
        }
        for &var in &trees.func(func).captures {
            let loc = self.b.var_loc(var);
            let depth = self.loop_depth;
            let info = self.b.graph.at_mut(loc);
            if !info.captured {
                info.captured = true;
                // What was assigned in straight-line code before the first capture does
                // not count.
                if info.loop_depth == depth {
                    info.reassigned = false;
                }
            }
        }
        self.b.walk_func(func);
    }

    /// The receiver flows to the closure and to the method's parameter. How it will be
    /// called is not known, so results count as leaked.
    fn method_value(&mut self, hole: Hole<'t>, x: &'t Node, recv: &'t Node, func: Option<FuncId>) {
        let closure = self.spill(hole, x);
        let results = func.map_or(0, |func| self.b.trees.func(func).results.len());
        let to_heap = vec![Hole::to(HEAP); results];
        let param = match func {
            Some(func) => self.tag_hole(Some(&to_heap), func, 0),
            None => Hole::to(HEAP),
        };
        let hole = self.tee(vec![param, closure]);
        self.expr(hole, recv);
    }

    // unsafe.

    /// Looks for pointers in uintptr arithmetic.
    pub fn unsafe_value(&mut self, hole: Hole<'t>, x: &'t Node) {
        match &x.kind {
            Kind::Conv(inner, _) => {
                let types = self.b.sizes.types;
                if types.under(inner.ty) == TyKind::Basic(Basic::UnsafePointer) {
                    self.expr(hole, inner);
                } else {
                    self.discard(inner);
                }
            }
            Kind::DotPtr(inner, _) if self.is_header_data(x) => {
                self.expr(self.deref(hole, x, "reflect.Header.Data"), inner);
            }
            Kind::Unary(_, inner) => self.unsafe_value(hole, inner),
            Kind::Binary(op, a, b) => {
                self.unsafe_value(hole.clone(), a);
                if op.is_shift() { self.discard(b) } else { self.unsafe_value(hole, b) }
            }
            _ => self.expr(Hole::to(BLANK), x),
        }
    }

    /// `p.Data` of a `*reflect.SliceHeader` or `*reflect.StringHeader`.
    fn is_header_data(&self, x: &Node) -> bool {
        let Kind::DotPtr(inner, name) = &x.kind else { return false };
        if name.as_str() != "Data" {
            return false;
        }
        let types = self.b.sizes.types;
        let named = types.as_pointer(inner.ty).and_then(|base| types.as_named(base));
        named.is_some_and(|id| {
            types.with_named(types.origin(id), |named| {
                matches!(named.name.as_str(), "SliceHeader" | "StringHeader")
                    && named.pkg.is_some_and(|pkg| &*types.package(pkg).path == "reflect")
            })
        })
    }

    // Calls of built-ins that only look at their operands, and helpers for `call`.

    /// Whether elements of the slice type have pointers.
    pub fn has_pointer_elems(&self, ty: Ty) -> bool {
        match self.b.sizes.types.under(ty) {
            TyKind::Slice(elem) => self.b.sizes.of(elem).has_pointers,
            _ => false,
        }
    }

    pub fn callee_hole(&self, x: &'t Node) -> Hole<'t> {
        self.b.note(Hole::to(CALLEE), x, "callee operand")
    }

    /// Evaluates the operands of a built-in for nothing.
    pub fn discard_all(&mut self, builtin: Builtin, list: &'t [Node]) {
        debug_assert!(builtin != Builtin::Append, "append keeps its operands");
        self.discards(list);
    }
}
