//! The protocols of the scheduler and of the locks under many interleavings.
//!
//! The lowest ones are the runtime's own files, included here: they get their atomics from
//! `sync::primitive`, which is shuttle's here and switches threads at every access. The others
//! are written down once more, as small as they can be; names are those of the modules that do
//! it for real. A lost wake-up shows as a deadlock, which shuttle reports; the rest is
//! asserted.
//! What these models cannot show is an ordering that is too weak: shuttle's atomics are
//! sequentially consistent.

use std::collections::VecDeque;

use shuttle::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicUsize, Ordering::SeqCst};
use shuttle::sync::{Arc, Mutex, MutexGuard};
use shuttle::thread;

#[path = "../src/sched/idle.rs"]
mod idle;
#[path = "../src/sync/note.rs"]
#[allow(dead_code, reason = "time does not pass here")]
mod note;
#[path = "../src/sched/runq.rs"]
#[allow(dead_code, reason = "Ps that go out of use are not modelled")]
mod runq;
#[path = "../src/sched/status.rs"]
#[allow(dead_code, reason = "names are for traces")]
mod status;
#[path = "../src/sync/word_lock.rs"]
mod word_lock;

mod sched {
    pub mod g {
        //! Goroutines are numbers.

        pub struct G(pub usize);
    }
}

mod sync {
    //! The runtime's module of the same name.

    pub mod primitive {
        //! Atomics, futexes and pauses of shuttle's threads.

        use std::collections::VecDeque;
        use std::time::Duration;

        pub use shuttle::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence};
        use shuttle::sync::{Condvar, Mutex};

        /// Who sleeps.
        #[derive(Default)]
        struct Sleepers {
            /// The words' addresses and the sleepers' tickets, oldest first.
            queue: VecDeque<(usize, u64)>,
            ntickets: u64,
        }

        shuttle::lazy_static! {
            static ref SLEEPERS: (Mutex<Sleepers>, Condvar) = Default::default();
        }

        pub fn pause(nspins: &mut u32, _: u32) {
            *nspins += 1;
            shuttle::thread::yield_now();
        }

        pub fn futex_wait(word: &AtomicU32, value: u32, time: Option<Duration>) {
            assert!(time.is_none(), "time does not pass here");
            let (sleepers, woken) = &*SLEEPERS;
            let mut guard = crate::hold(sleepers);
            if word.load(Ordering::SeqCst) != value {
                return;
            }
            guard.ntickets += 1;
            let own = (std::ptr::from_ref(word) as usize, guard.ntickets);
            guard.queue.push_back(own);
            while guard.queue.contains(&own) {
                guard = woken.wait(guard).expect("nobody panics");
            }
        }

        pub fn futex_wake(word: &AtomicU32) {
            let (sleepers, woken) = &*SLEEPERS;
            let mut guard = crate::hold(sleepers);
            let address = std::ptr::from_ref(word) as usize;
            if let Some(at) = guard.queue.iter().position(|sleeper| sleeper.0 == address) {
                guard.queue.remove(at);
                woken.notify_all();
            }
        }
    }
}

macro_rules! throw {
    ($text:literal) => {
        panic!($text)
    };
}
use throw;

use crossbeam_deque::Injector;
use idle::IdleCounts;
use note::Note;
use runq::RunQueue;
use sched::g::G;
use status::{Status, StatusWord};
use word_lock::WordLock;

/// Interleavings tried per model and strategy.
const ITERATIONS: usize = 3_000;

/// Tries random schedules, and such with few switches at unlikely places.
fn explore(model: fn()) {
    shuttle::check_random(model, ITERATIONS);
    shuttle::check_pct(model, ITERATIONS, 3);
}

/// Runs `work` on threads of their own, with their numbers, beside `beside`.
fn run_threads<T: Send + Sync + 'static>(
    n: usize,
    shared: &Arc<T>,
    work: fn(&T, usize),
    beside: impl FnOnce(),
) {
    let threads: Vec<_> = (0..n)
        .map(|i| {
            let shared = shared.clone();
            thread::spawn(move || work(&shared, i))
        })
        .collect();
    beside();
    threads.into_iter().for_each(|thread| thread.join().expect("it ends"));
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics")
}

