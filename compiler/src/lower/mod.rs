//! From the typed tree to bytecode.
//!
//! Code generation in one pass over the tree, driven by destinations: an expression is told
//! where its value should go, a condition where to jump; results stay where they are until
//! something needs them elsewhere. Everything that depends on optimisation over several
//! instructions is decided while looking at the tree.
//!
//! * [`builder`] assembles one function; [`repr`] says how types lie in registers.
//! * [`Lower`] (this file) holds the program under construction: [`tables`] of constants,
//!   signatures, functions; [`typedefs`] of types; [`methods`] answers look-ups.
//! * [`func`] drives one function; [`place`] is where values are kept; [`expr`],
//!   [`arith`], [`compare`], [`convert`], [`iface`], [`literal`], [`index`], [`call`],
//!   [`builtin`], [`buffer`], [`intrinsic`], [`atomic`], [`keepalive`], [`closure`] lower
//!   expressions; [`order`] keeps Go's order of evaluation.
//! * [`stmt`], [`assign`], [`loops`], [`range`], [`switch`], [`select`], [`defer_`] lower
//!   statements; [`wrappers`] and [`init`] make the functions that no source declares.
//!
//! Functions are lowered when something refers to them, starting from the entry function
//! and the functions that the VM calls. Methods that only interfaces reach follow when
//! their type is seen to be converted to an interface and a method of their name is
//! called somewhere; that repeats until nothing new appears.

mod arith;
mod assign;
mod atomic;
mod buffer;
mod builder;
mod builtin;
mod call;
mod closure;
mod compare;
mod convert;
mod defer_;
mod expr;
mod func;
mod iface;
mod index;
mod init;
mod inline;
mod intrinsic;
mod keepalive;
mod literal;
mod loops;
mod methods;
mod num;
mod order;
mod place;
mod print;
mod range;
mod rangefunc;
pub mod repr;
mod select;
mod statics;
mod stmt;
mod switch;
mod tables;
mod typedefs;
mod wrappers;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use minigo_bytecode::program::{self as bc, FuncIdx, ItabIdx, NativeIdx, SigIdx, TypeIdx};
use minigo_bytecode::roots::ROOTS;
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::{FileId, Pos, SourceMap, Span};
use minigo_syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use self::methods::MethodSet;
use self::repr::{Layout, Layouts};
use self::wrappers::Wrapper;
use crate::escape::Facts;
use crate::reach::{Reach, find_object};
use crate::typed::Program;
use crate::types::object::{ObjId, PkgId};
use crate::types::ty::Ty;

/// What a function of the program is made from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum FuncKey {
    /// A declared function or method with its type arguments (of the receiver's type
    /// first).
    Decl(ObjId, Rc<[Ty]>),
    /// A function that only forwards.
    Wrapper(Wrapper),
    /// The initialisers of a range of the reached ones.
    Init(u32, u32),
    /// Initialisation of the program, then `main.main`.
    Entry,
}

/// The program under construction.
struct Lower<'p> {
    program: &'p Program,
    sources: &'p SourceMap,
    facts: &'p Facts<'p>,
    reach: &'p Reach,
    /// Initialisers that run, in order.
    inits: Vec<(PkgId, usize)>,
    layouts: Layouts,
    out: bc::Program,
    diagnostics: Vec<Diagnostic>,
    funcs: FxHashMap<FuncKey, FuncIdx>,
    queue: VecDeque<(FuncKey, FuncIdx)>,
    types: FxHashMap<Ty, TypeIdx>,
    /// Types in the order of `out.types`.
    type_list: Vec<Ty>,
    sigs: FxHashMap<bc::Sig, SigIdx>,
    natives: FxHashMap<String, NativeIdx>,
    itabs: FxHashMap<(TypeIdx, TypeIdx), ItabIdx>,
    consts: FxHashMap<u64, u32>,
    images: FxHashMap<statics::Image, u32>,
    strings: FxHashMap<Box<[u8]>, u32>,
    /// Byte offsets of package-level variables.
    globals: FxHashMap<ObjId, u32>,
    /// Types that values in interfaces have.
    dynamic: FxHashSet<Ty>,
    /// Dynamic types whose methods are not yet looked through, and how far `names` was then.
    dynamic_list: Vec<Ty>,
    /// Method names called through interfaces.
    names: FxHashSet<Symbol>,
    method_sets: RefCell<FxHashMap<Ty, Rc<MethodSet>>>,
    /// Functions that are arithmetic and cannot panic, as far as asked for.
    pure: RefCell<FxHashMap<ObjId, bool>>,
}

