//! Natives of package fmt: how values of basic kinds look, given a directive's flags,
//! width and precision. Each appends to the printer's buffer, which is its first argument.

use std::cmp::Ordering;

use minigo_runtime::addr::Addr;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::equal::itab_type;
use minigo_runtime::typedesc::{Kind, TypeDesc, tflag};

use crate::abi::type_arg;
use crate::float::append_float;
use crate::quote::{Keep, append_quoted, append_quoted_rune, can_backquote};
use crate::text::{Spec, append_with, flag};
use crate::unicode::is_print;
use crate::utf8::encode;

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const MAX_RUNE: u64 = 0x10FFFF;

/// `func padString(buf []byte, flags, width, prec int, s string) []byte`
fn pad_string(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| Spec::of(args, 3).pad(out, args.str(6)));
}

/// `func appendString(buf []byte, flags, width, prec int, s string) []byte`
fn append_string(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        spec.pad(out, spec.truncate(args.str(6)));
    });
}

/// `func appendQuoted(buf []byte, flags, width, prec int, s string) []byte`
fn native_append_quoted(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let text = spec.truncate(args.str(6));
        let mut quoted = Vec::with_capacity(text.len() + 2);
        if spec.has(flag::SHARP) && can_backquote(text) {
            quoted.push(b'`');
            quoted.extend_from_slice(text);
            quoted.push(b'`');
        } else {
            append_quoted(&mut quoted, text, kept(spec));
        }
        spec.pad(out, &quoted);
    });
}

/// What a quoting verb leaves unescaped.
fn kept(spec: Spec) -> Keep {
    if spec.has(flag::PLUS) { Keep::Ascii } else { Keep::Printable }
}

/// `func appendHex(buf []byte, flags, width, prec int, s string, verb rune) []byte`
fn append_hex(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let text = args.str(6);
        let text = &text[..spec.precision().map_or(text.len(), |prec| prec.min(text.len()))];
        if text.is_empty() {
            return spec.fill(out, spec.width);
        }
        let verb = args.u8(8);
        let digits = if verb == b'X' { UPPER } else { LOWER };
        let (sharp, space) = (spec.has(flag::SHARP), spec.has(flag::SPACE));
        let mut hex = Vec::with_capacity(2 * text.len());
        for (i, &b) in text.iter().enumerate() {
            if space && i > 0 {
                hex.push(b' ');
            }
            if sharp && (space || i == 0) {
                hex.extend_from_slice(&[b'0', verb]);
            }
            hex.extend_from_slice(&[digits[usize::from(b >> 4)], digits[usize::from(b & 15)]]);
        }
        spec.pad(out, &hex);
    });
}

/// `func appendInt(buf []byte, flags, width, prec int, v uint64, base int, signed bool,
/// verb rune) []byte`
fn append_int(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let (value, base) = (args.word(6), args.word(7));
        integer(out, Spec::of(args, 3), value, base, args.bool(8), args.u8(9));
    });
}

fn integer(out: &mut Vec<u8>, spec: Spec, value: u64, base: u64, signed: bool, verb: u8) {
    let negative = signed && value.cast_signed() < 0;
    let mut rest = if negative { value.wrapping_neg() } else { value };
    let sign = if negative {
        Some(b'-')
    } else if spec.has(flag::PLUS) {
        Some(b'+')
    } else {
        spec.has(flag::SPACE).then_some(b' ')
    };
    let blank = spec.without(flag::ZERO);
    // Digits to write, with leading zeros.
    let mut least = 1;
    if let Some(prec) = spec.precision() {
        if prec == 0 && rest == 0 {
            return blank.fill(out, spec.width);
        }
        least = prec;
    } else if spec.has(flag::ZERO) && !spec.has(flag::MINUS) {
        least = spec.width.saturating_sub(usize::from(sign.is_some()));
    }
    let digits = if verb == b'X' { UPPER } else { LOWER };
    // In reverse.
    let mut text = Vec::with_capacity(24);
    loop {
        text.push(if base == 10 {
            b'0' + (rest % 10) as u8
        } else {
            digits[(rest % base) as usize]
        });
        rest /= base;
        if rest == 0 {
            break;
        }
    }
    while text.len() < least {
        text.push(b'0');
    }
    if spec.has(flag::SHARP) {
        match base {
            2 => text.extend_from_slice(b"b0"),
            8 if text.last() != Some(&b'0') => text.push(b'0'),
            16 => text.extend_from_slice(&[if verb == b'X' { b'X' } else { b'x' }, b'0']),
            _ => {}
        }
    }
    if verb == b'O' {
        text.extend_from_slice(b"o0");
    }
    text.extend(sign);
    text.reverse();
    blank.pad(out, &text);
}

