//! What the analysis has found so far: summaries, facts for lowering, messages.

use minigo_syntax::ast::NodeId;
use minigo_syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

use super::leaks::Leaks;
use super::text;
use super::tree::{FuncId, InlId, Kind, Node, Stmt, Trees, VarId};
use crate::types::object::{ObjId, PkgId};

/// How far a function is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Unknown,
    /// In the batch being analysed.
    Planned,
    /// Its parameters have summaries.
    Done,
}

/// What to say about the program.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// 0 nothing, 1 what `-m` says, 2 why.
    pub level: u32,
    /// Packages to talk about.
    pub packages: FxHashSet<PkgId>,
    /// Say which parameters' memory is changed or called.
    pub mutations: bool,
    pub inline: bool,
}

/// A line of `-m`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub pos: Pos,
    pub text: String,
    /// A second position, which ends the line.
    pub at: Option<Pos>,
}

/// Everything found.
pub struct Results {
    pub request: Request,
    states: Vec<State>,
    tags: FxHashMap<FuncId, Vec<Leaks>>,
    pub messages: Vec<Message>,
    /// Functions whose findings are reported.
    pub reported: FxHashSet<FuncId>,
    captured: FxHashSet<VarId>,
    /// Variables on the heap.
    pub heap: FxHashSet<ObjId>,
    /// Literals, and what they capture by reference (true) or value.
    pub captures: FxHashMap<NodeId, Vec<(ObjId, bool)>>,
    /// Expressions of the source whose storage escapes.
    pub heap_sites: FxHashSet<NodeId>,
    /// Expressions whose storage need not be on the heap.
    pub frame_sites: FxHashSet<NodeId>,
    /// Where inlined calls stand.
    pub inlined_at: Vec<Pos>,
}

impl Results {
    pub fn new(request: Request) -> Results {
        Results {
            request,
            states: Vec::new(),
            tags: FxHashMap::default(),
            messages: Vec::new(),
            reported: FxHashSet::default(),
            captured: FxHashSet::default(),
            heap: FxHashSet::default(),
            captures: FxHashMap::default(),
            heap_sites: FxHashSet::default(),
            frame_sites: FxHashSet::default(),
            inlined_at: vec![Pos(0)],
        }
    }

    pub fn explains(&self) -> bool {
        self.request.level >= 2
    }

    pub fn state(&self, func: FuncId) -> State {
        self.states.get(func.0 as usize).copied().unwrap_or(State::Unknown)
    }

    pub fn set_state(&mut self, func: FuncId, state: State) {
        let index = func.0 as usize;
        if self.states.len() <= index {
            self.states.resize(index + 1, State::Unknown);
        }
        self.states[index] = state;
    }

    /// The summary of a parameter. A function that was never analysed may do anything.
    pub fn tag(&self, func: FuncId, index: usize) -> Leaks {
        self.tags
            .get(&func)
            .and_then(|tags| tags.get(index).copied())
            .unwrap_or_else(Leaks::to_heap)
    }

    pub fn set_tags(&mut self, func: FuncId, tags: Vec<Leaks>) {
        self.tags.insert(func, tags);
    }

    /// Whether findings in the function are to be printed.
    pub fn says(&self, func: FuncId) -> bool {
        self.request.level > 0 && self.reported.contains(&func)
    }

    /// The position to print: of the call, where the code was inlined.
    pub fn outer_pos(&self, pos: Pos, inl: InlId) -> Pos {
        if inl.0 == 0 { pos } else { self.inlined_at[inl.0 as usize] }
    }

    pub fn say(&mut self, pos: Pos, text: String) {
        self.messages.push(Message { pos, text, at: None });
    }

    pub fn say_at(&mut self, pos: Pos, text: String, at: Pos) {
        self.messages.push(Message { pos, text, at: Some(at) });
    }

    /// Notes which variables the literals of a function capture.
    pub fn note_captures(&mut self, trees: &Trees, func: FuncId) {
        self.captured.extend(trees.func(func).captures.iter().copied());
    }

    pub fn is_captured(&self, var: VarId) -> bool {
        self.captured.contains(&var)
    }

    /// A literal captures a variable.
    pub fn capture(
        &mut self,
        trees: &Trees,
        func: FuncId,
        var: VarId,
        by_value: bool,
        (addr, assign, size): (bool, bool, u64),
    ) {
        let info = trees.var(var);
        if let (Some(lit), Some(obj)) = (trees.func(func).lit, info.obj) {
            let list = self.captures.entry(lit).or_default();
            match list.iter_mut().find(|(known, _)| *known == obj) {
                // Instances of a generic function may differ.
                Some(entry) => entry.1 |= !by_value,
                None => list.push((obj, !by_value)),
            }
            if !by_value {
                self.heap.insert(obj);
            }
        }
        if self.explains() && self.says(info.func) {
            let how = if by_value { "value" } else { "ref" };
            let text = format!(
                "{} capturing by {how}: {} (addr={addr} assign={assign} width={size})",
                trees.func(info.func).name,
                info.name
            );
            self.say(self.outer_pos(info.pos, info.inl), text);
        }
    }

    pub fn self_assignment(
        &mut self,
        trees: &Trees,
        func: FuncId,
        stmt: &Stmt,
        dst: &Node,
        src: &Node,
    ) {
        if self.says(func) {
            let text = format!(
                "{} ignoring self-assignment in {} = {}",
                trees.func(func).name,
                text::plain(trees, dst),
                text::plain(trees, src)
            );
            self.say(stmt.pos, text);
        }
    }

    /// What lowering wants to know of an expression's storage.
    pub fn site(&mut self, node: &Node, escapes: bool) {
        if node.inl.0 != 0 {
            return;
        }
        // Implicit conversions share the id of their operand; both must agree.
        let _ = matches!(node.kind, Kind::ConvIface(..));
        if escapes {
            self.heap_sites.insert(node.id);
        } else {
            self.frame_sites.insert(node.id);
        }
    }

    /// Whether the package's findings are wanted.
    pub fn wants(&self, pkg: Option<PkgId>) -> bool {
        self.request.level > 0 && pkg.is_some_and(|pkg| self.request.packages.contains(&pkg))
    }
}
