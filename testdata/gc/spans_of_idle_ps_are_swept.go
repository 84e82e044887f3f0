// run
package main

import (
	"fmt"
	"runtime"
)

//go:noinline
func drop(c chan int, size, i int) {
	b := make([]byte, size)
	runtime.SetFinalizer(&b[0], func(*byte) { c <- i })
}

// The goroutine moves from P to P; what it dropped on one is found from another.
func main() {
	runtime.GOMAXPROCS(8)
	c := make(chan int, 2)
	for i := 0; i < 20; i++ {
		drop(c, 100+200*i, i)
		runtime.GC()
		if got := <-c; got != i {
			fmt.Println("got", got, "instead of", i)
		}
	}
	fmt.Println("called")
}
