//! Go's order of evaluation.
//!
//! Calls and receives happen in order, left to right. What they may change (variables on
//! the heap, package-level variables, memory) is read by Go's compiler only when an
//! operation needs it, after all calls of the expression: in `x + f()` with a variable `x`
//! that `f` changes, `x` is read after the call. So if something that a call may change
//! stands before a call, all calls of the expression are computed first, in order, and the
//! rest afterwards. Otherwise the natural order has the same effect and needs no
//! temporaries.

use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

use super::func::{FuncCx, Var};
use crate::typed::{Mode, SelectionKind};
use crate::types::object::{ObjKind, VarKind};
use crate::types::ty::TyKind;

/// What the scan has met so far.
#[derive(Default)]
struct Scan {
    loads: bool,
    /// A call after a load.
    conflict: bool,
}

impl FuncCx<'_, '_> {
    /// Prepares the evaluation of expressions, one after the other.
    pub fn order(&mut self, list: &[&Expr]) {
        let mut scan = Scan::default();
        for x in list {
            self.scan_order(x, &mut scan);
        }
        if scan.conflict {
            for x in list {
                self.hoist(x);
            }
        }
    }

    fn scan_order(&self, x: &Expr, scan: &mut Scan) {
        if self.const_of(x).is_some() || self.act.ready.contains_key(&x.id) || self.is_type(x) {
            return;
        }
        match &x.kind {
            ExprKind::Ident(ident) => {
                let Some(obj) = self.lw.program.object_of(ident.id) else { return };
                if !matches!(self.lw.program.obj(obj).kind, ObjKind::Var(_)) {
                    return;
                }
                match self.act.vars.get(&obj) {
                    Some(Var::Reg(_) | Var::Region(_) | Var::Const(_)) => {}
                    Some(Var::Memory(_)) => scan.loads = true,
                    None => {
                        let kind = &self.lw.program.obj(obj).kind;
                        scan.loads |= matches!(kind, ObjKind::Var(VarKind::Global));
                    }
                }
            }
            ExprKind::Paren(inner) => self.scan_order(inner, scan),
            ExprKind::Star(inner) => {
                self.scan_order(inner, scan);
                scan.loads = true;
            }
            ExprKind::Selector(inner, name) => match self.lw.program.info.selections.get(&x.id) {
                None => {
                    let obj = self.lw.program.object_of(name.id);
                    scan.loads |= obj.is_some_and(|obj| {
                        matches!(self.lw.program.obj(obj).kind, ObjKind::Var(_))
                    });
                }
                Some(selection) if selection.kind == SelectionKind::MethodExpr => {}
                Some(selection) => {
                    self.scan_order(inner, scan);
                    scan.loads |=
                        selection.indirect || matches!(self.under(inner), TyKind::Pointer(_));
                }
            },
            ExprKind::Index(inner, indices) => {
                if self.named_object(x).is_some() {
                    return;
                }
                self.scan_order(inner, scan);
                indices.iter().for_each(|index| self.scan_order(index, scan));
                scan.loads |= !matches!(self.under(inner), TyKind::Array(..));
            }
            ExprKind::Slice { x: inner, lo, hi, max } => {
                self.scan_order(inner, scan);
                for bound in [lo, hi, max].into_iter().flatten() {
                    self.scan_order(bound, scan);
                }
            }
            ExprKind::TypeAssert(inner, _) => self.scan_order(inner, scan),
            ExprKind::CompositeLit { elems, .. } => {
                let keyed = matches!(self.under(x), TyKind::Map(..));
                for elem in elems {
                    if let (Some(key), true) = (&elem.key, keyed) {
                        self.scan_order(key, scan);
                    }
                    self.scan_order(&elem.value, scan);
                }
            }
            ExprKind::Unary(UnaryOp::Recv, inner) => {
                self.scan_order(inner, scan);
                scan.conflict |= scan.loads;
            }
            ExprKind::Unary(_, inner) => self.scan_order(inner, scan),
            ExprKind::Binary(_, a, b) => {
                self.scan_order(a, scan);
                self.scan_order(b, scan);
            }
            ExprKind::Call(call) => match self.info(&call.fun).map(|tv| tv.mode) {
                Some(Mode::Type | Mode::Builtin(_)) => {
                    call.args.iter().for_each(|arg| self.scan_order(arg, scan));
                }
                _ => {
                    // What its operands read is read when the call happens.
                    let before = scan.loads;
                    self.scan_order(&call.fun, scan);
                    call.args.iter().for_each(|arg| self.scan_order(arg, scan));
                    scan.loads = before;
                    scan.conflict |= before && !self.is_harmless(call);
                }
            },
            ExprKind::FuncLit(_)
            | ExprKind::Lit(..)
            | ExprKind::Bad
            | ExprKind::ArrayType(..)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => {}
        }
    }

