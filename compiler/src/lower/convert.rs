//! Explicit conversions `T(x)`.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{BUFFER_BYTES, BUFFER_RUNES};
use minigo_syntax::ast::{Expr, ExprKind};

use super::buffer::NO_BUFFER;
use super::builder::Reg;
use super::func::FuncCx;
use super::num::Num;
use super::place::Place;
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    /// `T(arg)` where `T` is the type of `x`.
    pub fn conversion(&mut self, x: &Expr, arg: &Expr, dst: Reg) {
        let (from, to) = (self.ty(arg), self.ty(x));
        if self.is_nil(arg) {
            return self.b.zero(dst, self.words(to));
        }
        // A constant converted to a type parameter's argument; other conversions of
        // constants are constants themselves.
        if let Some(value) = self.const_of(arg)
            && let Some(value) = self.basic(to).and_then(|basic| value.represent(basic))
        {
            return self.const_into(&value, to, dst);
        }
        let (under_from, under_to) = (self.under_ty(from), self.under_ty(to));
        if matches!(under_to, TyKind::Interface(_)) {
            return self.convert_into(arg, to, dst);
        }
        match (&under_from, &under_to) {
            (TyKind::Basic(a), TyKind::Basic(b)) => self.basic_conversion(x, arg, *a, *b, dst),
            (TyKind::Slice(elem), TyKind::Basic(b)) if b.is_string() => {
                let value = self.value(arg);
                let bytes = self.layout(*elem).size == 1;
                let buffer = self.bytes_buffer(x.id, BUFFER_BYTES);
                self.b.ab(if bytes { Op::StrBytes } else { Op::StrRunes }, dst, value);
                self.b.x4(buffer, 0, 0, 0);
            }
            (TyKind::Basic(a), TyKind::Slice(elem)) if a.is_string() => {
                let value = self.value(arg);
                let bytes = self.layout(*elem).size == 1;
                if bytes && self.lw.facts.is_read_only(self.act.copy, x.id) {
                    // The string's bytes, but what comes of an empty string is not nil.
                    let text = self.b.alloc(2);
                    self.b.mov(text, value, 2);
                    let (nil, done) = (self.b.label(), self.b.label());
                    self.b.jump_ab(Op::Jeqi, text.0, 0, nil);
                    self.b.mov(dst, text, 2);
                    self.b.mov(dst.at(2), text.at(1), 1);
                    self.b.jmp(done);
                    self.b.bind(nil);
                    self.b.ab(Op::BytesStr, dst, text);
                    self.b.x4(NO_BUFFER, 0, 0, 0);
                    return self.b.bind(done);
                }
                if bytes && let Some(text) = self.const_of(arg) {
                    return self.constant_bytes(x, text.bytes().len() as u64, value, dst);
                }
                let size = if bytes { BUFFER_BYTES } else { BUFFER_RUNES * 4 };
                let buffer = self.bytes_buffer(x.id, size);
                self.b.ab(if bytes { Op::BytesStr } else { Op::RunesStr }, dst, value);
                self.b.x4(buffer, 0, 0, 0);
            }
            (TyKind::Basic(a), TyKind::Pointer(_)) if *a == Basic::UnsafePointer => {
                self.expr_into(arg, dst);
            }
            (TyKind::Slice(_), TyKind::Pointer(base)) => {
                if let TyKind::Array(_, len) = self.under_ty(*base) {
                    let value = self.value(arg);
                    self.b.ab(Op::Slicetoarray, dst, value);
                    self.b.x2(len as u32, 0);
                }
            }
            (TyKind::Slice(_), TyKind::Array(_, len)) => {
                let value = self.value(arg);
                let ptr = self.b.alloc(1);
                self.b.ab(Op::Slicetoarray, ptr, value);
                self.b.x2(*len as u32, 0);
                if *len > 0 {
                    self.load_words(&Place::Mem { ptr, offset: 0 }, to, dst);
                }
            }
            _ => self.expr_into(arg, dst),
        }
    }

    fn basic_conversion(&mut self, x: &Expr, arg: &Expr, from: Basic, to: Basic, dst: Reg) {
        let kinds = (Num::of(from), Num::of(to));
        match kinds {
            _ if from == Basic::UnsafePointer && to == Basic::Uintptr => {
                let value = self.value(arg);
                self.b.ab(Op::CvtPtrInt, dst, value);
            }
            _ if to == Basic::UnsafePointer && from == Basic::Uintptr => {
                let value = self.value(arg);
                self.b.ab(Op::CvtIntPtr, dst, value);
            }
            (Some(from), Some(to)) => self.number_conversion(x, arg, from, to, dst),
            (Some(num), None) if to.is_string() => {
                let value = self.value(arg);
                let _ = num;
                let buffer = self.bytes_buffer(x.id, BUFFER_BYTES);
                self.b.ab(Op::StrRune, dst, value);
                self.b.x4(buffer, 0, 0, 0);
            }
            _ if from.is_complex() && to.is_complex() => {
                let value = self.value(arg);
                let wide = |basic| matches!(basic, Basic::Complex128 | Basic::UntypedComplex);
                match (wide(from), wide(to)) {
                    (false, true) => {
                        self.b.ab(Op::CvtF32F64, dst, value);
                        self.b.ab(Op::CvtF32F64, dst.at(1), value.at(1));
                    }
                    (true, false) => {
                        self.b.ab(Op::CvtF64F32, dst, value);
                        self.b.ab(Op::CvtF64F32, dst.at(1), value.at(1));
                    }
                    _ => self.b.mov(dst, value, 2),
                }
            }
            _ => self.expr_into(arg, dst),
        }
    }

    fn number_conversion(&mut self, x: &Expr, arg: &Expr, from: Num, to: Num, dst: Reg) {
        let _ = x;
        // A conversion that changes no bits, or whose truncation a later one repeats.
        if from == to || from.is_int() && to.is_int() && to.includes(from) {
            return self.expr_into(arg, dst);
        }
        let value = self.value(arg);
        self.convert_number(value, from, to, dst);
    }

    /// Converts a number in a register.
    pub fn convert_number(&mut self, value: Reg, from: Num, to: Num, dst: Reg) {
        match (from, to) {
            (Num::F32, Num::F64) => self.b.ab(Op::CvtF32F64, dst, value),
            (Num::F64, Num::F32) => self.b.ab(Op::CvtF64F32, dst, value),
            _ if from.is_float() && to.is_float() => self.b.mov(dst, value, 1),
            _ if from.is_float() => {
                let wide = from == Num::F64;
                let op = match to {
                    Num::U64 if wide => Op::CvtF64U64,
                    Num::U64 => Op::CvtF32U64,
                    Num::I64 | Num::U32 if wide => Op::CvtF64I64,
                    Num::I64 | Num::U32 => Op::CvtF32I64,
                    _ if wide => Op::CvtF64I32,
                    _ => Op::CvtF32I32,
                };
                self.b.ab(op, dst, value);
                if let Some(op) = to.truncate()
                    && to != Num::I32
                {
                    self.b.ab(op, dst, dst);
                }
            }
            _ if to.is_float() => {
                let op = match (from == Num::U64, to == Num::F64) {
                    (false, true) => Op::CvtI64F64,
                    (true, true) => Op::CvtU64F64,
                    (false, false) => Op::CvtI64F32,
                    (true, false) => Op::CvtU64F32,
                };
                self.b.ab(op, dst, value);
            }
            _ if to.includes(from) => self.b.mov(dst, value, 1),
            _ => match to.truncate() {
                Some(op) => self.b.ab(op, dst, value),
                None => self.b.mov(dst, value, 1),
            },
        }
    }

    /// Whether a call is a conversion that leaves its operand as it is in registers.
    pub fn is_plain_conversion(&self, x: &Expr) -> bool {
        let ExprKind::Call(call) = &x.unparen().kind else { return false };
        let [arg] = &call.args[..] else { return false };
        if self.is_nil(arg) || self.const_of(x).is_some() {
            return false;
        }
        let (from, to) = (self.ty(arg), self.ty(x));
        match (self.under_ty(from), self.under_ty(to)) {
            (TyKind::Basic(a), TyKind::Basic(b)) => match (Num::of(a), Num::of(b)) {
                (Some(a), Some(b)) => a == b || a.is_int() && b.is_int() && b.includes(a),
                _ => a == b,
            },
            (a, b) => {
                std::mem::discriminant(&a) == std::mem::discriminant(&b)
                    && !self.needs_conversion(arg, to)
            }
        }
    }

    /// The type of elements of a slice or array, or of an array pointer.
    pub fn elem_type(&self, ty: Ty) -> Option<Ty> {
        match self.under_ty(ty) {
            TyKind::Slice(elem) | TyKind::Array(elem, _) => Some(elem),
            TyKind::Pointer(base) => match self.under_ty(base) {
                TyKind::Array(elem, _) => Some(elem),
                _ => None,
            },
            _ => None,
        }
    }
}
