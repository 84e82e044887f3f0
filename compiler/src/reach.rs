//! Which functions a program may run.
//!
//! Bodies of library functions are checked only if something reaches them. The walk starts
//! at the initialisation of the program's own packages, `main.main`, and the functions
//! that the VM calls by itself, and follows every mention of a function. A method is
//! reached if it is mentioned, or if its type occurs in reached code and a method of its
//! name is called through an interface (or a type parameter) somewhere in reached code.
//! That is more than what runs; lowering emits code only for what it meets itself, and
//! finds every body it needs here.

use std::collections::{HashMap, HashSet};

use minigo_bytecode::roots::ROOTS;
use minigo_syntax::ast::{self, Decl, Expr, ExprKind};
use minigo_syntax::symbol::Symbol;

use crate::typed::{Initializer, Program, SelectionKind};
use crate::types::object::{ObjId, ObjKind, PkgId, VarKind};
use crate::types::ty::{Ty, TyKind};
use crate::walk;

/// What gives the walk its bodies: the checker.
pub trait Bodies {
    /// The program as far as it is checked.
    fn program(&self) -> &Program;

    /// Checks the body of a function, if it has one and it is not yet checked.
    fn check_body(&mut self, func: ObjId);
}

/// What the walk found.
#[derive(Debug, Default)]
pub struct Reach {
    /// Functions and methods, in the order found.
    pub funcs: Vec<ObjId>,
    /// Package-level variables.
    pub globals: HashSet<ObjId>,
    /// Initialisers that run: package, index in its `init_order`; in order.
    pub inits: Vec<(PkgId, usize)>,
}

impl Reach {
    /// The initialisers that run, with their values.
    pub fn initializers<'p>(
        &self,
        program: &'p Program,
    ) -> impl Iterator<Item = (&'p Initializer, &'p Expr)> {
        let list: Vec<_> = self
            .inits
            .iter()
            .filter_map(|&(pkg, index)| {
                let init = &program.pkg(pkg).init_order[index];
                Some((init, initializer_value(program, pkg, init)?))
            })
            .collect();
        list.into_iter()
    }
}

/// The value of an initialiser.
pub fn initializer_value<'p>(
    program: &'p Program,
    pkg: PkgId,
    init: &Initializer,
) -> Option<&'p Expr> {
    let file = program.pkg(pkg).files.get(init.file as usize)?;
    let Decl::Var(specs) = file.decls.get(init.decl as usize)? else { return None };
    specs.get(init.spec as usize)?.values.get(init.value as usize)
}

struct Walk<'b, B> {
    bodies: &'b mut B,
    reach: Reach,
    known_funcs: HashSet<ObjId>,
    pending: Vec<ObjId>,
    pending_inits: Vec<(PkgId, usize)>,
    known_inits: HashSet<(PkgId, usize)>,
    /// Initialiser of each package-level variable.
    init_of: HashMap<ObjId, (PkgId, usize)>,
    known_types: HashSet<Ty>,
    /// Methods of the types seen, by name, that no call through an interface reaches yet.
    dormant: HashMap<Symbol, Vec<ObjId>>,
    /// Method names called through interfaces.
    names: HashSet<Symbol>,
}

/// What one tree mentions, taken down before it is acted upon.
#[derive(Default)]
struct Mentions {
    objects: Vec<ObjId>,
    names: Vec<Symbol>,
    types: Vec<Ty>,
}

/// Finds all functions that the program may run, checking their bodies.
pub fn reach<B: Bodies>(bodies: &mut B) -> Reach {
    let mut walk = Walk {
        bodies,
        reach: Reach::default(),
        known_funcs: HashSet::new(),
        pending: Vec::new(),
        pending_inits: Vec::new(),
        known_inits: HashSet::new(),
        init_of: HashMap::new(),
        known_types: HashSet::new(),
        dormant: HashMap::new(),
        names: HashSet::new(),
    };
    walk.start();
    walk.run();
    // Initialisers run in the order of packages, then of the package.
    walk.reach.inits.sort_unstable();
    walk.reach
}

/// The package-level entity with the given full name (`runtime.panicIndex`).
pub fn find_object(program: &Program, full_name: &str) -> Option<ObjId> {
    let (path, name) = full_name.rsplit_once('.')?;
    let pkg = program.packages.iter().find(|pkg| pkg.path == path)?;
    pkg.scope.get(&Symbol::new(name)).copied()
}

