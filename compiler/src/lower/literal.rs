//! Composite literals.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Element, Expr, ExprKind, NodeId};

use super::builder::Reg;
use super::func::FuncCx;
use super::place::Place;
use super::statics::field_index;
use crate::escape::{Keep, SiteKind};
use crate::types::ty::{Ty, TyKind};

impl FuncCx<'_, '_> {
    /// Puts a literal of the type into registers that nothing in it reads.
    pub fn composite_into(&mut self, x: &Expr, elems: &[Element], ty: Ty, dst: Reg) {
        match self.under_ty(ty) {
            TyKind::Pointer(base) => self.composite_address(x, x, elems, base, dst),
            TyKind::Slice(elem) => self.slice_literal(x, elems, elem, dst),
            TyKind::Map(..) => self.map_literal(x, elems, ty, dst),
            _ if self.layout(ty).is_split() => {
                self.composite_at(elems, ty, &Place::Reg(dst), false);
            }
            _ => {
                let slot = if dst.is_region() { dst } else { self.temp_region(ty) };
                let words = self.words(ty);
                self.b.zero(slot, words);
                self.composite_at(elems, ty, &Place::Frame { slot, offset: 0 }, true);
                self.b.mov(dst, slot, words);
            }
        }
    }

    /// `&T{…}`, in an outer literal also without the `&T`: `x` is all of it, `lit` the literal.
    pub fn composite_address(&mut self, x: &Expr, lit: &Expr, elems: &[Element], ty: Ty, dst: Reg) {
        if matches!(self.under_ty(ty), TyKind::Slice(_) | TyKind::Map(..) | TyKind::Pointer(_)) {
            let value = self.temp(ty);
            self.composite_into(lit, elems, ty, value);
            let ptr = self.allocate(x, ty);
            self.store_words(&Place::Mem { ptr, offset: 0 }, ty, value);
            return self.b.mov(dst, ptr, 1);
        }
        self.at(x.pos);
        self.allocate_into(x.id, SiteKind::Value, ty, dst);
        self.composite_at(elems, ty, &Place::Mem { ptr: dst, offset: 0 }, true);
    }

    /// New zero memory for an expression that allocates.
    pub fn allocate(&mut self, x: &Expr, ty: Ty) -> Reg {
        let ptr = self.b.alloc(1);
        self.allocate_into(x.id, SiteKind::Value, ty, ptr);
        ptr
    }

    /// The same, with the pointer in a given register.
    pub fn allocate_into(&mut self, id: NodeId, kind: SiteKind, ty: Ty, ptr: Reg) -> Option<Reg> {
        if let Some(keep) = self.site(id, kind) {
            return self.frame_memory(ty, keep, ptr);
        }
        let idx = self.lw.type_idx(ty);
        self.b.ai(Op::New, ptr.0, idx.0);
        None
    }

    /// A struct or array literal that is not an operand of instructions: in the frame, or on
    /// the heap for the moment until its value is copied.
    pub fn large_composite(&mut self, elems: &[Element], ty: Ty) -> Place {
        let ptr = self.b.alloc(1);
        if self.b.has_region_room(self.layout(ty).words) {
            self.frame_memory(ty, Keep::Statement, ptr);
        } else {
            let idx = self.lw.type_idx(ty);
            self.b.ai(Op::New, ptr.0, idx.0);
        }
        let place = Place::Mem { ptr, offset: 0 };
        self.composite_at(elems, ty, &place, true);
        place
    }

    /// Builds a struct or array literal at a place. With `zeroed` the place holds zero.
    fn composite_at(&mut self, elems: &[Element], ty: Ty, place: &Place, zeroed: bool) {
        match self.under_ty(ty) {
            TyKind::Struct(s) => {
                let index_of = |(i, elem)| field_index(&s.fields, i, elem);
                let indices: Vec<Option<usize>> = elems.iter().enumerate().map(index_of).collect();
                if !zeroed {
                    let is_missing =
                        |i: &usize| !indices.contains(&Some(*i)) || s.fields[*i].name.is_blank();
                    let missing: Vec<usize> = (0..s.fields.len()).filter(is_missing).collect();
                    self.zero_missing(ty, place, &missing, s.fields.len());
                }
                for (elem, index) in elems.iter().zip(indices) {
                    let Some(index) = index else { continue };
                    if s.fields[index].name.is_blank() {
                        // Its value is computed, but a blank field stays zero.
                        self.discard(&elem.value, s.fields[index].ty);
                        continue;
                    }
                    let (field, field_ty) = self.walk_fields(*place, ty, &[index as u32]);
                    self.init_expr(&elem.value, field_ty, &field, zeroed);
                }
            }
            TyKind::Array(elem_ty, len) => {
                let indices = self.element_indices(elems);
                if !zeroed && elems.len() as i64 != len {
                    self.store_zero(place, ty);
                }
                let zeroed = zeroed || elems.len() as i64 != len;
                for (elem, index) in elems.iter().zip(indices) {
                    let at = self.element_place(place, ty, elem_ty, index);
                    self.init_expr(&elem.value, elem_ty, &at, zeroed);
                }
            }
            _ => {}
        }
    }

