//! A compiled program: what the compiler hands to the VM.
//!
//! A [`Program`] is plain data without addresses. Indices refer to its tables. The
//! verifier (`verify`) accepts it or names the rule it breaks; the linker turns it into
//! an image with addresses.

use serde::{Deserialize, Serialize};

use crate::ops::Word;

macro_rules! index {
    ($(#[doc = $doc:literal] $name:ident),* $(,)?) => {
        $(#[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
        pub struct $name(pub u32);)*
    };
}

index! {
    /// Index of a function.
    FuncIdx,
    /// Index of a type.
    TypeIdx,
    /// Index of a signature.
    SigIdx,
    /// Index of a native.
    NativeIdx,
    /// Index of an itab.
    ItabIdx,
}

/// A compiled program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Functions.
    pub funcs: Vec<Func>,
    /// Types that exist at run time.
    pub types: Vec<TypeDef>,
    /// Register signatures of calls.
    pub sigs: Vec<Sig>,
    /// Natives that the program calls.
    pub natives: Vec<Native>,
    /// Itabs known at compile time: (interface type, concrete type).
    pub itabs: Vec<(TypeIdx, TypeIdx)>,
    /// 64-bit constants.
    pub consts: Vec<u64>,
    /// Constant strings.
    pub strings: Vec<Box<[u8]>>,
    /// Constants that are addresses of the bytes of constant strings: constant, string.
    pub const_strings: Vec<(u32, u32)>,
    /// Global variables, by ascending offset.
    pub globals: Vec<Global>,
    /// Size of the data segment in bytes.
    pub globals_bytes: u32,
    /// Source file names.
    pub files: Vec<String>,
    /// The function that initialises all packages and calls `main.main`; the main goroutine.
    pub entry: Option<FuncIdx>,
}

/// A function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Func {
    /// Name as Go's traces print it: `main.f`, `main.(*T).M`, `main.main.func1`.
    pub name: String,
    /// Instructions and extension words.
    pub code: Vec<Word>,
    /// Words of the frame that the function itself reads or writes: parameters, registers,
    /// regions, and of every call window the arguments and results. The check at the call
    /// guarantees this room (and the callee checks for its own).
    pub frame_words: u32,
    /// Register signature.
    pub sig: SigIdx,
    /// The word after the parameters is the closure at entry.
    pub is_closure: bool,
    /// A compiler-made function that only forwards: `recover` looks through it and
    /// traces leave it out.
    pub is_wrapper: bool,
    /// Where execution goes on in this frame after a recovered panic: code that runs the remaining
    /// deferred calls, loads the results and returns. Present iff the function defers.
    pub recover_pc: Option<u32>,
    /// Frame regions: values in memory layout. The function's prologue sets their pointers.
    pub regions: Vec<Region>,
    /// Jump tables: targets as word indices.
    pub tables: Vec<Vec<u32>>,
    /// Stack maps by ascending `pc`, one per safepoint.
    pub maps: Vec<StackMap>,
    /// Source positions by ascending `pc`; an entry holds up to the next.
    pub lines: Vec<LineEntry>,
    /// Calls whose callees' bodies stand in this function's code, outer ones first.
    pub inlined: Vec<InlinedCall>,
    /// Which of them code belongs to, by ascending `pc`; an entry holds up to the next.
    pub calls: Vec<CallEntry>,
    /// Which bounds of indexing and slicing are unsigned 64-bit numbers, by ascending `pc`:
    /// those of 2^63 and more are not negative in a panic's text.
    pub unsigned: Vec<UnsignedBounds>,
    /// Index in [`Program::files`].
    pub file: u32,
    /// Line of the declaration.
    pub line: u32,
}

/// A value in memory layout at a fixed place of the frame. Its pointer words hold pointers from
/// the prologue on, whether it is live or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// First word.
    pub slot: u16,
    /// Number of words.
    pub words: u32,
    /// Words that hold pointers, as indices from `slot`, ascending.
    pub pointers: Vec<u32>,
}

