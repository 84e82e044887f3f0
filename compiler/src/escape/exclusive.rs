//! Slices that are built in the frame and moved to the heap once.
//!
//! A slice variable that is appended to and then leaves the function by one statement is, up
//! to that statement, the only one that refers to its elements. So `append` may put the first
//! elements into a buffer of the frame, if the statement moves them to the heap before
//! anything else: as Go does, the intermediate arrays are saved, and a short slice takes one
//! object of just its size.
//!
//! A variable qualifies if all its uses are among those that cannot make a second reference:
//! `s = nil`, `s = []T{…}`, `s = append(s, …)`, `s = s[i:j]`, `s[i]`, `len`, `cap`, an argument
//! that the callee does not keep; and one use that gives it away outside of loops: a return,
//! an assignment, a range.

use rustc_hash::FxHashMap;

use minigo_syntax::ast::NodeId;
use minigo_syntax::source::Pos;

use super::facts::{Keep, SiteKind};
use super::results::Results;
use super::size::{MAX_BUFFERED_BYTES, Sizes};
use super::tree::{Callee, Class, CopyId, FuncId, Kind, Node, Stmt, StmtKind, Trees, VarId};
use super::visit::{self, Part};
use crate::types::object::{Builtin, ObjId};
use crate::types::ty::TyKind;

/// A variable whose elements a statement moves to the heap before it does anything else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    pub var: ObjId,
    /// The capacity was looked at, so it stays.
    pub keeps_cap: bool,
}

/// What is known of a slice variable.
#[derive(Default)]
struct Uses {
    /// Those that leave the variable the only reference.
    harmless: u32,
    all: u32,
    /// Where it is given away.
    given_at: Option<(CopyId, Pos)>,
    /// `s = append(s, …)`.
    appends: Vec<(CopyId, NodeId)>,
    /// Their number, those in loops counted more.
    weight: i32,
    declared_at_depth: i32,
    cap_used: bool,
}

struct Walk<'t, 'a> {
    trees: &'t Trees,
    out: &'a Results,
    tracked: FxHashMap<VarId, Uses>,
    results: &'t [VarId],
    loop_depth: i32,
    has_defer: bool,
}

/// Finds such variables of a function, whose batch was analysed, and notes the moves.
pub fn find(trees: &Trees, sizes: &Sizes, out: &mut Results, func: FuncId) {
    let node = trees.func(func);
    let Some(body) = &node.body else { return };
    let params = node.params.iter().filter_map(|param| param.var);
    let vars = params.chain(node.results.iter().copied()).chain(node.locals.iter().copied());
    let is_small_slice = |&var: &VarId| match sizes.types.under(trees.var(var).ty) {
        TyKind::Slice(elem) => sizes.of(elem).size <= MAX_BUFFERED_BYTES,
        _ => false,
    };
    let tracked: FxHashMap<VarId, Uses> =
        vars.filter(is_small_slice).map(|var| (var, Uses::default())).collect();
    if tracked.is_empty() {
        return;
    }
    let mut walk =
        Walk { trees, out, tracked, results: &node.results, loop_depth: 0, has_defer: false };
    walk.stmts(body);
    let (tracked, has_defer) = (walk.tracked, walk.has_defer);
    for (var, uses) in tracked {
        let info = trees.var(var);
        // After a panic that a deferred call recovers, results leave without any statement.
        let leaves_by_panic = info.class == Class::Result && has_defer;
        let (Some(obj), Some(at)) = (info.obj, uses.given_at) else { continue };
        // One append gains nothing.
        if uses.harmless != uses.all || uses.weight < 2 || leaves_by_panic {
            continue;
        }
        let moves = out.moves.entry(at).or_default();
        let found = Move { var: obj, keeps_cap: uses.cap_used };
        if !moves.contains(&found) {
            moves.push(found);
        }
        for id in uses.appends {
            out.sites.insert((id.0, id.1, SiteKind::Value), Some(Keep::Call));
            if uses.cap_used {
                out.stepwise.insert(id);
            }
        }
    }
}

