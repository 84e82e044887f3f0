//! Function literals and composite literals.

use std::sync::Arc;

use minigo_syntax::ast::{ArrayLen, Element, Expr, ExprKind, FuncLit};
use minigo_syntax::source::{Pos, Span};
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use super::check::{Checker, Work};
use super::constant::{Const, ConstKind};
use super::lookup::EntryKind;
use super::operand::{Mode, Operand, expr_span, start_pos};
use super::ty::{StructType, Ty, TyKind};
use crate::codes;
use crate::typed::{Selection, SelectionKind};
use minigo_syntax::exprstring::expr_string;

/// A constant key by value, so that duplicates can be found.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum KeyValue {
    Bool(bool),
    Int(i64),
    Uint(u64),
    /// Bits of the nearest float64.
    Float(u64),
    Complex(u64, u64),
    Text(Vec<u8>),
    /// Numbers beyond, as printed.
    Other(String),
}

impl KeyValue {
    /// The key of a constant: equal for equal numbers of different kinds.
    pub(super) fn of(value: &Const) -> KeyValue {
        let bits = |x: &Const| {
            let x = x.to_f64();
            if x == 0.0 { 0 } else { x.to_bits() }
        };
        match value.kind() {
            ConstKind::Bool => KeyValue::Bool(value.bool_value()),
            ConstKind::String => KeyValue::Text(value.bytes().to_vec()),
            ConstKind::Unknown => KeyValue::Other(String::new()),
            ConstKind::Int | ConstKind::Float | ConstKind::Complex => {
                let int = value.to_int();
                if let Some(v) = int.to_i64() {
                    return KeyValue::Int(v);
                }
                if let Some(v) = int.to_u64() {
                    return KeyValue::Uint(v);
                }
                match value.kind() {
                    ConstKind::Complex if value.imag().sign() != 0 => {
                        KeyValue::Complex(bits(&value.real()), bits(&value.imag()))
                    }
                    ConstKind::Int => KeyValue::Other(value.to_string()),
                    _ => KeyValue::Float(bits(&value.real())),
                }
            }
        }
    }
}

