//! The collector.

pub mod attach;
pub mod barrier;
pub mod baseline;
pub mod callers;
pub mod concurrent;
pub mod cycle;
pub mod hooks;
pub mod limiter;
pub mod mark;
pub mod pacer;
pub mod pools;
pub mod pstate;
pub mod roots;
pub mod scavenge;
pub mod settings;
pub mod state;
pub mod trace;
pub mod verify;
pub mod work;

#[cfg(test)]
mod pacer_tests;
