//! Assignability, assignments and initialisations.

use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, Ident, Stmt};
use minigo_syntax::source::Span;
use minigo_syntax::symbol::Symbol;

use super::check::Checker;
use super::expr::Target;
use super::generic::instantiate;
use super::object::{ObjId, ObjKind, Object, VarKind};
use super::operand::{Mode, Operand, Source, expr_span};
use super::ty::{Ty, TyKind};
use crate::codes;
use minigo_syntax::exprstring::expr_string;

/// Cause of a failure, collected if asked for (`Some`).
pub(super) type Cause = Option<String>;

impl Checker<'_> {
    /// Whether `ty` implements the interface `target` (or satisfies the constraint).
    pub(super) fn implements(
        &mut self,
        ty: Ty,
        target: Ty,
        constraint: bool,
        cause: &mut Cause,
    ) -> bool {
        match instantiate::implements(self, ty, target, constraint) {
            Ok(()) => true,
            Err(message) => {
                if cause.is_some() {
                    *cause = Some(message);
                }
                false
            }
        }
    }

    /// Whether an interface value can hold a `ty`.
    pub(super) fn assertable_to(&mut self, interface: Ty, ty: Ty, cause: &mut Cause) -> bool {
        if self.p.types.is_interface(ty) {
            return true;
        }
        match instantiate::has_all_methods(self, ty, interface, false, &mut instantiate::identical)
        {
            Ok(()) => true,
            Err(missing) => {
                if cause.is_some() {
                    *cause = Some(missing.cause);
                }
                false
            }
        }
    }

    /// Whether an operand can be assigned to a variable of type `ty`; else the code.
    pub(super) fn assignable_to(
        &mut self,
        x: &Operand<'_>,
        ty: Ty,
        cause: &mut Cause,
    ) -> Result<(), &'static str> {
        if !x.is_valid() || ty == Ty::INVALID || x.ty == Ty::INVALID {
            return Ok(());
        }
        if self.p.types.identical(x.ty, ty) {
            return Ok(());
        }
        let incompatible = Err(codes::INCOMPATIBLE_ASSIGN);
        let (vu, tu) = (self.p.types.underlying(x.ty), self.p.types.underlying(ty));
        let from_param = self.p.types.is_type_param(x.ty);
        let to_param = self.p.types.is_type_param(ty);
        if self.p.types.is_untyped(x.ty) {
            let fits = if to_param {
                self.typeset(ty).into_iter().all(|term| {
                    term.is_some_and(|(t, _)| self.implicit_type_and_value(x, t).is_ok())
                })
            } else {
                self.implicit_type_and_value(x, ty).is_ok()
            };
            return if fits { Ok(()) } else { incompatible };
        }
        let no_params = !from_param && !to_param;
        let named_both = self.p.types.has_name(x.ty) && self.p.types.has_name(ty);
        if no_params && !named_both && self.p.types.identical(vu, tu) {
            return Ok(());
        }
        let to_interface = self.p.types.is_interface(ty) && !to_param;
        if to_interface || instantiate::is_interface_pointer(&self.p.types, tu) {
            // Causes name what aliases stand for.
            let (from, to) = (self.p.types.unalias(x.ty), self.p.types.unalias(ty));
            if self.implements(from, to, false, cause) {
                return Ok(());
            }
            if !from_param {
                return Err(codes::INVALID_IFACE_ASSIGN);
            }
            if cause.is_some() {
                *cause = Some(String::new());
            }
        }
        if !from_param
            && self.p.types.is_interface(x.ty)
            && self.implements(ty, x.ty, false, &mut None)
        {
            if cause.is_some() {
                *cause = Some("need type assertion".into());
            }
            return incompatible;
        }
        if let (TyKind::Chan(minigo_syntax::ast::ChanDir::Both, from), TyKind::Chan(_, to)) =
            (self.p.types.kind(vu), self.p.types.kind(tu))
            && self.p.types.identical(from, to)
        {
            return if named_both { Err(codes::INVALID_CHAN_ASSIGN) } else { Ok(()) };
        }
        if no_params {
            return incompatible;
        }
        self.assignable_params(x, ty, cause)
    }

    /// Assignability where type parameters are involved: to all (or of all) types of the
    /// set, if the other side is no named type.
    fn assignable_params(
        &mut self,
        x: &Operand<'_>,
        ty: Ty,
        cause: &mut Cause,
    ) -> Result<(), &'static str> {
        let incompatible = Err(codes::INCOMPATIBLE_ASSIGN);
        let add = |cause: &mut Cause, message: String| {
            if let Some(text) = cause {
                *text = if text.is_empty() { message } else { format!("{message}\n\t{text}") };
            }
        };
        if !self.p.types.has_name(x.ty) && self.p.types.is_type_param(ty) {
            for term in self.typeset(ty) {
                let Some((t, _)) = term else { return incompatible };
                if let Err(code) = self.assignable_to(x, t, cause) {
                    let message = format!(
                        "cannot assign {} to {} (in {})",
                        self.ty_string(x.ty),
                        self.ty_string(t),
                        self.ty_string(ty)
                    );
                    add(cause, message);
                    return Err(code);
                }
            }
            return Ok(());
        }
        if self.p.types.is_type_param(x.ty) && !self.p.types.has_name(ty) {
            for term in self.typeset(x.ty) {
                let Some((t, _)) = term else { return incompatible };
                let mut each = x.clone();
                each.ty = t;
                if let Err(code) = self.assignable_to(&each, ty, cause) {
                    let message = format!(
                        "cannot assign {} (in {}) to {}",
                        self.ty_string(t),
                        self.ty_string(x.ty),
                        self.ty_string(ty)
                    );
                    add(cause, message);
                    return Err(code);
                }
            }
            return Ok(());
        }
        incompatible
    }

    /// Checks that an operand can be assigned to a variable of type `ty` (`None`: to a
    /// blank or new variable) and gives it that type if untyped.
    pub(super) fn assignment(&mut self, x: &mut Operand<'_>, ty: Option<Ty>, context: &str) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::Nil
            | Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk => {}
            Mode::NoValue | Mode::Builtin | Mode::Type => {
                let target = ty.map_or_else(String::new, |ty| self.ty_string(ty));
                let message = format!("cannot assign {} to {target} in {context}", self.os(x));
                self.error(x.span(), codes::INCOMPATIBLE_ASSIGN, message);
                x.invalidate();
                return;
            }
        }
        if self.p.types.is_untyped(x.ty) && !self.assign_untyped(x, ty, context) {
            return;
        }
        let target = match ty {
            Some(ty) if self.is_generic_func(x.ty) => self.target(ty, context),
            Some(_) | None => None,
        };
        self.non_generic(target.as_ref(), x);
        if !x.is_valid() {
            return;
        }
        let Some(ty) = ty else { return };
        let mut cause = Some(String::new());
        if let Err(code) = self.assignable_to(x, ty, &mut cause) {
            let mut message =
                format!("cannot use {} as {} value in {context}", self.os(x), self.ty_string(ty));
            if let Some(cause) = cause.filter(|cause| !cause.is_empty()) {
                message.push_str(": ");
                message.push_str(&cause);
            }
            self.error(x.span(), code, message);
            x.invalidate();
        }
    }

    fn assign_untyped(&mut self, x: &mut Operand<'_>, ty: Option<Ty>, context: &str) -> bool {
        let target = match ty {
            None if x.is_nil() => {
                let message = format!("use of untyped nil in {context}");
                self.error(x.span(), codes::UNTYPED_NIL_USE, message);
                x.invalidate();
                return false;
            }
            None => self.p.types.default_type(x.ty),
            Some(ty) if !x.is_nil() && self.p.types.is_non_type_param_interface(ty) => {
                self.p.types.default_type(x.ty)
            }
            Some(ty) => ty,
        };
        match self.implicit_type_and_value(x, target) {
            Ok((ty, value)) => {
                self.apply_implicit(x, ty, value);
                true
            }
            Err(code) => {
                let mut message = format!(
                    "cannot use {} as {} value in {context}",
                    self.os(x),
                    self.ty_string(target)
                );
                let code = match code {
                    codes::TRUNCATED_FLOAT => {
                        message.push_str(" (truncated)");
                        code
                    }
                    codes::NUMERIC_OVERFLOW => {
                        message.push_str(" (overflows)");
                        code
                    }
                    _ => codes::INCOMPATIBLE_ASSIGN,
                };
                self.error(x.span(), code, message);
                x.invalidate();
                false
            }
        }
    }

    /// Gives a constant its value; `ty` is its declared type.
    pub(super) fn init_const(&mut self, obj: ObjId, ty: Option<Ty>, x: &mut Operand<'_>) {
        if let Some(ty) = ty {
            self.set_obj_type(obj, ty);
        }
        if !x.is_valid() || x.ty == Ty::INVALID || ty == Some(Ty::INVALID) {
            if ty.is_none() {
                self.set_obj_type(obj, Ty::INVALID);
            }
            return;
        }
        if x.mode != Mode::Constant {
            let message = format!("{} is not constant", self.os(x));
            self.error(x.span(), codes::INVALID_CONST_INIT, message);
            if ty.is_none() {
                self.set_obj_type(obj, Ty::INVALID);
            }
            return;
        }
        let ty = ty.unwrap_or(x.ty);
        self.set_obj_type(obj, ty);
        self.assignment(x, Some(ty), "constant declaration");
        if x.is_valid() {
            self.obj_mut(obj).kind = ObjKind::Const(x.constant());
        }
    }

    /// Initialises a variable, which takes the operand's type if it has none.
    pub(super) fn init_var(&mut self, obj: ObjId, x: &mut Operand<'_>, context: &str) {
        let declared = self.is_typed_obj(obj).then(|| self.obj(obj).ty);
        if !x.is_valid() || x.ty == Ty::INVALID || declared == Some(Ty::INVALID) {
            if declared.is_none() {
                self.set_obj_type(obj, Ty::INVALID);
            }
            x.invalidate();
            return;
        }
        let ty = match declared {
            Some(ty) => ty,
            None => {
                if x.ty == Ty::UNTYPED_NIL {
                    let message = format!("use of untyped nil in {context}");
                    self.error(x.span(), codes::UNTYPED_NIL_USE, message);
                    self.set_obj_type(obj, Ty::INVALID);
                    x.invalidate();
                    return;
                }
                let ty = self.p.types.default_type(x.ty);
                self.set_obj_type(obj, ty);
                ty
            }
        };
        self.assignment(x, Some(ty), context);
    }

    /// The type of the left side of an assignment: `Ok(None)` for the blank identifier.
    fn lhs_var(&mut self, lhs: &Expr) -> Result<Option<Ty>, ()> {
        let ident = lhs.unparen().as_ident();
        if ident.is_some_and(|ident| ident.name.is_blank()) {
            return Ok(None);
        }
        // An assignment does not use the variable.
        let var = ident.and_then(|ident| self.lookup_own_var(ident.name));
        let used = var.is_some_and(|var| self.is_used(var));
        let mut x = Operand::invalid();
        self.expr(None, &mut x, lhs);
        if let Some(var) = var {
            self.set_used(var, used);
        }
        if !x.is_valid() || x.ty == Ty::INVALID {
            return Err(());
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Ok(Some(x.ty));
        }
        if let ExprKind::Selector(base, _) = &lhs.kind {
            let mut operand = Operand::invalid();
            self.expr(None, &mut operand, base);
            if operand.mode == Mode::MapIndex {
                let message = format!("cannot assign to struct field {} in map", expr_string(lhs));
                self.error(x.span(), codes::UNADDRESSABLE_FIELD_ASSIGN, message);
                return Err(());
            }
        }
        let message = format!(
            "cannot assign to {} (neither addressable nor a map index expression)",
            x.text()
        );
        self.error(x.span(), codes::UNASSIGNABLE_OPERAND, message);
        Err(())
    }

    /// Checks the assignment of a checked operand.
    pub(super) fn assign_operand(&mut self, lhs: &Expr, x: &mut Operand<'_>, context: &str) {
        match self.lhs_var(lhs) {
            Err(()) => x.invalidate(),
            Ok(ty) => {
                let blank = ty.is_none() && context == "assignment";
                let context = if blank { "assignment to _ identifier" } else { context };
                self.assignment(x, ty, context);
            }
        }
    }

    fn assign_expr(&mut self, lhs: &Expr, rhs: &Expr, context: &str) {
        let Ok(ty) = self.lhs_var(lhs) else {
            self.use_exprs(std::slice::from_ref(rhs));
            return;
        };
        let target: Option<Target> = ty
            .filter(|&ty| matches!(self.p.types.under(ty), TyKind::Func(_)))
            .and_then(|ty| self.target(ty, &expr_string(lhs)));
        let mut x = Operand::invalid();
        self.expr(target.as_ref(), &mut x, rhs);
        let blank = ty.is_none() && context == "assignment";
        let context = if blank { "assignment to _ identifier" } else { context };
        self.assignment(&mut x, ty, context);
    }

    fn assign_error(&mut self, rhs: &[Expr], nvars: usize, nvalues: usize) {
        let Some(first) = rhs.first() else { return };
        let (vars, values) = (measure(nvars, "variable"), measure(nvalues, "value"));
        let message = match &first.unparen().kind {
            ExprKind::Call(call) if rhs.len() == 1 => {
                let fun = expr_string(&call.fun);
                format!("assignment mismatch: {vars} but {fun} returns {values}")
            }
            _ => format!("assignment mismatch: {vars} but {values}"),
        };
        self.error_expr(first, codes::WRONG_ASSIGN_COUNT, message);
    }

    fn return_error(&mut self, at: Span, lhs: &[ObjId], rhs: &[Operand<'_>]) {
        let (l, r) = (lhs.len(), rhs.len());
        let (qualifier, at) = if r > l {
            ("too many", rhs[l].span())
        } else if r > 0 {
            ("not enough", rhs[r - 1].span())
        } else {
            ("not enough", at)
        };
        let have: Vec<Ty> = rhs.iter().map(|x| x.ty).collect();
        let want: Vec<Ty> = lhs.iter().map(|&obj| self.obj(obj).ty).collect();
        let message = format!(
            "{qualifier} return values\n\thave {}\n\twant {}",
            self.types_summary(&have, false, false),
            self.types_summary(&want, false, false)
        );
        self.error(at, codes::WRONG_RESULT_COUNT, message);
    }

    /// Initialises variables (or the results of a function, for a return statement) with
    /// the values of a list.
    pub(super) fn init_vars(&mut self, lhs: &[ObjId], rhs: &[Expr], ret: Option<&Stmt>) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = match ret {
            Some(_) => "return statement",
            None if l > 1 => "multiple assignment",
            None => "assignment",
        };
        let is_call = r == 1 && matches!(rhs[0].unparen().kind, ExprKind::Call(_));
        if l == r && !is_call {
            for (&obj, expr) in lhs.iter().zip(rhs) {
                let name = self.obj(obj).name;
                let desc = if ret.is_some() && name.is_empty() { "result variable" } else { &name };
                let target =
                    if self.is_typed_obj(obj) { self.target(self.obj(obj).ty, desc) } else { None };
                let mut x = Operand::invalid();
                self.expr(target.as_ref(), &mut x, expr);
                self.init_var(obj, &mut x, context);
            }
            return;
        }
        if r != 1 {
            if self.use_exprs(rhs) {
                match ret {
                    Some(stmt) => {
                        let values = self.expr_list(rhs);
                        self.return_error(Span::new(stmt.pos, stmt.span.hi), lhs, &values);
                    }
                    None => self.assign_error(rhs, l, r),
                }
            }
            self.invalidate_untyped(lhs);
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(&rhs[0], l == 2 && ret.is_none());
        if l == values.len() {
            for (&obj, x) in lhs.iter().zip(&mut values) {
                self.init_var(obj, x, context);
            }
            if comma_ok && values.iter().all(Operand::is_valid) {
                self.record_comma_ok(&rhs[0], values[0].ty, values[1].ty);
            }
            return;
        }
        if values.first().is_some_and(Operand::is_valid) {
            match ret {
                Some(stmt) => {
                    self.return_error(Span::new(stmt.pos, stmt.span.hi), lhs, &values);
                }
                None => self.assign_error(rhs, l, values.len()),
            }
        }
        self.invalidate_untyped(lhs);
    }

    fn invalidate_untyped(&mut self, objs: &[ObjId]) {
        for &obj in objs {
            if !self.is_typed_obj(obj) {
                self.set_obj_type(obj, Ty::INVALID);
            }
        }
    }

    /// Checks `lhs = rhs`.
    pub(super) fn assign_vars(&mut self, lhs: &[Expr], rhs: &[Expr]) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = if l > 1 { "multiple assignment" } else { "assignment" };
        let is_call = r == 1 && matches!(rhs[0].unparen().kind, ExprKind::Call(_));
        if l == r && !is_call {
            for (lhs, rhs) in lhs.iter().zip(rhs) {
                self.assign_expr(lhs, rhs, context);
            }
            return;
        }
        if r != 1 {
            let left = self.use_lhs(lhs);
            let right = self.use_exprs(rhs);
            if left && right {
                self.assign_error(rhs, l, r);
            }
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(&rhs[0], l == 2);
        if l == values.len() {
            for (lhs, x) in lhs.iter().zip(&mut values) {
                self.assign_operand(lhs, x, context);
            }
            if comma_ok && values.iter().all(Operand::is_valid) {
                self.record_comma_ok(&rhs[0], values[0].ty, values[1].ty);
            }
            return;
        }
        if values.first().is_some_and(Operand::is_valid) {
            self.assign_error(rhs, l, values.len());
        }
        self.use_lhs(lhs);
    }

    /// Checks `x op= y`.
    pub(super) fn op_assign(&mut self, op: BinaryOp, lhs: &Expr, rhs: &Expr) {
        let mut x = Operand::invalid();
        self.binary(&mut x, None, lhs, rhs, op);
        self.assign_operand(lhs, &mut x, "assignment");
    }

    /// Checks `lhs := rhs`.
    pub(super) fn short_var_decl(&mut self, stmt: &Stmt, lhs: &[Expr], rhs: &[Expr]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut seen: Vec<Symbol> = Vec::new();
        let mut vars: Vec<ObjId> = Vec::new();
        let mut new_vars = Vec::new();
        let mut has_error = false;
        for expr in lhs {
            let var = self.short_var(expr, &mut seen, &mut new_vars);
            has_error |= var.is_none();
            // A dummy keeps the sides in step after an error.
            vars.push(var.unwrap_or_else(|| self.dummy_var(expr)));
        }
        self.init_vars(&vars, rhs, None);
        self.process_delayed(top);
        if new_vars.is_empty() && !has_error {
            let at = Span::at(stmt.pos);
            self.error(at, codes::NO_NEW_VAR, "no new variables on left side of :=");
            return;
        }
        for obj in new_vars {
            self.declare(scope, None, obj);
        }
    }

    /// One variable of the left side of `:=`.
    fn short_var(
        &mut self,
        expr: &Expr,
        seen: &mut Vec<Symbol>,
        new_vars: &mut Vec<ObjId>,
    ) -> Option<ObjId> {
        let text = || expr_string(expr);
        let Some(ident) = expr.as_ident() else {
            self.use_lhs(std::slice::from_ref(expr));
            let message = format!("non-name {} on left side of :=", text());
            self.error_expr(expr, codes::BAD_DECL, message);
            return None;
        };
        let name = ident.name;
        if !name.is_blank() {
            if seen.contains(&name) {
                let message = format!("{} repeated on left side of :=", text());
                self.error_expr(expr, codes::REPEATED_DECL, message);
                return None;
            }
            seen.push(name);
        }
        if let Some(known) = self.scopes.find(self.env.scope, name) {
            self.record_object(ident, known);
            if self.is_var(known) {
                return Some(known);
            }
            let message = format!("cannot assign to {}", text());
            self.error_expr(expr, codes::UNASSIGNABLE_OPERAND, message);
            return None;
        }
        let obj = self.new_local(ident, ObjKind::Var(VarKind::Local));
        if !name.is_blank() {
            new_vars.push(obj);
        }
        self.record_object(ident, obj);
        Some(obj)
    }

    fn dummy_var(&mut self, expr: &Expr) -> ObjId {
        let object = Object {
            name: Symbol::new("_"),
            pkg: Some(self.env.pkg),
            pos: expr_span(expr).lo,
            ty: Ty::INVALID,
            kind: ObjKind::Var(VarKind::Local),
        };
        self.new_object(object, false)
    }

    // Expressions looked at only to note what they use.

    /// Checks expressions after an error, so that what they mention counts as used.
    pub(super) fn use_exprs(&mut self, list: &[Expr]) -> bool {
        let mut ok = true;
        for expr in list {
            ok &= self.use_expr(expr, false);
        }
        ok
    }

    /// As [`use_exprs`](Checker::use_exprs) for left sides: variables are not used there.
    pub(super) fn use_lhs(&mut self, list: &[Expr]) -> bool {
        let mut ok = true;
        for expr in list {
            ok &= self.use_expr(expr, true);
        }
        ok
    }

    fn use_expr(&mut self, expr: &Expr, is_lhs: bool) -> bool {
        let mut x = Operand::value(Source::None, Ty::INVALID);
        match &expr.unparen().kind {
            ExprKind::Ident(Ident { name, .. }) => {
                if name.is_blank() {
                    return true;
                }
                let var = if is_lhs { self.lookup_own_var(*name) } else { None };
                let used = var.is_some_and(|var| self.is_used(var));
                self.expr_or_type(&mut x, expr, true);
                if let Some(var) = var {
                    self.set_used(var, used);
                }
            }
            _ => {
                self.raw_expr(None, &mut x, expr, None, true);
            }
        }
        x.is_valid()
    }
}

/// `1 value`, `2 values`
fn measure(n: usize, unit: &str) -> String {
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}
