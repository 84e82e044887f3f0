//! Interface values: boxing, comparison, itabs.
//!
//! An interface is two words: the dynamic type (of an interface with methods: the itab) and
//! the data word. The data word is always a pointer or nil: a pointer-shaped value itself
//! ([`tflag::DIRECT`]), or the address of an immutable copy of any other value.
//!
//! Because the data word is always a pointer, the collector needs no look at the type word
//! to scan an interface, and because copies are immutable, interfaces share them.
//!
//! Copies are not made where Go makes none: values without size, small unsigned values
//! (their 64-bit image lies in a static table), "" and the nil slice.

use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use parking_lot::Mutex;

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::native::SliceWords;
use crate::object::equal::{equal, itab_type};
use crate::object::zero;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::{
    GoStr, IMethodDesc, ITAB_CODE_OFFSET, Itab, Kind, MethodDesc, TypeDesc, tflag,
};

/// Values below this have a static image.
const NSTATIC: u64 = 256;

/// The images of small values: readable as an integer of any size.
static STATIC_WORDS: [u64; NSTATIC as usize] = {
    let mut words = [0; NSTATIC as usize];
    let mut i = 0;
    while i < NSTATIC {
        words[i as usize] = i;
        i += 1;
    }
    words
};

/// The data word for a value of 1, 2, 4 or 8 bytes, as it stands in a register.
#[inline]
pub fn box_scalar(mcache: &mut MCache, value: u64, ty: &'static TypeDesc) -> Addr {
    if ty.tflag & tflag::DIRECT != 0 {
        return Addr(value as usize);
    }
    let bits = value & u64::MAX >> (64 - 8 * ty.size.clamp(1, 8));
    if bits < NSTATIC && has_static_image(ty) {
        return Addr::of(&raw const STATIC_WORDS[bits as usize]);
    }
    let to = mcache.mallocgc(ty.size, Some(ty), false);
    match ty.size {
        1 => to.store8(value as u8),
        2 => to.store16(value as u16),
        4 => to.store32(value as u32),
        8 => to.store64(value),
        _ => crate::throw!("boxing a value that is no scalar"),
    }
    to
}

/// Whether Go looks for a static image: for one byte only the basic kinds, for larger
/// values whatever is aligned as an integer and holds no pointers.
fn has_static_image(ty: &TypeDesc) -> bool {
    match ty.size {
        1 => (Kind::Bool as u8..=Kind::Uintptr as u8).contains(&ty.kind),
        size => usize::from(ty.align) == size && ty.ptr_bytes == 0,
    }
}

/// The data word for a string type's value.
#[inline]
pub fn box_string(mcache: &mut MCache, value: GoStr, ty: &'static TypeDesc) -> Addr {
    if value.len == 0 {
        return zero::value(ty.size);
    }
    let to = mcache.new_object(ty);
    barrier::show(mcache, Addr::of(value.ptr));
    to.store_addr(Addr::of(value.ptr));
    to.offset(8).store64(value.len as u64);
    to
}

/// The data word for a slice type's value.
#[inline]
pub fn box_slice(mcache: &mut MCache, value: SliceWords, ty: &'static TypeDesc) -> Addr {
    if value.ptr.is_nil() {
        return zero::value(ty.size);
    }
    let to = mcache.new_object(ty);
    barrier::show(mcache, value.ptr);
    to.store_addr(value.ptr);
    to.offset(8).store64(value.len as u64);
    to.offset(16).store64(value.cap as u64);
    to
}

/// The data word for the value of the type at the address.
pub fn box_memory(mcache: &mut MCache, from: Addr, ty: &'static TypeDesc) -> Addr {
    if ty.tflag & tflag::DIRECT != 0 {
        return from.load_addr();
    }
    if ty.size == 0 {
        return zero::value(0);
    }
    let to = mcache.mallocgc(ty.size, Some(ty), false);
    barrier::copy_value(mcache, to, from, ty);
    to
}

/// `a == b` for interfaces without methods, given as type and data words.
///
/// # Errors
/// The dynamic types are the same and have no `==`.
#[inline]
pub fn eface_equal(ty: Addr, data: Addr, other_ty: Addr, other_data: Addr) -> GoResult<bool> {
    if ty != other_ty {
        return Ok(false);
    }
    match TypeDesc::at(ty) {
        Some(ty) => data_equal(ty, data, other_data),
        None => Ok(true),
    }
}

/// `a == b` for interfaces with methods, given as itab and data words. An itab is unique
/// for its pair of types, but a value keeps its itab when it becomes one of another interface
/// type with the same methods; so the dynamic types decide.
///
/// # Errors
/// As [`eface_equal`].
#[inline]
pub fn iface_equal(itab: Addr, data: Addr, other_itab: Addr, other_data: Addr) -> GoResult<bool> {
    let ty = itab_type(itab);
    if itab != other_itab && !same_type(ty, itab_type(other_itab)) {
        return Ok(false);
    }
    match ty {
        Some(ty) => data_equal(ty, data, other_data),
        None => Ok(true),
    }
}

