//! Functions of package `runtime` (Go source) that the VM calls by itself.
//!
//! A failing instruction is, to the Go program, a call of one of these functions from
//! the place that failed: they make the error value and panic with it. The compiler
//! treats them as reachable; the linker resolves the names.

macro_rules! roots {
    ($($doc:literal $name:ident $go:literal;)*) => {
        /// A Go function that the VM calls.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Root { $(#[doc = $doc] $name),* }

        /// All roots with their full Go names.
        pub static ROOTS: &[(Root, &str)] = &[$((Root::$name, $go)),*];
    };
}

roots! {
    "`func panicIndex(x int, y int)`: index x out of range, length y."
    PanicIndex "runtime.panicIndex";
    "`func panicSlice(x int, y int, code int)`: slice bound x fails against y; the code is a [`SliceFault`]."
    PanicSlice "runtime.panicSlice";
    "`func panicSliceConvert(x int, y int)`: a slice of length x to an array of length y."
    PanicSliceConvert "runtime.panicSliceConvert";
    "`func panicdivide()`."
    PanicDivide "runtime.panicdivide";
    "`func panicshift()`: negative shift amount."
    PanicShift "runtime.panicshift";
    "`func panicmem()`: nil dereference."
    PanicMem "runtime.panicmem";
    "`func panicError(text string)`: panics with an errorString; the text is printed after `runtime error: `."
    PanicError "runtime.panicError";
    "`func panicPlain(text string)`: panics with a plainError, a runtime.Error without that prefix."
    PanicPlain "runtime.panicPlain";
    "`func panicNil()`: panic(nil) was called; panics with a *PanicNilError."
    PanicNil "runtime.panicNil";
    "`func panicAssert(inter, have, want *abi.Type, missing string)`: a failed type assertion; have is nil for a nil interface, missing is the first missing method or empty."
    PanicAssert "runtime.panicAssert";
    "`func fatalpanic(chain []panicInfo)`: prints the uncaught panics, oldest first, as Go does (calling Error and String methods first); `type panicInfo struct { value any; flags int }`, flags: 1 recovered, 2 goexit. Returning makes the VM print the trace and exit with status 2."
    FatalPanic "runtime.fatalpanic";
}

impl Root {
    /// Number of roots.
    pub const COUNT: usize = ROOTS.len();
}

/// How a slice expression failed; x and y as in Go's texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SliceFault {
    /// `s[?:x]`, x over the length y (strings, arrays).
    Alen = 1,
    /// `s[?:x]`, x over the capacity y.
    Acap = 2,
    /// `s[x:y]`, x > y.
    B = 3,
    /// `s[::x]`, x over the length y (arrays).
    Alen3 = 4,
    /// `s[::x]`, x over the capacity y.
    Acap3 = 5,
    /// `s[:x:y]`, x > y.
    B3 = 6,
    /// `s[x:y:]`, x > y.
    C3 = 7,
}
