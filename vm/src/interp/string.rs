//! Strings.

use minigo_bytecode::roots::Root;
use minigo_runtime::addr::Addr;
use minigo_runtime::object::string;
use minigo_runtime::typedesc::GoStr;

use super::slice::{get_slice, set_slice};
use crate::frame::{NEXT, Reg, Step, cold, load_u8};
use crate::raise;
use crate::sched::stops_to_allocate;

/// The string in two registers.
#[inline(always)]
pub fn get_string(s: &Step, reg: Reg) -> GoStr {
    GoStr { ptr: s.addr(reg).as_ptr(), len: s.get(reg.plus(1)) as usize }
}

#[inline(always)]
fn set_string(s: &mut Step, reg: Reg, value: GoStr) {
    s.set_addr(reg, Addr::of(value.ptr));
    s.set(reg.plus(1), value.len as u64);
}

/// `a.. = b[x0:x1]` where a bound is out of range.
fn bad_bounds(s: &mut Step) {
    let len = s.get(s.b().plus(1));
    let low = s.optional(s.x16(0)).unwrap_or(0);
    let high = s.optional(s.x16(1)).unwrap_or(len);
    if high > len {
        raise::bound(s, Root::PanicSliceAlen, 1, [high, len]);
    } else {
        raise::bound(s, Root::PanicSliceB, 0, [low, high]);
    }
}

ops! { s:
    Concat {
        return cold(|s| {
            if stops_to_allocate(s) {
                return;
            }
            let parts = s.window(s.b(), 2 * s.uc() as usize);
            let (low, high) = s.cx().g().stack_bounds();
            let buffer = s.buffer(s.x16(0));
            let result = string::concat(s.cx().runtime().mcache(), parts, buffer, low..high);
            if let Some(text) = raise::checked(s, result) {
                set_string(s, s.a(), text);
                s.skip();
            }
        });
    }

    Strnext {
        let (text, at) = (s.b(), s.get(s.c()));
        let len = s.get(text.plus(1));
        if at >= len {
            return raise::index(s, at, len);
        }
        let byte = load_u8(s.addr(text).offset(at as usize));
        if byte >= 0x80 {
            return cold(|s| {
                let (rune, next) = string::next_rune(get_string(s, s.b()), s.get(s.c()) as usize);
                let to = s.a();
                s.set(to, rune as u64);
                s.set(to.plus(1), next as u64);
            });
        }
        let to = s.a();
        s.set(to, byte);
        s.set(to.plus(1), at + 1);
    }

    StrBytes {
        return cold(|s| {
            let from = get_slice(s, s.b());
            let buffer = s.buffer(s.x16(0));
            let text = string::from_bytes(s.cx().runtime().mcache(), from, buffer);
            set_string(s, s.a(), text);
            s.skip();
        });
    }

    BytesStr {
        return cold(|s| {
            let from = get_string(s, s.b());
            let buffer = s.buffer(s.x16(0));
            let bytes = string::to_bytes(s.cx().runtime().mcache(), from, buffer);
            set_slice(s, s.a(), bytes);
            s.skip();
        });
    }

    StrRunes {
        return cold(|s| {
            let from = get_slice(s, s.b());
            let buffer = s.buffer(s.x16(0));
            let text = string::from_runes(s.cx().runtime().mcache(), from, buffer);
            set_string(s, s.a(), text);
            s.skip();
        });
    }

    RunesStr {
        return cold(|s| {
            let from = get_string(s, s.b());
            let buffer = s.buffer(s.x16(0));
            let runes = string::to_runes(s.cx().runtime().mcache(), from, buffer);
            set_slice(s, s.a(), runes);
            s.skip();
        });
    }

    StrRune {
        return cold(|s| {
            let rune = s.int(s.b());
            let buffer = s.buffer(s.x16(0));
            let text = string::from_rune(s.cx().runtime().mcache(), rune, buffer);
            set_string(s, s.a(), text);
            s.skip();
        });
    }

    SliceStr {
        let from = s.b();
        let (base, len) = (s.addr(from), s.get(from.plus(1)));
        let low = s.optional(s.x16(0)).unwrap_or(0);
        let high = s.optional(s.x16(1)).unwrap_or(len);
        if high > len || low > high {
            return cold(bad_bounds);
        }
        // An empty result keeps the base: it may not point behind the object.
        let skip = if low == high { 0 } else { low };
        let to = s.a();
        s.set_addr(to, base.offset(skip as usize));
        s.set(to.plus(1), high - low);
        s.skip();
    }
}
