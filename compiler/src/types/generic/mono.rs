//! Instances without end.
//!
//! `func f[T any]() { f[[]T]() }` would need a body for every nesting of slices. The
//! [`Mono`] graph has a vertex for each type parameter, and for each type declared inside
//! a generic function, which depends on that function's parameters. An edge says that
//! one occurs in a type argument for the other; it weighs 1 if the argument is larger
//! than what occurs in it and 0 if it is just that. A cycle of positive weight means
//! instances without end. (Go: `types2/mono.go`.)

use minigo_syntax::source::Pos;

use crate::types::intern::Types;
use crate::types::object::ObjId;
use crate::types::ty::{NamedId, Ty, TyKind, TypeParamId};

/// What a vertex stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entity {
    Param(TypeParamId),
    /// A type declared in a generic function.
    Local(NamedId),
}

#[derive(Clone, Debug)]
struct Vertex {
    entity: Entity,
    /// Weight of the heaviest path found that ends here, its last edge and its length.
    weight: u32,
    last_edge: usize,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: usize,
    to: usize,
    weight: u32,
    pos: Pos,
    /// The type argument, or the parameter a local type depends on.
    ty: Ty,
}

/// The graph of instances. See the module documentation.
#[derive(Clone, Debug, Default)]
pub struct Mono {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
}

/// One step of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the instance is.
    pub pos: Pos,
    /// The entity: a type parameter, or a local type.
    pub obj: ObjId,
    /// The rest of the line after the entity's name: `instantiated as []T`.
    pub text: String,
}

impl Mono {
    /// Notes that `params` are instantiated with `args`, as many. `positions` are those of
    /// the arguments that are written; the others are at `pos`. Only instances of what
    /// the package being checked declares need be noted. `local_pos` tells where a type
    /// is declared.
    pub fn record(
        &mut self,
        types: &Types,
        params: &[TypeParamId],
        args: &[Ty],
        positions: &[Pos],
        pos: Pos,
        local_pos: &dyn Fn(ObjId) -> Pos,
    ) {
        for (index, (&param, &arg)) in params.iter().zip(args).enumerate() {
            let pos = positions.get(index).copied().unwrap_or(pos);
            let mut sources = Vec::new();
            self.sources(types, arg, local_pos, &mut sources);
            if sources.is_empty() {
                continue;
            }
            let to = self.vertex(Entity::Param(param)).0;
            for (from, ty) in sources {
                let weight = u32::from(types.plain(ty) != types.plain(arg));
                self.edges.push(Edge { from, to, weight, pos, ty: arg });
            }
        }
    }

    /// Vertices of the type parameters and local types in `ty`, with those types.
    fn sources(
        &mut self,
        types: &Types,
        ty: Ty,
        local_pos: &dyn Fn(ObjId) -> Pos,
        out: &mut Vec<(usize, Ty)>,
    ) {
        match types.kind(ty) {
            TyKind::Basic(_) => {}
            TyKind::TypeParam(id) => out.push((self.vertex(Entity::Param(id)).0, ty)),
            TyKind::Named(id) => {
                let origin = types.origin(id);
                let (obj, nimplicit, params) = types.with_named(origin, |named| {
                    (named.obj, named.nimplicit as usize, named.type_params.clone())
                });
                let ambient = &params[..nimplicit.min(params.len())];
                if !ambient.is_empty() {
                    let vertex = self.local_vertex(types, origin, ambient, local_pos(obj));
                    out.push((vertex, ty));
                }
                // The ambient parameters are implied by the vertex.
                for &arg in types.type_args(id).iter().skip(nimplicit) {
                    self.sources(types, arg, local_pos, out);
                }
            }
            kind => {
                let mut parts = Vec::new();
                types.map_kind(&kind, &mut |part| {
                    parts.push(part);
                    part
                });
                for part in parts {
                    self.sources(types, part, local_pos, out);
                }
            }
        }
    }

    /// The vertex of a local type; when new, with edges from the parameters around it.
    fn local_vertex(
        &mut self,
        types: &Types,
        id: NamedId,
        ambient: &[TypeParamId],
        pos: Pos,
    ) -> usize {
        let (to, is_new) = self.vertex(Entity::Local(id));
        if is_new {
            for &param in ambient {
                let from = self.vertex(Entity::Param(param)).0;
                let ty = types.type_param_ty(param);
                self.edges.push(Edge { from, to, weight: 1, pos, ty });
            }
        }
        to
    }

    /// The vertex of an entity, and whether it is new.
    fn vertex(&mut self, entity: Entity) -> (usize, bool) {
        // Packages have few type parameters that others flow into.
        if let Some(index) = self.vertices.iter().position(|vertex| vertex.entity == entity) {
            return (index, false);
        }
        self.vertices.push(Vertex { entity, weight: 0, last_edge: 0, len: 0 });
        (self.vertices.len() - 1, true)
    }

    /// A cycle of positive weight, if there is one: the entity to report it at (with
    /// `instantiation cycle:`), then the steps.
    pub fn find_cycle(
        mut self,
        types: &Types,
        describe: &dyn Fn(Ty) -> String,
    ) -> Option<(ObjId, Vec<Step>)> {
        // Bellman and Ford's algorithm for the heaviest paths: a path as long as there
        // are vertices contains a cycle.
        loop {
            let mut changed = false;
            for index in 0..self.edges.len() {
                let edge = self.edges[index];
                let from = &self.vertices[edge.from];
                let (weight, len) = (from.weight + edge.weight, from.len + 1);
                let to = &mut self.vertices[edge.to];
                if weight <= to.weight {
                    continue;
                }
                to.last_edge = index;
                to.len = len;
                if len >= self.vertices.len() {
                    return Some(self.cycle_to(types, edge.to, describe));
                }
                self.vertices[edge.to].weight = weight;
                changed = true;
            }
            if !changed {
                return None;
            }
        }
    }

    fn cycle_to(
        &self,
        types: &Types,
        end: usize,
        describe: &dyn Fn(Ty) -> String,
    ) -> (ObjId, Vec<Step>) {
        let mut stack = Vec::new();
        let mut at = end;
        while !stack.contains(&at) {
            stack.push(at);
            at = self.edges[self.vertices[at].last_edge].from;
        }
        // The walk began outside of the cycle perhaps.
        let start = stack.iter().position(|&vertex| vertex == at).unwrap_or(0);
        let obj = |vertex: usize| match self.vertices[vertex].entity {
            Entity::Param(id) => types.type_param(id).obj,
            Entity::Local(id) => types.with_named(id, |named| named.obj),
        };
        let steps = stack[start..].iter().map(|&vertex| {
            let edge = self.edges[self.vertices[vertex].last_edge];
            let verb = match self.vertices[vertex].entity {
                Entity::Param(_) => "instantiated as",
                Entity::Local(_) => "implicitly parameterized by",
            };
            let text = format!("{verb} {}", describe(edge.ty));
            Step { pos: edge.pos, obj: obj(vertex), text }
        });
        (obj(at), steps.collect())
    }
}
