//! Source files and positions.
//!
//! A [`Pos`] is one `u32` that names a byte of one file of the compilation: each
//! file occupies the half-open range `base..base + len + 1` of a single position
//! space, so a position alone tells file, line and column. `Pos(0)` is "no
//! position". The [`SourceMap`] owns the texts and does the look-ups; it is the
//! counterpart of Go's `token.FileSet`.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::fmt;

/// A byte position in the [`SourceMap`]'s position space; 0 means unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pos(pub u32);

impl Pos {
    /// The unknown position.
    pub const NONE: Pos = Pos(0);

    /// Whether the position names a byte of a file.
    pub fn is_known(self) -> bool {
        self.0 != 0
    }
}

impl fmt::Debug for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

/// A half-open range of positions of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub lo: Pos,
    /// One past the last byte.
    pub hi: Pos,
}

impl Span {
    /// The span `lo..hi`.
    pub fn new(lo: Pos, hi: Pos) -> Span {
        Span { lo, hi }
    }

    /// The empty span at `pos`.
    pub fn at(pos: Pos) -> Span {
        Span { lo: pos, hi: pos }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}..{}", self.lo.0, self.hi.0)
    }
}

/// Index of a file in the [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// One source file.
#[derive(Debug)]
pub struct SourceFile {
    /// Its index in the map.
    pub id: FileId,
    /// The name as diagnostics print it.
    pub name: String,
    /// The text, as read; that of a library file lies in the program's image.
    pub text: Cow<'static, str>,
    /// Position of the first byte.
    pub base: Pos,
    /// Byte offsets of what was not UTF-8 in the file; `text` has a NUL there.
    pub invalid_bytes: Vec<u32>,
    /// See [`SourceFile::line_starts`]; found when first asked for, as most files of the
    /// library never are.
    line_starts: OnceCell<Vec<u32>>,
    /// Index of the line last asked for: the next question is mostly about the same.
    last_line: Cell<usize>,
    /// Where `//line` directives set new positions; the lexer finds them.
    line_bases: OnceCell<Vec<LineBase>>,
}

/// What a `//line` or `/*line*/` directive says of the text behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineBase {
    /// The first byte it is about.
    pub offset: u32,
    /// The name of the file that the text is said to come from.
    pub file: String,
    /// The 1-based line of the first byte.
    pub line: u32,
    /// Its 1-based column, or 0: columns are not known.
    pub column: u32,
}

impl SourceFile {
    fn new(id: FileId, name: String, text: Cow<'static, str>, base: Pos) -> SourceFile {
        SourceFile {
            id,
            name,
            text,
            base,
            invalid_bytes: Vec::new(),
            line_starts: OnceCell::new(),
            last_line: Cell::new(0),
            line_bases: OnceCell::new(),
        }
    }

    /// The same file, for another thread to parse parts of it; `None` if its text is not in
    /// the program's image.
    pub fn share(&self) -> Option<SourceFile> {
        match self.text {
            Cow::Borrowed(text) => {
                Some(SourceFile::new(self.id, self.name.clone(), text.into(), self.base))
            }
            Cow::Owned(_) => None,
        }
    }

    /// Byte offsets at which lines start; `[0]` is 0.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let mut starts = Vec::with_capacity(self.text.len() / 24 + 1);
            starts.push(0);
            push_line_starts(self.text.as_bytes(), &mut starts);
            starts
        })
    }

    /// 1-based line and 1-based column in bytes of an offset in the text.
    pub fn line_and_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let last = self.last_line.get();
        let holds = |index: usize| {
            starts[index] <= offset && starts.get(index + 1).is_none_or(|&next| offset < next)
        };
        let index = match holds(last) {
            true => last,
            false => starts.partition_point(|&start| start <= offset) - 1,
        };
        self.last_line.set(index);
        (index as u32 + 1, offset - starts[index] + 1)
    }

    /// Sets what the line directives of the text say, in its order. Only the first call counts.
    pub fn set_line_bases(&self, bases: Vec<LineBase>) {
        // Who parses a text twice finds the same.
        let _ = self.line_bases.set(bases);
    }

    /// File, line and column of an offset in the text, as line directives say.
    pub fn place(&self, offset: u32) -> Location<'_> {
        let (line, column) = self.line_and_column(offset);
        let bases = self.line_bases.get().map_or(&[][..], Vec::as_slice);
        let after = bases.partition_point(|base| base.offset <= offset);
        let Some(base) = after.checked_sub(1).map(|index| &bases[index]) else {
            return Location { file: &self.name, line, column };
        };
        let (base_line, base_column) = self.line_and_column(base.offset);
        let column = match base.column {
            0 => 0,
            first if line == base_line => first + (column - base_column),
            _ => column,
        };
        Location { file: &base.file, line: base.line + (line - base_line), column }
    }
}

/// Adds the offsets behind all line ends. Eight bytes at a time: the files of the library
/// have few lines in which something is, but they are all looked through.
fn push_line_starts(text: &[u8], starts: &mut Vec<u32>) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = text.as_chunks::<8>();
    let mut at = 0;
    for word in words {
        // Bytes that are line ends become 0, and a subtraction borrows only from those: if
        // a high bit is set that was not before, there is one.
        let zeros = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'\n'));
        if zeros.wrapping_sub(ONES) & !zeros & (ONES << 7) != 0 {
            for (i, byte) in word.iter().enumerate() {
                if *byte == b'\n' {
                    starts.push(at + i as u32 + 1);
                }
            }
        }
        at += 8;
    }
    for &byte in rest {
        at += 1;
        if byte == b'\n' {
            starts.push(at);
        }
    }
}

/// A position told for people: 1-based line and 1-based byte column, as Go counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// File name.
    pub file: &'a str,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in bytes, or 0: it is not known.
    pub column: u32,
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column != 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// All files of a compilation.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file and gives its id; its positions follow those of the file before.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Cow<'static, str>>) -> FileId {
        let text = text.into();
        let base = match self.files.last() {
            Some(file) => Pos(file.base.0 + file.text.len() as u32 + 1),
            None => Pos(1),
        };
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile::new(id, name.into(), text, base));
        id
    }

    /// Like [`SourceMap::add`] for bytes that may not be UTF-8, which the lexer reports.
    pub fn add_bytes(
        &mut self,
        name: impl Into<String>,
        bytes: impl Into<Cow<'static, [u8]>>,
    ) -> FileId {
        let bytes = match bytes.into() {
            Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => return self.add(name, text),
                Err(_) => bytes.to_vec(),
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return self.add(name, text),
                Err(error) => error.into_bytes(),
            },
        };
        let mut text = String::with_capacity(bytes.len());
        let mut invalid = Vec::new();
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for _ in chunk.invalid() {
                invalid.push(text.len() as u32);
                text.push('\0');
            }
        }
        let id = self.add(name, text);
        self.files[id.0 as usize].invalid_bytes = invalid;
        id
    }

    /// The file with the given id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The file that holds `pos`, or `None` for [`Pos::NONE`].
    pub fn file_of(&self, pos: Pos) -> Option<FileId> {
        if !pos.is_known() {
            return None;
        }
        let after = self.files.partition_point(|file| file.base <= pos);
        after.checked_sub(1).map(|index| FileId(index as u32))
    }

    /// File, line and column of `pos`.
    pub fn locate(&self, pos: Pos) -> Option<Location<'_>> {
        let file = self.file(self.file_of(pos)?);
        let offset = (pos.0 - file.base.0).min(file.text.len() as u32);
        Some(file.place(offset))
    }
}
