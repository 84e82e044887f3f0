//! Starting processes, as Go's `forkAndExecInChild`, and waiting for their end.
//!
//! The child shares the parent's memory until it executes the new program (`vfork`): how
//! large the heap is does not matter, and a child that fails leaves its error number in the
//! parent's memory, without a pipe.
//!
//! * S1: between clone and exec the child makes system calls and nothing else. It does not
//!   allocate, lock or panic: other threads stand where they were, some inside locks.
//! * S2: the parent's thread waits meanwhile, and has all signals blocked until the child
//!   has set its handlers back: none of ours may run in it.
//! * S3: every descriptor of ours is closed on exec; the child gets those it is to have by
//!   duplicating them.

use std::ffi::{CString, c_char, c_void};
use std::io;
use std::ptr;

use libc::{c_int, c_long};

use crate::{clock, signal};

/// The child's stack; it needs a few frames.
const STACK_BYTES: usize = 64 << 10;
/// The status of a child that could not execute the program; nobody sees it.
const FAILED: c_int = 253;
const NSIGNALS: c_int = 65;

/// Whose rights a child has.
#[derive(Debug, Default)]
pub struct Credential {
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Further groups; `None` leaves those of the parent.
    pub groups: Option<Vec<u32>>,
}

/// A program to execute.
#[derive(Debug, Default)]
pub struct Command {
    /// The file.
    pub path: CString,
    /// The arguments, the program's name first.
    pub args: Vec<CString>,
    /// The environment.
    pub env: Vec<CString>,
    /// Folder to run in, if not the parent's.
    pub dir: Option<CString>,
    /// The root of its paths, if not the parent's.
    pub root: Option<CString>,
    /// The parent's descriptors that become 0, 1, …; -1 for one that shall be closed.
    pub files: Vec<c_int>,
    /// Whose rights it has, if not the parent's.
    pub credential: Option<Credential>,
    /// Start a session.
    pub setsid: bool,
    /// Join the process group, 0 for one of its own.
    pub group: Option<c_int>,
    /// Make the group the foreground one of this terminal, a descriptor of the parent.
    pub foreground: Option<c_int>,
    /// Leave the controlling terminal.
    pub leave_terminal: bool,
    /// Make this descriptor of the child the controlling terminal.
    pub terminal: Option<c_int>,
    /// Let the parent trace it.
    pub trace: bool,
    /// The signal that it gets when the parent's thread ends; 0 for none.
    pub death_signal: c_int,
}

/// What the child reads and writes in the parent's memory.
struct Job<'a> {
    command: &'a Command,
    argv: Vec<*const c_char>,
    envp: Vec<*const c_char>,
    /// As `command.files`, moved by the child where they are in the way.
    files: Vec<c_int>,
    parent: c_long,
    /// The signals that the thread had blocked.
    mask: libc::sigset_t,
    /// Broken pipes are ignored only by us, not by the program.
    restores_sigpipe: bool,
    /// Why the child failed.
    error: c_int,
}

/// The addresses of the texts and a nil.
fn pointers(texts: &[CString]) -> Vec<*const c_char> {
    texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect()
}

fn last_error() -> c_int {
    io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

fn check(result: c_long) -> Result<c_long, c_int> {
    if result < 0 { Err(last_error()) } else { Ok(result) }
}

/// A system call whose arguments are numbers. Not the C library's function, which for some
/// of these asks all threads to follow.
fn plain(number: c_long, a: c_int, b: c_int, c: c_int) -> Result<c_long, c_int> {
    // SAFETY: numbers only, as the caller's system call takes them.
    check(unsafe { libc::syscall(number, c_long::from(a), c_long::from(b), c_long::from(c)) })
}

/// Sets handlers of ours back and unblocks signals: the child gets what Go's children get.
fn reset_signals(job: &Job) {
    for signal in 1..NSIGNALS {
        // SAFETY: all-zero is a valid `sigaction`.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: there is room for the action.
        let result = unsafe { libc::sigaction(signal, ptr::null(), &raw mut action) };
        let keeps = match action.sa_sigaction {
            libc::SIG_DFL => true,
            libc::SIG_IGN => signal != libc::SIGPIPE || !job.restores_sigpipe,
            _ => false,
        };
        if result == 0 && !keeps {
            action.sa_sigaction = libc::SIG_DFL;
            // SAFETY: nothing runs at the signal.
            unsafe { libc::sigaction(signal, &raw const action, ptr::null_mut()) };
        }
    }
    set_mask(&job.mask);
}

/// Blocks exactly these signals in this thread; which were before.
fn set_mask(mask: &libc::sigset_t) -> libc::sigset_t {
    // SAFETY: all-zero is a valid set.
    let mut before: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: both sets are valid.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, mask, &raw mut before) };
    before
}

