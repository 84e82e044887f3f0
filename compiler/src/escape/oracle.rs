//! What a variable is known to hold.
//!
//! A variable that is assigned only where it is declared stands for that value; a function
//! variable may have a known, finite set of functions. One walk over a function with its
//! literals finds both.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{Class, FuncId, Kind, Node, Stmt, StmtKind, Trees, VarId};
use super::visit;
use crate::types::intern::Types;
use crate::types::ty::TyKind;

/// Facts about the variables of one outermost function.
#[derive(Default)]
pub struct Oracle<'t> {
    /// The one value of variables that are never assigned again.
    single: FxHashMap<VarId, &'t Node>,
    /// All functions assigned to a variable; absent if one is not known.
    funcs: FxHashMap<VarId, Vec<&'t Node>>,
}

struct Walk<'t, 'a> {
    trees: &'t Trees,
    types: &'a Types,
    /// The value at the declaration.
    defined: FxHashMap<VarId, &'t Node>,
    /// Assigned elsewhere.
    assigned: FxHashSet<VarId>,
    funcs: FxHashMap<VarId, Vec<&'t Node>>,
    unknown: FxHashSet<VarId>,
}

impl<'t> Oracle<'t> {
    pub fn new(trees: &'t Trees, types: &Types, func: FuncId) -> Oracle<'t> {
        let mut walk = Walk {
            trees,
            types,
            defined: FxHashMap::default(),
            assigned: FxHashSet::default(),
            funcs: FxHashMap::default(),
            unknown: FxHashSet::default(),
        };
        walk.func(func);
        let Walk { mut defined, assigned, mut funcs, unknown, .. } = walk;
        let addrtaken = |var: &VarId| trees.var(*var).addrtaken;
        defined.retain(|var, _| !assigned.contains(var) && !addrtaken(var));
        funcs.retain(|var, _| !unknown.contains(var) && !addrtaken(var));
        Oracle { single: defined, funcs }
    }

    /// What an expression is known to be.
    pub fn static_value(&self, mut x: &'t Node) -> &'t Node {
        // A variable whose value mentions itself cannot be; the bound is for safety.
        for _ in 0..100 {
            match &x.kind {
                Kind::Conv(inner, _) => x = inner,
                Kind::Var(var) => match self.single.get(var) {
                    Some(value) => x = value,
                    None => return x,
                },
                Kind::Inlined(inlined) => match inlined.results[..] {
                    [var] if self.single.contains_key(&var) => x = self.single[&var],
                    _ => return x,
                },
                _ => return x,
            }
        }
        x
    }

    /// The one function that a call of the value calls.
    pub fn callee(&self, value: &'t Node) -> Option<FuncId> {
        static_callee(self.static_value(value))
    }

    /// The functions that a call of the value may call; empty if that is not known.
    pub fn callees(&self, value: &'t Node) -> Vec<FuncId> {
        let value = self.static_value(value);
        if let Some(func) = static_callee(value) {
            return vec![func];
        }
        let Kind::Var(var) = value.kind else { return Vec::new() };
        let Some(values) = self.funcs.get(&var) else { return Vec::new() };
        let found: Option<Vec<FuncId>> = values.iter().map(|value| static_callee(value)).collect();
        found.unwrap_or_default()
    }
}

/// The function that a value is.
pub fn static_callee(x: &Node) -> Option<FuncId> {
    match x.kind {
        Kind::Func(func) | Kind::Closure(func) => Some(func),
        _ => None,
    }
}

impl<'t> Walk<'t, '_> {
    fn func(&mut self, func: FuncId) {
        if let Some(body) = &self.trees.func(func).body {
            self.stmts(body);
        }
    }

    fn stmts(&mut self, list: &'t [Stmt]) {
        let mut literals = Vec::new();
        let mut seen = Vec::new();
        visit::stmts(
            list,
            &mut |node| {
                if let Kind::Closure(func) = node.kind {
                    literals.push(func);
                }
            },
            &mut |stmt| seen.push(stmt),
        );
        for stmt in seen {
            self.stmt(stmt);
        }
        for func in literals {
            self.func(func);
        }
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        match &stmt.kind {
            StmtKind::Assign { lhs, rhs, define, .. } => {
                let paired = lhs.len() == rhs.len();
                for (i, target) in lhs.iter().enumerate() {
                    let value = if paired { rhs[i].as_ref() } else { None };
                    self.assign(target.as_ref(), value, define, lhs.len() == 1);
                }
            }
            StmtKind::AssignCall { lhs, define, .. } => {
                for target in lhs {
                    self.assign(target.as_ref(), None, define, false);
                }
            }
            StmtKind::OpAssign(_, x, ..) => self.assign(Some(x), None, &[], false),
            StmtKind::Range(range) => {
                for x in range.key.iter().chain(&range.value) {
                    self.assign(Some(x), None, &range.define, false);
                }
            }
            _ => {}
        }
    }

    /// `plain`: the assignment is of one value.
    fn assign(
        &mut self,
        target: Option<&'t Node>,
        value: Option<&'t Node>,
        define: &[VarId],
        plain: bool,
    ) {
        let Some((var, whole)) = target.and_then(root) else { return };
        let info = self.trees.var(var);
        if matches!(info.class, Class::Param | Class::Result) {
            self.assigned.insert(var);
            return;
        }
        if define.contains(&var) {
            if let Some(value) = value {
                self.defined.insert(var, value);
            }
        } else {
            self.assigned.insert(var);
        }
        if !matches!(self.types.under(info.ty), TyKind::Func(_)) {
            return;
        }
        let is_zero = plain && whole && value.is_none_or(|value| matches!(value.kind, Kind::Nil));
        match value {
            _ if is_zero => {
                self.funcs.entry(var).or_default();
            }
            Some(value) if plain && whole => self.funcs.entry(var).or_default().push(value),
            _ => {
                self.unknown.insert(var);
            }
        }
    }
}

/// The variable that an assigned operand is part of, and whether it is all of it.
fn root(x: &Node) -> Option<(VarId, bool)> {
    match &x.kind {
        Kind::Var(var) => Some((*var, true)),
        Kind::Dot(inner, _) | Kind::Index(inner, _, false) => Some((root(inner)?.0, false)),
        _ => None,
    }
}
