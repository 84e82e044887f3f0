//! What lowering wants to know: where variables and values live.
//!
//! A function is analysed, with everything it mentions, when lowering comes to it. A cheap
//! scan of all reachable functions comes first; it knows which variables can have their
//! address taken or be captured at all.
//!
//! Instances of a generic function, and inlined calls, share a syntax tree. What is found is
//! kept for each copy apart ([`CopyId`]).

use std::cell::RefCell;
use std::rc::Rc;

use minigo_syntax::ast::NodeId;
use minigo_syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

use super::bottomup::Visitor;
pub use super::exclusive::Move;
use super::results::Request;
use super::scan::{self, Scan};
pub use super::tree::CopyId;
use crate::reach::{Reach, initializer_value};
use crate::typed::Program;
use crate::types::constant::Const;
use crate::types::object::{ObjId, PkgId};
use crate::types::ty::Ty;

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// In the frame; nobody has its address.
    Frame,
    /// In the frame, in memory of its own that pointers lead to.
    Addressed,
    Heap,
}

/// How long the frame keeps a value that an expression allocates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Keep {
    /// Until the end of the statement.
    Statement,
    /// Until the function returns.
    Call,
}

/// Which of the things that an expression may allocate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SiteKind {
    /// Its value: a literal, `new`, `make`, `append`, concatenation, conversion, closure.
    Value,
    /// The copy of its value that an interface holds.
    Boxed,
    /// The slice of variadic arguments of a call; the expression is the function.
    Variadic,
    /// The closure that makes a deferred call.
    Wrapper,
}

/// How a closure holds a variable of an enclosing function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capture {
    pub var: ObjId,
    /// The closure holds the variable's address; else a copy of its value.
    pub by_reference: bool,
}

/// A body that stands for a call.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// The copy of the callee's source.
    pub copy: CopyId,
    pub func: ObjId,
    /// Type arguments.
    pub args: Rc<[Ty]>,
}

/// What escape analysis found.
pub struct Facts<'p> {
    addressed: FxHashSet<ObjId>,
    reassigned: FxHashSet<ObjId>,
    captured: FxHashSet<ObjId>,
    captures: FxHashMap<NodeId, Vec<ObjId>>,
    analysis: RefCell<Visitor<'p>>,
}

impl<'p> Facts<'p> {
    /// Scans all bodies that `reach` found.
    pub fn new(program: &'p Program, reach: &Reach, inlines: bool) -> Facts<'p> {
        let mut facts = Facts {
            addressed: FxHashSet::default(),
            reassigned: FxHashSet::default(),
            captured: FxHashSet::default(),
            captures: FxHashMap::default(),
            analysis: RefCell::new(Visitor::new(program, reach, Request::to_lower(inlines))),
        };
        for &func in &reach.funcs {
            if let (Some(decl), Some(body)) = (program.func_decl(func), program.body(func)) {
                facts.add(scan::scan_func(program, decl, body));
            }
        }
        for (pkg, index) in reach.inits(program) {
            let init = &program.pkg(pkg).init_order[index];
            if let Some(value) = initializer_value(program, pkg, init) {
                facts.add(scan::scan_expr(program, value));
            }
        }
        facts
    }

    fn add(&mut self, scan: Scan) {
        self.captured.extend(scan.captures.values().flatten());
        self.captures.extend(scan.captures);
        self.addressed.extend(scan.addressed);
        self.reassigned.extend(scan.reassigned);
    }

    /// Analyses a function for its type arguments, if that was not done yet: before it is
    /// lowered. Gives the copy of the source that it is.
    pub fn require(&self, func: ObjId, args: &[Ty]) -> CopyId {
        self.analysis.borrow_mut().visit_decl(func, args)
    }

    /// The same for the initialisers of a package's variables.
    pub fn require_init(&self, pkg: PkgId) {
        self.analysis.borrow_mut().visit_inits(pkg);
    }

    /// The callee's body that stands for a call.
    pub fn expansion(&self, copy: CopyId, call: NodeId) -> Option<Expansion> {
        self.analysis.borrow().expansion(copy, call)
    }

    /// Where a variable lives.
    pub fn var(&self, copy: CopyId, var: ObjId) -> Place {
        let found = self.analysis.borrow().out.vars.get(&(copy, var)).copied();
        if self.addressed.contains(&var) {
            // Whoever takes the address that the analysis knows nothing of may keep it.
            return found.filter(|&place| place != Place::Frame).unwrap_or(Place::Heap);
        }
        let unknown = if self.captured.contains(&var) { Place::Heap } else { Place::Frame };
        found.unwrap_or(unknown)
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
    pub fn captures(&self, copy: CopyId, lit: NodeId) -> Vec<Capture> {
        let Some(list) = self.captures.get(&lit) else { return Vec::new() };
        let analysis = self.analysis.borrow();
        let known = &analysis.out.captures;
        let by_reference = |var| known.get(&(copy, lit, var)).copied().unwrap_or(true);
        list.iter().map(|&var| Capture { var, by_reference: by_reference(var) }).collect()
    }

    /// How long the frame keeps what the expression allocates; `None` if it is on the heap.
    pub fn site(&self, copy: CopyId, node: NodeId, kind: SiteKind) -> Option<Keep> {
        self.analysis.borrow().out.sites.get(&(copy, node, kind)).copied().flatten()
    }

    /// The same for an operand of a deferred call whose closure is in the frame.
    pub fn deferred_site(&self, copy: CopyId, node: NodeId, kind: SiteKind) -> Option<Keep> {
        let is_inside = || self.analysis.borrow().out.wrapped.contains(&(copy, node, kind));
        (self.site(copy, node, kind).is_some() || is_inside()).then_some(Keep::Call)
    }

    /// Whether nobody changes the bytes that the conversion of a string makes.
    pub fn is_read_only(&self, copy: CopyId, node: NodeId) -> bool {
        self.site(copy, node, SiteKind::Value).is_some()
            && self.analysis.borrow().out.read_only.get(&(copy, node)) == Some(&true)
    }

    /// The constant that a variable is known to be where an interface gets it.
    pub fn known_constant(&self, copy: CopyId, node: NodeId) -> Option<Const> {
        self.analysis.borrow().out.constants.get(&(copy, node)).cloned()
    }

    /// The length of a `make` that is known though it is not written as a constant.
    pub fn known_len(&self, copy: CopyId, node: NodeId) -> Option<i64> {
        self.analysis.borrow().out.lens.get(&(copy, node)).copied()
    }

    /// Slices that the statement at `pos` moves to the heap before it does anything else.
    pub fn moves(&self, copy: CopyId, pos: Pos) -> Vec<Move> {
        self.analysis.borrow().out.moves.get(&(copy, pos)).cloned().unwrap_or_default()
    }

    /// Whether the capacity that an `append` gives in a buffer grows by size classes, because
    /// it is looked at and moves to the heap with the slice.
    pub fn is_stepwise(&self, copy: CopyId, node: NodeId) -> bool {
        self.analysis.borrow().out.stepwise.contains(&(copy, node))
    }
}
