//! Assembling one function: instructions, labels, lines, registers, regions.
//!
//! # Register numbers while a function is being built
//!
//! Parameters come first, then (for a closure) the word of the closure pointer. Regions
//! follow, because everything above a call window belongs to the callee; then named
//! variables and temporaries, stack-like. How many words the regions take is known only at
//! the end, so a region word is numbered from [`REGION_BASE`] on while building, and
//! [`Builder::finish`] renumbers: registers move up by the size of all regions.
//!
//! # Long jumps
//!
//! Most conditional jumps have a 16-bit distance. Where that does not reach, `finish` lets
//! the instruction skip over a short jump to a long one:
//!
//! ```text
//!     jlt.s a, b, +1
//!     jmp +1
//!     jmp target
//! ```

use minigo_bytecode::operand::{Operand, Word};
use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{CallEntry, Func, InlinedCall, LineEntry, Region, UnsignedBounds};
use minigo_bytecode::prologue::unset_words;
use rustc_hash::{FxHashMap, FxHashSet};

/// First number of region words while building.
pub const REGION_BASE: u16 = 0x9000;
/// Words that all regions of a function may take; what does not fit goes to the heap.
pub const REGION_LIMIT: u32 = 24_000;

/// A register: index of a frame word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct Reg(pub u16);

impl Reg {
    /// The register `n` words on.
    pub fn at(self, n: u16) -> Reg {
        Reg(self.0 + n)
    }

    /// Whether the number is a region's word.
    pub fn is_region(self) -> bool {
        self.0 >= REGION_BASE
    }
}

/// A place in the code that jumps name before it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

const UNBOUND: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Jump {
    at: u32,
    label: Label,
    wide: bool,
}

/// Shape of a region, for reuse of temporary ones.
type Shape = (u32, Vec<u32>);

/// A function under construction.
pub struct Builder {
    code: Vec<Word>,
    labels: Vec<u32>,
    jumps: Vec<Jump>,
    tables: Vec<Vec<Label>>,
    lines: Vec<LineEntry>,
    inlined: Vec<InlinedCall>,
    calls: Vec<CallEntry>,
    unsigned: Vec<UnsignedBounds>,
    /// Registers with unsigned indices, until instructions index with them.
    unsigned_indices: Vec<Reg>,
    /// The inlined call that code is emitted for.
    call: Option<u32>,
    position: (u32, u32, u32),
    first_free: u16,
    next: u16,
    max: u16,
    region_words: u32,
    regions: Vec<Region>,
    free_regions: FxHashMap<Shape, Vec<Reg>>,
    /// Words of regions that are set when the function begins.
    entry_words: Vec<(Reg, u32)>,
    recover: Option<Label>,
    is_too_large: bool,
    /// The last instruction's index if nothing was bound after it (for peepholes).
    last: Option<u32>,
}

impl Builder {
    /// A function whose parameters (and closure word) take the first `fixed` words.
    pub fn new(fixed: u16) -> Builder {
        Builder {
            code: Vec::new(),
            labels: Vec::new(),
            jumps: Vec::new(),
            tables: Vec::new(),
            lines: Vec::new(),
            inlined: Vec::new(),
            calls: Vec::new(),
            unsigned: Vec::new(),
            unsigned_indices: Vec::new(),
            call: None,
            position: (0, 0, 0),
            first_free: fixed,
            next: fixed,
            max: fixed,
            region_words: 0,
            regions: Vec::new(),
            free_regions: FxHashMap::default(),
            entry_words: Vec::new(),
            recover: None,
            is_too_large: false,
            last: None,
        }
    }

    // Registers.

    /// `n` consecutive registers above all others in use.
    pub fn alloc(&mut self, n: u16) -> Reg {
        let reg = Reg(self.next);
        self.set_next(self.next.saturating_add(n));
        reg
    }

    /// The first register not in use.
    pub fn next(&self) -> u16 {
        self.next
    }

