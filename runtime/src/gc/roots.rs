//! Where marking starts: what is reachable without going through the heap.
//!
//! Roots are divided into jobs, which markers claim one by one: the calls that wait for
//! unreachable objects; the global variables, in blocks of 256 KiB; the specials of so
//! many spans; each goroutine's stack (that of an ended one is none). Stacks are the business
//! of whoever runs the job, since their goroutines must be stopped.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::addr::Addr;
use crate::gc::baseline;
use crate::gc::mark;
use crate::gc::work::GcWork;
use crate::mem::bitmap;
use crate::mem::mheap::Heap;
use crate::mem::span::Span;
use crate::mem::special::Special;
use crate::sched::g::G;
use crate::sched::registry::Snapshot;
use crate::sync::lock::Lock;
use crate::sync::rank::Rank;

/// Bytes of globals per job.
const BLOCK_BYTES: usize = 256 << 10;
/// Spans with specials per job.
const SPANS_PER_JOB: usize = 64;

/// Global variables.
#[derive(Clone, Copy, Debug)]
pub struct Globals {
    /// Their first word.
    pub base: Addr,
    /// Number of words.
    pub nwords: usize,
    /// Bit i: word i is a pointer.
    pub mask: &'static [u64],
}

/// The roots, and the jobs of the running cycle.
pub struct Roots {
    globals: Lock<Vec<Globals>>,
    jobs: Lock<Jobs>,
    /// The next job to claim.
    next: AtomicUsize,
    /// Number of jobs.
    njobs: AtomicUsize,
}

/// What the jobs of a cycle are.
struct Jobs {
    blocks: Vec<Globals>,
    spans: Vec<&'static Span>,
    stacks: Snapshot,
}

/// A job.
#[derive(Clone, Copy)]
pub enum Job {
    /// Finalizers and cleanups that wait to be called.
    Queued,
    /// A block of globals.
    Globals(usize),
    /// The specials of a group of spans.
    Specials(usize),
    /// The stack of a goroutine.
    Stack(&'static G),
}

impl Roots {
    /// No roots.
    pub fn new() -> Roots {
        Roots {
            globals: Lock::new(Rank::Globals, Vec::new()),
            jobs: Lock::new(
                Rank::RootJobs,
                Jobs { blocks: Vec::new(), spans: Vec::new(), stacks: Snapshot::EMPTY },
            ),
            next: AtomicUsize::new(0),
            njobs: AtomicUsize::new(0),
        }
    }

    /// Adds global variables, before the program runs.
    pub fn add_globals(&self, globals: Globals) {
        debug_assert!(globals.mask.len() * 64 >= globals.nwords);
        self.globals.lock().push(globals);
    }

    /// Bytes of all global variables.
    pub fn globals_bytes(&self) -> u64 {
        let globals = self.globals.lock();
        baseline::GLOBALS_BYTES as u64
            + globals.iter().map(|all| all.nwords as u64 * 8).sum::<u64>()
    }

    /// Makes the jobs of a cycle that scans the stacks of these goroutines. The world is stopped.
    pub fn prepare(&self, heap: &Heap, stacks: Snapshot) {
        let globals = self.globals.lock().clone();
        let mut jobs = self.jobs.lock();
        let block_words = BLOCK_BYTES / 8;
        jobs.blocks = globals
            .iter()
            .flat_map(|all| {
                (0..all.nwords).step_by(block_words).map(|from| Globals {
                    base: all.base.offset(from * 8),
                    nwords: block_words.min(all.nwords - from),
                    mask: &all.mask[from / 64..],
                })
            })
            .collect();
        jobs.spans = heap.specials.spans();
        jobs.stacks = stacks;
        let njobs =
            1 + jobs.blocks.len() + jobs.spans.len().div_ceil(SPANS_PER_JOB) + jobs.stacks.len();
        self.next.store(0, Ordering::Relaxed);
        self.njobs.store(njobs, Ordering::Release);
    }

    /// Whether jobs are left to claim.
    pub fn has_jobs(&self) -> bool {
        self.next.load(Ordering::Acquire) < self.njobs.load(Ordering::Acquire)
    }

