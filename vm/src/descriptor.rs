//! From the program's types to the runtime's type descriptors.
//!
//! One descriptor per type of the program, at addresses that are known before any is
//! filled in, so that types can mention each other. Each map type gets a second
//! descriptor for its groups, which no Go code sees; the allocator needs its pointers.

use std::sync::atomic::AtomicPtr;

use minigo_bytecode::decode::is_pointer_word;
use minigo_bytecode::mapshape::{CONTROL_BYTES, GROUP_SLOTS, MAX_INLINE_BYTES, MapShape};
use minigo_bytecode::program::{Kind, Program, TypeDef, TypeIdx};
use minigo_runtime::typedesc::{
    FieldDesc, GoSlice, GoStr, IMethodDesc, MapLayout, MethodDesc, TypeDesc, tflag,
};

use crate::statics::Statics;

/// Makes the descriptors of all types, in order; returns their addresses. `entry_of` gives
/// the code address of a function by index. The descriptors stay until the process ends.
pub fn describe_types(
    program: &Program,
    entry_of: &dyn Fn(u32) -> *const u64,
) -> Box<[*const TypeDesc]> {
    let types = &program.types;
    let sum = |count: fn(&TypeDef) -> usize| types.iter().map(count).sum();
    let nmaps = sum(|ty| (ty.kind == Kind::Map) as usize);
    let mask_bytes = types.iter().map(|ty| mask_bytes(ty.mask_period)).sum::<usize>()
        + nmaps * mask_bytes(CONTROL_BYTES + GROUP_SLOTS * 2 * MAX_INLINE_BYTES + 8);
    let mut writer = Writer {
        program,
        descs: Statics::with_room(types.len() + nmaps),
        fields: Statics::with_room(sum(|ty| ty.fields.len())),
        lists: Statics::with_room(sum(|ty| ty.params.len() + ty.results.len())),
        imethods: Statics::with_room(sum(|ty| ty.imethods.len())),
        methods: Statics::with_room(sum(|ty| ty.methods.len())),
        masks: Statics::with_room(mask_bytes),
        texts: Statics::with_room(sum(text_bytes)),
        layouts: Statics::with_room(nmaps),
        ngroups: 0,
    };
    for ty in types {
        let desc = writer.describe(ty, entry_of);
        writer.descs.push(desc);
    }
    for ty in types.iter().filter(|ty| ty.kind == Kind::Map) {
        let group = writer.describe_group(ty);
        writer.descs.push(group);
    }
    writer.leak(types.len())
}

/// The descriptor at an address that [`describe_types`] returned.
pub fn desc(address: *const TypeDesc) -> &'static TypeDesc {
    // SAFETY: descriptors stay; `describe_types` has filled them all in.
    unsafe { &*address }
}

/// What descriptors of map groups are called; no Go code sees them.
static GROUP_NAME: &[u8] = b"map group";

/// Bytes of all names and tags of a type.
fn text_bytes(ty: &TypeDef) -> usize {
    let own = ty.string.len() + ty.name.len() + ty.pkg_path.len();
    let fields = ty.fields.iter().map(|f| f.name.len() + f.pkg_path.len() + f.tag.len());
    let imethods = ty.imethods.iter().map(|m| m.name.len() + m.pkg_path.len());
    let methods = ty.methods.iter().map(|m| m.name.len() + m.pkg_path.len());
    own + fields.chain(imethods).chain(methods).sum::<usize>()
}

/// Bytes of a mask of one bit per word.
fn mask_bytes(period: u64) -> usize {
    period.div_ceil(64) as usize
}

struct Writer<'p> {
    program: &'p Program,
    /// Descriptors of the types, then of the groups of map types.
    descs: Statics<TypeDesc>,
    fields: Statics<FieldDesc>,
    lists: Statics<*const TypeDesc>,
    imethods: Statics<IMethodDesc>,
    methods: Statics<MethodDesc>,
    masks: Statics<u8>,
    /// Names and tags.
    texts: Statics<u8>,
    layouts: Statics<MapLayout>,
    /// Group descriptors that map types have been promised.
    ngroups: usize,
}

