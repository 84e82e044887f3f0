//! Variables that nothing reads.
//!
//! When calls have been replaced by bodies, many parameters are no longer used, and literals
//! that were passed are no longer called by way of a variable. As Go does before the analysis,
//! assignments to such variables are left out if what is assigned has no effect; messages are
//! not about them. Lowering calls literals in any case, so this is for messages only.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{Class, FuncId, Kind, Node, StmtKind, Trees, VarId};
use super::visit::{self, Part};

struct Walk<'t> {
    trees: &'t Trees,
    /// Values of variables that nothing has been found to read.
    unread: FxHashMap<VarId, Vec<&'t Node>>,
    read: FxHashSet<VarId>,
    /// Literals whose bodies were walked.
    walked: FxHashSet<FuncId>,
}

/// The variables of an outermost function, and of the literals in it, that nothing reads.
pub fn find(trees: &Trees, func: FuncId) -> Vec<VarId> {
    let mut walk = Walk {
        trees,
        unread: FxHashMap::default(),
        read: FxHashSet::default(),
        walked: FxHashSet::default(),
    };
    walk.func(func);
    walk.unread.into_keys().collect()
}

/// Whether an assignment is dropped.
pub fn is_dropped(trees: &Trees, target: Option<&Node>, value: Option<&Node>) -> bool {
    matches!(target, Some(Node { kind: Kind::Var(var), .. }) if trees.dead.contains(var))
        && !value.is_some_and(has_effects)
}

/// Whether evaluating does more than to give a value, as far as Go looks.
fn has_effects(x: &Node) -> bool {
    !matches!(
        x.kind,
        Kind::Var(_)
            | Kind::Global(_)
            | Kind::Func(_)
            | Kind::Const(_)
            | Kind::Nil
            | Kind::Closure(_)
    )
}

impl<'t> Walk<'t> {
    fn func(&mut self, func: FuncId) {
        if let Some(body) = &self.trees.func(func).body {
            self.part(Part::Stmts(body));
        }
    }

    fn part(&mut self, part: Part<'t>) {
        match part {
            Part::Expr(x) => self.expr(x),
            Part::Stmts(list) => {
                for stmt in list {
                    match &stmt.kind {
                        StmtKind::Assign { lhs, rhs, .. } => self.assign(lhs, rhs),
                        _ => visit::parts(stmt, &mut |part| self.part(part)),
                    }
                }
            }
        }
    }

    fn assign(&mut self, lhs: &'t [Option<Node>], rhs: &'t [Option<Node>]) {
        // A blank operand beside others is nobody's use of what is assigned to it.
        let has_names = lhs.iter().any(Option::is_some);
        for (i, target) in lhs.iter().enumerate() {
            let value = rhs.get(i).and_then(Option::as_ref);
            let harmless = !value.is_some_and(has_effects);
            match target {
                None if has_names && harmless => {}
                Some(Node { kind: Kind::Var(var), .. })
                    if harmless && self.trees.var(*var).class != Class::Result =>
                {
                    match self.read.contains(var) {
                        true => value.into_iter().for_each(|x| self.expr(x)),
                        false => self.unread.entry(*var).or_default().extend(value),
                    }
                }
                Some(Node { kind: Kind::Var(_), .. }) | None => {
                    value.into_iter().for_each(|x| self.expr(x));
                }
                Some(target) => {
                    self.expr(target);
                    value.into_iter().for_each(|x| self.expr(x));
                }
            }
        }
    }

    fn expr(&mut self, x: &'t Node) {
        match &x.kind {
            Kind::Var(var) => self.use_var(*var),
            Kind::Closure(func) => {
                if self.walked.insert(*func) {
                    for &var in &self.trees.func(*func).captures {
                        self.use_var(var);
                    }
                    self.func(*func);
                }
            }
            Kind::Inlined(inlined) => {
                self.part(Part::Stmts(&inlined.body));
                inlined.results.iter().for_each(|&var| self.use_var(var));
            }
            _ => visit::children(x, &mut |part| self.part(part)),
        }
    }

    fn use_var(&mut self, var: VarId) {
        if self.read.insert(var) {
            for value in self.unread.remove(&var).unwrap_or_default() {
                self.expr(value);
            }
        }
    }
}
