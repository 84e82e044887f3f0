//! Interface values: conversion to them, assertions, their words.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::Expr;

use super::builder::Reg;
use super::func::FuncCx;
use super::place::Place;
use super::repr::Part;
use crate::escape::SiteKind;
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    /// Whether the type is an interface.
    pub fn is_interface(&self, ty: Ty) -> bool {
        matches!(self.under_ty(ty), TyKind::Interface(_))
    }

    /// Whether an interface type has no methods, so that word 0 is a type and not an itab.
    pub fn is_empty_interface(&self, ty: Ty) -> bool {
        self.lw.program.types.type_set(ty).methods.is_empty()
    }

    /// Puts an expression into registers as a value of interface type `target`.
    pub fn value_to_interface(&mut self, x: &Expr, target: Ty, dst: Reg) {
        let from = self.ty(x);
        if self.is_interface(from) {
            let value = self.value(x);
            self.at(x.pos);
            return self.convert_interface(value, from, target, dst);
        }
        // The data word first: the value may be what `dst` still holds.
        let layout = self.layout(from);
        let known = || {
            let x = x.unparen();
            x.as_ident().and_then(|_| self.lw.facts.known_constant(self.act.copy, x.id))
        };
        if let Some(value) = self.const_of(x).or_else(known) {
            self.static_data(&value, from, dst.at(1));
        } else if !layout.is_direct()
            && let Some(idx) = self.static_value(x, from)
        {
            self.at(x.pos);
            self.b.ai(Op::LdkAddr, dst.at(1).0, idx);
        } else if layout.is_direct() && layout.is_split() {
            self.expr_into(x, dst.at(1));
        } else {
            let place = if layout.is_split() { Place::Reg(self.value(x)) } else { self.place(x) };
            self.at(x.pos);
            match self.site(x.unparen().id, SiteKind::Boxed) {
                Some(keep) if !layout.is_direct() => {
                    let ptr = self.b.alloc(1);
                    self.frame_memory(from, keep, ptr);
                    self.copy(&Place::Mem { ptr, offset: 0 }, &place, from);
                    self.b.mov(dst.at(1), ptr, 1);
                }
                _ => self.data_word(&place, from, dst.at(1)),
            }
        }
        self.type_word(from, target, dst);
    }

    /// Puts the value at a place into registers as a value of interface type `target`.
    pub fn place_to_interface(&mut self, place: &Place, from: Ty, target: Ty, dst: Reg) {
        if self.is_interface(from) {
            let value = self.load(place, from);
            return self.convert_interface(value, from, target, dst);
        }
        let place =
            if self.layout(from).is_split() { Place::Reg(self.load(place, from)) } else { *place };
        self.data_word(&place, from, dst.at(1));
        self.type_word(from, target, dst);
    }

    /// Word 0 of an interface of type `target` that holds a concrete type.
    pub fn type_word(&mut self, concrete: Ty, target: Ty, dst: Reg) {
        self.lw.mark_dynamic(concrete);
        if self.is_empty_interface(target) {
            let idx = self.lw.type_idx(concrete);
            self.b.ai(Op::Ldtype, dst.0, idx.0);
        } else {
            let idx = self.lw.itab(target, concrete);
            self.b.ai(Op::Lditab, dst.0, idx.0);
        }
    }

    /// The data word for a constant: static memory, as Go does.
    fn static_data(&mut self, value: &crate::types::constant::Const, ty: Ty, dst: Reg) {
        match self.basic(ty) {
            Some(basic) if basic.is_string() => {
                let idx = self.lw.string_idx(value.bytes());
                self.b.ai(Op::LdstrAddr, dst.0, idx);
            }
            Some(basic) if !basic.is_complex() && basic != Basic::UnsafePointer => {
                if let Some(bits) = self.const_bits(value, ty) {
                    let idx = self.lw.const_idx(bits);
                    self.b.ai(Op::LdkAddr, dst.0, idx);
                }
            }
            Some(Basic::UnsafePointer) => {
                let reg = self.temp(ty);
                self.const_into(value, ty, reg);
                self.data_word(&Place::Reg(reg), ty, dst);
            }
            _ => {
                let idx = self.static_constant(value, ty);
                self.b.ai(Op::LdkAddr, dst.0, idx);
            }
        }
    }

    /// The data word of an interface that holds the value at a place.
    pub fn data_word(&mut self, place: &Place, ty: Ty, dst: Reg) {
        let layout = self.layout(ty);
        if layout.is_direct() {
            return self.load_words(place, ty, dst);
        }
        let idx = self.lw.type_idx(ty);
        if layout.size == 0 {
            return self.b.ai(Op::New, dst.0, idx.0);
        }
        let op = match layout.single() {
            Some(Part::I8 | Part::U8) => Op::Box8,
            Some(Part::I16 | Part::U16) => Op::Box16,
            Some(Part::I32 | Part::U32) => Op::Box32,
            Some(Part::W64) => Op::Box64,
            Some(Part::Str) => Op::BoxStr,
            Some(Part::Slice) => Op::BoxSlice,
            Some(Part::Ptr | Part::Iface) | None => {
                let ptr = self.b.alloc(1);
                if layout.is_split() {
                    // Parts: into a new object, one by one.
                    let value = self.load(place, ty);
                    self.b.ai(Op::New, ptr.0, idx.0);
                    self.store_words(&Place::Mem { ptr, offset: 0 }, ty, value);
                    self.b.mov(dst, ptr, 1);
                } else {
                    let from = self.pointer_to(place, ty);
                    self.b.ab(Op::BoxMem, dst, from);
                    self.b.x2(idx.0, 0);
                }
                return;
            }
        };
        let value = self.load(place, ty);
        // Of a struct of one such field, the field's type: what is allocated is the same.
        let field = self.single_field(ty);
        let idx = self.lw.type_idx(field);
        self.b.ab(op, dst, value);
        self.b.x2(idx.0, 0);
    }

    /// The type of the only field with a size, followed through structs.
    fn single_field(&self, mut ty: Ty) -> Ty {
        while let TyKind::Struct(s) = self.under_ty(ty) {
            match s.fields.iter().find(|field| self.layout(field.ty).size > 0) {
                Some(field) => ty = field.ty,
                None => break,
            }
        }
        ty
    }

    /// The dynamic type of an interface value, 0 for nil.
    pub fn dynamic_type(&mut self, value: Reg, ty: Ty) -> Reg {
        if self.is_empty_interface(ty) {
            return value;
        }
        let dst = self.b.alloc(1);
        self.b.ab(Op::Itabtype, dst, value);
        dst
    }

    /// Converts an interface value to another interface type that it implements.
    pub fn convert_interface(&mut self, value: Reg, from: Ty, target: Ty, dst: Reg) {
        let types = &self.lw.program.types;
        if types.identical(types.underlying(from), types.underlying(target)) {
            return self.b.mov(dst, value, 2);
        }
        if self.is_empty_interface(target) {
            if self.is_empty_interface(from) {
                return self.b.mov(dst, value, 2);
            }
            if dst == value {
                return self.b.ab(Op::Itabtype, dst, value);
            }
            self.b.mov(dst.at(1), value.at(1), 1);
            self.b.ab(Op::Itabtype, dst, value);
            return;
        }
        let ty = self.dynamic_type(value, from);
        let idx = self.lw.type_idx(target);
        self.b.rrr(Op::Conviface, dst, ty, value.at(1));
        self.b.x2(idx.0, 0);
    }

    /// `x.(T)` with one result or, if the node is a pair, two.
    pub fn type_assert(&mut self, x: &Expr, inner: &Expr, dst: Reg) {
        let ty = self.ty(x);
        match self.lw.program.types.kind(ty) {
            TyKind::Tuple(list) => {
                let ok = dst.at(self.words(list[0]));
                self.assert2(x, inner, list[0], dst, ok);
            }
            _ => self.assert(x, inner, ty, dst),
        }
    }

    fn assert(&mut self, x: &Expr, inner: &Expr, target: Ty, dst: Reg) {
        let from = self.ty(inner);
        let value = self.value(inner);
        self.at(x.pos);
        let ty = self.dynamic_type(value, from);
        let want = self.lw.type_idx(target);
        let have = self.lw.type_idx(from);
        if self.is_interface(target) {
            self.b.rrr(Op::Assertiface, dst, ty, value.at(1));
            self.b.x2(want.0, have.0);
            if self.is_empty_interface(target) {
                self.b.ab(Op::Mov, dst, ty);
            }
            return;
        }
        self.b.a(Op::Asserttype, ty);
        self.b.x2(want.0, have.0);
        self.unbox(value.at(1), target, dst);
    }

    /// `x.(T)` with success in `ok`; the value is zero on failure.
    pub fn assert2(&mut self, x: &Expr, inner: &Expr, target: Ty, dst: Reg, ok: Reg) {
        let from = self.ty(inner);
        let value = self.value(inner);
        self.at(x.pos);
        let ty = self.dynamic_type(value, from);
        self.assert2_value(value, ty, target, dst, ok);
    }

    /// The same for an interface in registers with its dynamic type.
    pub fn assert2_value(&mut self, value: Reg, ty: Reg, target: Ty, dst: Reg, ok: Reg) {
        let want = self.lw.type_idx(target);
        if self.is_interface(target) {
            let triple = if ok == dst.at(2) { dst } else { self.b.alloc(3) };
            self.b.rrr(Op::Assertiface2, triple, ty, value.at(1));
            self.b.x2(want.0, 0);
            if self.is_empty_interface(target) {
                self.b.ab(Op::Mov, triple, ty);
            }
            self.b.mov(dst, triple, 2);
            self.b.mov(ok, triple.at(2), 1);
            return;
        }
        let (fail, end) = (self.b.label(), self.b.label());
        // `value` may be the variable that is assigned; the outcome is kept aside.
        let same = self.b.alloc(1);
        self.b.ab(Op::Istype, same, ty);
        self.b.x2(want.0, 0);
        self.branch_on(same, false, fail);
        self.unbox(value.at(1), target, dst);
        self.b.ai(Op::Ldi, ok.0, 1);
        self.b.jmp(end);
        self.b.bind(fail);
        self.b.zero(dst, self.words(target));
        self.b.ai(Op::Ldi, ok.0, 0);
        self.b.bind(end);
    }

    /// The value of a concrete type that an interface's data word stands for.
    pub fn unbox(&mut self, data: Reg, ty: Ty, dst: Reg) {
        let layout = self.layout(ty);
        if layout.is_direct() {
            return self.b.mov(dst, data, 1);
        }
        if layout.words > 0 {
            self.load_words(&Place::Mem { ptr: data, offset: 0 }, ty, dst);
        }
    }
}