#[test]
fn a_word_lock_excludes_and_wakes() {
    explore(|| {
        let shared = Arc::new((WordLock::default(), AtomicBool::new(false)));
        let work = |(lock, inside): &(WordLock, AtomicBool), _| {
            for _ in 0..2 {
                lock.lock();
                assert!(!inside.swap(true, SeqCst), "two threads hold the lock");
                inside.store(false, SeqCst);
                lock.unlock();
            }
        };
        run_threads(3, &shared, work, || {});
    });
}

/// A goroutine's status, the M that runs it and the one that suspends it.
struct Suspending {
    status: StatusWord,
    /// The M sleeps here while the goroutine is not runnable.
    note: Note,
    nclaimed: AtomicUsize,
}

impl Suspending {
    const NGOROUTINES: usize = 3;

    /// Goroutines that use the same G one after the other.
    fn run(&self) {
        for _ in 0..Suspending::NGOROUTINES {
            self.status.change(Status::Dead, Status::Idle);
            self.status.change(Status::Idle, Status::Runnable);
            self.status.change(Status::Runnable, Status::Running);
            if self.status.must_stop() {
                self.status.change(Status::Running, Status::Preempted);
                self.note.sleep();
                self.note.clear();
                self.status.change(Status::Runnable, Status::Running);
            }
            self.status.change(Status::Running, Status::Dead);
        }
    }

    /// `M::suspend_g` and the end of what it returns.
    fn suspend(&self) {
        let Some(claimed) = self.status.claim(|| {}) else { return };
        self.nclaimed.fetch_add(1, SeqCst);
        assert_eq!(self.status.get(), claimed, "it goes on while it is claimed");
        self.status.release(claimed);
        if claimed == Status::Preempted {
            self.status.change(Status::Waiting, Status::Runnable);
            self.note.wake();
        }
    }
}

#[test]
fn a_request_to_stop_does_not_outlive_its_goroutine() {
    explore(|| {
        let shared = Arc::new(Suspending {
            status: StatusWord::default(),
            note: Note::new(),
            nclaimed: AtomicUsize::new(0),
        });
        shared.status.change(Status::Idle, Status::Dead);
        let suspender = |shared: &Suspending, _| shared.suspend();
        run_threads(2, &shared, suspender, || shared.run());
        assert_eq!(shared.status.get(), Status::Dead);
        assert!(!shared.status.must_stop());
    });
}

/// The idle protocol of `sched::find` (C3): global queue, idle Ps, sleeping Ms, spinning.
struct Idle {
    queue: Mutex<VecDeque<usize>>,
    len: AtomicUsize,
    counts: IdleCounts,
    /// The Ms that sleep; each has left a P idle.
    sleeping: Mutex<Vec<usize>>,
    notes: [Note; Idle::NMS],
    ndone: AtomicUsize,
    has_ended: AtomicBool,
}

impl Idle {
    const NMS: usize = 3;
    const NTASKS: usize = 6;

    fn new() -> Idle {
        Idle {
            queue: Mutex::default(),
            len: AtomicUsize::new(0),
            counts: IdleCounts::default(),
            sleeping: Mutex::default(),
            notes: Default::default(),
            ndone: AtomicUsize::new(0),
            has_ended: AtomicBool::new(false),
        }
    }

    fn put_global(&self, task: usize) {
        let mut queue = hold(&self.queue);
        queue.push_back(task);
        self.len.store(queue.len(), SeqCst);
        drop(queue);
        self.wake_p();
    }

    fn take(&self) -> Option<usize> {
        let mut queue = hold(&self.queue);
        let task = queue.pop_front();
        self.len.store(queue.len(), SeqCst);
        task
    }

    fn wake_p(&self) {
        if !self.counts.begin_wake() {
            return;
        }
        let mut sleeping = hold(&self.sleeping);
        let m = sleeping.pop();
        self.counts.set_nps(sleeping.len());
        drop(sleeping);
        match m {
            Some(m) => self.notes[m].wake(),
            None => self.counts.stop_looking(),
        }
    }

