//! What the collector keeps per P.

/// The collector's part of a P; whoever holds the P owns it.
#[derive(Debug, Default)]
pub struct PState {
    /// Time that fractional workers have taken of this P in this cycle.
    pub fractional_ns: i64,
}

impl PState {
    /// Marking begins. The world is stopped.
    pub fn begin_cycle(&mut self) {
        *self = PState::default();
    }
}
