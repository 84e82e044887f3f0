//! Parsing: the entry points.
//!
//! [`parse_file`] makes the tree of a file, [`parse_body`] that of a function body which
//! `parse_file` left out. After a syntax error the parser starts anew at the next
//! declaration, so that each broken declaration gives one error.

use lalrpop_util::ParseError;

use crate::actions::{Builder, Parsed};
use crate::ast::{Block, Decl, Directive, File, Ident, NodeId};
use crate::diag::Diagnostic;
use crate::explain;
use crate::lexer::{self, Lexed};
use crate::source::{FileId, Pos, SourceMap, Span};
use crate::symbol::Symbol;
use crate::token::{Tok, Token};

#[allow(clippy::all, missing_docs, unused)]
mod grammar {
    use lalrpop_util::lalrpop_mod;
    lalrpop_mod!(generated, "/grammar.rs");
    pub use generated::SourceParser;
}

/// The counter of node ids, one per compilation.
#[derive(Debug, Default)]
pub struct NodeIds {
    count: u32,
}

impl NodeIds {
    /// A counter at 0.
    pub fn new() -> NodeIds {
        NodeIds::default()
    }

    /// A fresh id.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> NodeId {
        let id = NodeId(self.count);
        self.count += 1;
        id
    }

    /// How many ids have been given: the length of a side table.
    pub fn count(&self) -> u32 {
        self.count
    }
}

/// What to do with the bodies of top-level functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bodies {
    /// Make their trees.
    Parse,
    /// Skip them; [`parse_body`] makes the tree of one.
    Defer,
}

/// Parses a file. The tree is whole if there are no diagnostics.
pub fn parse_file(
    map: &SourceMap,
    file: FileId,
    ids: &mut NodeIds,
    bodies: Bodies,
) -> (File, Vec<Diagnostic>) {
    let source = map.file(file);
    let text = &source.text;
    let lexed = lexer::lex(text, 0..text.len(), source.base, bodies == Bodies::Defer);
    let mut parser = Parser::new(map, file, ids, lexed);
    let parsed = parser.whole_file();
    let directives = std::mem::take(&mut parser.directives);
    let diagnostics = parser.finish();
    let mut tree = match parsed {
        Some(tree) => *tree,
        None => {
            let package = Ident { id: ids.next(), pos: source.base, name: Symbol::new("_") };
            File { file, package, imports: vec![], decls: vec![], directives: vec![] }
        }
    };
    attach_directives(&mut tree, &directives);
    tree.directives = directives;
    (tree, diagnostics)
}

/// Parses a function body; `body` is the span of its braces, as in
/// [`FuncBody::Deferred`](crate::ast::FuncBody).
pub fn parse_body(map: &SourceMap, body: Span, ids: &mut NodeIds) -> (Block, Vec<Diagnostic>) {
    let empty = |ids: &mut NodeIds| Block { id: ids.next(), stmts: vec![], span: body };
    let Some(file) = map.file_of(body.lo) else { return (empty(ids), vec![]) };
    let source = map.file(file);
    let range = (body.lo.0 - source.base.0) as usize..(body.hi.0 - source.base.0) as usize;
    let lexed = lexer::lex(&source.text, range, source.base, false);
    let mut parser = Parser::new(map, file, ids, lexed);
    let parsed = parser.run(Tok::StartBody, 0);
    let diagnostics = parser.finish();
    match parsed {
        Ok(Parsed::Body(block)) => (block, diagnostics),
        Ok(Parsed::File(_) | Parsed::Decls) | Err(_) => (empty(ids), diagnostics),
    }
}

