//! The entry function and the initialisation of packages.

use std::rc::Rc;

use minigo_bytecode::ops::Op;
use minigo_bytecode::program as bc;
use minigo_syntax::source::FileId;

use super::builder::Reg;
use super::func::FuncCx;
use super::place::Place;
use super::{FuncKey, Lower};
use crate::reach::{find_object, initializer_value};
use crate::types::ty::Ty;

impl Lower<'_> {
    /// Initialises all packages, imported ones first, and calls `main.main`. The runtime is
    /// told which package comes next, and when they are done.
    pub(super) fn lower_entry(&mut self) -> bc::Func {
        let program = self.program;
        let mut calls = Vec::new();
        let mut packages: Vec<(usize, &str)> = Vec::new();
        let inits = self.inits.clone();
        for &pkg in &program.package_order {
            let first = calls.len();
            let mut at = inits.iter().position(|&(p, _)| p == pkg).unwrap_or(inits.len());
            while at < inits.len() && inits[at].0 == pkg {
                // One function per run of initialisers of one file.
                let file = |at: usize| program.pkg(pkg).init_order[inits[at].1].file;
                let mut end = at + 1;
                while end < inits.len() && inits[end].0 == pkg && file(end) == file(at) {
                    end += 1;
                }
                calls.push(FuncKey::Init(at as u32, end as u32));
                at = end;
            }
            for &init in &program.pkg(pkg).inits {
                calls.push(FuncKey::Decl(init, Rc::from([])));
            }
            if calls.len() > first {
                packages.push((first, &program.pkg(pkg).path));
            }
        }
        packages.push((calls.len(), ""));
        if let Some(main) = find_object(program, "main.main") {
            calls.push(FuncKey::Decl(main, Rc::from([])));
        }
        let idxs: Vec<_> = calls.into_iter().map(|key| self.func(key)).collect();
        let mut cx = FuncCx::new(self, "runtime.main".into(), FileId(0), Rc::from([]), (0, 0));
        let mut packages = packages.into_iter().peekable();
        for (at, idx) in idxs.into_iter().enumerate() {
            if let Some((_, path)) = packages.next_if(|&(first, _)| first == at) {
                let path = cx.lw.string_idx(path.as_bytes());
                cx.b.set_next(4);
                cx.b.ai(Op::Ldstr, 2, path);
                cx.call_runtime("initTask", &[Ty::STRING], &[], Reg(2));
            }
            cx.b.set_next(3);
            cx.b.ai(Op::Call, 2, idx.0);
            cx.b.set_next(0);
        }
        cx.b.abc(Op::Ret, 0, 0, 0);
        cx.finish(&[], &[])
    }

    /// Sets the variables of the initialisers `from..to` of the list.
    pub(super) fn lower_init(&mut self, from: u32, to: u32) -> bc::Func {
        let program = self.program;
        let inits = self.inits[from as usize..to as usize].to_vec();
        let pkg = inits[0].0;
        self.facts.require_init(pkg);
        let file = program.pkg(pkg).init_order[inits[0].1].file;
        let file = program.pkg(pkg).files.get(file as usize).map_or(FileId(0), |f| f.file);
        let name = format!("{}.init", program.pkg(pkg).path);
        let mut cx = FuncCx::new(self, name, file, Rc::from([]), (0, 0));
        for (pkg, index) in inits {
            let init = &program.pkg(pkg).init_order[index];
            let Some(value) = initializer_value(program, pkg, init) else { continue };
            cx.at(value.pos);
            let place = |cx: &mut FuncCx, var| match program.obj(var).name.is_blank() {
                true => Place::Blank,
                false => cx.object_place(var).unwrap_or(Place::Blank),
            };
            cx.order(&[value]);
            if let [var] = init.lhs[..] {
                let target = place(&mut cx, var);
                cx.init_expr(value, program.obj(var).ty, &target, true);
            } else {
                let types = cx.tuple(cx.ty(value));
                let from = cx.multi_value(value);
                let mut word = 0;
                for (&var, &ty) in init.lhs.iter().zip(&types) {
                    let target = place(&mut cx, var);
                    let value = Reg(from.0 + word);
                    let want = program.obj(var).ty;
                    cx.assign_value(&target, want, value, ty);
                    word += cx.words(ty);
                }
            }
            cx.end_statement(0);
        }
        cx.b.abc(Op::Ret, 0, 0, 0);
        cx.finish(&[], &[])
    }
}
