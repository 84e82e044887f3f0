//! One small program per way to break a rule. Each is the good program with one line more
//! or another line, so that nothing else is wrong.

use minigo_bytecode::asm::assemble;
use minigo_bytecode::program::Program;
use minigo_bytecode::rule::Rule;
use minigo_bytecode::verify::{seal, verify};

/// Parameters: a pointer r0, a scalar r1; results: a pointer. Registers r2 to r5, a region
/// of two words from r6 on, the second a pointer, call windows from r10 on.
const GOOD: &str = r#"
file "main.go"
sig s0 - -> -
sig s1 ps -> p
sig s2 sp -> s
native n0 "test.native" s1
const k0 0x2a
string d0 "hello"
type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" comparable plain
type t1 String size 16 align 8 ptr 8 period 16 mask p string "string" comparable
type t2 Map size 8 align 8 ptr 8 period 8 mask p string "map[string]int" elem t0 key t1
type t3 Func size 8 align 8 ptr 8 period 8 mask p string "func() int"
type t4 Interface size 16 align 8 ptr 16 period 16 mask sp string "main.I" comparable
  imethod "M" "" t3
type t5 Pointer size 8 align 8 ptr 8 period 8 mask p string "*int" elem t0 comparable plain
  method "M" "" t3 f0
type t6 Uint8 size 1 align 1 ptr 0 period 1 mask - string "uint8" comparable plain
type t7 Struct size 16 align 8 ptr 16 period 16 mask sp string "closure"
itab i0 t4 t5
globals 32
global "main.n" @0 t0
global "main.s" @8 t1
entry f1
func f0 "main.f" s1 frame 16 file 0 line 3
  .region r6 words 2 pointers 1
  .table j0 out out
  .line 4:2
  ldi r2, 1
  ldi r7, 0
  ; here
out:
  ret
func f1 "main.main" s0 frame 4 file 0 line 9
  ret
func f2 "main.main.func1" s0 frame 4 closure file 0 line 10
  ret
"#;

fn program(text: &str) -> Program {
    assemble(text).unwrap_or_else(|err| panic!("{err}\n{text}"))
}

fn broken_rule(text: &str) -> Option<Rule> {
    seal(&mut program(text)).err().map(|err| err.rule)
}

/// The rule that the good program breaks with these lines in it.
#[track_caller]
fn with(lines: &str) -> Option<Rule> {
    let lines: String = lines.lines().map(|line| format!("  {}\n", line.trim())).collect();
    let text = GOOD.replace("  ; here\n", &lines);
    broken_rule(&text)
}

/// The rule that the good program breaks when the text `from` is replaced.
#[track_caller]
fn replaced(from: &str, to: &str) -> Option<Rule> {
    assert!(GOOD.contains(from), "{from} is not in the program");
    broken_rule(&GOOD.replacen(from, to, 1))
}

#[test]
fn the_good_program_is_good() {
    assert_eq!(broken_rule(GOOD), None);
}

#[test]
fn v1_words_are_instructions() {
    assert_eq!(with(".word 0x000000000000ffff"), Some(Rule::KnownOp));
    assert_eq!(with("stub.end"), Some(Rule::KnownOp));
    let cut = GOOD.replace(
        "func1\" s0 frame 4 closure file 0 line 10\n  ret\n",
        "g\" s0 frame 4 file 0 line 1\n",
    );
    let index = minigo_bytecode::ops::Op::Newclosure as u64;
    assert_eq!(broken_rule(&format!("{cut}  .word {index:#018x}\n")), Some(Rule::KnownOp));
}

