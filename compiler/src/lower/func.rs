//! One function: parameters, variables, scopes, return.

use std::rc::Rc;

use minigo_bytecode::ops::Op;
use minigo_bytecode::program::{self as bc, FuncIdx};
use minigo_syntax::ast::{Block, Expr, FuncSig, NodeId, Param, Stmt, StmtKind};
use minigo_syntax::source::{FileId, Pos};
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::Lower;
use super::builder::{Builder, Label, Reg};
use super::place::Place;
use super::rangefunc::RangeBody;
use super::repr::Layout;
use crate::escape;
use crate::typed::TypeAndValue;
use crate::types::constant::Const;
use crate::types::object::{ObjId, ObjKind};
use crate::types::ty::{Ty, TyKind, TypeParamId};

/// Values of more words than this are not operands of instructions: byte offsets in them
/// would not fit.
const MAX_REGION_WORDS: u32 = 4096;

/// Where a variable of the function is.
#[derive(Clone, Debug)]
pub enum Var {
    /// Split, in registers.
    Reg(Reg),
    /// In memory layout, in a region.
    Region(Reg),
    /// In memory of its own, whose address the register holds: an object on the heap, or a
    /// part of the frame.
    Memory(Reg),
    /// A parameter of an inlined call that is a constant.
    Const(Const),
}

/// An array in the frame that a slice was made of.
#[derive(Clone, Copy)]
pub struct FrameArray {
    pub slot: Reg,
    /// Elements of the slice.
    pub len: u32,
}

/// What `break`, `continue` and `fallthrough` lead to.
pub struct Target {
    pub label: Option<Symbol>,
    pub break_to: Label,
    pub continue_to: Option<Label>,
}

/// A result of the function.
#[derive(Clone)]
pub struct ResultVar {
    pub ty: Ty,
    /// First word among the results.
    pub word: u16,
    pub obj: Option<ObjId>,
    /// The variable, if the result is named or captured, or the function defers.
    pub place: Option<Place>,
}

/// How `return` leaves.
#[derive(Clone, Copy)]
pub enum Leave {
    /// The function returns its words from 0 on.
    Return,
    /// The body of an inlined call: results go to the registers from `results` on, and `end`
    /// stands behind it.
    Jump { results: Reg, end: Label },
}

/// A function being lowered.
pub struct FuncCx<'a, 'p> {
    pub lw: &'a mut Lower<'p>,
    pub b: Builder,
    /// The function itself, or the one whose call is being inlined.
    pub act: Activation,
    /// A temporary window whose record words are free: see `call`.
    pub open_window: Option<Reg>,
    /// Regions of variables, to give back at the end of their scopes.
    pub scope_regions: Vec<Reg>,
    /// The operands of a deferred call are being evaluated, whose closure is in the frame:
    /// what they allocate stays until the call is made.
    pub defers_in_frame: bool,
    /// The closure pointer.
    pub closure: Option<Reg>,
    /// The function only passes calls on, and so do the literals in it: see [`FORWARDS`].
    pub forwards: bool,
    pub inline_depth: u32,
    last_pos: (Pos, (u32, u32, u32)),
}

/// The directive of library functions that stand between a call and the function that it is
/// for, as those by which reflection calls methods: like a wrapper that the compiler makes,
/// they do not count for `recover`, nor are they shown in traces.
const FORWARDS: &str = "go:wrapper";

