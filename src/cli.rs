//! The command line.
//!
//! Flags are Go's: one dash or two, `-flag=value`, before the files; what follows the
//! files belongs to the program. clap knows only double dashes for long names, so
//! [`parse`] rewrites `-name` to `--name` ahead of it.

use clap::{Args, Parser, Subcommand};

/// Runs Go source on a bytecode VM with a runtime modelled on Go's own.
#[derive(Debug, Parser)]
#[command(name = "minigo", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
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
#[derive(Debug, Args, Clone, Default)]
pub struct CompilerFlags {
    /// Print all errors, not only the first ten
    #[arg(
        short = 'e',
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub all_errors: bool,
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
#[derive(Debug, Args)]
pub struct SourceArgs {
    #[command(flatten)]
    pub flags: CompilerFlags,
    /// Go files of the main package, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// Files and arguments of the program.
#[derive(Debug, Args)]
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
    pub rest: Vec<String>,
}

/// What to disassemble.
#[derive(Debug, Args)]
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
    pub fn split(&self) -> (&[String], &[String]) {
        let files = self.rest.iter().take_while(|name| name.ends_with(".go")).count().max(1);
        self.rest.split_at(files.min(self.rest.len()))
    }
}

/// Parses the process's arguments; prints help or the error and exits where there is
/// nothing to run. `minigo FILE` is short for `minigo run FILE`, which scripts need.
pub fn parse() -> Cli {
    Cli::parse_from(rewrite(std::env::args()))
}

/// `-name` becomes `--name` up to the first argument that is not a flag, the subcommand aside.
fn rewrite(args: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_flags = true;
    for (index, arg) in args.enumerate() {
        if index == 1 && (arg.ends_with(".go") || arg == "-") {
            out.push("run".into());
        }
        let is_flag = arg.len() > 1 && arg.starts_with('-');
        if index > 0 && !is_flag && out.len() > 1 {
            in_flags = false;
        }
        let name = arg.split('=').next().unwrap_or("");
        if in_flags && is_flag && !arg.starts_with("--") && name.len() > 2 {
            out.push(format!("-{arg}"));
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
        let args = rewrite(args.iter().map(|arg| arg.to_string()));
        match Cli::parse_from(args).command {
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
    fn standard_input_is_a_file() {
        assert_eq!(run_args(&["minigo", "run", "-", "1"]).split().0, ["-"]);
    }
}
