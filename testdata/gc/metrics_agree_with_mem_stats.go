// run
// The metrics that there are have Go's names and kinds, and agree with MemStats.
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
)

func main() {
	names := []string{
		"/gc/cycles/forced:gc-cycles", "/gc/gogc:percent", "/gc/gomemlimit:bytes", "/gc/heap/goal:bytes",
		"/sched/gomaxprocs:threads", "/sched/goroutines:goroutines", "/gc/stack/starting-size:bytes",
		"/gc/limiter/last-enabled:gc-cycle",
	}
	runtime.GOMAXPROCS(2)
	runtime.GC()
	samples := make([]metrics.Sample, 0)
	for _, name := range names {
		samples = append(samples, metrics.Sample{Name: name})
	}
	samples = append(samples,
		metrics.Sample{Name: "/gc/heap/allocs:bytes"}, metrics.Sample{Name: "/memory/classes/total:bytes"},
		metrics.Sample{Name: "/cpu/classes/gc/total:cpu-seconds"}, metrics.Sample{Name: "/no/such:metric"})
	metrics.Read(samples)
	for _, s := range samples[:len(names)-3] {
		fmt.Println(s.Name, s.Value.Uint64())
	}
	fmt.Println(samples[len(names)-2].Value.Uint64(), samples[len(names)-1].Value.Uint64())
	rest := samples[len(names):]
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(rest[0].Value.Uint64() <= m.TotalAlloc, rest[1].Value.Uint64() <= m.Sys+1<<20, rest[2].Value.Float64() > 0)
	fmt.Println(rest[3].Value.Kind() == metrics.KindBad)
	known := map[string]metrics.ValueKind{}
	for _, d := range metrics.All() {
		known[d.Name] = d.Kind
	}
	fmt.Println(known["/gc/heap/live:bytes"] == metrics.KindUint64, known["/cpu/classes/total:cpu-seconds"] == metrics.KindFloat64)
}
