//! Strings: concatenation, conversions, comparison, iteration.
//!
//! A string is a pointer and a length; its bytes never change once anybody knows it, so
//! substrings share memory and nothing here has to copy what it can point to. Bytes need
//! not be UTF-8. Where Go code looks at runes, every byte that does not begin a valid
//! encoding (shortest form, no surrogates, at most U+10FFFF) counts as one U+FFFD of
//! length 1; Rust's lossy decoding is different (it takes maximal invalid prefixes), so
//! decoding is written out here.
//!
//! Conversions allocate what Go's do: `[]byte(s)` and `[]rune(s)` fill their slot, so that
//! the capacity shows the size class; "" and strings of one byte need no memory.

use crate::addr::Addr;
use crate::mem::access::copy_bytes;
use crate::mem::mcache::MCache;
use crate::mem::sizeclass::round_up_size;
use crate::native::SliceWords;
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::GoStr;

/// What stands for bytes that are not UTF-8, and for code points that cannot be encoded.
pub const RUNE_ERROR: u32 = 0xfffd;
/// Longer strings cannot exist.
const MAX_LEN: usize = isize::MAX as usize;

/// Bytes that the buffer of a conversion or concatenation has.
pub const BUFFER_BYTES: usize = 32;
/// Runes that the buffer of a `[]rune(s)` has.
pub const BUFFER_RUNES: usize = 32;

/// The strings of one byte.
static ONE_BYTE: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut i = 0;
    while i < 256 {
        bytes[i] = i as u8;
        i += 1;
    }
    bytes
};

/// The concatenation of strings given as pointer and length words in turn. If only one is
/// not empty, it is the result and nothing is allocated, unless it lies in the goroutine's
/// `stack` and the result, which has no `buffer`, may outlive that.
///
/// # Errors
/// The result is longer than memory.
pub fn concat(
    mcache: &mut MCache,
    parts: &[u64],
    buffer: Option<Addr>,
    stack: std::ops::Range<usize>,
) -> GoResult<GoStr> {
    let mut total = 0usize;
    let mut nonempty = 0;
    let mut last = GoStr::EMPTY;
    for part in strings(parts).filter(|part| part.len != 0) {
        total = match total.checked_add(part.len) {
            Some(total) if total <= MAX_LEN => total,
            _ => return fail(RuntimeError::Fatal("string concatenation too long")),
        };
        nonempty += 1;
        last = part;
    }
    if nonempty <= 1 && (buffer.is_some() || !stack.contains(&Addr::of(last.ptr).0)) {
        return Ok(last);
    }
    let to = memory(mcache, total, buffer);
    let mut at = to;
    for part in strings(parts) {
        copy_bytes(at, Addr::of(part.ptr), part.len);
        at = at.offset(part.len);
    }
    Ok(GoStr { ptr: to.as_ptr(), len: total })
}

/// The string of one byte; it takes no memory.
pub fn of_byte(byte: u8) -> GoStr {
    GoStr { ptr: &raw const ONE_BYTE[usize::from(byte)], len: 1 }
}

/// Memory for the bytes of a string, in the buffer if that is large enough.
fn memory(mcache: &mut MCache, bytes: usize, buffer: Option<Addr>) -> Addr {
    match buffer {
        Some(buffer) if bytes <= BUFFER_BYTES => buffer,
        _ => mcache.mallocgc_noscan(bytes, false),
    }
}

fn strings(words: &[u64]) -> impl Iterator<Item = GoStr> + '_ {
    words
        .chunks_exact(2)
        .map(|pair| GoStr { ptr: Addr(pair[0] as usize).as_ptr(), len: pair[1] as usize })
}

/// `a == b`.
#[inline(always)]
pub fn equal(a: GoStr, b: GoStr) -> bool {
    a.len == b.len && (a.ptr == b.ptr || bytes(a) == bytes(b))
}

/// `a < b`, by bytes.
#[inline]
pub fn less(a: GoStr, b: GoStr) -> bool {
    bytes(a) < bytes(b)
}

/// `string(b)` for a `[]byte`.
pub fn from_bytes(mcache: &mut MCache, slice: SliceWords, buffer: Option<Addr>) -> GoStr {
    if slice.len == 0 {
        return GoStr::EMPTY;
    }
    if slice.len == 1 {
        return of_byte(slice.ptr.load8());
    }
    let to = memory(mcache, slice.len, buffer);
    copy_bytes(to, slice.ptr, slice.len);
    GoStr { ptr: to.as_ptr(), len: slice.len }
}

