//! The parts of decoding that know single ops: calls, regions, globals, type operands.

use super::{Act, Decoder, Words, is_pointer_word, region_end};
use crate::mapshape::{HEADER_POINTER, HEADER_WORDS, MapShape};
use crate::operand::Effect;
use crate::ops::Op;
use crate::program::{
    APPEND_BUFFER_WORDS, BUFFER_BYTES, BUFFER_RUNES, Kind, MAP_ITER_POINTERS, MAP_ITER_WORDS,
    Region, SELECT_CASE_POINTERS, SELECT_CASE_WORDS, Sig, TypeDef, TypeIdx,
};
use crate::rule::{Rule, VerifyError};

type Check = Result<(), VerifyError>;

/// What a load or store moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cell {
    /// Part of a word, or a scalar word: this many bytes.
    Bytes(u32),
    /// Whole words, true for pointers.
    Words(&'static [bool]),
}

const POINTER: Cell = Cell::Words(&[true]);
const STRING: Cell = Cell::Words(&[true, false]);
const INTERFACE: Cell = Cell::Words(&[false, true]);
const SLICE: Cell = Cell::Words(&[true, false, false]);

impl Cell {
    fn bytes(self) -> u32 {
        match self {
            Cell::Bytes(bytes) => bytes,
            Cell::Words(words) => 8 * words.len() as u32,
        }
    }

    /// Whether the cell's words are those of a value of the type.
    fn fits(self, ty: &TypeDef) -> bool {
        ty.size == self.bytes() as u64
            && match self {
                Cell::Bytes(_) => ty.ptr_bytes == 0,
                Cell::Words(words) => words
                    .iter()
                    .zip(0..)
                    .all(|(&pointer, index)| is_pointer_word(ty, index) == pointer),
            }
    }
}

/// The region's pointers.
fn is_pointer_in(region: &Region, word: u64) -> bool {
    u32::try_from(word).is_ok_and(|word| region.pointers.binary_search(&word).is_ok())
}

