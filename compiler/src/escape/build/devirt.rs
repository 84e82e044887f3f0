//! Calls through interfaces whose dynamic type is known.
//!
//! A local interface variable to which only values of one concrete type are assigned (nil
//! aside) has that type; a call of its method becomes a call of the type's.

use minigo_syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Builder, Cx};
use crate::escape::text::Text;
use crate::escape::tree::{Callee, Class, FuncId, Kind, Node, Stmt, StmtKind, Trees, VarId};
use crate::escape::visit;
use crate::instance::Target;
use crate::typed::Program;
use crate::types::object::PkgId;
use crate::types::ty::{Ty, TyKind};

/// What is assigned to interface variables.
struct Assignments<'t> {
    program: &'t Program,
    trees: &'t Trees,
    of: FxHashMap<VarId, Vec<Value<'t>>>,
}

/// What a variable gets.
#[derive(Clone, Copy)]
enum Value<'t> {
    Node(&'t Node),
    /// A part of something that a loop goes through.
    Type(Ty),
    /// What is not followed.
    Unknown,
}

/// What is known of a dynamic type.
#[derive(Clone, Copy, PartialEq)]
enum Dynamic {
    /// Nothing, or several types.
    Unknown,
    /// Only nil so far.
    None,
    Is(Ty),
}

/// Makes calls in a function and its literals direct where the receiver's type is known.
/// Returns the messages about it.
pub fn devirtualize(builder: &mut Builder, func: FuncId) -> Vec<(Pos, String)> {
    let mut found: FxHashMap<Key, Ty> = FxHashMap::default();
    {
        let (program, trees) = (builder.program, &builder.trees);
        let mut funcs = Vec::new();
        nest(trees, func, &mut funcs);
        let mut calls: Vec<&Node> = Vec::new();
        for &func in &funcs {
            let Some(body) = &trees.func(func).body else { continue };
            let note = |node: &'_ Node| {
                matches!(&node.kind, Kind::Call(call) if !call.is_deferred
                    && matches!(call.callee, Callee::Interface(..)))
            };
            visit::stmts(
                body,
                &mut |node| {
                    if note(node) {
                        calls.push(node);
                    }
                },
                &mut |_| {},
            );
        }
        if calls.is_empty() {
            return Vec::new();
        }
        let assignments = Assignments::new(program, trees, &funcs);
        for node in calls {
            let Kind::Call(call) = &node.kind else { continue };
            let mut seen = FxHashSet::default();
            if let Dynamic::Is(ty) = assignments.dynamic(&call.args[0], &mut seen)
                && !matches!(program.types.under(ty), TyKind::Interface(_))
            {
                found.insert(key(node), ty);
            }
        }
    }
    let mut messages = Vec::new();
    let mut funcs = Vec::new();
    nest(&builder.trees, func, &mut funcs);
    for func in funcs {
        let Some(mut body) = builder.trees.func_mut(func).body.take() else { continue };
        let pkg = builder.trees.func(func).pkg;
        visit::stmts_mut(&mut body, &mut |node| {
            if let Some(&ty) = found.get(&key(node)) {
                messages.extend(direct(builder, func, pkg, node, ty));
            }
        });
        builder.trees.func_mut(func).body = Some(body);
    }
    messages
}

/// Identity of a call in the tree.
type Key = (u32, u32);

fn key(node: &Node) -> Key {
    (node.id.0, node.copy.0)
}

/// A function and the literals in it.
pub fn nest(trees: &Trees, func: FuncId, out: &mut Vec<FuncId>) {
    out.push(func);
    let Some(body) = &trees.func(func).body else { return };
    let mut inner = Vec::new();
    visit::stmts(
        body,
        &mut |node| {
            if let Kind::Closure(func) = node.kind {
                inner.push(func);
            }
        },
        &mut |_| {},
    );
    for func in inner {
        nest(trees, func, out);
    }
}

/// Replaces the callee of a call.
fn direct(
    builder: &mut Builder,
    func: FuncId,
    pkg: Option<PkgId>,
    node: &mut Node,
    ty: Ty,
) -> Option<(Pos, String)> {
    let program = builder.program;
    let (id, pos) = (node.id, node.pos);
    let Kind::Call(call) = &mut node.kind else { return None };
    let Callee::Interface(name) = call.callee else { return None };
    let found = program.find_method(ty, name, pkg)?;
    let text = Text::new(&builder.trees, program, pkg);
    let what = format!("{}.{name}", text.node(&call.args[0]));
    let type_text = program.types.describe_code(ty, pkg);
    let recv = call.args[0].clone();
    let mut cx = Cx::new(builder, func, Vec::new());
    cx.copy = node.copy;
    let recv = cx.node(id, pos, ty, Kind::Assert(Box::new(recv)));
    let mut recv = cx.fields(recv, &found.path, id, pos);
    match found.target {
        Target::Declared { method, base, by_pointer } => {
            let is_pointer = program.types.as_pointer(recv.ty).is_some();
            if by_pointer && !is_pointer {
                recv = cx.address(recv, true);
            } else if !by_pointer && is_pointer {
                recv = cx.node(id, pos, base, Kind::Deref(Box::new(recv), true));
            }
            let args = program.base_args(base).to_vec();
            let method = cx.b.func(method, &args);
            call.args[0] = recv;
            call.callee = Callee::Static(method);
            call.is_plain = false;
            Some((
                cx.b.trees.outer_pos(pos, cx.copy),
                format!("devirtualizing {what} to {type_text}"),
            ))
        }
        Target::Interface(_) => {
            call.args[0] = recv;
            Some((
                cx.b.trees.outer_pos(pos, cx.copy),
                format!("partially devirtualizing {what} to {type_text}"),
            ))
        }
    }
}

