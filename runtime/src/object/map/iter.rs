//! Iteration over a map that may change meanwhile.
//!
//! The state is [`MAP_ITER_WORDS`] words of the running frame, which may move between
//! calls; it is zero before [`start`].

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::object::equal;
use crate::object::map::group::{GROUP_SLOTS, Group, MapType};
use crate::object::map::key::KeyMem;
use crate::object::map::table::Table;
use crate::object::map::{Map, find_slot};
use crate::panics::{GoResult, RuntimeError, fail};
use crate::throw;
use crate::typedesc::TypeDesc;

/// Words of the state.
pub const MAP_ITER_WORDS: usize = 16;
/// So many of them, from the first on, hold heap pointers; the others hold none.
pub const MAP_ITER_POINTERS: usize = word::GROUP + 1;

/// Word indices in the state.
mod word {
    /// Address of the current key; nil at the end.
    pub const KEY: usize = 0;
    /// Address of the current element.
    pub const ELEM: usize = 1;
    /// The map; nil if there is nothing to visit.
    pub const MAP: usize = 2;
    /// The current table. If it was split or grown meanwhile, nothing else refers to it.
    pub const TABLE: usize = 3;
    /// The group of a map that was small at the start; likewise.
    pub const GROUP: usize = 4;
    /// The map type.
    pub const TYPE: usize = 5;
    /// Random offset of the first slot in each table, or in the small map's group.
    pub const ENTRY_OFFSET: usize = 6;
    /// Random offset of the first directory entry.
    pub const DIR_OFFSET: usize = 7;
    /// The map's count of clearings at the start.
    pub const CLEAR_SEQ: usize = 8;
    /// The map's global depth, as last seen.
    pub const GLOBAL_DEPTH: usize = 9;
    /// Directory entries visited; -1 if the map was small at the start.
    pub const DIR_INDEX: usize = 10;
    /// Slots visited of the current table or group.
    pub const ENTRY_INDEX: usize = 11;
}
const _: () = assert!(word::GROUP < MAP_ITER_POINTERS && word::ENTRY_INDEX < MAP_ITER_WORDS);

/// Access to the state.
#[derive(Clone, Copy)]
struct Iter(Addr);

impl Iter {
    fn get(self, word: usize) -> u64 {
        self.0.offset(word * 8).load64()
    }

    fn set(self, word: usize, value: u64) {
        self.0.offset(word * 8).store64(value);
    }

    fn addr(self, word: usize) -> Addr {
        Addr(self.get(word) as usize)
    }

    fn set_addr(self, word: usize, value: Addr) {
        self.set(word, value.0 as u64);
    }

    fn set_current(self, key: Addr, elem: Addr) {
        self.set_addr(word::KEY, key);
        self.set_addr(word::ELEM, elem);
    }
}

/// Starts an iteration in the state, all of which it sets.
pub fn start(mcache: &mut MCache, ty: &'static TypeDesc, map: Addr, state: Addr) {
    let iter = Iter(state);
    for i in 0..MAP_ITER_WORDS {
        iter.set(i, 0);
    }
    iter.set_addr(word::TYPE, Addr::of(ty));
    if map.is_nil() || Map(map).used() == 0 {
        return;
    }
    // The state may be an object of the heap. What else is stored there later belongs to the
    // map, or did when it was overwritten there.
    barrier::show(mcache, map);
    let map = Map(map);
    iter.set_addr(word::MAP, map.0);
    iter.set(word::ENTRY_OFFSET, mcache.random());
    iter.set(word::DIR_OFFSET, mcache.random());
    iter.set(word::CLEAR_SEQ, map.clear_seq());
    iter.set(word::GLOBAL_DEPTH, map.global_depth().into());
    if map.dir_len() == 0 {
        iter.set(word::DIR_INDEX, u64::MAX);
        iter.set_addr(word::GROUP, map.dir());
    }
}

/// Moves on: the state's first words are the addresses of key and element, nil at the end.
/// Returns the address of the key.
///
/// # Errors
/// Another thread is writing, which is fatal.
pub fn next(mcache: &mut MCache, state: Addr) -> GoResult<Addr> {
    let iter = Iter(state);
    let map = iter.addr(word::MAP);
    if map.is_nil() {
        return Ok(Addr::NIL);
    }
    let map = Map(map);
    if map.is_writing() {
        return fail(RuntimeError::Fatal("concurrent map iteration and map write"));
    }
    let Some(ty) = TypeDesc::at(iter.addr(word::TYPE)) else {
        throw!("a map iteration has no type");
    };
    let mt = MapType::of(ty);
    let found = if iter.get(word::DIR_INDEX) == u64::MAX {
        next_small(mcache, mt, map, iter)
    } else {
        next_large(mcache, mt, map, iter)
    };
    if !found {
        // The frame may go on for long: the iteration shall not keep the map alive.
        for pointer in 0..MAP_ITER_POINTERS {
            iter.set_addr(pointer, Addr::NIL);
        }
    }
    Ok(iter.addr(word::KEY))
}

