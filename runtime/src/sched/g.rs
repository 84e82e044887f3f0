//! G: a goroutine.
//!
//! A [`G`] has two halves. The atomics say what state it is in and may be read by any
//! thread. [`GState`] is everything else: stack, saved registers, deferred calls; it
//! belongs to whoever *owns* the goroutine at the moment:
//!
//! | status | meaning | owner | who moves it on |
//! |---|---|---|---|
//! | Idle | just made | who made it | the same, to Runnable |
//! | Runnable | in a run queue | nobody (*) | the M that takes it, to Running |
//! | Running | runs Go code | its M | that M |
//! | Syscall | its M is in a blocking native | its M, but the stack is at rest (*) | that M |
//! | Waiting | parked | nobody (*) | who readies it, to Runnable |
//! | Dead | ended, kept for the next `go` | the free list | `new_g`, to Idle |
//! | Preempted | stopped itself for `suspend_g` | nobody (*) | who suspended it, to Waiting |
//!
//! (*) In these states a thread may *claim* the goroutine ([`status`](crate::sched::status)):
//! then it owns the stack, and all transitions wait until it gives the claim up. That is how
//! the collector looks at stacks.
//!
//! Gs are never freed: an ended one is used again ([`registry`](crate::sched::registry)), and
//! so any thread may look at the status of any G at any time.

use std::cell::UnsafeCell;
use std::sync::atomic::{
    AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering,
};

use crate::addr::Addr;
use crate::gc::assist::Balance;
use crate::mem::mcache::MCache;
use crate::mem::stacks::Stack;
use crate::object::chan::Param;
use crate::object::sudog::Sudog;
use crate::object::timer::TimerObject;
use crate::sched::m::M;
pub use crate::sched::status::Status;
use crate::sched::status::StatusWord;

macro_rules! wait_reasons {
    ($($name:ident $text:literal;)*) => {
        /// Why a goroutine waits.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum WaitReason { $(#[doc = concat!("`", $text, "`")] $name),* }

        /// All reasons by number.
        const REASONS: &[WaitReason] = &[$(WaitReason::$name),*];

        impl WaitReason {
            /// As traces print it; the texts are Go's.
            pub fn text(self) -> &'static str {
                match self { $(WaitReason::$name => $text),* }
            }
        }
    };
}

wait_reasons! {
    None "";
    GcAssistMarking "GC assist marking";
    ChanReceiveNil "chan receive (nil chan)";
    ChanSendNil "chan send (nil chan)";
    GarbageCollection "garbage collection";
    Panicwait "panicwait";
    Select "select";
    SelectNoCases "select (no cases)";
    GcAssistWait "GC assist wait";
    IoWait "IO wait";
    GcSweepWait "GC sweep wait";
    GcScavengeWait "GC scavenge wait";
    ChanReceive "chan receive";
    ChanSend "chan send";
    FinalizerWait "finalizer wait";
    Semacquire "semacquire";
    Sleep "sleep";
    SyncCondWait "sync.Cond.Wait";
    SyncMutexLock "sync.Mutex.Lock";
    SyncRwMutexRLock "sync.RWMutex.RLock";
    SyncRwMutexLock "sync.RWMutex.Lock";
    SyncWaitGroupWait "sync.WaitGroup.Wait";
    WaitForGcCycle "wait for GC cycle";
    Preempted "preempted";
    Coroutine "coroutine";
    GcWeakToStrongWait "GC weak to strong wait";
    CleanupWait "cleanup wait";
    StoppingTheWorld "stopping the world";
    GcWorkerIdle "GC worker (idle)";
    GcWorkerActive "GC worker (active)";
}

/// A goroutine.
#[repr(C)]
pub struct G {
    /// Its [`Status`], whether it is claimed, and whether it must stop.
    pub(crate) status: StatusWord,
    /// A [`WaitReason`]; written by the owner before it parks.
    wait_reason: AtomicU8,
    /// Between releasing the last channel lock of a park and being parked, and until a
    /// channel operation is over: others may write to the stack, so it must not move.
    /// Written by the owner, read by who claims.
    stack_is_shared: AtomicBool,
    /// It belongs to the runtime: it is not counted, and its waiting does not keep a program
    /// alive. Written by itself.
    is_system: AtomicBool,
    /// A select's race: who changes 0 to 1 has won and readies the goroutine.
    pub(crate) select_done: AtomicU32,
    /// The sudog that was served while it waited.
    param: Param,
    /// [`GState::id`], for those who do not own it.
    id: AtomicU64,
    /// The M that runs it; null if none does.
    m: AtomicPtr<M>,
    /// The M it is locked to (`LockOSThread`); null if none.
    pub(crate) locked_m: AtomicPtr<M>,
    /// Nanoseconds of the monotonic clock at which a collector first saw it wait; 0 if
    /// none did. Reset when it runs.
    pub wait_since: AtomicI64,
    /// What it owes the collector, or has paid in advance.
    balance: Balance,
    state: UnsafeCell<GState>,
}

