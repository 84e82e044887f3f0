//! The open files behind the program's descriptors.
//!
//! Descriptors are those of the system; the table keeps the open file of each, so that all
//! access goes through the standard library's safe types. It is locked only to look a file
//! up, never while the system works.
//!
//! A thread that reads from or writes to a file may wait for long. For most files it waits
//! in the system call, and closing takes effect when that is over. Named pipes are *waiting
//! files*: their reads and writes do not wait, the thread waits beside them until the file
//! is ready, closed, or its deadline has passed. Sockets and the pipes that the program makes
//! never wait: goroutines do, at the network poller.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter};
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use minigo_runtime::poll::{self, Direction};
use minigo_runtime::process;

const EBADF: i32 = 9;
/// What package os reads as `os.ErrClosed`; no number of the system.
const CLOSED: i32 = 1 << 16;
/// What package os reads as `os.ErrDeadlineExceeded`.
const TIMED_OUT: i32 = CLOSED + 1;
/// What package os reads as `os.ErrNoDeadline`.
const NO_DEADLINE: i32 = CLOSED + 2;

/// An open file.
pub struct OpenFile {
    file: File,
    /// For waiting files.
    waits: Option<Mutex<Waits>>,
    /// Calls that would have to wait fail: the program waits itself, beside the poller.
    is_nonblocking: AtomicBool,
}

/// Who waits for a file, and until when.
#[derive(Default)]
struct Waits {
    is_closed: bool,
    /// For reads and for writes.
    deadlines: [Option<Instant>; 2],
    /// Those who wait hold the reading end. When the other one is dropped, they look again.
    wake: Option<(Arc<PipeReader>, PipeWriter)>,
}

impl Deref for OpenFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}

fn error(code: i32) -> io::Error {
    io::Error::from_raw_os_error(code)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Waits {
    /// The time left for this direction, if it is limited.
    ///
    /// # Errors
    /// The file is closed or its deadline has passed.
    fn check(&self, direction: Direction) -> io::Result<Option<Duration>> {
        if self.is_closed {
            return Err(error(CLOSED));
        }
        let Some(deadline) = self.deadlines[direction as usize] else { return Ok(None) };
        match deadline.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => Ok(Some(left)),
            _ => Err(error(TIMED_OUT)),
        }
    }

    /// The end of the pipe to wait at.
    fn wake_end(&mut self) -> io::Result<Arc<PipeReader>> {
        if self.wake.is_none() {
            let (reader, writer) = io::pipe()?;
            self.wake = Some((Arc::new(reader), writer));
        }
        self.wake.as_ref().map(|(reader, _)| reader.clone()).ok_or_else(|| error(CLOSED))
    }
}

impl OpenFile {
    fn new(file: File, waits: Option<Mutex<Waits>>) -> OpenFile {
        OpenFile { file, waits, is_nonblocking: AtomicBool::new(false) }
    }

    /// Reads or writes with `call`, which sees the file. May wait long.
    ///
    /// # Errors
    /// Those of the call; [`CLOSED`] and [`TIMED_OUT`].
    pub fn transfer<T>(
        &self,
        direction: Direction,
        mut call: impl FnMut(&File) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            if let Some(waits) = &self.waits {
                lock(waits).check(direction)?;
            }
            match call(&self.file) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error)
                    if error.kind() == io::ErrorKind::WouldBlock && !self.is_nonblocking() =>
                {
                    self.wait(direction)?;
                }
                result => return result,
            }
        }
    }

    /// Whether calls that would have to wait fail.
    pub fn is_nonblocking(&self) -> bool {
        self.is_nonblocking.load(Ordering::Relaxed)
    }

    fn wait(&self, direction: Direction) -> io::Result<()> {
        let Some(waits) = &self.waits else {
            return poll::wait(self.file.as_fd(), direction, None, None);
        };
        let (timeout, wake) = {
            let mut waits = lock(waits);
            (waits.check(direction)?, waits.wake_end()?)
        };
        poll::wait(self.file.as_fd(), direction, Some(wake.as_fd()), timeout)
    }
}

/// Repeats a call that a signal interrupted.
pub fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

type Files = HashMap<RawFd, Arc<OpenFile>>;

