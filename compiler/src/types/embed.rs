//! `//go:embed`: variables that hold files.
//!
//! Before its names are declared, a package's variables with such directives get values, as
//! if they stood there: a string literal, `[]byte("…")`, or for `embed.FS` a literal of the
//! type that stands behind it:
//!
//! ```text
//! struct{ Files *[]struct{ Name, Data string } }{&[]struct{ Name, Data string }{{"a", "…"}, …}}
//! ```
//!
//! Which of them is told by how the type is written: all are assigned, so that named types
//! fit. The files come from [`PackageSource::embed`](crate::package::PackageSource::embed).

use std::collections::BTreeMap;
use std::fmt::Write;

use minigo_syntax::ast::{
    Call, Decl, Directive, Element, Expr, ExprKind, Field, File, Ident, LitKind, NodeId, UnaryOp,
    VarSpec,
};
use minigo_syntax::source::{Pos, Span};
use minigo_syntax::symbol::Symbol;

use super::check::Checker;
use crate::codes;

/// Files by name.
type Files = BTreeMap<String, Vec<u8>>;

/// Patterns that name no files: where, and why not.
type Missing = BTreeMap<String, (Pos, String)>;

/// What a variable is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    Tree,
}

/// A directive that stands above a variable: file, declaration, line of the declaration.
type Place = (usize, usize, usize);

const DIRECTIVE: &str = "go:embed";

impl Checker<'_> {
    /// Gives the variables of a package that hold files their values.
    pub(super) fn embed_files(&mut self, trees: &mut [File]) {
        let mut missing = BTreeMap::new();
        for at in 0..trees.len() {
            let directives: Vec<Directive> = trees[at]
                .directives
                .iter()
                .filter(|directive| is_embed(&directive.text))
                .cloned()
                .collect();
            let mut wanted: BTreeMap<Place, Files> = BTreeMap::new();
            for directive in &directives {
                if let Some((decl, spec)) = self.embedding_var(&trees[at], directive) {
                    let name = self.sources.file(trees[at].file).name.clone();
                    let files = wanted.entry((at, decl, spec)).or_default();
                    self.read_embedded(&name, directive, files, &mut missing);
                }
            }
            for ((file, decl, spec), files) in wanted {
                self.set_embedded(trees, (file, decl, spec), files);
            }
        }
        // As Go, which looks for files before it compiles, and at patterns in order.
        if let Some((pattern, (at, problem))) = missing.into_iter().next() {
            self.embed_error(at, format!("pattern {pattern}: {problem}"));
        }
    }

    fn embed_error(&mut self, at: Pos, message: impl Into<String>) {
        self.error(Span::at(at), codes::INVALID_EMBED, message);
    }

    /// The variable below a directive, if it can hold files.
    fn embedding_var(&mut self, tree: &File, directive: &Directive) -> Option<(usize, usize)> {
        let at = Pos(directive.pos.0 + 2);
        let problem = match below(tree, directive.pos) {
            Below::Nothing => "misplaced go:embed directive",
            Below::InFunc => "go:embed cannot apply to var inside func",
            Below::Var(..) if !tree.imports.iter().any(|import| import.path == "embed") => {
                "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
            }
            Below::Var(_, _, var) if var.names.len() > 1 => {
                "go:embed cannot apply to multiple vars"
            }
            Below::Var(_, _, var) if !var.values.is_empty() => {
                "go:embed cannot apply to var with initializer"
            }
            Below::Var(_, _, var) if var.ty.is_none() => {
                "go:embed cannot apply to var without type"
            }
            Below::Var(decl, spec, _) => return Some((decl, spec)),
        };
        self.embed_error(at, problem);
        None
    }

    /// Reads the files of a directive.
    fn read_embedded(
        &mut self,
        name: &str,
        directive: &Directive,
        files: &mut Files,
        missing: &mut Missing,
    ) {
        let patterns = match patterns(&directive.text) {
            Ok(patterns) => patterns,
            Err(message) => return self.embed_error(directive.pos, message),
        };
        if patterns.is_empty() {
            self.embed_error(Pos(directive.pos.0 + 2), "usage: //go:embed pattern...");
        }
        for (offset, pattern) in patterns {
            match self.loader.embed(name, &pattern) {
                Ok(found) => files.extend(found),
                Err(problem) => {
                    let at = Pos(directive.pos.0 + 2 + offset as u32);
                    missing.entry(pattern).or_insert((at, problem));
                }
            }
        }
    }

    fn set_embedded(&mut self, trees: &mut [File], (file, decl, spec): Place, files: Files) {
        let (kind, pos, span) = {
            let Decl::Var(specs) = &trees[file].decls[decl] else { return };
            let Some(ty) = &specs[spec].ty else { return };
            (kind(trees, ty), specs[spec].names[0].pos, specs[spec].span)
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(ty) => {
                return self.embed_error(pos, format!("go:embed cannot apply to var of type {ty}"));
            }
        };
        if kind != Kind::Tree && files.len() > 1 {
            let ty = if kind == Kind::Text { "string" } else { "[]byte" };
            let message = format!("invalid go:embed: multiple files for type {ty}");
            return self.embed_error(pos, message);
        }
        let mut tree = Builder { next: &mut || self.ids.next(), at: Span::at(span.hi) };
        let only = || files.values().next().map_or(&[][..], Vec::as_slice);
        let value = match kind {
            Kind::Text => tree.text(only()),
            Kind::Bytes => tree.bytes(only()),
            Kind::Tree => tree.tree(with_folders(files)),
        };
        if let Decl::Var(specs) = &mut trees[file].decls[decl] {
            specs[spec].values = vec![value];
        }
    }
}

