//! Inference and satisfaction on types made by hand. The expectations are those of real
//! Go for the program each test quotes.

use minigo_syntax::ast::ChanDir;
use minigo_syntax::symbol::Symbol;

use super::infer::{Arg, Inference, infer};
use super::instantiate::{implements, verify};
use super::mono::Mono;
use super::typeset::common_under;
use super::unify::{Mode, Unifier};
use super::{Found, MethodSource};
use crate::types::intern::Types;
use crate::types::object::{ObjId, PkgId};
use crate::types::ty::{InterfaceMethod, Ty, TyKind, TypeParamId, UnionTerm};
use minigo_syntax::source::Pos;

/// A world without declared methods but those listed.
struct World {
    types: Types,
    methods: Vec<(Ty, &'static str, Found)>,
}

impl MethodSource for World {
    fn types(&self) -> &Types {
        &self.types
    }

    fn find(&mut self, ty: Ty, name: Symbol, _: Option<PkgId>, fold_case: bool) -> Found {
        let same = |other: &str| {
            if fold_case { other.eq_ignore_ascii_case(&name) } else { other == name.as_str() }
        };
        self.methods
            .iter()
            .find(|(of, method, _)| *of == ty && same(method))
            .map_or(Found::Missing, |(_, _, found)| found.clone())
    }

    fn describe(&self, ty: Ty) -> String {
        self.types.describe(ty, None)
    }

    fn declared_at(&self, _: TypeParamId) -> String {
        String::from("x.go:1:1")
    }
}

impl World {
    fn new() -> World {
        World { types: Types::new(), methods: Vec::new() }
    }

    fn param(&self, name: &str, constraint: Ty) -> (TypeParamId, Ty) {
        let (id, ty) = self.types.new_type_param(ObjId(0), Symbol::new(name), 0);
        self.types.set_constraint(id, constraint);
        (id, ty)
    }

    fn named(&self, name: &str, rhs: Ty) -> Ty {
        let (id, ty) = self.types.new_named(ObjId(0), Symbol::new(name), None);
        self.types.set_rhs(id, rhs);
        ty
    }

    fn union(&self, terms: &[(bool, Ty)]) -> Ty {
        let terms: Vec<_> = terms.iter().map(|&(tilde, ty)| UnionTerm { tilde, ty }).collect();
        self.types.union(&terms)
    }

    fn stringer(&self) -> Ty {
        let ty = self.types.func(&[], &[Ty::STRING], false);
        let method = InterfaceMethod { name: Symbol::new("String"), pkg: None, ty };
        self.named("Stringer", self.types.interface(vec![method], Vec::new()))
    }

