//! Channels.
//!
//! A channel is a heap object with the fields and the size of Go's `hchan`, so that
//! allocation figures agree; the goroutines that wait for it are in a table beside it.
//!
//! * C1: a goroutine waits to receive only while the buffer is empty, to send only while
//!   it is full, and never once the channel is closed.
//! * C2: who completes an operation also completes the other side's: it copies the value
//!   from or to the waiter's memory, sets the waiter's result registers and makes it
//!   ready. The stack of a goroutine that waits does not move.
//!
//! TODO: locks, when goroutines run on several Ms.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;

use minigo_bytecode::program::{SELECT_CASE_WORDS, SELECT_SEND};
use minigo_runtime::addr::Addr;
use minigo_runtime::gc::barrier;
use minigo_runtime::panics::{GoResult, RuntimeError, fail};
use minigo_runtime::typedesc::{self, TypeDesc};

use crate::frame::{Step, load_64, store_64, type_at, write_word};
use crate::goroutine::G;
use crate::{raise, sched};

/// Bytes of a channel without its buffer.
const CHAN_BYTES: usize = 112;
/// Elements must be smaller.
const MAX_ELEM_BYTES: usize = 1 << 16;

// Offsets of the fields.
const COUNT: usize = 0;
const CAPACITY: usize = 8;
const BUFFER: usize = 16;
const CLOSED: usize = 28;
const ELEM: usize = 40;
const SEND_INDEX: usize = 48;
const RECEIVE_INDEX: usize = 56;

/// Who waits for a channel.
#[derive(Default)]
pub struct Queues {
    receivers: VecDeque<Waiter>,
    senders: VecDeque<Waiter>,
}

/// A goroutine that waits for a channel.
struct Waiter {
    g: *mut G,
    /// The value to send, or where to put the received one; nil for nowhere.
    value: Addr,
    /// Where the results go.
    results: Results,
    /// Shared by all cases of a select: one of them has fired.
    fired: Rc<Cell<bool>>,
}

/// Result registers of an operation.
#[derive(Clone, Copy)]
enum Results {
    /// None (send).
    Nothing,
    /// Whether a value was received.
    Ok(*mut u64),
    /// The case chosen, and whether a value was received.
    Case(*mut u64, u64),
}

/// Where an operation got to.
enum Outcome {
    /// Done; for a receive, whether with a value.
    Done(bool),
    /// It must wait.
    Waits,
    /// A send on a closed channel.
    Closed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Chan(Addr);

impl Chan {
    fn field(self, offset: usize) -> u64 {
        load_64(self.0.offset(offset))
    }

    fn set_field(self, offset: usize, value: u64) {
        store_64(self.0.offset(offset), value);
    }

    fn elem(self) -> &'static TypeDesc {
        type_at(Addr(self.field(ELEM) as usize)).expect("makechan sets it")
    }

    fn is_closed(self) -> bool {
        self.0.offset(CLOSED).load32() != 0
    }

    /// The buffer slot at an index field, which moves on.
    fn next_slot(self, index_field: usize) -> Addr {
        let index = self.field(index_field);
        let next = index + 1;
        self.set_field(index_field, if next == self.field(CAPACITY) { 0 } else { next });
        Addr(self.field(BUFFER) as usize).offset(index as usize * self.elem().size)
    }
}

impl Results {
    fn set(self, ok: bool) {
        match self {
            Results::Nothing => {}
            Results::Ok(to) => write_word(to, ok as u64),
            Results::Case(to, case) => {
                write_word(to, case);
                write_word(to.wrapping_add(1), ok as u64);
            }
        }
    }
}

/// `makechan`.
pub fn make(step: &mut Step) {
    let elem = step.cx().type_desc(step.x32(0)).elem().expect("a channel type has an element");
    let made = new(step, elem, step.int(step.b()));
    if let Some(made) = raise::checked(step, made) {
        step.set_addr(step.a(), made);
        step.skip();
    }
}

