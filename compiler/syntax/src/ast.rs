//! The syntax tree.
//!
//! One node type per notion of the Go specification. Every expression, statement and
//! identifier that the checker may have something to say about carries a [`NodeId`],
//! dense from 0 over the whole compilation, so that later phases keep their facts in
//! side tables indexed by it; the tree itself is never edited.
//!
//! Positions. `span` is the whole text of a node; errors of the checker are reported at
//! its first byte. `pos` is the position that Go's compiler gives the node
//! (`syntax.Node.Pos`), which line tables and the messages of `-m` use:
//!
//! | node | position |
//! |---|---|
//! | binary expression; assignment, `x++`, send | the operator |
//! | call | the opening parenthesis |
//! | index, slice, instantiation | the opening bracket |
//! | selector, qualified name, type assertion | the dot |
//! | composite literal | the opening brace |
//! | function type | the opening parenthesis of the parameters |
//! | `<-chan T` where an expression may stand | the keyword `chan` |
//! | labeled statement | the colon |
//! | expression statement | that of the expression |
//! | everything else, unary expressions too | the first byte |
//!
//! Types are expressions ([`ExprKind::ArrayType`] …), as in the grammar: only the
//! checker can tell `T(x)` from `f(x)`.

use crate::source::{FileId, Pos, Span};
use crate::symbol::Symbol;

/// Key of a node in side tables; dense from 0 over a compilation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// An identifier at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ident {
    /// Key in the checker's definition and use tables.
    pub id: NodeId,
    /// First byte.
    pub pos: Pos,
    /// The name.
    pub name: Symbol,
}

impl Ident {
    /// The span of the name.
    pub fn span(&self) -> Span {
        Span::new(self.pos, Pos(self.pos.0 + self.name.len() as u32))
    }
}

/// A source file.
#[derive(Debug)]
pub struct File {
    /// Which file.
    pub file: FileId,
    /// The package clause's name.
    pub package: Ident,
    /// Import declarations, flattened, in source order.
    pub imports: Vec<Import>,
    /// Declarations other than imports, in source order.
    pub decls: Vec<Decl>,
    /// `//go:` directives and `//go:build` lines, in source order.
    pub directives: Vec<Directive>,
}

/// A `//go:…` comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Position of the `//`.
    pub pos: Pos,
    /// The text after `//`, for example `go:noinline`.
    pub text: String,
}

/// One import specification.
#[derive(Debug)]
pub struct Import {
    /// Key under which the checker records the package name object.
    pub id: NodeId,
    /// `import n "p"`, `import . "p"`, `import _ "p"`: the name, `.` or `_`.
    pub name: Option<Ident>,
    /// The unquoted path.
    pub path: String,
    /// The whole specification.
    pub span: Span,
    /// The path literal.
    pub path_span: Span,
}

/// A declaration (top level or in a statement).
#[derive(Debug)]
pub enum Decl {
    /// `const`: the specifications of one declaration (one group, one `iota` count).
    Const(Vec<ConstSpec>),
    /// `var`.
    Var(Vec<VarSpec>),
    /// `type`.
    Type(Vec<TypeSpec>),
    /// `func`; only at top level.
    Func(Box<FuncDecl>),
}

/// One line of a `const` declaration.
#[derive(Debug)]
pub struct ConstSpec {
    /// Names declared.
    pub names: Vec<Ident>,
    /// The type, if written.
    pub ty: Option<Expr>,
    /// The values; empty if the line repeats the previous one's (with its type).
    pub values: Vec<Expr>,
    /// The value of `iota` on this line.
    pub iota: u32,
    /// The whole specification.
    pub span: Span,
}

/// One line of a `var` declaration.
#[derive(Debug)]
pub struct VarSpec {
    /// Key for facts about the whole specification.
    pub id: NodeId,
    /// Names declared.
    pub names: Vec<Ident>,
    /// The type, if written.
    pub ty: Option<Expr>,
    /// The values, possibly none.
    pub values: Vec<Expr>,
    /// The whole specification.
    pub span: Span,
}

