//! Natives behind `print` and `println`.

use std::io::Write as _;

use minigo_runtime::native::{NativeCx, NativeDef, Words};

use crate::float::append_float;

/// Writes to standard error. What cannot be written is lost, as in Go.
fn write(bytes: &[u8]) {
    let _ = std::io::stderr().write_all(bytes);
}

fn write_float(out: &mut Vec<u8>, value: f64, bits: u32) {
    append_float(out, value, b'g', -1, bits);
}

fn write_complex(re: f64, im: f64, bits: u32) {
    let mut text = vec![b'('];
    write_float(&mut text, re, bits);
    let at = text.len();
    write_float(&mut text, im, bits);
    if !matches!(text.get(at), Some(b'+' | b'-')) {
        text.insert(at, b'+');
    }
    text.extend_from_slice(b"i)");
    write(&text);
}

/// One statement's output may mix with another thread's; a lock will be taken here when
/// there are several.
fn printlock(_: &mut NativeCx, _: Words) {}

fn printbool(_: &mut NativeCx, args: Words) {
    write(if args.bool(0) { b"true" } else { b"false" });
}

fn printint(_: &mut NativeCx, args: Words) {
    write(args.int(0).to_string().as_bytes());
}

fn printuint(_: &mut NativeCx, args: Words) {
    write(args.word(0).to_string().as_bytes());
}

fn printhex(_: &mut NativeCx, args: Words) {
    write(format!("{:#x}", args.word(0)).as_bytes());
}

fn printfloat(_: &mut NativeCx, args: Words) {
    let mut text = Vec::new();
    write_float(&mut text, args.f64(0), 64);
    write(&text);
}

fn printfloat32(_: &mut NativeCx, args: Words) {
    let mut text = Vec::new();
    write_float(&mut text, f64::from(args.f32(0)), 32);
    write(&text);
}

fn printcomplex(_: &mut NativeCx, args: Words) {
    write_complex(args.f64(0), args.f64(1), 64);
}

fn printcomplex64(_: &mut NativeCx, args: Words) {
    write_complex(f64::from(args.f32(0)), f64::from(args.f32(1)), 32);
}

fn printstring(_: &mut NativeCx, args: Words) {
    write(args.str(0));
}

fn printslice(_: &mut NativeCx, args: Words) {
    let slice = args.slice(0);
    write(format!("[{}/{}]{:#x}", slice.len, slice.cap, slice.ptr.0).as_bytes());
}

fn printeface(_: &mut NativeCx, args: Words) {
    write(format!("({:#x},{:#x})", args.word(0), args.word(1)).as_bytes());
}

fn printsp(_: &mut NativeCx, _: Words) {
    write(b" ");
}

fn printnl(_: &mut NativeCx, _: Words) {
    write(b"\n");
}

/// The natives of package runtime that print.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "runtime.printlock", func: printlock },
    NativeDef { name: "runtime.printunlock", func: printlock },
    NativeDef { name: "runtime.printbool", func: printbool },
    NativeDef { name: "runtime.printint", func: printint },
    NativeDef { name: "runtime.printuint", func: printuint },
    NativeDef { name: "runtime.printhex", func: printhex },
    NativeDef { name: "runtime.printfloat", func: printfloat },
    NativeDef { name: "runtime.printfloat32", func: printfloat32 },
    NativeDef { name: "runtime.printcomplex", func: printcomplex },
    NativeDef { name: "runtime.printcomplex64", func: printcomplex64 },
    NativeDef { name: "runtime.printstring", func: printstring },
    NativeDef { name: "runtime.printpointer", func: printhex },
    NativeDef { name: "runtime.printslice", func: printslice },
    NativeDef { name: "runtime.printeface", func: printeface },
    NativeDef { name: "runtime.printiface", func: printeface },
    NativeDef { name: "runtime.printsp", func: printsp },
    NativeDef { name: "runtime.printnl", func: printnl },
];
