//! The network poller: goroutines that wait for descriptors hold no thread.
//!
//! Package internal/poll reads and writes descriptors that do not block. When the system says
//! that it would have to wait, the goroutine parks in the descriptor's [`PollDesc`], and the
//! system ([`epoll`]) is asked to tell when the descriptor is ready. Who looks for work asks
//! it too ([`crate::sched::find`]): without waiting before it steals, and when there is
//! nothing at all to do, one M waits there for the next event or timer. The monitor asks if
//! nobody has done so for 10 ms.
//!
//! A descriptor has a read and a write *side*; on each at most one goroutine waits, package
//! internal/poll has a lock for that. A side is
//!
//! | state | meaning | who moves it on |
//! |---|---|---|
//! | `Nothing` | nothing is known | who waits, to `Parked`; an event, to `Ready` |
//! | `Ready` | an event came that nobody has waited for | who waits or resets, to `Nothing` |
//! | `Parked` | a goroutine waits | an event, to `Ready`; a deadline or the end, to `Nothing` |
//!
//! and in the last two cases the goroutine is made ready and looks what has happened.
//!
//! Deadlines stand in a map by time, beside the Ps' timers, and are run when these are: they
//! are set on every operation of a server and mostly moved before they pass, and in Go they
//! are no objects of the heap either.
//!
//! # Invariants
//!
//! * N1: a goroutine that parks is made findable, and becomes Waiting, under the descriptor's
//!   lock; who takes it out of there makes it ready, once.
//! * N2: `PollDesc`s are never freed, only reused. An event that was on its way when its
//!   descriptor was closed bears the number of its former use, and is dropped.
//! * N3: `nwaiters` is counted before the goroutine can be found. So who goes idle after it
//!   has parked the last goroutine sees that somebody must wait for the system.
//!
//! Rejected: level-triggered events (an idle connection with unread data would wake the
//! poller for ever), a thread that only polls (a hand-over between threads for each event).

mod epoll;

use std::collections::BTreeMap;
use std::os::fd::RawFd;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::clock::nanotime;
use crate::sched::g::{G, Status, WaitReason};
use crate::sched::m::M;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;
use epoll::{Epoll, Event};

/// Reading, and writing: indices of sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Reading, accepting.
    Read,
    /// Writing, connecting.
    Write,
}

/// What internal/poll is told: its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Outcome {
    /// Go on.
    Ready = 0,
    /// The descriptor is being closed.
    Closing = 1,
    /// The deadline has passed.
    Timeout = 2,
    /// The system reports an error only, as when nobody else is at the other end.
    NotPollable = 3,
}

/// What came of waiting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waited {
    /// It is over.
    Now(Outcome),
    /// The goroutine is parked; see [`finish_wait`].
    Parked,
}

/// State of a side.
#[derive(Clone, Copy, Default)]
enum Waiter {
    #[default]
    Nothing,
    Ready,
    Parked(&'static G),
}

/// When a side's operations fail.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Deadline {
    #[default]
    Never,
    /// In monotonic nanoseconds, and the number of its entry.
    At(i64, u64),
    Passed,
}

/// A descriptor that is polled; never freed.
#[repr(align(64))]
pub struct PollDesc {
    state: Lock<State>,
}

#[derive(Default)]
struct State {
    fd: RawFd,
    /// Number of this use (N2).
    use_number: u16,
    is_closing: bool,
    has_error: bool,
    waiters: [Waiter; 2],
    deadlines: [Deadline; 2],
}

/// Deadlines by time and number: the descriptor and its side.
type Deadlines = BTreeMap<(i64, u64), (&'static PollDesc, Side)>;

/// The poller of a program.
pub struct NetPoll {
    /// Made when the first descriptor comes.
    epoll: OnceLock<Epoll>,
    /// Goroutines that are parked here (N3).
    nwaiters: AtomicUsize,
    free: Lock<Vec<&'static PollDesc>>,
    deadlines: Lock<Deadlines>,
    /// When the earliest deadline passes; 0 if there is none. Written under their lock.
    next_when: AtomicI64,
    /// Number of the last deadline.
    number: AtomicI64,
    /// When the system was asked last, in monotonic nanoseconds.
    last_poll: AtomicI64,
}

impl State {
    fn check(&self, side: Side) -> Outcome {
        if self.is_closing {
            Outcome::Closing
        } else if self.deadlines[side as usize] == Deadline::Passed {
            Outcome::Timeout
        } else if side == Side::Read && self.has_error {
            Outcome::NotPollable
        } else {
            Outcome::Ready
        }
    }

    /// Takes out who waits; an event leaves word that it came.
    fn take_waiter(&mut self, side: Side, is_event: bool) -> Option<&'static G> {
        let waiter = &mut self.waiters[side as usize];
        let before = *waiter;
        if is_event {
            *waiter = Waiter::Ready;
        } else if let Waiter::Parked(_) = before {
            *waiter = Waiter::Nothing;
        }
        match before {
            Waiter::Parked(g) => Some(g),
            Waiter::Nothing | Waiter::Ready => None,
        }
    }
}

