//! Fatal errors and the traces that go with them, as Go prints them.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Write as _;

use minigo_bytecode::roots::Root;

use crate::frame::Step;
use crate::goroutine::{G, MAX_STACK_BYTES};
use crate::unwind::{Frame, Frames};

/// Exit status after an uncaught panic or a fatal error.
const FAILURE: i32 = 2;
/// A longer trace shows this many frames from each end.
const ELIDED_HALF: usize = 50;

/// Ends the process: `fatal error: ` and the text, the running goroutine's trace.
pub fn fatal(step: &mut Step, text: &str) -> ! {
    let mut out = format!("fatal error: {text}\n\n");
    goroutine(&mut out, step, "running");
    finish(&out)
}

/// Ends the process without a trace.
pub fn fatal_bare(text: &str) -> ! {
    finish(&format!("fatal error: {text}\n"))
}

/// Ends the process after the panics were reported (`runtime.dopanic`).
pub fn panicked(step: &mut Step) -> ! {
    let mut out = String::new();
    let g = step.cx().g();
    if let Some(panicking) = g.panics.last() {
        let func = step.cx().image().func_at(panicking.pc.wrapping_sub(1));
        if func.is_some_and(|func| func.func.name == "runtime.panicmem") {
            let pc = panicking.pc as usize;
            let _ = writeln!(
                out,
                "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc={pc:#x}]"
            );
        }
        (step.pc, step.fp) = (panicking.pc, g.word(panicking.frame));
    }
    out.push('\n');
    goroutine(&mut out, step, "running");
    finish(&out)
}

/// Ends the process because a stack would grow beyond its limit.
pub fn stack_overflow(step: &mut Step) -> ! {
    let (low, high) = step.cx().g().stack_bounds();
    let sp = step.fp as usize;
    let mut out = format!(
        "runtime: goroutine stack exceeds {MAX_STACK_BYTES}-byte limit\n\
         runtime: sp={sp:#x} stack=[{low:#x}, {high:#x}]\n\
         fatal error: stack overflow\n\nruntime stack:\nruntime.throw(...)\n\n"
    );
    goroutine(&mut out, step, "running");
    finish(&out)
}

/// Ends the process because nothing can run any more.
pub fn deadlock(step: &mut Step, waiting: &[*mut G]) -> ! {
    let mut out = String::from("fatal error: all goroutines are asleep - deadlock!\n");
    for &g in waiting {
        step.cx().set_g(g);
        let g = step.cx().g();
        (step.pc, step.fp) = (g.pc, g.fp);
        out.push('\n');
        goroutine(&mut out, step, g.wait_reason);
    }
    finish(&out)
}

fn finish(out: &str) -> ! {
    // Standard error may be closed; the exit status still tells.
    let _ = std::io::stderr().write_all(out.as_bytes());
    std::process::exit(FAILURE)
}

/// The trace of the current goroutine from `step` on.
fn goroutine(out: &mut String, step: &Step, status: &str) {
    let g = step.cx().g();
    let _ = writeln!(out, "goroutine {} [{status}]:", g.id);
    frames(out, step);
    let image = step.cx().image();
    if let Some(func) = image.func_at(g.created_at.wrapping_sub(1)) {
        let offset = func.offset(g.created_at.wrapping_sub(1));
        let file = image.files.get(func.func.file as usize).map_or("?", String::as_str);
        let (line, at) = (func.line_at(offset), (offset + 1) * 8);
        let _ = writeln!(out, "created by {} in goroutine {}", func.func.name, g.parent);
        let _ = writeln!(out, "\t{file}:{line} +{at:#x}");
    }
}

/// The frames of the current goroutine, runtime-internal ones and wrappers left out. Of a
/// deep stack the middle is left out too.
pub fn frames(out: &mut String, step: &Step) {
    let all = Frames::new(step.cx().image(), step.pc, step.fp);
    let mut shown = all.filter(|frame| frame.below_stub || is_shown(frame));
    for frame in shown.by_ref().take(ELIDED_HALF) {
        show(out, step, &frame);
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
        show(out, step, frame);
    }
}

fn show(out: &mut String, step: &Step, shown: &Frame<'_>) {
    let image = step.cx().image();
    let g = step.cx().g();
    let index = g.index(shown.fp);
    // A frame that panicked, below the deferred call that the panic made.
    let panicking = g.panics.iter().rev().find(|panicking| panicking.frame == index);
    if let (true, Some(panicking)) = (shown.below_stub, panicking) {
        let [ty, data] = panicking.value;
        let _ = writeln!(out, "panic({{{ty:#x}?, {data:#x}?}})");
        if let Some(func) = image.func_at(image.roots[Root::FatalPanic as usize]) {
            let file = image.files.get(func.func.file as usize).map_or("?", String::as_str);
            let _ = writeln!(out, "\t{file}:{} +0x0", func.func.line);
        }
    }
    if is_shown(shown) {
        frame(out, shown, &image.files);
    }
}

fn is_shown(frame: &Frame<'_>) -> bool {
    let func = &frame.func.func;
    if func.is_wrapper {
        return false;
    }
    match func.name.strip_prefix("runtime.") {
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_uppercase()),
        None => !func.name.is_empty(),
    }
}

fn frame(out: &mut String, frame: &Frame<'_>, files: &[String]) {
    let func = &frame.func.func;
    let args = if frame.func.params.is_empty() { "" } else { "..." };
    let file = files.get(func.file as usize).map_or("?", String::as_str);
    let offset = if frame.is_at_entry() { 0 } else { (frame.offset() + 1) * 8 };
    let _ = writeln!(out, "{}({args})", func.name);
    let _ = writeln!(out, "\t{file}:{} +{offset:#x}", frame.line());
}