fn all_signals() -> libc::sigset_t {
    // SAFETY: all-zero is a valid set.
    let mut all: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: the set is valid.
    unsafe { libc::sigfillset(&raw mut all) };
    all
}

fn set_rights(credential: &Credential) -> Result<(), c_int> {
    if let Some(groups) = &credential.groups {
        // SAFETY: as many groups are there as are said.
        check(unsafe { libc::syscall(libc::SYS_setgroups, groups.len(), groups.as_ptr()) })?;
    }
    plain(libc::SYS_setgid, credential.gid.cast_signed(), 0, 0)?;
    plain(libc::SYS_setuid, credential.uid.cast_signed(), 0, 0)?;
    Ok(())
}

fn set_session(command: &Command) -> Result<(), c_int> {
    if command.setsid {
        plain(libc::SYS_setsid, 0, 0, 0)?;
    }
    if let Some(group) = command.group {
        plain(libc::SYS_setpgid, 0, group, 0)?;
    }
    if let Some(terminal) = command.foreground {
        let mut group = command.group.unwrap_or(0);
        if group == 0 {
            group = plain(libc::SYS_getpid, 0, 0, 0)? as c_int;
        }
        // SAFETY: the system reads the group's number.
        check(c_long::from(unsafe { libc::ioctl(terminal, libc::TIOCSPGRP, &raw const group) }))?;
    }
    Ok(())
}

fn set_place(command: &Command) -> Result<(), c_int> {
    if let Some(root) = &command.root {
        // SAFETY: the path ends in a zero byte.
        check(c_long::from(unsafe { libc::chroot(root.as_ptr()) }))?;
    }
    if let Some(credential) = &command.credential {
        set_rights(credential)?;
    }
    if let Some(dir) = &command.dir {
        // SAFETY: the path ends in a zero byte.
        check(c_long::from(unsafe { libc::chdir(dir.as_ptr()) }))?;
    }
    Ok(())
}

fn set_death_signal(job: &Job) -> Result<(), c_int> {
    let signal = job.command.death_signal;
    if signal != 0 {
        plain(libc::SYS_prctl, libc::PR_SET_PDEATHSIG, signal, 0)?;
        // The parent may have ended before.
        if plain(libc::SYS_getppid, 0, 0, 0)? != job.parent {
            let own = plain(libc::SYS_getpid, 0, 0, 0)?;
            plain(libc::SYS_kill, own as c_int, signal, 0)?;
        }
    }
    Ok(())
}

/// Gives descriptors their numbers: first those that others would overwrite move up, then
/// each goes to its place.
fn place_files(files: &mut [c_int]) -> Result<(), c_int> {
    let mut free = files.iter().copied().fold(files.len() as c_int, c_int::max).saturating_add(1);
    for (fd, to) in files.iter_mut().zip(0..) {
        if *fd >= 0 && *fd < to {
            plain(libc::SYS_dup3, *fd, free, libc::O_CLOEXEC)?;
            *fd = free;
            free = free.saturating_add(1);
        }
    }
    for (fd, to) in files.iter().zip(0..) {
        if *fd < 0 {
            let _ = plain(libc::SYS_close, to, 0, 0);
        } else if *fd == to {
            plain(libc::SYS_fcntl, *fd, libc::F_SETFD, 0)?;
        } else {
            plain(libc::SYS_dup3, *fd, to, 0)?;
        }
    }
    for to in files.len() as c_int..3 {
        let _ = plain(libc::SYS_close, to, 0, 0);
    }
    Ok(())
}

fn set_terminal(command: &Command) -> Result<(), c_int> {
    if command.leave_terminal {
        plain(libc::SYS_ioctl, 0, libc::TIOCNOTTY as c_int, 0)?;
    }
    if let Some(terminal) = command.terminal {
        plain(libc::SYS_ioctl, terminal, libc::TIOCSCTTY as c_int, 1)?;
    }
    if command.trace {
        plain(libc::SYS_ptrace, libc::PTRACE_TRACEME as c_int, 0, 0)?;
    }
    Ok(())
}

