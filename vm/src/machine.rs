//! The machine: runs a linked program.

use std::sync::OnceLock;

use minigo_bytecode::roots::Root;
use minigo_runtime::addr::Addr;
use minigo_runtime::gc::scavenge;
use minigo_runtime::host::{Host, Location};
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::sched::g::{G, GState};
use minigo_runtime::sched::m::NewM;
use minigo_runtime::sched::procs::MaxProcs;
use minigo_runtime::sched::{Sched, quit};

use crate::collect;
use crate::cx::Cx;
use crate::frame::{Step, load_64};
use crate::image::Image;
use crate::interp::{self, Engine};
use crate::{goroutine, sched, trace};

/// How to run a program.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which engine executes it.
    pub engine: Engine,
    /// GOMAXPROCS; `None` for what the environment says. With 1 the whole program runs on
    /// the calling thread, unless it blocks in the system. With more, a program that ends
    /// on another thread ends the process.
    pub procs: Option<usize>,
}

/// How a program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExitStatus(pub i32);

impl Options {
    /// The options that the switches of `MINIGODEBUG` ask for, `name=value` with commas
    /// between: `engine=loop`.
    pub fn from_switches(switches: &str) -> Options {
        let asks = |wanted| switches.split(',').any(|switch| switch == wanted);
        let engine = if asks("engine=loop") { Engine::Loop } else { Engine::Threaded };
        Options { engine, procs: None }
    }
}

/// What the runtime may ask of the engine.
struct VmHost {
    image: &'static Image,
    args: Vec<Vec<u8>>,
    engine: Engine,
    sched: OnceLock<&'static Sched>,
}

impl Host for VmHost {
    fn program_args(&self) -> &[Vec<u8>] {
        &self.args
    }

    fn locate(&self, pc: *const u64) -> Option<Location> {
        let func = self.image.func_at(pc)?;
        let call = func.calls_at(func.offset(pc)).next()?;
        Some(Location {
            function: call.name.to_string(),
            file: self.image.files.get(call.file as usize)?.clone(),
            line: call.line,
        })
    }

    fn scan_goroutine(&self, state: &GState, visit: &mut dyn FnMut(Addr)) -> u64 {
        collect::scan_goroutine(self.image, state, visit)
    }

    fn run_m(&'static self, new: NewM) {
        let cx: &'static Cx = Cx::new(self.image, new.make());
        new.begin(cx.m());
        let mut step = Step::new(std::ptr::null(), std::ptr::null_mut(), cx.as_mut_ptr());
        sched::run_next(&mut step);
        if !step.pc.is_null() {
            interp::run(self.engine, step.pc, step.fp, step.cx_ptr());
        }
        // Only the program's end leads here; the main thread ends the process.
    }

    fn set_start(&self, state: &mut GState, closure: Addr) {
        goroutine::set_start(state, load_64(closure) as *const u64, closure);
    }

    fn mark_worker(&self) -> Addr {
        Addr::of(self.image.roots[Root::GcBgMarkWorker as usize])
    }

    fn scavenger(&self) -> Addr {
        // Without captures: a word with the code address is a closure.
        let closure = &self.image.roots[Root::BgScavenge as usize];
        if closure.is_null() { Addr::NIL } else { Addr::of(closure) }
    }

    fn deadlock(&self, waiting: &mut [&'static G]) -> ! {
        trace::deadlock(self.image, waiting)
    }

    fn quit(&self, pc: usize, gs: &mut [&'static G]) -> ! {
        trace::quit(self.image, pc, gs)
    }
}

/// Words that the main goroutine has room for when it begins. Go's initialisation has grown
/// its stack likewise; programs exist that keep an address of it in an integer.
const MAIN_STACK_WORDS: usize = 1500;

/// A program and the state of its run.
pub struct Machine {
    host: &'static VmHost,
    sched: &'static Sched,
}

/// What a machine needs that does not depend on the program.
pub struct Ground {
    engine: Engine,
    nps: (MaxProcs, usize),
    heap: &'static Heap,
}

impl Ground {
    /// A heap, and the number of Ps that options or environment ask for.
    pub fn new(options: Options) -> Ground {
        let nps = match options.procs {
            Some(nps) => (MaxProcs::custom(), nps),
            None => MaxProcs::from_environment(),
        };
        Ground { engine: options.engine, nps, heap: Heap::new() }
    }
}

impl Machine {
    /// A machine for the program with a heap of its own; `args` become `os.Args`.
    pub fn new(image: &'static Image, args: Vec<Vec<u8>>, options: Options) -> Machine {
        Machine::on(Ground::new(options), image, args)
    }

    /// A machine for the program on a ground that is there already.
    pub fn on(ground: Ground, image: &'static Image, args: Vec<Vec<u8>>) -> Machine {
        let Ground { engine, nps, heap } = ground;
        // The machine's state refers to it until the process ends.
        let host: &'static VmHost =
            Box::leak(Box::new(VmHost { image, args, engine, sched: OnceLock::new() }));
        let sched = *host.sched.get_or_init(|| Sched::new(heap, host, nps));
        collect::register(sched.heap, image);
        quit::install(sched);
        Machine { host, sched }
    }

    /// Runs the main goroutine until the program ends. A fatal error ends the process.
    pub fn run_main(&mut self) -> ExitStatus {
        let cx: &'static Cx = Cx::new(self.host.image, self.sched.main_m());
        let m = cx.m();
        self.sched.begin(m);
        let g = m.new_g();
        goroutine::set_start(g.state_mut(), self.host.image.entry, Addr::NIL);
        m.start_main(g);
        scavenge::start(m);
        let mut step = Step::new(std::ptr::null(), std::ptr::null_mut(), cx.as_mut_ptr());
        sched::run_next(&mut step);
        crate::grow::make_room(&mut step, MAIN_STACK_WORDS);
        // Last: a collection may be due by now, and then another goroutine goes on here.
        crate::grow::enter(&mut step);
        interp::run(self.host.engine, step.pc, step.fp, step.cx_ptr());
        ExitStatus(self.sched.exit_status())
    }
}
