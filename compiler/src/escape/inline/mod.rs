//! Which functions are inlined, and where.
//!
//! As in Go it happens before the analysis, on its tree:
//!
//! 1. Functions are looked at callees first. One whose body costs little ([`budget`]) can be
//!    inlined; a call of it counts as what its body costs.
//! 2. In every function, calls of such functions are replaced by the callee's body
//!    ([`Builder::inline_call`](super::build::Builder::inline_call)), calls in those bodies
//!    too, until nothing changes. Calls through interfaces that become direct by it
//!    ([`devirt`]) take part.
//!
//! A function is inlined into itself once, and never where one of its calls stands in code
//! that was inlined from there.

mod budget;
mod intrinsic;

use minigo_syntax::ast::NodeId;
use minigo_syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

use self::budget::Count;
use super::bottomup::{self, BottomUp};
use super::build::{Builder, devirt};
use super::dead;
use super::oracle::Oracle;
use super::results::Request;
use super::size::{CAPTURE_BY_VALUE_BYTES, Sizes};
use super::text::Text;
use super::tree::{Callee, CopyId, FuncId, Kind, Node, Trees};
use super::visit;

/// Whether a function can be inlined.
#[derive(Clone, Debug)]
enum Verdict {
    /// At this cost.
    Yes(i32),
    No(String),
}

/// A line of `-m`, and when Go says it.
type Said = (Phase, Pos, String);

/// What is said in one go for all functions, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Phase {
    Decide,
    Devirtualize,
    Inline,
}

/// What is known about inlining.
#[derive(Default)]
pub struct Inliner {
    order: BottomUp,
    verdicts: FxHashMap<FuncId, Verdict>,
    /// Instances of generic functions that messages are about.
    pub instances: Vec<FuncId>,
    /// Functions whose calls are replaced.
    expanded: FxHashSet<FuncId>,
    /// What `-m` says.
    said: Vec<Said>,
    /// Functions are being expanded.
    expands: bool,
}

/// A call in the tree.
type Site = (CopyId, NodeId);

impl Inliner {
    /// What `-m` says about inlining, in Go's order.
    pub fn messages(&mut self) -> impl Iterator<Item = (Pos, String)> {
        let mut said = std::mem::take(&mut self.said);
        said.sort_by_key(|&(phase, ..)| phase);
        said.into_iter().map(|(_, pos, text)| (pos, text))
    }

    /// Whether it is decided that the function is never inlined.
    pub fn is_refused(&self, func: FuncId) -> bool {
        matches!(self.verdicts.get(&func), Some(Verdict::No(_)))
    }

    /// What an inlined call would cost; `None` if it is not inlined. `big`: the caller is a
    /// big function. `once`: it is the only call of a literal.
    fn cost_of_call(
        &self,
        trees: &Trees,
        caller: FuncId,
        x: &Node,
        callee: FuncId,
        big: bool,
        once: bool,
    ) -> Option<i32> {
        let &Verdict::Yes(cost) = self.verdicts.get(&callee)? else { return None };
        let node = trees.func(callee);
        let mut max = if big { budget::BIG_MAX_COST } else { budget::MAX_BUDGET };
        if node.outer.is_some() {
            max *= 2;
            // Variables of other functions are not at hand.
            if !node.captures.is_empty() && node.outer != Some(caller) {
                return None;
            }
            if once {
                max = budget::CLOSURE_CALLED_ONCE;
            }
        }
        if cost > max {
            return None;
        }
        let mut copy = x.copy;
        while let Some(copied) = trees.copied(copy) {
            let Some((outer, pos)) = copied.call else { break };
            if copied.func == callee || pos == x.pos {
                return None;
            }
            copy = outer;
        }
        Some(cost)
    }

    /// Whether a call is not inlined because it stands in a body that was inlined for another
    /// call of the same function.
    fn is_repeated(&self, trees: &Trees, x: &Node, callee: FuncId) -> bool {
        let mut copy = x.copy;
        while let Some(copied) = trees.copied(copy) {
            let Some((outer, _)) = copied.call else { break };
            if copied.func == callee {
                return matches!(self.verdicts.get(&callee), Some(Verdict::Yes(_)));
            }
            copy = outer;
        }
        false
    }
}

