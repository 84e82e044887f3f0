//! Which method a name denotes, and what an instance of a function takes and gives.
//!
//! The checker answers this for types as written; instances of generic code need it again
//! for the types put in.

use std::rc::Rc;

use minigo_syntax::symbol::Symbol;

use crate::typed::Program;
use crate::types::object::{ObjId, ObjKind, PkgId};
use crate::types::ty::{Ty, TyKind, TypeParamId};

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

impl Program {
    /// The method `name` of a type, which may be a pointer to the type that has it.
    pub fn find_method(&self, ty: Ty, name: Symbol, pkg: Option<PkgId>) -> Option<Found> {
        let types = &self.types;
        let pkg = if name.is_exported() { None } else { pkg };
        let (start, pointer) = match types.as_pointer(ty) {
            Some(base) => (base, true),
            None => (ty, false),
        };
        let mut level = vec![(start, Vec::new(), pointer)];
        // Few types embed more than a handful.
        let mut seen: Vec<Ty> = Vec::new();
        while !level.is_empty() {
            let mut found: Option<Found> = None;
            let mut count = 0;
            let mut next = Vec::new();
            for (ty, path, indirect) in level {
                if seen.contains(&ty) {
                    continue;
                }
                seen.push(ty);
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

    /// Whether a function is a method.
    pub fn is_method(&self, func: ObjId) -> bool {
        matches!(&self.obj(func).kind, ObjKind::Func(info) if info.recv.is_some())
    }

    /// Whether a declared method has a pointer receiver.
    pub fn is_pointer_method(&self, method: ObjId) -> bool {
        matches!(&self.obj(method).kind, ObjKind::Func(info) if info.ptr_recv)
    }

    /// The function type of a found method, without receiver.
    pub fn method_type(
        &self,
        found: &Found,
        name: Symbol,
        pkg: Option<PkgId>,
        method_args: &[Ty],
    ) -> Ty {
        let types = &self.types;
        match found.target {
            Target::Declared { method, base, .. } => {
                let ty = self.obj(method).ty;
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
    pub fn base_args(&self, base: Ty) -> Rc<[Ty]> {
        let types = &self.types;
        types.as_named(base).map_or_else(|| Rc::from([]), |id| types.type_args(id))
    }

    /// What the type parameters of a function stand for, given its arguments.
    pub fn type_args_map(&self, func: ObjId, args: &[Ty]) -> Vec<(TypeParamId, Ty)> {
        match &self.obj(func).kind {
            ObjKind::Func(info) => {
                info.type_params.iter().copied().zip(args.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Parameter types, the receiver first, and result types of a function.
    pub fn decl_types(&self, func: ObjId, subst: &[(TypeParamId, Ty)]) -> (Vec<Ty>, Vec<Ty>) {
        let types = &self.types;
        let object = self.obj(func);
        let mut params = Vec::new();
        if let ObjKind::Func(info) = &object.kind
            && let Some(recv) = info.recv
        {
            let recv = self.receiver_base(recv, subst);
            params.push(if info.ptr_recv { types.pointer(recv) } else { recv });
        }
        let mut results = Vec::new();
        if let TyKind::Func(sig) = types.kind(types.subst(object.ty, subst)) {
            params.extend(sig.params.iter().copied());
            results.extend(sig.results.iter().copied());
        }
        (params, results)
    }

    /// The receiver's base type, instantiated if generic.
    fn receiver_base(&self, recv: Ty, subst: &[(TypeParamId, Ty)]) -> Ty {
        let types = &self.types;
        if let Some(id) = types.as_named(recv)
            && types.is_generic(recv)
        {
            let nparams = types.with_named(id, |named| named.type_params.len());
            let args: Vec<Ty> = subst.iter().take(nparams).map(|&(_, ty)| ty).collect();
            return types.instantiate(id, &args);
        }
        types.subst(recv, subst)
    }
}
