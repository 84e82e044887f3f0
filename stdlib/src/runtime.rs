//! Natives of package runtime that need nothing of the VM.

use minigo_runtime::cpus;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::iface;

use minigo_runtime::typedesc::TypeDesc;

use crate::abi::type_arg;

/// `func getenv(key string) string`.
fn getenv(cx: &mut NativeCx, mut args: Words) {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let key = std::ffi::OsStr::from_bytes(args.str(0));
    let value = std::env::var_os(key).map(|v| v.into_vec()).unwrap_or_default();
    let value = cx.new_string(&value);
    args.set_str(0, value);
}

fn num_cpu(_: &mut NativeCx, mut args: Words) {
    args.set(0, cpus::count() as u64);
}

fn string_of(ty: &TypeDesc) -> String {
    String::from_utf8_lossy(ty.string()).into_owned()
}

/// `func assertionText(iface, concrete, asserted *abi.Type, missingMethod string) string`:
/// what `*runtime.TypeAssertionError` says.
fn assertion_text(cx: &mut NativeCx, mut args: Words) {
    let inter = args.type_desc(0).map_or_else(|| "interface".to_string(), string_of);
    let asserted = type_arg(&args, 2);
    let want = string_of(asserted);
    let missing = String::from_utf8_lossy(args.str(3));
    let text = match args.type_desc(1) {
        None => format!("interface conversion: {inter} is nil, not {want}"),
        Some(concrete) if !missing.is_empty() => {
            let have = string_of(concrete);
            format!("interface conversion: {have} is not {want}: missing method {missing}")
        }
        Some(concrete) => {
            let have = string_of(concrete);
            let differ = match (have == want, concrete.pkg_path() == asserted.pkg_path()) {
                (false, _) => "",
                (true, false) => " (types from different packages)",
                (true, true) => " (types from different scopes)",
            };
            format!("interface conversion: {inter} is {have}, not {want}{differ}")
        }
    };
    let text = cx.new_string(text.as_bytes());
    args.set_str(0, text);
}

/// `func boundsText(code uint8, x int64, signed bool, y int) string`: what a bounds error
/// says. The codes are those of runtime/error.go.
fn bounds_text(cx: &mut NativeCx, mut args: Words) {
    let (x, y) = (args.int(1), args.int(3));
    let negative = args.bool(2) && x < 0;
    let x = if args.bool(2) { x.to_string() } else { x.cast_unsigned().to_string() };
    let what = match args.word(0) {
        0 if negative => format!("index out of range [{x}]"),
        0 => format!("index out of range [{x}] with length {y}"),
        8 => {
            let text = "cannot convert slice with length";
            format!("{text} {x} to array or pointer to array with length {y}")
        }
        code => {
            let bounds = match (code, negative) {
                (1 | 2, true) => format!("[:{x}]"),
                (1, false) => format!("[:{x}] with length {y}"),
                (2, false) => format!("[:{x}] with capacity {y}"),
                (3, true) => format!("[{x}:]"),
                (3, false) => format!("[{x}:{y}]"),
                (4 | 5, true) => format!("[::{x}]"),
                (4, false) => format!("[::{x}] with length {y}"),
                (5, false) => format!("[::{x}] with capacity {y}"),
                (6, true) => format!("[:{x}:]"),
                (6, false) => format!("[:{x}:{y}]"),
                (_, true) => format!("[{x}::]"),
                (_, false) => format!("[{x}:{y}:]"),
            };
            format!("slice bounds out of range {bounds}")
        }
    };
    let text = cx.new_string(format!("runtime error: {what}").as_bytes());
    args.set_str(0, text);
}

/// `func missingMethod(have, want *abi.Type) string`
fn missing_method(cx: &mut NativeCx, mut args: Words) {
    let (have, want) = (type_arg(&args, 0), type_arg(&args, 1));
    let name = match iface::missing_method(want, have) {
        Some(method) => cx.new_string(method.name()),
        None => cx.new_string(b""),
    };
    args.set_str(0, name);
}

/// The natives of package runtime that need nothing of the VM.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "runtime.getenv", func: getenv },
    NativeDef { name: "runtime.assertionText", func: assertion_text },
    NativeDef { name: "runtime.boundsText", func: bounds_text },
    NativeDef { name: "runtime.missingMethod", func: missing_method },
    NativeDef { name: "runtime.NumCPU", func: num_cpu },
];
