//! The collector: concurrent, non-moving, tri-colour mark and sweep, paced as Go's.
//!
//! # The idea
//!
//! An object is *white* (not found yet), *grey* (found: its mark bit is set, but what it
//! refers to was not looked at) or *black* (done). Marking begins with what the program can
//! reach without the heap, and scans grey objects until there are none; then white is garbage.
//! All that while the program runs and changes what refers to what.
//!
//! # A cycle
//!
//! ```text
//!  allocation      goroutine at a safepoint              any P                    any P
//!  trigger met ──▶ start: stop the world          ──▶ marking: workers,    ──▶ try_finish:
//!  (mcache)        begin · go on                       assists, barrier         ragged barrier
//!                                                                               stop the world
//!                                                                               finish · go on
//!                                                                                   │
//!                  ◀──────────  sweeping: lazily, in proportion, by idle Ps  ◀──────┘
//! ```
//!
//! | step | where | world |
//! |---|---|---|
//! | a refill finds that the trigger is passed | [`crate::mem::mcache`] | runs |
//! | there is a mark worker per P | [`workers`] | runs |
//! | what is unswept is swept | [`concurrent::start`] | runs |
//! | barrier on, objects born black, pools aged, roots listed | [`cycle::begin`] | stopped |
//! | roots and grey objects are scanned | [`concurrent`], [`mark`], [`work`] | runs |
//! | who allocates pays with marking, or waits until others have | [`assist`] | runs |
//! | a stack is scanned | [`concurrent`] | its goroutine is stopped |
//! | overwritten pointers are shaded | [`barrier`] | runs |
//! | who called `runtime.GC` waits | [`forced`] | runs |
//! | is anything grey left? | [`concurrent`] | runs, then stopped |
//! | barrier off, live heap counted, new sweep generation | [`cycle::finish`] | stopped |
//! | goal, trigger, pace of the sweep | [`pacer`] | stopped |
//! | the cycle's line | [`cycle::report`], [`trace`] | runs |
//! | spans are swept, specials fire | [`crate::mem::sweep`], [`crate::mem::special`] | runs |
//! | finalizers and cleanups are called | [`callers`] | runs |
//! | free pages go back to the system | [`scavenge`] | runs |
//!
//! # Invariants
//!
//! * G1: while marking, a stack is grey until it is scanned, with its goroutine stopped, and
//!   black from then on: what its live words refer to is grey or black. New goroutines are
//!   black. Live are the words of the stack maps, and values in the frame to which live words
//!   lead; the engine's scan clears all others, so no stale pointer comes back to life.
//! * G2: while marking, whoever stores a pointer to the heap or to a global variable first
//!   shows the value that is overwritten and the new one to the collector: the first, because
//!   a black stack may have read it there; the second, because it may come from a grey
//!   stack, and what it is stored to may be black. Compiled code does it in its stores, the
//!   runtime through [`barrier`]; package sync/atomic too. Filling a new object is a store.
//! * G3: objects made while marking are black.
//! * G4: what refers to the heap from Rust's memory is a root: goroutines and what they wait
//!   for, timers, queued finalizers and cleanups, pools ([`roots`], [`concurrent`]). Who puts
//!   something there, or takes it out, while marking shows it ([`barrier::show`]).
//! * G5: marking has ended when, with the world stopped, no P has shaded or grey objects left,
//!   the pool has none and no root is unclaimed. No object is in the middle of being scanned
//!   then, since a marker stops between objects only.
//! * G6: an object's pointers are known before it is: its mask or type word is written
//!   before its address is stored anywhere (H2 of [`crate::mem`]).
//! * G7: between cycles all mark bits are clear, once every span is swept (W2 of
//!   [`crate::mem::sweep`]); so the next cycle touches none in its first pause.
//!
//! # Where we differ from Go
//!
//! * An assist is paid at the goroutine's next safepoint, and a run of slots counts when it is
//!   claimed. So natives may allocate without being able to stop.
//! * Spans are not scanned as a whole (Go's Green Tea), objects are. What that changes in the
//!   layout of spans is there ([`crate::mem::sizeclass`]), since it decides how many objects fit.
//! * What Go's own runtime takes of heap and memory is counted without being there ([`baseline`]).
//!
//! # To find a fault
//!
//! `GODEBUG=gccheckmark=1` marks a second time, slowly, at the end of each cycle and names the
//! first object that the first marking missed or that is free ([`verify`]);
//! `GODEBUG=clobberfree=1` overwrites what is freed; `GODEBUG=gcstoptheworld=1` marks in the
//! pause, which tells a fault of the barrier from one of a stack map;
//! `MINIGODEBUG=gcstress=N` collects at every Nth allocation, `smallbarrier=1` flushes the
//! barrier's buffer after 9 entries, `stackmove=1` moves stacks at every safepoint, large ones at some,
//! `gcverify=1` is `gccheckmark` and refuses objects that refer to a stack, `gcperiod=N` makes a
//! cycle due N ms after the last, `slowmark=N` makes scanning N per cent slower, so that more
//! happens meanwhile. They combine.
//!
//! What depends on the order in which threads do things is modelled in `runtime/tests`:
//! `marking.rs` (end of marking, work buffers, assists), `interleavings.rs` (the scheduler).

pub mod assist;
pub mod attach;
pub mod barrier;
pub mod baseline;
pub mod callers;
pub mod concurrent;
pub mod cycle;
pub mod forced;
pub mod hooks;
pub mod limiter;
pub mod mark;
pub mod pacer;
pub mod pools;
pub mod pstate;
pub mod roots;
pub mod scavenge;
pub mod settings;
pub mod state;
pub mod trace;
pub mod verify;
pub mod work;
pub mod workers;

#[cfg(test)]
mod pacer_tests;
#[cfg(test)]
mod work_tests;
