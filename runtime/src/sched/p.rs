//! P: the right to run Go code, and what goes with it.
//!
//! There are GOMAXPROCS Ps. An M that holds one owns its allocator, its run queue's owner
//! end, its caches: no locks. Everything that other threads may touch is atomic or locked,
//! and says so.
//!
//! | status | meaning | who moves it on |
//! |---|---|---|
//! | Idle | on the idle list | `take_idle_p`, to Running; stop-the-world, to Stopped |
//! | Running | an M runs Go code or the scheduler with it | its M |
//! | Syscall | its M is in a blocking native | its M, back to Running; sysmon or stop-the-world, which take the P away |
//! | Stopped | the world is stopped | `start_the_world` |
//! | Dead | GOMAXPROCS shrank | `start_the_world` |

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU32, Ordering};

use crate::gc::pstate::PState;
use crate::mem::mcache::MCache;
use crate::mem::mheap::Heap;
use crate::mem::stacks::StackCache;
use crate::object::sudog::Sudog;
use crate::sched::g::G;
use crate::sched::m::M;
use crate::sched::runq::RunQueue;
use crate::sched::timer::Timers;

/// Status of a P; the numbers are Go's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum PStatus {
    /// On the idle list.
    Idle = 0,
    /// Held by an M.
    Running = 1,
    /// Held by an M that is in a blocking native, and may be taken away.
    Syscall = 2,
    /// The world is stopped.
    Stopped = 3,
    /// Not in use.
    Dead = 4,
}

/// A P.
#[repr(C)]
pub struct P {
    /// Its number, below GOMAXPROCS.
    pub id: usize,
    status: AtomicU32,
    /// Grows by one whenever a goroutine starts a time slice. Written by the owner.
    pub(crate) schedtick: AtomicU32,
    /// Grows by one with every blocking native. Written by the owner.
    pub(crate) syscalltick: AtomicU32,
    /// The M that holds it.
    m: AtomicPtr<M>,
    /// Its M shall go through the scheduler soon.
    pub(crate) preempt: AtomicBool,
    /// `try_for_each_p` waits for this P.
    pub(crate) run_safepoint_fn: AtomicBool,
    /// Goroutines to run.
    pub runq: RunQueue,
    /// Timers that were started here.
    pub timers: Timers,
    /// What sysmon saw last; only sysmon uses it.
    pub(crate) seen: SysmonTick,
    /// Length of [`POwn::free_gs`], for traces.
    pub(crate) nfree_gs: AtomicU32,
    own: UnsafeCell<POwn>,
}

/// What sysmon remembers of a P.
#[derive(Default)]
pub(crate) struct SysmonTick {
    pub schedtick: AtomicU32,
    pub schedwhen: AtomicI64,
    pub syscalltick: AtomicU32,
    pub syscallwhen: AtomicI64,
}

/// What belongs to the M that holds the P alone, or to who stopped the world.
pub struct POwn {
    /// The allocator.
    pub mcache: &'static mut MCache,
    /// Free stacks.
    pub stacks: StackCache,
    /// What the collector keeps per P.
    pub gc: PState,
    /// Ended goroutines.
    pub(crate) free_gs: Vec<&'static G>,
    /// Free sudogs.
    pub(crate) sudogs: Vec<*mut Sudog>,
    /// Numbers for new goroutines: next, end.
    pub(crate) ids: (u64, u64),
}

// SAFETY: `own` is reached only through `own_mut`, whose callers hold the P or have stopped
// the world; the rest is `Sync` or says who may call.
unsafe impl Sync for P {}

impl P {
    pub(crate) fn new(id: usize, heap: &'static Heap) -> P {
        P {
            id,
            status: AtomicU32::new(PStatus::Stopped as u32),
            schedtick: AtomicU32::new(0),
            syscalltick: AtomicU32::new(0),
            m: AtomicPtr::default(),
            preempt: AtomicBool::new(false),
            run_safepoint_fn: AtomicBool::new(false),
            runq: RunQueue::default(),
            timers: Timers::default(),
            seen: SysmonTick::default(),
            nfree_gs: AtomicU32::new(0),
            own: UnsafeCell::new(POwn {
                mcache: MCache::new(heap),
                stacks: StackCache::new(heap),
                gc: PState::default(),
                free_gs: Vec::new(),
                sudogs: Vec::new(),
                ids: (0, 0),
            }),
        }
    }

    /// The owner's part. One reference at a time. The caller's M holds the P, or the world is
    /// stopped and the caller stopped it.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "ownership is by holding the P")]
    pub fn own_mut(&self) -> &mut POwn {
        // SAFETY: the caller is the only one by this function's precondition.
        unsafe { &mut *self.own.get() }
    }

    /// Shows how many ended goroutines it keeps. The caller's M holds the P.
    #[inline]
    pub(crate) fn note_free_gs(&self) {
        self.nfree_gs.store(self.own_mut().free_gs.len() as u32, Ordering::Relaxed);
    }

    /// Its status.
    pub fn status(&self) -> PStatus {
        match self.status.load(Ordering::SeqCst) {
            0 => PStatus::Idle,
            1 => PStatus::Running,
            2 => PStatus::Syscall,
            3 => PStatus::Stopped,
            _ => PStatus::Dead,
        }
    }

    pub(crate) fn set_status(&self, status: PStatus) {
        self.status.store(status as u32, Ordering::SeqCst);
    }

    /// Moves it from one status to another, if it has the first.
    pub(crate) fn try_change(&self, from: PStatus, to: PStatus) -> bool {
        let (from, to) = (from as u32, to as u32);
        self.status.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    /// The M that holds it.
    pub fn m(&self) -> Option<&'static M> {
        // SAFETY: null or an M, which is never freed.
        unsafe { self.m.load(Ordering::Acquire).as_ref() }
    }

    pub(crate) fn set_m(&self, m: Option<&'static M>) {
        let m = m.map_or(std::ptr::null_mut(), |m| std::ptr::from_ref(m).cast_mut());
        self.m.store(m, Ordering::Release);
    }

    /// Asks the M that holds it to go through the scheduler at its next safepoint. May be
    /// lost if the M switches goroutines at the same moment; who needs it asks again.
    pub fn request_preemption(&self) {
        self.preempt.store(true, Ordering::SeqCst);
        if let Some(m) = self.m() {
            m.stop_at_safepoint();
        }
    }

    /// Whether `try_for_each_p` waits for it.
    #[inline]
    pub fn owes_safepoint(&self) -> bool {
        self.run_safepoint_fn.load(Ordering::Relaxed)
    }

    /// Whether the M that holds it should come to the scheduler soon: what runs with the
    /// P outside of goroutines (mark workers) polls it and returns.
    #[inline]
    pub fn must_yield(&self) -> bool {
        self.preempt.load(Ordering::Relaxed) || self.run_safepoint_fn.load(Ordering::Relaxed)
    }
}
