#!/bin/sh
# Lists the interpreter's handlers that contain a call, which spills registers on the hot
# path: `benches/tail_calls.sh target/release/minigo`. No output is the goal.
set -eu
objdump --disassemble --no-show-raw-insn --demangle "$1" | awk '
    /^[0-9a-f]+ <minigo_vm::interp::(threaded|group::HANDLERS)::/ { name = $2; next }
    /^$/ { name = "" }
    name != "" && /\tcall / { print name, $NF }
' | sort | uniq --count
