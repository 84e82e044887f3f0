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
    let folder = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("archives");
    if link_archives(&folder).is_some() {
        println!("cargo:rustc-link-arg-bins=-static");
        println!("cargo:rustc-link-arg-bins=-L{}", folder.display());
    }
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
