//! Operators: unary and binary operations, comparisons, shifts, receives.

use minigo_syntax::ast::{BinaryOp, ChanDir, Expr, ExprKind, UnaryOp};
use minigo_syntax::source::{Pos, Span};

use super::check::Checker;
use super::constant::{Const, ConstKind};
use super::operand::{Mode, Operand, Source};
use super::predicates::Incomparable;
use super::ty::{Ty, TyKind};
use crate::codes;
use minigo_syntax::exprstring::expr_string;

/// Greatest count of a constant shift: enough for the smallest float64.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    pub(super) fn unary<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        op: UnaryOp,
        inner: &'e Expr,
    ) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        let mut op = op;
        match op {
            UnaryOp::Addr => {
                let is_literal = matches!(inner.unparen().kind, ExprKind::CompositeLit { .. });
                if !is_literal && x.mode != Mode::Variable {
                    let message =
                        format!("invalid operation: cannot take address of {}", self.os(x));
                    self.error(x.span(), codes::UNADDRESSABLE_OPERAND, message);
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Value;
                x.ty = self.p.types.pointer(x.ty);
                return;
            }
            UnaryOp::Recv => {
                let span = x.span();
                match self.chan_elem(span, x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.ty = elem;
                        self.env.has_call_or_recv = true;
                    }
                    Some(_) | None => x.invalidate(),
                }
                return;
            }
            UnaryOp::Tilde => {
                let mut message =
                    "cannot use ~ outside of interface or type constraint".to_string();
                let is_integer = self.p.types.all_integer(x.ty);
                if is_integer {
                    message.push_str(" (use ^ for bitwise complement)");
                }
                self.error_expr(expr, codes::UNDEFINED_OP, message);
                if !is_integer {
                    x.invalidate();
                    return;
                }
                op = UnaryOp::BitNot;
            }
            UnaryOp::Plus | UnaryOp::Neg | UnaryOp::Not | UnaryOp::BitNot => {}
        }
        let types = &self.p.types;
        let defined = match op {
            UnaryOp::Plus | UnaryOp::Neg => types.all_numeric(x.ty),
            UnaryOp::BitNot => types.all_integer(x.ty),
            UnaryOp::Not => types.all_boolean(x.ty),
            UnaryOp::Addr | UnaryOp::Recv | UnaryOp::Tilde => true,
        };
        if !defined {
            let message = format!(
                "invalid operation: operator {} not defined on {}",
                op.as_str(),
                self.os(x)
            );
            self.error(x.span(), codes::UNDEFINED_OP, message);
            x.invalidate();
            return;
        }
        if x.mode == Mode::Constant {
            let value = x.constant();
            if value.is_unknown() {
                return;
            }
            let bits = if types.is_unsigned(x.ty) {
                types.size_of(x.ty).map(|size| size as u32 * 8)
            } else {
                None
            };
            x.val = Some(value.unary_op(op, bits));
            x.source = Source::Expr(expr);
            self.overflow(x, expr.pos);
            return;
        }
        x.mode = Mode::Value;
    }

    /// Element type of a channel that can be received from (or sent to); reports others.
    pub(super) fn chan_elem(&mut self, at: Span, x: &Operand<'_>, recv: bool) -> Option<Ty> {
        let result = self.common_under(x.ty, |term| {
            let Some((t, u)) = term else { return Err("no specific channel type".into()) };
            let text = self.ty_string(t);
            match self.p.types.kind(u) {
                TyKind::Chan(ChanDir::Send, _) if recv => Err(format!("send-only channel {text}")),
                TyKind::Chan(ChanDir::Recv, _) if !recv => {
                    Err(format!("receive-only channel {text}"))
                }
                TyKind::Chan(..) => Ok(()),
                _ => Err(format!("non-channel {text}")),
            }
        });
        match result.map(|u| self.p.types.kind(u)) {
            Ok(TyKind::Chan(_, elem)) => Some(elem),
            Ok(_) => None,
            Err(cause) => {
                let (what, code) = if recv {
                    ("receive from", codes::INVALID_RECEIVE)
                } else {
                    ("send to", codes::INVALID_SEND)
                };
                let text = self.os(x);
                let message = if self.p.types.is_type_param(x.ty) {
                    format!("invalid operation: cannot {what} {text}: {cause}")
                } else {
                    format!("invalid operation: cannot {what} {cause} {text}")
                };
                self.error(at, code, message);
                None
            }
        }
    }

    fn comparison<'e>(
        &mut self,
        x: &mut Operand<'e>,
        y: &mut Operand<'e>,
        op: BinaryOp,
        in_switch: bool,
    ) {
        if x.ty == Ty::INVALID || y.ty == Ty::INVALID {
            x.invalidate();
            return;
        }
        let op = if in_switch { BinaryOp::Eq } else { op };
        if let Err((at_y, code, cause)) = self.comparison_error(x, y, op) {
            let message = if in_switch {
                format!("invalid case {} in switch on {} ({cause})", x.text(), y.text())
            } else {
                format!("invalid operation: {} {} {} ({cause})", x.text(), op.as_str(), y.text())
            };
            let span = if at_y && !in_switch { y.span() } else { x.span() };
            self.error(span, code, message);
            x.invalidate();
            return;
        }
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            let result = x.constant().compare(op, &y.constant());
            x.val = Some(Const::from_bool(result));
        } else {
            x.mode = Mode::Value;
            x.val = None;
            for operand in [&*x, &*y] {
                if let Some(expr) = operand.expr() {
                    let ty = self.p.types.default_type(operand.ty);
                    self.update_expr_type(expr, ty, true);
                }
            }
        }
        x.ty = Ty::UNTYPED_BOOL;
    }

    /// Compares case values, for switches.
    pub(super) fn case_comparison<'e>(&mut self, x: &mut Operand<'e>, tag: &mut Operand<'e>) {
        self.comparison(x, tag, BinaryOp::Eq, true);
    }

    /// Why two operands cannot be compared: whether the second is to blame, code, cause.
    fn comparison_error(
        &mut self,
        x: &Operand<'_>,
        y: &Operand<'_>,
        op: BinaryOp,
    ) -> Result<(), (bool, &'static str, String)> {
        let assignable = self.assignable_to(x, y.ty, &mut None).is_ok()
            || self.assignable_to(y, x.ty, &mut None).is_ok();
        let types = &self.p.types;
        if !assignable {
            let (xs, ys) = (self.ty_string(x.ty), self.ty_string(y.ty));
            return Err((true, codes::MISMATCHED_TYPES, format!("mismatched types {xs} and {ys}")));
        }
        let code = codes::UNDEFINED_OP;
        let undefined = |at_y: bool| {
            let mut at_y = at_y;
            let cause = if types.is_type_param(x.ty) || types.is_type_param(y.ty) {
                if !types.is_type_param(x.ty) {
                    at_y = true;
                }
                let ty = if at_y { y.ty } else { x.ty };
                format!("type parameter {} cannot use operator {}", self.ty_string(ty), op.as_str())
            } else {
                let ty = if at_y { y.ty } else { x.ty };
                let kind = self.composite_kind(ty);
                let what = if kind.is_empty() { self.ty_string(ty) } else { kind.to_string() };
                format!("operator {} not defined on {what}", op.as_str())
            };
            Err((at_y, code, cause))
        };
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            if x.is_nil() || y.is_nil() {
                let ty = if x.is_nil() { y.ty } else { x.ty };
                // nil == nil
                let both = x.ty == Ty::UNTYPED_NIL && y.ty == Ty::UNTYPED_NIL;
                return if !both && types.has_nil(ty) { Ok(()) } else { undefined(true) };
            }
            for (at_y, ty) in [(false, x.ty), (true, y.ty)] {
                if let Err(why) = types.comparable(ty, true) {
                    let cause = self.incomparable_cause(ty, why);
                    return if cause.is_empty() {
                        undefined(at_y)
                    } else {
                        Err((at_y, code, cause))
                    };
                }
            }
            return Ok(());
        }
        if !types.all_ordered(x.ty) {
            return undefined(false);
        }
        if !types.all_ordered(y.ty) {
            return undefined(true);
        }
        Ok(())
    }

    /// Why a type is not comparable, in words; empty if there is nothing to add.
    pub(super) fn incomparable_cause(&self, ty: Ty, why: Incomparable) -> String {
        if matches!(self.p.types.under(ty), TyKind::Slice(_) | TyKind::Func(_) | TyKind::Map(..)) {
            return format!("{} can only be compared to nil", self.composite_kind(ty));
        }
        match why {
            Incomparable::Plain => String::new(),
            Incomparable::Field(field) => {
                format!("struct containing {} cannot be compared", self.ty_string(field))
            }
            Incomparable::Array(array) => format!("{} cannot be compared", self.ty_string(array)),
            Incomparable::EmptySet => "empty type set".into(),
            Incomparable::InSet => "incomparable types in type set".into(),
        }
    }

    fn shift<'e>(
        &mut self,
        x: &mut Operand<'e>,
        y: &mut Operand<'e>,
        expr: Option<&'e Expr>,
        op: BinaryOp,
    ) {
        let code = codes::INVALID_SHIFT_OPERAND;
        let not_integer = |check: &mut Self, x: &mut Operand<'e>| {
            let message =
                format!("invalid operation: shifted operand {} must be integer", check.os(x));
            check.error(x.span(), code, message);
            x.invalidate();
        };
        let xval = if x.mode == Mode::Constant { x.constant().to_int() } else { Const::Unknown };
        let untyped_int = self.p.types.is_untyped(x.ty)
            && x.mode == Mode::Constant
            && xval.kind() == ConstKind::Int;
        if !self.p.types.all_integer(x.ty) && !untyped_int {
            not_integer(self, x);
            return;
        }
        if !self.shift_count(y) {
            x.invalidate();
            return;
        }
        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                self.constant_shift(x, y, xval, expr, op);
                return;
            }
            if self.p.types.is_untyped(x.ty) {
                // The type is found as if the shift were not there.
                if let Some(node) = x.node()
                    && let Some(entry) = self.untyped.get_mut(&node)
                {
                    entry.is_shifted = true;
                }
                x.mode = Mode::Value;
                x.val = None;
                return;
            }
        }
        if !self.p.types.all_integer(x.ty) {
            not_integer(self, x);
            return;
        }
        x.mode = Mode::Value;
        x.val = None;
    }

    /// Checks the count of a shift.
    fn shift_count(&mut self, y: &mut Operand<'_>) -> bool {
        let code = codes::INVALID_SHIFT_COUNT;
        if y.mode == Mode::Constant {
            let count = y.constant().to_int();
            if count.kind() == ConstKind::Int && count.sign() < 0 {
                let message = format!("invalid operation: negative shift count {}", self.os(y));
                self.error(y.span(), code, message);
                return false;
            }
            if self.p.types.is_untyped(y.ty) {
                self.representable(y, Ty::UINT);
                if !y.is_valid() {
                    return false;
                }
                // The count is a uint from now on.
                if let Some(expr) = y.expr() {
                    self.update_expr_type(expr, Ty::UINT, true);
                }
                return true;
            }
            // A typed constant may have any numeric type.
            if count.kind() == ConstKind::Int || self.p.types.all_integer(y.ty) {
                return true;
            }
        } else if self.p.types.all_integer(y.ty) {
            if !self.p.types.all_unsigned(y.ty) && !self.allows(y.span(), 13) {
                let what = format!("invalid operation: signed shift count {}", self.os(y));
                return self.require(y.span(), 13, &what);
            }
            return true;
        } else if self.p.types.is_untyped(y.ty) {
            self.convert_untyped(y, Ty::UINT);
            return y.is_valid();
        }
        let message = format!("invalid operation: shift count {} must be integer", self.os(y));
        self.error(y.span(), code, message);
        false
    }

    fn constant_shift<'e>(
        &mut self,
        x: &mut Operand<'e>,
        y: &Operand<'e>,
        xval: Const,
        expr: Option<&'e Expr>,
        op: BinaryOp,
    ) {
        let is_integer = self.p.types.is_integer(x.ty);
        if x.constant().is_unknown() || y.constant().is_unknown() {
            x.val = Some(Const::Unknown);
            if !is_integer {
                x.ty = Ty::UNTYPED_INT;
            }
            return;
        }
        let count = y.constant().to_int().to_u64().filter(|&count| count <= MAX_SHIFT);
        let Some(count) = count else {
            let message = format!("invalid operation: invalid shift count {}", self.os(y));
            self.error(y.span(), codes::INVALID_SHIFT_COUNT, message);
            x.invalidate();
            return;
        };
        if !is_integer {
            x.ty = Ty::UNTYPED_INT;
        }
        x.val = Some(xval.shift(op, count));
        let pos = self.op_pos(x, expr);
        self.overflow(x, pos);
    }

    /// Makes `x` the whole operation and gives the operator's position.
    fn op_pos<'e>(&self, x: &mut Operand<'e>, expr: Option<&'e Expr>) -> Pos {
        match expr {
            Some(expr) => {
                x.source = Source::Expr(expr);
                expr.pos
            }
            None => x.span().lo,
        }
    }

    /// Checks a binary operation; `expr` is absent for `x op= y`.
    pub(super) fn binary<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: Option<&'e Expr>,
        left: &'e Expr,
        right: &'e Expr,
        op: BinaryOp,
    ) {
        // Long chains such as `a + b + c + …` nest to the left; they are not worth
        // recursion.
        let mut chain = Vec::new();
        let mut first = left;
        while let ExprKind::Binary(op, left, right) = &first.kind {
            chain.push((first, *op, &**right));
            first = left;
        }
        self.expr(None, x, first);
        for (inner, op, right) in chain.into_iter().rev() {
            self.binary_right(x, Some(inner), first, right, op);
            x.source = Source::Expr(inner);
            self.record(x);
            first = inner;
        }
        self.binary_right(x, expr, left, right, op);
    }

    /// Checks a binary operation whose left operand is checked.
    fn binary_right<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: Option<&'e Expr>,
        left: &'e Expr,
        right: &'e Expr,
        op: BinaryOp,
    ) {
        let mut y = Operand::invalid();
        self.expr(None, &mut y, right);
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            x.source = y.source;
            return;
        }
        if op.is_shift() {
            self.shift(x, &mut y, expr, op);
            return;
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if op.is_comparison() {
            self.comparison(x, &mut y, op, false);
            return;
        }
        if !self.p.types.identical(x.ty, y.ty) {
            if x.ty != Ty::INVALID && y.ty != Ty::INVALID {
                let text = match expr {
                    Some(expr) => expr_string(expr),
                    None => {
                        format!("{} {}= {}", expr_string(left), op.as_str(), expr_string(right))
                    }
                };
                let (xs, ys) = (self.ty_string(x.ty), self.ty_string(y.ty));
                let message = format!("invalid operation: {text} (mismatched types {xs} and {ys})");
                self.error(x.span(), codes::MISMATCHED_TYPES, message);
            }
            x.invalidate();
            return;
        }
        if !self.binary_op_defined(x.ty, op) {
            let message = format!(
                "invalid operation: operator {} not defined on {}",
                op.as_str(),
                self.os(x)
            );
            self.error(x.span(), codes::UNDEFINED_OP, message);
            x.invalidate();
            return;
        }
        if matches!(op, BinaryOp::Div | BinaryOp::Rem) && y.mode == Mode::Constant {
            let is_integer = self.p.types.all_integer(x.ty);
            if (x.mode == Mode::Constant || is_integer) && y.constant().sign() == 0 {
                let message = "invalid operation: division by zero";
                self.error(y.span(), codes::DIV_BY_ZERO, message);
                x.invalidate();
                return;
            }
        }
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            let (xval, yval) = (x.constant(), y.constant());
            if xval.is_unknown() || yval.is_unknown() {
                x.val = Some(Const::Unknown);
                return;
            }
            let int_division = op == BinaryOp::Div && self.p.types.is_integer(x.ty);
            x.val = Some(xval.binary_op(op, &yval, int_division));
            let pos = self.op_pos(x, expr);
            self.overflow(x, pos);
            return;
        }
        x.mode = Mode::Value;
        x.val = None;
    }

    fn binary_op_defined(&self, ty: Ty, op: BinaryOp) -> bool {
        let types = &self.p.types;
        match op {
            BinaryOp::Add => types.all_numeric_or_string(ty),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => types.all_numeric(ty),
            BinaryOp::Rem | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::AndNot => {
                types.all_integer(ty)
            }
            BinaryOp::LogAnd | BinaryOp::LogOr => types.all_boolean(ty),
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::Shl
            | BinaryOp::Shr => true,
        }
    }

    /// Converts untyped operands of a binary operation to a common type.
    pub(super) fn match_types<'e>(&mut self, x: &mut Operand<'e>, y: &mut Operand<'e>) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.invalidate();
        }
    }

    fn may_convert(&self, x: &Operand<'_>, y: &Operand<'_>) -> bool {
        let types = &self.p.types;
        if types.is_typed(x.ty) && types.is_typed(y.ty) {
            return false;
        }
        if types.all_numeric(x.ty) != types.all_numeric(y.ty) {
            return false;
        }
        if types.is_non_type_param_interface(x.ty) || types.is_non_type_param_interface(y.ty) {
            return true;
        }
        if types.all_boolean(x.ty) != types.all_boolean(y.ty)
            || types.all_string(x.ty) != types.all_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return types.has_nil(y.ty);
        }
        if y.is_nil() {
            return types.has_nil(x.ty);
        }
        let is_pointer = |ty: Ty| matches!(types.under(ty), TyKind::Pointer(_));
        !is_pointer(x.ty) && !is_pointer(y.ty)
    }
}