    fn infer(
        &mut self,
        type_params: &[TypeParamId],
        type_args: &[Option<Ty>],
        params: &[Ty],
        args: &[Ty],
    ) -> Result<Vec<Ty>, String> {
        let args: Vec<_> = args.iter().map(|&ty| Arg { ty, is_invalid: false }).collect();
        let arg_text = |index: usize| format!("arg{index}");
        let inference = Inference {
            type_params,
            type_args,
            params,
            args: &args,
            arg_text: &arg_text,
            reverse: false,
        };
        infer(self, &inference).map_err(|error| error.message)
    }
}

#[test]
fn arguments_decide() {
    let mut w = World::new();
    // func Map[T, U any]([]T, func(T) U)
    let ((t, t_ty), (u, u_ty)) = (w.param("T", Ty::ANY), w.param("U", Ty::ANY));
    let params = [w.types.slice(t_ty), w.types.func(&[t_ty], &[u_ty], false)];
    let args = [w.types.slice(Ty::INT), w.types.func(&[Ty::INT], &[Ty::STRING], false)];
    assert_eq!(w.infer(&[t, u], &[], &params, &args), Ok(vec![Ty::INT, Ty::STRING]));
    // A declared slice type matches; the second argument does not.
    let ints = w.named("Ints", w.types.slice(Ty::INT));
    let wrong = w.types.func(&[Ty::BOOL], &[Ty::STRING], false);
    assert_eq!(
        w.infer(&[t, u], &[], &params, &[ints, wrong]),
        Err(String::from(
            "type func(bool) string of arg1 does not match inferred type func(int) U for func(T) U"
        ))
    );
    assert_eq!(
        w.infer(&[t, u], &[], &params, &[Ty::INT, wrong]),
        Err(String::from("type int of arg0 does not match []T (cannot infer T and U)"))
    );
    assert_eq!(
        w.infer(&[t, u], &[], &params[..1], &args[..1]),
        Err(String::from("cannot infer U (declared at x.go:1:1)"))
    );
}

#[test]
fn untyped_constants_decide_last() {
    let mut w = World::new();
    let (t, t_ty) = w.param("T", Ty::ANY);
    let pair = [t_ty, t_ty];
    let mut infer = |args: &[Ty]| w.infer(&[t], &[], &pair, args);
    assert_eq!(infer(&[Ty::UNTYPED_INT, Ty::UNTYPED_INT]), Ok(vec![Ty::INT]));
    assert_eq!(infer(&[Ty::UNTYPED_INT, Ty::UNTYPED_FLOAT]), Ok(vec![Ty::FLOAT64]));
    assert_eq!(infer(&[Ty::UNTYPED_RUNE, Ty::UNTYPED_INT]), Ok(vec![Ty::RUNE]));
    assert_eq!(infer(&[Ty::UNTYPED_FLOAT, Ty::FLOAT32]), Ok(vec![Ty::FLOAT32]));
    assert_eq!(
        infer(&[Ty::UNTYPED_INT, Ty::UNTYPED_STRING]),
        Err(String::from("mismatched types untyped int and untyped string (cannot infer T)"))
    );
    assert!(infer(&[Ty::UNTYPED_NIL, Ty::UNTYPED_NIL]).is_err());
}

#[test]
fn constraints_decide() {
    let mut w = World::new();
    // func Scale[S ~[]E, E any](s S) with a declared slice type
    let (e, e_ty) = w.param("E", Ty::ANY);
    let slice = w.types.slice(e_ty);
    let (s, s_ty) = w.param("S", w.union(&[(true, slice)]));
    let point = w.named("Point", w.types.slice(Ty::INT32));
    assert_eq!(w.infer(&[s, e], &[], &[s_ty], &[point]), Ok(vec![point, Ty::INT32]));
    // func F[T any, PT *T](T): PT is the constraint's only type
    let (t, t_ty) = w.param("T", Ty::ANY);
    let (pt, _) = w.param("PT", w.types.pointer(t_ty));
    let pointer = w.types.pointer(Ty::INT);
    assert_eq!(w.infer(&[t, pt], &[], &[t_ty], &[Ty::INT]), Ok(vec![Ty::INT, pointer]));
    // A parameter that would contain itself.
    let (a, a_ty) = w.param("A", Ty::ANY);
    w.types.set_constraint(a, w.types.pointer(a_ty));
    assert_eq!(
        w.infer(&[a], &[], &[], &[]),
        Err(String::from("cannot infer A (declared at x.go:1:1)"))
    );
}

#[test]
fn methods_of_constraints_decide() {
    let mut w = World::new();
    // func F[T interface{ Get() E }, E any](T)
    let (e, e_ty) = w.param("E", Ty::ANY);
    let get = |w: &World, result: Ty| w.types.func(&[], &[result], false);
    let method = InterfaceMethod { name: Symbol::new("Get"), pkg: None, ty: get(&w, e_ty) };
    let (t, t_ty) = w.param("T", w.types.interface(vec![method], Vec::new()));
    let bag = w.named("Bag", Ty::INT);
    let found = Found::Method { name: Symbol::new("Get"), ty: get(&w, Ty::STRING) };
    w.methods.push((bag, "Get", found));
    assert_eq!(w.infer(&[t, e], &[], &[t_ty], &[bag]), Ok(vec![bag, Ty::STRING]));
    assert_eq!(
        w.infer(&[t, e], &[], &[t_ty], &[Ty::INT]),
        Err(String::from("T (type int) does not satisfy interface{Get() E} (missing method Get)"))
    );
}

#[test]
fn channels_and_declared_types_win() {
    let mut w = World::new();
    let (t, t_ty) = w.param("T", Ty::ANY);
    let both = w.types.chan(ChanDir::Both, Ty::INT);
    let recv = w.types.chan(ChanDir::Recv, Ty::INT);
    let pair = [t_ty, t_ty];
    assert_eq!(w.infer(&[t], &[], &pair, &[both, recv]), Ok(vec![recv]));
    assert_eq!(w.infer(&[t], &[], &pair, &[recv, both]), Ok(vec![recv]));
    let ints = w.types.slice(Ty::INT);
    let named = w.named("Ints", ints);
    assert_eq!(w.infer(&[t], &[], &pair, &[ints, named]), Ok(vec![named]));
    assert!(w.infer(&[t], &[], &pair, &[Ty::INT, named]).is_err());
    // Elements must match exactly.
    let slices = [w.types.slice(both), w.types.slice(recv)];
    assert!(w.infer(&[t], &[], &pair, &slices).is_err());
}

#[test]
fn joined_parameters_share_their_type() {
    let mut w = World::new();
    let ((p, p_ty), (q, q_ty)) = (w.param("P", Ty::ANY), w.param("Q", Ty::ANY));
    let mut unifier = Unifier::new(&[p, q], &[]);
    assert!(unifier.unify(&mut w, p_ty, q_ty, Mode::ASSIGN));
    assert_eq!(unifier.unknowns(), 2);
    assert!(unifier.unify(&mut w, q_ty, Ty::INT, Mode::ASSIGN));
    assert_eq!(unifier.inferred(), [Some(Ty::INT); 2]);
    assert!(!unifier.unify(&mut w, p_ty, Ty::STRING, Mode::ASSIGN));
}

#[test]
fn satisfaction() {
    let mut w = World::new();
    let number = w.union(&[(true, Ty::INT), (true, Ty::FLOAT64)]);
    let number = w.named("Number", w.types.interface(Vec::new(), vec![number]));
    let exact = w.union(&[(false, Ty::INT), (false, Ty::STRING)]);
    let my_int = w.named("MyInt", Ty::INT);
    let stringer = w.stringer();
    let ints = w.types.slice(Ty::INT);
    let mut check = |ty, target, constraint| implements(&mut w, ty, target, constraint);
    assert_eq!(check(my_int, number, true), Ok(()));
    for (ty, target, constraint, expected) in [
        (
            Ty::STRING,
            number,
            true,
            "string does not satisfy Number (string missing in ~int | ~float64)",
        ),
        (
            Ty::BOOL,
            exact,
            true,
            "bool does not satisfy int | string (bool missing in int | string)",
        ),
        (
            my_int,
            exact,
            true,
            "MyInt does not satisfy int | string (possibly missing ~ for int in int | string)",
        ),
        (my_int, stringer, false, "MyInt does not implement Stringer (missing method String)"),
        (Ty::INT, stringer, true, "int does not satisfy Stringer (missing method String)"),
        (ints, Ty::COMPARABLE, true, "[]int does not satisfy comparable"),
        (Ty::INT, my_int, false, "int does not implement MyInt (MyInt is not an interface)"),
    ] {
        assert_eq!(check(ty, target, constraint), Err(String::from(expected)));
    }
    assert_eq!(check(Ty::ANY, Ty::COMPARABLE, true), Ok(()));
    assert_eq!(check(stringer, Ty::COMPARABLE, true), Ok(()));
}

#[test]
fn causes_of_missing_methods() {
    let mut w = World::new();
    let stringer = w.stringer();
    let string = |w: &World, params: &[Ty]| w.types.func(params, &[Ty::STRING], false);
    let found = |name, ty| Found::Method { name: Symbol::new(name), ty };
    let add = |w: &mut World, name: &str, method: &'static str, found| {
        let ty = w.named(name, Ty::INT);
        w.methods.push((ty, method, found));
        ty
    };
    let wrong = found("String", string(&w, &[Ty::INT]));
    let other = found("string", string(&w, &[]));
    let cases = [
        (
            add(&mut w, "A", "String", Found::PointerReceiver),
            "(method String has pointer receiver)",
        ),
        (add(&mut w, "B", "String", Found::Field), "(B.String is a field, not a method)"),
        (add(&mut w, "C", "String", Found::Ambiguous), "(ambiguous selector C.String)"),
        (
            add(&mut w, "D", "String", wrong),
            "(wrong type for method String)\n\t\thave String(int) string\n\t\twant String() string",
        ),
        (
            add(&mut w, "E", "string", other),
            "(missing method String)\n\t\thave string() string\n\t\twant String() string",
        ),
    ];
    for (ty, cause) in cases {
        let name = w.describe(ty);
        let expected = format!("{name} does not implement Stringer {cause}");
        assert_eq!(implements(&mut w, ty, stringer, false), Err(expected));
    }
    let pointer = w.types.pointer(stringer);
    assert_eq!(
        implements(&mut w, pointer, stringer, false),
        Err(String::from(
            "*Stringer does not implement Stringer \
             (type *Stringer is pointer to interface, not interface)"
        ))
    );
}

