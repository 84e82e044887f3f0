//! Snapshots of the bytecode of small programs, as `minigo dis` prints it.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test bytecode` writes
//! them anew; read the difference.

mod harness;

use std::fs;

use harness::{expect_status, minigo, testdata};

#[test]
fn bytecode_of_programs() {
    let folder = testdata().join("bytecode");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut programs: Vec<_> = fs::read_dir(&folder)
        .expect("the folder is in the tree")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    programs.sort();
    for program in programs {
        let output = minigo(&["dis", program.to_str().expect("UTF-8")]).expect("it ends");
        expect_status(&output, 0).expect("it compiles");
        let name = program.file_stem().expect("a file").to_string_lossy().into_owned();
        let listing = String::from_utf8(output.stdout).expect("UTF-8");
        let listing = listing.replace(&format!("{}/", folder.display()), "");
        settings.bind(|| insta::assert_snapshot!(name, listing));
    }
}