/// One type declaration.
#[derive(Debug)]
pub struct TypeSpec {
    /// The name.
    pub name: Ident,
    /// Type parameters.
    pub type_params: Vec<TypeParam>,
    /// `type A = T`.
    pub is_alias: bool,
    /// The right-hand side.
    pub ty: Expr,
    /// The whole specification.
    pub span: Span,
}

/// A declared type parameter with its constraint. `[K, V any]` gives two, each with
/// its own copy of the index of the constraint it shares.
#[derive(Debug)]
pub struct TypeParam {
    /// The name.
    pub name: Ident,
    /// The constraint; shared by the names of one group.
    pub constraint: std::sync::Arc<Expr>,
}

/// A function or method declaration.
#[derive(Debug)]
pub struct FuncDecl {
    /// Key for facts about the function.
    pub id: NodeId,
    /// Go's position for the declaration: what follows `func`, the name or the
    /// receiver's parenthesis.
    pub pos: Pos,
    /// The receiver, as written in its parentheses: exactly one in a right program
    /// (the checker reports others).
    pub recv: Option<Vec<Param>>,
    /// The name.
    pub name: Ident,
    /// Type parameters.
    pub type_params: Vec<TypeParam>,
    /// Parameters and results.
    pub sig: FuncSig,
    /// The body; `None` for a function implemented outside Go.
    pub body: Option<FuncBody>,
    /// `//go:` directives that stand directly above the declaration.
    pub directives: Vec<Directive>,
    /// From `func` to the end of the body.
    pub span: Span,
}

/// A function's body: parsed, or put off until someone needs it.
#[derive(Debug)]
pub enum FuncBody {
    /// The tree.
    Parsed(Block),
    /// The braces' span; `parse_body` makes the tree. Library packages are read so.
    Deferred(Span),
}

/// Parameters and results of a function.
#[derive(Debug)]
pub struct FuncSig {
    /// Parameters, one entry per name (or per type where unnamed).
    pub params: Vec<Param>,
    /// Results, likewise.
    pub results: Vec<Param>,
    /// From the opening parenthesis to the end of the results.
    pub span: Span,
}

/// One parameter, result or receiver. `a, b int` gives two entries that share `ty`.
#[derive(Debug)]
pub struct Param {
    /// Key for unnamed parameters' facts.
    pub id: NodeId,
    /// The name; `None` where only types are listed.
    pub name: Option<Ident>,
    /// The type; for a variadic parameter the element type.
    pub ty: std::sync::Arc<Expr>,
    /// Position of `...` if variadic.
    pub ellipsis: Option<Pos>,
    /// Start of the entry.
    pub pos: Pos,
}

/// A braced statement list.
#[derive(Debug)]
pub struct Block {
    /// Key for scope facts.
    pub id: NodeId,
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// From `{` to `}` inclusive; `span.hi - 1` is the closing brace.
    pub span: Span,
}

