//! The linker: from a program to code with addresses.
//!
//! 1. Only a sealed program is linked: one with its stack maps that keeps every rule of the
//!    verifier. Nothing runs that has not come through here.
//! 2. The code of all functions goes into one array, before each function its header word
//!    {frame words, function index}. Calls get the distance to their callee in words from
//!    the following instruction, `jtab` the number of its table in the image, calls of
//!    closures the number of parameter words instead of the signature. All other operands
//!    stay what they are: indices into the image's tables. Frequent sequences become groups
//!    ([`group`]).
//! 3. Type descriptors, itabs, static closures and strings get addresses.
//! 4. Natives and the functions that the VM calls are found by name.
//!
//! Everything made here stays until the process ends; the heap never points the other way
//! round, and the collector takes addresses outside the heap for static. Nothing of it lies
//! in the program, whose memory may go when it is linked.

use std::sync::atomic::AtomicU64;

use minigo_bytecode::decode::is_pointer_word;
use minigo_bytecode::ops::{Op, Word};
use minigo_bytecode::program::{Func, Program, TypeIdx};
use minigo_bytecode::roots::ROOTS;
use minigo_bytecode::rule::VerifyError;
use minigo_bytecode::verify::Sealed;
use minigo_runtime::mem::plan::AllocPlan;
use minigo_runtime::native::NativeDef;
use minigo_runtime::typedesc::{GoStr, Itab, TypeDesc};
use rustc_hash::FxHashMap;

use crate::descriptor::{self, describe_types};
use crate::image::{Image, JumpTable, LinkedFunc, LinkedNative, NativeCode};
use crate::interp::group;
use crate::itab::Itabs;
use crate::native::MACHINE_NATIVES;
use crate::statics::Statics;

/// Why a program cannot be linked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkError {
    /// It breaks a rule: a bug in the compiler.
    Rule(VerifyError),
    /// It calls functions without a body that nobody implements.
    MissingNatives(Vec<String>),
    /// It has no function to start with.
    NoEntry,
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            LinkError::Rule(err) => write!(f, "the compiled program is wrong: {err}"),
            LinkError::MissingNatives(names) => {
                write!(f, "missing function body: {}", names.join(", "))
            }
            LinkError::NoEntry => write!(f, "function main is undeclared in the main package"),
        }
    }
}

impl std::error::Error for LinkError {}

/// Seals a program and links it against the library's natives.
///
/// # Errors
/// The program is wrong or incomplete.
pub fn link(program: Program, library: &[NativeDef]) -> Result<&'static Image, LinkError> {
    link_sealed(&Sealed::new(program).map_err(LinkError::Rule)?, library)
}

/// Links a sealed program against the library's natives.
///
/// # Errors
/// The program is incomplete.
pub fn link_sealed(program: &Sealed, library: &[NativeDef]) -> Result<&'static Image, LinkError> {
    let entry = program.entry.ok_or(LinkError::NoEntry)?;
    let natives = bind_natives(program, library)?;
    let linked = link_code(program);
    let types = describe_types(program, &|func| linked.funcs[func as usize].entry);
    let itabs = Itabs::default();
    let entries: FxHashMap<&str, *const u64> =
        linked.funcs.iter().map(|func| (func.func.name.as_str(), func.entry)).collect();
    let roots =
        std::array::from_fn(|root| entries.get(ROOTS[root].1).copied().unwrap_or(std::ptr::null()));
    let strings = copy_strings(&program.strings);
    let image = Image {
        consts: copy_consts(program, &strings),
        strings,
        itabs: link_itabs(program, &itabs, &types),
        plans: types.iter().map(|&ty| AllocPlan::of(descriptor::desc(ty))).collect(),
        types,
        itab_cache: itabs,
        closures: linked.funcs.iter().map(|func| func.entry).collect(),
        data: (0..program.globals_bytes.div_ceil(8)).map(|_| AtomicU64::new(0)).collect(),
        data_pointers: find_data_pointers(program),
        natives,
        roots,
        entry: linked.funcs[entry.0 as usize].entry,
        files: program.files.clone(),
        code: linked.code,
        funcs: linked.funcs,
        tables: linked.tables,
    };
    Ok(Box::leak(Box::new(image)))
}

/// Finds the implementation of every native that the program calls.
fn bind_natives(
    program: &Program,
    library: &[NativeDef],
) -> Result<Box<[LinkedNative]>, LinkError> {
    let library = library.iter().map(|def| (def.name, NativeCode::Library(def.func)));
    // The VM's own come later in the map and so win.
    let machine = MACHINE_NATIVES.iter().map(|&(name, func)| (name, NativeCode::Machine(func)));
    let known: FxHashMap<&str, NativeCode> = library.chain(machine).collect();
    let mut missing = Vec::new();
    let mut bound = Vec::with_capacity(program.natives.len());
    for native in &program.natives {
        let sig = &program.sigs[native.sig.0 as usize];
        let words = sig.params.len().max(sig.results.len());
        match known.get(native.name.as_str()) {
            Some(&code) => bound.push(LinkedNative { code, words }),
            None => missing.push(native.name.clone()),
        }
    }
    if missing.is_empty() { Ok(bound.into()) } else { Err(LinkError::MissingNatives(missing)) }
}

/// Step 2's result.
struct LinkedCode {
    code: Box<[u64]>,
    funcs: Vec<LinkedFunc>,
    tables: Box<[JumpTable]>,
}

