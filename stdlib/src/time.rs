//! Natives of package time.

use std::time::{SystemTime, UNIX_EPOCH};

use minigo_runtime::clock::nanotime;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// `now() (sec int64, nsec int32, mono int64)`: wall clock since 1970, monotonic
/// clock.
fn now(_: &mut NativeCx, mut args: Words) {
    // A clock before 1970 shows as 1970.
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    args.set(0, wall.as_secs());
    args.set(1, wall.subsec_nanos().into());
    args.set(2, nanotime() as u64);
}

pub const NATIVES: &[NativeDef] = &[NativeDef { name: "time.now", func: now }];