    /// Claims a job.
    pub fn claim(&self) -> Option<Job> {
        if !self.has_jobs() {
            return None;
        }
        let index = self.next.fetch_add(1, Ordering::AcqRel);
        let jobs = self.jobs.lock();
        let mut rest = index.checked_sub(1);
        let Some(block) = rest else { return Some(Job::Queued) };
        if block < jobs.blocks.len() {
            return Some(Job::Globals(block));
        }
        rest = Some(block - jobs.blocks.len());
        let group = rest?;
        let ngroups = jobs.spans.len().div_ceil(SPANS_PER_JOB);
        if group < ngroups {
            return Some(Job::Specials(group));
        }
        let stack = group - ngroups;
        (stack < jobs.stacks.len()).then(|| Job::Stack(jobs.stacks.get(stack)))
    }

    /// Does a job that is not a stack's.
    pub fn run(&self, heap: &Heap, work: &mut GcWork, job: Job) {
        match job {
            Job::Queued => {
                heap.specials.for_each_root(|root| mark::grey(heap, work, root));
                heap.gc.work.globals.add(baseline::GLOBALS_BYTES);
                heap.gc.work.stack.add(baseline::STACK_BYTES);
            }
            Job::Globals(block) => {
                let block = self.jobs.lock().blocks[block];
                scan_globals(heap, work, block);
                heap.gc.work.globals.add(block.nwords * 8);
            }
            Job::Specials(group) => {
                let spans: Vec<&'static Span> = {
                    let jobs = self.jobs.lock();
                    let from = group * SPANS_PER_JOB;
                    jobs.spans[from..jobs.spans.len().min(from + SPANS_PER_JOB)].to_vec()
                };
                for span in spans {
                    scan_specials(heap, work, span);
                }
            }
            Job::Stack(_) => crate::throw!("stacks are scanned by those who can stop them"),
        }
    }

    /// Calls `visit` with every root, its address (nil if it has none) and the pointer. Slow;
    /// the world is stopped.
    pub fn for_each_root(&self, heap: &Heap, visit: &mut dyn FnMut(Addr, Addr)) {
        heap.specials.for_each_root(|root| visit(Addr::NIL, root));
        for globals in self.globals.lock().iter() {
            for word in 0..globals.nwords {
                if globals.mask[word / 64] >> (word % 64) & 1 != 0 {
                    let at = globals.base.offset(word * 8);
                    visit(at, at.load_addr());
                }
            }
        }
        for span in heap.specials.spans() {
            span.specials().for_each(|slot, special| match *special {
                Special::Finalizer(finalizer) => {
                    visit(span.slot(slot), finalizer.closure);
                    if let Some((span, slot)) = heap.find_object(span.slot(slot)) {
                        bitmap::for_each_pointer(heap, span, slot, |at| visit(at, at.load_addr()));
                    }
                }
                Special::Cleanup { closure, .. } => visit(span.slot(slot), closure),
                Special::Weak { handle, .. } => visit(span.slot(slot), handle),
            });
        }
    }
}

impl Default for Roots {
    fn default() -> Roots {
        Roots::new()
    }
}

fn scan_globals(heap: &Heap, work: &mut GcWork, block: Globals) {
    for (i, &bits) in block.mask[..block.nwords.div_ceil(64)].iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            let word = i * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if word < block.nwords {
                mark::grey(heap, work, block.base.offset(word * 8).load_addr());
            }
        }
    }
}

/// What specials keep alive; see the module [`crate::mem::special`].
fn scan_specials(heap: &Heap, work: &mut GcWork, span: &Span) {
    span.specials().for_each(|slot, special| match *special {
        Special::Finalizer(finalizer) => {
            // The object itself stays white; what it refers to must live on for the call.
            mark::scan_contents(heap, work, span.slot(slot));
            mark::grey(heap, work, finalizer.closure);
        }
        Special::Cleanup { closure, .. } => mark::grey(heap, work, closure),
        Special::Weak { handle, .. } => mark::grey(heap, work, handle),
    });
}
