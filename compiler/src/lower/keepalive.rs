//! Pointers that are passed as integers.
//!
//! `f(uintptr(p))` hides p from the collector. If `f` is declared with `//go:uintptrescapes` or
//! `//go:uintptrkeepalive`, or has no body, what p points to stays where it is until the call is
//! over: escape analysis puts it on the heap, and here the pointer stays in a register that is
//! read once more after the call, or in the closure of a deferred one.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Call, Expr, ExprKind};

use super::builder::Reg;
use super::func::FuncCx;
use crate::instance::Target;
use crate::typed::Mode;
use crate::types::object::{ObjId, ObjKind};
use crate::types::ty::{Basic, Ty, TyKind};

const DIRECTIVES: &[&str] = &["go:uintptrescapes", "go:uintptrkeepalive"];

impl FuncCx<'_, '_> {
    /// Evaluates the pointers that the call's arguments hide, if its function keeps them alive;
    /// the calls among all operands are made before.
    pub fn kept_pointers(&mut self, call: &Call) -> Vec<Reg> {
        let hidden: Vec<&Expr> =
            call.args.iter().filter_map(|arg| self.hidden_pointer(arg)).collect();
        if hidden.is_empty() || !self.declared_callee(call).is_some_and(|func| self.keeps(func)) {
            return Vec::new();
        }
        std::iter::once(&call.fun).chain(&call.args).for_each(|x| self.hoist(x));
        let keep = |pointer: &Expr| {
            let reg = self.value(pointer);
            self.act.ready.insert(pointer.id, reg);
            reg
        };
        hidden.into_iter().map(keep).collect()
    }

    /// The call is over.
    pub fn release_pointers(&mut self, kept: &[Reg]) {
        kept.iter().for_each(|&reg| self.b.a(Op::Keep, reg));
    }

    /// The pointer that is converted to an integer.
    fn hidden_pointer<'e>(&self, arg: &'e Expr) -> Option<&'e Expr> {
        let ExprKind::Call(call) = &arg.unparen().kind else { return None };
        let [pointer] = &call.args[..] else { return None };
        let is_conversion = self.info(&call.fun).map(|tv| tv.mode) == Some(Mode::Type);
        let is_basic =
            |ty: Ty, basic| matches!(self.under_ty(ty), TyKind::Basic(found) if found == basic);
        let hides = is_conversion
            && is_basic(self.ty(arg), Basic::Uintptr)
            && is_basic(self.ty(pointer), Basic::UnsafePointer);
        hides.then_some(pointer)
    }

    /// The function or method that a call names.
    fn declared_callee(&self, call: &Call) -> Option<ObjId> {
        let fun = call.fun.unparen();
        if let Some(func) = self.named_object(fun) {
            return Some(func);
        }
        let ExprKind::Selector(inner, _) = &fun.kind else { return None };
        let selection = self.lw.program.info.selections.get(&fun.id)?;
        let pkg = selection.obj.and_then(|obj| self.lw.program.obj(obj).pkg);
        match self.lw.program.find_method(self.ty(inner), selection.name, pkg)?.target {
            Target::Declared { method, .. } => Some(method),
            Target::Interface(_) => None,
        }
    }

    fn keeps(&self, func: ObjId) -> bool {
        if !matches!(self.lw.program.obj(func).kind, ObjKind::Func(_)) {
            return false;
        }
        self.lw.program.is_native(func)
            || self.lw.program.func_decl(func).is_some_and(|decl| {
                decl.directives.iter().any(|d| DIRECTIVES.contains(&d.text.as_str()))
            })
    }
}
