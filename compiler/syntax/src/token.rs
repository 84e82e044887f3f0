//! The tokens of Go.
//!
//! [`Tok`] is the kind of a token; its text is the source between the token's
//! positions, so that a token is twelve bytes and the parser moves little. logos
//! makes the scanner from the patterns here; literals and comments, whose rules (and
//! errors) are more than a pattern, are scanned on by the callbacks in
//! [`crate::scan`].

use logos::Logos;

use crate::scan;
use crate::source::Pos;

/// A token with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// The kind.
    pub tok: Tok,
    /// First byte.
    pub lo: Pos,
    /// One past the last byte.
    pub hi: Pos,
}

/// Kinds of tokens.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(extras = scan::LexErrors)]
#[logos(skip "[ \t\r\0\u{feff}]+")]
pub enum Tok {
    /// A line end; the lexer turns it into `;` or drops it.
    #[token("\n")]
    Newline,
    /// `// …`, without the line end.
    #[regex("//[^\n]*", allow_greedy = true)]
    LineComment,
    /// `/* … */`.
    #[token("/*", scan::block_comment)]
    BlockComment,

    /// An identifier.
    #[regex(r"[\p{L}_][\p{L}\p{Nd}_]*")]
    Name,
    /// Literals.
    #[regex(r"[0-9]", scan::number)]
    #[regex(r"\.[0-9]", scan::fraction)]
    Number(scan::NumberKind),
    #[token("'", scan::rune)]
    Char,
    #[token("\"", scan::string)]
    #[token("`", scan::raw_string)]
    String,

    #[token("break")]
    Break,
    #[token("case")]
    Case,
    #[token("chan")]
    Chan,
    #[token("const")]
    Const,
    #[token("continue")]
    Continue,
    #[token("default")]
    Default,
    #[token("defer")]
    Defer,
    #[token("else")]
    Else,
    #[token("fallthrough")]
    Fallthrough,
    #[token("for")]
    For,
    #[token("func")]
    Func,
    #[token("go")]
    Go,
    #[token("goto")]
    Goto,
    #[token("if")]
    If,
    #[token("import")]
    Import,
    #[token("interface")]
    Interface,
    #[token("map")]
    Map,
    #[token("package")]
    Package,
    #[token("range")]
    Range,
    #[token("return")]
    Return,
    #[token("select")]
    Select,
    #[token("struct")]
    Struct,
    #[token("switch")]
    Switch,
    #[token("type")]
    Type,
    #[token("var")]
    Var,

    #[token("+")]
    Add,
    #[token("-")]
    Sub,
    #[token("*")]
    Star,
    #[token("/")]
    Div,
    #[token("%")]
    Rem,
    #[token("&")]
    And,
    #[token("|")]
    Or,
    #[token("^")]
    Xor,
    #[token("<<")]
    Shl,
    #[token(">>")]
    Shr,
    #[token("&^")]
    AndNot,
    #[token("+=")]
    AddAssign,
    #[token("-=")]
    SubAssign,
    #[token("*=")]
    MulAssign,
    #[token("/=")]
    DivAssign,
    #[token("%=")]
    RemAssign,
    #[token("&=")]
    AndAssign,
    #[token("|=")]
    OrAssign,
    #[token("^=")]
    XorAssign,
    #[token("<<=")]
    ShlAssign,
    #[token(">>=")]
    ShrAssign,
    #[token("&^=")]
    AndNotAssign,
    #[token("&&")]
    LogAnd,
    #[token("||")]
    LogOr,
    #[token("<-")]
    Arrow,
    #[token("++")]
    Inc,
    #[token("--")]
    Dec,
    #[token("==")]
    Eq,
    #[token("!=")]
    Ne,
    #[token("<")]
    Lt,
    #[token("<=")]
    Le,
    #[token(">")]
    Gt,
    #[token(">=")]
    Ge,
    #[token("=")]
    Assign,
    #[token(":=")]
    Define,
    #[token("!")]
    Not,
    #[token("~")]
    Tilde,
    #[token("...")]
    Ellipsis,
    #[token("(")]
    LParen,
    #[token("[")]
    LBrack,
    #[token("{")]
    LBrace,
    #[token(")")]
    RParen,
    #[token("]")]
    RBrack,
    #[token("}")]
    RBrace,
    #[token(",")]
    Comma,
    /// Written, or inserted at a line end or the end of the file.
    #[token(";")]
    Semi,
    #[token(".")]
    Dot,
    #[token(":")]
    Colon,

    /// The `[` that opens the type parameters of a type declaration, told from the
    /// `[` of an array type by [`crate::semicolons::mark_type_params`].
    TypeParamsOpen,
    /// A function body that was skipped, braces included.
    DeferredBody,
    /// Never in the source: put first to choose what the parser parses.
    StartFile,
    /// Likewise: top-level declarations without package clause and imports.
    StartDecls,
    /// Likewise: one function body.
    StartBody,
}
