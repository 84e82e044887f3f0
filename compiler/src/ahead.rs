//! Function bodies parsed by a second thread.
//!
//! That a library function is needed shows when a call of it is checked, mostly some time
//! before its own body is. Meanwhile another thread can make the tree of the body, if the
//! caller of [`crate::Checked::new`] has one: the checker asks ([`Asking`]), that thread
//! answers ([`Answering`]). The checker never waits for a body that the other thread has not
//! begun; it parses that body itself. So it makes no difference how much the other thread
//! gets to do, but for the ids of the nodes, which have no meaning.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use minigo_syntax::ast::Block;
use minigo_syntax::diag::Diagnostic;
use minigo_syntax::source::{Pos, SourceFile, Span};
use minigo_syntax::symbol::Names;
use minigo_syntax::{NodeIds, parse_body};
use rustc_hash::FxHashMap;

/// How long the second thread looks for the next request before it sleeps: longer than the
/// checker needs from one to the next, for waking a thread costs as much as parsing some
/// lines.
const PATIENCE: Duration = Duration::from_micros(300);

/// The two ends, for the thread that calls this and for another.
pub fn pair() -> (Asking, Answering) {
    let queue = Arc::new(Queue::default());
    let asking = Asking { queue: queue.clone(), bodies: FxHashMap::default() };
    (asking, Answering { queue, names: Names::of_this_thread(), ids: NodeIds::second() })
}

/// What is asked for. (A channel of the standard library would keep something for each
/// thread that waits, in memory that may be gone when the thread ends.)
#[derive(Debug, Default)]
struct Queue {
    open: Mutex<Open>,
    /// Signals a change of `open`.
    change: Condvar,
    /// There is something in `open`, or nothing will be any more. Set and cleared with the
    /// mutex held; read without it, to look often.
    is_ready: AtomicBool,
}

#[derive(Debug, Default)]
struct Open {
    requests: VecDeque<Arc<Request>>,
    /// Nobody asks any more.
    is_closed: bool,
    /// The second thread sleeps.
    is_awaited: bool,
}

impl Queue {
    /// Changes what is open, and tells it.
    fn change(&self, how: impl FnOnce(&mut Open)) {
        let mut open = locked(&self.open);
        how(&mut open);
        self.is_ready.store(true, Ordering::Release);
        if open.is_awaited {
            self.change.notify_one();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nobody panics with one of these mutexes held.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A body, at one of the two threads. The mutex is held for moments only.
#[derive(Debug)]
struct Request {
    body: Span,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// Nobody has begun.
    Open(SourceFile),
    /// Someone is at it.
    Taken,
    /// The second thread has made the tree.
    Done(Block, Vec<Diagnostic>),
}

impl Request {
    /// Takes what the state holds; an unfinished request is the caller's from then on.
    fn take(&self) -> State {
        std::mem::replace(&mut *locked(&self.state), State::Taken)
    }
}

/// The end of the thread that checks.
#[derive(Debug)]
pub struct Asking {
    queue: Arc<Queue>,
    /// By start.
    bodies: FxHashMap<Pos, Arc<Request>>,
}

impl Asking {
    /// A function body of the file may be needed.
    pub(crate) fn ask(&mut self, source: &SourceFile, body: Span) {
        let Some(source) = source.share() else { return };
        let request = Arc::new(Request { body, state: Mutex::new(State::Open(source)) });
        self.bodies.insert(body.lo, request.clone());
        self.queue.change(|open| open.requests.push_back(request));
    }

    /// The tree of a body; `None` if the second thread has not begun it, and will not.
    pub(crate) fn answer(&mut self, body: Span) -> Option<(Block, Vec<Diagnostic>)> {
        let request = self.bodies.remove(&body.lo)?;
        let mut tries = 0;
        loop {
            match request.take() {
                State::Open(_) => return None,
                State::Done(block, found) => return Some((block, found)),
                State::Taken => {}
            }
            // It takes some microseconds, unless that thread has lost its processor.
            tries += 1;
            if tries < 1000 { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.queue.change(|open| open.is_closed = true);
    }
}

/// A body that is asked for.
#[derive(Debug)]
pub struct Task(Arc<Request>);

/// The end of the second thread.
#[derive(Debug)]
pub struct Answering {
    queue: Arc<Queue>,
    names: Names,
    ids: NodeIds,
}

impl Answering {
    /// The next body that is asked for; `None` if none will be any more. While there is
    /// nothing to do this thread does some of another work, by calling `beside` until that
    /// gives false.
    pub fn next(&self, mut beside: impl FnMut() -> bool) -> Option<Task> {
        let mut idle_since = None;
        while !self.queue.is_ready.load(Ordering::Acquire) {
            if beside() {
                continue;
            }
            if idle_since.get_or_insert_with(Instant::now).elapsed() > PATIENCE {
                break;
            }
            std::hint::spin_loop();
        }
        let mut open = locked(&self.queue.open);
        loop {
            if open.is_closed {
                // What is left was not needed.
                return None;
            }
            if let Some(request) = open.requests.pop_front() {
                self.queue.is_ready.store(!open.requests.is_empty(), Ordering::Relaxed);
                return Some(Task(request));
            }
            open.is_awaited = true;
            open = self.queue.change.wait(open).unwrap_or_else(PoisonError::into_inner);
            open.is_awaited = false;
        }
    }

    /// Parses a body. The trees of all bodies have the same names.
    pub fn answer(&mut self, Task(request): Task) {
        // The checker may have begun it, or even ended.
        let State::Open(source) = request.take() else { return };
        let ids = &mut self.ids;
        self.names.clone().enter(|| {
            let (block, found) = parse_body(&source, request.body, ids);
            *locked(&request.state) = State::Done(block, found);
        });
    }
}
