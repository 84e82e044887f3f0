//! What a process needs before anything else.

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
