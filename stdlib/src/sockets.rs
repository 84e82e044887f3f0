//! Natives of package syscall: sockets. Addresses and options are bytes here; package
//! syscall gives them their forms.

use std::io;
use std::os::fd::AsFd;

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::socket::{self, Message, Received};

use crate::open_files::{add_file, add_socket, file, set_nonblocking};
use crate::syscall::{errno, finish, finish_count, may_wait};

/// The flag of a socket that never waits, `SOCK_NONBLOCK`.
const NONBLOCK: i32 = 0o4000;

fn is_nonblocking(flags: i32) -> bool {
    flags & NONBLOCK != 0
}

fn finish_len(args: Words, result: io::Result<usize>) {
    finish_count(args, result.map(|len| len as u64));
}

/// `socket(domain, typ, proto int) (fd int, err Errno)`
fn open(_: &mut NativeCx, args: Words) {
    let kind = args.i32(1);
    let result = socket::open(args.i32(0), kind, args.i32(2))
        .map(|fd| add_socket(fd, is_nonblocking(kind)).cast_unsigned());
    finish_count(args, result);
}

/// `socketpair(domain, typ, proto int) (a, b int, err Errno)`
fn pair(_: &mut NativeCx, mut args: Words) {
    let kind = args.i32(1);
    let result = socket::pair(args.i32(0), kind, args.i32(2));
    args.set(2, result.as_ref().map_or_else(errno, |_| 0));
    let fds = result.map(|pair| pair.map(|fd| add_socket(fd, is_nonblocking(kind))));
    let [a, b] = fds.unwrap_or([-1; 2]);
    args.set_int(0, a);
    args.set_int(1, b);
}

/// `bind(fd int, addr []byte) Errno`
fn bind(_: &mut NativeCx, args: Words) {
    let to = args.bytes(1);
    let result = file(args.i32(0)).and_then(|file| socket::bind(file.as_fd(), to));
    finish(args, result);
}

/// `connect(fd int, addr []byte) Errno`
fn connect(cx: &mut NativeCx, args: Words) {
    let to = args.bytes(1);
    let result = file(args.i32(0))
        .and_then(|file| may_wait(cx, &file, || socket::connect(file.as_fd(), to)));
    finish(args, result);
}

/// `listen(fd, backlog int) Errno`
fn listen(_: &mut NativeCx, args: Words) {
    let backlog = args.i32(1);
    let result = file(args.i32(0)).and_then(|file| socket::listen(file.as_fd(), backlog));
    finish(args, result);
}

/// `accept(fd, flags int, from []byte) (nfd, n int, err Errno)`
fn accept(cx: &mut NativeCx, mut args: Words) {
    let (flags, from) = (args.i32(1), args.bytes_mut(2));
    let result = file(args.i32(0))
        .and_then(|file| may_wait(cx, &file, || socket::accept(file.as_fd(), from, flags)));
    args.set(2, result.as_ref().map_or_else(errno, |_| 0));
    let accepted = result.map(|(fd, len)| (add_socket(fd, is_nonblocking(flags)), len));
    let (fd, len) = accepted.unwrap_or((-1, 0));
    args.set_int(0, fd);
    args.set(1, len as u64);
}

/// `getsockname(fd int, out []byte) (n int, err Errno)`
fn own_address(_: &mut NativeCx, mut args: Words) {
    let out = args.bytes_mut(1);
    let result = file(args.i32(0)).and_then(|file| socket::own_address(file.as_fd(), out));
    finish_len(args, result);
}

/// `getpeername(fd int, out []byte) (n int, err Errno)`
fn peer_address(_: &mut NativeCx, mut args: Words) {
    let out = args.bytes_mut(1);
    let result = file(args.i32(0)).and_then(|file| socket::peer_address(file.as_fd(), out));
    finish_len(args, result);
}

