//! Natives of packages os and syscall: files, directories, environment.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use minigo_runtime::clock;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::poll::Direction;

use crate::open_files::{OpenFile, add_file, close_file, file, retry};

const EINVAL: u64 = 22;
const EIO: u64 = 5;

/// The system's number for an error.
pub fn errno(error: &io::Error) -> u64 {
    match error.raw_os_error() {
        Some(code) => code.cast_unsigned().into(),
        None if error.kind() == io::ErrorKind::InvalidInput => EINVAL,
        None => EIO,
    }
}

/// A path of Go.
pub fn path(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

/// Result of a call that gives only an error number.
pub fn finish(mut args: Words, result: io::Result<()>) {
    args.set(0, result.map_or_else(|error| errno(&error), |()| 0));
}

/// Result of a call that gives a number and an error number.
pub fn finish_count(mut args: Words, result: io::Result<u64>) {
    match result {
        Ok(count) => {
            args.set(0, count);
            args.set(1, 0);
        }
        Err(error) => {
            args.set_int(0, if error.raw_os_error().is_some() { -1 } else { 0 });
            args.set(1, errno(&error));
        }
    }
}

fn arg_count(cx: &mut NativeCx, mut args: Words) {
    args.set(0, cx.host().program_args().len() as u64);
}

fn arg(cx: &mut NativeCx, mut args: Words) {
    let text = cx.host().program_args().get(args.usize(0)).map_or(&[][..], Vec::as_slice);
    args.set_str(0, cx.new_string(text));
}

fn exit(cx: &mut NativeCx, args: Words) {
    cx.exit(args.int(0) as i32);
}

/// Opens the file at `path` (two words), with flags and permissions behind it.
fn open_file(cx: &mut NativeCx, args: &Words) -> io::Result<File> {
    let flag = args.word(2) as i32;
    let mut options = OpenOptions::new();
    options.read(flag & 3 != 1).write(flag & 3 != 0).mode(args.u32(3));
    // Flags of creation go as they are: the options refuse what the system allows.
    options.custom_flags(flag & !3);
    cx.blocking(|| retry(|| options.open(path(args.str(0)))))
}

/// `Open(path string, flag int, perm uint32) (fd int, err Errno)`
fn open(cx: &mut NativeCx, args: Words) {
    let opened = open_file(cx, &args).map(add_file);
    finish_count(args, opened.map(i64::cast_unsigned));
}

/// `os.open(name string, flag int, perm uint32) (fd int, isPipe bool, err syscall.Errno)`
fn os_open(cx: &mut NativeCx, mut args: Words) {
    let opened = open_file(cx, &args);
    args.set(2, opened.as_ref().map_or_else(errno, |_| 0));
    let is_fifo = |file: &File| file.metadata().is_ok_and(|meta| meta.file_type().is_fifo());
    args.set_bool(1, opened.as_ref().is_ok_and(is_fifo));
    args.set_int(0, opened.map_or(-1, add_file));
}

fn close(_: &mut NativeCx, args: Words) {
    let result = close_file(args.i32(0));
    finish(args, result);
}

/// Does something with the file that takes long, unless calls for it never wait.
pub fn may_wait<T>(cx: &mut NativeCx, file: &OpenFile, call: impl FnOnce() -> T) -> T {
    if file.is_nonblocking() { call() } else { cx.blocking(call) }
}

fn read(cx: &mut NativeCx, mut args: Words) {
    let buffer = args.bytes_mut(1);
    let result = file(args.i32(0)).and_then(|file| {
        may_wait(cx, &file, || file.transfer(Direction::Read, |mut file| file.read(buffer)))
    });
    finish_count(args, result.map(|n| n as u64));
}

fn write(cx: &mut NativeCx, args: Words) {
    let bytes = args.bytes(1);
    let result = file(args.i32(0)).and_then(|file| {
        may_wait(cx, &file, || file.transfer(Direction::Write, |mut file| file.write(bytes)))
    });
    finish_count(args, result.map(|n| n as u64));
}

fn pread(cx: &mut NativeCx, mut args: Words) {
    let buffer = args.bytes_mut(1);
    let offset = args.word(4);
    let result = file(args.int(0) as i32)
        .and_then(|file| cx.blocking(|| retry(|| file.read_at(buffer, offset))));
    finish_count(args, result.map(|n| n as u64));
}

fn pwrite(cx: &mut NativeCx, args: Words) {
    let (bytes, offset) = (args.bytes(1), args.word(4));
    let result = file(args.int(0) as i32)
        .and_then(|file| cx.blocking(|| retry(|| file.write_at(bytes, offset))));
    finish_count(args, result.map(|n| n as u64));
}

fn seek(_: &mut NativeCx, args: Words) {
    let offset = args.int(1);
    let target = match args.int(2) {
        0 => u64::try_from(offset).map(SeekFrom::Start).ok(),
        1 => Some(SeekFrom::Current(offset)),
        2 => Some(SeekFrom::End(offset)),
        _ => None,
    };
    let result = target
        .ok_or_else(|| io::Error::from_raw_os_error(EINVAL as i32))
        .and_then(|target| (&**file(args.int(0) as i32)?).seek(target));
    finish_count(args, result);
}

fn fsync(cx: &mut NativeCx, args: Words) {
    let result = file(args.int(0) as i32).and_then(|file| cx.blocking(|| file.sync_all()));
    finish(args, result);
}

fn ftruncate(_: &mut NativeCx, args: Words) {
    let size = args.word(1);
    let result = file(args.int(0) as i32).and_then(|file| file.set_len(size));
    finish(args, result);
}

fn unlink(_: &mut NativeCx, args: Words) {
    let result = fs::remove_file(path(args.str(0)));
    finish(args, result);
}

fn rmdir(_: &mut NativeCx, args: Words) {
    let result = fs::remove_dir(path(args.str(0)));
    finish(args, result);
}

fn mkdir(_: &mut NativeCx, args: Words) {
    let result = fs::DirBuilder::new().mode(args.u32(2)).create(path(args.str(0)));
    finish(args, result);
}

fn rename(_: &mut NativeCx, args: Words) {
    let result = fs::rename(path(args.str(0)), path(args.str(2)));
    finish(args, result);
}

fn chdir(_: &mut NativeCx, args: Words) {
    let result = std::env::set_current_dir(path(args.str(0)));
    finish(args, result);
}

/// Result of a call that gives a string and an error number.
pub fn finish_string(cx: &mut NativeCx, mut args: Words, result: io::Result<Vec<u8>>) {
    let code = result.as_ref().map_or_else(errno, |_| 0);
    args.set_str(0, cx.new_string(&result.unwrap_or_default()));
    args.set(2, code);
}

fn getwd(cx: &mut NativeCx, args: Words) {
    let result = std::env::current_dir().map(|dir| dir.into_os_string().into_vec());
    finish_string(cx, args, result);
}

/// `ReadDirNames(path string) (names string, err Errno)`
fn read_dir_names(cx: &mut NativeCx, args: Words) {
    let list = || -> io::Result<Vec<u8>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path(args.str(0)))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let letter = match (kind.is_dir(), kind.is_symlink()) {
                (true, _) => b'd',
                (_, true) => b'l',
                _ => b'f',
            };
            entries.push((entry.file_name().into_vec(), letter));
        }
        entries.sort();
        Ok(entries
            .into_iter()
            .flat_map(|(name, letter)| [vec![letter], name, vec![0]].concat())
            .collect())
    };
    let result = list();
    finish_string(cx, args, result);
}

