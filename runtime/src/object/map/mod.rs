//! Maps: Go's Swiss tables.
//!
//! # Shape
//!
//! Entries lie in *groups* of eight *slots* (key, element) behind a word of eight *control
//! bytes*: empty (0x80), deleted (0xfe), or full, and then the low seven bits of the key's
//! hash (*H2*). Comparing all eight control bytes with a hash takes a few word operations,
//! so a lookup touches a key only when it is very likely the right one.
//!
//! ```text
//! small map    header ─→ group                                     up to 8 entries
//! large map    header ─→ directory ─→ table ─→ groups              tables of 16 to 1024 slots
//! ```
//!
//! * A map starts without a group; the first insertion makes one. The ninth entry makes a
//!   table of 16 slots.
//! * A *table* is an open-addressed hash table over groups, of which the upper bits of the
//!   hash (*H1*) choose the first and triangular probing the rest: group sequence h, h+1,
//!   h+3, h+6, …, which visits every group of a power of two once. It doubles when 7/8
//!   of it is used, so some slot is always empty and every probe ends.
//! * A table of 1024 slots does not grow, it *splits* in two by the next of the hash's top
//!   bits (extendible hashing). The *directory* maps the top `global depth` bits to tables;
//!   a table that was split less often stands in several neighbouring entries. So growing
//!   never takes longer than copying 1024 slots.
//! * Deleting leaves a *tombstone* (deleted) if the group is full, because probes for other
//!   keys may have to go past it. When a table has no room left, tombstones that no probe
//!   needs are removed first, if that wins a tenth of it.
//!
//! Objects, their sizes and the order in which they are made are Go's: a header of 48
//! bytes, tables of 32, arrays of groups, directories.
//!
//! # Iteration
//!
//! An [`iter`] visits every entry that stays in the map exactly once, none that is deleted
//! before it is reached, and may or may not visit those inserted meanwhile. It starts at a
//! random place. When its table is replaced while it runs (growth, split), it goes on
//! through the old one, which nobody changes any more, and looks each key up in the map to
//! learn whether it still exists and what its element is now.
//!
//! # Invariants
//!
//! * S1: a key's entry lies in the first group of its probe sequence that has an empty slot,
//!   or before; so an empty slot ends a search.
//! * S2: deleted and never-used slots have zero elements (and keys, if they have pointers).
//! * S3: `growth left` = 7/8 of the slots (7 of 8) less full and deleted ones.
//! * S4: a table that was replaced has index -1 and is never written again.
//! * S5: `writing` is set exactly while an operation changes the map. A second operation
//!   that finds it set runs on another thread: the program has a data race and ends.
//!
//! Rejected: tables of our own design, faster for some loads. The allocations of a program
//! would differ from Go's, and so would the collector's cycles.

mod group;
pub mod iter;
mod key;
mod table;

#[cfg(test)]
mod tests;

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::access::zero_bytes;
use crate::mem::mcache::MCache;
use crate::object::hash;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::{GoStr, MAP_HEADER, TypeDesc};

use group::{GROUP_SLOTS, Group, MapType};
use key::{Key, Key32, Key64, KeyMem, KeyStr};
use table::Table;

/// Largest capacity of a table in slots.
const MAX_TABLE_SLOTS: usize = 1024;

/// A map's header. All accesses are relaxed: a program that races on a map is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Map(Addr);

/// Offsets in the header.
mod field {
    /// Number of entries (u64).
    pub const USED: usize = 0;
    /// Hash seed (u64).
    pub const SEED: usize = 8;
    /// The group of a small map, or the directory (pointer); nil before the first entry.
    pub const DIR: usize = 16;
    /// Entries of the directory (i64); 0 for a small map.
    pub const DIR_LEN: usize = 24;
    /// log2 of the directory's length (u8).
    pub const GLOBAL_DEPTH: usize = 32;
    /// 64 - global depth (u8), modulo 64.
    pub const GLOBAL_SHIFT: usize = 33;
    /// Rule S5 (u8).
    pub const WRITING: usize = 34;
    /// Whether a tombstone may exist (u8).
    pub const TOMBSTONE: usize = 35;
    /// Number of times the map was cleared (u64).
    pub const CLEAR_SEQ: usize = 40;
    /// Size of the header.
    pub const BYTES: usize = 48;
}

