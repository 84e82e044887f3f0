//! Scopes: which entity a name stands for.
//!
//! Statements are checked in source order and an entity is inserted when its scope
//! begins, so look-up needs no positions. Scopes form a tree: universe, package, file,
//! function, blocks.

use minigo_syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

use super::object::ObjId;

/// Index of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ScopeId(pub u32);

/// One scope.
#[derive(Debug, Default)]
pub struct Scope {
    /// The enclosing scope; `None` for the universe.
    pub parent: Option<ScopeId>,
    /// Scopes opened inside, for the search of unused variables. Only within functions.
    pub children: Vec<ScopeId>,
    /// The outermost scope of a function (its parameters and its body's variables).
    pub is_func: bool,
    names: FxHashMap<Symbol, ObjId>,
}

/// All scopes of a compilation.
#[derive(Debug, Default)]
pub struct Scopes {
    scopes: Vec<Scope>,
}

impl Scopes {
    /// Opens a scope inside `parent`.
    pub fn open(&mut self, parent: Option<ScopeId>, is_func: bool) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope { parent, is_func, ..Scope::default() });
        if let Some(parent) = parent {
            self.scopes[parent.0 as usize].children.push(id);
        }
        id
    }

    /// The scope with the given id.
    pub fn get(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The entity of that name declared in this very scope.
    pub fn find(&self, scope: ScopeId, name: Symbol) -> Option<ObjId> {
        self.get(scope).names.get(&name).copied()
    }

    /// Declares a name; gives the entity that already has it, if any.
    pub fn insert(&mut self, scope: ScopeId, name: Symbol, obj: ObjId) -> Option<ObjId> {
        let names = &mut self.scopes[scope.0 as usize].names;
        match names.get(&name) {
            Some(&known) => Some(known),
            None => {
                names.insert(name, obj);
                None
            }
        }
    }

    /// The entity a name stands for, and the scope that declares it.
    pub fn lookup(&self, from: ScopeId, name: Symbol) -> Option<(ScopeId, ObjId)> {
        let mut at = Some(from);
        while let Some(scope) = at {
            if let Some(obj) = self.find(scope, name) {
                return Some((scope, obj));
            }
            at = self.get(scope).parent;
        }
        None
    }

    /// All names of a scope, sorted.
    pub fn names(&self, scope: ScopeId) -> Vec<(Symbol, ObjId)> {
        let mut names: Vec<_> = self.get(scope).names.iter().map(|(&n, &o)| (n, o)).collect();
        names.sort_by_key(|&(name, _)| name);
        names
    }
}
