//! Where values are kept, and moving them.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Expr, ExprKind};

use super::builder::Reg;
use super::func::{FuncCx, Var};
use super::repr::Leaf;
use crate::types::object::{ObjId, ObjKind, VarKind};
use crate::types::ty::{Ty, TyKind};

/// Where a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A split value in registers.
    Reg(Reg),
    /// In a region, at a byte offset.
    Frame { slot: Reg, offset: u32 },
    /// Behind a pointer, at a byte offset.
    Mem { ptr: Reg, offset: u32 },
    /// In the data segment.
    Global { offset: u32 },
    /// An element of a slice or string; of a single part.
    Elem { slice: Reg, index: Reg },
    /// An element of an array behind a pointer; of a single part.
    ArrayElem { ptr: Reg, index: Reg, len: u32 },
    /// An element of an array that is a region; of a single part.
    FrameElem { slot: Reg, index: Reg, len: u32 },
    /// An element of a slice of slices; of a single part for which there are ops.
    Elem2 { slices: Reg, outer: Reg, inner: Reg },
    /// An element of a map; only to be assigned to. `key` is the key's place in the form
    /// that the map type's ops want.
    MapElem { map: Reg, key: Reg, ty: Ty },
    /// Nowhere.
    Blank,
}

impl FuncCx<'_, '_> {
    // Loading and storing.

    /// The value at a place in registers: the variable's own if it is there.
    pub fn load(&mut self, place: &Place, ty: Ty) -> Reg {
        if let Some(reg) = self.in_registers(place, ty) {
            return reg;
        }
        let dst = self.temp(ty);
        self.load_words(place, ty, dst);
        dst
    }

    /// The registers that hold the value at a place as a value of the type is held, if there
    /// are such.
    pub fn in_registers(&self, place: &Place, ty: Ty) -> Option<Reg> {
        let layout = self.layout(ty);
        match *place {
            Place::Reg(reg) => Some(reg),
            Place::Frame { slot, offset } if offset % 8 == 0 => {
                let same = |leaf: &Leaf| {
                    leaf.part.is_word_sized() && leaf.offset == u32::from(leaf.word) * 8
                };
                let fits = match &layout.parts {
                    Some(parts) => parts.iter().all(same),
                    None => true,
                };
                fits.then(|| slot.at((offset / 8) as u16))
            }
            _ => None,
        }
    }

    /// As [`FuncCx::in_registers`], if writing the registers writes the value and nothing else.
    fn settable(&self, place: &Place, ty: Ty) -> Option<Reg> {
        let layout = self.layout(ty);
        let whole_words = layout.is_split() || layout.size.is_multiple_of(8);
        if whole_words { self.in_registers(place, ty) } else { None }
    }

    /// Puts the value at a place into registers from `dst` on: parts for a split type, else
    /// words in memory layout.
    pub fn load_words(&mut self, place: &Place, ty: Ty, dst: Reg) {
        if let Some(reg) = self.in_registers(place, ty) {
            return self.b.mov(dst, reg, self.words(ty));
        }
        let layout = self.layout(ty);
        if layout.words == 0 {
            return self.touch(place);
        }
        let Some(parts) = &layout.parts else {
            let (ptr, offset) = self.address(place, ty);
            let idx = self.lw.type_idx(ty);
            self.b.abc(Op::LdN, dst.0, ptr.0, offset);
            self.b.x2(idx.0, 0);
            return;
        };
        match *place {
            Place::Frame { slot, offset } => {
                for leaf in parts {
                    self.load_frame_part(slot, offset + leaf.offset, leaf, dst.at(leaf.word));
                }
            }
            Place::Global { offset } => {
                for leaf in parts {
                    let op = leaf.part.load_global();
                    self.b.ai(op, dst.at(leaf.word).0, offset + leaf.offset);
                }
            }
            Place::Elem { slice, index } => {
                self.b.rrr(parts[0].part.load_index(), dst, slice, index);
            }
            Place::ArrayElem { ptr, index, len } => {
                self.b.rrr(parts[0].part.load_array(), dst, ptr, index);
                self.b.x2(len, 0);
            }
            Place::FrameElem { slot, index, len } => {
                self.b.rrr(parts[0].part.load_frame_array(), dst, slot, index);
                self.b.x2(len, 0);
            }
            Place::Elem2 { slices, outer, inner } => {
                if let Some((op, _)) = elem2_ops(parts[0].part) {
                    self.b.rrr(op, dst, slices, outer);
                    self.b.x4(inner.0, 0, 0, 0);
                }
            }
            Place::Mem { .. } | Place::MapElem { .. } => {
                // The base register must outlive the first parts if it is overwritten.
                let (mut ptr, offset) = self.near(place, layout.size);
                let overwrites = ptr.0 >= dst.0 && ptr.0 < dst.0 + layout.words as u16;
                if overwrites && parts.len() > 1 {
                    let copy = self.b.alloc(1);
                    self.b.mov(copy, ptr, 1);
                    ptr = copy;
                }
                for leaf in parts {
                    let at = (offset + leaf.offset) as u16;
                    self.b.abc(leaf.part.load(), dst.at(leaf.word).0, ptr.0, at);
                }
            }
            Place::Reg(_) | Place::Blank => {}
        }
    }

