//! The system's calls for sockets, with addresses and options as the bytes that the system
//! reads and writes; package syscall gives them their forms.
//!
//! Lengths that the system reports may be greater than the buffer: what did not fit is
//! missing.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use libc::{c_int, c_void, iovec, msghdr, sockaddr, socklen_t};

/// Bytes of a control message before its data: length, level, kind.
const CONTROL_HEADER_BYTES: usize = size_of::<libc::cmsghdr>();

/// The number, or the error that the system left.
fn check(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// The number of bytes, or the error that the system left.
fn check_len(result: isize) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}

fn address(bytes: &[u8]) -> (*const sockaddr, socklen_t) {
    (bytes.as_ptr().cast(), bytes.len() as socklen_t)
}

/// A new socket.
///
/// # Errors
/// Those of the system.
pub fn open(domain: c_int, kind: c_int, protocol: c_int) -> io::Result<OwnedFd> {
    // SAFETY: numbers only.
    let fd = check(unsafe { libc::socket(domain, kind, protocol) })?;
    // SAFETY: it is new, so nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Two sockets that are connected with each other.
///
/// # Errors
/// Those of the system.
pub fn pair(domain: c_int, kind: c_int, protocol: c_int) -> io::Result<[OwnedFd; 2]> {
    let mut fds = [-1; 2];
    // SAFETY: there is room for both.
    check(unsafe { libc::socketpair(domain, kind, protocol, fds.as_mut_ptr()) })?;
    Ok(fds.map(|fd| {
        // SAFETY: it is new, so nobody else owns it.
        unsafe { OwnedFd::from_raw_fd(fd) }
    }))
}

/// Gives the socket its own address.
///
/// # Errors
/// Those of the system.
pub fn bind(fd: BorrowedFd, to: &[u8]) -> io::Result<()> {
    let (ptr, len) = address(to);
    // SAFETY: the system reads the bytes only.
    check(unsafe { libc::bind(fd.as_raw_fd(), ptr, len) }).map(drop)
}

/// Connects the socket. May wait.
///
/// # Errors
/// Those of the system.
pub fn connect(fd: BorrowedFd, to: &[u8]) -> io::Result<()> {
    let (ptr, len) = address(to);
    // SAFETY: the system reads the bytes only.
    check(unsafe { libc::connect(fd.as_raw_fd(), ptr, len) }).map(drop)
}

/// Lets the socket take connections.
///
/// # Errors
/// Those of the system.
pub fn listen(fd: BorrowedFd, backlog: c_int) -> io::Result<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::listen(fd.as_raw_fd(), backlog) }).map(drop)
}

/// Takes a connection: it, and the length of its address, which `from` gets. May wait.
///
/// # Errors
/// Those of the system.
pub fn accept(fd: BorrowedFd, from: &mut [u8], flags: c_int) -> io::Result<(OwnedFd, usize)> {
    let mut len = from.len() as socklen_t;
    let ptr = from.as_mut_ptr().cast();
    // SAFETY: the system writes no more than `len` bytes.
    let fd = check(unsafe { libc::accept4(fd.as_raw_fd(), ptr, &raw mut len, flags) })?;
    // SAFETY: it is new, so nobody else owns it.
    Ok((unsafe { OwnedFd::from_raw_fd(fd) }, len as usize))
}

/// The socket's own address; its length.
///
/// # Errors
/// Those of the system.
pub fn own_address(fd: BorrowedFd, out: &mut [u8]) -> io::Result<usize> {
    let mut len = out.len() as socklen_t;
    let ptr = out.as_mut_ptr().cast();
    // SAFETY: the system writes no more than `len` bytes.
    check(unsafe { libc::getsockname(fd.as_raw_fd(), ptr, &raw mut len) })?;
    Ok(len as usize)
}

/// The address of the other end; its length.
///
/// # Errors
/// Those of the system.
pub fn peer_address(fd: BorrowedFd, out: &mut [u8]) -> io::Result<usize> {
    let mut len = out.len() as socklen_t;
    let ptr = out.as_mut_ptr().cast();
    // SAFETY: the system writes no more than `len` bytes.
    check(unsafe { libc::getpeername(fd.as_raw_fd(), ptr, &raw mut len) })?;
    Ok(len as usize)
}

/// An option's value; its length.
///
/// # Errors
/// Those of the system.
pub fn option(fd: BorrowedFd, level: c_int, name: c_int, out: &mut [u8]) -> io::Result<usize> {
    let mut len = out.len() as socklen_t;
    let ptr = out.as_mut_ptr().cast();
    // SAFETY: the system writes no more than `len` bytes.
    check(unsafe { libc::getsockopt(fd.as_raw_fd(), level, name, ptr, &raw mut len) })?;
    Ok(len as usize)
}

