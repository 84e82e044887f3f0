//! What Go says where the parser stops.
//!
//! LALRPOP tells the token at which it stopped and the tokens it would have taken. Go's
//! parser, which is hand-written, tells what it was about to parse ("expected
//! expression") or what list it was in ("in argument list; possibly missing comma or )").
//! Both stop at the same token, because both read the longest prefix of a right program;
//! what Go was about to do follows from the set of expected tokens and from the brackets
//! that are open. [`message`] asks, in this order:
//!
//! 1. Could an expression or statement start here? Then that is what Go missed.
//! 2. Could only a type start here? Likewise.
//! 3. Could only a name stand here? Likewise.
//! 4. Otherwise something is complete, and what is open around it names the list or
//!    construct that should have gone on or ended.

use crate::source::Pos;
use crate::token::{Tok, Token};

/// Where and why the parser stopped.
pub struct Stop<'a> {
    /// All tokens.
    pub tokens: &'a [Token],
    /// Index of the token not taken; `tokens.len()` at the end of the file.
    pub index: usize,
    /// The text between two positions of the file.
    pub text: &'a dyn Fn(Pos, Pos) -> &'a str,
    /// End of the file.
    pub end: Pos,
    /// The terminals that would have been taken, as LALRPOP writes them.
    pub expected: &'a [String],
}

/// Go's message, without `syntax error: ` if Go writes none, and its position.
pub fn message(stop: &Stop<'_>) -> (Pos, String) {
    let at = stop.tokens.get(stop.index).map_or(stop.end, |token| token.lo);
    match stop.say() {
        Say::Unexpected(rest) => {
            (at, format!("syntax error: unexpected {}{rest}", stop.describe()))
        }
        Say::Plain(text) => (at, format!("syntax error: {text}")),
        Say::PlainAt(pos, text) => (pos, format!("syntax error: {text}")),
        Say::Bare(text) => (at, text.to_owned()),
        Say::BareAt(pos, text) => (pos, text.to_owned()),
    }
}