    fn load_frame_part(&mut self, slot: Reg, offset: u32, leaf: &Leaf, dst: Reg) {
        match leaf.part.load_frame() {
            Some(op) => self.b.abc(op, dst.0, slot.0, offset as u16),
            None => self.b.mov(dst, slot.at((offset / 8) as u16), leaf.part.words()),
        }
    }

    /// Evaluates what the place demands although no value moves: nil checks, bounds checks.
    fn touch(&mut self, place: &Place) {
        if let Place::Mem { ptr, .. } = *place {
            self.b.a(Op::Nilcheck, ptr);
        }
    }

    /// Stores the value in registers from `src` on at a place.
    pub fn store_words(&mut self, place: &Place, ty: Ty, src: Reg) {
        let layout = self.layout(ty);
        if let Some(reg) = self.settable(place, ty) {
            return self.b.mov(reg, src, self.words(ty));
        }
        if layout.words == 0 && !matches!(place, Place::MapElem { .. }) {
            return self.touch(place);
        }
        let Some(parts) = &layout.parts else {
            let (ptr, offset) = self.address(place, ty);
            let idx = self.lw.type_idx(ty);
            self.b.abc(Op::StN, ptr.0, offset, src.0);
            self.b.x2(idx.0, 0);
            return;
        };
        match *place {
            Place::Frame { slot, offset } => {
                for leaf in parts {
                    let (at, src) = (offset + leaf.offset, src.at(leaf.word));
                    match leaf.part.store_frame() {
                        Some(op) => self.b.abc(op, slot.0, at as u16, src.0),
                        None => self.b.mov(slot.at((at / 8) as u16), src, leaf.part.words()),
                    }
                }
            }
            Place::Global { offset } => {
                for leaf in parts {
                    let op = leaf.part.store_global();
                    self.b.ai(op, src.at(leaf.word).0, offset + leaf.offset);
                }
            }
            Place::Elem { slice, index } => {
                self.b.rrr(parts[0].part.store_index(), slice, index, src);
            }
            Place::ArrayElem { ptr, index, len } => {
                self.b.rrr(parts[0].part.store_array(), ptr, index, src);
                self.b.x2(len, 0);
            }
            Place::FrameElem { slot, index, len } => {
                self.b.rrr(parts[0].part.store_frame_array(), slot, index, src);
                self.b.x2(len, 0);
            }
            Place::Elem2 { slices, outer, inner } => {
                if let Some((_, op)) = elem2_ops(parts[0].part) {
                    self.b.rrr(op, slices, outer, src);
                    self.b.x4(inner.0, 0, 0, 0);
                }
            }
            Place::Mem { .. } | Place::MapElem { .. } => {
                let (ptr, offset) = self.near(place, layout.size);
                for leaf in parts {
                    let at = (offset + leaf.offset) as u16;
                    self.b.abc(leaf.part.store(), ptr.0, at, src.at(leaf.word).0);
                }
            }
            Place::Reg(_) | Place::Blank => {}
        }
    }