/// In a map that was small at the start.
fn next_small(mcache: &mut MCache, mt: MapType, map: Map, iter: Iter) -> bool {
    let group = Group(iter.addr(word::GROUP));
    let offset = iter.get(word::ENTRY_OFFSET);
    let is_replaced = map.dir_len() != 0;
    loop {
        let entry = iter.get(word::ENTRY_INDEX);
        if entry == GROUP_SLOTS as u64 {
            return false;
        }
        iter.set(word::ENTRY_INDEX, entry + 1);
        let index = entry.wrapping_add(offset) as usize % GROUP_SLOTS;
        if group.control().is_full(index)
            && visit(mcache, mt, map, iter, group.slot(mt, index), is_replaced)
        {
            return true;
        }
    }
}

fn next_large(mcache: &mut MCache, mt: MapType, map: Map, iter: Iter) -> bool {
    follow_directory(map, iter);
    let offset = iter.get(word::ENTRY_OFFSET);
    while (iter.get(word::DIR_INDEX) as usize) < map.dir_len() {
        let table = current_table(map, iter);
        let mask = table.capacity() as u64 - 1;
        let is_replaced = table.index() == -1;
        loop {
            let entry = iter.get(word::ENTRY_INDEX);
            if entry > mask {
                break;
            }
            let at = entry.wrapping_add(offset) & mask;
            let first = at as usize % GROUP_SLOTS;
            let group = table.group(mt, at / GROUP_SLOTS as u64);
            // The next full slot of the group, which may lie behind the end of the visit if
            // that began in the middle of this group.
            let full = group.control().full().from(first).first();
            let index = full.unwrap_or(GROUP_SLOTS);
            let skipped = entry + (index - first) as u64;
            iter.set(word::ENTRY_INDEX, skipped + u64::from(full.is_some()));
            if full.is_some()
                && skipped <= mask
                && visit(mcache, mt, map, iter, group.slot(mt, index), is_replaced)
            {
                return true;
            }
        }
        let nentries = 1 << (map.global_depth() - table.local_depth());
        iter.set(word::DIR_INDEX, iter.get(word::DIR_INDEX) + nentries);
        iter.set_addr(word::TABLE, Addr::NIL);
        iter.set(word::ENTRY_INDEX, 0);
    }
    false
}

/// If the directory has doubled, the position in it has too.
fn follow_directory(map: Map, iter: Iter) {
    let depth = u64::from(map.global_depth());
    let doublings = depth - iter.get(word::GLOBAL_DEPTH);
    if doublings != 0 {
        iter.set(word::DIR_INDEX, iter.get(word::DIR_INDEX) << doublings);
        iter.set(word::DIR_OFFSET, iter.get(word::DIR_OFFSET) << doublings);
        iter.set(word::GLOBAL_DEPTH, depth);
    }
}

/// The table being visited, which may have been replaced since; or the next one.
fn current_table(map: Map, iter: Iter) -> Table {
    let current = iter.addr(word::TABLE);
    if !current.is_nil() {
        return Table(current);
    }
    let offset = iter.get(word::DIR_OFFSET);
    let index = iter.get(word::DIR_INDEX).wrapping_add(offset) & (map.dir_len() as u64 - 1);
    let table = map.table_at(index as usize);
    // The random offset may point into the middle of a table's entries: begin at the first
    // of them instead.
    let excess = index.wrapping_sub(table.index().cast_unsigned());
    iter.set(word::DIR_OFFSET, offset.wrapping_sub(excess));
    iter.set_addr(word::TABLE, table.0);
    table
}

/// Makes a full slot the current entry, unless it is gone from the map meanwhile.
fn visit(
    mcache: &mut MCache,
    mt: MapType,
    map: Map,
    iter: Iter,
    slot: Addr,
    is_replaced: bool,
) -> bool {
    let key = mt.key_at(slot);
    if !is_replaced {
        iter.set_current(key, mt.elem_at(slot));
        return true;
    }
    let Ok(wanted) = KeyMem::new(mcache, mt.key(), key, map.seed()) else {
        throw!("a key in a map cannot be hashed");
    };
    if let Some(found) = find_slot(mt, map, wanted) {
        iter.set_current(mt.key_at(found), mt.elem_at(found));
        return true;
    }
    // A key that does not equal itself is never found, and never deleted but by clear.
    let is_nan = !equal::equal(mt.key(), key, key).unwrap_or(false);
    if is_nan && iter.get(word::CLEAR_SEQ) == map.clear_seq() {
        iter.set_current(key, mt.elem_at(slot));
        return true;
    }
    false
}
