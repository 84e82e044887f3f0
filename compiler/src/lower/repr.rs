//! How values of a type lie in registers and in memory.
//!
//! Memory layout is Go's on amd64. In the frame a value is either *split* into consecutive
//! registers, one part after the other (scalars, strings, slices, interfaces, complex
//! numbers, and structs of such parts of at most [`SPLIT_WORDS`] words), or it lies there
//! in *memory* layout, rounded up to words (arrays, larger structs). Parameters and
//! results use the same representation.

use std::cell::RefCell;
use std::rc::Rc;

use minigo_bytecode::ops::Op;
use rustc_hash::FxHashMap;

use crate::types::intern::Types;
use crate::types::ty::{Basic, Ty, TyKind};

/// Structs of more words stay in memory layout.
pub const SPLIT_WORDS: usize = 8;

/// A piece of a split value that one load or store moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Part {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    W64,
    Ptr,
    Str,
    Iface,
    Slice,
}

/// A part at its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaf {
    pub part: Part,
    /// First register, from the value's first.
    pub word: u16,
    /// Byte offset in memory.
    pub offset: u32,
}

/// What lowering knows of a type's layout.
#[derive(Debug)]
pub struct Layout {
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u64,
    /// Words in the frame.
    pub words: u32,
    /// The parts of a split value; `None` for memory layout.
    pub parts: Option<Vec<Leaf>>,
    /// Byte offsets of a struct's fields.
    pub offsets: Vec<u64>,
    /// Word offsets of a split struct's fields.
    pub field_words: Vec<u16>,
    /// Which words of the memory layout hold pointers: indices, ascending.
    pub pointers: Rc<[u32]>,
}

/// Layouts by type.
#[derive(Default)]
pub struct Layouts {
    cache: RefCell<FxHashMap<Ty, Rc<Layout>>>,
}

impl Part {
    /// Registers of the part.
    pub fn words(self) -> u16 {
        match self {
            Part::Str | Part::Iface => 2,
            Part::Slice => 3,
            Part::I8
            | Part::U8
            | Part::I16
            | Part::U16
            | Part::I32
            | Part::U32
            | Part::W64
            | Part::Ptr => 1,
        }
    }

    /// Bytes of the part in memory.
    pub fn bytes(self) -> u32 {
        match self {
            Part::I8 | Part::U8 => 1,
            Part::I16 | Part::U16 => 2,
            Part::I32 | Part::U32 => 4,
            Part::W64 | Part::Ptr => 8,
            Part::Str | Part::Iface => 16,
            Part::Slice => 24,
        }
    }

