//! Calls: of functions, methods, function values and built-ins.

use minigo_syntax::ast::{self, Expr, ExprKind};
use minigo_syntax::source::Pos;

use super::Cx;
use crate::escape::tree::{AssignKind, Call, Callee, Kind, Node, Stmt, StmtKind};
use crate::typed::{Mode, SelectionKind};
use crate::types::object::{Builtin, ObjKind};
use crate::types::ty::{Ty, TyKind};

impl Cx<'_, '_> {
    pub fn call(&mut self, x: &Expr, call: &ast::Call, ty: Ty) -> Node {
        match self.program().type_and_value(call.fun.id).map(|tv| tv.mode) {
            Some(Mode::Type) => match call.args.first() {
                Some(arg) => {
                    self.spell(x.id, &call.fun);
                    self.conversion(x, arg, ty)
                }
                None => self.node(x.id, x.pos, ty, Kind::Nil),
            },
            Some(Mode::Builtin(builtin)) => self.builtin(x, call, builtin, ty),
            _ => self.func_call(x, call, ty),
        }
    }

    fn func_call(&mut self, x: &Expr, call: &ast::Call, ty: Ty) -> Node {
        let fun = call.fun.unparen();
        let selector = match &fun.kind {
            ExprKind::Index(inner, _) => inner.unparen(),
            _ => fun,
        };
        let mut args = Vec::new();
        let mut callee = None;
        let mut is_method = false;
        if let ExprKind::Selector(inner, name) = &selector.kind
            && let Some(selection) = self.program().info.selections.get(&selector.id).cloned()
            && matches!(selection.kind, SelectionKind::Method | SelectionKind::InterfaceMethod)
        {
            let own = self.instance_args(name.id);
            let (recv, func) = self.receiver(selector, inner, &selection, &own);
            let is_interface = self.is_interface(recv.ty);
            is_method = true;
            args.push(recv);
            callee = Some(match func {
                Some(func) => Callee::Static(func),
                None if is_interface => Callee::Interface(selection.name),
                None => {
                    // A method of a type parameter comes from a dictionary.
                    let text = format!(".dict.{}", selection.name).into();
                    Callee::Value(self.node(fun.id, fun.pos, self.ty(fun), Kind::Opaque(text)))
                }
            });
        }
        let callee = callee.unwrap_or_else(|| {
            let value = self.expr(fun);
            match value.kind {
                Kind::Func(func) => Callee::Static(func),
                _ => Callee::Value(value),
            }
        });
        let (params, results, variadic) = match self.under(self.ty(fun)) {
            TyKind::Func(sig) => (sig.params.to_vec(), sig.results.to_vec(), sig.variadic),
            _ => (Vec::new(), Vec::new(), false),
        };
        self.arguments(call, &params, variadic, x.pos, &mut args);
        let spread = call.ellipsis.is_some();
        let is_named = is_method || self.names_function(fun);
        let is_plain = is_named && !matches!(&call.args[..], [arg] if self.is_tuple(arg));
        let is_deferred = false;
        let call = Call { callee, args, spread, result_types: results, is_deferred, is_plain };
        self.node(x.id, x.pos, ty, Kind::Call(Box::new(call)))
    }

    /// Whether an expression is the name of a declared function, perhaps with type arguments.
    fn names_function(&self, x: &Expr) -> bool {
        let x = x.unparen();
        let id = match &x.kind {
            ExprKind::Ident(ident) => ident.id,
            ExprKind::Selector(_, name) if !self.program().info.selections.contains_key(&x.id) => {
                name.id
            }
            ExprKind::Index(inner, _) => return self.names_function(inner),
            _ => return false,
        };
        let obj = self.program().object_of(id);
        obj.is_some_and(|obj| matches!(self.program().obj(obj).kind, ObjKind::Func(_)))
    }