impl Decoder<'_> {
    /// Rules V7 and V11, and what a call does to the frame: it reads the argument words,
    /// takes the frame from the return record on, and leaves the results.
    pub(super) fn window(&mut self, win: u32, instr: Words) -> Check {
        let none = Sig::default();
        // Words at the window's start that the instruction itself fills.
        let mut filled = 0;
        let sig = match instr.op {
            Op::Rundefers => &none,
            Op::Call => {
                let Some(callee) = self.program.funcs.get(instr.word.imm() as usize) else {
                    return Ok(()); // Reported with the operand.
                };
                if callee.is_closure {
                    return self.fail(Rule::Call, format!("{} needs a closure", callee.name));
                }
                self.sig_of(callee.sig.0)?
            }
            Op::CallNative => {
                let Some(native) = self.program.natives.get(instr.word.imm() as usize) else {
                    return Ok(());
                };
                self.sig_of(native.sig.0)?
            }
            Op::CallIface => {
                filled = 1;
                let sig = self.sig_of(instr.ext.x32(0))?;
                if sig.params.first() != Some(&true) {
                    return self.fail(Rule::Call, "the receiver is not a pointer");
                }
                sig
            }
            _ => self.sig_of(instr.ext.x32(0))?,
        };
        // The callee's words lie above everything of this frame that it must not touch.
        let end = win as u64 + sig.params.len().max(sig.results.len()) as u64;
        if win < 2 || win as u64 - 2 < self.regions_end || end > self.func.frame_words as u64 {
            return self.fail(
                Rule::Window,
                format!("the call window r{win}..r{end} is not in the frame above its regions"),
            );
        }
        for (word, &pointer) in (win..).zip(&sig.params).skip(filled) {
            self.push(if pointer { Act::UsePtr } else { Act::UseScalar }, word, 1)?;
        }
        self.push(Act::Clobber, win - 2, 1)?;
        for (word, &pointer) in (win..).zip(&sig.results) {
            self.push(if pointer { Act::DefPtr } else { Act::DefScalar }, word, 1)?;
        }
        Ok(())
    }

    /// Rules about single ops that the roles do not say.
    pub(super) fn special(&mut self, instr: Words) -> Check {
        let first = instr.word.a() as u32;
        match instr.op {
            Op::Ret => self.results(0, self.sig.results.len()),
            Op::Ret1 => self.results(first, 1),
            Op::Ret2 => self.results(first, 2),
            Op::Ldfunc => {
                let func = self.program.funcs.get(instr.word.imm() as usize);
                match func.filter(|func| func.is_closure) {
                    Some(func) => self.fail(Rule::Call, format!("{} needs captures", func.name)),
                    None => Ok(()),
                }
            }
            Op::Rundefers | Op::Defer | Op::Deferlist if self.func.recover_pc.is_none() => {
                self.fail(Rule::Target, "a function that defers has no recovery point")
            }
            Op::ShliI8
            | Op::ShliI16
            | Op::ShliI32
            | Op::ShliI64
            | Op::ShliU8
            | Op::ShliU16
            | Op::ShliU32
            | Op::ShriS
            | Op::ShriU
                if instr.word.c() >= 64 =>
            {
                self.fail(Rule::Operand, "a shift by more than 63")
            }
            Op::Divp2 | Op::Remp2 if instr.word.c() >= 63 => {
                self.fail(Rule::Operand, "a division by more than 2^62")
            }
            Op::DiviS | Op::RemiS if matches!(instr.word.c() as i16, 0 | -1) => {
                self.fail(Rule::Operand, "a division by 0 or -1")
            }
            Op::DiviU | Op::RemiU if instr.word.c() as i16 <= 0 => {
                self.fail(Rule::Operand, "an unsigned division by no positive number")
            }
            Op::StubEnd | Op::StubDefer | Op::StubPanic => {
                self.fail(Rule::KnownOp, "a stub inside a function")
            }
            Op::Newclosure => self.closure(instr),
            op if !op.info().ext.is_empty() => self.type_operands(instr),
            _ => Ok(()),
        }
    }

    fn results(&mut self, first: u32, count: usize) -> Check {
        let sig = self.sig;
        if sig.results.len() != count {
            return self.fail(
                Rule::Call,
                format!("returns {count} words instead of {}", sig.results.len()),
            );
        }
        for (word, &pointer) in (first..).zip(&sig.results) {
            self.push(if pointer { Act::UsePtr } else { Act::UseScalar }, word, 1)?;
        }
        Ok(())
    }

    /// Rule V10 for an operand that names a word of a region.
    pub(super) fn slot(&mut self, slot: u32, instr: Words) -> Check {
        let func = self.func;
        let region = func
            .regions
            .iter()
            .find(|region| (region.slot as u64..region_end(region)).contains(&(slot as u64)));
        let Some(region) = region else {
            return self.fail(Rule::Region, format!("r{slot} is in no region"));
        };
        let start = slot as u64 - region.slot as u64;
        let bytes = 8 * (region.words as u64 - start);
        let (ok, what) = match instr.op {
            Op::Leaf => (instr.word.c() as u64 <= bytes, "address"),
            Op::Mapiter | Op::Mapnext => {
                let ok = bytes >= 8 * MAP_ITER_WORDS as u64
                    && (0..MAP_ITER_WORDS).all(|word| {
                        is_pointer_in(region, start + word as u64) == (word < MAP_ITER_POINTERS)
                    });
                (ok, "map iteration")
            }
            Op::Makemapf => (self.holds_map(region, start, instr), "map"),
            Op::Select => {
                let words = instr.ext.x32(0) as u64 * SELECT_CASE_WORDS as u64;
                let ok = bytes >= 8 * words
                    && (0..words).all(|word| {
                        let in_case = (word % SELECT_CASE_WORDS as u64) as u32;
                        is_pointer_in(region, start + word) == (in_case < SELECT_CASE_POINTERS)
                    });
                (ok, "select")
            }
            op => {
                let (cell, offset) = region_access(op, instr);
                let count = if op.has(Effect::PANICS) { instr.ext.x32(0) as u64 } else { 1 };
                let at = 8 * start + offset;
                let size = cell.bytes() as u64;
                let ok = count * size + offset <= bytes
                    && at.is_multiple_of(size.min(8))
                    && cell_fits_region(cell, region, at, count);
                (ok, "access")
            }
        };
        if !ok {
            let at = region.slot;
            return self.fail(Rule::Region, format!("the {what} does not fit the region at r{at}"));
        }
        self.region_pointers(region, slot, instr)
    }

    /// What an operand that names a word of a region does to the region's pointers. Stores at
    /// an index are not seen, as nobody knows the word; neither is what goes through an
    /// address, so taking one reads all that it may lead to.
    fn region_pointers(&mut self, region: &Region, slot: u32, instr: Words) -> Check {
        let (Some(&first), Some(&last)) = (region.pointers.first(), region.pointers.last()) else {
            return Ok(());
        };
        let count = instr.ext.x32(0);
        match instr.op {
            Op::Leaf => self.push(Act::Use, u32::from(region.slot) + first, last - first + 1),
            Op::Mapiter => self.push(Act::DefPtr, slot, MAP_ITER_POINTERS),
            Op::Mapnext => self.push(Act::Use, slot, MAP_ITER_POINTERS),
            Op::Select => self.push(Act::Use, slot, count * SELECT_CASE_WORDS),
            Op::LdxfPtr => self.push(Act::Use, slot, count),
            Op::LdxfStr | Op::LdxfIface => self.push(Act::Use, slot, 2 * count),
            Op::LdxfSlice => self.push(Act::Use, slot, 3 * count),
            _ => Ok(()),
        }
    }

    /// Whether the words of the region from `start` on are a map's header and, if the
    /// instruction wants one, a group.
    fn holds_map(&self, region: &Region, start: u64, instr: Words) -> bool {
        let types = &self.program.types;
        let map = types.get(instr.ext.x32(0) as usize);
        let part = |idx: Option<TypeIdx>| idx.and_then(|idx| types.get(idx.0 as usize));
        let Some((key, elem)) = map.and_then(|map| Some((part(map.key)?, part(map.elem)?))) else {
            return false;
        };
        let has_group = instr.ext.x32(1) != 0;
        let shape = MapShape::of(key, elem);
        let group_words = if has_group { shape.group_bytes() / 8 } else { 0 };
        let header_words = u64::from(HEADER_WORDS);
        let is_pointer = |word: u64| match word.checked_sub(header_words) {
            None => word == u64::from(HEADER_POINTER),
            Some(word) => shape.is_pointer_between(key, elem, word),
        };
        let words = header_words + group_words;
        start + words <= u64::from(region.words)
            && (0..words).all(|word| is_pointer_in(region, start + word) == is_pointer(word))
    }

    /// Rule V10 for a buffer: it has the op's size, and the kinds of the elements.
    pub(super) fn buffer(&self, slot: u32, instr: Words) -> Check {
        let region = self
            .func
            .regions
            .iter()
            .find(|region| (region.slot as u64..region_end(region)).contains(&(slot as u64)));
        let Some(region) = region else {
            return self.fail(Rule::Region, format!("r{slot} is in no region"));
        };
        let elem = match instr.op {
            Op::Concat
            | Op::StrBytes
            | Op::BytesStr
            | Op::StrRunes
            | Op::RunesStr
            | Op::StrRune => None,
            _ => self.program.types.get(instr.ext.x32(0) as usize),
        };
        let words = match instr.op {
            Op::RunesStr => BUFFER_RUNES / 2,
            Op::Concat
            | Op::StrBytes
            | Op::BytesStr
            | Op::StrRunes
            | Op::StrRune
            | Op::Makeslice => BUFFER_BYTES / 8,
            _ => APPEND_BUFFER_WORDS,
        };
        let start = slot as u64 - region.slot as u64;
        let size = elem.map_or(1, |elem| elem.size);
        let count = u64::from(BUFFER_BYTES).checked_div(size).unwrap_or(0);
        let is_pointer = |word: u64| {
            elem.is_some_and(|elem| {
                elem.ptr_bytes > 0
                    && word < count * size / 8
                    && is_pointer_word(elem, word % (size / 8))
            })
        };
        let words = u64::from(words);
        let fits = count > 0
            && start + words <= region.words as u64
            && (0..words).all(|word| is_pointer_in(region, start + word) == is_pointer(word));
        if fits {
            return Ok(());
        }
        self.fail(Rule::Region, format!("the buffer r{slot} does not fit the region there"))
    }

    /// Rule V12 for an access or an address.
    pub(super) fn global(&self, offset: u32, op: Op) -> Check {
        let (offset, end) = (offset as u64, self.program.globals_bytes as u64);
        if op == Op::Ldglobal {
            return match offset <= end {
                true => Ok(()),
                false => self.fail(Rule::Global, format!("address {offset} of {end} bytes")),
            };
        }
        let cell = global_cell(op);
        let size = cell.bytes() as u64;
        if !offset.is_multiple_of(size.min(8)) {
            return self.fail(Rule::Global, format!("global offset {offset} is not aligned"));
        }
        let globals = &self.program.globals;
        let after = globals.partition_point(|global| global.offset as u64 <= offset);
        let found = after.checked_sub(1).and_then(|index| {
            let ty = self.program.types.get(globals[index].ty.0 as usize)?;
            Some((&globals[index], ty))
        });
        let fits = found.is_some_and(|(global, ty)| {
            let at = offset - global.offset as u64;
            at + size <= ty.size.next_multiple_of(8)
                && match cell {
                    Cell::Bytes(_) => !is_pointer_word(ty, at / 8),
                    Cell::Words(words) => words
                        .iter()
                        .zip(at / 8..)
                        .all(|(&pointer, word)| is_pointer_word(ty, word) == pointer),
                }
        });
        if fits {
            return Ok(());
        }
        self.fail(Rule::Global, format!("the access at {offset} does not fit the global there"))
    }

    /// Rule V13 for type operands (all stand in extensions or in `new`).
    fn type_operands(&self, instr: Words) -> Check {
        use Op::*;
        let Some(ty) = self.program.types.get(instr.ext.x32(0) as usize) else {
            return Ok(()); // Reported with the operand, if it is one.
        };
        let key = || ty.key.and_then(|key| self.program.types.get(key.0 as usize));
        let is_map = ty.kind == Kind::Map;
        let ok = match instr.op {
            Append8 | Box8 => Cell::Bytes(1).fits(ty),
            Append16 | Box16 => Cell::Bytes(2).fits(ty),
            Append32 | Box32 => Cell::Bytes(4).fits(ty),
            Append64 | Box64 => Cell::Bytes(8).fits(ty),
            AppendPtr => POINTER.fits(ty),
            AppendStr | BoxStr => STRING.fits(ty),
            AppendIface => INTERFACE.fits(ty),
            AppendSlice | BoxSlice => SLICE.fits(ty),
            Makemap | Makemapf | Mapclear | Mapiter | MapgetMem | Mapget2Mem | MapsetMem
            | MapdeleteMem => is_map,
            Mapget32 | Mapget232 | Mapset32 | Mapdelete32 => {
                is_map && key().is_some_and(|key| key.size == 4)
            }
            Mapget64 | Mapget264 | Mapset64 | Mapdelete64 => {
                is_map && key().is_some_and(|key| key.size == 8)
            }
            MapgetStr | Mapget2Str | MapsetStr | MapdeleteStr => {
                is_map && key().is_some_and(|key| STRING.fits(key))
            }
            Assertiface | Assertiface2 | Conviface => ty.kind == Kind::Interface,
            Makechan => ty.kind == Kind::Chan,
            EqMem => ty.comparable,
            _ => true,
        };
        if ok {
            return Ok(());
        }
        self.fail(
            Rule::Type,
            format!("{} does not work on type {}", instr.op.info().name, ty.string),
        )
    }

    /// Rule V13 for the object of a new closure: the code address, then captures.
    fn closure(&self, instr: Words) -> Check {
        let Some(ty) = self.program.types.get(instr.ext.x32(1) as usize) else {
            return Ok(());
        };
        if ty.size >= 8 && !is_pointer_word(ty, 0) {
            return Ok(());
        }
        self.fail(Rule::Type, format!("{} is not the type of a closure object", ty.string))
    }
}

