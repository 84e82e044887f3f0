//! Fatal errors and the traces that go with them, as Go prints them.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Mutex;

use minigo_bytecode::operand::Operand;
use minigo_bytecode::ops::Op;
use minigo_bytecode::roots::Root;
use minigo_runtime::mem::stacks;
use minigo_runtime::sched::g::{G, GState, Status};

use crate::frame::{Step, read_word};
use crate::image::{Image, SourceCall};
use crate::interp;
use crate::unwind::{Frame, Frames};

/// Exit status after an uncaught panic or a fatal error.
const FAILURE: i32 = 2;
/// A longer trace shows this many frames from each end.
const ELIDED_HALF: usize = 50;

/// Ends the process: `fatal error: ` and the text, the running goroutine's trace.
pub fn fatal(step: &mut Step, text: &str) -> ! {
    let mut out = format!("fatal error: {text}\n\n");
    running(&mut out, step);
    finish(&out)
}

/// Ends the process after the panics were reported (`runtime.dopanic`).
pub fn panicked(step: &mut Step) -> ! {
    let mut out = String::new();
    let g = step.cx().g();
    if let Some(panicking) = g.panics.last() {
        let func = step.cx().image().func_at(panicking.pc.wrapping_sub(1));
        if func.is_some_and(|func| func.func.name == "runtime.panicmem") {
            let pc = panicking.pc as usize;
            let mut frames = Frames::new(step.cx().image(), panicking.pc, g.word(panicking.frame));
            let addr = frames.nth(1).map_or(0, |frame| fault_offset(frame.pc));
            let _ = writeln!(
                out,
                "[signal SIGSEGV: segmentation violation code=0x1 addr={addr:#x} pc={pc:#x}]"
            );
        }
        (step.pc, step.fp) = (panicking.pc, g.word(panicking.frame));
    }
    out.push('\n');
    running(&mut out, step);
    finish(&out)
}

/// How far behind nil the instruction before `pc` wanted to read or write. Offsets of a page
/// and more are checked by an access to the first byte, as in Go, and so are addresses of
/// fields.
fn fault_offset(pc: *const u64) -> u64 {
    const PAGE_BYTES: u64 = 4096;
    let word = read_word(pc.wrapping_sub(1));
    let Some(op) = Op::from_code(interp::first_op(word)) else { return 0 };
    if op == Op::Lea {
        return 0;
    }
    let mut pairs = op.info().operands.windows(2);
    let Some(base) = pairs.position(|pair| pair == [Operand::Rp, Operand::I16]) else {
        return 0;
    };
    // The opcode, then operands of 16 bits.
    let offset = u64::from((word >> (16 * (base + 2))) as u16);
    if offset < PAGE_BYTES { offset } else { 0 }
}

/// Ends the process because a stack would grow beyond its limit.
pub fn stack_overflow(step: &mut Step) -> ! {
    let (low, high) = step.cx().g().stack_bounds();
    let sp = step.fp as usize;
    let mut out = format!(
        "runtime: goroutine stack exceeds {}-byte limit\n\
         runtime: sp={sp:#x} stack=[{low:#x}, {high:#x}]\n\
         fatal error: stack overflow\n\nruntime stack:\nruntime.throw(...)\n\n",
        stacks::limit()
    );
    running(&mut out, step);
    finish(&out)
}

