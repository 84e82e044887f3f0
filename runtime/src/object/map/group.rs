//! Groups: eight slots and their control bytes; and the view of a map's type that all
//! operations take.

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::object::map::key::Key;
use crate::throw;
use crate::typedesc::{MapLayout, TypeDesc};

/// Slots of a group.
pub const GROUP_SLOTS: usize = 8;
/// Control byte of a slot that was never used, or may be treated so.
pub const EMPTY: u8 = 0x80;
/// Control byte of a slot whose entry was deleted while the group was full.
pub const DELETED: u8 = 0xfe;

/// One in every byte.
const LOW_BITS: u64 = 0x0101_0101_0101_0101;
/// The top bit of every byte.
const TOP_BITS: u64 = LOW_BITS << 7;

/// A map's type and layout.
#[derive(Clone, Copy)]
pub struct MapType {
    /// The map type.
    pub ty: &'static TypeDesc,
    /// Where things are in a slot.
    pub layout: &'static MapLayout,
}

/// The control bytes of a group, slot 0 lowest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Control(u64);

/// A set of slots of a group: the top bit of each one's byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotSet(u64);

/// A group's address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Group(pub Addr);

/// A slot of a group.
#[derive(Clone, Copy)]
pub struct SlotRef {
    /// Its address.
    pub addr: Addr,
    /// Its index in the group.
    pub index: usize,
}

/// The hash bits that choose the group.
#[inline(always)]
pub fn h1(hash: u64) -> u64 {
    hash >> 7
}

/// The hash bits in the control byte.
#[inline(always)]
pub fn h2(hash: u64) -> u8 {
    (hash & 0x7f) as u8
}

impl MapType {
    /// The view of a map type.
    #[inline(always)]
    pub fn of(ty: &'static TypeDesc) -> MapType {
        match ty.map_layout() {
            Some(layout) => MapType { ty, layout },
            None => throw!("a map type has no layout"),
        }
    }

    /// The key type.
    pub fn key(self) -> &'static TypeDesc {
        match self.ty.key() {
            Some(key) => key,
            None => throw!("a map type has no key type"),
        }
    }

    /// The element type.
    pub fn elem(self) -> &'static TypeDesc {
        match self.ty.elem() {
            Some(elem) => elem,
            None => throw!("a map type has no element type"),
        }
    }

    /// The group type.
    pub fn group(self) -> &'static TypeDesc {
        match TypeDesc::at(Addr::of(self.layout.group)) {
            Some(group) => group,
            None => throw!("a map type has no group type"),
        }
    }

    /// Bytes of a group. Even slots without size take room, so that the address of one is
    /// inside.
    #[inline(always)]
    pub fn group_bytes(self) -> usize {
        8 + (GROUP_SLOTS * self.layout.slot_bytes).max(8)
    }

    /// Address of the key of a full slot.
    #[inline(always)]
    pub fn key_at(self, slot: Addr) -> Addr {
        if self.layout.indirect_key { slot.load_addr() } else { slot }
    }

    /// Address of the element of a full slot.
    #[inline(always)]
    pub fn elem_at(self, slot: Addr) -> Addr {
        let elem = slot.offset(self.layout.elem_offset);
        if self.layout.indirect_elem { elem.load_addr() } else { elem }
    }

    /// Puts a key into a free slot and makes room for its element.
    #[inline(always)]
    pub fn insert<K: Key>(self, mcache: &mut MCache, slot: Addr, key: K) {
        if self.layout.indirect_key {
            let memory = mcache.new_object(self.key());
            barrier::store_pointer(mcache, slot, memory);
        }
        key.write(mcache, self, slot);
        if self.layout.indirect_elem {
            let memory = mcache.new_object(self.elem());
            barrier::store_pointer(mcache, slot.offset(self.layout.elem_offset), memory);
        }
    }

    /// Empties a slot, as S2 wants it.
    pub fn erase(self, mcache: &mut MCache, slot: Addr) {
        let key = self.key();
        if self.layout.indirect_key {
            barrier::store_pointer(mcache, slot, Addr::NIL);
        } else if key.ptr_bytes != 0 {
            barrier::zero_value(mcache, slot, key);
        }
        let elem = slot.offset(self.layout.elem_offset);
        if self.layout.indirect_elem {
            barrier::store_pointer(mcache, elem, Addr::NIL);
        } else {
            barrier::zero_value(mcache, elem, self.elem());
        }
    }
}

