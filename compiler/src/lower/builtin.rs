//! Built-in functions.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Call, Expr, ExprKind, NodeId};

use super::builder::Reg;
use super::func::{FrameArray, FuncCx};
use super::num::Num;
use super::place::Place;
use crate::escape::SiteKind;
use crate::typed::Mode;
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Ty, TyKind};

impl FuncCx<'_, '_> {
    /// A call of a built-in; its value goes to `dst` if it is wanted.
    pub fn builtin(&mut self, x: &Expr, call: &Call, builtin: Builtin, dst: Option<Reg>) {
        if let [arg] = &call.args[..]
            && let TyKind::Tuple(list) = self.lw.program.types.kind(self.ty(arg))
            && list.len() > 1
        {
            let call = self.spread(call, arg, &list);
            return self.builtin(x, &call, builtin, dst);
        }
        let args: Vec<&Expr> = call.args.iter().collect();
        self.order(&args);
        let out = |cx: &mut Self| match dst {
            Some(dst) => dst,
            None => {
                let ty = cx.ty(x);
                cx.temp(ty)
            }
        };
        match builtin {
            Builtin::Len | Builtin::Cap => {
                let dst = out(self);
                self.length(args[0], builtin == Builtin::Cap, dst);
            }
            Builtin::Append => {
                let dst = out(self);
                self.append(x, call, dst);
            }
            Builtin::Copy => {
                let dst = out(self);
                self.copy_builtin(x, args[0], args[1], dst);
            }
            Builtin::Delete => self.map_delete(x, args[0], args[1]),
            Builtin::Clear => self.clear(x, args[0]),
            Builtin::Make => {
                let dst = out(self);
                self.make(x, call, dst);
            }
            Builtin::New => {
                let dst = out(self);
                self.new_builtin(x, args[0], dst);
            }
            Builtin::Panic => {
                let value = self.convert_value(args[0], Ty::EMPTY_INTERFACE);
                self.at(x.pos);
                self.b.a(Op::Panic, value);
            }
            Builtin::Recover => {
                let dst = out(self);
                self.b.a(Op::Recover, dst);
            }
            Builtin::Print | Builtin::Println => {
                self.print(x, &call.args, builtin == Builtin::Println);
            }
            Builtin::Close => {
                let chan = self.value(args[0]);
                self.at(x.pos);
                self.b.a(Op::Close, chan);
            }
            Builtin::Min | Builtin::Max => {
                let dst = out(self);
                self.min_max(x, call, builtin == Builtin::Max, dst);
            }
            Builtin::Complex => {
                let dst = out(self);
                let (re, im) = self.operands(args[0], args[1]);
                self.b.mov(dst, re, 1);
                self.b.mov(dst.at(1), im, 1);
            }
            Builtin::Real | Builtin::Imag => {
                let dst = out(self);
                let value = self.value(args[0]);
                self.b.mov(dst, value.at(u16::from(builtin == Builtin::Imag)), 1);
            }
            Builtin::UnsafeAdd => {
                let dst = out(self);
                let (ptr, len) = self.operands(args[0], args[1]);
                let sum = self.b.alloc(1);
                self.b.ab(Op::CvtPtrInt, sum, ptr);
                self.b.rrr(Op::AddI64, sum, sum, len);
                self.b.ab(Op::CvtIntPtr, dst, sum);
            }
            Builtin::UnsafeSlice => {
                let dst = out(self);
                let (ptr, len) = self.operands(args[0], args[1]);
                let size = self.lw.program.types.as_pointer(self.ty(args[0]));
                let size = size.map_or(1, |elem| self.layout(elem).size);
                self.check_unsafe(x, "unsafeslice", Some(size), ptr, len);
                let both = self.b.alloc(3);
                self.b.mov(both, ptr, 1);
                self.b.mov(both.at(1), len, 1);
                self.b.mov(both.at(2), len, 1);
                self.b.mov(dst, both, 3);
            }
            Builtin::UnsafeString => {
                let dst = out(self);
                let (ptr, len) = self.operands(args[0], args[1]);
                self.check_unsafe(x, "unsafestring", None, ptr, len);
                let both = self.b.alloc(2);
                self.b.mov(both, ptr, 1);
                self.b.mov(both.at(1), len, 1);
                self.b.mov(dst, both, 2);
            }
            Builtin::UnsafeSliceData | Builtin::UnsafeStringData => {
                let dst = out(self);
                let value = self.value(args[0]);
                self.b.mov(dst, value, 1);
            }
            Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof | Builtin::UnsafeSizeof => {
                let dst = out(self);
                self.size_builtin(builtin, args[0], dst);
            }
        }
    }

