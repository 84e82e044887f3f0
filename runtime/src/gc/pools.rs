//! Pools of values (`sync.Pool`), which a collection empties.
//!
//! A pool is Go code; it begins with three words for the values at hand and three for
//! *victims*, and a flag that says that it is listed here. In the first pause of a cycle the victims are
//! dropped and the values become victims, so a value that nobody takes for two cycles
//! dies. No goroutine stands in the middle of an operation on them then: package sync does
//! them without a safepoint.

use crate::addr::Addr;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Bytes of the values at hand, and of the victims.
const VALUES_BYTES: usize = 24;

/// The pools that hold anything.
pub struct Pools(Lock<Vec<Addr>>);

impl Pools {
    /// None.
    pub fn new() -> Pools {
        Pools(Lock::new(Rank::Pools, Vec::new()))
    }

    /// Lists a pool; it has set its flag.
    pub fn add(&self, pool: Addr) {
        self.0.lock().push(pool);
    }

    /// Values become victims, victims are dropped. The world is stopped, the barrier off.
    pub fn age(&self) {
        self.0.lock().retain(|&pool| {
            let mut has_values = false;
            for word in (0..VALUES_BYTES).step_by(8) {
                let value = pool.offset(word).load_addr();
                has_values |= !value.is_nil();
                pool.offset(VALUES_BYTES + word).store_addr(value);
                pool.offset(word).store_addr(Addr::NIL);
            }
            if !has_values {
                pool.offset(2 * VALUES_BYTES).store64(0);
            }
            has_values
        });
    }

    /// Calls `visit` with every pool listed: roots.
    pub fn for_each(&self, visit: impl FnMut(Addr)) {
        self.0.lock().iter().copied().for_each(visit);
    }
}

impl Default for Pools {
    fn default() -> Pools {
        Pools::new()
    }
}
