// run
// Several goroutines call runtime.GC at once, others change GOGC, the memory limit and GOMAXPROCS,
// give memory back and read statistics, while others allocate: each call is a whole
// collection, statistics agree with each other, and what is alive is whole.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

type tree struct {
	left, right *tree
	id          int
}

func grow(depth, id int) *tree {
	if depth == 0 {
		return &tree{id: id}
	}
	return &tree{grow(depth-1, 2*id), grow(depth-1, 2*id+1), id}
}

func (t *tree) check(id int) int {
	if t.id != id {
		panic(fmt.Sprint("damaged: ", t.id, " is not ", id))
	}
	if t.left == nil {
		return 1
	}
	return 1 + t.left.check(2*id) + t.right.check(2*id+1)
}

func cycles() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Mallocs-m.Frees != m.HeapObjects {
		panic(fmt.Sprint("objects: ", m.Mallocs, m.Frees, m.HeapObjects))
	}
	if m.HeapAlloc != m.Alloc || m.HeapAlloc > m.HeapInuse || m.HeapInuse+m.HeapIdle != m.HeapSys ||
		m.HeapReleased > m.HeapIdle || m.TotalAlloc < m.HeapAlloc {
		panic(fmt.Sprintf("heap: %+v", m))
	}
	sum := m.HeapSys + m.StackSys + m.MSpanSys + m.MCacheSys + m.BuckHashSys + m.GCSys + m.OtherSys
	if sum != m.Sys {
		panic(fmt.Sprint("sum: ", sum, " ", m.Sys))
	}
	var mallocs, frees, bytes uint64
	for _, class := range m.BySize {
		if class.Frees > class.Mallocs {
			panic("more frees than mallocs")
		}
		mallocs += class.Mallocs
		frees += class.Frees
		bytes += (class.Mallocs - class.Frees) * uint64(class.Size)
	}
	if mallocs > m.Mallocs || frees > m.Frees || bytes > m.HeapAlloc {
		panic(fmt.Sprint("classes: ", mallocs, m.Mallocs, frees, m.Frees, bytes, m.HeapAlloc))
	}
	if m.NumForcedGC > m.NumGC || m.PauseTotalNs == 0 && m.NumGC > 0 {
		panic("cycles")
	}
	return m.NumGC
}

func main() {
	var wg sync.WaitGroup
	var nodes atomic.Int64
	for range 3 {
		wg.Go(func() {
			for range 5 {
				before := cycles()
				runtime.GC()
				if cycles() == before {
					panic("no collection")
				}
			}
		})
	}
	for g := range 3 {
		wg.Go(func() {
			long := grow(10, g+1)
			for i := range 20 {
				nodes.Add(int64(grow(7, i).check(i)))
				b := make([]byte, 1<<(i%20))
				b[len(b)-1] = 1
			}
			nodes.Add(int64(long.check(g + 1)))
		})
	}
	wg.Go(func() {
		for i := range 20 {
			debug.SetGCPercent([]int{10, 50, -1, 100, 400}[i%5])
			runtime.Gosched()
			debug.SetMemoryLimit([]int64{1 << 20, 1 << 30, 16 << 20}[i%3])
		}
	})
	wg.Go(func() {
		for range 4 {
			debug.FreeOSMemory()
		}
	})
	wg.Go(func() {
		for i := range 6 {
			runtime.GOMAXPROCS(1 + i%3)
			runtime.Gosched()
		}
	})
	wg.Wait()
	fmt.Println(nodes.Load())
}
