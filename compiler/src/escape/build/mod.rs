//! From the syntax tree to the [`tree`](super::tree).
//!
//! [`Builder::func`] names an instance of a declared function, [`Builder::build`] makes its
//! body and the literals in it. Nothing is built twice; what a body mentions is named but
//! not built, so that the caller decides the order.

mod call;
mod convert;
pub mod devirt;
mod expr;
mod inlined;
mod later;
mod rangefunc;
mod spell;
mod stmt;

use std::rc::Rc;

use minigo_syntax::ast::{FuncDecl, FuncLit, FuncSig, Ident, NodeId, Param as AstParam};
use minigo_syntax::source::Pos;
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::tree::{
    Call, Callee, Class, CopyId, Func, FuncId, Kind, Node, Param, Pragma, Stmt, StmtKind, Trees,
    Var, VarId,
};
use crate::typed::Program;
use crate::types::intern::Types;
use crate::types::object::{ObjId, ObjKind, PkgId};
use crate::types::ty::{Ty, TyKind, TypeParamId};

/// Makes trees.
pub struct Builder<'p> {
    pub program: &'p Program,
    pub trees: Trees,
    /// Messages will be printed.
    pub spells: bool,
    instances: FxHashMap<(ObjId, Rc<[Ty]>), FuncId>,
    /// Bodies of loops over functions: the loops around what they consist of.
    yields: FxHashMap<FuncId, Vec<rangefunc::Yield>>,
    /// Declared functions that are named but not built.
    pending: FxHashMap<FuncId, (ObjId, Rc<[Ty]>)>,
}

/// What is known while the body of one function is made.
struct Cx<'b, 'p> {
    b: &'b mut Builder<'p>,
    /// The function whose statements are being made.
    func: FuncId,
    pkg: Option<PkgId>,
    subst: Vec<(TypeParamId, Ty)>,
    vars: FxHashMap<ObjId, VarId>,
    /// The loops over functions around the statement, outermost first.
    yields: Vec<rangefunc::Yield>,
    /// The copy of the source that is being made.
    copy: CopyId,
    /// Inside an inlined call: what `return` does.
    inlined: Option<inlined::Return>,
}

