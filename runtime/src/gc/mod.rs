//! The collector.

pub mod barrier;
pub mod baseline;
pub mod cycle;
pub mod hooks;
pub mod limiter;
pub mod mark;
pub mod pacer;
pub mod pstate;
pub mod roots;
pub mod scavenge;
pub mod settings;
pub mod state;
pub mod trace;
pub mod work;

#[cfg(test)]
mod pacer_tests;