/// The open files by descriptor; 0, 1 and 2 stand for duplicates of the standard streams.
fn files() -> MutexGuard<'static, Files> {
    static FILES: OnceLock<Mutex<Files>> = OnceLock::new();
    lock(FILES.get_or_init(|| {
        let streams = [
            (0, io::stdin().as_fd().try_clone_to_owned()),
            (1, io::stdout().as_fd().try_clone_to_owned()),
            (2, io::stderr().as_fd().try_clone_to_owned()),
        ];
        let open = streams.into_iter().filter_map(|(fd, owned)| {
            Some((fd, Arc::new(OpenFile::new(File::from(owned.ok()?), None))))
        });
        Mutex::new(open.collect())
    }))
}

/// The open file behind a descriptor.
///
/// # Errors
/// There is none.
pub fn file(fd: RawFd) -> io::Result<Arc<OpenFile>> {
    let mut files = files();
    if let Some(file) = files.get(&fd) {
        return Ok(file.clone());
    }
    let file = process::adopt_inherited(fd).ok_or_else(|| error(EBADF))?;
    let file = Arc::new(OpenFile::new(file, None));
    files.insert(fd, file.clone());
    Ok(file)
}

fn add(file: File, waits: Option<Mutex<Waits>>) -> i64 {
    let fd = file.as_raw_fd();
    files().insert(fd, Arc::new(OpenFile::new(file, waits)));
    fd.into()
}

/// Puts an open file into the table; its descriptor.
pub fn add_file(file: File) -> i64 {
    add(file, None)
}

/// Puts a waiting file into the table; its descriptor.
///
/// # Errors
/// It cannot be one.
pub fn add_waiting_file(file: File) -> io::Result<i64> {
    poll::set_nonblocking(file.as_fd(), true)?;
    Ok(add(file, Some(Mutex::default())))
}

/// Says whether calls that would have to wait fail.
///
/// # Errors
/// There is no such file, or it cannot be changed.
pub fn set_nonblocking(fd: RawFd, nonblocking: bool) -> io::Result<()> {
    let file = file(fd)?;
    poll::set_nonblocking(file.as_fd(), nonblocking)?;
    file.is_nonblocking.store(nonblocking, Ordering::Relaxed);
    Ok(())
}

/// Puts a socket into the table that was made like this; its descriptor.
pub fn add_socket(socket: OwnedFd, nonblocking: bool) -> i64 {
    let file = OpenFile::new(File::from(socket), None);
    file.is_nonblocking.store(nonblocking, Ordering::Relaxed);
    let fd = file.as_raw_fd();
    files().insert(fd, Arc::new(file));
    fd.into()
}

/// Takes a file out of the table. Who waits for it is told.
///
/// # Errors
/// There is none.
pub fn close_file(fd: RawFd) -> io::Result<()> {
    file(fd)?;
    let closed = files().remove(&fd).ok_or_else(|| error(EBADF))?;
    if let Some(waits) = &closed.waits {
        let mut waits = lock(waits);
        waits.is_closed = true;
        waits.wake = None;
    }
    Ok(())
}

/// Lets reads and writes wait in the system call: for who uses the descriptor itself.
pub fn set_blocking(fd: RawFd) {
    if let Ok(file) = file(fd)
        && file.waits.is_some()
    {
        // A file that cannot be changed goes on waiting beside the call.
        let _ = poll::set_nonblocking(file.as_fd(), false);
    }
}

/// Limits the time of reads and writes, as far as they are said; `remaining` nanoseconds,
/// or for ever if it is 0.
///
/// # Errors
/// There is no such file, or it is not a waiting one.
pub fn set_deadline(fd: RawFd, which: [bool; 2], remaining: i64) -> io::Result<()> {
    let file = file(fd)?;
    let mut waits = lock(file.waits.as_ref().ok_or_else(|| error(NO_DEADLINE))?);
    let now = Instant::now();
    let at = match u64::try_from(remaining) {
        Ok(0) => None,
        Ok(nanos) => Some(now + Duration::from_nanos(nanos)),
        Err(_) => Some(now),
    };
    for (deadline, changes) in waits.deadlines.iter_mut().zip(which) {
        if changes {
            *deadline = at;
        }
    }
    waits.wake = None;
    Ok(())
}
