//! Natives of package os/signal, `syscall.Kill` and `os.sigpipe`.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::signal;

use crate::syscall::finish;

/// `watch(sig int)`
fn watch(_: &mut NativeCx, args: Words) {
    signal::watch(args.i32(0));
}

/// `ignore(sig int)`
fn ignore(_: &mut NativeCx, args: Words) {
    signal::ignore(args.i32(0));
}

/// `reset(sig int)`
fn reset(_: &mut NativeCx, args: Words) {
    signal::reset(args.i32(0));
}

/// `wait() int`
fn wait(cx: &mut NativeCx, mut args: Words) {
    let signal = cx.blocking(signal::wait);
    args.set_int(0, signal.into());
}

/// `Kill(pid int, sig Signal) (err Errno)`
fn kill(_: &mut NativeCx, args: Words) {
    let result = signal::kill(args.i32(0), args.i32(1));
    finish(args, result);
}

/// `sigpipe()`
fn sigpipe(_: &mut NativeCx, _: Words) {
    signal::broken_standard_pipe();
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "os.sigpipe", func: sigpipe },
    NativeDef { name: "os/signal.ignore", func: ignore },
    NativeDef { name: "os/signal.reset", func: reset },
    NativeDef { name: "os/signal.wait", func: wait },
    NativeDef { name: "os/signal.watch", func: watch },
    NativeDef { name: "syscall.kill", func: kill },
];
