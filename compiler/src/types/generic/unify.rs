//! Unification: finding types for type parameters that make two types match.
//!
//! A [`Unifier`] holds the type parameters to solve for. Each has a *slot* with the type
//! found so far; two parameters that are matched with each other share one slot, so that
//! what is found for one is found for both.
//!
//! How closely types must match is the [`Mode`]. Inexactly, a declared type matches its
//! underlying type, channel directions do not count, and an interface matches a type
//! that has its methods. With `assign` that holds at the top only, elements must match
//! exactly: these are the rules of assignment. With `exact` types must become identical.
//!
//! Modelled on Go's `types2/unify.go`, whose order of steps decides what is inferred.

use minigo_syntax::ast::ChanDir;

use super::typeset::{common_under, same_terms};
use super::{Found, MethodSource};
use crate::types::intern::Types;
use crate::types::ty::{NamedId, Ty, TyKind, TypeParamId};

/// Nesting at which unification gives up. Types that need more occur only where the
/// program is wrong (inference would not end).
const MAX_DEPTH: u32 = 50;

/// How closely types must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The types occur in an assignment: elements must match exactly.
    pub assign: bool,
    /// The types must become identical.
    pub exact: bool,
}

impl Mode {
    /// Neither.
    pub const INEXACT: Mode = Mode { assign: false, exact: false };
    /// Types of an assignment.
    pub const ASSIGN: Mode = Mode { assign: true, exact: false };
    /// Identical types.
    pub const EXACT: Mode = Mode { assign: false, exact: true };

    /// The mode for elements.
    fn elements(self) -> Mode {
        Mode { assign: self.assign, exact: self.exact || self.assign }
    }
}

/// The state of a unification. See the module documentation.
pub struct Unifier {
    params: Vec<TypeParamId>,
    /// Slot of each parameter.
    slot_of: Vec<usize>,
    /// What was found.
    slots: Vec<Option<Ty>>,
    depth: u32,
    /// Pairs of interfaces being compared, which recursive ones meet again.
    pairs: Vec<(Ty, Ty)>,
}

impl Unifier {
    /// A unifier for `params`, for some of which `args` gives the type.
    pub fn new(params: &[TypeParamId], args: &[Option<Ty>]) -> Unifier {
        let slots = (0..params.len()).map(|i| args.get(i).copied().flatten()).collect();
        Unifier {
            params: params.to_vec(),
            slot_of: (0..params.len()).collect(),
            slots,
            depth: 0,
            pairs: Vec::new(),
        }
    }

    /// What was found for each parameter; the types may mention further parameters.
    pub fn inferred(&self) -> Vec<Option<Ty>> {
        self.slot_of.iter().map(|&slot| self.slots[slot]).collect()
    }

    /// What was found for the parameter with the given index.
    pub fn at(&self, index: usize) -> Option<Ty> {
        self.slots[self.slot_of[index]]
    }

    /// Sets the type of the parameter with the given index.
    pub fn set(&mut self, index: usize, ty: Ty) {
        self.slots[self.slot_of[index]] = Some(ty);
    }

    /// How many parameters have no type yet.
    pub fn unknowns(&self) -> usize {
        self.slot_of.iter().filter(|&&slot| self.slots[slot].is_none()).count()
    }

