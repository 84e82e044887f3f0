package testing

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// InternalBenchmark is a benchmark by name.
type InternalBenchmark struct {
	Name string
	F    func(b *B)
}

// B is a benchmark: the function runs its body N times.
type B struct {
	*common
	N           int
	f           func(b *B)
	timerOn     bool
	showAllocs  bool
	startAllocs uint64
	startBytes  uint64
	netAllocs   uint64
	netBytes    uint64
	bytes       int64
	extra       map[string]float64
	parallelism int
	result      BenchmarkResult
	hasSub      bool
	loopN       int // iterations that Loop has begun
	loopLimit   int // iterations up to which it asks no clock
	loopDone    bool
}

func newB(name string, parent *common, f func(b *B)) *B {
	b := &B{common: newCommon(name, parent), f: f, parallelism: 1}
	b.bench = true
	return b
}

// StartTimer goes on measuring.
func (b *B) StartTimer() {
	if !b.timerOn {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		b.startAllocs, b.startBytes = stats.Mallocs, stats.TotalAlloc
		b.start = time.Now()
		b.timerOn = true
	}
}

// StopTimer stops measuring.
func (b *B) StopTimer() {
	if b.timerOn {
		b.duration += time.Since(b.start)
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		b.netAllocs += stats.Mallocs - b.startAllocs
		b.netBytes += stats.TotalAlloc - b.startBytes
		b.timerOn = false
	}
}

// ResetTimer forgets what was measured so far.
func (b *B) ResetTimer() {
	clear(b.extra)
	if b.timerOn {
		b.timerOn = false
		b.StartTimer()
	}
	b.duration = 0
	b.netAllocs, b.netBytes = 0, 0
}

// SetBytes says how many bytes an iteration works on.
func (b *B) SetBytes(n int64) { b.bytes = n }

// ReportAllocs shows allocations.
func (b *B) ReportAllocs() { b.showAllocs = true }

// Elapsed is the time measured.
func (b *B) Elapsed() time.Duration {
	d := b.duration
	if b.timerOn {
		d += time.Since(b.start)
	}
	return d
}

// ReportMetric adds a figure of the benchmark's own.
func (b *B) ReportMetric(n float64, unit string) {
	if unit == "" {
		panic("metric unit must not be empty")
	}
	if strings.ContainsAny(unit, " \t\n") {
		panic("metric unit must not contain whitespace")
	}
	if b.extra == nil {
		b.extra = map[string]float64{}
	}
	b.extra[unit] = n
}

// Loop tells whether to go on; the first call starts the timer, the last stops it.
func (b *B) Loop() bool {
	if b.loopN < b.loopLimit {
		b.loopN++
		return true
	}
	return b.loopSlow()
}

// loopSlow looks at the clock.
func (b *B) loopSlow() bool {
	if !b.timerOn {
		b.Fatal("B.Loop called with timer stopped")
	}
	switch {
	case b.loopN == 0 && b.loopLimit == 0:
		b.ResetTimer()
		b.StartTimer()
		b.loopLimit = 1
	case b.Elapsed() < benchTime:
		b.loopLimit = predict(benchTime, int64(b.loopN), int64(b.loopN), b.Elapsed())
	default:
		b.StopTimer()
		b.N = b.loopN
		b.loopDone = true
		return false
	}
	b.loopN++
	return true
}

// runN runs the function once, for n iterations.
func (b *B) runN(n int) {
	runtime.GC()
	b.N = n
	b.loopN, b.loopLimit, b.loopDone = 0, 0, false
	b.parallelism = 1
	b.ResetTimer()
	b.StartTimer()
	defer b.runCleanups()
	b.f(b)
	b.StopTimer()
}

// predict is how many iterations will take the wanted time.
func predict(want time.Duration, last, iterations int64, took time.Duration) int {
	if took <= 0 {
		took = 1
	}
	n := int64(want) * iterations / int64(took)
	n += n / 5
	n = min(n, 100*last)
	n = max(n, last+1)
	return int(min(n, 1e9))
}

// run measures: ever more iterations until they take the wanted time. The function runs
// in a goroutine of its own, which it may end.
func (b *B) run() BenchmarkResult {
	done := make(chan bool)
	go func() {
		defer func() { done <- true }()
		b.runN(1)
		if b.loopDone {
			return
		}
		for n := int64(1); !b.failed && !b.hasSub && b.duration < benchTime && n < 1e9; {
			n = int64(predict(benchTime, n, int64(b.N), b.duration))
			b.runN(int(n))
		}
	}()
	<-done
	b.result = BenchmarkResult{b.N, b.duration, b.bytes, b.netAllocs, b.netBytes, b.extra}
	return b.result
}

// Run measures a part of the benchmark.
func (b *B) Run(name string, f func(b *B)) bool {
	b.hasSub = true
	sub := newB(b.subName(name), b.common, f)
	sub.showAllocs = b.showAllocs
	if !matches(benchFilter, sub.name) {
		return true
	}
	sub.run()
	sub.show()
	return !sub.Failed()
}

