//! Build constraints: which files of a directory belong to a package on this platform.
//!
//! Programs see linux/amd64 and Go 1.27, as the reference does.

use std::iter::Peekable;
use std::vec::IntoIter;

/// Operating systems that file names and constraints may name.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
/// Architectures that file names and constraints may name.
const MACHINES: &[&str] = &[
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "sparc64", "wasm",
];
/// The tags that hold, besides those of versions.
const TAGS: &[&str] = &["linux", "amd64", "unix", "gc", "minigo"];
/// `go1.1` up to this minor version hold.
const MINOR_VERSION: u32 = 27;

/// Whether a file of this name and text takes part in the build of its package.
pub fn takes_part(name: &str, text: &[u8]) -> bool {
    takes_part_with(name, text, &[])
}

/// As [`takes_part`] where further tags hold.
pub fn takes_part_with(name: &str, text: &[u8], tags: &[&str]) -> bool {
    is_for_platform(name) && constraint(text).is_none_or(|line| holds(&line, tags))
}

/// Whether the name is a Go file's that is neither hidden, nor a test, nor for another
/// platform (`x_windows.go`, `x_linux_arm64.go`).
fn is_for_platform(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".go") else { return false };
    if stem.starts_with(['_', '.']) || stem.ends_with("_test") {
        return false;
    }
    let parts: Vec<&str> = stem.split('_').skip(1).collect();
    let fits = |word: &&str| match *word {
        "linux" | "amd64" => true,
        word => !SYSTEMS.contains(&word) && !MACHINES.contains(&word),
    };
    match parts[..] {
        [.., system, machine] if MACHINES.contains(&machine) => fits(&system) && fits(&machine),
        [.., last] => fits(&last),
        [] => true,
    }
}

/// The expression of the `//go:build` line, which stands before the package clause.
fn constraint(text: &[u8]) -> Option<String> {
    let lines = text.split(|&byte| byte == b'\n').map(|line| line.trim_ascii());
    let mut head = lines.take_while(|line| !line.starts_with(b"package "));
    let line = head.find_map(|line| line.strip_prefix(b"//go:build "))?;
    Some(String::from_utf8_lossy(line).into_owned())
}

type Tokens = Peekable<IntoIter<String>>;

/// The value of a constraint expression; `tags` hold besides [`TAGS`].
fn holds(line: &str, tags: &[&str]) -> bool {
    let spaced = line.replace('(', " ( ").replace(')', " ) ").replace('!', " ! ");
    let tokens: Vec<String> = spaced.split_whitespace().map(str::to_string).collect();
    or(&mut tokens.into_iter().peekable(), tags)
}

fn or(tokens: &mut Tokens, tags: &[&str]) -> bool {
    let mut value = and(tokens, tags);
    while tokens.next_if(|token| token == "||").is_some() {
        value |= and(tokens, tags);
    }
    value
}

fn and(tokens: &mut Tokens, tags: &[&str]) -> bool {
    let mut value = not(tokens, tags);
    while tokens.next_if(|token| token == "&&").is_some() {
        value &= not(tokens, tags);
    }
    value
}

fn not(tokens: &mut Tokens, tags: &[&str]) -> bool {
    let mut negated = false;
    while tokens.next_if(|token| token == "!").is_some() {
        negated = !negated;
    }
    let value = match tokens.next().as_deref() {
        Some("(") => {
            let value = or(tokens, tags);
            tokens.next();
            value
        }
        Some(tag) => match tag.strip_prefix("go1.").map(str::parse) {
            Some(minor) => minor.is_ok_and(|minor: u32| minor <= MINOR_VERSION),
            None => TAGS.contains(&tag) || tags.contains(&tag),
        },
        None => true,
    };
    value != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_platforms() {
        for name in ["a.go", "linux.go", "a_linux.go", "a_linux_amd64.go", "a_b.go", "a_x_unix.go"]
        {
            assert!(takes_part(name, b"package p"), "{name}");
        }
        for name in ["a_test.go", "_a.go", "a_windows.go", "a_linux_arm64.go", "a_arm.go", "a.c"] {
            assert!(!takes_part(name, b"package p"), "{name}");
        }
    }

    #[test]
    fn constraints_are_evaluated() {
        for line in ["linux && !cgo", "!(windows || js)", "go1.21", "ignore || unix", "!!gc"] {
            let text = format!("// A comment.\n\n//go:build {line}\n\npackage p\n");
            assert!(takes_part("a.go", text.as_bytes()), "{line}");
        }
        for line in ["ignore", "go1.99", "linux && arm64", "!(linux)"] {
            let text = format!("//go:build {line}\n\npackage p\n");
            assert!(!takes_part("a.go", text.as_bytes()), "{line}");
        }
    }

    #[test]
    fn the_package_clause_ends_the_head() {
        assert!(takes_part("a.go", b"package p\n\n//go:build ignore\n"));
    }
}
