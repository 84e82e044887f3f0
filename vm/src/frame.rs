//! Registers, frames and memory: the only raw access of the interpreter.
//!
//! A frame is a run of 8-byte words on the stack of its goroutine; register `r` is word
//! `r`. Below word 0 stands the return record:
//!
//! ```text
//!   fp[-2]  fp of the caller
//!   fp[-1]  address of the caller's next instruction
//!   fp[0..] parameters, then (closures) the closure pointer, registers, regions, windows
//! ```
//!
//! The stack grows upwards. A callee's frame starts inside the caller's, at the call
//! window, so arguments and results are never copied.
//!
//! Handlers of the interpreter are safe Rust over [`Step`]. What makes that sound is the
//! verifier, which accepted the program before it was linked:
//!
//! * F1: every register operand, with all words its role covers, lies below the
//!   function's `frame_words`, and the check at the call left that much room.
//! * F2: every index operand is below the length of the table it refers to; every jump
//!   leads to an instruction of the same function; code does not run off the end.
//! * F3: a word read as a pointer holds nil or the address of memory of the type the
//!   compiler saw, and memory is not freed while a word points to it.
//! * F4: a group of instructions ([`crate::interp::group`]) stands in linked code only where
//!   its members and the links between their operands are those that it is written with.
//!
//! F3 is as strong as Go's own guarantee: programs that use package unsafe can break it.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

use minigo_runtime::addr::Addr;
use minigo_runtime::typedesc::TypeDesc;

use crate::cx::Cx;
use crate::interp::{Entry, Threaded};

/// The words of the return record.
pub const RECORD_WORDS: usize = 2;

/// The state of a running goroutine between two instructions, and access to the operands
/// of the current one: `pc` is behind its first word.
///
/// Lives in machine registers; a handler that lets its address escape spills it.
pub struct Step {
    /// Next instruction, or the extension word of the current one.
    pub pc: *const u64,
    /// Word 0 of the frame.
    pub fp: *mut u64,
    cx: *mut Cx,
}

/// A register operand.
#[derive(Clone, Copy)]
pub struct Reg(usize);

/// How a handler ends: `None` goes on with the instruction at `pc`, otherwise the rest of
/// the work is a cold function's.
pub type Flow = Option<Cold>;

/// A cold function: the rare rest of a handler, or one that is long anyway.
pub type Cold = extern "sysv64" fn(*const u64, *mut u64, *mut Cx) -> Resume;

/// What a cold function returns: where to go on. A null `pc` leaves the interpreter.
#[repr(C)]
pub struct Resume {
    /// Next instruction.
    pub pc: *const u64,
    /// Frame.
    pub fp: *mut u64,
}

/// Goes on with the next instruction.
pub const NEXT: Flow = None;

/// Ends a handler with a cold function.
#[inline(always)]
pub fn cold<F: Fn(&mut Step) + Copy>(_: F) -> Flow {
    const { assert!(size_of::<F>() == 0, "a cold function captures nothing") };
    Some(enter::<F>)
}

#[cold]
extern "sysv64" fn enter<F: Fn(&mut Step) + Copy>(
    pc: *const u64,
    fp: *mut u64,
    cx: *mut Cx,
) -> Resume {
    // SAFETY: F is a zero-sized function item (asserted in `cold`): any aligned non-null
    // pointer refers to one.
    let run = unsafe { std::ptr::NonNull::<F>::dangling().as_ref() };
    let mut step = Step { pc, fp, cx };
    run(&mut step);
    Resume { pc: step.pc, fp: step.fp }
}

impl Reg {
    /// The register `n` words on, of an operand that covers it.
    #[inline(always)]
    pub fn plus(self, n: usize) -> Reg {
        Reg(self.0 + n)
    }

    /// The register with this index. The caller knows that the current frame has it.
    pub fn new(index: usize) -> Reg {
        Reg(index)
    }
}

impl Step {
    /// The state at `pc` in the frame `fp` on the machine of `cx`.
    #[inline(always)]
    pub fn new(pc: *const u64, fp: *mut u64, cx: *mut Cx) -> Step {
        Step { pc, fp, cx }
    }

