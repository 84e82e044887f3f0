//! What the analysis has found so far: summaries, facts for lowering, messages.

use minigo_syntax::ast::NodeId;
use minigo_syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

use super::exclusive::Move;
use super::facts::{Keep, Place, SiteKind};
use super::leaks::Leaks;
use super::text;
use super::tree::{CopyId, FuncId, Kind, Node, Stmt, Trees, VarId};
use crate::types::constant::Const;
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

impl Request {
    /// For programs that run: nothing is said.
    pub fn to_lower(inline: bool) -> Request {
        Request { inline, ..Request::default() }
    }
}

/// A line of `-m`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub pos: Pos,
    pub text: String,
    /// A second position, which ends the line.
    pub at: Option<Pos>,
}

/// What an expression allocates, in a copy of the code.
pub type SiteKey = (CopyId, NodeId, SiteKind);

/// Everything found.
pub struct Results {
    pub request: Request,
    states: Vec<State>,
    tags: FxHashMap<FuncId, Vec<Leaks>>,
    pub messages: Vec<Message>,
    /// Functions whose findings are reported.
    pub reported: FxHashSet<FuncId>,
    captured: FxHashSet<VarId>,
    /// Where variables live, if it matters.
    pub vars: FxHashMap<(CopyId, ObjId), Place>,
    /// Literals and variables that they capture, by reference (true) or value.
    pub captures: FxHashMap<(CopyId, NodeId, ObjId), bool>,
    /// What expressions allocate: how long the frame keeps it, `None` for the heap.
    pub sites: FxHashMap<SiteKey, Option<Keep>>,
    /// What the closures of deferred calls allocate and do not let escape.
    pub wrapped: FxHashSet<SiteKey>,
    /// Conversions of strings to bytes: whether the bytes never change.
    pub read_only: FxHashMap<(CopyId, NodeId), bool>,
    /// Variables that interfaces hold a copy of and that are never anything but a constant.
    pub constants: FxHashMap<(CopyId, NodeId), Const>,
    /// Lengths of slices that are made in the frame.
    pub lens: FxHashMap<(CopyId, NodeId), i64>,
    /// Slices that a statement moves to the heap, by its position.
    pub moves: FxHashMap<(CopyId, Pos), Vec<Move>>,
    /// Appends whose capacity in a buffer grows by size classes.
    pub stepwise: FxHashSet<(CopyId, NodeId)>,
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
            vars: FxHashMap::default(),
            captures: FxHashMap::default(),
            sites: FxHashMap::default(),
            wrapped: FxHashSet::default(),
            read_only: FxHashMap::default(),
            constants: FxHashMap::default(),
            lens: FxHashMap::default(),
            moves: FxHashMap::default(),
            stepwise: FxHashSet::default(),
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
        let node = trees.func(func);
        if let (Some(lit), Some(obj)) = (node.lit, info.obj) {
            self.captures.insert((node.copy, lit, obj), !by_value);
            self.var((info.copy, obj), if by_value { Place::Frame } else { Place::Addressed });
        }
        if self.explains() && self.says(info.func) {
            let how = if by_value { "value" } else { "ref" };
            let text = format!(
                "{} capturing by {how}: {} (addr={addr} assign={assign} width={size})",
                trees.func(info.func).name,
                info.name
            );
            self.say(trees.outer_pos(info.pos, info.copy), text);
        }
    }

    pub fn self_assignment(
        &mut self,
        trees: &Trees,
        func: FuncId,
        stmt: &Stmt,
        text: &text::Text,
        (dst, src): (&Node, &Node),
    ) {
        if self.says(func) {
            let text = format!(
                "{} ignoring self-assignment in {} = {}",
                trees.func(func).name,
                text.node(dst),
                text.node(src)
            );
            self.say(trees.outer_pos(stmt.pos, stmt.copy), text);
        }
    }

    /// A variable lives in this place, or in a worse one that was found before.
    pub fn var(&mut self, var: (CopyId, ObjId), place: Place) {
        let known = self.vars.entry(var).or_insert(place);
        *known = place.max(*known);
    }

    /// What an expression in a function allocates is kept this long in the frame, or is on
    /// the heap.
    pub fn site(&mut self, trees: &Trees, func: FuncId, node: &Node, mut keep: Option<Keep>) {
        let (id, kind) = match &node.kind {
            Kind::ConvIface(inner, _) => (inner.id, SiteKind::Boxed),
            Kind::SliceLit(_, true, _) => (node.id, SiteKind::Variadic),
            Kind::Closure(func) if trees.func(*func).is_wrapper => (node.id, SiteKind::Wrapper),
            _ => (node.id, SiteKind::Value),
        };
        let key = (node.copy, id, kind);
        if trees.func(func).is_wrapper && keep.take().is_some() {
            self.wrapped.insert(key);
        }
        self.keep(key, keep);
    }

    /// The same for what is not an expression of the tree.
    pub fn keep(&mut self, key: SiteKey, keep: Option<Keep>) {
        let known = self.sites.entry(key).or_insert(keep);
        *known = match (keep, *known) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
    }

    /// Whether the package's findings are wanted.
    pub fn wants(&self, pkg: Option<PkgId>) -> bool {
        self.request.level > 0 && pkg.is_some_and(|pkg| self.request.packages.contains(&pkg))
    }
}
