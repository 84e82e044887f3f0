//! Hand-written programs, run by both engines. `test.emit(x int)` tells what happened.

use std::cell::RefCell;

use minigo_bytecode::asm::assemble;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_vm::interp::Engine;
use minigo_vm::link::link;
use minigo_vm::machine::{Machine, Options};

thread_local! {
    static EMITTED: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
}

fn emit(_: &mut NativeCx, args: Words) {
    EMITTED.with(|emitted| emitted.borrow_mut().push(args.int(0)));
}

const LIBRARY: &[NativeDef] = &[NativeDef { name: "test.emit", func: emit }];

/// What every program here starts with.
const HEADER: &str = r#"
file "main.go"
sig s0 - -> -
sig s1 s -> -
sig s2 s -> s
sig s3 sss -> s
native n0 "test.emit" s1
type t0 Int size 8 align 8 ptr 0 period 8 mask - string "int" name "int" comparable plain
globals 8
entry f0
"#;

/// Runs the functions with both engines; both must emit these numbers.
fn check(functions: &str, expected: &[i64]) {
    for engine in [Engine::Threaded, Engine::Loop] {
        let program = assemble(&format!("{HEADER}{functions}")).expect("the text assembles");
        let image = link(program, LIBRARY).unwrap_or_else(|error| panic!("{error}"));
        EMITTED.with(|emitted| emitted.borrow_mut().clear());
        let options = Options { engine, procs: Some(1) };
        let status = Machine::new(image, Vec::new(), options).run_main();
        assert_eq!(status.0, 0);
        EMITTED.with(|emitted| assert_eq!(*emitted.borrow(), expected, "{engine:?}"));
    }
}

#[test]
fn handlers_jump_to_each_other_and_take_no_native_stack() {
    // 28 million instructions; a handler that lost its jump takes some bytes each time.
    let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(|| {
        check(
            r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  ldi r4, 31
  call r4, f1
  call.native r4, n0
  ret
func f1 "main.fib" s2 frame 8 file 0 line 3
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
            &[1_346_269],
        );
    });
    thread.expect("a thread starts").join().expect("the stack suffices");
}

#[test]
fn deferred_calls_run_last_first_and_recover_once() {
    check(
        r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  call r4, f1
  ldi r4, 9
  call.native r4, n0
  ret
func f1 "main.f" s0 frame 8 file 0 line 5
  .recover after
  ldfunc r0, f2
  defer r0
  ldfunc r0, f3
  defer r0
  ldtype r0, t0
  ldi r1, 0
  panic r0
after:
  rundefers r4
  ldi r4, 3
  call.native r4, n0
  ret
func f2 "main.f.func1" s0 frame 8 file 0 line 6
  recover r0
  jne r0, r1, nil
  ldi r4, 2
  call.native r4, n0
nil:
  ret
func f3 "main.f.func2" s0 frame 8 file 0 line 7
  recover r0
  ldtype r2, t0
  jne r0, r2, wrong
  ldi r4, 1
  call.native r4, n0
wrong:
  recover r0
  jnei r0, 0, end
  ldi r4, 11
  call.native r4, n0
end:
  ret
"#
        .replace("  jne r0, r1, nil\n", "  jnei r0, 0, nil\n")
        .as_str(),
        &[1, 11, 2, 3, 9],
    );
}

#[test]
fn a_panic_in_a_deferred_call_replaces_the_panic() {
    // main defers D1 (which recovers), calls g, which defers D2 and panics; D2 panics.
    check(
        r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  .recover after
  ldfunc r0, f2
  defer r0
  call r4, f1
after:
  rundefers r4
  ldi r4, 5
  call.native r4, n0
  ret
func f1 "main.g" s0 frame 8 file 0 line 5
  .recover after
  ldfunc r0, f3
  defer r0
  ldtype r0, t0
  ldi r1, 0
  panic r0
after:
  rundefers r4
  ldi r4, 99
  call.native r4, n0
  ret
func f2 "main.D1" s0 frame 8 file 0 line 6
  ldi r4, 2
  call.native r4, n0
  recover r0
  recover r2
  jnei r2, 0, wrong
  ldi r4, 3
  call.native r4, n0
wrong:
  ret
func f3 "main.D2" s0 frame 8 file 0 line 7
  ldi r4, 1
  call.native r4, n0
  ldtype r0, t0
  ldi r1, 0
  panic r0
"#,
        &[1, 2, 3, 5],
    );
}

#[test]
fn recover_counts_only_in_the_function_that_the_panic_called() {
    check(
        r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  .recover after
  ldfunc r0, f1
  defer r0
  ldtype r0, t0
  ldi r1, 0
  panic r0
after:
  rundefers r4
  ldi r4, 7
  call.native r4, n0
  ret
func f1 "main.D" s0 frame 8 file 0 line 5
  call r4, f2
  recover r0
  ldtype r2, t0
  jne r0, r2, end
  ldi r4, 2
  call.native r4, n0
end:
  ret
func f2 "main.helper" s0 frame 8 file 0 line 9
  recover r0
  jnei r0, 0, wrong
  ldi r4, 1
  call.native r4, n0
wrong:
  ret
"#,
        &[1, 2, 7],
    );
}

