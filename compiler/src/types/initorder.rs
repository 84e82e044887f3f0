//! Initialisation order: of the variables of a package, and of the packages.
//!
//! A variable depends on the package-level variables its initialiser mentions, and on
//! those that functions it mentions depend on. Repeatedly the first variable in source
//! order that depends on nothing uninitialised is next.
//!
//! In other words: repeatedly the variable with the fewest uninitialised dependencies is
//! next, the first in source order among them; if it has any, there is a cycle.

use std::collections::BTreeSet;

use minigo_syntax::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::check::{Checker, DeclId, DeclKind};
use super::object::{ObjId, ObjKind, PkgId};
use crate::codes;
use crate::typed::Initializer;

/// Where the value of a package-level variable stands: package, file, declaration,
/// specification, value.
pub type InitPlace = (PkgId, usize, usize, usize, usize);

impl Checker<'_> {
    /// Where the initial value of a package-level variable stands.
    pub fn initializer_place(&self, var: ObjId) -> Option<InitPlace> {
        let info = &self.decls[self.decl_of.get(&var)?.0 as usize];
        let DeclKind::Var { decl, spec, value } = info.kind else { return None };
        Some((info.pkg, info.file as usize, decl as usize, spec as usize, value? as usize))
    }

    /// Fills in the initialisers of all packages, the order of the packages, and the
    /// dependencies, for what is typed so far.
    pub fn compute_init_order(&mut self) {
        self.p.package_order = self.package_order();
        for pkg in self.p.package_order.clone() {
            let (order, _) = self.init_order(pkg);
            self.p.packages[pkg.0 as usize].init_order = order;
        }
        let mut deps = FxHashMap::default();
        for (&obj, &id) in &self.decl_of {
            let list = &self.decls[id.0 as usize].deps;
            if !list.is_empty() {
                deps.insert(obj, list.clone());
            }
        }
        self.p.info.deps = deps;
    }

    /// Loaded packages, imported before importing.
    fn package_order(&self) -> Vec<PkgId> {
        let mut out = Vec::new();
        let mut seen = FxHashSet::default();
        // The main package is the first one made; others are reached by its imports, or
        // by look-ups that lowering makes.
        let all = (1..self.p.packages.len() as u32).map(PkgId).chain([PkgId(0)]);
        for pkg in all.filter(|pkg| (pkg.0 as usize) < self.p.packages.len()) {
            self.order_package(pkg, &mut seen, &mut out);
        }
        out
    }

    fn order_package(&self, pkg: PkgId, seen: &mut FxHashSet<PkgId>, out: &mut Vec<PkgId>) {
        if !seen.insert(pkg) {
            return;
        }
        let mut imports = self.p.packages[pkg.0 as usize].imports.clone();
        imports.sort_by(|a, b| {
            self.p.packages[a.0 as usize].path.cmp(&self.p.packages[b.0 as usize].path)
        });
        for import in imports {
            self.order_package(import, seen, out);
        }
        if self.pkgs[pkg.0 as usize].loaded {
            out.push(pkg);
        }
    }

    /// The package's initialisers in order, and the variables whose turn came while
    /// something they depend on was not initialised.
    fn init_order(&self, pkg: PkgId) -> (Vec<Initializer>, Vec<ObjId>) {
        let mut order = self.pkgs[pkg.0 as usize].order.clone();
        order.sort_by_key(|&obj| self.obj(obj).pos);
        let is_const = |obj: ObjId| matches!(self.obj(obj).kind, ObjKind::Const(_));
        let is_library = self.pkgs[pkg.0 as usize].is_library;
        let vars: Vec<ObjId> = order
            .into_iter()
            .filter(|&obj| self.is_var(obj) || !is_library && is_const(obj))
            .filter(|&obj| self.is_typed_obj(obj))
            .collect();
        let index: FxHashMap<ObjId, usize> =
            vars.iter().enumerate().map(|(i, &var)| (var, i)).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); vars.len()];
        let mut ndeps = vec![0usize; vars.len()];
        for (i, &var) in vars.iter().enumerate() {
            for dep in self.reached_vars(var, pkg) {
                if let Some(&dep) = index.get(&dep) {
                    users[dep].push(i);
                    ndeps[i] += 1;
                }
            }
        }
        // Constants come first; they can only be stuck.
        let rank = |i: usize, n: usize| (!is_const(vars[i]), n, i);
        let mut queue: BTreeSet<(bool, usize, usize)> =
            ndeps.iter().enumerate().map(|(i, &n)| rank(i, n)).collect();
        let mut emitted: FxHashSet<DeclId> = FxHashSet::default();
        let (mut out, mut stuck) = (Vec::new(), Vec::new());
        while let Some((_, n, i)) = queue.pop_first() {
            if n > 0 {
                stuck.push(vars[i]);
            }
            for &user in &users[i] {
                if queue.remove(&rank(user, ndeps[user])) {
                    ndeps[user] -= 1;
                    queue.insert(rank(user, ndeps[user]));
                }
            }
            let Some(&id) = self.decl_of.get(&vars[i]) else { continue };
            let info = &self.decls[id.0 as usize];
            let DeclKind::Var { decl, spec, value: Some(value) } = info.kind else { continue };
            if emitted.insert(id) {
                let lhs = if info.lhs.is_empty() { vec![vars[i]] } else { info.lhs.clone() };
                out.push(Initializer { lhs, file: info.file, decl, spec, value });
            }
        }
        (out, stuck)
    }

    /// The variables and constants of `pkg` that an initialiser depends on, through
    /// functions.
    fn reached_vars(&self, var: ObjId, pkg: PkgId) -> Vec<ObjId> {
        let mut out = Vec::new();
        let mut seen = FxHashSet::default();
        let mut stack = vec![var];
        while let Some(obj) = stack.pop() {
            let Some(id) = self.decl_of.get(&obj) else { continue };
            for &dep in &self.decls[id.0 as usize].deps {
                if self.obj(dep).pkg != Some(pkg) || !seen.insert(dep) {
                    continue;
                }
                match self.obj(dep).kind {
                    ObjKind::Var(_) | ObjKind::Const(_) => out.push(dep),
                    ObjKind::Func(_) => stack.push(dep),
                    _ => {}
                }
            }
        }
        out
    }

    /// Reports variables whose initialisation depends on themselves.
    pub(super) fn check_init_cycles(&mut self, pkg: PkgId) {
        for var in self.init_order(pkg).1 {
            let mut path = Vec::new();
            if self.find_cycle(var, var, &mut FxHashSet::default(), &mut path) {
                self.report_init_cycle(&path);
            }
        }
    }

    /// A path of dependencies from `from` to `to`; `path` is what it passes, `to` first.
    fn find_cycle(
        &self,
        from: ObjId,
        to: ObjId,
        seen: &mut FxHashSet<ObjId>,
        path: &mut Vec<ObjId>,
    ) -> bool {
        if !seen.insert(from) {
            return false;
        }
        let Some(id) = self.decl_of.get(&from) else { return false };
        let mut deps = self.decls[id.0 as usize].deps.clone();
        deps.sort();
        for dep in deps {
            if dep == to || self.find_cycle(dep, to, seen, path) {
                path.push(dep);
                return true;
            }
        }
        false
    }

    fn report_init_cycle(&mut self, cycle: &[ObjId]) {
        let Some(&first) = cycle.first() else { return };
        let name = |check: &Self, obj: ObjId| check.obj(obj).name;
        let code = codes::INVALID_INIT_CYCLE;
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", name(self, first));
            self.error_obj(first, code, message);
            return;
        }
        let message = format!("initialization cycle for {}", name(self, first));
        let mut notes = Vec::new();
        let mut at = first;
        for &next in cycle.iter().rev() {
            let text = format!("{} refers to {}", name(self, at), name(self, next));
            notes.push((self.obj(at).pos, text));
            at = next;
        }
        let span: Span = self.obj_span(first);
        self.report(span, code, message, notes);
    }
}
