//! Switches of the runtime, read once from the environment.
//!
//! Two variables hold comma-separated `name=value` pairs with integer values: `GODEBUG`
//! for the names that Go has, `MINIGODEBUG` for ours. Later settings win, `MINIGODEBUG`
//! over `GODEBUG`; unknown names are ignored, as Go does.

use std::sync::OnceLock;

/// A switch.
#[derive(Debug)]
pub struct Switch {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// The switches there are. A new one is a row here and its use.
pub static SWITCHES: &[Switch] = &[
    Switch { name: "chanyield", doc: "1: goroutines yield before every channel operation" },
    Switch { name: "clobberfree", doc: "1: freed memory is overwritten with 0xdeadbeef" },
    Switch { name: "containermaxprocs", doc: "0: GOMAXPROCS does not heed the cgroup's limit" },
    Switch { name: "gccheckmark", doc: "1: marking is verified with the world stopped" },
    Switch { name: "gcpacertrace", doc: "1: how the collector paces itself, per cycle" },
    Switch {
        name: "gcperiod",
        doc: "N: a collection N milliseconds after the last, if not earlier",
    },
    Switch { name: "gcshrinkstackoff", doc: "1: stacks do not shrink" },
    Switch { name: "gcstoptheworld", doc: "1: goroutines stop while marking; 2: and sweeping" },
    Switch { name: "gcstress", doc: "N: a collection at every Nth allocation" },
    Switch { name: "gctrace", doc: "1: a line per collection; 2: more about scanning" },
    Switch { name: "gcverify", doc: "1: as gccheckmark, and no object may refer to a stack" },
    Switch { name: "inittrace", doc: "1: a line per package that was initialised" },
    Switch { name: "preempt", doc: "1: goroutines let others run at every call and back-edge" },
    Switch { name: "randseed", doc: "seed of the random numbers behind map iteration and hashing" },
    Switch { name: "scavtrace", doc: "1: what the scavenger gave back, per cycle" },
    Switch { name: "scheddetail", doc: "1: schedtrace shows each P, M and G" },
    Switch { name: "schedtrace", doc: "N: the scheduler's state every N milliseconds" },
    Switch { name: "slowmark", doc: "N: scanning takes N per cent longer" },
    Switch { name: "smallbarrier", doc: "1: the write barrier's buffer has 9 entries" },
    Switch {
        name: "stackmove",
        doc: "1: stacks move at every call and back-edge, large ones at some",
    },
    Switch { name: "steal", doc: "1: work is stolen before the own queue is looked at" },
    Switch { name: "updatemaxprocs", doc: "0: GOMAXPROCS stays when the limits it heeds change" },
];

/// The value of a switch in the environment; `None` if it is not set.
pub fn get(name: &str) -> Option<u64> {
    debug_assert!(SWITCHES.iter().any(|switch| switch.name == name));
    static SETTINGS: OnceLock<Vec<(String, u64)>> = OnceLock::new();
    let settings = SETTINGS.get_or_init(|| {
        ["GODEBUG", "MINIGODEBUG"]
            .into_iter()
            .filter_map(|variable| std::env::var(variable).ok())
            .flat_map(|text| parse(&text))
            .collect()
    });
    find(settings, name)
}

fn parse(text: &str) -> Vec<(String, u64)> {
    text.split(',')
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().parse().ok()?))
        })
        .collect()
}

fn find(settings: &[(String, u64)], name: &str) -> Option<u64> {
    let set = settings.iter().rev().find(|(set, _)| set == name)?;
    Some(set.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_setting_wins_and_junk_is_ignored() {
        let settings = parse("a=1,b,c=x, a = 3");
        assert_eq!(find(&settings, "a"), Some(3));
        assert_eq!(find(&settings, "c"), None);
    }
}
