//! The assembler: text to program, the inverse of [`crate::disasm::disassemble`], which
//! describes the format. Tests of the verifier and the interpreter are written in it.
//!
//! It checks only what it needs to make words: a program that breaks rules of the verifier
//! can be written. Operands that an op does not use become zero.

use std::collections::HashMap;
use std::str::FromStr;

use crate::operand::{Operand, Word};
use crate::ops::{OPS, Op};
use crate::program::{
    CallEntry, FieldDef, Func, FuncIdx, Global, IMethodDef, InlinedCall, Kind, LineEntry,
    MethodDef, Native, Program, Region, Sig, SigIdx, StackMap, TypeDef, TypeIdx, UnsignedBounds,
};

/// Text that is no program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsmError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for AsmError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for AsmError {}

type Parse<T> = Result<T, String>;

/// The program that the text describes.
///
/// # Errors
/// The first line that is not understood.
pub fn assemble(text: &str) -> Result<Program, AsmError> {
    let mut assembler = Assembler::default();
    let mut line = 0;
    for text in text.lines() {
        line += 1;
        assembler.line(text).map_err(|message| AsmError { line, message })?;
    }
    assembler.finish_func().map_err(|message| AsmError { line, message })?;
    Ok(assembler.program)
}

#[derive(Default)]
struct Assembler {
    program: Program,
    ops: HashMap<&'static str, Op>,
    /// Labels of the function at hand.
    labels: HashMap<String, u32>,
    /// References to them.
    fixups: Vec<Fixup>,
    /// Word index of the last instruction.
    last_pc: u32,
}

/// A place that names a label.
struct Fixup {
    label: String,
    place: Place,
}

enum Place {
    /// A jump of this role at a word, before another.
    Jump {
        role: Operand,
        at: usize,
        next: u32,
    },
    Table {
        table: usize,
        index: usize,
    },
    Recover,
}

/// The words of a line.
struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str) -> Tokens<'t> {
        Tokens { rest: text }
    }

    /// The next word; a quoted string counts as one, with its quotes.
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() || rest.starts_with(';') {
            self.rest = "";
            return None;
        }
        let end = match rest.strip_prefix('"') {
            Some(inner) => end_of_string(inner) + 1,
            None => rest.find([' ', '\t', ',', ';']).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(end.min(rest.len()));
        self.rest = after;
        Some(word)
    }

    fn is_at_end(&self) -> bool {
        Tokens { rest: self.rest }.next().is_none()
    }

    fn word(&mut self) -> Parse<&'t str> {
        self.next().ok_or_else(|| "the line ends too early".into())
    }

    fn expect(&mut self, word: &str) -> Parse<()> {
        match self.word()? {
            found if found == word => Ok(()),
            found => Err(format!("{found} instead of {word}")),
        }
    }

    fn number<T: FromStr>(&mut self) -> Parse<T> {
        parse_number(self.word()?)
    }

    /// A number after a prefix: `t4`.
    fn index(&mut self, prefix: &str) -> Parse<u32> {
        parse_index(self.word()?, prefix)
    }

    /// The entry's own number, which must be that of the table's next entry.
    fn own_index(&mut self, prefix: &str, expected: usize) -> Parse<()> {
        match self.index(prefix)? as usize {
            index if index == expected => Ok(()),
            index => Err(format!("{prefix}{index} instead of {prefix}{expected}")),
        }
    }

    fn bytes(&mut self) -> Parse<Vec<u8>> {
        unquote(self.word()?)
    }

    fn string(&mut self) -> Parse<String> {
        String::from_utf8(self.bytes()?).map_err(|_| "a name that is not UTF-8".into())
    }

    fn kinds(&mut self) -> Parse<Vec<bool>> {
        match self.word()? {
            "-" => Ok(Vec::new()),
            letters => letters
                .chars()
                .map(|letter| match letter {
                    'p' => Ok(true),
                    's' => Ok(false),
                    _ => Err(format!("{letter} instead of p or s")),
                })
                .collect(),
        }
    }
}