/// Bytes of a buffer ([`Operand::Buf`](crate::operand::Operand::Buf)).
pub const BUFFER_BYTES: u32 = 32;
/// Runes in the buffer of a `[]rune(s)`.
pub const BUFFER_RUNES: u32 = 32;
/// A buffer that `append` may use is followed by a word that says how.
pub const APPEND_BUFFER_WORDS: u32 = BUFFER_BYTES / 8 + 1;
/// An empty slice may begin there, with the capacity of the whole buffer.
pub const APPEND_BUFFER_FREE: u64 = 0;
/// Some slice may be there.
pub const APPEND_BUFFER_USED: u64 = 1;
/// One variable's elements may be there; its capacity grows by size classes.
pub const APPEND_BUFFER_STEPS: u64 = 2;

/// Which words of the frame hold live pointers at a safepoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackMap {
    /// Word index of the instruction.
    pub pc: u32,
    /// Frame words, ascending, those of regions included. At a call, words from the window on
    /// are left out: they belong to the callee. A region that is not here may be live all the
    /// same: if something that is live holds an address inside it.
    pub pointers: Vec<u16>,
}

/// Position of the code from `pc` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEntry {
    /// Word index.
    pub pc: u32,
    /// Index in [`Program::files`]: of another file than the function's in inlined code, and
    /// where line directives say so.
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in bytes.
    pub column: u32,
}

/// A call that was replaced by the body of its callee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlinedCall {
    /// Name of the callee, as [`Func::name`].
    pub name: String,
    /// The inlined call that the call itself is part of; `None` if it stands in the function.
    pub caller: Option<u32>,
    /// Index in [`Program::files`] of the file in which the call stands.
    pub file: u32,
    /// Line of the call.
    pub line: u32,
}

/// The unsigned bounds of one instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct UnsignedBounds {
    /// Word index of the instruction.
    pub pc: u32,
    /// Bit 0 for the index (all of them in a slice of slices) or the lower bound, bits 1 and 2
    /// for the upper bound and the capacity's.
    pub bounds: u8,
}

/// The inlined call that the code from `pc` on belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEntry {
    /// Word index.
    pub pc: u32,
    /// Index in [`Func::inlined`]; `None` for code of the function itself.
    pub call: Option<u32>,
}

/// How a call passes words: parameters at window words 0.., results at window words 0...
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sig {
    /// Per parameter word: whether it is a pointer.
    pub params: Vec<bool>,
    /// Per result word: whether it is a pointer.
    pub results: Vec<bool>,
}

/// A function implemented in Rust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Native {
    /// Full Go name: `strings.IndexByte`, `runtime.printint`.
    pub name: String,
    /// Its words.
    pub sig: SigIdx,
}

/// A global variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Global {
    /// Full name: `main.x`.
    pub name: String,
    /// Byte offset in the data segment, aligned for its type.
    pub offset: u32,
    /// Its type.
    pub ty: TypeIdx,
}

/// A type at run time; the linker makes the runtime's type descriptor of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeDef {
    /// Kind, numbered as Go's `reflect.Kind`.
    pub kind: Kind,
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u8,
    /// Bytes up to the end of the last pointer word.
    pub ptr_bytes: u64,
    /// Whether word i of the first `mask_period` bytes is a pointer. For arrays the mask of one
    /// element; it repeats.
    pub mask: Vec<bool>,
    /// Bytes after which the mask repeats; `size` for non-arrays.
    pub mask_period: u64,
    /// As `%T` prints it: `main.T`, `[]int`, `map[string]*main.T`.
    pub string: String,
    /// Declared name without package (`T`, `int`), empty for unnamed types.
    pub name: String,
    /// Import path of the declaring package; empty for predeclared and unnamed types.
    pub pkg_path: String,
    /// Whether `==` is defined (interfaces: yes; they may panic).
    pub comparable: bool,
    /// Whether `==` is equality of the bytes (no floats, strings, interfaces, padding).
    pub plain_equal: bool,
    /// Element of pointers, slices, arrays, channels, maps.
    pub elem: Option<TypeIdx>,
    /// Key of maps.
    pub key: Option<TypeIdx>,
    /// Length of arrays; direction of channels as in `reflect.ChanDir` (1 recv, 2 send, 3 both).
    pub len: u64,
    /// Whether a function type is variadic.
    pub variadic: bool,
    /// Fields of structs.
    pub fields: Vec<FieldDef>,
    /// Parameter types of functions.
    pub params: Vec<TypeIdx>,
    /// Result types of functions.
    pub results: Vec<TypeIdx>,
    /// Methods of interfaces, sorted by name (exported and not together, by bytes).
    pub imethods: Vec<IMethodDef>,
    /// Method set of other types, sorted likewise.
    pub methods: Vec<MethodDef>,
    /// The type `*T`, if the program has it.
    pub pointer_to: Option<TypeIdx>,
}

