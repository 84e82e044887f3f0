//! Natives: functions of the standard library that are written in Rust.
//!
//! A Go function without a body is a native. The linker finds it by its full name in the
//! library's table of [`NativeDef`]s; a call passes the argument window and a
//! [`NativeCx`], the native's view of the runtime.
//!
//! ```text
//! func IndexByteString(s string, c byte) int        // Go declares
//! fn index_byte_string(_: &mut NativeCx, mut args: Words) {      // Rust implements
//!     let found = args.str(0).iter().position(|&b| b == args.u8(2));
//!     args.set_int(0, found.map_or(-1, |i| i as i64));
//! }
//! NativeDef { name: "internal/bytealg.IndexByteString", func: index_byte_string }
//! ```
//!
//! # Rules
//!
//! * N1: the accessors a native uses fit its Go declaration: parameter words stand in the
//!   window in order, in split representation (string 2 words, slice 3, interface 2);
//!   results overwrite them from word 0 on. The table's author vouches for it; the window
//!   itself is checked for length.
//! * N2: a native runs to its end without a safepoint. Allocation never collects, so
//!   addresses stay good until it returns, and none may be kept beyond.
//!   A native that may wait for the system does that part inside [`NativeCx::blocking`],
//!   during which the goroutine counts as stopped: its window is scanned, other code runs.
//! * N3: a native that fails makes a request ([`NativeCx::panic_string`], …) and returns
//!   at once; its results are not read.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64};

use crate::addr::Addr;
use crate::host::Host;
use crate::mem::mcache::MCache;
use crate::object::string;
use crate::panics::RuntimeError;
use crate::sched::m::M;
use crate::sched::p::P;
use crate::typedesc::{GoStr, TypeDesc};

/// A function implemented in Rust.
pub type NativeFn = fn(&mut NativeCx, Words);

/// A row of the table of natives.
#[derive(Clone, Copy)]
pub struct NativeDef {
    /// Full Go name: `strings.IndexByte`.
    pub name: &'static str,
    /// The implementation.
    pub func: NativeFn,
}

/// The argument window of a native call.
pub struct Words<'a> {
    words: &'a mut [u64],
}

/// A slice value: what three registers hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SliceWords {
    /// First element.
    pub ptr: Addr,
    /// Length in elements.
    pub len: usize,
    /// Capacity in elements.
    pub cap: usize,
}

/// What a native asks the engine to do when it returns, instead of going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Raise a run-time error.
    RuntimeError(RuntimeError),
    /// `panic(text)` with a string value.
    PanicString(Vec<u8>),
    /// Panic with an interface value: type word, data word.
    PanicValue(Addr, Addr),
    /// End the process with this status; no deferred call runs.
    Exit(i32),
    /// `fatal error: ` and the text, traces, exit status 2.
    Fatal(String),
}

/// A native's view of the runtime. One per M; the engine lends it for each call.
pub struct NativeCx {
    /// The allocator of the P that the M holds.
    mcache: NonNull<MCache>,
    host: &'static dyn Host,
    m: &'static M,
    /// The call, as the engine left it.
    call: NativeCall,
    /// The M held no P for a time.
    has_moved: bool,
    request: Option<Box<Request>>,
}

/// Where the goroutine stands that calls a native: what it would save if it stopped.
#[derive(Clone, Copy, Debug)]
pub struct NativeCall {
    /// Behind the call.
    pub pc: *const u64,
    /// The caller's frame.
    pub fp: *mut u64,
    /// The argument window.
    pub window: *mut u64,
    /// Its length in words.
    pub nwords: usize,
}