    /// The machine.
    #[inline(always)]
    pub fn cx(&self) -> &'static Cx {
        // SAFETY: the machine outlives every step of its goroutines, and the fields that
        // change are cells or atomics.
        unsafe { &*self.cx }
    }

    /// The machine's address.
    #[inline(always)]
    pub fn cx_ptr(&self) -> *mut Cx {
        self.cx
    }

    /// Reads the opcode at `pc` and steps over the word.
    #[inline(always)]
    pub fn fetch(&mut self) -> u16 {
        // SAFETY: F2: `pc` is at an instruction.
        let code = unsafe { *self.pc.cast::<u16>() };
        self.pc = self.pc.wrapping_add(1);
        code
    }

    #[inline(always)]
    fn back16(&self, n: usize) -> u16 {
        // SAFETY: `pc` is behind the first word of the instruction.
        unsafe { *self.pc.cast::<u16>().wrapping_sub(n) }
    }

    /// Operand a.
    #[inline(always)]
    pub fn a(&self) -> Reg {
        Reg(self.back16(3) as usize)
    }

    /// Operand b.
    #[inline(always)]
    pub fn b(&self) -> Reg {
        Reg(self.back16(2) as usize)
    }

    /// Operand c.
    #[inline(always)]
    pub fn c(&self) -> Reg {
        Reg(self.back16(1) as usize)
    }

    /// Lets the optimiser know that two operands name the same register.
    #[inline(always)]
    pub fn same(&self, x: Reg, y: Reg) {
        // SAFETY: F4.
        unsafe { std::hint::assert_unchecked(x.0 == y.0) }
    }

    /// Operands b and c in one load: for arithmetic, which the processor's loads are the
    /// limit of. Taking the halves apart costs less than another load, but the second is there
    /// later, which indexed access, where it begins a chain of loads, would suffer from.
    #[inline(always)]
    pub fn bc(&self) -> (Reg, Reg) {
        let both = self.imm().cast_unsigned();
        (Reg(both as u16 as usize), Reg((both >> 16) as usize))
    }

    /// Operand b, an unsigned immediate.
    #[inline(always)]
    pub fn ub(&self) -> u64 {
        self.back16(2) as u64
    }

    /// Operand c, an unsigned immediate.
    #[inline(always)]
    pub fn uc(&self) -> u64 {
        self.back16(1) as u64
    }

    /// Operand b, a signed immediate.
    #[inline(always)]
    pub fn ib(&self) -> i64 {
        self.back16(2).cast_signed() as i64
    }

    /// Operand c, a signed immediate.
    #[inline(always)]
    pub fn ic(&self) -> i64 {
        self.back16(1).cast_signed() as i64
    }

    /// The 32-bit operand, signed.
    #[inline(always)]
    pub fn imm(&self) -> i32 {
        // SAFETY: `pc` is behind the first word of the instruction.
        unsafe { *self.pc.cast::<i32>().wrapping_sub(1) }
    }

    /// The 32-bit operand, unsigned: an index.
    #[inline(always)]
    pub fn index(&self) -> usize {
        self.imm().cast_unsigned() as usize
    }

    /// 16-bit operand `i` of the extension word; before [`Step::skip`].
    #[inline(always)]
    pub fn x16(&self, i: usize) -> u16 {
        // SAFETY: the op has an extension, and `pc` is at it.
        unsafe { *self.pc.cast::<u16>().wrapping_add(i) }
    }

    /// 32-bit operand `i` of the extension word; before [`Step::skip`].
    #[inline(always)]
    pub fn x32(&self, i: usize) -> usize {
        // SAFETY: the op has an extension, and `pc` is at it.
        unsafe { *self.pc.cast::<u32>().wrapping_add(i) as usize }
    }

    /// Register operand `i` of the extension word.
    #[inline(always)]
    pub fn xreg(&self, i: usize) -> Reg {
        Reg(self.x16(i) as usize)
    }

    /// The value of a register operand that 0xffff leaves out.
    #[inline(always)]
    pub fn optional(&self, operand: u16) -> Option<u64> {
        (operand != u16::MAX).then(|| self.get(Reg(operand as usize)))
    }

    /// The buffer that an operand names, which 0xffff leaves out.
    #[inline(always)]
    pub fn buffer(&self, operand: u16) -> Option<Addr> {
        (operand != u16::MAX).then(|| self.place(Reg(operand as usize)))
    }

    /// Steps over the extension word.
    #[inline(always)]
    pub fn skip(&mut self) {
        self.pc = self.pc.wrapping_add(1);
    }

    /// Jumps by a number of words.
    #[inline(always)]
    pub fn jump(&mut self, words: i64) {
        self.pc = self.pc.wrapping_offset(words as isize);
    }

    /// The value of a register.
    #[inline(always)]
    pub fn get(&self, reg: Reg) -> u64 {
        // SAFETY: F1.
        unsafe { *self.fp.wrapping_add(reg.0) }
    }

    /// Sets a register.
    #[inline(always)]
    pub fn set(&mut self, reg: Reg, value: u64) {
        // SAFETY: F1.
        unsafe { *self.fp.wrapping_add(reg.0) = value }
    }

    /// Zeroes `n` registers. Written so that LLVM does not make a call of it.
    #[inline(always)]
    pub fn clear(&mut self, reg: Reg, n: usize) {
        for i in 0..n {
            store_64(self.place(reg.plus(i)), 0);
        }
    }

    /// A register as a signed integer.
    #[inline(always)]
    pub fn int(&self, reg: Reg) -> i64 {
        self.get(reg).cast_signed()
    }

    /// A register as a float64.
    #[inline(always)]
    pub fn f64(&self, reg: Reg) -> f64 {
        f64::from_bits(self.get(reg))
    }

    /// A register as a float32.
    #[inline(always)]
    pub fn f32(&self, reg: Reg) -> f32 {
        f32::from_bits(self.get(reg) as u32)
    }

    /// A register as an address.
    #[inline(always)]
    pub fn addr(&self, reg: Reg) -> Addr {
        Addr(self.get(reg) as usize)
    }

    /// Sets a register to an address.
    #[inline(always)]
    pub fn set_addr(&mut self, reg: Reg, value: Addr) {
        self.set(reg, value.0 as u64);
    }

    /// The address of a register: of a region's first word, or of a run of registers.
    #[inline(always)]
    pub fn place(&self, reg: Reg) -> Addr {
        Addr(self.fp.wrapping_add(reg.0) as usize)
    }

    /// Whether memory is in the frame of the running function, which is the topmost.
    pub fn is_own_frame(&self, at: Addr) -> bool {
        (self.fp as usize..self.cx().g().stack.hi.0).contains(&at.0)
    }

    /// `n` registers from `reg` on, as a slice; covered by one operand's role.
    pub fn window(&mut self, reg: Reg, n: usize) -> &'static mut [u64] {
        // SAFETY: F1; the words are this goroutine's alone, and users finish with the
        // slice before the goroutine goes on.
        unsafe { std::slice::from_raw_parts_mut(self.fp.wrapping_add(reg.0), n) }
    }

    /// Copies `N` registers; the ranges may overlap. Word by word on purpose: one wide load
    /// of words that were just stored one by one would wait for the stores to finish.
    #[inline(always)]
    pub fn copy_words<const N: usize>(&mut self, to: Reg, from: Reg) {
        self.load_words::<N>(to, self.place(from));
    }

    /// Loads `N` words into the registers from `to` on.
    #[inline(always)]
    pub fn load_words<const N: usize>(&mut self, to: Reg, from: Addr) {
        // All loads first: the address may stand in one of the registers.
        let words: [u64; N] = std::array::from_fn(|i| load_64(from.offset(8 * i)));
        for (i, &word) in words.iter().enumerate() {
            self.set(to.plus(i), word);
        }
    }

    /// Stores the `N` registers from `from` on.
    #[inline(always)]
    pub fn store_words<const N: usize>(&self, to: Addr, from: Reg) {
        for i in 0..N {
            store_64(to.offset(8 * i), self.get(from.plus(i)));
        }
    }

    /// Ends the program with this status. On the main thread the interpreter is left, and
    /// the caller of the machine learns of it; any other thread ends the process.
    pub fn exit(&mut self, status: i32) {
        let m = self.cx().m();
        if m.id != 0 {
            std::process::exit(status);
        }
        m.sched().end(status);
        self.leave_interpreter();
    }

    /// Leaves the interpreter.
    pub fn leave_interpreter(&mut self) {
        self.pc = std::ptr::null();
    }

    /// Enters the function at `target` with its frame at window `window` of this one.
    /// The room was checked.
    #[inline(always)]
    pub fn enter(&mut self, window: Reg, target: *const u64) {
        let callee = self.fp.wrapping_add(window.0);
        // SAFETY: the verifier keeps the two words below a window free, and they lie in
        // this frame.
        unsafe { *callee.wrapping_sub(1) = self.pc as u64 };
        // SAFETY: as above.
        unsafe { *callee.wrapping_sub(2) = self.fp as u64 };
        self.fp = callee;
        self.pc = target;
    }

    /// Leaves the frame for the caller.
    #[inline(always)]
    pub fn leave(&mut self) {
        // SAFETY: every frame has a return record, written when it was entered.
        self.pc = unsafe { *self.fp.wrapping_sub(1) } as *const u64;
        // SAFETY: as above.
        self.fp = unsafe { *self.fp.wrapping_sub(2) } as *mut u64;
    }
}

