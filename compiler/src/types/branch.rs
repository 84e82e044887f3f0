//! Branch statements and labels; which statements terminate.
//!
//! Go's compiler checks branches while parsing; the wording is the parser's, and the
//! diagnostics carry the empty code of its errors.

use minigo_syntax::ast::{Block, Decl, Expr, ExprKind, Ident, NodeId, Stmt, StmtKind};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::check::Checker;
use super::object::{ObjId, ObjKind, Object};
use super::ty::Ty;
use minigo_syntax::exprstring::expr_string;

/// A declared label.
struct Label {
    ident: Ident,
    obj: ObjId,
    /// Block that declares it.
    block: usize,
    /// The labelled statement.
    stmt: NodeId,
    target: Target,
    used: bool,
}

/// What a label stands at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Loop,
    /// A switch or select.
    Switch,
    Other,
}

/// A block of statements.
struct BlockInfo {
    parent: Option<usize>,
    start: Pos,
    /// The labelled statement whose block this is.
    label: Option<NodeId>,
}

/// What unlabelled branches lead to.
#[derive(Clone, Copy, Default)]
struct Targets {
    can_break: bool,
    can_continue: bool,
    /// Inside a clause of an expression switch: whether it is the last one.
    case: Option<bool>,
    in_type_switch: bool,
}

/// Labels and blocks of one function.
#[derive(Default)]
struct Labels {
    labels: FxHashMap<Symbol, Label>,
    order: Vec<Symbol>,
    blocks: Vec<BlockInfo>,
}

/// A goto to a label not seen yet.
#[derive(Clone)]
struct Forward {
    ident: Ident,
    /// A variable declared since, which the jump would skip.
    skips: Option<(Pos, String)>,
}

