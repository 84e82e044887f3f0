//! What the tests that run the built command share: running it with a limit, comparing
//! what it printed, working through a list on all cores.

// Each test uses a part of this.
#![allow(dead_code)]

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use minigo_compiler::package::{PackageFiles, PackageSource};

/// How long a program may run.
const TIMEOUT: Duration = Duration::from_secs(60);

pub fn testdata() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// Where Go's own test suite is, if it is installed: the tree of Debian's golang-1.19-src.
pub fn go_suite() -> Option<PathBuf> {
    let candidates =
        [std::env::var("MINIGO_GO_SUITE").ok(), Some("/usr/share/go-1.19/test".into())];
    find_suite(candidates, "helloworld.go")
}

/// The same of a newer Go, if one is installed.
pub fn newer_go_suite() -> Option<PathBuf> {
    let of_root = std::env::var("GOROOT").ok().map(|root| format!("{root}/test"));
    find_suite([of_root, Some("/usr/local/go/test".into())], "fixedbugs/issue72844.go")
}

/// The first folder that has the file.
fn find_suite(candidates: [Option<String>; 2], file: &str) -> Option<PathBuf> {
    candidates.into_iter().flatten().map(PathBuf::from).find(|dir| dir.join(file).is_file())
}

/// What becomes of a command's two outputs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    Apart,
    /// Both are the standard output, in the order of writing.
    Merged,
}

/// The standard library.
pub struct Library;

impl PackageSource for Library {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        let package = minigo_stdlib::package(path)?;
        let file = |file: &minigo_stdlib::File| {
            (format!("{path}/{}", file.name), Cow::Borrowed(file.text.as_bytes()))
        };
        let files = package.files.iter().map(file).collect();
        Some(PackageFiles { files, is_library: true, outline: Some(package.outline.clone()) })
    }
}

/// The built command with these arguments.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minigo"));
    command.args(args).env("MINIGOCACHE", "off");
    command
}

/// Runs the built command with these arguments.
pub fn minigo(args: &[&str]) -> Result<Output, String> {
    finish(command(args), Streams::Apart)
}

/// Runs the command and gives what it printed; kills it after [`TIMEOUT`].
pub fn finish(command: Command, streams: Streams) -> Result<Output, String> {
    finish_with_input(command, streams, "")
}

/// Runs the command with this standard input.
pub fn finish_with_input(
    command: Command,
    streams: Streams,
    input: &str,
) -> Result<Output, String> {
    spawn(command, streams, input).map_err(|error| error.to_string())?.output()
}

/// A running command and the threads that read what it prints, so that it cannot block.
struct Running {
    child: Child,
    stdout: JoinHandle<Vec<u8>>,
    stderr: JoinHandle<Vec<u8>>,
}

fn spawn(mut command: Command, streams: Streams, input: &str) -> io::Result<Running> {
    let (stdout, out) = io::pipe()?;
    let (stderr, err) = io::pipe()?;
    let err = if streams == Streams::Merged { out.try_clone()? } else { err };
    let mut child = command.stdin(Stdio::piped()).stdout(out).stderr(err).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that ends before it read all does not want the rest.
        let _ = stdin.write_all(input.as_bytes());
    }
    // `command` holds the writing ends of the pipes, and has to go for the readers to end.
    Ok(Running { child, stdout: read(stdout), stderr: read(stderr) })
}

impl Running {
    fn output(mut self) -> Result<Output, String> {
        let start = Instant::now();
        let status = loop {
            match self.child.try_wait().map_err(|error| error.to_string())? {
                Some(status) => break status,
                None if start.elapsed() > TIMEOUT => {
                    let _ = self.child.kill();
                    return Err(format!("still running after {TIMEOUT:?}"));
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        let collect = |thread: JoinHandle<Vec<u8>>| thread.join().unwrap_or_default();
        Ok(Output { status, stdout: collect(self.stdout), stderr: collect(self.stderr) })
    }
}

fn read(mut source: io::PipeReader) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = source.read_to_end(&mut bytes);
        bytes
    })
}

pub fn expected(path: &Path, extension: &str) -> Vec<u8> {
    fs::read(path.with_extension(extension)).unwrap_or_default()
}

pub fn expect_status(output: &Output, wanted: i32) -> Result<(), String> {
    if output.status.code() == Some(wanted) {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} instead of exit status {wanted}:\n{stderr}", output.status))
}

pub fn expect_text(what: &str, got: &[u8], wanted: &[u8]) -> Result<(), String> {
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
pub fn run_all<T: Sync>(
    items: &[T],
    name: impl Fn(&T) -> String + Sync,
    check: impl Fn(&T) -> Result<(), String> + Sync,
) {
    run_all_with(2 << 20, items, name, check);
}

/// [`run_all`] on threads with stacks of this size.
pub fn run_all_with<T: Sync>(
    stack_bytes: usize,
    items: &[T],
    name: impl Fn(&T) -> String + Sync,
    check: impl Fn(&T) -> Result<(), String> + Sync,
) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let worker = || {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = check(item) {
                        failures
                            .lock()
                            .expect("no worker panics")
                            .push(format!("{}: {error}", name(item)));
                    }
                }
            };
            let thread = std::thread::Builder::new().stack_size(stack_bytes);
            thread.spawn_scoped(scope, worker).expect("a thread");
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
