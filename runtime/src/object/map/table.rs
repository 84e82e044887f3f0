//! Tables and the directory: probing, growth, splits, tombstones.
//!
//! # Looking for a key
//!
//! 1. Start at group H1 modulo the number of groups.
//! 2. Compare the key with those of the slots whose control byte is H2.
//! 3. If the group has an empty slot, the key is not in the table (S1). Otherwise go on
//!    with the next group of the probe sequence.
//!
//! An insertion looks for the key first, and remembers the first slot on the way that is
//! not full. Taking a deleted one costs no room: it was counted when it was first filled.
//!
//! # Making room
//!
//! A table never changes its size. [`Table::rehash`] fills one or two new tables, which
//! nobody knows yet, enters them in the directory in place of the old one, and marks that
//! with index -1 (S4). Iterations that are inside it keep it alive.
//!
//! ```text
//! depth 2     00 01 → A             10 → B                   11 → C
//! B splits:   the directory doubles, every entry becomes two
//! depth 3     000 001 010 011 → A   100 → B left  101 → B right   110 111 → C
//! ```

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::access::{copy_bytes, copy_words};
use crate::mem::mcache::MCache;
use crate::object::equal;
use crate::object::hash;
use crate::object::map::group::{DELETED, EMPTY, GROUP_SLOTS, Group, MapType, SlotRef, h1, h2};
use crate::object::map::key::Key;
use crate::object::map::{MAX_TABLE_SLOTS, Map};
use crate::throw;
use crate::typedesc::{MAP_TABLE, POINTER};

/// A table's address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Table(pub Addr);

/// Offsets in a table.
mod field {
    /// Full slots (u16).
    pub const USED: usize = 0;
    /// Slots (u16).
    pub const CAPACITY: usize = 2;
    /// S3 (u16).
    pub const GROWTH_LEFT: usize = 4;
    /// Number of top hash bits that all its keys share (u8).
    pub const LOCAL_DEPTH: usize = 6;
    /// Its first entry in the directory (i64); -1 if it was replaced.
    pub const INDEX: usize = 8;
    /// Its groups (pointer).
    pub const GROUPS: usize = 16;
    /// Number of groups less one (u64).
    pub const GROUP_MASK: usize = 24;
    /// Size of a table.
    pub const BYTES: usize = 32;
}

/// The groups to look at for a hash, in order.
struct Probe {
    mask: u64,
    offset: u64,
    step: u64,
}

impl Probe {
    #[inline(always)]
    fn new(hash: u64, mask: u64) -> Probe {
        Probe { mask, offset: h1(hash) & mask, step: 0 }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.step += 1;
        self.offset = (self.offset + self.step) & self.mask;
    }
}

impl Table {
    /// A table for `nslots` slots, rounded up to a power of two.
    pub fn new(mcache: &mut MCache, mt: MapType, nslots: usize, index: i64, depth: u8) -> Table {
        let table = Table(mcache.mallocgc(field::BYTES, Some(&MAP_TABLE), true));
        let capacity = nslots.max(GROUP_SLOTS).next_power_of_two();
        let ngroups = capacity / GROUP_SLOTS;
        let groups = new_groups(mcache, mt, ngroups);
        table.0.offset(field::CAPACITY).store16(capacity as u16);
        table.0.offset(field::LOCAL_DEPTH).store8(depth);
        table.set_index(index);
        barrier::store_pointer(mcache, table.0.offset(field::GROUPS), groups);
        table.0.offset(field::GROUP_MASK).store64(ngroups as u64 - 1);
        table.set_growth_left(table.max_growth());
        table
    }

    pub fn used(self) -> usize {
        self.0.offset(field::USED).load16().into()
    }

    fn set_used(self, used: usize) {
        self.0.offset(field::USED).store16(used as u16);
    }

    pub fn capacity(self) -> usize {
        self.0.offset(field::CAPACITY).load16().into()
    }

    fn growth_left(self) -> usize {
        self.0.offset(field::GROWTH_LEFT).load16().into()
    }

    fn set_growth_left(self, growth_left: usize) {
        self.0.offset(field::GROWTH_LEFT).store16(growth_left as u16);
    }

    pub fn local_depth(self) -> u8 {
        self.0.offset(field::LOCAL_DEPTH).load8()
    }

    pub fn index(self) -> i64 {
        self.0.offset(field::INDEX).load64().cast_signed()
    }

    fn set_index(self, index: i64) {
        self.0.offset(field::INDEX).store64(index.cast_unsigned());
    }

    #[inline(always)]
    fn group_mask(self) -> u64 {
        self.0.offset(field::GROUP_MASK).load64()
    }

    #[inline(always)]
    fn groups_base(self) -> Addr {
        self.0.offset(field::GROUPS).load_addr()
    }

