//! What goes wrong in a Go program, as the runtime reports it to the engine.
//!
//! The runtime never builds Go panic values itself: their types are declared in Go, in
//! package runtime of the standard library. An operation that fails returns a
//! [`RuntimeError`]; the engine raises it by calling the Go function that its
//! [`Raiser`] stands for.

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
    /// `hash of unhashable type: T`, without `runtime error: `: a lookup in or a deletion from
    /// an empty map. So does Go.
    UnhashableInEmpty(*const TypeDesc),
    /// `runtime error: comparing uncomparable type T`.
    Uncomparable(*const TypeDesc),
    /// `fatal error: ` and this text, exit status 2. No deferred call runs and nothing can
    /// recover it.
    Fatal(&'static str),
}

/// Result of an operation that may raise a Go panic. The error is boxed so that results
/// return in two machine registers; failing is rare.
pub type GoResult<T> = Result<T, Box<RuntimeError>>;

/// The result of an operation that fails.
#[cold]
pub fn fail<T>(error: RuntimeError) -> GoResult<T> {
    Err(Box::new(error))
}

/// How the engine raises an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raiser {
    /// Call `runtime.panicError(text)`.
    PanicError,
    /// Call `runtime.panicPlain(text)`.
    PanicPlain,
    /// Print `fatal error: ` and the text, then the trace; exit with status 2.
    Fatal,
}

impl RuntimeError {
    /// How to raise it.
    pub fn raiser(self) -> Raiser {
        match self {
            RuntimeError::Error(_)
            | RuntimeError::Unhashable(_)
            | RuntimeError::Uncomparable(_) => Raiser::PanicError,
            RuntimeError::Plain(_) | RuntimeError::UnhashableInEmpty(_) => Raiser::PanicPlain,
            RuntimeError::Fatal(_) => Raiser::Fatal,
        }
    }

    /// The text, without `runtime error: ` or `fatal error: ` in front.
    pub fn text(self) -> Vec<u8> {
        let with_type = |text: &str, ty: *const TypeDesc| {
            // SAFETY: errors are made with descriptors of the running program, which are
            // never freed.
            let ty = unsafe { &*ty };
            // SAFETY: a descriptor's strings are static.
            let name = unsafe { ty.string.as_bytes() };
            [text.as_bytes(), name].concat()
        };
        match self {
            RuntimeError::Error(text) | RuntimeError::Plain(text) | RuntimeError::Fatal(text) => {
                text.as_bytes().to_vec()
            }
            RuntimeError::Unhashable(ty) => with_type("hash of unhashable type ", ty),
            RuntimeError::UnhashableInEmpty(ty) => with_type("hash of unhashable type: ", ty),
            RuntimeError::Uncomparable(ty) => with_type("comparing uncomparable type ", ty),
        }
    }
}

// The pointers are to static type descriptors, which are `Sync`.
// SAFETY: nothing in an error belongs to a thread.
unsafe impl Send for RuntimeError {}
// SAFETY: as for `Send`; errors are immutable.
unsafe impl Sync for RuntimeError {}
