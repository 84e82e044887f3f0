//! The files of `testdata/syntax`, by their first line:
//!
//! * `// tokens`, `// tree`, `// positions`: a snapshot of what the lexer or parser makes;
//! * `// errors`: the errors, which stand in `NAME.err` as Go's compiler prints them
//!   (`go tool compile -e NAME.go > NAME.err`).

use std::path::{Path, PathBuf};

use minigo_syntax::ast::{Decl, FuncBody};
use minigo_syntax::render::{Form, render};
use minigo_syntax::source::SourceMap;
use minigo_syntax::{Bodies, NodeIds, dump, lexer, parse_body, parse_file};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/syntax")
}

/// Names and texts of the files whose first line is `// kind`.
fn files(kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory()).expect("testdata/syntax is there") {
        let path = entry.expect("the directory can be read").path();
        if path.extension() != Some("go".as_ref()) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("test files are text");
        if text.lines().next() == Some(&format!("// {kind}")) {
            let name = path.file_stem().expect("it has an extension").to_string_lossy();
            found.push((name.into_owned(), text));
        }
    }
    assert!(!found.is_empty(), "no `// {kind}` files");
    found.sort();
    found
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => directory().join("snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

fn tree(name: &str, text: &str, positions: bool) -> String {
    let mut map = SourceMap::new();
    let id = map.add(format!("{name}.go"), text.to_owned());
    let (file, diagnostics) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Parse);
    assert_eq!(render(&map, &diagnostics, Form::Lines, true), "");
    dump::file(&map, &file, positions)
}

#[test]
fn tokens() {
    for (name, text) in files("tokens") {
        let mut map = SourceMap::new();
        let id = map.add(format!("{name}.go"), text.clone());
        let base = map.file(id).base;
        let lexed = lexer::lex(map.file(id), 0..text.len(), Bodies::Parse);
        let mut out = String::new();
        for token in &lexed.tokens {
            let location = map.locate(token.lo).expect("tokens are in the file");
            let range = (token.lo.0 - base.0) as usize..(token.hi.0 - base.0) as usize;
            let (line, column, kind) = (location.line, location.column, token.tok);
            out.push_str(&format!("{line}:{column} {kind:?} {:?}\n", &text[range]));
        }
        out.push_str(&render(&map, &lexed.diagnostics, Form::Lines, true));
        snapshot(&name, &out);
    }
}

#[test]
fn trees() {
    for (name, text) in files("tree") {
        snapshot(&name, &tree(&name, &text, false));
    }
}

#[test]
fn positions() {
    for (name, text) in files("positions") {
        snapshot(&name, &tree(&name, &text, true));
    }
}

#[test]
fn bytes_that_are_not_utf8_are_errors_where_they_stand() {
    let mut map = SourceMap::new();
    let id = map
        .add_bytes("x.go", &b"package p\nvar a\xff = \"\xe4\xb8\0\"\nvar \xef\xbb\xbfb int\n"[..]);
    let (_, diagnostics) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Parse);
    assert_eq!(
        render(&map, &diagnostics, Form::Lines, true),
        "x.go:2:6: invalid UTF-8 encoding\n\
         x.go:2:13: invalid NUL character\n\
         x.go:3:5: invalid BOM in the middle of the file\n"
    );
}

/// A script's first line, and a byte order mark before Go text, are not Go's.
#[test]
fn scripts_and_byte_order_marks_are_accepted() {
    for text in ["#!/usr/bin/env minigo\npackage p\n", "\u{feff}package p\n"] {
        tree("script", text, false);
    }
}

/// Bodies that were put off give the trees they give at once.
#[test]
fn deferred_bodies_parse_to_the_same_trees() {
    for (name, text) in files("tree") {
        let mut map = SourceMap::new();
        let id = map.add(format!("{name}.go"), text);
        let mut ids = NodeIds::new();
        let (whole, _) = parse_file(map.file(id), &mut ids, Bodies::Parse);
        let (mut deferred, diagnostics) = parse_file(map.file(id), &mut ids, Bodies::Defer);
        assert!(diagnostics.is_empty());
        for decl in &mut deferred.decls {
            if let Decl::Func(func) = decl
                && let Some(FuncBody::Deferred(span)) = func.body
            {
                let (block, diagnostics) = parse_body(map.file(id), span, &mut ids);
                assert!(diagnostics.is_empty());
                assert_eq!(block.span, span);
                func.body = Some(FuncBody::Parsed(block));
            }
        }
        assert_eq!(dump::file(&map, &deferred, true), dump::file(&map, &whole, true));
    }
}

#[test]
fn errors() {
    let mut failures = String::new();
    for (name, text) in files("errors") {
        let mut map = SourceMap::new();
        let id = map.add(format!("{name}.go"), text);
        let (_, diagnostics) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Parse);
        let got = render(&map, &diagnostics, Form::Lines, true);
        let wanted = std::fs::read_to_string(directory().join(format!("{name}.err")))
            .expect("an errors test has its .err file");
        for line in wanted.lines().filter(|line| !got.lines().any(|other| other == *line)) {
            failures.push_str(&format!("missing: {line}\n"));
        }
        for line in got.lines().filter(|line| !wanted.lines().any(|other| other == *line)) {
            failures.push_str(&format!("too much: {line}\n"));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}
