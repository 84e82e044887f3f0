//! Small strings and slices in the frame.
//!
//! What makes a string or slice whose size only the run tells is given a buffer in the frame,
//! if the result does not outlive it. Some conversions need no memory at all: nobody changes
//! the bytes while the result is in use.

use minigo_bytecode::mapshape::{GROUP_SLOTS, HEADER_POINTER, HEADER_WORDS, MapShape};
use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{
    APPEND_BUFFER_FREE, APPEND_BUFFER_STEPS, APPEND_BUFFER_WORDS, BUFFER_BYTES,
};
use minigo_syntax::ast::{Expr, ExprKind, NodeId};
use minigo_syntax::source::Pos;

use super::builder::Reg;
use super::func::{FuncCx, Var};
use super::repr::Layout;
use crate::escape::{Keep, SiteKind};
use crate::typed::Mode;
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Ty, TyKind};

/// The operand that stands for no buffer.
pub const NO_BUFFER: u16 = 0xffff;

impl FuncCx<'_, '_> {
    /// A buffer of that many bytes without pointers for what the expression makes.
    pub fn bytes_buffer(&mut self, id: NodeId, bytes: u32) -> u16 {
        match self.site(id, SiteKind::Value) {
            Some(keep) => self.buffer(bytes / 8, Vec::new(), keep).0,
            None => NO_BUFFER,
        }
    }

    /// A buffer for the elements of a slice of unknown length.
    pub fn elements_buffer(&mut self, id: NodeId, elem: Ty) -> u16 {
        match self.site(id, SiteKind::Value) {
            Some(keep) if self.fits_buffer(elem) => {
                let pointers = self.buffer_pointers(elem);
                self.buffer(BUFFER_BYTES / 8, pointers, keep).0
            }
            _ => NO_BUFFER,
        }
    }

    /// A buffer for the first elements that `append` puts into a variable. As in Go, each
    /// variable has one, at the first `append` to it.
    pub fn append_buffer(&mut self, x: &Expr, slice: &Expr, elem: Ty) -> u16 {
        if !self.fits_buffer(elem) || self.site(x.id, SiteKind::Value).is_none() {
            return NO_BUFFER;
        }
        let stepwise = self.lw.facts.is_stepwise(self.act.copy, x.id);
        let mut owner = None;
        match &slice.unparen().kind {
            ExprKind::Ident(ident) => {
                let obj = self.lw.program.object_of(ident.id);
                if let Some(obj) = obj.filter(|_| !self.is_nil(slice)) {
                    match self.act.vars.get(&obj) {
                        Some(Var::Reg(_)) => owner = Some(obj),
                        Some(Var::Region(_) | Var::Memory(_) | Var::Const(_)) | None => {
                            return NO_BUFFER;
                        }
                    }
                    if let Some(known) = self.act.appended.get(&obj) {
                        return if stepwise { known.0 } else { NO_BUFFER };
                    }
                }
            }
            ExprKind::Selector(..) | ExprKind::Index(..) | ExprKind::Star(_) => return NO_BUFFER,
            _ => {}
        }
        let pointers = self.buffer_pointers(elem);
        // In a loop the buffer holds what the variable got in an earlier iteration.
        let slot = self.buffer(APPEND_BUFFER_WORDS, pointers, Keep::Call);
        if slot.0 != NO_BUFFER {
            let state = if stepwise { APPEND_BUFFER_STEPS } else { APPEND_BUFFER_FREE };
            self.b.set_at_entry(slot.at(APPEND_BUFFER_WORDS as u16 - 1), state as u32);
        }
        if let Some(owner) = owner {
            self.act.appended.insert(owner, slot);
        }
        slot.0
    }

    /// Moves slices to the heap that the statement at `pos` gives away.
    pub fn move_slices(&mut self, pos: Pos) {
        for moved in self.lw.facts.moves(self.act.copy, pos) {
            let ty = self.sub(self.lw.program.obj(moved.var).ty);
            let (Some(&Var::Reg(reg)), Some(elem)) =
                (self.act.vars.get(&moved.var), self.elem_type(ty))
            else {
                continue;
            };
            let idx = self.lw.type_idx(elem);
            self.b.abc(Op::Sliceheap, reg.0, reg.0, u16::from(moved.keeps_cap));
            self.b.x2(idx.0, 0);
        }
    }

