//! Programs as text, exactly: [`crate::asm::assemble`] gives the same program back.
//!
//! # The format
//!
//! One item per line; `;` starts a comment. Tables come first, each entry with its number,
//! functions last. References to tables are a letter and a number:
//!
//! ```text
//! file "main.go"
//! sig s0 ps -> s                       parameter words, result words: p pointer, s scalar
//! native n0 "runtime.printint" s1
//! const k0 0x400921fb54442d18
//! string d0 "hello\n"
//! type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" name "int" comparable plain
//! itab i0 t4 t7
//! globals 8
//! global "main.x" @0 t0
//! entry f0
//! func f0 "main.f" s0 frame 6 file 0 line 3
//!   .region r2 words 1 pointers 0
//!   .recover L7
//!   .table j0 L2 L4
//!   .line 4:2
//!   addi.i64 r1, r1, -1
//! L2:
//!   call r4, f1
//!   .map r0                            stack map of the instruction above
//!   ret
//! ```
//!
//! Jumps name labels. What no label can name (a target that is no instruction, an unknown
//! word) is written as a number, so that broken programs can be printed too.

use std::fmt::Write;

use crate::operand::{Operand, Word};
use crate::ops::Op;
use crate::program::{Func, LineEntry, Program, TypeDef, TypeIdx};

/// The program as text.
pub fn disassemble(program: &Program) -> String {
    let mut out = String::new();
    write_program(&mut out, program).expect("writing to a string succeeds");
    out
}

fn write_program(out: &mut String, program: &Program) -> std::fmt::Result {
    for file in &program.files {
        writeln!(out, "file {}", quote(file.as_bytes()))?;
    }
    for (index, sig) in program.sigs.iter().enumerate() {
        writeln!(out, "sig s{index} {} -> {}", kinds(&sig.params), kinds(&sig.results))?;
    }
    for (index, native) in program.natives.iter().enumerate() {
        writeln!(out, "native n{index} {} s{}", quote(native.name.as_bytes()), native.sig.0)?;
    }
    for (index, value) in program.consts.iter().enumerate() {
        writeln!(out, "const k{index} {value:#x}")?;
    }
    for (index, bytes) in program.strings.iter().enumerate() {
        writeln!(out, "string d{index} {}", quote(bytes))?;
    }
    for (constant, string) in &program.const_strings {
        writeln!(out, "conststring k{constant} d{string}")?;
    }
    for (index, ty) in program.types.iter().enumerate() {
        write!(out, "type t{index}")?;
        write_type(out, ty)?;
    }
    for (index, (inter, ty)) in program.itabs.iter().enumerate() {
        writeln!(out, "itab i{index} t{} t{}", inter.0, ty.0)?;
    }
    writeln!(out, "globals {}", program.globals_bytes)?;
    for global in &program.globals {
        writeln!(
            out,
            "global {} @{} t{}",
            quote(global.name.as_bytes()),
            global.offset,
            global.ty.0
        )?;
    }
    if let Some(entry) = program.entry {
        writeln!(out, "entry f{}", entry.0)?;
    }
    for (index, func) in program.funcs.iter().enumerate() {
        write_func(out, index, func)?;
    }
    Ok(())
}

/// Bytes as a quoted string of ASCII.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(byte as char);
            }
            b'\n' => out.push_str("\\n"),
            b' '..=b'~' => out.push(byte as char),
            _ => write!(out, "\\x{byte:02x}").expect("writing to a string succeeds"),
        }
    }
    out.push('"');
    out
}

/// Word kinds as letters.
pub(crate) fn kinds(words: &[bool]) -> String {
    match words {
        [] => "-".into(),
        _ => words.iter().map(|&pointer| if pointer { 'p' } else { 's' }).collect(),
    }
}

