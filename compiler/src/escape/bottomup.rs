//! The order of the analysis: callees first, in batches of functions that call each other.
//!
//! Tarjan's algorithm over "mentions". A literal that captures is part of the batch of the
//! function it stands in; one that captures nothing is a function like any other.

use minigo_syntax::ast::{Expr, NodeId};
use rustc_hash::FxHashMap;

use super::build::Builder;
use super::facts::Expansion;
use super::inline::{self, Inliner};
use super::results::{Message, Request, Results};
use super::size::Sizes;
use super::tree::{Callee, CopyId, FuncId, Kind, Trees};
use super::{batch, visit};
use crate::reach::{Reach, initializer_value};
use crate::typed::Program;
use crate::types::object::{ObjId, ObjKind, PkgId};
use crate::types::ty::Ty;

/// Number of functions that are done.
const DONE: u32 = u32::MAX;

/// The initialisers of one package: values, and the variables they set.
type Inits<'p> = (PkgId, Vec<(&'p Expr, Vec<ObjId>)>);

/// The state of the analysis, which goes on as more functions are asked for.
pub struct Visitor<'p> {
    builder: Builder<'p>,
    sizes: Sizes<'p>,
    /// What was found so far.
    pub out: Results,
    order: BottomUp,
    inliner: Inliner,
    /// Initialisers that run, by package in order, if they are not analysed yet.
    inits: Vec<Inits<'p>>,
}

/// Analyses all functions that `reach` found and those of the packages asked for.
pub fn analyze(program: &Program, reach: &Reach, request: Request) -> Results {
    let mut visitor = Visitor::new(program, reach, request);
    let packages: Vec<PkgId> = visitor.inits.iter().map(|&(pkg, _)| pkg).collect();
    for pkg in packages {
        visitor.visit_inits(pkg);
    }
    let roots = visitor.roots(reach);
    let exact = visitor.decide(&roots);
    for func in roots {
        visitor.visit_decl(func, &[]);
    }
    for exact in exact {
        visit(&mut visitor, exact);
    }
    let early = visitor.inliner.messages().map(|(pos, text)| Message { pos, text, at: None });
    let messages = std::mem::take(&mut visitor.out.messages);
    visitor.out.messages = early.chain(messages).collect();
    visitor.out
}

impl<'p> Visitor<'p> {
    pub fn new(program: &'p Program, reach: &Reach, request: Request) -> Visitor<'p> {
        let mut inits: Vec<Inits> = Vec::new();
        for (pkg, index) in reach.inits(program) {
            let init = &program.pkg(pkg).init_order[index];
            if let Some(value) = initializer_value(program, pkg, init) {
                let entry = (value, init.lhs.clone());
                match inits.last_mut() {
                    Some((last, list)) if *last == pkg => list.push(entry),
                    _ => inits.push((pkg, vec![entry])),
                }
            }
        }
        let mut builder = Builder::new(program);
        builder.spells = request.level > 0;
        Visitor {
            builder,
            sizes: Sizes::new(program),
            out: Results::new(request),
            order: BottomUp::default(),
            inliner: Inliner::default(),
            inits,
        }
    }

    /// Functions of the packages asked for in the order of the source, then all others.
    fn roots(&self, reach: &Reach) -> Vec<ObjId> {
        let program = self.builder.program;
        let is_generic = |func: ObjId| match &program.obj(func).kind {
            ObjKind::Func(info) => !info.type_params.is_empty(),
            _ => true,
        };
        let mut roots: Vec<ObjId> =
            reach.funcs.iter().copied().filter(|&func| !is_generic(func)).collect();
        let wanted = |func: &ObjId| self.out.wants(program.obj(*func).pkg);
        roots.sort_by_key(|func| (!wanted(func), program.obj(*func).pos));
        roots
    }

    /// Decides what can be inlined in the packages asked for: messages about that come first.
    /// Gives the functions that stand for the exact type arguments of generic ones.
    fn decide(&mut self, roots: &[ObjId]) -> Vec<FuncId> {
        if !self.out.request.inline {
            return Vec::new();
        }
        for &func in roots {
            if self.out.wants(self.builder.program.obj(func).pkg) {
                let id = self.builder.func(func, &[]);
                let Visitor { inliner, builder, sizes, out, .. } = self;
                inline::decide(inliner, builder, sizes, &out.request, id);
            }
        }
        let instances = std::mem::take(&mut self.inliner.instances);
        let mut exact = Vec::new();
        for instance in instances {
            let id = self.builder.exact_instance(instance);
            let Visitor { inliner, builder, sizes, out, .. } = self;
            inline::decide(inliner, builder, sizes, &out.request, id);
            exact.push(id);
        }
        exact
    }

    /// Analyses the initialisers of a package, unless that was done.
    pub fn visit_inits(&mut self, pkg: PkgId) {
        let Some(at) = self.inits.iter().position(|&(found, _)| found == pkg) else { return };
        let (_, list) = self.inits.remove(at);
        let before = self.builder.trees.funcs.len();
        let init = self.builder.init_func(pkg, &list);
        visit(self, init);
        // Literals that are laid out by the linker are in no body.
        for id in before..self.builder.trees.funcs.len() {
            let func = self.builder.trees.func(FuncId(id as u32));
            if func.decl.is_none() {
                visit(self, FuncId(id as u32));
            }
        }
    }

    /// The body that stands for a call.
    pub fn expansion(&self, copy: CopyId, call: NodeId) -> Option<Expansion> {
        let trees = &self.builder.trees;
        let &copy = trees.expansions.get(&(copy, call))?;
        let callee = trees.func(trees.copied(copy)?.func);
        Some(Expansion { copy, func: callee.decl?, args: callee.args.clone() })
    }

    /// Analyses a declared function for its type arguments, unless that was done.
    pub fn visit_decl(&mut self, func: ObjId, args: &[Ty]) -> CopyId {
        let id = self.builder.func(func, args);
        visit(self, id);
        self.builder.trees.func(id).copy
    }
}

impl Visit for Visitor<'_> {
    fn order(&mut self) -> &mut BottomUp {
        &mut self.order
    }

