//! Itabs: how a type implements an interface.
//!
//! The linker makes those that the program names; the rest are made when an assertion or
//! conversion first needs them, and kept. There is one itab per pair: values with the
//! same itab have the same dynamic type. Lookup is one probe of a small table; a miss takes
//! the lock.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, Ordering};

use minigo_bytecode::ops::Op;
use minigo_runtime::typedesc::{GoStr, Itab, TypeDesc};

/// Entries of the probe table.
const RECENT: usize = 256;

/// Header and code of what stands for a method that the compiler found unreachable.
static NOT_COMPILED: [u64; 2] = [1, Op::Unreachable as u64];

/// All itabs of the process.
pub struct Itabs {
    /// Itabs lately used, by hash of their pair. Release and Acquire order the itab's
    /// words before its address.
    recent: Box<[AtomicPtr<Itab>]>,
    /// All itabs by the addresses of interface and type.
    all: Mutex<HashMap<(usize, usize), &'static Itab>>,
}

impl Default for Itabs {
    fn default() -> Self {
        let recent = (0..RECENT).map(|_| AtomicPtr::default()).collect();
        Itabs { recent, all: Mutex::default() }
    }
}

impl Itabs {
    /// The itab of a type for an interface type with methods.
    ///
    /// # Errors
    /// The name of the first method that the type lacks.
    pub fn find(
        &self,
        inter: &'static TypeDesc,
        ty: &'static TypeDesc,
    ) -> Result<&'static Itab, GoStr> {
        let (inter_addr, ty_addr) = (&raw const *inter as usize, &raw const *ty as usize);
        let place = &self.recent[((inter_addr / 8) ^ (ty_addr / 32)) % RECENT];
        // SAFETY: entries are null or point to itabs, which are never freed.
        if let Some(itab) = unsafe { place.load(Ordering::Acquire).as_ref() }
            && std::ptr::eq(itab.inter, inter)
            && std::ptr::eq(itab.ty, ty)
        {
            return Ok(itab);
        }
        let mut all = self.all.lock().expect("no holder panics");
        let itab = match all.get(&(inter_addr, ty_addr)) {
            Some(itab) => itab,
            None => {
                let itab = make(inter, ty)?;
                all.insert((inter_addr, ty_addr), itab);
                itab
            }
        };
        place.store((&raw const *itab).cast_mut(), Ordering::Release);
        Ok(itab)
    }
}

/// A new itab. Both method lists are sorted by name, so one pass finds the methods.
fn make(inter: &TypeDesc, ty: &TypeDesc) -> Result<&'static Itab, GoStr> {
    // SAFETY: descriptors' lists lie in static memory and do not change.
    let wanted = unsafe { inter.imethods.as_slice() };
    // SAFETY: likewise.
    let methods = unsafe { ty.methods.as_slice() };
    let hash_and_count = ty.hash as u64 | (wanted.len() as u64) << 32;
    let mut words = vec![&raw const *inter as u64, &raw const *ty as u64, hash_and_count];
    let mut methods = methods.iter();
    for wanted in wanted {
        let key = (bytes(wanted.name), bytes(wanted.pkg_path));
        let found = methods.find(|method| (bytes(method.name), bytes(method.pkg_path)) >= key);
        match found {
            Some(method)
                if (bytes(method.name), bytes(method.pkg_path)) == key
                    && std::ptr::eq(method.ty, wanted.ty) =>
            {
                let is_compiled = !method.code.is_null();
                words.push(if is_compiled { method.code } else { &raw const NOT_COMPILED[1] } as u64);
            }
            _ => return Err(wanted.name),
        }
    }
    let words: *const u64 = Box::leak(words.into_boxed_slice()).as_ptr();
    // SAFETY: the words have the layout of an itab with its code addresses behind it.
    Ok(unsafe { &*words.cast::<Itab>() })
}

/// The bytes of a descriptor's name.
fn bytes(name: GoStr) -> &'static [u8] {
    // SAFETY: names lie in static memory.
    unsafe { name.as_bytes() }
}

const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(Itab, inter) == 0 && offset_of!(Itab, ty) == 8);
    assert!(offset_of!(Itab, hash) == 16 && offset_of!(Itab, nmethods) == 20);
    assert!(size_of::<Itab>() == minigo_runtime::typedesc::ITAB_CODE_OFFSET);
};
