//! The analysis of one batch: functions that call each other, with the literals in them.
//!
//! 1. A location for every variable.
//! 2. Every body is walked once; assignments become edges ([`flow`](super::flow)).
//! 3. All assignments are known then, so literals capture by value or by reference.
//! 4. What is too large goes to the heap.
//! 5. The graph is solved ([`solve`](super::solve)).
//! 6. Parameters get their summaries, and what was found is written down.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{BLANK, Graph, HEAP, Hole, LocId, Of, Place};
use super::leaks::Leaks;
use super::oracle::Oracle;
use super::results::{Results, State};
use super::size::{self, CAPTURE_BY_VALUE_BYTES, MAX_FRAME_BOX_BYTES, Sizes};
use super::tree::{FuncId, Kind, Node, Trees, VarId};
use crate::types::constant::Const;

/// State shared by the functions of a batch.
pub struct Batch<'t, 'a> {
    pub trees: &'t Trees,
    pub sizes: &'a Sizes<'a>,
    pub out: &'a mut Results,
    pub graph: Graph<'t>,
    /// Literals met, and the holes of their closure objects.
    pub closures: Vec<(Hole<'t>, FuncId)>,
    /// Literals whose results are no longer followed.
    pub results_lost: FxHashSet<FuncId>,
    /// Constants that expressions stand for: the length of a `make`, what an interface
    /// holds.
    pub literals: FxHashMap<LocId, Const>,
    oracles: FxHashMap<FuncId, Rc<Oracle<'t>>>,
}

/// Analyses a batch; functions that it calls are in earlier ones.
pub fn analyze(trees: &Trees, sizes: &Sizes, out: &mut Results, funcs: &[FuncId]) {
    let graph = Graph::new(trees, out.explains());
    let mut batch = Batch {
        trees,
        sizes,
        out,
        graph,
        closures: Vec::new(),
        results_lost: FxHashSet::default(),
        literals: FxHashMap::default(),
        oracles: FxHashMap::default(),
    };
    for &func in funcs {
        batch.out.set_state(func, State::Planned);
        batch.init_func(func);
    }
    for &func in funcs {
        if !trees.is_closure(func) {
            batch.walk_func(func);
        }
    }
    batch.capture();
    batch.force();
    super::solve::solve(&mut batch);
    super::report::finish(&mut batch, funcs);
    for &func in funcs {
        super::exclusive::find(trees, sizes, out, func);
        super::bounds::report(trees, sizes, out, func);
    }
}

impl<'t> Batch<'t, '_> {
    fn init_func(&mut self, func: FuncId) {
        let trees = self.trees;
        let node = trees.func(func);
        let params = node.params.iter().filter_map(|param| param.var);
        for var in params.chain(node.results.iter().copied()).chain(node.locals.iter().copied()) {
            self.graph.add(Of::Var(var), func, 1, true);
        }
    }

    /// The location of a variable; one of a function that the batch does not have flows
    /// nowhere.
    pub fn var_loc(&self, var: VarId) -> LocId {
        self.graph.of_var.get(&var).copied().unwrap_or(BLANK)
    }

    /// Whether a function is analysed in this batch, so that its summary is not known.
    pub fn in_batch(&self, func: FuncId) -> bool {
        self.out.state(func) == State::Planned
    }

