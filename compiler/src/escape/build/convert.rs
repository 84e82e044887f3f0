//! Conversions: those that the source spells and those that assignments make.

use minigo_syntax::ast::Expr;

use super::Cx;
use crate::escape::tree::{Kind, Node, StrConv};
use crate::types::ty::{Basic, Ty, TyKind};

impl Cx<'_, '_> {
    /// The value as an assignment to a variable of type `to` converts it.
    pub fn assign_conv(&self, x: Node, to: Ty) -> Node {
        if to == Ty::INVALID || x.ty == to || self.program().types.identical(x.ty, to) {
            return x;
        }
        let (id, pos) = (x.id, x.pos);
        if matches!(x.kind, Kind::Nil) {
            return self.node(id, pos, to, Kind::Nil);
        }
        if self.is_interface(to) {
            return self.node(id, pos, to, Kind::ConvIface(Box::new(x), true));
        }
        self.node(id, pos, to, Kind::Conv(Box::new(x), true))
    }

    /// An expression's value, converted by assignment.
    pub fn value(&mut self, x: &Expr, to: Ty) -> Node {
        let node = self.expr(x);
        self.assign_conv(node, to)
    }

    /// `T(x)`.
    pub fn conversion(&mut self, outer: &Expr, arg: &Expr, to: Ty) -> Node {
        let x = self.expr(arg);
        let (id, pos) = (outer.id, outer.pos);
        let from = x.ty;
        if matches!(x.kind, Kind::Nil) {
            return self.node(id, pos, to, Kind::Conv(Box::new(x), false));
        }
        if self.is_interface(to) {
            // A conversion to the same type leaves nothing behind.
            if self.program().types.identical(from, to) {
                return self.node(id, pos, to, Kind::Conv(Box::new(x), false));
            }
            return self.node(id, pos, to, Kind::ConvIface(Box::new(x), false));
        }
        let kind = match (self.under(from), self.under(to)) {
            (TyKind::Basic(a), TyKind::Basic(b)) if b.is_string() && a.is_integer() => {
                Kind::StrConv(StrConv::RuneToString, Box::new(x))
            }
            (TyKind::Slice(elem), TyKind::Basic(b)) if b.is_string() => {
                let conv = match self.under(elem) {
                    TyKind::Basic(Basic::Uint8) => StrConv::BytesToString,
                    _ => StrConv::RunesToString,
                };
                Kind::StrConv(conv, Box::new(x))
            }
            (TyKind::Basic(a), TyKind::Slice(elem)) if a.is_string() => {
                let conv = match self.under(elem) {
                    TyKind::Basic(Basic::Uint8) => StrConv::StringToBytes,
                    _ => StrConv::StringToRunes,
                };
                Kind::StrConv(conv, Box::new(x))
            }
            (TyKind::Slice(_), TyKind::Array(..)) => Kind::SliceToArray(Box::new(x)),
            (TyKind::Slice(_), TyKind::Pointer(_)) => Kind::SliceToArrayPtr(Box::new(x)),
            _ => Kind::Conv(Box::new(x), false),
        };
        self.node(id, pos, to, kind)
    }
}
