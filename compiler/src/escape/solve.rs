//! Solving the graph: what must be on the heap, and where parameters leak.
//!
//! From every location the edges are walked backwards, with the fewest dereferences to
//! each location reached (Bellman-Ford: edges can be negative, but intermediate counts are
//! cut off at 0, so there are no negative cycles). Where that is −1 the address of the
//! location reached flows to the root; if the root outlives it, it escapes. A location
//! whose attributes grow is walked again, so the walk ends with a fixed point.

use std::collections::VecDeque;

use super::batch::Batch;
use super::graph::{BLANK, CALLEE, CALLS, ESCAPES, HEAP, LocId, MUTATES, MUTATOR, Of, PERSISTS};
use super::tree::{Class, Kind};

/// Walks from all locations until nothing changes.
pub fn solve(batch: &mut Batch) {
    let mut queue: VecDeque<LocId> = VecDeque::new();
    for index in super::graph::FIRST..batch.graph.locs.len() as u32 {
        queue.push_front(LocId(index));
    }
    queue.push_front(MUTATOR);
    queue.push_front(CALLEE);
    queue.push_front(HEAP);
    for &loc in &queue {
        batch.graph.at_mut(loc).queued = true;
    }
    let mut generation = 0;
    let mut todo = VecDeque::new();
    while let Some(root) = queue.pop_front() {
        batch.graph.at_mut(root).queued = false;
        generation += 1;
        walk(batch, root, generation, &mut queue, &mut todo);
    }
}

fn enqueue(batch: &mut Batch, loc: LocId, queue: &mut VecDeque<LocId>) {
    let info = batch.graph.at_mut(loc);
    if info.queued {
        return;
    }
    info.queued = true;
    if info.attrs & ESCAPES != 0 {
        // Spreads faster from here.
        queue.push_front(loc);
    } else {
        queue.push_back(loc);
    }
}

/// Walks from one location; `todo` is empty before and after.
fn walk(
    batch: &mut Batch,
    root: LocId,
    generation: u32,
    queue: &mut VecDeque<LocId>,
    todo: &mut VecDeque<LocId>,
) {
    let info = batch.graph.at_mut(root);
    info.walk = generation;
    info.derefs = 0;
    info.next = BLANK;
    lose_results(batch, root, queue);
    todo.push_back(root);
    while let Some(loc) = todo.pop_front() {
        let info = batch.graph.at_mut(loc);
        info.queued_walk = 0;
        let is_address = info.derefs < 0;
        let is_param = info.class == Some(Class::Param);
        // `root = &l; l = x` makes l's address flow to the root, but not x's.
        let derefs = info.derefs.max(0);
        let mut attrs = 0;
        let root_attrs = batch.graph.at(root).attrs;
        if is_address {
            if outlives(batch, root, loc) {
                if batch.graph.explains && !batch.graph.has(loc, ESCAPES) {
                    super::explain::explain_escape(batch, root, loc);
                }
                attrs |= ESCAPES | PERSISTS | MUTATES | CALLS;
            } else if root_attrs & PERSISTS != 0 {
                attrs |= PERSISTS;
            }
        }
        if derefs == 0 {
            attrs |= root_attrs & (MUTATES | CALLS);
        }
        if is_param {
            if outlives(batch, root, loc) {
                if batch.graph.explains && !batch.graph.has(loc, ESCAPES) {
                    super::explain::explain_leak(batch, root, loc, derefs);
                }
                batch.graph.leak(loc, root, derefs);
            }
            let leaks = &mut batch.graph.at_mut(loc).leaks;
            if root_attrs & MUTATES != 0 {
                leaks.add_mutator(derefs);
            }
            if root_attrs & CALLS != 0 {
                leaks.add_callee(derefs);
            }
        }
        if attrs & !batch.graph.at(loc).attrs != 0 {
            batch.graph.at_mut(loc).attrs |= attrs;
            enqueue(batch, loc, queue);
            if batch.graph.has(loc, ESCAPES) {
                continue;
            }
        }
        for index in 0..batch.graph.at(loc).edges.len() {
            let edge = &batch.graph.at(loc).edges[index];
            let (src, total) = (edge.src, derefs + edge.derefs);
            let from = batch.graph.at_mut(src);
            if from.attrs & ESCAPES != 0 {
                continue;
            }
            if from.walk != generation || from.derefs > total {
                from.walk = generation;
                from.derefs = total;
                from.next = loc;
                from.next_edge = index as u32;
                if from.queued_walk != generation {
                    from.queued_walk = generation;
                    todo.push_back(src);
                }
            }
        }
    }
}

/// A literal that may be called from anywhere has results that may go anywhere.
fn lose_results(batch: &mut Batch, root: LocId, queue: &mut VecDeque<LocId>) {
    if !batch.graph.has(root, CALLS) {
        return;
    }
    let Of::Site(node) = batch.graph.at(root).of else { return };
    let Kind::Closure(func) = node.kind else { return };
    if !batch.in_batch(func) || !batch.results_lost.insert(func) {
        return;
    }
    let trees = batch.trees;
    for &result in &trees.func(func).results {
        let loc = batch.var_loc(result);
        enqueue(batch, loc, queue);
    }
}

/// Whether values kept in `keeper` may live longer than `other` would in its frame.
fn outlives(batch: &Batch, keeper: LocId, other: LocId) -> bool {
    let (graph, trees) = (&batch.graph, batch.trees);
    if graph.has(keeper, ESCAPES) {
        return true;
    }
    if keeper == MUTATOR || keeper == CALLEE {
        return false;
    }
    let (k, o) = (graph.at(keeper), graph.at(other));
    if k.class == Some(Class::Result) {
        // Callers are not known, unless it is a literal that only its own function calls.
        return batch.results_lost.contains(&k.func) || !trees.contains_closure(o.func, k.func);
    }
    if k.func == o.func && k.loop_depth < o.loop_depth {
        return true;
    }
    // A variable outlives those of the literals in its function.
    trees.contains_closure(k.func, o.func)
}