/// Does not return if all goes well.
fn execute(job: &Job) -> c_int {
    // SAFETY: path, arguments and environment end in zeros.
    unsafe {
        libc::execve(job.command.path.as_ptr(), job.argv.as_ptr(), job.envp.as_ptr());
    }
    last_error()
}

fn become_child(job: &mut Job) -> Result<(), c_int> {
    set_session(job.command)?;
    reset_signals(job);
    set_place(job.command)?;
    set_death_signal(job)?;
    place_files(&mut job.files)?;
    set_terminal(job.command)?;
    Err(execute(job))
}

extern "C" fn child(job: *mut c_void) -> c_int {
    // SAFETY: `spawn` passes the job, and waits while this runs (S2).
    let job = unsafe { &mut *job.cast::<Job>() };
    job.error = become_child(job).err().unwrap_or(0);
    FAILED
}

fn new_job(command: &Command) -> Job<'_> {
    Job {
        argv: pointers(&command.args),
        envp: pointers(&command.env),
        files: command.files.clone(),
        parent: c_long::from(std::process::id().cast_signed()),
        mask: all_signals(),
        restores_sigpipe: signal::ignores_broken_pipes_itself(),
        error: 0,
        command,
    }
}

/// Starts a process; its number. The caller keeps the files open until then.
///
/// # Errors
/// What the system said to the parent, or to the child before the program began.
pub fn spawn(command: &Command) -> io::Result<i32> {
    let mut job = new_job(command);
    // As words, so that its end is aligned as a stack is.
    let mut stack = vec![0u128; STACK_BYTES / size_of::<u128>()];
    let top = stack.as_mut_ptr_range().end;
    let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
    job.mask = set_mask(&all_signals());
    // SAFETY: the stack and the job outlive the child's use of them: the thread goes on when
    // the child has executed the program or ended. The child keeps S1.
    let pid = unsafe { libc::clone(child, top.cast(), flags, (&raw mut job).cast()) };
    let failed = last_error();
    set_mask(&job.mask);
    if pid < 0 {
        return Err(io::Error::from_raw_os_error(failed));
    }
    // SAFETY: the job is valid. The child wrote it, which the compiler does not see.
    match unsafe { ptr::read_volatile(&raw const job.error) } {
        0 => Ok(pid),
        error => {
            let _ = wait4(pid, 0);
            Err(io::Error::from_raw_os_error(error))
        }
    }
}

/// Executes the program instead of this one; returns if that fails.
pub fn exec(command: &Command) -> io::Error {
    let job = new_job(command);
    let error = signal::with_default_broken_pipes(job.restores_sigpipe, || execute(&job));
    io::Error::from_raw_os_error(error)
}

/// Repeats a call that a signal interrupted.
fn retry(mut call: impl FnMut() -> c_int) -> io::Result<c_int> {
    loop {
        let result = call();
        if result >= 0 {
            return Ok(result);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// Waits until the child has ended, and leaves it to be waited for.
///
/// # Errors
/// There is no such child.
pub fn wait_ended(pid: i32) -> io::Result<()> {
    let options = libc::WEXITED | libc::WNOWAIT;
    retry(|| {
        // SAFETY: all-zero is a valid `siginfo_t`.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        // SAFETY: there is room for the information.
        unsafe { libc::waitid(libc::P_PID, pid.cast_unsigned(), &raw mut info, options) }
    })?;
    Ok(())
}

/// How a child ended or changed.
#[derive(Debug)]
pub struct Waited {
    /// Its number; 0 if there is nothing to tell.
    pub pid: i32,
    /// The system's status word.
    pub status: i32,
    /// What it used, as [`clock::resource_usage`] tells it.
    pub usage: [i64; 18],
}

/// The system call of this name.
///
/// # Errors
/// Those of the system.
pub fn wait4(pid: i32, options: i32) -> io::Result<Waited> {
    let mut status = 0;
    // SAFETY: all-zero is a valid `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: there is room for both.
    let pid = retry(|| unsafe { libc::wait4(pid, &raw mut status, options, &raw mut usage) })?;
    Ok(Waited { pid, status, usage: clock::usage_fields(&usage) })
}