/// Index of the closing quote in the text after the opening one, or the text's end.
fn end_of_string(inner: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    inner.len()
}

fn parse_number<T: FromStr>(word: &str) -> Parse<T> {
    word.parse().map_err(|_| format!("{word} is not a number that fits here"))
}

fn parse_index(word: &str, prefix: &str) -> Parse<u32> {
    match word.strip_prefix(prefix).map(str::parse) {
        Some(Ok(index)) => Ok(index),
        _ => Err(format!("{word} instead of {prefix} and a number")),
    }
}

fn unquote(word: &str) -> Parse<Vec<u8>> {
    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
    let Some(inner) = inner else { return Err(format!("{word} is not a string")) };
    let mut out = Vec::new();
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b'x') => {
                let digits =
                    [bytes.next(), bytes.next()].map(|digit| digit.unwrap_or(b'?') as char);
                let [Some(high), Some(low)] = digits.map(|digit| digit.to_digit(16)) else {
                    return Err("a bad \\x in a string".into());
                };
                out.push((high * 16 + low) as u8);
            }
            Some(other) => out.push(other),
            None => return Err("a string ends in a backslash".into()),
        }
    }
    Ok(out)
}

fn parse_kind(word: &str) -> Parse<Kind> {
    (0..=Kind::UnsafePointer as u8)
        .filter_map(Kind::from_code)
        .find(|kind| format!("{kind:?}") == word)
        .ok_or_else(|| format!("{word} is not a kind"))
}

impl Assembler {
    fn line(&mut self, text: &str) -> Parse<()> {
        let mut tokens = Tokens::new(text);
        let Some(first) = tokens.next() else { return Ok(()) };
        let indented = text.starts_with([' ', '\t']);
        match (indented, first) {
            (false, label) if label.ends_with(':') => self.label(&label[..label.len() - 1]),
            (false, item) => self.item(item, &mut tokens),
            (true, "params" | "results" | "field" | "imethod" | "method") => {
                self.type_part(first, &mut tokens)
            }
            (true, _) => self.func_part(first, &mut tokens),
        }?;
        match tokens.next() {
            Some(extra) => Err(format!("{extra} is too much")),
            None => Ok(()),
        }
    }

    /// A line at the left edge.
    fn item(&mut self, item: &str, tokens: &mut Tokens) -> Parse<()> {
        let program = &mut self.program;
        match item {
            "file" => program.files.push(tokens.string()?),
            "sig" => {
                tokens.own_index("s", program.sigs.len())?;
                let params = tokens.kinds()?;
                tokens.expect("->")?;
                program.sigs.push(Sig { params, results: tokens.kinds()? });
            }
            "native" => {
                tokens.own_index("n", program.natives.len())?;
                let name = tokens.string()?;
                program.natives.push(Native { name, sig: SigIdx(tokens.index("s")?) });
            }
            "const" => {
                tokens.own_index("k", program.consts.len())?;
                let digits = tokens.word()?;
                let value = match digits.strip_prefix("0x") {
                    Some(hex) => u64::from_str_radix(hex, 16).map_err(|err| err.to_string())?,
                    None => parse_number(digits)?,
                };
                program.consts.push(value);
            }
            "conststring" => {
                program.const_strings.push((tokens.index("k")?, tokens.index("d")?));
            }
            "string" => {
                tokens.own_index("d", program.strings.len())?;
                program.strings.push(tokens.bytes()?.into());
            }
            "type" => {
                tokens.own_index("t", program.types.len())?;
                program.types.push(parse_type(tokens)?);
            }
            "itab" => {
                tokens.own_index("i", program.itabs.len())?;
                let inter = TypeIdx(tokens.index("t")?);
                program.itabs.push((inter, TypeIdx(tokens.index("t")?)));
            }
            "globals" => program.globals_bytes = tokens.number()?,
            "global" => {
                let (name, offset) = (tokens.string()?, tokens.index("@")?);
                program.globals.push(Global { name, offset, ty: TypeIdx(tokens.index("t")?) });
            }
            "entry" => program.entry = Some(FuncIdx(tokens.index("f")?)),
            "func" => {
                self.finish_func()?;
                tokens.own_index("f", self.program.funcs.len())?;
                self.program.funcs.push(parse_func(tokens)?);
                self.last_pc = 0;
            }
            other => return Err(format!("{other} is no item")),
        }
        Ok(())
    }