/// A new channel.
///
/// # Errors
/// The capacity is negative or too large.
pub fn new(step: &Step, elem: &'static TypeDesc, capacity: i64) -> GoResult<Addr> {
    let bytes = usize::try_from(capacity).ok().and_then(|n| n.checked_mul(elem.size));
    let Some(bytes) = bytes.filter(|&n| n <= 1 << 47 && elem.size < MAX_ELEM_BYTES) else {
        return fail(RuntimeError::Plain("makechan: size out of range"));
    };
    let mcache = step.cx().runtime().mcache();
    let (object, buffer) = if elem.ptr_bytes == 0 {
        let object = mcache.mallocgc_noscan(CHAN_BYTES + bytes, true);
        (object, object.offset(CHAN_BYTES))
    } else {
        let object = mcache.new_object(&typedesc::CHAN);
        (object, mcache.mallocgc(bytes, Some(elem), true))
    };
    debug_assert_eq!(CHAN_BYTES, typedesc::CHAN.size);
    let chan = Chan(object);
    chan.set_field(CAPACITY, capacity as u64);
    chan.set_field(BUFFER, buffer.0 as u64);
    chan.set_field(ELEM, &raw const *elem as u64);
    Ok(object)
}

/// `len(c)`.
#[inline(always)]
pub fn len(chan: Addr) -> u64 {
    if chan.is_nil() { 0 } else { load_64(chan.offset(COUNT)) }
}

/// `cap(c)`.
#[inline(always)]
pub fn capacity(chan: Addr) -> u64 {
    if chan.is_nil() { 0 } else { load_64(chan.offset(CAPACITY)) }
}

/// `c <- v`.
pub fn send(step: &mut Step) {
    let (chan, value) = (step.addr(step.a()), step.addr(step.b()));
    if chan.is_nil() {
        return sched::park(step, "chan send (nil chan)");
    }
    match try_send(step, Chan(chan), value) {
        Outcome::Done(_) => {}
        Outcome::Closed => closed(step),
        Outcome::Waits => {
            let waiter = waiter(step, value, Results::Nothing);
            queues(step, Chan(chan)).senders.push_back(waiter);
            sched::park(step, "chan send");
        }
    }
}

/// `v, ok = <-c`.
pub fn receive(step: &mut Step) {
    let (chan, value) = (step.addr(step.c()), step.addr(step.b()));
    if chan.is_nil() {
        return sched::park(step, "chan receive (nil chan)");
    }
    let results = Results::Ok(step.place(step.a()).as_mut_ptr());
    match try_receive(step, Chan(chan), value) {
        Outcome::Done(ok) => results.set(ok),
        Outcome::Closed | Outcome::Waits => {
            let waiter = waiter(step, value, results);
            queues(step, Chan(chan)).receivers.push_back(waiter);
            sched::park(step, "chan receive");
        }
    }
}

/// `close(c)`.
pub fn close(step: &mut Step) {
    let chan = step.addr(step.a());
    if chan.is_nil() {
        return raise::error(step, RuntimeError::Plain("close of nil channel"));
    }
    let chan = Chan(chan);
    if chan.is_closed() {
        return raise::error(step, RuntimeError::Plain("close of closed channel"));
    }
    chan.0.offset(CLOSED).store32(1);
    let Some(waiting) = step.cx().sched().channels.remove(&chan.0.0) else { return };
    for waiter in waiting.receivers.into_iter().filter(|waiter| !waiter.fired.replace(true)) {
        clear(step, chan, waiter.value);
        waiter.results.set(false);
        sched::ready(step, waiter.g);
    }
    for waiter in waiting.senders.into_iter().filter(|waiter| !waiter.fired.replace(true)) {
        waiter.results.set(false);
        sched::ready_to_panic(step, waiter.g);
    }
}

/// A send of a goroutine that waited ended because the channel was closed.
pub fn closed(step: &mut Step) {
    raise::error(step, RuntimeError::Plain("send on closed channel"));
}

