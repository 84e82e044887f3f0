//! Natives of package time.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// `now() (sec int64, nsec int32, mono int64)`: wall clock since 1970, monotonic clock
/// since the first call.
fn now(_: &mut NativeCx, mut args: Words) {
    static START: OnceLock<Instant> = OnceLock::new();
    let mono = START.get_or_init(Instant::now).elapsed();
    // A clock before 1970 shows as 1970.
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    args.set(0, wall.as_secs());
    args.set(1, wall.subsec_nanos().into());
    args.set(2, mono.as_nanos() as u64);
}

/// `Sleep(d Duration)`
fn sleep(_: &mut NativeCx, args: Words) {
    if let Ok(nanos) = u64::try_from(args.int(0)) {
        std::thread::sleep(Duration::from_nanos(nanos));
    }
}

pub const NATIVES: &[NativeDef] =
    &[NativeDef { name: "time.Sleep", func: sleep }, NativeDef { name: "time.now", func: now }];
