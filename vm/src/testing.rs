//! Small images made by hand, for the tests of this crate.

use std::sync::atomic::AtomicU64;

use minigo_bytecode::ops::{Op, Word};
use minigo_bytecode::program::Func;
use minigo_bytecode::roots::Root;
use minigo_runtime::host::{Host, Location};
use minigo_runtime::mem::mcache::MCache;
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::native::NativeCx;

use crate::image::{Image, LinkedFunc};
use crate::itab::Itabs;
use crate::machine::{Machine, Options};

struct NoHost;

impl Host for NoHost {
    fn program_args(&self) -> &[Vec<u8>] {
        &[]
    }

    fn locate(&self, _: *const u64) -> Option<Location> {
        None
    }
}

/// An image of these functions; the first is the entry. `call` operands are indices.
pub fn image(funcs: Vec<Func>) -> &'static Image {
    let mut code = Vec::new();
    let mut entries = Vec::new();
    for (index, func) in funcs.iter().enumerate() {
        code.push(func.frame_words as u64 | (index as u64) << 32);
        entries.push(code.len());
        code.extend(func.code.iter().map(|word| word.0));
    }
    for at in 0..code.len() {
        let word = Word(code[at]);
        if word.op() == Some(Op::Call) && !entries.contains(&(at + 1)) {
            let distance = entries[word.imm() as usize] as i64 - (at as i64 + 1);
            code[at] = Word::ai(Op::Call, word.a(), distance as u32).0;
        }
    }
    let code = code.into_boxed_slice();
    let base = code.as_ptr();
    let funcs: Vec<LinkedFunc> = funcs
        .into_iter()
        .zip(&entries)
        .map(|(func, &entry)| LinkedFunc {
            entry: base.wrapping_add(entry),
            end: base.wrapping_add(entry + func.code.len()),
            params: Box::new([]),
            func,
        })
        .collect();
    let entry = funcs[0].entry;
    Box::leak(Box::new(Image {
        code,
        closures: funcs.iter().map(|func| func.entry).collect(),
        funcs,
        consts: Box::new([]),
        strings: Box::new([]),
        types: Box::new([]),
        itabs: Box::new([]),
        itab_cache: Itabs::default(),
        data: (0..64).map(|_| AtomicU64::new(0)).collect(),
        data_pointers: Box::new([0]),
        sig_param_words: Box::new([]),
        natives: Box::new([]),
        tables: Box::new([]),
        roots: [std::ptr::null(); Root::COUNT],
        entry,
        files: Vec::new(),
    }))
}

/// Runs the image and returns the first word of its data segment.
pub fn run(image: &'static Image, options: Options) -> u64 {
    let runtime = NativeCx::new(MCache::new(Heap::new()), &NoHost);
    let mut machine = Machine::new(image, runtime, options);
    assert_eq!(machine.run_main().0, 0);
    crate::frame::load_64(minigo_runtime::addr::Addr(image.data.as_ptr() as usize))
}

/// A function of this code.
pub fn func(frame_words: u32, code: Vec<Word>) -> Func {
    Func { code, frame_words, ..Func::default() }
}
