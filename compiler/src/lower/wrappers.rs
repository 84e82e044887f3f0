//! Functions that only forward to a method.
//!
//! All do the same with a receiver that comes in different ways: follow embedded fields to
//! the value that has the method, and call it with the remaining parameters.

use std::rc::Rc;

use minigo_bytecode::ops::Op;
use minigo_bytecode::program as bc;
use minigo_syntax::source::FileId;
use minigo_syntax::symbol::Symbol;

use super::Lower;
use super::builder::Reg;
use super::call::Callee;
use super::func::FuncCx;
use super::place::Place;
use crate::instance::Target;
use crate::types::object::PkgId;
use crate::types::ty::{Ty, TyKind};

/// A forwarding function.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Wrapper {
    /// A method as interfaces call it: the first word is the data word of an interface that
    /// holds a value of type `recv`.
    Method { recv: Ty, name: Symbol, pkg: Option<PkgId> },
    /// `T.m`: the first parameter is the receiver. `args` are type arguments of the method
    /// itself.
    Expr { recv: Ty, name: Symbol, pkg: Option<PkgId>, args: Rc<[Ty]> },
    /// `x.m`: the closure holds the receiver.
    Bound { recv: Ty, name: Symbol, pkg: Option<PkgId>, args: Rc<[Ty]> },
}

impl Lower<'_> {
    pub(super) fn lower_wrapper(&mut self, wrapper: &Wrapper) -> bc::Func {
        let (Wrapper::Method { recv, name, pkg }
        | Wrapper::Expr { recv, name, pkg, .. }
        | Wrapper::Bound { recv, name, pkg, .. }) = *wrapper;
        let method_args = match wrapper {
            Wrapper::Method { .. } => Rc::from([]),
            Wrapper::Expr { args, .. } | Wrapper::Bound { args, .. } => args.clone(),
        };
        let Some(found) = self.program.find_method(recv, name, pkg) else {
            return bc::Func::default();
        };
        let func_ty = self.program.method_type(&found, name, pkg, &method_args);
        let TyKind::Func(sig) = self.program.types.under(func_ty) else {
            return bc::Func::default();
        };
        let layout = self.layout(recv);
        let own: u16 = sig.params.iter().map(|&ty| self.layout(ty).words as u16).sum();
        let (recv_words, params) = match wrapper {
            Wrapper::Method { .. } => (1, vec![Ty::UNSAFE_POINTER]),
            Wrapper::Expr { .. } => (layout.words as u16, vec![recv]),
            Wrapper::Bound { .. } => (0, Vec::new()),
        };
        let bound = matches!(wrapper, Wrapper::Bound { .. });
        let params: Vec<Ty> = params.into_iter().chain(sig.params.iter().copied()).collect();
        let func_name = self.wrapper_name(recv, name, bound);
        let fixed = (recv_words + own + u16::from(bound), self.words_of(&sig.results));
        let mut cx = FuncCx::new(self, func_name, FileId(0), Rc::from([]), fixed);
        let place = match wrapper {
            Wrapper::Method { .. } if layout.is_direct() => cx.register_words(Reg(0), recv),
            Wrapper::Method { .. } => Place::Mem { ptr: Reg(0), offset: 0 },
            Wrapper::Expr { .. } => cx.register_words(Reg(0), recv),
            Wrapper::Bound { .. } => {
                cx.closure = Some(Reg(own));
                let ty = cx.closure_type(&[recv]);
                let offset = cx.layout(ty).offsets[1] as u32;
                Place::Mem { ptr: Reg(own), offset }
            }
        };
        let method = (name, pkg, &method_args[..]);
        cx.forward(place, recv, method, &sig.params, &sig.results, Reg(recv_words));
        let mut func = cx.finish(&params, &sig.results);
        func.is_wrapper = true;
        func
    }

    fn wrapper_name(&self, recv: Ty, name: Symbol, bound: bool) -> String {
        let types = &self.program.types;
        let base = types.as_pointer(recv).unwrap_or(recv);
        let suffix = if bound { "-fm" } else { "" };
        let text = match types.as_named(base) {
            Some(id) => types.with_named(types.origin(id), |named| named.name.to_string()),
            None => types.link_name(base),
        };
        let path = types.as_named(base).and_then(|id| types.with_named(id, |named| named.pkg));
        let path = path.map_or(String::new(), |pkg| format!("{}.", self.program.pkg(pkg).path));
        if base != recv || !bound {
            format!("{path}(*{text}).{name}{suffix}")
        } else {
            format!("{path}{text}.{name}{suffix}")
        }
    }
}

