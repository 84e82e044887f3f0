//! No input makes the parser panic, loop, or overflow the stack.

use minigo_syntax::ast::{Decl, FuncBody};
use minigo_syntax::render::{Form, render};
use minigo_syntax::source::SourceMap;
use minigo_syntax::{Bodies, NodeIds, dump, parse_body, parse_file};

/// Parses a text in every way there is; gives the rendered errors.
fn parse(text: &str) -> String {
    let mut map = SourceMap::new();
    let id = map.add("x.go", text.to_owned());
    let mut ids = NodeIds::new();
    let (file, diagnostics) = parse_file(map.file(id), &mut ids, Bodies::Parse);
    let (deferred, _) = parse_file(map.file(id), &mut ids, Bodies::Defer);
    for decl in &deferred.decls {
        if let Decl::Func(func) = decl
            && let Some(FuncBody::Deferred(span)) = func.body
        {
            parse_body(map.file(id), span, &mut ids);
        }
    }
    if diagnostics.is_empty() {
        dump::file(&map, &file, true);
    }
    render(&map, &diagnostics, Form::Excerpts { color: false }, true);
    render(&map, &diagnostics, Form::Lines, false)
}

/// A small generator of reproducible numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

fn samples() -> Vec<String> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/syntax");
    let mut texts: Vec<(std::path::PathBuf, String)> = std::fs::read_dir(directory)
        .expect("testdata/syntax is there")
        .map(|entry| entry.expect("the directory can be read").path())
        .filter(|path| path.extension() == Some("go".as_ref()))
        .map(|path| (path.clone(), std::fs::read_to_string(path).expect("it is text")))
        .collect();
    texts.sort();
    texts.into_iter().map(|(_, text)| text).collect()
}

/// Pieces that mutations put in.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    ".",
    ":=",
    "=",
    "+",
    "*",
    "<-",
    "...",
    "~",
    "|",
    "\n",
    "\"",
    "`",
    "'",
    "\\",
    "/*",
    "*/",
    "//",
    "if ",
    "for ",
    "switch ",
    "case ",
    "func ",
    "type ",
    "var ",
    "else ",
    "range ",
    "select ",
    "struct ",
    "interface ",
    "map ",
    "chan ",
    "import ",
    "package ",
    "x",
    "1",
    "0x",
    "1e",
    "'a",
    "\u{feff}",
    "\0",
    "é",
    "·",
    "@",
    "#!",
];

#[test]
fn mutated_files() {
    let samples = samples();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2500 {
        let mut text: Vec<char> = samples[random.below(samples.len())].chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len() + 1);
            let end = (at + random.below(12)).min(text.len());
            match random.below(4) {
                0 => drop(text.drain(at..end)),
                1 => drop(text.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
                2 => drop(text.splice(at..end, PIECES[random.below(PIECES.len())].chars())),
                _ => text.truncate(at),
            }
        }
        parse(&text.into_iter().collect::<String>());
    }
}

#[test]
fn cut_files() {
    for text in samples() {
        for (end, _) in text.char_indices().step_by(7) {
            parse(&text[..end]);
        }
    }
}

/// Everything that nests, 10,000 and 100,000 deep.
#[test]
fn deep_nesting() {
    // The stack of the thread that compiles, as the command makes it, is larger.
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(|| {
        for depth in [100, 9_000, 10_000, 100_000] {
            for (open, middle, close) in [
                ("(", "1", ")"),
                ("- ", "1", ""),
                ("1+", "1", ""),
                ("x.", "x", ""),
                ("", "x", "()"),
                ("", "x", "[0]"),
                ("", "x", ".(int)"),
                ("f(", "1", ")"),
                ("[]", "int{}", ""),
                ("map[int]", "int{}", ""),
                ("T{", "1", "}"),
                ("func() {", "", "}"),
                ("func() ", "int", ""),
                ("chan ", "int", ""),
                ("struct{ x ", "int", "}"),
                ("<-", "c", ""),
                ("*", "p", ""),
                ("& ", "p", ""),
            ] {
                let (open, close) = (open.repeat(depth), close.repeat(depth));
                let errors = parse(&format!("package p\nvar _ = {open}{middle}{close}\n"));
                check(depth, &open, &errors);
            }
            for (open, close) in [
                ("{", "}"),
                ("if x {", "}"),
                ("if x {} else ", "{}"),
                ("for {", "}"),
                ("switch { case x: ", "}"),
                ("select { default: ", "}"),
                ("L: ", ""),
                ("{ f(func() {", "})}"),
            ] {
                let (open, close) = (
                    open.repeat(depth),
                    if close == "{}" { close.to_owned() } else { close.repeat(depth) },
                );
                let errors = parse(&format!("package p\nfunc _() {{ {open}{close} }}\n"));
                check(depth, &open, &errors);
            }
        }
    });
    thread.expect("a thread can be made").join().expect("no panic");
}

fn check(depth: usize, open: &str, errors: &str) {
    let open = &open[..open.len().min(20)];
    if depth <= 100 {
        assert_eq!(errors, "", "{open}");
    }
    if depth > 10_000 {
        assert!(errors.contains("exceeded max nesting depth"), "{open}: {errors}");
    }
}

/// Long lists are not deep.
#[test]
fn long_lists() {
    let elements = "f(x.y[1], -2),\n".repeat(100_000);
    assert_eq!(parse(&format!("package p\nvar _ = []int{{\n{elements}}}\n")), "");
    let statements = "x.y(a + b*c)\n".repeat(100_000);
    assert_eq!(parse(&format!("package p\nfunc _() {{\n{statements}}}\n")), "");
    let cases = "case x.y:\n".repeat(100_000);
    assert_eq!(parse(&format!("package p\nfunc _() {{\nswitch {{\n{cases}}}\n}}\n")), "");
}
