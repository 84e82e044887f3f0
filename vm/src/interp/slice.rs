//! Slices. Type operands are element types.

use std::sync::atomic::AtomicPtr;

use minigo_bytecode::program::{
    APPEND_BUFFER_FREE, APPEND_BUFFER_STEPS, APPEND_BUFFER_USED, BUFFER_BYTES,
};
use minigo_bytecode::roots::Root;
use minigo_runtime::addr::Addr;
use minigo_runtime::gc::barrier::copy_value;
use minigo_runtime::mem::sizeclass::round_up_size;
use minigo_runtime::native::SliceWords;
use minigo_runtime::object::slice;
use minigo_runtime::typedesc::{GoSlice, GoStr, TypeDesc};

use crate::frame::{
    Flow, NEXT, Reg, Step, cold, copy_bytes, load_64, store_8, store_16, store_32, store_64,
    zero_bytes,
};
use crate::raise;
use crate::sched::stops_to_allocate;

/// The element of []byte, for the ops that have no type operand.
static BYTE: TypeDesc = TypeDesc {
    size: 1,
    ptr_bytes: 0,
    hash: 0,
    tflag: 0,
    align: 1,
    field_align: 1,
    kind: 8,
    gc_mask: std::ptr::null(),
    mask_period: 1,
    string: EMPTY,
    name: EMPTY,
    pkg_path: EMPTY,
    elem: std::ptr::null(),
    key: std::ptr::null(),
    len: 0,
    fields: GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 },
    params: GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 },
    results: GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 },
    imethods: GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 },
    methods: GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 },
    pointer_to: AtomicPtr::new(std::ptr::null_mut()),
    map: std::ptr::null(),
};

const EMPTY: GoStr = GoStr { ptr: std::ptr::null(), len: 0 };

/// The slice in three registers.
#[inline(always)]
pub fn get_slice(s: &Step, reg: Reg) -> SliceWords {
    SliceWords {
        ptr: s.addr(reg),
        len: s.get(reg.plus(1)) as usize,
        cap: s.get(reg.plus(2)) as usize,
    }
}

/// Sets three registers to a slice.
#[inline(always)]
pub fn set_slice(s: &mut Step, reg: Reg, value: SliceWords) {
    s.set_addr(reg, value.ptr);
    s.set(reg.plus(1), value.len as u64);
    s.set(reg.plus(2), value.cap as u64);
}

/// `a.. = b[x0:x1:x2]`; `$slow` if a bound is out of range.
macro_rules! slicing {
    ($s:ident, $slow:expr) => {{
        let from = $s.b();
        let (base, len, cap) = ($s.addr(from), $s.get(from.plus(1)), $s.get(from.plus(2)));
        let low = $s.optional($s.x16(0)).unwrap_or(0);
        let high = $s.optional($s.x16(1)).unwrap_or(len);
        let max = $s.optional($s.x16(2)).unwrap_or(cap);
        if max > cap || high > max || low > high {
            return cold($slow);
        }
        let elem_bytes = $s.uc() | ($s.x16(3) as u64) << 16;
        // A result without capacity keeps the base: it may not point behind the object.
        let skip = if max == low { 0 } else { low * elem_bytes };
        let to = $s.a();
        $s.set_addr(to, base.offset(skip as usize));
        $s.set(to.plus(1), high - low);
        $s.set(to.plus(2), max - low);
        $s.skip();
    }};
}

/// Raises the panic for the bound that is out of range.
fn bad_bounds(s: &mut Step, over_two: Root, over_three: Root) {
    let from = s.b();
    let (len, cap) = (s.get(from.plus(1)), s.get(from.plus(2)));
    let low = s.optional(s.x16(0)).unwrap_or(0);
    let high = s.optional(s.x16(1)).unwrap_or(len);
    match s.optional(s.x16(2)) {
        Some(max) if max > cap => raise::bound(s, over_three, 2, [max, cap]),
        Some(max) if high > max => raise::bound(s, Root::PanicSlice3B, 1, [high, max]),
        Some(_) => raise::bound(s, Root::PanicSlice3C, 0, [low, high]),
        None if high > cap => raise::bound(s, over_two, 1, [high, cap]),
        None => raise::bound(s, Root::PanicSliceB, 0, [low, high]),
    }
}

