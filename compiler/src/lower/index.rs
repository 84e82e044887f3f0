//! Index and slice expressions, map elements.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Expr, ExprKind};

use super::builder::Reg;
use super::func::{FrameArray, FuncCx};
use super::num::Num;
use super::place::{Place, elem2_ops};
use super::repr::Part;
use crate::types::ty::{Basic, Ty, TyKind};

/// No register, where an operand may be absent.
const NONE: u16 = 0xffff;

/// How a map type's ops take keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    W32,
    W64,
    Str,
    Mem,
}

impl FuncCx<'_, '_> {
    /// The place of `inner[index]` for strings, slices, arrays and array pointers.
    pub fn index_place(&mut self, x: &Expr, inner: &Expr, index: &Expr) -> Place {
        let ty = self.ty(inner);
        match self.under_ty(ty) {
            TyKind::Slice(elem) => self.slice_element(x, inner, index, elem),
            TyKind::Array(elem, len) => {
                let place = self.place(inner);
                self.array_element(x, place, ty, index, elem, len as u32)
            }
            TyKind::Pointer(base) => {
                let TyKind::Array(elem, len) = self.under_ty(base) else { return Place::Blank };
                let ptr = self.value(inner);
                let place = Place::Mem { ptr, offset: 0 };
                self.array_element(x, place, base, index, elem, len as u32)
            }
            _ => {
                // A string.
                let slice = self.value(inner);
                let index = self.index(index);
                self.at(x.pos);
                Place::Elem { slice, index }
            }
        }
    }

    fn slice_element(&mut self, x: &Expr, inner: &Expr, index: &Expr, elem: Ty) -> Place {
        let part = self.layout(elem).single();
        if let Some(place) = self.frame_slice_element(x, inner, index, elem) {
            return place;
        }
        // One instruction checks both indices, which are unsigned or signed together.
        if let Some((slices, outer)) = self.two_dimensional(inner, part)
            && self.is_unsigned(outer) == self.is_unsigned(index)
        {
            let slices = self.value(slices);
            let outer = self.index(outer);
            let index = self.value(index);
            self.at(x.pos);
            return Place::Elem2 { slices, outer, inner: index };
        }
        let slice = self.value(inner);
        let index = self.index(index);
        self.at(x.pos);
        if part.is_some() {
            return Place::Elem { slice, index };
        }
        let ptr = self.pointer_to(&Place::Elem { slice, index }, elem);
        Place::Mem { ptr, offset: 0 }
    }

    /// An element of a variable's slice whose array is known.
    fn frame_slice_element(
        &mut self,
        x: &Expr,
        inner: &Expr,
        index: &Expr,
        elem: Ty,
    ) -> Option<Place> {
        let ident = inner.unparen().as_ident()?;
        let obj = self.lw.program.object_of(ident.id)?;
        let FrameArray { slot, len } = self.act.slice_arrays.get(&obj).copied()?;
        // A known word would be live alone; in Go the array is live as a whole.
        if self.const_of(index).is_some() {
            return None;
        }
        let index = self.index(index);
        self.at(x.pos);
        let element = Place::FrameElem { slot, index, len };
        if self.layout(elem).single().is_some() {
            return Some(element);
        }
        let ptr = self.pointer_to(&element, elem);
        Some(Place::Mem { ptr, offset: 0 })
    }

