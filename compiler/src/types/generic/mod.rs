//! Generics: what type arguments are allowed, and how they are found.
//!
//! The functions here know types only; whatever they must ask about entities they ask a
//! [`MethodSource`], which the checker is. They return what is wrong as a text in Go's
//! words, and the caller reports it where it belongs.
//!
//! How the checker uses them for `f[A](x, y)` with `func f[P, Q, R any](P, Q) R`:
//!
//! 1. [`infer::rename_type_params`] gives `f`'s parameters fresh identities (the call may
//!    stand inside `f`);
//! 2. arguments that are generic functions themselves add their own, renamed parameters
//!    to the list, so that one inference solves for all of them;
//! 3. [`infer::infer`] completes the list of type arguments;
//! 4. [`instantiate::verify`] checks each against its constraint;
//! 5. `Types::subst` makes the signature;
//! 6. [`mono::Mono::record`] notes the instance, and at the end [`mono::Mono::find_cycle`]
//!    tells whether instances would go on without end.

pub mod infer;
pub mod instantiate;
pub mod mono;
#[cfg(test)]
mod tests;
pub mod typeset;
pub mod unify;

use minigo_syntax::symbol::Symbol;

use super::intern::Types;
use super::object::PkgId;
use super::ty::{Ty, TypeParamId};

/// What selecting a name from a type finds, without taking addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A method in the method set: its name as declared and its signature for this
    /// receiver type, without the receiver.
    Method { name: Symbol, ty: Ty },
    /// A field.
    Field,
    /// Several at the same depth.
    Ambiguous,
    /// A method that only the pointer type has.
    PointerReceiver,
    /// Nothing.
    Missing,
}

/// What the generics engine asks about entities.
pub trait MethodSource {
    /// The store of types.
    fn types(&self) -> &Types;

    /// Go's `LookupFieldOrMethod(ty, false, pkg, name)`; `pkg` counts for unexported
    /// names. With `fold_case`, names that differ in case (and unexported names of other
    /// packages) count as equal.
    fn find(&mut self, ty: Ty, name: Symbol, pkg: Option<PkgId>, fold_case: bool) -> Found;

    /// The type as messages print it.
    fn describe(&self, ty: Ty) -> String;

    /// As [`describe`](MethodSource::describe), without the names of parameters.
    fn describe_unnamed(&self, ty: Ty) -> String {
        self.describe(ty)
    }

    /// `file:line:col` of a type parameter's declaration.
    fn declared_at(&self, param: TypeParamId) -> String;
}
