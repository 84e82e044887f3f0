//! Library packages: only what something refers to is parsed.
//!
//! Loading a library package takes its outline, which says where each name is declared. A
//! declaration is parsed when its name is first looked up, a function or method when its
//! type is needed (its body still later), the imports of a file with the first
//! declaration of that file. Each becomes a tree of its own among the package's files.

use std::rc::Rc;

use minigo_outline::{Entry, Outline, Range, What};
use minigo_syntax::ast::{self, Decl, FuncBody};
use minigo_syntax::source::{FileId, Pos};
use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashSet;

use super::check::{Checker, DeclId, DeclInfo, DeclKind, Env};
use super::object::{FuncInfo, ObjId, ObjKind, Object, PkgId};
use super::scope::ScopeId;
use super::ty::Ty;
use crate::package::PackageFiles;

/// What is known of a library package that is loaded.
#[derive(Debug)]
pub(super) struct Library {
    outline: Rc<Outline>,
    files: Vec<LibraryFile>,
    /// Names looked up that are not declared.
    absent: FxHashSet<Symbol>,
}

#[derive(Debug)]
struct LibraryFile {
    id: FileId,
    /// Where its imports are declared, once they are parsed.
    scope: Option<ScopeId>,
}

impl Checker<'_> {
    /// Makes the names of a library package known.
    pub(super) fn load_library(&mut self, pkg: PkgId, files: PackageFiles) {
        let mut ids = Vec::new();
        for (name, text) in files.files {
            ids.push(self.sources.add_bytes(name, text));
        }
        let outline = files.outline.unwrap_or_else(|| {
            let texts: Vec<&str> = ids.iter().map(|&id| &*self.sources.file(id).text).collect();
            Outline::new(&texts)
        });
        let outline = Rc::new(outline);
        let state = &mut self.pkgs[pkg.0 as usize];
        state.loaded = true;
        state.library = Some(Library {
            outline: outline.clone(),
            files: ids.into_iter().map(|id| LibraryFile { id, scope: None }).collect(),
            absent: FxHashSet::default(),
        });
        self.library_scope(pkg, 0);
        for entry in outline.find("init") {
            if entry.what == What::Init {
                let init = self.new_outlined_func(pkg, entry);
                self.p.packages[pkg.0 as usize].inits.push(init);
            }
        }
    }

    /// The entity that a package declares by this name at top level.
    pub(super) fn find_in_package(&mut self, pkg: PkgId, name: Symbol) -> Option<ObjId> {
        let state = &self.pkgs[pkg.0 as usize];
        let found = self.scopes.find(state.scope, name);
        let Some(library) = state.library.as_ref().filter(|_| found.is_none()) else {
            return found;
        };
        if library.absent.contains(&name) {
            return None;
        }
        let outline = library.outline.clone();
        let found = outline.find(&name).iter().find(|entry| {
            matches!(entry.what, What::Names | What::Func)
                && self.library_text(pkg, entry.file, entry.name) == &*name
        });
        match found {
            Some(entry) => Some(self.declare_outlined(pkg, entry, name)?),
            None => {
                self.pkgs[pkg.0 as usize].library.as_mut()?.absent.insert(name);
                None
            }
        }
    }

    /// Makes all names of a package entities.
    pub(super) fn declare_all(&mut self, pkg: PkgId) {
        let Some(library) = &self.pkgs[pkg.0 as usize].library else { return };
        for entry in library.outline.clone().entries() {
            if matches!(entry.what, What::Names | What::Func) {
                let name = Symbol::new(self.library_text(pkg, entry.file, entry.name));
                self.find_in_package(pkg, name);
            }
        }
    }

    /// The methods of a type of a library package, in source order.
    pub(super) fn outlined_methods(&mut self, pkg: PkgId, ty: Symbol) -> Vec<ObjId> {
        let Some(library) = &self.pkgs[pkg.0 as usize].library else { return Vec::new() };
        let outline = library.outline.clone();
        let mut methods = Vec::new();
        for entry in outline.find(&ty) {
            if matches!(entry.what, What::Method { .. })
                && self.library_text(pkg, entry.file, entry.base) == &*ty
            {
                methods.push(self.new_outlined_func(pkg, entry));
            }
        }
        methods
    }

    /// Parses the function of an outline entry, so that it can be declared as others are.
    pub(super) fn parse_outlined_func(&mut self, obj: ObjId, id: DeclId, entry: &Entry) {
        let pkg = self.decls[id.0 as usize].pkg;
        let scope = self.library_scope(pkg, entry.file);
        let Some((file, tree)) = self.parse_outlined(pkg, entry) else { return };
        let Some(Decl::Func(func)) = tree.decls.first() else { return };
        if let (Some(FuncBody::Deferred(body)), Some(ahead)) = (&func.body, &mut self.ahead) {
            ahead.ask(self.sources.file(tree.file), *body);
        }
        self.record_object(&func.name, obj);
        if let ObjKind::Func(info) = &mut self.obj_mut(obj).kind {
            info.decl = Some((file, 0));
        }
        let info = &mut self.decls[id.0 as usize];
        (info.file, info.scope, info.kind) = (file, scope, DeclKind::Func { decl: 0 });
    }

    /// A part of a file of a library package.
    fn library_text(&self, pkg: PkgId, file: u32, range: Range) -> &str {
        self.library_file(pkg, file).map_or("", |id| range.of(&self.sources.file(id).text))
    }

    fn library_file(&self, pkg: PkgId, file: u32) -> Option<FileId> {
        Some(self.pkgs[pkg.0 as usize].library.as_ref()?.files.get(file as usize)?.id)
    }

    /// Declares what an entry's declaration declares; gives the entity of that name.
    fn declare_outlined(&mut self, pkg: PkgId, entry: &Entry, name: Symbol) -> Option<ObjId> {
        let pkg_scope = self.pkgs[pkg.0 as usize].scope;
        if entry.what == What::Func {
            let func = self.new_outlined_func(pkg, entry);
            self.scopes.insert(pkg_scope, name, func);
            self.p.packages[pkg.0 as usize].scope.insert(name, func);
            return Some(func);
        }
        let scope = self.library_scope(pkg, entry.file);
        let (file, tree) = self.parse_outlined(pkg, entry)?;
        for (decl_index, decl) in tree.decls.iter().enumerate() {
            self.collect_decl(pkg, scope, (file, decl_index as u32), decl, &mut Vec::new());
        }
        self.scopes.find(pkg_scope, name)
    }

    /// The tree of an entry's declaration and its index among the package's files.
    fn parse_outlined(&mut self, pkg: PkgId, entry: &Entry) -> Option<(u32, Rc<ast::File>)> {
        let file = self.library_file(pkg, entry.file)?;
        let range = entry.decl.lo as usize..entry.decl.hi as usize;
        let (decls, diags) =
            minigo_syntax::parse_decls(self.sources.file(file), range, &mut self.ids);
        self.diags.extend(diags);
        let package = self.p.packages[pkg.0 as usize].files.first()?.package;
        let tree = ast::File { file, package, imports: vec![], decls, directives: vec![] };
        Some(self.add_tree(pkg, tree))
    }

    fn add_tree(&mut self, pkg: PkgId, tree: ast::File) -> (u32, Rc<ast::File>) {
        let files = &mut self.p.packages[pkg.0 as usize].files;
        files.push(Rc::new(tree));
        (files.len() as u32 - 1, files[files.len() - 1].clone())
    }

    /// The scope of a file of a library package, with its imports.
    fn library_scope(&mut self, pkg: PkgId, file: u32) -> ScopeId {
        let pkg_scope = self.pkgs[pkg.0 as usize].scope;
        let Some(library) = &mut self.pkgs[pkg.0 as usize].library else { return pkg_scope };
        let end = library.outline.header_ends().get(file as usize).copied();
        let (Some(end), Some(entry)) = (end, library.files.get_mut(file as usize)) else {
            return pkg_scope;
        };
        if let Some(scope) = entry.scope {
            return scope;
        }
        let scope = self.scopes.open(Some(pkg_scope), false);
        entry.scope = Some(scope);
        let id = entry.id;
        let (tree, diags) =
            minigo_syntax::parse_header(self.sources.file(id), end as usize, &mut self.ids);
        self.diags.extend(diags);
        let is_first = self.p.packages[pkg.0 as usize].files.is_empty();
        let (_, tree) = self.add_tree(pkg, tree);
        if is_first {
            let name = tree.package.name;
            self.p.packages[pkg.0 as usize].name = name;
            self.p.types.set_package_name(pkg, name);
        }
        self.note_file_version(&tree);
        let saved = std::mem::replace(&mut self.env, Env::new(pkg, scope));
        for import in &tree.imports {
            self.collect_import(pkg, scope, import);
        }
        self.env = saved;
        scope
    }

    /// A function or method of which only the name is known.
    fn new_outlined_func(&mut self, pkg: PkgId, entry: &Entry) -> ObjId {
        let name = Symbol::new(self.library_text(pkg, entry.file, entry.name));
        let base = self.library_file(pkg, entry.file).map_or(0, |id| self.sources.file(id).base.0);
        let kind = ObjKind::Func(FuncInfo {
            decl: None,
            recv: None,
            ptr_recv: matches!(entry.what, What::Method { is_pointer: true }),
            type_params: Vec::new(),
        });
        let pos = Pos(base + entry.name.lo);
        let object = Object { name, pkg: Some(pkg), pos, ty: Ty::INVALID, kind };
        let obj = self.new_object(object, false);
        let scope = self.pkgs[pkg.0 as usize].scope;
        let kind = DeclKind::Outlined(*entry);
        let info = DeclInfo { pkg, file: 0, scope, kind, lhs: Vec::new(), deps: Vec::new() };
        self.add_decl(obj, info);
        obj
    }
}
