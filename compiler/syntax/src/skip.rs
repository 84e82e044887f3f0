//! Skipping blocks without lexing them.
//!
//! The bodies of library functions are parsed only when something calls them, so at each
//! start most of the text of the libraries is passed over here: one look at each byte,
//! braces counted, strings, runes and comments recognised as far as needed not to count
//! what they hold.

/// Bytes at which [`block_end`] has to think.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut i = 0;
    let list = b"{}\"'`/";
    while i < list.len() {
        stops[list[i] as usize] = true;
        i += 1;
    }
    stops
};

/// The offset behind the `}` that matches the `{` at `open`; `None` if there is none.
pub fn block_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = open;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| STOPS[byte as usize])?;
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'`' => at += 1 + find(&bytes[at + 1..], b'`')?,
            b'/' => match bytes.get(at + 1) {
                Some(b'/') => at += find(&bytes[at..], b'\n')?,
                Some(b'*') => at = comment_end(bytes, at + 2)? - 1,
                _ => {}
            },
            quote => at = quoted_end(bytes, at + 1, quote)? - 1,
        }
        at += 1;
    }
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|&byte| byte == wanted)
}

/// Behind the `*/` that ends a comment whose text starts at `at`.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        at += find(bytes.get(at..)?, b'*')? + 1;
        if bytes.get(at) == Some(&b'/') {
            return Some(at + 1);
        }
    }
}

/// Behind the quote that ends a string or rune whose text starts at `at`; `None` if the
/// line ends first.
fn quoted_end(bytes: &[u8], at: usize, quote: u8) -> Option<usize> {
    let mut at = at;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            b'\n' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::block_end;

    fn end(text: &str) -> Option<usize> {
        block_end(text.as_bytes(), 0)
    }

    #[test]
    fn counts_only_braces_of_the_code() {
        for text in [
            "{}",
            "{ if x { y() } }",
            r#"{ s := "}\"}" }"#,
            r"{ c := '}'; d := '\''; e := '\\' }",
            "{ s := `}\"\\` }",
            "{ // } '\n }",
            "{ /* } **/ a/b }",
        ] {
            assert_eq!(end(text), Some(text.len()), "{text}");
            assert_eq!(end(&format!("{text} }}")), Some(text.len()), "{text}");
        }
    }

    #[test]
    fn declines_what_does_not_close() {
        for text in ["{", "{ \"", "{ '\n' }", "{ /* }", "{ // }", "{ `}", "{ \"\\"] {
            assert_eq!(end(text), None, "{text}");
        }
    }
}
