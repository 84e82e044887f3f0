//! What the system tells about descriptors: epoll, edge-triggered.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So many events are taken at once, as in Go.
const MAX_EVENTS: usize = 128;
/// What is told of every descriptor: it can be read, it can be written, the other side has
/// closed, each once when it becomes so.
const INTEREST: u32 = (libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLRDHUP | libc::EPOLLET) as u32;
/// Tells that it can be read, or that reading would fail.
const READABLE: u32 = (libc::EPOLLIN | libc::EPOLLRDHUP | libc::EPOLLHUP | libc::EPOLLERR) as u32;
/// Tells that it can be written to, or that writing would fail.
const WRITABLE: u32 = (libc::EPOLLOUT | libc::EPOLLHUP | libc::EPOLLERR) as u32;
/// The token of the event that only wakes.
const WAKE: u64 = 0;

/// What happened to a descriptor.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What it was added with.
    pub token: u64,
    /// Reading may go on.
    pub is_readable: bool,
    /// Writing may go on.
    pub is_writable: bool,
    /// There is an error, and nothing else.
    pub is_error: bool,
}

/// An epoll instance, and an eventfd that wakes who waits for it.
#[derive(Debug)]
pub struct Epoll {
    epoll: OwnedFd,
    wake: OwnedFd,
    /// The eventfd is readable or about to be: nobody needs to write to it again.
    is_waking: AtomicBool,
}

fn owned(fd: RawFd) -> io::Result<OwnedFd> {
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the system has just made it for the caller, who gives it away.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

impl Epoll {
    /// A new instance.
    ///
    /// # Errors
    /// The system's.
    pub fn new() -> io::Result<Epoll> {
        // SAFETY: takes a number only.
        let epoll = owned(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: takes numbers only.
        let wake = owned(unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) })?;
        let new = Epoll { epoll, wake, is_waking: AtomicBool::new(false) };
        new.control(libc::EPOLL_CTL_ADD, new.wake.as_raw_fd(), libc::EPOLLIN as u32, WAKE)?;
        Ok(new)
    }

    fn control(&self, operation: i32, fd: RawFd, events: u32, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event { events, u64: token };
        // SAFETY: the event is there to read.
        let result =
            unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), operation, fd, &raw mut event) };
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Tells of this descriptor from now on. The token is not 0.
    ///
    /// # Errors
    /// The system's; `EPERM` if there is nothing to wait for, as with files on disk.
    pub fn add(&self, fd: RawFd, token: u64) -> io::Result<()> {
        debug_assert_ne!(token, WAKE);
        self.control(libc::EPOLL_CTL_ADD, fd, INTEREST, token)
    }

    /// Tells of it no more.
    ///
    /// # Errors
    /// The system's.
    pub fn remove(&self, fd: RawFd) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_DEL, fd, 0, WAKE)
    }

    /// Whether this is one of its own descriptors.
    pub fn owns(&self, fd: RawFd) -> bool {
        fd == self.epoll.as_raw_fd() || fd == self.wake.as_raw_fd()
    }

    /// Ends the wait of who waits, or the next one.
    pub fn wake(&self) {
        if self.is_waking.swap(true, Ordering::SeqCst) {
            return;
        }
        let one = 1_u64;
        // SAFETY: eight bytes are there to read. It can only fail if the counter is full,
        // and then it is readable.
        unsafe { libc::write(self.wake.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    fn take_wake(&self) {
        let mut count = 0_u64;
        // SAFETY: eight bytes are there to write to. If there is nothing to read, another
        // thread was woken by it.
        unsafe { libc::read(self.wake.as_raw_fd(), (&raw mut count).cast(), 8) };
        self.is_waking.store(false, Ordering::SeqCst);
    }

    /// Calls `visit` for what has happened, after waiting for it until [`Epoll::wake`], or for
    /// that long; `None` waits for ever. Who does not wait does not take the wake-up either.
    pub fn wait(&self, time: Option<Duration>, mut visit: impl FnMut(Event)) {
        // Rounded up: who waits again because of a fraction would only spin.
        let millis = time.map_or(-1, |time| {
            i32::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX)
        });
        let mut events = [MaybeUninit::<libc::epoll_event>::uninit(); MAX_EVENTS];
        // SAFETY: there is room for so many events.
        let n = unsafe {
            let room = events.as_mut_ptr().cast();
            libc::epoll_wait(self.epoll.as_raw_fd(), room, MAX_EVENTS as i32, millis)
        };
        // A signal ends a wait without events.
        for event in &events[..usize::try_from(n).unwrap_or(0)] {
            // SAFETY: the system has written so many.
            let event = unsafe { event.assume_init() };
            let (token, events) = (event.u64, event.events);
            if token == WAKE {
                if millis != 0 {
                    self.take_wake();
                }
                continue;
            }
            visit(Event {
                token,
                is_readable: events & READABLE != 0,
                is_writable: events & WRITABLE != 0,
                is_error: events == libc::EPOLLERR as u32,
            });
        }
    }
}
