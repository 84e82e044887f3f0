//! Selectors: finding fields and methods, through embedded fields too.
//!
//! Breadth first over the embedding depth: a name at a shallower depth hides deeper
//! ones, two at the same depth are ambiguous.

use minigo_syntax::symbol::Symbol;

use super::check::Checker;
use super::generic::{Found, MethodSource};
use super::intern::Types;
use super::object::{ObjId, ObjKind, PkgId};
use super::ty::{NamedId, Signature, StructField, Ty, TyKind, TypeParamId};

/// A field or method found.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub kind: EntryKind,
    /// Field indices, then the index of the field or method.
    pub path: Vec<u32>,
    /// Whether the path follows a pointer.
    pub indirect: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) enum EntryKind {
    Field(StructField),
    /// A declared method and the type (perhaps an instance) it was found in.
    Method(ObjId, NamedId),
    /// A method of an interface: name and signature.
    Interface(Symbol, Ty),
}

/// Why nothing was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Miss {
    NotFound,
    Ambiguous,
    /// The method has a pointer receiver and the operand is neither pointer nor variable.
    NeedsPointer,
}

/// An embedded type to look at.
struct Embedded {
    ty: Ty,
    path: Vec<u32>,
    indirect: bool,
    /// The type occurs more than once at this depth.
    multiples: bool,
}

/// How names are compared.
#[derive(Clone, Copy)]
struct Query {
    name: Symbol,
    pkg: Option<PkgId>,
    fold_case: bool,
}

impl Query {
    fn matches(self, name: Symbol, pkg: Option<PkgId>) -> bool {
        if name == self.name {
            return pkg == self.pkg || name.is_exported() || self.fold_case;
        }
        self.fold_case && fold_eq(&name, &self.name)
    }
}

fn fold_eq(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || !a.is_ascii() && !b.is_ascii() && a.to_lowercase() == b.to_lowercase()
}

