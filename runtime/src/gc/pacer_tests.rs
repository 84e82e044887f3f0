//! The pacer against simulated programs: Go's scenarios.
//!
//! A simulated cycle allocates at a rate, scans at a rate, and keeps a part of what it
//! allocates. Rates are in bytes per microsecond and core, as streams over the cycles.

use super::pacer::{BACKGROUND_UTILIZATION, HeapFigures, MarkTime, Pacer, ScanWork};

type Stream = Box<dyn Fn(usize) -> f64>;

struct Scenario {
    percent: i32,
    limit: i64,
    globals: u64,
    ncores: usize,
    alloc_rate: Stream,
    scan_rate: Stream,
    growth: Stream,
    scannable: Stream,
    stack: Stream,
    cycles: usize,
}

#[derive(Clone, Copy, Debug)]
struct Cycle {
    /// Live bytes when it began and when it ended.
    trigger: u64,
    peak: u64,
    goal: u64,
    /// What the cycle before had marked.
    marked: u64,
    utilization: f64,
}

impl Cycle {
    fn goal_ratio(self) -> f64 {
        self.peak as f64 / self.goal as f64
    }

    /// How much of the room above what was marked is used when the cycle begins.
    fn trigger_ratio(self) -> f64 {
        (self.trigger - self.marked) as f64 / (self.goal - self.marked) as f64
    }
}

fn constant(value: f64) -> Stream {
    Box::new(move |_| value)
}

/// `height` on the way to 0 over `len` cycles, added to `from`.
fn ramp(from: f64, height: f64, len: usize) -> Stream {
    Box::new(move |i| from + if i < len { height * i as f64 / len as f64 } else { height })
}

fn step(from: f64, height: f64, at: usize) -> Stream {
    Box::new(move |i| if i > at { from + height } else { from })
}

fn once(base: Stream, amount: f64, at: usize) -> Stream {
    Box::new(move |i| base(i) + if i == at { amount } else { 0.0 })
}

fn random(base: Stream, amplitude: f64, seed: u64) -> Stream {
    let state = std::cell::Cell::new(seed);
    Box::new(move |i| {
        let mut x = state.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        state.set(x);
        x ^= x >> 33;
        base(i) + ((x % 2000) as f64 / 1000.0 - 1.0) * amplitude
    })
}

fn oscillate(base: f64, amplitude: f64, period: usize) -> Stream {
    Box::new(move |i| {
        base + amplitude * (i as f64 / period as f64 * 2.0 * std::f64::consts::PI).sin()
    })
}

fn base() -> Scenario {
    Scenario {
        percent: 100,
        limit: i64::MAX,
        globals: 32 << 10,
        ncores: 8,
        alloc_rate: constant(33.0),
        scan_rate: constant(1024.0),
        growth: ramp(2.0, -1.0, 12),
        scannable: constant(1.0),
        stack: constant(8192.0),
        cycles: 50,
    }
}