impl<'a> Words<'a> {
    /// The window that these words of the frame form: as many as the native has parameter
    /// or result words, whichever is more.
    pub fn new(words: &'a mut [u64]) -> Words<'a> {
        Words { words }
    }

    /// Word `i`.
    pub fn word(&self, i: usize) -> u64 {
        self.words[i]
    }

    /// Sets word `i`.
    pub fn set(&mut self, i: usize, value: u64) {
        self.words[i] = value;
    }

    /// A signed integer of any size.
    pub fn int(&self, i: usize) -> i64 {
        self.word(i).cast_signed()
    }

    /// Sets a signed integer. The value fits the result's type.
    pub fn set_int(&mut self, i: usize, value: i64) {
        self.set(i, value.cast_unsigned());
    }

    /// A byte.
    pub fn u8(&self, i: usize) -> u8 {
        self.word(i) as u8
    }

    /// A rune or int32.
    pub fn i32(&self, i: usize) -> i32 {
        self.word(i) as i32
    }

    /// A uint32.
    pub fn u32(&self, i: usize) -> u32 {
        self.word(i) as u32
    }

    /// A length, index or uintptr.
    pub fn usize(&self, i: usize) -> usize {
        self.word(i) as usize
    }

    /// A bool.
    pub fn bool(&self, i: usize) -> bool {
        self.word(i) & 1 != 0
    }

    /// Sets a bool.
    pub fn set_bool(&mut self, i: usize, value: bool) {
        self.set(i, u64::from(value));
    }

    /// A float64.
    pub fn f64(&self, i: usize) -> f64 {
        f64::from_bits(self.word(i))
    }

    /// Sets a float64.
    pub fn set_f64(&mut self, i: usize, value: f64) {
        self.set(i, value.to_bits());
    }

    /// A float32.
    pub fn f32(&self, i: usize) -> f32 {
        f32::from_bits(self.word(i) as u32)
    }

    /// Sets a float32.
    pub fn set_f32(&mut self, i: usize, value: f32) {
        self.set(i, u64::from(value.to_bits()));
    }

    /// A pointer, map, channel, func or unsafe.Pointer.
    pub fn addr(&self, i: usize) -> Addr {
        Addr(self.usize(i))
    }

    /// Sets a pointer.
    pub fn set_addr(&mut self, i: usize, value: Addr) {
        self.set(i, value.0 as u64);
    }

    /// The bytes of the string in words `i` and `i + 1`.
    pub fn str(&self, i: usize) -> &'a [u8] {
        let value = GoStr { ptr: self.addr(i).as_ptr(), len: self.usize(i + 1) };
        // SAFETY: rule N1: the words hold a Go string; strings are immutable, and by N2
        // the memory stays for the call, which `'a` does not outlive.
        unsafe { value.as_bytes() }
    }

    /// Sets a string result.
    pub fn set_str(&mut self, i: usize, value: GoStr) {
        self.set_addr(i, Addr::of(value.ptr));
        self.set(i + 1, value.len as u64);
    }

    /// The slice in words `i..i + 3`.
    pub fn slice(&self, i: usize) -> SliceWords {
        SliceWords { ptr: self.addr(i), len: self.usize(i + 1), cap: self.usize(i + 2) }
    }

    /// Sets a slice result.
    pub fn set_slice(&mut self, i: usize, value: SliceWords) {
        self.set_addr(i, value.ptr);
        self.set(i + 1, value.len as u64);
        self.set(i + 2, value.cap as u64);
    }

    /// The elements of the `[]byte` in words `i..i + 3`.
    pub fn bytes(&self, i: usize) -> &'a [u8] {
        self.str(i)
    }

    /// The elements of the `[]byte` in words `i..i + 3`, to write to. No other argument
    /// that the native reads may overlap them; if one may, use [`Words::slice`].
    pub fn bytes_mut(&mut self, i: usize) -> &'a mut [u8] {
        let slice = self.slice(i);
        if slice.len == 0 {
            return &mut [];
        }
        // SAFETY: rule N1: the words hold a Go slice of bytes; by N2 its memory stays for
        // the call. Exclusive by this function's precondition.
        unsafe { std::slice::from_raw_parts_mut(slice.ptr.as_mut_ptr(), slice.len) }
    }

    /// The 4-byte word that the pointer in word `i` points to, for atomic access; `None`
    /// for nil.
    pub fn atomic_u32(&self, i: usize) -> Option<&'a AtomicU32> {
        // SAFETY: rule N1: the word holds nil or a pointer to an aligned 4-byte value; by
        // N2 its memory stays for the call.
        unsafe { self.addr(i).as_mut_ptr::<AtomicU32>().as_ref() }
    }

    /// The 8-byte word that the pointer in word `i` points to, as [`Words::atomic_u32`].
    pub fn atomic_u64(&self, i: usize) -> Option<&'a AtomicU64> {
        // SAFETY: as in `atomic_u32`, for 8 bytes.
        unsafe { self.addr(i).as_mut_ptr::<AtomicU64>().as_ref() }
    }

    /// The type descriptor (`*abi.Type`) in word `i`, if not nil.
    pub fn type_desc(&self, i: usize) -> Option<&'static TypeDesc> {
        // SAFETY: rule N1: the word holds nil or a descriptor's address; descriptors lie
        // in static memory and do not change.
        unsafe { self.addr(i).as_ptr::<TypeDesc>().as_ref() }
    }
}

impl NativeCx {
    /// The view of the runtime for natives that run on the M, which holds a P.
    pub fn new(m: &'static M) -> NativeCx {
        let call = NativeCall {
            pc: std::ptr::null(),
            fp: std::ptr::null_mut(),
            window: std::ptr::null_mut(),
            nwords: 0,
        };
        let mcache = NonNull::from(&mut *m.p().own_mut().mcache);
        NativeCx { mcache, host: m.sched().host, m, call, has_moved: false, request: None }
    }