#[test]
fn v2_indices_are_in_their_tables() {
    for line in [
        "ldk r2, k1",
        "ldstr r2, d1",
        "ldtype r2, t8",
        "lditab r2, i1",
        "ldfunc r2, f3",
        "call r10, f3",
        "call.native r10, n1",
        "call.closure r10, r0, s3",
        "jtab r1, j1",
        "new r2, t8",
        "ld.n r2, r0, 0, t9",
        "shli.i64 r2, r1, 64",
    ] {
        assert_eq!(with(line), Some(Rule::Operand), "{line}");
    }
    assert_eq!(replaced("func1\" s0", "func1\" s9"), Some(Rule::Operand));
    assert_eq!(replaced("\"test.native\" s1", "\"test.native\" s9"), Some(Rule::Operand));
}

#[test]
fn v3_registers_are_in_the_frame() {
    for line in [
        "mov r16, r1",
        "mov r2, r16",
        "ldstr r15, d0",
        "mov3 r2, r14",
        "movn r2, r1, 16",
        "zeron r14, 3",
        "ld.n r15, r0, 0, t1",
        "concat r2, r14, 2",
    ] {
        assert_eq!(with(line), Some(Rule::Register), "{line}");
    }
}

#[test]
fn v4_jumps_lead_to_instructions() {
    for line in [
        "jmp +500",
        "jmp -500",
        "jt r1, +500",
        "jeq r1, r1, -500",
        "jmp +0\nnew r2, t0\njmp -2\nldstr r2, d0",
    ] {
        let expected = if line.contains("new") { None } else { Some(Rule::Target) };
        assert_eq!(with(line), expected, "{line}");
    }
    // Into an extension word.
    assert_eq!(with("makemap r2, r1, t2\njt r1, -2"), Some(Rule::Target));
    assert_eq!(replaced("table j0 out out", "table j0 out @50"), Some(Rule::Target));
    assert_eq!(replaced("  .table j0", "  .recover @50\n  .table j0"), Some(Rule::Target));
    assert_eq!(with("defer r0"), Some(Rule::Target));
    assert_eq!(with("rundefers r10"), Some(Rule::Target));
}

#[test]
fn v5_code_does_not_run_off_its_end() {
    assert_eq!(replaced("line 9\n  ret", "line 9\n  ldi r0, 1"), Some(Rule::FallsOff));
    assert_eq!(replaced("line 9\n  ret", "line 9\n  ldi r0, 1\n  jt r0, -1"), Some(Rule::FallsOff));
    assert_eq!(replaced("line 9\n  ret", "line 9"), Some(Rule::FallsOff));
}

#[test]
fn v6_the_frame_holds_its_parts() {
    assert_eq!(replaced("s1 frame 16", "s1 frame 1"), Some(Rule::Frame));
    assert_eq!(replaced("s0 frame 4 closure", "s0 frame 0 closure"), Some(Rule::Frame));
    assert_eq!(replaced("s1 frame 16", "s1 frame 65536"), Some(Rule::Frame));
    for region in [
        "r15 words 2 pointers 1",
        "r1 words 2 pointers 1",
        "r6 words 2 pointers 2",
        "r6 words 2 pointers 1 0",
        "r6 words 2 pointers 1\n  .region r7 words 2 pointers",
    ] {
        assert_eq!(replaced("r6 words 2 pointers 1", region), Some(Rule::Frame), "{region}");
    }
}

#[test]
fn v7_windows_are_above_everything() {
    let call = |win: u32| {
        with(&format!("mov r{win}, r0\nmov r{}, r1\ncall r{win}, f0\nmov r0, r{win}", win + 1))
    };
    assert_eq!(call(10), None);
    assert_eq!(call(14), None);
    assert_eq!(call(4), Some(Rule::Window), "below the region");
    assert_eq!(call(9), Some(Rule::Window), "the return record is in the region");
    assert_eq!(with("call.native r15, n0"), Some(Rule::Window));
    assert_eq!(with("call r1, f1"), Some(Rule::Window));
}

