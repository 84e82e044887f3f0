//! Properties over generated programs: text and program are inverses, and the stack maps
//! are those of a model that looks at one instruction at a time.

use minigo_bytecode::asm::assemble;
use minigo_bytecode::decode::{Act, Decoded, Event, NO_TARGET, decode};
use minigo_bytecode::disasm::disassemble;
use minigo_bytecode::flow::stack_maps;
use minigo_bytecode::operand::{Effect, Operand};
use minigo_bytecode::ops::{OPS, Op, Word};
use minigo_bytecode::program::{
    CallEntry, FieldDef, Func, FuncIdx, Global, IMethodDef, InlinedCall, Kind, LineEntry,
    MethodDef, Native, Program, Region, Sig, SigIdx, StackMap, TypeDef, TypeIdx, UnsignedBounds,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// An instruction with any operands; bits that the op does not use are zero.
fn instruction() -> impl Strategy<Value = Vec<Word>> {
    (0..OPS.len(), any::<u64>(), any::<u64>()).prop_map(|(op, bits, ext_bits)| {
        let info = &OPS[op];
        let mut word = op as u64;
        for (index, role) in info.operands.iter().enumerate() {
            let mask =
                if role.is_wide() { 0xffff_ffff << 32 } else { 0xffff << (16 * (index + 1)) };
            word |= if *role == Operand::None { 0 } else { bits & mask };
        }
        if info.ext.is_empty() {
            return vec![Word(word)];
        }
        let wide = info.ext.iter().any(|role| role.is_wide());
        let mut bits = info.ext.len() * if wide { 32 } else { 16 };
        if wide && info.ext.last() == Some(&Operand::Buf) {
            // A buffer takes half of its place.
            bits -= 16;
        }
        vec![Word(word), Word(ext_bits & (u64::MAX >> (64 - bits)))]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,3}", any::<String>().prop_map(|name| name.replace('\r', ""))]
}

fn type_idx() -> impl Strategy<Value = TypeIdx> {
    any::<u32>().prop_map(TypeIdx)
}

fn type_def() -> impl Strategy<Value = TypeDef> {
    let numbers = (0..27u8, any::<u64>(), any::<u8>(), any::<u64>(), any::<u64>(), any::<u64>());
    let names = (name(), name(), name(), vec(any::<bool>(), 0..4));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let parts = (option::of(type_idx()), option::of(type_idx()), option::of(type_idx()));
    let lists = (vec(type_idx(), 0..3), vec(type_idx(), 0..3));
    let field = (name(), name(), type_idx(), any::<u32>(), name(), any::<bool>());
    let method = || (name(), name(), type_idx(), option::of(any::<u32>()));
    let members = (vec(field, 0..3), vec(method(), 0..3), vec(method(), 0..3));
    (numbers, names, flags, parts, lists, members).prop_map(
        |(numbers, names, flags, parts, lists, members)| TypeDef {
            kind: Kind::from_code(numbers.0).expect("below 27"),
            size: numbers.1,
            align: numbers.2,
            ptr_bytes: numbers.3,
            mask_period: numbers.4,
            len: numbers.5,
            string: names.0,
            name: names.1,
            pkg_path: names.2,
            mask: names.3,
            comparable: flags.0,
            plain_equal: flags.1,
            variadic: flags.2,
            elem: parts.0,
            key: parts.1,
            pointer_to: parts.2,
            params: lists.0,
            results: lists.1,
            fields: members
                .0
                .into_iter()
                .map(|(name, pkg_path, ty, offset, tag, embedded)| FieldDef {
                    name,
                    pkg_path,
                    ty,
                    offset: offset as u64,
                    tag,
                    embedded,
                })
                .collect(),
            imethods: members
                .1
                .into_iter()
                .map(|(name, pkg_path, ty, _)| IMethodDef { name, pkg_path, ty })
                .collect(),
            methods: members
                .2
                .into_iter()
                .map(|(name, pkg_path, ty, func)| MethodDef {
                    name,
                    pkg_path,
                    ty,
                    func: func.map(FuncIdx),
                })
                .collect(),
        },
    )
}

fn func() -> impl Strategy<Value = Func> {
    let head = (name(), any::<u32>(), any::<u32>(), any::<bool>(), any::<bool>(), any::<u32>());
    let region = (any::<u16>(), any::<u32>(), vec(any::<u32>(), 0..3));
    let rest = (option::of(0..20u32), vec(region, 0..2), vec(vec(0..20u32, 0..3), 0..2));
    let positions = vec((0..20u32, any::<u32>(), any::<u32>()), 0..4);
    let maps = vec((0..20u32, vec(any::<u16>(), 0..3)), 0..3);
    let inlined = vec((name(), any::<u32>(), option::of(any::<u32>())), 0..2);
    let calls = (inlined, vec((0..20u32, option::of(any::<u32>())), 0..3));
    (head, vec(instruction(), 0..8), rest, positions, maps, calls).prop_map(
        |(head, code, rest, mut positions, mut maps, calls)| {
            positions.sort_by_key(|position| position.0);
            maps.sort_by_key(|map| map.0);
            Func {
                name: head.0,
                code: code.into_iter().flatten().collect(),
                frame_words: head.1,
                sig: SigIdx(head.2),
                is_closure: head.3,
                is_wrapper: head.4,
                recover_pc: rest.0,
                regions: rest
                    .1
                    .into_iter()
                    .map(|(slot, words, pointers)| Region { slot, words, pointers })
                    .collect(),
                tables: rest.2,
                maps: maps.into_iter().map(|(pc, pointers)| StackMap { pc, pointers }).collect(),
                lines: positions
                    .into_iter()
                    .map(|(pc, line, column)| LineEntry { pc, file: line % 5, line, column })
                    .collect(),
                inlined: calls
                    .0
                    .into_iter()
                    .map(|(name, line, caller)| InlinedCall { name, file: line / 3, line, caller })
                    .collect(),
                unsigned: (calls.1.iter())
                    .map(|&(pc, call)| UnsignedBounds { pc, bounds: call.unwrap_or(1) as u8 })
                    .collect(),
                calls: calls.1.into_iter().map(|(pc, call)| CallEntry { pc, call }).collect(),
                file: head.5,
                line: head.5 / 2,
            }
        },
    )
}

fn program() -> impl Strategy<Value = Program> {
    let sig = (vec(any::<bool>(), 0..3), vec(any::<bool>(), 0..3));
    let native = (name(), any::<u32>());
    let global = (name(), any::<u32>(), type_idx());
    let tables = (vec(sig, 0..3), vec(native, 0..3), vec(any::<u64>(), 0..3), vec(global, 0..3));
    let names =
        (vec(name(), 0..2), vec(vec(any::<u8>(), 0..9), 0..3), vec(any::<(u32, u32)>(), 0..2));
    let types = (vec(type_def(), 0..4), vec((type_idx(), type_idx()), 0..2));
    (tables, names, types, vec(func(), 0..3), any::<u32>(), option::of(any::<u32>())).prop_map(
        |(tables, names, types, funcs, globals_bytes, entry)| Program {
            funcs,
            types: types.0,
            itabs: types.1,
            sigs: tables.0.into_iter().map(|(params, results)| Sig { params, results }).collect(),
            natives: tables
                .1
                .into_iter()
                .map(|(name, sig)| Native { name, sig: SigIdx(sig) })
                .collect(),
            consts: tables.2,
            globals: tables
                .3
                .into_iter()
                .map(|(name, offset, ty)| Global { name, offset, ty })
                .collect(),
            strings: names.1.into_iter().map(Vec::into_boxed_slice).collect(),
            const_strings: names.2,
            files: names.0,
            globals_bytes,
            entry: entry.map(FuncIdx),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn assembling_undoes_disassembling(program in program()) {
        let text = disassemble(&program);
        let again = assemble(&text);
        prop_assert_eq!(again.as_ref(), Ok(&program), "{}", text);
        prop_assert_eq!(disassemble(&again.expect("compared")), text);
    }

    #[test]
    fn the_verifier_survives_anything(program in program()) {
        let mut program = program;
        program.globals.sort_by_key(|global| global.offset);
        let _ = minigo_bytecode::verify::verify(&program);
        for index in 0..program.funcs.len() {
            program.funcs[index].frame_words %= 1 << 16;
            program.funcs[index].sig = SigIdx(0);
            let _ = stack_maps(&program, FuncIdx(index as u32));
        }
    }

    #[test]
    fn stack_maps_are_those_of_the_model(lines in vec(0..LINES.len(), 1..40), targets in vec(0..40usize, 40)) {
        let program = assemble(&routine(&lines, &targets)).expect("the generator writes good text");
        let func = &program.funcs[0];
        let code = decode(&program, func).expect("and good code");
        prop_assert_eq!(
            stack_maps(&program, FuncIdx(0)).map_err(|err| (err.rule, err.pc).0.code()).ok(),
            model(&program, func, &code),
            "{}", disassemble(&program)
        );
    }
}

/// Lines of generated routines. `T` is a random label. r0 to r3 mostly hold pointers, r4 to
/// r7 scalars; the window is at r13.
const LINES: &[&str] = &[
    "new r0, t0",
    "new r1, t0",
    "ldi r2, 0",
    "mov r3, r0",
    "mov r1, r3",
    "ldi r4, 1",
    "ldi r5, 0",
    "addi.i64 r5, r4, 1",
    "mov2 r0, r1",
    "mov2 r2, r1",
    "mov2 r4, r5",
    "poll",
    "poll",
    "jt r4, T",
    "jf r5, T",
    "jmp T",
    "jlti.b r4, 10, T",
    "ld.ptr r2, r1, 0",
    "st.ptr r0, 0, r1",
    "mov r13, r1\n  call r13, f0\n  mov r1, r13",
    "mov r13, r0\n  call r13, f0",
    "mov r2, r13",
    "jtab r4, j0",
    "defer r1",
    "mov r6, r0",
    "mov r6, r4",
    "mov r7, r6",
    "ldstr r3, d0",
    "concat r3, r3, 1",
    "zeron r0, 6",
    "nilcheck r1",
    "mov r10, r2",
    "mov r2, r10",
];

/// A routine with a label before every line and a recovery point at the end.
fn routine(lines: &[usize], targets: &[usize]) -> String {
    let mut text = String::from(
        "sig s0 p -> p\nstring d0 \"x\"\ntype t0 Int size 8 align 8 ptr 0 period 8 mask - string \"int\"\n\
         globals 0\nfunc f0 \"f\" s0 frame 16 file 0 line 0\n  .region r9 words 2 pointers 1\n  .recover end\n",
    );
    let label =
        |target: usize| if target < lines.len() { format!("L{target}") } else { "end".into() };
    text += &format!(
        "  .table j0 {} {}\n  zeron r1, 6\n  ldi r10, 0\n",
        label(targets[0]),
        label(targets[1])
    );
    for (index, &line) in lines.iter().enumerate() {
        let target = label(targets[index % targets.len()]);
        text += &format!(
            "L{index}:\n  {}\n",
            LINES[line].replace(", T", &format!(", {target}")).replace(" T", &format!(" {target}"))
        );
    }
    text + "end:\n  rundefers r13\n  mov r0, r1\n  ret\n"
}

/// What a word may be.
#[derive(Clone, Copy, PartialEq, Default)]
struct Word3 {
    undefined: bool,
    scalar: bool,
    pointer: bool,
}

/// The maps, or `None` if the routine breaks a rule: kinds and liveness per instruction,
/// repeated until nothing changes.
fn model(program: &Program, func: &Func, code: &Decoded) -> Option<Vec<StackMap>> {
    let nwords = func.frame_words as usize;
    let count = code.instrs.len();
    let at = |pc: u32| code.instr_at[pc as usize] as usize;
    let recovery = func.recover_pc.map(at);
    let succs = |index: usize| -> Vec<usize> {
        let instr = &code.instrs[index];
        let mut succs = Vec::new();
        if !instr.op.has(Effect::TERMINATES) {
            succs.push(index + 1);
        }
        if instr.target != NO_TARGET {
            succs.push(at(instr.target));
        }
        if instr.op == Op::Jtab {
            succs.extend(
                func.tables[func.code[instr.pc as usize].imm() as usize].iter().map(|&pc| at(pc)),
            );
        }
        succs
    };
    let in_region = |word: usize| {
        func.regions
            .iter()
            .find(|region| {
                (region.slot as usize..region.slot as usize + region.words as usize).contains(&word)
            })
            .map(|region| region.pointers.contains(&(word as u32 - region.slot as u32)))
    };
    let mut entry = vec![Word3 { undefined: true, ..Word3::default() }; nwords];
    for (word, state) in entry.iter_mut().enumerate() {
        let param = program.sigs[func.sig.0 as usize].params.get(word).copied();
        if let Some(pointer) = in_region(word).or(param) {
            *state = Word3 { undefined: false, scalar: !pointer, pointer };
        }
    }
    let mut before: Vec<Option<Vec<Word3>>> = vec![None; count];
    before[0] = Some(entry);
    let mut changed = true;
    while changed {
        changed = false;
        for index in 0..count {
            let Some(state) = before[index].clone() else { continue };
            let mut flow = |to: usize, state: &[Word3]| match &mut before[to] {
                Some(into) => {
                    for (into, from) in into.iter_mut().zip(state) {
                        let old = *into;
                        into.undefined |= from.undefined;
                        into.scalar |= from.scalar;
                        into.pointer |= from.pointer;
                        changed |= old != *into;
                    }
                }
                unset => {
                    *unset = Some(state.to_vec());
                    changed = true;
                }
            };
            let events = code.events_of(index);
            if let (Some(recovery), true) = (recovery, code.instrs[index].op.has(Effect::PANICS)) {
                let mut state = state.clone();
                for event in events.iter().filter(|event| event.act == Act::Clobber) {
                    apply(&mut state, event, &in_region)?;
                }
                flow(recovery, &state);
            }
            let mut state = state;
            for event in events {
                apply(&mut state, event, &in_region)?;
            }
            for succ in succs(index) {
                flow(succ, &state);
            }
        }
    }
    // Liveness: what is live before each instruction.
    let mut live = vec![vec![false; nwords]; count];
    let mut across = live.clone();
    loop {
        let old = live.clone();
        for index in (0..count).rev().filter(|&index| before[index].is_some()) {
            let mut now = vec![false; nwords];
            for succ in succs(index) {
                (0..nwords).for_each(|word| now[word] |= live[succ][word]);
            }
            for event in code.events_of(index).iter().rev() {
                let (words, src) =
                    (words_of(event), event.src as usize..(event.src + event.count) as usize);
                match event.act {
                    Act::Use | Act::UsePtr | Act::UseScalar => {
                        words.for_each(|word| now[word] = true)
                    }
                    Act::DefPtr | Act::DefScalar | Act::DefZero => {
                        words.for_each(|word| now[word] = false)
                    }
                    Act::Copy => {
                        words.for_each(|word| now[word] = false);
                        src.for_each(|word| now[word] = true);
                    }
                    Act::Clobber => {
                        now[event.word as usize..].fill(false);
                        across[index] = now.clone();
                    }
                }
            }
            live[index] = now;
        }
        if live == old {
            break;
        }
    }
    let always = recovery.map_or(vec![false; nwords], |recovery| live[recovery].clone());
    let mut maps = Vec::new();
    for index in 0..count {
        let instr = &code.instrs[index];
        let Some(state) = &before[index] else { continue };
        if !instr.op.has(Effect::SAFEPOINT) && func.recover_pc != Some(instr.pc) {
            continue;
        }
        let clobber = code.events_of(index).iter().find(|event| event.act == Act::Clobber);
        let live = if clobber.is_some() { &across[index] } else { &live[index] };
        let end = clobber.map_or(nwords, |event| event.word as usize);
        let pointers = (0..end).filter(|&word| {
            (live[word] || always[word])
                && state[word] == Word3 { pointer: true, ..Word3::default() }
        });
        maps.push(StackMap { pc: instr.pc, pointers: pointers.map(|word| word as u16).collect() });
    }
    Some(maps)
}

fn words_of(event: &Event) -> std::ops::Range<usize> {
    event.word as usize..event.word as usize + event.count as usize
}

fn apply(
    state: &mut [Word3],
    event: &Event,
    in_region: &dyn Fn(usize) -> Option<bool>,
) -> Option<()> {
    let read = |state: &[Word3], word: usize, scalar: bool, pointer: bool| {
        let word = state[word];
        let kinds_agree = match (word.scalar, word.pointer) {
            (true, true) => false,
            (true, false) => scalar,
            (false, true) => pointer,
            (false, false) => true,
        };
        let ok = !word.undefined && kinds_agree;
        ok.then_some(word)
    };
    let write = |state: &mut [Word3], at: usize, value: Word3| match in_region(at) {
        None => {
            state[at] = value;
            Some(())
        }
        Some(pointer) => (if pointer { !value.scalar } else { !value.pointer }).then_some(()),
    };
    for (index, word) in words_of(event).enumerate() {
        match event.act {
            Act::Use => drop(read(state, word, true, true)?),
            Act::UsePtr => drop(read(state, word, false, true)?),
            Act::UseScalar => drop(read(state, word, true, false)?),
            Act::DefPtr => write(state, word, Word3 { pointer: true, ..Word3::default() })?,
            Act::DefScalar => write(state, word, Word3 { scalar: true, ..Word3::default() })?,
            Act::DefZero => write(state, word, Word3::default())?,
            Act::Clobber => state[word..].fill(Word3 { undefined: true, ..Word3::default() }),
            Act::Copy if index == 0 => {
                let src = event.src as usize..(event.src + event.count) as usize;
                let values: Option<Vec<Word3>> =
                    src.map(|word| read(state, word, true, true)).collect();
                for (word, value) in words_of(event).zip(values?) {
                    write(state, word, value)?;
                }
            }
            Act::Copy => {}
        }
    }
    Some(())
}
