//! Type inference: completing a list of type arguments.
//!
//! 1. Typed arguments are unified with the types of their parameters.
//! 2. Type parameters are unified with the core types of their constraints, and the
//!    methods of what was found with those that the constraint demands, until nothing
//!    new is found.
//! 3. A parameter that is still open takes the default type of the untyped constants
//!    passed for it, of the largest kind among them.
//! 4. What was found may mention further parameters; they are substituted until none is
//!    left. A parameter found to contain itself counts as not found.
//!
//! Modelled on Go's `types2/infer.go`, whose order of steps decides what is inferred.

use super::MethodSource;
use super::instantiate::has_all_methods;
use super::typeset::core_term;
use super::unify::{Mode, Unifier};
use crate::types::intern::Types;
use crate::types::ty::{Ty, TyKind, TypeParamId};

/// An ordinary argument of the call.
#[derive(Clone, Copy, Debug)]
pub struct Arg {
    /// Its type, an untyped one for untyped arguments. A value may have an invalid type
    /// and still take part.
    pub ty: Ty,
    /// It is no value, and an error was reported: inference gives up silently.
    pub is_invalid: bool,
}

/// Why inference failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InferError {
    /// The argument the error belongs to; none: the call (its opening parenthesis).
    pub arg: Option<usize>,
    /// The message; empty if the cause was reported before.
    pub message: String,
}

/// What is to be inferred.
pub struct Inference<'a> {
    /// Type parameters, at least one.
    pub type_params: &'a [TypeParamId],
    /// Type arguments given; may be shorter than the list of parameters.
    pub type_args: &'a [Option<Ty>],
    /// Types of the ordinary parameters, a variadic one repeated as needed.
    pub params: &'a [Ty],
    /// The ordinary arguments, as many.
    pub args: &'a [Arg],
    /// Text of an argument's expression, for messages.
    pub arg_text: &'a dyn Fn(usize) -> String,
    /// A generic function is assigned to a variable of function type: messages name the
    /// two sides the other way round.
    pub reverse: bool,
}

/// Gives type parameters new identities and replaces them in `ty`: in a call of a generic
/// function inside itself, the parameters to solve for and those in the arguments must
/// not be mixed up.
pub fn rename_type_params(types: &Types, params: &[TypeParamId], ty: Ty) -> (Vec<TypeParamId>, Ty) {
    let mut map = Vec::with_capacity(params.len());
    let mut renamed = Vec::with_capacity(params.len());
    for &param in params {
        let old = types.type_param(param);
        let (id, new) = types.new_type_param(old.obj, old.name, old.index);
        map.push((param, new));
        renamed.push(id);
    }
    for (&param, &new) in params.iter().zip(&renamed) {
        if let Some(constraint) = types.type_param(param).constraint {
            types.set_constraint(new, types.subst(constraint, &map));
        }
    }
    (renamed, types.subst(ty, &map))
}

/// Whether one of `params` occurs in `ty`. Type parameters that a generic signature
/// declares itself do not count as occurrences.
pub fn is_parameterized(types: &Types, params: &[TypeParamId], ty: Ty) -> bool {
    match types.kind(ty) {
        TyKind::Basic(_) => false,
        TyKind::TypeParam(id) => params.contains(&id),
        TyKind::Named(id) => {
            types.type_args(id).iter().any(|&arg| is_parameterized(types, params, arg))
        }
        kind => {
            let mut found = false;
            types.map_kind(&kind, &mut |part| {
                found = found || is_parameterized(types, params, part);
                part
            });
            found
        }
    }
}

/// Completes the list of type arguments: one per type parameter.
///
/// # Errors
/// The first reason why that is impossible.
pub fn infer(src: &mut dyn MethodSource, inference: &Inference<'_>) -> Result<Vec<Ty>, InferError> {
    let nparams = inference.type_params.len();
    let given: Vec<Option<Ty>> =
        (0..nparams).map(|i| inference.type_args.get(i).copied().flatten()).collect();
    if let Some(all) = given.iter().copied().collect::<Option<Vec<Ty>>>() {
        return Ok(all);
    }
    if inference.args.iter().any(|arg| arg.is_invalid) {
        return Err(InferError { arg: None, message: String::new() });
    }
    let mut solver = Solver {
        src,
        inference,
        unifier: Unifier::new(inference.type_params, &given),
        params: Vec::new(),
    };
    solver.params = solver.given_params(&given);
    let untyped = solver.use_arguments()?;
    solver.use_constraints()?;
    solver.use_untyped(&untyped)?;
    solver.simplify(&given)
}

