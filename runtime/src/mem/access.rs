//! Reading and writing Go memory.
//!
//! These are the only places, besides the allocator, where an [`Addr`] is dereferenced.
//!
//! They are safe to call by this agreement (rule O1 of the module `object`): an address
//! that the engine or a native passes on came from a register or word that the verifier
//! knows to be a pointer to memory of the type at hand, or from the runtime itself. Nil is
//! checked by the engine before.
//!
//! Words may be read by the collector or by other threads at any time, so they are
//! accessed as relaxed atomics, which are plain moves; bulk copies go word by word where
//! there are pointers, and through `memmove` where there are none.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

use crate::addr::Addr;

macro_rules! accessors {
    ($($load:ident $store:ident $atomic:ident $int:ident $bits:literal;)*) => {
        $(
            #[doc = concat!("Reads ", $bits, " bits.")]
            #[inline(always)]
            pub fn $load(self) -> $int {
                // SAFETY: by O1 the address is of live memory of that size, aligned; all
                // other accesses are atomic or ordered by the Go program.
                unsafe { &*self.as_ptr::<$atomic>() }.load(Ordering::Relaxed)
            }

            #[doc = concat!("Writes ", $bits, " bits.")]
            #[inline(always)]
            pub fn $store(self, value: $int) {
                // SAFETY: as for the read.
                unsafe { &*self.as_ptr::<$atomic>() }.store(value, Ordering::Relaxed)
            }
        )*
    };
}

impl Addr {
    accessors! {
        load8 store8 AtomicU8 u8 "8";
        load16 store16 AtomicU16 u16 "16";
        load32 store32 AtomicU32 u32 "32";
        load64 store64 AtomicU64 u64 "64";
    }

    /// Reads a pointer.
    #[inline(always)]
    pub fn load_addr(self) -> Addr {
        Addr(self.load64() as usize)
    }

    /// Writes a pointer, without a write barrier: to memory that is new, or not the heap's.
    #[inline(always)]
    pub fn store_addr(self, value: Addr) {
        self.store64(value.0 as u64);
    }

    /// Bytes that do not change while the slice is used.
    #[inline(always)]
    pub fn bytes<'a>(self, len: usize) -> &'a [u8] {
        if len == 0 {
            return &[];
        }
        // SAFETY: by O1 the range is live; the caller vouches that it is immutable for
        // the time (a string, or memory the caller just made).
        unsafe { std::slice::from_raw_parts(self.as_ptr(), len) }
    }

    /// Bytes of memory that the caller just allocated and nobody else knows.
    #[inline(always)]
    pub fn new_bytes<'a>(self, len: usize) -> &'a mut [u8] {
        if len == 0 {
            return &mut [];
        }
        // SAFETY: by O1 the range is live, by this function's precondition exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.as_mut_ptr(), len) }
    }
}

/// Copies pointer-free memory; the ranges may overlap.
#[inline(always)]
pub fn copy_bytes(to: Addr, from: Addr, len: usize) {
    // SAFETY: by O1 both ranges are live memory of that length. Go programs that race on
    // it have no guarantee to lose: it holds no pointers.
    unsafe { std::ptr::copy(from.as_ptr::<u8>(), to.as_mut_ptr::<u8>(), len) }
}

/// Zeroes pointer-free memory.
#[inline(always)]
pub fn zero_bytes(at: Addr, len: usize) {
    // SAFETY: as for `copy_bytes`.
    unsafe { at.as_mut_ptr::<u8>().write_bytes(0, len) }
}

/// Copies aligned words so that a concurrent reader never sees half of one; the ranges
/// may overlap.
pub fn copy_words(to: Addr, from: Addr, nwords: usize) {
    if to <= from {
        for i in 0..nwords {
            to.offset(i * 8).store64(from.offset(i * 8).load64());
        }
    } else {
        for i in (0..nwords).rev() {
            to.offset(i * 8).store64(from.offset(i * 8).load64());
        }
    }
}

/// Zeroes aligned words likewise.
pub fn zero_words(at: Addr, nwords: usize) {
    for i in 0..nwords {
        at.offset(i * 8).store64(0);
    }
}

/// Whether two ranges hold the same bytes.
#[inline(always)]
pub fn equal_bytes(a: Addr, b: Addr, len: usize) -> bool {
    a == b || a.bytes(len) == b.bytes(len)
}
