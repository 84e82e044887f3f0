//! What inlining a function would cost: the number of its nodes, as Go counts them.
//!
//! Calls cost much unless they would be inlined themselves, then what their bodies cost.
//! The numbers are those of Go's `cmd/compile/internal/inline`; forms that its tree has
//! and ours leaves out (declarations, keys of literals, dictionaries) are added where they
//! would stand.

use super::{Inliner, intrinsic};
use crate::escape::oracle::Oracle;
use crate::escape::size::Sizes;
use crate::escape::tree::{
    Call, Callee, Class, FuncId, Kind, Node, Range, Stmt, StmtKind, Trees, TypeCase, VarId,
};
use crate::escape::visit;
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Ty, TyKind};

/// A function may cost this much.
pub const MAX_BUDGET: i32 = 80;
/// Whatever is called has to be worth the call.
const EXTRA_CALL: i32 = 57;
/// A parameter that is called may turn out to be something simple.
const EXTRA_PARAM_CALL: i32 = 17;
const EXTRA_PANIC: i32 = 1;
const EXTRA_CLOSURE: i32 = 15;
/// A literal that is called once may cost this much.
pub const CLOSURE_CALLED_ONCE: i32 = 10 * MAX_BUDGET;
/// Functions of more nodes are big …
pub const BIG_NODES: i32 = 5000;
/// … and only such calls are inlined into them.
pub const BIG_MAX_COST: i32 = 20;

/// Counts the nodes of a function.
pub struct Count<'a, 't> {
    pub inliner: &'a Inliner,
    pub trees: &'t Trees,
    pub sizes: &'a Sizes<'a>,
    pub func: FuncId,
    /// What is known of the variables, if calls of function values occur.
    pub oracle: Option<&'a Oracle<'t>>,
    /// Nodes so far.
    pub cost: i32,
    /// Counting stops beyond.
    pub limit: i32,
    /// Calls are nodes like any other: to find out how big a function is.
    pub is_plain: bool,
    /// What cannot be inlined at any price.
    pub reason: Option<String>,
}

