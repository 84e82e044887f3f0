// run
// runtime.GC lets others run between sweeping and its end: at GOMAXPROCS=1 too, a finalizer has
// run soon after its object died, also if the caller never waits for anything else.
package main

import (
	"fmt"
	"runtime"
)

type object [8]int

//go:noinline
func drop(done chan bool) {
	runtime.SetFinalizer(new(object), func(*object) { close(done) })
}

func main() {
	runtime.GOMAXPROCS(1)
	done := make(chan bool)
	drop(done)
	runtime.GC()
	select {
	case <-done:
		fmt.Println("finalized")
	default:
		fmt.Println("not finalized")
	}
}
