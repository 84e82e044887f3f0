//! GOMAXPROCS: how many Ps there are.
//!
//! By default as many as the process has CPUs, or as the CPU limit of its cgroup allows if
//! that is less (rounded up, at least 2). The environment variable or a call overrides it.

use std::sync::atomic::Ordering;

use crate::sched::Sched;
use crate::sched::g::WaitReason;
use crate::sched::m::M;
use crate::sched::p::{P, PStatus};

/// More Ps than this are not made.
const MAX_PS: usize = 1024;

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
            p.timers.move_to(&self.ps()[0].timers, 0);
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
}

impl M {
    /// `runtime.GOMAXPROCS(n)`: the number of Ps so far; sets it if n is positive and
    /// different. The running goroutine's registers are saved; the M may hold another P
    /// afterwards.
    pub fn set_maxprocs(&'static self, n: i64) -> usize {
        let before = self.sched().nps();
        if let Ok(n @ 1..) = usize::try_from(n)
            && n.min(MAX_PS) != before
        {
            let mut world = self.stop_the_world(WaitReason::StoppingTheWorld);
            world.nps = n.min(MAX_PS);
        }
        before
    }
}

/// The number of Ps to begin with.
pub fn initial() -> usize {
    let set = std::env::var("GOMAXPROCS").ok().and_then(|text| text.parse().ok());
    set.filter(|&n| n > 0).unwrap_or_else(default).min(MAX_PS)
}

/// The number of Ps if nobody says otherwise.
pub fn default() -> usize {
    let ncpu = std::thread::available_parallelism().map_or(1, usize::from);
    // The standard library's figure heeds the cgroup, but rounds its limit down.
    let affinity = affinity().unwrap_or(ncpu);
    match cgroup_limit() {
        Some(limit) if crate::debug::get("containermaxprocs") != Some(0) => {
            affinity.min((limit.ceil() as usize).max(2))
        }
        _ => affinity,
    }
}

/// Number of CPUs that the process may run on (`runtime.NumCPU`).
pub fn affinity() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed:"))?;
    let count = mask.chars().filter_map(|c| c.to_digit(16)).map(u32::count_ones).sum::<u32>();
    (count > 0).then_some(count as usize)
}

/// CPUs per second that the cgroup allows, if it has a limit.
fn cgroup_limit() -> Option<f64> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    groups.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let read = |file: String| std::fs::read_to_string(file).ok();
        if controllers.is_empty() {
            let text = read(format!("/sys/fs/cgroup{path}/cpu.max"))
                .or_else(|| read("/sys/fs/cgroup/cpu.max".to_owned()))?;
            return parse_limit(&text);
        }
        if !controllers.split(',').any(|controller| controller == "cpu") {
            return None;
        }
        let file = |name: &str| {
            read(format!("/sys/fs/cgroup/cpu{path}/{name}"))
                .or_else(|| read(format!("/sys/fs/cgroup/cpu/{name}")))
        };
        let (quota, period) = (file("cpu.cfs_quota_us")?, file("cpu.cfs_period_us")?);
        parse_limit(&format!("{} {}", quota.trim(), period.trim()))
    })
}

/// `quota period` in microseconds; `max` or a negative quota is no limit.
fn parse_limit(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace();
    let quota: f64 = words.next()?.parse().ok()?;
    let period: f64 = words.next()?.parse().ok()?;
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_cgroups_are_understood() {
        assert_eq!(parse_limit("250000 100000"), Some(2.5));
        assert_eq!(parse_limit("max 100000"), None);
        assert_eq!(parse_limit("-1 100000"), None);
        assert!(default() >= 1);
    }
}
