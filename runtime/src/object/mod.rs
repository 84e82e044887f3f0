//! Strings, slices, maps, channels and interfaces: the operations of the language on them.
//!
//! All are plain functions over addresses and type descriptors, shared by the engines and
//! the natives. They allocate from the running P's mcache and never reach a safepoint, so
//! the addresses they are given stay good.
//!
//! # Rules
//!
//! * O1: an [`Addr`](crate::addr::Addr) argument is nil, where nil is a value of its Go
//!   type, or points to live memory of that type. Compiled code keeps this because the
//!   verifier follows pointers and the type system guards what they point to; natives keep
//!   it by rule N1. Nil pointers proper are checked by the engine before the call.
//! * O2: an operation that fails has changed nothing that the program can see, and returns
//!   a [`RuntimeError`](crate::panics::RuntimeError).
//! * O3: pointers are stored to existing objects through `gc::barrier` only.

pub mod chan;
pub mod equal;
pub mod hash;
pub mod iface;
pub mod map;
pub mod select;
pub mod slice;
pub mod string;
pub mod sudog;
pub mod timer;
pub mod zero;
