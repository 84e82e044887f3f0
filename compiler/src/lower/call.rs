//! Calls.
//!
//! Arguments are evaluated straight into the window, the first words above all registers
//! in use, and results stay there. Below a window two words are kept for the return
//! record. They are written only by the call itself, so a call that is the first argument
//! of another one may use the same window: its result then lies where the argument
//! belongs ([`FuncCx::open_window`]).

use std::rc::Rc;

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::FuncIdx;
use minigo_syntax::ast::{Call, Expr, ExprKind};

use super::builder::Reg;
use super::func::FuncCx;
use super::place::Place;
use crate::escape::SiteKind;
use crate::instance::{Found, Target};
use crate::reach::find_object;
use crate::typed::{Mode, SelectionKind};
use crate::types::object::{ObjId, ObjKind};
use crate::types::ty::{Ty, TyKind};

/// What is called.
#[derive(Clone, Debug)]
pub enum Callee {
    Func(FuncIdx),
    /// A declared function for its type arguments.
    Decl(ObjId, Rc<[Ty]>),
    /// A native, by full name.
    Native(String),
    /// The closure in a register.
    Closure(Reg),
    /// A method of the interface in two registers.
    Interface {
        value: Reg,
        method: u16,
    },
}

/// A call whose callee is known and whose arguments are not yet evaluated.
pub struct Plan<'e> {
    pub callee: Callee,
    /// The receiver's operand and how the method is found in it.
    pub recv: Option<(&'e Expr, Found)>,
    /// Parameter types, a method's receiver first.
    pub params: Vec<Ty>,
    pub results: Vec<Ty>,
    pub variadic: bool,
}

/// An argument: not yet evaluated, or in registers.
#[derive(Clone, Copy)]
pub enum Arg<'e> {
    Expr(&'e Expr),
    Value(Reg, Ty),
}

impl FuncCx<'_, '_> {
    /// Registers that hold a call's value; several results lie one after the other.
    pub fn call_value(&mut self, x: &Expr, call: &Call) -> Reg {
        match self.info(&call.fun).map(|tv| tv.mode) {
            Some(Mode::Type) if self.is_plain_conversion(x) => self.value(&call.args[0]),
            Some(Mode::Type | Mode::Builtin(_)) => {
                self.open_window = None;
                if let Some(reg) = self.length_in_place(x) {
                    return reg;
                }
                let dst = self.temp(self.ty(x));
                self.call_into(x, call, dst);
                dst
            }
            _ => {
                if let Some(reg) = self.atomic(x, call, None) {
                    return reg;
                }
                if let Some(reg) = self.inlined(x, call, None) {
                    return reg;
                }
                self.call_window(x, call)
            }
        }
    }

    /// Puts a call's value into registers.
    pub fn call_into(&mut self, x: &Expr, call: &Call, dst: Reg) {
        match self.info(&call.fun).map(|tv| tv.mode) {
            Some(Mode::Type) => self.conversion(x, &call.args[0], dst),
            Some(Mode::Builtin(builtin)) => self.builtin(x, call, builtin, Some(dst)),
            _ => {
                if self.atomic(x, call, Some(dst)).is_some()
                    || self.inlined(x, call, Some(dst)).is_some()
                {
                    return;
                }
                let next = self.b.next();
                let window = self.call_window(x, call);
                let words: u16 = self.tuple(self.ty(x)).iter().map(|&ty| self.words(ty)).sum();
                self.b.mov(dst, window, words);
                self.b.set_next(next);
            }
        }
    }

    /// A call as a statement.
    pub fn call_stmt(&mut self, x: &Expr, call: &Call) {
        match self.info(&call.fun).map(|tv| tv.mode) {
            Some(Mode::Builtin(builtin)) => self.builtin(x, call, builtin, None),
            Some(Mode::Type) => {
                self.value(x);
            }
            _ => {
                if self.atomic(x, call, None).is_some() || self.inlined(x, call, None).is_some() {
                    return;
                }
                self.call_window(x, call);
            }
        }
    }