    /// Sets the value at a place to zero.
    pub fn store_zero(&mut self, place: &Place, ty: Ty) {
        if let Some(reg) = self.settable(place, ty) {
            return self.b.zero(reg, self.words(ty));
        }
        let layout = self.layout(ty);
        if layout.is_split() {
            let zero = self.b.alloc(layout.words as u16);
            self.b.zero(zero, layout.words as u16);
            return self.store_words(place, ty, zero);
        }
        let (ptr, offset) = self.address(place, ty);
        let ptr = self.offset_pointer(ptr, offset.into());
        let idx = self.lw.type_idx(ty);
        self.b.ai(Op::Zeromem, ptr.0, 0);
        // The type is the extension.
        self.b.x2(idx.0, 0);
    }

    /// Copies a value in memory layout from one place to another.
    pub fn copy(&mut self, to: &Place, from: &Place, ty: Ty) {
        if *to == Place::Blank {
            return;
        }
        if let Some(reg) = self.in_registers(from, ty) {
            return self.store_words(to, ty, reg);
        }
        if let Some(reg) = self.settable(to, ty) {
            return self.load_words(from, ty, reg);
        }
        if self.layout(ty).is_split() {
            let value = self.load(from, ty);
            return self.store_words(to, ty, value);
        }
        let from = self.pointer_to(from, ty);
        let to = self.pointer_to(to, ty);
        let idx = self.lw.type_idx(ty);
        self.b.ab(Op::Copymem, to, from);
        self.b.x2(idx.0, 0);
    }

    // Addresses.

    /// A pointer and an offset below 2^15 - `size` for a place in memory.
    fn near(&mut self, place: &Place, size: u64) -> (Reg, u32) {
        match *place {
            Place::Mem { ptr, offset } if u64::from(offset) + size <= 0x7fff => (ptr, offset),
            Place::Mem { ptr, offset } => (self.offset_pointer(ptr, offset), 0),
            Place::MapElem { map, key, ty } => (self.map_slot(map, key, ty), 0),
            Place::Reg(_)
            | Place::Frame { .. }
            | Place::Global { .. }
            | Place::Elem { .. }
            | Place::ArrayElem { .. }
            | Place::FrameElem { .. }
            | Place::Elem2 { .. }
            | Place::Blank => unreachable!("{place:?} is not behind a pointer"),
        }
    }

    /// A pointer and a 16-bit offset that together are the place's address.
    pub fn address(&mut self, place: &Place, ty: Ty) -> (Reg, u16) {
        match *place {
            Place::Mem { ptr, offset } if offset <= 0x7fff => (ptr, offset as u16),
            Place::Mem { ptr, offset } => (self.offset_pointer(ptr, offset), 0),
            _ => (self.pointer_to(place, ty), 0),
        }
    }

    /// `ptr + offset`, with a nil check.
    fn offset_pointer(&mut self, ptr: Reg, offset: u32) -> Reg {
        if offset == 0 {
            return ptr;
        }
        let dst = self.b.alloc(1);
        self.lea(dst, ptr, offset);
        dst
    }

    /// Emits `dst = ptr + offset` with a nil check.
    pub fn lea(&mut self, dst: Reg, ptr: Reg, offset: u32) {
        if offset <= 0x7fff {
            self.b.abc(Op::Lea, dst.0, ptr.0, offset as u16);
        } else {
            self.b.ab(Op::LeaFar, dst, ptr);
            self.b.x2(offset, 0);
        }
    }