ops! { s:
    SliceSlice {
        slicing!(s, |s| bad_bounds(s, Root::PanicSliceAcap, Root::PanicSlice3Acap));
    }

    SliceArray {
        if s.addr(s.b()).is_nil() {
            return raise::nil();
        }
        slicing!(s, |s| bad_bounds(s, Root::PanicSliceAlen, Root::PanicSlice3Alen));
    }

    Makeslice {
        return cold(|s| {
            if stops_to_allocate(s) {
                return;
            }
            let (len, cap) = (s.int(s.b()), s.int(s.c()));
            let elem = s.cx().type_desc(s.x32(0));
            if let Some(made) = make_in_buffer(s, len, cap, elem) {
                set_slice(s, s.a(), made);
                return s.skip();
            }
            let made = slice::make(s.cx().runtime().mcache(), elem, len, cap);
            if let Some(made) = raise::checked(s, made) {
                set_slice(s, s.a(), made);
                s.skip();
            }
        });
    }

    Sliceheap {
        return cold(|s| {
            let from = get_slice(s, s.b());
            let elem = s.cx().type_desc(s.x32(0));
            let keeps_cap = s.uc() != 0;
            let made = if s.is_own_frame(from.ptr) {
                slice::to_heap(s.cx().runtime().mcache(), from, keeps_cap, elem)
            } else {
                from
            };
            set_slice(s, s.a(), made);
            s.skip();
        });
    }

    Grow {
        return cold(|s| {
            if stops_to_allocate(s) {
                return;
            }
            let count = s.get(s.c()) as usize;
            if let Some(grown) = grow(s, count) {
                set_slice(s, s.a(), grown);
                s.skip();
            }
        });
    }
}

/// A new slice in the instruction's buffer, if it has one and that is large enough.
fn make_in_buffer(s: &Step, len: i64, cap: i64, elem: &TypeDesc) -> Option<SliceWords> {
    let ptr = s.buffer(s.x32(1) as u16)?;
    let (len, cap) = (usize::try_from(len).ok()?, usize::try_from(cap).ok()?);
    if len > cap || cap > BUFFER_BYTES as usize / elem.size {
        return None;
    }
    zero_bytes(ptr, BUFFER_BYTES as usize);
    Some(SliceWords { ptr, len, cap })
}

/// The slice with its length raised by `count`, in the instruction's buffer, if it has one that
/// may be used and is large enough.
fn grow_in_buffer(s: &Step, from: SliceWords, count: usize, elem: &TypeDesc) -> Option<SliceWords> {
    let ptr = s.buffer(s.x32(1) as u16)?;
    let state = ptr.offset(BUFFER_BYTES as usize);
    let room = BUFFER_BYTES as usize / elem.size;
    let len = from.len + count;
    if len <= from.cap || len > room {
        return None;
    }
    let cap = match load_64(state) {
        APPEND_BUFFER_STEPS => {
            let old_bytes = from.len * elem.size;
            if from.ptr != ptr {
                copy_bytes(ptr, from.ptr, old_bytes);
            }
            zero_bytes(ptr.offset(old_bytes), BUFFER_BYTES as usize - old_bytes);
            round_up_size(len * elem.size, elem.ptr_bytes == 0) / elem.size
        }
        APPEND_BUFFER_FREE if from.len == 0 => {
            zero_bytes(ptr, BUFFER_BYTES as usize);
            store_64(state, APPEND_BUFFER_USED);
            room
        }
        _ => return None,
    };
    Some(SliceWords { ptr, len, cap })
}

/// The slice b with its length raised.
fn grow(s: &mut Step, count: usize) -> Option<SliceWords> {
    let elem = s.cx().type_desc(s.x32(0));
    let from = get_slice(s, s.b());
    if let Some(grown) = grow_in_buffer(s, from, count, elem) {
        return Some(grown);
    }
    let grown = slice::grow(s.cx().runtime().mcache(), from, count, elem);
    raise::checked(s, grown)
}

