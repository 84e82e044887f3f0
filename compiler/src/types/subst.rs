//! Substitution of type arguments for type parameters.

use std::rc::Rc;

use super::intern::{Spelling, Types};
use super::ty::{Signature, Ty, TyKind, TypeParamId};

impl Types {
    /// `ty` with each parameter of `map` replaced by its argument. Instances of declared
    /// types are replaced by the instance with substituted arguments. A generic
    /// signature keeps those of its own type parameters that `map` does not name.
    pub fn subst(&self, ty: Ty, map: &[(TypeParamId, Ty)]) -> Ty {
        if map.is_empty() {
            return ty;
        }
        match self.kind(ty) {
            TyKind::Basic(_) => ty,
            TyKind::TypeParam(id) => {
                map.iter().find(|&&(param, _)| param == id).map_or(ty, |&(_, arg)| arg)
            }
            TyKind::Named(id) => match self.with_named(id, |named| named.instance_of.clone()) {
                None => ty,
                Some((origin, args)) => {
                    let args = match self.spelling(ty) {
                        Some(Spelling::Args(spelled)) => spelled,
                        _ => args,
                    };
                    // A wrong number of arguments was reported.
                    let nparams = self.with_named(origin, |named| named.type_params.len());
                    if args.len() != nparams {
                        return Ty::INVALID;
                    }
                    let new: Vec<Ty> = args.iter().map(|&arg| self.subst(arg, map)).collect();
                    if new[..] == args[..] { ty } else { self.instantiate(origin, &new) }
                }
            },
            TyKind::Func(old)
                if old.type_params.iter().any(|p| map.iter().any(|(param, _)| param == p)) =>
            {
                let subst = |list: &[Ty]| list.iter().map(|&ty| self.subst(ty, map)).collect();
                let keep = |p: &TypeParamId| !map.iter().any(|(param, _)| param == p);
                let new = Signature {
                    params: subst(&old.params),
                    results: subst(&old.results),
                    variadic: old.variadic,
                    type_params: old.type_params.iter().copied().filter(keep).collect(),
                };
                self.respell(ty, self.intern(TyKind::Func(Rc::new(new))))
            }
            kind => match self.map_kind(&kind, &mut |ty| self.subst(ty, map)) {
                Some(new) => self.respell(ty, self.intern(new)),
                None => ty,
            },
        }
    }

    /// `new` with the parameter names of the signature `old`.
    pub(super) fn respell(&self, old: Ty, new: Ty) -> Ty {
        match self.spelling(old) {
            Some(Spelling::Params(names)) => self.named_signature(new, names.to_vec()),
            Some(Spelling::Alias { .. } | Spelling::GenericAlias { .. } | Spelling::Args(_))
            | None => new,
        }
    }

    /// Whether a type parameter occurs in `ty`.
    pub fn is_parameterized(&self, ty: Ty) -> bool {
        match self.kind(ty) {
            TyKind::Basic(_) => false,
            TyKind::TypeParam(_) => true,
            TyKind::Named(id) => self.type_args(id).iter().any(|&arg| self.is_parameterized(arg)),
            kind => {
                let mut found = false;
                self.map_kind(&kind, &mut |ty| {
                    found = found || self.is_parameterized(ty);
                    ty
                });
                found
            }
        }
    }
}