/// Bytes of a map's header.
pub const HEADER_BYTES: usize = field::BYTES;
/// Where its only pointer is: the group of a small map, or the directory.
pub const HEADER_POINTER: usize = field::DIR;

impl Map {
    #[inline(always)]
    fn used(self) -> u64 {
        self.0.offset(field::USED).load64()
    }

    fn set_used(self, used: u64) {
        self.0.offset(field::USED).store64(used);
    }

    #[inline(always)]
    fn seed(self) -> u64 {
        self.0.offset(field::SEED).load64()
    }

    fn set_seed(self, seed: u64) {
        self.0.offset(field::SEED).store64(seed);
    }

    #[inline(always)]
    fn dir(self) -> Addr {
        self.0.offset(field::DIR).load_addr()
    }

    #[inline(always)]
    fn dir_len(self) -> usize {
        self.0.offset(field::DIR_LEN).load64() as usize
    }

    fn set_dir(self, mcache: &mut MCache, dir: Addr, len: usize) {
        barrier::store_pointer(mcache, self.0.offset(field::DIR), dir);
        self.0.offset(field::DIR_LEN).store64(len as u64);
    }

    fn global_depth(self) -> u8 {
        self.0.offset(field::GLOBAL_DEPTH).load8()
    }

    fn set_global_depth(self, depth: u8) {
        self.0.offset(field::GLOBAL_DEPTH).store8(depth);
        self.0.offset(field::GLOBAL_SHIFT).store8(64 - depth);
    }

    #[inline(always)]
    fn is_writing(self) -> bool {
        self.0.offset(field::WRITING).load8() != 0
    }

    fn set_writing(self, is_writing: bool) {
        self.0.offset(field::WRITING).store8(u8::from(is_writing));
    }

    fn tombstone_possible(self) -> bool {
        self.0.offset(field::TOMBSTONE).load8() != 0
    }

    fn set_tombstone_possible(self, possible: bool) {
        self.0.offset(field::TOMBSTONE).store8(u8::from(possible));
    }

    fn clear_seq(self) -> u64 {
        self.0.offset(field::CLEAR_SEQ).load64()
    }

    /// The table for a hash. The map is large.
    #[inline(always)]
    fn table_for(self, hash: u64) -> Table {
        // A directory of one needs a shift by 64.
        let shift = self.0.offset(field::GLOBAL_SHIFT).load8();
        let index = if shift >= 64 { 0 } else { hash >> shift };
        self.table_at(index as usize)
    }

    #[inline(always)]
    fn table_at(self, index: usize) -> Table {
        Table(self.dir().offset(index * 8).load_addr())
    }

    /// Begins a change of the map.
    #[inline(always)]
    fn begin_write(self) -> GoResult<()> {
        if self.is_writing() {
            return fail(RuntimeError::Fatal("concurrent map writes"));
        }
        self.set_writing(true);
        Ok(())
    }

    /// Ends it.
    #[inline(always)]
    fn end_write(self) -> GoResult<()> {
        if !self.is_writing() {
            return fail(RuntimeError::Fatal("concurrent map writes"));
        }
        self.set_writing(false);
        Ok(())
    }
}

/// `make(map[K]V, hint)`. A hint that is negative or beyond all memory counts as none.
pub fn make(mcache: &mut MCache, ty: &'static TypeDesc, hint: i64) -> Addr {
    let map = Map(mcache.mallocgc(field::BYTES, Some(&MAP_HEADER), true));
    init(mcache, ty, map, None, hint)
}