struct Solver<'a> {
    src: &'a mut dyn MethodSource,
    inference: &'a Inference<'a>,
    unifier: Unifier,
    /// Types of the ordinary parameters, given type arguments put in.
    params: Vec<Ty>,
}

impl Solver<'_> {
    /// Substitution of the types known so far.
    fn substitution(&self, known: &[Option<Ty>]) -> Vec<(TypeParamId, Ty)> {
        let pairs = self.inference.type_params.iter().zip(known);
        pairs.filter_map(|(&param, &ty)| Some((param, ty?))).collect()
    }

    /// The parameters' types with the given type arguments: where one was given, an
    /// argument need only be assignable, which unification does not decide.
    fn given_params(&self, given: &[Option<Ty>]) -> Vec<Ty> {
        let map = self.substitution(given);
        let types = self.src.types();
        self.inference.params.iter().map(|&ty| types.subst(ty, &map)).collect()
    }

    fn is_parameterized(&self, ty: Ty) -> bool {
        is_parameterized(self.src.types(), self.inference.type_params, ty)
    }

    /// Step 1. Yields the arguments whose untyped constants may decide a parameter.
    fn use_arguments(&mut self) -> Result<Vec<usize>, InferError> {
        let mut untyped = Vec::new();
        for (index, arg) in self.inference.args.iter().enumerate() {
            let Some(&param) = self.params.get(index) else { break };
            if !self.is_parameterized(param) && !self.is_parameterized(arg.ty) {
                continue;
            }
            let types = self.src.types();
            if types.is_typed(arg.ty) {
                if !self.unifier.unify(self.src, param, arg.ty, Mode::ASSIGN) {
                    return Err(self.mismatch(index, param, arg.ty));
                }
            } else if types.is_type_param(param) && arg.ty != Ty::UNTYPED_NIL {
                // Default types are basic: they match nothing but a bare parameter.
                untyped.push(index);
            }
        }
        Ok(untyped)
    }

    /// The message for an argument that does not match.
    fn mismatch(&self, index: usize, param: Ty, arg: Ty) -> InferError {
        let known = self.unifier.inferred();
        let text = (self.inference.arg_text)(index);
        let (param_text, arg_text) = (self.src.describe(param), self.src.describe(arg));
        let message = if known.iter().all(Option::is_none) {
            let names = self.param_names();
            format!("type {arg_text} of {text} does not match {param_text} (cannot infer {names})")
        } else {
            let map = self.substitution(&known);
            let inferred = self.src.types().subst(param, &map);
            if inferred == param {
                format!("type {arg_text} of {text} does not match {param_text}")
            } else {
                let inferred = self.src.describe(inferred);
                if self.inference.reverse {
                    format!(
                        "inferred type {inferred} for {param_text} does not match type {arg_text} of {text}"
                    )
                } else {
                    format!(
                        "type {arg_text} of {text} does not match inferred type {inferred} for {param_text}"
                    )
                }
            }
        };
        InferError { arg: Some(index), message }
    }

    /// `P`, `P and Q`, `P, Q, and R`.
    fn param_names(&self) -> String {
        let types = self.src.types();
        let names: Vec<&str> = self
            .inference
            .type_params
            .iter()
            .map(|&param| types.type_param(param).name.as_str())
            .collect();
        match &names[..] {
            [] => String::new(),
            [name] => String::from(*name),
            [first, second] => format!("{first} and {second}"),
            [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        }
    }

    /// Step 2.
    fn use_constraints(&mut self) -> Result<(), InferError> {
        loop {
            let unknowns = self.unifier.unknowns();
            for index in 0..self.inference.type_params.len() {
                self.use_constraint(index)?;
            }
            if self.unifier.unknowns() == unknowns {
                return Ok(());
            }
        }
    }

    fn use_constraint(&mut self, index: usize) -> Result<(), InferError> {
        let param = self.inference.type_params[index];
        let known = self.unifier.at(index);
        if let Some(core) = core_term(self.src.types(), param) {
            match known {
                Some(ty) if !self.unifier.unify(self.src, ty, core.term.ty, Mode::INEXACT) => {
                    return Err(self.unsatisfied(param, ty, ""));
                }
                Some(_) => {}
                None if core.single && !core.term.tilde => self.unifier.set(index, core.term.ty),
                None => {}
            }
        }
        // While it mentions open parameters, its methods are not final.
        if let Some(ty) = known
            && !self.is_parameterized(ty)
        {
            let interface = self.src.types().constraint_interface(param);
            let unifier = &mut self.unifier;
            let mut equivalent =
                |src: &mut dyn MethodSource, x, y| unifier.unify(src, x, y, Mode::EXACT);
            if let Err(missing) = has_all_methods(self.src, ty, interface, true, &mut equivalent) {
                return Err(self.unsatisfied(param, ty, &missing.cause));
            }
        }
        Ok(())
    }

    fn unsatisfied(&self, param: TypeParamId, ty: Ty, cause: &str) -> InferError {
        let types = self.src.types();
        let facts = types.type_param(param);
        let constraint = self.src.describe(facts.constraint.unwrap_or(Ty::ANY));
        let space = if cause.is_empty() { "" } else { " " };
        let message = format!(
            "{} (type {}) does not satisfy {constraint}{space}{cause}",
            facts.name,
            self.src.describe(ty),
        );
        InferError { arg: None, message }
    }

    /// Step 3.
    fn use_untyped(&mut self, untyped: &[usize]) -> Result<(), InferError> {
        let mut largest: Vec<(usize, Ty)> = Vec::new();
        for &arg in untyped {
            let types = self.src.types();
            let param = types.as_type_param(self.params[arg]);
            let Some(index) = self.inference.type_params.iter().position(|&p| Some(p) == param)
            else {
                continue;
            };
            if self.unifier.at(index).is_some() {
                continue;
            }
            let ty = self.inference.args[arg].ty;
            let Some(entry) = largest.iter_mut().find(|(known, _)| *known == index) else {
                largest.push((index, ty));
                continue;
            };
            match types.max_type(entry.1, ty) {
                Some(max) => entry.1 = max,
                None => {
                    let message = format!(
                        "mismatched types {} and {} (cannot infer {})",
                        self.src.describe(entry.1),
                        self.src.describe(ty),
                        self.src.describe(self.params[arg]),
                    );
                    return Err(InferError { arg: Some(arg), message });
                }
            }
        }
        for (index, ty) in largest {
            let ty = self.src.types().default_type(ty);
            self.unifier.set(index, ty);
        }
        Ok(())
    }

    /// Step 4.
    fn simplify(&mut self, given: &[Option<Ty>]) -> Result<Vec<Ty>, InferError> {
        let params = self.inference.type_params;
        let types = self.src.types();
        let mut inferred = self.unifier.inferred();
        CycleFinder { types, params, inferred: &mut inferred, path: Vec::new() }.run();
        let mut dirty: Vec<usize> =
            (0..params.len()).filter(|&i| inferred[i].is_some() && given[i].is_none()).collect();
        while !dirty.is_empty() {
            let map = self.substitution(&inferred);
            dirty.retain(|&index| {
                let old = inferred[index];
                inferred[index] = old.map(|ty| types.subst(ty, &map));
                inferred[index] != old
            });
        }
        let mut result = Vec::with_capacity(params.len());
        for (&param, ty) in params.iter().zip(&inferred) {
            match *ty {
                Some(ty) if !self.is_parameterized(ty) => result.push(ty),
                _ => {
                    let name = types.type_param(param).name;
                    let at = self.src.declared_at(param);
                    let message = format!("cannot infer {name} (declared at {at})");
                    return Err(InferError { arg: None, message });
                }
            }
        }
        Ok(result)
    }
}