    /// `f(g())` with several results of `g`, as a call with one operand for each.
    fn spread(&mut self, call: &Call, arg: &Expr, list: &[Ty]) -> Call {
        let mut reg = self.multi_value(arg);
        let mut args = Vec::new();
        for &ty in list {
            let id = NodeId(u32::MAX - self.act.made.len() as u32);
            self.act.made.insert(id, ty);
            self.act.ready.insert(id, reg);
            reg = reg.at(self.words(ty));
            args.push(Expr { id, pos: arg.pos, span: arg.span, kind: ExprKind::Bad });
        }
        let fun =
            Expr { id: call.fun.id, pos: call.fun.pos, span: call.fun.span, kind: ExprKind::Bad };
        Call { fun, args, ellipsis: None, rparen: call.rparen }
    }

    /// Lets the runtime check pointer and length of `unsafe.Slice` and `unsafe.String`.
    fn check_unsafe(&mut self, x: &Expr, name: &str, size: Option<u64>, ptr: Reg, len: Reg) {
        let next = self.b.next();
        let window = Reg(next + 2);
        self.b.set_next(window.0 + 3);
        let mut at = window;
        let mut params = vec![Ty::UNSAFE_POINTER, Ty::INT];
        if let Some(size) = size {
            self.load_bits(size, at);
            at = at.at(1);
            params.insert(0, Ty::UINTPTR);
        }
        self.b.mov(at, ptr, 1);
        self.b.mov(at.at(1), len, 1);
        self.at(x.pos);
        self.call_runtime(name, &params, &[], window);
        self.b.set_next(next);
    }

    fn length(&mut self, x: &Expr, cap: bool, dst: Reg) {
        let ty = self.ty(x);
        match self.under_ty(ty) {
            TyKind::Slice(_) => {
                let value = self.value(x);
                self.b.mov(dst, value.at(1 + u16::from(cap)), 1);
            }
            TyKind::Map(..) => {
                let value = self.value(x);
                self.b.ab(Op::Maplen, dst, value);
            }
            TyKind::Chan(..) => {
                let value = self.value(x);
                self.b.ab(if cap { Op::Chancap } else { Op::Chanlen }, dst, value);
            }
            TyKind::Array(_, len) => {
                self.evaluate(x);
                self.load_bits(len as u64, dst);
            }
            TyKind::Pointer(base) => {
                self.evaluate(x);
                if let TyKind::Array(_, len) = self.under_ty(base) {
                    self.load_bits(len as u64, dst);
                }
            }
            _ => {
                let value = self.value(x);
                self.b.mov(dst, value.at(1), 1);
            }
        }
    }

    /// The register that holds `len(x)` or `cap(x)` already, if `x` is a call of these on
    /// a string or slice variable in registers.
    pub fn length_in_place(&mut self, x: &Expr) -> Option<Reg> {
        let ExprKind::Call(call) = &x.unparen().kind else { return None };
        let Mode::Builtin(builtin) = self.info(&call.fun)?.mode else { return None };
        let [arg] = &call.args[..] else { return None };
        if self.const_of(x).is_some() {
            return None;
        }
        let word = match (builtin, self.under(arg)) {
            (Builtin::Len, TyKind::Slice(_)) => 1,
            (Builtin::Cap, TyKind::Slice(_)) => 2,
            (Builtin::Len, TyKind::Basic(basic)) if basic.is_string() => 1,
            _ => return None,
        };
        Some(self.value(arg).at(word))
    }

