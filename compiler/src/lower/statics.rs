//! Values in static memory: what an interface holds that is known when the program is compiled.
//!
//! Nobody can change what an interface holds, so Go lets it refer to read-only data where the
//! value consists of constants. Here that is a run of the program's 64-bit constants; those that
//! are addresses of strings' bytes become so when the program is linked.

use minigo_syntax::ast::{Element, Expr, ExprKind};

use super::Lower;
use super::func::FuncCx;
use crate::types::constant::Const;
use crate::types::ty::{Basic, Ty, TyKind};

/// Larger values are made when they are needed: most of them are zero.
const MAX_BYTES: u64 = 64 << 10;

/// The memory of a value.
#[derive(PartialEq, Eq, Hash, Clone)]
pub struct Image {
    words: Vec<u64>,
    /// Words that are addresses of strings' bytes: index, string.
    strings: Vec<(u32, u32)>,
}

impl FuncCx<'_, '_> {
    /// The first of the constants that hold the value of an expression of type `ty`; `None` if
    /// it is not known.
    pub fn static_value(&mut self, x: &Expr, ty: Ty) -> Option<u32> {
        let is_literal = matches!(x.unparen().kind, ExprKind::CompositeLit { .. });
        let size = self.layout(ty).size;
        if !is_literal || size == 0 || size > MAX_BYTES || !self.is_static(x, ty) {
            return None;
        }
        let words = vec![0; size.div_ceil(8) as usize];
        let mut image = Image { words, strings: Vec::new() };
        self.lay_out(x, ty, 0, &mut image);
        Some(self.lw.image_idx(image))
    }

    /// The same for a constant of more than one word.
    pub fn static_constant(&mut self, value: &Const, ty: Ty) -> u32 {
        let words = vec![0; self.layout(ty).size.div_ceil(8) as usize];
        let mut image = Image { words, strings: Vec::new() };
        self.lay_out_constant(value, ty, 0, &mut image);
        self.lw.image_idx(image)
    }

    /// Whether the value of an expression is made of constants.
    fn is_static(&self, x: &Expr, ty: Ty) -> bool {
        if self.is_nil(x) {
            return true;
        }
        if self.is_interface(ty) {
            return false;
        }
        if self.const_of(x).is_some() {
            return self.basic(ty).is_some_and(|basic| basic != Basic::UnsafePointer);
        }
        let ExprKind::CompositeLit { elems, .. } = &x.unparen().kind else { return false };
        if self.needs_conversion(x, ty) {
            return false;
        }
        match self.under_ty(ty) {
            TyKind::Struct(s) => elems.iter().enumerate().all(|(i, elem)| {
                let field = field_index(&s.fields, i, elem);
                field.is_some_and(|index| self.is_static(&elem.value, s.fields[index].ty))
            }),
            TyKind::Array(elem_ty, _) => {
                elems.iter().all(|elem| self.is_static(&elem.value, elem_ty))
            }
            _ => false,
        }
    }

    /// Writes a static value at an offset in bytes.
    fn lay_out(&mut self, x: &Expr, ty: Ty, at: u64, image: &mut Image) {
        if let Some(value) = self.const_of(x) {
            return self.lay_out_constant(&value, ty, at, image);
        }
        let ExprKind::CompositeLit { elems, .. } = &x.unparen().kind else { return };
        match self.under_ty(ty) {
            TyKind::Struct(s) => {
                for (i, elem) in elems.iter().enumerate() {
                    if let Some(index) = field_index(&s.fields, i, elem)
                        && !s.fields[index].name.is_blank()
                    {
                        let offset = self.layout(ty).offsets[index];
                        self.lay_out(&elem.value, s.fields[index].ty, at + offset, image);
                    }
                }
            }
            TyKind::Array(elem_ty, _) => {
                let size = self.layout(elem_ty).size;
                for (elem, index) in elems.iter().zip(self.element_indices(elems)) {
                    self.lay_out(&elem.value, elem_ty, at + index * size, image);
                }
            }
            _ => {}
        }
    }

    fn lay_out_constant(&mut self, value: &Const, ty: Ty, at: u64, image: &mut Image) {
        match self.basic(ty) {
            Some(basic) if basic.is_string() => {
                let bytes = value.bytes();
                if !bytes.is_empty() {
                    let string = self.lw.string_idx(bytes);
                    image.strings.push(((at / 8) as u32, string));
                    image.put(at + 8, 8, bytes.len() as u64);
                }
            }
            Some(basic) if basic.is_complex() => {
                let (re, im) = (value.to_complex().real(), value.to_complex().imag());
                let part = if basic == Basic::Complex64 { Ty::FLOAT32 } else { Ty::FLOAT64 };
                let size = self.layout(part).size;
                for (i, value) in [re, im].iter().enumerate() {
                    let bits = self.const_bits(value, part).unwrap_or(0);
                    image.put(at + i as u64 * size, size, bits);
                }
            }
            _ => {
                let bits = self.const_bits(value, ty).unwrap_or(0);
                image.put(at, self.layout(ty).size, bits);
            }
        }
    }
}

impl Image {
    /// Sets `size` bytes at an offset, at most 8 and aligned, so that they lie in one word.
    fn put(&mut self, at: u64, size: u64, bits: u64) {
        let bits = if size == 8 { bits } else { bits & ((1 << (8 * size)) - 1) };
        self.words[(at / 8) as usize] |= bits << (8 * (at % 8));
    }
}

impl Lower<'_> {
    /// The first of the constants that are the words of a value.
    fn image_idx(&mut self, image: Image) -> u32 {
        if let Some(&known) = self.images.get(&image) {
            return known;
        }
        let idx = self.out.consts.len() as u32;
        self.out.consts.extend(&image.words);
        let strings = image.strings.iter().map(|&(word, string)| (idx + word, string));
        self.out.const_strings.extend(strings);
        self.images.insert(image, idx);
        idx
    }
}

/// The field that an element of a struct literal is for.
pub fn field_index(
    fields: &[crate::types::ty::StructField],
    i: usize,
    elem: &Element,
) -> Option<usize> {
    let Some(key) = &elem.key else { return Some(i) };
    let name = key.as_ident().map(|ident| ident.name);
    fields.iter().position(|field| Some(field.name) == name)
}
