//! Whether a type implements an interface or satisfies a constraint, and whether type
//! arguments are allowed.
//!
//! The texts of what is wrong are Go's, to be put after the caller's `cannot use …:` or
//! to stand alone.

use super::typeset::{as_constraint, includes, is_subset, terms_string};
use super::{Found, MethodSource};
use crate::types::intern::Types;
use crate::types::ty::{InterfaceMethod, Ty, TyKind, TypeParamId, UnionTerm};
use crate::types::typeset::TypeSet;

/// How methods' signatures are compared: identity, or unification.
pub type Equivalent<'a> = &'a mut dyn FnMut(&mut dyn MethodSource, Ty, Ty) -> bool;

/// A method that a type lacks.
#[derive(Clone, Debug)]
pub struct MissingMethod {
    /// The interface's method.
    pub method: InterfaceMethod,
    /// It is there, but with another signature or a pointer receiver.
    pub wrong_type: bool,
    /// Why, in parentheses, with `have` and `want` lines where that helps.
    pub cause: String,
}

/// What is wrong with a list of type arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadArgument {
    /// Index of the argument.
    pub index: usize,
    /// The message.
    pub message: String,
}

/// Checks the number of type arguments.
///
/// # Errors
/// Go's message; `what` is the generic type's name, or the function.
pub fn check_count(what: &str, want: usize, got: usize) -> Result<(), String> {
    let quality = match got.cmp(&want) {
        std::cmp::Ordering::Less => "not enough",
        std::cmp::Ordering::Greater => "too many",
        std::cmp::Ordering::Equal => return Ok(()),
    };
    Err(format!("{quality} type arguments for type {what}: have {got}, want {want}"))
}

/// Checks that each argument satisfies its parameter's constraint. The lists are equally
/// long.
///
/// # Errors
/// The first argument that does not, and why.
pub fn verify(
    src: &mut dyn MethodSource,
    params: &[TypeParamId],
    args: &[Ty],
) -> Result<(), BadArgument> {
    let map: Vec<_> = params.iter().copied().zip(args.iter().copied()).collect();
    for (index, (param, arg)) in map.iter().enumerate() {
        let types = src.types();
        let Some(constraint) = types.type_param(*param).constraint else { continue };
        let constraint = types.subst(constraint, &map);
        implements(src, *arg, constraint, true)
            .map_err(|message| BadArgument { index, message })?;
    }
    Ok(())
}

/// Whether `ty` implements the interface `target` or, with `constraint`, satisfies it (a
/// constraint may be any type, meaning the interface around it).
///
/// # Errors
/// Why not: `T does not implement I (missing method M)`.
pub fn implements(
    src: &mut dyn MethodSource,
    ty: Ty,
    target: Ty,
    constraint: bool,
) -> Result<(), String> {
    let types = src.types();
    let target = if constraint { as_constraint(types, target) } else { target };
    let (under, target_under) = (types.underlying(ty), types.underlying(target));
    let base = types.as_pointer(under).map(|base| types.underlying(base));
    if !under.is_valid() || !target_under.is_valid() || base.is_some_and(|b| !b.is_valid()) {
        // Reported before.
        return Ok(());
    }
    let verb = if constraint { "satisfy" } else { "implement" };
    let text = |src: &dyn MethodSource| {
        format!("{} does not {verb} {}", src.describe(ty), src.describe(target))
    };
    if !types.is_interface(target) {
        let detail = if is_interface_pointer(types, target) {
            interface_pointer_error(src, target)
        } else {
            format!("{} is not an interface", src.describe(target))
        };
        return Err(format!("{} ({detail})", text(src)));
    }
    let target_set = types.type_set(target);
    if target_set.is_all() {
        return Ok(());
    }
    let set = types.is_interface(ty).then(|| types.type_set(ty));
    if set.as_ref().is_some_and(|set| set.is_empty()) {
        return Ok(());
    }
    if target_set.is_empty() {
        return Err(format!("cannot {verb} {} (empty type set)", src.describe(target)));
    }
    if let Err(missing) = has_all_methods(src, ty, target, true, &mut identical) {
        return Err(format!("{} {}", text(src), missing.cause));
    }
    if let Some(terms) = &target_set.terms {
        match set {
            Some(set) => {
                if !is_subset(src.types(), &set, &target_set) {
                    return Err(text(src));
                }
            }
            None => {
                if !includes(src.types(), terms, ty) {
                    let detail = not_included(src, ty, target, terms);
                    return Err(format!("{} ({detail})", text(src)));
                }
            }
        }
    }
    check_comparable(src, ty, &target_set, constraint)
        .map_err(|()| format!("{} does not {verb} comparable", src.describe(ty)))
}

