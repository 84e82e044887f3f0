//! Checks a tree of Go packages, all functions of each, and says how fast that went.
//!
//! `cargo run --release --example goroot -- DIR [-tags A,B] [-v]`: every package below DIR
//! (an installed Go's `src`) is checked as Go builds it for linux/amd64 without cgo: files
//! of tests, of other platforms and with `import "C"` are left out, functions without body
//! are written in assembly. Commands, `testdata`, and folders whose names start with `_` or
//! `.` are no packages of the library; `unsafe` and `builtin` only document the language.
//!
//! The files are read first. Then each package is parsed and checked once, whole, imported
//! before importing, which is what is timed. A line is a line of such a file, comments and
//! blank ones included. A package is accepted if nothing is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use minigo_compiler::constraint::takes_part_with;
use minigo_compiler::package::{PackageFiles, PackageSource, SourceText};
use minigo_compiler::types::check::Checker;
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::SourceMap;
use minigo_syntax::{Bodies, NodeIds, parse_file};

/// What Go 1.27 builds its library with (`go env GOEXPERIMENT` says what differs).
const TAGS: &str = "goexperiment.regabiwrappers,goexperiment.regabiargs,goexperiment.dwarf5,\
                    goexperiment.randomizedheapbase64,goexperiment.greenteagc,\
                    goexperiment.jsonv2,goexperiment.sizespecializedmalloc";

/// Packages by import path.
struct Tree(BTreeMap<String, Package>);

#[derive(Default)]
struct Package {
    files: Vec<SourceText>,
    imports: BTreeSet<String>,
    nlines: usize,
}

impl PackageSource for Tree {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        let files = self.0.get(path)?.files.clone();
        Some(PackageFiles { files, is_library: false, outline: None })
    }
}

impl Tree {
    /// Reads the packages below a folder.
    fn read(root: &Path, tags: &[&str]) -> Tree {
        let mut tree = Tree(BTreeMap::new());
        tree.add(root, "", tags);
        tree
    }

    fn add(&mut self, dir: &Path, path: &str, tags: &[&str]) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        let mut package = Package::default();
        for entry in entries {
            let Some(name) = entry.file_name().and_then(|name| name.to_str()) else { continue };
            if entry.is_dir() {
                let below = match path {
                    // Commands, and what only documents the language.
                    "" if matches!(name, "cmd" | "unsafe" | "builtin") => continue,
                    _ if name == "testdata" || name.starts_with(['_', '.']) => continue,
                    "" if name == "vendor" => String::new(),
                    "" => name.to_string(),
                    _ => format!("{path}/{name}"),
                };
                self.add(&entry, &below, tags);
            } else if name.ends_with(".go") {
                let text = fs::read(&entry).unwrap_or_default();
                if takes_part_with(name, &text, tags) {
                    package.add(entry.to_string_lossy().into_owned(), text);
                }
            }
        }
        if !package.files.is_empty() {
            self.0.insert(path.to_string(), package);
        }
    }

    /// The packages, imported before importing.
    fn order(&self) -> Vec<&str> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        self.0.keys().for_each(|path| self.visit(path, &mut seen, &mut out));
        out
    }

    fn visit<'t>(&'t self, path: &str, seen: &mut BTreeSet<&'t str>, out: &mut Vec<&'t str>) {
        let Some((path, package)) = self.0.get_key_value(path) else { return };
        if seen.insert(path) {
            package.imports.iter().for_each(|import| self.visit(import, seen, out));
            out.push(path);
        }
    }
}

impl Package {
    /// Adds a file unless cgo makes it.
    fn add(&mut self, name: String, text: Vec<u8>) {
        let mut map = SourceMap::new();
        let file = map.add_bytes(name.clone(), text.clone());
        let (tree, _) = parse_file(map.file(file), &mut NodeIds::new(), Bodies::Defer);
        if tree.imports.iter().any(|import| import.path == "C") {
            return;
        }
        self.imports.extend(tree.imports.into_iter().map(|import| import.path));
        self.nlines += text.iter().filter(|&&byte| byte == b'\n').count();
        self.files.push((name, text.into()));
    }
}

fn shown(checker: &Checker<'_>, diagnostic: &Diagnostic) -> String {
    let place = checker.sources().locate(diagnostic.span.lo);
    place.map_or_else(String::new, |at| format!("{at}: ")) + &diagnostic.message
}

/// The time for which this thread ran.
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

fn run() -> i32 {
    let (mut root, mut tags, mut is_verbose) = (None, TAGS.to_string(), false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-tags" => tags = args.next().unwrap_or_default(),
            "-v" => is_verbose = true,
            _ => root = Some(PathBuf::from(arg)),
        }
    }
    let Some(root) = root else {
        eprintln!("usage: goroot DIR [-tags A,B] [-v]");
        return 2;
    };
    let tree = Tree::read(&root, &tags.split(',').collect::<Vec<_>>());
    let order = tree.order();
    let mut sources = SourceMap::new();
    let mut checker = Checker::new(&mut sources, &tree);
    checker.allow_missing_main();
    checker.allow_missing_bodies();
    let (start, cpu_start) = (Instant::now(), cpu_seconds());
    let found: Vec<Vec<Diagnostic>> = order.iter().map(|path| checker.check_path(path)).collect();
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu_start);
    let (mut naccepted, mut accepted_lines, mut nlines) = (0, 0, 0);
    for (path, diagnostics) in order.iter().zip(&found) {
        let package = &tree.0[*path];
        nlines += package.nlines;
        match diagnostics.first() {
            None => {
                (naccepted, accepted_lines) = (naccepted + 1, accepted_lines + package.nlines);
                if is_verbose {
                    println!("accepted {path} ({} lines)", package.nlines);
                }
            }
            Some(first) => {
                println!(
                    "refused {path}: {} ({} in all)",
                    shown(&checker, first),
                    diagnostics.len()
                );
            }
        }
    }
    println!(
        "{} packages: {naccepted} accepted with {accepted_lines} lines, {} refused with {} lines",
        order.len(),
        order.len() - naccepted,
        nlines - accepted_lines,
    );
    let speed = nlines as f64 / seconds;
    println!("{nlines} lines in {seconds:.3} s ({cpu:.3} s of CPU): {speed:.0} lines/s");
    i32::from(naccepted < order.len())
}

fn main() {
    // Deeply nested programs need a deep stack.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    let code = thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(3);
    std::process::exit(code);
}
