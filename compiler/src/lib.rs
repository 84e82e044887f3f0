#![forbid(unsafe_code)]
//! From Go source to bytecode.

pub mod ahead;
pub mod codes;
pub mod constraint;
pub mod escape;
mod instance;
pub mod lower;
mod nodetable;
pub mod package;
pub mod reach;
pub mod typed;
pub mod types;
mod walk;

use std::mem::ManuallyDrop;

use minigo_bytecode::program as bc;
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::SourceMap;

/// Checks the package that consists of the given files, without compiling it: unlike a
/// program it need not have a function main, nor, unless it is `complete`, the bodies of all
/// functions: as for Go's compiler they may be written in another language. `language` as
/// for [`compile`]. Gives what is wrong with it, in source order.
pub fn check(
    files: Vec<package::SourceText>,
    packages: &dyn package::PackageSource,
    sources: &mut SourceMap,
    language: Option<u32>,
    complete: bool,
) -> Vec<Diagnostic> {
    let mut checker = types::check::Checker::new(sources, packages);
    language.inspect(|&minor| checker.set_language(minor));
    checker.allow_missing_main();
    if !complete {
        checker.allow_missing_bodies();
    }
    checker.check_program(files)
}

/// A whole program that was checked.
pub struct Checked {
    program: ManuallyDrop<typed::Program>,
    reach: reach::Reach,
}

impl Checked {
    /// Checks the program whose main package consists of the given files, written for Go
    /// `1.language` (the current language if none), and finds what of it may run. With
    /// `ahead` another thread parses some of the library meanwhile.
    ///
    /// # Errors
    /// What is wrong with it, in source order.
    pub fn new(
        files: Vec<package::SourceText>,
        packages: &dyn package::PackageSource,
        sources: &mut SourceMap,
        language: Option<u32>,
        ahead: Option<ahead::Asking>,
    ) -> Result<Checked, Vec<Diagnostic>> {
        let mut checker = types::check::Checker::new(sources, packages);
        language.inspect(|&minor| checker.set_language(minor));
        ahead.into_iter().for_each(|asking| checker.parse_ahead(asking));
        let reach = check_and_reach(&mut checker, files, false)?;
        // What is left when the code is made is left: the command runs the program and
        // exits, and taking the trees apart node by node would only make it start later.
        Ok(Checked { program: ManuallyDrop::new(checker.finish()), reach })
    }

    /// The program's bytecode. `inlines`: calls of small functions may be replaced by their
    /// bodies.
    ///
    /// # Errors
    /// What of it cannot be compiled.
    pub fn lower(
        &self,
        sources: &SourceMap,
        inlines: bool,
    ) -> Result<bc::Program, Vec<Diagnostic>> {
        let facts = escape::Facts::new(&self.program, &self.reach, inlines);
        let facts = ManuallyDrop::new(facts);
        let (code, found) = lower::lower(&self.program, sources, &self.reach, &facts);
        if found.is_empty() { Ok(code) } else { Err(found) }
    }
}

/// Checks the program of the given files, and finds what of it may run, or with `everything`
/// also what nothing calls.
fn check_and_reach(
    checker: &mut types::check::Checker,
    files: Vec<package::SourceText>,
    everything: bool,
) -> Result<reach::Reach, Vec<Diagnostic>> {
    let found = checker.check_program(files);
    if !found.is_empty() {
        return Err(found);
    }
    let (reach, found) = reach::reach(checker, everything);
    if found.is_empty() { Ok(reach) } else { Err(found) }
}

/// Compiles the program whose main package consists of the given files: [`Checked::new`],
/// then [`Checked::lower`].
///
/// # Errors
/// What is wrong with it, in source order.
pub fn compile(
    files: Vec<package::SourceText>,
    packages: &dyn package::PackageSource,
    sources: &mut SourceMap,
    language: Option<u32>,
) -> Result<bc::Program, Vec<Diagnostic>> {
    Checked::new(files, packages, sources, language, None)?.lower(sources, true)
}

/// What `-m` says about a package, in Go's order. `language` as for [`compile`].
///
/// # Errors
/// What is wrong with the package, in source order.
pub fn explain(
    files: Vec<package::SourceText>,
    packages: &dyn package::PackageSource,
    sources: &mut SourceMap,
    language: Option<u32>,
    mut request: escape::Request,
) -> Result<Vec<escape::Message>, Vec<Diagnostic>> {
    let mut checker = types::check::Checker::new(sources, packages);
    language.inspect(|&minor| checker.set_language(minor));
    checker.allow_missing_main();
    checker.allow_missing_bodies();
    let reach = check_and_reach(&mut checker, files, true)?;
    let program = checker.finish();
    request.packages = program.own_packages();
    Ok(escape::messages(&program, &reach, request))
}
