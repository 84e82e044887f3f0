//! Functions that Go's compiler knows: what it makes instructions of, and what costs less
//! or more than its body.

use crate::escape::tree::{FuncId, Trees};
use crate::typed::Program;
use crate::types::object::ObjKind;

/// What a call of such a function costs.
pub enum Price {
    /// One node: an instruction, or something that leaves nothing behind.
    Node,
    /// `runtime.throw`: too much.
    Throw,
    /// The caller cannot be inlined.
    Refused(String),
}

/// Names of functions that become instructions on amd64, by package.
const INTRINSICS: &[(&str, &[&str])] = &[
    ("math", &["sqrt", "Abs", "Ceil", "Copysign", "FMA", "Floor", "Round", "RoundToEven", "Trunc"]),
    (
        "math/bits",
        &[
            "Add",
            "Add64",
            "Div",
            "Div64",
            "Len",
            "Len8",
            "Len16",
            "Len32",
            "Len64",
            "Mul",
            "Mul64",
            "OnesCount",
            "OnesCount8",
            "OnesCount16",
            "OnesCount32",
            "OnesCount64",
            "Reverse",
            "Reverse8",
            "Reverse16",
            "Reverse32",
            "Reverse64",
            "ReverseBytes",
            "ReverseBytes16",
            "ReverseBytes32",
            "ReverseBytes64",
            "RotateLeft",
            "RotateLeft8",
            "RotateLeft16",
            "RotateLeft32",
            "RotateLeft64",
            "Sub",
            "Sub64",
            "TrailingZeros8",
            "TrailingZeros16",
            "TrailingZeros32",
            "TrailingZeros64",
        ],
    ),
    ("runtime", &["KeepAlive"]),
    ("math/big", &["mulWW"]),
];

/// Packages of atomic operations, whose functions all become instructions.
const ATOMIC: &[&str] = &["sync/atomic", "internal/runtime/atomic"];

/// Functions that cost one node although they have bodies.
const CHEAP: &[(&str, &[&str])] = &[
    ("internal/abi", &["NoEscape"]),
    ("runtime", &["panicrangestate"]),
    (
        "internal/byteorder",
        &[
            "LEUint64",
            "LEUint32",
            "LEUint16",
            "BEUint64",
            "BEUint32",
            "BEUint16",
            "LEPutUint64",
            "LEPutUint32",
            "LEPutUint16",
            "BEPutUint64",
            "BEPutUint32",
            "BEPutUint16",
            "LEAppendUint64",
            "LEAppendUint32",
            "LEAppendUint16",
            "BEAppendUint64",
            "BEAppendUint32",
            "BEAppendUint16",
        ],
    ),
    (
        "encoding/binary",
        &[
            "Uint64",
            "Uint32",
            "Uint16",
            "PutUint64",
            "PutUint32",
            "PutUint16",
            "AppendUint64",
            "AppendUint32",
            "AppendUint16",
        ],
    ),
];

fn lists(table: &[(&str, &[&str])], path: &str, name: &str) -> bool {
    table.iter().any(|(pkg, names)| *pkg == path && names.contains(&name))
}

/// The import path and name of a declared function, and whether it is a method.
fn name<'p>(
    program: &'p Program,
    trees: &Trees,
    func: FuncId,
) -> Option<(&'p str, &'static str, bool)> {
    let object = program.obj(trees.func(func).decl?);
    let ObjKind::Func(info) = &object.kind else { return None };
    let path = &program.pkg(object.pkg?).path;
    Some((path, object.name.as_str(), info.recv.is_some()))
}

/// Whether a call of the function becomes an instruction: it is never inlined.
pub fn is_intrinsic(program: &Program, trees: &Trees, func: FuncId) -> bool {
    let Some((path, name, false)) = name(program, trees, func) else { return false };
    let is_native = || trees.func(func).decl.is_some_and(|decl| program.is_native(decl));
    lists(INTRINSICS, path, name) || ATOMIC.contains(&path) && is_native()
}

/// What a call costs if it is not what the function's body says.
pub fn price(program: &Program, trees: &Trees, func: FuncId) -> Option<Price> {
    let (path, name, is_method) = name(program, trees, func)?;
    if path == "runtime" && name == "throw" {
        return Some(Price::Throw);
    }
    if matches!(name, "GetCallerPC" | "GetCallerSP") && path == "internal/runtime/sys" {
        return Some(Price::Refused(format!("call to {name}")));
    }
    let is_cheap = lists(CHEAP, path, name) && is_method == (path == "encoding/binary");
    (is_cheap || is_intrinsic(program, trees, func)).then_some(Price::Node)
}