impl Checker<'_> {
    pub(super) fn func_lit(&mut self, x: &mut Operand<'_>, lit: &Arc<FuncLit>) {
        let signature = self.signature(None, &[], &lit.sig);
        x.mode = Mode::Value;
        x.ty = signature.ty;
        // The body may refer to what is being declared, so it waits; it is checked
        // before the statement around ends, which is before the scope changes.
        self.later(Work::FuncLit {
            lit: lit.clone(),
            ctx: signature.ctx,
            decl: self.env.decl,
            iota: self.env.iota.clone(),
        });
    }

    pub(super) fn composite_lit<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        ty_expr: Option<&'e Expr>,
        elems: &'e [Element],
        hint: Option<Ty>,
    ) {
        let mut is_elem = false;
        let (ty, base) = match (ty_expr, hint) {
            (Some(ty_expr), _) => {
                if let ExprKind::ArrayType(ArrayLen::Auto, elem) = &ty_expr.kind {
                    let elem = self.var_type(elem);
                    let len = self.indexed_elems(elems, elem, None);
                    let ty = self.p.types.array(elem, len);
                    self.record_type_expr(ty_expr, ty);
                    x.ty = ty;
                    x.mode = Mode::Value;
                    return;
                }
                let ty = self.type_expr(ty_expr);
                (ty, ty)
            }
            (None, Some(hint)) => {
                is_elem = true;
                let under = self.common_under(hint, |_| Ok(())).unwrap_or(hint);
                (hint, self.p.types.as_pointer(under).unwrap_or(hint))
            }
            (None, None) => {
                let message = "missing type in composite literal";
                self.error_expr(expr, codes::UNTYPED_LIT, message);
                (Ty::INVALID, Ty::INVALID)
            }
        };
        if !self.is_complete(base) {
            x.invalidate();
            return;
        }
        let common = self.common_under(base, |_| Ok(()));
        let kind = common.as_ref().map(|&u| self.p.types.kind(u));
        match kind {
            Ok(TyKind::Struct(s)) => self.struct_lit(x, expr, base, &s, elems),
            Ok(TyKind::Array(elem, len)) => {
                self.indexed_elems(elems, elem, Some(len));
            }
            Ok(TyKind::Slice(elem)) => {
                self.indexed_elems(elems, elem, None);
            }
            Ok(TyKind::Map(key, elem)) => self.map_lit(x, key, elem, elems),
            other => {
                for elem in elems {
                    // A key may be a field name, which is no expression.
                    self.use_exprs(std::slice::from_ref(&elem.value));
                }
                let valid = common != Ok(Ty::INVALID) && ty != Ty::INVALID;
                if valid {
                    let qualifier = if is_elem { " element" } else { "" };
                    let cause = if other.is_err() { " (no common underlying type)" } else { "" };
                    let text = self.ty_string(ty);
                    let message =
                        format!("invalid composite literal{qualifier} type {text}{cause}");
                    self.error_expr(expr, codes::INVALID_LIT, message);
                    x.invalidate();
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.ty = ty;
        x.val = None;
    }

    fn struct_lit<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        base: Ty,
        s: &StructType,
        elems: &'e [Element],
    ) {
        let Some(first) = elems.first() else { return };
        if first.key.is_some() {
            let mut visited: Vec<(Vec<u32>, Symbol)> = Vec::new();
            for elem in elems {
                self.keyed_field(x, base, elem, &mut visited);
            }
            return;
        }
        for (i, elem) in elems.iter().enumerate() {
            if let Some(key) = &elem.key {
                let message = "mixture of field:value and value elements in struct literal";
                self.error_expr(key, codes::MIXED_STRUCT_LIT, message);
                continue;
            }
            self.generic_expr(x, &elem.value, None);
            let Some(field) = s.fields.get(i) else {
                let text = self.ty_string(base);
                let message = format!("too many values in struct literal of type {text}");
                self.error(x.span(), codes::INVALID_STRUCT_LIT, message);
                break;
            };
            if !field.name.is_exported() && field.pkg != Some(self.env.pkg) {
                let text = self.ty_string(base);
                let message = format!(
                    "implicit assignment to unexported field {} in struct literal of type {text}",
                    field.name
                );
                self.error(x.span(), codes::UNEXPORTED_LIT_FIELD, message);
                continue;
            }
            self.assignment(x, Some(field.ty), "struct literal");
        }
        if elems.len() < s.fields.len() {
            let foreign =
                s.fields.iter().any(|f| !f.name.is_exported() && f.pkg != Some(self.env.pkg));
            let hint =
                if foreign { " (type has unexported fields - use key:value pairs)" } else { "" };
            let text = self.ty_string(base);
            let message = format!("too few values in struct literal of type {text}{hint}");
            let brace = Span::at(Pos(expr.span.hi.0.saturating_sub(1)));
            self.error(brace, codes::INVALID_STRUCT_LIT, message);
        }
    }

    /// One `field: value`; promoted fields count too.
    fn keyed_field<'e>(
        &mut self,
        x: &mut Operand<'e>,
        base: Ty,
        elem: &'e Element,
        visited: &mut Vec<(Vec<u32>, Symbol)>,
    ) {
        let Some(key) = &elem.key else {
            let message = "mixture of field:value and value elements in struct literal";
            self.error_expr(&elem.value, codes::MIXED_STRUCT_LIT, message);
            return;
        };
        self.generic_expr(x, &elem.value, None);
        let Some(ident) = key.as_ident() else {
            let message = format!("invalid field name {} in struct literal", expr_string(key));
            self.error_expr(key, codes::INVALID_LIT_FIELD, message);
            return;
        };
        let name = ident.name;
        let under = self.common_under(base, |_| Ok(())).unwrap_or(base);
        let entry = match self.find_member(under, false, name, false) {
            Ok(entry) => entry,
            Err(_) => {
                let alternative = self.find_member(under, false, name, true).ok();
                let message = self.lookup_error(base, name, alternative.as_ref(), true);
                self.error_expr(key, codes::MISSING_LIT_FIELD, message);
                return;
            }
        };
        let EntryKind::Field(field) = &entry.kind else {
            let message = format!("{name} is not a field");
            self.error_expr(key, codes::MISSING_LIT_FIELD, message);
            return;
        };
        if entry.path.len() > 1 && !self.allows(expr_span(key), 27) {
            let path = self.field_path(under, &entry.path);
            let text = self.ty_string(base);
            let what = format!("use of promoted field {path} in struct literal of type {text}");
            self.require(expr_span(key), 27, &what);
            return;
        }
        if entry.indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            self.error_expr(key, codes::INVALID_LIT_FIELD, message);
            return;
        }
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: base,
            obj: None,
            name,
            path: entry.path.clone(),
            indirect: false,
            ty: field.ty,
        };
        self.record_selection(key.id, selection);
        self.assignment(x, Some(field.ty), "struct literal");
        let path = &entry.path;
        let clash =
            visited.iter().find(|(other, _)| other.starts_with(path) || path.starts_with(other));
        if let Some((other, alt)) = clash {
            let message = if other.len() == path.len() {
                format!("duplicate field name {name} in struct literal")
            } else if other.len() < path.len() {
                format!("cannot specify promoted field {name} and enclosing embedded field {alt}")
            } else {
                format!("cannot specify embedded field {name} and enclosed promoted field {alt}")
            };
            self.error_expr(key, codes::DUPLICATE_LIT_FIELD, message);
            return;
        }
        visited.push((entry.path, name));
    }

    /// Names of the fields along a path of indices.
    fn field_path(&self, ty: Ty, path: &[u32]) -> String {
        let mut names = Vec::new();
        let mut at = ty;
        for &index in path {
            let base = self.p.types.as_pointer(self.p.types.underlying(at)).unwrap_or(at);
            let TyKind::Struct(s) = self.p.types.under(base) else { break };
            let Some(field) = s.fields.get(index as usize) else { break };
            names.push(field.name.to_string());
            at = field.ty;
        }
        names.join(".")
    }

    fn map_lit<'e>(&mut self, x: &mut Operand<'e>, key_ty: Ty, elem_ty: Ty, elems: &'e [Element]) {
        let by_type = self.p.types.is_non_type_param_interface(key_ty);
        let mut visited: FxHashMap<KeyValue, Vec<Ty>> = FxHashMap::default();
        for elem in elems {
            let Some(key) = &elem.key else {
                let message = "missing key in map literal";
                self.error_expr(&elem.value, codes::MISSING_LIT_KEY, message);
                continue;
            };
            self.generic_expr(x, key, Some(key_ty));
            self.assignment(x, Some(key_ty), "map literal");
            if !x.is_valid() {
                continue;
            }
            if x.mode == Mode::Constant {
                let value = x.constant();
                let known = visited.entry(KeyValue::of(&value)).or_default();
                let duplicate = if by_type {
                    known.iter().any(|&ty| self.p.types.identical(ty, x.ty))
                } else {
                    !known.is_empty()
                };
                known.push(x.ty);
                if duplicate {
                    let message = format!("duplicate key {value} in map literal");
                    self.error(x.span(), codes::DUPLICATE_LIT_KEY, message);
                    continue;
                }
            }
            self.generic_expr(x, &elem.value, Some(elem_ty));
            self.assignment(x, Some(elem_ty), "map literal");
        }
    }

    /// Elements of an array or slice literal; `len` is the array's length if it is fixed.
    /// Gives the length the elements make.
    fn indexed_elems(&mut self, elems: &[Element], ty: Ty, len: Option<i64>) -> i64 {
        let mut visited: FxHashSet<i64> = FxHashSet::default();
        let track = elems.iter().any(|elem| elem.key.is_some());
        let (mut index, mut max) = (0i64, 0i64);
        for elem in elems {
            let mut valid = false;
            let at = elem.key.as_ref().unwrap_or(&elem.value);
            if let Some(key) = &elem.key {
                let (key_ty, value) = self.index(key, len);
                if key_ty != Ty::INVALID {
                    match value {
                        Some(value) => {
                            index = value;
                            valid = true;
                        }
                        None => {
                            let text = expr_string(key);
                            let message = format!("index {text} must be integer constant");
                            self.error(Span::at(start_pos(at)), codes::INVALID_LIT_INDEX, message);
                        }
                    }
                }
            } else if let Some(len) = len
                && index >= len
            {
                let message = format!("index {index} is out of bounds (>= {len})");
                self.error(expr_span(at), codes::OVERSIZE_ARRAY_LIT, message);
            } else {
                valid = true;
            }
            if valid && track && !visited.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(expr_span(at), codes::DUPLICATE_LIT_KEY, message);
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = Operand::invalid();
            self.generic_expr(&mut x, &elem.value, Some(ty));
            self.assignment(&mut x, Some(ty), "array or slice literal");
        }
        max
    }
}