impl<'t> Assignments<'t> {
    fn new(program: &'t Program, trees: &'t Trees, funcs: &[FuncId]) -> Assignments<'t> {
        let mut assignments = Assignments { program, trees, of: FxHashMap::default() };
        for &func in funcs {
            let Some(body) = &trees.func(func).body else { continue };
            visit::stmts(body, &mut |_| {}, &mut |stmt| assignments.stmt(stmt));
        }
        assignments
    }

    fn stmt(&mut self, stmt: &'t Stmt) {
        match &stmt.kind {
            StmtKind::Assign { lhs, rhs, .. } => {
                let paired = lhs.len() == rhs.len();
                for (i, target) in lhs.iter().enumerate() {
                    // Without a value it is the zero value, or the second of two.
                    let value = if paired { rhs[i].as_ref() } else { None };
                    if value.is_none() && paired && lhs.len() == 1 {
                        continue;
                    }
                    self.note(target.as_ref(), value);
                }
            }
            StmtKind::AssignCall { lhs, .. } => {
                lhs.iter().for_each(|target| self.note(target.as_ref(), None));
            }
            StmtKind::OpAssign(_, x, ..) => self.note(Some(x), None),
            StmtKind::Range(range) => {
                let types = &self.program.types;
                let of = types.as_pointer(range.x.ty).unwrap_or(range.x.ty);
                let (key, value) = match types.under(of) {
                    TyKind::Map(key, value) => (Some(key), Some(value)),
                    TyKind::Slice(value) | TyKind::Array(value, _) => (None, Some(value)),
                    TyKind::Chan(_, value) => (Some(value), None),
                    _ => (None, None),
                };
                for (x, ty) in [(&range.key, key), (&range.value, value)] {
                    let value = ty.map_or(Value::Unknown, Value::Type);
                    self.note_value(x.as_ref(), value);
                }
            }
            StmtKind::TypeSwitch { x, cases, .. } => {
                for var in cases.iter().filter_map(|case| case.var) {
                    self.of.entry(var).or_default().push(Value::Node(x));
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, target: Option<&'t Node>, value: Option<&'t Node>) {
        if !value.is_some_and(|value| matches!(value.kind, Kind::Nil)) {
            self.note_value(target, value.map_or(Value::Unknown, Value::Node));
        }
    }

    fn note_value(&mut self, target: Option<&'t Node>, value: Value<'t>) {
        if let Some(Node { kind: Kind::Var(var), .. }) = target {
            self.of.entry(*var).or_default().push(value);
        }
    }

    fn dynamic(&self, mut x: &'t Node, seen: &mut FxHashSet<VarId>) -> Dynamic {
        loop {
            if !matches!(self.program.types.under(x.ty), TyKind::Interface(_)) {
                return Dynamic::Is(x.ty);
            }
            match &x.kind {
                Kind::Conv(inner, _) | Kind::ConvIface(inner, _) | Kind::Assert(inner) => {
                    x = inner;
                }
                Kind::Inlined(inlined) => {
                    let [var] = inlined.results[..] else { return Dynamic::Unknown };
                    return self.var(var, seen);
                }
                Kind::Var(var) => return self.var(*var, seen),
                _ => return Dynamic::Unknown,
            }
        }
    }

    /// Whether the type is the same wherever it is written: Go takes two struct types that are
    /// spelled out for different ones here.
    fn has_name(&self, dynamic: Dynamic) -> bool {
        let Dynamic::Is(ty) = dynamic else { return true };
        let types = &self.program.types;
        let base = types.as_pointer(ty).unwrap_or(ty);
        !matches!(types.kind(base), TyKind::Struct(_))
    }

    fn var(&self, var: VarId, seen: &mut FxHashSet<VarId>) -> Dynamic {
        let info = self.trees.var(var);
        if info.class != Class::Local || info.addrtaken {
            return Dynamic::Unknown;
        }
        if !seen.insert(var) {
            return Dynamic::None;
        }
        let mut known = Dynamic::None;
        for value in self.of.get(&var).map_or(&[][..], |list| list) {
            let found = match *value {
                Value::Node(x) => self.dynamic(x, seen),
                Value::Type(ty)
                    if !matches!(self.program.types.under(ty), TyKind::Interface(_)) =>
                {
                    Dynamic::Is(ty)
                }
                Value::Type(_) | Value::Unknown => return Dynamic::Unknown,
            };
            match found {
                Dynamic::None => {}
                Dynamic::Unknown => return Dynamic::Unknown,
                is if known == Dynamic::None || known == is && self.has_name(is) => known = is,
                _ => return Dynamic::Unknown,
            }
        }
        known
    }
}
