//! Trees as text, for people and snapshot tests.
//!
//! Declarations and statements take a line each, indented by nesting; expressions are
//! written with the operator first, `(+ a (* b c))`, so that the tree shows. With
//! positions, each node that has one of its own is followed by `@line:column` (Go's
//! position) and, where that is not where its text starts, by `<line:column`.

use std::fmt::Write;

use crate::ast::*;
use crate::source::{Pos, SourceMap};

/// The tree of a file; `map` is needed for positions only.
pub fn file(map: &SourceMap, file: &File, positions: bool) -> String {
    let mut dump = Dump { map: positions.then_some(map), out: String::new(), indent: 0 };
    dump.line(&format!("package {}", file.package.name));
    for import in &file.imports {
        let name = import.name.map_or(String::new(), |name| format!("{} ", name.name));
        dump.line(&format!("import {name}{:?}", import.path));
    }
    for decl in &file.decls {
        dump.decl(decl);
    }
    dump.out
}

/// One expression.
pub fn expr(expr: &Expr) -> String {
    let mut dump = Dump { map: None, out: String::new(), indent: 0 };
    dump.expr(expr);
    dump.out
}

struct Dump<'a> {
    /// Present if positions are wanted.
    map: Option<&'a SourceMap>,
    out: String,
    indent: usize,
}

