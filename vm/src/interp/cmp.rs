//! Comparisons to a bool.

use minigo_runtime::object::{equal, iface};

use crate::frame::{NEXT, Reg, Step, bytes, cold};
use crate::raise;

macro_rules! comparing {
    ($($name:ident $get:ident $op:tt;)*) => { ops! { s: $(
        $name {
            s.set(s.a(), (s.$get(s.b()) $op s.$get(s.c())) as u64);
        }
    )* } };
}

comparing! {
    Eq get ==;
    Ne get !=;
    LtS int <;
    LtU get <;
    LeS int <=;
    LeU get <=;
    EqF64 f64 ==;
    NeF64 f64 !=;
    LtF64 f64 <;
    LeF64 f64 <=;
    EqF32 f32 ==;
    NeF32 f32 !=;
    LtF32 f32 <;
    LeF32 f32 <=;
}

macro_rules! comparing_immediate {
    ($($name:ident $op:tt;)*) => { ops! { s: $(
        $name {
            s.set(s.a(), (s.int(s.b()) $op s.ic()) as u64);
        }
    )* } };
}

comparing_immediate! {
    Eqi ==;
    Nei !=;
    Lti <;
    Lei <=;
    Gti >;
    Gei >=;
}

/// What two strings' headers already tell of their equality.
#[inline(always)]
pub fn quick_equal(s: &Step, x: Reg, y: Reg) -> Option<bool> {
    if s.get(x.plus(1)) != s.get(y.plus(1)) {
        Some(false)
    } else if s.get(x) == s.get(y) || s.get(x.plus(1)) == 0 {
        Some(true)
    } else {
        None
    }
}

/// The bytes of the string in two registers.
pub fn text(s: &Step, reg: Reg) -> &'static [u8] {
    bytes(s.addr(reg), s.get(reg.plus(1)) as usize)
}

fn equal_eface(s: &mut Step) {
    let (x, y) = (s.b(), s.c());
    let equal = iface::eface_equal(s.addr(x), s.addr(x.plus(1)), s.addr(y), s.addr(y.plus(1)));
    if let Some(equal) = raise::checked(s, equal) {
        s.set(s.a(), equal as u64);
    }
}

fn equal_iface(s: &mut Step) {
    let (x, y) = (s.b(), s.c());
    let equal = iface::iface_equal(s.addr(x), s.addr(x.plus(1)), s.addr(y), s.addr(y.plus(1)));
    if let Some(equal) = raise::checked(s, equal) {
        s.set(s.a(), equal as u64);
    }
}

fn equal_mem(s: &mut Step) {
    let equal = equal::equal(s.cx().type_desc(s.x32(0)), s.addr(s.b()), s.addr(s.c()));
    if let Some(equal) = raise::checked(s, equal) {
        s.set(s.a(), equal as u64);
        s.skip();
    }
}

ops! { s:
    EqStr {
        match quick_equal(s, s.b(), s.c()) {
            Some(equal) => s.set(s.a(), equal as u64),
            None => return cold(|s| s.set(s.a(), (text(s, s.b()) == text(s, s.c())) as u64)),
        }
    }

    NeStr {
        match quick_equal(s, s.b(), s.c()) {
            Some(equal) => s.set(s.a(), !equal as u64),
            None => return cold(|s| s.set(s.a(), (text(s, s.b()) != text(s, s.c())) as u64)),
        }
    }

    LtStr {
        return cold(|s| s.set(s.a(), (text(s, s.b()) < text(s, s.c())) as u64));
    }

    LeStr {
        return cold(|s| s.set(s.a(), (text(s, s.b()) <= text(s, s.c())) as u64));
    }

    EqEface {
        let (x, y) = (s.b(), s.c());
        if s.get(x) != s.get(y) {
            s.set(s.a(), 0);
        } else {
            return cold(equal_eface);
        }
    }

    EqIface {
        let (x, y) = (s.b(), s.c());
        let (itab, other) = (s.get(x), s.get(y));
        if itab != other && (itab == 0 || other == 0) {
            s.set(s.a(), 0);
        } else {
            return cold(equal_iface);
        }
    }

    EqMem {
        return cold(equal_mem);
    }
}
