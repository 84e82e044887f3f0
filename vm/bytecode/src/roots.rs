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

        /// All roots in the enum's order, with their full Go names.
        pub static ROOTS: &[(Root, &str)] = &[$((Root::$name, $go)),*];
    };
}

roots! {
    "`func panicIndex(x, y int)`: index x out of range, length y."
    PanicIndex "runtime.panicIndex";
    "`func panicSliceAlen(x, y int)`: `s[?:x]`, x over the length y of a string or array."
    PanicSliceAlen "runtime.panicSliceAlen";
    "`func panicSliceAcap(x, y int)`: `s[?:x]`, x over the capacity y."
    PanicSliceAcap "runtime.panicSliceAcap";
    "`func panicSliceB(x, y int)`: `s[x:y]`, x > y."
    PanicSliceB "runtime.panicSliceB";
    "`func panicSlice3Alen(x, y int)`: `s[::x]`, x over the length y of an array."
    PanicSlice3Alen "runtime.panicSlice3Alen";
    "`func panicSlice3Acap(x, y int)`: `s[::x]`, x over the capacity y."
    PanicSlice3Acap "runtime.panicSlice3Acap";
    "`func panicSlice3B(x, y int)`: `s[:x:y]`, x > y."
    PanicSlice3B "runtime.panicSlice3B";
    "`func panicSlice3C(x, y int)`: `s[x:y:]`, x > y."
    PanicSlice3C "runtime.panicSlice3C";
    "`func panicSliceConvert(x, y int)`: a slice of length x to an array of length y."
    PanicSliceConvert "runtime.panicSliceConvert";
    "`func panicBoundsU(x uint, y int, code uint8)`: one of the above for an unsigned x; the code is the root's index."
    PanicBoundsU "runtime.panicBoundsU";
    "`func panicdivide()`."
    PanicDivide "runtime.panicdivide";
    "`func panicshift()`: negative shift amount."
    PanicShift "runtime.panicshift";
    "`func panicmem()`: nil dereference."
    PanicMem "runtime.panicmem";
    "`func panicnil()`: panic(nil) was called."
    PanicNil "runtime.panicnil";
    "`func panicdottype(have, want, iface *abi.Type)`: x.(T) failed; have is nil for a nil interface."
    PanicDottype "runtime.panicdottype";
    "`func panicassert(have, want *abi.Type)`: x.(I) failed; have is nil for a nil interface."
    PanicAssert "runtime.panicassert";
    "`func panicUnhashable(t *abi.Type)`: a map key of that dynamic type."
    PanicUnhashable "runtime.panicUnhashable";
    "`func panicUncomparable(t *abi.Type)`: == of interfaces that hold it."
    PanicUncomparable "runtime.panicUncomparable";
    "`func panicError(s string)`: a runtime error with the usual prefix."
    PanicError "runtime.panicError";
    "`func panicPlain(s string)`: a runtime error without it."
    PanicPlain "runtime.panicPlain";
    "`func panicString(s string)`: panic(s)."
    PanicString "runtime.panicString";
    "`func fatalpanic()`: no deferred call is left: reports the panics and ends the process."
    FatalPanic "runtime.fatalpanic";
    "`func gopanic()`: never called; stands in traces between a deferred call and what panicked."
    GoPanic "runtime.gopanic";
    "`func gcBgMarkWorker(*gcBgMarkWorkerStart)`: what the goroutines do that mark for the collector; its closure is its argument."
    GcBgMarkWorker "runtime.gcBgMarkWorker";
    "`func bgscavenge()`: what the goroutine does that gives memory back to the system."
    BgScavenge "runtime.bgscavenge";
}

impl Root {
    /// Number of roots.
    pub const COUNT: usize = ROOTS.len();
}
