//! Values in memory layout that stay in the frame.

use crate::frame::{
    NEXT, load_i8, load_i16, load_i32, load_u8, load_u16, load_u32, store_8, store_16, store_32,
};

macro_rules! loading {
    ($($name:ident $load:ident;)*) => { ops! { s: $(
        $name {
            s.set(s.a(), $load(s.place(s.b()).offset(s.uc() as usize)));
        }
    )* } };
}

loading! {
    LdfI8 load_i8;
    LdfU8 load_u8;
    LdfI16 load_i16;
    LdfU16 load_u16;
    LdfI32 load_i32;
    LdfU32 load_u32;
}

macro_rules! storing {
    ($($name:ident $store:ident;)*) => { ops! { s: $(
        $name {
            $store(s.place(s.a()).offset(s.ub() as usize), s.get(s.c()));
        }
    )* } };
}

storing! {
    Stf8 store_8;
    Stf16 store_16;
    Stf32 store_32;
}

ops! { s:
    Leaf {
        s.set_addr(s.a(), s.place(s.b()).offset(s.uc() as usize));
    }
}