    /// An indented line of a type.
    fn type_part(&mut self, part: &str, tokens: &mut Tokens) -> Parse<()> {
        let ty = self.program.types.last_mut().ok_or("there is no type yet")?;
        let types = |tokens: &mut Tokens| -> Parse<Vec<TypeIdx>> {
            let mut types = Vec::new();
            while let Some(word) = tokens.next() {
                types.push(TypeIdx(parse_index(word, "t")?));
            }
            Ok(types)
        };
        match part {
            "params" => ty.params = types(tokens)?,
            "results" => ty.results = types(tokens)?,
            _ => {
                let (name, pkg_path) = (tokens.string()?, tokens.string()?);
                let part_ty = TypeIdx(tokens.index("t")?);
                match part {
                    "field" => ty.fields.push(FieldDef {
                        name,
                        pkg_path,
                        ty: part_ty,
                        offset: tokens.index("@")? as u64,
                        tag: tokens.string()?,
                        embedded: tokens.next() == Some("embedded"),
                    }),
                    "imethod" => ty.imethods.push(IMethodDef { name, pkg_path, ty: part_ty }),
                    _ => {
                        let func = match tokens.word()? {
                            "-" => None,
                            word => Some(FuncIdx(parse_index(word, "f")?)),
                        };
                        ty.methods.push(MethodDef { name, pkg_path, ty: part_ty, func });
                    }
                }
            }
        }
        Ok(())
    }

    fn func(&mut self) -> Parse<&mut Func> {
        self.program.funcs.last_mut().ok_or_else(|| "there is no function yet".into())
    }

    fn label(&mut self, name: &str) -> Parse<()> {
        let pc = self.func()?.code.len() as u32;
        match self.labels.insert(name.into(), pc) {
            Some(_) => Err(format!("label {name} stands twice")),
            None => Ok(()),
        }
    }

