//! Natives of package sync/atomic: sequentially consistent, as Go's memory model has them.
//! Pointers go through the write barrier: what stands there and what shall are shown to the
//! collector before, so whichever of several racing stores wins, both are known.

use minigo_runtime::native::{NativeCx, NativeDef, NativeFn, Words};
use minigo_runtime::panics::RuntimeError;

/// The operations on one kind of word: how it is reached, and how a result is extended.
macro_rules! operations {
    ($module:ident, $access:ident, $word:ty, $extend:expr) => {
        mod $module {
            use super::*;
            use std::sync::atomic::Ordering::SeqCst;

            fn extend(value: $word) -> u64 {
                let extend: fn($word) -> u64 = $extend;
                extend(value)
            }

            pub fn load(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                args.set(0, extend(at.load(SeqCst)));
            }

            pub fn store(cx: &mut NativeCx, args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                at.store(args.word(1) as $word, SeqCst);
            }

            pub fn add(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                let delta = args.word(1) as $word;
                args.set(0, extend(at.fetch_add(delta, SeqCst).wrapping_add(delta)));
            }

            pub fn swap(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                args.set(0, extend(at.swap(args.word(1) as $word, SeqCst)));
            }

            pub fn and(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                args.set(0, extend(at.fetch_and(args.word(1) as $word, SeqCst)));
            }

            pub fn or(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                args.set(0, extend(at.fetch_or(args.word(1) as $word, SeqCst)));
            }

            pub fn compare_and_swap(cx: &mut NativeCx, mut args: Words) {
                let Some(at) = args.$access(0) else { return nil(cx) };
                let (old, new) = (args.word(1) as $word, args.word(2) as $word);
                args.set_bool(0, at.compare_exchange(old, new, SeqCst, SeqCst).is_ok());
            }
        }
    };
}

operations!(int32, atomic_u32, u32, |value| i64::from(value.cast_signed()).cast_unsigned());
operations!(uint32, atomic_u32, u32, u64::from);
operations!(word, atomic_u64, u64, |value| value);

/// The pointer forms: the operation on a word behind the barrier. `NEW` is the word of the
/// arguments that holds the new pointer.
fn shaded<const NEW: usize>(cx: &mut NativeCx, args: Words, operation: NativeFn) {
    let (at, new) = (args.addr(0), args.addr(NEW));
    if !at.is_nil() && cx.mcache().is_barrier_on() {
        cx.mcache().shade(at.load_addr());
        cx.mcache().shade(new);
    }
    operation(cx, args);
}

fn store_pointer(cx: &mut NativeCx, args: Words) {
    shaded::<1>(cx, args, word::store);
}

fn swap_pointer(cx: &mut NativeCx, args: Words) {
    shaded::<1>(cx, args, word::swap);
}

fn compare_and_swap_pointer(cx: &mut NativeCx, args: Words) {
    shaded::<2>(cx, args, word::compare_and_swap);
}

fn nil(cx: &mut NativeCx) {
    cx.raise(RuntimeError::Error("invalid memory address or nil pointer dereference"));
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "sync/atomic.AddInt32", func: int32::add },
    NativeDef { name: "sync/atomic.AddInt64", func: word::add },
    NativeDef { name: "sync/atomic.AddUint32", func: uint32::add },
    NativeDef { name: "sync/atomic.AddUint64", func: word::add },
    NativeDef { name: "sync/atomic.AddUintptr", func: word::add },
    NativeDef { name: "sync/atomic.AndInt32", func: int32::and },
    NativeDef { name: "sync/atomic.AndInt64", func: word::and },
    NativeDef { name: "sync/atomic.AndUint32", func: uint32::and },
    NativeDef { name: "sync/atomic.AndUint64", func: word::and },
    NativeDef { name: "sync/atomic.AndUintptr", func: word::and },
    NativeDef { name: "sync/atomic.CompareAndSwapInt32", func: int32::compare_and_swap },
    NativeDef { name: "sync/atomic.CompareAndSwapInt64", func: word::compare_and_swap },
    NativeDef { name: "sync/atomic.CompareAndSwapPointer", func: compare_and_swap_pointer },
    NativeDef { name: "sync/atomic.CompareAndSwapUint32", func: uint32::compare_and_swap },
    NativeDef { name: "sync/atomic.CompareAndSwapUint64", func: word::compare_and_swap },
    NativeDef { name: "sync/atomic.CompareAndSwapUintptr", func: word::compare_and_swap },
    NativeDef { name: "sync/atomic.LoadInt32", func: int32::load },
    NativeDef { name: "sync/atomic.LoadInt64", func: word::load },
    NativeDef { name: "sync/atomic.LoadPointer", func: word::load },
    NativeDef { name: "sync/atomic.LoadUint32", func: uint32::load },
    NativeDef { name: "sync/atomic.LoadUint64", func: word::load },
    NativeDef { name: "sync/atomic.LoadUintptr", func: word::load },
    NativeDef { name: "sync/atomic.OrInt32", func: int32::or },
    NativeDef { name: "sync/atomic.OrInt64", func: word::or },
    NativeDef { name: "sync/atomic.OrUint32", func: uint32::or },
    NativeDef { name: "sync/atomic.OrUint64", func: word::or },
    NativeDef { name: "sync/atomic.OrUintptr", func: word::or },
    NativeDef { name: "sync/atomic.StoreInt32", func: int32::store },
    NativeDef { name: "sync/atomic.StoreInt64", func: word::store },
    NativeDef { name: "sync/atomic.StorePointer", func: store_pointer },
    NativeDef { name: "sync/atomic.StoreUint32", func: uint32::store },
    NativeDef { name: "sync/atomic.StoreUint64", func: word::store },
    NativeDef { name: "sync/atomic.StoreUintptr", func: word::store },
    NativeDef { name: "sync/atomic.SwapInt32", func: int32::swap },
    NativeDef { name: "sync/atomic.SwapInt64", func: word::swap },
    NativeDef { name: "sync/atomic.SwapPointer", func: swap_pointer },
    NativeDef { name: "sync/atomic.SwapUint32", func: uint32::swap },
    NativeDef { name: "sync/atomic.SwapUint64", func: word::swap },
    NativeDef { name: "sync/atomic.SwapUintptr", func: word::swap },
];
