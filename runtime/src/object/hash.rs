//! Hashes of values, for maps.
//!
//! Equal values hash alike whatever way they come in: 4-byte and 8-byte plain keys through
//! [`hash32`] and [`hash64`], strings through [`hash_bytes`], everything else by walking
//! its type. Every hash takes the map's random seed, so that a program's users cannot
//! choose keys that collide.
//!
//! The functions follow wyhash: words are mixed by folding their 128-bit product.

use crate::addr::Addr;
use crate::mem::mcache::MCache;
use crate::mem::rand::mix;
use crate::object::equal::{is_blank, itab_type};
use crate::panics::{GoResult, RuntimeError, fail};
use crate::typedesc::{Kind, TypeDesc, tflag};

/// Odd constants with 32 ones each, as wyhash's.
const K: [u64; 3] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3];

/// Mixes twice: the products for keys that follow one another are spread more evenly than by
/// chance, and the tables of a map would all grow at the same time.
#[inline(always)]
fn finish(a: u64, b: u64, len: usize) -> u64 {
    mix(K[2] ^ len as u64, mix(a, b))
}

/// Hash of a 4-byte value that is equal if its bits are.
#[inline(always)]
pub fn hash32(value: u32, seed: u64) -> u64 {
    hash64(u64::from(value), seed)
}

/// Hash of an 8-byte value that is equal if its bits are.
#[inline(always)]
pub fn hash64(value: u64, seed: u64) -> u64 {
    finish(value ^ K[0], value ^ seed ^ K[1], 8)
}

/// Hash of a string's bytes.
#[inline]
pub fn hash_bytes(bytes: &[u8], seed: u64) -> u64 {
    let len = bytes.len();
    let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"));
    let half =
        |at: usize| u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes")));
    let (a, b) = match len {
        0 => (0, 0),
        1..=3 => (
            u64::from(bytes[0]) << 16 | u64::from(bytes[len / 2]) << 8 | u64::from(bytes[len - 1]),
            0,
        ),
        4..=8 => (half(0), half(len - 4)),
        9..=16 => (word(0), word(len - 8)),
        17.. => return hash_long(bytes, seed),
    };
    finish(a ^ K[0], b ^ seed ^ K[1], len)
}

fn hash_long(bytes: &[u8], seed: u64) -> u64 {
    let pair = |at: usize| {
        let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"));
        (word(at), word(at + 8))
    };
    let mut lanes = [seed, seed ^ K[2]];
    let mut at = 0;
    // The last 16 bytes are mixed below, overlapping what came before.
    while bytes.len() - at > 32 {
        for (i, lane) in lanes.iter_mut().enumerate() {
            let (a, b) = pair(at + i * 16);
            *lane = mix(a ^ K[i], b ^ *lane);
        }
        at += 32;
    }
    let mut hash = lanes[0] ^ lanes[1];
    if bytes.len() - at > 16 {
        let (a, b) = pair(at);
        hash = mix(a ^ K[0], b ^ hash);
    }
    let (a, b) = pair(bytes.len() - 16);
    finish(a ^ K[1], b ^ hash, bytes.len())
}