/// As [`make`] in the memory of a frame: the header at an address, and behind it a group if
/// there is room for one.
pub fn make_in_frame(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    header: Addr,
    has_group: bool,
    hint: i64,
) -> Addr {
    zero_bytes(header, field::BYTES);
    let group = has_group.then(|| header.offset(field::BYTES));
    init(mcache, ty, Map(header), group, hint)
}

/// Fills in a header, which is zero.
fn init(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Map,
    group: Option<Addr>,
    hint: i64,
) -> Addr {
    map.set_seed(mcache.random());
    map.set_global_depth(0);
    let hint = usize::try_from(hint).unwrap_or(0);
    let mt = MapType::of(ty);
    // A group in the frame must not hold garbage even if it stays out of use.
    if let Some(group) = group {
        zero_bytes(group, mt.group_bytes());
    }
    if hint <= GROUP_SLOTS {
        if let Some(group) = group {
            Group(group).set_empty();
            map.0.offset(field::DIR).store_addr(group);
        }
        return map.0;
    }
    let target = hint.saturating_mul(GROUP_SLOTS) / 7;
    if target.checked_mul(mt.group_bytes() / GROUP_SLOTS).is_none_or(|bytes| bytes > 1 << 47) {
        return map.0;
    }
    let dir_len = target.div_ceil(MAX_TABLE_SLOTS).next_power_of_two();
    let depth = dir_len.trailing_zeros() as u8;
    let dir = table::new_directory(mcache, dir_len);
    for i in 0..dir_len {
        let table = Table::new(mcache, mt, target / dir_len, i as i64, depth);
        barrier::store_pointer(mcache, dir.offset(i * 8), table.0);
    }
    map.set_dir(mcache, dir, dir_len);
    map.set_global_depth(depth);
    map.0
}

/// `len(m)`; 0 for nil.
#[inline(always)]
pub fn len(map: Addr) -> usize {
    if map.is_nil() { 0 } else { Map(map).used() as usize }
}

/// Address of the element for a 4-byte plain key; nil if it is missing.
///
/// # Errors
/// Another thread is writing, which is fatal; so with all operations below.
#[inline]
pub fn find32(ty: &'static TypeDesc, map: Addr, key: u32) -> GoResult<Addr> {
    find_in(ty, map, Key32(key))
}

/// Address of the element for an 8-byte plain key; nil if it is missing.
///
/// # Errors
/// As [`find32`].
#[inline]
pub fn find64(ty: &'static TypeDesc, map: Addr, key: u64) -> GoResult<Addr> {
    find_in(ty, map, Key64(key))
}

/// Address of the element for a string key; nil if it is missing.
///
/// # Errors
/// As [`find32`].
#[inline]
pub fn find_str(ty: &'static TypeDesc, map: Addr, key: GoStr) -> GoResult<Addr> {
    find_in(ty, map, KeyStr(key))
}

/// Address of the element for the key at an address; nil if it is missing.
///
/// # Errors
/// As [`find32`]; or the key cannot be hashed, also if the map is empty.
pub fn find(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: Addr) -> GoResult<Addr> {
    let mt = MapType::of(ty);
    if len(map) == 0 {
        if mt.layout.hash_may_panic {
            hash::check_hashable(mcache, mt.key(), key)?;
        }
        return Ok(Addr::NIL);
    }
    let key = KeyMem::new(mcache, mt.key(), key, Map(map).seed())?;
    find_in(ty, map, key)
}

#[inline(always)]
fn find_in<K: Key>(ty: &'static TypeDesc, map: Addr, key: K) -> GoResult<Addr> {
    if map.is_nil() {
        return Ok(Addr::NIL);
    }
    let map = Map(map);
    if map.used() == 0 {
        return Ok(Addr::NIL);
    }
    if map.is_writing() {
        return fail(RuntimeError::Fatal("concurrent map read and map write"));
    }
    let mt = MapType::of(ty);
    Ok(find_slot(mt, map, key).map_or(Addr::NIL, |slot| mt.elem_at(slot)))
}