/// What the owner of a goroutine may touch.
pub struct GState {
    /// As traces print it; main is 1. Never 0 while the goroutine lives.
    pub id: u64,
    /// Its stack.
    pub stack: Stack,
    /// The collector found that it uses little of its stack: it shrinks it when it can.
    pub is_too_large: bool,
    /// Next instruction, while it does not run.
    pub pc: *const u64,
    /// Frame, while it does not run.
    pub fp: *mut u64,
    /// What it does first when it runs again.
    pub resume: Resume,
    /// Deferred calls, oldest first.
    pub defers: Vec<Deferred>,
    /// Panics and Goexits in progress, oldest first.
    pub panics: Vec<Panicking>,
    /// Where it was created: address after the `go` instruction; null for main.
    pub created_at: *const u64,
    /// The goroutine that created it.
    pub parent: u64,
    /// How often `LockOSThread` was called and not undone.
    pub locks: u32,
    /// The window of the blocking native it is in, address and words: may hold the only
    /// pointers to what the native works on. Empty otherwise.
    pub native_window: (Addr, usize),
    /// The sudogs with which it waits, in lock order; linked by `wait_link`.
    pub waiting: *mut Sudog,
    /// The timer with which it sleeps; nil until it does for the first time.
    pub timer: Addr,
}

/// What a goroutine does when it runs again, before its next instruction. The engine acts on
/// it, since it knows the registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Resume {
    /// Nothing: go on at `pc`.
    #[default]
    Next,
    /// It stopped at a poll: the instruction before `pc` is executed again, without its
    /// poll.
    Repeat,
    /// End of a send: panics if the channel was closed.
    Send,
    /// End of a receive: its results.
    Receive,
    /// End of a select: leaves the other queues; its results.
    Select,
    /// The same for package reflect's.
    ReflectSelect,
    /// End of waiting for a semaphore or in a notification list.
    Acquired,
    /// End of waiting for a descriptor: its result, or it waits again.
    Polled,
    /// A mark worker is ready, for which it waited at a safepoint because a collection is
    /// due; if it repeats, then as [`Resume::Repeat`].
    WorkerReady {
        /// It waited at a poll.
        repeats: bool,
    },
}

/// A deferred call.
#[derive(Clone, Copy)]
pub struct Deferred {
    /// A closure without parameters and results; or a list of them.
    pub closure: Addr,
    /// The deferring frame, in words from the stack's start.
    pub frame: usize,
    /// Behind the `defer` instruction: tells the deferring function.
    pub pc: *const u64,
    /// `closure` is a list of calls (`deferList` of package runtime): those that bodies of
    /// loops over functions deferred for the frame.
    pub is_list: bool,
}

/// A panic (or Goexit) in progress.
pub struct Panicking {
    /// The interface value.
    pub value: [u64; 2],
    /// The frame that panicked, in words from the stack's start.
    pub frame: usize,
    /// Behind the instruction that panicked.
    pub pc: *const u64,
    /// The frame whose deferred call runs.
    pub defer_frame: usize,
    /// Tells the function of that frame.
    pub defer_pc: *const u64,
    /// A deferred call has recovered it and has not returned yet.
    pub recovered: bool,
    /// A later panic runs deferred calls of frames below this one's.
    pub aborted: bool,
    /// runtime.Goexit, not a panic.
    pub goexit: bool,
}

// SAFETY: the atomics are for any thread; `state` is reached only through `state_mut`, whose
// callers own the goroutine by the table above.
unsafe impl Sync for G {}
// SAFETY: likewise; nothing in it depends on the thread.
unsafe impl Send for G {}

impl GState {
    /// The stack word at an index.
    pub fn word(&self, index: usize) -> *mut u64 {
        self.stack.lo.as_mut_ptr::<u64>().wrapping_add(index)
    }

    /// The index of a stack word.
    pub fn index(&self, word: *const u64) -> usize {
        (word as usize - self.stack.lo.0) / 8
    }

    /// First byte and byte after the last of the stack.
    pub fn stack_bounds(&self) -> (usize, usize) {
        (self.stack.lo.0, self.stack.hi.0)
    }

    /// Calls `visit` for every heap pointer that the goroutine holds outside of its
    /// frames: deferred closures, panic values, what it waits for, what its native works
    /// on (words that may be anything). The caller owns the goroutine.
    pub fn for_each_root(&self, mut visit: impl FnMut(Addr)) {
        for deferred in &self.defers {
            visit(deferred.closure);
        }
        for panicking in &self.panics {
            visit(Addr(panicking.value[1] as usize));
        }
        let mut sudog = self.waiting;
        while let Some((chan, elem, next)) = Sudog::roots(sudog) {
            visit(Addr(sudog as usize));
            visit(chan);
            visit(elem);
            sudog = next;
        }
        let (window, nwords) = self.native_window;
        for i in 0..nwords {
            visit(window.offset(8 * i).load_addr());
        }
        visit(self.timer);
    }
}

