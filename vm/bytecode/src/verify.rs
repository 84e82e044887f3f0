//! The verifier: what the VM may rely on.
//!
//! The interpreter reads registers without checks, jumps without checks, and follows any
//! word that is called a pointer; the collector moves stacks and frees memory by the stack
//! maps. Everything that makes this sound is a rule here, and every program passes before
//! it runs. `SAFETY` comments in the VM cite the rules by number.
//!
//! Code, instruction by instruction ([`crate::decode`]):
//!
//! * V1: every word is a known op or the extension of the one before it.
//! * V2: indices are inside their tables, shifts below 64.
//! * V3: registers are words of the frame.
//! * V4: jumps, jump tables and the recovery point lead to instructions of the function;
//!   a function that defers has a recovery point.
//! * V5: the last instruction does not go on to the next.
//! * V6: parameters and closure, results and regions fit the frame, which has at most
//!   65535 words; regions are disjoint and not parameters.
//! * V7: call windows and the two words before them lie in the frame above every region.
//!
//! Code, along its paths ([`crate::flow`]):
//!
//! * V8: no word is read before it is set on every path to the read. A call unsets every
//!   word from its return record on except the results.
//! * V9: a word that is read is a pointer on every path or a scalar on every path (zero is
//!   either), and what the op demands: bases of memory accesses, values that are stored or
//!   boxed, arguments, results.
//! * V10: words of regions keep the kinds that the region declares; accesses stay inside;
//!   their pointers are set before the function can first stop ([`crate::prologue`]).
//!   The recovery point is reached from every instruction that may panic, so what is live
//!   there must be set before any of them (V8).
//!
//! Tables:
//!
//! * V11: direct calls and `ldfunc` name functions without captures; a method of an
//!   interface has a pointer receiver; returns match the signature.
//! * V12: globals ascend, are disjoint, aligned and inside the data segment; an access
//!   fits the global and its kinds.
//! * V13: types are consistent in themselves; a type operand is of the kind and size that
//!   the op works on; itabs are complete.
//! * V14: the stack maps are those that the analysis finds.
//! * V15: source positions ascend and stay inside the function.
//! * V16: the entry function takes and returns nothing.
//!
//! # What is not proved
//!
//! That a pointer points to a value of the type that an access assumes; that a closure or
//! itab has the signature of its call; that an index operand fits the slice's element
//! size. These follow from the checker's types and lie with the lowering.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::decode::is_pointer_word;
use crate::flow::Analyser;
use crate::program::{
    Func, FuncIdx, Global, IMethodDef, Kind, Program, Sig, StackMap, TypeDef, TypeIdx,
};
use crate::rule::{Rule, VerifyError};

type Check = Result<(), VerifyError>;

/// Programs of fewer code words are analysed in less than half a millisecond; another
/// thread would hardly get going.
const MIN_WORDS_TO_SHARE: usize = 2_000;

/// Checks every rule.
///
/// # Errors
/// A rule that the program breaks.
pub fn verify(program: &Program) -> Result<(), VerifyError> {
    verify_tables(program)?;
    let maps = stack_maps(program, 0..program.funcs.len())?;
    for ((func, index), maps) in program.funcs.iter().zip(0..).zip(maps) {
        if func.maps != maps {
            let err = VerifyError::new(Rule::StackMap, "wrong stack maps");
            return Err(err.within(program, FuncIdx(index)));
        }
    }
    Ok(())
}

/// Fills in the stack maps of all functions and checks every rule: what a compiler does
/// last. Costs no more than [`verify`].
///
/// # Errors
/// A rule that the program breaks.
pub fn seal(program: &mut Program) -> Result<(), VerifyError> {
    verify_tables(program)?;
    let maps = stack_maps(program, 0..program.funcs.len())?;
    set_stack_maps(program, maps);
    Ok(())
}

fn set_stack_maps(program: &mut Program, maps: Vec<Vec<StackMap>>) {
    for (func, maps) in program.funcs.iter_mut().zip(maps) {
        func.maps = maps;
    }
}

