//! Conversions, explicit and implicit; constants and the types that can represent them.

use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use minigo_syntax::source::{Pos, Span};

use super::check::Checker;
use super::constant::{Const, ConstKind};
use super::operand::{Mode, Operand};
use super::ty::{Basic, StructField, StructType, Ty, TyKind};
use crate::codes;

/// Longest constant string.
const MAX_STRING_LEN: usize = 2_000_000_000;

impl Checker<'_> {
    /// Reports a constant result that is too large.
    pub(super) fn overflow(&mut self, x: &mut Operand<'_>, op_pos: Pos) {
        let value = x.constant();
        let at = Span::at(op_pos);
        if value.is_unknown() {
            let message = "constant result is not representable";
            self.error(at, codes::INVALID_CONST_VAL, message);
            return;
        }
        if self.p.types.is_typed(x.ty) {
            self.representable(x, self.p.types.underlying(x.ty));
            return;
        }
        if value.overflows_untyped() {
            let op = x.expr().map_or("", op_name);
            self.error(at, codes::INVALID_CONST_VAL, format!("constant {op}overflow"));
            x.val = Some(Const::Unknown);
            return;
        }
        let len = value.bytes().len();
        if len > MAX_STRING_LEN {
            let message =
                format!("constant string too long ({len} bytes > {MAX_STRING_LEN} bytes)");
            self.error(at, codes::INVALID_CONST_VAL, message);
            x.val = Some(Const::Unknown);
        }
    }

    /// Rounds a constant to a basic type; reports it if it does not fit.
    pub(super) fn representable(&mut self, x: &mut Operand<'_>, ty: Ty) {
        let Some(basic) = self.p.types.as_basic(ty) else { return };
        match self.representation(x, basic) {
            Ok(value) => x.val = Some(value),
            Err(code) => {
                let target = self.ty_string(ty);
                self.invalid_conversion(code, x, &target);
                x.invalidate();
            }
        }
    }

    /// The value of a constant as one of a basic type, or the code of the error.
    pub(super) fn representation(
        &self,
        x: &Operand<'_>,
        basic: Basic,
    ) -> Result<Const, &'static str> {
        if let Some(value) = x.constant().represent(basic) {
            return Ok(value);
        }
        let types = &self.p.types;
        if types.is_numeric(x.ty) && basic.is_numeric() {
            if !types.is_integer(x.ty) && basic.is_integer() {
                return Err(codes::TRUNCATED_FLOAT);
            }
            return Err(codes::NUMERIC_OVERFLOW);
        }
        Err(codes::INVALID_CONST_VAL)
    }

    fn invalid_conversion(&mut self, code: &'static str, x: &Operand<'_>, target: &str) {
        let text = self.os(x);
        let message = match code {
            codes::TRUNCATED_FLOAT => format!("{text} truncated to {target}"),
            codes::NUMERIC_OVERFLOW => format!("{text} overflows {target}"),
            _ => format!("cannot convert {text} to type {target}"),
        };
        self.error(x.span(), code, message);
    }

    /// Converts an untyped operand to the type its context asks for.
    pub(super) fn convert_untyped(&mut self, x: &mut Operand<'_>, target: Ty) {
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let shown = if self.p.types.is_type_param(target) {
                    target
                } else {
                    self.p.types.underlying(target)
                };
                let text = self.ty_string(shown);
                self.invalid_conversion(code, x, &text);
                x.invalidate();
            }
            Ok((ty, value)) => self.apply_implicit(x, ty, value),
        }
    }

    /// Gives an operand the type and value of an implicit conversion.
    pub(super) fn apply_implicit(&mut self, x: &mut Operand<'_>, ty: Ty, value: Option<Const>) {
        if value.is_some() {
            x.val = value;
            self.update_expr_val(x);
        }
        if ty != x.ty {
            x.ty = ty;
            if let Some(expr) = x.expr() {
                self.update_expr_type(expr, ty, false);
            }
        }
    }

    /// Checks the conversion `ty(x)`.
    pub(super) fn conversion(&mut self, x: &mut Operand<'_>, ty: Ty) {
        let is_const = x.mode == Mode::Constant;
        let mut cause = Some(String::new());
        let ok;
        if is_const && self.p.types.is_const_type(ty) {
            match self.convert_constant(x, ty) {
                Some(value) => {
                    x.val = Some(value);
                    ok = true;
                }
                None => {
                    ok = false;
                    // The message shows an integral value as integer.
                    let int = x.constant().to_int();
                    if self.p.types.is_integer(ty) && int.kind() == ConstKind::Int {
                        x.val = Some(int);
                    }
                    if self.p.types.is_integer(x.ty) && self.p.types.is_integer(ty) {
                        let message =
                            format!("constant {} overflows {}", x.constant(), self.ty_string(ty));
                        self.error(x.span(), codes::INVALID_CONVERSION, message);
                        x.invalidate();
                        return;
                    }
                }
            }
        } else if is_const && self.p.types.is_type_param(ty) {
            ok = self.constant_to_type_param(x, ty, &mut cause);
            x.mode = Mode::Value;
        } else {
            ok = self.convertible_to(x, ty, &mut cause);
            if ok {
                x.mode = Mode::Value;
            }
        }
        if !ok {
            let mut message =
                format!("cannot convert {} to type {}", self.os(x), self.ty_string(ty));
            if let Some(cause) = cause.filter(|cause| !cause.is_empty()) {
                message.push_str(": ");
                message.push_str(&cause);
            }
            self.error(x.span(), codes::INVALID_CONVERSION, message);
            x.invalidate();
            return;
        }
        if self.p.types.is_untyped(x.ty) {
            let types = &self.p.types;
            let final_ty = if x.ty == Ty::UNTYPED_NIL {
                ty
            } else if types.is_non_type_param_interface(ty) || is_const && !types.is_const_type(ty)
            {
                types.default_type(x.ty)
            } else if x.mode == Mode::Constant && types.is_integer(x.ty) && types.all_string(ty) {
                x.ty
            } else {
                ty
            };
            if let Some(expr) = x.expr() {
                self.update_expr_type(expr, final_ty, true);
            }
        }
        if x.mode != Mode::Constant {
            x.val = None;
        }
        x.ty = ty;
    }

    /// A constant's value converted to a constant type.
    fn convert_constant(&self, x: &Operand<'_>, ty: Ty) -> Option<Const> {
        let basic = self.p.types.as_basic(self.p.types.underlying(ty))?;
        if let Some(value) = x.constant().represent(basic) {
            return Some(value);
        }
        if self.p.types.is_integer(x.ty) && basic.is_string() {
            let c = x.constant().to_u64().and_then(|v| u32::try_from(v).ok());
            let c = c.and_then(char::from_u32).unwrap_or('\u{FFFD}');
            return Some(Const::from_bytes(c.to_string().as_bytes()));
        }
        None
    }

    fn constant_to_type_param(&self, x: &Operand<'_>, ty: Ty, cause: &mut Option<String>) -> bool {
        for term in self.typeset(ty) {
            let Some((_, u)) = term else {
                *cause = Some(format!("{} does not contain specific types", self.ty_string(ty)));
                return false;
            };
            if self.p.types.is_string(x.ty) && self.is_bytes_or_runes(u) {
                continue;
            }
            if self.convert_constant(x, u).is_some() {
                continue;
            }
            let (us, ts) = (self.ty_string(u), self.ty_string(ty));
            *cause = Some(if self.p.types.is_integer(x.ty) && self.p.types.is_integer(u) {
                format!("constant {} overflows {us} (in {ts})", x.constant())
            } else {
                format!("cannot convert {} to type {us} (in {ts})", self.os(x))
            });
            return false;
        }
        true
    }

    fn is_bytes_or_runes(&self, ty: Ty) -> bool {
        let TyKind::Slice(elem) = self.p.types.under(ty) else { return false };
        let elem = self.p.types.underlying(elem);
        matches!(self.p.types.as_basic(elem), Some(Basic::Uint8 | Basic::Int32))
    }

    /// Whether a value can be converted to `ty`; the cause is filled in if it is asked for.
    pub(super) fn convertible_to(
        &mut self,
        x: &Operand<'_>,
        ty: Ty,
        cause: &mut Option<String>,
    ) -> bool {
        if self.assignable_to(x, ty, cause).is_ok() {
            return true;
        }
        let from_param = self.p.types.is_type_param(x.ty);
        let to_param = self.p.types.is_type_param(ty);
        if self.convertible_types(x.ty, ty) {
            return match self.slice_conversion(x.ty, ty) {
                Some((minor, what)) if !self.allows(x.span(), minor) => {
                    let needed = self.version_needed(x.span(), minor);
                    *cause = cause.take().map(|_| format!("{what} {needed}"));
                    false
                }
                _ => true,
            };
        }
        if !from_param && !to_param {
            return false;
        }
        let (xs, ts) = (self.ty_string(x.ty), self.ty_string(ty));
        let add = |cause: &mut Option<String>, message: String| {
            if let Some(text) = cause {
                *text = if text.is_empty() { message } else { format!("{message}\n\t{text}") };
            }
        };
        let froms = if from_param { self.typeset(x.ty) } else { vec![Some((x.ty, x.ty))] };
        let tos = if to_param { self.typeset(ty) } else { vec![Some((ty, ty))] };
        for from in &froms {
            let Some((from, _)) = *from else { return false };
            let mut each = x.clone();
            each.ty = from;
            for to in &tos {
                let Some((to, _)) = *to else { return false };
                if self.convertible_to(&each, to, cause) {
                    continue;
                }
                let (fs, us) = (self.ty_string(from), self.ty_string(to));
                let message = match (from_param, to_param) {
                    (true, true) => {
                        format!("cannot convert {fs} (in {xs}) to type {us} (in {ts})")
                    }
                    (true, false) => format!("cannot convert {fs} (in {xs}) to type {ts}"),
                    (false, _) => format!("cannot convert {xs} to type {us} (in {ts})"),
                };
                add(cause, message);
                return false;
            }
        }
        true
    }

    /// The conversions that are not assignments, type parameters aside.
    fn convertible_types(&self, from: Ty, to: Ty) -> bool {
        let types = &self.p.types;
        let (fu, tu) = (types.underlying(from), types.underlying(to));
        let param = types.is_type_param(from) || types.is_type_param(to);
        if !param && self.identical_ignoring_tags(fu, tu) {
            return true;
        }
        if let (Some(fb), Some(tb)) = (types.as_pointer(from), types.as_pointer(to))
            && !types.is_type_param(fb)
            && !types.is_type_param(tb)
            && self.identical_ignoring_tags(types.underlying(fb), types.underlying(tb))
        {
            return true;
        }
        let (fk, tk) = (types.kind(fu), types.kind(tu));
        match (&fk, &tk) {
            (TyKind::Basic(f), TyKind::Basic(t)) => {
                let real = |b: &Basic| b.is_integer() || b.is_float();
                let pointer = |b: &Basic| *b == Basic::UnsafePointer;
                real(f) && real(t)
                    || f.is_complex() && t.is_complex()
                    || f.is_integer() && t.is_string()
                    || *f == Basic::Uintptr && pointer(t)
                    || pointer(f) && *t == Basic::Uintptr
            }
            (TyKind::Basic(f), _) => {
                f.is_string() && self.is_bytes_or_runes(tu)
                    || *f == Basic::UnsafePointer && matches!(tk, TyKind::Pointer(_))
            }
            (TyKind::Slice(_), TyKind::Basic(t)) => t.is_string() && self.is_bytes_or_runes(fu),
            (TyKind::Pointer(_), TyKind::Basic(t)) => *t == Basic::UnsafePointer,
            (TyKind::Slice(elem), TyKind::Array(other, _)) => types.identical(*elem, *other),
            (TyKind::Slice(elem), TyKind::Pointer(base)) => match types.under(*base) {
                TyKind::Array(other, _) => types.identical(*elem, other),
                _ => false,
            },
            _ => false,
        }
    }

    /// Of a conversion from a slice that older versions do not have: the version and its name.
    fn slice_conversion(&self, from: Ty, to: Ty) -> Option<(u32, &'static str)> {
        let types = &self.p.types;
        if !matches!(types.under(from), TyKind::Slice(_)) {
            return None;
        }
        match types.under(to) {
            TyKind::Array(..) => Some((20, "conversion of slice to array")),
            TyKind::Pointer(_) => Some((17, "conversion of slice to array pointer")),
            _ => None,
        }
    }

    fn identical_ignoring_tags(&self, x: Ty, y: Ty) -> bool {
        if self.p.types.identical(x, y) {
            return true;
        }
        self.p.types.identical(self.without_tags(x, 0), self.without_tags(y, 0))
    }

    /// The type with all struct tags removed.
    fn without_tags(&self, ty: Ty, depth: u32) -> Ty {
        let types = &self.p.types;
        if depth > 100 {
            return ty;
        }
        match types.kind(ty) {
            TyKind::Struct(s) => {
                let untagged = |f: &StructField| StructField {
                    ty: self.without_tags(f.ty, depth + 1),
                    tag: minigo_syntax::symbol::Symbol::new(""),
                    ..f.clone()
                };
                let fields = s.fields.iter().map(untagged).collect();
                types.intern(TyKind::Struct(StructType { fields }.into()))
            }
            kind => match types.map_kind(&kind, &mut |ty| self.without_tags(ty, depth + 1)) {
                Some(new) => types.intern(new),
                None => ty,
            },
        }
    }

    /// Whether a constant is an integer after conversion, for tests of lengths.
    pub(super) fn int_constant(x: &Operand<'_>) -> Option<i64> {
        let value = x.constant().to_int();
        if value.kind() == ConstKind::Int { value.to_i64() } else { None }
    }
}

/// What an operation is called in `constant … overflow`, with a space after it.
fn op_name(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Unary(UnaryOp::BitNot, _) => "bitwise complement ",
        ExprKind::Binary(BinaryOp::Add, ..) => "addition ",
        ExprKind::Binary(BinaryOp::Sub, ..) => "subtraction ",
        ExprKind::Binary(BinaryOp::Xor, ..) => "bitwise XOR ",
        ExprKind::Binary(BinaryOp::Mul, ..) => "multiplication ",
        ExprKind::Binary(BinaryOp::Shl, ..) => "shift ",
        _ => "",
    }
}