impl PollDesc {
    /// As internal/poll knows it.
    pub fn handle(&'static self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    /// The one behind a handle.
    pub fn of_handle(handle: usize) -> &'static PollDesc {
        // SAFETY: internal/poll passes what `handle` gave it, and they are never freed (N2).
        unsafe { &*(handle as *const PollDesc) }
    }

    /// What its events bear: its address, and above the 48 bits that addresses have its use.
    fn token(&'static self, use_number: u16) -> u64 {
        self.handle() as u64 | u64::from(use_number) << 48
    }

    /// Forgets an event, before an operation of this side is tried.
    pub fn reset(&self, side: Side) -> Outcome {
        let mut state = self.state.lock();
        let outcome = state.check(side);
        if outcome == Outcome::Ready {
            state.waiters[side as usize] = Waiter::Nothing;
        }
        outcome
    }
}

/// The running goroutine waits for a side. Its registers are saved.
pub fn wait(m: &'static M, desc: &'static PollDesc, side: Side) -> Waited {
    let mut state = desc.state.lock();
    let outcome = state.check(side);
    if outcome != Outcome::Ready {
        return Waited::Now(outcome);
    }
    let waiter = &mut state.waiters[side as usize];
    match *waiter {
        Waiter::Ready => {
            *waiter = Waiter::Nothing;
            return Waited::Now(Outcome::Ready);
        }
        Waiter::Parked(_) => crate::throw!("two goroutines wait for one side of a descriptor"),
        Waiter::Nothing => *waiter = Waiter::Parked(m.running()),
    }
    m.sched().netpoll.nwaiters.fetch_add(1, Ordering::SeqCst);
    m.park(WaitReason::IoWait);
    Waited::Parked
}

/// The running goroutine was woken after [`Waited::Parked`]; it may have to wait again, if the
/// deadline that woke it has been moved since.
pub fn finish_wait(m: &'static M, desc: &'static PollDesc, side: Side) -> Waited {
    {
        let mut state = desc.state.lock();
        let waiter = &mut state.waiters[side as usize];
        if let Waiter::Ready = *waiter {
            *waiter = Waiter::Nothing;
            return Waited::Now(Outcome::Ready);
        }
    }
    wait(m, desc, side)
}

impl NetPoll {
    pub(crate) fn new() -> NetPoll {
        NetPoll {
            epoll: OnceLock::new(),
            nwaiters: AtomicUsize::new(0),
            free: Lock::new(Rank::FreePollDescs, Vec::new()),
            deadlines: Lock::new(Rank::Deadlines, BTreeMap::new()),
            next_when: AtomicI64::new(0),
            number: AtomicI64::new(0),
            last_poll: AtomicI64::new(0),
        }
    }

    /// Whether goroutines wait here.
    pub(crate) fn has_waiters(&self) -> bool {
        self.nwaiters.load(Ordering::SeqCst) != 0
    }

    /// When the earliest deadline passes, in monotonic nanoseconds; 0 if there is none.
    pub(crate) fn next_when(&self) -> i64 {
        self.next_when.load(Ordering::SeqCst)
    }

    /// Whether the descriptor belongs to the poller itself.
    pub fn owns(&self, fd: RawFd) -> bool {
        self.epoll.get().is_some_and(|epoll| epoll.owns(fd))
    }

