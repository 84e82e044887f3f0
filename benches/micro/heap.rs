//! Allocation and map operations, in nanoseconds of CPU time per operation. `heap.go` measures the
//! same with native Go:
//!
//! ```text
//! cargo bench -p minigo-runtime --bench heap
//! GOMAXPROCS=1 go run benches/micro/heap.go
//! ```
//!
//! Allocation is from fresh memory, as nothing is freed yet, so the system's share is that of
//! page faults; the Go program shows it with the collector off, too.

use std::hint::black_box;

use minigo_runtime::addr::Addr;
use minigo_runtime::clock::CpuTime;
use minigo_runtime::mem::mcache::MCache;
use minigo_runtime::mem::mheap::Heap;
use minigo_runtime::mem::plan::AllocPlan;
use minigo_runtime::object::map;
use minigo_runtime::typedesc::{GoStr, Kind, MapLayout, TypeDesc, tflag};

/// Memory allocated per measurement.
const ALLOC_BYTES: usize = 256 << 20;
/// Runs of each measurement; the best counts.
const RUNS: usize = 5;

static SCAN_16: TypeDesc = TypeDesc::internal(16, 8, &[1]);
static SCAN_32: TypeDesc = TypeDesc::internal(32, 8, &[1]);
static SCAN_64: TypeDesc = TypeDesc::internal(64, 8, &[1]);
static NOSCAN_16: TypeDesc = TypeDesc::internal(16, 0, &[0]);
static NOSCAN_32: TypeDesc = TypeDesc::internal(32, 0, &[0]);
static NOSCAN_64: TypeDesc = TypeDesc::internal(64, 0, &[0]);
static NOSCAN_8: TypeDesc = TypeDesc::internal(8, 0, &[0]);

fn main() {
    report("heap: reserve and first allocation", 100, || {
        || {
            for _ in 0..100 {
                black_box(MCache::new(Heap::new()).new_object(&SCAN_16));
            }
        }
    });
    for (name, ty) in [
        ("new 16 B, pointers", &SCAN_16),
        ("new 32 B, pointers", &SCAN_32),
        ("new 64 B, pointers", &SCAN_64),
        ("new 16 B", &NOSCAN_16),
        ("new 32 B", &NOSCAN_32),
        ("new 64 B", &NOSCAN_64),
        ("new  8 B, tiny", &NOSCAN_8),
    ] {
        let n = ALLOC_BYTES / ty.size.max(16);
        report(name, n, || {
            let mcache = MCache::new(Heap::new());
            let plan = AllocPlan::of(ty);
            move || {
                let mut last = Addr::NIL;
                for _ in 0..n {
                    let object = mcache.new_planned(&plan);
                    object.store_addr(last);
                    last = black_box(object);
                }
            }
        });
    }
    report("byte slice of 40", ALLOC_BYTES / 48, || {
        let mcache = MCache::new(Heap::new());
        move || {
            for _ in 0..ALLOC_BYTES / 48 {
                black_box(mcache.mallocgc_noscan(black_box(40), true));
            }
        }
    });
    maps();
}

fn maps() {
    let ints = int_map();
    for n in [8, 1000, 1_000_000] {
        let rounds = (4_000_000 / n).max(1);
        report(&format!("map[int]int, insert {n}"), n * rounds, || {
            let mcache = MCache::new(Heap::new());
            move || {
                for _ in 0..rounds {
                    let m = map::make(mcache, ints, 0);
                    for key in 0..n as u64 {
                        let elem = map::assign64(mcache, ints, m, key).expect("a map");
                        elem.store64(key);
                    }
                    black_box(m);
                }
            }
        });
        report(&format!("map[int]int, look up among {n}"), n * rounds, || {
            let mcache = MCache::new(Heap::new());
            let m = map::make(mcache, ints, 0);
            for key in 0..n as u64 {
                map::assign64(mcache, ints, m, key).expect("a map");
            }
            move || {
                let mut sum = 0;
                for _ in 0..rounds {
                    for key in 0..n as u64 {
                        let elem = map::find64(ints, m, black_box(key)).expect("a map");
                        sum += elem.load64();
                    }
                }
                black_box(sum);
            }
        });
        report(&format!("map[int]int, range over {n}"), n * rounds, || {
            let mcache = MCache::new(Heap::new());
            let m = map::make(mcache, ints, 0);
            for key in 0..n as u64 {
                map::assign64(mcache, ints, m, key).expect("a map");
            }
            move || {
                let mut state = [0u64; map::iter::MAP_ITER_WORDS];
                let at = Addr::of(state.as_mut_ptr());
                for _ in 0..rounds {
                    map::iter::start(mcache, ints, m, at);
                    while !map::iter::next(mcache, at).expect("a map").is_nil() {
                        black_box(at.load_addr().load64());
                    }
                }
            }
        });
    }
    strings();
}

