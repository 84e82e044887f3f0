//! Range clauses.

use minigo_syntax::ast::{ChanDir, Expr, Range, Stmt};
use minigo_syntax::source::Span;

use super::check::Checker;
use super::object::{ObjKind, Object, VarKind};
use super::operand::{Operand, Source, start_pos};
use super::ty::{Ty, TyKind};
use crate::codes;

/// Types of the iteration variables, absent where there can be none.
type KeyValue = (Option<Ty>, Option<Ty>);

impl Checker<'_> {
    pub(super) fn range_stmt(&mut self, stmt: &Stmt, range: &Range) {
        let mut x = Operand::invalid();
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, &range.x);
        let (mut key, mut value) = (None, None);
        if x.is_valid() {
            match self.range_types(x.span(), x.ty) {
                Err(cause) => {
                    let mut message = format!("cannot range over {}", self.os(&x));
                    if !cause.is_empty() {
                        message.push_str(": ");
                        message.push_str(&cause);
                    }
                    self.error(x.span(), codes::INVALID_RANGE_EXPR, message);
                    (key, value) = (Some(Ty::INVALID), Some(Ty::INVALID));
                }
                Ok(types) => {
                    (key, value) = types;
                    if let Ok(under) = self.common_under(x.ty, |_| Ok(()))
                        && let TyKind::Func(_) = self.p.types.kind(under)
                    {
                        self.note_range_func(stmt);
                    }
                    let text = self.os(&x);
                    let (at, message) = match (&range.key, &range.value) {
                        (Some(at), _) if key.is_none() => {
                            (Some(at), format!("range over {text} permits no iteration variables"))
                        }
                        (_, Some(at)) if value.is_none() => (
                            Some(at),
                            format!("range over {text} permits only one iteration variable"),
                        ),
                        _ => (
                            range.extra.first(),
                            "range clause permits at most two iteration variables".into(),
                        ),
                    };
                    if let Some(at) = at {
                        self.error_expr(at, codes::INVALID_ITER_VAR, message);
                    }
                }
            }
        }
        self.open_scope(false);
        let over_int = x.is_valid() && self.p.types.is_integer(x.ty);
        let lhs = [(range.key.as_ref(), key), (range.value.as_ref(), value)];
        if range.define {
            self.range_define(stmt, &mut x, lhs, over_int);
        } else if range.key.is_some() {
            self.range_assign(&mut x, lhs, over_int);
        } else if over_int {
            self.assignment(&mut x, None, "range clause");
        }
        if x.is_valid()
            && self.p.types.is_untyped(x.ty)
            && let Some(expr) = x.expr()
        {
            // A constant string.
            let ty = self.p.types.default_type(x.ty);
            self.update_expr_type(expr, ty, true);
        }
        self.block(&range.body);
        self.close_scope();
    }

    fn range_define<'e>(
        &mut self,
        stmt: &Stmt,
        x: &mut Operand<'e>,
        lhs: [(Option<&'e Expr>, Option<Ty>); 2],
        over_int: bool,
    ) {
        let mut vars = Vec::new();
        for (expr, ty) in lhs {
            let Some(expr) = expr else { continue };
            let Some(ident) = expr.as_ident() else {
                let message = format!("invalid syntax tree: cannot declare {}", Self::text(expr));
                self.error_expr(expr, codes::BAD_DECL, message);
                continue;
            };
            let object = Object {
                name: ident.name,
                pkg: Some(self.env.pkg),
                pos: ident.pos,
                ty: Ty::INVALID,
                kind: ObjKind::Var(VarKind::Local),
            };
            let obj = self.new_object(object, false);
            self.record_object(ident, obj);
            if !ident.name.is_blank() {
                vars.push(obj);
            }
            let Some(ty) = ty.filter(|&ty| ty != Ty::INVALID) else {
                self.set_obj_type(obj, Ty::INVALID);
                self.set_used(obj, true);
                continue;
            };
            if over_int {
                self.init_var(obj, x, "range clause");
            } else {
                let source = Source::Text(start_pos(expr), Self::text(expr));
                let mut y = Operand::value(source, ty);
                self.init_var(obj, &mut y, "assignment");
            }
        }
        if vars.is_empty() {
            let at = Span::at(stmt.pos);
            self.error(at, codes::NO_NEW_VAR, "no new variables on left side of :=");
        }
        for obj in vars {
            self.declare(self.env.scope, None, obj);
        }
    }

    fn range_assign<'e>(
        &mut self,
        x: &mut Operand<'e>,
        lhs: [(Option<&'e Expr>, Option<Ty>); 2],
        over_int: bool,
    ) {
        for (expr, ty) in lhs {
            let Some(expr) = expr else { continue };
            let Some(ty) = ty.filter(|&ty| ty != Ty::INVALID) else { continue };
            if over_int {
                self.assign_operand(expr, x, "range clause");
                if x.is_valid() && !self.p.types.is_integer(x.ty) {
                    let text = self.ty_string(x.ty);
                    let message = format!("cannot use iteration variable of type {text}");
                    self.error_expr(expr, codes::INVALID_RANGE_EXPR, message);
                }
            } else {
                let source = Source::Text(start_pos(expr), Self::text(expr));
                let mut y = Operand::value(source, ty);
                self.assign_operand(expr, &mut y, "assignment");
            }
        }
    }

    /// Types of the iteration variables for a range over `ty`, or why there is none.
    fn range_types(&self, at: Span, ty: Ty) -> Result<KeyValue, String> {
        let types = &self.p.types;
        let under = self.common_under(ty, |term| match term {
            Some((t, u)) if matches!(types.kind(u), TyKind::Chan(ChanDir::Send, _)) => {
                Err(format!("receive from send-only channel {}", self.ty_string(t)))
            }
            Some(_) | None => Ok(()),
        })?;
        let mut kind = types.kind(under);
        if let TyKind::Pointer(to) = kind
            && let array @ TyKind::Array(..) = types.under(to)
        {
            kind = array;
        }
        match kind {
            TyKind::Basic(basic) if basic.is_string() => Ok((Some(Ty::INT), Some(Ty::RUNE))),
            TyKind::Basic(basic) if basic.is_integer() => {
                if !self.allows(at, 22) {
                    return Err(self.version_needed(at, 22));
                }
                Ok((Some(ty), None))
            }
            TyKind::Array(elem, _) | TyKind::Slice(elem) => Ok((Some(Ty::INT), Some(elem))),
            TyKind::Map(key, elem) => Ok((Some(key), Some(elem))),
            TyKind::Chan(_, elem) => Ok((Some(elem), None)),
            TyKind::Func(_) if !self.allows(at, 23) => Err(self.version_needed(at, 23)),
            TyKind::Func(sig) => {
                let bad =
                    |cause: &str| Err(format!("func must be func(yield func(...) bool): {cause}"));
                if sig.params.len() != 1 {
                    return bad("wrong argument count");
                }
                if !sig.results.is_empty() {
                    return bad("unexpected results");
                }
                let yield_ty = match self.common_under(sig.params[0], |_| Ok(())) {
                    Ok(ty) => ty,
                    Err(cause) => return bad(&format!("in yield type, {cause}")),
                };
                let TyKind::Func(yield_sig) = types.kind(yield_ty) else {
                    return bad("argument is not func");
                };
                if yield_sig.params.len() > 2 {
                    return bad("yield func has too many parameters");
                }
                match &yield_sig.results[..] {
                    [result] if types.identical(*result, Ty::BOOL) => {}
                    [result] if types.is_boolean(*result) => {
                        return bad("yield func returns user-defined boolean, not bool");
                    }
                    _ => return bad("yield func does not return bool"),
                }
                if yield_sig.variadic {
                    let text = self.ty_string(yield_ty);
                    return Err(format!("yield func of type {text} cannot be variadic"));
                }
                Ok((yield_sig.params.first().copied(), yield_sig.params.get(1).copied()))
            }
            _ => Err(String::new()),
        }
    }
}
