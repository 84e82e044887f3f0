//! Type expressions and identifiers.

use minigo_syntax::ast::{ArrayLen, Expr, ExprKind, Ident};
use minigo_syntax::source::Span;
use minigo_syntax::symbol::Symbol;

use super::check::{Checker, Work};
use super::constant::ConstKind;
use super::generic::instantiate;
use super::object::{ObjId, ObjKind, VarKind};
use super::operand::{Mode, Operand, Source, expr_span};
use super::ty::{Basic, Ty, TyKind, TypeParamId};
use crate::codes;
use minigo_syntax::exprstring::{expr_string, list_string};

/// Channel elements are smaller, as the run time keeps their size in 16 bits.
const MAX_CHAN_ELEM: u64 = 1 << 16;

impl Checker<'_> {
    /// Checks an identifier. `want_type`: it stands where a type must.
    pub(super) fn ident<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        ident: &Ident,
        want_type: bool,
    ) {
        x.invalidate();
        x.source = Source::Expr(expr);
        let name = ident.name;
        let Some((scope, obj)) = self.lookup_with_scope(name) else {
            if name.is_blank() {
                let message = "cannot use _ as value or type";
                self.error(ident.span(), codes::INVALID_BLANK, message);
            } else {
                self.error(ident.span(), codes::UNDECLARED_NAME, format!("undefined: {name}"));
            }
            return;
        };
        if matches!(&*name, "any" | "comparable") && scope == self.universe {
            let what = format!("predeclared {name}");
            if !self.require(ident.span(), 18, &what) {
                return;
            }
        }
        self.record_object(ident, obj);
        let is_type = matches!(self.obj(obj).kind, ObjKind::TypeName { .. });
        if !is_type && want_type {
            let message = format!("{name} ({}) is not a type", self.object_kind(obj));
            self.error(ident.span(), codes::NOT_A_TYPE, message);
            if self.is_var(obj) && self.obj(obj).pkg == Some(self.env.pkg) {
                self.set_used(obj, true);
            }
            return;
        }
        let own = self.obj(obj).pkg == Some(self.env.pkg);
        if !self.is_typed_obj(obj) || is_type && want_type && own {
            self.obj_decl(obj);
        }
        if let Some(&import) = self.dot_imports.get(&(scope, name)) {
            self.set_used(import, true);
        }
        self.use_object(x, obj, ident.span());
    }

    /// Makes `x` denote an entity.
    fn use_object(&mut self, x: &mut Operand<'_>, obj: ObjId, at: Span) {
        let ty = self.obj(obj).ty;
        match self.obj(obj).kind.clone() {
            ObjKind::PkgName(_) => {
                let name = self.obj(obj).name;
                let message = format!("use of package {name} not in selector");
                self.error(at, codes::INVALID_PKG_USE, message);
                return;
            }
            ObjKind::Const(value) => {
                self.add_dep(obj);
                if ty == Ty::INVALID {
                    return;
                }
                if self.is_iota(obj) {
                    let Some(iota) = self.env.iota.clone() else {
                        let message = "cannot use iota outside constant declaration";
                        self.error(at, codes::INVALID_IOTA, message);
                        return;
                    };
                    x.val = Some(iota);
                } else {
                    x.val = Some(value);
                }
                x.mode = Mode::Constant;
            }
            ObjKind::TypeName { .. } => x.mode = Mode::Type,
            ObjKind::Var(_) => {
                if self.obj(obj).pkg == Some(self.env.pkg) {
                    self.set_used(obj, true);
                }
                self.add_dep(obj);
                if ty == Ty::INVALID {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjKind::Func(_) => {
                self.add_dep(obj);
                if ty == Ty::INVALID {
                    return;
                }
                x.mode = Mode::Value;
            }
            ObjKind::Builtin(builtin) => {
                x.builtin = builtin;
                x.mode = Mode::Builtin;
            }
            ObjKind::Nil => x.mode = Mode::Nil,
            ObjKind::Label => return,
        }
        x.ty = ty;
    }

    /// What an entity is called in messages.
    fn object_kind(&self, obj: ObjId) -> &'static str {
        let object = self.obj(obj);
        match &object.kind {
            ObjKind::PkgName(_) => "package name",
            ObjKind::Const(_) => "constant",
            ObjKind::TypeName { is_alias: true } => "type alias",
            ObjKind::TypeName { is_alias: false } => {
                if self.p.types.is_type_param(object.ty) {
                    "type parameter"
                } else {
                    "defined type"
                }
            }
            ObjKind::Var(VarKind::Global) => "package-level variable",
            ObjKind::Var(VarKind::Local) => "local variable",
            ObjKind::Var(VarKind::Receiver) => "receiver",
            ObjKind::Var(VarKind::Param) => "parameter",
            ObjKind::Var(VarKind::Result) => "result variable",
            ObjKind::Var(VarKind::Field { .. }) => "struct field",
            ObjKind::Func(info) if info.recv.is_some() => "method",
            ObjKind::Func(_) => "function",
            ObjKind::Label => "label",
            ObjKind::Builtin(_) => "built-in function",
            ObjKind::Nil => "untyped nil",
        }
    }

    /// The type an expression denotes; generic types must be instantiated.
    pub(super) fn type_expr(&mut self, expr: &Expr) -> Ty {
        let mut ty = self.type_internal(expr);
        if self.is_generic_type(ty) {
            let text = self.ty_string(ty);
            let message = format!("cannot use generic type {text} without instantiation");
            self.error_expr(expr, codes::WRONG_TYPE_ARG_COUNT, message);
            ty = Ty::INVALID;
        }
        self.record_type_expr(expr, ty);
        ty
    }

    /// The type of variables: not a constraint interface.
    pub(super) fn var_type(&mut self, expr: &Expr) -> Ty {
        let ty = self.type_expr(expr);
        self.later_var_type(expr_span(expr), ty);
        ty
    }

    pub(super) fn later_var_type(&mut self, span: Span, ty: Ty) {
        if !self.p.types.is_type_param(ty) && self.may_be_constraint(ty) {
            self.later(Work::VarType(span, ty));
        }
    }

    /// Only declared types and interface literals can be constraint interfaces.
    fn may_be_constraint(&self, ty: Ty) -> bool {
        matches!(self.p.types.kind(ty), TyKind::Named(_) | TyKind::Interface(_))
    }

    pub(super) fn check_var_type(&mut self, span: Span, ty: Ty) {
        if !self.p.types.is_non_type_param_interface(ty) {
            return;
        }
        let set = self.p.types.type_set(ty);
        if set.is_method_set() {
            return;
        }
        let why = if set.comparable {
            "interface is (or embeds) comparable"
        } else {
            "interface contains type constraints"
        };
        let text = self.ty_string(ty);
        let message = format!("cannot use type {text} outside a type constraint: {why}");
        self.error(span, codes::MISPLACED_CONSTRAINT_IFACE, message);
    }

    pub(super) fn check_map_key(&mut self, span: Span, key: Ty) {
        if self.p.types.comparable(key, true).is_ok() {
            return;
        }
        let why =
            if self.p.types.is_type_param(key) { " (missing comparable constraint)" } else { "" };
        let message = format!("invalid map key type {}{why}", self.ty_string(key));
        self.error(span, codes::INCOMPARABLE_MAP_KEY, message);
    }

    /// The implementation limits the size of what a channel carries.
    pub(super) fn check_chan_elem(&mut self, span: Span, elem: Ty) {
        if self.p.types.size_of(elem).is_some_and(|size| size >= MAX_CHAN_ELEM) {
            let message = "channel element type too large (>64kB)";
            self.error(span, codes::TYPE_TOO_LARGE, message);
        }
    }

    /// Whether the type is generic and has no arguments.
    pub(super) fn is_generic_type(&self, ty: Ty) -> bool {
        self.generic_aliases.contains_key(&ty) || self.p.types.is_generic(ty)
    }

    fn type_internal(&mut self, expr: &Expr) -> Ty {
        if !self.enter(expr.span) {
            return Ty::INVALID;
        }
        let ty = self.type_unguarded(expr);
        self.leave();
        ty
    }

    fn type_unguarded(&mut self, expr: &Expr) -> Ty {
        match &expr.kind {
            ExprKind::Bad => Ty::INVALID,
            ExprKind::Ident(ident) => {
                let mut x = Operand::invalid();
                self.ident(&mut x, expr, ident, true);
                self.type_of_name(&x)
            }
            ExprKind::Selector(..) => {
                let mut x = Operand::invalid();
                self.selector(&mut x, expr, true);
                self.type_of_name(&x)
            }
            ExprKind::Index(x, args) => {
                self.require(expr_span(expr), 18, "type instantiation");
                self.instantiated_type(x, args)
            }
            ExprKind::Paren(inner) => self.type_expr(inner),
            ExprKind::ArrayType(len, elem) => {
                let len = match len {
                    ArrayLen::Expr(len) => self.array_length(len),
                    ArrayLen::Auto => {
                        let message = "invalid use of [...] array (outside a composite literal)";
                        self.error_expr(expr, codes::BAD_DOT_DOT_DOT_SYNTAX, message);
                        None
                    }
                };
                let elem = self.var_type(elem);
                len.map_or(Ty::INVALID, |len| self.p.types.array(elem, len))
            }
            ExprKind::SliceType(elem) => {
                let elem = self.var_type(elem);
                self.p.types.slice(elem)
            }
            ExprKind::StructType(fields) => self.struct_type(fields),
            ExprKind::Star(base) => {
                let base = self.var_type(base);
                if base == Ty::INVALID { base } else { self.p.types.pointer(base) }
            }
            ExprKind::FuncType(sig) => {
                let saved = self.env.scope;
                let signature = self.signature(None, &[], sig);
                self.env.scope = saved;
                signature.ty
            }
            ExprKind::InterfaceType(elems) => self.interface_type(expr, elems),
            ExprKind::MapType(key_expr, elem) => {
                let key = self.var_type(key_expr);
                let elem = self.var_type(elem);
                let simple = self.p.types.as_basic(key).is_some();
                if !simple {
                    self.later(Work::MapKey(expr_span(key_expr), key));
                }
                self.p.types.map(key, elem)
            }
            ExprKind::ChanType(dir, elem) => {
                let elem = self.var_type(elem);
                self.later(Work::ChanElem(Span::at(expr.pos), elem));
                self.p.types.chan(*dir, elem)
            }
            ExprKind::Lit(..)
            | ExprKind::CompositeLit { .. }
            | ExprKind::FuncLit(_)
            | ExprKind::Slice { .. }
            | ExprKind::TypeAssert(..)
            | ExprKind::Call(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..) => {
                let message = format!("{} is not a type", expr_string(expr));
                self.error_expr(expr, codes::NOT_A_TYPE, message);
                self.use_exprs(std::slice::from_ref(expr));
                Ty::INVALID
            }
        }
    }

    fn type_of_name(&mut self, x: &Operand<'_>) -> Ty {
        match x.mode {
            Mode::Type => return x.ty,
            Mode::Invalid => {}
            Mode::NoValue => {
                let message = format!("{} used as type", self.os(x));
                self.error(x.span(), codes::NOT_A_TYPE, message);
            }
            _ => {
                let message = format!("{} is not a type", self.os(x));
                self.error(x.span(), codes::NOT_A_TYPE, message);
            }
        }
        Ty::INVALID
    }

    /// The generic type an expression denotes, `None` with the cause if it is none.
    pub(super) fn generic_type(&mut self, expr: &Expr) -> Result<Ty, Option<String>> {
        let ty = self.type_internal(expr);
        if ty == Ty::INVALID {
            return Err(None);
        }
        if !self.is_generic_type(ty) {
            return Err(Some(format!("{} is not a generic type", self.ty_string(ty))));
        }
        self.record_type_expr(expr, ty);
        Ok(ty)
    }

    fn instantiated_type(&mut self, x: &Expr, arg_exprs: &[Expr]) -> Ty {
        let generic = match self.generic_type(x) {
            Ok(ty) => ty,
            Err(cause) => {
                if let Some(cause) = cause {
                    let (text, list) = (expr_string(x), list_string(arg_exprs));
                    let message = format!("invalid operation: {text}{list} ({cause})");
                    self.error_expr(x, codes::NOT_A_GENERIC_TYPE, message);
                }
                return Ty::INVALID;
            }
        };
        let Some(args) = self.type_list(arg_exprs) else { return Ty::INVALID };
        let arg_spans = arg_exprs.iter().map(expr_span).collect();
        let span = expr_span(x);
        if let Some((obj, params)) = self.generic_aliases.get(&generic).cloned() {
            let (name, pkg) = (self.obj(obj).name, self.obj(obj).pkg);
            if !self.valid_arg_count(x.pos, name, params.len(), args.len()) {
                return Ty::INVALID;
            }
            let map: Vec<_> = params.iter().copied().zip(args.iter().copied()).collect();
            let target = self.p.types.subst(self.p.types.plain(generic), &map);
            let ty = self.p.types.alias(name, pkg, &args, target);
            self.record_instance(x, &args);
            self.later(Work::Instance { span, name, params, args, arg_spans });
            return ty;
        }
        let Some(id) = self.p.types.as_named(generic) else { return Ty::INVALID };
        let (name, mut params, nimplicit) = self.p.types.with_named(id, |named| {
            (named.name, named.type_params.clone(), named.nimplicit as usize)
        });
        let around = params.drain(..nimplicit.min(params.len()));
        let mut all: Vec<Ty> = around.map(|p| self.p.types.type_param_ty(p)).collect();
        all.extend_from_slice(&args);
        let ty = self.p.types.instantiate(id, &all);
        if let Some(instance) = self.p.types.as_named(ty) {
            self.instance_places.entry(instance).or_insert(Span::at(x.pos));
        }
        self.record_instance(x, &args);
        self.later(Work::Instance { span, name, params, args, arg_spans });
        ty
    }

    /// Checks the number of type arguments of a type.
    fn valid_arg_count(
        &mut self,
        pos: minigo_syntax::source::Pos,
        name: Symbol,
        want: usize,
        got: usize,
    ) -> bool {
        match instantiate::check_count(&name, want, got) {
            Ok(()) => true,
            Err(message) => {
                self.error(Span::at(pos), codes::WRONG_TYPE_ARG_COUNT, message);
                false
            }
        }
    }

    /// Checks that the arguments of an instantiated type satisfy the constraints.
    pub(super) fn check_instance(
        &mut self,
        span: Span,
        name: Symbol,
        params: &[TypeParamId],
        args: &[Ty],
        arg_spans: &[Span],
    ) {
        if !self.valid_arg_count(span.lo, name, params.len(), args.len()) {
            return;
        }
        self.verify_type_args(span, params, args, arg_spans);
    }

    /// Reports the first type argument that does not satisfy its constraint.
    pub(super) fn verify_type_args(
        &mut self,
        span: Span,
        params: &[TypeParamId],
        args: &[Ty],
        arg_spans: &[Span],
    ) {
        if let Err(bad) = instantiate::verify(self, params, args) {
            let at = arg_spans.get(bad.index).copied().unwrap_or(span);
            self.error(at, codes::INVALID_TYPE_ARG, bad.message);
            return;
        }
        let positions: Vec<_> = arg_spans.iter().map(|span| span.lo).collect();
        self.record_mono(params, args, &positions, span.lo);
    }

    fn array_length(&mut self, expr: &Expr) -> Option<i64> {
        if let ExprKind::Ident(ident) = &expr.kind {
            let name = ident.name;
            let Some(obj) = self.lookup(name) else {
                let message = format!("undefined array length {name} or missing type constraint");
                self.error(ident.span(), codes::INVALID_ARRAY_LEN, message);
                return None;
            };
            if !matches!(self.obj(obj).kind, ObjKind::Const(_)) {
                let message = format!("invalid array length {name}");
                self.error(ident.span(), codes::INVALID_ARRAY_LEN, message);
                return None;
            }
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, expr);
        if x.mode != Mode::Constant {
            if x.is_valid() {
                let message = format!("array length {} must be constant", self.os(&x));
                self.error(x.span(), codes::INVALID_ARRAY_LEN, message);
            }
            return None;
        }
        if self.p.types.is_untyped(x.ty) || self.p.types.is_integer(x.ty) {
            let value = x.constant().to_int();
            if value.kind() == ConstKind::Int
                && let Some(len) = value.represent(Basic::Int).and_then(|v| v.to_i64())
                && len >= 0
            {
                return Some(len);
            }
        }
        let message = if self.p.types.is_integer(x.ty) {
            format!("invalid array length {}", self.os(&x))
        } else {
            format!("array length {} must be integer", self.os(&x))
        };
        self.error(x.span(), codes::INVALID_ARRAY_LEN, message);
        None
    }

    /// The types of a list, `None` if one is wrong.
    pub(super) fn type_list(&mut self, list: &[Expr]) -> Option<Vec<Ty>> {
        let types: Vec<Ty> = list.iter().map(|expr| self.var_type(expr)).collect();
        types.iter().all(|&ty| ty != Ty::INVALID).then_some(types)
    }
}
