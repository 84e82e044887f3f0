//! Where the compiler gets the text of packages from: it never touches the disk itself.

use std::borrow::Cow;

use minigo_outline::Outline;

/// A Go file: the name that positions show, and its bytes.
pub type SourceText = (String, Cow<'static, [u8]>);

/// One package's Go files, test files and files of other platforms left out.
#[derive(Clone, Debug, Default)]
pub struct PackageFiles {
    /// In the order in which Go compiles files (by name).
    pub files: Vec<SourceText>,
    /// Part of the standard library: taken as correct, and only what is used of it is
    /// checked and compiled.
    pub is_library: bool,
    /// Where a library package's declarations stand, if that is known already.
    pub outline: Option<Outline>,
}

/// Answers what an import path stands for.
pub trait PackageSource {
    /// The files of the package, `None` if there is no such package. `unsafe` is never
    /// asked for.
    fn package(&self, path: &str) -> Option<PackageFiles>;

    /// The files that a pattern of a `//go:embed` directive names, by their paths from the
    /// folder of the file in which it stands.
    ///
    /// # Errors
    /// Why there are none, in Go's words.
    fn embed(&self, _file: &str, _pattern: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
        Err("no matching files found".to_string())
    }

    /// Why there is no such package, in Go's words.
    fn why_missing(&self, path: &str) -> String {
        format!("package {path} is not in std")
    }
}
