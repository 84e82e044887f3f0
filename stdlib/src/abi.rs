//! Natives of package internal/abi: memory of types known only at run time; and of
//! hash/maphash, which hashes such memory.

use std::sync::atomic::{AtomicPtr, Ordering};

use minigo_runtime::addr::Addr;
use minigo_runtime::gc::barrier;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::{equal, hash, slice};
use minigo_runtime::panics::GoResult;
use minigo_runtime::typedesc::{GoSlice, GoStr, TypeDesc, tflag};

/// The type descriptor in word `i`. Go code passes one that is not nil.
pub fn type_arg(args: &Words, i: usize) -> &'static TypeDesc {
    args.type_desc(i).expect("package reflect passes types")
}

/// The value, or the native's request to raise the error.
pub fn or_raise<T>(cx: &mut NativeCx, result: GoResult<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            cx.raise(*error);
            None
        }
    }
}

fn new(cx: &mut NativeCx, mut args: Words) {
    let object = cx.new_object(type_arg(&args, 0));
    args.set_addr(0, object);
}

fn new_array(cx: &mut NativeCx, mut args: Words) {
    let count = args.int(1);
    let made = slice::make(cx.mcache(), type_arg(&args, 0), count, count);
    if let Some(made) = or_raise(cx, made) {
        args.set_addr(0, made.ptr);
    }
}

fn move_value(cx: &mut NativeCx, args: Words) {
    barrier::copy_value(cx.mcache(), args.addr(1), args.addr(2), type_arg(&args, 0));
}

fn clear(cx: &mut NativeCx, args: Words) {
    barrier::zero_value(cx.mcache(), args.addr(1), type_arg(&args, 0));
}

fn native_equal(cx: &mut NativeCx, mut args: Words) {
    let result = equal::equal(type_arg(&args, 0), args.addr(1), args.addr(2));
    if let Some(equal) = or_raise(cx, result) {
        args.set_bool(0, equal);
    }
}

/// `hashString(s string, seed uint64) uint64`
fn hash_string(_: &mut NativeCx, mut args: Words) {
    let seed = args.word(2);
    args.set(0, hash::hash_bytes(args.str(0), seed));
}

/// `hashValue(t *Type, p unsafe.Pointer, seed uint64) uint64`
fn hash_value(cx: &mut NativeCx, mut args: Words) {
    let result = hash::hash(cx.mcache(), type_arg(&args, 0), args.addr(1), args.word(2));
    if let Some(hash) = or_raise(cx, result) {
        args.set(0, hash);
    }
}

/// `func hash(key any, seed uint64) uint64` of package sync
fn hash_any(cx: &mut NativeCx, mut args: Words) {
    let result = hash::hash_any(cx.mcache(), args.type_desc(0), args.word(1), args.word(2));
    if let Some(hash) = or_raise(cx, result) {
        args.set(0, hash);
    }
}

/// The mask of a type that is one pointer word.
static POINTER_MASK: u8 = 1;

/// A string of a descriptor, never freed.
pub fn static_str(text: Vec<u8>) -> GoStr {
    let text = text.leak();
    GoStr { ptr: text.as_ptr(), len: text.len() }
}

/// A list of a descriptor, never freed.
pub fn static_list<T>(list: Vec<T>) -> GoSlice<T> {
    let list = list.leak();
    GoSlice { ptr: list.as_ptr(), len: list.len(), cap: list.len() }
}

/// A descriptor of an unnamed type of one pointer word, to be completed.
pub fn pointer_shaped(kind: u8, string: Vec<u8>) -> TypeDesc {
    TypeDesc {
        size: 8,
        ptr_bytes: 8,
        hash: string
            .iter()
            .fold(0x811c_9dc5, |hash, &b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193)),
        tflag: tflag::DIRECT | tflag::COMPARABLE | tflag::PLAIN_EQUAL,
        align: 8,
        field_align: 8,
        kind,
        gc_mask: &raw const POINTER_MASK,
        mask_period: 8,
        string: static_str(string),
        name: static_str(Vec::new()),
        pkg_path: static_str(Vec::new()),
        elem: std::ptr::null(),
        key: std::ptr::null(),
        len: 0,
        fields: static_list(Vec::new()),
        params: static_list(Vec::new()),
        results: static_list(Vec::new()),
        imethods: static_list(Vec::new()),
        methods: static_list(Vec::new()),
        pointer_to: AtomicPtr::default(),
        map: std::ptr::null(),
    }
}

/// Makes `*T` where the program does not have it. Such a type has no methods: those of
/// `*T` are only compiled if the program mentions it.
fn pointer_to(_: &mut NativeCx, mut args: Words) {
    const POINTER: u8 = 22;
    let elem = type_arg(&args, 0);
    let mut pointer = elem.pointer_to.load(Ordering::Acquire);
    if pointer.is_null() {
        let mut string = b"*".to_vec();
        string.extend_from_slice(elem.string());
        let made = TypeDesc { elem, ..pointer_shaped(POINTER, string) };
        let made: &'static mut TypeDesc = Box::leak(Box::new(made));
        let made = std::ptr::from_mut(made);
        pointer = match elem.pointer_to.compare_exchange(
            std::ptr::null_mut(),
            made,
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            Ok(_) => made,
            Err(other) => other,
        };
    }
    args.set_addr(0, Addr::of(pointer.cast_const()));
}

/// The natives of package internal/abi.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "internal/abi.New", func: new },
    NativeDef { name: "internal/abi.NewArray", func: new_array },
    NativeDef { name: "internal/abi.Move", func: move_value },
    NativeDef { name: "internal/abi.Clear", func: clear },
    NativeDef { name: "internal/abi.Equal", func: native_equal },
    NativeDef { name: "internal/abi.PointerTo", func: pointer_to },
    NativeDef { name: "hash/maphash.hashString", func: hash_string },
    NativeDef { name: "hash/maphash.hashValue", func: hash_value },
    NativeDef { name: "sync.hash", func: hash_any },
];
