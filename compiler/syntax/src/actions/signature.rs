//! Actions for signatures: parameter lists, receivers and type parameters.

use std::sync::Arc;

use super::Builder;
use crate::ast::*;
use crate::source::{Pos, Span};
use crate::symbol::Symbol;

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

impl Builder<'_, '_> {
    /// Sorts out a list of type parameters; `close` is the position of the `]`.
    pub fn type_params(&mut self, items: Vec<Box<ParamItem>>, close: Pos) -> Vec<TypeParam> {
        let mut params = Vec::with_capacity(items.len());
        let mut constraint: Option<Arc<Expr>> = None;
        for item in items.into_iter().rev() {
            if let Some(ty) = item.ty {
                constraint = Some(Arc::new(ty));
            }
            let constraint = constraint.get_or_insert_with(|| {
                self.syntax_error(close, "missing type constraint");
                Arc::new(self.expr(close, close, close, ExprKind::Bad))
            });
            if let Some(name) = item.name {
                params.push(TypeParam { name, constraint: Arc::clone(constraint) });
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
                    params.push(Param { id, name: None, ty: Arc::new(ty), ellipsis, pos });
                }
            }
            return params;
        }
        let ntyped = items.iter().filter(|item| item.lone_name().is_none()).count();
        let mut error_pos = None;
        let mut shared: Option<(Arc<Expr>, Option<Pos>)> = None;
        for item in items.into_iter().rev() {
            let name = match item.lone_name() {
                Some(name) => name,
                None => {
                    if item.name.is_none() {
                        error_pos = Some(item.lo);
                    }
                    shared = item.ty.map(|ty| (Arc::new(ty), item.ellipsis));
                    match item.name {
                        Some(name) => name,
                        None => Ident { id: self.id(), pos: item.lo, name: Symbol::new("_") },
                    }
                }
            };
            let (ty, ellipsis) = match &shared {
                Some((ty, ellipsis)) => (Arc::clone(ty), *ellipsis),
                None => {
                    error_pos = Some(name.pos);
                    (Arc::new(self.expr(name.pos, name.pos, name.pos, ExprKind::Bad)), None)
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
        let result = Param { id, name: None, ty: Arc::new(result), ellipsis: None, pos };
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

    /// Reports `...` where there is no last parameter.
    pub fn check_no_dots(&mut self, params: &[Param]) {
        if let Some(pos) = params.iter().find_map(|param| param.ellipsis) {
            self.error(pos, "invalid use of ...");
        }
    }
}
