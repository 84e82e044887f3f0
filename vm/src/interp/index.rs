//! Indexing with the bounds check inside. The index is compared unsigned, so that a
//! negative one is out of range too.
//!
//! Four families, by where the elements are: `ldx`/`stx` in a slice or string in
//! registers, `ldxa`/`stxa` in an array behind a pointer, `ldxf`/`stxf` in an array in the
//! frame, `ldxx`/`stxx` in a slice of slices.

use crate::barrier;
use crate::frame::{
    NEXT, load_64, load_i8, load_i16, load_i32, load_u8, load_u16, load_u32, store_8, store_16,
    store_32, store_64,
};
use crate::raise;

/// Evaluates to the address of element `$i` of `$len` elements of `$size` bytes.
macro_rules! element {
    ($s:ident, $base:expr, $i:expr, $len:expr, $size:literal) => {{
        let (i, len) = ($i, $len);
        if i >= len {
            return raise::index($s, i, len);
        }
        $base.offset(i as usize * $size)
    }};
}

macro_rules! loading {
    ($($slice:ident $array:ident $frame:ident $load:ident $size:literal;)*) => { ops! { s: $(
        $slice {
            let base = s.b();
            let at = element!(s, s.addr(base), s.get(s.c()), s.get(base.plus(1)), $size);
            s.set(s.a(), $load(at));
        }

        $array {
            let base = s.addr(s.b());
            if base.is_nil() {
                return raise::nil();
            }
            let at = element!(s, base, s.get(s.c()), s.x32(0) as u64, $size);
            s.set(s.a(), $load(at));
            s.skip();
        }

        $frame {
            let at = element!(s, s.place(s.b()), s.get(s.c()), s.x32(0) as u64, $size);
            s.set(s.a(), $load(at));
            s.skip();
        }
    )* } };
}

loading! {
    LdxI8 LdxaI8 LdxfI8 load_i8 1;
    LdxU8 LdxaU8 LdxfU8 load_u8 1;
    LdxI16 LdxaI16 LdxfI16 load_i16 2;
    LdxU16 LdxaU16 LdxfU16 load_u16 2;
    LdxI32 LdxaI32 LdxfI32 load_i32 4;
    LdxU32 LdxaU32 LdxfU32 load_u32 4;
    Ldx64 Ldxa64 Ldxf64 load_64 8;
    LdxPtr LdxaPtr LdxfPtr load_64 8;
}

macro_rules! loading_words {
    ($($slice:ident $array:ident $frame:ident $n:literal $size:literal;)*) => { ops! { s: $(
        $slice {
            let base = s.b();
            let at = element!(s, s.addr(base), s.get(s.c()), s.get(base.plus(1)), $size);
            s.load_words::<$n>(s.a(), at);
        }

        $array {
            let base = s.addr(s.b());
            if base.is_nil() {
                return raise::nil();
            }
            let at = element!(s, base, s.get(s.c()), s.x32(0) as u64, $size);
            s.load_words::<$n>(s.a(), at);
            s.skip();
        }

        $frame {
            let at = element!(s, s.place(s.b()), s.get(s.c()), s.x32(0) as u64, $size);
            s.load_words::<$n>(s.a(), at);
            s.skip();
        }
    )* } };
}

loading_words! {
    LdxStr LdxaStr LdxfStr 2 16;
    LdxIface LdxaIface LdxfIface 2 16;
    LdxSlice LdxaSlice LdxfSlice 3 24;
}

macro_rules! storing {
    ($($slice:ident $array:ident $frame:ident $store:ident $size:literal;)*) => { ops! { s: $(
        $slice {
            let base = s.a();
            let at = element!(s, s.addr(base), s.get(s.b()), s.get(base.plus(1)), $size);
            $store(at, s.get(s.c()));
        }

        $array {
            let base = s.addr(s.a());
            if base.is_nil() {
                return raise::nil();
            }
            let at = element!(s, base, s.get(s.b()), s.x32(0) as u64, $size);
            $store(at, s.get(s.c()));
            s.skip();
        }

        $frame {
            let at = element!(s, s.place(s.a()), s.get(s.b()), s.x32(0) as u64, $size);
            $store(at, s.get(s.c()));
            s.skip();
        }
    )* } };
}