    /// The slice in registers that `append` and others change, converted if it is nil.
    fn append(&mut self, x: &Expr, call: &Call, dst: Reg) {
        let ty = self.ty(x);
        let Some(elem) = self.elem_type(ty) else { return };
        let args = &call.args;
        let elem_idx = self.lw.type_idx(elem);
        if args.len() == 1 {
            return self.convert_into(&args[0], ty, dst);
        }
        let slice = self.convert_value(&args[0], ty);
        if call.ellipsis.is_some()
            && let Some(count) = self.appended_zeros(&args[1])
        {
            return self.append_zeros(x, slice, elem, count, dst);
        }
        if call.ellipsis.is_some() {
            let is_string = self.basic(self.ty(&args[1])).is_some_and(Basic::is_string);
            let more = if is_string {
                self.value(&args[1])
            } else {
                let ty = if self.is_nil(&args[1]) { ty } else { self.ty(&args[1]) };
                self.convert_value(&args[1], ty)
            };
            self.at(x.pos);
            if is_string {
                self.b.rrr(Op::AppendBytes, dst, slice, more);
            } else {
                self.b.rrr(Op::AppendSlices, dst, slice, more);
                self.b.x2(elem_idx.0, 0);
            }
            return;
        }
        let single = self.layout(elem).single();
        if let (Some(part), [_, value]) = (single, &args[..]) {
            let value = self.convert_value(value, elem);
            self.at(x.pos);
            let buffer = self.append_buffer(x, &args[0], elem);
            self.b.rrr(part.append(), dst, slice, value);
            self.b.x2(elem_idx.0, u32::from(buffer));
            return;
        }
        // Values first: they may panic or change what is appended to.
        let values: Vec<Reg> = args[1..].iter().map(|arg| self.convert_value(arg, elem)).collect();
        let count = self.b.alloc(1);
        self.load_bits(values.len() as u64, count);
        let grown = self.b.alloc(3);
        self.at(x.pos);
        let buffer = self.append_buffer(x, &args[0], elem);
        self.b.rrr(Op::Grow, grown, slice, count);
        self.b.x2(elem_idx.0, u32::from(buffer));
        let index = self.b.alloc(1);
        for (i, value) in values.iter().enumerate() {
            let next = self.b.next();
            self.b.abc(
                Op::AddiI64,
                index.0,
                if i == 0 { grown.at(1).0 } else { index.0 },
                if i == 0 { (values.len() as u16).wrapping_neg() } else { 1 },
            );
            if single.is_some() {
                self.store_words(&Place::Elem { slice: grown, index }, elem, *value);
            } else {
                let ptr = self.pointer_to(&Place::Elem { slice: grown, index }, elem);
                self.store_words(&Place::Mem { ptr, offset: 0 }, elem, *value);
            }
            self.b.set_next(next);
        }
        self.b.mov(dst, grown, 3);
    }

    fn copy_builtin(&mut self, x: &Expr, to: &Expr, from: &Expr, dst: Reg) {
        let (to_ty, from_ty) = (self.ty(to), self.ty(from));
        let target = self.value(to);
        let source = self.value(from);
        self.at(x.pos);
        if self.basic(from_ty).is_some_and(Basic::is_string) {
            return self.b.rrr(Op::CopyStr, dst, target, source);
        }
        let Some(elem) = self.elem_type(to_ty) else { return };
        let idx = self.lw.type_idx(elem);
        self.b.rrr(Op::Copy, dst, target, source);
        self.b.x2(idx.0, 0);
    }

    fn clear(&mut self, x: &Expr, arg: &Expr) {
        let ty = self.ty(arg);
        let value = self.value(arg);
        self.at(x.pos);
        match self.under_ty(ty) {
            TyKind::Map(..) => {
                let idx = self.lw.type_idx(ty);
                self.b.a(Op::Mapclear, value);
                self.b.x2(idx.0, 0);
            }
            TyKind::Slice(elem) => {
                let idx = self.lw.type_idx(elem);
                self.b.a(Op::ClearSlice, value);
                self.b.x2(idx.0, 0);
            }
            _ => self.not_yet(x, "clear of this type"),
        }
    }

