//! The command line: what programs may be made of, what failures say, exit statuses.

mod harness;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use harness::{Streams, command, finish_with_input, testdata};
use regex::Regex;

fn minigo(args: &[&str], input: &str) -> Output {
    let mut command = command(args);
    command.current_dir(testdata());
    finish_with_input(command, Streams::Apart, input).expect("minigo ends")
}

/// Runs it and compares standard output, standard error, exit status.
fn expect(args: &[&str], input: &str, out: &str, err: &str, status: i32) {
    let output = minigo(args, input);
    assert_eq!(String::from_utf8_lossy(&output.stdout), out, "output of {args:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), err, "messages of {args:?}");
    assert_eq!(output.status.code(), Some(status), "status of {args:?}");
}

#[test]
fn a_folder_is_a_program_and_imports_packages_of_its_module() {
    expect(&["run", "module"], "", "hi from linux, deep down\n", "", 0);
}

#[test]
fn a_folder_must_have_a_main_package() {
    let message = "minigo: package command-line-arguments is not a main package\n";
    expect(&["run", "module/util"], "", "", message, 1);
}

#[test]
fn standard_input_may_be_a_script() {
    let script = "#!/usr/bin/env minigo\npackage main\n\nimport \"os\"\n\n\
        func main() { println(len(os.Args), os.Args[1]); os.Exit(3) }\n";
    expect(&["run", "-", "-x"], script, "", "2 -x\n", 3);
}

#[test]
fn a_missing_file_is_reported() {
    expect(&["run", "none.go"], "", "", "minigo: open none.go: no such file or directory\n", 1);
}

#[test]
fn packages_must_exist_and_may_be_internal() {
    let program = "package main\n\nimport (\n\t_ \"internal/abi\"\n\t_ \"no/such\"\n\
        \t_ \"example.com/none\"\n)\n\nfunc main() {}\n";
    let messages = "-:4:4: use of internal package internal/abi not allowed\n\
        -:5:4: package no/such is not in std\n\
        -:6:4: no required module provides package example.com/none\n";
    let output = minigo(&["run", "-"], program);
    let printed = String::from_utf8_lossy(&output.stderr)
        .replace(": go.mod file not found in current directory or any parent directory", "");
    assert_eq!(printed, messages);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_panic_shows_full_paths() {
    let program = testdata().join("panic/nil_dereference.go");
    let path = program.to_string_lossy();
    let output = minigo(&["run", "panic/nil_dereference.go"], "");
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(printed.contains(&format!("\n\t{path}:")), "{printed}");
}

#[test]
fn a_nil_dereference_says_which_address() {
    let output = minigo(&["run", "panic/nil_field_address.go"], "");
    let printed = String::from_utf8_lossy(&output.stderr);
    let signal = "[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x";
    assert!(printed.lines().nth(1).is_some_and(|line| line.starts_with(signal)), "{printed}");
}

#[test]
fn escape_shows_what_is_on_the_heap_and_why() {
    let source = "package main\nfunc f() *int { x := 1; return &x }\nfunc main() { f() }\n";
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("escape.go");
    std::fs::write(&file, source).expect("the folder is writable");
    let output = minigo(&["escape", "-l", file.to_str().expect("a name in UTF-8")], "");
    let shown = String::from_utf8_lossy(&output.stdout);
    for part in ["moved to heap: x", "return &x (return)", "1 on the heap, 0 do not escape"] {
        assert!(shown.contains(part), "no {part:?} in:\n{shown}");
    }
}

/// Without inlining a small function has a call of its own.
#[test]
fn functions_are_not_inlined_if_asked() {
    let source = "package main\nfunc f(x int) int { return x + 1 }\nfunc main() { println(f(len(\"a\"))) }\n";
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("inline.go");
    std::fs::write(&file, source).expect("the folder is writable");
    let name = file.to_str().expect("a name in UTF-8");
    let calls_f = |flags: &[&str]| {
        let args: Vec<&str> = ["dis"].iter().chain(flags).chain(&[name]).copied().collect();
        let listing = minigo(&args, "").stdout;
        String::from_utf8_lossy(&listing).contains(", main.f ")
    };
    assert!(calls_f(&["-l"]) && !calls_f(&[]));
}

#[test]
fn programs_are_kept_until_they_change() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kept");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let (program, cache) = (folder.join("kept.go"), folder.join("cache"));
    let run = || {
        let output = command(&["run", program.to_str().expect("a name in UTF-8")])
            .env("MINIGOCACHE", &cache)
            .output()
            .expect("minigo runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        String::from_utf8(output.stdout).expect("it is text")
    };
    let entries = || -> Vec<PathBuf> {
        fs::read_dir(&cache).expect("a cache").flatten().map(|entry| entry.path()).collect()
    };
    let write = |text: &str| {
        let source = format!(
            "package main\n\nimport \"fmt\"\n\nfunc main() {{ fmt.Println({text:?}, map[string]int{{\"a\": 1}}) }}\n"
        );
        fs::write(&program, source).expect("a file");
    };
    write("one");
    assert_eq!((run(), run()), ("one map[a:1]\n".into(), "one map[a:1]\n".into()));
    assert_eq!(entries().len(), 1);
    // What is broken is compiled again.
    fs::write(&entries()[0], "broken").expect("an entry");
    assert_eq!(run(), "one map[a:1]\n");
    write("two");
    assert_eq!(run(), "two map[a:1]\n");
    assert_eq!(entries().len(), 2);
}

/// Runs a program with settings of the environment; standard output and error together.
fn run_with(program: &str, settings: &[(&str, &str)]) -> String {
    let mut command = command(&["run", "-"]);
    command.envs(settings.iter().copied());
    let output = finish_with_input(command, Streams::Merged, program).expect("minigo ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn initialisation_is_traced_as_by_go() {
    let program = "package main\n\nimport \"os\"\n\nvar x = make([]int, len(os.Args)+100)\n\n\
        func init() { x[0]++ }\n\nfunc main() { println(len(x) > 100) }\n";
    let printed = run_with(program, &[("GODEBUG", "inittrace=1")]);
    let line =
        Regex::new(r"^init [\w/]+ @[\d.]+ ms, [\d.]+ ms clock, \d+ bytes, \d+ allocs$").unwrap();
    let (mut lines, end) = printed.trim_end().rsplit_once('\n').expect("there are lines");
    assert_eq!(end, "true");
    assert!(lines.lines().all(|text| line.is_match(text)), "{lines}");
    lines = lines.lines().last().expect("there are lines");
    assert!(lines.starts_with("init main @") && lines.ends_with(" 896 bytes, 1 allocs"), "{lines}");
    assert_eq!(run_with(program, &[]), "true\n");
}

#[test]
fn a_program_that_does_nothing_is_collected_now_and_then() {
    let program = "package main\n\nimport (\n\t\"runtime\"\n\t\"time\"\n)\n\nfunc main() {\n\
        \tvar m runtime.MemStats\n\tfor m.NumGC < 2 {\n\t\ttime.Sleep(time.Millisecond)\n\
        \t\truntime.ReadMemStats(&m)\n\t}\n\tprintln(m.NumForcedGC)\n}\n";
    assert_eq!(run_with(program, &[("MINIGODEBUG", "gcperiod=1")]), "0\n");
}

/// Runs it and closes the pipe of its standard output at once; gives the signal that ended it
/// and what it said.
fn unread(args: &[&str]) -> (Option<i32>, String) {
    let mut command = command(args);
    command.current_dir(testdata()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("minigo starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("minigo ends");
    (output.status.signal(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn who_writes_to_a_pipe_that_nobody_reads_ends_by_the_signal() {
    let by_signal = (Some(13), String::new());
    assert_eq!(unread(&["run", "command/endless_output.go"]), by_signal);
    assert_eq!(unread(&["dis", "command/endless_output.go"]), by_signal);
}

#[test]
fn arguments_are_bytes() {
    let script =
        "package main\n\nimport \"os\"\n\nfunc main() { println(os.Args[1] == \"\\xff\") }\n";
    let mut command = command(&["run", "-"]);
    command.arg(OsStr::from_bytes(b"\xff"));
    let output = finish_with_input(command, Streams::Apart, script).expect("minigo ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "true\n");
}
