//! Packages by import path: those inside the command, those of the module the program
//! lies in, those of its vendor folder.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use minigo_compiler::constraint::takes_part;
use minigo_compiler::package::{PackageFiles, PackageSource, SourceText};

use crate::embed;

/// Where a program's packages come from.
pub struct Packages {
    module: Option<Module>,
    /// Names of the files read so far that are not the library's.
    own_files: RefCell<Vec<String>>,
}

/// The module around the program: the nearest folder upwards that has a go.mod.
struct Module {
    root: PathBuf,
    /// Its import path.
    path: String,
}

impl Packages {
    /// The packages that a program in this folder may import.
    pub fn around(dir: &Path) -> Packages {
        Packages { module: Module::around(dir), own_files: RefCell::default() }
    }

    /// The files that a command line names: Go files, `-` for standard input, or one
    /// folder, which stands for its package.
    ///
    /// # Errors
    /// A message, if one cannot be read.
    pub fn named(&self, names: &[String]) -> Result<Vec<SourceText>, String> {
        if let [dir] = names
            && Path::new(dir).is_dir()
        {
            let files = self.folder(Path::new(dir)).map_err(|error| failure(dir, &error))?;
            let none = || format!("no Go files in {}", absolute(Path::new(dir)).display());
            return if files.is_empty() { Err(none()) } else { Ok(files) };
        }
        let read = |name: &String| {
            let text = match name.as_str() {
                "-" => io::read_to_string(io::stdin()).map(String::into_bytes),
                _ => fs::read(name),
            };
            let text = text.map_err(|error| failure(name, &error))?;
            self.own_files.borrow_mut().push(name.clone());
            Ok((name.clone(), Cow::Owned(text)))
        };
        names.iter().map(read).collect()
    }

    /// How many files were read from the disk or standard input.
    pub fn count_own(&self) -> usize {
        self.own_files.borrow().len()
    }

    /// Whether a file of this name was read from the disk or standard input.
    pub fn is_own(&self, file: &str) -> bool {
        self.own_files.borrow().iter().any(|own| own == file)
    }

    /// The package in a folder.
    fn folder(&self, dir: &Path) -> io::Result<Vec<SourceText>> {
        let mut paths: Vec<PathBuf> = fs::read_dir(dir)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if !name.ends_with(".go") || !path.is_file() {
                continue;
            }
            let text = fs::read(&path)?;
            if takes_part(name, &text) {
                let shown = shown(&path);
                self.own_files.borrow_mut().push(shown.clone());
                files.push((shown, Cow::Owned(text)));
            }
        }
        Ok(files)
    }
}

impl PackageSource for Packages {
    fn package(&self, path: &str) -> Option<PackageFiles> {
        if let Some(package) = minigo_stdlib::package(path) {
            let file = |file: &minigo_stdlib::File| {
                (format!("{path}/{}", file.name), Cow::Borrowed(file.text.as_bytes()))
            };
            let files = package.files.iter().map(file).collect();
            return Some(PackageFiles {
                files,
                is_library: true,
                outline: Some(package.outline.clone()),
            });
        }
        let module = self.module.as_ref()?;
        let dirs = [module.folder(path), Some(module.root.join("vendor").join(path))];
        let files = dirs.iter().flatten().find_map(|dir| {
            let files = self.folder(dir).ok()?;
            (!files.is_empty()).then_some(files)
        })?;
        Some(PackageFiles { files, is_library: false, outline: None })
    }

    fn embed(&self, file: &str, pattern: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
        let file = absolute(Path::new(file));
        let folder = file.parent().unwrap_or(Path::new("/"));
        let names = embed::matching(folder, pattern)?;
        let read = |name: String| {
            let path = folder.join(&name);
            let data = fs::read(&path).map_err(|error| error.to_string())?;
            self.own_files.borrow_mut().push(path.to_string_lossy().into_owned());
            Ok((name, data))
        };
        names.into_iter().map(read).collect()
    }

    fn why_missing(&self, path: &str) -> String {
        // As for Go, a path whose first element has a dot is not the library's.
        if !path.split('/').next().is_some_and(|first| first.contains('.')) {
            return format!("package {path} is not in std");
        }
        match &self.module {
            Some(module) if module.folder(path).is_some() => {
                format!("no required module provides package {path}; it is not in the main module")
            }
            Some(_) => format!("no required module provides package {path}"),
            None => format!(
                "no required module provides package {path}: go.mod file not found in current \
                 directory or any parent directory"
            ),
        }
    }
}

impl Module {
    fn around(dir: &Path) -> Option<Module> {
        let dir = absolute(dir);
        dir.ancestors().find_map(|root| {
            let text = fs::read_to_string(root.join("go.mod")).ok()?;
            let line = text.lines().find_map(|line| line.trim().strip_prefix("module"))?;
            let path = line.split("//").next()?.trim().trim_matches('"').to_string();
            Some(Module { root: root.to_path_buf(), path })
        })
    }

    /// The folder of a package of the module.
    fn folder(&self, path: &str) -> Option<PathBuf> {
        let rest = path.strip_prefix(&self.path)?;
        match rest.strip_prefix('/') {
            Some(rest) => Some(self.root.join(rest)),
            None => rest.is_empty().then(|| self.root.clone()),
        }
    }
}

/// The path from the root.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A path as messages show it: from the current folder where it lies below.
fn shown(path: &Path) -> String {
    let full = absolute(path);
    let below =
        env::current_dir().ok().and_then(|dir| full.strip_prefix(dir).ok().map(Path::to_path_buf));
    below.unwrap_or(full).to_string_lossy().into_owned()
}

/// A failure to read, without the system's number for it.
fn failure(name: &str, error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    format!("open {name}: {}", text.to_lowercase())
}
