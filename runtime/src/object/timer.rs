//! Timers of package time.
//!
//! A timer is a Go object (`timer` in time/timer.go). While it *runs*, `when` is not 0. It
//! stands in a P's list ([`crate::sched::timer`]) when somebody has to act at that time:
//!
//! * one that calls a function, always: a goroutine is started for the call;
//! * one with a channel only while a goroutine waits for the channel. Otherwise whoever
//!   looks at the channel next finds out that the time has come ([`TimerObject::catch_up`]).
//!   So a timer that nobody waits for costs nothing, can be collected, and does not keep a
//!   dead program from being reported.
//!
//! The channel has room for one value, but looks as if it had none: its length and
//! capacity read 0, and after Stop or Reset no value of before comes from it.
//!
//! # Locks
//!
//! `send_lock`, then the channel's, then `lock`, then a P's list. `lock` protects the
//! fields. `send_lock` is held from when an expiry is decided until the value is in the
//! channel, and while Stop or Reset empty it: so a value is either emptied or not sent.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::addr::Addr;
use crate::clock::nanotime;
use crate::gc::barrier;
use crate::mem::mcache::MCache;
use crate::object::chan::Chan;
use crate::sched::g::G;
use crate::sched::m::M;
use crate::sync::word_lock::WordLock;
use crate::typedesc::TypeDesc;

/// Offsets of the fields.
mod field {
    /// The channel; nil if it calls a function.
    pub const CHAN: usize = 0;
    /// See above (u32).
    pub const SEND_LOCK: usize = 16;
    /// See above (u32).
    pub const LOCK: usize = 20;
    /// When it expires; 0 if it does not run.
    pub const WHEN: usize = 24;
    /// Nanoseconds between expiries of a ticker; 0 for a timer.
    pub const PERIOD: usize = 32;
    /// A number that no other entry had; 0 if it stands in no P's list.
    pub const NUMBER: usize = 40;
    /// Counts Stop and Reset.
    pub const SEQUENCE: usize = 48;
    /// Number of the P in whose list it stands (u32).
    pub const HOME: usize = 56;
    /// Goroutines that wait for the channel (u32).
    pub const NWAITERS: usize = 60;
    /// The function to call.
    pub const FUNC: usize = 64;
    /// Address of `time.Local`.
    pub const LOCAL: usize = 72;
    /// Expiries that are decided, but have not taken `send_lock` yet (u32).
    pub const NSENDING: usize = 80;
    /// Index of its entry in a P's heap, plus 1; 0 if it is in none (u32). Protected by the
    /// lock of that heap.
    pub const INDEX: usize = 84;
    /// The goroutine that sleeps; nil in a timer of package time.
    pub const SLEEPER: usize = 88;
}

/// A value of type `time.Time`.
pub type TimeWords = [u64; 3];

/// Makes the `time.Time` of so many nanoseconds ago, in the zone with this address.
pub type TimeWriter = fn(late_ns: i64, local: u64) -> TimeWords;

static TIME_WRITER: OnceLock<TimeWriter> = OnceLock::new();

/// A timer with which a goroutine sleeps: as large as Go's, which is what a timer of package
/// time has behind its first two words, and counts as scanned up to Go's last pointer. Nothing
/// in it leads to the heap: the goroutine lives anyway.
static SLEEP_TIMER: TypeDesc = TypeDesc::internal(96, 80, &[0; 2]);

/// A timer that is not nil.
#[derive(Clone, Copy)]
pub struct TimerObject(Addr);

impl TimerObject {
    /// The timer at an address.
    pub fn at(addr: Addr) -> TimerObject {
        TimerObject(addr)
    }

    /// A new timer that wakes a goroutine.
    pub(crate) fn for_sleeper(mcache: &mut MCache, g: &'static G) -> TimerObject {
        let timer = mcache.new_object(&SLEEP_TIMER);
        timer.offset(field::SLEEPER).store_addr(Addr::of(g));
        TimerObject(timer)
    }

