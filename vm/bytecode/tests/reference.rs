//! The reference page is that of the table.

use minigo_bytecode::doc::reference;

#[test]
fn ops_md_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/OPS.md");
    if std::env::var_os("UPDATE_OPS_MD").is_some() {
        std::fs::write(path, reference()).expect("OPS.md is writable");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == reference(), "run the test again with UPDATE_OPS_MD=1 set");
}
