//! Natives of package compress/flate: streams of miniz_oxide, which Go knows by number.
//!
//! A stream belongs to one reader or writer of the Go part, which frees it, if need be by
//! a finalizer.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use minigo_runtime::native::{NativeCx, NativeDef, Words};
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

enum Stream {
    Inflate(Box<InflateState>),
    Deflate(Box<CompressorOxide>),
}

#[derive(Default)]
struct Streams {
    last: u64,
    by_number: HashMap<u64, Stream>,
}

static STREAMS: LazyLock<Mutex<Streams>> = LazyLock::new(Mutex::default);

fn streams() -> MutexGuard<'static, Streams> {
    STREAMS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn add(stream: Stream) -> u64 {
    let mut streams = streams();
    streams.last += 1;
    let number = streams.last;
    streams.by_number.insert(number, stream);
    number
}

/// Takes a stream while it works, so that others can work meanwhile.
fn take(number: u64) -> Option<Stream> {
    streams().by_number.remove(&number)
}

fn put(number: u64, stream: Stream) {
    streams().by_number.insert(number, stream);
}

// How a step ended, as the Go part knows it.
const GOES_ON: i64 = 0;
const ENDED: i64 = 1;
const CORRUPT: i64 = 2;

/// `newInflater() uint64`
fn new_inflater(_: &mut NativeCx, mut args: Words) {
    args.set(0, add(Stream::Inflate(InflateState::new_boxed(DataFormat::Raw))));
}

/// `newDeflater(level int) uint64`
fn new_deflater(_: &mut NativeCx, mut args: Words) {
    // Negative bits of the window: no header.
    let flags = create_comp_flags_from_zip_params(args.i32(0), -15, 0);
    args.set(0, add(Stream::Deflate(Box::new(CompressorOxide::new(flags)))));
}

/// `free(stream uint64)`
fn free(_: &mut NativeCx, args: Words) {
    drop(take(args.word(0)));
}

/// `step(stream uint64, in, out []byte, flush int) (nin, nout, status int)`
fn step(_: &mut NativeCx, mut args: Words) {
    let number = args.word(0);
    let input = args.bytes(1);
    let output = args.bytes_mut(4);
    let Some(mut stream) = take(number) else { return args.set_int(2, CORRUPT) };
    let result = match &mut stream {
        Stream::Inflate(state) => inflate(state, input, output, MZFlush::None),
        Stream::Deflate(state) => {
            let flush = match args.int(7) {
                0 => MZFlush::None,
                1 => MZFlush::Sync,
                _ => MZFlush::Finish,
            };
            deflate(state, input, output, flush)
        }
    };
    put(number, stream);
    let status = match result.status {
        Ok(MZStatus::StreamEnd) => ENDED,
        // A buffer error says that nothing could be done with what there is.
        Ok(_) | Err(MZError::Buf) => GOES_ON,
        Err(_) => CORRUPT,
    };
    args.set(0, result.bytes_consumed as u64);
    args.set(1, result.bytes_written as u64);
    args.set_int(2, status);
}

/// The natives of package compress/flate.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "compress/flate.free", func: free },
    NativeDef { name: "compress/flate.newDeflater", func: new_deflater },
    NativeDef { name: "compress/flate.newInflater", func: new_inflater },
    NativeDef { name: "compress/flate.step", func: step },
];
