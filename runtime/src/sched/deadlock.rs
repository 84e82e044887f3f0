//! Is the program dead?
//!
//! Asked whenever an M goes to sleep for want of work: if no other M runs or is in a
//! native, no timer is pending, no goroutine waits for a descriptor, and none is runnable, then
//! nothing can ever happen again. An M that blocks in a native counts as running; one that sleeps until a timer is due
//! does not. The timer with which the scavenger sleeps is none that could make a difference.

use std::sync::atomic::Ordering;

use crate::sched::g::{G, Status};
use crate::sched::{Locked, Sched};
use crate::sync::lock::Guard;

impl Sched {
    /// Ends the process if the program is dead. The caller has just counted itself as idle, or
    /// as the one that sleeps until a timer is due.
    pub(crate) fn check_dead(&'static self, locked: Guard<'_, Locked>) {
        let nsleepers = isize::from(self.has_sleeper.load(Ordering::SeqCst));
        let nidle = locked.idle_ms.len() as isize + locked.nidle_locked + nsleepers;
        if nidle < locked.nms as isize || self.has_ended() {
            return;
        }
        let ntimers: usize = self.all_ps().iter().map(|p| p.timers.len()).sum();
        if self.netpoll.has_waiters()
            || self.netpoll.next_when() != 0
            || ntimers > usize::from(self.heap.scavenger.sleeps())
        {
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
