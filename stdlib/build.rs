//! Embeds the Go source under `go/` with its outlines: writes the table that `src/lib.rs`
//! includes, and what the table's entries are parts of.
//!
//! A start touches a few places of the library's text, and the system makes 64 KiB around each
//! resident. So what all entries have, as paths, stands side by side, and so do the packages
//! that most programs need.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use minigo_outline::Outline;

/// What programs need that print; then what many others do. Only the order of the text
/// depends on it.
const EVERYDAY: &[&str] = &[
    "cmp",
    "errors",
    "fmt",
    "internal/abi",
    "internal/bytealg",
    "internal/oserror",
    "internal/poll",
    "io",
    "io/fs",
    "iter",
    "math",
    "math/bits",
    "os",
    "path",
    "reflect",
    "runtime",
    "slices",
    "strconv",
    "sync",
    "sync/atomic",
    "syscall",
    "time",
    "unicode",
    "unicode/utf8",
    "bufio",
    "bytes",
    "encoding/binary",
    "internal/reflectlite",
    "internal/ziggurat",
    "math/rand",
    "sort",
    "strings",
];

/// What the entries of the table are parts of.
#[derive(Default)]
struct Whole {
    paths: String,
    names: String,
    text: String,
    entries: String,
    nentries: usize,
    header_ends: Vec<u32>,
}

impl Whole {
    /// Adds a package; its row of the table.
    fn add(&mut self, root: &Path, path: &str, files: &[String]) -> String {
        let path_part = push(&mut self.paths, path);
        let mut row = format!("Package {{ path: part(PATHS, {path_part}), files: &[");
        let mut texts = Vec::new();
        for file in files {
            let text = fs::read_to_string(root.join(path).join(file)).expect("a readable file");
            let (name, at) = (push(&mut self.names, file), push(&mut self.text, &text));
            write!(row, "File {{ name: part(NAMES, {name}), text: part(TEXT, {at}) }}, ")
                .expect("a String takes all");
            texts.push(text);
        }
        let outline = Outline::new(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let (entries, header_ends) = (outline.entries(), outline.header_ends());
        write!(
            row,
            "], outline: Outline::from_parts(entries({}, {}), header_ends({}, {})) }},",
            self.nentries,
            entries.len(),
            self.header_ends.len(),
            header_ends.len()
        )
        .expect("a String takes all");
        for entry in entries {
            // What `Debug` shows of the entries is also how Rust writes them.
            writeln!(self.entries, "{entry:?},").expect("a String takes all");
        }
        self.nentries += entries.len();
        self.header_ends.extend(header_ends);
        row
    }
}

/// Adds the text at the end: where it begins, and its length.
fn push(all: &mut String, text: &str) -> String {
    let at = all.len();
    all.push_str(text);
    format!("{at}, {}", text.len())
}

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("go");
    let mut packages = Vec::new();
    collect(&root, "", &mut packages);
    let rank = |path: &str| EVERYDAY.iter().position(|it| *it == path).unwrap_or(EVERYDAY.len());
    packages.sort_by_key(|(path, _)| (rank(path), path.clone()));
    let mut whole = Whole::default();
    let mut rows: Vec<_> =
        packages.iter().map(|(path, files)| (path, whole.add(&root, path, files))).collect();
    rows.sort();
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let write = |name: &str, text: String| {
        fs::write(out.join(name), text).expect("OUT_DIR is writable");
    };
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    write("packages.rs", format!("&[\n{}\n]", rows.join("\n")));
    write("paths.txt", whole.paths);
    write("names.txt", whole.names);
    write("text.txt", whole.text);
    write("entries.rs", format!("&[\n{}]", whole.entries));
    write("header_ends.rs", format!("&{:?}", whole.header_ends));
}

/// Collects the packages below `dir`, whose import path is `path`.
fn collect(dir: &Path, path: &str, packages: &mut Vec<(String, Vec<String>)>) {
    println!("cargo::rerun-if-changed={}", dir.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a readable folder").flatten() {
        let name = entry.file_name().into_string().expect("names are ASCII");
        if entry.path().is_dir() {
            let below = if path.is_empty() { name } else { format!("{path}/{name}") };
            collect(&entry.path(), &below, packages);
        } else if name.ends_with(".go") {
            files.push(name);
        }
    }
    if !files.is_empty() {
        files.sort();
        packages.push((path.to_string(), files));
    }
}
