//! Memory through a pointer. nil panics: the check is explicit, there are no signals.

use minigo_runtime::gc::barrier::{copy_value, zero_value};

use crate::barrier;
use crate::frame::{
    NEXT, Step, cold, copy_bytes, load_64, load_i8, load_i16, load_i32, load_u8, load_u16,
    load_u32, store_8, store_16, store_32, store_64,
};
use crate::raise;

macro_rules! loading {
    ($($name:ident $load:ident;)*) => { ops! { s: $(
        $name {
            let base = s.addr(s.b());
            if base.is_nil() {
                return raise::nil();
            }
            let value = $load(base.offset(s.ic() as usize));
            s.set(s.a(), value);
        }
    )* } };
}

loading! {
    LdI8 load_i8;
    LdU8 load_u8;
    LdI16 load_i16;
    LdU16 load_u16;
    LdI32 load_i32;
    LdU32 load_u32;
    Ld64 load_64;
    LdPtr load_64;
}

macro_rules! loading_words {
    ($($name:ident $n:literal;)*) => { ops! { s: $(
        $name {
            let base = s.addr(s.b());
            if base.is_nil() {
                return raise::nil();
            }
            s.load_words::<$n>(s.a(), base.offset(s.ic() as usize));
        }
    )* } };
}

loading_words! {
    LdStr 2;
    LdIface 2;
    LdSlice 3;
}

macro_rules! storing {
    ($($name:ident $store:ident;)*) => { ops! { s: $(
        $name {
            let base = s.addr(s.a());
            if base.is_nil() {
                return raise::nil();
            }
            $store(base.offset(s.ib() as usize), s.get(s.c()));
        }
    )* } };
}

storing! {
    St8 store_8;
    St16 store_16;
    St32 store_32;
    St64 store_64;
}

macro_rules! storing_pointers {
    ($($name:ident $n:literal;)*) => { ops! { s: $(
        $name {
            let base = s.addr(s.a());
            if base.is_nil() {
                return raise::nil();
            }
            let at = base.offset(s.ib() as usize);
            if s.cx().barrier_is_on() {
                return barrier::store::<$n>(s, at, s.c());
            }
            s.store_words::<$n>(at, s.c());
        }
    )* } };
}

storing_pointers! {
    StPtr 1;
    StStr 2;
    StIface 2;
    StSlice 3;
}

/// Loads or stores `size_bytes` bytes between registers and memory.
fn load_value(s: &mut Step) {
    let from = s.addr(s.b());
    if from.is_nil() {
        return raise::nil_now(s);
    }
    let size_bytes = s.cx().type_desc(s.x32(0)).size;
    let to = s.place(s.a());
    let from = from.offset(s.ic() as usize);
    if !size_bytes.is_multiple_of(8) {
        // The last word's upper bytes are part of the registers, not of the value.
        store_64(to.offset(size_bytes / 8 * 8), 0);
    }
    copy_bytes(to, from, size_bytes);
    s.skip();
}

fn store_value(s: &mut Step) {
    let to = s.addr(s.a());
    if to.is_nil() {
        return raise::nil_now(s);
    }
    let ty = s.cx().type_desc(s.x32(0));
    let from = s.place(s.c());
    copy_value(s.cx().runtime().mcache(), to.offset(s.ib() as usize), from, ty);
    s.skip();
}

fn move_value(s: &mut Step) {
    let (to, from) = (s.addr(s.a()), s.addr(s.b()));
    if to.is_nil() || from.is_nil() {
        return raise::nil_now(s);
    }
    let ty = s.cx().type_desc(s.x32(0));
    copy_value(s.cx().runtime().mcache(), to, from, ty);
    s.skip();
}

fn clear_value(s: &mut Step) {
    let to = s.addr(s.a());
    if to.is_nil() {
        return raise::nil_now(s);
    }
    let ty = s.cx().type_desc(s.x32(0));
    zero_value(s.cx().runtime().mcache(), to, ty);
    s.skip();
}

ops! { s:
    LdN {
        return cold(load_value);
    }

    StN {
        return cold(store_value);
    }

    Copymem {
        return cold(move_value);
    }

    Zeromem {
        return cold(clear_value);
    }

    Lea {
        let base = s.addr(s.b());
        if base.is_nil() {
            return raise::nil();
        }
        s.set_addr(s.a(), base.offset(s.ic() as usize));
    }

    LeaFar {
        let base = s.addr(s.b());
        if base.is_nil() {
            return raise::nil();
        }
        s.set_addr(s.a(), base.offset(s.x32(0)));
        s.skip();
    }

    CvtPtrInt {
        s.set(s.a(), s.get(s.b()));
    }

    CvtIntPtr {
        s.set(s.a(), s.get(s.b()));
    }

    Nilcheck {
        if s.addr(s.a()).is_nil() {
            return raise::nil();
        }
    }

    Keep {}
}