    /// Adds the arguments as the parameters take them.
    fn arguments(
        &mut self,
        call: &ast::Call,
        params: &[Ty],
        variadic: bool,
        pos: Pos,
        args: &mut Vec<Node>,
    ) {
        let values: Vec<Node> = match &call.args[..] {
            [arg] if self.is_tuple(arg) => self.spread_call(arg),
            list => self.exprs(list),
        };
        if !variadic || call.ellipsis.is_some() {
            let values = values.into_iter().zip(params);
            args.extend(values.map(|(value, &ty)| self.assign_conv(value, ty)));
            return;
        }
        let fixed = params.len() - 1;
        let slice = params[fixed];
        let TyKind::Slice(elem) = self.under(slice) else { return };
        let mut values = values.into_iter();
        for &ty in &params[..fixed] {
            if let Some(value) = values.next() {
                args.push(self.assign_conv(value, ty));
            }
        }
        let rest: Vec<Node> = values.map(|value| self.assign_conv(value, elem)).collect();
        let id = call.fun.id;
        let len = rest.len() as u64;
        let kind = if rest.is_empty() { Kind::Nil } else { Kind::SliceLit(rest, true, len) };
        args.push(self.node(id, pos, slice, kind));
    }

    /// Whether an expression is a call with several results.
    pub fn is_tuple(&self, x: &Expr) -> bool {
        let tv = self.program().type_and_value(x.id);
        tv.is_some_and(|tv| {
            matches!(x.unparen().kind, ExprKind::Call(_))
                && matches!(self.program().types.kind(tv.ty), TyKind::Tuple(_))
        })
    }

    /// The results of a call as separate values. The first value makes the call; the
    /// others are temporaries that it fills.
    pub fn spread_call(&mut self, x: &Expr) -> Vec<Node> {
        let call = self.expr(x);
        let types = self.tuple_types(x);
        self.spread_results(call, &types)
    }

    fn spread_results(&mut self, call: Node, types: &[Ty]) -> Vec<Node> {
        let (id, pos) = (call.id, call.pos);
        let mut temps = Vec::new();
        let mut body = Vec::new();
        for &ty in types {
            let var = self.temp(ty, pos);
            body.push(self.stmt_node(pos, StmtKind::Declare(var)));
            temps.push(var);
        }
        let lhs = temps.iter().map(|&var| Some(self.use_var(var, id, pos))).collect();
        let define = temps.clone();
        body.push(self.stmt_node(pos, StmtKind::AssignCall { lhs, call, define }));
        let mut values: Vec<Node> = temps.iter().map(|&var| self.use_var(var, id, pos)).collect();
        self.prepend(&mut values, body);
        values
    }

    /// The body of a function that only calls another one.
    pub fn forward(&mut self, call: Node, results: &[Ty]) -> Vec<Stmt> {
        let pos = call.pos;
        let kind = match results {
            [] => StmtKind::Expr(call),
            [_] => StmtKind::Return(vec![Some(call)]),
            types => {
                let values = self.spread_results(call, types);
                StmtKind::Return(values.into_iter().map(Some).collect())
            }
        };
        vec![self.stmt_node(pos, kind)]
    }

    /// Runs statements before the first of the values.
    fn prepend(&mut self, values: &mut [Node], body: Vec<Stmt>) {
        let Some(first) = values.first_mut() else { return };
        let Kind::Var(var) = first.kind else { return };
        let inlined = crate::escape::tree::Inlined { body, results: vec![var] };
        first.kind = Kind::Inlined(Box::new(inlined));
    }

    pub fn tuple_types(&self, x: &Expr) -> Vec<Ty> {
        let Some(tv) = self.program().type_and_value(x.id) else { return Vec::new() };
        match self.program().types.kind(self.sub(tv.ty)) {
            TyKind::Tuple(list) => list.to_vec(),
            _ => vec![self.sub(tv.ty)],
        }
    }