impl<'p> Writer<'p> {
    fn desc(&self, idx: TypeIdx) -> *const TypeDesc {
        self.descs.address(idx.0 as usize)
    }

    fn part(&self, idx: Option<TypeIdx>) -> *const TypeDesc {
        idx.map_or(std::ptr::null(), |idx| self.desc(idx))
    }

    fn type_def(&self, idx: Option<TypeIdx>) -> &'p TypeDef {
        let idx = idx.expect("rule V13: maps have keys and elements");
        &self.program.types[idx.0 as usize]
    }

    fn describe(&mut self, ty: &TypeDef, entry_of: &dyn Fn(u32) -> *const u64) -> TypeDesc {
        let base = self.descs.address(0);
        let desc = |idx: TypeIdx| base.wrapping_add(idx.0 as usize);
        let texts = &mut self.texts;
        let mut text = |text: &str| texts.text(text.as_bytes());
        let fields = self.fields.slice(ty.fields.iter().map(|field| FieldDesc {
            name: text(&field.name),
            pkg_path: text(&field.pkg_path),
            ty: desc(field.ty),
            offset: field.offset as usize,
            tag: text(&field.tag),
            embedded: field.embedded as u8,
        }));
        let imethods = self.imethods.slice(ty.imethods.iter().map(|method| IMethodDesc {
            name: text(&method.name),
            pkg_path: text(&method.pkg_path),
            ty: desc(method.ty),
        }));
        let methods = self.methods.slice(ty.methods.iter().map(|method| MethodDesc {
            name: text(&method.name),
            pkg_path: text(&method.pkg_path),
            ty: desc(method.ty),
            code: method.func.map_or(std::ptr::null(), |func| entry_of(func.0)),
        }));
        let (string, name, pkg_path) = (text(&ty.string), text(&ty.name), text(&ty.pkg_path));
        let map = if ty.kind == Kind::Map { self.lay_out_map(ty) } else { std::ptr::null() };
        TypeDesc {
            size: ty.size as usize,
            ptr_bytes: ty.ptr_bytes as usize,
            hash: hash_of(ty),
            tflag: flags_of(ty),
            align: ty.align,
            field_align: ty.align,
            kind: ty.kind as u8,
            gc_mask: self.mask(ty.ptr_bytes, ty.mask_period, &|word| is_pointer_word(ty, word)),
            mask_period: ty.mask_period as usize,
            string,
            name,
            pkg_path,
            elem: self.part(ty.elem),
            key: self.part(ty.key),
            len: ty.len as usize,
            fields,
            params: self.lists.slice(ty.params.iter().map(|&idx| desc(idx))),
            results: self.lists.slice(ty.results.iter().map(|&idx| desc(idx))),
            imethods,
            methods,
            pointer_to: AtomicPtr::new(self.part(ty.pointer_to).cast_mut()),
            map,
        }
    }

    /// A mask of the words of a period; null without pointers.
    fn mask(&mut self, ptr_bytes: u64, period: u64, is_pointer: &dyn Fn(u64) -> bool) -> *const u8 {
        if ptr_bytes == 0 {
            return std::ptr::null();
        }
        let bytes = (0..mask_bytes(period) as u64).map(|byte| {
            (0..8).fold(0, |bits, bit| {
                let word = 8 * byte + bit;
                bits | ((word * 8 < period && is_pointer(word)) as u8) << bit
            })
        });
        self.masks.slice(bytes).ptr
    }

    /// How the map type stores its entries, and its group's descriptor to be.
    fn lay_out_map(&mut self, ty: &TypeDef) -> *const MapLayout {
        let slot = MapShape::of(self.type_def(ty.key), self.type_def(ty.elem));
        let group = self.descs.address(self.program.types.len() + self.ngroups);
        self.ngroups += 1;
        let key = self.type_def(ty.key);
        self.layouts.push(MapLayout {
            group,
            slot_bytes: slot.slot_bytes as usize,
            elem_offset: slot.elem_offset as usize,
            indirect_key: slot.indirect_key,
            indirect_elem: slot.indirect_elem,
            update_key: key_may_differ(self.program, key),
            hash_may_panic: hash_may_panic(self.program, key),
        })
    }

    /// The descriptor of the map type's groups. They come in the order of the map types.
    fn describe_group(&mut self, ty: &TypeDef) -> TypeDesc {
        let (key, elem) = (self.type_def(ty.key), self.type_def(ty.elem));
        let shape = MapShape::of(key, elem);
        let size = shape.group_bytes();
        let is_pointer = |word: u64| shape.is_pointer_between(key, elem, word);
        let ptr_bytes =
            (0..size / 8).rev().find(|&word| is_pointer(word)).map_or(0, |word| 8 * word + 8);
        TypeDesc {
            size: size as usize,
            ptr_bytes: ptr_bytes as usize,
            hash: 0,
            tflag: 0,
            align: 8,
            field_align: 8,
            kind: Kind::Struct as u8,
            gc_mask: self.mask(ptr_bytes, size, &is_pointer),
            mask_period: size as usize,
            string: GoStr { ptr: GROUP_NAME.as_ptr(), len: GROUP_NAME.len() },
            name: GoStr { ptr: std::ptr::null(), len: 0 },
            pkg_path: GoStr { ptr: std::ptr::null(), len: 0 },
            elem: std::ptr::null(),
            key: std::ptr::null(),
            len: 0,
            fields: no_elements(),
            params: no_elements(),
            results: no_elements(),
            imethods: no_elements(),
            methods: no_elements(),
            pointer_to: AtomicPtr::new(std::ptr::null_mut()),
            map: std::ptr::null(),
        }
    }

    /// Gives the memory away; returns the addresses of the first `ntypes` descriptors.
    fn leak(self, ntypes: usize) -> Box<[*const TypeDesc]> {
        let addresses = (0..ntypes).map(|index| self.descs.address(index)).collect();
        self.descs.leak();
        self.fields.leak();
        self.lists.leak();
        self.imethods.leak();
        self.methods.leak();
        self.masks.leak();
        self.texts.leak();
        self.layouts.leak();
        addresses
    }
}

