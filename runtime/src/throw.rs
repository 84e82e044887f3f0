//! The end of the process when the runtime itself is wrong, or the program is beyond
//! recovery.
//!
//! Go distinguishes *throw* (the runtime's own invariant is broken) and *fatal* (the
//! program did something that cannot be a panic, such as concurrent map writes). Both
//! print `fatal error: TEXT` on standard error and exit with status 2. A throw asks the
//! reader to suspect minigo, so it names the place in minigo's source as well.

use std::io::Write;

/// Ends the process: an invariant of the runtime does not hold. The text is constant, so
/// that it can be searched for.
#[macro_export]
macro_rules! throw {
    ($text:literal) => {
        $crate::throw::throw_at($text, file!(), line!())
    };
}

/// What [`throw!`] expands to.
#[cold]
#[inline(never)]
pub fn throw_at(text: &'static str, file: &'static str, line: u32) -> ! {
    // Standard error may be closed; the exit status still tells.
    let _ = writeln!(
        std::io::stderr(),
        "fatal error: {text}\n\nminigo: the runtime broke its own rule at {file}:{line}"
    );
    if cfg!(test) {
        panic!("{text}");
    }
    std::process::exit(2)
}

/// Ends the process for a fault of the program or its environment.
#[cold]
#[inline(never)]
pub fn fatal(text: &str) -> ! {
    // As above.
    let _ = writeln!(std::io::stderr(), "fatal error: {text}");
    std::process::exit(2)
}