    /// The slice and the outer index of `s[i]` in `s[i][j]`, if there are ops for such
    /// elements.
    fn two_dimensional<'e>(
        &self,
        inner: &'e Expr,
        part: Option<Part>,
    ) -> Option<(&'e Expr, &'e Expr)> {
        elem2_ops(part?)?;
        let ExprKind::Index(slices, outer) = &inner.unparen().kind else { return None };
        if self.act.ready.contains_key(&inner.id)
            || self.act.ready.contains_key(&inner.unparen().id)
        {
            return None;
        }
        match (self.under(slices), &outer[..]) {
            (TyKind::Slice(_), [outer]) => Some((slices, outer)),
            _ => None,
        }
    }

    fn array_element(
        &mut self,
        x: &Expr,
        place: Place,
        ty: Ty,
        index: &Expr,
        elem: Ty,
        len: u32,
    ) -> Place {
        if let Some(index) = self.const_of(index).and_then(|c| c.to_int().to_u64()) {
            return self.element_place(&place, ty, elem, index);
        }
        let index = self.index(index);
        self.at(x.pos);
        let single = self.layout(elem).single().is_some();
        if let Place::Frame { slot, offset } = place
            && single
            && offset % 8 == 0
        {
            return Place::FrameElem { slot: slot.at((offset / 8) as u16), index, len };
        }
        if self.layout(ty).size == 0 {
            let bound = self.b.alloc(1);
            self.load_bits(u64::from(len), bound);
            self.b.ab(Op::Bounds, index, bound);
            return Place::Reg(index);
        }
        let ptr = self.pointer_to(&place, ty);
        let element = Place::ArrayElem { ptr, index, len };
        if single {
            return element;
        }
        let ptr = self.pointer_to(&element, elem);
        Place::Mem { ptr, offset: 0 }
    }

    /// `inner[lo:hi:max]`
    pub fn slice_expr(
        &mut self,
        x: &Expr,
        inner: &Expr,
        lo: Option<&Expr>,
        hi: Option<&Expr>,
        max: Option<&Expr>,
        dst: Reg,
    ) {
        let ty = self.ty(inner);
        let under = self.under_ty(ty);
        let (op, base, elem) = match &under {
            TyKind::Basic(basic) if basic.is_string() => (Op::SliceStr, self.value(inner), None),
            TyKind::Slice(elem) => (Op::SliceSlice, self.value(inner), Some(*elem)),
            _ => {
                let array = match under {
                    TyKind::Pointer(base) => base,
                    _ => ty,
                };
                let TyKind::Array(elem, len) = self.under_ty(array) else { return };
                let base = self.b.alloc(3);
                let ptr = if array == ty { self.address_of(inner) } else { self.value(inner) };
                self.b.mov(base, ptr, 1);
                self.load_bits(len as u64, base.at(1));
                self.load_bits(len as u64, base.at(2));
                (Op::SliceArray, base, Some(elem))
            }
        };
        let unsigned =
            |(bit, x): (u8, Option<&Expr>)| u8::from(x.is_some_and(|x| self.is_unsigned(x))) << bit;
        let unsigned = (0..).zip([lo, hi, max]).map(unsigned).sum();
        let lo = self.bound(lo, true);
        let hi = self.bound(hi, false);
        let max = self.bound(max, false);
        self.at(x.pos);
        self.b.bounds_are_unsigned(unsigned);
        match elem {
            None => {
                self.b.ab(op, dst, base);
                self.b.x4(lo, hi, 0, 0);
            }
            Some(elem) => {
                let size = self.layout(elem).size as u32;
                self.b.abc(op, dst.0, base.0, size as u16);
                self.b.x4(lo, hi, max, (size >> 16) as u16);
            }
        }
    }

    /// The value of an index.
    fn index(&mut self, x: &Expr) -> Reg {
        let index = self.value(x);
        if self.is_unsigned(x) {
            self.b.index_is_unsigned(index);
        }
        index
    }

    /// Whether the value is a number that may be 2^63 or more.
    fn is_unsigned(&self, x: &Expr) -> bool {
        self.const_of(x).is_none() && self.num(self.ty(x)) == Some(Num::U64)
    }

    fn bound(&mut self, x: Option<&Expr>, zero_is_absent: bool) -> u16 {
        match x {
            None => NONE,
            Some(x) if zero_is_absent && self.bits_of(x) == Some(0) => NONE,
            Some(x) => self.value(x).0,
        }
    }

    // Maps.

    /// How the ops of a map with such keys take them.
    pub fn key_form(&mut self, key: Ty) -> KeyForm {
        let layout = self.layout(key);
        if self.basic(key).is_some_and(Basic::is_string) {
            return KeyForm::Str;
        }
        let idx = self.lw.type_idx(key);
        let plain = self.lw.out.types[idx.0 as usize].plain_equal;
        match layout.single() {
            Some(Part::I32 | Part::U32) if plain => KeyForm::W32,
            Some(Part::W64 | Part::Ptr) if plain => KeyForm::W64,
            _ => KeyForm::Mem,
        }
    }

    /// Evaluates a key in the form that the map's ops want.
    pub fn map_key(&mut self, x: &Expr, key: Ty) -> Reg {
        match self.key_form(key) {
            KeyForm::Mem => {
                if self.needs_conversion(x, key) || self.layout(key).is_split() {
                    let value = self.convert_value(x, key);
                    self.pointer_to(&Place::Reg(value), key)
                } else {
                    let place = self.place(x);
                    self.pointer_to(&place, key)
                }
            }
            KeyForm::W32 | KeyForm::W64 | KeyForm::Str => self.convert_value(x, key),
        }
    }

    /// `inner[index]` of a map; with `ok`, also whether it is there, after the value.
    pub fn map_get(
        &mut self,
        x: &Expr,
        inner: &Expr,
        index: &Expr,
        (key, elem): (Ty, Ty),
        dst: Reg,
        ok: bool,
    ) {
        let ok = ok || matches!(self.lw.program.types.kind(self.ty(x)), TyKind::Tuple(_));
        let found = ok.then(|| dst.at(self.words(elem)));
        let ty = self.ty(inner);
        let map = self.value(inner);
        let key = match self.key_form(key) {
            KeyForm::Str if !self.needs_conversion(index, key) => self.passing_string(index),
            _ => self.map_key(index, key),
        };
        self.at(x.pos);
        self.map_load(map, key, ty, dst, found);
    }

    /// Loads the element for a key, zero if there is none.
    pub fn map_load(&mut self, map: Reg, key: Reg, ty: Ty, dst: Reg, ok: Option<Reg>) {
        let TyKind::Map(key_ty, elem) = self.under_ty(ty) else { return };
        let form = self.key_form(key_ty);
        let idx = self.lw.type_idx(ty);
        let op = match (form, ok) {
            (KeyForm::W32, None) => Op::Mapget32,
            (KeyForm::W64, None) => Op::Mapget64,
            (KeyForm::Str, None) => Op::MapgetStr,
            (KeyForm::Mem, None) => Op::MapgetMem,
            (KeyForm::W32, Some(_)) => Op::Mapget232,
            (KeyForm::W64, Some(_)) => Op::Mapget264,
            (KeyForm::Str, Some(_)) => Op::Mapget2Str,
            (KeyForm::Mem, Some(_)) => Op::Mapget2Mem,
        };
        let ptr = self.b.alloc(if ok.is_some() { 2 } else { 1 });
        self.b.rrr(op, ptr, map, key);
        self.b.x2(idx.0, 0);
        if self.words(elem) > 0 {
            self.load_words(&Place::Mem { ptr, offset: 0 }, elem, dst);
        }
        if let Some(ok) = ok {
            self.b.mov(ok, ptr.at(1), 1);
        }
    }

    /// The address of a map's element for a key, which is inserted if missing.
    pub fn map_slot(&mut self, map: Reg, key: Reg, ty: Ty) -> Reg {
        let TyKind::Map(key_ty, _) = self.under_ty(ty) else { return map };
        let op = match self.key_form(key_ty) {
            KeyForm::W32 => Op::Mapset32,
            KeyForm::W64 => Op::Mapset64,
            KeyForm::Str => Op::MapsetStr,
            KeyForm::Mem => Op::MapsetMem,
        };
        let idx = self.lw.type_idx(ty);
        let ptr = self.b.alloc(1);
        self.b.rrr(op, ptr, map, key);
        self.b.x2(idx.0, 0);
        ptr
    }

    /// `delete(map, key)`
    pub fn map_delete(&mut self, x: &Expr, map: &Expr, key: &Expr) {
        let ty = self.ty(map);
        let TyKind::Map(key_ty, _) = self.under_ty(ty) else { return };
        let form = self.key_form(key_ty);
        let map = self.value(map);
        let key = self.map_key(key, key_ty);
        let op = match form {
            KeyForm::W32 => Op::Mapdelete32,
            KeyForm::W64 => Op::Mapdelete64,
            KeyForm::Str => Op::MapdeleteStr,
            KeyForm::Mem => Op::MapdeleteMem,
        };
        let idx = self.lw.type_idx(ty);
        self.at(x.pos);
        self.b.ab(op, map, key);
        self.b.x2(idx.0, 0);
    }
}
