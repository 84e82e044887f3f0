//! `for … range`.
//!
//! The operand is evaluated once. The loop counts with the key variable itself if nothing
//! else assigns to it; else with a register of its own.

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::Region;
use minigo_syntax::ast::{Expr, Range, Stmt};
use minigo_syntax::symbol::Symbol;

use super::assign::is_blank;
use super::builder::{Label, Reg};
use super::func::{FuncCx, Target, Var};
use super::num::Num;
use super::place::Place;
use crate::escape;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};

/// What receives a key or value in each iteration.
enum IterVar<'e> {
    None,
    /// A new variable in registers.
    Own(ObjId, Reg, Ty),
    /// A new variable elsewhere.
    New(ObjId, Ty),
    /// An operand that is assigned to.
    Place(&'e Expr, Ty),
}

impl FuncCx<'_, '_> {
    pub fn range_stmt(&mut self, stmt: &Stmt, node: &Range) {
        let label = self.act.pending_label.take();
        self.scope(|cx| {
            cx.order(&[&node.x]);
            let ty = cx.ty(&node.x);
            match cx.under_ty(ty) {
                TyKind::Slice(elem) => cx.range_slice(node, elem, label),
                TyKind::Array(elem, len) => cx.range_array(node, ty, elem, len, label),
                TyKind::Pointer(base) => {
                    if let TyKind::Array(elem, len) = cx.under_ty(base) {
                        let ptr = cx.value(&node.x);
                        cx.act.ready.clear();
                        cx.range_elements(node, Source::Array { ptr, elem, len }, label);
                    }
                }
                TyKind::Map(key, elem) => cx.range_map(node, ty, key, elem, label),
                TyKind::Chan(_, elem) => cx.range_chan(node, elem, label),
                TyKind::Func(_) => cx.range_func(stmt, node, label),
                TyKind::Basic(basic) if basic.is_string() => cx.range_string(node, label),
                _ => cx.range_int(node, ty, label),
            }
        });
    }

    // Variables.

