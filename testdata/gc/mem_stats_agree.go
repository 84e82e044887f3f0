// run
// The figures of MemStats fit together, and collections are counted.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

var keep [][]byte

func main() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range 1000 {
		keep = append(keep, make([]byte, i))
	}
	runtime.GC()
	keep = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println("forced", after.NumForcedGC-before.NumForcedGC, after.NumGC-before.NumGC >= 2)
	fmt.Println("objects", after.HeapObjects == after.Mallocs-after.Frees, after.HeapAlloc == after.Alloc)
	fmt.Println("idle", after.HeapSys == after.HeapInuse+after.HeapIdle, after.HeapReleased <= after.HeapIdle)
	sum := after.HeapSys + after.StackSys + after.MSpanSys + after.MCacheSys + after.BuckHashSys + after.GCSys + after.OtherSys
	fmt.Println("sys", after.Sys == sum, after.StackInuse <= after.StackSys, after.MSpanInuse <= after.MSpanSys)
	fmt.Println("goal", after.NextGC, after.EnableGC, after.DebugGC)
	var pauses uint64
	for _, ns := range after.PauseNs {
		pauses += ns
	}
	last := (after.NumGC + 255) % 256
	fmt.Println("pauses", pauses == after.PauseTotalNs, after.PauseEnd[last] > 0, after.LastGC >= after.PauseEnd[last]-1e9)
	fmt.Println("share", after.GCCPUFraction > 0, after.GCCPUFraction < 1)
	sizes := 0
	for i, class := range after.BySize {
		if i > 0 && class.Size > after.BySize[i-1].Size && class.Mallocs >= class.Frees {
			sizes++
		}
	}
	fmt.Println("sizes", sizes)

	var stats debug.GCStats
	stats.PauseQuantiles = make([]time.Duration, 5)
	debug.ReadGCStats(&stats)
	fmt.Println("stats", stats.NumGC == int64(after.NumGC), len(stats.Pause) == len(stats.PauseEnd), len(stats.Pause) == int(after.NumGC))
	q := stats.PauseQuantiles
	fmt.Println("quantiles", q[0] > 0, q[0] <= q[2], q[2] <= q[4], stats.PauseTotal >= q[4])
}
