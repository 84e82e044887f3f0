//! Memory of the image: tables that are filled once and then stay where they are.

use minigo_runtime::typedesc::{GoSlice, GoStr};

/// A table with room for a known number of elements. Its memory is never moved or freed,
/// so addresses of elements may be taken before the elements exist.
pub struct Statics<T: 'static> {
    elements: Vec<T>,
    base: *const T,
    room: usize,
}

impl<T> Statics<T> {
    /// An empty table with room for `room` elements.
    pub fn with_room(room: usize) -> Statics<T> {
        let elements = Vec::with_capacity(room);
        Statics { base: elements.as_ptr(), elements, room }
    }

    /// Where element `index` is or will be.
    pub fn address(&self, index: usize) -> *const T {
        assert!(index <= self.room, "an element beyond the table's room");
        self.base.wrapping_add(index)
    }

    /// Adds an element; returns its address.
    pub fn push(&mut self, element: T) -> *const T {
        assert!(self.elements.len() < self.room, "the table is full");
        let address = self.address(self.elements.len());
        self.elements.push(element);
        address
    }

    /// Adds elements; returns them as a Go slice.
    pub fn slice(&mut self, elements: impl Iterator<Item = T>) -> GoSlice<T> {
        let first = self.elements.len();
        elements.for_each(|element| {
            self.push(element);
        });
        let len = self.elements.len() - first;
        let ptr = if len == 0 { std::ptr::null() } else { self.address(first) };
        GoSlice { ptr, len, cap: len }
    }

    /// Gives the memory away for good.
    pub fn leak(self) {
        debug_assert!(std::ptr::eq(self.base, self.elements.as_ptr()));
        std::mem::forget(self.elements);
    }
}

impl Statics<u8> {
    /// Adds the bytes of a text; returns it as a Go string.
    pub fn text(&mut self, bytes: &[u8]) -> GoStr {
        assert!(bytes.len() <= self.room - self.elements.len(), "the table is full");
        let ptr = match bytes {
            [] => std::ptr::null(),
            _ => self.address(self.elements.len()),
        };
        self.elements.extend_from_slice(bytes);
        GoStr { ptr, len: bytes.len() }
    }
}
