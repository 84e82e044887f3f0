//! Runs the Go programs under `testdata` with the built command and compares what they
//! do with what real Go does. The first line of a file says how to treat it; see
//! `testdata/README.md`. Nothing is skipped: a file without a directive fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Folders whose `.go` files are whole programs.
const FOLDERS: &[&str] = &["run", "panic", "std", "issues", "escape", "gc", "sched"];

/// How long a program may run.
const TIMEOUT: Duration = Duration::from_secs(60);

fn testdata() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn programs() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(testdata().join(folder)) else { continue };
        files.extend(
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ext| ext == "go")),
        );
    }
    files.sort();
    files
}

/// Runs the command; kills it after [`TIMEOUT`]. Output goes through files so that a
/// program that prints much cannot block.
fn minigo(args: &[&str], envs: &[(&str, &str)]) -> Result<Output, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minigo"));
    command.args(args).envs(envs.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let mut stdout = child.stdout.take().ok_or("no stdout")?;
    let mut stderr = child.stderr.take().ok_or("no stderr")?;
    let out = std::thread::spawn(move || read_all(&mut stdout));
    let err = std::thread::spawn(move || read_all(&mut stderr));
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if start.elapsed() > TIMEOUT => {
                let _ = child.kill();
                return Err(format!("still running after {TIMEOUT:?}"));
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let collect = |thread: std::thread::JoinHandle<Vec<u8>>| thread.join().unwrap_or_default();
    Ok(Output { status, stdout: collect(out), stderr: collect(err) })
}

fn read_all(source: &mut dyn std::io::Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = source.read_to_end(&mut bytes);
    bytes
}

/// Checks one program; the error tells what differs.
fn check(path: &Path) -> Result<(), String> {
    let source = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let first = source.lines().next().unwrap_or("");
    let directive = first.strip_prefix("// ").ok_or("no directive in the first line")?;
    let (action, rest) = directive.split_once(' ').unwrap_or((directive, ""));
    let file = path.to_str().ok_or("file name is not UTF-8")?;
    let mut args = vec!["run", file];
    match action {
        "run" => {
            args.extend(rest.split_whitespace());
            let output = minigo(&args, &[])?;
            expect_status(&output, 0)?;
            expect_text("standard output", &output.stdout, &expected(path, "out"))?;
            expect_text("standard error", &output.stderr, &expected(path, "err"))
        }
        "panic" => {
            let wanted = rest.trim().trim_matches('"');
            let output = minigo(&args, &[])?;
            expect_status(&output, 2)?;
            expect_text("standard output", &output.stdout, &expected(path, "out"))?;
            let stderr = String::from_utf8_lossy(&output.stderr);
            if stderr.lines().any(|line| line == wanted) {
                Ok(())
            } else {
                Err(format!("no line {wanted:?} on standard error:\n{stderr}"))
            }
        }
        "exit" => {
            let output = minigo(&args, &[])?;
            expect_status(&output, rest.trim().parse().map_err(|_| "bad exit status")?)
        }
        "error" => {
            let wanted = rest.trim().trim_matches('"');
            let output = minigo(&args, &[])?;
            expect_status(&output, 1)?;
            let stderr = String::from_utf8_lossy(&output.stderr);
            if stderr.contains(wanted) {
                Ok(())
            } else {
                Err(format!("no {wanted:?} on standard error:\n{stderr}"))
            }
        }
        _ => Err(format!("unknown directive {action:?}")),
    }
}

fn expected(path: &Path, extension: &str) -> Vec<u8> {
    fs::read(path.with_extension(extension)).unwrap_or_default()
}

fn expect_status(output: &Output, wanted: i32) -> Result<(), String> {
    if output.status.code() == Some(wanted) {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} instead of exit status {wanted}:\n{stderr}", output.status))
}

fn expect_text(what: &str, got: &[u8], wanted: &[u8]) -> Result<(), String> {
    if got == wanted {
        return Ok(());
    }
    let (got, wanted) = (String::from_utf8_lossy(got), String::from_utf8_lossy(wanted));
    let mut pairs = got.lines().zip(wanted.lines()).enumerate();
    let detail = match pairs.find(|(_, (g, w))| g != w) {
        Some((index, (g, w))) => format!("line {}: {g:?} instead of {w:?}", index + 1),
        None => format!("{} lines instead of {}", got.lines().count(), wanted.lines().count()),
    };
    Err(format!("{what} differs, {detail}"))
}

/// Runs `check` over `items` on all cores and panics with every failure.
fn run_all<T: Sync>(
    items: &[T],
    name: impl Fn(&T) -> String + Sync,
    check: impl Fn(&T) -> Result<(), String> + Sync,
) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = check(item) {
                        failures
                            .lock()
                            .expect("no worker panics")
                            .push(format!("{}: {error}", name(item)));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no worker panics");
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} failed:\n{}",
        failures.len(),
        items.len(),
        failures.join("\n")
    );
    println!("{} passed", items.len());
}

#[test]
fn programs_do_what_go_does() {
    let files = programs();
    assert!(!files.is_empty(), "no programs found");
    run_all(&files, |path| path.display().to_string(), |path| check(path));
}

/// Where Go's own test suite is, if it is installed: the tree of Debian's golang-1.19-src.
fn go_suite() -> Option<PathBuf> {
    let candidates =
        [std::env::var("MINIGO_GO_SUITE").ok(), Some("/usr/share/go-1.19/test".into())];
    candidates
        .into_iter()
        .flatten()
        .map(PathBuf::from)
        .find(|dir| dir.join("helloworld.go").is_file())
}

#[test]
fn go_suite_programs_pass() {
    let list =
        fs::read_to_string(testdata().join("gosuite/run.txt")).expect("the list is in the tree");
    let names: Vec<&str> =
        list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let Some(suite) = go_suite() else {
        println!(
            "Go's test suite is not installed (package golang-1.19-src): its {} programs were not run",
            names.len()
        );
        return;
    };
    run_all(&names, |name| name.to_string(), |name| check_suite_program(&suite.join(name)));
}

/// A `// run` test of Go's suite passes if it exits 0 and prints what its `.out` file
/// holds (nothing without one), both streams together.
fn check_suite_program(path: &Path) -> Result<(), String> {
    let source = fs::read(path).map_err(|error| error.to_string())?;
    let source = String::from_utf8_lossy(&source);
    let directive = source.lines().find_map(|line| line.strip_prefix("// run")).unwrap_or("");
    let file = path.to_str().ok_or("file name is not UTF-8")?;
    let mut args = vec!["run", file];
    args.extend(directive.split_whitespace());
    let output = minigo(&args, &[])?;
    expect_status(&output, 0)?;
    let mut both = output.stdout;
    both.extend_from_slice(&output.stderr);
    expect_text("output", &both, &expected(path, "out"))
}