/// A program that has its stack maps and keeps every rule.
#[derive(Clone, Debug)]
pub struct Sealed(Program);

impl Sealed {
    /// Seals a program.
    ///
    /// # Errors
    /// A rule that the program breaks.
    pub fn new(mut program: Program) -> Result<Sealed, VerifyError> {
        seal(&mut program)?;
        Ok(Sealed(program))
    }

    /// Seals a program. Functions do not depend on each other, so another thread can do half
    /// of a large program: `hand_over` gives it work, which may also be dropped.
    ///
    /// # Errors
    /// A rule that the program breaks.
    pub fn shared(
        program: Program,
        hand_over: impl FnOnce(Box<dyn FnOnce() + Send>),
    ) -> Result<Sealed, VerifyError> {
        let words = program.funcs.iter().map(|func| func.code.len()).sum::<usize>();
        if words < MIN_WORDS_TO_SHARE {
            return Sealed::new(program);
        }
        verify_tables(&program)?;
        let mut half = 0;
        let middle = program.funcs.iter().take_while(|func| {
            half += func.code.len();
            half < words / 2
        });
        let (middle, count) = (middle.count(), program.funcs.len());
        let program = Arc::new(program);
        let (sender, receiver) = channel();
        let other = program.clone();
        hand_over(Box::new(move || {
            let maps = stack_maps(&other, middle..count);
            drop(other);
            // Nobody waits if the other half breaks a rule.
            let _ = sender.send(maps);
        }));
        let mut maps = stack_maps(&program, 0..middle)?;
        maps.extend(receiver.recv().unwrap_or_else(|_| stack_maps(&program, middle..count))?);
        let mut program = Arc::into_inner(program).expect("the other thread has dropped it");
        set_stack_maps(&mut program, maps);
        Ok(Sealed(program))
    }
}

impl std::ops::Deref for Sealed {
    type Target = Program;

    fn deref(&self) -> &Program {
        &self.0
    }
}

/// The stack maps of functions, by index.
fn stack_maps(program: &Program, funcs: Range<usize>) -> Result<Vec<Vec<StackMap>>, VerifyError> {
    let mut analyser = Analyser::default();
    funcs.map(|index| analyser.stack_maps(program, FuncIdx(index as u32))).collect()
}

fn verify_tables(program: &Program) -> Check {
    for (index, ty) in program.types.iter().enumerate() {
        check_type(program, ty).map_err(|what| {
            VerifyError::new(Rule::Type, format!("type {index} ({}): {what}", ty.string))
        })?;
    }
    for native in &program.natives {
        if program.sigs.get(native.sig.0 as usize).is_none() {
            return Err(VerifyError::new(
                Rule::Operand,
                format!("native {} has no signature", native.name),
            ));
        }
    }
    check_itabs(program)?;
    check_const_strings(program)?;
    check_globals(program)?;
    for (index, func) in program.funcs.iter().enumerate() {
        check_lines(program, func).map_err(|err| err.within(program, FuncIdx(index as u32)))?;
    }
    check_entry(program)
}