impl<'t> Count<'_, 't> {
    pub fn stmts(&mut self, list: &'t [Stmt]) {
        let mut rest = list;
        while let [stmt, after @ ..] = rest {
            if self.reason.is_some() || self.cost > self.limit {
                return;
            }
            rest = match self.converted_results(rest) {
                Some(rest) => rest,
                None => {
                    self.stmt(stmt);
                    after
                }
            };
        }
    }

    /// `a, b = f()` whose results are converted: Go leaves the temporaries out of account.
    fn converted_results(&mut self, list: &'t [Stmt]) -> Option<&'t [Stmt]> {
        let ntemps = list.iter().take_while(|stmt| self.declares_temp(stmt)).count();
        let (StmtKind::AssignCall { call, .. }, StmtKind::Assign { lhs, rhs, .. }) =
            (&list.get(ntemps)?.kind, &list.get(ntemps + 1)?.kind)
        else {
            return None;
        };
        if ntemps == 0 {
            return None;
        }
        self.expr(call);
        self.cost += 1;
        lhs.iter().for_each(|x| self.operand(x.as_ref()));
        for x in rhs.iter().flatten() {
            if !matches!(x.kind, Kind::Var(_)) {
                self.expr(x);
                self.cost -= 1;
            }
        }
        Some(&list[ntemps + 2..])
    }

    fn declares_temp(&self, stmt: &Stmt) -> bool {
        matches!(stmt.kind, StmtKind::Declare(var) if self.trees.var(var).is_temp)
    }

    /// A node and its operands: a blank operand is one too.
    fn operand(&mut self, x: Option<&'t Node>) {
        match x {
            Some(x) => self.expr(x),
            None => self.cost += 1,
        }
    }

    fn optional(&mut self, x: Option<&'t Node>) {
        x.into_iter().for_each(|x| self.expr(x));
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        match &stmt.kind {
            StmtKind::Declare(_) => self.cost += 2,
            StmtKind::Assign { lhs, rhs, define, kind } => {
                self.cost += 1;
                lhs.iter().for_each(|x| self.operand(x.as_ref()));
                rhs.iter().flatten().for_each(|x| self.expr(x));
                let _ = (define, kind);
            }
            StmtKind::AssignCall { lhs, call, .. } => {
                self.cost += 1;
                lhs.iter().for_each(|x| self.operand(x.as_ref()));
                self.expr(call);
            }
            StmtKind::OpAssign(_, x, y, _) | StmtKind::Send(x, y) => {
                self.cost += 1;
                self.expr(x);
                self.expr(y);
            }
            StmtKind::Expr(x) => self.expr(x),
            StmtKind::If { init, cond, then, els } => {
                self.stmts(init);
                // A condition that is known costs nothing.
                if !matches!(cond.kind, Kind::Const(_)) {
                    self.cost += 1;
                    self.expr(cond);
                }
                self.stmts(then);
                self.stmts(els);
            }
            StmtKind::For { init, cond, post, body, .. } => {
                self.stmts(init);
                if matches!(cond, Some(Node { kind: Kind::Const(value), .. }) if !value.bool_value())
                {
                    return;
                }
                self.cost += 1;
                self.optional(cond.as_ref());
                self.stmts(post);
                self.stmts(body);
            }
            StmtKind::Range(range) => self.range(range),
            StmtKind::Switch { init, tag, cases } => {
                self.stmts(init);
                self.cost += 1;
                self.optional(tag.as_ref());
                for case in cases {
                    self.cost += 1;
                    case.list.iter().for_each(|x| self.expr(x));
                    self.stmts(&case.body);
                }
            }
            StmtKind::TypeSwitch { init, x, cases } => {
                self.stmts(init);
                self.cost += 2;
                self.expr(x);
                if cases.iter().any(|case| case.var.is_some()) {
                    self.cost += 1;
                }
                for TypeCase { var, nils, body } in cases {
                    self.cost += 1 + i32::from(var.is_some()) + *nils as i32;
                    self.stmts(body);
                }
            }
            StmtKind::Select(clauses) => {
                self.cost += 1;
                for clause in clauses {
                    self.cost += 1;
                    // A receive has two operands on the left.
                    self.cost += match clause.comm.last().map(|stmt| &stmt.kind) {
                        Some(StmtKind::Expr(x)) if matches!(x.kind, Kind::Recv(_)) => 3,
                        Some(StmtKind::Assign { lhs, .. }) if lhs.len() == 1 => 1,
                        _ => 0,
                    };
                    self.stmts(&clause.comm);
                    self.stmts(&clause.body);
                }
            }
            StmtKind::Block(body) => self.stmts(body),
            StmtKind::Label(_) | StmtKind::Goto(_) | StmtKind::Branch => self.cost += 1,
            StmtKind::Return(values) => {
                self.cost += 1;
                values.iter().for_each(|x| self.operand(x.as_ref()));
            }
            StmtKind::Go(_) => self.refuse("unhandled op GO"),
            // The list of what bodies of loops over functions defer.
            StmtKind::Defer { fun: Node { kind: Kind::Nil, .. }, .. } => {
                self.refuse("defer call in range func");
            }
            StmtKind::Defer { .. } => self.refuse("unhandled op DEFER"),
            StmtKind::Fallthrough => {}
        }
    }

    fn refuse(&mut self, reason: &str) {
        if !self.is_plain {
            self.reason.get_or_insert_with(|| reason.to_string());
        }
    }

    fn range(&mut self, range: &'t Range) {
        self.cost += 1 + 2 * range.define.len() as i32;
        self.expr(&range.x);
        // `for _, x := range` has both operands.
        if range.key.is_some() || range.value.is_some() {
            self.operand(range.key.as_ref());
        }
        self.optional(range.value.as_ref());
        self.stmts(&range.body);
    }

    fn exprs(&mut self, list: &'t [Node]) {
        list.iter().for_each(|x| self.expr(x));
    }

    pub fn expr(&mut self, x: &'t Node) {
        if self.reason.is_some() || self.cost > self.limit {
            return;
        }
        self.cost += 1;
        match &x.kind {
            Kind::Const(_)
            | Kind::Nil
            | Kind::Func(_)
            | Kind::Opaque(_)
            | Kind::Global(_)
            | Kind::Var(_)
            | Kind::New(_) => {}
            Kind::Closure(_) => self.cost += EXTRA_CLOSURE,
            Kind::Unary(_, inner)
            | Kind::Assert(inner)
            | Kind::StrConv(_, inner)
            | Kind::SliceToArray(inner)
            | Kind::SliceToArrayPtr(inner)
            | Kind::Recv(inner)
            | Kind::PtrLit(inner)
            | Kind::Dot(inner, _)
            | Kind::DotPtr(inner, _)
            | Kind::ConvIface(inner, _) => self.expr(inner),
            Kind::MethodValue(inner, ..) => {
                self.cost += 1;
                self.expr(inner);
            }
            Kind::Binary(_, a, b)
            | Kind::Logical(_, a, b)
            | Kind::Index(a, b, _)
            | Kind::IndexMap(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Kind::Concat(list) | Kind::ArrayLit(list) => self.exprs(list),
            Kind::StructLit(list) => {
                self.cost += list.len() as i32;
                self.exprs(list);
            }
            Kind::SliceLit(list, ..) => {
                self.cost += 1;
                self.exprs(list);
            }
            Kind::MapLit(list) => {
                for (key, value) in list {
                    self.cost += 1;
                    self.expr(key);
                    self.expr(value);
                }
            }
            Kind::Addr(inner, _) => {
                if self.is_first_field(inner) {
                    self.cost -= 2;
                }
                self.expr(inner);
            }
            Kind::Deref(inner, _) => {
                let mut ptr = inner;
                while let Kind::Conv(from, _) = &ptr.kind
                    && self.is_free(ptr.ty, from.ty)
                {
                    ptr = from;
                }
                if matches!(ptr.kind, Kind::Addr(..)) {
                    self.cost -= 1;
                }
                self.expr(inner);
            }
            Kind::Conv(inner, _) => {
                if self.is_free(x.ty, inner.ty) {
                    self.cost -= 1;
                }
                self.expr(inner);
            }
            Kind::Slice(args) => {
                if let Some(Node { kind: Kind::Const(value), .. }) = &args.lo
                    && value.to_int().to_i64() == Some(0)
                {
                    self.cost -= 1;
                }
                if let Some(Node { kind: Kind::Builtin(Builtin::Len, of, _), .. }) = &args.hi
                    && is_same_variable(&of[0], &args.x)
                {
                    self.cost -= 2;
                }
                self.expr(&args.x);
                let bounds = [&args.lo, &args.hi, &args.max];
                bounds.into_iter().flatten().for_each(|x| self.expr(x));
            }
            Kind::Call(call) => self.call(x, call),
            Kind::Builtin(builtin, list, _) => self.builtin(*builtin, list),
            Kind::MakeSlice(len, cap) => {
                self.expr(len);
                self.optional(cap.as_deref());
            }
            Kind::MakeMap(size) | Kind::MakeChan(size) => self.operand(size.as_deref()),
            Kind::Inlined(inlined) => {
                for stmt in &inlined.body {
                    self.stmt(stmt);
                }
                // `new(x)`: the address of the variable, not a second one.
                if self.is_new(&inlined.body) {
                    self.cost -= 4;
                }
            }
        }
    }

    /// The statements that stand for `new(x)`.
    fn is_new(&self, body: &[Stmt]) -> bool {
        let declares = |stmt: &Stmt| match stmt.kind {
            StmtKind::Declare(var) => self.trees.var(var).made_by.is_some(),
            _ => false,
        };
        body.iter().any(declares)
    }

    /// `x.f` with a variable `x` whose address is that of its first field.
    fn is_first_field(&self, x: &Node) -> bool {
        let (Kind::Dot(inner, name) | Kind::DotPtr(inner, name)) = &x.kind else { return false };
        if !matches!(inner.kind, Kind::Var(_) | Kind::Global(_)) {
            return false;
        }
        let types = self.sizes.types;
        let base = match types.under(inner.ty) {
            TyKind::Pointer(base) => base,
            _ => inner.ty,
        };
        let TyKind::Struct(fields) = types.under(base) else { return false };
        let before = fields.fields.iter().take_while(|field| field.name != *name);
        before.into_iter().all(|field| self.sizes.of(field.ty).size == 0)
    }

    /// Whether a conversion between such types leaves the bits alone.
    fn is_free(&self, to: Ty, from: Ty) -> bool {
        let types = self.sizes.types;
        match (types.under(to), types.under(from)) {
            (TyKind::Basic(to), TyKind::Basic(from)) => machine_type(to) == machine_type(from),
            _ => true,
        }
    }

    fn builtin(&mut self, builtin: Builtin, list: &'t [Node]) {
        match builtin {
            Builtin::Panic => {
                self.cost += EXTRA_PANIC;
                if matches!(list.first(), Some(Node { kind: Kind::ConvIface(_, true), .. })) {
                    self.cost -= 1;
                }
            }
            Builtin::Recover => self.refuse("call to recover"),
            _ => {}
        }
        self.exprs(list);
    }

    fn call(&mut self, x: &'t Node, call: &'t Call) {
        let callee = match &call.callee {
            Callee::Interface(_) => {
                // The method selected.
                self.cost += 1 + self.extra(EXTRA_CALL);
                None
            }
            Callee::Static(func) => {
                let node = self.trees.func(*func);
                // A method's name costs nothing; a dictionary is one more argument.
                let is_method = node.decl.is_some_and(|obj| self.sizes.program.is_method(obj));
                self.cost += i32::from(!is_method) + 2 * i32::from(node.is_instance);
                Some(*func)
            }
            Callee::Value(value) => {
                self.expr(value);
                if calls(value) {
                    // What is called is a variable then: declared, set, used.
                    self.cost += 5;
                }
                let func = self.oracle.and_then(|oracle| oracle.callee(value));
                if func.is_none() {
                    self.cost += self.extra(match value.kind {
                        Kind::Var(var) if self.is_given(var) => EXTRA_PARAM_CALL,
                        _ => EXTRA_CALL,
                    });
                }
                func
            }
        };
        if let Some(func) = callee {
            self.callee(x, func);
        }
        self.exprs(&call.args);
    }

    fn extra(&self, cost: i32) -> i32 {
        if self.is_plain { 0 } else { cost }
    }

    /// A parameter, or a variable of a function around this one.
    fn is_given(&self, var: VarId) -> bool {
        let info = self.trees.var(var);
        info.class == Class::Param || info.func != self.func
    }

    fn callee(&mut self, x: &'t Node, func: FuncId) {
        if self.is_plain {
            return;
        }
        match intrinsic::price(self.sizes.program, self.trees, func) {
            Some(intrinsic::Price::Node) => {}
            Some(intrinsic::Price::Refused(reason)) => self.refuse(&reason),
            Some(intrinsic::Price::Throw) => self.cost += MAX_BUDGET,
            None => {
                let cost = self.inliner.cost_of_call(self.trees, self.func, x, func, false, false);
                self.cost += cost.unwrap_or(EXTRA_CALL);
            }
        }
    }
}

/// Whether an expression calls anything.
fn calls(x: &Node) -> bool {
    let mut found = false;
    visit::expr(x, &mut |x| {
        found |= matches!(x.kind, Kind::Call(_) | Kind::Builtin(..) | Kind::Recv(_));
    });
    found
}

/// Whether both are the same variable.
fn is_same_variable(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Var(a), Kind::Var(b)) => a == b,
        (Kind::Global(a), Kind::Global(b)) => a == b,
        _ => false,
    }
}

/// Which machine type a basic type is.
fn machine_type(basic: Basic) -> Basic {
    match basic {
        Basic::Int | Basic::UntypedInt => Basic::Int64,
        Basic::Uint | Basic::Uintptr | Basic::UnsafePointer => Basic::Uint64,
        Basic::UntypedBool => Basic::Bool,
        Basic::UntypedString => Basic::String,
        other => other,
    }
}
