//! Operands: what checking an expression yields, and how messages describe it.

use minigo_syntax::ast::{Expr, ExprKind, NodeId};
use minigo_syntax::source::{Pos, Span};

use super::check::Checker;
use super::constant::Const;
use super::object::Builtin;
use super::ty::{Ty, TyKind};
use crate::typed;
use minigo_syntax::exprstring::expr_string;

/// Modes of operands, as [`typed::Mode`] with `Invalid`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// An error was reported.
    Invalid,
    NoValue,
    Builtin,
    Type,
    Constant,
    Variable,
    MapIndex,
    Value,
    Nil,
    CommaOk,
}

/// The expression behind an operand.
#[derive(Clone, Debug)]
pub enum Source<'e> {
    None,
    Expr(&'e Expr),
    /// Made up for a message: position and text.
    Text(Pos, String),
}

/// What an expression denotes while it is being checked.
#[derive(Clone, Debug)]
pub struct Operand<'e> {
    pub mode: Mode,
    pub source: Source<'e>,
    pub ty: Ty,
    /// Present iff `mode` is `Constant`.
    pub val: Option<Const>,
    /// Meaningful iff `mode` is `Builtin`.
    pub builtin: Builtin,
}

impl<'e> Operand<'e> {
    /// An operand without expression.
    pub fn invalid() -> Operand<'e> {
        Operand {
            mode: Mode::Invalid,
            source: Source::None,
            ty: Ty::INVALID,
            val: None,
            builtin: Builtin::Len,
        }
    }

    /// A value of the given type that comes from `source`.
    pub fn value(source: Source<'e>, ty: Ty) -> Operand<'e> {
        Operand { mode: Mode::Value, source, ty, val: None, builtin: Builtin::Len }
    }

    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    pub fn is_nil(&self) -> bool {
        self.mode == Mode::Nil
    }

    pub fn is_const(&self) -> bool {
        self.mode == Mode::Constant
    }

    /// The constant's value, `Unknown` if there is none.
    pub fn constant(&self) -> Const {
        self.val.clone().unwrap_or(Const::Unknown)
    }

    /// The expression, if it stands in the program.
    pub fn expr(&self) -> Option<&'e Expr> {
        match self.source {
            Source::Expr(expr) => Some(expr),
            Source::None | Source::Text(..) => None,
        }
    }

    /// The node under which facts about the operand are recorded.
    pub fn node(&self) -> Option<NodeId> {
        self.expr().map(|expr| expr.id)
    }

    /// Where messages about the operand point.
    pub fn span(&self) -> Span {
        match &self.source {
            Source::None => Span::default(),
            Source::Expr(expr) => expr_span(expr),
            Source::Text(pos, _) => Span::at(*pos),
        }
    }

    /// The expression's text.
    pub fn text(&self) -> String {
        match &self.source {
            Source::None => String::new(),
            Source::Expr(expr) => expr_string(expr),
            Source::Text(_, text) => text.clone(),
        }
    }
}

/// Where an expression begins for messages. Slice expressions are told by their bracket,
/// as Go's compiler does.
pub fn start_pos(expr: &Expr) -> Pos {
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::CompositeLit { ty: Some(ty), .. } => at = ty,
            ExprKind::Selector(x, _)
            | ExprKind::Index(x, _)
            | ExprKind::TypeAssert(x, _)
            | ExprKind::Binary(_, x, _) => at = x,
            ExprKind::Call(call) => at = &call.fun,
            // A function type is told by its parameters.
            ExprKind::FuncType(sig) => return sig.span.lo,
            _ => return at.pos,
        }
    }
}

/// The span that messages about an expression show.
pub fn expr_span(expr: &Expr) -> Span {
    let lo = start_pos(expr);
    Span::new(lo, expr.span.hi.max(lo))
}

