//! Expressions as text, the way messages quote them: in one line, bodies and literals
//! shortened to `…`.

use std::fmt::Write;
use std::sync::Arc;

use crate::ast::{ArrayLen, ChanDir, Expr, ExprKind, Field, FuncSig, InterfaceElem, Param};
use crate::literal::quote;

/// The text of an expression or type.
pub fn expr_string(expr: &Expr) -> String {
    let mut out = String::new();
    write_expr(&mut out, expr, 0);
    out
}

/// Several expressions in brackets, separated by commas.
pub fn list_string(list: &[Expr]) -> String {
    let texts: Vec<_> = list.iter().map(expr_string).collect();
    format!("[{}]", texts.join(", "))
}

fn write_list(out: &mut String, list: &[Expr], depth: u32) {
    for (i, expr) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write_expr(out, expr, depth);
    }
}

fn write_expr(out: &mut String, expr: &Expr, depth: u32) {
    if depth > 500 {
        out.push('…');
        return;
    }
    let depth = depth + 1;
    match &expr.kind {
        ExprKind::Bad => out.push_str("<bad expr>"),
        ExprKind::Ident(ident) => out.push_str(&ident.name),
        ExprKind::Lit(_, text) => out.push_str(text),
        ExprKind::CompositeLit { ty, elems } => {
            if let Some(ty) = ty {
                write_expr(out, ty, depth);
            }
            out.push_str(if elems.is_empty() { "{}" } else { "{…}" });
        }
        ExprKind::FuncLit(lit) => {
            out.push_str("func");
            write_signature(out, &lit.sig, depth);
            out.push_str(if lit.body.stmts.is_empty() { " {}" } else { " {…}" });
        }
        ExprKind::Paren(x) => {
            out.push('(');
            write_expr(out, x, depth);
            out.push(')');
        }
        ExprKind::Selector(x, name) => {
            write_expr(out, x, depth);
            out.push('.');
            out.push_str(&name.name);
        }
        ExprKind::Index(x, list) => {
            write_expr(out, x, depth);
            out.push('[');
            write_list(out, list, depth);
            out.push(']');
        }
        ExprKind::Slice { x, lo, hi, max } => {
            write_expr(out, x, depth);
            out.push('[');
            if let Some(lo) = lo {
                write_expr(out, lo, depth);
            }
            out.push(':');
            if let Some(hi) = hi {
                write_expr(out, hi, depth);
            }
            if let Some(max) = max {
                out.push(':');
                write_expr(out, max, depth);
            }
            out.push(']');
        }
        ExprKind::TypeAssert(x, ty) => {
            write_expr(out, x, depth);
            out.push_str(".(");
            match ty {
                Some(ty) => write_expr(out, ty, depth),
                None => out.push_str("type"),
            }
            out.push(')');
        }
        ExprKind::Call(call) => {
            write_expr(out, &call.fun, depth);
            out.push('(');
            write_list(out, &call.args, depth);
            if call.ellipsis.is_some() {
                out.push_str("...");
            }
            out.push(')');
        }
        ExprKind::Star(x) => {
            out.push('*');
            write_expr(out, x, depth);
        }
        ExprKind::Unary(op, x) => {
            out.push_str(op.as_str());
            write_expr(out, x, depth);
        }
        ExprKind::Binary(op, x, y) => {
            write_expr(out, x, depth);
            let _ = write!(out, " {} ", op.as_str());
            write_expr(out, y, depth);
        }
        ExprKind::ArrayType(len, elem) => {
            out.push('[');
            match len {
                ArrayLen::Expr(len) => write_expr(out, len, depth),
                ArrayLen::Auto => out.push_str("..."),
            }
            out.push(']');
            write_expr(out, elem, depth);
        }
        ExprKind::SliceType(elem) => {
            out.push_str("[]");
            write_expr(out, elem, depth);
        }
        ExprKind::StructType(fields) => write_struct(out, fields, depth),
        ExprKind::FuncType(sig) => {
            out.push_str("func");
            write_signature(out, sig, depth);
        }
        ExprKind::InterfaceType(elems) => {
            out.push_str("interface{");
            for (i, elem) in elems.iter().enumerate() {
                if i > 0 {
                    out.push_str("; ");
                }
                match elem {
                    InterfaceElem::Method(name, sig) => {
                        out.push_str(&name.name);
                        write_signature(out, sig, depth);
                    }
                    InterfaceElem::Embed(ty) => write_expr(out, ty, depth),
                }
            }
            out.push('}');
        }
        ExprKind::MapType(key, elem) => {
            out.push_str("map[");
            write_expr(out, key, depth);
            out.push(']');
            write_expr(out, elem, depth);
        }
        ExprKind::ChanType(dir, elem) => {
            out.push_str(match dir {
                ChanDir::Both => "chan ",
                ChanDir::Send => "chan<- ",
                ChanDir::Recv => "<-chan ",
            });
            let parens =
                *dir == ChanDir::Both && matches!(elem.kind, ExprKind::ChanType(ChanDir::Recv, _));
            if parens {
                out.push('(');
            }
            write_expr(out, elem, depth);
            if parens {
                out.push(')');
            }
        }
    }
}

fn write_struct(out: &mut String, fields: &[Field], depth: u32) {
    out.push_str("struct{");
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push_str("; ");
        }
        for (j, name) in field.names.iter().enumerate() {
            if j > 0 {
                out.push_str(", ");
            }
            out.push_str(&name.name);
        }
        if !field.names.is_empty() {
            out.push(' ');
        }
        write_expr(out, &field.ty, depth);
        if let Some(tag) = &field.tag {
            out.push(' ');
            out.push_str(&quote(tag.as_bytes()));
        }
    }
    out.push('}');
}

fn write_signature(out: &mut String, sig: &FuncSig, depth: u32) {
    write_params(out, &sig.params, depth);
    match &sig.results[..] {
        [] => {}
        [result] if result.name.is_none() => {
            out.push(' ');
            write_expr(out, &result.ty, depth);
        }
        results => {
            out.push(' ');
            write_params(out, results, depth);
        }
    }
}

fn write_params(out: &mut String, params: &[Param], depth: u32) {
    out.push('(');
    for (i, param) in params.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        if let Some(name) = &param.name {
            out.push_str(&name.name);
            let shared = params
                .get(i + 1)
                .is_some_and(|next| next.name.is_some() && Arc::ptr_eq(&next.ty, &param.ty));
            if shared {
                continue;
            }
            out.push(' ');
        }
        if param.ellipsis.is_some() {
            out.push_str("...");
        }
        write_expr(out, &param.ty, depth);
    }
    out.push(')');
}
