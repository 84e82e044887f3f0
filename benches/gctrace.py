#!/usr/bin/env python3
"""Puts minigo's collections beside real Go's.

    gctrace.py --minigo 'target/release/minigo run' --programs DIR --raw DIR [--go GO] [SECTION ...]

DIR of --programs holds NAME/main.go, its go.mod there or above; each prints a line
`MEM mallocs N total N ...` if MEMREPORT is set. DIR of --raw holds what real Go wrote to standard error with GODEBUG=gctrace=1, one file
NAME.CONFIG.RUN.txt per run, and forced.runN.out. A configuration says how the program ran:
p2_gogc100_lim20MiB_stw1 is GOMAXPROCS=2 GOGC=100 GOMEMLIMIT=20MiB GODEBUG=gcstoptheworld=1.

With --measure N, both sides run N times in the sections stw and conc, instead of what --raw
says: cycles depend on how fast the machine is and what else it does. In stw each of Go's runs
is then judged by the others, too, as ours are: where a program doubles each difference from
cycle to cycle, they do not all fit, and ours need not more often.

Sections (all if none is named):

    allocs   objects and bytes allocated by the program's own part
    forced   live bytes and objects of every stage of the program `forced`
    stw      start, live and goal of every cycle with the world stopped while marking
    conc     cycles, goals and limits of concurrent collection, over several runs
    pauses   both pauses with one P

Every line ends in `ok` or `DIFFERS`; the exit status tells whether any differs.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

LINE = re.compile(
    r"^gc (\d+) @[\d.]+s \d+%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, .* ms cpu, "
    r"(\d+)->(\d+)->(\d+) MB, (\d+) MB goal, (\d+) MB stacks, (\d+) MB globals, (\d+) P( \(forced\))?$"
)
MEM = re.compile(r"^MEM mallocs (\d+) total (\d+) numgc (\d+)", re.M)
GROWING = {"growmap", "growmap3m", "linkedlist"}
EMPTY = """package main

import "runtime"