/// An expression (or a type).
#[derive(Debug)]
pub struct Expr {
    /// Key in the checker's tables.
    pub id: NodeId,
    /// Go's position for the node; see the module documentation.
    pub pos: Pos,
    /// The whole text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of expressions and types.
#[derive(Debug)]
pub enum ExprKind {
    /// A place where an error was reported.
    Bad,
    /// A name. The ident's `id` equals the expression's.
    Ident(Ident),
    /// A literal, as written.
    Lit(LitKind, Symbol),
    /// `T{…}`; the type is absent where it is elided in an outer literal.
    CompositeLit { ty: Option<Box<Expr>>, elems: Vec<Element> },
    /// `func(…) … {…}`; shared, as the checker puts bodies of package-level literals off.
    FuncLit(std::sync::Arc<FuncLit>),
    /// `(x)`.
    Paren(Box<Expr>),
    /// `x.f`.
    Selector(Box<Expr>, Ident),
    /// `x[i]`, `F[T1, T2]`.
    Index(Box<Expr>, Vec<Expr>),
    /// `x[lo:hi:max]`.
    Slice { x: Box<Expr>, lo: Option<Box<Expr>>, hi: Option<Box<Expr>>, max: Option<Box<Expr>> },
    /// `x.(T)`; `None` for `x.(type)`.
    TypeAssert(Box<Expr>, Option<Box<Expr>>),
    /// `f(a, b...)`; also conversions and built-ins.
    Call(Box<Call>),
    /// `*x`: dereference or pointer type.
    Star(Box<Expr>),
    /// A unary operation other than `*`.
    Unary(UnaryOp, Box<Expr>),
    /// A binary operation.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `[N]T`, `[...]T` (length `ArrayLen::Auto`).
    ArrayType(ArrayLen, Box<Expr>),
    /// `[]T`.
    SliceType(Box<Expr>),
    /// `struct{…}`.
    StructType(Vec<Field>),
    /// `func(…) …`.
    FuncType(Box<FuncSig>),
    /// `interface{…}`.
    InterfaceType(Vec<InterfaceElem>),
    /// `map[K]V`.
    MapType(Box<Expr>, Box<Expr>),
    /// `chan T`, `chan<- T`, `<-chan T`.
    ChanType(ChanDir, Box<Expr>),
}

/// Length of an array type.
#[derive(Debug)]
pub enum ArrayLen {
    /// Given by a constant expression.
    Expr(Box<Expr>),
    /// `[...]`.
    Auto,
}

/// A call.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub fun: Expr,
    /// Arguments.
    pub args: Vec<Expr>,
    /// Position of `...` after the last argument.
    pub ellipsis: Option<Pos>,
    /// The closing parenthesis.
    pub rparen: Pos,
}

/// A function literal.
#[derive(Debug)]
pub struct FuncLit {
    /// Its type.
    pub sig: FuncSig,
    /// Its body.
    pub body: Block,
}

/// An element of a composite literal.
#[derive(Debug)]
pub struct Element {
    /// Key, field name or index.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
}

/// Kinds of literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Char,
    String,
}

/// A line of fields in a struct type.
#[derive(Debug)]
pub struct Field {
    /// Key of an embedded field's object.
    pub id: NodeId,
    /// Names; empty for an embedded field.
    pub names: Vec<Ident>,
    /// The type.
    pub ty: Expr,
    /// The tag, unquoted.
    pub tag: Option<String>,
}

/// An element of an interface type.
#[derive(Debug)]
pub enum InterfaceElem {
    /// A method.
    Method(Ident, FuncSig),
    /// An embedded type or a union; a union is a tree of `Binary(Or)`, with
    /// `Unary(Tilde)` terms.
    Embed(Expr),
}

/// Channel directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChanDir {
    /// `chan T`
    Both,
    /// `chan<- T`
    Send,
    /// `<-chan T`
    Recv,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Neg,
    /// `!`
    Not,
    /// `^`
    BitNot,
    /// `&`
    Addr,
    /// `<-`
    Recv,
    /// `~`, only in constraints.
    Tilde,
}

/// Binary operators, also of assignment operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    LogOr,
    LogAnd,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    And,
    AndNot,
}

impl UnaryOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            UnaryOp::Plus => "+",
            UnaryOp::Neg => "-",
            UnaryOp::Not => "!",
            UnaryOp::BitNot => "^",
            UnaryOp::Addr => "&",
            UnaryOp::Recv => "<-",
            UnaryOp::Tilde => "~",
        }
    }
}

impl BinaryOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::LogOr => "||",
            BinaryOp::LogAnd => "&&",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::And => "&",
            BinaryOp::AndNot => "&^",
        }
    }

    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    pub fn is_comparison(self) -> bool {
        use BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge)
    }

    /// `<<`, `>>`.
    pub fn is_shift(self) -> bool {
        matches!(self, BinaryOp::Shl | BinaryOp::Shr)
    }
}