fn write_type(out: &mut String, ty: &TypeDef) -> std::fmt::Result {
    let TypeDef { kind, size, align, ptr_bytes, mask, mask_period, string, name, .. } = ty;
    write!(out, " {kind:?} size {size} align {align} ptr {ptr_bytes}")?;
    write!(out, " period {mask_period} mask {}", kinds(mask))?;
    write!(out, " string {}", quote(string.as_bytes()))?;
    for (word, value) in [("name", name), ("pkg", &ty.pkg_path)] {
        if !value.is_empty() {
            write!(out, " {word} {}", quote(value.as_bytes()))?;
        }
    }
    for (word, idx) in [("elem", ty.elem), ("key", ty.key), ("pointer", ty.pointer_to)] {
        if let Some(idx) = idx {
            write!(out, " {word} t{}", idx.0)?;
        }
    }
    if ty.len != 0 {
        write!(out, " len {}", ty.len)?;
    }
    let flags =
        [("comparable", ty.comparable), ("plain", ty.plain_equal), ("variadic", ty.variadic)];
    for (word, _) in flags.into_iter().filter(|(_, is)| *is) {
        write!(out, " {word}")?;
    }
    writeln!(out)?;
    for (word, types) in [("params", &ty.params), ("results", &ty.results)] {
        if !types.is_empty() {
            let types: Vec<String> = types.iter().map(|TypeIdx(idx)| format!("t{idx}")).collect();
            writeln!(out, "  {word} {}", types.join(" "))?;
        }
    }
    for field in &ty.fields {
        let (name, pkg) = (quote(field.name.as_bytes()), quote(field.pkg_path.as_bytes()));
        let embedded = if field.embedded { " embedded" } else { "" };
        let tag = quote(field.tag.as_bytes());
        writeln!(out, "  field {name} {pkg} t{} @{} {tag}{embedded}", field.ty.0, field.offset)?;
    }
    for method in &ty.imethods {
        let (name, pkg) = (quote(method.name.as_bytes()), quote(method.pkg_path.as_bytes()));
        writeln!(out, "  imethod {name} {pkg} t{}", method.ty.0)?;
    }
    for method in &ty.methods {
        let (name, pkg) = (quote(method.name.as_bytes()), quote(method.pkg_path.as_bytes()));
        let func = method.func.map_or("-".into(), |func| format!("f{}", func.0));
        writeln!(out, "  method {name} {pkg} t{} {func}", method.ty.0)?;
    }
    Ok(())
}