/// If the set admits comparable types only, `ty` must be comparable.
fn check_comparable(
    src: &dyn MethodSource,
    ty: Ty,
    target: &TypeSet,
    constraint: bool,
) -> Result<(), ()> {
    let types = src.types();
    let demanded = match &target.terms {
        None => target.comparable,
        Some(terms) => terms.iter().all(|term| types.comparable(term.ty, false).is_ok()),
    };
    // Interfaces satisfy `comparable`, though comparing them may panic.
    if !demanded || types.comparable(ty, constraint).is_ok() { Ok(()) } else { Err(()) }
}

/// Why a type that is no interface is in none of the terms.
fn not_included(src: &dyn MethodSource, ty: Ty, target: Ty, terms: &[UnionTerm]) -> String {
    let types = src.types();
    let near = terms.iter().find(|term| {
        !term.tilde
            && types.identical(term.ty, types.underlying(term.ty))
            && types
                .term_includes(UnionTerm { tilde: true, ..**term }, UnionTerm { tilde: false, ty })
    });
    if let Some(term) = near {
        let (term, target) = (src.describe(term.ty), src.describe(target));
        return format!("possibly missing ~ for {term} in {target}");
    }
    if mentions(types, types.underlying(target), ty) {
        let (ty, target) = (src.describe(ty), src.describe(target));
        return format!("{target} mentions {ty}, but {ty} is not in the type set of {target}");
    }
    let terms = terms_string(terms, &|ty| types.describe_full(ty));
    format!("{} missing in {terms}", src.describe(ty))
}

/// Whether `ty` is named in an element of the constraint, in its type set or not.
fn mentions(types: &Types, constraint: Ty, ty: Ty) -> bool {
    match types.kind(constraint) {
        TyKind::Interface(interface) => {
            interface.embeds.iter().any(|&embed| mentions(types, embed, ty))
        }
        TyKind::Union(terms) => terms.iter().any(|term| mentions(types, term.ty, ty)),
        _ => types.identical(constraint, ty),
    }
}

/// Comparison of signatures by identity.
pub fn identical(src: &mut dyn MethodSource, x: Ty, y: Ty) -> bool {
    src.types().identical(x, y)
}

/// As [`missing_method`], but erroneous types have all methods: an embedded field whose
/// type is invalid might have had the method.
///
/// # Errors
/// The first method missing.
pub fn has_all_methods(
    src: &mut dyn MethodSource,
    ty: Ty,
    interface: Ty,
    is_static: bool,
    equivalent: Equivalent<'_>,
) -> Result<(), Box<MissingMethod>> {
    if !ty.is_valid() {
        return Ok(());
    }
    match missing_method(src, ty, interface, is_static, equivalent) {
        Err(_) if has_invalid_embedded_field(src.types(), ty, 0) => Ok(()),
        result => result,
    }
}

/// What a look-up for one method found wrong.
enum Problem {
    NotFound,
    /// A method whose name differs in case only, with its signature.
    WrongName(minigo_syntax::symbol::Symbol, Ty),
    Unexported,
    WrongSignature(Ty),
    Ambiguous,
    PointerReceiver,
    Field,
}

/// Checks that `ty` has the methods of `interface`. For an interface `ty` and without
/// `is_static` only methods in both must agree: that is the rule of type assertions.
///
/// # Errors
/// The first method missing.
pub fn missing_method(
    src: &mut dyn MethodSource,
    ty: Ty,
    interface: Ty,
    is_static: bool,
    equivalent: Equivalent<'_>,
) -> Result<(), Box<MissingMethod>> {
    let wanted = src.types().type_set(interface);
    let types = src.types();
    let own = types.is_interface(ty).then(|| types.type_set(ty));
    for method in &wanted.methods {
        let problem = match &own {
            Some(own) => match own.find(method.name, method.pkg) {
                Some((_, found)) => (!equivalent(src, found.ty, method.ty))
                    .then_some(Problem::WrongSignature(found.ty)),
                None => is_static.then_some(Problem::NotFound),
            },
            None => find_problem(src, ty, method, equivalent),
        };
        if let Some(problem) = problem {
            let wrong_type =
                matches!(problem, Problem::WrongSignature(_) | Problem::PointerReceiver);
            let cause = explain(src, ty, interface, method, &problem);
            return Err(Box::new(MissingMethod { method: method.clone(), wrong_type, cause }));
        }
    }
    Ok(())
}