    /// Frees all registers from `next` on, or takes those below.
    pub fn set_next(&mut self, next: u16) {
        self.is_too_large |= next >= REGION_BASE;
        let next = next.min(REGION_BASE - 1);
        self.next = next;
        self.max = self.max.max(next);
    }

    /// Whether the function needs more frame than operands reach: it must not be finished.
    pub fn is_too_large(&self) -> bool {
        self.is_too_large
    }

    /// Number of words used so far, without regions.
    pub fn words_used(&self) -> u16 {
        self.max
    }

    /// Whether a region of `words` words can still be had.
    pub fn has_region_room(&self, words: u32) -> bool {
        self.region_words + words <= REGION_LIMIT
    }

    /// A region for a value in memory layout; `pointers` are the indices of its pointer words.
    pub fn alloc_region(&mut self, words: u32, pointers: Vec<u32>) -> Reg {
        if let Some(reg) = self.free_regions.get_mut(&(words, pointers.clone())).and_then(Vec::pop)
        {
            return reg;
        }
        if !self.has_region_room(words) {
            self.is_too_large = true;
            return Reg(REGION_BASE);
        }
        let slot = Reg(REGION_BASE + self.region_words as u16);
        self.region_words += words;
        self.regions.push(Region { slot: slot.0, words, pointers });
        slot
    }

    /// Gives a region back for values of the same shape.
    pub fn free_region(&mut self, slot: Reg) {
        if let Some(region) = self.regions.iter().find(|r| r.slot == slot.0) {
            let shape = (region.words, region.pointers.clone());
            self.free_regions.entry(shape).or_default().push(slot);
        }
    }

    /// Sets a word of a region when the function begins.
    pub fn set_at_entry(&mut self, word: Reg, value: u32) {
        self.entry_words.push((word, value));
    }

    // Positions.

    /// Sets file, line and column of the instructions that follow.
    pub fn set_position(&mut self, position: (u32, u32, u32)) {
        self.position = position;
    }

    /// The position in effect.
    pub fn position(&self) -> (u32, u32, u32) {
        self.position
    }

    fn note_line(&mut self, op: Op) {
        use minigo_bytecode::ops::Effect;
        if !(op.has(Effect::PANICS) || op.has(Effect::SAFEPOINT) || op.has(Effect::CALLS)) {
            return;
        }
        let (file, line, column) = self.position;
        let same = |entry: &LineEntry| (entry.file, entry.line, entry.column) == self.position;
        let pc = self.code.len() as u32;
        if line != 0 && !self.lines.last().is_some_and(same) {
            self.lines.push(LineEntry { pc, file, line, column });
        }
        if self.calls.last().and_then(|entry| entry.call) != self.call {
            self.calls.push(CallEntry { pc, call: self.call });
        }
    }

    /// What follows belongs to the body of a call that stands at the current position.
    /// Gives what to go back to.
    pub fn enter_call(&mut self, name: String) -> Option<u32> {
        let caller = self.call;
        let (file, line, _) = self.position;
        self.inlined.push(InlinedCall { name, caller, file, line });
        self.call = Some(self.inlined.len() as u32 - 1);
        caller
    }

    /// Ends the body of an inlined call.
    pub fn leave_call(&mut self, caller: Option<u32>) {
        self.call = caller;
    }

    // Instructions.

    fn push(&mut self, op: Op, word: Word) {
        self.note_line(op);
        if !self.unsigned_indices.is_empty() {
            self.note_unsigned(op, word);
        }
        self.last = Some(self.code.len() as u32);
        self.code.push(word);
    }

    fn note_unsigned(&mut self, op: Op, word: Word) {
        let name = op.info().name;
        let index = match name {
            _ if name.starts_with("ldx") || name.starts_with("index") => word.c(),
            _ if name.starts_with("stx") => word.b(),
            "bounds" => word.a(),
            _ => return,
        };
        if let Some(at) = self.unsigned_indices.iter().rposition(|reg| reg.0 == index) {
            self.unsigned_indices.remove(at);
            self.unsigned.push(UnsignedBounds { pc: self.len(), bounds: 1 });
        }
    }

