//! How types print.
//!
//! Two forms: as messages show them ([`Types::describe`]: qualified relative to the
//! current package, with aliases and parameter names as the program spells them), and as
//! `%T` and panics show them at run time ([`Types::runtime_name`]: the type's identity,
//! always qualified by package name).

use minigo_syntax::ast::ChanDir;
use minigo_syntax::literal::quote;
use minigo_syntax::symbol::Symbol;

use super::intern::{Spelling, Types};
use super::object::PkgId;
use super::ty::{Basic, InterfaceType, NamedId, Signature, StructType, Ty, TyKind, TypeParamId};

/// How package names are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Qualify {
    /// By name, except the current package; by path in quotes where two imported
    /// packages share the name.
    Relative(Option<PkgId>),
    /// As `Relative`, but always by path: how Go lists the terms of a type set.
    Full,
    /// As the rest of Go's compiler prints: like `Name`, but bare in the package.
    Compiler(Option<PkgId>),
    /// Always by name.
    Name,
    /// Always by path: inside type arguments of run-time names.
    Path,
}

struct Printer<'t> {
    types: &'t Types,
    qualify: Qualify,
    out: String,
    depth: u32,
    /// Write parameter names if the signature knows them.
    names: bool,
}

impl Basic {
    /// The name as messages print it.
    pub fn name(self) -> &'static str {
        match self {
            Basic::Invalid => "invalid type",
            Basic::Bool => "bool",
            Basic::Int => "int",
            Basic::Int8 => "int8",
            Basic::Int16 => "int16",
            Basic::Int32 => "int32",
            Basic::Int64 => "int64",
            Basic::Uint => "uint",
            Basic::Uint8 => "uint8",
            Basic::Uint16 => "uint16",
            Basic::Uint32 => "uint32",
            Basic::Uint64 => "uint64",
            Basic::Uintptr => "uintptr",
            Basic::Float32 => "float32",
            Basic::Float64 => "float64",
            Basic::Complex64 => "complex64",
            Basic::Complex128 => "complex128",
            Basic::String => "string",
            Basic::UnsafePointer => "unsafe.Pointer",
            Basic::UntypedBool => "untyped bool",
            Basic::UntypedInt => "untyped int",
            Basic::UntypedRune => "untyped rune",
            Basic::UntypedFloat => "untyped float",
            Basic::UntypedComplex => "untyped complex",
            Basic::UntypedString => "untyped string",
            Basic::UntypedNil => "untyped nil",
        }
    }
}

impl Types {
    /// The type as messages print it in package `from`.
    pub fn describe(&self, ty: Ty, from: Option<PkgId>) -> String {
        self.print(ty, Qualify::Relative(from), true)
    }

    /// As [`describe`](Types::describe), without parameter names.
    pub fn describe_unnamed(&self, ty: Ty, from: Option<PkgId>) -> String {
        self.print(ty, Qualify::Relative(from), false)
    }

    /// The type as messages print it in lists of terms: with package paths.
    pub fn describe_full(&self, ty: Ty) -> String {
        self.print(ty, Qualify::Full, true)
    }

    /// The type as messages about the generated code print it.
    pub fn describe_code(&self, ty: Ty, from: Option<PkgId>) -> String {
        self.print(ty, Qualify::Compiler(from), false)
    }

    /// The type as `%T` prints it.
    pub fn runtime_name(&self, ty: Ty) -> String {
        self.print(self.canonical(ty), Qualify::Name, false)
    }

    /// The type with full package paths: a text that tells all types apart, except local
    /// types of one name.
    pub fn link_name(&self, ty: Ty) -> String {
        self.print(self.canonical(ty), Qualify::Path, false)
    }

    fn print(&self, ty: Ty, qualify: Qualify, names: bool) -> String {
        let mut printer = Printer { types: self, qualify, out: String::new(), depth: 0, names };
        printer.ty(ty);
        printer.out
    }
}

