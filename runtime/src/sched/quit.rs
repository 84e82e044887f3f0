//! SIGQUIT: the program shows what all its goroutines do, and ends.
//!
//! The handler runs at any moment on any thread, so it does only what is allowed there: it
//! sets a flag, and wakes the monitor, which stops the world (for a moment: who does not
//! come to a safepoint is shown as running) and asks the engine for the traces. A program
//! of one goroutine has no monitor; there the handler itself does this, at the risk that
//! it interrupted the memory allocator.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::time::Duration;

use crate::sched::Sched;
use crate::sched::g::{G, Status};

/// How long running goroutines may take to come to a safepoint.
const PATIENCE: Duration = Duration::from_millis(100);
/// How often is looked whether they have.
const PAUSE: Duration = Duration::from_micros(200);

/// SIGQUIT has come.
static QUIT: AtomicBool = AtomicBool::new(false);
/// Where the interrupted code was.
static QUIT_PC: AtomicUsize = AtomicUsize::new(0);
/// The scheduler that the handler tells; set before it is installed.
static SCHED: AtomicPtr<Sched> = AtomicPtr::new(std::ptr::null_mut());

extern "C" fn handle(_: i32, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system passes the context of the interrupted thread.
    let context = unsafe { &*context.cast::<libc::ucontext_t>() };
    let pc = context.uc_mcontext.gregs[libc::REG_RIP as usize];
    QUIT_PC.store(pc as usize, Ordering::Relaxed);
    QUIT.store(true, Ordering::SeqCst);
    // SAFETY: null, or a scheduler, which is never freed.
    let Some(sched) = (unsafe { SCHED.load(Ordering::Acquire).as_ref() }) else { return };
    if sched.has_monitor() {
        sched.sysmon_note.wake();
    } else {
        sched.quit();
    }
}

/// Installs the handler.
pub fn install(sched: &'static Sched) {
    SCHED.store(std::ptr::from_ref(sched).cast_mut(), Ordering::Release);
    // SAFETY: all-zero is a valid `sigaction`.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handle as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
    // SAFETY: the handler only uses what may be used at any moment; see above.
    unsafe { libc::sigaction(libc::SIGQUIT, &raw const action, std::ptr::null_mut()) };
}

impl Sched {
    /// Ends the process if SIGQUIT has come. On the monitor's thread.
    pub(crate) fn quit_if_asked(&'static self) {
        if QUIT.load(Ordering::SeqCst) {
            self.quit();
        }
    }

    /// Stops what can be stopped and shows all goroutines.
    fn quit(&'static self) -> ! {
        self.freeze();
        let mut gs: Vec<&'static G> = Vec::new();
        self.gs.for_each(|g| {
            if !matches!(g.status(), Status::Dead | Status::Idle) {
                gs.push(g);
            }
        });
        self.host.quit(QUIT_PC.load(Ordering::Relaxed), &mut gs)
    }

    /// Stops the world for good, but waits only so long for those that run.
    fn freeze(&'static self) {
        if let Some(mut locked) = self.locked.try_lock() {
            // Ps that stop are not waited for one by one.
            locked.stop_wait = usize::MAX / 2;
        }
        self.stop_for_good();
        let is_running = || {
            let mut found = false;
            self.gs.for_each(|g| found |= g.status() == Status::Running);
            found
        };
        let mut waited = Duration::ZERO;
        while waited < PATIENCE && is_running() {
            self.preempt_everybody();
            std::thread::sleep(PAUSE);
            waited += PAUSE;
        }
    }
}