/// Rule V13 for one type.
fn check_type(program: &Program, ty: &TypeDef) -> Result<(), String> {
    let exists = |idx: &TypeIdx| (idx.0 as usize) < program.types.len();
    let mentioned = ty
        .elem
        .iter()
        .chain(&ty.key)
        .chain(&ty.pointer_to)
        .chain(&ty.params)
        .chain(&ty.results)
        .chain(ty.fields.iter().map(|field| &field.ty))
        .chain(ty.imethods.iter().map(|method| &method.ty))
        .chain(ty.methods.iter().map(|method| &method.ty));
    if let Some(idx) = mentioned.into_iter().find(|idx| !exists(idx)) {
        return Err(format!("type {} does not exist", idx.0));
    }
    if !matches!(ty.align, 1 | 2 | 4 | 8) || !ty.size.is_multiple_of(ty.align as u64) {
        return Err(format!("size {} with alignment {}", ty.size, ty.align));
    }
    if ty.ptr_bytes > ty.size || !ty.ptr_bytes.is_multiple_of(8) {
        return Err(format!("{} pointer bytes of {}", ty.ptr_bytes, ty.size));
    }
    let period_words = ty.mask_period / 8;
    let masked = ty.mask.len() as u64 >= period_words.min(ty.ptr_bytes / 8);
    if ty.ptr_bytes > 0
        && (!ty.mask_period.is_multiple_of(8)
            || ty.mask_period == 0
            || !masked
            || !is_pointer_word(ty, ty.ptr_bytes / 8 - 1))
    {
        return Err(format!("a pointer mask of {} words", ty.mask.len()));
    }
    check_parts(program, ty)?;
    let names = ty.methods.iter().map(|method| (&method.name, &method.pkg_path));
    let inames = ty.imethods.iter().map(|method| (&method.name, &method.pkg_path));
    if !names.is_sorted() || !inames.is_sorted() {
        return Err("methods are not sorted".into());
    }
    for method in &ty.methods {
        let Some(func) = method.func else { continue };
        let receiver = program.funcs.get(func.0 as usize).and_then(|func| {
            let sig = program.sigs.get(func.sig.0 as usize)?;
            if func.is_closure { None } else { sig.params.first() }
        });
        if receiver != Some(&true) {
            return Err(format!("method {} does not take a data word", method.name));
        }
    }
    Ok(())
}

/// That a type has the parts of its kind, in its size.
fn check_parts(program: &Program, ty: &TypeDef) -> Result<(), String> {
    use Kind::*;
    let part = |idx: Option<TypeIdx>| {
        idx.map(|idx| &program.types[idx.0 as usize]).ok_or("lacks its element or key")
    };
    let fixed = match ty.kind {
        Invalid => None,
        Bool | Int8 | Uint8 => Some(1),
        Int16 | Uint16 => Some(2),
        Int32 | Uint32 | Float32 => Some(4),
        Int | Int64 | Uint | Uint64 | Uintptr | Float64 | Complex64 | UnsafePointer | Func => {
            Some(8)
        }
        Complex128 | String | Interface => Some(16),
        Pointer | Chan => part(ty.elem).map(|_| Some(8))?,
        Map => part(ty.elem).and(part(ty.key)).map(|_| Some(8))?,
        Slice => part(ty.elem).map(|_| Some(24))?,
        Array => Some(part(ty.elem)?.size.saturating_mul(ty.len)),
        Struct => {
            for field in &ty.fields {
                let end = field.offset.saturating_add(part(Some(field.ty))?.size);
                if end > ty.size {
                    return Err(format!("field {} ends at {end} of {}", field.name, ty.size));
                }
            }
            None
        }
    };
    match fixed {
        Some(size) if size != ty.size => Err(format!("size {} instead of {size}", ty.size)),
        _ => Ok(()),
    }
}

/// Rule V2 for constants that are addresses of strings.
fn check_const_strings(program: &Program) -> Check {
    let exist = |&(constant, string): &(u32, u32)| {
        (constant as usize) < program.consts.len() && (string as usize) < program.strings.len()
    };
    if program.const_strings.iter().all(exist) {
        return Ok(());
    }
    Err(VerifyError::new(Rule::Operand, "a constant string's address that does not exist"))
}

