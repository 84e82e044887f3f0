//! The rules that a program keeps, and the error that names a broken one.
//!
//! The essay is in [`crate::verify`].

use crate::program::{FuncIdx, Program};

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident $code:literal;)*) => {
        /// A rule of the verifier.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Rule { $($(#[doc = $doc])+ $name),* }

        impl Rule {
            /// Its number in the essay: `V1`.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code),* }
            }
        }
    };
}

rules! {
    /// Every word is a known op or the extension of the one before it.
    KnownOp "V1";
    /// Indices are inside their tables; immediates are in the op's range.
    Operand "V2";
    /// Registers are words of the frame.
    Register "V3";
    /// Jumps, jump tables and the recovery point lead to instructions of the function.
    Target "V4";
    /// The last instruction does not go on to the next.
    FallsOff "V5";
    /// Parameters, closure, results and regions fit the frame; regions are disjoint.
    Frame "V6";
    /// Call windows lie in the frame, above every region and the two words of the return record.
    Window "V7";
    /// No word is read before it is set on every path to the read.
    Undefined "V8";
    /// A word that is read is a pointer on every path or a scalar on every path, and what the op demands.
    Kind "V9";
    /// Region words keep the kinds that the region declares; accesses stay inside it.
    Region "V10";
    /// Calls and closures name functions that can be entered that way.
    Call "V11";
    /// Globals are disjoint, aligned, inside the data segment; accesses fit their kinds.
    Global "V12";
    /// Types are consistent; a type operand is of the kind and size the op works on.
    Type "V13";
    /// Stack maps are those that the analysis finds.
    StackMap "V14";
    /// Source positions ascend and stay inside the function.
    Line "V15";
    /// The entry function takes and returns nothing.
    Entry "V16";
}

/// Why a program is not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The rule it breaks.
    pub rule: Rule,
    /// The function, if it happened in one.
    pub func: Option<FuncIdx>,
    /// Its name, filled in on the way out.
    pub name: String,
    /// The word index of the instruction, if it happened at one.
    pub pc: Option<u32>,
    /// What is wrong, in words.
    pub detail: String,
}

impl VerifyError {
    /// An error outside functions.
    pub fn new(rule: Rule, detail: impl Into<String>) -> VerifyError {
        VerifyError { rule, func: None, name: String::new(), pc: None, detail: detail.into() }
    }

    /// An error at an instruction.
    pub fn at(rule: Rule, pc: u32, detail: impl Into<String>) -> VerifyError {
        VerifyError { pc: Some(pc), ..VerifyError::new(rule, detail) }
    }

    /// The same error with the function it happened in.
    pub fn within(self, program: &Program, func: FuncIdx) -> VerifyError {
        let name = program.funcs.get(func.0 as usize).map(|func| func.name.clone());
        VerifyError { func: Some(func), name: name.unwrap_or_default(), ..self }
    }
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.func.is_some() {
            write!(f, "{}", self.name)?;
            if let Some(pc) = self.pc {
                write!(f, " at {pc}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{} ({})", self.detail, self.rule.code())
    }
}

impl std::error::Error for VerifyError {}