    /// Which of its words are pointers.
    pub fn kinds(self) -> &'static [bool] {
        match self {
            Part::Ptr => &[true],
            Part::Str => &[true, false],
            Part::Iface => &[false, true],
            Part::Slice => &[true, false, false],
            Part::I8 | Part::U8 | Part::I16 | Part::U16 | Part::I32 | Part::U32 | Part::W64 => {
                &[false]
            }
        }
    }

    /// Whether a register holds the part just as a 64-bit word of memory does.
    pub fn is_word_sized(self) -> bool {
        self.bytes() >= 8
    }

    fn pick(self, ops: [Op; 11]) -> Op {
        ops[self as usize]
    }

    /// Store ops have one form for both signs.
    fn pick_store(self, ops: [Op; 8]) -> Op {
        match self {
            Part::I8 | Part::U8 => ops[0],
            Part::I16 | Part::U16 => ops[1],
            Part::I32 | Part::U32 => ops[2],
            Part::W64 => ops[3],
            Part::Ptr => ops[4],
            Part::Str => ops[5],
            Part::Iface => ops[6],
            Part::Slice => ops[7],
        }
    }

    /// `ld`
    pub fn load(self) -> Op {
        use Op::*;
        self.pick([LdI8, LdU8, LdI16, LdU16, LdI32, LdU32, Ld64, LdPtr, LdStr, LdIface, LdSlice])
    }

    /// `st`
    pub fn store(self) -> Op {
        use Op::*;
        self.pick_store([St8, St16, St32, St64, StPtr, StStr, StIface, StSlice])
    }

    /// `ldg`
    pub fn load_global(self) -> Op {
        use Op::*;
        self.pick([
            LdgI8, LdgU8, LdgI16, LdgU16, LdgI32, LdgU32, Ldg64, LdgPtr, LdgStr, LdgIface, LdgSlice,
        ])
    }

    /// `stg`
    pub fn store_global(self) -> Op {
        use Op::*;
        self.pick_store([Stg8, Stg16, Stg32, Stg64, StgPtr, StgStr, StgIface, StgSlice])
    }

    /// `ldx`: an element of a slice.
    pub fn load_index(self) -> Op {
        use Op::*;
        self.pick([
            LdxI8, LdxU8, LdxI16, LdxU16, LdxI32, LdxU32, Ldx64, LdxPtr, LdxStr, LdxIface, LdxSlice,
        ])
    }

    /// `stx`
    pub fn store_index(self) -> Op {
        use Op::*;
        self.pick_store([Stx8, Stx16, Stx32, Stx64, StxPtr, StxStr, StxIface, StxSlice])
    }

    /// `ldxa`: an element of an array through a pointer.
    pub fn load_array(self) -> Op {
        use Op::*;
        self.pick([
            LdxaI8, LdxaU8, LdxaI16, LdxaU16, LdxaI32, LdxaU32, Ldxa64, LdxaPtr, LdxaStr,
            LdxaIface, LdxaSlice,
        ])
    }

    /// `stxa`
    pub fn store_array(self) -> Op {
        use Op::*;
        self.pick_store([Stxa8, Stxa16, Stxa32, Stxa64, StxaPtr, StxaStr, StxaIface, StxaSlice])
    }

    /// `ldxf`: an element of an array in a region.
    pub fn load_frame_array(self) -> Op {
        use Op::*;
        self.pick([
            LdxfI8, LdxfU8, LdxfI16, LdxfU16, LdxfI32, LdxfU32, Ldxf64, LdxfPtr, LdxfStr,
            LdxfIface, LdxfSlice,
        ])
    }

    /// `stxf`
    pub fn store_frame_array(self) -> Op {
        use Op::*;
        self.pick_store([Stxf8, Stxf16, Stxf32, Stxf64, StxfPtr, StxfStr, StxfIface, StxfSlice])
    }

    /// `append` of one element.
    pub fn append(self) -> Op {
        use Op::*;
        self.pick_store([
            Append8,
            Append16,
            Append32,
            Append64,
            AppendPtr,
            AppendStr,
            AppendIface,
            AppendSlice,
        ])
    }

    /// `ldf` of a part narrower than a word.
    pub fn load_frame(self) -> Option<Op> {
        match self {
            Part::I8 => Some(Op::LdfI8),
            Part::U8 => Some(Op::LdfU8),
            Part::I16 => Some(Op::LdfI16),
            Part::U16 => Some(Op::LdfU16),
            Part::I32 => Some(Op::LdfI32),
            Part::U32 => Some(Op::LdfU32),
            Part::W64 | Part::Ptr | Part::Str | Part::Iface | Part::Slice => None,
        }
    }

    /// `stf` of a part narrower than a word.
    pub fn store_frame(self) -> Option<Op> {
        match self.bytes() {
            1 => Some(Op::Stf8),
            2 => Some(Op::Stf16),
            4 => Some(Op::Stf32),
            _ => None,
        }
    }
}

impl Layout {
    /// Whether values are split into registers.
    pub fn is_split(&self) -> bool {
        self.parts.is_some()
    }

    /// The part, if the value is a single one.
    pub fn single(&self) -> Option<Part> {
        match self.parts.as_deref() {
            Some([leaf]) => Some(leaf.part),
            _ => None,
        }
    }

    /// Whether values are pointers, as far as interfaces are concerned: one word, all of
    /// it a pointer. Such values stand in the data word themselves.
    pub fn is_direct(&self) -> bool {
        self.size == 8 && self.pointers.len() == 1
    }

    /// Per frame word: whether it holds a pointer.
    pub fn kinds(&self) -> Vec<bool> {
        match &self.parts {
            Some(parts) => parts.iter().flat_map(|leaf| leaf.part.kinds()).copied().collect(),
            None => {
                let mut kinds = vec![false; self.words as usize];
                for &word in self.pointers.iter() {
                    kinds[word as usize] = true;
                }
                kinds
            }
        }
    }

    /// Bytes up to the end of the last pointer.
    pub fn pointer_bytes(&self) -> u64 {
        self.pointers.last().map_or(0, |&word| u64::from(word) * 8 + 8)
    }
}

impl Layouts {
    /// The layout of a type without type parameters.
    pub fn of(&self, types: &Types, ty: Ty) -> Rc<Layout> {
        if let Some(known) = self.cache.borrow().get(&ty) {
            return known.clone();
        }
        let layout = Rc::new(self.compute(types, ty));
        self.cache.borrow_mut().insert(ty, layout.clone());
        layout
    }

    fn compute(&self, types: &Types, ty: Ty) -> Layout {
        match types.under(ty) {
            TyKind::Basic(basic) => basic_layout(basic),
            TyKind::Pointer(_) | TyKind::Map(..) | TyKind::Chan(..) | TyKind::Func(_) => {
                of_parts(&[Part::Ptr])
            }
            TyKind::Slice(_) => of_parts(&[Part::Slice]),
            TyKind::Interface(_) => of_parts(&[Part::Iface]),
            TyKind::Array(elem, len) => self.array(types, elem, len),
            TyKind::Struct(s) => {
                let fields: Vec<Ty> = s.fields.iter().map(|field| field.ty).collect();
                self.aggregate(types, &fields)
            }
            TyKind::Tuple(list) => self.aggregate(types, &list),
            TyKind::Named(_) | TyKind::TypeParam(_) | TyKind::Union(_) => of_parts(&[]),
        }
    }

