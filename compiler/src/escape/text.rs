//! Expressions and statements as the messages of `-m` print them.

use minigo_syntax::ast::UnaryOp;

use super::tree::{Call, Callee, FuncId, Kind, Node, Stmt, StmtKind, StrConv, Trees, VarId};
use crate::typed::Program;
use crate::types::constant::Const;
use crate::types::intern::Types;
use crate::types::object::{ObjId, PkgId};
use crate::types::ty::{Basic, Ty, TyKind};

/// Said of a `[]byte(s)` that shares the string's memory.
pub const ZERO_COPY: &str = "zero-copy string->[]byte conversion";

/// How tightly the forms bind; operands that bind less tightly get parentheses.
const PRIMARY: u32 = 8;
const UNARY: u32 = 7;
const SUM: u32 = 5;

/// Prints in the words of a package.
pub struct Text<'t> {
    trees: &'t Trees,
    program: &'t Program,
    types: &'t Types,
    pkg: Option<PkgId>,
}

impl<'t> Text<'t> {
    pub fn new(trees: &'t Trees, program: &'t Program, pkg: Option<PkgId>) -> Text<'t> {
        Text { trees, program, types: &program.types, pkg }
    }

    /// An allocating expression. `literal` is the constant found to stand behind it.
    pub fn site(&self, x: &Node, literal: Option<&Const>) -> String {
        let Some(literal) = literal else { return self.node(x) };
        match &x.kind {
            Kind::ConvIface(inner, implicit) => {
                let value = self.constant(literal, inner.ty);
                if *implicit { value } else { format!("{}({value})", self.conv_type(x)) }
            }
            Kind::MakeSlice(len, cap) => match cap {
                Some(_) => {
                    format!("make({}, {}, {literal})", self.spelled(x, x.ty), self.node(len))
                }
                None => format!("make({}, {literal})", self.spelled(x, x.ty)),
            },
            _ => self.node(x),
        }
    }

    pub fn node(&self, x: &Node) -> String {
        self.expr(x, 0)
    }

    /// The type that an expression spells, as it spells it: `byte`, `rune` and `any` keep
    /// their names.
    fn spelled(&self, x: &Node, ty: Ty) -> String {
        match self.trees.spelled.get(&(x.copy, x.id)) {
            Some(text) => text.to_string(),
            None => self.ty(ty),
        }
    }

    fn ty(&self, ty: Ty) -> String {
        self.types.describe_code(ty, self.pkg)
    }

    /// A type as it stands in a conversion: types without a name have parentheses.
    fn conv_type(&self, x: &Node) -> String {
        let named = matches!(self.types.kind(x.ty), TyKind::Named(_) | TyKind::Basic(_));
        let text = self.spelled(x, x.ty);
        if named || text == "any" { text } else { format!("({text})") }
    }

    fn constant(&self, value: &Const, ty: Ty) -> String {
        match (self.types.kind(ty), value) {
            (TyKind::Basic(basic), _)
                if basic.is_untyped()
                    || matches!(
                        (basic, value),
                        (Basic::Bool, Const::Bool(_))
                            | (Basic::String, Const::String(_))
                            | (Basic::Int, Const::Int(_))
                            | (Basic::Float64, Const::Float(_) | Const::Int(_))
                            | (Basic::Complex128, _)
                    ) =>
            {
                match (basic, value) {
                    (Basic::Complex128, value) if !matches!(value, Const::Complex(_)) => {
                        format!("({value} + 0i)")
                    }
                    _ => value.to_string(),
                }
            }
            _ => format!("{}({value})", self.ty(ty)),
        }
    }

    fn list(&self, list: &[Node]) -> String {
        let texts: Vec<String> = list.iter().map(|x| self.node(x)).collect();
        texts.join(", ")
    }

    fn operand(&self, x: &Node) -> String {
        self.expr(x, PRIMARY)
    }

    fn expr(&self, x: &Node, prec: u32) -> String {
        let (text, own) = self.form(x);
        if prec > own { format!("({text})") } else { text }
    }

    /// The text, and how tightly it binds.
    fn form(&self, x: &Node) -> (String, u32) {
        let primary = |text: String| (text, PRIMARY);
        match &x.kind {
            // Implicit operations do not show.
            Kind::Addr(inner, true)
            | Kind::Deref(inner, true)
            | Kind::Conv(inner, true)
            | Kind::ConvIface(inner, true) => self.form(inner),
            Kind::Const(value) => match self.trees.spelled.get(&(x.copy, x.id)) {
                Some(rune) => primary(rune.to_string()),
                None => primary(self.constant(value, x.ty)),
            },
            Kind::Nil => primary("nil".into()),
            Kind::Func(func) => primary(self.func(*func)),
            Kind::Opaque(text) => primary(text.to_string()),
            Kind::Global(obj) => primary(self.global(*obj)),
            Kind::Var(var) => primary(self.var(*var)),
            Kind::Closure(_) => ("func literal".into(), 0),
            Kind::Unary(op, inner) => self.prefix(op.as_str(), inner, *op),
            Kind::Addr(inner, false) => (format!("&{}", self.expr(inner, UNARY + 1)), UNARY),
            Kind::Deref(inner, false) => (format!("*{}", self.expr(inner, UNARY + 1)), UNARY),
            Kind::Recv(inner) => (format!("<-{}", self.expr(inner, UNARY + 1)), UNARY),
            Kind::Binary(op, a, b) | Kind::Logical(op, a, b) => {
                let own = binary_prec(*op);
                let text =
                    format!("{} {} {}", self.expr(a, own), op.as_str(), self.expr(b, own + 1));
                (text, own)
            }
            Kind::Concat(list) => {
                let texts: Vec<String> = list.iter().map(|x| self.node(x)).collect();
                (texts.join(" + "), 0)
            }
            Kind::Dot(inner, name) | Kind::DotPtr(inner, name) => {
                primary(format!("{}.{name}", self.operand(inner)))
            }
            Kind::MethodValue(inner, name, _) => primary(format!("{}.{name}", self.operand(inner))),
            Kind::Index(a, b, _) | Kind::IndexMap(a, b) => {
                primary(format!("{}[{}]", self.operand(a), self.node(b)))
            }
            Kind::Slice(args) => {
                let part = |x: &Option<Node>| x.as_ref().map_or(String::new(), |x| self.node(x));
                let mut text =
                    format!("{}[{}:{}", self.operand(&args.x), part(&args.lo), part(&args.hi));
                if let Some(max) = &args.max {
                    text.push(':');
                    text.push_str(&self.node(max));
                }
                text.push(']');
                primary(text)
            }
            Kind::Assert(inner) => {
                primary(format!("{}.({})", self.operand(inner), self.spelled(x, x.ty)))
            }
            Kind::Conv(inner, false)
            | Kind::ConvIface(inner, false)
            | Kind::SliceToArray(inner)
            | Kind::SliceToArrayPtr(inner) => {
                primary(format!("{}({})", self.conv_type(x), self.node(inner)))
            }
            Kind::StrConv(conv, inner) => {
                debug_assert!(*conv != StrConv::RuneToString || self.types.is_string(x.ty));
                primary(format!("{}({})", self.conv_type(x), self.node(inner)))
            }
            Kind::Call(call) => primary(self.call(call)),
            Kind::Builtin(builtin, args, spread) => {
                let dots = if *spread { "..." } else { "" };
                primary(format!("{}({}{dots})", builtin.name(), self.list(args)))
            }
            Kind::New(base) => primary(format!("new({})", self.spelled(x, *base))),
            Kind::MakeSlice(len, cap) => {
                let cap = cap.as_ref().map_or(String::new(), |x| format!(", {}", self.node(x)));
                primary(format!("make({}, {}{cap})", self.spelled(x, x.ty), self.node(len)))
            }
            Kind::MakeMap(size) | Kind::MakeChan(size) => {
                let size = size.as_ref().map_or(String::new(), |x| format!(", {}", self.node(x)));
                (format!("make({}{size})", self.spelled(x, x.ty)), 0)
            }
            Kind::PtrLit(lit) => (format!("&{}", self.node(lit)), 0),
            Kind::SliceLit(_, true, _) => primary("... argument".into()),
            Kind::ArrayLit(list) | Kind::SliceLit(list, ..) | Kind::StructLit(list) => {
                primary(self.composite(x, list.is_empty()))
            }
            Kind::MapLit(list) => primary(self.composite(x, list.is_empty())),
            Kind::Inlined(inlined) => match inlined.results[..] {
                [var] => primary(self.var(var)),
                _ => primary("(.)".into()),
            },
        }
    }

    /// A variable; one of an inlined body of another package has that before it.
    pub fn var(&self, var: VarId) -> String {
        let var = self.trees.var(var);
        if var.name.as_str().starts_with('~') {
            return var.name.to_string();
        }
        let copied = self.trees.copied(var.copy).filter(|copied| copied.call.is_some());
        let pkg = copied.and_then(|copied| self.trees.func(copied.func).pkg);
        match pkg.filter(|_| pkg != self.pkg) {
            Some(pkg) => format!("{}.{}", self.types.package(pkg).name, var.name),
            None => var.name.to_string(),
        }
    }

    fn prefix(&self, op: &str, inner: &Node, own: UnaryOp) -> (String, u32) {
        let same = matches!(&inner.kind, Kind::Unary(op, _) if *op == own);
        let space = if same { " " } else { "" };
        (format!("{op}{space}{}", self.expr(inner, UNARY + 1)), UNARY)
    }

    fn composite(&self, x: &Node, is_empty: bool) -> String {
        format!("{}{{{}}}", self.spelled(x, x.ty), if is_empty { "" } else { "..." })
    }

    fn call(&self, call: &Call) -> String {
        let is_list = |arg: &Node| matches!(arg.kind, Kind::SliceLit(_, true, _));
        let dots = if call.spread || call.args.last().is_some_and(is_list) { "..." } else { "" };
        match &call.callee {
            Callee::Static(func) => {
                format!("{}({}{dots})", self.func(*func), self.list(&call.args))
            }
            Callee::Value(value) => {
                format!("{}({}{dots})", self.operand(value), self.list(&call.args))
            }
            Callee::Interface(name) => {
                let recv = call.args.first().map_or(String::new(), |recv| self.operand(recv));
                let args = self.list(call.args.get(1..).unwrap_or(&[]));
                format!("{recv}.{name}({args}{dots})")
            }
        }
    }

    /// A function's name as the messages about inlining give it.
    pub fn named(&self, func: FuncId) -> String {
        let func = self.trees.func(func);
        match func.pkg.filter(|_| func.pkg != self.pkg) {
            Some(pkg) => format!("{}.{}", self.types.package(pkg).name, func.name),
            None => func.name.to_string(),
        }
    }

    /// A function's type and body.
    pub fn function(&self, func: FuncId) -> String {
        let func = self.trees.func(func);
        let has_recv = func.decl.is_some_and(|obj| self.program.is_method(obj));
        let params = func.params.get(usize::from(has_recv)..).unwrap_or(&[]);
        let recv = func.params.first().filter(|_| has_recv);
        let recv = recv.map_or(String::new(), |recv| format!("method({}) ", self.ty(recv.ty)));
        let param = |param: &super::tree::Param| match self.types.under(param.ty) {
            TyKind::Slice(elem) if param.variadic => format!("...{}", self.ty(elem)),
            _ => match &param.spelled {
                Some(text) => text.to_string(),
                None => self.ty(param.ty),
            },
        };
        let params: Vec<String> = params.iter().map(param).collect();
        let results: Vec<String> = func.results.iter().map(|&var| self.result_ty(var)).collect();
        let results = match &results[..] {
            [] => String::new(),
            [only] => format!(" {only}"),
            list => format!(" ({})", list.join(", ")),
        };
        let body = self.stmts(func.body.as_deref().unwrap_or(&[]));
        format!("{recv}func({}){results} {{ {body} }}", params.join(", "))
    }

    /// The type of a result, as the source spells it.
    fn result_ty(&self, var: VarId) -> String {
        match self.trees.spelled_results.get(&var) {
            Some(text) => text.to_string(),
            None => self.ty(self.trees.var(var).ty),
        }
    }

    fn stmts(&self, list: &[Stmt]) -> String {
        let texts: Vec<String> =
            list.iter().map(|stmt| self.stmt(stmt)).filter(|text| !text.is_empty()).collect();
        texts.join("; ")
    }

    /// A function's name, with its package if that is another one.
    pub fn func(&self, func: FuncId) -> String {
        let func = self.trees.func(func);
        if func.pkg == self.pkg {
            return func.name.to_string();
        }
        let package = func.pkg.map(|pkg| self.types.package(pkg).name.to_string());
        let Some(package) = package else { return func.name.to_string() };
        match func.name.strip_prefix("(*") {
            Some(rest) => format!("(*{package}.{rest}"),
            None => format!("{package}.{}", func.name),
        }
    }

    fn global(&self, obj: ObjId) -> String {
        let object = self.program.obj(obj);
        match object.pkg {
            Some(pkg) if object.pkg != self.pkg => {
                format!("{}.{}", self.types.package(pkg).name, object.name)
            }
            _ => object.name.to_string(),
        }
    }

    pub fn stmt(&self, stmt: &Stmt) -> String {
        let optional = |x: &Option<Node>| match x {
            Some(x) => self.node(x),
            None => "_".into(),
        };
        let list = |list: &[Option<Node>]| list.iter().map(optional).collect::<Vec<_>>().join(", ");
        match &stmt.kind {
            StmtKind::Assign { lhs, rhs, define, .. } => {
                let rhs: Vec<String> = rhs.iter().flatten().map(|x| self.node(x)).collect();
                if rhs.is_empty() {
                    return format!("{} = <nil>", list(lhs));
                }
                let is_made_up =
                    |&var: &VarId| self.trees.var(var).name.as_str().starts_with(['~', '.']);
                let op = if define.iter().all(is_made_up) { "=" } else { ":=" };
                format!("{} {op} {}", list(lhs), rhs.join(", "))
            }
            StmtKind::AssignCall { lhs, call, define } => {
                let op = if define.is_empty() { "=" } else { ":=" };
                format!("{} {op} {}", list(lhs), self.node(call))
            }
            StmtKind::OpAssign(op, x, y, is_step) => match is_step {
                true => format!("{}{}{}", self.node(x), op.as_str(), op.as_str()),
                false => format!("{} {}= {}", self.node(x), op.as_str(), self.node(y)),
            },
            StmtKind::Send(chan, value) => format!("{} <- {}", self.node(chan), self.node(value)),
            StmtKind::Return(values) => {
                format!("return {}", list(values))
            }
            StmtKind::For { .. } | StmtKind::Range(_) => "for loop".into(),
            StmtKind::Switch { .. } | StmtKind::TypeSwitch { .. } => "switch statement".into(),
            StmtKind::Select(_) => "select statement".into(),
            StmtKind::Expr(x) => self.node(x),
            StmtKind::If { init, cond, then, els } => {
                let init = self.stmts(init);
                let init = if init.is_empty() { init } else { format!("{init}; ") };
                let els = if els.is_empty() {
                    String::new()
                } else {
                    format!(" else {{ {} }}", self.stmts(els))
                };
                format!("if {init}{} {{ {} }}{els}", self.node(cond), self.stmts(then))
            }
            StmtKind::Block(body) => self.stmts(body),
            StmtKind::Goto(label) => format!("goto {label}"),
            StmtKind::Label(label) => format!("{label}: "),
            _ => String::new(),
        }
    }
}

fn binary_prec(op: minigo_syntax::ast::BinaryOp) -> u32 {
    use minigo_syntax::ast::BinaryOp::{
        Add, And, AndNot, Div, Eq, Ge, Gt, Le, LogAnd, LogOr, Lt, Mul, Ne, Or, Rem, Shl, Shr, Sub,
        Xor,
    };
    match op {
        Mul | Div | Rem | Shl | Shr | And | AndNot => 6,
        Add | Sub | Or | Xor => SUM,
        Eq | Ne | Lt | Le | Gt | Ge => 4,
        LogAnd => 2,
        LogOr => 1,
    }
}
