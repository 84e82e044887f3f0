//! Natives of packages math/rand and math/rand/v2.

use std::sync::OnceLock;

use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// Tables of Go's generators: the initial words of the additive generator, and for the
/// normal and exponential distributions the ziggurat's k, w and f (floats as bits).
static TABLES: &str = include_str!("rand_tables.txt");

fn table(name: &str) -> Vec<u64> {
    let line = TABLES.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let words = line.expect("the table is in the file").split(' ');
    words.map(|word| u64::from_str_radix(word, 16).expect("hexadecimal")).collect()
}

/// The next state of the multiplicative generator x × 48271 mod 2³¹ - 1.
fn next_seed(x: i32) -> i32 {
    const MODULUS: i64 = (1 << 31) - 1;
    (i64::from(x) * 48271 % MODULUS) as i32
}

/// `func fill(vec []int64, seed int64)`: the words of math/rand's generator.
fn fill(_: &mut NativeCx, args: Words) {
    static COOKED: OnceLock<Vec<u64>> = OnceLock::new();
    let to = args.slice(0);
    let seed = args.int(3) % ((1 << 31) - 1);
    let seed = if seed < 0 { seed + (1 << 31) - 1 } else { seed };
    let mut x = if seed == 0 { 89_482_311 } else { seed as i32 };
    for _ in 0..20 {
        x = next_seed(x);
    }
    let cooked = COOKED.get_or_init(|| table("cooked"));
    for (i, &word) in cooked.iter().enumerate().take(to.len) {
        let mut value = word;
        for shift in [40, 20, 0] {
            x = next_seed(x);
            value ^= (x as u64) << shift;
        }
        to.ptr.offset(8 * i).store64(value);
    }
}

fn random(cx: &mut NativeCx, mut args: Words) {
    let value = cx.mcache().random();
    args.set(0, value);
}

/// Entry i of the ziggurat whose tables end in `letter`, and f of the entry before.
fn strip(tables: &[Vec<u64>; 3], args: &mut Words) {
    let i = args.usize(0);
    let [k, w, f] = tables;
    args.set(0, k[i]);
    args.set(1, w[i]);
    args.set(2, f[i]);
    args.set(3, if i == 0 { 0 } else { f[i - 1] });
}

fn normal(_: &mut NativeCx, mut args: Words) {
    static NORMAL: OnceLock<[Vec<u64>; 3]> = OnceLock::new();
    strip(NORMAL.get_or_init(|| [table("kn"), table("wn"), table("fn")]), &mut args);
}

fn exponential(_: &mut NativeCx, mut args: Words) {
    static EXPONENTIAL: OnceLock<[Vec<u64>; 3]> = OnceLock::new();
    strip(EXPONENTIAL.get_or_init(|| [table("ke"), table("we"), table("fe")]), &mut args);
}

fn quarter_round(state: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    for (first, second) in [(16, 12), (8, 7)] {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(first);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(second);
    }
}

/// `func chacha8(seed, buf []uint64, counter uint32)`: four ChaCha8 blocks, interleaved:
/// word by word, of each word the four blocks'. Only the key words are added at the end.
fn chacha8(_: &mut NativeCx, args: Words) {
    let (seed, to) = (args.slice(0), args.slice(3));
    let mut start = [0u32; 16];
    start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    for i in 0..8 {
        start[4 + i] = seed.ptr.offset(4 * i).load32();
    }
    for block in 0..4 {
        start[12] = args.u32(6) + block as u32;
        let mut state = start;
        for _ in 0..4 {
            for i in 0..4 {
                quarter_round(&mut state, [i, 4 + i, 8 + i, 12 + i]);
            }
            for i in 0..4 {
                quarter_round(&mut state, [i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4]);
            }
        }
        for (i, &word) in state.iter().enumerate() {
            let key = if (4..12).contains(&i) { start[i] } else { 0 };
            to.ptr.offset(4 * (4 * i + block)).store32(word.wrapping_add(key));
        }
    }
}

/// The natives of packages math/rand, math/rand/v2 and internal/ziggurat.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "math/rand.fill", func: fill },
    NativeDef { name: "math/rand.random", func: random },
    NativeDef { name: "math/rand/v2.random", func: random },
    NativeDef { name: "math/rand/v2.chacha8", func: chacha8 },
    NativeDef { name: "internal/ziggurat.normal", func: normal },
    NativeDef { name: "internal/ziggurat.exponential", func: exponential },
];
