//! Sizes, alignment, field offsets and pointer masks: gc's layout for amd64.
//!
//! Words are 8 bytes; complex numbers are aligned like their parts; a non-empty struct
//! that ends in a field of size zero has one byte of padding, so that the field's address
//! lies within the object. Everything is computed without overflow: a type beyond
//! [`MAX_SIZE`] has no size, and what contains it has none either.
//!
//! Layouts are computed once per type and kept in the store. They are asked for when
//! declarations are complete; a type parameter has no layout (its size is that of no
//! type: `None`).

use std::rc::Rc;

use super::intern::Types;
use super::ty::{Basic, StructType, Ty, TyKind};

/// Bytes of a word and of a pointer.
pub const WORD: u64 = 8;

/// The largest size of a type, as in gc.
pub const MAX_SIZE: u64 = 1 << 50;

/// Masks longer than this are not made: no such value fits into memory anyway.
const MAX_MASK_WORDS: u64 = 1 << 24;

/// Types nested deeper than this have no size: only instances that contain ever larger
/// ones nest so.
const MAX_NESTING: u32 = 1000;

/// How values of a type lie in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bytes.
    pub size: u64,
    /// Bytes; a power of two, at least 1.
    pub align: u64,
    /// Bytes up to the end of the last pointer word; 0 for pointer-free types.
    pub ptr_bytes: u64,
    /// Offsets of a struct's fields in bytes; empty for other types.
    pub offsets: Rc<[u64]>,
}

/// Which words of a type are pointers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointerMask {
    /// Whether word i of a period is a pointer; ends after the last one that is.
    pub words: Vec<bool>,
    /// Bytes after which the mask repeats: the size of an array's innermost element,
    /// of other types the size.
    pub period: u64,
}

impl Layout {
    fn scalar(size: u64) -> Layout {
        Layout { size, align: size.clamp(1, WORD), ptr_bytes: 0, offsets: Rc::from([]) }
    }

    /// `nwords` words, of which the first `nptr_words` may hold pointers.
    fn words(nwords: u64, nptr_words: u64) -> Layout {
        Layout {
            size: nwords * WORD,
            align: WORD,
            ptr_bytes: nptr_words * WORD,
            offsets: Rc::from([]),
        }
    }
}

impl Types {
    /// The layout of a type; `None` if it is too large or has no layout (type
    /// parameters, untyped nil, tuples).
    pub fn layout(&self, ty: Ty) -> Option<Rc<Layout>> {
        let ty = self.plain(ty);
        if let Some(known) = self.layouts.borrow().get(&ty) {
            return known.clone();
        }
        // Types that contain themselves are reported elsewhere; here they have no size.
        if self.layout_depth.get() >= MAX_NESTING {
            return None;
        }
        self.layouts.borrow_mut().insert(ty, None);
        self.layout_depth.set(self.layout_depth.get() + 1);
        let layout = self.compute_layout(ty).filter(|l| l.size <= MAX_SIZE).map(Rc::new);
        self.layout_depth.set(self.layout_depth.get() - 1);
        // Without a size it may be one of a declaration that is not complete yet.
        match &layout {
            Some(_) => self.layouts.borrow_mut().insert(ty, layout.clone()),
            None => self.layouts.borrow_mut().remove(&ty),
        };
        layout
    }

    /// Bytes of a value, `None` as for [`layout`](Types::layout).
    pub fn size_of(&self, ty: Ty) -> Option<u64> {
        self.layout(ty).map(|layout| layout.size)
    }

    /// Alignment in bytes; 1 for types without layout.
    pub fn align_of(&self, ty: Ty) -> u64 {
        self.layout(ty).map_or(1, |layout| layout.align)
    }

    /// Whether the size depends on a type parameter, so that `unsafe.Sizeof` and the
    /// length of an array of such values are not constant.
    pub fn has_variable_size(&self, ty: Ty) -> bool {
        if self.is_type_param(ty) {
            return true;
        }
        match self.under(ty) {
            TyKind::Array(elem, _) => self.has_variable_size(elem),
            TyKind::Struct(s) => s.fields.iter().any(|field| self.has_variable_size(field.ty)),
            _ => false,
        }
    }

    /// The pointer mask of a type; `None` as for [`layout`](Types::layout), and for
    /// structs with enormous arrays of pointers.
    pub fn pointer_mask(&self, ty: Ty) -> Option<PointerMask> {
        let mut period_ty = ty;
        while let TyKind::Array(elem, len) = self.under(period_ty)
            && len > 0
        {
            period_ty = elem;
        }
        let layout = self.layout(ty)?;
        let inner = self.layout(period_ty)?;
        if layout.ptr_bytes == 0 {
            return Some(PointerMask { words: Vec::new(), period: inner.size });
        }
        let nwords = inner.ptr_bytes / WORD;
        if nwords > MAX_MASK_WORDS {
            return None;
        }
        let mut words = vec![false; nwords as usize];
        self.mark_pointers(period_ty, 0, &mut words)?;
        Some(PointerMask { words, period: inner.size })
    }