/// A statement.
#[derive(Debug)]
pub struct Stmt {
    /// Key for facts about the statement.
    pub id: NodeId,
    /// Go's position for the node; see the module documentation.
    pub pos: Pos,
    /// The whole text.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// The forms of statements.
#[derive(Debug)]
pub enum StmtKind {
    /// A place where an error was reported.
    Bad,
    Empty,
    Expr(Expr),
    /// `ch <- v`.
    Send(Box<Expr>, Box<Expr>),
    /// `x++` (true) or `x--`.
    IncDec(Expr, bool),
    /// `a, b = c, d`.
    Assign(Vec<Expr>, Vec<Expr>),
    /// `a, b := c, d`. The left side must be names; the checker says so.
    Define(Vec<Expr>, Vec<Expr>),
    /// `a op= b`.
    OpAssign(BinaryOp, Box<Expr>, Box<Expr>),
    /// `const`, `var`, `type` in a block.
    Decl(Decl),
    /// `L: stmt`.
    Labeled(Ident, Box<Stmt>),
    /// `go f(x)`; the checker demands a call.
    Go(Expr),
    /// `defer f(x)`.
    Defer(Expr),
    Return(Vec<Expr>),
    Break(Option<Ident>),
    Continue(Option<Ident>),
    Goto(Ident),
    Fallthrough,
    Block(Block),
    If(Box<If>),
    For(Box<For>),
    Range(Box<Range>),
    Switch(Box<Switch>),
    TypeSwitch(Box<TypeSwitch>),
    Select(Vec<CommClause>),
}

/// `if init; cond {…} else …`
#[derive(Debug)]
pub struct If {
    pub init: Option<Stmt>,
    pub cond: Expr,
    pub then: Block,
    /// A block or another `if`.
    pub els: Option<Stmt>,
}

/// `for init; cond; post {…}`
#[derive(Debug)]
pub struct For {
    pub init: Option<Stmt>,
    pub cond: Option<Expr>,
    pub post: Option<Stmt>,
    pub body: Block,
}

/// `for k, v := range x {…}`
#[derive(Debug)]
pub struct Range {
    /// First iteration variable or operand.
    pub key: Option<Expr>,
    /// Second.
    pub value: Option<Expr>,
    /// Expressions beyond the second, kept for the error message.
    pub extra: Vec<Expr>,
    /// `:=` rather than `=`.
    pub define: bool,
    /// What is ranged over.
    pub x: Expr,
    pub body: Block,
}

/// `switch init; tag {…}`
#[derive(Debug)]
pub struct Switch {
    pub init: Option<Stmt>,
    pub tag: Option<Expr>,
    pub cases: Vec<CaseClause>,
}

/// `switch init; v := x.(type) {…}`
#[derive(Debug)]
pub struct TypeSwitch {
    pub init: Option<Stmt>,
    /// The variable declared in each clause.
    pub bind: Option<Ident>,
    /// The operand `x`.
    pub x: Expr,
    pub cases: Vec<CaseClause>,
}

/// One clause of a switch.
#[derive(Debug)]
pub struct CaseClause {
    /// Key of the clause's scope and of its implicit variable.
    pub id: NodeId,
    /// Position of `case` or `default`.
    pub pos: Pos,
    /// Expressions or types; `None` for `default`.
    pub exprs: Option<Vec<Expr>>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

/// One clause of a select.
#[derive(Debug)]
pub struct CommClause {
    /// Key of the clause's scope.
    pub id: NodeId,
    /// Position of `case` or `default`.
    pub pos: Pos,
    /// The send or receive; `None` for `default`. A receive is `Expr`, `Assign` or `Define`.
    pub comm: Option<Stmt>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

impl Expr {
    /// The expression without enclosing parentheses.
    pub fn unparen(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }

    /// The identifier, if the expression is one (parentheses do not count).
    pub fn as_ident(&self) -> Option<&Ident> {
        match &self.kind {
            ExprKind::Ident(ident) => Some(ident),
            _ => None,
        }
    }
}