    /// The allocator of the running P.
    #[inline(always)]
    pub fn mcache(&mut self) -> &mut MCache {
        // SAFETY: the M holds the P, so nobody else uses its allocator; `adopt_p` follows
        // every change of P.
        unsafe { self.mcache.as_mut() }
    }

    /// The M may hold another P than before.
    #[inline(always)]
    pub fn adopt_p(&mut self, p: &'static P) {
        self.mcache = NonNull::from(&mut *p.own_mut().mcache);
    }

    /// Says from where the next native is called; the engine does, before each.
    #[inline(always)]
    pub fn set_call(&mut self, call: NativeCall) {
        self.call = call;
    }

    /// Whether a native let the P go since the last call.
    #[inline(always)]
    pub fn take_has_moved(&mut self) -> bool {
        std::mem::take(&mut self.has_moved)
    }

    /// The M that runs the native.
    pub fn m(&self) -> &'static M {
        self.m
    }

    /// Does something that may wait for the system. Other goroutines run meanwhile, the
    /// collector too; memory that the arguments refer to stays. `work` uses neither the
    /// heap nor anything else of the runtime.
    pub fn blocking<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let state = self.m.running().state_mut();
        (state.pc, state.fp) = (self.call.pc, self.call.fp);
        state.native_window = (Addr::of(self.call.window), self.call.nwords);
        self.m.enter_blocking();
        let result = work();
        self.m.exit_blocking();
        self.m.running().state_mut().native_window = (Addr::NIL, 0);
        self.adopt_p(self.m.p());
        self.has_moved = true;
        result
    }

    /// The engine.
    pub fn host(&self) -> &'static dyn Host {
        self.host
    }

    /// A new Go string with these bytes.
    pub fn new_string(&mut self, bytes: &[u8]) -> GoStr {
        if bytes.is_empty() {
            return GoStr { ptr: std::ptr::null(), len: 0 };
        }
        if let [byte] = bytes {
            return string::of_byte(*byte);
        }
        GoStr { ptr: self.copy_to_heap(bytes).as_ptr(), len: bytes.len() }
    }

    /// A new `[]byte` with these bytes; its capacity is its length.
    pub fn new_bytes(&mut self, bytes: &[u8]) -> SliceWords {
        SliceWords { ptr: self.copy_to_heap(bytes), len: bytes.len(), cap: bytes.len() }
    }

    /// A new zeroed value of the type.
    pub fn new_object(&mut self, ty: &'static TypeDesc) -> Addr {
        self.mcache().new_object(ty)
    }

    /// Raises a run-time error when the native returns.
    pub fn raise(&mut self, error: RuntimeError) {
        self.ask(Request::RuntimeError(error));
    }

    /// Panics with the text as a string value when the native returns.
    pub fn panic_string(&mut self, text: impl Into<Vec<u8>>) {
        self.ask(Request::PanicString(text.into()));
    }

    /// Panics with the interface value when the native returns.
    pub fn panic_value(&mut self, type_word: Addr, data_word: Addr) {
        self.ask(Request::PanicValue(type_word, data_word));
    }

    /// Ends the process with the status when the native returns.
    pub fn exit(&mut self, status: i32) {
        self.ask(Request::Exit(status));
    }

    /// Ends the process with `fatal error: ` and the text when the native returns.
    pub fn fatal(&mut self, text: impl Into<String>) {
        self.ask(Request::Fatal(text.into()));
    }

    /// Whether the native that just returned asked for something.
    #[inline(always)]
    pub fn has_request(&self) -> bool {
        self.request.is_some()
    }

    /// What it asked for.
    #[cold]
    pub fn take_request(&mut self) -> Option<Request> {
        self.request.take().map(|request| *request)
    }

    #[cold]
    fn ask(&mut self, request: Request) {
        debug_assert!(self.request.is_none(), "a native asks once and returns");
        self.request = Some(Box::new(request));
    }

    fn copy_to_heap(&mut self, bytes: &[u8]) -> Addr {
        let to = self.mcache().mallocgc_noscan(bytes.len(), false);
        // SAFETY: the object is new, has at least this size and nobody else knows it.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to.as_mut_ptr::<u8>(), bytes.len());
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_what_was_written() {
        let text = b"go";
        let mut frame = [0u64; 4];
        let mut words = Words::new(&mut frame);
        words.set_int(0, -3);
        words.set_f64(1, 0.5);
        words.set_str(2, GoStr { ptr: text.as_ptr(), len: 2 });
        assert_eq!(words.int(0), -3);
        assert_eq!(words.f64(1), 0.5);
        assert_eq!(words.str(2), b"go");
    }
}