/// The slot with the key. The map is not empty.
#[inline(always)]
fn find_slot<K: Key>(mt: MapType, map: Map, key: K) -> Option<Addr> {
    let hash = key.hash(map.seed());
    let found = if map.dir_len() == 0 {
        Group(map.dir()).find(mt, hash, key)
    } else {
        map.table_for(hash).find(mt, hash, key)
    };
    found.map(|slot| slot.addr)
}

/// Address of the element for a 4-byte plain key, which is inserted if it is missing, with
/// a zero element.
///
/// # Errors
/// The map is nil.
#[inline]
pub fn assign32(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: u32) -> GoResult<Addr> {
    assign_in(mcache, ty, map, Key32(key))
}

/// As [`assign32`] for an 8-byte plain key.
///
/// # Errors
/// The map is nil.
#[inline]
pub fn assign64(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: u64) -> GoResult<Addr> {
    assign_in(mcache, ty, map, Key64(key))
}

/// As [`assign32`] for a string key.
///
/// # Errors
/// The map is nil.
#[inline]
pub fn assign_str(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    key: GoStr,
) -> GoResult<Addr> {
    assign_in(mcache, ty, map, KeyStr(key))
}

/// As [`assign32`] for the key at an address.
///
/// # Errors
/// The map is nil, or the key cannot be hashed.
pub fn assign(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: Addr) -> GoResult<Addr> {
    if map.is_nil() {
        return nil_map();
    }
    let key = KeyMem::new(mcache, MapType::of(ty).key(), key, Map(map).seed())?;
    assign_in(mcache, ty, map, key)
}

#[inline(always)]
fn assign_in<K: Key>(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    key: K,
) -> GoResult<Addr> {
    if map.is_nil() {
        return nil_map();
    }
    let map = Map(map);
    let mt = MapType::of(ty);
    let hash = key.hash(map.seed());
    map.begin_write()?;
    let slot = if map.dir_len() == 0 {
        assign_small(mcache, mt, map, hash, key)
    } else {
        assign_large(mcache, mt, map, hash, key)
    };
    map.end_write()?;
    Ok(mt.elem_at(slot))
}

/// The slot for a key of a map that is small, so far.
fn assign_small<K: Key>(mcache: &mut MCache, mt: MapType, map: Map, hash: u64, key: K) -> Addr {
    if map.dir().is_nil() {
        let group = table::new_groups(mcache, mt, 1);
        map.set_dir(mcache, group, 0);
    }
    let group = Group(map.dir());
    if let Some(slot) = group.find(mt, hash, key) {
        if mt.layout.update_key {
            key.update(mcache, mt, slot.addr);
        }
        return slot.addr;
    }
    let Some(index) = group.control().empty_or_deleted().first() else {
        table::grow_to_table(mcache, mt, map);
        return assign_large(mcache, mt, map, hash, key);
    };
    let slot = group.slot(mt, index);
    mt.insert(mcache, slot, key);
    group.set_control(index, group::h2(hash));
    map.set_used(map.used() + 1);
    slot
}

/// The slot for a key of a large map.
#[inline(always)]
fn assign_large<K: Key>(mcache: &mut MCache, mt: MapType, map: Map, hash: u64, key: K) -> Addr {
    loop {
        let table = map.table_for(hash);
        if let Some(slot) = table.assign(mcache, mt, map, hash, key) {
            return slot;
        }
        table.rehash(mcache, mt, map);
    }
}

#[cold]
fn nil_map<T>() -> GoResult<T> {
    fail(RuntimeError::Plain("assignment to entry in nil map"))
}

/// `delete(m, key)` for a 4-byte plain key.
///
/// # Errors
/// As [`find32`].
pub fn delete32(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: u32) -> GoResult<()> {
    delete_in(mcache, ty, map, Key32(key))
}