    /// A pointer to a place. The value of a place in registers is copied to a region.
    pub fn pointer_to(&mut self, place: &Place, ty: Ty) -> Reg {
        match *place {
            Place::Mem { ptr, offset: 0 } => ptr,
            Place::Mem { ptr, offset } => self.offset_pointer(ptr, offset),
            Place::MapElem { map, key, ty } => self.map_slot(map, key, ty),
            Place::Frame { slot, offset } => {
                let dst = self.b.alloc(1);
                self.b.abc(Op::Leaf, dst.0, slot.0, offset as u16);
                dst
            }
            Place::Global { offset } => {
                let dst = self.b.alloc(1);
                if self.layout(ty).size == 0 {
                    // All variables without size have one address.
                    let idx = self.lw.type_idx(ty);
                    self.b.ai(Op::New, dst.0, idx.0);
                } else {
                    self.b.ai(Op::Ldglobal, dst.0, offset);
                }
                dst
            }
            Place::Elem { slice, index } => {
                let dst = self.b.alloc(1);
                let size = self.layout(ty).size as u32;
                self.b.rrr(Op::Index, dst, slice, index);
                self.b.x2(size, 0);
                dst
            }
            Place::ArrayElem { ptr, index, len } => {
                let dst = self.b.alloc(1);
                let size = self.layout(ty).size as u32;
                self.b.rrr(Op::Indexa, dst, ptr, index);
                self.b.x2(size, len);
                dst
            }
            Place::FrameElem { slot, index, len } => {
                let base = self.b.alloc(1);
                let size = self.layout(ty).size as u32;
                self.b.abc(Op::Leaf, base.0, slot.0, 0);
                self.b.rrr(Op::Indexa, base, base, index);
                self.b.x2(size, len);
                base
            }
            Place::Reg(_) if self.layout(ty).size == 0 => {
                let dst = self.b.alloc(1);
                let idx = self.lw.type_idx(ty);
                self.b.ai(Op::New, dst.0, idx.0);
                dst
            }
            Place::Blank => {
                let dst = self.b.alloc(1);
                self.b.zero(dst, 1);
                dst
            }
            Place::Reg(_) | Place::Elem2 { .. } => {
                let value = self.load(place, ty);
                let slot = self.temp_region(ty);
                self.store_words(&Place::Frame { slot, offset: 0 }, ty, value);
                self.pointer_to(&Place::Frame { slot, offset: 0 }, ty)
            }
        }
    }

    // Places of expressions.

    /// Where a variable is.
    pub fn object_place(&mut self, obj: ObjId) -> Option<Place> {
        if let Some(var) = self.act.vars.get(&obj) {
            return Some(self.var_place(&var.clone()));
        }
        match self.lw.program.obj(obj).kind {
            ObjKind::Var(VarKind::Global) => {
                let offset = self.lw.globals.get(&obj).copied()?;
                Some(Place::Global { offset })
            }
            _ => None,
        }
    }

    /// Where the value of an expression is: of a variable its own place, else a temporary.
    pub fn place(&mut self, x: &Expr) -> Place {
        if let Some(&reg) = self.act.ready.get(&x.id) {
            return self.register_place(reg, self.ty(x));
        }
        match &x.kind {
            ExprKind::Paren(inner) => self.place(inner),
            ExprKind::Ident(ident) if ident.name.is_blank() => Place::Blank,
            ExprKind::Ident(ident) => {
                let obj = self.lw.program.object_of(ident.id);
                if let Some(Var::Const(_)) = obj.and_then(|obj| self.act.vars.get(&obj)) {
                    return self.value_place(x);
                }
                match obj.and_then(|obj| self.object_place(obj)) {
                    Some(place) => place,
                    None => self.value_place(x),
                }
            }
            ExprKind::Star(inner) => {
                let ptr = self.value(inner);
                self.at(x.pos);
                Place::Mem { ptr, offset: 0 }
            }
            ExprKind::Selector(inner, name) => match self.lw.program.info.selections.get(&x.id) {
                Some(selection) if selection.kind == crate::typed::SelectionKind::Field => {
                    self.at(x.pos);
                    self.field_place(inner, &selection.path)
                }
                Some(_) => self.value_place(x),
                None => {
                    let obj = self.lw.program.object_of(name.id);
                    match obj.and_then(|obj| self.object_place(obj)) {
                        Some(place) => place,
                        None => self.value_place(x),
                    }
                }
            },
            ExprKind::Index(inner, indices) => match &indices[..] {
                [index] if !matches!(self.under(inner), TyKind::Map(..) | TyKind::Func(_)) => {
                    self.index_place(x, inner, index)
                }
                _ => self.value_place(x),
            },
            _ => self.value_place(x),
        }
    }