    fn run_m(&self, m: usize) {
        let mut is_spinning = false;
        while !self.has_ended.load(SeqCst) {
            if self.len.load(SeqCst) != 0
                && let Some(task) = self.take()
            {
                if std::mem::take(&mut is_spinning) {
                    self.counts.stop_looking();
                    self.wake_p();
                }
                self.run(task);
                continue;
            }
            let mut sleeping = hold(&self.sleeping);
            sleeping.push(m);
            self.counts.set_nps(sleeping.len());
            drop(sleeping);
            if std::mem::take(&mut is_spinning) {
                self.counts.stop_looking();
            }
            // C3: work of those who did not see this P idle is seen here.
            if self.len.load(SeqCst) != 0 || self.has_ended.load(SeqCst) {
                let mut sleeping = hold(&self.sleeping);
                if let Some(at) = sleeping.iter().position(|&other| other == m) {
                    sleeping.remove(at);
                    self.counts.set_nps(sleeping.len());
                    self.counts.start_looking();
                    is_spinning = true;
                    continue;
                }
            }
            self.notes[m].sleep();
            self.notes[m].clear();
            // Who woke it has counted it.
            is_spinning = true;
        }
    }

    /// The first tasks make others.
    fn run(&self, task: usize) {
        if task + 2 < Idle::NTASKS {
            self.put_global(task + 2);
        }
        if self.ndone.fetch_add(1, SeqCst) + 1 == Idle::NTASKS {
            self.has_ended.store(true, SeqCst);
            self.notes.iter().for_each(Note::wake);
        }
    }
}

#[test]
fn no_wake_up_is_lost_when_ps_go_idle() {
    explore(|| {
        let sched = Arc::new(Idle::new());
        run_threads(Idle::NMS, &sched, Idle::run_m, || {
            sched.put_global(0);
            sched.put_global(1);
        });
        assert_eq!(sched.ndone.load(SeqCst), Idle::NTASKS);
    });
}

/// The run queue of a P, its owner, and thieves. (The deque's own atomics are crossbeam's: to
/// shuttle its operations are single steps.)
#[derive(Default)]
struct Stealing {
    queue: RunQueue,
    global: Injector<&'static G>,
    taken: Mutex<Vec<usize>>,
    owner_is_done: AtomicBool,
}

impl Stealing {
    const NGS: usize = 6;

    fn note(&self, g: Option<&'static G>) -> bool {
        hold(&self.taken).extend(g.map(|g| g.0));
        g.is_some()
    }

    /// As `M::steal`: from the queue, then what its owner was about to run.
    fn steal(&self) {
        let own = RunQueue::default();
        loop {
            let was_done = self.owner_is_done.load(SeqCst);
            let stolen = own.steal_from(&self.queue);
            let stolen = stolen
                .or_else(|| if self.queue.has_next() { self.queue.steal_next() } else { None });
            let found = self.note(stolen);
            while self.note(own.get().map(|(g, _)| g)) {}
            if !found {
                if was_done {
                    return;
                }
                thread::yield_now();
            }
        }
    }

    /// The owner makes goroutines ready, in front and at the end, and runs some.
    fn own(&self, gs: &'static [G]) {
        for g in gs {
            self.queue.put(g, g.0 % 3 != 0, &self.global);
            if g.0.is_multiple_of(2) {
                self.note(self.queue.get().map(|(g, _)| g));
            }
        }
        self.owner_is_done.store(true, SeqCst);
    }
}

#[test]
fn every_goroutine_is_run_once() {
    explore(|| {
        static GS: [G; Stealing::NGS] = [G(1), G(2), G(3), G(4), G(5), G(6)];
        let shared = Arc::new(Stealing::default());
        run_threads(2, &shared, |shared: &Stealing, _| shared.steal(), || shared.own(&GS));
        assert!(shared.queue.is_empty() && shared.global.is_empty());
        let mut taken = hold(&shared.taken).clone();
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3, 4, 5, 6]);
    });
}

/// A goroutine in a select over two channels, `object::select`, and the senders.
#[derive(Default)]
struct Select {
    /// Whether it waits in the channel's queue; the lock is the channel's.
    chans: [Mutex<bool>; 2],
    is_waiting: AtomicBool,
    select_done: AtomicU32,
    value: AtomicUsize,
    note: Note,
    nsent: AtomicUsize,
}

