//! The minigo command: arguments → compile → verify → link → run.

mod cli;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::process::exit;

use minigo_bytecode::program::{Func, Program};
use minigo_bytecode::verify::Sealed;
use minigo_compiler::package::{PackageFiles, PackageSource};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::SourceMap;
use minigo_vm::link::link_sealed;
use minigo_vm::machine::{Machine, Options};

/// The packages inside the command.
struct Library;

impl PackageSource for Library {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        let package = minigo_stdlib::package(path)?;
        let file = |file: &minigo_stdlib::File| {
            (format!("{path}/{}", file.name), Cow::Borrowed(file.text))
        };
        Some(PackageFiles { files: package.files.iter().map(file).collect(), is_library: true })
    }
}

fn main() {
    match cli::parse().command {
        cli::Command::Run(args) => {
            let (files, rest) = args.split();
            let program = seal(compile(files, args.flags.all_errors));
            let mut argv: Vec<Vec<u8>> = vec![files[0].clone().into_bytes()];
            argv.extend(rest.iter().map(|arg| arg.clone().into_bytes()));
            run(program, argv);
        }
        cli::Command::Check(args) => {
            compile(&args.files, args.flags.all_errors);
        }
        cli::Command::Build(args) => {
            seal(compile(&args.files, args.flags.all_errors));
        }
        cli::Command::Dis(args) => {
            let program = compile(&args.files, args.flags.all_errors);
            dis(program, &args.files, args.func.as_deref());
        }
        cli::Command::Version => println!("minigo version {}", env!("CARGO_PKG_VERSION")),
    }
}

/// Compiles the program or reports why not and ends the process.
fn compile(names: &[String], all_errors: bool) -> Program {
    let mut files = Vec::new();
    for name in names {
        let text = if name == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(name)
        };
        match text {
            Ok(text) => files.push((name.clone(), text)),
            Err(error) => {
                eprintln!("minigo: {name}: {error}");
                exit(1);
            }
        }
    }
    let mut sources = SourceMap::new();
    let found = match minigo_compiler::compile(files, &Library, &mut sources) {
        Ok(program) => return program,
        Err(found) => found,
    };
    let shown = if all_errors { found.len() } else { found.len().min(10) };
    for diagnostic in &found[..shown] {
        eprintln!("{}", line(diagnostic, &sources));
    }
    if shown < found.len() {
        eprintln!("too many errors");
    }
    exit(1);
}

/// `file:line:col: message`
fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    match sources.locate(diagnostic.span.lo) {
        Some(location) => format!("{location}: {}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// The program with its stack maps; a rule that it breaks ends the process.
fn seal(program: Program) -> Sealed {
    Sealed::new(program).unwrap_or_else(|error| {
        eprintln!("minigo: internal compiler error: {error}");
        exit(1);
    })
}

fn run(program: Sealed, args: Vec<Vec<u8>>) -> ! {
    let switches = std::env::var("MINIGODEBUG").unwrap_or_default();
    let image = match link_sealed(program, minigo_stdlib::NATIVES) {
        Ok(image) => image,
        Err(error) => {
            eprintln!("minigo: {error}");
            exit(1);
        }
    };
    let mut machine = Machine::with_heap(image, args, Options::from_switches(&switches));
    exit(machine.run_main().0);
}

/// Prints functions: those whose name contains `name`, or those of the program's own files.
/// A program that breaks a rule is printed too, then the rule.
fn dis(mut program: Program, files: &[String], name: Option<&str>) {
    let sealed = minigo_bytecode::verify::seal(&mut program);
    let is_own = |file: u32| {
        let file = program.files.get(file as usize);
        file.is_some_and(|file| files.contains(file))
    };
    let wanted = |func: &Func| match name {
        Some(name) => func.name.contains(name),
        None => is_own(func.file),
    };
    let mut texts: HashMap<String, String> = HashMap::new();
    for file in program.files.iter() {
        texts.insert(file.clone(), source_text(file).unwrap_or_default());
    }
    let source_line = |file: &str, line: u32| {
        let text = texts.get(file)?;
        text.lines().nth(line as usize - 1).map(str::to_string)
    };
    print!("{}", minigo_bytecode::listing::list(&program, &wanted, &source_line));
    if let Err(error) = sealed {
        eprintln!("minigo: internal compiler error: {error}");
        exit(1);
    }
}

/// The text of a file of the program or of the library.
fn source_text(name: &str) -> Option<String> {
    let library = name.rsplit_once('/').and_then(|(path, file)| {
        let package = minigo_stdlib::package(path)?;
        package.files.iter().find(|found| found.name == file).map(|found| found.text.to_string())
    });
    library.or_else(|| std::fs::read_to_string(name).ok())
}
