//! The tree that the analysis walks: the typed tree with everything implicit said.
//!
//! [`build`](super::build) makes it from the syntax tree and what the checker found, one
//! function at a time and once per instance of generic functions: conversions that an
//! assignment makes, addresses and dereferences of receivers and embedded fields, folded
//! constants, variadic slices, the wrappers of `go` and `defer`. Messages print these
//! nodes, so they keep apart what Go's compiler keeps apart.

use std::rc::Rc;

use minigo_syntax::ast::{BinaryOp, NodeId, UnaryOp};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::types::constant::Const;
use crate::types::object::{Builtin, ObjId, PkgId};
use crate::types::ty::Ty;

/// The place of what no line of the source stands for; messages about it name none.
pub const NOWHERE: Pos = Pos(u32::MAX);

/// Index of a function: a declared one for its type arguments, a literal, or a wrapper.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FuncId(pub u32);

/// Index of a variable of some function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct VarId(pub u32);

/// Which copy of the source's code something belongs to: 0 is the code as it stands there.
/// Every instance of a generic function and every inlined call has a copy of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct CopyId(pub u32);

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// As messages print it: `F`, `(*T).M`, `F.func1`.
    pub name: Rc<str>,
    /// The declaration, `None` for literals and wrappers.
    pub decl: Option<ObjId>,
    /// Its type arguments.
    pub args: Rc<[Ty]>,
    pub pkg: Option<PkgId>,
    /// Parameters, the receiver first.
    pub params: Vec<Param>,
    /// Result variables, one per result.
    pub results: Vec<VarId>,
    /// Other variables in the order of their declaration.
    pub locals: Vec<VarId>,
    /// `None` if it is implemented outside Go.
    pub body: Option<Vec<Stmt>>,
    /// The function a literal stands in.
    pub outer: Option<FuncId>,
    /// Variables of enclosing functions that a literal uses, in the order of first use.
    pub captures: Vec<VarId>,
    /// Where each of them is used first.
    pub captured_at: Vec<Pos>,
    /// The literal in the syntax tree.
    pub lit: Option<NodeId>,
    /// What `//go:` lines say.
    pub pragma: Pragma,
    /// A wrapper of `go` or `defer`: its closure is not reported.
    pub is_wrapper: bool,
    /// An instance of a generic function: its parameters are not reported.
    pub is_instance: bool,
    /// The copy that the body belongs to.
    pub copy: CopyId,
    /// Where it is declared.
    pub pos: Pos,
    /// The function's names of further literals are numbered from here.
    pub nlits: u32,
    pub nwraps: u32,
    pub nranges: u32,
    pub nyields: u32,
}

impl Func {
    /// The literal uses a variable of an enclosing function, here for the first time.
    pub fn capture(&mut self, var: VarId, pos: Pos) {
        self.captures.push(var);
        self.captured_at.push(pos);
    }
}

/// Directives that the analysis knows.
#[derive(Clone, Copy, Default, Debug)]
pub struct Pragma {
    pub noescape: bool,
    /// The parameter that a function without a body gives back as its first result.
    pub returned: Option<Symbol>,
    pub uintptr_escapes: bool,
    pub uintptr_keepalive: bool,
    /// Why it must not be inlined.
    pub not_inlined: Option<&'static str>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// `None` for unnamed parameters of functions without a body.
    pub var: Option<VarId>,
    /// `None` if it has none or is blank.
    pub name: Option<Symbol>,
    pub ty: Ty,
    /// The type as the source spells it, if it differs and messages are printed.
    pub spelled: Option<Rc<str>>,
    pub pos: Pos,
    pub variadic: bool,
}

/// What a variable is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Param,
    Result,
    Local,
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: Symbol,
    pub ty: Ty,
    pub pos: Pos,
    pub func: FuncId,
    pub class: Class,
    /// The entity, `None` for temporaries.
    pub obj: Option<ObjId>,
    pub copy: CopyId,
    /// Position among the results.
    pub result_index: u32,
    /// `&x` occurs.
    pub addrtaken: bool,
    /// The call `new(x)` whose variable this is.
    pub made_by: Option<NodeId>,
    /// Made here, not declared in the source: not reported.
    pub is_temp: bool,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Node {
    /// The node of the syntax tree it stands for.
    pub id: NodeId,
    pub pos: Pos,
    pub copy: CopyId,
    pub ty: Ty,
    pub kind: Kind,
}

impl Node {
    /// Where messages say the expression is: a conversion that is spelled is where its
    /// operand is.
    pub fn site_pos(&self) -> Pos {
        match &self.kind {
            Kind::Conv(inner, false)
            | Kind::ConvIface(inner, false)
            | Kind::StrConv(_, inner)
            | Kind::SliceToArray(inner)
            | Kind::SliceToArrayPtr(inner) => inner.pos,
            _ => self.pos,
        }
    }
}

