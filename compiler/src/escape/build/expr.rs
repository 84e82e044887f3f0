//! Expressions.

use minigo_syntax::ast::{BinaryOp, Element, Expr, ExprKind, Ident, NodeId, UnaryOp};
use minigo_syntax::source::Pos;

use super::Cx;
use crate::escape::tree::{Kind, Node, SliceArgs};
use crate::instance::Target;
use crate::typed::{Mode, Selection, SelectionKind};
use crate::types::object::{ObjId, ObjKind, VarKind};
use crate::types::ty::{Ty, TyKind};

impl Cx<'_, '_> {
    /// The type of an expression, a tuple's first.
    pub fn ty(&self, x: &Expr) -> Ty {
        let ty = self.program().type_and_value(x.id).map_or(Ty::INVALID, |tv| self.sub(tv.ty));
        match self.program().types.kind(ty) {
            TyKind::Tuple(list) if !list.is_empty() => list[0],
            _ => ty,
        }
    }

    pub fn exprs(&mut self, list: &[Expr]) -> Vec<Node> {
        list.iter().map(|x| self.expr(x)).collect()
    }

    pub fn expr(&mut self, x: &Expr) -> Node {
        let x = x.unparen();
        let tv = self.program().type_and_value(x.id);
        if let Some(value) = tv.and_then(|tv| tv.value.as_deref().cloned()) {
            let pos = match &x.kind {
                // A constant stands where its name or literal begins.
                ExprKind::Selector(_, name) => name.pos,
                _ => x.pos,
            };
            self.spell_rune(x);
            return self.node(x.id, pos, self.ty(x), Kind::Const(value));
        }
        let ty = self.ty(x);
        match &x.kind {
            ExprKind::Ident(ident) => self.ident(x, ident, ty),
            ExprKind::FuncLit(lit) => self.func_lit(x.id, x.pos, ty, lit),
            ExprKind::CompositeLit { ty: spelled, elems } => {
                spelled.iter().for_each(|spelled| self.spell(x.id, spelled));
                self.composite(x, elems, ty)
            }
            ExprKind::Selector(inner, name) => self.selector(x, inner, name, ty),
            ExprKind::Index(inner, indices) => self.index(x, inner, indices, ty),
            ExprKind::Slice { x: inner, lo, hi, max } => {
                let mut operand = self.expr(inner);
                let of_array = matches!(self.under(operand.ty), TyKind::Array(..));
                if of_array {
                    operand = self.address(operand, true);
                }
                let mut part = |x: &Option<Box<Expr>>| x.as_ref().map(|x| self.expr(x));
                let (lo, hi, max) = (part(lo), part(hi), part(max));
                let args = SliceArgs { x: operand, lo, hi, max, of_array };
                self.node(x.id, x.pos, ty, Kind::Slice(Box::new(args)))
            }
            ExprKind::TypeAssert(inner, to) => {
                to.iter().for_each(|to| self.spell(x.id, to));
                let inner = Box::new(self.expr(inner));
                self.node(x.id, x.pos, ty, Kind::Assert(inner))
            }
            ExprKind::Call(call) => self.call(x, call, ty),
            ExprKind::Star(inner) => {
                let inner = Box::new(self.expr(inner));
                self.node(x.id, x.pos, ty, Kind::Deref(inner, false))
            }
            ExprKind::Unary(op, inner) => self.unary(x, *op, inner, ty),
            ExprKind::Binary(op, a, b) => self.binary(x, *op, a, b, ty),
            ExprKind::Paren(_)
            | ExprKind::Bad
            | ExprKind::Lit(..)
            | ExprKind::ArrayType(..)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => self.node(x.id, x.pos, ty, Kind::Nil),
        }
    }

    fn ident(&mut self, x: &Expr, ident: &Ident, ty: Ty) -> Node {
        let Some(obj) = self.program().object_of(ident.id) else {
            return self.node(x.id, x.pos, ty, Kind::Nil);
        };
        self.object(x.id, x.pos, obj, ty)
    }