fn is_embed(text: &str) -> bool {
    text.strip_prefix(DIRECTIVE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// What stands below a directive.
enum Below<'a> {
    Nothing,
    InFunc,
    /// The variable in this declaration and line.
    Var(usize, usize, &'a VarSpec),
}

fn below(tree: &File, pos: Pos) -> Below<'_> {
    for (at, decl) in tree.decls.iter().enumerate() {
        match decl {
            Decl::Func(func) if func.span.hi > pos => {
                return if func.span.lo < pos { Below::InFunc } else { Below::Nothing };
            }
            Decl::Var(specs) => {
                let spec = specs.iter().position(|spec| spec.span.lo > pos);
                // Above the parenthesis it belongs to none of the group.
                if let Some(spec) = spec {
                    return Below::Var(at, spec, &specs[spec]);
                }
            }
            Decl::Const(specs) if specs.iter().any(|spec| spec.span.hi > pos) => {
                return Below::Nothing;
            }
            Decl::Type(specs) if specs.iter().any(|spec| spec.span.hi > pos) => {
                return Below::Nothing;
            }
            Decl::Func(_) | Decl::Const(_) | Decl::Type(_) => {}
        }
    }
    Below::Nothing
}

/// The patterns of a directive, each with its offset; they may be quoted as strings are.
fn patterns(text: &str) -> Result<Vec<(usize, String)>, String> {
    let mut found = Vec::new();
    let mut at = DIRECTIVE.len();
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let invalid = |args: &str| format!("invalid quoted string in //go:embed: {args}");
        let (pattern, len) = match rest.chars().next() {
            None => return Ok(found),
            Some('`') => {
                let end = rest[1..].find('`').ok_or_else(|| invalid(rest))?;
                (rest[1..=end].to_string(), end + 2)
            }
            Some('"') => {
                let mut escaped = false;
                let end = rest[1..].find(|c: char| {
                    let is_end = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    is_end
                });
                let end = end.ok_or_else(|| invalid(rest))?;
                let quoted = &rest[1..=end];
                (quoted.replace("\\\"", "\"").replace("\\\\", "\\"), end + 2)
            }
            Some(_) => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_string(), end)
            }
        };
        if rest[len..].starts_with(|c: char| !c.is_whitespace()) {
            return Err(invalid(rest));
        }
        found.push((at, pattern));
        at += len;
    }
}

/// What a variable of this type is made of; the type's name if it cannot hold files.
fn kind(trees: &[File], ty: &Expr) -> Result<Kind, String> {
    match &ty.kind {
        ExprKind::Paren(inner) => kind(trees, inner),
        ExprKind::SliceType(element) => match &element.kind {
            ExprKind::Ident(name) if !matches!(&*name.name, "byte" | "uint8") => {
                named(trees, &name.name)
                    .map_or(Err(format!("[]{}", name.name)), |_| Ok(Kind::Bytes))
            }
            _ => Ok(Kind::Bytes),
        },
        ExprKind::Selector(_, name) if &*name.name == "FS" => Ok(Kind::Tree),
        ExprKind::Ident(name) if &*name.name == "string" => Ok(Kind::Text),
        ExprKind::Ident(name) => match named(trees, &name.name) {
            Some(ty) => kind(trees, ty),
            None if &*name.name == "FS" => Ok(Kind::Tree),
            None => Err(name.name.to_string()),
        },
        ExprKind::Star(inner) => Err(match &inner.kind {
            ExprKind::Ident(name) => format!("*{}", name.name),
            _ => "*T".to_string(),
        }),
        // The assignment will say what is wrong.
        _ => Ok(Kind::Text),
    }
}

