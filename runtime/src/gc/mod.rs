//! The collector. For now: where it hooks into stores.

pub mod barrier;
