//! Compiled programs are kept, so that a program that did not change starts at once.
//!
//! The cache holds one file per program, named by a hash of everything that compiling looks
//! at: the program's files and their names, the flags that matter, and this very command.
//! Programs that import packages of a module are compiled each time. What comes from the
//! cache is verified like what was just compiled.
//!
//! The folder is `$MINIGOCACHE`, by default `minigo` in the user's cache folder;
//! `MINIGOCACHE=off` does without. At most [`MAX_ENTRIES`] programs stay, those made last.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs, io, process};

use minigo_bytecode::program::Program;
use minigo_compiler::package::SourceText;
use sha2::{Digest, Sha256};

use crate::cli::CompilerFlags;
use crate::packages::absolute;

/// How many programs are kept.
const MAX_ENTRIES: usize = 256;

/// Where one program is kept, or would be.
pub struct Entry {
    path: PathBuf,
}

impl Entry {
    /// The entry of a program that is compiled with such flags. `None` if there is no cache.
    pub fn of(files: &[SourceText], flags: &CompilerFlags) -> Option<Entry> {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        let (command, len, made) = this_command()?;
        part(command.as_os_str().as_encoded_bytes());
        part(&len.to_le_bytes());
        part(&made.to_le_bytes());
        part(&flags.lang.unwrap_or(0).to_le_bytes());
        part(&[u8::from(flags.no_inline)]);
        for (name, text) in files {
            part(absolute(Path::new(name)).as_os_str().as_encoded_bytes());
            part(text);
        }
        let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Entry { path: folder()?.join(name) })
    }

    /// The program, if it is there and can be read.
    pub fn load(&self) -> Option<Program> {
        postcard::from_bytes(&fs::read(&self.path).ok()?).ok()
    }

    /// Keeps a program. A cache that cannot be written is none.
    pub fn store(&self, program: &Program) {
        let Some(folder) = self.path.parent() else { return };
        let _ = fs::create_dir_all(folder).and_then(|()| {
            remove_oldest(folder)?;
            let bytes = postcard::to_allocvec(program).map_err(io::Error::other)?;
            // Whoever reads at the same time sees all of it or nothing.
            let new = self.path.with_extension(process::id().to_string());
            fs::write(&new, bytes)?;
            fs::rename(&new, &self.path)
        });
    }
}

/// What tells this command from others: its path, size, and time of making in nanoseconds.
fn this_command() -> Option<(PathBuf, u64, u128)> {
    let path = env::current_exe().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let made = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some((path, metadata.len(), made.as_nanos()))
}

fn folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    match set("MINIGOCACHE") {
        Some(value) if value == "off" => None,
        Some(value) => Some(value.into()),
        None => match set("XDG_CACHE_HOME") {
            Some(caches) => Some(Path::new(&caches).join("minigo")),
            None => Some(Path::new(&set("HOME")?).join(".cache/minigo")),
        },
    }
}

/// Makes room for one more program.
fn remove_oldest(folder: &Path) -> io::Result<()> {
    let mut entries: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)?
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    if entries.len() < MAX_ENTRIES {
        return Ok(());
    }
    entries.sort();
    for (_, path) in &entries[..=entries.len() - MAX_ENTRIES] {
        // Another process may have removed it.
        let _ = fs::remove_file(path);
    }
    Ok(())
}
