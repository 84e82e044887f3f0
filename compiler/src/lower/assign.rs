//! Declarations and assignments.

use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, Ident, VarSpec};
use minigo_syntax::source::Pos;

use super::builder::Reg;
use super::call::Arg;
use super::func::{FuncCx, Var};
use super::place::Place;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};
use crate::walk;

impl FuncCx<'_, '_> {
    // Declarations.

    /// The new variable that an identifier on the left of `:=` declares.
    fn declared(&self, x: &Expr) -> Option<ObjId> {
        let ident = x.unparen().as_ident()?;
        self.declared_ident(ident)
    }

    fn declared_ident(&self, ident: &Ident) -> Option<ObjId> {
        if ident.name.is_blank() {
            return None;
        }
        let obj = self.lw.program.object_of(ident.id)?;
        (!self.act.vars.contains_key(&obj)).then_some(obj)
    }

    pub fn define(&mut self, lhs: &[Expr], rhs: &[Expr]) {
        let next = self.b.next();
        let is_new: Vec<bool> =
            lhs.iter().map(|x| self.declared(x).is_some() || is_blank(x)).collect();
        if lhs.len() == rhs.len() {
            let exprs: Vec<&Expr> = rhs.iter().collect();
            if lhs.len() > 1 {
                self.order(&exprs);
            }
            if is_new.iter().all(|&new| new) {
                for (x, value) in lhs.iter().zip(rhs) {
                    match self.declared(x) {
                        Some(obj) => self.define_one(obj, value),
                        None => {
                            let ty = self.lw.program.types.default_type(self.ty(value));
                            self.discard(value, ty);
                        }
                    }
                }
                self.free_temps(0);
                self.act.ready.clear();
                return;
            }
            // Old variables among them: all values first.
            let mut values = Vec::new();
            for (x, value) in lhs.iter().zip(rhs) {
                let ty = self.target_type(x, value);
                let reg = self.aside_copy(value, ty);
                values.push((reg, ty));
            }
            return self.assign_values(lhs, values, next);
        }
        self.define_from_tuple(lhs, &rhs[0], next);
    }

    /// An expression's value in registers of its own.
    fn aside_copy(&mut self, x: &Expr, ty: Ty) -> Reg {
        let before = self.b.next();
        let value = self.aside(x, ty);
        if value.0 >= before && !value.is_region() {
            return value;
        }
        let copy = self.temp(ty);
        let words = self.words(ty);
        self.b.mov(copy, value, words);
        copy
    }

    /// The type of what is assigned to.
    fn target_type(&self, x: &Expr, value: &Expr) -> Ty {
        if is_blank(x) {
            return self.lw.program.types.default_type(self.ty(value));
        }
        match x.unparen().as_ident().and_then(|ident| self.lw.program.object_of(ident.id)) {
            Some(obj) => self.sub(self.lw.program.obj(obj).ty),
            None => self.ty(x),
        }
    }

    /// `v := value`
    fn define_one(&mut self, obj: ObjId, value: &Expr) {
        let ty = self.sub(self.lw.program.obj(obj).ty);
        let layout = self.layout(ty);
        let next = self.b.next();
        let in_frame = self.place_of(obj) == crate::escape::Place::Frame;
        if in_frame && layout.is_split() {
            self.order(&[value]);
            if self.is_call(value) && !self.needs_conversion(value, ty) {
                // The variable lives where the call leaves its result.
                let reg = self.value(value);
                if reg.0 >= next && !reg.is_region() && layout.words > 0 {
                    self.act.vars.insert(obj, Var::Reg(reg));
                    self.b.set_next(reg.0 + layout.words as u16);
                } else {
                    let own = self.b.alloc(layout.words as u16);
                    self.b.mov(own, reg, layout.words as u16);
                    self.act.vars.insert(obj, Var::Reg(own));
                }
                return;
            }
            // Hoisted calls may have taken registers.
            let dst = self.b.alloc(layout.words as u16);
            self.convert_into(value, ty, dst);
            self.act.vars.insert(obj, Var::Reg(dst));
            self.b.set_next(dst.0 + layout.words as u16);
            if !self.lw.facts.is_reassigned(obj)
                && let Some(&array) = self.act.made_arrays.get(&value.unparen().id)
            {
                self.act.slice_arrays.insert(obj, array);
            }
            return;
        }
        if in_frame && self.fits_region(&layout) {
            self.order(&[value]);
            let slot = self.b.alloc_region(layout.words, layout.pointers.to_vec());
            self.scope_regions.push(slot);
            self.store_expr(value, &Place::Frame { slot, offset: 0 }, ty);
            self.act.vars.insert(obj, Var::Region(slot));
            self.b.set_next(next);
            return;
        }
        let ptr = self.b.alloc(1);
        self.order(&[value]);
        let place = self.place_of(obj);
        if layout.is_split() {
            let value = self.convert_value(value, ty);
            self.var_memory(place, ty, ptr);
            self.store_words(&Place::Mem { ptr, offset: 0 }, ty, value);
        } else {
            self.var_memory(place, ty, ptr);
            self.init_expr(value, ty, &Place::Mem { ptr, offset: 0 }, true);
        }
        self.act.vars.insert(obj, Var::Memory(ptr));
        self.b.set_next(ptr.0 + 1);
    }

