//! `select`.
//!
//! 1. Cases with nil channels never happen. The others are tried in random order: the first
//!    that can go on is chosen, so each ready case is equally likely.
//! 2. If none can, the goroutine waits in the queues of all of them. Who serves one case
//!    wins `select_done`; later ones find the sudogs served and skip them.
//! 3. When it runs again it leaves the other queues.
//!
//! All channels are locked together, in order of their addresses, so two selects over the
//! same channels cannot wait for each other.

use std::sync::atomic::Ordering;

use crate::addr::Addr;
use crate::object::chan::{Chan, Outcome};
use crate::object::sudog::Sudog;
use crate::sched::g::WaitReason;
use crate::sched::m::M;

/// A case.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The channel; may be nil.
    pub chan: Addr,
    /// The value to send, or where to put the received one (nil: nowhere).
    pub value: Addr,
    /// Sends, otherwise receives.
    pub sends: bool,
}

/// What came of a select.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selected {
    /// This case, and for a receive whether with a value.
    Case(usize, bool),
    /// No case can go on, and there is a default.
    Default,
    /// The goroutine is parked; [`finish`] tells the rest when it runs again.
    Parked,
    /// A send on a closed channel.
    Closed,
}

/// Cases of a select without allocation.
const FEW: usize = 16;

/// Runs a select of the running goroutine, whose registers are saved.
pub fn select(
    m: &'static M,
    ncases: usize,
    case: impl Fn(usize) -> Case,
    blocks: bool,
) -> Selected {
    let (mut few_polls, mut few_locks) = ([0u32; FEW], [0u32; FEW]);
    let (mut many_polls, mut many_locks) = (Vec::new(), Vec::new());
    let (polls, locks) = if ncases <= FEW {
        (&mut few_polls[..ncases], &mut few_locks[..ncases])
    } else {
        many_polls.resize(ncases, 0);
        many_locks.resize(ncases, 0);
        (&mut many_polls[..], &mut many_locks[..])
    };
    let n = shuffle(m, ncases, &case, polls);
    let (polls, locks) = (&polls[..n], &mut locks[..n]);
    locks.copy_from_slice(polls);
    sort_by_channel(locks, |i| case(i as usize).chan.0);
    let locks = &*locks;
    let unlock = || each_channel(locks, &case, Chan::unlock);

    for &i in locks {
        if let Some(timer) = Chan(case(i as usize).chan).timer() {
            timer.catch_up(m);
        }
    }
    each_channel(locks, &case, Chan::lock);
    let mcache = &mut m.p().own_mut().mcache;
    for &i in polls {
        let tried = case(i as usize);
        let (chan, index) = (Chan(tried.chan), i as usize);
        let done = if tried.sends {
            chan.try_send(mcache, tried.value).map(|served| (false, served))
        } else {
            chan.try_receive(mcache, tried.value)
        };
        match done {
            Ok((ok, served)) => {
                unlock();
                if let Some(g) = served {
                    m.ready(g);
                }
                return Selected::Case(index, ok);
            }
            Err(Outcome::Closed) => {
                unlock();
                return Selected::Closed;
            }
            Err(_) => {}
        }
    }
    if !blocks {
        unlock();
        return Selected::Default;
    }
    wait(m, locks, &case);
    unlock();
    Selected::Parked
}

/// Fills `polls` with the cases that have a channel, in random order; their number.
fn shuffle(
    m: &'static M,
    ncases: usize,
    case: &impl Fn(usize) -> Case,
    polls: &mut [u32],
) -> usize {
    let mcache = &mut m.p().own_mut().mcache;
    let mut n = 0;
    for i in 0..ncases {
        if case(i).chan.is_nil() {
            continue;
        }
        // The high half of a product with 32 random bits: uniform enough, without division.
        let at = (((mcache.random() >> 32) * (n as u64 + 1)) >> 32) as usize;
        polls[n] = polls[at];
        polls[at] = i as u32;
        n += 1;
    }
    n
}

fn sort_by_channel(locks: &mut [u32], address: impl Fn(u32) -> usize) {
    if locks.len() > FEW {
        return locks.sort_unstable_by_key(|&i| address(i));
    }
    for i in 1..locks.len() {
        let mut at = i;
        while at > 0 && address(locks[at - 1]) > address(locks[at]) {
            locks.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Calls `act` once for each channel, in lock order.
fn each_channel(locks: &[u32], case: &impl Fn(usize) -> Case, act: impl Fn(Chan)) {
    let mut last = Addr::NIL;
    for &i in locks {
        let chan = case(i as usize).chan;
        if chan != last {
            act(Chan(chan));
        }
        last = chan;
    }
}

/// Parks the running goroutine in the queues of all cases, whose channels are locked.
fn wait(m: &'static M, locks: &[u32], case: &impl Fn(usize) -> Case) {
    let g = m.running();
    let mut link = &raw mut g.state_mut().waiting;
    for &i in locks {
        let waits = case(i as usize);
        let sudog = m.new_sudog(g);
        sudog.is_select = true;
        sudog.elem = waits.value;
        sudog.chan = waits.chan;
        sudog.ticket = i << 1 | u32::from(waits.sends);
        let added = &raw mut *sudog;
        // SAFETY: the goroutine's own field, or that of the sudog made before this one.
        unsafe { *link = added };
        link = &raw mut sudog.wait_link;
        Chan(waits.chan).queue(waits.sends).push(sudog);
        if let Some(timer) = Chan(waits.chan).timer() {
            timer.note_waiter(m, true);
        }
    }
    g.set_param(std::ptr::null_mut());
    g.select_done.store(0, Ordering::Relaxed);
    g.set_stack_is_shared(true);
    let reason = if locks.is_empty() { WaitReason::SelectNoCases } else { WaitReason::Select };
    m.park(reason);
}

/// The running goroutine was served after [`Selected::Parked`].
pub fn finish(m: &'static M) -> Selected {
    let g = m.running();
    let first = std::mem::replace(&mut g.state_mut().waiting, std::ptr::null_mut());
    // The sudogs are in lock order.
    each_sudog_channel(first, Chan::lock);
    g.set_stack_is_shared(false);
    g.select_done.store(0, Ordering::Relaxed);
    let served = g.take_param();
    let mut selected = Selected::Closed;
    each_sudog(first, |sudog| {
        let (index, sends) = (sudog.ticket as usize >> 1, sudog.ticket & 1 != 0);
        if std::ptr::eq(sudog, served) {
            if !sends || sudog.success {
                selected = Selected::Case(index, !sends && sudog.success);
            }
        } else {
            Chan(sudog.chan).queue(sends).remove(sudog);
        }
    });
    each_sudog_channel(first, Chan::unlock);
    each_sudog(first, |sudog| {
        if let Some(timer) = Chan(sudog.chan).timer() {
            timer.note_waiter(m, false);
        }
        m.free_sudog(sudog);
    });
    selected
}

fn each_sudog(first: *mut Sudog, mut act: impl FnMut(&mut Sudog)) {
    let mut sudog = first;
    // SAFETY: the goroutine's own list of sudogs; those that are still queued are touched
    // under their channels' locks.
    while let Some(this) = unsafe { sudog.as_mut() } {
        sudog = this.wait_link;
        act(this);
    }
}

fn each_sudog_channel(first: *mut Sudog, act: impl Fn(Chan)) {
    let mut last = Addr::NIL;
    each_sudog(first, |sudog| {
        if sudog.chan != last {
            act(Chan(sudog.chan));
        }
        last = sudog.chan;
    });
}