impl FuncCx<'_, '_> {
    /// The place of a parameter that comes in registers.
    fn register_words(&mut self, reg: Reg, ty: Ty) -> Place {
        if self.layout(ty).is_split() {
            return Place::Reg(reg);
        }
        let slot = self.temp_region(ty);
        self.b.mov(slot, reg, self.words(ty));
        Place::Frame { slot, offset: 0 }
    }

    /// Calls a method of the value at a place with the parameters in registers from `args` on
    /// and returns its results.
    fn forward(
        &mut self,
        place: Place,
        recv: Ty,
        (name, pkg, method_args): (Symbol, Option<PkgId>, &[Ty]),
        params: &[Ty],
        results: &[Ty],
        args: Reg,
    ) {
        let Some(found) = self.lw.program.find_method(recv, name, pkg) else { return };
        let (mut place, mut ty) = (place, recv);
        if let Some(base) = self.lw.program.types.as_pointer(recv)
            && !self.is_interface(recv)
        {
            let by_value = matches!(found.target, Target::Declared { by_pointer: false, .. });
            if !found.path.is_empty() || by_value {
                let ptr = self.load(&place, recv);
                if by_value && found.path.is_empty() {
                    self.check_not_nil(ptr, base, name);
                }
                place = Place::Mem { ptr, offset: 0 };
                ty = base;
            }
        }
        let (place, ty) = self.walk_fields(place, ty, &found.path);
        let words: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        let nresults: u16 = results.iter().map(|&ty| self.words(ty)).sum();
        let mut all = Vec::new();
        let window;
        let callee = match found.target {
            Target::Declared { method, base, by_pointer } => {
                let types = &self.lw.program.types;
                let recv_ty = if by_pointer { types.pointer(base) } else { base };
                all.push(recv_ty);
                let own = self.words(recv_ty);
                window = Reg(self.b.next() + 2);
                self.b.set_next(window.0 + own + words);
                self.place_receiver(&place, ty, &found, window);
                self.b.mov(window.at(own), args, words);
                let mut type_args = self.lw.program.base_args(base).to_vec();
                type_args.extend(method_args);
                self.decl_callee(method, &type_args)
            }
            Target::Interface(iface) => {
                self.lw.names.insert(name);
                all.push(Ty::UNSAFE_POINTER);
                let value = self.load(&place, iface);
                let method = self.lw.interface_method(iface, name, pkg);
                window = Reg(self.b.next() + 2);
                self.b.set_next(window.0 + 1 + words);
                self.b.mov(window.at(1), args, words);
                Callee::Interface { value, method }
            }
        };
        all.extend(params);
        self.emit_call(&callee, &all, results, window);
        self.return_words(window, nresults);
    }

    /// Panics as Go does if a value method is called through a nil pointer.
    fn check_not_nil(&mut self, ptr: Reg, base: Ty, name: Symbol) {
        let ok = self.b.label();
        self.b.jump_ab(Op::Jnei, ptr.0, 0, ok);
        let ty = self.lw.program.types.runtime_name(base);
        let (pkg, short) = ty.split_once('.').unwrap_or(("", &ty));
        let next = self.b.next();
        let window = Reg(next + 2);
        self.b.set_next(window.0 + 6);
        for (i, text) in [pkg, short, &name].into_iter().enumerate() {
            let idx = self.lw.string_idx(text.as_bytes());
            self.b.ai(Op::Ldstr, window.at(2 * i as u16).0, idx);
        }
        self.call_runtime("panicwrap", &[Ty::STRING; 3], &[], window);
        self.b.set_next(next);
        self.b.bind(ok);
    }
}
