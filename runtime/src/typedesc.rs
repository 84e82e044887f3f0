//! Type descriptors: what the runtime knows of a type while the program runs.
//!
//! A [`TypeDesc`] lies in static memory, never moves, and there is exactly one per type
//! identity: comparing types is comparing addresses. Its layout is that of the Go struct
//! `internal/abi.Type` in the standard library's source, which reads it directly
//! (`stdlib/go/internal/abi/type.go`; a test compares the offsets). Strings and slices in
//! it are Go strings and slices.

use std::sync::atomic::AtomicPtr;

use crate::addr::Addr;

/// A Go string header.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct GoStr {
    /// First byte; null for "".
    pub ptr: *const u8,
    /// Length in bytes.
    pub len: usize,
}

/// A Go slice header over static memory.
#[repr(C)]
#[derive(Debug)]
pub struct GoSlice<T> {
    /// First element; null if empty.
    pub ptr: *const T,
    /// Length in elements.
    pub len: usize,
    /// Equal to `len`.
    pub cap: usize,
}

impl<T> Clone for GoSlice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for GoSlice<T> {}

/// Bits of [`TypeDesc::tflag`].
pub mod tflag {
    /// A declared or predeclared type.
    pub const NAMED: u8 = 1;
    /// Values are one pointer word and stand in an interface's data word themselves.
    pub const DIRECT: u8 = 2;
    /// `==` is defined.
    pub const COMPARABLE: u8 = 4;
    /// `==` is equality of the bytes.
    pub const PLAIN_EQUAL: u8 = 8;
    /// A function type is variadic.
    pub const VARIADIC: u8 = 16;
}

/// Values of [`TypeDesc::kind`], numbered as Go's `reflect.Kind`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "Go's names")]
pub enum Kind {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Pointer,
    Slice,
    String,
    Struct,
    UnsafePointer,
}

/// All kinds, by number.
const KINDS: [Kind; 27] = {
    use Kind::*;
    [
        Invalid,
        Bool,
        Int,
        Int8,
        Int16,
        Int32,
        Int64,
        Uint,
        Uint8,
        Uint16,
        Uint32,
        Uint64,
        Uintptr,
        Float32,
        Float64,
        Complex64,
        Complex128,
        Array,
        Chan,
        Func,
        Interface,
        Map,
        Pointer,
        Slice,
        String,
        Struct,
        UnsafePointer,
    ]
};

/// A type. All pointers are to static memory.
#[repr(C)]
#[derive(Debug)]
pub struct TypeDesc {
    /// Size in bytes.
    pub size: usize,
    /// Bytes up to the end of the last pointer word; 0 for pointer-free types.
    pub ptr_bytes: usize,
    /// Hash of the type's identity.
    pub hash: u32,
    /// Bits of [`tflag`].
    pub tflag: u8,
    /// Alignment in bytes.
    pub align: u8,
    /// Alignment as a field, equal to `align`.
    pub field_align: u8,
    /// `reflect.Kind`.
    pub kind: u8,
    /// Pointer mask of the first `mask_period` bytes, one bit per word, least significant
    /// first; repeats every `mask_period` bytes.
    pub gc_mask: *const u8,
    /// Bytes after which the mask repeats: `size`, or an array's (innermost) element size.
    pub mask_period: usize,
    /// As `%T` prints it.
    pub string: GoStr,
    /// Declared name, empty for unnamed types.
    pub name: GoStr,
    /// Import path of the declaring package.
    pub pkg_path: GoStr,
    /// Element of pointers, slices, arrays, channels, maps; else null.
    pub elem: *const TypeDesc,
    /// Key of maps; else null.
    pub key: *const TypeDesc,
    /// Length of arrays; direction of channels (1 recv, 2 send, 3 both).
    pub len: usize,
    /// Fields of structs.
    pub fields: GoSlice<FieldDesc>,
    /// Parameters of functions.
    pub params: GoSlice<*const TypeDesc>,
    /// Results of functions.
    pub results: GoSlice<*const TypeDesc>,
    /// Methods of interfaces, sorted by name.
    pub imethods: GoSlice<IMethodDesc>,
    /// Method set of concrete types, sorted by name.
    pub methods: GoSlice<MethodDesc>,
    /// `*T`; set by the linker or, later, once by whoever needs it first.
    pub pointer_to: AtomicPtr<TypeDesc>,
    /// Layout of a map type's groups; null for other types.
    pub map: *const MapLayout,
}

