//! Mutual exclusion inside the runtime.

pub mod lock;
pub mod note;
pub mod primitive;
pub mod rank;
pub mod sema;
pub mod word_lock;

#[cfg(test)]
mod tests;
