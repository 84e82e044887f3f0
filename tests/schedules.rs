//! Programs do the same however their goroutines are scheduled: on one P and on many, with
//! what is rare made constant by the switches of `MINIGODEBUG`.

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::{Streams, command, expect_status, expect_text, expected, finish, run_all, testdata};

/// Folders of programs that print the same whatever the runtime does.
const FOLDERS: &[&str] = &["run", "sched"];

/// Variables of the environment.
type Setting = &'static [(&'static str, &'static str)];

const SETTINGS: &[Setting] = &[
    &[("GOMAXPROCS", "1"), ("MINIGODEBUG", "preempt=1")],
    &[("GOMAXPROCS", "8"), ("MINIGODEBUG", "preempt=1,chanyield=1,steal=1")],
    &[
        ("GOMAXPROCS", "2"),
        ("MINIGODEBUG", "stackmove=1,gcstress=20"),
        ("GODEBUG", "clobberfree=1"),
    ],
    &[("GOMAXPROCS", "1"), ("MINIGODEBUG", "gcstress=50"), ("GODEBUG", "gcstoptheworld=1")],
    // A cycle is due before main has begun.
    &[("GOMAXPROCS", "2"), ("MINIGODEBUG", "gcstress=3")],
    &[("GOMAXPROCS", "8"), ("MINIGODEBUG", "gcstress=10,smallbarrier=1,steal=1")],
    &[
        ("GOMAXPROCS", "2"),
        ("MINIGODEBUG", "gcstress=10,gcverify=1"),
        ("GODEBUG", "gccheckmark=1,clobberfree=1"),
    ],
];

fn programs() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        let entries = fs::read_dir(testdata().join(folder)).expect("the folder is in the tree");
        let paths = entries.flatten().map(|entry| entry.path());
        files.extend(paths.filter(|path| path.extension().is_some_and(|ext| ext == "go")));
    }
    let is_run = |path: &PathBuf| {
        fs::read_to_string(path).is_ok_and(|text| text.lines().next() == Some("// run"))
    };
    files.retain(is_run);
    files.sort();
    files
}

fn check(path: &Path, setting: Setting) -> Result<(), String> {
    let mut command = command(&["run", path.to_str().ok_or("file name is not UTF-8")?]);
    command.envs(setting.iter().copied());
    let output = finish(command, Streams::Apart)?;
    expect_status(&output, 0)?;
    expect_text("standard output", &output.stdout, &expected(path, "out"))?;
    expect_text("standard error", &output.stderr, &expected(path, "err"))
}

#[test]
fn schedules_make_no_difference() {
    let files = programs();
    let runs: Vec<(&Path, Setting)> = SETTINGS
        .iter()
        .flat_map(|&setting| files.iter().map(move |path| (path.as_path(), setting)))
        .collect();
    let name = |(path, setting): &(&Path, Setting)| format!("{} {setting:?}", path.display());
    run_all(&runs, name, |(path, setting)| check(path, setting));
}