impl Checker<'_> {
    /// Looks up a field or method of `ty`; `addressable`: the operand is a variable.
    pub(super) fn find_member(
        &self,
        ty: Ty,
        addressable: bool,
        name: Symbol,
        fold_case: bool,
    ) -> Result<Entry, Miss> {
        let query = Query { name, pkg: Some(self.env.pkg), fold_case };
        // Methods are not promoted through declared pointer types.
        if self.p.types.as_named(ty).is_some()
            && let TyKind::Pointer(_) = self.p.types.under(ty)
        {
            let pointer = self.p.types.underlying(ty);
            let entry = self.search(pointer, false, query)?;
            return match entry.kind {
                EntryKind::Field(_) => Ok(entry),
                EntryKind::Method(..) | EntryKind::Interface(..) => Err(Miss::NotFound),
            };
        }
        self.search(ty, addressable, query)
    }

    fn search(&self, ty: Ty, addressable: bool, query: Query) -> Result<Entry, Miss> {
        if query.name.is_blank() {
            return Err(Miss::NotFound);
        }
        let types = &self.p.types;
        let (base, is_pointer) = match types.as_pointer(ty) {
            Some(base) => (base, true),
            None => (ty, false),
        };
        // Pointers to interfaces have no methods.
        if is_pointer && types.is_interface(base) {
            return Err(Miss::NotFound);
        }
        let mut current =
            vec![Embedded { ty: base, path: Vec::new(), indirect: is_pointer, multiples: false }];
        let mut seen: Vec<NamedId> = Vec::new();
        while !current.is_empty() {
            let mut next = Vec::new();
            let mut found: Option<Entry> = None;
            for embedded in &current {
                if !self.search_one(embedded, query, &mut seen, &mut found, &mut next) {
                    return Err(Miss::Ambiguous);
                }
            }
            if let Some(entry) = found {
                if let EntryKind::Method(method, _) = entry.kind
                    && let ObjKind::Func(info) = &self.obj(method).kind
                    && info.ptr_recv
                    && !entry.indirect
                    && !addressable
                {
                    return Err(Miss::NeedsPointer);
                }
                return Ok(entry);
            }
            current = self.consolidate(next);
        }
        Err(Miss::NotFound)
    }

    /// Looks at one embedded type. False on a collision.
    fn search_one(
        &self,
        embedded: &Embedded,
        query: Query,
        seen: &mut Vec<NamedId>,
        found: &mut Option<Entry>,
        next: &mut Vec<Embedded>,
    ) -> bool {
        let types = &self.p.types;
        let with = |index: usize| {
            let mut path = embedded.path.clone();
            path.push(index as u32);
            path
        };
        let indirect = embedded.indirect;
        if let Some(id) = types.as_named(embedded.ty) {
            if seen.contains(&id) {
                return true;
            }
            seen.push(id);
            if let Some((index, method)) = self.declared_method(id, query) {
                if found.is_some() || embedded.multiples {
                    return false;
                }
                let kind = EntryKind::Method(method, id);
                *found = Some(Entry { kind, path: with(index), indirect });
                return true;
            }
        }
        match types.under(embedded.ty) {
            TyKind::Struct(s) => {
                for (index, field) in s.fields.iter().enumerate() {
                    if query.matches(field.name, field.pkg) {
                        if found.is_some() || embedded.multiples {
                            return false;
                        }
                        let kind = EntryKind::Field(field.clone());
                        *found = Some(Entry { kind, path: with(index), indirect });
                        continue;
                    }
                    if found.is_none() && field.embedded {
                        let (ty, is_pointer) = match types.as_pointer(field.ty) {
                            Some(base) => (base, true),
                            None => (field.ty, false),
                        };
                        next.push(Embedded {
                            ty,
                            path: with(index),
                            indirect: indirect || is_pointer,
                            multiples: embedded.multiples,
                        });
                    }
                }
            }
            TyKind::Interface(_) => {
                let set = types.type_set(embedded.ty);
                let index = set.methods.iter().position(|m| query.matches(m.name, m.pkg));
                if let Some(index) = index {
                    if found.is_some() || embedded.multiples {
                        return false;
                    }
                    let method = &set.methods[index];
                    let kind = EntryKind::Interface(method.name, method.ty);
                    *found = Some(Entry { kind, path: with(index), indirect });
                }
            }
            _ => {}
        }
        true
    }

    fn declared_method(&self, id: NamedId, query: Query) -> Option<(usize, ObjId)> {
        let origin = self.p.types.origin(id);
        self.p.types.with_named(origin, |named| {
            // Of the names that are the same all match or none does.
            let index = match named.method_names.iter().position(|&name| name == query.name) {
                Some(index) if query.matches(query.name, named.pkg) => index,
                _ if !query.fold_case => return None,
                _ => named
                    .method_names
                    .iter()
                    .position(|&name| !name.is_blank() && query.matches(name, named.pkg))?,
            };
            Some((index, named.methods[index]))
        })
    }

    /// Keeps each type once, noting those that occur several times.
    fn consolidate(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        for embedded in list {
            let same = |e: &&mut Embedded| self.p.types.identical(e.ty, embedded.ty);
            match out.iter_mut().find(same) {
                Some(known) => known.multiples = true,
                None => out.push(embedded),
            }
        }
        out
    }

    /// Signature of a method found in the type `id`, its parameters replaced by the
    /// type's arguments. Types the method if need be.
    pub(super) fn method_type(&mut self, method: ObjId, id: NamedId) -> Ty {
        self.obj_decl(method);
        let ty = self.obj(method).ty;
        let types = &self.p.types;
        let args = types.type_args(id);
        if args.is_empty() {
            return ty;
        }
        let params = types.with_named(types.origin(id), |named| named.type_params.clone());
        if params.len() != args.len() {
            return ty;
        }
        let map: Vec<_> = params.into_iter().zip(args.iter().copied()).collect();
        if !self.is_generic_func(ty) {
            return types.subst(ty, &map);
        }
        if let Some(&known) = self.method_types.get(&(method, id)) {
            return known;
        }
        let ty = self.generic_method_type(ty, &map);
        self.method_types.insert((method, id), ty);
        ty
    }

    /// Signature of a generic method with the type's parameters replaced, in the
    /// constraints of its own parameters too: these become new ones.
    fn generic_method_type(&self, ty: Ty, map: &[(TypeParamId, Ty)]) -> Ty {
        let types = &self.p.types;
        let TyKind::Func(sig) = types.kind(ty) else { return ty };
        let mut map = map.to_vec();
        let mut own = Vec::new();
        for &param in &sig.type_params {
            let old = types.type_param(param);
            let (new, new_ty) = types.new_type_param(old.obj, old.name, old.index);
            map.push((param, new_ty));
            own.push((new, old.constraint));
        }
        for &(new, constraint) in &own {
            if let Some(constraint) = constraint {
                types.set_constraint(new, types.subst(constraint, &map));
            }
        }
        let TyKind::Func(new) = types.kind(types.subst(ty, &map)) else { return ty };
        let type_params = own.iter().map(|&(param, _)| param).collect();
        types.intern(TyKind::Func(Signature { type_params, ..(*new).clone() }.into()))
    }

    /// Whether a type (or what it points to) is declared in this package or not at all.
    fn is_own_type(&self, ty: Ty) -> bool {
        let base = self.p.types.as_pointer(ty).unwrap_or(ty);
        self.p
            .types
            .as_named(base)
            .is_none_or(|id| self.p.types.with_named(id, |named| named.pkg == Some(self.env.pkg)))
    }

    /// Why `ty` has no field or method `name`; in words for selectors or literals.
    pub(super) fn lookup_error(
        &self,
        ty: Ty,
        name: Symbol,
        alternative: Option<&Entry>,
        in_literal: bool,
    ) -> String {
        let text = self.ty_string(ty);
        let alt = alternative.map(|entry| match &entry.kind {
            EntryKind::Field(field) => ("field", field.name, field.pkg),
            EntryKind::Method(obj, _) => ("method", self.obj(*obj).name, self.obj(*obj).pkg),
            EntryKind::Interface(name, _) => ("method", *name, None),
        });
        let tail = |name: Symbol| {
            let text = name.as_str();
            text.char_indices().nth(1).map_or(text, |(i, _)| &text[i..])
        };
        enum Case {
            Missing,
            Misspelled,
            Unexported,
            Inaccessible,
        }
        let case = match alt {
            None => Case::Missing,
            Some((_, alt, pkg)) => {
                if alt != name && pkg == Some(self.env.pkg) {
                    Case::Misspelled
                } else if name.is_exported() {
                    if alt.is_exported() {
                        Case::Misspelled
                    } else if tail(alt) == tail(name) {
                        Case::Unexported
                    } else {
                        Case::Missing
                    }
                } else if alt.is_exported() {
                    if tail(alt) == tail(name) || self.is_own_type(ty) {
                        Case::Misspelled
                    } else {
                        Case::Missing
                    }
                } else if alt == name {
                    Case::Inaccessible
                } else {
                    Case::Missing
                }
            }
        };
        let (what, alt) = alt.map_or(("object", name), |(what, alt, _)| (what, alt));
        match (in_literal, case) {
            (true, Case::Missing) => {
                format!("unknown field {name} in struct literal of type {text}")
            }
            (true, Case::Misspelled) => {
                format!(
                    "unknown field {name} in struct literal of type {text}, but does have {alt}"
                )
            }
            (true, Case::Unexported) => format!(
                "unknown field {name} in struct literal of type {text}, but does have unexported {alt}"
            ),
            (true, Case::Inaccessible) => {
                format!("cannot refer to unexported field {alt} in struct literal of type {text}")
            }
            (false, Case::Missing) => format!("type {text} has no field or method {name}"),
            (false, Case::Misspelled) => {
                format!("type {text} has no field or method {name}, but does have {what} {alt}")
            }
            (false, Case::Unexported) => format!(
                "type {text} has no field or method {name}, but does have unexported {what} {alt}"
            ),
            (false, Case::Inaccessible) => format!("cannot refer to unexported {what} {alt}"),
        }
    }
}

impl MethodSource for Checker<'_> {
    fn types(&self) -> &Types {
        &self.p.types
    }

    fn find(&mut self, ty: Ty, name: Symbol, pkg: Option<PkgId>, fold_case: bool) -> Found {
        match self.search(ty, false, Query { name, pkg, fold_case }) {
            Ok(entry) => match entry.kind {
                EntryKind::Field(_) => Found::Field,
                EntryKind::Method(method, id) => {
                    let ty = self.method_type(method, id);
                    Found::Method { name: self.obj(method).name, ty }
                }
                EntryKind::Interface(name, ty) => Found::Method { name, ty },
            },
            Err(Miss::NotFound) => Found::Missing,
            Err(Miss::Ambiguous) => Found::Ambiguous,
            Err(Miss::NeedsPointer) => Found::PointerReceiver,
        }
    }

    fn describe(&self, ty: Ty) -> String {
        self.ty_string(ty)
    }

    fn describe_unnamed(&self, ty: Ty) -> String {
        self.p.types.describe_unnamed(ty, Some(self.env.pkg))
    }

    fn declared_at(&self, param: TypeParamId) -> String {
        let obj = self.p.types.type_param(param).obj;
        self.pos_string(self.obj(obj).pos)
    }
}
