//! Loops over functions: which statements lead out of their bodies, and by what way.
//!
//! The body of such a loop becomes a function, so a statement that leaves it for anything but
//! its own loop sets a number, and each loop on the way looks at it
//! ([`Exit`](crate::typed::Exit)).

use minigo_syntax::ast::{Block, NodeId, Stmt, StmtKind};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::check::Checker;
use super::object::{ObjId, ObjKind, Object, VarKind};
use super::ty::Ty;
use crate::typed::{Exit, ExitKind, RangeFunc};

/// A statement that `break` or `continue` may lead to.
struct Target {
    label: Option<Symbol>,
    is_loop: bool,
    /// It is a loop over a function.
    is_range_func: bool,
    /// Loops over functions that it is in; for such a loop itself, its body counts.
    depth: usize,
}

/// The loops over functions of one function.
#[derive(Default)]
struct Walk {
    /// The loops over functions around the statement, outermost first.
    loops: Vec<NodeId>,
    targets: Vec<Target>,
    /// How deep each label stands.
    labels: FxHashMap<Symbol, usize>,
    /// What leads out, with the loops around it. The depth of a goto is found at the end.
    exits: Vec<(NodeId, ExitKind, usize, Vec<NodeId>)>,
    /// What leads to the end of its own loop over a function, or of the body.
    own_exits: Vec<NodeId>,
    /// Outermost loops whose bodies defer calls.
    defers: Vec<NodeId>,
    /// Each loop, the outermost one around it, and how many are around it.
    nests: Vec<(NodeId, NodeId, usize)>,
}

impl Checker<'_> {
    /// Notes a loop over a function.
    pub(super) fn note_range_func(&mut self, stmt: &Stmt) {
        self.env.range_funcs += 1;
        let name = format!("#state{}", self.env.range_funcs);
        let state = self.hidden_var(&name, Ty::INT, stmt.pos);
        let (next, defers, depth, exits) = (None, None, 0, Vec::new());
        self.p.info.range_funcs.insert(stmt.id, RangeFunc { state, next, defers, depth, exits });
    }

    fn hidden_var(&mut self, name: &str, ty: Ty, pos: Pos) -> ObjId {
        let (pkg, kind) = (Some(self.env.pkg), ObjKind::Var(VarKind::Local));
        self.new_object(Object { name: Symbol::new(name), pkg, pos, ty, kind }, true)
    }

    /// Finds the ways out of the loops over functions in a body, function literals aside.
    pub(super) fn range_func_exits(&mut self, body: &Block) {
        let mut walk = Walk::default();
        walk.stmts(&self.p.info.range_funcs, &body.stmts);
        self.p.info.own_exits.extend(walk.own_exits);
        let mut numbers: FxHashMap<NodeId, Vec<Exit>> = FxHashMap::default();
        for (stmt, kind, depth, loops) in walk.exits {
            let depth = match kind {
                ExitKind::Goto(label) => walk.labels.get(&label).copied().unwrap_or(loops.len()),
                _ => depth,
            };
            if depth >= loops.len() {
                continue;
            }
            let known = numbers.entry(loops[0]).or_default();
            let same = known.iter().find(|exit| exit.kind == kind && exit.depth == depth);
            let exit = match same {
                Some(exit) => exit.clone(),
                None => {
                    let exit = Exit { number: known.len() as i64 + 1, kind, depth };
                    known.push(exit.clone());
                    exit
                }
            };
            self.p.info.exits.insert(stmt, exit.number);
            for left in &loops[depth..] {
                let Some(node) = self.p.info.range_funcs.get_mut(left) else { continue };
                if !node.exits.contains(&exit) {
                    node.exits.push(exit.clone());
                }
            }
        }
        let mut shared: FxHashMap<NodeId, (Option<ObjId>, Option<ObjId>)> = FxHashMap::default();
        for (node, outermost, depth) in walk.nests {
            if node == outermost {
                let pos = self.obj(self.p.info.range_funcs[&node].state).pos;
                let next =
                    numbers.contains_key(&node).then(|| self.hidden_var("#next", Ty::INT, pos));
                let defers = walk
                    .defers
                    .contains(&node)
                    .then(|| self.hidden_var("#defers", Ty::UNSAFE_POINTER, pos));
                shared.insert(node, (next, defers));
            }
            if let Some(known) = self.p.info.range_funcs.get_mut(&node) {
                (known.next, known.defers) = shared[&outermost];
                known.depth = depth;
            }
        }
    }
}

