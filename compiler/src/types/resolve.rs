//! Packages: parsing their files and declaring their names.
//!
//! The program's own packages are checked whole. Library packages are loaded when
//! something first refers to a name of theirs ([`super::library`]), so that an import costs
//! nothing.

use std::rc::Rc;

use minigo_syntax::Bodies;
use minigo_syntax::ast::{self, Decl, Expr, ExprKind, FuncBody, Ident};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::directive;
use minigo_syntax::source::{Pos, Span};
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::check::{Checker, DeclId, DeclInfo, DeclKind, Env, PkgState, Work};
use super::constant::Const;
use super::object::{FuncInfo, ObjId, ObjKind, Object, PkgId, VarKind};
use super::operand::expr_span;
use super::scope::ScopeId;
use super::ty::Ty;
use crate::codes;
use crate::package::{PackageFiles, SourceText};
use crate::typed::Package;
use minigo_syntax::exprstring::expr_string;

/// A method before its receiver's type is known.
pub(super) struct PendingMethod {
    obj: ObjId,
    is_pointer: bool,
    base: Symbol,
}

impl Checker<'_> {
    /// Checks the program made of the given files (name, text) of its main package, and
    /// the packages it imports. Gives all findings in source order; a program with
    /// errors must not be compiled.
    pub fn check_program(&mut self, files: Vec<SourceText>) -> Vec<Diagnostic> {
        let pkg = self.new_package("main", Symbol::new("main"), false);
        self.check_package(pkg, PackageFiles { files, is_library: false, outline: None });
        self.p.types.number_local_types(pkg, &|obj| self.obj(obj).pos);
        if self.diags.is_empty() {
            self.check_interface_cycles();
        }
        if self.diags.is_empty() {
            self.check_instance_cycles();
            for file in self.p.packages[pkg.0 as usize].files.clone() {
                let source = self.sources.file(file.file);
                self.diags.extend(directive::misplaced(&file, source).of_declarations);
            }
            for pos in std::mem::take(&mut self.noescape_bodies) {
                let message = "can only use //go:noescape with external func implementations";
                self.error(Span::at(pos), "", message);
            }
            for pos in std::mem::take(&mut self.missing_bodies) {
                self.error(Span::at(pos), codes::MISSING_BODY, "missing function body");
            }
        }
        if self.diags.is_empty() && self.needs_main {
            let main = Symbol::new("main");
            let has_main = self.p.packages[pkg.0 as usize].scope.contains_key(&main);
            if !has_main && self.p.packages[pkg.0 as usize].name == main {
                let message =
                    "runtime.main_main·f: function main is undeclared in the main package";
                self.error(Span::default(), codes::MISSING_MAIN, message);
            }
        }
        if self.diags.is_empty() {
            self.compute_init_order();
        }
        self.take_diagnostics()
    }

    /// Checks the package at an import path as one of the program, whole. Gives what is
    /// wrong with it and with the packages it imports that were not checked before.
    pub fn check_path(&mut self, path: &str) -> Vec<Diagnostic> {
        if !self.pkg_by_path.contains_key(path)
            && let Some(files) = self.loader.package(path)
        {
            let name = Symbol::new(default_package_name(path));
            let pkg = self.new_package(path, name, false);
            self.check_package(pkg, files);
            self.p.types.number_local_types(pkg, &|obj| self.obj(obj).pos);
        }
        self.take_diagnostics()
    }

    /// Parses and checks a package of the program.
    fn check_package(&mut self, pkg: PkgId, files: PackageFiles) {
        let saved = self.env.clone();
        // A package that does not parse or imports what is not there is not checked.
        let parsed = self.load_package(pkg, files);
        let lacks_import = self.diags.iter().any(|d| d.code == codes::BROKEN_IMPORT);
        if parsed && !lacks_import {
            self.check_loaded(pkg);
        }
        self.env = saved;
    }

    fn check_loaded(&mut self, pkg: PkgId) {
        self.env = Env::new(pkg, self.pkgs[pkg.0 as usize].scope);
        let top = self.delayed.len();
        let order = self.pkgs[pkg.0 as usize].order.clone();
        self.direct_cycles(&order);
        let class = |check: &Self, obj: ObjId| match check.obj(obj).kind {
            ObjKind::TypeName { is_alias: false } => 0,
            ObjKind::TypeName { is_alias: true } => 1,
            _ => 2,
        };
        for round in 0..3 {
            for &obj in &order {
                if class(self, obj) == round {
                    self.obj_decl(obj);
                }
            }
        }
        self.process_delayed(top);
        self.check_init_cycles(pkg);
        self.check_unused_imports(pkg);
        self.record_untyped();
    }

    /// A new package without files.
    pub(super) fn new_package(&mut self, path: &str, name: Symbol, is_library: bool) -> PkgId {
        let id = self.p.types.add_package(path, name);
        let scope = self.scopes.open(Some(self.universe), false);
        self.pkgs.push(PkgState {
            scope,
            loaded: false,
            fake: false,
            is_library,
            library: None,
            imports: Vec::new(),
            methods: FxHashMap::default(),
            order: Vec::new(),
        });
        self.p.packages.push(Package {
            path: path.to_string(),
            name,
            files: Vec::new(),
            scope: FxHashMap::default(),
            imports: Vec::new(),
            inits: Vec::new(),
            init_order: Vec::new(),
            is_library,
        });
        self.pkg_by_path.insert(path.to_string(), id);
        id
    }

    /// The package for an import. Packages of the program are checked at once, library
    /// packages wait for a use.
    fn import_package(&mut self, at: Span, path: &str) -> PkgId {
        if let Some(&known) = self.pkg_by_path.get(path) {
            if !self.pkgs[known.0 as usize].loaded && !self.pkgs[known.0 as usize].is_library {
                self.error(at, codes::INVALID_IMPORT_CYCLE, "import cycle not allowed");
            }
            return known;
        }
        let name = Symbol::new(default_package_name(path));
        if path == "unsafe" {
            let pkg = self.new_package(path, name, true);
            let scope = self.pkgs[pkg.0 as usize].scope;
            self.declare_unsafe(pkg, scope);
            self.pkgs[pkg.0 as usize].loaded = true;
            return pkg;
        }
        if self.in_library() {
            return self.new_package(path, name, true);
        }
        let found = self.loader.package(path);
        if let Some(files) = &found
            && !self.may_import(path, files.is_library)
        {
            let message = format!("use of internal package {path} not allowed");
            self.error(at, codes::BROKEN_IMPORT, message);
        }
        match found {
            Some(files) if files.is_library => self.new_package(path, name, true),
            Some(files) => {
                let pkg = self.new_package(path, name, false);
                self.check_package(pkg, files);
                pkg
            }
            None => {
                let message = self.loader.why_missing(path);
                self.error(at, codes::BROKEN_IMPORT, message);
                let pkg = self.new_package(path, name, true);
                self.pkgs[pkg.0 as usize].loaded = true;
                self.pkgs[pkg.0 as usize].fake = true;
                pkg
            }
        }
    }

    /// Whether the current package may import this one: what lies below a folder `internal`
    /// is for packages around that folder.
    fn may_import(&self, path: &str, is_library: bool) -> bool {
        let Some(at) = format!("/{path}/").rfind("/internal/") else { return true };
        let importer = &self.p.packages[self.env.pkg.0 as usize].path;
        // The main package is of the program's own module.
        !is_library && (importer == "main" || importer.starts_with(&path[..at.max(1) - 1]))
    }

    /// Makes sure that the names of a package are declared.
    pub(super) fn ensure_loaded(&mut self, pkg: PkgId) {
        if self.pkgs[pkg.0 as usize].loaded {
            return;
        }
        let path = self.p.packages[pkg.0 as usize].path.clone();
        match self.loader.package(&path) {
            Some(files) => {
                let saved = std::mem::replace(&mut self.env, Env::new(pkg, self.universe));
                self.load_library(pkg, files);
                self.env = saved;
            }
            None => {
                self.pkgs[pkg.0 as usize].loaded = true;
                self.pkgs[pkg.0 as usize].fake = true;
                let message = self.loader.why_missing(&path);
                self.error(Span::default(), codes::BROKEN_IMPORT, message);
            }
        }
    }

    /// Parses the files of a package and declares its names. False if there are syntax
    /// errors; other findings of the parser do not hinder.
    fn load_package(&mut self, pkg: PkgId, files: PackageFiles) -> bool {
        self.env.pkg = pkg;
        let errors = self.diags.len();
        let mut trees = Vec::new();
        for (name, text) in files.files {
            let file = self.sources.add_bytes(name, text);
            let (tree, diags) =
                minigo_syntax::parse_file(self.sources.file(file), &mut self.ids, Bodies::Parse);
            self.diags.extend(diags);
            trees.push(tree);
        }
        let lacks_tree = |tree: &ast::File| tree.decls.is_empty() && tree.package.name.is_blank();
        if self.diags[errors..].iter().any(|d| d.message.starts_with("syntax error"))
            || self.diags.len() > errors && trees.iter().any(lacks_tree)
        {
            self.pkgs[pkg.0 as usize].loaded = true;
            return false;
        }
        self.embed_files(&mut trees);
        let trees: Vec<Rc<ast::File>> = trees.into_iter().map(Rc::new).collect();
        if let Some(first) = trees.first() {
            let name = first.package.name;
            self.p.packages[pkg.0 as usize].name = name;
            self.p.types.set_package_name(pkg, name);
            if name.is_blank() {
                self.error(first.package.span(), codes::BLANK_PKG_NAME, "invalid package name _");
            }
            for tree in &trees[1..] {
                if tree.package.name != name {
                    let message = format!("package {}; expected package {name}", tree.package.name);
                    self.error(tree.package.span(), codes::MISMATCHED_PKG_NAME, message);
                }
            }
        }
        self.p.packages[pkg.0 as usize].files = trees;
        self.collect_objects(pkg);
        self.pkgs[pkg.0 as usize].loaded = true;
        true
    }

    /// Declares the package-level names of all files.
    fn collect_objects(&mut self, pkg: PkgId) {
        let files = self.p.packages[pkg.0 as usize].files.clone();
        let pkg_scope = self.pkgs[pkg.0 as usize].scope;
        let mut methods = Vec::new();
        let mut file_scopes = Vec::new();
        for (index, file) in files.iter().enumerate() {
            self.note_file_version(file);
            let scope = self.scopes.open(Some(pkg_scope), false);
            file_scopes.push(scope);
            for import in &file.imports {
                self.collect_import(pkg, scope, import);
            }
            for (decl_index, decl) in file.decls.iter().enumerate() {
                let at = (index as u32, decl_index as u32);
                self.collect_decl(pkg, scope, at, decl, &mut methods);
            }
        }
        for scope in file_scopes {
            self.check_file_scope(pkg_scope, scope);
        }
        for method in methods {
            if let Some((is_pointer, base)) = self.base_type_name(pkg, &files, &method) {
                if let ObjKind::Func(info) = &mut self.obj_mut(method.obj).kind {
                    info.ptr_recv = is_pointer;
                }
                let state = &mut self.pkgs[pkg.0 as usize];
                state.methods.entry(base).or_default().push(method.obj);
            }
        }
    }

    pub(super) fn collect_import(&mut self, pkg: PkgId, scope: ScopeId, import: &ast::Import) {
        if let Some(problem) = invalid_import_path(&import.path) {
            let message = format!("invalid import path ({problem})");
            self.error(import.path_span, codes::BAD_IMPORT_PATH, message);
            return;
        }
        let imported = self.import_package(import.path_span, &import.path);
        let pkg_name = self.p.packages[imported.0 as usize].name;
        let name = import.name.as_ref().map_or(pkg_name, |ident| ident.name);
        if &*name == "init" {
            let message = "cannot import package as init - init must be a func";
            self.error(import.span, codes::INVALID_INIT_DECL, message);
            return;
        }
        let imports = &mut self.p.packages[pkg.0 as usize].imports;
        if !imports.contains(&imported) {
            imports.push(imported);
        }
        let pos = import.span.lo;
        let kind = ObjKind::PkgName(imported);
        let obj =
            self.new_object(Object { name, pkg: Some(pkg), pos, ty: Ty::INVALID, kind }, true);
        match &import.name {
            Some(ident) => self.record_object(ident, obj),
            None => self.record_implicit(import.id, obj),
        }
        if self.pkgs[imported.0 as usize].fake {
            self.set_used(obj, true);
        }
        self.pkgs[pkg.0 as usize].imports.push((obj, import.span));
        match &*name {
            "." => self.dot_import(scope, import, imported, obj),
            "_" => {
                // Imported for its initialisation.
                self.ensure_loaded(imported);
            }
            _ => self.declare(scope, None, obj),
        }
    }

    fn dot_import(&mut self, scope: ScopeId, import: &ast::Import, imported: PkgId, by: ObjId) {
        self.ensure_loaded(imported);
        self.declare_all(imported);
        let at = import.name.as_ref().map_or(import.span, Ident::span);
        for (name, obj) in self.scopes.names(self.pkgs[imported.0 as usize].scope) {
            if !name.is_exported() {
                continue;
            }
            match self.scopes.insert(scope, name, obj) {
                Some(other) => {
                    let message = format!("{name} redeclared in this block");
                    self.error_other(at, codes::DUPLICATE_DECL, message, other);
                }
                None => {
                    self.dot_imports.insert((scope, name), by);
                }
            }
        }
    }

    pub(super) fn collect_decl(
        &mut self,
        pkg: PkgId,
        scope: ScopeId,
        at: (u32, u32),
        decl: &Decl,
        methods: &mut Vec<PendingMethod>,
    ) {
        let (file, decl_index) = at;
        let info = |kind| DeclInfo { pkg, file, scope, kind, lhs: Vec::new(), deps: Vec::new() };
        match decl {
            Decl::Const(specs) => {
                let mut last = None;
                for (spec_index, spec) in specs.iter().enumerate() {
                    let inherited = spec.ty.is_none() && spec.values.is_empty();
                    if !inherited {
                        last = Some(spec_index as u32);
                    }
                    let inherited = inherited && last.is_some();
                    let values = last.map_or(&[][..], |last| &specs[last as usize].values[..]);
                    for (value, ident) in spec.names.iter().enumerate() {
                        let kind = DeclKind::Const {
                            decl: decl_index,
                            spec: last,
                            value: value as u32,
                            iota: spec.iota,
                            inherited,
                        };
                        let object = ObjKind::Const(Const::from_i64(i64::from(spec.iota)));
                        self.declare_pkg_obj(ident, object, info(kind));
                    }
                    self.check_arity(spec.span, &spec.names, values, true, inherited);
                }
            }
            Decl::Var(specs) => {
                for (spec_index, spec) in specs.iter().enumerate() {
                    self.collect_vars(at, spec_index as u32, spec, &info);
                }
            }
            Decl::Type(specs) => {
                for (spec_index, spec) in specs.iter().enumerate() {
                    let kind = DeclKind::Type { decl: decl_index, spec: spec_index as u32 };
                    let object = ObjKind::TypeName { is_alias: spec.is_alias };
                    self.declare_pkg_obj(&spec.name, object, info(kind));
                }
            }
            Decl::Func(func) => {
                self.collect_func(at, func, info(DeclKind::Func { decl: decl_index }), methods);
            }
        }
    }

    fn collect_vars(
        &mut self,
        at: (u32, u32),
        spec_index: u32,
        spec: &ast::VarSpec,
        info: &dyn Fn(DeclKind) -> DeclInfo,
    ) {
        let decl = at.1;
        let shared = spec.values.len() == 1 && spec.names.len() > 1;
        let mut shared_id = None;
        for (index, ident) in spec.names.iter().enumerate() {
            let value =
                if shared { Some(0) } else { (index < spec.values.len()).then_some(index as u32) };
            let object = ObjKind::Var(VarKind::Global);
            let kind = DeclKind::Var { decl, spec: spec_index, value };
            match shared_id {
                None => {
                    let obj = self.declare_pkg_obj(ident, object, info(kind));
                    if shared && let Some(&id) = self.decl_of.get(&obj) {
                        shared_id = Some(id);
                        self.decls[id.0 as usize].lhs.push(obj);
                    }
                }
                Some(id) => {
                    let obj = self.declare_pkg_obj(ident, object, info(kind));
                    self.decl_of.insert(obj, id);
                    self.decls[id.0 as usize].lhs.push(obj);
                }
            }
        }
        if spec.ty.is_none() || !spec.values.is_empty() {
            self.check_arity(spec.span, &spec.names, &spec.values, false, false);
        }
    }

    fn new_func(&mut self, at: (u32, u32), ident: &Ident, pkg: PkgId) -> ObjId {
        let kind = ObjKind::Func(FuncInfo {
            decl: Some(at),
            recv: None,
            ptr_recv: false,
            type_params: Vec::new(),
        });
        let (name, pos) = (ident.name, ident.pos);
        self.new_object(Object { name, pkg: Some(pkg), pos, ty: Ty::INVALID, kind }, false)
    }

    fn collect_func(
        &mut self,
        at: (u32, u32),
        func: &ast::FuncDecl,
        info: DeclInfo,
        methods: &mut Vec<PendingMethod>,
    ) {
        let pkg = info.pkg;
        let pkg_scope = self.pkgs[pkg.0 as usize].scope;
        let name = func.name.name;
        let obj = self.new_func(at, &func.name, pkg);
        if let Some(param) = func.type_params.first() {
            let span = param.name.span();
            if func.recv.is_some() {
                self.require(span, 27, "generic method");
            } else {
                self.require(span, 18, "type parameter");
            }
        }
        match func.recv.as_deref() {
            None => {
                let is_main = &*name == "main" && &*self.p.packages[pkg.0 as usize].name == "main";
                let is_init = &*name == "init";
                if is_main || is_init {
                    self.check_plain_func(func, is_main);
                }
                if is_init {
                    self.record_object(&func.name, obj);
                    if func.body.is_none() {
                        let message = "func init must have a body";
                        self.error(func.name.span(), codes::MISSING_INIT_BODY, message);
                    }
                    self.p.packages[pkg.0 as usize].inits.push(obj);
                } else {
                    self.declare_in_package(pkg, pkg_scope, &func.name, obj);
                }
            }
            Some(recv) => {
                self.record_object(&func.name, obj);
                if recv.len() != 1 {
                    let problem =
                        if recv.is_empty() { "no receiver" } else { "multiple receivers" };
                    let message = format!("method has {problem}");
                    self.error(func.name.span(), codes::BAD_RECV, message);
                }
                if let Some(recv) = recv.first() {
                    let (is_pointer, base, _) = unpack_receiver(&recv.ty);
                    if let ExprKind::Ident(base) = &base.kind
                        && !name.is_blank()
                    {
                        methods.push(PendingMethod { obj, is_pointer, base: base.name });
                    }
                }
            }
        }
        self.add_decl(obj, info);
    }

    fn check_plain_func(&mut self, func: &ast::FuncDecl, is_main: bool) {
        let name = func.name.name;
        let code = if is_main { codes::INVALID_MAIN_DECL } else { codes::INVALID_INIT_DECL };
        if let Some(param) = func.type_params.first() {
            let message = format!("func {name} must have no type parameters");
            self.error(param.name.span(), code, message);
        }
        if !func.sig.params.is_empty() || !func.sig.results.is_empty() {
            let message = format!("func {name} must have no arguments and no return values");
            self.error(func.name.span(), code, message);
        }
    }

    pub(super) fn add_decl(&mut self, obj: ObjId, info: DeclInfo) {
        let id = DeclId(self.decls.len() as u32);
        self.pkgs[info.pkg.0 as usize].order.push(obj);
        self.decls.push(info);
        self.decl_of.insert(obj, id);
    }

    fn declare_pkg_obj(&mut self, ident: &Ident, kind: ObjKind, info: DeclInfo) -> ObjId {
        let pkg = info.pkg;
        let object =
            Object { name: ident.name, pkg: Some(pkg), pos: ident.pos, ty: Ty::INVALID, kind };
        let obj = self.new_object(object, false);
        let is_main_pkg = &*self.p.packages[pkg.0 as usize].name == "main";
        match &*ident.name {
            "init" => {
                let message = "cannot declare init - must be func";
                self.error(ident.span(), codes::INVALID_INIT_DECL, message);
            }
            "main" if is_main_pkg => {
                let message = "cannot declare main - must be func";
                self.error(ident.span(), codes::INVALID_MAIN_DECL, message);
            }
            _ => {
                let scope = self.pkgs[pkg.0 as usize].scope;
                self.declare_in_package(pkg, scope, ident, obj);
                self.add_decl(obj, info);
            }
        }
        obj
    }

    fn declare_in_package(&mut self, pkg: PkgId, scope: ScopeId, ident: &Ident, obj: ObjId) {
        self.declare(scope, Some(ident), obj);
        if !ident.name.is_blank() {
            self.p.packages[pkg.0 as usize].scope.entry(ident.name).or_insert(obj);
        }
    }

    /// Declares an entity in a scope and records its identifier.
    pub(super) fn declare(&mut self, scope: ScopeId, ident: Option<&Ident>, obj: ObjId) {
        let name = self.obj(obj).name;
        if !name.is_blank()
            && let Some(other) = self.scopes.insert(scope, name, obj)
        {
            let span = self.obj_span(obj);
            let message = format!("{name} redeclared in this block");
            self.error_other(span, codes::DUPLICATE_DECL, message, other);
            return;
        }
        if let Some(ident) = ident {
            self.record_object(ident, obj);
        }
    }

    /// Checks that there are as many initial values as names.
    pub(super) fn check_arity(
        &mut self,
        spec: Span,
        names: &[Ident],
        values: &[Expr],
        is_const: bool,
        inherited: bool,
    ) {
        let (l, r) = (names.len(), values.len());
        if l < r {
            let extra = &values[l];
            if inherited {
                let message = format!("extra init expr at {}", self.pos_string(extra.pos));
                self.error(spec, codes::WRONG_ASSIGN_COUNT, message);
            } else {
                let message = format!("extra init expr {}", expr_string(extra));
                self.error(expr_span(extra), codes::WRONG_ASSIGN_COUNT, message);
            }
        } else if l > r && (is_const || r != 1) {
            let message = format!("missing init expr for {}", names[r].name);
            self.error(names[r].span(), codes::WRONG_ASSIGN_COUNT, message);
        }
    }

    /// Names imported into a file must not be declared in the package too.
    fn check_file_scope(&mut self, pkg_scope: ScopeId, file_scope: ScopeId) {
        for (name, obj) in self.scopes.names(file_scope) {
            let Some(other) = self.scopes.find(pkg_scope, name) else { continue };
            let object = self.obj(obj);
            let message = match object.kind {
                ObjKind::PkgName(imported) => {
                    let package = self.p.types.package(imported);
                    format!(
                        "{name} already declared through import of package {} ({:?})",
                        package.name, package.path
                    )
                }
                _ => {
                    let package = object.pkg.map(|pkg| self.p.types.package(pkg));
                    let text =
                        package.map_or_else(String::new, |p| format!("{} ({:?})", p.name, p.path));
                    format!("{name} already declared through dot-import of package {text}")
                }
            };
            let span = self.obj_span(other);
            self.error_other(span, codes::DUPLICATE_DECL, message, obj);
        }
    }

    /// The declared type a method belongs to, through aliases.
    fn base_type_name(
        &self,
        pkg: PkgId,
        files: &[Rc<ast::File>],
        method: &PendingMethod,
    ) -> Option<(bool, ObjId)> {
        let scope = self.pkgs[pkg.0 as usize].scope;
        let mut is_pointer = method.is_pointer;
        let mut name = method.base;
        for _ in 0..100 {
            let obj = self.scopes.find(scope, name)?;
            let ObjKind::TypeName { is_alias } = self.obj(obj).kind else { return None };
            if !is_alias {
                return Some((is_pointer, obj));
            }
            let info = &self.decls[self.decl_of.get(&obj)?.0 as usize];
            let DeclKind::Type { decl, spec } = info.kind else { return None };
            let Decl::Type(specs) = &files[info.file as usize].decls[decl as usize] else {
                return None;
            };
            let spec = &specs[spec as usize];
            if !spec.type_params.is_empty() {
                return None;
            }
            let mut ty = spec.ty.unparen();
            if let ExprKind::Star(inner) = &ty.kind {
                if is_pointer {
                    return None;
                }
                is_pointer = true;
                ty = inner.unparen();
            }
            let ExprKind::Ident(ident) = &ty.kind else { return None };
            name = ident.name;
        }
        None
    }

    fn check_unused_imports(&mut self, pkg: PkgId) {
        for (obj, span) in self.pkgs[pkg.0 as usize].imports.clone() {
            let object = self.obj(obj);
            let ObjKind::PkgName(imported) = object.kind else { continue };
            if self.is_used(obj) || object.name.is_blank() {
                continue;
            }
            let path = &self.p.packages[imported.0 as usize].path;
            let elem = path.rsplit('/').next().unwrap_or(path);
            let message = match &*object.name {
                name if name == "." || name == elem => format!("{path:?} imported and not used"),
                name => format!("{path:?} imported as {name} and not used"),
            };
            self.error(span, codes::UNUSED_IMPORT, message);
        }
    }

    /// Makes sure that an entity has its type: for users of the checked program.
    pub fn resolve_object(&mut self, obj: ObjId) {
        self.obj_decl(obj);
        self.process_delayed(0);
        self.record_untyped();
    }

    /// Checks the body of a function of a library package, if it has one. Gives findings,
    /// of which there are none if the library is right.
    pub fn check_body(&mut self, func: ObjId) -> Vec<Diagnostic> {
        if self.p.bodies.contains_key(&func) {
            return Vec::new();
        }
        self.obj_decl(func);
        if !self.p.bodies.contains_key(&func)
            && let Some(pkg) = self.obj(func).pkg
        {
            let saved = std::mem::replace(&mut self.env, Env::new(pkg, self.universe));
            self.check_func_body(func);
            self.env = saved;
        }
        self.process_delayed(0);
        self.record_untyped();
        self.take_diagnostics()
    }

    /// The package path's look-up, for entities that lowering knows by name
    /// (`runtime.panicIndex`): loads the package and types the entity.
    pub fn find_object(&mut self, path: &str, name: &str) -> Option<ObjId> {
        let pkg = match self.pkg_by_path.get(path) {
            Some(&known) => known,
            None => {
                self.loader.package(path)?;
                self.new_package(path, Symbol::new(default_package_name(path)), true)
            }
        };
        self.ensure_loaded(pkg);
        let obj = self.find_in_package(pkg, Symbol::new(name))?;
        self.resolve_object(obj);
        Some(obj)
    }

    /// Ends checking: initialisation order, types free of spellings.
    pub fn finish(mut self) -> crate::typed::Program {
        self.compute_init_order();
        for object in &mut self.p.objects {
            object.ty = self.p.types.plain(object.ty);
        }
        self.p
    }

    /// Queues the body of a function of the program.
    pub(super) fn queue_body(&mut self, func: ObjId, decl: &ast::FuncDecl) {
        match &decl.body {
            Some(FuncBody::Parsed(_)) => {
                if !self.in_library() && decl.directives.iter().any(|d| d.text == "go:noescape") {
                    self.noescape_bodies.push(place_of(decl));
                }
                self.later(Work::Body(func));
            }
            Some(FuncBody::Deferred(_)) => {}
            None => {
                let may_lack = self.in_library() || !self.needs_bodies;
                if !may_lack && &*decl.name.name != "init" && !is_linknamed(decl) {
                    self.missing_bodies.push(place_of(decl));
                }
            }
        }
    }
}