/// A field of a struct.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct FieldDesc {
    /// Name.
    pub name: GoStr,
    /// Declaring package for unexported names, else "".
    pub pkg_path: GoStr,
    /// Its type.
    pub ty: *const TypeDesc,
    /// Byte offset.
    pub offset: usize,
    /// Tag.
    pub tag: GoStr,
    /// 1 if embedded.
    pub embedded: u8,
}

/// A method of an interface type.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IMethodDesc {
    /// Name.
    pub name: GoStr,
    /// Declaring package for unexported names, else "".
    pub pkg_path: GoStr,
    /// Its function type.
    pub ty: *const TypeDesc,
}

/// A method of a concrete type.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MethodDesc {
    /// Name.
    pub name: GoStr,
    /// Declaring package for unexported names, else "".
    pub pkg_path: GoStr,
    /// Function type without receiver.
    pub ty: *const TypeDesc,
    /// Entry of the function whose receiver is an interface's data word; null if no
    /// interface call can reach it.
    pub code: *const u64,
}

/// Interface table: how a type implements an interface. One per (interface, type) pair,
/// so comparing dynamic types of one interface type is comparing itab addresses.
/// Followed by one code address per interface method, in the interface's order.
#[repr(C)]
#[derive(Debug)]
pub struct Itab {
    /// The interface type.
    pub inter: *const TypeDesc,
    /// The dynamic type.
    pub ty: *const TypeDesc,
    /// Copy of the type's hash.
    pub hash: u32,
    /// Number of entries that follow.
    pub nmethods: u32,
    // code: [*const u64; nmethods] at offset 24
}

/// Offset of the code addresses in an [`Itab`].
pub const ITAB_CODE_OFFSET: usize = 24;

/// How a map type stores its entries (Go's Swiss map): groups of eight slots.
#[repr(C)]
#[derive(Debug)]
pub struct MapLayout {
    /// A group: 8 control bytes, then 8 slots.
    pub group: *const TypeDesc,
    /// Bytes of a slot.
    pub slot_bytes: usize,
    /// Offset of the element in a slot.
    pub elem_offset: usize,
    /// Keys over 128 bytes are stored by pointer.
    pub indirect_key: bool,
    /// Elements likewise.
    pub indirect_elem: bool,
    /// Updating an entry must overwrite the key (floats, strings, interfaces: equal keys
    /// may differ).
    pub update_key: bool,
    /// Hashing may panic (interfaces inside).
    pub hash_may_panic: bool,
}

/// Layout of a map's header (`object::map`).
pub static MAP_HEADER: TypeDesc = TypeDesc::internal(48, 24, &[0b100]);
/// Layout of a map's table.
pub static MAP_TABLE: TypeDesc = TypeDesc::internal(32, 24, &[0b100]);
/// Layout of a channel with a buffer of its own (`object::chan`): buffer, timer, element type,
/// the queues. Only buffer
/// and queues lead to the heap; the others count as scanned, as in Go.
pub static CHAN_HEADER: TypeDesc = TypeDesc::internal(112, 104, &[0b0011_0100, 0b0001_1111]);
/// A pointer.
pub static POINTER: TypeDesc = TypeDesc::internal(8, 8, &[0b1]);

// SAFETY: descriptors are immutable after linking except `pointer_to`, which is atomic.
unsafe impl Sync for TypeDesc {}
// SAFETY: as for `Sync`; nothing in them belongs to a thread.
unsafe impl Send for TypeDesc {}

impl TypeDesc {
    /// A type without identity that only has a layout: for objects that only the runtime
    /// knows. The mask has a bit per word.
    pub const fn internal(size: usize, ptr_bytes: usize, mask: &'static [u8]) -> TypeDesc {
        assert!(mask.len() * 64 >= size);
        TypeDesc {
            size,
            ptr_bytes,
            hash: 0,
            tflag: 0,
            align: 8,
            field_align: 8,
            kind: Kind::Invalid as u8,
            gc_mask: mask.as_ptr(),
            mask_period: size,
            string: GoStr::EMPTY,
            name: GoStr::EMPTY,
            pkg_path: GoStr::EMPTY,
            elem: std::ptr::null(),
            key: std::ptr::null(),
            len: 0,
            fields: GoSlice::EMPTY,
            params: GoSlice::EMPTY,
            results: GoSlice::EMPTY,
            imethods: GoSlice::EMPTY,
            methods: GoSlice::EMPTY,
            pointer_to: AtomicPtr::new(std::ptr::null_mut()),
            map: std::ptr::null(),
        }
    }