    /// A group by index.
    #[inline(always)]
    pub fn group(self, mt: MapType, index: u64) -> Group {
        Group(self.groups_base().offset(index as usize * mt.group_bytes()))
    }

    fn groups(self, mt: MapType) -> impl Iterator<Item = Group> {
        (0..=self.group_mask()).map(move |i| self.group(mt, i))
    }

    /// How many slots may be used: 7 of 8, so that probes end.
    fn max_growth(self) -> usize {
        if self.capacity() <= GROUP_SLOTS { self.capacity() - 1 } else { self.capacity() * 7 / 8 }
    }

    /// The slot with the key.
    #[inline(always)]
    pub fn find<K: Key>(self, mt: MapType, hash: u64, key: K) -> Option<SlotRef> {
        let mut probe = Probe::new(hash, self.group_mask());
        loop {
            let group = self.group(mt, probe.offset);
            if let Some(slot) = group.find(mt, hash, key) {
                return Some(slot);
            }
            if !group.control().empty().is_empty() {
                return None;
            }
            probe.advance();
        }
    }

    /// The slot for the key, which is inserted if it is missing; `None` if there is no room,
    /// and then nothing has changed but tombstones.
    #[inline(always)]
    pub fn assign<K: Key>(
        self,
        mcache: &mut MCache,
        mt: MapType,
        map: Map,
        hash: u64,
        key: K,
    ) -> Option<Addr> {
        let mut probe = Probe::new(hash, self.group_mask());
        let mut free: Option<(Group, usize)> = None;
        loop {
            let group = self.group(mt, probe.offset);
            if let Some(slot) = group.find(mt, hash, key) {
                if mt.layout.update_key {
                    key.update(mcache, mt, slot.addr);
                }
                return Some(slot.addr);
            }
            let control = group.control();
            if free.is_none()
                && let Some(index) = control.empty_or_deleted().first()
            {
                free = Some((group, index));
            }
            if !control.empty().is_empty() {
                break;
            }
            probe.advance();
        }
        let (group, index) = free?;
        if control_byte(group, index) != DELETED {
            if self.growth_left() == 0 {
                self.prune_tombstones(mcache, mt, map);
                if self.growth_left() == 0 {
                    return None;
                }
            }
            self.set_growth_left(self.growth_left() - 1);
        }
        let slot = group.slot(mt, index);
        mt.insert(mcache, slot, key);
        group.set_control(index, h2(hash));
        self.set_used(self.used() + 1);
        map.set_used(map.used() + 1);
        Some(slot)
    }

    /// Copies an entry of another table that this one does not have and has room for.
    fn insert_copy(self, mcache: &mut MCache, mt: MapType, hash: u64, from: Addr) {
        let mut probe = Probe::new(hash, self.group_mask());
        loop {
            let group = self.group(mt, probe.offset);
            if let Some(index) = group.control().empty_or_deleted().first() {
                copy_slot(mcache, mt, group.slot(mt, index), from);
                group.set_control(index, h2(hash));
                break;
            }
            probe.advance();
        }
        debug_assert!(self.growth_left() > 0);
        self.set_growth_left(self.growth_left() - 1);
        self.set_used(self.used() + 1);
    }

    /// Deletes the key if it is there; whether that left a tombstone.
    #[inline(always)]
    pub fn delete<K: Key>(
        self,
        mcache: &mut MCache,
        mt: MapType,
        map: Map,
        hash: u64,
        key: K,
    ) -> bool {
        let mut probe = Probe::new(hash, self.group_mask());
        loop {
            let group = self.group(mt, probe.offset);
            if let Some(slot) = group.find(mt, hash, key) {
                self.set_used(self.used() - 1);
                map.set_used(map.used() - 1);
                mt.erase(mcache, slot.addr);
                // If the group has an empty slot, no probe goes past it (S1).
                let is_needed = group.control().empty().is_empty();
                if is_needed {
                    group.set_control(slot.index, DELETED);
                } else {
                    group.set_control(slot.index, EMPTY);
                    self.set_growth_left(self.growth_left() + 1);
                }
                return is_needed;
            }
            if !group.control().empty().is_empty() {
                return false;
            }
            probe.advance();
        }
    }

    /// Removes all entries and tombstones.
    pub fn clear(self, mcache: &mut MCache, mt: MapType) {
        if self.used() == 0 && self.growth_left() == self.max_growth() {
            return;
        }
        for group in self.groups(mt) {
            group.clear(mcache, mt);
        }
        self.set_used(0);
        self.set_growth_left(self.max_growth());
    }

