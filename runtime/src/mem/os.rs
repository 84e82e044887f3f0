//! Memory from the operating system: reserving address space, making it usable, giving
//! its contents back.
//!
//! A range of address space is in one of these states (Go's names):
//!
//! | state | meaning | moved on by |
//! |---|---|---|
//! | reserved | nobody else gets these addresses; any access faults | [`reserve`] |
//! | prepared | accessible and zero, no physical memory behind it | [`commit`], [`release`] |
//! | ready | touched: has physical memory | the first access |
//!
//! Heap arenas go through all three, because address space must be had in one piece long
//! before it is used. Metadata that is used as soon as it is asked for comes from
//! [`map_zeroed`].

use std::io;
use std::sync::atomic::AtomicUsize;

use memmap2::MmapOptions;

use crate::throw;

/// Size of the system's pages.
const SYSTEM_PAGE_BYTES: usize = 4096;

/// Reserves `len_bytes` of address space, aligned to `align_bytes`, a power of two.
/// `None` if the system has no such range or a limit (`ulimit -v`) forbids it.
pub fn reserve(len_bytes: usize, align_bytes: usize) -> Option<usize> {
    debug_assert!(align_bytes.is_power_of_two());
    let padded = len_bytes.checked_add(align_bytes)?;
    // SAFETY: a fresh anonymous mapping at an address of the kernel's choice touches no
    // existing memory.
    let start = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            padded,
            libc::PROT_NONE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if start == libc::MAP_FAILED {
        return None;
    }
    let start = start as usize;
    let base = start.next_multiple_of(align_bytes);
    unmap(start, base - start);
    unmap(base + len_bytes, start + padded - (base + len_bytes));
    Some(base)
}

/// Makes a reserved range accessible; it reads as zero. The range is whole pages of a
/// reservation that nobody uses yet.
///
/// # Errors
/// The system's, usually that memory is short.
pub fn commit(base: usize, len_bytes: usize) -> io::Result<()> {
    // SAFETY: the range is part of a reservation of ours without contents (precondition),
    // so changing its protection takes nothing from anybody.
    let failed = unsafe {
        libc::mprotect(base as *mut libc::c_void, len_bytes, libc::PROT_READ | libc::PROT_WRITE)
    };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Makes a committed range ready at once, which takes less than its faults would. What
/// the system cannot do now happens at the first access.
pub fn populate(base: usize, len_bytes: usize) {
    // SAFETY: the advice changes no contents.
    unsafe { libc::madvise(base as *mut libc::c_void, len_bytes, libc::MADV_POPULATE_WRITE) };
}

/// Gives the physical memory of a committed range back; it reads as zero again. Nothing
/// in the range is in use.
pub fn release(base: usize, len_bytes: usize) {
    // SAFETY: the range is whole pages of committed memory that holds nothing
    // (precondition).
    let failed =
        unsafe { libc::madvise(base as *mut libc::c_void, len_bytes, libc::MADV_DONTNEED) };
    if failed != 0 {
        throw!("the system refused to take memory back");
    }
}

/// Gives back the pages of the process's code and constants. They are read again, from the
/// system's copy of the files, when something uses them.
pub fn release_code() {
    // SAFETY: the function fits; it uses no data.
    unsafe { libc::dl_iterate_phdr(Some(release_constant), std::ptr::null_mut()) };
}

/// Gives back what is constant of one file that the process is made of.
unsafe extern "C" fn release_constant(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    _data: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: the loader passes a valid description of a file.
    let info = unsafe { &*info };
    // SAFETY: it has as many program headers as it says, which stay.
    let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    for header in headers {
        if header.p_type != libc::PT_LOAD || header.p_flags & libc::PF_W != 0 {
            continue;
        }
        // The segment's last page may hold the first of a segment that is written to.
        let start = info.dlpi_addr as usize + header.p_vaddr as usize;
        let end = (start + header.p_memsz as usize) & !(SYSTEM_PAGE_BYTES - 1);
        let start = start.next_multiple_of(SYSTEM_PAGE_BYTES);
        if start < end {
            // SAFETY: nobody ever writes to these whole pages, so that what is read again
            // is what was there.
            unsafe { libc::madvise(start as *mut _, end - start, libc::MADV_DONTNEED) };
        }
    }
    0
}

/// Zeroed memory for metadata, page-aligned, never freed. Pages cost nothing until they
/// are touched.
pub fn map_zeroed(len_bytes: usize) -> usize {
    let mapping = MmapOptions::new().len(len_bytes).no_reserve_swap().map_anon();
    match mapping {
        Ok(mut mapping) => {
            let base = mapping.as_mut_ptr() as usize;
            std::mem::forget(mapping);
            base
        }
        Err(_) => throw::fatal("runtime: cannot allocate memory"),
    }
}

/// Types for which all zero bits are a value.
///
/// # Safety
/// They are.
pub unsafe trait ZeroIsValid {}

// SAFETY: an integer in a cell.
unsafe impl ZeroIsValid for AtomicUsize {}

/// A table of `len` zeroed entries in memory of its own, which costs nothing until touched
/// and is never freed.
pub fn map_table<T: ZeroIsValid>(len: usize) -> &'static mut [T] {
    let base = map_zeroed(len * size_of::<T>()) as *mut T;
    // SAFETY: the mapping is fresh, long enough, page-aligned, ours alone and never
    // unmapped; all zero bits are a `T`.
    unsafe { std::slice::from_raw_parts_mut(base, len) }
}

/// The limit on address space (`ulimit -v`) in bytes; `usize::MAX` if there is none.
pub fn address_space_limit() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the call writes one `rlimit` through the pointer, which is valid for it.
    let failed = unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) };
    if failed != 0 || limit.rlim_cur == libc::RLIM_INFINITY {
        usize::MAX
    } else {
        usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
    }
}

/// Gives up a range of a reservation, addresses and all. Nothing in the range is in use.
pub fn unmap(base: usize, len_bytes: usize) {
    if len_bytes == 0 {
        return;
    }
    // SAFETY: the range is part of a reservation of ours that holds nothing (precondition).
    let failed = unsafe { libc::munmap(base as *mut libc::c_void, len_bytes) };
    debug_assert_eq!(failed, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_memory_becomes_usable_and_can_be_released() {
        let align = 64 << 20;
        let base = reserve(4 << 20, align).expect("4 MiB of address space");
        assert_eq!(base % align, 0);
        commit(base, 1 << 20).expect("1 MiB of memory");
        let word = base as *mut u64;
        // SAFETY: the page was just committed and is ours.
        unsafe { word.write(7) };
        release(base, 1 << 20);
        // SAFETY: as above.
        assert_eq!(unsafe { word.read() }, 0);
        unmap(base, 4 << 20);
    }
}
