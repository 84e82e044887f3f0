//! The CPU limit of the process's cgroup.
//!
//! 1. `/proc/self/cgroup` names the group that the CPU controller has the process in: that of a
//!    v1 hierarchy with the controller `cpu`, otherwise that of the v2 hierarchy.
//! 2. `/proc/self/mountinfo` says where that hierarchy is mounted, and which part of it: in a
//!    container often only the process's own group is visible.
//! 3. The group's limit files are opened once and read again from the start whenever the limit
//!    is asked for. Limits of groups above are not looked at, as Go does not.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The limit files of the process's cgroup.
pub struct CpuLimit {
    /// v2: `cpu.max`; v1: `cpu.cfs_quota_us` and `cpu.cfs_period_us`.
    files: Vec<File>,
}

/// The two kinds of hierarchies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Version {
    V1,
    V2,
}

impl CpuLimit {
    /// Opens the limit files of the process's cgroup, if it is in one.
    pub fn open() -> Option<CpuLimit> {
        CpuLimit::open_in(Path::new("/"))
    }

    /// The same with this directory for `/`.
    fn open_in(root: &Path) -> Option<CpuLimit> {
        let groups = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
        let (version, group) = find_group(&groups)?;
        let mounts = fs::read_to_string(root.join("proc/self/mountinfo")).ok()?;
        let folder = find_folder(&mounts, version, &group)?;
        let names: &[&str] = match version {
            Version::V1 => &["cpu.cfs_quota_us", "cpu.cfs_period_us"],
            Version::V2 => &["cpu.max"],
        };
        let folder = root.join(folder.strip_prefix("/").ok()?);
        let files = names.iter().map(|name| File::open(folder.join(name)).ok());
        Some(CpuLimit { files: files.collect::<Option<_>>()? })
    }

    /// CPU seconds per second that the group may use; `None` if there is no limit.
    pub fn read(&self) -> Option<f64> {
        let mut text = String::new();
        for file in &self.files {
            let mut buffer = [0; 64];
            let nbytes = file.read_at(&mut buffer, 0).ok()?;
            text += std::str::from_utf8(&buffer[..nbytes]).ok()?;
        }
        parse_limit(&text)
    }
}

/// `quota period` in microseconds; `max` or a negative quota is no limit.
fn parse_limit(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace();
    let quota: f64 = words.next()?.parse().ok()?;
    let period: f64 = words.next()?.parse().ok()?;
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

/// The group of the CPU controller: of the lines `ID:CONTROLLERS:GROUP`, the one with `cpu`,
/// otherwise v2's, whose ID is 0.
fn find_group(groups: &str) -> Option<(Version, String)> {
    let mut v2 = None;
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':');
        let (id, controllers, group) = (parts.next()?, parts.next()?, parts.next()?);
        if id == "0" {
            v2 = Some((Version::V2, group.to_owned()));
        } else if has_cpu(controllers) {
            return Some((Version::V1, group.to_owned()));
        }
    }
    v2
}

/// The folder of the group: under the first mount of such a hierarchy that shows it. A line is
/// `ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS TAGS… - TYPE SOURCE OPTIONS`.
fn find_folder(mounts: &str, version: Version, group: &str) -> Option<PathBuf> {
    mounts.lines().find_map(|line| {
        let (mount, system) = line.split_once(" - ")?;
        let mut system = system.split(' ');
        let is_right = match (version, system.next()?) {
            (Version::V1, "cgroup") => has_cpu(system.nth(1)?),
            (Version::V2, "cgroup2") => true,
            _ => false,
        };
        if !is_right {
            return None;
        }
        let mut mount = mount.split(' ').skip(3);
        let (root, folder) = (unescape(mount.next()?), unescape(mount.next()?));
        let below = Path::new(group).strip_prefix(&root).ok()?;
        // A group outside of the visible part of the hierarchy.
        (!below.starts_with("..")).then(|| Path::new(&folder).join(below))
    })
}

fn has_cpu(controllers: &str) -> bool {
    controllers.split(',').any(|controller| controller == "cpu")
}

/// Undoes `\ooo`, by which the kernel writes white space and backslashes in paths.
fn unescape(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('\\') {
        out += before;
        let code = after.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => out.push(code.into()),
            None => return path.to_owned(),
        }
        rest = &after[3..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_understood() {
        assert_eq!(parse_limit("250000 100000\n"), Some(2.5));
        assert_eq!(parse_limit("300000\n100000\n"), Some(3.0));
        assert_eq!(parse_limit("max 100000\n"), None);
        assert_eq!(parse_limit("-1\n100000\n"), None);
        assert_eq!(parse_limit(""), None);
    }

    #[test]
    fn the_controller_decides_the_hierarchy() {
        let both = "12:cpuset:/a\n3:cpu,cpuacct:/b:c\n0::/d\n";
        assert_eq!(find_group(both), Some((Version::V1, "/b:c".into())));
        assert_eq!(find_group("0::/d\n"), Some((Version::V2, "/d".into())));
        assert_eq!(find_group("4:cpuacct:/d\n"), None);
    }

    #[test]
    fn mounts_show_parts_of_hierarchies() {
        let folder = |version, group| {
            let mounts = "\
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
33 31 0:30 /docker/x /sys/fs/cgroup/cpu\\040acct rw shared:1 - cgroup cgroup rw,cpu,cpuacct
34 31 0:31 /../.. /unified/out rw - cgroup2 cgroup2 rw
35 31 0:31 / /unified/in rw - cgroup2 cgroup2 rw
";
            find_folder(mounts, version, group).map(|path| path.to_str().unwrap_or("").to_owned())
        };
        assert_eq!(folder(Version::V1, "/docker/x").as_deref(), Some("/sys/fs/cgroup/cpu acct/"));
        assert_eq!(
            folder(Version::V1, "/docker/x/y").as_deref(),
            Some("/sys/fs/cgroup/cpu acct/y")
        );
        assert_eq!(folder(Version::V1, "/docker/xy"), None);
        assert_eq!(folder(Version::V2, "/a/b").as_deref(), Some("/unified/in/a/b"));
        assert_eq!(folder(Version::V2, "/../../c").as_deref(), Some("/unified/out/c"));
        assert_eq!(folder(Version::V2, "/../d"), None);
    }

    #[test]
    fn a_limit_that_changes_is_read_again() {
        let root = std::env::temp_dir().join(format!("minigo-cgroup-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is ours");
            fs::write(path, text).expect("it is ours");
        };
        write("proc/self/cgroup", "0::/a\n");
        write("proc/self/mountinfo", "35 31 0:31 / /cg rw - cgroup2 cgroup2 rw\n");
        assert!(CpuLimit::open_in(&root).is_none());
        write("cg/a/cpu.max", "150000 100000\n");
        let limit = CpuLimit::open_in(&root).expect("the files are there");
        assert_eq!(limit.read(), Some(1.5));
        write("cg/a/cpu.max", "max 100000\n");
        assert_eq!(limit.read(), None);
        fs::remove_dir_all(&root).expect("it is ours");
    }
}