    fn is_closure(&self, func: FuncId) -> bool {
        self.builder.trees.is_closure(func)
    }

    fn mentions(&mut self, func: FuncId) -> Vec<FuncId> {
        self.builder.build(func);
        inline::expand(&mut self.inliner, &mut self.builder, &self.sizes, &self.out.request, func);
        let trees = &self.builder.trees;
        if self.out.wants(trees.func(func).pkg) {
            self.out.reported.insert(func);
        }
        self.out.note_captures(trees, func);
        mentions(trees, func)
    }

    fn batch(&mut self, funcs: &[FuncId]) {
        batch::analyze(&self.builder.trees, &self.sizes, &mut self.out, funcs);
        if self.out.request.level > 0 {
            return;
        }
        // Nobody looks at these bodies again, and their memory is needed for the next ones.
        for &func in funcs {
            let body = &mut self.builder.trees.func_mut(func).body;
            if body.is_some() && self.inliner.is_refused(func) {
                *body = Some(Vec::new());
            }
        }
    }
}

/// Functions that a body mentions, in the order of the source.
pub fn mentions(trees: &Trees, func: FuncId) -> Vec<FuncId> {
    let mut found = Vec::new();
    let Some(body) = &trees.func(func).body else { return found };
    visit::stmts(
        body,
        &mut |node| match &node.kind {
            Kind::Func(func) | Kind::Closure(func) => found.push(*func),
            Kind::MethodValue(_, _, Some(func)) => found.push(*func),
            Kind::Call(call) => {
                if let Callee::Static(func) = call.callee {
                    found.push(func);
                }
            }
            _ => {}
        },
        &mut |_| {},
    );
    found
}

/// Tarjan's algorithm: numbers of the functions visited.
#[derive(Default)]
pub struct BottomUp {
    numbers: FxHashMap<FuncId, u32>,
    next: u32,
    stack: Vec<FuncId>,
}

/// What is done with functions, callees first.
pub trait Visit {
    fn order(&mut self) -> &mut BottomUp;

    fn is_closure(&self, func: FuncId) -> bool;

    /// Functions that a function mentions. Called once for each.
    fn mentions(&mut self, func: FuncId) -> Vec<FuncId>;

    /// Functions that call each other; what else they call came before.
    fn batch(&mut self, funcs: &[FuncId]);
}

/// Visits a function and all that it mentions, unless that was done.
pub fn visit(visitor: &mut impl Visit, func: FuncId) -> u32 {
    let order = visitor.order();
    if let Some(&number) = order.numbers.get(&func) {
        return number;
    }
    let number = order.next + 1;
    let mut least = number + 1;
    order.next = least;
    order.numbers.insert(func, number);
    order.stack.push(func);
    for mention in visitor.mentions(func) {
        least = least.min(visit(visitor, mention));
    }
    if (least == number || least == number + 1) && !visitor.is_closure(func) {
        let order = visitor.order();
        let start = order.stack.iter().rposition(|&id| id == func).unwrap_or(0);
        let funcs = order.stack.split_off(start);
        for &id in &funcs {
            order.numbers.insert(id, DONE);
        }
        visitor.batch(&funcs);
    }
    least
}