    /// A use of an entity.
    fn object(&mut self, id: NodeId, pos: Pos, obj: ObjId, ty: Ty) -> Node {
        match self.program().obj(obj).kind {
            ObjKind::Var(VarKind::Global | VarKind::Field { .. }) => {
                self.node(id, pos, ty, Kind::Global(obj))
            }
            ObjKind::Var(_) => match self.vars.get(&obj) {
                Some(&var) => self.use_var(var, id, pos),
                None => self.node(id, pos, ty, Kind::Global(obj)),
            },
            ObjKind::Func(_) => {
                let args = self.instance_args(id);
                let func = self.b.func(obj, &args);
                self.node(id, pos, ty, Kind::Func(func))
            }
            _ => self.node(id, pos, ty, Kind::Nil),
        }
    }

    /// Type arguments recorded at an identifier.
    pub fn instance_args(&self, id: NodeId) -> Vec<Ty> {
        match self.program().info.instances.get(&id) {
            Some(args) => args.iter().map(|&ty| self.sub(ty)).collect(),
            None => Vec::new(),
        }
    }

    // Addresses and fields.

    /// `&x`; the variable that `x` is part of has its address taken.
    pub fn address(&mut self, x: Node, implicit: bool) -> Node {
        self.mark_addressed(&x);
        let ty = self.program().types.pointer(x.ty);
        let (id, pos) = (x.id, x.pos);
        self.node(id, pos, ty, Kind::Addr(Box::new(x), implicit))
    }

    fn mark_addressed(&mut self, x: &Node) {
        match &x.kind {
            Kind::Var(var) => self.b.trees.vars[var.0 as usize].addrtaken = true,
            Kind::Dot(inner, _) | Kind::Index(inner, _, false) => self.mark_addressed(inner),
            _ => {}
        }
    }

    /// The field at a path of indices, following embedded pointers.
    pub fn fields(&mut self, mut x: Node, path: &[u32], id: NodeId, pos: Pos) -> Node {
        for &index in path {
            let (base, pointer) = match self.program().types.as_pointer(x.ty) {
                Some(base) => (base, true),
                None => match self.under(x.ty) {
                    TyKind::Pointer(base) => (base, true),
                    _ => (x.ty, false),
                },
            };
            let TyKind::Struct(s) = self.under(base) else { return x };
            let Some(field) = s.fields.get(index as usize) else { return x };
            let inner = Box::new(x);
            let kind = match pointer {
                true => Kind::DotPtr(inner, field.name),
                false => Kind::Dot(inner, field.name),
            };
            x = self.node(id, pos, field.ty, kind);
        }
        x
    }

    fn selector(&mut self, x: &Expr, inner: &Expr, name: &Ident, ty: Ty) -> Node {
        let Some(selection) = self.program().info.selections.get(&x.id).cloned() else {
            // A name of another package.
            return match self.program().object_of(name.id) {
                Some(obj) if matches!(self.program().obj(obj).kind, ObjKind::Func(_)) => {
                    let args = self.instance_args(name.id);
                    let func = self.b.func(obj, &args);
                    self.node(x.id, x.pos, ty, Kind::Func(func))
                }
                Some(obj) => self.node(x.id, x.pos, ty, Kind::Global(obj)),
                None => self.node(x.id, x.pos, ty, Kind::Nil),
            };
        };
        match selection.kind {
            SelectionKind::Field => {
                let operand = self.expr(inner);
                self.fields(operand, &selection.path, x.id, x.pos)
            }
            SelectionKind::Method | SelectionKind::InterfaceMethod => {
                self.method_value(x, inner, name, &selection, ty)
            }
            SelectionKind::MethodExpr => self.method_expr(x, name, &selection, ty),
        }
    }

    fn method_value(
        &mut self,
        x: &Expr,
        inner: &Expr,
        name: &Ident,
        selection: &Selection,
        ty: Ty,
    ) -> Node {
        let own = self.instance_args(name.id);
        let (recv, func) = self.receiver(x, inner, selection, &own);
        let kind = Kind::MethodValue(Box::new(recv), selection.name, func);
        self.node(x.id, x.pos, ty, kind)
    }

