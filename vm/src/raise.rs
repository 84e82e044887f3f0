//! Run-time errors: a failing instruction calls a Go function of package runtime.
//!
//! The function stands above the failing frame as if the program had called it there; it
//! makes the error value and panics. So texts, types and what recover sees are Go code.

use minigo_bytecode::roots::{ROOTS, Root};
use minigo_runtime::addr::Addr;
use minigo_runtime::native::Request;
use minigo_runtime::panics::{GoResult, Raiser, RuntimeError};
use minigo_runtime::typedesc::GoStr;

use crate::frame::{Flow, Step, cold};
use crate::{panic, stub, trace};

/// `x[i]` with i outside of 0..len.
#[inline(always)]
pub fn index(step: &Step, i: u64, len: u64) -> Flow {
    step.cx().set_scratch(0, i);
    step.cx().set_scratch(1, len);
    cold(|step| {
        let args = [step.cx().scratch(0), step.cx().scratch(1)];
        bound(step, Root::PanicIndex, 0, args);
    })
}

/// The Go function for a bound that is out of range: the number and what it is compared with.
/// `bit` is that of [`UnsignedBounds::bounds`](minigo_bytecode::program::UnsignedBounds) for
/// the number; `pc` is behind the instruction's first word.
pub fn bound(step: &mut Step, root: Root, bit: u8, [x, y]: [u64; 2]) {
    let instruction = step.pc.wrapping_sub(1);
    let func = step.cx().image().func_at(instruction);
    if func.is_some_and(|func| func.unsigned_at(func.offset(instruction)) >> bit & 1 != 0) {
        // The codes of boundsError are the roots in their order.
        call(step, Root::PanicBoundsU, &[x, y, root as u64]);
    } else {
        call(step, root, &[x, y]);
    }
}

/// A nil dereference.
#[inline(always)]
pub fn nil() -> Flow {
    cold(nil_now)
}

/// The same in a cold function.
pub fn nil_now(step: &mut Step) {
    call(step, Root::PanicMem, &[]);
}

/// A division by zero.
#[inline(always)]
pub fn divide() -> Flow {
    cold(|step| call(step, Root::PanicDivide, &[]))
}

/// A negative shift count.
#[inline(always)]
pub fn shift() -> Flow {
    cold(|step| call(step, Root::PanicShift, &[]))
}

/// Calls the Go function that panics.
pub fn call(step: &mut Step, root: Root, args: &[u64]) {
    let target = step.cx().image().roots[root as usize];
    if target.is_null() {
        let (_, name) = ROOTS[root as usize];
        trace::fatal(step, &format!("the program lacks {name}"));
    }
    stub::call_above(step, target, args);
}

/// The result of an operation of the runtime; raises its error.
pub fn checked<T>(step: &mut Step, result: GoResult<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(what) => {
            error(step, *what);
            None
        }
    }
}

/// Raises an error of the runtime.
pub fn error(step: &mut Step, error: RuntimeError) {
    match error.raiser() {
        Raiser::PanicError => with_text(step, Root::PanicError, &error.text()),
        Raiser::PanicPlain => with_text(step, Root::PanicPlain, &error.text()),
        Raiser::Fatal => trace::fatal(step, &String::from_utf8_lossy(&error.text())),
    }
}

/// Does what a native asked for.
pub fn request(step: &mut Step, request: Request) {
    match request {
        Request::RuntimeError(what) => error(step, what),
        Request::PanicString(text) => with_text(step, Root::PanicString, &text),
        Request::PanicValue(ty, data) => panic::start(step, [ty.0 as u64, data.0 as u64]),
        Request::Exit(status) => step.exit(status),
        Request::Fatal(text) => trace::fatal(step, &text),
    }
}

/// Calls a Go function that takes a string.
fn with_text(step: &mut Step, root: Root, text: &[u8]) {
    let GoStr { ptr, len } = step.cx().runtime().new_string(text);
    call(step, root, &[Addr::of(ptr).0 as u64, len as u64]);
}