    fn compute_layout(&self, ty: Ty) -> Option<Layout> {
        Some(match self.under(ty) {
            TyKind::Basic(basic) => basic_layout(basic)?,
            TyKind::Pointer(_) | TyKind::Map(..) | TyKind::Chan(..) | TyKind::Func(_) => {
                Layout::words(1, 1)
            }
            TyKind::Slice(_) => Layout::words(3, 1),
            TyKind::Interface(_) if self.is_type_param(ty) => return None,
            TyKind::Interface(_) => Layout::words(2, 2),
            TyKind::Array(elem, len) => self.array_layout(elem, len)?,
            TyKind::Struct(s) => self.struct_layout(&s)?,
            TyKind::Named(_) | TyKind::TypeParam(_) | TyKind::Tuple(_) | TyKind::Union(_) => {
                return None;
            }
        })
    }

    fn array_layout(&self, elem: Ty, len: i64) -> Option<Layout> {
        let len = u64::try_from(len).ok()?;
        let elem = self.layout(elem)?;
        let size = elem.size.checked_mul(len)?;
        let ptr_bytes = match elem.ptr_bytes {
            0 => 0,
            ptr_bytes if len > 0 => size - elem.size + ptr_bytes,
            _ => 0,
        };
        Some(Layout { size, align: elem.align, ptr_bytes, offsets: Rc::from([]) })
    }

    fn struct_layout(&self, s: &StructType) -> Option<Layout> {
        let mut offsets = Vec::with_capacity(s.fields.len());
        let (mut size, mut align, mut ptr_bytes) = (0u64, 1, 0);
        let mut ends_empty = false;
        for field in &s.fields {
            let layout = self.layout(field.ty)?;
            size = size.next_multiple_of(layout.align);
            offsets.push(size);
            if layout.ptr_bytes > 0 {
                ptr_bytes = size + layout.ptr_bytes;
            }
            // Both summands are at most MAX_SIZE.
            size += layout.size;
            if size > MAX_SIZE {
                return None;
            }
            align = align.max(layout.align);
            ends_empty = layout.size == 0;
        }
        if ends_empty && size > 0 {
            size += 1;
        }
        let size = size.next_multiple_of(align);
        Some(Layout { size, align, ptr_bytes, offsets: offsets.into() })
    }

    /// Sets the bits of a value of type `ty` at byte `offset`.
    fn mark_pointers(&self, ty: Ty, offset: u64, words: &mut [bool]) -> Option<()> {
        let layout = self.layout(ty)?;
        if layout.ptr_bytes == 0 {
            return Some(());
        }
        match self.under(ty) {
            TyKind::Array(elem, len) => {
                let size = self.layout(elem)?.size;
                for i in 0..u64::try_from(len).ok()? {
                    self.mark_pointers(elem, offset + i * size, words)?;
                }
            }
            TyKind::Struct(s) => {
                for (field, at) in s.fields.iter().zip(layout.offsets.iter()) {
                    self.mark_pointers(field.ty, offset + at, words)?;
                }
            }
            _ => {
                // Scalars: all words up to the last pointer are pointers.
                let first = (offset / WORD) as usize;
                let end = first + (layout.ptr_bytes / WORD) as usize;
                words.get_mut(first..end)?.fill(true);
            }
        }
        Some(())
    }
}

/// The layout of a predeclared type; untyped constants as their default types.
fn basic_layout(basic: Basic) -> Option<Layout> {
    Some(match basic {
        Basic::Bool | Basic::UntypedBool | Basic::Int8 | Basic::Uint8 => Layout::scalar(1),
        Basic::Int16 | Basic::Uint16 => Layout::scalar(2),
        Basic::Int32 | Basic::Uint32 | Basic::Float32 | Basic::UntypedRune => Layout::scalar(4),
        Basic::Int
        | Basic::Int64
        | Basic::Uint
        | Basic::Uint64
        | Basic::Uintptr
        | Basic::Float64
        | Basic::UntypedInt
        | Basic::UntypedFloat => Layout::scalar(8),
        Basic::Complex64 => Layout { align: 4, ..Layout::scalar(8) },
        Basic::Complex128 | Basic::UntypedComplex => Layout::scalar(16),
        Basic::String | Basic::UntypedString => Layout::words(2, 1),
        Basic::UnsafePointer => Layout::words(1, 1),
        Basic::Invalid | Basic::UntypedNil => return None,
    })
}

#[cfg(test)]
mod tests {
    //! The expectations were printed by real Go with `unsafe.Sizeof`, `Alignof` and
    //! `Offsetof`; each case quotes the Go type.

    use super::*;
    use crate::types::ty::StructField;
    use minigo_syntax::symbol::Symbol;

    fn struct_of(types: &Types, fields: &[Ty]) -> Ty {
        let field = |(i, &ty): (usize, &Ty)| StructField {
            name: Symbol::new(&format!("F{i}")),
            pkg: None,
            ty,
            embedded: false,
            tag: Symbol::new(""),
        };
        types.struct_(fields.iter().enumerate().map(field).collect())
    }

