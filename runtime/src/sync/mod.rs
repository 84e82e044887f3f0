//! Mutual exclusion inside the runtime.

pub mod lock;
pub mod rank;
