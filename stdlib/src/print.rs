//! Natives behind `print` and `println`.

use std::io::Write as _;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::typedesc::{Kind, TypeDesc};

use crate::float::append_float;

/// Writes to standard error. What cannot be written is lost, as in Go.
fn write(bytes: &[u8]) {
    let _ = std::io::stderr().write_all(bytes);
}

fn write_float(out: &mut Vec<u8>, value: f64, bits: u32) {
    append_float(out, value, b'g', -1, bits);
}

fn append_complex(text: &mut Vec<u8>, re: f64, im: f64, bits: u32) {
    text.push(b'(');
    write_float(text, re, bits);
    let at = text.len();
    write_float(text, im, bits);
    if !matches!(text.get(at), Some(b'+' | b'-')) {
        text.insert(at, b'+');
    }
    text.extend_from_slice(b"i)");
}

fn write_complex(re: f64, im: f64, bits: u32) {
    let mut text = Vec::new();
    append_complex(&mut text, re, im, bits);
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

/// `func printpanicval(v any)`: a value of a basic kind as `print` shows it, with its
/// type around it if that is declared; other values as type and address.
fn printpanicval(_: &mut NativeCx, args: Words) {
    let Some(ty) = args.type_desc(0) else { return write(b"nil") };
    let data = args.addr(1);
    let mut text = Vec::new();
    let Some(quote) = append_basic(&mut text, ty, data) else {
        text.push(b'(');
        text.extend_from_slice(ty.string());
        text.extend_from_slice(format!(") {:#x}", data.0).as_bytes());
        return write(&text);
    };
    if ty.pkg_path().is_empty() {
        return write(&text);
    }
    let mut named = ty.string().to_vec();
    if matches!(ty.kind(), Kind::Complex64 | Kind::Complex128) {
        named.extend_from_slice(&text);
        return write(&named);
    }
    named.push(b'(');
    named.extend_from_slice(quote);
    named.extend_from_slice(&text);
    named.extend_from_slice(quote);
    named.push(b')');
    write(&named);
}

/// Appends a value of a basic kind and returns what quotes it; `None` for other kinds.
fn append_basic(text: &mut Vec<u8>, ty: &TypeDesc, data: Addr) -> Option<&'static [u8]> {
    let signed = match ty.kind() {
        Kind::String => {
            let len = data.offset(8).load64() as usize;
            let bytes = if len == 0 { &[] } else { data.load_addr().bytes(len) };
            for line in bytes.split_inclusive(|&b| b == b'\n') {
                text.extend_from_slice(line);
                if line.ends_with(b"\n") {
                    text.push(b'\t');
                }
            }
            return Some(b"\"");
        }
        Kind::Bool => {
            text.extend_from_slice(if data.load8() != 0 { b"true" } else { b"false" });
            return Some(b"");
        }
        Kind::Float32 => {
            write_float(text, f64::from(f32::from_bits(data.load32())), 32);
            return Some(b"");
        }
        Kind::Float64 => {
            write_float(text, f64::from_bits(data.load64()), 64);
            return Some(b"");
        }
        Kind::Complex64 => {
            let part = |at: usize| f64::from(f32::from_bits(data.offset(at).load32()));
            append_complex(text, part(0), part(4), 32);
            return Some(b"");
        }
        Kind::Complex128 => {
            let part = |at: usize| f64::from_bits(data.offset(at).load64());
            append_complex(text, part(0), part(8), 64);
            return Some(b"");
        }
        Kind::Int8 => Some(i64::from(data.load8().cast_signed())),
        Kind::Int16 => Some(i64::from(data.load16().cast_signed())),
        Kind::Int32 => Some(i64::from(data.load32().cast_signed())),
        Kind::Int | Kind::Int64 => Some(data.load64().cast_signed()),
        _ => None,
    };
    if let Some(value) = signed {
        text.extend_from_slice(value.to_string().as_bytes());
        return Some(b"");
    }
    let value = match ty.kind() {
        Kind::Uint8 => u64::from(data.load8()),
        Kind::Uint16 => u64::from(data.load16()),
        Kind::Uint32 => u64::from(data.load32()),
        Kind::Uint | Kind::Uint64 | Kind::Uintptr => data.load64(),
        _ => return None,
    };
    text.extend_from_slice(value.to_string().as_bytes());
    Some(b"")
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
    NativeDef { name: "runtime.printpanicval", func: printpanicval },
    NativeDef { name: "runtime.printsp", func: printsp },
    NativeDef { name: "runtime.printnl", func: printnl },
];