/// The forms of Go's messages.
enum Say {
    /// `syntax error: unexpected X` and more.
    Unexpected(&'static str),
    /// `syntax error: …`.
    Plain(&'static str),
    /// The same at another place.
    PlainAt(Pos, &'static str),
    /// Without `syntax error: `.
    Bare(&'static str),
    /// The same at another place.
    BareAt(Pos, &'static str),
}

use Say::{Bare, BareAt, Plain, PlainAt, Unexpected};

/// What an open bracket belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Open {
    /// Nothing is open.
    Top,
    /// `(` of a grouped declaration.
    Group,
    /// `(` of parameters or results.
    Params,
    /// `(` of a call or conversion.
    Args,
    /// `(` around an expression or type, or of an assertion.
    Paren,
    /// `[` of type parameters.
    TypeParams,
    /// Any other `[`.
    Bracket,
    /// `{` of a struct type.
    Struct,
    /// `{` of an interface type.
    Interface,
    /// `{` of a block, a switch or select, or a composite literal.
    Brace,
}

impl Stop<'_> {
    fn has(&self, terminal: &str) -> bool {
        self.expected.iter().any(|expected| expected.trim_matches('"') == terminal)
    }

    /// The kind of the token at an index; `Semi` outside.
    fn tok(&self, index: Option<usize>) -> Tok {
        index.and_then(|index| self.tokens.get(index)).map_or(Tok::Semi, |token| token.tok)
    }

    /// The token `n` before the one not taken.
    fn before(&self, n: usize) -> Tok {
        self.tok(self.index.checked_sub(n))
    }

    /// The token not taken, as Go's messages name it.
    fn describe(&self) -> String {
        let Some(token) = self.tokens.get(self.index) else { return "EOF".to_owned() };
        let text = (self.text)(token.lo, token.hi);
        match token.tok {
            Tok::Name => format!("name {text}"),
            Tok::Number(_) | Tok::Char | Tok::String => format!("literal {text}"),
            Tok::Comma => "comma".to_owned(),
            Tok::Semi if text == ";" => "semicolon".to_owned(),
            Tok::Semi if text.is_empty() => "EOF".to_owned(),
            Tok::Semi => "newline".to_owned(),
            Tok::DeferredBody => "{".to_owned(),
            _ if text.starts_with(|char: char| char.is_ascii_lowercase()) => {
                format!("keyword {text}")
            }
            _ => text.to_owned(),
        }
    }

    fn say(&self) -> Say {
        let tok = self.tok(Some(self.index));
        if self.has("package") {
            return Plain("package statement must be first");
        }
        if tok == Tok::Define && self.has("=") && !self.has(":=") {
            return Unexpected(", expected =");
        }
        if self.has("int") && !self.may_end() {
            return self.type_params_misplaced(tok).unwrap_or_else(|| self.expression_missing(tok));
        }
        if self.has("if") {
            return if self.has("int") {
                self.statement_missing()
            } else {
                Plain("else must be followed by if or statement block")
            };
        }
        if self.has("const") {
            return self.declaration_missing(tok);
        }
        if let Some(say) = self.type_params_misplaced(tok) {
            return say;
        }
        if let Some(say) = self.type_missing() {
            return say;
        }
        if let Some(say) = self.name_missing(tok) {
            return say;
        }
        if let Some(say) = self.mark_missing() {
            return say;
        }
        self.end_missing(tok)
    }

    /// Whether the file ends here, without even a semicolon to insert.
    fn is_at_end(&self) -> bool {
        self.index >= self.tokens.len()
    }

    /// The position of the token behind the one not taken.
    fn behind(&self) -> Pos {
        self.tokens.get(self.index + 1).map_or(self.end, |token| token.lo)
    }

    /// Whether an expression could start here but nothing must: a statement list, or
    /// `return` without values.
    fn may_end(&self) -> bool {
        self.has("if")
    }

    /// Rule 1: an expression is missing.
    fn expression_missing(&self, tok: Tok) -> Say {
        let before = self.before(1);
        match (before, tok) {
            (Tok::If, Tok::Var) => {
                PlainAt(self.behind(), "var declaration not allowed in if initializer")
            }
            (Tok::For, Tok::Var) => {
                PlainAt(self.behind(), "var declaration not allowed in for initializer")
            }
            (Tok::Switch, Tok::Var) => {
                PlainAt(self.behind(), "var declaration not allowed in switch initializer")
            }
            (Tok::Semi, Tok::LBrace) if self.header() == Some((Tok::For, 1)) => {
                Unexpected(", expected for loop condition")
            }
            // At the end of the file Go's lists stop before the next item.
            (Tok::LParen | Tok::Comma, _) if self.is_at_end() && self.enclosing() == Open::Args => {
                Unexpected(", expected )")
            }
            (Tok::LBrace | Tok::Comma, _) if self.is_at_end() && self.has("{") => {
                Unexpected(", expected }")
            }
            (Tok::LBrack, Tok::RBrack) if self.has(":") => Unexpected(", expected operand"),
            (Tok::LBrack, Tok::RBrack) => Unexpected(", expected type argument list"),
            _ => Unexpected(", expected expression"),
        }
    }

    /// Rule 1: a token that starts no statement where one may start.
    fn statement_missing(&self) -> Say {
        if self.has("case") {
            return Unexpected(", expected case or default or }");
        }
        match self.index.checked_sub(1).and_then(|index| self.tokens.get(index)) {
            Some(Token { tok: Tok::Colon, lo, .. }) => {
                PlainAt(*lo, "missing statement after label")
            }
            _ => Unexpected(", expected }"),
        }
    }

    /// Rule 1 at top level.
    fn declaration_missing(&self, tok: Tok) -> Say {
        if tok == Tok::Import {
            return Plain("imports must appear before other declarations");
        }
        let opens = matches!(tok, Tok::LBrace | Tok::DeferredBody);
        if opens && self.declaration_before() == Tok::Func && self.before(2) != Tok::RBrace {
            return Plain("unexpected semicolon or newline before {");
        }
        Plain("non-declaration statement outside function body")
    }

    /// The keyword of the top-level declaration that ends before the token not taken.
    fn declaration_before(&self) -> Tok {
        let mut depth = 0;
        let mut first = Tok::Semi;
        for token in self.tokens[..self.index.saturating_sub(1)].iter().rev() {
            match token.tok {
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth += 1,
                Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => depth -= 1,
                Tok::Semi if depth == 0 => return first,
                _ => {}
            }
            first = token.tok;
        }
        first
    }

    /// Type parameters where there can be none, or an empty list of them.
    fn type_params_misplaced(&self, tok: Tok) -> Option<Say> {
        if tok == Tok::LBrack && self.before(1) == Tok::Func && !self.has("name") {
            return Some(Plain("function type must have no type parameters"));
        }
        let open = self.open_bracket(self.index)?;
        let kind = self.classify(open);
        if tok == Tok::RBrack && open + 1 == self.index && kind == Open::TypeParams {
            return Some(Plain("empty type parameter list"));
        }
        if kind == Open::Bracket && self.is_method_spec(open) {
            let pos = self.tokens[open].lo;
            return match (open + 1 == self.index, tok) {
                (true, Tok::RBrack) if self.tok(Some(self.index + 1)) == Tok::LParen => {
                    Some(Bare("empty type parameter list"))
                }
                (true, Tok::RBrack) => Some(Bare("empty type argument list")),
                (false, _) if self.before(1) == Tok::Name => {
                    Some(BareAt(pos, "interface method must have no type parameters"))
                }
                _ => None,
            };
        }
        None
    }

    /// Rule 2: a type is missing.
    fn type_missing(&self) -> Option<Say> {
        if !self.has("chan") {
            return None;
        }
        let before = self.before(1);
        let enclosing = self.enclosing();
        Some(match before {
            Tok::Chan => Plain("missing channel element type"),
            Tok::Arrow if self.before(2) == Tok::Chan => Plain("missing channel element type"),
            Tok::Arrow if !self.has("map") => Unexpected(", expected keyword chan"),
            Tok::Ellipsis => Plain("... is missing type"),
            Tok::LParen | Tok::Comma if enclosing == Open::Params => Unexpected(", expected )"),
            Tok::LBrace | Tok::Semi if enclosing == Open::Interface => {
                Unexpected(", expected ~ term or type")
            }
            Tok::Name | Tok::RBrack | Tok::Assign
                if (before == Tok::Assign || self.has("="))
                    && self.decl_keyword() == Some(Tok::Type) =>
            {
                Unexpected(" in type declaration")
            }
            Tok::Name if self.has("=") && self.decl_keyword() == Some(Tok::Var) => {
                Unexpected(", expected type")
            }
            Tok::Name if enclosing == Open::Struct && self.has(",") => {
                Unexpected(", expected type")
            }
            Tok::Or | Tok::Tilde if enclosing == Open::Interface => {
                Unexpected(", expected ~ term or type")
            }
            _ if [";", ")", "]", "}", ",", "{"].iter().any(|&close| self.has(close)) => {
                return None;
            }
            _ => Unexpected(", expected type"),
        })
    }

    /// The keyword of the declaration that the token not taken stands directly in.
    fn decl_keyword(&self) -> Option<Tok> {
        match self.keyword_before(&[Tok::Type, Tok::Var, Tok::Const]) {
            Some((keyword, 0)) => Some(keyword),
            _ => self
                .open_bracket(self.index)
                .filter(|&open| self.classify(open) == Open::Group)
                .map(|open| self.tok(open.checked_sub(1))),
        }
    }

    /// Rule 3: a name, or a path, is missing.
    fn name_missing(&self, tok: Tok) -> Option<Say> {
        if self.has("string") && !self.has(";") {
            return Some(match tok {
                Tok::Number(_) | Tok::Char => Plain("import path must be a string"),
                _ => Plain("missing import path"),
            });
        }
        if !self.has("name") || self.has("chan") || self.has(";") {
            return None;
        }
        if self.enclosing() == Open::Struct && matches!(self.before(1), Tok::LBrace | Tok::Semi) {
            return Some(if tok == Tok::LParen {
                Plain("cannot parenthesize embedded type")
            } else {
                Unexpected(", expected field name or embedded type")
            });
        }
        Some(match self.before(1) {
            Tok::Dot | Tok::Func if self.has("(") => Unexpected(", expected name or ("),
            _ => Unexpected(", expected name"),
        })
    }

    /// Rule 4: one certain token is missing.
    fn mark_missing(&self) -> Option<Say> {
        Some(match self.before(1) {
            Tok::Select => Plain("missing { after select clause"),
            _ if self.has("case") => Unexpected(", expected case or default or }"),
            Tok::Struct | Tok::Interface => Unexpected(", expected {"),
            Tok::Map => Unexpected(", expected ["),
            Tok::Default => Unexpected(", expected :"),
            Tok::Func => Unexpected(", expected ("),
            _ if self
                .expected
                .iter()
                .all(|terminal| terminal == "\"(\"" || terminal == "\"[\"") =>
            {
                Unexpected(", expected (")
            }
            _ => return None,
        })
    }

    /// Rule 4: what is complete must go on or end.
    fn end_missing(&self, tok: Tok) -> Say {
        match self.enclosing() {
            Open::Top if self.index == 2 => Unexpected(", expected semicolon or newline"),
            Open::Top => Unexpected(" after top level declaration"),
            Open::Group => {
                Unexpected(" in grouped declaration; possibly missing semicolon or newline or )")
            }
            Open::Params => Unexpected(" in parameter list; possibly missing comma or )"),
            Open::TypeParams => Unexpected(" in parameter list; possibly missing comma or ]"),
            Open::Args => Unexpected(" in argument list; possibly missing comma or )"),
            Open::Paren => Unexpected(", expected )"),
            Open::Bracket if self.has(":") && self.has(",") => {
                Unexpected(", expected comma, : or ]")
            }
            Open::Bracket if tok == Tok::Comma => Plain("unexpected comma; expected ]"),
            Open::Bracket => Unexpected(", expected ]"),
            Open::Struct => {
                Unexpected(" in struct type; possibly missing semicolon or newline or }")
            }
            Open::Interface => {
                Unexpected(" in interface type; possibly missing semicolon or newline or }")
            }
            Open::Brace => self.statement_end_missing(tok),
        }
    }

    /// Rule 4 between braces.
    fn statement_end_missing(&self, tok: Tok) -> Say {
        if self.has("}") {
            return if self.has(";") {
                Unexpected(" at end of statement")
            } else {
                Unexpected(" in composite literal; possibly missing comma or }")
            };
        }
        if self.has("=") && self.has(":=") && !self.has(";") && !self.has("++") {
            return Unexpected(", expected := or = or comma");
        }
        if self.has(":") && !self.has("{") || self.before_is_case() {
            return Unexpected(", expected :");
        }
        match self.header() {
            Some((Tok::If, 0) | (Tok::For, 0) | (Tok::Switch, 0)) if self.has(";") => {
                Unexpected(", expected {")
            }
            Some((Tok::If, _)) => Unexpected(", expected { after if clause"),
            Some((Tok::Switch, _)) => Plain("missing { after switch clause"),
            Some((Tok::For, 1)) if tok != Tok::Semi => {
                Unexpected(", expected semicolon or newline")
            }
            Some((Tok::For, _)) => Unexpected(", expected { after for clause"),
            _ => Unexpected(" at end of statement"),
        }
    }

    /// Whether the token not taken stands in the head of a `case`.
    fn before_is_case(&self) -> bool {
        self.keyword_before(&[Tok::Case, Tok::If, Tok::For, Tok::Switch])
            .is_some_and(|(tok, _)| tok == Tok::Case)
    }

    /// The keyword of the statement header that the token not taken stands in, with the
    /// number of semicolons between them.
    fn header(&self) -> Option<(Tok, usize)> {
        self.keyword_before(&[Tok::If, Tok::For, Tok::Switch])
    }

    /// The nearest of some keywords before the token not taken, within the same bracket,
    /// and the number of semicolons since.
    fn keyword_before(&self, keywords: &[Tok]) -> Option<(Tok, usize)> {
        let mut depth = 0;
        let mut nsemis = 0;
        for token in self.tokens[..self.index].iter().rev() {
            match token.tok {
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth += 1,
                Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => {
                    if depth == 0 {
                        return None;
                    }
                    depth -= 1;
                }
                Tok::Semi if depth == 0 => nsemis += 1,
                tok if depth == 0 && keywords.contains(&tok) => return Some((tok, nsemis)),
                _ => {}
            }
        }
        None
    }

    /// What the innermost open bracket belongs to.
    fn enclosing(&self) -> Open {
        match self.open_bracket(self.index) {
            Some(index) => self.classify(index),
            None => Open::Top,
        }
    }

    /// The index of the innermost bracket open before token `from`.
    fn open_bracket(&self, from: usize) -> Option<usize> {
        let mut depth = 0;
        for index in (0..from).rev() {
            match self.tokens[index].tok {
                Tok::RParen | Tok::RBrack | Tok::RBrace => depth += 1,
                Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => {
                    if depth == 0 {
                        return Some(index);
                    }
                    depth -= 1;
                }
                _ => {}
            }
        }
        None
    }

    /// What the open bracket at `index` belongs to, told by what stands before it.
    fn classify(&self, index: usize) -> Open {
        let before = |n: usize| self.tok(index.checked_sub(n));
        match self.tokens[index].tok {
            Tok::TypeParamsOpen => Open::TypeParams,
            Tok::LBrack if self.is_func_name(index.checked_sub(1)) => Open::TypeParams,
            Tok::LBrack => Open::Bracket,
            Tok::LBrace => match before(1) {
                Tok::Struct => Open::Struct,
                Tok::Interface => Open::Interface,
                _ => Open::Brace,
            },
            _ => match before(1) {
                Tok::Import | Tok::Const | Tok::Var | Tok::Type => Open::Group,
                Tok::Func => Open::Params,
                Tok::Name if self.is_func_name(index.checked_sub(1)) => Open::Params,
                Tok::Name if self.is_method_spec(index) => Open::Params,
                Tok::RParen if self.closes_params(index - 1) => Open::Params,
                Tok::RBrack if self.closes_type_params(index - 1) => Open::Params,
                Tok::Name | Tok::RParen | Tok::RBrack | Tok::RBrace => Open::Args,
                Tok::Interface | Tok::Struct | Tok::String => Open::Args,
                _ => Open::Paren,
            },
        }
    }

    /// Whether the token is the name in `func name` or `func (recv) name`.
    fn is_func_name(&self, index: Option<usize>) -> bool {
        let Some(index) = index.filter(|&index| self.tokens[index].tok == Tok::Name) else {
            return false;
        };
        match self.tok(index.checked_sub(1)) {
            Tok::Func => true,
            Tok::RParen => self
                .open_bracket(index - 1)
                .is_some_and(|open| self.tok(open.checked_sub(1)) == Tok::Func),
            _ => false,
        }
    }

    /// Whether the bracket at `index` follows the first name of an element of an
    /// interface type.
    fn is_method_spec(&self, index: usize) -> bool {
        self.tok(index.checked_sub(1)) == Tok::Name
            && matches!(self.tok(index.checked_sub(2)), Tok::LBrace | Tok::Semi)
            && self
                .open_bracket(index)
                .is_some_and(|open| self.tok(open.checked_sub(1)) == Tok::Interface)
    }

    /// Whether the `)` at `index` closes parameters, so that a `(` after it opens results.
    fn closes_params(&self, index: usize) -> bool {
        self.open_bracket(index).is_some_and(|open| self.classify(open) == Open::Params)
    }

    /// Whether the `]` at `index` closes type parameters.
    fn closes_type_params(&self, index: usize) -> bool {
        self.open_bracket(index).is_some_and(|open| self.classify(open) == Open::TypeParams)
    }
}