impl Dump<'_> {
    // ---- Output -------------------------------------------------------------------

    fn start(&mut self) {
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }

    fn line(&mut self, text: &str) {
        self.start();
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn pos(&mut self, pos: Pos, lo: Pos) {
        let Some(map) = self.map else { return };
        for (mark, pos) in [('@', Some(pos)), ('<', Some(lo).filter(|&lo| lo != pos))] {
            if let Some(location) = pos.and_then(|pos| map.locate(pos)) {
                // Writing to a String cannot fail.
                let _ = write!(self.out, "{mark}{}:{}", location.line, location.column);
            }
        }
    }

    /// Runs `body` with more indentation, and starts a line for what comes after.
    fn nested(&mut self, body: impl FnOnce(&mut Self)) {
        self.put("\n");
        self.indent += 1;
        body(self);
        self.indent -= 1;
    }

    // ---- Declarations -------------------------------------------------------------

    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Const(specs) => {
                for spec in specs {
                    self.start();
                    self.put(&format!("const[{}] ", spec.iota));
                    self.value_spec(&spec.names, spec.ty.as_ref(), &spec.values);
                }
            }
            Decl::Var(specs) => {
                for spec in specs {
                    self.start();
                    self.put("var ");
                    self.value_spec(&spec.names, spec.ty.as_ref(), &spec.values);
                }
            }
            Decl::Type(specs) => specs.iter().for_each(|spec| self.type_spec(spec)),
            Decl::Func(func) => self.func(func),
        }
    }

    fn names(&mut self, names: &[Ident]) {
        for (i, name) in names.iter().enumerate() {
            self.put(if i > 0 { ", " } else { "" });
            self.put(&name.name);
        }
    }

    fn value_spec(&mut self, names: &[Ident], ty: Option<&Expr>, values: &[Expr]) {
        self.names(names);
        if let Some(ty) = ty {
            self.put(" ");
            self.expr(ty);
        }
        if !values.is_empty() {
            self.put(" =");
            self.operands(values);
        }
        self.put("\n");
    }

    fn type_spec(&mut self, spec: &TypeSpec) {
        self.start();
        self.put("type ");
        self.put(&spec.name.name);
        self.type_params(&spec.type_params);
        self.put(if spec.is_alias { " = " } else { " " });
        self.expr(&spec.ty);
        self.put("\n");
    }

    fn func(&mut self, func: &FuncDecl) {
        for directive in &func.directives {
            self.line(&format!("//{}", directive.text));
        }
        self.start();
        self.put("func ");
        if let Some(recv) = &func.recv {
            self.params(recv);
            self.put(" ");
        }
        self.put(&func.name.name);
        self.pos(func.pos, func.span.lo);
        self.type_params(&func.type_params);
        self.signature(&func.sig);
        match &func.body {
            None => self.put(" external\n"),
            Some(FuncBody::Deferred(_)) => self.put(" deferred\n"),
            Some(FuncBody::Parsed(block)) => self.nested(|dump| dump.stmts(&block.stmts)),
        }
    }

    fn type_params(&mut self, params: &[TypeParam]) {
        if params.is_empty() {
            return;
        }
        self.put("[");
        for (i, param) in params.iter().enumerate() {
            self.put(if i > 0 { ", " } else { "" });
            self.put(&param.name.name);
            self.put(" ");
            self.expr(&param.constraint);
        }
        self.put("]");
    }

    fn params(&mut self, params: &[Param]) {
        self.put("(");
        for (i, param) in params.iter().enumerate() {
            self.put(if i > 0 { ", " } else { "" });
            if let Some(name) = param.name {
                self.put(&name.name);
                self.put(" ");
            }
            self.put(if param.ellipsis.is_some() { "..." } else { "" });
            self.expr(&param.ty);
        }
        self.put(")");
    }

    fn signature(&mut self, sig: &FuncSig) {
        self.params(&sig.params);
        if !sig.results.is_empty() {
            self.put(" ");
            self.params(&sig.results);
        }
    }

    // ---- Expressions --------------------------------------------------------------

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bad => self.put("BAD"),
            ExprKind::Ident(name) => self.put(&name.name),
            ExprKind::Lit(_, text) => self.put(text),
            ExprKind::CompositeLit { ty, elems } => {
                self.head("lit", expr);
                match ty {
                    Some(ty) => self.operand(ty),
                    None => self.put(" _"),
                }
                for Element { key, value } in elems {
                    self.put(" ");
                    if let Some(key) = key {
                        self.expr(key);
                        self.put(":");
                    }
                    self.expr(value);
                }
                self.put(")");
            }
            ExprKind::FuncLit(func) => {
                self.head("func", expr);
                self.signature(&func.sig);
                self.nested(|dump| dump.stmts(&func.body.stmts));
                self.start();
                self.put(")");
            }
            ExprKind::Paren(x) => self.list("paren", expr, [&**x]),
            ExprKind::Selector(x, name) => {
                self.head(".", expr);
                self.operand(x);
                self.put(" ");
                self.put(&name.name);
                self.put(")");
            }
            ExprKind::Index(x, args) => {
                self.list("index", expr, std::iter::once(&**x).chain(args));
            }
            ExprKind::Slice { x, lo, hi, max } => {
                self.head("slice", expr);
                self.operand(x);
                for bound in [lo, hi, max] {
                    match bound {
                        Some(bound) => self.operand(bound),
                        None => self.put(" _"),
                    }
                }
                self.put(")");
            }
            ExprKind::TypeAssert(x, None) => self.list("assert-type", expr, [&**x]),
            ExprKind::TypeAssert(x, Some(ty)) => self.list("assert", expr, [&**x, &**ty]),
            ExprKind::Call(call) => {
                let name = if call.ellipsis.is_some() { "call..." } else { "call" };
                self.list(name, expr, std::iter::once(&call.fun).chain(&call.args));
            }
            ExprKind::Star(x) => self.list("*", expr, [&**x]),
            ExprKind::Unary(op, x) => self.list(op.as_str(), expr, [&**x]),
            ExprKind::Binary(op, x, y) => self.list(op.as_str(), expr, [&**x, &**y]),
            ExprKind::ArrayType(ArrayLen::Expr(len), elem) => {
                self.list("array", expr, [&**len, &**elem]);
            }
            ExprKind::ArrayType(ArrayLen::Auto, elem) => self.list("array...", expr, [&**elem]),
            ExprKind::SliceType(elem) => self.list("slice-of", expr, [&**elem]),
            ExprKind::StructType(fields) => self.struct_type(expr, fields),
            ExprKind::FuncType(sig) => {
                self.head("func", expr);
                self.signature(sig);
                self.put(")");
            }
            ExprKind::InterfaceType(elems) => self.interface_type(expr, elems),
            ExprKind::MapType(key, elem) => self.list("map", expr, [&**key, &**elem]),
            ExprKind::ChanType(ChanDir::Both, elem) => self.list("chan", expr, [&**elem]),
            ExprKind::ChanType(ChanDir::Send, elem) => self.list("chan<-", expr, [&**elem]),
            ExprKind::ChanType(ChanDir::Recv, elem) => self.list("<-chan", expr, [&**elem]),
        }
    }

    fn head(&mut self, name: &str, expr: &Expr) {
        self.put("(");
        self.put(name);
        self.pos(expr.pos, expr.span.lo);
    }

    fn operand(&mut self, expr: &Expr) {
        self.put(" ");
        self.expr(expr);
    }

    fn operands<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.operand(expr));
    }

    fn list<'e>(&mut self, name: &str, expr: &Expr, rest: impl IntoIterator<Item = &'e Expr>) {
        self.head(name, expr);
        self.operands(rest);
        self.put(")");
    }

    fn struct_type(&mut self, expr: &Expr, fields: &[Field]) {
        self.head("struct", expr);
        for (i, field) in fields.iter().enumerate() {
            self.put(if i > 0 { "; " } else { " " });
            self.names(&field.names);
            self.put(if field.names.is_empty() { "embed " } else { " " });
            self.expr(&field.ty);
            if let Some(tag) = &field.tag {
                self.put(&format!(" {tag:?}"));
            }
        }
        self.put(")");
    }

    fn interface_type(&mut self, expr: &Expr, elems: &[InterfaceElem]) {
        self.head("interface", expr);
        for (i, elem) in elems.iter().enumerate() {
            self.put(if i > 0 { "; " } else { " " });
            match elem {
                InterfaceElem::Method(name, sig) => {
                    self.put(&name.name);
                    self.signature(sig);
                }
                InterfaceElem::Embed(ty) => {
                    self.put("embed ");
                    self.expr(ty);
                }
            }
        }
        self.put(")");
    }

    // ---- Statements ---------------------------------------------------------------

    fn stmts(&mut self, stmts: &[Stmt]) {
        stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// A statement that stands alone on its line, or several lines.
    fn stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Decl(decl) = &stmt.kind {
            return self.decl(decl);
        }
        self.start();
        self.bare_stmt(stmt);
        if !self.out.ends_with('\n') {
            self.put("\n");
        }
    }

    /// A statement where the cursor is, with a line end only if it has nested lines.
    fn bare_stmt(&mut self, stmt: &Stmt) {
        let name = match &stmt.kind {
            StmtKind::Bad => "bad",
            StmtKind::Empty => "empty",
            StmtKind::Expr(_) => "do",
            StmtKind::Send(..) => "send",
            StmtKind::IncDec(_, true) => "++",
            StmtKind::IncDec(_, false) => "--",
            StmtKind::Assign(..) => "=",
            StmtKind::Define(..) => ":=",
            StmtKind::OpAssign(op, ..) => op.as_str(),
            StmtKind::Decl(_) => "decl",
            StmtKind::Labeled(..) => "label",
            StmtKind::Go(_) => "go",
            StmtKind::Defer(_) => "defer",
            StmtKind::Return(_) => "return",
            StmtKind::Break(_) => "break",
            StmtKind::Continue(_) => "continue",
            StmtKind::Goto(_) => "goto",
            StmtKind::Fallthrough => "fallthrough",
            StmtKind::Block(_) => "block",
            StmtKind::If(_) => "if",
            StmtKind::For(_) => "for",
            StmtKind::Range(_) => "range",
            StmtKind::Switch(_) => "switch",
            StmtKind::TypeSwitch(_) => "type-switch",
            StmtKind::Select(_) => "select",
        };
        self.put(name);
        if matches!(stmt.kind, StmtKind::OpAssign(..)) {
            self.put("=");
        }
        self.pos(stmt.pos, stmt.span.lo);
        self.stmt_rest(&stmt.kind);
    }

    fn stmt_rest(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Bad | StmtKind::Empty | StmtKind::Fallthrough => {}
            StmtKind::Expr(x) | StmtKind::IncDec(x, _) | StmtKind::Go(x) | StmtKind::Defer(x) => {
                self.operand(x);
            }
            StmtKind::Send(x, y) | StmtKind::OpAssign(_, x, y) => self.operands([&**x, &**y]),
            StmtKind::Assign(left, right) | StmtKind::Define(left, right) => {
                self.operands(left);
                self.put(" <-");
                self.operands(right);
            }
            StmtKind::Decl(decl) => self.nested(|dump| dump.decl(decl)),
            StmtKind::Labeled(label, stmt) => {
                self.put(&format!(" {}", label.name));
                self.nested(|dump| dump.stmt(stmt));
            }
            StmtKind::Return(values) => self.operands(values),
            StmtKind::Break(label) | StmtKind::Continue(label) => {
                if let Some(label) = label {
                    self.put(&format!(" {}", label.name));
                }
            }
            StmtKind::Goto(label) => self.put(&format!(" {}", label.name)),
            StmtKind::Block(block) => self.nested(|dump| dump.stmts(&block.stmts)),
            StmtKind::If(stmt) => self.if_stmt(stmt),
            StmtKind::For(stmt) => {
                self.part("init", stmt.init.as_ref());
                if let Some(cond) = &stmt.cond {
                    self.operand(cond);
                }
                self.part("post", stmt.post.as_ref());
                self.nested(|dump| dump.stmts(&stmt.body.stmts));
            }
            StmtKind::Range(stmt) => {
                self.operands(stmt.key.iter().chain(&stmt.value).chain(&stmt.extra));
                if stmt.key.is_some() {
                    self.put(if stmt.define { " :=" } else { " =" });
                }
                self.operand(&stmt.x);
                self.nested(|dump| dump.stmts(&stmt.body.stmts));
            }
            StmtKind::Switch(stmt) => {
                self.part("init", stmt.init.as_ref());
                self.operands(&stmt.tag);
                self.cases(&stmt.cases);
            }
            StmtKind::TypeSwitch(stmt) => {
                self.part("init", stmt.init.as_ref());
                if let Some(bind) = stmt.bind {
                    self.put(&format!(" {} :=", bind.name));
                }
                self.operand(&stmt.x);
                self.cases(&stmt.cases);
            }
            StmtKind::Select(clauses) => self.nested(|dump| {
                for clause in clauses {
                    dump.start();
                    match &clause.comm {
                        Some(comm) => {
                            dump.put("case ");
                            dump.bare_stmt(comm);
                        }
                        None => dump.put("default"),
                    }
                    dump.nested(|dump| dump.stmts(&clause.body));
                }
            }),
        }
    }

    /// A statement inside a header.
    fn part(&mut self, name: &str, stmt: Option<&Stmt>) {
        if let Some(stmt) = stmt {
            self.put(&format!(" {name}{{"));
            self.bare_stmt(stmt);
            self.put("}");
        }
    }

    fn if_stmt(&mut self, stmt: &If) {
        self.part("init", stmt.init.as_ref());
        self.operand(&stmt.cond);
        self.nested(|dump| dump.stmts(&stmt.then.stmts));
        if let Some(els) = &stmt.els {
            self.line("else");
            self.indent += 1;
            self.stmt(els);
            self.indent -= 1;
        }
    }

    fn cases(&mut self, cases: &[CaseClause]) {
        self.nested(|dump| {
            for case in cases {
                dump.start();
                match &case.exprs {
                    Some(exprs) => {
                        dump.put("case");
                        dump.operands(exprs);
                    }
                    None => dump.put("default"),
                }
                dump.nested(|dump| dump.stmts(&case.body));
            }
        });
    }
}