fn write_func(out: &mut String, index: usize, func: &Func) -> std::fmt::Result {
    write!(out, "func f{index} {} s{}", quote(func.name.as_bytes()), func.sig.0)?;
    write!(out, " frame {}", func.frame_words)?;
    for (word, _) in
        [("closure", func.is_closure), ("wrapper", func.is_wrapper)].iter().filter(|flag| flag.1)
    {
        write!(out, " {word}")?;
    }
    writeln!(out, " file {} line {}", func.file, func.line)?;
    for region in &func.regions {
        write!(out, "  .region r{} words {} pointers", region.slot, region.words)?;
        for pointer in &region.pointers {
            write!(out, " {pointer}")?;
        }
        writeln!(out)?;
    }
    for call in &func.inlined {
        let name = quote(call.name.as_bytes());
        let caller = call.caller.map_or(String::new(), |caller| format!(" c{caller}"));
        writeln!(out, "  .inlined {name} file {} line {}{caller}", call.file, call.line)?;
    }
    for entry in &func.calls {
        let call = entry.call.map_or(String::new(), |call| format!(" c{call}"));
        writeln!(out, "  .in @{}{call}", entry.pc)?;
    }
    for entry in &func.unsigned {
        writeln!(out, "  .unsigned @{} {}", entry.pc, entry.bounds)?;
    }
    let labels = Labels::new(func);
    if let Some(pc) = func.recover_pc {
        writeln!(out, "  .recover {}", labels.name(pc))?;
    }
    for (index, table) in func.tables.iter().enumerate() {
        write!(out, "  .table j{index}")?;
        for &pc in table {
            write!(out, " {}", labels.name(pc))?;
        }
        writeln!(out)?;
    }
    let mut lines = func.lines.iter().peekable();
    let mut maps = func.maps.iter().peekable();
    for item in Items::new(func) {
        while let Some(line) = lines.next_if(|line| line.pc <= item.pc) {
            let at = if line.pc == item.pc { String::new() } else { format!("@{} ", line.pc) };
            writeln!(out, "  .line {at}{}", position(func, line))?;
        }
        if labels.has(item.pc) {
            writeln!(out, "L{}:", item.pc)?;
        }
        writeln!(out, "  {}", item.text(&labels))?;
        while let Some(map) = maps.next_if(|map| map.pc <= item.pc) {
            let at = if map.pc == item.pc { String::new() } else { format!(" @{}", map.pc) };
            write!(out, "  .map{at}")?;
            for word in &map.pointers {
                write!(out, " r{word}")?;
            }
            writeln!(out)?;
        }
    }
    for line in lines {
        writeln!(out, "  .line @{} {}", line.pc, position(func, line))?;
    }
    for map in maps {
        write!(out, "  .map @{}", map.pc)?;
        for word in &map.pointers {
            write!(out, " r{word}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Line and column, and the file if it is not the function's.
fn position(func: &Func, at: &LineEntry) -> String {
    let file = (at.file != func.file).then(|| format!(" file {}", at.file));
    format!("{}:{}{}", at.line, at.column, file.unwrap_or_default())
}

/// An instruction, or a word that is none.
pub(crate) struct Item {
    /// Its word index.
    pub pc: u32,
    /// The op, unless the word is unknown or lacks its extension.
    pub op: Option<Op>,
    word: Word,
    ext: Option<Word>,
}

/// The items of a function.
pub(crate) struct Items<'f> {
    code: &'f [Word],
    pc: usize,
}

impl<'f> Items<'f> {
    /// From the first word on.
    pub fn new(func: &'f Func) -> Items<'f> {
        Items { code: &func.code, pc: 0 }
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let word = *self.code.get(self.pc)?;
        let pc = self.pc as u32;
        self.pc += 1;
        let Some(op) = word.op() else {
            return Some(Item { pc, op: None, word, ext: None });
        };
        if !op.has_ext() {
            return Some(Item { pc, op: Some(op), word, ext: None });
        }
        let ext = self.code.get(self.pc).copied();
        self.pc += 1;
        Some(Item { pc, op: ext.map(|_| op), word, ext })
    }
}

impl Item {
    /// The word after it.
    pub fn next_pc(&self) -> u32 {
        self.pc + 1 + self.ext.is_some() as u32
    }

    /// Its operands with their roles, in the order of the text.
    pub fn operands(&self) -> Vec<(Operand, u32)> {
        let Some(op) = self.op else { return Vec::new() };
        let info = op.info();
        let mut out = Vec::new();
        for (index, &role) in info.operands.iter().enumerate() {
            let value =
                if role.is_wide() { self.word.imm() } else { self.word.x16(index + 1) as u32 };
            out.push((role, value));
        }
        let wide = info.ext.iter().any(|role| role.is_wide());
        for (index, &role) in info.ext.iter().enumerate() {
            let ext = self.ext.unwrap_or(Word(0));
            let value = if wide { ext.x32(index) } else { ext.x16(index) as u32 };
            out.push((role, value));
        }
        // A buffer that is left out is not printed.
        out.retain(|&(role, value)| {
            role != Operand::None && (role != Operand::Buf || value as u16 != 0xffff)
        });
        out
    }

    /// The word index that the item jumps to, if it jumps.
    pub fn target(&self) -> Option<u32> {
        self.operands().into_iter().find_map(|(role, value)| match role {
            Operand::Off16 => self.next_pc().checked_add_signed(value as i16 as i32),
            Operand::Off32 => self.next_pc().checked_add_signed(value as i32),
            _ => None,
        })
    }

    /// Mnemonic and operands.
    pub fn text(&self, labels: &Labels) -> String {
        let Some(op) = self.op else { return format!(".word {:#018x}", self.word.0) };
        let operands: Vec<String> = self
            .operands()
            .into_iter()
            .map(|(role, value)| self.operand_text(role, value, labels))
            .collect();
        if operands.is_empty() {
            return op.info().name.into();
        }
        format!("{} {}", op.info().name, operands.join(", "))
    }

    /// One of its operands.
    pub fn operand_text(&self, role: Operand, value: u32, labels: &Labels) -> String {
        match role {
            Operand::I16 => (value as i16).to_string(),
            Operand::I32 => (value as i32).to_string(),
            Operand::None | Operand::U16 | Operand::U32 | Operand::Count | Operand::CountI32 => {
                value.to_string()
            }
            Operand::Off16 | Operand::Off32 => match self.target().filter(|&pc| labels.has(pc)) {
                Some(pc) => format!("L{pc}"),
                None if role == Operand::Off16 => format!("{:+}", value as i16),
                None => format!("{:+}", value as i32),
            },
            Operand::Func => format!("f{value}"),
            Operand::Type => format!("t{value}"),
            Operand::Sig => format!("s{value}"),
            Operand::Const => format!("k{value}"),
            Operand::Str => format!("d{value}"),
            Operand::Native => format!("n{value}"),
            Operand::Itab => format!("i{value}"),
            Operand::Table => format!("j{value}"),
            Operand::Global => format!("@{value}"),
            Operand::Ropt if value == 0xffff => "_".into(),
            Operand::Buf => format!("r{}", value as u16),
            _ => format!("r{value}"),
        }
    }
}

/// Instructions that something jumps to.
pub(crate) struct Labels {
    /// Word indices, ascending.
    pcs: Vec<u32>,
}

impl Labels {
    /// The function's labels.
    pub fn new(func: &Func) -> Labels {
        let starts: Vec<u32> = Items::new(func).map(|item| item.pc).collect();
        let jumps = Items::new(func).filter_map(|item| item.target());
        let tables = func.tables.iter().flatten().copied();
        let mut pcs: Vec<u32> = jumps.chain(tables).chain(func.recover_pc).collect();
        pcs.retain(|pc| starts.binary_search(pc).is_ok());
        pcs.sort_unstable();
        pcs.dedup();
        Labels { pcs }
    }

    /// Whether an instruction has a label.
    pub fn has(&self, pc: u32) -> bool {
        self.pcs.binary_search(&pc).is_ok()
    }

    /// The label of a target outside instructions, or its number.
    fn name(&self, pc: u32) -> String {
        if self.has(pc) { format!("L{pc}") } else { format!("@{pc}") }
    }
}