/// `select`.
pub fn select(step: &mut Step) {
    let results = step.place(step.a()).as_mut_ptr::<u64>();
    let region = step.place(step.b());
    let (ncases, has_default) = (step.x32(0), step.x32(1) != 0);
    step.skip();
    let case = |i: usize| {
        let at = region.offset(i * SELECT_CASE_WORDS as usize * 8);
        let chan = Addr(load_64(at) as usize);
        (chan, Addr(load_64(at.offset(8)) as usize), load_64(at.offset(16)) == SELECT_SEND)
    };
    let mut order: Vec<usize> = (0..ncases).filter(|&i| !case(i).0.is_nil()).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, step.cx().sched().random(i + 1));
    }
    for &i in &order {
        let (chan, value, sends) = case(i);
        let outcome = if sends {
            try_send(step, Chan(chan), value)
        } else {
            try_receive(step, Chan(chan), value)
        };
        match outcome {
            Outcome::Done(ok) => return Results::Case(results, i as u64).set(ok),
            Outcome::Closed => return closed(step),
            Outcome::Waits => {}
        }
    }
    if has_default {
        return Results::Case(results, u64::MAX).set(false);
    }
    let fired = Rc::new(Cell::new(false));
    for &i in &order {
        let (chan, value, sends) = case(i);
        let mut waiter = waiter(step, value, Results::Case(results, i as u64));
        waiter.fired = Rc::clone(&fired);
        let queues = queues(step, Chan(chan));
        if sends { &mut queues.senders } else { &mut queues.receivers }.push_back(waiter);
    }
    sched::park(step, if ncases == 0 { "select (no cases)" } else { "select" });
}

fn waiter(step: &Step, value: Addr, results: Results) -> Waiter {
    Waiter { g: step.cx().g(), value, results, fired: Rc::new(Cell::new(false)) }
}

fn queues(step: &Step, chan: Chan) -> &'static mut Queues {
    step.cx().sched().channels.entry(chan.0.0).or_default()
}

/// Takes the first waiter that no other case of its select has served.
fn take(queue: &mut VecDeque<Waiter>) -> Option<Waiter> {
    loop {
        let waiter = queue.pop_front()?;
        if !waiter.fired.replace(true) {
            return Some(waiter);
        }
    }
}

fn try_send(step: &mut Step, chan: Chan, value: Addr) -> Outcome {
    if chan.is_closed() {
        return Outcome::Closed;
    }
    let waiting = step.cx().sched().channels.get_mut(&chan.0.0);
    if let Some(receiver) = waiting.and_then(|queues| take(&mut queues.receivers)) {
        copy(step, chan, receiver.value, value);
        receiver.results.set(true);
        sched::ready(step, receiver.g);
        return Outcome::Done(true);
    }
    if chan.field(COUNT) == chan.field(CAPACITY) {
        return Outcome::Waits;
    }
    copy(step, chan, chan.next_slot(SEND_INDEX), value);
    chan.set_field(COUNT, chan.field(COUNT) + 1);
    Outcome::Done(true)
}

fn try_receive(step: &mut Step, chan: Chan, value: Addr) -> Outcome {
    let waiting = step.cx().sched().channels.get_mut(&chan.0.0);
    let sender = waiting.and_then(|queues| take(&mut queues.senders));
    if chan.field(COUNT) > 0 {
        let slot = chan.next_slot(RECEIVE_INDEX);
        copy(step, chan, value, slot);
        match &sender {
            // The buffer is full (C1): the sender's value takes the place at its end.
            Some(sender) => copy(step, chan, chan.next_slot(SEND_INDEX), sender.value),
            None => {
                clear(step, chan, slot);
                chan.set_field(COUNT, chan.field(COUNT) - 1);
            }
        }
    } else if let Some(sender) = &sender {
        copy(step, chan, value, sender.value);
    } else if chan.is_closed() {
        clear(step, chan, value);
        return Outcome::Done(false);
    } else {
        return Outcome::Waits;
    }
    if let Some(sender) = sender {
        sender.results.set(false);
        sched::ready(step, sender.g);
    }
    Outcome::Done(true)
}

fn copy(step: &Step, chan: Chan, to: Addr, from: Addr) {
    if !to.is_nil() {
        barrier::copy_value(step.cx().runtime().mcache(), to, from, chan.elem());
    }
}

fn clear(step: &Step, chan: Chan, at: Addr) {
    if !at.is_nil() {
        barrier::zero_value(step.cx().runtime().mcache(), at, chan.elem());
    }
}