/// Lowers a checked program. With errors among the diagnostics the program is not whole.
pub fn lower<'p>(
    program: &'p Program,
    sources: &'p SourceMap,
    reach: &'p Reach,
    facts: &'p Facts<'p>,
) -> (bc::Program, Vec<Diagnostic>) {
    let mut lower = Lower {
        program,
        sources,
        facts,
        reach,
        inits: reach.inits(program),
        layouts: Layouts::default(),
        out: bc::Program::default(),
        diagnostics: Vec::new(),
        funcs: FxHashMap::default(),
        queue: VecDeque::new(),
        types: FxHashMap::default(),
        type_list: Vec::new(),
        sigs: FxHashMap::default(),
        natives: FxHashMap::default(),
        itabs: FxHashMap::default(),
        consts: FxHashMap::default(),
        images: FxHashMap::default(),
        strings: FxHashMap::default(),
        globals: FxHashMap::default(),
        dynamic: FxHashSet::default(),
        dynamic_list: Vec::new(),
        names: FxHashSet::default(),
        method_sets: RefCell::default(),
        pure: RefCell::default(),
    };
    lower.run();
    (lower.out, lower.diagnostics)
}

impl Lower<'_> {
    /// The line of a function at `pos`, and the index of its file's name among the program's:
    /// that of another file if a line directive says so.
    fn line_and_file(&mut self, pos: Pos) -> (u32, u32) {
        let sources = self.sources;
        let (Some(id), Some(place)) = (sources.file_of(pos), sources.locate(pos)) else {
            return (0, 0);
        };
        (place.line, self.file_index(id, place.file))
    }

    /// The index among the program's files of the one that code of file `id` is said to come
    /// from.
    fn file_index(&mut self, id: FileId, said: &str) -> u32 {
        let source = &self.sources.file(id).name;
        if said == source {
            return id.0;
        }
        let folder = source.rfind('/').map_or("", |slash| &source[..=slash]);
        let name = match said {
            "" => "??".to_owned(),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            relative => format!("{folder}{relative}"),
        };
        let known = self.out.files.iter().position(|file| *file == name);
        let index = known.unwrap_or_else(|| {
            self.out.files.push(name);
            self.out.files.len() - 1
        });
        index as u32
    }

    fn run(&mut self) {
        self.out.files = self.sources.files().iter().map(|file| file.name.clone()).collect();
        self.lay_out_globals();
        self.out.entry = Some(self.func(FuncKey::Entry));
        for (_, name) in ROOTS {
            if let Some(func) = find_object(self.program, name) {
                self.func(FuncKey::Decl(func, Rc::from([])));
            }
        }
        // The VM calls these methods of panic values.
        self.names.insert(Symbol::new("Error"));
        loop {
            while let Some((key, idx)) = self.queue.pop_front() {
                self.lower_func(&key, idx);
            }
            self.add_dynamic_methods();
            if self.queue.is_empty() {
                break;
            }
        }
        self.finish_types();
    }

    fn lower_func(&mut self, key: &FuncKey, idx: FuncIdx) {
        let func = match key {
            FuncKey::Decl(func, args) => self.lower_decl(*func, args),
            FuncKey::Wrapper(wrapper) => self.lower_wrapper(wrapper),
            FuncKey::Init(from, to) => self.lower_init(*from, *to),
            FuncKey::Entry => self.lower_entry(),
        };
        self.out.funcs[idx.0 as usize] = func;
    }

    /// The index of a function, which is lowered if it is new.
    fn func(&mut self, key: FuncKey) -> FuncIdx {
        if let Some(&known) = self.funcs.get(&key) {
            return known;
        }
        let idx = self.reserve_func();
        self.funcs.insert(key.clone(), idx);
        self.queue.push_back((key, idx));
        idx
    }

    /// A place for a function that the caller fills in.
    fn reserve_func(&mut self) -> FuncIdx {
        self.out.funcs.push(bc::Func::default());
        FuncIdx(self.out.funcs.len() as u32 - 1)
    }

    /// Frame words of values one after the other.
    fn words_of(&self, types: &[Ty]) -> u16 {
        types.iter().map(|&ty| self.layout(ty).words as u16).sum()
    }

    fn layout(&self, ty: Ty) -> Rc<Layout> {
        self.layouts.of(&self.program.types, ty)
    }

    /// Reports a form that is not lowered yet.
    fn unsupported(&mut self, pos: Pos, what: &str) {
        let message = format!("minigo: {what} is not supported yet");
        self.diagnostics.push(Diagnostic::error("Unsupported", Span::at(pos), message));
    }
}
