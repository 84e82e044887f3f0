//! Jumps. The `.b` forms are loop back-edges: they poll.
//!
//! A poll comes before anything else the op does, so an instruction that was stopped at a
//! poll is simply executed again.

use super::cmp::{quick_equal, text};
use crate::frame::{Flow, NEXT, Step, cold};

/// Goes on behind a poll unless someone wants this goroutine to stop.
macro_rules! poll {
    ($s:ident) => {
        if $s.fp as usize > $s.cx().limit() {
            return cold(crate::sched::poll);
        }
    };
}

/// `x < y`, whose negation is not `x >= y` for NaN.
#[inline(always)]
fn less(x: f64, y: f64) -> bool {
    x < y
}

/// `x <= y`, likewise.
#[inline(always)]
fn at_most(x: f64, y: f64) -> bool {
    x <= y
}

macro_rules! jumping {
    ($($name:ident $back:ident |$s:ident| $condition:expr;)*) => { $( ops! { $s:
        $name {
            if $condition {
                $s.jump($s.ic());
            }
        }

        $back {
            poll!($s);
            if $condition {
                $s.jump($s.ic());
            }
        }
    } )* };
}

jumping! {
    Jeq JeqB |s| s.get(s.a()) == s.get(s.b());
    Jne JneB |s| s.get(s.a()) != s.get(s.b());
    JltS JltSB |s| s.int(s.a()) < s.int(s.b());
    JltU JltUB |s| s.get(s.a()) < s.get(s.b());
    JleS JleSB |s| s.int(s.a()) <= s.int(s.b());
    JleU JleUB |s| s.get(s.a()) <= s.get(s.b());
    Jeqi JeqiB |s| s.int(s.a()) == s.ib();
    Jnei JneiB |s| s.int(s.a()) != s.ib();
    Jlti JltiB |s| s.int(s.a()) < s.ib();
    Jlei JleiB |s| s.int(s.a()) <= s.ib();
    Jgti JgtiB |s| s.int(s.a()) > s.ib();
    Jgei JgeiB |s| s.int(s.a()) >= s.ib();
    JltF64 JltF64B |s| s.f64(s.a()) < s.f64(s.b());
    JleF64 JleF64B |s| s.f64(s.a()) <= s.f64(s.b());
    JnltF64 JnltF64B |s| !less(s.f64(s.a()), s.f64(s.b()));
    JnleF64 JnleF64B |s| !at_most(s.f64(s.a()), s.f64(s.b()));
    JeqF64 JeqF64B |s| s.f64(s.a()) == s.f64(s.b());
    JneF64 JneF64B |s| s.f64(s.a()) != s.f64(s.b());
}

/// Jumps by operand c if the strings a and b differ as `wanted` says.
#[inline(always)]
fn jump_on_strings(s: &mut Step, wanted: bool, slow: Flow) -> Flow {
    match quick_equal(s, s.a(), s.b()) {
        Some(equal) => {
            if equal == wanted {
                s.jump(s.ic());
            }
            NEXT
        }
        None => slow,
    }
}

ops! { s:
    Jmp {
        s.jump(s.imm() as i64);
    }

    JmpB {
        poll!(s);
        s.jump(s.imm() as i64);
    }

    Jt {
        if s.get(s.a()) != 0 {
            s.jump(s.imm() as i64);
        }
    }

    Jf {
        if s.get(s.a()) == 0 {
            s.jump(s.imm() as i64);
        }
    }

    JtB {
        poll!(s);
        if s.get(s.a()) != 0 {
            s.jump(s.imm() as i64);
        }
    }

    JfB {
        poll!(s);
        if s.get(s.a()) == 0 {
            s.jump(s.imm() as i64);
        }
    }

    JeqStr {
        return jump_on_strings(s, true, cold(|s| {
            if text(s, s.a()) == text(s, s.b()) {
                s.jump(s.ic());
            }
        }));
    }

    JneStr {
        return jump_on_strings(s, false, cold(|s| {
            if text(s, s.a()) != text(s, s.b()) {
                s.jump(s.ic());
            }
        }));
    }

    IncjltB {
        poll!(s);
        let value = s.int(s.a()).wrapping_add(1);
        s.set(s.a(), value as u64);
        if value < s.int(s.b()) {
            s.jump(s.ic());
        }
    }

    IncjleB {
        poll!(s);
        let value = s.int(s.a()).wrapping_add(1);
        s.set(s.a(), value as u64);
        if value <= s.int(s.b()) {
            s.jump(s.ic());
        }
    }

    IncjltiB {
        poll!(s);
        let value = s.int(s.a()).wrapping_add(1);
        s.set(s.a(), value as u64);
        if value < s.ib() {
            s.jump(s.ic());
        }
    }

    DecjgeiB {
        poll!(s);
        let value = s.int(s.a()).wrapping_sub(1);
        s.set(s.a(), value as u64);
        if value >= s.ib() {
            s.jump(s.ic());
        }
    }

    Jtab {
        let choice = s.get(s.a());
        if let Some(words) = s.cx().jump_table(s.index(), choice) {
            s.jump(words);
        }
    }

    Poll {
        poll!(s);
    }
}