/// Sets an option.
///
/// # Errors
/// Those of the system.
pub fn set_option(fd: BorrowedFd, level: c_int, name: c_int, value: &[u8]) -> io::Result<()> {
    let (ptr, len) = (value.as_ptr().cast(), value.len() as socklen_t);
    // SAFETY: the system reads the bytes only.
    check(unsafe { libc::setsockopt(fd.as_raw_fd(), level, name, ptr, len) }).map(drop)
}

/// Ends one direction of the connection, or both.
///
/// # Errors
/// Those of the system.
pub fn shutdown(fd: BorrowedFd, how: c_int) -> io::Result<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::shutdown(fd.as_raw_fd(), how) }).map(drop)
}

/// A message's parts: its bytes, control messages, and the address of the other end.
pub struct Message<T> {
    /// The bytes.
    pub data: T,
    /// Control messages.
    pub control: T,
    /// Where it comes from or goes to.
    pub address: T,
}

/// How much of a message came in.
#[derive(Debug, Default)]
pub struct Received {
    /// Bytes of data.
    pub data_len: usize,
    /// Bytes of control messages.
    pub control_len: usize,
    /// Bytes of the address.
    pub address_len: usize,
    /// What the system says of it.
    pub flags: c_int,
    /// The files that came with it; the control messages have their descriptors.
    pub files: Vec<OwnedFd>,
}

/// The files in control messages: those of kind `SCM_RIGHTS` are lists of descriptors.
/// The system has just written the messages, and nobody else has read them.
fn files(mut control: &[u8]) -> Vec<OwnedFd> {
    let number = |bytes: &[u8]| bytes.try_into().map_or(0, c_int::from_ne_bytes);
    let mut files = Vec::new();
    while control.len() >= CONTROL_HEADER_BYTES {
        let len = control[..8].try_into().map_or(0, usize::from_ne_bytes).min(control.len());
        if len < CONTROL_HEADER_BYTES {
            break;
        }
        if [number(&control[8..12]), number(&control[12..16])]
            == [libc::SOL_SOCKET, libc::SCM_RIGHTS]
        {
            files.extend(control[CONTROL_HEADER_BYTES..len].chunks_exact(4).map(|fd| {
                // SAFETY: the system has made it for who receives the message.
                unsafe { OwnedFd::from_raw_fd(number(fd)) }
            }));
        }
        control = &control[len.next_multiple_of(8).min(control.len())..];
    }
    files
}

/// The pointer, or null if there are no bytes.
fn place(bytes: *const u8, len: usize) -> *mut c_void {
    if len == 0 { std::ptr::null_mut() } else { bytes.cast_mut().cast() }
}

fn header(data: &mut iovec, control: (*mut c_void, usize), name: (*mut c_void, usize)) -> msghdr {
    // SAFETY: the structure is of numbers and pointers; zero is none.
    let mut header: msghdr = unsafe { std::mem::zeroed() };
    header.msg_name = name.0;
    header.msg_namelen = name.1 as socklen_t;
    header.msg_iov = data;
    header.msg_iovlen = 1;
    header.msg_control = control.0;
    header.msg_controllen = control.1;
    header
}

/// Receives a message. May wait.
///
/// # Errors
/// Those of the system.
pub fn receive(fd: BorrowedFd, into: Message<&mut [u8]>, flags: c_int) -> io::Result<Received> {
    let mut data = iovec { iov_base: into.data.as_mut_ptr().cast(), iov_len: into.data.len() };
    let control = (into.control.as_mut_ptr(), into.control.len());
    let name = (into.address.as_mut_ptr(), into.address.len());
    let mut header = header(
        &mut data,
        (place(control.0, control.1), control.1),
        (place(name.0, name.1), name.1),
    );
    // SAFETY: the system writes into the three buffers, no more than they have.
    let data_len = check_len(unsafe { libc::recvmsg(fd.as_raw_fd(), &raw mut header, flags) })?;
    Ok(Received {
        data_len,
        control_len: header.msg_controllen,
        address_len: header.msg_namelen as usize,
        flags: header.msg_flags,
        files: files(&into.control[..header.msg_controllen.min(control.1)]),
    })
}

/// Sends a message; how many bytes of its data. May wait.
///
/// # Errors
/// Those of the system.
pub fn send(fd: BorrowedFd, message: &Message<&[u8]>, flags: c_int) -> io::Result<usize> {
    let (bytes, control, name) = (message.data, message.control, message.address);
    let mut data = iovec { iov_base: bytes.as_ptr().cast_mut().cast(), iov_len: bytes.len() };
    let header = header(
        &mut data,
        (place(control.as_ptr(), control.len()), control.len()),
        (place(name.as_ptr(), name.len()), name.len()),
    );
    // SAFETY: the system reads the three buffers only.
    check_len(unsafe { libc::sendmsg(fd.as_raw_fd(), &raw const header, flags) })
}
