//! Memory of goroutine stacks.
//!
//! Stacks are powers of two from 2 KiB. Those of 2, 4, 8 and 16 KiB (*orders* 0 to 3) are
//! cut from spans of 32 KiB; larger ones are spans of their own. A P keeps up to 32 KiB of
//! free stacks per order and exchanges half of that with the global pool, so that
//! starting and ending goroutines takes no lock most of the time.
//!
//! Stack memory is not heap memory: the collector does not look a stack up by address, it
//! scans the goroutines. A pool span whose stacks are all free is kept; it goes back to
//! the page heap at the end of a collection.
//!
//! A free stack's first word links to the next one of its list.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::mem::mheap::Heap;
use crate::mem::sizeclass::PAGE_BYTES;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Smallest stack.
pub const MIN_STACK_BYTES: usize = 2048;
/// Limit on a goroutine's stack unless the program sets another; Go's on 64-bit machines.
const DEFAULT_LIMIT_BYTES: usize = 1_000_000_000;
/// Go's margin for functions that do not check the stack.
const SHRINK_MARGIN_BYTES: usize = 800;
/// Number of orders.
const NORDERS: usize = 4;
/// Bytes of a pool span, and of free stacks that a P may hold per order.
const POOL_BYTES: usize = 32 << 10;

static LIMIT_BYTES: AtomicUsize = AtomicUsize::new(DEFAULT_LIMIT_BYTES);

/// No stack grows beyond so many bytes.
pub fn limit() -> usize {
    LIMIT_BYTES.load(Ordering::Relaxed)
}

/// Whether a stack of which so much is used has room for four times that, with a margin: then
/// half of it is enough.
pub fn is_too_large(size_bytes: usize, used_bytes: usize) -> bool {
    size_bytes > MIN_STACK_BYTES && used_bytes + SHRINK_MARGIN_BYTES < size_bytes / 4
}

/// Sets the limit; returns the previous one (`debug.SetMaxStack`).
pub fn exchange_limit(bytes: usize) -> usize {
    LIMIT_BYTES.swap(bytes, Ordering::Relaxed)
}

/// The memory of a stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stack {
    /// First byte.
    pub lo: Addr,
    /// End; the size is a power of two.
    pub hi: Addr,
}

/// Free stacks that belong to no P.
pub struct StackPools {
    orders: [Lock<FreeList>; NORDERS],
    /// Free large stacks: by size in bytes.
    large: Lock<Vec<Stack>>,
}

/// Free stacks of a P.
pub struct StackCache {
    orders: [FreeList; NORDERS],
    heap: &'static Heap,
}

/// Free stacks of one size, linked through their first words.
#[derive(Default)]
struct FreeList {
    first: Addr,
    len: usize,
}

impl Stack {
    /// Its size.
    pub fn bytes(self) -> usize {
        self.hi.0 - self.lo.0
    }
}

impl StackPools {
    /// Empty pools.
    pub fn new() -> StackPools {
        StackPools {
            orders: std::array::from_fn(|_| Lock::new(Rank::StackPool, FreeList::default())),
            large: Lock::new(Rank::StackPool, Vec::new()),
        }
    }
}

impl Default for StackPools {
    fn default() -> Self {
        StackPools::new()
    }
}

impl StackCache {
    /// A cache without stacks.
    pub fn new(heap: &'static Heap) -> StackCache {
        StackCache { orders: std::array::from_fn(|_| FreeList::default()), heap }
    }

    /// A stack of `size_bytes`, a power of two, at least 2 KiB. Its contents are arbitrary.
    pub fn allocate(&mut self, size_bytes: usize) -> Stack {
        debug_assert!(size_bytes.is_power_of_two() && size_bytes >= MIN_STACK_BYTES);
        let lo = match order_of(size_bytes) {
            Some(order) => {
                if self.orders[order].len == 0 {
                    self.refill(order);
                }
                self.orders[order].pop()
            }
            None => self.allocate_large(size_bytes),
        };
        Stack { lo, hi: lo.offset(size_bytes) }
    }

