//! Natives that start processes and wait for them: packages syscall, os and os/exec.

use std::ffi::CString;
use std::io;
use std::os::fd::AsRawFd;
use std::sync::Arc;

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::process::check_executable;
use minigo_runtime::spawn::{self, Command, Credential};

use crate::open_files::{OpenFile, file};
use crate::syscall::{errno, finish};

const EINVAL: i32 = 22;

/// The bits of [`Order`]'s flags, as package syscall sets them.
mod flag {
    pub const SETSID: i64 = 1;
    pub const SETPGID: i64 = 2;
    pub const SETCTTY: i64 = 4;
    pub const NOCTTY: i64 = 8;
    pub const FOREGROUND: i64 = 16;
    pub const PTRACE: i64 = 32;
    pub const CREDENTIAL: i64 = 64;
    pub const GROUPS: i64 = 128;
}

/// What package syscall asks for: texts that end in zero bytes, and 8-byte numbers.
struct Order<'a> {
    texts: std::slice::Split<'a, u8, fn(&u8) -> bool>,
    numbers: std::slice::ChunksExact<'a, u8>,
}

impl<'a> Order<'a> {
    fn new(texts: &'a [u8], numbers: &'a [u8]) -> Order<'a> {
        Order { texts: texts.split(|&byte| byte == 0), numbers: numbers.chunks_exact(8) }
    }

    fn text(&mut self) -> CString {
        CString::new(self.texts.next().unwrap_or_default()).unwrap_or_default()
    }

    /// A text that may be missing.
    fn optional(&mut self) -> Option<CString> {
        Some(self.text()).filter(|text| !text.is_empty())
    }

    fn texts(&mut self) -> Vec<CString> {
        (0..self.number()).map(|_| self.text()).collect()
    }

    fn number(&mut self) -> i64 {
        let bytes = self.numbers.next().and_then(|bytes| bytes.try_into().ok());
        i64::from_le_bytes(bytes.unwrap_or_default())
    }

    fn numbers(&mut self) -> Vec<i64> {
        (0..self.number()).map(|_| self.number()).collect()
    }
}

/// The command that the arguments describe, and the files that must stay open until the
/// child has them.
fn command(args: &Words) -> io::Result<(Command, Vec<Arc<OpenFile>>)> {
    let mut order = Order::new(args.str(0), args.bytes(2));
    let (path, dir, root) = (order.text(), order.optional(), order.optional());
    let (arguments, env) = (order.texts(), order.texts());
    let mut kept = Vec::new();
    let mut open = |fd: i64| match i32::try_from(fd) {
        Ok(0..) => {
            kept.push(file(fd as i32)?);
            Ok(kept[kept.len() - 1].as_raw_fd())
        }
        _ => Ok(-1),
    };
    let files = order.numbers().into_iter().map(&mut open).collect::<io::Result<_>>()?;
    let (flags, group, terminal) = (order.number(), order.number(), order.number());
    let death_signal = order.number() as i32;
    let (uid, gid, groups) = (order.number() as u32, order.number() as u32, order.numbers());
    let has = |flag| flags & flag != 0;
    let foreground = if has(flag::FOREGROUND) { Some(open(terminal)?) } else { None };
    let command = Command {
        path,
        args: arguments,
        env,
        dir,
        root,
        files,
        credential: has(flag::CREDENTIAL).then(|| Credential {
            uid,
            gid,
            groups: has(flag::GROUPS).then(|| groups.iter().map(|&id| id as u32).collect()),
        }),
        setsid: has(flag::SETSID),
        group: has(flag::SETPGID | flag::FOREGROUND).then_some(group as i32),
        foreground,
        leave_terminal: has(flag::NOCTTY),
        terminal: has(flag::SETCTTY).then_some(terminal as i32),
        trace: has(flag::PTRACE),
        death_signal,
    };
    Ok((command, kept))
}

/// `forkExec(texts string, numbers []byte) (pid int, err Errno)`
fn fork_exec(cx: &mut NativeCx, mut args: Words) {
    let result = command(&args)
        .and_then(|(command, files)| cx.blocking(|| (spawn::spawn(&command), files)).0);
    args.set(1, result.as_ref().map_or_else(errno, |_| 0));
    args.set_int(0, result.unwrap_or(0).into());
}

/// `exec(texts string, numbers []byte) Errno`
fn exec(_: &mut NativeCx, args: Words) {
    let result = command(&args).and_then(|(command, _)| Err(spawn::exec(&command)));
    finish(args, result);
}

/// `wait4(pid, options int, out []byte) (wpid int, err Errno)`: fills out with the status
/// word and the fields of `Rusage`.
fn wait4(cx: &mut NativeCx, mut args: Words) {
    let (pid, options, out) = (args.i32(0), args.i32(1), args.bytes_mut(2));
    let result = cx.blocking(|| spawn::wait4(pid, options));
    if let Ok(waited) = &result {
        let fields = [&[i64::from(waited.status)], &waited.usage[..]].concat();
        let bytes = fields.iter().flat_map(|field| field.to_le_bytes());
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    }
    args.set(1, result.as_ref().map_or_else(errno, |_| 0));
    args.set_int(0, result.map_or(-1, |waited| waited.pid.into()));
}

/// `os.waitEnded(pid int) syscall.Errno`
fn wait_ended(cx: &mut NativeCx, args: Words) {
    let pid = args.i32(0);
    let result = cx.blocking(|| spawn::wait_ended(pid));
    finish(args, result);
}

/// `os/exec.executable(path string) syscall.Errno`
fn executable(_: &mut NativeCx, args: Words) {
    let result = CString::new(args.str(0))
        .map_err(|_| io::Error::from_raw_os_error(EINVAL))
        .and_then(|path| check_executable(&path));
    finish(args, result);
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "os.waitEnded", func: wait_ended },
    NativeDef { name: "os/exec.executable", func: executable },
    NativeDef { name: "syscall.exec", func: exec },
    NativeDef { name: "syscall.forkExec", func: fork_exec },
    NativeDef { name: "syscall.wait4", func: wait4 },
];
