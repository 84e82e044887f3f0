// run

// What a limit on memory leaves to the heap: the limit less what the runtime takes beside it,
// which grows with the number of spans.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

type node struct{ l, r *node }

func build(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{build(depth - 1), build(depth - 1)}
}

// goal is the heap goal in MiB.
func goal() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() >> 20
}

func main() {
	runtime.GOMAXPROCS(2)
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(64 << 20)
	empty := goal()
	fmt.Println("empty", 56 <= empty && empty <= 59)
	debug.SetMemoryLimit(512 << 20)
	tree := build(21)
	full := goal()
	fmt.Println("with 64 MiB of small objects", 482 <= full && full <= 491)
	runtime.KeepAlive(tree)
}
