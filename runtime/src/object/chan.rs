//! Channels.
//!
//! A channel is a heap object with Go's layout (`hchan`, 112 bytes) and, where elements have
//! pointers, a buffer in an object of its own; otherwise the buffer follows. It has a lock
//! (half of its last word) and two queues of waiting goroutines.
//!
//! * C1: a goroutine waits to receive only while the buffer is empty, to send only while it
//!   is full, and never once the channel is closed.
//! * C2: who completes an operation also completes the waiting other side's: it copies the
//!   value from or to the waiter's memory, which may be its stack, and makes it ready. So a
//!   stack with waiting sudogs does not move (`G::stack_is_shared`).
//! * C3: sudogs in a channel's queues, and the channel's fields, are touched only under its
//!   lock.
//!
//! The value goes straight from goroutine to goroutine, and both queues are first in, first
//! out, so no goroutine waits for ever while others are served.

use std::sync::atomic::{AtomicPtr, Ordering};

use crate::addr::Addr;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::object::sudog::{Queue, Sudog};
use crate::object::timer::TimerObject;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::sched::g::{G, WaitReason};
use crate::sched::m::M;
use crate::sync::word_lock::WordLock;
use crate::typedesc::{CHAN_HEADER, TypeDesc};

/// Bytes of a channel without its buffer.
pub const CHAN_BYTES: usize = 112;
/// Elements must be smaller.
const MAX_ELEM_BYTES: usize = 1 << 16;

/// Offsets of the fields.
mod field {
    /// Values in the buffer (u64).
    pub const COUNT: usize = 0;
    /// Places in the buffer (u64).
    pub const CAPACITY: usize = 8;
    /// The buffer.
    pub const BUFFER: usize = 16;
    /// Size of an element (u16).
    pub const ELEM_BYTES: usize = 24;
    /// Not 0 once it is closed (u32).
    pub const CLOSED: usize = 28;
    /// The timer whose channel it is; nil if it is an ordinary one.
    pub const TIMER: usize = 32;
    /// Descriptor of the element type.
    pub const ELEM: usize = 40;
    /// Where the next value goes (u64).
    pub const SEND_INDEX: usize = 48;
    /// Where the next value comes from (u64).
    pub const RECEIVE_INDEX: usize = 56;
    /// Waiting receivers, two words.
    pub const RECEIVERS: usize = 64;
    /// Waiting senders, two words.
    pub const SENDERS: usize = 80;
    /// The lock.
    pub const LOCK: usize = 104;
}

/// A channel that is not nil.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chan(pub(crate) Addr);

/// Where an operation got to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done; for a receive, whether with a value.
    Done(bool),
    /// The goroutine is parked; it ends the operation when it runs again.
    Parked,
    /// It would have to wait, but was told not to.
    WouldBlock,
    /// A send on a closed channel.
    Closed,
}

impl Chan {
    fn word(self, offset: usize) -> u64 {
        self.0.offset(offset).load64()
    }

    fn set_word(self, offset: usize, value: u64) {
        self.0.offset(offset).store64(value);
    }

