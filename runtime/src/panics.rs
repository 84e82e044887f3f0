//! What goes wrong in a Go program, as the runtime reports it to the engine.
//!
//! The runtime never builds Go panic values itself: their types are declared in Go, in
//! package runtime of the standard library. An operation that fails returns a
//! [`RuntimeError`]; the engine calls the Go function that
//! [`RuntimeError::go_function`] names, which makes the value and panics with it.

use crate::typedesc::TypeDesc;

/// A run-time failure of a Go program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeError {
    /// `runtime error: ` and this text.
    Error(&'static str),
    /// This text alone (`assignment to entry in nil map`); still a `runtime.Error`.
    Plain(&'static str),
    /// `runtime error: hash of unhashable type T`.
    Unhashable(*const TypeDesc),
    /// `runtime error: comparing uncomparable type T`.
    Uncomparable(*const TypeDesc),
    /// `fatal error: ` and this text, exit status 2. No deferred call runs and nothing can
    /// recover it.
    Fatal(&'static str),
}

/// Result of an operation that may raise a Go panic.
pub type GoResult<T> = Result<T, RuntimeError>;

impl RuntimeError {
    /// Full name of the Go function that panics with this error. It takes the text
    /// (a string) or the type (a `*abi.Type`). `None`: end the process with a fatal error.
    pub fn go_function(self) -> Option<&'static str> {
        match self {
            RuntimeError::Error(_) => Some("runtime.panicError"),
            RuntimeError::Plain(_) => Some("runtime.panicPlain"),
            RuntimeError::Unhashable(_) => Some("runtime.panicUnhashable"),
            RuntimeError::Uncomparable(_) => Some("runtime.panicUncomparable"),
            RuntimeError::Fatal(_) => None,
        }
    }
}

// The pointers are to static type descriptors, which are `Sync`.
// SAFETY: nothing in an error belongs to a thread.
unsafe impl Send for RuntimeError {}
// SAFETY: as for `Send`; errors are immutable.
unsafe impl Sync for RuntimeError {}
