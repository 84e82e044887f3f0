//! Switch statements.

use minigo_syntax::ast::{CaseClause, Expr, ExprKind, Stmt, Switch, TypeSwitch};
use minigo_syntax::source::{Pos, Span};
use rustc_hash::FxHashMap;

use super::check::Checker;
use super::constant::{Const, ConstKind};
use super::literal::KeyValue;
use super::object::{Builtin, ObjKind, Object, VarKind};
use super::operand::{Mode, Operand, Source, start_pos};
use super::ty::Ty;
use crate::codes;

/// Constant cases so far, with their places and types.
type Seen = FxHashMap<KeyValue, Vec<(Pos, Ty)>>;

impl Checker<'_> {
    pub(super) fn switch_stmt(&mut self, stmt: &Stmt, switch: &Switch) {
        let mut x = Operand::invalid();
        match &switch.tag {
            Some(tag) => {
                self.expr(None, &mut x, tag);
                self.assignment(&mut x, None, "switch expression");
                let types = &self.p.types;
                if x.is_valid() && types.comparable(x.ty, true).is_err() && !types.has_nil(x.ty) {
                    let message = format!(
                        "cannot switch on {} ({} is not comparable)",
                        self.os(&x),
                        self.ty_string(x.ty)
                    );
                    self.error(x.span(), codes::INVALID_EXPR_SWITCH, message);
                    x.invalidate();
                }
            }
            None => {
                let end = Pos(stmt.span.hi.0.saturating_sub(1));
                let pos = switch.cases.first().map_or(end, |case| case.pos);
                x = Operand {
                    mode: Mode::Constant,
                    source: Source::Text(pos, "true".into()),
                    ty: Ty::BOOL,
                    val: Some(Const::from_bool(true)),
                    builtin: Builtin::Len,
                };
            }
        }
        self.multiple_defaults(&switch.cases);
        let mut seen = Seen::default();
        for clause in &switch.cases {
            self.case_values(&x, clause.exprs.as_deref().unwrap_or(&[]), &mut seen);
            self.open_scope(false);
            self.stmt_list(&clause.body);
            self.close_scope();
        }
    }

    fn multiple_defaults(&mut self, cases: &[CaseClause]) {
        let mut first: Option<Pos> = None;
        for case in cases.iter().filter(|case| case.exprs.is_none()) {
            match first {
                None => first = Some(case.pos),
                Some(first) => {
                    let place = self.pos_string(first);
                    let message = format!("multiple defaults (first at {place})");
                    self.error(Span::at(case.pos), codes::DUPLICATE_DEFAULT, message);
                }
            }
        }
    }

    fn case_values(&mut self, x: &Operand<'_>, values: &[Expr], seen: &mut Seen) {
        for expr in values {
            let mut v = Operand::invalid();
            self.expr(None, &mut v, expr);
            if !x.is_valid() || !v.is_valid() {
                continue;
            }
            self.convert_untyped(&mut v, x.ty);
            if !v.is_valid() {
                continue;
            }
            let mut result = v.clone();
            let mut tag = x.clone();
            self.case_comparison(&mut result, &mut tag);
            if !result.is_valid() || v.mode != Mode::Constant {
                continue;
            }
            let value = v.constant();
            if !matches!(value.kind(), ConstKind::Int | ConstKind::Float | ConstKind::String) {
                continue;
            }
            let known = seen.entry(KeyValue::of(&value)).or_default();
            let duplicate = known.iter().find(|(_, ty)| self.p.types.identical(*ty, v.ty));
            if let Some(&(pos, _)) = duplicate {
                let message = format!("duplicate case {} in expression switch", self.os(&v));
                let notes = vec![(pos, "previous case".to_string())];
                self.report(v.span(), codes::DUPLICATE_CASE, message, notes);
                continue;
            }
            known.push((expr.pos, v.ty));
        }
    }

    pub(super) fn type_switch_stmt(&mut self, switch: &TypeSwitch) {
        let mut bind = switch.bind.as_ref();
        if let Some(ident) = bind
            && ident.name.is_blank()
        {
            let message = "no new variable on left side of :=";
            self.error(ident.span(), codes::NO_NEW_VAR, message);
            bind = None;
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, &switch.x);
        let mut valid = false;
        if x.is_valid() {
            if self.p.types.is_type_param(x.ty) {
                let message =
                    format!("cannot use type switch on type parameter value {}", self.os(&x));
                self.error(x.span(), codes::INVALID_TYPE_SWITCH, message);
            } else if self.p.types.is_interface(x.ty) {
                valid = true;
            } else {
                let message = format!("{} is not an interface", self.os(&x));
                self.error(x.span(), codes::INVALID_TYPE_SWITCH, message);
            }
        }
        let operand = valid.then_some(x);
        self.multiple_defaults(&switch.cases);
        let mut vars = Vec::new();
        let mut seen: Vec<(Option<Ty>, Pos)> = Vec::new();
        for clause in &switch.cases {
            let list = clause.exprs.as_deref().unwrap_or(&[]);
            let ty = self.case_types(operand.as_ref(), list, &mut seen);
            self.open_scope(false);
            if let Some(ident) = bind {
                let object = Object {
                    name: ident.name,
                    pkg: Some(self.env.pkg),
                    pos: ident.pos,
                    ty,
                    kind: ObjKind::Var(VarKind::Local),
                };
                let obj = self.new_object(object, true);
                self.declare(self.env.scope, None, obj);
                self.record_implicit(clause.id, obj);
                vars.push(obj);
            }
            self.stmt_list(&clause.body);
            self.close_scope();
        }
        if let Some(ident) = bind {
            let used = vars.iter().any(|&var| self.is_used(var));
            for &var in &vars {
                self.set_used(var, true);
            }
            if !used {
                // Worded otherwise than for other variables.
                let message = format!("{} declared and not used", ident.name);
                self.error(ident.span(), codes::UNUSED_VAR, message);
            }
        }
    }

    /// Checks the types of a case and gives the type of the variable there.
    fn case_types(
        &mut self,
        x: Option<&Operand<'_>>,
        list: &[Expr],
        seen: &mut Vec<(Option<Ty>, Pos)>,
    ) -> Ty {
        let mut single = None;
        for expr in list {
            let ty = if self.is_nil_expr(expr) {
                let mut dummy = Operand::invalid();
                self.expr(None, &mut dummy, expr);
                None
            } else {
                let ty = self.var_type(expr);
                if ty == Ty::INVALID {
                    single = Some(ty);
                    continue;
                }
                Some(ty)
            };
            single = ty;
            let same = |known: &&(Option<Ty>, Pos)| match (known.0, ty) {
                (None, None) => true,
                (Some(a), Some(b)) => self.p.types.identical(a, b),
                (Some(_), None) | (None, Some(_)) => false,
            };
            if let Some(&(_, pos)) = seen.iter().find(same) {
                let text = ty.map_or_else(|| "nil".into(), |ty| self.ty_string(ty));
                let message = format!("duplicate case {text} in type switch");
                let notes = vec![(pos, "previous case".to_string())];
                self.report(super::operand::expr_span(expr), codes::DUPLICATE_CASE, message, notes);
                continue;
            }
            seen.push((ty, start_pos(expr)));
            if let (Some(x), Some(ty)) = (x, ty) {
                self.type_assertion(expr, x, ty, true);
            }
        }
        match (list.len(), single) {
            (1, Some(ty)) => ty,
            _ => x.map_or(Ty::INVALID, |x| x.ty),
        }
    }

    fn is_nil_expr(&mut self, expr: &Expr) -> bool {
        match &expr.unparen().kind {
            ExprKind::Ident(ident) => self
                .lookup(ident.name)
                .is_some_and(|obj| matches!(self.obj(obj).kind, ObjKind::Nil)),
            _ => false,
        }
    }
}
