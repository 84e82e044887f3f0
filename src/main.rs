//! The minigo command: arguments → compile → verify → link → run.
//!
//! One thread compiles and ends; the main thread, which helps it meanwhile, then links what
//! that made, gives back the memory that compiling took, and runs the program.

#![cfg_attr(not(test), no_main)]

mod cache;
mod cli;
mod embed;
#[cfg(not(test))]
mod entry;
mod explain;
mod packages;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;
use std::process::exit;
use std::sync::mpsc::{self, Sender};

use minigo_bytecode::program::{Func, Program};
use minigo_bytecode::rule::VerifyError;
use minigo_bytecode::verify::Sealed;
use minigo_compiler::Checked;
use minigo_compiler::ahead::{self, Answering, Asking};
use minigo_compiler::package::SourceText;
use minigo_runtime::bump;
use minigo_runtime::cpus::Apart;
use minigo_runtime::{fault, signal};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::render::{Form, render};
use minigo_syntax::source::SourceMap;
use minigo_vm::link::link_sealed;
use minigo_vm::machine::{Ground, Machine, Options};

use crate::cache::Entry;
use crate::cli::CompilerFlags;
use crate::packages::{Packages, absolute};

#[global_allocator]
static HEAP: bump::CommandHeap = bump::CommandHeap;

/// Address space for the stack of the thread that compiles: the front end follows the
/// nesting of the source recursively, and stops with an error before this is used up.
const COMPILER_STACK_BYTES: usize = 256 << 20;

#[cfg(test)]
fn main() {
    begin(std::env::args_os().collect());
}

/// Does what the arguments say.
fn begin(args: Vec<OsString>) {
    let command = cli::parse(args).command;
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        bump::begin();
        let job = execute(command, &sender);
        bump::end();
        job
    };
    let compiler = std::thread::Builder::new()
        .stack_size(COMPILER_STACK_BYTES)
        .spawn(work)
        .unwrap_or_else(|error| fail(&error.to_string()));
    // Until the other thread has no more to ask for.
    let mut ground = None;
    for help in receiver {
        match help {
            Help::Ground => ground = Some(prepare()),
            Help::Bodies(mut memory, mut bodies) => {
                while let Some(task) = bodies.next(|| memory.populate()) {
                    memory.within(|| bodies.answer(task));
                }
            }
            Help::Work(work) => work(),
        }
    }
    match compiler.join() {
        Ok(Some(job)) => run(job, ground.unwrap_or_else(prepare)),
        Ok(None) => {}
        // A defect of ours; the panic's message is printed already.
        Err(_) => exit(2),
    }
}

/// What the main thread can do while the other compiles.
enum Help {
    /// Make what the program will run on.
    Ground,
    /// Parse what is asked for, and prepare memory.
    Bodies(Box<bump::Ahead>, Answering),
    Work(Box<dyn FnOnce() + Send>),
}

/// A program that is to run.
struct Job {
    program: Sealed,
    args: Vec<Vec<u8>>,
}

/// Does what the command asks for, on the thread that compiles; `helper` is the other one.
fn execute(command: cli::Command, helper: &Sender<Help>) -> Option<Job> {
    match command {
        cli::Command::Run(args) => {
            let (names, rest) = args.split();
            explain(&names, &args.flags);
            // Without the other thread it goes step by step.
            let apart = Apart::from_here();
            let help = |help| {
                if apart.is_some() {
                    // The main thread is there until this one ends.
                    let _ = helper.send(help);
                }
            };
            help(Help::Ground);
            let program = compile_to_run(&names, &args.flags, help);
            let program = sealed(Sealed::shared(program, |work| help(Help::Work(work))));
            let mut argv: Vec<Vec<u8>> = vec![names[0].clone().into_bytes()];
            argv.extend(rest.iter().map(|arg| arg.clone().into_encoded_bytes()));
            return Some(Job { program, args: argv });
        }
        cli::Command::Check(args) => {
            check(&args.files, &args.flags);
        }
        cli::Command::Build(args) => {
            // What `-m` looks at need not be a whole program.
            if !explain(&args.files, &args.flags) {
                sealed(Sealed::new(compile(&args.files, &args.flags).program));
            }
        }
        cli::Command::Escape(args) => {
            let (packages, files) = load(&args.files);
            explain::show(files, &packages, &args.flags);
        }
        cli::Command::Dis(args) => {
            dis(compile(&args.files, &args.flags), args.func.as_deref());
        }
        cli::Command::Version => println!("minigo version {}", env!("CARGO_PKG_VERSION")),
    }
    None
}

/// A program and where its text came from.
struct Compiled {
    program: Program,
    packages: Packages,
}

impl Compiled {
    /// Traces and `runtime.Caller` show full paths.
    fn name_files_fully(&mut self) {
        for file in &mut self.program.files {
            if file != "-" && self.packages.is_own(file) {
                *file = absolute(Path::new(file)).to_string_lossy().into_owned();
            }
        }
    }
}

