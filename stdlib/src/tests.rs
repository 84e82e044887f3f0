use super::*;
use std::collections::BTreeSet;

/// Names of the body-less functions of a Go file. A declaration stands on one line that
/// starts with `func`; one with a body ends in `{` or `}`.
fn bodyless(path: &str, text: &str, names: &mut BTreeSet<String>) {
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("func ") else { continue };
        let code = rest.split("//").next().unwrap_or("").trim_end();
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let has_body = code.ends_with('{') && !code.ends_with("interface{") || code.ends_with('}');
        if !name.is_empty() && !has_body {
            names.insert(format!("{path}.{name}"));
        }
    }
}

#[test]
fn every_bodyless_function_is_a_native_and_vice_versa() {
    let mut declared = BTreeSet::new();
    for package in SOURCES {
        for file in package.files {
            bodyless(package.path, file.text, &mut declared);
        }
    }
    let mut defined = BTreeSet::new();
    for name in NATIVES.iter().map(|native| native.name).chain(VM_NATIVES.iter().copied()) {
        assert!(defined.insert(name.to_string()), "{name} is defined twice");
    }
    let missing: Vec<_> = declared.difference(&defined).collect();
    let unused: Vec<_> = defined.difference(&declared).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "no native for {missing:?}; no Go function for {unused:?}"
    );
}

#[test]
fn packages_are_found_by_path() {
    assert_eq!(package("math/bits").map(|p| p.path), Some("math/bits"));
    assert!(package("math/bit").is_none());
}
