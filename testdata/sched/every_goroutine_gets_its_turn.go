// run
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// Loops without calls are preempted, on one P as on many.
func main() {
	for _, n := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(n)
		var stop atomic.Bool
		var running [6]atomic.Int64
		for i := range running {
			go func() {
				for !stop.Load() {
					running[i].Add(1)
				}
			}()
		}
		deadline := time.Now().Add(20 * time.Second)
		for i := 0; i < len(running); {
			if running[i].Load() > 0 {
				i++
			} else if time.Now().After(deadline) {
				fmt.Println("goroutine", i, "did not run on", n)
				i++
			}
		}
		stop.Store(true)
		fmt.Println(runtime.GOMAXPROCS(0))
	}
}
