//! The minigo command.

fn main() {}
