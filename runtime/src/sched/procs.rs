//! GOMAXPROCS: how many Ps there are.
//!
//! By default as many as the process has CPUs, or as the CPU limit of its cgroup allows if
//! that is less (rounded up, at least 2); the monitor looks once a second whether that has
//! changed. The environment variable or a call overrides it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use crate::cpus;
use crate::debug;
use crate::sched::Sched;
use crate::sched::cgroup::CpuLimit;
use crate::sched::g::WaitReason;
use crate::sched::m::M;
use crate::sched::p::{P, PStatus};

/// More Ps than this are not made.
const MAX_PS: usize = 1024;
/// How often the monitor looks at the limits.
const CHECK_NS: i64 = 1_000_000_000;

impl Sched {
    /// Makes the first Ps.
    pub(crate) fn set_nps(&'static self, nps: usize) {
        self.make_ps(nps);
        let mut locked = self.locked.lock();
        for &p in self.ps().iter().rev() {
            self.put_idle_p(&mut locked, p);
        }
    }

    /// Changes the number of Ps. The world is stopped by `m`, which holds a P in use
    /// afterwards.
    pub(crate) fn set_nps_from(&'static self, m: &'static M, nps: usize) {
        let old: Vec<&'static P> = self.ps().to_vec();
        self.make_ps(nps);
        if m.p().id >= nps {
            m.release_p();
            m.acquire_p(self.ps()[0]);
        }
        for p in old.into_iter().skip(nps) {
            p.runq.drain_to(&self.global);
            p.timers.move_to(m);
            let own = p.own_mut();
            own.mcache.flush();
            own.stacks.flush();
            self.gs.spill(&mut own.free_gs, 0);
            self.sudogs.put(&mut own.sudogs, 0);
            p.set_status(PStatus::Dead);
        }
    }

    /// Makes `nps` the number of Ps in use; new ones are Stopped.
    fn make_ps(&'static self, nps: usize) {
        let mut all = self.all_ps().to_vec();
        for &p in all.iter().take(nps) {
            if p.status() == PStatus::Dead {
                p.set_status(PStatus::Stopped);
            }
        }
        if all.len() < nps {
            for id in all.len()..nps {
                all.push(Box::leak(Box::new(P::new(id, self.heap))));
            }
            self.all_ps.store(Box::leak(Box::new(all)), Ordering::Release);
        }
        self.nps.store(nps, Ordering::Release);
    }

    /// The monitor: asks for another number of Ps if the limits that it follows have
    /// changed. The request stands until an M has seen to it, so all are asked again.
    pub(crate) fn follow_limits(&self, now: i64) {
        let procs = &self.procs;
        if procs.has_request() {
            self.preempt_everybody();
        }
        if procs.is_custom.load(Ordering::Relaxed)
            || procs.checked_at.load(Ordering::Relaxed) + CHECK_NS > now
            || debug::get("updatemaxprocs") == Some(0)
        {
            return;
        }
        procs.checked_at.store(now, Ordering::Relaxed);
        let nps = procs.default().min(MAX_PS);
        let wanted = if nps == self.nps() { 0 } else { nps };
        procs.wanted.store(wanted, Ordering::Relaxed);
    }
}

impl M {
    /// `runtime.GOMAXPROCS(n)`: the number of Ps so far; sets it if n is positive. The running
    /// goroutine's registers are saved; the M may hold another P afterwards.
    pub fn set_maxprocs(&'static self, n: i64) -> usize {
        let before = self.sched().nps();
        if let Ok(n @ 1..) = usize::try_from(n) {
            self.sched().procs.is_custom.store(true, Ordering::Relaxed);
            self.change_nps(n);
        }
        before
    }

    /// `runtime.SetDefaultGOMAXPROCS()`: as many as the limits allow, from now on; likewise.
    pub fn set_default_maxprocs(&'static self) {
        let procs = &self.sched().procs;
        let nps = procs.default();
        procs.is_custom.store(false, Ordering::Relaxed);
        self.change_nps(nps);
    }

    fn change_nps(&'static self, nps: usize) {
        let nps = nps.min(MAX_PS);
        if nps != self.sched().nps() {
            self.stop_the_world(WaitReason::StoppingTheWorld).nps = nps;
        }
    }

    /// Does what the monitor asked for, unless the world is stopped for something else: it asks
    /// again. The running goroutine is at a safepoint; the M may hold another P afterwards.
    pub(crate) fn follow_limits(&'static self) {
        let procs = &self.sched().procs;
        if procs.is_custom.load(Ordering::Relaxed) {
            return procs.wanted.store(0, Ordering::Relaxed);
        }
        if let Some(mut world) = self.try_stop_the_world(WaitReason::StoppingTheWorld) {
            let wanted = procs.wanted.swap(0, Ordering::Relaxed);
            if wanted != 0 {
                world.nps = wanted;
            }
        }
    }
}

/// Where GOMAXPROCS comes from.
pub struct MaxProcs {
    /// The cgroup's limit, if it has one and that is heeded. Set when first asked for.
    limit: OnceLock<Option<CpuLimit>>,
    /// The environment or a call has set it; it follows nothing.
    is_custom: AtomicBool,
    /// What the monitor wants it to be; 0 if nothing. An M that runs Go code does it.
    wanted: AtomicUsize,
    /// When the monitor looked last.
    checked_at: AtomicI64,
}

impl MaxProcs {
    /// The setting of the environment, and how many Ps that are to begin with.
    pub fn from_environment() -> (MaxProcs, usize) {
        let set = std::env::var("GOMAXPROCS").ok().and_then(|text| text.parse().ok());
        let set = set.filter(|&n: &usize| n > 0);
        let procs = MaxProcs::new(set.is_some());
        let nps = set.unwrap_or_else(|| procs.default());
        (procs, nps.min(MAX_PS))
    }

    /// A setting that follows nothing.
    pub fn custom() -> MaxProcs {
        MaxProcs::new(true)
    }

    fn new(is_custom: bool) -> MaxProcs {
        MaxProcs {
            limit: OnceLock::new(),
            is_custom: AtomicBool::new(is_custom),
            wanted: AtomicUsize::new(0),
            checked_at: AtomicI64::new(0),
        }
    }

    /// The number of Ps if nobody says otherwise.
    fn default(&self) -> usize {
        let ncpus = cpus::count();
        let limit = self.limit.get_or_init(|| {
            let is_heeded = debug::get("containermaxprocs") != Some(0);
            is_heeded.then(CpuLimit::open).flatten()
        });
        match limit.as_ref().and_then(CpuLimit::read) {
            Some(limit) => ncpus.min((limit.ceil() as usize).max(2)),
            None => ncpus,
        }
    }

    /// Whether an M shall change the number of Ps.
    pub(crate) fn has_request(&self) -> bool {
        self.wanted.load(Ordering::Relaxed) != 0
    }
}
