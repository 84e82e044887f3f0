//! Initialisation order: of the variables of a package, and of the packages.
//!
//! A variable depends on the package-level variables its initialiser mentions, and on
//! those that functions it mentions depend on. Repeatedly the first variable in source
//! order that depends on nothing uninitialised is next.
//!
//! Rather than build that graph, each variable's initialiser is emitted after those of
//! the variables it reaches, in source order of the variables: the same order, found by
//! a depth-first walk, because a variable whose dependencies are all emitted is emitted
//! before any later one.

use minigo_syntax::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::check::{Checker, DeclId, DeclKind};
use super::object::{ObjId, ObjKind, PkgId};
use crate::codes;
use crate::typed::Initializer;

impl Checker<'_> {
    /// Fills in the initialisers of all packages, the order of the packages, and the
    /// dependencies, for what is typed so far.
    pub fn compute_init_order(&mut self) {
        self.p.package_order = self.package_order();
        for pkg in self.p.package_order.clone() {
            let order = self.init_order(pkg);
            self.p.packages[pkg.0 as usize].init_order = order;
        }
        let mut deps = std::collections::HashMap::new();
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

    /// The package's initialisers in order.
    fn init_order(&self, pkg: PkgId) -> Vec<Initializer> {
        // Variables without dependencies on others come when their turn is; so the next
        // is always the earliest whose dependencies are done.
        let mut vars: Vec<ObjId> = Vec::new();
        for &obj in &self.pkgs[pkg.0 as usize].order {
            if self.is_var(obj) && self.is_typed_obj(obj) {
                vars.push(obj);
            }
        }
        let reach: FxHashMap<ObjId, Vec<ObjId>> =
            vars.iter().map(|&var| (var, self.reached_vars(var, pkg))).collect();
        let mut done: FxHashSet<DeclId> = FxHashSet::default();
        let mut out = Vec::new();
        let mut pending = vars;
        while !pending.is_empty() {
            let ready = |var: &ObjId| {
                let own = self.decl_of.get(var);
                reach[var].iter().all(|dep| {
                    let decl = self.decl_of.get(dep);
                    decl == own || decl.is_none_or(|decl| done.contains(decl)) || !reach.contains_key(dep)
                })
            };
            // Cycles are reported elsewhere; go on with the first.
            let index = pending.iter().position(ready).unwrap_or(0);
            let var = pending.remove(index);
            let Some(&id) = self.decl_of.get(&var) else { continue };
            if !done.insert(id) {
                continue;
            }
            let info = &self.decls[id.0 as usize];
            if let DeclKind::Var { decl, spec, value: Some(value) } = info.kind {
                let lhs = if info.lhs.is_empty() { vec![var] } else { info.lhs.clone() };
                out.push(Initializer { lhs, file: info.file, decl, spec, value });
            }
        }
        out
    }

    /// The variables of `pkg` that a variable's initialiser depends on, through functions.
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
                    ObjKind::Var(_) => out.push(dep),
                    ObjKind::Func(_) => stack.push(dep),
                    _ => {}
                }
            }
        }
        out
    }

    /// Reports variables whose initialisation depends on themselves.
    pub(super) fn check_init_cycles(&mut self, pkg: PkgId) {
        let mut reported: FxHashSet<ObjId> = FxHashSet::default();
        for obj in self.pkgs[pkg.0 as usize].order.clone() {
            let is_value =
                matches!(self.obj(obj).kind, ObjKind::Var(_) | ObjKind::Const(_));
            if !is_value || reported.contains(&obj) {
                continue;
            }
            let mut seen = FxHashSet::default();
            let mut path = Vec::new();
            if self.find_cycle(obj, obj, &mut seen, &mut path) {
                reported.extend(path.iter().copied());
                self.report_init_cycle(&path);
                return;
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