/// Decides which functions can be inlined, callees first.
struct Decide<'i, 'b, 'p> {
    inliner: &'i mut Inliner,
    builder: &'b mut Builder<'p>,
    sizes: &'b Sizes<'p>,
    request: &'b Request,
    /// Functions whose verdict is being found: recursion ends here.
    deciding: FxHashSet<FuncId>,
}

impl bottomup::Visit for Decide<'_, '_, '_> {
    fn order(&mut self) -> &mut BottomUp {
        &mut self.inliner.order
    }

    fn is_closure(&self, func: FuncId) -> bool {
        self.builder.trees.is_closure(func)
    }

    fn mentions(&mut self, func: FuncId) -> Vec<FuncId> {
        self.builder.build(func);
        bottomup::mentions(&self.builder.trees, func)
    }

    fn batch(&mut self, funcs: &[FuncId]) {
        for &func in funcs {
            self.decide(func);
        }
    }
}

impl Decide<'_, '_, '_> {
    fn decide(&mut self, func: FuncId) {
        if self.inliner.verdicts.contains_key(&func) || !self.deciding.insert(func) {
            return;
        }
        let verdict = match self.request.level {
            0 => self.verdict_at_need(func),
            _ => {
                for callee in self.literals_called(func) {
                    self.decide(callee);
                }
                self.verdict(func)
            }
        };
        self.say(func, &verdict);
        self.inliner.verdicts.insert(func, verdict);
    }

    fn say(&mut self, func: FuncId, verdict: &Verdict) {
        let trees = &self.builder.trees;
        let node = trees.func(func);
        let level = self.request.level;
        let is_wanted = node.pkg.is_some_and(|pkg| self.request.packages.contains(&pkg));
        let is_init = node.outer.is_none() && node.decl.is_none() && !node.is_instance;
        if level == 0 || !is_wanted || is_init {
            return;
        }
        let text = match verdict {
            Verdict::Yes(_) if level == 1 => format!("can inline {}", node.name),
            Verdict::Yes(cost) => {
                let body = Text::new(trees, self.sizes.program, node.pkg).function(func);
                format!("can inline {} with cost {cost} as: {body}", node.name)
            }
            Verdict::No(reason) if level > 1 => format!("cannot inline {}: {reason}", node.name),
            Verdict::No(_) => String::new(),
        };
        if !text.is_empty() {
            let phase = if self.inliner.expands { Phase::Inline } else { Phase::Decide };
            self.inliner.said.push((phase, node.pos, text));
        }
        if node.is_instance && node.decl.is_some() {
            self.inliner.instances.push(func);
        }
    }

    /// Literals that a function calls by way of variables, or where they stand.
    fn literals_called(&self, func: FuncId) -> Vec<FuncId> {
        let trees = &self.builder.trees;
        let mut found = Vec::new();
        if !calls_values(trees, func) {
            return found;
        }
        let oracle = Oracle::new(trees, self.sizes.types, outermost(trees, func));
        let Some(body) = &trees.func(func).body else { return found };
        visit::stmts(
            body,
            &mut |x| {
                if let Kind::Call(call) = &x.kind
                    && let Callee::Value(value) = &call.callee
                    && let Some(callee) = oracle.callee(value)
                    && trees.func(callee).outer.is_some()
                {
                    found.push(callee);
                }
            },
            &mut |_| {},
        );
        found
    }

    /// The verdict about a function that may not have been met: its callees have theirs only
    /// if its own body is small.
    fn verdict_at_need(&mut self, func: FuncId) -> Verdict {
        self.builder.build(func);
        let trees = &self.builder.trees;
        let is_small = has_at_most(self.inliner, trees, self.sizes, func, budget::MAX_BUDGET);
        if !is_small {
            return Verdict::No(String::new());
        }
        for callee in static_callees(trees, func) {
            self.decide(callee);
        }
        self.verdict(func)
    }

    fn verdict(&self, func: FuncId) -> Verdict {
        let trees = &self.builder.trees;
        let node = trees.func(func);
        if let Some(reason) = node.pragma.not_inlined {
            return Verdict::No(reason.to_string());
        }
        let Some(body) = &node.body else { return Verdict::No("no function body".to_string()) };
        let budget = match node.outer {
            Some(_) => budget::CLOSURE_CALLED_ONCE,
            None => budget::MAX_BUDGET,
        };
        let oracle = calls_values(trees, func)
            .then(|| Oracle::new(trees, self.sizes.types, outermost(trees, func)));
        let mut count = Count {
            inliner: self.inliner,
            trees,
            sizes: self.sizes,
            func,
            oracle: oracle.as_ref(),
            cost: 0,
            limit: if self.request.level > 1 { i32::MAX } else { budget },
            is_plain: false,
            reason: None,
        };
        count.stmts(body);
        match count.reason {
            Some(reason) => Verdict::No(reason),
            None if count.cost > budget => Verdict::No(format!(
                "function too complex: cost {} exceeds budget {budget}",
                count.cost
            )),
            None => Verdict::Yes(count.cost),
        }
    }
}

