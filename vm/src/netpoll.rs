//! The natives behind package internal/poll: goroutines that wait for descriptors.

use minigo_runtime::clock;
use minigo_runtime::native::Words;
use minigo_runtime::netpoll::{self, PollDesc, Side, Waited};
use minigo_runtime::sched::g::Resume;
use minigo_runtime::sched::m::M;

use crate::frame::Step;
use crate::sched;

const BOTH: [Side; 2] = [Side::Read, Side::Write];

/// The sides that a mode names: `'r'`, `'w'`, or their sum.
fn sides(mode: i64) -> &'static [Side] {
    const READ: i64 = b'r' as i64;
    const WRITE: i64 = b'w' as i64;
    match mode {
        READ => &BOTH[..1],
        WRITE => &BOTH[1..],
        _ => &BOTH,
    }
}

fn args(step: &mut Step, words: usize) -> Words<'static> {
    Words::new(step.window(step.a(), words))
}

/// `func runtimeNano() int64`
pub fn nanotime(step: &mut Step) {
    args(step, 1).set_int(0, clock::nanotime());
}

/// `func runtime_pollOpen(fd uintptr) (ctx uintptr, errno int)`
pub fn open(step: &mut Step) {
    let mut args = args(step, 2);
    let m = step.cx().m();
    let (desc, errno) = match m.sched().netpoll.open(m, args.int(0) as i32) {
        Ok(desc) => (desc.handle(), 0),
        Err(errno) => (0, errno),
    };
    args.set_int(0, desc as i64);
    args.set_int(1, errno.into());
}

/// `func runtime_pollClose(ctx uintptr)`
pub fn close(step: &mut Step) {
    let desc = PollDesc::of_handle(args(step, 1).usize(0));
    step.cx().m().sched().netpoll.close(desc);
}

/// `func runtime_pollReset(ctx uintptr, mode int) int`
pub fn reset(step: &mut Step) {
    let mut args = args(step, 2);
    let outcome = PollDesc::of_handle(args.usize(0)).reset(sides(args.int(1))[0]);
    args.set_int(0, outcome as i64);
}

/// `func runtime_pollWait(ctx uintptr, mode int) int`
pub fn wait(step: &mut Step) {
    sched::save(step, Resume::Polled);
    if !end_wait(step, netpoll::wait) {
        sched::run_next(step);
    }
}

/// A goroutine that waited was woken: whether it goes on; otherwise it waits again.
pub fn finish(step: &mut Step) -> bool {
    sched::save(step, Resume::Polled);
    end_wait(step, netpoll::finish_wait)
}

/// Waits by `wait`; whether that is over, with its result.
fn end_wait(step: &mut Step, wait: fn(&'static M, &'static PollDesc, Side) -> Waited) -> bool {
    let mut args = args(step, 2);
    let desc = PollDesc::of_handle(args.usize(0));
    match wait(step.cx().m(), desc, sides(args.int(1))[0]) {
        Waited::Now(outcome) => {
            args.set_int(0, outcome as i64);
            true
        }
        Waited::Parked => false,
    }
}

/// `func runtime_pollSetDeadline(ctx uintptr, d int64, mode int)`
pub fn set_deadline(step: &mut Step) {
    let args = args(step, 3);
    let desc = PollDesc::of_handle(args.usize(0));
    let m = step.cx().m();
    m.sched().netpoll.set_deadline(m, desc, args.int(1), sides(args.int(2)));
}

/// `func runtime_pollUnblock(ctx uintptr)`
pub fn unblock(step: &mut Step) {
    let desc = PollDesc::of_handle(args(step, 1).usize(0));
    let m = step.cx().m();
    m.sched().netpoll.unblock(m, desc);
}

/// `func runtime_isPollServerDescriptor(fd uintptr) bool`
pub fn owns(step: &mut Step) {
    let mut args = args(step, 1);
    let owns = step.cx().m().sched().netpoll.owns(args.int(0) as i32);
    args.set_bool(0, owns);
}