/// Gives each function the directives that stand between the declaration before and it.
fn attach_directives(tree: &mut File, directives: &[Directive]) {
    let mut rest = directives;
    let before = |directives: &[Directive], pos: Pos| {
        directives.partition_point(|directive| directive.pos < pos)
    };
    for decl in &mut tree.decls {
        if rest.is_empty() {
            return;
        }
        if let Decl::Func(func) = decl {
            func.directives = rest[..before(rest, func.span.lo)].to_vec();
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

/// One run over the tokens of a file or body.
struct Parser<'b, 's> {
    tokens: Vec<Token>,
    directives: Vec<Directive>,
    builder: Builder<'b, 's>,
    too_deep: bool,
}

/// What LALRPOP reports.
type Failure = ParseError<Pos, Tok, ()>;

impl<'b, 's> Parser<'b, 's> {
    fn new(map: &'s SourceMap, file: FileId, ids: &'b mut NodeIds, lexed: Lexed) -> Parser<'b, 's> {
        let source = map.file(file);
        let builder = Builder {
            file,
            text: &source.text,
            base: source.base,
            ids,
            diagnostics: lexed.diagnostics,
            type_guards: Vec::new(),
        };
        let Lexed { tokens, directives, too_deep, .. } = lexed;
        Parser { tokens, directives, builder, too_deep }
    }

    /// Parses the tokens from the one with index `from` on.
    fn run(&mut self, start: Tok, from: usize) -> Result<Parsed, Failure> {
        if self.too_deep {
            return Err(ParseError::User { error: () });
        }
        let tokens = &self.tokens[from..];
        let first = tokens.first().map_or(self.builder.base, |token| token.lo);
        let all = std::iter::once((first, start, first))
            .chain(tokens.iter().map(|token| (token.lo, token.tok, token.hi)));
        grammar::SourceParser::new().parse(&mut self.builder, all)
    }

    fn whole_file(&mut self) -> Option<Box<File>> {
        let mut failure = match self.run(Tok::StartFile, 0) {
            Ok(Parsed::File(file)) => return Some(file),
            Ok(Parsed::Decls | Parsed::Body(_)) => return None,
            Err(failure) => failure,
        };
        // The tree of a file with errors is of no use to anyone; the rest is parsed for
        // its errors.
        while let Some(from) = self.report(failure) {
            match self.run(Tok::StartDecls, from) {
                Ok(_) => break,
                Err(next) => failure = next,
            }
        }
        None
    }

    /// Reports a failure and gives the index of the token where to go on.
    fn report(&mut self, failure: Failure) -> Option<usize> {
        let (at, expected) = match failure {
            ParseError::UnrecognizedToken { token: (lo, _, _), expected } => (lo, expected),
            ParseError::UnrecognizedEof { location, expected } => (location, expected),
            ParseError::ExtraToken { token: (lo, _, _) } => (lo, vec![]),
            ParseError::InvalidToken { location } => (location, vec![]),
            ParseError::User { error: () } => return None,
        };
        let index = self.tokens.partition_point(|token| token.lo < at);
        let (source, base) = (self.builder.text, self.builder.base);
        let (pos, message) = explain::message(&explain::Stop {
            tokens: &self.tokens,
            index,
            text: &|lo, hi| &source[(lo.0 - base.0) as usize..(hi.0 - base.0) as usize],
            end: Pos(base.0 + source.len() as u32),
            expected: &expected,
        });
        self.builder.diagnostics.push(Diagnostic::error("", Span::at(pos), message));
        if expected.iter().any(|terminal| terminal == "\"package\"") || index < 2 {
            // Go gives up after an error in the package clause.
            return None;
        }
        self.next_declaration(index + 1)
    }

    /// The index of the next keyword that starts a top-level declaration at the start of a
    /// line, from token `from` on.
    fn next_declaration(&self, from: usize) -> Option<usize> {
        let text = self.builder.text.as_bytes();
        (from..self.tokens.len()).find(|&index| {
            let Token { tok, lo, .. } = self.tokens[index];
            let offset = (lo.0 - self.builder.base.0) as usize;
            matches!(tok, Tok::Func | Tok::Type | Tok::Var | Tok::Const)
                && (offset == 0 || text[offset - 1] == b'\n')
        })
    }

    fn finish(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.builder.diagnostics;
        if diagnostics.is_empty() {
            let message = "invalid syntax tree: use of .(type) outside type switch";
            for (_, span) in self.builder.type_guards {
                diagnostics.push(Diagnostic::error("InvalidSyntaxTree", span, message));
            }
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.lo);
        diagnostics
    }
}
