//! Index expressions that cannot be out of range, which `-m` tells of as well.
//!
//! Go decides this where it expands index expressions of arrays and constant strings: the
//! type of the index, a mask, a remainder, a division or a shift bounds its value.

use minigo_syntax::ast::BinaryOp;

use super::results::Results;
use super::size::Sizes;
use super::tree::{FuncId, Kind, Node, Trees};
use super::visit;
use crate::types::ty::{Ty, TyKind};

/// Says of a function which bounds checks it does without.
pub fn report(trees: &Trees, sizes: &Sizes, out: &mut Results, func: FuncId) {
    if !out.says(func) {
        return;
    }
    let Some(body) = &trees.func(func).body else { return };
    let mut found = Vec::new();
    visit::stmts(
        body,
        &mut |node| {
            if let Kind::Index(base, index, _) = &node.kind
                && let Some(len) = known_len(sizes, base)
                && !matches!(index.kind, Kind::Const(_))
                && is_bounded(sizes, index, len)
            {
                found.push(trees.outer_pos(node.pos, node.copy));
            }
        },
        &mut |_| {},
    );
    for pos in found {
        out.say(pos, "index bounds check elided".to_owned());
    }
}

/// The length of what is indexed, if its type or value tells it.
fn known_len(sizes: &Sizes, base: &Node) -> Option<i64> {
    if let Kind::Const(value) = &base.kind {
        return Some(value.string_len() as i64);
    }
    let array_len = |ty: Ty| match sizes.types.under(ty) {
        TyKind::Array(_, len) => Some(len),
        _ => None,
    };
    match sizes.types.under(base.ty) {
        TyKind::Pointer(elem) => array_len(elem),
        _ => array_len(base.ty),
    }
}

/// Whether an index is at least 0 and less than `max`, whatever it is computed from.
fn is_bounded(sizes: &Sizes, index: &Node, max: i64) -> bool {
    let TyKind::Basic(basic) = sizes.types.under(index.ty) else { return false };
    if !basic.is_integer() {
        return false;
    }
    let is_signed = !basic.is_unsigned();
    let mut bits = 8 * sizes.of(index.ty).size as i64;
    let constant = |x: &Node| match &x.kind {
        Kind::Const(value) => value.to_int().to_i64(),
        _ => None,
    };
    if let Kind::Binary(op, x, y) = &index.kind {
        let right = constant(y);
        match (op, right) {
            (BinaryOp::And, _)
                if constant(x).or(right).is_some_and(|mask| (0..max).contains(&mask)) =>
            {
                return true;
            }
            (BinaryOp::AndNot, Some(cleared)) => {
                let all = if is_signed || bits >= 64 { -1 } else { (1 << bits) - 1 };
                if (0..max).contains(&(!cleared & all)) {
                    return true;
                }
            }
            (BinaryOp::Rem, Some(divisor)) if !is_signed && (0..=max).contains(&divisor) => {
                return true;
            }
            (BinaryOp::Div, Some(mut divisor)) if !is_signed => {
                while bits > 0 && divisor >= 2 {
                    bits -= 1;
                    divisor >>= 1;
                }
            }
            (BinaryOp::Shr, Some(count)) if !is_signed => {
                if count > bits {
                    return true;
                }
                bits -= count;
            }
            _ => {}
        }
    }
    !is_signed && bits <= 62 && 1 << bits <= max
}
