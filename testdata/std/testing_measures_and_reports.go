// run

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"testing"
	"time"
)

var sink []byte

func main() {
	fmt.Println(testing.AllocsPerRun(100, func() { sink = make([]byte, 100) }))
	fmt.Println(testing.AllocsPerRun(100, func() {}))
	runs := 0
	r := testing.Benchmark(func(b *testing.B) {
		runs++
		b.ReportAllocs()
		b.SetBytes(10)
		for range b.N {
			sink = make([]byte, 64)
		}
	})
	fmt.Println(r.N > 0, r.T > 0, runs > 1, r.AllocsPerOp(), r.AllocedBytesPerOp(), r.NsPerOp() > 0)
	fmt.Println(testing.BenchmarkResult{N: 1000, T: 1234567 * time.Nanosecond, Bytes: 100, MemAllocs: 3000, MemBytes: 99000, Extra: map[string]float64{"x/op": 1.5}})
	fmt.Println(testing.BenchmarkResult{N: 10, T: 3 * time.Nanosecond}.String() + "|" + testing.BenchmarkResult{N: 2, MemAllocs: 5, MemBytes: 9}.MemString())
	fmt.Println(testing.Testing(), testing.CoverMode() == "")
	func() {
		defer func() { fmt.Println(recover()) }()
		testing.Short()
	}()
	var tb testing.TB
	_, ok := tb.(*testing.T)
	fmt.Println(ok)

	var buf bytes.Buffer
	fmt.Println(pprof.Lookup("goroutine").WriteTo(&buf, 2), strings.HasPrefix(buf.String(), "goroutine 1 [running]:\n"))
	fmt.Println(pprof.Lookup("none") == nil, pprof.Lookup("heap").Name(), pprof.WriteHeapProfile(io.Discard), pprof.StartCPUProfile(io.Discard))
	fmt.Println(pprof.StartCPUProfile(io.Discard))
	pprof.StopCPUProfile()
	p := pprof.NewProfile("mine")
	p.Add(1, 0)
	fmt.Println(p.Count(), p.Name())
	p.Remove(1)
	for _, p := range pprof.Profiles() {
		fmt.Print(p.Name(), " ")
	}
	fmt.Println(p.Count())
	pprof.Do(context.Background(), pprof.Labels("k", "v", "a", "b"), func(ctx context.Context) {
		fmt.Println(pprof.Label(ctx, "k"))
		pprof.ForLabels(ctx, func(k, v string) bool { fmt.Println(k, v); return true })
	})
	fmt.Println(trace.Start(io.Discard), trace.IsEnabled())
	trace.WithRegion(context.Background(), "r", func() { fmt.Println("in") })
	trace.Stop()
	fmt.Println(trace.IsEnabled())
}
