//! Attaching specials to objects, while the program runs and perhaps the collector marks.
//!
//! What a special holds is a root. Root jobs of a running cycle may be over, so what is
//! attached while marking is shown to the collector at once, and so is what is taken out of
//! the queues, or out of a weak pointer.

use crate::addr::Addr;
use crate::gc::barrier::{self, show};
use crate::gc::mark;
use crate::mem::mcache::MCache;
use crate::mem::span::{Slot, Span};
use crate::mem::special::{Finalizer, Special};

/// The object's span and slot, swept, so that what is attached is not taken for old.
fn locate(mcache: &MCache, object: Addr) -> Option<(&'static Span, Slot)> {
    let heap = mcache.heap();
    let found = heap.find_object(object)?;
    heap.ensure_swept(found.0);
    Some(found)
}

/// First byte and size of the heap object that an address belongs to.
pub fn object_of(mcache: &MCache, at: Addr) -> Option<(Addr, usize)> {
    let (span, slot) = mcache.heap().find_object(at)?;
    Some((slot.object.addr(), span.slot_bytes()))
}

/// Sets the finalizer of its object; `false` if it has one, or is no heap object.
pub fn add_finalizer(mcache: &mut MCache, finalizer: Finalizer) -> bool {
    let Some((span, slot)) = locate(mcache, finalizer.object) else { return false };
    let found = |special: &Special| is_finalizer_of(special, finalizer.object).then_some(());
    if span.specials().find(slot.index, found).is_some() {
        return false;
    }
    let heap = mcache.heap();
    span.specials().add(span, &heap.specials, slot.index, Special::Finalizer(finalizer));
    if mcache.is_barrier_on() {
        mcache.shade(finalizer.closure);
        mark::scan_contents(heap, mcache.work(), finalizer.object);
    }
    true
}

/// Removes the finalizer of an object, if it has one.
pub fn remove_finalizer(mcache: &MCache, object: Addr) {
    if let Some((span, slot)) = locate(mcache, object) {
        span.specials().remove(span, slot.index, |special| is_finalizer_of(special, object));
    }
}

/// Objects that share a tiny block have their slot in common, but each its finalizer.
fn is_finalizer_of(special: &Special, object: Addr) -> bool {
    matches!(special, Special::Finalizer(finalizer) if finalizer.object == object)
}

/// Adds a cleanup; its number, 0 if the address is of no heap object.
pub fn add_cleanup(mcache: &mut MCache, object: Addr, closure: Addr) -> u64 {
    let Some((span, slot)) = locate(mcache, object) else { return 0 };
    let specials = &mcache.heap().specials;
    let id = specials.new_id();
    span.specials().add(span, specials, slot.index, Special::Cleanup { id, closure });
    show(mcache, closure);
    id
}

/// Removes the cleanup with that number, if it still waits for its object to die.
pub fn remove_cleanup(mcache: &MCache, object: Addr, id: u64) {
    if let Some((span, slot)) = locate(mcache, object) {
        let is_it = |special: &Special| matches!(special, Special::Cleanup { id: other, .. } if *other == id);
        span.specials().remove(span, slot.index, is_it);
    }
}

/// Whether the object, as far as its pointers tell, refers into another.
pub fn refers_into(mcache: &MCache, object: Addr, other: Addr) -> bool {
    let heap = mcache.heap();
    let (Some((span, slot)), Some((base, size))) =
        (heap.find_object(object), object_of(mcache, other))
    else {
        return false;
    };
    let mut found = false;
    crate::mem::bitmap::for_each_pointer(heap, span, slot, |at| {
        found |= at.load_addr().0.wrapping_sub(base.0) < size;
    });
    found
}

/// The handle through which weak pointers refer to this address: of a heap object, or inside
/// one. For other addresses, a new handle each time.
pub fn weak_handle(mcache: &mut MCache, target: Addr) -> Addr {
    let found = locate(mcache, target);
    if let Some((span, slot)) = found {
        let known = span.specials().find(slot.index, |special| match *special {
            Special::Weak { target: other, handle } if other == target => Some(handle),
            _ => None,
        });
        if let Some(handle) = known {
            show(mcache, handle);
            return handle;
        }
    }
    // Two words, so that it shares no block of the tiny allocator.
    let handle = mcache.mallocgc_noscan(16, true);
    handle.store_addr(target);
    if let Some((span, slot)) = found {
        let weak = Special::Weak { target, handle };
        span.specials().add(span, &mcache.heap().specials, slot.index, weak);
        show(mcache, handle);
    }
    handle
}

/// What a weak pointer with this handle points to; nil if it is gone.
pub fn strong(mcache: &mut MCache, handle: Addr) -> Addr {
    // Sweeping clears the handle of an unmarked object before it frees the slot. So what stands
    // in the handle once the slot's span is swept, or is none of the heap's any more, is alive.
    locate(mcache, handle.load_addr());
    let target = handle.load_addr();
    show(mcache, target);
    target
}

/// Takes a finalizer out of the queue, to memory at `to`: closure, object, object's type,
/// parameter's type.
pub fn take_finalizer(mcache: &mut MCache, to: Addr) -> bool {
    let Some(finalizer) = mcache.heap().specials.take_finalizer() else { return false };
    let Finalizer { closure, object, object_type, param_type } = finalizer;
    for (i, word) in [closure, object, object_type, param_type].into_iter().enumerate() {
        barrier::store_pointer(mcache, to.offset(8 * i), word);
    }
    true
}

/// Takes a cleanup's closure out of the queue; nil if there is none.
pub fn take_cleanup(mcache: &mut MCache) -> Addr {
    let closure = mcache.heap().specials.take_cleanup().unwrap_or(Addr::NIL);
    show(mcache, closure);
    closure
}
