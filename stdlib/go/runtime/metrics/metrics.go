// Package metrics has the figures of the runtime by name.
//
// Of Go's names those are here that the runtime can fill truthfully; others are of kind
// KindBad.
package metrics

import (
	"math"
	"runtime"
)

// ValueKind tells what a Value holds.
type ValueKind int

const (
	KindBad ValueKind = iota
	KindUint64
	KindFloat64
	KindFloat64Histogram
)

// Value is a metric's value.
type Value struct {
	kind   ValueKind
	scalar uint64
	hist   *Float64Histogram
}

// Kind tells which of the methods below may be called.
func (v Value) Kind() ValueKind { return v.kind }

// Uint64 is a value of KindUint64.
func (v Value) Uint64() uint64 {
	v.check(KindUint64, "uint64")
	return v.scalar
}

// Float64 is a value of KindFloat64.
func (v Value) Float64() float64 {
	v.check(KindFloat64, "float64")
	return math.Float64frombits(v.scalar)
}

// Float64Histogram is a value of KindFloat64Histogram.
func (v Value) Float64Histogram() *Float64Histogram {
	v.check(KindFloat64Histogram, "Float64Histogram")
	return v.hist
}

func (v Value) check(kind ValueKind, name string) {
	if v.kind != kind {
		panic("called " + name + " on non-" + name + " metric value")
	}
}

// Float64Histogram counts values by size.
type Float64Histogram struct {
	Counts  []uint64  // values from Buckets[i] to Buckets[i+1]
	Buckets []float64 // ascending
}

// Description tells about a metric.
type Description struct {
	Name        string
	Description string
	Kind        ValueKind
	Cumulative  bool
}

// Sample is a metric's name, and its value when it was read.
type Sample struct {
	Name  string
	Value Value
}

// figures are what the runtime knows beyond MemStats; the order is that of
// runtime/src/mem/memstats.rs.
type figures struct {
	assistNs, dedicatedNs, idleNs, pauseNs, totalNs uint64
	percent, limit                                  uint64
	goal, live                                      uint64
	scanHeap, scanStack, scanGlobals                uint64
	limiterCycle                                    uint64
	tinyAllocs                                      uint64
	finalizersQueued, cleanupsQueued                uint64
	startingStack                                   uint64
	procs                                           uint64
}

//go:noescape
func readFigures(f *figures)

// source is what metrics are made of.
type source struct {
	mem runtime.MemStats
	fig figures
}

func seconds(ns uint64) float64 { return float64(ns) / 1e9 }

// metric is a Description and how the value is made; one of number and float is set.
type metric struct {
	Description
	number func(*source) uint64
	float  func(*source) float64
}

func number(name, text string, cumulative bool, f func(*source) uint64) metric {
	return metric{Description{name, text, KindUint64, cumulative}, f, nil}
}

func float(name, text string, cumulative bool, f func(*source) float64) metric {
	return metric{Description{name, text, KindFloat64, cumulative}, nil, f}
}

