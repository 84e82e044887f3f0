//! Interface types and the unions of constraints.

use std::rc::Rc;

use minigo_syntax::ast::{BinaryOp, Expr, ExprKind, InterfaceElem, UnaryOp};
use minigo_syntax::source::Span;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::check::{Checker, Work};
use super::intern::Types;
use super::object::PkgId;
use super::operand::expr_span;
use super::ty::{InterfaceMethod, InterfaceType, Ty, TyKind, UnionTerm};
use crate::codes;
use minigo_syntax::exprstring::expr_string;

/// Longest union.
const MAX_TERMS: usize = 100;

impl Types {
    /// The interface that stands for a constraint written as a type element.
    pub fn implicit_interface(&self, element: Ty) -> Ty {
        self.intern(TyKind::Interface(Rc::new(InterfaceType {
            methods: Vec::new(),
            embeds: vec![element],
            comparable: false,
            implicit: true,
        })))
    }
}

impl Checker<'_> {
    pub(super) fn interface_type(&mut self, expr: &Expr, elems: &[InterfaceElem]) -> Ty {
        let mut methods: Vec<InterfaceMethod> = Vec::new();
        let mut places: FxHashMap<Symbol, Span> = FxHashMap::default();
        let mut embeds = Vec::new();
        let mut embed_spans = Vec::new();
        for elem in elems {
            match elem {
                InterfaceElem::Embed(element) => {
                    embeds.push(self.union_type(element));
                    embed_spans.push(expr_span(element));
                }
                InterfaceElem::Method(ident, sig) => {
                    let name = ident.name;
                    if name.is_blank() {
                        let message = "methods must have a unique non-blank name";
                        self.error(ident.span(), codes::BLANK_IFACE_METHOD, message);
                        continue;
                    }
                    let ty = self.signature(None, &[], sig).ty;
                    if let Some(&other) = places.get(&name) {
                        let message = format!("duplicate method {name}");
                        let notes = vec![(other.lo, format!("other declaration of method {name}"))];
                        self.report(ident.span(), codes::DUPLICATE_DECL, message, notes);
                        continue;
                    }
                    places.insert(name, ident.span());
                    let pkg = if name.is_exported() { None } else { Some(self.env.pkg) };
                    methods.push(InterfaceMethod { name, pkg, ty });
                }
            }
        }
        let ty = self.p.types.interface(methods, embeds);
        if !self.in_library() {
            self.interfaces.push((expr_span(expr), ty));
        }
        if !embed_spans.is_empty() {
            let methods = places.into_iter().collect();
            self.later(Work::InterfaceMethods {
                span: expr_span(expr),
                ty,
                methods,
                embeds: embed_spans,
            });
        }
        ty
    }

    /// Embedded interfaces may have a method in common only with one signature.
    pub(super) fn check_interface_methods(
        &mut self,
        span: Span,
        ty: Ty,
        places: &[(Symbol, Span)],
        embeds: &[Span],
    ) {
        let TyKind::Interface(interface) = self.p.types.kind(ty) else { return };
        let mut seen: FxHashMap<(Symbol, Option<PkgId>), (Ty, Span)> = FxHashMap::default();
        for method in &interface.methods {
            let place = places.iter().find(|(name, _)| *name == method.name);
            let place = place.map_or(span, |&(_, place)| place);
            seen.insert((method.name, method.pkg), (method.ty, place));
        }
        for (i, &embed) in interface.embeds.iter().enumerate() {
            let at = embeds.get(i).copied().unwrap_or(span);
            if !self.p.types.is_interface(embed) {
                let what = match self.p.types.under(embed) {
                    TyKind::Union(_) => "embedding interface element",
                    _ => "embedding non-interface type",
                };
                let valid = self.p.types.underlying(embed).is_valid();
                if valid && !self.allows(at, 18) {
                    let what = format!("{what} {}", self.ty_string(embed));
                    self.require(at, 18, &what);
                }
                continue;
            }
            for method in &self.p.types.type_set(embed).methods {
                let key = (method.name, method.pkg);
                match seen.get(&key) {
                    Some(&(other, place))
                        if !self.p.types.identical(other, method.ty) || !self.allows(at, 14) =>
                    {
                        let name = method.name;
                        let message = format!("duplicate method {name}");
                        let notes = vec![(place.lo, format!("other declaration of method {name}"))];
                        self.report(at, codes::DUPLICATE_DECL, message, notes);
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(key, (method.ty, at));
                    }
                }
            }
        }
    }

    /// A type element: one type, or a union of terms.
    pub(super) fn union_type(&mut self, expr: &Expr) -> Ty {
        let mut exprs = Vec::new();
        flatten_union(expr, &mut exprs);
        let mut terms: Vec<UnionTerm> = Vec::new();
        let mut places = Vec::new();
        for &term_expr in &exprs {
            let (tilde, ty) = self.union_term(term_expr);
            if exprs.len() == 1 && !tilde {
                return ty;
            }
            if terms.len() >= MAX_TERMS {
                let message = format!(
                    "cannot handle more than {MAX_TERMS} union terms (implementation limitation)"
                );
                self.error_expr(term_expr, codes::INVALID_UNION, message);
                return Ty::INVALID;
            }
            terms.push(UnionTerm { tilde, ty });
            places.push((expr_span(term_expr), tilde, ty, expr_string(term_expr)));
        }
        let ty = self.p.types.union(&terms);
        self.record_type_expr(expr, ty);
        self.later(Work::UnionTerms(places));
        ty
    }

    fn union_term(&mut self, expr: &Expr) -> (bool, Ty) {
        let (tilde, ty_expr) = match &expr.kind {
            ExprKind::Unary(UnaryOp::Tilde, inner) => (true, &**inner),
            _ => (false, expr),
        };
        let ty = self.type_expr(ty_expr);
        if self.p.types.is_type_param(ty) {
            let message = if tilde {
                format!("type in term {} cannot be a type parameter", expr_string(expr))
            } else {
                "term cannot be a type parameter".to_string()
            };
            self.error_expr(ty_expr, codes::MISPLACED_TYPE_PARAM, message);
            return (tilde, Ty::INVALID);
        }
        (tilde, ty)
    }

    pub(super) fn check_union_terms(&mut self, terms: &[(Span, bool, Ty, String)]) {
        let code = codes::INVALID_UNION;
        for (i, &(span, tilde, ty, _)) in terms.iter().enumerate() {
            if ty == Ty::INVALID {
                continue;
            }
            let under = self.p.types.underlying(ty);
            let is_interface = self.p.types.is_interface(ty);
            let text = self.ty_string(ty);
            if tilde {
                if is_interface {
                    let message = format!("invalid use of ~ ({text} is an interface)");
                    self.error(span, code, message);
                    continue;
                }
                if !self.p.types.identical(under, ty) {
                    let under = self.ty_string(under);
                    let message =
                        format!("invalid use of ~ (underlying type of {text} is {under})");
                    self.error(span, code, message);
                    continue;
                }
            }
            if is_interface {
                let text = self.p.types.describe_full(ty);
                let set = self.p.types.type_set(ty);
                let message = if !set.methods.is_empty() {
                    format!("cannot use {text} in union ({text} contains methods)")
                } else if ty == Ty::COMPARABLE {
                    "cannot use comparable in union".to_string()
                } else if set.comparable {
                    format!("cannot use {text} in union ({text} embeds comparable)")
                } else {
                    continue;
                };
                self.error(span, code, message);
                continue;
            }
            let term = |&(_, tilde, ty, _): &(Span, bool, Ty, String)| UnionTerm { tilde, ty };
            let mine = UnionTerm { tilde, ty };
            let other = terms[..i].iter().find(|other| {
                let other = term(other);
                !self.p.types.is_interface(other.ty)
                    && other.ty != Ty::INVALID
                    && (self.p.types.term_includes(other, mine)
                        || self.p.types.term_includes(mine, other))
            });
            if let Some(other) = other {
                let show = |t: UnionTerm| {
                    let ty = self.p.types.describe_full(t.ty);
                    format!("{}{ty}", if t.tilde { "~" } else { "" })
                };
                let message = format!("overlapping terms {} and {}", show(mine), show(term(other)));
                self.error(span, code, message);
            }
        }
    }
}

fn flatten_union<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    let mut right = Vec::new();
    let mut at = expr;
    while let ExprKind::Binary(BinaryOp::Or, x, y) = &at.kind {
        right.push(&**y);
        at = x;
    }
    out.push(at);
    out.extend(right.into_iter().rev());
}
