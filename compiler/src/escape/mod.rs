//! Where variables and values live: in the frame or on the heap.
//!
//! The model is that of Go's compiler, so that the same things escape and `-m` can say so
//! in the same words.
//!
//! 1. [`build`] makes a [`tree`] of every function in which nothing is implicit, once per
//!    instance of generic functions; calls through interfaces whose dynamic type is known
//!    become direct ([`devirt`]).
//! 2. Functions are visited callees first, in *batches* of functions that call each other
//!    ([`bottomup`]).
//! 3. For a [`batch`], [`flow`] and [`call`] make the location [`graph`], [`solve`] finds
//!    what must be on the heap and how parameters leak; these [`leaks`] summarise the
//!    function for its callers.
//! 4. [`report`] says what was found, in the [`text`] of Go's messages; [`explain`] says
//!    why.
//!
//! Lowering asks [`Facts`] and nothing else.

mod batch;
mod bottomup;
mod build;
mod call;
mod explain;
mod flow;
mod graph;
mod leaks;
mod oracle;
mod report;
mod results;
mod scan;
mod selfassign;
mod size;
mod solve;
mod text;
mod tree;
mod visit;

use minigo_syntax::ast::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};

pub use self::results::{Message, Request};
use self::size::CAPTURE_BY_VALUE_BYTES;
use crate::lower::repr::Layouts;
use crate::reach::{Reach, initializer_value};
use crate::typed::Program;
use crate::types::object::ObjId;
use crate::types::ty::{Ty, TyKind};

/// Where something lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Frame,
    Heap,
}

/// How a closure holds a variable of an enclosing function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capture {
    pub var: ObjId,
    /// The closure holds the variable's address; else a copy of its value.
    pub by_reference: bool,
}

/// What escape analysis found.
#[derive(Debug, Default)]
pub struct Facts {
    heap: FxHashSet<ObjId>,
    reassigned: FxHashSet<ObjId>,
    captured: FxHashSet<ObjId>,
    captures: FxHashMap<NodeId, Vec<Capture>>,
}

/// What `-m` prints about the program.
pub fn messages(program: &Program, reach: &Reach, request: Request) -> Vec<Message> {
    bottomup::analyze(program, reach, request).messages
}

impl Facts {
    /// Analyses all bodies that `reach` found.
    pub fn analyze(program: &Program, reach: &Reach) -> Facts {
        let mut facts = Facts::default();
        for &func in &reach.funcs {
            if let (Some(decl), Some(body)) = (program.func_decl(func), program.body(func)) {
                facts.add(program, scan::scan_func(program, decl, body));
            }
        }
        for (pkg, index) in reach.inits(program) {
            let init = &program.pkg(pkg).init_order[index];
            if let Some(value) = initializer_value(program, pkg, init) {
                facts.add(program, scan::scan_expr(program, value));
            }
        }
        facts
    }

    fn add(&mut self, program: &Program, scan: scan::Scan) {
        let layouts = Layouts::default();
        let small = |var: ObjId| {
            let ty = program.obj(var).ty;
            program.types.is_parameterized(ty)
                || layouts.of(&program.types, ty).size <= CAPTURE_BY_VALUE_BYTES
        };
        let by_value = |var: ObjId| {
            !scan.addressed.contains(&var) && !scan.reassigned.contains(&var) && small(var)
        };
        for (lit, vars) in scan.captures {
            let capture = |var: ObjId| Capture { var, by_reference: !by_value(var) };
            let list: Vec<Capture> = vars.into_iter().map(capture).collect();
            for capture in &list {
                self.captured.insert(capture.var);
                if capture.by_reference {
                    self.heap.insert(capture.var);
                }
            }
            self.captures.insert(lit, list);
        }
        self.heap.extend(scan.addressed.iter().copied());
        self.reassigned.extend(scan.reassigned);
    }

    /// Where a variable lives.
    pub fn var(&self, var: ObjId) -> Place {
        if self.heap.contains(&var) { Place::Heap } else { Place::Frame }
    }

    /// Whether the variable is assigned anywhere but in its declaration.
    pub fn is_reassigned(&self, var: ObjId) -> bool {
        self.reassigned.contains(&var)
    }

    /// Whether a closure captures the variable.
    pub fn is_captured(&self, var: ObjId) -> bool {
        self.captured.contains(&var)
    }

    /// Variables that a function literal captures, in the order of the closure's words.
    pub fn captures(&self, lit: NodeId) -> &[Capture] {
        self.captures.get(&lit).map_or(&[], |list| list)
    }

    /// Where the value allocated at a node (composite literal with `&`, `new`, `make`,
    /// closure, variadic slice, boxed value, concatenation) lives.
    pub fn site(&self, _node: NodeId) -> Place {
        Place::Heap
    }
}

/// Whether values of the type are arrays.
fn is_array(program: &Program, ty: Ty) -> bool {
    matches!(program.types.under(ty), TyKind::Array(..))
}
