//! Pools of values (`sync.Pool`), which a collection empties.
//!
//! Pools are Go code; two slices of package sync list those that have values and those that
//! may have *victims*. A pool begins with two words for its values and two for the victims. In
//! the first pause of a cycle the victims are dropped and the values become victims, so a
//! value that nobody takes for two cycles dies. No goroutine stands in the middle of an
//! operation on the words then: package sync does them without a safepoint.

use crate::addr::Addr;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Bytes of the values at hand, and of the victims.
const VALUES_BYTES: usize = 16;
/// Words of a slice.
const SLICE_WORDS: usize = 3;

/// Where the pools are listed.
pub struct Pools(Lock<Option<Lists>>);

/// The addresses of two slices of pools, which never move.
#[derive(Clone, Copy)]
struct Lists {
    with_values: Addr,
    with_victims: Addr,
}

impl Pools {
    /// No lists yet.
    pub fn new() -> Pools {
        Pools(Lock::new(Rank::Pools, None))
    }

    /// Says where the lists are.
    pub fn set_lists(&self, with_values: Addr, with_victims: Addr) {
        *self.0.lock() = Some(Lists { with_values, with_victims });
    }

    /// Values become victims, victims are dropped. The world is stopped, the barrier off.
    pub fn age(&self) {
        let Some(lists) = *self.0.lock() else { return };
        for_each(lists.with_victims, |pool| {
            for word in (0..VALUES_BYTES).step_by(8) {
                pool.offset(VALUES_BYTES + word).store64(0);
            }
        });
        for_each(lists.with_values, |pool| {
            for word in (0..VALUES_BYTES).step_by(8) {
                let value = pool.offset(word).load64();
                pool.offset(VALUES_BYTES + word).store64(value);
                pool.offset(word).store64(0);
            }
        });
        for word in 0..SLICE_WORDS {
            let moved = lists.with_values.offset(8 * word);
            lists.with_victims.offset(8 * word).store64(moved.load64());
            moved.store64(0);
        }
    }
}

/// Calls `visit` with every pool in the slice at an address.
fn for_each(slice: Addr, visit: impl Fn(Addr)) {
    let (first, len) = (slice.load_addr(), slice.offset(8).load64() as usize);
    (0..len).for_each(|i| visit(first.offset(8 * i).load_addr()));
}

impl Default for Pools {
    fn default() -> Pools {
        Pools::new()
    }
}
