//! Assignments that store nothing new.
//!
//! `b.buf = b.buf[n:m]` and `v.x = v.y` keep pointers where they were. Taken as flows they
//! would make the object leak: an assignment through a pointer counts as a store to the
//! heap.

use super::tree::{Kind, Node};

/// Whether assigning `src` to `dst` can be ignored.
pub fn is_self_assign(dst: &Node, src: &Node) -> bool {
    if is_self_slice(dst, src) {
        return true;
    }
    match (&dst.kind, &src.kind) {
        (Kind::Dot(x, _), Kind::Dot(y, _)) | (Kind::DotPtr(x, _), Kind::DotPtr(y, _)) => same(x, y),
        (Kind::Index(x, i, a), Kind::Index(y, j, b)) => {
            a == b && is_harmless(i) && is_harmless(j) && same(x, y)
        }
        _ => false,
    }
}

/// `p.f = p.g[i:j]` and `*p = (*p)[i:j]` where nothing takes the address of an array in
/// the object itself.
fn is_self_slice(dst: &Node, src: &Node) -> bool {
    let base = |x: &Node| match &x.kind {
        Kind::Deref(inner, _) | Kind::DotPtr(inner, _) => match inner.kind {
            Kind::Var(var) => Some(var),
            _ => None,
        },
        _ => None,
    };
    let Kind::Slice(args) = &src.kind else { return false };
    !args.of_array && base(dst).is_some() && base(dst) == base(&args.x)
}

/// Whether both are the same expression without side effects.
fn same(x: &Node, y: &Node) -> bool {
    match (&x.kind, &y.kind) {
        (Kind::Conv(x, _), _) => same(x, y),
        (_, Kind::Conv(y, _)) => same(x, y),
        (Kind::Var(x), Kind::Var(y)) => x == y,
        (Kind::Dot(x, f), Kind::Dot(y, g)) | (Kind::DotPtr(x, f), Kind::DotPtr(y, g)) => {
            f == g && same(x, y)
        }
        (Kind::Deref(x, _), Kind::Deref(y, _)) => same(x, y),
        (Kind::Unary(a, x), Kind::Unary(b, y)) => a == b && same(x, y),
        (Kind::Index(x, i, a), Kind::Index(y, j, b)) => a == b && same(x, y) && same(i, j),
        (Kind::IndexMap(x, i), Kind::IndexMap(y, j)) => same(x, y) && same(i, j),
        (Kind::Const(x), Kind::Const(y)) => x == y,
        _ => false,
    }
}

/// Whether evaluating an expression leaves memory as it is.
fn is_harmless(x: &Node) -> bool {
    use crate::types::object::Builtin;
    match &x.kind {
        Kind::Var(_) | Kind::Global(_) | Kind::Const(_) | Kind::Nil | Kind::Func(_) => true,
        Kind::Binary(op, a, b) => !op.is_comparison() && is_harmless(a) && is_harmless(b),
        Kind::Index(a, b, _) | Kind::IndexMap(a, b) => is_harmless(a) && is_harmless(b),
        Kind::Conv(inner, _)
        | Kind::Unary(_, inner)
        | Kind::Dot(inner, _)
        | Kind::DotPtr(inner, _)
        | Kind::Deref(inner, _) => is_harmless(inner),
        Kind::Builtin(Builtin::Len | Builtin::Cap, args, _) => args.iter().all(is_harmless),
        _ => false,
    }
}
