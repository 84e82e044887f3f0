//! What the grammar's actions do: build nodes.
//!
//! The [`Builder`] numbers nodes, interns names, gives nodes Go's positions, and reports
//! what is wrong although it parses, in Go's words.

// Entries of lists come boxed from the grammar, which says why.
#![allow(clippy::vec_box)]

mod expr;
mod signature;
mod stmt;

pub use expr::ArgList;
pub use signature::ParamItem;
pub use stmt::{Clause, ClauseHead};

use crate::ast::*;
use crate::diag::Diagnostic;
use crate::literal;
use crate::parse::NodeIds;
use crate::source::{FileId, Pos, Span};
use crate::symbol::Symbol;

/// What the parser made of its tokens, by start token.
#[derive(Debug)]
pub enum Parsed {
    /// A whole file.
    File(Box<File>),
    /// Top-level declarations: one alone, or those behind one that had an error.
    Decls(Vec<Decl>),
    /// A function body.
    Body(Block),
}

/// The state of building one tree.
pub struct Builder<'b, 's> {
    /// Which file.
    pub file: FileId,
    /// Its text.
    pub text: &'s str,
    /// Position of its first byte.
    pub base: Pos,
    /// The counter of the compilation.
    pub ids: &'b mut NodeIds,
    /// What was reported.
    pub diagnostics: Vec<Diagnostic>,
    /// The `x.(type)` not yet claimed by a type switch.
    pub type_guards: Vec<(NodeId, Span)>,
}

impl Builder<'_, '_> {
    // ---- Basics -------------------------------------------------------------------

    fn id(&mut self) -> NodeId {
        self.ids.next()
    }

    fn text(&self, lo: Pos, hi: Pos) -> &str {
        &self.text[(lo.0 - self.base.0) as usize..(hi.0 - self.base.0) as usize]
    }

    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("", Span::at(pos), message));
    }

    fn syntax_error(&mut self, pos: Pos, message: &str) {
        self.error(pos, format!("syntax error: {message}"));
    }

    /// The identifier at `lo..hi`.
    pub fn ident(&mut self, lo: Pos, hi: Pos) -> Ident {
        let name = Symbol::new(self.text(lo, hi));
        Ident { id: self.id(), pos: lo, name }
    }

    /// An expression.
    pub fn expr(&mut self, pos: Pos, lo: Pos, hi: Pos, kind: ExprKind) -> Expr {
        Expr { id: self.id(), pos, span: Span::new(lo, hi), kind }
    }

    /// A statement.
    pub fn stmt(&mut self, pos: Pos, lo: Pos, hi: Pos, kind: StmtKind) -> Stmt {
        Stmt { id: self.id(), pos, span: Span::new(lo, hi), kind }
    }

    /// The value of the string literal at `lo..hi`.
    pub fn string_value(&mut self, lo: Pos, hi: Pos) -> String {
        let bytes = literal::string_value(self.text(lo, hi)).unwrap_or_default();
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    // ---- Declarations -------------------------------------------------------------

    /// A file.
    pub fn file(&mut self, package: Ident, imports: Vec<Import>, decls: Vec<Decl>) -> Box<File> {
        Box::new(File { file: self.file, package, imports, decls, directives: Vec::new() })
    }

    /// An import of the path literal at `lo..hi`.
    pub fn import(&mut self, name: Option<Ident>, lo: Pos, hi: Pos) -> Import {
        let start = name.map_or(lo, |name| name.pos);
        Import {
            id: self.id(),
            name,
            path: self.string_value(lo, hi),
            span: Span::new(start, hi),
            path_span: Span::new(lo, hi),
        }
    }

    /// A `const` declaration; counts `iota`.
    pub fn const_decl(&mut self, specs: Vec<Box<ConstSpec>>) -> Decl {
        let numbered = specs.into_iter().zip(0..);
        Decl::Const(numbered.map(|(spec, iota)| ConstSpec { iota, ..*spec }).collect())
    }

    /// A constant specification.
    pub fn const_spec(
        &mut self,
        lo: Pos,
        names: Vec<Ident>,
        ty: Option<Expr>,
        values: Vec<Expr>,
        hi: Pos,
    ) -> Box<ConstSpec> {
        Box::new(ConstSpec { names, ty, values, iota: 0, span: Span::new(lo, hi) })
    }

    /// A variable specification.
    pub fn var_spec(
        &mut self,
        lo: Pos,
        names: Vec<Ident>,
        ty: Option<Expr>,
        values: Vec<Expr>,
        hi: Pos,
    ) -> Box<VarSpec> {
        Box::new(VarSpec { id: self.id(), names, ty, values, span: Span::new(lo, hi) })
    }

    /// A type specification.
    pub fn type_spec(
        &mut self,
        lo: Pos,
        name: Ident,
        type_params: Vec<TypeParam>,
        is_alias: bool,
        ty: Expr,
        hi: Pos,
    ) -> Box<TypeSpec> {
        Box::new(TypeSpec { name, type_params, is_alias, ty, span: Span::new(lo, hi) })
    }

    /// A function or method declaration.
    #[allow(clippy::too_many_arguments)]
    pub fn func_decl(
        &mut self,
        lo: Pos,
        recv: Option<(Pos, Vec<Param>)>,
        name: Ident,
        type_params: Vec<TypeParam>,
        sig: FuncSig,
        body: Option<FuncBody>,
        hi: Pos,
    ) -> Decl {
        let pos = recv.as_ref().map_or(name.pos, |(pos, _)| *pos);
        let recv = recv.map(|(_, recv)| recv);
        if let Some(recv) = &recv {
            self.check_no_dots(recv);
            match recv.len() {
                0 => self.error(name.pos, "method has no receiver"),
                1 => {}
                _ => self.error(name.pos, "method has multiple receivers"),
            }
        }
        Decl::Func(Box::new(FuncDecl {
            id: self.id(),
            pos,
            recv,
            name,
            type_params,
            sig,
            body,
            directives: Vec::new(),
            span: Span::new(lo, hi),
        }))
    }
}