/// Rule V13 for itabs: the type has every method of the interface. (Not always with code: a
/// method that no call can reach need not be compiled.)
fn check_itabs(program: &Program) -> Check {
    for &(inter, ty) in &program.itabs {
        let types = (program.types.get(inter.0 as usize), program.types.get(ty.0 as usize));
        let (Some(inter), Some(ty)) = types else {
            return Err(VerifyError::new(Rule::Type, "an itab of types that do not exist"));
        };
        let what = if inter.kind != Kind::Interface {
            Some("the latter is no interface".into())
        } else if ty.kind == Kind::Interface {
            Some("the former is an interface".into())
        } else {
            inter.imethods.iter().find_map(|wanted| missing_method(program, ty, wanted))
        };
        if let Some(what) = what {
            let detail = format!("an itab for {} as {}: {what}", ty.string, inter.string);
            return Err(VerifyError::new(Rule::Type, detail));
        }
    }
    Ok(())
}

/// Why the type lacks the interface's method, if it does.
fn missing_method(program: &Program, ty: &TypeDef, wanted: &IMethodDef) -> Option<String> {
    let found = ty.methods.binary_search_by(|method| {
        (&method.name, &method.pkg_path).cmp(&(&wanted.name, &wanted.pkg_path))
    });
    let type_string = |ty: TypeIdx| &program.types[ty.0 as usize].string;
    match found.map(|at| &ty.methods[at]) {
        Err(_) => Some(format!("there is no method {}", wanted.name)),
        Ok(method) if method.ty != wanted.ty => Some(format!(
            "method {} is t{} {}, not t{} {}",
            wanted.name,
            method.ty.0,
            type_string(method.ty),
            wanted.ty.0,
            type_string(wanted.ty)
        )),
        Ok(_) => None,
    }
}

/// Rule V12 for the globals themselves.
fn check_globals(program: &Program) -> Check {
    let mut end = 0;
    for Global { name, offset, ty } in &program.globals {
        let Some(ty) = program.types.get(ty.0 as usize) else {
            return Err(VerifyError::new(Rule::Global, format!("{name} has no type")));
        };
        let offset = *offset as u64;
        if offset < end || !offset.is_multiple_of(ty.align as u64) {
            return Err(VerifyError::new(
                Rule::Global,
                format!("{name} at {offset} overlaps or is not aligned"),
            ));
        }
        end = offset.saturating_add(ty.size);
    }
    if end > program.globals_bytes as u64 {
        return Err(VerifyError::new(Rule::Global, format!("globals end at {end}")));
    }
    Ok(())
}

/// Rule V15.
fn check_lines(program: &Program, func: &Func) -> Check {
    let ascending = func.lines.windows(2).all(|pair| pair[0].pc < pair[1].pc);
    let inside = func.lines.last().is_none_or(|last| (last.pc as usize) < func.code.len());
    let nfiles = program.files.len();
    let has_file = func.lines.iter().all(|line| (line.file as usize) < nfiles);
    let bounds_ascend = func.unsigned.windows(2).all(|pair| pair[0].pc < pair[1].pc);
    let ncalls = func.inlined.len() as u32;
    let calls_ascend = func.calls.windows(2).all(|pair| pair[0].pc < pair[1].pc);
    let calls_inside = func.calls.last().is_none_or(|last| (last.pc as usize) < func.code.len());
    let calls_known = func.calls.iter().all(|entry| entry.call.is_none_or(|call| call < ncalls));
    let outer_first = (0..).zip(&func.inlined).all(|(index, call)| {
        call.caller.is_none_or(|caller| caller < index) && (call.file as usize) < nfiles
    });
    if ascending
        && inside
        && has_file
        && bounds_ascend
        && calls_ascend
        && calls_inside
        && calls_known
        && outer_first
    {
        return Ok(());
    }
    Err(VerifyError::new(Rule::Line, "source positions are out of order or out of the function"))
}

/// Rule V16.
fn check_entry(program: &Program) -> Check {
    let Some(entry) = program.entry else { return Ok(()) };
    let nothing = Sig::default();
    let func = program.funcs.get(entry.0 as usize);
    if func.is_some_and(|func| {
        !func.is_closure && program.sigs.get(func.sig.0 as usize) == Some(&nothing)
    }) {
        return Ok(());
    }
    Err(VerifyError::new(Rule::Entry, "the entry function takes or returns something"))
}
