//! The tiny allocator: pointer-free objects below 16 bytes share a block.
//!
//! A P keeps one current block of 16 bytes and cuts objects from it, aligned by their
//! size (a multiple of 8 to 8, of 4 to 4, even to 2). When an object does not fit, a new
//! block is taken from the 16-byte noscan class, and the emptier of the two becomes or
//! stays current. An object that shares a block adds one to the number of allocated
//! objects and nothing to the bytes. The block lives as long as any of its objects.

use crate::addr::Addr;
use crate::mem::sizeclass::TINY_BYTES;

/// The current block of a P.
#[derive(Debug, Default)]
pub struct TinyAlloc {
    /// The block; nil if there is none.
    block: Addr,
    /// Bytes of it in use.
    used_bytes: usize,
    /// Objects that shared a block, since the last flush.
    nshared: usize,
}

impl TinyAlloc {
    /// Cuts an object from the current block, if it fits.
    #[inline(always)]
    pub fn allocate(&mut self, size_bytes: usize) -> Option<Addr> {
        let offset = aligned(self.used_bytes, size_bytes);
        if offset + size_bytes > TINY_BYTES || self.block.is_nil() {
            return None;
        }
        self.used_bytes = offset + size_bytes;
        self.nshared += 1;
        Some(self.block.offset(offset))
    }

    /// Offers a new block, of which the object at its start takes `size_bytes`.
    pub fn offer(&mut self, block: Addr, size_bytes: usize) {
        if self.block.is_nil() || size_bytes < self.used_bytes {
            self.block = block;
            self.used_bytes = size_bytes;
        }
    }

    /// Forgets the block; the collector does not know that it is in use.
    pub fn drop_block(&mut self) {
        self.block = Addr::NIL;
        self.used_bytes = 0;
    }

    /// The block, which is a root while it is current.
    pub fn block(&self) -> Addr {
        self.block
    }

    /// Number of objects that shared a block since the last call.
    pub fn take_nshared(&mut self) -> usize {
        std::mem::take(&mut self.nshared)
    }
}

fn aligned(offset: usize, size_bytes: usize) -> usize {
    let align = match size_bytes & 7 {
        0 => 8,
        4 => 4,
        2 | 6 => 2,
        _ => 1,
    };
    offset.next_multiple_of(align)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_share_blocks_by_alignment() {
        let mut tiny = TinyAlloc::default();
        assert_eq!(tiny.allocate(1), None);
        tiny.offer(Addr(0x1000), 3);
        assert_eq!(tiny.allocate(4), Some(Addr(0x1004)));
        assert_eq!(tiny.allocate(1), Some(Addr(0x1008)));
        assert_eq!(tiny.allocate(8), None);
        assert_eq!(tiny.allocate(6), Some(Addr(0x100a)));
        assert_eq!(tiny.take_nshared(), 3);
        // The new block has less room than nothing is left in the old one: taken.
        tiny.offer(Addr(0x2000), 8);
        assert_eq!(tiny.block(), Addr(0x2000));
        tiny.offer(Addr(0x3000), 12);
        assert_eq!(tiny.block(), Addr(0x2000));
    }
}
