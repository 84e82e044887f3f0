//! Expressions: the value of each form in registers.
//!
//! [`FuncCx::value`] gives registers that hold an expression's value, a variable's own if
//! the expression is one; [`FuncCx::expr_into`] puts it into given registers, which the
//! expression itself must not read (assignments see to that); [`FuncCx::convert_value`]
//! and [`FuncCx::convert_into`] also make it assignable to a type.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::BUFFER_BYTES;
use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

use super::builder::Reg;
use super::func::{FuncCx, Var};
use super::num::Num;
use super::place::Place;
use crate::typed::{Mode, SelectionKind};
use crate::types::constant::Const;
use crate::types::object::{Builtin, ObjId, ObjKind};
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    // Constants.

    /// The constant value of an expression.
    pub fn const_of(&self, x: &Expr) -> Option<Const> {
        let tv = self.info(x)?;
        if let Some(value) = &tv.value {
            return Some(Const::clone(value));
        }
        if self.inline_depth > 0 { self.inlined_const(x) } else { None }
    }

    /// The basic type that numbers, strings and booleans of the type have.
    pub fn basic(&self, ty: Ty) -> Option<Basic> {
        match self.under_ty(ty) {
            TyKind::Basic(basic) => Some(basic),
            _ => None,
        }
    }

    /// The arithmetic kind of a type.
    pub fn num(&self, ty: Ty) -> Option<Num> {
        self.basic(ty).and_then(Num::of)
    }

    /// A constant number or boolean as its register holds it, if it takes one register.
    pub fn const_bits(&self, value: &Const, ty: Ty) -> Option<u64> {
        let basic = self.basic(ty)?;
        if basic.is_boolean() {
            return Some(u64::from(value.bool_value()));
        }
        let num = Num::of(basic)?;
        Some(match num {
            Num::F64 => value.to_float().to_f64().to_bits(),
            Num::F32 => u64::from(value.to_float().to_f32().to_bits()),
            _ => num.wrap(value.to_int().low_bits()),
        })
    }

    /// The bits of a constant expression of integer, float or boolean type.
    pub fn bits_of(&self, x: &Expr) -> Option<u64> {
        self.const_bits(&self.const_of(x)?, self.ty(x))
    }

    /// The value of a constant integer expression that fits a signed 16-bit immediate.
    pub fn imm16(&self, x: &Expr) -> Option<i16> {
        let ty = self.ty(x);
        if !self.num(ty)?.is_int() {
            return None;
        }
        i16::try_from(self.bits_of(x)? as i64).ok()
    }

    /// Puts 64 bits into a register.
    pub fn load_bits(&mut self, bits: u64, dst: Reg) {
        match i32::try_from(bits as i64) {
            Ok(imm) => self.b.ai(Op::Ldi, dst.0, imm as u32),
            Err(_) => {
                let idx = self.lw.const_idx(bits);
                self.b.ai(Op::Ldk, dst.0, idx);
            }
        }
    }

    /// Puts a constant of the type into registers.
    pub fn const_into(&mut self, value: &Const, ty: Ty, dst: Reg) {
        match self.basic(ty) {
            Some(basic) if basic.is_string() => {
                let idx = self.lw.string_idx(value.bytes());
                self.b.ai(Op::Ldstr, dst.0, idx);
            }
            Some(basic) if basic.is_complex() => {
                let (re, im) = (value.to_complex().real(), value.to_complex().imag());
                let part = if basic == Basic::Complex64 { Ty::FLOAT32 } else { Ty::FLOAT64 };
                for (word, value) in [re, im].iter().enumerate() {
                    if let Some(bits) = self.const_bits(value, part) {
                        self.load_bits(bits, dst.at(word as u16));
                    }
                }
            }
            Some(Basic::UnsafePointer) => self.b.zero(dst, 1),
            _ => {
                if let Some(bits) = self.const_bits(value, ty) {
                    self.load_bits(bits, dst);
                } else {
                    // nil of any kind.
                    self.b.zero(dst, self.words(ty));
                }
            }
        }
    }

    /// Whether the expression is `nil`.
    pub fn is_nil(&self, x: &Expr) -> bool {
        self.info(x.unparen()).is_some_and(|tv| {
            tv.mode == Mode::Nil || tv.value.is_none() && tv.ty == Ty::UNTYPED_NIL
        })
    }

    /// The entity that an expression names, if it is a (qualified) name.
    pub fn named_object(&self, x: &Expr) -> Option<ObjId> {
        match &x.unparen().kind {
            ExprKind::Ident(ident) => self.lw.program.object_of(ident.id),
            ExprKind::Selector(_, name)
                if !self.lw.program.info.selections.contains_key(&x.unparen().id) =>
            {
                self.lw.program.object_of(name.id)
            }
            ExprKind::Index(inner, _) => {
                // An explicit instantiation names the generic function.
                let obj = self.named_object(inner)?;
                matches!(self.lw.program.obj(obj).kind, ObjKind::Func(_)).then_some(obj)
            }
            _ => None,
        }
    }

    // Values.

    /// Registers that hold the value: the variable's own, or a temporary.
    pub fn value(&mut self, x: &Expr) -> Reg {
        if let Some(&reg) = self.act.ready.get(&x.id) {
            return reg;
        }
        if self.const_of(x).is_some() {
            let dst = self.temp(self.ty(x));
            self.expr_into(x, dst);
            return dst;
        }
        match &x.kind {
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Ident(_)
            | ExprKind::Selector(..)
            | ExprKind::Index(..)
            | ExprKind::Star(_)
                if self.is_place(x) =>
            {
                let place = self.place(x);
                let ty = self.ty(x);
                self.at(x.pos);
                self.load(&place, ty)
            }
            ExprKind::Call(call) => self.call_value(x, call),
            _ => {
                let dst = self.temp(self.ty(x));
                self.expr_into(x, dst);
                dst
            }
        }
    }

    /// Whether [`FuncCx::place`] finds the expression's value without computing one.
    pub fn is_place(&self, x: &Expr) -> bool {
        match &x.kind {
            ExprKind::Paren(inner) => self.is_place(inner),
            ExprKind::Star(_) => true,
            ExprKind::Ident(_) => self
                .named_object(x)
                .is_some_and(|obj| matches!(self.lw.program.obj(obj).kind, ObjKind::Var(_))),
            ExprKind::Selector(..) => match self.lw.program.info.selections.get(&x.id) {
                Some(selection) => selection.kind == SelectionKind::Field,
                None => self
                    .named_object(x)
                    .is_some_and(|obj| matches!(self.lw.program.obj(obj).kind, ObjKind::Var(_))),
            },
            ExprKind::Index(inner, _) => {
                matches!(
                    self.under(inner),
                    TyKind::Slice(_) | TyKind::Array(..) | TyKind::Pointer(_)
                ) || self.basic(self.ty(inner)).is_some_and(Basic::is_string)
            }
            _ => false,
        }
    }

    /// Puts the value into registers from `dst` on. `dst` is written last, unless the value
    /// is made of several parts.
    pub fn expr_into(&mut self, x: &Expr, dst: Reg) {
        let ty = self.ty(x);
        if let Some(&reg) = self.act.ready.get(&x.id) {
            return self.b.mov(dst, reg, self.words(ty));
        }
        if let Some(value) = self.const_of(x) {
            return self.const_into(&value, ty, dst);
        }
        if self.is_nil(x) {
            return self.b.zero(dst, self.words(ty));
        }
        self.at(x.pos);
        match &x.kind {
            ExprKind::Paren(inner) => self.expr_into(inner, dst),
            _ if self.is_place(x) => {
                let place = self.place(x);
                self.at(x.pos);
                self.load_words(&place, ty, dst);
            }
            ExprKind::Ident(_) => match self.named_object(x) {
                Some(obj) => self.func_value(x, obj, dst),
                None => self.not_yet(x, "this name"),
            },
            ExprKind::Selector(inner, _) => match self.lw.program.info.selections.get(&x.id) {
                Some(selection) => self.method_value(x, inner, selection, dst),
                None => match self.named_object(x) {
                    Some(obj) => self.func_value(x, obj, dst),
                    None => self.not_yet(x, "this name"),
                },
            },
            ExprKind::Index(inner, indices) => {
                if let TyKind::Map(key, elem) = self.under(inner) {
                    self.map_get(x, inner, &indices[0], (key, elem), dst, false);
                } else if let Some(obj) = self.named_object(x) {
                    self.func_value(x, obj, dst);
                } else if let ExprKind::Selector(base, _) = &inner.unparen().kind
                    && let Some(selection) =
                        self.lw.program.info.selections.get(&inner.unparen().id)
                {
                    // A generic method, instantiated explicitly.
                    self.method_value(inner.unparen(), base, selection, dst);
                } else {
                    self.not_yet(x, "this index expression");
                }
            }
            ExprKind::Slice { x: inner, lo, hi, max } => {
                self.slice_expr(x, inner, lo.as_deref(), hi.as_deref(), max.as_deref(), dst);
            }
            ExprKind::TypeAssert(inner, _) => self.type_assert(x, inner, dst),
            ExprKind::Call(call) => self.call_into(x, call, dst),
            ExprKind::CompositeLit { elems, .. } => self.composite_into(x, elems, ty, dst),
            ExprKind::FuncLit(lit) => self.func_lit(x, lit, dst),
            ExprKind::Unary(op, inner) => self.unary(x, *op, inner, dst),
            ExprKind::Binary(op, a, b) => self.binary_into(x, *op, a, b, dst),
            ExprKind::Star(_)
            | ExprKind::Lit(..)
            | ExprKind::Bad
            | ExprKind::ArrayType(..)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => self.not_yet(x, "this expression"),
        }
    }

    /// Reports an expression that cannot be lowered.
    pub fn not_yet(&mut self, x: &Expr, what: &str) {
        self.lw.unsupported(x.pos, what);
    }

    fn binary_into(&mut self, x: &Expr, op: BinaryOp, a: &Expr, b: &Expr, dst: Reg) {
        match op {
            BinaryOp::LogAnd | BinaryOp::LogOr => self.bool_into(x, dst),
            _ if op.is_comparison() => self.compare_into(x, op, a, b, dst),
            _ if op.is_shift() => self.shift(op, a, b, self.ty(x), dst),
            _ if self.basic(self.ty(x)).is_some_and(Basic::is_string) => {
                let buffer = self.bytes_buffer(x.id, BUFFER_BYTES);
                self.concat(x.pos, a, b, buffer, dst);
            }
            _ => self.arith(x.pos, self.ty(x), op, (a, b), dst),
        }
    }

    /// A condition's value, by way of jumps.
    pub fn bool_into(&mut self, x: &Expr, dst: Reg) {
        let (end, no) = (self.b.label(), self.b.label());
        self.branch(x, false, no);
        self.b.ai(Op::Ldi, dst.0, 1);
        self.b.jmp(end);
        self.b.bind(no);
        self.b.ai(Op::Ldi, dst.0, 0);
        self.b.bind(end);
    }

    fn unary(&mut self, x: &Expr, op: UnaryOp, inner: &Expr, dst: Reg) {
        let ty = self.ty(x);
        match op {
            UnaryOp::Plus => self.expr_into(inner, dst),
            UnaryOp::Not => {
                let value = self.value(inner);
                self.b.abc(Op::Xori, dst.0, value.0, 1);
            }
            UnaryOp::Neg => {
                let value = self.value(inner);
                match self.num(ty) {
                    Some(num) => self.b.ab(num.neg(), dst, value),
                    None => self.complex_neg(ty, value, dst),
                }
            }
            UnaryOp::BitNot => {
                let value = self.value(inner);
                if let Some(num) = self.num(ty) {
                    self.b.ab(num.not(), dst, value);
                }
            }
            UnaryOp::Addr => self.address_into(x, inner, dst),
            UnaryOp::Recv => self.receive(x, inner, Some(dst), None),
            UnaryOp::Tilde => self.not_yet(x, "~"),
        }
    }

    /// `&x`
    fn address_into(&mut self, x: &Expr, inner: &Expr, dst: Reg) {
        let inner = inner.unparen();
        if let ExprKind::CompositeLit { elems, .. } = &inner.kind {
            let ty = self.ty(inner);
            return self.composite_address(x, inner, elems, ty, dst);
        }
        let first = self.b.next();
        let reg = self.address_of(inner);
        self.b.mov_temp(dst, reg, first);
    }

    // Assignability.

    /// The value of an expression as a value of `target`, to which it is assignable.
    pub fn convert_value(&mut self, x: &Expr, target: Ty) -> Reg {
        if self.needs_conversion(x, target) {
            let dst = self.temp(target);
            self.convert_into(x, target, dst);
            dst
        } else {
            self.value(x)
        }
    }

    /// Puts the value as a value of `target` into registers.
    pub fn convert_into(&mut self, x: &Expr, target: Ty, dst: Reg) {
        if self.is_nil(x) {
            return self.b.zero(dst, self.words(target));
        }
        if !self.needs_conversion(x, target) {
            return self.expr_into(x, dst);
        }
        self.value_to_interface(x, target, dst);
    }

    /// Whether an expression assigned to a variable of the type changes representation.
    pub fn needs_conversion(&self, x: &Expr, target: Ty) -> bool {
        if self.is_nil(x) {
            return true;
        }
        let types = &self.lw.program.types;
        if !matches!(types.under(target), TyKind::Interface(_)) {
            return false;
        }
        let from = self.ty(x);
        if !matches!(types.under(from), TyKind::Interface(_)) {
            return true;
        }
        !types.identical(types.underlying(from), types.underlying(target))
    }

    /// Stores an expression at a place of a type to which it is assignable.
    pub fn store_expr(&mut self, x: &Expr, place: &Place, ty: Ty) {
        match *place {
            Place::Blank => self.discard(x, ty),
            Place::Reg(dst) if self.writes_last(x) => self.convert_into(x, ty, dst),
            _ if self.is_zero_literal(x)
                && !matches!(place, Place::Reg(_))
                && !self.needs_conversion(x, ty) =>
            {
                self.store_zero(place, ty);
            }
            _ => {
                let layout = self.layout(ty);
                if layout.is_split() || self.needs_conversion(x, ty) {
                    let value = self.convert_value(x, ty);
                    return self.store_words(place, ty, value);
                }
                let from = self.place(x);
                self.copy(place, &from, ty);
            }
        }
    }

    /// Whether an expression is `T{}` of a struct or array type.
    fn is_zero_literal(&self, x: &Expr) -> bool {
        match &x.unparen().kind {
            ExprKind::CompositeLit { elems, .. } => {
                elems.is_empty() && matches!(self.under(x), TyKind::Struct(_) | TyKind::Array(..))
            }
            _ => false,
        }
    }

    /// Evaluates an expression for its effects.
    pub fn discard(&mut self, x: &Expr, ty: Ty) {
        if ty == Ty::INVALID || self.is_nil(x) || !self.needs_conversion(x, ty) {
            self.evaluate(x);
        } else {
            self.convert_value(x, ty);
        }
    }

    /// Evaluates an expression whose value is not used.
    pub fn evaluate(&mut self, x: &Expr) {
        if self.const_of(x).is_some() || self.is_nil(x) {
            return;
        }
        if self.layout(self.ty(x)).is_split() {
            self.value(x);
        } else {
            let place = self.place(x);
            match place {
                Place::Mem { ptr, .. } => self.b.a(Op::Nilcheck, ptr),
                _ => {
                    let ty = self.ty(x);
                    self.pointer_to(&place, ty);
                }
            }
        }
    }

    /// Whether [`FuncCx::expr_into`] writes its destination only after all variables of the
    /// expression are read, so that it may be a variable that the expression reads.
    /// Operands are never computed in the destination; only values that are put together
    /// from parts are in danger.
    pub fn writes_last(&self, x: &Expr) -> bool {
        let is_complex = || self.basic(self.ty(x)).is_some_and(Basic::is_complex);
        match &x.unparen().kind {
            ExprKind::CompositeLit { .. } => false,
            ExprKind::Unary(UnaryOp::Addr, inner) => self.writes_last(inner),
            ExprKind::Binary(..) | ExprKind::Unary(..) => !is_complex(),
            ExprKind::Call(call) => match self.info(&call.fun).map(|tv| tv.mode) {
                Some(Mode::Builtin(Builtin::Min | Builtin::Max | Builtin::Complex)) => false,
                Some(Mode::Type) => {
                    !is_complex() && call.args.iter().all(|arg| self.writes_last(arg))
                }
                _ => true,
            },
            _ => true,
        }
    }

    /// The function value of a declared function.
    pub fn func_value(&mut self, x: &Expr, obj: ObjId, dst: Reg) {
        let args = self.instance_args(x);
        let idx = self.lw.decl_func(obj, &args);
        self.b.ai(Op::Ldfunc, dst.0, idx.0);
    }

    /// Type arguments of the generic function that an expression names.
    pub fn instance_args(&self, x: &Expr) -> Vec<Ty> {
        let id = match &x.unparen().kind {
            ExprKind::Ident(ident) => ident.id,
            ExprKind::Selector(_, name) => name.id,
            ExprKind::Index(inner, _) => return self.instance_args(inner),
            _ => return Vec::new(),
        };
        match self.lw.program.info.instances.get(&id) {
            Some(args) => args.iter().map(|&ty| self.sub(ty)).collect(),
            None => Vec::new(),
        }
    }

    /// A variable bound to a constant by inlining.
    pub fn bound_const(&self, obj: ObjId) -> Option<Const> {
        match self.act.vars.get(&obj)? {
            Var::Const(value) => Some(value.clone()),
            Var::Reg(_) | Var::Region(_) | Var::Memory(_) => None,
        }
    }
}