impl Select {
    /// A send that gives up if nobody waits.
    fn try_send(&self, case: usize) {
        let mut is_queued = hold(&self.chans[case]);
        if !std::mem::take(&mut *is_queued)
            || self.select_done.compare_exchange(0, 1, SeqCst, SeqCst).is_err()
        {
            return;
        }
        self.value.store(10 + case, SeqCst);
        drop(is_queued);
        assert!(self.is_waiting.swap(false, SeqCst), "it is made ready twice, or too early");
        self.nsent.fetch_add(1, SeqCst);
        self.note.wake();
    }
}

#[test]
fn a_select_is_served_by_exactly_one_sender() {
    explore(|| {
        let select = Arc::new(Select::default());
        let sender = |select: &Select, case| {
            for _ in 0..3 {
                select.try_send(case);
            }
        };
        run_threads(2, &select, sender, || {
            // Both channels are locked until the goroutine is parked (C2 of `sched`).
            let (mut first, mut second) = (hold(&select.chans[0]), hold(&select.chans[1]));
            (*first, *second) = (true, true);
            select.is_waiting.store(true, SeqCst);
        });
        // All may have come too early.
        select.try_send(0);
        select.note.sleep();
        assert_eq!(select.nsent.load(SeqCst), 1);
        assert!([10, 11].contains(&select.value.load(SeqCst)));
    });
}

/// `object::timer`: expiry against Stop and Reset.
#[derive(Default)]
struct Timer {
    send_lock: WordLock,
    lock: WordLock,
    when: AtomicI64,
    number: AtomicUsize,
    sequence: AtomicUsize,
    nsending: AtomicUsize,
    /// Values in the channel: 0 or 1.
    buffer: AtomicUsize,
}

impl Timer {
    /// One that runs and stands in a list under this number.
    fn started(number: usize) -> Arc<Timer> {
        let timer = Timer::default();
        timer.when.store(5, SeqCst);
        timer.number.store(number, SeqCst);
        Arc::new(timer)
    }

    fn expire(&self, number: usize) {
        self.lock.lock();
        if self.number.load(SeqCst) != number {
            return self.lock.unlock();
        }
        self.number.store(0, SeqCst);
        let sequence = self.sequence.load(SeqCst);
        self.when.store(0, SeqCst);
        self.nsending.fetch_add(1, SeqCst);
        self.lock.unlock();
        self.send_lock.lock();
        self.nsending.fetch_sub(1, SeqCst);
        if self.sequence.load(SeqCst) == sequence {
            self.buffer.store(1, SeqCst);
        }
        self.send_lock.unlock();
    }

    fn stop(&self, again: Option<(i64, usize)>) -> bool {
        self.send_lock.lock();
        self.lock.lock();
        let mut was_running = self.when.load(SeqCst) != 0 || self.nsending.load(SeqCst) > 0;
        let (when, number) = again.unwrap_or_default();
        self.number.store(number, SeqCst);
        self.sequence.fetch_add(1, SeqCst);
        self.when.store(when, SeqCst);
        self.lock.unlock();
        was_running |= self.buffer.swap(0, SeqCst) == 1;
        self.send_lock.unlock();
        was_running
    }
}

#[test]
fn nothing_comes_from_a_stopped_timer() {
    explore(|| {
        let timer = Timer::started(1);
        run_threads(
            1,
            &timer,
            |timer, _| timer.expire(1),
            || {
                assert!(timer.stop(None), "nobody has received its value");
                assert_eq!(timer.buffer.load(SeqCst), 0, "a value comes after Stop");
            },
        );
        assert_eq!(timer.buffer.load(SeqCst), 0, "a value comes after Stop");
        assert!(!timer.stop(None));
    });
}

#[test]
fn a_timer_that_was_reset_expires_once() {
    explore(|| {
        let timer = Timer::started(1);
        run_threads(
            1,
            &timer,
            |timer, _| timer.expire(1),
            || {
                assert!(timer.stop(Some((9, 2))));
            },
        );
        assert_eq!(timer.buffer.load(SeqCst), 0, "a value of before the Reset");
        assert_eq!(timer.when.load(SeqCst), 9);
        timer.expire(2);
        assert_eq!(timer.buffer.load(SeqCst), 1);
    });
}