impl Group {
    /// The control bytes.
    #[inline(always)]
    pub fn control(self) -> Control {
        Control(self.0.load64())
    }

    /// Sets the control byte of a slot.
    #[inline(always)]
    pub fn set_control(self, index: usize, control: u8) {
        self.0.offset(index).store8(control);
    }

    /// Sets all control bytes to empty.
    pub fn set_empty(self) {
        self.0.store64(TOP_BITS);
    }

    /// Address of a slot.
    #[inline(always)]
    pub fn slot(self, mt: MapType, index: usize) -> Addr {
        self.0.offset(8 + index * mt.layout.slot_bytes)
    }

    /// The slot with the key.
    #[inline(always)]
    pub fn find<K: Key>(self, mt: MapType, hash: u64, key: K) -> Option<SlotRef> {
        let mut candidates = self.control().matching(h2(hash));
        while let Some(index) = candidates.first() {
            let addr = self.slot(mt, index);
            if key.equals(mt.key_at(addr)) {
                return Some(SlotRef { addr, index });
            }
            candidates = candidates.without_first();
        }
        None
    }

    /// The full slots.
    pub fn full_slots(self, mt: MapType) -> impl Iterator<Item = Addr> {
        let mut full = self.control().full();
        std::iter::from_fn(move || {
            let index = full.first()?;
            full = full.without_first();
            Some(self.slot(mt, index))
        })
    }

    /// Empties all slots.
    pub fn clear(self, mcache: &mut MCache, mt: MapType) {
        if self.control().full().first().is_some() {
            barrier::zero_value(mcache, self.0, mt.group());
        }
        self.set_empty();
    }
}

impl Control {
    /// Slots whose control byte is this H2, and rarely some that are full with another:
    /// a borrow may run over from the byte below.
    #[inline(always)]
    pub fn matching(self, h2: u8) -> SlotSet {
        let zero_where_equal = self.0 ^ (LOW_BITS * u64::from(h2));
        SlotSet(zero_where_equal.wrapping_sub(LOW_BITS) & !zero_where_equal & TOP_BITS)
    }

    /// Empty slots: top bit set, bit 1 clear.
    #[inline(always)]
    pub fn empty(self) -> SlotSet {
        SlotSet(self.0 & !(self.0 << 6) & TOP_BITS)
    }

    /// Slots that are not full.
    #[inline(always)]
    pub fn empty_or_deleted(self) -> SlotSet {
        SlotSet(self.0 & TOP_BITS)
    }

    /// Full slots.
    #[inline(always)]
    pub fn full(self) -> SlotSet {
        SlotSet(!self.0 & TOP_BITS)
    }

    /// Whether the slot is full.
    #[inline(always)]
    pub fn is_full(self, index: usize) -> bool {
        self.0 >> (index * 8 + 7) & 1 == 0
    }
}

impl SlotSet {
    /// Index of the first slot.
    #[inline(always)]
    pub fn first(self) -> Option<usize> {
        (self.0 != 0).then(|| self.0.trailing_zeros() as usize / 8)
    }

    /// The set without its first slot.
    #[inline(always)]
    pub fn without_first(self) -> SlotSet {
        SlotSet(self.0 & self.0.wrapping_sub(1))
    }

    /// Slots from this index on.
    #[inline(always)]
    pub fn from(self, index: usize) -> SlotSet {
        SlotSet(self.0 >> (index * 8) << (index * 8))
    }

    /// Number of slots.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it has none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
