//! What checking leaves behind: types of expressions, entities of identifiers.
//!
//! Untyped expressions wait in `untyped` until their context gives them a type.

use std::rc::Rc;

use minigo_syntax::ast::{Expr, ExprKind, Ident, NodeId};

use super::check::{Checker, Untyped};
use super::constant::Const;
use super::object::{Builtin, ObjId};
use super::operand::{Mode, Operand};
use super::ty::Ty;
use crate::typed::{Selection, TypeAndValue};

impl Checker<'_> {
    /// Records what an operand's expression denotes.
    pub(super) fn record(&mut self, x: &Operand<'_>) {
        let Some(node) = x.node() else { return };
        let (ty, val) = match x.mode {
            Mode::Invalid => return,
            Mode::NoValue => (Ty::EMPTY_TUPLE, None),
            Mode::Constant => (x.ty, x.val.clone()),
            _ => (x.ty, None),
        };
        if self.p.types.is_untyped(ty) {
            let info = Untyped { is_shifted: false, mode: x.mode, ty, val };
            self.untyped.insert(node, info);
        } else {
            self.record_type(node, x.mode, x.builtin, ty, val);
        }
    }

    pub(super) fn record_type(
        &mut self,
        node: NodeId,
        mode: Mode,
        builtin: Builtin,
        ty: Ty,
        val: Option<Const>,
    ) {
        let Some(mode) = mode.recorded(builtin) else { return };
        let ty = self.p.types.plain(ty);
        self.p.info.types.set(node, TypeAndValue { mode, ty, value: val.map(Box::new) });
    }

    /// Records that an expression is a type.
    pub(super) fn record_type_expr(&mut self, expr: &Expr, ty: Ty) {
        if ty != Ty::INVALID {
            self.record_type(expr.id, Mode::Type, Builtin::Len, ty, None);
        }
    }

    /// Gives the untyped expressions that are left the type they have.
    pub(super) fn record_untyped(&mut self) {
        for (node, info) in std::mem::take(&mut self.untyped) {
            self.record_type(node, info.mode, Builtin::Len, info.ty, info.val);
        }
    }

    /// Records that a comma-ok expression gives two values.
    pub(super) fn record_comma_ok(&mut self, expr: &Expr, first: Ty, second: Ty) {
        let plain = |ty| self.p.types.plain(ty);
        let tuple = self.p.types.tuple(&[plain(first), plain(second)]);
        let mut at = expr;
        loop {
            if let Some(known) = self.p.info.types.get_mut(at.id) {
                known.ty = tuple;
            }
            match &at.kind {
                ExprKind::Paren(inner) => at = inner,
                _ => return,
            }
        }
    }

    /// Records the entity an identifier declares or uses.
    pub(super) fn record_object(&mut self, ident: &Ident, obj: ObjId) {
        self.p.info.objects.set(ident.id, obj);
    }

    pub(super) fn record_implicit(&mut self, node: NodeId, obj: ObjId) {
        self.p.info.implicits.insert(node, obj);
    }

    pub(super) fn record_selection(&mut self, node: NodeId, mut selection: Selection) {
        selection.ty = self.p.types.plain(selection.ty);
        selection.recv = self.p.types.plain(selection.recv);
        self.p.info.selections.insert(node, selection);
    }

    /// Records the type arguments of a generic function or type used by `expr`.
    pub(super) fn record_instance(&mut self, expr: &Expr, args: &[Ty]) {
        let mut at = expr;
        let ident = loop {
            match &at.kind {
                ExprKind::Ident(ident) => break ident.id,
                ExprKind::Selector(_, name) => break name.id,
                ExprKind::Index(x, _) | ExprKind::Paren(x) => at = x,
                _ => return,
            }
        };
        let args: Rc<[Ty]> = args.iter().map(|&ty| self.p.types.plain(ty)).collect();
        self.p.info.instances.insert(ident, args);
    }
}