/// The program to run, compiled now or before.
fn compile_to_run(names: &[String], flags: &CompilerFlags, help: impl Fn(Help)) -> Program {
    let (packages, files) = load(names);
    let kept = Entry::of(&files, flags);
    if let Some(program) = kept.as_ref().and_then(Entry::load) {
        return program;
    }
    let (asking, answering) = ahead::pair();
    if let Some(memory) = bump::Ahead::here() {
        help(Help::Bodies(Box::new(memory), answering));
    }
    let nfiles = files.len();
    let mut compiled = compile_files(packages, files, flags, Some(asking));
    if !compiled.program.funcs.iter().any(|func| func.name == "main.main") {
        fail("package command-line-arguments is not a main package");
    }
    compiled.name_files_fully();
    if let Some(entry) = kept
        && compiled.packages.count_own() == nfiles
    {
        entry.store(&compiled.program);
    }
    compiled.program
}

/// Compiles the program or reports why not and ends the process.
fn compile(names: &[String], flags: &CompilerFlags) -> Compiled {
    let (packages, files) = load(names);
    compile_files(packages, files, flags, None)
}

fn compile_files(
    packages: Packages,
    files: Vec<SourceText>,
    flags: &CompilerFlags,
    ahead: Option<Asking>,
) -> Compiled {
    let mut sources = SourceMap::new();
    let checked = Checked::new(files, &packages, &mut sources, flags.lang, ahead);
    let made = checked.and_then(|checked| {
        // Parser and checker are not needed any more.
        bump::release_code();
        checked.lower(&sources, !flags.no_inline)
    });
    bump::release_code();
    match made {
        Ok(program) => Compiled { program, packages },
        Err(found) => report(&sources, &found, flags),
    }
}

/// Reports what is wrong with a package; it need not have a function main.
fn check(names: &[String], flags: &CompilerFlags) {
    let (packages, files) = load(names);
    let mut sources = SourceMap::new();
    let found = minigo_compiler::check(files, &packages, &mut sources, flags.lang, flags.complete);
    if !found.is_empty() {
        let all_errors = Some(flags.all_errors.unwrap_or(true));
        report(&sources, &found, &CompilerFlags { all_errors, ..flags.clone() });
    }
}

/// The files that the arguments name, and the packages they can import.
fn load(names: &[String]) -> (Packages, Vec<SourceText>) {
    let first = Path::new(&names[0]);
    let dir = if first.is_dir() { first } else { first.parent().unwrap_or(Path::new(".")) };
    let packages = Packages::around(dir);
    let files = packages.named(names).unwrap_or_else(|message| fail(&message));
    (packages, files)
}

/// Prints compile errors and ends the process.
fn report(sources: &SourceMap, found: &[Diagnostic], flags: &CompilerFlags) -> ! {
    eprint!("{}", render(sources, found, form(), flags.all_errors == Some(true)));
    exit(1);
}

/// Says what `-m` asks for; false if it was not given.
fn explain(names: &[String], flags: &CompilerFlags) -> bool {
    if flags.explain.is_empty() {
        return false;
    }
    let (packages, files) = load(names);
    explain::print(files, &packages, flags);
    true
}

/// How standard error wants its diagnostics.
fn form() -> Form {
    if std::io::stderr().is_terminal() {
        Form::Excerpts { color: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    } else {
        Form::Lines
    }
}

/// Ends the process: nothing was compiled.
fn fail(message: &str) -> ! {
    eprintln!("minigo: {message}");
    exit(1);
}

/// The program with its stack maps; a rule that it breaks ends the process.
fn sealed(result: Result<Sealed, VerifyError>) -> Sealed {
    result.unwrap_or_else(|error| fail(&format!("internal compiler error: {error}")))
}

/// What every program runs on.
fn prepare() -> Ground {
    Ground::new(Options::from_switches(&std::env::var("MINIGODEBUG").unwrap_or_default()))
}

fn run(job: Job, ground: Ground) -> ! {
    signal::ignore_broken_pipes();
    fault::report();
    let image = link_sealed(&job.program, minigo_stdlib::NATIVES)
        .unwrap_or_else(|error| fail(&error.to_string()));
    let args = job.args.clone();
    std::mem::forget(job);
    // SAFETY: the thread that compiled is joined, and what it knew by itself went with it.
    // What it handed over is the job alone: the image and the arguments are copies that
    // this thread has made. It kept nothing of the work it helped with, neither names. The
    // compiler's crates have no other global state.
    unsafe { bump::give_back() };
    let mut machine = Machine::on(ground, image, args);
    exit(machine.run_main().0);
}

/// Prints functions: those whose name contains `name`, or those of the program's own files.
/// A program that breaks a rule is printed too, then the rule.
fn dis(Compiled { mut program, packages }: Compiled, name: Option<&str>) {
    let sealed = minigo_bytecode::verify::seal(&mut program);
    let is_own =
        |file: u32| program.files.get(file as usize).is_some_and(|file| packages.is_own(file));
    let wanted = |func: &Func| match name {
        Some(name) => func.name.contains(name),
        // What the compiler makes by itself has no line.
        None => func.line != 0 && is_own(func.file),
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
        fail(&format!("internal compiler error: {error}"));
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
