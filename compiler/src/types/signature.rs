//! Function types: receivers, parameters and results.

use std::rc::Rc;
use std::sync::Arc;

use minigo_syntax::ast::{self, Expr, ExprKind, FuncSig, Ident, Param};
use minigo_syntax::source::Span;
use minigo_syntax::symbol::Symbol;

use super::check::{Checker, FuncCtx, Work};
use super::object::{ObjId, ObjKind, Object, VarKind};
use super::operand::expr_span;
use super::resolve::unpack_receiver;
use super::ty::{Basic, Signature, Ty, TyKind, TypeParamId};
use crate::codes;
use minigo_syntax::exprstring::expr_string;

/// A checked signature.
pub(super) struct Checked {
    pub ty: Ty,
    pub ctx: Rc<FuncCtx>,
    /// `T` of a receiver `T` or `*T`.
    pub recv_base: Option<Ty>,
    pub recv_pointer: bool,
}

/// Parameters or results.
struct Params {
    types: Vec<Ty>,
    names: Vec<Symbol>,
    objs: Vec<ObjId>,
    variadic: bool,
}

impl Checker<'_> {
    /// Checks a signature and declares its names in a new function scope.
    pub(super) fn signature(
        &mut self,
        recv: Option<&Param>,
        type_params: &[ast::TypeParam],
        sig: &FuncSig,
    ) -> Checked {
        let outer = self.env.scope;
        let scope = self.open_scope(true);
        let mut in_scope =
            self.env.func.as_ref().map_or_else(Vec::new, |func| func.type_params.clone());
        let receiver = recv.map(|recv| self.receiver(recv, &mut in_scope));
        let own = self.declare_type_params(type_params);
        self.bind_type_params(&own, type_params);
        in_scope.extend(own.iter().copied());
        let params = self.params(VarKind::Param, &sig.params);
        let results = self.params(VarKind::Result, &sig.results);
        if let (Some(param), Some((obj, ..))) = (recv, &receiver) {
            self.declare_param(param, *obj);
        }
        for (param, &obj) in sig.params.iter().zip(&params.objs) {
            self.declare_param(param, obj);
        }
        for (param, &obj) in sig.results.iter().zip(&results.objs) {
            self.declare_param(param, obj);
        }
        self.env.scope = outer;
        let signature = Signature {
            params: params.types.into(),
            results: results.types.into(),
            variadic: params.variadic,
            type_params: own,
        };
        let ty = self.p.types.intern(TyKind::Func(Rc::new(signature)));
        let names = params.names.into_iter().chain(results.names).collect();
        let ty = self.p.types.named_signature(ty, names);
        let ctx = Rc::new(FuncCtx { scope, results: results.objs, type_params: in_scope });
        let (recv_base, recv_pointer) =
            receiver.map_or((None, false), |(_, base, pointer)| (Some(base), pointer));
        Checked { ty, ctx, recv_base, recv_pointer }
    }

    fn declare_param(&mut self, param: &Param, obj: ObjId) {
        match &param.name {
            Some(ident) => {
                self.declare(self.env.scope, Some(ident), obj);
                // A blank parameter is recorded too, though no name leads to it.
                if ident.name.is_blank() {
                    self.record_object(ident, obj);
                }
            }
            None => self.record_implicit(param.id, obj),
        }
    }

    fn new_param(&mut self, kind: VarKind, param: &Param, ty: Ty) -> ObjId {
        let (name, pos) = match &param.name {
            Some(ident) => (ident.name, ident.pos),
            None => (Symbol::new(""), param.pos),
        };
        let kind = ObjKind::Var(kind);
        self.new_object(Object { name, pkg: Some(self.env.pkg), pos, ty, kind }, true)
    }

    fn params(&mut self, kind: VarKind, list: &[Param]) -> Params {
        let mut out =
            Params { types: Vec::new(), names: Vec::new(), objs: Vec::new(), variadic: false };
        let mut previous: Option<(&Arc<Expr>, Ty)> = None;
        for (i, param) in list.iter().enumerate() {
            let mut ty = match previous {
                Some((expr, ty)) if Arc::ptr_eq(expr, &param.ty) => ty,
                Some(_) | None => self.var_type(&param.ty),
            };
            previous = Some((&param.ty, ty));
            // The parser has reported any other `...`.
            if param.ellipsis.is_some() && kind == VarKind::Param && i + 1 == list.len() {
                out.variadic = true;
                ty = self.p.types.slice(ty);
            }
            out.types.push(ty);
            out.names.push(param.name.as_ref().map_or(Symbol::new(""), |ident| ident.name));
            out.objs.push(self.new_param(kind, param, ty));
        }
        out
    }

    /// The receiver's object, base type, and whether it is a pointer.
    fn receiver(&mut self, recv: &Param, in_scope: &mut Vec<TypeParamId>) -> (ObjId, Ty, bool) {
        let (is_pointer, base_expr, params) = unpack_receiver(&recv.ty);
        let (ty, base) = match params {
            None => {
                let ty = self.var_type(&recv.ty);
                let base = self.p.types.as_pointer(ty).unwrap_or(ty);
                self.check_receiver_alias(base_expr, ty, base);
                (ty, base)
            }
            Some(params) => {
                let base = self.generic_receiver(base_expr, params, in_scope);
                let pointer = is_pointer && base != Ty::INVALID;
                let ty = if pointer { self.p.types.pointer(base) } else { base };
                self.record_receiver_types(&recv.ty, ty);
                (ty, base)
            }
        };
        let obj = self.new_param(VarKind::Receiver, recv, ty);
        self.later(Work::Receiver(expr_span(base_expr), ty));
        (obj, base, self.p.types.as_pointer(ty).is_some())
    }

    /// Methods cannot be declared through an alias of an instance.
    fn check_receiver_alias(&mut self, base_expr: &Expr, ty: Ty, base: Ty) {
        if !self.p.types.is_alias(base) && !self.p.types.is_alias(ty) {
            return;
        }
        let Some(id) = self.p.types.as_named(base) else { return };
        if !self.p.types.type_args(id).is_empty() {
            let text = self.ty_string(self.p.types.plain(base));
            let message = format!("cannot define new methods on instantiated type {text}");
            self.error_expr(base_expr, codes::INVALID_RECV, message);
        }
    }

    /// `T[A, B]` of a receiver: declares the names for the type's parameters and gives
    /// the type's instance with its own parameters.
    fn generic_receiver(
        &mut self,
        base_expr: &Expr,
        params: &[Expr],
        in_scope: &mut Vec<TypeParamId>,
    ) -> Ty {
        let generic = match self.generic_type(base_expr) {
            Ok(ty) => ty,
            Err(cause) => {
                if let Some(cause) = cause {
                    self.error_expr(base_expr, codes::INVALID_RECV, cause);
                }
                Ty::INVALID
            }
        };
        if self.generic_aliases.contains_key(&generic) {
            let text = self.ty_string(generic);
            let message = format!("cannot define new methods on generic alias type {text}");
            self.error_expr(base_expr, codes::INVALID_RECV, message);
        }
        let id = if self.p.types.is_alias(generic) { None } else { self.p.types.as_named(generic) };
        let own = id.map_or_else(Vec::new, |id| {
            self.p.types.with_named(id, |named| named.type_params.clone())
        });
        let mut args = Vec::new();
        for (i, param) in params.iter().enumerate() {
            let own = own.get(i).copied();
            match &param.kind {
                ExprKind::Ident(ident) => args.push(self.declare_receiver_param(ident, own)),
                ExprKind::Bad => {}
                _ => {
                    args.extend(own.map(|own| self.p.types.type_param_ty(own)));
                    let text = expr_string(param);
                    let message = format!("receiver type parameter {text} must be an identifier");
                    self.error_expr(param, codes::BAD_DECL, message);
                }
            }
        }
        let Some(id) = id else { return Ty::INVALID };
        if own.len() != params.len() || args.len() != params.len() {
            let plural = if params.len() == 1 { "" } else { "s" };
            let message = format!(
                "receiver declares {} type parameter{plural}, but receiver base type declares {}",
                params.len(),
                own.len()
            );
            self.error_expr(base_expr, codes::BAD_RECV, message);
            return Ty::INVALID;
        }
        in_scope.extend(own);
        self.p.types.instantiate(id, &args)
    }

    /// A method may use other names than the type's declaration. Gives the type the name
    /// stands for.
    fn declare_receiver_param(&mut self, ident: &Ident, param: Option<TypeParamId>) -> Ty {
        let object = Object {
            name: ident.name,
            pkg: Some(self.env.pkg),
            pos: ident.pos,
            ty: Ty::INVALID,
            kind: ObjKind::TypeName { is_alias: false },
        };
        let obj = self.new_object(object, true);
        let ty = match param {
            Some(param) => {
                let ty = self.p.types.type_param_ty(param);
                if self.p.types.type_param(param).name == ident.name {
                    ty
                } else {
                    let note = self.shadow_note(ident);
                    let name = Symbol::new(&format!("{}{note}", ident.name));
                    self.p.types.alias(name, None, &[], ty)
                }
            }
            // The receiver's type is wrong; the name is a type parameter nonetheless.
            None => self.p.types.new_type_param(obj, ident.name, 0).1,
        };
        self.set_obj_type(obj, ty);
        self.declare(self.env.scope, Some(ident), obj);
        ty
    }

    fn record_receiver_types(&mut self, expr: &Expr, ty: Ty) {
        let (mut at, mut ty) = (expr, ty);
        loop {
            self.record_type_expr(at, ty);
            match &at.kind {
                ExprKind::Paren(inner) => at = inner,
                ExprKind::Star(inner) => {
                    let Some(base) = self.p.types.as_pointer(ty) else { return };
                    (at, ty) = (inner, base);
                }
                _ => return,
            }
        }
    }

    /// Reports types that cannot have methods.
    pub(super) fn check_receiver(&mut self, span: Span, ty: Ty) {
        let base = self.p.types.as_pointer(ty).unwrap_or(ty);
        let code = codes::INVALID_RECV;
        match self.p.types.kind(base) {
            TyKind::Basic(Basic::Invalid) => {}
            TyKind::Named(id) => {
                let pkg = self.p.types.with_named(id, |named| named.pkg);
                if pkg != Some(self.env.pkg) {
                    let text = self.ty_string(base);
                    let message = format!("cannot define new methods on non-local type {text}");
                    self.error(span, code, message);
                    return;
                }
                let cause = match self.p.types.under(base) {
                    TyKind::Basic(Basic::UnsafePointer) => "unsafe.Pointer",
                    TyKind::Pointer(_) | TyKind::Interface(_) => "pointer or interface type",
                    _ => return,
                };
                let text = self.ty_string(base);
                self.error(span, code, format!("invalid receiver type {text} ({cause})"));
            }
            TyKind::Basic(_) => {
                let text = self.ty_string(base);
                let message = format!("cannot define new methods on non-local type {text}");
                self.error(span, code, message);
            }
            _ => {
                let text = self.ty_string(ty);
                self.error(span, code, format!("invalid receiver type {text}"));
            }
        }
    }
}
