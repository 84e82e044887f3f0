//! Waiting, in a thread, until a descriptor is ready; goroutines wait at the network poller
//! ([`crate::netpoll`]).

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// What somebody waits to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Read.
    Read,
    /// Write.
    Write,
}

/// Waits until the descriptor is ready.
///
/// # Errors
/// Those of the system, interruptions excepted.
pub fn wait(fd: BorrowedFd, direction: Direction) -> io::Result<()> {
    let events = match direction {
        Direction::Read => libc::POLLIN,
        Direction::Write => libc::POLLOUT,
    };
    let mut entry = libc::pollfd { fd: fd.as_raw_fd(), events, revents: 0 };
    // SAFETY: the entry is there to read and write.
    if unsafe { libc::poll(&raw mut entry, 1, -1) } < 0 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(())
}

/// Says whether reads and writes of the file fail where they would have to wait.
///
/// # Errors
/// Those of the system.
pub fn set_nonblocking(fd: BorrowedFd, nonblocking: bool) -> io::Result<()> {
    // SAFETY: asks for flags only.
    let flags = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETFL) };
    let wanted = if nonblocking { flags | libc::O_NONBLOCK } else { flags & !libc::O_NONBLOCK };
    // SAFETY: numbers only.
    if flags < 0 || unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFL, wanted) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
