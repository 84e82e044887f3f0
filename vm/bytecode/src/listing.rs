//! Functions in a form that people read: `minigo dis`.
//!
//! ```text
//! func main.sum(p s s) s                                          main.go:3
//!   frame of 8 words; region r4..r6 (p s)
//!     ; 4:  for _, x := range list {
//!        0  ldi       r3, 0
//!   L1:
//!        1  call      r6, main.f                                  ; live r0
//! ```
//!
//! Indices are replaced by what they stand for. Behind `live` stand the registers that
//! hold live pointers at the safepoint. For text that can be assembled again see
//! [`crate::disasm`].

use std::fmt::Write;

use crate::disasm::{Item, Items, Labels, quote};
use crate::operand::Operand;
use crate::ops::Op;
use crate::program::{Func, Program, Region, Sig};

/// Column of comments behind instructions.
const COMMENT_COLUMN: usize = 56;
/// Longest constant string shown, in bytes.
const MAX_STRING: usize = 40;

/// Prints the functions that `wanted` accepts. `source_line` gives a line of a source file,
/// if it is at hand.
pub fn list(
    program: &Program,
    wanted: &dyn Fn(&Func) -> bool,
    source_line: &dyn Fn(&str, u32) -> Option<String>,
) -> String {
    let mut lister = Lister { program, source_line, out: String::new() };
    for func in program.funcs.iter().filter(|func| wanted(func)) {
        lister.func(func).expect("writing to a string succeeds");
    }
    lister.out
}

struct Lister<'p> {
    program: &'p Program,
    source_line: &'p dyn Fn(&str, u32) -> Option<String>,
    out: String,
}