/// Which slicing expression.
#[derive(Clone, Debug)]
pub struct SliceArgs {
    pub x: Node,
    pub lo: Option<Node>,
    pub hi: Option<Node>,
    pub max: Option<Node>,
    /// Of an array: `x` is its implicit address.
    pub of_array: bool,
}

/// Conversions that allocate their result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StrConv {
    BytesToString,
    RunesToString,
    RuneToString,
    StringToBytes,
    StringToRunes,
}

/// The forms of expressions.
#[derive(Clone, Debug)]
pub enum Kind {
    Const(Const),
    Nil,
    Func(FuncId),
    /// A function value that the analysis knows nothing of (a method expression of an
    /// interface type, a generic one not instantiated).
    Opaque(Rc<str>),
    Global(ObjId),
    Var(VarId),
    Closure(FuncId),
    Unary(UnaryOp, Box<Node>),
    Binary(BinaryOp, Box<Node>, Box<Node>),
    Logical(BinaryOp, Box<Node>, Box<Node>),
    /// Concatenation, flattened.
    Concat(Vec<Node>),
    /// `&x`; implicit ones do not print.
    Addr(Box<Node>, bool),
    /// `*x`; implicit ones do not print.
    Deref(Box<Node>, bool),
    Dot(Box<Node>, Symbol),
    /// A field through a pointer.
    DotPtr(Box<Node>, Symbol),
    /// A method bound to its receiver; the function is unknown for interface methods.
    MethodValue(Box<Node>, Symbol, Option<FuncId>),
    /// Of an array (`false`) or slice, string, pointer (`true`).
    Index(Box<Node>, Box<Node>, bool),
    IndexMap(Box<Node>, Box<Node>),
    Slice(Box<SliceArgs>),
    /// `x.(T)`.
    Assert(Box<Node>),
    /// A conversion that changes nothing or numbers only.
    Conv(Box<Node>, bool),
    /// A conversion to an interface type.
    ConvIface(Box<Node>, bool),
    StrConv(StrConv, Box<Node>),
    SliceToArray(Box<Node>),
    SliceToArrayPtr(Box<Node>),
    Recv(Box<Node>),
    Call(Box<Call>),
    Builtin(Builtin, Vec<Node>, bool),
    New(Ty),
    /// Length, capacity.
    MakeSlice(Box<Node>, Option<Box<Node>>),
    MakeMap(Option<Box<Node>>),
    MakeChan(Option<Box<Node>>),
    /// `&T{…}`.
    PtrLit(Box<Node>),
    ArrayLit(Vec<Node>),
    /// With `true`: the slice of variadic arguments. Last: the number of elements.
    SliceLit(Vec<Node>, bool, u64),
    StructLit(Vec<Node>),
    MapLit(Vec<(Node, Node)>),
    /// A call whose body stands in its place; the variables hold its results.
    Inlined(Box<Inlined>),
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    pub callee: Callee,
    /// The receiver first.
    pub args: Vec<Node>,
    /// `f(xs...)`.
    pub spread: bool,
    /// The argument list is one call with several results, in these temporaries.
    pub result_types: Vec<Ty>,
    /// In a `go` or `defer` statement.
    pub is_deferred: bool,
    /// The source names the function or method where it calls it, with an argument for each
    /// parameter: lowering can put the body there.
    pub is_plain: bool,
}

/// What is called.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A declared function or method. The text is printed where it is not the function's
    /// own name.
    Static(FuncId),
    /// A function value.
    Value(Node),
    /// A method of an interface, the first argument.
    Interface(Symbol),
}

/// An inlined call.
#[derive(Clone, Debug)]
pub struct Inlined {
    pub body: Vec<Stmt>,
    pub results: Vec<VarId>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    pub pos: Pos,
    pub copy: CopyId,
    pub kind: StmtKind,
}

/// Why an assignment flows, in Go's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignKind {
    Plain,
    Pair,
    DotType,
    MapRead,
    Receive,
}

impl AssignKind {
    pub fn why(self) -> &'static str {
        match self {
            AssignKind::Plain => "assign",
            AssignKind::Pair => "assign-pair",
            AssignKind::DotType => "assign-pair-dot-type",
            AssignKind::MapRead => "assign-pair-mapr",
            AssignKind::Receive => "assign-pair-receive",
        }
    }
}

