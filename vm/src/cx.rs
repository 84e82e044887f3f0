//! The machine context: what handlers reach through one pointer.
//!
//! One per M. Its fields are the tables of the image that operands index, and the few
//! words that change: the stack limit of the running goroutine, the write barrier's flag,
//! the goroutine itself.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

use minigo_runtime::addr::Addr;
use minigo_runtime::debug;
use minigo_runtime::mem::plan::AllocPlan;
use minigo_runtime::native::NativeCx;
use minigo_runtime::typedesc::{GoStr, Itab, TypeDesc};

use crate::goroutine::G;
use crate::image::{Image, JumpTable, LinkedNative};
use crate::sched::Sched;

/// The machine context. The hot fields come first.
#[repr(C)]
pub struct Cx {
    /// A frame may end here at most. 0 asks the goroutine to stop at its next safepoint;
    /// any thread may store that, only the M itself stores other values.
    limit: AtomicUsize,
    /// Not 0 while pointer stores must tell the collector.
    barrier: AtomicU32,
    /// The data segment.
    data: Addr,
    consts: *const u64,
    strings: *const GoStr,
    types: *const *const TypeDesc,
    itabs: *const *const Itab,
    closures: *const *const u64,
    sig_param_words: *const u32,
    natives: *const LinkedNative,
    tables: *const JumpTable,
    /// One per type of the image.
    plans: Box<[AllocPlan]>,
    /// What a hot handler leaves for its cold function.
    scratch: [Cell<u64>; 2],
    /// The running goroutine; never null while code runs.
    g: Cell<*mut G>,
    /// Status with which the interpreter was left.
    exit_status: Cell<i32>,
    stress: Stress,
    native: UnsafeCell<NativeCx>,
    sched: UnsafeCell<Sched>,
    image: &'static Image,
}

/// Rare events that switches of `MINIGODEBUG` make constant.
#[derive(Clone, Copy, Debug)]
pub struct Stress {
    /// Goroutines yield at every safepoint where they may be preempted.
    pub preempts: bool,
    /// Stacks move there.
    pub moves_stacks: bool,
}

impl Stress {
    fn from_switches() -> Stress {
        let is_on = |name| debug::get(name) == Some(1);
        Stress { preempts: is_on("preempt"), moves_stacks: is_on("stackmove") }
    }
}

impl Cx {
    /// A context for a linked program.
    pub fn new(image: &'static Image, native: NativeCx) -> Cx {
        let plans = image.types.iter().map(|&desc| {
            // SAFETY: descriptors are static.
            AllocPlan::of(unsafe { &*desc })
        });
        Cx {
            plans: plans.collect(),
            tables: image.tables.as_ptr(),
            limit: AtomicUsize::new(0),
            barrier: AtomicU32::new(0),
            data: Addr(image.data.as_ptr() as usize),
            consts: image.consts.as_ptr(),
            strings: image.strings.as_ptr(),
            types: image.types.as_ptr(),
            itabs: image.itabs.as_ptr(),
            closures: image.closures.as_ptr(),
            sig_param_words: image.sig_param_words.as_ptr(),
            natives: image.natives.as_ptr(),
            scratch: [Cell::new(0), Cell::new(0)],
            g: Cell::new(std::ptr::null_mut()),
            exit_status: Cell::new(0),
            stress: Stress::from_switches(),
            native: UnsafeCell::new(native),
            sched: UnsafeCell::new(Sched::default()),
            image,
        }
    }

    /// The stack limit.
    #[inline(always)]
    pub fn limit(&self) -> usize {
        self.limit.load(Relaxed)
    }

    /// Sets the stack limit; only the M itself. Under stress it stays 0.
    pub fn set_limit(&self, limit: usize) {
        let stressed = self.stress.preempts || self.stress.moves_stacks;
        self.limit.store(if stressed { 0 } else { limit }, Relaxed);
    }

    /// Does something under a stack limit that is not 0.
    pub fn with_limit<T>(&self, limit: usize, work: impl FnOnce() -> T) -> T {
        let outer = self.limit.swap(limit, Relaxed);
        let result = work();
        self.limit.store(outer, Relaxed);
        result
    }

    /// What is made to happen all the time.
    pub fn stress(&self) -> Stress {
        self.stress
    }