/// Frame words of the function whose code starts at `entry`, from its header word.
#[inline(always)]
pub fn frame_words(entry: *const u64) -> usize {
    // SAFETY: every function's code is preceded by its header.
    unsafe { *entry.wrapping_sub(1).cast::<u32>() as usize }
}

/// Reads a word of a stack or a static table.
#[inline(always)]
pub fn read_word(at: *const u64) -> u64 {
    // SAFETY: callers pass words of live frames and of the image's tables.
    unsafe { *at }
}

/// Writes a word of a stack.
#[inline(always)]
pub fn write_word(at: *mut u64, value: u64) {
    // SAFETY: callers pass words of live frames of a stopped or the running goroutine.
    unsafe { *at = value }
}

macro_rules! loads {
    ($($name:ident $atomic:ident $int:ty, $via:ty;)*) => { $(
        /// Loads a value of this width, extended to a word.
        #[inline(always)]
        pub fn $name(at: Addr) -> u64 {
            // SAFETY: F3: the address is inside an object; Go aligns values.
            let cell = unsafe { $atomic::from_ptr(at.as_mut_ptr()) };
            cell.load(Relaxed) as $int as $via as u64
        }
    )* };
}

loads! {
    load_i8 AtomicU8 i8, i64;
    load_u8 AtomicU8 u8, u64;
    load_i16 AtomicU16 i16, i64;
    load_u16 AtomicU16 u16, u64;
    load_i32 AtomicU32 i32, i64;
    load_u32 AtomicU32 u32, u64;
    load_64 AtomicU64 u64, u64;
}

