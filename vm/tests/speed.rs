//! Speed of the engine on the code that a perfect compiler would emit; compare with Go.
//!
//! `cargo test --release -p minigo-vm --test speed -- --ignored --nocapture --test-threads 1`

use minigo_bytecode::asm::assemble;
use minigo_vm::interp::Engine;
use minigo_vm::link::link;
use minigo_vm::machine::{Machine, Options};

const HEADER: &str = r#"
file "main.go"
sig s0 - -> -
sig s1 s -> s
sig s2 ss -> s
type t0 Uint8 size 1 align 1 ptr 0 period 1 mask - string "uint8" name "uint8" comparable plain
type t1 Float64 size 8 align 8 ptr 0 period 8 mask - string "float64" name "float64" comparable
type t2 Slice size 24 align 8 ptr 8 period 24 mask pss string "[]float64" elem t1
globals 0
entry f0
"#;

/// CPU time of this thread, as Linux counts it: other processes disturb it least.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let ns = text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok());
    ns.expect("the first number is the time in ns") / 1e9
}

fn time(name: &str, functions: &str) {
    for engine in [Engine::Threaded, Engine::Loop] {
        let program = assemble(&format!("{HEADER}{functions}")).expect("the text assembles");
        let image = link(program, &[]).unwrap_or_else(|error| panic!("{error}"));
        let mut best = f64::MAX;
        for _ in 0..3 {
            let start = cpu_seconds();
            let status =
                Machine::new(image, Vec::new(), Options { engine, procs: Some(1) }).run_main();
            assert_eq!(status.0, 0);
            best = best.min(cpu_seconds() - start);
        }
        println!("{name} {engine:?}: {:.0} ms", best * 1e3);
    }
}

#[test]
#[ignore = "measures"]
fn fib_35() {
    time(
        "fib(35)",
        r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  ldi r4, 35
  call r4, f1
  ret
func f1 "main.fib" s1 frame 8 file 0 line 3
  jgei r0, 2, more
  ret
more:
  addi.i64 r3, r0, -1
  call r3, f1
  addi.i64 r6, r0, -2
  call r6, f1
  add.i64 r0, r3, r6
  ret
"#,
    );
}

#[test]
#[ignore = "measures"]
fn fifty_million_leaf_calls() {
    time(
        "leaf calls",
        r#"
func f0 "main.main" s0 frame 10 file 0 line 1
  ldi r0, 1
  ldi r1, 0
  ldi r2, 50000000
again:
  mov r5, r0
  mov r6, r1
  call r5, f1
  mov r0, r5
  incjlt.b r1, r2, again
  ret
func f1 "main.f" s2 frame 4 file 0 line 3
  xor r2, r0, r1
  shri.s r3, r0, 3
  add.i64 r0, r2, r3
  ret
"#,
    );
}

#[test]
#[ignore = "measures"]
fn sieve_of_a_million() {
    time(
        "sieve(1e6) 20 times",
        r#"
func f0 "main.main" s0 frame 16 file 0 line 1
  ldi r1, 1000000
  ldi r11, 1000001
  makeslice r2, r11, r11, t0
  ldi r7, 0
  ldi r8, 20
  ldi r9, 1
  ldi r10, 0
repeat:
  ldi r0, 0
  ldi r5, 0
fill:
  stx.8 r2, r5, r9
  incjle.b r5, r1, fill
  ldi r5, 2
scan:
  ldx.u8 r11, r2, r5
  jeqi r11, 0, next
  addi.i64 r0, r0, 1
  add.i64 r6, r5, r5
  jlt.s r1, r6, next
strike:
  stx.8 r2, r6, r10
  add.i64 r6, r6, r5
  jle.s.b r6, r1, strike
next:
  incjle.b r5, r1, scan
  incjlt.b r7, r8, repeat
  ret
"#,
    );
}

#[test]
#[ignore = "measures"]
fn matmul_300() {
    time(
        "matmul(300)",
        r#"
func f0 "main.main" s0 frame 32 file 0 line 1
  ldi r0, 300
  makeslice r1, r0, r0, t2
  makeslice r4, r0, r0, t2
  makeslice r7, r0, r0, t2
  ldi r10, 0
make:
  makeslice r16, r0, r0, t1
  stx.slice r1, r10, r16
  makeslice r16, r0, r0, t1
  stx.slice r4, r10, r16
  makeslice r16, r0, r0, t1
  stx.slice r7, r10, r16
  incjlt.b r10, r0, make
  ldi r10, 0
rows:
  ldi r11, 0
columns:
  ldi r13, 0
  ldi r12, 0
sum:
  ldxx.64 r14, r1, r10, r12
  ldxx.64 r15, r4, r12, r11
  muladd.f64 r13, r14, r15
  incjlt.b r12, r0, sum
  stxx.64 r7, r10, r13, r11
  incjlt.b r11, r0, columns
  incjlt.b r10, r0, rows
  ret
"#,
    );
}
