//! Term lists of type sets and what they have in common.

use std::rc::Rc;

use minigo_syntax::ast::ChanDir;

use crate::types::intern::Types;
use crate::types::ty::{InterfaceType, Ty, TyKind, TypeParamId, UnionTerm};
use crate::types::typeset::TypeSet;

/// Why the types of a type set have no common underlying type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCommonUnder {
    /// The constraint lists no types.
    NoSpecificType,
    /// Channels with different elements.
    ChanElements(Ty, Ty),
    /// A send-only and a receive-only channel.
    ChanDirections(Ty, Ty),
    /// Any other two types.
    Different(Ty, Ty),
}

impl NoCommonUnder {
    /// The reason as Go puts it; `describe` prints types.
    pub fn message(&self, describe: &dyn Fn(Ty) -> String) -> String {
        match *self {
            NoCommonUnder::NoSpecificType => String::from("no specific type"),
            NoCommonUnder::ChanElements(x, y) => {
                format!("channels {} and {} have different element types", describe(x), describe(y))
            }
            NoCommonUnder::ChanDirections(x, y) => {
                format!("channels {} and {} have conflicting directions", describe(x), describe(y))
            }
            NoCommonUnder::Different(x, y) => {
                format!("{} and {} have different underlying types", describe(x), describe(y))
            }
        }
    }
}

/// The underlying type that all types of a type parameter's set share, or the type's own
/// underlying type. Of channel types that differ in direction only, the directed one.
///
/// # Errors
/// Which types differ.
pub fn common_under(types: &Types, ty: Ty) -> Result<Ty, NoCommonUnder> {
    let Some(terms) = types.specific_types(ty) else {
        return Err(NoCommonUnder::NoSpecificType);
    };
    let mut common: Option<(Ty, Ty)> = None;
    for term in terms {
        let under = types.underlying(term.ty);
        let Some((first, known)) = common else {
            common = Some((term.ty, under));
            continue;
        };
        match (types.kind(known), types.kind(under)) {
            (TyKind::Chan(dir, elem), TyKind::Chan(other_dir, other_elem)) => {
                if !types.identical(elem, other_elem) {
                    return Err(NoCommonUnder::ChanElements(first, term.ty));
                }
                if dir != other_dir && dir == ChanDir::Both {
                    common = Some((term.ty, under));
                } else if dir != other_dir && other_dir != ChanDir::Both {
                    return Err(NoCommonUnder::ChanDirections(first, term.ty));
                }
            }
            _ if !types.identical(known, under) => {
                return Err(NoCommonUnder::Different(first, term.ty));
            }
            _ => {}
        }
    }
    common.map(|(_, under)| under).ok_or(NoCommonUnder::NoSpecificType)
}

/// What a type parameter's constraint says about the form of its type arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoreTerm {
    /// The core type, with a tilde if any of the terms has one.
    pub term: UnionTerm,
    /// The constraint has this one term only.
    pub single: bool,
}

/// The core type of a type parameter's constraint.
pub fn core_term(types: &Types, param: TypeParamId) -> Option<CoreTerm> {
    let ty = types.type_param_ty(param);
    let terms = types.specific_types(ty)?;
    if let [term] = terms[..] {
        return Some(CoreTerm { term, single: true });
    }
    let common = common_under(types, ty).ok()?;
    let tilde = terms.iter().any(|term| term.tilde);
    Some(CoreTerm { term: UnionTerm { tilde, ty: common }, single: false })
}

/// The interface that a constraint means: an interface as it is, any other type wrapped.
pub fn as_constraint(types: &Types, constraint: Ty) -> Ty {
    if types.as_type_param(constraint).is_none()
        && matches!(types.under(constraint), TyKind::Interface(_))
    {
        return constraint;
    }
    types.intern(TyKind::Interface(Rc::new(InterfaceType {
        methods: Vec::new(),
        embeds: vec![constraint],
        comparable: false,
        implicit: true,
    })))
}

/// Whether a type is in the set of one of the terms.
pub fn includes(types: &Types, terms: &[UnionTerm], ty: Ty) -> bool {
    let exact = UnionTerm { tilde: false, ty };
    terms.iter().any(|&term| types.term_includes(term, exact))
}

/// Whether each type that the terms of `x` admit is admitted by `y`.
pub fn is_subset(types: &Types, x: &TypeSet, y: &TypeSet) -> bool {
    match (&x.terms, &y.terms) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(xs), Some(ys)) => {
            xs.iter().all(|&term| ys.iter().any(|&other| types.term_includes(other, term)))
        }
    }
}

/// Whether two sets admit the same types, methods aside.
pub fn same_terms(types: &Types, x: &TypeSet, y: &TypeSet) -> bool {
    x.comparable == y.comparable && is_subset(types, x, y) && is_subset(types, y, x)
}

/// Terms as Go lists them: `~int | string`.
pub fn terms_string(terms: &[UnionTerm], describe: &dyn Fn(Ty) -> String) -> String {
    let mut out = String::new();
    for (i, term) in terms.iter().enumerate() {
        if i > 0 {
            out.push_str(" | ");
        }
        if term.tilde {
            out.push('~');
        }
        out.push_str(&describe(term.ty));
    }
    out
}
