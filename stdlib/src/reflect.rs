//! Natives of package reflect: maps of types known only at run time.

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::map;

use crate::abi::{or_raise, type_arg};

fn map_len(_: &mut NativeCx, mut args: Words) {
    let len = map::len(args.addr(0));
    args.set(0, len as u64);
}

fn map_clear(cx: &mut NativeCx, args: Words) {
    let result = map::clear(cx.mcache(), type_arg(&args, 0), args.addr(1));
    or_raise(cx, result);
}

fn make_map(cx: &mut NativeCx, mut args: Words) {
    let made = map::make(cx.mcache(), type_arg(&args, 0), args.int(1));
    args.set_addr(0, made);
}

fn map_get(cx: &mut NativeCx, mut args: Words) {
    let found = map::find(cx.mcache(), type_arg(&args, 0), args.addr(1), args.addr(2));
    if let Some(elem) = or_raise(cx, found) {
        args.set_addr(0, elem);
    }
}

fn map_set(cx: &mut NativeCx, mut args: Words) {
    let found = map::assign(cx.mcache(), type_arg(&args, 0), args.addr(1), args.addr(2));
    if let Some(elem) = or_raise(cx, found) {
        args.set_addr(0, elem);
    }
}

fn map_delete(cx: &mut NativeCx, args: Words) {
    let result = map::delete(cx.mcache(), type_arg(&args, 0), args.addr(1), args.addr(2));
    or_raise(cx, result);
}

fn map_iter(cx: &mut NativeCx, args: Words) {
    map::iter::start(cx.mcache(), type_arg(&args, 0), args.addr(1), args.addr(2));
}

fn map_next(cx: &mut NativeCx, mut args: Words) {
    let state = args.addr(0);
    let found = map::iter::next(cx.mcache(), state);
    if let Some(key) = or_raise(cx, found) {
        args.set_addr(0, key);
        args.set_addr(1, state.offset(8).load_addr());
    }
}

/// The natives of package reflect.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "reflect.mapLen", func: map_len },
    NativeDef { name: "reflect.mapClear", func: map_clear },
    NativeDef { name: "reflect.makeMap", func: make_map },
    NativeDef { name: "reflect.mapGet", func: map_get },
    NativeDef { name: "reflect.mapSet", func: map_set },
    NativeDef { name: "reflect.mapDelete", func: map_delete },
    NativeDef { name: "reflect.mapIter", func: map_iter },
    NativeDef { name: "reflect.mapNext", func: map_next },
];
