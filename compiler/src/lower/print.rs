//! `print` and `println`: calls of the runtime's printing functions.

use minigo_syntax::ast::Expr;

use super::builder::Reg;
use super::func::FuncCx;
use super::num::Num;
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    pub(super) fn print(&mut self, x: &Expr, args: &[Expr], line: bool) {
        // All operands are evaluated before anything is printed.
        let mut values: Vec<(Reg, Ty)> = Vec::new();
        for arg in args {
            let ty = if self.is_nil(arg) { Ty::UNSAFE_POINTER } else { self.ty(arg) };
            let ty = self.lw.program.types.default_type(ty);
            if let TyKind::Tuple(_) = self.lw.program.types.kind(ty) {
                // The results of a call.
                let mut next = self.value(arg);
                for ty in self.tuple(ty) {
                    values.push((next, ty));
                    next = next.at(self.words(ty));
                }
            } else {
                values.push((self.value_of_type(arg, ty), ty));
            }
        }
        self.at(x.pos);
        self.print_call("printlock", &[], None);
        for (i, &(value, ty)) in values.iter().enumerate() {
            if line && i > 0 {
                self.print_call("printsp", &[], None);
            }
            self.print_value(value, ty);
        }
        if line {
            self.print_call("printnl", &[], None);
        }
        self.print_call("printunlock", &[], None);
    }

    fn print_call(&mut self, name: &str, params: &[Ty], value: Option<Reg>) {
        let next = self.b.next();
        let window = Reg(next + 2);
        let words: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        self.b.set_next(window.0 + words);
        if let Some(value) = value {
            self.b.mov(window, value, words);
        }
        self.call_runtime(name, params, &[], window);
        self.b.set_next(next);
    }

    fn print_value(&mut self, value: Reg, ty: Ty) {
        match self.under_ty(ty) {
            TyKind::Basic(basic) => {
                if let Some(num) = Num::of(basic) {
                    match num {
                        Num::F64 => self.print_call("printfloat", &[Ty::FLOAT64], Some(value)),
                        Num::F32 => self.print_call("printfloat32", &[Ty::FLOAT32], Some(value)),
                        _ if num.is_signed() => {
                            self.print_call("printint", &[Ty::INT64], Some(value));
                        }
                        _ => self.print_call("printuint", &[Ty::UINT64], Some(value)),
                    }
                } else if basic.is_boolean() {
                    self.print_call("printbool", &[Ty::BOOL], Some(value));
                } else if basic.is_string() {
                    self.print_call("printstring", &[Ty::STRING], Some(value));
                } else if basic == Basic::Complex64 {
                    self.print_call("printcomplex64", &[Ty::COMPLEX64], Some(value));
                } else if basic.is_complex() {
                    self.print_call("printcomplex", &[Ty::COMPLEX128], Some(value));
                } else {
                    self.print_call("printpointer", &[Ty::UNSAFE_POINTER], Some(value));
                }
            }
            TyKind::Slice(_) => {
                let bytes = self.lw.program.types.slice(Ty::UINT8);
                self.print_call("printslice", &[bytes], Some(value));
            }
            TyKind::Interface(_) => {
                let empty = self.is_empty_interface(ty);
                let name = if empty { "printeface" } else { "printiface" };
                self.print_call(name, &[Ty::EMPTY_INTERFACE], Some(value));
            }
            _ => self.print_call("printpointer", &[Ty::UNSAFE_POINTER], Some(value)),
        }
    }
}
