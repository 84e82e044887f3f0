//! Calls and conversions, instantiation of generic functions, selectors.

use minigo_syntax::ast::{Call, Expr, ExprKind};
use minigo_syntax::source::Span;
use minigo_syntax::symbol::Symbol;

use super::check::{Checker, Work};
use super::expr::Target;
use super::generic::infer::{self, Arg, Inference};
use super::generic::instantiate;
use super::lookup::{EntryKind, Miss};
use super::object::{ObjId, ObjKind, PkgId};
use super::operand::{Mode, Operand, Source, expr_span, start_pos};
use super::ty::{Signature, Ty, TyKind, TypeParamId};
use super::universe::ExprKindOf;
use crate::codes;
use crate::typed::{Selection, SelectionKind};
use minigo_syntax::exprstring::expr_string;

/// Type arguments written and still to be inferred for each argument that is a generic
/// function.
type PartialArgs = Vec<Vec<Ty>>;

impl Checker<'_> {
    /// Instantiates the generic function `x`, with the arguments of an index expression
    /// and, if `infer`, with what `target` tells. Gives the arguments if some are missing
    /// and are to be inferred later.
    pub(super) fn func_inst<'e>(
        &mut self,
        target: Option<&Target>,
        at: Span,
        x: &mut Operand<'e>,
        inst: Option<(&'e Expr, &'e [Expr])>,
        infer: bool,
    ) -> Option<Vec<Ty>> {
        let mut args = Vec::new();
        let mut arg_exprs: &[Expr] = &[];
        if let Some((expr, list)) = inst {
            x.source = Source::Expr(expr);
            arg_exprs = list;
            match self.type_list(list) {
                Some(list) => args = list,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let allowed =
            self.require(Span::new(at.lo, at.hi.max(at.lo)), 18, "function instantiation");
        let TyKind::Func(sig) = self.p.types.under(x.ty) else {
            x.invalidate();
            return None;
        };
        let (got, want) = (args.len(), sig.type_params.len());
        if got > want {
            let message = format!("got {got} type arguments but want {want}");
            self.error_expr(&arg_exprs[got - 1], codes::WRONG_TYPE_ARG_COUNT, message);
            x.invalidate();
            return None;
        }
        if got < want {
            if !infer {
                return Some(args);
            }
            if target.is_some() && allowed {
                let how = if inst.is_some() { "partially" } else { "implicitly" };
                self.require(at, 21, &format!("{how} instantiated function in assignment"));
            }
            match self.infer_from_target(target, at, x, &sig, &args) {
                Some(all) => args = all,
                None => {
                    x.invalidate();
                    return None;
                }
            }
        }
        let arg_spans = arg_exprs.iter().map(expr_span).collect();
        x.ty = self.instantiate_signature(at, x.expr(), x.ty, &args, arg_spans);
        x.mode = Mode::Value;
        None
    }

    /// Infers missing type arguments from the function type that is assigned to.
    fn infer_from_target(
        &mut self,
        target: Option<&Target>,
        at: Span,
        x: &Operand<'_>,
        sig: &Signature,
        given: &[Ty],
    ) -> Option<Vec<Ty>> {
        let mut params = Vec::new();
        let mut args = Vec::new();
        let mut texts = Vec::new();
        if let Some(target) = target {
            let plain = Signature { type_params: Vec::new(), ..sig.clone() };
            let plain = self.p.types.intern(TyKind::Func(plain.into()));
            params.push(self.p.types.respell(x.ty, plain));
            args.push(Arg { ty: target.sig, is_invalid: false });
            texts.push(target.desc.clone());
        }
        let tuple = self.p.types.tuple(&params);
        let (renamed, tuple) = infer::rename_type_params(&self.p.types, &sig.type_params, tuple);
        let given: Vec<Option<Ty>> = given.iter().map(|&ty| Some(ty)).collect();
        let params = self.tuple_types(tuple);
        let result = infer::infer(
            self,
            &Inference {
                type_params: &renamed,
                type_args: &given,
                params: &params,
                args: &args,
                arg_text: &|i| texts.get(i).cloned().unwrap_or_default(),
                reverse: target.is_some(),
            },
        );
        match result {
            Ok(args) => Some(args),
            Err(error) => {
                if !error.message.is_empty() {
                    let span = if error.arg.is_some() { x.span() } else { at };
                    self.error(span, codes::CANNOT_INFER_TYPE_ARGS, error.message);
                }
                None
            }
        }
    }

    fn tuple_types(&self, tuple: Ty) -> Vec<Ty> {
        match self.p.types.kind(tuple) {
            TyKind::Tuple(types) => types.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The signature with all type parameters replaced; records the arguments and has
    /// them verified.
    fn instantiate_signature(
        &mut self,
        at: Span,
        expr: Option<&Expr>,
        sig_ty: Ty,
        args: &[Ty],
        arg_spans: Vec<Span>,
    ) -> Ty {
        let TyKind::Func(sig) = self.p.types.under(sig_ty) else { return Ty::INVALID };
        let params = sig.type_params.clone();
        let map: Vec<_> = params.iter().copied().zip(args.iter().copied()).collect();
        let ty = self.p.types.subst(sig_ty, &map);
        if let Some(expr) = expr {
            self.record_instance(expr, args);
        }
        let name = Symbol::new("");
        self.later(Work::Instance { span: at, name, params, args: args.to_vec(), arg_spans });
        ty
    }

    /// Checks a call, a conversion or a call of a built-in.
    pub(super) fn call_expr<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        call: &'e Call,
    ) -> ExprKindOf {
        let mut inst: Option<&'e [Expr]> = None;
        if let ExprKind::Index(inner, indices) = &call.fun.kind {
            if self.index_expr(x, &call.fun, inner, indices) {
                inst = Some(indices);
            }
            x.source = Source::Expr(&call.fun);
            self.record(x);
        } else {
            self.expr_or_type(x, &call.fun, true);
        }
        let kind = match x.mode {
            Mode::Invalid => {
                self.use_exprs(&call.args);
                ExprKindOf::Statement
            }
            Mode::Type => {
                self.conversion_call(x, expr, call);
                ExprKindOf::Conversion
            }
            Mode::Builtin => {
                let builtin = x.builtin;
                if !self.builtin_call(x, expr, call, builtin) {
                    x.invalidate();
                }
                if x.is_valid() && x.mode != Mode::Constant {
                    self.env.has_call_or_recv = true;
                    x.val = None;
                }
                builtin.kind()
            }
            _ => {
                self.func_call(x, expr, call, inst);
                ExprKindOf::Statement
            }
        };
        x.source = Source::Expr(expr);
        kind
    }

    fn conversion_call<'e>(&mut self, x: &mut Operand<'e>, expr: &'e Expr, call: &'e Call) {
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.invalidate();
        if !self.is_complete(ty) {
            return;
        }
        match &call.args[..] {
            [] => {
                let message = format!("missing argument in conversion to {}", self.ty_string(ty));
                self.error_expr(expr, codes::WRONG_ARG_COUNT, message);
            }
            [arg] => {
                let target = self.target(ty, "conversion");
                self.expr(target.as_ref(), x, arg);
                if !x.is_valid() {
                    return;
                }
                if self.p.types.is_non_type_param_interface(ty)
                    && !self.p.types.type_set(ty).is_method_set()
                {
                    let message = format!(
                        "cannot use interface {} in conversion (contains specific type constraints or is comparable)",
                        self.ty_string(ty)
                    );
                    self.error_expr(expr, codes::MISPLACED_CONSTRAINT_IFACE, message);
                    x.invalidate();
                    return;
                }
                if call.ellipsis.is_some() {
                    let message =
                        format!("invalid use of ... in conversion to {}", self.ty_string(ty));
                    self.error_expr(arg, codes::BAD_DOT_DOT_DOT_SYNTAX, message);
                    x.invalidate();
                    return;
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(&call.args);
                let message = format!("too many arguments in conversion to {}", self.ty_string(ty));
                self.error_expr(last, codes::WRONG_ARG_COUNT, message);
            }
        }
    }

    fn func_call<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        call: &'e Call,
        inst: Option<&'e [Expr]>,
    ) {
        let common = self.common_under(x.ty, |term| match term {
            Some((t, u)) if !matches!(self.p.types.kind(u), TyKind::Func(_)) => {
                Err(format!("{} is not a function", self.ty_string(t)))
            }
            Some(_) | None => Ok(()),
        });
        let sig_ty = match common {
            Ok(ty) => ty,
            Err(cause) => {
                let message = format!("invalid operation: cannot call {}: {cause}", self.os(x));
                self.error(x.span(), codes::INVALID_CALL, message);
                x.invalidate();
                return;
            }
        };
        let mut sig_ty = if self.is_generic_func(x.ty) { x.ty } else { sig_ty };
        let was_generic = self.is_generic_func(sig_ty);
        let mut given = Vec::new();
        let mut given_exprs: &[Expr] = &[];
        if let Some(list) = inst {
            let Some(args) = self.type_list(list) else {
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            };
            let want = self.type_params_of(sig_ty).len();
            if args.len() > want {
                let message = format!("got {} type arguments but want {want}", args.len());
                self.error_expr(&list[want], codes::WRONG_TYPE_ARG_COUNT, message);
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            }
            if args.len() == want && want > 0 {
                let spans = list.iter().map(expr_span).collect();
                let at = Span::at(call.fun.pos);
                self.require(at, 18, "function instantiation");
                sig_ty = self.instantiate_signature(at, Some(&call.fun), sig_ty, &args, spans);
            } else {
                given = args;
                given_exprs = list;
            }
        }
        let (mut args, partial) = self.generic_expr_list(&call.args);
        let sig_ty = self.arguments(expr, call, sig_ty, given, given_exprs, &mut args, partial);
        let TyKind::Func(sig) = self.p.types.kind(sig_ty) else {
            x.invalidate();
            return;
        };
        if was_generic && sig.type_params.is_empty() {
            let builtin = x.builtin;
            self.record_type(call.fun.id, Mode::Value, builtin, sig_ty, None);
        }
        self.env.has_call_or_recv = true;
        x.val = None;
        match &sig.results[..] {
            [] => {
                x.mode = Mode::NoValue;
                x.ty = Ty::EMPTY_TUPLE;
            }
            [ty] => {
                if !self.is_complete(*ty) {
                    x.invalidate();
                    return;
                }
                x.mode = Mode::Value;
                x.ty = *ty;
            }
            types => {
                x.mode = Mode::Value;
                x.ty = self.p.types.named_results(sig_ty, types);
            }
        }
        // After a failed inference the result mentions what could not be inferred.
        if x.mode == Mode::Value
            && !sig.type_params.is_empty()
            && infer::is_parameterized(&self.p.types, &sig.type_params, x.ty)
        {
            x.invalidate();
        }
    }

    fn type_params_of(&self, sig_ty: Ty) -> Vec<TypeParamId> {
        match self.p.types.kind(sig_ty) {
            TyKind::Func(sig) => sig.type_params.clone(),
            _ => Vec::new(),
        }
    }

    /// Checks arguments; a single call may give several.
    pub(super) fn expr_list<'e>(&mut self, list: &'e [Expr]) -> Vec<Operand<'e>> {
        if let [single] = list {
            return self.multi_expr(single, false).0;
        }
        let mut out = Vec::with_capacity(list.len());
        for expr in list {
            let mut x = Operand::invalid();
            self.expr(None, &mut x, expr);
            out.push(x);
        }
        out
    }

    /// As [`expr_list`](Checker::expr_list), with generic functions among the arguments;
    /// their explicit type arguments are the second result.
    fn generic_expr_list<'e>(&mut self, list: &'e [Expr]) -> (Vec<Operand<'e>>, PartialArgs) {
        let mut out = Vec::with_capacity(list.len());
        let mut partial = vec![Vec::new(); list.len()];
        for (i, expr) in list.iter().enumerate() {
            let mut x = Operand::invalid();
            if let ExprKind::Index(inner, indices) = &expr.kind {
                if self.index_expr(&mut x, expr, inner, indices) {
                    let at = x.span();
                    // Before Go 1.21 an argument's type arguments are not inferred from
                    // the parameter.
                    let infer = !self.allows(at, 21);
                    let args = self.func_inst(None, at, &mut x, Some((expr, indices)), infer);
                    if let Some(args) = args {
                        partial[i] = args;
                        x.source = Source::Expr(expr);
                        out.push(x);
                        continue;
                    }
                }
                x.source = Source::Expr(expr);
                self.record(&x);
                self.exclude(&mut x, true, true);
                out.push(x);
                continue;
            }
            if list.len() > 1 {
                self.generic_expr(&mut x, expr, None);
                out.push(x);
                continue;
            }
            self.raw_expr(None, &mut x, expr, None, true);
            self.exclude(&mut x, true, true);
            match self.p.types.kind(x.ty) {
                TyKind::Tuple(types) if x.is_valid() => {
                    for &ty in types.iter() {
                        out.push(Operand::value(Source::Expr(expr), ty));
                    }
                }
                _ => out.push(x),
            }
        }
        (out, partial)
    }

    /// Checks arguments against a signature, inferring its type arguments. Gives the
    /// instantiated signature.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn arguments<'e>(
        &mut self,
        expr: &'e Expr,
        call: &'e Call,
        sig_ty: Ty,
        mut given: Vec<Ty>,
        given_exprs: &[Expr],
        args: &mut [Operand<'e>],
        partial: PartialArgs,
    ) -> Ty {
        let TyKind::Func(sig) = self.p.types.kind(sig_ty) else { return sig_ty };
        let Some((params, adjusted)) = self.match_arguments(expr, call, &sig, args) else {
            return sig_ty;
        };
        let mut params = params;
        let mut result = sig_ty;
        let own = sig.type_params.len();
        let mut type_params: Vec<TypeParamId> = Vec::new();
        let mut type_args: Vec<Option<Ty>> = Vec::new();
        let mut renamed_own = Vec::new();
        if own > 0 {
            if given_exprs.is_empty() {
                self.require(Self::call_span(expr), 18, "implicit function instantiation");
            } else {
                self.require(expr_span(&call.fun), 18, "function instantiation");
            }
            let tuple = self.p.types.tuple(&params);
            let (renamed, tuple) =
                infer::rename_type_params(&self.p.types, &sig.type_params, tuple);
            params = self.tuple_types(tuple);
            renamed_own.clone_from(&renamed);
            type_params.extend(renamed);
            type_args.extend(given.drain(..).map(Some));
            type_args.resize(own, None);
        }
        let generic_args =
            self.rename_generic_args(args, &partial, &mut type_params, &mut type_args);
        if !type_params.is_empty() {
            let inferred = self.infer_call(expr, call, &type_params, &type_args, &params, args);
            let Some(inferred) = inferred else { return sig_ty };
            if own > 0 {
                let spans = given_exprs.iter().map(expr_span).collect();
                let at = Span::at(expr.pos);
                result = self.instantiate_signature(
                    at,
                    Some(&call.fun),
                    sig_ty,
                    &inferred[..own],
                    spans,
                );
                if adjusted {
                    let map: Vec<_> =
                        renamed_own.iter().copied().zip(inferred.iter().copied()).collect();
                    for ty in &mut params {
                        *ty = self.p.types.subst(*ty, &map);
                    }
                } else if let TyKind::Func(sig) = self.p.types.kind(result) {
                    params = sig.params.to_vec();
                }
            }
            let mut next = own;
            for i in generic_args {
                let count = self.type_params_of(args[i].ty).len();
                let own_args = &inferred[next..next + count];
                next += count;
                let at = args[i].span();
                args[i].ty = self.instantiate_signature(
                    at,
                    args[i].expr(),
                    args[i].ty,
                    own_args,
                    Vec::new(),
                );
                let arg = args[i].clone();
                self.record(&arg);
            }
        }
        if !args.is_empty() {
            let context = format!("argument to {}", expr_string(&call.fun));
            for (arg, &ty) in args.iter_mut().zip(&params) {
                self.assignment(arg, Some(ty), &context);
            }
        }
        result
    }

    /// Parameter types one per argument, and whether a variadic one was repeated.
    /// Reports a wrong number of arguments.
    fn match_arguments<'e>(
        &mut self,
        expr: &'e Expr,
        call: &'e Call,
        sig: &Signature,
        args: &[Operand<'e>],
    ) -> Option<(Vec<Ty>, bool)> {
        let nargs = args.len();
        let mut npars = sig.params.len();
        let has_dots = call.ellipsis.is_some();
        let mut params = sig.params.to_vec();
        let mut adjusted = false;
        if sig.variadic {
            if has_dots {
                if call.args.len() == 1 && nargs > 1 {
                    let text = expr_string(&call.args[0]);
                    let message = format!("cannot use ... with {nargs}-valued {text}");
                    self.error_expr(expr, codes::INVALID_DOT_DOT_DOT, message);
                    return None;
                }
            } else if nargs + 1 >= npars {
                let last = params.pop()?;
                let elem = match self.p.types.under(last) {
                    TyKind::Slice(elem) => elem,
                    _ => last,
                };
                params.resize(nargs.max(params.len()), elem);
                adjusted = true;
                npars = nargs;
            } else {
                npars -= 1;
            }
        } else if has_dots {
            let text = expr_string(&call.fun);
            let message = format!("cannot use ... in call to non-variadic {text}");
            self.error_expr(expr, codes::NON_VARIADIC_DOT_DOT_DOT, message);
            return None;
        }
        if nargs == npars {
            return Some((params, adjusted));
        }
        let (qualifier, at) = if nargs > npars {
            ("too many", args[npars].span())
        } else if nargs > 0 {
            ("not enough", args[nargs - 1].span())
        } else {
            ("not enough", Self::call_span(expr))
        };
        let have: Vec<Ty> = args.iter().map(|x| x.ty).collect();
        let message = format!(
            "{qualifier} arguments in call to {}\n\thave {}\n\twant {}",
            expr_string(&call.fun),
            self.types_summary(&have, false, has_dots),
            self.types_summary(&sig.params, sig.variadic, false)
        );
        self.error(at, codes::WRONG_ARG_COUNT, message);
        None
    }

    /// Gives the type parameters of arguments that are generic functions new identities
    /// and adds them to what is to be inferred; indices of those arguments.
    fn rename_generic_args(
        &mut self,
        args: &mut [Operand<'_>],
        partial: &PartialArgs,
        type_params: &mut Vec<TypeParamId>,
        type_args: &mut Vec<Option<Ty>>,
    ) -> Vec<usize> {
        let mut out = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            if !arg.is_valid() || !self.is_generic_func(arg.ty) {
                continue;
            }
            let TyKind::Func(sig) = self.p.types.kind(arg.ty) else { continue };
            self.require(arg.span(), 21, "implicitly instantiated function as argument");
            let plain = Signature { type_params: Vec::new(), ..(*sig).clone() };
            let plain = self.p.types.intern(TyKind::Func(plain.into()));
            let plain = self.p.types.respell(arg.ty, plain);
            let (renamed, ty) = infer::rename_type_params(&self.p.types, &sig.type_params, plain);
            let TyKind::Func(new) = self.p.types.kind(ty) else { continue };
            let generic = Signature { type_params: renamed.clone(), ..(*new).clone() };
            let generic = self.p.types.intern(TyKind::Func(generic.into()));
            arg.ty = self.p.types.respell(ty, generic);
            type_params.extend(renamed);
            if let Some(given) = partial.get(i) {
                type_args.extend(given.iter().map(|&ty| Some(ty)));
            }
            type_args.resize(type_params.len(), None);
            out.push(i);
        }
        out
    }

    fn infer_call(
        &mut self,
        expr: &Expr,
        call: &Call,
        type_params: &[TypeParamId],
        type_args: &[Option<Ty>],
        params: &[Ty],
        args: &[Operand<'_>],
    ) -> Option<Vec<Ty>> {
        let arg_types: Vec<Arg> =
            args.iter().map(|x| Arg { ty: x.ty, is_invalid: !x.is_valid() }).collect();
        let result = infer::infer(
            self,
            &Inference {
                type_params,
                type_args,
                params,
                args: &arg_types,
                arg_text: &|i| args.get(i).map_or_else(String::new, Operand::text),
                reverse: false,
            },
        );
        match result {
            Ok(args) => Some(args),
            Err(error) => {
                if !error.message.is_empty() {
                    let at = error
                        .arg
                        .and_then(|i| args.get(i))
                        .map_or(Span::at(expr.pos), Operand::span);
                    let message =
                        format!("in call to {}, {}", expr_string(&call.fun), error.message);
                    self.error(at, codes::CANNOT_INFER_TYPE_ARGS, message);
                }
                None
            }
        }
    }

    /// Checks `x.f`: a qualified name, a field, a method.
    pub(super) fn selector<'e>(&mut self, x: &mut Operand<'e>, expr: &'e Expr, want_type: bool) {
        let ExprKind::Selector(base, sel) = &expr.kind else { return };
        if let ExprKind::Ident(ident) = &base.kind
            && let Some(obj) = self.lookup(ident.name)
            && let ObjKind::PkgName(pkg) = self.obj(obj).kind
        {
            self.record_object(ident, obj);
            self.set_used(obj, true);
            self.qualified_name(x, expr, sel, pkg);
            x.source = Source::Expr(expr);
            return;
        }
        self.member(x, expr, base, sel, want_type);
        if !x.is_valid() {
            x.ty = Ty::INVALID;
        }
        x.source = Source::Expr(expr);
    }

    fn qualified_name(
        &mut self,
        x: &mut Operand<'_>,
        expr: &Expr,
        sel: &minigo_syntax::ast::Ident,
        pkg: PkgId,
    ) {
        x.invalidate();
        x.ty = Ty::INVALID;
        self.ensure_loaded(pkg);
        let scope = self.pkgs[pkg.0 as usize].scope;
        // Other packages' unexported names are as if they were not there.
        let exported = Some(sel.name).filter(|name| name.is_exported());
        let found = exported.and_then(|name| self.find_in_package(pkg, name));
        let Some(obj) = found else {
            if !self.pkgs[pkg.0 as usize].fake {
                let mut message = format!("undefined: {}", expr_string(expr));
                self.declare_all(pkg);
                let similar =
                    self.scopes.names(scope).into_iter().find(|(name, _)| {
                        name.is_exported() && name.eq_ignore_ascii_case(&sel.name)
                    });
                if let Some((name, _)) = similar {
                    message.push_str(&format!(" (but have {name})"));
                }
                self.error(sel.span(), codes::UNDECLARED_IMPORTED_NAME, message);
            }
            return;
        };
        self.record_object(sel, obj);
        self.obj_decl(obj);
        self.add_dep(obj);
        let ty = self.obj(obj).ty;
        match self.obj(obj).kind.clone() {
            ObjKind::Const(value) => {
                x.mode = Mode::Constant;
                x.val = Some(value);
            }
            ObjKind::TypeName { .. } => x.mode = Mode::Type,
            ObjKind::Var(_) => x.mode = Mode::Variable,
            ObjKind::Func(_) => x.mode = Mode::Value,
            ObjKind::Builtin(builtin) => {
                x.mode = Mode::Builtin;
                x.builtin = builtin;
                return;
            }
            ObjKind::PkgName(_) | ObjKind::Label | ObjKind::Nil => return,
        }
        x.ty = ty;
    }

    fn member<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        base: &'e Expr,
        sel: &minigo_syntax::ast::Ident,
        want_type: bool,
    ) {
        let name = sel.name;
        self.expr_or_type(x, base, false);
        if x.mode == Mode::Builtin {
            let message = format!("invalid use of {} in selector expression", self.os(x));
            self.error(Span::at(expr.pos), codes::UNCALLED_BUILTIN, message);
            x.invalidate();
        }
        if !x.is_valid() {
            return;
        }
        if !self.is_complete(x.ty) {
            x.invalidate();
            return;
        }
        if want_type {
            let message = format!("{} is not a type", expr_string(expr));
            self.error(sel.span(), codes::NOT_A_TYPE, message);
            x.invalidate();
            return;
        }
        if let TyKind::Pointer(to) = self.p.types.under(x.ty)
            && !self.is_complete(to)
        {
            x.invalidate();
            return;
        }
        let is_var = x.mode == Mode::Variable;
        let entry = match self.find_member(x.ty, is_var, name, false) {
            Ok(entry) => entry,
            Err(miss) => {
                self.member_missing(x, sel, miss);
                x.invalidate();
                return;
            }
        };
        let recv = x.ty;
        let select = |kind, obj, name, ty| Selection {
            kind,
            recv,
            obj,
            name,
            path: entry.path.clone(),
            indirect: entry.indirect,
            ty,
        };
        match &entry.kind {
            EntryKind::Field(field) => {
                if x.mode == Mode::Type {
                    let message = format!(
                        "operand for field selector {name} must be value of type {}",
                        self.ty_string(x.ty)
                    );
                    self.error_expr(base, codes::MISSING_FIELD_OR_METHOD, message);
                    x.invalidate();
                    return;
                }
                let selection = select(SelectionKind::Field, None, field.name, field.ty);
                self.record_selection(expr.id, selection);
                x.mode = if is_var || entry.indirect { Mode::Variable } else { Mode::Value };
                x.ty = field.ty;
            }
            EntryKind::Method(method, id) => {
                let (method, id) = (*method, *id);
                let sig = self.method_type(method, id);
                self.add_dep(method);
                self.record_object(sel, method);
                let kind = SelectionKind::Method;
                self.select_method(x, expr, kind, Some(method), sig, &select);
            }
            EntryKind::Interface(found, sig) => {
                let (kind, sig) = (SelectionKind::InterfaceMethod, *sig);
                debug_assert!(*found == name);
                self.select_method(x, expr, kind, None, sig, &select);
            }
        }
        x.val = None;
    }

    fn select_method(
        &mut self,
        x: &mut Operand<'_>,
        expr: &Expr,
        kind: SelectionKind,
        method: Option<ObjId>,
        sig: Ty,
        select: &dyn Fn(SelectionKind, Option<ObjId>, Symbol, Ty) -> Selection,
    ) {
        let ExprKind::Selector(_, sel) = &expr.kind else { return };
        if sig == Ty::INVALID {
            x.invalidate();
            return;
        }
        if x.mode != Mode::Type {
            self.record_selection(expr.id, select(kind, method, sel.name, sig));
            x.mode = Mode::Value;
            x.ty = sig;
            return;
        }
        let TyKind::Func(func) = self.p.types.kind(sig) else {
            x.invalidate();
            return;
        };
        let params: Vec<Ty> = std::iter::once(x.ty).chain(func.params.iter().copied()).collect();
        let with_receiver = Signature { params: params.into(), ..(*func).clone() };
        let ty = self.p.types.intern(TyKind::Func(with_receiver.into()));
        let receiver = method.and_then(|method| self.receiver_name(method));
        let ty = self.p.types.with_receiver_name(ty, sig, receiver);
        self.record_selection(expr.id, select(SelectionKind::MethodExpr, method, sel.name, ty));
        x.mode = Mode::Value;
        x.ty = ty;
    }

    /// What a method calls its receiver.
    fn receiver_name(&self, method: ObjId) -> Option<Symbol> {
        let decl = self.p.func_decl(method)?;
        Some(decl.recv.as_ref()?.first()?.name.as_ref()?.name)
    }

    fn member_missing(&mut self, x: &Operand<'_>, sel: &minigo_syntax::ast::Ident, miss: Miss) {
        let name = sel.name;
        if self.p.types.underlying(x.ty) == Ty::INVALID {
            return;
        }
        let text = self.ty_string(x.ty);
        match miss {
            Miss::Ambiguous => {
                let message = format!("ambiguous selector {}.{name}", x.text());
                self.error(sel.span(), codes::AMBIGUOUS_SELECTOR, message);
            }
            Miss::NeedsPointer => {
                let message = if x.mode == Mode::Type {
                    format!(
                        "invalid method expression {text}.{name} (needs pointer receiver (*{text}).{name})"
                    )
                } else {
                    format!("cannot call pointer method {name} on {text}")
                };
                self.error(sel.span(), codes::INVALID_METHOD_EXPR, message);
            }
            Miss::NotFound => {
                let why = if instantiate::is_interface_pointer(&self.p.types, x.ty) {
                    instantiate::interface_pointer_error(self, x.ty)
                } else {
                    let is_var = x.mode == Mode::Variable;
                    let alternative = self.find_member(x.ty, is_var, name, true).ok();
                    self.lookup_error(x.ty, name, alternative.as_ref(), false)
                };
                let message = format!("{}.{name} undefined ({why})", x.text());
                self.error(sel.span(), codes::MISSING_FIELD_OR_METHOD, message);
            }
        }
    }

    /// Where errors about a call's form are reported.
    pub(super) fn call_span(expr: &Expr) -> Span {
        Span::new(start_pos(expr), expr.span.hi)
    }
}