/// `delete(m, key)` for an 8-byte plain key.
///
/// # Errors
/// As [`find32`].
pub fn delete64(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: u64) -> GoResult<()> {
    delete_in(mcache, ty, map, Key64(key))
}

/// `delete(m, key)` for a string key.
///
/// # Errors
/// As [`find32`].
pub fn delete_str(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    key: GoStr,
) -> GoResult<()> {
    delete_in(mcache, ty, map, KeyStr(key))
}

/// `delete(m, key)` for the key at an address.
///
/// # Errors
/// As [`find`].
pub fn delete(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, key: Addr) -> GoResult<()> {
    let mt = MapType::of(ty);
    if len(map) == 0 {
        if mt.layout.hash_may_panic {
            hash::check_hashable(mcache, mt.key(), key)?;
        }
        return Ok(());
    }
    let key = KeyMem::new(mcache, mt.key(), key, Map(map).seed())?;
    delete_in(mcache, ty, map, key)
}

#[inline(always)]
fn delete_in<K: Key>(
    mcache: &mut MCache,
    ty: &'static TypeDesc,
    map: Addr,
    key: K,
) -> GoResult<()> {
    if len(map) == 0 {
        return Ok(());
    }
    let map = Map(map);
    let mt = MapType::of(ty);
    let hash = key.hash(map.seed());
    map.begin_write()?;
    if map.dir_len() == 0 {
        let group = Group(map.dir());
        if let Some(slot) = group.find(mt, hash, key) {
            mt.erase(mcache, slot.addr);
            group.set_control(slot.index, group::EMPTY);
            map.set_used(map.used() - 1);
        }
    } else if map.table_for(hash).delete(mcache, mt, map, hash, key) {
        map.set_tombstone_possible(true);
    }
    if map.used() == 0 {
        // Makes it harder to provoke collisions over and over.
        map.set_seed(mcache.random());
    }
    map.end_write()
}

/// `clear(m)`; the map keeps its memory.
///
/// # Errors
/// As [`find32`].
pub fn clear(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr) -> GoResult<()> {
    if map.is_nil() {
        return Ok(());
    }
    let map = Map(map);
    if map.used() == 0 && !map.tombstone_possible() {
        return Ok(());
    }
    let mt = MapType::of(ty);
    map.begin_write()?;
    if map.dir_len() == 0 {
        Group(map.dir()).clear(mcache, mt);
    } else {
        for i in 0..map.dir_len() {
            let table = map.table_at(i);
            // A table in several entries is cleared at its first.
            if table.index() == i as i64 {
                table.clear(mcache, mt);
            }
        }
        map.set_tombstone_possible(false);
    }
    map.set_used(0);
    let clear_seq = map.0.offset(field::CLEAR_SEQ);
    clear_seq.store64(clear_seq.load64().wrapping_add(1));
    map.set_seed(mcache.random());
    map.end_write()
}

/// A copy of the map: same entries, same capacity, same seed (`maps.Clone`).
///
/// # Errors
/// As [`find32`].
pub fn clone(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr) -> GoResult<Addr> {
    if map.is_nil() {
        return Ok(Addr::NIL);
    }
    let map = Map(map);
    if map.is_writing() {
        return fail(RuntimeError::Fatal("concurrent map clone and map write"));
    }
    let mt = MapType::of(ty);
    let copy = Map(mcache.mallocgc(field::BYTES, Some(&MAP_HEADER), true));
    barrier::copy_value(mcache, copy.0, map.0, &MAP_HEADER);
    if map.dir().is_nil() {
        return Ok(copy.0);
    }
    let dir = if map.dir_len() == 0 {
        table::clone_groups(mcache, mt, map.dir(), 1)
    } else {
        table::clone_directory(mcache, mt, map)
    };
    copy.set_dir(mcache, dir, map.dir_len());
    Ok(copy.0)
}
