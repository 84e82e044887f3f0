//! The outlines of the library packages say what the parser says of them.

use minigo_outline::{Range, What};
use minigo_syntax::ast::{Decl, Expr, ExprKind, Ident};
use minigo_syntax::source::SourceMap;
use minigo_syntax::{Bodies, NodeIds, parse_file};

/// A declared name: the file, where it stands, and what it declares.
type Found = (u32, u32, String);

#[test]
fn outlines_agree_with_the_parser() {
    for package in minigo_stdlib::SOURCES {
        let mut wanted = Vec::new();
        for (file, source) in package.files.iter().enumerate() {
            parsed(file as u32, source.text, &mut wanted);
        }
        let mut got: Vec<Found> = Vec::new();
        for entry in package.outline.entries() {
            let text = package.files[entry.file as usize].text;
            let name = entry.name.of(text);
            let shown = match entry.what {
                What::Names => name.to_string(),
                What::Func | What::Init => format!("func {name}"),
                What::Method { is_pointer } => method(is_pointer, entry.base.of(text), name),
            };
            let declared = declared(text, entry.decl);
            assert!(declared.contains(&entry.name.lo), "{}: {shown} is cut off", package.path);
            got.push((entry.file, entry.name.lo, shown));
        }
        got.sort();
        wanted.sort();
        assert_eq!(got, wanted, "package {}", package.path);
    }
}

/// Methods of a library type are found by its name, so they must not be declared with an
/// alias of it.
#[test]
fn methods_name_their_types() {
    for package in minigo_stdlib::SOURCES {
        for entry in package.outline.entries() {
            let What::Method { .. } = entry.what else { continue };
            let text = package.files[entry.file as usize].text;
            let base = entry.base.of(text);
            let names = |other: &&minigo_outline::Entry| {
                let text = package.files[other.file as usize].text;
                other.what == What::Names && other.name.of(text) == base
            };
            let ty = package.outline.find(base).iter().find(names);
            let ty = ty.unwrap_or_else(|| panic!("{}: no type {base}", package.path));
            let text = package.files[ty.file as usize].text;
            let rest = &text[ty.name.hi as usize..];
            assert!(!rest.starts_with(" = "), "{}: {base} is an alias", package.path);
        }
    }
}

fn method(is_pointer: bool, base: &str, name: &str) -> String {
    format!("func ({}{base}) {name}", if is_pointer { "*" } else { "" })
}

/// Where the names stand that a declaration alone declares.
fn declared(text: &str, range: Range) -> Vec<u32> {
    let mut found = Vec::new();
    let alone = format!("package p;{}", range.of(text));
    parsed(0, &alone, &mut found);
    let shift = range.lo as i64 - "package p;".len() as i64;
    found.iter().map(|found| (i64::from(found.1) + shift) as u32).collect()
}

fn parsed(file: u32, text: &str, out: &mut Vec<Found>) {
    let mut map = SourceMap::new();
    let id = map.add("p.go", text.to_string());
    let (tree, diagnostics) = parse_file(map.file(id), &mut NodeIds::new(), Bodies::Defer);
    assert!(diagnostics.is_empty(), "{diagnostics:?} in {text}");
    let base = map.file(id).base.0;
    let mut add = |ident: &Ident, shown: String| {
        if !ident.name.is_blank() {
            out.push((file, ident.pos.0 - base, shown));
        }
    };
    for decl in &tree.decls {
        match decl {
            Decl::Const(specs) => specs
                .iter()
                .flat_map(|spec| &spec.names)
                .for_each(|name| add(name, name.name.to_string())),
            Decl::Var(specs) => specs
                .iter()
                .flat_map(|spec| &spec.names)
                .for_each(|name| add(name, name.name.to_string())),
            Decl::Type(specs) => {
                specs.iter().for_each(|spec| add(&spec.name, spec.name.name.to_string()));
            }
            Decl::Func(func) => {
                let name = &func.name.name;
                let shown = match func.recv.as_ref().and_then(|recv| recv.first()) {
                    Some(recv) => {
                        let (is_pointer, base) = receiver(&recv.ty);
                        method(is_pointer, &base, name)
                    }
                    None => format!("func {name}"),
                };
                add(&func.name, shown);
            }
        }
    }
}

fn receiver(ty: &Expr) -> (bool, String) {
    match &ty.unparen().kind {
        ExprKind::Star(inner) => (true, receiver(inner).1),
        ExprKind::Index(base, _) => receiver(base),
        ExprKind::Ident(ident) => (false, ident.name.to_string()),
        _ => (false, String::new()),
    }
}
