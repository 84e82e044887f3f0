//! The registry: all goroutines that ever were.
//!
//! Gs are objects of the collected heap, as in Go, of Go's size class, so that they count
//! where Go counts them; so is the array that lists them. The array is a root, and so no G is
//! ever freed: an ended one is used again. What a G refers to is not in its layout: the
//! collector asks the goroutine ([`GState::for_each_root`](crate::sched::g::GState)).

use crate::addr::Addr;
use crate::mem::mcache::MCache;
use crate::native::SliceWords;
use crate::object::slice;
use crate::sched::g::{G, Status};
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;
use crate::typedesc::{POINTER, TypeDesc};

/// A G is as large as Go's and counts as scanned up to Go's last pointer; no word of it
/// leads to the heap.
static LAYOUT: TypeDesc = TypeDesc::internal(G_BYTES, 400, &[0; 8]);
/// Size of Go's.
const G_BYTES: usize = 456;
const _: () = assert!(size_of::<G>() <= G_BYTES && align_of::<G>() <= 8);

/// The array begins with room for so many.
const FIRST_CAP: i64 = 4;
/// A P's list of ended goroutines is filled with so many.
const BATCH: usize = 32;
/// Gs are looked at so many at a time.
const WINDOW: usize = 64;

/// All goroutines that ever were.
pub struct Registry {
    /// A `[]*G`. Its array is replaced when it is full.
    all: Lock<SliceWords>,
    /// Ended goroutines that no P keeps.
    free: Lock<Vec<&'static G>>,
}

/// The goroutines there were at some moment, dead ones included. Valid for a cycle of the
/// collector that marks the array.
#[derive(Clone, Copy)]
pub struct Snapshot {
    array: Addr,
    len: usize,
}

impl Snapshot {
    /// Of no goroutines.
    pub const EMPTY: Snapshot = Snapshot { array: Addr::NIL, len: 0 };

    /// How many there are.
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The goroutine with this index.
    pub fn get(self, index: usize) -> &'static G {
        assert!(index < self.len);
        g_at(self.array.offset(8 * index).load_addr())
    }
}

/// The G at an address of the array.
fn g_at(at: Addr) -> &'static G {
    // SAFETY: the array holds Gs alone, which are never freed or moved.
    unsafe { &*at.as_ptr::<G>() }
}

impl Registry {
    pub(crate) fn new() -> Registry {
        let none = SliceWords { ptr: Addr::NIL, len: 0, cap: 0 };
        Registry { all: Lock::new(Rank::AllGs, none), free: Lock::new(Rank::FreeGs, Vec::new()) }
    }

    /// Calls `visit` for every G, oldest first, dead ones included. A G that is made
    /// meanwhile may be missed: it is made by a goroutine that knows what it hands over.
    pub fn for_each(&self, mut visit: impl FnMut(&'static G)) {
        let mut from = 0;
        loop {
            let mut window = [Addr::NIL; WINDOW];
            let n = {
                // Under the lock, since a full array may be freed once it is replaced.
                let all = self.all.lock();
                let n = WINDOW.min(all.len - from);
                for (i, g) in window.iter_mut().enumerate().take(n) {
                    *g = all.ptr.offset(8 * (from + i)).load_addr();
                }
                n
            };
            window[..n].iter().for_each(|&g| visit(g_at(g)));
            if n < WINDOW {
                return;
            }
            from += n;
        }
    }

    /// The array, a root of the collector.
    pub(crate) fn array(&self) -> Addr {
        self.all.lock().ptr
    }

    /// All goroutines there are. A cycle is about to begin, the world is stopped.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let all = self.all.lock();
        Snapshot { array: all.ptr, len: all.len }
    }

    /// Fills a P's list of ended goroutines; makes one if there are none.
    pub(crate) fn fill(&self, mcache: &mut MCache, list: &mut Vec<&'static G>) {
        let mut free = self.free.lock();
        let from = free.len().saturating_sub(BATCH);
        list.extend(free.drain(from..));
        drop(free);
        if list.is_empty() {
            list.push(self.make(mcache));
        }
    }

    /// Takes half of a P's list that has grown long.
    pub(crate) fn spill(&self, list: &mut Vec<&'static G>, keep: usize) {
        self.free.lock().extend(list.drain(keep..));
    }

    /// A new G, dead and on the list of all.
    fn make(&self, mcache: &mut MCache) -> &'static G {
        let at = mcache.new_object(&LAYOUT);
        let place = at.as_mut_ptr::<G>();
        // SAFETY: the object is new, large enough and aligned (see LAYOUT).
        unsafe { place.write(G::new()) };
        self.add(mcache, at);
        let g = g_at(at);
        g.change_status(Status::Idle, Status::Dead);
        g
    }

    /// Enters a G into the list.
    fn add(&self, mcache: &mut MCache, g: Addr) {
        loop {
            let full = {
                let mut all = self.all.lock();
                if all.len < all.cap {
                    // No barrier: while marking the G is black, as every new object.
                    all.ptr.offset(8 * all.len).store_addr(g);
                    all.len += 1;
                    return;
                }
                *all
            };
            // Without the lock: to allocate is to sweep, which takes locks before this one.
            let grown = if full.cap == 0 {
                slice::make(mcache, &POINTER, 0, FIRST_CAP)
            } else {
                slice::grow_slow(mcache, full, 1, &POINTER)
            };
            let Ok(grown) = grown else { crate::throw!("too many goroutines") };
            let mut all = self.all.lock();
            if all.ptr == full.ptr {
                *all = SliceWords { len: full.len, ..grown };
            }
        }
    }
}
