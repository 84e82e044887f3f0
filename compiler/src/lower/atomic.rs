//! Package sync/atomic: calls of its functions and methods are single instructions.
//!
//! Its types keep their value at offset 0, so a method is the function of the same name on the
//! receiver. Functions used as values, and methods that interfaces reach, are called: the
//! natives of package sync/atomic.

use minigo_bytecode::ops::Op;
use minigo_syntax::ast::{Call, Expr, ExprKind, UnaryOp};

use super::builder::Reg;
use super::func::FuncCx;
use crate::instance::{Found, Target};
use crate::typed::SelectionKind;
use crate::types::object::{ObjId, ObjKind};
use crate::types::ty::Ty;

const PACKAGE: &str = "sync/atomic";

/// What an operation works on: a column of the table of operations.
#[derive(Clone, Copy)]
enum Kind {
    I32,
    U32,
    Word,
    Pointer,
}

/// The kinds by the ends of functions' names and the names of types.
const KINDS: &[(&str, Kind)] = &[
    ("Int32", Kind::I32),
    ("Uint32", Kind::U32),
    ("Bool", Kind::U32),
    ("Int64", Kind::Word),
    ("Uint64", Kind::Word),
    ("Uintptr", Kind::Word),
    ("Pointer", Kind::Pointer),
];

/// How the operands stand in the instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// a = result, b + c the address.
    Load,
    /// a + b the address, c the value.
    Store,
    /// a = result, b + c the address, the other operands in the extension.
    Change,
}

/// Operations by name: number of operands besides the address, form, ops by kind.
const OPERATIONS: &[(&str, usize, Form, [Op; 4])] = &[
    ("Load", 0, Form::Load, [Op::AtomldI32, Op::AtomldU32, Op::Atomld64, Op::AtomldPtr]),
    ("Store", 1, Form::Store, [Op::Atomst32, Op::Atomst32, Op::Atomst64, Op::AtomstPtr]),
    ("Add", 1, Form::Change, [Op::AtomaddI32, Op::AtomaddU32, Op::Atomadd64, Op::Nop]),
    ("And", 1, Form::Change, [Op::AtomandI32, Op::AtomandU32, Op::Atomand64, Op::Nop]),
    ("Or", 1, Form::Change, [Op::AtomorI32, Op::AtomorU32, Op::Atomor64, Op::Nop]),
    ("Swap", 1, Form::Change, [Op::AtomswapI32, Op::AtomswapU32, Op::Atomswap64, Op::AtomswapPtr]),
    (
        "CompareAndSwap",
        2,
        Form::Change,
        [Op::Atomcas32, Op::Atomcas32, Op::Atomcas64, Op::AtomcasPtr],
    ),
];

/// An operation on a kind.
struct Operation {
    nargs: usize,
    form: Form,
    op: Op,
}

impl Operation {
    fn find(name: &str, kind: &str) -> Option<Operation> {
        let &(_, nargs, form, ops) = OPERATIONS.iter().find(|row| row.0 == name)?;
        let &(_, kind) = KINDS.iter().find(|row| row.0 == kind)?;
        let op = ops[kind as usize];
        (op != Op::Nop).then_some(Operation { nargs, form, op })
    }

    /// The operation that a function's name says.
    fn of_function(name: &str) -> Option<Operation> {
        OPERATIONS.iter().find_map(|row| Operation::find(row.0, name.strip_prefix(row.0)?))
    }
}

/// Where the address comes from.
enum Address<'e> {
    /// The value of a pointer, or `&` and a place.
    Pointer(&'e Expr),
    Receiver(&'e Expr, Found),
}

impl FuncCx<'_, '_> {
    /// Lowers a call of package sync/atomic to an instruction. The value, if there is one, is
    /// in the register given back, `dst` if there is one.
    pub fn atomic(&mut self, x: &Expr, call: &Call, dst: Option<Reg>) -> Option<Reg> {
        let (operation, address, args) = self.atomic_operation(call)?;
        self.open_window = None;
        let operands: Vec<&Expr> = std::iter::once(&call.fun).chain(&call.args).collect();
        self.order(&operands);
        let out = match operation.form {
            Form::Store => Reg(0),
            Form::Load | Form::Change => dst.unwrap_or_else(|| self.b.alloc(1)),
        };
        let (ptr, offset) = match address {
            Address::Pointer(x) => self.atomic_address(x),
            Address::Receiver(inner, found) => {
                let (place, ty) = self.receiver_place(inner, &found);
                match self.lw.program.types.as_pointer(ty) {
                    Some(_) => (self.load(&place, ty), 0),
                    None => self.address(&place, ty),
                }
            }
        };
        let mut regs = [Reg(0); 2];
        for (reg, arg) in regs.iter_mut().zip(args) {
            *reg = self.convert_value(arg, self.operand_ty(arg));
        }
        self.at(x.pos);
        match operation.form {
            Form::Load => self.b.abc(operation.op, out.0, ptr.0, offset),
            Form::Store => self.b.abc(operation.op, ptr.0, offset, regs[0].0),
            Form::Change => {
                self.b.abc(operation.op, out.0, ptr.0, offset);
                self.b.x4(regs[0].0, regs[1].0, 0, 0);
            }
        }
        Some(out)
    }

    /// The type of an operand: nil is a pointer.
    fn operand_ty(&self, arg: &Expr) -> Ty {
        if self.is_nil(arg) { Ty::UNSAFE_POINTER } else { self.ty(arg) }
    }

    /// The operation that a call is, where its address comes from, its other operands.
    fn atomic_operation<'e>(&self, call: &'e Call) -> Option<(Operation, Address<'e>, &'e [Expr])> {
        let fun = call.fun.unparen();
        if let Some(func) = self.named_object(fun) {
            let object = self.atomic_function(func)?;
            let operation = Operation::of_function(object)?;
            let (address, args) = call.args.split_first()?;
            return (args.len() == operation.nargs).then_some((
                operation,
                Address::Pointer(address),
                args,
            ));
        }
        let ExprKind::Selector(inner, _) = &fun.kind else { return None };
        let selection = self.lw.program.info.selections.get(&fun.id)?;
        if selection.kind != SelectionKind::Method {
            return None;
        }
        self.atomic_function(selection.obj?)?;
        let found = self.lw.program.find_method(self.ty(inner), selection.name, None)?;
        let Target::Declared { base, .. } = found.target else { return None };
        let named = self.lw.program.types.as_named(base)?;
        let kind = self.lw.program.types.named(named).name;
        let operation = Operation::find(selection.name.as_str(), kind.as_str())?;
        (call.args.len() == operation.nargs).then_some((
            operation,
            Address::Receiver(inner, found),
            &call.args[..],
        ))
    }

    /// The name of a function or method of the package.
    fn atomic_function(&self, func: ObjId) -> Option<&str> {
        let object = self.lw.program.obj(func);
        let is_func = matches!(object.kind, ObjKind::Func(_));
        let pkg = object.pkg.filter(|_| is_func)?;
        (self.lw.program.pkg(pkg).path == PACKAGE).then_some(object.name.as_str())
    }

    /// A pointer and an offset: where `&place` leads, without computing it.
    fn atomic_address(&mut self, x: &Expr) -> (Reg, u16) {
        if let ExprKind::Unary(UnaryOp::Addr, inner) = &x.unparen().kind
            && self.is_place(inner)
        {
            let place = self.place(inner);
            return self.address(&place, self.ty(inner));
        }
        (self.value(x), 0)
    }
}
