// run

// The first collection starts a goroutine per P that marks from then on: the goroutine, its
// closure, the channel on which it says that it is ready, its entry in the pool. They are not
// counted as goroutines of the program.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	runtime.GOMAXPROCS(1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println("objects:", after.Mallocs-before.Mallocs)
	fmt.Println("bytes:", after.TotalAlloc-before.TotalAlloc)
	fmt.Println("goroutines:", runtime.NumGoroutine())
}