// all metrics, by name.
var all = []metric{
	float("/cpu/classes/gc/mark/assist:cpu-seconds", "CPU time of goroutines that helped to mark.", true,
		func(s *source) float64 { return seconds(s.fig.assistNs) }),
	float("/cpu/classes/gc/mark/dedicated:cpu-seconds", "CPU time of mark workers.", true,
		func(s *source) float64 { return seconds(s.fig.dedicatedNs) }),
	float("/cpu/classes/gc/mark/idle:cpu-seconds", "CPU time of mark workers on processors that had nothing else to do.", true,
		func(s *source) float64 { return seconds(s.fig.idleNs) }),
	float("/cpu/classes/gc/pause:cpu-seconds", "CPU time for which collections stopped the program.", true,
		func(s *source) float64 { return seconds(s.fig.pauseNs) }),
	float("/cpu/classes/gc/total:cpu-seconds", "CPU time of collection.", true,
		func(s *source) float64 { return seconds(s.fig.gcNs()) }),
	float("/cpu/classes/total:cpu-seconds", "CPU time that the program could have used.", true,
		func(s *source) float64 { return seconds(s.fig.totalNs) }),
	number("/gc/cleanups/queued:cleanups", "Cleanups queued.", true,
		func(s *source) uint64 { return s.fig.cleanupsQueued }),
	number("/gc/cycles/automatic:gc-cycles", "Collections started by the runtime.", true,
		func(s *source) uint64 { return uint64(s.mem.NumGC - s.mem.NumForcedGC) }),
	number("/gc/cycles/forced:gc-cycles", "Collections that the program asked for.", true,
		func(s *source) uint64 { return uint64(s.mem.NumForcedGC) }),
	number("/gc/cycles/total:gc-cycles", "Collections.", true,
		func(s *source) uint64 { return uint64(s.mem.NumGC) }),
	number("/gc/finalizers/queued:finalizers", "Finalizers queued.", true,
		func(s *source) uint64 { return s.fig.finalizersQueued }),
	number("/gc/gogc:percent", "GOGC; the largest uint64 for off.", false,
		func(s *source) uint64 { return s.fig.percent }),
	number("/gc/gomemlimit:bytes", "The memory limit; the largest int64 for none.", false,
		func(s *source) uint64 { return s.fig.limit }),
	number("/gc/heap/allocs:bytes", "Memory allocated.", true,
		func(s *source) uint64 { return s.mem.TotalAlloc }),
	number("/gc/heap/allocs:objects", "Objects allocated, tiny ones by their blocks.", true,
		func(s *source) uint64 { return s.mem.Mallocs - s.fig.tinyAllocs }),
	number("/gc/heap/frees:bytes", "Memory freed.", true,
		func(s *source) uint64 { return s.mem.TotalAlloc - s.mem.HeapAlloc }),
	number("/gc/heap/frees:objects", "Objects freed, tiny ones by their blocks.", true,
		func(s *source) uint64 { return s.mem.Frees - s.fig.tinyAllocs }),
	number("/gc/heap/goal:bytes", "Heap size at which the collection shall end.", false,
		func(s *source) uint64 { return s.fig.goal }),
	number("/gc/heap/live:bytes", "Memory of objects that the last collection marked.", false,
		func(s *source) uint64 { return s.fig.live }),
	number("/gc/heap/objects:objects", "Objects that are not freed.", false,
		func(s *source) uint64 { return s.mem.HeapObjects }),
	number("/gc/heap/tiny/allocs:objects", "Tiny objects that shared a block.", true,
		func(s *source) uint64 { return s.fig.tinyAllocs }),
	number("/gc/limiter/last-enabled:gc-cycle", "Collection in which the limit on its CPU time was reached last; 0 for never.", false,
		func(s *source) uint64 { return s.fig.limiterCycle }),
	number("/gc/scan/globals:bytes", "Global variables to scan.", false,
		func(s *source) uint64 { return s.fig.scanGlobals }),
	number("/gc/scan/heap:bytes", "Heap memory to scan.", false,
		func(s *source) uint64 { return s.fig.scanHeap }),
	number("/gc/scan/stack:bytes", "Stack memory that the last collection scanned.", false,
		func(s *source) uint64 { return s.fig.scanStack }),
	number("/gc/scan/total:bytes", "All memory to scan.", false,
		func(s *source) uint64 { return s.fig.scanGlobals + s.fig.scanHeap + s.fig.scanStack }),
	number("/gc/stack/starting-size:bytes", "Stack of a new goroutine.", false,
		func(s *source) uint64 { return s.fig.startingStack }),
	number("/memory/classes/heap/free:bytes", "Free heap memory that was not returned.", false,
		func(s *source) uint64 { return s.mem.HeapIdle - s.mem.HeapReleased }),
	number("/memory/classes/heap/objects:bytes", "Memory of objects that are not freed.", false,
		func(s *source) uint64 { return s.mem.HeapAlloc }),
	number("/memory/classes/heap/released:bytes", "Free heap memory that was returned to the system.", false,
		func(s *source) uint64 { return s.mem.HeapReleased }),
	number("/memory/classes/heap/stacks:bytes", "Memory of goroutine stacks.", false,
		func(s *source) uint64 { return s.mem.StackInuse }),
	number("/memory/classes/heap/unused:bytes", "Memory of spans without an object in it.", false,
		func(s *source) uint64 { return s.mem.HeapInuse - s.mem.HeapAlloc }),
	number("/memory/classes/metadata/mcache/inuse:bytes", "Memory of the allocators of Ps.", false,
		func(s *source) uint64 { return s.mem.MCacheInuse }),
	number("/memory/classes/metadata/mspan/free:bytes", "Memory of span descriptors that are not in use.", false,
		func(s *source) uint64 { return s.mem.MSpanSys - s.mem.MSpanInuse }),
	number("/memory/classes/metadata/mspan/inuse:bytes", "Memory of span descriptors.", false,
		func(s *source) uint64 { return s.mem.MSpanInuse }),
	number("/memory/classes/metadata/other:bytes", "Memory of mark bits and work buffers.", false,
		func(s *source) uint64 { return s.mem.GCSys }),
	number("/memory/classes/other:bytes", "Memory of page tables.", false,
		func(s *source) uint64 { return s.mem.OtherSys }),
	number("/memory/classes/total:bytes", "All memory of the Go program.", false,
		func(s *source) uint64 { return s.mem.Sys }),
	number("/sched/gomaxprocs:threads", "GOMAXPROCS.", false,
		func(s *source) uint64 { return s.fig.procs }),
	number("/sched/goroutines:goroutines", "Goroutines.", false,
		func(*source) uint64 { return uint64(runtime.NumGoroutine()) }),
}

// gcNs is the CPU time of collection, idle marking included.
func (f *figures) gcNs() uint64 { return f.assistNs + f.dedicatedNs + f.idleNs + f.pauseNs }

// All describes all metrics, by name.
func All() []Description {
	descriptions := make([]Description, 0, len(all))
	for i := range all {
		descriptions = append(descriptions, all[i].Description)
	}
	return descriptions
}

// Read fills the samples' values.
func Read(samples []Sample) {
	s := new(source)
	runtime.ReadMemStats(&s.mem)
	readFigures(&s.fig)
	for i := range samples {
		samples[i].Value = read(samples[i].Name, s)
	}
}

func read(name string, s *source) Value {
	for i := range all {
		switch m := &all[i]; {
		case m.Name != name:
		case m.number != nil:
			return Value{kind: KindUint64, scalar: m.number(s)}
		default:
			return Value{kind: KindFloat64, scalar: math.Float64bits(m.float(s))}
		}
	}
	return Value{}
}