/// Functions that a function calls by name.
fn static_callees(trees: &Trees, func: FuncId) -> Vec<FuncId> {
    let mut found = Vec::new();
    if let Some(body) = &trees.func(func).body {
        visit::stmts(
            body,
            &mut |node| {
                if let Kind::Call(call) = &node.kind
                    && let Callee::Static(callee) = call.callee
                {
                    found.push(callee);
                }
            },
            &mut |_| {},
        );
    }
    found
}

/// Whether a function calls function values.
fn calls_values(trees: &Trees, func: FuncId) -> bool {
    let mut found = false;
    if let Some(body) = &trees.func(func).body {
        visit::stmts(
            body,
            &mut |node| {
                found |= matches!(&node.kind, Kind::Call(call) if matches!(call.callee, Callee::Value(_)));
            },
            &mut |_| {},
        );
    }
    found
}

/// The function that is not in another one.
fn outermost(trees: &Trees, mut func: FuncId) -> FuncId {
    while let Some(outer) = trees.func(func).outer {
        func = outer;
    }
    func
}

/// Decides about a function and all that it mentions.
pub fn decide<'p>(
    inliner: &mut Inliner,
    builder: &mut Builder<'p>,
    sizes: &Sizes<'p>,
    request: &Request,
    func: FuncId,
) {
    let deciding = FxHashSet::default();
    bottomup::visit(&mut Decide { inliner, builder, sizes, request, deciding }, func);
}

/// Replaces calls in a function, and in the literals in it, by the bodies of what they call.
/// Makes calls through interfaces direct where the type is known.
pub fn expand<'p>(
    inliner: &mut Inliner,
    builder: &mut Builder<'p>,
    sizes: &Sizes<'p>,
    request: &Request,
    func: FuncId,
) {
    if !inliner.expanded.insert(func) {
        return;
    }
    let pkg = builder.trees.func(func).pkg;
    // Programs have bodies put into their own functions only: the library's would take longer
    // to compile than they save.
    let is_own = pkg.is_some_and(|pkg| !sizes.program.pkg(pkg).is_library);
    let inlines = request.inline && (request.level > 0 || is_own);
    if inlines && request.level > 0 {
        decide(inliner, builder, sizes, request, func);
    }
    if builder.trees.func(func).outer.is_some() {
        return;
    }
    inliner.expands = true;
    let says = request.level > 0 && pkg.is_some_and(|pkg| request.packages.contains(&pkg));
    let mut phase = Phase::Devirtualize;
    let mut funcs = Vec::new();
    devirt::nest(&builder.trees, func, &mut funcs);
    let is_big =
        |func: &FuncId| !has_at_most(inliner, &builder.trees, sizes, *func, budget::BIG_NODES - 1);
    let big: FxHashSet<FuncId> = match inlines {
        true => funcs.iter().copied().filter(is_big).collect(),
        false => FxHashSet::default(),
    };
    loop {
        let made_direct = devirt::devirtualize(builder, func);
        let mut changed = !made_direct.is_empty();
        if says {
            let said = made_direct.into_iter().map(|(pos, text)| (phase, pos, text));
            inliner.said.extend(said);
        }
        phase = Phase::Inline;
        if inlines {
            add_nest(&builder.trees, func, &mut funcs);
            // One function after the other, as Go does; without messages it does not matter.
            let step = if request.level == 0 { funcs.len() } else { 1 };
            let mut from = 0;
            while from < funcs.len() {
                let to = (from + step).min(funcs.len());
                while let said =
                    expand_some(inliner, builder, sizes, request, &funcs, from..to, &big)
                    && !said.is_empty()
                {
                    changed = true;
                    if says {
                        inliner.said.extend(said);
                    }
                    if request.level == 0 {
                        break;
                    }
                    add_nest(&builder.trees, func, &mut funcs);
                }
                from = to;
            }
        }
        if !changed {
            break;
        }
    }
    if request.level > 0 {
        let dead = dead::find(&builder.trees, func);
        builder.trees.dead.extend(dead);
    }
}