/// `func appendRune(buf []byte, flags, width, prec int, v uint64, verb rune) []byte`: verbs
/// c, q and U.
fn append_rune(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let value = args.word(6);
        let rune = if value > MAX_RUNE { crate::utf8::RUNE_ERROR } else { value as u32 };
        let mut text = Vec::with_capacity(16);
        match args.u8(7) {
            b'c' => encode(&mut text, rune),
            b'q' => append_quoted_rune(&mut text, rune, kept(spec)),
            _ => {
                let least = spec.precision().map_or(4, |prec| prec.max(4));
                text.extend_from_slice(format!("U+{value:0least$X}").as_bytes());
                if spec.has(flag::SHARP) && value <= MAX_RUNE && is_print(rune) {
                    text.extend_from_slice(b" '");
                    encode(&mut text, rune);
                    text.push(b'\'');
                }
                return spec.without(flag::ZERO).pad(out, &text);
            }
        }
        spec.pad(out, &text);
    });
}

/// `func appendFloat(buf []byte, flags, width, prec int, v float64, size int, verb rune,
/// defaultPrec int) []byte`
fn native_append_float(cx: &mut NativeCx, args: Words) {
    append_with(cx, args, |args, out| {
        let spec = Spec::of(args, 3);
        let prec = spec.precision().map_or(args.int(9), |prec| prec as i64);
        let verb = args.u8(8);
        let mut text = vec![b'+'];
        append_float(&mut text, args.f64(6), verb, prec, args.u32(7));
        if matches!(text.get(1), Some(b'-' | b'+')) {
            text.remove(0);
        }
        float(out, spec, text, verb, prec);
    });
}

/// Writes a number whose sign stands in front.
fn float(out: &mut Vec<u8>, spec: Spec, mut text: Vec<u8>, verb: u8, prec: i64) {
    let signed = spec.has(flag::PLUS) || text[0] != b'+';
    if spec.has(flag::SPACE) && text[0] == b'+' && !spec.has(flag::PLUS) {
        text[0] = b' ';
    }
    if matches!(text[1], b'I' | b'N') {
        let bare = text[1] == b'N' && !spec.has(flag::SPACE | flag::PLUS);
        return spec.without(flag::ZERO).pad(out, &text[usize::from(bare)..]);
    }
    if spec.has(flag::SHARP) && verb != b'b' {
        add_point(&mut text, verb, prec);
    }
    if !signed && text[0] == b'+' {
        return spec.pad(out, &text[1..]);
    }
    if spec.has(flag::ZERO) && !spec.has(flag::MINUS) && spec.width > text.len() {
        out.push(text[0]);
        spec.fill(out, spec.width - text.len());
        return out.extend_from_slice(&text[1..]);
    }
    spec.pad(out, &text);
}

/// Gives the number a point and, for %g, the trailing zeros that its precision has.
fn add_point(text: &mut Vec<u8>, verb: u8, prec: i64) {
    let mut missing = match verb {
        b'g' | b'G' | b'x' if prec == -1 => 6,
        b'g' | b'G' | b'x' => prec,
        _ => 0,
    };
    let is_exponent = |b: &u8| match b {
        b'p' | b'P' => true,
        b'e' | b'E' => verb | 0x20 != b'x',
        _ => false,
    };
    let end = text.iter().skip(1).position(is_exponent).map_or(text.len(), |i| i + 1);
    let tail = text.split_off(end);
    let significant = text[1..].iter().filter(|&&b| b != b'.').skip_while(|&&b| b == b'0').count();
    missing -= significant as i64;
    if !text.contains(&b'.') {
        if text[1..] == *b"0" {
            missing -= 1;
        }
        text.push(b'.');
    }
    text.extend((0..missing).map(|_| b'0'));
    text.extend_from_slice(&tail);
}

/// Bits of a `reflect.Value`'s third word; its others are type and value.
mod value_flag {
    /// The value's word is its address.
    pub const INDIRECT: u64 = 1 << 7;
    /// It is a method of the value.
    pub const METHOD: u64 = 1 << 9;
    /// Above this stands the method's index.
    pub const METHOD_SHIFT: u32 = 10;
}

/// `func typeOf(v reflect.Value) *abi.Type`
fn type_of(_: &mut NativeCx, mut args: Words) {
    let (ty, flags) = (type_arg(&args, 0), args.word(2));
    if flags & value_flag::METHOD == 0 {
        return;
    }
    let index = (flags >> value_flag::METHOD_SHIFT) as usize;
    let method = match ty.kind() {
        Kind::Interface => ty.imethods()[index].ty,
        _ => {
            let mut exported = ty.methods().iter().filter(|method| method.pkg_path().is_empty());
            exported.nth(index).expect("package reflect counts methods alike").ty
        }
    };
    args.set_addr(0, Addr::of(method));
}