/// What an access to a region moves, and its byte offset.
fn region_access(op: Op, instr: Words) -> (Cell, u64) {
    use Op::*;
    let (b, c) = (instr.word.b() as u64, instr.word.c() as u64);
    match op {
        LdfI8 | LdfU8 => (Cell::Bytes(1), c),
        LdfI16 | LdfU16 => (Cell::Bytes(2), c),
        LdfI32 | LdfU32 => (Cell::Bytes(4), c),
        Stf8 => (Cell::Bytes(1), b),
        Stf16 => (Cell::Bytes(2), b),
        Stf32 => (Cell::Bytes(4), b),
        LdxfI8 | LdxfU8 | Stxf8 => (Cell::Bytes(1), 0),
        LdxfI16 | LdxfU16 | Stxf16 => (Cell::Bytes(2), 0),
        LdxfI32 | LdxfU32 | Stxf32 => (Cell::Bytes(4), 0),
        Ldxf64 | Stxf64 => (Cell::Bytes(8), 0),
        LdxfPtr | StxfPtr => (POINTER, 0),
        LdxfStr | StxfStr => (STRING, 0),
        LdxfIface | StxfIface => (INTERFACE, 0),
        LdxfSlice | StxfSlice => (SLICE, 0),
        _ => unreachable!("{} has no region operand", op.info().name),
    }
}

