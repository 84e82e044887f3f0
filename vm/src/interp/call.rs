//! Calls, returns, and the entry to the slow machinery of defer, panic and go.

use minigo_runtime::typedesc::ITAB_CODE_OFFSET;

use crate::frame::{NEXT, Reg, Step, cold, frame_words, load_64};
use crate::{defer, grow, native, panic, raise, sched};

/// Enters the function at `$target`, in the window `$window`, if there is room on the
/// stack and nobody wants the goroutine to stop.
macro_rules! enter {
    ($s:ident, $window:expr, $target:expr) => {{
        let (window, target): (Reg, *const u64) = ($window, $target);
        let end = $s.place(window).0 + frame_words(target) * 8;
        if end > $s.cx().limit() {
            return grow::call_slow($s, window, target);
        }
        $s.enter(window, target);
    }};
}

/// The code that a closure or itab entry points to.
#[inline(always)]
fn code_at(at: minigo_runtime::addr::Addr) -> *const u64 {
    load_64(at) as *const u64
}

ops! { s:
    Call {
        let target = s.pc.wrapping_offset(s.imm() as isize);
        enter!(s, s.a(), target);
    }

    CallClosure {
        let closure = s.addr(s.b());
        if closure.is_nil() {
            return raise::nil();
        }
        let window = s.a();
        // Relinked: the words of the parameters, behind which the closure stands.
        s.set_addr(window.plus(s.x32(0)), closure);
        s.skip();
        enter!(s, window, code_at(closure));
    }

    CallIface {
        let callee = s.b();
        let itab = s.addr(callee);
        if itab.is_nil() {
            return raise::nil();
        }
        let window = s.a();
        let target = code_at(itab.offset(ITAB_CODE_OFFSET + 8 * s.uc() as usize));
        s.set(window, s.get(callee.plus(1)));
        s.skip();
        enter!(s, window, target);
    }

    CallNative {
        return cold(native::call);
    }

    Ret {
        s.leave();
    }

    Ret1 {
        s.set(Reg::new(0), s.get(s.a()));
        s.leave();
    }

    Ret2 {
        s.copy_words::<2>(Reg::new(0), s.a());
        s.leave();
    }

    Go {
        return cold(sched::go);
    }

    Defer {
        return cold(defer::push);
    }

    Deferlist {
        return cold(defer::push_list);
    }

    Rundefers {
        return cold(defer::run);
    }

    Panic {
        return cold(panic::panic);
    }

    Recover {
        return cold(panic::recover);
    }

    Unreachable {
        return cold(|_: &mut Step| minigo_runtime::throw!("unreachable code was reached"));
    }
}
