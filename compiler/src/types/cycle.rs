//! Cycles: declarations that refer to themselves.
//!
//! * A cycle of entities being declared is right if it passes a declared type and no
//!   value (`is_valid_cycle`).
//! * A declared type must have a finite size (`check_valid_type`): no struct field or
//!   array element contains the type itself.

use minigo_syntax::ast::{Decl, ExprKind};
use minigo_syntax::source::{Pos, Span};
use rustc_hash::FxHashMap;

use super::check::{Checker, DeclKind};
use super::object::{ObjId, ObjKind};
use super::ty::{NamedId, Ty, TyKind, TypeParamId};
use crate::codes;

/// Where types may nest in an instance: bounds the search in endless expansions.
const MAX_NESTING: usize = 200;

impl Checker<'_> {
    /// Reports aliases and declared types that are defined as each other only.
    pub(super) fn direct_cycles(&mut self, order: &[ObjId]) {
        let mut done: Vec<ObjId> = Vec::new();
        for &obj in order {
            let mut path: Vec<ObjId> = Vec::new();
            let mut at = Some(obj);
            while let Some(obj) = at {
                if let Some(start) = path.iter().position(|&o| o == obj) {
                    self.set_obj_type(obj, Ty::INVALID);
                    let cycle = path[start..].to_vec();
                    self.report_cycle(&cycle);
                    break;
                }
                if done.contains(&obj) || !matches!(self.obj(obj).kind, ObjKind::TypeName { .. }) {
                    break;
                }
                path.push(obj);
                at = self.type_named_by(obj);
            }
            if path.len() > 1 {
                done.append(&mut path);
            }
        }
    }

    /// The type name of this package that is the whole right-hand side of `obj`.
    fn type_named_by(&self, obj: ObjId) -> Option<ObjId> {
        let info = &self.decls[self.decl_of.get(&obj)?.0 as usize];
        let DeclKind::Type { decl, spec } = info.kind else { return None };
        let file = &self.p.packages[info.pkg.0 as usize].files[info.file as usize];
        let Decl::Type(specs) = &file.decls[decl as usize] else { return None };
        let ExprKind::Ident(ident) = &specs[spec as usize].ty.kind else { return None };
        self.scopes.find(self.pkgs[info.pkg.0 as usize].scope, ident.name)
    }

    /// Reports interface types without name that lead to themselves. Types are otherwise
    /// right.
    pub(super) fn check_interface_cycles(&mut self) {
        let mut written = std::mem::take(&mut self.interfaces);
        written.sort_by_key(|(span, _)| (span.lo, std::cmp::Reverse(span.hi)));
        let mut cyclic = FxHashMap::default();
        let mut end = Pos(0);
        for (span, ty) in written {
            // What stands inside another interface type counts as a part of that one.
            if span.lo < end {
                continue;
            }
            end = span.hi;
            if self.methods_lead_back(ty, &mut cyclic) {
                let message = "invalid recursive type: anonymous interface refers to itself \
                               (see https://go.dev/issue/56103)";
                self.error(span, codes::INVALID_DECL_CYCLE, message);
                cyclic.values_mut().for_each(|on_path| *on_path = false);
            }
        }
    }

    /// Whether a type that the interface's methods use leads back to an interface type
    /// whose search is going on (true in `on_path`).
    fn methods_lead_back(&self, ty: Ty, on_path: &mut FxHashMap<Ty, bool>) -> bool {
        let set = self.p.types.type_set(ty);
        set.methods.iter().any(|method| self.leads_back(method.ty, on_path))
    }

    fn leads_back(&self, ty: Ty, on_path: &mut FxHashMap<Ty, bool>) -> bool {
        match self.p.types.kind(ty) {
            // Through a name no type without name comes back to itself.
            TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_) => false,
            TyKind::Pointer(elem)
            | TyKind::Array(elem, _)
            | TyKind::Slice(elem)
            | TyKind::Chan(_, elem) => self.leads_back(elem, on_path),
            TyKind::Map(key, elem) => {
                self.leads_back(key, on_path) || self.leads_back(elem, on_path)
            }
            TyKind::Struct(s) => s.fields.iter().any(|field| self.leads_back(field.ty, on_path)),
            TyKind::Tuple(types) => types.iter().any(|&ty| self.leads_back(ty, on_path)),
            TyKind::Func(sig) => {
                sig.params.iter().chain(sig.results.iter()).any(|&ty| self.leads_back(ty, on_path))
            }
            TyKind::Union(terms) => terms.iter().any(|term| self.leads_back(term.ty, on_path)),
            TyKind::Interface(interface) => {
                if interface.methods.is_empty() && interface.embeds.is_empty() {
                    return false;
                }
                if let Some(&known) = on_path.get(&ty) {
                    return known;
                }
                on_path.insert(ty, true);
                if self.methods_lead_back(ty, on_path) {
                    return true;
                }
                on_path.insert(ty, false);
                false
            }
        }
    }

    /// Whether the cycle from `start` of the object path is right; reports it if not.
    pub(super) fn is_valid_cycle(&mut self, start: usize) -> bool {
        let cycle = self.obj_path[start..].to_vec();
        let mut nvalues = 0;
        let mut ntypes = 0;
        for &obj in &cycle {
            match self.obj(obj).kind {
                ObjKind::Const(_) | ObjKind::Var(_) => nvalues += 1,
                ObjKind::TypeName { is_alias } => {
                    if self.env.in_type_params && self.p.types.is_generic(self.obj(obj).ty) {
                        return true;
                    }
                    if !is_alias {
                        ntypes += 1;
                    }
                }
                ObjKind::Func(_)
                | ObjKind::PkgName(_)
                | ObjKind::Label
                | ObjKind::Builtin(_)
                | ObjKind::Nil => {}
            }
        }
        // Cycles of values only are found by the initialisation order.
        if nvalues == cycle.len() || nvalues == 0 && ntypes > 0 {
            return true;
        }
        self.report_cycle(&cycle);
        false
    }

    /// Reports a cycle at its first entity in the source.
    pub(super) fn report_cycle(&mut self, cycle: &[ObjId]) {
        let start = (0..cycle.len()).min_by_key(|&i| self.obj(cycle[i]).pos).unwrap_or(0);
        self.report_cycle_from(cycle, start);
    }

    fn report_cycle_from(&mut self, cycle: &[ObjId], start: usize) {
        let Some(&first) = cycle.get(start) else { return };
        let is_type = matches!(self.obj(first).kind, ObjKind::TypeName { .. });
        let link = |obj: &ObjId| {
            let object = self.obj(*obj);
            let name = format!("{}{}", self.package_prefix(object.pkg), object.name);
            (self.obj_span(*obj), name)
        };
        let mut links: Vec<(Span, String)> = cycle.iter().map(link).collect();
        links.rotate_left(start);
        self.report_links(&links, is_type);
    }

    /// Reports a cycle of entities given by place and name, the first one first.
    fn report_links(&mut self, links: &[(Span, String)], is_type: bool) {
        let Some((span, first)) = links.first() else { return };
        let code = codes::INVALID_DECL_CYCLE;
        if links.len() == 1 {
            let what =
                if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
            self.error(*span, code, format!("{what}: {first} refers to itself"));
            return;
        }
        let message = if is_type {
            format!("invalid recursive type {first}")
        } else {
            format!("invalid cycle in declaration of {first}")
        };
        let mut notes = Vec::new();
        for (i, (at, from)) in links.iter().enumerate() {
            let (_, to) = &links[(i + 1) % links.len()];
            notes.push((at.lo, format!("{from} refers to {to}")));
        }
        self.report(*span, code, message, notes);
    }

    /// Whether the size of a type depends on a type parameter. A type whose size is asked
    /// for in its own declaration is reported and counts as such.
    pub(super) fn has_variable_size(&mut self, ty: Ty) -> bool {
        match self.p.types.kind(ty) {
            TyKind::Named(id) => {
                let obj = self.p.types.with_named(id, |named| named.obj);
                let instance = !self.p.types.type_args(id).is_empty();
                if !instance && let Some(start) = self.obj_path.iter().position(|&o| o == obj) {
                    let cycle = self.obj_path[start..].to_vec();
                    self.report_cycle(&cycle);
                    return true;
                }
                let Some(rhs) = self.p.types.rhs(id) else { return true };
                if self.obj_path.len() > MAX_NESTING {
                    return true;
                }
                self.obj_path.push(obj);
                let variable = self.has_variable_size(rhs);
                self.obj_path.pop();
                variable
            }
            TyKind::Array(elem, _) => self.has_variable_size(elem),
            TyKind::Struct(s) => s.fields.iter().any(|field| self.has_variable_size(field.ty)),
            TyKind::TypeParam(_) => true,
            TyKind::Basic(_)
            | TyKind::Pointer(_)
            | TyKind::Slice(_)
            | TyKind::Map(..)
            | TyKind::Chan(..)
            | TyKind::Func(_)
            | TyKind::Interface(_)
            | TyKind::Tuple(_)
            | TyKind::Union(_) => false,
        }
    }

    /// Notes an instance for [`check_instance_cycles`](Checker::check_instance_cycles).
    pub(super) fn record_mono(
        &mut self,
        params: &[TypeParamId],
        args: &[Ty],
        positions: &[Pos],
        pos: Pos,
    ) {
        // Cycles stay within a package: generics take no generic arguments.
        let Some(&first) = params.first() else { return };
        if self.obj(self.p.types.type_param(first).obj).pkg != Some(self.env.pkg) {
            return;
        }
        let mut mono = std::mem::take(&mut self.mono);
        mono.record(&self.p.types, params, args, positions, pos, &|obj| self.obj(obj).pos);
        self.mono = mono;
    }

    /// Reports instances that would go on without end.
    pub(super) fn check_instance_cycles(&mut self) {
        let mono = std::mem::take(&mut self.mono);
        let Some((at, steps)) = mono.find_cycle(&self.p.types, &|ty| self.ty_string(ty)) else {
            return;
        };
        let notes = steps
            .into_iter()
            .map(|step| (step.pos, format!("{} {}", self.obj(step.obj).name, step.text)))
            .collect();
        let message = String::from("instantiation cycle:");
        self.report(self.obj_span(at), codes::INVALID_INSTANCE_CYCLE, message, notes);
    }

    /// Reports a declared type that contains itself.
    pub(super) fn check_valid_type(&mut self, id: NamedId) {
        let ty = self.p.types.named_ty(id);
        self.valid_type(ty, &mut Vec::new(), &mut Vec::new());
    }

    /// `nest`: the declared types around, innermost last. `path`: all on the way here.
    fn valid_type(&mut self, ty: Ty, nest: &mut Vec<NamedId>, path: &mut Vec<NamedId>) -> bool {
        if path.len() > MAX_NESTING {
            return true;
        }
        match self.p.types.kind(ty) {
            TyKind::Array(elem, _) => self.valid_type(elem, nest, path),
            TyKind::Struct(s) => s.fields.iter().all(|f| self.valid_type(f.ty, nest, path)),
            TyKind::Union(terms) => terms.iter().all(|t| self.valid_type(t.ty, nest, path)),
            TyKind::Interface(i) => i.embeds.iter().all(|&e| self.valid_type(e, nest, path)),
            TyKind::Named(id) => self.valid_named(id, nest, path),
            TyKind::TypeParam(param) => {
                // A parameter stands for the argument of the instance around.
                let Some(&around) = nest.last() else { return true };
                let origin = self.p.types.origin(around);
                let params = self.p.types.with_named(origin, |named| named.type_params.clone());
                let args = self.p.types.type_args(around);
                let arg =
                    params.iter().position(|&p| p == param).and_then(|i| args.get(i).copied());
                let Some(arg) = arg else { return true };
                nest.pop();
                let valid = self.valid_type(arg, nest, path);
                nest.push(around);
                valid
            }
            TyKind::Basic(_)
            | TyKind::Pointer(_)
            | TyKind::Slice(_)
            | TyKind::Map(..)
            | TyKind::Chan(..)
            | TyKind::Func(_)
            | TyKind::Tuple(_) => true,
        }
    }

    fn valid_named(
        &mut self,
        id: NamedId,
        nest: &mut Vec<NamedId>,
        path: &mut Vec<NamedId>,
    ) -> bool {
        let origin = self.p.types.origin(id);
        if nest.contains(&id) {
            self.p.types.set_rhs(origin, Ty::INVALID);
            if let Some(start) = path.iter().position(|&p| p == id) {
                // An instance is told where it is written first.
                let link = |&id: &NamedId| {
                    let obj = self.p.types.with_named(id, |named| named.obj);
                    let name = self.ty_string(self.p.types.named_ty(id));
                    match self.instance_places.get(&id) {
                        Some(&place) => (place, name),
                        None => {
                            let object = self.obj(obj);
                            let prefix = self.package_prefix(object.pkg);
                            (self.obj_span(obj), format!("{prefix}{}", object.name))
                        }
                    }
                };
                let links: Vec<(Span, String)> = path[start..].iter().map(link).collect();
                self.report_links(&links, true);
            }
            return false;
        }
        // Types of other packages cannot contain a type of this one, except by arguments.
        let (pkg, rhs) = self.p.types.with_named(origin, |named| (named.pkg, named.rhs));
        if pkg != Some(self.env.pkg) && self.p.types.type_args(id).is_empty() {
            return true;
        }
        let Some(rhs) = rhs else { return true };
        nest.push(id);
        path.push(id);
        let valid = self.valid_type(rhs, nest, path);
        nest.pop();
        path.pop();
        valid
    }
}
