//! The command line.
//!
//! Flags are Go's: one dash or two, `-flag=value`, before the files; what follows the
//! files belongs to the program. clap knows only double dashes for long names, so
//! [`parse`] rewrites `-name` to `--name` ahead of it.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};

/// Runs Go source on a bytecode VM with a runtime modelled on Go's own.
#[derive(Debug, Parser, PartialEq)]
#[command(name = "minigo", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand, PartialEq)]
pub enum Command {
    /// Compile and run a program
    Run(RunArgs),
    /// Report what is wrong with a program, without running it
    Check(SourceArgs),
    /// Compile a program, without running it
    Build(SourceArgs),
    /// Show what a program allocates on the heap, and why
    Escape(SourceArgs),
    /// Print a program's bytecode
    Dis(DisArgs),
    /// Print the version
    Version,
}

/// Flags that Go's compiler has too.
#[derive(Debug, Args, Clone, Default, PartialEq)]
pub struct CompilerFlags {
    /// Print all errors, not only the first ten (`check` does, but for `-e=false`)
    #[arg(
        short = 'e',
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub all_errors: Option<bool>,
    /// Language version the program is written for
    #[arg(long = "lang", value_name = "go1.N", value_parser = minor_version)]
    pub lang: Option<u32>,
    /// Say what escapes to the heap (-m), why (-m=2), or as JSON (-m=json)
    #[arg(
        short = 'm',
        value_name = "LEVEL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1",
        action = clap::ArgAction::Append
    )]
    pub explain: Vec<String>,
    /// Do not inline
    #[arg(short = 'l', default_value_t = false)]
    pub no_inline: bool,
    /// Debugging switches of Go's compiler, separated by commas; most have no effect
    #[arg(short = 'd', value_name = "SWITCHES", value_delimiter = ',', hide = true)]
    pub debug: Vec<String>,
    /// Accepted, without effect
    #[arg(short = 'N', default_value_t = false, hide = true)]
    pub no_optimize: bool,
    /// Compiling the standard library (accepted, without effect)
    #[arg(long = "std", hide = true)]
    pub std: bool,
    /// Functions without body are errors (`check` accepts them; programs that run need them)
    #[arg(long = "complete")]
    pub complete: bool,
}

/// The number `N` of a language version `go1.N`.
fn minor_version(text: &str) -> Result<u32, String> {
    let minor = text.strip_prefix("go1.").and_then(|minor| minor.parse().ok());
    minor.ok_or_else(|| "should be something like \"go1.12\"".to_string())
}