/// `stat(path string, fd int, follow bool, out []byte) Errno`: fills out with the fields
/// of `Stat_t`. An empty path asks about the descriptor.
fn stat(_: &mut NativeCx, mut args: Words) {
    let out = args.bytes_mut(4);
    let name = path(args.str(0));
    let result = if name.is_empty() {
        file(args.int(2) as i32).and_then(|file| file.metadata())
    } else if args.bool(3) {
        fs::metadata(name)
    } else {
        fs::symlink_metadata(name)
    };
    let result = result.map(|meta| {
        let kind = u64::from(meta.mode()) | u64::from(meta.uid()) << 32;
        let fields = [
            meta.dev(),
            meta.ino(),
            meta.nlink(),
            kind,
            meta.gid().into(),
            meta.rdev(),
            meta.size(),
            meta.blksize(),
            meta.blocks(),
            meta.atime().cast_unsigned(),
            meta.atime_nsec().cast_unsigned(),
            meta.mtime().cast_unsigned(),
            meta.mtime_nsec().cast_unsigned(),
            meta.ctime().cast_unsigned(),
            meta.ctime_nsec().cast_unsigned(),
        ];
        let bytes = fields.iter().flat_map(|field| field.to_le_bytes());
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    });
    finish(args, result);
}

type Variables = Vec<(Vec<u8>, Vec<u8>)>;

/// The environment: the process's at first, then what the program makes of it.
fn environment() -> MutexGuard<'static, Variables> {
    static ENVIRONMENT: OnceLock<Mutex<Variables>> = OnceLock::new();
    let table = ENVIRONMENT.get_or_init(|| {
        Mutex::new(
            std::env::vars_os().map(|(key, value)| (key.into_vec(), value.into_vec())).collect(),
        )
    });
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

fn getenv(cx: &mut NativeCx, mut args: Words) {
    let value =
        environment().iter().find(|(key, _)| key == args.str(0)).map(|(_, value)| value.clone());
    args.set_str(0, cx.new_string(value.as_deref().unwrap_or_default()));
    args.set_bool(2, value.is_some());
}