/// Appends the value in `c` when the capacity does not suffice, or the barrier is on.
fn append_slow<const SIZE: usize>(s: &mut Step) {
    // With room it is here because of the barrier.
    if room(s, SIZE).is_none() && stops_to_allocate(s) {
        return;
    }
    let Some(grown) = grow(s, 1) else { return };
    let at = grown.ptr.offset((grown.len - 1) * SIZE);
    let elem = s.cx().type_desc(s.x32(0));
    copy_value(s.cx().runtime().mcache(), at, s.place(s.c()), elem);
    set_slice(s, s.a(), grown);
    s.skip();
}

/// The place for one more element, if the slice b has room for it.
#[inline(always)]
fn room(s: &Step, size_bytes: usize) -> Option<Addr> {
    let from = s.b();
    let len = s.get(from.plus(1));
    (len < s.get(from.plus(2))).then(|| s.addr(from).offset(len as usize * size_bytes))
}

/// `a.. = b` with one element more, which is stored.
#[inline(always)]
fn lengthen(s: &mut Step) -> Flow {
    let (to, from) = (s.a(), s.b());
    s.copy_words::<3>(to, from);
    s.set(to.plus(1), s.get(to.plus(1)).wrapping_add(1));
    s.skip();
    NEXT
}

macro_rules! appending {
    ($($name:ident $store:ident $size:literal;)*) => { ops! { s: $(
        $name {
            let Some(at) = room(s, $size) else { return cold(append_slow::<$size>) };
            $store(at, s.get(s.c()));
            return lengthen(s);
        }
    )* } };
}

appending! {
    Append8 store_8 1;
    Append16 store_16 2;
    Append32 store_32 4;
    Append64 store_64 8;
}

macro_rules! appending_pointers {
    ($($name:ident $n:literal $size:literal;)*) => { ops! { s: $(
        $name {
            if s.cx().barrier_is_on() {
                return cold(append_slow::<$size>);
            }
            let Some(at) = room(s, $size) else { return cold(append_slow::<$size>) };
            s.store_words::<$n>(at, s.c());
            return lengthen(s);
        }
    )* } };
}

appending_pointers! {
    AppendPtr 1 8;
    AppendStr 2 16;
    AppendIface 2 16;
    AppendSlice 3 24;
}

ops! { s:
    AppendSlices {
        return cold(|s| {
            if stops_to_allocate(s) {
                return;
            }
            let (to, more) = (get_slice(s, s.b()), get_slice(s, s.c()));
            let elem = s.cx().type_desc(s.x32(0));
            let grown = slice::append(s.cx().runtime().mcache(), to, more.ptr, more.len, elem);
            if let Some(grown) = raise::checked(s, grown) {
                set_slice(s, s.a(), grown);
                s.skip();
            }
        });
    }

    AppendBytes {
        return cold(|s| {
            if stops_to_allocate(s) {
                return;
            }
            let (to, from) = (get_slice(s, s.b()), s.c());
            let (more, count) = (s.addr(from), s.get(from.plus(1)) as usize);
            let grown = slice::append(s.cx().runtime().mcache(), to, more, count, &BYTE);
            if let Some(grown) = raise::checked(s, grown) {
                set_slice(s, s.a(), grown);
            }
        });
    }

    Copy {
        return cold(|s| {
            let (to, from) = (get_slice(s, s.b()), get_slice(s, s.c()));
            let elem = s.cx().type_desc(s.x32(0));
            let n = slice::copy(s.cx().runtime().mcache(), to, from.ptr, from.len, elem);
            s.set(s.a(), n as u64);
            s.skip();
        });
    }

    CopyStr {
        return cold(|s| {
            let (to, from) = (get_slice(s, s.b()), s.c());
            let n = to.len.min(s.get(from.plus(1)) as usize);
            copy_bytes(to.ptr, s.addr(from), n);
            s.set(s.a(), n as u64);
        });
    }

    ClearSlice {
        return cold(|s| {
            let elem = s.cx().type_desc(s.x32(0));
            slice::clear(s.cx().runtime().mcache(), get_slice(s, s.a()), elem);
            s.skip();
        });
    }

    Slicetoarray {
        let from = s.b();
        let (len, wanted) = (s.get(from.plus(1)), s.x32(0) as u64);
        if len < wanted {
            return cold(|s| {
                let len = s.get(s.b().plus(1));
                let wanted = s.x32(0) as u64;
                raise::call(s, Root::PanicSliceConvert, &[len, wanted]);
            });
        }
        s.set(s.a(), s.get(from));
        s.skip();
    }
}
