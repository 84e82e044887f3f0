//! Finding the declarations of one file.
//!
//! The text is cut into coarse tokens: words, brackets, line ends, and other things of
//! which it only matters whether a statement may end behind them. A declaration at top
//! level ends, as in Go, at a semicolon or a line end outside all brackets.

use crate::{Entry, Range, What, hash};

/// A coarse token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tok {
    /// A name, keyword or number.
    Word,
    Open,
    Close,
    Comma,
    /// A semicolon, or a line end that stands for one.
    End,
    Star,
    /// A string or rune.
    Literal,
    Other,
    Eof,
}

/// Adds the entries of a file and gives the end of its imports.
pub fn file(file: u32, text: &str, entries: &mut Vec<Entry>) -> u32 {
    let mut scan =
        Scan { text, bytes: text.as_bytes(), at: 0, lo: 0, may_end: false, go_line: None };
    let mut header_end = 0;
    loop {
        scan.go_line = None;
        let mut tok = scan.next();
        while tok == Tok::End {
            tok = scan.next();
        }
        if tok == Tok::Eof {
            return header_end;
        }
        let lo = scan.go_line.unwrap_or(scan.lo);
        let first = entries.len();
        match scan.word() {
            "func" => scan.func(file, entries),
            "const" | "var" | "type" => scan.names(file, entries),
            "package" | "import" => {
                scan.skip_to_end();
                header_end = scan.at as u32;
            }
            _ => scan.skip_to_end(),
        }
        let decl = Range { lo: lo as u32, hi: scan.at as u32 };
        entries[first..].iter_mut().for_each(|entry| entry.decl = decl);
    }
}

struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Behind the last token.
    at: usize,
    /// Start of the last token.
    lo: usize,
    /// Whether a line end behind the last token ends a statement.
    may_end: bool,
    /// The first `//go:` line since this was reset.
    go_line: Option<usize>,
}

impl<'t> Scan<'t> {
    /// The text of the last token.
    fn word(&self) -> &'t str {
        &self.text[self.lo..self.at]
    }

    fn range(&self) -> Range {
        Range { lo: self.lo as u32, hi: self.at as u32 }
    }

    /// The next token; [`Tok::End`] for a line end that ends a statement.
    fn next(&mut self) -> Tok {
        loop {
            self.lo = self.at;
            let Some(&byte) = self.bytes.get(self.at) else {
                // As if there were a line end.
                return if std::mem::take(&mut self.may_end) { Tok::End } else { Tok::Eof };
            };
            self.at += 1;
            match byte {
                b'\n' => {
                    if std::mem::take(&mut self.may_end) {
                        return Tok::End;
                    }
                }
                b' ' | b'\t' | b'\r' => {}
                b'/' if self.bytes.get(self.at) == Some(&b'/') => {
                    if self.bytes[self.at..].starts_with(b"/go:") && self.go_line.is_none() {
                        self.go_line = Some(self.lo);
                    }
                    self.at = self.find(self.at, b'\n');
                }
                b'/' if self.bytes.get(self.at) == Some(&b'*') => {
                    let rest = &self.text[self.lo..];
                    let len = rest.find("*/").map_or(rest.len(), |at| at + 2);
                    self.at = self.lo + len;
                    if rest[..len].contains('\n') && std::mem::take(&mut self.may_end) {
                        return Tok::End;
                    }
                }
                _ => return self.token(byte),
            }
        }
    }

    /// The token that starts with `byte`, which is behind.
    fn token(&mut self, byte: u8) -> Tok {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        self.may_end = false;
        match byte {
            _ if is_word(byte) => {
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len());
                self.may_end = true;
                Tok::Word
            }
            b'(' | b'[' | b'{' => Tok::Open,
            b')' | b']' | b'}' => {
                self.may_end = true;
                Tok::Close
            }
            b',' => Tok::Comma,
            b';' => Tok::End,
            b'*' => Tok::Star,
            b'`' => {
                self.at = (self.find(self.at, b'`') + 1).min(self.bytes.len());
                self.may_end = true;
                Tok::Literal
            }
            b'"' | b'\'' => {
                self.quoted(byte);
                self.may_end = true;
                Tok::Literal
            }
            _ => Tok::Other,
        }
    }

    /// The offset of the next such byte, the text's end if there is none.
    fn find(&self, from: usize, byte: u8) -> usize {
        let rest = &self.bytes[from..];
        from + rest.iter().position(|&other| other == byte).unwrap_or(rest.len())
    }

    /// Goes behind a string or rune whose first quote is behind.
    fn quoted(&mut self, quote: u8) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'\n' => return,
                _ => self.at += 1,
            }
            if byte == quote {
                return;
            }
        }
        self.at = self.bytes.len();
    }

    /// Goes behind the declaration.
    fn skip_to_end(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.next() {
                Tok::Open => depth += 1,
                Tok::Close => depth = depth.saturating_sub(1),
                Tok::End if depth == 0 => return,
                Tok::Eof => return,
                _ => {}
            }
        }
    }

    /// A function or method, behind `func`.
    fn func(&mut self, file: u32, entries: &mut Vec<Entry>) {
        let mut tok = self.next();
        let mut method = None;
        if tok == Tok::Open {
            method = self.receiver();
            tok = self.next();
        }
        let (name, text) = (self.range(), self.word());
        // Blank functions are never called.
        if tok == Tok::Word && text != "_" {
            let (what, base) = match method {
                Some((is_pointer, base)) => (What::Method { is_pointer }, base),
                None => {
                    let what = if text == "init" { What::Init } else { What::Func };
                    (what, Range { lo: name.lo, hi: name.lo })
                }
            };
            let key = hash(if method.is_some() { base.of(self.text) } else { text });
            entries.push(Entry { key, what, file, name, base, decl: name });
        }
        self.skip_to_end();
    }

    /// A receiver behind its `(`: whether its type is a pointer, and the type's name, which
    /// is the last word outside brackets.
    fn receiver(&mut self) -> Option<(bool, Range)> {
        let (mut is_pointer, mut base, mut depth) = (false, None, 0usize);
        loop {
            match self.next() {
                Tok::Open => depth += 1,
                Tok::Close if depth == 0 => break,
                Tok::Close => depth -= 1,
                Tok::Star if depth == 0 => is_pointer = true,
                Tok::Word if depth == 0 => base = Some(self.range()),
                Tok::Eof => break,
                _ => {}
            }
        }
        base.map(|base| (is_pointer, base))
    }

    /// The names of a declaration of constants, variables or types, behind its keyword.
    fn names(&mut self, file: u32, entries: &mut Vec<Entry>) {
        let is_group =
            self.bytes[self.at..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'(');
        if is_group {
            self.next();
        }
        // Brackets inside the group.
        let mut depth = 0usize;
        // In the list of names that starts a specification.
        let mut in_names = true;
        loop {
            match self.next() {
                Tok::Word if in_names => {
                    let (name, text) = (self.range(), self.word());
                    if text != "_" {
                        let base = Range { lo: name.lo, hi: name.lo };
                        let key = hash(text);
                        entries.push(Entry {
                            key,
                            what: What::Names,
                            file,
                            name,
                            base,
                            decl: name,
                        });
                    }
                    in_names = self.comma_follows();
                }
                Tok::Open => depth += 1,
                Tok::Close if depth == 0 => {
                    // The end of the group.
                    self.skip_to_end();
                    return;
                }
                Tok::Close => depth -= 1,
                Tok::End if depth == 0 && is_group => in_names = true,
                Tok::End if depth == 0 => return,
                Tok::Eof => return,
                _ => {}
            }
        }
    }

    /// Whether the next token is a comma, which is then behind.
    fn comma_follows(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let spaces = rest.iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
        let follows = rest.get(spaces) == Some(&b',');
        if follows {
            self.at += spaces + 1;
        }
        follows
    }
}