/// Ends the process because nothing can run any more; these goroutines wait.
pub fn deadlock(image: &Image, waiting: &mut [&'static G]) -> ! {
    if waiting.is_empty() {
        finish("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    }
    let mut out = String::from("fatal error: all goroutines are asleep - deadlock!\n");
    all(&mut out, image, waiting);
    finish(&out)
}

/// Ends the process because of SIGQUIT, which interrupted code at `pc`.
pub fn quit(image: &Image, pc: usize, gs: &mut [&'static G]) -> ! {
    let mut out = format!("SIGQUIT: quit\nPC={pc:#x} m=0 sigcode=0\n");
    all(&mut out, image, gs);
    finish(&out)
}

/// The traces of goroutines that stand still, in the order of their creation.
fn all(out: &mut String, image: &Image, gs: &mut [&'static G]) {
    gs.sort_by_key(|g| g.state_mut().id);
    for g in gs {
        out.push('\n');
        let state = g.state_mut();
        if g.status() == Status::Running {
            let _ = writeln!(out, "goroutine {} [running]:", state.id);
            out.push_str("\tgoroutine running on other thread; stack unavailable\n");
            continue;
        }
        goroutine(out, image, state, (state.pc, state.fp), &status_of(g, state));
    }
}

fn finish(out: &str) -> ! {
    // Whoever fails at the same time waits here for the process to end.
    static FAILING: Mutex<()> = Mutex::new(());
    let failing = FAILING.lock();
    // Standard error may be closed; the exit status still tells.
    let _ = std::io::stderr().write_all(out.as_bytes());
    std::mem::forget(failing);
    std::process::exit(FAILURE)
}

/// What stands in brackets behind a stopped goroutine's number.
fn status_of(g: &G, state: &GState) -> String {
    let mut text = match g.status() {
        Status::Waiting => g.wait_reason().text(),
        other => other.name(),
    }
    .to_owned();
    if state.locks > 0 {
        text.push_str(", locked to thread");
    }
    text
}

/// The trace of the running goroutine.
fn running(out: &mut String, step: &Step) {
    let (image, g) = (step.cx().image(), step.cx().g());
    let status = if g.locks > 0 { "running, locked to thread" } else { "running" };
    goroutine(out, image, g, (step.pc, step.fp), status);
}

/// The registers with which a trace begins: `pc`, `fp`.
type Registers = (*const u64, *mut u64);

/// The trace of a goroutine.
fn goroutine(out: &mut String, image: &Image, g: &GState, from: Registers, status: &str) {
    let _ = writeln!(out, "goroutine {} [{status}]:", g.id);
    frames(out, image, g, from);
    if let Some(func) = image.func_at(g.created_at.wrapping_sub(1)) {
        let offset = func.offset(g.created_at.wrapping_sub(1));
        let Some(call) = func.calls_at(offset).next() else { return };
        let file = image.files.get(call.file as usize).map_or("?", String::as_str);
        let (line, at) = (call.line, (offset + 1) * 8);
        let _ = writeln!(out, "created by {} in goroutine {}", call.name, g.parent);
        let _ = writeln!(out, "\t{file}:{line} +{at:#x}");
    }
}

/// The frames of a goroutine, runtime-internal ones and wrappers left out. Of a deep stack
/// the middle is left out too.
pub fn frames(out: &mut String, image: &Image, g: &GState, (pc, fp): Registers) {
    let all = Frames::new(image, pc, fp);
    let mut shown = all.filter(|frame| frame.below_panic || is_shown(frame));
    for frame in shown.by_ref().take(ELIDED_HALF) {
        show(out, image, g, &frame);
    }
    let mut last = VecDeque::with_capacity(ELIDED_HALF);
    let mut nelided = 0u64;
    for frame in shown {
        if last.len() == ELIDED_HALF {
            last.pop_front();
            nelided += 1;
        }
        last.push_back(frame);
    }
    if nelided > 0 {
        let _ = writeln!(out, "...{nelided} frames elided...");
    }
    for frame in &last {
        show(out, image, g, frame);
    }
}

fn show(out: &mut String, image: &Image, g: &GState, shown: &Frame<'_>) {
    let index = g.index(shown.fp);
    // A frame that panicked, below the deferred call that the panic made.
    let panicking = g.panics.iter().rev().find(|panicking| panicking.frame == index);
    if let (true, Some(panicking)) = (shown.below_panic, panicking) {
        let [ty, data] = panicking.value;
        let _ = writeln!(out, "panic({{{ty:#x}?, {data:#x}?}})");
        if let Some(func) = image.func_at(image.roots[Root::GoPanic as usize]) {
            let file = image.files.get(func.func.file as usize).map_or("?", String::as_str);
            let _ = writeln!(out, "\t{file}:{} +0x0", func.func.line);
        }
    }
    frame(out, shown, &image.files);
}

fn is_shown(frame: &Frame<'_>) -> bool {
    frame.calls().iter().any(|call| is_call_shown(frame, call))
}

fn is_call_shown(frame: &Frame<'_>, call: &SourceCall) -> bool {
    if frame.func.func.is_wrapper && !call.is_inlined {
        return false;
    }
    match call.name.strip_prefix("runtime.") {
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_uppercase()),
        None => !call.name.is_empty(),
    }
}

fn frame(out: &mut String, frame: &Frame<'_>, files: &[String]) {
    let offset = if frame.is_at_entry() { 0 } else { (frame.offset() + 1) * 8 };
    for call in frame.calls().iter().filter(|call| is_call_shown(frame, call)) {
        let file = files.get(call.file as usize).map_or("?", String::as_str);
        if call.is_inlined {
            let _ = writeln!(out, "{}(...)\n\t{file}:{}", call.name, call.line);
            continue;
        }
        let args = if frame.func.params.is_empty() { "" } else { "..." };
        let _ = writeln!(out, "{}({args})\n\t{file}:{} +{offset:#x}", call.name, call.line);
    }
}