/// The forms of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// A variable comes into being.
    Declare(VarId),
    /// `lhs = rhs` one by one; a missing left side is blank, a missing right side zero or
    /// the second value of a comma-ok form. With `define` the variables on the left that
    /// are in it are new.
    Assign {
        kind: AssignKind,
        lhs: Vec<Option<Node>>,
        rhs: Vec<Option<Node>>,
        define: Vec<VarId>,
    },
    /// `a, b = f()`.
    AssignCall {
        lhs: Vec<Option<Node>>,
        call: Node,
        define: Vec<VarId>,
    },
    OpAssign(BinaryOp, Node, Node, bool),
    Expr(Node),
    Send(Node, Node),
    If {
        init: Vec<Stmt>,
        cond: Node,
        then: Vec<Stmt>,
        els: Vec<Stmt>,
    },
    /// The variables are per iteration.
    For {
        vars: Vec<VarId>,
        init: Vec<Stmt>,
        cond: Option<Node>,
        post: Vec<Stmt>,
        body: Vec<Stmt>,
    },
    Range(Box<Range>),
    Switch {
        init: Vec<Stmt>,
        tag: Option<Node>,
        cases: Vec<Case>,
    },
    TypeSwitch {
        init: Vec<Stmt>,
        x: Node,
        cases: Vec<TypeCase>,
    },
    Select(Vec<Comm>),
    Block(Vec<Stmt>),
    Label(Symbol),
    Goto(Symbol),
    /// `break`, `continue`.
    Branch,
    Return(Vec<Option<Node>>),
    /// The closure that is called, evaluated now.
    Go(Node),
    /// `in_yield`: in the body of a loop over a function, so it runs later than its own.
    Defer {
        fun: Node,
        in_yield: bool,
    },
    Fallthrough,
}

/// `for k, v := range x`.
#[derive(Clone, Debug)]
pub struct Range {
    pub x: Node,
    pub key: Option<Node>,
    pub value: Option<Node>,
    /// The variables it declares.
    pub define: Vec<VarId>,
    /// Ranges over an array value (or an integer, string, channel): no indirection.
    pub of_array: bool,
    pub body: Vec<Stmt>,
}

/// A clause of an expression switch.
#[derive(Clone, Debug)]
pub struct Case {
    pub list: Vec<Node>,
    pub body: Vec<Stmt>,
}

/// A clause of a type switch.
#[derive(Clone, Debug)]
pub struct TypeCase {
    pub var: Option<VarId>,
    /// How often its list says `nil`.
    pub nils: u32,
    pub body: Vec<Stmt>,
}

/// A clause of a select.
#[derive(Clone, Debug)]
pub struct Comm {
    pub comm: Vec<Stmt>,
    pub body: Vec<Stmt>,
}

/// A copy of a function's code.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// The function.
    pub func: FuncId,
    /// The copy with the inlined call, and where in it; `None` for an instance.
    pub call: Option<(CopyId, Pos)>,
}

/// All functions and variables.
#[derive(Default, Debug)]
pub struct Trees {
    pub funcs: Vec<Func>,
    pub vars: Vec<Var>,
    /// Copies from 1 on.
    pub copies: Vec<Copied>,
    /// The copies that stand for calls, by the copy with the call and the call.
    pub expansions: FxHashMap<(CopyId, NodeId), CopyId>,
    /// How the source spells types that messages print, and rune literals; by expression.
    pub spelled: FxHashMap<(CopyId, NodeId), Rc<str>>,
    /// The same for the types of results.
    pub spelled_results: FxHashMap<VarId, Rc<str>>,
    /// Variables that nothing reads; known only where messages are asked for.
    pub dead: FxHashSet<VarId>,
}

impl Trees {
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.0 as usize]
    }

    pub fn func_mut(&mut self, id: FuncId) -> &mut Func {
        &mut self.funcs[id.0 as usize]
    }

    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.0 as usize]
    }

    /// A new copy of a function's code.
    pub fn new_copy(&mut self, func: FuncId, call: Option<(CopyId, Pos)>) -> CopyId {
        self.copies.push(Copied { func, call });
        CopyId(self.copies.len() as u32)
    }

    /// The copy with the given id, `None` for the source itself.
    pub fn copied(&self, copy: CopyId) -> Option<Copied> {
        self.copies.get((copy.0 as usize).wrapping_sub(1)).copied()
    }

    /// Where messages say that something is: at the outermost call, if it was inlined.
    pub fn outer_pos(&self, mut pos: Pos, mut copy: CopyId) -> Pos {
        while let Some(Copied { call: Some((outer, at)), .. }) = self.copied(copy) {
            (pos, copy) = (at, outer);
        }
        pos
    }

    /// Whether `inner` is a literal that stands in `outer`, at any depth.
    pub fn contains_closure(&self, outer: FuncId, inner: FuncId) -> bool {
        let mut func = inner;
        while let Some(next) = self.func(func).outer {
            if next == outer {
                return true;
            }
            func = next;
        }
        false
    }

    /// Whether the function is a literal that captures something.
    pub fn is_closure(&self, func: FuncId) -> bool {
        let func = self.func(func);
        func.outer.is_some() && !func.captures.is_empty()
    }
}