    /// `a, b := f()` and the comma-ok forms.
    fn define_from_tuple(&mut self, lhs: &[Expr], value: &Expr, next: u16) {
        self.order(&[value]);
        let types = self.tuple(self.ty(value));
        let from = self.multi_value(value);
        let mut end = next;
        let mut word = from;
        let mut rest = Vec::new();
        for (x, &ty) in lhs.iter().zip(&types) {
            let reg = word;
            let words = self.words(ty);
            word = word.at(words);
            let Some(obj) = self.declared(x) else {
                if !is_blank(x) {
                    rest.push((x, reg, ty));
                }
                continue;
            };
            let want = self.sub(self.lw.program.obj(obj).ty);
            let in_place = want == ty
                && from.0 >= next
                && self.layout(ty).is_split()
                && self.place_of(obj) == crate::escape::Place::Frame;
            if in_place {
                self.act.vars.insert(obj, Var::Reg(reg));
                end = end.max(reg.0 + words);
            } else {
                rest.push((x, reg, ty));
            }
        }
        // The others get registers of their own above the results.
        self.b.set_next(end.max(word.0));
        for (x, reg, ty) in rest {
            match self.declared(x) {
                Some(obj) => {
                    let want = self.sub(self.lw.program.obj(obj).ty);
                    let var = self.new_var(Some(obj), want);
                    end = self.b.next();
                    let place = self.var_place(&var);
                    self.assign_value(&place, want, reg, ty);
                    self.b.set_next(end);
                }
                None => {
                    let keep = self.b.next();
                    let place = self.place(x);
                    let want = self.target_type(x, value);
                    self.assign_value(&place, want, reg, ty);
                    self.b.set_next(keep);
                }
            }
        }
        self.end_statement(end);
    }

    /// Stores a value in registers, of type `from`, at a place of type `to`.
    pub fn assign_value(&mut self, place: &Place, to: Ty, value: Reg, from: Ty) {
        if *place == Place::Blank {
            return;
        }
        if from == to || !self.is_interface(to) {
            return self.store_words(place, to, value);
        }
        let dst = self.temp(to);
        self.arg_into(Arg::Value(value, from), to, dst);
        self.store_words(place, to, dst);
    }

    /// Assigns values that are all computed; declares what is new.
    fn assign_values(&mut self, lhs: &[Expr], values: Vec<(Reg, Ty)>, next: u16) {
        let mut end = next;
        for (x, (value, ty)) in lhs.iter().zip(values) {
            match self.declared(x) {
                Some(obj) => {
                    let var = self.new_var(Some(obj), ty);
                    end = self.b.next();
                    let place = self.var_place(&var);
                    self.store_words(&place, ty, value);
                }
                None if is_blank(x) => {}
                None => {
                    let place = self.place(x);
                    self.store_words(&place, ty, value);
                }
            }
        }
        self.end_statement(end);
    }

    pub fn var_spec(&mut self, spec: &VarSpec) {
        let next = self.b.next();
        if let Some(first) = spec.names.first() {
            self.move_slices(first.pos);
        }
        if spec.values.is_empty() {
            for name in &spec.names {
                let Some(obj) = self.lw.program.object_of(name.id) else { continue };
                if name.name.is_blank() {
                    continue;
                }
                let ty = self.sub(self.lw.program.obj(obj).ty);
                let var = self.new_var(Some(obj), ty);
                self.zero_var(&var, ty);
            }
            return;
        }
        if spec.names.len() == spec.values.len() {
            if spec.names.len() > 1 {
                let exprs: Vec<&Expr> = spec.values.iter().collect();
                self.order(&exprs);
            }
            for (name, value) in spec.names.iter().zip(&spec.values) {
                match self.declared_ident(name) {
                    Some(obj) => self.define_one(obj, value),
                    None => {
                        let ty = self.lw.program.types.default_type(self.ty(value));
                        self.discard(value, ty);
                    }
                }
            }
            self.free_temps(0);
            self.act.ready.clear();
            return;
        }
        // var a, b T = f()
        self.order(&[&spec.values[0]]);
        let types = self.tuple(self.ty(&spec.values[0]));
        let from = self.multi_value(&spec.values[0]);
        let mut end = next;
        let mut word = 0;
        for (name, &ty) in spec.names.iter().zip(&types) {
            let reg = Reg(from.0 + word);
            word += self.words(ty);
            let Some(obj) = self.declared_ident(name) else { continue };
            let want = self.sub(self.lw.program.obj(obj).ty);
            let var = self.new_var(Some(obj), want);
            end = self.b.next();
            let place = self.var_place(&var);
            self.assign_value(&place, want, reg, ty);
            self.b.set_next(end);
        }
        self.end_statement(end);
    }

