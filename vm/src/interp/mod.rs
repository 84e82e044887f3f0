//! The interpreter: handlers, one per row of the op table, and the engines that run them.
//!
//! A handler is a function of the op's name: it reads its operands, does the work, and
//! says how to go on ([`Flow`]). The files group them as the table's sections. An op
//! without a handler does not compile, because both engines expand from the table.
//!
//! * **threaded** (default): every handler becomes an `extern "sysv64"` function that ends
//!   by calling the next instruction's function with the same arguments, which LLVM turns
//!   into a jump. Nothing is spilled between instructions: `pc`, `fp`, the machine and the
//!   table stay in registers.
//! * **loop**: one loop that calls handlers through a table of plain functions. Needs no
//!   help from the optimiser, so it serves under Miri and as the fallback
//!   (`MINIGODEBUG=engine=loop`).
//!
//! # What a hot handler must not do
//!
//! The call at the end is a jump only if the handler has nothing to clean up. So: no
//! local with a destructor, nothing whose address is taken, no call that returns (nor a
//! `panic!` with arguments). Everything of that kind goes to a *cold* function
//! ([`frame::cold`](crate::frame::cold)): the handler ends with it, it runs as an ordinary
//! Rust function on a copy of the state, and execution continues where it says. A test
//! runs 28 million instructions on a 256 KiB stack: a handler that lost its jump
//! overflows it. `benches/tail_calls.sh` lists handlers that contain a `call`.

/// Declares handlers: `name { body }` for each; the body may end early with
/// `return cold(…)`.
macro_rules! ops {
    ($s:ident: $($name:ident $body:block)*) => { $(
        #[allow(non_snake_case, reason = "handlers are named as their ops")]
        #[allow(unused_variables, reason = "some ops need no state")]
        #[inline(always)]
        pub fn $name($s: &mut crate::frame::Step) -> crate::frame::Flow {
            $body
            #[allow(unreachable_code, reason = "some ops always end in a cold function")]
            NEXT
        }
    )* };
}

mod alloc;
mod atomic;
mod call;
mod chan;
mod cmp;
mod float;
mod global;
pub mod group;
mod iface;
mod index;
mod int;
mod jump;
mod map;
mod mem;
mod moves;
mod region;
mod slice;
mod string;
mod stub;

use minigo_bytecode::ops::{Effect, Op};
use minigo_bytecode::with_ops;

use crate::cx::Cx;
use crate::frame::{Cold, Flow, NEXT, Resume, Step, handler_at, read_word};
use group::CODES;

/// All handlers under the names of the ops.
mod handlers {
    pub use super::{
        alloc::*, atomic::*, call::*, chan::*, cmp::*, float::*, global::*, iface::*, index::*,
        int::*, jump::*, map::*, mem::*, moves::*, region::*, slice::*, string::*, stub::*,
    };
}

/// A handler of the threaded engine.
pub type Threaded = extern "sysv64" fn(*const u64, *mut u64, *mut Cx, *const Entry);

/// An entry of the threaded engine's table.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Entry(pub Threaded);

/// A handler of the loop engine.
pub type Plain = fn(&mut Step) -> Flow;

/// Which engine runs the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Engine {
    /// Handlers that jump to each other.
    #[default]
    Threaded,
    /// A loop over the table of handlers.
    Loop,
}

/// Runs from the instruction at `pc` until a cold function leaves the interpreter.
pub fn run(engine: Engine, pc: *const u64, fp: *mut u64, cx: *mut Cx) {
    match engine {
        Engine::Threaded if !cfg!(miri) => next(Step::new(pc, fp, cx), THREADED.as_ptr()),
        Engine::Threaded | Engine::Loop => run_loop(Step::new(pc, fp, cx)),
    }
}

/// Executes one instruction with this stack limit, whatever was asked for.
pub fn execute(step: &mut Step, limit: usize) -> Flow {
    let op = group::first_member(step.fetch());
    step.cx().m().with_limit(limit, || PLAIN[op as usize](step))
}

/// The opcode of an instruction's first word, which may stand for a group.
pub fn first_op(word: u64) -> u16 {
    group::first_member(word as u16)
}

/// Whether the instruction at `pc` allocates.
pub fn allocates(step: &Step) -> bool {
    Op::from_code(first_op(read_word(step.pc))).is_some_and(|op| op.has(Effect::ALLOC))
}

fn run_loop(mut step: Step) {
    loop {
        let code = group::first_member(step.fetch());
        if let Some(cold) = PLAIN[code as usize](&mut step) {
            let resume = cold(step.pc, step.fp, step.cx_ptr());
            if resume.pc.is_null() {
                return;
            }
            step.pc = resume.pc;
            step.fp = resume.fp;
        }
    }
}

#[inline(always)]
fn next(mut step: Step, table: *const Entry) {
    let handler = handler_at(table, step.fetch());
    handler(step.pc, step.fp, step.cx_ptr(), table);
}

/// Runs a cold function and goes on where it says.
#[inline(never)]
extern "sysv64" fn go_on(
    pc: *const u64,
    fp: *mut u64,
    cx: *mut Cx,
    table: *const Entry,
    cold: Cold,
) {
    let Resume { pc, fp } = cold(pc, fp, cx);
    if !pc.is_null() {
        next(Step::new(pc, fp, cx), table);
    }
}

macro_rules! engines {
    ($($doc:literal $name:ident $mnemonic:literal [$($operand:tt)*] [$($ext:tt)*] [$($effect:ident)*];)*) => {
        #[allow(non_snake_case, reason = "handlers are named as their ops")]
        mod threaded {
            use super::{Cx, NEXT, Step, Entry, go_on, handlers, next};

            $(
                extern "sysv64" fn $name(
                    pc: *const u64,
                    fp: *mut u64,
                    cx: *mut Cx,
                    table: *const Entry,
                ) {
                    let mut step = Step::new(pc, fp, cx);
                    match handlers::$name(&mut step) {
                        NEXT => next(step, table),
                        Some(cold) => go_on(step.pc, step.fp, cx, table, cold),
                    }
                }
            )*

            pub const OPS: &[Entry] = &[$(Entry($name)),*];
        }

        static THREADED: [Entry; CODES] = group::with_handlers(threaded::OPS);

        static PLAIN: &[Plain] = &[$(handlers::$name),*];
    };
}

with_ops!(engines);