/// `[]byte(s)`; the capacity fills the slot or the buffer.
pub fn to_bytes(mcache: &mut MCache, string: GoStr, buffer: Option<Addr>) -> SliceWords {
    let (to, cap) = match buffer {
        Some(buffer) if string.len <= BUFFER_BYTES => (buffer, BUFFER_BYTES),
        _ => {
            let cap = round_up_size(string.len, true);
            (mcache.mallocgc_noscan(cap, false), cap)
        }
    };
    copy_bytes(to, Addr::of(string.ptr), string.len);
    to.offset(string.len).new_bytes(cap - string.len).fill(0);
    SliceWords { ptr: to, len: string.len, cap }
}

/// `string(r)` for an integer.
pub fn from_rune(mcache: &mut MCache, rune: i64, own: Option<Addr>) -> GoStr {
    let mut buffer = [0; 4];
    let encoded = encode_rune(&mut buffer, rune);
    let to = memory(mcache, 4, own);
    to.new_bytes(encoded.len()).copy_from_slice(encoded);
    GoStr { ptr: to.as_ptr(), len: encoded.len() }
}

/// `string(r)` for a `[]rune`.
pub fn from_runes(mcache: &mut MCache, slice: SliceWords, own: Option<Addr>) -> GoStr {
    let rune = |i: usize| i64::from(slice.ptr.offset(i * 4).load32().cast_signed());
    let mut buffer = [0; 4];
    let len = (0..slice.len).map(|i| encode_rune(&mut buffer, rune(i)).len()).sum();
    // Go leaves room for three bytes more, and so shall sizes be the same.
    let to = memory(mcache, len + 3, own);
    if len == 0 {
        return GoStr::EMPTY;
    }
    let out = to.new_bytes(len);
    let mut at = 0;
    for i in 0..slice.len {
        let encoded = encode_rune(&mut buffer, rune(i));
        // A racing writer may have made the runes longer than they were when measured.
        let Some(room) = out.get_mut(at..at + encoded.len()) else {
            break;
        };
        room.copy_from_slice(encoded);
        at += encoded.len();
    }
    GoStr { ptr: to.as_ptr(), len }
}

/// `[]rune(s)`; the capacity fills the slot or the buffer of [`BUFFER_RUNES`].
pub fn to_runes(mcache: &mut MCache, string: GoStr, buffer: Option<Addr>) -> SliceWords {
    let text = bytes(string);
    let mut len = 0;
    let mut at = 0;
    while at < text.len() {
        at = decode_rune(text, at).1;
        len += 1;
    }
    let (to, cap_bytes) = match buffer {
        Some(buffer) if len <= BUFFER_RUNES => (buffer, BUFFER_RUNES * 4),
        _ => {
            let cap_bytes = round_up_size(len * 4, true);
            (mcache.mallocgc_noscan(cap_bytes, false), cap_bytes)
        }
    };
    to.offset(len * 4).new_bytes(cap_bytes - len * 4).fill(0);
    at = 0;
    for i in 0..len {
        let (rune, next) = decode_rune(text, at);
        to.offset(i * 4).store32(rune);
        at = next;
    }
    SliceWords { ptr: to, len, cap: cap_bytes / 4 }
}

/// The rune that begins at byte `at`, and the index after it. Each byte that does not
/// begin a valid encoding is a [`RUNE_ERROR`] of length 1. `at` is in the text.
#[inline]
pub fn decode_rune(text: &[u8], at: usize) -> (u32, usize) {
    let first = text[at];
    if first < 0x80 {
        return (u32::from(first), at + 1);
    }
    decode_multibyte(&text[at..]).map_or((RUNE_ERROR, at + 1), |(rune, len)| (rune, at + len))
}

/// As [`decode_rune`] for a string value.
#[inline]
pub fn next_rune(string: GoStr, at: usize) -> (u32, usize) {
    decode_rune(bytes(string), at)
}

fn decode_multibyte(text: &[u8]) -> Option<(u32, usize)> {
    // What a second byte may be, by the first: shortest forms only, no surrogates,
    // nothing above U+10FFFF.
    let (len, second) = match text[0] {
        0xc2..=0xdf => (2, 0x80..=0xbf),
        0xe0 => (3, 0xa0..=0xbf),
        0xe1..=0xec | 0xee..=0xef => (3, 0x80..=0xbf),
        0xed => (3, 0x80..=0x9f),
        0xf0 => (4, 0x90..=0xbf),
        0xf1..=0xf3 => (4, 0x80..=0xbf),
        0xf4 => (4, 0x80..=0x8f),
        _ => return None,
    };
    if !second.contains(text.get(1)?) {
        return None;
    }
    let mut rune = u32::from(text[0]) & (0x7f >> len);
    for byte in text.get(1..len)? {
        if byte & 0xc0 != 0x80 {
            return None;
        }
        rune = rune << 6 | u32::from(byte & 0x3f);
    }
    Some((rune, len))
}