fn same_type(ty: Option<&TypeDesc>, other: Option<&TypeDesc>) -> bool {
    ty.map(std::ptr::from_ref) == other.map(std::ptr::from_ref)
}

fn data_equal(ty: &'static TypeDesc, data: Addr, other: Addr) -> GoResult<bool> {
    if ty.tflag & tflag::COMPARABLE == 0 {
        return fail(RuntimeError::Uncomparable(ty));
    }
    if ty.tflag & tflag::DIRECT != 0 {
        return Ok(data == other);
    }
    equal(ty, data, other)
}

/// The itabs of a running program, by interface and dynamic type.
///
/// Lookups take no lock: they probe an open-addressed table, which is only ever added to
/// and is replaced by a larger copy when it is three quarters full. Old tables are not
/// freed, for a reader may still be in one; together they are smaller than the newest.
pub struct ItabTable {
    slots: AtomicPtr<Slots>,
    /// Serialises additions.
    adding: Mutex<()>,
}

struct Slots {
    /// A power of two; null entries are free.
    entries: Box<[AtomicPtr<Itab>]>,
    used: AtomicUsize,
}

impl ItabTable {
    /// An empty table.
    pub fn new() -> ItabTable {
        ItabTable {
            slots: AtomicPtr::new(std::ptr::from_ref(Slots::leak(64)).cast_mut()),
            adding: Mutex::new(()),
        }
    }

    /// Adds an itab that the linker made. There is none for its types yet.
    pub fn add(&self, itab: &'static Itab) {
        let guard = self.adding.lock();
        self.insert(itab);
        drop(guard);
    }

    /// The itab for the types, made if necessary.
    ///
    /// # Errors
    /// The first method, in sorted order, that the type lacks.
    pub fn get(
        &self,
        inter: &'static TypeDesc,
        ty: &'static TypeDesc,
    ) -> Result<&'static Itab, &'static IMethodDesc> {
        if let Some(itab) = self.slots().find(inter, ty) {
            return Ok(itab);
        }
        self.make(inter, ty)
    }

    #[cold]
    fn make(
        &self,
        inter: &'static TypeDesc,
        ty: &'static TypeDesc,
    ) -> Result<&'static Itab, &'static IMethodDesc> {
        let code = inter
            .imethods()
            .iter()
            .map(|wanted| match find_method(ty, wanted) {
                Some(method) => Ok(method.code),
                None => Err(wanted),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let guard = self.adding.lock();
        if let Some(itab) = self.slots().find(inter, ty) {
            return Ok(itab);
        }
        let itab = new_itab(inter, ty, &code);
        self.insert(itab);
        drop(guard);
        Ok(itab)
    }

    /// The adding lock is held.
    fn insert(&self, itab: &'static Itab) {
        let slots = self.slots();
        if (slots.used.load(Ordering::Relaxed) + 1) * 4 <= slots.entries.len() * 3 {
            return slots.insert(itab);
        }
        let larger = Slots::leak(slots.entries.len() * 2);
        for entry in &slots.entries {
            let itab = entry.load(Ordering::Relaxed);
            // SAFETY: entries are null or static itabs.
            if let Some(itab) = unsafe { itab.as_ref() } {
                larger.insert(itab);
            }
        }
        larger.insert(itab);
        let larger = std::ptr::from_ref(larger).cast_mut();
        self.slots.store(larger, Ordering::Release);
    }

    fn slots(&self) -> &'static Slots {
        // SAFETY: `slots` always points to a leaked table.
        unsafe { &*self.slots.load(Ordering::Acquire) }
    }
}

impl Default for ItabTable {
    fn default() -> Self {
        ItabTable::new()
    }
}

impl Slots {
    fn leak(len: usize) -> &'static Slots {
        Box::leak(Box::new(Slots {
            entries: (0..len).map(|_| AtomicPtr::new(std::ptr::null_mut())).collect(),
            used: AtomicUsize::new(0),
        }))
    }

    fn start(&self, inter: *const TypeDesc, ty: *const TypeDesc) -> usize {
        let hash = crate::mem::rand::mix(inter as u64 ^ 0xa076_1d64_78bd_642f, ty as u64);
        hash as usize & (self.entries.len() - 1)
    }

