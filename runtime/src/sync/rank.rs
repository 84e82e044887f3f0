//! The order in which locks are taken: the table.
//!
//! A thread takes locks in ascending rank only; two of one rank are never held together
//! unless their row says how they are ordered. Debug builds check it at every
//! acquisition, so a test that runs the code once proves the order, however the threads
//! interleave.

/// Rank of a lock. Ascending order of declaration is the order of acquisition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Rank {
    /// The right to stop the world (`sched`).
    World,
    /// The collector's mark workers. Who starts one allocates.
    Workers,
    /// The collector's current cycle.
    Cycle,
    /// What past cycles were like.
    Log,
    /// Global variables.
    Globals,
    /// Root jobs of a cycle.
    RootJobs,
    /// Pools of values.
    Pools,
    /// Goals and triggers of the collector.
    Pacer,
    /// The limit on the collector's CPU time.
    Limiter,
    /// The list of mcaches.
    MCaches,
    /// Goroutines that wait to call finalizers and cleanups.
    Callers,
    /// Goroutines that owe scan work and wait.
    Assists,
    /// Goroutines that wait for the end of a cycle.
    CycleWaiters,
    /// Timers of a P. Who adds one allocates, and to allocate may be to sweep.
    Timers,
    /// The specials of one span.
    Specials,
    /// The list of spans that have specials.
    SpecialSpans,
    /// Finalizers and cleanups that wait to be called.
    SpecialQueue,
    /// Waiters of semaphores in one bucket.
    Sema,
    /// What goroutines wait for at one descriptor. Who makes one ready wakes an M.
    PollDesc,
    /// Deadlines of descriptors.
    Deadlines,
    /// Descriptors' poll states that are not in use.
    FreePollDescs,
    /// The scheduler's idle lists.
    Sched,
    /// The list of all goroutines.
    AllGs,
    /// Ended goroutines that no P keeps.
    FreeGs,
    /// Sudogs that no P keeps.
    Sudogs,
    /// Spans of one span class and sweep state (`mcentral`).
    SpanSet,
    /// Free stacks of one size.
    StackPool,
    /// Work buffers of the collector.
    WorkBufs,
    /// The page heap and the span descriptors.
    Heap,
    /// The arenas that mark and allocation bits are carved from.
    BitArenas,
}