fn run(scenario: &Scenario) -> Vec<Cycle> {
    const INITIAL: u64 = 256 << 10;
    let mut pacer = Pacer::new(scenario.percent, scenario.limit);
    pacer.set_globals(scenario.globals);
    let mut figures = HeapFigures { mapped_ready: 64 << 10, ..HeapFigures::default() };
    pacer.reset_live(INITIAL, ScanWork { heap: INITIAL, ..ScanWork::default() });
    figures.live = INITIAL;
    figures.scan = INITIAL;
    let map = |figures: &mut HeapFigures| {
        figures.mapped_ready = figures.mapped_ready.max(figures.live);
        figures.total_alloc = figures.live;
        figures.free = figures.mapped_ready - figures.live;
    };
    map(&mut figures);
    pacer.commit(&figures, true);
    let mut live_last = INITIAL;
    let ncores = scenario.ncores as f64;
    (0..scenario.cycles)
        .map(|i| {
            let (alloc, scan) = ((scenario.alloc_rate)(i) * ncores, (scenario.scan_rate)(i));
            // Allocate up to the trigger.
            let (trigger, _) = pacer.trigger(&figures);
            if figures.live < trigger {
                let grown = trigger - figures.live;
                figures.live = trigger;
                figures.scan += (grown as f64 * (scenario.scannable)(i)) as u64;
            }
            map(&mut figures);
            pacer.start_cycle(figures.live, scenario.ncores, false, false);
            let stack = (scenario.stack)(i) as u64;
            let growth = (scenario.growth)(i);
            let live_now = if i == 0 { INITIAL } else { (live_last as f64 * growth) as u64 };
            let to_scan = ScanWork {
                heap: (live_now as f64 * (scenario.scannable)(i)) as u64,
                stack,
                globals: scenario.globals,
            };
            // Mark in small steps: a quarter of the cores, and what assists add.
            let mut done = 0.0;
            let total = to_scan.total() as f64;
            let (mut time, mut assist_time) = (0.0f64, 0.0f64);
            let mut live = figures.live as f64;
            while done < total {
                let at = ScanWork { heap: done as u64, ..ScanWork::default() };
                figures.live = live as u64;
                map(&mut figures);
                let ratio = pacer.assist_ratio(&figures, at, stack).work_per_byte;
                // Cores that allocate: x of them pay `ratio` per byte by scanning themselves,
                // after the credit of the background.
                let background = BACKGROUND_UTILIZATION * ncores * scan;
                let mut assist = 0.0;
                let mutators = |assist: f64| (1.0 - BACKGROUND_UTILIZATION) - assist;
                let owed = |assist: f64| mutators(assist) * alloc * ratio;
                if owed(0.0) > background {
                    // mutators(a) * alloc * ratio = background + a * ncores * scan
                    assist = ((1.0 - BACKGROUND_UTILIZATION) * alloc * ratio - background)
                        / (alloc * ratio + ncores * scan);
                }
                let rate = background + assist * ncores * scan;
                let dt = ((total - done) / rate).min(total / rate / 200.0 + 1e-9);
                done += rate * dt;
                live += (mutators(assist) * alloc * dt).floor();
                time += dt;
                assist_time += assist * ncores * dt;
            }
            figures.live = live as u64;
            map(&mut figures);
            let ns = |us: f64| (us * 1000.0) as i64;
            let mark_time =
                MarkTime { duration_ns: ns(time), assist_ns: ns(assist_time), idle_ns: 0 };
            let marked = pacer.marked();
            let trigger = pacer.triggered();
            let utilization = pacer.end_cycle(&figures, to_scan, mark_time, scenario.ncores);
            let (peak, goal) = (figures.live, pacer.last_goal());
            let cycle = Cycle { trigger, peak, goal, marked, utilization };
            // What was allocated while marking survives, as does what was live.
            let marked = live_now + (figures.live - pacer.triggered());
            live_last = live_now;
            pacer.reset_live(marked, to_scan);
            figures.live = marked;
            figures.scan = to_scan.heap;
            map(&mut figures);
            pacer.commit(&figures, true);
            cycle
        })
        .collect()
}

fn assert_settled(cycles: &[Cycle], low: f64, high: f64, spread: f64) {
    for pair in cycles.windows(2) {
        let ratio = pair[1].goal_ratio();
        assert!((low..=high).contains(&ratio), "peak {ratio} of the goal: {pair:?}");
        let change = (pair[1].utilization - pair[0].utilization).abs();
        assert!(change <= spread, "utilization jumps: {pair:?}");
    }
}

#[test]
fn a_steady_heap_ends_at_its_goal_with_a_quarter_of_the_cpu() {
    for globals in [32 << 10, 128 << 20] {
        let cycles = run(&Scenario { globals, ..base() });
        assert_settled(&cycles[25..], 0.95, 1.05, 0.005);
        let last = cycles[cycles.len() - 1];
        assert!((last.utilization - BACKGROUND_UTILIZATION).abs() < 0.005, "{last:?}");
    }
}

#[test]
fn large_stacks_count_in_goal_and_runway() {
    let cycles = run(&Scenario {
        alloc_rate: constant(132.0),
        stack: ramp(2048.0, (128 << 20) as f64, 8),
        ..base()
    });
    assert_settled(&cycles[25..], 0.95, 1.05, 0.005);
}

#[test]
fn a_jump_of_the_allocation_rate_is_learnt() {
    for height in [66.0, 330.0] {
        let scenario = Scenario { alloc_rate: step(33.0, height, 50), cycles: 100, ..base() };
        let cycles = run(&scenario);
        assert_settled(&cycles[25..50], 0.95, 1.05, 0.005);
        assert_settled(&cycles[75..], 0.95, 1.05, 0.005);
    }
}

#[test]
fn more_to_scan_is_learnt() {
    let scenario = Scenario {
        alloc_rate: constant(128.0),
        scannable: once(constant(0.2), 0.5, 50),
        cycles: 100,
        ..base()
    };
    let cycles = run(&scenario);
    assert_settled(&cycles[25..50], 0.95, 1.05, 0.005);
    assert_settled(&cycles[75..], 0.95, 1.05, 0.005);
}

#[test]
fn a_high_gogc_does_not_overshoot_more_than_it_says() {
    let scenario = Scenario {
        percent: 1500,
        alloc_rate: random(constant(165.0), 7.0, 0x53),
        growth: once(random(ramp(2.0, -1.0, 12), 0.01, 1), 14.0, 25),
        ..base()
    };
    for (i, cycle) in run(&scenario).iter().enumerate().skip(12) {
        let most = if i == 25 { 15.0 } else { 1.05 };
        assert!((0.9..=most).contains(&cycle.goal_ratio()), "cycle {i}: {cycle:?}");
    }
}

