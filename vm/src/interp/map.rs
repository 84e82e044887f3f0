//! Maps. Type operands are map types. The `.mem` forms take the key's address.

use minigo_bytecode::{mapshape, program};
use minigo_runtime::addr::Addr;
use minigo_runtime::object::map::{self, iter};
use minigo_runtime::object::zero;
use minigo_runtime::panics::GoResult;
use minigo_runtime::typedesc::TypeDesc;

use super::string::get_string;
use crate::frame::{NEXT, Reg, Step, cold, load_64};
use crate::raise;

const _: () = assert!(program::MAP_ITER_WORDS as usize == iter::MAP_ITER_WORDS);
const _: () = assert!(mapshape::HEADER_WORDS as usize * 8 == map::HEADER_BYTES);
const _: () = assert!(mapshape::HEADER_POINTER as usize * 8 == map::HEADER_POINTER);
const _: () = assert!(program::MAP_ITER_POINTERS as usize == iter::MAP_ITER_POINTERS);

/// The map type of the instruction.
fn map_type(s: &Step) -> &'static TypeDesc {
    s.cx().type_desc(s.x32(0))
}

/// Sets the result of a lookup: the element's address, or that of a zero value.
fn set_element(s: &mut Step, found: GoResult<Addr>) {
    let Some(found) = raise::checked(s, found) else { return };
    let element = if found.is_nil() { zero_element(s) } else { found };
    s.set_addr(s.a(), element);
    s.skip();
}

/// The same, and whether the key is there.
fn set_element_and_ok(s: &mut Step, found: GoResult<Addr>) {
    let Some(found) = raise::checked(s, found) else { return };
    let element = if found.is_nil() { zero_element(s) } else { found };
    let to = s.a();
    s.set_addr(to, element);
    s.set(to.plus(1), !found.is_nil() as u64);
    s.skip();
}

fn zero_element(s: &Step) -> Addr {
    zero::value(map_type(s).elem().map_or(0, |elem| elem.size))
}

/// Sets the result of an insertion.
fn set_place(s: &mut Step, place: GoResult<Addr>) {
    if let Some(place) = raise::checked(s, place) {
        s.set_addr(s.a(), place);
        s.skip();
    }
}

/// Looks the key in register `key` up in the map in register `map`, in each of the forms.
macro_rules! lookup {
    (32, $s:ident, $map:expr, $key:expr) => {
        map::find32(map_type($s), $s.addr($map), $s.get($key) as u32)
    };
    (64, $s:ident, $map:expr, $key:expr) => {
        map::find64(map_type($s), $s.addr($map), $s.get($key))
    };
    (str, $s:ident, $map:expr, $key:expr) => {
        map::find_str(map_type($s), $s.addr($map), get_string($s, $key))
    };
    (mem, $s:ident, $map:expr, $key:expr) => {
        map::find($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.addr($key))
    };
}

macro_rules! insert {
    (32, $s:ident, $map:expr, $key:expr) => {
        map::assign32($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.get($key) as u32)
    };
    (64, $s:ident, $map:expr, $key:expr) => {
        map::assign64($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.get($key))
    };
    (str, $s:ident, $map:expr, $key:expr) => {
        map::assign_str(
            $s.cx().runtime().mcache(),
            map_type($s),
            $s.addr($map),
            get_string($s, $key),
        )
    };
    (mem, $s:ident, $map:expr, $key:expr) => {
        map::assign($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.addr($key))
    };
}

macro_rules! delete {
    (32, $s:ident, $map:expr, $key:expr) => {
        map::delete32($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.get($key) as u32)
    };
    (64, $s:ident, $map:expr, $key:expr) => {
        map::delete64($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.get($key))
    };
    (str, $s:ident, $map:expr, $key:expr) => {
        map::delete_str(
            $s.cx().runtime().mcache(),
            map_type($s),
            $s.addr($map),
            get_string($s, $key),
        )
    };
    (mem, $s:ident, $map:expr, $key:expr) => {
        map::delete($s.cx().runtime().mcache(), map_type($s), $s.addr($map), $s.addr($key))
    };
}

macro_rules! by_key {
    ($($get:ident $get2:ident $set:ident $delete:ident $key:tt;)*) => { ops! { s: $(
        $get {
            return cold(|s| {
                let found = lookup!($key, s, s.b(), s.c());
                set_element(s, found);
            });
        }

        $get2 {
            return cold(|s| {
                let found = lookup!($key, s, s.b(), s.c());
                set_element_and_ok(s, found);
            });
        }

        $set {
            return cold(|s| {
                let place = insert!($key, s, s.b(), s.c());
                set_place(s, place);
            });
        }

        $delete {
            return cold(|s| {
                let deleted = delete!($key, s, s.a(), s.b());
                if raise::checked(s, deleted).is_some() {
                    s.skip();
                }
            });
        }
    )* } };
}

by_key! {
    Mapget32 Mapget232 Mapset32 Mapdelete32 32;
    Mapget64 Mapget264 Mapset64 Mapdelete64 64;
    MapgetStr Mapget2Str MapsetStr MapdeleteStr str;
    MapgetMem Mapget2Mem MapsetMem MapdeleteMem mem;
}

ops! { s:
    Makemap {
        return cold(|s| {
            let hint = s.int(s.b());
            let map = map::make(s.cx().runtime().mcache(), map_type(s), hint);
            s.set_addr(s.a(), map);
            s.skip();
        });
    }

    Makemapf {
        return cold(|s| {
            let hint = s.int(s.b());
            let (header, has_group) = (s.place(s.c()), s.x32(1) != 0);
            let mcache = s.cx().runtime().mcache();
            let map = map::make_in_frame(mcache, map_type(s), header, has_group, hint);
            s.set_addr(s.a(), map);
            s.skip();
        });
    }

    Maplen {
        s.set(s.a(), map::len(s.addr(s.b())) as u64);
    }

    Mapclear {
        return cold(|s| {
            let cleared = map::clear(s.cx().runtime().mcache(), map_type(s), s.addr(s.a()));
            if raise::checked(s, cleared).is_some() {
                s.skip();
            }
        });
    }

    Mapiter {
        return cold(|s| {
            let (state, map) = (s.place(s.a()), s.addr(s.b()));
            iter::start(s.cx().runtime().mcache(), map_type(s), map, state);
            s.skip();
        });
    }

    Mapnext {
        return cold(|s| {
            let state = s.place(s.b());
            let key = iter::next(s.cx().runtime().mcache(), state);
            if let Some(key) = raise::checked(s, key) {
                let to: Reg = s.a();
                s.set_addr(to, key);
                s.set(to.plus(1), load_64(state.offset(8)));
            }
        });
    }
}
