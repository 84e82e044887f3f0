//! How entries of a map lie in memory.
//!
//! A group is a word of control bytes and [`GROUP_SLOTS`] slots; a slot is the struct
//! {key; element} as Go lays it out, with pointers in place of what is large.

use crate::decode::is_pointer_word;
use crate::program::TypeDef;

/// Slots of a group.
pub const GROUP_SLOTS: u64 = 8;
/// Bytes of a group's control word.
pub const CONTROL_BYTES: u64 = 8;
/// Larger keys and elements are objects of their own.
pub const MAX_INLINE_BYTES: u64 = 128;
/// Words of a map's header.
pub const HEADER_WORDS: u32 = 6;
/// The only one that is a pointer: to the group of a small map.
pub const HEADER_POINTER: u32 = 2;

/// The slots of a map type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapShape {
    /// Bytes of a slot.
    pub slot_bytes: u64,
    /// Where the element is in a slot.
    pub elem_offset: u64,
    /// The slot has the key's address.
    pub indirect_key: bool,
    /// The slot has the element's address.
    pub indirect_elem: bool,
}

impl MapShape {
    /// The slots for keys and elements of these sizes and alignments in bytes.
    pub fn new(key: (u64, u64), elem: (u64, u64)) -> MapShape {
        let inline = |ty: (u64, u64)| if ty.0 > MAX_INLINE_BYTES { (8, 8) } else { ty };
        let ((key_size, key_align), (elem_size, elem_align)) = (inline(key), inline(elem));
        let elem_offset = key_size.next_multiple_of(elem_align);
        let end = elem_offset + elem_size;
        // A struct that ends in a zero-size field has a byte behind it, so that the field's
        // address stays inside.
        let padded = if elem_size == 0 && end > 0 { end + 1 } else { end };
        MapShape {
            slot_bytes: padded.next_multiple_of(key_align.max(elem_align)),
            elem_offset,
            indirect_key: key.0 > MAX_INLINE_BYTES,
            indirect_elem: elem.0 > MAX_INLINE_BYTES,
        }
    }

    /// The slots for keys and elements of these types.
    pub fn of(key: &TypeDef, elem: &TypeDef) -> MapShape {
        MapShape::new((key.size, key.align as u64), (elem.size, elem.align as u64))
    }

    /// Bytes of a group. Even slots without size take room, so that the address of one is
    /// inside.
    pub fn group_bytes(self) -> u64 {
        CONTROL_BYTES + (GROUP_SLOTS * self.slot_bytes).max(8)
    }

    /// Whether a word of a group is a pointer, given which words of key and element are.
    pub fn is_pointer(
        self,
        word: u64,
        key: impl Fn(u64) -> bool,
        elem: impl Fn(u64) -> bool,
    ) -> bool {
        let Some(at) = (word * 8).checked_sub(CONTROL_BYTES) else { return false };
        if self.slot_bytes == 0 || at >= GROUP_SLOTS * self.slot_bytes {
            return false;
        }
        match at % self.slot_bytes {
            at if at < self.elem_offset => {
                if self.indirect_key {
                    at == 0
                } else {
                    key(at / 8)
                }
            }
            at => {
                let at = at - self.elem_offset;
                if self.indirect_elem { at == 0 } else { elem(at / 8) }
            }
        }
    }

    /// Whether a word of a group of such keys and elements is a pointer.
    pub fn is_pointer_between(self, key: &TypeDef, elem: &TypeDef, word: u64) -> bool {
        let of = |ty| move |word| is_pointer_word(ty, word);
        self.is_pointer(word, of(key), of(elem))
    }
}
