//! The order in which locks are taken: the table.
//!
//! A thread takes locks in ascending rank only; two of one rank are never held together
//! unless their row says how they are ordered. Debug builds check it at every
//! acquisition, so a test that runs the code once proves the order, however the threads
//! interleave.

/// Rank of a lock. Ascending order of declaration is the order of acquisition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Rank {
    /// Spans of one span class and sweep state (`mcentral`).
    SpanSet,
    /// Free stacks of one size.
    StackPool,
    /// The page heap and the span descriptors.
    Heap,
    /// The arenas that mark and allocation bits are carved from.
    BitArenas,
}