    /// Frees a stack. No pointer into it is left.
    pub fn free(&mut self, stack: Stack) {
        let Some(order) = order_of(stack.bytes()) else {
            self.heap.stack_pools.large.lock().push(stack);
            return;
        };
        self.orders[order].push(stack.lo);
        if self.orders[order].len * stack.bytes() > POOL_BYTES {
            self.spill(order, POOL_BYTES / 2);
        }
    }

    /// Gives all free stacks to the pools, before the P goes away.
    pub fn flush(&mut self) {
        for order in 0..NORDERS {
            self.spill(order, 0);
        }
    }

    /// Takes stacks of half the cache's size from the pool, or cuts a new span.
    fn refill(&mut self, order: usize) {
        let mut pool = self.heap.stack_pools.orders[order].lock();
        let size_bytes = MIN_STACK_BYTES << order;
        while self.orders[order].len * size_bytes < POOL_BYTES / 2 {
            if pool.len == 0 {
                let span = self.heap.allocate_manual(POOL_BYTES / PAGE_BYTES);
                self.heap.stats.stack_bytes.add(POOL_BYTES);
                for offset in (0..POOL_BYTES).step_by(size_bytes).rev() {
                    pool.push(span.base().offset(offset));
                }
            }
            self.orders[order].push(pool.pop());
        }
    }

    /// Gives stacks to the pool until at most `keep_bytes` are left.
    fn spill(&mut self, order: usize, keep_bytes: usize) {
        let mut pool = self.heap.stack_pools.orders[order].lock();
        while self.orders[order].len * (MIN_STACK_BYTES << order) > keep_bytes {
            pool.push(self.orders[order].pop());
        }
    }

    fn allocate_large(&mut self, size_bytes: usize) -> Addr {
        let mut large = self.heap.stack_pools.large.lock();
        if let Some(i) = large.iter().position(|stack| stack.bytes() == size_bytes) {
            return large.swap_remove(i).lo;
        }
        drop(large);
        let span = self.heap.allocate_manual(size_bytes / PAGE_BYTES);
        self.heap.stats.stack_bytes.add(size_bytes);
        span.base()
    }
}

impl FreeList {
    fn push(&mut self, stack: Addr) {
        // SAFETY: a free stack is memory of ours, aligned, that nobody uses.
        unsafe { stack.as_mut_ptr::<usize>().write(self.first.0) };
        self.first = stack;
        self.len += 1;
    }

    /// The list is not empty.
    fn pop(&mut self) -> Addr {
        debug_assert!(self.len > 0);
        let stack = self.first;
        // SAFETY: a stack on the list is free, and `push` wrote its first word.
        self.first = Addr(unsafe { stack.as_ptr::<usize>().read() });
        self.len -= 1;
        stack
    }
}

/// The order of a stack of that size; `None` if it has a span of its own.
fn order_of(size_bytes: usize) -> Option<usize> {
    let order = (size_bytes / MIN_STACK_BYTES).trailing_zeros() as usize;
    (order < NORDERS).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn stacks_are_distinct_and_used_again() {
        let heap = Heap::new();
        let mut cache = StackCache::new(heap);
        for size in [2 << 10, 4 << 10, 16 << 10, 32 << 10, 1 << 20] {
            let stacks: Vec<Stack> = (0..40).map(|_| cache.allocate(size)).collect();
            let places: HashSet<usize> = stacks.iter().map(|stack| stack.lo.0).collect();
            assert_eq!(places.len(), 40);
            let bytes = heap.stats.stack_bytes.get();
            for stack in stacks {
                assert_eq!(stack.bytes(), size);
                cache.free(stack);
            }
            for _ in 0..40 {
                cache.allocate(size);
            }
            // A refill takes several, so one pool span more may be cut.
            assert!(heap.stats.stack_bytes.get() <= bytes + POOL_BYTES as u64);
        }
        cache.flush();
    }
}
