//! Expressions.
//!
//! Each function checks an expression and leaves the result in an [`Operand`]; an invalid
//! one means that an error was reported. Untyped expressions are remembered with the type
//! they have so far; when the context gives them a type, `update_expr_type` walks down
//! again and records it. That is also how the left operand of a non-constant shift gets
//! the type it would have if the shift were replaced by it.

use minigo_syntax::ast::{Expr, ExprKind, LitKind, UnaryOp};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::Span;

use super::check::Checker;
use super::constant::Const;
use super::operand::{Mode, Operand, Source, expr_span, start_pos};
use super::ty::{Basic, Ty, TyKind};
use super::universe::ExprKindOf;
use crate::codes;
use minigo_syntax::exprstring::expr_string;

/// Longest literal of a number.
const MAX_LITERAL_LEN: usize = 10_000;

/// The function type a generic function value is assigned to, for inference.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub sig: Ty,
    /// What it is assigned to, for messages.
    pub desc: String,
}

/// One type of a type set with its underlying type; `None` if there are no specific types.
pub(super) type SetTerm = Option<(Ty, Ty)>;

impl Checker<'_> {
    /// The target for inference if `ty` is a function type.
    pub(super) fn target(&self, ty: Ty, desc: &str) -> Option<Target> {
        let under = self.common_under(ty, |_| Ok(())).ok()?;
        matches!(self.p.types.kind(under), TyKind::Func(_))
            .then(|| Target { sig: under, desc: desc.to_string() })
    }

    /// The types a value of type `ty` can have: those of a type parameter's set, else the
    /// type itself.
    pub(super) fn typeset(&self, ty: Ty) -> Vec<SetTerm> {
        match self.p.types.specific_types(ty) {
            None => vec![None],
            Some(terms) => {
                terms.iter().map(|t| Some((t.ty, self.p.types.underlying(t.ty)))).collect()
            }
        }
    }

    /// The underlying type that all types of the set share; `check` may refuse a type.
    pub(super) fn common_under(
        &self,
        ty: Ty,
        check: impl Fn(SetTerm) -> Result<(), String>,
    ) -> Result<Ty, String> {
        let mut common: Option<(Ty, Ty)> = None;
        for term in self.typeset(ty) {
            check(term)?;
            let Some((t, u)) = term else { return Err("no specific type".into()) };
            let Some((ct, cu)) = common else {
                common = Some((t, u));
                continue;
            };
            if let (TyKind::Chan(cdir, celem), TyKind::Chan(dir, elem)) =
                (self.p.types.kind(cu), self.p.types.kind(u))
            {
                use minigo_syntax::ast::ChanDir;
                let (cs, ts) = (self.ty_string(ct), self.ty_string(t));
                if !self.p.types.identical(celem, elem) {
                    return Err(format!("channels {cs} and {ts} have different element types"));
                }
                if cdir == dir {
                } else if cdir == ChanDir::Both {
                    common = Some((t, u));
                } else if dir != ChanDir::Both {
                    return Err(format!("channels {cs} and {ts} have conflicting directions"));
                }
                continue;
            }
            if !self.p.types.identical(cu, u) {
                let (cs, ts) = (self.ty_string(ct), self.ty_string(t));
                return Err(format!("{cs} and {ts} have different underlying types"));
            }
        }
        common.map(|(_, u)| u).ok_or_else(|| "no specific type".into())
    }

    /// Checks an expression that must give one value.
    pub(super) fn expr<'e>(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand<'e>,
        expr: &'e Expr,
    ) {
        self.raw_expr(target, x, expr, None, false);
        self.exclude(x, true, true);
        self.single_value(x);
    }

    /// As [`expr`](Checker::expr); the value may be an uninstantiated generic function.
    /// `hint` is the element type of an outer composite literal.
    pub(super) fn generic_expr<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        hint: Option<Ty>,
    ) {
        self.raw_expr(None, x, expr, hint, true);
        self.exclude(x, true, true);
        self.single_value(x);
    }

    /// Checks an expression that may give several values, or a comma-ok pair if
    /// `allow_comma_ok`; the second result says that it is such a pair.
    pub(super) fn multi_expr<'e>(
        &mut self,
        expr: &'e Expr,
        allow_comma_ok: bool,
    ) -> (Vec<Operand<'e>>, bool) {
        let mut x = Operand::invalid();
        self.raw_expr(None, &mut x, expr, None, false);
        self.exclude(&mut x, true, true);
        if x.is_valid()
            && let TyKind::Tuple(types) = self.p.types.kind(x.ty)
        {
            let value = |(i, &ty): (usize, &Ty)| {
                let text = nth(i + 1, "function result");
                Operand::value(Source::Text(start_pos(expr), text), ty)
            };
            return (types.iter().enumerate().map(value).collect(), false);
        }
        if allow_comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let text = "ok value of (comma, ok) expression".to_string();
            let ok = Operand::value(Source::Text(start_pos(expr), text), Ty::UNTYPED_BOOL);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// Checks an expression or a type.
    pub(super) fn expr_or_type<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        allow_generic: bool,
    ) {
        self.raw_expr(None, x, expr, None, allow_generic);
        self.exclude(x, false, false);
        self.single_value(x);
    }

    /// Reports operands that are no values: never none, and built-ins and types on demand.
    pub(super) fn exclude(&mut self, x: &mut Operand<'_>, builtin: bool, ty: bool) {
        let (message, code) = match x.mode {
            Mode::NoValue if ty => ("used as value", codes::TOO_MANY_VALUES),
            Mode::NoValue => ("used as value or type", codes::TOO_MANY_VALUES),
            Mode::Builtin if builtin => ("must be called", codes::UNCALLED_BUILTIN),
            Mode::Type if ty => ("is not an expression", codes::NOT_AN_EXPR),
            _ => return,
        };
        let message = format!("{} {message}", self.os(x));
        self.error(x.span(), code, message);
        x.invalidate();
    }

    pub(super) fn single_value(&mut self, x: &mut Operand<'_>) {
        if x.mode == Mode::Value && matches!(self.p.types.kind(x.ty), TyKind::Tuple(_)) {
            let message = format!("multiple-value {} in single-value context", self.os(x));
            self.error(x.span(), codes::TOO_MANY_VALUES, message);
            x.invalidate();
        }
    }

    /// Checks any expression and records the result.
    pub(super) fn raw_expr<'e>(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        hint: Option<Ty>,
        allow_generic: bool,
    ) -> ExprKindOf {
        if !self.enter(expr.span) {
            *x = Operand::invalid();
            x.source = Source::Expr(expr);
            return ExprKindOf::Statement;
        }
        let kind = self.expr_internal(target, x, expr, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        self.leave();
        kind
    }

    /// Reports generic functions and types without arguments, unless they can be inferred.
    pub(super) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand<'_>) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let what = if self.is_generic_type(x.ty) {
            "type"
        } else if self.is_generic_func(x.ty) {
            if let Some(target) = target {
                let span = x.span();
                self.func_inst(Some(target), span, x, None, true);
                return;
            }
            "function"
        } else {
            return;
        };
        let message = format!("cannot use generic {what} {} without instantiation", x.text());
        self.error(x.span(), codes::WRONG_TYPE_ARG_COUNT, message);
        x.invalidate();
        x.ty = Ty::INVALID;
    }

    pub(super) fn is_generic_func(&self, ty: Ty) -> bool {
        matches!(self.p.types.kind(ty), TyKind::Func(sig) if !sig.type_params.is_empty())
    }

    fn expr_internal<'e>(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        hint: Option<Ty>,
    ) -> ExprKindOf {
        x.invalidate();
        x.ty = Ty::INVALID;
        x.val = None;
        x.source = Source::Expr(expr);
        let mut kind = ExprKindOf::Expression;
        match &expr.kind {
            ExprKind::Bad => {}
            ExprKind::Ident(ident) => self.ident(x, expr, ident, false),
            ExprKind::Lit(lit_kind, text) => self.basic_lit(x, expr, *lit_kind, text),
            ExprKind::FuncLit(lit) => self.func_lit(x, lit),
            ExprKind::CompositeLit { ty, elems } => {
                self.composite_lit(x, expr, ty.as_deref(), elems, hint);
            }
            ExprKind::Paren(inner) => {
                let kind = self.raw_expr(None, x, inner, None, false);
                x.source = Source::Expr(expr);
                return kind;
            }
            ExprKind::Selector(..) => self.selector(x, expr, false),
            ExprKind::Index(inner, indices) => {
                if self.index_expr(x, expr, inner, indices) {
                    let at = Span::at(expr.pos);
                    self.func_inst(target, at, x, Some((expr, indices)), true);
                }
            }
            ExprKind::Slice { x: inner, lo, hi, max } => {
                let indices = [lo.as_deref(), hi.as_deref(), max.as_deref()];
                self.slice_expr(x, inner, indices);
            }
            ExprKind::TypeAssert(inner, ty) => self.type_assert(x, expr, inner, ty.as_deref()),
            ExprKind::Call(call) => return self.call_expr(x, expr, call),
            ExprKind::Star(inner) => self.star(x, inner),
            ExprKind::Unary(op, inner) => {
                self.unary(x, expr, *op, inner);
                if x.is_valid() && *op == UnaryOp::Recv {
                    kind = ExprKindOf::Statement;
                }
            }
            ExprKind::Binary(op, left, right) => self.binary(x, Some(expr), left, right, *op),
            ExprKind::ArrayType(..)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => {
                x.ty = self.type_expr(expr);
                x.mode = if x.ty == Ty::INVALID { Mode::Invalid } else { Mode::Type };
            }
        }
        x.source = Source::Expr(expr);
        if x.is_valid() { kind } else { ExprKindOf::Statement }
    }

    fn basic_lit<'e>(&mut self, x: &mut Operand<'e>, expr: &'e Expr, kind: LitKind, text: &str) {
        let is_number = matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag);
        if is_number && text.len() > MAX_LITERAL_LEN {
            let message =
                format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
            self.error_expr(expr, codes::INVALID_CONST_VAL, message);
            return;
        }
        if is_number && !self.allows(expr_span(expr), 13) && !self.old_literal(expr, kind, text) {
            return;
        }
        x.ty = match kind {
            LitKind::Int => Ty::UNTYPED_INT,
            LitKind::Float => Ty::UNTYPED_FLOAT,
            LitKind::Imag => Ty::UNTYPED_COMPLEX,
            LitKind::Char => Ty::UNTYPED_RUNE,
            LitKind::String => Ty::UNTYPED_STRING,
        };
        match Const::from_literal(kind, text) {
            Ok(value) => {
                x.mode = Mode::Constant;
                x.val = Some(value);
                self.overflow(x, expr.pos);
            }
            Err(_) => {
                // The scanner reports most of them.
                let known = |d: &Diagnostic| d.span.lo >= expr.span.lo && d.span.lo <= expr.span.hi;
                if !self.diags.iter().any(known) {
                    let message = format!("malformed constant: {text}");
                    self.error_expr(expr, codes::INVALID_CONST_VAL, message);
                }
            }
        }
    }

    /// Whether a number is written as before Go 1.13; reports others.
    fn old_literal(&mut self, expr: &Expr, kind: LitKind, text: &str) -> bool {
        let radix = text.as_bytes().get(1).map(u8::to_ascii_lowercase);
        let prefixed = text.len() > 2 && text.starts_with('0');
        let what = if text.len() > 2 && text.contains('_') {
            "underscore in numeric literal"
        } else if prefixed && radix == Some(b'b') {
            "binary literal"
        } else if prefixed && radix == Some(b'o') {
            "0o/0O-style octal literal"
        } else if prefixed && radix == Some(b'x') && kind != LitKind::Int {
            "hexadecimal floating-point literal"
        } else {
            return true;
        };
        self.require(expr_span(expr), 13, what);
        true
    }

    fn type_assert<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        inner: &'e Expr,
        ty: Option<&'e Expr>,
    ) {
        let Some(ty) = ty else {
            // Reported by the parser.
            self.use_exprs(std::slice::from_ref(inner));
            x.invalidate();
            return;
        };
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        if self.p.types.is_type_param(x.ty) {
            let message = format!(
                "invalid operation: cannot use type assertion on type parameter value {}",
                self.os(x)
            );
            self.error(x.span(), codes::INVALID_ASSERT, message);
            x.invalidate();
            return;
        }
        if !self.p.types.is_interface(x.ty) {
            let message = format!("invalid operation: {} is not an interface", self.os(x));
            self.error(x.span(), codes::INVALID_ASSERT, message);
            x.invalidate();
            return;
        }
        let ty = self.var_type(ty);
        if ty == Ty::INVALID || !self.is_complete(ty) {
            x.invalidate();
            return;
        }
        self.type_assertion(expr, x, ty, false);
        x.mode = Mode::CommaOk;
        x.ty = ty;
    }

    /// Reports type assertions and cases that cannot succeed.
    pub(super) fn type_assertion(&mut self, at: &Expr, x: &Operand<'_>, ty: Ty, in_switch: bool) {
        let mut cause = Some(String::new());
        if self.assertable_to(x.ty, ty, &mut cause) {
            return;
        }
        let cause = cause.unwrap_or_default();
        let (text, target) = (expr_string(at), self.ty_string(ty));
        let message = if in_switch {
            let x = self.os(x);
            format!(
                "impossible type switch case: {text}\n\t{x} cannot have dynamic type {target} {cause}"
            )
        } else {
            let iface = self.ty_string(x.ty);
            format!(
                "impossible type assertion: {text}\n\t{target} does not implement {iface} {cause}"
            )
        };
        self.error_expr(at, codes::IMPOSSIBLE_ASSERT, message);
    }

    fn star<'e>(&mut self, x: &mut Operand<'e>, inner: &'e Expr) {
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Invalid => {}
            Mode::Type => {
                self.later_var_type(expr_span(inner), x.ty);
                x.ty = self.p.types.pointer(x.ty);
            }
            _ => {
                let mut base: Option<Ty> = None;
                for term in self.typeset(x.ty) {
                    let pointer = term.and_then(|(_, u)| self.p.types.as_pointer(u));
                    let message = match (pointer, base) {
                        (None, _) => format!("invalid operation: cannot indirect {}", self.os(x)),
                        (Some(to), Some(base)) if !self.p.types.identical(to, base) => format!(
                            "invalid operation: pointers of {} must have identical base types",
                            self.os(x)
                        ),
                        (Some(to), _) => {
                            base = Some(to);
                            continue;
                        }
                    };
                    self.error(x.span(), codes::INVALID_INDIRECTION, message);
                    x.invalidate();
                    return;
                }
                let base = base.unwrap_or(Ty::INVALID);
                if !self.is_complete(base) {
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Variable;
                x.ty = base;
            }
        }
    }

    /// Gives an untyped expression the type of its context. `is_final`: nothing will
    /// change it any more.
    pub(super) fn update_expr_type(&mut self, expr: &Expr, ty: Ty, is_final: bool) {
        let Some(old) = self.untyped.get(&expr.id).cloned() else { return };
        match &expr.kind {
            ExprKind::Paren(inner) => self.update_expr_type(inner, ty, is_final),
            // Operands of constant expressions keep their types.
            ExprKind::Unary(_, inner) if old.val.is_none() => {
                self.update_expr_type(inner, ty, is_final);
            }
            ExprKind::Binary(op, left, right) if old.val.is_none() => {
                if op.is_comparison() {
                    // The operands have their types; the result is a boolean anyway.
                } else if op.is_shift() {
                    self.update_expr_type(left, ty, is_final);
                } else {
                    self.update_expr_type(left, ty, is_final);
                    self.update_expr_type(right, ty, is_final);
                }
            }
            _ => {}
        }
        if !is_final && self.p.types.is_untyped(ty) {
            if let Some(entry) = self.untyped.get_mut(&expr.id) {
                entry.ty = ty;
            }
            return;
        }
        self.untyped.remove(&expr.id);
        if old.is_shifted && !self.p.types.all_integer(ty) {
            let message = format!(
                "invalid operation: shifted operand {} (type {}) must be integer",
                expr_string(expr),
                self.ty_string(ty)
            );
            self.error_expr(expr, codes::INVALID_SHIFT_OPERAND, message);
            return;
        }
        let mut value = old.val.clone();
        if old.val.is_some() {
            let mut constant = Operand {
                mode: old.mode,
                source: Source::Expr(expr),
                ty: old.ty,
                val: old.val,
                builtin: super::object::Builtin::Len,
            };
            self.convert_untyped(&mut constant, ty);
            if !constant.is_valid() {
                return;
            }
            value = constant.val;
        }
        self.record_type(expr.id, old.mode, super::object::Builtin::Len, ty, value);
    }

    pub(super) fn update_expr_val(&mut self, x: &Operand<'_>) {
        if let Some(node) = x.node()
            && let Some(entry) = self.untyped.get_mut(&node)
        {
            entry.val = x.val.clone();
        }
    }

    /// Type and value of an untyped operand converted implicitly to `target`.
    pub(super) fn implicit_type_and_value(
        &self,
        x: &Operand<'_>,
        target: Ty,
    ) -> Result<(Ty, Option<Const>), &'static str> {
        let types = &self.p.types;
        let refuse = Err(codes::INVALID_UNTYPED_CONVERSION);
        if !x.is_valid() || types.is_typed(x.ty) || target == Ty::INVALID {
            return Ok((x.ty, None));
        }
        if types.is_untyped(target) {
            return types
                .max_type(x.ty, target)
                .map(|ty| (ty, None))
                .ok_or(codes::INVALID_UNTYPED_CONVERSION);
        }
        if x.is_nil() {
            return if types.has_nil(target) { Ok((target, None)) } else { refuse };
        }
        match types.under(target) {
            TyKind::Basic(basic) => {
                if x.mode == Mode::Constant {
                    return self.representation(x, basic).map(|value| (target, Some(value)));
                }
                let fits = match types.as_basic(x.ty) {
                    Some(Basic::UntypedBool) => basic.is_boolean(),
                    Some(Basic::UntypedString) => basic.is_string(),
                    Some(from) if from.is_untyped() && from.is_numeric() => basic.is_numeric(),
                    _ => false,
                };
                if fits { Ok((target, None)) } else { refuse }
            }
            TyKind::Interface(_) if types.is_type_param(target) => {
                let all = self.typeset(target).into_iter().all(|term| {
                    term.is_some_and(|(_, u)| self.implicit_type_and_value(x, u).is_ok())
                });
                if all { Ok((target, None)) } else { refuse }
            }
            TyKind::Interface(_) => {
                // Untyped values have no methods.
                if types.type_set(target).is_all() {
                    Ok((types.default_type(x.ty), None))
                } else {
                    refuse
                }
            }
            _ => refuse,
        }
    }
}

/// `1st what`, `2nd what` …
fn nth(n: usize, what: &str) -> String {
    let suffix = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{suffix} {what}")
}
