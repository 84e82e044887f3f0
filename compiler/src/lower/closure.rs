//! Function literals, method values, method expressions.
//!
//! A function value is a pointer to a closure object {code address, captures…}. What
//! captures nothing has one static object.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{self as bc, FuncIdx};
use minigo_syntax::ast::{Expr, FuncLit, NodeId};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;

use super::FuncKey;
use super::builder::Reg;
use super::func::{FuncCx, Var};
use super::place::Place;
use super::wrappers::Wrapper;
use crate::escape::{Capture, Keep, SiteKind};
use crate::instance::Target;
use crate::typed::{Selection, SelectionKind};
use crate::types::ty::{StructField, Ty};

/// Variables of enclosing functions in a closure.
pub struct Captures {
    list: Vec<Capture>,
    /// Types of the closure's words: those of the variables, then of what fills it up.
    types: Vec<Ty>,
}

impl<'p> FuncCx<'_, 'p> {
    /// The type of a closure object with captures of the given types.
    pub fn closure_type(&self, captures: &[Ty]) -> Ty {
        let field = |name: String, ty: Ty| StructField {
            name: Symbol::new(&name),
            pkg: None,
            ty,
            embedded: false,
            tag: Symbol::new(""),
        };
        let mut fields = vec![field("F".into(), Ty::UINTPTR)];
        for (i, &ty) in captures.iter().enumerate() {
            fields.push(field(format!("X{i}"), ty));
        }
        self.lw.program.types.struct_(fields)
    }

    /// A new closure object, in the frame if that is to keep it; captures are stored by the
    /// caller at the given places.
    pub fn new_closure(
        &mut self,
        func: FuncIdx,
        captures: &[Ty],
        keep: Option<Keep>,
        dst: Reg,
    ) -> Vec<Place> {
        let ty = self.closure_type(captures);
        let layout = self.layout(ty);
        match keep {
            Some(keep) => {
                let code = self.b.alloc(1);
                self.frame_memory(ty, keep, dst);
                self.b.ai(Op::Ldcode, code.0, func.0);
                self.b.abc(Op::St64, dst.0, 0, code.0);
            }
            None => {
                let idx = self.lw.type_idx(ty);
                self.b.a(Op::Newclosure, dst);
                self.b.x2(func.0, idx.0);
            }
        }
        layout.offsets[1..]
            .iter()
            .map(|&offset| Place::Mem { ptr: dst, offset: offset as u32 })
            .collect()
    }

    /// A function literal's value.
    pub fn func_lit(&mut self, x: &Expr, lit: &FuncLit, dst: Reg) {
        self.act.nlits += 1;
        let name = match self.closure_depth() {
            0 => format!("{}.func{}", self.act.name, self.act.nlits),
            _ => format!("{}.{}", self.act.name, self.act.nlits),
        };
        let (params, results, _) = self.signature(self.ty(x));
        self.closure(x.id, x.pos, dst, |cx, captures| {
            let words: u16 = params.iter().map(|&ty| cx.words(ty)).sum();
            let fixed = (words, cx.lw.words_of(&results));
            let (line, line_file) = cx.lw.line_and_file(x.span.lo);
            let mut body = cx.nested(name, fixed, captures);
            body.begin(&lit.sig, &lit.body, &results);
            body.bind_captures(words, captures);
            body.bind_params(&lit.sig.params, &params, 0);
            let mut func = body.body(&lit.body, &params, &results);
            (func.line, func.file) = (line, line_file);
            func
        });
    }

    /// The closure of a literal, or of a statement whose body is one; `lower` gives its
    /// function.
    pub fn closure(
        &mut self,
        id: NodeId,
        pos: Pos,
        dst: Reg,
        lower: impl FnOnce(&mut Self, &Captures) -> bc::Func,
    ) {
        let list: Vec<_> = self
            .lw
            .facts
            .captures(self.act.copy, id)
            .into_iter()
            .filter(|capture| self.act.vars.contains_key(&capture.var))
            .collect();
        let types = &self.lw.program.types;
        let mut capture_types: Vec<Ty> = list
            .iter()
            .map(|capture| {
                let ty = self.sub(self.lw.program.obj(capture.var).ty);
                if capture.by_reference { types.pointer(ty) } else { ty }
            })
            .collect();
        if !self.act.subst.is_empty() {
            // Go's hold the dictionary of the instance here; ours are as large.
            capture_types.push(Ty::UINTPTR);
        }
        let captures = Captures { list, types: capture_types };
        let idx = self.lw.reserve_func();
        let func = lower(self, &captures);
        self.lw.out.funcs[idx.0 as usize] = func;
        self.at(pos);
        if captures.list.is_empty() {
            return self.b.ai(Op::Ldfunc, dst.0, idx.0);
        }
        let closure = self.b.alloc(1);
        let keep = self.site(id, SiteKind::Value);
        let places = self.new_closure(idx, &captures.types, keep, closure);
        for ((capture, place), &ty) in captures.list.iter().zip(places).zip(&captures.types) {
            let next = self.b.next();
            let var = self.act.vars[&capture.var].clone();
            match var {
                Var::Memory(ptr) if capture.by_reference => self.store_words(&place, ty, ptr),
                _ => {
                    let from = self.var_place(&var);
                    self.copy(&place, &from, ty);
                }
            }
            self.b.set_next(next);
        }
        self.b.mov(dst, closure, 1);
    }

    fn closure_depth(&self) -> usize {
        // `main.main.func1` and `main.main-range1` are literals, `main.main` is not.
        let last = self.act.name.rsplit('.').next().unwrap_or("");
        let numbered = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_range = last.rsplit_once("-range").is_some_and(|(_, number)| numbered(number));
        usize::from(is_range || numbered(last) || last.strip_prefix("func").is_some_and(numbered))
    }

    /// To lower a function inside this one, whose parameters and results take `fixed` words.
    pub fn nested(
        &mut self,
        name: String,
        (params, results): (u16, u16),
        captures: &Captures,
    ) -> FuncCx<'_, 'p> {
        let (file, subst, copy) = (self.act.file, self.act.subst.clone(), self.act.copy);
        let fixed = (params + u16::from(!captures.list.is_empty()), results);
        let forwards = self.forwards;
        let mut cx = FuncCx::new(&mut *self.lw, name, file, subst, fixed);
        cx.act.copy = copy;
        cx.forwards = forwards;
        cx
    }

    /// Finds places for captured variables; the closure pointer is in word `word`.
    pub fn bind_captures(&mut self, word: u16, captures: &Captures) {
        if captures.list.is_empty() {
            return;
        }
        let closure = Reg(word);
        self.closure = Some(closure);
        let closure_type = self.closure_type(&captures.types);
        let layout = self.layout(closure_type);
        for (i, (capture, &ty)) in captures.list.iter().zip(&captures.types).enumerate() {
            let offset = layout.offsets[i + 1] as u32;
            let place = Place::Mem { ptr: closure, offset };
            let var = if capture.by_reference {
                let ptr = self.b.alloc(1);
                self.load_words(&place, ty, ptr);
                Var::Memory(ptr)
            } else if self.layout(ty).is_split() {
                let reg = self.b.alloc(self.words(ty));
                self.load_words(&place, ty, reg);
                Var::Reg(reg)
            } else {
                // Stays in the closure: it never changes.
                let ptr = self.b.alloc(1);
                self.lea(ptr, closure, offset);
                Var::Memory(ptr)
            };
            self.act.vars.insert(capture.var, var);
        }
    }

    /// `x.m` not called: the method bound to its receiver; `T.m`.
    pub fn method_value(&mut self, x: &Expr, inner: &Expr, selection: &Selection, dst: Reg) {
        if selection.kind == SelectionKind::MethodExpr {
            let args = self.instance_args(x);
            match self.method_expr_func(selection, &args) {
                Some(idx) => self.b.ai(Op::Ldfunc, dst.0, idx.0),
                None => self.not_yet(x, "this method expression"),
            }
            return;
        }
        let pkg = selection.obj.and_then(|obj| self.lw.program.obj(obj).pkg).or(self.pkg());
        let ty = self.ty(inner);
        let name = selection.name;
        let Some(found) = self.lw.program.find_method(ty, name, pkg) else {
            return self.not_yet(x, "this method value");
        };
        let next = self.b.next();
        let (recv_ty, recv) = match found.target {
            Target::Declared { base, by_pointer, .. } => {
                let recv_ty = if by_pointer { self.lw.program.types.pointer(base) } else { base };
                let recv = self.temp(recv_ty);
                self.receiver_into(inner, &found, recv);
                (recv_ty, recv)
            }
            Target::Interface(iface) => {
                self.lw.names.insert(name);
                let place = self.field_place_of(inner, &found.path);
                let recv = self.load(&place, iface);
                self.check_interface(x, recv);
                (iface, recv)
            }
        };
        let args = self.instance_args(x).into();
        let wrapper = Wrapper::Bound { recv: recv_ty, name, pkg, args };
        let func = self.lw.func(FuncKey::Wrapper(wrapper));
        let closure = self.b.alloc(1);
        let keep = self.site(x.id, SiteKind::Value);
        let places = self.new_closure(func, &[recv_ty], keep, closure);
        self.store_words(&places[0], recv_ty, recv);
        self.b.mov(dst, closure, 1);
        self.b.set_next(next);
    }

    /// Panics as a nil dereference if an interface value is nil.
    pub fn check_interface(&mut self, x: &Expr, value: Reg) {
        let ok = self.b.label();
        self.at(x.pos);
        self.b.jump_ab(Op::Jnei, value.0, 0, ok);
        let nil = self.b.alloc(1);
        self.b.zero(nil, 1);
        self.b.a(Op::Nilcheck, nil);
        self.b.bind(ok);
    }

    fn field_place_of(&mut self, inner: &Expr, path: &[u32]) -> Place {
        if path.is_empty() { self.place(inner) } else { self.field_place(inner, path) }
    }

    /// The function that `T.m` denotes: its first parameter is the receiver.
    /// `own` are type arguments of the method itself.
    pub fn method_expr_func(&mut self, selection: &Selection, own: &[Ty]) -> Option<FuncIdx> {
        let recv = self.sub(selection.recv);
        let pkg = selection.obj.and_then(|obj| self.lw.program.obj(obj).pkg).or(self.pkg());
        let found = self.lw.program.find_method(recv, selection.name, pkg)?;
        if let Target::Declared { method, base, by_pointer } = found.target
            && found.path.is_empty()
            && by_pointer == self.lw.program.types.as_pointer(recv).is_some()
        {
            let mut args = self.lw.program.base_args(base).to_vec();
            args.extend(own);
            return Some(self.lw.decl_func(method, &args));
        }
        let wrapper = Wrapper::Expr { recv, name: selection.name, pkg, args: own.into() };
        Some(self.lw.func(FuncKey::Wrapper(wrapper)))
    }
}
