//! Where variables and values live: in the frame or on the heap.
//!
//! The model is that of Go's compiler, so that the same things escape and `-m` can say so
//! in the same words.
//!
//! 1. [`build`] makes a [`tree`] of every function in which nothing is implicit, once per
//!    instance of generic functions; calls through interfaces whose dynamic type is known
//!    become direct ([`devirt`]).
//! 2. Functions are visited callees first, in *batches* of functions that call each other
//!    ([`bottomup`]).
//! 3. For a [`batch`], [`flow`] and [`call`] make the location [`graph`], [`solve`] finds
//!    what must be on the heap and how parameters leak; these [`leaks`] summarise the
//!    function for its callers.
//! 4. [`report`] says what was found, in the [`text`] of Go's messages; [`explain`] says
//!    why.
//!
//! Lowering asks [`Facts`] and nothing else.

mod batch;
mod bottomup;
mod bounds;
mod build;
mod call;
mod dead;
mod exclusive;
mod explain;
mod facts;
mod flow;
mod graph;
mod inline;
mod leaks;
mod oracle;
mod report;
mod results;
mod scan;
mod selfassign;
mod size;
mod solve;
mod text;
mod tree;
mod visit;

pub use self::facts::{Capture, CopyId, Expansion, Facts, Keep, Place, SiteKind};
pub use self::results::{Message, Request};
pub use self::tree::NOWHERE;
use crate::reach::Reach;
use crate::typed::Program;
use crate::types::ty::{Ty, TyKind};

/// What `-m` prints about the program.
pub fn messages(program: &Program, reach: &Reach, request: Request) -> Vec<Message> {
    bottomup::analyze(program, reach, request).messages
}

/// Whether values of the type are arrays.
fn is_array(program: &Program, ty: Ty) -> bool {
    matches!(program.types.under(ty), TyKind::Array(..))
}
