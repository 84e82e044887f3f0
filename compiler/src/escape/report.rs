//! The end of a batch: summaries of parameters, messages, facts for lowering.

use super::batch::Batch;
use super::facts::{Keep, Place, SiteKind};
use super::graph::{ESCAPES, FIRST, LocId, MUTATES, Of, PERSISTS};
use super::leaks::{Leaks, MAX_RESULTS};
use super::results::State;
use super::text::{self, Text};
use super::tree::{FuncId, Kind, Param, StrConv};

/// Writes down what was found about the functions of a batch.
pub fn finish(batch: &mut Batch, funcs: &[FuncId]) {
    for &func in funcs {
        batch.out.set_state(func, State::Done);
        let trees = batch.trees;
        let params = &trees.func(func).params;
        let tags = params.iter().map(|param| tag(batch, func, param)).collect();
        batch.out.set_tags(func, tags);
    }
    for index in FIRST..batch.graph.locs.len() as u32 {
        location(batch, LocId(index));
    }
}

/// The summary of a parameter, and what `-m` says of it.
fn tag(batch: &mut Batch, func: FuncId, param: &Param) -> Leaks {
    let trees = batch.trees;
    let node = trees.func(func);
    let says = batch.out.says(func) && !node.is_wrapper && !node.is_instance;
    let info = batch.sizes.of(param.ty);
    let name = param.name.map_or_else(String::new, |name| name.to_string());
    let is_uintptr = batch.sizes.types.under(param.ty)
        == crate::types::ty::TyKind::Basic(crate::types::ty::Basic::Uintptr);
    let mut leaks = Leaks::default();
    if node.body.is_none() {
        if is_uintptr {
            if says {
                batch.out.say(param.pos, format!("assuming {name} is unsafe uintptr"));
            }
        } else if info.has_pointers && node.pragma.noescape {
            if says && param.name.is_some() {
                batch.out.say(param.pos, format!("{name} does not escape"));
            }
            leaks.add_mutator(0);
            leaks.add_callee(0);
            if param.name.is_some() && param.name == node.pragma.returned {
                leaks.add_result(0, 0);
            }
        } else if info.has_pointers {
            if says && param.name.is_some() {
                batch.out.say(param.pos, format!("leaking param: {name}"));
            }
            leaks.add_heap(0);
        }
        return leaks;
    }
    if node.pragma.uintptr_escapes && says {
        let types = batch.sizes.types;
        let is_list = param.variadic
            && matches!(types.under(param.ty), crate::types::ty::TyKind::Slice(elem)
                if types.under(elem)
                    == crate::types::ty::TyKind::Basic(crate::types::ty::Basic::Uintptr));
        if is_uintptr || is_list {
            let dots = if is_list { "..." } else { "" };
            batch.out.say(param.pos, format!("marking {name} as escaping {dots}uintptr"));
            return Leaks::to_heap();
        }
    }
    if !info.has_pointers {
        return leaks;
    }
    let Some(var) = param.var else { return leaks };
    let loc = batch.var_loc(var);
    leaks = batch.graph.at(loc).leaks;
    leaks.optimize();
    if says && !batch.graph.has(loc, ESCAPES) {
        report_leaks(batch, func, param, &name, leaks);
    }
    leaks
}

fn report_leaks(batch: &mut Batch, func: FuncId, param: &Param, name: &str, leaks: Leaks) {
    let trees = batch.trees;
    let mut lines = Vec::new();
    match leaks.heap() {
        Some(0) => lines.push(format!("leaking param: {name}")),
        Some(_) => lines.push(format!("leaking param content: {name}")),
        None => {}
    }
    for i in 0..MAX_RESULTS {
        if let Some(level) = leaks.result(i) {
            let result = trees.var(trees.func(func).results[i]).name;
            lines.push(format!("leaking param: {name} to result {result} level={level}"));
        }
    }
    if batch.out.request.mutations {
        if let Some(derefs) = leaks.mutator() {
            lines.push(format!("mutates param: {name} derefs={derefs}"));
        }
        if let Some(derefs) = leaks.callee() {
            lines.push(format!("calls param: {name} derefs={derefs}"));
        }
        if lines.is_empty() {
            lines.push(format!("{name} does not escape, mutate, or call"));
        }
    } else if lines.is_empty() {
        lines.push(format!("{name} does not escape"));
    }
    for line in lines {
        batch.out.say(param.pos, line);
    }
}

/// What was decided about a variable or an expression.
fn location(batch: &mut Batch, loc: LocId) {
    let info = batch.graph.at(loc);
    let (escapes, func) = (info.attrs & ESCAPES != 0, info.func);
    let keep = if info.attrs & PERSISTS != 0 { Keep::Call } else { Keep::Statement };
    let mutates = info.attrs & MUTATES != 0;
    let trees = batch.trees;
    let says = batch.out.says(func);
    match info.of {
        Of::Nothing => {}
        Of::Var(var) => {
            let var = trees.var(var);
            if let Some(id) = var.made_by {
                batch.out.keep((var.copy, id, SiteKind::Value), (!escapes).then_some(keep));
            }
            if let Some(obj) = var.obj {
                if escapes {
                    batch.out.var((var.copy, obj), Place::Heap);
                } else if var.addrtaken {
                    batch.out.var((var.copy, obj), Place::Addressed);
                }
            }
            if escapes && says && !var.is_temp {
                let pos = batch.trees.outer_pos(var.pos, var.copy);
                batch.out.say(pos, format!("moved to heap: {}", var.name));
            }
        }
        Of::Site(node) => {
            batch.out.site(trees, func, node, (!escapes).then_some(keep));
            if let (Kind::MakeSlice(..), Some(len)) = (&node.kind, batch.literals.get(&loc))
                && let Some(len) = len.to_i64()
            {
                batch.out.lens.insert((node.copy, node.id), len);
            }
            if let (Kind::ConvIface(inner, _), Some(value)) = (&node.kind, batch.literals.get(&loc))
                && !trees.func(func).is_instance
            {
                batch.out.constants.insert((node.copy, inner.id), value.clone());
            }
            if let Kind::StrConv(StrConv::StringToBytes, _) = &node.kind {
                *batch.out.read_only.entry((node.copy, node.id)).or_insert(true) &= !mutates;
            }
            let is_wrapper =
                matches!(node.kind, Kind::Closure(func) if trees.func(func).is_wrapper);
            if !says || is_wrapper {
                return;
            }
            let pos = batch.trees.outer_pos(node.site_pos(), node.copy);
            let what = match &node.kind {
                Kind::Builtin(..) => "append".to_string(),
                _ => {
                    let text = Text::new(trees, batch.sizes.program, trees.func(func).pkg);
                    text.site(node, batch.literals.get(&loc))
                }
            };
            let verdict = if escapes { "escapes to heap" } else { "does not escape" };
            batch.out.say(pos, format!("{what} {verdict}"));
            if matches!(node.kind, Kind::StrConv(StrConv::StringToBytes, _)) && !mutates {
                batch.out.say(pos, text::ZERO_COPY.to_string());
            }
        }
    }
}