/// Adds the literals in a function that are not known yet. Those that stand nowhere any more,
/// since their calls were replaced, remain: their bodies are looked at, too.
fn add_nest(trees: &Trees, func: FuncId, funcs: &mut Vec<FuncId>) {
    let mut nest = Vec::new();
    devirt::nest(trees, func, &mut nest);
    for func in nest {
        if !funcs.contains(&func) {
            funcs.push(func);
        }
    }
}

/// One round for some of a function and the literals in it: what is said about the calls that
/// were replaced.
fn expand_some<'p>(
    inliner: &mut Inliner,
    builder: &mut Builder<'p>,
    sizes: &Sizes<'p>,
    request: &Request,
    funcs: &[FuncId],
    some: std::ops::Range<usize>,
    big: &FxHashSet<FuncId>,
) -> Vec<Said> {
    // Functions that are mentioned now were not before. Literals are no longer part
    // of a batch: inner ones come after those around them.
    for &func in funcs[some.clone()].iter().rev() {
        let deciding = FxHashSet::default();
        if request.level == 0 {
            let callees = static_callees(&builder.trees, func);
            let mut decide = Decide { inliner, builder, sizes, request, deciding };
            callees.into_iter().for_each(|callee| decide.decide(callee));
            continue;
        }
        for mention in bottomup::mentions(&builder.trees, func) {
            if !builder.trees.is_closure(mention) {
                decide(inliner, builder, sizes, request, mention);
            }
        }
        let mut decide = Decide { inliner, builder, sizes, request, deciding };
        // Of literals in inlined bodies those that are called.
        for callee in decide.literals_called(func) {
            decide.decide(callee);
        }
        let copied = decide.builder.trees.copied(decide.builder.trees.func(func).copy);
        if copied.is_none_or(|copied| copied.call.is_none()) {
            decide.decide(func);
        }
    }
    let (found, repeated) = resolve(inliner, builder, sizes, request, funcs, big);
    if request.level > 1 {
        let trees = &builder.trees;
        for (func, pos, callee) in repeated {
            let (node, caller) = (trees.func(callee), trees.func(func));
            if funcs[some.clone()].contains(&func) {
                let text = format!("cannot inline {} into {}", node.name, caller.name);
                let text = format!("{text}: repeated recursive cycle");
                inliner.said.push((Phase::Inline, pos, text));
            }
        }
    }
    replace(builder, sizes, &funcs[some], &found)
}