    /// The receiver that a method is called with, and the method, `None` if only an
    /// interface or a type parameter names it.
    pub fn receiver(
        &mut self,
        x: &Expr,
        inner: &Expr,
        selection: &Selection,
        own: &[Ty],
    ) -> (Node, Option<super::FuncId>) {
        let program = self.program();
        let pkg = selection.obj.and_then(|obj| program.obj(obj).pkg).or(self.pkg);
        let operand = self.expr(inner);
        let is_param = |ty: Ty| program.types.is_type_param(ty);
        let on_param = is_param(selection.recv)
            || program.types.as_pointer(selection.recv).is_some_and(is_param);
        let Some(found) = program.find_method(operand.ty, selection.name, pkg) else {
            return (operand, None);
        };
        let mut recv = self.fields(operand, &found.path, inner.id, x.pos);
        match found.target {
            Target::Declared { method, base, by_pointer } => {
                let is_pointer = program.types.as_pointer(recv.ty).is_some();
                if by_pointer && !is_pointer {
                    recv = self.address(recv, true);
                } else if !by_pointer && is_pointer {
                    let (id, pos) = (recv.id, recv.pos);
                    recv = self.node(id, pos, base, Kind::Deref(Box::new(recv), true));
                }
                if on_param {
                    return (recv, None);
                }
                let mut args = program.base_args(base).to_vec();
                args.extend(own);
                let func = self.b.func(method, &args);
                (recv, Some(func))
            }
            Target::Interface(_) => (recv, None),
        }
    }

    fn method_expr(&mut self, x: &Expr, name: &Ident, selection: &Selection, ty: Ty) -> Node {
        let program = self.program();
        let recv = self.sub(selection.recv);
        let pkg = selection.obj.and_then(|obj| program.obj(obj).pkg).or(self.pkg);
        if let Some(found) = program.find_method(recv, selection.name, pkg)
            && let Target::Declared { method, base, by_pointer } = found.target
            && found.path.is_empty()
            && by_pointer == program.types.as_pointer(recv).is_some()
        {
            let mut args = program.base_args(base).to_vec();
            args.extend(self.instance_args(name.id));
            let func = self.b.func(method, &args);
            return self.node(x.id, x.pos, ty, Kind::Func(func));
        }
        let text = format!("{}.{}", program.types.describe_unnamed(recv, self.pkg), name.name);
        self.node(x.id, x.pos, ty, Kind::Opaque(text.into()))
    }

    fn index(&mut self, x: &Expr, inner: &Expr, indices: &[Expr], ty: Ty) -> Node {
        let inner = inner.unparen();
        let is_func = self.program().type_and_value(inner.id).is_some_and(|tv| {
            tv.mode == Mode::Value && matches!(self.program().types.under(tv.ty), TyKind::Func(_))
        });
        if is_func {
            // An instantiation.
            let mut node = self.expr(inner);
            node.ty = ty;
            return node;
        }
        let mut operand = self.expr(inner);
        let Some(index) = indices.first() else { return operand };
        let kind = match self.under(operand.ty) {
            TyKind::Map(key, _) => {
                let index = self.value(index, key);
                Kind::IndexMap(Box::new(operand), Box::new(index))
            }
            TyKind::Pointer(base) => {
                let (id, pos) = (operand.id, operand.pos);
                operand = self.node(id, pos, base, Kind::Deref(Box::new(operand), true));
                let index = self.expr(index);
                Kind::Index(Box::new(operand), Box::new(index), false)
            }
            TyKind::Array(..) => {
                let index = self.expr(index);
                Kind::Index(Box::new(operand), Box::new(index), false)
            }
            _ => {
                let index = self.expr(index);
                Kind::Index(Box::new(operand), Box::new(index), true)
            }
        };
        self.node(x.id, x.pos, ty, kind)
    }

    // Operators.

    fn unary(&mut self, x: &Expr, op: UnaryOp, inner: &Expr, ty: Ty) -> Node {
        match op {
            UnaryOp::Addr => {
                let operand = inner.unparen();
                if let ExprKind::CompositeLit { .. } = &operand.kind {
                    let lit = Box::new(self.expr(operand));
                    return self.node(x.id, x.pos, ty, Kind::PtrLit(lit));
                }
                let operand = self.expr(operand);
                let mut node = self.address(operand, false);
                (node.id, node.pos, node.ty) = (x.id, x.pos, ty);
                node
            }
            UnaryOp::Recv => {
                let operand = Box::new(self.expr(inner));
                self.node(x.id, x.pos, ty, Kind::Recv(operand))
            }
            _ => {
                let operand = Box::new(self.expr(inner));
                self.node(x.id, x.pos, ty, Kind::Unary(op, operand))
            }
        }
    }