/// Hash of the value of the type at the address.
///
/// # Errors
/// The value, or an interface in it, is of a type without `==`.
pub fn hash(mcache: &mut MCache, ty: &TypeDesc, at: Addr, seed: u64) -> GoResult<u64> {
    if ty.tflag & tflag::PLAIN_EQUAL != 0 {
        return Ok(hash_plain(at, ty, seed));
    }
    match ty.kind() {
        Kind::String => {
            let bytes = at.load_addr().bytes(at.offset(8).load64() as usize);
            Ok(hash_bytes(bytes, seed))
        }
        Kind::Float32 => Ok(hash_float(mcache, f64::from(f32::from_bits(at.load32())), seed)),
        Kind::Float64 => Ok(hash_float(mcache, f64::from_bits(at.load64()), seed)),
        Kind::Complex64 => {
            let part = |at: Addr| f64::from(f32::from_bits(at.load32()));
            let seed = hash_float(mcache, part(at), seed);
            Ok(hash_float(mcache, part(at.offset(4)), seed))
        }
        Kind::Complex128 => {
            let seed = hash_float(mcache, f64::from_bits(at.load64()), seed);
            Ok(hash_float(mcache, f64::from_bits(at.offset(8).load64()), seed))
        }
        Kind::Interface => hash_interface(mcache, ty, at, seed),
        Kind::Array => {
            let Some(elem) = ty.elem() else {
                return Ok(seed);
            };
            (0..ty.len).try_fold(seed, |seed, i| hash(mcache, elem, at.offset(i * elem.size), seed))
        }
        Kind::Struct => {
            ty.fields().iter().filter(|field| !is_blank(field)).try_fold(seed, |seed, field| {
                hash(mcache, field.ty(), at.offset(field.offset), seed)
            })
        }
        Kind::Slice | Kind::Map | Kind::Func => fail(RuntimeError::Unhashable(ty)),
        Kind::Invalid
        | Kind::Bool
        | Kind::Int
        | Kind::Int8
        | Kind::Int16
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint
        | Kind::Uint8
        | Kind::Uint16
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Uintptr
        | Kind::Chan
        | Kind::Pointer
        | Kind::UnsafePointer => Ok(hash_plain(at, ty, seed)),
    }
}

/// The same bits have one hash wherever they lie: what is aligned less than a word of its
/// size is read byte by byte.
fn hash_plain(at: Addr, ty: &TypeDesc, seed: u64) -> u64 {
    match (ty.size, ty.align) {
        (4, 4) => hash32(at.load32(), seed),
        (8, 8) => hash64(at.load64(), seed),
        (4 | 8, _) => {
            let mut word = [0; 8];
            word[..ty.size].copy_from_slice(at.bytes(ty.size));
            match ty.size {
                4 => hash32(u64::from_le_bytes(word) as u32, seed),
                _ => hash64(u64::from_le_bytes(word), seed),
            }
        }
        (size, _) => hash_bytes(at.bytes(size), seed),
    }
}

/// Zeros of both signs are equal and hash alike; NaNs equal nothing, so each gets a hash
/// of its own lest they pile up in one place.
fn hash_float(mcache: &mut MCache, value: f64, seed: u64) -> u64 {
    if value == 0.0 {
        hash64(0, seed)
    } else if value.is_nan() {
        hash64(mcache.random(), seed)
    } else {
        hash64(value.to_bits(), seed)
    }
}

fn hash_interface(mcache: &mut MCache, ty: &TypeDesc, at: Addr, seed: u64) -> GoResult<u64> {
    let word = at.load_addr();
    let dynamic = if ty.imethods.len == 0 { TypeDesc::at(word) } else { itab_type(word) };
    hash_any(mcache, dynamic, at.offset(8).load64(), seed)
}

/// Hash of an interface value: its dynamic type, `None` for nil, and its data word.
///
/// # Errors
/// As [`hash`].
pub fn hash_any(
    mcache: &mut MCache,
    dynamic: Option<&'static TypeDesc>,
    data: u64,
    seed: u64,
) -> GoResult<u64> {
    let Some(dynamic) = dynamic else {
        return Ok(seed);
    };
    if dynamic.tflag & tflag::COMPARABLE == 0 {
        return fail(RuntimeError::Unhashable(dynamic));
    }
    let seed = seed ^ u64::from(dynamic.hash);
    if dynamic.tflag & tflag::DIRECT != 0 {
        return Ok(hash64(data, seed));
    }
    hash(mcache, dynamic, Addr(data as usize), seed)
}

/// Fails if a key of the type cannot be hashed: a lookup in an empty map panics too, but
/// with another text.
///
/// # Errors
/// As [`hash`].
pub fn check_hashable(mcache: &mut MCache, ty: &TypeDesc, at: Addr) -> GoResult<()> {
    match hash(mcache, ty, at, 0) {
        Ok(_) => Ok(()),
        Err(error) => {
            if let RuntimeError::Unhashable(ty) = *error {
                return fail(RuntimeError::UnhashableInEmpty(ty));
            }
            Err(error)
        }
    }
}