#[test]
fn varying_allocation_keeps_near_the_goal() {
    let oscillating = Scenario { alloc_rate: oscillate(67.0, 13.0, 8), ..base() };
    for cycle in &run(&oscillating)[12..] {
        assert!((0.95..=1.05).contains(&cycle.goal_ratio()), "{cycle:?}");
        assert!((0.24..=0.28).contains(&cycle.utilization), "{cycle:?}");
    }
    for (rate, amplitude) in [(132.0, 13.0), (132.0, 33.0)] {
        let jitter = Scenario {
            alloc_rate: random(constant(rate), amplitude, 0xf),
            growth: random(ramp(2.0, -1.0, 12), 0.01, 0xe),
            ..base()
        };
        for cycle in &run(&jitter)[12..] {
            assert!((0.92..=1.05).contains(&cycle.goal_ratio()), "{cycle:?}");
            assert!((0.25..=0.3).contains(&cycle.utilization), "{cycle:?}");
        }
    }
}

#[test]
fn heavy_allocation_costs_more_but_evenly() {
    let scenario = Scenario {
        alloc_rate: random(constant(330.0), 33.0, 0),
        growth: random(ramp(2.0, -1.0, 12), 0.01, 0x152),
        ..base()
    };
    let cycles = run(&scenario);
    assert_settled(&cycles[13..], 0.95, 1.05, 0.05);
    for cycle in &cycles[13..] {
        assert!((cycle.utilization - cycles[12].utilization).abs() < 0.05, "{cycle:?}");
    }
}

#[test]
fn slow_allocation_leaves_some_runway() {
    let slow = |growth| Scenario {
        alloc_rate: constant(1.0),
        scan_rate: constant(2048.0),
        scannable: constant(0.01),
        growth,
        ..base()
    };
    for (growth, from) in [(ramp(2.0, -1.0, 3), 5), (ramp(2.0, -1.0, 8), 10)] {
        for cycle in &run(&slow(growth))[from..] {
            assert!((0.925..=1.025).contains(&cycle.goal_ratio()), "{cycle:?}");
            assert!((0.925..=0.975).contains(&cycle.trigger_ratio()), "{cycle:?}");
        }
    }
    let large = run(&slow(ramp(4.0, -3.0, 12)));
    for cycle in &large[14..] {
        assert!((0.95..=1.05).contains(&cycle.goal_ratio()), "{cycle:?}");
        let off = (cycle.goal - cycle.trigger).abs_diff(4 << 20);
        assert!(off <= 64 << 10, "{off} {cycle:?}");
    }
    assert_settled(&large[25..], 0.95, 1.05, 0.005);
}

const LIMIT: u64 = 512 << 20;

/// The limit less the headroom that the pacer leaves.
fn limit_goal() -> u64 {
    LIMIT - LIMIT / 100 * 3
}

#[test]
fn a_limit_that_is_far_away_changes_nothing_with_gogc_and_is_the_goal_without() {
    for percent in [-1, 100] {
        let cycles = run(&Scenario { percent, limit: LIMIT as i64, ..base() });
        assert!(percent < 0 || cycles.iter().all(|cycle| cycle.peak < limit_goal()));
        assert!(percent > 0 || cycles.iter().all(|cycle| cycle.goal == limit_goal()));
        assert_settled(&cycles[25..], 0.95, 1.05, 0.005);
    }
}

#[test]
fn a_heap_that_grows_to_its_limit_keeps_it() {
    for percent in [-1, 100] {
        let growth = ramp(3.0, -2.0, 12);
        let cycles = run(&Scenario { percent, limit: LIMIT as i64, growth, ..base() });
        assert!(cycles[12..].iter().all(|cycle| cycle.goal == limit_goal()));
        assert_settled(&cycles[25..], 0.95, 1.05, 0.005);
        let last = cycles[cycles.len() - 1];
        assert!((last.utilization - BACKGROUND_UTILIZATION).abs() < 0.005, "{last:?}");
    }
}

#[test]
fn a_heap_beyond_its_limit_is_collected_all_the_time() {
    for percent in [-1, 100] {
        let growth = ramp(3.5, -2.5, 12);
        let cycles = run(&Scenario { percent, limit: LIMIT as i64, growth, ..base() });
        for cycle in &cycles[12..] {
            assert_eq!(cycle.goal, cycle.marked, "{cycle:?}");
        }
        for cycle in &cycles[25..] {
            assert!((cycle.utilization - 1.0).abs() < 0.005, "{cycle:?}");
        }
    }
}
