//! Natives of package time.

use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use minigo_runtime::clock::nanotime;
use minigo_runtime::native::{NativeCx, NativeDef, Words};
use minigo_runtime::object::timer::{TimeWords, TimerObject};

/// Seconds since 1970, nanoseconds of the second; the monotonic clock.
fn read_clocks() -> (u64, u32, i64) {
    // A clock before 1970 shows as 1970.
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (wall.as_secs(), wall.subsec_nanos(), nanotime())
}

/// `now() (sec int64, nsec int32, mono int64)`: wall clock since 1970, monotonic
/// clock since the process began.
fn now(_: &mut NativeCx, mut args: Words) {
    let (seconds, nanos, mono) = read_clocks();
    args.set(0, seconds);
    args.set(1, nanos.into());
    args.set(2, (mono - start_nano()).cast_unsigned());
}

/// The reading of the monotonic clock when it was first asked for; a little earlier, so that no
/// time is 0.
fn start_nano() -> i64 {
    static START: OnceLock<i64> = OnceLock::new();
    *START.get_or_init(|| nanotime() - 1)
}

/// `nanotime() int64`: the monotonic clock that timers go by.
fn monotonic(_: &mut NativeCx, mut args: Words) {
    args.set(0, nanotime().cast_unsigned());
}

/// The fields of `time.Time`; see `Now` in time/time.go.
fn time_words(late_ns: i64, local: u64) -> TimeWords {
    /// Seconds from 1885 to 1970.
    const UNIX_TO_WALL: i64 = (85 * 365 + 20) * 86400;
    const HAS_MONOTONIC: u64 = 1 << 63;
    const NSEC_BITS: u32 = 30;
    let (seconds, nanos, mono) = read_clocks();
    let wall_ns = i128::from(seconds) * 1_000_000_000 + i128::from(nanos) - i128::from(late_ns);
    let seconds = wall_ns.div_euclid(1_000_000_000) as i64 + UNIX_TO_WALL;
    let nanos = wall_ns.rem_euclid(1_000_000_000) as u64;
    let wall = HAS_MONOTONIC | seconds.cast_unsigned() << NSEC_BITS | nanos;
    [wall, (mono - start_nano() - late_ns).cast_unsigned(), local]
}

fn timer(args: &Words) -> TimerObject {
    TimerObject::at(args.addr(0))
}

/// `func startTimer(t *timer, when, period int64)`
fn start_timer(cx: &mut NativeCx, args: Words) {
    timer(&args).start(cx.m(), args.int(1), args.int(2), time_words);
}

/// `func stopTimer(t *timer) bool`
fn stop_timer(cx: &mut NativeCx, mut args: Words) {
    let was_running = timer(&args).stop(cx.m(), None);
    args.set_bool(0, was_running);
}

/// `func resetTimer(t *timer, when, period int64) bool`
fn reset_timer(cx: &mut NativeCx, mut args: Words) {
    let was_running = timer(&args).stop(cx.m(), Some((args.int(1), args.int(2))));
    args.set_bool(0, was_running);
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "time.now", func: now },
    NativeDef { name: "time.nanotime", func: monotonic },
    NativeDef { name: "time.resetTimer", func: reset_timer },
    NativeDef { name: "time.startTimer", func: start_timer },
    NativeDef { name: "time.stopTimer", func: stop_timer },
];