#[test]
fn v8_words_are_set_before_they_are_read() {
    assert_eq!(with("mov r3, r4"), Some(Rule::Undefined));
    assert_eq!(with("add.i64 r3, r1, r4"), Some(Rule::Undefined));
    assert_eq!(with("jt r1, +1\nldi r3, 5\nmov r4, r3"), Some(Rule::Undefined), "on one path only");
    assert_eq!(with("call r10, f0"), Some(Rule::Undefined), "arguments");
    let call = "mov r10, r0\nmov r11, r1\nldi r14, 3\n call r10, f0\n";
    assert_eq!(with(&format!("{call}mov r2, r10")), None);
    assert_eq!(with(&format!("{call}mov r2, r11")), Some(Rule::Undefined), "an argument is gone");
    assert_eq!(with(&format!("{call}mov r2, r14")), Some(Rule::Undefined), "above the window");
    let call = call.replace("r14", "r8");
    assert_eq!(with(&format!("{call}mov r2, r8")), Some(Rule::Undefined), "the return record");
    assert_eq!(with("ret2 r4"), Some(Rule::Call));
    assert_eq!(with("ret1 r4"), Some(Rule::Undefined));
}

#[test]
fn v9_kinds_are_what_ops_demand() {
    for line in [
        "ld.64 r2, r1, 0",
        "st.64 r1, 0, r1",
        "st.64 r0, 0, r0",
        "st.ptr r0, 0, r1",
        "nilcheck r1",
        "ret1 r1",
        "mov r10, r1\nmov r11, r1\ncall r10, f0",
        "mov r10, r0\nmov r11, r0\ncall r10, f0",
        "ldi r3, 1\njt r1, +1\nmov r3, r0\nmov r4, r3",
        "box.64 r3, r0, t0",
        "go r1",
        "ldtype r2, t0\nmov r3, r1\npanic r2",
        "ldstr r2, d0\nmov r3, r0\nconcat r2, r2, 1",
        "call.closure r10, r1, s0",
        "mov2 r10, r0\nldi r2, 1\nmov r3, r1\ncall.iface r10, r2, 0, s1",
    ] {
        assert_eq!(with(line), Some(Rule::Kind), "{line}");
    }
    for line in [
        "ld.64 r2, r0, 0",
        "ldi r2, 0\nld.64 r2, r2, 0",
        "ldi r3, 0\njt r1, +1\nmov r3, r0\nst.ptr r0, 0, r3",
        "cvt.ptr.int r2, r0\nst.64 r0, 0, r2",
        "ldi r3, 1\njt r1, +1\nmov r3, r0\nldi r3, 1",
        "ldstr r2, d0\nconcat r2, r2, 1",
        "mov2 r2, r0\nmov2 r3, r2\nnilcheck r3",
    ] {
        assert_eq!(with(line), None, "{line}");
    }
}

#[test]
fn v10_regions_keep_their_kinds() {
    for line in [
        "mov r6, r0",
        "mov r7, r1",
        "ldi r7, 1",
        "ldstr r6, d0",
        "ldf.u8 r2, r5, 0",
        "ldf.u8 r2, r6, 16",
        "ldf.u16 r2, r6, 3",
        "ldf.u8 r2, r6, 8",
        "stf.32 r6, 12, r1",
        "leaf r2, r6, 17",
        "ldxf.64 r2, r6, r1, 2",
        "ldxf.ptr r2, r7, r1, 2",
        "ldxf.ptr r2, r6, r1, 1",
        "mapiter r6, r0, t2",
        "select r2, r6, 1, 1",
    ] {
        assert_eq!(with(line), Some(Rule::Region), "{line}");
    }
    for line in [
        "mov r6, r1",
        "mov r7, r0",
        "ldi r7, 0",
        "ldf.u8 r2, r6, 7",
        "leaf r2, r6, 16",
        "leaf r2, r7, 0",
        "ldxf.64 r2, r6, r1, 1",
        "ldxf.ptr r2, r7, r1, 1",
        "ldxf.i8 r2, r6, r1, 8",
        "stxf.ptr r7, r1, r0, 1",
        "mov r2, r7\nst.ptr r0, 0, r2",
        "ldxf.iface r2, r6, r1, 1",
        "mov r2, r6\nst.64 r0, 0, r2",
    ] {
        assert_eq!(with(line), None, "{line}");
    }
}