fn strings() {
    let ty = string_map();
    let n = 1000;
    let rounds = 2000;
    let texts: Vec<String> = (0..n).map(|i| format!("key number {i}")).collect();
    report("map[string]int, look up among 1000", n * rounds, || {
        let mcache = MCache::new(Heap::new());
        let m = map::make(mcache, ty, 0);
        let key = |i: usize| GoStr { ptr: texts[i].as_ptr(), len: texts[i].len() };
        for i in 0..n {
            map::assign_str(mcache, ty, m, key(i)).expect("a map");
        }
        move || {
            let mut sum = 0;
            for _ in 0..rounds {
                for i in 0..n {
                    let elem = map::find_str(ty, m, black_box(key(i))).expect("a map");
                    sum += elem.load64();
                }
            }
            black_box(sum);
        }
    });
}

/// Prints the best of some runs; each has a set-up that is not measured.
/// Arguments select the measurements whose name contains one of them.
fn report<R: FnMut()>(name: &str, n: usize, mut set_up: impl FnMut() -> R) {
    // Cargo itself passes `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
        return;
    }
    let mut best = [f64::INFINITY; 2];
    for _ in 0..RUNS {
        let mut run = set_up();
        let before = cpu_ns();
        run();
        for (best, (after, before)) in best.iter_mut().zip(cpu_ns().into_iter().zip(before)) {
            *best = best.min((after - before) as f64 / n as f64);
        }
    }
    println!("{name:40} {:8.2} ns user {:8.2} ns in all", best[0], best[1]);
}

/// CPU time of the process in user mode, and with the system's: a busy machine disturbs
/// less than with wall time.
fn cpu_ns() -> [i64; 2] {
    let time = CpuTime::now();
    [time.user_ns, time.user_ns + time.system_ns]
}

fn int_map() -> &'static TypeDesc {
    let int = plain(Kind::Int, 8);
    let group = TypeDesc::internal(8 + 8 * 16, 0, &[0]);
    map_type(int, int, group, 16, 8)
}

fn string_map() -> &'static TypeDesc {
    let string = leak(TypeDesc {
        kind: Kind::String as u8,
        tflag: tflag::COMPARABLE,
        ..TypeDesc::internal(16, 8, &[1])
    });
    // A group of 25 words: control, then (pointer, length, element) eight times.
    let mask = (0..8).fold(0u32, |mask, slot| mask | 2 << (slot * 3));
    let group = TypeDesc {
        gc_mask: mask.to_le_bytes().to_vec().leak().as_ptr(),
        ..TypeDesc::internal(8 + 8 * 24, 8 + 7 * 24 + 8, &[0])
    };
    map_type(string, plain(Kind::Int, 8), group, 24, 16)
}

fn map_type(
    key: &'static TypeDesc,
    elem: &'static TypeDesc,
    group: TypeDesc,
    slot_bytes: usize,
    elem_offset: usize,
) -> &'static TypeDesc {
    let layout = MapLayout {
        group: leak(group),
        slot_bytes,
        elem_offset,
        indirect_key: false,
        indirect_elem: false,
        update_key: key.kind() == Kind::String,
        hash_may_panic: false,
    };
    leak(TypeDesc {
        kind: Kind::Map as u8,
        key,
        elem,
        map: Box::leak(Box::new(layout)),
        ..TypeDesc::internal(8, 8, &[1])
    })
}

fn plain(kind: Kind, size: usize) -> &'static TypeDesc {
    leak(TypeDesc {
        kind: kind as u8,
        tflag: tflag::COMPARABLE | tflag::PLAIN_EQUAL,
        ..TypeDesc::internal(size, 0, &[0])
    })
}

fn leak(ty: TypeDesc) -> &'static TypeDesc {
    Box::leak(Box::new(ty))
}
