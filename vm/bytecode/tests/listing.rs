//! The listing of a small function.

use minigo_bytecode::asm::assemble;
use minigo_bytecode::listing::list;
use minigo_bytecode::verify::seal;

const TEXT: &str = r#"
file "main.go"
sig s0 - -> -
sig s1 pss -> s
native n0 "runtime.printint" s2
sig s2 s -> -
const k0 0x400921fb54442d18
string d0 "hello\n"
type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" comparable plain
type t1 Struct size 16 align 8 ptr 8 period 16 mask p string "struct { p *int; n int }"
globals 24
global "main.total" @0 t0
global "main.pair" @8 t1
func f0 "main.sum" s1 frame 16 file 0 line 3
  .region r8 words 2 pointers 0
  .recover after
  .table j0 done after
  .line 4:2
  ldi r8, 0
  ldi r3, 0
  ldk r4, k0
  ldstr r5, d0
  jlei r1, 0, done
  .line 5:3
loop:
  ldx.64 r4, r0, r3
  addi.i64 r3, r3, 1
  mov r12, r3
  call.native r12, n0
  slice.str r5, r5, r3, _
  jlt.s.b r3, r1, loop
  .line 7:2
done:
  defer r8
  jtab r3, j0
  ldg.64 r4, @0
  stg.ptr r8, @8
  jmp after
after:
  rundefers r12
  ret1 r3
"#;

#[test]
fn a_function_reads_well() {
    let mut program = assemble(TEXT).expect("good text");
    seal(&mut program).expect("a good program");
    let source = |_: &str, line: u32| Some(format!("\tline {line} of the source"));
    insta::assert_snapshot!(list(&program, &|_| true, &source));
}