impl Checker<'_> {
    /// Checks the branch statements and labels of a function's body.
    pub(super) fn check_branches(&mut self, body: &Block) {
        let mut labels = Labels::default();
        let forward = self.block_branches(
            &mut labels,
            None,
            Targets::default(),
            None,
            body.span.lo,
            &body.stmts,
        );
        for jump in forward {
            let name = jump.ident.name;
            let message = match labels.labels.get_mut(&name) {
                Some(label) => {
                    label.used = true;
                    let start = labels.blocks[label.block].start;
                    format!("goto {name} jumps into block starting at {}", self.pos_string(start))
                }
                None => format!("label {name} not defined"),
            };
            self.error(jump.ident.span(), "", message);
        }
        for name in &labels.order {
            let Some(label) = labels.labels.get(name) else { continue };
            if !label.used {
                let message = format!("label {name} defined and not used");
                self.error(label.ident.span(), "", message);
            }
        }
    }

    fn block_branches(
        &mut self,
        labels: &mut Labels,
        parent: Option<usize>,
        targets: Targets,
        label: Option<NodeId>,
        start: Pos,
        list: &[Stmt],
    ) -> Vec<Forward> {
        let block = labels.blocks.len();
        labels.blocks.push(BlockInfo { parent, start, label });
        let mut forward: Vec<Forward> = Vec::new();
        let len = trimmed_len(list);
        for (i, stmt) in list[..len].iter().enumerate() {
            let mut at = stmt;
            let mut label = None;
            while let StmtKind::Labeled(ident, inner) = &at.kind {
                if !ident.name.is_blank() {
                    self.declare_label(labels, block, ident, at, inner, &mut forward);
                    label = Some(at.id);
                }
                at = inner;
            }
            let is_last = i + 1 == len;
            self.stmt_branches(labels, block, targets, label, at, is_last, &mut forward);
        }
        // What the block declares is not skipped by jumps out of it.
        for jump in &mut forward {
            jump.skips = None;
        }
        forward
    }

    fn declare_label(
        &mut self,
        labels: &mut Labels,
        block: usize,
        ident: &Ident,
        stmt: &Stmt,
        inner: &Stmt,
        forward: &mut Vec<Forward>,
    ) {
        let name = ident.name;
        if let Some(known) = labels.labels.get(&name) {
            let place = self.pos_string(known.ident.pos);
            let message = format!("label {name} already defined at {place}");
            self.error(ident.span(), "", message);
        } else {
            let object = Object {
                name,
                pkg: Some(self.env.pkg),
                pos: ident.pos,
                ty: Ty::INVALID,
                kind: ObjKind::Label,
            };
            let obj = self.new_object(object, true);
            self.record_object(ident, obj);
            let target = match inner.kind {
                StmtKind::For(_) | StmtKind::Range(_) => Target::Loop,
                StmtKind::Switch(_) | StmtKind::TypeSwitch(_) | StmtKind::Select(_) => {
                    Target::Switch
                }
                _ => Target::Other,
            };
            let label = Label { ident: *ident, obj, block, stmt: stmt.id, target, used: false };
            labels.labels.insert(name, label);
            labels.order.push(name);
        }
        let Some(label) = labels.labels.get_mut(&name) else { return };
        let mut rest = Vec::new();
        for jump in forward.drain(..) {
            if jump.ident.name != name {
                rest.push(jump);
                continue;
            }
            label.used = true;
            self.record_object(&jump.ident, label.obj);
            if let Some((pos, variable)) = jump.skips {
                let place = self.pos_string(pos);
                let message =
                    format!("goto {name} jumps over declaration of {variable} at {place}");
                self.error(jump.ident.span(), "", message);
            }
        }
        *forward = rest;
    }

    #[allow(clippy::too_many_arguments)]
    fn stmt_branches(
        &mut self,
        labels: &mut Labels,
        block: usize,
        targets: Targets,
        label: Option<NodeId>,
        stmt: &Stmt,
        is_last: bool,
        forward: &mut Vec<Forward>,
    ) {
        let inner = Targets { case: None, ..targets };
        let mut nested = |check: &mut Self, targets, start, list: &[Stmt]| {
            let mut jumps = check.block_branches(labels, Some(block), targets, label, start, list);
            // Leaving a block, a jump skips none of its variables.
            jumps.iter_mut().for_each(|jump| jump.skips = None);
            forward.append(&mut jumps);
        };
        match &stmt.kind {
            StmtKind::Decl(Decl::Var(specs)) => {
                if let Some(name) = specs.first().and_then(|spec| spec.names.first()) {
                    skip_declaration(forward, name.pos, &name.name);
                }
            }
            StmtKind::Define(lhs, _) => {
                let names: Vec<_> = lhs.iter().map(expr_string).collect();
                skip_declaration(forward, stmt.pos, &names.join(", "));
            }
            StmtKind::Break(None) if !targets.can_break => {
                let message = "break is not in a loop, switch, or select";
                self.error(stmt.span, "", message);
            }
            StmtKind::Continue(None) if !targets.can_continue => {
                self.error(stmt.span, "", "continue is not in a loop");
            }
            StmtKind::Fallthrough => {
                let message = match targets.case {
                    _ if targets.in_type_switch => "cannot fallthrough in type switch",
                    Some(is_final) if is_last => {
                        if !is_final {
                            return;
                        }
                        "cannot fallthrough final case in switch"
                    }
                    Some(_) | None => "fallthrough statement out of place",
                };
                self.error(stmt.span, "", message);
            }
            StmtKind::Break(Some(ident)) => {
                self.labeled_branch(labels, block, ident, "break", |t| t != Target::Other);
            }
            StmtKind::Continue(Some(ident)) => {
                self.labeled_branch(labels, block, ident, "continue", |t| t == Target::Loop);
            }
            StmtKind::Goto(ident) => {
                if let Some(known) = labels.labels.get_mut(&ident.name) {
                    known.used = true;
                    let (obj, target) = (known.obj, known.block);
                    if encloses(&labels.blocks, target, block) {
                        self.record_object(ident, obj);
                        return;
                    }
                }
                forward.push(Forward { ident: *ident, skips: None });
            }
            StmtKind::Block(b) => nested(self, inner, b.span.lo, &b.stmts),
            StmtKind::If(s) => {
                nested(self, inner, s.then.span.lo, &s.then.stmts);
                if let Some(els) = &s.els {
                    nested(self, inner, els.pos, std::slice::from_ref(els));
                }
            }
            StmtKind::For(s) => {
                let targets = Targets { can_break: true, can_continue: true, ..Targets::default() };
                nested(self, targets, s.body.span.lo, &s.body.stmts);
            }
            StmtKind::Range(s) => {
                let targets = Targets { can_break: true, can_continue: true, ..Targets::default() };
                nested(self, targets, s.body.span.lo, &s.body.stmts);
            }
            StmtKind::Switch(s) => {
                for (i, case) in s.cases.iter().enumerate() {
                    let targets = Targets {
                        can_break: true,
                        case: Some(i + 1 == s.cases.len()),
                        in_type_switch: false,
                        ..targets
                    };
                    nested(self, targets, case.pos, &case.body);
                }
            }
            StmtKind::TypeSwitch(s) => {
                for case in &s.cases {
                    let targets =
                        Targets { can_break: true, case: None, in_type_switch: true, ..targets };
                    nested(self, targets, case.pos, &case.body);
                }
            }
            StmtKind::Select(clauses) => {
                let targets =
                    Targets { can_break: true, case: None, in_type_switch: false, ..targets };
                for clause in clauses {
                    nested(self, targets, clause.pos, &clause.body);
                }
            }
            _ => {}
        }
    }

    fn labeled_branch(
        &mut self,
        labels: &mut Labels,
        block: usize,
        ident: &Ident,
        keyword: &str,
        fits: impl Fn(Target) -> bool,
    ) {
        let name = ident.name;
        let Some(label) = labels.labels.get_mut(&name) else {
            self.error(ident.span(), "", format!("{keyword} label not defined: {name}"));
            return;
        };
        label.used = true;
        let mut at = Some(block);
        let mut inside = false;
        while let Some(block) = at {
            inside |= labels.blocks[block].label == Some(label.stmt);
            at = labels.blocks[block].parent;
        }
        let obj = label.obj;
        if !inside || !fits(label.target) {
            self.error(ident.span(), "", format!("invalid {keyword} label {name}"));
            return;
        }
        self.record_object(ident, obj);
    }

    // Terminating statements.

    pub(super) fn is_terminating_list(&self, list: &[Stmt]) -> bool {
        match trimmed_len(list) {
            0 => false,
            len => self.is_terminating(&list[len - 1], None),
        }
    }

    fn is_terminating(&self, stmt: &Stmt, label: Option<Symbol>) -> bool {
        match &stmt.kind {
            StmtKind::Labeled(ident, inner) => self.is_terminating(inner, Some(ident.name)),
            StmtKind::Expr(expr) => self.is_panic(expr),
            StmtKind::Return(_) | StmtKind::Goto(_) | StmtKind::Fallthrough => true,
            StmtKind::Block(block) => self.is_terminating_list(&block.stmts),
            StmtKind::If(stmt) => stmt.els.as_ref().is_some_and(|els| {
                self.is_terminating_list(&stmt.then.stmts) && self.is_terminating(els, None)
            }),
            StmtKind::Switch(switch) => {
                switch.cases.iter().any(|case| case.exprs.is_none())
                    && switch.cases.iter().all(|case| self.terminates(&case.body, label))
            }
            StmtKind::TypeSwitch(switch) => {
                switch.cases.iter().any(|case| case.exprs.is_none())
                    && switch.cases.iter().all(|case| self.terminates(&case.body, label))
            }
            StmtKind::Select(clauses) => {
                clauses.iter().all(|clause| self.terminates(&clause.body, label))
            }
            StmtKind::For(stmt) => {
                stmt.cond.is_none() && !has_break_list(&stmt.body.stmts, label, true)
            }
            _ => false,
        }
    }

    fn terminates(&self, body: &[Stmt], label: Option<Symbol>) -> bool {
        self.is_terminating_list(body) && !has_break_list(body, label, true)
    }

    fn is_panic(&self, expr: &Expr) -> bool {
        let call = expr.unparen();
        matches!(call.kind, ExprKind::Call(_)) && self.env.panics.contains(&call.id)
    }
}

