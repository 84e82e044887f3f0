//! Moves and constants.

use crate::frame::{NEXT, cold, load_64, zero_bytes};

ops! { s:
    Nop { }

    Mov {
        s.set(s.a(), s.get(s.b()));
    }

    Mov2 {
        let (to, from) = (s.a(), s.b());
        let (w0, w1) = (s.get(from), s.get(from.plus(1)));
        s.set(to, w0);
        s.set(to.plus(1), w1);
    }

    Mov3 {
        let (to, from) = (s.a(), s.b());
        let (w0, w1, w2) = (s.get(from), s.get(from.plus(1)), s.get(from.plus(2)));
        s.set(to, w0);
        s.set(to.plus(1), w1);
        s.set(to.plus(2), w2);
    }

    Movn {
        let (to, from, n) = (s.a(), s.b(), s.uc() as usize);
        if s.place(to) <= s.place(from) {
            for i in 0..n {
                s.set(to.plus(i), s.get(from.plus(i)));
            }
        } else {
            for i in (0..n).rev() {
                s.set(to.plus(i), s.get(from.plus(i)));
            }
        }
    }

    Ldi {
        s.set(s.a(), s.imm() as i64 as u64);
    }

    Ldk {
        s.set(s.a(), s.cx().constant(s.index()));
    }

    Ldstr {
        let text = s.cx().string(s.index());
        let to = s.a();
        s.set(to, load_64(text));
        s.set(to.plus(1), load_64(text.offset(8)));
    }

    LdkAddr {
        s.set_addr(s.a(), s.cx().constant_addr(s.index()));
    }

    LdstrAddr {
        s.set_addr(s.a(), s.cx().string(s.index()));
    }

    Ldtype {
        s.set_addr(s.a(), s.cx().type_addr(s.index()));
    }

    Lditab {
        s.set_addr(s.a(), s.cx().itab_addr(s.index()));
    }

    Ldfunc {
        s.set_addr(s.a(), s.cx().static_closure(s.index()));
    }

    Ldglobal {
        s.set_addr(s.a(), s.cx().global(s.index()));
    }

    Zeron {
        let (to, n) = (s.a(), s.index());
        if n > 8 {
            return cold(|s| zero_bytes(s.place(s.a()), s.index() * 8));
        }
        s.clear(to, n);
    }
}