/// `getsockopt(fd, level, opt int, out []byte) (n int, err Errno)`
fn option(_: &mut NativeCx, mut args: Words) {
    let (level, name, out) = (args.i32(1), args.i32(2), args.bytes_mut(3));
    let result = file(args.i32(0)).and_then(|file| socket::option(file.as_fd(), level, name, out));
    finish_len(args, result);
}

/// `setsockopt(fd, level, opt int, value []byte) Errno`
fn set_option(_: &mut NativeCx, args: Words) {
    let (level, name, value) = (args.i32(1), args.i32(2), args.bytes(3));
    let result =
        file(args.i32(0)).and_then(|file| socket::set_option(file.as_fd(), level, name, value));
    finish(args, result);
}

/// `shutdown(fd, how int) Errno`
fn shutdown(_: &mut NativeCx, args: Words) {
    let how = args.i32(1);
    let result = file(args.i32(0)).and_then(|file| socket::shutdown(file.as_fd(), how));
    finish(args, result);
}

/// `recvmsg(fd int, p, oob, from []byte, flags int) (n, oobn, recvflags, fromlen int, err Errno)`
fn receive(cx: &mut NativeCx, mut args: Words) {
    let data = args.bytes_mut(1);
    let control = args.bytes_mut(4);
    let into = Message { data, control, address: args.bytes_mut(7) };
    let flags = args.i32(10);
    let result = file(args.i32(0))
        .and_then(|file| may_wait(cx, &file, || socket::receive(file.as_fd(), into, flags)));
    let error = result.as_ref().map_or_else(errno, |_| 0);
    let has_failed = result.is_err();
    let Received { data_len, control_len, address_len, flags, files } = result.unwrap_or_default();
    for file in files {
        add_file(file.into());
    }
    args.set_int(0, if has_failed { -1 } else { data_len as i64 });
    args.set(1, control_len as u64);
    args.set_int(2, flags.into());
    args.set(3, address_len as u64);
    args.set(4, error);
}

/// `sendmsg(fd int, p, oob, to []byte, flags int) (n int, err Errno)`
fn send(cx: &mut NativeCx, args: Words) {
    let message = Message { data: args.bytes(1), control: args.bytes(4), address: args.bytes(7) };
    let flags = args.i32(10);
    let result = file(args.i32(0))
        .and_then(|file| may_wait(cx, &file, || socket::send(file.as_fd(), &message, flags)));
    finish_len(args, result);
}

/// `dup(fd int) (nfd int, err Errno)`: the new one is closed on exec. Calls for it wait,
/// also if the system's do not, until the program says otherwise.
fn dup(_: &mut NativeCx, args: Words) {
    let result = file(args.i32(0)).and_then(|file| Ok(add_file(file.try_clone()?).cast_unsigned()));
    finish_count(args, result);
}

/// `setNonblock(fd int, nonblocking bool) Errno`
fn set_nonblock(_: &mut NativeCx, args: Words) {
    let result = set_nonblocking(args.i32(0), args.bool(1));
    finish(args, result);
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "syscall.accept", func: accept },
    NativeDef { name: "syscall.bind", func: bind },
    NativeDef { name: "syscall.connect", func: connect },
    NativeDef { name: "syscall.dup", func: dup },
    NativeDef { name: "syscall.getpeername", func: peer_address },
    NativeDef { name: "syscall.getsockname", func: own_address },
    NativeDef { name: "syscall.getsockopt", func: option },
    NativeDef { name: "syscall.listen", func: listen },
    NativeDef { name: "syscall.recvmsg", func: receive },
    NativeDef { name: "syscall.sendmsg", func: send },
    NativeDef { name: "syscall.setNonblock", func: set_nonblock },
    NativeDef { name: "syscall.setsockopt", func: set_option },
    NativeDef { name: "syscall.shutdown", func: shutdown },
    NativeDef { name: "syscall.socket", func: open },
    NativeDef { name: "syscall.socketpair", func: pair },
];
