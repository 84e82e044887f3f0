//! Checks on the tree itself: what may import what, how long a file may be, that every
//! module says what it is for, and where `unsafe` may stand.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines a source file may have. STYLE.md aims at 150 to 500.
const MAX_LINES: usize = 1000;

/// Files that are tables rather than prose to read, and may be longer.
const LONG_TABLES: &[&str] = &["vm/bytecode/src/ops.rs"];

/// Which workspace crates each crate may depend on (DESIGN: layout).
const LAYERS: &[(&str, &[&str])] = &[
    ("compiler/outline", &[]),
    ("compiler/syntax", &[]),
    ("compiler", &["minigo-outline", "minigo-syntax", "minigo-bytecode"]),
    ("vm/bytecode", &[]),
    ("runtime", &[]),
    ("stdlib", &["minigo-outline", "minigo-runtime"]),
    ("vm", &["minigo-bytecode", "minigo-runtime"]),
];

/// Crates and modules in which `unsafe` may stand; everywhere else it is forbidden. The
/// command is what the system starts, and says when nobody uses the compiler's memory any more.
const UNSAFE_ALLOWED: &[&str] =
    &["runtime/", "vm/src/", "stdlib/src/", "src/entry.rs", "src/main.rs"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn source_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for dir in ["src", "tests", "compiler", "vm", "runtime", "stdlib", "benches"] {
        walk(&root().join(dir), &mut files);
    }
    files.sort();
    files
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                walk(&path, files);
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn crates_import_only_downwards() {
    for (crate_dir, allowed) in LAYERS {
        let manifest = fs::read_to_string(root().join(crate_dir).join("Cargo.toml"))
            .expect("every crate has a manifest");
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if let Some(section) = line.strip_prefix('[') {
                in_dependencies = section.starts_with("dependencies");
                continue;
            }
            let name = line.split(['.', '=', ' ']).next().unwrap_or("");
            if in_dependencies && name.starts_with("minigo") {
                assert!(allowed.contains(&name), "{crate_dir} must not depend on {name}");
            }
        }
    }
}

#[test]
fn files_are_short_enough_to_read() {
    for path in source_files() {
        let name = relative(&path);
        let lines = fs::read_to_string(&path).expect("readable source").lines().count();
        assert!(
            lines <= MAX_LINES || LONG_TABLES.contains(&name.as_str()),
            "{name} has {lines} lines; split it"
        );
    }
}

#[test]
fn modules_say_what_they_are_for() {
    for path in source_files() {
        let text = fs::read_to_string(&path).expect("readable source");
        let documented = text
            .lines()
            .find(|line| !line.is_empty() && !line.starts_with("#!["))
            .is_some_and(|line| line.starts_with("//!"));
        assert!(documented, "{} lacks a module comment", relative(&path));
    }
}

#[test]
fn unsafe_stands_only_where_it_may() {
    for path in source_files() {
        let name = relative(&path);
        if name == "tests/tidy.rs" || UNSAFE_ALLOWED.iter().any(|dir| name.starts_with(dir)) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable source");
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let uses = code.contains("unsafe {")
                || code.contains("unsafe fn")
                || code.contains("unsafe impl");
            assert!(!uses, "{name}:{} uses unsafe", index + 1);
        }
    }
}

#[test]
fn safe_crates_forbid_unsafe() {
    for lib in [
        "compiler/outline/src/lib.rs",
        "compiler/syntax/src/lib.rs",
        "compiler/src/lib.rs",
        "vm/bytecode/src/lib.rs",
    ] {
        let text = fs::read_to_string(root().join(lib)).expect("readable source");
        assert!(text.contains("#![forbid(unsafe_code)]"), "{lib} must forbid unsafe code");
    }
}