    /// The value in the register, with which an instruction will index, is an unsigned
    /// 64-bit number.
    pub fn index_is_unsigned(&mut self, index: Reg) {
        self.unsigned_indices.push(index);
    }

    /// The next instruction slices with these unsigned bounds ([`UnsignedBounds::bounds`]).
    pub fn bounds_are_unsigned(&mut self, bounds: u8) {
        if bounds != 0 {
            self.unsigned.push(UnsignedBounds { pc: self.len(), bounds });
        }
    }

    /// What will index is in another register now.
    pub fn index_moved(&mut self, from: Reg, to: Reg) {
        for index in self.unsigned_indices.iter_mut().filter(|index| **index == from) {
            *index = to;
        }
    }

    /// Number of words emitted.
    pub fn len(&self) -> u32 {
        self.code.len() as u32
    }

    /// Emits an instruction with three 16-bit operands.
    pub fn abc(&mut self, op: Op, a: u16, b: u16, c: u16) {
        self.push(op, Word::abc(op, a, b, c));
    }

    /// Emits an instruction on one register.
    pub fn a(&mut self, op: Op, a: Reg) {
        self.abc(op, a.0, 0, 0);
    }

    /// Emits an instruction on two registers.
    pub fn ab(&mut self, op: Op, a: Reg, b: Reg) {
        self.abc(op, a.0, b.0, 0);
    }

    /// Emits an instruction on three registers.
    pub fn rrr(&mut self, op: Op, a: Reg, b: Reg, c: Reg) {
        self.abc(op, a.0, b.0, c.0);
    }

    /// Emits an instruction with one 16-bit and one 32-bit operand.
    pub fn ai(&mut self, op: Op, a: u16, imm: u32) {
        self.push(op, Word::ai(op, a, imm));
    }

    /// Emits an extension word of four 16-bit operands.
    pub fn x4(&mut self, x0: u16, x1: u16, x2: u16, x3: u16) {
        self.code.push(Word::x4(x0, x1, x2, x3));
    }

    /// Emits an extension word of two 32-bit operands.
    pub fn x2(&mut self, x: u32, y: u32) {
        self.code.push(Word::x2(x, y));
    }

    /// The last instruction, if no label stands after it and it has no extension.
    pub fn last(&self) -> Option<Word> {
        let at = self.last?;
        (at + 1 == self.len()).then(|| self.code[at as usize])
    }

    /// Copies `n` words from `src` on to `dst` on.
    pub fn mov(&mut self, dst: Reg, src: Reg, n: u16) {
        if dst == src {
            return;
        }
        match n {
            0 => {}
            1 => self.ab(Op::Mov, dst, src),
            2 => self.ab(Op::Mov2, dst, src),
            3 => self.ab(Op::Mov3, dst, src),
            _ => self.abc(Op::Movn, dst.0, src.0, n),
        }
    }

    /// Copies the word `src` to `dst`. If the last instruction has set `src`, and that is no
    /// register below `first`, so that nobody else reads it, the instruction sets `dst`.
    pub fn mov_temp(&mut self, dst: Reg, src: Reg, first: u16) {
        let sets = self.last.filter(|&at| {
            let word = self.code[at as usize];
            let op = word.op().expect("every instruction is known");
            let end = at + 1 + u32::from(op.has_ext());
            end == self.len()
                && matches!(op.info().operands, [Operand::Ws | Operand::Wp, ..])
                && word.a() == src.0
        });
        match sets {
            Some(at) if src.0 >= first && !src.is_region() => {
                let word = &mut self.code[at as usize].0;
                *word = *word & !0xffff_0000 | u64::from(dst.0) << 16;
            }
            _ => self.mov(dst, src, 1),
        }
    }

    /// Sets `n` words from `dst` on to zero.
    pub fn zero(&mut self, dst: Reg, n: u16) {
        match n {
            0 => {}
            1 => self.ai(Op::Ldi, dst.0, 0),
            _ => self.ai(Op::Zeron, dst.0, u32::from(n)),
        }
    }

