//! The order of the analysis: callees first, in batches of functions that call each other.
//!
//! Tarjan's algorithm over "mentions". A literal that captures is part of the batch of the
//! function it stands in; one that captures nothing is a function like any other.

use minigo_syntax::ast::Expr;
use minigo_syntax::source::Pos;
use rustc_hash::FxHashMap;

use super::build::{Builder, devirt};
use super::results::{Message, Request, Results};
use super::size::Sizes;
use super::tree::{Callee, FuncId, Kind};
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
    numbers: FxHashMap<FuncId, u32>,
    next: u32,
    stack: Vec<FuncId>,
    /// What is said before what escapes.
    early: Vec<(Pos, String)>,
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
    for func in visitor.roots(reach) {
        visitor.visit_decl(func, &[]);
    }
    let early = visitor.early.into_iter().map(|(pos, text)| Message { pos, text, at: None });
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
            numbers: FxHashMap::default(),
            next: 0,
            stack: Vec::new(),
            early: Vec::new(),
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

    /// Analyses the initialisers of a package, unless that was done.
    pub fn visit_inits(&mut self, pkg: PkgId) {
        let Some(at) = self.inits.iter().position(|&(found, _)| found == pkg) else { return };
        let (_, list) = self.inits.remove(at);
        let before = self.builder.trees.funcs.len();
        let init = self.builder.init_func(pkg, &list);
        self.visit(init);
        // Literals that are laid out by the linker are in no body.
        for id in before..self.builder.trees.funcs.len() {
            let func = self.builder.trees.func(FuncId(id as u32));
            if func.decl.is_none() {
                self.visit(FuncId(id as u32));
            }
        }
    }

    /// Analyses a declared function for its type arguments, unless that was done.
    pub fn visit_decl(&mut self, func: ObjId, args: &[Ty]) {
        let id = self.builder.func(func, args);
        self.visit(id);
    }

    fn visit(&mut self, func: FuncId) -> u32 {
        if let Some(&number) = self.numbers.get(&func) {
            return number;
        }
        self.next += 1;
        let number = self.next;
        self.numbers.insert(func, number);
        self.next += 1;
        let mut least = self.next;
        self.stack.push(func);
        self.builder.build(func);
        if self.out.wants(self.builder.trees.func(func).pkg) {
            self.out.reported.insert(func);
        }
        if self.builder.trees.func(func).outer.is_none() {
            let said = devirt::devirtualize(&mut self.builder, func);
            if self.out.says(func) {
                self.early.extend(said);
            }
        }
        self.out.note_captures(&self.builder.trees, func);
        for mention in self.mentions(func) {
            least = least.min(self.visit(mention));
        }
        if (least == number || least == number + 1) && !self.builder.trees.is_closure(func) {
            let start = self.stack.iter().rposition(|&id| id == func).unwrap_or(0);
            let funcs = self.stack.split_off(start);
            for &id in &funcs {
                self.numbers.insert(id, DONE);
            }
            batch::analyze(&self.builder.trees, &self.sizes, &mut self.out, &funcs);
        }
        least
    }

    /// Functions that a body mentions, in the order of the source.
    fn mentions(&self, func: FuncId) -> Vec<FuncId> {
        let mut found = Vec::new();
        let Some(body) = &self.builder.trees.func(func).body else { return found };
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
}
