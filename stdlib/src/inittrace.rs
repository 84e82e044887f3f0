//! `GODEBUG=inittrace=1`: a line for each package that was initialised, with the time it took and
//! what it allocated.

use std::sync::{LazyLock, Mutex, PoisonError};

use minigo_runtime::clock;
use minigo_runtime::debug;
use minigo_runtime::gc::trace::format_ms;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// A package that is being initialised.
struct Task {
    package: String,
    start_ns: i64,
    /// Objects allocated before, and their bytes.
    allocated: (u64, u64),
}

static IS_ON: LazyLock<bool> = LazyLock::new(|| debug::get("inittrace") == Some(1));
/// The running one.
static TASK: Mutex<Option<Task>> = Mutex::new(None);

/// `func initTask(pkg string)`: what follows initialises the package; it is empty when all are
/// done.
fn init_task(cx: &mut NativeCx, args: Words) {
    if !*IS_ON {
        return;
    }
    let now = clock::nanotime();
    let mcache = cx.mcache();
    // Nobody else allocates as long as packages are initialised, or like Go we count it here.
    mcache.flush();
    let heap = mcache.heap();
    let stats = heap.stats.read();
    let mut task = TASK.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(Task { package, start_ns, allocated }) = task.take() {
        eprintln!(
            "init {package} @{} ms, {} ms clock, {} bytes, {} allocs",
            format_ms(start_ns - heap.gc.start_ns),
            format_ms(now - start_ns),
            stats.total_alloc - allocated.1,
            stats.mallocs - allocated.0,
        );
    }
    if !args.str(0).is_empty() {
        *task = Some(Task {
            package: String::from_utf8_lossy(args.str(0)).into_owned(),
            start_ns: clock::nanotime(),
            allocated: (stats.mallocs, stats.total_alloc),
        });
    }
}

/// The native of package runtime.
pub const NATIVES: &[NativeDef] = &[NativeDef { name: "runtime.initTask", func: init_task }];
