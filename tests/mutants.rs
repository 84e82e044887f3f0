//! Wrong programs get errors: programs mutated at random compile or are refused in Go's
//! form, and nothing panics, crashes, or takes long.
//!
//! `MINIGO_MUTANTS=200000 cargo test --release --test mutants` tries more of them,
//! `MINIGO_MUTANT=N` prints mutant `N`.

mod harness;

use std::borrow::Cow;
use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use harness::{
    Library, Streams, command, finish_with_input, go_suite, run_all, run_all_with, testdata,
};
use minigo_syntax::source::SourceMap;
use regex::Regex;

/// How many mutants are checked, and how many compiled, if nobody says otherwise.
const CHECKED: usize = 4000;
const COMPILED: usize = 300;

/// How long one check may take: the programs have at most 20,000 bytes.
const LIMIT: Duration = Duration::from_secs(20);

/// What the command gives its compiling thread.
const STACK_BYTES: usize = 256 << 20;

#[test]
fn mutants_are_checked() {
    let seeds = seeds();
    if let Some(index) = number("MINIGO_MUTANT") {
        println!("{}", mutant(&seeds, index));
        return;
    }
    let indices: Vec<usize> = (0..number("MINIGO_MUTANTS").unwrap_or(CHECKED)).collect();
    let name = |index: &usize| format!("mutant {index}");
    run_all_with(STACK_BYTES, &indices, name, |&index| check(mutant(&seeds, index)));
}

#[test]
fn mutants_compile_or_are_refused() {
    let seeds = seeds();
    let indices: Vec<usize> = (0..COMPILED).collect();
    run_all(&indices, |index| format!("mutant {index}"), |&index| build(&mutant(&seeds, index)));
}

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Checks a program in this process.
fn check(program: String) -> Result<(), String> {
    let start = Instant::now();
    let files = vec![("mutant.go".to_string(), Cow::Owned(program.into_bytes()))];
    let found = catch_unwind(AssertUnwindSafe(|| {
        minigo_compiler::check(files, &Library, &mut SourceMap::new(), None, false)
    }));
    let told = found.map_err(|_| "panicked")?.iter().all(|found| !found.message.is_empty());
    match start.elapsed() {
        elapsed if elapsed > LIMIT => Err(format!("took {elapsed:?}")),
        _ if told => Ok(()),
        _ => Err("an error without words".into()),
    }
}

/// Compiles a program with the command, which verifies the bytecode.
fn build(program: &str) -> Result<(), String> {
    let output = finish_with_input(command(&["build", "-e", "-"]), Streams::Merged, program)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let told = text.lines().next().unwrap_or("");
    let moves = program.contains("//line ") || program.contains("/*line ");
    match output.status.code() {
        Some(0) if told.is_empty() => Ok(()),
        Some(1)
            if one_line_each(&text).lines().all(|line| is_diagnostic(line, moves))
                && !told.is_empty() =>
        {
            Ok(())
        }
        _ => Err(format!("{}: {text}", output.status)),
    }
}

/// The text with raw strings, which messages quote as they are, closed or not, on one line.
fn one_line_each(text: &str) -> Cow<'_, str> {
    static RAW: LazyLock<Regex> = LazyLock::new(|| Regex::new("`[^`]*(?:`|$)").expect("a pattern"));
    RAW.replace_all(text, "``")
}

/// `file:line:column: message`; a message without a place, or the continuation of one. If
/// line directives move the places, these may lack the column or name another file.
fn is_diagnostic(line: &str, moves: bool) -> bool {
    static PLACE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:\S+\.go|-):[1-9]\d*:[1-9]\d*: .").expect("a pattern"));
    static MOVED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\S*:[1-9]\d*(?::[1-9]\d*)?: .").expect("a pattern"));
    let is_bare = line.starts_with('\t')
        || line.starts_with("runtime.main_main·f: ")
        || line == "package command-line-arguments is not a main package";
    is_bare || PLACE.is_match(line) || moves && MOVED.is_match(line)
}

/// The programs that are mutated: ours, and those of Go's suite that import nothing.
fn seeds() -> Vec<Vec<String>> {
    let mut folders: Vec<PathBuf> = ["run", "panic", "check", "syntax", "bytecode"]
        .iter()
        .map(|folder| testdata().join(folder))
        .collect();
    if let Some(suite) = go_suite() {
        folders.extend([suite.clone(), suite.join("fixedbugs"), suite.join("typeparam")]);
    }
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    let ours = testdata();
    paths
        .iter()
        .zip(texts)
        .filter(|(path, text)| {
            text.len() < 20_000 && (path.starts_with(&ours) || !text.contains("import"))
        })
        .map(|(_, text)| tokens(&text))
        .collect()
}

