//! Stack maps that the analysis finds, written as a programmer would expect them.

use minigo_bytecode::asm::assemble;
use minigo_bytecode::disasm::disassemble;
use minigo_bytecode::verify::{seal, verify};

/// Assembles the text, in which no map stands, fills in the maps and returns the lines
/// of the function that have them.
fn maps_of(text: &str) -> String {
    let mut program = assemble(text).expect("the test's text assembles");
    seal(&mut program).expect("the test's program is right");
    verify(&program).expect("sealed programs verify");
    let text = disassemble(&program);
    assert_eq!(assemble(&text).as_ref(), Ok(&program));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let with_maps = lines.windows(2).filter(|pair| pair[1].starts_with(".map"));
    with_maps.map(|pair| format!("{} | {}\n", pair[0], pair[1])).collect()
}

const TABLES: &str = r#"
sig s0 - -> -
sig s1 p -> p
type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" comparable plain
type t1 Pointer size 8 align 8 ptr 8 period 8 mask p string "*int" elem t0 comparable plain
globals 0
"#;

#[test]
fn a_call_keeps_what_is_read_after_it() {
    let maps = maps_of(&format!(
        "{TABLES}
func f0 \"f\" s1 frame 8
  new r1, t0
  new r2, t0
  mov r6, r0
  call r6, f0
  st.ptr r1, 0, r6
  mov r0, r1
  ret
"
    ));
    assert_eq!(maps, "new r1, t0 | .map r0\nnew r2, t0 | .map r0 r1\ncall r6, f0 | .map r1\n");
}

#[test]
fn zero_joins_either_kind() {
    let maps = maps_of(&format!(
        "{TABLES}
func f0 \"f\" s1 frame 8
  ldi r1, 0
  ldi r2, 0
loop:
  mov r1, r0
  addi.i64 r2, r2, 1
  poll
  jlti.b r2, 10, loop
  mov r0, r1
  ret
"
    ));
    assert_eq!(maps, "poll | .map r0 r1\njlti.b r2, 10, L2 | .map r0 r1\n");
}

#[test]
fn results_are_live_where_a_panic_may_start() {
    let maps = maps_of(&format!(
        "{TABLES}
func f0 \"f\" s1 frame 8
  .recover out
  ldi r1, 0
  new r2, t0
  defer r0
  new r1, t0
  nilcheck r2
  mov r1, r2
out:
  rundefers r6
  mov r0, r1
  ret
"
    ));
    assert_eq!(
        maps,
        "new r2, t0 | .map r0\ndefer r0 | .map r0 r2\nnew r1, t0 | .map r2\nrundefers r6 | .map r1\n"
    );
}

#[test]
fn regions_are_left_out() {
    let maps = maps_of(&format!(
        "{TABLES}
func f0 \"f\" s1 frame 8
  .region r1 words 2 pointers 1
  mov r2, r0
  ldi r1, 5
  leaf r4, r1, 8
  poll
  ld.ptr r0, r4, 0
  ret
"
    ));
    assert_eq!(maps, "poll | .map r4\n");
}
