//! The minigo command: arguments → compile → verify → link → run.

mod cli;

fn main() {
    let _ = cli::parse();
}