/// What an access to a global moves.
fn global_cell(op: Op) -> Cell {
    use Op::*;
    match op {
        LdgI8 | LdgU8 | Stg8 => Cell::Bytes(1),
        LdgI16 | LdgU16 | Stg16 => Cell::Bytes(2),
        LdgI32 | LdgU32 | Stg32 => Cell::Bytes(4),
        Ldg64 | Stg64 => Cell::Bytes(8),
        LdgPtr | StgPtr => POINTER,
        LdgStr | StgStr => STRING,
        LdgIface | StgIface => INTERFACE,
        LdgSlice | StgSlice => SLICE,
        _ => unreachable!("{} has no global operand", op.info().name),
    }
}

/// Whether `count` cells from byte `at` of the region on agree with its pointers.
fn cell_fits_region(cell: Cell, region: &Region, at: u64, count: u64) -> bool {
    match cell {
        Cell::Bytes(size) => {
            let words = at / 8..(at + count * size as u64).div_ceil(8);
            let next = region.pointers.partition_point(|&word| (word as u64) < words.start);
            region.pointers.get(next).is_none_or(|&word| word as u64 >= words.end)
        }
        Cell::Words(kinds) => {
            let words = count * kinds.len() as u64;
            (0..words).all(|index| {
                is_pointer_in(region, at / 8 + index) == kinds[index as usize % kinds.len()]
            })
        }
    }
}
