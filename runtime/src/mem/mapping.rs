//! Mappings that the program itself makes, with `syscall.Mmap`.
//!
//! They lie outside of the heap: the collector does not look into them, and pointers to them
//! keep nothing alive. What a program breaks by unmapping or protecting memory that is in use
//! is its own, as with any address that it makes up by `unsafe`.

use std::io;

/// Maps `len_bytes` of a file, or of new memory, at an address that the system chooses.
///
/// # Errors
/// The system's.
pub fn map(
    len_bytes: usize,
    protection: i32,
    flags: i32,
    fd: i32,
    offset: i64,
) -> io::Result<usize> {
    // Without MAP_FIXED a mapping replaces no other.
    let flags = flags & !(libc::MAP_FIXED | libc::MAP_FIXED_NOREPLACE);
    // SAFETY: a new mapping at an address of the system's choice touches no existing memory.
    let base =
        unsafe { libc::mmap(std::ptr::null_mut(), len_bytes, protection, flags, fd, offset) };
    if base == libc::MAP_FAILED { Err(io::Error::last_os_error()) } else { Ok(base as usize) }
}

/// Ends a mapping.
///
/// # Errors
/// The system's.
pub fn unmap(base: usize, len_bytes: usize) -> io::Result<()> {
    // SAFETY: package syscall gives only mappings made by `map`, each once; who still uses
    // their memory is the program's responsibility.
    result(unsafe { libc::munmap(base as *mut libc::c_void, len_bytes) })
}

/// Sets what the program may do with pages.
///
/// # Errors
/// The system's.
pub fn protect(base: usize, len_bytes: usize, protection: i32) -> io::Result<()> {
    // SAFETY: the call changes no contents; that nothing needs the access that it takes away
    // is the program's responsibility.
    result(unsafe { libc::mprotect(base as *mut libc::c_void, len_bytes, protection) })
}

fn result(failed: i32) -> io::Result<()> {
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
