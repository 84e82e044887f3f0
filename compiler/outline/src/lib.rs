#![forbid(unsafe_code)]
//! Outlines: which names a package declares at top level and where, without parsing it.
//!
//! A program uses a small part of the library packages it imports, and most of the time
//! from start to `main` would go into parsing the rest. So the checker parses only
//! declarations that something refers to, which it finds here by name. The outlines of the
//! packages inside the command are made when the command is built; those of other library
//! packages when they are loaded.
//!
//! An outline is a table of numbers, so that one inside the command needs no work at all
//! before it is used: names are looked up by their hash, and their text is where the
//! declaration is.
//!
//! Texts are taken as correct Go. Of one that is not something is found or not; no text
//! makes this fail.

mod scan;

use std::borrow::Cow;

/// What an [`Entry`] declares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Names of a `const`, `var` or `type` declaration.
    Names,
    /// A function.
    Func,
    /// A function `init`.
    Init,
    /// A method.
    Method {
        /// The receiver's type is a pointer.
        is_pointer: bool,
    },
}

/// A part of a file's text, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// The first byte.
    pub lo: u32,
    /// Behind the last byte.
    pub hi: u32,
}

impl Range {
    /// The text of the range.
    pub fn of(self, text: &str) -> &str {
        text.get(self.lo as usize..self.hi as usize).unwrap_or_default()
    }
}

/// One declared name. The names of one declaration have an entry each; blank names have none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// [`hash`] of the name; of a method, of its type's name.
    pub key: u32,
    /// What is declared.
    pub what: What,
    /// Index of the file.
    pub file: u32,
    /// The name.
    pub name: Range,
    /// The name of a method's type, empty for others.
    pub base: Range,
    /// The declaration (all of the group, if it is one), with the `//go:` lines above it.
    pub decl: Range,
}

/// Where the declarations of a package stand.
#[derive(Clone, Debug)]
pub struct Outline {
    /// In ascending order of key, then source order.
    entries: Cow<'static, [Entry]>,
    /// By file, where the package clause and the imports end.
    header_ends: Cow<'static, [u32]>,
}

impl Outline {
    /// The outline of a package whose files have these texts.
    pub fn new(texts: &[&str]) -> Outline {
        let mut entries = Vec::new();
        let mut header_ends = Vec::new();
        for (file, text) in texts.iter().enumerate() {
            header_ends.push(scan::file(file as u32, text, &mut entries));
        }
        entries.sort_by_key(|entry| (entry.key, entry.file, entry.name.lo));
        Outline { entries: entries.into(), header_ends: header_ends.into() }
    }

    /// An outline from the parts of one.
    pub const fn from_parts(entries: &'static [Entry], header_ends: &'static [u32]) -> Outline {
        Outline { entries: Cow::Borrowed(entries), header_ends: Cow::Borrowed(header_ends) }
    }

    /// All entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// By file, where the package clause and the imports end.
    pub fn header_ends(&self) -> &[u32] {
        &self.header_ends
    }

    /// The entries whose key is the hash of `name`, in source order: those of the name
    /// (several only for `init`) and of the methods of a type of the name, perhaps others.
    pub fn find(&self, name: &str) -> &[Entry] {
        let key = hash(name);
        let start = self.entries.partition_point(|entry| entry.key < key);
        let found = &self.entries[start..];
        &found[..found.iter().take_while(|entry| entry.key == key).count()]
    }
}

/// The hash of a name (FNV-1a).
pub fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
