//! Waiting until a descriptor is ready.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

/// What somebody waits to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Read.
    Read,
    /// Write.
    Write,
}

/// Waits until the descriptor is ready, nobody can write to `wake` any more, or the time is
/// over; the caller looks which.
///
/// # Errors
/// Those of the system, interruptions excepted.
pub fn wait(
    fd: BorrowedFd,
    direction: Direction,
    wake: Option<BorrowedFd>,
    timeout: Option<Duration>,
) -> io::Result<()> {
    let events = match direction {
        Direction::Read => libc::POLLIN,
        Direction::Write => libc::POLLOUT,
    };
    // A negative descriptor is passed over.
    let wake = wake.map_or(-1, |wake| wake.as_raw_fd());
    let mut fds = [
        libc::pollfd { fd: fd.as_raw_fd(), events, revents: 0 },
        libc::pollfd { fd: wake, events: libc::POLLIN, revents: 0 },
    ];
    // Rounded up: who waits again because of a fraction would only spin.
    let millis = timeout
        .map_or(-1, |time| i32::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX));
    // SAFETY: both entries are there to read and write.
    if unsafe { libc::poll(fds.as_mut_ptr(), 2, millis) } < 0 {
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
