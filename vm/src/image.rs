//! A linked program: code with addresses, and the tables that handlers index.

use std::sync::atomic::AtomicU64;

use minigo_bytecode::program::Func;
use minigo_bytecode::roots::Root;
use minigo_runtime::mem::plan::AllocPlan;
use minigo_runtime::native::NativeFn;
use minigo_runtime::typedesc::{GoStr, Itab, TypeDesc};

use crate::frame::Step;
use crate::itab::Itabs;

/// A linked program. Lives until the process ends; all addresses in it are stable.
pub struct Image {
    /// Code of all functions, each preceded by its header word `{frame words, index}`.
    pub code: Box<[u64]>,
    /// The functions by index (and by ascending entry), without their code.
    pub funcs: Vec<LinkedFunc>,
    /// 64-bit constants.
    pub consts: Box<[u64]>,
    /// Constant strings.
    pub strings: Box<[GoStr]>,
    /// Type descriptors by type index.
    pub types: Box<[*const TypeDesc]>,
    /// How values of each type are allocated.
    pub plans: Box<[AllocPlan]>,
    /// Itabs known at link time.
    pub itabs: Box<[*const Itab]>,
    /// Static closure objects, one word (the entry) per function.
    pub closures: Box<[*const u64]>,
    /// All itabs, those that the program makes while it runs included.
    pub itab_cache: Itabs,
    /// The data segment, zeroed at first.
    pub data: Box<[AtomicU64]>,
    /// Bit i says whether word i of the data segment is a pointer: the roots there.
    pub data_pointers: Box<[u64]>,
    /// Natives.
    pub natives: Box<[LinkedNative]>,
    /// Jump tables of all functions; `jtab` is relinked to an index in here.
    pub tables: Box<[JumpTable]>,
    /// Entries of the functions that the VM calls, in the order of
    /// [`minigo_bytecode::roots::ROOTS`]; null if the program lacks one.
    pub roots: [*const u64; Root::COUNT],
    /// The function that the main goroutine runs.
    pub entry: *const u64,
    /// Source file names.
    pub files: Vec<String>,
}

// SAFETY: nothing of an image changes after linking but its data segment, which is made of
// atomics, and the itab cache, which is atomic or locked; its pointers lead to static memory.
#[allow(unsafe_code, reason = "the pointers alone are no reason against sharing")]
unsafe impl Sync for Image {}

/// A function of the image.
pub struct LinkedFunc {
    /// First instruction.
    pub entry: *const u64,
    /// Behind the last word.
    pub end: *const u64,
    /// Which parameter words are pointers.
    pub params: Box<[bool]>,
    /// The rest, as compiled; but `code` is empty, and `frame_words` is the number in the
    /// header, which has room for the closure words of calls.
    pub func: Func,
}

/// A call as the source has it: of a function, or one that was inlined.
#[derive(Clone, Copy)]
pub struct SourceCall<'a> {
    /// Name of what was called.
    pub name: &'a str,
    /// Index of its file.
    pub file: u32,
    /// The line where it stands.
    pub line: u32,
    pub is_inlined: bool,
}

/// A native of the image.
#[derive(Clone, Copy)]
pub struct LinkedNative {
    /// Implementation.
    pub code: NativeCode,
    /// Words of its window: parameters or results, whichever is more.
    pub words: usize,
}

/// What implements a native.
#[derive(Clone, Copy)]
pub enum NativeCode {
    /// A function of the library.
    Library(NativeFn),
    /// A function of the VM: it sees the goroutine's frames.
    Machine(fn(&mut Step)),
}

/// A jump table.
pub struct JumpTable {
    /// Distances in words from the instruction after `jtab`.
    pub words: Box<[i32]>,
}

impl Image {
    /// The function whose code contains `pc`; null and foreign addresses give `None`.
    pub fn func_at(&self, pc: *const u64) -> Option<&LinkedFunc> {
        let after = self.funcs.partition_point(|func| func.entry <= pc);
        let func = &self.funcs[after.checked_sub(1)?];
        (pc < func.end).then_some(func)
    }
}

impl LinkedFunc {
    /// Word index of `pc` in the function.
    pub fn offset(&self, pc: *const u64) -> u32 {
        ((pc as usize - self.entry as usize) / 8) as u32
    }

    /// The calls that the instruction at or before the word at `offset` is part of, innermost
    /// first; the last is that of the function.
    pub fn calls_at(&self, offset: u32) -> impl Iterator<Item = SourceCall<'_>> {
        let func = &self.func;
        let after = func.calls.partition_point(|entry| entry.pc <= offset);
        let innermost = after.checked_sub(1).and_then(|i| func.calls[i].call);
        let mut next = Some((innermost, self.place_at(offset)));
        std::iter::from_fn(move || {
            let (call, (file, line)) = next?;
            let Some(call) = call.and_then(|call| func.inlined.get(call as usize)) else {
                next = None;
                return Some(SourceCall { name: &func.name, file, line, is_inlined: false });
            };
            next = Some((call.caller, (call.file, call.line)));
            Some(SourceCall { name: &call.name, file, line, is_inlined: true })
        })
    }

    /// The unsigned bounds of the instruction at `offset`.
    pub fn unsigned_at(&self, offset: u32) -> u8 {
        let entries = &self.func.unsigned;
        let found = entries.binary_search_by_key(&offset, |entry| entry.pc);
        found.map_or(0, |i| entries[i].bounds)
    }

    /// File (index in the image's) and line of the instruction at or before the word at
    /// `offset`.
    pub fn place_at(&self, offset: u32) -> (u32, u32) {
        let func = &self.func;
        let after = func.lines.partition_point(|line| line.pc <= offset);
        let entry = after.checked_sub(1).map(|i| &func.lines[i]);
        entry.map_or((func.file, func.line), |entry| (entry.file, entry.line))
    }
}