impl G {
    pub(crate) fn new() -> G {
        G {
            status: StatusWord::default(),
            wait_reason: AtomicU8::new(WaitReason::None as u8),
            stack_is_shared: AtomicBool::new(false),
            is_system: AtomicBool::new(false),
            select_done: AtomicU32::new(0),
            param: Param::default(),
            id: AtomicU64::new(0),
            m: AtomicPtr::default(),
            locked_m: AtomicPtr::default(),
            wait_since: AtomicI64::new(0),
            balance: Balance::default(),
            state: UnsafeCell::new(GState {
                id: 0,
                stack: Stack::default(),
                is_too_large: false,
                pc: std::ptr::null(),
                fp: std::ptr::null_mut(),
                resume: Resume::Next,
                defers: Vec::new(),
                panics: Vec::new(),
                created_at: std::ptr::null(),
                parent: 0,
                locks: 0,
                native_window: (Addr::NIL, 0),
                waiting: std::ptr::null_mut(),
                timer: Addr::NIL,
            }),
        }
    }

    /// Its number, as traces print it.
    pub fn id(&self) -> u64 {
        self.id.load(Ordering::Relaxed)
    }

    /// Gives it a number. The caller owns the goroutine.
    pub(crate) fn set_id(&self, id: u64) {
        self.id.store(id, Ordering::Relaxed);
        self.state_mut().id = id;
    }

    /// The owner's half. One reference at a time; not kept across anything that changes the
    /// status. The caller owns the goroutine.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "ownership is by status, see the table above")]
    pub fn state_mut(&self) -> &mut GState {
        // SAFETY: the caller owns the goroutine, so no other thread looks at the state.
        unsafe { &mut *self.state.get() }
    }

    /// The timer with which it sleeps. The caller owns the goroutine.
    pub(crate) fn sleep_timer(&'static self, mcache: &mut MCache) -> TimerObject {
        let timer = &mut self.state_mut().timer;
        if timer.is_nil() {
            *timer = TimerObject::for_sleeper(mcache, self).addr();
        }
        TimerObject::at(*timer)
    }

    /// Its status.
    pub fn status(&self) -> Status {
        self.status.get()
    }

    /// Moves it from one status to another; waits while it is claimed. The caller is the
    /// one that the table names.
    #[inline]
    pub fn change_status(&self, from: Status, to: Status) {
        self.status.change(from, to);
    }

    /// Why it waits.
    pub fn wait_reason(&self) -> WaitReason {
        REASONS[usize::from(self.wait_reason.load(Ordering::Relaxed))]
    }

    /// Sets why it waits, before it parks.
    pub(crate) fn set_wait_reason(&self, reason: WaitReason) {
        self.wait_reason.store(reason as u8, Ordering::Relaxed);
    }

    /// Whether `suspend_g` asked it to stop. It runs.
    pub fn must_stop(&self) -> bool {
        self.status.must_stop()
    }

    /// Whether others may write to its stack at any time, so that it must not move.
    pub fn stack_is_shared(&self) -> bool {
        self.stack_is_shared.load(Ordering::Acquire)
    }

    /// Says whether others may write to its stack. The caller owns the goroutine.
    pub(crate) fn set_stack_is_shared(&self, shared: bool) {
        self.stack_is_shared.store(shared, Ordering::Release);
    }

    /// Whether it belongs to the runtime.
    pub fn is_system(&self) -> bool {
        self.is_system.load(Ordering::Relaxed)
    }

    pub(crate) fn set_is_system(&self) {
        self.is_system.store(true, Ordering::Relaxed);
    }

    pub(crate) fn param(&self) -> &Param {
        &self.param
    }

    /// What it owes the collector, while it does not run.
    pub fn balance(&self) -> &Balance {
        &self.balance
    }

    /// The M that runs it.
    pub fn m(&self) -> Option<&'static M> {
        // SAFETY: null or an M, which is never freed.
        unsafe { self.m.load(Ordering::Acquire).as_ref() }
    }

    pub(crate) fn set_m(&self, m: Option<&'static M>) {
        let m = m.map_or(std::ptr::null_mut(), |m| std::ptr::from_ref(m).cast_mut());
        self.m.store(m, Ordering::Release);
    }

    /// The M it is locked to.
    pub fn locked_m(&self) -> Option<&'static M> {
        // SAFETY: as for `m`.
        unsafe { self.locked_m.load(Ordering::Acquire).as_ref() }
    }

    pub(crate) fn set_locked_m(&self, m: Option<&'static M>) {
        let m = m.map_or(std::ptr::null_mut(), |m| std::ptr::from_ref(m).cast_mut());
        self.locked_m.store(m, Ordering::Release);
    }
}
