// run
// GOGC, the memory limit and the stack limit can be set and are told back.
package main

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
)

var sink []byte

func cycles() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

func churn(mib int) {
	for range mib {
		sink = make([]byte, 1<<20)
	}
}

func main() {
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(-5), debug.SetGCPercent(0))
	fmt.Println(debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) == math.MaxInt64, debug.SetMemoryLimit(1<<30) == math.MaxInt64, debug.SetMemoryLimit(-1))
	debug.SetMemoryLimit(math.MaxInt64)
	fmt.Println(debug.SetMaxStack(1<<20), debug.SetMaxStack(1e9))

	debug.SetGCPercent(-1)
	before := cycles()
	churn(100)
	fmt.Println("off", cycles()-before)
	debug.SetGCPercent(100)
	churn(100)
	fmt.Println("on", cycles()-before > 5)

	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(64 << 20)
	before = cycles()
	churn(300)
	limited := cycles() - before
	fmt.Println("limited", limited > 3, limited < 100)
}
