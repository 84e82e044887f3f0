//! Which method a name denotes, and the methods of a type.
//!
//! The checker answers this for types as written; instances of generic code need it again
//! for the types put in.

use std::rc::Rc;

use minigo_bytecode::program::FuncIdx;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashSet;

use super::wrappers::Wrapper;
use super::{FuncKey, Lower};
use crate::types::object::{ObjId, ObjKind, PkgId};
use crate::types::ty::{Ty, TyKind};

/// The method set of a type.
#[derive(Debug, Default)]
pub struct MethodSet {
    pub list: Vec<SetMethod>,
}

/// A method of a method set.
#[derive(Clone, Debug)]
pub struct SetMethod {
    pub name: Symbol,
    /// The package of an unexported name, else `None`.
    pub pkg: Option<PkgId>,
    /// Its function type without receiver.
    pub ty: Ty,
    /// How it is found.
    pub found: Found,
}

/// A method found in a type.
#[derive(Clone, Debug)]
pub struct Found {
    /// Embedded fields to follow from the type (or what it points to).
    pub path: Vec<u32>,
    /// Whether a pointer is followed on the path, the type itself included.
    pub indirect: bool,
    pub target: Target,
}

/// What a method name denotes.
#[derive(Clone, Debug)]
pub enum Target {
    /// A declared method: its object, the (possibly instantiated) receiver base type, and
    /// whether the receiver is a pointer.
    Declared { method: ObjId, base: Ty, by_pointer: bool },
    /// A method of the (embedded) interface type.
    Interface(Ty),
}