    fn make(&mut self, x: &Expr, call: &Call, dst: Reg) {
        let ty = self.ty(x);
        let args = &call.args;
        let idx = self.lw.type_idx(ty);
        match self.under_ty(ty) {
            TyKind::Slice(elem) if self.make_in_frame(x, elem, &args[1..], dst) => {}
            TyKind::Slice(elem) => {
                let idx = self.lw.type_idx(elem);
                let len = self.make_size(&args[1]);
                let cap = args.get(2).map_or(len, |cap| self.make_size(cap));
                self.at(x.pos);
                let buffer = self.elements_buffer(x.id, elem);
                self.b.rrr(Op::Makeslice, dst, len, cap);
                self.b.x2(idx.0, u32::from(buffer));
            }
            TyKind::Map(..) => {
                let known = match args.get(1) {
                    Some(hint) => self.const_of(hint).map(|hint| hint.to_int().to_i64()),
                    None => Some(Some(0)),
                };
                let hint = self.optional_size(args.get(1));
                // A constant that is no int64 is large.
                let known = known.map(|hint| hint.unwrap_or(i64::MAX));
                self.make_map(x, ty, hint, known, dst);
            }
            TyKind::Chan(..) => {
                let size = self.optional_size(args.get(1));
                self.at(x.pos);
                self.b.ab(Op::Makechan, dst, size);
                self.b.x2(idx.0, 0);
            }
            _ => self.not_yet(x, "make of this type"),
        }
    }

    /// A slice whose array is in the frame, because it does not escape and its size is known.
    fn make_in_frame(&mut self, x: &Expr, elem: Ty, sizes: &[Expr], dst: Reg) -> bool {
        let Some(keep) = self.site(x.id, SiteKind::Value) else { return false };
        let constant = |x: &Expr| self.const_of(x).and_then(|value| value.to_int().to_i64());
        let (len, cap) = match sizes {
            [len] => {
                let mut known = constant(len);
                if known.is_none() {
                    known = self.lw.facts.known_len(self.act.copy, x.id);
                    // A call may do more than give the length.
                    if known.is_some() && self.has_call(len) {
                        self.make_size(len);
                    }
                }
                (known, known)
            }
            [len, cap] => (constant(len), constant(cap)),
            _ => return false,
        };
        let (Some(len), Some(cap)) = (len, cap) else { return false };
        if len < 0 || len > cap {
            return false;
        }
        let array = self.lw.program.types.array(elem, cap);
        self.at(x.pos);
        let region = self.frame_memory(array, keep, dst);
        self.note_array(x, region, elem, len as u64);
        self.load_bits(len as u64, dst.at(1));
        self.load_bits(cap as u64, dst.at(2));
        true
    }

    /// Remembers the array of a slice that an expression has made, if it has pointers: whether
    /// it is live then depends on what is done with the slice.
    pub fn note_array(&mut self, x: &Expr, region: Option<Reg>, elem: Ty, len: u64) {
        if let Some(slot) = region
            && !self.layout(elem).pointers.is_empty()
        {
            self.act.made_arrays.insert(x.id, FrameArray { slot, len: len as u32 });
        }
    }

    /// A size operand as an int; what does not fit becomes negative and panics.
    pub fn make_size(&mut self, x: &Expr) -> Reg {
        if let Some(value) = self.const_of(x) {
            let dst = self.b.alloc(1);
            self.load_bits(value.to_int().low_bits(), dst);
            return dst;
        }
        self.value(x)
    }

    fn optional_size(&mut self, x: Option<&Expr>) -> Reg {
        match x {
            Some(x) => self.make_size(x),
            None => {
                let dst = self.b.alloc(1);
                self.b.zero(dst, 1);
                dst
            }
        }
    }

