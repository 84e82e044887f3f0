//! Parses Go files and tells how fast.
//!
//! `cargo run --release -p minigo-syntax --example parse [DIR|FILE]…`; without arguments
//! every `.go` file under `$(go env GOROOT)/src` outside `testdata`. `--defer` skips the
//! bodies of functions; `--repeat N` parses everything N times and tells the mean time.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use minigo_syntax::render::{Form, render};
use minigo_syntax::source::{FileId, SourceMap};
use minigo_syntax::{Bodies, NodeIds, parse_file};

fn main() {
    let mut bodies = Bodies::Parse;
    let mut roots: Vec<PathBuf> = Vec::new();
    let mut repeat = 1u32;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--defer" => bodies = Bodies::Defer,
            "--repeat" => repeat = args.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            _ => roots.push(arg.into()),
        }
    }
    if roots.is_empty() {
        match goroot() {
            Some(root) => roots.push(root.join("src")),
            None => {
                eprintln!("no Go installed: name the files to parse");
                std::process::exit(1);
            }
        }
    }
    let mut paths = Vec::new();
    for root in &roots {
        collect(root, &mut paths);
    }
    paths.sort();

    let mut map = SourceMap::new();
    let mut files = Vec::new();
    for path in &paths {
        match std::fs::read_to_string(path) {
            Ok(text) => files.push(map.add(path.display().to_string(), text)),
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
    }

    let nlines: usize = map.files().iter().map(|file| file.line_starts().len() - 1).sum();
    let epoch = Instant::now();
    let start = cpu_time(epoch);
    let (mut naccepted, mut nnodes) = (0, 0);
    for _ in 0..repeat {
        (naccepted, nnodes) = parse_all(&map, &files, bodies);
    }
    let elapsed = (cpu_time(epoch) - start).as_secs_f64() / f64::from(repeat);
    println!(
        "accepted {naccepted} of {}, {nlines} lines in {:.1} ms, {:.0} lines/s, {nnodes} nodes",
        files.len(),
        elapsed * 1e3,
        nlines as f64 / elapsed,
    );
}

/// Parses all files, prints their errors, and counts the files without errors and the nodes.
fn parse_all(map: &SourceMap, files: &[FileId], bodies: Bodies) -> (usize, u32) {
    let mut naccepted = 0;
    let mut ids = NodeIds::new();
    for &file in files {
        let (_, diagnostics) = parse_file(map.file(file), &mut ids, bodies);
        naccepted += usize::from(diagnostics.is_empty());
        print!("{}", render(map, &diagnostics, Form::Lines, true));
    }
    (naccepted, ids.count())
}

/// The time this thread has run, where Linux tells it, so that other work of the machine
/// does not count; else the time since `epoch`.
fn cpu_time(epoch: Instant) -> Duration {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|text| {
        text.split(' ').next().and_then(|nanos| nanos.parse().ok()).map(Duration::from_nanos)
    });
    ran.unwrap_or_else(|| epoch.elapsed())
}

/// `go env GOROOT`.
fn goroot() -> Option<PathBuf> {
    let output = std::process::Command::new("go").args(["env", "GOROOT"]).output().ok()?;
    let root = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(root.trim()))
}

/// Adds `path`, or the Go files under it that are not test data.
fn collect(path: &Path, paths: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        paths.push(path.to_owned());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_dir = path.is_dir();
        if is_dir && !path.ends_with("testdata")
            || !is_dir && path.extension() == Some("go".as_ref())
        {
            collect(&path, paths);
        }
    }
}
