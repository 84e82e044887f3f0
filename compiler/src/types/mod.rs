//! The type checker: one file per notion of the Go specification.
//!
//! * What types and entities are: [`ty`], [`object`], stored in [`intern`]; questions
//!   about types in [`predicates`], [`typeset`], [`subst`]; how they print in [`print`];
//!   their layout in [`sizes`]; constants in [`constant`]; generics in [`generic`].
//! * The checker: `check` (state and errors), `resolve` and `library` (packages), `decl`,
//!   `cycle`, `typexpr`, `signature`, `struct_`, `interface` (declarations and types), `embed` (files in variables), `operand`,
//!   `expr`, `operator`, `call`, `builtin`, `index`, `literal`, `convert`, `assign`, `lookup`
//!   (expressions), `stmt`, `switch`, `range`, `branch`, `unused` (statements), `version`,
//!   `initorder`, `record` (what is left behind).

mod assign;
mod branch;
mod builtin;
mod call;
pub mod check;
pub mod constant;
mod convert;
mod cycle;
mod decl;
mod embed;
mod expr;
pub mod generic;
mod identity;
mod index;
pub mod initorder;
mod interface;
pub mod intern;
mod library;
mod literal;
mod lookup;
pub mod object;
mod operand;
mod operator;
pub mod predicates;
pub mod print;
mod range;
mod rangefunc;
mod record;
mod resolve;
mod scope;
mod signature;
pub mod sizes;
mod stmt;
mod struct_;
pub mod subst;
mod switch;
pub mod ty;
pub mod typeset;
mod typexpr;
mod universe;
mod unused;
mod version;