/// Go's `reflect.Kind`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    #[default]
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Pointer,
    Slice,
    String,
    Struct,
    UnsafePointer,
}

impl Kind {
    /// The kind with the given number.
    pub fn from_code(code: u8) -> Option<Kind> {
        use Kind::*;
        [
            Invalid,
            Bool,
            Int,
            Int8,
            Int16,
            Int32,
            Int64,
            Uint,
            Uint8,
            Uint16,
            Uint32,
            Uint64,
            Uintptr,
            Float32,
            Float64,
            Complex64,
            Complex128,
            Array,
            Chan,
            Func,
            Interface,
            Map,
            Pointer,
            Slice,
            String,
            Struct,
            UnsafePointer,
        ]
        .get(code as usize)
        .copied()
    }
}

/// A field of a struct type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDef {
    /// Name.
    pub name: String,
    /// Declaring package for unexported names, else empty.
    pub pkg_path: String,
    /// Its type.
    pub ty: TypeIdx,
    /// Byte offset.
    pub offset: u64,
    /// Tag.
    pub tag: String,
    /// Embedded.
    pub embedded: bool,
}

/// A method of an interface type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IMethodDef {
    /// Name.
    pub name: String,
    /// Declaring package for unexported names, else empty.
    pub pkg_path: String,
    /// Its function type.
    pub ty: TypeIdx,
}

/// A method of a concrete type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodDef {
    /// Name.
    pub name: String,
    /// Declaring package for unexported names, else empty.
    pub pkg_path: String,
    /// Its function type, without receiver.
    pub ty: TypeIdx,
    /// The function that takes an interface's data word as its receiver. `None` if no
    /// interface method of that name is ever called or converted to in the program.
    pub func: Option<FuncIdx>,
}

/// Words of the region that a map iteration uses: first pointers, then scalars.
pub const MAP_ITER_WORDS: u32 = 16;
/// How many of them are pointers.
pub const MAP_ITER_POINTERS: u32 = 5;
/// Direction of a select case that receives, as in `reflect.ChanDir`.
pub const SELECT_RECV: u64 = 1;
/// Direction of a select case that sends.
pub const SELECT_SEND: u64 = 2;
/// Words per case of a select's region: channel, address of the value, direction.
pub const SELECT_CASE_WORDS: u32 = 3;
/// How many of them, from the first on, are pointers.
pub const SELECT_CASE_POINTERS: u32 = 2;

impl Region {
    /// The region of a map iteration.
    pub fn for_map_iter(slot: u16) -> Region {
        Region { slot, words: MAP_ITER_WORDS, pointers: (0..MAP_ITER_POINTERS).collect() }
    }

    /// The region of a select over `ncases` cases.
    pub fn for_select(slot: u16, ncases: u32) -> Region {
        let words = ncases * SELECT_CASE_WORDS;
        let is_pointer = |word: &u32| word % SELECT_CASE_WORDS < SELECT_CASE_POINTERS;
        Region { slot, words, pointers: (0..words).filter(is_pointer).collect() }
    }
}
