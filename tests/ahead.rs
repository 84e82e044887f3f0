//! However much of the library a second thread parses, the bytecode is the same.

mod harness;

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use harness::{Library, testdata};
use minigo_bytecode::listing::list;
use minigo_compiler::Checked;
use minigo_compiler::ahead::{Answering, Asking, pair};
use minigo_syntax::source::SourceMap;

/// The bytecode of a program, as text.
fn listing(path: &Path, ahead: Option<Asking>) -> String {
    let text = fs::read(path).expect("a readable file");
    let files = vec![("main.go".to_string(), Cow::Owned(text))];
    let mut sources = SourceMap::new();
    let checked = Checked::new(files, &Library, &mut sources, None, ahead).expect("a program");
    let program = checked.lower(&sources, true).expect("a program");
    list(&program, &|_| true, &|_, _| None)
}

/// The bytecode of a program, compiled with the help of a thread that does `work`.
fn listing_with(path: &Path, work: impl FnOnce(Answering) + Send) -> String {
    let (asking, answering) = pair();
    thread::scope(|scope| {
        scope.spawn(|| work(answering));
        listing(path, Some(asking))
    })
}

/// Answers until nothing is asked for any more, each time after `pause`.
fn answer(mut answering: Answering, pause: Duration) {
    while let Some(task) = answering.next(|| false) {
        thread::sleep(pause);
        answering.answer(task);
    }
}

#[test]
fn bytecode_does_not_depend_on_the_second_thread() {
    for name in ["iterators.go", "fmt_formats_every_kind.go", "fmt_scans.go"] {
        let path = testdata().join("std").join(name);
        let alone = listing(&path, None);
        assert!(alone.contains("fmt.Println"), "{name}");
        let eager = listing_with(&path, |answering| answer(answering, Duration::ZERO));
        assert!(eager == alone, "{name}: an eager thread");
        let slow = listing_with(&path, |answering| answer(answering, Duration::from_micros(100)));
        assert!(slow == alone, "{name}: a slow thread");
        assert!(listing_with(&path, drop) == alone, "{name}: no thread");
    }
}