    fn binary(&mut self, x: &Expr, op: BinaryOp, a: &Expr, b: &Expr, ty: Ty) -> Node {
        let (mut left, mut right) = (self.expr(a), self.expr(b));
        if matches!(op, BinaryOp::LogAnd | BinaryOp::LogOr) {
            return self.node(x.id, x.pos, ty, Kind::Logical(op, Box::new(left), Box::new(right)));
        }
        if op == BinaryOp::Add && self.program().types.is_string(ty) {
            let mut list = Vec::new();
            for operand in [left, right] {
                match operand.kind {
                    Kind::Concat(inner) => list.extend(inner),
                    _ => list.push(operand),
                }
            }
            return self.node(x.id, x.pos, ty, Kind::Concat(list));
        }
        if op.is_comparison() {
            // One operand may be an interface that the other implements.
            if matches!(left.kind, Kind::Nil) {
                left.ty = right.ty;
            } else if matches!(right.kind, Kind::Nil) {
                right.ty = left.ty;
            } else if self.is_interface(left.ty) && !self.is_interface(right.ty) {
                right = self.assign_conv(right, left.ty);
            } else if self.is_interface(right.ty) && !self.is_interface(left.ty) {
                left = self.assign_conv(left, right.ty);
            }
        }
        self.node(x.id, x.pos, ty, Kind::Binary(op, Box::new(left), Box::new(right)))
    }

    // Composite literals.

    pub fn composite(&mut self, x: &Expr, elems: &[Element], ty: Ty) -> Node {
        let kind = match self.under(ty) {
            TyKind::Pointer(base) => {
                // `&T` elided in an outer literal.
                let lit = Box::new(self.composite(x, elems, base));
                Kind::PtrLit(lit)
            }
            TyKind::Struct(s) => {
                let mut list = Vec::new();
                for (i, elem) in elems.iter().enumerate() {
                    let name = elem.key.as_ref().and_then(|key| key.as_ident()).map(|id| id.name);
                    let field = match name {
                        Some(name) => s.fields.iter().find(|field| field.name == name),
                        None => s.fields.get(i),
                    };
                    let field_ty = field.map_or(Ty::INVALID, |field| field.ty);
                    list.push(self.element(&elem.value, field_ty));
                }
                Kind::StructLit(list)
            }
            TyKind::Array(elem_ty, _) => Kind::ArrayLit(
                elems.iter().map(|elem| self.element(&elem.value, elem_ty)).collect(),
            ),
            TyKind::Slice(elem_ty) => {
                let len = self.literal_len(elems);
                let list = elems.iter().map(|elem| self.element(&elem.value, elem_ty)).collect();
                Kind::SliceLit(list, false, len)
            }
            TyKind::Map(key_ty, elem_ty) => {
                let mut list = Vec::new();
                for elem in elems {
                    let Some(key) = &elem.key else { continue };
                    let key = self.element(key, key_ty);
                    list.push((key, self.element(&elem.value, elem_ty)));
                }
                Kind::MapLit(list)
            }
            _ => Kind::Nil,
        };
        self.node(x.id, x.pos, ty, kind)
    }

    fn element(&mut self, x: &Expr, ty: Ty) -> Node {
        self.value(x, ty)
    }

    /// The length of an array or slice literal.
    fn literal_len(&self, elems: &[Element]) -> u64 {
        let mut next = 0;
        let mut len = 0;
        for elem in elems {
            let key = elem.key.as_ref().and_then(|key| self.program().type_and_value(key.id));
            if let Some(index) = key.and_then(|tv| tv.value.as_ref()?.to_int().to_u64()) {
                next = index;
            }
            next += 1;
            len = len.max(next);
        }
        len
    }
}
