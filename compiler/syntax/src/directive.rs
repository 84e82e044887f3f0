//! `//go:` directives: which declaration each belongs to, and which belong to none.
//!
//! Directives stand above the function that they are about, each on a line of its own, and
//! `//go:build` above the package clause. What the compiler does not know is a comment.

use crate::ast::{Decl, Directive, File};
use crate::diag::Diagnostic;
use crate::source::{Pos, SourceFile, Span};

/// The directives that say something of a function.
const OF_FUNCTIONS: &[&str] = &[
    "go:cgo_unsafe_args",
    "go:nocheckptr",
    "go:noescape",
    "go:noinline",
    "go:norace",
    "go:nosplit",
    "go:nowritebarrier",
    "go:nowritebarrierrec",
    "go:registerparams",
    "go:systemstack",
    "go:uintptrescapes",
    "go:uintptrkeepalive",
    "go:yeswritebarrierrec",
];

/// Gives each function the directives that stand between the declaration before and it.
pub fn attach(decls: &mut [Decl], directives: &[Directive]) {
    let mut rest = directives;
    let before = |directives: &[Directive], pos: Pos| {
        directives.partition_point(|directive| directive.pos < pos)
    };
    for decl in decls {
        if rest.is_empty() {
            return;
        }
        match decl {
            Decl::Func(func) => func.directives = rest[..before(rest, func.span.lo)].to_vec(),
            Decl::Const(_) | Decl::Var(_) | Decl::Type(_) => {}
        }
        rest = &rest[before(rest, end_of(decl))..];
    }
}

/// Where a declaration ends (without the parenthesis of a group).
fn end_of(decl: &Decl) -> Pos {
    let span = match decl {
        Decl::Const(specs) => specs.last().map(|spec| spec.span),
        Decl::Var(specs) => specs.last().map(|spec| spec.span),
        Decl::Type(specs) => specs.last().map(|spec| spec.span),
        Decl::Func(func) => Some(func.span),
    };
    span.unwrap_or_default().hi
}

/// Errors for the directives of a file that stand where they say nothing.
pub struct Misplaced {
    /// Those that belong to no declaration: errors of the parser.
    pub alone: Vec<Diagnostic>,
    /// Those of the package clause and of declarations that have no directives: errors of a
    /// program that is otherwise right.
    pub of_declarations: Vec<Diagnostic>,
}

/// Finds the directives of a file that stand where they say nothing.
pub fn misplaced(file: &File, source: &SourceFile) -> Misplaced {
    let mut found = Misplaced { alone: vec![], of_declarations: vec![] };
    let mut functions = vec![];
    for decl in &file.decls {
        match decl {
            Decl::Func(func) => functions.push(func),
            Decl::Const(_) | Decl::Var(_) | Decl::Type(_) => {}
        }
    }
    let header_end = file.imports.last().map_or(file.package.pos, |import| import.span.hi);
    let is_attached = |directive: &Directive| {
        directive.pos > header_end
            && functions.iter().any(|func| func.directives.iter().any(|d| d.pos == directive.pos))
    };
    for directive in &file.directives {
        let offset = (directive.pos.0 - source.base.0) as usize;
        let (before, rest) = source.text.split_at(offset);
        let error = || {
            let at = Span::at(Pos(directive.pos.0 + 2));
            Diagnostic::error("", at, "misplaced compiler directive")
        };
        if !stands_alone(before) {
            found.alone.push(error());
            continue;
        }
        let verb = directive.text.split([' ', '\t']).next().unwrap_or_default();
        let is_misplaced = match verb {
            "go:build" => directive.pos > file.package.pos,
            _ => OF_FUNCTIONS.contains(&verb) && !is_attached(directive),
        };
        if is_misplaced {
            let is_inside = |span: Span| span.lo < directive.pos && directive.pos < span.hi;
            let in_function = functions.iter().any(|func| is_inside(func.span));
            if is_of_declaration(rest, in_function) {
                found.of_declarations.push(error());
            } else {
                found.alone.push(error());
            }
        }
    }
    found
}

/// Whether nothing stands before a directive on its line.
fn stands_alone(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim_start_matches([' ', '\t', '\r', '\u{feff}']).is_empty()
}

/// Whether a declaration follows, or one line of a group; a group as a whole is none.
fn is_of_declaration(mut rest: &str, in_function: bool) -> bool {
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("//") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|at| at + 2)
        } else {
            break;
        };
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    match word {
        "var" | "const" | "type" | "import" => !behind.trim_start().starts_with('('),
        _ => !in_function && !rest.is_empty(),
    }
}
