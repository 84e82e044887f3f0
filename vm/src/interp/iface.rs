//! Interfaces: boxing, type words, assertions.
//!
//! The data word of an interface is always a pointer. Pointer-shaped values stand in it
//! themselves (the compiler just moves them); the others are copied to the heap, except
//! that small and zero values have static boxes, as in Go.

use minigo_bytecode::roots::Root;
use minigo_runtime::addr::Addr;
use minigo_runtime::gc::barrier::{copy_value, show};
use minigo_runtime::typedesc::TypeDesc;

use crate::frame::{NEXT, Reg, Step, cold, load_64, store_16, store_32, store_64, type_at};
use crate::raise;

/// Boxes of the values 0 to 255 of any integer width (the machine is little-endian).
static SMALL: [u64; 256] = {
    let mut values = [0; 256];
    let mut i = 0;
    while i < 256 {
        values[i] = i as u64;
        i += 1;
    }
    values
};

/// Box of an empty string or a nil slice.
static ZERO: [u64; 3] = [0; 3];

/// Box of a small value.
#[inline(always)]
fn small(value: u64) -> Addr {
    Addr::of(SMALL.as_ptr().wrapping_add(value as usize))
}

/// A new object of the type in the extension word.
fn allocate(s: &mut Step) -> Addr {
    let plan = s.cx().plan(s.x32(0));
    s.cx().runtime().mcache().new_planned(plan)
}

/// Allocates in the handler if the allocator has a slot ready, else evaluates `$slow`.
macro_rules! box_or {
    ($s:ident, $slow:expr) => {{
        let plan = $s.cx().plan($s.x32(0));
        match $s.cx().runtime().mcache().try_planned(plan) {
            Some(object) => object,
            None => return cold($slow),
        }
    }};
}

macro_rules! boxing {
    ($($name:ident $int:ty, $store:ident;)*) => { ops! { s: $(
        $name {
            let value = s.get(s.b()) as $int as u64;
            if value < SMALL.len() as u64 {
                s.set_addr(s.a(), small(value));
                s.skip();
            } else {
                let object = box_or!(s, |s| {
                    let object = allocate(s);
                    $store(object, s.get(s.b()));
                    s.set_addr(s.a(), object);
                    s.skip();
                });
                $store(object, value);
                s.set_addr(s.a(), object);
                s.skip();
            }
        }
    )* } };
}

boxing! {
    Box16 u16, store_16;
    Box32 u32, store_32;
    Box64 u64, store_64;
}

ops! { s:
    Box8 {
        s.set_addr(s.a(), small(s.get(s.b()) & 0xff));
        s.skip();
    }

    BoxStr {
        let from = s.b();
        if s.get(from.plus(1)) == 0 {
            s.set_addr(s.a(), Addr::of(ZERO.as_ptr()));
            s.skip();
        } else if s.cx().barrier_is_on() {
            return cold(box_words::<2>);
        } else {
            let object = box_or!(s, box_words::<2>);
            s.store_words::<2>(object, from);
            s.set_addr(s.a(), object);
            s.skip();
        }
    }

    BoxSlice {
        return cold(|s| {
            if s.get(s.b()) == 0 {
                s.set_addr(s.a(), Addr::of(ZERO.as_ptr()));
                return s.skip();
            }
            box_words::<3>(s);
        });
    }

    BoxMem {
        return cold(|s| {
            let from = s.addr(s.b());
            if from.is_nil() {
                return raise::nil_now(s);
            }
            let object = allocate(s);
            let ty = s.cx().type_desc(s.x32(0));
            copy_value(s.cx().runtime().mcache(), object, from, ty);
            s.set_addr(s.a(), object);
            s.skip();
        });
    }

    Itabtype {
        let itab = s.addr(s.b());
        let ty = if itab.is_nil() { 0 } else { load_64(itab.offset(8)) };
        s.set(s.a(), ty);
    }

    Istype {
        let wanted = s.cx().type_addr(s.x32(0));
        s.set(s.a(), (s.addr(s.b()) == wanted) as u64);
        s.skip();
    }

    Asserttype {
        if s.addr(s.a()) != s.cx().type_addr(s.x32(0)) {
            return cold(|s| {
                let have = s.get(s.a());
                let want = s.cx().type_addr(s.x32(0)).0 as u64;
                let iface = s.cx().type_addr(s.x32(1)).0 as u64;
                raise::call(s, Root::PanicDottype, &[have, want, iface]);
            });
        }
        s.skip();
    }

    Assertiface {
        return cold(|s| {
            let inter = s.cx().type_desc(s.x32(0));
            match interface_word(s, inter) {
                Some(word) => {
                    set_interface(s, word);
                    s.skip();
                }
                None => {
                    let have = s.get(s.b());
                    raise::call(s, Root::PanicAssert, &[have, &raw const *inter as u64]);
                }
            }
        });
    }

    Assertiface2 {
        return cold(|s| {
            let inter = s.cx().type_desc(s.x32(0));
            let to = s.a();
            match interface_word(s, inter) {
                Some(word) => {
                    set_interface(s, word);
                    s.set(to.plus(2), 1);
                }
                None => s.clear(to, 3),
            }
            s.skip();
        });
    }

    Conviface {
        return cold(|s| {
            let inter = s.cx().type_desc(s.x32(0));
            match interface_word(s, inter) {
                Some(word) => set_interface(s, word),
                None => s.clear(s.a(), 2),
            }
            s.skip();
        });
    }
}

/// Boxes `N` words of which the first is a pointer. The new object may be black: the pointer is
/// shown.
fn box_words<const N: usize>(s: &mut Step) {
    let from = s.b();
    let object = allocate(s);
    show(s.cx().runtime().mcache(), s.addr(from));
    s.store_words::<N>(object, from);
    s.set_addr(s.a(), object);
    s.skip();
}

/// Word 0 of an interface of type `inter` whose dynamic type is in register b. `None` if
/// that is nil or lacks a method.
fn interface_word(s: &Step, inter: &'static TypeDesc) -> Option<u64> {
    let type_word = s.get(s.b());
    let ty = type_at(Addr(type_word as usize))?;
    if inter.imethods.len == 0 {
        return Some(type_word);
    }
    let itab = s.cx().image().itab_cache.find(inter, ty).ok()?;
    Some(&raw const *itab as u64)
}

/// Sets the interface result from its word 0 and the data word in register c.
fn set_interface(s: &mut Step, word: u64) {
    let (to, data): (Reg, u64) = (s.a(), s.get(s.c()));
    s.set(to, word);
    s.set(to.plus(1), data);
}
