//! The instructions of channels: operands in, results out. The work is the runtime's
//! ([`minigo_runtime::object::chan`]).
//!
//! An operation that must wait parks the goroutine with its registers saved; who serves it
//! copies the value, and the results are set here when it runs again. Nothing of the frame is
//! remembered meanwhile but `pc`, which still tells the operands.

use minigo_bytecode::program::{SELECT_CASE_WORDS, SELECT_SEND};
use minigo_runtime::addr::Addr;
use minigo_runtime::native::Words;
use minigo_runtime::object::chan::{self, Outcome};
use minigo_runtime::object::select::{self, Case, Selected};
use minigo_runtime::panics::RuntimeError;
use minigo_runtime::sched::g::Resume;

pub use minigo_runtime::object::chan::{capacity, len};

use crate::frame::{Step, load_64};
use crate::{raise, sched};

/// `makechan`.
pub fn make(step: &mut Step) {
    let elem = step.cx().type_desc(step.x32(0)).elem().expect("a channel type has an element");
    let made = chan::make(step.cx().runtime().mcache(), elem, step.int(step.b()));
    if let Some(made) = raise::checked(step, made) {
        step.set_addr(step.a(), made);
        step.skip();
    }
}

/// `c <- v`.
pub fn send(step: &mut Step) {
    sched::save(step, Resume::Send);
    let (to, value) = (step.addr(step.a()), step.addr(step.b()));
    match chan::send(step.cx().m(), to, value, true) {
        Outcome::Done(_) => {}
        Outcome::Parked => sched::run_next(step),
        Outcome::Closed | Outcome::WouldBlock => closed(step),
    }
}

/// The end of a send that waited.
pub fn finish_send(step: &mut Step) -> bool {
    if !chan::finish(step.cx().m()) {
        closed(step);
    }
    true
}

/// `v, ok = <-c`.
pub fn receive(step: &mut Step) {
    sched::save(step, Resume::Receive);
    let (from, value) = (step.addr(step.c()), step.addr(step.b()));
    match chan::receive(step.cx().m(), from, value, true) {
        Outcome::Done(ok) => step.set(step.a(), u64::from(ok)),
        Outcome::Parked => sched::run_next(step),
        Outcome::Closed | Outcome::WouldBlock => step.set(step.a(), 0),
    }
}

/// The end of a receive that waited.
pub fn finish_receive(step: &mut Step) -> bool {
    let ok = chan::finish(step.cx().m());
    step.set(step.a(), u64::from(ok));
    true
}

/// `close(c)`; also `func chanclose(c unsafe.Pointer)` of package reflect, whose argument
/// stands where the instruction's operand does.
pub fn close(step: &mut Step) {
    let closed = chan::close(step.cx().m(), step.addr(step.a()));
    raise::checked(step, closed);
}

/// `func chansend(c, value unsafe.Pointer, blocks bool) (sent bool)` of package reflect.
/// What it gives after waiting is not read.
pub fn reflect_send(step: &mut Step) {
    sched::save(step, Resume::Send);
    let mut args = Words::new(step.window(step.a(), 3));
    match chan::send(step.cx().m(), args.addr(0), args.addr(1), args.bool(2)) {
        Outcome::Done(_) => args.set_bool(0, true),
        Outcome::WouldBlock => args.set_bool(0, false),
        Outcome::Parked => sched::run_next(step),
        Outcome::Closed => closed(step),
    }
}

/// `func chanrecv(c, value unsafe.Pointer, blocks bool) (received, selected bool)` of package
/// reflect. After waiting, [`finish_receive`] sets the first result; the other is not read.
pub fn reflect_receive(step: &mut Step) {
    sched::save(step, Resume::Receive);
    let mut args = Words::new(step.window(step.a(), 3));
    let (received, selected) =
        match chan::receive(step.cx().m(), args.addr(0), args.addr(1), args.bool(2)) {
            Outcome::Done(received) => (received, true),
            Outcome::WouldBlock => (false, false),
            Outcome::Closed => (false, true),
            Outcome::Parked => return sched::run_next(step),
        };
    args.set_bool(0, received);
    args.set_bool(1, selected);
}

fn closed(step: &mut Step) {
    raise::error(step, RuntimeError::Plain("send on closed channel"));
}

/// The case at an index in a select's region.
fn case(region: Addr, i: usize) -> Case {
    let at = region.offset(i * SELECT_CASE_WORDS as usize * 8);
    Case {
        chan: Addr(load_64(at) as usize),
        value: Addr(load_64(at.offset(8)) as usize),
        sends: load_64(at.offset(16)) == SELECT_SEND,
    }
}

/// `select`.
pub fn select(step: &mut Step) {
    sched::save(step, Resume::Select);
    let region = step.place(step.b());
    let (ncases, has_default) = (step.x32(0), step.x32(1) != 0);
    let m = step.cx().m();
    let selected = select::select(m, ncases, |i| case(region, i), !has_default);
    if selected == Selected::Parked {
        return sched::run_next(step);
    }
    end_select(step, selected);
}

/// The end of a select that waited.
pub fn finish_select(step: &mut Step) -> bool {
    let selected = select::finish(step.cx().m());
    end_select(step, selected);
    true
}

/// `func selectCases(first *selectCase, n int, blocks bool) (chosen int, received bool)` of
/// package reflect; its cases lie in memory as those of an instruction in a region.
pub fn reflect_select(step: &mut Step) {
    sched::save(step, Resume::ReflectSelect);
    let args = Words::new(step.window(step.a(), 3));
    let (first, ncases, blocks) = (args.addr(0), args.usize(1), args.bool(2));
    let selected = select::select(step.cx().m(), ncases, |i| case(first, i), blocks);
    if selected == Selected::Parked {
        return sched::run_next(step);
    }
    end_reflect_select(step, selected);
}

/// The end of one that waited.
pub fn finish_reflect_select(step: &mut Step) -> bool {
    let selected = select::finish(step.cx().m());
    end_reflect_select(step, selected);
    true
}

fn end_reflect_select(step: &mut Step, selected: Selected) {
    if let Some((chosen, ok)) = chosen(selected) {
        step.set(step.a(), chosen);
        step.set(step.a().plus(1), u64::from(ok));
    } else {
        closed(step);
    }
}

/// The number of the case chosen, all ones for the default, and whether it received; `None` if
/// it sent on a closed channel.
fn chosen(selected: Selected) -> Option<(u64, bool)> {
    match selected {
        Selected::Case(index, ok) => Some((index as u64, ok)),
        Selected::Default | Selected::Parked => Some((u64::MAX, false)),
        Selected::Closed => None,
    }
}

fn end_select(step: &mut Step, selected: Selected) {
    let to = step.a();
    let chosen = chosen(selected);
    if let Some((chosen, ok)) = chosen {
        step.set(to, chosen);
        step.set(to.plus(1), u64::from(ok));
    }
    step.skip();
    if chosen.is_none() {
        closed(step);
    }
}
