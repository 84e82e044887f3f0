//! How the source spells types.
//!
//! Types forget the names `byte`, `rune` and `any`; messages keep them.

use minigo_syntax::ast::{Expr, ExprKind, LitKind, NodeId, Param};
use minigo_syntax::literal::quote_rune;

use super::Cx;
use crate::types::object::ObjKind;
use crate::types::ty::{Ty, TyKind};

impl Cx<'_, '_> {
    /// Notes how a type expression of an allocating expression is spelled.
    pub fn spell(&mut self, id: NodeId, ty: &Expr) {
        if self.b.spells
            && let Some(text) = self.spelling(ty)
        {
            self.b.trees.spelled.insert((self.copy, id), text.into());
        }
    }

    /// How the type of a parameter or result is spelled.
    pub fn param_spelling(&self, param: &Param) -> Option<std::rc::Rc<str>> {
        if !self.b.spells || param.ellipsis.is_some() {
            return None;
        }
        self.spelling(&param.ty).map(Into::into)
    }

    /// Notes a rune literal.
    pub fn spell_rune(&mut self, x: &Expr) {
        if let ExprKind::Lit(LitKind::Char, _) = &x.kind
            && self.b.spells
            && let Some(tv) = self.program().type_and_value(x.id)
            && tv.ty == Ty::INT32
            && let Some(value) = tv.value.as_ref().and_then(|value| value.to_i64())
            && let Some(c) = char::from_u32(value as u32)
        {
            self.b.trees.spelled.insert((self.copy, x.id), quote_rune(c).into());
        }
    }

    /// The text, `None` if the type itself prints the same or no one knows.
    fn spelling(&self, x: &Expr) -> Option<String> {
        let x = x.unparen();
        let ty = self.program().type_and_value(x.id).map(|tv| tv.ty)?;
        let types = &self.program().types;
        let pkg = self.b.trees.func(self.func).pkg;
        match &x.kind {
            ExprKind::Ident(ident) => {
                let object = self.program().obj(self.program().object_of(ident.id)?);
                let is_universal = object.pkg.is_none();
                match object.kind {
                    ObjKind::TypeName { .. } if is_universal => Some(object.name.to_string()),
                    ObjKind::TypeName { .. } if !types.is_parameterized(ty) => {
                        Some(types.describe_code(ty, pkg))
                    }
                    _ => None,
                }
            }
            ExprKind::Selector(..) if !types.is_parameterized(ty) => {
                Some(types.describe_code(ty, pkg))
            }
            ExprKind::Star(inner) => Some(format!("*{}", self.spelling(inner)?)),
            ExprKind::SliceType(elem) => Some(format!("[]{}", self.spelling(elem)?)),
            ExprKind::ArrayType(_, elem) => match types.kind(ty) {
                TyKind::Array(_, len) => Some(format!("[{len}]{}", self.spelling(elem)?)),
                _ => None,
            },
            ExprKind::MapType(key, elem) => {
                Some(format!("map[{}]{}", self.spelling(key)?, self.spelling(elem)?))
            }
            _ if !types.is_parameterized(ty) => Some(types.describe_code(ty, pkg)),
            _ => None,
        }
    }
}
