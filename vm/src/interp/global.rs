//! Globals, at a byte offset of the data segment.

use crate::barrier;
use crate::frame::{
    NEXT, load_64, load_i8, load_i16, load_i32, load_u8, load_u16, load_u32, store_8, store_16,
    store_32, store_64,
};

macro_rules! loading {
    ($($name:ident $load:ident;)*) => { ops! { s: $(
        $name {
            s.set(s.a(), $load(s.cx().global(s.index())));
        }
    )* } };
}

loading! {
    LdgI8 load_i8;
    LdgU8 load_u8;
    LdgI16 load_i16;
    LdgU16 load_u16;
    LdgI32 load_i32;
    LdgU32 load_u32;
    Ldg64 load_64;
    LdgPtr load_64;
}

macro_rules! loading_words {
    ($($name:ident $n:literal;)*) => { ops! { s: $(
        $name {
            s.load_words::<$n>(s.a(), s.cx().global(s.index()));
        }
    )* } };
}

loading_words! {
    LdgStr 2;
    LdgIface 2;
    LdgSlice 3;
}

macro_rules! storing {
    ($($name:ident $store:ident;)*) => { ops! { s: $(
        $name {
            $store(s.cx().global(s.index()), s.get(s.a()));
        }
    )* } };
}

storing! {
    Stg8 store_8;
    Stg16 store_16;
    Stg32 store_32;
    Stg64 store_64;
}

macro_rules! storing_pointers {
    ($($name:ident $n:literal;)*) => { ops! { s: $(
        $name {
            let at = s.cx().global(s.index());
            if s.cx().barrier_is_on() {
                return barrier::store::<$n>(s, at, s.a());
            }
            s.store_words::<$n>(at, s.a());
        }
    )* } };
}

storing_pointers! {
    StgPtr 1;
    StgStr 2;
    StgIface 2;
    StgSlice 3;
}
