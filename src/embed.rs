//! The files that a pattern of `//go:embed` names.
//!
//! A pattern matches as `path.Match` does, element by element. What it matches must lie in
//! the package's folder and module, and be a regular file, or a folder: that stands for all
//! files below it but those whose names begin with `.` or `_` (they count with `all:`).

use std::fs;
use std::path::Path;

/// The matching files, as paths from the folder, sorted.
///
/// # Errors
/// Why there are none, in Go's words.
pub fn matching(folder: &Path, pattern: &str) -> Result<Vec<String>, String> {
    let glob = pattern.strip_prefix("all:").unwrap_or(pattern);
    let elements: Vec<&str> = glob.split('/').collect();
    if !elements.iter().all(|element| is_valid(element)) {
        return Err("invalid pattern syntax".to_string());
    }
    let mut found = vec![String::new()];
    for element in &elements {
        found = found.iter().flat_map(|above| below(folder, above, element)).collect();
    }
    let mut files = Vec::new();
    for name in found {
        add(folder, &name, glob != pattern, &mut files)?;
    }
    files.sort();
    files.dedup();
    if files.is_empty() { Err("no matching files found".to_string()) } else { Ok(files) }
}

/// Whether an element of a pattern is one: neither empty, `.` nor `..`, its brackets closed.
fn is_valid(element: &str) -> bool {
    !matches!(element, "" | "." | "..") && matches(element, "").is_some()
}

/// The entries of `above` that match an element.
fn below(folder: &Path, above: &str, element: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.join(above)) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let matching = names.filter(|name| matches(element, name) == Some(true));
    let mut found: Vec<String> = matching.map(|name| join(above, &name)).collect();
    found.sort();
    found
}

fn join(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_string() } else { format!("{above}/{name}") }
}

/// Names that no module may hold.
fn is_bad(name: &str) -> bool {
    let is_allowed = |c: char| c.is_alphanumeric() || " !#$%&()+,-.=@[]^_{}~".contains(c);
    matches!(name, "" | ".bzr" | ".hg" | ".git" | ".svn")
        || name.ends_with('.')
        || !name.chars().all(is_allowed)
}

/// Adds what a match stands for.
fn add(folder: &Path, name: &str, all: bool, files: &mut Vec<String>) -> Result<(), String> {
    let path = folder.join(name);
    let kind = fs::symlink_metadata(&path).map_err(|error| error.to_string())?;
    let what = if kind.is_dir() { "directory" } else { "file" };
    let refuse = |why: String| Err(format!("cannot embed {what} {name}: {why}"));
    let ends = name.match_indices('/').map(|(at, _)| at).chain([name.len()]);
    for end in ends.collect::<Vec<_>>().into_iter().rev() {
        let part = &name[..end];
        let last = part.rsplit('/').next().unwrap_or(part);
        if folder.join(part).join("go.mod").exists() {
            return refuse("in different module".to_string());
        }
        if end < name.len() && !fs::symlink_metadata(folder.join(part)).is_ok_and(|m| m.is_dir()) {
            return refuse(format!("in non-directory {part}"));
        }
        if is_bad(last) {
            let place = if end == name.len() { "invalid name" } else { "in invalid directory" };
            return refuse(format!("{place} {last}"));
        }
    }
    if kind.is_file() {
        files.push(name.to_string());
        return Ok(());
    }
    if !kind.is_dir() {
        return Err(format!("cannot embed irregular file {name}"));
    }
    let before = files.len();
    add_folder(folder, name, all, files)?;
    if files.len() == before {
        return refuse("contains no embeddable files".to_string());
    }
    Ok(())
}

/// Adds what lies below a folder.
fn add_folder(
    folder: &Path,
    above: &str,
    all: bool,
    files: &mut Vec<String>,
) -> Result<(), String> {
    for name in below(folder, above, "*") {
        let last = name.rsplit('/').next().unwrap_or(&name);
        let is_hidden = last.starts_with(['.', '_']);
        let path = folder.join(&name);
        let Ok(kind) = fs::symlink_metadata(&path) else { continue };
        if is_bad(last) || is_hidden && !all {
            if !kind.is_dir() && !is_hidden {
                return Err(format!("cannot embed file {name}: invalid name {last}"));
            }
        } else if kind.is_dir() {
            if !path.join("go.mod").exists() {
                add_folder(folder, &name, all, files)?;
            }
        } else if kind.is_file() {
            files.push(name);
        }
    }
    Ok(())
}

/// Whether an element of a pattern matches a name; `None` if it is malformed.
fn matches(pattern: &str, name: &str) -> Option<bool> {
    let mut rest = pattern.chars();
    match rest.next() {
        None => Some(name.is_empty()),
        Some('*') => {
            let rest = rest.as_str();
            let mut found = false;
            for (at, _) in name.char_indices().chain([(name.len(), ' ')]) {
                found |= matches(rest, &name[at..])?;
            }
            Some(found)
        }
        Some('[') => {
            let (set, after) = class(rest.as_str())?;
            step(name, after, set)
        }
        Some('?') => step(name, rest.as_str(), |_| true),
        Some('\\') => {
            let wanted = rest.next()?;
            step(name, rest.as_str(), |c| c == wanted)
        }
        Some(wanted) => step(name, rest.as_str(), |c| c == wanted),
    }
}

/// Matches one character, then the rest of the pattern.
fn step(name: &str, rest: &str, is_wanted: impl Fn(char) -> bool) -> Option<bool> {
    let mut chars = name.chars();
    let fits = chars.next().is_some_and(is_wanted);
    // Malformed patterns are so for every name.
    let follows = matches(rest, if fits { chars.as_str() } else { "" })?;
    Some(fits && follows)
}

/// A class behind its bracket, and what follows it.
fn class(text: &str) -> Option<(impl Fn(char) -> bool, &str)> {
    let (is_negated, mut rest) = match text.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut ranges: Vec<(char, char)> = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(']')
            && !ranges.is_empty()
        {
            let has = move |c| ranges.iter().any(|&(low, high)| (low..=high).contains(&c));
            return Some((move |c| has(c) != is_negated, after));
        }
        let (low, after) = class_char(rest)?;
        let (high, after) = match after.strip_prefix('-') {
            Some(after) => class_char(after)?,
            None => (low, after),
        };
        ranges.push((low, high));
        rest = after;
    }
}

/// A character of a class, and what follows it.
fn class_char(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let c = match chars.next()? {
        '-' | ']' => return None,
        '\\' => chars.next()?,
        c => c,
    };
    // The class must go on.
    (!chars.as_str().is_empty()).then_some((c, chars.as_str()))
}
