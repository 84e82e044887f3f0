//! Types of the program at run time.

use minigo_bytecode::program::{FieldDef, IMethodDef, Kind, MethodDef, TypeDef, TypeIdx};
use minigo_syntax::ast::ChanDir;
use minigo_syntax::symbol::Symbol;

use super::Lower;
use super::repr::Layout;
use crate::types::object::PkgId;
use crate::types::ty::{Basic, InterfaceMethod, Ty, TyKind};

impl Lower<'_> {
    /// The index of a type, which becomes part of the program.
    pub(super) fn type_idx(&mut self, ty: Ty) -> TypeIdx {
        let ty = self.program.types.canonical(ty);
        if let Some(&known) = self.types.get(&ty) {
            return known;
        }
        let idx = TypeIdx(self.out.types.len() as u32);
        self.types.insert(ty, idx);
        self.type_list.push(ty);
        self.out.types.push(TypeDef::default());
        let def = self.type_def(ty);
        self.out.types[idx.0 as usize] = def;
        idx
    }

    /// Marks a type as one that values in interfaces have: its methods may be called, and
    /// reflection may reach the types in it.
    pub(super) fn mark_dynamic(&mut self, ty: Ty) {
        let ty = self.program.types.canonical(ty);
        if !self.dynamic.insert(ty) {
            return;
        }
        self.type_idx(ty);
        self.dynamic_list.push(ty);
        let types = &self.program.types;
        let mut inner: Vec<Ty> = match types.under(ty) {
            TyKind::Pointer(elem)
            | TyKind::Slice(elem)
            | TyKind::Array(elem, _)
            | TyKind::Chan(_, elem) => vec![elem],
            TyKind::Map(key, elem) => vec![key, elem],
            TyKind::Struct(s) => s.fields.iter().map(|field| field.ty).collect(),
            TyKind::Func(sig) => sig.params.iter().chain(sig.results.iter()).copied().collect(),
            _ => Vec::new(),
        };
        if self.reach.makes_pointers && types.as_named(ty).is_some() {
            inner.push(types.pointer(ty));
        }
        for ty in inner {
            self.mark_dynamic(ty);
        }
    }

    /// Methods of an interface in the order of itabs: by name, then package path.
    pub(super) fn interface_methods(&self, ty: Ty) -> Vec<InterfaceMethod> {
        let mut methods = self.program.types.type_set(ty).methods.clone();
        methods.sort_by_key(|m| (m.name.as_str(), self.path_of(m.name, m.pkg)));
        methods
    }

    /// Index of a method in its interface's itabs.
    pub(super) fn interface_method(&self, ty: Ty, name: Symbol, pkg: Option<PkgId>) -> u16 {
        let pkg = if name.is_exported() { None } else { pkg };
        let methods = self.interface_methods(ty);
        let exact = methods.iter().position(|m| m.name == name && m.pkg == pkg);
        let index = exact.or_else(|| methods.iter().position(|m| m.name == name));
        index.unwrap_or(0) as u16
    }

    /// The package path that goes with an unexported name, else nothing.
    pub(super) fn path_of(&self, name: Symbol, pkg: Option<PkgId>) -> String {
        match pkg {
            Some(pkg) if !name.is_exported() => self.program.pkg(pkg).path.clone(),
            _ => String::new(),
        }
    }

    fn type_def(&mut self, ty: Ty) -> TypeDef {
        let types = &self.program.types;
        let layout = self.layout(ty);
        let mut def = TypeDef {
            size: layout.size,
            align: layout.align as u8,
            ptr_bytes: layout.pointer_bytes(),
            mask: Vec::new(),
            mask_period: layout.size,
            string: types.runtime_name(ty),
            comparable: types.comparable(ty, true).is_ok(),
            plain_equal: self.is_plain_equal(ty),
            ..TypeDef::default()
        };
        self.name(ty, &mut def);
        match types.under(ty) {
            TyKind::Basic(basic) => def.kind = basic_kind(basic),
            TyKind::Pointer(elem) => {
                def.kind = Kind::Pointer;
                def.elem = Some(self.type_idx(elem));
            }
            TyKind::Slice(elem) => {
                def.kind = Kind::Slice;
                def.elem = Some(self.type_idx(elem));
            }
            TyKind::Array(elem, len) => {
                def.kind = Kind::Array;
                def.len = len as u64;
                let elem_idx = self.type_idx(elem);
                def.elem = Some(elem_idx);
                let elem_layout = self.layout(elem);
                if matches!(self.program.types.under(elem), TyKind::Array(..)) {
                    let elem = &self.out.types[elem_idx.0 as usize];
                    def.mask = elem.mask.clone();
                    def.mask_period = elem.mask_period;
                } else {
                    // Not from the element's descriptor: that of a pointer back to what
                    // contains the array is not complete yet.
                    def.mask = pointer_mask(&elem_layout);
                    def.mask_period = elem_layout.size;
                }
                if len > 0 && elem_layout.pointer_bytes() > 0 {
                    def.ptr_bytes =
                        (len as u64 - 1) * elem_layout.size + elem_layout.pointer_bytes();
                    def.mask.resize((def.mask_period / 8) as usize, false);
                }
            }
            TyKind::Map(key, elem) => {
                def.kind = Kind::Map;
                def.key = Some(self.type_idx(key));
                def.elem = Some(self.type_idx(elem));
            }
            TyKind::Chan(dir, elem) => {
                def.kind = Kind::Chan;
                def.elem = Some(self.type_idx(elem));
                def.len = match dir {
                    ChanDir::Recv => 1,
                    ChanDir::Send => 2,
                    ChanDir::Both => 3,
                };
            }
            TyKind::Struct(s) => {
                def.kind = Kind::Struct;
                for (field, &offset) in s.fields.iter().zip(&layout.offsets) {
                    let ty = self.type_idx(field.ty);
                    def.fields.push(FieldDef {
                        name: field.name.to_string(),
                        pkg_path: self.path_of(field.name, field.pkg),
                        ty,
                        offset,
                        tag: field.tag.to_string(),
                        embedded: field.embedded,
                    });
                }
            }
            TyKind::Func(sig) => {
                def.kind = Kind::Func;
                def.variadic = sig.variadic;
                def.params = sig.params.iter().map(|&ty| self.type_idx(ty)).collect();
                def.results = sig.results.iter().map(|&ty| self.type_idx(ty)).collect();
            }
            TyKind::Interface(_) => {
                def.kind = Kind::Interface;
                for method in self.interface_methods(ty) {
                    let ty = self.type_idx(method.ty);
                    def.imethods.push(IMethodDef {
                        name: method.name.to_string(),
                        pkg_path: self.path_of(method.name, method.pkg),
                        ty,
                    });
                }
            }
            TyKind::Named(_) | TyKind::Tuple(_) | TyKind::TypeParam(_) | TyKind::Union(_) => {}
        }
        if def.kind != Kind::Array {
            def.mask = pointer_mask(&layout);
        }
        def
    }

    fn name(&self, ty: Ty, def: &mut TypeDef) {
        let types = &self.program.types;
        match types.kind(ty) {
            TyKind::Basic(Basic::UnsafePointer) => {
                def.name = "Pointer".into();
                def.pkg_path = "unsafe".into();
            }
            TyKind::Basic(basic) => def.name = basic.name().into(),
            TyKind::Named(id) => {
                let pkg = types.with_named(id, |named| named.pkg);
                if let Some(pkg) = pkg {
                    def.pkg_path = self.program.pkg(pkg).path.clone();
                    let prefix = types.package(pkg).name.len() + 1;
                    def.name = def.string.get(prefix..).unwrap_or_default().to_string();
                } else {
                    def.name = def.string.clone();
                }
            }
            _ => {}
        }
    }

    /// Whether `==` on the type compares all bytes and nothing else.
    fn is_plain_equal(&self, ty: Ty) -> bool {
        let types = &self.program.types;
        match types.under(ty) {
            TyKind::Basic(basic) => !(basic.is_float() || basic.is_complex() || basic.is_string()),
            TyKind::Pointer(_) | TyKind::Chan(..) => true,
            TyKind::Array(elem, _) => self.is_plain_equal(elem),
            TyKind::Struct(s) => {
                let layout = self.layout(ty);
                let bytes: u64 = s.fields.iter().map(|field| self.layout(field.ty).size).sum();
                bytes == layout.size
                    && s.fields.iter().all(|f| !f.name.is_blank() && self.is_plain_equal(f.ty))
            }
            _ => false,
        }
    }

    /// Whether a method of the name may be called without being named: through an
    /// interface, or by reflection.
    fn is_called(&self, name: Symbol) -> bool {
        self.names.contains(&name) || self.reach.finds_methods && name.is_exported()
    }

    /// Makes the methods that interfaces can reach now.
    pub(super) fn add_dynamic_methods(&mut self) {
        for index in 0..self.dynamic_list.len() {
            let ty = self.dynamic_list[index];
            let methods = self.method_set(ty);
            for method in methods.list.iter() {
                if self.is_called(method.name) {
                    self.method_entry(ty, method);
                }
            }
        }
    }

    /// Completes the descriptors when all functions are known.
    pub(super) fn finish_types(&mut self) {
        for index in 0..self.dynamic_list.len() {
            let ty = self.dynamic_list[index];
            let methods = self.method_set(ty);
            let mut defs: Vec<MethodDef> = Vec::new();
            for method in methods.list.iter() {
                let func = self.is_called(method.name).then(|| self.method_entry(ty, method));
                let func_ty = self.type_idx(method.ty);
                defs.push(MethodDef {
                    name: method.name.to_string(),
                    pkg_path: self.path_of(method.name, method.pkg),
                    ty: func_ty,
                    func,
                });
            }
            defs.sort_by(|a, b| (&a.name, &a.pkg_path).cmp(&(&b.name, &b.pkg_path)));
            let idx = self.type_idx(ty);
            self.out.types[idx.0 as usize].methods = defs;
        }
        for (index, &ty) in self.type_list.iter().enumerate() {
            if let TyKind::Pointer(elem) = self.program.types.kind(ty)
                && let Some(&elem) = self.types.get(&self.program.types.canonical(elem))
            {
                self.out.types[elem.0 as usize].pointer_to = Some(TypeIdx(index as u32));
            }
        }
    }
}

