//! The methods of a type, as its descriptor and interfaces list them.

use std::rc::Rc;

use minigo_bytecode::program::FuncIdx;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashSet;

use super::wrappers::Wrapper;
use super::{FuncKey, Lower};
use crate::instance::{Found, Target};
use crate::types::object::PkgId;
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

impl Lower<'_> {
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
            let Some(found) = self.program.find_method(ty, name, pkg) else { continue };
            if let Target::Declared { by_pointer, method, .. } = found.target
                && (by_pointer && !found.indirect || !self.program.obj(method).ty.is_valid())
            {
                // Not of this method set, or never met: no value of the type becomes an
                // interface.
                continue;
            }
            let ty = self.program.method_type(&found, name, pkg, &[]);
            set.list.push(SetMethod { name, pkg, ty, found });
        }
        set
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
                return self.func(FuncKey::Decl(func, self.program.base_args(base)));
            }
        }
        let wrapper = Wrapper::Method { recv: ty, name: method.name, pkg: method.pkg };
        self.func(FuncKey::Wrapper(wrapper))
    }
}
