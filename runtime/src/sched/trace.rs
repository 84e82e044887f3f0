//! `GODEBUG=schedtrace=N`: a line about the scheduler every N milliseconds, in Go's form;
//! with `scheddetail=1` also a line for each P, M and G.
//!
//! The monitor prints it. Only the idle lists are locked meanwhile; everything else may
//! change while it is printed, and the lines need not fit together.

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicI64, Ordering};

use crate::debug;
use crate::sched::Sched;
use crate::sched::g::{G, Status};
use crate::sched::m::M;

/// When to print.
#[derive(Debug)]
pub(crate) struct Tracer {
    /// Time between lines; 0 for never.
    period_ns: i64,
    /// Ps, Ms and Gs too.
    is_detailed: bool,
    /// When the first and the last line were printed; only the monitor uses them.
    first_ns: AtomicI64,
    last_ns: AtomicI64,
}

impl Tracer {
    /// As the environment wants it.
    pub(crate) fn from_environment() -> Tracer {
        let period_ms = debug::get("schedtrace").unwrap_or(0).min(i64::MAX as u64 / 1_000_000);
        Tracer {
            period_ns: period_ms as i64 * 1_000_000,
            is_detailed: debug::get("scheddetail").unwrap_or(0) > 0,
            first_ns: AtomicI64::new(0),
            last_ns: AtomicI64::new(0),
        }
    }

    /// Whether anything will be printed.
    pub(crate) fn is_on(&self) -> bool {
        self.period_ns > 0
    }
}

impl Sched {
    /// Prints if it is time to. On the monitor's thread.
    pub(crate) fn trace_if_due(&'static self, now: i64) {
        let tracer = &self.tracer;
        let last = tracer.last_ns.load(Ordering::Relaxed);
        if !tracer.is_on() || last != 0 && last + tracer.period_ns > now {
            return;
        }
        if last == 0 {
            tracer.first_ns.store(now, Ordering::Relaxed);
        }
        tracer.last_ns.store(now, Ordering::Relaxed);
        eprint!("{}", self.describe((now - tracer.first_ns.load(Ordering::Relaxed)) / 1_000_000));
    }

    fn describe(&'static self, ms: i64) -> String {
        let ps = self.ps();
        let locked = self.locked.lock();
        let mut out = format!(
            "SCHED {ms}ms: gomaxprocs={} idleprocs={} threads={} spinningthreads={} \
             needspinning=0 idlethreads={} runqueue={}",
            ps.len(),
            locked.idle_ps.len(),
            // The monitor is a thread as well.
            locked.nms + 1,
            self.idle.nspinning(),
            locked.idle_ms.len(),
            self.global.len(),
        );
        if self.tracer.is_detailed {
            let (is_stopping, asleep) =
                (self.is_stopping(), self.sysmon_sleeps.load(Ordering::Relaxed));
            let _ = writeln!(
                out,
                " gcwaiting={is_stopping} nmidlelocked={} stopwait={} sysmonwait={asleep}",
                locked.nidle_locked, locked.stop_wait,
            );
            self.describe_parts(&mut out, &locked.all_ms, &locked.idle_ms);
        } else {
            let lens: String = ps.iter().map(|p| format!("{} ", p.runq.len())).collect();
            let ticks = ps.iter().map(|p| p.schedtick.load(Ordering::Relaxed));
            let ticks: String = ticks.map(|tick| format!("{tick} ")).collect();
            let _ = writeln!(out, " [ {lens}] schedticks=[ {ticks}]");
        }
        out
    }

    fn describe_parts(&'static self, out: &mut String, ms: &[&'static M], idle: &[&'static M]) {
        for p in self.ps() {
            let _ = writeln!(
                out,
                "  P{}: status={} schedtick={} syscalltick={} m={} runqsize={} gfreecnt={} \
                 timerslen={}",
                p.id,
                p.status() as u32,
                p.schedtick.load(Ordering::Relaxed),
                p.syscalltick.load(Ordering::Relaxed),
                or_nil(p.m().map(|m| m.id)),
                p.runq.len(),
                p.nfree_gs.load(Ordering::Relaxed),
                p.timers.len(),
            );
        }
        for m in ms {
            let holder = self.ps().iter().find(|p| p.m().is_some_and(|of| std::ptr::eq(of, *m)));
            let _ = writeln!(
                out,
                "  M{}: p={} curg={} mallocing=0 throwing=0 preemptoff= locks=0 dying=0 \
                 spinning={} blocked={} lockedg={}",
                m.id,
                or_nil(holder.map(|p| p.id)),
                or_nil(m.g().map(G::id)),
                m.is_spinning.load(Ordering::Relaxed),
                idle.iter().any(|other| std::ptr::eq(*other, *m)),
                or_nil(m.locked_g().map(G::id)),
            );
        }
        self.gs.for_each(|g| {
            let status = g.status();
            if matches!(status, Status::Dead | Status::Idle) {
                return;
            }
            let _ = writeln!(
                out,
                "  G{}: status={}({}) m={} lockedm={}",
                g.id(),
                status as u32,
                g.wait_reason().text(),
                or_nil(g.m().map(|m| m.id)),
                or_nil(g.locked_m().map(|m| m.id)),
            );
        });
    }
}

fn or_nil(number: Option<impl Display>) -> String {
    number.map_or_else(|| "nil".to_owned(), |number| number.to_string())
}
