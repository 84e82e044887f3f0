//! Runs the parts of Go's own test suite that must pass, where the suite is installed.
//!
//! The lists under `testdata/gosuite` name the tests, one file per kind:
//! * `run.txt`: programs that exit 0 and print what their `.out` file holds;
//! * `runoutput.txt`: programs whose output is a program for which the same holds;
//! * `compile.txt`: packages that `minigo check` accepts;
//! * `errorcheck.txt`: packages about which `minigo check` says what their `ERROR` comments
//!   want and nothing else; those marked `verdict` are refused, but in other words.
//!
//! The lists in the folder `newer` are of tests that Go 1.26 has and Go 1.19 has not.

mod harness;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use harness::{
    Streams, command, expect_status, expect_text, expected, finish, go_suite, minigo,
    newer_go_suite, run_all, testdata,
};
use regex::Regex;

/// Runs `check` over the lists of a kind: the path of each test and what stands behind its
/// name.
fn run_lists(list: &str, check: impl Fn(&Path, &str) -> Result<(), String> + Sync) {
    run_list(go_suite(), "Go's test suite (package golang-1.19-src)", list, &check);
    let list = format!("newer/{list}");
    run_list(newer_go_suite(), "the test folder of Go 1.26 or newer", &list, &check);
}

/// The same for one list, which not every suite has.
fn run_list(
    suite: Option<PathBuf>,
    name: &str,
    list: &str,
    check: &(impl Fn(&Path, &str) -> Result<(), String> + Sync),
) {
    let Ok(text) = fs::read_to_string(testdata().join("gosuite").join(list)) else { return };
    let tests: Vec<(&str, &str)> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .collect();
    let Some(suite) = suite else {
        println!("{name} is not installed: the {} tests of {list} were not run", tests.len());
        return;
    };
    run_all(&tests, |test| test.0.to_string(), |test| check(&suite.join(test.0), test.1));
}

#[test]
fn programs_run() {
    run_lists("run.txt", |path, _| {
        let arguments = directive(path)?.arguments;
        runs_as_expected(path, path, &arguments)
    });
}

#[test]
fn generated_programs_run() {
    run_lists("runoutput.txt", |path, _| {
        let arguments = directive(path)?.arguments;
        let output = run_beside(path, path, &arguments)?;
        expect_status(&output, 0)?;
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runoutput");
        fs::create_dir_all(&dir).map_err(|error| error.to_string())?;
        let generated = dir.join(path.file_name().ok_or("no file name")?);
        fs::write(&generated, output.stdout).map_err(|error| error.to_string())?;
        runs_as_expected(path, &generated, &[])
    });
}

/// The program exits 0, and prints, both outputs together, what stands beside the test.
fn runs_as_expected(test: &Path, program: &Path, arguments: &[String]) -> Result<(), String> {
    let output = run_beside(test, program, arguments)?;
    expect_status(&output, 0)?;
    expect_text("output", &output.stdout, &expected(test, "out"))
}

/// Runs a program in the folder of the test.
fn run_beside(test: &Path, program: &Path, arguments: &[String]) -> Result<Output, String> {
    let mut command = command(&["run", utf8(program)?]);
    command.args(arguments).current_dir(test.parent().ok_or("no folder")?);
    finish(command, Streams::Merged)
}

#[test]
fn packages_are_accepted() {
    run_lists("compile.txt", |path, _| {
        let output = minigo(&["check", utf8(path)?])?;
        expect_status(&output, 0)
    });
}

#[test]
fn errors_are_found() {
    run_lists("errorcheck.txt", |path, mark| {
        let flags = directive(path)?.flags;
        let mut args = vec!["check", "-e"];
        args.extend(flags.iter().map(String::as_str));
        args.push(utf8(path)?);
        let output = minigo(&args)?;
        let source = fs::read(path).map_err(|error| error.to_string())?;
        let wanted = wanted_errors(&String::from_utf8_lossy(&source))?;
        expect_status(&output, i32::from(!wanted.is_empty()))?;
        if mark == "verdict" {
            return Ok(());
        }
        compare_errors(&wanted, &found_errors(&String::from_utf8_lossy(&output.stderr)))
    });
}