    /// Makes room: replaces the table by one of twice the size, or by two.
    #[cold]
    #[inline(never)]
    pub fn rehash(self, mcache: &mut MCache, mt: MapType, map: Map) {
        if self.capacity() < MAX_TABLE_SLOTS {
            self.grow(mcache, mt, map);
        } else {
            self.split(mcache, mt, map);
        }
        self.set_index(-1);
    }

    /// Into a table of twice the size. No tombstones come along.
    fn grow(self, mcache: &mut MCache, mt: MapType, map: Map) {
        let depth = self.local_depth();
        let table = Table::new(mcache, mt, self.capacity() * 2, self.index(), depth);
        for group in self.groups(mt) {
            for slot in group.full_slots(mt) {
                let hash = hash_slot(mcache, mt, map, slot);
                table.insert_copy(mcache, mt, hash, slot);
            }
        }
        install(mcache, map, table);
    }

    /// Into two tables of the largest size, by the first hash bit that the directory has not
    /// looked at so far. If all keys go to one side, that one is as full as this was and
    /// splits next; random seeds make it unlikely.
    fn split(self, mcache: &mut MCache, mt: MapType, map: Map) {
        let depth = self.local_depth() + 1;
        let left = Table::new(mcache, mt, MAX_TABLE_SLOTS, -1, depth);
        let right = Table::new(mcache, mt, MAX_TABLE_SLOTS, -1, depth);
        for group in self.groups(mt) {
            for slot in group.full_slots(mt) {
                let hash = hash_slot(mcache, mt, map, slot);
                let is_right = hash >> (64 - depth) & 1 != 0;
                let table = if is_right { right } else { left };
                table.insert_copy(mcache, mt, hash, slot);
            }
        }
        if self.local_depth() == map.global_depth() {
            double_directory(mcache, map);
        }
        // The old table's entries of the directory: one half each. There are at least two,
        // for the global depth is now at least the new local depth.
        let first = self.index();
        let half = 1 << (map.global_depth() - depth);
        left.set_index(first);
        right.set_index(first + half);
        install(mcache, map, left);
        install(mcache, map, right);
    }

    /// Turns tombstones that no probe needs into empty slots, if that wins enough.
    #[cold]
    #[inline(never)]
    fn prune_tombstones(self, mcache: &mut MCache, mt: MapType, map: Map) {
        const WORTH: usize = 10; // a tenth of the slots
        let ntombstones = self.max_growth() - self.used() - self.growth_left();
        if ntombstones * WORTH < self.capacity() {
            return;
        }
        let is_needed = self.needed_groups(mcache, mt, map);
        let nfreed: usize = (0..=self.group_mask())
            .filter(|i| !is_needed[*i as usize])
            .map(|i| self.group(mt, i).control().empty_or_deleted().len())
            .sum();
        if nfreed * WORTH < self.capacity() {
            return;
        }
        for i in (0..=self.group_mask()).filter(|i| !is_needed[*i as usize]) {
            let group = self.group(mt, i);
            let mut deleted = group.control().empty_or_deleted();
            while let Some(index) = deleted.first() {
                group.set_control(index, EMPTY);
                deleted = deleted.without_first();
            }
        }
        self.set_growth_left(self.growth_left() + nfreed);
    }

    /// Groups that must keep their tombstones: the probe of some key goes past them, or
    /// they have an empty slot, and then no tombstone that matters.
    fn needed_groups(
        self,
        mcache: &mut MCache,
        mt: MapType,
        map: Map,
    ) -> [bool; MAX_TABLE_SLOTS / GROUP_SLOTS] {
        let mut is_needed = [false; MAX_TABLE_SLOTS / GROUP_SLOTS];
        for i in 0..=self.group_mask() {
            let group = self.group(mt, i);
            for slot in group.full_slots(mt) {
                let key = mt.key_at(slot);
                if !equal::equal(mt.key(), key, key).unwrap_or(false) {
                    // A NaN is never looked up.
                    continue;
                }
                let hash = hash_slot(mcache, mt, map, slot);
                let mut probe = Probe::new(hash, self.group_mask());
                while probe.offset != i {
                    is_needed[probe.offset as usize] = true;
                    probe.advance();
                }
            }
            if !group.control().empty().is_empty() {
                is_needed[i as usize] = true;
            }
        }
        is_needed
    }
}

/// The control byte of a slot.
fn control_byte(group: Group, index: usize) -> u8 {
    group.0.offset(index).load8()
}

/// Hash of a full slot's key.
fn hash_slot(mcache: &mut MCache, mt: MapType, map: Map, slot: Addr) -> u64 {
    match hash::hash(mcache, mt.key(), mt.key_at(slot), map.seed()) {
        Ok(hash) => hash,
        Err(_) => throw!("a key in a map cannot be hashed"),
    }
}

