//! Where parsing goes on after a syntax error.
//!
//! An LR parser that has stopped cannot be told to go on elsewhere. So the tokens are
//! repaired instead: inside a function the broken statement is cut out and the parser
//! runs again over what remains; outside, or where no statement can be made out, it starts
//! anew at the next declaration. One error per statement is what Go reports, too, give or
//! take its own follow-up errors.

use std::ops::Range;

use crate::token::{Tok, Token};

/// The tokens of the innermost statement that token `index` breaks, its semicolon
/// included; `None` if it is not inside a block. Never empty.
pub fn broken_statement(tokens: &[Token], index: usize) -> Option<Range<usize>> {
    let start = statement_start(tokens, index)?;
    let end = statement_end(tokens, start, index);
    (end > start).then_some(start..end)
}

/// The index of the next keyword that starts a top-level declaration at the start of a
/// line, from token `from` on. `starts_line` tells of a token's index.
pub fn next_declaration(
    tokens: &[Token],
    from: usize,
    starts_line: impl Fn(&Token) -> bool,
) -> Option<usize> {
    let is_start = |token: &Token| {
        matches!(token.tok, Tok::Import | Tok::Func | Tok::Type | Tok::Var | Tok::Const)
            && starts_line(token)
    };
    (from..tokens.len()).find(|&index| is_start(&tokens[index]))
}

/// Walks back from `index` to where its statement starts.
fn statement_start(tokens: &[Token], index: usize) -> Option<usize> {
    let mut start = None;
    let mut depth = 0;
    // A block ended between here and `index`: what stands before it is no header of the
    // broken statement.
    let mut passed_block = false;
    for i in (0..index.min(tokens.len())).rev() {
        match tokens[i].tok {
            Tok::RParen | Tok::RBrack => depth += 1,
            Tok::RBrace => {
                passed_block |= depth == 0;
                depth += 1;
            }
            Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace if depth > 0 => {
                depth -= 1;
            }
            Tok::LBrace if opens_block(tokens, i, index) => return Some(start.unwrap_or(i + 1)),
            // Out of a bracket: the statement holds it.
            Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => {
                start = None;
                passed_block = false;
            }
            _ if depth > 0 => {}
            Tok::Semi => start = start.or(Some(i + 1)),
            Tok::Colon if in_clause_head(tokens, i) => return Some(start.unwrap_or(i + 1)),
            // The head of a clause is broken: the statement is the whole switch.
            Tok::Case | Tok::Default => start = Some(i),
            Tok::If | Tok::For | Tok::Switch if !passed_block => start = Some(i),
            Tok::Else => passed_block = false,
            _ => {}
        }
    }
    None
}

/// Whether the `{` at `open` starts a block, as far as what is known at `index` tells.
fn opens_block(tokens: &[Token], open: usize, index: usize) -> bool {
    let before = open.checked_sub(1).map_or(Tok::Semi, |before| tokens[before].tok);
    match before {
        Tok::Struct | Tok::Interface => return false,
        Tok::RParen | Tok::Else | Tok::For | Tok::Select | Tok::Switch | Tok::Semi => return true,
        _ => {}
    }
    // Statements are separated by semicolons, elements by commas.
    let mut depth = 0;
    for token in &tokens[open + 1..index.min(tokens.len())] {
        match token.tok {
            Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace => depth += 1,
            Tok::RParen | Tok::RBrack | Tok::RBrace => depth -= 1,
            Tok::Semi if depth == 0 => return true,
            Tok::Comma if depth == 0 => return false,
            _ => {}
        }
    }
    // A header or a function's head before it.
    let mut depth = 0;
    for token in tokens[..open].iter().rev() {
        match token.tok {
            Tok::RParen | Tok::RBrack => depth += 1,
            Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen if depth > 0 => depth -= 1,
            Tok::If | Tok::For | Tok::Switch | Tok::Func if depth == 0 => return true,
            Tok::LParen | Tok::LBrack | Tok::LBrace | Tok::RBrace => return false,
            _ => {}
        }
    }
    false
}

/// Whether the colon ends `case …` or `default`.
fn in_clause_head(tokens: &[Token], colon: usize) -> bool {
    let mut depth = 0;
    for token in tokens[..colon].iter().rev() {
        match token.tok {
            Tok::RParen | Tok::RBrack | Tok::RBrace => depth += 1,
            Tok::LParen | Tok::LBrack | Tok::LBrace if depth > 0 => depth -= 1,
            Tok::Case | Tok::Default if depth == 0 => return true,
            Tok::LParen | Tok::LBrack | Tok::LBrace => return false,
            Tok::Semi | Tok::Colon if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Behind the statement that starts at `start` and is broken at `index`: behind the first
/// semicolon that is not in braces of the statement, or before the brace or clause that
/// ends the list it is in.
fn statement_end(tokens: &[Token], start: usize, index: usize) -> usize {
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate().skip(start) {
        match token.tok {
            tok @ (Tok::LParen | Tok::LBrack | Tok::TypeParamsOpen | Tok::LBrace) => open.push(tok),
            Tok::RParen | Tok::RBrack if open.last() != Some(&Tok::LBrace) => {
                open.pop();
            }
            // Closes also what was left open inside.
            Tok::RBrace => match open.iter().rposition(|&tok| tok == Tok::LBrace) {
                Some(brace) => open.truncate(brace),
                None => return i,
            },
            Tok::Semi if i >= index && !open.contains(&Tok::LBrace) => {
                // A comma missing at a line end, and the bracket closed on the next line.
                let next = tokens.get(i + 1).map(|token| token.tok);
                if open.is_empty() || !matches!(next, Some(Tok::RParen | Tok::RBrack)) {
                    return i + 1;
                }
            }
            Tok::Case | Tok::Default if i > index && open.is_empty() => return i,
            _ => {}
        }
    }
    tokens.len()
}
