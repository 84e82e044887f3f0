//! Random numbers of a P: map seeds, iteration starts, and whatever else must not be
//! predictable but need not be secret.
//!
//! One multiplication per number (wyrand), seeded from the system. Set
//! `MINIGODEBUG=randseed=N` to make runs of a single P repeatable.

use std::hash::{BuildHasher, RandomState};

/// A generator.
#[derive(Debug)]
pub struct Rand {
    state: u64,
}

impl Rand {
    /// A generator with a seed of its own.
    pub fn new() -> Rand {
        let state = match crate::debug::get("randseed") {
            Some(seed) => seed,
            // The standard library's hasher is seeded from the system's entropy.
            None => RandomState::new().hash_one(0u64),
        };
        Rand { state }
    }

    /// The next number.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0xa076_1d64_78bd_642f);
        mix(self.state, self.state ^ 0xe703_7ed1_a0b4_28db)
    }
}

impl Default for Rand {
    fn default() -> Self {
        Rand::new()
    }
}

/// The 128-bit product of two words, folded: every bit of the result depends on every bit
/// of both, if neither is zero.
#[inline(always)]
pub fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}