    /// The place of a value that is not a variable's.
    fn value_place(&mut self, x: &Expr) -> Place {
        let layout = self.layout(self.ty(x));
        if let ExprKind::CompositeLit { elems, .. } = &x.kind
            && !layout.is_split()
            && !self.fits_region(&layout)
        {
            return self.large_composite(elems, self.ty(x));
        }
        let reg = self.value(x);
        self.register_place(reg, self.ty(x))
    }

    /// The place that registers from [`FuncCx::value`] are.
    pub fn register_place(&mut self, reg: Reg, ty: Ty) -> Place {
        if self.layout(ty).is_split() {
            Place::Reg(reg)
        } else if reg.is_region() {
            Place::Frame { slot: reg, offset: 0 }
        } else {
            // Words in memory layout outside regions: results of a call.
            let slot = self.temp_region(ty);
            self.b.mov(slot, reg, self.words(ty));
            Place::Frame { slot, offset: 0 }
        }
    }

    /// The place of the field that `path` leads to from `x`.
    pub fn field_place(&mut self, x: &Expr, path: &[u32]) -> Place {
        let ty = self.ty(x);
        if let TyKind::Pointer(base) = self.under_ty(ty) {
            let ptr = self.value(x);
            return self.walk_fields(Place::Mem { ptr, offset: 0 }, base, path).0;
        }
        let place = self.place(x);
        self.walk_fields(place, ty, path).0
    }

    /// Follows fields from a place of a struct type; gives the place and the field's type.
    pub fn walk_fields(&mut self, mut place: Place, mut ty: Ty, path: &[u32]) -> (Place, Ty) {
        for &index in path {
            if let TyKind::Pointer(base) = self.under_ty(ty) {
                let ptr = self.load(&place, ty);
                place = Place::Mem { ptr, offset: 0 };
                ty = base;
            }
            let TyKind::Struct(s) = self.under_ty(ty) else { break };
            let layout = self.layout(ty);
            let index = index as usize;
            let offset = layout.offsets[index] as u32;
            place = match place {
                Place::Reg(reg) => Place::Reg(reg.at(layout.field_words[index])),
                Place::Frame { slot, offset: at } => Place::Frame { slot, offset: at + offset },
                Place::Mem { ptr, offset: at } => Place::Mem { ptr, offset: at + offset },
                Place::Global { offset: at } => Place::Global { offset: at + offset },
                Place::Elem { .. }
                | Place::ArrayElem { .. }
                | Place::FrameElem { .. }
                | Place::Elem2 { .. }
                | Place::MapElem { .. } => {
                    let ptr = self.pointer_to(&place, ty);
                    Place::Mem { ptr, offset }
                }
                Place::Blank => Place::Blank,
            };
            ty = s.fields[index].ty;
        }
        (place, ty)
    }

    /// A pointer to a variable: `&x`.
    pub fn address_of(&mut self, x: &Expr) -> Reg {
        let place = self.place(x);
        let ty = self.ty(x);
        // The address of a field of a nil pointer must panic even at offset 0. An element of a
        // slice has passed the check of its index.
        let may_be_nil = match &x.unparen().kind {
            ExprKind::Selector(..) | ExprKind::Star(_) => true,
            ExprKind::Index(inner, _) => !matches!(self.under(inner), TyKind::Slice(_)),
            _ => false,
        };
        if let (Place::Mem { ptr, offset: 0 }, true) = (place, may_be_nil) {
            self.b.a(Op::Nilcheck, ptr);
        }
        self.pointer_to(&place, ty)
    }
}

/// The 2-D ops for an element, if there are any: load, store.
pub fn elem2_ops(part: super::repr::Part) -> Option<(Op, Op)> {
    use super::repr::Part;
    match part {
        Part::W64 => Some((Op::Ldxx64, Op::Stxx64)),
        Part::U8 => Some((Op::LdxxU8, Op::Stxx8)),
        Part::I32 => Some((Op::LdxxI32, Op::Stxx32)),
        Part::U32 => Some((Op::LdxxU32, Op::Stxx32)),
        Part::I8 | Part::I16 | Part::U16 | Part::Ptr | Part::Str | Part::Iface | Part::Slice => {
            None
        }
    }
}