    /// Whether an expression is a call of a function (not a conversion or built-in).
    pub fn is_call(&self, x: &Expr) -> bool {
        match &x.unparen().kind {
            ExprKind::Call(call) => {
                !matches!(
                    self.info(&call.fun).map(|tv| tv.mode),
                    Some(Mode::Type | Mode::Builtin(_))
                ) && self.const_of(x).is_none()
            }
            _ => false,
        }
    }

    /// Calls and gives the window, where the results are.
    fn call_window(&mut self, x: &Expr, call: &Call) -> Reg {
        let open = self.open_window.take();
        let args: Vec<&Expr> = std::iter::once(&call.fun).chain(&call.args).collect();
        self.order(&args);
        let kept = self.kept_pointers(call);
        let plan = self.plan(call);
        let window = match open {
            Some(open) if open.0 == self.b.next() => open,
            _ => Reg(self.b.next() + 2),
        };
        self.arguments(x, call, &plan, window);
        self.at(x.pos);
        self.emit_call(&plan.callee, &plan.params, &plan.results, window);
        self.release_pointers(&kept);
        window
    }

    /// Emits the call; afterwards the results' words are in use.
    pub fn emit_call(&mut self, callee: &Callee, params: &[Ty], results: &[Ty], window: Reg) {
        let nparams: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        let nresults: u16 = results.iter().map(|&ty| self.words(ty)).sum();
        self.b.set_next(window.0 + nparams.max(nresults).max(1));
        match callee {
            Callee::Func(idx) => self.b.ai(Op::Call, window.0, idx.0),
            Callee::Decl(obj, args) => {
                let callee = self.decl_callee(*obj, args);
                return self.emit_call(&callee, params, results, window);
            }
            Callee::Native(name) => {
                let idx = self.lw.native(name, params, results);
                self.b.ai(Op::CallNative, window.0, idx.0);
            }
            Callee::Closure(reg) => {
                let sig = self.lw.sig(params, results);
                self.b.ab(Op::CallClosure, window, *reg);
                self.b.x2(sig.0, 0);
            }
            Callee::Interface { value, method } => {
                let sig = self.lw.sig(params, results);
                self.b.abc(Op::CallIface, window.0, value.0, *method);
                self.b.x2(sig.0, 0);
            }
        }
        self.b.set_next(window.0 + nresults);
    }

    // The callee.