/// What a type of the package is declared as.
fn named<'a>(trees: &'a [File], name: &Symbol) -> Option<&'a Expr> {
    trees.iter().flat_map(|tree| &tree.decls).find_map(|decl| match decl {
        Decl::Type(specs) => specs.iter().find(|spec| spec.name.name == *name).map(|spec| &spec.ty),
        Decl::Const(_) | Decl::Var(_) | Decl::Func(_) => None,
    })
}

/// Folder and name of an entry; folders end in a slash.
fn split(name: &str) -> (&str, &str) {
    name.strip_suffix('/').unwrap_or(name).rsplit_once('/').unwrap_or((".", name))
}

/// The files with the folders above them, in the order in which package embed looks for
/// them: by folder, then by name.
fn with_folders(files: Files) -> Vec<(String, Vec<u8>)> {
    let mut all = files;
    let names: Vec<String> = all.keys().cloned().collect();
    for name in names {
        for (at, _) in name.match_indices('/') {
            all.entry(name[..=at].to_string()).or_default();
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    let key = |name: &str| {
        let (folder, name) = split(name);
        (folder.to_string(), name.trim_end_matches('/').to_string())
    };
    all.sort_by_cached_key(|(name, _)| key(name));
    all
}

/// Makes trees that stand at one place.
struct Builder<'a> {
    next: &'a mut dyn FnMut() -> NodeId,
    at: Span,
}

impl Builder<'_> {
    fn expr(&mut self, kind: ExprKind) -> Expr {
        Expr { id: (self.next)(), pos: self.at.lo, span: self.at, kind }
    }

    fn ident(&mut self, name: &str) -> Ident {
        Ident { id: (self.next)(), pos: self.at.lo, name: Symbol::new(name) }
    }

    fn name(&mut self, name: &str) -> Expr {
        let ident = self.ident(name);
        Expr { id: ident.id, pos: self.at.lo, span: self.at, kind: ExprKind::Ident(ident) }
    }

    /// A string literal.
    fn text(&mut self, bytes: &[u8]) -> Expr {
        let mut quoted = String::with_capacity(bytes.len() + 2);
        quoted.push('"');
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '"' | '\\' => quoted.extend(['\\', c]),
                    // What a source file must not hold, or not in a line.
                    '\0'..'\x20' | '\u{feff}' => {
                        let mut utf8 = [0; 4];
                        for byte in c.encode_utf8(&mut utf8).bytes() {
                            let _ = write!(quoted, "\\x{byte:02x}");
                        }
                    }
                    _ => quoted.push(c),
                }
            }
            for byte in chunk.invalid() {
                let _ = write!(quoted, "\\x{byte:02x}");
            }
        }
        quoted.push('"');
        self.expr(ExprKind::Lit(LitKind::String, Symbol::new(&quoted)))
    }

    fn bytes(&mut self, bytes: &[u8]) -> Expr {
        let byte = self.name("byte");
        let fun = self.expr(ExprKind::SliceType(Box::new(byte)));
        let args = vec![self.text(bytes)];
        self.expr(ExprKind::Call(Box::new(Call { fun, args, ellipsis: None, rparen: self.at.lo })))
    }

    /// `[]struct{ Name, Data string }`
    fn entries_type(&mut self) -> Expr {
        let field = Field {
            id: (self.next)(),
            names: vec![self.ident("Name"), self.ident("Data")],
            ty: self.name("string"),
            tag: None,
        };
        let entry = self.expr(ExprKind::StructType(vec![field]));
        self.expr(ExprKind::SliceType(Box::new(entry)))
    }

    fn literal(&mut self, ty: Option<Expr>, values: Vec<Expr>) -> Expr {
        let elems = values.into_iter().map(|value| Element { key: None, value }).collect();
        self.expr(ExprKind::CompositeLit { ty: ty.map(Box::new), elems })
    }

    fn tree(&mut self, files: Vec<(String, Vec<u8>)>) -> Expr {
        let mut entries = Vec::new();
        for (name, data) in files {
            let values = vec![self.text(name.as_bytes()), self.text(&data)];
            entries.push(self.literal(None, values));
        }
        let entries_type = self.entries_type();
        let list = self.literal(Some(entries_type), entries);
        let pointer = self.expr(ExprKind::Unary(UnaryOp::Addr, Box::new(list)));
        let entries_type = self.entries_type();
        let field = Field {
            id: (self.next)(),
            names: vec![self.ident("Files")],
            ty: self.expr(ExprKind::Star(Box::new(entries_type))),
            tag: None,
        };
        let ty = self.expr(ExprKind::StructType(vec![field]));
        self.literal(Some(ty), vec![pointer])
    }
}
