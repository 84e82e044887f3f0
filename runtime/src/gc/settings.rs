//! What the environment says about collection: GOGC, GOMEMLIMIT and the switches of GODEBUG.

use std::env;

use crate::debug;
use crate::throw;

/// GOGC as it is when nothing is said.
const DEFAULT_PERCENT: i32 = 100;
/// A cycle is due when the last one ended so long ago.
const FORCE_PERIOD_NS: i64 = 120_000_000_000;

/// Switches that change how the collector works or what it reports.
#[derive(Clone, Copy, Debug)]
pub struct Switches {
    /// `gctrace`: 1, a line per cycle; 2, more about scanning.
    pub trace: u64,
    /// `gcpacertrace=1`: lines of the pacer.
    pub trace_pacer: bool,
    /// `scavtrace=1`: a line of the scavenger per cycle.
    pub trace_scavenger: bool,
    /// `gcstoptheworld`: 1, goroutines do not run while marking; 2, nor while sweeping.
    pub stop_the_world: u64,
    /// `gccheckmark=1`: marking is verified while the world is stopped.
    pub check_mark: bool,
    /// `gcshrinkstackoff=1`: stacks do not shrink.
    pub keep_stacks: bool,
    /// `MINIGODEBUG=gcstress=N`: a collection at every Nth allocation.
    pub stress: u64,
    /// `MINIGODEBUG=slowmark=N`: scanning takes N per cent longer.
    pub slow_mark: u64,
    /// `MINIGODEBUG=gcperiod=N`: a cycle is due when the last one ended so long ago; two
    /// minutes if it does not say.
    pub period_ns: i64,
    /// `MINIGODEBUG=gcverify=1`: as `check_mark`, and no object may refer to a stack.
    pub verify: bool,
}

impl Switches {
    /// As the environment has them.
    pub fn from_environment() -> Switches {
        let get = |name| debug::get(name).unwrap_or(0);
        Switches {
            trace: get("gctrace"),
            trace_pacer: get("gcpacertrace") > 0,
            trace_scavenger: get("scavtrace") > 0,
            stop_the_world: get("gcstoptheworld"),
            check_mark: get("gccheckmark") > 0,
            keep_stacks: get("gcshrinkstackoff") > 0,
            stress: get("gcstress"),
            slow_mark: get("slowmark"),
            period_ns: debug::get("gcperiod").map_or(FORCE_PERIOD_NS, |ms| 1_000_000 * ms as i64),
            verify: get("gcverify") > 0,
        }
    }
}

/// GOGC: -1 for off.
pub fn percent() -> i32 {
    parse_percent(&env::var("GOGC").unwrap_or_default())
}

/// GOMEMLIMIT in bytes. A malformed one ends the process.
pub fn memory_limit() -> i64 {
    let text = env::var("GOMEMLIMIT").unwrap_or_default();
    parse_limit(&text).unwrap_or_else(|| {
        eprintln!("GOMEMLIMIT={text}");
        throw::fatal("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
    })
}

fn parse_percent(text: &str) -> i32 {
    match text {
        "off" => -1,
        _ => text.parse().unwrap_or(DEFAULT_PERCENT),
    }
}

/// Bytes, with an optional suffix.
fn parse_limit(text: &str) -> Option<i64> {
    if text.is_empty() || text == "off" {
        return Some(i64::MAX);
    }
    let suffixes = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0)];
    let (digits, shift) = suffixes
        .iter()
        .find_map(|&(suffix, shift)| Some((text.strip_suffix(suffix)?, shift)))
        .unwrap_or((text, 0));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let limit: i64 = digits.parse().ok()?;
    limit.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_gos_syntax() {
        assert_eq!([parse_percent(""), parse_percent("off"), parse_percent("50")], [100, -1, 50]);
        assert_eq!([parse_percent("x"), parse_percent("-5")], [100, -5]);
        let cases = [
            ("", Some(i64::MAX)),
            ("off", Some(i64::MAX)),
            ("0", Some(0)),
            ("17", Some(17)),
            ("17B", Some(17)),
            ("2KiB", Some(2048)),
            ("3MiB", Some(3 << 20)),
            ("1GiB", Some(1 << 30)),
            ("1TiB", Some(1 << 40)),
            ("8388608TiB", None),
            ("-1", None),
            ("1MB", None),
            ("KiB", None),
            ("1 KiB", None),
        ];
        for (text, limit) in cases {
            assert_eq!(parse_limit(text), limit, "{text}");
        }
    }
}