    /// The goroutine that it wakes; `None` for a timer of package time.
    pub(crate) fn sleeper(self) -> Option<&'static G> {
        // SAFETY: nil, or what `for_sleeper` has stored: a G is never freed.
        unsafe { self.0.offset(field::SLEEPER).load_addr().as_ptr::<G>().as_ref() }
    }

    pub(crate) fn addr(self) -> Addr {
        self.0
    }

    /// The index of its entry; `None` if it has none. The heap in which it may be is locked.
    pub(crate) fn index(self) -> Option<usize> {
        (self.0.offset(field::INDEX).load32() as usize).checked_sub(1)
    }

    pub(crate) fn set_index(self, index: Option<usize>) {
        self.0.offset(field::INDEX).store32(index.map_or(0, |index| index as u32 + 1));
    }

    /// The number of its entry; 0 if it has none, or is about to be taken out.
    pub(crate) fn number(self) -> u64 {
        self.word(field::NUMBER)
    }

    fn word(self, offset: usize) -> u64 {
        self.0.offset(offset).load64()
    }

    fn set_word(self, offset: usize, value: u64) {
        self.0.offset(offset).store64(value);
    }

    fn when(self) -> i64 {
        self.word(field::WHEN).cast_signed()
    }

    fn chan(self) -> Option<Chan> {
        Some(self.0.offset(field::CHAN).load_addr()).filter(|chan| !chan.is_nil()).map(Chan)
    }

    fn word_lock(self, offset: usize) -> &'static WordLock {
        // SAFETY: the object lives while it is used, and the word is the lock's alone.
        unsafe { &*self.0.offset(offset).as_ptr::<WordLock>() }
    }

    /// Written with `lock` or `send_lock` held; read with both.
    fn nsending(self) -> &'static AtomicU32 {
        // SAFETY: as for the locks.
        unsafe { &*self.0.offset(field::NSENDING).as_ptr::<AtomicU32>() }
    }

    fn locked<T>(self, work: impl FnOnce() -> T) -> T {
        let lock = self.word_lock(field::LOCK);
        lock.lock();
        let result = work();
        lock.unlock();
        result
    }

    /// It stands in another P's list now. The world is stopped.
    pub(crate) fn set_home(self, home: usize) {
        self.0.offset(field::HOME).store32(home as u32);
    }

    /// Enters it into the list of the M's P if somebody has to act. Locked.
    fn enlist(self, m: &'static M) {
        let is_needed = self.chan().is_none() || self.0.offset(field::NWAITERS).load32() != 0;
        if self.when() == 0 || !is_needed {
            return;
        }
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        self.set_word(field::NUMBER, NUMBER.fetch_add(1, Ordering::Relaxed));
        self.set_home(m.p().id);
        m.add_timer(self, self.when());
    }

    /// Takes it out of its P's list, if it stands in one. Locked.
    fn delist(self, m: &'static M) {
        if self.number() == 0 {
            return;
        }
        self.set_word(field::NUMBER, 0);
        let home = self.0.offset(field::HOME).load32() as usize;
        m.sched().all_ps()[home].timers.remove(m, self);
    }

    /// Begins to run: expires at `when`, and every `period` from then on if that is not 0.
    /// Nobody else knows it yet.
    pub fn start(self, m: &'static M, when: i64, period: i64, writer: TimeWriter) {
        TIME_WRITER.get_or_init(|| writer);
        if let Some(chan) = self.chan() {
            barrier::store_pointer(m.p().own_mut().mcache, chan.timer_slot(), self.0);
        }
        self.locked(|| {
            self.set_word(field::WHEN, when.cast_unsigned());
            self.set_word(field::PERIOD, period.cast_unsigned());
            self.enlist(m);
        });
    }

    /// Stops it; then, if `again`, runs it with this time and period. Returns whether it
    /// was running, or its value had not been received.
    pub fn stop(self, m: &'static M, again: Option<(i64, i64)>) -> bool {
        let send_lock = self.word_lock(field::SEND_LOCK);
        if self.chan().is_some() {
            send_lock.lock();
        }
        let mut was_running = self.locked(|| {
            // A value that was about to be sent will not be any more.
            let was_running = self.when() != 0 || self.nsending().load(Ordering::Relaxed) > 0;
            self.delist(m);
            self.set_word(field::SEQUENCE, self.word(field::SEQUENCE) + 1);
            let (when, period) = again.unwrap_or((0, self.word(field::PERIOD).cast_signed()));
            self.set_word(field::WHEN, when.cast_unsigned());
            self.set_word(field::PERIOD, period.cast_unsigned());
            self.enlist(m);
            was_running
        });
        if let Some(chan) = self.chan() {
            was_running |= chan.drain(m);
            send_lock.unlock();
        }
        was_running
    }

    /// Its entry, which had this number, was taken out of the list because it is due. The M
    /// holds a P.
    pub(crate) fn expire(self, m: &'static M, number: u64, now: i64) {
        let lock = self.word_lock(field::LOCK);
        lock.lock();
        if number == 0 || self.number() != number {
            // Stopped in between.
            return lock.unlock();
        }
        self.set_word(field::NUMBER, 0);
        self.act(m, now);
    }

    /// Acts as of `now`, which is not before `when`, and decides when to act again. Locked
    /// before, not afterwards.
    fn act(self, m: &'static M, now: i64) {
        let late = now - self.when();
        let period = self.word(field::PERIOD).cast_signed();
        let next = if period == 0 { 0 } else { self.when() + period * (1 + late / period) };
        let sequence = self.word(field::SEQUENCE);
        self.set_word(field::WHEN, next.cast_unsigned());
        self.enlist(m);
        if self.chan().is_some() {
            self.nsending().fetch_add(1, Ordering::Relaxed);
        }
        self.word_lock(field::LOCK).unlock();
        match self.chan() {
            None => m.start_call(self.0.offset(field::FUNC).load_addr()),
            Some(chan) => self.send_time(m, chan, sequence, late),
        }
    }

    fn send_time(self, m: &'static M, chan: Chan, sequence: u64, late: i64) {
        let Some(write) = TIME_WRITER.get() else {
            crate::throw!("a timer that was never started expires");
        };
        let send_lock = self.word_lock(field::SEND_LOCK);
        send_lock.lock();
        self.nsending().fetch_sub(1, Ordering::Relaxed);
        if self.word(field::SEQUENCE) == sequence {
            let value = write(late, self.0.offset(field::LOCAL).load_addr().load64());
            chan.offer(m, Addr::of(&value));
        }
        send_lock.unlock();
    }

    /// Before its channel is looked at: acts if it is due and nobody has noticed. The M
    /// holds a P, and no lock.
    pub(crate) fn catch_up(self, m: &'static M) {
        if self.when() == 0 {
            return;
        }
        let now = nanotime();
        let lock = self.word_lock(field::LOCK);
        lock.lock();
        if self.when() == 0 || self.when() > now {
            return lock.unlock();
        }
        self.delist(m);
        self.act(m, now);
    }

    /// A goroutine begins or ends waiting for its channel, which is locked or not.
    pub(crate) fn note_waiter(self, m: &'static M, begins: bool) {
        self.locked(|| {
            let nwaiters = self.0.offset(field::NWAITERS);
            if begins {
                nwaiters.store32(nwaiters.load32() + 1);
                if self.number() == 0 {
                    self.enlist(m);
                }
            } else {
                nwaiters.store32(nwaiters.load32() - 1);
                if nwaiters.load32() == 0 {
                    self.delist(m);
                }
            }
        });
    }
}