/// What belongs to one activation: put aside while an inlined body is lowered.
pub struct Activation {
    /// What type parameters stand for.
    pub subst: Rc<[(TypeParamId, Ty)]>,
    pub vars: FxHashMap<ObjId, Var>,
    pub results: Vec<ResultVar>,
    pub targets: Vec<Target>,
    pub goto_labels: FxHashMap<Symbol, Label>,
    /// The label that stands before the next statement, for loops and switches.
    pub pending_label: Option<Symbol>,
    /// The next clause's body while lowering a switch clause.
    pub fallthrough_to: Option<Label>,
    /// Expressions whose values were computed before: by [`super::order`] and for deferred
    /// built-in calls.
    pub ready: FxHashMap<NodeId, Reg>,
    /// Types of operands that the lowering made up; their values are in `ready`.
    pub made: FxHashMap<NodeId, Ty>,
    /// Runs deferred calls and returns; set iff the function defers.
    pub epilogue: Option<Label>,
    /// Regions to give back at the end of the statement.
    pub temp_regions: Vec<Reg>,
    /// Variables that an `append` had a buffer for.
    pub appended: FxHashMap<ObjId, Reg>,
    /// Arrays with pointers that expressions made slices of.
    pub made_arrays: FxHashMap<NodeId, FrameArray>,
    /// The arrays of variables that keep such a slice for good. Elements are named as those of
    /// an array variable, so that, as in Go, what is only stored there is dead.
    pub slice_arrays: FxHashMap<ObjId, FrameArray>,
    /// The loop over a function whose body this is.
    pub range_body: Option<RangeBody>,
    pub name: String,
    pub file: FileId,
    pub nlits: u32,
    pub nranges: u32,
    pub nwrappers: u32,
    pub leave: Leave,
    /// The copy of the source being lowered.
    pub copy: escape::CopyId,
}

impl Activation {
    /// The activation of a function that has just begun.
    pub fn new(
        name: String,
        file: FileId,
        subst: Rc<[(TypeParamId, Ty)]>,
        copy: escape::CopyId,
    ) -> Activation {
        Activation {
            subst,
            vars: FxHashMap::default(),
            results: Vec::new(),
            targets: Vec::new(),
            goto_labels: FxHashMap::default(),
            pending_label: None,
            fallthrough_to: None,
            ready: FxHashMap::default(),
            made: FxHashMap::default(),
            epilogue: None,
            temp_regions: Vec::new(),
            appended: FxHashMap::default(),
            made_arrays: FxHashMap::default(),
            slice_arrays: FxHashMap::default(),
            range_body: None,
            name,
            file,
            nlits: 0,
            nranges: 0,
            nwrappers: 0,
            leave: Leave::Return,
            copy,
        }
    }
}

impl<'a, 'p> FuncCx<'a, 'p> {
    /// A function whose parameters take `params` words, the closure word included, and whose
    /// results take `results` words.
    pub fn new(
        lw: &'a mut Lower<'p>,
        name: String,
        file: FileId,
        subst: Rc<[(TypeParamId, Ty)]>,
        (params, results): (u16, u16),
    ) -> FuncCx<'a, 'p> {
        // No variable lies in the words of results, so results can be put there one by one.
        let fixed = params.max(results);
        FuncCx {
            lw,
            b: Builder::new(fixed),
            act: Activation::new(name, file, subst, escape::CopyId::default()),
            open_window: None,
            scope_regions: Vec::new(),
            defers_in_frame: false,
            closure: None,
            forwards: false,
            inline_depth: 0,
            last_pos: (Pos::NONE, (0, 0, 0)),
        }
    }

    // Facts.

    /// The type with type arguments put in.
    pub fn sub(&self, ty: Ty) -> Ty {
        if self.act.subst.is_empty() {
            ty
        } else {
            self.lw.program.types.subst(ty, &self.act.subst)
        }
    }

