//! Decides how the command is linked: without anything to do for the loader at the start.
//!
//! At a fixed address no pointer has to be relocated, and with the C library inside nothing has
//! to be found, mapped and bound. Together that is more than 1 ms of each start, and 2 MB of
//! memory.
//!
//! rustc has a target feature for the latter, but it holds for procedural macros as well, which
//! cannot be linked so. Here it is done for the command alone: rustc asks the linker for the
//! shared libraries `libc.so`, `libgcc_s.so` and so on; what it finds first are scripts that name
//! the archives instead. Where the archives are not installed, the libraries stay shared.
//!
//! In releases, code that runs together stands together: a process has the pages of code that
//! it touches in memory, and those around them ([`order`]).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What rustc's standard library asks for, and what it gets.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("c", &["libc.a", "libgcc_eh.a", "libgcc.a"]),
    ("gcc_s", &["libgcc_eh.a", "libgcc.a", "libc.a"]),
    ("m", &["libm.a"]),
    ("util", &["libutil.a"]),
    ("rt", &["librt.a"]),
    ("pthread", &["libpthread.a"]),
    ("dl", &["libdl.a"]),
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_here = ["HOST", "TARGET"].map(|name| env::var(name).unwrap_or_default());
    if is_here[0] != is_here[1] || !is_here[1].ends_with("-linux-gnu") {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-no-pie");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let script = out.join("order.ld");
        fs::write(&script, order()).expect("cargo's folder can be written");
        println!("cargo:rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
    let folder = out.join("archives");
    if link_archives(&folder).is_some() {
        println!("cargo:rustc-link-arg-bins=-static");
        println!("cargo:rustc-link-arg-bins=-L{}", folder.display());
    }
}

/// A linker script that puts the code that order.txt lists before all other code, what each
/// start runs last, next to the linker's own (`.iplt`, `.init`); and the constants of the files
/// that a start needs before all others.
fn order() -> String {
    println!("cargo:rerun-if-changed=order.txt");
    let list = fs::read_to_string("order.txt").expect("it is part of the sources");
    let mut script = String::from("SECTIONS {\n");
    let mut files = BTreeSet::new();
    for group in list.split("\n[").skip(1) {
        let (name, lines) = group.split_once("]\n").expect("a group has a title");
        let lines = lines.lines().filter(|line| !line.is_empty());
        if name == "start" {
            files.extend(lines.clone().filter_map(|line| line.split(' ').next()));
        }
        script += &format!(".text.{name} : {{\n");
        for line in lines {
            match line.split_once(' ') {
                Some((file, function)) => {
                    script += &format!("{file}(.text.{function} .text.unlikely.{function})\n");
                }
                None => script += &format!("{line}(.text .text.*)\n"),
            }
        }
        script += "}\n";
    }
    script += ".iplt : { *(.iplt) }\n} INSERT BEFORE .init;\nSECTIONS { .rodata.start : {\n";
    // All but the sources of the standard library.
    for file in files.iter().filter(|file| !file.contains("minigo_stdlib")) {
        script += &format!("{file}(.rodata .rodata.*)\n");
    }
    script + "} } INSERT BEFORE .rodata;\n"
}

/// Makes the scripts; `None` if an archive is missing.
fn link_archives(folder: &Path) -> Option<()> {
    fs::create_dir_all(folder).ok()?;
    for (library, archives) in LIBRARIES {
        let paths: Option<Vec<String>> = archives.iter().map(|name| archive(name)).collect();
        let script = format!("GROUP ( {} )\n", paths?.join(" "));
        fs::write(folder.join(format!("lib{library}.so")), script).ok()?;
    }
    Some(())
}

/// Where the C compiler has an archive.
fn archive(name: &str) -> Option<String> {
    let output = Command::new("cc").arg(format!("-print-file-name={name}")).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    // The name alone: not found.
    Path::new(&path).is_absolute().then_some(path)
}
