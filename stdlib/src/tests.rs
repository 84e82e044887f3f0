//! Tests of the library as a whole.

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

/// Offsets of the descriptors' fields as the Go declarations of `internal/abi` give them.
#[test]
fn go_and_rust_agree_on_type_descriptors() {
    use minigo_runtime::typedesc::{FieldDesc, IMethodDesc, Itab, MethodDesc, TypeDesc};
    use std::mem::{offset_of, size_of};

    let abi = package("internal/abi").expect("the package is there");
    let text =
        abi.files.iter().find(|file| file.name == "type.go").expect("the file is there").text;
    let layout = |name: &str| go_layout(text, name);
    macro_rules! offsets {
        ($ty:ident, $($field:ident)*) => { vec![$(offset_of!($ty, $field)),*] };
    }
    let ty = offsets!(
        TypeDesc, size ptr_bytes hash tflag align field_align kind gc_mask mask_period string name
        pkg_path elem key len fields params results imethods methods pointer_to map
    );
    assert_eq!(layout("Type"), (ty, size_of::<TypeDesc>()));
    let field = offsets!(FieldDesc, name pkg_path ty offset tag embedded);
    assert_eq!(layout("Field"), (field, size_of::<FieldDesc>()));
    let imethod = offsets!(IMethodDesc, name pkg_path ty);
    assert_eq!(layout("IMethod"), (imethod, size_of::<IMethodDesc>()));
    let method = offsets!(MethodDesc, name pkg_path ty code);
    assert_eq!(layout("Method"), (method, size_of::<MethodDesc>()));
    let (itab, _) = layout("Itab");
    assert_eq!(itab[..4], offsets!(Itab, inter ty hash nmethods));
    assert_eq!(itab[4], minigo_runtime::typedesc::ITAB_CODE_OFFSET);
}

/// Field offsets and size of a struct declared in Go, by the types' spelling.
fn go_layout(text: &str, name: &str) -> (Vec<usize>, usize) {
    let start = text.find(&format!("type {name} struct {{")).expect("the struct is declared");
    let body = text[start..].split('}').next().expect("it ends").lines().skip(1);
    let mut offsets = Vec::new();
    let mut end = 0usize;
    for line in body.filter(|line| !line.trim().is_empty()) {
        let ty = line.split_whitespace().nth(1).expect("a field has a type");
        let (size, align) = match ty {
            "bool" | "uint8" | "Kind" => (1, 1),
            "uint32" => (4, 4),
            "string" => (16, 8),
            _ if ty.starts_with("[]") => (24, 8),
            _ => (8, 8),
        };
        end = end.next_multiple_of(align);
        offsets.push(end);
        end += size;
    }
    (offsets, end.next_multiple_of(8))
}
