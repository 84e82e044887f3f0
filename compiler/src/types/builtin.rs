//! Calls of built-in functions.

use minigo_syntax::ast::{BinaryOp, Call, Expr, ExprKind};

use super::check::Checker;
use super::constant::Const;
use super::lookup::EntryKind;
use super::object::Builtin;
use super::operand::{Mode, Operand, expr_span};
use super::ty::{Basic, Signature, StructType, Ty, TyKind};
use crate::codes;
use crate::typed::{Selection, SelectionKind};
use minigo_syntax::exprstring::expr_string;

impl Checker<'_> {
    /// Checks a call of a built-in; false if an error was reported.
    pub(super) fn builtin_call<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        call: &'e Call,
        id: Builtin,
    ) -> bool {
        if call.ellipsis.is_some() && id != Builtin::Append {
            let message =
                format!("invalid operation: invalid use of ... with built-in {}", id.name());
            self.error(Self::call_span(expr), codes::INVALID_DOT_DOT_DOT, message);
            self.use_exprs(&call.args);
            return false;
        }
        // Calls and receives decide whether len and cap are constant.
        let is_len = matches!(id, Builtin::Len | Builtin::Cap);
        let saved = self.env.has_call_or_recv;
        if is_len {
            self.env.has_call_or_recv = false;
        }
        let ok = self.builtin_args(x, expr, call, id);
        if is_len {
            self.env.has_call_or_recv = saved;
        }
        ok
    }

    fn builtin_args<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        call: &'e Call,
        id: Builtin,
    ) -> bool {
        let raw = matches!(id, Builtin::Make | Builtin::New | Builtin::UnsafeOffsetof);
        let mut args = Vec::new();
        let nargs = if raw {
            call.args.len()
        } else {
            args = self.expr_list(&call.args);
            if args.iter().any(|arg| !arg.is_valid()) {
                return false;
            }
            args.len()
        };
        let problem = if nargs < id.nargs() {
            "not enough"
        } else if !id.is_variadic() && nargs > id.nargs() {
            "too many"
        } else {
            ""
        };
        if !problem.is_empty() {
            let message = format!(
                "invalid operation: {problem} arguments for {} (expected {}, found {nargs})",
                expr_string(expr),
                id.nargs()
            );
            self.error(Self::call_span(expr), codes::WRONG_ARG_COUNT, message);
            return false;
        }
        if let Some(first) = args.first() {
            *x = first.clone();
        }
        let since = match id {
            Builtin::Clear | Builtin::Max | Builtin::Min => 21,
            Builtin::UnsafeAdd | Builtin::UnsafeSlice => 17,
            Builtin::UnsafeSliceData | Builtin::UnsafeString | Builtin::UnsafeStringData => 20,
            _ => 0,
        };
        let what = match id {
            Builtin::Clear => "clear".to_string(),
            Builtin::Max | Builtin::Min => format!("built-in {}", id.name()),
            _ => format!("unsafe.{}", id.name()),
        };
        self.require(expr_span(&call.fun), since, &what);
        match id {
            Builtin::Append => self.append(x, expr, call, &mut args),
            Builtin::Len | Builtin::Cap => self.len_or_cap(x, id),
            Builtin::Clear => self.clear(x),
            Builtin::Close => self.close(x),
            Builtin::Complex => self.complex(x, expr, &mut args),
            Builtin::Copy => self.copy(x, &mut args),
            Builtin::Delete => self.delete(x, &args),
            Builtin::Imag | Builtin::Real => self.real_or_imag(x, id),
            Builtin::Make => self.make(x, expr, call),
            Builtin::Max | Builtin::Min => self.min_or_max(x, &mut args, id),
            Builtin::New => self.new_(x, &call.fun, &call.args[0]),
            Builtin::Panic => self.panic(x, expr),
            Builtin::Print | Builtin::Println => self.print(x, &mut args, id),
            Builtin::Recover => {
                x.mode = Mode::Value;
                x.ty = Ty::EMPTY_INTERFACE;
                true
            }
            Builtin::UnsafeAdd => self.unsafe_add(x, &mut args),
            Builtin::UnsafeAlignof | Builtin::UnsafeSizeof => self.size_or_align(x, id),
            Builtin::UnsafeOffsetof => self.offsetof(x, &call.args[0]),
            Builtin::UnsafeSlice | Builtin::UnsafeString => self.unsafe_slice(x, &mut args, id),
            Builtin::UnsafeSliceData => match self.common_kind(x.ty) {
                Some(TyKind::Slice(elem)) => {
                    x.mode = Mode::Value;
                    x.ty = self.p.types.pointer(elem);
                    true
                }
                _ => self.bad_arg(x, codes::INVALID_UNSAFE_SLICE_DATA, "is not a slice"),
            },
            Builtin::UnsafeStringData => {
                self.assignment(x, Some(Ty::STRING), "argument to unsafe.StringData");
                x.ty = self.p.types.pointer(Ty::BYTE);
                self.becomes_value(x)
            }
        }
    }

    /// The operand becomes a value unless it is invalid.
    fn becomes_value(&self, x: &mut Operand<'_>) -> bool {
        if x.is_valid() {
            x.mode = Mode::Value;
        }
        x.is_valid()
    }

    fn bad_arg(&mut self, x: &Operand<'_>, code: &'static str, problem: &str) -> bool {
        let message = format!("invalid argument: {} {problem}", self.os(x));
        self.error(x.span(), code, message);
        false
    }

    fn common_kind(&self, ty: Ty) -> Option<TyKind> {
        self.common_under(ty, |_| Ok(())).ok().map(|u| self.p.types.kind(u))
    }

    /// Element type shared by all slice types of the operand.
    fn slice_elem(&self, x: &Operand<'_>) -> Result<Ty, String> {
        let mut elem: Option<Ty> = None;
        for term in self.typeset(x.ty) {
            let found = term.map(|(_, u)| self.p.types.kind(u));
            let Some(TyKind::Slice(found)) = found else {
                return Err(if x.is_nil() {
                    "argument must be a slice; have untyped nil".into()
                } else {
                    format!("argument must be a slice; have {}", self.os(x))
                });
            };
            match elem {
                None => elem = Some(found),
                Some(known) if self.p.types.identical(known, found) => {}
                Some(known) => {
                    return Err(format!(
                        "mismatched slice element types {} and {} in {}",
                        self.ty_string(known),
                        self.ty_string(found),
                        self.os(x)
                    ));
                }
            }
        }
        elem.ok_or_else(|| "argument must be a slice".into())
    }

    /// Whether all types are byte slices or strings; and whether one is a string.
    fn bytes_or_string(&self, ty: Ty) -> (bool, bool) {
        let mut has_string = false;
        for term in self.typeset(ty) {
            let Some((_, u)) = term else { return (false, false) };
            match self.p.types.kind(u) {
                TyKind::Slice(elem) if self.p.types.identical(elem, Ty::UINT8) => {}
                TyKind::Basic(basic) if basic.is_string() => has_string = true,
                _ => return (false, false),
            }
        }
        (true, has_string)
    }

    fn append<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        call: &'e Call,
        args: &mut Vec<Operand<'e>>,
    ) -> bool {
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(x.span(), codes::INVALID_APPEND, format!("invalid append: {cause}"));
                return false;
            }
        };
        let ty = x.ty;
        // append([]byte, string...)
        if args.len() == 2 && call.ellipsis.is_some() {
            let bytes = self.p.types.slice(Ty::BYTE);
            if self.assignable_to(x, bytes, &mut None).is_ok() {
                let (fits, has_string) = self.bytes_or_string(args[1].ty);
                if fits && has_string {
                    if self.p.types.is_untyped(args[1].ty) {
                        self.convert_untyped(&mut args[1], Ty::STRING);
                    }
                    x.mode = Mode::Value;
                    return true;
                }
            }
        }
        let signature = Signature {
            params: [ty, self.p.types.slice(elem)].into(),
            results: [ty].into(),
            variadic: true,
            type_params: Vec::new(),
        };
        let sig = self.p.types.intern(TyKind::Func(signature.into()));
        self.arguments(expr, call, sig, Vec::new(), &[], args, Vec::new());
        x.mode = Mode::Value;
        x.ty = ty;
        true
    }

    /// The array a pointer points to, else the type.
    fn deref_array(&self, under: Ty) -> TyKind {
        match self.p.types.kind(under) {
            TyKind::Pointer(to) => match self.p.types.under(to) {
                array @ TyKind::Array(..) => array,
                _ => TyKind::Pointer(to),
            },
            kind => kind,
        }
    }

    fn len_or_cap(&mut self, x: &mut Operand<'_>, id: Builtin) -> bool {
        let is_len = id == Builtin::Len;
        let mut value: Option<i64> = None;
        let has_len = |kind: &TyKind| match kind {
            TyKind::Basic(basic) => basic.is_string() && is_len,
            TyKind::Array(..) | TyKind::Slice(_) | TyKind::Chan(..) => true,
            TyKind::Map(..) => is_len,
            _ => false,
        };
        let under = self.p.types.underlying(x.ty);
        let kind = self.deref_array(under);
        let valid = match &kind {
            TyKind::Basic(basic) if basic.is_string() && is_len => {
                if x.mode == Mode::Constant {
                    value = Some(x.constant().bytes().len() as i64);
                }
                true
            }
            TyKind::Array(_, len) => {
                if !self.env.has_call_or_recv {
                    value = Some(*len);
                }
                true
            }
            TyKind::Interface(_) if self.p.types.is_type_param(x.ty) => self
                .typeset(x.ty)
                .into_iter()
                .all(|term| term.is_some_and(|(_, u)| has_len(&self.deref_array(u)))),
            kind => has_len(kind),
        };
        if !valid {
            if under != Ty::INVALID {
                let code = if is_len { codes::INVALID_LEN } else { codes::INVALID_CAP };
                let problem = format!("for built-in {}", id.name());
                self.bad_arg(x, code, &problem);
            }
            return false;
        }
        // The length of a constant string makes the string's own type final.
        if self.p.types.is_untyped(x.ty)
            && let Some(expr) = x.expr()
        {
            self.update_expr_type(expr, Ty::STRING, true);
        }
        x.mode = if value.is_some() { Mode::Constant } else { Mode::Value };
        x.val = value.map(Const::from_i64);
        x.ty = Ty::INT;
        true
    }

    fn clear(&mut self, x: &mut Operand<'_>) -> bool {
        let fits = self.typeset(x.ty).into_iter().all(|term| {
            term.is_some_and(|(_, u)| {
                matches!(self.p.types.kind(u), TyKind::Map(..) | TyKind::Slice(_))
            })
        });
        if !fits {
            let message = format!(
                "invalid argument: cannot clear {}: argument must be (or constrained by) map or slice",
                self.os(x)
            );
            self.error(x.span(), codes::INVALID_CLEAR, message);
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn close(&mut self, x: &mut Operand<'_>) -> bool {
        for term in self.typeset(x.ty) {
            let kind = term.map(|(_, u)| self.p.types.kind(u));
            let what = match kind {
                Some(TyKind::Chan(minigo_syntax::ast::ChanDir::Recv, _)) => "receive-only channel",
                Some(TyKind::Chan(..)) => continue,
                Some(_) | None => "non-channel",
            };
            let message = format!("invalid operation: cannot close {what} {}", self.os(x));
            self.error(x.span(), codes::INVALID_CLOSE, message);
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn complex<'e>(
        &mut self,
        x: &mut Operand<'e>,
        expr: &'e Expr,
        args: &mut [Operand<'e>],
    ) -> bool {
        let mut y = args[1].clone();
        match (self.p.types.is_untyped(x.ty), self.p.types.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty),
            (false, true) => self.convert_untyped(&mut y, x.ty),
            (true, true) if x.is_const() && y.is_const() => {
                for operand in [&mut *x, &mut y] {
                    let is_real = operand.constant().imag().sign() == 0;
                    if self.p.types.is_numeric(operand.ty) && is_real {
                        operand.ty = Ty::UNTYPED_FLOAT;
                    }
                }
            }
            (true, true) => {
                self.convert_untyped(x, Ty::FLOAT64);
                self.convert_untyped(&mut y, Ty::FLOAT64);
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !self.p.types.identical(x.ty, y.ty) {
            let message = format!(
                "invalid operation: {} (mismatched types {} and {})",
                expr_string(expr),
                self.ty_string(x.ty),
                self.ty_string(y.ty)
            );
            self.error(x.span(), codes::INVALID_COMPLEX, message);
            return false;
        }
        if self.p.types.is_type_param(x.ty) {
            return self.no_type_param(x, Builtin::Complex, codes::INVALID_COMPLEX);
        }
        let result = match self.p.types.as_basic(self.p.types.underlying(x.ty)) {
            Some(Basic::Float32) => Ty::COMPLEX64,
            Some(Basic::Float64) => Ty::COMPLEX128,
            Some(Basic::UntypedFloat) => Ty::UNTYPED_COMPLEX,
            _ => {
                let message = format!(
                    "invalid argument: arguments have type {}, expected floating-point",
                    self.ty_string(x.ty)
                );
                self.error(x.span(), codes::INVALID_COMPLEX, message);
                return false;
            }
        };
        if x.is_const() && y.is_const() {
            x.val = Some(Const::complex(&x.constant().to_float(), &y.constant().to_float()));
        } else {
            x.mode = Mode::Value;
        }
        x.ty = result;
        true
    }

    fn copy<'e>(&mut self, x: &mut Operand<'e>, args: &mut [Operand<'e>]) -> bool {
        let dst = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(x.span(), codes::INVALID_COPY, format!("invalid copy: {cause}"));
                return false;
            }
        };
        let y = &mut args[1];
        let bytes = self.p.types.slice(Ty::BYTE);
        let special =
            self.assignable_to(x, bytes, &mut None).is_ok() && self.bytes_or_string(y.ty).0;
        if !special {
            let src = match self.slice_elem(y) {
                Ok(elem) => elem,
                Err(_) if self.p.types.all_string(y.ty) => Ty::BYTE,
                Err(cause) => {
                    let message = format!("invalid copy: {cause}");
                    self.error(y.span(), codes::INVALID_COPY, message);
                    return false;
                }
            };
            if !self.p.types.identical(dst, src) {
                let message = format!(
                    "invalid copy: arguments {} and {} have different element types {} and {}",
                    self.os(x),
                    self.os(y),
                    self.ty_string(dst),
                    self.ty_string(src)
                );
                self.error(x.span(), codes::INVALID_COPY, message);
                return false;
            }
        }
        if self.p.types.is_untyped(y.ty) {
            self.convert_untyped(y, Ty::STRING);
        }
        x.mode = Mode::Value;
        x.ty = Ty::INT;
        true
    }

    fn delete<'e>(&mut self, x: &mut Operand<'e>, args: &[Operand<'e>]) -> bool {
        let mut key: Option<Ty> = None;
        for term in self.typeset(x.ty) {
            let Some(TyKind::Map(found, _)) = term.map(|(_, u)| self.p.types.kind(u)) else {
                return self.bad_arg(x, codes::INVALID_DELETE, "is not a map");
            };
            if key.is_some_and(|key| !self.p.types.identical(key, found)) {
                let message = format!(
                    "invalid argument: maps of {} must have identical key types",
                    self.os(x)
                );
                self.error(x.span(), codes::INVALID_DELETE, message);
                return false;
            }
            key = Some(found);
        }
        *x = args[1].clone();
        self.assignment(x, key, "argument to delete");
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn real_or_imag(&mut self, x: &mut Operand<'_>, id: Builtin) -> bool {
        if self.p.types.is_untyped(x.ty) {
            if x.is_const() {
                if self.p.types.is_numeric(x.ty) {
                    x.ty = Ty::UNTYPED_COMPLEX;
                }
            } else {
                self.convert_untyped(x, Ty::COMPLEX128);
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let code = if id == Builtin::Real { codes::INVALID_REAL } else { codes::INVALID_IMAG };
        if self.p.types.is_type_param(x.ty) {
            return self.no_type_param(x, id, code);
        }
        let result = match self.p.types.as_basic(self.p.types.underlying(x.ty)) {
            Some(Basic::Complex64) => Ty::FLOAT32,
            Some(Basic::Complex128) => Ty::FLOAT64,
            Some(Basic::UntypedComplex) => Ty::UNTYPED_FLOAT,
            _ => {
                let message = format!(
                    "invalid argument: argument has type {}, expected complex type",
                    self.ty_string(x.ty)
                );
                self.error(x.span(), code, message);
                return false;
            }
        };
        if x.is_const() {
            let value = x.constant();
            x.val = Some(if id == Builtin::Real { value.real() } else { value.imag() });
        } else {
            x.mode = Mode::Value;
        }
        x.ty = result;
        true
    }

    fn no_type_param(&mut self, x: &Operand<'_>, id: Builtin, code: &'static str) -> bool {
        let message = format!(
            "{} not supported as argument to built-in {} for go1.18 (see go.dev/issue/50937)",
            self.os(x),
            id.name()
        );
        self.error(x.span(), code, message);
        false
    }

    fn make<'e>(&mut self, x: &mut Operand<'e>, expr: &'e Expr, call: &'e Call) -> bool {
        let ty_expr = &call.args[0];
        let ty = self.var_type(ty_expr);
        if ty == Ty::INVALID {
            return false;
        }
        let common = self.common_under(ty, |term| match term.map(|(_, u)| self.p.types.kind(u)) {
            Some(TyKind::Slice(_) | TyKind::Map(..) | TyKind::Chan(..)) => Ok(()),
            None => Err("no specific type".into()),
            Some(_) => Err("type must be slice, map, or channel".into()),
        });
        let least = match common.map(|u| self.p.types.kind(u)) {
            Ok(TyKind::Slice(_)) => 2,
            Ok(_) => 1,
            Err(cause) => {
                let text = expr_string(ty_expr);
                let message = format!("invalid argument: cannot make {text}: {cause}");
                self.error_expr(ty_expr, codes::INVALID_MAKE, message);
                return false;
            }
        };
        let nargs = call.args.len();
        if nargs < least || least + 1 < nargs {
            let message = format!(
                "invalid operation: {} expects {least} or {} arguments; found {nargs}",
                expr_string(expr),
                least + 1
            );
            self.error(Self::call_span(expr), codes::WRONG_ARG_COUNT, message);
            return false;
        }
        let mut sizes = Vec::new();
        for arg in &call.args[1..] {
            let (_, size) = self.index(arg, None);
            sizes.extend(size);
        }
        if let [len, cap] = sizes[..]
            && len > cap
        {
            let message = "invalid argument: length and capacity swapped";
            self.error_expr(&call.args[1], codes::SWAPPED_MAKE_ARGS, message);
        }
        x.mode = Mode::Value;
        x.ty = ty;
        true
    }

    fn min_or_max<'e>(
        &mut self,
        x: &mut Operand<'e>,
        args: &mut [Operand<'e>],
        id: Builtin,
    ) -> bool {
        let op = if id == Builtin::Max { BinaryOp::Gt } else { BinaryOp::Lt };
        for i in 0..args.len() {
            let mut arg = args[i].clone();
            if !self.p.types.all_ordered(arg.ty) {
                return self.bad_arg(&arg, codes::INVALID_MIN_MAX_OPERAND, "cannot be ordered");
            }
            if i > 0 {
                self.match_types(x, &mut arg);
                if !x.is_valid() {
                    return false;
                }
                if !self.p.types.identical(x.ty, arg.ty) {
                    let message = format!(
                        "invalid argument: mismatched types {} (previous argument) and {} (type of {})",
                        self.ty_string(x.ty),
                        self.ty_string(arg.ty),
                        arg.text()
                    );
                    self.error(arg.span(), codes::MISMATCHED_TYPES, message);
                    return false;
                }
                if x.is_const() && arg.is_const() {
                    if arg.constant().compare(op, &x.constant()) {
                        *x = arg.clone();
                    }
                } else {
                    x.mode = Mode::Value;
                }
            }
            args[i] = arg;
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            let context = format!("argument to built-in {}", id.name());
            self.assignment(x, Some(Ty::EMPTY_INTERFACE), &context);
            if !x.is_valid() {
                return false;
            }
        }
        for arg in args.iter() {
            if let Some(expr) = arg.expr() {
                self.update_expr_type(expr, x.ty, true);
            }
        }
        true
    }

    fn new_<'e>(&mut self, x: &mut Operand<'e>, fun: &Expr, arg: &'e Expr) -> bool {
        self.expr_or_type(x, arg, false);
        self.exclude(x, true, false);
        match x.mode {
            Mode::Invalid => return false,
            Mode::Type => self.later_var_type(expr_span(arg), x.ty),
            _ => {
                if self.p.types.is_untyped(x.ty) {
                    self.assignment(x, None, "argument to new");
                    if !x.is_valid() {
                        return false;
                    }
                }
                self.require(expr_span(fun), 26, &format!("new({})", expr_string(arg)));
            }
        }
        x.mode = Mode::Value;
        x.ty = self.p.types.pointer(x.ty);
        true
    }

    fn panic(&mut self, x: &mut Operand<'_>, expr: &Expr) -> bool {
        if self.env.func.as_ref().is_some_and(|func| !func.results.is_empty()) {
            self.env.panics.insert(expr.id);
        }
        self.assignment(x, Some(Ty::EMPTY_INTERFACE), "argument to panic");
        if !x.is_valid() {
            return false;
        }
        x.mode = Mode::NoValue;
        true
    }

    fn print<'e>(&mut self, x: &mut Operand<'e>, args: &mut [Operand<'e>], id: Builtin) -> bool {
        let context = format!("argument to built-in {}", id.name());
        for arg in args {
            self.assignment(arg, None, &context);
            if !arg.is_valid() {
                return false;
            }
        }
        x.mode = Mode::NoValue;
        true
    }

    fn unsafe_add<'e>(&mut self, x: &mut Operand<'e>, args: &mut [Operand<'e>]) -> bool {
        self.assignment(x, Some(Ty::UNSAFE_POINTER), "argument to unsafe.Add");
        if !x.is_valid() {
            return false;
        }
        if !self.is_valid_index(&mut args[1], codes::INVALID_UNSAFE_ADD, "length", true) {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = Ty::UNSAFE_POINTER;
        true
    }

    fn size_or_align(&mut self, x: &mut Operand<'_>, id: Builtin) -> bool {
        let is_size = id == Builtin::UnsafeSizeof;
        self.assignment(x, None, &format!("argument to unsafe.{}", id.name()));
        if !x.is_valid() {
            return false;
        }
        if self.has_variable_size(x.ty) {
            x.mode = Mode::Value;
        } else {
            let value = if is_size {
                let Some(size) = self.p.types.size_of(x.ty) else {
                    if self.mentions_invalid(x.ty, 0) {
                        return false;
                    }
                    let message = format!("{} is too large", self.os(x));
                    self.error(x.span(), codes::TYPE_TOO_LARGE, message);
                    return false;
                };
                size
            } else {
                self.p.types.align_of(x.ty)
            };
            x.mode = Mode::Constant;
            x.val = Some(Const::from_u64(value));
        }
        x.ty = Ty::UINTPTR;
        true
    }

    /// Whether the type contains one that was reported.
    fn mentions_invalid(&self, ty: Ty, depth: u32) -> bool {
        match self.p.types.under(ty) {
            TyKind::Basic(basic) => basic == Basic::Invalid,
            TyKind::Array(elem, _) => depth > 100 || self.mentions_invalid(elem, depth + 1),
            TyKind::Struct(s) => {
                depth > 100 || s.fields.iter().any(|f| self.mentions_invalid(f.ty, depth + 1))
            }
            _ => false,
        }
    }

    fn offsetof<'e>(&mut self, x: &mut Operand<'e>, arg: &'e Expr) -> bool {
        let ExprKind::Selector(inner, sel) = &arg.unparen().kind else {
            let text = expr_string(arg);
            let message = format!("invalid argument: {text} is not a selector expression");
            self.error_expr(arg, codes::BAD_OFFSETOF_SYNTAX, message);
            self.use_exprs(std::slice::from_ref(arg));
            return false;
        };
        self.expr(None, x, inner);
        if !x.is_valid() {
            return false;
        }
        let base = match self.p.types.under(x.ty) {
            TyKind::Pointer(to) if matches!(self.p.types.under(to), TyKind::Struct(_)) => to,
            _ => x.ty,
        };
        let name = sel.name;
        let entry = self.find_member(base, false, name, false).ok();
        let text = self.ty_string(base);
        let Some(entry) = entry else {
            let message = format!("invalid argument: {text} has no single field {name}");
            self.error(x.span(), codes::MISSING_FIELD_OR_METHOD, message);
            return false;
        };
        let EntryKind::Field(field) = &entry.kind else {
            let message = format!("invalid argument: {} is a method value", expr_string(arg));
            self.error_expr(arg, codes::INVALID_OFFSETOF, message);
            return false;
        };
        if entry.indirect {
            let message =
                format!("invalid argument: field {name} is embedded via a pointer in {text}");
            self.error(x.span(), codes::INVALID_OFFSETOF, message);
            return false;
        }
        let selector = arg.unparen();
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: base,
            obj: None,
            name,
            path: entry.path.clone(),
            indirect: false,
            ty: field.ty,
        };
        self.record_selection(selector.id, selection);
        self.record_type(selector.id, Mode::Variable, Builtin::Len, field.ty, None);
        if self.has_variable_size(base) {
            x.mode = Mode::Value;
        } else {
            let Some(offset) = self.offset_of(base, &entry.path) else {
                if self.mentions_invalid(base, 0) {
                    return false;
                }
                let message = format!("{} is too large", self.os(x));
                self.error(x.span(), codes::TYPE_TOO_LARGE, message);
                return false;
            };
            x.mode = Mode::Constant;
            x.val = Some(Const::from_u64(offset));
        }
        x.ty = Ty::UINTPTR;
        true
    }

    /// Offset of the field at the end of a path of field indices.
    fn offset_of(&self, base: Ty, path: &[u32]) -> Option<u64> {
        let mut ty = base;
        let mut offset = 0u64;
        for &index in path {
            let TyKind::Struct(s) = self.p.types.under(ty) else { return None };
            let StructType { fields } = &*s;
            let layout = self.p.types.layout(ty)?;
            offset += *layout.offsets.get(index as usize)?;
            ty = fields.get(index as usize)?.ty;
        }
        Some(offset)
    }

    fn unsafe_slice<'e>(
        &mut self,
        x: &mut Operand<'e>,
        args: &mut [Operand<'e>],
        id: Builtin,
    ) -> bool {
        let (code, result) = if id == Builtin::UnsafeString {
            let bytes = self.p.types.pointer(Ty::BYTE);
            self.assignment(x, Some(bytes), "argument to unsafe.String");
            if !x.is_valid() {
                return false;
            }
            (codes::INVALID_UNSAFE_STRING, Ty::STRING)
        } else {
            let code = codes::INVALID_UNSAFE_SLICE;
            let Some(TyKind::Pointer(base)) = self.common_kind(x.ty) else {
                return self.bad_arg(x, code, "is not a pointer");
            };
            (code, self.p.types.slice(base))
        };
        if !self.is_valid_index(&mut args[1], code, "length", false) {
            return false;
        }
        x.mode = Mode::Value;
        x.ty = result;
        true
    }
}
