//! The way up: what the runtime asks of the engine that runs Go code.
//!
//! Imports point down from the VM to the runtime; what the runtime needs from above comes
//! through [`Host`], which the VM implements. The scheduler and the collector will add
//! running a G and scanning a stack.

/// Handle of a goroutine; what it stands for is known to the engine and the scheduler.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[repr(transparent)]
pub struct GHandle(pub usize);

/// The engine and the process around it.
pub trait Host: Sync {
    /// The program's arguments, `os.Args`: its name first.
    fn program_args(&self) -> &[Vec<u8>];

    /// Where a code address lies, for traces; `None` if it is not code.
    fn locate(&self, pc: *const u64) -> Option<Location>;
}

/// A place in the source, as traces print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Function name: `main.f`, `main.(*T).M`.
    pub function: String,
    /// File name.
    pub file: String,
    /// 1-based line.
    pub line: u32,
}