    /// An indented line of a function.
    fn func_part(&mut self, part: &str, tokens: &mut Tokens) -> Parse<()> {
        match part {
            ".region" => {
                let slot = tokens.index("r")?;
                let slot = u16::try_from(slot).map_err(|_| "the region is too far out")?;
                tokens.expect("words")?;
                let words = tokens.number()?;
                tokens.expect("pointers")?;
                let mut pointers = Vec::new();
                while let Some(word) = tokens.next() {
                    pointers.push(parse_number(word)?);
                }
                self.func()?.regions.push(Region { slot, words, pointers });
            }
            ".recover" => {
                self.func()?.recover_pc = Some(0);
                let pc = self.target(tokens.word()?, Place::Recover)?;
                self.func()?.recover_pc = Some(pc);
            }
            ".table" => {
                let table = self.func()?.tables.len();
                tokens.own_index("j", table)?;
                self.func()?.tables.push(Vec::new());
                while let Some(word) = tokens.next() {
                    let index = self.func()?.tables[table].len();
                    let pc = self.target(word, Place::Table { table, index })?;
                    self.func()?.tables[table].push(pc);
                }
            }
            ".inlined" => {
                let mut call = InlinedCall { name: tokens.string()?, ..InlinedCall::default() };
                tokens.expect("file")?;
                call.file = tokens.number()?;
                tokens.expect("line")?;
                call.line = tokens.number()?;
                if let Some(word) = tokens.next() {
                    call.caller = Some(parse_index(word, "c")?);
                }
                self.func()?.inlined.push(call);
            }
            ".in" => {
                let pc = tokens.index("@")?;
                let call = tokens.next().map(|word| parse_index(word, "c")).transpose()?;
                self.func()?.calls.push(CallEntry { pc, call });
            }
            ".unsigned" => {
                let pc = tokens.index("@")?;
                let bounds = tokens.number()?;
                self.func()?.unsigned.push(UnsignedBounds { pc, bounds });
            }
            ".line" => {
                let mut word = tokens.word()?;
                let mut pc = self.func()?.code.len() as u32;
                if word.starts_with('@') {
                    pc = parse_index(word, "@")?;
                    word = tokens.word()?;
                }
                let (line, column) = word.split_once(':').ok_or("a position is line:column")?;
                let (line, column) = (parse_number(line)?, parse_number(column)?);
                let file = match tokens.next() {
                    Some("file") => tokens.number()?,
                    Some(_) => return Err("a file is expected".into()),
                    None => self.func()?.file,
                };
                let entry = LineEntry { pc, file, line, column };
                self.func()?.lines.push(entry);
            }
            ".map" => {
                let mut map = StackMap { pc: self.last_pc, pointers: Vec::new() };
                while let Some(word) = tokens.next() {
                    if word.starts_with('@') {
                        map.pc = parse_index(word, "@")?;
                        continue;
                    }
                    let word = u16::try_from(parse_index(word, "r")?);
                    map.pointers.push(word.map_err(|_| "a register beyond 65535")?);
                }
                self.func()?.maps.push(map);
            }
            ".word" => {
                let digits = tokens.word()?;
                let hex = digits.strip_prefix("0x").ok_or("a word is hexadecimal")?;
                let word = u64::from_str_radix(hex, 16).map_err(|err| err.to_string())?;
                self.last_pc = self.func()?.code.len() as u32;
                self.func()?.code.push(Word(word));
            }
            mnemonic => self.instruction(mnemonic, tokens)?,
        }
        Ok(())
    }

    fn instruction(&mut self, mnemonic: &str, tokens: &mut Tokens) -> Parse<()> {
        if self.ops.is_empty() {
            self.ops = OPS.iter().map(|info| (info.name, info.op)).collect();
        }
        let op = *self.ops.get(mnemonic).ok_or_else(|| format!("{mnemonic} is no op"))?;
        let info = op.info();
        let at = self.func()?.code.len();
        self.last_pc = at as u32;
        let next = at as u32 + 1 + op.has_ext() as u32;
        let mut word = op as u64;
        for (index, &role) in info.operands.iter().enumerate() {
            let value = self.operand(role, tokens, Place::Jump { role, at, next })?;
            word |= if role.is_wide() { value << 32 } else { value << (16 * (index + 1)) };
        }
        self.func()?.code.push(Word(word));
        if op.has_ext() {
            let wide = info.ext.iter().any(|role| role.is_wide());
            let mut ext = 0;
            for (index, &role) in info.ext.iter().enumerate() {
                let value = self.operand(role, tokens, Place::Recover)?;
                ext |= value << (index * if wide { 32 } else { 16 });
            }
            self.func()?.code.push(Word(ext));
        }
        Ok(())
    }

    /// The bits of an operand.
    fn operand(&mut self, role: Operand, tokens: &mut Tokens, place: Place) -> Parse<u64> {
        let prefix = match role {
            Operand::None => return Ok(0),
            Operand::I16 => return tokens.number::<i16>().map(|value| value as u16 as u64),
            Operand::I32 => return tokens.number::<i32>().map(|value| value as u32 as u64),
            Operand::U16 | Operand::Count => return tokens.number::<u16>().map(u64::from),
            Operand::U32 | Operand::CountI32 => return tokens.number::<u32>().map(u64::from),
            Operand::Off16 | Operand::Off32 => {
                let word = tokens.word()?;
                if !word.starts_with(['+', '-']) {
                    self.fixups.push(Fixup { label: word.into(), place });
                    return Ok(0);
                }
                return match role {
                    Operand::Off16 => parse_number::<i16>(word).map(|value| value as u16 as u64),
                    _ => parse_number::<i32>(word).map(|value| value as u32 as u64),
                };
            }
            Operand::Func => "f",
            Operand::Type => "t",
            Operand::Sig => "s",
            Operand::Const => "k",
            Operand::Str => "d",
            Operand::Native => "n",
            Operand::Itab => "i",
            Operand::Table => "j",
            Operand::Global => "@",
            _ => "r",
        };
        if role == Operand::Buf && tokens.is_at_end() {
            return Ok(0xffff);
        }
        let word = tokens.word()?;
        if role == Operand::Ropt && word == "_" {
            return Ok(0xffff);
        }
        let value = parse_index(word, prefix)?;
        if prefix == "r" && value > u16::MAX as u32 {
            return Err(format!("{word} is beyond r65535"));
        }
        Ok(value as u64)
    }