/// Looks a method up in a type that is no interface.
fn find_problem(
    src: &mut dyn MethodSource,
    ty: Ty,
    method: &InterfaceMethod,
    equivalent: Equivalent<'_>,
) -> Option<Problem> {
    match src.find(ty, method.name, method.pkg, false) {
        Found::Method { ty: found, .. } => {
            (!equivalent(src, found, method.ty)).then_some(Problem::WrongSignature(found))
        }
        Found::Field => Some(Problem::Field),
        Found::Ambiguous => Some(Problem::Ambiguous),
        Found::PointerReceiver => Some(Problem::PointerReceiver),
        Found::Missing => Some(match src.find(ty, method.name, method.pkg, true) {
            Found::Method { name, .. } if name == method.name => Problem::Unexported,
            Found::Method { name, ty } => Problem::WrongName(name, ty),
            Found::Field | Found::Ambiguous | Found::PointerReceiver | Found::Missing => {
                Problem::NotFound
            }
        }),
    }
}

fn explain(
    src: &dyn MethodSource,
    ty: Ty,
    interface: Ty,
    method: &InterfaceMethod,
    problem: &Problem,
) -> String {
    let types = src.types();
    let name = method.name;
    match *problem {
        Problem::NotFound => {
            if is_interface_pointer(types, ty) {
                format!("({})", interface_pointer_error(src, ty))
            } else if is_interface_pointer(types, interface) {
                format!("({})", interface_pointer_error(src, interface))
            } else {
                format!("(missing method {name})")
            }
        }
        Problem::WrongName(found, ty) => {
            let have = method_string(src, found.as_str(), ty);
            let want = method_string(src, name.as_str(), method.ty);
            format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
        }
        Problem::Unexported => format!("(unexported method {name})"),
        Problem::WrongSignature(found) => {
            let mut have = method_string(src, name.as_str(), found);
            let mut want = method_string(src, name.as_str(), method.ty);
            if have == want {
                // Packages of the same name: with their paths then.
                let full = |ty| types.link_name(ty).replacen("func", name.as_str(), 1);
                (have, want) = (full(found), full(method.ty));
            }
            if have == want {
                return format!("(wrong type for method {name})");
            }
            format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
        }
        Problem::Ambiguous => format!("(ambiguous selector {}.{name})", src.describe(ty)),
        Problem::PointerReceiver => format!("(method {name} has pointer receiver)"),
        Problem::Field => format!("({}.{name} is a field, not a method)", src.describe(ty)),
    }
}

/// `Name(x int) string`.
fn method_string(src: &dyn MethodSource, name: &str, signature: Ty) -> String {
    src.describe_unnamed(signature).replacen("func", name, 1)
}

/// Whether the type is a pointer to an interface or to a type parameter.
pub fn is_interface_pointer(types: &Types, ty: Ty) -> bool {
    types.as_pointer(types.underlying(ty)).is_some_and(|base| types.is_interface(base))
}

/// Why a type for which [`is_interface_pointer`] holds has no methods.
pub fn interface_pointer_error(src: &dyn MethodSource, ty: Ty) -> String {
    let types = src.types();
    let base = types.as_pointer(types.underlying(ty));
    let ty = src.describe(ty);
    if base.is_some_and(|base| types.is_type_param(base)) {
        format!("type {ty} is pointer to type parameter, not type parameter")
    } else {
        format!("type {ty} is pointer to interface, not interface")
    }
}

/// Whether a struct (or what a pointer to struct points to) embeds an invalid type.
fn has_invalid_embedded_field(types: &Types, ty: Ty, depth: u32) -> bool {
    let under = types.underlying(ty);
    let base = types.as_pointer(under).map_or(under, |base| types.underlying(base));
    let TyKind::Struct(s) = types.kind(base) else { return false };
    // Embedding nests deeply only through cycles of pointers.
    depth < 20
        && s.fields.iter().any(|field| {
            field.embedded
                && (!field.ty.is_valid() || has_invalid_embedded_field(types, field.ty, depth + 1))
        })
}
