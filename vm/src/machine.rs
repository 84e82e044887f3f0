//! The machine: runs a linked program.

use minigo_runtime::addr::Addr;
use minigo_runtime::native::NativeCx;

use crate::cx::Cx;
use crate::frame::Step;
use crate::goroutine::G;
use crate::image::Image;
use crate::interp::{self, Engine};

/// How to run a program.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which engine executes it.
    pub engine: Engine,
}

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExitStatus(pub i32);

/// A program and the state of its run.
pub struct Machine {
    cx: Box<Cx>,
    options: Options,
}

impl Machine {
    /// A machine for the program.
    pub fn new(image: &'static Image, runtime: NativeCx, options: Options) -> Machine {
        Machine { cx: Box::new(Cx::new(image, runtime)), options }
    }

    /// Runs the main goroutine until the program ends. A fatal error ends the process.
    pub fn run_main(&mut self) -> ExitStatus {
        let entry = self.cx.image().entry;
        let g = G::new(self.cx.sched().new_id(), entry, Addr::NIL);
        let (pc, fp) = (g.pc, g.fp);
        self.cx.set_g(Box::into_raw(g));
        let mut step = Step::new(pc, fp, &raw mut *self.cx);
        crate::grow::enter(&mut step);
        interp::run(self.options.engine, step.pc, step.fp, step.cx_ptr());
        ExitStatus(self.cx.exit_status())
    }
}

/// The goroutine was asked to stop at a poll; the instruction is executed again when it
/// goes on.
pub fn poll(step: &mut Step) {
    step.cx().set_limit(step.cx().g().stack_limit());
    step.pc = step.pc.wrapping_sub(1);
}
