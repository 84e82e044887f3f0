//! Index and slice expressions.

use minigo_syntax::ast::Expr;
use minigo_syntax::source::Span;

use super::check::Checker;
use super::operand::{Mode, Operand, Source, expr_span};
use super::ty::{Basic, Ty, TyKind};
use crate::codes;

impl Checker<'_> {
    /// Checks `x[i]`. True if it is the instantiation of a generic function, which is
    /// left to the caller.
    pub(super) fn index_expr<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        inner: &'e Expr,
        indices: &'e [Expr],
    ) -> bool {
        self.expr_or_type(x, inner, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(indices);
                return false;
            }
            Mode::Type => {
                x.invalidate();
                x.ty = self.var_type(expr);
                if x.ty != Ty::INVALID {
                    x.mode = Mode::Type;
                }
                return false;
            }
            Mode::Value if self.is_generic_func(x.ty) => return true,
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.index_complete(x) {
            x.invalidate();
            return false;
        }
        self.index_value(x, expr, indices);
        false
    }

    fn index_complete(&mut self, x: &Operand<'_>) -> bool {
        if !self.is_complete(x.ty) {
            return false;
        }
        match self.p.types.under(x.ty) {
            TyKind::Pointer(to) => self.is_complete(to),
            TyKind::Map(_, elem) => self.is_complete(elem),
            _ => true,
        }
    }

    fn index_value<'e>(&mut self, x: &mut Operand<'e>, expr: &'e Expr, indices: &'e [Expr]) {
        let mut len: Option<i64> = None;
        let mut valid = true;
        let types = &self.p.types;
        match types.under(x.ty) {
            TyKind::Basic(basic) if basic.is_string() => {
                if x.mode == Mode::Constant {
                    len = Some(x.constant().bytes().len() as i64);
                }
                x.mode = Mode::Value;
                x.ty = Ty::BYTE;
            }
            TyKind::Array(elem, n) => {
                len = Some(n);
                if x.mode != Mode::Variable {
                    x.mode = Mode::Value;
                }
                x.ty = elem;
            }
            TyKind::Pointer(to) => match types.under(to) {
                TyKind::Array(elem, n) => {
                    len = Some(n);
                    x.mode = Mode::Variable;
                    x.ty = elem;
                }
                _ => valid = false,
            },
            TyKind::Slice(elem) => {
                x.mode = Mode::Variable;
                x.ty = elem;
            }
            TyKind::Map(key, elem) => {
                self.index_map(x, expr, indices, key, elem);
                return;
            }
            TyKind::Interface(_) if types.is_type_param(x.ty) => match self.index_type_param(x) {
                Some((Some(key), elem, ..)) => {
                    self.index_map(x, expr, indices, key, elem);
                    return;
                }
                Some((None, elem, n, mode)) => {
                    len = n;
                    x.mode = mode;
                    x.ty = elem;
                }
                None => valid = false,
            },
            _ => valid = false,
        }
        if !valid {
            let message = format!("cannot index {}", self.os(x));
            self.error(Span::at(expr.pos), codes::NON_SLICEABLE_OPERAND, message);
            self.use_exprs(indices);
            x.invalidate();
            return;
        }
        x.val = None;
        match self.single_index(indices) {
            Some(index) => {
                self.index(index, len);
            }
            None => x.invalidate(),
        }
    }

    fn index_map<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        indices: &'e [Expr],
        key: Ty,
        elem: Ty,
    ) {
        let Some(index) = self.single_index(indices) else {
            x.invalidate();
            return;
        };
        let mut operand = Operand::invalid();
        self.generic_expr(&mut operand, index, None);
        self.assignment(&mut operand, Some(key), "map index");
        x.mode = Mode::MapIndex;
        x.ty = elem;
        x.val = None;
        x.source = Source::Expr(expr);
    }

    /// Key (for maps), element, length and mode shared by all types of a type parameter.
    fn index_type_param(&self, x: &Operand<'_>) -> Option<(Option<Ty>, Ty, Option<i64>, Mode)> {
        let types = &self.p.types;
        let mut mode = Mode::Variable;
        let mut common: Option<(Option<Ty>, Ty, Option<i64>)> = None;
        for term in self.typeset(x.ty) {
            let (_, under) = term?;
            let (key, elem, len) = match types.kind(under) {
                TyKind::Basic(basic) if basic.is_string() => {
                    mode = Mode::Value;
                    (None, Ty::BYTE, None)
                }
                TyKind::Array(elem, n) => {
                    if x.mode != Mode::Variable {
                        mode = Mode::Value;
                    }
                    (None, elem, Some(n))
                }
                TyKind::Pointer(to) => match types.under(to) {
                    TyKind::Array(elem, n) => (None, elem, Some(n)),
                    _ => return None,
                },
                TyKind::Slice(elem) => (None, elem, None),
                TyKind::Map(key, elem) => (Some(key), elem, None),
                _ => return None,
            };
            let Some((known_key, known_elem, known_len)) = &mut common else {
                common = Some((key, elem, len));
                continue;
            };
            let same_key = match (*known_key, key) {
                (Some(x), Some(y)) => types.identical(x, y),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            if !same_key || !types.identical(*known_elem, elem) {
                return None;
            }
            if let (Some(n), Some(known)) = (len, *known_len)
                && n < known
            {
                *known_len = Some(n);
            }
        }
        common.map(|(key, elem, len)| (key, elem, len, mode))
    }

    fn single_index<'e>(&mut self, indices: &'e [Expr]) -> Option<&'e Expr> {
        if let Some(second) = indices.get(1) {
            let message = "invalid operation: more than one index";
            self.error_expr(second, codes::INVALID_INDEX, message);
        }
        indices.first()
    }

    /// Checks an index or size: its type, and its value if constant. `len` is the first
    /// value too large.
    pub(super) fn index(&mut self, expr: &Expr, len: Option<i64>) -> (Ty, Option<i64>) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, expr);
        if !self.is_valid_index(&mut x, codes::INVALID_INDEX, "index", false) {
            return (Ty::INVALID, None);
        }
        if x.mode != Mode::Constant {
            return (x.ty, None);
        }
        let Some(value) = Self::int_constant(&x) else { return (Ty::INVALID, None) };
        if let Some(len) = len
            && value >= len
        {
            let message =
                format!("invalid argument: index {} out of bounds [0:{len}]", x.constant());
            self.error(x.span(), codes::INVALID_INDEX, message);
            return (Ty::INVALID, None);
        }
        (x.ty, Some(value))
    }

    pub(super) fn is_valid_index(
        &mut self,
        x: &mut Operand<'_>,
        code: &'static str,
        what: &str,
        allow_negative: bool,
    ) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, Ty::INT);
        if !x.is_valid() {
            return false;
        }
        let problem = if !self.p.types.all_integer(x.ty) {
            "must be integer"
        } else if x.mode == Mode::Constant && !allow_negative && x.constant().sign() < 0 {
            "must not be negative"
        } else if x.mode == Mode::Constant {
            match x.constant().represent(Basic::Int) {
                Some(value) => {
                    x.val = Some(value);
                    return true;
                }
                None => "overflows int",
            }
        } else {
            return true;
        };
        let message = format!("invalid argument: {what} {} {problem}", self.os(x));
        self.error(x.span(), code, message);
        false
    }

    /// Checks `x[lo:hi:max]`.
    pub(super) fn slice_expr<'e>(
        &mut self,
        x: &mut Operand<'e>,
        inner: &'e Expr,
        indices: [Option<&'e Expr>; 3],
    ) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            for index in indices.into_iter().flatten() {
                self.use_exprs(std::slice::from_ref(index));
            }
            return;
        }
        let Some(under) = self.slice_common(x) else {
            x.invalidate();
            return;
        };
        if let TyKind::Pointer(to) = self.p.types.under(x.ty)
            && !self.is_complete(to)
        {
            x.invalidate();
            return;
        }
        let mut len: Option<i64> = None;
        let mut valid = true;
        match self.p.types.kind(under) {
            TyKind::Basic(basic) if basic.is_string() => {
                if let Some(max) = indices[2] {
                    let message = "invalid operation: 3-index slice of string";
                    self.error_expr(max, codes::INVALID_SLICE_EXPR, message);
                    x.invalidate();
                    return;
                }
                if x.mode == Mode::Constant {
                    len = Some(x.constant().bytes().len() as i64);
                }
                if self.p.types.is_untyped(x.ty) {
                    // The operand is a string from now on.
                    if let Some(expr) = x.expr() {
                        self.update_expr_type(expr, Ty::STRING, true);
                    }
                    x.ty = Ty::STRING;
                }
            }
            TyKind::Array(elem, n) => {
                len = Some(n);
                if x.mode != Mode::Variable {
                    let message = format!("cannot slice unaddressable value {}", self.os(x));
                    self.error(x.span(), codes::NON_SLICEABLE_OPERAND, message);
                    x.invalidate();
                    return;
                }
                x.ty = self.p.types.slice(elem);
            }
            TyKind::Pointer(to) => match self.p.types.under(to) {
                TyKind::Array(elem, n) => {
                    len = Some(n);
                    x.ty = self.p.types.slice(elem);
                }
                _ => valid = false,
            },
            TyKind::Slice(_) => {}
            _ => valid = false,
        }
        if !valid {
            let message = format!("cannot slice {}", self.os(x));
            self.error(x.span(), codes::NON_SLICEABLE_OPERAND, message);
            x.invalidate();
            return;
        }
        x.mode = Mode::Value;
        x.val = None;
        self.slice_indices(indices, len);
    }

    /// The underlying type that all types of the operand share; strings count as byte
    /// slices.
    fn slice_common(&mut self, x: &Operand<'_>) -> Option<Ty> {
        let bytes = self.p.types.slice(Ty::UINT8);
        let mut common: Option<(Ty, Ty)> = None;
        let mut has_string = false;
        for term in self.typeset(x.ty) {
            let Some((t, mut u)) = term else {
                let message = format!(
                    "cannot slice {}: no specific type in {}",
                    self.os(x),
                    self.ty_string(x.ty)
                );
                self.error(x.span(), codes::NON_SLICEABLE_OPERAND, message);
                return None;
            };
            if self.p.types.is_string(u) {
                u = bytes;
                has_string = true;
            }
            match common {
                None => common = Some((t, u)),
                Some((_, cu)) if self.p.types.identical(cu, u) => {}
                Some((ct, _)) => {
                    let message = format!(
                        "cannot slice {}: {} and {} have different underlying types",
                        self.os(x),
                        self.ty_string(ct),
                        self.ty_string(t)
                    );
                    self.error(x.span(), codes::NON_SLICEABLE_OPERAND, message);
                    return None;
                }
            }
        }
        let (_, under) = common?;
        if !has_string {
            return Some(under);
        }
        Some(if self.p.types.is_type_param(x.ty) {
            Ty::STRING
        } else {
            self.p.types.underlying(x.ty)
        })
    }

    fn slice_indices(&mut self, indices: [Option<&Expr>; 3], len: Option<i64>) {
        let mut values: [Option<i64>; 3] = [None; 3];
        for (i, index) in indices.into_iter().enumerate() {
            values[i] = match index {
                Some(index) => self.index(index, len.map(|len| len + 1)).1,
                None if i == 0 => Some(0),
                None => len,
            };
        }
        // The constant indices must not decrease.
        for i in 0..2 {
            let Some(low) = values[i].filter(|&low| low > 0) else { continue };
            for j in i + 1..3 {
                let Some(high) = values[j].filter(|&high| high < low) else { continue };
                let at = indices[j].or(indices[i]);
                if let Some(at) = at {
                    let message = format!("invalid slice indices: {high} < {low}");
                    self.error(expr_span(at), codes::SWAPPED_SLICE_INDICES, message);
                }
                return;
            }
        }
    }
}