/// Which words of a value hold pointers, up to the last that does.
fn pointer_mask(layout: &Layout) -> Vec<bool> {
    let mut mask = vec![false; (layout.pointer_bytes() / 8) as usize];
    for &word in layout.pointers.iter() {
        mask[word as usize] = true;
    }
    mask
}

fn basic_kind(basic: Basic) -> Kind {
    match basic {
        Basic::Invalid | Basic::UntypedNil => Kind::Invalid,
        Basic::Bool | Basic::UntypedBool => Kind::Bool,
        Basic::Int | Basic::UntypedInt => Kind::Int,
        Basic::Int8 => Kind::Int8,
        Basic::Int16 => Kind::Int16,
        Basic::Int32 | Basic::UntypedRune => Kind::Int32,
        Basic::Int64 => Kind::Int64,
        Basic::Uint => Kind::Uint,
        Basic::Uint8 => Kind::Uint8,
        Basic::Uint16 => Kind::Uint16,
        Basic::Uint32 => Kind::Uint32,
        Basic::Uint64 => Kind::Uint64,
        Basic::Uintptr => Kind::Uintptr,
        Basic::Float32 => Kind::Float32,
        Basic::Float64 | Basic::UntypedFloat => Kind::Float64,
        Basic::Complex64 => Kind::Complex64,
        Basic::Complex128 | Basic::UntypedComplex => Kind::Complex128,
        Basic::String | Basic::UntypedString => Kind::String,
        Basic::UnsafePointer => Kind::UnsafePointer,
    }
}
