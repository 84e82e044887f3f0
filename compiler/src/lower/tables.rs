//! Tables of the program: constants, strings, signatures, natives, itabs, globals.

use minigo_bytecode::program::{Global, ItabIdx, Native, NativeIdx, Sig, SigIdx};
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::Span;

use super::Lower;
use crate::types::object::{ObjId, ObjKind, VarKind};
use crate::types::ty::Ty;

/// Go's linker takes no larger variables.
const MAX_GLOBAL_BYTES: u64 = 2_000_000_000;

impl Lower<'_> {
    /// The index of a 64-bit constant.
    pub(super) fn const_idx(&mut self, bits: u64) -> u32 {
        let next = self.out.consts.len() as u32;
        let idx = *self.consts.entry(bits).or_insert(next);
        if idx == next {
            self.out.consts.push(bits);
        }
        idx
    }

    /// The index of a constant string.
    pub(super) fn string_idx(&mut self, bytes: &[u8]) -> u32 {
        if let Some(&known) = self.strings.get(bytes) {
            return known;
        }
        let idx = self.out.strings.len() as u32;
        self.out.strings.push(bytes.into());
        self.strings.insert(bytes.into(), idx);
        idx
    }

    /// The index of a signature given by its words.
    pub(super) fn sig_of_words(&mut self, params: Vec<bool>, results: Vec<bool>) -> SigIdx {
        let sig = Sig { params, results };
        if let Some(&known) = self.sigs.get(&sig) {
            return known;
        }
        let idx = SigIdx(self.out.sigs.len() as u32);
        self.out.sigs.push(sig.clone());
        self.sigs.insert(sig, idx);
        idx
    }

    /// The index of a signature given by types.
    pub(super) fn sig(&mut self, params: &[Ty], results: &[Ty]) -> SigIdx {
        let words = |lower: &Self, list: &[Ty]| {
            list.iter().flat_map(|&ty| lower.layout(ty).kinds()).collect::<Vec<bool>>()
        };
        let (params, results) = (words(self, params), words(self, results));
        self.sig_of_words(params, results)
    }

    /// The index of a native.
    pub(super) fn native(&mut self, name: &str, params: &[Ty], results: &[Ty]) -> NativeIdx {
        if let Some(&known) = self.natives.get(name) {
            return known;
        }
        let sig = self.sig(params, results);
        let idx = NativeIdx(self.out.natives.len() as u32);
        self.out.natives.push(Native { name: name.to_string(), sig });
        self.natives.insert(name.to_string(), idx);
        idx
    }

    /// The itab of a concrete type for an interface type.
    pub(super) fn itab(&mut self, interface: Ty, concrete: Ty) -> ItabIdx {
        let key = (self.type_idx(interface), self.type_idx(concrete));
        if let Some(&known) = self.itabs.get(&key) {
            return known;
        }
        let idx = ItabIdx(self.out.itabs.len() as u32);
        self.out.itabs.push(key);
        self.itabs.insert(key, idx);
        idx
    }

    /// Gives every package-level variable that the program may use its place.
    pub(super) fn lay_out_globals(&mut self) {
        let mut vars: Vec<ObjId> = Vec::new();
        for pkg in &self.program.packages {
            let mut own: Vec<ObjId> = pkg
                .scope
                .values()
                .copied()
                .chain(pkg.init_order.iter().flat_map(|init| init.lhs.iter().copied()))
                .filter(|&obj| {
                    matches!(self.program.obj(obj).kind, ObjKind::Var(VarKind::Global))
                        && (!pkg.is_library || self.reach.globals.contains(&obj))
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            vars.extend(own);
        }
        let mut offset = 0u64;
        for var in vars {
            let object = self.program.obj(var);
            if object.name.is_blank() {
                continue;
            }
            let layout = self.layout(object.ty);
            let (pos, name) = (object.pos, object.name);
            let path = object.pkg.map_or("", |pkg| &self.program.pkg(pkg).path);
            if layout.size > MAX_GLOBAL_BYTES || offset > MAX_GLOBAL_BYTES {
                let message = format!(
                    "{path}.{name}: symbol too large ({} bytes > {MAX_GLOBAL_BYTES} bytes)",
                    layout.size
                );
                self.diagnostics.push(Diagnostic::error("Unsupported", Span::at(pos), message));
                self.globals.insert(var, 0);
                continue;
            }
            offset = offset.next_multiple_of(layout.align.max(1));
            let ty = self.type_idx(object.ty);
            let name = format!("{path}.{name}");
            self.globals.insert(var, offset as u32);
            self.out.globals.push(Global { name, offset: offset as u32, ty });
            // Zero-size variables still need distinct, ascending places.
            offset += layout.size.max(1);
        }
        self.out.globals_bytes = offset.next_multiple_of(8) as u32;
    }
}
