//! Where the system starts the process.
//!
//! The standard library's own way there reads the map of the process and prepares for overflows
//! of native stacks, which is of no use here; without it a start takes 0.1 ms less, and each
//! process 0.1 MB. It would also ignore broken pipes, at which a command like this should end.

use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::process::exit;

use minigo_runtime::process;

/// Begins the process.
///
/// # Safety
/// The system calls this, with the process's arguments.
#[unsafe(no_mangle)]
unsafe extern "C" fn main(argc: c_int, argv: *const *const c_char) -> c_int {
    process::open_standard_streams();
    // SAFETY: there are `argc` arguments.
    let args = unsafe { std::slice::from_raw_parts(argv, argc as usize) };
    let args = args.iter().map(|&arg| {
        // SAFETY: each is a string that ends in a zero byte and stays.
        let arg = unsafe { CStr::from_ptr(arg) };
        OsStr::from_bytes(arg.to_bytes()).to_owned()
    });
    crate::begin(args.collect());
    exit(0)
}
