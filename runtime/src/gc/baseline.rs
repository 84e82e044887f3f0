//! What Go's own runtime takes of the heap, and of the globals, before `main` begins.
//!
//! Go's runtime keeps its Gs, Ms, caches and tables in the heap and in global variables that
//! it collects and counts itself: 124 objects in 41 spans of 8 KiB, and 150 kB of globals (Go
//! 1.27, a program that does nothing but import os, with two Ps). Ours are Rust's, where the collector has no
//! business. But goals are made of such sums, and a heap that doubles from cycle to cycle
//! doubles what it was short of in the first. So the pacer counts as much as Go's does, and
//! the same program goes through the same cycles. No statistics of objects show it.

/// Globals to scan.
pub const GLOBALS_BYTES: usize = 150_000;

/// Objects that stay alive.
pub const OBJECT_BYTES: u64 = 62_000;

/// The spans they are in (less those of classes that the program itself begins with), which count with all of their slots until the first cycle: the
/// mcaches hold them.
pub const SPAN_BYTES: usize = 38 * 8192;
