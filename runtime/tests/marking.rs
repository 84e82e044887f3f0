//! The collector's protocols under many interleavings: handing grey objects from P to P, ending
//! a mark phase while the program changes the heap, paying for assists.
//!
//! The work buffers are the real ones: `gc/work.rs` is compiled once more here, over shuttle's
//! locks and atomics. What needs threads with Ps and stacks (`gc::concurrent`, `gc::assist`) is
//! written down again, as small as it can be, with the names of those modules. A P is a mutex
//! that its thread holds but for safepoints; so who holds all of them has stopped the world.

use std::collections::VecDeque;

use shuttle::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::SeqCst};
use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
use shuttle::thread;

use addr::Addr;
use work::{GcWork, WorkPool};

#[path = "../src/gc/work.rs"]
#[allow(dead_code, reason = "statistics are not modelled")]
mod work;

/// What `gc/work.rs` imports.
mod addr {
    pub use minigo_runtime::addr::Addr;
}

mod mem {
    pub mod sizeclass {
        pub use minigo_runtime::mem::sizeclass::{NCLASSES, PAGE_BYTES, mask_offset};
    }
}

mod sync {
    pub mod primitive {
        pub use shuttle::sync::atomic::{AtomicUsize, Ordering};
    }

    pub mod rank {
        pub use minigo_runtime::sync::rank::Rank;
    }

    pub mod lock {
        use super::rank::Rank;

        pub struct Lock<T>(shuttle::sync::Mutex<T>);

        impl<T> Lock<T> {
            pub fn new(_: Rank, value: T) -> Lock<T> {
                Lock(shuttle::sync::Mutex::new(value))
            }

            pub fn lock(&self) -> shuttle::sync::MutexGuard<'_, T> {
                self.0.lock().expect("nobody panics")
            }
        }
    }
}

/// Interleavings tried per model and strategy.
const ITERATIONS: usize = 2_000;

fn explore(model: fn()) {
    shuttle::check_random(model, ITERATIONS);
    shuttle::check_pct(model, ITERATIONS, 3);
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics")
}

/// Runs `work` on a thread for each of 0..n.
fn run_threads<T: Send + Sync + 'static>(n: usize, shared: &Arc<T>, work: fn(&T, usize)) {
    let spawn = |i| {
        let shared = shared.clone();
        thread::spawn(move || work(&shared, i))
    };
    let threads: Vec<_> = (0..n).map(spawn).collect();
    threads.into_iter().for_each(|thread| thread.join().expect("it ends"));
}

// Handing over.

/// Every object is taken once, by whom ever, though buffers fill, are halved and given away.
#[test]
fn every_grey_object_is_taken_once() {
    struct Shared {
        pool: WorkPool,
        taken: Vec<AtomicUsize>,
        nleft: AtomicUsize,
    }
    const NOBJECTS: usize = 700;
    fn run(shared: &Shared, p: usize) {
        let Shared { pool, taken, nleft } = shared;
        let mut work = GcWork::default();
        if p == 0 {
            (0..NOBJECTS).for_each(|object| work.put(pool, Addr(object)));
        }
        while nleft.load(SeqCst) != 0 {
            let mut ntaken = 0;
            while ntaken < 50
                && let Some(object) = work.take(pool)
            {
                taken[object.0].fetch_add(1, SeqCst);
                ntaken += 1;
            }
            nleft.fetch_sub(ntaken, SeqCst);
            match ntaken {
                0 => thread::yield_now(),
                _ if !pool.has_work() => work.balance(pool),
                _ => {}
            }
        }
        work.dispose(pool);
        assert!(work.is_empty());
    }
    let model = || {
        let taken = (0..NOBJECTS).map(|_| AtomicUsize::new(0)).collect();
        let nleft = AtomicUsize::new(NOBJECTS);
        let shared = Arc::new(Shared { pool: WorkPool::new(), taken, nleft });
        run_threads(3, &shared, run);
        assert!(!shared.pool.has_work());
        assert!(shared.taken.iter().all(|taken| taken.load(SeqCst) == 1));
    };
    shuttle::check_random(model, 40);
    shuttle::check_pct(model, 40, 3);
}

// The end of marking.