impl<'t> Walk<'t, '_> {
    fn stmts(&mut self, list: &'t [Stmt]) {
        for stmt in list {
            self.stmt(stmt);
        }
    }

    fn part(&mut self, part: Part<'t>) {
        match part {
            Part::Expr(x) => self.expr(x),
            Part::Stmts(list) => self.stmts(list),
        }
    }

    fn tracked(&mut self, x: &Node) -> Option<&mut Uses> {
        match x.kind {
            Kind::Var(var) => self.tracked.get_mut(&var),
            _ => None,
        }
    }

    fn harmless(&mut self, x: &Node) -> Option<&mut Uses> {
        let uses = self.tracked(x)?;
        uses.harmless += 1;
        Some(uses)
    }

    /// The statement at `pos` lets others refer to the elements.
    fn give_away(&mut self, var: VarId, pos: (CopyId, Pos)) {
        let Some(uses) = self.tracked.get_mut(&var) else { return };
        if uses.given_at.is_some() || self.loop_depth > uses.declared_at_depth {
            self.tracked.remove(&var);
        } else {
            uses.given_at = Some(pos);
        }
    }

    fn give_away_value(&mut self, x: &Node, pos: (CopyId, Pos)) {
        if let Kind::Var(var) = x.kind {
            self.harmless(x);
            self.give_away(var, pos);
        }
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        let at = (stmt.copy, stmt.pos);
        match &stmt.kind {
            StmtKind::Declare(var) => {
                let depth = self.loop_depth;
                if let Some(uses) = self.tracked.get_mut(var) {
                    uses.declared_at_depth = depth;
                }
            }
            StmtKind::Assign { lhs, rhs, .. } => {
                for (to, value) in lhs.iter().zip(rhs) {
                    self.assign(to.as_ref(), value.as_ref(), at);
                }
            }
            StmtKind::Range(range) => self.give_away_value(&range.x, at),
            StmtKind::Return(values) => {
                for value in values.iter().flatten() {
                    self.give_away_value(value, at);
                }
                if values.is_empty() {
                    for &result in self.results {
                        self.give_away(result, at);
                    }
                }
            }
            StmtKind::Defer { .. } => self.has_defer = true,
            _ => {}
        }
        let is_loop = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Range(_));
        self.loop_depth += i32::from(is_loop);
        visit::parts(stmt, &mut |part| self.part(part));
        self.loop_depth -= i32::from(is_loop);
    }

    fn assign(&mut self, to: Option<&Node>, value: Option<&'t Node>, pos: (CopyId, Pos)) {
        let depth = self.loop_depth;
        if let Some(to) = to
            && let Kind::Var(var) = to.kind
            && let Some(uses) = self.tracked(to)
        {
            let is_same = |x: &Node| matches!(x.kind, Kind::Var(other) if other == var);
            match value.map(|value| ((value.copy, value.id), &value.kind)) {
                None | Some((_, Kind::Nil)) => uses.harmless += 1,
                Some((_, Kind::SliceLit(..))) => {
                    uses.harmless += 1;
                    uses.cap_used = true;
                }
                Some((_, Kind::Slice(args))) if is_same(&args.x) => {
                    uses.harmless += 2;
                    uses.cap_used = true;
                }
                Some((id, Kind::Builtin(Builtin::Append, args, _))) if is_same(&args[0]) => {
                    uses.harmless += 2;
                    uses.appends.push(id);
                    uses.weight += 1 + depth - uses.declared_at_depth;
                }
                Some(_) => {}
            }
        }
        if let Some(value) = value {
            self.give_away_value(value, pos);
        }
    }

    /// Counts the uses in an expression.
    fn expr(&mut self, x: &'t Node) {
        match &x.kind {
            Kind::Var(_) => {
                if let Some(uses) = self.tracked(x) {
                    uses.all += 1;
                }
            }
            Kind::Index(base, ..) => {
                self.harmless(base);
            }
            Kind::Builtin(Builtin::Len, args, _) => {
                self.harmless(&args[0]);
            }
            Kind::Builtin(Builtin::Cap, args, _) => {
                if let Some(uses) = self.harmless(&args[0]) {
                    uses.cap_used = true;
                }
            }
            Kind::Addr(inner, _) => self.address(inner),
            Kind::Call(call) => {
                if let Callee::Static(func) = call.callee {
                    for (index, arg) in call.args.iter().enumerate() {
                        if !self.out.tag(func, index).any()
                            && let Some(uses) = self.harmless(arg)
                        {
                            uses.cap_used = true;
                        }
                    }
                }
            }
            Kind::Closure(func) => {
                for var in &self.trees.func(*func).captures {
                    if let Some(uses) = self.tracked.get_mut(var) {
                        uses.all += 1;
                    }
                }
            }
            _ => {}
        }
        visit::children(x, &mut |part| self.part(part));
    }

    /// The address of an element is a second reference.
    fn address(&mut self, mut x: &Node) {
        loop {
            match &x.kind {
                Kind::Dot(inner, _) | Kind::Index(inner, _, false) => x = inner,
                Kind::Index(base, _, true) => {
                    if let Kind::Var(var) = base.kind {
                        self.tracked.remove(&var);
                    }
                    return;
                }
                _ => return,
            }
        }
    }
}
