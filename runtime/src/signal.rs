//! Signals that the program asks for (package os/signal).
//!
//! A handler may do next to nothing, so it writes the signal's number into a pipe, from
//! which a goroutine reads it, in a system call that may wait. The pipe never blocks the
//! handler: signals that nobody reads in time are lost, as they are for Go.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, Ordering};

use parking_lot::Mutex;

/// Signals are numbered below.
const NSIGNALS: usize = 65;

/// The pipe's end that the handler writes to; -1 until there is one.
static WRITE_END: AtomicI32 = AtomicI32::new(-1);

/// What the signals did before somebody asked for them.
static BEFORE: Mutex<[Option<libc::sigaction>; NSIGNALS]> = Mutex::new([None; NSIGNALS]);

extern "C" fn handle(signal: i32) {
    let byte = signal as u8;
    // SAFETY: errno belongs to this thread; the interrupted code must find its own value.
    let errno = unsafe { libc::__errno_location() };
    // SAFETY: as above.
    let before = unsafe { *errno };
    // SAFETY: `write` is allowed in handlers, and one byte is there to read.
    unsafe { libc::write(WRITE_END.load(Ordering::Relaxed), (&raw const byte).cast(), 1) };
    // SAFETY: as above.
    unsafe { *errno = before };
}

/// The pipe's end to read from.
fn read_end() -> i32 {
    static READ_END: OnceLock<i32> = OnceLock::new();
    *READ_END.get_or_init(|| {
        let mut ends = [-1; 2];
        // SAFETY: there is room for two numbers.
        let result = unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) };
        assert!(result == 0, "pipe: {}", io::Error::last_os_error());
        // SAFETY: the pipe's end is open.
        unsafe { libc::fcntl(ends[1], libc::F_SETFL, libc::O_NONBLOCK) };
        WRITE_END.store(ends[1], Ordering::Relaxed);
        ends[0]
    })
}

/// Makes a signal do something; what it did first is kept.
fn set(signal: i32, handler: libc::sighandler_t) {
    // SAFETY: all-zero is a valid `sigaction`.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler;
    action.sa_flags = libc::SA_RESTART;
    let mut before = action;
    // SAFETY: the handler does only what handlers may.
    let result = unsafe { libc::sigaction(signal, &raw const action, &raw mut before) };
    if result == 0 {
        BEFORE.lock()[signal as usize].get_or_insert(before);
    }
}

/// Lets writes to pipes that nobody reads fail, instead of ending the process.
pub fn ignore_broken_pipes() {
    // SAFETY: nothing runs at this signal.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

/// Whether it is [`ignore_broken_pipes`], and not the program, that ignores broken pipes.
pub fn ignores_broken_pipes_itself() -> bool {
    BEFORE.lock()[libc::SIGPIPE as usize].is_none()
}

/// Does something, if asked to with the signal for broken pipes as it is for other programs.
pub fn with_default_broken_pipes<T>(asked: bool, work: impl FnOnce() -> T) -> T {
    if asked {
        // SAFETY: nothing runs at this signal.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    }
    let result = work();
    if asked {
        ignore_broken_pipes();
    }
    result
}

/// Standard output or error is a pipe that nobody reads: ends the process by the signal for
/// that, unless the program asked for the signal, which it got with the failed write.
pub fn broken_standard_pipe() {
    if !ignores_broken_pipes_itself() {
        return;
    }
    // SAFETY: nothing runs at this signal.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    // SAFETY: numbers only.
    unsafe { libc::raise(libc::SIGPIPE) };
}

fn is_signal(signal: i32) -> bool {
    (1..NSIGNALS as i32).contains(&signal)
}

/// Lets a signal come to [`wait`].
pub fn watch(signal: i32) {
    if is_signal(signal) {
        read_end();
        set(signal, handle as *const () as usize);
    }
}

/// Makes a signal do nothing.
pub fn ignore(signal: i32) {
    if is_signal(signal) {
        set(signal, libc::SIG_IGN);
    }
}

/// Makes a signal do what it did at first.
pub fn reset(signal: i32) {
    if is_signal(signal)
        && let Some(before) = BEFORE.lock()[signal as usize].take()
    {
        // SAFETY: the action is one that the system gave.
        unsafe { libc::sigaction(signal, &raw const before, std::ptr::null_mut()) };
    }
}

/// The next signal; waits for it.
pub fn wait() -> i32 {
    let from = read_end();
    let mut byte = 0u8;
    // SAFETY: there is room for a byte.
    while unsafe { libc::read(from, (&raw mut byte).cast(), 1) } != 1 {}
    byte.into()
}

/// Sends a signal to a process.
///
/// # Errors
/// Those of the system.
pub fn kill(pid: i32, signal: i32) -> io::Result<()> {
    // SAFETY: numbers only.
    match unsafe { libc::kill(pid, signal) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