/// Replaces the calls that were found.
fn replace(
    builder: &mut Builder,
    sizes: &Sizes,
    funcs: &[FuncId],
    found: &FxHashMap<Site, FuncId>,
) -> Vec<Said> {
    let mut said = Vec::new();
    for &func in funcs {
        if found.is_empty() {
            break;
        }
        let Some(mut body) = builder.trees.func_mut(func).body.take() else { continue };
        visit::stmts_mut(&mut body, &mut |x| {
            if let Kind::Call(_) = x.kind
                && let Some(&callee) = found.get(&(x.copy, x.id))
            {
                let pos = builder.trees.outer_pos(x.pos, x.copy);
                let trees = &builder.trees;
                let text = Text::new(trees, sizes.program, trees.func(func).pkg).named(callee);
                let text = format!("inlining call to {text}");
                if builder.inline_call(func, x, callee) {
                    said.push((Phase::Inline, pos, text));
                }
            }
        });
        builder.trees.func_mut(func).body = Some(body);
    }
    said
}

/// A call that is not replaced because that would not end: in which function, where, of what.
type Repeated = (FuncId, Pos, FuncId);

/// The calls that are to be replaced, and what they call; and those that are repeated.
fn resolve(
    inliner: &Inliner,
    builder: &Builder,
    sizes: &Sizes,
    request: &Request,
    funcs: &[FuncId],
    big: &FxHashSet<FuncId>,
) -> (FxHashMap<Site, FuncId>, Vec<Repeated>) {
    let trees = &builder.trees;
    let oracle = funcs
        .iter()
        .any(|&func| calls_values(trees, func))
        .then(|| Oracle::new(trees, sizes.types, funcs[0]));
    let mut calls: Vec<(FuncId, &Node, FuncId)> = Vec::new();
    let mut uses: FxHashMap<FuncId, u32> = FxHashMap::default();
    for &func in funcs {
        let Some(body) = &trees.func(func).body else { continue };
        visit::stmts(
            body,
            &mut |x| {
                let Kind::Call(call) = &x.kind else { return };
                let callee = match &call.callee {
                    Callee::Static(callee) => Some(*callee),
                    // Lowering does not put the bodies of literals anywhere else.
                    Callee::Value(_) if request.level == 0 => None,
                    Callee::Value(value) => oracle.as_ref().and_then(|oracle| oracle.callee(value)),
                    Callee::Interface(_) => None,
                };
                let lowered = request.level > 0 || call.is_plain && !call.is_deferred;
                if let Some(callee) = callee.filter(|_| lowered) {
                    *uses.entry(callee).or_default() += 1;
                    calls.push((func, x, callee));
                }
            },
            &mut |_| {},
        );
    }
    let (mut found, mut repeated) = (FxHashMap::default(), Vec::new());
    for (func, x, callee) in calls {
        let once = uses.get(&callee) == Some(&1);
        let is_big = big.contains(&func);
        // A large variable would stay in the caller's frame after the body.
        if request.level == 0 && !has_small_frame(trees, sizes, callee) {
            continue;
        }
        if inliner.cost_of_call(trees, func, x, callee, is_big, once).is_some()
            && !intrinsic::is_intrinsic(sizes.program, trees, callee)
        {
            found.insert((x.copy, x.id), callee);
        } else if request.level > 1 && callee != func && inliner.is_repeated(trees, x, callee) {
            repeated.push((func, trees.outer_pos(x.pos, x.copy), callee));
        }
    }
    (found, repeated)
}

/// Whether all variables of a function are small.
fn has_small_frame(trees: &Trees, sizes: &Sizes, func: FuncId) -> bool {
    let node = trees.func(func);
    let params = node.params.iter().map(|param| param.ty);
    let vars = node.results.iter().chain(&node.locals).map(|&var| trees.var(var).ty);
    params.chain(vars).all(|ty| sizes.of(ty).size <= CAPTURE_BY_VALUE_BYTES)
}

/// Whether a function has at most that many nodes.
fn has_at_most(inliner: &Inliner, trees: &Trees, sizes: &Sizes, func: FuncId, limit: i32) -> bool {
    let Some(body) = &trees.func(func).body else { return true };
    let mut count = Count {
        inliner,
        trees,
        sizes,
        func,
        oracle: None,
        cost: 0,
        limit,
        is_plain: true,
        reason: None,
    };
    count.stmts(body);
    count.cost <= limit
}