/// Copies key and element as they lie in the slot. The target is new.
fn copy_slot(mcache: &mut MCache, mt: MapType, to: Addr, from: Addr) {
    let slot_bytes = mt.layout.slot_bytes;
    if mt.group().ptr_bytes == 0 {
        copy_bytes(to, from, slot_bytes);
        return;
    }
    if mcache.is_barrier_on() {
        // What the entry points to must be found even if the old table is dropped; as the
        // layout of half a slot is not at hand, take every word for a pointer.
        for at in (0..slot_bytes).step_by(8) {
            mcache.shade(from.offset(at).load_addr());
        }
    }
    copy_words(to, from, slot_bytes / 8);
}

/// Empty groups, one after the other.
pub fn new_groups(mcache: &mut MCache, mt: MapType, ngroups: usize) -> Addr {
    let group_bytes = mt.group_bytes();
    let groups = mcache.mallocgc(ngroups * group_bytes, Some(mt.group()), true);
    for i in 0..ngroups {
        Group(groups.offset(i * group_bytes)).set_empty();
    }
    groups
}

/// A directory without entries.
pub fn new_directory(mcache: &mut MCache, len: usize) -> Addr {
    mcache.mallocgc(len * 8, Some(&POINTER), true)
}

/// Turns a small map whose group is full into a large one.
#[cold]
#[inline(never)]
pub fn grow_to_table(mcache: &mut MCache, mt: MapType, map: Map) {
    let table = Table::new(mcache, mt, 2 * GROUP_SLOTS, 0, 0);
    for slot in Group(map.dir()).full_slots(mt) {
        let hash = hash_slot(mcache, mt, map, slot);
        table.insert_copy(mcache, mt, hash, slot);
    }
    let dir = new_directory(mcache, 1);
    barrier::store_pointer(mcache, dir, table.0);
    map.set_dir(mcache, dir, 1);
    map.set_global_depth(0);
}

/// Enters a table in all its entries of the directory.
fn install(mcache: &mut MCache, map: Map, table: Table) {
    let nentries = 1 << (map.global_depth() - table.local_depth());
    for i in 0..nentries {
        let index = table.index() as usize + i;
        barrier::store_pointer(mcache, map.dir().offset(index * 8), table.0);
    }
}

/// Doubles the directory: every entry becomes two.
fn double_directory(mcache: &mut MCache, map: Map) {
    let len = map.dir_len();
    let dir = new_directory(mcache, len * 2);
    for i in 0..len {
        let table = map.table_at(i);
        barrier::store_pointer(mcache, dir.offset(i * 16), table.0);
        barrier::store_pointer(mcache, dir.offset(i * 16 + 8), table.0);
        if table.index() == i as i64 {
            table.set_index(i as i64 * 2);
        }
    }
    map.set_dir(mcache, dir, len * 2);
    map.set_global_depth(map.global_depth() + 1);
}

/// A copy of some groups; indirect keys and elements are copied too.
pub fn clone_groups(mcache: &mut MCache, mt: MapType, groups: Addr, ngroups: usize) -> Addr {
    let bytes = ngroups * mt.group_bytes();
    let copy = mcache.mallocgc(bytes, Some(mt.group()), true);
    barrier::copy_array(mcache, copy, groups, mt.group(), bytes);
    for i in 0..ngroups {
        let group = Group(copy.offset(i * mt.group_bytes()));
        for slot in group.full_slots(mt) {
            let elem = slot.offset(mt.layout.elem_offset);
            let parts = [
                (mt.layout.indirect_key, slot, mt.key()),
                (mt.layout.indirect_elem, elem, mt.elem()),
            ];
            for (_, at, ty) in parts.into_iter().filter(|part| part.0) {
                let memory = mcache.new_object(ty);
                barrier::copy_value(mcache, memory, at.load_addr(), ty);
                barrier::store_pointer(mcache, at, memory);
            }
        }
    }
    copy
}

/// A copy of a large map's directory and tables.
pub fn clone_directory(mcache: &mut MCache, mt: MapType, map: Map) -> Addr {
    let len = map.dir_len();
    let dir = new_directory(mcache, len);
    let mut copy = Addr::NIL;
    for i in 0..len {
        let table = map.table_at(i);
        if table.index() == i as i64 {
            copy = mcache.mallocgc(field::BYTES, Some(&MAP_TABLE), true);
            barrier::copy_value(mcache, copy, table.0, &MAP_TABLE);
            let ngroups = table.group_mask() as usize + 1;
            let groups = clone_groups(mcache, mt, table.groups_base(), ngroups);
            barrier::store_pointer(mcache, copy.offset(field::GROUPS), groups);
        }
        barrier::store_pointer(mcache, dir.offset(i * 8), copy);
    }
    dir
}
