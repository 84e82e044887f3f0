//! The order of the analysis: callees first, in batches of functions that call each other.
//!
//! Tarjan's algorithm over "mentions". A literal that captures is part of the batch of the
//! function it stands in; one that captures nothing is a function like any other.

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

/// Number of functions that are done.
const DONE: u32 = u32::MAX;

struct Visitor<'p, 's> {
    builder: Builder<'p>,
    sizes: &'s Sizes<'s>,
    out: Results,
    numbers: FxHashMap<FuncId, u32>,
    next: u32,
    stack: Vec<FuncId>,
    /// What is said before what escapes.
    early: Vec<(Pos, String)>,
}

/// Analyses all functions that `reach` found and those of the packages asked for.
pub fn analyze(program: &Program, reach: &Reach, request: Request) -> Results {
    let sizes = Sizes::new(program);
    let mut visitor = Visitor {
        builder: Builder::new(program),
        sizes: &sizes,
        out: Results::new(request),
        numbers: FxHashMap::default(),
        next: 0,
        stack: Vec::new(),
        early: Vec::new(),
    };
    visitor.builder.spells = visitor.out.request.level > 0;
    let mut inits: Vec<(PkgId, Vec<_>)> = Vec::new();
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
    for (pkg, list) in inits {
        let before = visitor.builder.trees.funcs.len();
        let init = visitor.builder.init_func(pkg, &list);
        visitor.visit(init);
        // Literals that are laid out by the linker are in no body.
        for id in before..visitor.builder.trees.funcs.len() {
            let func = visitor.builder.trees.func(FuncId(id as u32));
            if func.decl.is_none() {
                visitor.visit(FuncId(id as u32));
            }
        }
    }
    for func in visitor.roots(reach) {
        let id = visitor.builder.func(func, &[]);
        visitor.visit(id);
    }
    let early = visitor.early.into_iter().map(|(pos, text)| Message { pos, text, at: None });
    let messages = std::mem::take(&mut visitor.out.messages);
    visitor.out.messages = early.chain(messages).collect();
    visitor.out
}

impl Visitor<'_, '_> {
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
            batch::analyze(&self.builder.trees, self.sizes, &mut self.out, &funcs);
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
