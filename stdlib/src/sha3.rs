//! Natives of the hash functions SHA-3: the permutation of the state, 25 words in little
//! endian, and the blocks that are mixed into it.

use keccak::Keccak;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

type State = [u64; 25];

fn load(bytes: &[u8]) -> State {
    let mut state = [0; 25];
    for (word, bytes) in state.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    state
}

fn store(bytes: &mut [u8], state: &State) {
    for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = word.to_le_bytes();
    }
}

/// `permute(a []byte)`.
fn permute(_: &mut NativeCx, mut args: Words) {
    let bytes = args.bytes_mut(0);
    let mut state = load(bytes);
    Keccak::new().with_f1600(|f1600| f1600(&mut state));
    store(bytes, &state);
}

/// `absorb(a []byte, rate int, p []byte)`: whole blocks of `rate` bytes.
fn absorb(_: &mut NativeCx, mut args: Words) {
    let bytes = args.bytes_mut(0);
    let mut state = load(bytes);
    let (rate, data) = (args.usize(3), args.bytes(4));
    Keccak::new().with_f1600(|f1600| {
        for block in data.chunks_exact(rate) {
            for (word, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
                *word ^= u64::from_le_bytes(*bytes);
            }
            f1600(&mut state);
        }
    });
    store(bytes, &state);
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "crypto/sha3.permute", func: permute },
    NativeDef { name: "crypto/sha3.absorb", func: absorb },
];