impl<B: Bodies> Walk<'_, B> {
    fn start(&mut self) {
        let program = self.bodies.program();
        let mut funcs = Vec::new();
        let mut inits = Vec::new();
        for (i, pkg) in program.packages.iter().enumerate() {
            let id = PkgId(i as u32);
            funcs.extend(pkg.inits.iter().copied());
            for (index, init) in pkg.init_order.iter().enumerate() {
                for &var in &init.lhs {
                    self.init_of.insert(var, (id, index));
                }
                if !pkg.is_library {
                    inits.push((id, index));
                }
            }
        }
        funcs.extend(find_object(program, "main.main"));
        funcs.extend(ROOTS.iter().filter_map(|(_, name)| find_object(program, name)));
        for func in funcs {
            self.func(func);
        }
        for init in inits {
            self.init(init);
        }
    }

    fn run(&mut self) {
        loop {
            let mentions = if let Some(func) = self.pending.pop() {
                self.bodies.check_body(func);
                self.func_mentions(func)
            } else if let Some((pkg, index)) = self.pending_inits.pop() {
                self.init_mentions(pkg, index)
            } else {
                return;
            };
            for object in mentions.objects {
                self.object(object);
            }
            for name in mentions.names {
                self.called(name);
            }
            for ty in mentions.types {
                self.ty(ty);
            }
        }
    }

    fn func(&mut self, func: ObjId) {
        if self.known_funcs.insert(func) {
            self.reach.funcs.push(func);
            self.pending.push(func);
        }
    }

    fn init(&mut self, init: (PkgId, usize)) {
        if self.known_inits.insert(init) {
            self.reach.inits.push(init);
            self.pending_inits.push(init);
        }
    }

    fn object(&mut self, object: ObjId) {
        match self.bodies.program().obj(object).kind {
            ObjKind::Func(_) => self.func(object),
            ObjKind::Var(VarKind::Global) => {
                self.reach.globals.insert(object);
                if let Some(&init) = self.init_of.get(&object) {
                    self.init(init);
                }
            }
            _ => {}
        }
    }

    fn called(&mut self, name: Symbol) {
        if self.names.insert(name) {
            for method in self.dormant.remove(&name).unwrap_or_default() {
                self.func(method);
            }
        }
    }

    fn func_mentions(&self, func: ObjId) -> Mentions {
        let program = self.bodies.program();
        let mut mentions = Mentions::default();
        mentions.types.push(program.obj(func).ty);
        if let Some(body) = program.body(func) {
            walk::block(body, &mut |x| mentions.note(program, x));
        }
        mentions
    }

    fn init_mentions(&self, pkg: PkgId, index: usize) -> Mentions {
        let program = self.bodies.program();
        let mut mentions = Mentions::default();
        let init = &program.pkg(pkg).init_order[index];
        for &var in &init.lhs {
            mentions.types.push(program.obj(var).ty);
        }
        if let Some(value) = initializer_value(program, pkg, init) {
            walk::expr(value, &mut |x| mentions.note(program, x));
        }
        mentions
    }

    /// Takes down the methods of a type and of the types in it.
    fn ty(&mut self, ty: Ty) {
        if !self.known_types.insert(ty) {
            return;
        }
        let program = self.bodies.program();
        let types = &program.types;
        let mut inner = Vec::new();
        let mut methods = Vec::new();
        match types.kind(ty) {
            TyKind::Basic(_) | TyKind::TypeParam(_) => {}
            TyKind::Named(id) => {
                inner.push(types.underlying(ty));
                inner.extend(types.type_args(id).iter().copied());
                types.with_named(types.origin(id), |named| {
                    methods.extend(
                        named.method_names.iter().copied().zip(named.methods.iter().copied()),
                    );
                });
            }
            TyKind::Pointer(elem)
            | TyKind::Slice(elem)
            | TyKind::Array(elem, _)
            | TyKind::Chan(_, elem) => inner.push(elem),
            TyKind::Map(key, elem) => inner.extend([key, elem]),
            TyKind::Struct(s) => inner.extend(s.fields.iter().map(|field| field.ty)),
            TyKind::Func(sig) => inner.extend(sig.params.iter().chain(sig.results.iter()).copied()),
            TyKind::Tuple(list) => inner.extend(list.iter().copied()),
            TyKind::Interface(_) | TyKind::Union(_) => {}
        }
        for (name, method) in methods {
            if self.names.contains(&name) {
                self.func(method);
            } else {
                self.dormant.entry(name).or_default().push(method);
            }
        }
        for ty in inner {
            self.ty(ty);
        }
    }
}

impl Mentions {
    fn note(&mut self, program: &Program, x: &Expr) {
        if let Some(tv) = program.type_and_value(x.id) {
            self.types.push(tv.ty);
        }
        match &x.kind {
            ExprKind::Ident(ident) => {
                self.objects.extend(program.object_of(ident.id));
                self.args(program, ident.id);
            }
            ExprKind::Selector(_, ident) => {
                self.args(program, ident.id);
                match program.info.selections.get(&x.id) {
                    None => self.objects.extend(program.object_of(ident.id)),
                    Some(selection) => {
                        self.objects.extend(selection.obj);
                        if selection.kind != SelectionKind::Field
                            && (selection.kind != SelectionKind::Method || selection.obj.is_none())
                        {
                            self.names.push(selection.name);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn args(&mut self, program: &Program, id: ast::NodeId) {
        if let Some(args) = program.info.instances.get(&id) {
            self.types.extend(args.iter().copied());
        }
    }
}
