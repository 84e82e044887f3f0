//! Calls: where arguments go.

use super::flow::Walk;
use super::graph::{BLANK, CALLEE, HEAP, Hole, MUTATOR};
use super::tree::{Call, Callee, FuncId, Kind, Node};
use crate::types::object::Builtin;

impl<'t> Walk<'_, 't, '_> {
    /// A call whose results flow to the holes, if anywhere.
    pub fn call(&mut self, holes: Option<&[Hole<'t>]>, x: &'t Node) {
        match &x.kind {
            Kind::Call(call) => self.func_call(holes, x, call),
            Kind::Builtin(builtin, args, spread) => {
                self.builtin(holes, x, *builtin, args, *spread);
            }
            Kind::Inlined(inlined) => {
                self.stmts(&inlined.body);
                for (i, &var) in inlined.results.iter().enumerate() {
                    let hole = holes.and_then(|holes| holes.get(i));
                    let hole = hole.cloned().unwrap_or_else(|| Hole::to(BLANK));
                    let info = self.b.sizes.of(self.b.trees.var(var).ty);
                    let loc = self.b.var_loc(var);
                    if loc != BLANK && (info.has_pointers || hole.derefs < 0) {
                        self.b.flow(hole, loc);
                    }
                }
            }
            _ => self.discard(x),
        }
    }

    fn argument(&mut self, hole: Hole<'t>, call: &'t Node, arg: &'t Node) {
        let hole = self.b.note(hole, call, "call parameter");
        self.expr(hole, arg);
    }

    fn func_call(&mut self, holes: Option<&[Hole<'t>]>, x: &'t Node, call: &'t Call) {
        let callees = match &call.callee {
            Callee::Static(func) => vec![*func],
            Callee::Value(value) => {
                let oracle = self.b.oracle(self.func);
                oracle.callees(value)
            }
            Callee::Interface(..) => Vec::new(),
        };
        // Results of functions of this batch flow directly.
        if let Some(holes) = holes {
            for &func in callees.iter().filter(|&&func| self.b.in_batch(func)).collect::<Vec<_>>() {
                let trees = self.b.trees;
                for (hole, &result) in holes.iter().zip(&trees.func(func).results) {
                    let info = self.b.sizes.of(trees.var(result).ty);
                    let loc = self.b.var_loc(result);
                    if info.has_pointers || hole.derefs < 0 {
                        self.b.flow(hole.clone(), loc);
                    }
                }
            }
        }
        if let Callee::Value(value) = &call.callee {
            // Results that are used and come from a function that is not known.
            let used = holes.is_some_and(|holes| holes.iter().any(|hole| hole.dst != BLANK));
            let hole =
                if callees.is_empty() && used { self.callee_hole(x) } else { Hole::to(BLANK) };
            self.expr(hole, value);
        }
        for (index, arg) in call.args.iter().enumerate() {
            let hole = match callees[..] {
                [] => Hole::to(HEAP),
                _ => {
                    let tags =
                        callees.iter().map(|&func| self.tag_hole(holes, func, index)).collect();
                    self.tee(tags)
                }
            };
            self.uintptr_argument(&callees, arg);
            self.argument(hole, x, arg);
        }
    }

    /// Pointers that functions like `syscall.Syscall` take as uintptr.
    fn uintptr_argument(&mut self, callees: &[FuncId], arg: &'t Node) {
        let trees = self.b.trees;
        let pragma = |func: &FuncId| trees.func(*func).pragma;
        let escapes = callees.iter().any(|func| pragma(func).uintptr_escapes);
        let keeps = callees
            .iter()
            .any(|func| pragma(func).uintptr_keepalive || trees.func(*func).body.is_none());
        if !escapes && !keeps {
            return;
        }
        let list = match &arg.kind {
            Kind::SliceLit(list, ..) => &list[..],
            _ => std::slice::from_ref(arg),
        };
        for x in list {
            if let Kind::Conv(inner, _) = &x.kind
                && self.b.sizes.of(inner.ty).has_pointers
            {
                let hole = match escapes {
                    true => self.b.note(Hole::to(HEAP), x, "//go:uintptrescapes"),
                    false => Hole::to(MUTATOR),
                };
                self.expr(hole, inner);
            }
        }
    }

    /// Where the argument for a parameter goes, by the function's summary or, in its own
    /// batch, to the parameter itself.
    pub fn tag_hole(&mut self, holes: Option<&[Hole<'t>]>, func: FuncId, index: usize) -> Hole<'t> {
        if self.b.in_batch(func) {
            let param = self.b.trees.func(func).params.get(index).and_then(|param| param.var);
            return match param {
                Some(var) => Hole::to(self.b.var_loc(var)),
                None => Hole::to(BLANK),
            };
        }
        let leaks = self.b.tag(func, index);
        let mut tags = Vec::new();
        let paths = [(HEAP, leaks.heap()), (MUTATOR, leaks.mutator()), (CALLEE, leaks.callee())];
        for (place, derefs) in paths {
            if let Some(derefs) = derefs {
                tags.push(Hole::to(place).shift(i32::from(derefs)));
            }
        }
        for (i, hole) in holes.unwrap_or(&[]).iter().enumerate().take(super::leaks::MAX_RESULTS) {
            if let Some(derefs) = leaks.result(i) {
                tags.push(hole.clone().shift(i32::from(derefs)));
            }
        }
        self.tee(tags)
    }

    fn builtin(
        &mut self,
        holes: Option<&[Hole<'t>]>,
        x: &'t Node,
        builtin: Builtin,
        args: &'t [Node],
        spread: bool,
    ) {
        let result = holes.and_then(|holes| holes.first()).cloned();
        let result = result.unwrap_or_else(|| Hole::to(BLANK));
        match builtin {
            Builtin::Append => self.append(result, x, args, spread),
            Builtin::Copy => {
                self.argument(Hole::to(MUTATOR), x, &args[0]);
                let hole = match self.has_pointer_elems(args[1].ty) {
                    true => self.b.note(Hole::to(HEAP).shift(1), x, "copied slice"),
                    false => Hole::to(BLANK),
                };
                self.argument(hole, x, &args[1]);
            }
            Builtin::Panic => self.argument(Hole::to(HEAP), x, &args[0]),
            Builtin::Clear => self.argument(Hole::to(MUTATOR), x, &args[0]),
            Builtin::Min | Builtin::Max => {
                for arg in args {
                    self.argument(result.clone(), x, arg);
                }
            }
            Builtin::UnsafeAdd
            | Builtin::UnsafeSlice
            | Builtin::UnsafeString
            | Builtin::UnsafeSliceData
            | Builtin::UnsafeStringData => {
                if let Some((first, rest)) = args.split_first() {
                    self.argument(result, x, first);
                    self.discard_all(builtin, rest);
                }
            }
            Builtin::Cap
            | Builtin::Close
            | Builtin::Complex
            | Builtin::Delete
            | Builtin::Imag
            | Builtin::Len
            | Builtin::Make
            | Builtin::New
            | Builtin::Print
            | Builtin::Println
            | Builtin::Real
            | Builtin::Recover
            | Builtin::UnsafeAlignof
            | Builtin::UnsafeOffsetof
            | Builtin::UnsafeSizeof => self.discard_all(builtin, args),
        }
    }

    /// The slice may flow to the result; its elements may be copied to a new array, which
    /// is a location of its own. What is appended is stored behind a pointer.
    fn append(&mut self, result: Hole<'t>, x: &'t Node, args: &'t [Node], spread: bool) {
        let mut hole = self.tee(vec![result.clone(), Hole::to(MUTATOR)]);
        if self.has_pointer_elems(args[0].ty) {
            let elems = self.b.note(Hole::to(HEAP).shift(1), x, "appendee slice");
            hole = self.tee(vec![hole, elems]);
        }
        self.argument(hole, x, &args[0]);
        if spread {
            let hole = match self.has_pointer_elems(args[1].ty) {
                true => self.b.note(Hole::to(HEAP).shift(1), x, "appended slice..."),
                false => Hole::to(BLANK),
            };
            self.argument(hole, x, &args[1]);
        } else {
            for arg in &args[1..] {
                self.argument(Hole::to(HEAP), x, arg);
            }
        }
        let array = self.spill(result, x);
        // The array is made once however often the statement runs: as if outside of loops.
        self.b.graph.at_mut(array.dst).loop_depth = 0;
    }
}