#[test]
fn v10_maps_in_the_frame_have_room_for_header_and_group() {
    // A group of map[string]int: control word, then eight times string and int.
    let pointers: Vec<String> =
        std::iter::once(2).chain((0..8).map(|slot| 7 + 3 * slot)).map(|n| n.to_string()).collect();
    let with_region = |words: u32, pointers: &str, line: &str| {
        let region = format!("  .region r16 words {words} pointers {pointers}\n");
        let text = GOOD
            .replace("  .region r6", &format!("{region}  .region r6"))
            .replace("frame 16 file 0 line 3", "frame 60 file 0 line 3")
            .replace("  ldi r7, 0\n", "  ldi r7, 0\n  zeron r16, 31\n")
            .replace("  ; here\n", &format!("  ldi r3, 0\n  {line}\n"));
        broken_rule(&text)
    };
    let all = pointers.join(" ");
    assert_eq!(with_region(31, &all, "makemap.frame r2, r3, r16, t2, 1"), None);
    assert_eq!(with_region(31, &all, "makemap.frame r2, r3, r16, t2, 0"), None);
    assert_eq!(with_region(31, "2 7", "makemap.frame r2, r3, r16, t2, 0"), None);
    for (words, pointers, line) in [
        (30, all.as_str(), "makemap.frame r2, r3, r16, t2, 1"),
        (31, "2 7", "makemap.frame r2, r3, r16, t2, 1"),
        (31, "7", "makemap.frame r2, r3, r16, t2, 0"),
        (31, &all, "makemap.frame r2, r3, r17, t2, 0"),
        (5, "2", "makemap.frame r2, r3, r16, t2, 0"),
    ] {
        let text = format!("{words} {pointers} {line}");
        assert_eq!(with_region(words, pointers, line), Some(Rule::Region), "{text}");
    }
}

#[test]
fn v10_the_prologue_sets_the_pointers_of_regions() {
    let set = "  ldi r7, 0\n";
    assert_eq!(replaced(set, ""), Some(Rule::Region));
    assert_eq!(replaced(set, "  poll\n  ldi r7, 0\n"), Some(Rule::Region), "too late");
    assert_eq!(replaced(set, "  nilcheck r0\n  ldi r7, 0\n"), Some(Rule::Region));
    assert_eq!(replaced(set, "  jmp out\n"), Some(Rule::Region));
    assert_eq!(replaced(set, "  zeron r6, 2\n"), None);
    assert_eq!(replaced(set, "  mov r7, r0\n"), None);
}

#[test]
fn v11_functions_are_entered_as_they_must() {
    assert_eq!(with("call r10, f2"), Some(Rule::Call));
    assert_eq!(with("ldfunc r2, f2"), Some(Rule::Call));
    assert_eq!(
        with("ldi r2, 0\nldi r3, 0\nldi r11, 0\ncall.iface r10, r2, 0, s2"),
        Some(Rule::Call)
    );
    assert_eq!(replaced("line 9\n  ret", "line 9\n  ldi r0, 0\n  ret1 r0"), Some(Rule::Call));
}

#[test]
fn v12_globals_are_apart_and_accessed_as_they_are() {
    for line in [
        "ldg.64 r2, @8",
        "ldg.64 r2, @4",
        "ldg.str r2, @16",
        "stg.64 r1, @8",
        "ldg.64 r2, @24",
        "ldglobal r2, @33",
    ] {
        assert_eq!(with(line), Some(Rule::Global), "{line}");
    }
    for line in [
        "ldg.64 r2, @0",
        "ldg.str r2, @8",
        "ldg.ptr r2, @8",
        "ldg.64 r2, @16",
        "ldg.u8 r2, @7",
        "ldglobal r2, @32",
    ] {
        assert_eq!(with(line), None, "{line}");
    }
    assert_eq!(replaced("@8 t1", "@4 t1"), Some(Rule::Global));
    assert_eq!(replaced("@8 t1", "@12 t1"), Some(Rule::Global));
    assert_eq!(replaced("@8 t1", "@24 t1"), Some(Rule::Global));
    assert_eq!(replaced("@8 t1", "@8 t50"), Some(Rule::Global));
}

