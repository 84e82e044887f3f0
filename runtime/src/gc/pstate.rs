//! What the collector keeps per P.

/// The collector's part of a P; whoever holds the P owns it.
#[derive(Debug, Default)]
pub struct PState {}