/// Files of the program.
#[derive(Debug, Args, PartialEq)]
pub struct SourceArgs {
    #[command(flatten)]
    pub flags: CompilerFlags,
    /// Go files of the main package, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// Files and arguments of the program.
#[derive(Debug, Args, PartialEq)]
pub struct RunArgs {
    #[command(flatten)]
    pub flags: CompilerFlags,
    /// Go files of the main package (or `-` for standard input), then the program's arguments
    #[arg(
        required = true,
        value_name = "FILE [ARGUMENT]",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub rest: Vec<OsString>,
}

/// What to disassemble.
#[derive(Debug, Args, PartialEq)]
pub struct DisArgs {
    #[command(flatten)]
    pub flags: CompilerFlags,
    /// Only functions whose name contains this text; library functions are printed only
    /// if named
    #[arg(long, value_name = "NAME")]
    pub func: Option<String>,
    /// Go files of the main package, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

impl RunArgs {
    /// Splits the rest into files and program arguments as `go run` does: the leading names
    /// that end in `.go` are files; anything else in the first place is the only file.
    pub fn split(&self) -> (Vec<String>, &[OsString]) {
        let is_file = |arg: &&OsString| arg.as_encoded_bytes().ends_with(b".go");
        let nfiles = self.rest.iter().take_while(is_file).count().max(1);
        let (files, args) = self.rest.split_at(nfiles.min(self.rest.len()));
        (files.iter().map(|file| file.to_string_lossy().into_owned()).collect(), args)
    }
}

/// Parses the process's arguments, the command's name first; prints help or the error and exits where there is
/// nothing to run. `minigo FILE` is short for `minigo run FILE`, which scripts need.
pub fn parse(args: Vec<OsString>) -> Cli {
    let args = rewrite(args.into_iter());
    plain_run(&args).unwrap_or_else(|| Cli::parse_from(args))
}

/// A run without flags: what nearly every start is. It does without clap, whose code and
/// tables are a tenth of the memory of a small program that comes from the cache.
fn plain_run(args: &[OsString]) -> Option<Cli> {
    let [_, command, file, ..] = args else { return None };
    let is_plain = command == "run" && (file == "-" || !file.as_encoded_bytes().starts_with(b"-"));
    let run = || RunArgs { flags: CompilerFlags::default(), rest: args[2..].to_vec() };
    is_plain.then(|| Cli { command: Command::Run(run()) })
}

/// `-name` becomes `--name` up to the first argument that is not a flag, the subcommand aside.
fn rewrite(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut out: Vec<OsString> = Vec::new();
    let mut in_flags = true;
    for (index, arg) in args.enumerate() {
        let bytes = arg.as_encoded_bytes();
        if index == 1 && (bytes.ends_with(b".go") || bytes == b"-") {
            out.push("run".into());
        }
        let is_flag = bytes.len() > 1 && bytes[0] == b'-';
        if index > 0 && !is_flag && out.len() > 1 {
            in_flags = false;
        }
        let name_len = bytes.iter().take_while(|&&byte| byte != b'=').count();
        if in_flags && is_flag && !bytes.starts_with(b"--") && name_len > 2 {
            let mut long = OsString::from("-");
            long.push(arg);
            out.push(long);
        } else {
            out.push(arg);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_args(args: &[&str]) -> RunArgs {
        let args = rewrite(args.iter().map(OsString::from));
        let parsed = Cli::parse_from(&args);
        if let Some(plain) = plain_run(&args) {
            assert_eq!(plain, parsed);
        }
        match parsed.command {
            Command::Run(run) => run,
            other => panic!("not a run: {other:?}"),
        }
    }

    #[test]
    fn arguments_after_the_file_belong_to_the_program() {
        let run = run_args(&["minigo", "run", "a.go", "-x", "--yes", "b.go"]);
        assert_eq!(run.split().0, ["a.go"]);
        assert_eq!(run.split().1, ["-x", "--yes", "b.go"]);
    }

    #[test]
    fn several_files_may_lead() {
        let run = run_args(&["minigo", "run", "a.go", "b.go", "x"]);
        assert_eq!(run.split().0, ["a.go", "b.go"]);
    }

    #[test]
    fn single_dash_long_flags_are_accepted() {
        let run = run_args(&["minigo", "run", "-lang=go1.17", "a.go"]);
        assert_eq!(run.flags.lang, Some(17));
    }

    #[test]
    fn a_file_alone_is_run() {
        assert_eq!(run_args(&["minigo", "a.go", "1"]).split().1, ["1"]);
    }

    #[test]
    fn runs_without_flags_are_plain() {
        let is_plain = |args: &[&str]| plain_run(&rewrite(args.iter().map(OsString::from)));
        assert!(is_plain(&["minigo", "run", "a.go", "-x"]).is_some());
        assert!(is_plain(&["minigo", "a.go"]).is_some());
        assert!(is_plain(&["minigo", "run"]).is_none());
        assert!(is_plain(&["minigo", "run", "-m", "a.go"]).is_none());
        assert!(is_plain(&["minigo", "check", "a.go"]).is_none());
    }

    #[test]
    fn standard_input_is_a_file() {
        assert_eq!(run_args(&["minigo", "run", "-", "1"]).split().0, ["-"]);
    }
}
