//! Type sets of interfaces: all methods, embedded ones included, and the type terms.

use std::rc::Rc;

use minigo_syntax::symbol::Symbol;

use super::intern::Types;
use super::object::PkgId;
use super::ty::{Basic, InterfaceMethod, Ty, TyKind, UnionTerm};

/// The types that implement an interface.
#[derive(Clone, Debug, Default)]
pub struct TypeSet {
    /// All methods, sorted: exported ones by name, then the others by name and package.
    pub methods: Vec<InterfaceMethod>,
    /// The types listed by the constraint: `None` if it lists none (all types are
    /// admitted), empty if no type is left.
    pub terms: Option<Rc<[UnionTerm]>>,
    /// Only comparable types; then `terms` is `None`.
    pub comparable: bool,
}

impl TypeSet {
    /// Whether no type is in the set.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.is_empty())
    }

    /// Whether all types are in the set.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// Whether only methods restrict the set, so that the interface can be a value's type.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }

    /// Whether there is at least one specific type.
    pub fn has_terms(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| !terms.is_empty())
    }

    /// The method of that name and, if not exported, package.
    pub fn find(&self, name: Symbol, pkg: Option<PkgId>) -> Option<(u32, &InterfaceMethod)> {
        let pkg = if name.is_exported() { None } else { pkg };
        let index = self.methods.iter().position(|m| m.name == name && m.pkg == pkg)?;
        Some((index as u32, &self.methods[index]))
    }
}

impl Types {
    /// The type set of an interface type (declared or literal) or of a type parameter's
    /// constraint; the set of all types for anything else.
    pub fn type_set(&self, ty: Ty) -> Rc<TypeSet> {
        self.compute_type_set(ty, 0).0
    }

    /// The type set, or `None` while a declaration it depends on is not complete.
    pub(super) fn type_set_if_complete(&self, ty: Ty) -> Option<Rc<TypeSet>> {
        match self.compute_type_set(ty, 0) {
            (set, true) => Some(set),
            (_, false) => None,
        }
    }

    fn compute_type_set(&self, ty: Ty, depth: u32) -> (Rc<TypeSet>, bool) {
        let ty = self.underlying(ty);
        if let Some(known) = self.type_sets.borrow().get(&ty) {
            return (known.clone(), true);
        }
        let TyKind::Interface(interface) = self.kind(ty) else {
            return (Rc::default(), ty != Ty::INVALID);
        };
        // Interfaces that embed themselves are reported elsewhere.
        if depth > 200 {
            return (Rc::default(), false);
        }
        let mut set = TypeSet {
            methods: interface.methods.clone(),
            terms: None,
            comparable: interface.comparable,
        };
        let mut complete = true;
        for &embed in &interface.embeds {
            match self.under(embed) {
                TyKind::Interface(_) => {
                    let (inner, inner_complete) = self.compute_type_set(embed, depth + 1);
                    complete &= inner_complete;
                    for method in &inner.methods {
                        let known =
                            |m: &InterfaceMethod| m.name == method.name && m.pkg == method.pkg;
                        if !set.methods.iter().any(known) {
                            set.methods.push(method.clone());
                        }
                    }
                    self.intersect_into(&mut set, inner.terms.clone(), inner.comparable);
                }
                TyKind::Union(terms) => {
                    let (terms, terms_complete) = self.union_terms(&terms, depth);
                    complete &= terms_complete;
                    self.intersect_into(&mut set, terms, false);
                }
                TyKind::Basic(Basic::Invalid) => complete = false,
                _ => {
                    let term = UnionTerm { tilde: false, ty: embed };
                    self.intersect_into(&mut set, Some(Rc::from([term])), false);
                }
            }
        }
        set.methods.sort_by(|a, b| self.compare_methods(a, b));
        let set = Rc::new(set);
        if complete {
            self.type_sets.borrow_mut().insert(ty, set.clone());
        }
        (set, complete)
    }

    /// The terms of a union, interfaces among them replaced by their own terms.
    fn union_terms(&self, union: &[UnionTerm], depth: u32) -> (Option<Rc<[UnionTerm]>>, bool) {
        let mut all: Vec<UnionTerm> = Vec::new();
        let mut complete = true;
        for &term in union {
            match self.under(term.ty) {
                TyKind::Interface(_) => {
                    let (inner, inner_complete) = self.compute_type_set(term.ty, depth + 1);
                    complete &= inner_complete;
                    match &inner.terms {
                        None => return (None, complete),
                        Some(terms) => {
                            for &term in terms.iter() {
                                self.add_term(&mut all, term);
                            }
                        }
                    }
                }
                TyKind::Basic(Basic::Invalid) => complete = false,
                _ => {
                    if !term.tilde || self.identical(term.ty, self.underlying(term.ty)) {
                        self.add_term(&mut all, term);
                    }
                }
            }
        }
        (Some(all.into()), complete)
    }

    /// Adds a term to a union, keeping it free of overlap.
    fn add_term(&self, terms: &mut Vec<UnionTerm>, term: UnionTerm) {
        if terms.iter().any(|&known| self.term_includes(known, term)) {
            return;
        }
        terms.retain(|&known| !self.term_includes(term, known));
        terms.push(term);
    }

    /// Whether each type of `y` is in `x`.
    pub fn term_includes(&self, x: UnionTerm, y: UnionTerm) -> bool {
        if x.tilde {
            self.identical(self.underlying(x.ty), self.underlying(y.ty))
        } else {
            !y.tilde && self.identical(x.ty, y.ty)
        }
    }

    /// Narrows `set` to the given terms.
    fn intersect_into(&self, set: &mut TypeSet, terms: Option<Rc<[UnionTerm]>>, comparable: bool) {
        set.terms = match (set.terms.take(), terms) {
            (None, terms) | (terms, None) => terms,
            (Some(xs), Some(ys)) => {
                let mut both = Vec::new();
                for &x in xs.iter() {
                    for &y in ys.iter() {
                        if self.term_includes(x, y) {
                            self.add_term(&mut both, y);
                        } else if self.term_includes(y, x) {
                            self.add_term(&mut both, x);
                        }
                    }
                }
                Some(both.into())
            }
        };
        set.comparable |= comparable;
        if set.comparable
            && let Some(terms) = &set.terms
        {
            let keep = |t: &&UnionTerm| self.comparable(t.ty, false).is_ok();
            set.terms = Some(terms.iter().filter(keep).copied().collect());
            set.comparable = false;
        }
    }

    /// The specific types of a type: of a type parameter its terms, else the type itself.
    /// `None` if a type parameter has no specific types.
    pub fn specific_types(&self, ty: Ty) -> Option<Vec<UnionTerm>> {
        match self.as_type_param(ty) {
            None => Some(vec![UnionTerm { tilde: false, ty }]),
            Some(_) => {
                let set = self.type_set(ty);
                if set.has_terms() { set.terms.as_ref().map(|terms| terms.to_vec()) } else { None }
            }
        }
    }
}
