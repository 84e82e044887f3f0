//! What the grammar leaves to the tokens: semicolons at line ends, and which `[` opens
//! type parameters.
//!
//! `type T [P *C] …` may declare an array or a generic type, and no bounded lookahead
//! tells. Go's parser parses an expression and looks at its shape; here the tokens up to
//! the closing bracket are inspected (rules in [`opens_type_params`]), and the bracket
//! that opens type parameters is given a kind of its own, which keeps the grammar LR(1).

use crate::token::{Tok, Token};

/// Whether a line that ends after `tok` gets a semicolon.
pub fn ends_statement(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Name
            | Tok::Number(_)
            | Tok::Char
            | Tok::String
            | Tok::Break
            | Tok::Continue
            | Tok::Fallthrough
            | Tok::Return
            | Tok::Inc
            | Tok::Dec
            | Tok::RParen
            | Tok::RBrack
            | Tok::RBrace
            | Tok::DeferredBody
    )
}

/// Marks the `[` that open type parameters in all type declarations.
pub fn mark_type_params(tokens: &mut [Token]) {
    let mut at = 0;
    while let Some(offset) = tokens[at..].iter().position(|token| token.tok == Tok::Type) {
        at += offset + 1;
        match kind(tokens, at) {
            Some(Tok::Name) => mark(tokens, at + 1),
            // Not `x.(type)`, which a `)` follows.
            Some(Tok::LParen) => mark_group(tokens, at + 1),
            _ => {}
        }
    }
}

fn kind(tokens: &[Token], at: usize) -> Option<Tok> {
    tokens.get(at).map(|token| token.tok)
}

/// Marks the declarations of `type ( … )` whose first token is at `at`.
fn mark_group(tokens: &mut [Token], at: usize) {
    let mut depth = 0;
    let mut starts_spec = true;
    for i in at..tokens.len() {
        match tokens[i].tok {
            Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => depth += 1,
            Tok::RParen | Tok::RBrack | Tok::RBrace => {
                depth -= 1;
                if depth < 0 {
                    return;
                }
            }
            Tok::Name if starts_spec => mark(tokens, i + 1),
            _ => {}
        }
        starts_spec = depth == 0 && tokens[i].tok == Tok::Semi;
    }
}

fn mark(tokens: &mut [Token], bracket: usize) {
    if kind(tokens, bracket) == Some(Tok::LBrack) && opens_type_params(&tokens[bracket + 1..]) {
        tokens[bracket].tok = Tok::TypeParamsOpen;
    }
}

/// Whether the tokens after `type T [` are type parameters. They start with a name, and
///
/// 1. `]` or an operator other than `*` follows: an array length;
/// 2. `*` or `(` follows: type parameters if what comes is a type by its form (`*[]E`,
///    `(interface{…})`, `~E`) or a comma follows at the level of the bracket;
/// 3. anything else: type parameters.
fn opens_type_params(tokens: &[Token]) -> bool {
    if kind(tokens, 0) != Some(Tok::Name) {
        return false;
    }
    match kind(tokens, 1) {
        Some(Tok::Star | Tok::LParen) => has_type_form(&tokens[1..]),
        Some(
            Tok::Name
            | Tok::Comma
            | Tok::LBrack
            | Tok::Interface
            | Tok::Struct
            | Tok::Func
            | Tok::Map
            | Tok::Chan
            | Tok::Arrow
            | Tok::Tilde,
        ) => true,
        _ => false,
    }
}

/// Rule 2: looks for type syntax where an operand may start, also in parentheses, and for
/// a comma. Arguments of calls, indices and composite literals do not count.
fn has_type_form(tokens: &[Token]) -> bool {
    let mut depth = 0;
    let mut hidden = 0;
    // The first `(` opens an operand: the constraint in parentheses.
    let mut operand_next = true;
    for token in tokens {
        match token.tok {
            Tok::LParen if operand_next && hidden == 0 => depth += 1,
            Tok::LBrack if operand_next && hidden == 0 => return true,
            Tok::LParen | Tok::LBrack | Tok::LBrace => hidden += 1,
            Tok::RParen | Tok::RBrack | Tok::RBrace if hidden > 0 => hidden -= 1,
            Tok::RParen if depth > 0 => depth -= 1,
            Tok::RBrack | Tok::RParen | Tok::RBrace | Tok::Semi => return false,
            _ if hidden > 0 => {}
            Tok::Comma => return depth == 0,
            Tok::Tilde | Tok::Interface | Tok::Struct | Tok::Func | Tok::Map | Tok::Chan => {
                return true;
            }
            _ => {}
        }
        operand_next = !matches!(
            token.tok,
            Tok::Name
                | Tok::Number(_)
                | Tok::Char
                | Tok::String
                | Tok::RParen
                | Tok::RBrack
                | Tok::RBrace
        );
    }
    false
}
