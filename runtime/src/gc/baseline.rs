//! What Go's own runtime takes of the heap, the globals, the stacks and the memory beside them.
//!
//! Go's runtime keeps its Gs, Ms, caches and tables in the heap and in global variables that
//! it collects and counts itself: 124 objects in 41 spans of 8 KiB, 150 kB of globals, and 2 kB
//! of its goroutines' stacks (Go 1.27, a program that does nothing but import os, with two Ps).
//! Ours are Rust's, where the collector has no business. But goals are made of such sums, and a
//! heap that doubles from cycle to cycle doubles what it was short of in the first. So the pacer
//! counts as much as Go's does, and the same program goes through the same cycles. No statistics of objects show it.
//!
//! A goroutine waits inside of the runtime, whose functions have their frames on its stack in
//! Go: more than its own frames take, mostly. Ours run on the M's stack.

use crate::sched::g::WaitReason;

/// Globals to scan.
pub const GLOBALS_BYTES: usize = 149_800;

/// What is in use of the stacks of its own goroutines: those that sweep and scavenge, that wait
/// to force a cycle, to finalize, to mark.
pub const STACK_BYTES: usize = 2_300;

/// Objects that stay alive, less those of our own runtime (mark workers and the scavenger among them).
pub const OBJECT_BYTES: u64 = 59_220;

/// The spans they are in, which count with all of their slots until the first cycle: the
/// mcaches hold them. Less those of classes that our runtime begins with itself (the first G,
/// the list of Gs, a sudog), or the program at its start. In Go they are up to eight more or two
/// fewer, by what runs on which P at the start; this is the median of 30 runs.
pub const SPAN_BYTES: usize = 32 * 8192;

/// Memory outside of heap and stacks, with so many Ps: tables of the page allocator, buckets of
/// the profiler, descriptors. What a limit on memory leaves to the heap is less by so much, and
/// so the same limit means the same goals. It is what `/memory/classes` calls metadata, profiling
/// and other, of a small program with 1, 2 and 8 Ps, less 280 KB that our heap counts itself.
/// The command's own code and tables take as much, and nobody else counts them.
pub const fn other_bytes(nprocs: u64) -> u64 {
    (3_720 + 190 * nprocs) << 10
}

/// What a span with so many slots takes beside its pages that ours do not: a larger descriptor
/// (160 bytes for 128), and bits for allocation and marks even if its page has such itself.
pub const fn span_bytes(nslots: usize) -> usize {
    32 + 2 * 8 * nslots.div_ceil(64)
}

/// Bytes that Go's runtime uses of the stack of a goroutine that waits for this reason: what
/// `/gc/scan/stack:bytes` says of 10,000 that wait, less the frames of their own functions.
pub fn wait_bytes(reason: WaitReason) -> usize {
    match reason {
        WaitReason::Select | WaitReason::SelectNoCases => 472,
        WaitReason::ChanReceive | WaitReason::ChanSend => 240,
        WaitReason::SyncMutexLock => 288,
        WaitReason::SyncRwMutexRLock
        | WaitReason::SyncRwMutexLock
        | WaitReason::SyncWaitGroupWait
        | WaitReason::Semacquire => 256,
        WaitReason::SyncCondWait => 192,
        WaitReason::Sleep => 160,
        WaitReason::WaitForGcCycle | WaitReason::IoWait => 152,
        WaitReason::None
        | WaitReason::GcAssistMarking
        | WaitReason::ChanReceiveNil
        | WaitReason::ChanSendNil
        | WaitReason::GarbageCollection
        | WaitReason::Panicwait
        | WaitReason::GcAssistWait
        | WaitReason::GcSweepWait
        | WaitReason::GcScavengeWait
        | WaitReason::FinalizerWait
        | WaitReason::Preempted
        | WaitReason::Coroutine
        | WaitReason::GcWeakToStrongWait
        | WaitReason::CleanupWait
        | WaitReason::StoppingTheWorld
        | WaitReason::GcWorkerIdle
        | WaitReason::GcWorkerActive => 0,
    }
}
