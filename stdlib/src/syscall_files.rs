//! More natives of package syscall: permissions, owners, times, links, pipes.

use std::fs::{self, File, FileTimes, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::open_files::{add_file, file};
use crate::syscall::{errno, finish, finish_string, path};

/// `Chmod(path string, mode uint32) Errno`
fn chmod(_: &mut NativeCx, args: Words) {
    let result = fs::set_permissions(path(args.str(0)), Permissions::from_mode(args.u32(2)));
    finish(args, result);
}

/// `Fchmod(fd int, mode uint32) Errno`
fn fchmod(_: &mut NativeCx, args: Words) {
    let mode = Permissions::from_mode(args.u32(1));
    let result = file(args.int(0) as i32).and_then(|file| file.set_permissions(mode));
    finish(args, result);
}

/// An owner's number; -1 leaves it as it is.
fn owner(id: i64) -> Option<u32> {
    u32::try_from(id).ok()
}

/// `chown(path string, uid, gid int, follow bool) Errno`
fn chown(_: &mut NativeCx, args: Words) {
    let (name, uid, gid) = (path(args.str(0)), owner(args.int(2)), owner(args.int(3)));
    let result = if args.bool(4) {
        std::os::unix::fs::chown(name, uid, gid)
    } else {
        std::os::unix::fs::lchown(name, uid, gid)
    };
    finish(args, result);
}

/// `Fchown(fd, uid, gid int) Errno`
fn fchown(_: &mut NativeCx, args: Words) {
    let result = file(args.int(0) as i32).and_then(|file| {
        std::os::unix::fs::fchown(&**file, owner(args.int(1)), owner(args.int(2)))
    });
    finish(args, result);
}

fn time(seconds: i64, nanos: i64) -> SystemTime {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let base = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
    base + Duration::from_nanos(nanos.unsigned_abs())
}

/// `Utimes(path string, atime, atimeNsec, mtime, mtimeNsec int64, which int) Errno`: bit 0
/// of `which` says to set the access time, bit 1 the modification time.
fn utimes(_: &mut NativeCx, args: Words) {
    let which = args.word(6);
    let mut times = FileTimes::new();
    if which & 1 != 0 {
        times = times.set_accessed(time(args.int(2), args.int(3)));
    }
    if which & 2 != 0 {
        times = times.set_modified(time(args.int(4), args.int(5)));
    }
    let result = File::open(path(args.str(0))).and_then(|file| file.set_times(times));
    finish(args, result);
}

/// `Truncate(path string, size int64) Errno`
fn truncate(_: &mut NativeCx, args: Words) {
    let opened = fs::OpenOptions::new().write(true).open(path(args.str(0)));
    let result = opened.and_then(|file| file.set_len(args.word(2)));
    finish(args, result);
}

/// `Link(from, to string) Errno`
fn link(_: &mut NativeCx, args: Words) {
    let result = fs::hard_link(path(args.str(0)), path(args.str(2)));
    finish(args, result);
}

/// `Symlink(from, to string) Errno`
fn symlink(_: &mut NativeCx, args: Words) {
    let result = std::os::unix::fs::symlink(path(args.str(0)), path(args.str(2)));
    finish(args, result);
}

/// `Readlink(path string) (target string, err Errno)`
fn readlink(cx: &mut NativeCx, args: Words) {
    let result = fs::read_link(path(args.str(0))).map(|to| to.into_os_string().into_vec());
    finish_string(cx, args, result);
}

/// `pipe() (r, w int, err Errno)`
fn pipe(_: &mut NativeCx, mut args: Words) {
    let result = io::pipe();
    args.set(2, result.as_ref().map_or_else(errno, |_| 0));
    let ends = result.map(|(reader, writer)| {
        [OwnedFd::from(reader), OwnedFd::from(writer)].map(|end| add_file(File::from(end)))
    });
    let [reader, writer] = ends.unwrap_or([-1; 2]);
    args.set_int(0, reader);
    args.set_int(1, writer);
}

/// `Getgid() int`
fn getgid(_: &mut NativeCx, mut args: Words) {
    args.set(0, fs::metadata("/proc/self").map_or(0, |meta| meta.gid().into()));
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "syscall.Chmod", func: chmod },
    NativeDef { name: "syscall.Fchmod", func: fchmod },
    NativeDef { name: "syscall.Fchown", func: fchown },
    NativeDef { name: "syscall.Getgid", func: getgid },
    NativeDef { name: "syscall.Link", func: link },
    NativeDef { name: "syscall.Readlink", func: readlink },
    NativeDef { name: "syscall.Symlink", func: symlink },
    NativeDef { name: "syscall.Truncate", func: truncate },
    NativeDef { name: "syscall.Utimes", func: utimes },
    NativeDef { name: "syscall.chown", func: chown },
    NativeDef { name: "syscall.pipe", func: pipe },
];
