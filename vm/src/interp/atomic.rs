//! Atomic operations on memory: what package sync/atomic consists of.
//!
//! Sequentially consistent, as Go's memory model has them. Pointers go through the write
//! barrier: what stands there and what shall are shown to the collector before, so whichever
//! of several racing stores wins, both are known.

use std::sync::atomic::Ordering::SeqCst;

use minigo_runtime::addr::Addr;

use crate::frame::{NEXT, Reg, Step, atomic_32, atomic_64, cold};
use crate::raise;

fn signed(value: u32) -> u64 {
    i64::from(value.cast_signed()).cast_unsigned()
}

fn same(value: u64) -> u64 {
    value
}

/// The address b + c.
#[inline(always)]
fn place(s: &Step) -> Addr {
    s.addr(s.b()).offset(s.ic() as usize)
}

macro_rules! loading {
    ($($name:ident $cell:ident $extend:path;)*) => { ops! { s: $(
        $name {
            if s.addr(s.b()).is_nil() {
                return raise::nil();
            }
            let value = $extend($cell(place(s)).load(SeqCst));
            s.set(s.a(), value);
        }
    )* } };
}

loading! {
    AtomldI32 atomic_32 signed;
    AtomldU32 atomic_32 u64::from;
    Atomld64 atomic_64 same;
    AtomldPtr atomic_64 same;
}

macro_rules! storing {
    ($($name:ident $cell:ident $word:ty;)*) => { ops! { s: $(
        $name {
            let base = s.addr(s.a());
            if base.is_nil() {
                return raise::nil();
            }
            $cell(base.offset(s.ib() as usize)).store(s.get(s.c()) as $word, SeqCst);
        }
    )* } };
}

storing! {
    Atomst32 atomic_32 u32;
    Atomst64 atomic_64 u64;
}

macro_rules! changing {
    ($($name:ident $cell:ident $word:ty, $extend:path, |$old:ident, $value:ident| $operation:ident $result:expr;)*) => {
        ops! { s: $(
            $name {
                if s.addr(s.b()).is_nil() {
                    return raise::nil();
                }
                let $value = s.get(s.xreg(0)) as $word;
                let $old = $cell(place(s)).$operation($value, SeqCst);
                s.set(s.a(), $extend($result));
                s.skip();
            }
        )* }
    };
}

changing! {
    AtomaddI32 atomic_32 u32, signed, |old, delta| fetch_add old.wrapping_add(delta);
    AtomaddU32 atomic_32 u32, u64::from, |old, delta| fetch_add old.wrapping_add(delta);
    Atomadd64 atomic_64 u64, same, |old, delta| fetch_add old.wrapping_add(delta);
    AtomandI32 atomic_32 u32, signed, |old, mask| fetch_and old;
    AtomandU32 atomic_32 u32, u64::from, |old, mask| fetch_and old;
    Atomand64 atomic_64 u64, same, |old, mask| fetch_and old;
    AtomorI32 atomic_32 u32, signed, |old, mask| fetch_or old;
    AtomorU32 atomic_32 u32, u64::from, |old, mask| fetch_or old;
    Atomor64 atomic_64 u64, same, |old, mask| fetch_or old;
    AtomswapI32 atomic_32 u32, signed, |old, new| swap old;
    AtomswapU32 atomic_32 u32, u64::from, |old, new| swap old;
    Atomswap64 atomic_64 u64, same, |old, new| swap old;
}

/// Compares with operand x0 and stores x1.
macro_rules! comparing {
    ($s:ident, $cell:ident, $word:ty) => {{
        let (old, new) = ($s.get($s.xreg(0)) as $word, $s.get($s.xreg(1)) as $word);
        let swapped = $cell(place($s)).compare_exchange(old, new, SeqCst, SeqCst).is_ok();
        $s.set($s.a(), swapped.into());
        $s.skip();
    }};
}

ops! { s:
    Atomcas32 {
        if s.addr(s.b()).is_nil() {
            return raise::nil();
        }
        comparing!(s, atomic_32, u32);
    }

    Atomcas64 {
        if s.addr(s.b()).is_nil() {
            return raise::nil();
        }
        comparing!(s, atomic_64, u64);
    }
}

// Pointers.

#[inline(always)]
fn store_pointer(s: &mut Step) {
    atomic_64(s.addr(s.a()).offset(s.ib() as usize)).store(s.get(s.c()), SeqCst);
}

#[inline(always)]
fn swap_pointer(s: &mut Step) {
    let old = atomic_64(place(s)).swap(s.get(s.xreg(0)), SeqCst);
    s.set(s.a(), old);
    s.skip();
}

#[inline(always)]
fn compare_and_swap_pointer(s: &mut Step) {
    comparing!(s, atomic_64, u64);
}

/// Shows the collector what stands at `at` and what shall.
fn shade(s: &Step, at: Addr, new: Reg) {
    let new = s.addr(new);
    let mcache = s.cx().runtime().mcache();
    mcache.shade(at.load_addr());
    mcache.shade(new);
}

ops! { s:
    AtomstPtr {
        if s.addr(s.a()).is_nil() {
            return raise::nil();
        }
        if s.cx().barrier_is_on() {
            return cold(|s| {
                shade(s, s.addr(s.a()).offset(s.ib() as usize), s.c());
                store_pointer(s);
            });
        }
        store_pointer(s);
    }

    AtomswapPtr {
        if s.addr(s.b()).is_nil() {
            return raise::nil();
        }
        if s.cx().barrier_is_on() {
            return cold(|s| {
                shade(s, place(s), s.xreg(0));
                swap_pointer(s);
            });
        }
        swap_pointer(s);
    }

    AtomcasPtr {
        if s.addr(s.b()).is_nil() {
            return raise::nil();
        }
        if s.cx().barrier_is_on() {
            return cold(|s| {
                shade(s, place(s), s.xreg(1));
                compare_and_swap_pointer(s);
            });
        }
        compare_and_swap_pointer(s);
    }
}