impl Mode {
    /// The mode as recorded; `None` for `Invalid`.
    pub fn recorded(self, builtin: Builtin) -> Option<typed::Mode> {
        Some(match self {
            Mode::Invalid => return None,
            Mode::NoValue => typed::Mode::NoValue,
            Mode::Builtin => typed::Mode::Builtin(builtin),
            Mode::Type => typed::Mode::Type,
            Mode::Constant => typed::Mode::Constant,
            Mode::Variable => typed::Mode::Variable,
            Mode::MapIndex => typed::Mode::MapIndex,
            Mode::Value => typed::Mode::Value,
            Mode::Nil => typed::Mode::Nil,
            Mode::CommaOk => typed::Mode::CommaOk,
        })
    }

    fn describe(self) -> &'static str {
        match self {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin => "built-in",
            Mode::Type => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::Nil => "nil",
            Mode::CommaOk => "comma, ok expression",
        }
    }
}

impl Checker<'_> {
    /// The operand as messages show it: `x (variable of type int)`.
    pub(super) fn operand_string(&self, x: &Operand<'_>) -> String {
        let types = &self.p.types;
        if x.mode == Mode::Nil {
            return match x.ty {
                Ty::INVALID => "nil (with invalid type)".into(),
                Ty::UNTYPED_NIL => "nil".into(),
                ty => format!("nil (of type {})", self.ty_string(ty)),
            };
        }
        let text = match (&x.source, x.mode) {
            (Source::None, Mode::Builtin) => x.builtin.name().to_string(),
            (Source::None, Mode::Type) => self.ty_string(x.ty),
            (Source::None, Mode::Constant) => x.constant().to_string(),
            _ => x.text(),
        };
        let mut out = String::new();
        let mut has_type = false;
        match x.mode {
            Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::Type => {}
            _ => match types.as_basic(x.ty) {
                Some(basic) if basic.is_untyped() => {
                    out.push_str(basic.name());
                    out.push(' ');
                }
                _ => has_type = true,
            },
        }
        out.push_str(x.mode.describe());
        if x.mode == Mode::Constant {
            let value = x.constant().to_string();
            if value != text {
                out.push(' ');
                out.push_str(&value);
            }
        }
        if has_type {
            self.push_type_description(&mut out, x.ty);
        }
        if text.is_empty() { out } else { format!("{text} ({out})") }
    }

    fn push_type_description(&self, out: &mut String, ty: Ty) {
        let types = &self.p.types;
        if ty == Ty::INVALID {
            out.push_str(" with invalid type");
            return;
        }
        out.push_str(" of ");
        if types.is_generic(ty) {
            out.push_str("generic ");
        }
        let param = types.as_type_param(ty);
        let named =
            types.as_named(ty).is_some() || types.is_alias(ty) && ty != Ty::BYTE && ty != Ty::RUNE;
        if param.is_none() && named {
            match self.composite_kind(ty) {
                "" => {
                    let under = types.underlying(ty);
                    let name = types.as_basic(under).map_or("", |basic| basic.name());
                    out.push_str(name.trim_start_matches("unsafe."));
                }
                kind => out.push_str(kind),
            }
            out.push(' ');
        }
        out.push_str("type ");
        out.push_str(&self.ty_string(ty));
        if let Some(id) = param {
            out.push_str(" constrained by ");
            let constraint = types.type_param(id).constraint.unwrap_or(Ty::ANY);
            out.push_str(&self.ty_string(constraint));
            if types.type_set(ty).is_empty() {
                out.push_str(" with empty type set");
            }
        }
    }

    /// What kind of composite type the underlying type is; empty for basic types.
    pub(super) fn composite_kind(&self, ty: Ty) -> &'static str {
        match self.p.types.under(ty) {
            TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_) => "",
            TyKind::Array(..) => "array",
            TyKind::Slice(_) => "slice",
            TyKind::Struct(_) => "struct",
            TyKind::Pointer(_) => "pointer",
            TyKind::Func(_) => "func",
            TyKind::Interface(_) => "interface",
            TyKind::Map(..) => "map",
            TyKind::Chan(..) => "chan",
            TyKind::Tuple(_) => "tuple",
            TyKind::Union(_) => "union",
        }
    }
}