    /// Matches `x` with `y`, setting parameters as needed; false if they cannot match.
    pub fn unify(&mut self, src: &mut dyn MethodSource, x: Ty, y: Ty, mode: Mode) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let result = self.match_types(src, x, y, mode);
        self.depth -= 1;
        result
    }

    /// Index of a type that is one of the parameters.
    fn bound(&self, types: &Types, ty: Ty) -> Option<usize> {
        let id = types.as_type_param(ty)?;
        self.params.iter().position(|&param| param == id)
    }

    /// Makes two parameters share a slot; false if both have a type.
    fn join(&mut self, x: usize, y: usize) -> bool {
        let (x, y) = (self.slot_of[x], self.slot_of[y]);
        if x == y {
            return true;
        }
        let (from, to) = match (self.slots[x], self.slots[y]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (y, x),
            (None, _) => (x, y),
        };
        for slot in &mut self.slot_of {
            if *slot == from {
                *slot = to;
            }
        }
        true
    }

    fn match_types(&mut self, src: &mut dyn MethodSource, x: Ty, y: Ty, mode: Mode) -> bool {
        let (mut x, mut y) = (x, y);
        let types = src.types();
        if types.plain(x) == types.plain(y) {
            return true;
        }
        // A declared type, if any, goes to y; a parameter of ours, if any, to x.
        if types.as_named(x).is_some() || self.bound(types, y).is_some() {
            (x, y) = (y, x);
        }
        // A declared type matches a type literal by its underlying type.
        if !mode.exact
            && types.as_named(y).is_some()
            && is_type_literal(types, x)
            && !types.is_interface(x)
        {
            y = types.underlying(y);
            if types.plain(x) == types.plain(y) {
                return true;
            }
        }
        if let Some(px) = self.bound(types, x) {
            let py = self.bound(types, y);
            return self.match_param(src, px, py, y, mode);
        }
        if !mode.exact {
            let x_is_interface = types.is_non_type_param_interface(x);
            let y_is_interface = types.is_non_type_param_interface(y);
            match (x_is_interface, y_is_interface) {
                (true, true) => return self.match_interfaces(src, x, y, false),
                (true, false) => return self.match_methods(src, x, y),
                (false, true) => return self.match_methods(src, y, x),
                (false, false) => {}
            }
        }
        self.match_forms(src, x, y, mode)
    }

    /// `px` is one of our parameters; `y` is any type, the parameter `py` if given.
    fn match_param(
        &mut self,
        src: &mut dyn MethodSource,
        px: usize,
        py: Option<usize>,
        y: Ty,
        mode: Mode,
    ) -> bool {
        if let Some(py) = py {
            if self.join(px, py) {
                return true;
            }
            // Both have a type: they must match.
            return match (self.at(px), self.at(py)) {
                (Some(x), Some(y)) => self.unify(src, x, y, mode),
                _ => false,
            };
        }
        let Some(x) = self.at(px) else {
            self.set(px, y);
            return true;
        };
        if !self.unify(src, x, y, mode) {
            return false;
        }
        let types = src.types();
        let (x_named, y_named) = (types.as_named(x).is_some(), types.as_named(y).is_some());
        let x_interface = types.is_non_type_param_interface(x);
        let y_interface = types.is_non_type_param_interface(y);
        if x_interface && y_interface {
            if x_named && y_named {
                // Which name is right is not ours to choose.
                return types.identical(x, y);
            }
            if types.type_set(x).methods.len() != types.type_set(y).methods.len() {
                return false;
            }
        } else if x_interface || y_interface {
            // Either could be meant; choosing would depend on the order of arguments.
            return false;
        }
        // Of types that match inexactly, keep a declared one, or else a directed channel,
        // so that the result does not depend on the order and stays assignable.
        if !mode.exact && !x_named {
            let directed = matches!(types.under(y), TyKind::Chan(ChanDir::Send | ChanDir::Recv, _));
            if y_named || directed {
                self.set(px, y);
            }
        }
        true
    }

    /// Two interfaces. If `same_methods` both must have the same methods, otherwise the
    /// methods of one must be among those of the other.
    fn match_interfaces(
        &mut self,
        src: &mut dyn MethodSource,
        x: Ty,
        y: Ty,
        same_methods: bool,
    ) -> bool {
        let types = src.types();
        let (mut x_set, mut y_set) = (types.type_set(x), types.type_set(y));
        if !same_terms(types, &x_set, &y_set) {
            return false;
        }
        if same_methods && x_set.methods.len() != y_set.methods.len() {
            return false;
        }
        let pair = (types.plain(x).min(types.plain(y)), types.plain(x).max(types.plain(y)));
        if self.pairs.contains(&pair) {
            return true;
        }
        if x_set.methods.len() > y_set.methods.len() {
            std::mem::swap(&mut x_set, &mut y_set);
        }
        self.pairs.push(pair);
        let matched =
            x_set.methods.iter().all(|method| match y_set.find(method.name, method.pkg) {
                Some((_, other)) => self.unify(src, method.ty, other.ty, Mode::EXACT),
                None => false,
            });
        self.pairs.pop();
        matched
    }

    /// An interface and a type that must have its methods.
    fn match_methods(&mut self, src: &mut dyn MethodSource, interface: Ty, ty: Ty) -> bool {
        let set = src.types().type_set(interface);
        set.methods.iter().all(|method| match src.find(ty, method.name, method.pkg, false) {
            Found::Method { ty, .. } => {
                // A generic method implements no interface's method.
                !is_generic(src.types(), ty) && self.unify(src, method.ty, ty, Mode::EXACT)
            }
            Found::Field | Found::Ambiguous | Found::PointerReceiver | Found::Missing => false,
        })
    }

    /// Neither type is one of our parameters: their forms must agree.
    fn match_forms(&mut self, src: &mut dyn MethodSource, x: Ty, y: Ty, mode: Mode) -> bool {
        let types = src.types();
        // A parameter of an enclosing declaration, if any, goes to x.
        let (x, y) = if types.is_type_param(y) { (y, x) } else { (x, y) };
        let elements = mode.elements();
        match (types.kind(x), types.kind(y)) {
            (TyKind::TypeParam(_), _) => match common_under(types, x) {
                // All types it can be have this form.
                Ok(core) => self.unify(src, core, y, Mode::ASSIGN),
                Err(_) => false,
            },
            (TyKind::Basic(x), TyKind::Basic(y)) => x == y,
            (TyKind::Array(x, x_len), TyKind::Array(y, y_len)) => {
                // A negative length was reported.
                (x_len < 0 || y_len < 0 || x_len == y_len) && self.unify(src, x, y, elements)
            }
            (TyKind::Slice(x), TyKind::Slice(y)) | (TyKind::Pointer(x), TyKind::Pointer(y)) => {
                self.unify(src, x, y, elements)
            }
            (TyKind::Map(x_key, x), TyKind::Map(y_key, y)) => {
                self.unify(src, x_key, y_key, elements) && self.unify(src, x, y, elements)
            }
            (TyKind::Chan(x_dir, x), TyKind::Chan(y_dir, y)) => {
                (!mode.exact || x_dir == y_dir) && self.unify(src, x, y, elements)
            }
            (TyKind::Struct(x), TyKind::Struct(y)) => {
                x.fields.len() == y.fields.len()
                    && x.fields.iter().zip(&y.fields).all(|(f, g)| {
                        f.embedded == g.embedded
                            && f.tag == g.tag
                            && f.name == g.name
                            && f.pkg == g.pkg
                            && self.unify(src, f.ty, g.ty, elements)
                    })
            }
            (TyKind::Tuple(x), TyKind::Tuple(y)) => self.match_lists(src, &x, &y, mode),
            (TyKind::Func(x), TyKind::Func(y)) => {
                x.variadic == y.variadic
                    && self.match_lists(src, &x.params, &y.params, elements)
                    && self.match_lists(src, &x.results, &y.results, elements)
            }
            (TyKind::Interface(_), TyKind::Interface(_)) => self.match_interfaces(src, x, y, true),
            (TyKind::Named(x), TyKind::Named(y)) => self.match_named(src, x, y, mode),
            _ => false,
        }
    }

    fn match_lists(
        &mut self,
        src: &mut dyn MethodSource,
        xs: &[Ty],
        ys: &[Ty],
        mode: Mode,
    ) -> bool {
        xs.len() == ys.len() && xs.iter().zip(ys).all(|(&x, &y)| self.unify(src, x, y, mode))
    }

    fn match_named(
        &mut self,
        src: &mut dyn MethodSource,
        x: NamedId,
        y: NamedId,
        mode: Mode,
    ) -> bool {
        let types = src.types();
        let (x_args, y_args) = (types.type_args(x), types.type_args(y));
        let same_origin = types.origin(x) == types.origin(y);
        // Arguments first: what they tell makes better messages even if the origins differ.
        self.match_lists(src, &x_args, &y_args, mode) && same_origin
    }
}

/// Whether a type is neither declared nor a type parameter.
fn is_type_literal(types: &Types, ty: Ty) -> bool {
    !matches!(types.kind(ty), TyKind::Named(_) | TyKind::TypeParam(_))
}

/// Whether a signature declares type parameters.
fn is_generic(types: &Types, signature: Ty) -> bool {
    matches!(types.kind(signature), TyKind::Func(s) if !s.type_params.is_empty())
}
