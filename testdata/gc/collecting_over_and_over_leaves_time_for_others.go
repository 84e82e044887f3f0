// run
// A goroutine that calls runtime.GC in a loop waits for the markers, which have a quarter of
// the time: another one that yields all the while gets thousands of turns per collection.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func main() {
	runtime.GOMAXPROCS(1)
	live := grow(17)
	var collections atomic.Int32
	go func() {
		for {
			runtime.GC()
			collections.Add(1)
		}
	}()
	turns := 0
	for collections.Load() < 10 {
		runtime.Gosched()
		turns++
	}
	fmt.Println(turns/10 > 1000)
	runtime.KeepAlive(live)
}
