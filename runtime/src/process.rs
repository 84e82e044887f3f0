//! What a process needs before anything else, and what it got from who started it.

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::FromRawFd;

/// Opens descriptors 0 to 2 if whoever started the process closed them: files that the
/// program opens must not become its standard streams.
pub fn open_standard_streams() {
    for fd in 0..3 {
        // SAFETY: asks for flags only.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            // SAFETY: the path ends in a zero byte. The lowest free descriptor is this one.
            unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR) };
        }
    }
}

/// Takes over a descriptor, which the caller has not, that the process was started with. Those that it opens itself
/// are closed on exec, inherited ones are not: that tells them apart. It stays so: what
/// the program starts in turn inherits it, too.
pub fn adopt_inherited(fd: i32) -> Option<File> {
    // SAFETY: asks for flags only.
    if fd < 3 || unsafe { libc::fcntl(fd, libc::F_GETFD) } != 0 {
        return None;
    }
    // SAFETY: it is open, and nobody here owns it: whoever opens one has it closed on exec,
    // and the caller takes none over twice.
    Some(unsafe { File::from_raw_fd(fd) })
}

/// Whether the process may execute the file.
///
/// # Errors
/// Why not.
pub fn check_executable(path: &CStr) -> io::Result<()> {
    // SAFETY: the path ends in a zero byte.
    match unsafe { libc::faccessat(libc::AT_FDCWD, path.as_ptr(), libc::X_OK, libc::AT_EACCESS) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