    /// Begins to poll a descriptor.
    ///
    /// # Errors
    /// The system's number; `EPERM` if the descriptor cannot be polled.
    pub fn open(&self, m: &'static M, fd: RawFd) -> Result<&'static PollDesc, i32> {
        let code = |error: std::io::Error| error.raw_os_error().unwrap_or(0);
        let epoll = match self.epoll.get() {
            Some(epoll) => epoll,
            None => {
                let new = Epoll::new().map_err(code)?;
                let epoll = self.epoll.get_or_init(|| new);
                // Who sleeps until a timer shall wait for events instead.
                m.sched().sleep_note.wake();
                epoll
            }
        };
        let reused = self.free.lock().pop();
        let desc = reused.unwrap_or_else(|| {
            let state = Lock::new(Rank::PollDesc, State::default());
            Box::leak(Box::new(PollDesc { state }))
        });
        let use_number = {
            let mut state = desc.state.lock();
            let use_number = state.use_number.wrapping_add(1);
            *state = State { fd, use_number, ..State::default() };
            use_number
        };
        if let Err(error) = epoll.add(fd, desc.token(use_number)) {
            self.free.lock().push(desc);
            return Err(code(error));
        }
        Ok(desc)
    }

    /// Ends the use of a descriptor, which was unblocked, and for which nobody waits.
    pub fn close(&self, desc: &'static PollDesc) {
        let fd = {
            let mut state = desc.state.lock();
            debug_assert!(state.is_closing, "closed before it is unblocked");
            state.use_number = state.use_number.wrapping_add(1);
            state.fd
        };
        if let Some(epoll) = self.epoll.get() {
            // If it fails, nothing is told of it any more either.
            let _ = epoll.remove(fd);
        }
        self.free.lock().push(desc);
    }

    /// The descriptor is about to be closed: who waits for it is told, and nobody waits again.
    pub fn unblock(&self, m: &'static M, desc: &'static PollDesc) {
        let mut state = desc.state.lock();
        state.is_closing = true;
        for side in [Side::Read, Side::Write] {
            self.forget_deadline(&mut state, side);
            if let Some(g) = state.take_waiter(side, false) {
                self.release(m, g);
            }
        }
    }

    /// Sets when operations of these sides fail, in monotonic nanoseconds; 0 is never.
    pub fn set_deadline(&self, m: &'static M, desc: &'static PollDesc, when: i64, sides: &[Side]) {
        let mut earliest = 0;
        let mut state = desc.state.lock();
        if state.is_closing {
            return;
        }
        let has_passed = when != 0 && when <= nanotime();
        for &side in sides {
            self.forget_deadline(&mut state, side);
            if has_passed {
                state.deadlines[side as usize] = Deadline::Passed;
                if let Some(g) = state.take_waiter(side, false) {
                    self.release(m, g);
                }
            } else if when != 0 {
                let number = self.number.fetch_add(1, Ordering::Relaxed).cast_unsigned();
                state.deadlines[side as usize] = Deadline::At(when, number);
                earliest = self.change(|all| all.insert((when, number), (desc, side)));
            }
        }
        drop(state);
        if when != 0 && earliest == when {
            m.sched().wake_sleeper(when);
            m.sched().start_sysmon();
        }
    }

    /// Changes the deadlines; when the earliest passes.
    fn change<T>(&self, change: impl FnOnce(&mut Deadlines) -> T) -> i64 {
        let mut all = self.deadlines.lock();
        change(&mut all);
        let earliest = all.first_key_value().map_or(0, |(&(when, _), _)| when);
        self.next_when.store(earliest, Ordering::SeqCst);
        earliest
    }

    fn forget_deadline(&self, state: &mut State, side: Side) {
        let deadline = std::mem::take(&mut state.deadlines[side as usize]);
        if let Deadline::At(when, number) = deadline {
            self.change(|all| all.remove(&(when, number)));
        }
    }

    /// Wakes those whose deadlines have passed; when the next one does. The M holds a P.
    pub(crate) fn check_deadlines(&self, m: &'static M) -> i64 {
        let next = self.next_when();
        if next == 0 {
            return 0;
        }
        let now = nanotime();
        if next > now {
            return next;
        }
        let mut due = BTreeMap::new();
        let next = self.change(|all| {
            let later = all.split_off(&(now + 1, 0));
            due = std::mem::replace(all, later);
        });
        for ((when, number), (desc, side)) in due {
            let mut state = desc.state.lock();
            if state.deadlines[side as usize] != Deadline::At(when, number) {
                // Moved in between.
                continue;
            }
            state.deadlines[side as usize] = Deadline::Passed;
            if let Some(g) = state.take_waiter(side, false) {
                self.release(m, g);
            }
        }
        next
    }

    fn release(&self, m: &'static M, g: &'static G) {
        self.nwaiters.fetch_sub(1, Ordering::SeqCst);
        m.ready_at(g, false);
    }

    /// Whether the system was not asked for so long, though goroutines wait.
    pub(crate) fn is_overdue(&self, now: i64, period_ns: i64) -> bool {
        self.has_waiters() && self.last_poll.load(Ordering::Relaxed) + period_ns < now
    }

    /// Asks the system without waiting: the goroutines that can go on.
    pub(crate) fn poll(&self) -> Vec<&'static G> {
        self.poll_for(Some(Duration::ZERO))
    }

    /// Ends [`NetPoll::poll_for`].
    pub(crate) fn wake(&self) {
        if let Some(epoll) = self.epoll.get() {
            epoll.wake();
        }
    }

    /// Whether there is something to wait for with [`NetPoll::poll_for`].
    pub(crate) fn is_open(&self) -> bool {
        self.epoll.get().is_some()
    }

    /// Waits for events until [`NetPoll::wake`], or for that long; `None` waits for ever. The
    /// goroutines that can go on, which are Runnable and in no queue. Who waits holds no P.
    pub(crate) fn poll_for(&self, time: Option<Duration>) -> Vec<&'static G> {
        let mut ready = Vec::new();
        let Some(epoll) = self.epoll.get() else { return ready };
        epoll.wait(time, |event| self.note_event(event, &mut ready));
        self.last_poll.store(nanotime(), Ordering::Relaxed);
        ready
    }

    fn note_event(&self, event: Event, ready: &mut Vec<&'static G>) {
        const ADDRESS: u64 = (1 << 48) - 1;
        let desc = PollDesc::of_handle((event.token & ADDRESS) as usize);
        let mut state = desc.state.lock();
        if u64::from(state.use_number) != event.token >> 48 {
            return;
        }
        state.has_error = event.is_error;
        for (side, is_ready) in [(Side::Read, event.is_readable), (Side::Write, event.is_writable)]
        {
            if is_ready && let Some(g) = state.take_waiter(side, true) {
                self.nwaiters.fetch_sub(1, Ordering::SeqCst);
                g.change_status(Status::Waiting, Status::Runnable);
                ready.push(g);
            }
        }
    }
}