/// `func compare(a, b reflect.Value) int`
fn native_compare(cx: &mut NativeCx, mut args: Words) {
    let (ty, other) = (type_arg(&args, 0), type_arg(&args, 3));
    if !std::ptr::eq(ty, other) {
        return args.set_int(0, -1);
    }
    let words = [args.word(1), args.word(4)];
    let place = |i: usize| match args.word(3 * i + 2) & value_flag::INDIRECT {
        0 => Addr::of(&raw const words[i]),
        _ => args.addr(3 * i + 1),
    };
    match compare(ty, place(0), place(1)) {
        Ok(order) => args.set_int(0, order as i64),
        Err(bad) => cx.panic_string([b"bad type in compare: ", bad.string()].concat()),
    }
}

/// The order of two keys in memory.
///
/// # Errors
/// The type, if its values are no keys.
fn compare(ty: &TypeDesc, a: Addr, b: Addr) -> Result<Ordering, &TypeDesc> {
    let in_turn = |parts: &mut dyn Iterator<Item = (&'static TypeDesc, usize)>| {
        for (part, at) in parts {
            let order = compare(part, a.offset(at), b.offset(at))?;
            if order.is_ne() {
                return Ok(order);
            }
        }
        Ok(Ordering::Equal)
    };
    match ty.kind() {
        Kind::Int | Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
            let value = |at| unsigned(ty, at) << (64 - 8 * ty.size);
            Ok(value(a).cast_signed().cmp(&value(b).cast_signed()))
        }
        Kind::Bool | Kind::Uint | Kind::Uint8 | Kind::Uint16 | Kind::Uint32 | Kind::Uint64 => {
            Ok(unsigned(ty, a).cmp(&unsigned(ty, b)))
        }
        Kind::Uintptr | Kind::Pointer | Kind::UnsafePointer | Kind::Chan => {
            Ok(a.load64().cmp(&b.load64()))
        }
        Kind::String => {
            let text = |at: Addr| at.load_addr().bytes(at.offset(8).load64() as usize);
            Ok(text(a).cmp(text(b)))
        }
        Kind::Float32 | Kind::Float64 => {
            Ok(compare_floats(float_at(ty.size, a), float_at(ty.size, b)))
        }
        Kind::Complex64 | Kind::Complex128 => {
            let half = ty.size / 2;
            let order =
                |at| compare_floats(float_at(half, a.offset(at)), float_at(half, b.offset(at)));
            Ok(order(0).then_with(|| order(half)))
        }
        Kind::Struct => in_turn(&mut ty.fields().iter().map(|field| (field.ty(), field.offset))),
        Kind::Array => {
            let Some(elem) = ty.elem() else { return Ok(Ordering::Equal) };
            in_turn(&mut (0..ty.len).map(|i| (elem, i * elem.size)))
        }
        Kind::Interface => match (dynamic_type(ty, a), dynamic_type(ty, b)) {
            (None, None) => Ok(Ordering::Equal),
            (None, Some(_)) => Ok(Ordering::Less),
            (Some(_), None) => Ok(Ordering::Greater),
            (Some(x), Some(y)) if !std::ptr::eq(x, y) => Ok(x.string().cmp(y.string())),
            (Some(inner), Some(_)) => {
                let (a, b) = (a.offset(8), b.offset(8));
                if inner.tflag & tflag::DIRECT != 0 {
                    return compare(inner, a, b);
                }
                compare(inner, a.load_addr(), b.load_addr())
            }
        },
        Kind::Invalid | Kind::Func | Kind::Map | Kind::Slice => Err(ty),
    }
}

/// The dynamic type of the interface value in memory.
fn dynamic_type(inter: &TypeDesc, at: Addr) -> Option<&'static TypeDesc> {
    let word = at.load_addr();
    if inter.imethods.len == 0 { TypeDesc::at(word) } else { itab_type(word) }
}

/// An integer or boolean in memory, its sign not yet extended.
fn unsigned(ty: &TypeDesc, at: Addr) -> u64 {
    match ty.size {
        1 => at.load8().into(),
        2 => at.load16().into(),
        4 => at.load32().into(),
        _ => at.load64(),
    }
}

/// A number of `size` bytes in memory.
fn float_at(size: usize, at: Addr) -> f64 {
    if size == 4 { f32::from_bits(at.load32()).into() } else { f64::from_bits(at.load64()) }
}

/// NaN comes before everything else.
fn compare_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| b.is_nan().cmp(&a.is_nan()))
}

/// The natives of package fmt.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "fmt.typeOf", func: type_of },
    NativeDef { name: "fmt.compare", func: native_compare },
    NativeDef { name: "fmt.padString", func: pad_string },
    NativeDef { name: "fmt.appendString", func: append_string },
    NativeDef { name: "fmt.appendQuoted", func: native_append_quoted },
    NativeDef { name: "fmt.appendHex", func: append_hex },
    NativeDef { name: "fmt.appendInt", func: append_int },
    NativeDef { name: "fmt.appendRune", func: append_rune },
    NativeDef { name: "fmt.appendFloat", func: native_append_float },
];
