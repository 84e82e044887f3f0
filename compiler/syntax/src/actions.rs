//! What the grammar's actions do: build nodes.
//!
//! The [`Builder`] numbers nodes, interns names, gives nodes Go's positions, and reports
//! what is wrong although it parses, in Go's words.

// Entries of lists come boxed from the grammar, which says why.
#![allow(clippy::vec_box)]

use std::rc::Rc;

use crate::ast::*;
use crate::diag::Diagnostic;
use crate::exprstring::expr_string;
use crate::literal;
use crate::parse::NodeIds;
use crate::source::{FileId, Pos, Span};
use crate::symbol::Symbol;

/// What the parser made of its tokens, by start token.
#[derive(Debug)]
pub enum Parsed {
    /// A whole file.
    File(Box<File>),
    /// Declarations behind one that had an error; their trees are dropped.
    Decls,
    /// A function body.
    Body(Block),
}

/// The arguments of a call.
#[derive(Debug, Default)]
pub struct ArgList {
    /// The arguments.
    pub args: Vec<Expr>,
    /// Position of `...`.
    pub ellipsis: Option<Pos>,
}

/// An entry of a parameter list before it is known whether `a` names a parameter or a
/// type. A lone name is a type here.
#[derive(Debug)]
pub struct ParamItem {
    lo: Pos,
    name: Option<Ident>,
    ellipsis: Option<Pos>,
    ty: Option<Expr>,
}

impl ParamItem {
    /// An entry that starts at `lo`.
    pub fn new(
        lo: Pos,
        name: Option<Ident>,
        ellipsis: Option<Pos>,
        ty: Option<Expr>,
    ) -> Box<ParamItem> {
        Box::new(ParamItem { lo, name, ellipsis, ty })
    }

    /// The name that the entry is, if it is nothing else.
    fn lone_name(&self) -> Option<Ident> {
        match &self.ty {
            Some(ty) if self.name.is_none() && self.ellipsis.is_none() => ty.as_ident().copied(),
            _ => None,
        }
    }
}

/// A clause of a switch or select.
#[derive(Debug)]
pub struct Clause {
    /// What stands before the colon.
    pub head: ClauseHead,
    /// The statements.
    pub body: Vec<Stmt>,
    /// The whole clause.
    pub span: Span,
}

/// The head of a clause.
#[derive(Debug)]
pub enum ClauseHead {
    /// `case` of a switch.
    Case(Vec<Expr>),
    /// `case` of a select.
    Comm(Box<Stmt>),
    /// `default`.
    Default,
}

/// The state of building one tree.
pub struct Builder<'b, 's> {
    /// Which file.
    pub file: FileId,
    /// Its text.
    pub text: &'s str,
    /// Position of its first byte.
    pub base: Pos,
    /// The counter of the compilation.
    pub ids: &'b mut NodeIds,
    /// What was reported.
    pub diagnostics: Vec<Diagnostic>,
    /// The `x.(type)` not yet claimed by a type switch.
    pub type_guards: Vec<(NodeId, Span)>,
}

impl Builder<'_, '_> {
    // ---- Basics -------------------------------------------------------------------

    fn id(&mut self) -> NodeId {
        self.ids.next()
    }

    fn text(&self, lo: Pos, hi: Pos) -> &str {
        &self.text[(lo.0 - self.base.0) as usize..(hi.0 - self.base.0) as usize]
    }

    fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error("", Span::at(pos), message));
    }

    fn syntax_error(&mut self, pos: Pos, message: &str) {
        self.error(pos, format!("syntax error: {message}"));
    }

    /// The identifier at `lo..hi`.
    pub fn ident(&mut self, lo: Pos, hi: Pos) -> Ident {
        let name = Symbol::new(self.text(lo, hi));
        Ident { id: self.id(), pos: lo, name }
    }

    /// An expression.
    pub fn expr(&mut self, pos: Pos, lo: Pos, hi: Pos, kind: ExprKind) -> Expr {
        Expr { id: self.id(), pos, span: Span::new(lo, hi), kind }
    }

    /// A statement.
    pub fn stmt(&mut self, pos: Pos, lo: Pos, hi: Pos, kind: StmtKind) -> Stmt {
        Stmt { id: self.id(), pos, span: Span::new(lo, hi), kind }
    }

    /// The value of the string literal at `lo..hi`.
    pub fn string_value(&mut self, lo: Pos, hi: Pos) -> String {
        let bytes = literal::string_value(self.text(lo, hi)).unwrap_or_default();
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    // ---- Declarations -------------------------------------------------------------

    /// A file.
    pub fn file(&mut self, package: Ident, imports: Vec<Import>, decls: Vec<Decl>) -> Box<File> {
        Box::new(File { file: self.file, package, imports, decls, directives: Vec::new() })
    }

    /// An import of the path literal at `lo..hi`.
    pub fn import(&mut self, name: Option<Ident>, lo: Pos, hi: Pos) -> Import {
        let start = name.map_or(lo, |name| name.pos);
        Import {
            id: self.id(),
            name,
            path: self.string_value(lo, hi),
            span: Span::new(start, hi),
            path_span: Span::new(lo, hi),
        }
    }

    /// A `const` declaration; counts `iota`.
    pub fn const_decl(&mut self, specs: Vec<Box<ConstSpec>>) -> Decl {
        let numbered = specs.into_iter().zip(0..);
        Decl::Const(numbered.map(|(spec, iota)| ConstSpec { iota, ..*spec }).collect())
    }

    /// A constant specification.
    pub fn const_spec(
        &mut self,
        lo: Pos,
        names: Vec<Ident>,
        ty: Option<Expr>,
        values: Vec<Expr>,
        hi: Pos,
    ) -> Box<ConstSpec> {
        Box::new(ConstSpec { names, ty, values, iota: 0, span: Span::new(lo, hi) })
    }

    /// A variable specification.
    pub fn var_spec(
        &mut self,
        lo: Pos,
        names: Vec<Ident>,
        ty: Option<Expr>,
        values: Vec<Expr>,
        hi: Pos,
    ) -> Box<VarSpec> {
        Box::new(VarSpec { id: self.id(), names, ty, values, span: Span::new(lo, hi) })
    }

    /// A type specification.
    pub fn type_spec(
        &mut self,
        lo: Pos,
        name: Ident,
        type_params: Vec<TypeParam>,
        is_alias: bool,
        ty: Expr,
        hi: Pos,
    ) -> Box<TypeSpec> {
        Box::new(TypeSpec { name, type_params, is_alias, ty, span: Span::new(lo, hi) })
    }

    /// A function or method declaration.
    #[allow(clippy::too_many_arguments)]
    pub fn func_decl(
        &mut self,
        lo: Pos,
        recv: Option<(Pos, Vec<Param>)>,
        name: Ident,
        type_params: Vec<TypeParam>,
        sig: FuncSig,
        body: Option<FuncBody>,
        hi: Pos,
    ) -> Decl {
        let pos = recv.as_ref().map_or(name.pos, |(pos, _)| *pos);
        let recv = recv.map(|(_, recv)| recv);
        if let Some(recv) = &recv {
            self.check_no_dots(recv);
            match recv.len() {
                0 => self.error(name.pos, "method has no receiver"),
                1 => {}
                _ => self.error(name.pos, "method has multiple receivers"),
            }
        }
        Decl::Func(Box::new(FuncDecl {
            id: self.id(),
            pos,
            recv,
            name,
            type_params,
            sig,
            body,
            directives: Vec::new(),
            span: Span::new(lo, hi),
        }))
    }

    // ---- Signatures ---------------------------------------------------------------

    /// Sorts out a list of type parameters; `close` is the position of the `]`.
    pub fn type_params(&mut self, items: Vec<Box<ParamItem>>, close: Pos) -> Vec<TypeParam> {
        let mut params = Vec::with_capacity(items.len());
        let mut constraint: Option<Rc<Expr>> = None;
        for item in items.into_iter().rev() {
            if let Some(ty) = item.ty {
                constraint = Some(Rc::new(ty));
            }
            let constraint = constraint.get_or_insert_with(|| {
                self.syntax_error(close, "missing type constraint");
                Rc::new(self.expr(close, close, close, ExprKind::Bad))
            });
            if let Some(name) = item.name {
                params.push(TypeParam { name, constraint: Rc::clone(constraint) });
            }
        }
        params.reverse();
        params
    }

    /// Sorts out a parameter list: either all entries are types, or all have names. `close`
    /// is the position of the `)`.
    pub fn params(&mut self, items: Vec<Box<ParamItem>>, close: Pos) -> Vec<Param> {
        let nnamed = items.iter().filter(|item| item.name.is_some()).count();
        let mut params = Vec::with_capacity(items.len());
        if nnamed == 0 {
            for item in items {
                if let Some(ty) = item.ty {
                    let (id, ellipsis, pos) = (self.id(), item.ellipsis, item.lo);
                    params.push(Param { id, name: None, ty: Rc::new(ty), ellipsis, pos });
                }
            }
            return params;
        }
        let ntyped = items.iter().filter(|item| item.lone_name().is_none()).count();
        let mut error_pos = None;
        let mut shared: Option<(Rc<Expr>, Option<Pos>)> = None;
        for item in items.into_iter().rev() {
            let name = match item.lone_name() {
                Some(name) => name,
                None => {
                    if item.name.is_none() {
                        error_pos = Some(item.lo);
                    }
                    shared = item.ty.map(|ty| (Rc::new(ty), item.ellipsis));
                    match item.name {
                        Some(name) => name,
                        None => Ident { id: self.id(), pos: item.lo, name: Symbol::new("_") },
                    }
                }
            };
            let (ty, ellipsis) = match &shared {
                Some((ty, ellipsis)) => (Rc::clone(ty), *ellipsis),
                None => {
                    error_pos = Some(name.pos);
                    (Rc::new(self.expr(name.pos, name.pos, name.pos, ExprKind::Bad)), None)
                }
            };
            params.push(Param { id: self.id(), name: Some(name), ty, ellipsis, pos: item.lo });
        }
        if let Some(pos) = error_pos {
            if nnamed == ntyped {
                self.syntax_error(close, "missing parameter type");
            } else {
                self.syntax_error(pos, "missing parameter name");
            }
        }
        params.reverse();
        params
    }

    /// `(…)` without a result.
    pub fn signature(&mut self, lo: Pos, params: Vec<Param>, hi: Pos) -> FuncSig {
        self.signature_n(lo, params, Vec::new(), hi)
    }

    /// `(…) T`.
    pub fn signature_1(&mut self, lo: Pos, params: Vec<Param>, result: Expr, hi: Pos) -> FuncSig {
        let pos = result.span.lo;
        let id = self.id();
        let result = Param { id, name: None, ty: Rc::new(result), ellipsis: None, pos };
        self.signature_n(lo, params, vec![result], hi)
    }

    /// `(…) (…)`.
    pub fn signature_n(
        &mut self,
        lo: Pos,
        params: Vec<Param>,
        results: Vec<Param>,
        hi: Pos,
    ) -> FuncSig {
        let last = params.last().and_then(|param| param.ellipsis);
        let misplaced = params.iter().rev().skip(1).filter_map(|param| param.ellipsis).next_back();
        // `a, b ...T` gives both the position of one `...`.
        if let Some(pos) = misplaced.or(last.filter(|_| misplaced.is_some())) {
            self.error(pos, "can only use ... with final parameter");
        }
        self.check_no_dots(&results);
        FuncSig { params, results, span: Span::new(lo, hi) }
    }

    fn check_no_dots(&mut self, params: &[Param]) {
        if let Some(pos) = params.iter().find_map(|param| param.ellipsis) {
            self.error(pos, "invalid use of ...");
        }
    }

    // ---- Types --------------------------------------------------------------------

    /// A function type that starts at the `func` at `lo`.
    pub fn func_type(&mut self, lo: Pos, sig: FuncSig) -> Expr {
        let Span { lo: pos, hi } = sig.span;
        self.expr(pos, lo, hi, ExprKind::FuncType(Box::new(sig)))
    }

    /// A channel type.
    pub fn chan(&mut self, lo: Pos, dir: ChanDir, elem: Expr) -> Expr {
        let hi = elem.span.hi;
        self.expr(lo, lo, hi, ExprKind::ChanType(dir, Box::new(elem)))
    }

    /// `<-` before a type: `<-` belongs to the channel type after it, and on to the next
    /// (`<-chan<- chan T` is `<-chan (<-chan T)`).
    pub fn receive_type(&mut self, lo: Pos, ty: Expr) -> Expr {
        let mut ty = ty;
        if !matches!(ty.kind, ExprKind::ChanType(..)) {
            return self.unary(lo, UnaryOp::Recv, ty);
        }
        let mut at = &mut ty;
        loop {
            let pos = at.pos;
            match &mut at.kind {
                ExprKind::ChanType(dir @ ChanDir::Both, _) => {
                    *dir = ChanDir::Recv;
                    break;
                }
                ExprKind::ChanType(ChanDir::Recv, _) => {
                    self.syntax_error(pos, "unexpected <-, expected chan");
                    break;
                }
                ExprKind::ChanType(dir @ ChanDir::Send, elem) => {
                    *dir = ChanDir::Recv;
                    at = elem;
                }
                _ => {
                    let shown = self.text(at.span.lo, at.span.hi).to_owned();
                    self.syntax_error(pos, &format!("unexpected {shown}, expected chan"));
                    break;
                }
            }
        }
        ty.span.lo = lo;
        ty
    }

    /// A slice type.
    pub fn slice_type(&mut self, lo: Pos, elem: Expr) -> Expr {
        let hi = elem.span.hi;
        self.expr(lo, lo, hi, ExprKind::SliceType(Box::new(elem)))
    }

    /// An array type.
    pub fn array_type(&mut self, lo: Pos, len: ArrayLen, elem: Expr) -> Expr {
        let hi = elem.span.hi;
        self.expr(lo, lo, hi, ExprKind::ArrayType(len, Box::new(elem)))
    }

    /// A map type.
    pub fn map_type(&mut self, lo: Pos, key: Expr, elem: Expr) -> Expr {
        let hi = elem.span.hi;
        self.expr(lo, lo, hi, ExprKind::MapType(Box::new(key), Box::new(elem)))
    }

    /// A line of fields.
    pub fn field(&mut self, names: Vec<Ident>, ty: Expr, tag: Option<String>) -> Box<Field> {
        Box::new(Field { id: self.id(), names, ty, tag })
    }

    // ---- Expressions --------------------------------------------------------------

    /// A name as an expression; both have one id.
    pub fn name(&mut self, name: Ident) -> Expr {
        Expr { id: name.id, pos: name.pos, span: name.span(), kind: ExprKind::Ident(name) }
    }

    /// A literal.
    pub fn literal(&mut self, kind: LitKind, lo: Pos, hi: Pos) -> Expr {
        let text = Symbol::new(self.text(lo, hi));
        self.expr(lo, lo, hi, ExprKind::Lit(kind, text))
    }

    /// `(x)`.
    pub fn paren(&mut self, lo: Pos, x: Expr, hi: Pos) -> Expr {
        self.expr(lo, lo, hi, ExprKind::Paren(Box::new(x)))
    }

    /// `*x`.
    pub fn star(&mut self, lo: Pos, x: Expr) -> Expr {
        let hi = x.span.hi;
        self.expr(lo, lo, hi, ExprKind::Star(Box::new(x)))
    }

    /// A unary operation.
    pub fn unary(&mut self, lo: Pos, op: UnaryOp, x: Expr) -> Expr {
        let hi = x.span.hi;
        self.expr(lo, lo, hi, ExprKind::Unary(op, Box::new(x)))
    }

    /// The expression `left op right`, where `left` may be a chain of binary operations
    /// that bind less than `op`: then its last operand is taken.
    pub fn binary(&mut self, left: Expr, at: Pos, op: BinaryOp, right: Expr) -> Expr {
        let mut left = left;
        self.attach(&mut left, at, op, right);
        left
    }

    fn attach(&mut self, left: &mut Expr, at: Pos, op: BinaryOp, right: Expr) {
        let hi = right.span.hi;
        if let ExprKind::Binary(left_op, _, last) = &mut left.kind
            && precedence(*left_op) < precedence(op)
        {
            left.span.hi = hi;
            self.attach(last, at, op, right);
            return;
        }
        let lo = left.span.lo;
        let hole = Expr { id: left.id, pos: at, span: left.span, kind: ExprKind::Bad };
        let operand = std::mem::replace(left, hole);
        let kind = ExprKind::Binary(op, Box::new(operand), Box::new(right));
        *left = self.expr(at, lo, hi, kind);
    }

    /// `p.T`.
    pub fn qualified(&mut self, qualifier: Ident, dot: Pos, name: Ident) -> Expr {
        let x = self.name(qualifier);
        self.selector(x, dot, name)
    }

    /// `x.f`.
    pub fn selector(&mut self, x: Expr, dot: Pos, name: Ident) -> Expr {
        let lo = x.span.lo;
        self.expr(dot, lo, name.span().hi, ExprKind::Selector(Box::new(x), name))
    }

    /// `x[…]`.
    pub fn index(&mut self, x: Expr, bracket: Pos, args: Vec<Expr>, hi: Pos) -> Expr {
        let lo = x.span.lo;
        self.expr(bracket, lo, hi, ExprKind::Index(Box::new(x), args))
    }

    /// `x[lo:end:max]`.
    pub fn slice(
        &mut self,
        x: Expr,
        bracket: Pos,
        lo: Option<Expr>,
        end: Option<Expr>,
        max: Option<Expr>,
        hi: Pos,
    ) -> Expr {
        let start = x.span.lo;
        let kind = ExprKind::Slice {
            x: Box::new(x),
            lo: lo.map(Box::new),
            hi: end.map(Box::new),
            max: max.map(Box::new),
        };
        self.expr(bracket, start, hi, kind)
    }

    /// `x.(T)`, or `x.(type)` without `ty`.
    pub fn assertion(&mut self, x: Expr, dot: Pos, ty: Option<Expr>, hi: Pos) -> Expr {
        let lo = x.span.lo;
        let is_guard = ty.is_none();
        let kind = ExprKind::TypeAssert(Box::new(x), ty.map(Box::new));
        let guard = self.expr(dot, lo, hi, kind);
        if is_guard {
            self.type_guards.push((guard.id, guard.span));
        }
        guard
    }

    /// A call; `close` is the position of the `)`.
    pub fn call(&mut self, fun: Expr, open: Pos, args: ArgList, close: Pos) -> Expr {
        let lo = fun.span.lo;
        let call = Call { fun, args: args.args, ellipsis: args.ellipsis, rparen: close };
        self.expr(open, lo, Pos(close.0 + 1), ExprKind::Call(Box::new(call)))
    }

    /// A function literal.
    pub fn func_lit(&mut self, lo: Pos, sig: FuncSig, body: Block) -> Expr {
        let hi = body.span.hi;
        self.expr(lo, lo, hi, ExprKind::FuncLit(Rc::new(FuncLit { sig, body })))
    }

    /// A composite literal whose braces open at `brace`.
    pub fn composite(
        &mut self,
        ty: Option<Expr>,
        brace: Pos,
        elems: Vec<Element>,
        hi: Pos,
    ) -> Expr {
        let lo = ty.as_ref().map_or(brace, |ty| ty.span.lo);
        self.expr(brace, lo, hi, ExprKind::CompositeLit { ty: ty.map(Box::new), elems })
    }

    /// A composite literal whose type is in parentheses.
    pub fn paren_composite(
        &mut self,
        lo: Pos,
        ty: Expr,
        brace: Pos,
        elems: Vec<Element>,
        hi: Pos,
    ) -> Expr {
        self.syntax_error(brace, "cannot parenthesize type in composite literal");
        let ty = self.paren(lo, ty, brace);
        self.composite(Some(ty), brace, elems, hi)
    }

    // ---- Statements ---------------------------------------------------------------

    /// A braced statement list.
    pub fn block(&mut self, lo: Pos, stmts: Vec<Stmt>, hi: Pos) -> Block {
        Block { id: self.id(), stmts, span: Span::new(lo, hi) }
    }

    /// A block as a statement.
    pub fn block_stmt(&mut self, block: Block) -> Stmt {
        let Span { lo, hi } = block.span;
        self.stmt(lo, lo, hi, StmtKind::Block(block))
    }

    /// `label: stmt`.
    pub fn labeled(&mut self, label: Ident, colon: Pos, stmt: Option<Stmt>, hi: Pos) -> Stmt {
        let stmt = match stmt {
            Some(stmt) => stmt,
            None => self.stmt(hi, hi, hi, StmtKind::Empty),
        };
        let end = stmt.span.hi;
        self.stmt(colon, label.pos, end, StmtKind::Labeled(label, Box::new(stmt)))
    }

    /// An expression as a statement.
    pub fn expr_stmt(&mut self, x: Expr) -> Stmt {
        let (pos, span) = (x.pos, x.span);
        self.stmt(pos, span.lo, span.hi, StmtKind::Expr(x))
    }

    /// `ch <- value`.
    pub fn send(&mut self, ch: Expr, at: Pos, value: Expr) -> Stmt {
        let (lo, hi) = (ch.span.lo, value.span.hi);
        self.stmt(at, lo, hi, StmtKind::Send(Box::new(ch), Box::new(value)))
    }

    /// `x++` or `x--`.
    pub fn inc_dec(&mut self, x: Expr, at: Pos, is_inc: bool, hi: Pos) -> Stmt {
        let lo = x.span.lo;
        self.stmt(at, lo, hi, StmtKind::IncDec(x, is_inc))
    }

    /// `x op= value`.
    pub fn op_assign(&mut self, x: Expr, at: Pos, op: BinaryOp, value: Expr) -> Stmt {
        let (lo, hi) = (x.span.lo, value.span.hi);
        self.stmt(at, lo, hi, StmtKind::OpAssign(op, Box::new(x), Box::new(value)))
    }

    /// `left = right` or `left := right`.
    pub fn assign(&mut self, left: Vec<Expr>, at: Pos, define: bool, right: Vec<Expr>) -> Stmt {
        let lo = left.first().map_or(at, |x| x.span.lo);
        let hi = right.last().map_or(at, |x| x.span.hi);
        let kind =
            if define { StmtKind::Define(left, right) } else { StmtKind::Assign(left, right) };
        self.stmt(at, lo, hi, kind)
    }

    /// `go x`.
    pub fn go_stmt(&mut self, lo: Pos, x: Expr, hi: Pos) -> Stmt {
        let x = self.call_operand("go", x);
        self.stmt(lo, lo, hi, StmtKind::Go(x))
    }

    /// `defer x`.
    pub fn defer_stmt(&mut self, lo: Pos, x: Expr, hi: Pos) -> Stmt {
        let x = self.call_operand("defer", x);
        self.stmt(lo, lo, hi, StmtKind::Defer(x))
    }

    fn call_operand(&mut self, keyword: &str, x: Expr) -> Expr {
        if matches!(x.kind, ExprKind::Paren(_)) {
            self.error(x.pos, format!("expression in {keyword} must not be parenthesized"));
        }
        x
    }

    /// The expression that a header's statement must be.
    fn condition(&mut self, stmt: Stmt) -> Expr {
        let Stmt { pos, span, kind, .. } = stmt;
        let shown = match kind {
            StmtKind::Expr(x) => return x,
            StmtKind::Assign(left, right) => {
                format!("assignment {} = {}", emphasized(&left), emphasized(&right))
            }
            StmtKind::Define(left, right) => {
                format!("{} := {}", exprs_string(&left), exprs_string(&right))
            }
            StmtKind::OpAssign(op, x, y) => {
                format!("{} {}= {}", expr_string(&x), op.as_str(), expr_string(&y))
            }
            StmtKind::Send(x, y) => format!("{} <- {}", expr_string(&x), expr_string(&y)),
            _ => self.text(span.lo, span.hi).to_owned(),
        };
        self.syntax_error(pos, &format!("cannot use {shown} as value"));
        self.expr(pos, span.lo, span.hi, ExprKind::Bad)
    }

    /// An `if` statement.
    pub fn if_stmt(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        cond: Stmt,
        then: Block,
        els: Option<Stmt>,
        hi: Pos,
    ) -> Stmt {
        let cond = self.condition(cond);
        self.stmt(lo, lo, hi, StmtKind::If(Box::new(If { init, cond, then, els })))
    }

    /// An `if` with nothing where the condition belongs; `at` is the `{` or the `;`.
    pub fn if_without_condition(
        &mut self,
        lo: Pos,
        at: Pos,
        then: Block,
        els: Option<Stmt>,
        hi: Pos,
    ) -> Stmt {
        if self.text(at, Pos(at.0 + 1)) == "\n" {
            self.syntax_error(at, "unexpected newline, expected { after if clause");
        } else {
            self.syntax_error(at, "missing condition in if statement");
        }
        let cond = self.expr(at, at, at, ExprKind::Bad);
        self.stmt(lo, lo, hi, StmtKind::If(Box::new(If { init: None, cond, then, els })))
    }

    /// A `for` statement without `range`.
    pub fn for_stmt(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        cond: Option<Stmt>,
        post: Option<Stmt>,
        body: Block,
    ) -> Stmt {
        let cond = cond.map(|stmt| self.condition(stmt));
        if let Some(Stmt { pos, kind: StmtKind::Define(..), .. }) = &post {
            self.syntax_error(*pos, "cannot declare in post statement of for loop");
        }
        let hi = body.span.hi;
        self.stmt(lo, lo, hi, StmtKind::For(Box::new(For { init, cond, post, body })))
    }

    /// A `for` statement with `range`.
    pub fn range_stmt(
        &mut self,
        lo: Pos,
        left: Vec<Expr>,
        define: bool,
        x: Expr,
        body: Block,
    ) -> Stmt {
        let hi = body.span.hi;
        let mut left = left.into_iter();
        let (key, value) = (left.next(), left.next());
        let range = Range { key, value, extra: left.collect(), define, x, body };
        self.stmt(lo, lo, hi, StmtKind::Range(Box::new(range)))
    }

    /// A switch or, if the tag says so, a type switch.
    pub fn switch(
        &mut self,
        lo: Pos,
        init: Option<Stmt>,
        tag: Option<Stmt>,
        clauses: Vec<Clause>,
        hi: Pos,
    ) -> Stmt {
        let cases = self.case_clauses(clauses);
        let kind = match tag.map(|tag| self.type_guard(tag)) {
            Some(Ok((bind, x))) => {
                StmtKind::TypeSwitch(Box::new(TypeSwitch { init, bind, x, cases }))
            }
            Some(Err(tag)) => {
                let tag = Some(self.condition(*tag));
                StmtKind::Switch(Box::new(Switch { init, tag, cases }))
            }
            None => StmtKind::Switch(Box::new(Switch { init, tag: None, cases })),
        };
        self.stmt(lo, lo, hi, kind)
    }

    /// Takes `v := x.(type)` or `x.(type)` apart; gives any other tag back.
    fn type_guard(&mut self, tag: Stmt) -> Result<(Option<Ident>, Expr), Box<Stmt>> {
        let mut tag = tag;
        let (bind, guard) = match &mut tag.kind {
            StmtKind::Expr(x) => (None, x),
            StmtKind::Define(left, right) => match (&left[..], &mut right[..]) {
                ([left], [right]) if left.as_ident().is_some() => (left.as_ident().copied(), right),
                _ => return Err(Box::new(tag)),
            },
            _ => return Err(Box::new(tag)),
        };
        let ExprKind::TypeAssert(_, None) = &guard.kind else { return Err(Box::new(tag)) };
        self.type_guards.retain(|&(id, _)| id != guard.id);
        match std::mem::replace(&mut guard.kind, ExprKind::Bad) {
            ExprKind::TypeAssert(x, None) => Ok((bind, *x)),
            _ => Err(Box::new(tag)),
        }
    }

    fn case_clauses(&mut self, clauses: Vec<Clause>) -> Vec<CaseClause> {
        let clause = |clause: Clause| CaseClause {
            id: self.id(),
            pos: clause.span.lo,
            exprs: match clause.head {
                ClauseHead::Case(exprs) => Some(exprs),
                ClauseHead::Comm(_) | ClauseHead::Default => None,
            },
            body: clause.body,
            span: clause.span,
        };
        clauses.into_iter().map(clause).collect()
    }

    /// A select.
    pub fn select(&mut self, lo: Pos, clauses: Vec<Clause>, hi: Pos) -> Stmt {
        let clause = |clause: Clause| CommClause {
            id: self.id(),
            pos: clause.span.lo,
            comm: match clause.head {
                ClauseHead::Comm(comm) => Some(*comm),
                ClauseHead::Case(_) | ClauseHead::Default => None,
            },
            body: clause.body,
            span: clause.span,
        };
        let clauses = clauses.into_iter().map(clause).collect();
        self.stmt(lo, lo, hi, StmtKind::Select(clauses))
    }
}

/// Expressions separated by commas.
fn exprs_string(exprs: &[Expr]) -> String {
    exprs.iter().map(expr_string).collect::<Vec<_>>().join(", ")
}

/// One side of an assignment, a binary expression in parentheses to let the `=` stand out.
fn emphasized(side: &[Expr]) -> String {
    match side {
        [x] if matches!(x.kind, ExprKind::Binary(..)) => format!("({})", expr_string(x)),
        _ => exprs_string(side),
    }
}

/// How tightly a binary operator binds: 1 (`||`) to 5 (`*`).
fn precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::LogOr => 1,
        BinaryOp::LogAnd => 2,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
            3
        }
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 4,
        BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::Rem
        | BinaryOp::Shl
        | BinaryOp::Shr
        | BinaryOp::And
        | BinaryOp::AndNot => 5,
    }
}
