//! Natives of package internal/bytealg. A `[]byte` and a string look the same to most of
//! them, up to where the next argument stands: 3 or 2 words.

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// Index of the first `needle`, found by its first byte and a comparison; for long
/// haystacks in which that goes wrong often, by the two-way algorithm of `str::find`'s
/// kind would be better, but no program has needed it.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&first, rest)) = needle.split_first() else { return Some(0) };
    let last = haystack.len().checked_sub(needle.len())?;
    let mut start = 0;
    while start <= last {
        start += find_byte(&haystack[start..=last], first)?;
        if &haystack[start + 1..start + needle.len()] == rest {
            return Some(start);
        }
        start += 1;
    }
    None
}

fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let last = haystack.len().checked_sub(needle.len())?;
    (0..=last).rev().find(|&start| haystack[start..].starts_with(needle))
}

/// Index of the first `byte`, eight bytes at a time.
fn find_byte(bytes: &[u8], byte: u8) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let pattern = LOW * u64::from(byte);
    let (chunks, tail) = bytes.as_chunks::<8>();
    for (i, chunk) in chunks.iter().enumerate() {
        let x = u64::from_le_bytes(*chunk) ^ pattern;
        let zeros = x.wrapping_sub(LOW) & !x & HIGH;
        if zeros != 0 {
            return Some(i * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    let position = tail.iter().position(|&b| b == byte)?;
    Some(chunks.len() * 8 + position)
}

fn set_index(args: &mut Words, index: Option<usize>) {
    args.set_int(0, index.map_or(-1, |i| i as i64));
}

fn index_byte<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let index = find_byte(args.str(0), args.u8(WORDS));
    set_index(&mut args, index);
}

fn last_index_byte<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let byte = args.u8(WORDS);
    let index = args.str(0).iter().rposition(|&b| b == byte);
    set_index(&mut args, index);
}

fn index<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let index = find(args.str(0), args.str(WORDS));
    set_index(&mut args, index);
}

fn last_index<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let index = find_last(args.str(0), args.str(WORDS));
    set_index(&mut args, index);
}

fn count<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let byte = args.u8(WORDS);
    let count = args.str(0).iter().filter(|&&b| b == byte).count();
    args.set(0, count as u64);
}

fn compare<const WORDS: usize>(_: &mut NativeCx, mut args: Words) {
    let order = args.str(0).cmp(args.str(WORDS));
    args.set_int(0, order as i64);
}

fn equal(_: &mut NativeCx, mut args: Words) {
    let equal = args.bytes(0) == args.bytes(3);
    args.set_bool(0, equal);
}

fn equal_fold(_: &mut NativeCx, mut args: Words) {
    let (s, t) = (args.str(0), args.str(2));
    let ascii = s.is_ascii() && t.is_ascii();
    let equal = ascii && s.eq_ignore_ascii_case(t);
    args.set_bool(0, equal);
    args.set_bool(1, ascii);
}

fn is_ascii(_: &mut NativeCx, mut args: Words) {
    let ascii = args.str(0).is_ascii();
    args.set_bool(0, ascii);
}

fn to_lower(_: &mut NativeCx, mut args: Words) {
    for (to, from) in args.bytes_mut(0).iter_mut().zip(args.str(3)) {
        *to = from.to_ascii_lowercase();
    }
}

fn to_upper(_: &mut NativeCx, mut args: Words) {
    for (to, from) in args.bytes_mut(0).iter_mut().zip(args.str(3)) {
        *to = from.to_ascii_uppercase();
    }
}

fn repeat(_: &mut NativeCx, mut args: Words) {
    let source = args.str(3);
    if source.is_empty() {
        return;
    }
    for to in args.bytes_mut(0).chunks_mut(source.len()) {
        to.copy_from_slice(&source[..to.len()]);
    }
}

/// The natives of package internal/bytealg.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "internal/bytealg.IndexByte", func: index_byte::<3> },
    NativeDef { name: "internal/bytealg.IndexByteString", func: index_byte::<2> },
    NativeDef { name: "internal/bytealg.LastIndexByte", func: last_index_byte::<3> },
    NativeDef { name: "internal/bytealg.LastIndexByteString", func: last_index_byte::<2> },
    NativeDef { name: "internal/bytealg.Index", func: index::<3> },
    NativeDef { name: "internal/bytealg.IndexString", func: index::<2> },
    NativeDef { name: "internal/bytealg.LastIndex", func: last_index::<3> },
    NativeDef { name: "internal/bytealg.LastIndexString", func: last_index::<2> },
    NativeDef { name: "internal/bytealg.Count", func: count::<3> },
    NativeDef { name: "internal/bytealg.CountString", func: count::<2> },
    NativeDef { name: "internal/bytealg.Compare", func: compare::<3> },
    NativeDef { name: "internal/bytealg.CompareString", func: compare::<2> },
    NativeDef { name: "internal/bytealg.Equal", func: equal },
    NativeDef { name: "internal/bytealg.EqualFold", func: equal_fold },
    NativeDef { name: "internal/bytealg.IsASCII", func: is_ascii },
    NativeDef { name: "internal/bytealg.ToLower", func: to_lower },
    NativeDef { name: "internal/bytealg.ToUpper", func: to_upper },
    NativeDef { name: "internal/bytealg.Repeat", func: repeat },
];
