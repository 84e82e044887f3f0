//! The machine: runs a linked program.

use minigo_runtime::addr::Addr;
use minigo_runtime::host::{Host, Location};
use minigo_runtime::mem::mcache::MCache;
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::native::NativeCx;

use crate::collect;
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

impl Options {
    /// The options that the switches of `MINIGODEBUG` ask for, `name=value` with commas
    /// between: `engine=loop`.
    pub fn from_switches(switches: &str) -> Options {
        let asks = |wanted| switches.split(',').any(|switch| switch == wanted);
        Options { engine: if asks("engine=loop") { Engine::Loop } else { Engine::Threaded } }
    }
}

/// What the runtime may ask of the engine.
struct VmHost {
    image: &'static Image,
    args: Vec<Vec<u8>>,
}

impl Host for VmHost {
    fn program_args(&self) -> &[Vec<u8>] {
        &self.args
    }

    fn locate(&self, pc: *const u64) -> Option<Location> {
        let func = self.image.func_at(pc)?;
        Some(Location {
            function: func.func.name.clone(),
            file: self.image.files.get(func.func.file as usize)?.clone(),
            line: func.line_at(func.offset(pc)),
        })
    }
}

/// A program and the state of its run.
pub struct Machine {
    /// Lives until the process ends: other threads may ask it to stop the goroutine.
    cx: &'static Cx,
    options: Options,
}

impl Machine {
    /// A machine for the program.
    pub fn new(image: &'static Image, runtime: NativeCx, options: Options) -> Machine {
        let cx: &'static Cx = Box::leak(Box::new(Cx::new(image, runtime)));
        collect::register(cx);
        Machine { cx, options }
    }

    /// A machine for the program with a heap of its own; `args` become `os.Args`.
    pub fn with_heap(image: &'static Image, args: Vec<Vec<u8>>, options: Options) -> Machine {
        // The machine's state refers to it until the process ends.
        let host = Box::leak(Box::new(VmHost { image, args }));
        Machine::new(image, NativeCx::new(MCache::new(Heap::new()), host), options)
    }

    /// Runs the main goroutine until the program ends. A fatal error ends the process.
    pub fn run_main(&mut self) -> ExitStatus {
        let entry = self.cx.image().entry;
        let g = G::new(self.cx.sched().new_id(), entry, Addr::NIL);
        let (pc, fp) = (g.pc, g.fp);
        self.cx.set_g(Box::into_raw(g));
        let mut step = Step::new(pc, fp, std::ptr::from_ref(self.cx).cast_mut());
        crate::grow::enter(&mut step);
        interp::run(self.options.engine, step.pc, step.fp, step.cx_ptr());
        ExitStatus(self.cx.exit_status())
    }
}