    fn zero_missing(&mut self, ty: Ty, place: &Place, missing: &[usize], nfields: usize) {
        if missing.is_empty() {
            return;
        }
        if missing.len() * 2 >= nfields && self.layout(ty).words > 0 {
            return self.store_zero(place, ty);
        }
        for &index in missing {
            let (field, field_ty) = self.walk_fields(*place, ty, &[index as u32]);
            self.store_zero(&field, field_ty);
        }
    }

    /// The indices of the elements of an array or slice literal.
    pub fn element_indices(&self, elems: &[Element]) -> Vec<u64> {
        let mut next = 0;
        elems
            .iter()
            .map(|elem| {
                if let Some(key) = &elem.key
                    && let Some(index) = self.const_of(key).and_then(|c| c.to_int().to_u64())
                {
                    next = index;
                }
                next += 1;
                next - 1
            })
            .collect()
    }

    /// The place of an array's element with a constant index.
    pub fn element_place(&mut self, place: &Place, ty: Ty, elem: Ty, index: u64) -> Place {
        let at = (index * self.layout(elem).size) as u32;
        match *place {
            Place::Frame { slot, offset } => Place::Frame { slot, offset: offset + at },
            Place::Mem { ptr, offset } => Place::Mem { ptr, offset: offset + at },
            Place::Global { offset } => Place::Global { offset: offset + at },
            Place::Reg(reg) => Place::Reg(reg),
            Place::Elem { .. }
            | Place::ArrayElem { .. }
            | Place::FrameElem { .. }
            | Place::Elem2 { .. }
            | Place::MapElem { .. } => {
                let ptr = self.pointer_to(place, ty);
                Place::Mem { ptr, offset: at }
            }
            Place::Blank => Place::Blank,
        }
    }

    /// Initialises a place of a new value. With `zeroed` the place holds zero.
    pub fn init_expr(&mut self, x: &Expr, ty: Ty, place: &Place, zeroed: bool) {
        let next = self.b.next();
        if zeroed && self.is_zero(x, ty) {
            return;
        }
        match &x.unparen().kind {
            ExprKind::CompositeLit { elems, .. }
                if !self.needs_conversion(x, ty)
                    && matches!(self.under_ty(ty), TyKind::Struct(_) | TyKind::Array(..)) =>
            {
                self.composite_at(elems, ty, place, zeroed);
            }
            _ => match *place {
                Place::Blank => self.discard(x, ty),
                Place::Reg(dst) => self.convert_into(x, ty, dst),
                _ => self.store_expr(x, place, ty),
            },
        }
        self.b.set_next(next);
    }

    /// Whether an expression is a constant whose bytes are all zero.
    fn is_zero(&self, x: &Expr, ty: Ty) -> bool {
        if self.is_nil(x) {
            return true;
        }
        if self.is_interface(ty) {
            return false;
        }
        match self.const_of(x) {
            Some(value) => match self.basic(ty) {
                Some(basic) if basic.is_string() => value.bytes().is_empty(),
                _ => self.const_bits(&value, ty) == Some(0),
            },
            None => false,
        }
    }

    fn slice_literal(&mut self, x: &Expr, elems: &[Element], elem_ty: Ty, dst: Reg) {
        let indices = self.element_indices(elems);
        let len = indices.iter().max().map_or(0, |max| max + 1);
        let array = self.lw.program.types.array(elem_ty, len as i64);
        self.at(x.pos);
        let region = self.allocate_into(x.id, SiteKind::Value, array, dst);
        self.note_array(x, region, elem_ty, len);
        for (elem, index) in elems.iter().zip(indices) {
            let ptr = Place::Mem { ptr: dst, offset: 0 };
            let at = self.element_place(&ptr, array, elem_ty, index);
            self.init_expr(&elem.value, elem_ty, &at, true);
        }
        self.load_bits(len, dst.at(1));
        self.load_bits(len, dst.at(2));
    }

    fn map_literal(&mut self, x: &Expr, elems: &[Element], ty: Ty, dst: Reg) {
        let TyKind::Map(key_ty, elem_ty) = self.under_ty(ty) else { return };
        let map = dst;
        let hint = self.b.alloc(1);
        self.load_bits(elems.len() as u64, hint);
        self.make_map(x, ty, hint, Some(elems.len() as i64), map);
        for elem in elems {
            let next = self.b.next();
            let Some(key) = &elem.key else { continue };
            let key = self.map_key(key, key_ty);
            let value = self.convert_value(&elem.value, elem_ty);
            let place = Place::MapElem { map, key, ty };
            self.store_words(&place, elem_ty, value);
            self.b.set_next(next);
        }
    }
}