macro_rules! stores {
    ($($name:ident $atomic:ident $int:ty;)*) => { $(
        /// Stores the low bits of a word.
        #[inline(always)]
        pub fn $name(at: Addr, value: u64) {
            // SAFETY: F3: the address is inside an object; Go aligns values.
            let cell = unsafe { $atomic::from_ptr(at.as_mut_ptr()) };
            cell.store(value as $int, Relaxed);
        }
    )* };
}

stores! {
    store_8 AtomicU8 u8;
    store_16 AtomicU16 u16;
    store_32 AtomicU32 u32;
    store_64 AtomicU64 u64;
}

/// A 4-byte word of memory.
#[inline(always)]
pub fn atomic_32<'a>(at: Addr) -> &'a AtomicU32 {
    // SAFETY: F3: the address is inside an object, whose memory stays while a register points
    // to it; Go aligns values.
    unsafe { AtomicU32::from_ptr(at.as_mut_ptr()) }
}

/// An 8-byte word of memory.
#[inline(always)]
pub fn atomic_64<'a>(at: Addr) -> &'a AtomicU64 {
    // SAFETY: as in `atomic_32`.
    unsafe { AtomicU64::from_ptr(at.as_mut_ptr()) }
}

/// The bytes at an address: of a string, or of a slice of bytes.
pub fn bytes<'a>(at: Addr, len: usize) -> &'a [u8] {
    if len == 0 {
        return &[];
    }
    // SAFETY: F3: pointer and length come from a string or slice value.
    unsafe { std::slice::from_raw_parts(at.as_ptr(), len) }
}

/// Copies `size_bytes` bytes; the ranges may overlap. Words are copied whole, so that a
/// concurrent reader sees no torn pointer.
pub fn copy_bytes(to: Addr, from: Addr, size_bytes: usize) {
    // SAFETY: F3: both ranges are inside objects.
    unsafe {
        std::ptr::copy(from.as_ptr::<u8>(), to.as_mut_ptr::<u8>(), size_bytes);
    }
}

/// Zeroes `size_bytes` bytes.
pub fn zero_bytes(at: Addr, size_bytes: usize) {
    // SAFETY: F3: the range is inside an object.
    unsafe { std::ptr::write_bytes(at.as_mut_ptr::<u8>(), 0, size_bytes) }
}

/// The handler of an opcode.
#[inline(always)]
pub fn handler_at(table: *const Entry, code: u16) -> Threaded {
    // SAFETY: F2: code holds known opcodes only, and the table has an entry for each.
    unsafe { (*table.wrapping_add(code as usize)).0 }
}

/// The descriptor that a type word holds; `None` for nil.
#[inline(always)]
pub fn type_at(word: Addr) -> Option<&'static TypeDesc> {
    // SAFETY: F3: type words hold 0 or addresses of descriptors, which are static.
    unsafe { word.as_ptr::<TypeDesc>().as_ref() }
}
