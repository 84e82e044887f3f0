//! Checks the Go files of `testdata/check` and compares all messages with those that real
//! Go prints (`NAME.err`).

use std::borrow::Cow;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use minigo_compiler::package::{PackageFiles, PackageSource};
use minigo_compiler::types::check::Checker;
use minigo_syntax::source::{Pos, SourceMap};

/// The library's source tree.
struct Library(PathBuf);

impl PackageSource for Library {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        let mut names: Vec<PathBuf> = fs::read_dir(self.0.join(path))
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "go"))
            .collect();
        names.sort();
        let mut files = Vec::new();
        for name in names {
            let text = fs::read(&name).ok()?;
            files.push((name.to_string_lossy().into_owned(), Cow::Owned(text)));
        }
        Some(PackageFiles { files, is_library: true, outline: None })
    }
}

/// What the checker says about a file, one message per line as Go prints them.
fn messages(library: &Library, path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let text = fs::read(path).expect("a readable file");
    let mut sources = SourceMap::new();
    let mut checker = Checker::new(&mut sources, library);
    let diagnostics = checker.check_program(vec![(name.unwrap_or_default(), Cow::Owned(text))]);
    let mut out = String::new();
    let place =
        |pos: Pos| checker.sources().locate(pos).map_or_else(String::new, |at| format!("{at}: "));
    for diagnostic in &diagnostics {
        let _ = writeln!(out, "{}{}", place(diagnostic.span.lo), diagnostic.message);
        for (pos, note) in &diagnostic.notes {
            let _ = writeln!(out, "\t{}{note}", place(*pos));
        }
    }
    out
}

#[test]
fn messages_are_gos() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let library = Library(root.join("stdlib/go"));
    let mut paths: Vec<PathBuf> = fs::read_dir(root.join("testdata/check"))
        .expect("the folder of tests")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "go"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut failures = String::new();
    for path in paths {
        let expected = fs::read_to_string(path.with_extension("err")).unwrap_or_default();
        let actual = messages(&library, &path);
        if actual != expected {
            let _ = writeln!(failures, "{}:", path.display());
            for line in expected.lines().filter(|line| !actual.contains(line)) {
                let _ = writeln!(failures, "  missing: {line}");
            }
            for line in actual.lines().filter(|line| !expected.contains(line)) {
                let _ = writeln!(failures, "  too much: {line}");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}
