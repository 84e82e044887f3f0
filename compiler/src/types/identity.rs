//! Type identity where canonical handles do not decide: interfaces that mention
//! themselves in different words, generic signatures.
//!
//! Structure is compared side by side. A pair of interfaces met again inside itself is
//! taken as identical, so that the comparison ends.

use super::intern::Types;
use super::ty::{Ty, TyKind};

impl Types {
    /// Compares structure; `pairs` are the interfaces being compared.
    pub(super) fn identical_deep(&self, x: Ty, y: Ty, pairs: &mut Vec<(Ty, Ty)>) -> bool {
        let (x, y) = (self.plain(x), self.plain(y));
        if x == y {
            return true;
        }
        let all = |xs: &[Ty], ys: &[Ty], pairs: &mut Vec<(Ty, Ty)>| {
            xs.len() == ys.len()
                && xs.iter().zip(ys).all(|(&x, &y)| self.identical_deep(x, y, pairs))
        };
        match (self.kind(x), self.kind(y)) {
            (TyKind::Pointer(x), TyKind::Pointer(y)) | (TyKind::Slice(x), TyKind::Slice(y)) => {
                self.identical_deep(x, y, pairs)
            }
            (TyKind::Array(x, n), TyKind::Array(y, m)) => {
                n == m && self.identical_deep(x, y, pairs)
            }
            (TyKind::Map(xk, xe), TyKind::Map(yk, ye)) => {
                self.identical_deep(xk, yk, pairs) && self.identical_deep(xe, ye, pairs)
            }
            (TyKind::Chan(d, x), TyKind::Chan(e, y)) => d == e && self.identical_deep(x, y, pairs),
            (TyKind::Struct(x), TyKind::Struct(y)) => {
                x.fields.len() == y.fields.len()
                    && x.fields.iter().zip(&y.fields).all(|(f, g)| {
                        f.name == g.name
                            && f.pkg == g.pkg
                            && f.embedded == g.embedded
                            && f.tag == g.tag
                            && self.identical_deep(f.ty, g.ty, pairs)
                    })
            }
            (TyKind::Tuple(x), TyKind::Tuple(y)) => all(&x, &y, pairs),
            (TyKind::Func(x), TyKind::Func(y)) => {
                if x.variadic != y.variadic || x.type_params.len() != y.type_params.len() {
                    return false;
                }
                if x.type_params.is_empty() {
                    return all(&x.params, &y.params, pairs) && all(&x.results, &y.results, pairs);
                }
                // The second signature with the first one's type parameters.
                let map: Vec<_> = y
                    .type_params
                    .iter()
                    .zip(&x.type_params)
                    .map(|(&from, &to)| (from, self.type_param_ty(to)))
                    .collect();
                let subst =
                    |list: &[Ty]| list.iter().map(|&ty| self.subst(ty, &map)).collect::<Vec<_>>();
                let bounds = x.type_params.iter().zip(&y.type_params).all(|(&p, &q)| {
                    let bound = self.subst(self.constraint_interface(q), &map);
                    self.identical_deep(self.constraint_interface(p), bound, pairs)
                });
                bounds
                    && all(&x.params, &subst(&y.params), pairs)
                    && all(&x.results, &subst(&y.results), pairs)
            }
            (TyKind::Interface(_), TyKind::Interface(_)) => {
                if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
                    return true;
                }
                let (xs, ys) = (self.type_set(x), self.type_set(y));
                if xs.comparable != ys.comparable || xs.methods.len() != ys.methods.len() {
                    return false;
                }
                let same_terms = match (&xs.terms, &ys.terms) {
                    (None, None) => true,
                    (Some(xs), Some(ys)) => {
                        let within = |a: &[_], b: &[_]| {
                            a.iter().all(|&t| b.iter().any(|&u| self.term_includes(u, t)))
                        };
                        within(xs, ys) && within(ys, xs)
                    }
                    (Some(_), None) | (None, Some(_)) => false,
                };
                if !same_terms {
                    return false;
                }
                pairs.push((x, y));
                let same = xs.methods.iter().zip(&ys.methods).all(|(m, n)| {
                    m.name == n.name && m.pkg == n.pkg && self.identical_deep(m.ty, n.ty, pairs)
                });
                pairs.pop();
                same
            }
            (TyKind::Named(x), TyKind::Named(y)) => {
                let (xs, ys) = (self.type_args(x), self.type_args(y));
                !xs.is_empty() && self.origin(x) == self.origin(y) && all(&xs, &ys, pairs)
            }
            _ => false,
        }
    }
}