#[cfg(test)]
mod tests {
    use crate::{Outline, What};

    /// Names with what is before them, in source order.
    fn names(text: &str) -> Vec<String> {
        let mut entries = Outline::new(&[text]).entries().to_vec();
        entries.sort_by_key(|entry| entry.name.lo);
        let show = |entry: &crate::Entry| {
            let name = entry.name.of(text);
            match entry.what {
                What::Names => name.to_string(),
                What::Func | What::Init => format!("func {name}"),
                What::Method { is_pointer } => {
                    let star = if is_pointer { "*" } else { "" };
                    format!("({star}{}) {name}", entry.base.of(text))
                }
            }
        };
        entries.iter().map(show).collect()
    }

    #[test]
    fn finds_names() {
        let text = "package p\nconst a, b = 1, `\n)`\nvar (\n\tc = f(\n\t\td)\n\t_ = 1\n\te, f int\n)\n\
                    type T[K any] struct {\n\tx int\n}\ntype (\n\tU = T\n\tV []int; W int\n)\n";
        assert_eq!(names(text), ["a", "b", "c", "e", "f", "T", "U", "V", "W"]);
    }

    #[test]
    fn finds_functions() {
        let text = "package p\nfunc f(x int) (y struct{}) { return '}' }\n\
                    func (t *T[K, V]) m() { /* } */ }\nfunc (U) n() int\nfunc init() {}\nfunc _() {}\n";
        assert_eq!(names(text), ["func f", "(*T) m", "(U) n", "func init"]);
    }

    #[test]
    fn ranges_are_whole_declarations() {
        let text =
            "package p\nimport (\n\t\"a\"\n)\n// F is.\n//go:noinline\nfunc F() {\n}\n\nvar x = 1";
        let outline = Outline::new(&[text]);
        let entry = outline.find("F")[0];
        assert_eq!(entry.decl.of(text), "//go:noinline\nfunc F() {\n}\n");
        assert_eq!(outline.find("x")[0].decl.of(text), "var x = 1");
        assert_eq!(&text[..outline.header_ends()[0] as usize], "package p\nimport (\n\t\"a\"\n)\n");
    }

    #[test]
    fn survives_anything() {
        for text in
            ["func", "func (", "var (", "type T", "const a,", "\"", "'\\", "/*", "var x = `", "}})"]
        {
            Outline::new(&[text]);
        }
    }
}