    /// The kind.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        KINDS[usize::from(self.kind)]
    }

    /// The descriptor at an address that is nil or a descriptor's.
    #[inline(always)]
    pub fn at(addr: Addr) -> Option<&'static TypeDesc> {
        // SAFETY: the caller's address is nil or a descriptor's (rule O1); descriptors are
        // static.
        unsafe { addr.as_ptr::<TypeDesc>().as_ref() }
    }

    /// The element type.
    #[inline(always)]
    pub fn elem(&self) -> Option<&'static TypeDesc> {
        // SAFETY: null or a descriptor, see the field.
        unsafe { self.elem.as_ref() }
    }

    /// The key type of a map.
    #[inline(always)]
    pub fn key(&self) -> Option<&'static TypeDesc> {
        // SAFETY: null or a descriptor, see the field.
        unsafe { self.key.as_ref() }
    }

    /// The group layout of a map.
    #[inline(always)]
    pub fn map_layout(&self) -> Option<&'static MapLayout> {
        // SAFETY: null or a static layout, see the field.
        unsafe { self.map.as_ref() }
    }

    /// The fields of a struct.
    pub fn fields(&self) -> &'static [FieldDesc] {
        // SAFETY: a descriptor's slices are static.
        unsafe { self.fields.as_slice() }
    }

    /// The methods of an interface.
    pub fn imethods(&self) -> &'static [IMethodDesc] {
        // SAFETY: a descriptor's slices are static.
        unsafe { self.imethods.as_slice() }
    }

    /// The method set of a concrete type.
    pub fn methods(&self) -> &'static [MethodDesc] {
        // SAFETY: a descriptor's slices are static.
        unsafe { self.methods.as_slice() }
    }

    /// As `%T` prints it.
    pub fn string(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.string.as_bytes() }
    }

    /// Import path of the declaring package.
    pub fn pkg_path(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.pkg_path.as_bytes() }
    }
}

impl IMethodDesc {
    /// The name.
    pub fn name(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.name.as_bytes() }
    }

    /// Declaring package for unexported names, else empty.
    pub fn pkg_path(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.pkg_path.as_bytes() }
    }
}

impl MethodDesc {
    /// The name.
    pub fn name(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.name.as_bytes() }
    }

    /// Declaring package for unexported names, else empty.
    pub fn pkg_path(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.pkg_path.as_bytes() }
    }
}

impl FieldDesc {
    /// The name.
    pub fn name(&self) -> &'static [u8] {
        // SAFETY: a descriptor's strings are static.
        unsafe { self.name.as_bytes() }
    }

    /// The type.
    pub fn ty(&self) -> &'static TypeDesc {
        // SAFETY: a field's type is a descriptor.
        unsafe { &*self.ty }
    }
}

impl GoStr {
    /// The empty string.
    pub const EMPTY: GoStr = GoStr { ptr: std::ptr::null(), len: 0 };

    /// The bytes.
    ///
    /// # Safety
    /// The header must describe memory that stays readable and unchanged for `'a`.
    pub unsafe fn as_bytes<'a>(self) -> &'a [u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the caller vouches for the range.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

impl<T> GoSlice<T> {
    /// The empty slice.
    pub const EMPTY: GoSlice<T> = GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 };

    /// The elements.
    ///
    /// # Safety
    /// The header must describe memory that stays readable and unchanged for `'a`.
    pub unsafe fn as_slice<'a>(self) -> &'a [T] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: the caller vouches for the range.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

#[cfg(test)]
pub mod testing {
    //! Descriptors for tests.

    use super::*;

    /// A descriptor without any property, of one byte.
    pub fn blank() -> TypeDesc {
        TypeDesc {
            tflag: tflag::COMPARABLE | tflag::PLAIN_EQUAL,
            align: 1,
            field_align: 1,
            ..TypeDesc::internal(1, 0, &[0])
        }
    }

    /// A type of a basic kind, plain or not as the kind says.
    pub fn basic(kind: Kind, size: usize) -> &'static TypeDesc {
        let is_float = (Kind::Float32 as u8..=Kind::Complex128 as u8).contains(&(kind as u8));
        let plain = if is_float { 0 } else { tflag::PLAIN_EQUAL };
        Box::leak(Box::new(TypeDesc {
            kind: kind as u8,
            tflag: tflag::NAMED | tflag::COMPARABLE | plain,
            size,
            mask_period: size,
            align: size as u8,
            field_align: size as u8,
            ..blank()
        }))
    }

    /// The string type.
    pub fn string() -> &'static TypeDesc {
        Box::leak(Box::new(TypeDesc {
            kind: Kind::String as u8,
            tflag: tflag::NAMED | tflag::COMPARABLE,
            size: 16,
            ptr_bytes: 8,
            gc_mask: [1u8].as_ptr(),
            mask_period: 16,
            align: 8,
            field_align: 8,
            ..blank()
        }))
    }