#[test]
fn v13_types_fit_themselves_and_the_ops() {
    for line in [
        "append.64 r2, r2, r1, t6",
        "makemap r2, r1, t0",
        "mapget.32 r2, r0, r1, t2",
        "box.8 r2, r1, t0",
        "conviface r2, r1, r0, t0",
        "makechan r2, r1, t0",
        "newclosure r2, f2, t6",
    ] {
        let line = format!("zeron r2, 3\n{line}");
        assert_eq!(with(&line), Some(Rule::Type), "{line}");
    }
    for (from, to) in [
        ("Int size 8", "Int size 4"),
        (
            "size 16 align 8 ptr 8 period 16 mask p string \"string\"",
            "size 16 align 8 ptr 24 period 16 mask p string \"string\"",
        ),
        ("elem t0 key t1", "elem t0"),
        ("elem t0 key t1", "elem t0 key t77"),
        ("\"M\" \"\" t3 f0", "\"M\" \"\" t3 f1"),
        ("\"M\" \"\" t3 f0", "\"N\" \"\" t3 f0"),
        ("itab i0 t4 t5", "itab i0 t4 t0"),
        ("method \"M\" \"\" t3 f0", "method \"M\" \"\" t3 f0\n  method \"L\" \"\" t3 f0"),
        ("align 8 ptr 0", "align 3 ptr 0"),
    ] {
        assert_eq!(replaced(from, to), Some(Rule::Type), "{from} → {to}");
    }
    assert_eq!(with("newclosure r2, f2, t7\nst.ptr r2, 8, r0"), None);
    assert_eq!(with("ldi r2, 0\nldi r3, 0\nldi r4, 0\nappend.64 r2, r2, r1, t0"), None);
}

#[test]
fn v14_stack_maps_are_those_of_the_analysis() {
    let text = GOOD.replace("  ; here\n", "  poll\n");
    let mut program = program(&text);
    assert_eq!(verify(&program).map_err(|err| err.rule), Err(Rule::StackMap));
    seal(&mut program).expect("the program is good");
    assert_eq!(verify(&program), Ok(()));
    program.funcs[0].maps[0].pointers.clear();
    assert_eq!(verify(&program).map_err(|err| err.rule), Err(Rule::StackMap));
}

#[test]
fn v15_positions_ascend() {
    assert_eq!(with(".line @0 5:1"), Some(Rule::Line));
    assert_eq!(with(".line @90 5:1"), Some(Rule::Line));
    assert_eq!(replaced("s1 frame 16 file 0", "s1 frame 16 file 1"), Some(Rule::Line));
}

#[test]
fn v16_the_entry_takes_nothing() {
    assert_eq!(replaced("entry f1", "entry f0"), Some(Rule::Entry));
    assert_eq!(replaced("entry f1", "entry f2"), Some(Rule::Entry));
    assert_eq!(replaced("entry f1", "entry f9"), Some(Rule::Entry));
}

#[test]
fn errors_name_function_and_instruction() {
    let text = GOOD.replace("  ; here\n", "  mov r3, r4\n");
    let err = seal(&mut program(&text)).expect_err("r4 is not set");
    assert_eq!(err.to_string(), "main.f at 2: r4 is read but not set on every path (V8)");
}

#[test]
fn unreachable_code_has_no_maps_but_must_decode() {
    assert_eq!(with("jmp out\nmov r3, r4\npoll"), None);
    assert_eq!(with("jmp out\nmov r3, r40"), Some(Rule::Register));
}
