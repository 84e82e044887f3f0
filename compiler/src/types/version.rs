//! Language versions: what a program may use whose files are written for an older Go.
//!
//! The version comes from the command (`-lang`) or from a file's `//go:build go1.N`.

use minigo_syntax::ast::File;
use minigo_syntax::source::Span;

use super::check::Checker;
use crate::codes;

/// The current language: Go 1.27.
pub(super) const CURRENT: u32 = 27;

/// Files cannot ask for less than this by a build constraint.
const LEAST_OF_FILE: u32 = 21;

impl Checker<'_> {
    /// Sets the language version of the program: `minor` of `go1.minor`.
    pub fn set_language(&mut self, minor: u32) {
        self.lang = minor;
    }

    /// Notes the version a file declares.
    pub(super) fn note_file_version(&mut self, file: &File) {
        for directive in &file.directives {
            if directive.pos > file.package.pos {
                break;
            }
            let Some(rest) = directive.text.strip_prefix("go:build go1.") else { continue };
            if let Ok(minor) = rest.trim().parse::<u32>() {
                self.file_versions.insert(file.file, minor.max(LEAST_OF_FILE));
            }
        }
    }

    /// Whether the language of the place has what came with `go1.minor`.
    pub(super) fn allows(&self, at: Span, minor: u32) -> bool {
        if self.lang >= CURRENT && self.file_versions.is_empty() || self.in_library() {
            return true;
        }
        let file = self.sources.file_of(at.lo);
        let version = file.and_then(|file| self.file_versions.get(&file)).copied();
        version.unwrap_or(self.lang) >= minor
    }

    /// As [`allows`](Checker::allows), with an error if not.
    pub(super) fn require(&mut self, at: Span, minor: u32, what: &str) -> bool {
        if self.allows(at, minor) {
            return true;
        }
        let message = format!("{what} {}", self.version_needed(at, minor));
        self.error(at, codes::UNSUPPORTED_FEATURE, message);
        false
    }

    /// That what stands at the place came with `go1.minor`, and why it cannot be used.
    pub(super) fn version_needed(&self, at: Span, minor: u32) -> String {
        let file = self.sources.file_of(at.lo);
        let why = match file.and_then(|file| self.file_versions.get(&file)) {
            Some(version) => format!("file declares //go:build go1.{version}"),
            None => format!("-lang was set to go1.{}; check go.mod", self.lang),
        };
        format!("requires go1.{minor} or later ({why})")
    }
}