    /// What is known of the variables around a function.
    pub fn oracle(&mut self, func: FuncId) -> Rc<Oracle<'t>> {
        // A literal that captures nothing uses no variables but its own.
        let mut outermost = func;
        while let Some(outer) = self.trees.func(outermost).outer
            && self.trees.is_closure(outermost)
        {
            outermost = outer;
        }
        let (trees, types) = (self.trees, self.sizes.types);
        // The lifetime of the types is that of the call, the trees' is longer.
        self.oracles
            .entry(outermost)
            .or_insert_with(|| Rc::new(Oracle::new(trees, types, outermost)))
            .clone()
    }

    pub fn flow(&mut self, hole: Hole<'t>, src: LocId) {
        if let Some(flow) = self.graph.flow(hole, src) {
            super::explain::explain_at_once(self, flow);
        }
    }

    pub fn note(&self, hole: Hole<'t>, x: &'t Node, why: &'static str) -> Hole<'t> {
        self.graph.note(hole, Place::Node(x), why)
    }

    /// Decides how literals capture; what they capture flows to them.
    fn capture(&mut self) {
        for (hole, func) in std::mem::take(&mut self.closures) {
            let trees = self.trees;
            let literal = trees.func(func);
            for (&var, &at) in literal.captures.iter().zip(&literal.captured_at) {
                let place = Place::Use(var, at, literal.copy);
                let loc = self.var_loc(var);
                let info = self.graph.at(loc);
                let size = self.sizes.of(trees.var(var).ty).size;
                let by_value =
                    !info.addrtaken && !info.reassigned && size <= CAPTURE_BY_VALUE_BYTES;
                let (addr, assign) = (info.addrtaken, info.reassigned);
                self.out.capture(trees, func, var, by_value, (addr, assign, size));
                let mut hole = hole.clone();
                if !by_value {
                    hole = self.graph.note(hole.shift(-1), place, "reference");
                    hole.addrtaken = false;
                }
                let hole = self.graph.note(hole, place, "captured by a closure");
                self.flow(hole, loc);
            }
        }
    }

    /// Sends to the heap what is too large for a frame.
    fn force(&mut self) {
        for index in super::graph::FIRST..self.graph.locs.len() as u32 {
            let loc = LocId(index);
            let reason = match self.graph.at(loc).of {
                Of::Nothing => None,
                Of::Var(var) => size::heap_reason_var(self.sizes, self.trees.var(var))
                    .map(|why| (Place::Var(var), why)),
                Of::Site(node) => {
                    let func = self.graph.at(loc).func;
                    let len = self.find_literal(loc, func, node);
                    let reason = size::heap_reason(self.sizes, node, len);
                    reason.or(self.box_reason(node)).map(|why| (Place::Node(node), why))
                }
            };
            if let Some((place, why)) = reason {
                let mut hole = self.graph.note(Hole::to(HEAP).shift(-1), place, why);
                hole.addrtaken = false;
                self.flow(hole, loc);
            }
        }
    }

    /// Why lowering puts the copy of a value that an interface holds on the heap in any case.
    /// Such a copy must not lead to the frame. Messages say what Go does.
    fn box_reason(&self, node: &Node) -> Option<&'static str> {
        let Kind::ConvIface(inner, _) = &node.kind else { return None };
        let is_temp = matches!(inner.kind, Kind::Var(var) if self.trees.var(var).is_temp)
            || matches!(inner.kind, Kind::Inlined(_));
        let is_large = self.sizes.of(inner.ty).size > MAX_FRAME_BOX_BYTES;
        (self.out.request.level == 0 && (is_temp || is_large)).then_some("made on the heap")
    }

    /// Finds the constant behind a `make` or a conversion to an interface; gives the
    /// length of a `make`.
    fn find_literal(&mut self, loc: LocId, func: FuncId, node: &'t Node) -> Option<i64> {
        match &node.kind {
            Kind::MakeSlice(len, cap) => {
                let size = cap.as_deref().unwrap_or(len);
                if let Kind::Const(value) = &size.kind {
                    return value.to_int().to_i64();
                }
                let oracle = self.oracle(func);
                let found = match &oracle.static_value(size).kind {
                    Kind::Const(value) => value.to_int().to_i64().filter(|&len| len >= 0),
                    Kind::Builtin(crate::types::object::Builtin::Len, args, _) => {
                        match oracle.static_value(&args[0]).kind {
                            Kind::SliceLit(_, _, len) => Some(len as i64),
                            _ => None,
                        }
                    }
                    _ => None,
                }?;
                self.literals.insert(loc, Const::from_i64(found));
                Some(found)
            }
            Kind::ConvIface(inner, _) => {
                let info = self.sizes.of(inner.ty);
                if !matches!(inner.kind, Kind::Const(_)) && !info.is_interface {
                    let oracle = self.oracle(func);
                    let value = oracle.static_value(inner);
                    if let Kind::Const(constant) = &value.kind
                        && self.sizes.types.under(value.ty) == self.sizes.types.under(inner.ty)
                    {
                        self.literals.insert(loc, constant.clone());
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// The summary of a function's parameter, from an earlier batch.
    pub fn tag(&self, func: FuncId, index: usize) -> Leaks {
        self.out.tag(func, index)
    }
}
