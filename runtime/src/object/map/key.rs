//! Keys as operations take them: in a register, as a string, or in memory. Each operation
//! is compiled once per kind.

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::object::equal;
use crate::object::hash;
use crate::object::map::group::MapType;
use crate::panics::GoResult;
use crate::typedesc::{GoStr, TypeDesc};

/// A key.
pub trait Key: Copy {
    /// Its hash; the same whatever kind the key is passed as.
    fn hash(self, seed: u64) -> u64;
    /// Whether it equals the key at the address.
    fn equals(self, at: Addr) -> bool;
    /// Writes it to a free slot, whose indirect memory is there.
    fn write(self, mcache: &mut MCache, mt: MapType, slot: Addr);
    /// Overwrites the equal key of a slot.
    fn update(self, mcache: &mut MCache, mt: MapType, slot: Addr);
}

/// A 4-byte key that is equal if its bits are.
#[derive(Clone, Copy)]
pub struct Key32(pub u32);

/// An 8-byte key that is equal if its bits are; may be a pointer.
#[derive(Clone, Copy)]
pub struct Key64(pub u64);

/// A string key.
#[derive(Clone, Copy)]
pub struct KeyStr(pub GoStr);

/// Any key, with its hash.
#[derive(Clone, Copy)]
pub struct KeyMem {
    ty: &'static TypeDesc,
    at: Addr,
    hash: u64,
}

impl KeyMem {
    /// The key of the type at the address, hashed with the map's seed.
    ///
    /// # Errors
    /// It cannot be hashed.
    pub fn new(
        mcache: &mut MCache,
        ty: &'static TypeDesc,
        at: Addr,
        seed: u64,
    ) -> GoResult<KeyMem> {
        let hash = hash::hash(mcache, ty, at, seed)?;
        Ok(KeyMem { ty, at, hash })
    }
}

impl Key for Key32 {
    #[inline(always)]
    fn hash(self, seed: u64) -> u64 {
        hash::hash32(self.0, seed)
    }

    #[inline(always)]
    fn equals(self, at: Addr) -> bool {
        at.load32() == self.0
    }

    #[inline(always)]
    fn write(self, _: &mut MCache, _: MapType, slot: Addr) {
        slot.store32(self.0);
    }

    fn update(self, _: &mut MCache, _: MapType, _: Addr) {}
}

impl Key for Key64 {
    #[inline(always)]
    fn hash(self, seed: u64) -> u64 {
        hash::hash64(self.0, seed)
    }

    #[inline(always)]
    fn equals(self, at: Addr) -> bool {
        at.load64() == self.0
    }

    #[inline(always)]
    fn write(self, mcache: &mut MCache, mt: MapType, slot: Addr) {
        if mcache.is_barrier_on() && mt.key().ptr_bytes != 0 {
            barrier::store_pointer(mcache, slot, Addr(self.0 as usize));
        }
        slot.store64(self.0);
    }

    fn update(self, _: &mut MCache, _: MapType, _: Addr) {}
}

impl Key for KeyStr {
    #[inline(always)]
    fn hash(self, seed: u64) -> u64 {
        hash::hash_bytes(Addr::of(self.0.ptr).bytes(self.0.len), seed)
    }

    #[inline(always)]
    fn equals(self, at: Addr) -> bool {
        at.offset(8).load64() as usize == self.0.len && {
            let ptr = at.load_addr();
            ptr == Addr::of(self.0.ptr)
                || ptr.bytes(self.0.len) == Addr::of(self.0.ptr).bytes(self.0.len)
        }
    }

    #[inline(always)]
    fn write(self, mcache: &mut MCache, _: MapType, slot: Addr) {
        barrier::store_pointer(mcache, slot, Addr::of(self.0.ptr));
        slot.offset(8).store64(self.0.len as u64);
    }

    #[inline(always)]
    fn update(self, mcache: &mut MCache, mt: MapType, slot: Addr) {
        // The old string may be a small part of a large one.
        self.write(mcache, mt, slot);
    }
}

impl Key for KeyMem {
    #[inline(always)]
    fn hash(self, _: u64) -> u64 {
        self.hash
    }

    #[inline]
    fn equals(self, at: Addr) -> bool {
        // Both keys were hashed, so neither holds an uncomparable value.
        equal::equal(self.ty, self.at, at).unwrap_or(false)
    }

    fn write(self, mcache: &mut MCache, mt: MapType, slot: Addr) {
        barrier::copy_value(mcache, mt.key_at(slot), self.at, self.ty);
    }

    fn update(self, mcache: &mut MCache, mt: MapType, slot: Addr) {
        self.write(mcache, mt, slot);
    }
}