    /// Where storing 0 asks the running goroutine to stop at its next safepoint.
    pub fn attention(&'static self) -> &'static AtomicUsize {
        &self.limit
    }

    /// Says whether pointer stores must tell the collector. The goroutines are stopped.
    pub fn set_barrier(&self, is_on: bool) {
        self.barrier.store(is_on as u32, Relaxed);
    }

    /// Asks the running goroutine to stop at its next safepoint; from any thread. It may
    /// be lost if the M sets the limit at the same time.
    pub fn request_preemption(&self) {
        self.limit.store(0, Relaxed);
    }

    /// Whether it was asked to stop.
    pub fn is_preempted(&self) -> bool {
        self.limit() == 0
    }

    /// Whether pointer stores must tell the collector.
    #[inline(always)]
    pub fn barrier_is_on(&self) -> bool {
        self.barrier.load(Relaxed) != 0
    }

    /// Constant `index`.
    #[inline(always)]
    pub fn constant(&self, index: usize) -> u64 {
        // SAFETY: F2.
        unsafe { *self.consts.wrapping_add(index) }
    }

    /// Address of constant `index`.
    #[inline(always)]
    pub fn constant_addr(&self, index: usize) -> Addr {
        Addr::of(self.consts.wrapping_add(index))
    }

    /// Address of the header of constant string `index`.
    #[inline(always)]
    pub fn string(&self, index: usize) -> Addr {
        Addr::of(self.strings.wrapping_add(index))
    }

    /// Descriptor address of type `index`.
    #[inline(always)]
    pub fn type_addr(&self, index: usize) -> Addr {
        // SAFETY: F2.
        Addr::of(unsafe { *self.types.wrapping_add(index) })
    }

    /// Descriptor of type `index`.
    #[inline(always)]
    pub fn type_desc(&self, index: usize) -> &'static TypeDesc {
        // SAFETY: F2.
        let desc = unsafe { *self.types.wrapping_add(index) };
        // SAFETY: descriptors are static.
        unsafe { &*desc }
    }

    /// Address of itab `index`.
    #[inline(always)]
    pub fn itab_addr(&self, index: usize) -> Addr {
        // SAFETY: F2.
        Addr::of(unsafe { *self.itabs.wrapping_add(index) })
    }

    /// The closure object of function `index`, which captures nothing.
    #[inline(always)]
    pub fn static_closure(&self, index: usize) -> Addr {
        Addr::of(self.closures.wrapping_add(index))
    }

    /// Entry of function `index`, as its closures hold it.
    #[inline(always)]
    pub fn code_of(&self, index: usize) -> u64 {
        // SAFETY: F2; a function's static closure is its entry.
        unsafe { *self.closures.wrapping_add(index) as u64 }
    }

    /// Address of the global at a byte offset.
    #[inline(always)]
    pub fn global(&self, offset: usize) -> Addr {
        self.data.offset(offset)
    }

    /// Parameter words of signature `index`.
    #[inline(always)]
    pub fn param_words(&self, index: usize) -> usize {
        // SAFETY: F2.
        unsafe { *self.sig_param_words.wrapping_add(index) as usize }
    }

    /// Native `index`.
    #[inline(always)]
    pub fn native(&self, index: usize) -> LinkedNative {
        // SAFETY: F2.
        unsafe { *self.natives.wrapping_add(index) }
    }

    /// The jump distance for `choice` in table `index`, if the table has one.
    #[inline(always)]
    pub fn jump_table(&self, index: usize, choice: u64) -> Option<i64> {
        // SAFETY: F2.
        let table = unsafe { &*self.tables.wrapping_add(index) };
        table.words.get(choice as usize).map(|&words| words as i64)
    }

    /// How values of type `index` are allocated.
    #[inline(always)]
    pub fn plan(&self, index: usize) -> &AllocPlan {
        // SAFETY: F2; one plan per type.
        unsafe { self.plans.get_unchecked(index) }
    }

    /// Leaves a word for a cold function.
    #[inline(always)]
    pub fn set_scratch(&self, i: usize, value: u64) {
        self.scratch[i].set(value);
    }

    /// What a handler left.
    pub fn scratch(&self, i: usize) -> u64 {
        self.scratch[i].get()
    }

    /// The running goroutine. One reference at a time: cold functions take it where they
    /// need it and do not keep it.
    #[allow(clippy::mut_from_ref, reason = "owned by this M; see above")]
    pub fn g(&self) -> &mut G {
        // SAFETY: set before code runs; a goroutine is owned by the M that runs it.
        unsafe { &mut *self.g.get() }
    }

    /// Makes `g` the running goroutine, with its stack limit.
    pub fn set_g(&self, g: *mut G) {
        self.g.set(g);
        self.set_limit(self.g().stack_limit());
    }

    /// The natives' view of the runtime. One reference at a time.
    #[allow(clippy::mut_from_ref, reason = "owned by this M")]
    pub fn runtime(&self) -> &mut NativeCx {
        // SAFETY: only this M's cold functions call this, and none keeps the reference
        // across another call.
        unsafe { &mut *self.native.get() }
    }

    /// The goroutines that wait to run. One reference at a time.
    #[allow(clippy::mut_from_ref, reason = "owned by this M")]
    pub fn sched(&self) -> &mut Sched {
        // SAFETY: as for `runtime`.
        unsafe { &mut *self.sched.get() }
    }

    /// The linked program.
    pub fn image(&self) -> &'static Image {
        self.image
    }

    /// Sets the status the interpreter is left with.
    pub fn set_exit_status(&self, status: i32) {
        self.exit_status.set(status);
    }

    /// The status with which the interpreter was left.
    pub fn exit_status(&self) -> i32 {
        self.exit_status.get()
    }
}

// SAFETY: other threads only call `request_preemption`, which touches an atomic; what they
// are given lives until the process ends.
unsafe impl Sync for Cx {}
