//! Addresses of the running program's memory, as opposed to Rust's own references.
//!
//! Go memory is reached from many places at once (frames, other objects, other threads),
//! so no Rust reference into it may live across a safepoint. What is kept instead is an
//! [`Addr`], which becomes a pointer only where it is dereferenced.

use std::fmt;
use std::num::NonZeroUsize;

/// An address in the running program: of a heap object or inside one, of a frame, of
/// static data; 0 is nil.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Addr(pub usize);

/// The first byte of a live heap object; nil is `Option<ObjRef>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct ObjRef(NonZeroUsize);

impl Addr {
    /// nil.
    pub const NIL: Addr = Addr(0);

    /// The address a pointer holds.
    pub fn of<T: ?Sized>(pointer: *const T) -> Addr {
        Addr(pointer.cast::<u8>() as usize)
    }

    /// Whether this is nil.
    pub fn is_nil(self) -> bool {
        self.0 == 0
    }

    /// The address `offset_bytes` further on.
    #[must_use]
    pub fn offset(self, offset_bytes: usize) -> Addr {
        Addr(self.0.wrapping_add(offset_bytes))
    }

    /// As a pointer to read through.
    pub fn as_ptr<T>(self) -> *const T {
        self.0 as *const T
    }

    /// As a pointer to write through.
    pub fn as_mut_ptr<T>(self) -> *mut T {
        self.0 as *mut T
    }
}

impl ObjRef {
    /// The object at a non-nil address.
    pub fn new(addr: Addr) -> Option<ObjRef> {
        NonZeroUsize::new(addr.0).map(ObjRef)
    }

    /// Its first byte.
    pub fn addr(self) -> Addr {
        Addr(self.0.get())
    }
}

impl fmt::Debug for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl fmt::Debug for ObjRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "object {:#x}", self.0)
    }
}
