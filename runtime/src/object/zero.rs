//! The zero value of every type, to read from.
//!
//! A lookup of a missing key gives the address of a zero value, and so does boxing "" or a
//! nil slice. All types share one block of zeros; nobody writes to it.

use parking_lot::Mutex;

use crate::addr::Addr;
use crate::mem::os;

/// Types up to this size, all but a few, share a static block.
const STATIC_BYTES: usize = 1024;

static ZEROS: [u64; STATIC_BYTES / 8] = [0; STATIC_BYTES / 8];

/// Address of `size_bytes` zeros, for reading.
#[inline]
pub fn value(size_bytes: usize) -> Addr {
    if size_bytes <= STATIC_BYTES {
        return Addr::of(ZEROS.as_ptr());
    }
    large(size_bytes)
}

/// Zeros for large types: a mapping that is replaced when a larger one is needed. Untouched
/// pages cost nothing.
#[cold]
fn large(size_bytes: usize) -> Addr {
    static MAPPED: Mutex<(Addr, usize)> = Mutex::new((Addr::NIL, 0));
    let mut mapped = MAPPED.lock();
    if mapped.1 < size_bytes {
        let len = size_bytes.next_power_of_two();
        *mapped = (Addr(os::map_zeroed(len)), len);
    }
    mapped.0
}