/// The first comment of a test: what to do, flags of the compiler, the program's arguments.
struct Directive {
    flags: Vec<String>,
    arguments: Vec<String>,
}

fn directive(path: &Path) -> Result<Directive, String> {
    let source = fs::read(path).map_err(|error| error.to_string())?;
    let source = String::from_utf8_lossy(&source);
    let is_directive = |line: &&str| {
        line.starts_with("// ") && !line.starts_with("// +build") && !line.starts_with("//go:build")
    };
    let line = source.lines().find(is_directive).ok_or("no directive")?;
    let mut words: Vec<String> = line.split_whitespace().skip(2).map(str::to_string).collect();
    if let Some(limit) = words.iter().position(|word| word == "-t") {
        // Seconds the test may take; ours have one limit.
        words.drain(limit..words.len().min(limit + 2));
    }
    let (flags, arguments) = words.into_iter().partition(|word| word.starts_with('-'));
    Ok(Directive { flags, arguments })
}

fn utf8(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| "file name is not UTF-8".to_string())
}

/// An error that a comment wants: its line and what its message matches.
struct Wanted {
    line: u32,
    message: Regex,
}

/// `// ERROR "pattern" "pattern"` behind the places of errors; in a pattern `LINE`, `LINE+n`
/// and `LINE-n` stand for lines near the comment.
fn wanted_errors(source: &str) -> Result<Vec<Wanted>, String> {
    let comment = Regex::new("// (?:GC_)?ERROR (.*)").expect("a pattern");
    let quoted = Regex::new("\"([^\"]*)\"").expect("a pattern");
    let place = Regex::new("LINE([+-][0-9]+)?").expect("a pattern");
    let mut wanted = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        if text.contains("////") {
            continue;
        }
        let Some(patterns) = comment.captures(text) else { continue };
        for pattern in quoted.captures_iter(&patterns[1]) {
            let pattern = place.replace_all(&pattern[1], |found: &regex::Captures<'_>| {
                let delta = found.get(1).map_or(0, |delta| delta.as_str().parse().unwrap_or(0));
                format!("[^:]*:{}", i64::from(line) + delta)
            });
            let message =
                Regex::new(&escape_braces(&pattern)).map_err(|error| error.to_string())?;
            wanted.push(Wanted { line, message });
        }
    }
    Ok(wanted)
}

/// The pattern with braces that repeat nothing, which Go takes literally, escaped.
fn escape_braces(pattern: &str) -> String {
    let repetition = Regex::new(r"^\{[0-9]+(,[0-9]*)?\}").expect("a pattern");
    let mut escaped = String::new();
    for (offset, byte) in pattern.char_indices() {
        let is_literal =
            byte == '{' && !escaped.ends_with('\\') && !repetition.is_match(&pattern[offset..]);
        if is_literal {
            escaped.push('\\');
        }
        escaped.push(byte);
    }
    escaped
}

/// `file:line:column: message`; a line that starts with a tab belongs to the one before.
fn found_errors(output: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    for line in output.lines() {
        let mut parts = line.splitn(4, ':');
        let place = (parts.next(), parts.next().and_then(|line| line.parse().ok()));
        match (place, found.last_mut()) {
            (_, Some(last)) if line.starts_with('\t') => {
                last.1.push('\n');
                last.1.push_str(line);
            }
            ((Some(_), Some(number)), _) => {
                found.push((number, parts.nth(1).unwrap_or("").trim_start().to_string()));
            }
            _ => {}
        }
    }
    found
}

/// Each wanted error matches a message on its line; each message is wanted.
fn compare_errors(wanted: &[Wanted], found: &[(u32, String)]) -> Result<(), String> {
    let mut used = BTreeSet::new();
    for error in wanted {
        let mut matches = false;
        for (index, (line, message)) in found.iter().enumerate() {
            if *line == error.line && error.message.is_match(message) {
                matches = true;
                used.insert(index);
            }
        }
        if !matches {
            return Err(format!("line {}: no message {:?}", error.line, error.message.as_str()));
        }
    }
    match found.iter().enumerate().find(|(index, _)| !used.contains(index)) {
        Some((_, (line, message))) => Err(format!("line {line}: unexpected {message:?}")),
        None => Ok(()),
    }
}