func main() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println("MEM mallocs", m.Mallocs, "total", m.TotalAlloc, "numgc", m.NumGC)
}
"""


class Run:
    """What one run of a program wrote to standard error."""

    def __init__(self, text):
        cycles = [m.groups() for m in map(LINE.match, text.splitlines()) if m]
        self.pauses = [(float(c[1]), float(c[3])) for c in cycles]
        self.start = [int(c[4]) for c in cycles]
        self.end = [int(c[5]) for c in cycles]
        self.live = [int(c[6]) for c in cycles]
        self.goal = [int(c[7]) for c in cycles]
        self.ncycles = len(cycles)
        mem = MEM.search(text)
        self.mem = tuple(map(int, mem.groups())) if mem else None


class Check:
    """Prints rows and remembers whether all were good."""

    good = True

    def row(self, what, ours, theirs, good):
        Check.good &= good
        print(f"  {what:30} minigo {ours:<40} go {theirs:<40} {'ok' if good else 'DIFFERS'}", flush=True)


def environment(config):
    """The environment of a configuration."""
    env = {k: v for k, v in os.environ.items() if k not in ("GOGC", "GOMEMLIMIT", "GODEBUG", "GOMAXPROCS")}
    debug = ["gctrace=1"]
    for part in config.split("_"):
        if part == "off":
            env["GOGC"] = "off"
        elif part.startswith("gogc"):
            env["GOGC"] = part[4:]
        elif part.startswith("lim"):
            env["GOMEMLIMIT"] = part[3:]
        elif part.startswith("stw"):
            debug.append("gcstoptheworld=" + part[3:])
        elif part[0] == "p":
            env["GOMAXPROCS"] = part[1:]
    return env | {"GODEBUG": ",".join(debug), "MEMREPORT": "1"}


class Bench:
    """The two sides."""

    def __init__(self, args):
        self.args = args
        self.programs = Path(args.programs)
        self.raw = Path(args.raw)
        self.binaries = tempfile.TemporaryDirectory()

    def minigo(self, source, config="p2_gogc100"):
        done = subprocess.run(
            [*self.args.minigo.split(), str(source)],
            env=environment(config),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            timeout=self.args.timeout,
            check=False,
        )
        if done.returncode:
            print(f"  {source} under {config} failed with {done.returncode}: {done.stderr[-300:]}")
            Check.good = False
        return done.stderr

    def ours(self, name, config):
        return Run(self.minigo(self.programs / name / "main.go", config))

    def theirs(self, name, config):
        if self.args.measure:
            return [self.native(name, config) for _ in range(self.args.measure)]
        files = sorted(self.raw.glob(f"{name}.{config}.*.txt"))
        return [Run(file.read_text()) for file in files]

    def native(self, name, config):
        """A run of the program as real Go compiles it."""
        binary = Path(self.binaries.name) / name
        if not binary.exists():
            build = [self.args.go or "go", "build", "-o", str(binary), "."]
            subprocess.run(build, cwd=self.programs / name, check=True)
        env = environment(config)
        return Run(subprocess.run(binary, env=env, capture_output=True, text=True, check=True).stderr)

    def configs(self, wanted):
        """Programs and configurations of which real Go's figures are there."""
        seen = set()
        for file in sorted(self.raw.glob("*.*.*.txt")):
            key = name, config = tuple(file.name.split(".")[:2])
            if re.fullmatch(wanted, config) and key not in seen:
                seen.add(key)
                if not self.args.only or name in self.args.only.split(","):
                    yield name, config

    def empty(self):
        """What the start of a program and its first collection allocate: minigo's, Go's."""
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "main.go"
            source.write_text(EMPTY)
            ours, theirs = Run(self.minigo(source)).mem, (227, 92400, 1)
            if self.args.go:
                run = [self.args.go, "run", str(source)]
                theirs = Run(subprocess.run(run, capture_output=True, text=True, check=True).stderr).mem
        return ours, theirs

    def allocs(self, check):
        print("allocs: objects and bytes allocated since the start of main")
        ours0, theirs0 = self.empty()
        for name, config in self.configs(r"p2_gogc100_stw1"):
            ours, theirs = self.ours(name, config).mem, self.theirs(name, config)[0].mem
            limits = (1e-4, 2e-3 if "map" in name else 5e-5)
            for i, what in enumerate(["mallocs", "bytes"]):
                mine, other = ours[i] - ours0[i], theirs[i] - theirs0[i]
                off = (mine - other) / other
                check.row(f"{name} {what}", f"{mine}", f"{other} ({100 * off:+.4f} %)", abs(off) <= limits[i])

    def forced(self, check):
        print("forced: live bytes and objects after each stage")
        theirs = (self.raw / "forced.run1.out").read_text().splitlines()
        ours = [line for line in self.minigo(self.programs / "forced" / "main.go").splitlines() if line[:3] != "gc "]
        for mine, other in zip(ours + [""] * (len(theirs) - len(ours)), theirs):
            stage, mine_live, other_live = other.split()[0], mine.partition("live")[2], other.partition("live")[2]
            if stage != "empty":  # what Go's own runtime happens to do
                check.row(stage, mine_live, other_live, mine_live == other_live)
                if mine != other:
                    print(f"    {mine}\n    {other}")

    def stw(self, check):
        print("stw: largest difference of start, live, goal (MB) in any cycle; number of cycles")
        for name, config in self.configs(r"p2_gogc(50|100|200)_stw1"):
            theirs = self.theirs(name, config)
            judged = [stopped_fits(self.ours(name, config), theirs) for _ in range(self.args.measure or 1)]
            good = sum(fits for _, fits in judged)
            mine, other = f"{judged[0][0]}", f"{[run.ncycles for run in theirs]}"
            needed = len(judged)
            if self.args.measure:
                others = [theirs[:i] + theirs[i + 1 :] for i in range(len(theirs))]
                needed = sum(stopped_fits(run, rest)[1] for run, rest in zip(theirs, others))
                mine, other = (f"{text} fit {n}/{len(judged)}" for text, n in ((mine, good), (other, needed)))
            # One more or less in ten is chance.
            check.row(f"{name} {config}", mine, other, good + len(judged) // 10 >= needed)

    def conc(self, check):
        print("conc: cycles of each run; median goal; share of cycles that ended at 1.1 goals or below")
        for name, config in self.configs(r"p2_(gogc(50|100|200)|off)(_lim\w+)?"):
            theirs = self.theirs(name, config)
            ours = [self.ours(name, config) for _ in range(self.args.measure or self.args.runs)]
            mine, other = [run.ncycles for run in ours], [run.ncycles for run in theirs]
            middle = statistics.median(other)
            slack = max(0.3 * middle, 2) if name in GROWING else max(0.15 * middle, 1)
            fits = min(other) - slack <= statistics.median(mine) <= max(other) + slack
            goals = [median_goal(runs) for runs in (ours, theirs)]
            limit = re.search(r"_lim(\d+)MiB", config)
            if limit:
                # Where the limit rules, the goal is what the runtime leaves of it, and ours leaves more.
                fits = goals[0] <= 0.97 * int(limit[1]) + 1 and statistics.median(mine) <= max(other) + slack
            fits &= name in GROWING or bool(limit) or abs(goals[0] - goals[1]) <= max(2, 0.1 * goals[1])
            held = [share_held(runs) for runs in (ours, theirs)]
            fits &= held[0] >= min(0.95, held[1])
            check.row(
                f"{name} {config}",
                f"{mine} goal {goals[0]:.0f} held {held[0]:.2f}",
                f"{other} goal {goals[1]:.0f} held {held[1]:.2f}",
                fits,
            )

    def pauses(self, check):
        print("pauses: medians of the first and the second pause in ms, GOMAXPROCS=1")
        for name in sorted({name for name, _ in self.configs(r"p2_gogc100")}):
            config = "p1_gogc100"
            mine = median_pauses([self.ours(name, config)])
            other = median_pauses(self.theirs(name, config))
            check.row(name, f"{mine}", f"{other}", mine[0] <= 0.1 and mine[1] <= 0.05)


def stopped_fits(run, others):
    """How far a run is from what others have in the same cycle; they differ, too: the largest
    difference of each figure with the number of cycles, and whether it is small enough."""
    differences, fits = [], True
    for figure in ("start", "live", "goal"):
        rows = zip(getattr(run, figure), zip(*(getattr(other, figure) for other in others)))
        far = [(max(min(row) - one, one - max(row), 0), max(row)) for one, row in rows]
        differences.append(max((off for off, _ in far), default=0))
        fits &= all(off <= max(1, 0.02 * size if size > 100 else 1) for off, size in far)
    counts = [other.ncycles for other in others]
    fits &= min(counts) - 1 <= run.ncycles <= max(counts) + 1
    return differences + [run.ncycles], fits


def median_goal(runs):
    """Of the steady state, if there is one."""
    goals = [goal for run in runs for goal in run.goal[2:]] or [goal for run in runs for goal in run.goal]
    return statistics.median(goals) if goals else 0


def share_held(runs):
    pairs = [(end, goal) for run in runs for end, goal in zip(run.end, run.goal)]
    # Figures are truncated to whole MB.
    return sum(end <= 1.1 * (goal + 1) for end, goal in pairs) / max(len(pairs), 1)


def median_pauses(runs):
    pauses = [pause for run in runs for pause in run.pauses] or [(0, 0)]
    return [round(statistics.median(column), 4) for column in zip(*pauses)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minigo", required=True, help="command that runs a Go file")
    parser.add_argument("--programs", required=True)
    parser.add_argument("--raw", required=True)
    parser.add_argument("--go", help="real Go, to measure what the start of a program allocates")
    parser.add_argument("--only", help="these programs, with commas between")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", type=int, default=0, metavar="N", help="run real Go, too, so often")
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    args = parser.parse_args()
    bench, check = Bench(args), Check()
    for section in args.sections or ["allocs", "forced", "stw", "conc", "pauses"]:
        getattr(bench, section)(check)
    sys.exit(not Check.good)


if __name__ == "__main__":
    main()
