//! Runs the Go programs under `testdata` with the built command and compares what they
//! do with what real Go does. The first line of a file says how to treat it; see
//! `testdata/README.md`. Nothing is skipped: a file without a directive fails.

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::{expect_status, expect_text, expected, minigo, run_all, testdata};

/// Folders whose `.go` files are whole programs.
const FOLDERS: &[&str] = &["run", "panic", "std", "issues", "escape", "gc", "sched"];

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
            let output = minigo(&args)?;
            expect_status(&output, 0)?;
            expect_text("standard output", &output.stdout, &expected(path, "out"))?;
            expect_text("standard error", &output.stderr, &expected(path, "err"))
        }
        "panic" => {
            let wanted = rest.trim().trim_matches('"');
            let output = minigo(&args)?;
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
            let output = minigo(&args)?;
            expect_status(&output, rest.trim().parse().map_err(|_| "bad exit status")?)
        }
        "error" => {
            let wanted = rest.trim().trim_matches('"');
            let output = minigo(&args)?;
            expect_status(&output, 1)?;
            let stderr = String::from_utf8_lossy(&output.stderr);
            if stderr.contains(wanted) {
                Ok(())
            } else {
                Err(format!("no {wanted:?} on standard error:\n{stderr}"))
            }
        }
        "escape" => {
            args[0] = "build";
            args.splice(1..1, rest.split_whitespace());
            let output = minigo(&args)?;
            expect_status(&output, 0)?;
            let folder = format!("{}/", path.parent().unwrap_or(path).display());
            let said = String::from_utf8_lossy(&output.stderr).replace(&folder, "");
            expect_text("what is said", said.as_bytes(), &expected(path, "err"))
        }
        _ => Err(format!("unknown directive {action:?}")),
    }
}

#[test]
fn programs_do_what_go_does() {
    let files = programs();
    assert!(!files.is_empty(), "no programs found");
    run_all(&files, |path| path.display().to_string(), |path| check(path));
}
