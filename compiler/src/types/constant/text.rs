//! Strings that are put together lazily.
//!
//! Generated programs build tables by `"…" + "…" + …` with thousands of operands, and
//! the value of each partial expression is kept. A [`Text`] remembers its two parts and
//! becomes a sequence of bytes only when someone looks. Chains may be long, so nothing
//! here recurses along them, dropping included.

use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A string constant's bytes. Cheap to clone.
#[derive(Clone)]
pub struct Text(Rc<Repr>);

struct Repr {
    /// In bytes.
    len: u64,
    /// The bytes, once known; then `parts` is empty.
    flat: OnceCell<Box<[u8]>>,
    parts: RefCell<Option<(Text, Text)>>,
}

impl Text {
    /// The text of the given bytes.
    pub fn new(bytes: &[u8]) -> Text {
        let flat = OnceCell::new();
        let _ = flat.set(bytes.into());
        Text(Rc::new(Repr { len: bytes.len() as u64, flat, parts: RefCell::new(None) }))
    }

    /// Bytes.
    #[expect(clippy::len_without_is_empty, reason = "a length in u64, not a collection")]
    pub fn len(&self) -> u64 {
        self.0.len
    }

    /// `self` followed by `other`.
    pub fn concat(&self, other: &Text) -> Text {
        if self.len() == 0 {
            return other.clone();
        }
        if other.len() == 0 {
            return self.clone();
        }
        Text(Rc::new(Repr {
            len: self.len().saturating_add(other.len()),
            flat: OnceCell::new(),
            parts: RefCell::new(Some((self.clone(), other.clone()))),
        }))
    }

    /// The bytes; none if they are more than [`MAX_STRING_LEN`](super::MAX_STRING_LEN),
    /// which the checker reports.
    pub fn bytes(&self) -> &[u8] {
        if self.len() > super::MAX_STRING_LEN {
            return &[];
        }
        let bytes = self.0.flat.get_or_init(|| {
            let mut out = Vec::with_capacity(self.len() as usize);
            let mut rest = vec![self.clone()];
            while let Some(text) = rest.pop() {
                if let Some(flat) = text.0.flat.get() {
                    out.extend_from_slice(flat);
                } else if let Some((left, right)) = &*text.0.parts.borrow() {
                    rest.push(right.clone());
                    rest.push(left.clone());
                }
            }
            out.into()
        });
        let parts = self.0.parts.take();
        drop(parts);
        bytes
    }
}

impl Drop for Repr {
    fn drop(&mut self) {
        let mut rest: Vec<Text> = Vec::new();
        let take = |repr: &Repr, rest: &mut Vec<Text>| {
            if let Some((left, right)) = repr.parts.take() {
                rest.push(left);
                rest.push(right);
            }
        };
        take(self, &mut rest);
        while let Some(text) = rest.pop() {
            // Only the last owner takes it apart; then dropping it does not recurse.
            if Rc::strong_count(&text.0) == 1 {
                take(&text.0, &mut rest);
            }
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.len() == other.len() && self.bytes() == other.bytes()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::format::quote_short(self.bytes()))
    }
}