impl<'p> Builder<'p> {
    pub fn new(program: &'p Program) -> Builder<'p> {
        Builder {
            program,
            trees: Trees::default(),
            spells: false,
            instances: FxHashMap::default(),
            yields: FxHashMap::default(),
            pending: FxHashMap::default(),
        }
    }

    /// The function that a declaration is for its type arguments.
    pub fn func(&mut self, obj: ObjId, args: &[Ty]) -> FuncId {
        let args: Rc<[Ty]> = args.iter().map(|&ty| self.program.types.canonical(ty)).collect();
        let key = (obj, args);
        if let Some(&known) = self.instances.get(&key) {
            return known;
        }
        let id = self.declare_func(obj, &key.1);
        self.instances.insert(key.clone(), id);
        self.pending.insert(id, key);
        id
    }

    /// Everything about a function but its body.
    fn declare_func(&mut self, obj: ObjId, args: &Rc<[Ty]>) -> FuncId {
        let object = self.program.obj(obj);
        let decl = self.program.func_decl(obj);
        let id = FuncId(self.trees.funcs.len() as u32);
        let copy = if args.is_empty() { CopyId(0) } else { self.trees.new_copy(id, None) };
        self.trees.funcs.push(Func {
            decl: Some(obj),
            args: args.clone(),
            pragma: decl.map_or(Pragma::default(), pragma),
            is_instance: !args.is_empty(),
            copy,
            pos: decl.map_or(object.pos, |decl| decl.pos),
            ..literal_func(self.func_name(obj, args).into(), object.pkg, None)
        });
        let subst = self.program.type_args_map(obj, args);
        let mut cx = Cx::new(self, id, subst);
        if let Some(decl) = decl {
            let (params, results) = cx.b.program.decl_types(obj, &cx.subst);
            cx.bodiless_params(decl, &params, &results);
        }
        id
    }

    /// Makes the body of a declared function; does nothing the second time, or if the
    /// function is implemented outside Go.
    pub fn build(&mut self, id: FuncId) {
        let Some((obj, args)) = self.pending.remove(&id) else { return };
        let Some(decl) = self.program.func_decl(obj) else { return };
        let Some(body) = self.program.body(obj) else { return };
        let subst = self.program.type_args_map(obj, &args);
        let (params, results) = self.program.decl_types(obj, &subst);
        let mut cx = Cx::new(self, id, subst);
        cx.b.trees.func_mut(id).params.clear();
        cx.b.trees.func_mut(id).results.clear();
        let recv = decl.recv.as_deref().unwrap_or(&[]);
        cx.params(recv, &params[..recv.len()]);
        cx.params(&decl.sig.params, &params[recv.len()..]);
        cx.results(&decl.sig, &results);
        let body = cx.block(body);
        cx.b.trees.func_mut(id).body = Some(body);
    }

    /// The function that Go makes for the very type arguments of an instance: it only calls
    /// the instance, which types of the same shape share.
    pub fn exact_instance(&mut self, instance: FuncId) -> FuncId {
        let of = self.trees.func(instance);
        let (Some(obj), args, pos) = (of.decl, of.args.clone(), of.pos) else { return instance };
        let pragma = of.pragma;
        let (params, results) = (of.params.clone(), of.results.clone());
        let name = self.name_for(obj, &args, |types, ty| types.runtime_name(ty));
        let id = FuncId(self.trees.funcs.len() as u32);
        let mut func = literal_func(name.into(), of.pkg, None);
        (func.is_instance, func.pos, func.pragma) = (true, pos, pragma);
        func.copy = self.trees.new_copy(id, None);
        self.trees.funcs.push(func);
        let mut cx = Cx::new(self, id, Vec::new());
        let lit = NodeId(u32::MAX);
        let mut call_args = Vec::new();
        for mut param in params {
            let name = param.name.unwrap_or_else(|| Symbol::new("_"));
            let var = cx.new_var(name, param.ty, param.pos, Class::Param, None);
            call_args.push(cx.use_var(var, lit, pos));
            param.var = Some(var);
            cx.b.trees.func_mut(id).params.push(param);
        }
        for var in &results {
            let of = cx.b.trees.var(*var).clone();
            let var = cx.new_var(of.name, of.ty, of.pos, Class::Result, None);
            cx.b.trees.vars[var.0 as usize].result_index = of.result_index;
            cx.b.trees.func_mut(id).results.push(var);
        }
        let result_types: Vec<Ty> = results.iter().map(|&var| cx.b.trees.var(var).ty).collect();
        let ty = result_types.first().copied().unwrap_or(Ty::INVALID);
        let callee = Callee::Static(instance);
        let (args, spread, is_deferred) = (call_args, false, false);
        let types = result_types;
        let (result_types, is_plain) = (Vec::new(), false);
        let call = Call { callee, args, spread, result_types, is_deferred, is_plain };
        let call = cx.node(lit, pos, ty, Kind::Call(Box::new(call)));
        let body = cx.forward(call, &types);
        cx.b.trees.func_mut(id).body = Some(body);
        id
    }

    fn func_name(&self, obj: ObjId, args: &[Ty]) -> String {
        self.name_for(obj, args, shape_name)
    }

    /// The name as messages print it.
    fn name_for(&self, obj: ObjId, args: &[Ty], text: fn(&Types, Ty) -> String) -> String {
        let object = self.program.obj(obj);
        let types = &self.program.types;
        let list = |args: &[Ty]| {
            if args.is_empty() {
                return String::new();
            }
            let names: Vec<String> = args.iter().map(|&ty| text(types, ty)).collect();
            format!("[{}]", names.join(","))
        };
        let ObjKind::Func(info) = &object.kind else { return object.name.to_string() };
        match info.recv.and_then(|recv| types.as_named(recv)) {
            Some(id) => {
                let base = types.with_named(types.origin(id), |named| named.name);
                let args = list(args);
                if info.ptr_recv {
                    format!("(*{base}{args}).{}", object.name)
                } else {
                    format!("{base}{args}.{}", object.name)
                }
            }
            None => format!("{}{}", object.name, list(args)),
        }
    }

    /// A function made of statements that stand outside of functions: initialisers.
    pub fn init_func(
        &mut self,
        pkg: PkgId,
        inits: &[(&'p minigo_syntax::ast::Expr, Vec<ObjId>)],
    ) -> FuncId {
        let id = FuncId(self.trees.funcs.len() as u32);
        let mut func = literal_func("init".into(), Some(pkg), None);
        func.body = Some(Vec::new());
        self.trees.funcs.push(func);
        let mut cx = Cx::new(self, id, Vec::new());
        let mut body = Vec::new();
        for (value, lhs) in inits {
            cx.global_init(value, lhs, &mut body);
        }
        cx.b.trees.func_mut(id).body = Some(body);
        id
    }
}

/// A function without a declaration.
fn literal_func(name: Rc<str>, pkg: Option<PkgId>, outer: Option<FuncId>) -> Func {
    Func {
        name,
        decl: None,
        args: Rc::from([]),
        pkg,
        params: Vec::new(),
        results: Vec::new(),
        locals: Vec::new(),
        body: None,
        outer,
        captures: Vec::new(),
        captured_at: Vec::new(),
        lit: None,
        pragma: Pragma::default(),
        is_wrapper: false,
        is_instance: false,
        copy: CopyId(0),
        pos: Pos(0),
        nlits: 0,
        nwraps: 0,
        nranges: 0,
        nyields: 0,
    }
}

/// Directives of functions that are not inlined, and why.
const NOT_INLINED: &[(&str, &str)] = &[
    ("go:noinline", "marked go:noinline"),
    ("go:cgo_unsafe_args", "marked go:cgo_unsafe_args"),
    ("go:uintptrkeepalive", "marked as having a keep-alive uintptr argument"),
    ("go:uintptrescapes", "marked as having an escaping uintptr argument"),
    ("go:yeswritebarrierrec", "marked go:yeswritebarrierrec"),
];

/// What the directives above a declaration say.
fn pragma(decl: &FuncDecl) -> Pragma {
    let find =
        |name: &str| decl.directives.iter().find_map(|directive| directive.text.strip_prefix(name));
    let has = |name: &str| find(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let returned = find("go:noescape returns ");
    Pragma {
        noescape: has("go:noescape") || returned.is_some(),
        returned: returned.map(Symbol::new),
        uintptr_escapes: has("go:uintptrescapes"),
        uintptr_keepalive: has("go:uintptrkeepalive"),
        not_inlined: NOT_INLINED.iter().find(|(name, _)| has(name)).map(|&(_, why)| why),
    }
}

impl<'b, 'p> Cx<'b, 'p> {
    /// To make the body of a function.
    fn new(b: &'b mut Builder<'p>, func: FuncId, subst: Vec<(TypeParamId, Ty)>) -> Cx<'b, 'p> {
        let node = b.trees.func(func);
        let (pkg, copy) = (node.pkg, node.copy);
        let (vars, yields) = (FxHashMap::default(), Vec::new());
        Cx { b, func, pkg, subst, vars, yields, copy, inlined: None }
    }

    fn program(&self) -> &'p Program {
        self.b.program
    }

    fn sub(&self, ty: Ty) -> Ty {
        if self.subst.is_empty() { ty } else { self.b.program.types.subst(ty, &self.subst) }
    }

    fn under(&self, ty: Ty) -> TyKind {
        self.b.program.types.under(ty)
    }

    fn is_interface(&self, ty: Ty) -> bool {
        matches!(self.under(ty), TyKind::Interface(_))
    }

    // Variables.

    fn new_var(
        &mut self,
        name: Symbol,
        ty: Ty,
        pos: Pos,
        class: Class,
        obj: Option<ObjId>,
    ) -> VarId {
        let id = VarId(self.b.trees.vars.len() as u32);
        self.b.trees.vars.push(Var {
            name,
            ty,
            pos,
            func: self.func,
            class,
            obj,
            copy: self.copy,
            result_index: 0,
            addrtaken: false,
            made_by: None,
            is_temp: false,
        });
        if class == Class::Local {
            self.b.trees.func_mut(self.func).locals.push(id);
        }
        if let Some(obj) = obj {
            self.vars.insert(obj, id);
        }
        id
    }

    /// A variable that the source does not name.
    fn temp(&mut self, ty: Ty, pos: Pos) -> VarId {
        let number = self.b.trees.func(self.func).locals.len();
        let name = match self.b.spells {
            true => Symbol::new(&format!(".autotmp_{number}")),
            false => Symbol::new(".autotmp"),
        };
        let id = self.new_var(name, ty, pos, Class::Local, None);
        self.b.trees.vars[id.0 as usize].is_temp = true;
        id
    }

    /// The variable that an identifier declares; `None` for blanks.
    fn declare(&mut self, ident: &Ident) -> Option<VarId> {
        let obj = self.program().object_of(ident.id)?;
        if ident.name.is_blank() {
            return None;
        }
        let object = self.program().obj(obj);
        let ty = self.sub(object.ty);
        Some(self.new_var(ident.name, ty, ident.pos, Class::Local, Some(obj)))
    }

    /// A use of a variable: literals between here and its function capture it.
    fn use_var(&mut self, var: VarId, id: NodeId, pos: Pos) -> Node {
        let owner = self.b.trees.var(var).func;
        let mut func = self.func;
        while func != owner {
            let node = self.b.trees.func_mut(func);
            if !node.captures.contains(&var) {
                node.capture(var, pos);
            }
            match node.outer {
                Some(outer) => func = outer,
                None => break,
            }
        }
        let ty = self.b.trees.var(var).ty;
        self.node(id, pos, ty, Kind::Var(var))
    }

    fn node(&self, id: NodeId, pos: Pos, ty: Ty, kind: Kind) -> Node {
        Node { id, pos, copy: self.copy, ty, kind }
    }

    fn stmt_node(&self, pos: Pos, kind: StmtKind) -> Stmt {
        Stmt { pos, copy: self.copy, kind }
    }

    // Signatures.

    fn params(&mut self, params: &[AstParam], types: &[Ty]) {
        for (param, &ty) in params.iter().zip(types) {
            let ident = param.name.as_ref().filter(|ident| !ident.name.is_blank());
            let pos = param.name.as_ref().map_or(param.pos, |ident| ident.pos);
            let obj = ident.and_then(|ident| self.program().object_of(ident.id));
            let var = ident.map(|ident| self.new_var(ident.name, ty, pos, Class::Param, obj));
            let spelled = self.param_spelling(param);
            self.b.trees.func_mut(self.func).params.push(Param {
                var,
                name: ident.map(|ident| ident.name),
                ty,
                spelled,
                pos,
                variadic: param.ellipsis.is_some(),
            });
        }
    }

    /// Parameters and results of a function whose body is not made (yet).
    fn bodiless_params(&mut self, decl: &FuncDecl, params: &[Ty], results: &[Ty]) {
        let recv = decl.recv.as_deref().unwrap_or(&[]);
        for (param, &ty) in recv.iter().chain(&decl.sig.params).zip(params) {
            let ident = param.name.as_ref();
            self.b.trees.func_mut(self.func).params.push(Param {
                var: None,
                name: ident.map(|ident| ident.name),
                ty,
                spelled: None,
                pos: ident.map_or(param.pos, |ident| ident.pos),
                variadic: param.ellipsis.is_some(),
            });
        }
        self.results(&decl.sig, results);
    }

    fn results(&mut self, sig: &FuncSig, types: &[Ty]) {
        for (index, (result, &ty)) in sig.results.iter().zip(types).enumerate() {
            let var = self.result_var(index, result, ty, Class::Result);
            if let Some(text) = self.param_spelling(result) {
                self.b.trees.spelled_results.insert(var, text);
            }
            self.b.trees.vars[var.0 as usize].result_index = index as u32;
            self.b.trees.func_mut(self.func).results.push(var);
        }
    }

    fn result_var(&mut self, index: usize, result: &AstParam, ty: Ty, class: Class) -> VarId {
        let ident = result.name.as_ref().filter(|ident| !ident.name.is_blank());
        let name = match ident {
            Some(ident) => ident.name,
            None => Symbol::new(&format!("~r{index}")),
        };
        let pos = result.name.as_ref().map_or(result.pos, |ident| ident.pos);
        let obj = self.program().param_object(result);
        self.new_var(name, ty, pos, class, obj)
    }

    // Literals.

    /// Opens a function inside the current one; the caller closes it.
    fn open_func(&mut self, kind: &str, pos: Pos) -> (FuncId, FuncId) {
        let outer = self.func;
        let name = self.nested_name(kind);
        let id = FuncId(self.b.trees.funcs.len() as u32);
        let mut func = literal_func(name.into(), self.pkg, Some(outer));
        func.is_instance = self.b.trees.func(outer).is_instance;
        (func.copy, func.pos) = (self.copy, pos);
        self.b.trees.funcs.push(func);
        self.func = id;
        (id, outer)
    }

    /// Literals of a function are numbered, the ones in literals with a dot.
    fn nested_name(&mut self, kind: &str) -> String {
        let func = self.b.trees.func_mut(self.func);
        let is_init = func.decl.is_none() && func.outer.is_none();
        let count = match kind {
            "deferwrap" | "gowrap" => &mut func.nwraps,
            "-range" => &mut func.nranges,
            _ => &mut func.nlits,
        };
        *count += 1;
        let count = *count;
        let is_nested = func.outer.is_some();
        if let Some(inlined) = &mut self.inlined {
            let count = match kind {
                "-range" => &mut inlined.nranges,
                "func" => &mut inlined.nlits,
                _ => return format!("{}.{kind}{count}", inlined.name),
            };
            *count += 1;
            let kind = if is_nested && kind == "func" { "." } else { kind };
            let dot = if kind == "func" { "." } else { "" };
            return format!("{}{dot}{kind}{count}", inlined.name);
        }
        match kind {
            "func" if is_nested => format!("{}.{count}", func.name),
            "func" if is_init => format!("glob..func{count}"),
            "-range" => format!("{}-range{count}", func.name),
            _ => format!("{}.{kind}{count}", func.name),
        }
    }

    fn func_lit(&mut self, id: NodeId, pos: Pos, ty: Ty, lit: &FuncLit) -> Node {
        let (func, outer) = self.open_func("func", pos);
        self.b.trees.func_mut(func).lit = Some(id);
        let (params, results) = self.signature(ty);
        self.params(&lit.sig.params, &params);
        self.results(&lit.sig, &results);
        let yields = std::mem::take(&mut self.yields);
        let inlined = self.inlined.take();
        let body = self.block(&lit.body);
        (self.yields, self.inlined) = (yields, inlined);
        self.b.trees.func_mut(func).body = Some(body);
        self.func = outer;
        self.node(id, pos, ty, Kind::Closure(func))
    }

    /// Parameter and result types of a function type.
    fn signature(&self, ty: Ty) -> (Vec<Ty>, Vec<Ty>) {
        match self.under(ty) {
            TyKind::Func(sig) => (sig.params.to_vec(), sig.results.to_vec()),
            _ => (Vec::new(), Vec::new()),
        }
    }
}

/// The name of the class of types that share a body in Go: all pointers are one, other
/// types go by their underlying type.
fn shape_name(types: &Types, ty: Ty) -> String {
    match types.under(ty) {
        TyKind::Pointer(_) => "go.shape.*uint8".into(),
        _ => format!("go.shape.{}", types.runtime_name(types.underlying(ty))),
    }
}