    fn array(&self, types: &Types, elem: Ty, len: i64) -> Layout {
        let elem = self.of(types, elem);
        let len = len.max(0) as u64;
        let size = elem.size.saturating_mul(len);
        let mut pointers = Vec::new();
        // Descriptors of arrays carry the mask of one element; the full list serves
        // regions, and larger values never stay in the frame.
        if !elem.pointers.is_empty() && size <= 1 << 20 {
            for i in 0..len {
                pointers.extend(elem.pointers.iter().map(|&w| (i * elem.size / 8) as u32 + w));
            }
        } else if !elem.pointers.is_empty() {
            pointers.extend_from_slice(&elem.pointers);
            let last = elem.pointers.last().copied().unwrap_or(0);
            pointers.push(((len - 1).saturating_mul(elem.size) / 8) as u32 + last);
        }
        Layout {
            size,
            align: elem.align,
            words: size.div_ceil(8).min(u64::from(u32::MAX)) as u32,
            parts: if size == 0 { Some(Vec::new()) } else { None },
            offsets: Vec::new(),
            field_words: Vec::new(),
            pointers: pointers.into(),
        }
    }

    fn aggregate(&self, types: &Types, fields: &[Ty]) -> Layout {
        let mut offset = 0u64;
        let mut align = 1;
        let mut offsets = Vec::new();
        let mut field_words = Vec::new();
        let mut parts = Some(Vec::new());
        let mut pointers = Vec::new();
        let mut word = 0u16;
        for (i, &field) in fields.iter().enumerate() {
            let layout = self.of(types, field);
            offset = offset.next_multiple_of(layout.align);
            offsets.push(offset);
            field_words.push(word);
            align = align.max(layout.align);
            pointers.extend(layout.pointers.iter().map(|&w| (offset / 8) as u32 + w));
            match (&mut parts, &layout.parts) {
                (Some(all), Some(inner)) => {
                    all.extend(inner.iter().map(|leaf| Leaf {
                        part: leaf.part,
                        word: leaf.word + word,
                        offset: leaf.offset + offset as u32,
                    }));
                    word += layout.words as u16;
                    if usize::from(word) > SPLIT_WORDS {
                        parts = None;
                    }
                }
                _ => parts = None,
            }
            offset += layout.size;
            // A pointer to a last field of size zero must not point past the object.
            if layout.size == 0 && i + 1 == fields.len() && offset > 0 {
                offset += 1;
            }
        }
        let size = offset.next_multiple_of(align);
        let words = match parts {
            Some(_) => u32::from(word),
            None => size.div_ceil(8).min(u64::from(u32::MAX)) as u32,
        };
        Layout { size, align, words, parts, offsets, field_words, pointers: pointers.into() }
    }
}

fn basic_layout(basic: Basic) -> Layout {
    match basic {
        Basic::Bool | Basic::Uint8 | Basic::UntypedBool => of_parts(&[Part::U8]),
        Basic::Int8 => of_parts(&[Part::I8]),
        Basic::Int16 => of_parts(&[Part::I16]),
        Basic::Uint16 => of_parts(&[Part::U16]),
        Basic::Int32 | Basic::UntypedRune => of_parts(&[Part::I32]),
        Basic::Uint32 | Basic::Float32 => of_parts(&[Part::U32]),
        Basic::Int
        | Basic::Int64
        | Basic::Uint
        | Basic::Uint64
        | Basic::Uintptr
        | Basic::Float64
        | Basic::UntypedInt
        | Basic::UntypedFloat => of_parts(&[Part::W64]),
        Basic::Complex64 => of_parts(&[Part::U32, Part::U32]),
        Basic::Complex128 | Basic::UntypedComplex => of_parts(&[Part::W64, Part::W64]),
        Basic::String | Basic::UntypedString => of_parts(&[Part::Str]),
        Basic::UnsafePointer | Basic::UntypedNil => of_parts(&[Part::Ptr]),
        Basic::Invalid => of_parts(&[]),
    }
}

fn of_parts(list: &[Part]) -> Layout {
    let mut parts = Vec::new();
    let mut pointers = Vec::new();
    let (mut word, mut offset, mut align) = (0, 0, 1);
    for &part in list {
        parts.push(Leaf { part, word, offset });
        for (i, _) in part.kinds().iter().enumerate().filter(|&(_, &pointer)| pointer) {
            pointers.push(offset / 8 + i as u32);
        }
        word += part.words();
        offset += part.bytes();
        align = u64::from(part.bytes().min(8));
    }
    Layout {
        size: u64::from(offset),
        align,
        words: u32::from(word),
        parts: Some(parts),
        offsets: Vec::new(),
        field_words: Vec::new(),
        pointers: pointers.into(),
    }
}