    /// `new(T)`, `new(expr)`
    fn new_builtin(&mut self, x: &Expr, arg: &Expr, dst: Reg) {
        let ty = self.ty(x);
        let Some(base) = self.lw.program.types.as_pointer(ty) else { return };
        self.at(x.pos);
        if self.info(arg).is_some_and(|tv| tv.mode == Mode::Type) {
            self.allocate_into(x.id, SiteKind::Value, base, dst);
            return;
        }
        let value = self.convert_value(arg, base);
        let ptr = self.allocate(x, base);
        self.store_words(&Place::Mem { ptr, offset: 0 }, base, value);
        self.b.mov(dst, ptr, 1);
    }

    fn min_max(&mut self, x: &Expr, call: &Call, max: bool, dst: Reg) {
        let ty = self.ty(x);
        let values: Vec<Reg> = call.args.iter().map(|arg| self.value_of_type(arg, ty)).collect();
        let words = self.words(ty);
        let Some((&first, rest)) = values.split_first() else { return };
        let best = self.temp(ty);
        self.b.mov(best, first, words);
        for &value in rest {
            match self.num(ty) {
                Some(num) if num.is_float() => self.float_min_max(num, max, best, value),
                num => {
                    let keep = self.b.label();
                    let (low, high) = if max { (value, best) } else { (best, value) };
                    // Skips the move if best is already at the right end.
                    match num {
                        Some(num) if num.is_signed() || num.bits() < 64 => {
                            self.b.jump_ab(Op::JleS, low.0, high.0, keep);
                        }
                        Some(_) => self.b.jump_ab(Op::JleU, low.0, high.0, keep),
                        None => {
                            let le = self.b.alloc(1);
                            self.b.rrr(Op::LeStr, le, low, high);
                            self.branch_on(le, true, keep);
                        }
                    }
                    self.b.mov(best, value, words);
                    self.b.bind(keep);
                }
            }
        }
        self.b.mov(dst, best, words);
    }

    /// min and max of floats: NaN wins, and -0 < +0.
    fn float_min_max(&mut self, num: Num, max: bool, best: Reg, value: Reg) {
        let name = match (num == Num::F32, max) {
            (false, false) => "fmin64",
            (false, true) => "fmax64",
            (true, false) => "fmin32",
            (true, true) => "fmax32",
        };
        let ty = if num == Num::F32 { Ty::FLOAT32 } else { Ty::FLOAT64 };
        let next = self.b.next();
        let window = Reg(next + 2);
        self.b.set_next(window.0 + 2);
        self.b.mov(window, best, 1);
        self.b.mov(window.at(1), value, 1);
        self.call_runtime(name, &[ty, ty], &[ty], window);
        self.b.mov(best, window, 1);
        self.b.set_next(next);
    }

    /// The value of an operand, constants as values of the given type.
    pub fn value_of_type(&mut self, x: &Expr, ty: Ty) -> Reg {
        match self.const_of(x) {
            Some(value) => {
                let dst = self.temp(ty);
                self.const_into(&value, ty, dst);
                dst
            }
            None => self.value(x),
        }
    }

    /// `unsafe.Sizeof` and its kin where the type is known only now.
    fn size_builtin(&mut self, builtin: Builtin, arg: &Expr, dst: Reg) {
        let ty = self.ty(arg);
        let layout = self.layout(ty);
        let value = match builtin {
            Builtin::UnsafeSizeof => layout.size,
            Builtin::UnsafeAlignof => layout.align,
            _ => self.field_offset(arg),
        };
        self.load_bits(value, dst);
    }

    fn field_offset(&self, x: &Expr) -> u64 {
        let ExprKind::Selector(inner, _) = &x.unparen().kind else { return 0 };
        let Some(selection) = self.lw.program.info.selections.get(&x.unparen().id) else {
            return 0;
        };
        let mut ty = self.ty(inner);
        if let TyKind::Pointer(base) = self.under_ty(ty) {
            ty = base;
        }
        let mut offset = 0;
        for &index in &selection.path {
            let TyKind::Struct(s) = self.under_ty(ty) else { break };
            offset += self.layout(ty).offsets[index as usize];
            ty = s.fields[index as usize].ty;
        }
        offset
    }
}
