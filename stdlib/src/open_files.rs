//! The open files behind the program's descriptors.
//!
//! Descriptors are those of the system; the table keeps the open file of each, so that all
//! access goes through the standard library's safe types. It is locked only to look a file
//! up, never while the system works.
//!
//! A thread that reads from or writes to a file may wait for long. For most files it waits
//! in the system call, and closing takes effect when that is over. Calls for pipes and sockets
//! do not wait: package internal/poll has the goroutine wait, not the thread.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use minigo_runtime::poll::{self, Direction};
use minigo_runtime::process;

const EBADF: i32 = 9;

/// An open file.
pub struct OpenFile {
    file: File,
    /// Calls that would have to wait fail: the program waits itself, beside the poller.
    is_nonblocking: AtomicBool,
}

impl Deref for OpenFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}

impl OpenFile {
    fn new(file: File, is_nonblocking: bool) -> OpenFile {
        OpenFile { file, is_nonblocking: AtomicBool::new(is_nonblocking) }
    }

    /// Reads or writes with `call`, which sees the file. May wait long, unless it is one for
    /// which the program waits itself.
    ///
    /// # Errors
    /// Those of the call.
    pub fn transfer<T>(
        &self,
        direction: Direction,
        mut call: impl FnMut(&File) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            match call(&self.file) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The standard streams may be such that somebody else has made nonblocking.
                Err(error)
                    if error.kind() == io::ErrorKind::WouldBlock && !self.is_nonblocking() =>
                {
                    poll::wait(self.file.as_fd(), direction)?;
                }
                result => return result,
            }
        }
    }

    /// Whether calls that would have to wait fail.
    pub fn is_nonblocking(&self) -> bool {
        self.is_nonblocking.load(Ordering::Relaxed)
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
    let files = FILES.get_or_init(|| {
        let streams = [
            (0, io::stdin().as_fd().try_clone_to_owned()),
            (1, io::stdout().as_fd().try_clone_to_owned()),
            (2, io::stderr().as_fd().try_clone_to_owned()),
        ];
        let open = streams.into_iter().filter_map(|(fd, owned)| {
            Some((fd, Arc::new(OpenFile::new(File::from(owned.ok()?), false))))
        });
        Mutex::new(open.collect())
    });
    files.lock().unwrap_or_else(PoisonError::into_inner)
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
    let file = process::adopt_inherited(fd).ok_or_else(|| io::Error::from_raw_os_error(EBADF))?;
    let file = Arc::new(OpenFile::new(file, false));
    files.insert(fd, file.clone());
    Ok(file)
}

fn add(file: File, is_nonblocking: bool) -> i64 {
    let fd = file.as_raw_fd();
    files().insert(fd, Arc::new(OpenFile::new(file, is_nonblocking)));
    fd.into()
}

/// Puts an open file into the table; its descriptor.
pub fn add_file(file: File) -> i64 {
    add(file, false)
}

/// Puts a socket into the table that was made like this; its descriptor.
pub fn add_socket(socket: OwnedFd, nonblocking: bool) -> i64 {
    add(File::from(socket), nonblocking)
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

/// Takes a file out of the table.
///
/// # Errors
/// There is none.
pub fn close_file(fd: RawFd) -> io::Result<()> {
    file(fd)?;
    files().remove(&fd).map(drop).ok_or_else(|| io::Error::from_raw_os_error(EBADF))
}
