//! Go's own files, where Go is installed: its library and commands parse, and its tests of
//! syntax errors fail where they say they do.

use std::path::{Path, PathBuf};

use minigo_syntax::source::SourceMap;
use minigo_syntax::{Bodies, NodeIds, parse_file};

/// `go env GOROOT`; says so if there is none.
fn goroot() -> Option<PathBuf> {
    let output = std::process::Command::new("go").args(["env", "GOROOT"]).output();
    let root = output.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    match root.map(|root| PathBuf::from(root.trim())).filter(|root| root.join("src").is_dir()) {
        Some(root) => Some(root),
        None => {
            println!("skipped: no Go installed");
            None
        }
    }
}

/// The Go files under `path` that are not test data, in order.
fn go_files(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.ends_with("testdata") {
                folders.push(path);
            } else if path.extension() == Some("go".as_ref()) && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Lines and messages of the errors in a file, by both ways to parse; `None` if it is not
/// text.
fn errors(path: &Path) -> Option<Vec<(u32, String)>> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut map = SourceMap::new();
    let id = map.add(path.display().to_string(), text);
    let (_, diagnostics) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Parse);
    let (_, deferred) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Defer);
    if diagnostics.is_empty() {
        assert!(deferred.is_empty(), "{}: {deferred:?}", path.display());
    }
    let line = |diagnostic: &minigo_syntax::diag::Diagnostic| {
        map.locate(diagnostic.span.lo).map_or(0, |location| location.line)
    };
    Some(diagnostics.iter().map(|found| (line(found), found.message.clone())).collect())
}

#[test]
fn library_and_commands_parse() {
    let Some(root) = goroot() else { return };
    let mut nfiles = 0;
    let mut rejected = String::new();
    for path in go_files(&root.join("src")) {
        nfiles += 1;
        for (line, message) in errors(&path).unwrap_or_default() {
            rejected.push_str(&format!("{}:{line}: {message}\n", path.display()));
        }
    }
    assert!(rejected.is_empty(), "\n{rejected}");
    println!("{nfiles} files under GOROOT/src parse");
}

/// What the parser rejects in a test of errors, the test expects at that line; and every
/// test of syntax errors is rejected, `typesw.go` and the like included.
#[test]
fn errors_stand_where_tests_expect_them() {
    let Some(root) = goroot() else { return };
    let mut failures = String::new();
    let mut nrejected = 0;
    for folder in ["test/syntax", "test/fixedbugs", "test"] {
        if !root.join(folder).is_dir() {
            println!("skipped: {folder} is not installed");
            continue;
        }
        let folder = root.join(folder);
        for path in go_files(&folder).iter().filter(|path| path.parent() == Some(&folder)) {
            let Ok(text) = std::fs::read_to_string(path) else { continue };
            // Those that renumber their lines are left out.
            if !text.starts_with("// errorcheck") || text.contains("//line ") {
                continue;
            }
            let found = errors(path).unwrap_or_default();
            if found.is_empty() && folder.ends_with("syntax") {
                failures.push_str(&format!("{}: accepted\n", path.display()));
            }
            nrejected += usize::from(!found.is_empty());
            let lines: Vec<&str> = text.lines().collect();
            for (line, message) in found {
                let at = line.checked_sub(1).and_then(|index| lines.get(index as usize));
                if !at.is_some_and(|text| text.contains("ERROR")) {
                    failures.push_str(&format!("{}:{line}: {message}\n", path.display()));
                }
            }
        }
    }
    println!("{nrejected} tests of errors have syntax errors");
    assert!(failures.is_empty(), "\n{failures}");
}
