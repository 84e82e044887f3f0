//! Variables that are declared and not used.

use super::check::Checker;
use super::object::{ObjId, ObjKind, VarKind};
use super::scope::ScopeId;
use crate::codes;

impl Checker<'_> {
    /// Reports the unused variables of a function, those of function literals aside.
    pub(super) fn check_unused(&mut self, scope: ScopeId) {
        if self.in_library() {
            return;
        }
        let mut unused: Vec<ObjId> = self
            .scopes
            .names(scope)
            .into_iter()
            .map(|(_, obj)| obj)
            .filter(|&obj| {
                matches!(self.obj(obj).kind, ObjKind::Var(VarKind::Local)) && !self.is_used(obj)
            })
            .collect();
        unused.sort_by_key(|&obj| self.obj(obj).pos);
        for obj in unused {
            let message = format!("declared and not used: {}", self.obj(obj).name);
            self.error_obj(obj, codes::UNUSED_VAR, message);
        }
        for child in self.scopes.get(scope).children.clone() {
            if !self.scopes.get(child).is_func {
                self.check_unused(child);
            }
        }
    }
}