    fn elem(self) -> &'static TypeDesc {
        // SAFETY: `make` stores a descriptor, which is static.
        unsafe { &*self.0.offset(field::ELEM).load_addr().as_ptr::<TypeDesc>() }
    }

    fn is_closed(self) -> bool {
        self.0.offset(field::CLOSED).load32() != 0
    }

    #[inline(always)]
    fn word_lock(self) -> &'static WordLock {
        // SAFETY: the object lives while it is used, and the word is the lock's alone.
        unsafe { &*self.0.offset(field::LOCK).as_ptr::<WordLock>() }
    }

    #[inline(always)]
    pub(crate) fn lock(self) {
        self.word_lock().lock();
    }

    /// The caller holds the lock.
    #[inline(always)]
    pub(crate) fn unlock(self) {
        self.word_lock().unlock();
    }

    /// The goroutines that wait to receive, or to send. The caller holds the lock.
    pub(crate) fn queue(self, sends: bool) -> &'static mut Queue {
        let offset = if sends { field::SENDERS } else { field::RECEIVERS };
        // SAFETY: two words of the object, zero at first, which is an empty queue; C3.
        unsafe { &mut *self.0.offset(offset).as_mut_ptr::<Queue>() }
    }

    /// Where the timer's address stands.
    pub(crate) fn timer_slot(self) -> Addr {
        self.0.offset(field::TIMER)
    }

    /// The timer whose channel it is.
    #[inline(always)]
    pub(crate) fn timer(self) -> Option<TimerObject> {
        let timer = self.timer_slot().load_addr();
        if timer.is_nil() { None } else { Some(TimerObject::at(timer)) }
    }

    /// Sends the value if there is room; drops it otherwise. The M holds a P.
    pub(crate) fn offer(self, m: &'static M, value: Addr) {
        self.lock();
        let sent = self.try_send(m.p().own_mut().mcache, value);
        self.unlock();
        if let Ok(Some(receiver)) = sent {
            m.ready_at(receiver, false);
        }
    }

    /// Throws away what is in the buffer; whether there was anything.
    pub(crate) fn drain(self, m: &'static M) -> bool {
        self.lock();
        let mut has_any = false;
        while self.word(field::COUNT) > 0 {
            has_any |= self.try_receive(m.p().own_mut().mcache, Addr::NIL).is_ok();
        }
        self.unlock();
        has_any
    }

    /// The buffer slot at an index field, which moves on.
    fn next_slot(self, index_field: usize) -> Addr {
        let index = self.word(index_field);
        let next = index + 1;
        self.set_word(index_field, if next == self.word(field::CAPACITY) { 0 } else { next });
        let elem_bytes = usize::from(self.0.offset(field::ELEM_BYTES).load16());
        Addr(self.word(field::BUFFER) as usize).offset(index as usize * elem_bytes)
    }

    fn copy(self, mcache: &mut MCache, to: Addr, from: Addr) {
        if !to.is_nil() {
            barrier::copy_value(mcache, to, from, self.elem());
        }
    }

    fn clear(self, mcache: &mut MCache, at: Addr) {
        if !at.is_nil() {
            barrier::zero_value(mcache, at, self.elem());
        }
    }

    /// Sends without waiting, under the lock. Who must be made ready once the lock is
    /// released, or why not.
    pub(crate) fn try_send(
        self,
        mcache: &mut MCache,
        value: Addr,
    ) -> Result<Option<&'static G>, Outcome> {
        if self.is_closed() {
            return Err(Outcome::Closed);
        }
        if let Some(receiver) = self.queue(false).pop_unserved() {
            self.copy(mcache, receiver.elem, value);
            return Ok(serve(receiver));
        }
        let count = self.word(field::COUNT);
        if count == self.word(field::CAPACITY) {
            return Err(Outcome::WouldBlock);
        }
        self.copy(mcache, self.next_slot(field::SEND_INDEX), value);
        self.set_word(field::COUNT, count + 1);
        Ok(None)
    }

    /// Receives without waiting, under the lock: whether a value, and who must be made
    /// ready once the lock is released.
    pub(crate) fn try_receive(
        self,
        mcache: &mut MCache,
        value: Addr,
    ) -> Result<(bool, Option<&'static G>), Outcome> {
        let count = self.word(field::COUNT);
        let sender = self.queue(true).pop_unserved();
        if count > 0 {
            let slot = self.next_slot(field::RECEIVE_INDEX);
            self.copy(mcache, value, slot);
            match &sender {
                // The buffer is full (C1): the sender's value takes the place at its end.
                Some(sender) => self.copy(mcache, self.next_slot(field::SEND_INDEX), sender.elem),
                None => {
                    self.clear(mcache, slot);
                    self.set_word(field::COUNT, count - 1);
                }
            }
        } else if let Some(sender) = &sender {
            self.copy(mcache, value, sender.elem);
        } else if self.is_closed() {
            self.clear(mcache, value);
            return Ok((false, None));
        } else {
            return Err(Outcome::WouldBlock);
        }
        Ok((true, sender.and_then(serve)))
    }
}