    fn find(&self, inter: &TypeDesc, ty: &TypeDesc) -> Option<&'static Itab> {
        let mut at = self.start(inter, ty);
        loop {
            let entry = self.entries[at].load(Ordering::Acquire);
            // SAFETY: entries are null or static itabs.
            let itab = unsafe { entry.as_ref() }?;
            if std::ptr::eq(itab.inter, inter) && std::ptr::eq(itab.ty, ty) {
                return Some(itab);
            }
            at = (at + 1) & (self.entries.len() - 1);
        }
    }

    /// The adding lock is held and a slot is free.
    fn insert(&self, itab: &'static Itab) {
        let mut at = self.start(itab.inter, itab.ty);
        while !self.entries[at].load(Ordering::Relaxed).is_null() {
            at = (at + 1) & (self.entries.len() - 1);
        }
        self.entries[at].store(std::ptr::from_ref(itab).cast_mut(), Ordering::Release);
        self.used.fetch_add(1, Ordering::Relaxed);
    }
}

/// The first method of the interface, in sorted order, that the type lacks.
pub fn missing_method(inter: &TypeDesc, ty: &TypeDesc) -> Option<&'static IMethodDesc> {
    inter.imethods().iter().find(|wanted| find_method(ty, wanted).is_none())
}

fn find_method(ty: &TypeDesc, wanted: &IMethodDesc) -> Option<&'static MethodDesc> {
    let name = wanted.name();
    let methods = ty.methods();
    let first = methods.partition_point(|method| method.name() < name);
    methods[first..]
        .iter()
        .take_while(|method| method.name() == name)
        .find(|method| method.pkg_path() == wanted.pkg_path() && method.ty == wanted.ty)
}

fn new_itab(inter: &'static TypeDesc, ty: &'static TypeDesc, code: &[*const u64]) -> &'static Itab {
    let words = vec![0u64; ITAB_CODE_OFFSET / 8 + code.len()].leak();
    for (word, code) in words[ITAB_CODE_OFFSET / 8..].iter_mut().zip(code) {
        *word = *code as u64;
    }
    let itab = words.as_mut_ptr().cast::<Itab>();
    // SAFETY: the leaked words are aligned, ours, and long enough for the head.
    unsafe {
        itab.write(Itab { inter, ty, hash: ty.hash, nmethods: code.len() as u32 });
    }
    // SAFETY: just written; leaked, so static, and never changed again.
    unsafe { &*itab }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mem::mheap::Heap;
    use crate::typedesc::testing::{basic, blank};

    #[test]
    fn small_values_are_not_copied() {
        let mcache = MCache::new(Heap::new());
        let mallocs = |mcache: &mut MCache, value, ty| {
            mcache.flush();
            let before = mcache.heap().stats.read().mallocs;
            let data = box_scalar(mcache, value, ty);
            mcache.flush();
            assert_eq!(data.load8(), value as u8);
            mcache.heap().stats.read().mallocs - before
        };
        let int = basic(Kind::Int, 8);
        assert_eq!(mallocs(mcache, 255, int), 0);
        assert_eq!(mallocs(mcache, 256, int), 1);
        assert_eq!(mallocs(mcache, u64::MAX, int), 1);
        // Sign-extended in its register, small as its bits are.
        assert_eq!(mallocs(mcache, (-1i64) as u64, basic(Kind::Int8, 1)), 0);
        assert_eq!(mallocs(mcache, 0, basic(Kind::Float64, 8)), 0);
        assert_eq!(mallocs(mcache, 1 << 62, basic(Kind::Float64, 8)), 1);
    }

    #[test]
    fn floats_compare_as_numbers() {
        let float = basic(Kind::Float64, 8);
        let word = Addr::of(float);
        let values = [0.0f64, -0.0, f64::NAN];
        let at = |i: usize| Addr::of(&raw const values[i]);
        let equal = |a, b| eface_equal(word, at(a), word, at(b)).expect("comparable");
        assert!(equal(0, 1));
        assert!(!equal(2, 2));
        assert!(!eface_equal(word, at(0), Addr::NIL, Addr::NIL).expect("comparable"));
    }

    #[test]
    fn uncomparable_types_fail_only_against_themselves() {
        let slice: &'static TypeDesc = Box::leak(Box::new(TypeDesc {
            kind: Kind::Slice as u8,
            tflag: 0,
            size: 24,
            ..blank()
        }));
        let word = Addr::of(slice);
        let data = zero::value(24);
        assert!(eface_equal(word, data, word, data).is_err());
        let other = Addr::of(basic(Kind::Int, 8));
        assert!(!eface_equal(word, data, other, data).expect("different types"));
    }

    #[test]
    fn itabs_are_made_once_and_found() {
        let table = ItabTable::new();
        let inter: &'static TypeDesc = Box::leak(Box::new(blank()));
        let types: Vec<&'static TypeDesc> = (0..500).map(|_| basic(Kind::Int, 8)).collect();
        let made: Vec<_> =
            types.iter().map(|ty| Addr::of(table.get(inter, ty).expect("no methods"))).collect();
        for (ty, itab) in types.iter().zip(made) {
            assert_eq!(Addr::of(table.get(inter, ty).expect("no methods")), itab);
        }
    }
}
