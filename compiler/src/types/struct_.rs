//! Struct types.

use minigo_syntax::ast::{Expr, ExprKind, Field, Ident};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::check::{Checker, Work};
use super::operand::start_pos;
use super::ty::{Basic, StructField, Ty, TyKind};
use crate::codes;
use minigo_syntax::exprstring::expr_string;

impl Checker<'_> {
    pub(super) fn struct_type(&mut self, list: &[Field]) -> Ty {
        let mut fields = Vec::new();
        let mut seen: FxHashMap<Symbol, Pos> = FxHashMap::default();
        for field in list {
            let ty = self.var_type(&field.ty);
            let tag = Symbol::new(field.tag.as_deref().unwrap_or(""));
            if !field.names.is_empty() {
                for ident in &field.names {
                    self.add_field(&mut fields, &mut seen, ident, ty, tag, false);
                }
                continue;
            }
            let Some(ident) = embedded_ident(&field.ty) else {
                let message = format!("invalid embedded field type {}", expr_string(&field.ty));
                self.error_expr(&field.ty, codes::INVALID_SYNTAX_TREE, message);
                continue;
            };
            self.add_field(&mut fields, &mut seen, ident, ty, tag, true);
            self.later(Work::EmbeddedField(start_pos(&field.ty), ty));
        }
        self.p.types.struct_(fields)
    }

    fn add_field(
        &mut self,
        fields: &mut Vec<StructField>,
        seen: &mut FxHashMap<Symbol, Pos>,
        ident: &Ident,
        ty: Ty,
        tag: Symbol,
        embedded: bool,
    ) {
        let name = ident.name;
        if !name.is_blank() {
            if let Some(&other) = seen.get(&name) {
                let message = format!("{name} redeclared");
                let notes = vec![(other, format!("other declaration of {name}"))];
                self.report(ident.span(), codes::DUPLICATE_DECL, message, notes);
                return;
            }
            seen.insert(name, ident.pos);
        }
        let pkg = if name.is_exported() { None } else { Some(self.env.pkg) };
        fields.push(StructField { name, pkg, ty, embedded, tag });
    }

    pub(super) fn check_embedded_field(&mut self, pos: Pos, ty: Ty) {
        let (base, is_pointer) = match self.p.types.as_pointer(ty) {
            Some(base) => (base, true),
            None => (ty, false),
        };
        let span = minigo_syntax::source::Span::at(pos);
        let code = codes::INVALID_PTR_EMBED;
        match self.p.types.under(base) {
            TyKind::Basic(Basic::UnsafePointer) => {
                self.error(span, code, "embedded field type cannot be unsafe.Pointer");
            }
            TyKind::Pointer(_) => {
                self.error(span, code, "embedded field type cannot be a pointer");
            }
            TyKind::Interface(_) if self.p.types.is_type_param(base) => {
                let message = "embedded field type cannot be a (pointer to a) type parameter";
                self.error(span, codes::MISPLACED_TYPE_PARAM, message);
            }
            TyKind::Interface(_) if is_pointer => {
                let message = "embedded field type cannot be a pointer to an interface";
                self.error(span, code, message);
            }
            _ => {}
        }
    }
}

/// Names of fields and where they stand.
pub(super) fn field_places(fields: &[Field]) -> Vec<(Symbol, Pos)> {
    let mut places = Vec::new();
    for field in fields {
        let embedded = if field.names.is_empty() { embedded_ident(&field.ty) } else { None };
        places.extend(field.names.iter().chain(embedded).map(|ident| (ident.name, ident.pos)));
    }
    places
}

/// The name an embedded field has.
fn embedded_ident(ty: &Expr) -> Option<&Ident> {
    match &ty.kind {
        ExprKind::Ident(ident) => Some(ident),
        ExprKind::Star(base) if !matches!(base.kind, ExprKind::Star(_)) => embedded_ident(base),
        ExprKind::Selector(_, name) => Some(name),
        ExprKind::Index(x, _) => embedded_ident(x),
        _ => None,
    }
}