    /// What the checker found for an expression.
    pub fn info(&self, x: &Expr) -> Option<&'p TypeAndValue> {
        self.lw.program.type_and_value(x.id)
    }

    /// The type of an expression.
    pub fn ty(&self, x: &Expr) -> Ty {
        match self.info(x) {
            Some(tv) => self.sub(tv.ty),
            None => self.act.made.get(&x.id).copied().unwrap_or(Ty::INVALID),
        }
    }

    /// The form of the underlying type of an expression.
    pub fn under(&self, x: &Expr) -> TyKind {
        self.lw.program.types.under(self.ty(x))
    }

    /// The form of the underlying type.
    pub fn under_ty(&self, ty: Ty) -> TyKind {
        self.lw.program.types.under(ty)
    }

    pub fn layout(&self, ty: Ty) -> Rc<Layout> {
        self.lw.layout(ty)
    }

    /// Words of a value in the frame.
    pub fn words(&self, ty: Ty) -> u16 {
        self.layout(ty).words as u16
    }

    /// The types of a call's results.
    pub fn tuple(&self, ty: Ty) -> Vec<Ty> {
        match self.lw.program.types.kind(ty) {
            TyKind::Tuple(list) => list.to_vec(),
            _ => vec![ty],
        }
    }

    /// Sets the source position of what follows.
    pub fn at(&mut self, pos: Pos) {
        if !pos.is_known() {
            return;
        }
        if self.last_pos.0 != pos {
            let file = self.lw.sources.file(self.act.file);
            let offset = pos.0.wrapping_sub(file.base.0);
            if offset as usize > file.text.len() {
                return;
            }
            let place = file.place(offset);
            let named = self.lw.file_index(self.act.file, place.file);
            self.last_pos = (pos, (named, place.line, place.column));
        }
        self.b.set_position(self.last_pos.1);
    }

    // Variables.

    /// Where a variable that is being declared lives.
    pub fn place_of(&self, var: ObjId) -> escape::Place {
        self.lw.facts.var(self.act.copy, var)
    }

    /// A place for a new variable of the type; not initialised. Variables in memory get it,
    /// and it is zero.
    pub fn new_var(&mut self, obj: Option<ObjId>, ty: Ty) -> Var {
        let layout = self.layout(ty);
        let place = obj.map_or(escape::Place::Frame, |obj| self.place_of(obj));
        let var =
            if place != escape::Place::Frame || !layout.is_split() && !self.fits_region(&layout) {
                let reg = self.b.alloc(1);
                self.var_memory(place, ty, reg);
                Var::Memory(reg)
            } else if layout.is_split() {
                Var::Reg(self.b.alloc(layout.words as u16))
            } else {
                let slot = self.b.alloc_region(layout.words, layout.pointers.to_vec());
                self.scope_regions.push(slot);
                Var::Region(slot)
            };
        if let Some(obj) = obj {
            self.act.vars.insert(obj, var.clone());
        }
        var
    }

    /// Zero memory for a variable that lives at `place`; its address goes to `ptr`.
    pub fn var_memory(&mut self, place: escape::Place, ty: Ty, ptr: Reg) {
        match place {
            escape::Place::Heap => {
                let idx = self.lw.type_idx(ty);
                self.b.ai(Op::New, ptr.0, idx.0);
            }
            escape::Place::Frame | escape::Place::Addressed => {
                self.frame_memory(ty, escape::Keep::Call, ptr);
            }
        }
    }

    /// Zero memory in the frame, which keeps it that long; its address goes to `ptr`. The
    /// region, if it is one.
    pub fn frame_memory(&mut self, ty: Ty, keep: escape::Keep, ptr: Reg) -> Option<Reg> {
        let layout = self.layout(ty);
        let words = layout.size.div_ceil(8) as u32;
        if layout.size == 0 || layout.pointers.is_empty() && !self.b.has_region_room(words) {
            // Memory without pointers may be on the heap as well: it cannot lead to a frame.
            let idx = self.lw.type_idx(ty);
            self.b.ai(Op::New, ptr.0, idx.0);
            return None;
        }
        let slot = self.b.alloc_region(words, layout.pointers.to_vec());
        if keep == escape::Keep::Statement {
            self.act.temp_regions.push(slot);
        }
        self.b.zero(slot, words as u16);
        self.b.abc(Op::Leaf, ptr.0, slot.0, 0);
        Some(slot)
    }

    /// How long the frame keeps what an expression allocates; `None` if it is on the heap.
    pub fn site(&self, id: NodeId, kind: escape::SiteKind) -> Option<escape::Keep> {
        match self.defers_in_frame {
            true => self.lw.facts.deferred_site(self.act.copy, id, kind),
            false => self.lw.facts.site(self.act.copy, id, kind),
        }
    }

    pub fn fits_region(&self, layout: &Layout) -> bool {
        layout.words <= MAX_REGION_WORDS && self.b.has_region_room(layout.words)
    }

    /// Where a variable's value is.
    pub fn var_place(&self, var: &Var) -> Place {
        match var {
            Var::Reg(reg) => Place::Reg(*reg),
            Var::Region(slot) => Place::Frame { slot: *slot, offset: 0 },
            Var::Memory(ptr) => Place::Mem { ptr: *ptr, offset: 0 },
            Var::Const(_) => Place::Blank,
        }
    }

    /// Sets a new variable to zero. Memory is zero already.
    pub fn zero_var(&mut self, var: &Var, ty: Ty) {
        match var {
            Var::Reg(reg) => self.b.zero(*reg, self.words(ty)),
            Var::Region(slot) => self.b.zero(*slot, self.words(ty)),
            Var::Memory(_) | Var::Const(_) => {}
        }
    }

    /// Runs `body` in a scope: registers and regions of variables declared in it are free
    /// afterwards.
    pub fn scope<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        let next = self.b.next();
        let regions = self.scope_regions.len();
        let result = body(self);
        for slot in self.scope_regions.split_off(regions) {
            self.b.free_region(slot);
        }
        self.b.set_next(next);
        result
    }

    /// Registers for a temporary value of the type.
    pub fn temp(&mut self, ty: Ty) -> Reg {
        let layout = self.layout(ty);
        if layout.is_split() { self.b.alloc(layout.words as u16) } else { self.temp_region(ty) }
    }

    /// A region for a temporary value in memory layout.
    pub fn temp_region(&mut self, ty: Ty) -> Reg {
        let layout = self.layout(ty);
        let words = layout.size.div_ceil(8) as u32;
        let slot = self.b.alloc_region(words, layout.pointers.to_vec());
        self.act.temp_regions.push(slot);
        slot
    }

    /// Gives back temporary regions beyond the first `keep`.
    pub fn free_temps(&mut self, keep: usize) {
        for slot in self.act.temp_regions.split_off(keep.min(self.act.temp_regions.len())) {
            self.b.free_region(slot);
        }
    }

    // Entry.

    /// Binds parameters to the words they come in, from `word` on. Gives the word after.
    pub fn bind_params(&mut self, params: &[Param], types: &[Ty], mut word: u16) -> u16 {
        let mut moved = Vec::new();
        for (param, &ty) in params.iter().zip(types) {
            let words = self.words(ty);
            let is_blank = param.name.is_some_and(|name| name.name.is_blank());
            if let Some(obj) = self.lw.program.param_object(param).filter(|_| !is_blank) {
                moved.push((obj, ty, Reg(word)));
            }
            word += words;
        }
        for (obj, ty, reg) in moved {
            self.bind_param(obj, ty, reg);
        }
        word
    }

    /// Makes the words from `reg` on a variable, or moves them to where it lives.
    pub fn bind_param(&mut self, obj: ObjId, ty: Ty, reg: Reg) {
        let in_place = self.place_of(obj) == escape::Place::Frame;
        if self.layout(ty).is_split() && in_place {
            self.act.vars.insert(obj, Var::Reg(reg));
        } else {
            let var = self.new_var(Some(obj), ty);
            let place = self.var_place(&var);
            self.store_words(&place, ty, reg);
        }
    }

    /// Declares the results. With `keep`, unnamed ones get places too.
    pub fn bind_results(&mut self, results: &[Param], types: &[Ty], keep: bool) {
        let mut word = 0;
        for (index, &ty) in types.iter().enumerate() {
            let param = results.get(index);
            let is_named = param.is_some_and(|param| param.name.is_some());
            let is_captured = |obj: &ObjId| self.lw.facts.is_captured(*obj);
            let is_blank = |param: &Param| param.name.is_none_or(|name| name.name.is_blank());
            let obj = param.and_then(|param| {
                let obj = self.lw.program.param_object(param);
                obj.filter(|obj| !is_blank(param) || is_captured(obj))
            });
            let place = if is_named || keep || obj.is_some() {
                let var = self.new_var(obj, ty);
                self.zero_var(&var, ty);
                Some(self.var_place(&var))
            } else {
                None
            };
            self.act.results.push(ResultVar { ty, word, obj, place });
            word += self.words(ty);
        }
    }

    /// Starts a function: declares its results. They come before everything that may panic,
    /// because a recovered panic returns them.
    pub fn begin(&mut self, sig: &FuncSig, body: &Block, result_tys: &[Ty]) {
        let defers = defers(&body.stmts);
        if defers {
            self.act.epilogue = Some(self.b.label());
        }
        self.bind_results(&sig.results, result_tys, defers);
    }

    /// Lowers a body and completes the function's record.
    pub fn body(mut self, body: &Block, param_tys: &[Ty], result_tys: &[Ty]) -> bc::Func {
        self.scope(|cx| cx.stmts(&body.stmts));
        self.at(minigo_syntax::source::Pos(body.span.hi.0.saturating_sub(1)));
        if self.b.falls_through() {
            if result_tys.is_empty() {
                self.return_results();
            } else {
                self.b.abc(Op::Unreachable, 0, 0, 0);
            }
        }
        self.finish(param_tys, result_tys)
    }

    /// Emits the epilogue and gives the finished function.
    pub fn finish(mut self, param_tys: &[Ty], result_tys: &[Ty]) -> bc::Func {
        if let Some(epilogue) = self.act.epilogue {
            self.b.bind(epilogue);
            self.b.set_recover(epilogue);
            let window = self.b.words_used() + 2;
            self.b.set_next(window + 1);
            self.b.abc(Op::Rundefers, window, 0, 0);
            self.load_results();
        }
        let sig = self.lw.sig(param_tys, result_tys);
        let mut func = bc::Func {
            name: std::mem::take(&mut self.act.name),
            sig,
            is_closure: self.closure.is_some(),
            is_wrapper: self.forwards,
            file: self.act.file.0,
            ..bc::Func::default()
        };
        let results: u16 = result_tys.iter().map(|&ty| self.words(ty)).sum();
        let used = self.b.words_used().max(results);
        self.b.set_next(used);
        if self.b.is_too_large() {
            let what = format!("function {} with such large values in its frame", func.name);
            self.lw.unsupported(self.last_pos.0, &what);
            return func;
        }
        self.b.finish(&mut func);
        func
    }

    // Return.

    /// Number of result words.
    pub fn result_words(&self) -> u16 {
        self.act.results.last().map_or(0, |last| last.word + self.words(last.ty))
    }

    /// `return` with the results in their variables.
    pub fn return_results(&mut self) {
        if let Some(number) = self.act.range_body.as_ref().and_then(|body| body.return_number) {
            return self.leave_range_body(number);
        }
        match self.act.epilogue {
            Some(epilogue) => self.b.jmp(epilogue),
            None => self.load_results(),
        }
    }

    /// Moves results from their variables to words 0.. and returns.
    fn load_results(&mut self) {
        let results = self.act.results.clone();
        if let [ResultVar { ty, place: Some(Place::Reg(reg)), .. }] = &results[..] {
            let words = self.words(*ty);
            return self.return_words(*reg, words);
        }
        // Variables may lie in words 0.. themselves only as parameters, never as results.
        for result in &results {
            if let Some(place) = &result.place {
                let to = self.result_reg(result.word);
                self.load_words(place, result.ty, to);
            }
        }
        self.leave();
    }

    /// Where a word of the results goes.
    pub fn result_reg(&self, word: u16) -> Reg {
        match self.act.leave {
            Leave::Return => Reg(word),
            Leave::Jump { results, .. } => results.at(word),
        }
    }

    /// Leaves; the results are in their words.
    pub fn leave(&mut self) {
        match self.act.leave {
            Leave::Return => self.b.abc(Op::Ret, 0, 0, 0),
            Leave::Jump { end, .. } => self.b.jmp(end),
        }
    }

    /// Returns `n` consecutive words as the results.
    pub fn return_words(&mut self, from: Reg, n: u16) {
        if let Leave::Jump { results, end } = self.act.leave {
            self.b.mov(results, from, n);
            return self.b.jmp(end);
        }
        match n {
            _ if from.0 == 0 || n == 0 => self.b.abc(Op::Ret, 0, 0, 0),
            1 => self.b.a(Op::Ret1, from),
            2 => self.b.a(Op::Ret2, from),
            _ => {
                self.b.mov(Reg(0), from, n);
                self.b.abc(Op::Ret, 0, 0, 0);
            }
        }
    }
}