    fn builtin(&mut self, x: &Expr, call: &ast::Call, builtin: Builtin, ty: Ty) -> Node {
        let args = &call.args[..];
        let spread = call.ellipsis.is_some();
        let kind = match builtin {
            Builtin::New => return self.new_call(x, args, ty),
            Builtin::Make => {
                self.spell(x.id, &args[0]);
                let size = |cx: &mut Self, i: usize| args.get(i).map(|x| Box::new(cx.expr(x)));
                match self.under(ty) {
                    TyKind::Map(..) => Kind::MakeMap(size(self, 1)),
                    TyKind::Chan(..) => Kind::MakeChan(size(self, 1)),
                    _ => {
                        let len = size(self, 1);
                        let cap = size(self, 2);
                        match len {
                            Some(len) => Kind::MakeSlice(len, cap),
                            None => Kind::Nil,
                        }
                    }
                }
            }
            Builtin::Append => {
                let mut list = self.operands_of(args);
                if !spread && let TyKind::Slice(elem) = self.under(ty) {
                    let rest = list.split_off(1.min(list.len()));
                    list.extend(rest.into_iter().map(|arg| self.assign_conv(arg, elem)));
                }
                if let Some(first) = list.first_mut()
                    && matches!(first.kind, Kind::Nil)
                {
                    first.ty = ty;
                }
                Kind::Builtin(builtin, list, spread)
            }
            Builtin::Delete => {
                let mut list = self.operands_of(args);
                if let [map, key] = &mut list[..]
                    && let TyKind::Map(key_ty, _) = self.under(map.ty)
                {
                    let plain = std::mem::replace(key, map.clone());
                    *key = self.assign_conv(plain, key_ty);
                }
                Kind::Builtin(builtin, list, false)
            }
            Builtin::Panic => {
                let any = self.program().types.interface(Vec::new(), Vec::new());
                Kind::Builtin(builtin, vec![self.value(&args[0], any)], false)
            }
            _ => Kind::Builtin(builtin, self.operands_of(args), spread),
        };
        self.node(x.id, x.pos, ty, kind)
    }

    /// Operands that may be the results of one call.
    fn operands_of(&mut self, args: &[Expr]) -> Vec<Node> {
        match args {
            [arg] if self.is_tuple(arg) => self.spread_call(arg),
            args => self.exprs(args),
        }
    }

    /// `new(T)`, or `new(x)`: a new variable with that value.
    fn new_call(&mut self, x: &Expr, args: &[Expr], ty: Ty) -> Node {
        let base = match self.under(ty) {
            TyKind::Pointer(base) => base,
            _ => Ty::INVALID,
        };
        let is_type = args
            .first()
            .and_then(|arg| self.program().type_and_value(arg.id))
            .is_none_or(|tv| tv.mode == Mode::Type);
        if is_type {
            args.iter().for_each(|arg| self.spell(x.id, arg));
            return self.node(x.id, x.pos, ty, Kind::New(base));
        }
        let value = self.value(&args[0], base);
        let var = self.temp(base, x.pos);
        let target = self.use_var(var, x.id, x.pos);
        let pointer = self.temp(ty, x.pos);
        let address = self.address(target.clone(), false);
        let result = self.use_var(pointer, x.id, x.pos);
        let mut body = Vec::new();
        for (var, lhs, rhs) in [(var, target, value), (pointer, result.clone(), address)] {
            body.push(self.stmt_node(x.pos, StmtKind::Declare(var)));
            let kind = AssignKind::Plain;
            let (lhs, rhs, define) = (vec![Some(lhs)], vec![Some(rhs)], vec![var]);
            body.push(self.stmt_node(x.pos, StmtKind::Assign { kind, lhs, rhs, define }));
        }
        let made = &mut self.b.trees.vars[var.0 as usize];
        made.is_temp = false;
        made.made_by = Some(x.id);
        let mut values = [result];
        self.prepend(&mut values, body);
        let [value] = values;
        value
    }
}