    /// The length of a slice that is made only to be appended: `append(s, make([]T, n)...)`.
    pub fn appended_zeros<'e>(&self, x: &'e Expr) -> Option<&'e Expr> {
        let x = x.unparen();
        let ExprKind::Call(call) = &x.kind else { return None };
        let is_make = self.info(&call.fun)?.mode == Mode::Builtin(Builtin::Make);
        match &call.args[..] {
            [_, len] if is_make && !self.act.ready.contains_key(&x.id) => Some(len),
            _ => None,
        }
    }

    /// Appends that many zero elements without making them first.
    pub fn append_zeros(&mut self, x: &Expr, slice: Reg, elem: Ty, len: &Expr, dst: Reg) {
        let idx = self.lw.type_idx(elem);
        let size = self.layout(elem).size as u32;
        let count = self.make_size(len);
        let grown = self.b.alloc(3);
        let old = self.b.alloc(1);
        self.b.mov(old, slice.at(1), 1);
        self.at(x.pos);
        let fits = self.b.label();
        self.b.jump_ab(Op::Jgei, count.0, 0, fits);
        // Panics as `make` does.
        self.b.rrr(Op::Makeslice, grown, count, count);
        self.b.x2(idx.0, u32::from(NO_BUFFER));
        self.b.bind(fits);
        self.b.rrr(Op::Grow, grown, slice, count);
        self.b.x2(idx.0, u32::from(NO_BUFFER));
        let tail = self.b.alloc(3);
        self.b.abc(Op::SliceSlice, tail.0, grown.0, size as u16);
        self.b.x4(old.0, NO_BUFFER, NO_BUFFER, (size >> 16) as u16);
        self.b.a(Op::ClearSlice, tail);
        self.b.x2(idx.0, 0);
        self.b.mov(dst, grown, 3);
    }

    /// Makes a map with room for `hint` entries: in the frame if it stays there, header and
    /// first group.
    pub fn make_map(&mut self, x: &Expr, ty: Ty, hint: Reg, known: Option<i64>, dst: Reg) {
        let idx = self.lw.type_idx(ty);
        self.at(x.pos);
        let has_group = known.is_none_or(|hint| hint <= GROUP_SLOTS as i64);
        let region = match (self.site(x.id, SiteKind::Value), self.under_ty(ty)) {
            (Some(keep), TyKind::Map(key, elem)) => {
                let (words, pointers) = self.map_memory(key, elem, has_group);
                self.buffer(words, pointers, keep).0
            }
            _ => NO_BUFFER,
        };
        if region == NO_BUFFER {
            self.b.ab(Op::Makemap, dst, hint);
            self.b.x2(idx.0, 0);
        } else {
            self.b.abc(Op::Makemapf, dst.0, hint.0, region);
            self.b.x2(idx.0, u32::from(has_group));
        }
    }

    /// Words of a map's header and perhaps a group, and which are pointers.
    fn map_memory(&self, key: Ty, elem: Ty, has_group: bool) -> (u32, Vec<u32>) {
        let mut pointers = vec![HEADER_POINTER];
        if !has_group {
            return (HEADER_WORDS, pointers);
        }
        let (key, elem) = (self.layout(key), self.layout(elem));
        let shape = MapShape::new((key.size, key.align), (elem.size, elem.align));
        let has = |layout: &Layout, word: u64| layout.pointers.contains(&(word as u32));
        let words = (shape.group_bytes() / 8) as u32;
        let is_pointer = |&word: &u32| {
            shape.is_pointer(word.into(), |word| has(&key, word), |word| has(&elem, word))
        };
        pointers.extend((0..words).filter(is_pointer).map(|word| HEADER_WORDS + word));
        (HEADER_WORDS + words, pointers)
    }

    fn buffer(&mut self, words: u32, pointers: Vec<u32>, keep: Keep) -> Reg {
        if !self.b.has_region_room(words) {
            return Reg(NO_BUFFER);
        }
        let slot = self.b.alloc_region(words, pointers);
        if keep == Keep::Statement {
            self.act.temp_regions.push(slot);
        }
        slot
    }

    fn fits_buffer(&self, elem: Ty) -> bool {
        (1..=u64::from(BUFFER_BYTES)).contains(&self.layout(elem).size)
    }

    /// The pointer words of a buffer of such elements.
    fn buffer_pointers(&self, elem: Ty) -> Vec<u32> {
        let layout = self.layout(elem);
        if layout.pointers.is_empty() {
            return Vec::new();
        }
        let words = (layout.size / 8) as u32;
        let count = BUFFER_BYTES / 8 / words;
        let pointers = layout.pointers.iter();
        (0..count).flat_map(|i| pointers.clone().map(move |word| i * words + word)).collect()
    }

    /// `[]byte("…")`: an array of just that length.
    pub fn constant_bytes(&mut self, x: &Expr, len: u64, text: Reg, dst: Reg) {
        let array = self.lw.program.types.array(Ty::UINT8, len as i64);
        let made = self.b.alloc(3);
        self.allocate_into(x.id, SiteKind::Value, array, made);
        self.load_bits(len, made.at(1));
        self.load_bits(len, made.at(2));
        let count = self.b.alloc(1);
        self.b.rrr(Op::CopyStr, count, made, text);
        self.b.mov(dst, made, 3);
    }

    /// The string of an operand that is looked at and then forgotten: `string(b)` need not
    /// be copied.
    pub fn passing_string(&mut self, x: &Expr) -> Reg {
        match self.bytes_of_string(x) {
            // Pointer and length come first in a slice.
            Some(bytes) => self.value(bytes),
            None => self.value(x),
        }
    }

    /// The bytes that a conversion to a string copies.
    fn bytes_of_string<'e>(&self, x: &'e Expr) -> Option<&'e Expr> {
        let x = x.unparen();
        let ExprKind::Call(call) = &x.kind else { return None };
        let [arg] = &call.args[..] else { return None };
        if self.act.ready.contains_key(&x.id)
            || self.const_of(x).is_some()
            || self.is_nil(arg)
            || self.info(&call.fun).map(|tv| tv.mode) != Some(Mode::Type)
            || !self.basic(self.ty(x)).is_some_and(Basic::is_string)
        {
            return None;
        }
        match self.under(arg) {
            TyKind::Slice(elem) if self.layout(elem).size == 1 => Some(arg),
            _ => None,
        }
    }
}