    /// The map type with this key and element, laid out as the linker does it.
    pub fn map(key: &'static TypeDesc, elem: &'static TypeDesc) -> &'static TypeDesc {
        let part = |ty: &TypeDesc| {
            let indirect = ty.size > 128;
            let (size, align) = if indirect { (8, 8) } else { (ty.size, ty.align.into()) };
            (indirect, size, align)
        };
        let (indirect_key, key_size, key_align): (_, usize, usize) = part(key);
        let (indirect_elem, elem_size, elem_align): (_, usize, usize) = part(elem);
        let elem_offset = key_size.next_multiple_of(elem_align);
        let slot_bytes = (elem_offset + elem_size).next_multiple_of(key_align.max(elem_align));
        let mut is_pointer = vec![false; 1 + slot_bytes.next_multiple_of(8)];
        for slot in 0..8 {
            let base = 8 + slot * slot_bytes;
            for (at, ty, indirect) in
                [(base, key, indirect_key), (base + elem_offset, elem, indirect_elem)]
            {
                if indirect {
                    is_pointer[at / 8] = true;
                }
                for word in 0..if indirect { 0 } else { ty.ptr_bytes / 8 } {
                    let i = word % (ty.mask_period / 8);
                    let bits = crate::mem::bitmap::mask_word(ty, i / 64);
                    is_pointer[at / 8 + word] = bits >> (i % 64) & 1 != 0;
                }
            }
        }
        let group_bytes = 8 + 8 * slot_bytes;
        is_pointer.truncate(group_bytes / 8);
        let group =
            if is_pointer.contains(&true) { pointers(&is_pointer) } else { scalar(group_bytes) };
        let has_odd_equality = key.tflag & tflag::PLAIN_EQUAL == 0 || key.kind() == Kind::Interface;
        let layout = Box::leak(Box::new(MapLayout {
            group,
            slot_bytes,
            elem_offset,
            indirect_key,
            indirect_elem,
            update_key: has_odd_equality,
            hash_may_panic: key.kind() == Kind::Interface,
        }));
        Box::leak(Box::new(TypeDesc {
            kind: Kind::Map as u8,
            tflag: tflag::DIRECT,
            key,
            elem,
            map: layout,
            ..TypeDesc::internal(8, 8, &[1])
        }))
    }

    /// A pointer-free type.
    pub fn scalar(size: usize) -> &'static TypeDesc {
        let align = if size.is_multiple_of(8) { 8 } else { 1 };
        Box::leak(Box::new(TypeDesc {
            size,
            mask_period: size,
            align,
            field_align: align,
            ..blank()
        }))
    }

    /// A type of as many words, which are pointers as told; one at least is.
    pub fn pointers(mask: &[bool]) -> &'static TypeDesc {
        let mut bytes = vec![0u8; mask.len().div_ceil(8)];
        for (i, _) in mask.iter().enumerate().filter(|(_, is_pointer)| **is_pointer) {
            bytes[i / 8] |= 1 << (i % 8);
        }
        let last = mask.iter().rposition(|&is_pointer| is_pointer);
        Box::leak(Box::new(TypeDesc {
            size: mask.len() * 8,
            ptr_bytes: (last.expect("a pointer") + 1) * 8,
            align: 8,
            field_align: 8,
            gc_mask: bytes.leak().as_ptr(),
            mask_period: mask.len() * 8,
            ..blank()
        }))
    }
}
