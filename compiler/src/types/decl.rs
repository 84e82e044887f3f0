//! Declarations: giving each entity its type.

use std::sync::Arc;

use minigo_syntax::ast::{self, ConstSpec, Decl, Expr, ExprKind, Ident, TypeSpec, VarSpec};
use minigo_syntax::source::{Pos, Span};
use minigo_syntax::symbol::Symbol;

use super::check::{Checker, DeclId, DeclKind, Env, Work};
use super::constant::Const;
use super::object::{ObjId, ObjKind, Object, VarKind};
use super::operand::Operand;
use super::ty::{NamedId, Ty, TyKind, TypeParamId};
use crate::codes;

impl Checker<'_> {
    /// Makes sure that an entity has its type.
    pub(super) fn obj_decl(&mut self, obj: ObjId) {
        if let Some(start) = self.obj_path.iter().position(|&o| o == obj) {
            self.meet_again(obj, start);
            return;
        }
        if self.is_typed_obj(obj) {
            return;
        }
        let Some(&id) = self.decl_of.get(&obj) else {
            self.set_obj_type(obj, Ty::INVALID);
            return;
        };
        if !self.enter(self.obj_span(obj)) {
            self.set_obj_type(obj, Ty::INVALID);
            return;
        }
        self.obj_path.push(obj);
        self.declare_by_info(obj, id);
        self.obj_path.pop();
        self.leave();
    }

    fn declare_by_info(&mut self, obj: ObjId, id: DeclId) {
        if let DeclKind::Outlined(entry) = self.decls[id.0 as usize].kind {
            self.parse_outlined_func(obj, id, &entry);
        }
        let info = self.decls[id.0 as usize].clone();
        let env = Env::new(info.pkg, info.scope);
        let saved = std::mem::replace(&mut self.env, env);
        let file = self.p.packages[info.pkg.0 as usize].files[info.file as usize].clone();
        match info.kind {
            DeclKind::Const { decl, spec, value, iota, inherited } => {
                if let Decl::Const(specs) = &file.decls[decl as usize] {
                    let spec = spec.map(|spec| &specs[spec as usize]);
                    self.env.decl = Some(id);
                    self.const_decl(obj, spec, value as usize, iota, inherited);
                }
            }
            DeclKind::Var { decl, spec, value } => {
                if let Decl::Var(specs) = &file.decls[decl as usize] {
                    let spec = &specs[spec as usize];
                    self.env.decl = Some(id);
                    let init = value.and_then(|value| spec.values.get(value as usize));
                    self.var_decl(obj, &info.lhs, spec.ty.as_ref(), init);
                }
            }
            DeclKind::Type { decl, spec } => {
                if let Decl::Type(specs) = &file.decls[decl as usize] {
                    self.type_decl(obj, &specs[spec as usize]);
                    self.collect_methods(obj);
                }
            }
            DeclKind::Func { decl } => {
                if let Decl::Func(func) = &file.decls[decl as usize] {
                    self.func_decl(obj, func);
                }
            }
            // It did not parse.
            DeclKind::Outlined(_) => {}
        }
        self.env = saved;
        if !self.is_typed_obj(obj) {
            self.set_obj_type(obj, Ty::INVALID);
        }
    }

    /// An entity is needed while it is being declared.
    fn meet_again(&mut self, obj: ObjId, start: usize) {
        let valid = self.is_valid_cycle(start);
        match self.obj(obj).kind {
            ObjKind::Const(_) | ObjKind::Var(_) | ObjKind::Func(_) => {
                if !valid || !self.is_typed_obj(obj) {
                    self.set_obj_type(obj, Ty::INVALID);
                }
            }
            ObjKind::TypeName { is_alias } => {
                if !valid {
                    self.set_obj_type(obj, Ty::INVALID);
                } else if is_alias && !self.is_typed_obj(obj) {
                    self.retry_alias(obj, start);
                }
            }
            ObjKind::PkgName(_) | ObjKind::Label | ObjKind::Builtin(_) | ObjKind::Nil => {}
        }
    }

    /// An alias is needed by a declared type that its own right-hand side mentions. That
    /// type has its handle by now, so the right-hand side can be evaluated anew.
    fn retry_alias(&mut self, obj: ObjId, start: usize) {
        let Some(&id) = self.decl_of.get(&obj) else { return };
        if self.alias_retry.contains(&obj) {
            let cycle = self.obj_path[start..].to_vec();
            self.report_cycle(&cycle);
            self.set_obj_type(obj, Ty::INVALID);
            return;
        }
        self.alias_retry.push(obj);
        self.declare_by_info(obj, id);
        self.alias_retry.pop();
    }

    fn const_decl(
        &mut self,
        obj: ObjId,
        spec: Option<&ConstSpec>,
        value: usize,
        iota: u32,
        inherited: bool,
    ) {
        let saved = (self.env.iota.take(), self.env.errpos.take());
        self.env.iota = Some(Const::from_i64(i64::from(iota)));
        self.obj_mut(obj).kind = ObjKind::Const(Const::Unknown);
        self.const_decl_value(obj, spec, value, inherited);
        (self.env.iota, self.env.errpos) = saved;
    }

    fn const_decl_value(
        &mut self,
        obj: ObjId,
        spec: Option<&ConstSpec>,
        value: usize,
        inherited: bool,
    ) {
        let mut declared = None;
        if let Some(ty_expr) = spec.and_then(|spec| spec.ty.as_ref()) {
            let ty = self.type_expr(ty_expr);
            if !self.p.types.is_const_type(ty) {
                if self.p.types.underlying(ty).is_valid() {
                    let message = format!("invalid constant type {}", self.ty_string(ty));
                    self.error_expr(ty_expr, codes::INVALID_CONST_TYPE, message);
                }
                self.set_obj_type(obj, Ty::INVALID);
                return;
            }
            declared = Some(ty);
        }
        let mut x = Operand::invalid();
        if let Some(init) = spec.and_then(|spec| spec.values.get(value)) {
            if inherited {
                self.env.errpos = Some(self.obj(obj).pos);
            }
            self.expr(None, &mut x, init);
        }
        self.init_const(obj, declared, &mut x);
    }

    fn var_decl(&mut self, obj: ObjId, lhs: &[ObjId], ty: Option<&Expr>, init: Option<&Expr>) {
        if let Some(ty) = ty {
            let ty = self.var_type(ty);
            self.set_obj_type(obj, ty);
        }
        let Some(init) = init else {
            if ty.is_none() {
                self.set_obj_type(obj, Ty::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let target = self.is_typed_obj(obj).then(|| self.obj(obj).ty);
            let name = self.obj(obj).name.to_string();
            let target = target.and_then(|ty| self.target(ty, &name));
            let mut x = Operand::invalid();
            self.expr(target.as_ref(), &mut x, init);
            self.init_var(obj, &mut x, "variable declaration");
            return;
        }
        if ty.is_some() {
            let ty = self.obj(obj).ty;
            for &other in lhs {
                self.set_obj_type(other, ty);
            }
        }
        self.init_vars(lhs, std::slice::from_ref(init), None);
    }

    pub(super) fn type_decl(&mut self, obj: ObjId, spec: &TypeSpec) {
        let name = spec.name.name;
        let pkg = self.env.pkg;
        let first = spec.type_params.first().map(|param| param.name.span());
        if spec.is_alias {
            let fits = first.is_none_or(|at| self.require(at, 23, "generic type alias"));
            if fits {
                self.require(spec.span, 9, "type alias");
            }
            self.alias_decl(obj, spec);
            return;
        }
        if let Some(at) = first {
            self.require(at, 18, "type parameter");
        }
        let (id, ty) = self.p.types.new_named(obj, name, Some(pkg));
        self.set_obj_type(obj, ty);
        let implicit = self.env.func.as_ref().map_or_else(Vec::new, |f| f.type_params.clone());
        if self.env.func.is_some() {
            let count = self.local_types.entry(pkg).or_insert(0);
            *count += 1;
            let local = *count;
            self.p.types.update_named(id, |named| named.local = local);
        }
        // A local type depends on the type parameters around it: it is generic in them.
        if !implicit.is_empty() {
            self.p.types.update_named(id, |named| {
                named.nimplicit = implicit.len() as u32;
                named.type_params = implicit.clone();
            });
            // Where it has parameters of its own, instantiation adds those around it.
            if spec.type_params.is_empty() {
                let args: Vec<Ty> =
                    implicit.iter().map(|&p| self.p.types.type_param_ty(p)).collect();
                let instance = self.p.types.instantiate(id, &args);
                self.set_obj_type(obj, instance);
            }
        }
        self.later(Work::ValidType(id));
        let scope = self.env.scope;
        if !spec.type_params.is_empty() {
            self.open_scope(false);
            let params = self.declare_type_params(&spec.type_params);
            self.p.types.update_named(id, |named| named.type_params.extend(params.iter().copied()));
            self.bind_type_params(&params, &spec.type_params);
        }
        let mut rhs = self.type_expr(&spec.ty);
        if self.p.types.is_type_param(rhs) {
            let message = "cannot use a type parameter as RHS in type declaration";
            self.error_expr(&spec.ty, codes::MISPLACED_TYPE_PARAM, message);
            rhs = Ty::INVALID;
        }
        self.env.scope = scope;
        let known_invalid = self.p.types.with_named(id, |named| named.rhs == Some(Ty::INVALID));
        if !known_invalid {
            self.p.types.set_rhs(id, rhs);
        }
        if let ExprKind::StructType(fields) = &spec.ty.unparen().kind {
            let places = super::struct_::field_places(fields);
            self.later(Work::FieldUniqueness(id, places));
        }
    }

    fn alias_decl(&mut self, obj: ObjId, spec: &TypeSpec) {
        let scope = self.env.scope;
        let mut params = Vec::new();
        if !spec.type_params.is_empty() {
            self.open_scope(false);
            params = self.declare_type_params(&spec.type_params);
            self.bind_type_params(&params, &spec.type_params);
        }
        let mut rhs = self.type_expr(&spec.ty);
        self.env.scope = scope;
        if self.p.types.as_type_param(rhs).is_some_and(|id| params.contains(&id)) {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error_expr(&spec.ty, codes::MISPLACED_TYPE_PARAM, message);
            rhs = Ty::INVALID;
        }
        // Another look at the same alias may have failed meanwhile.
        if self.is_typed_obj(obj) && self.obj(obj).ty == Ty::INVALID {
            return;
        }
        if rhs == Ty::INVALID {
            self.set_obj_type(obj, rhs);
            return;
        }
        let pkg = self.env.func.is_none().then_some(self.env.pkg);
        let name = spec.name.name;
        let ty = if params.is_empty() {
            self.p.types.alias(name, pkg, &[], rhs)
        } else {
            let ty = self.p.types.generic_alias(name, pkg, &params, rhs);
            self.generic_aliases.insert(ty, (obj, params));
            ty
        };
        self.set_obj_type(obj, ty);
    }

    /// Declares type parameters in the current scope, without constraints.
    pub(super) fn declare_type_params(&mut self, list: &[ast::TypeParam]) -> Vec<TypeParamId> {
        let mut params = Vec::new();
        for (index, param) in list.iter().enumerate() {
            params.push(self.declare_type_param(&param.name, index as u32));
        }
        params
    }

    fn declare_type_param(&mut self, ident: &Ident, index: u32) -> TypeParamId {
        let object = Object {
            name: ident.name,
            pkg: Some(self.env.pkg),
            pos: ident.pos,
            ty: Ty::INVALID,
            kind: ObjKind::TypeName { is_alias: false },
        };
        let obj = self.new_object(object, true);
        let (id, ty) = self.p.types.new_type_param(obj, ident.name, index);
        let note = self.shadow_note(ident);
        if !note.is_empty() {
            self.p.types.set_note(id, &note);
        }
        self.set_obj_type(obj, ty);
        self.declare(self.env.scope, Some(ident), obj);
        id
    }

    /// What messages add to a type parameter named like a predeclared entity.
    pub(super) fn shadow_note(&self, ident: &Ident) -> String {
        if self.scopes.find(self.universe, ident.name).is_none() {
            return String::new();
        }
        format!(" /* with {} declared at {} */", ident.name, self.pos_string(ident.pos))
    }

    /// Evaluates the constraints of declared type parameters.
    pub(super) fn bind_type_params(&mut self, params: &[TypeParamId], list: &[ast::TypeParam]) {
        let saved = std::mem::replace(&mut self.env.in_type_params, true);
        let mut previous: Option<(&Arc<Expr>, Ty)> = None;
        for (&id, param) in params.iter().zip(list) {
            let bound = match previous {
                Some((expr, bound)) if Arc::ptr_eq(expr, &param.constraint) => bound,
                Some(_) | None => {
                    let mut bound = self.constraint(&param.constraint);
                    if self.p.types.is_type_param(bound) {
                        let message = "cannot use a type parameter as constraint";
                        let code = codes::MISPLACED_TYPE_PARAM;
                        self.error_expr(&param.constraint, code, message);
                        bound = Ty::INVALID;
                    }
                    bound
                }
            };
            previous = Some((&param.constraint, bound));
            self.p.types.set_constraint(id, bound);
        }
        self.env.in_type_params = saved;
    }

    /// Adds to a declared type the methods found for it.
    fn collect_methods(&mut self, obj: ObjId) {
        let Some(pkg) = self.obj(obj).pkg else { return };
        let Some(id) = self.p.types.as_named(self.obj(obj).ty) else { return };
        let declared = self.pkgs[pkg.0 as usize].methods.remove(&obj);
        let methods = declared.unwrap_or_else(|| self.outlined_methods(pkg, self.obj(obj).name));
        for method in methods {
            let name = self.obj(method).name;
            if let Some((_, other)) = self.p.types.find_method(id, name, Some(pkg)) {
                let place = self.pos_string(self.obj(other).pos);
                let message =
                    format!("method {}.{name} already declared at {place}", self.obj(obj).name);
                self.error_obj(method, codes::DUPLICATE_METHOD, message);
                continue;
            }
            self.p.types.add_method(id, name, method);
        }
    }

    /// A struct's fields and its methods must have different names.
    pub(super) fn check_field_uniqueness(&mut self, id: NamedId, places: &[(Symbol, Pos)]) {
        let TyKind::Struct(s) = self.p.types.under(self.p.types.named_ty(id)) else { return };
        for field in &s.fields {
            if field.name.is_blank() {
                continue;
            }
            let Some((_, method)) = self.p.types.find_method(id, field.name, Some(self.env.pkg))
            else {
                continue;
            };
            let message = format!("field and method with the same name {}", field.name);
            let span = self.obj_span(method);
            let notes = places
                .iter()
                .find(|&&(name, _)| name == field.name)
                .map(|&(name, pos)| (pos, format!("other declaration of {name}")));
            let code = codes::DUPLICATE_FIELD_AND_METHOD;
            self.report(span, code, message, notes.into_iter().collect());
        }
    }

    fn func_decl(&mut self, obj: ObjId, decl: &ast::FuncDecl) {
        // The signature may mention the function itself, for its size.
        let placeholder = self.p.types.func(&[], &[], false);
        self.set_obj_type(obj, placeholder);
        let recv = decl.recv.as_ref().and_then(|recv| recv.first());
        let signature = self.signature(recv, &decl.type_params, &decl.sig);
        if let ObjKind::Func(info) = &mut self.obj_mut(obj).kind {
            info.recv = signature.recv_base;
            info.ptr_recv = signature.recv_pointer;
            info.type_params = signature.ctx.type_params.clone();
        }
        self.set_obj_type(obj, signature.ty);
        self.func_ctx.insert(obj, signature.ctx);
        if !decl.type_params.is_empty() && decl.body.is_none() {
            let message = "generic function is missing function body";
            self.error(Span::at(decl.name.pos), codes::BAD_DECL, message);
            return;
        }
        self.queue_body(obj, decl);
    }

    /// A declaration in a function.
    pub(super) fn decl_stmt(&mut self, decl: &Decl) {
        match decl {
            Decl::Const(specs) => self.local_consts(specs),
            Decl::Var(specs) => {
                for spec in specs {
                    self.local_vars(spec);
                }
            }
            Decl::Type(specs) => {
                for spec in specs {
                    let object = Object {
                        name: spec.name.name,
                        pkg: Some(self.env.pkg),
                        pos: spec.name.pos,
                        ty: Ty::INVALID,
                        kind: ObjKind::TypeName { is_alias: spec.is_alias },
                    };
                    let obj = self.new_object(object, false);
                    self.declare(self.env.scope, Some(&spec.name), obj);
                    self.obj_path.push(obj);
                    self.type_decl(obj, spec);
                    self.obj_path.pop();
                }
            }
            // The grammar has no such statement.
            Decl::Func(_) => {}
        }
    }

    fn local_consts(&mut self, specs: &[ConstSpec]) {
        let mut last: Option<&ConstSpec> = None;
        for spec in specs {
            let top = self.delayed.len();
            let mut inherited = spec.ty.is_none() && spec.values.is_empty();
            if !inherited {
                last = Some(spec);
            }
            inherited &= last.is_some();
            let mut objs = Vec::new();
            for (index, ident) in spec.names.iter().enumerate() {
                let obj = self.new_local(ident, ObjKind::Const(Const::Unknown));
                self.const_decl(obj, last, index, spec.iota, inherited);
                objs.push(obj);
            }
            let values = last.map_or(&[][..], |last| &last.values[..]);
            self.check_arity(spec.span, &spec.names, values, true, inherited);
            self.process_delayed(top);
            for (ident, obj) in spec.names.iter().zip(objs) {
                self.declare(self.env.scope, Some(ident), obj);
            }
        }
    }

    fn local_vars(&mut self, spec: &VarSpec) {
        let top = self.delayed.len();
        let kind = ObjKind::Var(VarKind::Local);
        let objs: Vec<ObjId> =
            spec.names.iter().map(|ident| self.new_local(ident, kind.clone())).collect();
        let shared = spec.values.len() == 1 && spec.names.len() > 1;
        for (index, &obj) in objs.iter().enumerate() {
            if shared {
                self.var_decl(obj, &objs, spec.ty.as_ref(), spec.values.first());
                break;
            }
            self.var_decl(obj, &[], spec.ty.as_ref(), spec.values.get(index));
        }
        if spec.ty.is_none() || !spec.values.is_empty() {
            self.check_arity(spec.span, &spec.names, &spec.values, false, false);
        }
        self.process_delayed(top);
        for (ident, obj) in spec.names.iter().zip(objs) {
            self.declare(self.env.scope, Some(ident), obj);
        }
    }

    /// A new entity of the current package, not declared in a scope yet.
    pub(super) fn new_local(&mut self, ident: &Ident, kind: ObjKind) -> ObjId {
        let object = Object {
            name: ident.name,
            pkg: Some(self.env.pkg),
            pos: ident.pos,
            ty: Ty::INVALID,
            kind,
        };
        self.new_object(object, false)
    }

    /// The constraint interface for an expression, which may be a union.
    fn constraint(&mut self, expr: &Expr) -> Ty {
        let is_element = matches!(
            expr.kind,
            ExprKind::Unary(ast::UnaryOp::Tilde, _) | ExprKind::Binary(ast::BinaryOp::Or, ..)
        );
        if !is_element {
            return self.type_expr(expr);
        }
        let element = self.union_type(expr);
        self.p.types.implicit_interface(element)
    }
}