impl Lower<'_> {
    /// Lowers a declared function or method for its type arguments.
    pub(super) fn lower_decl(&mut self, func: ObjId, args: &Rc<[Ty]>) -> bc::Func {
        let program = self.program;
        let copy = self.facts.require(func, args);
        let subst: Rc<[_]> = self.program.type_args_map(func, args).into();
        let name = self.func_name(func);
        let object = program.obj(func);
        let (params, results) = self.program.decl_types(func, &subst);
        let Some(decl) = program.func_decl(func) else {
            self.unsupported(object.pos, &format!("function {name}"));
            return bc::Func::default();
        };
        let file = self.sources.file_of(decl.pos).unwrap_or(FileId(0));
        let fixed = (self.words_of(&params), self.words_of(&results));
        let Some(body) = program.body(func) else {
            let mut cx = FuncCx::new(self, name.clone(), file, subst, fixed);
            cx.call_native_with_params(&name, &params, &results);
            let mut func = cx.finish(&params, &results);
            func.is_wrapper = true;
            return func;
        };
        let (line, line_file) = self.line_and_file(decl.pos);
        let mut cx = FuncCx::new(self, name, file, subst, fixed);
        cx.act.copy = copy;
        let in_library = object.pkg.is_some_and(|pkg| program.pkg(pkg).is_library);
        cx.forwards = in_library && decl.directives.iter().any(|d| d.text == FORWARDS);
        cx.begin(&decl.sig, body, &results);
        let recv = decl.recv.as_deref().unwrap_or(&[]);
        let word = cx.bind_params(recv, &params[..recv.len()], 0);
        cx.bind_params(&decl.sig.params, &params[recv.len()..], word);
        let mut func = cx.body(body, &params, &results);
        (func.line, func.file) = (line, line_file);
        func
    }

    /// The name as traces print it.
    pub(super) fn func_name(&self, func: ObjId) -> String {
        let object = self.program.obj(func);
        let path = object.pkg.map_or("", |pkg| &self.program.pkg(pkg).path);
        let ObjKind::Func(info) = &object.kind else { return format!("{path}.{}", object.name) };
        let types = &self.program.types;
        let generic = if info.type_params.is_empty() { "" } else { "[...]" };
        match info.recv.and_then(|recv| types.as_named(recv)) {
            Some(id) => {
                let base = types.with_named(types.origin(id), |named| named.name);
                if info.ptr_recv {
                    format!("{path}.(*{base}{generic}).{}", object.name)
                } else {
                    format!("{path}.{base}{generic}.{}", object.name)
                }
            }
            None => format!("{path}.{}{generic}", object.name),
        }
    }

    /// The function with the given declaration and type arguments.
    pub(super) fn decl_func(&mut self, func: ObjId, args: &[Ty]) -> FuncIdx {
        let types = &self.program.types;
        let args: Rc<[Ty]> = args.iter().map(|&ty| types.canonical(ty)).collect();
        self.func(super::FuncKey::Decl(func, args))
    }
}

/// Whether the statements defer a call, function literals aside.
pub fn defers(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Defer(_) => true,
        StmtKind::Labeled(_, stmt) => defers(std::slice::from_ref(stmt)),
        StmtKind::Block(block) => defers(&block.stmts),
        StmtKind::If(node) => {
            defers(&node.then.stmts) || node.els.iter().any(|s| defers(std::slice::from_ref(s)))
        }
        StmtKind::For(node) => defers(&node.body.stmts),
        StmtKind::Range(node) => defers(&node.body.stmts),
        StmtKind::Switch(node) => node.cases.iter().any(|case| defers(&case.body)),
        StmtKind::TypeSwitch(node) => node.cases.iter().any(|case| defers(&case.body)),
        StmtKind::Select(clauses) => clauses.iter().any(|clause| defers(&clause.body)),
        _ => false,
    })
}