storing! {
    Stx8 Stxa8 Stxf8 store_8 1;
    Stx16 Stxa16 Stxf16 store_16 2;
    Stx32 Stxa32 Stxf32 store_32 4;
    Stx64 Stxa64 Stxf64 store_64 8;
}

macro_rules! storing_pointers {
    ($($slice:ident $array:ident $frame:ident $n:literal $size:literal;)*) => { ops! { s: $(
        $slice {
            let base = s.a();
            let at = element!(s, s.addr(base), s.get(s.b()), s.get(base.plus(1)), $size);
            let from = s.c();
            if s.cx().barrier_is_on() {
                return barrier::store::<$n>(s, at, from);
            }
            s.store_words::<$n>(at, from);
        }

        $array {
            let base = s.addr(s.a());
            if base.is_nil() {
                return raise::nil();
            }
            let at = element!(s, base, s.get(s.b()), s.x32(0) as u64, $size);
            let from = s.c();
            s.skip();
            if s.cx().barrier_is_on() {
                return barrier::store::<$n>(s, at, from);
            }
            s.store_words::<$n>(at, from);
        }

        $frame {
            let at = element!(s, s.place(s.a()), s.get(s.b()), s.x32(0) as u64, $size);
            s.store_words::<$n>(at, s.c());
            s.skip();
        }
    )* } };
}

storing_pointers! {
    StxPtr StxaPtr StxfPtr 1 8;
    StxStr StxaStr StxfStr 2 16;
    StxIface StxaIface StxfIface 2 16;
    StxSlice StxaSlice StxfSlice 3 24;
}

ops! { s:
    Index {
        let base = s.b();
        let (i, len) = (s.get(s.c()), s.get(base.plus(1)));
        if i >= len {
            return raise::index(s, i, len);
        }
        s.set_addr(s.a(), s.addr(base).offset(i as usize * s.x32(0)));
        s.skip();
    }

    Indexa {
        let base = s.addr(s.b());
        if base.is_nil() {
            return raise::nil();
        }
        let (i, len) = (s.get(s.c()), s.x32(1) as u64);
        if i >= len {
            return raise::index(s, i, len);
        }
        s.set_addr(s.a(), base.offset(i as usize * s.x32(0)));
        s.skip();
    }

    Bounds {
        let (i, len) = (s.get(s.a()), s.get(s.b()));
        if i >= len {
            return raise::index(s, i, len);
        }
    }
}

macro_rules! loading_nested {
    ($($name:ident $load:ident $size:literal;)*) => { ops! { s: $(
        $name {
            let outer = s.b();
            let inner = element!(s, s.addr(outer), s.get(s.c()), s.get(outer.plus(1)), 24);
            let base = minigo_runtime::addr::Addr(load_64(inner) as usize);
            let at = element!(s, base, s.get(s.xreg(0)), load_64(inner.offset(8)), $size);
            s.set(s.a(), $load(at));
            s.skip();
        }
    )* } };
}

loading_nested! {
    Ldxx64 load_64 8;
    LdxxU8 load_u8 1;
    LdxxI32 load_i32 4;
    LdxxU32 load_u32 4;
}

macro_rules! storing_nested {
    ($($name:ident $store:ident $size:literal;)*) => { ops! { s: $(
        $name {
            let outer = s.a();
            let inner = element!(s, s.addr(outer), s.get(s.b()), s.get(outer.plus(1)), 24);
            let base = minigo_runtime::addr::Addr(load_64(inner) as usize);
            let at = element!(s, base, s.get(s.xreg(0)), load_64(inner.offset(8)), $size);
            $store(at, s.get(s.c()));
            s.skip();
        }
    )* } };
}

storing_nested! {
    Stxx64 store_64 8;
    Stxx8 store_8 1;
    Stxx32 store_32 4;
}