/// The UTF-8 encoding of a code point, of [`RUNE_ERROR`] if it is none.
pub fn encode_rune(buffer: &mut [u8; 4], rune: i64) -> &[u8] {
    let valid = u32::try_from(rune).ok().and_then(char::from_u32);
    valid.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(buffer).as_bytes()
}

fn bytes<'a>(string: GoStr) -> &'a [u8] {
    Addr::of(string.ptr).bytes(string.len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mem::mheap::Heap;
    use proptest::prelude::*;

    fn go_str(bytes: &[u8]) -> GoStr {
        GoStr { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    fn words(parts: &[&[u8]]) -> Vec<u64> {
        let word = |part: &&[u8]| [part.as_ptr() as u64, part.len() as u64];
        parts.iter().flat_map(word).collect()
    }

    #[test]
    fn concatenation_allocates_only_if_it_must() {
        let mcache = MCache::new(Heap::new());
        let one = concat(mcache, &words(&[b"", b"go", b""]), None, 0..0).expect("short");
        assert_eq!(bytes(one), b"go");
        mcache.flush();
        assert_eq!(mcache.heap().stats.read().mallocs, 0);
        let both = concat(mcache, &words(&[b"mini", b"", b"go"]), None, 0..0).expect("short");
        assert_eq!(bytes(both), b"minigo");
    }

    #[test]
    fn invalid_bytes_decode_one_by_one() {
        let text = b"\xe4\xb8\xad\xe4\xb8\xed\xa0\x80\xc0\x80a";
        let mut got = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let (rune, next) = decode_rune(text, at);
            got.push((rune, next - at));
            at = next;
        }
        let error = (RUNE_ERROR, 1);
        let mut want = vec![(0x4e2d, 3)];
        want.extend([error; 7]);
        want.push((u32::from(b'a'), 1));
        assert_eq!(got, want);
    }

    #[test]
    fn code_points_that_are_none_become_the_error_rune() {
        let mcache = MCache::new(Heap::new());
        for rune in [-1, 0xd800, 0x11_0000, i64::MAX] {
            assert_eq!(bytes(from_rune(mcache, rune, None)), "\u{fffd}".as_bytes());
        }
        assert_eq!(bytes(from_rune(mcache, 0x1f600, None)), "😀".as_bytes());
    }

    proptest! {
        #[test]
        fn valid_text_decodes_as_in_rust(text: String) {
            let mcache = MCache::new(Heap::new());
            let runes = to_runes(mcache, go_str(text.as_bytes()), None);
            let got: Vec<u32> = (0..runes.len).map(|i| runes.ptr.offset(i * 4).load32()).collect();
            let want: Vec<u32> = text.chars().map(u32::from).collect();
            prop_assert_eq!(got, want);
            prop_assert_eq!(bytes(from_runes(mcache, runes, None)), text.as_bytes());
        }

        #[test]
        fn any_bytes_decode_as_far_as_rust_decodes_them(text: Vec<u8>) {
            let mut at = 0;
            while at < text.len() {
                let (rune, next) = decode_rune(&text, at);
                let valid = std::str::from_utf8(&text[at..next]).ok();
                match valid.and_then(|valid| valid.chars().next()) {
                    Some(c) => prop_assert_eq!(rune, u32::from(c)),
                    None => prop_assert_eq!((rune, next), (RUNE_ERROR, at + 1)),
                }
                // Nothing valid was missed.
                if next == at + 1 && rune == RUNE_ERROR {
                    for end in at + 1..=(at + 4).min(text.len()) {
                        prop_assert!(std::str::from_utf8(&text[at..end]).is_err());
                    }
                }
                at = next;
            }
        }

        #[test]
        fn bytes_round_trip(text: Vec<u8>) {
            let mcache = MCache::new(Heap::new());
            let slice = to_bytes(mcache, go_str(&text), None);
            prop_assert!(slice.cap >= slice.len);
            prop_assert!(slice.ptr.offset(slice.len).bytes(slice.cap - slice.len).iter().all(|&b| b == 0));
            prop_assert_eq!(bytes(from_bytes(mcache, slice, None)), &text[..]);
        }
    }
}
