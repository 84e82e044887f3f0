//! Memory that must not be touched: what the program says when it ends by it.
//!
//! Nil is checked by the instructions. What is left are addresses that a program makes up with
//! package unsafe, mappings that it protected or unmapped, and files that became shorter than
//! their mapping. As with Go, that is no panic but the end. (Go can turn it into a panic, see
//! `debug.SetPanicOnFault`; here the instruction that faults may be in the middle of changing
//! the heap or the frame, so it cannot.)

use std::mem::MaybeUninit;

/// Exit status after a fatal error.
const FAILURE: i32 = 2;

/// Text in a buffer of its own, since a handler must not allocate.
struct Text {
    bytes: [u8; 256],
    len: usize,
}

impl Text {
    fn push(&mut self, text: &[u8]) {
        for &byte in text {
            if let Some(place) = self.bytes.get_mut(self.len) {
                *place = byte;
                self.len += 1;
            }
        }
    }

    fn push_hex(&mut self, value: usize) {
        self.push(b"0x");
        let ndigits = (usize::BITS - value.leading_zeros()).div_ceil(4).max(1);
        for digit in (0..ndigits).rev() {
            self.push(&[b"0123456789abcdef"[value >> (4 * digit) & 15]]);
        }
    }
}

/// Where the interrupted code stood.
///
/// # Safety
/// The context is what a handler was given.
unsafe fn pc_of(context: *const libc::ucontext_t) -> usize {
    // SAFETY: the caller's promise.
    let context = unsafe { &*context };
    #[cfg(target_arch = "x86_64")]
    return context.uc_mcontext.gregs[libc::REG_RIP as usize] as usize;
    #[cfg(target_arch = "aarch64")]
    return context.uc_mcontext.pc as usize;
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _ = context;
        0
    }
}

extern "C" fn handle(signal: i32, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system passes what it found out about a fault.
    let info = unsafe { &*info };
    // SAFETY: for these signals there is an address.
    let (code, addr) = (info.si_code, unsafe { info.si_addr() } as usize);
    // SAFETY: the system passes a context.
    let pc = unsafe { pc_of(context.cast()) };
    let mut text = Text { bytes: [0; 256], len: 0 };
    text.push(b"unexpected fault address ");
    text.push_hex(addr);
    text.push(b"\nfatal error: fault\n[signal ");
    text.push(if signal == libc::SIGBUS {
        b"SIGBUS: bus error"
    } else {
        b"SIGSEGV: segmentation violation"
    });
    text.push(b" code=");
    text.push_hex(code as u32 as usize);
    text.push(b" addr=");
    text.push_hex(addr);
    text.push(b" pc=");
    text.push_hex(pc);
    text.push(b"]\n");
    // SAFETY: so many bytes are there to read; `write` is allowed in handlers.
    unsafe { libc::write(2, text.bytes.as_ptr().cast(), text.len) };
    // SAFETY: ends the process without running anything, which is allowed in handlers.
    unsafe { libc::_exit(FAILURE) };
}

/// Ends the process with Go's words at every fault from now on.
pub fn report() {
    // SAFETY: all-zero is a valid `sigaction`.
    let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
    action.sa_sigaction = handle as *const () as usize;
    // A fault in the handler is the system's business.
    action.sa_flags = libc::SA_SIGINFO | libc::SA_RESETHAND;
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: the handler does only what handlers may. If it cannot be set, a fault ends
        // the process by its signal.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
}
