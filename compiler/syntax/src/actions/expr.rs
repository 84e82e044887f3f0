//! Actions for types and expressions.

use std::sync::Arc;

use super::Builder;
use crate::ast::*;
use crate::source::{Pos, Span};
use crate::symbol::Symbol;

/// The arguments of a call.
#[derive(Debug, Default)]
pub struct ArgList {
    /// The arguments.
    pub args: Vec<Expr>,
    /// Position of `...`.
    pub ellipsis: Option<Pos>,
}

impl Builder<'_, '_> {
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

    /// An index that `x[lo:end:max]` cannot do without; if it is missing, an error at `pos`.
    pub fn slice_index(&mut self, index: Option<Expr>, which: &str, pos: Pos) -> Expr {
        index.unwrap_or_else(|| {
            self.error(pos, format!("{which} index required in 3-index slice"));
            self.expr(pos, pos, pos, ExprKind::Bad)
        })
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
        self.expr(lo, lo, hi, ExprKind::FuncLit(Arc::new(FuncLit { sig, body })))
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