/// Where Go reports what is wrong with a function as a whole: at its name, or before its
/// receiver.
fn place_of(decl: &ast::FuncDecl) -> Pos {
    let recv = decl.recv.as_ref().and_then(|recv| recv.first());
    recv.map_or(decl.name.pos, |recv| Pos(recv.pos.0 - 1))
}

fn is_linknamed(decl: &ast::FuncDecl) -> bool {
    decl.directives.iter().any(|d| d.text.starts_with("go:linkname"))
}

/// Pointer-ness, base type and type parameter list of a receiver's type.
pub(super) fn unpack_receiver(ty: &Expr) -> (bool, &Expr, Option<&[Expr]>) {
    let mut base = ty.unparen();
    let mut is_pointer = false;
    if let ExprKind::Star(inner) = &base.kind {
        is_pointer = true;
        base = inner.unparen();
    }
    match &base.kind {
        ExprKind::Index(x, params) => (is_pointer, x, Some(params)),
        _ => (is_pointer, base, None),
    }
}

/// The name that a package at `path` has unless its clause says otherwise.
fn default_package_name(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let is_version =
        last.len() > 1 && last.starts_with('v') && last[1..].bytes().all(|b| b.is_ascii_digit());
    match parts.next() {
        Some(before) if is_version => before,
        Some(_) | None => last,
    }
}

/// What is wrong with an import path, if anything.
fn invalid_import_path(path: &str) -> Option<String> {
    if path.is_empty() {
        return Some("empty string".into());
    }
    let bad = |c: char| {
        c.is_control() || c.is_whitespace() || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".contains(c)
    };
    let c = path.chars().find(|&c| bad(c))?;
    Some(format!("invalid character U+{:04X} '{c}'", c as u32))
}
