//! Natives of package syscall: mappings of files and memory.

use minigo_runtime::addr::Addr;
use minigo_runtime::mem::mapping;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::syscall::{errno, finish};

/// `mmap(length, prot, flags, fd int, offset int64) (addr unsafe.Pointer, err Errno)`
fn mmap(_: &mut NativeCx, mut args: Words) {
    let (len_bytes, offset) = (args.usize(0), args.int(4));
    match mapping::map(len_bytes, args.i32(1), args.i32(2), args.i32(3), offset) {
        Ok(base) => {
            args.set_addr(0, Addr(base));
            args.set(1, 0);
        }
        Err(error) => {
            args.set_addr(0, Addr::NIL);
            args.set(1, errno(&error));
        }
    }
}

/// `munmap(addr unsafe.Pointer, length int) Errno`
fn munmap(_: &mut NativeCx, args: Words) {
    let result = mapping::unmap(args.addr(0).0, args.usize(1));
    finish(args, result);
}

/// `mprotect(addr unsafe.Pointer, length, prot int) Errno`
fn mprotect(_: &mut NativeCx, args: Words) {
    let result = mapping::protect(args.addr(0).0, args.usize(1), args.i32(2));
    finish(args, result);
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "syscall.mmap", func: mmap },
    NativeDef { name: "syscall.mprotect", func: mprotect },
    NativeDef { name: "syscall.munmap", func: munmap },
];