impl Lower<'_> {
    /// The method `name` of a type, which may be a pointer to the type that has it.
    pub(super) fn find_method(&self, ty: Ty, name: Symbol, pkg: Option<PkgId>) -> Option<Found> {
        let types = &self.program.types;
        let pkg = if name.is_exported() { None } else { pkg };
        let (start, pointer) = match types.as_pointer(ty) {
            Some(base) => (base, true),
            None => (ty, false),
        };
        let mut level = vec![(start, Vec::new(), pointer)];
        let mut seen: FxHashSet<Ty> = FxHashSet::default();
        while !level.is_empty() {
            let mut found: Option<Found> = None;
            let mut count = 0;
            let mut next = Vec::new();
            for (ty, path, indirect) in level {
                if !seen.insert(ty) {
                    continue;
                }
                if let Some(id) = types.as_named(ty) {
                    let method = types.with_named(types.origin(id), |named| {
                        if !name.is_exported() && named.pkg != pkg {
                            return None;
                        }
                        let index = named.method_names.iter().position(|&n| n == name)?;
                        Some(named.methods[index])
                    });
                    if let Some(method) = method {
                        let by_pointer = self.is_pointer_method(method);
                        let target = Target::Declared { method, base: ty, by_pointer };
                        found = Some(Found { path: path.clone(), indirect, target });
                        count += 1;
                        continue;
                    }
                }
                match types.under(ty) {
                    TyKind::Interface(_) if types.type_set(ty).find(name, pkg).is_some() => {
                        let target = Target::Interface(ty);
                        found = Some(Found { path: path.clone(), indirect, target });
                        count += 1;
                    }
                    TyKind::Struct(s) => {
                        for (index, field) in s.fields.iter().enumerate() {
                            if field.name == name && (name.is_exported() || field.pkg == pkg) {
                                // A field of that name hides deeper methods.
                                count += 2;
                            }
                            if field.embedded {
                                let mut path = path.clone();
                                path.push(index as u32);
                                let (ty, pointer) = match types.as_pointer(field.ty) {
                                    Some(base) => (base, true),
                                    None => (field.ty, false),
                                };
                                next.push((ty, path, indirect || pointer));
                            }
                        }
                    }
                    _ => {}
                }
            }
            if count > 0 {
                return if count == 1 { found } else { None };
            }
            level = next;
        }
        None
    }

    /// Whether a declared method has a pointer receiver.
    pub(super) fn is_pointer_method(&self, method: ObjId) -> bool {
        matches!(&self.program.obj(method).kind, ObjKind::Func(info) if info.ptr_recv)
    }

    /// The method set of a concrete type, as far as descriptors list it.
    pub(super) fn method_set(&self, ty: Ty) -> Rc<MethodSet> {
        if let Some(known) = self.method_sets.borrow().get(&ty) {
            return known.clone();
        }
        let set = Rc::new(self.compute_method_set(ty));
        self.method_sets.borrow_mut().insert(ty, set.clone());
        set
    }

    fn compute_method_set(&self, ty: Ty) -> MethodSet {
        let types = &self.program.types;
        let mut set = MethodSet::default();
        // Pointers to interfaces and to pointers have no methods.
        let base = types.as_pointer(ty).unwrap_or(ty);
        if matches!(types.under(base), TyKind::Interface(_) | TyKind::Pointer(_)) {
            return set;
        }
        // Candidates: all methods of the type and of what it embeds.
        let mut candidates: Vec<(Symbol, Option<PkgId>)> = Vec::new();
        let mut pending = vec![types.as_pointer(ty).unwrap_or(ty)];
        let mut seen: FxHashSet<Ty> = FxHashSet::default();
        while let Some(ty) = pending.pop() {
            if !seen.insert(ty) {
                continue;
            }
            if let Some(id) = types.as_named(ty) {
                types.with_named(types.origin(id), |named| {
                    for &name in &named.method_names {
                        let pkg = if name.is_exported() { None } else { named.pkg };
                        candidates.push((name, pkg));
                    }
                });
            }
            match types.under(ty) {
                TyKind::Interface(_) => {
                    let set = types.type_set(ty);
                    candidates.extend(set.methods.iter().map(|m| (m.name, m.pkg)));
                }
                TyKind::Struct(s) => {
                    for field in s.fields.iter().filter(|field| field.embedded) {
                        pending.push(types.as_pointer(field.ty).unwrap_or(field.ty));
                    }
                }
                _ => {}
            }
        }
        candidates.sort_by_key(|&(name, pkg)| (name.as_str(), pkg));
        candidates.dedup();
        for (name, pkg) in candidates {
            if name.is_blank() || !self.reach.is_listed(name) {
                continue;
            }
            let Some(found) = self.find_method(ty, name, pkg) else { continue };
            if let Target::Declared { by_pointer: true, .. } = found.target
                && !found.indirect
            {
                continue;
            }
            let ty = self.method_type(&found, name, pkg, &[]);
            set.list.push(SetMethod { name, pkg, ty, found });
        }
        set
    }

    /// The function type of a found method, without receiver.
    pub(super) fn method_type(
        &self,
        found: &Found,
        name: Symbol,
        pkg: Option<PkgId>,
        method_args: &[Ty],
    ) -> Ty {
        let types = &self.program.types;
        match found.target {
            Target::Declared { method, base, .. } => {
                let ty = self.program.obj(method).ty;
                let mut args = self.base_args(base).to_vec();
                args.extend(method_args);
                types.subst(ty, &self.type_args_map(method, &args))
            }
            Target::Interface(ty) => {
                let pkg = if name.is_exported() { None } else { pkg };
                types.type_set(ty).find(name, pkg).map_or(Ty::INVALID, |(_, m)| m.ty)
            }
        }
    }

    /// Type arguments of a receiver's base type.
    pub(super) fn base_args(&self, base: Ty) -> Rc<[Ty]> {
        let types = &self.program.types;
        types.as_named(base).map_or_else(|| Rc::from([]), |id| types.type_args(id))
    }

    /// What the type parameters of a function stand for, given its arguments.
    pub(super) fn type_args_map(
        &self,
        func: ObjId,
        args: &[Ty],
    ) -> Vec<(crate::types::ty::TypeParamId, Ty)> {
        match &self.program.obj(func).kind {
            ObjKind::Func(info) => {
                info.type_params.iter().copied().zip(args.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The function that an interface calls for a method of a dynamic type: its receiver is
    /// the interface's data word.
    pub(super) fn method_entry(&mut self, ty: Ty, method: &SetMethod) -> FuncIdx {
        if method.found.path.is_empty()
            && let Target::Declared { method: func, base, by_pointer } = method.found.target
        {
            let is_pointer = self.program.types.as_pointer(ty).is_some();
            // The data word is the receiver itself: a pointer for a pointer receiver, or
            // a value that is one pointer word.
            let layout = self.layout(ty);
            if is_pointer && by_pointer
                || !is_pointer && layout.is_direct() && layout.is_split() && layout.words == 1
            {
                return self.func(FuncKey::Decl(func, self.base_args(base)));
            }
        }
        let wrapper = Wrapper::Method { recv: ty, name: method.name, pkg: method.pkg };
        self.func(FuncKey::Wrapper(wrapper))
    }
}