// show prints the result.
func (b *B) show() {
	if b.hasSub {
		return
	}
	name := b.name
	if procs := runtime.GOMAXPROCS(-1); procs != 1 {
		name = fmt.Sprintf("%s-%d", name, procs)
	}
	if b.failed {
		fmt.Printf("--- FAIL: %s\n%s", name, b.output)
		return
	}
	line := fmt.Sprintf("%s\t%s", name, b.result)
	if b.showAllocs || benchMemory {
		line += "\t" + b.result.MemString()
	}
	fmt.Println(line)
	if len(b.output) > 0 {
		fmt.Printf("--- BENCH: %s\n%s", name, b.output)
	}
}

// PB hands iterations to the goroutines of RunParallel.
type PB struct {
	left *atomic.Int64
}

// Next tells whether there is another iteration.
func (pb *PB) Next() bool { return pb.left.Add(-1) >= 0 }

// SetParallelism sets the number of goroutines per GOMAXPROCS for RunParallel.
func (b *B) SetParallelism(p int) {
	if p >= 1 {
		b.parallelism = p
	}
}

// RunParallel runs body in several goroutines, which share the iterations.
func (b *B) RunParallel(body func(*PB)) {
	if b.N == 0 {
		return
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	var wait sync.WaitGroup
	for range b.parallelism * runtime.GOMAXPROCS(0) {
		wait.Go(func() { body(&PB{&left}) })
	}
	wait.Wait()
	if left.Load() > 0 && !b.Failed() {
		b.Fatal("RunParallel: body exited without pb.Next() == false")
	}
}

// BenchmarkResult is what a benchmark measured.
type BenchmarkResult struct {
	N         int
	T         time.Duration
	Bytes     int64
	MemAllocs uint64
	MemBytes  uint64
	Extra     map[string]float64
}

// NsPerOp is the time of an iteration.
func (r BenchmarkResult) NsPerOp() int64 {
	if v, ok := r.Extra["ns/op"]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return r.T.Nanoseconds() / int64(r.N)
}

// AllocsPerOp is the number of allocations of an iteration.
func (r BenchmarkResult) AllocsPerOp() int64 {
	if v, ok := r.Extra["allocs/op"]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return int64(r.MemAllocs) / int64(r.N)
}

// AllocedBytesPerOp is the number of bytes that an iteration allocates.
func (r BenchmarkResult) AllocedBytesPerOp() int64 {
	if v, ok := r.Extra["B/op"]; ok {
		return int64(v)
	}
	if r.N <= 0 {
		return 0
	}
	return int64(r.MemBytes) / int64(r.N)
}

func (r BenchmarkResult) mbPerSec() float64 {
	if v, ok := r.Extra["MB/s"]; ok {
		return v
	}
	if r.Bytes <= 0 || r.T <= 0 || r.N <= 0 {
		return 0
	}
	return float64(r.Bytes) * float64(r.N) / 1e6 / r.T.Seconds()
}

func (r BenchmarkResult) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%8d", r.N)
	ns, ok := r.Extra["ns/op"]
	if !ok {
		ns = float64(r.T.Nanoseconds()) / float64(r.N)
	}
	if ns != 0 {
		b.WriteByte('\t')
		printFigure(&b, ns, "ns/op")
	}
	if mbs := r.mbPerSec(); mbs != 0 {
		fmt.Fprintf(&b, "\t%7.2f MB/s", mbs)
	}
	units := make([]string, 0, len(r.Extra))
	for unit := range r.Extra {
		units = append(units, unit)
	}
	slices.Sort(units)
	for _, unit := range units {
		switch unit {
		case "ns/op", "MB/s", "B/op", "allocs/op":
			continue
		}
		b.WriteByte('\t')
		printFigure(&b, r.Extra[unit], unit)
	}
	return b.String()
}

// MemString is the allocations of an iteration.
func (r BenchmarkResult) MemString() string {
	return fmt.Sprintf("%8d B/op\t%8d allocs/op", r.AllocedBytesPerOp(), r.AllocsPerOp())
}

// printFigure writes a number so that it has about four digits.
func printFigure(w io.Writer, x float64, unit string) {
	format := "%10.0f %s"
	switch y := math.Abs(x); {
	case y == 0 || y >= 999.95:
	case y >= 99.995:
		format = "%12.1f %s"
	case y >= 9.9995:
		format = "%13.2f %s"
	case y >= 0.99995:
		format = "%14.3f %s"
	case y >= 0.099995:
		format = "%15.4f %s"
	case y >= 0.0099995:
		format = "%16.5f %s"
	case y >= 0.00099995:
		format = "%17.6f %s"
	default:
		format = "%18.7f %s"
	}
	fmt.Fprintf(w, format, x, unit)
}

// Benchmark measures a function.
func Benchmark(f func(b *B)) BenchmarkResult {
	b := newB("", nil, f)
	b.level = 0
	return b.run()
}

// RunBenchmarks measures what matches -test.bench.
func RunBenchmarks(matchString func(pat, str string) (bool, error), benchmarks []InternalBenchmark) {
	runBenchmarks(matchString, benchmarks)
}

func runBenchmarks(matchString func(pat, str string) (bool, error), benchmarks []InternalBenchmark) bool {
	if benchFilter == "" {
		return true
	}
	matcher = matchString
	ok := true
	root := newCommon("main", nil)
	for _, benchmark := range benchmarks {
		if !matches(benchFilter, benchmark.Name) {
			continue
		}
		b := newB(benchmark.Name, root, benchmark.F)
		b.run()
		b.show()
		ok = ok && !b.Failed()
	}
	os.Stdout.Sync()
	return ok
}