    /// The word index that a label or `@5` names; labels are filled in at the end.
    fn target(&mut self, word: &str, place: Place) -> Parse<u32> {
        if word.starts_with('@') {
            return parse_index(word, "@");
        }
        self.fixups.push(Fixup { label: word.into(), place });
        Ok(0)
    }

    /// Resolves the labels of the function at hand.
    fn finish_func(&mut self) -> Parse<()> {
        let labels = std::mem::take(&mut self.labels);
        let fixups = std::mem::take(&mut self.fixups);
        for Fixup { label, place } in fixups {
            let pc = *labels.get(&label).ok_or_else(|| format!("there is no label {label}"))?;
            let func = self.func()?;
            match place {
                Place::Recover => func.recover_pc = Some(pc),
                Place::Table { table, index } => func.tables[table][index] = pc,
                Place::Jump { role, at, next } => {
                    let offset = pc as i64 - next as i64;
                    let word = &mut func.code[at].0;
                    if role == Operand::Off32 {
                        *word |= (offset as i32 as u32 as u64) << 32;
                    } else {
                        let offset =
                            i16::try_from(offset).map_err(|_| format!("{label} is too far"))?;
                        *word |= (offset as u16 as u64) << 48;
                    }
                }
            }
        }
        Ok(())
    }
}

fn parse_type(tokens: &mut Tokens) -> Parse<TypeDef> {
    let mut ty = TypeDef { kind: parse_kind(tokens.word()?)?, ..TypeDef::default() };
    while let Some(word) = tokens.next() {
        match word {
            "size" => ty.size = tokens.number()?,
            "align" => ty.align = tokens.number()?,
            "ptr" => ty.ptr_bytes = tokens.number()?,
            "period" => ty.mask_period = tokens.number()?,
            "mask" => ty.mask = tokens.kinds()?,
            "string" => ty.string = tokens.string()?,
            "name" => ty.name = tokens.string()?,
            "pkg" => ty.pkg_path = tokens.string()?,
            "elem" => ty.elem = Some(TypeIdx(tokens.index("t")?)),
            "key" => ty.key = Some(TypeIdx(tokens.index("t")?)),
            "pointer" => ty.pointer_to = Some(TypeIdx(tokens.index("t")?)),
            "len" => ty.len = tokens.number()?,
            "comparable" => ty.comparable = true,
            "plain" => ty.plain_equal = true,
            "variadic" => ty.variadic = true,
            other => return Err(format!("types have no {other}")),
        }
    }
    Ok(ty)
}

fn parse_func(tokens: &mut Tokens) -> Parse<Func> {
    let name = tokens.string()?;
    let mut func = Func { name, sig: SigIdx(tokens.index("s")?), ..Func::default() };
    while let Some(word) = tokens.next() {
        match word {
            "frame" => func.frame_words = tokens.number()?,
            "closure" => func.is_closure = true,
            "wrapper" => func.is_wrapper = true,
            "file" => func.file = tokens.number()?,
            "line" => func.line = tokens.number()?,
            other => return Err(format!("functions have no {other}")),
        }
    }
    Ok(func)
}
