//! The machine context: what handlers reach through one pointer.
//!
//! One per M, which it contains. Its fields are the tables of the image that operands
//! index, and the few words that change: the stack limit of the running goroutine (in the M),
//! the write barrier's flag.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use minigo_runtime::addr::Addr;
use minigo_runtime::debug;
use minigo_runtime::mem::plan::AllocPlan;
use minigo_runtime::native::NativeCx;
use minigo_runtime::sched::g::GState;
use minigo_runtime::sched::m::M;
use minigo_runtime::typedesc::{GoStr, Itab, TypeDesc};

use crate::goroutine;
use crate::image::{Image, JumpTable, LinkedNative};

/// The machine context. The hot fields come first.
#[repr(C)]
pub struct Cx {
    /// The M; its limit is the first word.
    m: M,
    /// Not 0 while pointer stores must tell the collector.
    barrier: AtomicU32,
    /// The data segment.
    data: Addr,
    consts: *const u64,
    strings: *const GoStr,
    types: *const *const TypeDesc,
    itabs: *const *const Itab,
    closures: *const *const u64,
    natives: *const LinkedNative,
    tables: *const JumpTable,
    /// One per type of the image.
    plans: &'static [AllocPlan],
    /// What a hot handler leaves for its cold function.
    scratch: [Cell<u64>; 2],
    /// The next instruction that allocates does so without stopping first: the goroutine has
    /// just stopped there.
    has_stopped: Cell<bool>,
    /// Stacks move at every safepoint (`MINIGODEBUG=stackmove=1`).
    moves_stacks: bool,
    /// Set when the M first holds a P.
    native: UnsafeCell<Option<NativeCx>>,
    image: &'static Image,
}

impl Cx {
    /// A context of a linked program for the M; it stays until the process ends.
    pub fn new(image: &'static Image, m: M) -> &'static Cx {
        let cx: &'static Cx = Box::leak(Box::new(Cx {
            m,
            plans: &image.plans,
            tables: image.tables.as_ptr(),
            barrier: AtomicU32::new(0),
            data: Addr(image.data.as_ptr() as usize),
            consts: image.consts.as_ptr(),
            strings: image.strings.as_ptr(),
            types: image.types.as_ptr(),
            itabs: image.itabs.as_ptr(),
            closures: image.closures.as_ptr(),
            natives: image.natives.as_ptr(),
            scratch: [Cell::new(0), Cell::new(0)],
            has_stopped: Cell::new(false),
            moves_stacks: debug::get("stackmove") == Some(1),
            native: UnsafeCell::new(None),
            image,
        }));
        const { assert!(std::mem::offset_of!(Cx, m) == 0) };
        cx
    }

    /// The M.
    #[inline(always)]
    pub fn m(&'static self) -> &'static M {
        &self.m
    }

    /// Its address, as handlers pass it on. Nothing is written through it but cells and
    /// atomics.
    pub fn as_mut_ptr(&'static self) -> *mut Cx {
        std::ptr::from_ref(self).cast_mut()
    }

    /// The stack limit.
    #[inline(always)]
    pub fn limit(&self) -> usize {
        self.m.limit()
    }

    /// Sets the stack limit to the running goroutine's, unless it has reason to stop.
    pub fn reset_limit(&self) {
        self.m.set_limit(goroutine::stack_limit(self.g()));
    }

    /// Lets the next instruction that allocates go on without stopping first.
    pub fn set_has_stopped(&self) {
        self.has_stopped.set(true);
    }

    /// Whether that was said; it counts once.
    pub fn take_has_stopped(&self) -> bool {
        self.has_stopped.take()
    }

    /// Whether stacks move at every safepoint.
    pub fn moves_stacks(&self) -> bool {
        self.moves_stacks
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
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "owned by this M; see above")]
    pub fn g(&self) -> &mut GState {
        // A goroutine is owned by the M that runs it.
        self.m.running().state_mut()
    }

    /// The M may hold another P than before: its allocator is used from now on, and the
    /// write barrier is as the P has it.
    #[inline]
    pub fn adopt_p(&'static self) {
        let p = self.m.p();
        // SAFETY: as for `runtime`.
        let native = unsafe { &mut *self.native.get() };
        match native {
            Some(native) => native.adopt_p(p),
            None => *native = Some(NativeCx::new(&self.m)),
        }
        self.barrier.store(u32::from(p.own_mut().mcache.is_barrier_on()), Relaxed);
    }

    /// The natives' view of the runtime. One reference at a time.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "owned by this M")]
    pub fn runtime(&self) -> &mut NativeCx {
        // SAFETY: only this M's cold functions call this, and none keeps the reference
        // across another call.
        let native = unsafe { &mut *self.native.get() };
        debug_assert!(native.is_some());
        // SAFETY: `adopt_p` sets it before the M runs its first goroutine.
        unsafe { native.as_mut().unwrap_unchecked() }
    }

    /// The linked program.
    pub fn image(&self) -> &'static Image {
        self.image
    }
}
