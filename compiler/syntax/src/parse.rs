//! Parsing: the entry points.
//!
//! [`parse_file`] makes the tree of a file, [`parse_header`] and [`parse_decls`] make those
//! of parts of one, [`parse_body`] that of a function body which these left out. After a
//! syntax error the parser starts anew at the next
//! statement or declaration ([`crate::recover`]).

use lalrpop_util::ParseError;

use crate::actions::{Builder, Parsed};
use crate::ast::{Block, Decl, Directive, File, Ident, NodeId};
use crate::diag::Diagnostic;
use crate::directive;
use crate::explain;
use crate::lexer::{self, Lexed};
use crate::recover;
use crate::source::{Pos, SourceFile, Span};
use crate::symbol::Symbol;
use crate::token::{Tok, Token};

#[allow(clippy::all, missing_docs, unused)]
mod grammar {
    use lalrpop_util::lalrpop_mod;
    lalrpop_mod!(generated, "/grammar.rs");
    pub use generated::SourceParser;
}

/// A counter of node ids: one per compilation, and a second one where a second thread
/// parses.
#[derive(Debug, Default)]
pub struct NodeIds {
    count: u32,
}

impl NodeIds {
    /// The bit by which the ids of the second counter differ from those of the first.
    pub const SECOND: u32 = 1 << 31;

    /// A counter at 0.
    pub fn new() -> NodeIds {
        NodeIds::default()
    }

