//! Appending to Go byte slices, for the natives that make text.

use std::cell::RefCell;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::{NativeCx, SliceWords, Words};
use minigo_runtime::object::slice;
use minigo_runtime::typedesc::TypeDesc;

use crate::abi::or_raise;

/// What the allocator needs to know of bytes.
static BYTE: TypeDesc = TypeDesc::internal(1, 0, &[0]);

/// `append(to, bytes...)`; `None` if that is too long, which is raised.
pub fn append_bytes(cx: &mut NativeCx, to: SliceWords, bytes: &[u8]) -> Option<SliceWords> {
    let from = Addr::of(bytes.as_ptr());
    let grown = slice::append(cx.mcache(), to, from, bytes.len(), &BYTE);
    or_raise(cx, grown)
}

/// Appends to the slice in words 0..3 what `write` makes, which then stands there.
pub fn append_with(cx: &mut NativeCx, mut args: Words, write: impl FnOnce(&Words, &mut Vec<u8>)) {
    thread_local! {
        static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.clear();
        write(&args, scratch);
        if let Some(grown) = append_bytes(cx, args.slice(0), scratch) {
            args.set_slice(0, grown);
        }
    });
}
