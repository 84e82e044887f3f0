//! Embeds the Go source under `go/` with its outlines: writes the table that `src/lib.rs`
//! includes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use minigo_outline::Outline;

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("go");
    let mut packages = Vec::new();
    collect(&root, "", &mut packages);
    packages.sort();
    let mut table = String::from("&[\n");
    for (path, files) in &packages {
        writeln!(table, "Package {{ path: {path:?}, files: &[").expect("a String takes all");
        let mut texts = Vec::new();
        for file in files {
            let full = root.join(path).join(file);
            writeln!(table, "File {{ name: {file:?}, text: include_str!({full:?}) }},")
                .expect("a String takes all");
            texts.push(fs::read_to_string(full).expect("a readable file"));
        }
        // What `Debug` shows of the entries is also how Rust writes them.
        let outline = Outline::new(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let (entries, header_ends) = (outline.entries(), outline.header_ends());
        writeln!(table, "], outline: Outline::from_parts(&{entries:?}, &{header_ends:?}) }},")
            .expect("a String takes all");
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("sources.rs");
    fs::write(out, table).expect("OUT_DIR is writable");
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
