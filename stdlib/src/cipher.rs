//! Natives of the ciphers AES, DES and RC4 and of GCM's authentication. They work in place.

use aes::cipher::array::Array;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use des::{Des, TdesEde3};
use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// AES with a key.
enum Aes {
    With16(Aes128),
    With24(Aes192),
    With32(Aes256),
}

impl Aes {
    fn new(key: &[u8]) -> Aes {
        const WHY: &str = "package aes checks the key's length";
        match key.len() {
            16 => Aes::With16(Aes128::new_from_slice(key).expect(WHY)),
            24 => Aes::With24(Aes192::new_from_slice(key).expect(WHY)),
            _ => Aes::With32(Aes256::new_from_slice(key).expect(WHY)),
        }
    }

    fn encrypt(&self, blocks: &mut [Block]) {
        match self {
            Aes::With16(aes) => aes.encrypt_blocks(blocks),
            Aes::With24(aes) => aes.encrypt_blocks(blocks),
            Aes::With32(aes) => aes.encrypt_blocks(blocks),
        }
    }

    fn decrypt(&self, blocks: &mut [Block]) {
        match self {
            Aes::With16(aes) => aes.decrypt_blocks(blocks),
            Aes::With24(aes) => aes.decrypt_blocks(blocks),
            Aes::With32(aes) => aes.decrypt_blocks(blocks),
        }
    }
}

fn xor(to: &mut [u8], with: &[u8]) {
    for (to, with) in to.iter_mut().zip(with) {
        *to ^= with;
    }
}

/// `crypt(key, data []byte, decrypt bool)`: whole blocks, each for itself.
fn crypt(_: &mut NativeCx, mut args: Words) {
    let aes = Aes::new(args.bytes(0));
    let (blocks, _) = Array::slice_as_chunks_mut(args.bytes_mut(3));
    if args.bool(6) { aes.decrypt(blocks) } else { aes.encrypt(blocks) }
}

/// `chain(key, iv, data []byte, decrypt bool)`: CBC of whole blocks; `iv` becomes that of
/// the next.
fn chain(_: &mut NativeCx, mut args: Words) {
    let aes = Aes::new(args.bytes(0));
    let iv = args.bytes_mut(3);
    let (blocks, _) = Block::slice_as_chunks_mut(args.bytes_mut(6));
    if !args.bool(9) {
        for block in blocks {
            xor(block, iv);
            aes.encrypt(std::slice::from_mut(block));
            iv.copy_from_slice(block);
        }
        return;
    }
    for blocks in blocks.chunks_mut(8) {
        let mut before = [Block::default(); 8];
        before[..blocks.len()].copy_from_slice(blocks);
        aes.decrypt(blocks);
        for (block, encrypted) in blocks.iter_mut().zip(before) {
            xor(block, iv);
            iv.copy_from_slice(&encrypted);
        }
    }
}

/// `stream(key, iv []byte, counterBytes, skip int, data []byte)`: CTR from the number `iv`,
/// of which the lowest bytes are counted.
fn stream(_: &mut NativeCx, mut args: Words) {
    let aes = Aes::new(args.bytes(0));
    let mut iv = [0; 16];
    iv.copy_from_slice(args.bytes(3));
    let start = u128::from_be_bytes(iv);
    let counted = if args.usize(6) == 16 { u128::MAX } else { u128::from(u32::MAX) };
    let mut skip = args.usize(7);
    let mut data = args.bytes_mut(8);
    let mut count = 0u128;
    while !data.is_empty() {
        let mut mask = [Block::default(); 8];
        for block in &mut mask {
            let number = (start & !counted) | (start.wrapping_add(count) & counted);
            block.copy_from_slice(&number.to_be_bytes());
            count += 1;
        }
        aes.encrypt(&mut mask);
        let mask = &Block::slice_as_flattened(&mask)[skip..];
        skip = 0;
        let (part, rest) = data.split_at_mut(data.len().min(mask.len()));
        xor(part, mask);
        data = rest;
    }
}

/// `crypt(key, block []byte, decrypt bool)` of DES, with 24 bytes of key of Triple DES.
fn des(_: &mut NativeCx, mut args: Words) {
    fn apply<C>(key: &[u8], data: &mut [u8], decrypt: bool)
    where
        C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser,
    {
        let cipher = C::new_from_slice(key).expect("package des checks the key's length");
        let (blocks, _) = Array::slice_as_chunks_mut(data);
        if decrypt { cipher.decrypt_blocks(blocks) } else { cipher.encrypt_blocks(blocks) }
    }
    let (key, decrypt) = (args.bytes(0), args.bool(6));
    let data = args.bytes_mut(3);
    if key.len() == 8 {
        apply::<Des>(key, data, decrypt);
    } else {
        apply::<TdesEde3>(key, data, decrypt);
    }
}

/// `xor(state, data []byte)` of RC4: the state is the permutation and two places in it.
fn rc4(_: &mut NativeCx, mut args: Words) {
    let state = args.bytes_mut(0);
    let (mut i, mut j) = (state[256], state[257]);
    for byte in args.bytes_mut(3) {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(i.into(), j.into());
        let at = state[usize::from(i)].wrapping_add(state[usize::from(j)]);
        *byte ^= state[usize::from(at)];
    }
    (state[256], state[257]) = (i, j);
}

/// `ghash(h, additional, text, sum []byte)`: both padded, and a block of their lengths in
/// bits.
fn authenticate(_: &mut NativeCx, mut args: Words) {
    let key = Array::try_from(args.bytes(0)).expect("package cipher gives a block");
    let mut hash = GHash::new(&key);
    let (additional, text) = (args.bytes(3), args.bytes(6));
    hash.update_padded(additional);
    hash.update_padded(text);
    let bits = |bytes: &[u8]| (bytes.len() as u64 * 8).to_be_bytes();
    hash.update_padded(&[bits(additional), bits(text)].concat());
    args.bytes_mut(9).copy_from_slice(&hash.finalize());
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "crypto/internal/aes.crypt", func: crypt },
    NativeDef { name: "crypto/internal/aes.chain", func: chain },
    NativeDef { name: "crypto/internal/aes.stream", func: stream },
    NativeDef { name: "crypto/des.crypt", func: des },
    NativeDef { name: "crypto/rc4.xor", func: rc4 },
    NativeDef { name: "crypto/cipher.ghash", func: authenticate },
];