    fn layout(types: &Types, ty: Ty) -> (u64, u64, Vec<u64>) {
        let layout = types.layout(ty).expect("a size");
        (layout.size, layout.align, layout.offsets.to_vec())
    }

    #[test]
    fn scalars() {
        let t = Types::new();
        for (ty, size, align) in [
            (Ty::BOOL, 1, 1),
            (Ty::INT16, 2, 2),
            (Ty::RUNE, 4, 4),
            (Ty::INT, 8, 8),
            (Ty::COMPLEX64, 8, 4),
            (Ty::COMPLEX128, 16, 8),
            (Ty::STRING, 16, 8),
            (Ty::ERROR, 16, 8),
            (t.slice(Ty::BOOL), 24, 8),
            (t.map(Ty::INT, Ty::INT), 8, 8),
            (t.func(&[], &[], false), 8, 8),
        ] {
            assert_eq!(layout(&t, ty), (size, align, vec![]));
        }
    }

    #[test]
    fn structs() {
        let t = Types::new();
        let empty = struct_of(&t, &[]);
        assert_eq!(layout(&t, empty), (0, 1, vec![]));
        // struct { F0 bool; F1 int64; F2 bool }
        let s = struct_of(&t, &[Ty::BOOL, Ty::INT64, Ty::BOOL]);
        assert_eq!(layout(&t, s), (24, 8, vec![0, 8, 16]));
        // struct { F0 int32; F1 struct{} }
        let s = struct_of(&t, &[Ty::INT32, empty]);
        assert_eq!(layout(&t, s), (8, 4, vec![0, 4]));
        // struct { F0 struct{}; F1 int32 }
        let s = struct_of(&t, &[empty, Ty::INT32]);
        assert_eq!(layout(&t, s), (4, 4, vec![0, 0]));
        // struct { F0 struct{}; F1 [0]int64 }
        let s = struct_of(&t, &[empty, t.array(Ty::INT64, 0)]);
        assert_eq!(layout(&t, s), (0, 8, vec![0, 0]));
        // struct { F0 byte; F1 [0]int64 }
        let s = struct_of(&t, &[Ty::BYTE, t.array(Ty::INT64, 0)]);
        assert_eq!(layout(&t, s), (16, 8, vec![0, 8]));
        // struct { F0 byte; F1 complex64; F2 [3]uint16; F3 any }
        let s = struct_of(&t, &[Ty::BYTE, Ty::COMPLEX64, t.array(Ty::UINT16, 3), Ty::ANY]);
        assert_eq!(layout(&t, s), (40, 8, vec![0, 4, 12, 24]));
        // [3]struct { F0 int32; F1 bool }
        let s = t.array(struct_of(&t, &[Ty::INT32, Ty::BOOL]), 3);
        assert_eq!(layout(&t, s), (24, 4, vec![]));
    }

    #[test]
    fn masks() {
        let t = Types::new();
        let s = struct_of(&t, &[Ty::INT, Ty::STRING, t.slice(Ty::INT), Ty::ANY, Ty::INT]);
        let mask = t.pointer_mask(s).expect("a mask");
        let (x, o) = (true, false);
        assert_eq!(mask.words, [o, x, o, x, o, o, x, x]);
        assert_eq!(mask.period, 72);
        assert_eq!(t.layout(s).expect("a size").ptr_bytes, 64);

        let pair = struct_of(&t, &[t.pointer(Ty::INT), Ty::INT]);
        let matrix = t.array(t.array(pair, 1000), 1000);
        let mask = t.pointer_mask(matrix).expect("a mask");
        assert_eq!((mask.words, mask.period), (vec![x], 16));
        assert_eq!(t.layout(matrix).expect("a size").ptr_bytes, 16_000_000 - 8);

        let inside = struct_of(&t, &[t.array(pair, 2), Ty::INT]);
        let mask = t.pointer_mask(inside).expect("a mask");
        assert_eq!((mask.words, mask.period), (vec![x, o, x], 40));

        assert_eq!(t.pointer_mask(t.array(Ty::STRING, 0)).expect("a mask").words, [o; 0]);
    }

    #[test]
    fn too_large() {
        let t = Types::new();
        let max = t.array(Ty::BYTE, 1 << 50);
        assert_eq!(t.size_of(max), Some(1 << 50));
        assert_eq!(t.size_of(t.array(Ty::BYTE, (1 << 50) + 1)), None);
        assert_eq!(t.size_of(struct_of(&t, &[max, Ty::BYTE])), None);
        assert_eq!(t.size_of(t.array(Ty::INT, i64::MAX)), None);
        assert_eq!(t.size_of(t.array(t.array(struct_of(&t, &[]), i64::MAX), i64::MAX)), Some(0));
        assert_eq!(t.size_of(t.pointer(t.array(Ty::INT, i64::MAX))), Some(8));
    }
}