/// Marks a waiter as served; returns its goroutine.
fn serve(sudog: &'static mut Sudog) -> Option<&'static G> {
    sudog.success = true;
    let g = sudog.g?;
    g.set_param(sudog);
    Some(g)
}

/// `make(chan T, capacity)`.
///
/// # Errors
/// The capacity is negative or too large.
pub fn make(mcache: &mut MCache, elem: &'static TypeDesc, capacity: i64) -> GoResult<Addr> {
    let bytes = usize::try_from(capacity).ok().and_then(|n| n.checked_mul(elem.size));
    let Some(bytes) = bytes.filter(|&n| n <= 1 << 47 && elem.size < MAX_ELEM_BYTES) else {
        return fail(RuntimeError::Plain("makechan: size out of range"));
    };
    let (object, buffer) = if elem.ptr_bytes == 0 || bytes == 0 {
        let object = mcache.mallocgc_noscan(CHAN_BYTES + bytes, true);
        (object, object.offset(if bytes == 0 { 0 } else { CHAN_BYTES }))
    } else {
        let buffer = mcache.mallocgc(bytes, Some(elem), true);
        (mcache.mallocgc(CHAN_BYTES, Some(&CHAN_HEADER), true), buffer)
    };
    let chan = Chan(object);
    chan.set_word(field::CAPACITY, capacity as u64);
    barrier::store_pointer(mcache, object.offset(field::BUFFER), buffer);
    object.offset(field::ELEM_BYTES).store16(elem.size as u16);
    chan.set_word(field::ELEM, Addr::of(elem).0 as u64);
    Ok(object)
}

/// `len(c)`.
#[inline(always)]
pub fn len(chan: Addr) -> u64 {
    if chan.is_nil() || Chan(chan).timer().is_some() { 0 } else { Chan(chan).word(field::COUNT) }
}

/// `cap(c)`.
#[inline(always)]
pub fn capacity(chan: Addr) -> u64 {
    if chan.is_nil() || Chan(chan).timer().is_some() { 0 } else { Chan(chan).word(field::CAPACITY) }
}

/// `c <- *value` by the running goroutine, whose registers are saved.
pub fn send(m: &'static M, chan: Addr, value: Addr, blocks: bool) -> Outcome {
    if chan.is_nil() {
        return wait_for_ever(m, WaitReason::ChanSendNil, blocks);
    }
    let chan = Chan(chan);
    // A full channel can be seen to be full without its lock.
    if !blocks && !chan.is_closed() && is_full(chan) {
        return Outcome::WouldBlock;
    }
    chan.lock();
    match chan.try_send(m.p().own_mut().mcache, value) {
        Ok(served) => {
            chan.unlock();
            if let Some(g) = served {
                m.ready(g);
            }
            Outcome::Done(true)
        }
        Err(Outcome::WouldBlock) if blocks => wait(m, chan, value, true),
        Err(outcome) => {
            chan.unlock();
            outcome
        }
    }
}

/// `*value = <-c` by the running goroutine, whose registers are saved; `value` may be nil.
pub fn receive(m: &'static M, chan: Addr, value: Addr, blocks: bool) -> Outcome {
    if chan.is_nil() {
        return wait_for_ever(m, WaitReason::ChanReceiveNil, blocks);
    }
    let chan = Chan(chan);
    if let Some(timer) = chan.timer() {
        timer.catch_up(m);
    }
    if !blocks && is_empty(chan) && !chan.is_closed() {
        return Outcome::WouldBlock;
    }
    chan.lock();
    match chan.try_receive(m.p().own_mut().mcache, value) {
        Ok((ok, served)) => {
            chan.unlock();
            if let Some(g) = served {
                m.ready(g);
            }
            Outcome::Done(ok)
        }
        Err(Outcome::WouldBlock) if blocks => wait(m, chan, value, false),
        Err(outcome) => {
            chan.unlock();
            outcome
        }
    }
}

fn is_full(chan: Chan) -> bool {
    let capacity = chan.word(field::CAPACITY);
    if capacity == 0 {
        return chan.word(field::RECEIVERS) == 0;
    }
    chan.word(field::COUNT) == capacity
}

fn is_empty(chan: Chan) -> bool {
    if chan.word(field::CAPACITY) == 0 {
        return chan.word(field::SENDERS) == 0;
    }
    chan.word(field::COUNT) == 0
}

/// Parks the running goroutine in a queue of the channel, and releases its lock.
fn wait(m: &'static M, chan: Chan, value: Addr, sends: bool) -> Outcome {
    let g = m.running();
    let sudog = m.new_sudog(g);
    sudog.elem = value;
    sudog.chan = chan.0;
    g.state_mut().waiting = &raw mut *sudog;
    g.set_param(std::ptr::null_mut());
    g.set_stack_is_shared(true);
    chan.queue(sends).push(sudog);
    if let Some(timer) = chan.timer() {
        timer.note_waiter(m, true);
    }
    m.park(if sends { WaitReason::ChanSend } else { WaitReason::ChanReceive });
    chan.unlock();
    Outcome::Parked
}

/// Operations on a nil channel wait for ever.
fn wait_for_ever(m: &'static M, reason: WaitReason, blocks: bool) -> Outcome {
    if !blocks {
        return Outcome::WouldBlock;
    }
    m.park(reason);
    Outcome::Parked
}

/// The running goroutine has been served after [`Outcome::Parked`]: whether with a value;
/// otherwise the channel was closed.
pub fn finish(m: &'static M) -> bool {
    let g = m.running();
    let sudog = std::mem::replace(&mut g.state_mut().waiting, std::ptr::null_mut());
    g.set_stack_is_shared(false);
    // SAFETY: a goroutine that was served has the sudog it waited with.
    let Sudog { success, chan, .. } = unsafe { &*sudog };
    if let Some(timer) = Chan(*chan).timer() {
        timer.note_waiter(m, false);
    }
    let success = *success;
    m.free_sudog(sudog);
    success
}

/// `close(c)`.
///
/// # Errors
/// The channel is nil or closed already.
pub fn close(m: &'static M, chan: Addr) -> GoResult<()> {
    if chan.is_nil() {
        return fail(RuntimeError::Plain("close of nil channel"));
    }
    let chan = Chan(chan);
    chan.lock();
    if chan.is_closed() {
        chan.unlock();
        return fail(RuntimeError::Plain("close of closed channel"));
    }
    chan.0.offset(field::CLOSED).store32(1);
    let mut served = Vec::new();
    for sends in [false, true] {
        while let Some(sudog) = chan.queue(sends).pop_unserved() {
            if !sends {
                chan.clear(m.p().own_mut().mcache, sudog.elem);
            }
            sudog.success = false;
            if let Some(g) = sudog.g {
                g.set_param(sudog);
                served.push(g);
            }
        }
    }
    chan.unlock();
    for g in served {
        m.ready(g);
    }
    Ok(())
}

impl G {
    /// The sudog that was served; written by who served it.
    pub(crate) fn set_param(&self, sudog: *mut Sudog) {
        self.param().store(sudog, Ordering::Relaxed);
    }

    /// The sudog that was served; read by the goroutine when it runs again.
    pub(crate) fn take_param(&self) -> *mut Sudog {
        self.param().swap(std::ptr::null_mut(), Ordering::Relaxed)
    }
}

/// A goroutine's `param`: what wakes it tells it there; ordered by its status.
pub(crate) type Param = AtomicPtr<Sudog>;