    // Assignments.

    pub fn assign(&mut self, lhs: &[Expr], rhs: &[Expr]) {
        if lhs.len() != rhs.len() {
            return self.assign_tuple(lhs, &rhs[0]);
        }
        if let ([x], [value]) = (lhs, rhs) {
            return self.assign_one(x, value);
        }
        self.assign_parallel(lhs, rhs);
    }

    fn assign_one(&mut self, x: &Expr, value: &Expr) {
        if is_blank(x) {
            self.order(&[value]);
            let ty = self.lw.program.types.default_type(self.ty(value));
            return self.discard(value, ty);
        }
        self.order(&[x, value]);
        let ty = self.ty(x);
        if self.map_operands(x).is_some() {
            let place = self.target_place(x);
            let value = self.aside(value, ty);
            self.at(x.pos);
            return self.store_words(&place, ty, value);
        }
        if self.is_local(x).is_some() || self.has_call(x) || !self.layout(ty).is_split() {
            let place = self.target_place(x);
            return self.store_expr(value, &place, ty);
        }
        let value = self.convert_value(value, ty);
        let place = self.target_place(x);
        self.at(x.pos);
        self.store_words(&place, ty, value);
    }

    /// The place of an assignment's left side.
    pub fn target_place(&mut self, x: &Expr) -> Place {
        if is_blank(x) {
            return Place::Blank;
        }
        if let Some((map, key)) = self.map_operands(x) {
            let ty = self.ty(map);
            let TyKind::Map(key_ty, _) = self.under_ty(ty) else { return Place::Blank };
            let map = self.value(map);
            let key = self.map_key(key, key_ty);
            return Place::MapElem { map, key, ty };
        }
        self.place(x)
    }

