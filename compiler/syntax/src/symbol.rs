//! Interned names.
//!
//! A [`Symbol`] is an identifier (or any short text) of which there is one copy per
//! thread; comparing two is comparing addresses. Names live as long as the process:
//! a compiler meets each name of a program many times and frees none of them before
//! it ends. Symbols stay on the thread that made them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;

use rustc_hash::FxHasher;

/// Names for which there is room at first: a small program with what it uses of the
/// library has fewer.
const START_NAMES: usize = 3500;

type Names = HashSet<&'static str, BuildHasherDefault<FxHasher>>;

thread_local! {
    static NAMES: RefCell<Names> =
        RefCell::new(Names::with_capacity_and_hasher(START_NAMES, BuildHasherDefault::new()));
}

/// An interned name. Equality and hashing are by identity, order is by text.
#[derive(Clone, Copy)]
pub struct Symbol {
    text: &'static str,
    /// Not `Send`: the table is per thread.
    _thread: PhantomData<*const ()>,
}

impl Symbol {
    /// The symbol for `text`.
    pub fn new(text: &str) -> Symbol {
        NAMES.with(|names| {
            let mut names = names.borrow_mut();
            let text = match names.get(text) {
                Some(&known) => known,
                None => {
                    let owned: &'static str = Box::leak(text.into());
                    names.insert(owned);
                    owned
                }
            };
            Symbol { text, _thread: PhantomData }
        })
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
