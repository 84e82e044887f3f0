#!/usr/bin/env python3
"""Prints the resident peak of programs beside real Go's, in KB.

    peak.py --minigo target/release/minigo --go GO [PROGRAM.go ...]

Each program runs three times natively, three times compiled at the start, and three times from
the cache; the medians are shown, and ours as multiples of native. Without programs: all of
benches/programs that have an output to compare with.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
from pathlib import Path


def peak(command, **env):
    """The median of three runs, in KB."""
    with tempfile.NamedTemporaryFile() as out:
        # The kernel's figure includes what forked the process, which should be small.
        time = ["/usr/bin/time", "-f", "%M", "-o", out.name, *command]
        peaks = []
        for _ in range(3):
            subprocess.run(time, stdout=subprocess.DEVNULL, env=os.environ | env, check=True)
            peaks.append(int(Path(out.name).read_text()))
    return statistics.median(peaks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minigo", required=True)
    parser.add_argument("--go", required=True)
    parser.add_argument("programs", nargs="*")
    args = parser.parse_args()
    folder = Path(__file__).resolve().parent / "programs"
    programs = args.programs or [out.with_suffix(".go") for out in sorted(folder.glob("*.out"))]
    print(f"{'program':12} {'go':>8} {'first run':>16} {'from the cache':>16}")
    with tempfile.TemporaryDirectory() as temporary:
        for program in map(Path, programs):
            binary = f"{temporary}/{program.stem}"
            subprocess.run([args.go, "build", "-o", binary, str(program)], check=True)
            go = peak([binary])
            run = [args.minigo, "run", str(program)]
            first = peak(run, MINIGOCACHE="off")
            cache = f"{temporary}/cache"
            peak(run, MINIGOCACHE=cache)
            kept = peak(run, MINIGOCACHE=cache)
            print(f"{program.stem:12} {go:8} {first:8} x{first / go:5.2f} {kept:8} x{kept / go:5.2f}", flush=True)


main()
