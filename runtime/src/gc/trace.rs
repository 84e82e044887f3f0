//! The lines that `GODEBUG=gctrace=1` and its relatives print, in Go's form.

use std::fmt::Write as _;

use crate::mem::sizeclass::{NCLASSES, SpanClass};

/// What a line of `gctrace` tells.
#[derive(Clone, Debug, Default)]
pub struct CycleLine {
    /// Number of the cycle.
    pub number: u32,
    /// When it began, in nanoseconds since the start of the program.
    pub start_ns: i64,
    /// Per cent of the program's CPU time that collection took so far.
    pub percent: u64,
    /// Wall time of the first pause, of marking, of the second pause.
    pub clock_ns: [i64; 3],
    /// CPU time: first pause, assists, dedicated and fractional workers, idle workers,
    /// second pause.
    pub cpu_ns: [i64; 5],
    /// Live bytes at the start, when marking ended, and marked.
    pub heap_bytes: [u64; 3],
    /// The goal.
    pub goal_bytes: u64,
    /// Stacks scanned.
    pub stack_bytes: u64,
    /// Global variables scanned.
    pub globals_bytes: u64,
    /// GOMAXPROCS.
    pub nprocs: usize,
    /// Whether `runtime.GC` asked for it.
    pub forced: bool,
}

impl CycleLine {
    /// The line, with its newline.
    pub fn format(&self) -> String {
        let [pause, mark, end] = self.clock_ns.map(format_ms);
        let [cpu_pause, assist, workers, idle, cpu_end] = self.cpu_ns.map(format_ms);
        let [start, at_end, live] = self.heap_bytes.map(|bytes| bytes >> 20);
        let ms = self.start_ns / 1_000_000;
        format!(
            "gc {} @{}.{:03}s {}%: {pause}+{mark}+{end} ms clock, \
             {cpu_pause}+{assist}/{workers}/{idle}+{cpu_end} ms cpu, \
             {start}->{at_end}->{live} MB, {} MB goal, {} MB stacks, {} MB globals, {} P{}\n",
            self.number,
            ms / 1000,
            ms % 1000,
            self.percent,
            self.goal_bytes >> 20,
            self.stack_bytes >> 20,
            self.globals_bytes >> 20,
            self.nprocs,
            if self.forced { " (forced)" } else { "" },
        )
    }
}

/// What `gctrace=2` adds: objects scanned, in all and by size class. Go tells objects that it
/// scans singly from those of spans that it scans as a whole; we scan all singly.
pub fn format_scans(counts: &[u64; NCLASSES]) -> String {
    let total: u64 = counts.iter().sum();
    let mut text = format!("scan: total {total}+0+0={total} objs, 0+0=0 spans\n");
    for (class, count) in counts.iter().enumerate().filter(|&(_, &count)| count != 0) {
        let name = match class {
            0 => "L ".to_owned(),
            _ => format!("{}B", SpanClass::new(class as u8, true).slot_bytes()),
        };
        let _ = writeln!(text, "scan: class {name} {count}+0+0={count} objs, 0+0=0 spans");
    }
    text
}

/// Nanoseconds as milliseconds: whole ones from 10 on, else two significant digits and at
/// most three decimals, truncated.
pub fn format_ms(ns: i64) -> String {
    if ns >= 10_000_000 {
        return (ns / 1_000_000).to_string();
    }
    let mut value = ns / 1000;
    if value == 0 {
        return "0".to_owned();
    }
    let mut decimals = 3;
    while value >= 100 {
        value /= 10;
        decimals -= 1;
    }
    let scale = 10i64.pow(decimals as u32);
    let mut text = (value / scale).to_string();
    if decimals > 0 {
        let _ = write!(text, ".{:0width$}", value % scale, width = decimals);
    }
    text
}

/// A float as Go's `print` writes it: the shortest text that gives the same number back.
pub fn format_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').expect("{:e} has an exponent");
    let exponent: i32 = exponent.parse().expect("{:e} has a decimal exponent");
    if (-4..21).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_have_two_digits() {
        let cases = [
            (0, "0"),
            (999, "0"),
            (4_321, "0.004"),
            (54_999, "0.054"),
            (159_999, "0.15"),
            (1_799_999, "1.7"),
            (9_000_000, "9.0"),
            (9_999_999, "9.9"),
            (10_000_000, "10"),
            (29_900_000, "29"),
        ];
        for (ns, text) in cases {
            assert_eq!(format_ms(ns), text);
        }
    }

    #[test]
    fn the_line_has_gos_form() {
        let line = CycleLine {
            number: 46,
            start_ns: 2_062_900_000,
            percent: 15,
            clock_ns: [150_000, 29_000_000, 54_000],
            cpu_ns: [300_000, 5_600_000, 14_000_000, 7_100_000, 100_000],
            heap_bytes: [11 << 20, (13 << 20) - 1, 6 << 20],
            goal_bytes: 13 << 20,
            stack_bytes: 1000,
            globals_bytes: 0,
            nprocs: 2,
            forced: true,
        };
        assert_eq!(
            line.format(),
            "gc 46 @2.062s 15%: 0.15+29+0.054 ms clock, 0.30+5.6/14/7.1+0.10 ms cpu, \
             11->12->6 MB, 13 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)\n"
        );
    }

    #[test]
    fn floats_are_the_shortest() {
        for (value, text) in [
            (0.25, "0.25"),
            (0.0, "0"),
            (0.795059867527174, "0.795059867527174"),
            (1e100, "1e+100"),
        ] {
            assert_eq!(format_float(value), text);
        }
    }
}