impl Printer<'_> {
    fn relative(&self) -> bool {
        matches!(self.qualify, Qualify::Relative(_) | Qualify::Full)
    }

    fn name(&mut self, name: Symbol, pkg: Option<PkgId>) {
        if let Some(pkg) = pkg {
            let package = self.types.package(pkg);
            match self.qualify {
                Qualify::Relative(Some(from)) | Qualify::Compiler(Some(from)) if from == pkg => {}
                Qualify::Relative(_) if self.types.is_ambiguous(pkg) => {
                    self.out.push_str(&quote(package.path.as_bytes()));
                    self.out.push('.');
                }
                Qualify::Relative(_) | Qualify::Compiler(_) | Qualify::Name => {
                    self.out.push_str(&package.name);
                    self.out.push('.');
                }
                Qualify::Path | Qualify::Full => {
                    self.out.push_str(&package.path);
                    self.out.push('.');
                }
            }
        }
        self.out.push_str(&name);
    }

    fn ty(&mut self, ty: Ty) {
        // Only erroneous programs nest without end.
        if self.depth > 100 {
            self.out.push('…');
            return;
        }
        self.depth += 1;
        let names = match self.types.spelling(ty) {
            Some(Spelling::Alias { name, pkg, args }) => {
                self.name(name, pkg);
                self.args(&args, 0);
                self.depth -= 1;
                return;
            }
            Some(Spelling::GenericAlias { name, pkg, params }) => {
                self.name(name, pkg);
                self.type_params(&params);
                self.depth -= 1;
                return;
            }
            Some(Spelling::Args(args)) => {
                if let Some(id) = self.types.as_named(ty) {
                    self.named(id, Some(&args));
                }
                self.depth -= 1;
                return;
            }
            Some(Spelling::Params(names)) if self.names => Some(names),
            Some(Spelling::Params(_)) | None => None,
        };
        self.kind(&self.types.kind(ty), names.as_deref());
        self.depth -= 1;
    }

    fn kind(&mut self, kind: &TyKind, names: Option<&[Symbol]>) {
        match kind {
            TyKind::Basic(basic) => self.out.push_str(basic.name()),
            TyKind::Named(id) => self.named(*id, None),
            TyKind::Pointer(base) => {
                self.out.push('*');
                self.ty(*base);
            }
            TyKind::Slice(elem) => {
                self.out.push_str("[]");
                self.ty(*elem);
            }
            TyKind::Array(elem, len) => {
                self.out.push_str(&format!("[{len}]"));
                self.ty(*elem);
            }
            TyKind::Map(key, elem) => {
                self.out.push_str("map[");
                self.ty(*key);
                self.out.push(']');
                self.ty(*elem);
            }
            TyKind::Chan(dir, elem) => self.chan(*dir, *elem),
            TyKind::Struct(s) => self.struct_(s),
            TyKind::Func(signature) => {
                self.out.push_str("func");
                self.signature(signature, names);
            }
            TyKind::Interface(interface) => self.interface(interface),
            TyKind::Tuple(types) => self.tuple(types, false, names),
            TyKind::TypeParam(id) => {
                let param = self.types.type_param(*id);
                self.out.push_str(&param.name);
                if let Some(note) = param.note.filter(|_| self.relative()) {
                    self.out.push_str(&note);
                }
            }
            TyKind::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        self.out.push_str(" | ");
                    }
                    if term.tilde {
                        self.out.push('~');
                    }
                    self.ty(term.ty);
                }
            }
        }
    }

    /// A declared type; `spelled` are its type arguments as the program spells them.
    fn named(&mut self, id: NamedId, spelled: Option<&[Ty]>) {
        let named = self.types.named(id);
        self.name(named.name, named.pkg);
        if let Some((_, args)) = &named.instance_of {
            let nimplicit = named.nimplicit as usize;
            let args = spelled.unwrap_or(args);
            if self.relative() {
                self.args(args.get(nimplicit..).unwrap_or(&[]), 0);
            } else {
                self.args(args, nimplicit);
            }
        } else if self.relative() {
            self.type_params(&named.type_params[named.nimplicit as usize..]);
        }
        // Type arguments tell local types apart.
        if self.qualify == Qualify::Path && named.local > 0 {
            self.out.push_str(&format!("·{}", named.local));
        }
    }

    fn chan(&mut self, dir: ChanDir, elem: Ty) {
        self.out.push_str(match dir {
            ChanDir::Both => "chan ",
            ChanDir::Send => "chan<- ",
            ChanDir::Recv => "<-chan ",
        });
        let parens = dir == ChanDir::Both
            && self.types.as_named(elem).is_none()
            && matches!(self.types.kind(elem), TyKind::Chan(ChanDir::Recv, _));
        if parens {
            self.out.push('(');
        }
        self.ty(elem);
        if parens {
            self.out.push(')');
        }
    }

    /// Type arguments in brackets, of which the first `nimplicit` are those of the function
    /// around.
    fn args(&mut self, args: &[Ty], nimplicit: usize) {
        if args.is_empty() {
            return;
        }
        let qualify = self.qualify;
        if qualify == Qualify::Name {
            self.qualify = Qualify::Path;
        }
        self.out.push('[');
        for (i, &arg) in args.iter().enumerate() {
            if i > 0 {
                self.out.push(if i == nimplicit { ';' } else { ',' });
            }
            if i > 0 && self.relative() {
                self.out.push(' ');
            }
            self.ty(arg);
        }
        self.out.push(']');
        self.qualify = qualify;
    }

    fn type_params(&mut self, params: &[TypeParamId]) {
        if params.is_empty() {
            return;
        }
        self.out.push('[');
        let mut previous: Option<Ty> = None;
        for (i, &id) in params.iter().enumerate() {
            let param = self.types.type_param(id);
            if i > 0 {
                if param.constraint != previous {
                    self.out.push(' ');
                    self.ty(previous.unwrap_or(Ty::INVALID));
                }
                self.out.push_str(", ");
            }
            previous = param.constraint;
            self.out.push_str(&param.name);
        }
        self.out.push(' ');
        self.ty(previous.unwrap_or(Ty::INVALID));
        self.out.push(']');
    }

    fn struct_(&mut self, s: &StructType) {
        let spaced = !self.relative();
        self.out.push_str(if spaced { "struct {" } else { "struct{" });
        for (i, field) in s.fields.iter().enumerate() {
            if i > 0 {
                self.out.push(';');
            }
            if spaced || i > 0 {
                self.out.push(' ');
            }
            if !field.embedded {
                self.out.push_str(&field.name);
                self.out.push(' ');
            }
            self.ty(field.ty);
            if !field.tag.is_empty() {
                self.out.push(' ');
                self.out.push_str(&quote(field.tag.as_bytes()));
            }
        }
        if spaced && !s.fields.is_empty() {
            self.out.push(' ');
        }
        self.out.push('}');
    }

    fn interface(&mut self, interface: &InterfaceType) {
        let spaced = !self.relative();
        if interface.comparable && self.relative() {
            self.out.push_str("interface{comparable}");
            return;
        }
        if interface.implicit
            && interface.methods.is_empty()
            && let [embed] = interface.embeds[..]
        {
            self.ty(embed);
            return;
        }
        self.out.push_str(if spaced { "interface {" } else { "interface{" });
        let mut first = true;
        let mut separate = |out: &mut String| {
            if !first {
                out.push(';');
            }
            if spaced || !first {
                out.push(' ');
            }
            first = false;
        };
        for method in &interface.methods {
            separate(&mut self.out);
            if spaced {
                self.name(method.name, method.pkg);
            } else {
                self.out.push_str(&method.name);
            }
            let names = match self.types.spelling(method.ty) {
                Some(Spelling::Params(names)) if self.names => Some(names),
                _ => None,
            };
            if let TyKind::Func(signature) = self.types.kind(method.ty) {
                self.signature(&signature, names.as_deref());
            }
        }
        for &embed in &interface.embeds {
            separate(&mut self.out);
            self.ty(embed);
        }
        if spaced && !(interface.methods.is_empty() && interface.embeds.is_empty()) {
            self.out.push(' ');
        }
        self.out.push('}');
    }

    fn signature(&mut self, signature: &Signature, names: Option<&[Symbol]>) {
        if self.relative() {
            self.type_params(&signature.type_params);
        }
        let (params, results) = match names {
            Some(names) if names.len() == signature.params.len() + signature.results.len() => {
                let (params, results) = names.split_at(signature.params.len());
                (Some(params), Some(results))
            }
            _ => (None, None),
        };
        self.tuple(&signature.params, signature.variadic, params);
        match &signature.results[..] {
            [] => {}
            [result] if results.is_none_or(|names| names[0].is_empty()) => {
                self.out.push(' ');
                self.ty(*result);
            }
            list => {
                self.out.push(' ');
                self.tuple(list, false, results);
            }
        }
    }

    fn tuple(&mut self, types: &[Ty], variadic: bool, names: Option<&[Symbol]>) {
        self.out.push('(');
        for (i, &ty) in types.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            if let Some(names) = names
                && !names[i].is_empty()
            {
                self.out.push_str(&names[i]);
                self.out.push(' ');
            }
            if variadic && i == types.len() - 1 {
                match self.types.kind(ty) {
                    TyKind::Slice(elem) => {
                        self.out.push_str("...");
                        self.ty(elem);
                    }
                    // append([]byte, string...)
                    _ => {
                        self.ty(ty);
                        self.out.push_str("...");
                    }
                }
            } else {
                self.ty(ty);
            }
        }
        self.out.push(')');
    }
}