    fn iter_var<'e>(&mut self, x: Option<&'e Expr>, node: &Range) -> IterVar<'e> {
        let Some(x) = x.filter(|x| !is_blank(x)) else { return IterVar::None };
        if !node.define {
            return IterVar::Place(x, self.ty(x));
        }
        let obj = x.unparen().as_ident().and_then(|ident| self.lw.program.object_of(ident.id));
        let Some(obj) = obj else { return IterVar::None };
        let own_ty = self.sub(self.lw.program.obj(obj).ty);
        let layout = self.layout(own_ty);
        if layout.is_split() && self.place_of(obj) == escape::Place::Frame {
            let reg = self.b.alloc(layout.words as u16);
            self.act.vars.insert(obj, Var::Reg(reg));
            IterVar::Own(obj, reg, own_ty)
        } else {
            IterVar::New(obj, own_ty)
        }
    }

    /// The register of a key variable that the loop itself may count in.
    fn counter_of(&self, var: &IterVar) -> Option<Reg> {
        match var {
            IterVar::Own(obj, reg, _) if !self.lw.facts.is_reassigned(*obj) => Some(*reg),
            _ => None,
        }
    }

    /// Gives the iteration's variable the value at a place.
    fn set_iter(&mut self, var: &IterVar, from: &Place, from_ty: Ty) {
        let next = self.b.next();
        match *var {
            IterVar::None => {}
            IterVar::Own(_, reg, ty) => self.load_words(from, ty, reg),
            IterVar::New(obj, ty) => {
                let var = self.new_var(Some(obj), ty);
                let to = self.var_place(&var);
                let next = self.b.next();
                self.copy(&to, from, ty);
                return self.b.set_next(next);
            }
            IterVar::Place(x, ty) => {
                let place = self.target_place(x);
                if self.layout(from_ty).is_split() || ty != from_ty {
                    let value = self.load(from, from_ty);
                    self.assign_value(&place, ty, value, from_ty);
                } else {
                    self.copy(&place, from, ty);
                }
                self.free_temps(0);
                self.act.ready.clear();
            }
        }
        self.b.set_next(next);
    }

    /// Assigns a parameter in registers to an operand of the range clause.
    pub fn assign_param(&mut self, x: &Expr, reg: Reg, ty: Ty) {
        let from = if self.layout(ty).is_split() {
            Place::Reg(reg)
        } else {
            let slot = self.temp_region(ty);
            let place = Place::Frame { slot, offset: 0 };
            self.store_words(&place, ty, reg);
            place
        };
        let to = self.ty(x);
        self.set_iter(&IterVar::Place(x, to), &from, ty);
    }

    /// Gives both variables their values. Operands are evaluated before either is assigned.
    fn set_pair(
        &mut self,
        (key, key_from, key_ty): (&IterVar, &Place, Ty),
        (value, value_from, value_ty): (&IterVar, &Place, Ty),
    ) {
        let (IterVar::Place(x, _), IterVar::Place(y, want)) = (key, value) else {
            self.set_iter(value, value_from, value_ty);
            return self.set_iter(key, key_from, key_ty);
        };
        let next = self.b.next();
        let place = self.target_place(y);
        let ranges = self.local_ranges(&[x]);
        let place = self.pin_place(place, &ranges);
        self.set_iter(key, key_from, key_ty);
        if self.layout(value_ty).is_split() || *want != value_ty {
            let value = self.load(value_from, value_ty);
            self.assign_value(&place, *want, value, value_ty);
        } else {
            self.copy(&place, value_from, *want);
        }
        self.end_statement(next);
    }

    fn loop_body(&mut self, node: &Range, label: Option<Symbol>, next: Label, exit: Label) {
        self.act.targets.push(Target { label, break_to: exit, continue_to: Some(next) });
        self.scope(|cx| cx.stmts(&node.body.stmts));
        self.act.targets.pop();
    }

    /// The value of an operand in registers that do not change during the loop.
    fn fixed_value(&mut self, x: &Expr, words: u16) -> Reg {
        let before = self.b.next();
        let value = self.value(x);
        if value.0 >= before && !value.is_region() {
            return value;
        }
        let unchanged = x
            .unparen()
            .as_ident()
            .and_then(|ident| self.lw.program.object_of(ident.id))
            .is_some_and(|obj| {
                !self.lw.facts.is_reassigned(obj)
                    && matches!(self.act.vars.get(&obj), Some(Var::Reg(_)))
            });
        if unchanged {
            return value;
        }
        let copy = self.b.alloc(words);
        self.b.mov(copy, value, words);
        copy
    }

    // Integers.

    fn range_int(&mut self, node: &Range, ty: Ty, label: Option<Symbol>) {
        let key_ty = match node.key.as_ref().filter(|key| !is_blank(key)) {
            Some(key) => {
                let own = key
                    .unparen()
                    .as_ident()
                    .and_then(|ident| self.lw.program.object_of(ident.id))
                    .map(|obj| self.sub(self.lw.program.obj(obj).ty));
                own.unwrap_or_else(|| self.ty(key))
            }
            None => self.lw.program.types.default_type(ty),
        };
        let num = self.num(key_ty).unwrap_or(Num::I64);
        let constant = self.const_of(&node.x);
        let limit = match &constant {
            Some(value) => {
                let reg = self.b.alloc(1);
                self.const_into(value, key_ty, reg);
                reg
            }
            None => self.fixed_value(&node.x, 1),
        };
        self.act.ready.clear();
        let key = self.iter_var(node.key.as_ref(), node);
        let counter = self.counter_of(&key);
        let (count, is_key) = match counter {
            Some(reg) => (reg, true),
            None => (self.b.alloc(1), false),
        };
        let (body, next, exit) = (self.b.label(), self.b.label(), self.b.label());
        self.b.zero(count, 1);
        if num.is_signed() || num.bits() < 64 {
            self.b.jump_ab(Op::Jlei, limit.0, 0, exit);
        } else {
            self.b.jump_ab(Op::Jeqi, limit.0, 0, exit);
        }
        self.b.bind(body);
        self.scope(|cx| {
            if !is_key {
                cx.set_iter(&key, &Place::Reg(count), key_ty);
            }
            cx.loop_body(node, label, next, exit);
        });
        self.b.bind(next);
        if num == Num::I64 {
            self.b.jump_ab(Op::IncjltB, count.0, limit.0, body);
        } else {
            self.b.abc(num.addi(), count.0, count.0, 1);
            let less = if num.is_signed() || num.bits() < 64 { Op::JltS } else { Op::JltU };
            self.b.jump_ab(less, count.0, limit.0, body);
        }
        self.b.bind(exit);
    }

    // Slices and arrays.

    fn range_slice(&mut self, node: &Range, elem: Ty, label: Option<Symbol>) {
        // Pointer, length; the capacity does not matter but comes along.
        let slice = self.fixed_value(&node.x, 2);
        self.act.ready.clear();
        self.keep_temps();
        self.range_elements(node, Source::Slice { slice, elem }, label);
    }

    fn range_array(&mut self, node: &Range, ty: Ty, elem: Ty, len: i64, label: Option<Symbol>) {
        let wants_value = node.value.as_ref().is_some_and(|value| !is_blank(value));
        if !wants_value {
            if self.has_call(&node.x) {
                self.evaluate(&node.x);
            }
            self.act.ready.clear();
            return self.range_elements(node, Source::Length(len), label);
        }
        // The elements are those at the start.
        let from = self.place(&node.x);
        let layout = self.layout(ty);
        let source = if layout.size == 0 {
            Source::Length(len)
        } else if self.fits_region(&layout) {
            let slot = self.b.alloc_region(layout.words, layout.pointers.to_vec());
            self.scope_regions.push(slot);
            self.copy(&Place::Frame { slot, offset: 0 }, &from, ty);
            Source::Frame { slot, elem, len }
        } else {
            let ptr = self.b.alloc(1);
            self.frame_memory(ty, escape::Keep::Call, ptr);
            self.copy(&Place::Mem { ptr, offset: 0 }, &from, ty);
            Source::Array { ptr, elem, len }
        };
        self.act.ready.clear();
        self.keep_temps();
        self.range_elements(node, source, label);
    }

    fn range_elements(&mut self, node: &Range, source: Source, label: Option<Symbol>) {
        let key = self.iter_var(node.key.as_ref(), node);
        let counter = self.counter_of(&key);
        let (count, is_key) = match counter {
            Some(reg) => (reg, true),
            None => (self.b.alloc(1), false),
        };
        let elem = source.elem();
        let value = self.iter_var(node.value.as_ref(), node);
        let (body, next, exit) = (self.b.label(), self.b.label(), self.b.label());
        self.b.zero(count, 1);
        match source {
            Source::Slice { slice, .. } => {
                self.b.jump_ab(Op::Jlei, slice.at(1).0, 0, exit);
            }
            _ if source.len() == 0 => self.b.jmp(exit),
            _ => {}
        }
        self.b.bind(body);
        self.scope(|cx| {
            let key = if is_key { &IterVar::None } else { &key };
            let mark = cx.b.next();
            let from = match value {
                IterVar::None => Place::Blank,
                _ => cx.source_place(&source, count),
            };
            let elem = elem.unwrap_or(Ty::INT);
            cx.set_pair((key, &Place::Reg(count), Ty::INT), (&value, &from, elem));
            // New variables stay above what their computation used.
            if !matches!(value, IterVar::New(..)) && !matches!(key, IterVar::New(..)) {
                cx.b.set_next(mark);
            }
            cx.loop_body(node, label, next, exit);
        });
        self.b.bind(next);
        match source {
            Source::Slice { slice, .. } => {
                self.b.jump_ab(Op::IncjltB, count.0, slice.at(1).0, body);
            }
            _ => {
                let len = source.len();
                if let Ok(imm) = i16::try_from(len) {
                    self.b.jump_ab(Op::IncjltiB, count.0, imm as u16, body);
                } else {
                    let at = self.b.next();
                    let limit = self.b.alloc(1);
                    self.load_bits(len as u64, limit);
                    self.b.jump_ab(Op::IncjltB, count.0, limit.0, body);
                    self.b.set_next(at);
                }
            }
        }
        self.b.bind(exit);
    }

    /// The place of the element with the index in a register.
    fn source_place(&mut self, source: &Source, index: Reg) -> Place {
        let place = match *source {
            Source::Slice { slice, .. } => Place::Elem { slice, index },
            Source::Array { ptr, len, .. } => Place::ArrayElem { ptr, index, len: len as u32 },
            Source::Frame { slot, len, .. } => Place::FrameElem { slot, index, len: len as u32 },
            Source::Length(_) => return Place::Reg(index),
        };
        let Some(elem) = source.elem() else { return place };
        if self.layout(elem).single().is_some() {
            return place;
        }
        let ptr = self.pointer_to(&place, elem);
        Place::Mem { ptr, offset: 0 }
    }

    // Strings, maps, channels.

    fn range_string(&mut self, node: &Range, label: Option<Symbol>) {
        let text = self.fixed_value(&node.x, 2);
        self.act.ready.clear();
        let key = self.iter_var(node.key.as_ref(), node);
        let value = self.iter_var(node.value.as_ref(), node);
        let pos = self.b.alloc(1);
        let rune = self.b.alloc(2);
        let (body, next, exit) = (self.b.label(), self.b.label(), self.b.label());
        self.b.zero(pos, 1);
        self.b.jump_ab(Op::Jlei, text.at(1).0, 0, exit);
        self.b.bind(body);
        self.b.rrr(Op::Strnext, rune, text, pos);
        self.scope(|cx| {
            let from = (Place::Reg(pos), Place::Reg(rune));
            cx.set_pair((&key, &from.0, Ty::INT), (&value, &from.1, Ty::INT32));
            cx.loop_body(node, label, next, exit);
        });
        self.b.bind(next);
        self.b.mov(pos, rune.at(1), 1);
        self.b.jump_ab(Op::JltS, pos.0, text.at(1).0, body);
        self.b.bind(exit);
    }

    fn range_map(&mut self, node: &Range, ty: Ty, key_ty: Ty, elem_ty: Ty, label: Option<Symbol>) {
        let map = self.value(&node.x);
        let region = Region::for_map_iter(0);
        let slot = self.b.alloc_region(region.words, region.pointers);
        self.scope_regions.push(slot);
        let idx = self.lw.type_idx(ty);
        self.at(node.x.pos);
        self.b.ab(Op::Mapiter, slot, map);
        self.b.x2(idx.0, 0);
        self.act.ready.clear();
        self.keep_temps();
        let key = self.iter_var(node.key.as_ref(), node);
        let value = self.iter_var(node.value.as_ref(), node);
        let entry = self.b.alloc(2);
        let (body, next, exit) = (self.b.label(), self.b.label(), self.b.label());
        self.b.jmp(next);
        self.b.bind(body);
        self.scope(|cx| {
            let key_at = Place::Mem { ptr: entry, offset: 0 };
            let value_at = Place::Mem { ptr: entry.at(1), offset: 0 };
            cx.set_pair((&key, &key_at, key_ty), (&value, &value_at, elem_ty));
            cx.loop_body(node, label, next, exit);
        });
        self.b.bind(next);
        self.b.ab(Op::Mapnext, entry, slot);
        self.b.jump_ab(Op::Jnei, entry.0, 0, body);
        self.b.bind(exit);
    }

    fn range_chan(&mut self, node: &Range, elem: Ty, label: Option<Symbol>) {
        let chan = self.fixed_value(&node.x, 1);
        self.act.ready.clear();
        self.keep_temps();
        let key = self.iter_var(node.key.as_ref(), node);
        let ok = self.b.alloc(1);
        let ptr = self.b.alloc(1);
        let layout = self.layout(elem);
        let slot = (layout.size > 0).then(|| {
            let words = layout.size.div_ceil(8) as u32;
            let slot = self.b.alloc_region(words, layout.pointers.to_vec());
            self.scope_regions.push(slot);
            slot
        });
        let (next, exit) = (self.b.label(), self.b.label());
        self.b.bind(next);
        self.receive_address(ptr, slot, elem);
        self.at(node.x.pos);
        self.b.rrr(Op::Recv, ok, ptr, chan);
        self.branch_on(ok, false, exit);
        self.scope(|cx| {
            match slot {
                Some(slot) => cx.set_iter(&key, &Place::Frame { slot, offset: 0 }, elem),
                None => cx.set_iter(&key, &Place::Reg(ok), elem),
            }
            cx.loop_body(node, label, next, exit);
        });
        self.b.jmp(next);
        self.b.bind(exit);
    }
}

/// What the elements come from.
enum Source {
    Slice {
        slice: Reg,
        elem: Ty,
    },
    /// Behind a pointer.
    Array {
        ptr: Reg,
        elem: Ty,
        len: i64,
    },
    /// In a region.
    Frame {
        slot: Reg,
        elem: Ty,
        len: i64,
    },
    /// No elements are looked at.
    Length(i64),
}

impl Source {
    fn elem(&self) -> Option<Ty> {
        match self {
            Source::Slice { elem, .. }
            | Source::Array { elem, .. }
            | Source::Frame { elem, .. } => Some(*elem),
            Source::Length(_) => None,
        }
    }

    /// The constant length; 0 for slices.
    fn len(&self) -> i64 {
        match self {
            Source::Slice { .. } => 0,
            Source::Array { len, .. } | Source::Frame { len, .. } | Source::Length(len) => *len,
        }
    }
}