    /// The second counter, at 0.
    pub fn second() -> NodeIds {
        NodeIds { count: NodeIds::SECOND }
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
    source: &SourceFile,
    ids: &mut NodeIds,
    bodies: Bodies,
) -> (File, Vec<Diagnostic>) {
    let (tree, mut diagnostics) = parse_part(source, source.text.len(), ids, bodies);
    // Deferred bodies are those of libraries, whose directives are right.
    if bodies == Bodies::Parse && diagnostics.is_empty() {
        diagnostics = directive::misplaced(&tree, source).alone;
    }
    (tree, diagnostics)
}

/// Parses the package clause and the imports of a file, which end at byte `end`.
pub fn parse_header(source: &SourceFile, end: usize, ids: &mut NodeIds) -> (File, Vec<Diagnostic>) {
    parse_part(source, end, ids, Bodies::Parse)
}

/// Parses a file from its start to byte `end`.
fn parse_part(
    source: &SourceFile,
    end: usize,
    ids: &mut NodeIds,
    bodies: Bodies,
) -> (File, Vec<Diagnostic>) {
    let mut lexed = lexer::lex(source, 0..end, bodies);
    source.set_line_bases(std::mem::take(&mut lexed.line_bases));
    let mut parser = Parser::new(source, ids, lexed);
    let parsed = parser.parse(Tok::StartFile);
    let directives = std::mem::take(&mut parser.directives);
    let diagnostics = parser.finish();
    let mut tree = match parsed {
        Some(Parsed::File(tree)) => *tree,
        Some(Parsed::Decls(_) | Parsed::Body(_)) | None => {
            let package = Ident { id: ids.next(), pos: source.base, name: Symbol::new("_") };
            File { file: source.id, package, imports: vec![], decls: vec![], directives: vec![] }
        }
    };
    directive::attach(&mut tree.decls, &directives);
    tree.directives = directives;
    (tree, diagnostics)
}

/// Parses a function body of a file; `body` is the span of its braces, as in
/// [`FuncBody::Deferred`](crate::ast::FuncBody).
pub fn parse_body(source: &SourceFile, body: Span, ids: &mut NodeIds) -> (Block, Vec<Diagnostic>) {
    let range = (body.lo.0 - source.base.0) as usize..(body.hi.0 - source.base.0) as usize;
    let lexed = lexer::lex(source, range, Bodies::Parse);
    let mut parser = Parser::new(source, ids, lexed);
    let parsed = parser.parse(Tok::StartBody);
    let diagnostics = parser.finish();
    match parsed {
        Some(Parsed::Body(block)) => (block, diagnostics),
        Some(Parsed::File(_) | Parsed::Decls(_)) | None => {
            (Block { id: ids.next(), stmts: vec![], span: body }, diagnostics)
        }
    }
}

/// Parses top-level declarations, which with the directives above them are the part `range`
/// of a file, in bytes. Bodies are deferred.
pub fn parse_decls(
    source: &SourceFile,
    range: std::ops::Range<usize>,
    ids: &mut NodeIds,
) -> (Vec<Decl>, Vec<Diagnostic>) {
    let lexed = lexer::lex(source, range, Bodies::Defer);
    let mut parser = Parser::new(source, ids, lexed);
    let parsed = parser.parse(Tok::StartDecls);
    let directives = std::mem::take(&mut parser.directives);
    let diagnostics = parser.finish();
    let mut decls = match parsed {
        Some(Parsed::Decls(decls)) => decls,
        Some(Parsed::File(_) | Parsed::Body(_)) | None => vec![],
    };
    directive::attach(&mut decls, &directives);
    (decls, diagnostics)
}

/// How many errors are reported of one file; more than anyone prints.
const MAX_ERRORS: usize = 20;

/// One run over the tokens of a file or body.
struct Parser<'b, 's> {
    tokens: Vec<Token>,
    directives: Vec<Directive>,
    builder: Builder<'b, 's>,
    too_deep: bool,
    source: &'s SourceFile,
}

/// What LALRPOP reports.
type Failure = ParseError<Pos, Tok, ()>;

impl<'b, 's> Parser<'b, 's> {
    fn new(source: &'s SourceFile, ids: &'b mut NodeIds, lexed: Lexed) -> Parser<'b, 's> {
        let builder = Builder {
            file: source.id,
            text: &source.text,
            base: source.base,
            ids,
            diagnostics: lexed.diagnostics,
            type_guards: Vec::new(),
        };
        let Lexed { tokens, directives, too_deep, .. } = lexed;
        Parser { tokens, directives, builder, too_deep, source }
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

    /// Parses from the first token on, reports all errors, and gives the tree if there
    /// are none: the tree of a file with syntax errors is of no use to anyone.
    fn parse(&mut self, start: Tok) -> Option<Parsed> {
        let mut failure = match self.run(start, 0) {
            Ok(parsed) => return Some(parsed),
            Err(failure) => failure,
        };
        let mut resume = (start, 0);
        for _ in 0..MAX_ERRORS {
            let Some(index) = self.report(failure) else { break };
            let Some(next) = self.repair(resume, index) else { break };
            resume = next;
            match self.run(resume.0, resume.1) {
                Ok(_) => break,
                Err(next) => failure = next,
            }
        }
        None
    }

    /// Reports a failure and gives the index of the token where it happened; `None` if
    /// there is no going on.
    fn report(&mut self, failure: Failure) -> Option<usize> {
        let index_of = |pos: Pos| self.tokens.partition_point(|token| token.lo < pos);
        let (index, expected) = match failure {
            ParseError::UnrecognizedToken { token: (lo, _, _), expected } => {
                (index_of(lo), expected)
            }
            ParseError::UnrecognizedEof { expected, .. } => (self.tokens.len(), expected),
            ParseError::ExtraToken { token: (lo, _, _) } => (index_of(lo), vec![]),
            ParseError::InvalidToken { location } => (index_of(location), vec![]),
            ParseError::User { error: () } => return None,
        };
        if index == self.tokens.len() && !self.builder.diagnostics.is_empty() {
            // A brace that is missing because of the error before.
            return None;
        }
        let (source, base) = (self.builder.text, self.builder.base);
        let (pos, message) = explain::message(&explain::Stop {
            tokens: &self.tokens,
            index,
            text: &|lo, hi| &source[(lo.0 - base.0) as usize..(hi.0 - base.0) as usize],
            end: Pos(base.0 + source.len() as u32),
            expected: &expected,
        });
        self.builder.diagnostics.push(Diagnostic::error("", Span::at(pos), message));
        // Go gives up after an error in the package clause.
        let in_package_clause =
            self.tokens[..index.min(self.tokens.len())].iter().all(|token| token.tok != Tok::Semi);
        (!in_package_clause).then_some(index)
    }

    /// Decides where to go on after the error at token `index` of a run that was started
    /// with `resume`, and removes what is broken.
    fn repair(&mut self, resume: (Tok, usize), index: usize) -> Option<(Tok, usize)> {
        // What stands before the place to go on from was skipped already.
        if let Some(broken) = recover::broken_statement(&self.tokens, index)
            && broken.start >= resume.1
        {
            self.tokens.drain(broken);
            return Some(resume);
        }
        if resume.0 == Tok::StartBody {
            return None;
        }
        let text = self.builder.text.as_bytes();
        let base = self.builder.base;
        let starts_line = |token: &Token| {
            let offset = (token.lo.0 - base.0) as usize;
            offset == 0 || text[offset - 1] == b'\n'
        };
        // A missing brace shows at the name of the next function: go back to its keyword.
        let from = if index > resume.1 + 1 { index - 1 } else { index + 1 };
        let next = recover::next_declaration(&self.tokens, from, starts_line)?;
        Some((Tok::StartDecls, next))
    }

    fn finish(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.builder.diagnostics;
        if diagnostics.is_empty() {
            let message = "invalid syntax tree: use of .(type) outside type switch";
            for (_, span) in self.builder.type_guards {
                diagnostics.push(Diagnostic::error("InvalidSyntaxTree", span, message));
            }
        }
        // Go's order, and one syntax error per line. (Tokens that were parsed twice gave
        // their errors twice.)
        diagnostics.sort_by(|a, b| (a.span.lo, &a.message).cmp(&(b.span.lo, &b.message)));
        let line = |diagnostic: &Diagnostic| {
            let is_syntax = diagnostic.message.starts_with("syntax error");
            let offset = diagnostic.span.lo.0 - self.source.base.0;
            is_syntax.then(|| self.source.line_and_column(offset).0)
        };
        diagnostics.dedup_by(|b, a| {
            a.span.lo == b.span.lo && a.message == b.message
                || line(a).is_some_and(|line_a| line(b) == Some(line_a))
        });
        diagnostics
    }
}