    /// Map and key of `m[k]`.
    fn map_operands<'e>(&self, x: &'e Expr) -> Option<(&'e Expr, &'e Expr)> {
        let ExprKind::Index(map, indices) = &x.unparen().kind else { return None };
        match (self.under(map), &indices[..]) {
            (TyKind::Map(..), [key]) => Some((map, key)),
            _ => None,
        }
    }

    /// The variable and registers of an expression that is a variable in registers.
    fn is_local(&self, x: &Expr) -> Option<(ObjId, Reg)> {
        let ident = x.unparen().as_ident()?;
        let obj = self.lw.program.object_of(ident.id)?;
        match self.act.vars.get(&obj)? {
            Var::Reg(reg) => Some((obj, *reg)),
            Var::Region(_) | Var::Memory(_) | Var::Const(_) => None,
        }
    }

    /// Whether a call or receive stands in an expression.
    pub fn has_call(&self, x: &Expr) -> bool {
        let mut found = false;
        walk::expr(x, &mut |x| {
            found |= match &x.kind {
                ExprKind::Call(_) => self.is_call(x),
                ExprKind::Unary(minigo_syntax::ast::UnaryOp::Recv, _) => true,
                _ => false,
            };
        });
        found
    }

    /// Whether an expression names a variable.
    fn mentions(&self, x: &Expr, var: ObjId) -> bool {
        let mut found = false;
        walk::expr(x, &mut |x| {
            if let ExprKind::Ident(ident) = &x.kind {
                found |= self.lw.program.object_of(ident.id) == Some(var);
            }
        });
        found
    }

    fn assign_tuple(&mut self, lhs: &[Expr], value: &Expr) {
        let mut exprs: Vec<&Expr> = lhs.iter().filter(|x| !is_blank(x)).collect();
        exprs.push(value);
        self.order(&exprs);
        let first: Vec<Option<Place>> =
            lhs.iter().map(|x| self.has_call(x).then(|| self.target_place(x))).collect();
        let types = self.tuple(self.ty(value));
        let mut reg = self.multi_value(value);
        let targets: Vec<&Expr> = lhs.iter().collect();
        let ranges = self.local_ranges(&targets);
        let places: Vec<Place> = lhs
            .iter()
            .zip(first)
            .map(|(x, place)| {
                let place = place.unwrap_or_else(|| self.target_place(x));
                self.pin_place(place, &ranges)
            })
            .collect();
        for ((x, &ty), place) in lhs.iter().zip(&types).zip(places) {
            let value = reg;
            reg = reg.at(self.words(ty));
            if is_blank(x) {
                continue;
            }
            let want = self.ty(x);
            self.at(x.pos);
            self.assign_value(&place, want, value, ty);
        }
    }

    /// `a, b = x, y`: operands of the left side and all values first, then the stores in
    /// order.
    fn assign_parallel(&mut self, lhs: &[Expr], rhs: &[Expr]) {
        let exprs: Vec<&Expr> = lhs.iter().filter(|x| !is_blank(x)).chain(rhs).collect();
        self.order(&exprs);
        let locals: Vec<Option<(ObjId, Reg)>> = lhs.iter().map(|x| self.is_local(x)).collect();
        let types: Vec<Ty> =
            lhs.iter().zip(rhs).map(|(x, value)| self.target_type(x, value)).collect();
        let targets: Vec<&Expr> = lhs.iter().collect();
        let ranges = self.local_ranges(&targets);
        let places: Vec<Place> = lhs
            .iter()
            .map(|x| {
                let place = self.target_place(x);
                self.pin_place(place, &ranges)
            })
            .collect();
        // Values that wait for their store: target, registers.
        let mut pending: Vec<(usize, Reg)> = Vec::new();
        for (i, value) in rhs.iter().enumerate() {
            let ty = types[i];
            let words = self.words(ty);
            if places[i] == Place::Blank {
                self.discard(value, ty);
                continue;
            }
            if let Some((obj, reg)) = locals[i] {
                let free = !pending.iter().any(|&(j, value)| {
                    overlap((value.0, value.0 + self.words(types[j])), (reg.0, reg.0 + words))
                });
                let later = rhs[i + 1..].iter().any(|x| self.mentions(x, obj));
                if free && !later && self.act.epilogue.is_none() && self.writes_last(value) {
                    self.convert_into(value, ty, reg);
                    continue;
                }
            }
            let value = self.aside(value, ty);
            pending.push((i, value));
        }
        for k in 0..pending.len() {
            let (i, value) = pending[k];
            let ty = types[i];
            if let Some(reg) = self.in_registers(&places[i], ty) {
                let target = (reg.0, reg.0 + self.words(ty));
                for later in &mut pending[k + 1..] {
                    let words = self.words(types[later.0]);
                    if overlap((later.1.0, later.1.0 + words), target) {
                        let copy = self.temp(types[later.0]);
                        self.b.mov(copy, later.1, words);
                        later.1 = copy;
                    }
                }
            }
            self.at(lhs[i].pos);
            self.store_words(&places[i], ty, value);
        }
    }

    /// The registers of variables among the left sides.
    pub fn local_ranges(&self, lhs: &[&Expr]) -> Vec<(u16, u16)> {
        let locals = lhs.iter().filter_map(|x| self.is_local(x));
        locals
            .map(|(obj, reg)| {
                let ty = self.sub(self.lw.program.obj(obj).ty);
                (reg.0, reg.0 + self.words(ty))
            })
            .collect()
    }

    /// Copies registers of a place that lie in the given ranges: they are about to change.
    pub fn pin_place(&mut self, place: Place, ranges: &[(u16, u16)]) -> Place {
        let pin = |cx: &mut Self, reg: Reg, words: u16| {
            if ranges.iter().any(|&range| overlap((reg.0, reg.0 + words), range)) {
                let copy = cx.b.alloc(words);
                cx.b.mov(copy, reg, words);
                cx.b.index_moved(reg, copy);
                copy
            } else {
                reg
            }
        };
        match place {
            Place::Mem { ptr, offset } => Place::Mem { ptr: pin(self, ptr, 1), offset },
            Place::Elem { slice, index } => {
                Place::Elem { slice: pin(self, slice, 2), index: pin(self, index, 1) }
            }
            Place::ArrayElem { ptr, index, len } => {
                Place::ArrayElem { ptr: pin(self, ptr, 1), index: pin(self, index, 1), len }
            }
            Place::FrameElem { slot, index, len } => {
                Place::FrameElem { slot, index: pin(self, index, 1), len }
            }
            Place::Elem2 { slices, outer, inner } => Place::Elem2 {
                slices: pin(self, slices, 2),
                outer: pin(self, outer, 1),
                inner: pin(self, inner, 1),
            },
            Place::MapElem { map, key, ty } => {
                let words = match self.under_ty(ty) {
                    TyKind::Map(key, _) if self.key_form(key) == super::index::KeyForm::Str => 2,
                    _ => 1,
                };
                Place::MapElem { map: pin(self, map, 1), key: pin(self, key, words), ty }
            }
            Place::Reg(_) | Place::Frame { .. } | Place::Global { .. } | Place::Blank => place,
        }
    }

    // Operations in place.

    /// `x op= y`
    pub fn op_assign(&mut self, op: BinaryOp, x: &Expr, y: &Expr, pos: Pos) {
        self.order(&[x, y]);
        let ty = self.ty(x);
        if let Some((_, reg)) = self.is_local(x) {
            if self.num(ty).is_some() || self.writes_in_one(ty) {
                return self.operate(op, x, y, ty, reg, pos);
            }
            let value = self.temp(ty);
            self.operate(op, x, y, ty, value, pos);
            return self.b.mov(reg, value, self.words(ty));
        }
        let mut place = self.target_place(x);
        if let Place::MapElem { map, key, ty } = place
            && !matches!(op, BinaryOp::Div | BinaryOp::Rem)
        {
            if self.const_of(y).is_none() && !self.act.ready.contains_key(&y.id) {
                let value = self.value(y);
                self.act.ready.insert(y.id, value);
            }
            self.at(x.pos);
            place = Place::Mem { ptr: self.map_slot(map, key, ty), offset: 0 };
        }
        let value = self.temp(ty);
        self.at(x.pos);
        match place {
            // A division panics before the element is inserted.
            Place::MapElem { map, key, ty: map_ty } => {
                self.map_load(map, key, map_ty, value, None);
            }
            _ => self.load_words(&place, ty, value),
        }
        self.act.ready.insert(x.id, value);
        self.operate(op, x, y, ty, value, pos);
        self.at(x.pos);
        self.store_words(&place, ty, value);
    }

    /// Whether an operation on the type writes its result with one instruction.
    fn writes_in_one(&self, ty: Ty) -> bool {
        self.basic(ty).is_some_and(|basic| basic.is_string())
    }

    fn operate(&mut self, op: BinaryOp, x: &Expr, y: &Expr, ty: Ty, dst: Reg, pos: Pos) {
        self.at(pos);
        if op.is_shift() {
            return self.shift(op, x, y, ty, dst);
        }
        if self.num(ty).is_some() || self.writes_in_one(ty) {
            return self.arith(pos, ty, op, (x, y), dst);
        }
        let value = self.temp(ty);
        self.arith(pos, ty, op, (x, y), value);
        self.b.mov(dst, value, self.words(ty));
    }

    /// `x++`, `x--`
    pub fn inc_dec(&mut self, x: &Expr, up: bool) {
        self.order(&[x]);
        let ty = self.ty(x);
        if let Some((_, reg)) = self.is_local(x) {
            return self.step(reg, ty, up);
        }
        let mut place = self.target_place(x);
        self.at(x.pos);
        if let Place::MapElem { map, key, ty } = place {
            place = Place::Mem { ptr: self.map_slot(map, key, ty), offset: 0 };
        }
        let value = self.temp(ty);
        self.load_words(&place, ty, value);
        self.step(value, ty, up);
        self.store_words(&place, ty, value);
    }

    fn step(&mut self, reg: Reg, ty: Ty, up: bool) {
        let by: i16 = if up { 1 } else { -1 };
        match self.num(ty) {
            Some(num) if num.is_int() => self.b.abc(num.addi(), reg.0, reg.0, by as u16),
            num => {
                let one = self.temp(ty);
                let value = crate::types::constant::Const::from_i64(1);
                self.const_into(&value, ty, one);
                let op = if up { BinaryOp::Add } else { BinaryOp::Sub };
                match num {
                    Some(num) => self.op(op, num, reg, one, reg),
                    None => {
                        let sum = self.temp(ty);
                        self.complex_op(op, ty, reg, one, sum);
                        self.b.mov(reg, sum, 2);
                    }
                }
            }
        }
    }
}

/// Whether an expression is `_`.
pub fn is_blank(x: &Expr) -> bool {
    x.unparen().as_ident().is_some_and(|ident| ident.name.is_blank())
}

fn overlap(a: (u16, u16), b: (u16, u16)) -> bool {
    a.0 < b.1 && b.0 < a.1
}
