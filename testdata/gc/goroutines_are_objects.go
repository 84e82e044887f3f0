// run

// A goroutine's descriptor and its place in a queue are objects of the heap, which are used
// again.
package main

import (
	"fmt"
	"runtime"
)

const n = 10000

// perGoroutine prints objects and bytes that each of n goroutines needs to wait and end.
func perGoroutine() {
	var before, after runtime.MemStats
	gate, done := make(chan int), make(chan int, n)
	runtime.ReadMemStats(&before)
	for range n {
		go func() {
			<-gate
			done <- 1
		}()
	}
	for range 100 {
		runtime.Gosched()
	}
	close(gate)
	for range n {
		<-done
	}
	runtime.ReadMemStats(&after)
	bytes := after.TotalAlloc - before.TotalAlloc
	fmt.Println((after.Mallocs-before.Mallocs+n/100)/n, "objects,", (bytes+n/100)/n/100, "hundred bytes")
}

func main() {
	runtime.GOMAXPROCS(1)
	perGoroutine()
	perGoroutine()
}
