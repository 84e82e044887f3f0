#!/usr/bin/env python3
"""Finds which parts of the command a start runs, and writes them to order.txt for build.rs.

    order.py [--programs N]

A process has the pages of its executable in memory that it touched, and what stands beside
them: the system maps 64 KiB at a time. What runs at every start is therefore linked side by
side, and so is what many programs run, and what compiling runs. This takes 1.5 MB off each
process; an old list does no harm but that.

Builds the command, runs hello world and N programs of testdata/run with `valgrind
--tool=callgrind`, and looks the addresses of instructions up in the linker's map.
"""

import argparse
import bisect
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HELLO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hello")\n}\n'
# What fewer of the programs run stays where it is.
SHARE_OF_PROGRAMS = 0.05
SHARE_OF_COMPILING = 0.3
# What valgrind does not show: it has no vDSO, for which the C library makes an object.
UNSEEN = {"*libc.a:dl-object.o", "*libc.a:strcmp-?v*"}
# One section of the map: address, length, file, name.
SECTION = re.compile(r"^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ +(\S+):\((\.text\S*)\)$")
ADDRESS = re.compile(r"^0x([0-9a-f]+) ", re.M)
# What differs from build to build: hashes in names, of either way to make names.
HASHES = [
    (re.compile(r"17h[0-9a-f]{16}E.*$"), "17h*"),
    (re.compile(r"Cs[0-9A-Za-z]+_"), "Cs*_"),
    (re.compile(r"\.llvm\.\d+$"), ".llvm.*"),
]


class Map:
    """The sections of the command's code."""

    def __init__(self, text):
        found = [SECTION.match(line) for line in text.splitlines()]
        rows = [(int(m[1], 16), int(m[2], 16), pattern(m[3], m[4])) for m in found if m]
        rows.sort(key=lambda row: row[0])
        self.rows = [row for row in rows if row[1] > 0]
        self.starts = [row[0] for row in self.rows]

    def of(self, addresses):
        """The sections that hold the addresses, as patterns."""
        out = set()
        for address in addresses:
            at = bisect.bisect(self.starts, address) - 1
            if at >= 0 and address < self.rows[at][0] + self.rows[at][1]:
                out.add(self.rows[at][2])
        return out


def pattern(file, section):
    """A line of order.txt: patterns for the file and for the section."""
    archive, _, member = file.rstrip(")").partition("(")
    name = os.path.basename(archive)
    crate = re.match(r"lib(\w+)-[0-9a-f]+\.rlib$", name)
    if crate:
        file = f"*lib{crate[1]}-*"
    elif member:
        file = f"*{name}:{member}"
    else:
        file = "*" + re.sub(r"-[0-9a-f]{16}\..*$", "-*", name)
    if member and not crate:
        # The C library chooses by processor: its AVX instructions or, which valgrind's does
        # not have, EVEX.
        return re.sub(r"-(avx|evex).*", "-?v*", file)
    # Functions that are rarely called stand apart in their object file.
    section = re.sub(r"^\.text\.unlikely\.", ".text.", section)
    for hash, any in HASHES:
        section = hash.sub(any, section)
    return f"{file} {section.removeprefix('.text').removeprefix('.')}".rstrip()


def run(command, program, sections, **env):
    """The sections that a run of the program uses, as patterns."""
    with tempfile.NamedTemporaryFile() as out:
        callgrind = ["valgrind", "--tool=callgrind", "--dump-instr=yes", "--compress-pos=no",
                     f"--callgrind-out-file={out.name}"]
        subprocess.run([*callgrind, command, "run", program], capture_output=True, stdin=subprocess.DEVNULL,
                       env=os.environ | env, timeout=300)
        return sections.of({int(a, 16) for a in ADDRESS.findall(Path(out.name).read_text())})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=60)
    args = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        map = Path(folder, "map")
        subprocess.run(["cargo", "rustc", "--release", "--bin", "minigo", "--", "-C", f"link-arg=-Wl,-Map={map}"],
                       cwd=root, check=True)
        sections = Map(map.read_text())
        command = str(root / "target/release/minigo")
        hello = Path(folder, "hello.go")
        hello.write_text(HELLO)
        programs = sorted(root.glob("testdata/run/*.go"))
        programs = programs[:: max(1, len(programs) // args.programs)]
        running, compiling = Counter(), Counter()
        cache = dict(MINIGOCACHE=str(Path(folder, "cache")))
        for program in [hello, *programs]:
            print(program.name, file=sys.stderr)
            try:
                subprocess.run([command, "run", program], capture_output=True, stdin=subprocess.DEVNULL,
                               env=os.environ | cache, timeout=10)
                warm = run(command, program, sections, **cache)
                cold = run(command, program, sections, MINIGOCACHE="off")
            except subprocess.TimeoutExpired:
                continue
            if program == hello:
                start = warm | UNSEEN
            running.update(warm)
            compiling.update(cold)
    often = {p for p, n in running.items() if n >= SHARE_OF_PROGRAMS * len(programs)} - start
    compile = {p for p, n in compiling.items() if n >= SHARE_OF_COMPILING * len(programs)} - start - often
    with open(root / "order.txt", "w") as out:
        out.write("# In which order code is linked, before all other: file and function. Made by benches/order.py.\n")
        for title, group in [("compile", compile), ("run", often), ("start", start)]:
            out.write(f"\n[{title}]\n" + "".join(f"{p}\n" for p in sorted(group)))


main()
