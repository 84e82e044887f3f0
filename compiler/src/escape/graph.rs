//! The location graph of a batch of functions.
//!
//! A *location* is a variable or the storage of an expression that allocates. An *edge*
//! to a location says what is assigned to it and how many dereferences lie between: −1 for
//! an address, 0 for a copy, n for loads. Fields and elements are not told apart from the
//! whole. A *hole* is the place that an expression's value goes to while the edges are
//! made: a location and the dereferences so far.

use std::rc::Rc;

use minigo_syntax::source::Pos;
use rustc_hash::FxHashMap;

use super::leaks::{Leaks, MAX_RESULTS};
use super::tree::{Class, CopyId, FuncId, Node, Stmt, Trees, VarId};

/// Index of a location in its batch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LocId(pub u32);

/// Locations that exist in every batch.
pub const HEAP: LocId = LocId(0);
/// What memory is changed through.
pub const MUTATOR: LocId = LocId(1);
/// What functions are called through without following their results.
pub const CALLEE: LocId = LocId(2);
/// Where values go that nothing keeps.
pub const BLANK: LocId = LocId(3);
/// The locations of the program follow.
pub const FIRST: u32 = 4;

/// The location must be on the heap.
pub const ESCAPES: u8 = 1;
/// Its address outlives the statement.
pub const PERSISTS: u8 = 2;
/// Memory reachable from it may be changed.
pub const MUTATES: u8 = 4;
/// Functions reachable from it may be called.
pub const CALLS: u8 = 8;

/// What a location stands for.
#[derive(Clone, Copy, Debug)]
pub enum Of<'t> {
    Var(VarId),
    Site(&'t Node),
    Nothing,
}

/// A location.
#[derive(Debug)]
pub struct Location<'t> {
    pub of: Of<'t>,
    pub func: FuncId,
    pub edges: Vec<Edge<'t>>,
    pub loop_depth: i32,
    pub attrs: u8,
    pub leaks: Leaks,
    pub captured: bool,
    pub reassigned: bool,
    pub addrtaken: bool,
    pub class: Option<Class>,
    // While walking from a root: fewest dereferences, in which walk that was found, the
    // next location on the way to the root and the edge taken.
    pub derefs: i32,
    pub walk: u32,
    pub next: LocId,
    pub next_edge: u32,
    pub queued: bool,
    pub queued_walk: u32,
}

/// An assignment to the location that has the edge.
#[derive(Clone, Debug)]
pub struct Edge<'t> {
    pub src: LocId,
    pub derefs: i32,
    pub notes: Notes<'t>,
}

/// Why a value flows: a list, the last step first. Only kept if someone will read it.
pub type Notes<'t> = Option<Rc<Note<'t>>>;

/// One step of an explanation.
#[derive(Debug)]
pub struct Note<'t> {
    pub next: Notes<'t>,
    pub place: Place<'t>,
    pub why: &'static str,
}

/// What a step of an explanation points at.
#[derive(Clone, Copy, Debug)]
pub enum Place<'t> {
    Node(&'t Node),
    Stmt(&'t Stmt),
    Var(VarId),
    /// A variable where a literal of this copy uses it first.
    Use(VarId, Pos, CopyId),
}

/// Where a value goes.
#[derive(Clone, Debug)]
pub struct Hole<'t> {
    pub dst: LocId,
    pub derefs: i32,
    pub notes: Notes<'t>,
    /// The context takes the address of the expression.
    pub addrtaken: bool,
}

impl<'t> Hole<'t> {
    pub fn to(dst: LocId) -> Hole<'t> {
        Hole { dst, derefs: 0, notes: None, addrtaken: false }
    }

    pub fn shift(mut self, delta: i32) -> Hole<'t> {
        self.derefs += delta;
        debug_assert!(self.derefs >= -1, "an address has no address");
        self.addrtaken = delta < 0;
        self
    }
}

/// The graph.
pub struct Graph<'t> {
    pub trees: &'t Trees,
    pub locs: Vec<Location<'t>>,
    pub of_var: FxHashMap<VarId, LocId>,
    /// Explanations are wanted.
    pub explains: bool,
}

impl<'t> Graph<'t> {
    pub fn new(trees: &'t Trees, explains: bool) -> Graph<'t> {
        let mut graph = Graph { trees, locs: Vec::new(), of_var: FxHashMap::default(), explains };
        for attrs in [ESCAPES | PERSISTS | MUTATES | CALLS, MUTATES, CALLS, 0] {
            let loc = graph.add(Of::Nothing, FuncId(u32::MAX), 0, false);
            graph.at_mut(loc).attrs = attrs;
        }
        graph
    }

    pub fn at(&self, loc: LocId) -> &Location<'t> {
        &self.locs[loc.0 as usize]
    }

    pub fn at_mut(&mut self, loc: LocId) -> &mut Location<'t> {
        &mut self.locs[loc.0 as usize]
    }

    pub fn has(&self, loc: LocId, attr: u8) -> bool {
        self.at(loc).attrs & attr != 0
    }

    pub fn add(&mut self, of: Of<'t>, func: FuncId, loop_depth: i32, persists: bool) -> LocId {
        let id = LocId(self.locs.len() as u32);
        let class = match of {
            Of::Var(var) => {
                self.of_var.insert(var, id);
                Some(self.trees.var(var).class)
            }
            Of::Site(_) | Of::Nothing => None,
        };
        self.locs.push(Location {
            of,
            func,
            edges: Vec::new(),
            loop_depth,
            attrs: if persists { PERSISTS } else { 0 },
            leaks: Leaks::default(),
            captured: false,
            reassigned: false,
            addrtaken: false,
            class,
            derefs: 0,
            walk: 0,
            next: BLANK,
            next_edge: 0,
            queued: false,
            queued_walk: 0,
        });
        id
    }

    pub fn note(&self, mut hole: Hole<'t>, place: Place<'t>, why: &'static str) -> Hole<'t> {
        if self.explains {
            hole.notes = Some(Rc::new(Note { next: hole.notes.take(), place, why }));
        }
        hole
    }

    /// Assigns the location to the hole.
    pub fn flow(&mut self, hole: Hole<'t>, src: LocId) -> Option<Flow<'t>> {
        if hole.addrtaken {
            self.at_mut(src).addrtaken = true;
        }
        let dst = hole.dst;
        if dst == BLANK || dst == src && hole.derefs >= 0 {
            return None;
        }
        if self.has(dst, ESCAPES) && hole.derefs < 0 {
            self.at_mut(src).attrs |= ESCAPES | PERSISTS | MUTATES | CALLS;
            return self.explains.then_some(Flow { dst, src, hole });
        }
        let edge = Edge { src, derefs: hole.derefs, notes: hole.notes };
        self.at_mut(dst).edges.push(edge);
        None
    }

    /// A parameter's value flows to `sink`.
    pub fn leak(&mut self, param: LocId, sink: LocId, derefs: i32) {
        let target = self.at(sink);
        let result = match target.of {
            Of::Var(var)
                if target.attrs & ESCAPES == 0
                    && target.class == Some(Class::Result)
                    && target.func == self.at(param).func =>
            {
                Some(self.trees.var(var).result_index as usize)
            }
            _ => None,
        };
        let leaks = &mut self.at_mut(param).leaks;
        match result {
            Some(index) if index < MAX_RESULTS => leaks.add_result(index, derefs),
            _ => leaks.add_heap(derefs),
        }
    }
}

/// A flow that decided at once that something is on the heap, to be explained.
pub struct Flow<'t> {
    pub dst: LocId,
    pub src: LocId,
    pub hole: Hole<'t>,
}
