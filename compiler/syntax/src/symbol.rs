//! Interned names.
//!
//! A [`Symbol`] is an identifier (or any short text) of which there is one copy per
//! [`Names`]; comparing two is comparing addresses. Names live as long as the process:
//! a compiler meets each name of a program many times and frees none of them before
//! it ends. Each thread has a table of its own until it [enters](Names::enter) another's;
//! symbols of different tables differ even if their texts do not.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHasher;

/// Places of a table's first part: a small program with what it uses of the library has
/// half as many names. Each further part has twice as many as the one before.
const START_PLACES: usize = 1 << 11;
/// Parts of a table: enough for all names that fit into memory.
const NPARTS: usize = 24;
/// How many places of a part a name can be in.
const NTRIES: usize = 16;

/// A place of a table, for one name.
type Place = OnceLock<&'static str>;

/// A table of names. Threads can share it: it only grows, and a place that has its name
/// keeps it.
#[derive(Debug)]
struct Table {
    parts: [OnceLock<Box<[Place]>>; NPARTS],
}

impl Table {
    fn new() -> Table {
        Table { parts: [const { OnceLock::new() }; NPARTS] }
    }

    /// The copy of a text that the table has, or has now.
    fn intern(&self, text: &str) -> &'static str {
        let mut hasher = FxHasher::default();
        text.hash(&mut hasher);
        let hash = hasher.finish() as usize;
        let mut owned: Option<&'static str> = None;
        for (index, part) in self.parts.iter().enumerate() {
            let places = part.get_or_init(|| {
                std::iter::repeat_with(OnceLock::new).take(START_PLACES << index).collect()
            });
            for step in 0..NTRIES {
                // A name comes to the first place that is free, so behind such a place
                // there is none.
                let place = &places[(hash + step) & (places.len() - 1)];
                let found =
                    place.get_or_init(|| owned.get_or_insert_with(|| Box::leak(Box::from(text))));
                if **found == *text {
                    return found;
                }
            }
        }
        panic!("too many names");
    }
}

thread_local! {
    static NAMES: RefCell<Option<Names>> = const { RefCell::new(None) };
}

/// The names that a thread knows.
#[derive(Clone, Debug)]
pub struct Names(Arc<Table>);

impl Names {
    /// The names of this thread.
    pub fn of_this_thread() -> Names {
        with_names(Names::clone)
    }

    /// Makes these the names of this thread until `work` is done.
    pub fn enter(self, work: impl FnOnce()) {
        let before = NAMES.replace(Some(self));
        work();
        NAMES.set(before);
    }
}

fn with_names<R>(work: impl FnOnce(&Names) -> R) -> R {
    NAMES.with(|names| {
        if let Some(names) = &*names.borrow() {
            return work(names);
        }
        work(names.borrow_mut().insert(Names(Arc::new(Table::new()))))
    })
}

/// An interned name. Equality and hashing are by identity, order is by text.
#[derive(Clone, Copy)]
pub struct Symbol {
    text: &'static str,
}

impl Symbol {
    /// The symbol for `text`.
    pub fn new(text: &str) -> Symbol {
        with_names(|names| Symbol { text: names.0.intern(text) })
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        self.text
    }

    /// Whether this is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        self.text == "_"
    }

    /// Whether the name is exported: it starts with an upper-case letter (Unicode class Lu).
    pub fn is_exported(self) -> bool {
        match self.text.as_bytes().first() {
            Some(first) if first.is_ascii() => first.is_ascii_uppercase(),
            _ => self.text.chars().next().is_some_and(char::is_uppercase),
        }
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Symbol) -> bool {
        // Of two names one can only be at the address of the other if it is the same.
        std::ptr::eq(self.text.as_ptr(), other.text.as_ptr())
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.text.as_ptr() as usize);
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Symbol) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Symbol) -> std::cmp::Ordering {
        self.text.cmp(other.text)
    }
}

impl Deref for Symbol {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}
