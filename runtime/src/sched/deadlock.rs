//! Is the program dead?
//!
//! Asked whenever an M goes to sleep for want of work: if no other M runs or is in a
//! native, no timer is pending, and no goroutine is runnable, then nothing can ever happen
//! again. An M that sleeps until a timer is due counts as running. So does one that blocks
//! in a native.

use crate::sched::g::{G, Status};
use crate::sched::{Locked, Sched};
use crate::sync::lock::Guard;

impl Sched {
    /// Ends the process if the program is dead. The caller has just counted itself as idle.
    pub(crate) fn check_dead(&'static self, locked: Guard<'_, Locked>) {
        let nidle = locked.idle_ms.len() as isize + locked.nidle_locked;
        if nidle < locked.nms as isize || self.has_ended() {
            return;
        }
        if self.all_ps().iter().any(|p| p.timers.next_when() != 0) {
            return;
        }
        let mut waiting: Vec<&'static G> = Vec::new();
        let mut can_run = false;
        self.gs.for_each(|g| match g.status() {
            Status::Waiting if g.is_system() => {}
            Status::Waiting | Status::Preempted => waiting.push(g),
            Status::Dead | Status::Idle => {}
            // Its M has lost its P to the monitor a moment ago, which will find it.
            Status::Runnable | Status::Running | Status::Syscall => can_run = true,
        });
        drop(locked);
        if !can_run {
            self.host.deadlock(&mut waiting);
        }
    }
}