fn no_elements<T>() -> GoSlice<T> {
    GoSlice { ptr: std::ptr::null(), len: 0, cap: 0 }
}

fn flags_of(ty: &TypeDef) -> u8 {
    let flags = [
        (!ty.name.is_empty(), tflag::NAMED),
        (ty.size == 8 && ty.ptr_bytes == 8, tflag::DIRECT),
        (ty.comparable, tflag::COMPARABLE),
        (ty.plain_equal, tflag::PLAIN_EQUAL),
        (ty.variadic, tflag::VARIADIC),
    ];
    flags.iter().filter(|(is, _)| *is).fold(0, |bits, (_, flag)| bits | flag)
}

/// FNV-1a of the type's string and package.
fn hash_of(ty: &TypeDef) -> u32 {
    let bytes = ty.string.bytes().chain([0]).chain(ty.pkg_path.bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ byte as u32).wrapping_mul(0x0100_0193))
}

/// Whether equal keys may differ, so that an update must overwrite the key: +0 and -0,
/// strings of which one keeps a larger one alive, interfaces of either.
fn key_may_differ(program: &Program, ty: &TypeDef) -> bool {
    let part = |idx: TypeIdx| key_may_differ(program, &program.types[idx.0 as usize]);
    match ty.kind {
        Kind::Float32 | Kind::Float64 | Kind::Complex64 | Kind::Complex128 => true,
        Kind::String | Kind::Interface => true,
        Kind::Array => ty.elem.is_some_and(part),
        Kind::Struct => ty.fields.iter().any(|field| part(field.ty)),
        _ => false,
    }
}

/// Whether the key's hash may panic: an interface inside may hold anything.
fn hash_may_panic(program: &Program, ty: &TypeDef) -> bool {
    let part = |idx: TypeIdx| hash_may_panic(program, &program.types[idx.0 as usize]);
    match ty.kind {
        Kind::Interface => true,
        Kind::Array => ty.elem.is_some_and(part),
        Kind::Struct => ty.fields.iter().any(|field| part(field.ty)),
        _ => false,
    }
}