/// The text cut at the borders of Go's tokens; blanks and comments are pieces too.
fn tokens(text: &str) -> Vec<String> {
    let token = Regex::new(concat!(
        r#"[\pL_]\w*|[0-9][\w.]*|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])+'"#,
        r"|//[^\n]*|/\*(?s:.*?)\*/|[ \t]+|\n",
        r"|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[=!<>:+\-*/%&|^]=|<<|>>|&\^|(?s:.)",
    ))
    .expect("a pattern");
    token.find_iter(text).map(|found| found.as_str().to_string()).collect()
}

/// What mutations put in.
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
    "-",
    "*",
    "/",
    "%",
    "&",
    "<-",
    "...",
    "~",
    "|",
    "!",
    "==",
    "<",
    "<<",
    "++",
    "\n",
    "0",
    "1",
    "-1",
    "1e100",
    "0x7fffffffffffffff",
    "'a'",
    "\"s\"",
    "1i",
    "nil",
    "true",
    "iota",
    "_",
    "int",
    "uint8",
    "float64",
    "string",
    "any",
    "error",
    "comparable",
    "[]int",
    "map[string]int",
    "chan int",
    "func()",
    "struct{}",
    "interface{}",
    "*int",
    "[4]int",
    "if ",
    "for ",
    "switch ",
    "case ",
    "default:",
    "func ",
    "type ",
    "var ",
    "const ",
    "else ",
    "range ",
    "select ",
    "go ",
    "defer ",
    "goto ",
    "break ",
    "continue ",
    "return ",
    "fallthrough",
    "struct ",
    "interface ",
    "map",
    "chan ",
    "import ",
    "package ",
    "make",
    "new",
    "len",
    "cap",
    "append",
    "copy",
    "clear",
    "min",
    "max",
    "panic",
    "recover",
    "print",
    "close",
    "delete",
    "complex",
    "real",
    "unsafe.Sizeof",
    "main",
    "init",
    "T",
    "x",
    "[T any]",
];

/// Mutant number `index`: a program and up to four changes.
fn mutant(seeds: &[Vec<String>], index: usize) -> String {
    let mut random = Random::new(index);
    let mut tokens = seeds[random.below(seeds.len())].clone();
    let donor = &seeds[random.below(seeds.len())];
    for _ in 0..=random.below(4) {
        mutate(&mut tokens, donor, &mut random);
    }
    tokens.concat()
}

fn mutate(tokens: &mut Vec<String>, donor: &[String], random: &mut Random) {
    let range = random.range(tokens.len());
    let at = random.below(tokens.len() + 1);
    match random.below(9) {
        0 => drop(tokens.drain(range)),
        1 => tokens.insert(at, PIECES[random.below(PIECES.len())].to_string()),
        2 if at < tokens.len() => tokens[at] = PIECES[random.below(PIECES.len())].to_string(),
        3 => {
            let copy = tokens[range].to_vec();
            tokens.splice(at..at, copy);
        }
        4 => {
            let moved: Vec<String> = tokens.drain(range).collect();
            let at = at.min(tokens.len());
            tokens.splice(at..at, moved);
        }
        5 => {
            let other = donor[random.range(donor.len())].to_vec();
            tokens.splice(at..at, other);
        }
        6..9 => exchange_words(tokens, random),
        _ => {}
    }
}

/// Puts one word of the program in the place of another.
fn exchange_words(tokens: &mut [String], random: &mut Random) {
    let is_word = |text: &String| text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let words: Vec<usize> = (0..tokens.len()).filter(|&at| is_word(&tokens[at])).collect();
    if words.is_empty() {
        return;
    }
    let (to, from) = (words[random.below(words.len())], words[random.below(words.len())]);
    tokens[to] = tokens[from].clone();
}

/// A small generator of reproducible numbers (xorshift).
struct Random(u64);

impl Random {
    fn new(seed: usize) -> Random {
        let mut random = Random((seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.below(2);
        random
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    /// A short range in a list of `len`, now and then a long one.
    fn range(&mut self, len: usize) -> Range<usize> {
        let longest = [1, 1, 2, 3, 6, 12, 40, len][self.below(8)];
        let start = self.below(len + 1);
        start..(start + self.below(longest + 1)).min(len)
    }
}