/// A heap whose objects have two fields, and the collector's part of a cycle.
struct Cycle {
    fields: Vec<[AtomicUsize; 2]>,
    marks: Vec<AtomicBool>,
    pool: WorkPool,
    ps: Vec<Mutex<P>>,
    nmarkers: AtomicUsize,
    is_finishing: AtomicBool,
    has_ended: AtomicBool,
}

/// A P: its grey objects, what its write barrier has recorded, the registers of its goroutine,
/// whose stack was scanned before.
#[derive(Default)]
struct P {
    work: GcWork,
    shaded: Vec<usize>,
    registers: Vec<usize>,
}

const NIL: usize = 0;
/// The only global variable; it was scanned: the object is grey.
const ROOT: usize = 1;
const NMARKERS: usize = 2;

impl Cycle {
    /// A list of `n` objects from the root on.
    fn new(n: usize) -> Cycle {
        let field = |to: usize| AtomicUsize::new(if to <= n { to } else { NIL });
        let cycle = Cycle {
            fields: (0..=n).map(|i| [field(i + 1), field(NIL)]).collect(),
            marks: (0..=n).map(|_| AtomicBool::new(false)).collect(),
            pool: WorkPool::new(),
            ps: (0..=NMARKERS).map(|_| Mutex::default()).collect(),
            nmarkers: AtomicUsize::new(0),
            is_finishing: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        };
        cycle.grey(&mut hold(&cycle.ps[0]).work, ROOT);
        cycle
    }

    fn grey(&self, work: &mut GcWork, object: usize) {
        if object != NIL && !self.marks[object].swap(true, SeqCst) {
            work.put(&self.pool, Addr(object));
        }
    }

    fn flush_shaded(&self, p: &mut P) {
        for object in std::mem::take(&mut p.shaded) {
            self.grey(&mut p.work, object);
        }
    }

    fn give_work(&self, p: &mut P) {
        self.flush_shaded(p);
        p.work.dispose(&self.pool);
    }

    /// `drain`, in batches of two objects, and `try_finish`.
    fn mark(&self, number: usize) {
        while !self.has_ended.load(SeqCst) {
            self.nmarkers.fetch_add(1, SeqCst);
            loop {
                let mut p = hold(&self.ps[number]);
                let mut is_exhausted = false;
                for _ in 0..2 {
                    let Some(object) = p.work.take(&self.pool) else {
                        self.flush_shaded(&mut p);
                        is_exhausted = p.work.is_empty() && !self.pool.has_work();
                        break;
                    };
                    for field in &self.fields[object.0] {
                        self.grey(&mut p.work, field.load(SeqCst));
                    }
                }
                if is_exhausted {
                    break;
                }
                if !self.pool.has_work() {
                    p.work.balance(&self.pool);
                }
            }
            self.nmarkers.fetch_sub(1, SeqCst);
            self.try_finish();
            thread::yield_now();
        }
    }

    fn try_finish(&self) {
        let is_open = || {
            !self.has_ended.load(SeqCst) && self.nmarkers.load(SeqCst) == 0 && !self.pool.has_work()
        };
        if !is_open() || self.is_finishing.swap(true, SeqCst) {
            return;
        }
        if is_open() && self.hand_over() && !self.pool.has_work() {
            self.stop_and_finish();
        }
        self.is_finishing.store(false, SeqCst);
    }

    /// The ragged barrier.
    fn hand_over(&self) -> bool {
        self.ps.iter().for_each(|p| self.give_work(&mut hold(p)));
        !self.pool.has_work()
    }

    fn stop_and_finish(&self) {
        let mut world: Vec<_> = self.ps.iter().map(hold).collect();
        world.iter_mut().for_each(|p| self.give_work(p));
        if self.pool.has_work() {
            return;
        }
        self.has_ended.store(true, SeqCst);
        let mut reached: Vec<usize> = world.iter().flat_map(|p| p.registers.clone()).collect();
        reached.push(ROOT);
        let mut seen = vec![false; self.marks.len()];
        while let Some(object) = reached.pop() {
            if object != NIL && !std::mem::replace(&mut seen[object], true) {
                assert!(self.marks[object].load(SeqCst), "reachable, but white");
                reached.extend(self.fields[object].iter().map(|field| field.load(SeqCst)));
            }
        }
    }

