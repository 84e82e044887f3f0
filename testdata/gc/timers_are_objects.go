// run

// What is due stands in an array per P that grows as by append; a goroutine that sleeps for
// the first time has a timer. Both are objects as others are. An array that is large enough
// does not grow; a timer that is stopped makes room.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func count(what string, f func()) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	fmt.Println(what, after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}

func main() {
	runtime.GOMAXPROCS(1)
	runtime.GC() // starts the mark workers
	fmt.Println("begin")
	count("first sleep:", func() { time.Sleep(time.Microsecond) })
	count("second sleep:", func() { time.Sleep(time.Microsecond) })
	count("stopped:", func() {
		for range 20 {
			time.AfterFunc(time.Hour, func() {}).Stop()
		}
	})
	var timers [40]*time.Timer
	count("40 pending:", func() {
		for i := range timers {
			timers[i] = time.AfterFunc(time.Hour, func() {})
		}
	})
	count("stopped and started:", func() {
		for i := range timers {
			timers[i*7%40].Stop()
		}
		for i := range timers {
			timers[i].Reset(time.Duration(40-i) * time.Hour)
		}
	})
}