    /// Finds out what a call calls, evaluating a function value or an interface.
    pub fn plan<'e>(&mut self, call: &'e Call) -> Plan<'e> {
        let fun = call.fun.unparen();
        if let Some(obj) = self.named_object(fun)
            && matches!(self.lw.program.obj(obj).kind, ObjKind::Func(_))
        {
            let args = self.instance_args(fun);
            return self.plan_decl(obj, &args, None);
        }
        // Explicit instantiation of a generic method.
        let selector = match &fun.kind {
            ExprKind::Index(inner, _) => inner.unparen(),
            _ => fun,
        };
        if let ExprKind::Selector(inner, name) = &selector.kind
            && let Some(selection) = self.lw.program.info.selections.get(&selector.id)
        {
            match selection.kind {
                SelectionKind::Method | SelectionKind::InterfaceMethod => {
                    let pkg = selection.obj.and_then(|obj| self.lw.program.obj(obj).pkg);
                    let pkg = pkg.or_else(|| self.pkg());
                    let ty = self.ty(inner);
                    if let Some(found) = self.lw.program.find_method(ty, selection.name, pkg) {
                        let own = self.instance_args_of(name.id);
                        return self.plan_method(inner, selection.name, found, &own);
                    }
                }
                SelectionKind::MethodExpr => {
                    let own = self.instance_args_of(name.id);
                    if let Some(idx) = self.method_expr_func(selection, &own) {
                        let (params, results, variadic) = self.signature(self.ty(fun));
                        let callee = Callee::Func(idx);
                        return Plan { callee, recv: None, params, results, variadic };
                    }
                }
                SelectionKind::Field => {}
            }
        }
        let (params, results, variadic) = self.signature(self.ty(fun));
        let value = self.value(fun);
        let callee = Callee::Closure(value);
        Plan { callee, recv: None, params, results, variadic }
    }

    /// The package of the function being lowered.
    pub fn pkg(&self) -> Option<crate::types::object::PkgId> {
        let file = self.act.file;
        let index = self
            .lw
            .program
            .packages
            .iter()
            .position(|pkg| pkg.files.iter().any(|f| f.file == file))?;
        Some(crate::types::object::PkgId(index as u32))
    }

    /// Type arguments recorded at an identifier.
    pub fn instance_args_of(&self, id: minigo_syntax::ast::NodeId) -> Vec<Ty> {
        match self.lw.program.info.instances.get(&id) {
            Some(args) => args.iter().map(|&ty| self.sub(ty)).collect(),
            None => Vec::new(),
        }
    }

    /// Parameters, results, variadic, of a function type.
    pub fn signature(&self, ty: Ty) -> (Vec<Ty>, Vec<Ty>, bool) {
        match self.under_ty(ty) {
            TyKind::Func(sig) => (sig.params.to_vec(), sig.results.to_vec(), sig.variadic),
            _ => (Vec::new(), Vec::new(), false),
        }
    }

    fn plan_decl<'e>(
        &mut self,
        obj: ObjId,
        args: &[Ty],
        recv: Option<(&'e Expr, Found)>,
    ) -> Plan<'e> {
        let subst = self.lw.program.type_args_map(obj, args);
        let (params, results) = self.lw.program.decl_types(obj, &subst);
        let variadic = match self.lw.program.types.kind(self.lw.program.obj(obj).ty) {
            TyKind::Func(sig) => sig.variadic,
            _ => false,
        };
        let callee = Callee::Decl(obj, args.into());
        Plan { callee, recv, params, results, variadic }
    }

    /// How a declared function is called.
    pub fn decl_callee(&mut self, obj: ObjId, args: &[Ty]) -> Callee {
        if self.lw.program.is_native(obj) {
            Callee::Native(self.lw.func_name(obj))
        } else {
            Callee::Func(self.lw.decl_func(obj, args))
        }
    }

    fn plan_method<'e>(
        &mut self,
        inner: &'e Expr,
        name: minigo_syntax::symbol::Symbol,
        found: Found,
        own: &[Ty],
    ) -> Plan<'e> {
        match found.target {
            Target::Declared { method, base, .. } => {
                let mut args = self.lw.program.base_args(base).to_vec();
                args.extend(own);
                self.plan_decl(method, &args, Some((inner, found)))
            }
            Target::Interface(ty) => {
                self.lw.names.insert(name);
                let set = self.lw.program.types.type_set(ty);
                let pkg = set.methods.iter().filter(|m| m.name == name).find_map(|m| m.pkg);
                let method = self.lw.interface_method(ty, name, pkg);
                let func = self.lw.program.method_type(&found, name, pkg, &[]);
                let (mut params, results, variadic) = self.signature(func);
                // The data word comes first.
                params.insert(0, Ty::UNSAFE_POINTER);
                let (place, _) = self.receiver_place(inner, &found);
                let value = self.load(&place, ty);
                let callee = Callee::Interface { value, method };
                Plan { callee, recv: None, params, results, variadic }
            }
        }
    }

    /// The place of the (embedded) value that has the method, and its type.
    pub fn receiver_place(&mut self, inner: &Expr, found: &Found) -> (Place, Ty) {
        let ty = self.ty(inner);
        if found.path.is_empty() {
            return (self.place(inner), ty);
        }
        if let TyKind::Pointer(base) = self.under_ty(ty) {
            let ptr = self.value(inner);
            return self.walk_fields(Place::Mem { ptr, offset: 0 }, base, &found.path);
        }
        let place = self.place(inner);
        self.walk_fields(place, ty, &found.path)
    }

    /// Evaluates the receiver of a declared method into registers.
    pub fn receiver_into(&mut self, inner: &Expr, found: &Found, dst: Reg) {
        let (place, ty) = self.receiver_place(inner, found);
        self.at(inner.pos);
        // The address of a field of a nil pointer must panic even at offset 0.
        let is_field =
            !found.path.is_empty() || matches!(inner.unparen().kind, ExprKind::Selector(..));
        let takes_address = matches!(found.target, Target::Declared { by_pointer: true, .. })
            && self.lw.program.types.as_pointer(ty).is_none();
        if let Place::Mem { ptr, offset: 0 } = place
            && is_field
            && takes_address
        {
            self.b.a(Op::Nilcheck, ptr);
        }
        self.place_receiver(&place, ty, found, dst);
    }

    /// The same for the value at a place.
    pub fn place_receiver(&mut self, place: &Place, ty: Ty, found: &Found, dst: Reg) {
        let Target::Declared { base, by_pointer, .. } = found.target else { return };
        let is_pointer = self.lw.program.types.as_pointer(ty).is_some();
        match (by_pointer, is_pointer) {
            (true, true) => self.load_words(place, ty, dst),
            (true, false) => {
                let ptr = self.pointer_to(place, ty);
                self.b.mov(dst, ptr, 1);
            }
            (false, true) => {
                let ptr = self.load(place, ty);
                self.load_words(&Place::Mem { ptr, offset: 0 }, base, dst);
            }
            (false, false) => self.load_words(place, base, dst),
        }
    }

    // Arguments.

    /// Evaluates receiver and arguments into a window.
    pub fn arguments(&mut self, x: &Expr, call: &Call, plan: &Plan, window: Reg) {
        let mut at = window;
        let mut params = &plan.params[..];
        if let Some((inner, found)) = &plan.recv {
            let words = self.words(params[0]);
            self.b.set_next(at.0 + words);
            self.receiver_into(inner, found, at);
            at = at.at(words);
            params = &params[1..];
        } else if let Callee::Interface { .. } = plan.callee {
            at = at.at(1);
            params = &params[1..];
        }
        self.b.set_next(at.0);
        // f(g()) with several results.
        if let [arg] = &call.args[..]
            && let TyKind::Tuple(list) = self.lw.program.types.kind(self.ty(arg))
            && list.len() != 1
        {
            return self.forwarded(x, arg, &list, params, plan.variadic, at);
        }
        let args: Vec<Arg> = call.args.iter().map(Arg::Expr).collect();
        let first = at == window;
        self.place_args(x, &args, params, plan.variadic && call.ellipsis.is_none(), at, first);
    }

    fn forwarded(
        &mut self,
        x: &Expr,
        arg: &Expr,
        list: &[Ty],
        params: &[Ty],
        variadic: bool,
        at: Reg,
    ) {
        if !variadic && list == params {
            self.open_window = Some(at);
            let from = self.value(arg);
            self.open_window = None;
            let words: u16 = list.iter().map(|&ty| self.words(ty)).sum();
            self.b.mov(at, from, words);
            self.b.set_next(at.0 + words);
            return;
        }
        // The results stay above the window while the arguments are made of them.
        let words: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        self.b.set_next(at.0 + words);
        let mut from = self.value(arg);
        let mut args = Vec::new();
        for &ty in list {
            args.push(Arg::Value(from, ty));
            from = from.at(self.words(ty));
        }
        let keep = self.b.next();
        self.place_args_above(x, &args, params, variadic, at, keep);
    }

    fn place_args(
        &mut self,
        x: &Expr,
        args: &[Arg],
        params: &[Ty],
        pack: bool,
        mut at: Reg,
        first: bool,
    ) {
        let fixed = if pack { params.len() - 1 } else { params.len() };
        for (i, (&arg, &ty)) in args.iter().zip(&params[..fixed]).enumerate() {
            let words = self.words(ty);
            match arg {
                Arg::Expr(arg)
                    if first && i == 0 && self.is_call(arg) && !self.needs_conversion(arg, ty) =>
                {
                    self.open_window = Some(at);
                    let value = self.value(arg);
                    self.open_window = None;
                    self.b.mov(at, value, words);
                }
                _ => {
                    self.b.set_next(at.0 + words);
                    self.arg_into(arg, ty, at);
                }
            }
            at = at.at(words);
            self.b.set_next(at.0);
        }
        if pack {
            self.b.set_next(at.0 + 3);
            self.pack(x, &args[fixed.min(args.len())..], params[fixed], at);
            self.b.set_next(at.0 + 3);
        }
    }

    fn place_args_above(
        &mut self,
        x: &Expr,
        args: &[Arg],
        params: &[Ty],
        pack: bool,
        mut at: Reg,
        keep: u16,
    ) {
        let fixed = if pack { params.len() - 1 } else { params.len() };
        for (&arg, &ty) in args.iter().zip(&params[..fixed]) {
            self.arg_into(arg, ty, at);
            at = at.at(self.words(ty));
            self.b.set_next(keep);
        }
        if pack {
            self.pack(x, &args[fixed.min(args.len())..], params[fixed], at);
            at = at.at(3);
        }
        self.b.set_next(at.0);
    }

    /// Puts one argument into registers as a value of the type.
    pub fn arg_into(&mut self, arg: Arg, ty: Ty, dst: Reg) {
        match arg {
            Arg::Expr(x) => self.convert_into(x, ty, dst),
            Arg::Value(reg, from) => {
                if self.is_interface(ty) {
                    let place = self.register_place(reg, from);
                    self.place_to_interface(&place, from, ty, dst);
                } else {
                    self.b.mov(dst, reg, self.words(ty));
                }
            }
        }
    }

    /// Makes the slice of a variadic parameter.
    pub fn pack(&mut self, x: &Expr, args: &[Arg], slice: Ty, dst: Reg) {
        if args.is_empty() {
            return self.b.zero(dst, 3);
        }
        let Some(elem) = self.elem_type(slice) else { return };
        let len = args.len() as u64;
        let array = self.lw.program.types.array(elem, len as i64);
        self.at(x.pos);
        let id = match &x.unparen().kind {
            ExprKind::Call(call) => call.fun.id,
            _ => x.id,
        };
        self.allocate_into(id, SiteKind::Variadic, array, dst);
        let next = self.b.next();
        for (index, &arg) in args.iter().enumerate() {
            let at = Place::Mem { ptr: dst, offset: 0 };
            let place = self.element_place(&at, array, elem, index as u64);
            match arg {
                Arg::Expr(x) => self.store_expr(x, &place, elem),
                Arg::Value(..) => {
                    let value = self.temp(elem);
                    self.arg_into(arg, elem, value);
                    self.store_words(&place, elem, value);
                }
            }
            self.b.set_next(next);
        }
        self.load_bits(len, dst.at(1));
        self.load_bits(len, dst.at(2));
    }

    // Calls that the lowering makes by itself.

    /// Calls `runtime.name` with arguments already in the window.
    pub fn call_runtime(&mut self, name: &str, params: &[Ty], results: &[Ty], window: Reg) {
        let full = format!("runtime.{name}");
        let callee = match find_object(self.lw.program, &full) {
            Some(obj) => self.decl_callee(obj, &[]),
            None => Callee::Native(full),
        };
        self.emit_call(&callee, params, results, window);
    }

    /// The body of a function that only calls a native with its own parameters.
    pub fn call_native_with_params(&mut self, name: &str, params: &[Ty], results: &[Ty]) {
        let window = Reg(self.b.next() + 2);
        let words: u16 = params.iter().map(|&ty| self.words(ty)).sum();
        let nresults: u16 = results.iter().map(|&ty| self.words(ty)).sum();
        self.b.set_next(window.0 + words);
        self.b.mov(window, Reg(0), words);
        self.emit_call(&Callee::Native(name.to_string()), params, results, window);
        self.return_words(window, nresults);
    }
}
