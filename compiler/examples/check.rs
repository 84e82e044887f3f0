//! Checks Go files and prints what is wrong with them, one line each.
//!
//! `cargo run --example check -- [-goroot DIR] FILE…`: packages come from `stdlib/go`,
//! those missing there from the source tree of an installed Go. `-pkg PATH` checks a
//! package found there as if it were the program.

use std::path::{Path, PathBuf};

use minigo_compiler::constraint::takes_part;
use minigo_compiler::package::{PackageFiles, PackageSource};
use minigo_compiler::types::check::Checker;
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::SourceMap;

/// Packages in directories, the first that has the package.
struct Directories(Vec<PathBuf>);

impl PackageSource for Directories {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        let dir = self
            .0
            .iter()
            .flat_map(|root| [root.join(path), root.join("vendor").join(path)])
            .find(|dir| has_go_files(dir))?;
        let mut names: Vec<PathBuf> =
            std::fs::read_dir(dir).ok()?.flatten().map(|entry| entry.path()).collect();
        names.sort();
        let mut files = Vec::new();
        for path in names {
            let name = path.file_name()?.to_string_lossy().to_string();
            if !name.ends_with(".go") {
                continue;
            }
            let text = std::fs::read(&path).ok()?;
            if takes_part(&name, &text) {
                files.push((path.to_string_lossy().to_string(), text.into()));
            }
        }
        Some(PackageFiles { files, is_library: true, outline: None })
    }
}

fn has_go_files(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.path().extension().is_some_and(|ext| ext == "go"))
    })
}

fn render(sources: &SourceMap, diag: &Diagnostic) {
    let place = |pos| sources.locate(pos).map_or_else(String::new, |at| format!("{at}: "));
    print!("{}{}", place(diag.span.lo), diag.message);
    for (pos, text) in &diag.notes {
        print!("\n\t{}{text}", place(*pos));
    }
    println!();
}

fn run() -> i32 {
    let mut roots = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../stdlib/go"))];
    let mut files = Vec::new();
    let mut limit = 10;
    let mut bodies = false;
    let mut complete = false;
    let mut lang = None;
    let mut packages = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-goroot" => roots.extend(args.next().map(|dir| PathBuf::from(dir).join("src"))),
            "-only" => roots = args.next().map(PathBuf::from).into_iter().collect(),
            "-e" => limit = usize::MAX,
            "-bodies" => bodies = true,
            "-run" => complete = true,
            "-pkg" => packages.extend(args.next()),
            flag if flag.starts_with("-lang=go1.") => lang = flag[10..].parse().ok(),
            flag if flag.starts_with('-') => {}
            file => match std::fs::read(file) {
                Ok(text) => files.push((file.to_string(), text.into())),
                Err(error) => {
                    println!("{file}: {error}");
                    return 1;
                }
            },
        }
    }
    let loader = Directories(roots);
    for path in packages {
        let package = loader.package(&path).unwrap_or_default();
        files.extend(package.files);
    }
    let mut sources = SourceMap::new();
    let mut checker = Checker::new(&mut sources, &loader);
    if let Some(minor) = lang {
        checker.set_language(minor);
    }
    if !complete {
        checker.allow_missing_main();
        checker.allow_missing_bodies();
    }
    let mut diags = checker.check_program(files);
    if bodies && diags.is_empty() {
        // Everything that was met, transitively.
        let mut next = 0;
        while next < checker.program().objects.len() {
            let id = minigo_compiler::types::object::ObjId(next as u32);
            next += 1;
            let object = checker.program().obj(id);
            if object.ty.is_valid()
                && matches!(object.kind, minigo_compiler::types::object::ObjKind::Func(_))
            {
                diags.extend(checker.check_body(id));
            }
        }
        println!("{} objects", checker.program().objects.len());
    }
    for (i, diag) in diags.iter().enumerate() {
        if i == limit {
            println!("too many errors");
            break;
        }
        render(checker.sources(), diag);
    }
    i32::from(!diags.is_empty())
}

fn main() {
    // Deeply nested programs need a deep stack.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    let code = thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(3);
    std::process::exit(code);
}