impl Lister<'_> {
    fn func(&mut self, func: &Func) -> std::fmt::Result {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let file_name =
            |file: u32| self.program.files.get(file as usize).map_or("", String::as_str);
        let mut file = file_name(func.file);
        let sig = self.program.sigs.get(func.sig.0 as usize).map(signature).unwrap_or_default();
        let head = format!("func {}{sig}", func.name);
        writeln!(self.out, "{head:<width$} {file}:{}", func.line, width = COMMENT_COLUMN)?;
        writeln!(self.out, "  {}", frame_line(func))?;
        let labels = Labels::new(func);
        let mut lines = func.lines.iter().peekable();
        let mut maps = func.maps.iter().peekable();
        let mut calls = func.calls.iter().peekable();
        let (mut shown_line, mut call) = (0, None);
        for item in Items::new(func) {
            let mut current = shown_line;
            while let Some(entry) = calls.next_if(|entry| entry.pc <= item.pc) {
                if entry.call != call {
                    call = entry.call;
                    shown_line = 0;
                }
            }
            while let Some(line) = lines.next_if(|line| line.pc <= item.pc) {
                (file, current) = (file_name(line.file), line.line);
            }
            if current != shown_line {
                shown_line = current;
                let inlined = call.and_then(|call| func.inlined.get(call as usize));
                match inlined {
                    Some(inlined) => writeln!(self.out, "    ; {}, line {current}", inlined.name)?,
                    None => {
                        let text = (self.source_line)(file, current).unwrap_or_default();
                        writeln!(self.out, "    ; {current}: {}", text.trim_end())?;
                    }
                }
            }
            if labels.has(item.pc) {
                let recover =
                    if func.recover_pc == Some(item.pc) { "  ; after recovery" } else { "" };
                writeln!(self.out, "  L{}:{recover}", item.pc)?;
            }
            let mut line =
                format!("    {:>4}  {}", item.pc, self.instruction(func, &item, &labels));
            if let Some(map) = maps.next_if(|map| map.pc <= item.pc) {
                let live: Vec<String> =
                    map.pointers.iter().map(|word| format!("r{word}")).collect();
                let live = if live.is_empty() { "none".into() } else { live.join(" ") };
                line = format!("{line:<width$} ; live {live}", width = COMMENT_COLUMN);
            }
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn instruction(&self, func: &Func, item: &Item, labels: &Labels) -> String {
        let Some(op) = item.op else { return item.text(labels) };
        let operands: Vec<String> = item
            .operands()
            .into_iter()
            .map(|(role, value)| {
                self.operand(func, op, role, value)
                    .unwrap_or_else(|| item.operand_text(role, value, labels))
            })
            .collect();
        format!("{:<13} {}", op.info().name, operands.join(", ")).trim_end().into()
    }

    /// What an index stands for; `None` for other operands.
    fn operand(&self, func: &Func, op: Op, role: Operand, value: u32) -> Option<String> {
        let (program, index) = (self.program, value as usize);
        match role {
            Operand::Func => program.funcs.get(index).map(|func| func.name.clone()),
            Operand::Type => program.types.get(index).map(|ty| ty.string.clone()),
            Operand::Sig => program.sigs.get(index).map(signature),
            Operand::Native => program.natives.get(index).map(|native| native.name.clone()),
            Operand::Const => program.consts.get(index).map(|&bits| constant(bits)),
            Operand::Str => program.strings.get(index).map(|bytes| shortened(bytes)),
            Operand::Itab => program.itabs.get(index).and_then(|(inter, ty)| {
                let name = |index: u32| Some(&program.types.get(index as usize)?.string);
                Some(format!("{} as {}", name(ty.0)?, name(inter.0)?))
            }),
            Operand::Global => self.global(value),
            Operand::Table => {
                let targets = func.tables.get(index)?.iter().map(|pc| format!("L{pc}"));
                Some(format!("[{}]", targets.collect::<Vec<_>>().join(" ")))
            }
            Operand::Ropt if value == 0xffff => Some("-".into()),
            // The register window of a call, not a value.
            Operand::Win if op != Op::Rundefers => Some(format!("r{value}..")),
            _ => None,
        }
    }

    fn global(&self, offset: u32) -> Option<String> {
        let globals = &self.program.globals;
        let after = globals.partition_point(|global| global.offset <= offset);
        let global = &globals[after.checked_sub(1)?];
        match offset - global.offset {
            0 => Some(global.name.clone()),
            inner => Some(format!("{}+{inner}", global.name)),
        }
    }
}

/// Parameter and result words: `(p s) s`.
fn signature(sig: &Sig) -> String {
    let kinds = |words: &[bool]| {
        let kinds = words.iter().map(|&pointer| if pointer { "p" } else { "s" });
        kinds.collect::<Vec<_>>().join(" ")
    };
    format!("({}) {}", kinds(&sig.params), kinds(&sig.results)).trim_end().into()
}

fn frame_line(func: &Func) -> String {
    let mut line = format!("frame of {} words", func.frame_words);
    for (is, what) in [(func.is_closure, "closure"), (func.is_wrapper, "wrapper")] {
        if is {
            write!(line, "; {what}").expect("writing to a string succeeds");
        }
    }
    for Region { slot, words, pointers } in &func.regions {
        let end = *slot as u32 + words;
        write!(line, "; region r{slot}..r{end}").expect("writing to a string succeeds");
        if !pointers.is_empty() {
            let count = pointers.len();
            write!(line, " with {count} pointer{}", if count == 1 { "" } else { "s" })
                .expect("writing to a string succeeds");
        }
    }
    line
}

/// A 64-bit constant as the number that it probably is.
fn constant(bits: u64) -> String {
    let float = f64::from_bits(bits);
    let looks_float = float.is_normal() && (1e-30..1e30).contains(&float.abs());
    if looks_float { format!("{float:?}") } else { format!("{}", bits as i64) }
}

fn shortened(bytes: &[u8]) -> String {
    if bytes.len() <= MAX_STRING {
        return quote(bytes);
    }
    format!("{}… ({} bytes)", quote(&bytes[..MAX_STRING]), bytes.len())
}