/// Finds parameters whose inferred types lead back to them and makes them not inferred.
struct CycleFinder<'a> {
    types: &'a Types,
    params: &'a [TypeParamId],
    inferred: &'a mut [Option<Ty>],
    /// Types being visited.
    path: Vec<Ty>,
}

impl CycleFinder<'_> {
    fn run(&mut self) {
        for &param in self.params {
            let ty = self.types.type_param_ty(param);
            self.visit(ty);
        }
    }

    fn index_of(&self, ty: Ty) -> Option<usize> {
        let param = self.types.as_type_param(ty)?;
        self.params.iter().position(|&p| p == param)
    }

    fn visit(&mut self, ty: Ty) {
        let ty = self.types.plain(ty);
        if self.path.contains(&ty) {
            if let Some(index) = self.index_of(ty) {
                self.inferred[index] = None;
            }
            return;
        }
        self.path.push(ty);
        match self.types.kind(ty) {
            TyKind::Basic(_) => {}
            TyKind::TypeParam(_) => {
                if let Some(next) = self.index_of(ty).and_then(|index| self.inferred[index]) {
                    self.visit(next);
                }
            }
            TyKind::Named(id) => {
                for &arg in self.types.type_args(id).iter() {
                    self.visit(arg);
                }
            }
            kind => {
                let mut parts = Vec::new();
                self.types.map_kind(&kind, &mut |part| {
                    parts.push(part);
                    part
                });
                for part in parts {
                    self.visit(part);
                }
            }
        }
        self.path.pop();
    }
}