fn link_code(program: &Program) -> LinkedCode {
    let mut starts = Vec::with_capacity(program.funcs.len());
    let mut end = 0;
    for func in &program.funcs {
        starts.push(end + 1);
        end += 1 + func.code.len();
    }
    let mut code = Vec::with_capacity(end);
    let mut tables = Vec::new();
    for (index, func) in program.funcs.iter().enumerate() {
        code.push(room_of(program, func) as u64 | (index as u64) << 32);
        copy_code(program, func, &starts, &mut tables, &mut code);
    }
    let code = code.into_boxed_slice();
    let at = |word: usize| code.as_ptr().wrapping_add(word);
    let link_func = |(func, &start): (&Func, &usize)| LinkedFunc {
        entry: at(start),
        end: at(start + func.code.len()),
        params: program.sigs[func.sig.0 as usize].params.as_slice().into(),
        func: copy_without_code(func, room_of(program, func)),
    };
    let funcs = program.funcs.iter().zip(&starts).map(link_func).collect();
    LinkedCode { code, funcs, tables: tables.into() }
}

/// What the image keeps of a function beside its code.
fn copy_without_code(func: &Func, frame_words: u32) -> Func {
    Func {
        name: func.name.clone(),
        code: Vec::new(),
        frame_words,
        sig: func.sig,
        is_closure: func.is_closure,
        is_wrapper: func.is_wrapper,
        recover_pc: func.recover_pc,
        regions: func.regions.clone(),
        tables: Vec::new(),
        maps: func.maps.clone(),
        lines: func.lines.clone(),
        inlined: func.inlined.clone(),
        calls: func.calls.clone(),
        unsigned: func.unsigned.clone(),
        file: func.file,
        line: func.line,
    }
}

/// The 64-bit constants, with the addresses among them.
fn copy_consts(program: &Program, strings: &[GoStr]) -> Box<[u64]> {
    let mut consts: Box<[u64]> = program.consts.as_slice().into();
    for &(constant, string) in &program.const_strings {
        consts[constant as usize] = strings[string as usize].ptr as u64;
    }
    consts
}

/// The constant strings, their bytes one after the other.
fn copy_strings(strings: &[Box<[u8]>]) -> Box<[GoStr]> {
    let mut texts = Statics::with_room(strings.iter().map(|bytes| bytes.len()).sum());
    let copied = strings.iter().map(|bytes| texts.text(bytes)).collect();
    texts.leak();
    copied
}

/// Words that a frame of the function needs: its own, at least the closure word that any
/// call of a closure writes behind the parameters, and one more for such a word behind
/// the arguments of a call that it makes itself.
fn room_of(program: &Program, func: &Func) -> u32 {
    let params = program.sigs[func.sig.0 as usize].params.len() as u32;
    func.frame_words.max(params + 1) + 1
}

/// Appends the function's code to the image's, relinked. Every `jtab` gets a table of its
/// own, with distances from behind it.
fn copy_code(
    program: &Program,
    func: &Func,
    starts: &[usize],
    tables: &mut Vec<JumpTable>,
    code: &mut Vec<u64>,
) {
    let first = code.len();
    let mut instructions = Vec::with_capacity(func.code.len());
    let mut pc = 0;
    while let Some(&word) = func.code.get(pc) {
        let op = word.op().expect("rule V1");
        instructions.push(pc as u32);
        pc += 1;
        let word = match op {
            Op::Call => {
                let next = code.len() as i64 + 1;
                let distance = starts[word.imm() as usize] as i64 - next;
                Word::ai(op, word.a(), distance as i32 as u32)
            }
            Op::Jtab => {
                let targets = func.tables[word.imm() as usize].iter();
                let words = targets.map(|&target| target as i32 - pc as i32).collect();
                tables.push(JumpTable { words });
                Word::ai(op, word.a(), tables.len() as u32 - 1)
            }
            _ => word,
        };
        code.push(word.0);
        if op.has_ext() {
            let ext = func.code[pc];
            code.push(match op {
                Op::CallClosure => program.sigs[ext.x32(0) as usize].params.len() as u64,
                _ => ext.0,
            });
            pc += 1;
        }
    }
    group::choose(&mut code[first..], &instructions);
}

fn link_itabs(program: &Program, itabs: &Itabs, types: &[*const TypeDesc]) -> Box<[*const Itab]> {
    let desc = |ty: TypeIdx| descriptor::desc(types[ty.0 as usize]);
    let itab = |&(inter, ty): &(_, _)| {
        let found = itabs.find(desc(inter), desc(ty)).expect("rule V13: itabs are complete");
        &raw const *found
    };
    program.itabs.iter().map(itab).collect()
}

/// Bit i says whether word i of the data segment is a pointer.
fn find_data_pointers(program: &Program) -> Box<[u64]> {
    let nwords = program.globals_bytes.div_ceil(8) as usize;
    let mut bits = vec![0; nwords.div_ceil(64)];
    for global in &program.globals {
        let ty = &program.types[global.ty.0 as usize];
        for word in (0..ty.ptr_bytes / 8).filter(|&word| is_pointer_word(ty, word)) {
            let at = global.offset as usize / 8 + word as usize;
            bits[at / 64] |= 1 << (at % 64);
        }
    }
    bits.into()
}

#[cfg(test)]
#[allow(unsafe_code, reason = "looks at static memory")]
mod tests;