fn setenv(_: &mut NativeCx, args: Words) {
    let (key, value) = (args.str(0), args.str(2).to_vec());
    let mut variables = environment();
    match variables.iter_mut().find(|(known, _)| known == key) {
        Some(variable) => variable.1 = value,
        None => variables.push((key.to_vec(), value)),
    }
}

fn unsetenv(_: &mut NativeCx, args: Words) {
    environment().retain(|(key, _)| key != args.str(0));
}

fn env_count(_: &mut NativeCx, mut args: Words) {
    args.set(0, environment().len() as u64);
}

fn env(cx: &mut NativeCx, mut args: Words) {
    let text =
        environment().get(args.usize(0)).map(|(key, value)| [&key[..], b"=", value].concat());
    args.set_str(0, cx.new_string(&text.unwrap_or_default()));
}

/// `getrusage(who int, out []byte) Errno`: fills out with the fields of `Rusage`.
fn getrusage(_: &mut NativeCx, mut args: Words) {
    let out = args.bytes_mut(1);
    let result = clock::resource_usage(args.int(0) as i32).map(|fields| {
        let bytes = fields.iter().flat_map(|field| field.to_le_bytes());
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    });
    finish(args, result);
}

fn getpid(_: &mut NativeCx, mut args: Words) {
    args.set(0, std::process::id().into());
}

fn getppid(_: &mut NativeCx, mut args: Words) {
    args.set(0, std::os::unix::process::parent_id().into());
}

/// The name of `/proc/thread-self` ends in the thread's number.
fn gettid(_: &mut NativeCx, mut args: Words) {
    let link = fs::read_link("/proc/thread-self").unwrap_or_default();
    let number = link.file_name().and_then(OsStr::to_str).and_then(|name| name.parse().ok());
    args.set(0, number.unwrap_or(0));
}

fn getuid(_: &mut NativeCx, mut args: Words) {
    args.set(0, fs::metadata("/proc/self").map_or(0, |meta| meta.uid().into()));
}

fn random(_: &mut NativeCx, mut args: Words) {
    let mut bytes = [0; 8];
    let _ = File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    args.set(0, u64::from_le_bytes(bytes));
}

/// The system's text for an error number, as Go words it: without capital and number.
fn errno_text(cx: &mut NativeCx, mut args: Words) {
    let text = io::Error::from_raw_os_error(args.int(0) as i32).to_string();
    let mut text = text.split(" (os error").next().unwrap_or_default().as_bytes().to_vec();
    if let [first, second, ..] = &mut text[..]
        && !second.is_ascii_uppercase()
    {
        first.make_ascii_lowercase();
    }
    args.set_str(0, cx.new_string(&text));
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "os.Exit", func: exit },
    NativeDef { name: "os.arg", func: arg },
    NativeDef { name: "os.argCount", func: arg_count },
    NativeDef { name: "os.open", func: os_open },
    NativeDef { name: "syscall.Chdir", func: chdir },
    NativeDef { name: "syscall.Close", func: close },
    NativeDef { name: "syscall.Env", func: env },
    NativeDef { name: "syscall.EnvCount", func: env_count },
    NativeDef { name: "syscall.Fsync", func: fsync },
    NativeDef { name: "syscall.Ftruncate", func: ftruncate },
    NativeDef { name: "syscall.Getenv", func: getenv },
    NativeDef { name: "syscall.Getpid", func: getpid },
    NativeDef { name: "syscall.Getppid", func: getppid },
    NativeDef { name: "syscall.getrusage", func: getrusage },
    NativeDef { name: "syscall.Gettid", func: gettid },
    NativeDef { name: "syscall.Getuid", func: getuid },
    NativeDef { name: "syscall.Getwd", func: getwd },
    NativeDef { name: "syscall.Mkdir", func: mkdir },
    NativeDef { name: "syscall.Open", func: open },
    NativeDef { name: "syscall.Pread", func: pread },
    NativeDef { name: "syscall.Pwrite", func: pwrite },
    NativeDef { name: "syscall.Random", func: random },
    NativeDef { name: "syscall.Read", func: read },
    NativeDef { name: "syscall.ReadDirNames", func: read_dir_names },
    NativeDef { name: "syscall.Rename", func: rename },
    NativeDef { name: "syscall.Rmdir", func: rmdir },
    NativeDef { name: "syscall.Seek", func: seek },
    NativeDef { name: "syscall.Setenv", func: setenv },
    NativeDef { name: "syscall.Unlink", func: unlink },
    NativeDef { name: "syscall.Unsetenv", func: unsetenv },
    NativeDef { name: "syscall.Write", func: write },
    NativeDef { name: "syscall.WriteString", func: write },
    NativeDef { name: "syscall.errnoText", func: errno_text },
    NativeDef { name: "syscall.stat", func: stat },
];
