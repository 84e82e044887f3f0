//! Why something escapes: the paths of `-m=2`.

use super::batch::Batch;
use super::graph::{BLANK, Flow, HEAP, LocId, Notes, Of, Place};
use super::text::Text;
use minigo_syntax::source::Pos;

/// Explains what a flow decided at once.
pub fn explain_at_once(batch: &mut Batch, flow: Flow) {
    if !says(batch, flow.src) {
        return;
    }
    head(batch, flow.src);
    let pos = position(batch, flow.src);
    step(batch, pos, flow.dst, flow.src, flow.hole.derefs, &flow.hole.notes);
}

/// Explains how the address of a location reaches a root that outlives it.
pub fn explain_escape(batch: &mut Batch, root: LocId, loc: LocId) {
    if says(batch, loc) {
        head(batch, loc);
        path(batch, root, loc);
    }
}

/// Explains where the value of a parameter goes.
pub fn explain_leak(batch: &mut Batch, root: LocId, loc: LocId, derefs: i32) {
    if !says(batch, loc) {
        return;
    }
    let text = format!(
        "parameter {} leaks to {} for {} with derefs={derefs}:",
        name(batch, loc),
        name(batch, root),
        batch.trees.func(batch.graph.at(loc).func).name
    );
    let pos = position(batch, loc);
    batch.out.say(pos, text);
    path(batch, root, loc);
}

fn says(batch: &Batch, loc: LocId) -> bool {
    !matches!(batch.graph.at(loc).of, Of::Nothing) && batch.out.says(batch.graph.at(loc).func)
}

fn head(batch: &mut Batch, loc: LocId) {
    let func = &batch.trees.func(batch.graph.at(loc).func).name;
    let text = format!("{} escapes to heap in {func}:", plain(batch, loc));
    let pos = position(batch, loc);
    batch.out.say(pos, text);
}

fn position(batch: &Batch, loc: LocId) -> Pos {
    match batch.graph.at(loc).of {
        Of::Var(var) => {
            let var = batch.trees.var(var);
            batch.trees.outer_pos(var.pos, var.copy)
        }
        Of::Site(node) => batch.trees.outer_pos(node.site_pos(), node.copy),
        Of::Nothing => Pos(0),
    }
}

fn plain(batch: &Batch, loc: LocId) -> String {
    let pkg = batch.trees.func(batch.graph.at(loc).func).pkg;
    match batch.graph.at(loc).of {
        Of::Var(var) => Text::new(batch.trees, batch.sizes.program, pkg).var(var),
        Of::Site(node) => Text::new(batch.trees, batch.sizes.program, pkg).node(node),
        Of::Nothing => "{temp}".into(),
    }
}

fn name(batch: &Batch, loc: LocId) -> String {
    match batch.graph.at(loc).of {
        _ if loc == HEAP => "{heap}".into(),
        Of::Site(_) => format!("{{storage for {}}}", plain(batch, loc)),
        Of::Var(_) | Of::Nothing => plain(batch, loc),
    }
}

fn path(batch: &mut Batch, root: LocId, loc: LocId) {
    let pos = position(batch, loc);
    let mut seen = Vec::new();
    let mut src = loc;
    while src != root {
        if seen.contains(&src) {
            let text = "  warning: truncated explanation due to assignment cycle; \
                        see golang.org/issue/35518";
            return batch.out.say(pos, text.into());
        }
        seen.push(src);
        let info = batch.graph.at(src);
        let dst = info.next;
        if dst == BLANK {
            return;
        }
        let edge = batch.graph.at(dst).edges[info.next_edge as usize].clone();
        step(batch, pos, dst, src, edge.derefs, &edge.notes);
        src = dst;
    }
}

fn step(batch: &mut Batch, pos: Pos, dst: LocId, src: LocId, derefs: i32, notes: &Notes) {
    let ops = if derefs < 0 { "&".into() } else { "*".repeat(derefs as usize) };
    let text = format!("  flow: {} ← {ops}{}:", name(batch, dst), name(batch, src));
    batch.out.say(pos, text);
    let mut next = notes;
    while let Some(note) = next {
        let pkg = batch.trees.func(func_of(batch, src, dst)).pkg;
        let text = Text::new(batch.trees, batch.sizes.program, pkg);
        let (what, at) = match note.place {
            Place::Node(node) => {
                (text.node(node), batch.trees.outer_pos(node.site_pos(), node.copy))
            }
            Place::Stmt(stmt) => (text.stmt(stmt), batch.trees.outer_pos(stmt.pos, stmt.copy)),
            Place::Var(id) => {
                let var = batch.trees.var(id);
                (text.var(id), batch.trees.outer_pos(var.pos, var.copy))
            }
            Place::Use(id, at, copy) => (text.var(id), batch.trees.outer_pos(at, copy)),
        };
        batch.out.say_at(pos, format!("    from {what} ({}) at ", note.why), at);
        next = &note.next;
    }
}

fn func_of(batch: &Batch, src: LocId, dst: LocId) -> super::tree::FuncId {
    let graph = &batch.graph;
    if src.0 >= super::graph::FIRST { graph.at(src).func } else { graph.at(dst).func }
}