    /// `*slot = value` with the write barrier, on the last P.
    fn store(&self, p: &mut P, object: usize, field: usize, value: usize) {
        let slot = &self.fields[object][field];
        if !self.has_ended.load(SeqCst) {
            p.shaded.extend([slot.load(SeqCst), value]);
        }
        slot.store(value, SeqCst);
    }

    /// The program moves the end of the list to its root, piece by piece, and at last to its
    /// stack alone, so that objects are hidden behind what was scanned.
    fn mutate(&self) {
        for is_last in [false, false, true] {
            let mut p = hold(&self.ps[NMARKERS]);
            let first = self.fields[ROOT][0].load(SeqCst);
            let second = if first == NIL { NIL } else { self.fields[first][0].load(SeqCst) };
            p.registers = vec![first, second];
            drop(p); // A safepoint.
            let mut p = hold(&self.ps[NMARKERS]);
            if first != NIL {
                self.store(&mut p, first, 0, NIL);
                self.store(&mut p, ROOT, 1, first);
                self.store(&mut p, ROOT, 0, if is_last { NIL } else { second });
            }
            p.registers = vec![second];
        }
    }
}

#[test]
fn marking_ends_when_all_that_is_reachable_is_black() {
    explore(|| {
        let cycle = Arc::new(Cycle::new(7));
        run_threads(NMARKERS + 1, &cycle, |cycle, number| match number {
            NMARKERS => cycle.mutate(),
            _ => cycle.mark(number),
        });
        assert!(cycle.has_ended.load(SeqCst));
    });
}

// Assists.

/// `gc::assist`: a debt is paid by the credit of markers, or its owner waits.
#[derive(Default)]
struct Assists {
    credit: AtomicI64,
    queue: Mutex<VecDeque<usize>>,
    nwaiting: AtomicUsize,
    /// Per goroutine: what it owes, and whether it may run.
    owing: [Mutex<i64>; Assists::NGS],
    wakes: [Condvar; Assists::NGS],
}

impl Assists {
    const NGS: usize = 2;
    const DEBT: i64 = 3;

    fn take_credit(&self, work: i64) -> i64 {
        let spare = self.credit.load(SeqCst);
        if spare <= 0 {
            return 0;
        }
        let taken = spare.min(work);
        self.credit.fetch_sub(taken, SeqCst);
        taken
    }

    /// Returns when the debt is paid.
    fn assist(&self, g: usize) {
        loop {
            let mut owing = hold(&self.owing[g]);
            *owing -= self.take_credit(*owing);
            if *owing <= 0 {
                return;
            }
            drop(owing);
            let mut queue = hold(&self.queue);
            self.nwaiting.store(queue.len() + 1, SeqCst);
            if self.credit.load(SeqCst) > 0 {
                self.nwaiting.store(queue.len(), SeqCst);
                continue;
            }
            queue.push_back(g);
            drop(queue);
            let mut owing = hold(&self.owing[g]);
            while *owing > 0 {
                owing = self.wakes[g].wait(owing).expect("nobody panics");
            }
            return;
        }
    }

    fn give_credit(&self, work: i64) {
        self.credit.fetch_add(work, SeqCst);
        if self.nwaiting.load(SeqCst) == 0 {
            return;
        }
        let mut queue = hold(&self.queue);
        let mut work = self.take_credit(i64::MAX);
        while work > 0
            && let Some(g) = queue.pop_front()
        {
            let mut owing = hold(&self.owing[g]);
            let paid = work.min(*owing);
            *owing -= paid;
            work -= paid;
            if *owing > 0 {
                queue.push_back(g);
            } else {
                self.wakes[g].notify_one();
            }
        }
        self.nwaiting.store(queue.len(), SeqCst);
        self.credit.fetch_add(work, SeqCst);
    }
}

/// Nobody waits for what has been paid: no wake-up is lost between a goroutine that parks and
/// a marker that gives credit.
#[test]
fn credit_reaches_those_who_wait() {
    explore(|| {
        let assists = Arc::new(Assists::default());
        assists.owing.iter().for_each(|owing| *hold(owing) = Assists::DEBT);
        run_threads(Assists::NGS + 2, &assists, |assists, number| {
            if number < Assists::NGS {
                return assists.assist(number);
            }
            (0..Assists::DEBT).for_each(|_| assists.give_credit(1));
        });
        assert_eq!(assists.credit.load(SeqCst), 0);
    });
}