/// Number of statements without the empty ones at the end.
fn trimmed_len(list: &[Stmt]) -> usize {
    let is_empty = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Empty);
    list.iter().rposition(|stmt| !is_empty(stmt)).map_or(0, |last| last + 1)
}

/// Whether block `outer` is `inner` or around it.
fn encloses(blocks: &[BlockInfo], outer: usize, inner: usize) -> bool {
    let mut at = Some(inner);
    while let Some(block) = at {
        if block == outer {
            return true;
        }
        at = blocks[block].parent;
    }
    false
}

/// Jumps that are still open skip the declaration of a variable.
fn skip_declaration(forward: &mut [Forward], pos: Pos, name: &str) {
    for jump in forward {
        jump.skips = Some((pos, name.to_string()));
    }
}

fn has_break_list(list: &[Stmt], label: Option<Symbol>, implicit: bool) -> bool {
    list.iter().any(|stmt| has_break(stmt, label, implicit))
}

/// Whether a statement breaks out of the one labelled `label`, or (`implicit`) out of the
/// innermost one.
fn has_break(stmt: &Stmt, label: Option<Symbol>, implicit: bool) -> bool {
    match &stmt.kind {
        StmtKind::Labeled(_, inner) => has_break(inner, label, implicit),
        StmtKind::Break(None) => implicit,
        StmtKind::Break(Some(ident)) => Some(ident.name) == label,
        StmtKind::Block(block) => has_break_list(&block.stmts, label, implicit),
        StmtKind::If(stmt) => {
            has_break_list(&stmt.then.stmts, label, implicit)
                || stmt.els.as_ref().is_some_and(|els| has_break(els, label, implicit))
        }
        StmtKind::Switch(switch) => {
            label.is_some() && switch.cases.iter().any(|c| has_break_list(&c.body, label, false))
        }
        StmtKind::TypeSwitch(switch) => {
            label.is_some() && switch.cases.iter().any(|c| has_break_list(&c.body, label, false))
        }
        StmtKind::Select(clauses) => {
            label.is_some() && clauses.iter().any(|c| has_break_list(&c.body, label, false))
        }
        StmtKind::For(stmt) => label.is_some() && has_break_list(&stmt.body.stmts, label, false),
        StmtKind::Range(stmt) => label.is_some() && has_break_list(&stmt.body.stmts, label, false),
        _ => false,
    }
}