impl Walk {
    fn stmts(&mut self, loops: &FxHashMap<NodeId, RangeFunc>, list: &[Stmt]) {
        for stmt in list {
            self.stmt(loops, stmt, None);
        }
    }

    /// Walks the parts of a statement that `break`, and with `is_loop` also `continue`, may
    /// lead to.
    fn target(&mut self, label: Option<Symbol>, is_loop: bool, walk: impl FnOnce(&mut Self)) {
        self.target_of(label, (is_loop, false), walk);
    }

    fn target_of(
        &mut self,
        label: Option<Symbol>,
        (is_loop, is_range_func): (bool, bool),
        walk: impl FnOnce(&mut Self),
    ) {
        let depth = self.loops.len();
        self.targets.push(Target { label, is_loop, is_range_func, depth });
        walk(self);
        self.targets.pop();
    }

    /// `label` stands before the statement.
    fn stmt(&mut self, loops: &FxHashMap<NodeId, RangeFunc>, stmt: &Stmt, label: Option<Symbol>) {
        match &stmt.kind {
            StmtKind::Labeled(label, inner) => {
                self.labels.insert(label.name, self.loops.len());
                self.stmt(loops, inner, Some(label.name));
            }
            StmtKind::Block(block) => self.stmts(loops, &block.stmts),
            StmtKind::If(node) => {
                self.stmts(loops, &node.then.stmts);
                node.els.iter().for_each(|stmt| self.stmt(loops, stmt, None));
            }
            StmtKind::For(node) => {
                self.target(label, true, |walk| walk.stmts(loops, &node.body.stmts));
            }
            StmtKind::Range(node) if loops.contains_key(&stmt.id) => {
                self.loops.push(stmt.id);
                self.nests.push((stmt.id, self.loops[0], self.loops.len() - 1));
                let walk_body = |walk: &mut Walk| walk.stmts(loops, &node.body.stmts);
                self.target_of(label, (true, true), walk_body);
                self.loops.pop();
            }
            StmtKind::Range(node) => {
                self.target(label, true, |walk| walk.stmts(loops, &node.body.stmts));
            }
            StmtKind::Switch(node) => self.target(label, false, |walk| {
                node.cases.iter().for_each(|case| walk.stmts(loops, &case.body));
            }),
            StmtKind::TypeSwitch(node) => self.target(label, false, |walk| {
                node.cases.iter().for_each(|case| walk.stmts(loops, &case.body));
            }),
            StmtKind::Select(clauses) => self.target(label, false, |walk| {
                clauses.iter().for_each(|clause| walk.stmts(loops, &clause.body));
            }),
            _ if self.loops.is_empty() => {}
            StmtKind::Return(_) => self.exit(stmt, ExitKind::Return, 0),
            StmtKind::Break(label) => {
                let label = label.map(|label| label.name);
                self.branch(stmt, ExitKind::Break(label), label, false);
            }
            StmtKind::Continue(label) => {
                let label = label.map(|label| label.name);
                self.branch(stmt, ExitKind::Continue(label), label, true);
            }
            StmtKind::Goto(label) => self.exit(stmt, ExitKind::Goto(label.name), 0),
            StmtKind::Defer(_) => self.defers.push(self.loops[0]),
            _ => {}
        }
    }

    fn branch(&mut self, stmt: &Stmt, kind: ExitKind, label: Option<Symbol>, continues: bool) {
        let found = self.targets.iter().rev().find(|target| match label {
            Some(_) => target.label == label,
            None => target.is_loop || !continues,
        });
        let Some(&Target { is_range_func, depth, .. }) = found else { return };
        if is_range_func && depth == self.loops.len() {
            self.own_exits.push(stmt.id);
        }
        self.exit(stmt, kind, depth);
    }

    fn exit(&mut self, stmt: &Stmt, kind: ExitKind, depth: usize) {
        self.exits.push((stmt.id, kind, depth, self.loops.clone()));
    }
}