    // Labels and jumps.

    /// A label that is not yet bound.
    pub fn label(&mut self) -> Label {
        self.labels.push(UNBOUND);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds the label to the next instruction.
    pub fn bind(&mut self, label: Label) {
        self.drop_jump(label);
        self.labels[label.0 as usize] = self.code.len() as u32;
        self.last = None;
    }

    /// Takes back a jump to the label if nothing was emitted since.
    fn drop_jump(&mut self, label: Label) {
        let Some(at) = self.code.len().checked_sub(1).map(|at| at as u32) else { return };
        let is_last = |jump: &Jump| jump.at == at && jump.label.0 == label.0;
        if self.last == Some(at)
            && self.jumps.last().is_some_and(is_last)
            && self.code[at as usize].op() == Some(Op::Jmp)
        {
            self.jumps.pop();
            self.code.pop();
        }
    }

    /// Whether the label is bound, so that a jump to it is a back-edge.
    pub fn is_bound(&self, label: Label) -> bool {
        self.labels[label.0 as usize] != UNBOUND
    }

    fn jump_to(&mut self, label: Label, wide: bool) {
        self.jumps.push(Jump { at: self.code.len() as u32, label, wide });
    }

    /// Jumps.
    pub fn jmp(&mut self, label: Label) {
        let op = if self.is_bound(label) { Op::JmpB } else { Op::Jmp };
        self.jump_to(label, true);
        self.ai(op, 0, 0);
    }

    /// A conditional jump on one register (`jt`, `jf`).
    pub fn jump_a(&mut self, op: Op, a: Reg, label: Label) {
        self.jump_to(label, true);
        self.ai(self.edge(op, label), a.0, 0);
    }

    /// A conditional jump with two 16-bit operands and a 16-bit distance.
    pub fn jump_ab(&mut self, op: Op, a: u16, b: u16, label: Label) {
        let op = self.edge(op, label);
        self.jump_to(label, false);
        self.abc(op, a, b, 0);
    }

    /// The form of a jump op for its direction.
    fn edge(&self, op: Op, label: Label) -> Op {
        if self.is_bound(label) { back_edge(op) } else { op }
    }

    /// Emits a jump by table on `index` and binds nothing: control falls through if the index is outside.
    pub fn jump_table(&mut self, index: Reg, targets: Vec<Label>) {
        self.tables.push(targets);
        self.ai(Op::Jtab, index.0, self.tables.len() as u32 - 1);
    }

    /// Sets where execution goes on after a recovered panic.
    pub fn set_recover(&mut self, label: Label) {
        self.recover = Some(label);
    }

    /// Whether the end of the code so far can be reached from its last instruction.
    pub fn falls_through(&self) -> bool {
        use minigo_bytecode::ops::Effect;
        match self.last() {
            Some(word) => !word.op().is_some_and(|op| op.has(Effect::TERMINATES)),
            None => true,
        }
    }

    // The end.

    /// Fills in jumps and register numbers.
    pub fn finish(mut self, func: &mut Func) {
        self.relax();
        for jump in &self.jumps {
            let distance = i64::from(self.labels[jump.label.0 as usize]) - i64::from(jump.at) - 1;
            let word = &mut self.code[jump.at as usize];
            if jump.wide {
                word.0 = word.0 & 0xffff_ffff | (distance as u32 as u64) << 32;
            } else {
                word.0 = word.0 & 0xffff_ffff_ffff | (distance as u16 as u64) << 48;
            }
        }
        if self.region_words > 0 {
            self.renumber();
        }
        let added = self.add_prologue();
        let position = |label: &Label| self.labels[label.0 as usize] + added;
        func.tables = self.tables.iter().map(|t| t.iter().map(position).collect()).collect();
        func.recover_pc = self.recover.as_ref().map(position);
        func.frame_words = u32::from(self.max) + self.region_words;
        func.code = self.code;
        func.lines = self.lines;
        func.inlined = self.inlined;
        func.calls = self.calls;
        func.unsigned = self.unsigned;
        func.regions = self.regions;
    }

    /// Clears the pointers of regions that the code does not set before it can first stop;
    /// the number of words that this puts before the code.
    fn add_prologue(&mut self) -> u32 {
        let zeros = unset_words(&self.code, &self.regions);
        let zeros = zeros.iter().map(|&(word, n)| Word::ai(Op::Zeron, word, u32::from(n)));
        let flags = self.entry_words.iter().map(|(word, value)| Word::ai(Op::Ldi, word.0, *value));
        let zeros: Vec<Word> = flags.chain(zeros).collect();
        let added = zeros.len() as u32;
        self.code.splice(..0, zeros);
        for pc in self.positions() {
            *pc += added;
        }
        added
    }

    /// The word indices of positions.
    fn positions(&mut self) -> impl Iterator<Item = &mut u32> {
        let lines = self.lines.iter_mut().map(|entry| &mut entry.pc);
        let calls = self.calls.iter_mut().map(|entry| &mut entry.pc);
        lines.chain(calls).chain(self.unsigned.iter_mut().map(|entry| &mut entry.pc))
    }

    /// Replaces conditional jumps that are too far for 16 bits.
    fn relax(&mut self) {
        if self.code.len() < 0x7f00 {
            return;
        }
        // Each replacement adds two words; a margin makes one pass enough.
        let margin = 2 * self.jumps.len() as i64 + 16;
        let far = |jump: &Jump| {
            let distance = i64::from(self.labels[jump.label.0 as usize]) - i64::from(jump.at);
            !jump.wide && distance.abs() + margin > 0x7fff
        };
        let mut long: Vec<usize> = (0..self.jumps.len()).filter(|&i| far(&self.jumps[i])).collect();
        long.sort_by_key(|&i| self.jumps[i].at);
        let mut added: Vec<u32> = Vec::new(); // position after which two (or three) words come
        let mut code = Vec::with_capacity(self.code.len() + 3 * long.len());
        let mut jumps_at: FxHashMap<u32, usize> = FxHashMap::default();
        for &i in &long {
            jumps_at.insert(self.jumps[i].at, i);
        }
        let mut moved: Vec<u32> = Vec::with_capacity(self.code.len() + 1);
        for (at, &word) in self.code.iter().enumerate() {
            moved.push(code.len() as u32);
            match jumps_at.get(&(at as u32)) {
                None => code.push(word),
                Some(&i) => {
                    let op = word.op().expect("a jump is an instruction");
                    for word in short_form(op, word) {
                        code.push(word);
                    }
                    code.push(Word::ai(Op::Jmp, 0, 1));
                    let back = self.labels[self.jumps[i].label.0 as usize] <= at as u32;
                    code.push(Word::ai(if back { Op::JmpB } else { Op::Jmp }, 0, 0));
                    added.push(code.len() as u32 - 1);
                }
            }
        }
        moved.push(code.len() as u32);
        self.code = code;
        for label in &mut self.labels {
            if *label != UNBOUND {
                *label = moved[*label as usize];
            }
        }
        for pc in self.positions() {
            *pc = moved[*pc as usize];
        }
        for (n, &i) in long.iter().enumerate() {
            self.jumps[i].at = added[n];
            self.jumps[i].wide = true;
        }
        let long: FxHashSet<usize> = long.into_iter().collect();
        for (i, jump) in self.jumps.iter_mut().enumerate() {
            if !long.contains(&i) {
                jump.at = moved[jump.at as usize];
            }
        }
    }

    /// Gives registers and region words their final numbers.
    fn renumber(&mut self) {
        let (first, shift) = (self.first_free, self.region_words as u16);
        let renumber = |reg: u16| match reg {
            0xffff => reg,
            _ if reg >= REGION_BASE => reg - REGION_BASE + first,
            _ if reg >= first => reg + shift,
            _ => reg,
        };
        let mut at = 0;
        while at < self.code.len() {
            let op = self.code[at].op().expect("every instruction is known");
            patch(&mut self.code[at].0, 16, op.info().operands, renumber);
            if op.has_ext() {
                at += 1;
                patch(&mut self.code[at].0, 0, op.info().ext, renumber);
            }
            at += 1;
        }
        for region in &mut self.regions {
            region.slot = renumber(region.slot);
        }
        for (word, _) in &mut self.entry_words {
            word.0 = renumber(word.0);
        }
    }
}

fn patch(word: &mut u64, first_bit: u32, operands: &[Operand], renumber: impl Fn(u16) -> u16) {
    let wide_ext = first_bit == 0 && operands.iter().any(|o| o.is_wide());
    let mut bit = first_bit;
    for &operand in operands {
        if is_register(operand) {
            let old = (*word >> bit) as u16;
            *word = *word & !(0xffff << bit) | (renumber(old) as u64) << bit;
        }
        bit += if operand.is_wide() || wide_ext { 32 } else { 16 };
    }
}

fn is_register(operand: Operand) -> bool {
    use Operand::*;
    match operand {
        None | I16 | U16 | Count | Off16 | I32 | CountI32 | Off32 | U32 | Func | Type | Sig
        | Const | Str | Global | Native | Itab | Table => false,
        R | R2 | R3 | RN | Rs | Rp | Rps | Rpss | Rsp | RNps | RType | Ws | Wp | Wps | Wss
        | Wpp | Wsp | Wsps | Wpss | Wm | Wm2 | Wm3 | WmN | WzN | WType | RWs | Slot | Win
        | Ropt | Buf => true,
    }
}

/// The words of a jump that only skips the word after it if taken, then polls no more.
fn short_form(op: Op, word: Word) -> Vec<Word> {
    let plain = forward(op);
    let jump = |op: Op, a: u16, b: u16| Word::abc(op, a, b, 1);
    match op {
        Op::IncjltB => {
            vec![Word::abc(Op::AddiI64, word.a(), word.a(), 1), jump(Op::JltS, word.a(), word.b())]
        }
        Op::IncjleB => {
            vec![Word::abc(Op::AddiI64, word.a(), word.a(), 1), jump(Op::JleS, word.a(), word.b())]
        }
        Op::IncjltiB => {
            vec![Word::abc(Op::AddiI64, word.a(), word.a(), 1), jump(Op::Jlti, word.a(), word.b())]
        }
        Op::DecjgeiB => vec![
            Word::abc(Op::AddiI64, word.a(), word.a(), 0xffff),
            jump(Op::Jgei, word.a(), word.b()),
        ],
        _ => vec![jump(plain, word.a(), word.b())],
    }
}

const EDGES: &[(Op, Op)] = &[
    (Op::Jmp, Op::JmpB),
    (Op::Jt, Op::JtB),
    (Op::Jf, Op::JfB),
    (Op::Jeq, Op::JeqB),
    (Op::Jne, Op::JneB),
    (Op::JltS, Op::JltSB),
    (Op::JltU, Op::JltUB),
    (Op::JleS, Op::JleSB),
    (Op::JleU, Op::JleUB),
    (Op::Jeqi, Op::JeqiB),
    (Op::Jnei, Op::JneiB),
    (Op::Jlti, Op::JltiB),
    (Op::Jlei, Op::JleiB),
    (Op::Jgti, Op::JgtiB),
    (Op::Jgei, Op::JgeiB),
    (Op::JltF64, Op::JltF64B),
    (Op::JleF64, Op::JleF64B),
    (Op::JnltF64, Op::JnltF64B),
    (Op::JnleF64, Op::JnleF64B),
    (Op::JeqF64, Op::JeqF64B),
    (Op::JneF64, Op::JneF64B),
];

fn back_edge(op: Op) -> Op {
    EDGES.iter().find(|&&(forward, _)| forward == op).map_or(op, |&(_, back)| back)
}

fn forward(op: Op) -> Op {
    EDGES.iter().find(|&&(_, back)| back == op).map_or(op, |&(forward, _)| forward)
}
