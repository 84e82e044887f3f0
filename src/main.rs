//! The minigo command: arguments → compile → verify → link → run.

mod cli;

use std::borrow::Cow;
use std::io::Read;
use std::process::exit;

use minigo_bytecode::program::Program;
use minigo_compiler::package::{PackageFiles, PackageSource};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::SourceMap;
use minigo_vm::link::link;
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
            let mut program = compile(files, args.flags.all_errors);
            seal(&mut program);
            let mut argv: Vec<Vec<u8>> = vec![files[0].clone().into_bytes()];
            argv.extend(rest.iter().map(|arg| arg.clone().into_bytes()));
            run(program, argv);
        }
        cli::Command::Check(args) | cli::Command::Build(args) => {
            seal(&mut compile(&args.files, args.flags.all_errors));
        }
        cli::Command::Dis(args) => {
            // What the verifier rejects is printed, too: that is when one needs it.
            let mut program = compile(&args.files, args.flags.all_errors);
            let verdict = minigo_bytecode::verify::seal(&mut program);
            dis(&program, args.func.as_deref());
            if let Err(error) = verdict {
                eprintln!("minigo: internal compiler error: {error}");
                exit(1);
            }
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

/// Completes a program, which a right compiler makes pass the verifier.
fn seal(program: &mut Program) {
    if let Err(error) = minigo_bytecode::verify::seal(program) {
        eprintln!("minigo: internal compiler error: {error}");
        exit(1);
    }
}

/// `file:line:col: message`
fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    match sources.locate(diagnostic.span.lo) {
        Some(location) => format!("{location}: {}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

fn run(program: Program, args: Vec<Vec<u8>>) -> ! {
    let switches = std::env::var("MINIGODEBUG").unwrap_or_default();
    let image = match link(program, minigo_stdlib::NATIVES) {
        Ok(image) => image,
        Err(error) => {
            eprintln!("minigo: {error:?}");
            exit(1);
        }
    };
    let mut machine = Machine::with_heap(image, args, Options::from_switches(&switches));
    exit(machine.run_main().0);
}

fn dis(program: &Program, name: Option<&str>) {
    let text = minigo_bytecode::disasm::disassemble(program);
    let mut printing = name.is_none();
    for line in text.lines() {
        if let Some(name) = name
            && line.starts_with("func ")
        {
            printing = line.contains(name);
        }
        if printing {
            println!("{line}");
        }
    }
}
