//! Moves and constants.

use crate::frame::{NEXT, cold, load_64, zero_bytes};

ops! { s:
    Nop { }

    Mov {
        s.set(s.a(), s.get(s.b()));
    }

    Mov2 {
        s.copy_words::<2>(s.a(), s.b());
    }

    Mov3 {
        s.copy_words::<3>(s.a(), s.b());
    }

    Movn {
        let (to, from, n) = (s.a(), s.b(), s.uc() as usize);
        if s.place(to) <= s.place(from) {
            for i in 0..n {
                s.copy_words::<1>(to.plus(i), from.plus(i));
            }
        } else {
            for i in (0..n).rev() {
                s.copy_words::<1>(to.plus(i), from.plus(i));
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

    Ldcode {
        s.set(s.a(), s.cx().code_of(s.index()));
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