#[test]
fn stacks_grow_and_pointers_into_them_move() {
    // f(n) keeps n in a region, a pointer to it in a register, and adds it to f(n-1).
    check(
        r#"
func f0 "main.main" s0 frame 8 file 0 line 1
  ldi r4, 10000
  call r4, f1
  call.native r4, n0
  ret
func f1 "main.f" s2 frame 12 file 0 line 3
  .region r2 words 1 pointers
  mov r2, r0
  leaf r1, r2, 0
  jgti r0, 0, more
  ldi r0, 0
  ret
more:
  addi.i64 r6, r0, -1
  call r6, f1
  ld.64 r3, r1, 0
  add.i64 r0, r3, r6
  ret
"#,
        &[50_005_000],
    );
}

#[test]
fn goroutines_exchange_values_through_a_channel() {
    // main starts f, which sends 1, 2, 3 and closes; main receives until the end.
    check(
        r#"
type t1 Chan size 8 align 8 ptr 8 period 8 mask p string "chan int" elem t0 len 3 comparable plain
global "main.c" @0 t1
func f0 "main.main" s0 frame 16 file 0 line 1
  .region r8 words 1 pointers
  ldi r0, 0
  makechan r2, r0, t1
  stg.ptr r2, @0
  ldfunc r3, f1
  go r3
again:
  ldg.ptr r2, @0
  leaf r3, r8, 0
  recv r0, r3, r2
  jf r0, end
  mov r11, r8
  call.native r11, n0
  jmp.b again
end:
  ret
func f1 "main.f" s0 frame 8 file 0 line 9
  .region r4 words 1 pointers
  ldi r4, 1
more:
  ldg.ptr r0, @0
  leaf r1, r4, 0
  send r0, r1
  addi.i64 r4, r4, 1
  jlei.b r4, 3, more
  ldg.ptr r0, @0
  close r0
  ret
"#,
        &[1, 2, 3],
    );
}

#[test]
fn a_loop_without_calls_lets_others_run() {
    // main starts f and spins until f has set the global.
    check(
        r#"
global "main.x" @0 t0
func f0 "main.main" s0 frame 8 file 0 line 1
  ldfunc r0, f1
  go r0
again:
  ldg.64 r4, @0
  jeqi.b r4, 0, again
  call.native r4, n0
  ret
func f1 "main.f" s0 frame 8 file 0 line 9
  ldi r0, 5
  stg.64 r0, @0
  ret
"#,
        &[5],
    );
}

/// Runs the functions in a process of their own, which is the test `name` again, and
/// returns its exit status and standard error.
fn in_a_process(name: &str, functions: &str) -> (Option<i32>, String) {
    const CHILD: &str = "MINIGO_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        check(functions, &[]);
    }
    let program = std::env::current_exe().expect("the test has a file");
    let child =
        std::process::Command::new(program).args([name, "--exact"]).env(CHILD, "1").output();
    let child = child.expect("the process starts");
    (child.status.code(), String::from_utf8(child.stderr).expect("messages are text"))
}

#[test]
fn endless_recursion_ends_with_gos_message() {
    let (status, text) = in_a_process(
        "endless_recursion_ends_with_gos_message",
        r#"
func f0 "main.main" s0 frame 4 file 0 line 1
  ldi r2, 0
  call r2, f1
  ret
func f1 "main.f" s1 frame 200 file 0 line 3
  .line 4:2
  mov r198, r0
  call r198, f1
  ret
"#,
    );
    assert_eq!(status, Some(2));
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("runtime: goroutine stack exceeds 1000000000-byte limit"),
        "{text}"
    );
    assert!(lines.next().is_some_and(|line| line.starts_with("runtime: sp=0x")));
    assert_eq!(lines.next(), Some("fatal error: stack overflow"));
    assert!(text.contains("\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:"), "{text}");
    assert!(text.contains(" frames elided...\n"), "{text}");
    assert!(text.contains("main.main()\n\tmain.go:1"), "{text}");
}

#[test]
fn a_deadlock_is_found() {
    let (status, text) = in_a_process(
        "a_deadlock_is_found",
        r#"
type t1 Chan size 8 align 8 ptr 8 period 8 mask p string "chan int" elem t0 len 3 comparable plain
func f0 "main.main" s0 frame 12 file 0 line 1
  .line 7:2
  ldi r0, 0
  makechan r2, r0, t1
  ldi r3, 0
  recv r0, r3, r2
  ret
"#,
    );
    assert_eq!(status, Some(2));
    assert_eq!(
        text,
        "fatal error: all goroutines are asleep - deadlock!\n\n\
         goroutine 1 [chan receive]:\nmain.main()\n\tmain.go:7 +0x28\n"
    );
}
