#![forbid(unsafe_code)]
//! The instruction set of minigo and the programs made of it.

pub mod asm;
pub mod decode;
pub mod disasm;
pub mod doc;
pub mod flow;
pub mod listing;
pub mod mapshape;
pub mod operand;
pub mod ops;
pub mod program;
pub mod prologue;
pub mod roots;
pub mod rule;
pub mod verify;
