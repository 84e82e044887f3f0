//! The type checker: one file per notion of the Go specification.
//!
//! * What types and entities are: [`ty`], [`object`], stored in [`intern`]; questions
//!   about types in [`predicates`], [`typeset`], [`subst`]; how they print in [`print`].

pub mod constant;
pub mod generic;
pub mod intern;
pub mod object;
pub mod predicates;
pub mod print;
pub mod sizes;
pub mod subst;
pub mod ty;
pub mod typeset;