#[test]
fn verification_substitutes_in_constraints() {
    let mut w = World::new();
    let (e, e_ty) = w.param("E", Ty::ANY);
    let (s, _) = w.param("S", w.union(&[(true, w.types.slice(e_ty))]));
    let bools = w.types.slice(Ty::BOOL);
    assert_eq!(verify(&mut w, &[s, e], &[bools, Ty::BOOL]), Ok(()));
    let error = verify(&mut w, &[s, e], &[bools, Ty::INT]).expect_err("an error");
    assert_eq!(error.index, 0);
    assert_eq!(error.message, "[]bool does not satisfy ~[]int ([]bool missing in ~[]int)");
}

#[test]
fn common_underlying_types() {
    let w = World::new();
    let under = |terms: &[(bool, Ty)]| {
        let (_, ty) = w.param("T", w.union(terms));
        common_under(&w.types, ty).map_err(|e| e.message(&|ty| w.describe(ty)))
    };
    let bytes = w.types.slice(Ty::BYTE);
    let named = w.named("Bytes", bytes);
    assert_eq!(under(&[(true, bytes), (false, named)]), Ok(bytes));
    assert_eq!(
        under(&[(false, Ty::INT), (false, Ty::STRING)]),
        Err(String::from("int and string have different underlying types"))
    );
    let chan = |dir| w.types.chan(dir, Ty::INT);
    assert_eq!(
        under(&[(false, chan(ChanDir::Both)), (false, chan(ChanDir::Send))]),
        Ok(chan(ChanDir::Send))
    );
    assert_eq!(
        under(&[(false, chan(ChanDir::Recv)), (false, chan(ChanDir::Send))]),
        Err(String::from("channels <-chan int and chan<- int have conflicting directions"))
    );
    let (_, any) = w.param("T", Ty::ANY);
    assert!(common_under(&w.types, any).is_err());
}

#[test]
fn instances_without_end_are_found() {
    let w = World::new();
    let ((t, t_ty), (u, u_ty)) = (w.param("T", Ty::ANY), w.param("U", Ty::ANY));
    let describe = |ty| w.describe(ty);
    let at = |_: ObjId| Pos(1);
    // func f[T any]() { g[T]() }; func g[U any]() { f[U]() }
    let mut mono = Mono::default();
    mono.record(&w.types, &[u], &[t_ty], &[], Pos(5), &at);
    mono.record(&w.types, &[t], &[u_ty], &[], Pos(6), &at);
    assert!(mono.clone().find_cycle(&w.types, &describe).is_none());
    // … g[U any]() { f[*U]() }
    mono.record(&w.types, &[t], &[w.types.pointer(u_ty)], &[], Pos(7), &at);
    let (_, steps) = mono.find_cycle(&w.types, &describe).expect("a cycle");
    let mut texts: Vec<_> = steps.into_iter().map(|step| (step.pos, step.text)).collect();
    texts.sort();
    assert_eq!(
        texts,
        [(Pos(5), String::from("instantiated as T")), (Pos(7), String::from("instantiated as *U"))]
    );
    assert!(matches!(w.types.kind(u_ty), TyKind::TypeParam(_)));
}
