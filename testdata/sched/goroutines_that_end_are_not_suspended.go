// run

// Goroutines that end at once, in Gs that are used again and again, while the collector
// suspends whatever runs: nobody stops for a request that was meant for another.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	runtime.GOMAXPROCS(4)
	var done atomic.Bool
	collected := make(chan bool)
	go func() {
		for !done.Load() {
			runtime.GC()
		}
		collected <- true
	}()
	for round := 0; round < 300; round++ {
		var wg sync.WaitGroup
		for i := 0; i < 100; i++ {
			wg.Add(1)
			go func() { wg.Done() }()
		}
		wg.Wait()
	}
	done.Store(true)
	<-collected
	fmt.Println("done")
}