    fn is_type(&self, x: &Expr) -> bool {
        self.info(x).is_some_and(|tv| tv.mode == Mode::Type)
    }

    /// Computes the calls of an expression, outermost ones whole, in order.
    pub fn hoist(&mut self, x: &Expr) {
        if self.const_of(x).is_some() || self.act.ready.contains_key(&x.id) || self.is_type(x) {
            return;
        }
        match &x.kind {
            ExprKind::Paren(inner) | ExprKind::Star(inner) | ExprKind::TypeAssert(inner, _) => {
                self.hoist(inner);
            }
            ExprKind::Selector(inner, _) => {
                if self.lw.program.info.selections.contains_key(&x.id) {
                    self.hoist(inner);
                }
            }
            ExprKind::Index(inner, indices) => {
                if self.named_object(x).is_none() {
                    self.hoist(inner);
                    indices.iter().for_each(|index| self.hoist(index));
                }
            }
            ExprKind::Slice { x: inner, lo, hi, max } => {
                self.hoist(inner);
                for bound in [lo, hi, max].into_iter().flatten() {
                    self.hoist(bound);
                }
            }
            ExprKind::CompositeLit { elems, .. } => {
                let keyed = matches!(self.under(x), TyKind::Map(..));
                for elem in elems {
                    if let (Some(key), true) = (&elem.key, keyed) {
                        self.hoist(key);
                    }
                    self.hoist(&elem.value);
                }
            }
            ExprKind::Unary(UnaryOp::Recv, _) => self.compute(x),
            ExprKind::Unary(_, inner) => self.hoist(inner),
            ExprKind::Binary(BinaryOp::LogAnd | BinaryOp::LogOr, _, b) => {
                // The right operand's calls are conditional: the operation is one unit.
                let mut scan = Scan { loads: true, conflict: false };
                self.scan_order(b, &mut scan);
                if scan.conflict {
                    self.compute(x);
                } else if let ExprKind::Binary(_, a, _) = &x.kind {
                    self.hoist(a);
                }
            }
            ExprKind::Binary(_, a, b) => {
                self.hoist(a);
                self.hoist(b);
            }
            ExprKind::Call(call) => match self.info(&call.fun).map(|tv| tv.mode) {
                Some(Mode::Type) => call.args.iter().for_each(|arg| self.hoist(arg)),
                _ => self.compute(x),
            },
            ExprKind::Ident(_)
            | ExprKind::FuncLit(_)
            | ExprKind::Lit(..)
            | ExprKind::Bad
            | ExprKind::ArrayType(..)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => {}
        }
    }

    /// Computes an expression now; its value is used later.
    fn compute(&mut self, x: &Expr) {
        if matches!(self.lw.program.types.kind(self.ty(x)), TyKind::Tuple(_)) {
            return;
        }
        let value = self.value(x);
        let ty = self.ty(x);
        let reg = if self.layout(ty).is_split() {
            value
        } else {
            match self.register_place(value, ty) {
                super::place::Place::Frame { slot, .. } => slot,
                _ => value,
            }
        };
        self.act.ready.insert(x.id, reg);
    }
}
